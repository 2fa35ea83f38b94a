"""Lists of addresses: OPML of feeds, sitemaps and their indexes, plain lists with one address a line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from musnad.read.feeds.hardened_xml import (
    elements_named,
    is_cut,
    local_name,
    parse_markup,
    read_markup,
    root_name,
)
from musnad.read.feeds.text import plain_title
from musnad.read.feeds.web_addresses import web_address
from musnad.read.letters import decode

LOOKED_AT = 64 * 1024
# A sitemap has at most 50,000 addresses; a person's own list may be longer.
MOST_ADDRESSES = 500_000
LARGEST_LIST = 64 * 1024 * 1024
# Lines that are no address named one by one; the rest are counted.
MOST_LINES_NAMED = 20
LONGEST_NAME = 500
# The first address stands, after comments, within this many bytes.
LONGEST_START = 16 * 1024
_ADDRESS_LINE = re.compile(r"(?:<\s{0,3})?((?:https?|feed)://[^\s<>]+)(?:\s{0,3}>)?", re.IGNORECASE)
_BARE_HOST = re.compile(r"[^\s/:@,;؛،]{1,200}\.[^\W\d_]{2,24}(?:/\S*)?")
_COMMENT = ("#", "//", ";")


@dataclass(frozen=True, slots=True)
class Address:
    """One address of a list, with what the list says of it."""

    url: str  # http or https
    lastmod: str | None = None  # as printed: when the page was last changed, by its site
    at: str = ""  # "line 3", "outline 3", "url 3", counted from 1
    headline: str | None = None  # plain text: a news sitemap's title, a feed's name
    published: str | None = None  # as printed, of a news sitemap
    outlet: str | None = None  # of a news sitemap
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Addresses:
    """What a list holds. Its addresses are of feeds (``opml``), sitemaps (``sitemap index``) or pages."""

    kind: str  # "opml", "sitemap", "sitemap index" or "url list"
    urls: tuple[Address, ...] = ()
    remarks: tuple[str, ...] = ()
    reason: str = ""


def looks_like_opml(data: bytes) -> bool:
    """Tell from a source's first bytes whether it is an OPML list of feeds."""
    return root_name(data[:LOOKED_AT]) == "opml"


def looks_like_sitemap(data: bytes) -> bool:
    """Tell from a source's first bytes whether it is a sitemap or an index of sitemaps."""
    return root_name(data[:LOOKED_AT]) in ("urlset", "sitemapindex")


def looks_like_url_list(data: bytes) -> bool:
    """Tell whether a source holds addresses only, one a line; blank lines and comments aside."""
    head = data[:LOOKED_AT]
    if b"\x00" not in head:  # every page of text is asked: a cheap look first
        start = head[:LONGEST_START].decode("utf-8", "replace").splitlines()
        first = next((line for _, line in _told_lines(start)), "")
        if not _ADDRESS_LINE.fullmatch(first):
            return False
    decoded = decode(head if len(data) <= LOOKED_AT else head[: head.rfind(b"\n") + 1])
    lines = [line for _, line in _told_lines(decoded.text.splitlines())] if decoded else []
    return bool(lines) and all(_ADDRESS_LINE.fullmatch(line) for line in lines)


def addresses_in(data: bytes, name: str = "", url: str | None = None) -> Addresses:
    """Return the addresses a list holds, each once, in its order.

    ``name`` is the file's name, ``url`` where it was fetched from: relative addresses are relative to it.
    Never raises: ``reason`` says why nothing could be read, ``remarks`` what was left out.
    """
    root = root_name(data[:LOOKED_AT])
    if root in ("opml", "urlset", "sitemapindex"):
        return _in_xml(data, root, url)
    if name.lower().endswith((".opml", ".xml")):
        return Addresses("", reason="no list of addresses: neither OPML nor a sitemap")
    return _in_lines(data)


# --- XML ---------------------------------------------------------------------------------------------

KINDS = {"opml": "opml", "urlset": "sitemap", "sitemapindex": "sitemap index"}


def _in_xml(data: bytes, root: str, url: str | None) -> Addresses:
    kind = KINDS[root]
    markup = read_markup(data)
    if markup.reason:
        return Addresses(kind, remarks=markup.remarks, reason=markup.reason)
    tree = parse_markup(markup.text)
    if tree.root is None:
        return Addresses(kind, remarks=markup.remarks, reason=f"malformed: {tree.fault or 'no root element'}")
    faults: tuple[str, ...] = ()
    if tree.fault:
        faults = (f"malformed: {'truncated' if is_cut(markup) else tree.fault}",)
    if kind == "opml":
        found = _outlines(tree.root, url)
    else:
        elements = elements_named(markup, tree, ("url", "sitemap"))
        found = (_page(each.node, number, url) for number, each in enumerate(elements, start=1) if not each.is_cut)
    return _listed(kind, found, (*markup.remarks, *faults))


def _outlines(root: Any, base: str | None) -> Iterator[Address | str]:
    """Yield the feeds of an OPML, nested in folders or not; a name without a feed is a folder."""
    number = 0
    for node in root.iter():
        if local_name(node) != "outline":
            continue
        number += 1
        said = {key.lower(): value for key, value in node.attrib.items()}
        printed = said.get("xmlurl") or (said.get("url") if said.get("type", "").lower() in ("rss", "atom") else None)
        if not printed:
            continue
        address = web_address(_as_http(printed), base)
        title = plain_title(said.get("title") or said.get("text") or "", "rss") or None
        at = f"outline {number}"
        yield Address(address, at=at, headline=title) if address else f"{at}: no web address"


def _page(node: Any, number: int, base: str | None) -> Address | str:
    """Return a sitemap's address with its dates; what a news sitemap says of it too."""
    said: dict[str, str] = {}
    for child in node:
        if local_name(child) in ("image", "video"):  # their addresses and titles are not the page's
            continue
        for each in child.iter():
            text = (each.text or "").strip()
            if text:
                said.setdefault(local_name(each), text if each is child else text[:LONGEST_NAME])
    at = f"{local_name(node)} {number}"
    node.clear()
    address = web_address(said.get("loc"), base)
    if address is None:
        return f"{at}: no web address"
    return Address(
        address, said.get("lastmod"), at, plain_title(said.get("title", ""), "rss") or None,
        said.get("publication_date"), said.get("name"), said.get("language"),
    )  # fmt: skip


# --- lines -------------------------------------------------------------------------------------------


def _in_lines(data: bytes) -> Addresses:
    if len(data) > LARGEST_LIST:
        return Addresses("url list", reason=f"refused: larger than {LARGEST_LIST // 2**20} MB")
    decoded = decode(data)
    if decoded is None:
        return Addresses("url list", reason="binary, no text")
    found = (_line(number, line) for number, line in _told_lines(decoded.text.splitlines()))
    return _listed("url list", found, decoded.remarks)


def _told_lines(lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Yield the lines that say something, with their numbers."""
    for number, line in enumerate(lines, start=1):
        stripped = line.strip(" \t\ufeff\u200b-•*،,")
        if stripped and not stripped.startswith(_COMMENT):
            yield number, stripped


def _line(number: int, line: str) -> Address | str:
    """Return the address a line holds: with its scheme, or a host alone, as people write them; words may follow it."""
    at = f"line {number}"
    first = (line.split(maxsplit=1) or [""])[0]
    match = _ADDRESS_LINE.fullmatch(first)
    printed = match[1] if match else f"https://{first}" if _BARE_HOST.fullmatch(first) and first == line else None
    address = web_address(_as_http(printed)) if printed else None
    return Address(address, at=at) if address else f"{at}: no web address"


def _as_http(printed: str) -> str:
    """``feed:`` is how old readers wrote addresses of feeds."""
    printed = printed.strip()
    if printed[:5].lower() != "feed:":
        return printed
    rest = printed[5:]
    return rest if rest[:4].lower() == "http" else f"http:{rest}" if rest.startswith("//") else printed


# --- what is listed ----------------------------------------------------------------------------------


def _listed(kind: str, found: Iterable[Address | str], remarks: Iterable[str]) -> Addresses:
    """Gather addresses, each once; say what was no address, what stood twice, and where it was too many."""
    urls: dict[str, Address] = {}
    said = list(remarks)
    twice = odd = 0
    for each in found:
        if isinstance(each, str):
            odd += 1
            if odd <= MOST_LINES_NAMED:
                said.append(each)
        elif each.url in urls:
            twice += 1
        elif len(urls) >= MOST_ADDRESSES:
            said.append(f"only the first {MOST_ADDRESSES:,} addresses were read")
            break
        else:
            urls[each.url] = each
    if odd > MOST_LINES_NAMED:
        said.append(f"{odd - MOST_LINES_NAMED:,} more are no web addresses")
    if twice:
        said.append(f"{twice:,} addresses stand more than once")
    return Addresses(kind, tuple(urls.values()), tuple(said), "" if urls else "no addresses in it")
