"""Why passages are no sign of copying, many pairs at once: by ``templates``, ``formulae`` and ``evidence``."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from musnad.lang import Lang
from musnad.link.corpora import Corpus
from musnad.link.evidence import (
    BAR_FAR,
    BAR_NEAR,
    MOST_FILLED,
    OTHER_EDITION,
    SAME,
    WHOLE,
    weights,
)
from musnad.link.filled import find_filled
from musnad.link.formulae import FEWEST_OWN, own_words, stock_words_of
from musnad.link.own_words import Own, find_own
from musnad.link.passages import Passage, Passages
from musnad.link.spans import firsts_of, sums
from musnad.link.templates import NONE, Counted, common_kinds, filled_in
from musnad.link.vocabulary import GRAINS, Vocabulary
from musnad.records import Report

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[Any]]

# What ``templates.common_kinds`` tells apart, then what is told here.
REASONS = ("", "template", "standing", "numbers", "phrase", "thin", "form")
_NUMBERS, _PHRASE, _THIN, _FORM = range(3, 7)


@dataclass(frozen=True, slots=True)
class Pages:
    """What reports print, word by word: the reports of a corpus, its words and what is counted and known of them."""

    reports: Sequence[Report]
    corpus: Corpus
    bounds: Sequence[int]
    counted: Counted
    known: Vocabulary | None  # of the words of a language

    def printed(self, place: int) -> str:
        """Return a word of the corpus as printed."""
        text = self.reports[bisect_right(self.bounds, place) - 1].text
        return text[self.corpus.starts[place] : self.corpus.stops[place]]

    def words_printed(self, places: Array) -> list[str]:
        """Return words of the corpus as printed."""
        import numpy as np

        reports = self.reports
        texts = np.searchsorted(self.corpus.bounds, places, side="right") - 1
        columns = (texts, self.corpus.starts[places], self.corpus.stops[places])
        rows = zip(*(column.tolist() for column in columns), strict=True)
        return [reports[text].text[start:stop] for text, start, stop in rows]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of texts: their numbers of words, left and right, how many days lie between (-1: unknown).

    ``covered``: both are in the language whose words are weighed.
    """

    left_size: Array
    right_size: Array
    days: Array
    covered: Array


def reasons_of(pages: Pages, found: Passages, pairs: Pairs, lang: Lang | None) -> Array:
    """Return for each passage the number of its reason in ``REASONS``, 0 for a sign of copying."""
    import numpy as np

    reasons = common_kinds(pages.counted, found.left, found.size, found.firsts)
    reasons[(reasons == NONE) & filled_in(pages.counted, found)] = _NUMBERS
    if lang is None or pages.known is None or not len(found):
        return reasons
    rest = np.flatnonzero(reasons == NONE)
    own = _own_words(pages, found.taken(rest), pages.known, lang)
    count = np.bincount(own.owner, minlength=len(rest))
    stock = (count < FEWEST_OWN) & (count <= found.shared[rest] - count)
    reasons[rest[stock]] = _PHRASE
    if weights(lang) is None:
        return reasons
    weight = own.some(~stock[own.owner]).weights(found.pair[rest], pages.known, len(pairs.days))
    share = _shared_part(found, pairs)
    weighed = _weighed(pages, found, pairs, share, reasons, weight, lang)
    phrases = (reasons == _PHRASE) & (weighed[found.pair] == NONE)
    telling = np.zeros(len(weighed), bool)
    telling[found.pair[reasons == NONE]] = True
    whole = telling & (share >= WHOLE)
    reasons = np.where(reasons == NONE, weighed[found.pair], reasons)
    reasons[phrases & whole[found.pair]] = NONE  # what a copy says of titles is copied, too
    return reasons


def vocabulary_of(lang: Lang) -> Vocabulary:
    """Return what is known of the words of a language: nothing yet."""
    return Vocabulary(stock_words_of(lang), weights(lang))


def _own_words(pages: Pages, found: Passages, known: Vocabulary, lang: Lang) -> Own:
    def look(number: int) -> list[int]:
        return list(own_words(pages.printed, passage_of(found, number), lang))

    return find_own(pages.corpus.words, found, pages.words_printed, known, look)


def passage_of(found: Passages, number: int) -> Passage:
    """Return one of many passages."""
    return Passage(
        int(found.left_start[number]), int(found.left_stop[number]),
        int(found.right_start[number]), int(found.right_stop[number]), found.blocks(number),
    )  # fmt: skip


def _shared_part(found: Passages, pairs: Pairs) -> Array:
    """Return for each pair how much of the text of which less is shared is shared."""
    import numpy as np

    firsts = firsts_of(found.pair, len(pairs.days))
    one = sums(found.left_stop - found.left_start, firsts) / np.maximum(1, pairs.left_size)
    other = sums(found.right_stop - found.right_start, firsts) / np.maximum(1, pairs.right_size)
    part: Array = np.minimum(one, other)
    return part


def _weighed(
    pages: Pages, found: Passages, pairs: Pairs, share: Array, reasons: Array, weight: Array, lang: Lang
) -> Array:
    """Return for each pair, from the ``weight`` of its telling passages in ``GRAINS``, why they say too little."""
    import numpy as np

    telling = found.taken(np.flatnonzero(reasons == NONE))
    firsts = firsts_of(telling.pair, len(pairs.days))
    far = pairs.days >= OTHER_EDITION
    least, cost = (
        np.rint(np.where(far, *bars) * GRAINS).astype(np.int64) for bars in zip(BAR_FAR, BAR_NEAR, strict=True)
    )
    words = telling.left_stop - telling.left_start + telling.right_stop - telling.right_start
    same = 2 * sums(telling.shared, firsts) >= SAME * np.maximum(1, sums(words, firsts))
    least[((share >= WHOLE) & (~far | same)) | ~pairs.covered] = 0
    weighed = np.where(weight < least, _THIN, NONE)
    near = pairs.covered & (weight >= least) & (weight < least + MOST_FILLED * cost)
    some = np.flatnonzero(near[telling.pair])
    filled = np.zeros(len(telling), np.int64)
    filled[some] = find_filled(pages.corpus.words, telling.taken(some), pages.words_printed, lang)
    filled[_second_best(telling, np.flatnonzero(filled), found, firsts_of(found.pair, len(pairs.days)))] = 0
    bar = least + np.minimum(sums(filled, firsts), MOST_FILLED) * cost
    weighed[near & (weight < bar)] = _FORM
    return weighed


def _second_best(some: Passages, numbers: Array, found: Passages, firsts: Array) -> list[int]:
    """Return which of some passages, by number, lie mostly, on one side, in one found with more equal words.

    In a text that fills in its own form twice, each filling is found beside each; what is copied is the same one.
    ``firsts`` is where the passages found of each pair begin.
    """
    import numpy as np

    share = found.share
    sides = (
        (some.left_start, some.left_stop, found.left_start, found.left_stop),
        (some.right_start, some.right_stop, found.right_start, found.right_stop),
    )
    second = []
    for one, own in zip(numbers.tolist(), some.share[numbers].tolist(), strict=True):
        pair = some.pair[one]
        better = np.flatnonzero(share[firsts[pair] : firsts[pair + 1]] > own) + firsts[pair]
        shared = [
            np.minimum(stops[better], stop[one])
            - np.maximum(starts[better], start[one])
            - (stop[one] - start[one]) // 2
            for start, stop, starts, stops in sides
        ]
        if len(better) and (np.maximum(*shared) > 0).any():
            second.append(one)
    return second
