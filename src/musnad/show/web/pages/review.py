"""Review: suggested merges and labels to confirm or reject; who decided what, when, and how far they agree."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from musnad.compare.agreement import Agreement, Verdict, agreements, latest_verdicts
from musnad.show.web.viewing import ROWS_SHOWN, Asked, View, rows_of, said
from musnad.show.words import sentence
from musnad.store import Case

# What can be judged here: the link's table, and the table of its ends; or a finding's own.
LINKS = {"same_entity": "mention", "same_statement": "quote", "same_story": "report"}
FINDINGS = ("label",)
KINDS = (*LINKS, *FINDINGS)
# The two verdicts, and the keys for them.
VERDICTS_OF = {True: (("same", "y"), ("different", "n")), False: (("right", "y"), ("wrong", "n"))}
# Cards shown at once, and characters of each end and round it.
CARDS, LONGEST, AROUND = 12, 300, 80
# More open links than this are not counted to the last.
COUNTED = 300
_SPELLING = (
    "(SELECT substr(text, mention.start + 1, stop - start) FROM mention JOIN report ON report.id = report_id"
    " WHERE mention.id = {end})"
)
# An end that is no longer there.
_NOTHING: dict[str, Any] = {"report_id": "", "start": 0, "stop": 0, "outlet": "", "before": "", "after": ""}


def review(case: Case, asked: Asked) -> View:
    """Return what nobody has judged yet, the weakest first; or what a second reviewer may look at."""
    kind = asked.get("kind") if asked.get("kind") in KINDS else "same_entity"
    cards = [_card(case, kind, row) for row in _open(case, kind, asked)]
    context = {
        "kind": kind,
        "kinds": KINDS,
        "verdicts": VERDICTS_OF[kind in LINKS],
        "families": _families(case) if kind == "label" else [],
        "cards": cards,
        "left": _left(case, kind, asked),
        "counted": COUNTED,
        "second": bool(asked.get("second")),
        "by": asked.get("by"),
    }
    rows = [{key: value for key, value in row.items() if key != "why"} for row in cards]
    return View("review.html", said("review").in_language(asked.language), context, rows)


def _wanted(kind: str, asked: Asked) -> tuple[str, dict[str, Any]]:
    """Return the condition of links to show: those nobody judged, or those others judged and this reviewer did not."""
    where = "id NOT IN (SELECT about FROM judgement)"
    if asked.get("second"):
        where = (
            "id IN (SELECT about FROM judgement WHERE judged_by != :by)"
            " AND id NOT IN (SELECT about FROM judgement WHERE judged_by = :by)"
        )
    if kind == "same_entity":  # one spelling twice: nothing to decide
        where += f" AND {_SPELLING.format(end='left_id')} != {_SPELLING.format(end='right_id')}"
    if kind == "label" and asked.get("family"):
        where += " AND family = :family"
    return where, {"by": asked.get("by"), "family": asked.get("family")}


def _families(case: Case) -> list[str]:
    # from one family to the next by the index, not through all labels
    sql = (
        "WITH RECURSIVE one (family) AS (SELECT min(family) FROM label UNION ALL"
        " SELECT (SELECT min(family) FROM label WHERE family > one.family) FROM one WHERE family IS NOT NULL)"
        " SELECT family FROM one WHERE family IS NOT NULL"
    )
    return [each for (each,) in case.connection.execute(sql)]


def _open(case: Case, kind: str, asked: Asked) -> list[dict[str, Any]]:
    where, values = _wanted(kind, asked)
    what = "left_id, right_id" if kind in LINKS else "id AS left_id, family, term, voice"
    sql = f"SELECT id, {what}, score, why FROM {kind} WHERE {where} ORDER BY score, id LIMIT :limit"
    return rows_of(case, sql, {**values, "limit": -1 if asked.whole else CARDS})


def _left(case: Case, kind: str, asked: Asked) -> int:
    """Return how many are left, up to ``COUNTED``."""
    where, values = _wanted(kind, asked)
    sql = f"SELECT count(*) FROM (SELECT 1 FROM {kind} WHERE {where} ORDER BY score, id LIMIT {COUNTED})"
    number: int = case.connection.execute(sql, values).fetchone()[0]
    return number


def _card(case: Case, kind: str, row: dict[str, Any]) -> dict[str, Any]:
    said_of = {"why_words": sentence(row["why"]).en, "why": sentence(row["why"])}
    card = {"id": row["id"], "score": row["score"], **said_of}
    if kind in LINKS:
        return {**card, **{side: _end(case, LINKS[kind], row[f"{side}_id"]) for side in ("left", "right")}}
    own = {name: row[name] for name in ("family", "term", "voice")}
    return {**card, **own, "left": _end(case, kind, row["left_id"])}


def _end(case: Case, table: str, id: str) -> dict[str, Any]:
    """Return one end of a link in its words; a report by its first ones."""
    if table == "report":
        places = "0 AS start, 240 AS stop, report.id AS report_id, report.id FROM report WHERE report.id = ?"
    else:
        places = f"start, stop, report_id, id FROM {table} WHERE id = ?"
    sql = (
        "SELECT place.report_id, start, stop, coalesce(name_ar, name_en, outlet.id, source) AS outlet,"
        " substr(text, max(0, start - :around) + 1, min(start, :around)) AS before,"
        " substr(text, start + 1, min(:longest, stop - start)) AS words,"
        " substr(text, stop + 1, :around) AS after"
        f" FROM (SELECT {places.replace('?', ':id')}) AS place JOIN report ON report.id = place.report_id"
        " LEFT JOIN outlet ON outlet.id = outlet_id"
    )
    rows = rows_of(case, sql, {"id": id, "around": AROUND, "longest": LONGEST})
    if not rows:
        return {**_NOTHING, "words": id}
    # whole words only: half of one may be another word
    before = rows[0]["before"].partition(" ")[2] if rows[0]["start"] > AROUND else rows[0]["before"]
    return {**rows[0], "before": before, "after": rows[0]["after"].rpartition(" ")[0]}


def judgements(case: Case, asked: Asked) -> View:
    """Return who decided what and when, the latest first, with the decisions people disagree about."""
    rows = _judgements(case, asked)
    verdicts = latest_verdicts(case)
    disagreements = _disagreements(case, verdicts)
    context = {
        "judgements": rows,
        "disagreements": disagreements[: ROWS_SHOWN * 4],
        "agreements": agreements(verdicts),
    }
    title = said("judgements").in_language(asked.language)
    told = [
        {**each, "verdicts": " · ".join(f"{by}: {verdict}" for by, verdict in each["verdicts"])}
        for each in disagreements
    ]
    return View("judgements.html", title, context, rows, {"disagreements": told})


def _disagreements(case: Case, verdicts: Iterable[Verdict]) -> list[dict[str, Any]]:
    """Return what people decided otherwise, by the latest verdict of each: who took theirs back may agree by now."""
    said_of: dict[str, list[tuple[str, str]]] = {}
    for each in verdicts:
        said_of.setdefault(each.about, []).append((each.judged_by, each.verdict))
    words = dict(case.connection.execute("SELECT about, max(about_words) FROM judgement GROUP BY about").fetchall())
    return [
        {"about": about, "about_words": words[about], "verdicts": sorted(some)}
        for about, some in sorted(said_of.items())
        if len({verdict for _, verdict in some}) > 1
    ]


def agreement(case: Case, asked: Asked) -> View:
    """Return how far reviewers agree, by kind of judgement and by what the codebook calls it."""
    rows = agreements(latest_verdicts(case))
    title = said("agreement").in_language(asked.language)
    return View("agreement.html", title, {"agreements": rows}, [_exported(row) for row in rows])


def _exported(row: Agreement) -> dict[str, Any]:
    return {**asdict(row), "reviewers": " / ".join(row.reviewers)}


def _judgements(case: Case, asked: Asked) -> list[dict[str, Any]]:
    about = asked.get("about")
    sql = (
        "SELECT id, about, about_words, about_report_id, about_start, about_stop, verdict, judged_by, judged_at"
        f" FROM judgement {'WHERE about = :about' if about else ''} ORDER BY judged_at DESC, rowid DESC LIMIT :limit"
    )
    return rows_of(case, sql, {"about": about, "limit": -1 if asked.whole else ROWS_SHOWN * 4})
