"""A run that is killed, stopped or overtaken leaves a case that the next run makes whole."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from kills import STORIES, make_corpus

from musnad.store import open_case

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


def test_a_killed_run_is_made_whole_by_the_next(tmp_path: Path) -> None:
    (told,) = killed(tmp_path, 6, 7, stories=12)
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
    assert min(died.values()) >= 5, died


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
