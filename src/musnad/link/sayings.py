"""What two contents of speech have in common: a close look at one pair.

Words are compared as stems: proclitics and the commonest endings off, the light stemming of Larkey,
Ballesteros and Connell (2007, "Light stemming for Arabic information retrieval", light10). Words of
grammar count only for order, not as evidence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from math import fsum

from musnad.alignment import equal_blocks
from musnad.frozen import quickly_made
from musnad.lang import Lang
from musnad.records import Quote
from musnad.text import find_words, fold_word, folded_words, folded_words_within

# A stem keeps at least this many letters: three is the length of an Arabic root.
SHORTEST_STEM = 3
_PREFIX = re.compile(r"^(?:[وف]?(?:[بكل]?ال|لل)|[وف]?[بل]|[وف]|س)")
# Endings by their last letter, in the order in which they are tried.
_SUFFIXES = {
    "ا": ("هما", "ها", "وا", "ا"),
    "م": ("هم",),
    "ن": ("ان", "ون", "ين"),
    "ت": ("ات",),
    "ه": ("يه", "ه"),
    "ي": ("ي",),
}
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
# Sets of the words of so many contents are kept: those that are being compared.
SETS_KEPT = 128


# Formulae by one of their words: how many words are before it, and all words.
Formulae = Mapping[str, Sequence[tuple[int, tuple[str, ...]]]]


@dataclass(frozen=True, slots=True, eq=False)
class Saying:
    """The words of one content; printings with the same words share it, and it is equal to itself alone.

    ``stems`` are all words in order; ``content`` the different words of content, the rarest first; ``stock`` those
    of them that stand in formulae; ``worth`` how much a word counts in any saying, the more the rarer; ``weight``
    how much all words of content count; ``numbers`` the values printed as digits.
    """

    stems: tuple[str, ...]
    content: tuple[str, ...]
    stock: frozenset[str]
    worth: Mapping[str, float]
    weight: float
    numbers: frozenset[str]


@quickly_made
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
    for suffix in _SUFFIXES.get(folded[-1:], ()):
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


@quickly_made
@dataclass(frozen=True, slots=True)
class Content:
    """The words of one content before it is known how rare they are.

    ``stems`` of all words in order, its different words of ``content`` in order, those of formulae (``stock``), and
    the ``numbers`` printed as digits. Words of content that stand for each other (``lang/ar/synonyms.tsv``) are
    given by one of them.
    """

    stems: tuple[str, ...]
    content: tuple[str, ...]
    stock: frozenset[str]
    numbers: frozenset[str]


NONE: frozenset[str] = frozenset()


class _Forms(dict[str, tuple[str, str]]):
    """Folded word -> its stem, and the word of content it is ("" for words of grammar): looked up once a form."""

    def __init__(self, lang: Lang | None) -> None:
        self.grammar = function_words(lang) if lang else NONE
        self.alike = synonyms(lang) if lang else {}

    def __missing__(self, folded: str) -> tuple[str, str]:
        one = stem(folded)
        content = len(folded) > 1 and folded not in self.grammar
        self[folded] = found = (one, self.alike.get(one, one) if content else "")
        return found


def content_reader(lang: Lang | None) -> Callable[[str, int, int], Content]:
    """Return the function that reads the content ``text[start:stop]``; it remembers the forms it has met."""
    forms = _Forms(lang)
    alike = synonyms(lang) if lang else {}
    phrases = _formulae(lang) if lang else {}

    def read(text: str, start: int, stop: int) -> Content:
        folded = folded_words_within(text, start, stop)[:LONGEST_CONTENT]
        stems, words = zip(*map(forms.__getitem__, folded), strict=True) if folded else ((), ())
        content = dict.fromkeys(words)
        content.pop("", None)
        stock = NONE
        if not phrases.keys().isdisjoint(folded):
            stock = frozenset(alike.get(stems[at], stems[at]) for at in _of_formulae(folded, phrases))
            stock = stock.intersection(content) or NONE
        numbers = NONE if "".join(folded).isalpha() else numbers_of(stems)
        return Content(stems, tuple(content), stock, numbers)

    return read


@cache
def synonyms(lang: Lang) -> dict[str, str]:
    """Return stem -> the first stem of its row of words that stand for each other."""
    found: dict[str, str] = {}
    for row in lang.rows("synonyms"):
        stems = [stem(fold_word(word)) for word in row["words"].split("|")]
        for each in stems:
            found.setdefault(each, found.get(stems[0], stems[0]))
    return found


def _of_formulae(folded: Sequence[str], phrases: Formulae) -> set[int]:
    """Return the indexes of words that stand in a formula (a title, a prayer)."""
    found: set[int] = set()
    for at, word in enumerate(folded):
        for before, phrase in phrases.get(word, ()):
            first = at - before
            if first >= 0 and tuple(folded[first : first + len(phrase)]) == phrase:
                found.update(range(first, first + len(phrase)))
    return found


@cache
def _formulae(lang: Lang) -> Formulae:
    """Return the formulae by their longest word, with the words before it: most texts have none of those."""
    found: dict[str, list[tuple[int, tuple[str, ...]]]] = {}
    for row in lang.rows("formulae"):
        phrase = tuple(folded_words(row["phrase"]))
        if phrase:
            longest = max(phrase, key=len)
            found.setdefault(longest, []).append((phrase.index(longest), phrase))
    return found


def labelled_thing(text: str, quote: Quote, lang: Lang) -> tuple[str, ...]:
    """Return the stems of what a quote puts a label on, the nearest to the cue last; empty for other quotes.

    A label is a short content under a verb of naming with its object's pronoun on it (تعتبرها, يصفه); the
    object stands before the verb, mostly with a relative pronoun between.
    """
    if _naming_verbs(lang).isdisjoint(folded_words_within(text, quote.cue_start, quote.cue_stop)):
        return ()
    words = find_words(text)
    cue = words.within(quote.cue_start, quote.cue_stop)
    if len(words.within(quote.start, quote.stop)) > LONGEST_LABEL:
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


@lru_cache(maxsize=SETS_KEPT)
def set_of(words: tuple[str, ...]) -> frozenset[str]:
    """Return the words of content of a saying as a set: it is compared with many others one after another."""
    return frozenset(words)


def shared_worth(left: Saying, right: Saying) -> list[float]:
    """Return how much each of the words of content that two sayings have in common counts for both."""
    common, worth = set_of(left.content).intersection(right.content), left.worth
    if left.stock or right.stock:
        return [STOCK_WEIGHT if each in left.stock or each in right.stock else worth[each] for each in common]
    return [worth[each] for each in common]


def _share(worth: Iterable[float], weight: float) -> float:
    return fsum(worth) / weight if weight else 0.0  # the same in any order


def compare_sayings(left: Saying, right: Saying, least: float = 0.0) -> Likeness | None:
    """Return what two sayings share; ``None`` where less than ``least`` of the lighter one's content is shared."""
    worth = shared_worth(left, right)
    part = _share(worth, min(left.weight, right.weight))
    if part < least:
        return None  # the words need no aligning
    shorter = min(len(left.stems), len(right.stems)) or 1
    if worth and left.stems == right.stems:
        sizes = [len(left.stems)]
    else:
        sizes = [size for _, _, size in equal_blocks(left.stems, right.stems)] if worth else []
    return Likeness(
        part=part,
        whole=_share(worth, max(left.weight, right.weight)),
        run=max(sizes, default=0),
        ordered=sum(sizes) / shorter,
        numbers=_compare_numbers(left.numbers, right.numbers),
        shared=sum([each > STOCK_WEIGHT for each in worth]),
        shorter=shorter,
    )


def _compare_numbers(left: frozenset[str], right: frozenset[str]) -> str:
    if not left or not right:
        return "none"
    if left == right:
        return "same"
    return "some" if left & right else "conflict"
