"""Is it the same page? One key for all the ways the address of a page is written.

The key says that two addresses open the same page of the same site, so that another text there is a new
version of it. A wrong join would accuse an outlet of a silent change, so only what is sure is joined.
"""

from __future__ import annotations

import re
import unicodedata
from contextlib import suppress
from functools import cache, lru_cache
from importlib.resources import files
from urllib.parse import urlsplit

# An address longer than this is no address anybody was given; it is its own key.
LONGEST_ADDRESS = 8_000
_DOORS = ("www.", "m.", "mobile.")  # the same pages for other screens
_DEFAULT_PORTS = {"http": 80, "https": 443}
_INDEX = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?|jsp)$", re.IGNORECASE)
_SESSION = re.compile(r";jsessionid=[^/?]*", re.IGNORECASE)
_SLASHES = re.compile("/{2,}")
_ENCODED = re.compile("(?:%[0-9a-fA-F]{2})+")
_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~")
# An address in which nothing is encoded and nothing follows the path: most of them.
_SIMPLE = re.compile(r"https?://([a-z0-9\-]{1,60}(?:\.[a-z0-9\-]{1,60}){1,5})((?:/[a-zA-Z0-9\-._~/]*)?)")
# A fragment that names a page of its own in sites that are one script.
_ROUTES = ("!", "/")
# Bare words behind a path («?weekly»): they may only choose how the page is shown. Digits name an article.
_WORDS_BEHIND = re.compile(r"\?[a-zA-Z_\-]+(?:&[a-zA-Z_\-]+)*$")


def same_address(url: str) -> str:
    """Return the key of the page an address opens: equal for two addresses of one page.

    Scheme, ``www.``, ``m.``, default port, closing slash, index file, fragment, tracking parameters, the order of
    parameters and the way letters are encoded do not count. Parameters that may say what is printed do, and so do
    AMP and print addresses: another text stands there by design. What is no web address is its own key; ""
    where there is none.
    """
    url = url.strip()
    if len(url) > LONGEST_ADDRESS:
        return url
    simple = _SIMPLE.fullmatch(url)
    if simple and "//" not in simple[2]:
        return _host(simple[1]) + _INDEX.sub("", simple[2]).rstrip("/")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return url
    if parts.scheme not in _DEFAULT_PORTS or not host:
        return url
    port_words = "" if port in (None, *_DEFAULT_PORTS.values()) else f":{port}"
    path = _SLASHES.sub("/", _SESSION.sub("", _decoded(parts.path)))
    path = _INDEX.sub("", path).rstrip("/")
    query = "&".join(sorted(_telling(parts.query)))
    route = f"#{_decoded(parts.fragment)}" if parts.fragment.startswith(_ROUTES) else ""
    return f"{_host(host)}{port_words}{path}{'?' if query else ''}{query}{route}"


def without_words_behind(address: str) -> str:
    """Return the key of an address without bare words behind its path: of the same page, if the same text stands there.

    ``?print`` and ``?weekly`` choose how a page is shown; ``?about`` opens another one, which its text tells.
    """
    return _WORDS_BEHIND.sub("", address)


@lru_cache(maxsize=1024)
def _host(host: str) -> str:
    """Return a host without what only chooses the screen, in ASCII where it can be."""
    host = host.rstrip(".").lower()
    with suppress(UnicodeError):
        host = host.encode("idna").decode("ascii")
    for door in _DOORS:
        if host.startswith(door) and "." in host[len(door) :]:
            return _host(host[len(door) :])
    return host


def _telling(query: str) -> list[str]:
    """Return the parameters that may say what is printed, as ``name=value``; an empty one says nothing."""
    names, beginnings = _tracking()
    kept = []
    for each in query.split("&"):
        name, _, value = _decoded(each.replace("+", "%20")).partition("=")
        folded = name.lower()
        if name and value and folded not in names and not folded.startswith(beginnings):
            kept.append(f"{name}={value}")
        elif name and not value and "=" not in each and folded not in names:
            kept.append(name)  # ?12345 names an article
    return kept


@cache
def _tracking() -> tuple[frozenset[str], tuple[str, ...]]:
    lines = (files("musnad") / "read" / "tracking_parameters.tsv").read_text("utf-8").splitlines()
    names = [line.split("\t")[0] for line in lines if line and not line.startswith("#")][1:]
    return (
        frozenset(name for name in names if not name.endswith("*")),
        tuple(name[:-1] for name in names if name.endswith("*")),
    )


def _decoded(words: str) -> str:
    """Return an address's words with letters as themselves, and what means something else encoded kept so."""
    return unicodedata.normalize("NFC", _ENCODED.sub(_letters, words))


def _letters(match: re.Match[str]) -> str:
    try:
        decoded = bytes.fromhex(match[0].replace("%", "")).decode("utf-8")
    except UnicodeDecodeError:
        return match[0].upper()
    return "".join(
        char if ord(char) > 0x9F or char in _PLAIN else "".join(f"%{byte:02X}" for byte in char.encode())
        for char in decoded
    )
