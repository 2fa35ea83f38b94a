"""Sentences of two reports that tell one thing in other words, where nothing may have been copied word for word.

Two reports are looked at where they share several words that are rare in their edition (``link/rare_words.py``); two
of their sentences belong together where most of what the shorter says stands in the longer, much of it in the same
order. What a word says is how rare it is in the press. One edition only: on another day the same words are the same
office's form.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from musnad.link.chains import FEWEST_WORDS
from musnad.link.corpora import Corpus
from musnad.link.evidence import BAR_NEAR, MOST_FILLED
from musnad.link.left_over import LONGEST_REWORDED, aligned, best_apart, sides_of
from musnad.link.own_words import own_of_ranges
from musnad.link.passages import Ground, Passages
from musnad.link.rare_words import FEWEST_SHARED
from musnad.link.reasons import Pages
from musnad.link.spans import counted, firsts_of, once, spread, sums
from musnad.link.vocabulary import GRAINS, Vocabulary

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[Any]]

# Of the rare words that two reports share, as many must be as rare in the press as this; and two sentences are looked
# at that share so many.
_RARE_WEIGHT = 0.85
_FEWEST_IN_SENTENCE = 2
# What two sentences must share by weight; and the product of the shares of weight and of words in order. Chosen on
# the natural pairs and one day of newspapers (docs/stages/reuse.md).
_LEAST_WEIGHT = 5.5
_LEAST_ALIKE = 0.25


@dataclass(frozen=True, slots=True)
class _Shared:
    """Rare words that pairs of texts share: the pair of each, in order, and where it stands on either side."""

    pair: Array
    left: Array
    right: Array


@dataclass(frozen=True, slots=True)
class _Seeds:
    """Pairs of sentences, by number: the pair of texts and the sentence on either side."""

    pair: Array
    left: Array
    right: Array

    def some(self, kept: Array) -> _Seeds:
        return _Seeds(self.pair[kept], self.left[kept], self.right[kept])


def find_retellings(
    pages: Pages, known: Vocabulary, ground: Ground, pairs: Array, rare: Array, touched: Passages
) -> Passages:
    """Return the pairs of sentences told in other words that no passage touches, each sentence in one of them.

    ``pairs`` are two texts a row, which ``touched`` and what comes back count; ``rare`` tells of each word of the
    corpus whether it is.
    """
    import numpy as np

    corpus = pages.corpus
    shared = _shared_words(corpus, pairs, rare)
    seeds = _free(corpus, pairs, touched, _seeds(ground, corpus, pairs, shared))
    told = _told(pages, known, once(np.concatenate((seeds.left, seeds.right))))
    seeds, alike = _alike(told, seeds)
    telling = _telling(pages, known, shared, seeds.pair)
    seeds, alike = seeds.some(telling), alike[telling]
    ends = corpus.sentences
    found = aligned(ground, seeds.pair, *(ends[each + step] for each in (seeds.left, seeds.right) for step in (0, 1)))
    longest = np.maximum.reduceat(np.append(found.size, 0), found.firsts[:-1])
    anew = (found.shared > 0) & (longest < FEWEST_WORDS)  # a longer run is a copy, at too many places to be listed
    return found.taken(best_apart(found, alike, np.flatnonzero(anew)))


def _shared_words(corpus: Corpus, pairs: Array, rare: Array) -> _Shared:
    """Return the words that are rare in both texts of a pair."""
    import numpy as np

    texts = once(pairs.flatten())
    sizes = np.diff(corpus.bounds)[texts]
    places, text = spread(corpus.bounds[texts], sizes), np.repeat(np.arange(len(texts)), sizes)
    chosen = rare[places]
    places, text = places[chosen], text[chosen]
    firsts = np.searchsorted(text, np.arange(len(texts) + 1))
    # A word in a text: the numbers of one text lie together, and so do those sought in it.
    bits = np.uint64(64 - len(texts).bit_length())
    key = (text.astype(np.uint64) << bits) | corpus.words[places] >> np.uint64(64) - bits
    order = np.argsort(key)
    key, places = np.append(key[order], np.uint64(0)), places[order]
    left, right = np.searchsorted(texts, pairs.T)
    sizes = np.diff(firsts)[left]
    pair, at = np.repeat(np.arange(len(pairs)), sizes), spread(firsts[left], sizes)
    sought = key[at] + ((right - left).astype(np.uint64) << bits)[pair]
    other = np.searchsorted(key[:-1], sought)
    hit = np.flatnonzero(key[other] == sought)
    return _Shared(pair[hit], places[at[hit]], places[other[hit]])


def _seeds(ground: Ground, corpus: Corpus, pairs: Array, shared: _Shared) -> _Seeds:
    """Return the sentences, neither short nor long, that share several of the words."""
    import numpy as np

    ours, theirs = ground.sentence(shared.left), ground.sentence(shared.right)
    sizes = np.diff(corpus.sentences)
    fits = (sizes >= FEWEST_WORDS) & (sizes <= LONGEST_REWORDED)
    both = fits[ours] & fits[theirs]
    first = ground.sentence(corpus.bounds[pairs])
    pair, ours, theirs = shared.pair[both], ours[both], theirs[both]
    ours, theirs = ours - first[pair, 0], theirs - first[pair, 1]
    width = int(max(ours.max(initial=0), theirs.max(initial=0))) + 1
    found, times = counted((pair * width + ours) * width + theirs)
    pair, places = np.divmod(found[times >= _FEWEST_IN_SENTENCE], width * width)
    ours, theirs = np.divmod(places, width)
    return _Seeds(pair, ours + first[pair, 0], theirs + first[pair, 1])


def _telling(pages: Pages, known: Vocabulary, shared: _Shared, pairs: Array) -> Array:
    """Return which of some pairs share enough words that are rare in the press, too."""
    import numpy as np

    some = np.flatnonzero(np.isin(shared.pair, pairs))
    places = shared.left[some]
    which = _looked_up(pages, known, places)
    firsts = firsts_of(shared.pair[some], int(pairs.max(initial=-1)) + 1)
    enough: Array = sums(known.weights[which] >= _RARE_WEIGHT, firsts)[pairs] >= FEWEST_SHARED
    return enough


def _free(corpus: Corpus, pairs: Array, touched: Passages, seeds: _Seeds) -> _Seeds:
    """Return the pairs of sentences that no passage of their texts touches."""
    first, last = corpus.bounds[pairs.T], corpus.bounds[pairs.T + 1]
    left, right = sides_of(touched, first, last)
    ends = corpus.sentences
    kept = left.free(seeds.pair, ends[seeds.left], ends[seeds.left + 1])
    return seeds.some(kept & right.free(seeds.pair, ends[seeds.right], ends[seeds.right + 1]))


@dataclass(frozen=True, slots=True)
class _Told:
    """What sentences say: the stems of their words, and what each of their own weighs; their numbers.

    The words of sentence ``numbers[s]`` of the corpus are ``stems[starts[s]:starts[s + 1]]``. ``said`` and ``counts``
    are bags of stems and of numerals.
    """

    numbers: Array
    stems: Array
    starts: Array
    said: _Bags
    counts: _Bags

    def words(self, sentence: int) -> list[int]:
        """Return the stems of a sentence in their order."""
        stems: list[int] = self.stems[self.starts[sentence] : self.starts[sentence + 1]].tolist()
        return stems


@dataclass(frozen=True, slots=True)
class _Bags:
    """Different things in each of many bags, with what they weigh: those of bag ``b`` are ``firsts[b]:firsts[b + 1]``.

    ``weights`` are whole numbers of ``GRAINS``; ``keys`` are ``b * width + thing``, in order.
    """

    keys: Array
    weights: Array
    firsts: Array
    width: int

    @property
    def weight(self) -> Array:
        """What each bag weighs."""
        return sums(self.weights, self.firsts) / GRAINS

    def common(self, one: Array, other: Array) -> Array:
        """Return what bags have in common: of each thing the lesser weight."""
        import numpy as np

        sizes = np.diff(self.firsts)[one]
        at = spread(self.firsts[one], sizes)
        sought = self.keys[at] + np.repeat((other - one) * self.width, sizes)
        there = np.searchsorted(self.keys, sought)
        shared = np.append(self.keys, -1)[there] == sought
        lesser = np.where(shared, np.minimum(self.weights[at], np.append(self.weights, 0)[there]), 0)
        return sums(lesser, np.append(0, np.cumsum(sizes))) / GRAINS


def _bags(bag: Array, thing: Array, weight: Array, count: int) -> _Bags:
    """Return ``count`` bags: things in the bags they lie in, the heaviest of equal ones."""
    import numpy as np

    width = int(thing.max(initial=0)) + 1
    keys, weight = bag * width + thing, np.rint(weight * GRAINS).astype(np.int64)
    order = np.lexsort((-weight, keys))
    keys, weight = keys[order], weight[order]
    fresh = np.append(True, np.diff(keys) != 0)[: len(keys)]
    keys = keys[fresh]
    return _Bags(keys, weight[fresh], np.searchsorted(keys, np.arange(count + 1) * width), width)


def _looked_up(pages: Pages, known: Vocabulary, places: Array) -> Array:
    """Return the numbers words have among those known."""
    return known.numbers(pages.corpus.words[places], lambda some: pages.words_printed(places[some]))


def _told(pages: Pages, known: Vocabulary, numbers: Array) -> _Told:
    """Return what the sentences say that have these numbers in the corpus."""
    import numpy as np

    corpus = pages.corpus
    starts = corpus.sentences[numbers]
    sizes = corpus.sentences[numbers + 1] - starts
    places, bag = spread(starts, sizes), np.repeat(np.arange(len(numbers)), sizes)
    which = _looked_up(pages, known, places)
    firsts = np.append(0, np.cumsum(sizes))
    own = np.flatnonzero(own_of_ranges(which, firsts, known) & (known.weights[which] > 0))
    count = np.flatnonzero(corpus.numeric[places])
    stems, weights = known.stems[which], known.weights[which]
    return _Told(
        numbers, stems, firsts,
        _bags(bag[own], stems[own], weights[own], len(numbers)),
        _bags(bag[count], which[count], np.ones(len(count)), len(numbers)),
    )  # fmt: skip


def _alike(told: _Told, seeds: _Seeds) -> tuple[_Seeds, Array]:
    """Return the seeds alike enough, and how much of the shorter sentence the longer one says (0..1) in each.

    Sentences that have no number in common are two pieces of news; those with other numbers, too, must share more.
    """
    import numpy as np
    from rapidfuzz.distance import LCSseq

    one, other = (np.searchsorted(told.numbers, each) for each in (seeds.left, seeds.right))
    weight = told.said.common(one, other)
    whole = np.minimum(told.said.weight[one], told.said.weight[other])
    share = weight / np.maximum(whole, _LEAST_WEIGHT)
    counts = np.minimum(*(np.diff(told.counts.firsts)[each] for each in (one, other)))
    equal = told.counts.common(one, other)
    least = _LEAST_WEIGHT + BAR_NEAR[1] * np.minimum(counts - equal, MOST_FILLED)
    kept = (weight >= least) & (share >= _LEAST_ALIKE) & ((counts == 0) | (equal > 0))
    alike = np.zeros(len(weight))
    for number in np.flatnonzero(kept).tolist():
        words = [told.words(each[number]) for each in (one, other)]
        alike[number] = share[number] * LCSseq.similarity(*words) / min(map(len, words))
    found = np.flatnonzero(alike >= _LEAST_ALIKE)
    return seeds.some(found), alike[found]
