"""JSON Feed (jsonfeed.org), versions 1 and 1.1."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from musnad.read.feeds.shapes import MOST_CATEGORIES, MOST_ENTRIES, Feed, FeedEntry, short
from musnad.read.feeds.text import markup_of_plain, plain_title
from musnad.read.feeds.web_addresses import web_address
from musnad.read.letters import storable
from musnad.read.tables.fields import Place
from musnad.read.tables.json_records import json_records

LARGEST_FEED = 64 * 1024 * 1024
_VERSION = re.compile(rb'"version"\s*:\s*"https?:\\?/\\?/jsonfeed\.org')
_ITEMS = re.compile(rb'"items"\s*:\s*(?=\[)')
_TOP = re.compile(rb'"(title|home_page_url|feed_url|language)"\s*:\s*("(?:[^"\\]|\\.){0,4000}")')


def looks_like_json_feed(head: bytes) -> bool:
    """Tell from a source's first bytes whether it is a JSON Feed."""
    return head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{" and _VERSION.search(head) is not None


def json_feed(data: bytes, url: str | None) -> Feed:
    """Return a JSON Feed with its entries; a broken entry costs itself only."""
    if len(data) > LARGEST_FEED:
        return Feed("json feed", reason=f"refused: larger than {LARGEST_FEED // 2**20} MB")
    items = _ITEMS.search(data)
    if items is None:
        return Feed("json feed", remarks=("no entries in the feed",))
    about = _about(data[: items.start()] + data[data.rfind(b"]") :])
    base = web_address(about.get("home_page_url"), url) or url
    entries: list[FeedEntry] = []
    for place in json_records(b'{"items": ' + data[items.end() :]):
        if len(entries) >= MOST_ENTRIES:
            break
        if place.at:
            entries.append(_entry(place, f"entry {len(entries) + 1}", base))
    broken = [entry.reason for entry in entries if entry.reason]
    remarks = (f"malformed: {broken[0]}",) if broken else () if entries else ("no entries in the feed",)
    return Feed(
        "json feed", plain_title(_text(about.get("title")), "text") or None,
        web_address(about.get("home_page_url"), url), short(about.get("language")), tuple(entries), remarks,
    )  # fmt: skip


def _about(data: bytes) -> dict[str, str]:
    """Return the feed's own strings, from what stands before and after its items."""
    import json

    found: dict[str, str] = {}
    for match in _TOP.finditer(data):
        try:
            found.setdefault(match[1].decode("ascii"), json.loads(match[2]))
        except ValueError:
            continue
    return found


def _entry(place: Place, at: str, base: str | None) -> FeedEntry:
    item: Mapping[str, Any] = place.record or {}
    content = _text(item.get("content_html")) or markup_of_plain(_text(item.get("content_text")))
    summary, tags, number = _text(item.get("summary")), item.get("tags"), item.get("id")
    return FeedEntry(
        id=short(str(number)) if isinstance(number, (int, float)) else short(number),
        url=web_address(item.get("url"), base) or web_address(item.get("external_url"), base),
        headline=plain_title(_text(item.get("title")), "text") or None,
        published=short(item.get("date_published")), updated=short(item.get("date_modified")),
        author=_author(item), outlet=None,
        summary_html=markup_of_plain(summary) if summary.strip() else None,
        content_html=content if content.strip() else None,
        categories=tuple(filter(None, map(short, tags[:MOST_CATEGORIES]))) if isinstance(tags, list) else (),
        at=at, reason=place.reason, remarks=place.remarks,
    )  # fmt: skip


def _text(value: object) -> str:
    return storable(value)[0] if isinstance(value, str) else ""


def _author(item: Mapping[str, Any]) -> str | None:
    authors = item.get("authors")
    several = authors if isinstance(authors, list) else [item.get("author")]
    names = [short(each.get("name")) for each in several[:20] if isinstance(each, Mapping)]
    return ", ".join(filter(None, names)) or None
