"""Where in a report an expression of time can stand: the few runs of its words that are looked at closely.

No expression reaches over a word that means nothing to this stage, and few words are an expression alone.
So a report is first read as a string of letters, one for each word, without looking at what is printed
between them or how its numbers hang together; what comes out of it holds every expression, and little else.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping
from functools import cache
from itertools import compress, repeat
from typing import NamedTuple

from musnad.find.dates.patterns import ALONE, OPENERS
from musnad.find.dates.tags import DIGITS, LONE_MONTH, NUMBER_WORDS, OTHER, YEAR, entries
from musnad.lang import Lang
from musnad.numbers import number_words, odd_words
from musnad.text import Words

_SEVERAL = "+"  # a word of an entry of several words
# Words between others, with which no expression ends.
_JOINING = "fw&"
# Words that mean something: one that can be an expression alone, or at which one can begin that goes on behind it.
RUN = re.compile(
    f"(?<![^{OTHER}])[^{OTHER}{OPENERS}{_SEVERAL}]*"
    f"(?:[{ALONE}{_SEVERAL}]|(?<=[{_JOINING}]){LONE_MONTH}|[{OPENERS}][{_JOINING}]*[^{OTHER}{_JOINING}])[^{OTHER}]*"
)
_AND = "و"


class Run(NamedTuple):
    """Words ``first:last`` of a report; the words before and behind them mean nothing to this stage."""

    first: int
    last: int
    numeric: bool  # some of them are not of letters alone


def find_runs(words: Words, lang: Lang) -> list[Run]:
    """Return the runs of a report's words in which an expression of time can stand, in order."""
    letters = list(map(_letters(lang).get, words.folded, repeat(OTHER)))
    odd = odd_words(words.text)
    for at in odd:
        letters[at] = DIGITS if words.folded[at].isdigit() and len(words.folded[at]) != len("2016") else YEAR
    openings = _openings(lang)
    for at in compress(range(len(words) - 1), map(openings.__contains__, words.folded)):
        longest = openings[words.folded[at]].get(words.folded[at + 1], 0)
        letters[at : at + longest] = _SEVERAL * min(longest, len(words) - at)
    found = [match.span() for match in RUN.finditer("".join(letters))]
    return [Run(first, last, bisect_left(odd, first) < bisect_left(odd, last)) for first, last in found]


@cache
def _letters(lang: Lang) -> Mapping[str, str]:
    """Return the letter of each folded word that means something alone or in a number."""
    letters = dict.fromkeys((*number_words(lang), _AND), NUMBER_WORDS)
    return letters | {word: found[-1].tag for word, found in entries(lang).items() if not found[-1].rest}


@cache
def _openings(lang: Lang) -> Mapping[str, Mapping[str, int]]:
    """Return the folded words that begin an entry of several words: by the second, how many words it may take."""
    openings: dict[str, dict[str, int]] = {}
    for word, found in entries(lang).items():
        for entry in found:
            if entry.rest:
                seconds = openings.setdefault(word, {})
                seconds[entry.rest[0]] = max(seconds.get(entry.rest[0], 0), 1 + len(entry.rest))
    return openings
