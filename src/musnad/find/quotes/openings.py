"""Openings: where the content a cue governs begins.

The construction decides: a complementiser, a colon, marks, a governed preposition, a bare object, or,
after verbs like قال, nothing at all.
"""

from __future__ import annotations

import re

from musnad.find.quotes.addressees import (
    Opening,
    addressed,
    addresses_next,
    after_asides,
    subject_first,
)
from musnad.find.quotes.blocks import COLON, MARK, OPENING, Block
from musnad.find.quotes.channels import channel_at
from musnad.find.quotes.cues import LETTERS, PREPOSITIONS, Cue, Grammar
from musnad.find.quotes.objects import begins_act, is_head, second_noun_phrase, verbal_noun
from musnad.find.quotes.stops import Stops
from musnad.find.quotes.unopened import bare_object, bare_speech, is_set_off

# Words between a cue and its content; speakers with long titles take up to 40 in the articles read.
FARTHEST_CONTENT = 45
# A participle has no speaker of its own between: مشيرا في الوقت نفسه إلى أن.
FARTHEST_OF_PARTICIPLE = 14
# With needs=مباشر, or after a verbal noun, only a short speaker may stand between.
NEAREST_CONTENT = 8
# … more where the verb opens its sentence with a و (وبين وكيل الوزارة لشؤون كذا فلان في تصريح له أن).
FARTHEST_OF_SHORT = 25
# A noun with ب or ل printed on it belongs to something else when it comes later than this.
FARTHEST_LETTER = 14
# A marked stretch of fewer words after a speaker is more often a name than speech.
FEWEST_SPOKEN_WORDS = 4
_MEANWHILE = frozenset(("خلال", "اثناء", "لدي", "عند", "عقب", "بعد", "اثر", "قبل"))
_TOLD_WITH_LETTER = frozenset(("أفاد", "اعترف", "أقر"))
# Words that begin with a ب of their own.
_NO_LETTER = frozenset(("بدل", "بلا", "بها", "بهم", "بسبب", "بعد", "بيان", "بلاغ", "بن", "بنت", "بلدي"))
# Classes of verbs whose ب carries what is praised, promised, demanded: أشاد بـ, تعهد بـ, طالب بـ.
_WITH_LETTER = frozenset(("evaluative", "commissive", "directive", "accusation"))
# What shows a content's opening stands before such words.
_SHOWING = COLON | MARK | OPENING
# Verbal nouns of the fifth form, which without article could be anything: بالتحرك, بالتدخل.
_FIFTH = re.compile(r"ت...$")


def find_opening(block: Block, cue: Cue, grammar: Grammar, stops: Stops) -> Opening | None:
    """Return where the content of a cue opens, or ``None`` where the cue governs nothing here."""
    end = block.sentence_ends[cue.last - 1]
    if cue.last < len(block) and cue.last == end and _colon(block, cue.last):
        return Opening(cue.last, "colon", cue.last)  # the sentence was cut at the colon's line end
    limit = min(end, cue.last + _reach(block, cue))
    if cue.verb.needs == "مباشر" and cue.verb.cls == "relay" and "عن" not in block.forms[cue.last : limit]:
        limit = min(end, cue.last + NEAREST_CONTENT)
    held: Opening | None = None
    k = cue.last
    while k < limit:
        if k > cue.last and stops.statement[k]:
            limit = k
            break
        kinds = block.kinds[k]
        if not kinds & _SHOWING and block.forms[k][0] not in LETTERS:
            k += 1
            continue
        if kinds & COLON and _colon(block, k):
            said = cue.form != "noun" or (cue.object_pronoun and cue.verb.lemma == "قال")  # نسبت إليه قوله: «…»
            return Opening(k, "colon", k) if "قول" in cue.verb.governs and said else held
        if kinds & MARK:
            if _is_speech(block, cue, k, grammar):
                return _nearer(block, cue, held, Opening(k, "marks", k), grammar)
            held = held or _marked_after_letter(block, cue, k, grammar)
            k = max(block.pair_end(k), k + 1)
            continue
        if _complements(block, cue, k, grammar):
            return _nearer(block, cue, held, _clause_opening(block, cue, k), grammar)
        held = held or _prepositional(block, cue, k, grammar)
        k += 1
    if held is None and k == end < len(block) and _colon(block, end) and "قول" in cue.verb.governs:
        return Opening(end, "colon", end)  # وقال فلان: and the speech on the next line
    if held is not None:
        return (
            _object_before(block, cue, held.until, grammar) or _object_behind(block, cue, held, limit, grammar) or held
        )
    if cue.form == "noun":
        return None
    return bare_object(block, cue, limit, grammar) or bare_speech(block, cue, limit, grammar)


def _reach(block: Block, cue: Cue) -> int:
    joined = block.bare[cue.first] != block.forms[cue.first] and cue.first == block.sentence_starts[cue.first]
    if cue.verb.cls == "relay" and cue.form in ("perfect", "imperfect"):
        return FARTHEST_CONTENT
    if cue.verb.needs == "مباشر" and joined:
        return FARTHEST_OF_SHORT
    if cue.verb.needs == "مباشر" or cue.form == "noun":
        return NEAREST_CONTENT
    return FARTHEST_OF_PARTICIPLE if cue.form == "participle" else FARTHEST_CONTENT


def _colon(block: Block, k: int) -> bool:
    gap = block.gap(k)
    if ":" not in gap or "://" in gap:
        return False
    return not (block.text[block.stops[k - 1] - 1].isdigit() and block.forms[k][0].isdigit())


def _complements(block: Block, cue: Cue, k: int, grammar: Grammar) -> bool:
    if block.forms[k] not in grammar.words["complementisers"] or "ان" not in cue.verb.governs:
        return False
    return block.bare[k - 1] not in grammar.words["before_no_content"]


def _clause_opening(block: Block, cue: Cue, k: int) -> Opening:
    before = block.bare[k - 1]
    if before in PREPOSITIONS and before in cue.verb.governs:
        return Opening(k, f"an+{before}", k - 1)
    return Opening(k, "an", k)


def _nearer(block: Block, cue: Cue, held: Opening | None, here: Opening, grammar: Grammar) -> Opening:
    """Choose between a preposition met before and the clause or marks met now.

    The preposition belongs to the speaker's own title (المشرف على …) when a clause follows, unless
    it stands right at the cue or leads to a noun that opens contents (على ضرورة أن).
    """
    before = _object_before(block, cue, held.until if held else here.until, grammar)
    if before is not None:
        return before
    if held is None or held.at == here.at:
        return here
    if held.separator == "ب" and here.separator == "an" and block.forms[here.at - 1] in PREPOSITIONS:
        return held  # أوصى المجلس بتوزيع الأرباح على أن …
    if cue.verb.needs == "بيان" and held.separator in LETTERS:
        return here  # صرح بسام، …، بأنه: a name, not what the verb governs
    if held.until == cue.last or is_head(block, held.at, grammar):
        return held
    if here.at - held.at > 1 and is_head(block, here.at - 1, grammar):
        return held
    if here.at - held.at == 1 and block.with_pronoun(held.at) and held.separator in PREPOSITIONS:
        return held  # أعرب فلان عن قناعته بأن …
    return here


def _object_before(block: Block, cue: Cue, until: int, grammar: Grammar) -> Opening | None:
    """Find a bare object that opens before word ``until``: أكدت الوزارة حرصها على أن …"""
    if "مفعول" not in cue.verb.governs or cue.form not in ("perfect", "imperfect", "participle"):
        return None
    if cue.verb.needs == "بيان" or until <= cue.last:
        return None
    k = after_asides(block, cue.last, until, grammar)
    if k < until and is_head(block, k, grammar):
        return Opening(k, "object", k)
    if k < until and cue.form == "imperfect" and not cue.verb.needs and subject_first(block, cue, grammar):
        return Opening(k, "object", k)  # البلدية تؤكد شن حملة على …
    if cue.form == "participle":
        return None
    if cue.last < k < until and begins_act(block, k, grammar):
        return Opening(k, "object", k)
    boundary = second_noun_phrase(block, cue.last, until, grammar)
    if boundary is None or not (is_head(block, boundary, grammar) or block.with_pronoun(boundary)):
        return None
    if cue.verb.needs == "خبر" and not is_head(block, boundary, grammar):
        return None
    return Opening(boundary, "object", boundary)


def _object_behind(block: Block, cue: Cue, held: Opening, limit: int, grammar: Grammar) -> Opening | None:
    """Find a bare object after a preposition of the speaker's own: أكد شاهد على الحادث، مقتل سائق."""
    if "مفعول" not in cue.verb.governs or cue.form == "participle" or held.until == cue.last:
        return None
    for k in range(held.at + 1, limit):
        if "،" in block.gap(k):
            head = is_head(block, k, grammar) and not block.definite(k) and block.bare[k] == block.forms[k]
            return Opening(k, "object", k) if head else None
    return None


# --- marks --------------------------------------------------------------------------------------------


def _is_speech(block: Block, cue: Cue, k: int, grammar: Grammar) -> bool:
    """Tell whether the marked stretch that begins with word ``k`` is speech rather than a name."""
    said = cue.form != "noun" or (cue.object_pronoun and cue.verb.lemma == "قال")  # نقلت عنه قوله «…»
    if "قول" not in cue.verb.governs or not said or _after_letter(block, k):
        return False
    size = block.pair_end(k) - k
    if k > cue.last and block.bare[k - 1] in grammar.words["named"]:
        return False  # ورشة حول «…»
    if any(name.last >= k + size for name in block.names_from(k, k + 1)):
        return False
    if size >= FEWEST_SPOKEN_WORDS:
        return True
    after = k + size
    ends = after >= block.sentence_ends[k] or bool(block.gap(after).strip(' "«»“”'))
    return k == cue.last and size > 1 and ends and "مفعول" not in cue.verb.governs


def _after_letter(block: Block, k: int) -> bool:
    marked = block.pairs[block.pair[k]]
    return block.forms[k - 1] in LETTERS or block.text[max(0, marked.opened - 1) : marked.opened] in ("ل", "ب", "ـ")


def _marked_after_letter(block: Block, cue: Cue, k: int, grammar: Grammar) -> Opening | None:
    """اتهمت الحركة الحكومة بـ«التهرب»: the letter is a word of its own before the mark."""
    if k - 1 < cue.last or block.forms[k - 1] != "ب" or "ب" not in cue.verb.governs:
        return None
    if "مخاطب" in cue.verb.governs and k - 1 > cue.last:
        return addressed(block, cue, k - 1, grammar)
    return Opening(k, "ب", k - 1)


# --- prepositions -------------------------------------------------------------------------------------


def _prepositional(block: Block, cue: Cue, k: int, grammar: Grammar) -> Opening | None:
    if cue.form == "noun":
        return None
    governs, form = cue.verb.governs, block.forms[k]
    if form in PREPOSITIONS and form in governs:
        after = block.bare[k + 1] if k + 1 < len(block) else ""
        if (form, after) in grammar.phrases["idle_phrases"] or k + 1 >= block.sentence_ends[k]:
            return None
        if _of_an_act(block, cue, k, grammar):
            return None
        if "مخاطب" in governs and k > cue.last:
            return addressed(block, cue, k, grammar)
        return Opening(k + 1, form, k)
    if form == "بما" and "ب" in governs and cue.verb.cls in _WITH_LETTER and "مخاطب" not in governs:
        return Opening(k, "ب", k)
    if (form == "مما" and "من" in governs) or (form == "عما" and "عن" in governs):
        return Opening(k, form, k)
    for letter in LETTERS if block.bare[k] == form else ():
        if letter in governs and form[0] == letter and _carries(block, cue, k, letter, grammar):
            if "مخاطب" in governs and k > cue.last:
                return addressed(block, cue, k, grammar)
            return Opening(k, letter, k)
    return None


def _of_an_act(block: Block, cue: Cue, k: int, grammar: Grammar) -> bool:
    """Tell whether a preposition goes with what the speaker was doing: أكد الوزير خلال إشرافه على ندوة …"""
    if is_head(block, k + 1, grammar) or verbal_noun(block.forms[k + 1].removeprefix("ال")):
        return False
    for i in range(k - 1, cue.last, -1):
        if "،" in block.gap(i + 1):
            return False
        if block.with_pronoun(i) and block.forms[i - 1] in _MEANWHILE:
            return True
    return False


def _carries(block: Block, cue: Cue, k: int, letter: str, grammar: Grammar) -> bool:
    """Tell whether word ``k`` is the preposition ب or ل printed on a noun that may be content."""
    form = block.forms[k]
    if (
        form.startswith("بعض")
        or len(form) < (3 if _governs_letter(block, cue, k, grammar) else 4)
        or form in grammar.words["asides"]
        or k - cue.last > FARTHEST_LETTER
    ):
        return False
    if cue.form == "participle" and not is_set_off(block, cue):
        return False
    at_cue = k == cue.last or cue.addressed
    if cue.form == "participle" and "مخاطب" in cue.verb.governs and letter == "ب":
        at_cue = True  # مطالبا الشركة بسحبه
    if letter == "ب" and _governs_letter(block, cue, k, grammar):
        at_cue = True  # أشاد السفير بعمق …
    if "مخاطب" in cue.verb.governs and letter == "ب" and addresses_next(block, cue, grammar):
        at_cue = True  # وطالب الحكومة بخفض …
    stem = form[2:] if form.startswith("لل") else form[1:].removeprefix("ال")
    if letter == "ل":
        return (at_cue and channel_at(block, k, grammar) is None) or stem in grammar.words["content_heads"]
    return (
        at_cue
        or stem in grammar.words["content_heads"]
        or verbal_noun(stem)
        or "،" in block.gap(k)
        or (form.startswith("بال") and _FIFTH.match(stem) is not None)
    )


def _governs_letter(block: Block, cue: Cue, k: int, grammar: Grammar) -> bool:
    """Tell whether a verb that hardly goes without its ب has it here, on anything but a place or a body."""
    core = cue.verb.lemma in _TOLD_WITH_LETTER or (cue.verb.cls in _WITH_LETTER and not cue.verb.needs)
    if not core or "الي" in cue.verb.governs or cue.form not in ("perfect", "imperfect"):
        return False
    if k in block.begins_name or k in block.inside_name or block.pair[k] >= 0:
        return False
    form = block.forms[k]
    if form.startswith("بين") or form in _NO_LETTER or block.bare[k] != form or block.forms[k - 1] in PREPOSITIONS:
        return False
    if block.forms[cue.first] == "طالب" and not (
        block.definite(cue.last) or cue.last in block.begins_name or block.forms[cue.last] in grammar.words["speaking"]
    ):
        return False  # طالب جامعي يتبرع بـ…: a student
    stem = form[1:].removeprefix("ال")
    return stem not in grammar.words["head_nouns"] and stem not in grammar.words["places_of_office"]
