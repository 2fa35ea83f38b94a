"""The blocks of a page: what a browser would print as lines and paragraphs, each with where it stands.

One walk over the parsed page. A block knows its element, how much of it is links, and which parts of the page
stand round it by their names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

# Elements that part lines; everything else stands inside one.
BLOCKS = frozenset({
    "html", "body", "div", "p", "article", "section", "main", "header", "footer", "nav", "aside", "form", "h1",
    "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd", "table", "tbody", "thead", "tfoot", "tr",
    "td", "th", "caption", "blockquote", "q-block", "pre", "figure", "figcaption", "address", "center", "fieldset",
    "details", "summary", "dialog", "menu", "hr", "amp-carousel", "amp-accordion", "amp-sidebar", "button", "label",
    "legend", "frameset", "marquee", "dir",
})  # fmt: skip
# Elements that are never the article's text.
_OUT = frozenset({
    "nav", "aside", "footer", "form", "button", "dialog", "menu", "amp-sidebar", "label", "legend", "fieldset",
    "marquee",
})  # fmt: skip
# Nothing in these is printed.
_SKIPPED = frozenset({
    "title", "script", "style", "svg", "math", "iframe", "object", "select", "textarea",
    "input", "video", "audio", "canvas", "map", "amp-ad", "amp-analytics", "amp-iframe", "amp-social-share",
    "amp-user-notification", "amp-consent",
})  # fmt: skip
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
# Pages have hundreds to thousands of blocks; beyond this the rest is not looked at, and said so.
MOST_BLOCKS = 120_000
LONGEST_NAMES = 300
MOST_TIMES = 200
# Spans that touch are parted where a line of them has no more words than this.
MOST_WORDS_SIDE_BY_SIDE = 25
_SPANS_PART = frozenset(("div", "header", "td", "section", "figure"))
_SEAM = "\x1f"  # no text has it: control characters are taken out of the source

_SPACE = re.compile(r"[ \t\r\n\f]+")
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_CAPITALS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_PARTS = re.compile(r"[^a-z0-9]+")


@dataclass(slots=True)
class Node:
    """One element that parts lines."""

    number: int
    parent: int
    tag: str
    zone: str  # by its own name or tag: "out", "never", "hidden", "body", "caption", … or ""
    within: str  # the nearest part named above it or by itself
    in_body: bool


@dataclass(slots=True)
class Block:
    """A line or paragraph as printed, white space collapsed."""

    text: str
    node: int
    tag: str
    linked: int  # characters of it in links
    first: str  # its first text node, to find it in the source
    broken: bool  # ends at a line break inside its element, not with it
    words: int
    bold: bool


@dataclass(slots=True)
class Blocks:
    """The blocks of a page and the elements they stand in, both in the page's order."""

    blocks: list[Block] = field(default_factory=list)
    nodes: list[Node] = field(default_factory=list)
    times: list[tuple[str, int]] = field(default_factory=list)  # datetime attributes, with their element
    cut: bool = False


def zone_of(names: str) -> str:
    """Return the zone that class, id and role name, or ""."""
    return _zone_of(names[:LONGEST_NAMES])


@lru_cache(maxsize=4096)
def _zone_of(names: str) -> str:
    words = f" {' '.join(_PARTS.split(_CAPITALS.sub(' ', names).lower()))} "
    joined = f" {' '.join(_PARTS.split(names.lower()))} "
    for zone, pattern in _patterns():
        if pattern.search(words) or pattern.search(joined):
            return zone
    return ""


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return each zone's names as one pattern; what is hidden or out is looked for before what is in."""
    names: dict[str, list[str]] = {}
    lines = (files("musnad") / "lang" / "page_names.tsv").read_text("utf-8").splitlines()
    for line in lines[1:]:
        if line and not line.startswith(("#", "zone\t")):
            zone, name = line.split("\t")[:2]
            names.setdefault(zone, []).append(name[:-1] + "[a-z]*" if name.endswith("*") else name)
    order = (
        "hidden",
        "never",
        "caption",
        "credit",
        "body",
        "out",
        "kicker",
        "standfirst",
        "headline",
        "byline",
        "date",
    )
    return tuple((zone, re.compile(f" (?:{'|'.join(sorted(names[zone]))}) ")) for zone in order if zone in names)


def page_blocks(root: Any) -> Blocks:
    """Return the blocks of a parsed page (an lxml element)."""
    walk = _Walk()
    walk.over(root)
    return walk.found


@dataclass(slots=True)
class _Walk:
    """The block being printed, and the elements open round it."""

    found: Blocks = field(default_factory=Blocks)
    open_: list[Node] = field(default_factory=list)
    elements: list[Any] = field(default_factory=list)  # those of the open nodes
    texts: list[str] = field(default_factory=list)
    first: str = ""
    linked: int = 0
    links: int = 0
    bolds: int = 0
    bold: bool = True
    heading: int = 0
    beside: bool = False  # a span has just ended, with nothing after it

    def over(self, root: Any) -> None:
        from lxml import etree  # type: ignore[import-untyped]

        walk = etree.iterwalk(root, events=("start", "end"))
        top = Node(0, -1, "html", "", "", False)
        self.found.nodes.append(top)
        self.open_.append(top)
        self.elements.append(None)
        for event, element in walk:
            tag = element.tag
            if event == "start":
                if tag in _SKIPPED or not isinstance(tag, str):
                    walk.skip_subtree()
                    continue
                self._start(tag, element)
                text = element.text
                if text:
                    self._print(text)
                self.beside = False
            else:
                if tag not in _SKIPPED:
                    self._end(tag, element)
                tail = element.tail
                self.beside = tag == "span" and not tail
                if tail:
                    self._print(tail)
            if len(self.found.blocks) >= MOST_BLOCKS:
                self.found.cut = True
                break
        self._flush()

    def _start(self, tag: str, element: Any) -> None:
        if tag == "br":
            self._break()
        elif tag == "time":
            self._stamp(element.get("datetime"))
            if self.open_[-1].tag not in ("p", "li"):
                self._flush()
                self._open(tag, element)
        elif tag == "a":
            self.links += 1
            if "author" in element.get("rel", "").split() and self.open_[-1].tag not in ("p", "li", *HEADINGS):
                self._flush()
                self._open(tag, element)
        elif tag == "span" and self.beside and self.texts and self.open_[-1].tag in _SPANS_PART:
            self.texts.append(_SEAM)
        elif tag == "b" or tag == "strong":
            self.bolds += 1
        elif tag in BLOCKS or (element.attrib and self._parts_line(element)):
            self._flush()
            self._open(tag, element)

    def _parts_line(self, element: Any) -> bool:
        """Tell whether an element in a line (a span) is a part of its own, by its name."""
        above = self.open_[-1]
        if above.tag in ("p", "li", *HEADINGS) and "hidden" not in element.attrib and "style" not in element.attrib:
            return False
        names = element.get("class") or element.get("itemprop") or element.get("id")
        return (bool(names) and zone_of(names) != "") or _is_hidden(element)

    def _open(self, tag: str, element: Any) -> None:
        above = self.open_[-1]
        zone = _own_zone(tag, element)
        number = len(self.found.nodes)
        within = zone if zone not in ("", "out", "never", "hidden", "body") else "" if zone == "body" else above.within
        node = Node(number, above.number, tag, zone, within, zone == "body" or above.in_body)
        self.found.nodes.append(node)
        self.open_.append(node)
        self.elements.append(element)
        if tag in HEADINGS:
            self.heading += 1
        if zone == "date" and tag != "time":
            self._stamp(element.get("datetime") or element.get("content"))

    def _stamp(self, stamp: str | None) -> None:
        if stamp and len(self.found.times) < MOST_TIMES:
            self.found.times.append((stamp, self.open_[-1].number))

    def _end(self, tag: str, element: Any) -> None:
        if self.elements[-1] is element:
            self._flush()
            if tag in HEADINGS:
                self.heading -= 1
            self.open_.pop()
            self.elements.pop()
        if tag == "a":
            self.links = max(0, self.links - 1)
        elif tag == "b" or tag == "strong":
            self.bolds = max(0, self.bolds - 1)

    def _break(self) -> None:
        if self.heading:
            self._print(" ")
        else:
            self._flush(broken=True)

    def _print(self, text: str) -> None:
        if self.open_[-1].tag == "pre" and "\n" in text:
            for line in text.split("\n"):
                self._add(line)
                self._flush(broken=True)
            return
        self._add(text)

    def _add(self, text: str) -> None:
        if not self.first:
            if text.isspace():
                return
            self.first = text[:80]
        self.texts.append(text)
        if self.links:
            self.linked += len(text)
        if not self.bolds and not text.isspace():
            self.bold = False

    def _flush(self, broken: bool = False) -> None:
        if self.texts:
            text = _SPACE.sub(" ", "".join(self.texts)).strip()
            for part in _parted(text) if _SEAM in text else (text,):
                if part:
                    self._add_block(part, broken, part == text)
            self.texts.clear()
        self.first, self.linked, self.bold = "", 0, True

    def _add_block(self, text: str, broken: bool, whole: bool) -> None:
        node = self.open_[-1]
        first, linked = (self.first, self.linked) if whole else (text[:80], min(self.linked, len(text)))
        words = text.count(" ") + 1
        self.found.blocks.append(Block(text, node.number, node.tag, linked, first, broken, words, self.bold))


def _parted(text: str) -> list[str]:
    """Part a line of spans set side by side without a space, as in «by … | date», unless words are cut by them."""
    parts = [part.strip() for part in text.split(_SEAM)]
    if text.count(" ") < MOST_WORDS_SIDE_BY_SIDE and all(" " in part or part == "" for part in parts):
        return parts
    return [text.replace(_SEAM, "")]


def _own_zone(tag: str, element: Any) -> str:
    if element.attrib and _is_hidden(element):
        return "hidden"
    if tag in _OUT:
        return "out"
    if tag == "figcaption" or tag == "caption":
        return "caption"
    if tag == "time":
        return "date"
    if tag == "a":  # opened only where it leads to the author
        return "byline"
    if tag in ("html", "body", "main") or not element.attrib:
        return ""
    names = (
        f"{element.get('class', '')} {element.get('id', '')} {element.get('itemprop', '')} {element.get('role', '')}"
    )
    if names == "   ":
        return ""
    zone = zone_of(names)
    return "" if zone in ("out", "never") and tag == "article" else zone


def _is_hidden(element: Any) -> bool:
    attributes = element.attrib
    if "hidden" in attributes and attributes["hidden"] != "until-found":
        return True
    style = attributes.get("style")
    return style is not None and _HIDDEN_STYLE.search(style) is not None


def ancestors(nodes: list[Node], number: int) -> Iterator[int]:
    """Yield an element's number and those of the elements above it, inside out."""
    while number >= 0:
        yield number
        number = nodes[number].parent
