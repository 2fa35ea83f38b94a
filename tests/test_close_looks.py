"""Pairs looked at together, in arrays, share what pairs looked at one by one do."""

from __future__ import annotations

import random
from array import array
from collections.abc import Callable
from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from one_by_one import Passage, Side, find_passages, find_rewordings

from musnad.link.chains import Runs
from musnad.link.close_looks import look_closely
from musnad.link.corpora import Corpus, pack_words
from musnad.link.passages import ground_of
from musnad.link.shingles import PairRuns, drawn_out, find_matches, runs_by_pair
from musnad.link.word_arrays import hash_word

Told = list[tuple[int, int, int, int, tuple[tuple[int, int, int], ...], bool]]


def one_by_one(corpus: Corpus, pairs: PairRuns) -> dict[int, Told]:
    told = {}
    for number, texts in enumerate(zip(pairs.left.tolist(), pairs.right.tolist(), strict=True)):
        begins = [int(corpus.bounds[text]) for text in texts]
        left, right = (side(corpus, text) for text in texts)
        rows = pairs.runs[pairs.firsts[number] : pairs.firsts[number + 1]].tolist()
        found = find_passages(left, right, [(row[0] - begins[0], row[1] - begins[1], row[2]) for row in rows])
        told[number] = [in_case(each, *begins) for each in found + find_rewordings(found, left, right)]
    return told


def side(corpus: Corpus, text: int) -> Side:
    first, last = corpus.bounds[text : text + 2].tolist()
    starts = [[at - first for at in places.tolist() if first <= at <= last]
              for places in (corpus.sentences, corpus.stretches)]  # fmt: skip
    return Side(array("Q", corpus.words[first:last].tobytes()), *starts)


def in_case(found: Passage, left: int, right: int) -> tuple[int, int, int, int, tuple[tuple[int, int, int], ...], bool]:
    blocks = tuple((one + left, other + right, size) for one, other, size in found.blocks)
    ends = found.left_start + left, found.left_stop + left, found.right_start + right, found.right_stop + right
    return *ends, blocks, found.reworded


def together(corpus: Corpus, pairs: PairRuns) -> dict[int, Told]:
    texts = np.stack((pairs.left, pairs.right))
    numbers = np.repeat(np.arange(len(pairs.left)), np.diff(pairs.firsts))
    runs = Runs(numbers, *pairs.runs.T)
    found = look_closely(ground_of(corpus), runs, corpus.bounds[texts], corpus.bounds[texts + 1])
    told: dict[int, Told] = {number: [] for number in range(len(pairs.left))}
    each = found.passages
    columns = (each.left_start, each.left_stop, each.right_start, each.right_stop)
    for number, (pair, *ends) in enumerate(zip(*(some.tolist() for some in (each.pair, *columns)), strict=True)):
        told[pair].append((*ends, tuple(each.blocks(number)), bool(found.reworded[number])))
    return told


@settings(max_examples=60)
@given(st.integers(0, 10**6), st.integers(4, 200))
def test_pairs_looked_at_together_share_what_they_share_one_by_one(seed: int, vocabulary: int) -> None:
    chance = random.Random(seed)

    def sentence() -> list[str]:
        return [f"w{chance.randrange(vocabulary)}" for _ in range(chance.randrange(5, 22))]

    story = [sentence() for _ in range(8)]
    corpus = pack_words([edited(story, sentence, chance), edited(story, sentence, chance)] for _ in range(4))
    some = chance.sample(range(len(corpus.words)), len(corpus.words) // 12)
    corpus = replace(corpus, sentences=np.unique(np.append(corpus.stretches, some)))
    matches = find_matches(corpus)
    (runs,) = drawn_out(corpus, matches.begins, matches.first)
    pairs = runs_by_pair(corpus, runs)
    assert together(corpus, pairs) == one_by_one(corpus, pairs)


def edited(story: list[list[str]], sentence: Callable[[], list[str]], chance: random.Random) -> list[int]:
    """Some sentences of a story, in any order, with words exchanged, dropped and moved."""
    words: list[str] = []
    for each in chance.choices(story, k=chance.randrange(1, 5)):
        copy = [word for word in each if chance.random() > 0.08]
        for _ in range(chance.randrange(3)):
            at = chance.randrange(len(copy) + 1)
            copy[at:at] = [f"x{chance.randrange(50)}"] * chance.randrange(1, 6)
        if chance.random() < 0.2:
            chance.shuffle(copy)
        words += copy if chance.random() < 0.9 else sentence()
    return [hash_word(word) for word in words]
