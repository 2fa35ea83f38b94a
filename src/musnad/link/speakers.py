"""Who speaks in a quote, and whether two quotes may have one speaker.

A speaker is known by the entity of a mention, by a printed name, or not at all. A capital that stands
for its government and the country are one speaker (``lang/ar/capitals.tsv``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from musnad.lang import Lang
from musnad.link.sayings import function_words, stem
from musnad.records import Mention, Quote
from musnad.text import fold_word

# A name of a body or place is the speaker where it covers this share of the speaker's words («البنتاغون»),
# not where it only places an office («وزير خارجية فرنسا»).
LEAST_COVER = 0.5
# Two spellings of one word of a name (كارتر / كارتير) are at least this alike (rapidfuzz ratio, 0-100); chosen so
# that one letter of five may differ.
LEAST_SPELLING = 80.0
# What stemming takes off one form of a name and not off another: البحرين is stemmed to بحر, البحرينية to بحرين.
_LOST_ENDINGS = ("ين", "ان", "ون", "ات", "ا", "ي")
# The names of some days of news, and the pairs of their words: a report's names are compared many times.
NAMES_KEPT = 50_000
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Speaker:
    """A speaker as one quote has it. ``name`` are the stems of the printed name or description."""

    entity_id: str | None
    person: bool
    name: tuple[str, ...]
    unnamed: bool = False  # "a source", "the statement": nobody in particular
    role: bool = False  # the entity is whom other reports name with the role printed here
    candidates: tuple[str, ...] = ()  # entities, where they name several
    lead: tuple[str, ...] = ()  # the first two words of a description that begins with a person's name

    @property
    def known(self) -> bool:
        return self.entity_id is not None or bool(self.name)


class Named:
    """The mentions of one report in the text's order, found by their places and by what they print."""

    def __init__(self, text: str, mentions: Sequence[Mention]) -> None:
        self.text = text
        self.mentions = mentions
        self._by_name: dict[tuple[str, ...], Mention] | None = None

    def within(self, start: int, stop: int) -> list[Mention]:
        """Return the mentions that have characters in ``start:stop``."""
        return [each for each in self.mentions if each.start < stop and start < each.stop]

    def printed_as(self, name: tuple[str, ...]) -> Mention | None:
        """Return the first mention printed with just these folded words."""
        if self._by_name is None:
            self._by_name = {}
            for each in self.mentions:
                self._by_name.setdefault(_folded(_words(each, self.text)), each)
        return self._by_name.get(name)


def speaker_of(quote: Quote, named: Named, entity_of: Mapping[str, str], lang: Lang | None) -> Speaker:
    """Return the speaker of a quote; ``named`` are the mentions of its report."""
    mention = _named_in_span(quote, named) or _named_elsewhere(quote, named)
    name = quote.speaker_name
    if name is None and quote.speaker_start is not None and quote.speaker_stop is not None:
        name = named.text[quote.speaker_start : quote.speaker_stop]
    known = _name(name or "", lang)
    if mention is None:
        return known
    stems = known.name or _name(_words(mention, named.text), lang).name
    return Speaker(entity_of.get(mention.id), mention.kind == "PER", stems, lead=known.lead)


def _named_in_span(quote: Quote, named: Named) -> Mention | None:
    start, stop = quote.speaker_start, quote.speaker_stop
    if start is None or stop is None:
        return None
    inside = named.within(start, stop)
    people = [each for each in inside if each.kind == "PER"]
    if people:
        alike = [each for each in people if quote.speaker_name and _words(each, named.text) in quote.speaker_name]
        return (alike or people)[0]
    wide = [each for each in inside if (each.stop - each.start) >= LEAST_COVER * (stop - start)]
    return wide[0] if wide else None


def _named_elsewhere(quote: Quote, named: Named) -> Mention | None:
    """Return the first mention printed exactly as the resolved name."""
    wanted = _folded(quote.speaker_name or "")
    return named.printed_as(wanted) if wanted else None


@lru_cache(maxsize=NAMES_KEPT)
def _folded(name: str) -> tuple[str, ...]:
    # not find_words: thousands of names would push the reports' words out of its cache
    return tuple(_WORD.findall(fold_word(name)))


def _words(mention: Mention, text: str) -> str:
    return text[mention.start : mention.stop]


@lru_cache(maxsize=NAMES_KEPT)
def _name(name: str, lang: Lang | None) -> Speaker:
    """Return a speaker of whom nothing is known but a printed name or description."""
    stems = _name_stems(name, lang)
    unnamed = bool(stems and lang and stems[0] in _unnamed(lang))
    return Speaker(None, False, stems, unnamed, lead=_leading_name(name, lang))


def _name_stems(name: str, lang: Lang | None) -> tuple[str, ...]:
    grammar = function_words(lang) if lang else frozenset()
    seats = _governments(lang) if lang else {}
    folded = _folded(name)
    whole = " ".join(folded)
    if whole in seats:
        return (seats[whole],)
    return tuple(stem(word) for word in folded if word not in grammar)


def _leading_name(name: str, lang: Lang | None) -> tuple[str, ...]:
    """Return the stems of the first two words where a person's name opens a longer description.

    A person's name has no article in front and begins with no title, body or office.
    """
    first = _folded(name)[:2]
    if lang is None or len(first) < 2 or any(word.startswith("ال") for word in first):
        return ()
    stems = tuple(stem(word) for word in first)
    return () if set(stems) & _role_words(lang) else stems


@cache
def _role_words(lang: Lang) -> frozenset[str]:
    """Return the stems of titles, of nouns that open the name of a body, and of those who go unnamed."""
    listed = [row["word"] for row in lang.rows("titles")] + [row["noun"] for row in lang.rows("head_nouns")]
    return frozenset(stem(word) for form in listed for word in _folded(form)) | _unnamed(lang)


@cache
def _governments(lang: Lang) -> dict[str, str]:
    """Return folded country or capital -> one key for the government."""
    found: dict[str, str] = {}
    for row in lang.rows("capitals"):
        names = [" ".join(_folded(name)) for name in f"{row['country']}|{row['capital']}".split("|")]
        for name in names:
            found.setdefault(name, f"={names[0]}")
    return found


@cache
def _unnamed(lang: Lang) -> frozenset[str]:
    return frozenset(stem(fold_word(row["form"])) for row in lang.rows("unnamed_speakers"))


def compare_speakers(left: Speaker, right: Speaker) -> str:
    """Return ``same``, ``differs``, ``other`` or ``unknown``.

    ``differs``: two people or bodies known apart. ``other``: two printed names or descriptions that have nothing
    in common, which may yet mean one person («الوزير»). ``unknown``: a side has no speaker or only "a source".
    """
    if left.entity_id is not None and left.entity_id == right.entity_id:
        return "same"
    if not left.known or not right.known:
        return "unknown"
    if left.unnamed or right.unnamed:
        return "same" if _name_in_office(left, right) or _leads_agree(left, right) else "unknown"
    if left.name and right.name and (_names_agree(left.name, right.name) or _leads_agree(left, right)):
        return "same"
    known_apart = left.entity_id is not None and right.entity_id is not None and left.person == right.person
    return "differs" if known_apart or (left.person and right.person) else "other"


@lru_cache(maxsize=NAMES_KEPT)
def _names_agree(left: tuple[str, ...], right: tuple[str, ...]) -> bool:
    """Tell whether the shorter name's words all stand in the longer one, spellings aside."""
    short, long = sorted((left, right), key=lambda name: (len(name), name))
    return all(word in long or any(_spelled_alike(word, other) for other in long) for word in short)


def _name_in_office(left: Speaker, right: Speaker) -> bool:
    """Tell whether one side's name stands in what may be a bare office ("the minister") or an office and a name."""
    if left.unnamed == right.unnamed:
        return False
    name, office = (left.name, right.name) if right.unnamed else (right.name, left.name)
    return bool(name) and all(any(_spelled_alike(word, other) for other in office) for word in name)


def _leads_agree(left: Speaker, right: Speaker) -> bool:
    """Tell whether the name that opens one description stands in the other: "X Y, head of the fund"."""
    sides = (left.lead, right.name), (right.lead, left.name)
    return any(lead == two for lead, name in sides for two in pairwise(name))


@lru_cache(maxsize=NAMES_KEPT)
def _spelled_alike(left: str, right: str) -> bool:
    if left == right:
        return True
    if left[:1] == "=" or right[:1] == "=":
        return False
    short, long = sorted((left, right), key=len)
    if long.startswith(short) and long[len(short) :] in _LOST_ENDINGS:
        return True
    from rapidfuzz.fuzz import ratio

    return bool(ratio(left, right) >= LEAST_SPELLING)
