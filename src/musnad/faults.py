"""What SQLite says when something is wrong with a case file, as what a person can do about it.

Every sentence names the file, keeps to one line and ends with what to do next.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from musnad.errors import CaseError

# Primary result codes of SQLite (https://sqlite.org/rescode.html); extended codes hold them in the low byte.
BUSY, LOCKED, READONLY, IOERR, CORRUPT, FULL, CANTOPEN, NOTADB = 5, 6, 8, 10, 11, 13, 14, 26


def explained(error: Exception, path: Path) -> CaseError:
    """Return the error a person can act on for one that SQLite raised about the case at ``path``."""
    code = code_of(error)
    if code in (BUSY, LOCKED):
        return CaseError(f"{path} is being written by another program; nothing is lost: run this again when it is done")
    if code == READONLY:
        return CaseError(
            f"{path} can't be written (no permission, or a read-only disk): copy it to a folder you may write in"
        )
    if code == FULL:
        return CaseError(f"the disk that holds {path} is full: make room and run this again; what was kept is kept")
    if code == IOERR:
        return CaseError(
            f"the disk that holds {path} is full, over its quota or failing ({error}): put that right and run this"
            " again; what was kept is kept"
        )
    if code == CANTOPEN:
        return CaseError(f"{path} can't be opened: no permission for it or its folder")
    if code == NOTADB:
        return CaseError(f"{path} is no case file, or its beginning is damaged; {rescue_advice(path)}")
    return damaged(path, str(error))


def damaged(path: Path, what: str) -> CaseError:
    """Return the error for a damaged case file."""
    return CaseError(f"{path} is damaged ({what}); {rescue_advice(path)}")


def rescue_advice(path: Path) -> str:
    """Return how to get back what a damaged file held."""
    return (
        f"save what people judged and noted with: musnad rescue {path} --case NEW; then read the sources into NEW again"
    )


def code_of(error: Exception) -> int:
    """Return SQLite's primary result code, or 0 where the error carries none."""
    return (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF


def looks_damaged(connection: sqlite3.Connection) -> str:
    """Return what is wrong with the file behind ``connection``, or "" where it reads well.

    Asked only after something failed: it reads the whole file.
    """
    try:
        state = str(connection.execute("PRAGMA integrity_check(1)").fetchone()[0])
        if state != "ok":
            return one_line(state)
        for table, number in strange_values(connection):
            return f"{number} rows of {table} hold values of another kind"
        for table, _, parent, _ in connection.execute("PRAGMA foreign_key_check"):
            return f"a row of {table} names a {parent} that is not there"
    except (sqlite3.Error, UnicodeError) as error:
        return one_line(str(error)) if code_of(error) not in (BUSY, LOCKED) else ""
    return ""


def one_line(words: str) -> str:
    """Return a message of SQLite without its line ends and its stars."""
    return " ".join(words.replace("***", "").split())


def strange_values(connection: sqlite3.Connection) -> list[tuple[str, int]]:
    """Return the tables that hold values of another kind than their columns declare, with the number of rows.

    SQLite stores what it is given; a flipped bit can make a text a number without breaking the file.
    """
    found = []
    sql = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'folded%' AND name NOT LIKE 'sqlite_%'"
    for (table,) in connection.execute(sql).fetchall():
        columns = connection.execute(f"SELECT name, type FROM pragma_table_info('{table}')").fetchall()
        odd = [f"typeof({name}) NOT IN ({_KINDS[kind]})" for name, kind in columns if kind in _KINDS]
        number = connection.execute(f"SELECT count(*) FROM {table} WHERE {' OR '.join(odd) or '0'}").fetchone()[0]
        if number:
            found.append((table, number))
    return found


# What may stand in a column of each declared type; NOT NULL is held by SQLite's own check.
_KINDS = {
    "TEXT": "'text', 'null'",
    "INTEGER": "'integer', 'null'",
    "REAL": "'real', 'integer', 'null'",
    "BLOB": "'blob', 'null'",
}
