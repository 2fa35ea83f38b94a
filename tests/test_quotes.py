"""Rules of the quotes stage: cases in ``cases/quotes.toml``, laws by hypothesis."""

from __future__ import annotations

import gc
import time
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musnad.find.quotes import find_quotes
from musnad.find.sentences import find_sentences
from musnad.lang import Lang, load_lang
from musnad.records import Mention, Piece, Quote, Report, make_id

CASES = [
    case
    for name in ("quotes", "quote_channels")
    for case in tomllib.loads((Path(__file__).parent / "cases" / f"{name}.toml").read_text("utf-8"))["case"]
]


def arabic() -> Lang:
    lang = load_lang("ar")
    assert lang is not None
    return lang


def report_of(text: str) -> Report:
    return Report(make_id("report", text), "t", None, None, None, text, None, "", "ar", None, "0")


def quotes_of(text: str, headline: str = "", people: Sequence[str] = ()) -> list[Quote]:
    whole = f"{headline}\n\n{text}" if headline else text
    report = report_of(whole)
    places = [("body", len(whole) - len(text), len(whole))]
    if headline:
        places.insert(0, ("headline", 0, len(headline)))
    pieces = [
        Piece(make_id("piece", part, start), report.id, part, start, stop, None, start, 1.0, "test")
        for part, start, stop in places
    ]
    sentences = list(find_sentences(report, pieces, lang=arabic()))
    mentions = [
        Mention(make_id("mention", name, at), report.id, at, at + len(name), "PER", 1.0, "test")
        for name in people
        for at in [whole.index(name)]
    ]
    return list(find_quotes(report, sentences, mentions, lang=arabic()))


def shown(text: str, quote: Quote) -> dict[str, Any]:
    def words(start: int | None, stop: int | None) -> str:
        return "" if start is None or stop is None else text[start:stop]

    return {
        "content": text[quote.start : quote.stop],
        "cue": text[quote.cue_start : quote.cue_stop],
        "speaker": words(quote.speaker_start, quote.speaker_stop),
        "name": quote.speaker_name or "",
        "channel": words(quote.channel_start, quote.channel_stop),
        "type": quote.type,
        "form": quote.form,
        "level": quote.level,
    }


@pytest.mark.parametrize("case", CASES, ids=[case["rule"] for case in CASES])
def test_quotes_case(case: dict[str, Any]) -> None:
    headline = case.get("headline", "")
    whole = f"{headline}\n\n{case['text']}" if headline else case["text"]
    found = [shown(whole, quote) for quote in quotes_of(case["text"], headline, case.get("people", ()))]
    wanted = case.get("quote", [])
    assert [each["content"] for each in found] == [each["content"] for each in wanted]
    for each, expected in zip(found, wanted, strict=True):
        assert {key: each[key] for key in expected} == expected


WORDS = ["قال", "أكد", "مضيفا", "أن", "إن", "«", "»", '"', "“", "”", ":", "،", ".", "\n", "الوزير", "وفق", "بحسب",
         "دعا", "إلى", "بيان", "في", "كتاب", "ل", "على", "تعتبرها", "قوله", "كما", "نقلت", "عن"]  # fmt: skip


@settings(max_examples=150)
@given(st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join))
def test_quotes_stay_inside_the_text_and_repeat(text: str) -> None:
    found = quotes_of(text)
    assert found == quotes_of(text)
    assert len({quote.id for quote in found}) == len(found)
    for quote in found:
        assert 0 <= quote.start < quote.stop <= len(text)
        assert 0 <= quote.cue_start < quote.cue_stop <= len(text)
        for piece in quote.quoted.split():
            start, stop = map(int, piece.split("-"))
            assert quote.start <= start < stop <= quote.stop


# What has made patterns slow: marks never closed, cues with no end, one sentence of thousands of words.
HOSTILE = {
    "cues": "قال ",
    "clauses": "قال الوزير إن ",
    "open marks": "« كلمة ",
    "nested marks": "قال «قال ",
    "adjuncts": "وفق الوزارة ",
    "participles": "مضيفا أن ",
    "contrasts": "لكن الوزير قال إن ",
    "colons": "قال: ",
    "relays": "نقلت الوكالة عن ",
    "relatives": "الذي أعلن أن ",
    "channels": "في تصريح له في بيان لصحيفة ",
    "sources": "وقال المصدر نفسه إن العمل قائم. ",
    "marks that open again": "«كلمة «كلمة» ",
    "marks of one shape": 'قال "كلمة "كلمة" كلمة ',
    "documents": "وأصدرت الوزارة بيانا وقال البيان إن ",
    "themes": "، وحول الأمر، قال إن ",
    "labels": "التي تعتبرها الحكومة منظمة سرية ",
    "demands": "طالب المجلس اليوم وزير المياه بخفض ",
    "offices": "قالت وزيرة البيئة إن العمل قائم. ",
    "addressed": "لـ«الصدى» في تصريح قال ",
}
WORDS_OF_HOSTILE = 2000


@pytest.mark.slow
@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE)
def test_quotes_twice_the_text_takes_at_most_two_and_a_half_times_as_long(unit: str) -> None:
    times = WORDS_OF_HOSTILE // len(unit.split())
    # four times where it goes wrong; the likeliest of five, for the machine may be busy
    assert min((_seconds(unit * times * 2) - 0.02) / _seconds(unit * times) for _ in range(5)) <= 2.5


def _seconds(text: str) -> float:
    report = report_of(text)
    piece = Piece(make_id("piece", "body", 0), report.id, "body", 0, len(text), None, 0, 1.0, "test")
    sentences = list(find_sentences(report, [piece], lang=arabic()))
    gc.disable()  # its pauses are not the patterns'
    try:
        begun = time.process_time()
        list(find_quotes(report, sentences, [], lang=arabic()))
        return time.process_time() - begun
    finally:
        gc.enable()
