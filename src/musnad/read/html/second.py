"""A second opinion on a page that left doubt: trafilatura's, laid on the page's own blocks.

Asked only where the reader found little beside much text; what it brings still has to pass the rules for furniture.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence

from musnad.read.html.article import FURNITURE, Kept, Page, is_link, kind_of

# Fewer words than these in a body are doubted (with a printed headline above it, without one), where the page
# holds this many times more outside menus. Briefs of one sentence are common: they are left alone.
DOUBTED_BELOW_A_HEADLINE, DOUBTED_WORDS, TIMES_MORE = 6, 40, 3
# What trafilatura finds counts where it is this many times what was found.
TIMES_BETTER = 2
# Longer pages cost too much to be read twice.
LONGEST_ASKED = 3_000_000
SHORTEST_BLOCK = 12
WHY = "rule=second opinion of trafilatura"


def is_doubtful(page: Page, kept: Sequence[Kept]) -> bool:
    """Tell whether an article is short on a page with much text outside menus."""
    words = sum(page.blocks[each.index].words for each in kept if each.part in ("body", "standfirst"))
    titled = any(each.part == "headline" for each in kept)
    if words >= (DOUBTED_BELOW_A_HEADLINE if titled else DOUBTED_WORDS):
        return False
    left = sum(
        block.words for block in page.blocks if block.words > 3 and not is_link(block) and not page.out[block.node]
    )
    return left > DOUBTED_WORDS and left >= TIMES_MORE * words


def second_opinion(page: Page, kept: Sequence[Kept], markup: str) -> list[Kept]:
    """Return the article with the blocks trafilatura takes for its text, or as it was where that is no more."""
    found = _extracted(markup)
    words = sum(page.blocks[each.index].words for each in kept if each.part == "body")
    if len(found.split()) < TIMES_BETTER * words + 10:
        return list(kept)
    joined = "".join(found.split())
    begin = next((each.index for each in kept if each.part == "headline"), -1)
    known = {each.index for each in kept}
    more = [
        Kept(i, "body", 0.6, WHY)
        for i, block in enumerate(page.blocks)
        if i > begin
        and i not in known
        and not (is_link(block) or page.out[block.node] or page.headed[page.homes[i]])
        and _is_in(block.text, joined)
        and kind_of(page, i) not in FURNITURE
    ]
    return sorted([*kept, *more], key=lambda each: each.index)


def _is_in(text: str, joined: str) -> bool:
    bare = "".join(text.split())
    return len(bare) >= SHORTEST_BLOCK and bare in joined


def _extracted(markup: str) -> str:
    if len(markup) > LONGEST_ASKED:
        return ""
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # it prints what it doubts
    try:
        return trafilatura.extract(markup, fast=True, include_comments=False) or ""
    except Exception:  # a second opinion must not cost the first
        return ""
