"""Where in a report an expression of time can stand: the few runs of its words that are looked at closely.

No expression reaches over a word that means nothing to this stage, and few words are an expression alone.
So a report is first read as a string of letters, one for each word, without looking at what is printed
between them or how its numbers hang together; what comes out of it holds every expression, and little else.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

from musnad.find.dates.patterns import ALONE, OPENERS
from musnad.find.dates.tags import DIGITS, LONE_MONTH, NUMBER_WORDS, NUMERIC_DATE, OTHER, YEAR, entries
from musnad.lang import Lang
from musnad.numbers import NOT_OF_LETTERS, number_words, signs_of_numbers
from musnad.text import Words
from musnad.word_tables import WordTable

_SEVERAL = b"+"  # a word of an entry of several words
# Words between others, with which no expression ends.
_JOINING = "fw&"
# Words that mean something: one that can be an expression alone, or at which one can begin that goes on behind it.
RUN = re.compile(
    f"(?<![^{OTHER}])[^{OTHER}{OPENERS}+]*"
    f"(?:[{ALONE}+]|(?<=[{_JOINING}]){LONE_MONTH}|[{OPENERS}][{_JOINING}]*[^{OTHER}{_JOINING}])[^{OTHER}]*".encode()
)
_AND = "و"
_IN_DIGITS = NUMERIC_DATE.encode()
# Added to the letter of a word with which entries of several words begin; taken away again once they are looked for.
_OPENING = 0x80
_OPENING_LETTER = re.compile(rb"[\x80-\xff]")
_WITHOUT_OPENING = bytes(byte & ~_OPENING for byte in range(256))


class Run(NamedTuple):
    """Words ``first:last`` of a report; the words before and behind them mean nothing to this stage."""

    first: int
    last: int
    numeric: bool  # a date or an hour in digits can stand in them


def find_runs(words: Words, lang: Lang) -> list[Run]:
    """Return the runs of a report's words in which an expression of time can stand, in order."""
    letters = bytearray(_letters_of_words(lang).of(words.text).tobytes())
    odd = (signs_of_numbers(lang).of(words.text) == NOT_OF_LETTERS).nonzero()[0].tolist()
    for at in odd:
        letters[at] = ord(_letter_of_digits(words.folded[at]))
    line = _with_several(letters, words, lang)
    found = [match.span() for match in RUN.finditer(line)]
    return [Run(first, last, _is_numeric(line, odd, first, last)) for first, last in found]


def _letter_of_digits(word: str) -> str:
    if not word.isdigit():
        return NUMERIC_DATE  # 22.10.16, or nothing of that kind
    return YEAR if len(word) == len("2016") else DIGITS


def _with_several(letters: bytearray, words: Words, lang: Lang) -> bytearray:
    """Return the letters with the words of entries of several words marked where the first two of one stand."""
    openings, folded = _openings(lang), words.folded
    for match in _OPENING_LETTER.finditer(bytes(letters[:-1])):
        at = match.start()
        longest = openings[folded[at]].get(folded[at + 1])
        if longest:
            letters[at : at + longest] = _SEVERAL * min(longest, len(folded) - at)
    return letters.translate(_WITHOUT_OPENING)


def _is_numeric(line: bytearray, odd: Sequence[int], first: int, last: int) -> bool:
    return bisect_left(odd, last) - bisect_left(odd, first) > 1 or line.find(_IN_DIGITS, first, last) >= 0


@cache
def _letters_of_words(lang: Lang) -> WordTable:
    letters = _letters(lang)
    return WordTable(lambda forms: [letters.get(form, ord(OTHER)) for form in forms])


@cache
def _letters(lang: Lang) -> Mapping[str, int]:
    """Return the letter of each folded word that means something, alone, in a number or as the first of several."""
    letters = dict.fromkeys((*number_words(lang), _AND), ord(NUMBER_WORDS))
    letters |= {word: ord(found[-1].tag) for word, found in entries(lang).items() if not found[-1].rest}
    for word in _openings(lang):
        letters[word] = letters.get(word, ord(OTHER)) | _OPENING
    return letters


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
