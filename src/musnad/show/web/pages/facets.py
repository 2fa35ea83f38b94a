"""Facets of a search: what narrows it, as a condition on reports, in words, and counted over what was found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from musnad.search import Narrowed
from musnad.show.web.pages.front import headline_of
from musnad.show.web.viewing import Asked, rows_of
from musnad.store import Case

# Values of a facet shown, those of most reports.
VALUES_SHOWN = 8
# Changes this severe alter what is said: labels, numbers, and words inside a quotation (docs/stages/changes.md).
ALTERING = 4
_DAY = (
    "coalesce((SELECT iif(substr(earliest, 1, 7) = substr(latest, 1, 7), latest, '') FROM report_date"
    " WHERE report_id = report.id), published)"
)
_ALTERED = " OR ".join(
    "EXISTS (SELECT 1 FROM reuse JOIN change ON change.reuse_id = reuse.id"
    f" WHERE reuse.{side} = report.id AND severity >= {ALTERING})"
    for side in ("left_id", "right_id")
)
# What a report must be, by the parameter of the address that asks for it; ? is the value.
CONDITIONS: Mapping[str, str] = {
    "outlet": "report.outlet_id IN (SELECT id FROM outlet WHERE coalesce(name_ar, name_en, id) = ?)",
    "month": f"substr({_DAY}, 1, 7) = ?",
    "name": (
        "report.id IN (SELECT report_id FROM entity_member JOIN mention ON mention.id = mention_id WHERE entity_id = ?)"
    ),
    "story": "report.id IN (SELECT report_id FROM story_member WHERE story_id = ?)",
    "altered": f"(? AND ({_ALTERED}))",
}


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a facet: what the address says of it, its words, in how many of the reports looked at."""

    value: str
    words: str
    number: int


@dataclass(frozen=True, slots=True)
class Facet:
    """A way to narrow a search: its parameter, the key of its name, its values."""

    name: str
    title: str
    values: tuple[Value, ...]


def narrowed_by(asked: Asked) -> Narrowed:
    """Return the condition all filters of an address make together."""
    wanted = {name: asked.get(name) for name in CONDITIONS if asked.get(name)}
    if not wanted:
        return Narrowed()
    return Narrowed(" AND ".join(CONDITIONS[name] for name in wanted), tuple(wanted.values()))


def filters_of(case: Case, asked: Asked) -> list[tuple[str, str]]:
    """Return each filter in use: its parameter, and its value as words a reader knows."""
    names = {
        "name": "SELECT coalesce(name_ar, name_en) FROM entity WHERE id = ?",
        "story": f"SELECT {headline_of('headline_report_id')} FROM story WHERE id = ?",
    }
    found = []
    for name in (*CONDITIONS, "exact"):
        value = asked.get(name)
        if value and name in names:
            row = case.connection.execute(names[name], (value,)).fetchone()
            found.append((name, (row and row[0]) or value))
        elif value:
            found.append((name, "" if name in ("altered", "exact") else value))
    return found


def facets_of(case: Case, asked: Asked, ids: Sequence[str]) -> list[Facet]:
    """Return the facets of some reports, without those that are filtered by already."""
    if not ids:
        return []
    marks = ", ".join("?" * len(ids))
    by_outlet = (
        "SELECT coalesce(name_ar, name_en, outlet.id) AS value, count(*) AS number FROM report"
        f" JOIN outlet ON outlet.id = outlet_id WHERE report.id IN ({marks}) GROUP BY 1 ORDER BY 2 DESC, 1"
    )
    by_month = (
        f"SELECT substr({_DAY}, 1, 7) AS value, count(*) AS number FROM report WHERE report.id IN ({marks})"
        " GROUP BY 1 HAVING length(value) = 7 ORDER BY 1 DESC"
    )
    by_story = (
        f"SELECT story_id AS value, {headline_of('headline_report_id')} AS words, count(*) AS number FROM story_member"
        f" JOIN story ON story.id = story_id WHERE report_id IN ({marks}) GROUP BY 1 ORDER BY 3 DESC, 1"
    )
    altered = f"SELECT '1' AS value, count(*) AS number FROM report WHERE id IN ({marks}) AND ({_ALTERED})"
    found = [
        _facet("outlet", "filter_outlet", rows_of(case, by_outlet, ids)),
        _facet("month", "filter_month", rows_of(case, by_month, ids)),
        *_names(case, ids, marks),
        _facet("story", "story", rows_of(case, f"{by_story} LIMIT {VALUES_SHOWN}", ids)),
        _facet("altered", "altered", rows_of(case, altered, ids)),
    ]
    return [each for each in found if each.values and not asked.get(each.name)]


def _names(case: Case, ids: Sequence[str], marks: str) -> list[Facet]:
    sql = (
        "SELECT entity_id AS value, kind, coalesce(name_ar, name_en) AS words, number FROM"
        " (SELECT entity_id, count(DISTINCT report_id) AS number FROM mention"
        f"  JOIN entity_member ON mention_id = mention.id WHERE report_id IN ({marks}) GROUP BY 1)"
        " JOIN entity ON entity.id = entity_id WHERE words IS NOT NULL ORDER BY 4 DESC, 3, 1"
    )
    by_kind: dict[str, list[dict[str, Any]]] = {"PER": [], "ORG": [], "LOC": []}
    for row in rows_of(case, sql, ids):
        if row["kind"] in by_kind:
            by_kind[row["kind"]].append(row)
    return [_facet("name", kind, rows) for kind, rows in by_kind.items()]


def _facet(name: str, title: str, rows: Sequence[dict[str, Any]]) -> Facet:
    shown = [row for row in rows if row["number"] and row["value"]][:VALUES_SHOWN]
    return Facet(
        name, title, tuple(Value(row["value"], row.get("words") or row["value"], row["number"]) for row in shown)
    )
