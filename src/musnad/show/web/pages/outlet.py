"""An outlet: what it printed, whom it credits, whose text it shares, which labels it takes."""

from __future__ import annotations

from typing import Any

from musnad.show.web.pages.front import BY_DAY, DAYS, headline_of
from musnad.show.web.viewing import ROWS_SHOWN, Asked, MissingError, View, rows_of, said
from musnad.show.words import word
from musnad.store import Case

# Lines of each table shown.
LINES = 15


def outlets(case: Case, asked: Asked) -> View:
    """Return the outlets of the case, those of most reports first."""
    sql = (
        "SELECT outlet.id, name_ar, name_en, domain, country, count(*) AS reports FROM report"
        " JOIN outlet ON outlet.id = outlet_id GROUP BY outlet.id ORDER BY reports DESC, outlet.id"
    )
    rows = rows_of(case, sql)
    return View("outlets.html", said("outlets").in_language(asked.language), {"outlets": rows}, rows)


def outlet(case: Case, asked: Asked) -> View:
    """Return an outlet's habits, each count with what it is a share of."""
    row = case.get("outlet", asked.id)
    if row is None:
        raise MissingError(asked.id)
    total = case.connection.execute("SELECT count(*) FROM report WHERE outlet_id = ?", (row.id,)).fetchone()[0]
    context = {
        "row": row,
        "total": total,
        "reports": _reports(case, row.id, asked),
        "credits": _credits(case, row.id, asked),
        "credited": _credited(case, row.id),
        "sharing": _sharing(case, row.id, asked),
        "labels": _labels(case, row.id),
        "changes": _changes(case, row.id),
    }
    title = row.name_ar or row.name_en or row.id
    data = {"id": row.id, "reports": total, "credits": context["credits"], "sharing": context["sharing"]}
    return View("outlet.html", title, context, context["reports"], data)


def _reports(case: Case, outlet_id: str, asked: Asked) -> list[dict[str, Any]]:
    sql = (
        f"SELECT report.id, {headline_of('report.id')} AS headline, {DAYS}"
        " FROM report LEFT JOIN report_date ON report_date.report_id = report.id WHERE outlet_id = ?"
        f" ORDER BY {BY_DAY} DESC, report.id LIMIT ?"
    )
    return rows_of(case, sql, (outlet_id, -1 if asked.whole else ROWS_SHOWN))


def _credits(case: Case, outlet_id: str, asked: Asked) -> list[dict[str, Any]]:
    sql = (
        "SELECT agency, count(DISTINCT report_id) AS number FROM credit JOIN report ON report.id = report_id"
        " WHERE outlet_id = ? AND kind IN ('agency', 'agencies') GROUP BY agency ORDER BY number DESC, agency LIMIT ?"
    )
    return rows_of(case, sql, (outlet_id, -1 if asked.whole else LINES))


def _credited(case: Case, outlet_id: str) -> int:
    """Return how many of its reports credit any agency."""
    sql = (
        "SELECT count(DISTINCT report_id) FROM credit JOIN report ON report.id = report_id"
        " WHERE outlet_id = ? AND kind IN ('agency', 'agencies')"
    )
    number: int = case.connection.execute(sql, (outlet_id,)).fetchone()[0]
    return number


def _sharing(case: Case, outlet_id: str, asked: Asked) -> list[dict[str, Any]]:
    """Return with which outlets it shares passages, in how many pairs of reports."""
    # two halves, and not one OR: each has an index to start from
    sql = (
        "SELECT other.outlet_id AS id, coalesce(name_ar, name_en, outlet.id) AS name, count(*) AS passages,"
        " count(DISTINCT own_id || other_id) AS pairs FROM ("
        "  SELECT left_id AS own_id, right_id AS other_id FROM reuse WHERE kind = 'passage' AND left_id IN"
        "   (SELECT id FROM report WHERE outlet_id = :outlet)"
        "  UNION ALL SELECT right_id, left_id FROM reuse WHERE kind = 'passage' AND right_id IN"
        "   (SELECT id FROM report WHERE outlet_id = :outlet)) JOIN report AS other ON other.id = other_id"
        " JOIN outlet ON outlet.id = other.outlet_id WHERE other.outlet_id != :outlet"
        " GROUP BY other.outlet_id ORDER BY pairs DESC, other.outlet_id LIMIT :lines"
    )
    return rows_of(case, sql, {"outlet": outlet_id, "lines": -1 if asked.whole else LINES})


def _labels(case: Case, outlet_id: str) -> list[dict[str, Any]]:
    """Return its labels in its own voice beside how often all outlets use them, of all words of their families."""
    sql = (
        "SELECT family, term, sum(outlet_id = :outlet) AS own, count(*) AS every FROM label"
        " JOIN report ON report.id = report_id WHERE voice = 'own' AND family IN"
        " (SELECT family FROM label JOIN report ON report.id = report_id WHERE outlet_id = :outlet)"
        " GROUP BY family, term ORDER BY family, own DESC, term"
    )
    rows = rows_of(case, sql, {"outlet": outlet_id})
    own: dict[str, int] = {}
    every: dict[str, int] = {}
    for row in rows:
        own[row["family"]] = own.get(row["family"], 0) + row["own"]
        every[row["family"]] = every.get(row["family"], 0) + row["every"]
    return [
        {
            **row,
            "name": word(row["family"], "family"),
            "own_of": own[row["family"]],
            "every_of": every[row["family"]],
        }
        for row in rows
        if row["own"] and own[row["family"]]
    ]


def _changes(case: Case, outlet_id: str) -> list[dict[str, Any]]:
    """Return the classes of change in passages it shares with others."""
    sql = (
        "SELECT class, count(*) AS number, sum(in_quote) AS quoted FROM change JOIN reuse ON reuse.id = reuse_id"
        " JOIN report AS one ON one.id = left_id JOIN report AS other ON other.id = right_id"
        " WHERE (one.outlet_id = :outlet) + (other.outlet_id = :outlet) = 1 AND severity > 0"
        " GROUP BY class ORDER BY max(severity) DESC, number DESC"
    )
    return rows_of(case, sql, {"outlet": outlet_id})
