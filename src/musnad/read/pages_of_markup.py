"""A text with markup, from a feed or a record's field, as the page it would be: for the reader of pages."""

from __future__ import annotations

import re
from html import escape

# Elements that part a text into blocks; two of them make a text markup, one may be a slip.
_BLOCK = re.compile(
    r"</?(?:p|div|br|ul|ol|li|h[1-6]|table|tr|td|blockquote|article|section|figure)(?=[\s/>])[^<>]{0,2000}>", re.I
)
BLOCKS_OF_MARKUP = 2


def holds_markup(text: str) -> bool:
    """Tell whether a text is HTML: at least two tags of block elements."""
    if "<" not in text:
        return False
    found = _BLOCK.search(text)
    return found is not None and _BLOCK.search(text, found.end()) is not None


def page_around(markup: str, *, headline: str = "", byline: str = "", language: str = "") -> bytes:
    """Return a whole page, in UTF-8, whose article is ``markup``; headline and byline are plain text."""
    title, author = escape(headline), escape(byline, quote=True)
    return (
        f"<!DOCTYPE html><html{f' lang={chr(34)}{escape(language)}{chr(34)}' if language else ''}>"
        f'<head><meta charset="utf-8"><title>{title}</title>'
        f"{f'<meta name={chr(34)}author{chr(34)} content={chr(34)}{author}{chr(34)}>' if author else ''}"
        f"</head><body><article>{f'<h1>{title}</h1>' if title else ''}\n{markup}\n</article></body></html>"
    ).encode("utf-8", "replace")
