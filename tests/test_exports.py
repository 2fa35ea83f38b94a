from __future__ import annotations

import csv
import importlib.util
import io
import json
from pathlib import Path

import pytest
from made_case import LEFT, make_case

from musnad.errors import UsageError
from musnad.records import RECORDS
from musnad.show.exports import CONTRACT, defuse, export_columns, export_rows, write_export
from musnad.store import Case


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return make_case(tmp_path / "small.musnad")


def test_every_table_has_an_export(case: Case) -> None:
    for table in RECORDS:
        for row in export_rows(case, table):
            assert tuple(row) == export_columns(table)


@pytest.mark.parametrize("table", CONTRACT)
def test_the_promised_columns_come_first(table: str) -> None:
    promised = CONTRACT[table].split()
    assert list(export_columns(table)[: len(promised)]) == promised


def test_a_report_has_its_headline(case: Case) -> None:
    headlines = {row["source"]: row["headline"] for row in export_rows(case, "report")}
    assert headlines["nahr.txt"] == LEFT.split("\n")[0]


def test_mentions_and_quotes_name_their_groups(case: Case) -> None:
    assert {row["entity_id"] for row in export_rows(case, "mention")} == {"entity-bahri"}
    quotes = list(export_rows(case, "quote"))
    assert {row["entity_id"] for row in quotes} == {"entity-bahri"}
    assert len({row["statement_id"] for row in quotes}) == 1


def test_bytes_are_left_out(case: Case) -> None:
    assert "data" not in export_columns("raw")


def test_jsonl_keeps_letters_readable_and_texts_exact(case: Case) -> None:
    out = io.BytesIO()
    assert write_export(case, "report", "jsonl", out) == 3
    lines = out.getvalue().decode().splitlines()
    assert "الكرمة" in out.getvalue().decode()
    assert LEFT in {json.loads(line)["text"] for line in lines}


def test_csv_runs_no_formula(case: Case) -> None:
    out = io.BytesIO()
    write_export(case, "report", "csv", out)
    texts = [row["text"] for row in csv.DictReader(io.StringIO(out.getvalue().decode()))]
    assert [text for text in texts if text.startswith("'=cmd")]


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@x", "\t=1", "\r=1"])
def test_a_cell_like_a_formula_gets_an_apostrophe(cell: str) -> None:
    assert defuse(cell) == "'" + cell


@pytest.mark.parametrize("cell", ["words", "", None, -4.5, 3])
def test_other_cells_stay(cell: object) -> None:
    assert defuse(cell) == cell


def test_two_cases_with_the_same_reports_give_the_same_file(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    files = []
    for name in ("one.musnad", "a/other.musnad"):
        out = io.BytesIO()
        write_export(make_case(tmp_path / name), "quote", "jsonl", out)
        files.append(out.getvalue())
    assert files[0] == files[1]


def test_an_unknown_table_or_format_says_what_there_is(case: Case) -> None:
    with pytest.raises(UsageError, match="report"):
        list(export_rows(case, "artikel"))
    with pytest.raises(UsageError, match="jsonl"):
        write_export(case, "report", "xlsx", io.BytesIO())


@pytest.mark.skipif(importlib.util.find_spec("pyarrow") is not None, reason="pyarrow is installed")
def test_parquet_without_pyarrow_says_what_to_install(case: Case) -> None:
    with pytest.raises(UsageError, match="pip install"):
        write_export(case, "report", "parquet", io.BytesIO())
