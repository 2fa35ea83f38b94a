"""Which shared words are no sign of copying: templates, standing texts, stock phrases, strings of names.

What decides is how informative the words are. Words that stand together at many places, or come back on
many days, say nothing about a copy, however long the passage; a story's words stand together at as many
places as it was printed, within a few days.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from musnad.lang import Lang
from musnad.link.passages import FEWEST_WORDS, Passage
from musnad.link.shingles import SHORT, Runs
from musnad.text import folded_words, proclitic_splits

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[Any]]

# A passage whose shared words are mostly stock phrases is a formula unless it has this many others.
_FEWEST_OWN = 6
# Numbers changed in a passage, and more changed than kept, from which on it is a form filled in. An edited
# copy updates a number or two.
_FEWEST_FILLED = 4
# "Son of": the words on both sides are names.
_SON = "بن"
_SHORTEST_WITH_ARTICLE = 4
_PRONOUNS = ("هما", "هم", "ها", "ه")
_SHORTEST_BARE = 3
# Words looked at together; phrases are far shorter, and six words of its own are mostly found in the first.
_WINDOW = 32
_LONGEST_PHRASE = 10


@dataclass(frozen=True, slots=True)
class Commons:
    """What is common in a case: ``before[w]`` counts the words before ``w`` that begin common words.

    ``standing`` counts those of them that are common by their days at one outlet only.
    """

    before: Array
    standing: Array

    def own_words(self, start: int, stop: int) -> int:
        """Return how many of the words ``start:stop`` of the case begin words that are not common."""
        return stop - start - int(self.before[stop] - self.before[start])

    def is_standing(self, start: int, stop: int) -> bool:
        """Tell whether what is common of these words is one outlet's own standing text."""
        return 2 * int(self.standing[stop] - self.standing[start]) > int(self.before[stop] - self.before[start])


def find_commons(runs: Runs) -> Commons:
    """Return which words of a case are common."""
    import numpy as np

    sums = [np.concatenate(([0], np.cumsum(each, dtype=np.int32))) for each in (runs.common, runs.standing)]
    return Commons(*sums)


def common_reason(commons: Commons, base: int, blocks: Sequence[tuple[int, int, int]]) -> str:
    """Return ``template`` or ``standing`` where hardly any shared word is informative, or "".

    ``base`` is where the left text begins in the case, ``blocks`` the shared words.
    """
    shared = own = standing = 0
    for left, _, size in blocks:
        # the last words of a run begin no n-gram of it: they are judged by the last one that lies inside
        last = max(1, size - SHORT + 1)
        found = commons.own_words(base + left, base + left + last)
        if commons.own_words(base + left + last - 1, base + left + last):
            found += size - last
        shared, own = shared + size, own + found
        standing += size if commons.is_standing(base + left, base + left + last) else 0
    if own < FEWEST_WORDS // 2 and own < shared // 2:
        return "standing" if 2 * standing > shared else "template"
    return ""


def filled_in(numeric: Array, others: Array, passage: Passage) -> bool:
    """Tell whether a passage is a form filled in with other numbers, as yesterday's market report and today's.

    ``numeric`` and ``others`` say which words of the two texts begin with a digit.
    """
    if numeric[passage.left_start : passage.left_stop].sum() < _FEWEST_FILLED:
        return False
    kept = sum(int(numeric[left : left + size].sum()) for left, _, size in passage.blocks)
    changed = 0
    for (left, right, size), after in pairwise(passage.blocks):
        changed += bool(numeric[left + size : after[0]].any() and others[right + size : after[1]].any())
    return changed >= _FEWEST_FILLED and changed > kept


def mostly_stock(folded: Callable[[int, int], list[str]], passage: Passage, lang: Lang) -> bool:
    """Tell whether the shared words of a passage are mostly stock phrases, titles or chains of forefathers.

    ``folded`` gives words of the left text.
    """
    shared = {left + at for left, _, size in passage.blocks for at in range(size)}
    own = 0
    for begin in range(passage.left_start, passage.left_stop, _WINDOW):
        end = min(passage.left_stop, begin + _WINDOW)
        low = max(passage.left_start, begin - _LONGEST_PHRASE)
        stock = stock_words(folded(low, min(passage.left_stop, end + _LONGEST_PHRASE)), lang)
        own += sum(at in shared and at - low not in stock for at in range(begin, end))
        if own >= _FEWEST_OWN:
            return False
    return own <= len(shared) - own


def stock_words(words: Sequence[str], lang: Lang) -> set[int]:
    """Return the indexes of folded words that belong to a stock phrase, a title or a chain of forefathers."""
    found: set[int] = set()
    bare = [_without_pronoun(word) for word in words]
    for index, word in enumerate(words):
        if word == _SON:
            found.update(each for each in (index - 1, index, index + 1) if 0 <= each < len(words))
        for phrase in _phrases_from(word, lang):
            if tuple(bare[index + 1 : index + len(phrase)]) == phrase[1:]:
                found.update(range(index, index + len(phrase)))
    return found


# The words of the press repeat: so many of them are remembered.
@lru_cache(maxsize=1 << 16)
def _phrases_from(word: str, lang: Lang) -> tuple[tuple[str, ...], ...]:
    """Return the stock phrases that may begin with a word, without its proclitics and pronouns."""
    return tuple(_found_phrases(word, _phrases(lang)))


def _found_phrases(word: str, phrases: dict[str, tuple[tuple[str, ...], ...]]) -> Iterator[tuple[str, ...]]:
    for front, stem in proclitic_splits(word):
        if not front or front[0] in "وبل":
            yield from phrases.get(_without_pronoun(stem), ())


def _without_pronoun(word: str) -> str:
    """Return a folded word without ه ها هم هما at its end: a formula is said of one as of many."""
    for ending in _PRONOUNS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_BARE:
            return word[: -len(ending)]
    return word


@cache
def _phrases(lang: Lang) -> dict[str, tuple[tuple[str, ...], ...]]:
    by_first: dict[str, list[tuple[str, ...]]] = {}
    cells = [row["phrase"] for row in lang.rows("formulae")]
    for row in lang.rows("change_words"):
        cells += row["forms"].split("|") if row["kind"] == "honorific" else []
    for cell in cells:
        folded = folded_words(cell)
        rest = tuple(_without_pronoun(word) for word in folded[1:])
        for first in {
            folded[0],
            folded[0].removeprefix("ال") if len(folded[0]) > _SHORTEST_WITH_ARTICLE else folded[0],
        }:
            by_first.setdefault(_without_pronoun(first), []).append((_without_pronoun(first), *rest))
    return {first: tuple(sorted(set(each))) for first, each in by_first.items()}
