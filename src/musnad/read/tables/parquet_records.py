"""Parquet tables, by pyarrow (``pip install 'musnad[parquet]'``): batch by batch, only the columns a record needs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO
from typing import Any, BinaryIO

from musnad.read.tables.fields import FIELDS, FieldMap, Place, columns_of, field_names, name_columns

# Rows decoded at a time: at 2 KB a text half a megabyte.
ROWS_A_BATCH = 256
# A row group is decoded by columns; one that unpacks to more than this is refused.
LARGEST_ROW_GROUP = 512 * 1024 * 1024
# Bounds on what the file's own description may take.
LARGEST_DESCRIPTION, MOST_IN_DESCRIPTION = 16 * 1024 * 1024, 1_000_000
MISSING = "Parquet needs the extra: pip install 'musnad[parquet]'"


def looks_like_parquet(data: bytes) -> bool:
    """Tell whether a source begins like a Parquet file."""
    return data[:4] == b"PAR1"


def parquet_records(source: bytes | BinaryIO, mapping: FieldMap | None = None) -> Iterator[Place]:
    """Yield the rows of a Parquet file, given as bytes or as a seekable binary file, in order and lazily."""
    try:
        from pyarrow import parquet  # type: ignore[import-untyped]
    except ImportError:
        yield Place("", None, MISSING)
        return
    file = BytesIO(source) if isinstance(source, bytes) else source
    try:
        table = parquet.ParquetFile(
            file, pre_buffer=False, buffer_size=1 << 20,
            thrift_string_size_limit=LARGEST_DESCRIPTION, thrift_container_size_limit=MOST_IN_DESCRIPTION,
        )  # fmt: skip
        names = list(table.schema_arrow.names)
    except Exception as error:  # pyarrow raises many kinds, some of them its own
        yield Place("", None, f"broken or truncated Parquet: {_said(error)}")
        return
    wanted = _wanted(names, mapping)
    if not wanted:
        yield Place("header", None, f"no header recognised: the columns are {name_columns(names)}; say which is "
                    "which, as in --map text=COLUMN")  # fmt: skip
        return
    yield from _rows(table, wanted)


def _wanted(names: list[str], mapping: FieldMap | None) -> list[str]:
    """Return the columns that hold a field, or that tell which tool made the table; [] where none is known."""
    columns = columns_of(dict.fromkeys(names))
    known = {column for each in FIELDS for column in columns.of[each]}
    mapped = {
        name for name in names for path in (mapping or {}).values() if path == name or path.startswith(f"{name}.")
    }
    wrapped = {name for name in names if name.casefold() in field_names().wrapped}
    if not (columns.of["body"] or columns.of["url"] or mapped or wrapped):
        return []
    telling = {key for shape in field_names().shapes for key in shape["keys"]}
    return [name for name in names if name in known | mapped | wrapped or name.replace("-", "_").casefold() in telling]


def _rows(table: Any, wanted: list[str]) -> Iterator[Place]:
    number = 0
    for group in range(table.num_row_groups):
        held = table.metadata.row_group(group)
        if held.total_byte_size > LARGEST_ROW_GROUP or held.total_byte_size < 0:
            yield Place(f"row {number + 1}", None, f"refused: {held.num_rows:,} rows that unpack to more than "
                        f"{LARGEST_ROW_GROUP // 2**20} MB at once")  # fmt: skip
            number += held.num_rows
            continue
        begun = number
        try:
            for batch in table.iter_batches(ROWS_A_BATCH, row_groups=[group], columns=wanted, use_threads=False):
                for record in batch.to_pylist():
                    number += 1
                    yield Place(f"row {number}", {key: _plain(value) for key, value in record.items()})
        except Exception as error:
            yield Place(f"row {number + 1}", None, f"corrupt Parquet: {_said(error)}")
        number = max(number, begun + held.num_rows)
    if not number:
        yield Place("", None, "no rows in the table")


def _plain(value: object) -> object:
    """Return a cell as JSON would have it: moments and days printed, bytes as text."""
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return value


def _said(error: Exception) -> str:
    return " ".join(str(error).split())[:120] or type(error).__name__
