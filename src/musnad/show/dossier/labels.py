"""Which word each outlet takes for the same thing, in whose voice, of how many."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from musnad.compare.framing import Framing, label_table
from musnad.show.dossier.sheet import Sheet, Source
from musnad.show.words import Both, word


@dataclass(frozen=True, slots=True)
class Column:
    """One outlet: its reports here, and how many words they print."""

    outlet: str
    sources: list[Source]
    words: int
    total: int  # all words of the family: the denominator


@dataclass(frozen=True, slots=True)
class Term:
    """One word; ``cells``: outlet -> voice -> how often, and the link to the first."""

    words: str
    pole: Both
    cells: dict[str, dict[str, tuple[int, str]]]
    total: int


@dataclass(frozen=True, slots=True)
class Family:
    name: Both
    terms: list[Term]
    columns: list[Column]


def labels_of(sheet: Sheet) -> list[Family]:
    """Return the label table of a case, the families with most to compare first."""
    rows: dict[str, list[Framing]] = defaultdict(list)
    for row in label_table(sheet.case):
        rows[row.family].append(row)
    families = [_family(sheet, name, some) for name, some in sorted(rows.items())]
    families.sort(key=lambda each: (-_weight(each), each.name.en))
    return families


def _weight(family: Family) -> int:
    """A family says most where several outlets choose among several words."""
    choice = min(len(family.terms), 2) * min(len(family.columns), 2)
    return choice * 1000 + sum(column.total for column in family.columns)


def _family(sheet: Sheet, name: str, rows: Sequence[Framing]) -> Family:
    terms: dict[str, list[Framing]] = defaultdict(list)
    columns: dict[str, Column] = {}
    for row in rows:
        terms[row.term].append(row)
        sources = sheet.of(place.report_id for each in rows if each.outlet == row.outlet for place in each.places)
        columns[row.outlet] = Column(row.outlet, sources, row.words, row.denominator)
    views = [_term(sheet, term, some) for term, some in terms.items()]
    views.sort(key=lambda each: (-each.total, each.words))
    return Family(word(name, "family"), views, sorted(columns.values(), key=lambda column: column.sources[0].number))


def _term(sheet: Sheet, term: str, rows: Sequence[Framing]) -> Term:
    cells: dict[str, dict[str, tuple[int, str]]] = defaultdict(dict)
    for row in rows:
        places = row.places[:1] if sheet.excerpts else row.places
        hrefs = [sheet.anchors.href(place.report_id, place.start, place.stop, "b") for place in places]
        count, href = cells[row.outlet].get(row.voice, (0, hrefs[0]))
        cells[row.outlet][row.voice] = (count + row.count, href)
    return Term(term, word(rows[0].pole, "value"), dict(cells), sum(row.count for row in rows))
