"""How many independent origins stand behind a sentence, a statement, a figure or a story, with the chain shown.

    tables = read_origins(case)                          # once, for many questions
    origins_of_place(tables, report_id, start, stop)     # a sentence: whoever prints it, by shared passages
    origins_of_statement(tables, statement_id)           # whoever prints the statement
    origins_of_figure(tables, figure_id)                 # whoever gives this value of this noun, of one event
    origins_of_story(tables, story_id)                   # whole reports

    counted_figures(tables, report_ids)                  # all figures of a story, counted in the same way

Each may be given the case itself instead of tables. What joins two reports is in ``compare/origin_counts.py``, which
figures are one in ``compare/same_figures.py``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from musnad.alignment import align_words
from musnad.compare.named_sources import NamedSource, named_at, named_sources
from musnad.compare.origin_counts import Join, Origins, count_origins
from musnad.compare.places import Place, Printed, printed_among, rows_among, texts_of
from musnad.compare.same_figures import same_figures
from musnad.errors import UsageError
from musnad.records import Figure, Lineage, Report, Reuse
from musnad.store import Case
from musnad.text import find_words

__all__ = [
    "Answer",
    "Carrier",
    "CountedFigure",
    "Join",
    "Origin",
    "OriginTables",
    "Origins",
    "count_at",
    "count_origins",
    "counted_figures",
    "origins_of",
    "origins_of_figure",
    "origins_of_place",
    "origins_of_statement",
    "origins_of_story",
    "read_origins",
]

# Another report prints a sentence too where a passage gives it so much of its words.
LEAST_KEPT = 0.4


@dataclass(frozen=True, slots=True)
class OriginTables:
    """What the questions are asked of, read once: passages and sources by report."""

    case: Case
    passages: Mapping[str, Sequence[Reuse]]  # by either report
    sources: Mapping[str, Sequence[Lineage]]  # by child


@dataclass(frozen=True, slots=True)
class Carrier:
    """A report that prints it: where, and what stands behind the report as far as the pages say.

    ``named``: whom its text gives as the source of just this.
    """

    printed: Printed
    place: Place
    words: str
    sources: tuple[Lineage, ...]
    named: tuple[NamedSource, ...] = ()


@dataclass(frozen=True, slots=True)
class Origin:
    """Reports that are one origin, the earliest first, and what joins them.

    ``parts`` are their ids in groups that are surely one: where there are several, the pages leave open whether these
    are one origin or more.
    """

    carriers: tuple[Carrier, ...]
    joins: tuple[Join, ...]
    parts: tuple[tuple[str, ...], ...]

    @property
    def named_by_all(self) -> tuple[str, ...]:
        """The agencies and outlets that every one of these reports names as the source: in the text, or as its own."""
        named = [
            {each.key for each in carrier.named}
            | {str(row.parent_id) for row in carrier.sources if row.parent_kind == "agency"}
            for carrier in self.carriers
        ]
        return tuple(sorted(set.intersection(*named)))


@dataclass(frozen=True, slots=True)
class Answer:
    """``at_least`` and ``at_most`` so many independent origins; the origins with most reports first.

    ``kind``: place, statement, figure, story; ``id``: what was asked about ("" for a place).
    """

    kind: str
    id: str
    words: str
    at_least: int
    at_most: int
    origins: tuple[Origin, ...]

    @property
    def reports(self) -> int:
        """How many reports carry it; the versions of a page count once."""
        return len({carrier.printed.page_id for origin in self.origins for carrier in origin.carriers})


@dataclass(frozen=True, slots=True)
class CountedFigure:
    """A figure: every place that gives it, on how many pages, and its independent origins.

    ``id``: the smallest id of its figure rows.
    """

    id: str
    places: tuple[Place, ...]
    pages: int
    origins: Origins


def read_origins(case: Case) -> OriginTables:
    """Return the tables the questions need, read once."""
    return _by_report(case, case.rows("reuse"), case.rows("lineage"))


def _by_report(case: Case, reuse: Iterable[Reuse], lineage: Iterable[Lineage]) -> OriginTables:
    passages: dict[str, list[Reuse]] = {}
    for row in reuse:
        if row.kind == "passage":
            passages.setdefault(row.left_id, []).append(row)
            passages.setdefault(row.right_id, []).append(row)
    sources: dict[str, list[Lineage]] = {}
    for parent in lineage:
        sources.setdefault(parent.child_id, []).append(parent)
    return OriginTables(case, passages, sources)


def origins_of(asked: Case | OriginTables, id: str) -> Answer:
    """Return the origins of a statement, quote, figure, sentence, story, report or other finding, by its id.

    Raises ``UsageError`` where the case has no such row, or one that stands at no place.
    """
    tables = _tables(asked)
    table = id.rpartition("-")[0]
    if table in ("statement", "figure", "story"):
        ask = {"statement": origins_of_statement, "figure": origins_of_figure, "story": origins_of_story}
        return ask[table](tables, id)
    row = _row(tables.case, table, id)
    if isinstance(row, Report):
        return _answer(tables, "place", id, [Place(row.id, 0, len(row.text))], whole=True)
    at = [getattr(row, name, None) for name in ("report_id", "start", "stop")]
    if None in at:
        raise UsageError(f"{id!r} stands at no place; ask about a statement, figure, quote, sentence, story or report")
    return origins_of_place(tables, str(at[0]), int(str(at[1])), int(str(at[2])))


def _row(case: Case, table: str, id: str) -> object:
    try:
        row = case.get(table, id)
    except UsageError:
        row = None
    if row is None:
        raise UsageError(f"no {id!r} in this case")
    return row


def _tables(asked: Case | OriginTables) -> OriginTables:
    return read_origins(asked) if isinstance(asked, Case) else asked


def origins_of_place(asked: Case | OriginTables, report_id: str, start: int, stop: int) -> Answer:
    """Return the origins of what stands at ``start:stop`` of a report: everybody a shared passage leads to."""
    tables = _tables(asked)
    return _answer(tables, "place", "", _followed(tables, Place(report_id, start, stop)))


def origins_of_statement(asked: Case | OriginTables, statement_id: str) -> Answer:
    """Return the origins of a statement: of all printings of it."""
    tables = _tables(asked)
    quotes = [
        tables.case.get("quote", row.quote_id)
        for row in tables.case.rows("statement_member", statement_id=statement_id)
    ]
    places = [Place(quote.report_id, quote.start, quote.stop, quote.id) for quote in quotes if quote is not None]
    if not places:
        raise UsageError(f"no statement {statement_id!r} in this case")
    return _answer(tables, "statement", statement_id, places)


def origins_of_figure(asked: Case | OriginTables, figure_id: str) -> Answer:
    """Return the origins of a figure: of all reports of its story that give this value of this noun.

    Of its event, that is, or days next to it: later in a long story the same number is of something else.
    """
    tables = _tables(asked)
    figure = tables.case.get("figure", figure_id)
    if figure is None:
        raise UsageError(f"no figure {figure_id!r} in this case")
    groups = same_figures(tables.case, story_reports(tables.case, figure.report_id), {(figure.low, figure.high)})
    same = next((group for group in groups if figure in group), [figure])
    return _answer(tables, "figure", figure_id, map(_place_of, same))


def counted_figures(
    asked: Case | OriginTables, report_ids: Sequence[str], given_by: str | None = None
) -> list[CountedFigure]:
    """Return the figures of these reports, each counted as ``origins_of_figure`` counts it in its story.

    ``given_by``: only those one report gives. The reports must be whole stories for the counts to be the story's. Of a
    case itself only the rows of the reports that share a figure are read.
    """
    case = asked if isinstance(asked, Case) else asked.case
    values = None
    if given_by is not None:
        values = {(row.low, row.high) for row in case.rows_of_reports("figure", [given_by])[given_by]}
    groups = same_figures(case, report_ids, values)
    if given_by is not None:
        groups = [some for some in groups if any(row.report_id == given_by for row in some)]
    shared = {row.report_id for some in groups if len({row.report_id for row in some}) > 1 for row in some}
    tables = _read_of(asked, sorted(shared)) if isinstance(asked, Case) else asked
    ids = sorted({row.report_id for some in groups for row in some})
    sql = "SELECT id, outlet_id, coalesce(version_of, id) FROM report WHERE id IN"
    printers = {id: (outlet, page) for id, outlet, page in rows_among(case, sql, ids)}
    named = named_sources(case, shared)
    return [_counted(tables, some, printers, named) for some in groups]


def _read_of(case: Case, report_ids: Iterable[str]) -> OriginTables:
    """Return the tables for what stands in these reports only."""
    ids = list(report_ids)
    reuse = (row for each in ids for row in case.rows("reuse", left_id=each))
    return _by_report(case, reuse, (row for each in ids for row in case.rows("lineage", child_id=each)))


def _counted(
    tables: OriginTables,
    same: Sequence[Figure],
    printers: Mapping[str, tuple[str | None, str]],
    named: Mapping[str, Sequence[NamedSource]],
) -> CountedFigure:
    """Count one figure; ``printers``: the outlet and the page of each report; ``named``: whom they name as sources."""
    places = tuple(map(_place_of, same))
    own = {each.report_id: printers[each.report_id] for each in places}
    counted = count_at(tables, places, {id: outlet for id, (outlet, _) in own.items()}, named=named)
    return CountedFigure(min(row.id for row in same), places, len({page for _, page in own.values()}), counted)


def _place_of(figure: Figure) -> Place:
    return Place(figure.report_id, figure.start, figure.stop, figure.id)


def story_reports(case: Case, report_id: str) -> list[str]:
    """Return the reports of a report's story, itself among them."""
    stories = [row.story_id for row in case.rows("story_member", report_id=report_id)]
    return sorted({report_id} | {row.report_id for each in stories for row in case.rows("story_member", story_id=each)})


def origins_of_story(asked: Case | OriginTables, story_id: str) -> Answer:
    """Return the origins of the reports of a story as wholes: any passage two share makes them one."""
    tables = _tables(asked)
    ids = [row.report_id for row in tables.case.rows("story_member", story_id=story_id)]
    if not ids:
        raise UsageError(f"no story {story_id!r} in this case")
    return _answer(tables, "story", story_id, [Place(id, 0, 0) for id in ids], whole=True)


# --- who prints a place too --------------------------------------------------------------------------


def _followed(tables: OriginTables, place: Place) -> list[Place]:
    """Return a place and where shared passages lead from it, each report once."""
    texts: dict[str, str] = {}
    found = {place.report_id: place}
    todo = [place]
    while todo:
        here = todo.pop(0)
        there: dict[str, list[Place]] = {}
        for row in tables.passages.get(here.report_id, ()):
            side = _other_side(row, here)
            if side.report_id in found or here.stop <= side.my_start or side.my_stop <= here.start:
                continue
            for report_id in {here.report_id, side.report_id} - texts.keys():
                texts |= texts_of(tables.case, [report_id])
            other = _mapped(here, side, texts)
            if other is not None:
                there.setdefault(other.report_id, []).append(other)
        for report_id, some in sorted(there.items()):
            found[report_id] = max(some, key=lambda other: (other.stop - other.start, -other.start))
            todo.append(found[report_id])
    return list(found.values())


@dataclass(frozen=True, slots=True)
class _Side:
    """A passage seen from one report: the other report, its stretch, and the own one."""

    report_id: str
    start: int
    stop: int
    my_start: int
    my_stop: int


def _other_side(row: Reuse, here: Place) -> _Side:
    if row.left_id == here.report_id:
        return _Side(row.right_id, row.right_start, row.right_stop, row.left_start, row.left_stop)
    return _Side(row.left_id, row.left_start, row.left_stop, row.right_start, row.right_stop)


def _mapped(here: Place, there: _Side, texts: Mapping[str, str]) -> Place | None:
    """Return where the words of a place stand in the other report of a passage; ``None`` where few of them do."""
    mine, its = find_words(texts[here.report_id]), find_words(texts[there.report_id])
    my_words, its_words = mine.within(there.my_start, there.my_stop), its.within(there.start, there.stop)
    asked = mine.within(here.start, here.stop)
    first, last, kept = len(its), 0, 0
    for op in align_words(mine.folded[my_words.start : my_words.stop], its.folded[its_words.start : its_words.stop]):
        one = max(op.left_start + my_words.start, asked.start)
        other = min(op.left_stop + my_words.start, asked.stop)
        if one >= other or op.right_start == op.right_stop:
            continue
        shift = its_words.start + op.right_start - op.left_start - my_words.start
        ends = (one + shift, other + shift) if op.equal else (op.right_start, op.right_stop)
        if not op.equal:
            ends = ends[0] + its_words.start, ends[1] + its_words.start
        first, last, kept = min(first, ends[0]), max(last, ends[1]), kept + (other - one if op.equal else 0)
    if kept < LEAST_KEPT * max(len(asked), 1):
        return None
    return Place(there.report_id, its.starts[first], its.stops[last - 1])


# --- the answer ---------------------------------------------------------------------------------------


def count_at(
    tables: OriginTables,
    places: Iterable[Place],
    outlets: Mapping[str, str | None],
    *,
    whole: bool = False,
    named: Mapping[str, Sequence[NamedSource]] | None = None,
) -> Origins:
    """Return how many origins what stands at these places has; ``whole``: how many the reports as wholes.

    ``outlets``: report id -> outlet, of all these reports; ``named``: whom they name as sources, where that is known
    already. Of several places in one report the longest counts.
    """
    at = _longest(places)
    if named is None and not whole and len(at) > 1:
        named = named_sources(tables.case, at)
    keys = {id: {each.key for each in some} for id, some in named_at(named or {}, at.values()).items()}
    return count_origins(
        at,
        reuse=[row for each in at for row in tables.passages.get(each, ()) if row.left_id == each],
        lineage=[row for each in at for row in tables.sources.get(each, ())],
        places=None if whole else {each: (place.start, place.stop) for each, place in at.items()},
        outlets={each: outlets[each] for each in at},
        named=keys,
    )


def _longest(places: Iterable[Place]) -> dict[str, Place]:
    """Return one place for each report: the longest, of equal ones the first."""
    at: dict[str, Place] = {}
    for place in sorted(places, key=lambda place: (place.start - place.stop, place.start)):
        at.setdefault(place.report_id, place)
    return dict(sorted(at.items()))


def _answer(tables: OriginTables, kind: str, id: str, places: Iterable[Place], *, whole: bool = False) -> Answer:
    """Return how many origins these places have, one place a report: the longest."""
    at = _longest(places)
    reports = {each: report for each in at if (report := tables.case.get("report", each)) is not None}
    if not reports:
        raise UsageError("no such report in this case")
    outlets = {each: report.outlet_id for each, report in reports.items()}
    named = {} if whole else named_sources(tables.case, reports)
    counted = count_at(tables, (at[each] for each in reports), outlets, whole=whole, named=named)
    here = named_at(named, at.values())
    printed = {each.report_id: each for each in printed_among(tables.case, reports.values())}
    carriers = {
        each: Carrier(
            printed[each],
            at[each],
            reports[each].text[at[each].start : at[each].stop],
            _sources(tables, each),
            tuple(here.get(each, ())),
        )
        for each in printed
    }
    origins = tuple(_origins(counted, carriers))
    first = next(iter(carriers.values()))
    words = first.words if not whole else ""
    return Answer(kind, id, words, counted.number, counted.at_most, origins)


def _sources(tables: OriginTables, report_id: str) -> tuple[Lineage, ...]:
    return tuple(sorted(tables.sources.get(report_id, ()), key=lambda row: (row.parent_kind, -row.score, row.id)))


def _origins(counted: Origins, carriers: Mapping[str, Carrier]) -> list[Origin]:
    order = list(carriers)
    found = []
    for group, parts in zip(counted.groups, counted.parts, strict=True):
        joins = tuple(join for join in counted.joins if join.left_id in group)
        found.append(Origin(tuple(carriers[each] for each in order if each in group), joins, parts))
    return sorted(found, key=lambda origin: (-len(origin.carriers), order.index(origin.carriers[0].printed.report_id)))
