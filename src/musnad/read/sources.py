"""Reading: files, folders and archives of pages and records into a case, every source accounted for.

``read = stored + duplicate + skipped with a reason``. A batch is one transaction, so that a killed
run can simply be run again.
"""

from __future__ import annotations

import hashlib
import re
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from musnad.lang import Lang, load_lang
from musnad.outlets import outlet_row
from musnad.read.accounts import Outcome, Prepared, pieces_of, write_batch
from musnad.read.archives import gunzip, unzip
from musnad.read.encodings import decode, remarks_on
from musnad.read.languages import guess_language
from musnad.read.plain import read_page
from musnad.read.table import LONGEST_TEXT, looks_like_json, read_record, records_in
from musnad.read.walk import find_files, read_bytes
from musnad.records import Raw, Report, make_id
from musnad.store import Case

# Reader and version, kept with the bytes: another version may tell pieces apart differently.
PAGES, RECORDS = "plain/1", "table/1"
# One transaction holds at most this much, so that a person's judgement never waits longer.
ITEMS_PER_BATCH = 500
SECONDS_PER_BATCH = 1.0
JSON_NAMES = (".jsonl", ".ndjson", ".json", ".jsonlines")
# Level 6 costs twice level 3 for 5 % less.
COMPRESSION = 3
_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_FEED = re.compile(rb"\s*(?:<\?xml|<rss\b|<feed\b|<rdf:rdf\b|<urlset\b|<!doctype)", re.I)
# First bytes of formats that are not text.
_BINARY = {
    b"%PDF": "PDF is not read yet",
    b"\x89PNG": "a picture, not text",
    b"\xff\xd8\xff": "a picture, not text",
    b"GIF8": "a picture, not text",
    b"SQLite format 3": "a database, not text",
    b"\xd0\xcf\x11\xe0": "an Office document is not read yet",
    b"7z\xbc\xaf": "a 7z archive is not read",
    b"Rar!": "a RAR archive is not read",
    b"BZh": "bzip2 is not read",
    b"\xfd7zXZ": "xz is not read",
    b"PAR1": "Parquet is not read yet",
    b"WARC/": "WARC is not read yet",
}

Progress = Callable[[str, int, int], None]


class Remark(NamedTuple):
    """A thing read that was not stored plainly, and why."""

    source: str
    at: str
    status: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReadSummary:
    """The accounting of one run: ``read == stored + duplicate + skipped``."""

    read: int
    stored: int
    duplicate: int
    skipped: int
    remarks: tuple[Remark, ...]


@dataclass(slots=True)
class _Run:
    """The batch in hand and the counts so far."""

    case: Case
    lang: Lang
    prepared: list[Prepared] = field(default_factory=list)
    raws: dict[str, Raw] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=lambda: {"stored": 0, "duplicate": 0, "skipped": 0})
    remarks: list[Remark] = field(default_factory=list)
    began: float = 0.0

    def add(self, prepared: Prepared) -> None:
        if not self.prepared:
            self.began = time.monotonic()
        self.prepared.append(prepared)
        if len(self.prepared) >= ITEMS_PER_BATCH or time.monotonic() - self.began > SECONDS_PER_BATCH:
            self.flush()

    def flush(self) -> None:
        if self.prepared or self.raws:
            for outcome in write_batch(self.case, self.prepared, self.raws.values()):
                self._count(outcome)
        self.prepared.clear()
        self.raws.clear()

    def _count(self, outcome: Outcome) -> None:
        item = outcome.item
        self.counts[item.status] += 1
        if item.status != "stored" or item.reason:
            self.remarks.append(Remark(item.source, item.at, item.status, item.reason))


def read_sources(case: Case, paths: Sequence[str | Path], *, progress: Progress | None = None) -> ReadSummary:
    """Read files and folders into a case and return the accounting.

    ``progress`` is told the file's name, how many files are done and how many there are. A source
    that can't be read is skipped with its reason; the rest goes on.
    """
    lang = load_lang("ar")
    if lang is None:
        raise RuntimeError("the Arabic language pack is missing from the installation")
    found = [each for path in paths for each in find_files(path)]
    run = _Run(case, lang)
    for done, each in enumerate(found):
        if progress:
            progress(each.name, done, len(found))
        if each.reason:
            run.add(_skipped(each.name, "", each.reason))
        else:
            _read_file(run, each.name, each.path)
    run.flush()
    if progress and found:
        progress(found[-1].name, len(found), len(found))
    return ReadSummary(sum(run.counts.values()), **run.counts, remarks=tuple(run.remarks))


def _skipped(source: str, at: str, reason: str, sha: str | None = None) -> Prepared:
    return Prepared(source, at, sha, reason, None, (), None)


def _read_file(run: _Run, name: str, path: Path) -> None:
    data, reason = read_bytes(path)
    if reason:
        run.add(_skipped(name, "", reason))
        return
    for prepared in _things_in(run, name, data):
        run.add(prepared)


def _things_in(run: _Run, name: str, data: bytes) -> Iterator[Prepared]:
    """Yield what a file holds: a page, records, or the reason it is not read."""
    sha = hashlib.sha256(data).hexdigest()
    if data[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        yield from _in_zip(run, name, data, sha)
        return
    at, inner = "", data
    if data[:2] == b"\x1f\x8b":
        member = gunzip(data)
        if member.reason:
            yield _skipped(name, "unpacked", member.reason, sha=None)
        inner = member.data
        name_inside = name.lower().removesuffix(".gz")
        if not inner:
            if not member.reason:
                yield _skipped(name, "", "empty file")
            return
    else:
        name_inside = name.lower()
    reason = _why_not(inner)
    if reason:
        yield _skipped(name, at, reason)
    elif name_inside.endswith(JSON_NAMES) or looks_like_json(inner):
        _keep(run, data, sha, RECORDS, "utf-8")
        yield from _records(run, name, "", inner, sha)
    else:
        yield _page(run, name, inner, data, sha)


def _why_not(data: bytes) -> str:
    """Return why bytes are neither page nor records, or ""."""
    for start, reason in _BINARY.items():
        if data.startswith(start):
            return reason
    start = data[:4096].removeprefix(b"\xef\xbb\xbf")
    if _HTML.match(start):
        return "HTML is not read yet"
    if _FEED.match(start):
        return "feeds and XML are not read yet"
    if data[:2] == b"\x1f\x8b":
        return "refused: gzip inside gzip"
    return ""


def _in_zip(run: _Run, name: str, data: bytes, sha: str) -> Iterator[Prepared]:
    kept = False
    for member in unzip(data):
        reason = member.reason
        if not reason and not member.name.lower().endswith(JSON_NAMES):
            reason = "not JSON: only records are read from a zip"
        if reason:
            yield _skipped(name, member.name, reason, sha if kept else None)
            continue
        if not kept:
            _keep(run, data, sha, RECORDS, "utf-8")
            kept = True
        yield from _records(run, name, member.name, member.data, sha)


def _keep(run: _Run, data: bytes, sha: str, reader: str, encoding: str) -> None:
    run.raws[sha] = Raw(sha, reader, encoding, len(data), zlib.compress(data, COMPRESSION))


def _records(run: _Run, name: str, member: str, data: bytes, sha: str) -> Iterator[Prepared]:
    number = 0
    for place in records_in(data):
        number += 1
        at = " ".join(filter(None, (member, place.at)))
        if place.record is None:
            yield _skipped(name, at, place.reason, sha)
        else:
            yield _record(run, name, at, place.record, sha)
    if not number:
        yield _skipped(name, member, "no records", sha)


def _record(run: _Run, name: str, at: str, record: object, sha: str) -> Prepared:
    if not isinstance(record, dict):
        return _skipped(name, at, "no record: not a JSON object", sha)
    entry = read_record(record, run.lang)
    if entry.reason:
        return _skipped(name, at, entry.reason, sha)
    outlet = outlet_row(entry.outlet, entry.url)
    outlet_id = outlet.id if outlet else None
    body = "".join(entry.text[span.start : span.stop] for span, _, _ in entry.spans if span.part == "body")
    report = Report(
        make_id("report", outlet_id, entry.url, entry.text), name, entry.source_id, outlet_id, entry.url, entry.text,
        entry.published, entry.published_why, guess_language(body or entry.text), None, sha,
    )  # fmt: skip
    spans = [(s.part, s.start, s.stop, key, at_field, s.score, s.why) for s, key, at_field in entry.spans]
    remarks = "; ".join((*entry.remarks, *remarks_on(entry.text)))
    return Prepared(name, at, sha, remarks, report, pieces_of(report, spans), outlet)


def _page(run: _Run, name: str, data: bytes, raw: bytes, sha: str) -> Prepared:
    if len(data) > 4 * LONGEST_TEXT + 4:  # no encoding read here takes more than four bytes a character
        return _skipped(name, "", f"text longer than {LONGEST_TEXT:,} characters")
    decoded = decode(data)
    if decoded is None:
        return _skipped(name, "", "binary, no text")
    if len(decoded.text) > LONGEST_TEXT:
        return _skipped(name, "", f"text longer than {LONGEST_TEXT:,} characters")
    if not decoded.text.strip():
        return _skipped(name, "", "no text: only white space")
    text = decoded.text
    page = read_page(text, run.lang)
    _keep(run, raw, sha, PAGES, decoded.encoding)
    if page.reason:
        return _skipped(name, "", page.reason, sha)
    outlet = page.outlet.row() if page.outlet else outlet_row(page.outlet_name, None)
    outlet_id = outlet.id if outlet else None
    body = "\n".join(text[span.start : span.stop] for span in page.spans if span.part == "body")
    report = Report(
        make_id("report", outlet_id, page.url, text), name, None, outlet_id, page.url, text, page.published,
        page.published_why, guess_language(body), None, sha,
    )  # fmt: skip
    spans = [(s.part, s.start, s.stop, None, s.start, s.score, s.why) for s in page.spans]
    return Prepared(name, "", sha, "; ".join(decoded.remarks), report, pieces_of(report, spans), outlet)
