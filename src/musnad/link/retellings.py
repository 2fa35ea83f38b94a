"""Sentences of two reports that tell one thing in other words, where nothing may have been copied word for word.

Two reports are looked at where they share several words that are rare in the press and in the case; two of their
sentences belong together where most of what the shorter says stands in the longer, much of it in the same order.
One edition only: on another day the same words are the same office's form.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from musnad.lang import Lang
from musnad.lang.forms import light_stem
from musnad.link.chains import FEWEST_WORDS
from musnad.link.corpora import Corpus
from musnad.link.evidence import OTHER_EDITION, Printed, weights
from musnad.link.formulae import own_words
from musnad.link.left_over import LONGEST_REWORDED, aligned, best_apart
from musnad.link.passages import Passage, Passages, ground_of
from musnad.link.spans import once
from musnad.text import fold_word

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[Any]]

Span = tuple[int, int]
Ranges = tuple[int, int, int, int]  # left start and stop, right start and stop

# A newsroom's case. In a larger one only copies are looked for.
MOST_REPORTS = 4000
# Two reports that share so many words which at most so many reports have, each as rare in the press as this; and two
# sentences that share so many of them.
_FEWEST_RARE, _MOST_HOLDERS, _RARE_WEIGHT = 6, 30, 0.85
_FEWEST_IN_SENTENCE = 2
# What two sentences must share by weight; and the product of the shares of weight and of words in order. Chosen on
# the natural pairs and one day of newspapers (docs/stages/reuse.md).
_LEAST_WEIGHT = 5.5
_LEAST_ALIKE = 0.25


@dataclass(frozen=True, slots=True)
class _Sentence:
    """The stems of a sentence, what each of its own weighs, its numbers."""

    stems: list[str]
    weights: dict[str, float]
    numbers: frozenset[str]


@dataclass(frozen=True, slots=True)
class Rare:
    """The rare words of a case: ``number[w]`` tells one from another, -1 for all others; ``pairs`` of texts share some.

    The pairs are rows of two texts in rising order, each of one edition.
    """

    number: Array
    pairs: Array


def find_rare(corpus: Corpus, days: Array, printed: Printed, lang: Lang | None) -> Rare:
    """Return the words that few reports of a case and of the press have, and the pairs of reports that share several.

    Of a case with more than ``MOST_REPORTS`` reports, or in a language whose common words are not counted, none.
    """
    import numpy as np

    weigh = weights(lang) if lang is not None else None
    count = len(corpus.bounds) - 1
    if weigh is None or not 1 < count <= MOST_REPORTS:
        return Rare(np.empty(0, np.int64), np.empty((0, 2), np.int64))
    text_of = np.repeat(np.arange(count), np.diff(corpus.bounds))
    words, first, which = np.unique(corpus.words, return_index=True, return_inverse=True)
    held = once(which * count + text_of)  # a word in a text, once
    word, text = held // count, held % count
    holders = np.bincount(word, minlength=len(words))
    rare = np.zeros(len(words), bool)
    for at in np.flatnonzero((holders > 1) & (holders <= _MOST_HOLDERS)).tolist():
        rare[at] = weigh(printed(int(first[at]))) >= _RARE_WEIGHT
    kept = rare[word]
    pairs = _often_together(word[kept], text[kept], days, count)
    return Rare(np.where(rare[which], which, -1), pairs)


def _often_together(word: Array, text: Array, days: Array, count: int) -> Array:
    """Return the texts of one edition that hold enough words together; ``word`` rises."""
    import numpy as np

    pairs = [np.empty(0, np.int64)]
    for step in range(1, min(_MOST_HOLDERS, len(word))):
        together = word[step:] == word[:-step]
        if not together.any():
            break
        one, other = text[:-step][together], text[step:][together]
        near = (np.abs(days[one] - days[other]) < OTHER_EDITION) | (days[one] < 0) | (days[other] < 0)
        pairs.append((one * count + other)[near])
    found, times = np.unique(np.concatenate(pairs), return_counts=True)
    chosen = found[times >= _FEWEST_RARE]
    return np.stack([chosen // count, chosen % count], axis=1)


def find_retellings(
    corpus: Corpus, rare: Rare, touched: Mapping[tuple[int, int], Sequence[Ranges]], printed: Printed, lang: Lang
) -> Passages:
    """Return the pairs of sentences told in other words that no passage touches, each sentence in one of them.

    ``touched`` has the passages of the pairs of texts that have some; ``pair`` counts the rows of ``rare.pairs``.
    """
    import numpy as np

    finder = _Finder(corpus, rare, printed, lang)
    rows = [
        (number, *ours, *theirs, alike)
        for number, (left, right) in enumerate(rare.pairs.tolist())
        for ours, theirs, alike in finder.between(left, right, touched.get((left, right), ()))
    ]
    columns = np.array(rows, np.float64).reshape(-1, 6).T
    found = aligned(ground_of(corpus), *columns[:5].astype(np.int64))
    return found.taken(best_apart(found, columns[5], np.flatnonzero(found.shared)))


class _Finder:
    """Finds the sentences of two texts that tell the same; what it knows of a text is kept at hand."""

    def __init__(self, corpus: Corpus, rare: Rare, printed: Printed, lang: Lang) -> None:
        self.corpus, self.rare, self.printed, self.lang = corpus, rare, printed, lang
        self.where = lru_cache(maxsize=MOST_REPORTS)(self._where)
        self.sentence = lru_cache(maxsize=MOST_REPORTS)(self._sentence)

    def between(self, left: int, right: int, touched: Sequence[Ranges]) -> Iterator[tuple[Span, Span, float]]:
        """Yield the pairs of free sentences that share several rare words and are alike enough."""
        for ours, theirs in self._seeds(left, right):
            if all(_apart(ours, each[:2]) and _apart(theirs, each[2:]) for each in touched):
                alike = _alike(self.sentence(ours), self.sentence(theirs))
                if alike >= _LEAST_ALIKE:
                    yield ours, theirs, alike

    def _seeds(self, left: int, right: int) -> list[tuple[Span, Span]]:
        """Return the pairs of sentences that share several rare words."""
        ours, theirs = self.where(left), self.where(right)
        shared = Counter((ours[word], theirs[word]) for word in ours.keys() & theirs.keys())
        return sorted(pair for pair, times in shared.items() if times >= _FEWEST_IN_SENTENCE)

    def _where(self, text: int) -> dict[int, Span]:
        """Return the sentence in which each rare word of a text stands first, if it is neither short nor long."""
        first, last = self.corpus.bounds[text : text + 2].tolist()
        sentences = self.corpus.sentences
        found: dict[int, Span] = {}
        for at, word in enumerate(self.rare.number[first:last].tolist(), first):
            if word >= 0 and word not in found:
                number = int(sentences.searchsorted(at, side="right"))
                place = int(sentences[number - 1]), int(sentences[number])
                if FEWEST_WORDS <= place[1] - place[0] <= LONGEST_REWORDED:
                    found[word] = place
        return found

    def _sentence(self, place: Span) -> _Sentence:
        printed, weigh = self.printed, weights(self.lang)
        start, stop = place
        folded = [fold_word(printed(at)) for at in range(start, stop)]
        stems = [light_stem(word) for word in folded]
        own = own_words(printed, Passage(start, stop, 0, stop - start, ((start, 0, stop - start),)), self.lang)
        weighed = {stems[at - start]: weigh(printed(at)) for at in own} if weigh else {}
        return _Sentence(stems, weighed, frozenset(word for word in folded if word[0].isdigit()))


def _apart(one: Span, other: Sequence[int]) -> bool:
    return one[1] <= other[0] or other[1] <= one[0]


def _alike(one: _Sentence, other: _Sentence) -> float:
    """Return how much of the shorter sentence the longer one says (0..1), 0 where they count different things."""
    common = one.weights.keys() & other.weights.keys()
    weight = sum(min(one.weights[stem], other.weights[stem]) for stem in common)
    if weight < _LEAST_WEIGHT or (one.numbers and other.numbers and one.numbers.isdisjoint(other.numbers)):
        return 0.0
    from rapidfuzz.distance import LCSseq

    whole = min(sum(one.weights.values()), sum(other.weights.values()))
    ordered = LCSseq.similarity(one.stems, other.stems) / min(len(one.stems), len(other.stems))
    return weight / whole * ordered
