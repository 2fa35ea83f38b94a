"""A case: one SQLite file. Open it, write rows, read rows.

Rows go in and come out as the records of ``musnad.records``. Every table has one writer; this
module only carries. The file is in WAL mode, so pages may read while a run writes. What can go
wrong with a file is said by ``musnad.faults``; docs/stages/case.md tells the whole story.
"""

from __future__ import annotations

import sqlite3
import stat
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields
from functools import cache
from importlib.resources import files
from operator import attrgetter
from pathlib import Path
from typing import Any, TypeVar

from musnad.errors import CaseError, MusnadError, UsageError
from musnad.faults import BUSY, CANTOPEN, READONLY, code_of, damaged, explained, looks_damaged, rescue_advice
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
# What code meets that is given a value of another kind, or an id that leads nowhere.
ODD_VALUES = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, AssertionError)
# The log beside the case is cut back to this when it has grown while a page kept an old state open.
LOG_BYTES = 64 * 1024 * 1024
# SQLite's own settings, and those while very many rows are written: ids are scattered over their indexes, so a cache
# of 2 MB reads and writes each page of them again and again. KiB where negative, else pages of 4 KiB; the log stays
# below ``LOG_BYTES``. On eighteen days of newspapers this saved 10 s of 62.
USUAL = {"cache_size": -2000, "wal_autocheckpoint": 1000}
MUCH_WRITING = {"cache_size": -64_000, "wal_autocheckpoint": 12_000}
# So many reports are folded in one transaction when the search index is made again: well below a second.
REPORTS_PER_FOLDING = 500


@cache
def columns_of(table: str) -> tuple[str, ...]:
    """Return the columns of ``table``, in the record's order. Raises ``UsageError`` for an unknown table."""
    if table not in RECORDS:
        raise UsageError(f"no table {table!r}; there are: {', '.join(RECORDS)}")
    return tuple(COLUMN_NAMES.get(each.name, each.name) for each in fields(RECORDS[table]))


_TABLES = {record: table for table, record in RECORDS.items()}
_VALUES = {record: attrgetter(*(each.name for each in fields(record))) for record in RECORDS.values()}


@cache
def _text_columns(table: str) -> tuple[int, ...]:
    """Return where the columns of words stand among a table's; the first of them is the row's id."""
    return tuple(at for at, each in enumerate(fields(RECORDS[table])) if str(each.type).startswith("str"))


@cache
def _select_sql(table: str, where: str) -> str:
    columns = columns_of(table)
    order = "report_id, start, stop, id" if "start" in columns else "1"
    return f"SELECT {', '.join(columns)} FROM {table} {where and 'WHERE ' + where} ORDER BY {order}"


@cache
def _insert_sql(table: str) -> str:
    columns = columns_of(table)
    marks = ", ".join("?" * len(columns))
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks}) ON CONFLICT DO NOTHING"


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

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        try:
            if isinstance(error, sqlite3.Error):
                raise explained(error, self.path) from error
            if isinstance(error, ODD_VALUES) and not isinstance(error, MusnadError):
                self._blame_damage(error)
        finally:
            self.close()

    def _blame_damage(self, error: Exception) -> None:
        """Say that the file is damaged where that is why something failed: a flipped bit makes odd values."""
        what = looks_damaged(self.connection)
        if what:
            raise damaged(self.path, what) from error

    def close(self) -> None:
        self.connection.close()

    @contextmanager
    def batch(self) -> Iterator[None]:
        """One transaction: all of it is kept, or nothing."""
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self.connection.execute("COMMIT")
        except BaseException:
            # a full disk has made SQLite roll back by itself
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")
            raise

    @contextmanager
    def part(self) -> Iterator[None]:
        """A part of a batch: where it fails, the rest of the batch still stands."""
        self.connection.execute("SAVEPOINT part")
        try:
            yield
        except BaseException:
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK TO part")
                self.connection.execute("RELEASE part")
            raise
        self.connection.execute("RELEASE part")

    @contextmanager
    def much_writing(self) -> Iterator[None]:
        """While very many rows are written: more of the file in memory, and the log goes into it less often."""
        before = {name: self.connection.execute(f"PRAGMA {name}").fetchone()[0] for name in MUCH_WRITING}
        try:
            for name, value in MUCH_WRITING.items():
                if before[name] == USUAL[name]:
                    self.connection.execute(f"PRAGMA {name} = {value}")
            yield
        finally:
            for name, value in before.items():
                self.connection.execute(f"PRAGMA {name} = {value}")

    # rows out

    def rows(self, table: str, **equals: Any) -> list[Any]:
        """Return the records of ``table`` whose columns equal the values given, in a stable order."""
        where = " AND ".join(f"{column} IS ?" for column in equals)
        cursor = self.connection.execute(_select_sql(table, where), [*equals.values()])
        make = RECORDS[table]
        return [make(*row) for row in cursor]

    def all_rows(self, table: str) -> list[Any]:
        """Return what ``rows`` does, in two thirds of the memory: equal words of their columns are kept once."""
        cursor = self.connection.execute(_select_sql(table, ""))
        make, shared = RECORDS[table], _text_columns(table)[1:]
        words: dict[Any, Any] = {}
        rows: list[Any] = []
        while some := cursor.fetchmany(ROWS_PER_QUERY):
            columns = [*zip(*some, strict=True)]
            for at in shared:
                columns[at] = tuple(map(words.setdefault, columns[at], columns[at]))
            rows.extend(map(make, *columns))
        return rows

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
        """Write records, each into its table; a row that is there already stays as it is.

        Raises ``sqlite3.IntegrityError`` for a row its table can't hold: nothing is left out in silence.
        """
        of_kind: defaultdict[type, list[Any]] = defaultdict(list)
        for record in records:
            of_kind[type(record)].append(record)
        for kind, some in of_kind.items():
            self.connection.executemany(_insert_sql(table_of(kind)), map(_VALUES[kind], some))

    def write_reports(self, reports: Sequence[Report]) -> None:
        """Write reports and their folded words for search."""
        self.write(reports)
        for first in range(0, len(reports), ROWS_PER_QUERY):
            texts = {report.id: report.text for report in reports[first : first + ROWS_PER_QUERY]}
            marks = ", ".join("?" * len(texts))
            sql = f"SELECT rowid, id FROM report WHERE id IN ({marks}) ORDER BY rowid"
            rows = self.connection.execute(sql, [*texts]).fetchall()
            folded = f"SELECT id FROM folded_docsize WHERE id IN ({marks})"
            there = self.connection.execute(folded, [rowid for rowid, _ in rows]).fetchall()
            self.connection.executemany("DELETE FROM folded WHERE rowid = ?", there)
            self._fold((rowid, texts[report_id]) for rowid, report_id in rows)

    def _fold(self, texts: Iterable[tuple[int, str]]) -> None:
        """Put texts into the search index, under the row ids of their reports."""
        rows = ((rowid, " ".join(folded_words(text))) for rowid, text in texts)
        self.connection.executemany("INSERT INTO folded (rowid, words) VALUES (?, ?)", rows)

    def search_is_whole(self) -> bool:
        """Return whether every report has its row in the search index. Cheap: counts only."""
        folded = self.connection.execute("SELECT count(*) FROM folded_docsize").fetchone()[0]
        return bool(folded == self.count("report"))

    def rebuild_search(self) -> None:
        """Make the search index again from the reports; killed half-way, ``complete_search`` goes on."""
        with self.batch():
            self.connection.execute("DROP TABLE IF EXISTS folded")
            for statement in _statements(schema_sql()):
                if "VIRTUAL TABLE" in statement:
                    self.connection.execute(statement)
        self.complete_search()

    def complete_search(self) -> None:
        """Add the reports the search index lacks."""
        sql = (
            "SELECT rowid, text FROM report WHERE rowid NOT IN (SELECT id FROM folded_docsize)"
            f" ORDER BY rowid LIMIT {REPORTS_PER_FOLDING}"
        )
        more = True
        while more:
            with self.batch():
                rows = self.connection.execute(sql).fetchall()
                self._fold(rows)
            more = bool(rows)

    def clear(self, table: str, report_ids: Sequence[str] | None = None) -> None:
        """Delete the rows of a derived table, all of them or those of some reports."""
        columns_of(table)
        if report_ids is None:
            self.connection.execute(f"DELETE FROM {table}")
        else:
            self.delete(table, "report_id", report_ids)

    def delete(self, table: str, column: str, values: Sequence[str], **equals: str) -> None:
        """Delete the rows of ``table`` with one of these values in ``column``, and what else they have to equal."""
        also = "".join(f" AND {name} = ?" for name in equals)
        for first in range(0, len(values), ROWS_PER_QUERY):
            some = values[first : first + ROWS_PER_QUERY]
            marks = ", ".join("?" * len(some))
            self.connection.execute(f"DELETE FROM {table} WHERE {column} IN ({marks}){also}", [*some, *equals.values()])


def open_case(path: str | Path, *, create: bool = False, read_only: bool = False) -> Case:
    """Open the case file at ``path``.

    ``create`` makes it where it is missing. Raises ``CaseError``, which says what to do, where the
    file is missing, is no case, was written by another version, is damaged or can't be used; an
    older one is migrated (reports and judgements are kept). ``read_only`` works while another
    program writes, and on read-only disks.
    """
    path = Path(path)
    create = create and not read_only
    _refuse_what_is_no_file(path, create)
    connection = None
    try:
        connection = _connect_to_read(path) if read_only else _connect(path)
        _check_and_prepare(connection, path, create=create, read_only=read_only)
    except (sqlite3.Error, MusnadError) as error:
        if connection:
            connection.close()
        if isinstance(error, MusnadError):
            raise
        raise explained(error, path) from error
    return Case(path, connection)


def log_of(path: Path) -> Path:
    """Return the log that stands beside a case while it is open, and after a run was killed."""
    return path.with_name(path.name + "-wal")


def _refuse_what_is_no_file(path: Path, create: bool) -> None:
    try:
        found = path.stat()
    except FileNotFoundError:
        if not create:
            raise CaseError(f"no case file {path}; make it with: musnad read PATH... --case {path}") from None
        if not path.parent.is_dir():
            raise CaseError(f"no folder {path.parent} to make the case file in") from None
        return
    except (OSError, ValueError) as error:
        raise CaseError(f"{path} can't be opened: {getattr(error, 'strerror', None) or error}") from error
    if stat.S_ISDIR(found.st_mode):
        raise CaseError(f"{path} is a folder, not a case file; name a file in it: --case {path / 'name.musnad'}")
    if not stat.S_ISREG(found.st_mode):
        raise CaseError(f"{path} is no regular file; a case is one file on a disk")
    if found.st_size:
        return
    log = log_of(path)
    if log.exists() and log.stat().st_size:
        raise CaseError(f"{path} is empty, but its log {log.name} is not: it was cut off; {rescue_advice(path)}")
    if not create:
        raise CaseError(f"{path} is empty, no case file; fill it with: musnad read PATH... --case {path}")


def _connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)


def _connect_to_read(path: Path) -> sqlite3.Connection:
    """Return a connection that only reads, also where no log can be made beside the file."""
    uri = f"{path.resolve().as_uri()}?mode=ro"
    connection = sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None)
    try:
        connection.execute("SELECT count(*) FROM sqlite_master")
    except sqlite3.Error as error:
        if code_of(error) not in (CANTOPEN, READONLY):
            return connection  # said by the checks that follow
        connection.close()
        log = log_of(path)
        if log.exists() and log.stat().st_size:
            raise CaseError(
                f"{path} was not closed and its log can't be read here: copy it and {log.name} to a folder you may"
                " write in"
            ) from error
        # nobody can write here, so nothing changes while we read
        return sqlite3.connect(f"{uri}&immutable=1", uri=True, isolation_level=None)
    return connection


def _check_and_prepare(connection: sqlite3.Connection, path: Path, *, create: bool, read_only: bool) -> None:
    version, fresh = _version_of(connection, path)
    if fresh and not create:
        raise CaseError(f"{path} holds nothing yet; fill it with: musnad read PATH... --case {path}")
    if read_only:
        if version < SCHEMA_VERSION:
            raise CaseError(
                f"{path} was written by an older Musnad; bring it up to date with: musnad analyse --case {path}"
            )
        return
    # only now: a file that is no case is left as it was
    _use_log(connection)
    if fresh or version < SCHEMA_VERSION:
        _make_tables(connection, path)


def _version_of(connection: sqlite3.Connection, path: Path) -> tuple[int, bool]:
    """Return a case's schema version and whether it is still to be made. Raises ``CaseError`` for what is no case."""
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    names = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if application == 0 and not names:
        return 0, True
    ours = {"report", "raw", "judgement", "done"} <= names
    if application != APPLICATION_ID and not ours:
        raise CaseError(f"{path} is a SQLite file, but no case of Musnad; name another file")
    if application != APPLICATION_ID or not ours or version < min(MIGRATIONS, default=SCHEMA_VERSION):
        raise damaged(path, "its header or its list of tables is not what was written")
    if version > SCHEMA_VERSION:
        raise CaseError(
            f"{path} was written by a newer Musnad (schema {version}, this one knows {SCHEMA_VERSION}): upgrade with"
            " pip install -U musnad"
        )
    return version, False


def _use_log(connection: sqlite3.Connection) -> None:
    """Set the file to WAL. SQLite does not wait by itself where another program is just making the same file."""
    until = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            break
        except sqlite3.OperationalError as error:
            if code_of(error) != BUSY or time.monotonic() > until:
                raise
            time.sleep(0.01)
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute(f"PRAGMA journal_size_limit = {LOG_BYTES}")


def _make_tables(connection: sqlite3.Connection, path: Path) -> None:
    """Make or migrate the tables, in one transaction; another program may have done it while we waited."""
    connection.execute("BEGIN IMMEDIATE")
    version, fresh = _version_of(connection, path)
    if not fresh:
        for number in range(version, SCHEMA_VERSION):
            MIGRATIONS[number](connection)
    if fresh or version < SCHEMA_VERSION:
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
