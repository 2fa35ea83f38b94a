"""Saving what a damaged case still holds into a new one: judgements and notes first, for no source has them.

Rows are read through SQLite as far as it goes, past what can't be read, and where the file is
damaged also straight from its pages (``musnad.carving``). A report is taken only where it is what
its id says, kept bytes only where they have their hash, a piece only where it lies inside its
report; what a run derives is not taken, but made again. Reading the sources again afterwards
restores what is missing.
"""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

from musnad.carving import carved_rows
from musnad.errors import CaseError
from musnad.faults import looks_damaged
from musnad.records import RECORDS, Fetch, Judgement, Note, Outlet, Raw, Report, make_id
from musnad.store import Case, columns_of, log_of

# Each after what it points to.
TABLES = ("judgement", "note", "outlet", "raw", "fetch", "report", "piece", "item")
ROWS_PER_BATCH = 200
# Past a place that can't be read we look ahead this far, in row numbers, before the rest is given up.
FURTHEST = 1 << 40
_KINDS: dict[str, Any] = {"str": str, "int": int, "float": (int, float), "bytes": bytes, "None": type(None)}
# The form of the ids that tell rows of these tables from others with the same columns.
_PREFIXED = ("judgement", "note", "fetch", "report", "piece", "item")
_SHA = re.compile("[0-9a-f]{64}")
_STATES = ("stored", "duplicate", "skipped")

Verdict = Callable[[Any], bool]


def rescue(old: str | Path, new: Case) -> dict[str, int]:
    """Carry over what can be read of the case at ``old`` and return the number of rows by table.

    The old file is only read. Raises ``CaseError`` where it is missing or is the new case itself.
    """
    old = Path(old)
    if not old.is_file():
        raise CaseError(f"no case file {old} to rescue")
    if new.path.exists() and old.samefile(new.path):
        raise CaseError(f"{old} can't be rescued into itself: name a new file with --case")
    before = {table: new.count(table) for table in TABLES}
    damaged = _take_by_sqlite(old, new)
    if damaged:
        for table in TABLES:
            if table in _PREFIXED or table == "raw":
                _take(new, table, (row for row in carved_rows(old, log_of(old)) if _could_be(table, row)))
    _loosen(new)
    return {table: new.count(table) - before[table] for table in TABLES}


def _take_by_sqlite(old: Path, new: Case) -> bool:
    """Carry over what SQLite can read; return whether the file is damaged."""
    if not old.stat().st_size:  # SQLite would throw the log away
        return True
    connection = sqlite3.connect(f"{old.resolve().as_uri()}?mode=ro", uri=True, isolation_level=None)
    connection.text_factory = bytes
    torn: list[str] = []
    try:
        for table in TABLES:
            _take(new, table, _readable_rows(connection, table, torn))
        return bool(torn) or bool(looks_damaged(connection))
    except sqlite3.Error:
        return True
    finally:
        connection.close()


def _take(new: Case, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
    good = _verdict(table, new)
    batch: list[Any] = []
    for row in rows:
        record = _record(table, row)
        if record is None or not good(record):
            continue
        batch.append(record)
        if len(batch) >= (ROWS_PER_BATCH if table != "raw" else 1):  # kept bytes may be large
            _write(new, batch)
    _write(new, batch)


def _write(new: Case, batch: list[Any]) -> None:
    with new.batch():
        if batch and isinstance(batch[0], Report):
            new.write_reports(batch)
        else:
            new.write(batch)
    batch.clear()


def _record(table: str, row: tuple[Any, ...]) -> Any | None:
    """Return a row as its record, or ``None`` where its values are not of the kinds it declares."""
    make = RECORDS[table]
    try:
        values = [value.decode("utf-8") if _is_text(each.type) and isinstance(value, bytes) else value
                  for value, each in zip(row, fields(make), strict=True)]  # fmt: skip
    except (UnicodeDecodeError, ValueError):
        return None
    for value, each in zip(values, fields(make), strict=True):
        if not any(isinstance(value, _KINDS[kind]) for kind in str(each.type).split(" | ")):
            return None
    return make(*values)


def _is_text(kind: Any) -> bool:
    return "str" in str(kind)


def _could_be(table: str, row: tuple[Any, ...]) -> bool:
    """Return whether a row found on a page may be one of ``table``."""
    if len(row) != len(fields(RECORDS[table])) or not isinstance(row[0], str):
        return False
    return row[0].startswith(f"{table}-") if table in _PREFIXED else True


# --- what may be taken ---------------------------------------------------------------------------


def _verdict(table: str, new: Case) -> Verdict:
    """Return what tells whether a record of ``table`` may be taken, given what the new case holds."""
    if table == "piece":
        lengths = dict(new.connection.execute("SELECT id, length(text) FROM report").fetchall())
        return lambda each: bool(0 <= each.start < each.stop <= lengths.get(each.report_id, 0))
    if table == "item":
        known = {None, *(row[0] for row in new.connection.execute("SELECT id FROM report"))}
        return lambda each: each.status in _STATES and each.report_id in known
    return _VERDICTS[table]


def _is_judgement(each: Judgement) -> bool:
    return bool(each.id and each.about and each.verdict)


def _is_note(each: Note) -> bool:
    return bool(each.id) and 0 <= each.start <= each.stop


def _is_outlet(each: Outlet) -> bool:
    return bool(each.id)


def _is_fetch(each: Fetch) -> bool:
    try:
        return isinstance(json.loads(each.headers), dict) and isinstance(json.loads(each.hops), list)
    except ValueError:
        return False


def _is_whole_raw(each: Raw) -> bool:
    if not each.data:  # of a source too large to keep only the hash is there
        return _SHA.fullmatch(each.sha) is not None
    try:
        return hashlib.sha256(zlib.decompress(each.data)).hexdigest() == each.sha
    except zlib.error:
        return False


def _is_whole_report(each: Report) -> bool:
    return make_id("report", each.outlet_id, each.url, each.text) == each.id


_VERDICTS: dict[str, Verdict] = {
    "judgement": _is_judgement,
    "note": _is_note,
    "outlet": _is_outlet,
    "fetch": _is_fetch,
    "raw": _is_whole_raw,
    "report": _is_whole_report,
}


def _loosen(new: Case) -> None:
    """Let no version point at a report that was lost; reading the sources again relates them anew."""
    with new.batch():
        new.connection.execute("UPDATE report SET version_of = NULL WHERE version_of NOT IN (SELECT id FROM report)")


# --- reading past what can't be read ----------------------------------------------------------------


def _readable_rows(connection: sqlite3.Connection, table: str, torn: list[str]) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a table that can be read, in the order of their numbers; name the table where some can't."""
    sql = f"SELECT rowid, {', '.join(columns_of(table))} FROM {table} WHERE rowid > ? ORDER BY rowid"
    last = -1
    while True:
        try:
            for rowid, *values in connection.execute(sql, (last,)):
                last = rowid
                yield tuple(values)
            return
        except sqlite3.Error:
            torn.append(table)
            beyond = _next_readable(connection, sql, last)
            if beyond is None:
                return
            last = beyond


def _next_readable(connection: sqlite3.Connection, sql: str, last: int) -> int | None:
    """Return the smallest number from which reading goes on: doubled steps ahead, then halved ones back."""
    step = 1
    while not _reads(connection, sql, last + step):
        step *= 2
        if step > FURTHEST:
            return None
    bad, good = step // 2, step
    while good - bad > 1:
        middle = (bad + good) // 2
        if _reads(connection, sql, last + middle):
            good = middle
        else:
            bad = middle
    return last + good


def _reads(connection: sqlite3.Connection, sql: str, after: int) -> bool:
    try:
        connection.execute(f"{sql} LIMIT 1", (after,)).fetchone()
    except sqlite3.Error:
        return False
    return True
