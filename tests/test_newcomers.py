"""What is looked at again when texts come, change or go gives with the rest what a look at everything gives."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musnad.link import shingles
from musnad.link.corpora import Corpus, pack_words
from musnad.link.newcomers import BEGINS, COMES, COMMON, GOES, STANDING, STAYS, Texts, bits_of, look_again, recount
from musnad.link.shingles import Limits, PairRuns, drawn_out, find_matches, runs_by_pair
from musnad.link.word_arrays import hash_word

# A sentence that comes back makes words common, standing, frequent; days and outlets decide which.
STOCK = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"]
words = st.one_of(st.just(STOCK), st.lists(st.sampled_from("abc"), max_size=14))
text = st.tuples(st.lists(words, min_size=1, max_size=3), st.sampled_from([STAYS, STAYS, COMES, GOES]),
                 st.integers(0, 4), st.integers(-1, 2))  # fmt: skip
Shared = dict[tuple[int, int], list[tuple[int, int, int]]]


def packed(stretches: Sequence[Sequence[Sequence[str]]]) -> Corpus:
    return pack_words([[hash_word(word) for word in some] for some in text] for text in stretches)


def shared(pairs: PairRuns, corpus: Corpus, numbers: Sequence[int]) -> Shared:
    """What each pair of texts shares, by the numbers the texts have among all, places counted in their texts."""
    found: Shared = {}
    for at, (left, right) in enumerate(zip(pairs.left.tolist(), pairs.right.tolist(), strict=True)):
        begin = np.array([corpus.bounds[left], corpus.bounds[right], 0])
        some = pairs.runs[pairs.firsts[at] : pairs.firsts[at + 1]] - begin
        found[numbers[left], numbers[right]] = [tuple(row) for row in some.tolist()]
    return found


@settings(max_examples=120)
@given(st.lists(text, min_size=2, max_size=14))
def test_what_is_looked_at_again_and_the_rest_are_what_everything_anew_gives(texts) -> None:
    stretches, states, days, outlets = (list(each) for each in zip(*texts, strict=True))
    days, outlets, states = (np.array(each, np.int32) for each in (days, outlets, states))
    caps = {"MOST_PLACES_SHORT": 6, "MOST_PLACES_LONG": 5, "COMMON_PLACES": 3, "STANDING_DAYS": 2, "LARGE_CASE": 0}
    with pytest.MonkeyPatch.context() as patch:
        for name, value in caps.items():
            patch.setattr(shingles, name, value)
        (then, old_bits), (now, new_bits) = (
            anew(stretches, days, outlets, np.flatnonzero(states != gone).tolist()) for gone in (COMES, GOES)
        )
        corpus = packed(stretches)
        bits = np.zeros(len(corpus.words), np.uint8)
        state = np.repeat(states, np.diff(corpus.bounds))
        bits[corpus.stretches[:-1]] = BEGINS
        bits[state != COMES] = old_bits
        counted = recount(Texts(corpus.words, bits, corpus.bounds, states, days, outlets))
        also = [pair for pair in then if counted.flipped[places_left(then[pair], corpus.bounds[pair[0]])].any()]
        left, right = np.array(also, np.int64).reshape(-1, 2).T
        again = look_again(counted, (left, right))
    assert (counted.bits[state != GOES] == new_bits).all()
    (pairs,) = again.pairs
    found = shared(pairs, corpus, range(len(states)))
    everyone = [(one, other) for other in range(len(states)) for one in range(other)]
    for pair in everyone:
        if GOES in states[list(pair)]:
            assert pair not in found
        elif again.holds(*(np.array([each]) for each in pair))[0]:
            assert found.get(pair) == now.get(pair)
        else:
            assert then.get(pair) == now.get(pair)
            left = places_left(then.get(pair, []), corpus.bounds[pair[0]])
            assert not ((bits[left] ^ counted.bits[left]) & (COMMON | STANDING)).any()


def places_left(runs: Sequence[tuple[int, int, int]], begin: int) -> np.ndarray:
    """The places of the words of runs in the left text."""
    return np.array([begin + left + at for left, _, size in runs for at in range(size)], np.int64)


def anew(stretches, days, outlets, numbers: Sequence[int]) -> tuple[Shared, np.ndarray]:
    corpus = packed([stretches[number] for number in numbers])
    matches = find_matches(corpus, Limits(days[numbers], outlets[numbers]))
    (runs,) = drawn_out(corpus, matches.begins, matches.first)
    return shared(runs_by_pair(corpus, runs), corpus, numbers), bits_of(corpus, matches.counts)
