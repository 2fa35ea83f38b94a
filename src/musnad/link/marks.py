"""Stretches between quotation marks, in any language, and whether they look like speech."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from musnad.find.quotes.marks import pair_marks
from musnad.find.touching import marked_places
from musnad.records import Quote

# A stretch that runs longer is an unbalanced mark more often than a quotation.
_LONGEST = 1500
# Single angle marks have no family of their own where quotations are found.
_SINGLE = re.compile(rf"‹([^‹›\n]{{1,{_LONGEST}}})›")
# Marked words from here on are speech more often than a name or a term; after a colon, from two on. Counted
# over the quotation-mark table: names and scare quotes have one to three words.
WORDS_OF_SPEECH = 5
# Fewer marked words inside reported speech are a name or a term the speaker or the outlet keeps at a distance.
_WORDS_IN_MIXED = 3


@dataclass(frozen=True, slots=True)
class Marked:
    """A stretch with its marks: ``text[start]`` opens it, ``text[stop - 1]`` closes it."""

    start: int
    stop: int


def marked_stretches(text: str) -> list[Marked]:
    """Return the stretches between balanced quotation marks, in the text's order, as the quotes are read."""
    pairs = [each for each in pair_marks(text, 0, len(text)) if each.balanced and each.stop - each.start <= _LONGEST]
    found = [Marked(each.opened, each.closed) for each in pairs]
    single = [Marked(match.start(), match.end()) for match in _SINGLE.finditer(text)]
    return sorted([*found, *single], key=lambda each: (each.start, each.stop))


def speaks(text: str, start: int, stop: int, words: int, quotes: Iterable[Quote]) -> bool:
    """Tell whether marks at ``start, stop`` stand round speech rather than round a name or a term."""
    if words >= WORDS_OF_SPEECH:
        return True
    if words > 1 and text[max(0, start - 2) : start].rstrip().endswith(":"):
        return True
    return any(_is_quoted(each, start, stop, words) for each in quotes)


def _is_quoted(quote: Quote, start: int, stop: int, words: int) -> bool:
    """Tell whether the stretch is one of the marked stretches of the quote, and speech rather than a term in it."""
    if quote.type == "indirect" or (quote.type == "mixed" and words < _WORDS_IN_MIXED):
        return False
    return any(first < stop and start < last for first, last in marked_places(quote.quoted))
