"""What a saying counts, so that one day's sentence is told from the next day's.

A ministry's daily notice repeats its words; what differs is how many of what, and the day. Numbers are compared by
the noun they count: "four cases" clashes with "two cases", not with "two deaths".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from musnad.lang import Lang
from musnad.link.sayings import function_words, stem
from musnad.numbers import find_numbers
from musnad.text import find_words

# A noun without a number counts itself: the dual is two (حالتين, حالتي), the bare feminine singular one (حالة).
_DUALS = ("تين", "تان", "تي", "تا")
_SINGULAR = "ه"
_ENDINGS = (*_DUALS, _SINGULAR)
# Shorter than this before its ending, a word is a particle or its ending belongs to its root (بيتي, فتي).
SHORTEST_NOUN = 2
_ARTICLES = ("ال", "لل", "بال", "وال", "فال", "كال")


@dataclass(frozen=True, slots=True)
class Counts:
    """Values by the stem of the noun counted. ``told``: by a number; ``implied``: also by dual and singular."""

    told: Mapping[str, frozenset[float]]
    implied: Mapping[str, frozenset[float]]


NOTHING = Counts({}, {})


def counts_of(text: str, start: int, stop: int, lang: Lang | None) -> Counts:
    """Return what ``text[start:stop]`` counts."""
    if lang is None:
        return NOTHING
    words = find_words(text)
    inside = words.within(start, stop)
    if not inside:
        return NOTHING
    first, last = inside[0], inside[-1] + 1
    told: dict[str, set[float]] = {}
    counted: set[int] = set()
    for number in find_numbers(text, lang):
        if first <= number.first and number.last < last and number.kind in ("digits", "words"):
            noun = words.folded[number.last]
            counted.update(range(number.first, number.last + 1))
            if noun.isalpha() and noun not in function_words(lang):
                told.setdefault(stem(noun), set()).add(number.low)
    implied = {noun: set(values) for noun, values in told.items()}
    for at in range(first, last):
        if words.folded[at].endswith(_ENDINGS) and at not in counted and (one := _implied(words.folded[at])):
            implied.setdefault(one[0], set()).add(one[1])
    return Counts(_frozen(told), _frozen(implied))


def _implied(word: str) -> tuple[str, float] | None:
    """Return the noun a dual or an indefinite feminine singular counts, and its value."""
    if word.startswith(_ARTICLES):
        return None
    for ending in _DUALS:
        if word.endswith(ending) and len(word) >= SHORTEST_NOUN + len(ending):
            return stem(word[: -len(ending)] + _SINGULAR), 2.0
    if word.endswith(_SINGULAR) and len(word) > SHORTEST_NOUN + 1:
        return stem(word), 1.0
    return None


def _frozen(values: Mapping[str, set[float]]) -> dict[str, frozenset[float]]:
    return {noun: frozenset(some) for noun, some in values.items()}


def counts_clash(left: Counts, right: Counts, *, implied: bool) -> bool:
    """Tell whether both count one noun and none of the values agree.

    With ``implied`` the forms of nouns count too: "two cases" by the dual, "a case".
    """
    one, other = (left.implied, right.implied) if implied else (left.told, right.told)
    return any(not one[noun] & other[noun] for noun in one.keys() & other.keys())


def counts_agree(left: Counts, right: Counts) -> bool:
    """Tell whether both give one noun one number: "101 children"."""
    return any(left.told[noun] & right.told[noun] for noun in left.told.keys() & right.told.keys())
