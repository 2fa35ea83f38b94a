"""RSS 0.9x, 1.0, 2.0 and Atom 0.3, 1.0: which element is which part of an entry."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from musnad.read.feeds.hardened_xml import (
    Element,
    elements_named,
    inner_markup,
    is_cut,
    local_name,
    parse_markup,
    printed_text,
    read_markup,
)
from musnad.read.feeds.shapes import MOST_CATEGORIES, MOST_ENTRIES, Feed, FeedEntry, short
from musnad.read.feeds.text import markup_of_plain, plain_title
from musnad.read.feeds.web_addresses import web_address

ENTRIES = ("item", "entry")
# Elements of other vocabularies that say something of an entry, by a part of their namespace's address.
_VOCABULARIES = (
    ("purl.org/dc/terms", "dcterms"), ("purl.org/dc/elements", "dc"), ("purl.org/rss/1.0/modules/content", "content"),
    ("itunes", "itunes"), ("search.yahoo.com/mrss", "media"), ("feedburner", "feedburner"),
    ("purl.org/rss/1.0/modules", "module"), ("wordpress.org/export", "wp"), ("w3.org/1999/xhtml", "xhtml"),
)  # fmt: skip
_OWN = ("purl.org/rss/1.0/", "w3.org/2005/atom", "purl.org/atom/ns", "netscape.com/rdf", "userland.com/rss", "rss2.0")
_PREFIXES = frozenset(("dc", "dcterms", "content", "itunes", "media", "feedburner"))
_ATOM = ("w3.org/2005/atom", "purl.org/atom/ns")
_MAIL = re.compile(r"[^\s()<>@]{1,100}@[^\s()<>]{1,100}\s*\(([^()]{1,200})\)")

Parts = dict[str, list[Any]]


def xml_feed(data: bytes, url: str | None) -> Feed:
    """Return an RSS or Atom feed with its entries; what is broken costs the entry it is in."""
    markup = read_markup(data)
    if markup.reason:
        return Feed("", remarks=markup.remarks, reason=markup.reason)
    tree = parse_markup(markup.text)
    if tree.root is None:
        return Feed("", remarks=markup.remarks, reason=f"malformed: {tree.fault or 'no root element'}")
    kind = {"feed": "atom", "entry": "atom"}.get(local_name(tree.root), "rss")
    about = _parts(tree.root)
    for channel in about.get("channel", ()):
        about = _parts(channel) | {key: value for key, value in about.items() if key != "channel"}
    site = _link(about, url)
    # an RSS feed may come from a service's address; its links are relative to the site
    base = _base(tree.root, url or site if kind == "atom" else site or url)
    entries = tuple(_entries(elements_named(markup, tree, ENTRIES), base))
    remarks = list(markup.remarks)
    if tree.fault:
        cut = next((entry.at for entry in entries if entry.is_cut), "")
        where = f"inside {cut}" if cut else "after the last entry" if is_cut(markup) else ""
        remarks.append(f"malformed: {f'truncated {where}' if where else tree.fault}")
    if len(entries) == MOST_ENTRIES:
        remarks.append(f"only the first {MOST_ENTRIES:,} entries were read")
    if not entries:
        remarks.append("no entries in the feed")
    return Feed(kind, _title(about) or None, site, _language(tree.root, about), entries, tuple(remarks))


def _language(root: Any, about: Parts) -> str | None:
    said = root.get("{http://www.w3.org/XML/1998/namespace}lang")
    return short(_words(about, "language", "dc:language")) or short(said)


def _entries(elements: Iterator[Element], base: str | None) -> Iterator[FeedEntry]:
    for number, element in enumerate(elements, start=1):
        if number > MOST_ENTRIES:
            return
        yield _entry(element, f"entry {number}", base)
        element.node.clear()


def _entry(element: Element, at: str, base: str | None) -> FeedEntry:
    if element.is_cut and len(element.node) and _name(element.node[-1]) not in _TEXTS:
        element.node.remove(element.node[-1])  # half an address or date is none
    parts = _parts(element.node)
    content = _content(parts)
    summary = _markup_in(parts, *_SUMMARIES)
    return FeedEntry(
        id=short(_words(parts, "guid", "id", "dc:identifier")) or short(element.node.get(_ABOUT)),
        url=_link(parts, _base(element.node, base)) or web_address(element.node.get(_ABOUT), base),
        headline=_title(parts) or None,
        published=_first(parts, _PUBLISHED), updated=_first(parts, _UPDATED),
        author=_author(parts), outlet=_source(parts),
        summary_html=summary, content_html=content if content != summary else None,
        categories=_categories(parts), at=at,
        reason=UNPRINTED if _words(parts, "wp:status").strip().lower() in _UNPRINTED_STATES else "",
        remarks=(TRUNCATED,) if element.is_cut else (f"malformed: {element.fault}",) if element.fault else (),
        is_cut=element.is_cut,
    )  # fmt: skip


_SUMMARIES = ("description", "summary", "dc:description", "itunes:summary", "media:description")
# An archive of a site holds what it never printed, too.
UNPRINTED = "a draft: never printed"
_UNPRINTED_STATES = frozenset(("draft", "auto-draft", "pending", "private", "trash", "future"))
TRUNCATED = "truncated: the feed ends inside this entry"
_TEXTS = frozenset(("summary", "description", "content", "content:encoded", "title"))
_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_PUBLISHED = ("pubdate", "published", "dc:date", "dcterms:issued", "dcterms:created", "issued", "created", "date")
_UPDATED = ("updated", "modified", "dcterms:modified", "lastbuilddate")


def _parts(node: Any) -> Parts:
    """Return an element's children by name: ``title``, ``dc:date``; those of unknown vocabularies left out."""
    parts: Parts = {}
    for child in node:
        name = _name(child)
        if name:
            parts.setdefault(name, []).append(child)
    return parts


def _name(node: Any) -> str:
    """Return an element's name: its own vocabulary's bare, others with a prefix of ours, ``""`` for the unknown."""
    if not isinstance(node.tag, str):
        return ""
    space, _, local = node.tag.rpartition("}")
    prefix, _, local = local.lower().rpartition(":")
    if prefix:  # one that nobody declared
        return f"{prefix}:{local}" if prefix in _PREFIXES else local if prefix in ("atom", "rss") else ""
    above = node.getparent()
    if above is not None and str(above.tag).startswith(f"{space}}}"):
        return local  # the feed's own vocabulary, whatever its address
    space = space.lower()
    for part, known in _VOCABULARIES:
        if part in space:
            return f"{known}:{local}"
    return local if not space or any(own in space for own in _OWN) else ""


def _is_atom(node: Any) -> bool:
    return isinstance(node.tag, str) and any(space in node.tag.lower() for space in _ATOM)


def _words(parts: Parts, *names: str) -> str:
    """Return the text of the first of these elements that has one."""
    for name in names:
        for node in parts.get(name, ()):
            text = printed_text(node)
            if text.strip():
                return text
    return ""


def _first(parts: Parts, names: tuple[str, ...]) -> str | None:
    return short(_words(parts, *names))


# --- titles and texts --------------------------------------------------------------------------------


def _title(parts: Parts) -> str:
    for name in ("title", "dc:title", "itunes:title", "media:title"):
        for node in parts.get(name, ()):
            kind = _kind(node) if _is_atom(node) else "rss"
            text = printed_text(node)
            title = plain_title(text, "text" if kind in ("text", "xhtml") else "html" if _is_atom(node) else "rss")
            if title:
                return title
    return ""


def _kind(node: Any) -> str:
    """Return how an Atom text is written: text, html, xhtml, or another type of content."""
    kind = str(node.get("type") or "text").strip().lower()
    if node.get("mode") == "escaped" and kind.startswith("text/html"):
        return "html"
    return {"text/plain": "text", "text/html": "html", "application/xhtml+xml": "xhtml"}.get(kind, kind)


def _markup_in(parts: Parts, *names: str) -> str | None:
    """Return the first of these elements' text as HTML."""
    for name in names:
        for node in parts.get(name, ()):
            markup = _markup(node)
            if markup.strip():
                return markup
    return None


def _markup(node: Any) -> str:
    """Return an element's text as HTML: RSS escapes it or sets it in CDATA, Atom says how in ``type``."""
    if len(node):
        return inner_markup(node)
    text = node.text or ""
    if not _is_atom(node):
        return text
    kind = _kind(node)
    if kind == "text":
        return markup_of_plain(text)
    return text if kind in ("html", "xhtml") else ""


def _content(parts: Parts) -> str | None:
    return _markup_in(
        parts, "content:encoded", "content", "xhtml:body", "xhtml:div", "fulltext", "content_encoded", "body"
    )


# --- the rest ----------------------------------------------------------------------------------------


def _base(node: Any, base: str | None) -> str | None:
    """Return the address an entry's links are relative to: xml:base, or the feed's."""
    try:
        said = node.base
    except (AttributeError, ValueError):
        said = None
    return web_address(said, base) or base


def _link(parts: Parts, base: str | None) -> str | None:
    """Return the address of the page: the outlet's own before a feed service's, then link, then a guid that is one."""
    for node in (*parts.get("feedburner:origlink", ()), *parts.get("link", ())):
        rel = (node.get("rel") or "alternate").strip().lower()
        printed = node.get("href") or printed_text(node)
        address = web_address(printed, base) if rel == "alternate" and printed.strip() else None
        if address:
            return address
    for node in parts.get("guid", ()):
        text = printed_text(node).strip()
        if (node.get("isPermaLink") or "true").strip().lower() != "false" and text.startswith(("http://", "https://")):
            return web_address(text, base)
    return web_address(_words(parts, "id").strip()) if "id" in parts else None


def _author(parts: Parts) -> str | None:
    names: list[str] = []
    for node in (*parts.get("author", ()), *parts.get("dc:creator", ()), *parts.get("itunes:author", ()))[:20]:
        inner = _parts(node)
        said = _words(inner, "name") if inner else printed_text(node)
        mail = _MAIL.search(said[:1000])
        name = short(mail[1] if mail else said)
        if name and name not in names:
            names.append(name)
    return plain_title(", ".join(names), "rss") or None


def _source(parts: Parts) -> str | None:
    """Return the outlet an entry names as its source, as collections of several outlets' feeds do."""
    for node in parts.get("source", ()):
        inner = _parts(node)
        said = _title(inner) if inner else plain_title(printed_text(node), "rss")
        if short(said):
            return short(said)
    return short(plain_title(_words(parts, "dc:publisher", "dc:source"), "rss")) if parts else None


def _categories(parts: Parts) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for node in (*parts.get("category", ()), *parts.get("dc:subject", ()))[:MOST_CATEGORIES]:
        name = short(plain_title(node.get("label") or node.get("term") or printed_text(node), "rss"))
        if name:
            found[name] = None
    return tuple(found)
