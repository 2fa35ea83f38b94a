"""Longest common subsequences of a few words, thousands of them at once.

What is equal is found by one sort of each pair's words; the rows of the dynamic programme are bits of one
64-bit number a pair (Hyyrö 2004), worked on side by side. Where several alignments are as long, the one is taken
that rapidfuzz's ``LCSseq.editops`` gives; ``tests/test_alignments.py`` holds the two together.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[Any]]

# Longer stretches are not aligned: their places would not fit the bits of one number.
LONGEST = 64
# Stretches are worked on beside others of about their length...
_WIDTHS = (4, 8, 16, 32, 48, LONGEST)
# ...so many at a time: the arrays stay in the processor's cache.
_AT_A_TIME = 2048
# The lower bits of a word's hash give way to its place among the words of both sides (at most 128).
_PLACE_BITS = 7
# Stands where a stretch has no more words; a word whose hash begins like this would not be aligned.
_NO_WORD = (1 << 64) - 1


@dataclass(frozen=True, slots=True)
class Blocks:
    """Equal words of many pairs of stretches, sorted by pair and place; places count from each stretch's start."""

    pair: Array
    left: Array
    right: Array
    size: Array


def equal_blocks(words: Array, left: Array, right: Array, wide_left: Array, wide_right: Array, step: int = 1) -> Blocks:
    """Return the blocks of a longest common subsequence of each pair of stretches.

    Stretch ``p`` of the left side is ``wide_left[p]`` words from ``left[p]`` on; with a step of -1 they
    are read backwards. None may be longer than ``LONGEST``.
    """
    import numpy as np

    shortest = np.minimum(wide_left, wide_right)
    front = _equal_from(words, left, right, shortest, step)
    last_left, last_right = left + step * (wide_left - 1), right + step * (wide_right - 1)
    back = _equal_from(words, last_left, last_right, shortest - front, -step)
    numbers = np.arange(len(left))
    whole = np.flatnonzero(front)
    ended = np.flatnonzero(back)
    parts = [(whole, np.zeros(len(whole), np.int64), np.zeros(len(whole), np.int64), front[whole])]
    inner = np.flatnonzero(shortest - front - back > 0)
    rest_left, rest_right = (wide - front - back for wide in (wide_left, wide_right))
    for some, width in _by_width(numbers[inner], np.maximum(rest_left, rest_right)[inner]):
        begin_left, begin_right = (each[some] + step * front[some] for each in (left, right))
        which, one, other = _matches(words, begin_left, begin_right, rest_left[some], rest_right[some], step, width)
        which = some[which]
        parts.append((which, one + front[which], other + front[which], np.ones(len(which), np.int64)))
    parts.append((ended, (wide_left - back)[ended], (wide_right - back)[ended], back[ended]))
    return _joined(*(np.concatenate(each) for each in zip(*parts, strict=True)))


def _equal_from(words: Array, left: Array, right: Array, most: Array, step: int) -> Array:
    """Return how many words are equal from two places on."""
    import numpy as np

    size = np.zeros(len(left), np.int64)
    going = np.flatnonzero(most > 0)
    while len(going):
        at = step * size[going]
        going = going[words[left[going] + at] == words[right[going] + at]]
        size[going] += 1
        going = going[size[going] < most[going]]
    return size


def _by_width(numbers: Array, widths: Array) -> Iterator[tuple[Array, int]]:
    """Yield some of the numbers at a time, with the width that holds each of them."""
    import numpy as np

    classes = np.searchsorted(_WIDTHS, widths)
    for number, width in enumerate(_WIDTHS):
        some = numbers[classes == number]
        for begin in range(0, len(some), _AT_A_TIME):
            yield some[begin : begin + _AT_A_TIME], width


def _matches(
    words: Array, left: Array, right: Array, wide_left: Array, wide_right: Array, step: int, width: int
) -> tuple[Array, Array, Array]:
    """Return pair, left and right place of the words matched, in the pairs' order."""
    import numpy as np

    kept, masks = _masks(words, left, right, wide_left, wide_right, step, width)
    state = np.full(len(kept), ~np.uint64(0))
    grown = np.empty_like(masks)  # the columns in which a row has one more than the column before
    for row, mask in enumerate(masks):
        taken = state & mask
        state = (state + taken) | (state - taken)
        np.invert(state, out=grown[row])
    columns = np.zeros((width, len(kept)), np.int8)
    below = ~np.uint64(0) >> (np.uint64(64) - wide_left[kept].astype(np.uint64))
    for row in range(width - 1, -1, -1):
        open_ = grown[row] & below
        column = _highest(open_)
        bit = np.uint64(1) << column.astype(np.uint64)
        matched = open_ != 0
        bit *= matched
        if row:
            matched &= grown[row - 1] & bit == 0
        # left of the match, or up to and with the column where the row before has as many
        below = (bit << ~matched) - (bit != 0)
        columns[row][matched] = column[matched] + 1
    by_pair = np.ascontiguousarray(columns.T)
    which, other = np.nonzero(by_pair)
    return kept[which], by_pair[which, other].astype(np.int64) - 1, other


def _masks(
    words: Array, left: Array, right: Array, wide_left: Array, wide_right: Array, step: int, width: int
) -> tuple[Array, Array]:
    """Return the pairs that have an equal word; and for their right words, row by row, the bits of equal left ones."""
    import numpy as np

    places = np.arange(width)
    keys = np.empty((len(left), 2 * width), np.uint64)
    for base, wide, part in ((left, wide_left, keys[:, :width]), (right, wide_right, keys[:, width:])):
        part[:] = words[base[:, None] + step * np.minimum(places, wide[:, None] - 1)]
        part[places >= wide[:, None]] = _NO_WORD
    keys >>= np.uint64(_PLACE_BITS)
    keys <<= np.uint64(_PLACE_BITS)
    keys |= np.arange(2 * width, dtype=np.uint64)
    keys.sort(axis=1)
    same = (keys[:, 1:] ^ keys[:, :-1]) < np.uint64(1 << _PLACE_BITS)
    same &= keys[:, 1:] < np.uint64(_NO_WORD >> _PLACE_BITS << _PLACE_BITS)
    kept = np.flatnonzero(same.any(axis=1))
    return kept, _masks_of_sorted(keys[kept], same[kept], width)


def _masks_of_sorted(keys: Array, same: Array, width: int) -> Array:
    """Return the bits of equal left words from the words of each pair in order, and which are as the one before."""
    import numpy as np

    count = len(keys)
    member = np.zeros(keys.shape, bool)
    member[:, 1:] = same
    follows = member.ravel().copy()
    member[:, :-1] |= same
    at = np.flatnonzero(member)
    place = (keys.ravel()[at] & np.uint64((1 << _PLACE_BITS) - 1)).astype(np.int64)
    of_left = place < width
    bits = np.where(of_left, np.uint64(1) << (place % LONGEST).astype(np.uint64), np.uint64(0))
    begins = ~follows[at]
    groups = np.bitwise_or.reduceat(bits, np.flatnonzero(begins)) if len(at) else bits
    masks = np.zeros((width, count), np.uint64)
    masks[place[~of_left] - width, at[~of_left] // (2 * width)] = groups[np.cumsum(begins) - 1][~of_left]
    return masks


def _highest(bits: Array) -> Array:
    """Return the number of each highest bit; of nought any number that can be a shift."""
    import numpy as np

    # without the bit below the highest one, rounding to a float can't carry into the next
    exponents = (bits & ~(bits >> np.uint64(1))).astype(np.float64).view(np.int64) >> 52
    found: Array = np.maximum(exponents - 1023, 0)
    return found


def _joined(pair: Array, left: Array, right: Array, size: Array) -> Blocks:
    """Return pieces of diagonals as blocks, those that touch as one; of each pair they come in order."""
    import numpy as np

    order = np.argsort(pair, kind="stable")  # a merge of a few lists in order
    pair, left, right, size = pair[order], left[order], right[order], size[order]
    fresh = np.ones(len(pair), bool)
    fresh[1:] = (np.diff(pair) != 0) | (left[1:] != (left + size)[:-1]) | (right[1:] != (right + size)[:-1])
    firsts = np.flatnonzero(fresh)
    total = np.add.reduceat(size, firsts) if len(firsts) else size
    return Blocks(pair[firsts], left[firsts], right[firsts], total)
