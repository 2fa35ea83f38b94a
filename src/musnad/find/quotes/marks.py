"""Quotation marks of a stretch of text, paired as far as they can be.

Outlets mix glyphs, drop one side, turn “ into ”, and let a quotation run over paragraphs. A mark is
read by what stands round it first (a space before and a letter after: it opens), by its glyph
second, by what is open third.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

# Family of each glyph, and which side its shape stands for (0: either).
_GLYPHS = {"«": ("g", 1), "»": ("g", -1), "“": ("c", 1), "”": ("c", -1), "„": ("c", 1), "‟": ("c", 1), '"': ("a", 0)}
MARK = re.compile('[«»“”„‟"]')
# A quotation longer than this has lost its closing mark (characters; longest in 60 read articles: 640).
LONGEST_QUOTATION = 2500
# Marks looked at for the two that close a quotation inside a quotation.
MOST_INNER_MARKS = 12
# A mark that opens again within so many characters stands inside; further on the first has lost its closing mark.
NEAREST_LOST = 60
# Characters from the comma to the next opening mark: «، وتابع المتحدث باسم الحكومة ».
LONGEST_LEAD = 60
_LETTER_BEFORE = re.compile(r"(?:^|\s)[ولبكف]ـ?$")


@dataclass(frozen=True, slots=True)
class Marked:
    """A stretch between marks: ``start:stop`` inside them, ``opened:closed`` with them."""

    opened: int
    start: int
    stop: int
    closed: int
    balanced: bool


def pair_marks(text: str, start: int, stop: int) -> list[Marked]:
    """Return the outermost marked stretches of ``text[start:stop]`` in order; they don't overlap."""
    found: list[Marked] = []
    opened: int | None = None
    family, depth, since = "", 0, start  # marks open inside, and the place of the last that opened or closed
    marks = [match.start() for match in MARK.finditer(text, start, stop)]
    for number, at in enumerate(marks):
        kind, shape = _GLYPHS[text[at]]
        inner = opened is not None and kind == family and at > opened + 1 and _opens_again(text, at)
        if inner and _nested(text, since, marks, number):
            depth += 1
            continue
        if opened is not None and (at - opened > LONGEST_QUOTATION or _lost(text, opened, at, kind, family)):
            found.append(_unclosed(text, opened, at))
            opened, depth = None, 0
        if opened is not None and at == opened + 1:
            opened = at  # two marks printed as one
            continue
        side = _side(text, at, shape, opened is not None)
        if opened is None:
            if side >= 0:
                opened, family, depth, since = at, kind, 0, at
        elif kind == family and side < 0 and depth:
            depth, since = depth - 1, at
        elif kind == family and side < 0:
            found.append(_marked(text, opened, at))
            opened = None
    if opened is not None:
        found.append(_unclosed(text, opened, stop))
    return [marked for marked in found if marked.start < marked.stop]


def _opens_again(text: str, at: int) -> bool:
    """Tell whether a mark inside an open quotation opens another one, by what stands round it alone."""
    before, after = text[at - 1], text[at + 1 : at + 2]
    space = before.isspace() or before == "(" or _LETTER_BEFORE.search(text[max(0, at - 4) : at]) is not None
    return space and bool(after) and after.isalnum()


def _nested(text: str, since: int, marks: list[int], number: int) -> bool:
    """Tell whether the mark that opens again stands inside: both close in this paragraph, or it is close behind.

    One that opens far behind and has no second closing mark shows that the first has lost its own.
    """
    at, depth = marks[number], 2
    if "\n" in text[since:at]:
        return False
    kind = _GLYPHS[text[at]][0]
    for after in marks[number + 1 : number + 1 + MOST_INNER_MARKS]:
        if "\n" in text[at:after]:
            break
        if _GLYPHS[text[after]][0] == kind:
            depth += 1 if _opens_again(text, after) else -1
        if not depth:
            return True
        at = after
    return depth == 1 and marks[number] - since <= NEAREST_LOST


def _side(text: str, at: int, shape: int, is_open: bool) -> int:
    """Return 1 for an opening mark, -1 for a closing one, judged by its neighbours, then by its glyph."""
    before = text[at - 1] if at else " "
    after = text[at + 1] if at + 1 < len(text) else " "
    opens = (
        before.isspace() or before in "([:-–—" or _LETTER_BEFORE.search(text[max(0, at - 4) : at]) is not None
    ) and not (after.isspace() or after in ".,،؛:)]")
    if not is_open and shape <= 0 and before in ":،" and after.isspace():
        return 1  # قال:" نحن …": a space got in
    closes = not before.isspace() and (after.isspace() or after in ".,،؛:)]!؟?-–")
    if opens != closes:
        if shape and (shape > 0) != opens and is_open == (shape < 0):
            return shape
        return 1 if opens else -1
    if shape and text[at] in "«»":
        return shape
    return -1 if is_open else 1  # “ and ” are often printed the wrong way round


def _lost(text: str, opened: int, at: int, kind: str, family: str) -> bool:
    """Tell whether the open mark has lost its partner: the same kind opens again, after a paragraph's end."""
    if kind != family:
        return False
    again = _side(text, at, _GLYPHS[text[at]][1], True) > 0
    return again and ("\n" in text[opened:at] or at - opened > NEAREST_LOST)


def _marked(text: str, opened: int, at: int) -> Marked:
    start, stop = opened + 1, at
    while start < stop and text[start].isspace():
        start += 1
    while stop > start and (text[stop - 1].isspace() or text[stop - 1] in ".،,؛"):
        stop -= 1
    return Marked(opened, start, stop, at + 1, True)


# Where a quotation that was never closed is taken to end: its sentence's end.
_SENTENCE_END = re.compile("[.!؟?](?=\\s|$|[\u0621-\u064a])|\n")


def _unclosed(text: str, opened: int, limit: int) -> Marked:
    end = _SENTENCE_END.search(text, opened + 1, limit)
    stop = end.start() if end else limit
    if end is None and limit < len(text):
        # the next quotation opens in the same sentence: what leads to it («، وتابع») is not quoted
        comma = max(text.rfind(mark, opened, limit) for mark in "،,")
        stop = comma if limit - comma <= LONGEST_LEAD and comma > opened else limit
    start = opened + 1
    while start < stop and text[start].isspace():
        start += 1
    while stop > start and (text[stop - 1].isspace() or text[stop - 1] in ".،,؛"):
        stop -= 1
    return Marked(opened, start, stop, stop, False)


def quoted_within(pairs: list[Marked], start: int, stop: int) -> Iterator[Marked]:
    """Yield the marked stretches that lie wholly inside ``start:stop``, marks left aside."""
    for marked in pairs[bisect_left(pairs, start, key=lambda each: each.start) :]:
        if marked.start >= stop:
            break
        if marked.stop <= stop:
            yield marked
