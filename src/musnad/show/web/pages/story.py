"""The page of a story: who covers it, what differs, what was said, what is told, when."""

from __future__ import annotations

from typing import Any

from musnad.compare.timeline import timeline
from musnad.show.dossier import cards, facts, sections
from musnad.show.dossier.labels import labels_of
from musnad.show.dossier.sheet import Sheet, Source
from musnad.show.web import svg
from musnad.show.web.narrowing import narrow
from musnad.show.web.pages.front import BY_DAY, DAYS
from musnad.show.web.viewing import Asked, MissingError, View
from musnad.show.web.windows import window
from musnad.show.words import Both, date_range, sentence
from musnad.store import Case

# A story of more reports is shown by its first ones; the filters lead to the rest, exports have all.
MOST_REPORTS = 60
# Rows shown at once in each section; the rest is folded away.
FACTS_SHOWN, PAIRS_OPEN = 20, 2


def story(case: Case, asked: Asked) -> View:
    """Return a story, its reports filtered by outlet and day where the address says so."""
    row = case.get("story", asked.id)
    if row is None:
        raise MissingError(asked.id)
    members = _members(case, asked.id)
    # before the window is there: what is filtered on is shown for the whole story
    moments = timeline(narrow(case, [each["id"] for each in members[:MOST_REPORTS]]))
    kept = _kept(members, asked)
    shown = kept if asked.whole else kept[:MOST_REPORTS]
    sheet = window(case, [each["id"] for each in shown], asked)
    context = {
        "row": row,
        "headline": _headline(sheet, row.headline_report_id, members),
        "date": date_range(row.first, row.last),
        "members": members,
        "shown": len(shown),
        "bar": svg.coverage_bar(_bars(members), asked),
        "bars": _bars(members)[: svg.BARS],
        "timeline_svg": svg.timeline(moments, asked),
        "ends": svg.ends(moments),
        "sources": list(sheet.sources.values()),
        "lineage": lineage_of(sheet),
        **_sections(sheet),
        "facts_shown": FACTS_SHOWN,
        "pairs_open": PAIRS_OPEN,
        "outlet": asked.get("outlet"),
        "day": asked.get("day"),
    }
    data = {"id": row.id, "first": row.first, "last": row.last, "outlets": row.outlets, "origins": row.origins}
    return View("story.html", context["headline"], context, _exported(sheet) if asked.whole else [], data)


def _members(case: Case, story_id: str) -> list[dict[str, Any]]:
    """Return the reports of a story: id, outlet, from which day to which, in the order of their days."""
    sql = (
        "SELECT report.id, outlet_id, coalesce(name_ar, name_en, outlet.id) AS outlet, source,"
        f" {DAYS}"
        " FROM story_member JOIN report ON report.id = story_member.report_id LEFT JOIN outlet ON outlet.id = outlet_id"
        " LEFT JOIN report_date ON report_date.report_id = report.id"
        f" WHERE story_id = ? ORDER BY {BY_DAY}, report.id"
    )
    names = ("id", "outlet_id", "outlet", "source", "earliest", "latest")
    return [dict(zip(names, row, strict=True)) for row in case.connection.execute(sql, (story_id,))]


def _kept(members: list[dict[str, Any]], asked: Asked) -> list[dict[str, Any]]:
    outlet, day = asked.get("outlet"), asked.get("day")
    return [
        each
        for each in members
        if (not outlet or (each["outlet_id"] or each["id"]) == outlet)
        and (not day or (each["earliest"] or "")[:10] == day == (each["latest"] or "")[:10])
    ]


def _bars(members: list[dict[str, Any]]) -> list[tuple[str, str, int]]:
    """Return each outlet of a story: what filters on it, its name, its reports."""
    found: dict[str, tuple[str, int]] = {}
    for each in members:
        key = each["outlet_id"] or each["id"]
        name, number = found.get(key, (each["outlet"] or each["source"], 0))
        found[key] = (name, number + 1)
    return sorted(((key, name, number) for key, (name, number) in found.items()), key=lambda row: (-row[2], row[1]))


def _headline(sheet: Sheet, report_id: str, members: list[dict[str, Any]]) -> str:
    source = sheet.sources.get(report_id) or next(iter(sheet.sources.values()), None)
    return source.headline if source else str(len(members))


def _sections(sheet: Sheet) -> dict[str, Any]:
    ids = set(sheet.sources)
    several, single = cards.statements_of(sheet, ids)
    columns, told = facts.coverage_of(sheet, None)
    dated, undated = facts.timeline_of(sheet, None)
    pairs = sections.pairs_of(sheet, ids)
    return {
        "glance": sections.glance_of(pairs),
        "pairs": pairs,
        "accounts": sections.accounts_of(sheet, ids),
        "several": several,
        "single": single,
        "conflicts": facts.conflicts_of(sheet, ids),
        "figures": facts.figures_of(sheet, ids),
        "labels_of": labels_of(sheet),
        "columns": columns,
        "told": told,
        "dated": dated,
        "undated": undated,
    }


def lineage_of(sheet: Sheet) -> dict[str, list[tuple[str, str, Source | None, Both]]]:
    """Return, by report id, what may stand behind it: kind, agency, report of this window, reason."""
    found: dict[str, list[tuple[str, str, Source | None, Both]]] = {}
    for row in sheet.rows("lineage"):
        parent = sheet.sources.get(row.parent_id or "")
        name = "" if parent or row.parent_kind == "unseen" else (row.parent_id or "").rpartition(":")[2]
        kind = "version" if row.why == "rule=version" else row.parent_kind
        found.setdefault(row.child_id, []).append((kind, name, parent, sentence(row.why)))
    return found


def _exported(sheet: Sheet) -> list[dict[str, Any]]:
    """Return the story's facts against its reports: what an export holds."""
    columns, told = facts.coverage_of(sheet, None)
    return [
        {
            "kind": row.kind,
            "words": row.words,
            "origins": row.origins,
            "reports": [source.id for source in columns if source.id in row.cells],
            "outlets": [source.name for source in columns if source.id in row.cells],
            "opens_at": row.href,
        }
        for row in told
    ]
