"""What happened when: reports, dated events and dated statements in one order.

A moment has a range: ``earliest`` and ``latest`` are equal where the day is known. What can't be
dated is not guessed into the order; :func:`undated` lists it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from musnad.compare.events import joint_days, lead_events
from musnad.compare.places import Place, Printed, by_day, printed_reports, texts_of
from musnad.pieces import pieces_of_reports
from musnad.records import Date, Event, Piece, Quote
from musnad.store import ROWS_PER_QUERY, Case

# A date this near to the words of saying (in characters, no sentence end between) dates the saying.
NEAR_CUE = 40


@dataclass(frozen=True, slots=True)
class Moment:
    """One dated (or undated) thing.

    ``kind``: report (its printing), event, statement. ``id``: the report, the smallest event of the group, the
    statement. ``words`` as printed at the first place. ``why``: where the date comes from.
    """

    kind: str
    id: str
    earliest: str | None
    latest: str | None
    words: str
    places: tuple[Place, ...]
    why: str


def timeline(case: Case, story_id: str | None = None) -> list[Moment]:
    """Return the dated moments of a story (or of the whole case), earliest first."""
    return dated_and_undated(case, story_id)[0]


def undated(case: Case, story_id: str | None = None) -> list[Moment]:
    """Return what can't be placed: undated reports and the lead events without a date."""
    return dated_and_undated(case, story_id)[1]


def dated_and_undated(case: Case, story_id: str | None = None) -> tuple[list[Moment], list[Moment]]:
    """Return :func:`timeline` and :func:`undated`, the case asked once."""
    dated: list[Moment] = []
    others: list[Moment] = []
    for moment in _moments(case, story_id):
        (dated if moment.earliest or moment.latest else others).append(moment)
    return sorted(dated, key=_order), others


def _order(moment: Moment) -> tuple[str, str, str, str]:
    return (*by_day(moment.earliest, moment.latest, moment.why), moment.kind, moment.id)


def _moments(case: Case, story_id: str | None) -> Iterator[Moment]:
    reports = printed_reports(case, story_id)
    ids = [each.report_id for each in reports]
    texts = texts_of(case, ids)
    pieces = pieces_of_reports(case, ids)
    yield from (_report_moment(each, pieces[each.report_id], texts[each.report_id]) for each in reports)
    place_in_order = {id: number for number, id in enumerate(ids)}
    leads = {row.event_id for row in case.rows("story_member") if row.report_id in place_in_order}
    for group in lead_events(case, ids):
        told = sorted(group, key=lambda event: (place_in_order[event.report_id], event.start))
        yield from _event_moment(told, texts, leads)
    yield from statement_moments(case, ids, texts)


def _report_moment(printed: Printed, pieces: list[Piece], text: str) -> Moment:
    head = next((piece for piece in pieces if piece.part == "headline"), None)
    head = head or next((piece for piece in pieces if piece.part == "body"), None)
    start, stop = (head.start, head.stop) if head else (0, 0)
    place = Place(printed.report_id, start, stop, printed.report_id)
    return Moment(
        "report", printed.report_id, printed.earliest, printed.latest, text[start:stop], (place,), printed.date_why
    )


def _event_moment(told: Sequence[Event], texts: Mapping[str, str], leads: set[str | None]) -> Iterator[Moment]:
    """Yield the moment of an event; an undated one only where it is what a report is about."""
    days = joint_days([event.date for event in told])
    if days is None and not any(event.id in leads for event in told):
        return
    places = tuple(Place(event.report_id, event.start, event.stop, event.id) for event in told)
    words = texts[places[0].report_id][places[0].start : places[0].stop]
    values = sorted({event.date for event in told if event.date})
    why = f"event={told[0].predicate} status={told[0].status} dates={'|'.join(values)} reports={len(told)}"
    earliest, latest = days or (None, None)
    yield Moment("event", min(event.id for event in told), earliest, latest, words, places, why)


def statement_moments(case: Case, ids: Sequence[str], texts: Mapping[str, str]) -> Iterator[Moment]:
    """Yield the statements of these reports (with their texts) whose words of saying are dated («قال أمس …»)."""
    quotes, dates = case.rows_of_reports("quote", ids), case.rows_of_reports("date", ids)
    statement_of = _statements_of(case, ids)
    said: dict[str, list[tuple[Quote, list[Date]]]] = {}
    for report_id in ids:
        dated = sorted(dates[report_id], key=lambda date: (date.start, date.stop))
        starts = [date.start for date in dated]
        longest = max((date.stop - date.start for date in dated), default=0)
        for quote in quotes[report_id]:
            first, last = _said_at(quote)  # of a long report, the dates round it only are looked at
            some = dated[bisect_left(starts, first - NEAR_CUE - longest) : bisect_left(starts, last + NEAR_CUE)]
            near = [date for date in some if dates_the_saying(quote, date, texts[report_id])]
            if quote.id in statement_of:
                said.setdefault(statement_of[quote.id], []).append((quote, near))
    for statement_id, printed in sorted(said.items()):
        values = [date.value for _, near in printed for date in near]
        days = joint_days(values)
        if days is not None:
            places = tuple(Place(quote.report_id, quote.start, quote.stop, quote.id) for quote, _ in printed)
            words = texts[places[0].report_id][places[0].start : places[0].stop]
            why = "said=" + "|".join(sorted({value for value in values if value}))
            yield Moment("statement", statement_id, *days, words, places, why)


def _statements_of(case: Case, ids: Sequence[str]) -> dict[str, str]:
    """Return the statement of each quote of these reports that is a printing of one."""
    found: dict[str, str] = {}
    for first in range(0, len(ids), ROWS_PER_QUERY):
        some = ids[first : first + ROWS_PER_QUERY]
        sql = (
            "SELECT quote_id, statement_id FROM quote JOIN statement_member ON quote_id = quote.id"
            f" WHERE report_id IN ({', '.join('?' * len(some))})"
        )
        found.update(case.connection.execute(sql, some).fetchall())
    return found


def dates_the_saying(quote: Quote, date: Date, text: str) -> bool:
    """Tell whether a date says when a quote was said: beside its cue or speaker, outside its content."""
    if date.kind not in ("DATE", "TIME") or (date.start < quote.stop and quote.start < date.stop):
        return False
    first, last = _said_at(quote)
    if last <= date.start and date.stop <= quote.start <= last + NEAR_CUE:
        return True  # between the speaker and what is said: «قال فلان، أمس، إن …»
    if date.start >= last + NEAR_CUE or date.stop <= first - NEAR_CUE:
        return False
    return not _clause_ends_between(text, (date.start, date.stop), (first, last))


def _said_at(quote: Quote) -> tuple[int, int]:
    """Return where the words of saying begin and end: cue, speaker and channel."""
    ends = [quote.cue_start, quote.cue_stop]
    ends += [each for each in (quote.speaker_start, quote.speaker_stop) if each is not None]
    ends += [each for each in (quote.channel_start, quote.channel_stop) if each is not None]
    return min(ends), max(ends)


def _clause_ends_between(text: str, one: tuple[int, int], other: tuple[int, int]) -> bool:
    between = text[min(one[1], other[1]) : max(one[0], other[0])]
    return any(mark in between for mark in ".!?؟\n،,")
