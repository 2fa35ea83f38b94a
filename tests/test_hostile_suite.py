"""Difficult and hostile inputs of our own (``tests/hostile``): each costs itself, and nothing of it acts.

Every case is read beside two good reports into a new case file, analysed, checked, exported and shown,
in one process; parsing happens in the reading child, which all share.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hostile import all_cases
from hostile.written import BODY, Case, page
from lxml import etree

import musnad
from musnad.read import sources
from musnad.read.sandbox import Sandbox
from musnad.read.sources import ReadSummary, read_sources
from musnad.records import Report
from musnad.show.checks import check_case, check_lines
from musnad.show.dossier import render_dossier
from musnad.show.exports import CONTRACT, write_export
from musnad.show.summary import read_lines
from musnad.show.terminal import plain
from musnad.text import find_words

# The limits are for an idle machine; ours may be shared.
PATIENCE = 3
csv.field_size_limit(10**9)
GOOD = {
    "good-page.html": page(
        headline="افتتاح مدرسة في قرية التل",
        body=f"<p>{'افتتحت بلدية التل مدرسة جديدة تضم عشرين صفا صباح الأحد. ' * 3}</p>",
    ),
    # told nearly in the words of the cases: with it they make passages, changes and a story
    "good-records.jsonl": json.dumps(
        {
            "source": "إذاعة الرمل",
            "url": "https://raml.example/1",
            "title": "توسعة سوق الخضار",
            "date": "2024-03-05",
            "text": BODY.replace("خمسين بائعا", "أربعين تاجرا").replace("ثلاثة ملايين", "مليونين"),
        }
    )
    + "\n",
}
OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\u2028\u2029]")
# What a spreadsheet may run: such a sign as the first that shows.
FORMULA = re.compile(
    r"[\s\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]*[=+\-@＝＋－＠﹢﹣﹦﹫⁼₌⁺₊⁻₋−]"
)
ALL = dict(all_cases())


class _Shared(Sandbox):
    """The reading child of all cases."""

    def __exit__(self, *exc: object) -> None:
        """Keep it."""


@pytest.fixture(scope="module")
def _child() -> Iterator[Sandbox]:
    import trafilatura  # noqa: F401

    import musnad.read.html  # noqa: F401 loaded before the child is made, it need not be loaded in every new one

    shared = _Shared()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sources, "Sandbox", lambda: shared)
        yield shared
    shared._end()


def good_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "good"
    folder.mkdir()
    for name, words in GOOD.items():
        (folder / name).write_text(words, "utf-8")
    return folder


def written(case: Case, tmp_path: Path) -> Path:
    folder = tmp_path / "input"
    folder.mkdir()
    case.write(folder)
    return folder


def outcome(summary: ReadSummary, reports: int) -> str:
    if not summary.read:
        return "nothing"
    if not summary.skipped:
        return "accepted"
    return "partial" if reports else "skipped"


def folded(words: str) -> str:
    return " ".join(find_words(words).folded)


# Every so many of the cases that take a tenth of a second run always, all with -m wide.
STRIDE = 8


def marks(case: Case, number: int) -> list[pytest.MarkDecorator]:
    return [pytest.mark.wide] if case.slow or number % STRIDE else []


PARAMETERS = [
    pytest.param(case, id=name.replace(" ", "_"), marks=marks(case, number))
    for number, (name, case) in enumerate(ALL.items())
]


def test_there_are_enough_cases() -> None:
    assert len(ALL) >= 170
    assert len({name.partition("-")[0] for name in ALL}) >= 17


@pytest.fixture(scope="module")
def with_good(_child: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Read the two good reports into a case, which each test copies; their folder stands beside it."""
    base = tmp_path_factory.mktemp("good")
    with musnad.open_case(base / "case.musnad", create=True) as opened:
        assert read_sources(opened, [good_folder(base)]).stored == 2
    return base


@pytest.mark.parametrize("case", PARAMETERS)
def test_hostile_input_costs_itself_only(case: Case, tmp_path: Path, with_good: Path) -> None:
    folder, good = written(case, tmp_path), with_good / "good"
    shutil.copy(with_good / "case.musnad", tmp_path / "case.musnad")
    began = time.monotonic()
    try:
        with musnad.open_case(tmp_path / "case.musnad") as opened:
            _read_and_judge(case, opened, folder)
            musnad.analyse(opened)
            _is_sound(opened)
            _gives_harmless_outputs(opened)
            before = opened.count("report")
            again = read_sources(opened, [folder, good])
            assert (again.stored, opened.count("report")) == (0, before)
    finally:
        for path in (folder, *folder.rglob("*")):
            if path.is_dir() and not path.is_symlink():
                path.chmod(0o700)
    assert time.monotonic() - began < PATIENCE * case.seconds


def _read_and_judge(case: Case, opened: musnad.Case, folder: Path) -> None:
    known = {report.id for report in opened.rows("report")}
    assert len(known) == 2
    summary = read_sources(opened, [folder])
    assert summary.read == summary.stored + summary.duplicate + summary.skipped
    kept: list[Report] = [report for report in opened.rows("report") if report.id not in known]
    assert {report.id for report in opened.rows("report")} >= known
    reasons = " | ".join(f"{remark.at}: {remark.reason}" for remark in summary.remarks)
    wanted = case.expect.replace("rejected", "skipped").split("|")
    assert outcome(summary, len(kept)) in wanted, reasons
    assert case.reports[0] <= len(kept) <= case.reports[1], reasons
    assert case.warn.lower() in reasons.lower(), reasons
    assert "could not be read" not in reasons, reasons  # a reader that raised
    assert all(remark.reason for remark in summary.remarks if remark.status == "skipped")
    texts = "\n".join(report.text for report in kept)
    assert all(folded(words) in folded(texts) for words in case.holds), texts[:500]
    assert not [words for words in case.lacks if words in texts]
    if case.published is not True:
        assert {report.published for report in kept} <= {case.published}
    for line in read_lines(summary):
        assert not OBEYED.search(line), line


def _is_sound(opened: musnad.Case) -> None:
    check = check_case(opened)
    assert check.accounting.adds_up
    assert not check.broken
    assert not [each for each in check.problems if each["kind"] == "error"]
    assert not check.not_analysed
    for line in check_lines(check):
        assert not OBEYED.search(plain(line))


def _gives_harmless_outputs(opened: musnad.Case) -> None:
    for table in CONTRACT:
        out = io.BytesIO()
        count = write_export(opened, table, "jsonl", out)
        rows = out.getvalue().decode("utf-8").split("\n")[:-1]
        assert len([json.loads(row) for row in rows]) == count
        out = io.BytesIO()
        write_export(opened, table, "csv", out)
        cells = [cell for row in csv.reader(io.StringIO(out.getvalue().decode("utf-8"), newline="")) for cell in row]
        assert not [cell for cell in cells if FORMULA.match(cell) and not re.fullmatch(r"-?[0-9.e+-]+", cell)]
        assert not [cell for cell in cells if "\x00" in cell]
    _is_harmless_page(render_dossier(opened))


def _is_harmless_page(written_page: str) -> None:
    assert not OBEYED.search(written_page.replace("\u2028", "").replace("\u2029", ""))
    tree = etree.fromstring(written_page.encode("utf-8"), parser=etree.HTMLParser(encoding="utf-8", huge_tree=True))
    tags = [element.tag for element in tree.iter() if isinstance(element.tag, str)]
    assert tags.count("script") == tags.count("style") == 1
    assert not {"img", "iframe", "object", "embed", "link", "base", "form", "svg", "math", "video", "audio"} & set(tags)
    names = {(name, value) for element in tree.iter() for name, value in element.attrib.items()}
    assert not [
        name for name, _ in names if name.startswith("on") or name in ("src", "action", "srcdoc", "poster", "style")
    ]
    assert not [value for name, value in names if name == "href" and not value.startswith("#")]


# --- by the command line -------------------------------------------------------------------------------

ENDS = {  # case -> exit code beside good reports, and alone
    "archives-zip": (0, 0),
    "bombs-gzip_of_zeros": (1, 2),
    "files-pipe": (1, 2),
    "names-escape_codes": (0, 0),
    "names-not_utf-8": (0, 0),
    "security-log_1": (1, 1),
    "html-menu_only": (1, 2),
    "json_lines-line_cut": (1, 1),
    "warc-corrupt_inside": (1, 1),
    "unicode-around_override": (0, 0),
}


def run(*words: object) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-c", "from musnad.show.cli import main; main()", *map(os.fspath, words)]  # type: ignore[call-overload]
    return subprocess.run(command, capture_output=True, timeout=120, check=False)


@pytest.mark.slow
@pytest.mark.parametrize("name", ENDS)
def test_the_command_line_ends_with_the_code_told_and_says_it_plainly(name: str, tmp_path: Path) -> None:
    case = {each.replace(" ", "_"): case for each, case in ALL.items()}[name]
    folder, good, store = written(case, tmp_path), good_folder(tmp_path), tmp_path / "case.musnad"
    beside = run("read", folder, good, "--case", store)
    alone = run("read", folder, "--case", tmp_path / "alone.musnad")
    told = [beside, alone, run("check", "--case", store), run("skipped", "--case", store)]
    for each in told:
        assert b"Traceback" not in each.stderr
        words = (each.stdout + each.stderr).decode("utf-8")
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2028\u2029]", words), words
    assert (beside.returncode, alone.returncode) == ENDS[name]


@pytest.mark.slow
def test_each_broken_thing_can_be_named_on_the_command_line(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    os.symlink("gone", tmp_path / "gone\x1b[31m")
    ended = run(
        "read", tmp_path / "pipe", tmp_path / "gone\x1b[31m", tmp_path / "never", "--case", tmp_path / "case.musnad"
    )
    assert ended.returncode == 2
    assert b"not a regular file" in ended.stdout + ended.stderr
    assert b"\x1b" not in ended.stdout + ended.stderr
    assert b"Traceback" not in ended.stderr
