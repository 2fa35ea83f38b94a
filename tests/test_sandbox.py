"""Parsing where it can be killed: what hangs, eats memory or crashes costs itself, and the rest is read."""

from __future__ import annotations

import ctypes
import os
import pickle
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from musnad.read import sandbox
from musnad.read.accounts import Prepared
from musnad.read.formats import Settings
from musnad.read.rows import Item, Row, raw_of, skipped
from musnad.read.sandbox import Done, Job, Sandbox
from musnad.records import Outlet, Piece, Report


def items_that(*kinds: str) -> Iterator[Item]:
    for number, kind in enumerate(kinds):
        if kind == "framing dies":
            os.kill(os.getpid(), signal.SIGKILL)
        yield item(f"record {number}", kind)


def item(at: str, kind: str) -> Item:
    def read() -> Iterator[Row]:
        if kind == "hangs":
            while True:
                pass
        if kind == "eats":
            yield skipped("x", at, str(len([b"x" * 10_000_000 for _ in range(1_000)])))
        if kind == "crashes":
            ctypes.string_at(0)
        if kind == "fails":
            raise ValueError("no such thing")
        yield skipped("x", at, "fine")

    return Item(at, read, lambda encoding: iter([raw_of(at.encode(), f"sha of {at}", "test", encoding)]))


def rows_of(monkeypatch: pytest.MonkeyPatch, *kinds: str, skip: int = 0) -> dict[str, str]:
    monkeypatch.setattr(sandbox, "items_of", lambda *_: items_that(*kinds))
    monkeypatch.setattr(sandbox, "BYTES_PER_ITEM", 100 * 2**20)
    monkeypatch.setattr(sandbox._restart_clock, "__defaults__", (0.1 if "hangs" in kinds else 10.0,))
    with Sandbox() as box:
        rows = list(box.rows(Job("x", Settings(), path=Path("x"), skip=skip)))
    if "framing dies" not in kinds:
        assert [row.number for row in rows if isinstance(row, Done)] == list(range(skip, len(kinds)))
    return {row.at: row.reason for row in rows if isinstance(row, Prepared)}


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("hangs", "took longer than"),
        ("eats", "GiB of memory"),
        ("crashes", "crashed the parser"),
        ("fails", "could not be read (ValueError: no such thing)"),
    ],
)
def test_an_item_that_fails_costs_itself(monkeypatch: pytest.MonkeyPatch, kind: str, reason: str) -> None:
    found = rows_of(monkeypatch, "good", kind, "good")
    assert reason in found.pop("record 1")
    assert found == {"record 0": "fine", "record 2": "fine"}


def test_two_failures_in_a_row_are_both_stepped_over(monkeypatch: pytest.MonkeyPatch) -> None:
    found = rows_of(monkeypatch, "crashes", "hangs", "good")
    assert [found["record 0"], found["record 2"]] == ["crashed the parser", "fine"]


def test_a_source_that_can_not_be_taken_apart_further_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    found = rows_of(monkeypatch, "good", "framing dies", "good")
    assert found == {"record 0": "fine", "": "the reading process was killed; nothing after it was read"}


def test_reading_goes_on_behind_what_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    found = rows_of(monkeypatch, "hangs", "good", "good", skip=1)
    assert list(found) == ["record 1", "record 2"]


def test_what_an_item_held_is_kept_where_reading_it_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "items_of", lambda *_: items_that("crashes"))
    with Sandbox() as box:
        rows = list(box.rows(Job("x", Settings(), path=Path("x"))))
    assert [getattr(row, "sha", None) or getattr(row, "raw_sha", None) for row in rows[:2]] == ["sha of record 0"] * 2


def test_what_was_gathered_and_not_sent_is_read_again_once(monkeypatch: pytest.MonkeyPatch) -> None:
    kinds = ["good"] * 700
    kinds[3] = kinds[299] = kinds[300] = kinds[698] = "crashes"
    found = rows_of(monkeypatch, *kinds)
    assert len(found) == 700
    assert [at for at, reason in found.items() if reason != "fine"] == [
        "record 3", "record 299", "record 300", "record 698"
    ]  # fmt: skip


def test_rows_come_through_as_they_were() -> None:
    report = Report("report-1", "a", None, "outlet-1", None, "نص", None, "why", "ar", None, "sha")
    piece = Piece("piece-1", "report-1", "body", 0, 2, "text", 0, 1.0, "why")
    row = Prepared("a", "line 1", "sha", "", report, (piece,), Outlet("outlet-1", "جريدة", None, None, None))
    assert pickle.loads(pickle.dumps([row, skipped("a", "", "why")])) == [row, skipped("a", "", "why")]


def test_a_run_left_early_leaves_nothing_for_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "items_of", lambda *_: items_that(*["good"] * 500))
    with Sandbox() as box:
        for _ in box.rows(Job("x", Settings(), path=Path("x"))):
            break
        assert len(list(box.rows(Job("x", Settings(), path=Path("x"))))) == 1000
