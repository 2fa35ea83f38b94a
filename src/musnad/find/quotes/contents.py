"""Contents: what a cue's speaker is reported to say, and where it stops.

The cue's construction decides where the content opens (complementiser, colon, marks, preposition,
bare object); the sentence, the next cue, a trailing attribution or the closing mark where it stops.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from musnad.find.quotes.blocks import Block
from musnad.find.quotes.cues import Cue, Grammar

# Words between a cue and its content; speakers with long titles take up to 40 in the articles read.
FARTHEST_CONTENT = 45
# With needs=مباشر only a short speaker may stand between.
NEAREST_CONTENT = 8
# A marked stretch of fewer words after a speaker is more often a name than speech.
FEWEST_SPOKEN_WORDS = 4
# The share of a clause its marked words must take for the clause to be direct speech.
DIRECT_SHARE = 0.6
# Verbal nouns of the derived forms, folded, with an ending or none: افتعال، استفعال، انفعال، تفعيل، مفاعلة، إفعال.
_VERBAL_NOUN = re.compile(r"(?:است..?ا.|ا.ت.ا.|ان..ا.|ا..ا.|ت..ي.|ت.ي.ه|م.ا..ه)(?:ه|ها|هم|ته|تها)?$")
# A clause that begins without complementiser: a verb in the imperfect, or one of these words.
_CLAUSE_WORD = re.compile(
    r"(?:س?[يتن]...+|لقد|قد|لا|لم|لن|ليس|ليست|كان|كانت|هناك|هنالك|نحن|انا|لدينا|علينا|ما|اذا|سوف)$"
)
# Words only the speaker can say of himself: نحن, لدينا, أمامنا, سنفكر.
_FIRST_PERSON = re.compile(r"(?:نحن|اننا|انني|لدينا|علينا|امامنا|بلادنا|.{3,}ائنا|.{4,}نا|سن[^وهدا].{2,})$")
_PREPOSITIONS = frozenset(("علي", "الي", "من", "عن", "في"))
_LETTERS = ("ب", "ل")


@dataclass(frozen=True, slots=True)
class Content:
    """A content: its place, words ``first:last``, the words ``begin:until`` between it and the cue."""

    start: int
    stop: int
    first: int
    last: int
    type: str
    form: str
    separator: str
    begin: int
    until: int


@dataclass(frozen=True, slots=True)
class _Opening:
    at: int
    separator: str
    until: int


class Stops:
    """Where contents of a block stop: words that begin another statement or an attribution."""

    def __init__(self, size: int) -> None:
        self.at = [False] * (size + 1)

    def add(self, word: int) -> None:
        self.at[word] = True


def find_content(block: Block, cue: Cue, grammar: Grammar, stops: Stops) -> Content | None:
    """Return what the cue governs to its right, or ``None`` where it governs nothing."""
    if cue.form == "label":
        return _labelled(block, cue)
    opening = _opening(block, cue, grammar, stops)
    if opening is None:
        return None
    if opening.separator in ("colon", "marks"):
        return _spoken(block, cue, opening, stops)
    if opening.separator == "bare":
        return _unmarked(block, cue, opening, stops, opening.until)
    if opening.separator.startswith("an"):
        return _clause(block, cue, opening, stops)
    return _nominal(block, cue, opening, grammar, stops)


# --- where it opens -----------------------------------------------------------------------------------


def _opening(block: Block, cue: Cue, grammar: Grammar, stops: Stops) -> _Opening | None:
    governs, words = cue.verb.governs, grammar.words
    end = block.sentence_ends[cue.last - 1]
    limit = min(end, cue.last + FARTHEST_CONTENT)
    if cue.verb.needs == "مباشر" or cue.form == "noun":
        limit = min(end, cue.last + NEAREST_CONTENT)
    held: _Opening | None = None
    k = cue.last
    if k < len(block) and k == end and _colon(block, k):
        return _Opening(k, "colon", k)
    while k < limit:
        if stops.at[k] and k > cue.last:
            limit = k
            break
        if _colon(block, k):
            return _Opening(k, "colon", k) if "قول" in governs and cue.form != "noun" else held
        if block.opens(k):
            if "قول" in governs and cue.form != "noun" and _is_speech(block, cue, k):
                return held if held and held.until < k - 1 else _Opening(k, "marks", k)
            k = max(block.pair_end(k), k + 1)
            continue
        form = block.forms[k]
        if form in words["complementisers"] and "ان" in governs and _may_open(block, k, grammar):
            return _clause_or_held(block, cue, held, k, grammar)
        if held is None and cue.form != "noun":
            held = _prepositional(block, cue, k, grammar)
        k += 1
    if held is not None:
        return held
    if cue.form == "noun":
        return None
    return _bare_object(block, cue, limit, grammar) or _bare_speech(block, cue, limit)


def _colon(block: Block, k: int) -> bool:
    gap = block.gaps[k]
    return ":" in gap and not (block.text[block.stops[k - 1] - 1].isdigit() and block.forms[k][0].isdigit())


def _may_open(block: Block, k: int, grammar: Grammar) -> bool:
    return block.bare[k - 1] not in grammar.words["before_no_content"]


def _clause_or_held(block: Block, cue: Cue, held: _Opening | None, k: int, grammar: Grammar) -> _Opening:
    """Choose between a preposition met before and the complementiser at ``k``.

    The preposition belongs to the speaker's own title (المشرف على …) when a clause follows, unless
    it stands right at the cue or right before the clause's noun (على ضرورة أن).
    """
    here = _Opening(k, "an", k)
    if block.bare[k - 1] in _PREPOSITIONS and block.bare[k - 1] in cue.verb.governs:
        here = _Opening(k, "an+" + block.bare[k - 1], k - 1)
    if held is None or held.at == k:
        return here
    if held.until == cue.last:
        return held
    if _headed(block, held.at, grammar) or (k - held.at > 1 and _headed(block, k - 1, grammar)):
        return held
    return here


def _headed(block: Block, k: int, grammar: Grammar) -> bool:
    """Tell whether word ``k``, a printed ب or ل aside, is a noun that opens contents."""
    heads, bare = grammar.words["content_heads"], block.bare[k]
    return bare in heads or (bare[0] in "بل" and (bare[1:] in heads or "ا" + bare[1:] in heads))


def _is_speech(block: Block, cue: Cue, k: int) -> bool:
    """Tell whether the marked stretch that begins with word ``k`` is speech rather than a name."""
    marked = block.pairs[block.pair[k]]
    size = block.pair_end(k) - k
    before = block.forms[k - 1]
    if before in ("ل", "ب") or block.text[max(0, marked.opened - 1) : marked.opened] in ("ل", "ب", "ـ"):
        return False
    if size >= FEWEST_SPOKEN_WORDS:
        return True
    return k == cue.last and size > 1 and "مفعول" not in cue.verb.governs


def _prepositional(block: Block, cue: Cue, k: int, grammar: Grammar) -> _Opening | None:
    governs, bare, form = cue.verb.governs, block.bare[k], block.forms[k]
    after = block.bare[k + 1] if k + 1 < len(block) else ""
    if form in _PREPOSITIONS and form in governs:
        if (form, after) in grammar.phrases["idle_phrases"] or k + 1 >= block.sentence_ends[k]:
            return None
        if "مخاطب" in governs and k > cue.last:
            return _addressed(block, cue, k, grammar)
        return _Opening(k + 1, form, k)
    if form in ("مما", "عما") and form[0] + "ن" in ("من", "عن") and ("من" if form == "مما" else "عن") in governs:
        return _Opening(k, form, k)
    for letter in _LETTERS:
        if letter in governs and bare[0] == letter and _carries(block, k, letter, grammar, k == cue.last):
            if "مخاطب" in governs and k > cue.last:
                return _addressed(block, cue, k, grammar)
            return _Opening(k, letter, k)
    return None


def _carries(block: Block, k: int, letter: str, grammar: Grammar, at_cue: bool) -> bool:
    """Tell whether word ``k`` is the preposition ب or ل printed on a noun that may be content."""
    form = block.forms[k]
    stem = form[1:].removeprefix("ال")
    if len(form) < 4 or stem in grammar.channels.get(letter, {}) or form in grammar.words["asides"]:
        return False
    if letter == "ل":
        stem = form[2:] if form.startswith("لل") else stem
        return (at_cue and stem not in grammar.channels["ل"]) or stem in grammar.words["content_heads"]
    return at_cue or stem in grammar.words["content_heads"] or _VERBAL_NOUN.match(stem) is not None


def _addressed(block: Block, cue: Cue, k: int, grammar: Grammar) -> _Opening:
    """The content of a call or charge begins with whom it addresses, where that is told from the speaker."""
    if cue.form == "participle":
        return _Opening(cue.last, "addressee", cue.last)
    boundary = _second_noun_phrase(block, cue.last, k, grammar)
    if boundary is not None:
        return _Opening(boundary, "addressee", boundary)
    if block.forms[k] in _PREPOSITIONS:
        return _Opening(k + 1, block.forms[k], k)
    return _Opening(k, block.forms[k][0], k)


def _bare_object(block: Block, cue: Cue, limit: int, grammar: Grammar) -> _Opening | None:
    if not cue.verb.governs & {"مفعول", "وصف", "مخاطب"} or cue.verb.needs == "بيان" or cue.last >= limit:
        return None
    k = cue.last
    while k < limit - 1 and block.bare[k] in grammar.words["asides"]:
        k += 1
    heads = grammar.words["content_heads"]
    if "وصف" in cue.verb.governs:
        return _described(block, cue, limit, grammar)
    if "مفعول" not in cue.verb.governs:
        return None
    if cue.form == "participle":
        if block.forms[k] in _PREPOSITIONS or block.gaps[k].strip() or block.bare[k] in grammar.forms:
            return None
        return _Opening(k, "object", k) if cue.verb.needs != "خبر" or block.bare[k] in heads else None
    if block.bare[k] in heads or (_VERBAL_NOUN.match(block.forms[k]) and not block.forms[k].startswith("ال")):
        return _Opening(k, "object", k)
    boundary = _second_noun_phrase(block, k, limit, grammar)
    if boundary is None or (cue.verb.needs == "خبر" and block.bare[boundary] not in heads):
        return None
    return _Opening(boundary, "object", boundary)


def _described(block: Block, cue: Cue, limit: int, grammar: Grammar) -> _Opening | None:
    """وصف X بـ«…»: the content begins with X; it needs a ب further on."""
    for k in range(cue.last, limit):
        if block.forms[k] == "ب" or (block.forms[k].startswith("با") and len(block.forms[k]) > 3):
            if cue.form == "participle":
                return _Opening(cue.last, "addressee", cue.last)
            boundary = _second_noun_phrase(block, cue.last, k, grammar)
            return _Opening(boundary, "addressee", boundary) if boundary is not None else None
    return None


def _second_noun_phrase(block: Block, first: int, limit: int, grammar: Grammar) -> int | None:
    """Return the word where a second noun phrase begins after the speaker's, or ``None``.

    Arabic prints no case, so the boundary is seen where a phrase that is complete (its last word is
    definite or a name) is followed by an indefinite noun that can't continue it.
    """
    heads = grammar.words["content_heads"]
    ends = {name.last: name.kind for name in block.names if name.first >= first}
    for k in range(first + 1, limit):
        form, before = block.forms[k], block.forms[k - 1]
        if k in block.inside_name:
            continue
        complete = (
            before.startswith("ال") or k in ends or "،" in block.gaps[k] or block.gaps[k].endswith(("»", '"', "”"))
        )
        if form in heads and (complete or k - first >= 2):
            return k
        if complete and not form.startswith("ال") and _VERBAL_NOUN.match(form) and block.forms[k - 1] != "بن":
            return k
        if ends.get(k) == "PER" and form.startswith("ال"):
            return k
    return None


def _bare_speech(block: Block, cue: Cue, limit: int) -> _Opening | None:
    """قال فلان لإذاعة كذا تطرح …: speech without complementiser, colon or marks."""
    if "مرسل" not in cue.verb.governs or cue.form not in ("perfect", "imperfect"):
        return None
    for k in range(cue.last, limit - 2):
        form = block.forms[k]
        if k not in block.inside_name and _CLAUSE_WORD.match(form) and _verbal(form) and block.pair[k] < 0:
            return _Opening(_clause_start(block, cue.last, k), "bare", _clause_start(block, cue.last, k))
    return None


def _clause_start(block: Block, first: int, k: int) -> int:
    """Return where the clause of the verb ``k`` begins: with a time or place before it, if there is one."""
    for back in (1, 2, 3):
        if k - back > first and block.bare[k - back] in ("بعد", "قبل", "عند", "منذ", "خلال"):
            return k - back
    return k


def _verbal(form: str) -> bool:
    """Leave out common nouns that look like an imperfect."""
    return not form.startswith(
        (
            "تصريح",
            "تونس",
            "ترك",
            "تنظيم",
            "تلفزيون",
            "نايب",
            "نواب",
            "تحالف",
            "يوم",
            "نقيب",
            "ناطق",
            "نحو",
            "تقرير",
            "نفس",
            "نادي",
            "نيويورك",
            "تويتر",
            "تجمع",
            "نقابه",
            "يناير",
            "يونيو",
            "يوليو",
            "تموز",
            "تشرين",
            "نوفمبر",
            "نيسان",
        )
    )


# --- where it stops -----------------------------------------------------------------------------------


def _end(block: Block, first: int, stops: Stops) -> int:
    """Return the word before which a content that begins with word ``first`` stops."""
    end = block.sentence_ends[first]
    k = first
    while k < end:
        if k > first and stops.at[k] and not (block.pair[k] >= 0 and not block.opens(k)):
            return k
        if block.opens(k):
            after = block.pair_end(k)
            if after >= end:
                end = max(end, after)
            k = after
            continue
        k += 1
    return end


def _place(block: Block, first: int, last: int) -> tuple[int, int]:
    """Return the printed place of words ``first:last`` with the marks and brackets that close in it."""
    start, stop = block.starts[first], block.stops[last - 1]
    if block.opens(first):
        start = block.pairs[block.pair[first]].opened
    number = block.pair[last - 1]
    if number >= 0 and block.pairs[number].opened >= start and block.pair_end(last - 1) == last:
        stop = max(stop, block.pairs[number].closed)
    if "(" in block.text[start:stop] and block.text[stop : stop + 1] == ")":
        stop += 1
    if block.text[stop : stop + 1] in ("%", "٪"):
        stop += 1
    return start, stop


def _content(block: Block, cue: Cue, opening: _Opening, last: int, kind: str, form: str) -> Content:
    start, stop = _place(block, opening.at, last)
    return Content(start, stop, opening.at, last, kind, form, opening.separator, cue.last, opening.until)


def _direct(block: Block, cue: Cue, at: int, opening: _Opening) -> Content:
    marked = block.pairs[block.pair[at]]
    return Content(marked.start, marked.stop, at, block.pair_end(at), "direct", "verbatim_marked",
                   opening.separator, cue.last, opening.until)  # fmt: skip


def _marked_inside(block: Block, first: int, last: int) -> bool:
    """Tell whether a marked stretch inside looks like words of the speaker: two words or more."""
    k = first
    while k < last:
        if block.opens(k):
            after = block.pair_end(k)
            if after - k > 1 and after <= last:
                return True
            k = max(after, k + 1)
        else:
            k += 1
    return False


def _clause(block: Block, cue: Cue, opening: _Opening, stops: Stops) -> Content | None:
    at = opening.at
    last = _end(block, at, stops)
    after = at + 1
    if after >= len(block) or last <= after:
        return None
    if block.opens(after):
        spoken = block.pair_end(after) - after
        if spoken >= 2 and spoken >= DIRECT_SHARE * (last - after):
            return _direct(block, cue, after, opening)
    mixed = _marked_inside(block, at, last)
    return _content(block, cue, opening, last, "mixed" if mixed else "indirect", "clause")


def _spoken(block: Block, cue: Cue, opening: _Opening, stops: Stops) -> Content | None:
    at = opening.at
    if block.opens(at) and block.pair_end(at) - at >= DIRECT_SHARE * (_end(block, at, stops) - at):
        return _direct(block, cue, at, opening)
    if opening.separator == "marks":
        return _direct(block, cue, at, opening)
    if block.forms[at] in ("ان", "انه", "انها", "انهم", "بان"):
        return _clause(block, cue, _Opening(at, "colon+an", opening.until), stops)
    return _unmarked(block, cue, opening, stops, opening.until)


def _unmarked(block: Block, cue: Cue, opening: _Opening, stops: Stops, until: int) -> Content | None:
    """Speech without marks: to the paragraph's end or the next statement."""
    del until
    last = _end(block, opening.at, stops)
    first_person = _speaks_of_itself(block, opening.at, last)
    if opening.separator == "colon" or first_person:
        while last < len(block) and "\n" not in block.gaps[last] and not _begins_statement(block, last, stops):
            last = _end(block, last, stops)
    if last - opening.at < 2:
        return None
    if opening.separator == "colon" or first_person:
        return _content(block, cue, opening, last, "direct", "verbatim_unmarked")
    return _content(block, cue, opening, last, "indirect", "clause")


def _begins_statement(block: Block, k: int, stops: Stops) -> bool:
    return any(stops.at[k : min(k + 4, block.sentence_ends[k])])


def _speaks_of_itself(block: Block, first: int, last: int) -> bool:
    return any(_FIRST_PERSON.match(form) for form in block.forms[first:last])


def _nominal(block: Block, cue: Cue, opening: _Opening, grammar: Grammar, stops: Stops) -> Content | None:
    at = opening.at
    last = _end(block, at, stops)
    if last <= at or at >= len(block) or any(form in grammar.words["ceremonies"] for form in block.bare[at : at + 3]):
        return None
    if block.opens(at) and block.pair_end(at) - at >= max(FEWEST_SPOKEN_WORDS, DIRECT_SHARE * (last - at)):
        return _direct(block, cue, at, opening)
    if last - at < 2 and not block.opens(at):
        return None
    mixed = _marked_inside(block, at, last)
    return _content(block, cue, opening, last, "mixed" if mixed else "indirect", "nominal")


def _labelled(block: Block, cue: Cue) -> Content | None:
    """تعتبرها أنقرة «…»: a label in marks."""
    limit = min(block.sentence_ends[cue.first], cue.last + 8)
    for k in range(cue.last, limit):
        if block.opens(k):
            opening = _Opening(k, "label", k - 1 if block.forms[k - 1] == "ب" else k)
            after = block.pair_end(k)
            marked = block.pairs[block.pair[k]]
            return Content(marked.start, marked.stop, k, after, "mixed", "nominal", "label", cue.last, opening.until)
    return None
