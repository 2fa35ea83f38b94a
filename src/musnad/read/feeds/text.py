"""The texts of a feed's entry: titles made plain, plain text made markup, teasers told from articles."""

from __future__ import annotations

import re
from html import escape, unescape

from musnad.lang import Lang
from musnad.read.plain.lines import furniture_kind
from musnad.text import find_words

# A title longer than this is a text put in the wrong place: it is cut.
LONGEST_TITLE = 2_000
# A feed's teaser is a standfirst of one or two sentences that the outlet cuts or ends with a link. Fewer words are
# one; from there on a finished sentence is text worth keeping (one of an Arabic report has 30 to 40 words); from more
# words than page software cuts an excerpt to (55) the end may be a credit or tags; this many are a text in any case.
WORDS_OF_A_TEXT = 20
WORDS_OF_AN_EXCERPT = 60
WORDS_OF_AN_ARTICLE = 150
# A link to the rest stands in the last few words.
WORDS_OF_A_LINK = 6
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]{0,15})(\s[^<>]{0,2000}|/)?>")
_ANY_TAG = re.compile(r"</?[A-Za-z][^<>]{0,5000}>")
_HIDING = re.compile(r"<(?:(script|style)\b[^<>]{0,2000}>|!--)", re.IGNORECASE)
_BLANK = re.compile(r"\s+")
_CUT = re.compile(r"(?:…|\.{3}|\[\s*(?:…|\.{2,4}|&hellip;)\s*\])[\s»”\"')\]]*$")
_FINISHED = re.compile(r"[.!?؟۔।\"”»)\]]\s*$")
_BLOCKS = re.compile(r"</?(?:p|br|div|li|h[1-6]|tr|ul|ol|table)\b[^<>]{0,2000}>", re.IGNORECASE)
# Elements people put into titles; a lone one of them is as likely a word of the title (a report on "<table>").
_IN_TITLES = frozenset(
    ("a", "abbr", "b", "bdi", "bdo", "big", "br", "center", "cite", "code", "del", "div", "em", "font", "h1", "h2",
     "h3", "h4", "h5", "h6", "i", "iframe", "img", "ins", "kbd", "mark", "p", "q", "s", "script", "small", "span",
     "strike", "strong", "style", "sub", "sup", "svg", "tt", "u", "wbr")
)  # fmt: skip
_ALONE = frozenset(("br", "img", "wbr"))


def plain_title(value: str, kind: str) -> str:
    """Return a title as plain text on one line.

    ``kind`` says how the feed escapes: ``text`` (Atom; what looks like markup is text), ``html`` (Atom: tags
    go, entities are undone once) or ``rss``, where both are in use: tags that are whole go, a lone ``<b>`` or
    ``<div>`` stays, entities left after the XML is undone were escaped twice and are undone once.
    """
    value = value[: 10 * LONGEST_TITLE]
    if kind != "text":
        value = unescape(_TAG.sub("", without_hidden(value)) if kind == "html" else _without_whole_tags(value))
    return _BLANK.sub(" ", value).strip()[:LONGEST_TITLE].rstrip()


def _without_whole_tags(value: str) -> str:
    """Drop the tags of a title that open and close, or need no closing; script with its content."""
    value = without_hidden(value)
    tags = [(match[1], match[2].lower()) for match in _TAG.finditer(value)]
    whole = {name for sign, name in tags if name in _ALONE or (not sign and ("/", name) in tags)} & _IN_TITLES

    def replacement(match: re.Match[str]) -> str:
        name = match[2].lower()
        with_attributes = bool(match[3]) and "=" in match[3] and name in _IN_TITLES
        if name not in whole and not with_attributes:
            return match[0]
        return " " if name in ("br", "p", "div", "img") else ""

    return _TAG.sub(replacement, value)


def without_hidden(markup: str) -> str:
    """Drop script, style and comments with what they hold; one that is never closed stays. Linear in its length."""
    parts: list[str] = []
    position = looked = 0
    lower = markup.lower()
    unclosed: set[str] = set()
    while match := _HIDING.search(markup, looked):
        mark = f"</{match[1].lower()}" if match[1] else "-->"
        stop = lower.find(mark, match.end()) if mark not in unclosed else -1
        stop = lower.find(">", stop) + 1 if stop >= 0 else 0
        looked = stop or match.end()
        if not stop:
            unclosed.add(mark)
            continue
        parts.append(markup[position : match.start()])
        position = stop
    return " ".join((*parts, markup[position:])) if parts else markup


def markup_of_plain(text: str) -> str:
    """Return plain text as HTML: its paragraphs, with what looks like markup escaped."""
    paragraphs = [part.strip() for part in re.split(r"\n[ \t\r]*\n", text) if part.strip()]
    if len(paragraphs) < 2:
        return escape(text, quote=False)
    return "".join(f"<p>{escape(part, quote=False)}</p>\n" for part in paragraphs)


def words_of(markup: str) -> str:
    """Return markup's words as plain text, for counting: tags and script dropped, entities undone."""
    bare = without_hidden(markup)
    return _BLANK.sub(" ", unescape(_ANY_TAG.sub("", _BLOCKS.sub(" ", bare)))).strip()


def is_teaser(markup: str, lang: Lang, *, is_cut: bool = False) -> bool:
    """Tell whether a text of an entry is only the beginning of the page it links to.

    The last text of a feed that is cut (``is_cut``) may end anywhere.
    """
    text = words_of(markup)
    count = len(text.split())
    if count < WORDS_OF_A_TEXT or count >= WORDS_OF_AN_ARTICLE:
        return count < WORDS_OF_A_TEXT
    if _CUT.search(text):
        return True
    words = text.rsplit(maxsplit=WORDS_OF_A_LINK)[1:]
    if any(furniture_kind(find_words(" ".join(words[start:])), lang) == "more" for start in range(len(words))):
        return True
    return not is_cut and count < WORDS_OF_AN_EXCERPT and not _FINISHED.search(text)
