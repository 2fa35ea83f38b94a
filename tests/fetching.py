"""What tests of fetching share: a quick fetcher, its times, and answers of sites."""

import socket
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from web_server import Clock

from musnad.read.net import Fetcher, Policy

HTML = (200, {"Content-Type": "text/html; charset=utf-8", "ETag": '"1"'}, "<p>خبر من مدينة متخيلة</p>".encode())
NOW = datetime(2024, 5, 1, 12, tzinfo=UTC)
QUICK = Policy(private=True, pause=0.0, robots=False, tries=1)


@dataclass
class Entry:
    """An entry of a feed made by hand."""

    url: str | None
    headline: str | None = None
    published: str | None = None
    updated: str | None = None
    outlet: str | None = None


@dataclass
class AFeed:
    entries: list
    reason: str = ""


def fetcher(policy=QUICK, clock=None, **other):
    clock = clock or Clock()
    return Fetcher(policy, clock=clock, sleep=clock.sleep, now=lambda: NOW, proxies={}, **other)


def fetch(url, policy=QUICK, **other):
    with fetcher(policy, **other) as each:
        return each.fetch(url)


def redirect(to, status=302):
    return (status, {"Location": to}, b"")


def obeying(**other):
    return replace(QUICK, robots=True, **other)


def robots_txt(words):
    return (200, {}, words.encode())


def at_home(*_):
    return ["127.0.0.1"]


def nowhere(*_):
    raise socket.gaierror(socket.EAI_NONAME, "not known")


def only_numbers(host, port, timeout):
    """The system's own reading of numbers, which is the widest there is; names lead to the open net."""
    try:
        found = socket.getaddrinfo(host, port, flags=socket.AI_NUMERICHOST)
    except (OSError, UnicodeError):
        return ["93.184.216.34"]
    return [each[4][0] for each in found]


def an_answer(**headers):
    from musnad.read.net.connections import Answer

    return Answer(302 if headers else 200, headers, b"x")
