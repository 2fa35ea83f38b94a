"""Word forms: the dictionary forms of a data file against the words that are printed.

A printed Arabic word carries conjunctions, prepositions and the article in front, number, gender
and pronouns behind. :func:`stems_of` sees what may stand in front, :func:`inflected` writes out what
may stand behind. Between them a table of forms becomes one dictionary look-up a stem. Nothing is
analysed: a stem counts where a data file lists a form that gives it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import repeat

from musnad.text import Words, folded_words, proclitic_splits

_PRONOUNS = ("ه", "ها", "هم", "هن", "هما", "نا")
# Behind a noun: gender, number, construct, then a pronoun; the adverbial alef (هجوما).
_NOUN_ENDINGS = ("ا", "ه", "ات", "ون", "ين", "ان", "ي", "و", "تين", "تان", "تي", "يه", "يها", "يهم")
_SHORTEST_WITH_ENDING = 3


@dataclass(frozen=True, slots=True)
class Form:
    """One form of a data file: its words folded, and whether the article is demanded of each."""

    words: tuple[str, ...]
    definite: tuple[bool, ...]
    exact: bool

    @classmethod
    def read(cls, cell: str) -> Form:
        """Read a form as it is written in a data file: ``=`` at its end means no endings but pronouns."""
        folded = folded_words(cell)
        bare = [_without_article(word) for word in folded]
        return cls(
            tuple(bare),
            tuple(one != other for one, other in zip(bare, folded, strict=True)),
            cell.rstrip().endswith("="),
        )


def _without_article(word: str) -> str:
    return word[2:] if word.startswith("ال") and len(word) > 4 else word


def read_forms(cell: str) -> list[Form]:
    """Return the forms of a cell that separates them with ``|``."""
    return [Form.read(part) for part in cell.split("|") if part.strip()]


@lru_cache(maxsize=65536)
def stems_of(word: str) -> tuple[tuple[str, bool], ...]:
    """Return the stems a folded word may be, each with whether it stood behind the article."""
    return tuple((stem, front.endswith(("ال", "لل"))) for front, stem in proclitic_splits(word))


# All that may stand before a stem is made of these letters.
_FRONT_LETTERS = "وفبكلسا"


def core_of(word: str) -> str:
    """Return a folded word without the letters that may be proclitics, more than they are: for looking before asking.

    A word and each of its stems have the same core, so a word whose core no form of a table has is none of its words.
    """
    return word.lstrip(_FRONT_LETTERS)


def cores_of(folded: Sequence[str]) -> list[str]:
    """Return the core of each of some folded words."""
    return list(map(str.lstrip, folded, repeat(_FRONT_LETTERS)))


def inflected(stem: str, *, exact: bool = False) -> Iterator[tuple[str, int]]:
    """Yield what a folded form may be printed as behind its proclitics, with the length of the ending."""
    yield stem, 0
    if len(stem) < _SHORTEST_WITH_ENDING:
        return
    if stem.endswith("ه"):
        base = stem[:-1]
        endings: Sequence[str] = [*("ت" + each for each in _PRONOUNS)]
        if not exact:
            endings = [*endings, "ات", *("ات" + each for each in _PRONOUNS), "تان", "تين", "تي"]
    else:
        base = stem
        endings = [*_PRONOUNS, "ا"] if exact else [*_PRONOUNS, *_NOUN_ENDINGS, *("ات" + each for each in _PRONOUNS)]
    for ending in dict.fromkeys(endings):
        yield base + ending, len(ending)


def is_pronoun(stem: str, ending: int, exact: bool) -> bool:
    """Tell whether an ending can only be a pronoun, so that no article goes before it.

    A final ه behind a form that takes endings may be the feminine.
    """
    last = stem[len(stem) - ending :] if ending else ""
    if last.startswith(("ت", "ات")):
        last = last.lstrip("ا")[1:]
    return last in _PRONOUNS and (exact or last != "ه")


def stands_at(form: Form, words: Words, index: int) -> int:
    """Return how many words of ``words`` the form takes at ``index`` (0: it does not stand there)."""
    return stands_among(form, words.folded, index)


def stands_among(form: Form, folded: Sequence[str], index: int) -> int:
    """Return how many of some folded words the form takes at ``index`` (0: it does not stand there)."""
    if index < 0 or index + len(form.words) > len(folded):
        return 0
    for offset, (wanted, definite) in enumerate(zip(form.words, form.definite, strict=True)):
        word = folded[index + offset]
        if wanted[:-1] not in word:  # most words: all but its last letter stays in every printing
            return 0
        found = stems_of(word)
        if not any(_fits(stem, wanted) and (article or not definite) for stem, article in found):
            return 0
    return len(form.words)


def _fits(stem: str, wanted: str) -> bool:
    if stem == wanted:
        return True
    base = _before_pronoun(wanted)
    return stem.startswith(base) and stem[len(base) :] in _PRONOUNS


def fitting_stems(wanted: str) -> tuple[str, ...]:
    """Return the stems that stand for a word of a form: the word itself, and with each pronoun."""
    return wanted, *(_before_pronoun(wanted) + pronoun for pronoun in _PRONOUNS)


def _before_pronoun(word: str) -> str:
    return word[:-1] + "ت" if word.endswith("ه") else word


# What the eye skips when it compares two Arabic words: the article and what is printed before it, and the
# commonest endings. Light stemming after Larkey, Ballesteros and Connell (SIGIR 2002), shortened.
_FRONT = re.compile(r"(?:[وف]?[بك]?ال|[وف]?لل)(?=.{3})")
_FRONT_BEGINS = frozenset("وفبكال")
_BACKS = frozenset(("ها", "هم", "ات", "ون", "ين", "ان", "يه", "ته")), frozenset("هيا")  # of two letters, of one
_SHORTEST_LIGHT = 3


@lru_cache(maxsize=131072)
def light_stem(word: str) -> str:
    """Return a folded word without article and common endings, for comparing texts (not for reading them)."""
    front = _FRONT.match(word) if word[:1] in _FRONT_BEGINS else None
    bare = word[front.end() :] if front else word[1:] if len(word) > 4 and word[0] == "و" else word
    two, one = _BACKS
    short = bare[:-2] if bare[-2:] in two else bare[:-1] if bare[-1:] in one else bare
    return short if len(short) >= _SHORTEST_LIGHT else bare
