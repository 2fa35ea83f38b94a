"""The front page: the stories of the case ranked by independent origins, what came in, what failed."""

from __future__ import annotations

from typing import Any

from musnad.show.web.viewing import ROWS_SHOWN, Asked, View, rows_of, said
from musnad.store import Case

# Things left out named on the front page; the page of problems has all.
LEFT_OUT_SHOWN = 8
# The headline printed first on a page; SQLite counts characters as we do. ``headed``: the query round it may well
# speak of a ``report`` of its own.
HEADLINE = (
    "(SELECT substr(headed.text, start + 1, stop - start) FROM piece JOIN report AS headed"
    " ON headed.id = piece.report_id WHERE piece.report_id = {id} AND part = 'headline' ORDER BY start LIMIT 1)"
)
# From which day to which a report was printed: derived, else as it says itself. Needs report and report_date.
DAYS = (
    "iif(report_date.report_id IS NULL, published, earliest) AS earliest,"
    " iif(report_date.report_id IS NULL, published, latest) AS latest"
)
# In the order of days: where only one end is known, by that.
BY_DAY = "coalesce(latest, earliest, published, '9999')"
FIRST_LINE = "(SELECT substr(headed.text, 1, 120) FROM report AS headed WHERE headed.id = {id})"


def headline_of(column: str) -> str:
    """Return the SQL of a report's headline, or its first words where it has none; ``column`` holds its id."""
    return f"coalesce({HEADLINE.format(id=column)}, {FIRST_LINE.format(id=column)})"


def front(case: Case, asked: Asked) -> View:
    """Return the stories of several outlets, those of most independent origins first."""
    first = asked.number("from_row", 0, 0, 10**9)
    rows = _stories(case, asked, first)
    more = len(rows) > ROWS_SHOWN and not asked.whole
    rows = rows if asked.whole else rows[:ROWS_SHOWN]
    context = {
        "stories": rows,
        "first": first,
        "more": first + ROWS_SHOWN if more else None,
        "reports": _latest(case) if not rows and not first else [],
        "came": _came_in(case),
        "left_out": _left_out(case, LEFT_OUT_SHOWN),
        "troubles": _troubles(case),
        "case_name": case.path.stem,
    }
    return View("front.html", said("front").in_language(asked.language), context, rows)


def _stories(case: Case, asked: Asked, first: int) -> list[dict[str, Any]]:
    limit = -1 if asked.whole else ROWS_SHOWN + 1
    day = asked.get("day")[:10]
    where = "AND coalesce(first, '') <= ? AND substr(coalesce(last, ''), 1, 10) >= ?" if day else ""
    sql = (
        f"SELECT id, {headline_of('headline_report_id')} AS headline, first, last, outlets, origins FROM story"
        f" WHERE outlets > 1 {where} ORDER BY origins DESC, outlets DESC, coalesce(last, '') DESC, id LIMIT ? OFFSET ?"
    )
    rows = rows_of(case, sql, (*([day + "~", day] if day else []), limit, 0 if asked.whole else first))
    numbers = dict(case.connection.execute("SELECT story_id, count(*) FROM story_member GROUP BY story_id").fetchall())
    return [{**row, "headline": _one_line(row["headline"]), "reports": numbers.get(row["id"], 0)} for row in rows]


def _latest(case: Case) -> list[dict[str, Any]]:
    """Return some reports, for a case without stories."""
    sql = (
        f"SELECT report.id, {headline_of('report.id')} AS headline, published,"
        " coalesce(name_ar, name_en, outlet.id) AS outlet FROM report LEFT JOIN outlet ON outlet.id = outlet_id"
        " ORDER BY report.rowid DESC LIMIT ?"
    )
    return rows_of(case, sql, (ROWS_SHOWN,))


def _came_in(case: Case) -> dict[str, Any]:
    counts = dict(case.connection.execute("SELECT status, count(*) FROM item GROUP BY status").fetchall())
    outlets = case.connection.execute("SELECT count(*) FROM outlet").fetchone()[0]
    return {
        "stored": counts.get("stored", 0),
        "duplicate": counts.get("duplicate", 0),
        "skipped": counts.get("skipped", 0),
        "read": sum(counts.values()),
        "outlets": outlets,
        "reports": case.count("report"),
    }


def _left_out(case: Case, limit: int) -> list[dict[str, Any]]:
    sql = "SELECT source, at, reason FROM item WHERE status = 'skipped' ORDER BY rowid DESC LIMIT ?"
    return rows_of(case, sql, (limit,))


def _troubles(case: Case) -> list[dict[str, Any]]:
    sql = "SELECT stage, kind, count(*) AS number FROM problem GROUP BY stage, kind ORDER BY kind, number DESC, stage"
    return rows_of(case, sql)


def problems(case: Case, asked: Asked) -> View:
    """Return everything that was left out or failed, with its reason."""
    limit = -1 if asked.whole else ROWS_SHOWN * 4
    sql = (
        "SELECT source, item, stage, kind, message FROM problem UNION ALL"
        " SELECT source, at, 'read', 'skipped', reason FROM item WHERE status = 'skipped' LIMIT ?"
    )
    rows = rows_of(case, sql, (limit,))
    return View("problems.html", said("problems").in_language(asked.language), {"problems": rows}, rows)


def _one_line(words: str | None) -> str:
    return " ".join((words or "").split())
