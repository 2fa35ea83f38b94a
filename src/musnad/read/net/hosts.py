"""Hosts: which machines may be asked, and how often.

A list of addresses comes from outside, so it may name machines only this computer can reach: a
router, a newsroom's content system, a cloud's key service. Every address a host's name leads to is
judged here, and the connection is made to the very address judged: no spelling of a number, and no
name that leads somewhere else the second time, gets past.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

Resolve = Callable[[str, int, float], Sequence[str]]

PRIVATE = "address of a private network: allow with --private"
NO_HOST = "no such host"
# Names that by agreement never lead to the open net: RFC 6761, 6762, 8375, ICANN's .internal, and
# those home routers and offices made up.
LOCAL_NAMES = ("localhost", "local", "internal", "home.arpa", "lan", "home", "intranet", "corp", "private", "test")
# The open net as seen from outside: is_global of Python's tables differs from version to version.
_GLOBAL_6 = IPv6Network("2000::/3")
_NAT64 = IPv6Network("64:ff9b::/96")  # an IPv4 address, seen from a net that has only IPv6
_NOT_PUBLIC_6 = tuple(
    IPv6Network(each)
    for each in ("2001::/23", "2001:db8::/32", "3fff::/20")  # Teredo and other protocols, documentation
)
_NOT_PUBLIC_4 = tuple(
    IPv4Network(each)
    for each in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
        "224.0.0.0/4", "240.0.0.0/4",
        "168.63.129.16/32",  # the key service of one large cloud stands on a public number
    )
)  # fmt: skip
# Hosts whose last turn is remembered; older ones are forgotten once their turn has come.
HOSTS_REMEMBERED = 10_000


@dataclass(frozen=True, slots=True)
class Way:
    """The addresses a host may be reached at, or the reason it may not be asked."""

    addresses: tuple[str, ...] = ()
    reason: str = ""


def is_public(address: str) -> bool:
    """Whether an IP address, as ``getaddrinfo`` gives it, is on the open net."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    return _public_4(parsed) if isinstance(parsed, IPv4Address) else _public_6(parsed)


def _public_4(address: IPv4Address) -> bool:
    return not any(address in each for each in _NOT_PUBLIC_4)


def _public_6(address: IPv6Address) -> bool:
    inside = address.ipv4_mapped or address.sixtofour
    if inside is None and address in _NAT64:
        inside = IPv4Address(int(address) & 0xFFFFFFFF)
    if inside is not None:
        return _public_4(inside)
    return address in _GLOBAL_6 and not any(address in each for each in _NOT_PUBLIC_6)


def is_local_name(host: str) -> bool:
    """Whether a name by itself says that it leads into this machine's own network."""
    name = host.lower().rstrip(".")
    if ":" in name or not name:
        return False
    return "." not in name or name.endswith(tuple(f".{each}" for each in LOCAL_NAMES))


def find_way(host: str, port: int, *, private: bool, resolve: Resolve, timeout: float) -> Way:
    """Return the addresses of ``host``, all of them judged; one that is private refuses the host.

    Unless ``private``, only the open net may be asked. ``timeout`` is in seconds.
    """
    try:
        addresses = tuple(dict.fromkeys(resolve(host, port, timeout)))
    except TimeoutError:
        return Way(reason=f"no answer within {timeout:.0f} s: the name {host} was not looked up")
    except (OSError, UnicodeError, ValueError):
        return Way(reason=PRIVATE if is_local_name(host) and not private else f"{NO_HOST}: {host}")
    if not addresses:
        return Way(reason=f"{NO_HOST}: {host}")
    numeric = _is_number(host, addresses)
    if not private and ((is_local_name(host) and not numeric) or not all(map(is_public, addresses))):
        return Way(reason=PRIVATE)
    return Way(addresses)


def _is_number(host: str, addresses: Sequence[str]) -> bool:
    """Whether a host is an address written out: 8.8.8.8, but also 134744072 and 0x8.0x8.2056."""
    return set(numbers_of(host)) == set(addresses)


def numbers_of(host: str) -> tuple[str, ...]:
    """Return the addresses that a host's spelling is a number for, without asking anybody; mostly none."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
    except (OSError, UnicodeError, ValueError):
        return ()
    return tuple(str(each[4][0]) for each in found)


def look_up(host: str, port: int, timeout: float) -> list[str]:
    """Return the addresses of a host from the system's resolver, within ``timeout`` seconds.

    Raises ``OSError`` where there is none, ``TimeoutError`` where nobody answers in time: the
    system's own patience has no bound that can be set, so the question is left behind in a thread.
    """
    answer: list[str] = []
    failure: list[Exception] = []

    def ask() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            answer.extend(str(each[4][0]) for each in found)
        except (OSError, UnicodeError, ValueError) as error:
            failure.append(error)

    asking = threading.Thread(target=ask, name="look up a host", daemon=True)
    asking.start()
    asking.join(timeout)
    if failure:
        raise failure[0]
    if asking.is_alive():
        raise TimeoutError(f"{host} not looked up within {timeout} s")
    return answer


class Turns:
    """Whose turn it is: between two requests to one host lies a pause, whichever thread makes them."""

    def __init__(self, clock: Callable[[], float], sleep: Callable[[float], object]) -> None:
        self._clock, self._sleep = clock, sleep
        self._lock = threading.Lock()
        self._next: dict[str, float] = {}

    def take(self, host: str, pause: float, patience: float) -> float:
        """Wait until it is our turn to ask ``host``; the next one comes ``pause`` seconds later.

        Returns 0, or the seconds it would have taken where that is longer than ``patience``: then
        nobody waited, and it is nobody's turn.
        """
        with self._lock:
            now = self._clock()
            turn = max(now, self._next.get(host, now))
            if turn - now > patience:
                return turn - now
            self._next[host] = turn + pause
            if len(self._next) > HOSTS_REMEMBERED:
                self._next = {name: at for name, at in self._next.items() if at > now}
        if turn > now:
            self._sleep(turn - now)
        return 0.0

    def hold(self, host: str, seconds: float) -> None:
        """Let nobody ask ``host`` for so long: it has asked for it."""
        with self._lock:
            self._next[host] = max(self._next.get(host, 0.0), self._clock() + seconds)
