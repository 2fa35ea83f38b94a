"""A text with markup, from a feed or a record's field, as the page it would be: for the reader of pages."""

from __future__ import annotations

import re
from html import escape, unescape

from musnad.read.feeds.text import without_hidden

# Tags of elements that part a text into blocks: two of them make a text markup, one may be a slip.
_BLOCK = re.compile(
    r"</?(?:p|div|br|ul|ol|li|h[1-6]|table|tr|td|blockquote|article|section|figure|html|head|body)(?=[\s/>])[^<>]{0,2000}>",
    re.I,
)
_PAGE = re.compile(r"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!doctype html|<html\b|<head\b|<body\b)", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,5000}>")
# A byline in the text stands at its start.
LOOKED_AT_FOR_BYLINE = 1000


def holds_markup(text: str) -> bool:
    """Tell whether a text is HTML: at least two tags of block elements."""
    if "<" not in text:
        return False
    found = _BLOCK.search(text)
    return found is not None and _BLOCK.search(text, found.end()) is not None


def plain_of_markup(markup: str) -> str:
    """Return markup's text, for what is too short to be told from a menu: a line a block, tags and script dropped."""
    lines = _TAG.sub("", _BLOCK.sub("\n", without_hidden(markup))).splitlines()
    return "\n".join(filter(None, (" ".join(unescape(line).split()) for line in lines)))


def page_around(markup: str, *, headline: str = "", byline: str = "") -> bytes:
    """Return a whole page, in UTF-8, whose article is ``markup``; headline and byline are plain text.

    Markup that is a page already is returned as it is.
    """
    if _PAGE.match(markup):
        return markup.encode("utf-8", "replace")
    title, author = escape(headline), escape(byline)
    head = f'<meta charset="utf-8"><title>{title}</title>'
    if author:
        head += f'<meta name="author" content="{author}">'
    top = f"<h1>{title}</h1>\n" if title else ""
    if author and byline not in markup[:LOOKED_AT_FOR_BYLINE]:  # most sites print it in the text too
        top += f'<div class="byline">{author}</div>\n'
    page = f"<!DOCTYPE html><html><head>{head}</head><body><article>{top}{markup}\n</article></body></html>"
    return page.encode("utf-8", "replace")
