"""Events told by several reports as one: groups of event rows, and the days a value of a date means."""

from __future__ import annotations

import calendar
import re
from collections.abc import Collection, Sequence
from datetime import date, timedelta

from musnad.link.groups import components, judged, kept_apart
from musnad.records import Event
from musnad.store import Case

_DAY = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?:T.*)?")
_WEEK = re.compile(r"(\d{4})-W(\d{2})")


def lead_events(case: Case, report_ids: Collection[str]) -> list[list[Event]]:
    """Return the groups of events that links say are one, each group's events in the reports' reading order.

    An event nobody else tells is a group of its own.
    """
    events = {row.id: row for some in case.rows_of_reports("event", sorted(report_ids)).values() for row in some}
    links, judgements = case.rows("same_event"), case.rows("judgement")
    leader = components(events, judged(links, judgements), apart=kept_apart(links, judgements))
    groups: dict[str, list[Event]] = {}
    for event_id in sorted(events):
        groups.setdefault(leader[event_id], []).append(events[event_id])
    return [sorted(group, key=lambda event: (event.report_id, event.start)) for _, group in sorted(groups.items())]


def days_of(value: str | None) -> tuple[str, str] | None:
    """Return the first and last day (ISO 8601) a date's value means; ``None`` where it names no days.

    Read are days, months, years, ISO weeks and ``first/last``; a clock time is left off.
    """
    if not value:
        return None
    if "/" in value:
        first, last = (days_of(part) for part in value.split("/", 1))
        return (first[0], last[1]) if first and last else None
    week = _WEEK.fullmatch(value)
    try:
        if week:
            monday = date.fromisocalendar(int(week[1]), int(week[2]), 1)
            return monday.isoformat(), (monday + timedelta(days=6)).isoformat()
        return _days(value)
    except ValueError:
        return None


def _days(value: str) -> tuple[str, str] | None:
    match = _DAY.fullmatch(value)
    if match is None:
        return None
    year, month, day = int(match[1]), int(match[2] or 0), int(match[3] or 0)
    first = date(year, month or 1, day or 1)
    last = date(year, month or 12, day or calendar.monthrange(year, month or 12)[1])
    return first.isoformat(), last.isoformat()


def joint_days(values: Sequence[str | None]) -> tuple[str, str] | None:
    """Return from the first to the last day of several values; ``None`` where none names days."""
    known = [days for value in values if (days := days_of(value)) is not None]
    return (min(first for first, _ in known), max(last for _, last in known)) if known else None
