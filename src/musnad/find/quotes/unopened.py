"""Contents that open with no word between: a bare object, a label, speech without colon or marks."""

from __future__ import annotations

import re

from musnad.find.quotes.addressees import Opening, after_asides, subject_first
from musnad.find.quotes.blocks import Block
from musnad.find.quotes.cues import PREPOSITIONS, Cue, Grammar
from musnad.find.quotes.objects import begins_act, is_head, is_object, second_noun_phrase

# A clause that begins without complementiser: a verb in the imperfect, or one of these words.
_CLAUSE_WORD = re.compile(
    r"(?:س?[يتن]...+|لقد|قد|لا|لم|لن|ليس|ليست|كان|كانت|هناك|هنالك|نحن|انا|لدينا|علينا|ما|اذا|سوف)$"
)
_RELATIVES = frozenset(("الذي", "التي", "الذين", "ما", "مما"))


def is_set_off(block: Block, cue: Cue) -> bool:
    """Tell whether a participle is an adverb of state (مؤكدا، …) and no predicate (الدول مطالبة بـ)."""
    i = cue.first
    return block.forms[i].endswith("ا") or block.bare[i] != block.forms[i] or bool(block.gap(i).strip())


def bare_object(block: Block, cue: Cue, limit: int, grammar: Grammar) -> Opening | None:
    """Return where a noun phrase without preposition begins that is what the cue reports: أعلنت الوزارة فتح …"""
    governs = cue.verb.governs
    k = after_asides(block, cue.last, limit, grammar)
    if k >= limit or cue.verb.needs == "بيان" or not governs & {"مفعول", "وصف"}:
        return None
    if cue.verb.cls == "opinion" and cue.form == "imperfect":
        return None  # يعتبر كذا من: passive
    if "وصف" in governs:
        return _described(block, cue, limit, grammar)
    if cue.form == "participle":
        if block.forms[k] in PREPOSITIONS or block.gap(k).strip() or block.bare[k] in grammar.forms:
            return None
        if not is_set_off(block, cue):
            return None
        return Opening(k, "object", k) if cue.verb.needs != "خبر" or is_head(block, k, grammar) else None
    if is_head(block, k, grammar) or (begins_act(block, k, grammar)):
        return Opening(k, "object", k)
    if cue.verb.needs != "خبر" and cue.verb.cls != "opinion" and subject_first(block, cue, grammar):
        return Opening(k, "object", k) if _begins_object(block, k, grammar) else None
    boundary = second_noun_phrase(block, k, limit, grammar)
    if boundary is None or (cue.verb.needs == "خبر" and not is_head(block, boundary, grammar)):
        return None
    return Opening(boundary, "object", boundary)


def _begins_object(block: Block, k: int, grammar: Grammar) -> bool:
    form = block.forms[k]
    return not (form in PREPOSITIONS or block.gap(k).strip() or block.bare[k] in grammar.forms or form in ("ب", "ل"))


def _described(block: Block, cue: Cue, limit: int, grammar: Grammar) -> Opening | None:
    """وصف X بـ«…»: the content begins with X; it needs a ب further on."""
    for k in range(cue.last, limit):
        if block.forms[k] == "ب" or (block.forms[k].startswith("با") and len(block.forms[k]) > 3):
            if cue.form == "participle":
                return Opening(cue.last, "addressee", cue.last)
            if is_object(block, cue, cue.last, grammar) or subject_first(block, cue, grammar):
                return Opening(cue.last, "addressee", cue.last)
            boundary = second_noun_phrase(block, cue.last, k, grammar, addressed=True)
            if boundary is None and _speaks_on(block, cue, k, grammar):
                boundary = cue.last
            if boundary is None and k == cue.last + 2 and block.definite(cue.last) and block.definite(k - 1):
                boundary = k - 1  # وصف النائب القرار بأنه
            return Opening(boundary, "addressee", boundary) if boundary is not None else None
    return None


def _speaks_on(block: Block, cue: Cue, k: int, grammar: Grammar) -> bool:
    """Tell whether nobody who speaks stands between the verb and word ``k``: ووصف قصف المدينة بأنه الأعنف."""
    first = cue.last
    if block.bare[cue.first] == block.forms[cue.first] or block.definite(first):
        return False
    if any(name.first == first or name.kind == "PER" for name in block.names_from(first, k)):
        return False
    return not (
        block.forms[first] in grammar.words["speaking_or_honour"] or block.forms[first] in grammar.words["asides"]
    )


def bare_speech(block: Block, cue: Cue, limit: int, grammar: Grammar) -> Opening | None:
    """قال فلان لإذاعة كذا تطرح …: speech without complementiser, colon or marks."""
    if "مرسل" not in cue.verb.governs or cue.form not in ("perfect", "imperfect"):
        return None
    if cue.last < limit and block.forms[cue.last] in ("بما", "به", "بها"):
        return None
    if cue.verb.cls == "continuation" and not _goes_on(block, cue):
        return None  # وهو يضيف صفحات; تابعت بحزن
    for k in range(cue.last, limit - 2):
        if block.pair[k] >= 0 or k in block.inside_name or k in block.begins_name:
            continue
        if block.bare[k - 1] in _RELATIVES or block.forms[k - 1] in grammar.words["complementisers"]:
            continue
        if _CLAUSE_WORD.match(block.forms[k]) and not _known_noun(block, cue.last, k, grammar):
            start = _clause_start(block, cue.last, k)
            return Opening(start, "bare", start)
    return None


def _goes_on(block: Block, cue: Cue) -> bool:
    """Tell whether a verb of going on (وأضاف) stands where a new statement begins."""
    i = cue.first
    return i == block.sentence_starts[i] or (block.bare[i] != block.forms[i] and "،" in block.gap(i))


def _clause_start(block: Block, first: int, k: int) -> int:
    """Return where the clause of the verb ``k`` begins: with a time or place before it, if there is one."""
    for back in (1, 2, 3):
        if k - back > first and block.bare[k - back] in ("بعد", "قبل", "عند", "منذ", "خلال"):
            return k - back
    return k


def _known_noun(block: Block, first: int, k: int, grammar: Grammar) -> bool:
    """Tell whether a word that looks like an imperfect is a noun or name of the press (تصريح، نائب، يونيو)."""
    before = block.forms[k - 1]
    return (
        block.forms[k] in grammar.words["no_verbs"]
        or before in grammar.words["construct"]
        or before in grammar.words["head_nouns"]
        or (k - 1 == first and before in grammar.words["speaking"])  # أضاف موقع تبادل الصور
    )
