from __future__ import annotations

import itertools
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musnad.find.dates import find_dates
from musnad.find.figures import find_figures
from musnad.lang import load_lang
from musnad.records import Figure, Report, Sentence

CASES = tomllib.loads((Path(__file__).parent / "cases" / "figures.toml").read_text("utf-8"))
LANG = load_lang("ar")
assert LANG


def figures_of(text: str) -> list[Figure]:
    report = Report("report-1", "page.txt", None, None, None, text, "2016-11-06", "dateline", "ar", None, "0")
    sentences = [Sentence("sentence-1", "report-1", "body", 0, len(text))]
    dates = list(find_dates(report, sentences, [], lang=LANG))
    return list(find_figures(report, sentences, dates, lang=LANG))


@pytest.mark.parametrize("case", CASES["case"], ids=lambda case: case["rule"])
def test_figures(case: dict[str, Any]) -> None:
    text = case["text"]
    found = [
        [
            text[figure.start : figure.stop],
            "" if figure.low is None else figure.low,
            "" if figure.high is None else figure.high,
            figure.approx,
            "" if figure.noun_start is None else text[figure.noun_start : figure.noun_stop],
            figure.unit or "",
        ]
        for figure in figures_of(text)
    ]
    assert found == case["figures"]


WORDS = ["عشرين", "ألف", "5", "و6", "بين", "شخصان", "من", "نحو", "مئة", "%", "-", "2016", "ثاني", "أكبر", "الدول"]


@given(st.lists(st.sampled_from(WORDS), max_size=30))
def test_places_are_in_order_and_values_in_order(words: list[str]) -> None:
    text = " ".join(words)
    found = figures_of(text)
    assert all(0 <= figure.start < figure.stop <= len(text) for figure in found)
    assert all(left.stop <= right.start for left, right in itertools.pairwise(found))
    assert all(f.low is None or f.high is None or f.low <= f.high for f in found)
