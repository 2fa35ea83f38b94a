"""What the lists and the print say of each word of a report: the signs the tagger and the rules both read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice
from typing import Any

import numpy as np

from musnad.find.gazetteer import given_names
from musnad.find.tagger import ROW, load_model, rows_of_words
from musnad.find.word_signs import NAMED, NOUN, OPENS, Known, Listed, names_of_word, signs_of_word
from musnad.lang import Lang
from musnad.text import Words
from musnad.word_tables import NO_WORD, WordTable, numbers_of_words

Array = Any

# What may stand between a word and the one before it, from weakest to strongest.
GAPS = ("", ":,،؛;", "«»“”\"'’‘", "([{)]}", ".!?؟…\n", "-–—/")
# Stands for the gap before the first word of a sentence.
OPENING_GAP = 6
# So much of a gap is looked at.
LONGEST_GAP = 20


@dataclass(frozen=True, slots=True)
class Signs:
    """The signs of a report's words, by the words' numbers; what is not in a mapping has none."""

    words: Words
    ranges: Sequence[tuple[int, int]]  # the sentences, in order
    ends: Sequence[int]  # where each word's sentence ends; 0 outside
    gaps: Mapping[int, int]  # what is printed before a word (``GAPS``), if not only space
    listed: Mapping[int, Listed]  # listed names that start here: letters cut, number of words, name
    given: Mapping[int, tuple[int, bool]]  # letters cut before a given name; whether it is an ordinary word too
    opening: Sequence[int]  # words that may open a name


def read_signs(
    texts: Sequence[tuple[Words, Sequence[tuple[int, int]]]], lang: Lang
) -> tuple[list[Signs], Array, Array]:
    """Return the signs of the words of some reports, each given with its sentences as ranges of words, in order.

    Beside them, for the tagger, what each word of all reports says by itself (``tagger.ROW``), and as a number what
    the lists know of it and what is printed before it; the last one of both is of no word.
    """
    rows = rows_of_forms(lang)[np.append(numbers_of_words(*(words.text for words, _ in texts)), NO_WORD)]
    flags = (rows["signs"] & NOUN).astype(np.int64)
    found, done = [], 0
    for words, ranges in texts:
        here = slice(done, done + len(words))
        found.append(_signs(words, ranges, rows["signs"][here], flags[here], lang))
        done += len(words)
    return found, rows, flags


def _signs(words: Words, ranges: Sequence[tuple[int, int]], known: Array, flags: Array, lang: Lang) -> Signs:
    """Return the signs of one report's words, and add them to ``flags``; ``known`` is what the lists know of each."""
    ends = [0] * len(words)
    gaps = _gaps(words)
    for first, stop in ranges:
        ends[first:stop] = [stop] * (stop - first)
        if first < stop:
            gaps[first] = OPENING_GAP
    named, opening = ([at for at in (known & sign).nonzero()[0].tolist() if ends[at]] for sign in (NAMED, OPENS))
    listed, given = _names(words.folded, ends, named, lang)
    for unit, numbers in ((8, gaps), (64, _numbers_of_names(listed, given))):
        flags[[*numbers]] += unit * np.array([*numbers.values()], np.int64)
    return Signs(words, ranges, ends, gaps, listed, given, opening)


@cache
def rows_of_forms(lang: Lang) -> WordTable:
    """Return the row (``tagger.ROW``) of each folded word."""
    model = load_model(lang)

    def rows(forms: Sequence[str]) -> Array:
        found = rows_of_words(forms, model)
        found["signs"] = [signs_of_word(form, lang) for form in forms]
        return found

    return WordTable(rows, ROW)


def _gaps(words: Words) -> dict[int, int]:
    """Return the kind of mark before each word that has more than a space before it."""
    text, starts, stops = words.text, words.starts, words.stops
    odd = [
        (at, before, after)
        for at, (before, after) in enumerate(zip(stops, islice(starts, 1, None), strict=False), start=1)
        if after - before != 1 or text[before] != " "
    ]
    kinds = [(at, _gap_kind(text[before : min(after, before + LONGEST_GAP)])) for at, before, after in odd]
    return {at: kind for at, kind in kinds if kind}


@lru_cache(maxsize=4096)
def _gap_kind(gap: str) -> int:
    """Return the strongest kind of mark in what is printed between two words (an index into ``GAPS``)."""
    return max((number for number, marks in enumerate(GAPS) for char in gap if char in marks), default=0)


def _names(
    folded: Sequence[str], ends: Sequence[int], named: Iterable[int], lang: Lang
) -> tuple[dict[int, Listed], dict[int, tuple[int, bool]]]:
    """Return the listed names and the given names that start at words of a report."""
    listed, given = {}, {}
    for at in named:
        known = names_of_word(folded[at], lang)
        if known.listed and (names := known.names_at(folded, at, ends[at])):
            listed[at] = names
        if known.given and (name := _given(known, folded[at + 1] if at + 1 < ends[at] else None, lang)):
            given[at] = name
    return listed, given


def _given(known: Known, following: str | None, lang: Lang) -> tuple[int, bool] | None:
    """Return the letters to cut before a given name, and whether it is an ordinary word too; ``None``: no name."""
    for cut, opening, common in known.given:
        if not opening:
            return cut, common
        if following is not None:
            servant = opening == "عبد" and following.startswith("ال")
            if servant or opening + following in given_names(lang):
                return cut, False
    return None


def _numbers_of_names(listed: Mapping[int, Listed], given: Mapping[int, tuple[int, bool]]) -> dict[int, int]:
    """Return per word the number of its place in a listed name, and of what reading fits a given name."""
    numbers: dict[int, int] = {}
    for at, names in listed.items():
        if at not in numbers:  # else inside a longer one
            _, size, name = max(names, key=lambda each: (each[1], -each[0]))
            value = (1 if name.kind == "LOC" else 3) + (4 if name.also else 0)
            numbers[at] = 5 * value
            for inner in range(at + 1, at + size):
                numbers[inner] = 5 * (value + 1)
    for at, (cut, common) in given.items():
        numbers[at] = numbers.get(at, 0) + 1 + (cut > 0) + 2 * common
    return numbers
