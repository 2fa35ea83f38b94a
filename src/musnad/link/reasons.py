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
    thin_reason,
    weights,
)
from musnad.link.filled import find_filled
from musnad.link.formulae import FEWEST_OWN, own_words, stock_words_of
from musnad.link.own_words import find_own
from musnad.link.passages import Passage, Passages
from musnad.link.spans import firsts_of, sums
from musnad.link.templates import NONE, Counted, common_kinds, filled_in
from musnad.link.vocabulary import Vocabulary
from musnad.records import Report

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[Any]]

# What ``templates.common_kinds`` tells apart, then what is told here.
REASONS = ("", "template", "standing", "numbers", "phrase", "thin", "form")
_NUMBERS, _PHRASE, _THIN, _FORM = range(3, 7)
# Weights are summed in another order than one by one: what lies so near a bar is weighed one by one.
_ROUNDING = 1e-6


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
    count, weight = _own_words(pages, found.taken(rest), pages.known, lang)
    stock = (count < FEWEST_OWN) & (count <= found.shared[rest] - count)
    reasons[rest[stock]] = _PHRASE
    if weights(lang) is None:
        return reasons
    of_own = np.zeros(len(found))
    of_own[rest[~stock]] = weight[~stock]
    share = _shared_part(found, pairs)
    weighed = _weighed(pages, found, pairs, share, reasons, of_own, lang)
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


def _own_words(pages: Pages, found: Passages, known: Vocabulary, lang: Lang) -> tuple[Array, Array]:
    """Return how many words of their own passages share, and what those weigh."""
    weigh = weights(lang)
    own = find_own(pages.corpus.words, found, pages.words_printed, known)
    for number in own.unsure.tolist():
        words = list(own_words(pages.printed, passage_of(found, number), lang))
        own.count[number] = len(words)
        own.weight[number] = sum(weigh(pages.printed(at)) for at in words) if weigh else 0.0
    return own.count, own.weight


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
    pages: Pages, found: Passages, pairs: Pairs, share: Array, reasons: Array, of_own: Array, lang: Lang
) -> Array:
    """Return for each pair whether all its telling passages say too little, ``evidence.thin_reason`` by number."""
    import numpy as np

    telling = found.taken(np.flatnonzero(reasons == NONE))
    firsts = firsts_of(telling.pair, len(pairs.days))
    weight = np.where(pairs.covered, np.bincount(found.pair, of_own, len(pairs.days)), np.inf)
    far = pairs.days >= OTHER_EDITION
    least, cost = (np.where(far, *bars) for bars in zip(BAR_FAR, BAR_NEAR, strict=True))
    words = telling.left_stop - telling.left_start + telling.right_stop - telling.right_start
    same = 2 * sums(telling.shared, firsts) >= SAME * np.maximum(1, sums(words, firsts))
    least = np.where((share >= WHOLE) & (~far | same), 0.0, least)
    weighed = np.where(weight < least, _THIN, NONE)
    filled = np.zeros(len(telling), np.int64)
    near = (weight > least - _ROUNDING) & (weight < least + MOST_FILLED * cost + _ROUNDING)
    some = np.flatnonzero(near[telling.pair])
    filled[some] = find_filled(pages.corpus.words, telling.taken(some), pages.words_printed, lang)
    bar = least + np.minimum(sums(filled, firsts), MOST_FILLED) * cost
    weighed[(weighed == NONE) & (weight < bar)] = _FORM
    doubtful = (abs(weight - least) < _ROUNDING) | (abs(weight - bar) < _ROUNDING)
    for pair in np.flatnonzero(doubtful & (weight > 0)).tolist():
        own = [passage_of(telling, number) for number in range(firsts[pair], firsts[pair + 1])]
        days = int(pairs.days[pair]) if pairs.days[pair] >= 0 else None
        reason = thin_reason(pages.printed, pages.printed, own, float(share[pair]), days, lang)
        weighed[pair] = REASONS.index(reason)
    return weighed
