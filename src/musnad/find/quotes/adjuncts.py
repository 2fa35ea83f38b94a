"""Adjuncts: attribution by a phrase (بحسب، وفقا لـ، على حد قول، كما أعلن) before or after what is attributed."""

from __future__ import annotations

from dataclasses import dataclass

from musnad.find.quotes.blocks import Block
from musnad.find.quotes.cues import Grammar
from musnad.find.quotes.speakers import Range

# Words of the speaker's phrase inside an adjunct.
LONGEST_PHRASE = 14
# What may stand between the adjunct's word and its speaker: وفق ما أورده, بحسب ما جاء في.
_LINKS = frozenset(("ما", "لما", "ل", "جاء", "ورد", "في", "عن"))


@dataclass(frozen=True, slots=True)
class Adjunct:
    """Words ``first:speaker[0]`` of the phrase, the speaker's words, and whether it only repeats."""

    first: int
    speaker: Range
    repeats: bool


def find_adjuncts(block: Block, grammar: Grammar) -> list[Adjunct]:
    """Return the attributing phrases of a block in order."""
    found: list[Adjunct] = []
    for i in range(len(block) - 1):
        length = _opens(block, i, grammar)
        if length and block.pair[i] < 0:
            adjunct = _adjunct(block, i, i + length, grammar)
            if adjunct is not None:
                found.append(adjunct)
    return found


def _opens(block: Block, i: int, grammar: Grammar) -> int:
    bare = block.bare[i] if block.bare[i] not in ("فق", "فقا", "فقما") else block.forms[i]
    if block.forms[i] in grammar.words["adjuncts"] or bare in grammar.words["adjuncts"]:
        return 1
    return 2 if (bare, block.forms[i + 1]) in grammar.phrases["adjunct_phrases"] else 0


def _adjunct(block: Block, first: int, k: int, grammar: Grammar) -> Adjunct | None:
    end = block.sentence_ends[first]
    verbal = block.forms[first] in ("حسبما", "وفقما")
    while k < end and (block.forms[k] in _LINKS or (verbal and _is_verb(block, k, grammar))):
        verbal = verbal or block.forms[k] in ("ما", "لما")
        k += 1
    if k >= end:
        return Adjunct(first, (k, k), True)
    if block.bare[k] in grammar.words["repeats"]:
        return Adjunct(first, (k, k + 1), True)
    stem = block.forms[k]
    stem = "ال" + stem[2:] if stem.startswith("لل") else stem
    if stem in grammar.words["not_speakers"] or stem.removeprefix("ل") in grammar.words["not_speakers"]:
        return None
    if any(mark in block.gaps[k] for mark in "،,؛"):
        return None
    return Adjunct(first, (k, _phrase_end(block, k, end, grammar)), False)


def _is_verb(block: Block, k: int, grammar: Grammar) -> bool:
    """Tell whether word ``k`` is the verb of a ما clause, with its pronoun or without: أورده, نقلته, أفادت به."""
    form = block.forms[k]
    return (
        form in grammar.forms
        or form in ("به", "بها", "نشره", "نشرته", "بثه", "بثته", "نشر", "نشرت")
        or (form[-1] == "ه" and form[:-1] in grammar.forms)
    )


def _phrase_end(block: Block, first: int, end: int, grammar: Grammar) -> int:
    k = first + 1
    limit = min(end, first + LONGEST_PHRASE)
    while k < limit:
        form = block.forms[k]
        if k not in block.inside_name:
            if any(mark in block.gaps[k] for mark in "،,؛:") or form in grammar.words["complementisers"]:
                break
            if block.bare[k] in grammar.words["asides"] or form in ("نقلا", "فقد"):
                break
            if form in grammar.forms and block.pair[k] < 0:
                break
        k += 1
    return k
