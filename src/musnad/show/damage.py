"""Is the file itself whole? Its pages, the kinds of its values, the search index, and the bytes and texts it keeps.

What a row says of itself is held against what it is: the kept bytes against their SHA-256, a report
against its id, which is a hash of outlet, address and text. A flipped bit in a derived value that
stays a possible value can't be seen here; ``musnad analyse --again sentences`` makes all of them anew.
Everything is read row by row: memory does not grow with the case.
"""

from __future__ import annotations

import hashlib
import os
import re
import sqlite3
import zlib
from collections.abc import Callable, Iterator

from musnad.faults import BUSY, LOCKED, code_of, one_line, strange_values
from musnad.records import RECORDS, make_id
from musnad.store import Case, columns_of

# So many things wrong with pages are named; the rest is more of the same.
NAMED = 10
# The index is checked with a writer's lock; another writer is waited for this long before it is only read through.
SECONDS_FOR_INDEX = 5.0
# Kept bytes are unpacked in portions of this size.
PORTION = 1 << 20
SEARCH_INDEX = "the search index"
# Kept bytes are looked at by their hash, texts of reports by their id.
_NO_TEXT = {("raw", "data"), ("report", "text")}
_TREE = re.compile(r"\btree (?:page )?(\d+)", re.I)


def damage(case: Case) -> list[str]:
    """Return what is wrong with the file, one sentence each; nothing where it is whole."""
    looks: tuple[Callable[[Case], Iterator[str]], ...] = (
        _pages, _values, _letters, _search_index, _report_texts, _kept_bytes,
    )  # fmt: skip
    found: list[str] = []
    # bytes that are no UTF-8 any more must not stop the look: they make another hash
    case.connection.text_factory = lambda data: data.decode("utf-8", "surrogateescape")
    try:
        for look in looks:
            try:
                found.extend(look(case))
            except (sqlite3.Error, TypeError, ValueError) as error:
                found.append(f"the file is damaged: {one_line(str(error))}")
    finally:
        case.connection.text_factory = str
    return list(dict.fromkeys(found))


def only_search_index(found: list[str]) -> bool:
    """Return whether nothing but the search index is damaged."""
    return bool(found) and all(SEARCH_INDEX in each for each in found)


def _pages(case: Case) -> Iterator[str]:
    names = _table_names(case)
    try:
        for (state,) in case.connection.execute(f"PRAGMA integrity_check({NAMED})"):
            for line in str(state).splitlines():
                said = one_line(line)
                if said not in ("ok", "in database main"):
                    yield f"the file is damaged: {_where(said, names)}{said}"
    except sqlite3.Error as error:  # too damaged for SQLite to list what is: look at one thing after another
        found = list(_unreadable(case))
        yield from found or [f"the file is damaged: {one_line(str(error))}"]


def _unreadable(case: Case) -> Iterator[str]:
    """Name the tables and indexes that can't be read to their end."""
    sql = "SELECT type, name, tbl_name FROM sqlite_master WHERE rootpage > 0 ORDER BY rootpage"
    for kind, name, table in case.connection.execute(sql).fetchall():
        columns = "*" if kind == "table" else "1"  # count(*) would take the smallest index, whatever is said
        how = "NOT INDEXED" if kind == "table" else f"INDEXED BY {name}"
        try:
            for _ in case.connection.execute(f"SELECT {columns} FROM {table} {how}"):
                pass
        except sqlite3.Error as error:
            index = f"{SEARCH_INDEX} ({name})" if name.startswith("folded") else name
            yield f"the file is damaged: {index}: {one_line(str(error))}"


def _where(said: str, names: dict[int, str]) -> str:
    match = _TREE.search(said)
    name = names.get(int(match[1]), "") if match else ""
    if not name:
        name = next((each for each in names.values() if each.startswith("folded_") and each in said), "")
    if not name:
        return ""
    return f"{SEARCH_INDEX} ({name}): " if name.startswith("folded") else f"{name}: "


def _table_names(case: Case) -> dict[int, str]:
    try:
        return dict(case.connection.execute("SELECT rootpage, name FROM sqlite_master WHERE rootpage > 0"))
    except (sqlite3.Error, TypeError, ValueError):
        return {}


def _values(case: Case) -> Iterator[str]:
    for table, number in strange_values(case.connection):
        yield f"the file is damaged: {number} rows of {table} hold values of another kind"


def _letters(case: Case) -> Iterator[str]:
    """Name the tables that hold text which is no UTF-8: written well, and damaged since."""
    for table in RECORDS:
        columns = ", ".join(name for name in columns_of(table) if (table, name) not in _NO_TEXT)
        rows = case.connection.execute(f"SELECT {columns} FROM {table}")
        number = sum(any(isinstance(value, str) and not _is_text(value) for value in row) for row in rows)
        if number:
            yield f"the file is damaged: {number} rows of {table} hold what is no text"


def _is_text(value: str) -> bool:
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _search_index(case: Case) -> Iterator[str]:
    try:
        if not case.search_is_whole():
            yield f"{SEARCH_INDEX} does not hold every report"
        elif not _index_by_itself(case):
            _index_read_through(case)
    except sqlite3.Error as error:
        yield f"{SEARCH_INDEX} is damaged: {one_line(str(error))}"


def _index_by_itself(case: Case) -> bool:
    """Let the index check itself, which takes a connection that may write; return whether it could.

    Raises ``sqlite3.DatabaseError`` where it is damaged.
    """
    if not os.access(case.path, os.W_OK):
        return False
    writer = sqlite3.connect(case.path, timeout=SECONDS_FOR_INDEX, isolation_level=None)
    try:
        writer.execute("INSERT INTO folded (folded) VALUES ('integrity-check')")
    except sqlite3.OperationalError as error:
        if code_of(error) in (BUSY, LOCKED):
            return False
        raise
    finally:
        writer.close()
    return True


def _index_read_through(case: Case) -> None:
    """Read every word of the index and every text it was made of."""
    case.connection.execute("CREATE VIRTUAL TABLE temp.folded_words USING fts5vocab (main, folded, 'instance')")
    case.connection.execute("SELECT count(*), sum(offset) FROM temp.folded_words").fetchone()
    case.connection.execute("DROP TABLE temp.folded_words")
    case.connection.execute("SELECT sum(length(words)) FROM folded").fetchone()


def _report_texts(case: Case) -> Iterator[str]:
    for id, *parts in case.connection.execute("SELECT id, outlet_id, url, text FROM report ORDER BY id"):
        if make_id("report", *parts) != id:
            yield f"{id} is not what was read: its outlet, address or text was changed"


def _kept_bytes(case: Case) -> Iterator[str]:
    # of a source too large to keep only the hash is there
    rows = case.connection.execute("SELECT rowid, sha FROM raw WHERE length(data) ORDER BY sha")
    for rowid, sha in rows:
        try:
            same = _hash_of_kept(case.connection, rowid) == sha
        except (zlib.error, sqlite3.Error):
            same = False
        if not same:
            yield f"the kept bytes of {str(sha)[:12]} are not those that were read"


def _hash_of_kept(connection: sqlite3.Connection, rowid: int) -> str:
    """Return the SHA-256 of the unpacked bytes of one raw, a portion at a time."""
    digest, unpack = hashlib.sha256(), zlib.decompressobj()
    with connection.blobopen("raw", "data", rowid, readonly=True) as blob:
        while data := blob.read(PORTION):
            while data:
                digest.update(unpack.decompress(data, PORTION))
                data = unpack.unconsumed_tail
    digest.update(unpack.flush())
    return digest.hexdigest() if unpack.eof else ""
