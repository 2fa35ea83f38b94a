"""Known outlets: one commented ``*.toml`` each, and how a page or a record names one."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from urllib.parse import urlsplit

from musnad.records import Outlet, make_id
from musnad.text import folded_words

# Hosts that carry other outlets' pages or shorten their addresses: they name no outlet.
CARRIERS = {
    "t.co", "bit.ly", "goo.gl", "ow.ly", "tinyurl.com", "fb.me", "facebook.com", "twitter.com", "x.com", "youtube.com",
    "youtu.be", "t.me", "telegram.me", "instagram.com", "web.archive.org", "archive.org", "archive.ph", "google.com",
    "news.google.com", "linkedin.com", "whatsapp.com", "localhost", "example.com",
}  # fmt: skip
_COMMON_PREFIXES = ("www.", "m.", "mobile.", "amp.")


@dataclass(frozen=True, slots=True)
class KnownOutlet:
    """One outlet's facts, from its file."""

    key: str
    name_ar: str
    name_en: str
    domains: tuple[str, ...]
    country: str
    printed: tuple[str, ...]
    shared_name: bool

    def row(self) -> Outlet:
        return Outlet(make_id("outlet", self.key), self.name_ar, self.name_en, self.domains[0], self.country)


@cache
def load_outlets() -> dict[str, KnownOutlet]:
    """Return the known outlets by key (the name of their file)."""
    found = {}
    for entry in sorted((files("musnad") / "outlets").iterdir(), key=lambda entry: entry.name):
        if entry.name.endswith(".toml"):
            facts = tomllib.loads(entry.read_text("utf-8"))
            key = entry.name.removesuffix(".toml")
            found[key] = KnownOutlet(
                key,
                facts["name_ar"],
                facts["name_en"],
                tuple(facts["domains"]),
                facts["country"],
                tuple(facts["printed"]),
                bool(facts.get("shared_name", False)),
            )
    return found


def fold_name(name: str) -> str:
    """Return a name's folded words, joined by one space: the form names are compared in."""
    return " ".join(folded_words(name))


@cache
def _by_name() -> dict[str, KnownOutlet]:
    names: dict[str, KnownOutlet] = {}
    for outlet in load_outlets().values():
        own = (outlet.name_en, outlet.key) if outlet.shared_name else (outlet.name_ar, outlet.name_en, outlet.key)
        for name in (*own, *outlet.printed):
            names.setdefault(fold_name(name), outlet)
    return names


@cache
def longest_name() -> int:
    """Return the number of words of the longest name of a known outlet."""
    return max(len(name.split()) for name in _by_name())


def outlet_named(name: str) -> KnownOutlet | None:
    """Return the known outlet that ``name`` (as printed) names without doubt."""
    return _by_name().get(fold_name(name))


def outlet_of_words(folded: Sequence[str]) -> KnownOutlet | None:
    """Return the known outlet that folded words name without doubt."""
    return _by_name().get(" ".join(folded))


def host_of(url: str) -> str | None:
    """Return the host of an http address, lower case and without ``www.``; ``None`` where there is none."""
    try:
        host = urlsplit(url.strip()).hostname
    except ValueError:
        return None
    if not host or "." not in host:
        return None
    for prefix in _COMMON_PREFIXES:
        host = host.removeprefix(prefix)
    return host


@cache
def _by_domain() -> dict[str, KnownOutlet]:
    return {domain: outlet for outlet in load_outlets().values() for domain in outlet.domains}


def outlet_of_url(url: str) -> KnownOutlet | None:
    """Return the known outlet whose domain, or a domain above it, an address stands in."""
    host = host_of(url)
    while host and "." in host:
        if host in _by_domain():
            return _by_domain()[host]
        host = host.partition(".")[2]
    return None


def outlet_row(name: str | None, url: str | None) -> Outlet | None:
    """Return the outlet a record names by its outlet field or else by its address.

    A name that is not known makes an outlet of its own; the address decides where the name is
    shared by several outlets.
    """
    known = outlet_named(name) if name else None
    known = known or (outlet_of_url(url) if url else None)
    if known:
        return known.row()
    if name and fold_name(name):
        arabic = any("\u0600" <= char <= "\u06ff" for char in name)
        row_id = make_id("outlet", fold_name(name))
        return Outlet(row_id, name.strip() if arabic else None, None if arabic else name.strip(), None, None)
    host = host_of(url) if url else None
    if host and host not in CARRIERS:
        return Outlet(make_id("outlet", host), None, None, host, None)
    return None
