"""Texts of one edition that share several words few of its texts hold: told word by word, as in a plain count."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musnad.link import rare_words
from musnad.link.corpora import pack_words
from musnad.link.rare_words import find_rare
from musnad.link.shingles import Limits
from musnad.link.word_arrays import hash_word

MOST, FEWEST = 3, 2
text = st.tuples(st.lists(st.sampled_from("abcdefgh"), max_size=6), st.integers(-1, 4), st.booleans())


@settings(max_examples=300)
@given(st.lists(text, max_size=9))
def test_pairs_are_those_of_a_plain_count_of_the_reports_of_an_edition(texts) -> None:
    held, days = [set(words) for words, _, _ in texts], [day for _, day, _ in texts]
    asked = [number for number, (_, _, is_asked) in enumerate(texts) if is_asked]

    def edition(number: int) -> list[int]:
        near = [other for other in asked if days[other] >= 0 and abs(days[other] - days[number]) <= 1]
        return near if days[number] >= 0 else asked

    def is_rare(word: str, number: int) -> bool:
        return sum(word in held[other] for other in edition(number)) <= MOST

    def sharing(one: int, other: int) -> bool:
        near = min(days[one], days[other]) < 0 or abs(days[one] - days[other]) <= 1
        common = [word for word in held[one] & held[other] if is_rare(word, one) and is_rare(word, other)]
        return near and len(common) >= FEWEST

    corpus = pack_words([[hash_word(word) for word in words]] for words, _, _ in texts)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rare_words, "_MOST_HOLDERS", MOST)
        patch.setattr(rare_words, "FEWEST_SHARED", FEWEST)
        found = find_rare(corpus.words, corpus.bounds, np.array(asked, int), Limits(np.array(days, np.int32)))
    assert found.pairs.tolist() == [list(pair) for pair in combinations(asked, 2) if sharing(*pair)]
    firsts = {int(corpus.bounds[number]) + words.index(word) for number, (words, _, _) in enumerate(texts)
              for word in words}  # fmt: skip
    assert set(np.flatnonzero(found.words).tolist()) <= firsts


def test_pairs_that_are_not_to_be_compared_are_left_out() -> None:
    corpus = pack_words([[[1 << 60, 2 << 60, 3 << 60, 4 << 60, 5 << 60, 6 << 60]]] * 3)
    limits = Limits(np.array([1, 1, 1]), np.array([7, 7, 8]), across_outlets=True)
    assert find_rare(corpus.words, corpus.bounds, np.arange(3), limits).pairs.tolist() == [[0, 2], [1, 2]]
