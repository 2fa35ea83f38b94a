"""Notes people wrote on passages: all of them in a list, and those beside the text of one report."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from musnad.noting import Found, notes_in
from musnad.records import Note, Report
from musnad.show.web.pages.front import headline_of
from musnad.show.web.viewing import ROWS_SHOWN, Asked, View, place_in, rows_of, said
from musnad.store import Case
from musnad.text import fold_word

# Tags and readers to filter by that are named on the page.
NAMED = 40
# Notes that were taken away, shown to be put back.
TAKEN_AWAY = 20
# A note whose report was lost (a rescued case) is still listed: `there` is empty then.
_COLUMNS = (
    "note.id, note.report_id, note.start, note.stop, quoted, words, tags, noted_by, noted_at, removed_by, removed_at,"
    " report.id AS there, coalesce(name_ar, name_en, outlet.id) AS outlet"
)
_FROM = " FROM note LEFT JOIN report ON report.id = note.report_id LEFT JOIN outlet ON outlet.id = report.outlet_id"


def notes(case: Case, asked: Asked) -> View:
    """Return the notes of the case, the latest first, those that are asked for by tag, reader and report."""
    first = asked.number("from_row", 0, 0, 10**9)
    every = [row for row in _notes(case, asked) if not row["removed_at"]]
    tag = fold_word(asked.get("tag"))
    wanted = [row for row in every if not tag or tag in map(fold_word, row["tags"].split(", "))]
    shown = wanted if asked.whole else wanted[first : first + ROWS_SHOWN]
    context = {
        "notes": _with_headlines(case, shown),
        "more": first + ROWS_SHOWN if len(wanted) > first + ROWS_SHOWN else None,
        "total": len(wanted),
        "tags": Counter(each for row in every for each in row["tags"].split(", ") if each).most_common(NAMED),
        "readers": Counter(row["noted_by"] for row in every).most_common(NAMED),
        "removed": _taken_away(case, asked.get("report")),
        "headline": _headline(case, asked.get("report")),
    }
    rows = [_exported(row, asked) for row in shown] if asked.whole else []
    return View("notes.html", said("notes").in_language(asked.language), context, rows)


def _notes(case: Case, asked: Asked) -> list[dict[str, Any]]:
    wanted = {"noted_by": asked.get("by"), "note.report_id": asked.get("report")}
    where = [f"{column} = ?" for column, value in wanted.items() if value]
    values = [value for value in wanted.values() if value]
    sql = f"SELECT {_COLUMNS}{_FROM}{' WHERE ' + ' AND '.join(where) if where else ''}"
    return rows_of(case, f"{sql} ORDER BY noted_at DESC, note.rowid DESC", values)


def _with_headlines(case: Case, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**row, "headline": _headline(case, row["there"])} for row in rows]


def _headline(case: Case, report_id: str | None) -> str:
    if not report_id:
        return ""
    found = case.connection.execute(f"SELECT {headline_of('?1')}", (report_id,)).fetchone()[0]
    return " ".join((found or "").split())


def _taken_away(case: Case, report_id: str) -> list[dict[str, Any]]:
    where = "removed_at IS NOT NULL" + (" AND note.report_id = ?" if report_id else "")
    sql = f"SELECT {_COLUMNS}{_FROM} WHERE {where} ORDER BY removed_at DESC, note.rowid DESC LIMIT {TAKEN_AWAY}"
    return rows_of(case, sql, (report_id,) if report_id else ())


def _exported(row: dict[str, Any], asked: Asked) -> dict[str, Any]:
    kept = {name: value for name, value in row.items() if name not in ("removed_by", "removed_at", "there")}
    place = f"{row['start']}-{row['stop']}"
    return {**kept, "opens_at": asked.url("report", row["report_id"], at=place) + "#at" if row["there"] else None}


@dataclass(frozen=True, slots=True)
class Beside:
    """The notes beside one report's text, and what a new one is to stand at."""

    notes: list[tuple[Note, Found]]
    removed: list[dict[str, Any]]
    at: str  # "start-stop" as asked for, or ""
    passage: str  # its words

    @property
    def places(self) -> list[Found]:
        """Return where the notes stand, for the layers of the text."""
        return [found for _, found in self.notes]


def notes_beside(case: Case, row: Report, asked: Asked) -> Beside:
    """Return the notes of a report, those of other texts of its page among them where their words are found again."""
    place = place_in(asked.get("at"), len(row.text))
    at = f"{place[0]}-{place[1]}" if place else ""
    passage = row.text[place[0] : place[1]] if place else ""
    return Beside(notes_in(case, row.id), _taken_away(case, row.id), at, passage)
