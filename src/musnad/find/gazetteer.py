"""Listed names of a language, and where they stand in a text's words.

A word is read with every proclitic it may carry (وبالرقة: الرقة after two letters), so that a listed
name is found attached, and the name starts where the proclitics stop.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache

from musnad.lang import Lang
from musnad.text import find_words

# Letters that are written on to the next word: conjunctions, then prepositions.
_CONJUNCTIONS = "وف"
_PREPOSITIONS = "بكل"
# What is left of a word after a proclitic has at least this many letters.
SHORTEST_REST = 2


@dataclass(frozen=True, slots=True)
class Name:
    """A listed name: ``key`` is the row's main form folded, ``plain`` that it is no ordinary word too."""

    key: str
    kind: str  # LOC ORG
    sort: str  # the row's own kind: country city group agency ...
    also: str  # "" word person
    name_en: str
    lat: float | None
    lon: float | None
    shown: str


@lru_cache(maxsize=20_000)
def readings(folded: str) -> tuple[tuple[int, str], ...]:
    """Return the ways to read a folded word as proclitics and a rest, as (letters cut, rest).

    The first is the whole word. للرقه gives (1, الرقه): the name starts at the second lam.
    """
    found = [(0, folded)]
    starts = [0]
    if folded[:1] and folded[0] in _CONJUNCTIONS and len(folded) - 1 >= SHORTEST_REST:
        found.append((1, folded[1:]))
        starts.append(1)
    for start in starts:
        rest = folded[start:]
        if rest[:2] == "لل" and len(rest) - 2 >= SHORTEST_REST:
            found.append((start + 1, "ال" + rest[2:]))
        if rest[:1] and rest[0] in _PREPOSITIONS and len(rest) - 1 >= SHORTEST_REST:
            found.append((start + 1, rest[1:]))
    return tuple(found)


@lru_cache(maxsize=20_000)
def attached(folded: str) -> tuple[str, ...]:
    """Return the spellings of a word alone and behind every proclitic; of each of them it is one of the readings."""
    found = []
    for before in ("", *_CONJUNCTIONS):
        found += [before + folded, *(before + preposition + folded for preposition in _PREPOSITIONS)]
        if folded[:2] == "ال":
            found.append(f"{before}لل{folded[2:]}")
    return tuple(found)


def bare(folded: str) -> str:
    """Return a folded word without the article."""
    return folded[2:] if folded[:2] == "ال" and len(folded) > 4 else folded


def folded_words(phrase: str) -> tuple[str, ...]:
    """Return the folded words of a printed phrase."""
    return tuple(find_words(phrase).folded)


@cache
def listed_names(lang: Lang) -> dict[str, tuple[tuple[tuple[str, ...], Name], ...]]:
    """Return the listed places and organisations by their first word, the longest first."""
    table: dict[str, dict[tuple[tuple[str, ...], str], Name]] = {}
    for file, kind in (("organisations", "ORG"), ("places", "LOC")):
        for row in lang.rows(file):
            name = _name(row, kind)
            for form in (row["name"], *filter(None, row["variants"].split("|"))):
                words = folded_words(form)
                table.setdefault(words[0], {}).setdefault((words, kind), name)
    return {
        first: tuple(
            (words, name) for (words, _), name in sorted(names.items(), key=lambda item: (-len(item[0][0]), item[0]))
        )
        for first, names in table.items()
    }


def _name(row: dict[str, str], kind: str) -> Name:
    lat, lon = (float(row[column]) if row.get(column) else None for column in ("lat", "lon"))
    return Name(
        " ".join(folded_words(row["name"])), kind, row["kind"], row["also"], row["name_en"], lat, lon, row["name"]
    )


@cache
def name_by_words(kind: str, lang: Lang) -> dict[tuple[str, ...], Name]:
    """Return each listed name of a kind by its folded words."""
    return {words: name for names in listed_names(lang).values() for words, name in names if name.kind == kind}


@cache
def given_names(lang: Lang) -> dict[str, bool]:
    """Return the given names, folded, each with whether it is an ordinary word too."""
    names: dict[str, bool] = {}
    for row in lang.rows("given_names"):
        names["".join(folded_words(row["name"]))] = bool(row["also"])
    return names


@cache
def titles(lang: Lang) -> dict[str, str]:
    """Return the words that stand before a person's name, folded and without article, with their kind."""
    return {" ".join(folded_words(row["word"])): row["kind"] for row in lang.rows("titles")}


@dataclass(frozen=True, slots=True)
class HeadNoun:
    kind: str
    need: frozenset[str]
    in_name: bool


@cache
def head_nouns(lang: Lang) -> dict[str, HeadNoun]:
    """Return the nouns that open a longer name, folded."""
    return {
        " ".join(folded_words(row["noun"])): HeadNoun(
            row["kind"], frozenset(row["need"].split("|")), row["in_name"] != "no"
        )
        for row in lang.rows("head_nouns")
    }


@cache
def particles(kind: str, lang: Lang) -> frozenset[str]:
    """Return the folded small words of a kind that stand in or beside names (``name_particles.tsv``)."""
    rows = lang.rows("name_particles")
    return frozenset(" ".join(folded_words(row["word"])) for row in rows if row["kind"] == kind)
