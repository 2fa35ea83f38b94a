"""Clusters by average linkage over sparse pair scores.

A pair without a score counts as nought, so a chain of likely pairs does not pull a whole month into
one cluster: two clusters join where their members are alike on the average.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable

Pair = tuple[int, int]


def average_linkage(count: int, scores: Iterable[tuple[int, int, float]], threshold: float) -> list[int]:
    """Return for each of ``count`` things the smallest number in its cluster.

    Clusters join, the best average first, while the average of their pair scores is at least
    ``threshold``. Ties go to the smaller numbers, so the order of the scores does not matter.
    """
    sums: list[dict[int, float]] = [{} for _ in range(count)]
    for left, right, score in scores:
        sums[left][right] = sums[right][left] = score
    heap = [(-score, left, right) for left in range(count) for right, score in sums[left].items() if left < right]
    heap = [entry for entry in heap if -entry[0] >= threshold]
    heapq.heapify(heap)
    size = [1] * count
    leader = list(range(count))
    while heap:
        negative, left, right = heapq.heappop(heap)
        if leader[left] != left or leader[right] != right or _average(sums, size, left, right) != -negative:
            continue
        leader[right] = left
        _merge(sums, left, right)
        size[left] += size[right]
        for other in sums[left]:
            one, two = (left, other) if left < other else (other, left)
            average = _average(sums, size, one, two)
            if average >= threshold:
                heapq.heappush(heap, (-average, one, two))
    return [_root(leader, each) for each in range(count)]


def connected(count: int, pairs: Iterable[Pair]) -> list[int]:
    """Return for each of ``count`` things the smallest number it is joined with by pairs, however many."""
    leader = list(range(count))
    for left, right in pairs:
        one, other = _root(leader, left), _root(leader, right)
        leader[max(one, other)] = min(one, other)
        leader[left] = leader[right] = min(one, other)
    return [_root(leader, each) for each in range(count)]


def _average(sums: list[dict[int, float]], size: list[int], left: int, right: int) -> float:
    return sums[left].get(right, 0.0) / (size[left] * size[right])


def _merge(sums: list[dict[int, float]], left: int, right: int) -> None:
    for other, total in sums[right].items():
        del sums[other][right]
        if other != left:
            both = sums[left].get(other, 0.0) + total
            sums[left][other] = sums[other][left] = both
    sums[right] = {}


def _root(leader: list[int], each: int) -> int:
    while leader[each] != each:
        each = leader[each]
    return each
