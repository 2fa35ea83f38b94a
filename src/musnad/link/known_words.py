"""Which words are used elsewhere, so that one of them is no slip: in the reports compared, or commonly in the press."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

from musnad.change_words import without_letters
from musnad.lang import Lang
from musnad.lang.forms import light_stem
from musnad.link.spans import counted
from musnad.link.word_arrays import blocks_of, hash_word, words_of_block
from musnad.records import Report
from musnad.text import folded_words

# A word printed at so many places of the reports compared is no slip.
KNOWN_WORD = 3
# Words remembered: of those that changed some are asked for again and again.
_REMEMBERED = 1 << 14


def known_words(often: Callable[[str], bool], lang: Lang | None) -> Callable[[str], bool]:
    """Return what tells a folded word that is used elsewhere; ``often`` tells those the reports compared have."""
    common = frozenset(row["stem"] for row in lang.rows("common_stems")) if lang is not None else frozenset()

    @lru_cache(maxsize=_REMEMBERED)
    def known(word: str) -> bool:
        return often(word) or light_stem(word) in common or often(without_letters(word))  # والفتاوى

    return known


def printed_often(reports: Iterable[Report]) -> Callable[[str], bool]:
    """Return what tells a folded word that stands ``KNOWN_WORD`` times in some reports, or more often.

    Their words are hashed and counted in arrays: half of what counting them as strings costs.
    """
    import numpy as np

    texts = [report.text for report in reports]
    blocks = list(blocks_of(map(len, texts)))
    parts = [words_of_block([texts[at] for at in block], lone=len(blocks) == 1).words for block in blocks]
    hashes, counts = counted(np.concatenate([*parts, np.empty(0, np.uint64)]))
    often = frozenset(hashes[counts >= KNOWN_WORD].tolist())
    return lambda word: hash_word(word) in often


def counted_often(counts: Mapping[str, int]) -> Callable[[str], bool]:
    """Return what tells a folded word that is counted ``KNOWN_WORD`` times, or more often."""
    return lambda word: counts.get(word, 0) >= KNOWN_WORD


def word_counts(reports: Iterable[Report]) -> Counter[str]:
    """Return how often each folded word stands in some reports."""
    counts: Counter[str] = Counter()
    for report in reports:
        counts.update(folded_words(report.text))
    return counts
