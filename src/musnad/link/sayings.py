"""What two contents of speech have in common: a close look at one pair.

Words are compared as stems: proclitics and the commonest endings off, the light stemming of Larkey,
Ballesteros and Connell (2007, "Light stemming for Arabic information retrieval", light10). Words of
grammar count only for order, not as evidence.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import fsum

from musnad.alignment import equal_blocks
from musnad.lang import Lang
from musnad.records import Quote
from musnad.text import find_words, fold_word, folded_words

# A stem keeps at least this many letters: three is the length of an Arabic root.
SHORTEST_STEM = 3
_PREFIX = re.compile(r"^(?:[وف]?(?:[بكل]?ال|لل)|[وف]?[بل]|[وف]|س)")
_SUFFIXES = ("هما", "هم", "ها", "ان", "ات", "ون", "ين", "يه", "وا", "ه", "ي", "ا")
# A word of a formula («يتغمده بواسع رحمته») counts for next to nothing: everybody says it of everybody.
STOCK_WEIGHT = 0.05
# A label is at most this long; what it names stands within so many words before its verb, and its name is
# told by so many words of content.
LONGEST_LABEL = 8
WORDS_BEFORE_LABEL = 8
LONGEST_NAME = 4
_SENTENCE_END = re.compile(r"[.!?؟\n]")
_OBJECTS = ("ه", "ها", "هم", "هما")
_PRONOUNS = ("", "ه", "ها", "هم", "هما", "هن", "نا", "ك", "كم", "ي")
_CLITICS = ("", "و", "ف", "ب", "ل", "ك", "وب", "ول")
# Contents longer than this are compared by their first words: nobody prints one saying of 2,000 words twice.
LONGEST_CONTENT = 400


@dataclass(frozen=True, slots=True)
class Saying:
    """The words of one content.

    ``stems`` are all words in order; ``weights`` the content words (stem -> how much it counts, the more the
    rarer), ``weight`` of all of them; ``numbers`` the values printed as digits.
    """

    stems: tuple[str, ...]
    weights: Mapping[str, float]
    weight: float
    numbers: frozenset[str]


@dataclass(frozen=True, slots=True)
class Likeness:
    """What a pair of sayings shares.

    ``part``: the share of the lighter one's content found in the other (idf-weighted, 0-1); ``whole``: of the
    heavier one's; ``run``: words of the longest common stretch; ``ordered``: words in common order, as a share
    of the shorter; ``numbers``: none, same, some or conflict; ``shared``: content stems in common, formulae
    left out; ``shorter``: words of the shorter one.
    """

    part: float
    whole: float
    run: int
    ordered: float
    numbers: str
    shared: int
    shorter: int


@cache
def stem(folded: str) -> str:
    """Return the stem of a folded word: proclitics off, then one ending, never shorter than three letters."""
    match = _PREFIX.match(folded)
    if match and len(folded) - match.end() >= SHORTEST_STEM:
        folded = folded[match.end() :]
    for suffix in _SUFFIXES:
        if folded.endswith(suffix) and len(folded) - len(suffix) >= SHORTEST_STEM:
            return folded[: -len(suffix)]
    return folded


@cache
def function_words(lang: Lang) -> frozenset[str]:
    """Return the folded words of grammar, with the clitics they take."""
    forms: set[str] = set()
    for row in lang.rows("function_words"):
        form = fold_word(row["form"])
        for ending in _PRONOUNS if row["pronoun"] == "+" else ("",):
            forms |= {before + form + ending for before in _CLITICS}
    return frozenset(forms)


def content_stems(text: str, start: int, stop: int, lang: Lang | None) -> tuple[list[str], list[str], set[str]]:
    """Return all stems of ``text[start:stop]`` in order, those of its words of content, and those of formulae.

    Content words that stand for each other (``lang/ar/synonyms.tsv``) are given by one of them.
    """
    words = find_words(text)
    inside = words.within(start, stop)[:LONGEST_CONTENT]
    grammar = function_words(lang) if lang else frozenset()
    folded = [words.folded[i] for i in inside]
    stock = _stock_words(folded, lang) if lang else set()
    stems = [stem(word) for word in folded]
    alike = synonyms(lang) if lang else {}
    content = [stems[i] for i, word in enumerate(folded) if word not in grammar and len(word) > 1]
    return stems, [alike.get(each, each) for each in content], {alike.get(stems[i], stems[i]) for i in stock}


@cache
def synonyms(lang: Lang) -> dict[str, str]:
    """Return stem -> the first stem of its row of words that stand for each other."""
    found: dict[str, str] = {}
    for row in lang.rows("synonyms"):
        stems = [stem(fold_word(word)) for word in row["words"].split("|")]
        for each in stems:
            found.setdefault(each, found.get(stems[0], stems[0]))
    return found


def _stock_words(folded: Sequence[str], lang: Lang) -> set[int]:
    """Return the indexes of words that stand in a formula (a title, a prayer)."""
    phrases = _formulae(lang)
    found: set[int] = set()
    for at, word in enumerate(folded):
        for phrase in phrases.get(word, ()):
            if tuple(folded[at : at + len(phrase)]) == phrase:
                found.update(range(at, at + len(phrase)))
    return found


@cache
def _formulae(lang: Lang) -> dict[str, list[tuple[str, ...]]]:
    """Return the formulae by their first word."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for row in lang.rows("formulae"):
        phrase = tuple(folded_words(row["phrase"]))
        if phrase:
            found.setdefault(phrase[0], []).append(phrase)
    return found


def labelled_thing(text: str, quote: Quote, lang: Lang) -> tuple[str, ...]:
    """Return the stems of what a quote puts a label on, the nearest to the cue last; empty for other quotes.

    A label is a short content under a verb of naming with its object's pronoun on it (تعتبرها, يصفه); the
    object stands before the verb, mostly with a relative pronoun between.
    """
    words = find_words(text)
    cue = words.within(quote.cue_start, quote.cue_stop)
    if not cue or len(words.within(quote.start, quote.stop)) > LONGEST_LABEL:
        return ()
    if not any(words.folded[i] in _naming_verbs(lang) for i in cue):
        return ()
    before = list(range(max(0, cue[0] - WORDS_BEFORE_LABEL), cue[0]))
    breaks = [i for i in before if _SENTENCE_END.search(text, words.stops[i], words.starts[i + 1])]
    inside = before[before.index(breaks[-1]) + 1 :] if breaks else before
    return tuple(stem(words.folded[i]) for i in inside if words.folded[i] not in function_words(lang))[-LONGEST_NAME:]


@cache
def _naming_verbs(lang: Lang) -> frozenset[str]:
    """Return the folded verbs of naming that carry their object's pronoun."""
    forms: set[str] = set()
    for row in lang.rows("ascribing"):
        bare = {fold_word(form) for form in row["forms"].split("|") if row["side"] == "before"}
        forms |= {form for form in bare if form.endswith(_OBJECTS)} | {
            form + each for form in bare for each in _OBJECTS
        }
    return frozenset(forms | {"و" + form for form in forms})


def numbers_of(stems: Sequence[str]) -> frozenset[str]:
    """Return the numbers printed as digits, as plain digits."""
    return frozenset(
        re.sub(r"[^\d.]", "", each.replace(",", "")) for each in stems if each[:1].isdigit() or each[1:2].isdigit()
    )


def shared_part(left: Saying, right: Saying) -> float:
    """Return the share of the lighter one's content found in the other, as ``Likeness.part``."""
    one, other = left.weights, right.weights
    light = min(left.weight, right.weight)
    return fsum(min(one[each], other[each]) for each in one.keys() & other.keys()) / light if light else 0.0


def compare_sayings(left: Saying, right: Saying) -> Likeness:
    """Return what two sayings share."""
    shared = left.weights.keys() & right.weights.keys()
    weight = fsum(min(left.weights[each], right.weights[each]) for each in shared)  # the same in any order
    light, heavy = sorted((left.weight, right.weight))
    blocks = equal_blocks(left.stems, right.stems) if shared else []
    shorter = min(len(left.stems), len(right.stems)) or 1
    return Likeness(
        part=weight / light if light else 0.0,
        whole=weight / heavy if heavy else 0.0,
        run=max((size for _, _, size in blocks), default=0),
        ordered=sum(size for _, _, size in blocks) / shorter,
        numbers=_compare_numbers(left.numbers, right.numbers),
        shared=sum(min(left.weights[each], right.weights[each]) > STOCK_WEIGHT for each in shared),
        shorter=shorter,
    )


def _compare_numbers(left: frozenset[str], right: frozenset[str]) -> str:
    if not left or not right:
        return "none"
    if left == right:
        return "same"
    return "some" if left & right else "conflict"
