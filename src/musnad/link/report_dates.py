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
from musnad.records import Date, Report, ReportDate, Reuse
from musnad.text import find_words

# Words that must be equal before or after two expressions for them to stand at the same place.
CONTEXT = 2
# A report dated by another may date a third; chains longer than this have not been seen.
ROUNDS = 4
_DAY_OFF = re.compile(r"rule=day([+-]\d+)\b")
_WEEKDAY = re.compile(r"rule=weekday (past|next|tense=past|tense=future)\b")
_SAID = re.compile(r"\bsaid=([1-7])\b")
_DAY = re.compile(r"\d{4}-\d\d-\d\d(?=T|$)")
_SINCE = {"منذ", "ومنذ", "مذ"}
# How far the day of the report may lie from a weekday it names, in days: least, most.
_REACH = {"past": (1, 7), "next": (-7, -1), "tense=past": (0, 6), "tense=future": (-6, 0)}


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
    known = {report.id: span for report in reports if (span := _own(report))}
    undated = {report.id: report for report in reports if report.id not in known}
    by_report: dict[str, list[Date]] = defaultdict(list)
    wanted = set(undated) | {each for link in reuse for each in (link.left_id, link.right_id)}
    for row in dates:
        if row.report_id in wanted:
            by_report[row.report_id].append(row)
    _correct_crawled(reports, dates, known)
    _infer(reports, undated, by_report, reuse, known)
    for report in sorted(reports, key=lambda each: each.id):
        span = known.get(report.id)
        if span:
            yield ReportDate(report.id, str(span.first), str(span.last), span.why)
        else:
            yield ReportDate(report.id, *_since(report, by_report[report.id]))


def _own(report: Report) -> _Span | None:
    try:
        day = date.fromisoformat((report.published or "")[:10])
    except ValueError:
        return None
    return _Span(day, day, "rule=own from=crawl" if "crawl" in report.published_why else "rule=own")


def _correct_crawled(reports: Sequence[Report], dates: Sequence[Date], known: dict[str, _Span]) -> None:
    """Where only a crawler dated a page, the weekday that the page gives its own «today» says the day."""
    crawled = {report.id for report in reports if "crawl" in report.published_why and report.id in known}
    if not crawled:
        return
    todays: dict[str, set[str]] = defaultdict(set)
    for row in dates:
        if row.report_id in crawled and row.why.startswith("rule=day+0 weekday=") and row.value:
            todays[row.report_id].add(row.value[:10])
    for report_id, days in todays.items():
        if len(days) == 1:
            day = date.fromisoformat(next(iter(days)))
            known[report_id] = _Span(day, day, "rule=weekday from=crawl")


def _infer(
    reports: Sequence[Report],
    undated: Mapping[str, Report],
    dates: Mapping[str, Sequence[Date]],
    reuse: Sequence[Reuse],
    known: dict[str, _Span],
) -> None:
    """Add to ``known`` what undated reports show by themselves and by the passages they share."""
    texts = {report.id: report for report in reports}
    for report_id in undated:
        span = _dated_inside(dates[report_id])
        if span:
            known[report_id] = span
    links = [link for link in reuse if link.kind == "passage" and link.left_id in texts and link.right_id in texts]
    links.sort(key=lambda link: link.id)
    for _ in range(ROUNDS):
        evidence: dict[str, list[_Span]] = defaultdict(list)
        for link in links:
            for mine, other in ((link.left_id, link.right_id), (link.right_id, link.left_id)):
                if mine not in known and other in known:
                    evidence[mine] += _aligned(link, texts[mine], texts[other], dates, known[other])
        new = {each: span for each, spans in evidence.items() if spans and (span := _agreed(spans, dates[each]))}
        if not new:
            return
        known.update(new)


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
                yield from _written(my_row, day, f"rule=aligned sibling={other.id} slack=" + str(_slack(known)))


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


def _slack(known: _Span) -> int:
    """Return by how many days a sibling's own day may be late: a crawler's is."""
    return 1 if "from=crawl" in known.why and "weekday" not in known.why else 0


def _written(row: Date, day: date, why: str) -> Iterator[_Span]:
    """Yield the days a report may be of that calls ``day`` what this expression calls it."""
    slack = int(why.rpartition("slack=")[2])
    why = why.rpartition(" slack=")[0]
    off = _DAY_OFF.search(row.why)
    if off:
        written = day - timedelta(int(off[1]))
        yield _Span(written - timedelta(slack), written, why)
        return
    weekday, said = _WEEKDAY.search(row.why), _SAID.search(row.why)
    if weekday and said and int(said[1]) == day.isoweekday():
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


def _agreed(spans: Sequence[_Span], dates: Sequence[Date]) -> _Span | None:
    """Return the days that all evidence leaves, narrowed by the weekday the report gives its own day."""
    first, last = max(span.first for span in spans), min(span.last for span in spans)
    if first > last:
        return None
    weekdays = {day for row in dates if (day := _own_weekday(row)) is not None}
    if len(weekdays) > 1:
        return None
    if weekdays:
        fits = [day for day in _days(first, last) if day.isoweekday() in weekdays]
        if len(fits) != 1:
            return None
        first = last = fits[0]
    why = min(span.why for span in spans)
    return _Span(first, last, why + (" weekday=agrees" if weekdays else ""))


def _own_weekday(row: Date) -> int | None:
    """Return the weekday of the report's own day by «اليوم الجمعة» or «أمس (الخميس)»."""
    off, said = _DAY_OFF.search(row.why), _SAID.search(row.why)
    if not off or not said or "in-quotation" in row.why:
        return None
    return (int(said[1]) - int(off[1]) - 1) % 7 + 1


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(off) for off in range((last - first).days + 1)]


def _since(report: Report, dates: Sequence[Date]) -> tuple[str | None, str | None, str]:
    """Return the latest day, month or year the text says something has lasted since: it is not older."""
    words = find_words(report.text)
    since = [
        row.value
        for row in dates
        if row.value
        and re.fullmatch(r"\d{4}(-\d\d){0,2}", row.value)
        and any(rule in row.why for rule in ("rule=numeric", "rule=day-month-year", "rule=month-year", "rule=year"))
        and (at := bisect_left(words.starts, row.start)) > 0
        and words.folded[at - 1] in _SINCE
    ]
    if not since:
        return None, None, "rule=unknown"
    latest = max(since)
    return latest + "-01-01"[: 10 - len(latest)], None, "rule=since"
