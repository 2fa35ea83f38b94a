"""Adjuncts: attribution by a phrase (بحسب، وفقا لـ، على حد قول، كما أعلن) before or after what is attributed."""

from __future__ import annotations

import re
from dataclasses import dataclass

from musnad.find.quotes.blocks import ADJUNCT, Block
from musnad.find.quotes.cues import Grammar
from musnad.find.quotes.speakers import Range

# Words of the speaker's phrase inside an adjunct.
LONGEST_PHRASE = 14
# What may stand between the adjunct's word and its speaker: وفق ما أورده, بحسب ما جاء في.
_RELATIVES = frozenset(("الذي", "التي", "الذين"))
_THESE = frozenset(("هذا", "هذه", "تلك", "ذلك"))
_PRONOUN = re.compile("(?:ت?ه|ت?ها|ت?هم|ت?هما)$")
_LINKS = frozenset(("ما", "لما", "ل", "جاء", "ورد", "في", "عن", "عنه", "عنها", "عنهم"))


@dataclass(frozen=True, slots=True)
class Adjunct:
    """Words ``first:speaker[0]`` of the phrase, the speaker's words, and whether it only repeats."""

    first: int
    speaker: Range
    repeats: bool


def find_adjuncts(block: Block, grammar: Grammar) -> list[Adjunct]:
    """Return the attributing phrases of a block in order."""
    found: list[Adjunct] = []
    for i in block.of_kind(ADJUNCT):
        if i + 1 == len(block) or block.pair[i] >= 0:
            continue
        length = 0 if i and block.forms[i - 1] in grammar.words["complementisers"] else _opens(block, i, grammar)
        if length and not (block.bare[i] == "كما" and _is_cue(block, i, grammar)):
            adjunct = _adjunct(block, i, i + length, grammar)
            if adjunct is not None:
                found.append(adjunct)
    return found


def _opens(block: Block, i: int, grammar: Grammar) -> int:
    bare = block.bare[i]
    if bare in grammar.words["adjuncts"]:
        return 1
    if (bare, block.forms[i + 1]) in grammar.phrases["adjunct_phrases"]:
        return 2
    if bare == "علي" and block.forms[i + 1] == "ما" and i + 2 < len(block):  # على ما أفاد مراسل الصدى
        known = grammar.forms.get(block.forms[i + 2])
        if known is not None and known[0].cls == "document" and "،" not in block.gap(i):
            return 0  # صادق على ما جاء في الصحيفة
        return 3 if known is not None and known[1] in ("perfect", "imperfect") else 0
    return 0


def _is_cue(block: Block, i: int, grammar: Grammar) -> bool:
    """Tell whether «كما أكد» leads to a content of its own: كما أكد الوزير أن …"""
    if i == block.sentence_starts[i]:
        return True
    for k in range(i + 2, min(block.sentence_ends[i], i + 2 + LONGEST_PHRASE)):
        if block.forms[k] in grammar.words["complementisers"] or ":" in block.gap(k):
            return True
        if "،" in block.gap(k) or "\n" in block.gap(k):
            return False
    return False


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
    if _no_speaker(block, k, grammar):
        return None
    if any(mark in block.gap(k) for mark in "،,؛"):
        return None
    return Adjunct(first, (k, _phrase_end(block, k, end, grammar)), False)


def _no_speaker(block: Block, k: int, grammar: Grammar) -> bool:
    """Tell whether word ``k`` is no speaker: listed (وفق القانون), or an indefinite noun of no known kind (وفق نسق)."""
    form = block.forms[k]
    if form.removeprefix("ل") in _THESE and k + 1 < block.sentence_ends[k]:
        return _no_speaker(block, k + 1, grammar)  # بموجب هذه الآلية
    stems = {form, form.removeprefix("ل"), form.removeprefix("لل"), form.removeprefix("ال")}
    if block.with_pronoun(k):
        stems |= {_PRONOUN.sub("", stem) for stem in stems} | {_PRONOUN.sub("ه", stem) for stem in stems}  # لرغبته
    if stems & grammar.words["not_speakers"]:
        return True
    if block.definite(k) or k in block.begins_name or k in block.inside_name or block.pair[k] >= 0:
        return False
    return (
        block.sentence_ends[k] - k > 1
        and not block.definite(k + 1)
        and not stems & grammar.words["speaking"]
        and (k + 1 not in block.begins_name and block.pair[k + 1] < 0 and form not in grammar.words["construct"])
    )


def _is_verb(block: Block, k: int, grammar: Grammar) -> bool:
    """Tell whether word ``k`` is the verb of a ما clause, with its pronoun or without: أورده, نقلته, أفادت به."""
    form = block.forms[k]
    return (
        form in grammar.forms
        or form in ("به", "بها", "نشره", "نشرته", "بثه", "بثته", "نشر", "نشرت")
        or (form[-1] == "ه" and form[:-1] in grammar.forms)
    )


def _dash(block: Block, k: int) -> bool:
    """Tell whether a dash that closes an aside stands before word ``k``: -وفقا للصحيفة- ."""
    gap = block.gap(k)
    return gap[:1] in ("-", "–", "—") and gap != "-"


def _phrase_end(block: Block, first: int, end: int, grammar: Grammar) -> int:
    k = first + 1
    limit = min(end, first + LONGEST_PHRASE)
    while k < limit:
        form = block.forms[k]
        if k not in block.inside_name:
            if (
                any(mark in block.gap(k) for mark in "،,؛:")
                or _dash(block, k)
                or form in grammar.words["complementisers"]
                or form in _RELATIVES
            ):
                break
            if block.bare[k] in grammar.words["asides"] or form in ("نقلا", "فقد"):
                break
            if form in grammar.forms and block.pair[k] < 0:
                break
        k += 1
    return k
