"""Watching feeds: what one look at them brings, and when to look again.

One cycle polls the feeds that are due, fetches the pages they name that are not known, hands them
to ``store`` and says when each feed is due again. Where feeds, pages and rows come from and go to
is handed in, so that a cycle can be tried without a net, a case or a clock.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from musnad.read.captures import Capture
from musnad.read.entries import Facts
from musnad.read.net import STOPPED, Wanted, is_passing, retry_after
from musnad.read.same_address import same_address
from musnad.records import FeedState

# A feed that fails is asked again after twice the time, then four times, but at least once a day.
LONGEST_WAIT = 86_400.0
# Pages fetched for one feed in one cycle; the rest waits for the next. A feed has some dozens of entries.
MOST_PAGES = 500
# A page that can't be had just now is tried in so many cycles, then it is skipped with its reason.
TRIES = 4
# A tag of a feed is some dozens of letters; a longer one is not kept.
LONGEST_TAG = 500
# Pages whose tries are counted; where feeds name and drop more, counting begins anew.
MOST_COUNTED = 10_000


class FeedEntry(Protocol):
    """What is needed of an entry of a feed."""

    url: str | None
    headline: str | None
    published: str | None
    updated: str | None
    outlet: str | None  # the source the entry itself names


class Feed(Protocol):
    """What is needed of a feed."""

    @property
    def entries(self) -> Iterable[Any]: ...

    @property
    def reason(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Link:
    """A page a feed names, and what the feed says of it."""

    url: str
    feed: str
    facts: Facts


@dataclass(frozen=True, slots=True)
class Look:
    """What one feed brought: the pages it names that were not known, or why there are none."""

    state: FeedState
    links: tuple[Link, ...] = ()
    unchanged: bool = False
    remark: str = ""


@dataclass(slots=True)
class Cycle:
    """What came in with one cycle and what did not. Times are ISO 8601 in UTC."""

    at: str
    checked: int = 0
    unchanged: int = 0
    pages: int = 0  # fetched and handed over
    outcome: Any = None  # what ``store`` returned
    failed: list[tuple[str, str]] = field(default_factory=list)  # feed, message
    remarks: list[tuple[str, str]] = field(default_factory=list)  # feed, what is odd about it
    later: list[tuple[str, str]] = field(default_factory=list)  # page, why it is tried again next time
    unfetched: int = 0  # pages not asked for, since somebody stopped us or a feed named too many at once
    next_check: str | None = None


@dataclass(frozen=True, slots=True)
class Means:
    """What a cycle works with.

    ``poll`` and ``fetch`` yield each thing wanted with its capture, in any order; ``parse`` reads a
    feed (bytes, address); ``known`` says which of some addresses were read before; ``store`` takes
    captures with what the feed said; ``keep`` writes states of feeds; ``now`` is the time in UTC.
    """

    poll: Callable[[Sequence[FeedState]], Iterable[tuple[FeedState, Capture]]]
    parse: Callable[[bytes, str], Feed]
    known: Callable[[Collection[str]], Collection[str]]
    fetch: Callable[[Sequence[Wanted]], Iterable[tuple[Wanted, Capture]]]
    store: Callable[[Iterable[tuple[Capture, Facts]]], Any]
    keep: Callable[[Sequence[FeedState]], None]
    now: Callable[[], datetime]


def is_due(state: FeedState, now: datetime, *, back_off_only: bool = False) -> bool:
    """Whether a feed is to be looked at now; ``back_off_only``: those without a failure always are."""
    if state.next_check is None or (back_off_only and not state.failures):
        return True
    return state.next_check <= time_of(now)


def time_of(moment: datetime) -> str:
    """Return a moment as it is stored: ISO 8601 in UTC, whole seconds."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def watch_cycle(due: Sequence[FeedState], means: Means, *, every: float, tries: dict[str, int]) -> Cycle:
    """Look once at the feeds that are due and return what it brought.

    ``every`` is in seconds. ``tries`` counts, from cycle to cycle, how often a page could not be
    had. The states are kept last: after a run that was killed, everything not yet stored is found
    again.
    """
    cycle = Cycle(time_of(means.now()))
    looks = list(_looks(due, means, every, cycle))
    links = _new_links(looks, means)
    waiting: set[str] = {link.feed for link in links.values()}
    cycle.outcome = means.store(_pages(links, means, tries, cycle, waiting))
    means.keep([_forget(look.state) if look.state.url in waiting else look.state for look in looks])
    return cycle


def _looks(due: Sequence[FeedState], means: Means, every: float, cycle: Cycle) -> Iterator[Look]:
    for state, capture in means.poll(due):
        if capture.reason == STOPPED:
            continue  # by us: no failure of the feed, which is looked at when we go on
        look = look_at(state, capture, means.parse, now=means.now(), every=every)
        cycle.checked += 1
        cycle.unchanged += look.unchanged
        if look.state.failures:
            cycle.failed.append((state.url, look.state.message))
        elif look.remark:
            cycle.remarks.append((state.url, look.remark))
        yield look


def look_at(
    state: FeedState, capture: Capture, parse: Callable[[bytes, str], Feed], *, now: datetime, every: float
) -> Look:
    """Judge the answer of one feed: its links, and the state it is in from now on."""
    if capture.status == 304:
        return Look(_went_well(state, now, every), unchanged=True)
    if capture.reason:
        return Look(_failed(state, capture.reason, now, every, retry_after(capture.headers, now) or 0.0))
    feed = parse(capture.body, capture.url or state.url)
    entries = list(feed.entries)
    if feed.reason and not entries:
        return Look(_failed(state, feed.reason, now, every))
    links = [Link(each.url, state.url, _facts(each)) for each in entries if each.url]
    remark = "; ".join(filter(None, (feed.reason, _without_page(len(entries) - len(links)))))
    etag, modified = _tag(capture, "etag"), _tag(capture, "last-modified")
    return Look(replace(_went_well(state, now, every), etag=etag, modified=modified), tuple(links), remark=remark)


def _facts(entry: FeedEntry) -> Facts:
    """Return what a feed says of a page; the feed's own title may be that of a search or a collection."""
    return Facts(headline=entry.headline, published=entry.published or entry.updated, outlet=entry.outlet)


def _tag(capture: Capture, name: str) -> str | None:
    said = capture.headers.get(name, "")
    return said if 0 < len(said) <= LONGEST_TAG else None


def _without_page(number: int) -> str:
    return f"entries without the address of a page: {number}" if number else ""


def _went_well(state: FeedState, now: datetime, every: float) -> FeedState:
    return replace(
        state, checked=time_of(now), next_check=time_of(now + timedelta(seconds=every)), failures=0, message=""
    )


def _failed(state: FeedState, message: str, now: datetime, every: float, asked_for: float = 0.0) -> FeedState:
    """Return the state of a feed that failed: the wait doubles each time, up to a day."""
    doubled = every * 2 ** min(state.failures, 30)
    wait = min(max(doubled, asked_for), max(LONGEST_WAIT, every))
    due = time_of(now + timedelta(seconds=wait))
    return replace(state, checked=time_of(now), next_check=due, failures=state.failures + 1, message=message)


def _forget(state: FeedState) -> FeedState:
    """Ask for all of a feed next time: an answer "not changed" would hide what is still to be fetched."""
    return replace(state, etag=None, modified=None)


def _new_links(looks: Sequence[Look], means: Means) -> dict[str, Link]:
    """Return the links that were not read before, by address; each page once, as the first feed names it."""
    pages: dict[str, Link] = {}
    for look in looks:
        for link in look.links:
            pages.setdefault(same_address(link.url), link)
    named = {link.url: link for link in pages.values()}
    known = set(means.known(named))
    return {url: link for url, link in named.items() if url not in known}


def _pages(
    links: dict[str, Link], means: Means, tries: dict[str, int], cycle: Cycle, waiting: set[str]
) -> Iterator[tuple[Capture, Facts]]:
    """Fetch pages and yield those to be stored; what may be had later is left for the next cycle.

    Empties ``waiting`` of the feeds that have nothing left to fetch.
    """
    now, left = _share(links)
    cycle.unfetched = len(links) - len(now)
    for wanted, capture in means.fetch([Wanted(url) for url in now]):
        link = links[wanted.url]
        if capture.reason == STOPPED:
            cycle.unfetched += 1
            left.add(link.feed)
            continue
        if len(tries) > MOST_COUNTED:
            tries.clear()
        if is_passing(capture) and tries.get(wanted.url, 0) + 1 < TRIES:
            tries[wanted.url] = tries.get(wanted.url, 0) + 1
            cycle.later.append((wanted.url, capture.reason or "; ".join(capture.remarks)))
            left.add(link.feed)
            continue
        tries.pop(wanted.url, None)
        cycle.pages += 1
        yield capture, replace(link.facts, url=capture.url, fetched=capture.fetched, headers=capture.headers,
                               content_type=capture.headers.get("content-type"))  # fmt: skip
    waiting.intersection_update(left)


def _share(links: dict[str, Link]) -> tuple[list[str], set[str]]:
    """Return the pages to fetch in this cycle, and the feeds that have more than their share."""
    counts: dict[str, int] = {}
    now: list[str] = []
    left: set[str] = set()
    for url, link in links.items():
        counts[link.feed] = counts.get(link.feed, 0) + 1
        if counts[link.feed] > MOST_PAGES:
            left.add(link.feed)
        else:
            now.append(url)
    return now, left
