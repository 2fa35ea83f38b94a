"""Numbers for folded words, in the order they were met: a text becomes an array of them.

Words are found again by hashes of 64 bits, many at once, in a table of slots (open addressing: who finds his slot
taken goes to the next one). A dict of so many words costs four times as much: each look-up misses the processor's
cache several times. Of 300,000 words two share a hash with a chance of 1 in 400 million, and count as one.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from hashlib import blake2b
from os import urandom
from typing import Any

import numpy as np

Array = Any

# Odd; its powers weigh the letters of a word. Another one in each run: nobody can print a word that passes for another.
MULTIPLIER = np.uint64(int.from_bytes(urandom(8), "big") | 1)
# Longer words are no words of a language; they are hashed one by one.
LONGEST_WORD = 64
# Stands between words and in none: some signs fold to several words (ﷺ).
_BETWEEN = "\n"
FEWEST_SLOTS = 1 << 12
UNKNOWN = -1


class FormNumbers:
    """The words met, in the order of their numbers, and where their hashes stand."""

    def __init__(self) -> None:
        self.in_order: list[str] = []
        self._hashes = np.zeros(0, np.uint64)
        self._make_slots(FEWEST_SLOTS)

    def of(self, forms: Sequence[str]) -> Array:
        """Return the number of each folded word; those not met before get the next ones."""
        hashes = hashes_of(forms)
        numbers = self._find(hashes)
        unknown = (numbers == UNKNOWN).nonzero()[0]
        if len(unknown):
            new, firsts, which = np.unique(hashes[unknown], return_index=True, return_inverse=True)
            numbers[unknown] = len(self.in_order) + which
            self._add(new)
            self.in_order += [forms[at] for at in unknown[firsts].tolist()]
        return numbers

    def _make_slots(self, count: int) -> None:
        self._taken, self._numbers = np.zeros(count, np.uint64), np.zeros(count, np.int32)
        self._shift, self._last = np.uint64(64 - count.bit_length() + 1), count - 1

    def _find(self, hashes: Array) -> Array:
        at = (hashes >> self._shift).astype(np.int64)
        there = self._taken[at]
        numbers = np.where(there == hashes, self._numbers[at], UNKNOWN)
        left = ((there != hashes) & (there != 0)).nonzero()[0]
        while len(left):  # taken by others
            at[left] = next_ones = (at[left] + 1) & self._last
            there = self._taken[next_ones]
            same = there == hashes[left]
            numbers[left[same]] = self._numbers[next_ones[same]]
            left = left[~same & (there != 0)]
        return numbers

    def _add(self, new: Array) -> None:
        """Give slots to hashes that have none, none of them twice; half of the slots at least stay free."""
        first = len(self._hashes)
        self._hashes = np.concatenate((self._hashes, new))
        if 2 * len(self._hashes) > len(self._taken):
            self._make_slots(1 << (4 * len(self._hashes) - 1).bit_length())
            first = 0
        left = np.arange(first, len(self._hashes))
        at = (self._hashes[left] >> self._shift).astype(np.int64)
        while len(left):
            free = (self._taken[at] == 0).nonzero()[0]
            slots, firsts = np.unique(at[free], return_index=True)
            placed = free[firsts]
            self._taken[slots], self._numbers[slots] = self._hashes[left[placed]], left[placed]
            left, at = np.delete(left, placed), (np.delete(at, placed) + 1) & self._last


def hashes_of(forms: Sequence[str]) -> Array:
    """Return a hash of each word, which is never 0."""
    if not forms:
        return np.zeros(0, np.uint64)
    joined = _BETWEEN.join(forms) + _BETWEEN
    codes = np.frombuffer(joined.encode("utf-16-le", "surrogatepass"), np.uint16)
    stops = (codes == ord(_BETWEEN)).nonzero()[0] + 1
    starts = np.append(0, stops[:-1])
    lengths = stops - starts
    long = (lengths > LONGEST_WORD).nonzero()[0].tolist()
    if long:
        some = [*forms]
        for at in long:
            some[at] = ""
        found = hashes_of(some)
        found[long] = [_hash_of_long(forms[at]) for at in long]
        return found
    places = np.arange(len(codes)) - np.repeat(starts, lengths)
    found = np.add.reduceat(codes * _weights()[places], starts)
    found ^= found >> np.uint64(32)
    found *= MULTIPLIER
    found ^= found >> np.uint64(29)
    return found | np.uint64(1)


def _hash_of_long(form: str) -> int:
    return int.from_bytes(blake2b(form.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big") | 1


@cache
def _weights() -> Array:
    return np.cumprod(np.full(LONGEST_WORD + 1, MULTIPLIER, np.uint64))
