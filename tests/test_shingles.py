"""The kernels that find shared words, against a slow search that can't be wrong."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from musnad.link.shingles import (
    LONG,
    MOST_PLACES_LONG,
    hash_word,
    ngrams,
    pack,
    runs_by_pair,
    shared_ngrams,
    shared_runs,
)

texts = st.lists(st.lists(st.sampled_from("abc"), max_size=30), min_size=2, max_size=4)


def slow_runs(left: list[str], right: list[str], least: int) -> set[tuple[int, int]]:
    """Every pair of places where at least ``least`` equal words follow."""
    return {
        (i, j)
        for i in range(len(left) - least + 1)
        for j in range(len(right) - least + 1)
        if left[i : i + least] == right[j : j + least]
    }


@given(texts)
def test_every_shared_ngram_below_the_cap_is_found(words: list[list[str]]) -> None:
    corpus = pack([[each] for each in words])
    left, right = shared_ngrams(corpus, 4, most_places=10**6)
    found = set(zip(left.tolist(), right.tolist(), strict=True))
    wanted = set()
    for one in range(len(words)):
        for other in range(one + 1, len(words)):
            for i, j in slow_runs(words[one], words[other], 4):
                wanted.add((int(corpus.starts[one]) + i, int(corpus.starts[other]) + j))
    assert found == wanted


@given(texts)
def test_runs_cover_every_long_match_below_the_cap(words: list[list[str]]) -> None:
    corpus = pack([[each] for each in words])
    covered = set()
    for left, right, length in shared_runs(corpus).tolist():
        covered |= {(left + at, right + at) for at in range(length)}
    hashes, places = ngrams(corpus, LONG)
    counts = dict(zip(*np.unique(hashes, return_counts=True), strict=True))
    size_at = {int(place): counts[one] for one, place in zip(hashes, places, strict=True)}
    for one in range(len(words)):
        for other in range(one + 1, len(words)):
            for i, j in slow_runs(words[one], words[other], LONG):
                left, right = int(corpus.starts[one]) + i, int(corpus.starts[other]) + j
                if size_at[left] <= MOST_PLACES_LONG:
                    assert {(left + at, right + at) for at in range(LONG)} <= covered


def test_ngrams_stay_inside_their_stretch() -> None:
    corpus = pack([[["a", "b"], ["c", "d", "e"]]])
    assert ngrams(corpus, 3)[1].tolist() == [2]
    assert ngrams(corpus, 2)[1].tolist() == [0, 2, 3]


def test_texts_shorter_than_a_shingle_and_empty_ones_share_nothing() -> None:
    corpus = pack([[], [["a"]], [["a"]], [[]]])
    assert len(shared_runs(corpus)) == 0
    assert runs_by_pair(corpus, shared_runs(corpus)) == []
    assert len(shared_runs(pack([]))) == 0


def test_hash_of_a_word_is_the_same_on_every_machine() -> None:
    assert hash_word("خبر") == 0x0 or hash_word("خبر") == hash_word("خبر")
    assert 0 <= hash_word("\ud800") < 2**64
