"""A case: one SQLite file. Open it, write rows, read rows.

Rows go in and come out as the records of ``musnad.records``. Every table has one writer; this
module only carries. The file is in WAL mode, so pages may read while a run writes.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields
from functools import cache
from importlib.resources import files
from operator import attrgetter
from pathlib import Path
from typing import Any, TypeVar

from musnad.errors import CaseError, UsageError
from musnad.migrations import MIGRATIONS, SCHEMA_VERSION
from musnad.records import COLUMN_NAMES, RECORDS, Report
from musnad.text import folded_words

Record = TypeVar("Record")

# "musn" in ASCII: says that a SQLite file is a case.
APPLICATION_ID = 0x6D75736E
# A writer waits this long for another before it gives up.
BUSY_SECONDS = 30.0
# SQLite's limit on variables in one statement is far above this.
ROWS_PER_QUERY = 500


@cache
def columns_of(table: str) -> tuple[str, ...]:
    """Return the columns of ``table``, in the record's order. Raises ``UsageError`` for an unknown table."""
    if table not in RECORDS:
        raise UsageError(f"no table {table!r}; there are: {', '.join(RECORDS)}")
    return tuple(COLUMN_NAMES.get(each.name, each.name) for each in fields(RECORDS[table]))


_TABLES = {record: table for table, record in RECORDS.items()}
_VALUES = {record: attrgetter(*(each.name for each in fields(record))) for record in RECORDS.values()}


def row_of(record: Any) -> tuple[Any, ...]:
    """Return a record's values in the order of its columns."""
    row: tuple[Any, ...] = _VALUES[type(record)](record)
    return row


def table_of(record: type) -> str:
    """Return the table a record belongs to."""
    return _TABLES[record]


class Case:
    """An open case file. Use :func:`open_case`; close it, or use it as a context manager."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self.connection = connection

    def __enter__(self) -> Case:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        self.connection.close()

    @contextmanager
    def batch(self) -> Iterator[None]:
        """One transaction: all of it is kept, or nothing."""
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.connection.execute("ROLLBACK")
            raise
        self.connection.execute("COMMIT")

    # rows out

    def rows(self, table: str, **equals: Any) -> list[Any]:
        """Return the records of ``table`` whose columns equal the values given, in a stable order."""
        where = " AND ".join(f"{column} IS ?" for column in equals)
        order = "report_id, start, stop, id" if "start" in columns_of(table) else "1"
        sql = f"SELECT {', '.join(columns_of(table))} FROM {table}"
        cursor = self.connection.execute(
            f"{sql} {'WHERE ' + where if where else ''} ORDER BY {order}", [*equals.values()]
        )
        make = RECORDS[table]
        return [make(*row) for row in cursor]

    def get(self, table: str, id: str) -> Any | None:
        """Return the record with this id, or ``None``."""
        found = self.rows(table, id=id)
        return found[0] if found else None

    def rows_of_reports(self, table: str, report_ids: Sequence[str]) -> dict[str, list[Any]]:
        """Return the findings of ``table`` for each of the reports, by report id, in the text's order."""
        found: dict[str, list[Any]] = {report_id: [] for report_id in report_ids}
        make = RECORDS[table]
        at = columns_of(table).index("report_id")
        order = "start, stop, id" if "start" in columns_of(table) else "report_id"
        for first in range(0, len(report_ids), ROWS_PER_QUERY):
            some = report_ids[first : first + ROWS_PER_QUERY]
            marks = ", ".join("?" * len(some))
            sql = f"SELECT {', '.join(columns_of(table))} FROM {table} WHERE report_id IN ({marks}) ORDER BY {order}"
            for row in self.connection.execute(sql, some):
                found[row[at]].append(make(*row))
        return found

    def count(self, table: str) -> int:
        """Return the number of rows of ``table``."""
        columns_of(table)
        number: int = self.connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        return number

    # rows in

    def write(self, records: Iterable[Any]) -> None:
        """Write records, each into its table; a row that is there already stays as it is."""
        for table, rows in _by_table(records).items():
            marks = ", ".join("?" * len(columns_of(table)))
            self.connection.executemany(
                f"INSERT OR IGNORE INTO {table} ({', '.join(columns_of(table))}) VALUES ({marks})", rows
            )

    def write_reports(self, reports: Sequence[Report]) -> None:
        """Write reports and their folded words for search."""
        self.write(reports)
        for report in reports:
            row = self.connection.execute("SELECT rowid FROM report WHERE id = ?", (report.id,)).fetchone()
            self.connection.execute("DELETE FROM folded WHERE rowid = ?", row)
            words = " ".join(folded_words(report.text))
            self.connection.execute("INSERT INTO folded (rowid, words) VALUES (?, ?)", (row[0], words))

    def clear(self, table: str, report_ids: Sequence[str] | None = None) -> None:
        """Delete the rows of a derived table, all of them or those of some reports."""
        columns_of(table)
        if report_ids is None:
            self.connection.execute(f"DELETE FROM {table}")
        else:
            self.connection.executemany(f"DELETE FROM {table} WHERE report_id = ?", [(each,) for each in report_ids])


def _by_table(records: Iterable[Any]) -> dict[str, list[tuple[Any, ...]]]:
    grouped: dict[str, list[tuple[Any, ...]]] = {}
    for record in records:
        grouped.setdefault(table_of(type(record)), []).append(row_of(record))
    return grouped


def open_case(path: str | Path, *, create: bool = False, read_only: bool = False) -> Case:
    """Open the case file at ``path``.

    ``create`` makes it where it is missing. Raises ``CaseError`` where the file is missing, is no
    case, was written by a newer version, or is damaged; an older one is migrated (reports and
    judgements are kept).
    """
    path = Path(path)
    if not path.exists() and (read_only or not create):
        raise CaseError(f"no case file {path}; make it with: musnad read PATH... --case {path}")
    if not path.exists() and not path.parent.is_dir():
        raise CaseError(f"no folder {path.parent} to make the case file in")
    try:
        connection = _connect(path, read_only)
        _check_and_prepare(connection, path, read_only)
    except sqlite3.OperationalError as error:
        raise CaseError(f"{path} can't be opened: {error}") from error
    except sqlite3.DatabaseError as error:
        raise CaseError(
            f"{path} is no case file, or is damaged ({error}); reading the sources again into a new case restores it"
        ) from error
    return Case(path, connection)


def _connect(path: Path, read_only: bool) -> sqlite3.Connection:
    if read_only:
        uri = f"{path.resolve().as_uri()}?mode=ro"
        return sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None)
    return sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)


def _check_and_prepare(connection: sqlite3.Connection, path: Path, read_only: bool) -> None:
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    fresh = application == 0 and connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
    if not fresh and application != APPLICATION_ID:
        raise CaseError(f"{path} is a SQLite file, but no case of Musnad")
    if version > SCHEMA_VERSION:
        raise CaseError(f"{path} was written by a newer Musnad (schema {version}, this one knows {SCHEMA_VERSION})")
    if read_only:
        return
    # only now: a file that is no case is left as it was
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    if version == SCHEMA_VERSION:
        return
    connection.execute("BEGIN IMMEDIATE")
    if not fresh:
        for number in range(version, SCHEMA_VERSION):
            MIGRATIONS[number](connection)
    for statement in _statements(schema_sql()):
        connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    connection.execute("COMMIT")


def schema_sql() -> str:
    """Return the text of ``schema.sql``."""
    return (files("musnad") / "schema.sql").read_text("utf-8")


def _statements(sql: str) -> Iterator[str]:
    statement = ""
    for line in sql.splitlines():
        statement += line + "\n"
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
