"""Sentences of a copy that were worded anew: too edited for a run of equal words, and yet the same sentence."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from musnad.link.passages import FEWEST_WORDS, Passage, Side, Taken, blocks_between

# Where passages cover this share of the shorter text, the sentences left over are looked at for reworded ones...
_COPIED_SHARE = 0.25
# ...of at least FEWEST_WORDS and at most so many words...
LONGEST_REWORDED = 60
# ...that have so many of the different words of the shorter in common (sentences of two independent reports on one
# event stay under .45), and so many in order.
_LEAST_COMMON = 0.65
_LEAST_IN_ORDER = 0.4


def find_rewordings(accepted: Sequence[Passage], left: Side, right: Side) -> list[Passage]:
    """Return pairs of whole sentences outside the passages of two texts that have most of their words in common.

    Only where the passages make one text a copy of the other in good part: elsewhere two sentences are
    alike because they tell the same thing.
    """
    covered = sum(min(each.left_stop - each.left_start, each.right_stop - each.right_start) for each in accepted)
    if covered < _COPIED_SHARE * min(len(left.words), len(right.words)):
        return []
    lefts, rights = _left_over(accepted, left, 0), _left_over(accepted, right, 1)
    if not lefts or not rights:
        return []
    found: list[tuple[float, Passage]] = []
    bags = [(place, frozenset(right.words[place[0] : place[1]])) for place in rights]
    for start, stop in lefts:
        bag = frozenset(left.words[start:stop])
        for place, other in bags:
            common = len(bag & other)
            if common >= _LEAST_COMMON * min(len(bag), len(other)) and max(len(bag), len(other)) <= 2 * common:
                blocks = blocks_between(left, right, start, stop, *place)
                found.append((common / max(len(bag), len(other)), Passage(start, stop, *place, tuple(blocks), True)))
    return best_apart([each for each in found if each[1].share >= _LEAST_IN_ORDER])


def _left_over(accepted: Sequence[Passage], side: Side, which: int) -> list[tuple[int, int]]:
    """Return the sentences of a text that no passage touches."""
    places = [
        (each.left_start, each.left_stop) if not which else (each.right_start, each.right_stop) for each in accepted
    ]
    taken = Taken(places, side)
    sentences = pairwise(side.sentence_starts)
    return [each for each in sentences if FEWEST_WORDS <= each[1] - each[0] <= LONGEST_REWORDED and taken.free(each)]


def best_apart(found: Sequence[tuple[float, Passage]]) -> list[Passage]:
    """Return the likeliest passages, each sentence in one of them."""
    kept: list[Passage] = []
    for _, passage in sorted(found, key=lambda each: (-each[0], each[1].left_start, each[1].right_start)):
        if all(passage.left_start != other.left_start and passage.right_start != other.right_start for other in kept):
            kept.append(passage)
    return kept
