"""Progress: one line on a terminal with a rate and time left that can be believed, nothing elsewhere."""

from __future__ import annotations

import gzip
import io
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import SAMPLE
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

import musnad
from musnad.show.progress import WINDOW, Pace, amount, duration, progress_line, showing


def told(total: int, *steps: tuple[float, int]) -> Pace:
    pace = Pace(total)
    for now, done in steps:
        pace.tell(now, done)
    return pace


class FakeClock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def terminal(**other: object) -> Console:
    return Console(file=io.StringIO(), force_terminal=True, width=120, color_system=None, _environ={"TERM": "xterm"})


def output_of(console: Console) -> str:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def lines_of(output: str) -> list[str]:
    return [line for line in re.split(r"[\r\n]+|\x1b\[[0-9;?]*[a-zA-Z]", output) if line.strip()]


# --- rate and time left -------------------------------------------------------------------------------------------


def test_nothing_is_said_before_there_is_something_to_go_by() -> None:
    assert Pace(100).seconds_left() is None
    assert told(100, (0, 0)).rate() is None
    assert told(100, (0, 0), (0.1, 5)).rate() is None
    assert told(100, (0, 0), (5, 0)).rate() is None
    assert told(10_000, (0, 0), (5, 1)).seconds_left() is None


def test_an_even_pace_gives_the_time_the_rest_takes() -> None:
    pace = told(1000, *((second, 10 * second) for second in range(31)))
    assert pace.rate() == pytest.approx(10)
    assert pace.seconds_left() == pytest.approx(70)


def test_a_pace_that_changes_is_followed() -> None:
    fast = [(second, 100 * second) for second in range(30)]
    slow = [(30 + second, 2900 + second) for second in range(60)]
    assert told(10_000, *fast, *slow).rate() == pytest.approx(1, rel=0.1)


def test_one_long_file_among_short_ones_does_not_make_it_jump() -> None:
    # told when a file is done: twenty of 1 MB, one of 60 MB, in bytes at an even 1 MB/s
    pace, lefts = Pace(100), []
    for second in [*range(21), 80, *range(81, 100)]:
        pace.tell(second, second)
        lefts.append(pace.seconds_left())
    expected = [100 - second for second in [*range(21), 80, *range(81, 100)]]
    assert [left for left in lefts[3:] if left is not None] == pytest.approx(expected[3:], abs=2)


@given(st.lists(st.tuples(st.floats(0, 50), st.integers(0, 10**9)), max_size=60), st.integers(0, 10**10))
def test_rate_and_time_left_are_never_absurd(steps: list[tuple[float, int]], total: int) -> None:
    pace, now, done = Pace(total), 0.0, 0
    for seconds, more in steps:
        now, done = now + seconds, min(done + more, total)
        pace.tell(now, done)
        rate, left = pace.rate(), pace.seconds_left()
        assert rate is None or rate > 0
        assert left is None or left >= 0
    assert len(pace.samples) <= max(2, len(steps))


def test_memory_holds_one_window_only() -> None:
    pace = told(10**9, *((second / 10, second) for second in range(10_000)))
    assert len(pace.samples) <= WINDOW * 10 + 2
    assert len(told(10**9, *((second / 10_000, second) for second in range(10_000))).samples) < 30


# --- the line -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "unit", "words"),
    [(12345, "", "12,345"), (0.5, "", "0.5"), (999, "bytes", "999 B"), (4_120_000, "bytes", "4.1 MB"),
     (312_000_000, "bytes", "312 MB"), (5_000_000_000, "bytes", "5.0 GB")],
)  # fmt: skip
def test_amounts_read_well(number: float, unit: str, words: str) -> None:
    assert amount(number, unit) == words  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("seconds", "words"), [(0, "0:00"), (6.6, "0:07"), (750, "12:30"), (11050, "3:04:10"), (200_000, "2 days")]
)
def test_durations_read_well(seconds: float, words: str) -> None:
    assert duration(seconds) == words


def test_the_line_says_what_how_much_how_fast_and_how_long() -> None:
    pace = told(300_000_000, *((second, 4_000_000 * second) for second in range(11)))
    line = progress_line("reading", "a.jsonl", 40_000_000, pace, "bytes")
    assert line == "reading: a.jsonl · 40.0 MB of 300 MB (13%) · 4.0 MB/s · 1:05 left"


def test_a_name_can_not_turn_or_colour_the_line() -> None:
    line = progress_line("reading", "[red]\u202e\x1b[31m" + "ن" * 300, 1, Pace(0))
    assert line.startswith("reading: [red][31mن")
    assert len(line) < 70


# --- on a terminal and elsewhere ---------------------------------------------------------------------------------


def test_a_terminal_sees_one_line_that_goes_away() -> None:
    console, clock = terminal(), FakeClock()
    with showing("analysing", console=console, clock=clock) as tell:
        assert tell
        for step in range(200):
            clock.now = step / 2
            tell("quotes", step, 200)
    output = output_of(console)
    shown = lines_of(output)
    assert "analysing: quotes · 100 of 200 (50%) · 2/s · 0:50 left" in shown
    assert output.count("\n") <= 1
    assert output.endswith(("\x1b[2K", "\x1b[?25h\r\x1b[1A\x1b[2K")) or "\x1b[2K" in output[-30:]


def test_a_line_is_drawn_at_most_ten_times_a_second() -> None:
    console, clock = terminal(), FakeClock()
    with showing("analysing", console=console, clock=clock) as tell:
        assert tell
        for step in range(10_000):
            clock.now = step / 10_000
            tell("quotes", step, 20_000)
    assert len([line for line in lines_of(output_of(console)) if "quotes" in line]) <= 12


def test_each_stage_has_its_own_pace_and_files_share_one() -> None:
    for unit, words in (("", "b · 1 of 100 (1%)"), ("bytes", "b · 51 B of 100 B (51%) · 5 B/s")):
        console, clock = terminal(), FakeClock()
        with showing("x", unit=unit, console=console, clock=clock) as tell:  # type: ignore[arg-type]
            assert tell
            for second in range(11):
                clock.now = second
                tell("a", 5 * second, 100)
            clock.now = 10.2
            tell("b", 51 if unit else 1, 100)
        assert words in lines_of(output_of(console))[-1]


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz", "a.csv"])
def test_reading_tells_bytes_also_inside_a_large_file(tmp_path: Path, name: str) -> None:
    rows = [
        f"{n},أعلنت البلدية أن العمل في الشارع رقم {n} سيبدأ غدا بعد موافقة المجلس المحلي عليه." for n in range(400)
    ]
    text = "id,text\n" + "\n".join(rows)
    if "json" in name:
        text = "\n".join(json.dumps({"id": n, "text": row}) for n, row in enumerate(rows))
    data = gzip.compress(text.encode()) if name.endswith("gz") else text.encode()
    (tmp_path / name).write_bytes(data)
    (tmp_path / "z.txt").write_text("خبر")
    told: list[tuple[str, int, int]] = []
    with musnad.open_case(tmp_path / "a.musnad", create=True) as case:
        musnad.read_sources(case, [tmp_path / name, tmp_path / "z.txt"], progress=lambda *what: told.append(what))
    assert {total for _, _, total in told} == {len(data) + 6}
    done = [done for _, done, _ in told]
    assert done == sorted(done)
    assert done[-1] == len(data) + 6
    assert len({each for each in done if 0 < each < len(data)}) >= 5


def test_nobody_is_told_where_nobody_watches() -> None:
    with showing("reading", console=Console(file=io.StringIO(), force_terminal=False)) as tell:
        assert tell is None
    dumb = Console(file=io.StringIO(), force_terminal=True, _environ={"TERM": "dumb"})
    with showing("reading", console=dumb) as tell:
        assert tell is None
    assert output_of(dumb) == ""


def test_a_stop_leaves_no_half_drawn_line() -> None:
    console = terminal()

    def stopped() -> None:
        with showing("reading", console=console) as tell:
            assert tell
            tell("a.txt", 1, 10)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stopped()
    assert "\x1b[2K" in output_of(console)[-30:]


def test_a_run_into_a_pipe_says_nothing_on_stderr(tmp_path: Path) -> None:
    code = "from musnad.show.cli import main; main()"
    command = [sys.executable, "-c", code, "read", str(SAMPLE), "--no-analyse", "--case", str(tmp_path / "a.musnad")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    assert done.stdout.startswith("read 9: 9 stored")
