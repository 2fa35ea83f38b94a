"""Runs of equal words of two texts, chained where one follows another closely in both. Pure: arrays in, arrays out.

Most pairs share runs that overlap nowhere and stand in the same order on both sides: their chains need no
choice, and are cut for all pairs at once. The others are gone through run by run.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[Any]]

# The definition of a passage (docs/stages/reuse.md): at least 8 words on each side, split where more
# than 12 unshared words lie between.
FEWEST_WORDS = 8
WIDEST_GAP = 12
# Wider gaps are still tried up to this, in case shorter shared stretches bridge them.
WIDEST_TRIED = 2 * WIDEST_GAP
# What a run of fewer words than a passage must add that no longer run covers.
_FEWEST_NEW = 4

# Left, right, length, and the stretches (headline, body...) both sides lie in.
_Run = tuple[int, int, int, int, int]


@dataclass(frozen=True, slots=True)
class Runs:
    """Runs of many pairs of texts, sorted by pair, left and right place, all counted in words of the corpus."""

    pair: Array
    left: Array
    right: Array
    size: Array


@dataclass(frozen=True, slots=True)
class Chains:
    """Runs in the order of their chains, of which each begins where ``begins`` says; those of a pair side by side."""

    runs: Runs
    begins: Array


def chained(runs: Runs, stretches: Array) -> Chains:
    """Return the runs that add something to their pair, chained.

    ``stretches`` is where each stretch begins that no chain may leave. Every word in a run of
    ``FEWEST_WORDS`` lies in a chain, on both sides.
    """
    import numpy as np

    left_in, right_in = (np.searchsorted(stretches, each, side="right") for each in (runs.left, runs.right))
    fresh = np.append(True, np.diff(runs.pair) != 0)[: len(runs.pair)]
    gap_left, gap_right = _gaps(runs.left, runs.size), _gaps(runs.right, runs.size)
    in_order = fresh | ((gap_left >= 0) & (gap_right >= 0))
    follows = (np.maximum(gap_left, gap_right) <= WIDEST_TRIED) & ~fresh
    follows[1:] &= (np.diff(left_in) == 0) & (np.diff(right_in) == 0)
    firsts = np.flatnonzero(fresh)
    tangled = ~np.logical_and.reduceat(in_order, firsts) if len(firsts) else in_order
    sizes = np.diff(np.append(firsts, len(fresh)))
    plain = np.repeat(~tangled, sizes)
    columns = np.stack((runs.pair, runs.left, runs.right, runs.size, ~follows), axis=1)[plain]
    rows = np.stack((runs.left, runs.right, runs.size, left_in, right_in), axis=1)[~plain]
    slow = np.array(list(_untangled(rows, runs.pair[firsts][tangled], sizes[tangled])), np.int64).reshape(-1, 5)
    columns = np.concatenate((columns, slow))
    columns = columns[np.argsort(columns[:, 0], kind="stable")]
    return Chains(Runs(*columns[:, :4].T), columns[:, 4].astype(bool))


def _gaps(starts: Array, sizes: Array) -> Array:
    """Return how many words lie between each run and the one before it, on one side."""
    import numpy as np

    gaps = np.zeros(len(starts), np.int64)
    gaps[1:] = starts[1:] - starts[:-1] - sizes[:-1]
    return gaps


def _untangled(rows: Array, pairs: Array, sizes: Array) -> Iterator[tuple[int, int, int, int, int]]:
    """Yield pair, left, right, length of the runs of pairs whose runs overlap or cross, and whether a chain begins."""
    runs: list[_Run] = [tuple(row) for row in rows.tolist()]
    at = 0
    for pair, size in zip(pairs.tolist(), sizes.tolist(), strict=True):
        for chain in _chains(_chosen(runs[at : at + size])):
            for number, run in enumerate(chain):
                yield pair, *run[:3], not number
        at += size


def _chosen(runs: Sequence[_Run]) -> list[_Run]:
    """Return the runs that add something, longest first: every word in a long run stays covered on both sides."""
    left_base, right_base = min(run[0] for run in runs), min(run[1] for run in runs)
    left_seen = bytearray(max(run[0] + run[2] for run in runs) - left_base)
    right_seen = bytearray(max(run[1] + run[2] for run in runs) - right_base)
    kept: list[_Run] = []
    for run in sorted(runs, key=lambda run: (-run[2], run[0], run[1])):
        size = run[2]
        one, other = run[0] - left_base, run[1] - right_base
        if size < FEWEST_WORDS:
            begin, size = _new_part(left_seen[one : one + size], right_seen[other : other + size])
            if size < _FEWEST_NEW:
                continue
            one, other = one + begin, other + begin
        elif 0 not in left_seen[one : one + size] and 0 not in right_seen[other : other + size]:
            continue
        left_seen[one : one + size] = right_seen[other : other + size] = b"\x01" * size
        kept.append((one + left_base, other + right_base, size, *run[3:]))
    return sorted(kept)


def _new_part(left_seen: bytearray, right_seen: bytearray) -> tuple[int, int]:
    """Return the first longest part of a run that is covered on neither side yet: where it begins, how long it is."""
    best, begin = (0, 0), 0
    for at in range(len(left_seen) + 1):
        if at == len(left_seen) or left_seen[at] or right_seen[at]:
            if at - begin > best[1]:
                best = (begin, at - begin)
            begin = at + 1
    return best


def _chains(runs: Sequence[_Run]) -> list[list[_Run]]:
    """Return runs grouped so that each follows the one before closely in both texts."""
    chains: list[list[_Run]] = []
    open_chains: list[list[_Run]] = []
    for run in runs:
        open_chains = [each for each in open_chains if run[0] - each[-1][0] - each[-1][2] <= WIDEST_TRIED]
        best, best_gap = None, 2 * WIDEST_TRIED + 1
        for chain in open_chains:
            gap_left, gap_right = run[0] - chain[-1][0] - chain[-1][2], run[1] - chain[-1][1] - chain[-1][2]
            gap = abs(gap_left) + abs(gap_right)
            if gap < best_gap and _may_follow(gap_left, gap_right, run) and chain[-1][3:] == run[3:]:
                best, best_gap = chain, gap
        if best is None:
            chains.append([run])
            open_chains.append(chains[-1])
        else:
            last = best[-1]
            cut = max(0, last[0] + last[2] - run[0], last[1] + last[2] - run[1])
            best.append((run[0] + cut, run[1] + cut, run[2] - cut, *run[3:]))
    return chains


def _may_follow(gap_left: int, gap_right: int, run: _Run) -> bool:
    """Tell whether a run continues another, cut where it overlaps it (a word inserted twice gives overlaps)."""
    overlap = max(0, -gap_left, -gap_right)
    if overlap:  # what is cut off must lie inside the passage, so the gap may not split it
        return run[2] - overlap >= _FEWEST_NEW and max(gap_left, gap_right) + overlap <= WIDEST_GAP
    return max(gap_left, gap_right) <= WIDEST_TRIED
