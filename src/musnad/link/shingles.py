"""Kernels that find the words two texts share, over packed arrays: no report, no row, no language.

Equal n-grams are brought together by one sort of packed 64-bit keys, hash above and place below;
each match is then drawn out to the run of equal words it lies in. The method is the seed-and-extend
of sequence search; see Broder 1997 for shingles, and passim (Smith et al. 2014) for reuse in newspapers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from musnad.link.corpora import Corpus
from musnad.link.grams import LONG, SHORT, Groups, group, grouped, long_grams, short_grams
from musnad.link.scratch import Growing, give_back
from musnad.link.spans import once, spread

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[Any]]

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
# Pairs of places worked on at a time: bounds the memory, whatever the case.
_PAIRS_AT_A_TIME = 1 << 19
# Two places are packed in one 64-bit number.
MOST_WORDS = (1 << 32) - 1
# Matches drawn out to runs together; in a larger case those of some texts at a time.
MATCHES_AT_A_TIME = 1 << 23
# So few runs still being drawn out are drawn out one by one, so many words at a time.
_FEW_RUNS, _WORDS_AT_A_TIME = 16, 1 << 16


@dataclass(frozen=True, slots=True)
class Limits:
    """Which pairs of texts are not looked at: decided before pairs are made.

    ``days[t]`` is the day of text ``t`` (negative: unknown, which is near any day) and ``outlets[t]`` its
    outlet (negative: unknown, which is no other's). ``within_days`` and ``across_outlets`` say what is kept;
    ``pairs`` tells it of the numbers of texts, left and right.
    """

    days: Array | None = None
    outlets: Array | None = None
    within_days: int | None = None
    across_outlets: bool = False
    pairs: Callable[[Array, Array], Array] | None = None

    def keep(self, left: Array, right: Array) -> Array:
        """Return for pairs of texts whether they may be compared."""
        kept = left != right
        if self.within_days is not None and self.days is not None:
            one, other = self.days[left], self.days[right]
            kept &= (abs(one - other) <= self.within_days) | (one < 0) | (other < 0)
        if self.across_outlets and self.outlets is not None:
            one, other = self.outlets[left], self.outlets[right]
            kept &= (one != other) | (one < 0)
        if self.pairs is not None:
            kept &= self.pairs(left, right)
        checked: Array = kept
        return checked


ALL_PAIRS = Limits()


@dataclass(frozen=True, slots=True)
class Runs:
    """Runs of equal words of two texts, left text first; places are numbers of words of the corpus."""

    left: Array
    right: Array
    length: Array


@dataclass(frozen=True, slots=True)
class Counts:
    """What is counted of the ``SHORT`` words from each word of a case on: a byte of memory a word.

    ``common[w]``: they are a template's, no story's; ``standing[w]``: one outlet alone prints them, day after day;
    ``often[w]``: they are common or stand at too many places to be matched themselves.
    """

    often: Array
    common: Array
    standing: Array


@dataclass(frozen=True, slots=True)
class Matches:
    """Where runs of equal words of two texts may begin, and what is counted of each word.

    ``begins`` are pairs of places, the left one in the upper half of a number; where they are many they rise.
    ``first[w]`` says that a stretch begins at word ``w``; one more entry closes the last.
    """

    begins: Array
    first: Array
    counts: Counts


@dataclass(frozen=True, slots=True)
class Known:
    """The words of a case and what is known of each."""

    corpus: Corpus
    first: Array  # whether a stretch begins there; one more entry closes the last
    often: Array  # its SHORT words are too frequent, or too common, to be matched themselves
    common: Array
    standing: Array

    def texts(self, places: Array) -> Array:
        """Return the numbers of the texts that words belong to."""
        import numpy as np

        texts: Array = np.searchsorted(self.corpus.bounds, places, side="right") - 1
        return texts

    def kept(self, left: Array, right: Array, limits: Limits) -> tuple[Array, Array]:
        """Return the matches of texts that may be compared."""
        kept = limits.keep(self.texts(left), self.texts(right))
        return left[kept], right[kept]


def find_matches(corpus: Corpus, limits: Limits = ALL_PAIRS) -> Matches:
    """Return where runs of equal words of two texts may begin: every run ``drawn_out`` names holds one of them.

    Raises ``ValueError`` where a case has more words than ``MOST_WORDS``: some fifteen million reports.
    """
    import numpy as np

    size = len(corpus.words)
    if size > MOST_WORDS:
        raise ValueError(f"{size} words are too many for one case: at most {MOST_WORDS}")
    known = Known(corpus, np.zeros(size + 1, bool), *(np.zeros(size, bool) for _ in range(3)))
    known.first[corpus.stretches] = True
    rare = [_rare_of(known, groups, limits) for groups in grouped(short_grams(corpus))]
    return matches_of(known, rare, limits)


def matches_of(known: Known, rare: list[tuple[Array, Array]], limits: Limits) -> Matches:
    """Return the matches of groups of rare n-grams, given as places and sizes and used up, and of the frequent ones."""
    import numpy as np

    found = Growing(np.uint64)
    while rare:
        for pair in pairs_of(*rare.pop(0)):
            found.add(_packed(*_starts_of_runs(known, pair, limits)))
    for pair in _frequent(known, limits):
        found.add(_packed(*pair))
    begins = found.whole()
    if len(begins) > MATCHES_AT_A_TIME:
        begins.sort()
    return Matches(begins, known.first, Counts(known.often, known.common, known.standing))


def _packed(left: Array, right: Array) -> Array:
    """Return two places as one number."""
    import numpy as np

    packed: Array = left.astype(np.uint64) << np.uint64(32) | right.astype(np.uint64)
    return packed


def drawn_out(corpus: Corpus, begins: Array, first: Array) -> Iterator[Runs]:
    """Yield the longest runs of equal words of every two texts, each once, all of some left texts at a time, in order.

    Every run of ``LONG`` words with a LONG-gram at no more than ``COMMON_PLACES`` places is among them, whole, and
    where that is no template's, at no more than ``MOST_PLACES_LONG``. So is every run of ``SHORT`` words with a
    SHORT-gram at no more than ``MOST_PLACES_SHORT`` that is not common. Of what stands at more places, each has a
    run with the one before it.
    """
    import numpy as np

    bounds, done = corpus.bounds, 0
    while True:
        end = min(done + MATCHES_AT_A_TIME, len(begins))
        if end < len(begins):  # the last text whole
            text = np.searchsorted(bounds, int(begins[end]) >> 32, side="right")
            end = int(np.searchsorted(begins, np.uint64(int(bounds[text]) << 32)))
        some = begins[done:end]
        left, right = (some >> np.uint64(32)).astype(np.int64), (some & np.uint64(0xFFFFFFFF)).astype(np.int64)
        yield Runs(*_drawn_out(corpus, first, left, right))
        done = end
        if done == len(begins):
            return
        give_back(begins)


def _begins(words: Array, first: Array, left: Array, right: Array) -> Array:
    """Return where two equal words are not continued by the words before."""
    begins: Array = first[left] | first[right] | (words[left - 1] != words[right - 1])
    return begins


def _rare_of(known: Known, groups: Groups, limits: Limits) -> tuple[Array, Array]:
    """Return the places of the groups that are matched with each other, and how many each group has.

    What the others stand for is marked.
    """
    import numpy as np

    rare = mark_frequent(known, groups, limits)
    places, sizes = groups.places[np.repeat(rare, groups.sizes)], groups.sizes[rare]
    return places.astype(np.uint32), sizes.astype(np.min_scalar_type(MOST_PLACES_SHORT))


def mark_frequent(known: Known, groups: Groups, limits: Limits) -> Array:
    """Mark the words that begin n-grams too frequent, or too common, to be matched; return which groups are not."""
    import numpy as np

    rare: Array = (groups.sizes <= MOST_PLACES_SHORT) & ~_mark_common(known, groups, limits)
    known.often[groups.places[~np.repeat(rare, groups.sizes)]] = True
    return rare


def _mark_common(known: Known, groups: Groups, limits: Limits) -> Array:
    """Return which groups are common, and mark their words, and which are one outlet's standing text."""
    import numpy as np

    common = np.zeros(len(groups.sizes), bool)
    many = np.flatnonzero(groups.sizes > min(COMMON_PLACES, STANDING_DAYS))
    if not len(many) or len(known.corpus.bounds) - 1 < LARGE_CASE:
        return common
    sizes = groups.sizes[many]
    places = groups.places[spread(groups.firsts[many], sizes)]
    group = np.repeat(np.arange(len(many)), sizes)
    texts = known.texts(places)
    outlets = _different(group, texts, limits.outlets, len(many))
    back = _different(group, texts, limits.days, len(many)) > STANDING_DAYS
    often = sizes > COMMON_PLACES
    often &= sizes > PRINTINGS_AN_OUTLET * outlets
    common[many] = often | back
    known.common[places] = np.repeat(often | back, sizes)
    known.standing[places] = np.repeat(back & (outlets == 1), sizes)
    return common


def _different(group: Array, texts: Array, known: Array | None, count: int) -> Array:
    """Return for each group at how many different outlets, or on how many days, its texts stand; at least 1."""
    import numpy as np

    if known is None:
        return np.ones(count, np.int64)
    width = int(known.max()) + 2
    keys = once(group * width + known[texts] + 1)
    return np.bincount(keys // width, minlength=count)


def pairs_of(places: Array, sizes: Array) -> Iterator[tuple[Array, Array]]:
    """Yield all pairs of places of groups of so many, some at a time."""
    import numpy as np

    ends = np.cumsum(sizes, dtype=np.int64)
    for size in np.flatnonzero(np.bincount(sizes)).tolist():
        firsts = ends[sizes == size] - size
        one, other = np.triu_indices(size, 1)
        step = max(1, _PAIRS_AT_A_TIME // len(one))
        for begin in range(0, len(firsts), step):
            rows = firsts[begin : begin + step, None]
            left, right = places[(rows + one).ravel()], places[(rows + other).ravel()]
            yield left.astype(np.int64), right.astype(np.int64)


def _starts_of_runs(known: Known, pair: tuple[Array, Array], limits: Limits) -> tuple[Array, Array]:
    """Return the matches that no match of the words just before continues, of texts that may be compared."""
    left, right = pair
    begin = _begins(known.corpus.words, known.first, left, right) | known.often[left - 1]
    return known.kept(left[begin], right[begin], limits)


def _frequent(known: Known, limits: Limits) -> Iterator[tuple[Array, Array]]:
    """Yield matches of LONG words all of whose SHORT words are too frequent to be matched themselves."""
    import numpy as np

    count = len(known.often) - LONG + 1
    if count <= 0:
        return
    full, templates = known.often[:count].copy(), known.common[:count].copy()
    for step in range(1, LONG - SHORT + 1):
        full &= known.often[step : count + step]
        templates &= known.common[step : count + step]
    places = np.flatnonzero(full)
    groups = group(long_grams(known.corpus.words, places), places)
    few = few_enough(groups.sizes, templates[groups.places[groups.firsts]])
    del full, templates
    of_few = np.repeat(few, groups.sizes)
    matched = np.zeros(len(known.often), bool)
    matched[groups.places[of_few]] = True
    sizes, words = groups.sizes[few], known.corpus.words
    for left, right in pairs_of(groups.places[of_few], sizes):
        begin = _begins(words, known.first, left, right) | (known.often[left - 1] & ~matched[left - 1])
        yield known.kept(left[begin], right[begin], limits)
    many, number = groups.places[~of_few], np.repeat(np.flatnonzero(~few), groups.sizes[~few])
    next_to = np.diff(number) == 0
    yield known.kept(many[:-1][next_to], many[1:][next_to], limits)


def few_enough(sizes: Array, templates: Array) -> Array:
    """Return which groups of ``LONG`` frequent words, of so many places, are matched with all their like."""
    import numpy as np

    few: Array = sizes <= np.where(templates, COMMON_PLACES, MOST_PLACES_LONG)
    return few


def _drawn_out(corpus: Corpus, first: Array, left: Array, right: Array) -> tuple[Array, Array, Array]:
    """Return the longest runs that matches of SHORT words lie in, each once, by left and right place."""
    import numpy as np

    words, stretches = corpus.words, corpus.stretches
    left, right = _first_of_each(words, first, once((right - left) * np.int64(len(words)) + left))
    ends = (stretches[np.searchsorted(stretches, each, side="right")] - each for each in (left, right))
    room_left = np.minimum(*ends)
    length = np.full(len(left), SHORT, np.int64)
    for step in (LONG, 1):
        going = np.flatnonzero(length + step <= room_left)
        while len(going) > (_FEW_RUNS if step > 1 else 0):
            at_left, at_right = left[going] + length[going], right[going] + length[going]
            if step > 1:
                going = going[long_grams(words, at_left) == long_grams(words, at_right)]
            else:
                going = going[words[at_left] == words[at_right]]
            length[going] += step
            going = going[length[going] + step <= room_left[going]]
        for at in going.tolist():  # a few long ones: each at a stretch
            some = int(length[at])
            length[at] += _equal_for(words, int(left[at]) + some, int(right[at]) + some, int(room_left[at]) - some)
    order = np.lexsort((right, left))
    return left[order], right[order], length[order]


def _equal_for(words: Array, left: int, right: int, most: int) -> int:
    """Return how many words are equal from two places on."""
    for done in range(0, most, _WORDS_AT_A_TIME):
        step = min(_WORDS_AT_A_TIME, most - done)
        same = words[left + done : left + done + step] == words[right + done : right + done + step]
        if not same.all():
            return done + int(same.argmin())
    return most


def _first_of_each(words: Array, first: Array, keys: Array) -> tuple[Array, Array]:
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
    going = np.arange(len(left))
    while len(going):
        going = going[~_begins(words, first, left[going], left[going] + apart[going])]
        left[going] -= 1
        going = going[left[going] > before[going]]
    begun = left > before
    return left[begun], (left + apart)[begun]


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

    left, right = (np.searchsorted(corpus.bounds, each, side="right") - 1 for each in (runs.left, runs.right))
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
