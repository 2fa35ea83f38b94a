"""Alignments of many stretches at once are those rapidfuzz finds one by one."""

from __future__ import annotations

from array import array

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import LCSseq

from musnad.link.alignments import LONGEST, equal_blocks
from musnad.link.word_arrays import hash_word

words = st.one_of(
    st.lists(st.sampled_from("abc"), max_size=LONGEST),
    st.lists(st.sampled_from("abcdefghijklmnopqrstuvwxyz"), max_size=LONGEST),
)


def one_by_one(left: list[str], right: list[str]) -> list[tuple[int, int, int]]:
    sides = (array("Q", map(hash_word, each)) for each in (left, right))
    return [(each.a, each.b, each.size) for each in LCSseq.editops(*sides).as_matching_blocks() if each.size]


def side_by_side(pairs: list[tuple[list[str], list[str]]], step: int) -> list[list[tuple[int, int, int]]]:
    texts = [side[::step] for pair in pairs for side in pair]
    starts = np.cumsum([0, *map(len, texts)])
    sizes = np.array(list(map(len, texts)), np.int64)
    begins = starts[:-1] if step > 0 else starts[1:] - 1
    packed = np.array([hash_word(word) for text in texts for word in text], np.uint64)
    found = equal_blocks(packed, begins[::2], begins[1::2], sizes[::2], sizes[1::2], step)
    told: list[list[tuple[int, int, int]]] = [[] for _ in pairs]
    columns = (found.pair, found.left, found.right, found.size)
    for pair, left, right, size in zip(*(each.tolist() for each in columns), strict=True):
        told[pair].append((left, right, size))
    return told


@given(st.lists(st.tuples(words, words), min_size=1, max_size=5), st.sampled_from((1, -1)))
def test_blocks_side_by_side_are_those_found_one_by_one(pairs: list[tuple[list[str], list[str]]], step: int) -> None:
    assert side_by_side(pairs, step) == [one_by_one(*pair) for pair in pairs]
