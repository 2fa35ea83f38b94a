"""A page of HTML: its article's text, told apart into pieces, with what it says of itself.

The bytes are decoded, what nobody sees is taken out, the rest is parsed once. The article is found on the page's own
blocks (``html_article.py``); trafilatura is asked where that leaves doubt. Nothing here raises on odd input.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from musnad.lang import Lang
from musnad.read.dates import judge
from musnad.read.entries import Entry, Facts
from musnad.read.html.article import Kept, Page, page_of
from musnad.read.html.blocks import Block, Blocks, page_blocks
from musnad.read.html.facts import Told, author_of, headline_of, outlet_of, titles_of, told_by, url_of
from musnad.read.html.parts import article_parts
from musnad.read.html.second import is_doubtful, second_opinion
from musnad.read.html.source import Markup, Places, declared_charset, looks_like_html, tidy
from musnad.read.letters import decode, storable
from musnad.read.plain.splits import Span, split_span
from musnad.read.tables import LONGEST_TEXT

__all__ = ["declared_charset", "looks_like_html", "read_html"]

# Saved pages with scripts and pictures in them have a few million characters.
LONGEST_PAGE = 20_000_000
NO_ARTICLE = "no article: menus only"
NO_TEXT = "no article: no text on the page"
SCRIPTED = "no article: the page is empty until its scripts run"
# A page with fewer words than this and more script than this is a shell.
WORDS_OF_A_SHELL, SCRIPT_OF_A_SHELL = 40, 1500
# The text in JSON-LD stands in for a page's own where that is missing or less than this share of it.
SHARE_OF_JSON = 0.5
FEWEST_WORDS_OF_JSON = 25
# Text may be set for browsers without scripts only, or stand behind a quotation mark that nobody closed.
_SPARED = re.compile(r"<(?:noscript|template)\b|<[a-z][^<>]{0,200}=\s*[\"'][^\"'<]{0,200}<", re.I)
SPARED = "no text at first: read without attributes, with what is for browsers without scripts"
# «place - agency» on a line of its own is short.
LONGEST_DATELINE_OF_ITS_OWN = 80
_CHANGED = ("تحديث", "تعديل", "update", "modified", "محدث")


@dataclass(frozen=True, slots=True)
class Printed:
    """A stretch to be kept: its words, its part, where its words come from."""

    words: str
    part: str
    score: float
    why: str
    first: str  # the first text node, to find it in the source
    joint: str  # what stands before it in the text
    field: str | None = None


def read_html(data: bytes, facts: Facts, lang: Lang) -> Entry:
    """Return the text and pieces of the article on a page; ``reason`` says why there is none.

    ``facts`` is what is known of the page from outside; what the page says is judged beside it.
    """
    declared = declared_charset(data, facts.content_type)
    decoded = decode(data, declared=declared)
    if decoded is None:
        return Entry("", (), reason="binary, no text")
    if len(decoded.text) > LONGEST_PAGE:
        return Entry("", (), reason=f"page longer than {LONGEST_PAGE:,} characters", encoding=decoded.encoding)
    source, _ = storable(decoded.text)
    reading = _read_markup(source, tidy(source), facts, lang)
    if reading.reason and _may_hold_more(source):
        again = _read_markup(source, tidy(source, spare=True), facts, lang)
        if not again.reason:
            reading = replace(again, remarks=(SPARED, *again.remarks))
    return replace(reading, remarks=(*decoded.remarks, *reading.remarks), encoding=decoded.encoding)


def _may_hold_more(source: str) -> bool:
    """Tell whether a page without text may yet hold some: for browsers without scripts, or behind an open mark."""
    return _SPARED.search(source) is not None


def _read_markup(source: str, markup: Markup, facts: Facts, lang: Lang) -> Entry:
    root = _parsed(markup.text)
    if root is None:
        return Entry("", (), reason=NO_TEXT, remarks=markup.remarks)
    told = told_by(root, markup.title, markup.json)
    found = page_blocks(root)
    page = page_of(found, lang)
    kept = article_parts(page, titles_of(told))
    if is_doubtful(page, kept):
        kept = second_opinion(page, kept, markup.text)
    printed = _printed(page, kept, told, facts)
    remarks = [*markup.remarks, *told.remarks[:1], *page.remarks]
    has_body = any(each.part == "body" for each in printed)
    if not has_body or _is_less_than_json(page, kept, told):
        recovered = _from_json(told, facts)
        if recovered:
            remarks.append("text of the metadata (JSON-LD articleBody), not of the printed page")
            printed, kept = recovered, []
        elif not has_body:
            reason = _why_none(page, markup.scripts)
            return replace(_facts_only(told, facts, lang), reason=reason, remarks=tuple(remarks))
    return _entry(printed, page, kept, found, told, facts, lang, source, remarks)


def _parsed(markup: str) -> Any:
    from lxml import etree  # type: ignore[import-untyped]

    if not markup.strip():
        return None
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        return etree.fromstring(markup.encode("utf-8", "replace"), parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def _why_none(page: Page, scripts: int) -> str:
    words = sum(block.words for block in page.blocks)
    if words < WORDS_OF_A_SHELL and scripts > SCRIPT_OF_A_SHELL:
        return SCRIPTED
    return NO_ARTICLE if words else NO_TEXT


def _printed(page: Page, kept: Sequence[Kept], told: Told, facts: Facts) -> list[Printed]:
    printed: list[Printed] = []
    before: Block | None = None
    for each in kept:
        block = page.blocks[each.index]
        in_line = before is not None and before.broken and before.node == block.node
        printed.append(Printed(block.text, each.part, each.score, each.why, block.first, "\n" if in_line else "\n\n"))
        before = block
    if printed and not any(each.part == "headline" for each in kept):
        words, place = headline_of(told, facts)
        if words:
            why = "rule=not printed on the page"
            printed.insert(0, Printed(words, "headline", 0.7, why, words, "\n\n", place))
    return _with_byline(printed, told)


def _with_byline(printed: list[Printed], told: Told) -> list[Printed]:
    """Set the writer the metadata names below the headline, where the page prints no byline."""
    name, place = author_of(told)
    if not name or not printed or any(each.part == "byline" or name in each.words for each in printed):
        return printed
    at = next((i + 1 for i, each in enumerate(printed) if each.part == "headline"), 0)
    byline = Printed(name, "byline", 0.7, "rule=not printed on the page", name, "\n\n", place)
    return [*printed[:at], byline, *printed[at:]]


def _is_less_than_json(page: Page, kept: Sequence[Kept], told: Told) -> bool:
    words = sum(page.blocks[each.index].words for each in kept if each.part in ("body", "standfirst"))
    return len(told.body.split()) >= FEWEST_WORDS_OF_JSON and words < SHARE_OF_JSON * len(told.body.split())


def _from_json(told: Told, facts: Facts) -> list[Printed]:
    if len(told.body.split()) < FEWEST_WORDS_OF_JSON:
        return []
    words, place = headline_of(told, facts)
    printed = [Printed(words, "headline", 0.7, f"rule={place}", words, "\n\n", place)] if words else []
    lines = [" ".join(line.split()) for line in told.body[:LONGEST_TEXT].splitlines() if line.strip()]
    why = "rule=json-ld articleBody"
    return printed + [Printed(line, "body", 0.8, why, line, "\n\n", "json-ld=articleBody") for line in lines]


def _facts_only(told: Told, facts: Facts, lang: Lang) -> Entry:
    url, _ = url_of(told, facts)
    published, why = judge(_dates(told, [], facts, url), facts.fetched, lang)
    return Entry("", (), outlet=outlet_of(told, url, facts), url=url, published=published, published_why=why)


def _entry(
    printed: Sequence[Printed], page: Page, kept: Sequence[Kept], found: Blocks, told: Told, facts: Facts, lang: Lang,
    source: str, remarks: list[str],
) -> Entry:  # fmt: skip
    text, spans = _laid_out(printed, lang, Places(source))
    if len(text) > LONGEST_TEXT:
        return Entry("", (), reason=f"text longer than {LONGEST_TEXT:,} characters")
    url, doubts = url_of(told, facts)
    datelines = [page.blocks[each.index].text for each in kept if each.part == "dateline"]
    published, why = judge(_dates(told, datelines, facts, url, _times(page, kept, found)), facts.fetched, lang)
    return Entry(
        text, tuple(spans), outlet=outlet_of(told, url, facts), url=url, published=published, published_why=why,
        remarks=(*remarks, *doubts),
    )  # fmt: skip


def _times(page: Page, kept: Sequence[Kept], found: Blocks) -> list[str]:
    """Return the datetime attributes that stand above or among the article's blocks."""
    if not kept:
        return []
    first = page.blocks[kept[0].index].node
    last = page.blocks[kept[-1].index].node
    return [stamp for stamp, node in found.times if first - 12 <= node <= last and not page.out[node]]


def _dates(
    told: Told, datelines: Sequence[str], facts: Facts, url: str | None, times: Sequence[str] = ()
) -> list[tuple[str, object]]:
    changed = [each for each in told.dates if "modif" in each[0].lower() or "updat" in each[0].lower()]
    dates: list[tuple[str, object]] = [each for each in told.dates if each not in changed]
    address = url or facts.url
    if address:
        dates.append(("url", address))
    dates += [("time", stamp) for stamp in times[:2]]
    for words in datelines[:3]:
        folded = words.lower()
        name = "dateline modified" if any(mark in folded for mark in _CHANGED) else "dateline"
        dates.append((name, words))
    if facts.published:
        dates.append(("feed", facts.published))
    return dates + changed


# --- the text --------------------------------------------------------------------------------------------


def _laid_out(printed: Sequence[Printed], lang: Lang, places: Places) -> tuple[str, list[tuple[Span, str | None, int]]]:
    """Return the text of the kept stretches, and their pieces with source field and place in the source."""
    pieces: list[str] = []
    at = 0
    bodies = [i for i, each in enumerate(printed) if each.part == "body"]
    spans: list[tuple[Span, str | None, int]] = []
    for each in printed:
        joint = each.joint if pieces else ""
        pieces += [joint, each.words]
        start = at + len(joint)
        at = start + len(each.words)
        place, exact = (0, True) if each.field else places.find(each.first)
        why = each.why if exact else f"{each.why} source=near"
        spans.append((Span(each.part, start, at, each.score, why), each.field, place))
    text = "".join(pieces)
    cut: list[tuple[Span, str | None, int]] = []
    for i, (span, key, place) in enumerate(spans):
        first, last = bool(bodies) and i == bodies[0], bool(bodies) and i == bodies[-1]
        parts = split_span(text, span, lang, first=first, last=last)
        if first and not last and _is_dateline(text, span, spans[i + 1][0], lang):
            parts = [replace(span, part="dateline", score=0.9, why="rule=place and agency")]
        for part in parts:
            offset = part.start - span.start
            at, exact = (place + offset, True)
            if offset and key is None:
                at, exact = places.after(text[part.start : part.stop], place, offset)
            cut.append((part if exact else replace(part, why=f"{part.why} source=near"), key, at))
    return text, _merged(cut)


def _is_dateline(text: str, span: Span, following: Span, lang: Lang) -> bool:
    """Tell whether the first line of a body is nothing but its dateline: «place - agency» on a line of its own."""
    if span.stop - span.start > LONGEST_DATELINE_OF_ITS_OWN:
        return False
    parts = split_span(text, replace(span, stop=following.stop), lang, first=True)
    return parts[0].part == "dateline" and parts[0].stop == span.stop


def _merged(spans: Sequence[tuple[Span, str | None, int]]) -> list[tuple[Span, str | None, int]]:
    """Join neighbouring pieces of the body, so that a quotation over two paragraphs stays in one piece."""
    merged: list[tuple[Span, str | None, int]] = []
    for span, key, place in spans:
        if merged and span.part == merged[-1][0].part == "body" and key == merged[-1][1]:
            before = merged[-1][0]
            joined = Span("body", before.start, span.stop, min(before.score, span.score), before.why)
            merged[-1] = (joined, key, merged[-1][2])
        else:
            merged.append((span, key, place))
    return merged
