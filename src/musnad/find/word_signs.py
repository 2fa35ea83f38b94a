"""What the lists say of one folded word, wherever it stands; how it stands in a text is for ``signs``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from musnad.find.gazetteer import HeadNoun, Name, bare, given_names, head_nouns, listed_names, readings, titles
from musnad.lang import Lang

# The lowest bits of a word's signs are its noun (``_noun``), the others what else the lists know of it.
NOUN, NAMED, OPENS = 7, 8, 16
# So many words that open a name are remembered; they come from short lists.
REMEMBERED = 20_000
_TITLE_NUMBERS = {"office": 1, "honour": 2, "trade": 3}
# Listed names: letters cut from the first word, number of words, name.
Listed = tuple[tuple[int, int, Name], ...]
# Given names of two words, written apart: what stands behind them makes them one.
_HALVES = ("عبد", "ابو", "ابي", "ابا")


@dataclass(frozen=True, slots=True)
class Known:
    """The names one word opens."""

    listed: tuple[tuple[int, tuple[str, ...], Name], ...]  # letters cut, words that must follow, name
    alone: Listed  # those of them that no word need follow
    following: frozenset[str]  # words that may follow in the others
    given: tuple[tuple[int, str, bool], ...]  # letters cut, what needs the next word to be a name (عبد), common word

    def names_at(self, folded: Sequence[str], at: int, end: int) -> Listed:
        """Return the listed names that stand at word ``at`` of a sentence that ends at ``end``."""
        if at + 1 >= end or folded[at + 1] not in self.following:
            return self.alone
        return tuple(
            (cut, 1 + len(rest), name)
            for cut, rest, name in self.listed
            if at + len(rest) < end and tuple(folded[at + 1 : at + 1 + len(rest)]) == rest
        )


@dataclass(frozen=True, slots=True)
class Opening:
    """A reading of a word that opens a name: letters cut, the noun, the noun behind its article."""

    cut: int
    noun: HeadNoun | None
    definite: tuple[str, HeadNoun] | None


def signs_of_word(word: str, lang: Lang) -> int:
    """Return what the lists know of a word as bits: ``NOUN``, ``NAMED`` and ``OPENS``."""
    forms, known = readings(word), _signs_of_forms(lang)
    signs = _noun(word, forms, lang)
    for _, form in forms:
        signs |= known.get(form, 0)
    return signs


@cache
def _signs_of_forms(lang: Lang) -> dict[str, int]:
    """Return ``NAMED`` and ``OPENS`` of each reading of a word that has them."""
    signs = dict.fromkeys((*listed_names(lang), *given_names(lang), *_HALVES), NAMED)
    for noun in head_nouns(lang):
        for form in (noun, "ال" + noun):
            signs[form] = signs.get(form, 0) | OPENS
    return signs


@lru_cache(maxsize=REMEMBERED)
def names_of_word(word: str, lang: Lang) -> Known:
    """Return the listed and given names a word opens."""
    table, names = listed_names(lang), given_names(lang)
    listed, given = [], []
    for cut, form in readings(word):
        listed += [(cut, key[1:], name) for key, name in table.get(form, ())]
        if form in names:
            given.append((cut, "", names[form]))
        elif form in _HALVES:
            given.append((cut, form, False))
    alone = tuple((cut, 1, name) for cut, rest, name in listed if not rest)
    following = frozenset(rest[0] for _, rest, _ in listed if rest)
    return Known(tuple(listed), alone, following, tuple(given))


@lru_cache(maxsize=REMEMBERED)
def openings(word: str, lang: Lang) -> tuple[Opening, ...]:
    """Return each reading of a word that opens a name."""
    nouns = head_nouns(lang)
    found = []
    for cut, form in readings(word):
        noun = nouns.get(form)
        article = nouns.get(form[2:]) if form.startswith("ال") else None
        opens = noun if noun and noun.need != {"adj"} else None
        definite = (form[2:], article) if article and "adj" in article.need else None
        if opens or definite:
            found.append(Opening(cut, opens, definite))
    return tuple(found)


@cache
def _numbers_of_nouns(lang: Lang) -> tuple[dict[str, int], dict[str, int]]:
    """Return the numbers of nouns that open a name, and those of titles and of such nouns that are none."""
    heads = {noun: 4 if head.kind == "ORG" else 5 for noun, head in head_nouns(lang).items()}
    return heads, heads | {title: _TITLE_NUMBERS[kind] for title, kind in titles(lang).items()}


def _noun(word: str, forms: tuple[tuple[int, str], ...], lang: Lang) -> int:
    """Return 0 none, 1-3 title by kind, 4 head noun of an ORG, 5 of a LOC, 6 adjective of nation, 7 like one."""
    heads, numbers = _numbers_of_nouns(lang)
    for _, form in forms:
        number = numbers.get(bare(form)) or heads.get(form)
        if number:
            return number
    if word[-1:] == "ي" or word[-2:] in ("يه", "ين", "ون"):
        return 6 if word[:2] in ("ال", "لل") else 7
    return 0
