"""XML from the network: feeds, sitemaps and lists of feeds, parsed so that hostile or broken bytes do no harm.

lxml parses (no network, no external files, no huge nodes); before it, a document that declares
entities (other than names of characters) is refused, and what feeds commonly get wrong is put right
in the text: bare ``&`` and ``<``, names of HTML entities, control characters, junk before the first
tag, a lying encoding.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from html.entities import html5
from typing import Any

from musnad.read.letters import decode

# Feeds have a few hundred kilobytes, a sitemap at most 50 MB; this much takes 370 MB and three seconds.
LARGEST_XML = 64 * 1024 * 1024
# The prolog (declaration, comments, document type) and the root's start tag end within this many characters.
LONGEST_PROLOG = 64 * 1024
# HTML has 252 names of characters that an XML document may want to declare.
MOST_ENTITIES = 300
# A root's end tag stands within this many characters of the end: servers add comments.
LONGEST_TAIL = 4096
# A root's start tag is put before each element parsed by itself; a longer one would cost more than the elements.
LONGEST_ROOT_TAG = 4096
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._:\-]{1,40})[\"']")
_PROLOG_PART = re.compile(
    r"\s*(?:<\?[^>]*>|<!--.*?-->|(<!doctype\b[^\[>]*(?:\[.*?\]\s*)?>))", re.IGNORECASE | re.DOTALL
)
# A message of the server's software, in front of the document.
_AFTER_JUNK = re.compile(r"()[^<]{1,2000}(?=<(?:\?xml|rss|feed|rdf:RDF|urlset|sitemapindex|opml)\b)")
_ENTITY = re.compile(r"<!entity\b", re.IGNORECASE)
_CHARACTER_ENTITY = re.compile(
    r"<!ENTITY\s+([A-Za-z][A-Za-z0-9]{0,30})\s+(\"(?:&#\w{1,8};|[^\"&<%])\"|'(?:&#\w{1,8};|[^'&<%])')\s*>"
)
_DOCTYPE = re.compile(r"\s*<!doctype\b", re.IGNORECASE)
_ROOT = re.compile(r"\s*<([A-Za-z_][\w.\-]*:)?([A-Za-z_][\w.\-]*)(?=[\s/>])")
_ROOT_TAG = re.compile(r"\s*<([^\s/<>]+)((?:\s+[^\s=<>/]+\s*=\s*(?:\"[^\"<]*\"|'[^'<]*'))*)\s*>")
# What is no markup though it begins like it, and references: all but the five names of XML itself.
_SUSPECT = re.compile(
    r"<(?![A-Za-z_/!?:\u0080-\uffff])|&(?!(?:lt|gt|amp|quot|apos);)"
    r"(?:#(?P<decimal>[0-9]{1,9});|#[xX](?P<hex>[0-9a-fA-F]{1,8});|(?P<name>[A-Za-z][A-Za-z0-9]{1,31};))?"
)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_HIDING = re.compile(r"<!\[CDATA\[|<!--")
_CDATA, _CDATA_END = "<![CDATA[", "]]>"


@dataclass(frozen=True, slots=True)
class Markup:
    """An XML document as text, cleaned, from its root's start tag on; or why it is not parsed."""

    text: str
    encoding: str = ""
    remarks: tuple[str, ...] = ()
    reason: str = ""


def root_name(head: bytes) -> str:
    """Return the local name of an XML document's root element in lower case, or ``""`` where there is none."""
    start = head[:LONGEST_PROLOG]
    if b"<" not in start[:LONGEST_PROLOG]:
        return ""
    decoded = decode(start)
    if decoded is None:
        return ""
    rest, _ = _without_prolog(decoded.text.lstrip("\ufeff \t\r\n"))
    root = _ROOT.match(rest)
    return root[2].lower() if root else ""


def read_markup(data: bytes) -> Markup:
    """Return the cleaned text of an XML document. Never raises; time and memory are linear in the bytes."""
    if len(data) > LARGEST_XML:
        return Markup("", reason=f"refused: larger than {LARGEST_XML // 2**20} MB")
    declared = _DECLARED.search(data[:1000])
    decoded = decode(data, declared=declared[1].decode("ascii") if declared else None)
    if decoded is None:
        return Markup("", reason="binary, no text")
    text = decoded.text
    remarks = list(decoded.remarks)
    text, doctype = _without_prolog(text)
    entities = _harmless_entities(doctype)
    if entities is None:
        return Markup("", decoded.encoding, tuple(remarks), "refused: it declares entities, which a bomb hides in")
    root = _ROOT.match(text)
    if not root:
        return Markup("", decoded.encoding, tuple(remarks), "malformed: no root element")
    text = text[root.start(2) - len(root[1] or "") - 1 :]
    for name, character in entities.items():
        text = text.replace(f"&{name};", character)
    return Markup(_cleaned(text), decoded.encoding, tuple(remarks))


def _harmless_entities(doctype: str) -> dict[str, str] | None:
    """Return the entities a document declares where each is one character; ``None`` where one is anything else.

    Honest feeds declare names of characters (``nbsp``); a bomb needs entities within entities, a theft outside ones.
    """
    declared = len(_ENTITY.findall(doctype))
    plain = _CHARACTER_ENTITY.findall(doctype) if declared <= MOST_ENTITIES else []
    found = {name: unescape(printed[1:-1]) for name, printed in plain}
    harmless = len(plain) == declared and all(len(each) == 1 and each not in "&<%" for each in found.values())
    return found if harmless else None


def _without_prolog(text: str) -> tuple[str, str]:
    """Return a document from its root on, and its document type declarations; junk before it is passed over."""
    position, doctypes = 0, ""
    prolog = text[:LONGEST_PROLOG]
    while True:
        match = _PROLOG_PART.match(prolog, position)
        if match is None and not _ROOT.match(prolog, position):
            match = _AFTER_JUNK.match(prolog, position)
        if match is None:
            break
        doctypes += match[1] or ""
        position = match.end()
    if _DOCTYPE.match(text, position):  # one that does not end: nothing behind it can be trusted
        return "", text[position:]
    return text[position:], doctypes


def _cleaned(text: str) -> str:
    """Put right what is no XML, outside of CDATA sections; line ends and all other characters stay."""
    if _CONTROL.search(text):
        text = _CONTROL.sub(
            lambda match: " " if match[0] not in "\x00\ufffe\uffff" and match[0] < " " else "\ufffd", text
        )
    parts: list[str] = []
    position = 0
    while position < len(text):
        start = text.find(_CDATA, position)
        start = len(text) if start < 0 else start
        parts.append(_SUSPECT.sub(_put_right, text[position:start]))
        stop = text.find(_CDATA_END, start)
        stop = len(text) if stop < 0 else stop + len(_CDATA_END)
        parts.append(text[start:stop])
        position = stop
    return "".join(parts)


def _put_right(match: re.Match[str]) -> str:
    printed = match[0]
    if printed[0] == "<":
        return "&lt;"
    number = match["decimal"] or match["hex"]
    if number:
        return _character(int(number, 10 if match["decimal"] else 16))
    meant = html5.get(match["name"] or "")
    if meant:
        return meant.replace("&", "&amp;").replace("<", "&lt;")
    return f"&amp;{printed[1:]}"


def _character(code: int) -> str:
    """Return a numbered character as XML; 128 to 159 are meant as in windows-1252, what is none is U+FFFD."""
    if 0x80 <= code <= 0x9F:
        return bytes([code]).decode("cp1252", "replace")
    legal = code in (9, 10, 13) or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or 0x10000 <= code <= 0x10FFFF
    return f"&#{code};" if legal else "\ufffd"


# --- elements ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Tree:
    """A parsed document: its root, and the first thing wrong with it, or ``""``."""

    root: Any
    fault: str


def parse_markup(text: str) -> Tree:
    """Parse cleaned markup as far as it goes; ``root`` is ``None`` where nothing could be made of it."""
    from lxml import etree  # type: ignore[import-untyped]

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True, encoding="utf-8",
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        return Tree(None, _said(str(error)))
    faults = [entry for entry in parser.error_log if entry.type_name not in _HARMLESS]
    return Tree(root, _said(faults[0].message) if faults else "")


# Of no consequence to what is read: prefixes nobody declared, relative or odd names of namespaces.
_HARMLESS = ("NS_ERR_UNDEFINED_NAMESPACE", "WAR_NS_URI", "WAR_NS_URI_RELATIVE", "NS_ERR_XML_NAMESPACE")


def is_cut(markup: Markup) -> bool:
    """Tell whether a document ends before its root does."""
    root = _ROOT.match(markup.text)
    end = f"</{root[1] or ''}{root[2]}" if root else ""
    return end not in markup.text[-LONGEST_TAIL:]


def _said(message: str) -> str:
    return " ".join(message.split())[:100]


@dataclass(frozen=True, slots=True)
class Element:
    """One of a document's repeated elements (an entry, an address), and whether the document ends inside it."""

    node: Any
    is_cut: bool = False
    fault: str = ""  # what is wrong with its own markup


def local_name(node: Any) -> str:
    """Return an element's name without its namespace or prefix, in lower case."""
    return node.tag.rpartition("}")[2].rpartition(":")[2].lower() if isinstance(node.tag, str) else ""


def elements_named(markup: Markup, tree: Tree, names: Iterable[str]) -> Iterator[Element]:
    """Yield a document's repeated elements: children or grandchildren of the root.

    In a document with faults each element is parsed by itself, so that a fault costs only the one it is in.
    """
    wanted = frozenset(names)
    if not tree.fault:
        for parent in (tree.root, *tree.root):
            yield from (Element(node) for node in parent if local_name(node) in wanted)
        return
    opening, closing = _root_tags(markup.text)
    for chunk, is_cut in _chunks(markup.text, wanted):
        found = parse_markup(f"{opening}{chunk}{closing}")
        node = (
            next((node for node in found.root if local_name(node) in wanted), None) if found.root is not None else None
        )
        if node is not None:
            yield Element(node, is_cut, found.fault)


def _root_tags(text: str) -> tuple[str, str]:
    """Return the root's start and end tag, for its namespaces and base."""
    match = _ROOT_TAG.match(text[:LONGEST_PROLOG])
    if match is None or match.end() > LONGEST_ROOT_TAG:
        return "<root>", "</root>"
    return match[0], f"</{match[1]}>"


def _chunks(text: str, names: frozenset[str]) -> Iterator[tuple[str, bool]]:
    """Yield each element of these names as text, up to its end tag or the next one's start, and whether it is cut."""
    any_of = "|".join(sorted(names))
    start_tag = re.compile(rf"<(?:[\w.\-]{{1,40}}:)?(?:{any_of})(?=[\s/>])", re.IGNORECASE)
    end_tag = re.compile(rf"</(?:[\w.\-]{{1,40}}:)?(?:{any_of})\s{{0,10}}>", re.IGNORECASE)
    bare = _without_cdata(text)
    starts = [match.start() for match in start_tag.finditer(bare)]
    for start, following in zip(starts, [*starts, len(text)][1:], strict=True):
        end = end_tag.search(bare, start, following)
        is_last = following == len(text)
        self_closed = bare[start : bare.find(">", start, following) + 1].endswith("/>")
        stop = end.end() if end else following
        yield text[start:stop], is_last and end is None and not self_closed


def _without_cdata(text: str) -> str:
    """Return a text with its CDATA sections and comments blanked, so that places stay."""
    parts: list[str] = []
    position = 0
    while match := _HIDING.search(text, position):
        parts.append(text[position : match.start()])
        mark = _CDATA_END if match[0] == _CDATA else "-->"
        stop = text.find(mark, match.end())
        position = len(text) if stop < 0 else stop + len(mark)
        parts.append(" " * (position - match.start()))
    return "".join((*parts, text[position:]))


def printed_text(node: Any) -> str:
    """Return the text inside an element and its children, script and style aside."""
    if not len(node):
        return node.text or ""
    parts = [node.text or ""]
    for child in node.iter():
        if child is node:
            continue
        if local_name(child) not in ("script", "style") and local_name(child.getparent()) not in ("script", "style"):
            parts.append(child.text or "")
        parts.append(child.tail or "")
    return "".join(parts)


def inner_markup(node: Any) -> str:
    """Return what stands inside an element as HTML: its text escaped, its elements without namespaces."""
    from copy import deepcopy
    from html import escape

    from lxml import etree

    parts = [escape(node.text or "", quote=False)]
    for child in node:
        alone = deepcopy(child)
        for each in alone.iter():
            if isinstance(each.tag, str):
                each.tag = local_name(each) or "span"
        etree.cleanup_namespaces(alone)
        parts.append(etree.tostring(alone, encoding="unicode", method="html"))
    return "".join(parts)
