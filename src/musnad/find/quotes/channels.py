"""Channels: where something was said (``lang/ar/channels.tsv``)."""

from __future__ import annotations

import re

from musnad.find.quotes.blocks import Block
from musnad.find.quotes.cues import Grammar

# Words a channel phrase may take: في مؤتمر صحفي مشترك مع نظيره …
LONGEST_CHANNEL = 12
_ENDINGS = re.compile(r"(?:ته|تها|تهم|ه|ها|هم|ات|اته|اتها|اتهم)$")


def channel_at(block: Block, i: int, grammar: Grammar) -> str | None:
    """Return the kind of the channel phrase that begins with word ``i``, or ``None``."""
    form = block.bare[i]
    if i + 1 < len(block):
        nouns = grammar.channels.get(form)
        if nouns is not None and form != "ل":
            kind = _kind(nouns, block.forms[i + 1]) or nouns.get("-")
            if kind is not None:
                return kind
            if "mark" in nouns and block.opens(i + 1):
                return nouns["mark"]
    by_letter = grammar.channels.get("ل", {})
    if form == "ل" and i + 1 < len(block):
        return by_letter.get("mark") if block.opens(i + 1) else _kind(by_letter, block.forms[i + 1])
    if form.startswith("ل") and len(form) > 3:
        return _kind(by_letter, form[2:] if form.startswith("لل") else form[1:])
    return None


def _kind(nouns: dict[str, str], word: str) -> str | None:
    word = word.removeprefix("ال")
    return nouns.get(word) or nouns.get(_ENDINGS.sub("", word)) or nouns.get(_ENDINGS.sub("ه", word))


def channel_end(block: Block, i: int, limit: int, grammar: Grammar) -> int:
    """Return the word after the channel phrase that begins with word ``i``."""
    k = i + 1
    while k < min(limit, i + LONGEST_CHANNEL):
        if block.pair[k] >= 0:
            k = max(block.pair_end(k), k + 1)
            continue
        if any(mark in block.gaps[k] for mark in "،,:؛.)"):
            break
        if block.bare[k] in grammar.words["asides"] or channel_at(block, k, grammar):
            break
        k += 1
    return min(k, limit)
