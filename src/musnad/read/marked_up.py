"""Texts that come as markup in a record or a feed's entry: read as the pages they are, placed in their fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from musnad.lang import Lang
from musnad.read.entries import Entry, Facts
from musnad.read.feeds import page_of_entry
from musnad.read.feeds.markup import plain_of_markup
from musnad.read.feeds.shapes import Feed, FeedEntry
from musnad.read.letters import storable
from musnad.read.tables import as_text, chosen, date_of_record, page_of, read_record
from musnad.read.tables.fields import FieldMap

# What a record needs to be one of an entry of a feed.
TITLE, AUTHOR, TEXT = "title", "author", "text"
TOLD_PLAIN = "markup of a few words: its tags left out"


def read_marked_up_record(record: Mapping[str, Any], lang: Lang, mapping: FieldMap | None = None) -> Entry:
    """Return what a record says whose text field holds markup (``Place.html``)."""
    page, facts, source_id = page_of(record, lang, mapping)
    found = {field: chosen(record, field, mapping) for field in ("headline", "byline", "body")}
    keys = {field: pair[0] for field, pair in found.items() if pair}
    markup = storable(as_text(found["body"][1]))[0] if found["body"] else ""
    published, why = date_of_record(record, lang, mapping)
    byline = as_text(found["byline"][1], ", ") if found["byline"] else ""
    entry = _read(page, facts, markup, byline, keys, lang)
    return replace(
        entry, source_id=source_id, url=entry.url or facts.url, outlet=entry.outlet or facts.outlet,
        published=published or entry.published, published_why=why if published else entry.published_why,
    )  # fmt: skip


def read_feed_entry(each: FeedEntry, lang: Lang, feed: Feed | None = None) -> Entry:
    """Return what an entry of a feed says by itself; ``reason`` where it is only a teaser."""
    page = page_of_entry(each, lang, feed)
    if page.reason:
        return Entry("", (), each.id, page.facts.outlet, each.url, remarks=page.remarks, reason=page.reason)
    keys = {"headline": TITLE, "byline": AUTHOR, "body": page.field}
    entry = _read(page.data, page.facts, page.markup, each.author or "", keys, lang)
    return replace(entry, source_id=each.id, remarks=(*page.remarks, *entry.remarks))


def _read(page: bytes, facts: Facts, markup: str, byline: str, keys: Mapping[str, str], lang: Lang) -> Entry:
    """Read a page made of markup; what is too short to be told from a menu is read as a plain record."""
    from musnad.read.html import read_html

    entry = read_html(page, facts, lang)
    if not entry.reason:
        return _placed(entry, page.decode("utf-8"), markup, keys)
    record = {TITLE: facts.headline, AUTHOR: byline, TEXT: plain_of_markup(markup), "date": facts.published}
    plain = read_record(record, lang)
    if plain.reason:
        return entry
    known = replace(plain, url=facts.url, outlet=facts.outlet, remarks=(*plain.remarks, TOLD_PLAIN))
    fields = {TITLE: keys.get("headline"), AUTHOR: keys.get("byline"), TEXT: keys.get("body")}
    return replace(known, spans=tuple((span, fields.get(key or ""), start) for span, key, start in known.spans))


def _placed(entry: Entry, page: str, markup: str, keys: Mapping[str, str]) -> Entry:
    """Say where pieces stand in the fields they come from, not in the page made of them."""
    begins = page.rfind(markup) if markup else -1
    spans = []
    for span, _, start in entry.spans:
        if begins <= start < begins + len(markup):
            spans.append((span, keys.get("body"), start - begins))
        else:
            spans.append((span, keys.get("headline" if span.part == "headline" else "byline"), 0))
    return replace(entry, spans=tuple(spans))
