"""How alike reports are, for pairs that may belong together: sparse, in numpy, never all pairs.

Candidates come from the postings of a report's rarest stems; only they are looked at closely. The score of a pair is
the mean of three cosines (headline, lead, whole text: :mod:`musnad.link.stem_weights`), times how much of one headline
the other text holds: reports of one template about two people differ in just those words.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from musnad.link.stem_weights import TEXT, TOP, Floats, Ints, Shorts, StemWeights

# The rarest stems of a report that look for candidates, the most reports such a stem may occur in,
# and the most candidates that are looked at closely.
RARE_STEMS, MOST_POSTINGS, MOST_CANDIDATES = 40, 600, 120
# A pair keeps this part of its cosines where neither headline is in the other text at all.
FLOOR = 0.3
# A pair below this is not kept; clusters end far above it.
LEAST = 0.02
# Sums are the same to so many digits on every machine, in whatever order they are summed: equal texts stay equal.
DIGITS = 9
# Reports whose candidates are looked for at a time: enough for numpy, little enough for the cache.
_BLOCK = 64
# Numbers sorted as one of 64 bits: a report of the block, any report, and a place in the block.
_NUMBER_BITS, _PLACE_BITS = 32, 24
_NUMBER, _PLACE = (1 << _NUMBER_BITS) - 1, (1 << _PLACE_BITS) - 1


def pair_scores(texts: StemWeights) -> Iterator[tuple[int, Ints, Floats]]:
    """Yield for each report its candidates ``j > i`` and their scores (0..1), best candidates only."""
    postings = _Postings.of(texts)
    looks = _Looks.of(texts)
    for first in range(0, len(texts), _BLOCK):
        last = min(first + _BLOCK, len(texts))
        for i, others in enumerate(_candidates(first, last, texts, postings), first):
            if len(others):
                scores = _scores(i, others, texts, looks)
                keep = np.flatnonzero(scores >= LEAST)
                yield i, others[keep], scores[keep]


@dataclass(frozen=True, slots=True)
class _Postings:
    """The rare stems by report: which reports have each, in order, and with what weight.

    ``places`` gives for each rare stem of each report where it stands here, ``stops`` for each where its reports end;
    ``rare`` how many of a report's stems look for candidates.
    """

    reports: Shorts
    weights: Floats
    places: Shorts
    stops: Ints
    rare: Ints

    @classmethod
    def of(cls, texts: StemWeights) -> _Postings:
        common = int(np.searchsorted(texts.frequency, MOST_POSTINGS + 1))
        found = np.flatnonzero(texts.stems < common)
        keys = texts.stems[found].astype(np.int64) << _NUMBER_BITS | found
        keys.sort()
        found = keys & _NUMBER
        places = np.full(len(texts.stems), -1, np.int32)
        places[found] = np.arange(len(found))
        owners, stems = texts.owners[found], texts.stems[found]
        weights = texts.tf_weights[texts.kinds[found], TEXT] * texts.rarity[stems] / texts.lengths[owners, TEXT]
        rare = np.minimum(np.bincount(owners, minlength=len(texts)), RARE_STEMS)
        return cls(owners, weights, places, np.cumsum(texts.frequency[:common]), rare)


@dataclass(frozen=True, slots=True)
class _Looks:
    """What close looks need: where each stem stands in the report at hand, counted from 1 (0: nowhere; all are 0
    between two reports), and what each kind of stem of the other report brings to the five sums of a pair.
    """

    table: Shorts
    brings: Floats

    @classmethod
    def of(cls, texts: StemWeights) -> _Looks:
        is_top = texts.tf_weights[:, TOP] > 0
        brings: Floats = np.column_stack((texts.tf_weights, np.ones(len(is_top)), is_top)).astype(np.float64)
        return cls(np.zeros(len(texts.rarity), np.int32), brings)


def _candidates(first: int, last: int, texts: StemWeights, postings: _Postings) -> Iterator[Ints]:
    """Yield for each of some reports the later ones that share the most weight of its rarest stems."""
    found = _ranges(texts.starts[first:last], postings.rare[first:last])
    own = postings.places[found].astype(np.int64)
    lengths = postings.stops[texts.stems[found]] - own - 1
    places = _ranges(own + 1, lengths)
    shared = postings.weights.take(places) * np.repeat(postings.weights[own], lengths)
    pairs = np.repeat(texts.owners[found].astype(np.int64) - first, lengths) << _NUMBER_BITS
    pairs |= postings.reports.take(places)
    keys = pairs << _PLACE_BITS | np.arange(len(pairs))
    keys.sort()
    pairs = keys >> _PLACE_BITS
    distinct = np.flatnonzero(np.diff(pairs, prepend=-1))
    pairs = pairs[distinct]
    totals = np.add.reduceat(shared.take(keys & _PLACE), distinct).round(DIGITS) if len(distinct) else shared
    bounds = np.searchsorted(pairs >> _NUMBER_BITS, np.arange(last - first + 1)).tolist()
    others = pairs & _NUMBER
    for start, stop in pairwise(bounds):
        yield _best(others[start:stop], totals[start:stop])


def _best(others: Ints, totals: Floats) -> Ints:
    """Return the candidates of most weight in order; of equal ones the first."""
    spare = len(others) - MOST_CANDIDATES
    if spare <= 0:
        return others
    bar = np.partition(totals, spare)[spare]
    kept = totals > bar
    ties = np.flatnonzero(totals == bar)
    kept[ties[: MOST_CANDIDATES - int(np.count_nonzero(kept))]] = True
    best: Ints = others[kept]
    return best


def _scores(i: int, others: Ints, texts: StemWeights, looks: _Looks) -> Floats:
    """Return the scores of a report with others, each of which shares stems with it."""
    start, stop = texts.starts[i], texts.starts[i + 1]
    begins = texts.starts[others]
    lengths = texts.starts[others + 1] - begins
    places = _ranges(begins, lengths)
    looks.table[texts.stems[start:stop]] = np.arange(1, stop - start + 1)
    mine = looks.table.take(texts.stems.take(places))
    looks.table[texts.stems[start:stop]] = 0
    both = np.flatnonzero(mine > 0)
    products = _own_side(i, texts, looks).take(mine.take(both) - 1, axis=0)
    products *= looks.brings.take(texts.kinds.take(places.take(both)), axis=0)
    sums = np.add.reduceat(products, np.searchsorted(both, np.cumsum(lengths) - lengths), axis=0)
    cosines = (sums[:, :3] / texts.lengths[others]).sum(axis=1) / 3
    held = np.maximum(sums[:, 3], sums[:, 4] / texts.headlines[others])
    return np.asarray(cosines * (FLOOR + (1 - FLOOR) * held))


def _own_side(i: int, texts: StemWeights, looks: _Looks) -> Floats:
    """Return what each stem of a report brings to the sums of a pair: three cosines, and how much of either headline.

    What the other report's stem brings is multiplied with it.
    """
    stems = slice(texts.starts[i], texts.starts[i + 1])
    kinds = looks.brings.take(texts.kinds[stems], axis=0)
    own = np.repeat(texts.rarity[texts.stems[stems]] ** 2, 5).reshape(-1, 5)
    own[:, :3] *= kinds[:, :3] / texts.lengths[i]
    own[:, 3] *= kinds[:, 4] / texts.headlines[i]
    return own


def _ranges(starts: Ints, lengths: Ints) -> Ints:
    """Return ``start, start+1, …`` for each start and length, one after another."""
    before = np.cumsum(lengths) - lengths
    return np.asarray(np.repeat(starts - before, lengths) + np.arange(int(lengths.sum())))
