"""From what a reader gives back to what is written: reports with pieces, raw bytes, fetches, or reasons."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from musnad.lang import Lang, load_lang
from musnad.outlets import outlet_row
from musnad.read.accounts import Prepared, pieces_of
from musnad.read.captures import Capture
from musnad.read.dates.closings import with_closing
from musnad.read.entries import Entry, Facts
from musnad.read.letters import Decoded, decode
from musnad.read.letters.languages import guess_language
from musnad.read.letters.oddities import remarks_on, storable
from musnad.read.plain import read_page
from musnad.read.same_address import same_address
from musnad.read.tables import LONGEST_TEXT
from musnad.records import Fetch, Raw, Report, make_id

# Readers and their versions, kept with the bytes: another version may tell pieces apart differently.
PLAIN, HTML, RECORDS = "plain/2", "html/1", "table/2"
# Level 6 costs twice level 3 for 5 % less.
COMPRESSION = 3
# What is only kept by its hash: SQLite takes no larger blob, and memory is not for that.
LARGEST_KEPT = 256 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Link:
    """An address a source names, to be fetched, and what the source says of the page."""

    url: str
    facts: Facts


Row = Prepared | Raw | Fetch | Link


@dataclass(frozen=True, slots=True)
class Item:
    """One thing of a source: where it stands, how it is read, and what is kept of it even where that fails.

    Reading is put off, so that an item that can't be read is stepped over.
    """

    at: str
    read: Callable[[], Iterator[Row]]
    keep: Callable[[str], Iterator[Row]] = lambda _: iter(())  # is told the encoding


def skipped(source: str, at: str, reason: str, sha: str | None = None) -> Prepared:
    """Return the account of a thing that is left out, with the reason."""
    return Prepared(source, at, sha, storable(reason)[0], None, (), None)


def sha_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def raw_of(data: bytes, sha: str, reader: str, encoding: str) -> Raw:
    """Return bytes as they are kept."""
    return Raw(sha, reader, encoding, len(data), zlib.compress(data, COMPRESSION))


def fetch_of(capture: Capture, sha: str) -> Fetch:
    """Return how a capture came."""
    headers = json.dumps(dict(sorted(capture.headers.items())), ensure_ascii=False)
    row_id = make_id("fetch", sha, capture.url, capture.fetched, capture.status, headers)
    hops = json.dumps(capture.hops, ensure_ascii=False)
    return Fetch(row_id, sha, capture.url, capture.fetched, capture.status, headers, hops)


def row_of_entry(entry: Entry, source: str, at: str, sha: str) -> Prepared:
    """Return the report of an entry with its pieces and outlet, or why there is none."""
    entry = _storable(entry)
    if entry.reason:
        return skipped(source, at, "; ".join((entry.reason, *entry.remarks)), sha)
    if len(entry.text) > LONGEST_TEXT:
        return skipped(source, at, f"text longer than {LONGEST_TEXT:,} characters", sha)
    outlet = outlet_row(entry.outlet, entry.url)
    outlet_id = outlet.id if outlet else None
    body = "".join(entry.text[span.start : span.stop] for span, _, _ in entry.spans if span.part == "body")
    report = Report(
        make_id("report", outlet_id, entry.url, entry.text), source, entry.source_id, outlet_id, entry.url, entry.text,
        *_published(entry, outlet_id), guess_language(body or entry.text), None, sha,
        same_address(entry.url) if entry.url else None,
    )  # fmt: skip
    spans = [(s.part, s.start, s.stop, field, start, s.score, s.why) for s, field, start in entry.spans]
    remarks = storable("; ".join(dict.fromkeys((*entry.remarks, *remarks_on(entry.text)))))[0]
    return Prepared(source, at, sha, remarks, report, pieces_of(report, spans), outlet)


def _published(entry: Entry, outlet_id: str | None) -> tuple[str | None, str]:
    """Return when an entry was published and why, to the minute where its text closes with the clock of that day.

    The day must be the text's own, or the outlet an agency: a paper's day is not that of the wire it prints.
    """
    lang = load_lang("ar")
    if lang is None or not (entry.published_why.startswith(("dateline", "byline")) or outlet_id in _agencies()):
        return entry.published, entry.published_why
    return with_closing(entry.published, entry.published_why, entry.text, lang)


@cache
def _agencies() -> frozenset[str]:
    from musnad.outlets import load_outlets

    return frozenset(each.row().id for each in load_outlets().values() if each.kind == "agency")


def _storable(entry: Entry) -> Entry:
    """Return an entry whose facts a case file can hold; its text is the readers' affair."""
    facts = {name: getattr(entry, name) for name in ("source_id", "outlet", "url", "published_why")}
    kept: dict[str, Any] = {name: storable(value)[0] for name, value in facts.items() if value}
    return entry if all(kept[name] is facts[name] for name in kept) else replace(entry, **kept)


def rows_of_html(source: str, at: str, data: bytes, item: Item, facts: Facts, sha: str, lang: Lang) -> Iterator[Row]:
    """Yield the rows of one HTML page."""
    from musnad.read.html import read_html

    entry = read_html(data, facts, lang)
    yield from item.keep(entry.encoding)
    yield row_of_entry(entry, source, at, sha)


def rows_of_text(source: str, at: str, data: bytes, item: Item, facts: Facts, sha: str, lang: Lang) -> Iterator[Row]:
    """Yield the rows of one plain page."""
    decoded = _decoded(data)
    if isinstance(decoded, str):
        yield skipped(source, at, decoded)
        return
    yield from item.keep(decoded.encoding)
    page = read_page(decoded.text, lang)
    if page.reason:
        yield skipped(source, at, page.reason, sha)
        return
    spans = tuple((span, None, span.start) for span in page.spans)
    outlet = page.outlet.name_ar if page.outlet else page.outlet_name
    entry = Entry(
        decoded.text, spans, None, outlet, page.url or facts.url, page.published, page.published_why, decoded.remarks
    )
    row = row_of_entry(entry, source, at, sha)
    if page.outlet and row.report:  # known by its file, where a name may be shared
        row = _at_outlet(row, page.outlet.key)
    yield row


def _at_outlet(row: Prepared, key: str) -> Prepared:
    from musnad.outlets import load_outlets

    outlet, report = load_outlets()[key].row(), row.report
    if report is None or report.outlet_id == outlet.id:
        return row
    moved = replace(report, id=make_id("report", outlet.id, report.url, report.text), outlet_id=outlet.id)
    spans = [(p.part, p.start, p.stop, p.source_field, p.source_start, p.score, p.why) for p in row.pieces]
    return replace(row, report=moved, pieces=pieces_of(moved, spans), outlet=outlet)


def _decoded(data: bytes) -> Decoded | str:
    """Return the text of a page, or why it is none."""
    if len(data) > 4 * LONGEST_TEXT + 4:  # no encoding read here takes more than four bytes a character
        return f"text longer than {LONGEST_TEXT:,} characters"
    decoded = decode(data)
    if decoded is None:
        return "binary, no text"
    if len(decoded.text) > LONGEST_TEXT:
        return f"text longer than {LONGEST_TEXT:,} characters"
    return decoded if decoded.text.strip() else "no text: only white space"
