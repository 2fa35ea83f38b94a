"""Parts printed within a line: a dateline before the first words, a credit or caption mark in it.

Cuts one stretch into several; their order and every printed character stay.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from musnad.lang import Lang
from musnad.read.agencies import is_credit, named_in
from musnad.read.lines import wordings
from musnad.text import find_words


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text and what it is, before it has a report."""

    part: str
    start: int
    stop: int
    score: float
    why: str


# A dateline ends within this many characters; a closing credit begins within this many of the end.
LONGEST_DATELINE = 80
LONGEST_CREDIT = 80
# Tail furniture begins in the last part of a text: at most this many characters from the end.
LONGEST_TAIL = 900
# A caption before a photo credit in the same line is at most this long.
LONGEST_CAPTION = 300

_PHOTO_MARK = re.compile(
    r"(?:صورة من|الصورة من|مصدر الصورة|تصوير|عدسة|image source|photo by|photo credit)\s*:\s*|©\s*", re.IGNORECASE
)
_CLOSING = re.compile(
    r"(?:\(([^()\n]{2,80})\)|\[([^\[\]\n]{2,80})\]|[-–—ـ/]\s*([^-–—\n.]{2,40}?)\s*[-–—ـ/]?|«([^«»\n]{2,60})»)[\s.]*$"
)
# why of a line of initials and agencies
SIGNED = "rule=signed line"
# place - agency: / place (agency) - / agency - place: at the very start
_DATELINE = re.compile(
    r"(?P<one>[^\n:(،,\-–—ـ/«»\".]{2,40})\s*(?P<open>[(/:،,\-–—ـ]|\s[(])\s*(?P<two>[^\n():«»\"\-–—ـ]{2,40})\)?\s*(?P<end>[-–—ـ:]+|\n|$)"
)


def split_span(text: str, span: Span, lang: Lang, *, first: bool = False, last: bool = False) -> list[Span]:
    """Return a stretch cut where another part is printed in it.

    ``first`` and ``last`` say that it opens or closes the body: only there datelines and closing
    credits are looked for.
    """
    if span.why == SIGNED:
        return _split_signed(text, span)
    if span.part not in ("body", "caption"):
        return [span]
    spans = _split_photo(text, span)
    if first and spans[0].part == "body":
        spans[:1] = _split_dateline(text, spans[0], lang)
    if last and spans[-1].part == "body":
        spans[-1:] = _split_closing(text, spans[-1], lang)
    return [trimmed for each in spans for trimmed in _trimmed(text, each)]


def _split_signed(text: str, span: Span) -> list[Span]:
    """Cut a line of editors' initials and agencies in brackets: «س.ع/م.ن (agency, agency)»."""
    bracket = re.compile(r"[(\[]").search(text, span.start, span.stop)
    if not bracket:
        return [replace(span, part="credit")]
    cut = [replace(span, stop=bracket.start()), replace(span, part="credit", start=bracket.start())]
    return [trimmed for each in cut for trimmed in _trimmed(text, each)]


def _split_photo(text: str, span: Span) -> list[Span]:
    mark = _PHOTO_MARK.search(text, span.start, span.stop)
    if not mark or span.stop - mark.start() > LONGEST_CREDIT + 40 or mark.start() - span.start > LONGEST_CAPTION:
        return [span]
    credit = Span("credit", mark.start(), span.stop, 0.9, "rule=photo mark")
    if mark.start() == span.start:
        return [credit]
    return [replace(span, part="caption", stop=mark.start(), why="rule=before photo mark", score=0.8), credit]


def _split_dateline(text: str, span: Span, lang: Lang) -> list[Span]:
    found = _DATELINE.match(text, span.start, min(span.stop, span.start + LONGEST_DATELINE))
    if not found or found.end() >= span.stop:
        return [span]
    words = find_words(text[span.start : found.end()])
    if len(words) > 8 or not any(True for _ in named_in(words, range(len(words)), lang)):
        return [span]
    dateline = Span("dateline", span.start, found.end(), 0.9, "rule=place and agency")
    return [dateline, replace(span, start=found.end())]


def _split_closing(text: str, span: Span, lang: Lang) -> list[Span]:
    """Cut tail furniture, then a closing credit with the editor's initials, off the body's end."""
    cut = tail_start(text, span.start, span.stop, lang)
    furniture = [Span("furniture", cut, span.stop, 0.8, "wording=tail")] if cut is not None else []
    stop = cut if cut is not None else span.stop
    while stop > span.start and text[stop - 1].isspace():
        stop -= 1
    window = max(span.start, stop - LONGEST_CREDIT)
    found = _CLOSING.search(text[window:stop])
    if not found:
        return [replace(span, stop=stop), *furniture]
    words = find_words(found.group())
    if not is_credit(words, range(len(words)), lang):
        return [replace(span, stop=stop), *furniture]
    begin = window + found.start()
    credit = Span("credit", begin, stop, 0.9, "rule=closing credit")
    return [replace(span, stop=begin), credit, *furniture]


def tail_start(text: str, start: int, stop: int, lang: Lang) -> int | None:
    """Return where furniture that closes a text begins in mid-line, or ``None``."""
    low = max(start, stop - LONGEST_TAIL)
    words = find_words(text[low:stop])
    table = wordings(lang)["tail"]
    for index in range(len(words)):
        for some, _ in table.get(words.folded[index], ()):
            if tuple(words.folded[index : index + len(some)]) == some and _after_stop(text, low + words.starts[index]):
                return low + words.starts[index]
    return None


def _after_stop(text: str, at: int) -> bool:
    before = text[max(0, at - 12) : at].rstrip(" \t\xa0\u200f\u200e")
    return before == "" or before[-1] in '.!؟?…»”")\n:'


def _trimmed(text: str, span: Span) -> list[Span]:
    start, stop = span.start, span.stop
    while start < stop and text[start].isspace():
        start += 1
    while stop > start and text[stop - 1].isspace():
        stop -= 1
    return [replace(span, start=start, stop=stop)] if start < stop else []
