"""How an older case file becomes one of today: reports, judgements and notes stay, the rest is derived again.

``MIGRATIONS[n]`` takes a connection inside a transaction from schema ``n`` to ``n + 1``. Derived
tables are simply dropped there; ``schema.sql`` makes them new and the next run fills them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

SCHEMA_VERSION = 9

# Never dropped by a migration.
KEPT = ("outlet", "raw", "item", "source", "fetch", "feed", "report", "piece", "judgement", "note")


def drop_derived(connection: sqlite3.Connection) -> None:
    """Drop every table a run can make again."""
    names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    for name in names:
        if name not in KEPT and not name.startswith(("sqlite_", "folded")):
            connection.execute(f"DROP TABLE {name}")


def _to_2(connection: sqlite3.Connection) -> None:
    """Reports get the key of their address; tables for sources, fetches and feeds are new."""
    connection.execute("ALTER TABLE report ADD COLUMN address TEXT")
    drop_derived(connection)


def _to_3(connection: sqlite3.Connection) -> None:
    """Comparisons are kept between runs, in a table of their own that ``schema.sql`` makes."""


def _to_4(connection: sqlite3.Connection) -> None:
    """Notes keep the words they stand at, and may be taken away."""
    for column in ("quoted", "before", "after"):
        connection.execute(f"ALTER TABLE note ADD COLUMN {column} TEXT NOT NULL DEFAULT ''")
    connection.execute("ALTER TABLE note ADD COLUMN removed_by TEXT")
    connection.execute("ALTER TABLE note ADD COLUMN removed_at TEXT")
    around = "substr(text, max(0, start - 40) + 1, min(start, 40)), substr(text, stop + 1, 40)"
    connection.execute(
        f"UPDATE note SET (quoted, before, after) = (SELECT substr(text, start + 1, stop - start), {around}"
        " FROM report WHERE report.id = report_id) WHERE report_id IN (SELECT id FROM report)"
    )


def _to_5(connection: sqlite3.Connection) -> None:
    """Entities say how often and in how many reports they are named; ``schema.sql`` makes indexes by score."""
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'entity'").fetchone():
        return  # dropped on the way, and made new
    for column in ("mentions", "reports"):
        connection.execute(f"ALTER TABLE entity ADD COLUMN {column} INTEGER NOT NULL DEFAULT 0")
    connection.execute(
        "UPDATE entity SET (mentions, reports) = (SELECT count(*), count(DISTINCT report_id) FROM entity_member"
        " JOIN mention ON mention.id = mention_id WHERE entity_id = entity.id)"
    )


def _to_6(connection: sqlite3.Connection) -> None:
    """Comparisons are no longer kept: looking again costs less than reading them."""
    connection.execute("DROP TABLE IF EXISTS comparison")


def _to_7(connection: sqlite3.Connection) -> None:
    """What pages count and filter by gets indexes, which ``schema.sql`` makes; names are found in one step."""
    for index in ("change_of_reuse", "mention_of_report"):
        connection.execute(f"DROP INDEX IF EXISTS {index}")
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'entity_member'").fetchone():
        return  # dropped on the way, and made new
    connection.execute("ALTER TABLE entity_member RENAME TO with_rowid")
    connection.execute(
        "CREATE TABLE entity_member (mention_id TEXT PRIMARY KEY REFERENCES mention (id),"
        " entity_id TEXT NOT NULL REFERENCES entity (id)) WITHOUT ROWID"
    )
    connection.execute("INSERT INTO entity_member SELECT mention_id, entity_id FROM with_rowid ORDER BY 1")
    connection.execute("DROP TABLE with_rowid")


def _to_8(connection: sqlite3.Connection) -> None:
    """What reuse compared is kept, in a table that ``schema.sql`` makes."""


def _to_9(connection: sqlite3.Connection) -> None:
    """Stories say how many outlets are independent; until the next run counts them it is the most there can be."""
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'story'").fetchone():
        return  # dropped on the way, and made new
    connection.execute("ALTER TABLE story ADD COLUMN independent INTEGER NOT NULL DEFAULT 0")
    connection.execute("UPDATE story SET independent = min(outlets, origins)")
    connection.execute("DELETE FROM done WHERE report_id = '' AND stage = 'stories'")


MIGRATIONS: dict[int, Callable[[sqlite3.Connection], None]] = {
    1: _to_2, 2: _to_3, 3: _to_4, 4: _to_5, 5: _to_6, 6: _to_7, 7: _to_8, 8: _to_9,
}  # fmt: skip
