"""Runs of equal words where some texts are new to a case whose others were compared before.

What was counted of the words then is kept. An n-gram that no new text holds stands where it stood and is what it was,
so only the others are brought together. The pairs of texts that can share something else than before are those with
a new text, those that share words which became common, frequent or standing text, or ceased to be, because of the
new ones, and those whose passages hold words that count for more or less now.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from musnad.link.corpora import Corpus
from musnad.link.grams import LONG, SHORT, Groups, group, long_grams, short_grams
from musnad.link.shingles import (
    Counts,
    Known,
    Limits,
    PairRuns,
    drawn_out,
    few_enough,
    mark_frequent,
    matches_of,
    pairs_of,
    runs_by_pair,
)
from musnad.link.spans import once

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[Any]]

# What is kept of a word, a bit each: a stretch begins there; of the words from it on, what ``shingles`` counted.
BEGINS, OFTEN, COMMON, STANDING = 1, 2, 4, 8
# A text of the case as it was and is, one new to it, and one as it was before it changed.
STAYS, COMES, GOES = range(3)
# A table of truth values by the first bits of hashes: so many times as long as what is looked up, at most this long.
_ROOM, _MOST_BITS = 16, 27
# Hashes looked up at a time.
_WORDS_AT_A_TIME = 1 << 20
# Of larger groups the pairs are not listed.
_MOST_PAIRED = 128


@dataclass(frozen=True, slots=True)
class Texts:
    """The words of many texts, one after another in reading order, as hashes with the bits kept of each.

    ``bounds[t]`` is where text ``t`` begins; ``states``, ``days`` and ``outlets`` are those of the texts (as in
    ``shingles.Limits``). Of texts that come only the bit ``BEGINS`` is read.
    """

    words: Array
    bits: Array
    bounds: Array
    states: Array
    days: Array
    outlets: Array


@dataclass(frozen=True, slots=True)
class Recount:
    """The texts, counted as they are now: the ``bits`` of their words, and which of staying texts count otherwise.

    ``pairs`` are staying texts that share n-grams matched otherwise than before, as keys (``key_of``) in order; two
    ``touched`` texts may share some, too.
    """

    texts: Texts
    known: Known
    hashes: Array
    bits: Array
    flipped: Array
    pairs: Array
    touched: Array


@dataclass(frozen=True, slots=True)
class Again:
    """The pairs of texts to look at again, with their runs."""

    pairs: Sequence[PairRuns]  # some texts at a time
    holds: Callable[[Array, Array], Array]  # whether pairs of texts, left and right, are looked at again


def recount(texts: Texts) -> Recount:
    """Return what is counted of the words now, and between which staying texts that makes a difference."""
    import numpy as np

    state = np.repeat(texts.states, np.diff(texts.bounds))
    corpus = _corpus(texts)
    hashes = short_grams(corpus)
    known = _known(corpus, np.where(state == STAYS, texts.bits, texts.bits & BEGINS))
    before = np.where(state == COMES, 0, texts.bits).astype(np.uint8)
    groups = _counted_anew(known, hashes, state, Limits(texts.days, texts.outlets))
    bits = bits_of(corpus, Counts(known.often, known.common, known.standing))
    other = (state == STAYS) & ((bits ^ before) & (OFTEN | COMMON | STANDING) != 0)
    linked = _linked_otherwise(corpus.words, before, bits, state)
    found = [_together(texts, _of_members(groups, other[groups.places])), _together(texts, linked.groups)]
    touched = np.zeros(len(texts.states), bool)
    for large in (each.large for each in found):
        touched[large] = True
    pairs = once(np.concatenate([*(each.pairs for each in found), key_of(texts, *_texts_of(texts, linked.next_to))]))
    return Recount(texts, known, hashes, bits, other & ((bits ^ before) & (COMMON | STANDING) != 0), pairs, touched)


def look_again(recount: Recount, also: tuple[Array, Array]) -> Again:
    """Return which pairs of texts have to be looked at, some given ones among them, and the runs they share."""
    import numpy as np

    texts, known = recount.texts, recount.known
    comes = texts.states == COMES
    pairs = once(np.concatenate((recount.pairs, key_of(texts, *also))))

    def holds(left: Array, right: Array) -> Array:
        found: Array = comes[left] | comes[right] | (recount.touched[left] & recount.touched[right])
        return found | np.isin(key_of(texts, left, right), pairs)

    again = comes | recount.touched
    again[pairs // len(texts.bounds)] = True
    sizes = np.diff(texts.bounds)
    there = np.repeat(texts.states != GOES, sizes)
    groups = _groups_with(known, recount.hashes, np.repeat(again, sizes), there)
    matches = matches_of(known, [(groups.places, groups.sizes)], Limits(pairs=holds))
    corpus = known.corpus
    return Again([runs_by_pair(corpus, runs) for runs in drawn_out(corpus, matches.begins, matches.first)], holds)


def key_of(texts: Texts, left: Array, right: Array) -> Array:
    """Return a number for each pair of texts."""
    import numpy as np

    key: Array = left.astype(np.int64) * len(texts.bounds) + right
    return key


def _texts_of(texts: Texts, places: tuple[Array, Array]) -> tuple[Array, Array]:
    import numpy as np

    left, right = (np.searchsorted(texts.bounds, each, side="right") - 1 for each in places)
    return left, right


def _corpus(texts: Texts) -> Corpus:
    """Return the texts as far as finding runs needs them."""
    import numpy as np

    none = np.empty(0, np.int32)
    stretches = np.append(np.flatnonzero(texts.bits & BEGINS), len(texts.words))
    return Corpus(texts.words, none, none, none, texts.bounds, stretches, none)


def _known(corpus: Corpus, bits: Array) -> Known:
    import numpy as np

    words = counts_of(bits)
    return Known(corpus, np.append((bits & BEGINS) != 0, True), words.often, words.common, words.standing)


def bits_of(corpus: Corpus, words: Counts) -> Array:
    """Return what is kept of each word of a corpus."""
    import numpy as np

    bits = np.zeros(len(corpus.words), np.uint8)
    bits[corpus.stretches[:-1]] = BEGINS
    for bit, column in ((OFTEN, words.often), (COMMON, words.common), (STANDING, words.standing)):
        bits |= column.astype(np.uint8) * np.uint8(bit)
    return bits


def counts_of(bits: Array) -> Counts:
    """Return what was counted of words, from the bits kept of each."""
    return Counts(*((bits & bit) != 0 for bit in (OFTEN, COMMON, STANDING)))


def _counted_anew(known: Known, hashes: Array, state: Array, limits: Limits) -> Groups:
    """Count the n-grams anew that texts which come or go have: mark where they are frequent, common, standing."""
    places = _places_with(hashes, hashes[state != STAYS])
    groups = group(hashes[places], places)
    for column in (known.often, known.common, known.standing):
        column[groups.places] = False
    mark_frequent(known, _of_members(groups, state[groups.places] != GOES), limits)
    return groups


def _of_members(groups: Groups, kept: Array) -> Groups:
    """Return the groups with some of their places only."""
    import numpy as np

    sizes = np.bincount(np.repeat(np.arange(len(groups.sizes)), groups.sizes)[kept], minlength=len(groups.sizes))
    sizes = sizes[sizes > 0]
    return Groups(groups.places[kept], np.cumsum(sizes) - sizes, sizes)


@dataclass(frozen=True, slots=True)
class _Together:
    """Keys of pairs of texts with places in one group, each once; texts with places in groups too large for that."""

    pairs: Array
    large: Array


def _together(texts: Texts, groups: Groups) -> _Together:
    import numpy as np

    few = (groups.sizes > 1) & (groups.sizes <= _MOST_PAIRED)
    small = _of_members(groups, np.repeat(few, groups.sizes))
    keys = [once(key_of(texts, *_texts_of(texts, each))) for each in pairs_of(small.places, small.sizes)]
    large = groups.places[np.repeat(groups.sizes > _MOST_PAIRED, groups.sizes)]
    return _Together(
        once(np.concatenate([*keys, np.empty(0, np.int64)])),
        np.searchsorted(texts.bounds, large, side="right") - 1,
    )


@dataclass(frozen=True, slots=True)
class _Linked:
    """Places of staying texts matched otherwise: with all of their group, or only with the next one of two."""

    groups: Groups
    next_to: tuple[Array, Array]


def _linked_otherwise(words: Array, before: Array, now: Array, state: Array) -> _Linked:
    """Return where ``LONG`` frequent words of staying texts are matched with others than before.

    They are matched with all their like, or at too many places with the next one only: that changes where their
    number passes the cap, or where a text comes or goes between two of them.
    """
    import numpy as np

    then, full = (_whole(bits, OFTEN) for bits in (before, now))
    places = np.flatnonzero(then | full)
    hashes = long_grams(words, places)
    stirs = (state[places] != STAYS) | (then[places] != full[places])
    some = _places_with(hashes, hashes[stirs])
    groups = group(hashes[some], places[some])
    member = np.repeat(np.arange(len(groups.sizes)), groups.sizes)
    was, gone = then[groups.places], state[groups.places] == GOES
    few, is_few = (
        few_enough(
            np.bincount(member, inside, len(groups.sizes)),
            np.bincount(member, inside & _whole(bits, COMMON)[groups.places], len(groups.sizes)) > 0,
        )[member]
        for bits, inside in ((before, was), (now, full[groups.places] & ~gone))
    )
    stays = state[groups.places] == STAYS
    stirred = np.cumsum(~stays | (was != full[groups.places]))
    chained = np.flatnonzero(stays & (was == full[groups.places]) & ~is_few)
    apart = (np.diff(stirred[chained]) > 0) & (np.diff(member[chained]) == 0)
    next_to = groups.places[chained[:-1][apart]], groups.places[chained[1:][apart]]
    return _Linked(_of_members(groups, stays & (few != is_few)), next_to)


def _whole(bits: Array, bit: int) -> Array:
    """Return for each word whether the n-grams of all ``LONG`` words from it on have a bit."""
    import numpy as np

    found = (bits & bit) != 0
    for step in range(1, LONG - SHORT + 1):
        found[:-step] &= (bits[step:] & bit) != 0
    found[max(0, len(bits) - LONG + 1) :] = False
    checked: Array = np.ascontiguousarray(found)
    return checked


def _groups_with(known: Known, hashes: Array, wanted: Array, there: Array) -> Groups:
    """Return the places of the n-grams wanted words begin, where they are not frequent."""
    places = _places_with(hashes, hashes[wanted])
    places = places[there[places] & ~known.often[places]]
    return group(hashes[places], places)


def _places_with(hashes: Array, some: Array) -> Array:
    """Return the places of hashes that are among some, and of a few others."""
    import numpy as np

    bits = min(_MOST_BITS, (_ROOM * len(some)).bit_length())
    shift = np.uint64(64 - bits)
    seen = np.zeros(1 << bits, bool)
    seen[some >> shift] = True
    return np.concatenate([
        begin + np.flatnonzero(seen[hashes[begin : begin + _WORDS_AT_A_TIME] >> shift])
        for begin in range(0, max(1, len(hashes)), _WORDS_AT_A_TIME)
    ])  # fmt: skip
