"""Addressees: whom a call or a charge addresses, which its content begins with, told from who makes it."""

from __future__ import annotations

from dataclasses import dataclass

from musnad.find.quotes.blocks import Block
from musnad.find.quotes.channels import channel_at
from musnad.find.quotes.cues import LETTERS, PREPOSITIONS, Cue, Grammar
from musnad.find.quotes.objects import is_object, second_noun_phrase

# A subject before its verb at a sentence's start has at most so many words: البلدية تطالب السكان بـ…
LONGEST_HEAD_SUBJECT = 7
# Words of كان, its subject and قد before the verb.
LONGEST_PLUPERFECT = 14
_PRONOUNS = frozenset(("انه", "انها", "انهم", "بانه", "بانها", "بانهم", "هو", "هي", "هم", "وهو", "وهي", "وهم"))


@dataclass(frozen=True, slots=True)
class Opening:
    """Word ``at`` that begins the content, what shows it, and the word before which the speaker's region ends."""

    at: int
    separator: str
    until: int


def addressed(block: Block, cue: Cue, k: int, grammar: Grammar) -> Opening | None:
    """The content of a call or charge begins with whom it addresses, where that is told from the speaker.

    A charge that names one person is made against him: اتهم فلان بالفساد.
    """
    if cue.addressed:  # أبلغتها رسميا برفع القيود
        return Opening(k + 1, block.forms[k], k) if block.forms[k] in PREPOSITIONS else Opening(k, block.forms[k][0], k)
    if cue.form == "participle":
        return Opening(cue.last, "addressee", cue.last)
    if cue.last < k and addresses_next(block, cue, grammar):
        first = after_asides(block, cue.last, k, grammar)
        return Opening(first, "addressee", first)
    boundary = second_noun_phrase(block, cue.last, k, grammar, addressed=True)
    if boundary is not None:
        return Opening(boundary, "addressee", boundary)
    if cue.verb.cls == "accusation" and any(name.kind == "PER" for name in block.names_from(cue.last, cue.last + 1)):
        return None
    if block.forms[k] in PREPOSITIONS or block.forms[k] in LETTERS:
        return Opening(k + 1, block.forms[k], k)
    return Opening(k, block.forms[k][0], k)


def addresses_next(block: Block, cue: Cue, grammar: Grammar) -> bool:
    """Tell whether whom a call addresses stands right after its verb."""
    if cue.form not in ("perfect", "imperfect") or cue.last >= len(block):
        return False
    if block.forms[cue.last] in PREPOSITIONS or channel_at(block, cue.last, grammar) is not None:
        return False
    return is_object(block, cue, cue.last, grammar) or subject_first(block, cue, grammar)


def subject_first(block: Block, cue: Cue, grammar: Grammar) -> bool:
    """Tell whether the verb's subject stands before it: أنها تناشد الأطراف, البلدية تطالب السكان."""
    i = cue.first
    if block.bare[i] != block.forms[i] or i == block.sentence_starts[i]:
        return False
    if cue.form == "perfect":  # وكان المدير دعا السكان إلى …
        start = block.sentence_starts[i]
        return start + 1 < i <= start + LONGEST_PLUPERFECT and block.bare[start] in ("كان", "كانت")
    if block.bare[i - 1] in _PRONOUNS:
        return True
    first = block.sentence_starts[i]
    if i - first > LONGEST_HEAD_SUBJECT or any(block.gap(k).strip(' "«»“”') for k in range(first + 1, i + 1)):
        return False
    return block.bare[first] not in grammar.forms and (
        block.definite(first)
        or first in block.begins_name
        or block.forms[first] in grammar.words["construct"]
        or block.forms[first] in grammar.words["head_nouns"]
    )


def after_asides(block: Block, k: int, limit: int, grammar: Grammar) -> int:
    """Skip adverbs and phrases of time between a verb and its object: أعلنت في وقت سابق تطوير …"""
    while k < limit - 1:
        if block.bare[k] in grammar.words["asides"]:
            k += 1
        elif block.bare[k] in grammar.words["time_heads"] and block.forms[k + 1] in grammar.words["time_tails"]:
            k += 2
            while k < limit - 1 and block.forms[k] in grammar.words["time_tails"]:
                k += 1
        elif channel_at(block, k, grammar) == "-" and block.forms[k] == "في":
            k += 3
        else:
            break
    return k
