"""Names that a noun opens: وزارة الدفاع, نهر الفرات, الجيش with an adjective of nation."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache

from musnad.find.gazetteer import HeadNoun, bare, folded_words, given_names, head_nouns, listed_names, readings, titles
from musnad.find.signs import Signs, gap_kind
from musnad.lang import Lang
from musnad.text import Words

# A name opened by a noun has at most this many words after it.
LONGEST_TAIL = 5
# Adjectives of nation and people that no listed place gives by rule.
_PEOPLES = ("كردي", "عربي", "اممي", "حوثي", "امريكي", "اميركي", "فلسطيني", "صهيوني", "اتحادي", "ملكي", "بريطاني")

Opened = tuple[int, int, int, str]


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


def opened_names(words: Words, first: int, stop: int, signs: Signs, lang: Lang) -> Iterator[Opened]:
    """Yield (first word, word after the last, letters cut, kind) of names opened by a noun."""
    folded = words.folded
    for at in range(first, stop - 1):
        for cut, noun, article in _openings(folded[at], lang):
            if noun:
                end = _tail(words, at + 1, stop, first, signs, noun, lang)
                if end > at + 1:
                    start = at if noun.in_name else at + 1
                    yield start, end, cut if noun.in_name else 0, noun.kind
                    break
            if article and _is_nation(words, at + 1, lang, article[0]):
                yield at, at + 2, cut, article[1].kind
                break


@lru_cache(maxsize=100_000)
def _openings(word: str, lang: Lang) -> tuple[tuple[int, HeadNoun | None, tuple[str, HeadNoun] | None], ...]:
    """Return each reading of a word that opens a name: letters cut, the noun, the noun behind its article."""
    nouns = head_nouns(lang)
    found = []
    for cut, form in readings(word):
        noun = nouns.get(form)
        article = nouns.get(form[2:]) if form.startswith("ال") else None
        opens = noun if noun and noun.need != {"adj"} else None
        definite = (form[2:], article) if article and "adj" in article.need else None
        if opens or definite:
            found.append((cut, opens, definite))
    return tuple(found)


def _is_nation(words: Words, at: int, lang: Lang, noun: str = "") -> bool:
    """Tell whether word ``at`` is an adjective of nation that agrees with the noun before it.

    A feminine noun wants a feminine adjective: in وزير الخارجية الفرنسي the minister is French.
    """
    word = words.folded[at]
    if noun.endswith(("ه", "ات")) and not word.endswith("ه"):
        return False
    near = gap_kind(words.text, words.stops[at - 1], words.starts[at]) == 0
    return near and word.startswith("ال") and bare(word) in adjectives_of_nation(lang)


def _tail(words: Words, at: int, stop: int, first: int, signs: Signs, noun: HeadNoun, lang: Lang) -> int:
    """Return the word after the tail that starts at word ``at``; ``at`` itself where there is none."""
    start = at
    inner = head_nouns(lang).get(words.folded[at])
    if inner and inner.kind == "LOC" and at + 1 < stop and noun.in_name:
        end = _tail(words, at + 1, stop, first, signs, inner, lang)  # مجلس محافظة بابل
        return end if end > at + 1 else at
    for cut, size, _ in signs.listed[at - first]:
        if cut == 0 and gap_kind(words.text, words.stops[at - 1], words.starts[at]) in (0, 2):
            at += size
            return _more(words, at, stop, lang) if noun.in_name else at
    if "def" not in noun.need or not noun.in_name:
        return start
    while at < stop and at - start < LONGEST_TAIL and _definite(words, at, at == start, signs.given[at - first], lang):
        at += 1
    return at


def _more(words: Words, at: int, stop: int, lang: Lang) -> int:
    """Take an adjective of nation that follows a listed name into the whole."""
    return at + 1 if at < stop and _is_nation(words, at, lang) else at


def _definite(words: Words, at: int, opening: bool, given: int, lang: Lang) -> bool:
    """Tell whether word ``at`` goes on with a definite tail: an article, a joined one, a person after a title."""
    word = words.folded[at]
    if gap_kind(words.text, words.stops[at - 1], words.starts[at]) != 0 or is_stop(words, at, lang):
        return False
    if word.startswith("ال") and len(word) > 4:
        return True
    before = words.folded[at - 1]
    if not opening and (word == "بن" or (given == 0 and (bare(before) in titles(lang) or before == "بن"))):
        return True  # مطار الملك خالد
    joined = not opening and word.startswith("وال") and len(word) > 5 and word[1:] not in stop_words(lang)
    return joined and word not in listed_names(lang)
