"""Difficult and hostile inputs, each read beside good ones into a new case by a child process.

The cases are development data ($MUSNAD_DATA/bad, see its README); what the project holds itself is
in the tests of each reader.
"""

from __future__ import annotations

import base64
import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

import musnad
from musnad.text import find_words

DATA = Path(os.environ.get("MUSNAD_DATA", Path(__file__).parent.parent.parent / "shared" / "data"))
BAD = DATA / "bad"
PLAN = json.loads((BAD / "expectations.json").read_text("utf-8")) if BAD.exists() else {"cases": []}
# The limits are for an idle machine; ours is shared.
PATIENCE = 3
CODES = {"accepted": {0}, "partial": {0, 1}, "skipped": {1}, "rejected": {1}}
_REMOTE = re.compile(
    r"""(?:src|href|action|data|poster)\s*=\s*["']?\s*(?:https?:)?//|url\(\s*["']?(?:https?:)?//|@import""", re.I
)


def path_of(case: dict[str, Any]) -> Path:
    if case["file_is_b64"]:
        return BAD / os.fsdecode(base64.b64decode(case["file"]))
    return BAD / case["file"]


def run(*words: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from musnad.show.cli import main; main()", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=300)


def folded(text: str) -> str:
    return " ".join(find_words(text).folded)


@pytest.mark.data
@pytest.mark.slow
@pytest.mark.parametrize("case", PLAN["cases"], ids=lambda case: case["id"])
def test_hostile_input_costs_itself_only(case: dict[str, Any], tmp_path: Path) -> None:
    store = tmp_path / "case.musnad"
    began = time.monotonic()
    first = run("read", path_of(case), BAD / "sentinel", "--case", store)
    assert time.monotonic() - began < PATIENCE * (case["max_seconds"] + 5)
    assert "Traceback" not in first.stderr
    assert first.returncode in CODES[case["expect"]], (first.stdout, first.stderr)

    with musnad.open_case(store, read_only=True) as opened:
        reports = opened.rows("report")
    sentinels = [each for each in reports if each.source.startswith("ok")]
    others = [each for each in reports if each not in sentinels]
    assert len(sentinels) == 2
    assert case["reports"][0] <= len(others) <= case["reports"][1]

    log = run("check", "--case", store, "--json")
    if case["warn"]:
        assert case["warn"].lower() in log.stdout.lower(), log.stdout
    text = "\n".join(each.text for each in others)
    for words in case["must_contain"]:
        assert folded(words) in folded(text)
    for words in case["must_not_contain"]:
        assert words not in text
    assert run("read", path_of(case), BAD / "sentinel", "--case", store).stdout.startswith("read ")
    with musnad.open_case(store, read_only=True) as opened:
        assert opened.count("report") == len(reports)


@pytest.mark.data
@pytest.mark.slow
@pytest.mark.parametrize("case", [case for case in PLAN["cases"] if case["output_checks"]], ids=lambda case: case["id"])
def test_hostile_text_is_harmless_on_every_output(case: dict[str, Any], tmp_path: Path) -> None:
    store, page, table = tmp_path / "case.musnad", tmp_path / "page.html", tmp_path / "table.csv"
    read = run("read", path_of(case), "--case", store)
    run("dossier", "--case", store, "-o", page)
    run("export", "report", "--case", store, "--format", "csv", "-o", table)
    exported = run("export", "report", "--case", store)
    for line in exported.stdout.splitlines():
        json.loads(line)
    for line in table.read_text("utf-8-sig").splitlines():
        assert not line.startswith(("=", "+", "-", "@", "\t", '"=', '"+', '"-', '"@'))
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f\x9b]", read.stdout + read.stderr)
    html = page.read_text("utf-8")
    assert not _REMOTE.search(html)
    assert "javascript:" not in re.sub(r">[^<]*<", "><", html).lower()
    scripts = len(re.findall(r"<script", html))
    assert scripts == len(re.findall(r"</script", html))
    assert not re.search(r"<(?:img|iframe|object|embed|svg)\b[^>]*\son\w+=", html, re.I)
