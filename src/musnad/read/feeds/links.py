"""The feeds a page names in its head, for somebody who gave the page instead of the feed."""

from __future__ import annotations

import html
import re
from urllib.parse import urljoin

# The head of a page is at its start; scripts in it may be long.
LOOKED_AT = 256 * 1024
MOST_FEEDS = 20
_LINK = re.compile(r"<link\b([^<>]{0,2000})>", re.I)
_ATTRIBUTE = re.compile(r"""([a-z]{1,12})\s{0,3}=\s{0,3}(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.I)
_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json")


def feeds_named_in(data: bytes, url: str) -> list[str]:
    """Return the addresses of the feeds that a page names (``<link rel="alternate">``), each once."""
    found: dict[str, None] = {}
    for link in _LINK.finditer(data[:LOOKED_AT].decode("utf-8", "replace")):
        said = {each[1].lower(): html.unescape(each[2] or each[3] or each[4] or "") for each in _attributes(link[1])}
        if said.get("type", "").strip().lower() in _TYPES and said.get("href"):
            try:
                found.setdefault(urljoin(url, said["href"].strip()))
            except ValueError:
                continue
    return list(found)[:MOST_FEEDS]


def _attributes(words: str) -> list[re.Match[str]]:
    return list(_ATTRIBUTE.finditer(words))
