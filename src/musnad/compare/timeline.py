"""What happened when: reports, dated events and dated statements in one order.

A moment has a range: ``earliest`` and ``latest`` are equal where the day is known. What can't be
dated is not guessed into the order; :func:`undated` lists it.
"""

from __future__ import annotations

from dataclasses import dataclass

from musnad.compare.places import Place, Printed, printed_reports, texts_of
from musnad.records import Piece
from musnad.store import Case


@dataclass(frozen=True, slots=True)
class Moment:
    """One dated (or undated) thing.

    ``kind``: report (its printing), event, statement. ``id``: the report, the event of the group, the
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
    dated = [moment for moment in _moments(case, story_id) if moment.earliest or moment.latest]
    return sorted(dated, key=_order)


def undated(case: Case, story_id: str | None = None) -> list[Moment]:
    """Return what can't be placed: undated reports, events and statements."""
    return [moment for moment in _moments(case, story_id) if not moment.earliest and not moment.latest]


def _order(moment: Moment) -> tuple[str, str, str, str]:
    return (moment.earliest or moment.latest or "", moment.latest or "9999", moment.kind, moment.id)


def _moments(case: Case, story_id: str | None) -> list[Moment]:
    reports = printed_reports(case, story_id)
    ids = [each.report_id for each in reports]
    texts = texts_of(case, ids)
    pieces = case.rows_of_reports("piece", ids)
    return [_report_moment(each, pieces[each.report_id], texts[each.report_id]) for each in reports]


def _report_moment(printed: Printed, pieces: list[Piece], text: str) -> Moment:
    head = next((piece for piece in pieces if piece.part == "headline"), None)
    head = head or next((piece for piece in pieces if piece.part == "body"), None)
    start, stop = (head.start, head.stop) if head else (0, 0)
    place = Place(printed.report_id, start, stop, printed.report_id)
    return Moment(
        "report", printed.report_id, printed.earliest, printed.latest, text[start:stop], (place,), printed.date_why
    )
