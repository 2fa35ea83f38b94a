"""Labels: which words characterise, and whose words they are."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musnad.find.labels import find_labels
from musnad.lang import Lang, load_lang
from musnad.records import Label, Mention, Quote, Report, Sentence

CASES = tomllib.loads((Path(__file__).parent / "cases" / "labels.toml").read_text("utf-8"))["case"]


@pytest.fixture(scope="module")
def arabic() -> Lang:
    lang = load_lang("ar")
    assert lang is not None
    return lang


def labels_of(
    text: str, lang: Lang, mentions: list[Mention] | None = None, quotes: list[Quote] | None = None
) -> list[Label]:
    report = Report("report-1", "x.txt", None, None, None, text, None, "none", "ar", None, "")
    sentence = Sentence("sentence-1", report.id, "body", 0, len(text))
    return list(find_labels(report, [sentence], mentions or [], quotes or [], lang=lang))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["rule"])
def test_labels_cases(case: dict[str, Any], arabic: Lang) -> None:
    found = [f"{label.term} {label.voice}" for label in labels_of(case["text"], arabic)]
    assert found == case["labels"]


def test_labels_inside_a_persons_name_are_none(arabic: Lang) -> None:
    text = "فاز مجاهد السالم بالجائزة."
    name = Mention("mention-1", "report-1", 4, 16, "PER", 1.0, "")
    assert labels_of(text, arabic)
    assert not labels_of(text, arabic, [name])


def test_labels_in_a_statement_are_attributed(arabic: Lang) -> None:
    text = "قال المحافظ إن المتمردين انسحبوا."
    quote = Quote("quote-1", "report-1", 12, 32, "indirect", "clause", 1, 0, 3, 4, 11, None, None, None, "", 1.0, "")
    assert [label.voice for label in labels_of(text, arabic, [], [quote])] == ["attributed"]


def test_labels_families_know_one_pole_for_a_term(arabic: Lang) -> None:
    poles: dict[tuple[str, str], set[str]] = {}
    for row in arabic.rows("labels"):
        poles.setdefault((row["family"], row["forms"].split("|")[0]), set()).add(row["pole"])
    assert all(len(each) == 1 for each in poles.values())


@given(st.lists(st.sampled_from(["إرهابي", "إرهابيين", "داعش", "تنظيم الدولة", *'«»"() و\n.', "قال "]), max_size=30))
def test_labels_point_at_printed_words(parts: list[str]) -> None:
    lang, text = load_lang("ar"), "".join(parts)
    assert lang is not None
    found = labels_of(text, lang)
    assert found or "داعش" not in re.split(r"\W+", text)
    for label in found:
        assert 0 <= label.start < label.stop <= len(text)
        assert label.voice in ("own", "attributed", "quoted")
