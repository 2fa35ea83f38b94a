"""A run that is killed, stopped or overtaken leaves a case that the next run makes whole."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from kills import STORIES, make_corpus

import musnad
from musnad import pipeline, stage_rows
from musnad.pipeline import Stage
from musnad.read import sources
from musnad.read.sandbox import Sandbox
from musnad.records import RECORDS, Judgement, Piece, Report, Sentence, make_id
from musnad.store import Case, open_case
from musnad.turns import taking_turns

KILLS = Path(__file__).with_name("kills.py")
COMMAND = [sys.executable, "-c", "from musnad.show.cli import main; main()"]


def killed(folder: Path, kills: int, *seeds: int, stories: int = STORIES) -> list[dict[str, Any]]:
    """Let one process a seed kill so many runs; return what each tells."""
    started = [
        subprocess.Popen(
            [sys.executable, KILLS, folder / str(seed), str(kills), str(seed), str(stories)],
            stdout=subprocess.PIPE,
            text=True,
        )
        for seed in seeds
    ]
    return [json.loads(process.communicate()[0]) for process in started]


@pytest.mark.slow
def test_a_killed_run_is_made_whole_by_the_next(tmp_path: Path) -> None:
    (told,) = killed(tmp_path, 6, 7, stories=8)
    assert told["kills"] == 6
    assert told["wrong"] == []


@pytest.mark.slow
def test_two_hundred_killed_runs_are_made_whole(tmp_path: Path) -> None:
    began = time.monotonic()
    told = killed(tmp_path, 100, 1, 2)
    assert [each["wrong"] for each in told] == [[], []]
    assert sum(each["kills"] for each in told) == 200
    died = {doing: sum(each["died"].get(doing, 0) for each in told) for doing in told[0]["statements_of"]}
    print(f"killed while: {died}; {time.monotonic() - began:.0f} s")
    assert min(died.values()) > 0, died


@pytest.mark.parametrize(("number", "exit_code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_stopped_run_says_so_in_one_line_and_goes_on_at_the_next(tmp_path: Path, number: int, exit_code: int) -> None:
    make_corpus(tmp_path / "corpus", seed=3)
    case = tmp_path / "a.musnad"
    process = subprocess.Popen(
        [*COMMAND, "read", tmp_path / "corpus", "--case", case],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    while not sentences_in(case) and process.poll() is None:
        time.sleep(0.02)
    process.send_signal(number)
    out, told = process.communicate(timeout=30)
    assert (process.returncode, out) == (exit_code, "")
    assert told == "musnad: stopped; what was done so far is kept: run the same command again to go on\n"
    with open_case(case, read_only=True) as kept:
        assert kept.count("report") > 0
        assert kept.connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"


def sentences_in(case: Path) -> int:
    try:
        with open_case(case, read_only=True) as reader:
            return reader.count("sentence")
    except Exception:  # not made yet
        return 0


# --- where reading goes on --------------------------------------------------------------------------------------


def records_file(folder: Path, number: int) -> Path:
    path = folder / "many.jsonl"
    text = "أعلنت بلدية النخيل أن العمل سيبدأ غدا في الشارع رقم {} بعد موافقة المجلس المحلي عليه."
    records = ({"id": str(n), "media": "ضفاف النهر", "text": text.format(n)} for n in range(number))
    path.write_text("".join(json.dumps(each, ensure_ascii=False) + "\n" for each in records), "utf-8")
    return path


@pytest.fixture
def begun_at(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """From which item on each source was read."""
    seen: list[int] = []
    rows = Sandbox.rows
    monkeypatch.setattr(Sandbox, "rows", lambda self, job: seen.append(job.skip) or rows(self, job))
    return seen


def test_a_stopped_reading_goes_on_at_the_batch_it_was_in(
    tmp_path: Path, begun_at: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    path, batches = records_file(tmp_path, 120), []
    write = sources.write_batch

    def stop_at_the_third(*batch: Any) -> Any:
        batches.append(batch)
        if len(batches) == 3:
            raise KeyboardInterrupt
        return write(*batch)

    monkeypatch.setattr(sources, "ITEMS_PER_BATCH", 20)
    monkeypatch.setattr(sources, "write_batch", stop_at_the_third)
    with open_case(tmp_path / "a.musnad", create=True) as case:
        with pytest.raises(KeyboardInterrupt):
            musnad.read_sources(case, [path])
        kept = case.count("report")
        assert 0 < kept < 120
        told = musnad.read_sources(case, [path])
        assert (told.read, told.stored, told.duplicate) == (120, 120 - kept, kept)
        assert begun_at[0] == 0
        assert begun_at[1] >= kept
        (source,) = case.rows("source")
        assert (source.stored, source.duplicate, source.skipped, source.is_whole) == (120, 0, 0, 1)


def test_a_source_read_to_its_end_is_not_read_again(tmp_path: Path, begun_at: list[int]) -> None:
    path = records_file(tmp_path, 30)
    with open_case(tmp_path / "a.musnad", create=True) as case:
        musnad.read_sources(case, [path])
        told = musnad.read_sources(case, [path])
        assert begun_at == [0]
        assert (told.read, told.duplicate) == (30, 30)
        path.write_bytes(path.read_bytes() + b"\n")  # other bytes are another source
        told = musnad.read_sources(case, [path])
        assert begun_at == [0, 0]
        assert (told.read, told.duplicate) == (30, 30)
        assert case.count("report") == 30


def test_files_of_one_name_in_two_folders_are_counted_apart(tmp_path: Path) -> None:
    for number in (3, 5):
        (tmp_path / str(number)).mkdir()
        records_file(tmp_path / str(number), number)
    with open_case(tmp_path / "a.musnad", create=True) as case:
        musnad.read_sources(case, [tmp_path / "3", tmp_path / "5"])
        assert sorted((each.stored, each.duplicate) for each in case.rows("source")) == [(2, 3), (3, 0)]


# --- two at once -------------------------------------------------------------------------------------------------


def ended(process: subprocess.Popen[str]) -> tuple[int, str]:
    """Return a command's exit code and what it said on stderr, when it has ended."""
    said = process.communicate(timeout=120)[1]
    return process.returncode, said


def start(*arguments: object) -> subprocess.Popen[str]:
    command = [*COMMAND, *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def rows_of(case: Path) -> dict[str, list[str]]:
    with open_case(case, read_only=True) as kept:
        return {table: sorted(map(str, musnad.export_rows(kept, table))) for table in RECORDS}


@pytest.mark.slow
def test_two_reads_at_once_give_the_case_of_one(tmp_path: Path) -> None:
    for seed in (1, 2):
        make_corpus(tmp_path / f"{seed}", seed, stories=5)
    whole, shared = tmp_path / "whole.musnad", tmp_path / "shared.musnad"
    # one after the other, and both at once into a file that neither finds there
    assert [ended(start("read", tmp_path / each, "--case", whole)) for each in "12"] == [(1, ""), (1, "")]
    both = [start("read", tmp_path / each, "--case", shared) for each in "12"]
    assert [ended(each) for each in both] == [(1, ""), (1, "")]
    assert rows_of(shared) == rows_of(whole)


def test_the_second_analysis_waits_and_says_for_whom(tmp_path: Path) -> None:
    told: list[str] = []
    case_path = tmp_path / "a.musnad"
    open_case(case_path, create=True).close()

    def analyse() -> None:
        with open_case(case_path) as case:
            musnad.analyse(case, progress=lambda what, done, total: told.append(what))

    with taking_turns(case_path):
        second = threading.Thread(target=analyse)
        second.start()
        while not told:
            time.sleep(0.01)
        assert told[0].startswith(f"waiting for process {os.getpid()}, since ")
    second.join()
    assert list(tmp_path.iterdir()) == [case_path]


def test_a_turn_left_behind_by_a_killed_run_holds_nobody_up(tmp_path: Path) -> None:
    (tmp_path / "a.musnad-turn").write_text("process 1, since 00:00:00")
    waited: list[str] = []
    with taking_turns(tmp_path / "a.musnad", waiting=waited.append):
        assert waited == []


JUDGING = """
import sys, time, musnad
from musnad.records import Judgement
longest, number = 0.0, 0
with musnad.open_case(sys.argv[1]) as case:
    while not case.count("story"):
        number += 1
        began = time.monotonic()
        with case.batch():
            case.write([Judgement(f"judgement-{number}", "x", "", None, None, None, "right", "x", "2026")])
        longest = max(longest, time.monotonic() - began)
        time.sleep(0.01)
print(longest, number)
"""


@pytest.mark.slow
def test_a_judgement_never_waits_long_while_a_run_writes(tmp_path: Path) -> None:
    make_corpus(tmp_path / "corpus", 1, stories=12)
    open_case(tmp_path / "a.musnad", create=True).close()
    judging = subprocess.Popen(
        [sys.executable, "-c", JUDGING, tmp_path / "a.musnad"], stdout=subprocess.PIPE, text=True
    )
    assert ended(start("read", tmp_path / "corpus", "--case", tmp_path / "a.musnad")) == (1, "")
    longest, number = map(float, (judging.communicate(timeout=60)[0] or "").split())
    assert number > 10
    assert longest < 2


# --- stages and other writers, one at a time ---------------------------------------------------------------------

OVER_CASE = Stage("first", "case", ("piece",), ("sentence",), "-", any_language=True)
OVER_REPORT = Stage("first", "report", ("piece",), ("sentence",), "-", any_language=True)


@pytest.fixture
def two(tmp_path: Path) -> Iterator[tuple[Case, Case]]:
    """The same case of one report, open twice."""
    path = tmp_path / "a.musnad"
    with open_case(path, create=True) as case, open_case(path) as other:
        case.write_reports([Report("report-1", "a", None, None, None, "نص " * 99, None, "", "ar", None, "s")])
        case.write([Piece("piece-1", "report-1", "body", 0, 297, None, 0, 1.0, "")])
        yield case, other


def run_stage(monkeypatch: pytest.MonkeyPatch, stage: Stage, function: Any) -> None:
    monkeypatch.setattr(pipeline, "STAGES", (stage,))
    monkeypatch.setattr(Stage, "function", lambda stage: function)


def test_a_long_stage_is_written_in_turns_and_others_write_between(
    two: tuple[Case, Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    case, other = two
    seen: list[int] = []

    def between(seconds: float) -> None:
        other.write([Judgement(f"judgement-{len(seen)}", "x", "", None, None, None, "right", "x", "2026")])
        seen.append(other.count("sentence"))

    def find(reports: list[Report], pieces: list[Piece], *, lang: object) -> Iterator[Sentence]:
        return (Sentence(make_id("sentence", n), "report-1", "body", n, n + 1) for n in range(100))

    monkeypatch.setattr(stage_rows, "ROWS_PER_WRITE", 30)
    monkeypatch.setattr(stage_rows, "SECONDS_PER_TURN", 0.0)
    monkeypatch.setattr("musnad.stage_rows.time.sleep", between)
    run_stage(monkeypatch, OVER_CASE, find)
    musnad.analyse(case)
    assert seen == [30, 60, 90]
    assert (case.count("sentence"), case.count("judgement")) == (100, 3)


@pytest.mark.parametrize("stage", [OVER_CASE, OVER_REPORT], ids=["case", "report"])
def test_a_stage_runs_again_where_a_reading_changed_its_report_meanwhile(
    two: tuple[Case, Case], monkeypatch: pytest.MonkeyPatch, stage: Stage
) -> None:
    case, other = two
    calls: list[int] = []

    def find(given: Any, pieces: list[Piece], *, lang: object) -> Iterator[Sentence]:
        calls.append(pieces[0].stop)
        if len(calls) == 1:  # another program reads: the report has other pieces now
            with other.batch():
                other.connection.execute("UPDATE piece SET stop = 10")
                other.connection.execute("DELETE FROM done WHERE report_id IN ('report-1', '')")
        yield Sentence(make_id("sentence", calls[-1]), "report-1", "body", 0, pieces[0].stop)

    run_stage(monkeypatch, stage, find)
    musnad.analyse(case)
    assert calls == [297, 10]
    assert [each.stop for each in case.rows("sentence")] == [10]


@pytest.mark.parametrize("stage", [OVER_CASE, OVER_REPORT], ids=["case", "report"])
def test_a_row_its_table_can_not_hold_is_a_problem_and_the_rest_goes_on(
    two: tuple[Case, Case], monkeypatch: pytest.MonkeyPatch, stage: Stage
) -> None:
    case, _ = two

    def find(given: Any, pieces: list[Piece], *, lang: object) -> Iterator[Sentence]:
        yield Sentence("sentence-1", "report-1", None, 0, 3)  # type: ignore[arg-type]

    run_stage(monkeypatch, stage, find)
    musnad.analyse(case)
    (problem,) = case.rows("problem")
    assert "NOT NULL" in problem.message
    assert case.rows("sentence") == []


def test_a_run_that_can_not_write_says_so_and_keeps_what_was_there(
    two: tuple[Case, Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    case, other = two
    other.connection.execute("BEGIN IMMEDIATE")
    case.connection.execute("PRAGMA busy_timeout = 50")
    with pytest.raises(musnad.MusnadError, match="being written by another program; nothing is lost"), case:
        musnad.analyse(case)
    other.connection.execute("ROLLBACK")
    assert other.count("report") == 1
