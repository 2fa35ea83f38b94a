"""The records of what was read: reports, and where they come from; when a report is from, and its place in the order.

``musnad.records`` holds the whole vocabulary: import from there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_CRAWLED = re.compile(r"\b(?:crawl|modified)=(\d{4}-\d\d-\d\d)")


@dataclass(frozen=True, slots=True)
class Outlet:
    id: str
    name_ar: str | None
    name_en: str | None
    domain: str | None
    country: str | None


@dataclass(frozen=True, slots=True)
class Raw:
    """The bytes of one source, compressed with zlib, under the SHA-256 of the bytes as they came."""

    sha: str
    reader: str
    encoding: str
    size: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Item:
    """What became of one thing that was read: ``read = stored + duplicate + skipped``."""

    id: str
    source: str
    at: str  # "" for a whole file, "line 12" / "record 3" / "member.json record 3" inside one
    status: str  # stored | duplicate | skipped
    reason: str  # "" when stored without remark
    report_id: str | None
    raw_sha: str | None


@dataclass(frozen=True, slots=True)
class Source:
    """How far one source was read: a run that was stopped goes on there, a source read to its end is not read again."""

    id: str
    name: str
    sha: str  # SHA-256 of its bytes
    reader: str  # version of the readers and the settings it was read with
    items: int  # things in it that are done
    stored: int
    duplicate: int
    skipped: int
    is_whole: int  # read to its end


@dataclass(frozen=True, slots=True)
class Fetch:
    """How bytes came over the net: kept as evidence, exported as a web archive."""

    id: str
    raw_sha: str
    url: str | None
    fetched: str | None  # ISO 8601 in UTC
    status: int  # HTTP status
    headers: str  # JSON object, names in lower case
    hops: str  # JSON array: the addresses redirected from, first to last


@dataclass(frozen=True, slots=True)
class FeedState:
    """A feed that is watched: what its last answer said, and when to look again. Times are ISO 8601 in UTC."""

    url: str
    etag: str | None = None
    modified: str | None = None
    checked: str | None = None
    next_check: str | None = None
    failures: int = 0  # in a row, up to now
    message: str = ""  # what went wrong the last time, or ""


@dataclass(frozen=True, slots=True)
class Report:
    id: str
    source: str
    source_id: str | None
    outlet_id: str | None
    url: str | None
    text: str
    published: str | None  # ISO 8601: a year, month, day or moment, as fine as printed; never a crawl time
    published_why: str
    language: str  # ISO 639-1, or "und"
    version_of: str | None
    raw_sha: str
    address: str | None = None  # the key all spellings of ``url`` share


def latest_day(report: Report) -> str | None:
    """Return the day by which an undated report was published, since it was fetched or changed then; or ``None``."""
    return min(_CRAWLED.findall(report.published_why), default=None) if report.published is None else None


def likely_day(report: Report) -> str | None:
    """Return the day a report is of, as far as reading knows, or ``None``: what «yesterday» counts from, with reserve.

    That is the published day or, for a record of a scraped feed of news, the day it was scraped.
    A page fetched from an archive may be years old: its day is not known.
    """
    if report.published is not None:
        return report.published[:10] if len(report.published) >= 10 else None
    return latest_day(report) if report.published_why.startswith("field=") else None


def reading_order(report: Report) -> tuple[str, str]:
    """Sort key that says which report of a pair is the left one: earlier first, undated last, then by id."""
    return (report.published or latest_day(report) or "9999", report.id)


def page_of(report: Report) -> str:
    """Return the id that all versions of one page share: that of the earliest."""
    return report.version_of or report.id
