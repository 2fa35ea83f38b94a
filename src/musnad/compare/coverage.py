"""Who prints what: the facts of a story against its reports, each cell opening at the words.

A fact is a statement, a lead event, or a counted thing (one noun with one value). How many
independent origins carry a fact is counted by ``compare/origins.py``: copies of one text count once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from musnad.compare.places import Place, Printed, count_outlets, printed_reports, texts_of
from musnad.records import Event, Figure, Quote
from musnad.store import Case
from musnad.text import find_words, proclitic_splits


@dataclass(frozen=True, slots=True)
class Fact:
    """One row of the table: what is told, and where each report tells it.

    ``kind``: statement, event, figure. ``id``: the statement, the event of the group, or the figure that
    stands for it. ``words``: as printed at ``opens_at``. ``cells``: report id -> places, only reports that
    carry it. ``origins`` with ``origins_why``: how many independent origins, 0 where that is not known.
    """

    kind: str
    id: str
    words: str
    opens_at: Place
    cells: dict[str, tuple[Place, ...]]
    outlets: int
    origins: int
    origins_why: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """Facts (rows, the widest told first) against reports (columns, in the order of their dates)."""

    story_id: str | None
    reports: tuple[Printed, ...]
    facts: tuple[Fact, ...]


Group = tuple[str, str, list[Place]]  # kind, id, places


def coverage(case: Case, story_id: str | None = None) -> Coverage:
    """Return what each report of a story (or of the whole case) tells."""
    reports = printed_reports(case, story_id)
    ids = [each.report_id for each in reports]
    texts = texts_of(case, ids)
    groups = [
        *_statements(case, case.rows_of_reports("quote", ids)),
        *_events(case, case.rows_of_reports("event", ids), set(ids)),
        *_figures(case.rows_of_reports("figure", ids), texts),
    ]
    count = _origin_counter(case)
    facts = [_fact(group, reports, texts, count) for group in groups]
    facts.sort(
        key=lambda fact: (-fact.outlets, -len(fact.cells), ids.index(fact.opens_at.report_id), fact.opens_at.start)
    )
    return Coverage(story_id, tuple(reports), tuple(facts))


def _fact(
    group: Group,
    reports: Sequence[Printed],
    texts: dict[str, str],
    count: Callable[[Sequence[Place]], tuple[int, str]],
) -> Fact:
    kind, id, places = group
    columns = [each for each in reports if any(place.report_id == each.report_id for place in places)]
    cells = {
        each.report_id: tuple(
            sorted((p for p in places if p.report_id == each.report_id), key=lambda p: (p.start, p.stop))
        )
        for each in columns
    }
    opens_at = max(cells[columns[0].report_id], key=lambda place: place.stop - place.start)
    words = texts[opens_at.report_id][opens_at.start : opens_at.stop]
    origins, why = count(places)
    return Fact(kind, id, words, opens_at, cells, count_outlets(columns), origins, why)


def _statements(case: Case, quotes: dict[str, list[Quote]]) -> Iterable[Group]:
    statement_of = {row.quote_id: row.statement_id for row in case.rows("statement_member")}
    groups: dict[str, list[Place]] = {}
    for quote in _flat(quotes):
        statement = statement_of.get(quote.id)
        if statement is not None:
            groups.setdefault(statement, []).append(_place_of(quote))
    return [("statement", id, places) for id, places in groups.items()]


def _events(case: Case, events: dict[str, list[Event]], ids: set[str]) -> Iterable[Group]:
    """Group reports by their lead event; the cell opens at the report's first event."""
    groups: dict[str, list[Place]] = {}
    for member in case.rows("story_member"):
        if member.report_id in ids and member.event_id is not None and events[member.report_id]:
            own = next((e for e in events[member.report_id] if e.id == member.event_id), events[member.report_id][0])
            groups.setdefault(member.event_id, []).append(_place_of(own))
    return [("event", id, places) for id, places in groups.items()]


def _figures(figures: dict[str, list[Figure]], texts: dict[str, str]) -> Iterable[Group]:
    """Group figures that count the same noun and give the same value."""
    groups: dict[tuple[str, float | None, float | None], list[Figure]] = {}
    for figure in _flat(figures):
        noun = counted_noun(figure, texts[figure.report_id])
        if noun and figure.low is not None:
            groups.setdefault((noun, figure.low, figure.high), []).append(figure)
    return [("figure", min(f.id for f in some), [_place_of(f) for f in some]) for some in groups.values()]


def counted_noun(figure: Figure, text: str) -> str:
    """Return the stem of the noun a figure counts (or its unit), "" where it counts nothing named."""
    if figure.noun_start is None or figure.noun_stop is None:
        return figure.unit or ""
    words = find_words(text)
    folded = [words.folded[i] for i in words.within(figure.noun_start, figure.noun_stop)]
    return " ".join(min((stem for _, stem in proclitic_splits(word)), key=len) for word in folded[:1])


def _flat(rows: Mapping[str, Sequence[Any]]) -> list[Any]:
    return [row for some in rows.values() for row in some]


def _place_of(finding: Quote | Event | Figure) -> Place:
    return Place(finding.report_id, finding.start, finding.stop, finding.id)


def _origin_counter(case: Case) -> Callable[[Sequence[Place]], tuple[int, str]]:
    """Return the counter of independent origins of the reports some places stand in."""
    unknown = 0, f"not counted: {case.count('lineage')} lineages"

    def count(places: Sequence[Place]) -> tuple[int, str]:
        return unknown if places else (0, "nowhere")

    return count
