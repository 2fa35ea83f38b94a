"""The words of one side of a change, and what the tables know of them: of most words nothing.

A table is asked only for words it may know. What may stand in which table is worked out once for each word form.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from musnad.change_numbers import may_be_number, plain_numbers
from musnad.change_tables import change_tables, title_words, variant_beginnings, words_of_names
from musnad.lang import Lang
from musnad.text import fold_word, folded_words, proclitic_splits

# What is printed on a word before it, in words long enough to have it: باليمن, لليمن / اليمن.
_PROCLITICS = re.compile(r"(?:[وف]?[بكل]?ال|[وف]?لل|[وف]?[بكل]|[وف])")
_LETTERS = re.compile(r"(?:[وف]?[بكل](?=ال)|[وف](?=ال)|ل(?=ل))")
_FIRST_LETTERS = frozenset("وفبكلا")
_BEFORE_ARTICLE = ("و", "ف", *(front + letter for front in ("", "و", "ف") for letter in "بكل"))
_SHORTEST_PROCLITIC = 4
# Kinds of ``change_words.tsv`` that are asked for by themselves.
_LISTED_KINDS = ("particle", "honorific", "formula", "no-honour", "deputy", "time", "medium", "quantity", "percent")
_SOURCES = ("according", "attribution", "medium")
# What ؤ ئ ء أ ى ي, and the alef a final ya may stand for, are when folded.
_FOLDED_SEATS = "ويءا"
# What stands before a colon or an opening quotation mark.
_BEFORE_SPEECH = re.compile(r"([^\W\d_]+)\s*[:«“]")
_SPEECH = re.compile("[:«“]")
_NO_KINDS: frozenset[str] = frozenset()
# Word forms and changed words remembered: what the changes of some days of news print.
_WORDS_REMEMBERED = 1 << 16
_STRETCHES_REMEMBERED = 1 << 14


@dataclass(frozen=True, slots=True)
class Stretch:
    """A few words in a row, folded; those of them that are no particles; the kinds of word among them.

    A word that may begin a phrase of a table is of that table's kind, whether the rest of the phrase follows or not.
    """

    folded: tuple[str, ...]
    content: tuple[str, ...]
    kinds: frozenset[str]
    listed: bool  # all of them stand in listed names
    skeleton: str  # without the letters that a hamza and its seats are when folded
    told: frozenset[str]  # words before a colon or an opening quotation mark

    def __len__(self) -> int:
        return len(self.folded)


@lru_cache(maxsize=_STRETCHES_REMEMBERED)
def read_stretch(printed: str, lang: Lang | None) -> Stretch:
    """Return the words of a printed stretch; without a language nothing is known but that they are numbers."""
    folded = tuple(folded_words(plain_numbers(printed)))
    skeleton = "".join(folded)
    for letter in _FOLDED_SEATS:
        skeleton = skeleton.replace(letter, "")
    told = frozenset(map(fold_word, _BEFORE_SPEECH.findall(printed))) if _SPEECH.search(printed) else _NO_KINDS
    if lang is None:
        kinds = frozenset(("number",) if any(may_be_number(word, None) for word in folded) else ())
        return Stretch(folded, folded, kinds, False, skeleton, told)
    if len(folded) == 1:  # every other
        kinds = kinds_of_word(folded[0], lang)
        return Stretch(folded, () if "small" in kinds else folded, kinds, "listed" in kinds, skeleton, told)
    known = [kinds_of_word(word, lang) for word in folded]
    return Stretch(
        folded,
        tuple(word for word, kinds in zip(folded, known, strict=True) if "small" not in kinds),
        frozenset().union(*known),
        all("listed" in kinds for kinds in known),
        skeleton,
        told,
    )


@lru_cache(maxsize=_WORDS_REMEMBERED)
def kinds_of_word(word: str, lang: Lang) -> frozenset[str]:
    """Return the kinds of a folded word: which tables may know it, by itself or in a phrase.

    ``label`` may begin a label term, ``label-rest`` go on in one; ``small`` is a particle by itself, ``particle`` may
    begin one of several words; ``variant`` begins as a word spelled several ways. The others are named as their tables.
    """
    tables = change_tables(lang)
    of_stems, variants = _kinds_of_stems(lang), variant_beginnings(lang)
    kinds: set[str] = set()
    for front, stem in proclitic_splits(word):
        if stem in of_stems:
            kinds |= of_stems[stem]
        if stem in tables.terms:
            kinds.add("label")
        if stem in tables.term_rests:
            kinds.add("label-rest")
        if front in ("", "و", "ف") and stem in tables.cues:
            kinds.add("cue")
        if stem.startswith(variants.get(stem[:2], ())):
            kinds.add("variant")
    names = words_of_names(lang)
    checks = (
        ("date", word in _words_of_dates(lang)),
        ("number", may_be_number(word, lang)),
        ("negation", without_conjunction(word) in tables.words.get("negation", ())),
        ("honorific", stands_for_name(word, lang)),
        ("title", is_title(word, lang)),
        ("small", is_particle(word, lang)),
        ("given", word == "بن" or word.endswith("عبد") or word in tables.given or without_letter(word) in tables.given),
        ("listed", word in names or without_letters(word) in names or with_article(word) in names),
    )
    return frozenset(kinds.union(kind for kind, holds in checks if holds))


@cache
def _kinds_of_stems(lang: Lang) -> dict[str, frozenset[str]]:
    """Return the kinds of the stems that may begin a phrase of the smaller tables."""
    tables = change_tables(lang)
    stems = {kind: set(tables.words.get(kind, ())) for kind in _LISTED_KINDS}
    stems |= {"agency": set(tables.agencies), "date": set(tables.dates)}
    stems["source"] = {stem for kind in _SOURCES for stem in tables.words.get(kind, ())}
    return {stem: frozenset(kind for kind in stems if stem in stems[kind]) for stem in set().union(*stems.values())}


@cache
def _words_of_dates(lang: Lang) -> frozenset[str]:
    """Return the words that stand anywhere in an expression of time, and those for its lengths."""
    tables = change_tables(lang)
    words = {word for phrases in tables.dates.values() for phrase in phrases for word in phrase}
    return frozenset(words | tables.periods)


def is_particle(word: str, lang: Lang) -> bool:
    """Tell whether a folded word is a particle, a conjunction before it or not."""
    particles = change_tables(lang).words.get("particle", {})
    rest = word[1:] if word[0] in "وف" and len(word) > 2 else word
    return (word,) in particles.get(word, ()) or (rest,) in particles.get(rest, ())


def is_pronoun(word: str, lang: Lang) -> bool:
    """Tell whether a folded word is a preposition with a pronoun, a conjunction before it or not."""
    pronouns = change_tables(lang).words.get("pronoun", {})
    return word in pronouns or (word[0] == "و" and word[1:] in pronouns)


def is_title(word: str, lang: Lang) -> bool:
    """Tell whether a word is a title or an office, or part of one (صاحب السمو الملكي)."""
    titles = title_words(lang)
    return word in titles or bare_word(word) in titles


def stands_for_name(word: str, lang: Lang) -> bool:
    """Tell whether a title with its pronoun is printed for a name (معاليه, سموه, فضيلته)."""
    titles = change_tables(lang).words.get("honorific", {})
    bare = word[1:] if word[0] in "وفلب" and word not in titles else word
    return bare.endswith("ه") and bare in titles and (bare[:-1] in titles or f"{bare[:-2]}ه" in titles)


def bare_word(word: str) -> str:
    """Return a folded word without the conjunction, preposition and article printed on it."""
    return _behind(_PROCLITICS, word)


def without_letters(word: str) -> str:
    """Return a folded word without the conjunction or preposition printed on it, with its article."""
    return _behind(_LETTERS, word)


def _behind(front: re.Pattern[str], word: str) -> str:
    """Return a word without what is printed on it, as a pattern finds it at its beginning."""
    if len(word) < _SHORTEST_PROCLITIC or word[0] not in _FIRST_LETTERS:
        return word
    found = front.match(word)
    return word[found.end() :] if found else word


def with_letters(word: str) -> list[str]:
    """Return the folded words that are this one without what is printed on them, as ``without_letters`` reads them."""
    if word.startswith("ال"):
        return [letter + word for letter in _BEFORE_ARTICLE]
    return ["ل" + word] if word.startswith("ل") else []


def with_article(word: str) -> str:
    """Return a folded word with the article that a preposition took up (للسعودية)."""
    return "ال" + word[2:] if word.startswith("لل") else word


def without_letter(word: str) -> str:
    """Return a folded word without the letter printed on it that may stand before a name (وسالم, لسالم)."""
    return word[1:] if word[0] in "ولب" and len(word) > 4 else word


def without_conjunction(word: str) -> str:
    """Return a folded word without the conjunctions printed on it: no other letter stands before a negation."""
    return word.removeprefix("و").removeprefix("ف")


def same_word(one: str, other: str) -> bool:
    """Tell whether two words are one behind other prepositions or conjunctions (باليمن / لليمن, ووزير / وزير)."""
    fronts = one.removesuffix(other), other.removesuffix(one)
    return bare_word(one) == bare_word(other) or any(front in ("و", "ف", "ب", "ل", "ك") for front in fronts)


def particles_apart(one: Stretch, other: Stretch) -> bool:
    """Tell whether two sides differ by nothing but a preposition or conjunction, free or printed on the word."""
    if not one.folded or not other.folded or one.folded == other.folded:
        return False
    return 0 < len(one.content) == len(other.content) and all(map(same_word, one.content, other.content))


def same_words(one: Sequence[str], other: Sequence[str]) -> bool:
    """Tell whether folded words are the same but for what is printed on them."""
    return len(one) == len(other) and all(map(same_word, one, other))
