"""Mentions are flat, without titles and clitics; the cases are in cases/mentions.toml."""

from __future__ import annotations

import tomllib
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musnad.find.gazetteer import readings
from musnad.find.mentions import find_mentions
from musnad.find.sentences import find_sentences
from musnad.lang import load_lang
from musnad.records import Mention, Piece, Report, make_id

LANG = load_lang("ar")
CASES = tomllib.loads((Path(__file__).parent / "cases" / "mentions.toml").read_text("utf-8"))["case"]


def mentions_in(text: str) -> list[Mention]:
    report = Report(make_id("report", text), "t", None, None, None, text, None, "", "ar", None, "")
    piece = Piece("p", report.id, "body", 0, len(text), None, 0, 1.0, "test")
    assert LANG is not None
    return list(find_mentions(report, list(find_sentences(report, [piece], lang=LANG)), lang=LANG))


@pytest.mark.parametrize("case", CASES, ids=[case["rule"] for case in CASES])
def test_mentions_of_invented_sentences(case: dict) -> None:
    found = [f"{each.kind} {case['text'][each.start : each.stop]}" for each in mentions_in(case["text"])]
    assert found == case["names"]


def test_readings_see_the_article_behind_lil() -> None:
    assert (1, "الرقه") in readings("للرقه")
    assert (2, "الرقه") in readings("وبالرقه")


def test_a_junk_text_yields_no_names() -> None:
    assert mentions_in("x" * 5000 + "؟!«" * 200) == []


TEXT = "قال محمد بن علي عبد الله في بغداد «الدولة الإسلامية» ( داعش ) ، وزير الدفاع الأميركي لو أبو على"
WORDS = st.sampled_from(TEXT.split())


@settings(max_examples=60, deadline=None)
@given(st.lists(WORDS, max_size=25))
def test_mentions_never_overlap_and_are_found_twice_alike(words: list[str]) -> None:
    found = mentions_in(" ".join(words))
    assert all(one.stop <= other.start for one, other in pairwise(found))
    assert all(one.start < one.stop for one in found)
    assert found == mentions_in(" ".join(words))
