"""What a source holds: its bytes are looked at, never its name alone, and taken apart into items.

``items_of_file`` and its likes yield items lazily; each is read on its own, so that what can't be
read costs itself and nothing else.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from musnad.lang import Lang
from musnad.read.archives import gunzip, unzip
from musnad.read.captures import Capture
from musnad.read.entries import NOTHING_KNOWN, Facts
from musnad.read.rows import (
    HTML,
    LARGEST_KEPT,
    PLAIN,
    RECORDS,
    Item,
    Link,
    Row,
    fetch_of,
    raw_of,
    row_of_entry,
    rows_of_html,
    rows_of_text,
    sha_of,
    skipped,
)
from musnad.read.tables import read_record, records_in, table_kind
from musnad.read.tables.fields import Place
from musnad.read.walk import LARGEST_FILE
from musnad.records import Raw

if TYPE_CHECKING:
    from musnad.read.feeds import Feed, FeedEntry
    from musnad.read.feeds.addresses import Addresses

# Looked at to tell what a source is.
LOOKED_AT = 64 * 1024
# Archives inside archives inside archives are not news.
DEEPEST = 2
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_GZIP = b"\x1f\x8b"
# What a web archive may begin with, besides gzip: WARC, ARC, zstd with or without its dictionary.
_MAYBE_WARC = re.compile(rb"WARC/|filedesc:|^\x28\xb5\x2f\xfd|^[\x50-\x5f]\x2a\x4d\x18", re.I)
# First bytes of formats that are not text.
_BINARY = {
    b"%PDF": "PDF is not read",
    b"\x89PNG": "a picture, not text",
    b"\xff\xd8\xff": "a picture, not text",
    b"GIF8": "a picture, not text",
    b"SQLite format 3": "a database, not text",
    b"\xd0\xcf\x11\xe0": "an Office document is not read",
    b"7z\xbc\xaf": "a 7z archive is not read",
    b"Rar!": "a RAR archive is not read",
    b"BZh": "bzip2 is not read",
    b"\xfd7zXZ": "xz is not read",
    b"\x28\xb5\x2f\xfd": "zstd is read for web archives only",
}
_XML = re.compile(rb"\s*(?:<\?xml|<rss\b|<feed\b|<rdf:rdf\b|<urlset\b|<sitemapindex\b|<opml\b|<!doctype)", re.I)
TOO_LARGE = f"larger than {LARGEST_FILE // 2**20} MB: split it"
TO_FETCH = "an address, not a page: read it with --fetch"


@dataclass(frozen=True, slots=True)
class Settings:
    """What a person asked for: how columns are called, and whether addresses a source names are fetched."""

    mapping: Mapping[str, str] | None = None
    fetch: bool = False


@dataclass(slots=True)
class Where:
    """How far a source is taken apart, for who watches: a share of its bytes, 0 where that is not known."""

    share: float = 0.0


@dataclass(frozen=True, slots=True)
class Opened:
    """A source being taken apart: its name, where in it we are, what is known of it from outside."""

    source: str
    lang: Lang
    settings: Settings
    at: str = ""
    facts: Facts = NOTHING_KNOWN
    capture: Capture | None = None
    depth: int = 0
    sha: str = ""  # of the whole file, where it is known
    where: Where | None = None

    def inside(self, at: str) -> Opened:
        at = f"{self.at} {at}" if self.at and at else self.at or at
        return Opened(  # for each record: replace() costs four times as much
            self.source, self.lang, self.settings, at, self.facts, self.capture, self.depth, self.sha, self.where
        )


def items_of_file(opened: Opened, path: Path) -> Iterator[Item]:
    """Yield the items of a file."""
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    with os.fdopen(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            yield _left_out(opened, "not a regular file")
            return
        head = file.read(LOOKED_AT)
        file.seek(0)
        if captures := _captures_in(file, head):
            yield from _watched(opened, file, items_of_captures(opened, captures))
        elif os.fstat(file.fileno()).st_size > LARGEST_FILE:
            yield from _items_of_large_table(opened, file, head)
        else:
            yield from items_of_data(opened, file.read(LARGEST_FILE))


def _captures_in(file: BinaryIO, head: bytes) -> Iterator[Capture] | None:
    """Return the captures of a web archive, or ``None`` where a file that begins with ``head`` is none."""
    if _is_warc(head):
        from musnad.read.warc import captures_in_warc

        return captures_in_warc(file)
    if head[:4] in _ZIP:
        from musnad.read.warc.wacz import captures_in_wacz, is_wacz

        return captures_in_wacz(file) if is_wacz(file) else None
    return None


def _is_warc(head: bytes) -> bool:
    """Tell whether a file that begins like this is a web archive; readers are loaded where it may be one."""
    if head[:2] != _GZIP and not _MAYBE_WARC.search(head):
        return False
    from musnad.read.warc import looks_like_warc

    return looks_like_warc(head)


def why_not_hashed(path: Path, name: str) -> str:
    """Return why a regular file above ``LARGEST_FILE`` is not read, from its first bytes; "" where it may be.

    Asked before all its bytes are gone over, which of a file with holes would be for nothing.
    """
    try:
        with path.open("rb") as file:
            head = file.read(LOOKED_AT)
    except OSError:
        return ""  # hashing it will tell why
    if head[:4] in _ZIP or _is_warc(head) or table_kind(head, name):
        return ""
    return TOO_LARGE


def _watched(opened: Opened, file: BinaryIO, items: Iterable[Item]) -> Iterator[Item]:
    """Yield items, and note how far the file they come from is read."""
    at = file.tell()
    size = file.seek(0, os.SEEK_END)
    file.seek(at)
    for item in items:
        if opened.where is not None and size:
            opened.where.share = min(file.tell() / size, 1.0)
        yield item


def _items_of_large_table(opened: Opened, file: BinaryIO, head: bytes) -> Iterator[Item]:
    """Yield the records of a table too large to be kept: of its bytes only the hash and size stay."""
    if not table_kind(head, opened.source):
        yield _left_out(opened, TOO_LARGE)
        return
    sha = opened.sha or _sha_of_rest(file)
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    raw = Raw(sha, RECORDS, "", size, b"")
    yield Item(opened.at, lambda: iter((raw,)), lambda _: iter((raw,)))
    yield from _items_of_records(opened, file, sha)


def _sha_of_rest(file: BinaryIO) -> str:
    digest = hashlib.sha256()
    while block := file.read(1 << 20):
        digest.update(block)
    return digest.hexdigest()


def items_of_captures(opened: Opened, captures: Iterable[Capture]) -> Iterator[Item]:
    """Yield the items of a web archive."""
    for capture in captures:
        yield from items_of_capture(opened.inside(capture.at), capture, Facts(headline=capture.headline))


def items_of_capture(opened: Opened, capture: Capture, facts: Facts) -> Iterator[Item]:
    """Yield the items of one answer of a web server; ``facts`` is what else is known of it."""
    if capture.reason:
        yield _left_out(opened, "; ".join((capture.reason, *capture.remarks)))
        return
    facts = replace(
        facts, url=capture.url, fetched=capture.fetched, headers=capture.headers,
        content_type=capture.headers.get("content-type"),
    )  # fmt: skip
    yield from items_of_data(replace(opened, facts=facts, capture=capture), capture.body)


def items_of_data(opened: Opened, data: bytes, whole: bytes | None = None) -> Iterator[Item]:
    """Yield the items of bytes; ``whole`` is what is kept of them, where they were packed."""
    kept = data if whole is None else whole
    reason = _why_not(data)
    kind = "" if reason else _kind_of_markup(data)
    if reason:
        yield _left_out(opened, reason)
    elif data[:4] in _ZIP:
        yield from _items_of_zip(opened, data)
    elif data[:2] == _GZIP:
        yield from _items_of_gzip(opened, data)
    elif table_kind(data[:LOOKED_AT], "") == "parquet":
        yield from _items_of_table(opened, data, kept)
    elif kind == "html":
        yield _page(opened, data, kept, HTML)
    elif kind == "feed":
        yield from _items_of_feed(opened, data, kept)
    elif kind == "addresses":
        from musnad.read.feeds.addresses import addresses_in

        yield from _items_of_addresses(opened, addresses_in(data, url=opened.facts.url))
    elif _XML.match(data[:4096].removeprefix(b"\xef\xbb\xbf")):
        yield _left_out(opened, "XML of a kind that is not read")
    elif table_kind(data[:LOOKED_AT], _name_of(opened)):
        yield from _items_of_table(opened, data, kept)
    else:
        yield _page(opened, data, kept, PLAIN)


def _kind_of_markup(data: bytes) -> str:
    """Return ``html``, ``feed``, ``addresses`` or ""; the readers of each are loaded only where it may be one."""
    head = data[:LOOKED_AT]
    if b"<" in head:
        from musnad.read.html import looks_like_html

        if looks_like_html(data):
            return "html"
    if b"<" in head or b"{" in head:
        from musnad.read.feeds import looks_like_feed

        if looks_like_feed(data):
            return "feed"
    if b"<" in head or b"://" in head:
        from musnad.read.feeds.addresses import looks_like_opml, looks_like_sitemap, looks_like_url_list

        if looks_like_opml(data) or looks_like_sitemap(data) or looks_like_url_list(data):
            return "addresses"
    return ""


def _name_of(opened: Opened) -> str:
    """Return the name the innermost thing goes by: a member of an archive, or the source; unpacked."""
    return (opened.at or opened.source).lower().removesuffix(".gz")


def _why_not(data: bytes) -> str:
    if not data:
        return "empty file"
    return next((reason for start, reason in _BINARY.items() if data.startswith(start)), "")


def _left_out(opened: Opened, reason: str) -> Item:
    return Item(opened.at, lambda: iter((skipped(opened.source, opened.at, reason),)))


def _items_of_zip(opened: Opened, data: bytes) -> Iterator[Item]:
    if opened.depth >= DEEPEST:
        yield _left_out(opened, "refused: archives inside archives")
        return
    for member in unzip(data):
        inside = replace(opened.inside(member.name), depth=opened.depth + 1)
        if member.reason:
            yield _left_out(inside, member.reason)
        else:
            yield from items_of_data(inside, member.data)


def _items_of_gzip(opened: Opened, data: bytes) -> Iterator[Item]:
    if opened.depth >= DEEPEST - 1:
        yield _left_out(opened, "refused: gzip inside gzip")
        return
    member = gunzip(data)
    if member.reason:
        yield _left_out(opened.inside("unpacked"), member.reason)
    if member.data:
        yield from items_of_data(replace(opened, depth=opened.depth + 1), member.data, data)
    elif not member.reason:
        yield _left_out(opened, "empty file")


# --- pages ----------------------------------------------------------------------------------------


def _page(opened: Opened, data: bytes, kept: bytes, reader: str) -> Item:
    sha = sha_of(kept)

    def keep(encoding: str) -> Iterator[Row]:
        yield raw_of(kept, sha, reader, encoding)
        if opened.capture:
            yield fetch_of(opened.capture, sha)

    def read() -> Iterator[Row]:
        rows = rows_of_html if reader == HTML else rows_of_text
        yield from rows(opened.source, opened.at, data, item, opened.facts, sha, opened.lang)

    item = Item(opened.at, read, keep)
    return item


# --- tables ---------------------------------------------------------------------------------------


def _container(opened: Opened, kept: bytes, sha: str) -> Item:
    """Return the bytes of a source of many reports, as an item of their own that brings no report."""

    def keep(_: str = "") -> Iterator[Row]:
        yield (
            raw_of(kept, sha, RECORDS, "utf-8") if len(kept) <= LARGEST_KEPT else Raw(sha, RECORDS, "", len(kept), b"")
        )
        if opened.capture:
            yield fetch_of(opened.capture, sha)

    return Item(opened.at, keep, keep)


def _items_of_table(opened: Opened, data: bytes, kept: bytes) -> Iterator[Item]:
    sha = sha_of(kept)
    yield _container(opened, kept, sha)
    yield from _items_of_records(opened, data, sha)


def _items_of_records(opened: Opened, source: bytes | BinaryIO, sha: str) -> Iterator[Item]:
    name, mapping = _name_of(opened), opened.settings.mapping
    # a member of an archive says nothing of the whole, and Parquet is not read from its beginning to its end
    is_whole = not opened.at and not (isinstance(source, bytes) and table_kind(source[:LOOKED_AT], name) == "parquet")
    file = BytesIO(source) if is_whole and isinstance(source, bytes) else source
    items = (_record(opened.inside(place.at), place, sha) for place in records_in(file, name, mapping))
    number = 0
    for item in items if isinstance(file, bytes) else _watched(opened, file, items):
        number += 1
        yield item
    if not number:
        yield _left_out(opened, "no records")


def _record(opened: Opened, place: Place, sha: str) -> Item:
    record, mapping = place.record, opened.settings.mapping

    def read() -> Iterator[Row]:
        if record is None:
            yield skipped(opened.source, opened.at, place.reason, sha)
            return
        if place.html:
            from musnad.read.marked_up import read_marked_up_record

            entry = read_marked_up_record(record, opened.lang, mapping)
        else:
            entry = read_record(record, opened.lang, mapping)
        if entry.reason and entry.url and opened.settings.fetch:
            yield Link(entry.url, Facts(outlet=entry.outlet, published=entry.published))
            return
        if place.remarks:
            entry = replace(entry, remarks=(*place.remarks, *entry.remarks))
        yield row_of_entry(entry, opened.source, opened.at, sha)

    return Item(opened.at, read)


# --- feeds and lists of addresses -------------------------------------------------------------------

# How remarks on a feed begin that say something of it is missing; others are told with its first entry.
_LOSSES = ("malformed", "truncated", "only the first", "no entries")


def _items_of_feed(opened: Opened, data: bytes, kept: bytes) -> Iterator[Item]:
    from musnad.read.feeds import read_feed

    feed = read_feed(data, opened.facts.url)
    if not feed.entries:
        yield _left_out(opened, "; ".join(filter(None, (feed.reason or "a feed without entries", *feed.remarks))))
        return
    sha = sha_of(kept)
    yield _container(opened, kept, sha)
    lost = [remark for remark in feed.remarks if remark.startswith(_LOSSES)]
    for remark in filter(None, (feed.reason, *lost)):
        yield _left_out(opened.inside("feed"), remark)
    told = tuple(remark for remark in feed.remarks if remark not in lost)
    for number, each in enumerate(feed.entries):
        entry = replace(each, remarks=(*told, *each.remarks)) if number == 0 else each
        yield _entry(opened.inside(each.at), entry, feed, sha)


def _entry(opened: Opened, each: FeedEntry, feed: Feed, sha: str) -> Item:
    def read() -> Iterator[Row]:
        from musnad.read.marked_up import read_feed_entry

        entry = read_feed_entry(each, opened.lang, feed)
        if entry.reason and each.url and opened.settings.fetch:
            facts = Facts(
                headline=each.headline, published=each.published or each.updated, outlet=each.outlet, url=each.url
            )
            yield Link(each.url, facts)
        else:
            yield row_of_entry(entry, opened.source, opened.at, sha)

    return Item(opened.at, read)


def _items_of_addresses(opened: Opened, addresses: Addresses) -> Iterator[Item]:
    if not addresses.urls:
        reason = addresses.reason or f"{addresses.kind} without addresses"
        yield _left_out(opened, "; ".join((reason, *addresses.remarks)))
        return
    for remark in (addresses.reason, *addresses.remarks):
        if remark:
            yield _left_out(opened.inside(addresses.kind), remark)
    for each in addresses.urls:
        here = opened.inside(each.at)
        if addresses.kind == "opml":
            yield _left_out(here, f"a feed: follow it with musnad watch {each.url[:200]}")
        elif not opened.settings.fetch:
            yield _left_out(here, f"{TO_FETCH}: {each.url[:200]}")
        else:
            yield _named(
                here, Link(each.url, Facts(headline=each.headline, published=each.published, outlet=each.outlet))
            )


def _named(opened: Opened, link: Link) -> Item:
    return Item(opened.at, lambda: iter((link,)))
