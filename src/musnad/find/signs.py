"""What the lists and the print say of each word: the signs the tagger and the rules both read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from musnad.find.gazetteer import Name, bare, given_names, head_nouns, listed_names, readings, titles
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


@dataclass(frozen=True, slots=True)
class _Known:
    """What the lists know of one folded word, wherever it stands."""

    listed: tuple[tuple[int, tuple[str, ...], Name], ...]  # letters cut, words that must follow, name
    given: tuple[tuple[int, str, bool], ...]  # letters cut, what needs the next word to be a name (عبد), common word
    noun: int


_NOTHING: tuple[tuple[int, int, Name], ...] = ()


def read_signs(words: Words, first: int, stop: int, lang: Lang) -> Signs:
    """Return the signs of words ``first:stop``."""
    count = stop - first
    folded = words.folded[first:stop]
    known = [_known(word, lang) for word in folded]
    listed = [_listed(each.listed, folded, i) if each.listed else _NOTHING for i, each in enumerate(known)]
    place = _places(listed)
    given, given_word = [-1] * count, [False] * count
    for i, each in enumerate(known):
        if each.given:
            given[i], given_word[i] = _given(each.given, folded[i + 1] if i + 1 < count else None, lang)
    gaps = [6, *_gap_kinds(words, first + 1, stop)]
    flags = [
        ((place[i] * 5 + (0 if given[i] < 0 else 1 + (given[i] > 0) + 2 * given_word[i])) * 8 + gaps[i]) * 8 + each.noun
        for i, each in enumerate(known)
    ]
    return Signs(flags, listed, given, given_word)


def _gap_kinds(words: Words, first: int, stop: int) -> list[int]:
    """Return the kind of mark before each of the words ``first:stop``."""
    text = words.text
    return [
        0 if after - before == 1 and text[before] == " " else gap_kind(text, before, after)
        for before, after in zip(words.stops[first - 1 : stop - 1], words.starts[first:stop], strict=True)
    ]


def _places(listed: Sequence[Sequence[tuple[int, int, Name]]]) -> list[int]:
    """Return per word what the longest listed name it opens, or stands in, says; 0: nothing."""
    place = [0] * len(listed)
    for i, names in enumerate(listed):
        if names and not place[i]:
            _, size, name = max(names, key=lambda each: (each[1], -each[0]))
            value = (1 if name.kind == "LOC" else 3) + (4 if name.also else 0)
            place[i] = value
            for inner in range(i + 1, i + size):
                place[inner] = value + 1
    return place


# So many different words are remembered: ten days of ten newspapers, some 30 MB.
@lru_cache(maxsize=100_000)
def _known(word: str, lang: Lang) -> _Known:
    table, names = listed_names(lang), given_names(lang)
    listed, given = [], []
    for cut, form in readings(word):
        listed += [(cut, key[1:], name) for key, name in table.get(form, ())]
        if form in names:
            given.append((cut, "", names[form]))
        elif form in ("عبد", "ابو", "ابي", "ابا"):
            given.append((cut, form, False))
    return _Known(tuple(listed), tuple(given), _noun(word, lang))


def _listed(
    known: Sequence[tuple[int, tuple[str, ...], Name]], folded: Sequence[str], at: int
) -> tuple[tuple[int, int, Name], ...]:
    """Return the listed names that start at a word, as (letters cut from it, number of words, name)."""
    return tuple(
        (cut, 1 + len(rest), name)
        for cut, rest, name in known
        if not rest or tuple(folded[at + 1 : at + 1 + len(rest)]) == rest
    )


def _given(known: Sequence[tuple[int, str, bool]], following: str | None, lang: Lang) -> tuple[int, bool]:
    """Return the letters to cut before a given name, -1 for none, and whether it is an ordinary word too."""
    for cut, opening, common in known:
        if not opening:
            return cut, common
        if following is not None:
            servant = opening == "عبد" and following.startswith("ال")
            if servant or opening + following in given_names(lang):
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
