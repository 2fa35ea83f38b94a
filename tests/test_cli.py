from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from made_case import LEFT, make_case

from musnad.show.cli import commands
from musnad.show.terminal import isolated, plain


@pytest.fixture
def path(tmp_path: Path) -> Path:
    make_case(tmp_path / "small.musnad").close()
    return tmp_path / "small.musnad"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(commands, [str(each) for each in arguments])


def test_export_goes_to_stdout(path: Path) -> None:
    result = run("export", "report", "--case", path)
    assert result.exit_code == 0
    assert LEFT in {json.loads(line)["text"] for line in result.stdout.splitlines()}


def test_export_goes_to_a_file_and_says_so_on_stderr(path: Path, tmp_path: Path) -> None:
    result = run("export", "quote", "--case", path, "--format", "csv", "-o", tmp_path / "quotes.csv")
    assert result.exit_code == 0
    assert result.stdout == ""
    assert "2 rows of quote" in result.stderr
    assert (tmp_path / "quotes.csv").read_text("utf-8").startswith("id,report_id,start,stop,type,form")


@pytest.mark.parametrize(
    "arguments", [("export", "artikel"), ("export", "report", "--format", "xlsx"), ("analyse", "--again", "nothing")]
)
def test_an_unknown_name_is_one_line_and_exit_code_2(path: Path, arguments: tuple[str, ...]) -> None:
    result = run(*arguments, "--case", path)
    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1
    assert "there are:" in result.stderr


@pytest.mark.parametrize("command", ["analyse", "check", "export report", "search x", "dossier -o x.html"])
def test_a_missing_case_is_one_line_and_exit_code_2(tmp_path: Path, command: str) -> None:
    result = run(*command.split(), "--case", tmp_path / "none.musnad")
    assert result.exit_code == 2
    assert result.stderr.startswith("musnad: no case file")
    assert result.stderr.count("\n") == 1


def test_a_file_that_is_no_case_is_said(tmp_path: Path) -> None:
    (tmp_path / "junk.musnad").write_bytes(b"junk" * 500)
    result = run("check", "--case", tmp_path / "junk.musnad")
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)


def test_search_shows_the_words_in_their_place(path: Path) -> None:
    result = run("search", "رقة", "--case", path)
    assert "[للرقة]" in result.stdout


def test_search_answers_programs(path: Path) -> None:
    hits = json.loads(run("search", "كرمة", "--case", path, "--json").stdout)["hits"]
    assert {hit["outlet"] for hit in hits} == {"صحيفة النهر", "الجسر"}


def test_check_tells_what_was_skipped(path: Path) -> None:
    result = run("check", "--case", path)
    assert result.exit_code == 1
    assert "empty.txt : nothing in it" in result.stdout
    assert "all laws hold" in result.stdout


def test_check_finds_a_place_outside_its_report(path: Path) -> None:
    from musnad.store import open_case

    with open_case(path) as case:
        case.connection.execute("UPDATE mention SET stop = 100000")
        case.connection.execute("UPDATE reuse SET right_id = 'report-gone'")
    result = run("check", "--case", path, "--json")
    broken = json.loads(result.stdout)["broken"]
    assert result.exit_code == 1
    assert any("mention" in law for law in broken)
    assert any("reuse" in law for law in broken)


def test_check_lists_judgements_that_lost_their_place(path: Path) -> None:
    from musnad.records import Judgement
    from musnad.store import open_case

    with open_case(path) as case:
        mention = case.rows("mention")[0]
        near = ("mention-old", "words", mention.report_id, mention.start, mention.stop - 1)
        gone = ("mention-gone", "other words", mention.report_id, 0, 2)
        case.write(Judgement(f"judgement-{row[0]}", *row, "right", "reader", "2026-01-01") for row in (near, gone))
    lost = json.loads(run("check", "--case", path, "--json").stdout)["lost_judgements"]
    assert [each["about"] for each in lost] == ["mention-gone"]


def test_stages_are_printed() -> None:
    assert "link.reuse:find_reuse" in run("stages", "--json").stdout
    assert "reuse" in run("stages").stdout


def test_no_input_reaches_a_terminal_as_a_command(path: Path) -> None:
    result = run("search", "طقس", "--case", path)
    assert "\x1b" not in result.stdout
    assert "\u202e" not in result.stdout


def test_plain_words_turn_nothing() -> None:
    assert plain("a\x1b[31m\u202eb\r\nc\x9b") == "a[31mb c"
    assert isolated("x\u2069y") == "\u2068xy\u2069"


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; from musnad.show.cli import commands; commands(['--help'], standalone_mode=False);"
        "print([name for name in ('numpy', 'rich', 'jinja2', 'sqlite3', 'rapidfuzz') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.endswith("[]\n")


def test_a_closed_pipe_ends_quietly(path: Path) -> None:
    code = f"from musnad.show.cli import main; import sys; sys.argv = ['musnad', 'export', 'report', '--case', {str(path)!r}]; main()"  # noqa: E501
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout
    assert process.stderr
    process.stdout.close()
    assert b"Traceback" not in process.stderr.read()
    process.stderr.close()
    process.wait()


@pytest.mark.parametrize(
    "text", ["The council said on Monday that the bridge will open to traffic in spring.\n" * 8, ""]
)
def test_a_case_without_a_covered_language_has_no_failures(tmp_path, text):
    page, case_path = tmp_path / "page.txt", tmp_path / "a.musnad"
    page.write_text(text, "utf-8")
    run("read", page, "--case", case_path)
    problems = json.loads(run("check", "--case", case_path, "--json").output)["problems"]
    assert [each for each in problems if each["kind"] == "error"] == []
