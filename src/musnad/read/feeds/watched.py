"""What is found at an address that is watched, a feed or a sitemap; and in a file that lists feeds."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from musnad.errors import SourceError
from musnad.read.feeds import Feed, looks_like_feed, read_feed
from musnad.read.feeds.addresses import addresses_in, looks_like_opml, looks_like_sitemap
from musnad.read.feeds.links import feeds_named_in
from musnad.read.net import Policy
from musnad.read.net.codings import TooLargeError, Unpacker

# Addresses named in one message.
ADDRESSES_SHOWN = 5


@dataclass(frozen=True, slots=True)
class WatchedPage:
    """A page of a sitemap, in the shape of a feed's entry."""

    url: str
    headline: str | None
    published: str | None
    updated: str | None
    outlet: str | None


@dataclass(frozen=True, slots=True)
class WatchedPages:
    """A sitemap in the shape of a feed; or why there is neither."""

    entries: Sequence[WatchedPage]
    reason: str


def parse_feed(data: bytes, url: str) -> Feed | WatchedPages:
    """Return a feed, or a sitemap in its shape: many sites have only that for their news. Never raises."""
    data = _unpacked(data)
    if looks_like_opml(data):
        return WatchedPages((), "a list of feeds: save it as a file, and watch that")
    if looks_like_sitemap(data):
        return _pages_of_sitemap(data, url)
    feed = read_feed(data, url)
    if feed.entries or looks_like_feed(data):
        return feed
    named = feeds_named_in(data, url)
    return WatchedPages((), f"not a feed{f'; the feeds it names: {_first(named)}' if named else ''}")


def feeds_listed(data: bytes, name: str) -> list[str]:
    """Return the addresses of feeds a file lists, OPML or one a line. Raises ``SourceError`` where it is none."""
    if looks_like_feed(data):
        raise SourceError(f"{name} is a feed itself, not a list of feeds; read it with: musnad read {name}")
    listed = addresses_in(data, name)
    if listed.kind.startswith("sitemap"):
        raise SourceError(f"{name} lists pages, not feeds; read them with: musnad read {name}")
    if listed.reason:
        raise SourceError(f"{name}: {listed.reason}")
    return [each.url for each in listed.urls]


def _pages_of_sitemap(data: bytes, url: str) -> WatchedPages:
    listed = addresses_in(data, url=url)
    if listed.kind == "sitemap index":
        sitemaps = _first([each.url for each in listed.urls])
        return WatchedPages((), f"a list of sitemaps: watch the one of the news, of: {sitemaps}")
    pages = [WatchedPage(each.url, each.headline, each.published, each.lastmod, each.outlet) for each in listed.urls]
    return WatchedPages(pages, listed.reason)


def _unpacked(data: bytes) -> bytes:
    """Return a sitemap.xml.gz unpacked, as much of it as a page may have; anything else as it is."""
    if data[:2] != b"\x1f\x8b":
        return data
    unpacker = Unpacker("gzip", Policy().size)
    with suppress(TooLargeError):
        unpacker.feed(data)
    return bytes(unpacker.body)


def _first(addresses: Sequence[str]) -> str:
    """Return the first addresses of a list, as many as a line holds."""
    return " ".join(addresses[:ADDRESSES_SHOWN]) + (" …" if len(addresses) > ADDRESSES_SHOWN else "")
