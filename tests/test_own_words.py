"""Own words of many passages at once are those found word by word."""

from __future__ import annotations

import random

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from musnad.lang import load_lang
from musnad.link.evidence import weights
from musnad.link.formulae import own_words, stock_words_of
from musnad.link.own_words import find_own
from musnad.link.passages import of_blocks
from musnad.link.reasons import passage_of
from musnad.link.vocabulary import Vocabulary
from musnad.link.word_arrays import hash_word
from musnad.text import fold_word

LANG = load_lang("ar")
TEXT = (
    "قال وزير الزراعة سالم بن راشد مدير الدفاع المدني بمنطقة الواحة العقيد 25 شوال يوم الأحد صاحب السمو الملكي"
    " رحمه الله بواسع رحمته وأسكنه فسيح جناته زيتون قارب الوادي إنا لله وإنا إليه راجعون جميع الحقوق محفوظة"
)


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 10**6))
def test_own_words_side_by_side_are_those_found_one_by_one(seed: int) -> None:
    assert LANG is not None
    chance, words_of_text = random.Random(seed), TEXT.split()
    text = []
    while len(text) < 60:
        at = chance.randrange(len(words_of_text))
        text += words_of_text[at : at + chance.randrange(1, 7)]
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
    words = np.array([hash_word(fold_word(word)) for word in text], np.uint64)
    known = Vocabulary(stock_words_of(LANG), weigh)
    own = find_own(words, found, lambda places: [text[at] for at in places], known)
    for number in set(range(8)) - set(own.unsure.tolist()):
        slow = list(own_words(text.__getitem__, passage_of(found, number), LANG))
        assert own.count[number] == len(slow)
        assert abs(own.weight[number] - sum(weigh(text[at]) for at in slow)) < 1e-9
