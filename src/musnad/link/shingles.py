"""Kernels that find the words two texts share, over packed arrays: no report, no row, no language.

Equal n-grams are brought together by one sort of packed 64-bit keys, hash above and place below;
each match is then drawn out to the run of equal words it lies in. The method is the seed-and-extend
of sequence search; see Broder 1997 for shingles, and passim (Smith et al. 2014) for reuse in newspapers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from musnad.link.corpora import Corpus
from musnad.link.word_arrays import scatter

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[Any]]

# Two texts share a passage from 8 words on; a run of 8 equal words is found however edited the rest.
LONG = 8
# Edited copies break runs about every six words; 5 words are still rarely shared by chance.
SHORT = 5
# Places one n-gram may stand at in the whole case, to be matched with all others. Above, pairs grow with the
# square: each place is then matched with the one before only. A case of 31,000 reports from 14 outlets has
# no story printed in 64 places.
MOST_PLACES_LONG = 64
MOST_PLACES_SHORT = 24
# In a case of at least this many texts, how often words stand together says what is a template.
LARGE_CASE = 500
# A SHORT-gram at more places than this in such a case is common, unless it is a story's: the most printed wire
# story of 31,000 reports from 14 outlets stood at fewer.
COMMON_PLACES = 16
# A story stands at its outlets about once a piece, a template again and again.
PRINTINGS_AN_OUTLET = 2
# Words that stand together on more days than this always come back: a story is copied within a few days.
STANDING_DAYS = 5
# Runs of less than LONG words make a pair worth a look where two of them lie this close in both texts: twice
# the widest gap inside a passage.
NEAR = 24
# Odd, no structure: 2**64 divided by the golden ratio.
_MULTIPLIER = 0x9E3779B97F4A7C15
# Pairs of places worked on at a time: bounds the memory, whatever the case.
_PAIRS_AT_A_TIME = 1 << 19


@dataclass(frozen=True, slots=True)
class Limits:
    """Which pairs of texts are not looked at: decided before pairs are made.

    ``days[t]`` is the day of text ``t`` (negative: unknown, which is near any day) and ``outlets[t]`` its
    outlet (negative: unknown, which is no other's). ``within_days`` and ``across_outlets`` say what is kept.
    """

    days: Array | None = None
    outlets: Array | None = None
    within_days: int | None = None
    across_outlets: bool = False

    def keep(self, left: Array, right: Array) -> Array:
        """Return for pairs of texts whether they may be compared."""
        kept = left != right
        if self.within_days is not None and self.days is not None:
            one, other = self.days[left], self.days[right]
            kept &= (abs(one - other) <= self.within_days) | (one < 0) | (other < 0)
        if self.across_outlets and self.outlets is not None:
            one, other = self.outlets[left], self.outlets[right]
            kept &= (one != other) | (one < 0)
        checked: Array = kept
        return checked


ALL_PAIRS = Limits()


@dataclass(frozen=True, slots=True)
class Runs:
    """Runs of equal words of two texts, left text first; places are numbers of words of the corpus.

    ``common[w]`` says that the ``SHORT`` words from word ``w`` on are a template's, no story's;
    ``standing[w]`` that one outlet alone prints them, day after day.
    """

    left: Array
    right: Array
    length: Array
    common: Array
    standing: Array


@dataclass(frozen=True, slots=True)
class _Spaced:
    """The words with a word of its own after each stretch, which no other equals: no run crosses it."""

    words: Array
    texts: Array
    stretch: Array  # how many such words stand before each
    long: Array  # the hash of the LONG words from each on; 0 where fewer are left


def shared_runs(corpus: Corpus, limits: Limits = ALL_PAIRS) -> Runs:
    """Return the longest runs of equal words of every two texts, each once.

    Every run of ``LONG`` words with a LONG-gram at no more than ``COMMON_PLACES`` places is among them, whole, and
    where that is no template's, at no more than ``MOST_PLACES_LONG``. So is every run of ``SHORT`` words with a
    SHORT-gram at no more than ``MOST_PLACES_SHORT`` that is not common. Of what stands at more places, each has a
    run with the one before it.
    """
    import numpy as np

    spaced, short = _spaced(corpus)
    groups = _groups(short, np.arange(len(short), dtype=np.int64))
    del short
    common, standing = _commons(groups, spaced, limits)
    rare = (groups.sizes <= MOST_PLACES_SHORT) & ~common[groups.places[groups.firsts]]
    often = np.zeros(len(spaced.words), bool)
    often[groups.places[np.repeat(~rare, groups.sizes)]] = True
    found = [_starts_of_runs(spaced, each, often, limits) for each in _pairs(groups, rare)]
    found += _frequent(spaced, often, common, limits)
    left, right = (np.concatenate(each) for each in zip(*found, strict=True))
    left, right, length = _drawn_out(spaced, left, right)
    shift = spaced.stretch
    inside = np.ones(len(common), bool)
    inside[corpus.stretches[1:] + np.arange(len(corpus.stretches) - 1)] = False
    return Runs(left - shift[left], right - shift[right], length, common[inside], standing[inside])


def _commons(groups: _Groups, spaced: _Spaced, limits: Limits) -> tuple[Array, Array]:
    """Return for each place whether its SHORT words are common, and whether they are one outlet's standing text."""
    import numpy as np

    common, standing = np.zeros(len(spaced.words), bool), np.zeros(len(spaced.words), bool)
    if not len(groups.places) or spaced.texts[-1] + 1 < LARGE_CASE:
        return common, standing
    outlets = _different(groups, spaced, limits.outlets)
    back = _different(groups, spaced, limits.days) > STANDING_DAYS
    often = groups.sizes > COMMON_PLACES
    often &= groups.sizes > PRINTINGS_AN_OUTLET * outlets
    common[groups.places] = np.repeat(often | back, groups.sizes)
    standing[groups.places] = np.repeat(back & (outlets == 1), groups.sizes)
    return common, standing


def _different(groups: _Groups, spaced: _Spaced, known: Array | None) -> Array:
    """Return for each group at how many different outlets, or on how many days, its places stand; at least 1."""
    import numpy as np

    if known is None:
        return np.ones(len(groups.sizes), np.int64)
    width = int(known.max()) + 2
    group = np.repeat(np.arange(len(groups.sizes)), groups.sizes)
    keys = _once(group * width + known[spaced.texts[groups.places]] + 1)
    return np.bincount(keys // width, minlength=len(groups.sizes))


def _spaced(corpus: Corpus) -> tuple[_Spaced, Array]:
    import numpy as np

    ends = corpus.stretches[1:]
    size = len(corpus.words) + len(ends)
    walls = ends + np.arange(len(ends))
    inside = np.ones(size, bool)
    inside[walls] = False
    words = np.empty(size, np.uint64)
    words[inside] = corpus.words
    words[walls] = scatter(np.arange(len(walls), dtype=np.uint64) + np.uint64(1))
    stretch = np.cumsum(~inside, dtype=np.int32)
    sizes = np.diff(corpus.bounds + np.searchsorted(ends, corpus.bounds, side="right"))
    texts = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
    four = _mixed(_mixed(words, words, 1), None, 2)
    short = _mixed(four, words, 4)
    long = np.zeros(size, np.uint64)
    whole = _mixed(four, None, 4)
    long[: len(whole)] = whole
    return _Spaced(words, texts, stretch, long), short


def _mixed(hashes: Array, other: Array | None, step: int) -> Array:
    """Return for each place the hash of what stands there and of what stands ``step`` places on."""
    import numpy as np

    other = hashes if other is None else other
    count = max(0, min(len(hashes), len(other) - step))
    mixed = hashes[:count] * np.uint64(_MULTIPLIER)
    mixed ^= mixed >> np.uint64(29)
    mixed += other[step : step + count]
    return mixed


@dataclass(frozen=True, slots=True)
class _Groups:
    """Places of equal hashes side by side, in their order: ``places[first:first + size]``; each at least two."""

    places: Array
    firsts: Array
    sizes: Array


def _groups(hashes: Array, places: Array) -> _Groups:
    """Return the places that have the same hash. The places must rise."""
    import numpy as np

    if not len(hashes):
        none = np.empty(0, np.int64)
        return _Groups(none, none, none)
    bits = np.uint64(len(hashes).bit_length())
    keys = hashes >> bits << bits
    keys |= np.arange(len(keys), dtype=np.uint64)
    keys.sort()
    same = np.diff(keys >> bits) == 0
    numbers = keys[np.append(same, False) | np.append(False, same)] & ((np.uint64(1) << bits) - np.uint64(1))
    full = hashes[numbers]
    if (np.diff(full >> bits) == 0).sum() != (np.diff(full) == 0).sum():  # the bits left out told some apart
        order = np.lexsort((numbers, full))
        numbers, full = numbers[order], full[order]
    firsts = np.flatnonzero(np.append(True, full[1:] != full[:-1])) if len(full) else np.empty(0, np.int64)
    sizes = np.diff(np.append(firsts, len(full)))
    if len(sizes) and sizes.min() == 1:
        lone = np.zeros(len(full), bool)
        lone[firsts[sizes == 1]] = True
        numbers, sizes = numbers[~lone], sizes[sizes > 1]
        firsts = np.cumsum(sizes) - sizes
    return _Groups(places[numbers], firsts, sizes)


def _pairs(groups: _Groups, chosen: Array) -> Iterator[tuple[Array, Array]]:
    """Yield all pairs of places of the groups chosen, some at a time."""
    import numpy as np

    yield np.empty(0, np.int64), np.empty(0, np.int64)
    for size in np.unique(groups.sizes[chosen]).tolist():
        firsts = groups.firsts[chosen & (groups.sizes == size)]
        one, other = np.triu_indices(size, 1)
        step = max(1, _PAIRS_AT_A_TIME // len(one))
        for begin in range(0, len(firsts), step):
            rows = firsts[begin : begin + step, None]
            yield groups.places[(rows + one).ravel()], groups.places[(rows + other).ravel()]


def _starts_of_runs(spaced: _Spaced, pair: tuple[Array, Array], often: Array, limits: Limits) -> tuple[Array, Array]:
    """Return the matches that no match of the words just before continues, of texts that may be compared."""
    left, right = pair
    words, texts = spaced.words, spaced.texts
    begin = (left == 0) | (words[left - 1] != words[right - 1]) | often[left - 1]
    left, right = left[begin], right[begin]
    kept = limits.keep(texts[left], texts[right])
    return left[kept], right[kept]


def _frequent(spaced: _Spaced, often: Array, common: Array, limits: Limits) -> list[tuple[Array, Array]]:
    """Return matches of LONG words all of whose SHORT words are too frequent to be matched themselves."""
    import numpy as np

    count = len(often) - LONG + 1
    if count <= 0:
        return []
    full, templates = often[:count].copy(), common[:count].copy()
    for step in range(1, LONG - SHORT + 1):
        full &= often[step : count + step]
        templates &= common[step : count + step]
    places = np.flatnonzero(full)
    groups = _groups(spaced.long[places], places)
    few = groups.sizes <= np.where(templates[groups.places[groups.firsts]], COMMON_PLACES, MOST_PLACES_LONG)
    matched = np.zeros(len(often), bool)
    matched[groups.places[np.repeat(few, groups.sizes)]] = True
    found = []
    for left, right in _pairs(groups, few):
        begin = (left == 0) | (spaced.words[left - 1] != spaced.words[right - 1]) | (often & ~matched)[left - 1]
        left, right = left[begin], right[begin]
        kept = limits.keep(spaced.texts[left], spaced.texts[right])
        found.append((left[kept], right[kept]))
    many = groups.places[np.repeat(~few, groups.sizes)]
    left, right = many[:-1], many[1:]
    kept = spaced.long[left] == spaced.long[right]
    kept &= limits.keep(spaced.texts[left], spaced.texts[right])
    return [*found, (left[kept], right[kept])]


def _drawn_out(spaced: _Spaced, left: Array, right: Array) -> tuple[Array, Array, Array]:
    """Return the longest runs that matches of SHORT words lie in, each once, by left and right place."""
    import numpy as np

    words = spaced.words
    left, right = _first_of_each(words, _once((right - left) * np.int64(len(words)) + left))
    length = np.full(len(left), SHORT, np.int64)
    for hashes, step in ((spaced.long, LONG), (words, 1)):
        going = np.arange(len(left))
        while len(going):
            at_left, at_right = left[going] + length[going], right[going] + length[going]
            fits = at_right + step <= len(words)
            going, at_left, at_right = going[fits], at_left[fits], at_right[fits]
            going = going[hashes[at_left] == hashes[at_right]]
            length[going] += step
    order = np.lexsort((right, left))
    return left[order], right[order], length[order]


def _first_of_each(words: Array, keys: Array) -> tuple[Array, Array]:
    """Return where the runs begin that matches lie in, each once.

    A key is a diagonal (right - left) times the number of words, and the left place. A match is moved back to the
    match before it on its diagonal at most, and is that one's from there on: the cost is that of the words between.
    """
    import numpy as np

    if not len(keys):
        return keys, keys
    keys = keys[np.append(True, np.diff(keys) != 1)]
    apart, left = np.divmod(keys, np.int64(len(words)))
    before = np.append(np.int64(-1), np.where(np.diff(apart) == 0, left[:-1], -1))
    going = np.flatnonzero(left > 0)
    while len(going):
        at = left[going] - 1
        going = going[words[at] == words[at + apart[going]]]
        left[going] -= 1
        going = going[(left[going] > 0) & (left[going] > before[going])]
    first = left > before
    return left[first], (left + apart)[first]


def _once(keys: Array) -> Array:
    """Return the numbers in order, each once; the array given is used up."""
    import numpy as np

    keys.sort()  # numpy's own way through a hash table takes four times as long
    found: Array = keys[np.append(True, keys[1:] != keys[:-1])] if len(keys) else keys
    return found


@dataclass(frozen=True, slots=True)
class PairRuns:
    """Runs sorted by pair of texts: pair ``p`` has the rows ``firsts[p]:firsts[p + 1]`` of ``runs``.

    ``runs`` has the columns left, right, length, places counted in words of the corpus.
    """

    left: Array
    right: Array
    firsts: Array
    runs: Array


def runs_by_pair(corpus: Corpus, runs: Runs) -> PairRuns:
    """Return the runs of the pairs that may share a passage, in order.

    A pair may share one if it has a run of ``LONG`` words, or two runs no more than ``NEAR`` words apart in both.
    """
    import numpy as np

    texts = np.repeat(np.arange(len(corpus.bounds) - 1, dtype=np.int32), np.diff(corpus.bounds))
    left, right = texts[runs.left], texts[runs.right]
    order = np.argsort(left.astype(np.int64) * len(corpus.bounds) + right, kind="stable")
    left, right = left[order], right[order]
    rows = np.stack((runs.left[order], runs.right[order], runs.length[order]), axis=1)
    if not len(rows):
        none = np.empty(0, np.int64)
        return PairRuns(none, none, np.zeros(1, np.int64), rows)
    fresh = np.append(True, (np.diff(left) != 0) | (np.diff(right) != 0))
    firsts = np.flatnonzero(fresh)
    worth = (rows[:, 2] >= LONG) | (_follow(rows, 1) & ~fresh)
    again = fresh.copy()
    again[1:] |= fresh[:-1]
    worth |= _follow(rows, 2) & ~again
    kept = np.logical_or.reduceat(worth, firsts)
    inside = np.repeat(kept, np.diff(np.append(firsts, len(rows))))
    sizes = np.diff(np.append(firsts, len(rows)))[kept]
    return PairRuns(left[firsts[kept]], right[firsts[kept]], np.cumsum(np.append(0, sizes)), rows[inside])


def _follow(rows: Array, step: int) -> Array:
    """Return for each run whether it follows the one so many rows before closely in both texts."""
    import numpy as np

    found = np.zeros(len(rows), bool)
    before, after = rows[:-step], rows[step:]
    gaps = after[:, :2] - before[:, :2] - before[:, 2:]
    found[step:] = (gaps.max(axis=1) <= NEAR) & (after[:, 1] > before[:, 1])
    return found
