"""Exports: the rows of a table as JSON lines, CSV or Parquet.

The columns of the contract come first, in its order; others a table has follow. Rows come in an
order of their content, so that two cases with the same reports give the same file.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import fields
from importlib import import_module
from typing import Any, BinaryIO

from musnad.errors import UsageError
from musnad.pieces import all_pieces
from musnad.records import COLUMN_NAMES, RECORDS
from musnad.show.joins import (
    changes_between_versions,
    headlines,
    passages_between_versions,
    speaker_entities,
    statement_columns,
)
from musnad.store import Case, columns_of, row_of

FORMATS = ("jsonl", "csv", "parquet")

# Columns other programs build on: these names, in this order. What a table has beyond them follows.
CONTRACT: dict[str, str] = {
    "report": "id source source_id outlet_id url headline text published published_why language version_of raw_sha",
    "piece": "id report_id part start stop source_field source_start score why",
    "furniture": "id report_id start stop score why",
    "sentence": "id report_id start stop",
    "outlet": "id name_ar name_en domain country",
    "credit": "id report_id start stop agency kind",
    "mention": "id report_id start stop kind entity_id score why",
    "quote": "id report_id start stop type form level cue_start cue_stop speaker_start speaker_stop speaker_name"
    " entity_id channel_start channel_stop quoted statement_id score why",
    "date": "id report_id start stop kind value vague score why",
    "figure": "id report_id start stop low high approx noun_start noun_stop unit score why",
    "label": "id report_id start stop family term voice score why",
    "event": "id report_id start stop predicate date place_id status score why",
    "event_participant": "event_id entity_id role",
    "reuse": "id left_id right_id left_start left_stop right_start right_stop kind score why version_of",
    "change": "id reuse_id left_start left_stop right_start right_stop class severity in_quote why version_of",
    "lineage": "id child_id parent_id parent_kind score why",
    "same_story": "id left_id right_id score why",
    "same_event": "id left_id right_id score why",
    "same_entity": "id left_id right_id score why",
    "same_statement": "id left_id right_id score why",
    "story": "id headline_report_id first last outlets origins",
    "story_member": "report_id story_id event_id",
    "report_date": "report_id earliest latest why",
    "entity": "id kind name_ar name_en lat lon",
    "entity_member": "entity_id mention_id",
    "statement": "id speaker_entity_id speaker_name words printings reports outlets first last altered",
    "statement_member": "statement_id quote_id",
    "statement_stretch": "id report_id start stop quote_id statement_id score why",
    "conflict": "id left_id right_id kind score why",
    "judgement": "id about about_words verdict judged_by judged_at",
    "note": "id report_id start stop words tags noted_by noted_at quoted before after",
    "problem": "source item stage message",
}
# The bytes of a source are evidence, not rows: they stay in the case.
LEFT_OUT = {"raw": {"data"}, "note": {"removed_by", "removed_at"}}
# A note that was taken away stays in the case, to be put back; it is not handed on.
_WHERE = {"note": "WHERE removed_at IS NULL"}
# A spreadsheet runs a cell that begins with one of these as a formula: in some countries their wide forms too, and
# behind white space or marks that show nothing.
_FORMULA = re.compile(
    r"[\t\r]|[\s\x00-\x1f\x7f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]*"
    r"[=+\-@＝＋－＠﹢﹣﹦﹫⁺⁻⁼₊₋₌−]"
)

Joined = Callable[[Case], dict[str, Any]]
# Columns that stand in another table, by the id of the row they are joined to.
JOINED: dict[tuple[str, str], Joined] = {
    ("report", "headline"): headlines,
    ("mention", "entity_id"): lambda case: dict(
        case.connection.execute("SELECT mention_id, entity_id FROM entity_member").fetchall()
    ),
    ("reuse", "version_of"): passages_between_versions,
    ("change", "version_of"): changes_between_versions,
    ("quote", "entity_id"): speaker_entities,
    ("quote", "statement_id"): lambda case: dict(
        case.connection.execute("SELECT quote_id, statement_id FROM statement_member").fetchall()
    ),
}
# Columns counted over other tables, by the table whose rows they stand with: id -> column -> value.
COUNTED: dict[str, Callable[[Case], dict[str, dict[str, Any]]]] = {"statement": statement_columns}
NUMBERS = {"statement": ("printings", "reports", "outlets", "altered")}


def export_columns(table: str) -> tuple[str, ...]:
    """Return the columns an export of ``table`` has. Raises ``UsageError`` for an unknown table."""
    own = [column for column in columns_of(table) if column not in LEFT_OUT.get(table, ())]
    first = CONTRACT.get(table, "").split()
    return (*first, *(column for column in own if column not in first))


def export_rows(case: Case, table: str) -> Iterator[dict[str, Any]]:
    """Yield the rows of ``table`` as dictionaries in column order, sorted by place, then by content."""
    columns = export_columns(table)
    if table == "piece":  # with the furniture learned after reading
        for piece in all_pieces(case):
            yield dict(zip(columns, row_of(piece), strict=True))
        return
    counted = COUNTED[table](case) if table in COUNTED else {}
    own = [column for column in columns if (table, column) not in JOINED and column in columns_of(table)]
    joined = {column: JOINED[table, column](case) for column in columns if (table, column) in JOINED}
    order = [column for column in ("report_id", "start", "stop", "id") if column in own] or own
    if table in ("report", "item"):
        order = ["source", *(["at"] if table == "item" else []), "id"]
    sql = f"SELECT {', '.join(own)} FROM {table} {_WHERE.get(table, '')} ORDER BY {', '.join(order)}"
    for values in case.connection.execute(sql):
        row = dict(zip(own, values, strict=True))
        row.update(counted.get(row.get("id", ""), {}))
        yield {column: joined[column].get(row["id"]) if column in joined else row.get(column) for column in columns}


def write_export(
    case: Case, table: str, form: str, out: BinaryIO, *, keep: Callable[[dict[str, Any]], bool] | None = None
) -> int:
    """Write ``table``, or those of its rows that ``keep`` keeps, to ``out`` and return the number of rows.

    Raises ``UsageError`` for an unknown table or format, or where Parquet is not installed.
    """
    columns, rows = export_columns(table), export_rows(case, table)
    if keep is not None:
        rows = (row for row in rows if keep(row))
    if form == "jsonl":
        return write_jsonl(rows, out)
    if form == "csv":
        return _write_csv(columns, rows, out)
    if form == "parquet":
        return _write_parquet(table, columns, rows, out)
    raise UsageError(f"no format {form!r}; there are: {', '.join(FORMATS)}")


def write_jsonl(rows: Iterable[dict[str, Any]], out: BinaryIO) -> int:
    """Write rows to ``out``, each a line of JSON, and return their number."""
    number = 0
    for number, row in enumerate(rows, 1):  # noqa: B007 the last number is the count
        out.write(json.dumps(row, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
    return number


def _write_csv(columns: Sequence[str], rows: Iterable[dict[str, Any]], out: BinaryIO) -> int:
    # not closed here: the stream is the caller's
    text = io.TextIOWrapper(out, "utf-8", errors="replace", newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    number = 0
    for number, row in enumerate(rows, 1):  # noqa: B007
        writer.writerow([defuse(value) for value in row.values()])
    text.detach()
    return number


def defuse(value: Any) -> Any:
    """Return a cell that no spreadsheet runs: an apostrophe before words that begin like a formula."""
    if isinstance(value, str) and _FORMULA.match(value):
        return "'" + value
    return value


def _write_parquet(table: str, columns: Sequence[str], rows: Iterable[dict[str, Any]], out: BinaryIO) -> int:
    try:
        pyarrow, parquet = import_module("pyarrow"), import_module("pyarrow.parquet")
    except ImportError as error:
        raise UsageError("Parquet needs pyarrow, which is not installed: pip install 'musnad[parquet]'") from error
    types = _column_types(table)
    kinds = {"int": pyarrow.int64(), "float": pyarrow.float64(), "str": pyarrow.string()}
    schema = pyarrow.schema([(column, kinds[types.get(column, "str")]) for column in columns])
    made = pyarrow.Table.from_pylist(list(rows), schema=schema)
    parquet.write_table(made, out)
    return int(made.num_rows)


def _column_types(table: str) -> dict[str, str]:
    """Return "int", "float" or "str" for each column of a record, from its annotation, and for counted ones."""
    counted = dict.fromkeys(NUMBERS.get(table, ()), "int")
    return counted | {
        COLUMN_NAMES.get(each.name, each.name): str(each.type).split(" | ")[0] for each in fields(RECORDS[table])
    }
