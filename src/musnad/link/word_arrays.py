"""The words of many texts as packed arrays: what ``text.find_words`` gives, for millions of words at once.

A text becomes an array of code points; tables say what each is, and the words of all texts of a
block are cut, folded and hashed with a few numpy calls. ``tests/test_word_arrays.py`` holds the
result to ``find_words``, word by word and offset by offset.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from musnad.text import WORD, folding_table

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[Any]]

# Odd, no structure: 2**64 divided by the golden ratio. Its powers weigh the letters of a word.
MULTIPLIER = 0x9E3779B97F4A7C15
_MASK = (1 << 64) - 1
# Letters worked on at a time: small enough that the arrays stay in the processor's cache.
_BLOCK = 1 << 16
# What a character can be, as bits.
_STARTS, _CONTINUES, _DIGIT, _BETWEEN_DIGITS, _LATIN, _APOSTROPHE, _DROPPED, _MANY = (1 << bit for bit in range(8))
_ENDS_SENTENCE, _ENDS_LINE, _CLOSES, _IS_SPACE = (1 << bit for bit in range(8, 12))
_CLASSES = (
    (_DIGIT, r"\d"), (_BETWEEN_DIGITS, "[.,٫٬]"), (_LATIN, "[a-zA-Z]"), (_APOSTROPHE, "['’]"),
    (_ENDS_SENTENCE, "[.!?؟…۔\n]"), (_ENDS_LINE, "\n"), (_CLOSES, "[\"”»’)\\]]"), (_IS_SPACE, r"\s"),
)  # fmt: skip
# The tables hold the characters below this: all scripts of the press but the East Asian; others are looked up singly.
_PLANE = 0x3000


@dataclass(frozen=True, slots=True)
class WordArrays:
    """The words of one block of texts, as if joined by one character: 64-bit hashes and printed ranges.

    Text ``t`` begins at character ``begins[t]`` of the block; ``numeric`` says which words begin with a digit,
    ``sentence`` in which sentence of the block each lies: the number rises where one ends between two words.
    """

    words: Array
    starts: Array
    stops: Array
    numeric: Array
    begins: Array
    sentence: Array


def hash_word(folded: str) -> int:
    """Return the 64-bit hash of a folded word, the same on every machine."""
    total, weight = 0, 1
    for char in folded:
        total = (total + _scatter(ord(char) + 1) * weight) & _MASK
        weight = weight * MULTIPLIER & _MASK
    return _scatter(total)


def _scatter(number: int) -> int:
    """Return a 64-bit number that depends on every bit of another (the finaliser of splitmix64)."""
    number = (number ^ number >> 30) * 0xBF58476D1CE4E5B9 & _MASK
    number = (number ^ number >> 27) * 0x94D049BB133111EB & _MASK
    return number ^ number >> 31


def scatter(numbers: Array) -> Array:
    """Return 64-bit numbers scattered in place, as ``_scatter`` does one."""
    import numpy as np

    numbers ^= numbers >> np.uint64(30)
    numbers *= np.uint64(0xBF58476D1CE4E5B9)
    numbers ^= numbers >> np.uint64(27)
    numbers *= np.uint64(0x94D049BB133111EB)
    numbers ^= numbers >> np.uint64(31)
    return numbers


def blocks_of(sizes: Iterable[int]) -> Iterator[range]:
    """Yield ranges of texts, given how long each is, that are worked on together."""
    first, size, number = 0, 0, -1
    for number, length in enumerate(sizes):
        size += length + 1
        if size >= _BLOCK:
            yield range(first, number + 1)
            first, size = number + 1, 0
    if first <= number:
        yield range(first, number + 1)


def words_of_block(texts: Sequence[str], *, lone: bool = False) -> WordArrays:
    """Return the words of a few texts; ``lone`` where no other block follows: then fewer characters are looked up."""
    import numpy as np

    joined = "\n".join(texts)
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)
    kinds, values = _look_up(codes, lone)
    starts, stops = _cut(kinds)
    words, kept = _hashes(codes, kinds, values, starts, stops)
    if kept is not None:
        starts, stops = starts[kept], stops[kept]
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    numeric = (kinds[starts] & _DIGIT) != 0
    begins = np.concatenate(([0], np.cumsum(lengths + 1)))
    return WordArrays(words, starts, stops, numeric, begins, _sentences(kinds, starts, stops))


def _sentences(kinds: Array, starts: Array, stops: Array) -> Array:
    """Return the number of the sentence each word lies in.

    A line ends one, and so does a mark of its end, and whatever closes behind it, before a space or a letter.
    """
    import numpy as np

    ends = np.flatnonzero(kinds & _ENDS_SENTENCE)
    if not len(starts) or not len(ends):
        return np.zeros(len(starts), np.int32)
    kinds = np.append(kinds, kinds.dtype.type(_IS_SPACE))
    after = ends + 1
    closing = np.flatnonzero(kinds[after] & _CLOSES)
    while len(closing):
        after[closing] += 1
        closing = closing[(kinds[after[closing]] & _CLOSES) != 0]
    ends = ends[(kinds[ends] & _ENDS_LINE | kinds[after] & (_IS_SPACE | _STARTS)) != 0]
    behind = np.searchsorted(starts, ends, side="right")
    outside = (behind == 0) | (stops[behind - 1] <= ends)  # no mark inside a number
    return np.cumsum(np.bincount(behind[outside], minlength=len(starts) + 1)[:-1], dtype=np.int32)


def _look_up(codes: Array, lone: bool) -> tuple[Array, Array]:
    """Return what each character is, and the scattered number of what it folds to (0 where it is dropped)."""
    import numpy as np

    if lone:  # the tables of all characters would cost more than the few that occur
        different, which = np.unique(codes, return_inverse=True)
        kinds, values = _of_codes(different.tolist())
        return kinds[which], values[which]
    kinds, values = _tables()
    if len(codes) and int(codes.max()) >= _PLANE:
        far = codes >= _PLANE
        places = np.flatnonzero(far)
        near = np.where(far, np.uint32(0), codes)
        found, what = kinds[near], values[near]
        different, which = np.unique(codes[places], return_inverse=True)
        more_kinds, more_values = _of_codes(different.tolist())
        found[places], what[places] = more_kinds[which], more_values[which]
        return found, what
    return kinds[codes], values[codes]


@cache
def _tables() -> tuple[Array, Array]:
    return _of_codes(range(_PLANE))


def _of_codes(codes: Sequence[int]) -> tuple[Array, Array]:
    """Return the tables for these characters: what they are, and the scattered number of what they fold to."""
    import numpy as np

    chars = list(map(chr, codes))
    kinds = np.zeros(len(chars), np.uint16)
    # each letter alone, then behind another: what the pattern for words makes of it
    for before, kind in (("", _STARTS), ("a", _CONTINUES)):
        width = len(before) + 2
        for match in WORD.finditer("".join(f"{before}{char}\n" for char in chars)):
            if match.end() - match.start() == width - 1:
                kinds[match.start() // width] |= kind
    folded = np.array(codes, np.uint64)
    letters = folding_table()
    for at in [at for at, code in enumerate(codes) if code in letters]:
        form = letters[codes[at]]
        kinds[at] |= _DROPPED if not form else _MANY if len(form) > 1 else 0
        folded[at] = ord(form[0]) if form else 0
    values = scatter(folded + np.uint64(1))
    values[(kinds & (_DROPPED | _MANY)) != 0] = 0
    for kind, pattern in _CLASSES:
        for match in re.finditer(pattern, "".join(chars)):
            kinds[match.start()] |= kind
    return kinds, values


def _cut(kinds: Array) -> tuple[Array, Array]:
    """Return where words start and stop: the pattern ``text.WORD`` over arrays."""
    import numpy as np

    inside = (kinds & _CONTINUES) != 0
    if len(kinds) > 2:
        middle, before, after = kinds[1:-1], kinds[:-2], kinds[2:]
        between = (middle & _BETWEEN_DIGITS) != 0
        between &= (before & after & _DIGIT) != 0
        quoted = (middle & _APOSTROPHE) != 0
        quoted &= (before & after & _LATIN) != 0
        inside[1:-1] |= between | quoted
    edges = np.flatnonzero(np.diff(inside, prepend=False, append=False))
    starts, stops = edges[::2], edges[1::2]
    odd = np.flatnonzero((kinds[starts] & _STARTS) == 0) if len(starts) else starts
    if len(odd):  # marks before the first letter are no part of the word
        starts = starts.copy()
        for at in odd.tolist():
            letters = np.flatnonzero(kinds[starts[at] : stops[at]] & _STARTS)
            starts[at] = starts[at] + letters[0] if len(letters) else stops[at]
        full = starts < stops
        return starts[full], stops[full]
    return starts, stops


# A word longer than a block has weights of its own, which are not kept for ever.
@lru_cache(maxsize=2)
def _weights(size: int) -> tuple[Array, Array]:
    """Return powers of the multiplier and of its inverse."""
    import numpy as np

    inverse = pow(MULTIPLIER, -1, 1 << 64)
    up, down = np.full(size, MULTIPLIER, np.uint64), np.full(size, inverse, np.uint64)
    up[0] = down[0] = 1
    return np.multiply.accumulate(up), np.multiply.accumulate(down)


def _hashes(codes: Array, kinds: Array, values: Array, starts: Array, stops: Array) -> tuple[Array, Array | None]:
    """Return the hashes of words; and, where some fold to nothing, which words are left."""
    import numpy as np

    kept = None
    if (kinds & (_DROPPED | _MANY)).any():
        values, rank = _refolded(codes, kinds, values)
        starts, stops = rank[starts], rank[stops]
        if (starts == stops).any():
            kept = np.flatnonzero(starts < stops)
            starts, stops = starts[kept], stops[kept]
    if not len(starts):
        return np.empty(0, np.uint64), kept
    hashes = np.empty(len(starts), np.uint64)
    cuts = np.searchsorted(starts, np.arange(0, int(starts[-1]) + _BLOCK, _BLOCK)).tolist()
    for first, last in pairwise([*cuts, len(starts)]):
        if first < last:
            hashes[first:last] = _sums(values, starts[first:last], stops[first:last])
    return scatter(hashes), kept


def _sums(values: Array, starts: Array, stops: Array) -> Array:
    """Return for each word the sum of its letters' values, each weighed by its place in the word."""
    import numpy as np

    base = int(starts[0])
    values = values[base : int(stops[-1])]
    up, down = _weights(1 << max(_BLOCK.bit_length(), len(values).bit_length()))
    edges = np.empty(2 * len(starts), np.int64)
    edges[::2], edges[1::2] = starts, stops
    edges -= base
    sums = np.add.reduceat(values * up[: len(values)], edges[:-1])[::2]
    sums *= down[edges[::2]]
    return sums


def _refolded(codes: Array, kinds: Array, values: Array) -> tuple[Array, Array]:
    """Return the values of the folded letters, and how many of them stand before each printed one."""
    import numpy as np

    widths = ((kinds & _DROPPED) == 0).astype(np.int8)
    many = np.flatnonzero(kinds & _MANY).tolist()
    letters = [folding_table()[int(codes[at])] for at in many]
    widths[many] = [len(each) for each in letters]
    rank = np.zeros(len(widths) + 1, np.int64)
    np.cumsum(widths, out=rank[1:])
    spread = np.repeat(values, widths)
    for at, folded in zip(many, letters, strict=True):
        spread[rank[at] : rank[at + 1]] = [_scatter(ord(each) + 1) for each in folded]
    return spread, rank
