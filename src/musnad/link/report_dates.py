"""Report dates: when each report was written, as printed or as its siblings show.

An undated report that says «اليوم الجمعة» where a dated one that shares the passage says «أمس» is dated by
it. Every piece of evidence is an interval of days; what all of them leave is the answer, and nothing
is better than a wrong day.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from musnad.lang import Lang
from musnad.records import Date, Report, ReportDate, Reuse, latest_day, likely_day
from musnad.text import find_words

# Words that must be equal before or after two expressions for them to stand at the same place.
CONTEXT = 2
# A report dated by another may date a third; chains longer than this have not been seen.
ROUNDS = 4
_DAY_OFF = re.compile(r"rule=day([+-]\d+)\b")
_WEEKDAY = re.compile(r"rule=weekday (past|next|tense=past|tense=future)\b")
_SAID = re.compile(r"\bsaid=([1-7])\b")
_DAY = re.compile(r"\d{4}-\d\d-\d\d(?=T|$)")
_ABSOLUTE = ("rule=numeric", "rule=day-month-year", "rule=month-year", "rule=year")
_SINCE = {"منذ", "ومنذ", "مذ"}
# How far the day of the report may lie from a weekday it names, in days: least, most.
_REACH = {"past": (1, 7), "next": (-7, -1), "tense=past": (0, 6), "tense=future": (-6, 0)}


# The first day of a report of which only the last possible day is known.
OPEN = date.min
# Words that put a day ahead: a report with one of them so near before a date may be older than the date.
_AHEAD = ("سي", "ست", "سن", "مقبل", "المقبل", "القادم", "مقرر", "المقرر", "موعد", "حتي", "سوف", "قبل", "بحلول")
AHEAD_WORDS = 8


@dataclass(frozen=True, slots=True)
class _Span:
    """Days between which a report was written, ends included, and what shows it."""

    first: date
    last: date
    why: str


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
            yield _open_row(report, by_report[report.id], bounds.get(report.id))


def _own(report: Report) -> _Span | None:
    """Return the days a report's own date leaves: one day, a month or year, or all days until it was crawled."""
    printed = (report.published or latest_day(report) or "")[:10]
    try:
        first = date.fromisoformat(printed + "-01-01"[len(printed) - 4 :] if len(printed) < 10 else printed)
    except ValueError:
        return None
    if report.published is None:
        return _Span(OPEN, first, "rule=crawl")
    if len(printed) >= 10:
        return _Span(first, first, "rule=own")
    if len(printed) == 7:
        after = (first.replace(day=28) + timedelta(4)).replace(day=1)
        return _Span(first, after - timedelta(1), "rule=own precision=month")
    return _Span(first, first.replace(month=12, day=31), "rule=own precision=year")


def _open_row(report: Report, dates: Sequence[Date], bound: _Span | None) -> ReportDate:
    """Return the row of a report whose days no evidence closes: what bounds it, and what its text is not older than."""
    if bound and bound.first != OPEN:
        return ReportDate(report.id, str(bound.first), str(bound.last), bound.why)
    last = str(bound.last) if bound else None
    since = _not_before(report, dates, bound.last if bound else None)
    if since:
        why = f"rule={since[1]}" if not bound else f"{bound.why} earliest={since[1]}"
        return ReportDate(report.id, since[0], last, why)
    return ReportDate(report.id, None, last, bound.why if bound else "rule=unknown")


def _scraped_on(report: Report, dates: Sequence[Date]) -> _Span | None:
    """Return the day of a scraped record by the weekday it gives its own day: «اليوم الجمعة», «أمس (الخميس)»."""
    if report.published is not None or likely_day(report) is None:
        return None
    days = set()
    for row in dates:
        off = _DAY_OFF.search(row.why)
        if off and row.value and _DAY.match(row.value) and "weekday=agrees" in row.why:
            days.add(date.fromisoformat(row.value[:10]) - timedelta(int(off[1])))
    crawled = date.fromisoformat(str(latest_day(report)))
    if len(days) != 1 or min(days) > crawled:
        return None
    return _Span(min(days), min(days), "rule=weekday from=crawl")


def _infer(
    reports: Sequence[Report],
    dates: Mapping[str, Sequence[Date]],
    reuse: Sequence[Reuse],
    known: dict[str, _Span],
    bounds: dict[str, _Span],
) -> None:
    """Add to ``known`` what undated reports show by themselves and by the passages they share; narrow ``bounds``."""
    texts = {report.id: report for report in reports}
    for report in reports:
        if report.id not in known:
            span = _scraped_on(report, dates[report.id]) or _dated_inside(dates[report.id])
            if span and _within_bound(span, bounds.get(report.id)):
                known[report.id] = span
    links = [link for link in reuse if link.kind == "passage" and link.left_id in texts and link.right_id in texts]
    links.sort(key=lambda link: link.id)
    for _ in range(ROUNDS):
        evidence: dict[str, list[_Span]] = defaultdict(list)
        for link in links:
            for mine, other in ((link.left_id, link.right_id), (link.right_id, link.left_id)):
                its = known.get(other) or bounds.get(other)
                if mine not in known and its:
                    evidence[mine] += _aligned(link, texts[mine], texts[other], dates, its)
        if not _close(evidence, dates, known, bounds):
            return


def _close(
    evidence: Mapping[str, list[_Span]],
    dates: Mapping[str, Sequence[Date]],
    known: dict[str, _Span],
    bounds: dict[str, _Span],
) -> bool:
    """Take what a round's evidence agrees on into ``known`` or ``bounds``; tell whether that was anything new."""
    new = False
    for report_id in sorted(evidence):
        bound = bounds.get(report_id)
        span = _agreed(evidence[report_id], bound, dates[report_id]) if evidence[report_id] else None
        if span is None:
            continue
        if span.first != OPEN:
            known[report_id], new = span, True
        elif bound is None or span.last < bound.last:
            bounds[report_id], new = span, True
    return new


def _within_bound(span: _Span, bound: _Span | None) -> bool:
    return bound is None or (bound.first <= span.first and span.last <= bound.last)


def _dated_inside(dates: Sequence[Date]) -> _Span | None:
    """Return the day a report itself gives its «today», where it does so once: «اليوم الأحد (6 نوفمبر 2016)»."""
    days = set()
    for row in dates:
        off = _DAY_OFF.search(row.why)
        if "anchor=in-text" in row.why and off and row.value and _DAY.match(row.value):
            days.add(date.fromisoformat(row.value[:10]) - timedelta(int(off[1])))
    if len(days) != 1:
        return None
    day = days.pop()
    return _Span(day, day, "rule=in-text")


def _aligned(
    link: Reuse, mine: Report, other: Report, dates: Mapping[str, Sequence[Date]], known: _Span
) -> Iterator[_Span]:
    """Yield the days at which ``mine`` was written by each pair of expressions at one place of a passage."""
    my_place = (link.left_start, link.left_stop) if mine.id == link.left_id else (link.right_start, link.right_stop)
    its_place = (link.right_start, link.right_stop) if mine.id == link.left_id else (link.left_start, link.left_stop)
    its_rows = [row for row in dates[other.id] if _within(row, its_place)]
    if not its_rows:
        return
    for my_row in dates[mine.id]:
        if not _within(my_row, my_place) or "in-quotation" in my_row.why:
            continue
        for its_row in its_rows:
            day = _placed(its_row, known)
            if day and _same_place(mine.text, my_row, other.text, its_row):
                guessed = "anchor=crawl" in its_row.why
                yield from _written(my_row, day, f"rule=aligned sibling={other.id}", guessed=guessed)


def _within(row: Date, place: tuple[int, int]) -> bool:
    return place[0] <= row.start and row.stop <= place[1]


def _placed(row: Date, known: _Span) -> date | None:
    """Return the day an expression of a dated report means."""
    if "contradicts" in row.why or "in-quotation" in row.why:
        return None
    if row.value:
        match = _DAY.match(row.value)
        return date.fromisoformat(match[0]) if match else None
    off = _DAY_OFF.search(row.why)
    return known.first + timedelta(int(off[1])) if off and known.first == known.last else None


def _written(row: Date, day: date, why: str, *, guessed: bool) -> Iterator[_Span]:
    """Yield the days a report may be of that calls ``day`` what this expression calls it.

    ``guessed``: the day counts from a crawl, so it is the last it can be.
    """
    off = _DAY_OFF.search(row.why)
    if off:
        written = day - timedelta(int(off[1]))
        yield _Span(OPEN if guessed else written, written, why)
        return
    weekday, said = _WEEKDAY.search(row.why), _SAID.search(row.why)
    if weekday and said and int(said[1]) == day.isoweekday() and not guessed:
        least, most = _REACH[weekday[1]]
        yield _Span(day + timedelta(least), day + timedelta(most), why)


def _same_place(left: str, left_row: Date, right: str, right_row: Date) -> bool:
    """Tell whether the same words stand before or after two expressions."""
    after, before = _words_after(left, left_row.stop), _words_before(left, left_row.start)
    return (len(after) == CONTEXT and after == _words_after(right, right_row.stop)) or (
        len(before) == CONTEXT and before == _words_before(right, right_row.start)
    )


def _words_after(text: str, at: int) -> list[str]:
    words = find_words(text)
    first = bisect_left(words.starts, at)
    return words.folded[first : first + CONTEXT]


def _words_before(text: str, at: int) -> list[str]:
    words = find_words(text)
    last = bisect_left(words.starts, at)
    return words.folded[max(0, last - CONTEXT) : last]


def _agreed(spans: Sequence[_Span], bound: _Span | None, dates: Sequence[Date]) -> _Span | None:
    """Return the days that all evidence leaves, narrowed by the weekday the report gives its own day."""
    every = [*spans, *([bound] if bound else [])]
    first, last = max(span.first for span in every), min(span.last for span in every)
    if first > last:
        return None
    why = min(span.why for span in spans)
    weekdays = {day for row in dates if (day := _own_weekday(row)) is not None}
    if first == OPEN or not weekdays:
        return _Span(first, last, why)
    fits = [day for day in _days(first, last) if day.isoweekday() in weekdays]
    if len(weekdays) > 1 or len(fits) != 1:
        return None
    return _Span(fits[0], fits[0], f"{why} weekday=agrees")


def _own_weekday(row: Date) -> int | None:
    """Return the weekday of the report's own day by «اليوم الجمعة» or «أمس (الخميس)»."""
    off, said = _DAY_OFF.search(row.why), _SAID.search(row.why)
    if not off or not said or "in-quotation" in row.why:
        return None
    return (int(said[1]) - int(off[1]) - 1) % 7 + 1


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(off) for off in range((last - first).days + 1)]


def _not_before(report: Report, dates: Sequence[Date], last: date | None) -> tuple[str, str] | None:
    """Return the latest day the text looks back on, and whether it says "since" or only tells of it."""
    words = find_words(report.text)
    since: list[str] = []
    told: list[str] = []
    for row in dates:
        if not row.value or not re.fullmatch(r"\d{4}(-\d\d){0,2}", row.value):
            continue
        after = last and row.value + "-01-01"[len(row.value) - 4 :] > str(last)
        if after or not any(rule in row.why for rule in _ABSOLUTE):
            continue
        at = bisect_left(words.starts, row.start)
        if at > 0 and words.folded[at - 1] in _SINCE:
            since.append(row.value)
        elif last and len(row.value) == 10 and not any(map(_is_ahead, words.folded[max(0, at - AHEAD_WORDS) : at])):
            told.append(row.value)
    latest = max((*since, *told), default=None)
    if latest is None:
        return None
    return latest + "-01-01"[len(latest) - 4 :], "since" if latest in since else "told"


def _is_ahead(word: str) -> bool:
    return word.startswith(_AHEAD)
