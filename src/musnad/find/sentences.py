"""Sentences of everything that is not furniture.

A sentence ends at . ! ? ؟ … or ؛-free line end, together with the closing marks that follow, unless a
quotation is still open: then a stop inside it ends a sentence only if the quotation is long, spans
a line, or never closes. Unbalanced marks therefore can't swallow a text.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from musnad.lang import Lang
from musnad.records import Piece, Report, Sentence, make_id

# Terminators, with the closing marks and brackets printed after them. A pattern that begins with one character, or
# one of some, is looked for four times as fast as one that begins with a repetition.
_STOP = re.compile(r"""[.!?؟…۔][.!?؟…۔]*["”»’)\]]*""")
_BREAK = re.compile(r"\n\s*")
# A quotation of at most this many characters stays in the sentence it stands in; one that runs
# longer is text of its own. Half the marked stretches of the press are under 60 characters, and
# nine in ten under 250 (counted over the quotation-mark table behind lang/ar/marks.tsv).
LONGEST_KEPT_QUOTATION = 250
_QUOTATION = re.compile(rf"«[^«»\n]{{1,{LONGEST_KEPT_QUOTATION}}}»|“[^“”\n]{{1,{LONGEST_KEPT_QUOTATION}}}”"
                        rf"|\"[^\"\n]{{1,{LONGEST_KEPT_QUOTATION}}}\"|\([^()\n]{{1,80}}\)")  # fmt: skip
_LETTERS = re.compile("[\u0621-\u064a]+")
# Letters of the words round a stop printed without a space; shorter ones are abbreviations.
SHORT_WORD = 3
_WITHOUT_SENTENCES = {"furniture", "byline", "credit", "dateline"}


def find_sentences(report: Report, pieces: Sequence[Piece], *, lang: Lang | None) -> Iterator[Sentence]:
    """Yield the sentences of a report in the text's order; each ends on its last printed character."""
    del lang  # the marks are the same in every language read so far
    for piece in pieces:
        if piece.part not in _WITHOUT_SENTENCES:
            for start, stop in split_sentences(report.text, piece.start, piece.stop):
                yield Sentence(make_id("sentence", report.id, start, stop), report.id, piece.part, start, stop)


def split_sentences(text: str, start: int, stop: int) -> Iterator[tuple[int, int]]:
    """Yield the sentences of ``text[start:stop]`` as places in ``text``, without the space around them."""
    kept = [(match.start(), match.end()) for match in _QUOTATION.finditer(text, start, stop)]
    begin = start
    for cut in _cuts(text, start, stop, kept):
        yield from _trimmed(text, begin, cut)
        begin = cut
    yield from _trimmed(text, begin, stop)


def _cuts(text: str, start: int, stop: int, kept: Sequence[tuple[int, int]]) -> list[int]:
    cuts = [match.end() for match in _BREAK.finditer(text, start, stop)]
    stops = _STOP.finditer(text, start, stop)
    cuts.extend(each.end() for each in stops if _ends_sentence(text, each, stop) and not _inside(kept, each))
    return sorted(set(cuts))


def _ends_sentence(text: str, match: re.Match[str], stop: int) -> bool:
    before = _word_before(text, match.start())
    if match.end() < stop and not text[match.end()].isspace():
        # a stop without a space after it is common («.قال»); 4.5, ar.example and ار.تي.ال are no ends
        after = _LETTERS.match(text, match.end())
        return match.group()[0] == "." and len(before) > SHORT_WORD and after is not None and len(after[0]) > SHORT_WORD
    return match.group() != "." or len(before) != 1


def _word_before(text: str, at: int) -> str:
    first = at
    while first > 0 and at - first <= SHORT_WORD and text[first - 1].isalnum():
        first -= 1
    return text[first:at]


def _inside(kept: Sequence[tuple[int, int]], match: re.Match[str]) -> bool:
    """Tell whether the stop stands inside a kept quotation and the quotation goes on after it."""
    number = bisect_left(kept, (match.start(),)) - 1  # they stand apart, in order
    return number >= 0 and match.end() < kept[number][1]


def _trimmed(text: str, start: int, stop: int) -> Iterator[tuple[int, int]]:
    while start < stop and text[start].isspace():
        start += 1
    while stop > start and text[stop - 1].isspace():
        stop -= 1
    if start < stop:
        yield start, stop
