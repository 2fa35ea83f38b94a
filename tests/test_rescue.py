"""Rescue: what people wrote, and what is whole, comes out of a damaged file into a new case."""

from __future__ import annotations

import os
import random
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import SAMPLE
from damaged import JUDGED, NOTED, PAGE, make_unclosed, rows_of

import musnad
from musnad.carving import carved_rows
from musnad.errors import CaseError
from musnad.records import Fetch
from musnad.rescue import rescue
from musnad.store import log_of, open_case


@pytest.fixture
def path(tmp_path: Path, whole: bytes) -> Path:
    (tmp_path / "a.musnad").write_bytes(whole)
    return tmp_path / "a.musnad"


def no_header(data: bytes) -> bytes:
    return bytes(PAGE) + data[PAGE:]


def no_tables(data: bytes) -> bytes:
    """Lose every inner page: nothing leads to the rows any more."""
    spoiled = bytearray(data)
    for at in range(0, len(data), PAGE):
        if data[at] in (0x02, 0x05):
            spoiled[at : at + PAGE] = bytes(PAGE)
    return bytes(spoiled)


@pytest.mark.parametrize("spoil", [bytes, no_header, no_tables, lambda data: b"\0" * 100 + data[100:]])
def test_rescue_carries_over_what_people_wrote_and_what_is_whole(
    path: Path, whole: bytes, tmp_path: Path, spoil: Callable[[bytes], bytes]
) -> None:
    before = rows_of(path)
    path.write_bytes(spoil(whole))
    with open_case(tmp_path / "new.musnad", create=True) as new:
        counts = rescue(path, new)
        assert (counts["judgement"], counts["note"], counts["report"]) == (JUDGED, NOTED, 9)
        musnad.read_sources(new, [SAMPLE])
        musnad.analyse(new)
    assert rows_of(tmp_path / "new.musnad") == before


def test_rescue_of_a_cut_file_takes_the_pages_that_are_left(path: Path, whole: bytes, tmp_path: Path) -> None:
    before = rows_of(path)
    os.truncate(path, len(whole) - 3 * PAGE - 100)
    with open_case(tmp_path / "new.musnad", create=True) as new:
        counts = rescue(path, new)
        assert 0 < counts["judgement"] + counts["note"] < JUDGED + NOTED
        assert set(map(str, musnad.export_rows(new, "judgement"))) <= set(before["judgement"])
        assert set(map(str, musnad.export_rows(new, "note"))) <= set(before["note"])


def test_rescue_reads_past_lost_pages(path: Path, whole: bytes, tmp_path: Path) -> None:
    connection = sqlite3.connect(path)
    (root,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'judgement'").fetchone()
    connection.close()
    inner = whole[(root - 1) * PAGE : root * PAGE]
    cell = int.from_bytes(inner[14:16], "big")  # the second child of the root
    lost = int.from_bytes(inner[cell : cell + 4], "big")
    path.write_bytes(whole[: (lost - 1) * PAGE] + b"\xff" * PAGE + whole[lost * PAGE :])
    with open_case(tmp_path / "new.musnad", create=True) as new:
        kept = rescue(path, new)["judgement"]
    assert JUDGED - 60 < kept < JUDGED


def test_rescue_takes_only_what_is_what_its_id_says(path: Path, tmp_path: Path) -> None:
    with open_case(path) as case:
        changed = case.rows("report")[0]
        case.connection.execute("UPDATE report SET text = text || 'x' WHERE id = ?", (changed.id,))
        case.connection.execute("UPDATE raw SET data = x'00'")
    with open_case(tmp_path / "new.musnad", create=True) as new:
        counts = rescue(path, new)
        assert (counts["report"], counts["raw"]) == (8, 0)
        assert changed.id not in {each.id for each in new.rows("report")}


def test_rescue_from_the_log_alone(tmp_path: Path) -> None:
    make_unclosed(tmp_path / "a.musnad")
    (tmp_path / "a.musnad").write_bytes(b"")
    with open_case(tmp_path / "new.musnad", create=True) as new:
        assert rescue(tmp_path / "a.musnad", new)["report"] == 9


def test_a_case_is_not_rescued_into_itself(path: Path) -> None:
    with open_case(path) as case, pytest.raises(CaseError, match="into itself"):
        rescue(path, case)


def test_carving_finds_every_row_of_a_whole_file(path: Path, whole: bytes) -> None:
    with open_case(path, read_only=True) as case:
        rows = set(case.connection.execute("SELECT * FROM report").fetchall())
    assert rows <= set(carved_rows(path, log_of(path)))


@pytest.mark.parametrize("seed", range(20))
def test_carving_any_bytes_ends(tmp_path: Path, whole: bytes, seed: int) -> None:
    draw = random.Random(seed)
    data = bytearray(whole[: 20 * PAGE])
    for _ in range(2000):
        data[draw.randrange(len(data))] = draw.randrange(256)
    (tmp_path / "a").write_bytes(data)
    (tmp_path / "a-wal").write_bytes(draw.randbytes(30_000))
    assert all(isinstance(row, tuple) for row in carved_rows(tmp_path / "a", tmp_path / "a-wal"))


def test_fetches_are_evidence_and_carried_over(path: Path, tmp_path: Path) -> None:
    with open_case(path) as case:
        sha = case.rows("raw")[0].sha
        case.write([Fetch("fetch-1", sha, "https://a.example/", None, 200, "{}", "[]")])
        case.write([Fetch("fetch-2", sha, "https://a.example/", None, 200, "{cut", "[]")])
    with open_case(tmp_path / "new.musnad", create=True) as new:
        assert rescue(path, new)["fetch"] == 1
