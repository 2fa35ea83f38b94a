"""Names that a noun opens: وزارة الدفاع, نهر الفرات, الجيش with an adjective of nation."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from musnad.find.gazetteer import HeadNoun, bare, folded_words, given_names, head_nouns, listed_names, titles
from musnad.find.signs import Signs
from musnad.find.word_signs import openings
from musnad.lang import Lang
from musnad.text import Words

# A name opened by a noun has at most this many words after it.
LONGEST_TAIL = 5
# Adjectives of nation and people that no listed place gives by rule.
_PEOPLES = ("كردي", "عربي", "اممي", "حوثي", "امريكي", "اميركي", "فلسطيني", "صهيوني", "اتحادي", "ملكي", "بريطاني")

Opened = tuple[int, int, int, str]
NO_NAME = (-1, False)


@cache
def stop_words(lang: Lang) -> frozenset[str]:
    """Return the folded words that end a name."""
    return frozenset(" ".join(folded_words(row["word"])) for row in lang.rows("name_stops"))


@cache
def _printed_stops(lang: Lang) -> frozenset[str]:
    return frozenset(row["word"] for row in lang.rows("name_stops"))


def is_stop(words: Words, at: int, lang: Lang) -> bool:
    """Tell whether word ``at`` ends a name. Folded, على is the name علي too: such a word counts as printed."""
    word = words.folded[at]
    if word not in stop_words(lang):
        return False
    return word not in given_names(lang) or words.printed(at) in _printed_stops(lang)


@cache
def adjectives_of_nation(lang: Lang) -> frozenset[str]:
    """Return adjectives of nation without article, masculine and feminine, made from the listed places."""
    made = set(_PEOPLES)
    for row in lang.rows("places"):
        words = folded_words(row["name"])
        if row["kind"] in ("country", "region", "city") and len(words) == 1:
            stem = bare(words[0])
            for ending in ("يا", "ا", "يه", "ه", "ي"):
                if stem.endswith(ending) and len(stem) - len(ending) >= 3:
                    stem = stem[: -len(ending)]
                    break
            made.add(stem + "ي")
    return frozenset(made | {word + "ه" for word in made} | {word + "ين" for word in made})


def opened_names(signs: Signs, lang: Lang) -> Iterator[Opened]:
    """Yield (first word, word after the last, letters cut, kind) of names opened by a noun."""
    folded = signs.words.folded
    for at in signs.opening:
        stop = signs.ends[at]
        if at + 1 == stop:
            continue
        for opening in openings(folded[at], lang):
            noun, definite = opening.noun, opening.definite
            if noun:
                end = _tail(signs, at + 1, stop, noun, lang)
                if end > at + 1:
                    yield (at, end, opening.cut, noun.kind) if noun.in_name else (at + 1, end, 0, noun.kind)
                    break
            if definite and _is_nation(signs, at + 1, lang, definite[0]):
                yield at, at + 2, opening.cut, definite[1].kind
                break


def _is_nation(signs: Signs, at: int, lang: Lang, noun: str = "") -> bool:
    """Tell whether word ``at`` is an adjective of nation that agrees with the noun before it.

    A feminine noun wants a feminine adjective: in وزير الخارجية الفرنسي the minister is French.
    """
    word = signs.words.folded[at]
    if at in signs.gaps or not word.startswith("ال") or (noun.endswith(("ه", "ات")) and not word.endswith("ه")):
        return False
    return bare(word) in adjectives_of_nation(lang)


def _tail(signs: Signs, at: int, stop: int, noun: HeadNoun, lang: Lang) -> int:
    """Return the word after the tail that starts at word ``at``; ``at`` itself where there is none."""
    start = at
    inner = head_nouns(lang).get(signs.words.folded[at])
    if inner and inner.kind == "LOC" and at + 1 < stop and noun.in_name:
        end = _tail(signs, at + 1, stop, inner, lang)  # مجلس محافظة بابل
        return end if end > at + 1 else at
    for cut, size, _ in signs.listed.get(at, ()):
        if cut == 0 and signs.gaps.get(at, 0) in (0, 2):
            at += size
            return _more(signs, at, stop, lang) if noun.in_name else at
    if "def" not in noun.need or not noun.in_name:
        return start
    while at < stop and at - start < LONGEST_TAIL and _definite(signs, at, at == start, lang):
        at += 1
    return at


def _more(signs: Signs, at: int, stop: int, lang: Lang) -> int:
    """Take an adjective of nation that follows a listed name into the whole."""
    return at + 1 if at < stop and _is_nation(signs, at, lang) else at


def _definite(signs: Signs, at: int, opening: bool, lang: Lang) -> bool:
    """Tell whether word ``at`` goes on with a definite tail: an article, a joined one, a person after a title."""
    words = signs.words
    word = words.folded[at]
    if at in signs.gaps or is_stop(words, at, lang):
        return False
    if word.startswith("ال") and len(word) > 4:
        return True
    if opening:
        return False
    before = words.folded[at - 1]
    if word == "بن" or (signs.given.get(at, NO_NAME)[0] == 0 and (bare(before) in titles(lang) or before == "بن")):
        return True  # مطار الملك خالد
    joined = word.startswith("وال") and len(word) > 5 and word[1:] not in stop_words(lang)
    return joined and word not in listed_names(lang)
