"""Sentences outside the passages of two texts that belong to the copy all the same. Pure: arrays in, arrays out.

Whole sentences that directly continue a passage in one of the texts count from fewer words on than a passage;
and where one text is a copy of the other in good part, so do sentences that were worded anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from musnad.link.alignments import equal_blocks
from musnad.link.chains import FEWEST_WORDS
from musnad.link.passages import LEAST_SHARE, Ground, Passages
from musnad.link.spans import count_bits, firsts_of, once, spread, sums
from musnad.link.word_arrays import MULTIPLIER, scatter

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[Any]]

# Sentences that continue a passage are found by so many equal words in a row...
_SEED = 3
# ...and count with so many words on each side, FEWEST_WORDS on one.
_SHORT_SENTENCE = 6
# Where passages cover this share of the shorter text, the sentences left over are looked at for reworded ones...
_COPIED_SHARE = 0.25
# ...of at least FEWEST_WORDS and at most so many words...
LONGEST_REWORDED = 60
# ...that have so many of the different words of the shorter in common (sentences of two independent reports on one
# event stay under .45), and so many in order.
_LEAST_COMMON = 0.65
_LEAST_IN_ORDER = 0.4
# 64-bit numbers whose bits tell roughly which words a sentence has.
_SKETCH = 4
# Sentence pairs looked at together.
_AT_A_TIME = 1 << 18


@dataclass(frozen=True, slots=True)
class Texts:
    """One side of many pairs: where the text of each pair begins and ends, and what is taken of it."""

    first: Array
    last: Array
    pair: Array
    starts: Array
    stops: Array

    def free(self, pairs: Array, starts: Array, stops: Array) -> Array:
        """Return which ranges of the texts of these pairs no taken one touches."""
        import numpy as np

        width = np.int64(int(self.last.max(initial=0)) + 1)
        begun = np.searchsorted(np.sort(self.pair * width + self.starts), pairs * width + stops)
        ended = np.searchsorted(np.sort(self.pair * width + self.stops), pairs * width + starts, side="right")
        untouched: Array = begun == ended
        return untouched


def sides_of(found: Passages, first: Array, last: Array) -> tuple[Texts, Texts]:
    """Return the left and right texts of pairs, given where those begin and end (a row a side), with their passages."""
    return (
        Texts(first[0], last[0], found.pair, found.left_start, found.left_stop),
        Texts(first[1], last[1], found.pair, found.right_start, found.right_stop),
    )


# --- sentences that continue a passage ----------------------------------------------------------------------------


def continuations(ground: Ground, sides: tuple[Texts, Texts]) -> Passages:
    """Return whole sentences in both texts that directly continue a passage in one of them.

    An outlet that drops a paragraph leaves short sentences between: shorter than a passage, and
    copied all the same.
    """
    import numpy as np

    rows = []
    for here, there in (sides, sides[::-1]):
        pairs, ones = _neighbours(ground, here)
        which, others = _sharing(ground, ones, there.first[pairs], there.last[pairs])
        pairs, ones = pairs[which], ones[which]
        free = there.free(pairs, ground.sentences[others], ground.sentences[others + 1])
        found = (pairs, ones, others) if here is sides[0] else (pairs, others, ones)
        rows.append(np.stack([each[free] for each in found]))
    pairs, lefts, rights = np.unique(np.concatenate(rows, axis=1), axis=1)
    return _alike(ground, pairs, lefts, rights, LEAST_SHARE)


def _neighbours(ground: Ground, side: Texts) -> tuple[Array, Array]:
    """Return pair and number of the short sentences that stand right before or right after a passage."""
    import numpy as np

    after = side.stops < side.last[side.pair]
    before = side.starts > side.first[side.pair]
    pairs = np.concatenate((side.pair[after], side.pair[before]))
    found = ground.sentence(np.concatenate((side.stops[after], side.starts[before] - 1)))
    starts, stops = ground.sentences[found], ground.sentences[found + 1]
    kept = (stops - starts >= _SHORT_SENTENCE) & (stops - starts <= 2 * FEWEST_WORDS)
    kept &= side.free(pairs, starts, stops)
    width = len(ground.sentences)
    pairs, found = np.divmod(once(pairs[kept] * width + found[kept]), width)
    return pairs, found


def _sharing(ground: Ground, sentences: Array, first: Array, last: Array) -> tuple[Array, Array]:
    """Return which sentences share ``_SEED`` words in a row with which others of the texts ``first:last``.

    Of each word sequence the first place in the text counts.
    """
    import numpy as np

    starts = ground.sentences[sentences]
    seeds = ground.sentences[sentences + 1] - starts - _SEED + 1
    which = np.repeat(np.arange(len(sentences)), seeds)
    texts, text = np.unique(first, return_index=True)
    sought = _seeds(ground.words, spread(starts, seeds), np.searchsorted(texts, first)[which])
    seeds = np.maximum(0, last[text] - texts - _SEED + 1)
    places = spread(texts, seeds)
    keys = _seeds(ground.words, places, np.repeat(np.arange(len(texts)), seeds))
    hits = _among(keys, sought)
    places, keys = places[hits], keys[hits]
    order = np.argsort(keys, kind="stable")
    at = np.searchsorted(keys[order], sought)
    hit = np.flatnonzero(np.append(keys[order], 0)[at] == sought) if len(keys) else at[:0]
    others = ground.sentence(places[order[at[hit]]])
    width = len(ground.sentences)
    which, others = np.divmod(once(which[hit] * width + others), width)
    return which, others


def _seeds(words: Array, places: Array, texts: Array) -> Array:
    """Return hashes of the ``_SEED`` words from some places on, and of the number of the text they are sought in."""
    import numpy as np

    keys = scatter(texts.astype(np.uint64))
    for step in range(_SEED):
        keys *= np.uint64(MULTIPLIER)
        keys += words[places + step]
    return scatter(keys)


def _among(keys: Array, sought: Array) -> Array:
    """Return which keys may be among those sought: all that are, and a few more."""
    import numpy as np

    bits = np.uint64(64 - max(10, (4 * len(sought)).bit_length()))
    table = np.zeros(1 << int(64 - bits), bool)
    table[sought >> bits] = True
    found: Array = np.flatnonzero(table[keys >> bits])
    return found


def _alike(ground: Ground, pairs: Array, lefts: Array, rights: Array, least: float) -> Passages:
    """Return pairs of sentences as passages, where enough of their words are equal and they are long enough."""
    import numpy as np

    starts = ground.sentences[lefts], ground.sentences[rights]
    sizes = ground.sentences[lefts + 1] - starts[0], ground.sentences[rights + 1] - starts[1]
    long, short = np.maximum(*sizes), np.minimum(*sizes)
    kept = (long >= FEWEST_WORDS) & (short >= _SHORT_SENTENCE) & (long <= 2 * short)
    pairs, left, right, wide_left, wide_right = (each[kept] for each in (pairs, *starts, *sizes))
    found = aligned(ground, pairs, left, left + wide_left, right, right + wide_right)
    return found.taken(np.flatnonzero(found.share >= least))


def aligned(
    ground: Ground, pairs: Array, left_start: Array, left_stop: Array, right_start: Array, right_stop: Array
) -> Passages:
    """Return ranges of words as passages, with the equal words in them."""
    import numpy as np

    blocks = equal_blocks(ground.words, left_start, right_start, left_stop - left_start, right_stop - right_start)
    firsts = firsts_of(blocks.pair, len(pairs))
    left, right = left_start[blocks.pair] + blocks.left, right_start[blocks.pair] + blocks.right
    order = np.argsort(pairs, kind="stable")
    found = Passages(pairs, left_start, left_stop, right_start, right_stop, firsts, left, right, blocks.size)
    return found.taken(order)


# --- sentences worded anew ----------------------------------------------------------------------------------------


def rewordings(ground: Ground, found: Passages, sides: tuple[Texts, Texts]) -> Passages:
    """Return pairs of whole sentences outside the passages of two texts that have most of their words in common.

    Only where the passages make one text a copy of the other in good part: elsewhere two sentences are
    alike because they tell the same thing.
    """
    import numpy as np

    count = len(sides[0].first)
    sizes = np.minimum(found.left_stop - found.left_start, found.right_stop - found.right_start)
    covered = sums(sizes, firsts_of(found.pair, count))
    shorter = np.minimum(*(side.last - side.first for side in sides))
    copies = np.flatnonzero((covered >= _COPIED_SHARE * shorter) & (covered > 0))
    lefts, rights = (_left_over(ground, side, copies) for side in sides)
    rows = [row for some in _crossed(lefts, rights, count) for row in _common(ground, *some)]
    pair, left, right, common = np.array(rows, np.float64).reshape(-1, 4).T
    pair, left, right = pair.astype(np.int64), left.astype(np.int64), right.astype(np.int64)
    ends = ground.sentences
    new = aligned(ground, pair, ends[left], ends[left + 1], ends[right], ends[right + 1])
    kept = np.flatnonzero(new.share >= _LEAST_IN_ORDER)
    return new.taken(best_apart(new, common, kept))


def _left_over(ground: Ground, side: Texts, pairs: Array) -> tuple[Array, Array]:
    """Return pair and number of the sentences that no passage touches."""
    import numpy as np

    low = np.searchsorted(ground.sentences, side.first[pairs])
    sizes = np.searchsorted(ground.sentences, side.last[pairs]) - low
    found = spread(low, sizes)
    pairs = np.repeat(pairs, sizes)
    starts, stops = ground.sentences[found], ground.sentences[found + 1]
    fits = (stops - starts >= FEWEST_WORDS) & (stops - starts <= LONGEST_REWORDED)
    pairs, found, starts, stops = pairs[fits], found[fits], starts[fits], stops[fits]
    free = side.free(pairs, starts, stops)
    return pairs[free], found[free]


def _crossed(
    lefts: tuple[Array, Array], rights: tuple[Array, Array], count: int
) -> Iterator[tuple[Array, Array, Array]]:
    """Yield pair, left and right sentence of all sentences with all of the same pair, some at a time."""
    import numpy as np

    firsts = firsts_of(rights[0], count)
    sizes = np.diff(firsts)[lefts[0]]
    ends = np.cumsum(sizes)
    cuts = np.searchsorted(ends, np.arange(_AT_A_TIME, int(ends[-1]) if len(ends) else 0, _AT_A_TIME))
    for begin, end in pairwise([0, *once(cuts).tolist(), len(sizes)]):
        some = sizes[begin:end]
        pair, left = np.repeat(lefts[0][begin:end], some), np.repeat(lefts[1][begin:end], some)
        yield pair, left, rights[1][spread(firsts[lefts[0][begin:end]], some)]


def _common(ground: Ground, pair: Array, left: Array, right: Array) -> list[tuple[int, int, int, float]]:
    """Return the sentence pairs that have most of their different words in common, with the share that is."""
    import numpy as np

    numbers, at = np.unique(np.concatenate((left, right)), return_inverse=True)
    sketches, set_bits, surplus = _sketches(ground, numbers)
    one, other = at[: len(left)], at[len(left) :]
    most = np.minimum(surplus[one], surplus[other])  # no more words can be in common than this
    for sketch in sketches:
        most += count_bits(sketch[one] & sketch[other])
    likely = most >= _LEAST_COMMON * np.minimum(set_bits[one], set_bits[other])
    likely &= np.maximum(set_bits[one], set_bits[other]) <= 2 * most
    found = []
    bags: dict[int, frozenset[int]] = {}
    ends = ground.sentences
    for place in zip(pair[likely].tolist(), left[likely].tolist(), right[likely].tolist(), strict=True):
        for each in place[1:]:
            if each not in bags:
                bags[each] = frozenset(ground.words[ends[each] : ends[each + 1]].tolist())
        bag, rest = bags[place[1]], bags[place[2]]
        common = len(bag & rest)
        if common >= _LEAST_COMMON * min(len(bag), len(rest)) and max(len(bag), len(rest)) <= 2 * common:
            found.append((*place, common / max(len(bag), len(rest))))
    return found


def _sketches(ground: Ground, sentences: Array) -> tuple[list[Array], Array, Array]:
    """Return a bit for each word of some sentences, how many bits that sets, and how many words lie on a set one."""
    import numpy as np

    starts = ground.sentences[sentences]
    sizes = ground.sentences[sentences + 1] - starts
    words = ground.words[spread(starts, sizes)]
    bits = np.uint64(1) << (words & np.uint64(63))
    plane = (words >> np.uint64(6)) % np.uint64(_SKETCH)
    firsts = np.cumsum(sizes) - sizes
    sketches = [
        np.bitwise_or.reduceat(np.where(plane == np.uint64(number), bits, np.uint64(0)), firsts)
        for number in range(_SKETCH if len(firsts) else 0)
    ]
    set_bits = sum((count_bits(each) for each in sketches), np.zeros(len(sizes), np.int64))
    return sketches, set_bits, sizes - set_bits


def best_apart(found: Passages, common: Array, numbers: Array) -> Array:
    """Return the numbers of the likeliest passages, pair by pair, each sentence in one of them."""
    import numpy as np

    order = np.lexsort((found.right_start[numbers], found.left_start[numbers], -common[numbers], found.pair[numbers]))
    taken: set[tuple[int, int, int]] = set()
    kept = []
    for number in numbers[order].tolist():
        pair = int(found.pair[number])
        ends = (pair, 0, int(found.left_start[number])), (pair, 1, int(found.right_start[number]))
        if taken.isdisjoint(ends):
            taken.update(ends)
            kept.append(number)
    return np.array(kept, np.int64)
