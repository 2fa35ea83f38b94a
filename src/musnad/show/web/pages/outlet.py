"""An outlet: what it printed, whom it credits, whose text it shares, which labels it takes."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from itertools import groupby
from operator import itemgetter
from typing import Any

from musnad.compare.habits import KEPT, ORIGINS, Credited, Habits, habits_of
from musnad.show.web.pages.front import BY_DAY, DAYS, headline_of
from musnad.show.web.pictures.bars import Share, shares_bar, shares_of
from musnad.show.web.viewing import ROWS_SHOWN, Asked, MissingError, View, rows_of, said
from musnad.show.words import agency_name, word
from musnad.store import Case

# Lines of each table shown.
LINES = 15
# Families of labels shown at first, those of most words in its own voice.
FAMILIES_SHOWN = 6


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
    habits = habits_of(case, row.id)
    first = asked.number("from_row", 0, 0, 10**9)
    reports = _reports(case, row.id, asked, first)
    context = {
        "row": row,
        "total": habits.reports,
        "habits": habits,
        "origins_bar": shares_bar(
            _origin_shares(habits, asked), said("outlet_origins").in_language(asked.language), asked
        ),
        "origin_shares": _origin_shares(habits, asked),
        "kept": habits.kept(),
        "examples": {kind: [_named(case, each) for each in some] for kind, some in _examples(habits).items()},
        "rewritten": [(each, _headline(case, each.page_id)) for each in habits.rewritten[:LINES]],
        "reports": reports[:ROWS_SHOWN] if not asked.whole else reports,
        "more": first + ROWS_SHOWN if len(reports) > ROWS_SHOWN and not asked.whole else None,
        "credits": _credits(case, row.id, asked),
        "credited": _credited(case, row.id),
        "sharing": _sharing(case, row.id, asked),
        "labels": _labels(case, row.id),
        "changes": _changes(case, row.id),
    }
    context["families"] = [list(some) for _, some in groupby(context["labels"], key=itemgetter("family"))]
    context["families_shown"] = FAMILIES_SHOWN
    context["called"] = {
        each["agency"]: said("credit_generic") if each["agency"] == "agencies" else agency_name(each["agency"])
        for each in context["credits"]
    }
    title = row.name_ar or row.name_en or row.id
    data = {
        "id": row.id,
        "reports": habits.reports,
        "credits": context["credits"],
        "sharing": context["sharing"],
        "origins": dict(habits.origins),
        "credits_kept": dict(context["kept"]),
        "labels": [{key: value for key, value in each.items() if key != "name"} for each in context["labels"]],
        "rewritten": [asdict(each) for each in habits.rewritten],
    }
    return View("outlet.html", title, context, context["reports"], data)


def _origin_shares(habits: Habits, asked: Asked) -> list[Share]:
    names = [(kind, said(f"origin_{kind}").in_language(asked.language), habits.origins[kind]) for kind in ORIGINS]
    return [each for each in shares_of(names) if each.number]


def _examples(habits: Habits) -> dict[str, list[Credited]]:
    """Return some reports for each way of treating an agency's name, but keeping it."""
    found: dict[str, list[Credited]] = {kind: [] for kind in KEPT[1:]}
    for each in habits.credited:
        if each.what != "kept" and len(found[each.what]) < LINES:
            found[each.what].append(each)
    return {kind: found[kind] for kind in ("dropped", "generic", "other") if found[kind]}


def _named(case: Case, each: Credited) -> dict[str, Any]:
    sql = (
        "SELECT coalesce(name_ar, name_en, outlet.id, source) FROM report LEFT JOIN outlet ON outlet.id = outlet_id"
        " WHERE report.id = ?"
    )
    other = case.connection.execute(sql, (each.other_id,)).fetchone()[0]
    return {
        "id": each.report_id, "headline": _headline(case, each.report_id), "agency": agency_name(each.agency),
        "other_id": each.other_id, "other": other,
    }  # fmt: skip


def _headline(case: Case, report_id: str) -> str:
    sql = f"SELECT {headline_of('report.id')} FROM report WHERE id = ?"
    found = case.connection.execute(sql, (report_id,)).fetchone()
    return " ".join((found[0] or "").split()) if found else report_id


def _reports(case: Case, outlet_id: str, asked: Asked, first: int) -> list[dict[str, Any]]:
    sql = (
        f"SELECT report.id, {headline_of('report.id')} AS headline, {DAYS}"
        " FROM report LEFT JOIN report_date ON report_date.report_id = report.id WHERE outlet_id = ?"
        f" ORDER BY {BY_DAY} DESC, report.id LIMIT ? OFFSET ?"
    )
    return rows_of(case, sql, (outlet_id, -1 if asked.whole else ROWS_SHOWN + 1, 0 if asked.whole else first))


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
    """Return the labels in its own voice and in that of the others, each of all words of the family.

    The word whose share differs most from the others' comes first, within families both use.
    """
    here = (
        "SELECT family, term, count(*) FROM report JOIN label ON report_id = report.id"
        " WHERE outlet_id = ? AND voice = 'own' GROUP BY 1, 2"
    )
    used = {(family, term): number for family, term, number in case.connection.execute(here, (outlet_id,))}
    # +: all labels in one go, not each by the index of families
    everywhere = "SELECT family, term, count(*) FROM label WHERE voice = 'own' GROUP BY +family, term ORDER BY 1, 2"
    families = {family for family, _ in used}
    rows = [
        {
            "family": family,
            "term": term,
            "own": used.get((family, term), 0),
            "others": number - used.get((family, term), 0),
        }
        for family, term, number in case.connection.execute(everywhere)
        if family in families
    ]
    own: Counter[str] = Counter()
    others: Counter[str] = Counter()
    for row in rows:
        own[row["family"]] += row["own"]
        others[row["family"]] += row["others"]
    found = [
        {
            **row,
            "name": word(row["family"], "family"),
            "own_of": own[row["family"]],
            "others_of": others[row["family"]],
            "apart": row["own"] / own[row["family"]] - row["others"] / max(1, others[row["family"]]),
        }
        for row in rows
    ]
    return sorted(
        found, key=lambda row: (not row["others_of"], -row["own_of"], row["family"], -row["apart"], row["term"])
    )


def _changes(case: Case, outlet_id: str) -> list[dict[str, Any]]:
    """Return the classes of change in passages it shares with others."""
    # two halves, and not one OR: each has an index to start from
    sql = (
        "WITH own AS MATERIALIZED (SELECT id FROM report WHERE outlet_id = ?)"
        " SELECT class, count(*) AS number, sum(in_quote) AS quoted FROM ("
        "  SELECT reuse.id FROM own JOIN reuse ON left_id = own.id WHERE right_id NOT IN own"
        "  UNION ALL SELECT reuse.id FROM own JOIN reuse ON right_id = own.id WHERE left_id NOT IN own) AS shared"
        " JOIN change ON reuse_id = shared.id WHERE severity > 0"
        " GROUP BY class ORDER BY max(severity) DESC, number DESC"
    )
    return rows_of(case, sql, (outlet_id,))
