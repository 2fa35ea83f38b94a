"""The bytes that were kept: what a skipped item holds, and how it is read again."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator

from musnad.codebook import READER as LABELS
from musnad.errors import UsageError
from musnad.read.captures import Capture
from musnad.read.formats import Settings
from musnad.read.letters import decode
from musnad.read.rows import HTML, RECORDS
from musnad.read.sandbox import Job
from musnad.records import Fetch, Item, Raw
from musnad.store import Case


def bytes_of(raw: Raw) -> bytes | None:
    """Return the bytes as they came, or ``None`` where only their hash was kept."""
    return zlib.decompress(raw.data) if raw.data else None


def capture_of(fetch: Fetch, body: bytes, at: str = "") -> Capture:
    """Return a fetch with its body, as it came over the net."""
    hops = tuple(json.loads(fetch.hops))
    return Capture(at, fetch.url, fetch.fetched, fetch.status, json.loads(fetch.headers), body, hops=hops)


def job_of_raw(case: Case, item: Item) -> Job | None:
    """Return the job that reads an item's kept bytes again, or ``None`` where only their hash was kept."""
    raw: Raw | None = next(iter(case.rows("raw", sha=item.raw_sha)), None)
    data = bytes_of(raw) if raw else None
    if raw is None or data is None:
        return None
    at = "" if raw.reader == RECORDS else item.at  # a table's own records have their places in it
    fetches = case.rows("fetch", raw_sha=raw.sha)
    if fetches:
        return Job(item.source, Settings(), capture=capture_of(fetches[0], data), at=at)
    return Job(item.source, Settings(), data=data, at=at)


def text_of_item(case: Case, item_id: str) -> str:
    """Return the kept bytes of an item as text, as far as they are one. Raises ``UsageError`` where there are none."""
    item: Item | None = case.get("item", item_id)
    if item is None:
        raise UsageError(f"no item {item_id}: musnad skipped lists them")
    raw: Raw | None = next(iter(case.rows("raw", sha=item.raw_sha)), None) if item.raw_sha else None
    data = bytes_of(raw) if raw else None
    if data is None:
        raise UsageError(f"no bytes of {item_id} were kept: {item.reason}")
    decoded = decode(data)
    return decoded.text if decoded else f"{len(data):,} bytes that are no text"


def captures_of_case(case: Case) -> Iterator[Capture]:
    """Yield the kept bytes of every page, as they came over the net or, of files, as they were.

    Tables and feeds are left to their own files. One at a time: memory holds no more.
    """
    fetched = "SELECT DISTINCT raw_sha FROM fetch"
    sql = f"SELECT sha FROM raw WHERE reader NOT IN (?, ?) OR sha IN ({fetched}) ORDER BY sha"
    for (sha,) in case.connection.execute(sql, (RECORDS, LABELS)).fetchall():
        raw: Raw = case.rows("raw", sha=sha)[0]
        data = bytes_of(raw)
        if data is None:
            continue
        fetches = case.rows("fetch", raw_sha=sha)
        for fetch in fetches:
            yield capture_of(fetch, data)
        if not fetches:
            url = next((each.url for each in case.rows("report", raw_sha=sha) if each.url), None)
            kind = "text/html" if raw.reader == HTML else "text/plain"
            yield Capture("", url, None, 0, {"content-type": kind}, data)


def is_item(item: Item, at: str) -> bool:
    """Tell whether what stands at ``at`` of an item's bytes is the item: a table may stand inside an archive."""
    return item.at == at or item.at.endswith(f" {at}")
