"""Addresses as pages, feeds and lists print them: made whole, and only those of the web kept."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

# Browsers and servers refuse longer ones; a data: address is as long as its picture.
LONGEST_ADDRESS = 8_000
_UNPRINTED = re.compile("[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffd\ud800-\udfff]+")
_ENDS = re.compile(f"^{_UNPRINTED.pattern}|{_UNPRINTED.pattern}$")
_LINE_BREAKS = re.compile("[\t\r\n]+")


def web_address(printed: object, base: str | None = None) -> str | None:
    """Return an http or https address, relative to ``base`` where it is; ``None`` for anything else.

    White space around it and line breaks in it go, as a browser drops them; spaces in it are escaped.
    """
    if not isinstance(printed, str) or not printed or len(printed) > LONGEST_ADDRESS:
        return None
    trimmed = _LINE_BREAKS.sub("", _ENDS.sub("", printed))
    try:
        whole = urljoin(base, trimmed) if base and trimmed else trimmed
        parts = urlsplit(whole)
        host = parts.hostname
        parts.port  # noqa: B018 - raises where the port is no number
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host or _UNPRINTED.search(host):
        return None
    return _UNPRINTED.sub(lambda match: "%20" * match[0].count(" "), whole)
