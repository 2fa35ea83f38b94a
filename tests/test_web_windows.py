"""The window on some reports of a case, and the limits of a page."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from reading_room import full_case, serving

from musnad.compare.coverage import coverage
from musnad.compare.framing import label_table
from musnad.compare.timeline import timeline
from musnad.records import RECORDS
from musnad.show.cli import commands
from musnad.show.narrowing import narrow
from musnad.show.web.rendering import csv_of
from musnad.show.web.viewing import Asked, TooSlowError, reading
from musnad.store import Case, open_case


@pytest.fixture
def window(sample_case: Case) -> Iterator[Case]:
    """Open the sample by a connection of its own: narrowing stays with it."""
    with open_case(sample_case.path, read_only=True) as case:
        yield case


def members(case: Case) -> dict[str, list[str]]:
    return {
        story.id: [row.report_id for row in case.rows("story_member", story_id=story.id)]
        for story in case.rows("story")
    }


def test_a_window_shows_only_rows_of_its_reports(sample_case: Case, window: Case) -> None:
    for ids in members(sample_case).values():
        narrow(window, ids)
        for table in RECORDS:
            rows, whole = window.rows(table), sample_case.rows(table)
            assert set(rows) <= set(whole), table
            if table not in ("judgement", "note", "item") and whole and hasattr(whole[0], "report_id"):
                assert rows == [row for row in whole if row.report_id in ids], table
        assert all({row.left_id, row.right_id} <= set(ids) for row in window.rows("reuse"))


def test_what_is_asked_of_a_window_is_what_is_asked_of_the_story(sample_case: Case, window: Case) -> None:
    for story_id, ids in members(sample_case).items():
        narrow(window, ids)
        assert timeline(window) == timeline(sample_case, story_id)
        assert label_table(window) == label_table(sample_case, story_id)
        assert coverage(window).facts == coverage(sample_case, story_id).facts


def test_a_window_on_nothing_is_empty(window: Case) -> None:
    assert narrow(window, []).rows("report") == []
    assert window.rows("change") == []


def test_a_page_can_not_write(tmp_path: Path) -> None:
    with reading(full_case(tmp_path / "c.musnad")) as case, pytest.raises(sqlite3.OperationalError, match="readonly"):
        case.connection.execute("DELETE FROM report")


def test_a_page_that_asks_too_much_is_stopped(tmp_path: Path) -> None:
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    with pytest.raises(TooSlowError), reading(full_case(tmp_path / "c.musnad"), seconds=0.05) as case:
        case.connection.execute(endless).fetchone()


def test_pages_are_shown_while_a_run_writes(tmp_path: Path) -> None:
    path = full_case(tmp_path / "c.musnad")
    with serving(path) as room, room.client() as client, open_case(path) as writer, writer.batch():
        writer.connection.execute("DELETE FROM problem")
        assert client.get("/en/front").status_code == 200
        assert len(client.get("/en/problems.json").json()["rows"]) == 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--host", "0.0.0.0"], "password"),
        (["--password-file", "SHORT"], "fewer"),
        (["--case", "none.musnad"], "no case"),
    ],
)
def test_what_can_not_be_served_is_refused_in_one_line(tmp_path: Path, arguments: list[str], words: str) -> None:
    (tmp_path / "short").write_text("short\n")
    case = str(full_case(tmp_path / "c.musnad"))
    given = [each.replace("SHORT", str(tmp_path / "short")) for each in arguments]
    result = CliRunner().invoke(commands, ["serve", "--case", case, "--no-browser", "--port", "0", *given])
    assert result.exit_code == 2
    assert words in result.output


def test_addresses_keep_the_state_and_change_one_thing() -> None:
    asked = Asked("ar", "search", query=(("q", "الماء & <x>"), ("outlet", "a"), ("outlet", "b")))
    assert asked.here(outlet="") == "/ar/search?q=%D8%A7%D9%84%D9%85%D8%A7%D8%A1+%26+%3Cx%3E"
    assert asked.here(form="csv", language="en", q="").startswith("/en/search.csv?outlet=a&outlet=b")
    assert asked.url("entity", "a/../b?c") == "/ar/entity/a%2F..%2Fb%3Fc"


def test_csv_keeps_every_column_and_defuses_formulas() -> None:
    made = csv_of([{"a": "=1+1", "b": [1, 2]}, {"c": "\ud800"}]).decode()
    assert made == 'a,b,c\n\'=1+1,"[1, 2]",\n,,?\n'
