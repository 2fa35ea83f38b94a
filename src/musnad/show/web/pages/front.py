"""The front page: the stories of the case ranked by independent outlets, what came in, what failed."""

from __future__ import annotations

from typing import Any

from musnad.show.web.pictures.scale import day_of, words_of
from musnad.show.web.pictures.timeline import Timeline, days_picture
from musnad.show.web.viewing import ROWS_SHOWN, Asked, View, rows_of, said
from musnad.store import Case

# Things left out named on the front page; the page of problems has all.
LEFT_OUT_SHOWN = 8
# Reports read last, named beside the stories.
LATEST_SHOWN = 8
PROBLEMS_SHOWN = 200
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
    """Return the stories of several outlets, those of most independent outlets first."""
    first = asked.number("from_row", 0, 0, 10**9)
    rows = _stories(case, asked, first)
    more = len(rows) > ROWS_SHOWN and not asked.whole
    rows = rows if asked.whole else rows[:ROWS_SHOWN]
    came = _came_in(case)
    context = {
        "stories": rows,
        "first": first,
        "more": first + ROWS_SHOWN if more else None,
        "printed": _days(case, asked, came["reports"]),
        "day": words_of(asked.get("day")).in_language(asked.language) if asked.get("day") else "",
        "before": max(0, first - ROWS_SHOWN) if first else None,
        "all_stories": _count(case, asked),
        "reports": _latest(case, ROWS_SHOWN if not rows and not first else LATEST_SHOWN),
        "came": came,
        "left_out": _left_out(case, LEFT_OUT_SHOWN),
        "troubles": _troubles(case),
        "case_name": case.path.stem,
    }
    return View("front.html", said("front").in_language(asked.language), context, rows)


def _stories(case: Case, asked: Asked, first: int) -> list[dict[str, Any]]:
    limit = -1 if asked.whole else ROWS_SHOWN + 1
    where, values = _on_days(asked)
    sql = (
        f"SELECT id, {headline_of('headline_report_id')} AS headline, first, last, outlets, origins, independent,"
        " (SELECT count(*) FROM story_member WHERE story_id = story.id) AS reports FROM story"
        f" WHERE outlets > 1 {where} ORDER BY independent DESC, origins DESC, outlets DESC, coalesce(last, '') DESC, id"
        " LIMIT ? OFFSET ?"
    )
    rows = rows_of(case, sql, (*values, limit, 0 if asked.whole else first))
    return [{**row, "headline": _one_line(row["headline"])} for row in rows]


def _on_days(asked: Asked) -> tuple[str, list[str]]:
    """Return the condition that a story goes on in the days asked for, and its values."""
    first, _, last = asked.get("day")[:21].partition("/")
    if not first:
        return "", []
    return "AND coalesce(first, '') <= ? AND substr(coalesce(last, ''), 1, 10) >= ?", [(last or first) + "~", first]


def _count(case: Case, asked: Asked) -> int:
    where, values = _on_days(asked)
    sql = f"SELECT count(*) FROM story WHERE outlets > 1 {where}"
    number: int = case.connection.execute(sql, values).fetchone()[0]
    return number


def _days(case: Case, asked: Asked, reports: int) -> Timeline | None:
    """Return how many reports were printed on each day that is known, as a picture that filters the stories."""
    sql = (
        "SELECT substr(earliest, 1, 10) AS day, count(*) FROM report_date"
        " WHERE substr(earliest, 1, 10) = substr(latest, 1, 10) GROUP BY day"
    )
    counts = {
        (day, "report"): number for words, number in case.connection.execute(sql) if (day := day_of(words)) is not None
    }
    return days_picture(counts, reports - sum(counts.values()), asked)


def _latest(case: Case, limit: int) -> list[dict[str, Any]]:
    """Return the reports read last."""
    sql = (
        f"SELECT report.id, {headline_of('report.id')} AS headline, published,"
        " coalesce(name_ar, name_en, outlet.id) AS outlet FROM report LEFT JOIN outlet ON outlet.id = outlet_id"
        " ORDER BY report.rowid DESC LIMIT ?"
    )
    return rows_of(case, sql, (limit,))


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
    first = asked.number("from_row", 0, 0, 10**9)
    sql = (
        "SELECT source, item, stage, kind, message FROM problem UNION ALL"
        " SELECT source, at, 'read', 'skipped', reason FROM item WHERE status = 'skipped' LIMIT ? OFFSET ?"
    )
    rows = rows_of(case, sql, (-1, 0) if asked.whole else (PROBLEMS_SHOWN + 1, first))
    more = first + PROBLEMS_SHOWN if len(rows) > PROBLEMS_SHOWN and not asked.whole else None
    rows = rows if asked.whole else rows[:PROBLEMS_SHOWN]
    return View("problems.html", said("problems").in_language(asked.language), {"problems": rows, "more": more}, rows)


def _one_line(words: str | None) -> str:
    return " ".join((words or "").split())
