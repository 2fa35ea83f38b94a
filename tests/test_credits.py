"""Credits: one row for each agency named, its place the name's."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from musnad.find.credits import find_credits
from musnad.lang import load_lang
from musnad.records import Piece, Report

CASES = tomllib.loads((Path(__file__).parent / "cases" / "credits.toml").read_text("utf-8"))["case"]


def credits_in(text: str, part: str, why: str = "rule=test") -> list[tuple[str, str, str]]:
    lang = load_lang("ar")
    assert lang is not None
    report = Report("report-1", "a", None, None, None, text, None, "", "ar", None, "sha")
    piece = Piece("piece-1", report.id, part, 0, len(text), None, 0, 1.0, why)
    found = find_credits(report, [piece], lang=lang)
    return [(credit.agency, credit.kind, text[credit.start : credit.stop]) for credit in found]


@pytest.mark.parametrize("case", CASES, ids=[case["text"] for case in CASES])
def test_credit(case: dict[str, Any]) -> None:
    assert credits_in(case["text"], case["part"]) == [tuple(credit) for credit in case["credits"]]


def test_photo_credit_is_no_source_of_the_report() -> None:
    assert credits_in("صورة من: رويترز", "credit", "rule=photo line") == [("reuters", "photo", "رويترز")]


def test_a_language_without_a_pack_has_its_agencies_too() -> None:
    report = Report("report-1", "a", None, None, None, "PARIS (AFP) - Two", None, "", "en", None, "sha")
    piece = Piece("piece-1", report.id, "dateline", 0, 13, None, 0, 1.0, "rule=test")
    assert [credit.agency for credit in find_credits(report, [piece], lang=None)] == ["afp"]
