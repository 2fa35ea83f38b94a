"""Destinations: what may be fetched at all, and how an address is written wherever it is kept."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import httpx

NOT_AN_ADDRESS = "not a web address: only http and https are fetched"
# Servers take no longer ones either.
LONGEST_ADDRESS = 8_000
# A host has at most 253 characters; turning a longer one into those of the net takes the square of its length.
LONGEST_HOST = 1_000
# As a host is sent: ASCII letters, digits and what stands between them; an IPv6 address without a zone.
_HOST = re.compile(r"[a-z0-9._:-]+", re.I)
_WITH_HOST = re.compile(r"\s*(?:[a-z][a-z0-9+.-]{0,30}:)?//([^/?#]*)", re.I)
_PASSWORD = re.compile(r"(?<=://)[^/?#]*@")


def parse_address(address: str, base: httpx.URL | None = None) -> httpx.URL | None:
    """Return a web address parsed, without its fragment; ``None`` where it is none.

    ``base`` is the address it was found at, for those that are only the end of one.
    """
    import httpx

    named = _WITH_HOST.match(address)
    if len(address) > LONGEST_ADDRESS or (named and len(named[1]) > LONGEST_HOST):
        return None
    try:
        url = httpx.URL(address.strip()) if base is None else base.join(address.strip())
        url = url.copy_with(fragment=None)
        host = url.raw_host.decode("ascii")
        port = url.port
    except (httpx.InvalidURL, ValueError, TypeError):
        return None
    if url.scheme not in ("http", "https") or not _HOST.fullmatch(host) or not (port is None or 0 < port < 65536):
        return None
    return url


def site_of(url: httpx.URL) -> str:
    """Return scheme, host and port of an address, as they stand before its path."""
    return f"{url.scheme}://{url.netloc.decode('ascii')}"


def shown(address: str) -> str:
    """Return an address as it may be stored and shown: without the password in it."""
    return _PASSWORD.sub("", address, count=1)


def normal_address(address: str) -> str:
    """Return an address as it is sent, so that two spellings of one can be compared: no password, no fragment."""
    url = parse_address(address)
    return shown(str(url)) if url else shown(address)
