"""Which figures are one figure: one value of one noun, told of one event.

A long story gives the same number of something else days later (seven hurt in a bus, seven hurt in a harbour). So
reports of one story give one figure where they are of one event, or of days next to each other; or anywhere, where
the figure stands in one statement, whatever its noun became there («300 متشدد» / «300 إرهابي»).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from musnad.compare.places import rows_among, texts_of
from musnad.link.groups import components
from musnad.records import Figure
from musnad.store import Case
from musnad.text import find_words, proclitic_splits

Value = tuple[float | None, float | None]

# Reports of one story so many days after the first that gives a number tell of the same; of one event later ones too.
MOST_DAYS = 3


@dataclass(frozen=True, slots=True)
class _Setting:
    """What a report is of: its story, the event it is about, the last day it can be of."""

    story: str
    event: str | None
    day: date | None


def same_figures(case: Case, report_ids: Iterable[str], values: Collection[Value] | None = None) -> list[list[Figure]]:
    """Return the figures of these reports that count something named, those that are one figure together.

    ``values``: only figures of one of these values (``low``, ``high``); the groups are the same as without.
    """
    ids = sorted(set(report_ids))
    figures = [
        row
        for some in case.rows_of_reports("figure", ids).values()
        for row in some
        if row.low is not None and (values is None or (row.low, row.high) in values)
    ]
    texts = texts_of(case, {row.report_id for row in figures})
    noun_of = {row.id: counted_noun(row, texts[row.report_id]) for row in figures}
    named = {row.id: row for row in figures if noun_of[row.id]}
    settings = _settings(case, sorted({row.report_id for row in named.values()}))
    surely = list(_surely_one(named.values(), noun_of, settings, _sayings(case, list(named.values()))))
    leaders = components(named, surely)
    near = _near(named.values(), noun_of, settings, leaders)
    groups: dict[str, list[Figure]] = {}
    for figure_id, leader in components(named, [*surely, *near]).items():
        groups.setdefault(leader, []).append(named[figure_id])
    return [sorted(some, key=lambda row: (row.report_id, row.start, row.id)) for some in groups.values()]


def counted_noun(figure: Figure, text: str) -> str:
    """Return the stem of the noun a figure counts (or its unit), "" where it counts nothing named."""
    if figure.noun_start is None or figure.noun_stop is None:
        return figure.unit or ""
    folded = find_words(text[figure.noun_start : figure.noun_stop]).folded[:1]
    return " ".join(min((stem for _, stem in proclitic_splits(word)), key=len) for word in folded)


def _settings(case: Case, report_ids: Sequence[str]) -> dict[str, _Setting]:
    """Return what each report is of; one of no story is a story of its own."""
    members = case.rows_of_reports("story_member", report_ids)
    dates = case.rows_of_reports("report_date", report_ids)
    found = {}
    for id in report_ids:
        story, event = (members[id][0].story_id, members[id][0].event_id) if members[id] else (id, None)
        found[id] = _Setting(story, event, _day(dates[id][0].latest) if dates[id] else None)
    return found


def _day(value: str | None) -> date | None:
    try:
        return date.fromisoformat(value[:10]) if value else None
    except ValueError:
        return None


def _sayings(case: Case, figures: Sequence[Figure]) -> dict[str, list[str]]:
    """Return the statements each figure stands in."""
    quotes = case.rows_of_reports("quote", sorted({row.report_id for row in figures}))
    round_it = {
        row.id: [quote.id for quote in quotes[row.report_id] if quote.start <= row.start and row.stop <= quote.stop]
        for row in figures
    }
    asked = sorted({id for some in round_it.values() for id in some})
    sql = "SELECT quote_id, statement_id FROM statement_member WHERE quote_id IN"
    statement_of = dict(rows_among(case, sql, asked))
    return {id: [statement_of[each] for each in some if each in statement_of] for id, some in round_it.items()}


def _surely_one(
    figures: Iterable[Figure],
    noun_of: Mapping[str, str],
    settings: Mapping[str, _Setting],
    sayings: Mapping[str, Sequence[str]],
) -> Iterator[tuple[str, str]]:
    """Yield pairs of one value in one statement, or of one noun in reports of one event."""
    first_with: dict[tuple[object, ...], str] = {}
    for row in figures:
        setting = settings[row.report_id]
        keys: list[tuple[object, ...]] = [("statement", each, row.low, row.high) for each in sayings[row.id]]
        if setting.event is not None:
            keys.append(("event", setting.story, setting.event, noun_of[row.id], row.low, row.high))
        for key in keys:
            yield first_with.setdefault(key, row.id), row.id


def _near(
    figures: Iterable[Figure],
    noun_of: Mapping[str, str],
    settings: Mapping[str, _Setting],
    leaders: Mapping[str, str],
) -> Iterator[tuple[str, str]]:
    """Yield pairs of one value of one noun in one story, told at most so many days after the first of them.

    What is surely one (``leaders``) stays together, at its first day. A report without a day goes with the first.
    """
    alike: dict[tuple[object, ...], dict[str, date | None]] = {}
    for row in figures:
        setting = settings[row.report_id]
        days = alike.setdefault((setting.story, noun_of[row.id], row.low, row.high), {})
        known = [day for day in (days.get(leaders[row.id]), setting.day) if day is not None]
        days[leaders[row.id]] = min(known, default=None)
    for days in alike.values():
        start = min((day for day in days.values() if day is not None), default=date.min)
        in_order = sorted((day or start, leader) for leader, day in days.items())
        first_day, first = in_order[0]
        for day, leader in in_order:
            if (day - first_day).days > MOST_DAYS:
                first_day, first = day, leader
            yield first, leader
