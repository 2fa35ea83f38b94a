"""How much the words two reports share say of a copy: what the press writes every day says little.

A word weighs by how rare it is in the press (``lang/ar/common_stems.tsv``), so that a case of two pages can be
judged like a case of thousands. Names, offices, words of saying and stock phrases weigh nothing: two reports share
them because they are about the same people. The further apart the reports were printed, the more it takes: on one
day two outlets print one wire, on other days an office fills in its form again.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from functools import cache, lru_cache, partial
from itertools import chain

from musnad.lang import Lang
from musnad.lang.forms import light_stem
from musnad.text import fold_word, folded_words, proclitic_splits

# Reports printed so many days apart are of two editions: a morning paper's page may bear the day before.
OTHER_EDITION = 2
# What the shared words of a pair must weigh, each once, within one edition and beyond, and what a fact takes away
# that is another one on the other side (link/facts.py). Chosen on natural pairs of newspapers and checked on a second
# sample (docs/stages/reuse.md).
BAR_NEAR = 4.0, 4.5
BAR_FAR = 9.0, 20.0
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
# A count of so many digits is as good as a rare word; a plain one of more is an address or a telephone, and so is
# one in three parts with points between («71.234.567»).
_LONG_COUNT = 3
_MOST_POINTS = 1
_LONGEST_PLAIN = 4
_YEAR = re.compile(r"(?:1[34]|19|20)\d\d")


@cache
def weights(lang: Lang) -> Callable[[str], float] | None:
    """Return what weighs a printed word (0..1), ``None`` for a language whose common words are not counted."""
    counts = {row["stem"]: int(row["in_10000"]) for row in rows_of(lang, "common_stems")}
    if not counts:
        return None
    light = frozenset(chain.from_iterable(forms_of(lang, table, columns) for table, columns in _WEIGHTLESS))
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
    if plain.count(".") > _MOST_POINTS:
        return 0.0
    return 1.0 if sum(char.isdigit() for char in plain) >= _LONG_COUNT else 0.0


@cache
def forms_of(lang: Lang, table: str, columns: Sequence[str]) -> frozenset[str]:
    """Return the words of some columns of a table, folded, with and without article."""
    cells = chain.from_iterable(row[column].split("|") for row in rows_of(lang, table) for column in columns)
    words = set(chain.from_iterable(map(folded_words, cells)))
    return frozenset(words | {word.removeprefix("ال") for word in words})


def rows_of(lang: Lang, table: str) -> Sequence[dict[str, str]]:
    """Return the rows of a table, none where the language has no such table."""
    try:
        return lang.rows(table)
    except FileNotFoundError:
        return ()
