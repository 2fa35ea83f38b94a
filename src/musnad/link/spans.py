"""Ranges by the thousand, as arrays of where they begin and how long they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[Any]]


def spread(starts: Array, sizes: Array) -> Array:
    """Return the numbers of all ranges, one range after another."""
    import numpy as np

    ends = np.cumsum(sizes)
    total = int(ends[-1]) if len(ends) else 0
    numbers: Array = np.repeat(starts - ends + sizes, sizes) + np.arange(total)
    return numbers


def firsts_of(owners: Array, count: int) -> Array:
    """Return where each of ``count`` owners' entries begin in a sorted list of owners, and where the last ends."""
    import numpy as np

    firsts: Array = np.searchsorted(owners, np.arange(count + 1))
    return firsts


def sums(values: Array, firsts: Array) -> Array:
    """Return the sum of each owner's entries (0 of none), by where they begin."""
    import numpy as np

    before = np.append(np.int64(0), np.cumsum(values))
    total: Array = before[firsts[1:]] - before[firsts[:-1]]
    return total


def once(numbers: Array) -> Array:
    """Return numbers in order, each once; the array given is used up."""
    import numpy as np

    numbers.sort()  # numpy's own way through a hash table takes a hundred times as long
    found: Array = numbers[np.append(True, numbers[1:] != numbers[:-1])] if len(numbers) else numbers
    return found


def counted(numbers: Array) -> tuple[Array, Array]:
    """Return numbers in order, each once, and how often each is among those given, which are used up."""
    import numpy as np

    numbers.sort()
    first = np.flatnonzero(np.append(True, numbers[1:] != numbers[:-1])) if len(numbers) else np.empty(0, np.int64)
    return numbers[first], np.diff(np.append(first, len(numbers)))


def count_bits(numbers: Array) -> Array:
    """Return how many bits of each 64-bit number are set."""
    import numpy as np

    pairs = numbers - (numbers >> np.uint64(1) & np.uint64(0x5555555555555555))
    fours = (pairs & np.uint64(0x3333333333333333)) + (pairs >> np.uint64(2) & np.uint64(0x3333333333333333))
    eights = fours + (fours >> np.uint64(4)) & np.uint64(0x0F0F0F0F0F0F0F0F)
    count: Array = (eights * np.uint64(0x0101010101010101) >> np.uint64(56)).astype(np.int64)
    return count


@dataclass(frozen=True, slots=True)
class Marked:
    """Which places are marked, a bit a place, and how many are before each 64."""

    bits: Array
    before: Array

    def count(self, starts: Array, stops: Array) -> Array:
        """Return how many marked places lie in each range."""
        return self._until(stops) - self._until(starts)

    def _until(self, places: Array) -> Array:
        import numpy as np

        at = places >> 6
        below = (np.uint64(1) << (places & 63).astype(np.uint64)) - np.uint64(1)
        until: Array = self.before[at] + count_bits(self.bits[at] & below)
        return until


def marked(places: Array) -> Marked:
    """Return the places marked in an array of truth values."""
    import numpy as np

    packed = np.zeros((len(places) // 64 + 1) * 8, np.uint8)
    some = np.packbits(places, bitorder="little")
    packed[: len(some)] = some
    bits = packed.view("<u8")
    return Marked(bits, np.append(0, np.cumsum(count_bits(bits)))[:-1])
