"""The source of a page made safe to parse: what no reader sees is out, what would swallow the page is closed.

Every step is linear in the source: an opening that is never closed is looked for once, not once a time.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

# The charset a page declares stands in its first bytes; browsers look at 1 kB, long heads push it further.
LOOKED_AT_FOR_CHARSET = 4096
# A title runs to its closing mark, or to the next mark-up where that is missing or further away than this.
LONGEST_TITLE = 2000
# A title may be about mark-up, «how to use <p>»; longer than this it is a page.
LONGEST_MARKED_TITLE = 300
# Attributes this long are pictures or data, no addresses or names; they cost the parser memory, and thousands of
# attributes in one tag cost it quadratic time.
LONGEST_ATTRIBUTE, LONGEST_TAG = 2000, 6000
# libxml2 gives up at 256 elements inside each other. Written pages stay far below this.
DEEPEST = 120
# Structured data of a page is a few kB; more than this is not read.
MOST_JSON = 40
LONGEST_JSON = 1_000_000

_CHARSET = re.compile(rb"""<meta\b[^>]{0,400}?charset\s*=\s*["']?\s*([A-Za-z0-9_:.\-]{2,40})""", re.I)
_XML_ENCODING = re.compile(rb"""^\s*<\?xml\b[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9_:.\-]{2,40})""", re.I)
_HEADER_CHARSET = re.compile(r"""charset\s*=\s*["']?\s*([A-Za-z0-9_:.\-]{2,40})""", re.I)

_CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")
# What a browser does not show as the page's own text; noscript and frames are for those without the rest.
_UNSEEN = re.compile(
    r"<(?:(!--)|(script|style|template|svg|math|noscript|iframe|object|textarea|select|noembed|noframes|title)"
    r"(?=[\s/>])[^<>]*>?)",
    re.I,
)
_CLOSINGS = {
    name: re.compile(rf"</{name}\s*>", re.I)
    for name in ("script", "style", "template", "svg", "math", "noscript", "iframe", "object", "textarea", "select",
                 "noembed", "noframes", "title")
} | {"!--": re.compile(r"--!?>")}  # fmt: skip
# Where the page goes on after a script or comment that nobody closed.
_GOES_ON = re.compile(
    r"<(?:/head|/?body|p|div|article|main|section|h[1-6]|table|header|footer|nav|ul|form)(?=[\s/>])", re.I
)
_JSON_TYPE = re.compile(r"""type\s*=\s*["']?\s*application/ld\+json""", re.I)
_LONG_ATTRIBUTE = re.compile(rf""""[^"<>]{{{LONGEST_ATTRIBUTE},}}+"|'[^'<>]{{{LONGEST_ATTRIBUTE},}}+'""")
_LONG_TAG = re.compile(rf"<([a-zA-Z][a-zA-Z0-9:\-]*)[^<>]{{{LONGEST_TAG},}}+>")
_ATTRIBUTES = re.compile(r"<(/?[a-zA-Z][a-zA-Z0-9:\-]*)[^<>]*>?")
_CDATA = re.compile(r"<!\[CDATA\[|\]\]>")
_TAGS = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:\-]*)")
# Elements that hold nothing, or that the parser closes by itself when the next one opens.
_FLAT = frozenset({
    "area", "base", "br", "col", "embed", "frame", "hr", "img", "input", "link", "meta", "param", "source", "track",
    "wbr", "html", "head", "body", "title", "p", "li", "tr", "td", "th", "dt", "dd", "option", "tbody", "thead",
    "tfoot", "colgroup", "rp", "rt", "image", "keygen", "path", "circle", "rect", "line", "polygon", "use", "g",
})  # fmt: skip
_WEIGHTS = {"table": 4, "ul": 2, "ol": 2, "dl": 2}
_KEPT_IN_LINE = frozenset({
    "a", "b", "i", "em", "strong", "span", "font", "u", "small", "big", "sup", "sub", "abbr", "cite", "q", "mark",
    "time", "label",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Markup:
    """A page's source, ready for the parser, and what was taken out of it on the way."""

    text: str
    title: str  # of its <title>, entities resolved
    json: tuple[str, ...]  # the JSON-LD blocks as they stand
    scripts: int  # characters of script
    remarks: tuple[str, ...]


def looks_like_html(data: bytes) -> bool:
    """Tell whether bytes begin like a page of HTML: a document type, or one of the tags pages begin with."""
    start = data[:LOOKED_AT_FOR_CHARSET]
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        start = start.replace(b"\x00", b"")[2:]
    return _BEGINS.match(start.removeprefix(b"\xef\xbb\xbf")) is not None


_BEGINS = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--(?:[^-]|-(?!->)){0,3000}-->\s*){0,20}"
    rb"<(?:!doctype\s+html|html|head|body|title|meta|article|main|div|table|h1|p|center|font|link|script|style)\b",
    re.I,
)


def declared_charset(data: bytes, content_type: str | None = None) -> str | None:
    """Return the charset a header names, else the page itself in its first 4 kB; it may lie."""
    named = _HEADER_CHARSET.search(content_type) if content_type else None
    if named:
        return named[1]
    start = data[:LOOKED_AT_FOR_CHARSET]
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return None
    found = _CHARSET.search(start) or _XML_ENCODING.match(start.removeprefix(b"\xef\xbb\xbf"))
    return found[1].decode("ascii") if found else None


def tidy(source: str, *, spare: bool = False) -> Markup:
    """Return a page's source without what nobody sees, with everything closed that would swallow the rest.

    ``spare`` is the second try for a page without text: what is for browsers without scripts is kept, and all
    attributes are left out, in case one was never closed.
    """
    remarks: list[str] = []
    if _CONTROLS.search(source):
        source = _CONTROLS.sub("", source)
    found = _without_unseen(source, ("noscript", "template") if spare else ())
    text = _ATTRIBUTES.sub(r"<\1>", found.text) if spare else found.text
    if len(text) > LONGEST_ATTRIBUTE:
        text = _LONG_TAG.sub(r"<\1>", _LONG_ATTRIBUTE.sub('""', text))
    if "<![CDATA[" in text:
        text = _CDATA.sub("", text)
    if _is_deep(text):
        text, flattened = _flattened(text)
        if flattened:
            remarks.append(f"nested deeper than {DEEPEST} elements: {flattened} flattened")
    return Markup(text, found.title, found.json, found.scripts, (*found.remarks, *remarks))


def _without_unseen(source: str, spared: tuple[str, ...]) -> Markup:
    kept: list[str] = []
    json: list[str] = []
    title: str | None = None
    unclosed: set[str] = set()
    scripts = at = 0
    while opening := _UNSEEN.search(source, at):
        name = (opening[1] or opening[2]).lower()
        kept.append(source[at : opening.start()])
        if name in spared or "shadowrootmode" in opening.group():  # a template that is shown
            at = opening.end()
            continue
        if name == "title":
            words, at = _title(source, opening.end(), unclosed)
            if title is None:
                title = words
            continue
        closing = None if name in unclosed else _CLOSINGS[name].search(source, opening.end())
        if closing is None:
            unclosed.add(name)
            at = _resumed(source, opening.end(), name)
            continue
        at = closing.end()
        if name == "script":
            inside = source[opening.end() : closing.start()]
            scripts += len(inside)
            if _JSON_TYPE.search(opening.group()) and len(json) < MOST_JSON and len(inside) <= LONGEST_JSON:
                json.append(inside)
        kept.append(" ")
    kept.append(source[at:])
    remarks = tuple(f"<{name}> is never closed" for name in sorted(unclosed))
    return Markup("".join(kept), title or "", tuple(json), scripts, remarks)


def _title(source: str, start: int, unclosed: set[str]) -> tuple[str, int]:
    """Return the words of a title that begins at ``start``, and where the page goes on."""
    closing = None if "title" in unclosed else _CLOSINGS["title"].search(source, start)
    if closing and not _is_swallowed(source, start, closing.start()):
        return unescape(source[start : min(closing.start(), start + LONGEST_TITLE)]), closing.end()
    unclosed.add("title")
    stop = source.find("<", start, start + LONGEST_TITLE)
    stop = stop if stop >= 0 else min(len(source), start + LONGEST_TITLE)
    return unescape(source[start:stop]), stop


def _is_swallowed(source: str, start: int, stop: int) -> bool:
    """Tell whether a page, not only words that look like mark-up, stands between a title and a closing mark."""
    found = _GOES_ON.search(source, start, stop)
    return found is not None and (
        stop - start > LONGEST_MARKED_TITLE or "body" in found.group() or "head" in found.group()
    )


def _resumed(source: str, start: int, name: str) -> int:
    """Return where a page goes on after something that is never closed."""
    if name in ("script", "style", "!--"):
        found = _GOES_ON.search(source, start)
        return found.start() if found else len(source)
    return start


def _is_deep(text: str) -> bool:
    """Tell whether elements may stand too deep in each other: an upper bound from the tags alone."""
    depth = 0
    for closing, name in _TAGS.findall(text):
        lower = name.lower()
        if lower in _FLAT:
            continue
        if closing:
            depth = max(0, depth - _WEIGHTS.get(lower, 1))
        else:
            depth += _WEIGHTS.get(lower, 1)
            if depth > DEEPEST:
                return True
    return False


_WHOLE_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:\-]*)(?=[\s/>])[^<>]*>")


def _flattened(text: str) -> tuple[str, int]:
    """Return the source with the tags below ``DEEPEST`` taken out (a line break for those that part lines)."""
    kept: list[str] = []
    open_: list[str] = []
    dropped: dict[str, int] = {}
    at = flattened = 0
    for tag in _WHOLE_TAG.finditer(text):
        name = tag[2].lower()
        if name in _NEVER_DEEP:
            continue
        if tag[1]:
            drop = dropped.get(name, 0) > 0
            if drop:
                dropped[name] -= 1
            else:
                _close(open_, name)
        else:
            drop = len(open_) >= DEEPEST + (4 if name in _TELLING else 0)
            if drop:
                dropped[name] = dropped.get(name, 0) + 1
                flattened += 1
            elif not (open_ and open_[-1] == name and name in _FLAT):
                open_.append(name)
        if drop:
            kept += [text[at : tag.start()], "" if name in _KEPT_IN_LINE else "<br>"]
            at = tag.end()
    kept.append(text[at:])
    return "".join(kept), flattened


# Elements that hold nothing, and those that tell most of a text: a few of these may stand deeper.
_NEVER_DEEP = frozenset(("br", "img", "hr", "input", "meta", "link", "wbr", "html", "head", "body"))
_TELLING = frozenset(("h1", "h2", "h3", "p", "figcaption", "time"))


def _close(open_: list[str], name: str) -> None:
    """Take the nearest open element of this name off, with what stands unclosed in it."""
    for back in range(1, min(len(open_), 8) + 1):
        if open_[-back] == name:
            del open_[-back:]
            return


# A text node, with the tag before it where what it holds is not printed there.
_RUNS = re.compile(r"(<(?:title|script|style|textarea|option|noscript)\b[^<>]*)?>([^<]*[^\s<][^<]*)", re.I)
# As much of a text node is compared, white space aside.
COMPARED = 24
# A place is looked for this many text nodes ahead; pages with more between two kept blocks are odd ones.
LOOKED_AHEAD = 3000
# Words inside a text node: so few letters stand anywhere, so far they are looked for.
SHORTEST_INSIDE, LOOKED_INSIDE = 8, 20_000
# After so many that are not found, the source and the page differ too much to go on.
MOST_MISSED = 30


class Places:
    """Where text stands in the source, found in order: the cursor only moves on."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._runs = [run.span(2) for run in _RUNS.finditer(source) if run[1] is None]
        if source.find("<") != 0:
            self._runs.insert(0, (0, max(0, source.find("<")) or len(source)))
        self._next = 0
        self._inner = 0
        self._missed = 0

    def find(self, words: str) -> tuple[int, bool]:
        """Return where the text node that begins with ``words`` begins, and whether it was found."""
        wanted = "".join(words.split())[:COMPARED]
        if wanted and self._missed < MOST_MISSED:
            for index in range(self._next, min(len(self._runs), self._next + LOOKED_AHEAD)):
                start = self._at(index, wanted)
                if start is not None:
                    self._next = index
                    return start, True
            inside = self._inside(words)
            if inside >= 0:
                return inside, True
        self._missed += 1
        return self._runs[min(self._next, len(self._runs) - 1)][0] if self._runs else 0, False

    def after(self, words: str, place: int, offset: int) -> tuple[int, bool]:
        """Return where words at ``offset`` of a text found at ``place`` stand in the source, and whether they do."""
        found = self._source.find(words[:COMPARED].strip(), place, place + 12 * offset + 12 * COMPARED)
        return (found, True) if found >= 0 else (place + offset, False)

    def _inside(self, words: str) -> int:
        """Return where words stand inside a text node a little further on, as lines of one node do; -1 if nowhere."""
        wanted = words.strip()[:COMPARED]
        if len(wanted) < SHORTEST_INSIDE or not self._runs:
            return -1
        start = max(self._runs[min(self._next, len(self._runs) - 1)][0], self._inner)
        found = self._source.find(wanted, start, start + LOOKED_INSIDE)
        if found >= 0:
            self._inner = found
        return found

    def _at(self, index: int, wanted: str) -> int | None:
        start, stop = self._runs[index]
        printed = self._source[start : min(stop, start + 12 * COMPARED)]
        head = "".join((unescape(printed) if "&" in printed else printed).split())[:COMPARED]
        # a comment may part in the source what is one text on the page
        if head == wanted or (8 <= len(head) < COMPARED and wanted.startswith(head)):
            return start + len(printed) - len(printed.lstrip())
        return None
