"""What readers of all formats give back: an entry, the text and pieces of one report before it is stored.

``Facts`` is what is known of a page from outside it: the address it was fetched from, headers, a
feed's date. A reader may use them; what the page itself says is judged beside them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from musnad.read.plain.splits import Span


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a page from outside: all of it as it came, nothing checked."""

    url: str | None = None  # where it was fetched from, after redirects
    fetched: str | None = None  # when, ISO 8601 in UTC
    content_type: str | None = None  # of the HTTP header, with its charset
    headers: Mapping[str, str] = field(default_factory=dict)  # lower-case names
    headline: str | None = None  # as a feed or list gives it
    published: str | None = None  # as a feed or list prints it
    outlet: str | None = None  # the outlet's name as a feed or list gives it


NOTHING_KNOWN = Facts()


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing read: the text of a report, its pieces with the field each is from, and its facts."""

    text: str
    spans: tuple[tuple[Span, str | None, int], ...]  # span, source field, where it starts in the field or source
    source_id: str | None = None
    outlet: str | None = None
    url: str | None = None
    published: str | None = None
    published_why: str = ""
    remarks: tuple[str, ...] = ()
    reason: str = ""  # why there is no report, or ""
    encoding: str = "utf-8"
