"""Which word each outlet takes for the same thing, in whose voice, of how many."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from musnad.records import Label
from musnad.show.dossier.sheet import Sheet, Source
from musnad.show.words import Both, word

VOICES = ("own", "attributed", "quoted")


@dataclass(frozen=True, slots=True)
class Cell:
    """One term in one report: how often in each voice, and the link to the first in that voice."""

    voices: dict[str, tuple[int, str]]
    total: int


@dataclass(frozen=True, slots=True)
class Term:
    words: str
    cells: dict[str, Cell]
    total: int


@dataclass(frozen=True, slots=True)
class Family:
    """The terms of one family; ``totals`` are the denominators: all words of the family a report prints."""

    name: Both
    terms: list[Term]
    totals: dict[str, int]
    sources: list[Source]


def labels_of(sheet: Sheet) -> list[Family]:
    """Return the label table of a case, the families with most to compare first."""
    labels: dict[str, list[Label]] = defaultdict(list)
    for label in sheet.case.rows("label"):
        labels[label.family].append(label)
    families = [_family(sheet, family, rows) for family, rows in sorted(labels.items())]
    families.sort(key=lambda each: (-_weight(each), each.name.en))
    return families


def _weight(family: Family) -> int:
    """A family says most where several reports choose among several words."""
    return min(len(family.terms), 2) * min(len(family.sources), 2) * 1000 + sum(family.totals.values())


def _family(sheet: Sheet, name: str, labels: list[Label]) -> Family:
    terms: dict[str, list[Label]] = defaultdict(list)
    totals: dict[str, int] = defaultdict(int)
    for label in labels:
        terms[label.term].append(label)
        totals[label.report_id] += 1
    views = [_term(sheet, term, rows) for term, rows in terms.items()]
    views.sort(key=lambda each: (-each.total, each.words))
    return Family(word(name, "family"), views, dict(totals), sheet.of(totals))


def _term(sheet: Sheet, term: str, labels: list[Label]) -> Term:
    cells: dict[str, dict[str, list[Label]]] = defaultdict(lambda: defaultdict(list))
    for label in labels:
        cells[label.report_id][label.voice].append(label)
    return Term(
        term,
        {
            report_id: Cell(
                {voice: (len(rows), _href(sheet, rows[0])) for voice, rows in sorted(voices.items())},
                sum(map(len, voices.values())),
            )
            for report_id, voices in cells.items()
        },
        len(labels),
    )


def _href(sheet: Sheet, label: Label) -> str:
    return sheet.anchors.href(label.report_id, label.start, label.stop, "b")
