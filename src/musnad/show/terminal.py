"""What may reach a terminal: the words of a text, and nothing in it that a terminal would obey."""

from __future__ import annotations

import re

# Control characters (C0, DEL, C1, line and paragraph separators) and every mark that turns the
# direction of what follows. A line end or tab becomes a space, the rest goes.
_SPACE = re.compile("[\t\n\r\u2028\u2029]+")
_OBEYED = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
FIRST_STRONG_ISOLATE = "\u2068"
POP_ISOLATE = "\u2069"


def plain(words: str) -> str:
    """Return words on one line, without characters a terminal would obey."""
    return _OBEYED.sub("", _SPACE.sub(" ", words))


def isolated(words: str) -> str:
    """Return plain words in a bidi isolate, so that they can't turn the line they stand in."""
    return f"{FIRST_STRONG_ISOLATE}{plain(words)}{POP_ISOLATE}"
