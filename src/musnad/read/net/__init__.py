"""Fetching: a page from the net as a capture, politely, within bounds, and only from the open net.

``Fetcher(policy).fetch(url)`` never raises for what a server or an address does: the capture has
the reason. Redirects are followed one by one, each judged like the first address; no cookies are
kept; a name and password in an address are sent to its own site only and stand in no capture.
"""

from __future__ import annotations

import base64
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from queue import SimpleQueue
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from musnad import __version__
from musnad.read.captures import Capture
from musnad.read.net.codings import ACCEPTED
from musnad.read.net.destinations import NOT_AN_ADDRESS, parse_address, shown, site_of
from musnad.read.net.hosts import PRIVATE, Resolve, Turns, find_way, is_local_name, is_public, look_up, numbers_of
from musnad.read.net.robots import LONGEST as LONGEST_ROBOTS
from musnad.read.net.robots import Robots

if TYPE_CHECKING:
    import ssl

    import httpx

    from musnad.read.net.connections import Answer, Bounds

UNCHANGED = "not changed since the last visit"
STOPPED = "stopped before it was fetched"
# More redirects than any page that works needs; each is judged.
MOST_HOPS = 8
# Without Retry-After a busy site is asked again after so many seconds, then twice that.
FIRST_WAIT = 2.0
# Addresses of a list looked at ahead, so that several hosts can be asked at once.
LOOK_AHEAD = 10_000
# Seconds after which a thread that waits for its turn notices that it is to stop.
STOP_LATENCY = 0.1
_REDIRECTS = (301, 302, 303, 307, 308)
_BUSY = (429, 503)
# What may be another answer next time: by status, or by the beginning of the reason.
_PASSING = (408, 425, 429, 500, 502, 503, 504)
_PASSING_REASONS = (
    "no answer", "no connection", "no such host", "refused for now", STOPPED, "the site asks to wait", "truncated",
)  # fmt: skip
# A date in a header is some 30 letters; a number of seconds with more digits means years.
LONGEST_DATE, LONGEST_NUMBER = 100, 9
_ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
_PHRASES = {
    400: "bad request", 401: "log in first", 402: "for subscribers", 403: "forbidden", 404: "not found", 410: "gone",
    429: "too many requests", 451: "withheld for legal reasons", 500: "a failure of the site",
    502: "a failure of the site", 503: "not available now", 504: "a failure of the site",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Policy:
    """How pages are fetched; seconds and bytes throughout."""

    agent: str = f"Musnad/{__version__}"
    contact: str = ""  # an address or page sent along, so that a site knows whom to ask
    connect: float = 10.0  # for a connection
    read: float = 15.0  # for one silence
    total: float = 30.0  # for one whole answer
    size: int = 20_000_000  # of a body, packed or unpacked
    pause: float = 1.0  # between two requests to one host
    longest_pause: float = 30.0  # where a robots.txt asks for more
    patience: float = 60.0  # how long a busy site is waited for in one go
    tries: int = 3  # for a busy site, or an answer that broke off
    hosts: int = 8  # asked at the same time
    private: bool = False  # whether machines of private networks may be asked
    robots: bool = True  # whether robots.txt is obeyed

    @property
    def header(self) -> str:
        """The User-Agent header."""
        return f"{self.agent} (+{self.contact})" if self.contact else self.agent


@dataclass(frozen=True, slots=True)
class Wanted:
    """An address to fetch, and what the last visit left behind."""

    url: str
    etag: str | None = None
    modified: str | None = None


class Fetcher:
    """Fetches pages as ``policy`` says. A context manager; may be used from several threads.

    ``resolve(host, port, timeout)`` looks a host up, ``now`` gives the time of day, ``clock`` and
    ``sleep`` measure and wait out pauses, ``proxies`` are by scheme: the environment's, unless given.
    """

    def __init__(
        self,
        policy: Policy | None = None,
        *,
        resolve: Resolve = look_up,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] | None = None,
        proxies: Mapping[str, str] | None = None,
    ) -> None:
        from musnad.read.net.connections import Bounds, Lines

        self.policy = policy or Policy()
        self._resolve, self._now = resolve, now
        self._proxies = _proxies_of_environment() if proxies is None else dict(proxies)
        self._stopped = False
        self._lines = Lines()
        self._bounds = Bounds(self.policy.connect, self.policy.read, self.policy.total, self.policy.size)
        self._robots_bounds = replace(self._bounds, size=LONGEST_ROBOTS, keeps_start=True)
        self._turns = Turns(clock, sleep or self._sleep)
        self._robots = Robots(self.policy.agent.partition("/")[0], self._robots_txt, clock)

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        from musnad.read.net.connections import trusted

        return trusted()

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(self, *exc: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Cut what is open and ask nothing more; every fetch under way comes back with a reason.

        Takes no lock, so that a signal's handler may call it.
        """
        self._stopped = True
        self._lines.cut()

    def _sleep(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while not self._stopped and (left := until - time.monotonic()) > 0:
            time.sleep(min(STOP_LATENCY, left))

    def fetch(self, url: str, *, etag: str | None = None, modified: str | None = None) -> Capture:
        """Fetch ``url`` and return the capture; ``etag`` and ``modified`` are those of the last visit.

        The capture's address is the last one, the redirected ones before it are its ``hops``. Where
        nothing changed its status is 304.
        """
        headers = {"if-none-match": etag or "", "if-modified-since": modified or ""}
        return self._follow(url, {name: value for name, value in headers.items() if value}, self._ask_politely)

    def _robots_txt(self, url: str) -> Capture:
        return self._follow(url, {}, self._ask_for_robots)

    def _follow(
        self, address: str, extra: Mapping[str, str], ask: Callable[[httpx.URL, Mapping[str, str]], Answer]
    ) -> Capture:
        """Ask for an address and for what it redirects to, until there is an answer."""
        url = parse_address(address)
        if url is None:
            return self._capture(shown(address), _refused(NOT_AN_ADDRESS))
        home, password = site_of(url), _password_of(url)
        hops: list[str] = []
        remarks: tuple[str, ...] = ()
        while True:
            # a redirect to another site must not carry the password there
            answer = ask(url, {**extra, **(password if site_of(url) == home else {})})
            if answer.status not in _REDIRECTS:
                return self._capture(shown(str(url)), answer, tuple(hops), remarks)
            hops.append(shown(str(url)))
            target, reason = _redirected(url, answer, hops)
            if target is None:
                return self._capture(hops.pop(), replace(answer, reason=reason), tuple(hops), remarks)
            if (url.scheme, target.scheme) == ("https", "http"):
                remarks += ("redirected from https to http",)
            url = target

    def _ask_politely(self, url: httpx.URL, headers: Mapping[str, str]) -> Answer:
        """Ask when the site allows it and it is our turn; again, where it is busy or broke off."""
        policy, answer = self.policy, _refused(STOPPED)
        for attempt in range(max(1, policy.tries)):
            if self._stopped:
                return _refused(STOPPED)
            route = self._route(url)
            if reason := route.reason or self._refusal(url):
                return _refused(reason)
            wait = self._turns.take(url.host, self._pause(url), policy.patience)
            if wait:
                return replace(answer, reason=f"the site asks to wait {wait:.0f} s")
            answer = self._ask(url, headers, route, self._bounds)
            again = _again_after(answer, attempt, self._now())
            if again is None or self._stopped:
                break
            self._turns.hold(url.host, again)
        return answer

    def _refusal(self, url: httpx.URL) -> str:
        return self._robots.refusal(site_of(url), shown(str(url))) if self.policy.robots else ""

    def _pause(self, url: httpx.URL) -> float:
        wish = self._robots.delay(site_of(url)) if self.policy.robots else 0.0
        return max(self.policy.pause, min(wish, self.policy.longest_pause))

    def _ask_for_robots(self, url: httpx.URL, headers: Mapping[str, str]) -> Answer:
        """Ask at once: it is one request a day, and whether there may be others depends on it."""
        return self._ask(url, headers, self._route(url), self._robots_bounds)

    def _ask(self, url: httpx.URL, headers: Mapping[str, str], route: Route, bounds: Bounds) -> Answer:
        """Ask once, now."""
        from musnad.read.net.connections import ask

        if self._stopped or route.reason:
            return _refused(route.reason or STOPPED)
        sent = {
            "host": url.netloc.decode("ascii"), "user-agent": self.policy.header, "accept": _ACCEPT,
            "accept-encoding": ACCEPTED, "connection": "close", **headers,
        }  # fmt: skip
        answer = ask(
            url, sent, addresses=route.addresses, proxy=route.proxy, bounds=bounds, tls=lambda: self._tls,
            lines=self._lines,
        )  # fmt: skip
        # a line that was cut looks like the end of a body without a length
        return _refused(STOPPED) if self._stopped else answer

    def _route(self, url: httpx.URL) -> Route:
        """Judge the host. Behind a proxy only its spelling can be: the proxy looks names up itself."""
        port = url.port or (443 if url.scheme == "https" else 80)
        proxy, wait = _proxy_for(url, self._proxies), self.policy.connect
        if proxy is None:
            way = find_way(url.host, port, private=self.policy.private, resolve=self._resolve, timeout=wait)
            return Route(way.addresses, None, way.reason)
        if not self.policy.private and _is_local(url.host):
            return Route(reason=PRIVATE)
        at = parse_address(proxy)
        if at is None:
            return Route(reason=f"no connection: the proxy {shown(proxy)} is not one for http")
        port = at.port or (443 if at.scheme == "https" else 80)
        way = find_way(at.host, port, private=True, resolve=self._resolve, timeout=wait)
        return Route(way.addresses, proxy, way.reason and f"no connection: the proxy can't be found ({way.reason})")

    def _capture(self, url: str, answer: Answer, hops: tuple[str, ...] = (), remarks: tuple[str, ...] = ()) -> Capture:
        reason = answer.reason or _reason_of(answer)
        return Capture(
            "", url, f"{self._now().astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}", answer.status, answer.headers,
            b"" if reason else answer.body, reason, (*remarks, *answer.remarks), hops,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Route:
    """Where to connect to: addresses of the host, or of the proxy before it; or why not at all."""

    addresses: tuple[str, ...] = ()
    proxy: str | None = None
    reason: str = ""


def is_passing(capture: Capture) -> bool:
    """Whether what went wrong may go right next time; a body that broke off may come whole."""
    said = (capture.reason, *capture.remarks)
    return capture.status in _PASSING or any(each.startswith(_PASSING_REASONS) for each in said)


def fetch_all(urls: Iterable[str], fetcher: Fetcher) -> Iterator[Capture]:
    """Fetch a list of addresses and yield the captures as they come in.

    Several hosts are asked at once, each by one thread at a time with the pauses of the policy, so
    the order is that of the answers; within one host it is that of the list. At most
    ``policy.hosts`` captures are held at a time, and ``LOOK_AHEAD`` addresses.
    """
    return (capture for _, capture in fetch_each(map(Wanted, urls), fetcher))


def fetch_each(wanted: Iterable[Wanted], fetcher: Fetcher) -> Iterator[tuple[Wanted, Capture]]:
    """Do as ``fetch_all`` does, with what was wanted beside each capture."""
    waiting: dict[str, deque[Wanted]] = {}
    asked: set[str] = set()
    answers: SimpleQueue[tuple[str, Wanted, Capture | BaseException]] = SimpleQueue()
    source = iter(wanted)
    ahead = _queue_up(source, waiting, LOOK_AHEAD)
    while waiting or asked:
        for host in [each for each in waiting if each not in asked][: max(1, fetcher.policy.hosts) - len(asked)]:
            asked.add(host)
            _start(host, waiting[host].popleft(), fetcher, answers)
        host, one, outcome = answers.get()
        asked.discard(host)
        if rest := waiting.pop(host):  # to the end: another host's turn
            waiting[host] = rest
        ahead += _queue_up(source, waiting, LOOK_AHEAD - ahead + 1) - 1
        if isinstance(outcome, BaseException):
            raise outcome
        yield one, outcome


def _queue_up(source: Iterator[Wanted], waiting: dict[str, deque[Wanted]], most: int) -> int:
    """Put the next addresses into the queues of their hosts; return how many."""
    number = 0
    while number < most and (one := next(source, None)) is not None:
        waiting.setdefault(_host(one.url), deque()).append(one)
        number += 1
    return number


def _host(url: str) -> str:
    """Return the host as it is written: enough to tell queues apart, the turns go by the one that is asked."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _start(
    host: str, one: Wanted, fetcher: Fetcher, answers: SimpleQueue[tuple[str, Wanted, Capture | BaseException]]
) -> None:
    def work() -> None:
        try:
            answers.put((host, one, fetcher.fetch(one.url, etag=one.etag, modified=one.modified)))
        except BaseException as error:
            answers.put((host, one, error))

    # a daemon, so that Ctrl-C need not wait for a slow server
    threading.Thread(target=work, name=f"fetch from {host}", daemon=True).start()


def _refused(reason: str) -> Answer:
    from musnad.read.net.connections import Answer

    return Answer(reason=reason)


def _reason_of(answer: Answer) -> str:
    """Return why an answer holds no page, or ""."""
    if answer.status == 304:
        return UNCHANGED
    if not 200 <= answer.status < 300:
        phrase = _PHRASES.get(answer.status)
        return f"the site answered {answer.status}{f' ({phrase})' if phrase else ''}"
    if answer.body:
        return ""
    return answer.remarks[0] if answer.remarks else "an empty answer"


def _redirected(url: httpx.URL, answer: Answer, hops: list[str]) -> tuple[httpx.URL | None, str]:
    """Return where a redirect leads, or why it is not followed."""
    location = answer.headers.get("location", "").strip()
    if not location:
        return None, "a redirect to nowhere"
    target = parse_address(location, base=url)
    if target is None:
        return None, f"a redirect that is {NOT_AN_ADDRESS}"
    if shown(str(target)) in hops:
        return None, "redirected in a circle: the site may want cookies"
    if len(hops) > MOST_HOPS:
        return None, f"redirected more than {MOST_HOPS} times"
    return target, ""


def _again_after(answer: Answer, attempt: int, now: datetime) -> float | None:
    """Return in how many seconds to ask once more, or ``None`` where that makes no sense."""
    if answer.status in _BUSY:
        said = retry_after(answer.headers, now)
        return FIRST_WAIT * 2**attempt if said is None else said
    broken = any(each.startswith(("truncated", "corrupt")) for each in answer.remarks)
    return 0.0 if broken and attempt == 0 else None


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Return the seconds a ``Retry-After`` header asks for (a number or a date), or ``None``."""
    from email.utils import parsedate_to_datetime

    said = headers.get("retry-after", "")[:LONGEST_DATE].strip()
    if said.isascii() and said.isdigit():
        return float(said[:LONGEST_NUMBER])
    try:
        at = parsedate_to_datetime(said)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return max(0.0, (at - now).total_seconds())


def _password_of(url: httpx.URL) -> dict[str, str]:
    if not url.userinfo:
        return {}
    both = f"{url.username}:{url.password}".encode()
    return {"authorization": "Basic " + base64.b64encode(both).decode("ascii")}


def _is_local(host: str) -> bool:
    return is_local_name(host) or not all(map(is_public, numbers_of(host)))


def _proxies_of_environment() -> dict[str, str]:
    from urllib.request import getproxies_environment

    return getproxies_environment()


def _proxy_for(url: httpx.URL, proxies: Mapping[str, str]) -> str | None:
    """Return the proxy for an address; hosts named in NO_PROXY, or below a name in it, go without."""
    proxy = proxies.get(url.scheme) or proxies.get("all")
    without = [each.strip().lstrip(".").lower() for each in proxies.get("no", "").split(",")]
    if not proxy or any(each == "*" or (each and f".{url.host}".endswith(f".{each}")) for each in without):
        return None
    return proxy if "://" in proxy else f"http://{proxy}"
