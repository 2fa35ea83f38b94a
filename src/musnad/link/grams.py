"""Places of equal n-grams brought together by sorting packed 64-bit keys: the hash above, the place below.

Where the keys of a case would not fit in memory they are sorted a part at a time, by the first bits of their hashes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from musnad.link.corpora import Corpus
from musnad.link.scratch import give_back, room
from musnad.link.word_arrays import MULTIPLIER, scatter

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[Any]]

# Two texts share a passage from 8 words on; a run of 8 equal words is found however edited the rest.
LONG = 8
# Edited copies break runs about every six words; 5 words are still rarely shared by chance.
SHORT = 5
# Keys sorted at a time: 0.5 GB with what the sort needs beside them.
_KEYS_AT_A_TIME = 1 << 24
# Hashes made at a time.
_WORDS_AT_A_TIME = 1 << 18


@dataclass(frozen=True, slots=True)
class Groups:
    """Places of equal hashes side by side, in their order: ``places[first:first + size]``; each at least two."""

    places: Array
    firsts: Array
    sizes: Array


def short_grams(corpus: Corpus) -> Array:
    """Return the hash of the ``SHORT`` words from each word on; one of its own where fewer are left in the stretch."""
    import numpy as np

    words = corpus.words
    hashes = room(len(words), np.uint64)
    for begin in range(0, len(words), _WORDS_AT_A_TIME):
        some = np.zeros(min(len(words) - begin, _WORDS_AT_A_TIME) + SHORT - 1, np.uint64)
        read = words[begin : begin + len(some)]
        some[: len(read)] = read
        four = _mixed(_mixed(some, some, 1), None, 2)
        hashes[begin : begin + len(some) - SHORT + 1] = _mixed(four, some, 4)
        give_back(words, hashes)
    ends = corpus.stretches[1:]
    for step in range(1, SHORT):
        short = ends - step
        short = short[short >= corpus.stretches[:-1]]
        hashes[short] = scatter((short + 1).astype(np.uint64))
    return hashes


def long_grams(words: Array, places: Array) -> Array:
    """Return the hash of the ``LONG`` words from each of some places on."""
    import numpy as np

    hashes = np.zeros(len(places), np.uint64)
    for begin in range(0, len(places), _WORDS_AT_A_TIME):
        some = places[begin : begin + _WORDS_AT_A_TIME]
        pairs = [_one_of(words[some + step], words[some + step + 1]) for step in range(0, LONG, 2)]
        hashes[begin : begin + len(some)] = _one_of(_one_of(pairs[0], pairs[1]), _one_of(pairs[2], pairs[3]))
    return hashes


def _mixed(hashes: Array, other: Array | None, step: int) -> Array:
    """Return for each place the hash of what stands there and of what stands ``step`` places on."""
    other = hashes if other is None else other
    count = max(0, min(len(hashes), len(other) - step))
    return _one_of(hashes[:count], other[step : step + count])


def _one_of(some: Array, more: Array) -> Array:
    """Return one hash for two."""
    import numpy as np

    mixed = some * np.uint64(MULTIPLIER)
    mixed ^= mixed >> np.uint64(29)
    mixed += more
    return mixed


def grouped(hashes: Array) -> Iterator[Groups]:
    """Yield the places that have the same hash, a part of them at a time."""
    import numpy as np

    bits = max(0, len(hashes) - 1).bit_length() - _KEYS_AT_A_TIME.bit_length() + 1
    if bits <= 0:
        yield group(hashes, np.arange(len(hashes)))
        return
    for part in range(1 << bits):
        found = [_of_part(hashes, begin, part, bits) for begin in range(0, len(hashes), _KEYS_AT_A_TIME)]
        places, some = (np.concatenate(each) for each in zip(*found, strict=True))
        del found
        yield group(some << np.uint64(bits), places)


def _of_part(hashes: Array, begin: int, part: int, bits: int) -> tuple[Array, Array]:
    """Return the places, from one on, whose hashes begin with these bits, and the hashes."""
    import numpy as np

    some = hashes[begin : begin + _KEYS_AT_A_TIME]
    at = np.flatnonzero(some >> np.uint64(64 - bits) == np.uint64(part))
    chosen = some[at]
    give_back(some)
    return begin + at, chosen


def group(hashes: Array, places: Array) -> Groups:
    """Return the places that have the same hash. The places must rise."""
    import numpy as np

    if not len(hashes):
        none = np.empty(0, np.int64)
        return Groups(none, none, none)
    bits = np.uint64(len(hashes).bit_length())
    keys = hashes >> bits << bits
    keys |= np.arange(len(keys), dtype=np.uint64)
    keys.sort()
    same = np.diff(keys >> bits) == 0
    numbers = keys[np.append(same, False) | np.append(False, same)] & ((np.uint64(1) << bits) - np.uint64(1))
    del keys, same
    full = hashes[numbers]
    if (np.diff(full >> bits) == 0).sum() != (np.diff(full) == 0).sum():  # the bits left out told some apart
        order = np.lexsort((numbers, full))
        numbers, full = numbers[order], full[order]
    firsts = np.flatnonzero(np.append(True, full[1:] != full[:-1])) if len(full) else np.empty(0, np.int64)
    sizes = np.diff(np.append(firsts, len(full)))
    if len(sizes) and sizes.min() == 1:
        lone = np.zeros(len(full), bool)
        lone[firsts[sizes == 1]] = True
        numbers, sizes = numbers[~lone], sizes[sizes > 1]
        firsts = np.cumsum(sizes) - sizes
    return Groups(places[numbers], firsts, sizes)
