"""Who covered what: the facts of a story against its outlets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from musnad.compare.origins import CountedFigure
from musnad.show.dossier.facts import Row, coverage_of
from musnad.show.dossier.sheet import Sheet, Source


@dataclass(frozen=True, slots=True)
class Teller:
    """An outlet as a column: its reports here."""

    key: str
    name: str | None
    sources: list[Source]


@dataclass(frozen=True, slots=True)
class Told:
    """A fact as a row: by outlet, the reports that tell it, each with the link that opens it there."""

    row: Row
    cells: dict[str, list[tuple[Source, str]]]


@dataclass(frozen=True, slots=True)
class Coverage:
    tellers: list[Teller]
    told: list[Told]


def told_by_outlet(sheet: Sheet, figures: Sequence[CountedFigure]) -> Coverage:
    """Return facts against outlets, those that print most facts first; a report of an unknown outlet is one.

    ``figures``: those of the whole story, of which these reports may be a part.
    """
    columns, rows = coverage_of(sheet, None, figures)
    tellers: dict[str, Teller] = {}
    key_of: dict[str, str] = {}
    for source in columns:
        # outlets are told apart by what they are called: two of one name would look the same anyway
        key = key_of[source.id] = source.name or source.id
        tellers.setdefault(key, Teller(key, source.name, [])).sources.append(source)
    told = []
    numbers = dict.fromkeys(tellers, 0)
    for row in rows:
        cells: dict[str, list[tuple[Source, str]]] = {}
        for source in columns:
            if source.id in row.cells:
                cells.setdefault(key_of[source.id], []).append((source, row.cells[source.id][0]))
        for key in cells:
            numbers[key] += 1
        told.append(Told(row, cells))
    return Coverage(sorted(tellers.values(), key=lambda each: (-numbers[each.key], each.key)), told)
