"""What the blocks of an article are: headline and what stands round it, paragraphs, captions, credits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from musnad.read.html.article import (
    ABOVE_THE_HEADLINE,
    FURNITURE,
    MOST_WORDS,
    WORDS_OF_A_STANDFIRST,
    Kept,
    Page,
    ends_a_sentence,
    find_body,
    is_link,
    is_teaser,
    kind_of,
    line_of,
)
from musnad.read.html.blocks import HEADINGS, ancestors
from musnad.read.html.headline import find_headline
from musnad.read.plain.lines import ENDS

# A page without any paragraph is still a brief if it has a line of this many words by its headline.
WORDS_OF_A_BRIEF = 4
MOST_LINES_OF_A_BRIEF = 4
# After the last paragraph, so many blocks are looked at for a credit, a byline, a last short line.
BELOW_THE_BODY = 12
BETWEEN = "rule=between headline and body"


def article_parts(page: Page, titles: Sequence[str]) -> list[Kept]:
    """Return the blocks of the article in order, each with its part; nothing where there is no article."""
    headline, why = find_headline(page, titles)
    body = _without_notices(page, find_body(page, headline))
    if not body:
        body = _brief(page, headline)
        if not body:
            return []
    if headline is not None and headline > body[0]:
        body = [i for i in body if i > headline] or body
        headline = headline if headline < body[0] else None
    body = _with_first_lines(page, body, headline)
    kept = _body_parts(page, body, headline)
    if headline is not None:
        kept = [
            *_above(page, headline),
            Kept(headline, "headline", 1.0, why),
            *_between(page, headline, body[0]),
            *kept,
        ]
    else:
        kept = [*_near(page, body[0]), *kept]
    return kept


def _with_first_lines(page: Page, body: list[int], headline: int | None) -> list[int]:
    """Take the lines before the first paragraph along where only line breaks part them from it."""
    first = body[0]
    while first - 1 > (headline if headline is not None else -1):
        before = page.blocks[first - 1]
        if not before.broken or before.node != page.blocks[first].node or is_link(before):
            break
        if before.bold or kind_of(page, first - 1) not in ("text", "short"):
            break
        first -= 1
    return [*range(first, body[0]), *body]


def _without_notices(page: Page, body: list[int]) -> list[int]:
    """Take paragraphs in which the site speaks of itself off both ends."""
    while body and _is_notice(page, body[-1]):
        body = body[:-1]
    while body and _is_notice(page, body[0]):
        body = body[1:]
    return body


def _is_notice(page: Page, index: int) -> bool:
    line = line_of(page, index)
    return line is not None and (line.about or line.kind in FURNITURE)


def _brief(page: Page, headline: int | None) -> list[int]:
    """Return the few lines below a headline, or in an element named as the body, where there is no paragraph."""
    found = []
    for i, block in enumerate(page.blocks):
        if page.out[block.node] or is_link(block) or i == headline or block.words < WORDS_OF_A_BRIEF:
            continue
        near = headline is not None and headline < i <= headline + ABOVE_THE_HEADLINE
        named = page.nodes[block.node].in_body or block.tag == "p"
        if (near or named) and block.tag not in HEADINGS and kind_of(page, i) in ("text", "short"):
            found.append(i)
    return found if len(found) <= MOST_LINES_OF_A_BRIEF else []


def _body_parts(page: Page, body: Sequence[int], headline: int | None) -> list[Kept]:
    """Return the paragraphs with what stands between and directly below them."""
    paragraphs = set(body)
    family = _family(page, body)
    kept: list[Kept] = []
    lead = page.promoted == body[0] and len(body) > 1 and headline is not None
    if lead and not _is_like(page, body[0], body[1], headline or 0):
        kept.append(Kept(body[0], "standfirst", 0.8, BETWEEN))
        body = body[1:]
    for i in range(kept[-1].index + 1 if kept else body[0], body[-1] + 1):
        part = _paragraph(page, i, not kept and headline is not None) if i in paragraphs else _beside(page, i, family)
        if part:
            kept.append(part)
    over = False
    for i in range(body[-1] + 1, min(len(page.blocks), body[-1] + 1 + BELOW_THE_BODY)):
        if i == headline or (page.blocks[i].tag == "h1"):
            break
        if page.out[page.blocks[i].node]:
            continue
        over = over or kind_of(page, i) in ENDS or (page.cores[i] and _is_notice(page, i))
        if over or not _in_family(page, i, family):
            break
        part = _beside(page, i, family)
        if part and part.part != "kicker":
            kept.append(part)
    return kept


def _paragraph(page: Page, index: int, first: bool) -> Kept | None:
    block = page.blocks[index]
    within = page.nodes[block.node].within
    if within in MOST_WORDS and block.words <= MOST_WORDS[within] and within != "date":
        if within == "standfirst" and not first:
            return Kept(index, "body", 1.0, "rule=paragraph")
        return Kept(index, within, 0.9, "rule=named by its element")
    if first and block.tag in HEADINGS and block.words <= MOST_WORDS["standfirst"]:
        return Kept(index, "standfirst", 0.8, "rule=heading above the body")
    kind = kind_of(page, index) if block.words < 30 else "text"
    if kind in ("caption", "captioned", "photo", "credit", "signed", "byline", "date"):
        return _of_kind(index, kind)
    if kind in FURNITURE and block.words < 12:
        return None
    return Kept(index, "body", 1.0, "rule=paragraph")


def _of_kind(index: int, kind: str) -> Kept:
    part = {"photo": "credit", "captioned": "caption", "signed": "byline", "date": "dateline"}.get(kind, kind)
    why = {"captioned": "rule=caption with agency", "signed": "rule=signed line"}.get(kind, f"rule={kind} line")
    return Kept(index, part, 0.8, why)


def _in_family(page: Page, index: int, family: Family) -> bool:
    """Tell whether a block stands in an element with paragraphs of the article, in one inside it, or in one like it.

    One like it: page makers who put each paragraph in a box of its own put subheads and credits in such boxes too.
    """
    home = page.homes[index]
    if any(number in family.homes for number in ancestors(page.nodes, home)):
        return True
    return not page.headed[home] and any(place in family.places for place in _places(page, home))


@dataclass(frozen=True, slots=True)
class Family:
    """The elements that hold paragraphs of the article, and the places at which several of them stand."""

    homes: set[int]
    places: set[tuple[int, str]]


def _family(page: Page, body: Sequence[int]) -> Family:
    homes = {page.homes[i] for i in body}
    counts = Counter(place for home in homes for place in _places(page, home))
    return Family(homes, {place for place, count in counts.items() if count > 1})


def _places(page: Page, home: int) -> list[tuple[int, str]]:
    """Return where an element stands, seen from the three elements above it: which, and by which tags."""
    path, places = page.nodes[home].tag, []
    for number in list(ancestors(page.nodes, home))[1:4]:
        places.append((number, path))
        path = f"{page.nodes[number].tag} {path}"
    return places


def _beside(page: Page, index: int, family: Family) -> Kept | None:
    """Return what a block among the paragraphs is, or ``None`` for furniture."""
    block = page.blocks[index]
    if page.out[block.node] or is_teaser(page, index):
        return None
    within = page.nodes[block.node].within
    kind = kind_of(page, index)
    if kind in FURNITURE and kind != "counter":
        return None
    if within in ("caption", "credit", "byline") and block.words <= MOST_WORDS[within]:
        return None if is_link(block) and within == "caption" else Kept(index, within, 0.9, "rule=named by its element")
    if kind in ("caption", "captioned", "photo", "credit", "signed", "byline", "date"):
        return _of_kind(index, kind)
    if is_link(block) and not ends_a_sentence(block.text):
        return None
    if not _in_family(page, index, family):
        return Kept(index, "body", 0.7, "rule=heading in body") if _subhead(page, index) else None
    if page.headed[page.homes[index]] and page.homes[index] not in family.homes:
        return None
    if kind == "counter" and block.tag not in ("td", "th", "li", "dd"):
        return None
    return Kept(index, "body", 0.9, "rule=line in body")


def _subhead(page: Page, index: int) -> bool:
    block = page.blocks[index]
    return block.tag in ("h2", "h3", "h4") and block.linked == 0 and block.words > 1


def _above(page: Page, headline: int) -> list[Kept]:
    """Return kicker, date and byline above the headline, where they stand in its own surroundings."""
    around = set(list(ancestors(page.nodes, page.blocks[headline].node))[1:4])
    kept: list[Kept] = []
    for i in range(headline - 1, max(-1, headline - 1 - ABOVE_THE_HEADLINE), -1):
        block = page.blocks[i]
        if page.out[block.node] or not around & set(list(ancestors(page.nodes, block.node))[:4]):
            break
        within = page.nodes[block.node].within
        kind = kind_of(page, i)
        if kind == "date":
            kept.append(_of_kind(i, kind))
        elif is_link(block) and within != "byline":
            continue
        elif within in ("kicker", "byline") and block.words <= MOST_WORDS[within]:
            kept.append(Kept(i, within, 0.9, "rule=named by its element"))
        elif (
            block.tag in HEADINGS
            and block.tag != "h1"
            and 1 < block.words <= MOST_WORDS["kicker"]
            and i == headline - 1
        ):
            kept.append(Kept(i, "kicker", 0.8, "rule=heading above the headline"))
    return kept[::-1]


def _between(page: Page, headline: int, first: int) -> list[Kept]:
    """Return standfirst, byline, date and captions between headline and body."""
    kept = []
    for i in range(headline + 1, first):
        part = _of_head(page, i)
        if part and part.why == BETWEEN and _is_like(page, i, first, headline):
            later = {kind_of(page, each) for each in range(i + 1, first) if not page.out[page.blocks[each].node]}
            if not later & {"date", "byline", "share"}:
                part = Kept(i, "body", 0.8, "rule=first line of the body")
        if part:
            kept.append(part)
    return kept


def _is_like(page: Page, index: int, other: int, headline: int) -> bool:
    """Tell whether a line above the body is of the body: in one element with it, in one as deep, or a paragraph.

    A paragraph that stands beside the headline, the body in another element, is no such line.
    """
    one, two = page.blocks[index], page.blocks[other]
    if one.tag in HEADINGS:
        return False
    if page.homes[index] == page.homes[other] or (one.tag == "p" and two.tag == "li"):
        return True
    beside = page.nodes[one.node].parent == page.nodes[page.blocks[headline].node].parent
    depths = [sum(1 for _ in ancestors(page.nodes, block.node)) for block in (one, two)]
    return not beside and (one.tag == "p" or (one.tag == two.tag and depths[0] == depths[1]))


def _of_head(page: Page, index: int) -> Kept | None:
    block = page.blocks[index]
    if page.out[block.node]:
        return None
    within = page.nodes[block.node].within
    kind = kind_of(page, index)
    if kind == "date":
        return _of_kind(index, kind)
    if kind in FURNITURE:
        return None
    if within in ("byline", "caption", "credit", "standfirst") and block.words <= MOST_WORDS[within]:
        return Kept(index, within, 0.9, "rule=named by its element")
    if kind in ("caption", "captioned", "photo", "credit", "signed", "byline"):
        return _of_kind(index, kind)
    if is_link(block) or block.words < WORDS_OF_A_STANDFIRST or kind not in ("text", "short"):
        return None
    return Kept(index, "standfirst", 0.8, BETWEEN)


def _near(page: Page, first: int) -> list[Kept]:
    """Return date and byline right above a body whose headline is not printed."""
    kept = []
    for i in range(max(0, first - ABOVE_THE_HEADLINE), first):
        part = _of_head(page, i)
        if part and part.part in ("dateline", "byline"):
            kept.append(part)
    return kept
