"""Which reports a file is about, and each of them as others cite it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from musnad.errors import UsageError
from musnad.pieces import pieces_of_reports
from musnad.records import Outlet, Piece, Report
from musnad.show.narrowing import narrow
from musnad.show.outward.safe import one_line
from musnad.store import Case, columns_of

# Reports are read so many at a time: a file of any length is written within some tens of megabytes.
REPORTS_AT_ONCE = 100
# A report without a headline is called by so many characters of its first line.
FIRST_CHARACTERS = 120

_REPORTS_OF = {
    "report": "SELECT id FROM report WHERE id = ?",
    "story": "SELECT report_id FROM story_member WHERE story_id = ?",
    # a stretch of a longer quote is a printing too
    "statement": "SELECT report_id FROM statement_member JOIN quote ON quote.id = quote_id WHERE statement_id = ?1"
    " UNION SELECT report_id FROM statement_stretch WHERE statement_id = ?1",
    "entity": "SELECT DISTINCT report_id FROM entity_member JOIN mention ON mention.id = mention_id"
    " WHERE entity_id = ?",
    "outlet": "SELECT id FROM report WHERE outlet_id = ?",
}
KINDS = tuple(_REPORTS_OF)


@dataclass(frozen=True, slots=True)
class About:
    """What a file is about: the whole case, or one row of a table."""

    kind: str = "case"
    id: str = ""


WHOLE_CASE = About()


@dataclass(frozen=True, slots=True)
class Cited:
    """One report as others cite it. ``earliest`` and ``latest`` are derived where ``report.published`` is ``None``."""

    report: Report
    outlet: Outlet | None
    headline: str
    byline: str
    pieces: Sequence[Piece]
    earliest: str | None
    latest: str | None
    fetched: str | None

    def outlet_name(self, language: str) -> str:
        """Return the outlet's name, in this language where it has one there; empty where nobody knows it."""
        return outlet_called(self.outlet, language) if self.outlet else ""


def outlet_called(outlet: Outlet, language: str) -> str:
    """Return an outlet's name, in this language where it has one there."""
    names = (outlet.name_ar, outlet.name_en)
    first, other = names if language == "ar" else names[::-1]
    return one_line(first or other or outlet.domain or outlet.id)


def about_of(id: str) -> About:
    """Return what an id names, by its table. Raises ``UsageError`` for a row no file can be about."""
    kind = id.partition("-")[0]
    if kind not in _REPORTS_OF:
        raise UsageError(f"{id} names no {', '.join(KINDS)}")
    return About(kind, id)


def narrowed(case: Case, about: About) -> Case:
    """Return the case narrowed to the reports asked for. Raises ``UsageError`` where there are none."""
    if about.kind == "case":
        return case
    ids = [each for (each,) in case.connection.execute(_REPORTS_OF[about.kind], (about.id,))]
    if not ids:
        raise UsageError(f"no {about.kind} {about.id} in this case")
    return narrow(case, ids)


def cited_reports(case: Case) -> Iterator[Cited]:
    """Yield the reports of the case in the order of their days, the undated last."""
    outlets = {outlet.id: outlet for outlet in case.rows("outlet")}
    for ids in _in_parts(case):
        yield from _cited(case, ids, outlets)


def cited_report(case: Case, id: str) -> Cited:
    """Return one report as others cite it."""
    outlets = {outlet.id: outlet for outlet in case.rows("outlet")}
    return next(_cited(case, [id], outlets))


def _in_parts(case: Case) -> Iterator[list[str]]:
    sql = (
        "SELECT id FROM report LEFT JOIN report_date ON report_date.report_id = id"
        " ORDER BY coalesce(published, latest, earliest, '9999'), id"
    )
    ids = [each for (each,) in case.connection.execute(sql)]
    for first in range(0, len(ids), REPORTS_AT_ONCE):
        yield ids[first : first + REPORTS_AT_ONCE]


def _cited(case: Case, ids: Sequence[str], outlets: dict[str, Outlet]) -> Iterator[Cited]:
    pieces, dates = pieces_of_reports(case, ids), case.rows_of_reports("report_date", ids)
    fetched = _fetched(case, ids)
    marks = ", ".join("?" * len(ids))
    sql = f"SELECT {', '.join(columns_of('report'))} FROM report WHERE id IN ({marks})"
    reports = {row[0]: Report(*row) for row in case.connection.execute(sql, list(ids))}
    for id in ids:
        report = reports[id]
        days = dates[id][0] if dates[id] else None
        yield Cited(
            report,
            outlets.get(report.outlet_id or ""),
            _words_of(report, pieces[id], "headline") or one_line(report.text[:FIRST_CHARACTERS]),
            _words_of(report, pieces[id], "byline"),
            pieces[id],
            days.earliest if days else report.published,
            days.latest if days else report.published,
            fetched.get(id),
        )


def _words_of(report: Report, pieces: Sequence[Piece], part: str) -> str:
    """Return the first piece of a kind in its words."""
    return next((one_line(report.text[each.start : each.stop]) for each in pieces if each.part == part), "")


def _fetched(case: Case, ids: Sequence[str]) -> dict[str, str]:
    """Return when the bytes of a report were first fetched, where that is known."""
    sql = (
        "SELECT report.id, min(fetched) FROM report JOIN fetch ON fetch.raw_sha = report.raw_sha"
        f" WHERE report.id IN ({', '.join('?' * len(ids))}) AND fetched IS NOT NULL GROUP BY report.id"
    )
    return dict(case.connection.execute(sql, list(ids)).fetchall())


def body_of(cited: Cited) -> str:
    """Return what a report says below its headline, as printed."""
    kept = [each for each in cited.pieces if each.part in ("standfirst", "dateline", "body")]
    return "\n".join(cited.report.text[each.start : each.stop] for each in kept)


def findings_of(case: Case, tables: Sequence[str], report_id: str) -> Iterator[tuple[str, Any]]:
    """Yield the findings of a report with their table, in the text's order within each."""
    for table in tables:
        for row in case.rows(table, report_id=report_id):
            yield table, row
