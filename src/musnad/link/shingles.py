"""Kernels that find the words two texts share, over packed arrays: no report, no row, no language.

All words of a case lie in one array of 64-bit hashes (:class:`Corpus`). Two sorts do the work: one
brings equal n-grams together, one brings the places that continue each other together (they lie on
one diagonal, ``right - left``). The method is the seed-and-extend of sequence search; see
Broder 1997 for shingles, and passim (Smith et al. 2014) for reuse in newspapers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[Any]]

# Two texts share a passage from 8 words on; a run of 8 equal words is found however edited the rest.
LONG = 8
# Edited copies break runs about every six words; 5 words are still rarely shared by chance.
SHORT = 5
# Places one n-gram may stand at in the whole case. Above, it is a template's, not a copy's: a case of
# 31,000 reports from 14 outlets has no story printed in 64 places, and pairs grow with the square.
MOST_PLACES_LONG = 64
MOST_PLACES_SHORT = 24
# Odd, no structure: 2**64 divided by the golden ratio.
_MULTIPLIER = 0x9E3779B97F4A7C15


@dataclass(frozen=True, slots=True)
class Corpus:
    """The words of many texts, one after another.

    ``words`` are 64-bit hashes; ``starts[d]`` is where text ``d`` begins (one more entry closes the last);
    ``segments`` numbers the stretches no n-gram may cross.
    """

    words: Array
    starts: Array
    segments: Array


def hash_word(word: str) -> int:
    """Return a 64-bit hash of a folded word, the same on every machine."""
    return int.from_bytes(blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


def pack(texts: Iterable[Sequence[Sequence[str]]]) -> Corpus:
    """Return the corpus of texts, each given as its stretches of folded words."""
    import numpy as np

    known: dict[str, int] = {}
    hashes: list[int] = []
    lengths: list[int] = []
    starts = [0]
    for stretches in texts:
        size = 0
        for words in stretches:
            for word in words:
                found = known.get(word)
                if found is None:
                    found = known[word] = hash_word(word)
                hashes.append(found)
            lengths.append(len(words))
            size += len(words)
        starts.append(starts[-1] + size)
    segments = np.repeat(np.arange(len(lengths)), lengths)
    return Corpus(np.array(hashes, dtype=np.uint64), np.array(starts, dtype=np.int64), segments)


def ngrams(corpus: Corpus, n: int) -> tuple[Array, Array]:
    """Return the hashes of all n-grams inside a stretch, and where each begins."""
    import numpy as np

    count = len(corpus.words) - n + 1
    if count <= 0:
        return np.empty(0, np.uint64), np.empty(0, np.int64)
    mixed = np.zeros(count, np.uint64)
    for at in range(n):
        mixed *= np.uint64(_MULTIPLIER)
        mixed += corpus.words[at : at + count]
    inside = np.flatnonzero(corpus.segments[:count] == corpus.segments[n - 1 :])
    return mixed[inside], inside


def places_of_ngrams(corpus: Corpus, n: int) -> Array:
    """Return for each word of the corpus how many places of it hold the n-gram beginning there (0: none begins)."""
    import numpy as np

    counts = np.zeros(len(corpus.words), np.int32)
    hashes, places = ngrams(corpus, n)
    _, inverse, sizes = np.unique(hashes, return_inverse=True, return_counts=True)
    counts[places] = sizes[inverse]
    return counts


def shared_ngrams(corpus: Corpus, n: int, most_places: int) -> tuple[Array, Array]:
    """Return the places ``left, right`` of equal n-grams in two different texts, ``left`` in the earlier text.

    N-grams that stand at more than ``most_places`` places of the corpus are left out.
    """
    import numpy as np

    hashes, places = ngrams(corpus, n)
    order = np.argsort(hashes, kind="stable")
    hashes, places = hashes[order], places[order]
    firsts = np.flatnonzero(np.r_[True, hashes[1:] != hashes[:-1]]) if len(hashes) else np.empty(0, np.int64)
    sizes = np.diff(np.r_[firsts, len(hashes)])
    fit = (sizes > 1) & (sizes <= most_places)
    lefts, rights = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    for size in np.unique(sizes[fit]):
        rows = firsts[fit & (sizes == size)][:, None] + np.arange(size)
        one, other = np.triu_indices(int(size), 1)
        lefts.append(places[rows[:, one]].ravel())
        rights.append(places[rows[:, other]].ravel())
    left, right = np.concatenate(lefts), np.concatenate(rights)
    different = text_of(corpus, left) != text_of(corpus, right)
    return left[different], right[different]


def text_of(corpus: Corpus, places: Array) -> Array:
    """Return the number of the text each place lies in."""
    import numpy as np

    return np.searchsorted(corpus.starts, places, side="right") - 1


def shared_runs(corpus: Corpus) -> Array:
    """Return the runs of equal words of every two texts, an array of rows ``left, right, length``.

    Places are places in the corpus; a run is at least ``SHORT`` words and can't be longer on either
    side, except where its n-grams are too frequent. Every run of ``LONG`` words or more whose
    8-grams are below the cap is among them, whole or in pieces that touch.
    """
    import numpy as np

    left, right = shared_ngrams(corpus, SHORT, MOST_PLACES_SHORT)
    long_left, long_right = shared_ngrams(corpus, LONG, MOST_PLACES_LONG)
    inner = np.arange(LONG - SHORT + 1)
    left = np.concatenate((left, (long_left[:, None] + inner).ravel()))
    right = np.concatenate((right, (long_right[:, None] + inner).ravel()))
    if not len(left):
        return np.empty((0, 3), np.int64)
    # one packed key a match: first the diagonal, then the place on it
    width = np.int64(len(corpus.words) + 1)
    keys = np.unique((right - left) * width + left)
    diagonal, left = np.divmod(keys, width)
    begins = np.flatnonzero(np.r_[True, (np.diff(keys) != 1)])
    lengths = np.diff(np.r_[begins, len(keys)]) + SHORT - 1
    return np.stack((left[begins], left[begins] + diagonal[begins], lengths), axis=1)


def runs_by_pair(corpus: Corpus, runs: Array) -> list[tuple[int, int, list[tuple[int, int, int]]]]:
    """Return ``left text, right text, runs`` for pairs that may share a passage, places counted inside each text.

    A pair may share one if it has a run of ``LONG`` words, or two runs. Pairs come in order, their runs too.
    """
    import numpy as np

    if not len(runs):
        return []
    left, right = text_of(corpus, runs[:, 0]), text_of(corpus, runs[:, 1])
    order = np.lexsort((runs[:, 1], runs[:, 0], right, left))
    left, right, runs = left[order], right[order], runs[order]
    firsts = np.flatnonzero(np.r_[True, (np.diff(left) != 0) | (np.diff(right) != 0)])
    longest = np.maximum.reduceat(runs[:, 2], firsts)
    sizes = np.diff(np.r_[firsts, len(runs)])
    local = np.stack((runs[:, 0] - corpus.starts[left], runs[:, 1] - corpus.starts[right], runs[:, 2]), axis=1)
    found = []
    for first, size in zip(
        firsts[(longest >= LONG) | (sizes > 1)], sizes[(longest >= LONG) | (sizes > 1)], strict=True
    ):
        rows = local[first : first + size].tolist()
        found.append((int(left[first]), int(right[first]), [(row[0], row[1], row[2]) for row in rows]))
    return found
