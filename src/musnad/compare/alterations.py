"""What each report prints differently from the reports it shares text with.

Left and right of a shared passage are read from each report's own side: *added* is what the other
hasn't, *dropped* what only the other has. Who altered whom is not said.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from musnad.compare.places import Place, Printed, printed_reports, texts_of
from musnad.records import Change, Reuse
from musnad.store import Case

# Two shared passages: one alone may be a common source's sentence.
LEAST_PASSAGES = 2


@dataclass(frozen=True, slots=True)
class Alteration:
    """One difference inside a shared passage, from one report's side.

    ``kind``: added (``other`` has nothing there), dropped (``own`` has nothing there), changed.
    Both places are always there; the empty side is the point between two words.
    """

    change_id: str
    kind: str
    cls: str
    severity: int
    in_quote: int
    own: Place
    own_words: str
    other: Place
    other_words: str


@dataclass(frozen=True, slots=True)
class ReportAlterations:
    """One report against the others that share text with it.

    ``by_class`` and ``by_severity`` count ``alterations``. ``only_here``: its sentences that none of
    ``compared_with`` has. ``lacking``: sentences of those that it hasn't.
    """

    printed: Printed
    compared_with: tuple[str, ...]
    alterations: tuple[Alteration, ...]
    by_class: dict[str, int]
    by_severity: dict[int, int]
    only_here: tuple[Place, ...]
    lacking: tuple[Place, ...]


def alterations(case: Case) -> list[ReportAlterations]:
    """Return the alterations of each report that shares a passage with another, in the order of their dates."""
    passages = [row for row in case.rows("reuse") if row.kind == "passage"]
    involved = {id for row in passages for id in (row.left_id, row.right_id)}
    texts = texts_of(case, involved)
    changes: dict[str, list[Change]] = {}
    for change in case.rows("change"):
        changes.setdefault(change.reuse_id, []).append(change)
    return [
        _of_report(each, [row for row in passages if each.report_id in (row.left_id, row.right_id)], changes, texts)
        for each in printed_reports(case)
        if each.report_id in involved
    ]


def _of_report(
    printed: Printed, passages: list[Reuse], changes: dict[str, list[Change]], texts: dict[str, str]
) -> ReportAlterations:
    found = [
        _alteration(change, row, printed.report_id, texts) for row in passages for change in changes.get(row.id, ())
    ]
    shared = Counter(row.right_id if row.left_id == printed.report_id else row.left_id for row in passages)
    others = tuple(sorted(id for id, number in shared.items() if number >= LEAST_PASSAGES))
    return ReportAlterations(
        printed,
        others,
        tuple(sorted(found, key=lambda each: (each.own.start, each.own.stop, each.change_id))),
        dict(sorted(Counter(each.cls for each in found).items())),
        dict(sorted(Counter(each.severity for each in found).items())),
        (),
        (),
    )


def _alteration(change: Change, row: Reuse, report_id: str, texts: dict[str, str]) -> Alteration:
    left = Place(row.left_id, change.left_start, change.left_stop, change.id)
    right = Place(row.right_id, change.right_start, change.right_stop, change.id)
    own, other = (left, right) if row.left_id == report_id else (right, left)
    own_words, other_words = (texts[each.report_id][each.start : each.stop] for each in (own, other))
    kind = "added" if not other_words.strip() else "dropped" if not own_words.strip() else "changed"
    return Alteration(change.id, kind, change.cls, change.severity, change.in_quote, own, own_words, other, other_words)
