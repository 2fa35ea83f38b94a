"""Clusters by average linkage over sparse pair scores.

A pair without a score counts as nought, so a chain of likely pairs does not pull a whole month into
one cluster: two clusters join where their members are alike on the average.

Each round joins at once every two clusters that are each other's best. That is what joining the best two of all
first comes to: no other joining can make an average larger than both it is made of (reciprocal nearest neighbours,
Benzécri 1982, Murtagh 1983).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from musnad.link.trees import join

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike

    Array = np.ndarray[Any, np.dtype[Any]]

# Links kept for one thing beside those that hold its cluster together.
MOST_LINKS = 10


def average_linkage(count: int, left: ArrayLike, right: ArrayLike, scores: ArrayLike, threshold: float) -> Array:
    """Return for each of ``count`` things the smallest number in its cluster.

    The pairs are three sequences, each pair once. Clusters join, the best average first, while the average of
    their pair scores is at least ``threshold`` (above nought). Ties go to the smaller numbers, so the order of the
    pairs does not matter.
    """
    import numpy as np

    one, other = np.asarray(left, dtype=np.int64), np.asarray(right, dtype=np.int64)
    low, high, sums = _summed(np.minimum(one, other), np.maximum(one, other), np.asarray(scores, dtype=float), count)
    leader, size = np.arange(count), np.ones(count)
    while len(low):
        averages = sums / (size[low] * size[high])
        best = np.zeros(count)
        np.maximum.at(best, low, averages)
        np.maximum.at(best, high, averages)
        # what is alike with nothing now is alike with nothing larger later
        going = np.flatnonzero((best[low] >= threshold) & (best[high] >= threshold))
        low, high, sums, averages = low[going], high[going], sums[going], averages[going]
        partner = _partners(low, high, averages, best)
        join = np.flatnonzero((partner[low] == high) & (partner[high] == low))
        size[low[join]] += size[high[join]]
        now = np.arange(count)
        now[high[join]] = low[join]
        leader = now[leader]
        low, high = now[low], now[high]
        apart = np.flatnonzero(low != high)
        low, high = low[apart], high[apart]
        low, high, sums = _summed(np.minimum(low, high), np.maximum(low, high), sums[apart], count)
    return leader


def _partners(low: Array, high: Array, averages: Array, best: Array) -> Array:
    """Return for each cluster the one of its best average, of several the smallest; its own count where none is."""
    import numpy as np

    none = len(best)
    partner = np.full(none, none)
    for mine, its in ((low, high), (high, low)):
        top = np.flatnonzero(averages == best[mine])
        np.minimum.at(partner, mine[top], its[top])
    return partner


def _summed(low: Array, high: Array, sums: Array, count: int) -> tuple[Array, Array, Array]:
    """Return pairs in order, each once, with the sum of its scores."""
    import numpy as np

    keys = low * count + high
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    first = np.flatnonzero(np.diff(keys, prepend=-1))
    if not len(first):
        return low, high, sums
    low, high = np.divmod(keys[first], count)
    return low, high, np.add.reduceat(sums[order], first)


def links_within_clusters(
    count: int, left: Array, right: Array, scores: Array, threshold: float
) -> Iterator[tuple[int, int, int]]:
    """Yield the pairs that hold clusters together, and the best others of each thing: which pair, and its two ends.

    The best come first. The others lie at the threshold or above.
    """
    import numpy as np

    cluster = average_linkage(count, left, right, scores, threshold)
    inside = np.flatnonzero((scores > 0) & (cluster[left] == cluster[right]))
    inside = inside[np.lexsort((right[inside], left[inside], -scores[inside]))]
    leaders = list(range(count))
    links = [0] * count
    sure = (scores[inside] >= threshold).tolist()
    rows = zip(inside.tolist(), left[inside].tolist(), right[inside].tolist(), sure, strict=True)
    for at, one, other, is_sure in rows:
        if join(one, other, leaders) or (is_sure and links[one] < MOST_LINKS and links[other] < MOST_LINKS):
            links[one] += 1
            links[other] += 1
            yield at, one, other
