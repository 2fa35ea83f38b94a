"""A case file that is damaged, cut, full or in the wrong place opens, or says in one line what to do."""

from __future__ import annotations

import json
import os
import random
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import tracemalloc
import zlib
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from conftest import SAMPLE
from damaged import PAGE, make_unclosed, rows_of

import musnad
from musnad.errors import CaseError
from musnad.records import Raw
from musnad.show.checks import check_case
from musnad.show.cli import commands
from musnad.store import Case, log_of, open_case

COMMANDS = ["check --json", "search الماء", "export report", "analyse --again reuse", f"read {SAMPLE}"]


@pytest.fixture
def path(tmp_path: Path, whole: bytes) -> Path:
    (tmp_path / "a.musnad").write_bytes(whole)
    return tmp_path / "a.musnad"


def run(command: str, path: Path) -> Result:
    """Run a command; whatever the file, it ends without a traceback and refuses in one line."""
    result = CliRunner().invoke(commands, [*command.split(), "--case", str(path)])
    assert result.exception is None or isinstance(result.exception, SystemExit), (command, result.exc_info)
    assert result.exit_code in (0, 1, 2)
    if result.exit_code == 2:
        assert result.stderr.startswith("musnad: ")
        assert result.stderr.count("\n") == 1
    return result


def pages_of_kind(data: bytes, kind: int) -> list[int]:
    return [at for at in range(PAGE, len(data), PAGE) if data[at] == kind]


# --- flipped bits ------------------------------------------------------------------------------------------------

PLACES: dict[str, Callable[[bytes, random.Random], int]] = {
    "header": lambda data, draw: draw.randrange(100),
    "schema": lambda data, draw: draw.randrange(100, PAGE),
    "table": lambda data, draw: draw.choice(pages_of_kind(data, 0x0D)) + draw.randrange(PAGE),
    "index": lambda data, draw: draw.choice(pages_of_kind(data, 0x0A)) + draw.randrange(PAGE),
    "any": lambda data, draw: draw.randrange(len(data)),
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("seed", range(2))
def test_flipped_bits_make_no_traceback(path: Path, whole: bytes, place: str, seed: int) -> None:
    draw = random.Random(f"{place} {seed}")
    data = bytearray(whole)
    for _ in range(1 + 9 * seed):
        data[PLACES[place](whole, draw)] ^= 1 << draw.randrange(8)
    for command in COMMANDS:
        log_of(path).unlink(missing_ok=True)
        path.write_bytes(data)
        run(command, path)


def broken(path: Path) -> str:
    result = run("check --json", path)
    assert result.exit_code == 1
    answer = json.loads(result.stdout)
    assert answer["advice"]
    return " ".join(answer["broken"])


def test_check_names_a_text_that_was_changed(path: Path, whole: bytes) -> None:
    words = "الماء".encode()
    path.write_bytes(whole.replace(words, words[:-1] + b"\xa3"))
    assert "report-" in broken(path)
    assert "its outlet, address or text was changed" in broken(path)


def test_check_names_kept_bytes_that_were_changed(path: Path) -> None:
    with open_case(path) as case:
        sha, data = case.connection.execute("SELECT sha, data FROM raw").fetchone()
        case.connection.execute("UPDATE raw SET data = ? WHERE sha = ?", (data[:-5], sha))
    assert f"the kept bytes of {sha[:12]} are not those that were read" in broken(path)


def test_check_names_values_of_another_kind(path: Path) -> None:
    with open_case(path) as case:
        case.connection.execute("UPDATE quote SET why = x'00'")
        case.connection.execute("UPDATE figure SET why = CAST(x'd9' AS TEXT)")
    assert "rows of quote hold values of another kind" in broken(path)
    assert "rows of figure hold what is no text" in broken(path)


@pytest.mark.parametrize("table", ["mention", "mention_of_report", "folded_data"])
def test_check_names_the_table_whose_page_is_lost(path: Path, whole: bytes, table: str) -> None:
    connection = sqlite3.connect(path)
    (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()
    connection.close()
    data = bytearray(whole)
    data[(page - 1) * PAGE : page * PAGE] = b"\xff" * PAGE
    path.write_bytes(data)
    assert table in broken(path)


def test_a_whole_case_has_no_damage(path: Path) -> None:
    with open_case(path, read_only=True) as case:
        found = check_case(case)
    assert (found.broken, found.advice) == ((), "")


# --- the search index --------------------------------------------------------------------------------------------


def test_a_damaged_search_index_alone_is_made_again_from_the_reports(path: Path) -> None:
    hits = run("search الماء --json", path).stdout
    with open_case(path) as case:
        case.connection.execute("UPDATE folded_data SET block = randomblob(length(block)) WHERE id > 10")
    assert run("search الماء --json", path).stdout != hits
    result = run("check", path)
    assert "the search index is damaged" in result.stdout
    assert "musnad analyse --case" in result.stdout
    assert run("analyse --again search", path).exit_code == 0
    assert run("search الماء --json", path).stdout == hits
    assert "search index" not in run("check", path).stdout


def test_a_search_index_that_lacks_reports_is_completed_by_the_next_run(path: Path) -> None:
    hits = run("search الماء --json", path).stdout
    with open_case(path) as case:
        case.connection.execute("DELETE FROM folded")
    assert "the search index does not hold every report" in run("check", path).stdout
    run("analyse", path)
    assert run("search الماء --json", path).stdout == hits


# --- the log beside the file -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def unclosed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("unclosed") / "a.musnad"
    make_unclosed(path)
    assert log_of(path).stat().st_size > 100 * PAGE
    return path


@pytest.mark.parametrize(
    ("share", "tail"), [(0, b""), (0.0001, b""), (0.3, b"\xa5" * 5000), (0.77, b""), (1, b"\xa5" * 5000)]
)
def test_a_torn_log_costs_only_what_the_next_run_makes_again(
    unclosed: Path, whole: bytes, tmp_path: Path, share: float, tail: bytes
) -> None:
    path = tmp_path / "a.musnad"
    shutil.copy(unclosed, path)
    log = log_of(unclosed).read_bytes()
    log_of(path).write_bytes(log[: int(len(log) * share)] + tail)
    with open_case(path, create=True) as case:
        musnad.read_sources(case, [SAMPLE])
        musnad.analyse(case)
    shutil.copy(unclosed, tmp_path / "b.musnad")
    shutil.copy(log_of(unclosed), log_of(tmp_path / "b.musnad"))
    assert rows_of(path) == rows_of(tmp_path / "b.musnad")


def test_a_case_that_lost_its_log_says_that_it_holds_nothing(unclosed: Path, tmp_path: Path) -> None:
    shutil.copy(unclosed, tmp_path / "a.musnad")
    assert "holds nothing yet" in run("check", tmp_path / "a.musnad").stderr
    assert run(f"read {SAMPLE}", tmp_path / "a.musnad").exit_code == 0


# --- what is no case, or can't be used ------------------------------------------------------------------------


def cut_in_half(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def make_empty(path: Path) -> None:
    path.write_bytes(b"")


def make_empty_with_log(path: Path) -> None:
    path.write_bytes(b"")
    log_of(path).write_bytes(b"x" * 5000)


def make_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def make_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def make_other_database(path: Path) -> None:
    path.unlink()
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE mine (x)")
    connection.close()


def lose_application(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA application_id = 7")
    connection.close()


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (cut_in_half, "musnad rescue"),
        (make_empty, "musnad read PATH"),
        (make_empty_with_log, "musnad rescue"),
        (make_folder, "name a file in it"),
        (make_pipe, "no regular file"),
        (make_other_database, "no case of Musnad"),
        (lose_application, "musnad rescue"),
    ],
)
@pytest.mark.parametrize("command", ["check", "analyse"])
def test_a_file_that_is_no_case_is_said_with_what_to_do(
    path: Path, spoil: Callable[[Path], None], words: str, command: str
) -> None:
    spoil(path)
    result = run(command, path)
    assert result.exit_code == 2
    assert words in result.stderr


def as_nobody(work: Callable[[], str]) -> str:
    """Return what ``work`` returns in a process without the rights of root."""
    into, out = os.pipe()
    if not os.fork():
        try:
            if os.getuid() == 0:
                os.setgid(65534)
                os.setuid(65534)
            said = work()
        except BaseException as error:
            said = f"{type(error).__name__}: {error}"
        os.write(out, said.encode())
        os._exit(0)
    os.close(out)
    with os.fdopen(into) as told:
        said = told.read()
    os.wait()
    return said


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder anybody may enter; pytest's own are closed to others."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o777)
    yield folder
    folder.chmod(0o777)
    shutil.rmtree(folder)


def count_reports(path: Path) -> str:
    with open_case(path, read_only=True) as case:
        return f"{case.count('report')} reports"


def write_nothing(path: Path) -> str:
    with open_case(path) as case, case.batch():
        case.write([Raw("sha", "", "", 0, b"")])
    return "written"


def test_a_case_is_read_where_nothing_can_be_written(open_folder: Path, whole: bytes) -> None:
    path = open_folder / "a.musnad"
    path.write_bytes(whole)
    path.chmod(0o444)
    open_folder.chmod(0o555)
    assert as_nobody(lambda: count_reports(path)) == "9 reports"
    assert "copy it to a folder you may write in" in as_nobody(lambda: write_nothing(path))


def test_an_unclosed_case_in_a_read_only_folder_says_what_to_copy(open_folder: Path, unclosed: Path) -> None:
    path = open_folder / "a.musnad"
    shutil.copy(unclosed, path)
    shutil.copy(log_of(unclosed), log_of(path))
    for each in open_folder.iterdir():
        each.chmod(0o444)
    open_folder.chmod(0o555)
    said = as_nobody(lambda: count_reports(path))
    assert said == "9 reports" or "a.musnad-wal to a folder you may write in" in said


def test_a_case_without_permission_says_so(open_folder: Path, whole: bytes) -> None:
    path = open_folder / "a.musnad"
    path.write_bytes(whole)
    path.chmod(0)
    assert "no permission" in as_nobody(lambda: count_reports(path))


# --- no room ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("pages", [1, 10, 18])  # beyond the empty tables; all of it needs a few more
def test_a_full_disk_is_said_and_the_run_goes_on_where_there_is_room(
    tmp_path: Path, sample_case: Case, pages: int
) -> None:
    path = tmp_path / "a.musnad"

    def fill() -> None:
        with open_case(path, create=True) as case:
            (empty,) = case.connection.execute("PRAGMA page_count").fetchone()
            case.connection.execute(f"PRAGMA max_page_count = {empty + pages}")
            musnad.read_sources(case, [SAMPLE])
            musnad.analyse(case)

    with pytest.raises(CaseError, match="is full: make room and run this again"):
        fill()
    with open_case(path) as case:
        musnad.read_sources(case, [SAMPLE])
        musnad.analyse(case)
        assert case.connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    assert rows_of(path) == rows_of(sample_case.path)


def test_a_file_that_may_not_grow_is_said_in_one_line(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "from musnad.show.cli import main; main()"]
    done = subprocess.run(
        [*command, "read", SAMPLE, "--case", tmp_path / "a.musnad"],
        capture_output=True, text=True, check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000)),
    )  # fmt: skip
    assert done.returncode == 2
    assert "full" in done.stderr
    assert done.stderr.count("\n") == 1


# --- memory -------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_check_of_fifty_thousand_kept_sources_needs_little_memory(tmp_path: Path) -> None:
    with open_case(tmp_path / "a.musnad", create=True) as case:
        for first in range(0, 50_000, 1000):
            with case.batch():
                data = [random.Random(first + n).randbytes(2000) for n in range(1000)]
                case.write(Raw(sha256(one).hexdigest(), "x", "utf-8", len(one), zlib.compress(one, 1)) for one in data)
    with open_case(tmp_path / "a.musnad", read_only=True) as case:
        tracemalloc.start()
        assert check_case(case).broken == ()
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert peak < 10 * 2**20
