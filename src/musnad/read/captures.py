"""A capture: one answer of a web server, from an archive or fetched just now, with how it came."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Capture:
    """The body of one HTTP response, content encodings and chunking undone; or why there is none."""

    at: str  # its place in the source: "record 3 urn:uuid:..." in an archive, "" for a fetched page
    url: str | None
    fetched: str | None  # ISO 8601 in UTC
    status: int  # HTTP status; 0 where there is none
    headers: Mapping[str, str] = field(default_factory=dict)  # names in lower case
    body: bytes = b""
    reason: str = ""  # why the body can't be used, or ""
    remarks: tuple[str, ...] = ()  # what is odd about it, though it can be used
    hops: tuple[str, ...] = ()  # addresses redirected from, first to last
    headline: str | None = None  # as the archive's own list of pages gives it
