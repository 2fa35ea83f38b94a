"""Channels: where something was said (``lang/ar/channels.tsv``)."""

from __future__ import annotations

import re

from musnad.find.quotes.blocks import Block
from musnad.find.quotes.cues import Grammar

# Words a channel phrase may take: في مؤتمر صحفي مشترك مع نظيره …
LONGEST_CHANNEL = 16
_ENDINGS = re.compile(r"(?:ته|تها|تهم|ه|ها|هم|ات|اته|اتها|اتهم)$")


def channel_at(block: Block, i: int, grammar: Grammar) -> str | None:
    """Return the kind of the channel phrase that begins with word ``i``, or ``None``."""
    form = block.bare[i]
    if i + 1 < len(block):
        nouns = grammar.channels.get(form)
        if nouns is not None and form != "ل":
            kind = _kind(nouns, block.forms[i + 1]) or nouns.get("-")
            if kind == "travel" and block.with_pronoun(i + 1):
                return None  # على متنها 200 راكب
            if kind is not None:
                return kind
            if "mark" in nouns and block.opens(i + 1):
                return nouns["mark"]
    if form[0] != "ل":
        return None
    by_letter = grammar.channels.get("ل", {})
    if any(tail in grammar.words["outlet_tails"] for tail in block.forms[i + 1 : i + 4]):
        return "broadcast"  # للجوهرة اف ام
    if form == "ل" and i + 1 < len(block):
        return by_letter.get("mark") if block.opens(i + 1) else _kind(by_letter, block.forms[i + 1])
    if len(form) > 3:
        return _kind(by_letter, form[2:] if form.startswith("لل") else form[1:])
    return None


def _of_outlet(block: Block, first: int, k: int, grammar: Grammar) -> bool:
    """Tell whether word ``k`` still belongs to an outlet between marks: «الصدى» التونسية, لمراسلة «الصدى» سلمى."""
    if block.bare[k] in grammar.words["issued"]:
        return True
    if block.definite(k):
        return block.forms[k].removeprefix("ال") not in grammar.words["speaking_or_honour"]
    reporter = any(form.startswith(("لمراسل", "لمندوب", "لمبعوث")) for form in block.forms[first:k])
    return reporter and (k in block.begins_name or k in block.inside_name)


def _kind(nouns: dict[str, str], word: str) -> str | None:
    word = word.removeprefix("ال")
    return nouns.get(word) or nouns.get(_ENDINGS.sub("", word)) or nouns.get(_ENDINGS.sub("ه", word))


def channel_end(block: Block, i: int, limit: int, grammar: Grammar) -> int:
    """Return the word after the channel phrase that begins with word ``i``.

    Phrases that lead on from one to the next are one: في تصريح لمراسلة «الصدى», في مداخلة له اليوم في برنامج كذا.
    """
    k = end = i + 1
    issued = named = False
    while k < min(limit, i + LONGEST_CHANNEL):
        if block.pair[k] >= 0:
            if k > end and not issued:
                break
            end = k = max(block.pair_end(k), k + 1)
            named = True
            continue
        if any(mark in block.gap(k) for mark in "،,:؛.)"):
            break
        form = block.bare[k]
        if form in grammar.words["channel_links"]:
            end = k = k + 1
        elif (kind := channel_at(block, k, grammar)) is not None:
            if kind == "-":
                break
            end = k = k + 1
            named = False
        elif form in grammar.words["asides"]:
            k += 1
            end = k if issued else end
        elif (k > end or (named and not _of_outlet(block, i, k, grammar))) and not issued:
            break  # after an adverb of time it is no part of the channel any more
        else:
            issued = issued or form in grammar.words["issued"]
            end = k = k + 1
    return min(end, limit)
