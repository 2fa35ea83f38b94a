"""Mentions are flat, without titles and clitics; the cases are in cases/mentions.toml."""

from __future__ import annotations

import time
import tomllib
from itertools import pairwise, product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musnad import word_tables
from musnad.find import tagger
from musnad.find.gazetteer import attached, readings
from musnad.find.mentions import find_mentions, find_mentions_at_once
from musnad.find.sentences import find_sentences
from musnad.lang import load_lang
from musnad.records import Mention, Piece, Report, Sentence, make_id

LANG = load_lang("ar")
CASES = tomllib.loads((Path(__file__).parent / "cases" / "mentions.toml").read_text("utf-8"))["case"]


def read(text: str) -> tuple[Report, list[Sentence]]:
    report = Report(make_id("report", text), "t", None, None, None, text, None, "", "ar", None, "")
    piece = Piece("p", report.id, "body", 0, len(text), None, 0, 1.0, "test")
    return report, list(find_sentences(report, [piece], lang=LANG))


def mentions_in(text: str) -> list[Mention]:
    assert LANG is not None
    return list(find_mentions(*read(text), lang=LANG))


@pytest.mark.parametrize("case", CASES, ids=[case["rule"] for case in CASES])
def test_mentions_of_invented_sentences(case: dict) -> None:
    found = [f"{each.kind} {case['text'][each.start : each.stop]}" for each in mentions_in(case["text"])]
    assert found == case["names"]


def test_readings_see_the_article_behind_lil() -> None:
    assert (1, "الرقه") in readings("للرقه")
    assert (2, "الرقه") in readings("وبالرقه")


def test_a_junk_text_yields_no_names() -> None:
    assert mentions_in("x" * 5000 + "؟!«" * 200) == []


def test_a_name_printed_thousands_of_times_does_not_slow_the_reading_of_each() -> None:
    seconds = []
    for count in (1000, 8000):
        begun = time.process_time()
        assert len(mentions_in("قال محمد السمهري شيئا. وأضاف السمهري شيئا.\n" * count)) == 2 * count
        seconds.append(time.process_time() - begun)
    assert seconds[1] < 8 + 24 * seconds[0]  # eight times as much text, and a busy machine


TEXT = "قال محمد بن علي عبد الله في بغداد «الدولة الإسلامية» ( داعش ) ، وزير الدفاع الأميركي لو أبو على"
WORDS = st.sampled_from(TEXT.split())


@settings(max_examples=60)
@given(st.lists(WORDS, max_size=25))
def test_mentions_never_overlap_and_are_found_twice_alike(words: list[str]) -> None:
    found = mentions_in(" ".join(words))
    assert all(one.stop <= other.start for one, other in pairwise(found))
    assert all(one.start < one.stop for one in found)
    assert found == mentions_in(" ".join(words))


@settings(max_examples=60)
@given(st.lists(st.lists(WORDS, max_size=12), max_size=5))
def test_many_reports_at_once_give_what_each_gives_alone(texts: list[list[str]]) -> None:
    printed = [" ".join(words) for words in texts]
    reports, sentences = [read(text)[0] for text in printed], [read(text)[1] for text in printed]
    assert list(find_mentions_at_once(reports, sentences, lang=LANG)) == [mentions_in(text) for text in printed]


def test_a_long_text_read_in_parts_gives_the_same_names(monkeypatch: pytest.MonkeyPatch) -> None:
    text = " ".join(f"قال محمد السمهري رقم {number} في بغداد." for number in range(50))
    whole = mentions_in(text)
    monkeypatch.setattr(tagger, "WORDS_AT_ONCE", 40)
    assert len(whole) >= 100
    assert mentions_in(text) == whole


def test_words_forgotten_and_met_again_give_the_same_names(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = mentions_in(TEXT)
    monkeypatch.setattr(word_tables, "KNOWN_FORMS", 10)
    assert [mentions_in(TEXT), mentions_in(f"ثم {TEXT[::-1]}"), mentions_in(TEXT)][::2] == [whole, whole]


@settings(max_examples=200)
@given(st.text("والبكفرقهدج", min_size=1, max_size=8))
def test_a_word_is_among_the_spellings_of_each_of_its_readings(word: str) -> None:
    assert all(word in attached(form) for _, form in readings(word))


@settings(max_examples=30)
@given(st.lists(st.integers(1, 4), min_size=1, max_size=4), st.integers(0, 2**32 - 1))
def test_no_path_of_tags_scores_more_than_the_one_taken(lengths: list[int], seed: int) -> None:
    chance = np.random.default_rng(seed)
    size = len(tagger.TAGS)
    starts = [sum(lengths[:at]) for at in range(len(lengths))]
    scores, moves, begun = (chance.normal(size=shape) for shape in ((sum(lengths), size), (size, size), size))
    model = tagger.Model(None, 1.0, moves, begun)
    tags = tagger.best_paths(model, scores, np.array(lengths))
    for start, length in zip(starts, lengths, strict=True):
        paths = product(range(size), repeat=length)
        best = max(paths, key=lambda path: score_of(model, scores[start:], path))
        assert tuple(tags[start : start + length]) == best


def score_of(model: tagger.Model, scores: np.ndarray, path: tuple[int, ...]) -> float:
    moves = sum(float(model.moves[one, other]) for one, other in pairwise(path))
    return float(model.starts[path[0]]) + moves + sum(float(scores[at, tag]) for at, tag in enumerate(path))
