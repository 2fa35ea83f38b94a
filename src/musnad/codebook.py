"""A user's own label families: tables with the columns of ``labels.tsv``, kept in the case with their text.

What a case was given stays in force until another table of the same name replaces it, so that a run
without the option gives the same. An empty table of the name takes it away. The analysis counts the
tables into its version: findings that depend on them are made again when they change.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from musnad.errors import UsageError
from musnad.lang import Row, rows_of_table
from musnad.lang.forms import read_forms
from musnad.records import Raw, Source, make_id

if TYPE_CHECKING:
    from musnad.store import Case

# A codebook is written by hand; a longer file is something else.
LARGEST_TABLE = 2_000_000
COLUMNS = ("family", "pole", "forms", "not", "when", "note")
_NEEDED = ("family", "forms")
_CONDITIONS = ("near", "report", "place", "group", "marks", "change")
# How the case knows such a table among its sources; kept bytes under this reader are no page.
READER = "labels"


def load_labels(paths: Iterable[str | Path]) -> tuple[Row, ...]:
    """Return the rows of tables of labels, in order. Raises ``UsageError`` that names the file and the line."""
    return tuple(row for path in paths for row in labels_of_text(_text_of(Path(path)), Path(path).name))


def labels_of_text(text: str, name: str) -> tuple[Row, ...]:
    """Return the rows of one table; the columns may stand in any order, ``family`` and ``forms`` must be there."""
    try:
        rows = rows_of_table(text, name)
    except ValueError as error:
        raise UsageError(f"labels: {error}") from error
    for row in rows:
        for column in (*(each for each in row if each not in COLUMNS), *(each for each in _NEEDED if each not in row)):
            raise UsageError(f"labels: {name}: columns are {' '.join(COLUMNS)}, parted by tabs; not clear: {column}")
        _check(row, name)
    return tuple({column: row.get(column, "") for column in COLUMNS} for row in rows)


def _check(row: Row, name: str) -> None:
    line = f"{row['family']} {row['forms']}"
    if not row["family"] or not all(form.words for form in read_forms(row["forms"])) or not read_forms(row["forms"]):
        raise UsageError(f"labels: {name}: a family and at least one form are needed in: {line}")
    for condition in (part.strip() for part in row.get("when", "").split(";")):
        if condition and condition.split()[0] not in _CONDITIONS:
            raise UsageError(f"labels: {name}: when is one of {' '.join(_CONDITIONS)}, not {condition!r} in: {line}")


def _text_of(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST_TABLE:
            raise UsageError(f"labels: {path.name} is larger than {LARGEST_TABLE:,} bytes: no table of labels")
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(f"labels: {path.name} is not in UTF-8") from error
    except OSError as error:
        raise UsageError(f"labels: {path}: {error.strerror or error}") from error


def keep_labels(case: Case, paths: Iterable[str | Path]) -> None:
    """Keep tables of labels in a case, each in place of one of the same name. Nothing is kept where one is wrong."""
    texts = {Path(path).name: _text_of(Path(path)) for path in paths}
    for name, text in texts.items():
        labels_of_text(text, name)
    for name, text in texts.items():
        data = text.encode()
        sha = hashlib.sha256(data).hexdigest()
        with case.batch():
            case.connection.execute("DELETE FROM source WHERE reader = ? AND name = ?", (READER, name))
            if labels_of_text(text, name):
                case.write([Raw(sha, READER, "utf-8", len(data), zlib.compress(data))])
                case.write([Source(make_id("source", READER, name, sha), name, sha, READER, 0, 0, 0, 0, 1)])


def labels_of_case(case: Case) -> tuple[str, ...]:
    """Return the texts of the tables in force in a case, in the order of their names."""
    sources = sorted(case.rows("source", reader=READER), key=lambda each: each.name)
    kept = [raw for source in sources for raw in case.rows("raw", sha=source.sha)]
    return tuple(zlib.decompress(raw.data).decode() for raw in kept)


def version_of_labels(texts: Sequence[str]) -> str:
    """Return what the version of an analysis says of a user's tables: nothing where there are none."""
    if not texts:
        return ""
    digest = hashlib.sha256("\x00".join(texts).encode()).hexdigest()
    return f"+labels-{digest[:12]}"
