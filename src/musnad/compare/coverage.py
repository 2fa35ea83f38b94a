"""Who prints what: the facts of a story against its reports, each cell opening at the words.

A fact is a statement, a lead event, or a counted thing (one value of one noun, or in one statement). How many
independent origins carry a fact is counted by ``compare/origins.py``: copies of one text count once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from musnad.compare.events import lead_events
from musnad.compare.origin_counts import Origins, count_origins
from musnad.compare.places import Place, Printed, count_outlets, one_a_page, printed_reports, texts_of
from musnad.link.groups import components
from musnad.records import Event, Figure, Lineage, Quote, Reuse
from musnad.store import Case
from musnad.text import find_words, proclitic_splits


@dataclass(frozen=True, slots=True)
class Fact:
    """One row of the table: what is told, and where each report tells it.

    ``kind``: statement, event, figure. ``id``: the statement, the event of the group, or the figure that
    stands for it. ``words``: as printed at ``opens_at``. ``cells``: report id -> places, only reports that
    carry it. ``origins``: how many independent origins carry it at least, ``origins_most`` at most;
    ``origin_groups``: their report ids, those of one origin together; ``origins_why``: what joins them.
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


Group = tuple[str, str, list[Place]]  # kind, id, places
Counter = Callable[[Sequence[Place]], Origins]


def coverage(case: Case, story_id: str | None = None) -> Coverage:
    """Return what each report of a story (or of the whole case) tells."""
    reports = printed_reports(case, story_id)
    ids = [each.report_id for each in reports]
    texts = texts_of(case, ids)
    quotes = case.rows_of_reports("quote", ids)
    groups = [
        *_statements(case, quotes),
        *_events(case, ids),
        *_figures(case, case.rows_of_reports("figure", ids), quotes, texts),
    ]
    count = _origin_counter(case, {each.report_id: each.outlet_id for each in reports})
    columns = {each.report_id: each for each in one_a_page(reports)}
    pages = _columns_of(reports)
    order = {id: number for number, id in enumerate(ids)}
    facts = [_fact(group, columns, pages, order, texts, count) for group in groups]
    facts.sort(
        key=lambda fact: (-fact.outlets, -len(fact.cells), order[fact.opens_at.report_id], fact.opens_at.start, fact.id)
    )
    return Coverage(story_id, tuple(columns.values()), tuple(facts))


def _columns_of(reports: Sequence[Printed]) -> dict[str, str]:
    """Return for each report the one whose column it stands in: the first version of its page."""
    first = {each.page_id: each.report_id for each in one_a_page(reports)}
    return {each.report_id: first[each.page_id] for each in reports}


def _fact(
    group: Group,
    reports: Mapping[str, Printed],
    columns: Mapping[str, str],
    order: Mapping[str, int],
    texts: Mapping[str, str],
    count: Counter,
) -> Fact:
    kind, id, places = group
    carried: dict[str, list[Place]] = {}
    for place in sorted(places, key=lambda place: (order[place.report_id], place.start, place.stop)):
        of_page = carried.setdefault(columns[place.report_id], [])
        if not of_page or of_page[0].report_id == place.report_id:
            of_page.append(place)
    cells = {report_id: tuple(carried[report_id]) for report_id in reports if report_id in carried}
    opens_at = max(next(iter(cells.values())), key=lambda place: place.stop - place.start)
    words = texts[opens_at.report_id][opens_at.start : opens_at.stop]
    origins = count([max(some, key=lambda place: place.stop - place.start) for some in cells.values()])
    outlets = count_outlets([reports[report_id] for report_id in cells])
    why = f"origins={origins.number} reports={len(cells)}"
    if origins.why:
        why += "".join(f" by_{kind}=yes" for kind in sorted({reason.split("=")[0] for reason in origins.why}))
    return Fact(kind, id, words, opens_at, cells, outlets, origins.number, why, origins.groups, origins.at_most)


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


def _figures(
    case: Case,
    figures: Mapping[str, Sequence[Figure]],
    quotes: Mapping[str, Sequence[Quote]],
    texts: Mapping[str, str],
) -> Iterable[Group]:
    """Group figures of one story that give one value and count one noun, or stand in one statement.

    The statement joins them where the noun itself was changed («300 متشدد» / «300 إرهابي»).
    """
    story_of = {row.report_id: row.story_id for row in case.rows("story_member")}
    statement_of = {row.quote_id: row.statement_id for row in case.rows("statement_member")}
    first_with: dict[tuple[object, ...], str] = {}
    pairs: list[tuple[str, str]] = []
    named: dict[str, Figure] = {}
    for figure in _flat(figures):
        noun = counted_noun(figure, texts[figure.report_id])
        if not noun or figure.low is None:
            continue
        named[figure.id] = figure
        value = figure.low, figure.high
        said = {
            statement_of.get(quote.id)
            for quote in quotes[figure.report_id]
            if quote.start <= figure.start and figure.stop <= quote.stop
        }
        keys = [("noun", story_of.get(figure.report_id), noun, *value)]
        keys += [("statement", statement, "", *value) for statement in sorted(filter(None, said))]
        pairs += [(first_with.setdefault(key, figure.id), figure.id) for key in keys]
    groups: dict[str, list[Figure]] = {}
    for figure_id, leader in components(named, pairs).items():
        groups.setdefault(leader, []).append(named[figure_id])
    return [("figure", id, [_place_of(figure) for figure in some]) for id, some in groups.items()]


def figure_groups(case: Case, report_ids: Sequence[str]) -> list[list[Place]]:
    """Return the places of the figures of some reports, those that give one value of one noun together."""
    figures, quotes = case.rows_of_reports("figure", report_ids), case.rows_of_reports("quote", report_ids)
    return [places for _, _, places in _figures(case, figures, quotes, texts_of(case, report_ids))]


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


def _origin_counter(case: Case, ids: Mapping[str, str | None]) -> Counter:
    """Return the counter of independent origins of what stands at some places, one a report (id -> outlet)."""
    passages: dict[str, list[Reuse]] = {id: [] for id in ids}
    for row in case.rows("reuse"):
        if row.left_id in passages and row.right_id in passages:
            passages[row.left_id].append(row)
    parents: dict[str, list[Lineage]] = {id: [] for id in ids}
    for parent in case.rows("lineage"):
        if parent.child_id in parents:
            parents[parent.child_id].append(parent)

    def count(places: Sequence[Place]) -> Origins:
        at = {place.report_id: (place.start, place.stop) for place in places}
        return count_origins(
            list(at),
            reuse=[row for id in at for row in passages[id] if row.right_id in at],
            lineage=[row for id in at for row in parents[id]],
            places=at,
            outlets=ids,
        )

    return count
