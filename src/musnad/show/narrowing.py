"""A case seen through a window: the tables hold only what belongs to some reports.

What ``compare`` and the dossier ask of a whole case they then ask of a story, at the story's price. The
window is made of temporary views, which SQLite finds before the tables of the same names; the file
is opened to read only and stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterable

from musnad.records import RECORDS
from musnad.store import Case, columns_of

# Lists that several tables are narrowed by, each made once: a view would find them again at every question.
_LISTS = {
    "wanted_reuse": "SELECT id FROM main.reuse WHERE left_id IN wanted AND right_id IN wanted",
    "wanted_quote": "SELECT id FROM main.quote WHERE report_id IN wanted",
    "wanted_mention": "SELECT id FROM main.mention WHERE report_id IN wanted",
    "wanted_event": "SELECT id FROM main.event WHERE report_id IN wanted",
}
_OF = {
    "report": "id IN wanted",
    "reuse": "id IN wanted_reuse",
    "same_story": "left_id IN wanted AND right_id IN wanted",
    "change": "reuse_id IN wanted_reuse",
    "lineage": "child_id IN wanted",
    "statement_member": "quote_id IN wanted_quote",
    "entity_member": "mention_id IN wanted_mention",
    "same_event": "left_id IN wanted_event",
    "conflict": "left_id IN (SELECT id FROM main.figure WHERE report_id IN wanted"
    " UNION ALL SELECT id FROM wanted_quote"
    " UNION ALL SELECT id FROM main.date WHERE report_id IN wanted"
    " UNION ALL SELECT id FROM wanted_mention)",
}
# Rows of these that belong to a report are told apart by it; what people wrote is always seen whole.
_WHOLE = {"judgement", "note", "item"}


def narrow(case: Case, report_ids: Iterable[str]) -> Case:
    """Return the case, its tables narrowed to these reports from now on. Narrowing again replaces the window."""
    run = case.connection.execute
    run("PRAGMA temp_store = MEMORY")
    run("CREATE TEMP TABLE IF NOT EXISTS wanted (id TEXT PRIMARY KEY) WITHOUT ROWID")
    run("DELETE FROM wanted")
    case.connection.executemany("INSERT OR IGNORE INTO wanted VALUES (?)", [(each,) for each in report_ids])
    for name, sql in _LISTS.items():
        run(f"CREATE TEMP TABLE IF NOT EXISTS {name} (id TEXT PRIMARY KEY) WITHOUT ROWID")
        run(f"DELETE FROM {name}")
        run(f"INSERT INTO {name} {sql}")
    for table in RECORDS:
        where = _OF.get(table) or ("report_id IN wanted" if _is_narrowed(table) else None)
        if where:
            # a view of the temporary schema may name its own table without saying where it is
            run(f"CREATE TEMP VIEW IF NOT EXISTS {table} AS SELECT * FROM main.{table} WHERE {where}")
    return case


def _is_narrowed(table: str) -> bool:
    return table not in _WHOLE and "report_id" in columns_of(table)
