"""How much the words two reports share say of a copy: what the press writes every day says little.

A word weighs by how rare it is in the press (``lang/ar/common_stems.tsv``), so that a case of two pages can be
judged like a case of thousands. Names, offices, words of saying and stock phrases weigh nothing: two reports share
them because they are about the same people. The further apart the reports were printed, the more it takes: on one
day two outlets print one wire, on other days an office fills in its form again.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache, lru_cache, partial
from itertools import chain, pairwise

from musnad.change_numbers import numbers_of
from musnad.lang import Lang
from musnad.lang.forms import light_stem
from musnad.link.formulae import own_words
from musnad.link.passages import Passage
from musnad.text import fold_word, folded_words, proclitic_splits

# Reports printed so many days apart are of two editions: a morning paper's page may bear the day before.
OTHER_EDITION = 2
# What the shared words of a pair must weigh within one edition and beyond, and what a number, or a day of the week,
# takes away that is another one on the other side. Chosen on natural pairs of newspapers and checked on a second
# sample (docs/stages/reuse.md).
BAR_NEAR = 5.0, 4.0
BAR_FAR = 10.0, 20.0
# More than so many are no stronger sign: a long copy may bring many numbers up to date.
MOST_FILLED = 2
# Stems in so many of 10,000 reports, and rarer ones, weigh 1.
_RARE = 50
# Where so much of both texts is shared in one edition, nothing but other counts speaks against a copy.
WHOLE = 2 / 3
# So much of the words equal makes one text of two on any day; a form filled in again keeps less.
SAME = 0.95
# Tables whose words weigh nothing, with the columns that list them: names, offices, saying, what holds sentences up.
_WEIGHTLESS = (
    ("given_names", ("name",)),
    ("places", ("name", "variants")),
    ("organisations", ("name", "variants")),
    ("demonyms", ("forms",)),
    ("titles", ("word",)),
    ("head_nouns", ("noun",)),
    ("cues", ("perfect", "imperfect", "participle", "noun")),
    ("function_words", ("form",)),
    ("number_words", ("form",)),
    ("weekdays", ("form",)),
    ("time_words", ("form",)),
)
_NUMBER = re.compile(r"[وفبلك]{0,2}(\d[\d.,]*)")
# A count of so many digits is as good as a rare word; a plain one of more is an address or a telephone.
_LONG_COUNT = 3
_LONGEST_PLAIN = 4
_YEAR = re.compile(r"(?:1[34]|19|20)\d\d")

Printed = Callable[[int], str]


def thin_reason(
    left: Printed, right: Printed, passages: Sequence[Passage], share: float, days: int | None, lang: Lang
) -> str:
    """Return ``thin`` where all that two texts share says too little to call it copied, ``form`` where a form was
    filled in with other counts or days, or "".

    ``left, right`` give the words of the texts; ``share`` is how much of them all their passages cover, ``days`` how
    far apart they were printed.
    """
    weigh = weights(lang)
    if weigh is None:
        return ""
    far = days is not None and days >= OTHER_EDITION
    least, cost = BAR_FAR if far else BAR_NEAR
    if share >= WHOLE and (not far or alike(passages) >= SAME):
        least = 0.0
    weight = 0.0
    for at in chain.from_iterable(own_words(left, each, lang) for each in passages):
        weight += weigh(left(at))
        if weight >= least + MOST_FILLED * cost:
            return ""
    if weight < least:
        return "thin"
    filled = sum(filled_places(left, right, each, lang) for each in passages)
    return "form" if weight < least + min(filled, MOST_FILLED) * cost else ""


def alike(passages: Sequence[Passage]) -> float:
    """Return the share of equal words in passages, both sides together."""
    sizes = sum(each.left_stop - each.left_start + each.right_stop - each.right_start for each in passages)
    return 2 * sum(each.shared for each in passages) / max(1, sizes)


def filled_places(left: Printed, right: Printed, passage: Passage, lang: Lang) -> int:
    """Return in how many places of a passage other counts or days of the week stand on either side."""
    return sum(other_facts(one, other, lang) for one, other in _replaced(left, right, passage))


def _replaced(left: Printed, right: Printed, passage: Passage) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Yield the folded words of each side where both have words the other has not."""
    for (i, j, size), after in pairwise(passage.blocks):
        if i + size < after[0] and j + size < after[1]:
            one = tuple(fold_word(left(at)) for at in range(i + size, after[0]))
            yield one, tuple(fold_word(right(at)) for at in range(j + size, after[1]))


@lru_cache(maxsize=1 << 14)  # many outlets print one wire, and another on the next day
def other_facts(one: tuple[str, ...], other: tuple[str, ...], lang: Lang) -> bool:
    """Tell whether two ranges of folded words have other days of the week, or else other counts."""
    weekdays = weekdays_of(lang)
    days = [{word for word in words if word in weekdays} for words in (one, other)]
    if all(days):
        return days[0].isdisjoint(days[1])
    values = numbers_of(one, lang), numbers_of(other, lang)
    return bool(values[0] and values[1]) and values[0] != values[1]


def weekdays_of(lang: Lang) -> frozenset[str]:
    """Return the days of the week, folded."""
    return _forms(lang, "weekdays", ("form",))


@cache
def weights(lang: Lang) -> Callable[[str], float] | None:
    """Return what weighs a printed word (0..1), ``None`` for a language whose common words are not counted."""
    counts = {row["stem"]: int(row["in_10000"]) for row in _rows(lang, "common_stems")}
    if not counts:
        return None
    light = frozenset(chain.from_iterable(_forms(lang, table, columns) for table, columns in _WEIGHTLESS))
    return lru_cache(maxsize=1 << 18)(partial(_weight, light, counts))


def _weight(light: frozenset[str], counts: dict[str, int], printed: str) -> float:
    word = fold_word(printed)
    number = None if word.isalpha() else _NUMBER.fullmatch(word)
    if number:
        return _weight_of_number(number[1])
    if word.isascii():
        return 0.0
    stems = [stem for _, stem in proclitic_splits(word)]
    if not light.isdisjoint(stems):
        return 0.0
    in_10000 = max([counts.get(light_stem(stem), 0) for stem in stems])
    return min(1.0, math.log(10_000 / max(in_10000, 1)) / math.log(10_000 / _RARE))


def _weight_of_number(digits: str) -> float:
    plain = digits.strip(".,")
    if plain.isdigit() and (len(plain) > _LONGEST_PLAIN or _YEAR.fullmatch(plain)):
        return 0.0
    return 1.0 if sum(char.isdigit() for char in plain) >= _LONG_COUNT else 0.0


@cache
def _forms(lang: Lang, table: str, columns: Sequence[str]) -> frozenset[str]:
    """Return the words of some columns of a table, folded, with and without article."""
    cells = chain.from_iterable(row[column].split("|") for row in _rows(lang, table) for column in columns)
    words = set(chain.from_iterable(map(folded_words, cells)))
    return frozenset(words | {word.removeprefix("ال") for word in words})


def _rows(lang: Lang, table: str) -> Sequence[dict[str, str]]:
    try:
        return lang.rows(table)
    except FileNotFoundError:
        return ()
