"""The kernels that find shared words, against a slow search that can't be wrong."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from musnad.link import grams, scratch, shingles
from musnad.link.corpora import Corpus, pack_words
from musnad.link.grams import LONG, SHORT
from musnad.link.shingles import Limits, Runs, drawn_out, find_matches, runs_by_pair
from musnad.link.word_arrays import hash_word

texts = st.lists(st.lists(st.sampled_from("abc"), max_size=30), min_size=2, max_size=4)
Run = tuple[int, int, int]


def packed(*texts: list[list[str]]) -> Corpus:
    return pack_words([[hash_word(word) for word in stretch] for stretch in text] for text in texts)


def shared_runs(corpus: Corpus, limits: Limits = shingles.ALL_PAIRS) -> Runs:
    matches = find_matches(corpus, limits)
    parts = list(drawn_out(corpus, matches.begins, matches.first))
    columns = ([getattr(part, name) for part in parts] for name in ("left", "right", "length"))
    return Runs(*map(np.concatenate, columns))


def runs_of(corpus: Corpus, limits: Limits = shingles.ALL_PAIRS) -> list[Run]:
    found = shared_runs(corpus, limits)
    return list(zip(found.left.tolist(), found.right.tolist(), found.length.tolist(), strict=True))


def slow_runs(corpus: Corpus, least: int) -> list[Run]:
    """Every longest run of equal words of two texts, by comparing all places with all others."""
    words, ends = corpus.words.tolist(), set(corpus.stretches.tolist())
    text_of = np.searchsorted(corpus.bounds, np.arange(len(words)), side="right").tolist()
    found = []
    for i in range(len(words)):
        for j in range(i + 1, len(words)):
            if text_of[i] == text_of[j] or words[i] != words[j]:
                continue
            if i and words[i - 1] == words[j - 1] and i not in ends and j not in ends:
                continue
            size = 1
            while j + size < len(words) and not {i + size, j + size} & ends and words[i + size] == words[j + size]:
                size += 1
            if size >= least:
                found.append((i, j, size))
    return found


@given(texts)
def test_below_the_cap_the_runs_are_all_longest_runs(words: list[list[str]]) -> None:
    corpus = packed(*([each[:9], each[9:]] for each in words))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shingles, "MOST_PLACES_SHORT", 10**3)
        assert runs_of(corpus) == slow_runs(corpus, SHORT)


@given(texts, st.integers(2, 6), st.integers(2, 12))
def test_every_long_run_below_its_cap_is_whole_whatever_the_cap(words: list[list[str]], short: int, long: int) -> None:
    corpus = packed(*([each] for each in words))
    places: dict[tuple[str, ...], int] = {}
    for text in words:
        for at in range(len(text) - LONG + 1):
            places[tuple(text[at : at + LONG])] = places.get(tuple(text[at : at + LONG]), 0) + 1
    flat = [word for text in words for word in text]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shingles, "MOST_PLACES_SHORT", short)
        patch.setattr(shingles, "MOST_PLACES_LONG", long)
        found = set(runs_of(corpus))
    assert found <= set(slow_runs(corpus, SHORT))
    for run in slow_runs(corpus, LONG):
        if any(places[tuple(flat[at : at + LONG])] <= long for at in range(run[0], run[0] + run[2] - LONG + 1)):
            assert run in found


@given(texts, st.integers(1, 16))
def test_keys_sorted_a_part_at_a_time_and_arrays_in_files_give_the_same_runs(words: list[list[str]], few: int) -> None:
    whole = runs_of(packed(*([each[:9], each[9:]] for each in words)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(grams, "_KEYS_AT_A_TIME", few)
        patch.setattr(grams, "_WORDS_AT_A_TIME", few)
        patch.setattr(shingles, "MATCHES_AT_A_TIME", few)
        patch.setattr(scratch, "LARGEST_IN_MEMORY", 8 * few)
        assert runs_of(packed(*([each[:9], each[9:]] for each in words))) == whole


def test_a_text_printed_a_thousand_times_makes_a_row_for_each_printing_not_for_each_pair() -> None:
    story = [f"w{at}" for at in range(50)]
    corpus = packed(*([story] for _ in range(1000)))
    runs = runs_of(corpus)
    assert len(runs) == 999
    assert {run[2] for run in runs} == {50}


def test_a_text_that_repeats_itself_a_thousand_times_stays_small() -> None:
    loop = ["a", "b", "c"] * 1000
    assert len(runs_of(packed([loop], [loop]))) < 10_000


def test_runs_stay_inside_their_stretch() -> None:
    words = list("abcdefghij")
    assert runs_of(packed([words], [words])) == [(0, 10, 10)]
    assert runs_of(packed([words[:4], words[4:]], [words])) == [(4, 14, 6)]


def test_texts_shorter_than_a_shingle_and_empty_ones_share_nothing() -> None:
    for corpus in (packed(), packed([[]], []), packed([], [["a"]], [["a"]], [[]])):
        assert runs_of(corpus) == []
        assert len(runs_by_pair(corpus, shared_runs(corpus)).left) == 0


def test_pairs_far_apart_in_time_or_of_one_outlet_are_left_out_before_they_are_made() -> None:
    corpus = packed(*([list("abcdefgh")] for _ in range(4)))
    days, outlets = np.array([1, 2, 9, -1]), np.array([0, 0, 1, -1])
    near = {(run[0] // 8, run[1] // 8) for run in runs_of(corpus, Limits(days, outlets, within_days=3))}
    assert near == {(0, 1), (0, 3), (1, 3), (2, 3)}
    other = {(run[0] // 8, run[1] // 8) for run in runs_of(corpus, Limits(days, outlets, across_outlets=True))}
    assert other == {(0, 2), (0, 3), (1, 2), (1, 3), (2, 3)}


def test_pairs_of_texts_have_their_runs_in_order() -> None:
    words = [f"w{at}" for at in range(30)]
    corpus = packed([["x", *words[:10], "y", *words[20:]]], [["q"]], [[*words[20:], *words[:10]]])
    pairs = runs_by_pair(corpus, shared_runs(corpus))
    assert (pairs.left.tolist(), pairs.right.tolist(), pairs.firsts.tolist()) == ([0], [2], [0, 2])
    assert pairs.runs.tolist() == [[1, 33, 10], [12, 23, 10]]


def test_two_short_runs_make_a_pair_only_where_they_are_near() -> None:
    one, other, far = list("abcde"), list("fghij"), [f"w{at}" for at in range(40)]
    near = packed([[*one, "x", *other]], [[*one, "y", *other]])
    assert len(runs_by_pair(near, shared_runs(near)).left) == 1
    apart = packed([[*one, *far, *other]], [[*one, "y", *other]])
    assert len(runs_by_pair(apart, shared_runs(apart)).left) == 0


def test_a_case_whose_places_cannot_be_packed_is_refused_not_mixed_up() -> None:
    corpus = replace(packed([["a"]]), words=np.broadcast_to(np.uint64(0), 1 << 32))
    with pytest.raises(ValueError, match="too many for one case"):
        find_matches(corpus)
