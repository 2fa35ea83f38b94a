import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import musnad.text
from musnad.text import (
    ONE_BYTE,
    WORD,
    find_words,
    fold,
    fold_word,
    folded_words,
    folded_words_within,
    folding_table,
    printed_offset,
    proclitic_splits,
    word_places_within,
)

CASES = tomllib.loads((Path(__file__).parent / "cases" / "text.toml").read_text("utf-8"))
ARABIC = st.text(
    alphabet=st.sampled_from("اأإآبتةىيئؤءلمن وكفسر\u0640\u064e\u0651\u200f\u200dﷲﻻ١٢3«»،. \n"), max_size=80
)


@pytest.mark.parametrize("case", CASES["equal"], ids=lambda case: case["why"])
def test_two_printings_of_one_word_fold_to_the_same(case):
    assert fold_word(case["one"]) == fold_word(case["other"])


@pytest.mark.parametrize("case", CASES["different"], ids=lambda case: case["why"])
def test_two_words_stay_two(case):
    assert fold_word(case["one"]) != fold_word(case["other"])


@pytest.mark.parametrize("case", CASES["words"], ids=lambda case: case["why"])
def test_words_are_told_apart_as_printed(case):
    words = find_words(case["text"])
    assert [words.printed(index) for index in range(len(words))] == case["words"]


@pytest.mark.parametrize("case", CASES["proclitics"], ids=lambda case: case["word"])
def test_proclitics_are_seen_and_never_lost(case):
    splits = list(proclitic_splits(case["word"]))
    assert [case["proclitics"], case["stem"]] in [list(split) for split in splits]
    assert all(proclitics + stem == case["word"] for proclitics, stem in splits)


def test_marks_belong_to_the_letter_before_them():
    assert printed_offset("وَبِالرَّقة", 4) == 6
    assert printed_offset("كتاب", 0) == 0
    assert printed_offset("كتاب", 4) == 4


@given(ARABIC)
def test_folding_twice_changes_nothing_more(text):
    once = fold_word(text)
    assert fold_word(once) == once


@given(ARABIC)
def test_each_folded_character_points_at_what_printed_it(text):
    folded = fold(text)
    assert len(folded.starts) == len(folded.text) + 1
    assert list(folded.starts) == sorted(folded.starts)
    for index, char in enumerate(folded.text):
        start, stop = folded.printed(index, index + 1)
        assert char in fold_word(text[start:stop])


@given(st.text(max_size=120))
def test_words_read_back_in_order(text):
    words = find_words(text)
    before = 0
    for index in range(len(words)):
        assert before <= words.starts[index] < words.stops[index] <= len(text)
        assert words.folded[index] == fold_word(words.printed(index))
        before = words.stops[index]


def test_words_within_a_place_lie_wholly_inside_it():
    words = find_words("واحد اثنان ثلاثة")
    assert list(words.within(0, 10)) == [0, 1]
    assert list(words.within(1, 10)) == [1]
    assert list(words.within(0, 8)) == [0]


PRINTED = st.text(
    alphabet=st.sampled_from("اأإآبةىئؤلم وك\u0640\u064e\u200f\u200c١٢35.,'’aBéÉçŒ…²_«»،-\n\t\xa0\x1cک")
    | st.characters(max_codepoint=0x2100),
    min_size=48,
    max_size=90,
)


# Texts that can be written with a byte a character.
IN_BYTES = st.text(
    alphabet=st.sampled_from("الو ـًَٕ_35.,'’aé١ .\n") | st.sampled_from(bytes(range(256)).decode(ONE_BYTE)),
    min_size=48,
    max_size=90,
)


@given(PRINTED | IN_BYTES)
def test_a_long_text_is_folded_as_its_letters_are(text):
    assert fold_word(text) == text.translate(folding_table())


@given(PRINTED | IN_BYTES)
def test_the_words_without_their_places_are_the_words(text):
    assert folded_words(text) == find_words(text).folded


@pytest.mark.parametrize("long", [1, 1000])
@given(text=PRINTED | IN_BYTES)
def test_the_words_of_a_long_text_are_where_the_pattern_finds_them(long, text):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(musnad.text, "LONG_TEXT", long)
        words = musnad.text._find_words(text)
    found = [(match.span(), match.group().translate(folding_table())) for match in WORD.finditer(text)]
    assert [*zip(zip(words.starts, words.stops, strict=True), words.folded, strict=True)] == [
        each for each in found if each[1]
    ]


@given(st.text(alphabet="اب تم .,'’٫a4٥_\u200f\u0651ـ«»\n،", max_size=40), st.integers(0, 40), st.integers(0, 40))
def test_the_words_of_a_stretch_are_those_the_text_has_within_it(text, first, second):
    start, stop = sorted(min(each, len(text)) for each in (first, second))
    words = find_words(text)
    inside = words.within(start, stop)
    assert folded_words_within(text, start, stop) == [words.folded[at] for at in inside]
    assert word_places_within(text, start, stop) == [(words.starts[at], words.stops[at]) for at in inside]
