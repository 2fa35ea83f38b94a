"""Who prints what: the facts of a story against its reports, each cell opening at the words.

A fact is a statement, a lead event, or a figure (``compare/same_figures.py`` says which figures are one). How many
independent origins carry a fact is counted by ``compare/origins.py``: copies of one text count once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from musnad.compare.events import lead_events
from musnad.compare.origin_counts import Origins
from musnad.compare.origins import CountedFigure, OriginTables, count_at, counted_figures, read_origins
from musnad.compare.places import Place, Printed, count_outlets, one_a_page, printed_reports, texts_of
from musnad.records import Event, Quote
from musnad.store import Case


@dataclass(frozen=True, slots=True)
class Fact:
    """One row of the table: what is told, and where each report tells it.

    ``kind``: statement, event, figure. ``id``: the statement, the event of the group, or the figure that
    stands for it. ``words``: as printed at ``opens_at``. ``cells``: report id -> places, only reports that
    carry it. ``origins``: how many independent origins carry it at least, ``origins_most`` at most;
    ``origin_groups``: their report ids, those of one origin together; ``origins_why``: what joins them.
    A figure's origins are those of its whole story, also where only a part of its reports are columns.
    """

    kind: str
    id: str
    words: str
    opens_at: Place
    cells: dict[str, tuple[Place, ...]]
    outlets: int
    origins: int
    origins_why: str
    origin_groups: tuple[tuple[str, ...], ...]
    origins_most: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """Facts (rows, the widest told first) against reports (columns, in the order of their dates).

    The versions of one page are one column, under the first of them; a cell opens at the first that tells the fact.
    """

    story_id: str | None
    reports: tuple[Printed, ...]
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class _Told:
    """A fact before it is set against the reports: its places here, its origins, and on how many pages it stands."""

    kind: str
    id: str
    places: Sequence[Place]
    origins: Origins
    pages: int


Group = tuple[str, str, list[Place]]  # kind, id, places


def coverage(
    asked: Case | OriginTables, story_id: str | None = None, figures: Iterable[CountedFigure] | None = None
) -> Coverage:
    """Return what each report of a story (or of the whole case) tells.

    ``figures``: those of the story, counted already, where the case is a window on a part of it.
    """
    tables = read_origins(asked) if isinstance(asked, Case) else asked
    case = tables.case
    reports = printed_reports(case, story_id)
    ids = [each.report_id for each in reports]
    pages = _columns_of(reports)
    outlets = {each.report_id: each.outlet_id for each in reports}
    groups = [*_statements(case, case.rows_of_reports("quote", ids)), *_events(case, ids)]
    told = [
        _Told(kind, id, places, count_at(tables, places, outlets), len({pages[place.report_id] for place in places}))
        for kind, id, places in groups
    ]
    told += _figures(counted_figures(tables, ids) if figures is None else figures, pages)
    columns = {each.report_id: each for each in one_a_page(reports)}
    order = {id: number for number, id in enumerate(ids)}
    texts = texts_of(case, ids)
    facts = [_fact(each, columns, pages, order, texts) for each in told]
    facts.sort(
        key=lambda fact: (-fact.outlets, -len(fact.cells), order[fact.opens_at.report_id], fact.opens_at.start, fact.id)
    )
    return Coverage(story_id, tuple(columns.values()), tuple(facts))


def _columns_of(reports: Sequence[Printed]) -> dict[str, str]:
    """Return for each report the one whose column it stands in: the first version of its page."""
    first = {each.page_id: each.report_id for each in one_a_page(reports)}
    return {each.report_id: first[each.page_id] for each in reports}


def _fact(
    told: _Told,
    reports: Mapping[str, Printed],
    columns: Mapping[str, str],
    order: Mapping[str, int],
    texts: Mapping[str, str],
) -> Fact:
    carried: dict[str, list[Place]] = {}
    for place in sorted(told.places, key=lambda place: (order[place.report_id], place.start, place.stop)):
        of_page = carried.setdefault(columns[place.report_id], [])
        if not of_page or of_page[0].report_id == place.report_id:
            of_page.append(place)
    cells = {report_id: tuple(carried[report_id]) for report_id in reports if report_id in carried}
    opens_at = max(next(iter(cells.values())), key=lambda place: place.stop - place.start)
    words = texts[opens_at.report_id][opens_at.start : opens_at.stop]
    outlets = count_outlets([reports[report_id] for report_id in cells])
    why = origins_why(told.origins, told.pages)
    counted = told.origins.number, why, told.origins.groups, told.origins.at_most
    return Fact(told.kind, told.id, words, opens_at, cells, outlets, *counted)


def origins_why(origins: Origins, pages: int) -> str:
    """Return why there are so many origins on so many pages, as rows give a reason; "" where one page has it."""
    if pages < 2:
        return ""
    most = [f"origins_most={origins.at_most}"] if origins.at_most > origins.number else []
    kinds = sorted({reason.split("=")[0] for reason in origins.why})
    return " ".join([f"origins={origins.number}", *most, f"reports={pages}", *(f"by_{kind}=yes" for kind in kinds)])


def _figures(figures: Iterable[CountedFigure], reports: Mapping[str, str]) -> Iterable[_Told]:
    """Yield the figures these reports give, with the places that stand in them."""
    for each in figures:
        places = [place for place in each.places if place.report_id in reports]
        if places:
            yield _Told("figure", each.id, places, each.origins, each.pages)


def _statements(case: Case, quotes: dict[str, list[Quote]]) -> Iterable[Group]:
    statement_of = {row.quote_id: row.statement_id for row in case.rows("statement_member")}
    groups: dict[str, list[Place]] = {}
    for quote in _flat(quotes):
        statement = statement_of.get(quote.id)
        if statement is not None:
            groups.setdefault(statement, []).append(_place_of(quote))
    return [("statement", id, places) for id, places in groups.items()]


def _events(case: Case, ids: Sequence[str]) -> Iterable[Group]:
    """Return the events reports are about; each cell opens at the report's own telling."""
    leads = {row.event_id for row in case.rows("story_member") if row.event_id is not None}
    groups = lead_events(case, ids)
    return [
        ("event", min(event.id for event in group), [_place_of(event) for event in group])
        for group in groups
        if any(event.id in leads for event in group)
    ]


def _flat(rows: Mapping[str, Sequence[Any]]) -> list[Any]:
    return [row for some in rows.values() for row in some]


def _place_of(finding: Quote | Event) -> Place:
    return Place(finding.report_id, finding.start, finding.stop, finding.id)
