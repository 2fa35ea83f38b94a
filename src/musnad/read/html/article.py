"""Which blocks of a page are its article, and what each of them is.

The article is the stretch of blocks with the most text for its menus, below the printed headline and above the
next article; within it, the element that holds most of its text decides on what stands in other elements.
As in ``plain.py``, a line's wording, form and place say what it is; here its element says so too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from musnad.lang import Lang
from musnad.outlets import fold_name
from musnad.read.html.blocks import HEADINGS, Block, Blocks, Node, ancestors
from musnad.read.plain.lines import (
    ENDS,
    FEWEST_WORDS_OF_A_SENTENCE,
    WORDS_OF_A_PARAGRAPH,
    WORDS_OF_TEXT,
    Line,
    page_lines,
)

# A block with more of its letters in links than this is a link; an article's own text has fewer.
LINKED = 0.6
# A box with more of its words in links than this is a list of other reports, with their teasers.
LINKED_BOX = 0.25
# What a block adds to or takes from a stretch that could be the article, in words; as in plain.py.
WEIGHT_OF_A_PARAGRAPH = 60
WEIGHT_OF_A_LINE, WEIGHT_OF_A_LINK, WEIGHT_OUT = -2.0, -4.0, -5.0
# An element out of the article by its name, which yet holds this share of all paragraphs, is misnamed.
MISNAMED = 0.6
FEWEST_WORDS_MISNAMED = 80
# A box with a linked heading and no more words than this is one teaser.
MOST_WORDS_OF_A_TEASER = 90
# Blocks named byline or date that are longer than this are no such thing.
MOST_WORDS = {"byline": 14, "date": 18, "kicker": 16, "credit": 25, "caption": 80, "standfirst": 100}
WORDS_OF_A_STANDFIRST = 7
# A line this short is looked at for its wording.
LONGEST_LINE = 200
# So many short lines are looked at; no article has more, and each costs a tenth of a millisecond.
MOST_LINES_JUDGED = 10_000
# How far above the headline its kicker, date and byline may stand, in blocks.
ABOVE_THE_HEADLINE = 6
# How far above the text an unnamed heading may stand, in blocks: bylines, dates, share lines between.
FAR_ABOVE_THE_TEXT = 12
# A line of this many words below a headline may be a brief.
WORDS_OF_A_LEAD = 8
# Text below a line of comments that outweighs all above it by this factor: the line stood in a box above the article.
OUTWEIGHS = 2.0
# A line that says the article is over has at most so many words, and stands below at least so many.
MOST_WORDS_OF_AN_END = 12
FEWEST_WORDS_BEFORE_AN_END = 20
FURNITURE = ENDS | {
    "skip", "menu", "share", "counter", "size", "print", "picture", "player", "ad", "notice", "account", "related",
    "url",
}  # fmt: skip
HIDDEN_TEXT = "most of the text is not shown by the page's style"
_STOPS = ".؟?!…۔"
_CLOSERS = "\"”»’')] "


@dataclass(frozen=True, slots=True)
class Kept:
    """A block that reading keeps, and what it is."""

    index: int
    part: str
    score: float
    why: str


@dataclass(slots=True)
class Page:
    """The blocks of a page with what can be told of each by itself."""

    blocks: list[Block]
    nodes: list[Node]
    lang: Lang
    out: list[bool] = field(default_factory=list)  # by node
    homes: list[int] = field(default_factory=list)  # by block: the element whose child it is
    cores: list[bool] = field(default_factory=list)  # by block: a paragraph beyond doubt
    words: list[int] = field(default_factory=list)  # by node, with all in it
    linked: list[float] = field(default_factory=list)  # of these, in links
    headed: list[bool] = field(default_factory=list)  # by node: holds a heading that is a link
    crowned: list[bool] = field(default_factory=list)  # by node: has one as its own child
    lines: dict[int, Line | None] = field(default_factory=dict)
    promoted: int = -1  # a line below the headline that is taken for a paragraph
    remarks: list[str] = field(default_factory=list)


def page_of(found: Blocks, lang: Lang) -> Page:
    """Return a page's blocks, each judged by itself and by the names of its elements."""
    page = Page(found.blocks, found.nodes, lang)
    page.cores = _cores(page)
    page.out = _outside(page)
    page.cores = [core and not page.out[block.node] for core, block in zip(page.cores, page.blocks, strict=True)]
    page.homes = _homes(page)
    _add_up(page)
    page.cores = [core and not is_teaser(page, i) for i, core in enumerate(page.cores)]
    if found.cut:
        page.remarks.append("more blocks than are looked at: the rest of the page is left out")
    return page


def line_of(page: Page, index: int) -> Line | None:
    """Return what a block is by its wording and form alone."""
    if index not in page.lines:
        lines = page_lines(page.blocks[index].text, page.lang)
        page.lines[index] = lines[0] if lines else None
    return page.lines[index]


def kind_of(page: Page, index: int) -> str:
    """Return the kind of a block's line, "text" for long ones."""
    block = page.blocks[index]
    if len(block.text) > LONGEST_LINE or (index not in page.lines and len(page.lines) >= MOST_LINES_JUDGED):
        return "text"
    line = line_of(page, index)
    return line.kind if line else "counter"


# --- each block by itself --------------------------------------------------------------------------------


def ends_a_sentence(text: str) -> bool:
    """Tell whether a full stop or its like closes a text."""
    return text.rstrip(_CLOSERS)[-1:] in _STOPS if text.rstrip(_CLOSERS) else False


def is_link(block: Block) -> bool:
    return block.linked > LINKED * len(block.text)


def _cores(page: Page) -> list[bool]:
    """Tell paragraphs; lines parted by line breaks in one element are judged together."""
    cores: list[bool] = []
    blocks = page.blocks
    first = 0
    while first < len(blocks):
        last = first + 1
        while last < len(blocks) and blocks[last].node == blocks[first].node and blocks[last - 1].broken:
            last += 1
        some = blocks[first:last]
        own = [_is_core(block) for block in some]
        if len(some) > 1 and not all(own) and _is_broken_text(some):
            own = [not is_link(block) and block.words > 1 for block in some]
        cores.extend(own)
        first = last
    return cores


def _is_core(block: Block) -> bool:
    if block.words < FEWEST_WORDS_OF_A_SENTENCE or block.linked * 2 > len(block.text) or block.tag in ("h1", "th"):
        return False
    return block.words >= WORDS_OF_A_PARAGRAPH or ends_a_sentence(block.text)


def _is_broken_text(some: Sequence[Block]) -> bool:
    """Tell whether lines in one element are a text: enough words, few links, a sentence's end somewhere."""
    words = sum(block.words for block in some)
    linked = sum(block.linked for block in some)
    if words < 2 * WORDS_OF_A_PARAGRAPH or words < 5 * len(some) or linked * 4 > sum(len(block.text) for block in some):
        return False
    return any(ends_a_sentence(block.text) for block in some)


def _outside(page: Page) -> list[bool]:
    """Tell the elements that are out of the article or not shown, misnamed ones aside."""
    misnamed: set[int] = set()
    total = sum(block.words for block, core in zip(page.blocks, page.cores, strict=True) if core)
    while True:
        roots = _roots(page.nodes, misnamed)
        words: dict[int, int] = {}
        for block, core in zip(page.blocks, page.cores, strict=True):
            root = roots[block.node]
            if core and root >= 0 and page.nodes[root].zone != "never":
                words[root] = words.get(root, 0) + block.words
        found = next((root for root, some in words.items() if _is_misnamed(page.nodes[root], some, total)), None)
        if found is None:
            return [root >= 0 for root in roots]
        misnamed.add(found)
        if page.nodes[found].zone == "hidden" and HIDDEN_TEXT not in page.remarks:
            page.remarks.append(HIDDEN_TEXT)


def _is_misnamed(node: Node, words: int, total: int) -> bool:
    if node.zone == "hidden" and words == total:
        return words >= WORDS_OF_A_PARAGRAPH
    return words > MISNAMED * total and words >= FEWEST_WORDS_MISNAMED


def _roots(nodes: Sequence[Node], misnamed: set[int]) -> list[int]:
    """Return for each element the outermost one above it that is out or hidden, or -1."""
    roots: list[int] = []
    for node in nodes:
        above = roots[node.parent] if node.parent >= 0 else -1
        own = node.zone in ("out", "never", "hidden") and node.number not in misnamed
        roots.append(above if above >= 0 else node.number if own else -1)
    return roots


def _homes(page: Page) -> list[int]:
    """Return each block's home: the element above a paragraph; the element itself where it prints several blocks."""
    children = [0] * len(page.nodes)
    for node in page.nodes:
        if node.parent >= 0:
            children[node.parent] += 1
    homes = []
    for block in page.blocks:
        node = page.nodes[block.node]
        alone = (
            children[block.node] == 0 and node.tag not in ("td", "article", "main", "section") and node.zone != "body"
        )
        homes.append(node.parent if alone and node.parent >= 0 else block.node)
    return homes


# --- the body --------------------------------------------------------------------------------------------


def find_body(page: Page, headline: int | None) -> list[int]:
    """Return the paragraphs of the article, in order; more may belong to it beside them."""
    begin, end = (headline + 1 if headline is not None else 0), len(page.blocks)
    if headline is not None:
        _promote(page, headline)
    end = _next_article(page, headline, begin, end)
    found = _paragraphs(page, begin, end)
    if headline is not None and sum(page.blocks[i].words for i in found) < FEWEST_WORDS_OF_A_SENTENCE:
        other = _paragraphs(page, 0, len(page.blocks))
        if sum(page.blocks[i].words for i in other) > 3 * sum(page.blocks[i].words for i in found):
            return other
    return found


def _promote(page: Page, headline: int) -> None:
    """Take the first line of text below the headline for a paragraph though no full stop ends it: a brief, a lead."""
    for i in range(headline + 1, min(len(page.blocks), headline + 1 + FAR_ABOVE_THE_TEXT)):
        block = page.blocks[i]
        if page.out[block.node] or is_link(block) or is_teaser(page, i) or block.tag in HEADINGS:
            continue
        if page.cores[i]:
            return
        named = page.nodes[block.node].within not in ("", "headline")
        least = FEWEST_WORDS_OF_A_SENTENCE if block.tag == "p" else WORDS_OF_A_LEAD
        if block.words >= least and not named and kind_of(page, i) in ("text", "short"):
            page.cores[i] = True
            page.promoted = i
            return


def _paragraphs(page: Page, begin: int, end: int) -> list[int]:
    first, last = densest(page, begin, end)
    cores = [i for i in range(first, last) if page.cores[i]]
    if not cores:
        return []
    over, box = _ends(page, cores)
    sure = [i for i in cores if i < box]
    main = _main_home(page, sure)
    found = [i for i in range(begin, min(end, over)) if page.cores[i] and (first <= i < last or page.homes[i] == main)]
    return [i for i in found if page.homes[i] == main or (i < box and _belongs(page, i, main))]


def _ends(page: Page, cores: Sequence[int]) -> tuple[int, int]:
    """Return where a line among the paragraphs ends the article for good, and where a box may begin.

    Below a box the article goes on only in the element that holds most of it.
    """
    total = sum(page.blocks[i].words for i in cores)
    words, box = 0, len(page.blocks)
    paragraphs = set(cores)
    for i in range(cores[0], cores[-1] + 1):
        block = page.blocks[i]
        if i in paragraphs:
            words += block.words
        if words < FEWEST_WORDS_BEFORE_AN_END or page.out[block.node] or block.words > MOST_WORDS_OF_AN_END:
            continue
        kind = kind_of(page, i)
        if kind in ("comment", "legal", "author", "cookie") or (kind == "counter" and _heads_comments(block)):
            if block.tag in HEADINGS or total - words <= OUTWEIGHS * words:
                return i, min(box, i)
        elif kind in ENDS and total - words <= OUTWEIGHS * words:
            box = min(box, i)
    return len(page.blocks), box


def _heads_comments(block: Block) -> bool:
    return fold_name(block.text).endswith(("تعليقات", "تعليق", "comments")) and not is_link(block)


def _next_article(page: Page, headline: int | None, begin: int, end: int) -> int:
    """Return where another article begins: another first heading, or an ``article`` beside the headline's own."""
    if headline is None:
        return end
    own = next((n for n in ancestors(page.nodes, page.blocks[headline].node) if page.nodes[n].tag == "article"), -1)
    tag, words = page.blocks[headline].tag, page.blocks[headline].text
    named = page.nodes[page.blocks[headline].node].zone == "headline"
    seen = False
    for i in range(begin, end):
        block = page.blocks[i]
        if page.out[block.node]:
            continue
        seen = seen or page.cores[i]
        if not seen:
            continue
        again = block.tag == "h1" or (named and page.nodes[block.node].zone == "headline")
        again = again or (block.tag == tag and _is_twin(page, i, headline))
        if again and tag in ("h1", block.tag) and block.text != words and not is_link(block):
            return i
        if own >= 0 and page.cores[i]:
            articles = [n for n in ancestors(page.nodes, block.node) if page.nodes[n].tag == "article"]
            if articles and own not in articles:
                return i
    return end


def _is_twin(page: Page, index: int, headline: int) -> bool:
    """Tell whether a heading stands in an element like the headline's and as deep, but another."""
    one, two = (page.nodes[page.blocks[i].node] for i in (index, headline))
    if one.tag not in HEADINGS or one.parent == two.parent or page.nodes[one.parent].tag != page.nodes[two.parent].tag:
        return False
    return sum(1 for _ in ancestors(page.nodes, one.number)) == sum(1 for _ in ancestors(page.nodes, two.number))


def densest(page: Page, begin: int, end: int) -> tuple[int, int]:
    """Return the stretch of blocks with the most text for its menus (the maximum-sum segment)."""
    best, first, last = 0.0, begin, begin
    total, start = 0.0, begin
    for i in range(begin, end):
        total += _weight(page, i)
        if total <= 0.0:
            total, start = 0.0, i + 1
        elif total > best:
            best, first, last = total, start, i + 1
    return first, last


def _weight(page: Page, index: int) -> float:
    block = page.blocks[index]
    node = page.nodes[block.node]
    if page.out[block.node]:
        return WEIGHT_OUT if node.tag != "option" else 0.0
    if page.cores[index]:
        if node.within in ("caption", "credit", "byline", "date"):
            return 0.0
        return float(min(block.words, WEIGHT_OF_A_PARAGRAPH)) * (1.5 if node.in_body else 1.0)
    if is_link(block):
        return WEIGHT_OF_A_LINK
    if block.words >= WORDS_OF_TEXT and block.tag not in HEADINGS:
        return block.words / 2
    return -0.5 if node.in_body else WEIGHT_OF_A_LINE


def _main_home(page: Page, cores: Sequence[int]) -> int:
    """Return the element that holds most of the text: its own paragraphs, less those of the elements in it."""
    scores: dict[int, float] = {}
    for i in cores:
        share = float(page.blocks[i].words)
        for number in list(ancestors(page.nodes, page.homes[i]))[:4]:
            scores[number] = scores.get(number, 0.0) + share
            share *= 0.6
    return max(scores, key=lambda number: (scores[number], number))


def _belongs(page: Page, index: int, main: int) -> bool:
    """Tell whether a paragraph in another element than the main one is the article's: no teaser, no box of links."""
    home = page.homes[index]
    if home == main:
        return True
    above = list(ancestors(page.nodes, home))
    if main in above:
        box = above[above.index(main) - 1]
        return not _is_box(page, box)
    of_main = list(ancestors(page.nodes, main))
    if home in of_main:
        return True
    shared = next((number for number in above if number in of_main), 0)
    place = above.index(shared) if shared in above else 0
    return place > 0 and not _is_box(page, above[place - 1])


def _is_box(page: Page, box: int) -> bool:
    """Tell whether an element is a box of links with their teasers."""
    return page.headed[box] or page.linked[box] > LINKED_BOX * page.words[box] > 0


def is_teaser(page: Page, index: int) -> bool:
    """Tell whether a block stands in a small element with a heading that is a link: another report's first words."""
    home = page.homes[index]
    return page.crowned[home] and page.words[home] <= MOST_WORDS_OF_A_TEASER


def _add_up(page: Page) -> None:
    """Add up the words, and those in links, of each element with all that stands in it."""
    count = len(page.nodes)
    page.words, page.linked = [0] * count, [0.0] * count
    page.headed, page.crowned = [False] * count, [False] * count
    for block in page.blocks:
        page.words[block.node] += block.words
        page.linked[block.node] += block.words * min(1.0, block.linked / len(block.text))
        if block.tag in HEADINGS and is_link(block):
            page.headed[block.node] = page.crowned[page.nodes[block.node].parent] = True
    for node in reversed(page.nodes):
        if node.parent >= 0:
            page.words[node.parent] += page.words[node.number]
            page.linked[node.parent] += page.linked[node.number]
            page.headed[node.parent] = page.headed[node.parent] or page.headed[node.number]
