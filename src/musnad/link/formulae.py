"""Which shared words are no sign of copying whoever prints them: stock phrases, titles, strings of names."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache, partial

from musnad.lang import Lang
from musnad.link.passages import Passage
from musnad.text import fold_word, folded_words, proclitic_splits

# A passage whose shared words are mostly stock phrases is a formula unless it has this many others.
FEWEST_OWN = 6
# "Son of": the words on both sides are names.
_SON = "بن"
_SHORTEST_WITH_ARTICLE = 4
_PRONOUNS = ("هما", "هم", "ها", "ه")
_PRONOUNS_END = frozenset("امه")
_SHORTEST_BARE = 3
# So many words in a row tell a quotation from Scripture or of a saying.
_QUOTED = 4


def own_words(printed: Callable[[int], str], passage: Passage, lang: Lang) -> Iterator[int]:
    """Yield the shared words of a passage, by their place in the left text, that belong to no stock phrase."""
    words = stock_words_of(lang)
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


def _stock_end(printed: Callable[[int], str], at: int, stop: int, words: Callable[[str], StockWord]) -> int:
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
class StockWord:
    """A word without the pronoun at its end, the stock phrases it may begin, and how many words it takes with it.

    ``phrases`` has by their second word what follows it; ``is_given``: it is a given name.
    """

    bare: str = ""
    is_stock: bool = False
    is_son: bool = False
    is_date: bool = False
    is_number: bool = False
    is_given: bool = False
    reach: int = 0
    phrases: dict[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Begun:
    """The stock phrases that one word begins: whether it is one, and by the second word how the others go on."""

    is_stock: bool
    rests: dict[str, tuple[tuple[str, ...], ...]]


_NO_WORD = StockWord()
# Words that belong to an office («مدير الدفاع المدني بمنطقة كذا») or stand as a name behind a title.
_REACH = {"office": 4, "rank": 3}
_GIVEN = "given"


@cache
def stock_words_of(lang: Lang) -> Callable[[str], StockWord]:
    """Return what knows the words of a language; the words of the press repeat, so that many are remembered."""
    return lru_cache(maxsize=1 << 18)(partial(_word, lang))


def _word(lang: Lang, printed: str) -> StockWord:
    folded = fold_word(printed)
    singles, phrases = _single_words(lang), _phrases(lang)
    kinds: set[str] = set()
    found: dict[str, _Begun] = {}
    for front, stem in proclitic_splits(folded):
        if not front or front[0] in "وبل":
            begun = _without_pronoun(stem)
            if begun in phrases:
                found[begun] = phrases[begun]
            if not front.endswith("ال"):
                kinds.update(singles.get(stem, ()))
    bare, is_son, is_number = _without_pronoun(folded), folded == _SON, folded[:1].isdigit()
    if not found and not kinds:  # nearly every word
        return StockWord(bare, is_son=is_son, is_number=is_number)
    longer: dict[str, tuple[tuple[str, ...], ...]] = {}
    for each in found.values():  # nearly always one
        both = {second: (*longer[second], *each.rests[second]) for second in longer.keys() & each.rests.keys()}
        longer = longer | each.rests | both if longer else each.rests
    return StockWord(
        bare,
        any(each.is_stock for each in found.values()),
        is_son,
        "date" in kinds,
        is_number,
        _GIVEN in kinds,
        max((_REACH.get(kind, 0) for kind in kinds), default=0),
        longer,
    )


@cache
def _single_words(lang: Lang) -> dict[str, tuple[str, ...]]:
    """Return the words of offices, titles and dates, given names, and what they are."""
    kinds: dict[str, list[str]] = {}
    for row in lang.rows("stock_words"):
        if row["kind"] in (*_REACH, "date"):
            kinds.setdefault(folded_words(row["phrase"])[0], []).append(row["kind"])
    for row in lang.rows("given_names"):
        for name in folded_words(row["name"])[:1] if row["also"] != "word" else ():
            kinds.setdefault(name, []).append(_GIVEN)
    return {word: tuple(each) for word, each in kinds.items()}


def _without_pronoun(word: str) -> str:
    """Return a folded word without ه ها هم هما at its end: a formula is said of one as of many."""
    for ending in _PRONOUNS if word[-1:] in _PRONOUNS_END else ():
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_BARE:
            return word[: -len(ending)]
    return word


@cache
def _phrases(lang: Lang) -> dict[str, _Begun]:
    """Return by its first word what each stock phrase goes on with."""
    by_first: dict[str, set[tuple[str, ...]]] = {}
    cells = [row["phrase"] for row in lang.rows("formulae")]
    cells += [row["phrase"] for row in lang.rows("stock_words") if row["kind"] not in (*_REACH, "date")]
    cells += [quoted for row in lang.rows("scripture") for quoted in _quotable(row["words"])]
    for row in lang.rows("change_words"):
        cells += row["forms"].split("|") if row["kind"] == "honorific" else []
    for cell in cells:
        folded = folded_words(cell)
        rest = tuple(_without_pronoun(word) for word in folded[1:])
        for first in {
            folded[0],
            folded[0].removeprefix("ال") if len(folded[0]) > _SHORTEST_WITH_ARTICLE else folded[0],
        }:
            by_first.setdefault(_without_pronoun(first), set()).add(rest)
    return {first: _begun(rests) for first, rests in by_first.items()}


def _begun(rests: set[tuple[str, ...]]) -> _Begun:
    by_second: dict[str, tuple[tuple[str, ...], ...]] = {}
    for rest in sorted(rests - {()}):
        by_second[rest[0]] = (*by_second.get(rest[0], ()), rest[1:])
    return _Begun(() in rests, by_second)


def _quotable(words: str) -> Iterator[str]:
    """Yield what is recognised of a verse or saying, wherever a quotation begins and ends."""
    several = words.split()
    for at in range(max(1, len(several) - _QUOTED + 1)):
        yield " ".join(several[at : at + _QUOTED])
