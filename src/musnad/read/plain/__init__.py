"""A decoded page dump: what each stretch of it is.

Every non-blank stretch belongs to exactly one piece; nothing of the text is changed or dropped. The
paragraphs of the body are found first, by length and full stops, then the lines before and after
them are told apart by their wording, form and place. Where a line could be a headline or a menu,
it is no headline: an outlet's words are not guessed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from musnad.lang import Lang
from musnad.outlets import KnownOutlet, fold_name
from musnad.read.plain.lines import ENDS, WORDS_OF_A_HEADLINE, Line, page_lines
from musnad.read.plain.mastheads import (
    CLOSING_OUTLET,
    Part,
    closing_outlet,
    name_in_rights,
    outlet_on,
    own_url,
    published_on,
    title_stop,
)
from musnad.read.plain.splits import CAPTIONED, SIGNED, Span, split_span

# Kinds that stand between a headline with its standfirst and the body.
MASTHEAD = {"date", "byline", "url", "share", "size", "print", "player", "counter"}
FURNITURE = ENDS | {
    "skip",
    "menu",
    "share",
    "counter",
    "size",
    "print",
    "picture",
    "player",
    "ad",
    "notice",
    "account",
    "related",
    "url",
}
# Fewer words below a headline are a byline, a section or a menu.
WORDS_OF_A_STANDFIRST = 7
# A page without any paragraph is still a brief if it has no more than this many lines of text.
MOST_LINES_OF_A_BRIEF = 3
# Text after an end mark that outweighs all before it by this factor: the mark stood in a box above the article.
OUTWEIGHS = 2.0
# Boxes set into the middle of articles as often as below them.
BOXES = {"newsletter"}
WORDS_THAT_GO_ON = 15
LINES_OF_A_BOX = 3
# What a line adds to or takes from a stretch that could be the article, in words of a paragraph. Chosen so
# that a gallery or a box of ten links may stand between two paragraphs, and a page's menus may not.
WEIGHT_OF_A_PARAGRAPH = 60
WEIGHT_OF_FURNITURE = -6.0
WEIGHTS = {"short": -4.0, "foreign": -4.0, "counter": -4.0, "date": -4.0, "byline": -2.0, "credit": -2.0, "photo": -2.0,
           "signed": -2.0, "caption": -2.0, "captioned": -2.0, **dict.fromkeys(ENDS, -12.0)}  # fmt: skip
NO_ARTICLE = "no article text: only menus"


@dataclass(frozen=True, slots=True)
class Page:
    """What a page says of itself: its stretches in order, and outlet, address and date where printed."""

    spans: tuple[Span, ...]
    outlet: KnownOutlet | None
    outlet_name: str | None  # as a rights line prints it, where no known outlet is named
    url: str | None
    published: str | None
    published_why: str
    reason: str  # why there is no article, or ""


def read_page(text: str, lang: Lang) -> Page:
    """Return the pieces of a page and what it says of itself."""
    lines = page_lines(text, lang)
    body = _body_of(lines)
    if body is None:
        return Page((), None, None, None, None, "", NO_ARTICLE)
    first, last = body
    parts = _head_parts(text, lines, first) + _body_parts(lines, first, last) + _tail_parts(text, lines, last)
    first_of_body = next((index for index, (part, _) in enumerate(parts) if part == "body"), None)
    if first_of_body is None:
        return Page((), None, None, None, None, "", NO_ARTICLE)
    parts = _with_standfirst(lines, parts, first_of_body)
    spans = _merged(_split_all(text, lines, parts, lang))
    published, why = published_on(text, lines, parts, lang)
    outlet = outlet_on(text, lines, parts)
    name = None if outlet else name_in_rights(text, lines)
    return Page(tuple(spans), outlet, name, own_url(text, lines, parts), published, why, "")


OUTSIDE: Part = ("furniture", "rule=line outside the article")


def _body_of(lines: Sequence[Line]) -> tuple[int, int] | None:
    """Return the first and last line of the body, or ``None`` where there is no article."""
    begin, end = _densest(lines)
    cores = [index for index in range(begin, end) if lines[index].is_core]
    while len(cores) > 1 and lines[cores[0]].about:
        cores.pop(0)
    if len(cores) > 1 and _is_headline_with_mark(lines, cores):
        cores = cores[1:]
    if not cores:
        return _brief(lines)
    stop = _end_of_article(lines, cores)
    cores = [index for index in cores if index < stop]
    while len(cores) > 1 and lines[cores[-1]].about:
        cores.pop()
    last = cores[-1]
    while last + 1 < stop and lines[last + 1].kind == "text" and not lines[last + 1].about:
        last += 1  # a last paragraph without a full stop
    return cores[0], last


def _densest(lines: Sequence[Line]) -> tuple[int, int]:
    """Return the stretch of lines with the most text for its menus (the maximum-sum segment).

    A paragraph or two far above or below the article (page titles, cookie notices, teasers) stay
    outside, for what lies between weighs more than they do. As in boilerplate removal by text
    density (Kohlschütter et al. 2010), with words for density.
    """
    best, begin, end = 0.0, 0, 0
    total, start = 0.0, 0
    for index, line in enumerate(lines):
        total += _weight(line)
        if total <= 0.0:
            total, start = 0.0, index + 1
        elif total > best:
            best, begin, end = total, start, index + 1
    return begin, end


def _weight(line: Line) -> float:
    if line.is_core:
        return float(min(line.words, WEIGHT_OF_A_PARAGRAPH))
    if line.kind == "text":
        return line.words / 2
    return WEIGHTS.get(line.kind, WEIGHT_OF_FURNITURE)


def _is_headline_with_mark(lines: Sequence[Line], cores: Sequence[int]) -> bool:
    """A question or exclamation above a longer paragraph is the headline."""
    line, following = lines[cores[0]], lines[cores[1]]
    if any(each.kind in ("short", "text") and each.words > 3 for each in lines[: cores[0]]):
        return False
    return line.ends == "mark" and line.words <= 16 and following.words > line.words


def _brief(lines: Sequence[Line]) -> tuple[int, int] | None:
    written = [index for index, line in enumerate(lines) if line.kind in ("text", "short") and line.words >= 4]
    if not written or len(written) > MOST_LINES_OF_A_BRIEF:
        return None
    longest = max(written, key=lambda index: (lines[index].words, -index))
    furniture = sum(line.kind in FURNITURE or line.words < 4 for line in lines)
    if lines[longest].words < 5 or (furniture > 3 and lines[longest].kind != "text"):
        return None
    return longest, longest


def _end_of_article(lines: Sequence[Line], cores: Sequence[int]) -> int:
    """Return the line at which the article is over."""
    for index, line in enumerate(lines):
        if line.kind not in ENDS or index < cores[0]:
            continue
        if line.kind in BOXES and _goes_on(lines, index):
            continue
        before = sum(lines[core].words for core in cores if core < index)
        after = sum(lines[core].words for core in cores if core > index)
        if after <= OUTWEIGHS * before:
            return index
    return len(lines)


def _goes_on(lines: Sequence[Line], box: int) -> bool:
    """Tell whether the first thing after a box (the lines in its block) is a paragraph."""
    for line in lines[box + 1 :]:
        if line.block != lines[box].block and line.kind not in BOXES:
            return line.is_core and line.ends == "stop" and line.words >= WORDS_THAT_GO_ON
    return False


# --- the lines of the body ---------------------------------------------------------------------------


def _body_parts(lines: Sequence[Line], first: int, last: int) -> list[Part]:
    parts: list[Part] = []
    linked = False
    photos = {line.block for line in lines[first : last + 1] if line.kind == "photo"}
    box = -1
    for index, line in enumerate(lines[first : last + 1], first):
        box = index if line.kind in BOXES else box
        if 0 <= box >= index - LINES_OF_A_BOX and line.block == lines[box].block:
            part = ("furniture", "rule=in a box")
        elif line.kind in FURNITURE:
            # the numbers of a table or list are the article's own
            part = ("body", "rule=number in body") if line.kind == "counter" else ("furniture", f"wording={line.kind}")
            linked = linked or line.kind == "related"
        elif line.kind == "text":
            linked = linked and not line.is_core
            part = ("furniture", "rule=link list") if linked else ("body", "rule=paragraph")
        elif line.kind == "credit":
            part = ("credit", "rule=photo credit between paragraphs")
        elif line.kind in ("photo", "signed", "caption", "captioned"):
            part = _plain_part(line, photos)
        elif line.kind == "foreign" or line.block in photos:
            part = ("caption", "rule=beside photo credit" if line.block in photos else "rule=other script")
        elif linked:
            part = ("furniture", "rule=link list")
        else:
            part = ("body", "rule=subhead or line in body")
        parts.append(part)
    return parts


# --- the lines before it -----------------------------------------------------------------------------


def _head_parts(text: str, lines: Sequence[Line], first: int) -> list[Part]:
    photos = {line.block for line in lines[:first] if line.kind == "photo"}
    parts = [_plain_part(line, photos) for line in lines[:first]]
    titles = _title_lines(text, lines, first, parts)
    below = _below_widgets(lines, titles)
    for index in titles[below:]:
        parts[index] = ("caption", "rule=title-like below the masthead")
    titles = titles[:below]
    for index, part in zip(titles, _title_parts([lines[each] for each in titles]), strict=True):
        parts[index] = part
    headline = next((index for index in titles if parts[index][0] == "headline"), None)
    if headline is not None:
        _mark_around_headline(text, lines, parts, headline)
    return parts


def _below_widgets(lines: Sequence[Line], titles: Sequence[int]) -> int:
    """Return how many of the title-like lines stand above share and size widgets; those below are captions."""
    for place in range(1, len(titles)):
        between = {line.kind for line in lines[titles[place - 1] + 1 : titles[place]]}
        if between & (MASTHEAD - {"date", "byline", "url"}):
            return place
    return len(titles)


def _plain_part(line: Line, photos: set[int]) -> Part:
    if line.kind == "date":
        return ("furniture", "rule=date in a list") if line.bullet else ("dateline", "rule=date line")
    if line.kind in ("byline", "signed"):
        return "byline", SIGNED if line.kind == "signed" else "rule=byline"
    if line.kind in ("credit", "photo"):
        return "credit", f"rule={line.kind} line"
    if line.kind == "caption":
        return "caption", "rule=caption mark"
    if line.kind == "captioned":
        return "caption", CAPTIONED
    if line.kind in FURNITURE:
        return "furniture", f"wording={line.kind}"
    if line.block in photos:
        return "caption", "rule=beside photo credit"
    if line.kind == "foreign":
        return "furniture", "rule=other script"
    return OUTSIDE


def _title_lines(text: str, lines: Sequence[Line], first: int, parts: Sequence[Part]) -> list[int]:
    """Return the lines that can be headline, kicker or standfirst: the run nearest to the body."""
    fewest, most = WORDS_OF_A_HEADLINE
    found: list[int] = []
    for index in range(first - 1, -1, -1):
        line = lines[index]
        if parts[index][0] != "furniture":
            continue
        if line.kind in ("short", "text") and fewest <= line.words <= most and not line.bullet:
            found.append(index)
        elif line.kind not in MASTHEAD and line.kind != "picture" and found:
            break
    found.reverse()
    titles = [index for index in found if not _is_place_and_name(text, lines[index])]
    found = titles or found
    folded = [fold_name(text[lines[index].start : title_stop(text, lines[index])[0]]) for index in found]
    return [index for place, index in enumerate(found) if folded[place] not in folded[place + 1 :]][-MOST_TITLES:]


# Kicker, headline, standfirst: more title-like lines than that are links.
MOST_TITLES = 3


def _title_parts(lines: Sequence[Line]) -> list[Part]:
    """Say which title-like line is what.

    A kicker stands above its headline and a standfirst below; where there are two, the shorter is
    the headline, the one set in large type. Of three the middle one is.
    """
    sizes = [line.stop - line.start for line in lines]
    if len(lines) == 1:
        return [("headline", "rule=only title line")]
    if len(lines) == 2:
        if sizes[0] > sizes[1]:
            return [("kicker", "rule=above a shorter title"), ("headline", "rule=shorter of two")]
        return [("headline", "rule=shorter of two"), ("standfirst", "rule=below a shorter title")]
    if len(lines) == 3:
        return [("kicker", "rule=first of three"), ("headline", "rule=middle"), ("standfirst", "rule=last of three")]
    return []


def _mark_around_headline(text: str, lines: Sequence[Line], parts: list[Part], headline: int) -> None:
    """Between headline and body stand the standfirst, one or several lines of it, and the byline."""
    if not any(part == "standfirst" for part, _ in parts):
        for index in range(headline + 1, len(parts)):
            if parts[index] == OUTSIDE and lines[index].words >= WORDS_OF_A_STANDFIRST:
                parts[index] = ("standfirst", "rule=between headline and body")
    _mark_byline(text, lines, parts, headline)


def _mark_byline(text: str, lines: Sequence[Line], parts: list[Part], headline: int) -> None:
    """Between headline and body, a short line with a place and a name, or alone there, is the byline."""
    below = [index for index in range(headline + 1, len(parts)) if parts[index] == OUTSIDE and not lines[index].bullet]
    bylines = any(part == "byline" for part, _ in parts)
    for index in below:
        if _is_place_and_name(text, lines[index]):
            parts[index] = ("byline", "rule=place and name")
        elif len(below) == 1 and not bylines and lines[index].words in WORDS_OF_A_NAME:
            parts[index] = ("byline", "rule=name below headline")


# A person's name, with a title.
WORDS_OF_A_NAME = range(2, 5)
MOST_WORDS_OF_PLACE_AND_NAME = 8
_PLACE_AND_NAME = re.compile(r"[^:،,\-–—ـ/|.()«»\"؟!]{2,40}\s*[:\-–—ـ/|]{1,2}\s*[^:.،؟!]{2,50}[:.]?")


def _is_place_and_name(text: str, line: Line) -> bool:
    """«Place - name»: few words with a dash or colon between; a dash inside a longer line is a headline's."""
    if line.words > MOST_WORDS_OF_PLACE_AND_NAME or line.bullet:
        return False
    printed = text[line.start : line.stop]
    return line.words <= 5 and _PLACE_AND_NAME.fullmatch(printed) is not None


def _with_standfirst(lines: Sequence[Line], parts: list[Part], first: int) -> list[Part]:
    """A paragraph under the headline, parted from the body by a masthead line, is the standfirst."""
    if not any(part == "headline" for part, _ in parts[:first]) or any(
        part == "standfirst" for part, _ in parts[:first]
    ):
        return parts
    following = first + 1
    while following < len(parts) and parts[following][0] != "body":
        following += 1
    between = {lines[index].kind for index in range(first + 1, following)}
    paragraphs = sum(1 for index in range(following, len(parts)) if parts[index][0] == "body" and lines[index].is_core)
    if following >= len(parts) or not between & MASTHEAD or not paragraphs:
        return parts
    return [*parts[:first], ("standfirst", "rule=parted from the body"), *parts[first + 1 :]]


# --- the lines after it ------------------------------------------------------------------------------


def _tail_parts(text: str, lines: Sequence[Line], last: int) -> list[Part]:
    parts: list[Part] = []
    over = False
    for line in lines[last + 1 :]:
        over = over or line.kind in ENDS
        printed = text[line.start : line.stop]
        if over:
            parts.append(("furniture", f"wording={line.kind}" if line.kind in FURNITURE else "rule=after the article"))
        elif line.kind == "bracketed" and not any(part == "credit" for part, _ in parts):
            parts.append(("credit", "rule=name in brackets"))
        elif line.kind in ("credit", "photo", "byline", "signed", "caption", "captioned"):
            parts.append(_plain_part(line, set()))
        elif closing_outlet(printed):
            parts.append(CLOSING_OUTLET)
        elif line.kind in FURNITURE:
            parts.append(("furniture", f"wording={line.kind}"))
        else:
            parts.append(_tail_line(line))
    return parts


def _tail_line(line: Line) -> Part:
    if line.kind == "short" and line.ends == "stop":
        return "body", "rule=last short sentence"
    if line.kind == "date":
        return "dateline", "rule=date line"
    return "furniture", "rule=after the article"


# --- from lines to spans -----------------------------------------------------------------------------


def _split_all(text: str, lines: Sequence[Line], parts: Sequence[Part], lang: Lang) -> list[Span]:
    bodies = [index for index, (part, _) in enumerate(parts) if part == "body"]
    spans: list[Span] = []
    for index, (line, (part, why)) in enumerate(zip(lines, parts, strict=True)):
        span = Span(part, line.start, line.stop, 1.0 if part == "body" else 0.8, why)
        stop = title_stop(text, line)[0] if part == "headline" else line.stop
        if stop < line.stop:
            spans.append(replace(span, stop=stop))
            span = Span("furniture", stop, line.stop, 0.8, "rule=outlet in title line")
        spans.extend(split_span(text, span, lang, first=index == bodies[0], last=index == bodies[-1]))
    return spans


def _merged(spans: Sequence[Span]) -> list[Span]:
    """Join neighbouring pieces of the body, so that a quotation over two paragraphs stays in one piece."""
    merged: list[Span] = []
    for span in spans:
        if merged and span.part == merged[-1].part == "body":
            before = merged[-1]
            merged[-1] = Span("body", before.start, span.stop, min(before.score, span.score), before.why)
        else:
            merged.append(span)
    return merged
