"""Known outlets: one commented ``*.toml`` each, and how a page or a record names one."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any
from urllib.parse import urlsplit

from musnad.errors import UsageError
from musnad.records import Outlet, make_id
from musnad.text import folded_words

# Hosts that carry other outlets' pages or shorten their addresses: they name no outlet.
CARRIERS = {
    "t.co", "bit.ly", "goo.gl", "ow.ly", "tinyurl.com", "fb.me", "facebook.com", "twitter.com", "x.com", "youtube.com",
    "youtu.be", "t.me", "telegram.me", "instagram.com", "web.archive.org", "archive.org", "archive.ph", "google.com",
    "news.google.com", "linkedin.com", "whatsapp.com", "localhost", "example.com", "archive.today", "archive.is",
    "msn.com", "feedburner.com", "feedproxy.google.com", "dlvr.it", "nabd.com", "nabdapp.com", "sahafah.net",
    "masress.com",
    "turess.com", "djazairess.com", "sauress.com", "sudaress.com", "yemeress.com", "maghress.com",
    "webcache.googleusercontent.com",
}  # fmt: skip
_COMMON_PREFIXES = ("www.", "m.", "mobile.", "amp.")


KINDS = ("newspaper", "broadcaster", "agency", "site")
# What a file may say: the name of each key, and the type of its value.
_REQUIRED: dict[str, type] = {"name_ar": str, "name_en": str, "kind": str, "domains": list, "country": str}
_OPTIONAL: dict[str, type] = {
    "printed": list, "shared_name": bool, "owner": str, "note": str, "since": str, "until": str,
}  # fmt: skip
_COUNTRY = re.compile(r"[A-Z]{2}")
_DOMAIN = re.compile(r"(?:[a-z0-9][a-z0-9\-]*\.)+[a-z]{2,}(?:/[\w\-]+)*")
_DAY = re.compile(r"\d{4}(?:-\d\d){0,2}")


@dataclass(frozen=True, slots=True)
class KnownOutlet:
    """One outlet's facts, from its file."""

    key: str  # the name of its file; of an agency also its key in agencies.tsv
    name_ar: str
    name_en: str
    domains: tuple[str, ...]  # the present one first; with a path where only that part is this outlet's
    country: str  # ISO 3166, two letters: where it is edited
    kind: str  # one of KINDS
    printed: tuple[str, ...]
    shared_name: bool  # the Arabic name alone is a word, a place or another outlet's too
    owner: str = ""
    note: str = ""
    since: str = ""  # ISO 8601 year, month or day
    until: str = ""

    def row(self) -> Outlet:
        return Outlet(make_id("outlet", self.key), self.name_ar, self.name_en, self.domains[0], self.country)

    def names(self) -> tuple[str, ...]:
        """Return the names that mean this outlet and no other: corpora name outlets by their keys too, agencies not."""
        own = () if self.shared_name else (self.name_ar,)
        key = () if self.kind == "agency" else (self.key,)
        return (*own, self.name_en, *key, *self.printed)


@cache
def load_outlets() -> dict[str, KnownOutlet]:
    """Return the known outlets by key (the name of their file)."""
    return read_outlets(files("musnad") / "outlets")


def read_outlets(folder: Traversable) -> dict[str, KnownOutlet]:
    """Return the outlets of a folder of ``*.toml`` files, by key.

    Raises ``UsageError``, which names the file, where one can't be read, says what no file may say,
    or names or domains mean two outlets.
    """
    found: dict[str, KnownOutlet] = {}
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.name.endswith(".toml"):
            key = entry.name.removesuffix(".toml")
            try:
                found[key] = _outlet(key, tomllib.loads(entry.read_text("utf-8")))
            except (ValueError, OSError) as error:
                raise UsageError(f"outlets/{entry.name}: {error}") from None
    _check_unique(found.values())
    return found


def _outlet(key: str, facts: dict[str, Any]) -> KnownOutlet:
    """Return an outlet from what its file says; ``ValueError`` says what is wrong with it."""
    for name, value in facts.items():
        wanted = (_REQUIRED | _OPTIONAL).get(name)
        if wanted is None:
            raise ValueError(f"unknown key {name!r}")
        if not isinstance(value, wanted) or (
            isinstance(value, list) and not all(isinstance(each, str) for each in value)
        ):
            raise ValueError(f"{name} must be a {'list of strings' if wanted is list else wanted.__name__}")
    missing = [name for name in _REQUIRED if not facts.get(name)]
    if missing:
        raise ValueError(f"missing: {', '.join(missing)}")
    if facts["kind"] not in KINDS:
        raise ValueError(f"kind is one of {', '.join(KINDS)}")
    wrong = [domain for domain in facts["domains"] if not _DOMAIN.fullmatch(domain)]
    wrong += [facts["country"]] if not _COUNTRY.fullmatch(facts["country"]) else []
    wrong += [facts[name] for name in ("since", "until") if name in facts and not _DAY.fullmatch(facts[name])]
    if wrong:
        raise ValueError(f"not as it should be written: {', '.join(wrong)}")
    lists = {name: tuple(facts.get(name, ())) for name in ("domains", "printed")}
    return KnownOutlet(key, **({"shared_name": False} | facts | lists))


def _check_unique(outlets: Iterable[KnownOutlet]) -> None:
    """Raise ``UsageError`` where a domain or a name means two outlets."""
    meant: dict[str, str] = {}
    for outlet in outlets:
        for name in {*outlet.domains, *map(fold_name, outlet.names())}:
            other = meant.setdefault(name, outlet.key)
            if other != outlet.key:
                raise UsageError(f"outlets/{outlet.key}.toml: {name!r} also means outlets/{other}.toml")


def fold_name(name: str) -> str:
    """Return a name's folded words, joined by one space: the form names are compared in."""
    return " ".join(folded_words(name))


@cache
def _by_name() -> dict[str, KnownOutlet]:
    names: dict[str, KnownOutlet] = {}
    for outlet in load_outlets().values():
        for name in outlet.names():
            names.setdefault(fold_name(name), outlet)
    return names


@cache
def longest_name() -> int:
    """Return the number of words of the longest name of a known outlet."""
    return max(len(name.split()) for name in _by_name())


@cache
def first_words_of_names() -> frozenset[str]:
    """Return the folded words that names of known outlets begin with."""
    return frozenset(name.split()[0] for name in _by_name())


def outlet_named(name: str) -> KnownOutlet | None:
    """Return the known outlet that ``name`` (as printed) names without doubt."""
    return _by_name().get(fold_name(name))


def outlet_of_words(folded: Sequence[str]) -> KnownOutlet | None:
    """Return the known outlet that folded words name without doubt."""
    return _by_name().get(" ".join(folded))


# What an archive of the web puts in front of the address of a page it keeps.
_ARCHIVED = re.compile(
    r"(?:https?://)?(?:web\.archive\.org/web|archive\.(?:ph|is|today|md|li)|[\w.\-]{1,80}/wayback)/\d{4,14}[a-z_]{0,4}/",
    re.I,
)


def original_address(url: str) -> str:
    """Return the address of the page itself, where ``url`` is that of a copy in a web archive."""
    found = _ARCHIVED.match(url)
    return url[found.end() :] if found else url


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
def _by_host() -> dict[str, list[tuple[str, KnownOutlet]]]:
    """Return the outlets of each host with the path they have there, the longest path first."""
    found: dict[str, list[tuple[str, KnownOutlet]]] = {}
    for outlet in load_outlets().values():
        for domain in outlet.domains:
            host, _, path = domain.partition("/")
            found.setdefault(host, []).append((f"/{path}/" if path else "/", outlet))
    for some in found.values():
        some.sort(key=lambda pair: (-len(pair[0]), pair[1].key))
    return found


def outlet_of_url(url: str) -> KnownOutlet | None:
    """Return the known outlet whose domain, or a domain above it, an address stands in.

    Where a domain is written with a path, as ``example.com/ar``, only addresses below it are the outlet's.
    """
    url = original_address(url.strip())
    url = url if "//" in url else f"http://{url}"
    host = host_of(url)
    path = _path_of(url)
    while host and "." in host:
        for start, outlet in _by_host().get(host, ()):
            if path.startswith(start):
                return outlet
        host = host.partition(".")[2]
    return None


def _path_of(url: str) -> str:
    try:
        return f"{urlsplit(url.strip()).path.rstrip('/')}/".lower()
    except ValueError:
        return "/"


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
    host = host_of(original_address(url.strip())) if url else None
    if host and host not in CARRIERS:
        return Outlet(make_id("outlet", host), None, None, host, None)
    return None
