"""What a form is filled in with: the days of the week, counts, places and persons that stand in a few words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from itertools import chain, pairwise

from musnad.change_numbers import numbers_of
from musnad.lang import Lang
from musnad.link.evidence import forms_of, rows_of
from musnad.numbers import find_numbers, number_words
from musnad.text import fold_word, folded_words, proclitic_splits

# What a word may say, as bits.
_DAY, _COUNT, _PLACE, _PERSON = (1 << bit for bit in range(4))
# أبو and أم before a given name make a byname («محمود عباس», «أبو مازن»), which names no other person for sure.
_BYNAME = frozenset(("ابو", "ابي", "ابا", "ام"))
# How a nationality is printed: a man's, a woman's, men's, two persons'.
_ENDINGS = ("", "ه", "ين", "ون", "ان", "ا")

Facts = Sequence[frozenset[object]]


@lru_cache(maxsize=1 << 14)  # many outlets print one wire, and another on the next day
def other_facts(one: tuple[str, ...], other: tuple[str, ...], lang: Lang) -> bool:
    """Tell whether two ranges of folded words have other days of the week, counts, ordinals, places or persons."""
    days = [frozenset(words) & weekdays_of(lang) for words in (one, other)]
    if all(days):
        return days[0].isdisjoint(days[1])
    values = numbers_of(one, lang), numbers_of(other, lang)
    if values[0] and values[1] and values[0] != values[1]:
        return True
    sides = (_facts(one, lang), _facts(other, lang))
    if any(left and right and left.isdisjoint(right) for left, right in zip(*sides, strict=True)):
        return True
    return bool(_persons(one, lang) and _persons(other, lang)) and set(one).isdisjoint(other)


def _facts(words: Sequence[str], lang: Lang) -> Facts:
    """Return the ordinals, the countries and the towns and regions in folded words."""
    ordinals = frozenset(each.low for each in find_numbers(" ".join(words), lang) if each.kind == "ordinal")
    known = [place for word in words for place in (_place(word, lang),) if place]
    return ordinals, *(frozenset(each for kind in known for each in kind[level]) for level in (0, 1))


def _persons(words: Sequence[str], lang: Lang) -> list[str]:
    """Return the given names in folded words, but for bynames."""
    names = _given_names(lang)
    return [word for before, word in pairwise(("", *words)) if word in names and before not in _BYNAME]


@lru_cache(maxsize=1 << 16)
def fact_bits(folded: str, lang: Lang) -> int:
    """Return what a folded word may say, as bits: two ranges without a common bit have no other facts."""
    bits = _DAY if folded in weekdays_of(lang) else 0
    bare = folded.removeprefix("ال")
    if not folded.isalpha() or not number_words(lang).keys().isdisjoint((folded, bare)):
        bits |= _COUNT  # a number begins with no others
    bits |= _PLACE if _place(folded, lang) else 0
    return bits | (_PERSON if folded in _given_names(lang) else 0)


@cache
def weekdays_of(lang: Lang) -> frozenset[str]:
    """Return the days of the week, folded."""
    return forms_of(lang, "weekdays", ("form",))


@cache
def _given_names(lang: Lang) -> frozenset[str]:
    """Return the given names that have one spelling and are no other words."""
    rows = [row for row in rows_of(lang, "given_names") if row["also"] != "word" and row["origin"] == "arab"]
    return frozenset(fold_word(row["name"]) for row in rows if " " not in row["name"])


def _place(folded: str, lang: Lang) -> tuple[frozenset[str], frozenset[str]] | None:
    """Return the countries and the towns that a word may name, ``None`` where it names none."""
    places = _places(lang)
    return next((places[stem] for _, stem in proclitic_splits(folded) if stem in places), None)


@cache
def _places(lang: Lang) -> Mapping[str, tuple[frozenset[str], frozenset[str]]]:
    """Return by folded word the country it names or stands for, as a capital or a nationality, and the town."""
    countries: dict[str, str] = {}
    towns: dict[str, str] = {}
    rows = [row for row in rows_of(lang, "places") if not row["also"]]
    for row in rows:
        for words in map(folded_words, (row["name"], *row["variants"].split("|"))):
            if len(words) == 1:
                (countries if row["kind"] == "country" else towns)[words[0]] = row["name_en"]
    for row in rows_of(lang, "capitals"):
        country = next((countries[word] for word in map(fold_word, row["country"].split("|")) if word in countries), "")
        countries |= {fold_word(capital): country for capital in row["capital"].split("|") if country}
    for row in rows_of(lang, "demonyms"):
        country = countries.get(fold_word(row["country"]), "")
        countries |= {fold_word(form) + end: country for form in row["forms"].split("|") for end in _ENDINGS if country}
    named = {word: ({countries.get(word, "")} - {""}, {towns.get(word, "")} - {""}) for word in countries | towns}
    bare = {word.removeprefix("ال"): place for word, place in named.items()}
    ambiguous = _shared_heads(rows)
    return {
        word: (frozenset(country), frozenset(town))
        for word, (country, town) in (bare | named).items()
        if word not in ambiguous
    }


def _shared_heads(rows: Sequence[Mapping[str, str]]) -> frozenset[str]:
    """Return the words that begin the names of several places: المملكة alone may be any kingdom."""
    heads: dict[str, set[str]] = {}
    for row in rows:
        for words in map(folded_words, (row["name"], *row["variants"].split("|"))):
            if len(words) > 1:
                heads.setdefault(words[0], set()).add(row["name_en"])
    return frozenset(chain.from_iterable((head, head.removeprefix("ال")) for head in heads if len(heads[head]) > 1))
