"""What every answer is made of: a place in a report, and who printed that report.

An answer never holds a bare number: each counted thing keeps the place it opens at.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from musnad.records import Report, ReportDate, page_of
from musnad.store import ROWS_PER_QUERY, Case


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of ``report.text``, and the row (finding, link) that says something about it."""

    report_id: str
    start: int
    stop: int
    row_id: str | None = None


@dataclass(frozen=True, slots=True)
class Printed:
    """A report as a column of a table: who printed it and when.

    ``outlet_name`` is ``None`` where the outlet is unknown: the page then shows ``source``.
    ``earliest`` and ``latest`` are the same day where the date is printed; both ``None`` where unknown.
    """

    report_id: str
    outlet_id: str | None
    outlet_name: str | None
    source: str
    earliest: str | None
    latest: str | None
    date_why: str
    page_id: str = ""  # what the versions of one page share

    @property
    def outlet(self) -> str:
        """What tells one voice from another: the outlet, or the page where the outlet is unknown."""
        return self.outlet_id or self.page_id or self.report_id


def printed_reports(case: Case, story_id: str | None = None) -> list[Printed]:
    """Return the reports of a story, or of the whole case: dated first, in order, then the undated."""
    reports: Iterable[Report] = case.rows("report")
    if story_id is not None:
        members = {row.report_id for row in case.rows("story_member", story_id=story_id)}
        reports = [report for report in reports if report.id in members]
    names = {outlet.id: outlet.name_ar or outlet.name_en for outlet in case.rows("outlet")}
    dates = {row.report_id: row for row in case.rows("report_date")}
    return _in_order(_printed(report, names, dates.get(report.id)) for report in reports)


def printed_among(case: Case, reports: Iterable[Report]) -> list[Printed]:
    """Return these reports in the same order, without looking at the rest of the case."""
    printed = []
    for report in reports:
        outlet = case.get("outlet", report.outlet_id) if report.outlet_id else None
        dates = case.rows("report_date", report_id=report.id)
        names = {outlet.id: outlet.name_ar or outlet.name_en} if outlet else {}
        printed.append(_printed(report, names, dates[0] if dates else None))
    return _in_order(printed)


def _in_order(printed: Iterable[Printed]) -> list[Printed]:
    return sorted(printed, key=_order)


def _order(each: Printed) -> tuple[str, str, str]:
    return (*by_day(each.earliest, each.latest, each.date_why), each.report_id)


def by_day(earliest: str | None, latest: str | None, why: str) -> tuple[str, str]:
    """Return where something stands in the order of days: by its first, or the last where only that is known.

    A crawl is soon after printing: how far back the page may lie says nothing of its place. What has no day is last.
    """
    first = latest if why.startswith("rule=crawl") else earliest or latest
    return first or "9999", latest or "9999"


def _printed(report: Report, names: dict[str, str | None], date: ReportDate | None) -> Printed:
    earliest = date.earliest if date else report.published
    latest = date.latest if date else report.published
    why = date.why if date else report.published_why
    name = names.get(report.outlet_id) if report.outlet_id else None
    return Printed(report.id, report.outlet_id, name, report.source, earliest, latest, why, page_of(report))


def one_a_page(printed: Iterable[Printed], *, latest: bool = False) -> list[Printed]:
    """Return one report for each page: its first version in this order, or its last."""
    found: dict[str, Printed] = {}
    for each in printed:
        if latest or each.page_id not in found:
            found[each.page_id] = each
    return list(found.values())


def pages_of(case: Case) -> dict[str, str]:
    """Return for each report the id that all versions of its page share."""
    return dict(case.connection.execute("SELECT id, coalesce(version_of, id) FROM report").fetchall())


def rows_among(case: Case, sql: str, ids: Sequence[str]) -> list[tuple[Any, ...]]:
    """Return the rows of a query that ends in ``IN``, asked for so many ids at a time: cheaper than one by one."""
    found: list[tuple[Any, ...]] = []
    for first in range(0, len(ids), ROWS_PER_QUERY):
        some = ids[first : first + ROWS_PER_QUERY]
        found += case.connection.execute(f"{sql} ({', '.join('?' * len(some))})", some).fetchall()
    return found


def texts_of(case: Case, report_ids: Iterable[str]) -> dict[str, str]:
    """Return the texts of these reports, by report id."""
    found = (case.get("report", report_id) for report_id in sorted(set(report_ids)))
    return {report.id: report.text for report in found if report is not None}


def count_outlets(printed: Sequence[Printed]) -> int:
    """Return how many outlets these reports come from; a report of an unknown outlet counts as one."""
    return len({each.outlet for each in printed})
