"""Feeds: RSS of all versions, Atom and JSON Feed; each entry with its address, date and what text it has.

The mapping is ours and lxml parses: see docs/stages/feeds.md for what was measured against feedparser.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from musnad.lang import Lang
from musnad.read.entries import Facts
from musnad.read.feeds.hardened_xml import root_name
from musnad.read.feeds.json_feed import json_feed, looks_like_json_feed
from musnad.read.feeds.markup import page_around
from musnad.read.feeds.shapes import Feed, FeedEntry
from musnad.read.feeds.text import is_teaser
from musnad.read.feeds.xml_feed import xml_feed

__all__ = ["EntryPage", "Feed", "FeedEntry", "looks_like_feed", "page_of_entry", "pages_of_feed", "read_feed"]

LOOKED_AT = 64 * 1024
_RSS_10 = re.compile(rb"purl\.org/rss|netscape\.com/rdf|<(?:\w+:)?(?:channel|item)\b")
ONLY_A_TEASER = "only a teaser: fetch its page with musnad watch"
NO_TEXT = "no text in the entry, and no address to fetch it from"


def looks_like_feed(data: bytes) -> bool:
    """Tell from a source's first bytes whether it is a feed."""
    head = data[:LOOKED_AT]
    if looks_like_json_feed(head):
        return True
    name = root_name(head)
    return name in ("rss", "feed") or (name == "rdf" and bool(_RSS_10.search(head)))


def read_feed(data: bytes, url: str | None = None) -> Feed:
    """Return a feed with its entries in the order it has them; ``url`` is where it was fetched from.

    Never raises: ``reason`` says why a feed is refused or can't be read, ``remarks`` what is odd about it
    (``truncated``, ``malformed``, ``encoding``), ``FeedEntry.reason`` why one entry can't be used.
    """
    return json_feed(data, url) if looks_like_json_feed(data[:LOOKED_AT]) else xml_feed(data, url)


@dataclass(frozen=True, slots=True)
class EntryPage:
    """An entry's own text as a page for the reader of pages, with what the feed says of it; or why there is none."""

    data: bytes
    facts: Facts
    reason: str
    remarks: tuple[str, ...] = ()
    markup: str = ""  # the text in it, as the feed has it
    field: str = ""  # "content" or "summary": where that text stands in the entry


def page_of_entry(entry: FeedEntry, lang: Lang, feed: Feed | None = None) -> EntryPage:
    """Return the text a feed gives for an entry, where it is more than a teaser.

    The content, or else a summary that is a text by itself. ``Facts.published`` is as the feed prints it.
    """
    facts = Facts(
        url=entry.url, headline=entry.headline, published=entry.published or entry.updated,
        outlet=entry.outlet or (feed.title if feed and not entry.url else None),
        content_type="text/html; charset=utf-8",
    )  # fmt: skip
    if entry.reason:
        return EntryPage(b"", facts, entry.reason)
    texts = (("content", entry.content_html), ("summary", entry.summary_html))
    found = ((field, markup) for field, markup in texts if markup and not is_teaser(markup, lang, is_cut=entry.is_cut))
    field, whole = next(found, ("", ""))
    if not whole:
        return EntryPage(b"", facts, ONLY_A_TEASER if entry.url else NO_TEXT, entry.remarks)
    page = page_around(whole, headline=entry.headline or "", byline=entry.author or "")
    return EntryPage(page, facts, "", entry.remarks, whole, field)


def pages_of_feed(feed: Feed, lang: Lang) -> Iterator[tuple[FeedEntry, EntryPage]]:
    """Yield each entry of a feed with its own text as a page."""
    return ((entry, page_of_entry(entry, lang, feed)) for entry in feed.entries)
