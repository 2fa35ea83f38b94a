"""What a story tells: facts against reports, moments, conflicts, figures. Each gives plain views to the page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from musnad.compare.coverage import coverage, origins_why
from musnad.compare.origins import CountedFigure, counted_figures
from musnad.compare.places import Place
from musnad.compare.timeline import Moment, dated_and_undated
from musnad.records import Figure
from musnad.show.chains import origins_words
from musnad.show.dossier.chains import origin_tables
from musnad.show.dossier.sheet import Sheet, Shown, Source, row_place, shortened
from musnad.show.words import Both, date_range, sentence, word

# Conflicts about who somebody is: a quote stands for its speaker there.
_OF_SPEAKERS = ("role", "name", "attribution")


# So many words before and after a fact that is no saying.
AROUND = {"figure": (2, 3), "event": (2, 8)}


@dataclass(frozen=True, slots=True)
class Row:
    """One fact against the reports."""

    kind: str
    words: str
    href: str
    cells: dict[str, list[str]]
    origins: int
    why: Both
    origins_most: int = 0


def coverage_of(sheet: Sheet, story_id: str | None, figures: Sequence[CountedFigure]) -> tuple[list[Source], list[Row]]:
    """Return the reports of a story as columns, and its facts, the widest told first; its figures counted already."""
    found = coverage(origin_tables(sheet), story_id, figures)
    columns = sheet.of(each.report_id for each in found.reports)
    rows = [
        Row(
            fact.kind,
            _fact_words(sheet, fact.kind, fact.opens_at, fact.words),
            sheet.link(fact.opens_at.report_id, fact.opens_at.start, fact.opens_at.stop),
            {
                id: [sheet.link(place.report_id, place.start, place.stop) for place in places]
                for id, places in fact.cells.items()
            },
            fact.origins,
            sentence(fact.origins_why),
            fact.origins_most,
        )
        for fact in found.facts
    ]
    return columns, rows


def _fact_words(sheet: Sheet, kind: str, place: Place, words: str) -> str:
    """Return a fact's words; a figure or the words of an event alone say little, so they come with those round them."""
    if kind in AROUND:
        shown = sheet.shown(place, context=max(AROUND[kind]), minor=True)
        before, after = shown.before.split(), shown.after.split()
        first = shown.after[: len(shown.after) - len(shown.after.lstrip())]
        words = " ".join([*before[len(before) - AROUND[kind][0] :], words]) + first + " ".join(after[: AROUND[kind][1]])
    return shortened(" ".join(words.split()), 120)


@dataclass(frozen=True, slots=True)
class When:
    kind: str
    date: Both
    words: str
    places: list[Shown]
    why: Both


def timeline_of(sheet: Sheet, story_id: str | None) -> tuple[list[When], list[When]]:
    """Return the dated moments of a story in order, and what has no date."""
    dated, others = dated_and_undated(sheet.case, story_id)
    return [_when(sheet, each) for each in dated], [_when(sheet, each) for each in others]


def _when(sheet: Sheet, moment: Moment) -> When:
    places = [sheet.shown(place, context=0, minor=True) for place in moment.places]
    date = date_range(moment.earliest, moment.latest)
    words = _fact_words(sheet, moment.kind, moment.places[0], moment.words)
    return When(moment.kind, date, words, places, sentence(moment.why))


@dataclass(frozen=True, slots=True)
class Clash:
    kind: str
    left: Shown
    right: Shown
    why: Both


def conflicts_of(sheet: Sheet, report_ids: set[str]) -> list[Clash]:
    """Return what can't both be right in these reports."""
    found = []
    for row in sheet.rows("conflict"):
        left, right = (
            row_place(sheet.case, id, speaker=row.kind in _OF_SPEAKERS) for id in (row.left_id, row.right_id)
        )
        if left and right and left.report_id in report_ids:
            found.append(Clash(row.kind, sheet.shown(left), sheet.shown(right), sentence(row.why)))
    return found


@dataclass(frozen=True, slots=True)
class Number:
    """A figure in its context; of one that several reports of the story give, its independent origins and why."""

    shown: Shown
    approx: Both
    origins: Both | None
    why: Both


def counted_in(sheet: Sheet, report_ids: Iterable[str]) -> list[CountedFigure]:
    """Return the figures of the reports of a whole story with their origins."""
    return counted_figures(origin_tables(sheet), sorted(report_ids))


def figures_of(sheet: Sheet, report_ids: set[str], counted: Iterable[CountedFigure]) -> list[Number]:
    """Return every figure of these reports in its context, in the order of reports, with its origins in the story."""
    several = {place.row_id: each for each in counted if each.pages > 1 for place in each.places}
    rows = sheet.case.rows_of_reports("figure", [source.id for source in sheet.of(report_ids)])
    return [_number(sheet, row, several.get(row.id)) for some in rows.values() for row in some]


def _number(sheet: Sheet, row: Figure, counted: CountedFigure | None) -> Number:
    shown = sheet.shown(Place(row.report_id, row.start, row.stop), "f", minor=True)
    approx = word(row.approx, "value")
    if counted is None:
        return Number(shown, approx, None, Both("", ""))
    origins = counted.origins
    return Number(
        shown, approx, origins_words(origins.number, origins.at_most), sentence(origins_why(origins, counted.pages))
    )
