"""Which pairs of a story's reports differ most where they share words: the gravest in full, the others by number."""

from __future__ import annotations

from dataclasses import dataclass

from musnad.show.dossier import sections
from musnad.show.dossier.sheet import GRAVE_SEVERITY, SPELLING, Sheet, Source

# So many pairs are shown with all their differences; so many more are listed, each a link to its comparison.
MOST_OPEN, MOST_LISTED = 6, 60


@dataclass(frozen=True, slots=True)
class Counted:
    """A pair that is only counted: its differences, and how many of them are grave."""

    left: Source
    right: Source
    changes: int
    grave: int


@dataclass(frozen=True, slots=True)
class Altered:
    """The pairs that share words; ``more``: how many are neither shown nor listed."""

    open: list[sections.Pair]
    listed: list[Counted]
    more: int


def altered_pairs(sheet: Sheet) -> Altered | None:
    """Return the pairs of a window, those with most grave differences first; ``None`` where nothing is shared."""
    spelling = ", ".join(f"'{each}'" for each in sorted(SPELLING))
    sql = (
        "SELECT min(left_id, right_id), max(left_id, right_id), count(change.id),"
        f" coalesce(sum(severity >= {GRAVE_SEVERITY} AND class NOT IN ({spelling})), 0)"
        " FROM reuse LEFT JOIN change ON reuse_id = reuse.id WHERE kind = 'passage' GROUP BY 1, 2"
    )
    found = [
        _counted(sheet, *row) for row in sheet.case.connection.execute(sql) if sheet.page(row[0]) != sheet.page(row[1])
    ]
    if not found:
        return None
    found.sort(key=lambda each: (-each.grave, -each.changes, each.left.number, each.right.number))
    first = [each for each in found[:MOST_OPEN] if each.changes] or found[:1]
    shown = [pair for each in first for pair in sections.pairs_of(sheet, {each.left.id, each.right.id})]
    rest = found[len(first) :]
    return Altered(shown, rest[:MOST_LISTED], max(0, len(rest) - MOST_LISTED))


def _counted(sheet: Sheet, one: str, other: str, changes: int, grave: int) -> Counted:
    left, right = sorted((sheet.sources[one], sheet.sources[other]), key=lambda source: source.number)
    return Counted(left, right, changes, grave)
