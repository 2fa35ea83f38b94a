"""Two printings of one text, word by word: what is equal, what changed, what kind of change it is.

Plain data in, plain data out: the passages of two reports and the printings of one statement are
compared with the same functions.
"""

from __future__ import annotations

import sys
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from functools import cache
from itertools import compress, count, pairwise
from operator import ne
from typing import Any, NamedTuple

from musnad.change_classes import (
    NO_FACTS,
    SEVERITY,
    Facts,
    Verdict,
    class_of_meaning,
    classify_change,
    lifted,
    read_in_context,
    spellings,
)
from musnad.change_spelling import respelled

# Above this product of lengths, places are first fixed at words that stand once on each side.
_LARGEST_TABLE = 4_000_000
# A respelled word is looked for so many words on.
_RESPELLED_REACH = 6
# Longer stretches dropped before a word and added behind it do not stand for each other.
_FEW_CHANGED = 6

__all__ = [
    "NO_FACTS",
    "SEVERITY",
    "Facts",
    "Op",
    "Verdict",
    "align_words",
    "class_of_meaning",
    "classify_change",
    "differences",
    "equal_blocks",
    "lifted",
    "other_words",
    "printed_apart",
    "read_in_context",
    "respelled",
    "spellings",
]


class Op(NamedTuple):
    """Half-open ranges of word indexes; ``equal`` words are the same after folding."""

    equal: bool
    left_start: int
    left_stop: int
    right_start: int
    right_stop: int


def equal_blocks(left: Sequence[Hashable], right: Sequence[Hashable]) -> list[tuple[int, int, int]]:
    """Return ``left, right, length`` of the blocks of a longest common subsequence of words, in order."""
    head = min(_equal_words(left, right), len(left), len(right))
    tail = min(_equal_words(reversed(left), reversed(right)), len(left) - head, len(right) - head)
    blocks = [(0, 0, head)] if head else []
    middle = _blocks_of_middle(left[head : len(left) - tail], right[head : len(right) - tail])
    blocks += [(head + i, head + j, size) for i, j, size in middle]
    if tail:
        blocks.append((len(left) - tail, len(right) - tail, tail))
    if not _may_slide(blocks):
        return blocks
    turned = _slid([(j, i, size) for i, j, size in _slid(blocks, right)], left)
    return [(i, j, size) for j, i, size in turned]


def _equal_words(left: Iterable[Hashable], right: Iterable[Hashable]) -> int:
    """Return how many words are equal from the beginning on; where none differs, more than either has."""
    return next(compress(count(), map(ne, left, right)), sys.maxsize)


def _may_slide(blocks: Sequence[tuple[int, int, int]]) -> bool:
    """Tell whether a block has words of one side only before it, and behind it too."""
    lone = [(i1 == i0 + n0) != (j1 == j0 + n0) for (i0, j0, n0), (i1, j1, _) in pairwise(blocks)]
    return any(one and other for one, other in pairwise(lone))


def _slid(blocks: Sequence[tuple[int, int, int]], right: Sequence[Hashable]) -> list[tuple[int, int, int]]:
    """Move a block between two additions to the end of the second, or the beginning of the first, where it fits too.

    Of «كتب من [بحضور عدد] من [الخبراء من] هناك» one addition is left, of a word dropped before a block and words
    added behind it that end with it (بالمئة في / في المائة في) one change. Only additions on the right are seen.
    """
    moved = list(blocks)
    for at in range(1, len(moved) - 1):
        (i0, j0, n0), (i1, j1, n1), (i2, j2, _) = moved[at - 1 : at + 2]
        if i2 != i1 + n1 or j2 == j1 + n1:
            continue
        words = right[j1 : j1 + n1]
        if j1 == j0 + n0:
            if i1 - i0 - n0 + j2 - j1 - n1 <= _FEW_CHANGED and j2 - n1 >= j1 + n1 and right[j2 - n1 : j2] == words:
                moved[at] = (i1, j2 - n1, n1)
            continue
        if i1 != i0 + n0:
            continue
        if j2 - n1 >= j1 + n1 and right[j2 - n1 : j2] == words:
            moved[at] = (i1, j2 - n1, n1)
        elif j0 + 2 * n1 + n0 <= j1 + n1 and right[j0 + n0 : j0 + n0 + n1] == words:
            moved[at] = (i1, j0 + n0, n1)
    return moved


def _blocks_of_middle(left: Sequence[Hashable], right: Sequence[Hashable]) -> list[tuple[int, int, int]]:
    if not left or not right:
        return []
    if len(left) * len(right) > _LARGEST_TABLE:
        return _blocks_round_anchors(left, right)
    return [(i, j, stop - i) for tag, i, stop, j, _ in _opcodes()(left, right).as_list() if tag == "equal"]


@cache
def _opcodes() -> Callable[..., Any]:
    from rapidfuzz.distance import LCSseq

    return LCSseq.opcodes


def _blocks_round_anchors(left: Sequence[Hashable], right: Sequence[Hashable]) -> list[tuple[int, int, int]]:
    """Return the words that stand once on each side and in the same order (the anchors of patience diff)."""
    once_left, once_right = Counter(left), Counter(right)
    where = {word: at for at, word in enumerate(right) if once_right[word] == 1}
    pairs = [(at, where[word]) for at, word in enumerate(left) if once_left[word] == 1 and word in where]
    blocks: list[tuple[int, int, int]] = []
    for i, j in _rising(pairs):
        if blocks and (blocks[-1][0] + blocks[-1][2], blocks[-1][1] + blocks[-1][2]) == (i, j):
            blocks[-1] = (blocks[-1][0], blocks[-1][1], blocks[-1][2] + 1)
        else:
            blocks.append((i, j, 1))
    return blocks


def _rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return a longest run of pairs whose second members rise."""
    tops: list[int] = []
    chain: list[int] = []
    before: list[int] = []
    for number, (_, value) in enumerate(pairs):
        at = bisect_right(tops, value)
        before.append(chain[at - 1] if at else -1)
        if at == len(tops):
            tops.append(value)
            chain.append(number)
        else:
            tops[at], chain[at] = value, number
    rising = []
    at = chain[-1] if chain else -1
    while at >= 0:
        rising.append(pairs[at])
        at = before[at]
    return rising[::-1]


def align_words(left: Sequence[str], right: Sequence[str]) -> list[Op]:
    """Return the folded words of two printings aligned: equal stretches and the changed ones between, in order."""
    ops: list[Op] = []
    at_left = at_right = 0
    for i, j, size in [*equal_blocks(left, right), (len(left), len(right), 0)]:
        if i > at_left or j > at_right:
            ops.append(Op(False, at_left, i, at_right, j))
        if size:
            ops.append(Op(True, i, i + size, j, j + size))
        at_left, at_right = i + size, j + size
    return ops


def differences(
    left: Sequence[str],
    right: Sequence[str],
    left_printed: Sequence[str],
    right_printed: Sequence[str],
    same_spelling: Callable[[str, str], bool],
) -> list[tuple[int, int, int, int]]:
    """Return the word ranges ``left_start, left_stop, right_start, right_stop`` that differ, in order.

    ``left, right`` are folded words, the others the same words as printed. Neighbouring changed words are one
    difference, except that a word respelled (as ``same_spelling`` tells) is one of its own; words
    equal after folding differ where they are printed differently. A side may be empty.
    """
    ops = align_words(left, right)
    return sorted([*other_words(ops, left, right, same_spelling), *printed_apart(ops, left_printed, right_printed)])


def other_words(
    ops: Iterable[Op], left: Sequence[str], right: Sequence[str], same_spelling: Callable[[str, str], bool]
) -> list[tuple[int, int, int, int]]:
    """Return the differences of aligned words that are not equal after folding, in order."""
    return [part for op in ops if not op.equal for part in _split_respelled(op, left, right, same_spelling)]


def printed_apart(ops: Iterable[Op], left: Sequence[str], right: Sequence[str]) -> list[tuple[int, int, int, int]]:
    """Return the words that are equal after folding but printed differently, in order."""
    found: list[tuple[int, int, int, int]] = []
    for equal, l0, l1, r0, r1 in ops:
        one, other = left[l0:l1], right[r0:r1]
        if equal and one != other:
            apart = compress(range(l0, l1), map(ne, one, other))
            found += [(at, at + 1, at + r0 - l0, at + r0 - l0 + 1) for at in apart]
    return found


def _split_respelled(
    op: Op, left: Sequence[str], right: Sequence[str], same_spelling: Callable[[str, str], bool]
) -> list[tuple[int, int, int, int]]:
    """Cut a changed stretch at words that are the same word respelled, in the same order on both sides."""
    _, l0, l1, r0, r1 = op
    if l0 == l1 or r0 == r1 or l1 - l0 + r1 - r0 == 2:  # a word for a word is one change, respelled or not
        return [(l0, l1, r0, r1)]
    parts = []
    at_left, at_right = l0, r0
    for i in range(l0, l1):
        for j in range(at_right, min(r1, at_right + _RESPELLED_REACH)):
            if same_spelling(left[i], right[j]):
                if i > at_left or j > at_right:
                    parts.append((at_left, i, at_right, j))
                parts.append((i, i + 1, j, j + 1))
                at_left, at_right = i + 1, j + 1
                break
    if at_left < l1 or at_right < r1:
        parts.append((at_left, l1, at_right, r1))
    return parts
