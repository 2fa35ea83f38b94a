"""Datelines and bylines that open a text."""

from __future__ import annotations

import time
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musnad.lang import Lang, load_lang
from musnad.read.plain.datelines import opening_head
from musnad.read.tables.body import body_spans

CASES = tomllib.loads((Path(__file__).parent / "cases" / "datelines.toml").read_text("utf-8"))["case"]
REST = "أعلن 25 مهندسا - من أهل الوادي - افتتاح الجسر صباح الأربعاء."


def arabic() -> Lang:
    lang = load_lang("ar")
    assert lang is not None
    return lang


@pytest.mark.parametrize("case", CASES, ids=[case["head"] for case in CASES])
def test_head(case: dict[str, Any]) -> None:
    text = case["head"] + REST
    found = opening_head(text, 0, len(text), arabic())
    assert (found.part if found else "") == case["part"]
    assert found is None or text[: found.stop].strip() == case["head"].strip()


def test_briefs_have_datelines_of_their_own() -> None:
    text = f"{REST}\n* بكين - (د.ب.أ): {REST}\nدمشق - هدوء في السوق.\n* سيول - رويترز: {REST}"
    found = [
        text[span.start : span.stop] for span in body_spans(text, 0, len(text), "", arabic()) if span.part == "dateline"
    ]
    assert found == ["بكين - (د.ب.أ):", "سيول - رويترز:"]


def test_a_caption_below_the_text_is_no_signature() -> None:
    for last, part in (("جانب من الحضور", "caption"), ("سلمى القارب", "byline")):
        text = f"{REST * 8}\n{last}"
        assert body_spans(text, 0, len(text), "", arabic())[-1].part == part


@given(st.text(alphabet="اب ت-–ـ:()«»/\n،.*1رويترز", max_size=150))
def test_a_head_lies_inside_its_stretch(text: str) -> None:
    found = opening_head(text, 0, len(text), arabic())
    assert found is None or 0 < found.stop < len(text)


@pytest.mark.parametrize(
    "piece", ["- ", "(", "ا-", "«رويترز» ", ": ", "\n", "\n* ", "\n\t*", "\n* ب - (", "\nدمشق - رويترز: "]
)
def test_hostile_heads_take_no_time(piece: str) -> None:
    text = piece * 20_000
    begun = time.process_time()
    body_spans(text, 0, len(text), "", arabic())
    assert time.process_time() - begun < 2
