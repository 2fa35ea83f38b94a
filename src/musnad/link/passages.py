"""Passages of many pairs of texts, from the runs of equal words they share. Pure: arrays in, arrays out.

Runs are chained where they follow each other in both texts, the words between are aligned, the ends
are moved out as far as edited copying goes and then to the end of the sentence where only a few
words are missing. A passage ends where the order differs or more than ``WIDEST_GAP`` unshared words lie.
Each step is done for all pairs at once; places are numbers of words of the corpus.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

from musnad.link.alignments import Blocks, equal_blocks
from musnad.link.chains import FEWEST_WORDS, WIDEST_GAP, Chains, Runs
from musnad.link.corpora import Corpus
from musnad.link.spans import firsts_of, spread, sums

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[Any]]

# A gap wider than WIDEST_GAP is bridged if this share of its words is shared: stray particles reach about a quarter
# in unrelated prose.
_LEAST_BRIDGE = 0.4
# Below this share of equal words two stretches are told alike, not copied. The heaviest edited passage
# of the development pages has .73, sentences of two independent reports on one event stay under .4.
LEAST_SHARE = 0.5
# Words missing to the end of the sentence that still belong to it (a date dropped, a connective added).
_SENTENCE_REST = 4


@dataclass(frozen=True, slots=True)
class Passage:
    """Word ranges of both texts and the equal blocks inside (left, right, length)."""

    left_start: int
    left_stop: int
    right_start: int
    right_stop: int
    blocks: Sequence[tuple[int, int, int]]

    @property
    def shared(self) -> int:
        return sum(length for _, _, length in self.blocks)


@dataclass(frozen=True, slots=True)
class Passages:
    """Passages of many pairs: ``pair`` rises; passage ``p`` has the blocks ``firsts[p]:firsts[p + 1]``.

    Each has a range of words on both sides; a block is ``size`` equal words from ``left`` and ``right`` on.
    """

    pair: Array
    left_start: Array
    left_stop: Array
    right_start: Array
    right_stop: Array
    firsts: Array
    left: Array
    right: Array
    size: Array

    def __len__(self) -> int:
        return len(self.pair)

    @property
    def owners(self) -> Array:
        """The passage each block belongs to."""
        import numpy as np

        owners: Array = np.repeat(np.arange(len(self.pair)), np.diff(self.firsts))
        return owners

    @property
    def shared(self) -> Array:
        """How many words of each passage are equal."""
        return sums(self.size, self.firsts)

    @property
    def share(self) -> Array:
        """The share of equal words, both sides taken together."""
        import numpy as np

        words = self.left_stop - self.left_start + self.right_stop - self.right_start
        share: Array = 2 * self.shared / np.maximum(1, words)
        return share

    def blocks(self, number: int) -> list[tuple[int, int, int]]:
        """Return the blocks of one passage: left, right, length."""
        some = slice(int(self.firsts[number]), int(self.firsts[number + 1]))
        return list(zip(*(each[some].tolist() for each in (self.left, self.right, self.size)), strict=True))

    def taken(self, numbers: Array) -> Passages:
        """Return some of the passages, in the order given."""
        import numpy as np

        sizes = np.diff(self.firsts)[numbers]
        at = spread(self.firsts[numbers], sizes)
        return Passages(
            self.pair[numbers],
            self.left_start[numbers], self.left_stop[numbers], self.right_start[numbers], self.right_stop[numbers],
            np.append(0, np.cumsum(sizes)), self.left[at], self.right[at], self.size[at],
        )  # fmt: skip

    def of_pairs(self, pairs: Array) -> Passages:
        """Return the passages of some pairs, given in order, which they then count."""
        import numpy as np

        at = np.searchsorted(pairs, self.pair)
        hit = np.flatnonzero(np.append(pairs, -1)[at] == self.pair)
        found = self.taken(hit)
        return replace(found, pair=at[hit])


def no_passages() -> Passages:
    """Return passages of no pair."""
    import numpy as np

    none = np.empty(0, np.int64)
    return Passages(none, none, none, none, none, np.zeros(1, np.int64), none, none, none)


@dataclass(frozen=True, slots=True)
class Ground:
    """The words of a case, where sentences and stretches begin; ``opens[w]`` tells whether a sentence does at ``w``."""

    words: Array
    sentences: Array
    stretches: Array
    opens: Array

    def stretch(self, places: Array) -> Array:
        """Return the number of the stretch each word lies in."""
        import numpy as np

        number: Array = np.searchsorted(self.stretches, places, side="right") - 1
        return number

    def sentence(self, places: Array) -> Array:
        """Return the number of the sentence each word lies in."""
        import numpy as np

        number: Array = np.searchsorted(self.sentences, places, side="right") - 1
        return number


def ground_of(corpus: Corpus) -> Ground:
    """Return what a close look at a corpus needs."""
    import numpy as np

    opens = np.zeros(len(corpus.words) + 1, bool)
    opens[corpus.sentences] = True
    return Ground(corpus.words, corpus.sentences, corpus.stretches, opens)


def of_blocks(pair: Array, owner: Array, left: Array, right: Array, size: Array) -> Passages:
    """Return passages that reach from the first to the last of their blocks; ``pair`` has the pair of each owner."""
    import numpy as np

    order = np.lexsort((left, owner))
    left, right, size = left[order], right[order], size[order]
    firsts = firsts_of(owner[order], len(pair))
    begin, last = firsts[:-1], firsts[1:] - 1
    stops = (left + size)[last], (right + size)[last]
    return Passages(pair, left[begin], stops[0], right[begin], stops[1], firsts, left, right, size)


def joined(some: Passages, more: Passages) -> Passages:
    """Return the passages of both, sorted by pair; of one pair the first ones' first."""
    import numpy as np

    columns = {
        field.name: np.concatenate((getattr(some, field.name), getattr(more, field.name))) for field in fields(Passages)
    }
    columns["firsts"] = np.append(some.firsts, more.firsts[1:] + some.firsts[-1])
    return Passages(**columns).taken(np.argsort(columns["pair"], kind="stable"))


def bridged(ground: Ground, chains: Chains) -> Passages:
    """Return the passages of chains: the words between their runs aligned, split where too many are unshared."""
    import numpy as np

    runs = chains.runs
    after = np.flatnonzero(~chains.begins)
    at_left, at_right = (runs.left + runs.size)[after - 1], (runs.right + runs.size)[after - 1]
    wide_left, wide_right = runs.left[after] - at_left, runs.right[after] - at_right
    blocks = equal_blocks(ground.words, at_left, at_right, wide_left, wide_right)
    bridges = np.maximum(wide_left, wide_right) <= WIDEST_GAP
    bridges |= _bridged_when_wide(blocks, wide_left, wide_right)
    parts = chains.begins.copy()
    parts[after[~bridges]] = True
    owner = np.cumsum(parts) - 1
    used = bridges[blocks.pair]
    gap = blocks.pair[used]
    columns = (
        (owner, owner[after[gap]]),
        (runs.left, at_left[gap] + blocks.left[used]),
        (runs.right, at_right[gap] + blocks.right[used]),
        (runs.size, blocks.size[used]),
    )
    return of_blocks(runs.pair[parts], *(np.concatenate(each) for each in columns))


def _bridged_when_wide(blocks: Blocks, wide_left: Array, wide_right: Array) -> Array:
    """Return which gaps have enough equal words to be crossed in steps of at most ``WIDEST_GAP``."""
    import numpy as np

    firsts = firsts_of(blocks.pair, len(wide_left))
    enough = 2 * sums(blocks.size, firsts) >= _LEAST_BRIDGE * (wide_left + wide_right)
    hops = hops_before(blocks)
    enough &= sums(hops > WIDEST_GAP, firsts) == 0
    some = np.flatnonzero(np.diff(firsts))
    last = firsts[1:][some] - 1
    rest_left, rest_right = wide_left.copy(), wide_right.copy()
    rest_left[some] -= (blocks.left + blocks.size)[last]
    rest_right[some] -= (blocks.right + blocks.size)[last]
    crossed: Array = enough & (np.maximum(rest_left, rest_right) <= WIDEST_GAP)
    return crossed


def hops_before(blocks: Blocks) -> Array:
    """Return how many unshared words lie between each block and the one before it, or the start, on the wider side."""
    import numpy as np

    fresh = np.append(True, np.diff(blocks.pair) != 0)[: len(blocks.pair)]
    hops = []
    for starts in (blocks.left, blocks.right):
        before = np.append(0, (starts + blocks.size)[:-1])[: len(starts)]
        hops.append(starts - np.where(fresh, 0, before))
    wider: Array = np.maximum(*hops)
    return wider


def limits_of(ground: Ground, found: Passages, others: Passages) -> tuple[Array, Array, Array, Array]:
    """Return how far passages may grow, to their stretch's ends and their neighbours: low and high, left and right."""
    import numpy as np

    limits = []
    for starts, stops in (("left_start", "left_stop"), ("right_start", "right_stop")):
        stretch = ground.stretch(getattr(found, starts))
        low, high = ground.stretches[stretch], ground.stretches[stretch + 1]
        base = np.int64(len(ground.words) + 1)  # passages of other pairs are out of reach
        ends = np.sort(others.pair * base + getattr(others, stops))
        before = np.searchsorted(ends, found.pair * base + getattr(found, starts), side="right") - 1
        nearest = np.where(before >= 0, ends[before], -1) - found.pair * base
        begins = np.append(np.sort(others.pair * base + getattr(others, starts)), np.iinfo(np.int64).max)
        behind = begins[np.searchsorted(begins, found.pair * base + getattr(found, stops))] - found.pair * base
        limits += [np.maximum(low, nearest), np.minimum(high, behind)]
    left_low, left_high, right_low, right_high = limits
    return left_low, left_high, right_low, right_high


def merged(ground: Ground, found: Passages) -> Passages:
    """Return the passages, those as one that follow each other closely on both sides."""
    import numpy as np

    found = found.taken(np.lexsort((found.right_start, found.left_start, found.pair)))
    gap_left = found.left_start[1:] - found.left_stop[:-1]
    gap_right = found.right_start[1:] - found.right_stop[:-1]
    follows = (np.minimum(gap_left, gap_right) >= 0) & (np.maximum(gap_left, gap_right) <= WIDEST_GAP)
    for different in (found.pair, ground.stretch(found.left_start), ground.stretch(found.right_start)):
        follows &= np.diff(different) == 0
    after = np.flatnonzero(follows)
    at = found.left_stop[after], found.right_stop[after]
    blocks = equal_blocks(ground.words, *at, gap_left[after], gap_right[after])
    begins = np.append(True, ~follows)[: len(found)]
    owner = np.cumsum(begins) - 1
    gap = after[blocks.pair]
    columns = (
        (owner[found.owners], owner[gap]),
        (found.left, found.left_stop[gap] + blocks.left),
        (found.right, found.right_stop[gap] + blocks.right),
        (found.size, blocks.size),
    )
    return of_blocks(found.pair[begins], *(np.concatenate(each) for each in columns))


def snapped(ground: Ground, found: Passages, others: Passages) -> Passages:
    """Return the passages with their ends at ends of sentences, where only a few words are missing on each side.

    They stay clear of the others: the passages as they were before some of them were merged.
    """
    import numpy as np

    left_low, left_high, right_low, right_high = limits_of(ground, found, others)
    rest = np.minimum(_SENTENCE_REST, found.shared // 2)
    left_stop, right_stop = (
        ground.sentences[np.searchsorted(ground.sentences, stop)] for stop in (found.left_stop, found.right_stop)
    )
    ends = left_stop <= np.minimum(left_high, found.left_stop + rest)
    ends &= right_stop <= np.minimum(right_high, found.right_stop + rest)
    left_start, right_start = (
        ground.sentences[ground.sentence(start)] for start in (found.left_start, found.right_start)
    )
    begins = left_start >= np.maximum(left_low, found.left_start - rest)
    begins &= right_start >= np.maximum(right_low, found.right_start - rest)
    return Passages(
        found.pair,
        np.where(begins, left_start, found.left_start),
        np.where(ends, left_stop, found.left_stop),
        np.where(begins, right_start, found.right_start),
        np.where(ends, right_stop, found.right_stop),
        found.firsts, found.left, found.right, found.size,
    )  # fmt: skip


def accepted(found: Passages) -> Passages:
    """Return what is long and alike enough; of the rest, the runs that are a passage by themselves."""
    import numpy as np

    fewest = np.minimum(found.left_stop - found.left_start, found.right_stop - found.right_start)
    whole = (fewest >= FEWEST_WORDS) & (found.share >= LEAST_SHARE)
    rest = found.taken(np.flatnonzero(~whole))
    owner = rest.owners
    apart = np.append(True, np.diff(owner) != 0)[: len(owner)]
    apart[1:] |= (rest.left[1:] != (rest.left + rest.size)[:-1]) | (rest.right[1:] != (rest.right + rest.size)[:-1])
    begins = np.flatnonzero(apart)
    sizes = np.add.reduceat(rest.size, begins) if len(begins) else rest.size
    long = np.flatnonzero(sizes >= FEWEST_WORDS)
    at, sizes = begins[long], sizes[long]
    runs = Runs(rest.pair[owner[at]], rest.left[at], rest.right[at], sizes)
    return joined(found.taken(np.flatnonzero(whole)), as_passages(runs))


def as_passages(runs: Runs) -> Passages:
    """Return each run as a passage of its own."""
    return of_blocks(runs.pair, *_numbered(runs))


def _numbered(runs: Runs) -> tuple[Array, Array, Array, Array]:
    import numpy as np

    return np.arange(len(runs.pair)), runs.left, runs.right, runs.size


def one_at_each_place(found: Passages) -> Passages:
    """Return the passages in order, the most alike where two repeated runs grew to the same place."""
    import numpy as np

    place = (found.right_stop, found.left_stop, found.right_start, found.left_start, found.pair)
    shared = found.shared
    order = np.lexsort((-shared, *place))
    same = np.ones(max(0, len(order) - 1), bool)
    for column in place:
        same &= np.diff(column[order]) == 0
    kept = order[np.append(True, ~same)[: len(order)]]
    for at in np.flatnonzero(same & (np.diff(shared[order]) == 0)).tolist():
        # as much alike: the one whose blocks come first
        number = np.searchsorted(np.flatnonzero(np.append(True, ~same)), at, side="right") - 1
        if shared[order[at + 1]] == shared[kept[number]]:
            kept[number] = min(kept[number], order[at + 1], key=found.blocks)
    return found.taken(kept)
