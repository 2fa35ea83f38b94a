"""Watching feeds into a case: look, fetch, read, analyse, sleep; stopped and started at any time.

What is known of each feed stands in the case (table ``feed``), so a run goes on where the last one
was, wherever that was stopped. ``captures_of_urls`` is the same for a list of addresses, once.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from musnad.errors import SourceError, UsageError
from musnad.read.captures import Capture
from musnad.read.entries import Facts
from musnad.read.feeds.watched import WatchedPages, feeds_listed, parse_feed
from musnad.read.net import Fetcher, Policy, Wanted, fetch_all, fetch_each
from musnad.read.net.destinations import normal_address, parse_address, shown
from musnad.read.net.watch import Cycle, Feed, Means, is_due, watch_cycle
from musnad.read.same_address import same_address
from musnad.read.sandbox import Sandbox
from musnad.records import FeedState
from musnad.show.stopping import stopping

if TYPE_CHECKING:
    from musnad.store import Case

Progress = Callable[[str, int, int], None]
# Of a module: it is called in another process.
Parse = Callable[[bytes, str], Feed]
Store = Callable[[Iterable[tuple[Capture, Facts]]], Any]

# Seconds between two looks at a feed, unless told otherwise; sites that are asked more often than
# every minute block the asker.
EVERY, SHORTEST, LONGEST = 900.0, 60.0, 30 * 86_400.0
# Seconds between two looks at the clock while waiting.
STEP = 30.0
# Addresses asked for in one query.
ADDRESSES_PER_QUERY = 500
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def captures_of_urls(urls: Iterable[str], policy: Policy | None = None) -> Iterator[Capture]:
    """Fetch addresses and yield their captures as they come in; see ``read.net.fetch_all``."""
    with Fetcher(policy) as fetcher:
        yield from fetch_all(urls, fetcher)


def seconds_in(words: str) -> float:
    """Return the seconds of a time such as ``15m``, ``2h`` or ``90``. Raises ``UsageError``."""
    number, unit = (words[:-1], words[-1:]) if words[-1:] in _UNITS else (words, "s")
    if not (number.isascii() and number.isdigit()) or len(number) > 9:
        raise UsageError(f"no time: {words!r}; say for example 15m or 2h")
    seconds = float(number) * _UNITS[unit]
    if seconds > LONGEST:
        raise UsageError(f"{words} is too long; at most 30d")
    if seconds < SHORTEST:
        raise UsageError(f"{words} is too often for a site; at least {SHORTEST:.0f}s")
    return seconds


def watch(
    case: Case,
    feeds: Sequence[str],
    *,
    policy: Policy | None = None,
    every: float = EVERY,
    once: bool = False,
    analysing: bool = True,
    progress: Progress | None = None,
    parse: Parse = parse_feed,
    store: Store | None = None,
    fetcher: Fetcher | None = None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Iterator[Cycle]:
    """Watch ``feeds`` (addresses, or files that list them) into ``case`` and yield each cycle when it is over.

    ``every`` is in seconds. Ends after one cycle where ``once``, else on SIGINT or SIGTERM: what is
    under way is cut, what is stored stays, the next run finds the rest. Raises ``SourceError``
    where no feed is named.
    """
    with Sandbox() as sandbox, fetcher or Fetcher(policy) as fetching, stopping(fetching.stop) as stop:
        sandbox.start()  # before the threads that fetch
        addresses = feed_addresses(feeds, sandbox)
        means = _means(case, addresses, fetching, _parsing(sandbox, parse), store or _storing(case, progress), now)
        tries: dict[str, int] = {}
        left = True  # a run stopped before may have left something to analyse
        while True:
            due = [each for each in _states(case, addresses) if is_due(each, now(), back_off_only=once)]
            cycle = watch_cycle(due, means, every=every, tries=tries)
            left = left or cycle.pages > 0
            if analysing and left:
                left = not stop.do(lambda: _analyse(case, progress))
            cycle.next_check = min((each.next_check or cycle.at for each in _states(case, addresses)), default=None)
            yield cycle
            if once or not stop.do(partial(_wait, cycle.next_check, now)):
                return


def feed_addresses(feeds: Sequence[str], sandbox: Sandbox) -> dict[str, str]:
    """Return the addresses of feeds by how they are kept (without a password): those given, and those in files.

    Raises ``SourceError`` for what is neither an address nor a file, and where there is none at all.
    """
    found: dict[str, str] = {}
    for each in feeds:
        listed = [each] if parse_address(each) else _listed(Path(each), sandbox)
        found |= {shown(address.strip()): address.strip() for address in listed}
    if not found:
        raise SourceError(f"no address of a feed in {', '.join(feeds)}" if feeds else "no feed is named")
    return found


def _listed(path: Path, sandbox: Sandbox) -> list[str]:
    """Return the addresses a file lists: OPML, or one a line."""
    from musnad.read.feeds.addresses import LARGEST_LIST

    if not path.is_file():
        raise SourceError(f"{path} is neither a web address (https://…) nor a file that lists some")
    if path.stat().st_size > LARGEST_LIST:
        raise SourceError(f"{path} is too large for a list of feeds")
    listed: list[str] = sandbox.ask(feeds_listed, path.read_bytes(), str(path))
    return listed


def journal_lines(cycle: Cycle) -> list[str]:
    """Return what a cycle brought in lines for a person: what came in first, then what did not."""
    counts = [f"feeds looked at: {cycle.checked}"]
    counts += [f"not changed: {cycle.unchanged}"] if cycle.unchanged else []
    counts += [f"pages fetched: {cycle.pages}{_of_them(cycle.outcome)}"]
    counts += [f"next look: {cycle.next_check}"] if cycle.next_check else []
    lines = [f"{cycle.at}  {'; '.join(counts)}"]
    lines += [f"  feed failed: {url}: {message}" for url, message in cycle.failed]
    lines += [f"  feed: {url}: {message}" for url, message in cycle.remarks]
    skipped = [each for each in getattr(cycle.outcome, "remarks", ()) if each.status == "skipped"]
    lines += [f"  page skipped: {each.source}: {each.reason}" for each in skipped]
    lines += [f"  page left for later: {url}: {message}" for url, message in cycle.later]
    lines += [f"  pages left for the next time: {cycle.unfetched}"] if cycle.unfetched else []
    return lines


def _of_them(outcome: Any) -> str:
    if outcome is None or not getattr(outcome, "read", 0):
        return ""
    return f" ({outcome.stored} new reports, {outcome.duplicate} already there, {outcome.skipped} skipped)"


def _means(
    case: Case,
    addresses: dict[str, str],
    fetcher: Fetcher,
    parse: Parse,
    store: Store,
    now: Callable[[], datetime],
) -> Means:
    def poll(states: Sequence[FeedState]) -> Iterator[tuple[FeedState, Capture]]:
        by_address = {addresses[each.url]: each for each in states}
        wanted = [Wanted(address, each.etag, each.modified) for address, each in by_address.items()]
        for one, capture in fetch_each(wanted, fetcher):
            yield by_address[one.url], capture

    return Means(
        poll=poll,
        parse=parse,
        known=lambda urls: _known(case, urls),
        fetch=lambda wanted: fetch_each(wanted, fetcher),
        store=store,
        keep=lambda states: _keep(case, states),
        now=now,
    )


def _parsing(sandbox: Sandbox, parse: Parse) -> Parse:
    """Return ``parse`` done where it can be killed: a feed that does not end is a feed that can't be read."""

    def parsed(data: bytes, url: str) -> Feed:
        try:
            feed: Feed = sandbox.ask(parse, data, url)
        except SourceError as error:
            return WatchedPages((), str(error))
        return feed

    return parsed


def _storing(case: Case, progress: Progress | None) -> Store:
    from musnad.read.sources import read_captures

    return lambda captures: read_captures(case, captures, progress=progress)


def _states(case: Case, addresses: Iterable[str]) -> list[FeedState]:
    kept = {each.url: each for each in case.rows("feed")}
    return [kept.get(url, FeedState(url)) for url in addresses]


def _keep(case: Case, states: Sequence[FeedState]) -> None:
    with case.batch():
        case.connection.executemany("DELETE FROM feed WHERE url = ?", [(each.url,) for each in states])
        case.write(states)


def _known(case: Case, urls: Collection[str]) -> set[str]:
    """Return which addresses were read before: as the source of an item, or as the page of a report."""
    sources, pages = defaultdict(set), defaultdict(set)
    for url in urls:
        pages[same_address(shown(url))].add(url)
        for spelling in (url, shown(url), normal_address(url)):
            sources[spelling].add(url)
    known: set[str] = set()
    for each in _found(case, "SELECT source FROM item WHERE source IN", list(sources)):
        known |= sources[each]
    for each in _found(case, "SELECT address FROM report WHERE address IN", list(pages)):
        known |= pages[each]
    return known


def _found(case: Case, query: str, values: Sequence[str]) -> Iterator[str]:
    """Yield what a query that ends in IN finds for values."""
    for first in range(0, len(values), ADDRESSES_PER_QUERY):
        some = values[first : first + ADDRESSES_PER_QUERY]
        yield from (row[0] for row in case.connection.execute(f"{query} ({', '.join('?' * len(some))})", some))


def _analyse(case: Case, progress: Progress | None) -> None:
    from musnad.pipeline import analyse

    analyse(case, progress=progress)


def _wait(until: str | None, now: Callable[[], datetime]) -> None:
    """Wait until a stored moment, in short steps by the time of day: a computer that slept counted no seconds."""
    due = datetime.fromisoformat(until) if until else now()
    while (left := (due - now()).total_seconds()) > 0:
        time.sleep(min(STEP, left))
