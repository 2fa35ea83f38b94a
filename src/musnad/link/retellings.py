"""Sentences of two reports that tell one thing in other words, where nothing may have been copied word for word.

Two reports are looked at where they share several words that are rare in the press and in the case; two of their
sentences belong together where most of what the shorter says stands in the longer, much of it in the same order.
One edition only: on another day the same words are the same office's form.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from musnad.lang import Lang
from musnad.lang.forms import light_stem
from musnad.link.chains import FEWEST_WORDS
from musnad.link.corpora import Corpus
from musnad.link.evidence import OTHER_EDITION, weights
from musnad.link.formulae import own_words
from musnad.link.left_over import LONGEST_REWORDED, aligned, best_apart
from musnad.link.passages import Passage, Passages, ground_of
from musnad.link.spans import once, spread
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


def find_rare(corpus: Corpus, days: Array, printed: Callable[[Array], list[str]], lang: Lang | None) -> Rare:
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
    some = np.flatnonzero((holders > 1) & (holders <= _MOST_HOLDERS))
    rare[some] = [weigh(form) >= _RARE_WEIGHT for form in printed(first[some])]
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
    corpus: Corpus,
    rare: Rare,
    touched: Mapping[tuple[int, int], Sequence[Ranges]],
    printed: Callable[[Array], list[str]],
    lang: Lang,
) -> Passages:
    """Return the pairs of sentences told in other words that no passage touches, each sentence in one of them.

    ``touched`` has the passages of the pairs of texts that have some; ``pair`` counts the rows of ``rare.pairs``.
    """
    import numpy as np

    telling = lru_cache(maxsize=MOST_REPORTS)(partial(_sentence, printed, lang))
    rows = []
    for number, *ends in _seeds(corpus, rare):
        ours, theirs = (ends[0], ends[1]), (ends[2], ends[3])
        left, right = rare.pairs[number].tolist()
        if all(_apart(ours, each[:2]) and _apart(theirs, each[2:]) for each in touched.get((left, right), ())):
            alike = _alike(telling(ours), telling(theirs))
            if alike >= _LEAST_ALIKE:
                rows.append((number, *ends, alike))
    columns = np.array(rows, np.float64).reshape(-1, 6).T
    found = aligned(ground_of(corpus), *columns[:5].astype(np.int64))
    return found.taken(best_apart(found, columns[5], np.flatnonzero(found.shared)))


def _seeds(corpus: Corpus, rare: Rare) -> list[list[int]]:
    """Return the sentences that share several rare words: the row of their texts, where each begins and stops."""
    import numpy as np

    width = np.int64(len(corpus.words))
    keys, holding = _where(corpus, rare, width)
    left, right = rare.pairs.T
    first, last = np.searchsorted(keys, left * width), np.searchsorted(keys, (left + 1) * width)
    pair, at = np.repeat(np.arange(len(left)), last - first), spread(first, last - first)
    sought = keys[at] + (right - left)[pair] * width
    other = np.searchsorted(keys, sought)
    shared = np.append(keys, -1)[other] == sought
    count = len(corpus.sentences)
    found = (pair[shared] * count + holding[at[shared]]) * count + holding[other[shared]]
    found, times = np.unique(found, return_counts=True)
    found, theirs = np.divmod(found[times >= _FEWEST_IN_SENTENCE], count)
    pair, ours = np.divmod(found, count)
    ends = corpus.sentences
    seeds: list[list[int]] = np.stack(
        (pair, ends[ours], ends[ours + 1], ends[theirs], ends[theirs + 1]), axis=1
    ).tolist()
    return seeds


def _where(corpus: Corpus, rare: Rare, width: np.int64) -> tuple[Array, Array]:
    """Return the rare words of each text, as ``text * width + word`` in order, and the sentence each stands in first.

    Sentences that are short or long don't count.
    """
    import numpy as np

    at = np.flatnonzero(rare.number >= 0)
    holding = np.searchsorted(corpus.sentences, at, side="right") - 1
    sizes = np.diff(corpus.sentences)[holding]
    fits = (sizes >= FEWEST_WORDS) & (sizes <= LONGEST_REWORDED)
    at, holding = at[fits], holding[fits]
    text = np.searchsorted(corpus.bounds, at, side="right") - 1
    keys, first = np.unique(text * width + rare.number[at], return_index=True)
    return keys, holding[first]


def _sentence(printed: Callable[[Array], list[str]], lang: Lang, place: Span) -> _Sentence:
    import numpy as np

    forms = printed(np.arange(*place))
    size, weigh = len(forms), weights(lang)
    folded = [fold_word(form) for form in forms]
    stems = [light_stem(word) for word in folded]
    own = own_words(forms.__getitem__, Passage(0, size, 0, size, ((0, 0, size),)), lang)
    weighed = {stems[at]: weigh(forms[at]) for at in own} if weigh else {}
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
