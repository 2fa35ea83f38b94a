"""Which block of a page is its headline: the one that prints the title its metadata give, or stands as one."""

from __future__ import annotations

from collections.abc import Sequence

from musnad.outlets import fold_name
from musnad.read.html.article import FAR_ABOVE_THE_TEXT, Page, densest, ends_a_sentence, is_link, kind_of
from musnad.read.html.blocks import HEADINGS, Block
from musnad.read.plain.lines import WORDS_OF_A_HEADLINE

# A headline has at most this many words; a title that is cut short still has this share of it.
MOST_WORDS_OF_A_HEADLINE = 45
SHARE_OF_A_TITLE = 0.6


def find_headline(page: Page, titles: Sequence[str]) -> tuple[int | None, str]:
    """Return the block that prints the page's headline, and why; titles are those of the metadata."""
    wanted = [folded for title in titles if (folded := fold_name(title))]
    heads = [i for i, block in enumerate(page.blocks) if _could_be_headline(page, block)]
    shown = [i for i in heads if page.blocks[i].tag in HEADINGS or page.nodes[page.blocks[i].node].within == "headline"]
    for some, why in ((shown, "heading"), (heads, "line")):
        same = [i for i in some if _is_title(fold_name(page.blocks[i].text), wanted)]
        if same:
            best = min(same, key=lambda i: (page.blocks[i].tag != "h1", is_link(page.blocks[i]), i))
            return best, f"rule={why} equals title tag={page.blocks[best].tag}"
    tops = [i for i in shown if page.blocks[i].words > 2 and not is_link(page.blocks[i])]
    for some, why in (
        ([i for i in tops if page.blocks[i].tag == "h1"], "h1"),
        ([i for i in tops if page.nodes[page.blocks[i].node].within == "headline"], "named headline"),
    ):
        first = _leading_to_text(page, some)
        if first is not None:
            return first, f"rule={why}{'' if len({page.blocks[i].text for i in some}) == 1 else ' first of several'}"
    nearest = _heading_above_text(page, tops)
    return (nearest, "rule=nearest heading above the text") if nearest is not None else (None, "")


def _leading_to_text(page: Page, headings: Sequence[int]) -> int | None:
    """Return the first heading that a paragraph follows before the next such heading."""
    for i, following in zip(headings, [*headings, len(page.blocks)][1:], strict=True):
        if any(page.cores[each] for each in range(i + 1, following)):
            return i
    return None


def _heading_above_text(page: Page, headings: Sequence[int]) -> int | None:
    first, last = densest(page, 0, len(page.blocks))
    core = next((i for i in range(first, last) if page.cores[i]), None)
    if core is None:
        return None
    near = [i for i in headings if core - FAR_ABOVE_THE_TEXT <= i < core]
    if near:
        return near[-1]
    bold = [i for i in range(max(0, core - FAR_ABOVE_THE_TEXT), core) if _is_bold_title(page, i)]
    return bold[-1] if bold else None


def _is_bold_title(page: Page, index: int) -> bool:
    """Tell whether a line set in bold may be a headline, on pages made before headings were."""
    block = page.blocks[index]
    fewest, most = WORDS_OF_A_HEADLINE
    if not block.bold or page.out[block.node] or is_link(block) or not fewest <= block.words <= most:
        return False
    return not ends_a_sentence(block.text) and kind_of(page, index) in ("short", "text")


def _could_be_headline(page: Page, block: Block) -> bool:
    if block.words > MOST_WORDS_OF_A_HEADLINE:
        return False
    return not page.out[block.node]


def _is_title(words: str, titles: Sequence[str]) -> bool:
    if len(words) < 4:
        return words != "" and words in titles
    for title in titles:
        if words == title:
            return True
        if title.startswith(words) and (len(words) >= SHARE_OF_A_TITLE * len(title) or words.count(" ") >= 3):
            return True
        if words.startswith(title) and len(title) >= SHARE_OF_A_TITLE * len(words):
            return True
    return False
