"""What a page says of itself beside its text: metadata, JSON-LD, links; each value with the place it is from.

Nothing is believed here: two places that differ are both given, in the order they are trusted.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

from musnad.outlets import CARRIERS, fold_name, host_of, outlet_named, outlet_of_url
from musnad.read.entries import Facts

# Values longer than these are no such thing.
LONGEST_HEADLINE = 500
LONGEST_NAME = 120
LONGEST_URL = 2000
MOST_AUTHORS = 5
MOST_WORDS_OF_A_NAME = 6
# Things in JSON-LD looked at, and how often a name may stand in a head.
MOST_THINGS = 500
MOST_VALUES = 20
# Where a page's metadata names its date, in the order it is trusted; lower case.
DATE_NAMES = (
    "article:published_time", "og:article:published_time", "og:published_time", "article:published", "datepublished",
    "rnews:datepublished", "bt:pubdate", "parsely-pub-date", "sailthru.date", "publish_date", "publish-date",
    "publishdate", "published_date", "published_time", "publication_date", "publicationdate", "publication-date",
    "published", "pubdate", "pub_date", "pubtime", "article_date_original", "originalpublicationdate",
    "article.published",
    "cxenseparse:recs:publishtime", "cxenseparse:publishtime", "dc.date.issued", "dcterms.issued", "dc.issued",
    "dc.date", "dcterms.date", "dc.date.created", "dcterms.created", "dc.created", "datecreated", "citation_date",
    "citation_publication_date", "article:date", "article_date", "news_date", "date_published", "date", "displaydate",
    "og:pubdate", "shareaholic:article_published_time", "prism.publicationdate", "creation_date", "timestamp",
)  # fmt: skip
CHANGED_NAMES = ("article:modified_time", "og:updated_time", "datemodified", "last-modified", "dcterms.modified",
                 "dc.date.modified", "article:modified", "revised", "lastmod")  # fmt: skip
_ARTICLE = re.compile(r"(?:Article|Posting|Report|ReportageNewsArticle|Review|Liveblog|BlogPost)$", re.I)
_OUTLET_NAMES = ("og:site_name", "application-name", "publisher", "dc.publisher", "dcterms.publisher", "copyright",
                 "twitter:app:name:iphone", "apple-mobile-web-app-title", "article:publisher")  # fmt: skip
_AUTHOR_NAMES = ("author", "article:author", "dc.creator", "dcterms.creator", "byl", "sailthru.author",
                 "parsely-author", "creator")  # fmt: skip
# Keys of JSON-LD under which an article may stand.
_HOLDS_THINGS = {"@graph", "mainEntity", "itemListElement", "item", "mainEntityOfPage", "hasPart", "liveBlogUpdate"}
_SEPARATORS = re.compile(r"\s+[|\-–—:»«•·/]+\s+|\s*[|»«•]\s*|\s*::\s*")
_URL = re.compile(r"https?://[^\s<>\"']{3,}$", re.I)
_LITTER = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/)|(?://\s*\]\]>|-->|/\*\s*\]\]>\s*\*/)\s*;?\s*$"
)
_TRAILING = re.compile(r",(\s*[}\]])")


@dataclass(slots=True)
class Told:
    """What a page says of itself; each list in the order its values are trusted, with where each is from."""

    headlines: list[tuple[str, str]] = field(default_factory=list)
    outlets: list[tuple[str, str]] = field(default_factory=list)
    authors: list[tuple[str, str]] = field(default_factory=list)
    urls: list[tuple[str, str]] = field(default_factory=list)
    dates: list[tuple[str, object]] = field(default_factory=list)
    body: str = ""
    metas: dict[str, list[str]] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)


def told_by(root: Any, title: str, blocks_of_json: tuple[str, ...]) -> Told:
    """Return what a parsed page (an lxml element), its <title> and its JSON-LD say of it."""
    told = Told(metas=_metas(root))
    article = _article(blocks_of_json, told)
    if article:
        _from_json(article, told)
    _from_metas(told)
    for link in root.iterfind(".//link[@rel]"):
        if "canonical" in link.get("rel", "").lower().split() and link.get("href"):
            told.urls.insert(0, ("link=canonical", link.get("href")))
    if title.strip():
        told.headlines.append(("title", one_line(title)))
    return told


def one_line(words: object, longest: int = LONGEST_HEADLINE) -> str:
    """Return a value as one line of bounded length, entities that were escaped twice resolved."""
    return " ".join(unescape(str(words)).split())[:longest].rstrip() if words is not None else ""


def _metas(root: Any) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for meta in root.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop")
        content = meta.get("content")
        if name and content and content.strip():
            values = found.setdefault(name.strip().lower(), [])
            if len(values) < MOST_VALUES:
                values.append(content.strip())
    return found


def _from_metas(told: Told) -> None:
    metas = told.metas
    for name in ("og:title", "twitter:title", "dc.title", "dcterms.title", "headline", "title", "sailthru.title"):
        told.headlines += [(f"meta={name}", one_line(value)) for value in metas.get(name, [])[:1]]
    for name in _OUTLET_NAMES:
        values = [value for value in metas.get(name, [])[:1] if not _URL.match(value)]
        told.outlets += [(f"meta={name}", one_line(value, LONGEST_NAME)) for value in values]
    for name in _AUTHOR_NAMES:
        values = [value for value in metas.get(name, [])[:MOST_AUTHORS] if not _URL.match(value)]
        told.authors += [(f"meta={name}", one_line(value, LONGEST_NAME)) for value in values]
    told.urls += [("meta=og:url", value) for value in metas.get("og:url", [])[:1]]
    for name in (*DATE_NAMES, *CHANGED_NAMES):
        told.dates += [(f"meta={name}", value) for value in metas.get(name, [])[:1]]


# --- JSON-LD ---------------------------------------------------------------------------------------------


def _article(blocks: tuple[str, ...], told: Told) -> dict[str, Any] | None:
    """Return the thing in JSON-LD that is the article; its own headline decides over types."""
    best: tuple[int, dict[str, Any]] | None = None
    for block in blocks:
        value = _parsed(block)
        if value is None:
            told.remarks.append("JSON-LD that is broken is left out")
            continue
        for thing in _things(value):
            rank = _rank(thing)
            if rank and (best is None or rank > best[0]):
                best = (rank, thing)
            _outlet_of(thing, told)
    return best[1] if best else None


def _parsed(block: str) -> Any:
    block = _LITTER.sub("", block.strip()).strip()
    for printed in (block, _TRAILING.sub(r"\1", block), unescape(block)):
        try:
            return json.loads(printed, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _things(value: Any) -> Iterator[dict[str, Any]]:
    """Yield the objects in a JSON value, outermost first, as many as are looked at."""
    waiting = [value]
    seen = 0
    while waiting and seen < MOST_THINGS:
        each = waiting.pop(0)
        seen += 1
        if isinstance(each, dict):
            yield each
            inner = (value for key, value in each.items() if key in _HOLDS_THINGS)
            waiting += [value for value in inner if isinstance(value, (dict, list))]
        elif isinstance(each, list):
            waiting += each[:MOST_THINGS]


def _types(thing: dict[str, Any]) -> list[str]:
    types = thing.get("@type")
    return [each for each in (types if isinstance(types, list) else [types]) if isinstance(each, str)]


def _rank(thing: dict[str, Any]) -> int:
    articles = any(_ARTICLE.search(each) for each in _types(thing))
    if articles:
        return 4 if thing.get("headline") or thing.get("articleBody") else 3
    return 1 if thing.get("datePublished") else 0


def _outlet_of(thing: dict[str, Any], told: Told) -> None:
    if any(each.endswith(("Organization", "WebSite")) for each in _types(thing)):
        name = _name(thing)
        if name:
            told.outlets.append(("json-ld=organization", name))


def _from_json(article: dict[str, Any], told: Told) -> None:
    for key in ("headline", "name", "alternativeHeadline"):
        if isinstance(article.get(key), str) and article[key].strip():
            told.headlines.append((f"json-ld={key}", one_line(article[key])))
    for author in _listed(article.get("author") or article.get("creator")):
        told.authors.append(("json-ld=author", author))
    for name in _listed(article.get("publisher") or article.get("sourceOrganization")):
        told.outlets.insert(0, ("json-ld=publisher", name))
    for key in ("datePublished", "dateCreated", "uploadDate", "dateModified"):
        if isinstance(article.get(key), (str, int)):
            told.dates.append((f"json-ld={key}", article[key]))
    url = article.get("url") or article.get("mainEntityOfPage")
    url = url.get("@id") if isinstance(url, dict) else url
    if isinstance(url, str):
        told.urls.append(("json-ld=url", url))
    body = article.get("articleBody") or article.get("text")
    if isinstance(body, str):
        told.body = unescape(re.sub(r"<[^<>]{0,2000}>", "\n", body)).strip()


def _listed(value: Any) -> list[str]:
    """Return the names in a value: a name, an object with one, or a list of these."""
    some = value if isinstance(value, list) else [value]
    return [name for each in some[:MOST_AUTHORS] if (name := _name(each))]


def _name(value: Any) -> str:
    if isinstance(value, dict):
        value = value.get("name")
        value = value[0] if isinstance(value, list) and value else value
    if not isinstance(value, str) or _URL.match(value):
        return ""
    return one_line(value, LONGEST_NAME)


# --- judged together -------------------------------------------------------------------------------------


def titles_of(told: Told) -> list[str]:
    """Return the headlines that the metadata gives, titles cut where an outlet's name may follow or precede."""
    found: list[str] = []
    outlets = {fold_name(name) for _, name in told.outlets}
    for _, words in told.headlines:
        found.append(words)
        found += without_outlet(words, outlets)
    return list(dict.fromkeys(each for each in found if each))


def without_outlet(title: str, outlets: set[str]) -> list[str]:
    """Return a title without the outlet's name, surest first: nothing where it has no separators."""
    parts = [part for part in _SEPARATORS.split(title) if part and part.strip()]
    if len(parts) < 2:
        return []
    named = [part for part in parts if fold_name(part) in outlets or outlet_named(part)]
    cuts = list(_SEPARATORS.finditer(title))
    candidates = [title[: cuts[-1].start()], title[cuts[0].end() :], title[: cuts[0].start()]]
    if named and named[0] == parts[0] and parts[-1] not in named:
        candidates[0], candidates[1] = candidates[1], candidates[0]
    return [each.strip() for each in candidates if each.strip()]


def headline_of(told: Told, facts: Facts) -> tuple[str, str]:
    """Return the headline of a page that prints none that is sure, and its place in the metadata."""
    outlets = {fold_name(name) for _, name in told.outlets}
    for place, words in told.headlines:
        known = [each for each in without_outlet(words, outlets) if fold_name(words) != fold_name(each)]
        cut = known and any(_is_outlet(part, outlets) for part in _SEPARATORS.split(words) if part)
        best = known[0] if cut else words
        if fold_name(best) not in outlets and not outlet_named(best):
            return best, place
    if facts.headline and facts.headline.strip():
        return one_line(facts.headline), "feed"
    return "", ""


def author_of(told: Told) -> tuple[str, str]:
    """Return the writers the metadata names, joined as printed, and the place; no outlet, no login name."""
    outlets = {fold_name(name) for _, name in told.outlets}
    for place in dict.fromkeys(place for place, _ in told.authors):
        names = [name for where, name in told.authors if where == place and _is_person(name, outlets)]
        if names:
            return "، ".join(dict.fromkeys(names)), place
    return "", ""


def _is_person(name: str, outlets: set[str]) -> bool:
    folded = fold_name(name)
    if not folded or folded in outlets or outlet_named(name) or any(char.isdigit() or char in "@/_" for char in name):
        return False
    return " " in folded and len(folded.split()) <= MOST_WORDS_OF_A_NAME


def _is_outlet(part: str, outlets: set[str]) -> bool:
    return fold_name(part) in outlets or outlet_named(part) is not None


def url_of(told: Told, facts: Facts) -> tuple[str | None, list[str]]:
    """Return the page's address and remarks: its own word where that can be, else where it was fetched from."""
    remarks: list[str] = []
    given = facts.url.strip()[:LONGEST_URL] if facts.url and _URL.match(facts.url.strip()) else None
    for place, value in told.urls:
        url = _absolute(value, given)
        if url is None:
            continue
        if given and not _same_site(url, given):
            remarks.append(f"{place} names another host, {(host_of(url) or '')[:60]}: not believed")
            continue
        if (
            urlsplit(url).path.strip("/") == ""
            and not urlsplit(url).query
            and (given is None or given.rstrip("/") != url)
        ):
            continue  # the front page
        return url, remarks
    return given, remarks


def _absolute(value: str, given: str | None) -> str | None:
    value = value.strip()[:LONGEST_URL]
    try:
        url = urljoin(given, value) if given else f"https:{value}" if value.startswith("//") else value
        host = host_of(url)
    except ValueError:
        return None
    if not _URL.match(url) or not host or host in CARRIERS or "@" in urlsplit(url).netloc:
        return None
    return url


def _same_site(url: str, given: str) -> bool:
    """Tell whether two addresses may be of one outlet: one host in the other, or both of one known outlet."""
    one, other = host_of(url) or "", host_of(given) or ""
    if one == other or one.endswith(f".{other}") or other.endswith(f".{one}"):
        return True
    known = outlet_of_url(url)
    if known is not None and known is outlet_of_url(given):
        return True
    return other in CARRIERS or one.split(".")[-2:] == other.split(".")[-2:]


def outlet_of(told: Told, url: str | None, facts: Facts) -> str | None:
    """Return the outlet's name as the page gives it: a known one first, else one that is no address."""
    names = [name for _, name in told.outlets if name and len(fold_name(name)) > 1]
    for name in names:
        if outlet_named(name):
            return name
    if url and outlet_of_url(url):
        return None
    for part in (part for place, title in told.headlines if place == "title" for part in _SEPARATORS.split(title)):
        if part and outlet_named(part):
            return part.strip()
    if names:
        return names[0]
    return facts.outlet.strip()[:LONGEST_NAME].rstrip() if facts.outlet and facts.outlet.strip() else None
