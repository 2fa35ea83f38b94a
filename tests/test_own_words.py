"""Own words of many passages at once are those found word by word."""

from __future__ import annotations

import random
from collections.abc import Iterable

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from musnad.lang import load_lang
from musnad.lang.forms import light_stem
from musnad.link.evidence import weights
from musnad.link.formulae import own_words, stock_words_of
from musnad.link.own_words import find_own, own_of_ranges
from musnad.link.passages import Passage, of_blocks
from musnad.link.reasons import passage_of
from musnad.link.vocabulary import GRAINS, Vocabulary
from musnad.link.word_arrays import hash_word
from musnad.text import fold_word

LANG = load_lang("ar")
TEXT = (
    "قال وزير الزراعة سالم بن راشد مدير الدفاع المدني بمنطقة الواحة العقيد 25 شوال يوم الأحد صاحب السمو الملكي"
    " رحمه الله بواسع رحمته وأسكنه فسيح جناته زيتون قارب الوادي إنا لله وإنا إليه راجعون جميع الحقوق محفوظة"
)


def random_words(chance: random.Random) -> list[str]:
    words, text = TEXT.split(), []
    while len(text) < 60:
        at = chance.randrange(len(words))
        text += words[at : at + chance.randrange(1, 7)]
    return text


def hashes(text: list[str]) -> np.ndarray:
    return np.array([hash_word(fold_word(word)) for word in text], np.uint64)


@settings(max_examples=60)
@given(st.integers(0, 10**6))
def test_own_words_side_by_side_are_those_found_one_by_one(seed: int) -> None:
    assert LANG is not None
    chance = random.Random(seed)
    text = random_words(chance)
    blocks = []
    for owner in range(8):
        at = chance.randrange(30)
        for _ in range(chance.randrange(1, 4)):
            size = chance.randrange(1, 8)
            blocks.append((owner, at, at, size))
            at += size + chance.randrange(3)
    owner, left, right, size = np.array(blocks, np.int64).T
    found = of_blocks(np.arange(8), owner, left, right, size)
    weigh = weights(LANG)
    assert weigh is not None
    known = Vocabulary(stock_words_of(LANG), weigh)
    slow = [list(own_words(text.__getitem__, passage_of(found, number), LANG)) for number in range(8)]
    own = find_own(hashes(text), found, lambda places: [text[at] for at in places], known, slow.__getitem__)
    assert np.bincount(own.owner, minlength=8).tolist() == list(map(len, slow))
    expected = [sum(of_stems(text[at] for at in each).values()) for each in slow]
    assert np.allclose(own.weights(np.arange(8), known, 8) / GRAINS, expected, atol=1e-4)


def of_stems(words: Iterable[str]) -> dict[str, float]:
    """Weights by stem, the heaviest of each."""
    weigh = weights(LANG)
    return {light_stem(fold_word(word)): weigh(word) for word in sorted(words, key=weigh)}


@settings(max_examples=60)
@given(st.integers(0, 10**6))
def test_own_words_of_a_range_are_those_found_in_it_alone_but_for_what_stands_behind_a_given_name(seed: int) -> None:
    assert LANG is not None
    chance, look_up = random.Random(seed), stock_words_of(LANG)
    text = random_words(chance)
    firsts = np.array([0, *sorted(chance.choices(range(len(text)), k=6)), len(text)])
    known = Vocabulary(look_up, None)
    which = known.numbers(hashes(text), lambda places: [text[at] for at in places])
    expected = []
    for begin, end in zip(firsts[:-1].tolist(), firsts[1:].tolist(), strict=True):
        some = text[begin:end]
        own = own_words(some.__getitem__, Passage(0, len(some), 0, len(some), ((0, 0, len(some)),)), LANG)
        expected += [begin + at for at in own if at == 0 or not look_up(some[at - 1]).is_given]
    assert np.flatnonzero(own_of_ranges(which, firsts, known)).tolist() == expected
