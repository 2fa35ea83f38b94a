"""Report dates: when each report was written, as printed or as its siblings show.

An undated report that says «اليوم الجمعة» where a dated one that shares the passage says «أمس» is dated by
it. Every piece of evidence is an interval of days; what all of them leave is the answer, and nothing
is better than a wrong day.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from musnad.lang import Lang
from musnad.link.sibling_dates import (
    DAY_OFF,
    OPEN,
    SAID,
    Readings,
    Span,
    day_of,
    days_by_sibling,
    shifted,
    sides_of,
    words_round,
)  # fmt: skip
from musnad.records import Date, Report, ReportDate, Reuse, latest_day, likely_day

# A report dated by another may date a third; chains longer than this have not been seen.
ROUNDS = 4
_ABSOLUTE = ("rule=numeric", "rule=day-month-year", "rule=month-year", "rule=year")
_SINCE = {"منذ", "ومنذ", "مذ"}
# Words that put a day ahead: a report with one of them so near before a date may be older than the date.
_AHEAD = ("سي", "ست", "سن", "مقبل", "المقبل", "القادم", "مقرر", "المقرر", "موعد", "حتي", "سوف", "قبل", "بحلول")
AHEAD_WORDS = 8


def infer_report_dates(
    reports: Sequence[Report], dates: Sequence[Date], reuse: Sequence[Reuse], *, lang: Lang | None
) -> Iterator[ReportDate]:
    """Yield one row a report: its own day, a day or range shown by others, or no days at all."""
    del lang
    own = {report.id: span for report in reports if (span := _own(report))}
    known = {report_id: span for report_id, span in own.items() if span.first == span.last}
    bounds = {report_id: span for report_id, span in own.items() if report_id not in known}
    by_report: dict[str, list[Date]] = defaultdict(list)
    wanted = {each for link in reuse for each in (link.left_id, link.right_id)}
    wanted |= {report.id for report in reports if report.id not in known}
    for row in dates:
        if row.report_id in wanted:
            by_report[row.report_id].append(row)
    _infer(reports, by_report, reuse, known, bounds)
    for report in sorted(reports, key=lambda each: each.id):
        span = known.get(report.id)
        if span:
            yield ReportDate(report.id, str(span.first), str(span.last), span.why)
        else:
            yield _open_row(report, by_report.get(report.id, ()), bounds.get(report.id))


def _own(report: Report) -> Span | None:
    """Return the days a report's own date leaves: one day, a month or year, or all days until it was crawled."""
    printed = (report.published or latest_day(report) or "")[:10]
    try:
        first = date.fromisoformat(printed + "-01-01"[len(printed) - 4 :] if len(printed) < 10 else printed)
    except ValueError:
        return None
    if report.published is None:
        return Span(OPEN, first, "rule=crawl")
    if len(printed) >= 10:
        return Span(first, first, "rule=own")
    if len(printed) == 7:
        after = (first.replace(day=28) + timedelta(4)).replace(day=1)
        return Span(first, after - timedelta(1), "rule=own precision=month")
    return Span(first, first.replace(month=12, day=31), "rule=own precision=year")


def _open_row(report: Report, dates: Sequence[Date], bound: Span | None) -> ReportDate:
    """Return the row of a report whose days no evidence closes: what bounds it, and what its text is not older than."""
    if bound and bound.first != OPEN:
        return ReportDate(report.id, str(bound.first), str(bound.last), bound.why)
    last = str(bound.last) if bound else None
    since = _not_before(report, dates, bound.last if bound else None)
    if since:
        why = f"rule={since[1]}" if not bound else f"{bound.why} earliest={since[1]}"
        return ReportDate(report.id, since[0], last, why)
    return ReportDate(report.id, None, last, bound.why if bound else "rule=unknown")


def _scraped_on(report: Report, dates: Sequence[Date]) -> Span | None:
    """Return the day of a scraped record by the weekday it gives its own day: «اليوم الجمعة», «أمس (الخميس)»."""
    if report.published is not None or likely_day(report) is None:
        return None
    days = _own_days(dates, "weekday=agrees")
    crawled = date.fromisoformat(str(latest_day(report)))
    if len(days) != 1 or min(days) > crawled:
        return None
    return Span(min(days), min(days), "rule=weekday from=crawl")


def _infer(
    reports: Sequence[Report],
    dates: Mapping[str, Sequence[Date]],
    reuse: Sequence[Reuse],
    known: dict[str, Span],
    bounds: dict[str, Span],
) -> None:
    """Add to ``known`` what undated reports show by themselves and by the passages they share; narrow ``bounds``."""
    for report in reports:
        if report.id not in known:
            span = _scraped_on(report, dates.get(report.id, ())) or _dated_inside(dates.get(report.id, ()))
            if span and _within_bound(span, bounds.get(report.id)):
                known[report.id] = span
    texts = {report.id: report.text for report in reports}
    readings, siblings = Readings(texts, dates), sides_of(reuse, texts, known)
    changed = None
    for _ in range(ROUNDS):
        evidence: dict[str, list[Span]] = {}
        for mine, sides in siblings.items():
            if mine in known or not (changed is None or any(side.report_id in changed for side in sides)):
                continue  # nobody it could be dated by is known better than the last time
            by = ((side, known.get(side.report_id) or bounds.get(side.report_id)) for side in sides)
            evidence[mine] = [span for side, days in by if days for span in days_by_sibling(mine, side, days, readings)]
        changed = _close(evidence, dates, known, bounds)
        if not changed:
            return


def _close(
    evidence: Mapping[str, list[Span]],
    dates: Mapping[str, Sequence[Date]],
    known: dict[str, Span],
    bounds: dict[str, Span],
) -> set[str]:
    """Take what a round's evidence agrees on into ``known`` or ``bounds``; return the reports of which it is new."""
    new = set()
    for report_id in sorted(evidence):
        bound = bounds.get(report_id)
        span = _agreed(evidence[report_id], bound, dates.get(report_id, ())) if evidence[report_id] else None
        if span is None:
            continue
        if span.first != OPEN:
            known[report_id] = span
            new.add(report_id)
        elif bound is None or span.last < bound.last:
            bounds[report_id] = span
            new.add(report_id)
    return new


def _within_bound(span: Span, bound: Span | None) -> bool:
    return bound is None or (bound.first <= span.first and span.last <= bound.last)


def _dated_inside(dates: Sequence[Date]) -> Span | None:
    """Return the day a report itself gives its «today», where it does so once: «اليوم الأحد (6 نوفمبر 2016)»."""
    days = _own_days(dates, "anchor=in-text")
    if len(days) != 1:
        return None
    day = days.pop()
    return Span(day, day, "rule=in-text")


def _own_days(dates: Sequence[Date], sign: str) -> set[date]:
    """Return the days a report is of by what its «today» and «yesterday» mean, of those whose reason has this sign."""
    days = set()
    for row in dates:
        off = DAY_OFF.search(row.why) if sign in row.why else None
        day = day_of(row.value) if off else None
        written = shifted(day, -int(off[1])) if off and day else None
        if written:
            days.add(written)
    return days


def _agreed(spans: Sequence[Span], bound: Span | None, dates: Sequence[Date]) -> Span | None:
    """Return the days that all evidence leaves, narrowed by the weekday the report gives its own day."""
    every = [*spans, *([bound] if bound else [])]
    first, last = max(span.first for span in every), min(span.last for span in every)
    if first > last:
        return None
    why = min(span.why for span in spans)
    weekdays = {day for row in dates if (day := _own_weekday(row)) is not None}
    if first == OPEN or not weekdays:
        return Span(first, last, why)
    fits = [day for day in _days(first, last) if day.isoweekday() in weekdays]
    if len(weekdays) > 1 or len(fits) != 1:
        return None
    return Span(fits[0], fits[0], f"{why} weekday=agrees")


def _own_weekday(row: Date) -> int | None:
    """Return the weekday of the report's own day by «اليوم الجمعة» or «أمس (الخميس)»."""
    off, said = DAY_OFF.search(row.why), SAID.search(row.why)
    if not off or not said or "in-quotation" in row.why:
        return None
    return (int(said[1]) - int(off[1]) - 1) % 7 + 1


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(off) for off in range((last - first).days + 1)]


def _not_before(report: Report, dates: Sequence[Date], last: date | None) -> tuple[str, str] | None:
    """Return the latest day the text looks back on, and whether it says "since" or only tells of it."""
    since: list[str] = []
    told: list[str] = []
    for row in dates:
        if not row.value or not re.fullmatch(r"\d{4}(-\d\d){0,2}", row.value):
            continue
        after = last and row.value + "-01-01"[len(row.value) - 4 :] > str(last)
        if after or not any(rule in row.why for rule in _ABSOLUTE):
            continue
        before, _ = words_round(report.text, row.start, row.start, AHEAD_WORDS)
        if before and before[-1] in _SINCE:
            since.append(row.value)
        elif last and len(row.value) == 10 and not any(map(_is_ahead, before)):
            told.append(row.value)
    latest = max((*since, *told), default=None)
    if latest is None:
        return None
    return latest + "-01-01"[len(latest) - 4 :], "since" if latest in since else "told"


def _is_ahead(word: str) -> bool:
    return word.startswith(_AHEAD)
