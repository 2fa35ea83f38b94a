"""Other facts of many passages at once are those found passage by passage."""

from __future__ import annotations

import random
from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from musnad.lang import load_lang
from musnad.link.facts import other_facts
from musnad.link.filled import find_filled
from musnad.link.passages import Passage, of_blocks
from musnad.link.reasons import passage_of
from musnad.link.word_arrays import hash_word
from musnad.text import fold_word

LANG = load_lang("ar")
TEXT = (
    "وصل الأحد الاثنين يوم 12 و15 3,5 ثلاثة والعشرين أحد عشر نصف مليون ألفا الألف F16 شجرة وزيتون ابن"
    " أول الثالثة بالقاهرة مصر حلب سالم محمد أبو"
)


@settings(max_examples=60)
@given(st.integers(0, 10**6))
def test_places_filled_in_side_by_side_are_those_found_one_by_one(seed: int) -> None:
    assert LANG is not None
    chance = random.Random(seed)
    text = chance.choices(TEXT.split(), k=120)
    blocks = []
    for owner in range(8):
        left, right = chance.randrange(30), 60 + chance.randrange(30)
        for _ in range(chance.randrange(1, 5)):
            size = chance.randrange(1, 4)
            blocks.append((owner, left, right, size))
            left, right = left + size + chance.randrange(4), right + size + chance.randrange(4)
    owner, left_place, right_place, size_of = np.array(blocks, np.int64).T
    found = of_blocks(np.arange(8), owner, left_place, right_place, size_of)
    words = np.array([hash_word(fold_word(word)) for word in text], np.uint64)
    filled = find_filled(words, found, lambda places: [text[at] for at in places], LANG)
    assert filled.tolist() == [filled_places(text, passage_of(found, each)) for each in range(8)]


def filled_places(text: list[str], passage: Passage) -> int:
    assert LANG is not None
    filled = 0
    for (i, j, size), after in pairwise(passage.blocks):
        one, other = (tuple(map(fold_word, text[at + size : end])) for at, end in zip((i, j), after, strict=False))
        filled += bool(one and other and other_facts(one, other, LANG))
    return filled
