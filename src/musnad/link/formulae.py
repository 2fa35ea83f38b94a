"""Which shared words are no sign of copying: templates, standing texts, stock phrases, strings of names.

What decides is how informative the words are. Words that stand together at many places, or come back on
many days, say nothing about a copy, however long the passage; a story's words stand together at as many
places as it was printed, within a few days.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache, partial
from itertools import islice, pairwise
from typing import TYPE_CHECKING, Any

from musnad.lang import Lang
from musnad.link.passages import FEWEST_WORDS, Passage
from musnad.link.shingles import SHORT, Runs
from musnad.text import fold_word, folded_words, proclitic_splits

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


@dataclass(frozen=True, slots=True)
class Commons:
    """What is common in a case: ``before[w]`` counts the words before ``w`` that begin common words.

    ``standing`` counts those of them that are common by their days at one outlet only.
    """

    before: memoryview
    standing: memoryview

    def own_words(self, start: int, stop: int) -> int:
        """Return how many of the words ``start:stop`` of the case begin words that are not common."""
        return stop - start - self.before[stop] + self.before[start]

    def is_standing(self, start: int, stop: int) -> bool:
        """Tell whether what is common of these words is one outlet's own standing text."""
        return 2 * (self.standing[stop] - self.standing[start]) > self.before[stop] - self.before[start]


def find_commons(runs: Runs) -> Commons:
    """Return which words of a case are common."""
    import numpy as np

    sums = [np.append(np.int32(0), np.cumsum(each, dtype=np.int32)) for each in (runs.common, runs.standing)]
    return Commons(*(each.data for each in sums))


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


def filled_in(numeric: bytes, base: int, other_base: int, passage: Passage) -> bool:
    """Tell whether a passage is a form filled in with other numbers, as yesterday's market report and today's.

    ``numeric`` has a byte a word of the case, 1 where it begins with a digit; the texts begin at ``base, other_base``.
    """
    if numeric.count(1, base + passage.left_start, base + passage.left_stop) < _FEWEST_FILLED:
        return False
    kept = sum(numeric.count(1, base + left, base + left + size) for left, _, size in passage.blocks)
    changed = 0
    for (left, right, size), after in pairwise(passage.blocks):
        one = numeric.count(1, base + left + size, base + after[0])
        other = numeric.count(1, other_base + right + size, other_base + after[1])
        changed += bool(one and other)
    return changed >= _FEWEST_FILLED and changed > kept


def mostly_stock(printed: Callable[[int], str], passage: Passage, lang: Lang) -> bool:
    """Tell whether the shared words of a passage are mostly stock phrases, titles or chains of forefathers.

    ``printed`` gives a word of the left text. Most passages have words enough of their own at their very start.
    """
    own = sum(1 for _ in islice(own_words(printed, passage, lang), _FEWEST_OWN))
    return own < _FEWEST_OWN and own <= passage.shared - own


def own_words(printed: Callable[[int], str], passage: Passage, lang: Lang) -> Iterator[int]:
    """Yield the shared words of a passage, by their place in the left text, that belong to no stock phrase."""
    words = _words_of(lang)
    stock_until = passage.left_start
    for left, _, size in _with_gaps(passage):
        for at in range(left, left + abs(size)):
            stock_until = max(stock_until, _stock_end(printed, at, passage.left_stop, words))
            if size > 0 and at >= stock_until:
                yield at


def _with_gaps(passage: Passage) -> Iterator[tuple[int, int, int]]:
    """Yield the blocks of a passage, and with negative sizes the words of its left side that lie between them."""
    at = passage.left_start
    for left, right, size in passage.blocks:
        if left > at:
            yield at, right, at - left
        yield left, right, size
        at = left + size
    if at < passage.left_stop:
        yield at, passage.right_stop, at - passage.left_stop


def _stock_end(printed: Callable[[int], str], at: int, stop: int, words: Callable[[str], _Word]) -> int:
    """Return where the stock phrase or the chain of names that begins with a word ends; ``at`` where none does."""
    word = words(printed(at))
    after = words(printed(at + 1)) if at + 1 < stop else _NO_WORD
    end = at + 1 + word.reach if word.reach or word.is_stock else at
    if word.is_son or (word.is_date and after.is_number):
        end = max(end, at + 2)
    elif after.is_son or word.is_date or (word.is_number and after.is_date):
        end = max(end, at + 1)
    for rest in word.phrases.get(after.bare, ()):
        size = 2 + len(rest)
        if at + size <= stop and all(words(printed(at + 2 + step)).bare == bare for step, bare in enumerate(rest)):
            end = max(end, at + size)
    return end


@dataclass(frozen=True, slots=True)
class _Word:
    """A word without the pronoun at its end, the stock phrases it may begin, and how many words it takes with it.

    ``phrases`` has by their second word what follows it.
    """

    bare: str = ""
    is_stock: bool = False
    is_son: bool = False
    is_date: bool = False
    is_number: bool = False
    reach: int = 0
    phrases: dict[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict)


_NO_WORD = _Word()
# Words that belong to an office («مدير الدفاع المدني بمنطقة كذا») or stand as a name behind a title.
_REACH = {"office": 4, "rank": 3}


@cache
def _words_of(lang: Lang) -> Callable[[str], _Word]:
    """Return what knows the words of a language; the words of the press repeat, so that many are remembered."""
    return lru_cache(maxsize=1 << 16)(partial(_word, lang))


def _word(lang: Lang, printed: str) -> _Word:
    folded = fold_word(printed)
    kinds = {kind for each in _stems(folded) for kind in _single_words(lang).get(each, ())}
    found = set(_found_phrases(folded, _phrases(lang)))
    longer: dict[str, tuple[tuple[str, ...], ...]] = {}
    for phrase in sorted(each for each in found if len(each) > 1):
        longer[phrase[1]] = (*longer.get(phrase[1], ()), phrase[2:])
    return _Word(
        _without_pronoun(folded),
        any(len(each) == 1 for each in found),
        folded == _SON,
        "date" in kinds,
        folded[:1].isdigit(),
        max((_REACH.get(kind, 0) for kind in kinds), default=0),
        longer,
    )


def _stems(folded: str) -> Iterator[str]:
    """Yield a word as it stands and without و ب ل before it."""
    for front, stem in proclitic_splits(folded):
        if not front or (front[0] in "وبل" and not front.endswith("ال")):
            yield stem


@cache
def _single_words(lang: Lang) -> dict[str, tuple[str, ...]]:
    """Return the words of offices, titles and dates, and what they are."""
    kinds: dict[str, list[str]] = {}
    for row in lang.rows("stock_words"):
        if row["kind"] in (*_REACH, "date"):
            kinds.setdefault(folded_words(row["phrase"])[0], []).append(row["kind"])
    return {word: tuple(each) for word, each in kinds.items()}


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
    cells += [row["phrase"] for row in lang.rows("stock_words") if row["kind"] not in (*_REACH, "date")]
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
