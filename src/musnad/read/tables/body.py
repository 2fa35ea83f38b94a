"""The body field of a record: mostly clean text, so that only what is sure is told apart.

A repeated byline or dateline at its start; a credit, tags or links at its end.
"""

from __future__ import annotations

import re
from dataclasses import replace

from musnad.lang import Lang
from musnad.read.plain.datelines import is_caption, opening_head
from musnad.read.plain.lines import furniture_kind, wordings
from musnad.read.plain.splits import Span, split_span, trimmed
from musnad.text import WORD, find_words, fold_word

# A first line that can be a byline: place and name, no full stop, no longer than this.
LONGEST_FIRST_LINE = 60
# A signature stands below a text, not below a line or two.
SHORTEST_SIGNED = 300
# Furniture lines inside a body are short; longer ones only begin like one.
_SHORT_LINE = re.compile(r"^[^\n]{3,120}$", re.MULTILINE)
_LINKS = {"related", "share", "ad", "newsletter", "comment", "more", "print"}
# A tatweel between spaces is a dash; inside a word it is none.
_PLACE_AND_NAME = re.compile(
    r"[^\n:،,.؟!«»\"()*]{2,30}(?:\s*[:\-–—/|]{1,2}\s*|\s+ـ+\s*|\s*ـ+\s+)[^\n:،,.؟!«»\"()]{2,30}:?\s*(?=\n)"
)


def body_spans(text: str, start: int, stop: int, author: str, lang: Lang) -> list[Span]:
    """Return the pieces of a record's body, which stands at ``start:stop`` of the report's text."""
    while start < stop and text[start].isspace():
        start += 1
    while stop > start and text[stop - 1].isspace():
        stop -= 1
    body = Span("body", start, stop, 1.0, "rule=body field")
    head: list[Span] = []
    cut = None if opening_head(text, start, stop, lang) else _byline_stop(text, start, stop, author)
    if cut:
        head = [Span("byline", start, cut, 0.9, "rule=byline in body")]
        while cut < stop and (text[cut].isspace() or text[cut] in ":-–—ـ،"):
            cut += 1
        head = [replace(head[0], stop=_last_visible(text, start, cut))]
        body = replace(body, start=cut)
    parts = split_span(text, body, lang, first=not head, last=True, captions=False)
    if parts and parts[-1].part == "body":
        parts[-1:] = _signed_off(text, parts[-1], lang)
    return head + [cut for each in parts for cut in _without_links(text, each, lang)]


def _without_links(text: str, body: Span, lang: Lang) -> list[Span]:
    """Cut short lines of furniture out of a body: links to other reports, share lines, advertisements."""
    if body.part != "body" or "\n" not in text[body.start : body.stop]:
        return [body]
    parts = [body]
    for line in _SHORT_LINE.finditer(text, body.start, body.stop):
        if not _may_be_link(line.group(), lang):
            continue
        kind = furniture_kind(find_words(line.group()), lang)
        if kind in _LINKS:
            link = Span("furniture", line.start(), line.end(), 0.8, f"wording={kind}")
            before, after = replace(parts[-1], stop=line.start()), replace(parts[-1], start=line.end())
            parts[-1:] = [before, link, after]
    return [cut for each in parts for cut in trimmed(text, each)]


def _may_be_link(line: str, lang: Lang) -> bool:
    """Tell at little cost that a line is no furniture of ``_LINKS``: all of these are known by their first word."""
    word = WORD.search(line)
    if not word:
        return False
    first = fold_word(word.group())
    return first in wordings(lang)["line"] or first in wordings(lang)["start"] or not first or first.isdigit()


def _signed_off(text: str, body: Span, lang: Lang) -> list[Span]:
    """Cut a last line of two to four words after a finished paragraph: the writer's name, or a picture's caption."""
    last = text.rfind("\n", body.start, body.stop) + 1
    line = text[last : body.stop]
    before = text[body.start : last].rstrip()
    words = line.split()
    if last <= body.start or not 2 <= len(words) <= 4 or len(before) < SHORTEST_SIGNED or before[-1] not in ".؟?!":
        return [body]
    if any(not word.strip(".").isalpha() for word in words) or line.rstrip()[-1] in ".؟?!:…":
        return [body]
    start = last + len(line) - len(line.lstrip())
    caption = is_caption(find_words(line).folded, lang)
    part, why = ("caption", "rule=caption below the text") if caption else ("byline", "rule=signature")
    return [replace(body, stop=_last_visible(text, body.start, last)), Span(part, start, body.stop, 0.6, why)]


def _last_visible(text: str, start: int, stop: int) -> int:
    while stop > start and text[stop - 1].isspace():
        stop -= 1
    return stop


def _byline_stop(text: str, start: int, stop: int, author: str) -> int | None:
    """Return where a byline at the body's start ends: the author field again, or a line of place and name."""
    found = _PLACE_AND_NAME.match(text, start, min(stop, start + LONGEST_FIRST_LINE + 1))
    if found and not any(char.isdigit() for char in found.group()) and stop - found.end() > 2 * LONGEST_FIRST_LINE:
        return _last_visible(text, start, found.end())
    author = author.strip()
    end = start + len(author)
    if not 3 <= len(author) <= LONGEST_FIRST_LINE or not text.startswith(author, start) or end >= stop:
        return None
    # «فلان: قال» or a line of its own; the name may as well be the first words of a sentence
    return end if author[-1] in _SEPARATORS or text[end:stop].lstrip(" \t\xa0")[:1] in _SEPARATORS else None


_SEPARATORS = ":-–—ـ/\n"
