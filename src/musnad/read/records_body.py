"""The body field of a record: mostly clean text, so that only what is sure is told apart.

A repeated byline or dateline at its start; a credit, tags or links at its end.
"""

from __future__ import annotations

import re
from dataclasses import replace

from musnad.lang import Lang
from musnad.read.splits import Span, split_span

# A first line that can be a byline: place and name, no full stop, no longer than this.
LONGEST_FIRST_LINE = 60
_PLACE_AND_NAME = re.compile(r"[^\n:،,.؟!«»\"()]{2,30}\s*[:\-–—ـ/|]{1,2}\s*[^\n:،,.؟!«»\"()]{2,30}[:.]?\s*(?=\n)")


def body_spans(text: str, start: int, stop: int, author: str, lang: Lang) -> list[Span]:
    """Return the pieces of a record's body, which stands at ``start:stop`` of the report's text."""
    while start < stop and text[start].isspace():
        start += 1
    while stop > start and text[stop - 1].isspace():
        stop -= 1
    body = Span("body", start, stop, 1.0, "rule=body field")
    head: list[Span] = []
    cut = _byline_stop(text, start, stop, author)
    if cut:
        head = [Span("byline", start, cut, 0.9, "rule=byline in body")]
        while cut < stop and (text[cut].isspace() or text[cut] in ":-–—ـ،"):
            cut += 1
        head = [replace(head[0], stop=_last_visible(text, start, cut))]
        body = replace(body, start=cut)
    return head + split_span(text, body, lang, first=not head, last=True)


def _last_visible(text: str, start: int, stop: int) -> int:
    while stop > start and text[stop - 1].isspace():
        stop -= 1
    return stop


def _byline_stop(text: str, start: int, stop: int, author: str) -> int | None:
    """Return where a byline at the body's start ends: the author field again, or a line of place and name."""
    author = author.strip()
    if 3 <= len(author) <= LONGEST_FIRST_LINE and text.startswith(author, start) and start + len(author) < stop:
        return start + len(author)
    found = _PLACE_AND_NAME.match(text, start, min(stop, start + LONGEST_FIRST_LINE + 1))
    if found and len(found.group().split()) <= 8 and stop - found.end() > 2 * LONGEST_FIRST_LINE:
        return _last_visible(text, start, found.end())
    return None
