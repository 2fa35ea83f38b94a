"""What the lists and the print say of each word: the signs the tagger and the rules both read."""

from __future__ import annotations

from dataclasses import dataclass

from musnad.find.gazetteer import Name, bare, given_names, head_nouns, match_listed, readings, titles
from musnad.lang import Lang
from musnad.text import Words

# What may stand between a word and the one before it, from weakest to strongest.
GAPS = ("", ":,،؛;", "«»“”\"'’‘", "([{)]}", ".!?؟…\n", "-–—/")


@dataclass(frozen=True, slots=True)
class Signs:
    """Per word of a report: signs as one number, listed names that start there, what reading fits a given name."""

    flags: list[int]
    listed: list[tuple[tuple[int, int, Name], ...]]
    given: list[int]  # letters to cut before a given name; -1: none
    given_word: list[bool]  # the given name is an ordinary word too


def gap_kind(text: str, start: int, stop: int) -> int:
    """Return the strongest kind of mark printed between two words (an index into ``GAPS``)."""
    kind = 0
    if stop - start == 1 and text[start] == " ":
        return 0
    for char in text[start:stop][:20]:
        for number in range(len(GAPS) - 1, 0, -1):
            if char in GAPS[number] and number > kind:
                kind = number
    return kind


def read_signs(words: Words, first: int, stop: int, lang: Lang) -> Signs:
    """Return the signs of words ``first:stop``."""
    count = stop - first
    listed = [tuple(match_listed(words, i, stop, lang)) for i in range(first, stop)]
    place = [0] * count
    for i, names in enumerate(listed):
        if names and not place[i]:
            _, size, name = max(names, key=lambda each: (each[1], -each[0]))
            value = (1 if name.kind == "LOC" else 3) + (4 if name.also else 0)
            place[i] = value
            for inner in range(i + 1, i + size):
                place[inner] = value + 1
    given, given_word, flags = [], [], []
    for i in range(count):
        cut, common = _given(words, first + i, stop, lang)
        given.append(cut)
        given_word.append(common)
        word = words.folded[first + i]
        person = 0 if cut < 0 else 1 + (cut > 0) + 2 * common
        before = words.stops[first + i - 1] if i else words.starts[first]
        gap = gap_kind(words.text, before, words.starts[first + i]) if i else 6
        flags.append(((place[i] * 5 + person) * 8 + gap) * 8 + _noun(word, lang))
    return Signs(flags, listed, given, given_word)


def _given(words: Words, at: int, stop: int, lang: Lang) -> tuple[int, bool]:
    names = given_names(lang)
    for cut, form in readings(words.folded[at]):
        if form in names:
            return cut, names[form]
        if form in ("عبد", "ابو", "ابي", "ابا", "بن", "ابن", "ال") and at + 1 < stop:
            joined = form + words.folded[at + 1]
            if form == "عبد" and joined in names:
                return cut, False
            if form == "عبد" and words.folded[at + 1].startswith("ال"):
                return cut, False
            if form in ("ابو", "ابي", "ابا") and joined in names:
                return cut, False
    return -1, False


def _noun(word: str, lang: Lang) -> int:
    """Return 0 none, 1-3 title by kind, 4 head noun of an ORG, 5 of a LOC, 6 adjective of nation."""
    kinds = {"office": 1, "honour": 2, "trade": 3}
    for _, form in readings(word):
        stem = bare(form)
        kind = titles(lang).get(stem)
        if kind:
            return kinds[kind]
        head = head_nouns(lang).get(stem) or head_nouns(lang).get(form)
        if head:
            return 4 if head.kind == "ORG" else 5
    if word[-1:] == "ي" or word[-2:] in ("يه", "ين", "ون"):
        return 6 if word[:2] in ("ال", "لل") else 7
    return 0
