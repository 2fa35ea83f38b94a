"""A person, body or place: its spellings, the reports that name it, what it said, why it counts as one."""

from __future__ import annotations

from collections import Counter
from typing import Any

from musnad.compare.speakers import spoken
from musnad.compare.timeline import Moment
from musnad.show.spoken import spoken_json
from musnad.show.web.pages.front import BY_DAY, DAYS
from musnad.show.web.pictures.timeline import falls_in, timeline_picture
from musnad.show.web.viewing import ROWS_SHOWN, Asked, MissingError, View, rows_of, said
from musnad.show.words import sentence
from musnad.store import ROWS_PER_QUERY, Case

# Mentions looked at for a page; an export has all.
MENTIONS_SHOWN = 2000
REASONS_SHOWN = 8
# Statements shown at once; the day of a picture, or an export, leads to the rest.
STATEMENTS_SHOWN = 100


def entity(case: Case, asked: Asked) -> View:
    """Return what is known of a name."""
    row = case.get("entity", asked.id)
    if row is None:
        raise MissingError(asked.id)
    mentions = _mentions(case, row.id, asked)
    spellings = Counter(each["words"] for each in mentions)
    opens: dict[str, dict[str, Any]] = {}
    for each in mentions:
        opens.setdefault(each["words"], each)
    said_over_time = _statements(case, row.id, asked)
    context = {
        "row": row,
        "spellings": [(words, number, opens[words]) for words, number in spellings.most_common(60)],
        "reports": _reports(mentions),
        **said_over_time,
        "links": _links(case, row.id),
        "mentions": len(mentions),
    }
    title = row.name_ar or row.name_en or (mentions[0]["words"] if mentions else row.id)
    data = {
        "id": row.id,
        "kind": row.kind,
        "name_ar": row.name_ar,
        "name_en": row.name_en,
        "statements": [spoken_json(each) for each in said_over_time["statements"]],
    }
    return View("entity.html", title, context, mentions, data)


def entities(case: Case, asked: Asked) -> View:
    """Return the names of the case, those of most reports first."""
    kind = asked.get("kind") if asked.get("kind") in ("PER", "ORG", "LOC") else ""
    first = asked.number("from_row", 0, 0, 10**9)
    limit = -1 if asked.whole else ROWS_SHOWN * 2
    sql = (
        "SELECT id, kind, name_ar, name_en, mentions, reports FROM entity"
        f" {'WHERE kind = ?' if kind else ''} ORDER BY reports DESC, mentions DESC, id LIMIT ? OFFSET ?"
    )
    rows = rows_of(case, sql, (*([kind] if kind else []), limit, 0 if asked.whole else first))
    more = first + limit if len(rows) == limit else None
    context = {"entities": rows, "kind": kind, "more": more}
    return View("entities.html", said("entities").in_language(asked.language), context, rows)


def _mentions(case: Case, entity_id: str, asked: Asked) -> list[dict[str, Any]]:
    sql = (
        "SELECT mention.id, mention.report_id, mention.start, mention.stop,"
        " substr(text, mention.start + 1, mention.stop - mention.start) AS words,"
        f" coalesce(name_ar, name_en, outlet.id) AS outlet, source, {DAYS}"
        " FROM entity_member JOIN mention ON mention.id = mention_id JOIN report ON report.id = mention.report_id"
        " LEFT JOIN outlet ON outlet.id = outlet_id LEFT JOIN report_date ON report_date.report_id = report.id"
        f" WHERE entity_id = ? ORDER BY {BY_DAY}, mention.report_id, mention.start"
        " LIMIT ?"
    )
    rows = rows_of(case, sql, (entity_id, -1 if asked.whole else MENTIONS_SHOWN))
    return [{**row, "words": " ".join(row["words"].split())} for row in rows]


def _reports(mentions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for each in mentions:
        found.setdefault(each["report_id"], {**each, "number": 0})["number"] += 1
    return list(found.values())


def _statements(case: Case, entity_id: str, asked: Asked) -> dict[str, Any]:
    """Return what an entity said in the order of time: the picture of it, the rows, how many there are in all.

    A column of the picture shows the statements of its days only.
    """
    found = spoken(case, [row.id for row in case.rows("statement", speaker_entity_id=entity_id)])
    moments = [Moment("statement", each.statement_id, each.earliest, each.latest, "", (), "") for each in found]
    day = asked.get("day")
    kept = [each for each in found if not day or falls_in(each.earliest, each.latest, day)]
    return {
        "statements": kept if asked.whole else kept[:STATEMENTS_SHOWN],
        "all_statements": len(kept),
        "spoken": timeline_picture(moments, asked),
        "day": day,
    }


def _links(case: Case, entity_id: str) -> list[dict[str, Any]]:
    """Return the weakest links that hold the name together, to confirm or undo; one spelling twice is none."""
    sql = (
        "SELECT same_entity.id FROM entity_member JOIN same_entity ON left_id = mention_id WHERE entity_id = ?"
        " ORDER BY same_entity.score, same_entity.id"
    )
    ids = [id for (id,) in case.connection.execute(sql, (entity_id,))]
    found: list[dict[str, Any]] = []
    for first in range(0, len(ids), ROWS_PER_QUERY):  # their words only as far as they are shown
        found += _spelt_otherwise(case, ids[first : first + ROWS_PER_QUERY])
        if len(found) >= REASONS_SHOWN:
            break
    return [{**row, "why": sentence(row["why"])} for row in found[:REASONS_SHOWN]]


def _spelt_otherwise(case: Case, ids: list[str]) -> list[dict[str, Any]]:
    sql = (
        "SELECT same_entity.id, same_entity.score, same_entity.why,"
        " substr(one.text, l.start + 1, l.stop - l.start) AS left_words, l.report_id AS left_report,"
        " l.start || '-' || l.stop AS left_at, r.report_id AS right_report, r.start || '-' || r.stop AS right_at,"
        " substr(other.text, r.start + 1, r.stop - r.start) AS right_words FROM same_entity"
        " JOIN mention AS l ON l.id = left_id JOIN mention AS r ON r.id = right_id"
        " JOIN report AS one ON one.id = l.report_id JOIN report AS other ON other.id = r.report_id"
        f" WHERE same_entity.id IN ({', '.join('?' * len(ids))}) AND left_words != right_words"
        " ORDER BY same_entity.score, same_entity.id"
    )
    return rows_of(case, sql, ids)
