"""What reading a feed gives back."""

from __future__ import annotations

from dataclasses import dataclass

from musnad.read.letters import storable

# The entries kept of one feed: a weekly's whole archive in one file has some tens of thousands.
MOST_ENTRIES = 50_000
# Names, identifiers and dates are cut here; none that is meant is as long.
LONGEST_NAME = 500
MOST_CATEGORIES = 100


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One entry, as the feed has it; only the title is made plain and the address whole."""

    id: str | None
    url: str | None  # http or https, else None
    headline: str | None  # plain text
    published: str | None  # as printed
    updated: str | None  # as printed
    author: str | None
    outlet: str | None  # the source the entry itself names
    summary_html: str | None
    content_html: str | None
    categories: tuple[str, ...]
    at: str  # "entry 3", counted from 1
    reason: str = ""  # why it can't be used, or ""
    remarks: tuple[str, ...] = ()
    is_cut: bool = False  # the feed ends inside it: its text is what stands before the cut


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed and its entries, or why there are none."""

    kind: str  # "rss", "atom", "json feed" or ""
    title: str | None = None
    url: str | None = None  # of the site it is a feed of
    language: str | None = None  # as printed
    entries: tuple[FeedEntry, ...] = ()
    remarks: tuple[str, ...] = ()
    reason: str = ""


def short(value: object) -> str | None:
    """Return a name, identifier or date on one line, or ``None`` where there is none."""
    if not isinstance(value, str):
        return None
    return storable(" ".join(value[: 4 * LONGEST_NAME].split())[:LONGEST_NAME].rstrip())[0] or None
