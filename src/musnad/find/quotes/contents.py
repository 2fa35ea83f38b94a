"""Contents: what a cue's speaker is reported to say, from its opening to where it stops.

The sentence, the next cue, a trailing attribution or the closing mark ends it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from musnad.find.quotes.addressees import Opening
from musnad.find.quotes.blocks import Block
from musnad.find.quotes.cues import Cue, Grammar, ends_content
from musnad.find.quotes.openings import FEWEST_SPOKEN_WORDS, find_opening
from musnad.find.quotes.stops import Stops
from musnad.find.quotes.unopened import is_set_off
from musnad.frozen import quickly_made

# The share of a clause its marked words must take for the clause to be direct speech.
DIRECT_SHARE = 0.6
# The mark that closes so many words or more ends the sentence, as a full stop does, and is left out with it.
FEWEST_OF_SENTENCE = 7
# No content is longer; text without stops is no prose (words; the longest of 60 read articles has 110).
LONGEST_CONTENT = 400
# A label stands within so many words of its verb, and has so many; a single word without marks is left out.
FARTHEST_LABEL = 8
LONGEST_LABEL = 4
FEWEST_LABEL_WORDS = 2
# Words from a sentence's start to its cue: من جهة أخرى، قال فلان.
FARTHEST_NEW_CUE = 12
# Words only the speaker can say of himself: نحن, لدينا, أمامنا, سنفكر.
_FIRST_PERSON = re.compile(r"(?:نحن|اننا|انني|لدينا|علينا|امامنا|بلادنا|.{4,}نا|سن[^وهدا].{2,})$")


@quickly_made
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


def find_content(block: Block, cue: Cue, grammar: Grammar, stops: Stops) -> Content | None:
    """Return what the cue governs to its right, or ``None`` where it governs nothing."""
    if cue.form == "label":
        return _labelled(block, cue, grammar, stops)
    opening = find_opening(block, cue, grammar, stops)
    if opening is None or opening.at >= len(block) or _ceremonial(block, cue, opening, grammar):
        return None
    if opening.separator in ("colon", "marks"):
        return _spoken(block, cue, opening, stops)
    if cue.form == "participle" and opening.until > cue.last and not is_set_off(block, cue):
        return None  # لجنة متابعة …: a noun
    if opening.separator == "bare":
        return _unmarked(block, cue, opening, stops)
    if opening.separator.startswith("an"):
        return _clause(block, cue, opening, stops)
    return _nominal(block, cue, opening, stops, grammar)


def _ceremonial(block: Block, cue: Cue, opening: Opening, grammar: Grammar) -> bool:
    """Tell whether this is a prayer, thanks or condolence: داعيا الله أن, أعرب عن تعازيه."""
    ceremonies = grammar.words["ceremonies"]
    if cue.form == "participle" and any(form in ceremonies for form in block.bare[cue.last : opening.until]):
        return True
    return opening.separator not in ("colon", "marks") and any(
        form in ceremonies for form in block.bare[opening.at : opening.at + 3]
    )


def _end(block: Block, first: int, stops: Stops) -> int:
    """Return the word before which a content that begins with word ``first`` stops."""
    end = min(block.sentence_ends[first], first + LONGEST_CONTENT)
    if block.pair[first] >= 0 and not block.opens(first):
        end = min(end, block.pair_end(first))  # inside a quotation: no further than its closing mark
    k = first
    while k < end:
        stop = stops.next(max(k, first + 1), end)
        mark = block.mark_from(k)
        if mark >= stop:
            return stop
        k = block.pair_end(mark)
        end = max(end, k)
    return end


def _place(block: Block, first: int, last: int) -> tuple[int, int]:
    """Return the printed place of words ``first:last`` with the marks and brackets that close in it."""
    start, stop = block.starts[first], block.stops[last - 1]
    if block.opens(first):
        start = block.pairs[block.pair[first]].opened
    number = block.pair[last - 1]
    if number >= 0 and block.pairs[number].opened >= start and block.pair_end(last - 1) == last:
        begins = block.word_at(block.pairs[number].start)
        if begins == first or last - begins < FEWEST_OF_SENTENCE:
            stop = max(stop, block.pairs[number].closed)
    if "(" in block.text[start:stop] and block.text[stop : stop + 1] == ")":
        stop += 1
    if block.text[stop : stop + 1] in ("%", "٪"):
        stop += 1
    return start, stop


def _content(block: Block, cue: Cue, opening: Opening, last: int, kind: str, form: str) -> Content:
    start, stop = _place(block, opening.at, last)
    return Content(start, stop, opening.at, last, kind, form, opening.separator, cue.last, opening.until)


def _direct(block: Block, cue: Cue, at: int, opening: Opening, stops: Stops) -> Content:
    marked = block.pairs[block.pair[at]]
    last, stop = block.pair_end(at), marked.stop
    if not marked.balanced:  # its closing mark is lost: the next statement ends it
        cut = next((k for k in range(at + FEWEST_SPOKEN_WORDS, last) if stops.statement[k]), last)
        last, stop = cut, stop if cut == last else block.stops[cut - 1]
    return Content(marked.start, stop, at, last, "direct", "verbatim_marked",
                   opening.separator, cue.last, opening.until)  # fmt: skip


def _marked_inside(block: Block, first: int, last: int) -> bool:
    """Tell whether a marked stretch inside looks like words of the speaker: two words or more."""
    k = block.mark_from(first)
    while k < last:
        after = block.pair_end(k)
        if after - k > 1 and after <= last:
            return True
        k = block.mark_from(max(after, k + 1))
    return False


def _clause(block: Block, cue: Cue, opening: Opening, stops: Stops) -> Content | None:
    at = opening.at
    last = _end(block, at, stops)
    after = at + 1
    if after >= len(block) or last <= after:
        return None
    if block.opens(after):
        spoken = block.pair_end(after) - after
        if spoken >= 2 and spoken >= DIRECT_SHARE * (last - after):
            return _direct(block, cue, after, opening, stops)
    mixed = _marked_inside(block, at, last)
    return _content(block, cue, opening, last, "mixed" if mixed else "indirect", "clause")


def _spoken(block: Block, cue: Cue, opening: Opening, stops: Stops) -> Content | None:
    at = opening.at
    spoken = block.pair_end(at) - at if block.opens(at) else 0
    if spoken > FEWEST_SPOKEN_WORDS or (spoken and spoken >= DIRECT_SHARE * (_end(block, at, stops) - at)):
        return _direct(block, cue, at, opening, stops)
    if opening.separator == "marks":
        return _direct(block, cue, at, opening, stops)
    if block.forms[at] in ("ان", "انه", "انها", "انهم", "بان"):
        return _clause(block, cue, Opening(at, "colon+an", opening.until), stops)
    return _unmarked(block, cue, opening, stops)


def _unmarked(block: Block, cue: Cue, opening: Opening, stops: Stops) -> Content | None:
    """Speech without marks: to the paragraph's end or the next statement."""
    last = _end(block, opening.at, stops)
    first_person = _speaks_of_itself(block, opening.at, last)
    if opening.separator == "colon" or first_person:
        while last < len(block) and "\n" not in block.gap(last) and not _begins_statement(block, last, stops):
            last = _end(block, last, stops)
    if last - opening.at < 2:
        return None
    if opening.separator == "colon" or first_person:
        return _content(block, cue, opening, last, "direct", "verbatim_unmarked")
    return _content(block, cue, opening, last, "indirect", "clause")


def _begins_statement(block: Block, k: int, stops: Stops) -> bool:
    """Tell whether somebody speaks anew in the sentence of word ``k``: speech without marks ends before it."""
    return any(stops.cue[k : min(k + FARTHEST_NEW_CUE, block.sentence_ends[k])])


def _speaks_of_itself(block: Block, first: int, last: int) -> bool:
    return any(_FIRST_PERSON.match(form) for form in block.forms[first:last])


def _nominal(block: Block, cue: Cue, opening: Opening, stops: Stops, grammar: Grammar) -> Content | None:
    at = opening.at
    last = _new_clause(block, at, _end(block, at, stops), grammar)
    if last <= at or at >= len(block):
        return None
    if block.opens(at) and block.pair_end(at) - at >= max(FEWEST_SPOKEN_WORDS, DIRECT_SHARE * (last - at)):
        return _direct(block, cue, at, opening, stops)
    if last - at < 2 and not block.opens(at):
        return None
    mixed = _marked_inside(block, at, last)
    return _content(block, cue, opening, last, "mixed" if mixed else "indirect", "nominal")


def _new_clause(block: Block, first: int, last: int, grammar: Grammar) -> int:
    """Return where a noun phrase ends before a clause of the outlet's: «دعم المشروع، وتسلم …», «…، ومن المقرر أن …»."""
    for k in range(first + 2, last - 1):
        gap = block.gap(k)
        if gap == " " or not gap.strip(' "«»“”') or block.pair[k] >= 0:
            continue
        acts = (
            block.forms[k].startswith("و")
            and block.bare[k] != block.forms[k]
            and block.bare[k] in grammar.words["acting"]
        )
        if acts or ends_content(block, k, grammar.nominal_endings):
            return k
    return last


def _labelled(block: Block, cue: Cue, grammar: Grammar, stops: Stops) -> Content | None:
    """تعتبرها أنقرة «…»: a label in marks, or, of two indefinite words or more, without them."""
    limit = min(block.sentence_ends[cue.first], cue.last + FARTHEST_LABEL)
    for k in range(cue.last, limit):
        if block.forms[k].startswith("بان") and block.forms[k] in grammar.words["complementisers"]:
            return _clause(block, cue, Opening(k, "an", k), stops)  # ما تصفه الوزارة بأنه …
        if block.opens(k):
            until = k - 1 if block.forms[k - 1] == "ب" else k
            marked = block.pairs[block.pair[k]]
            return Content(
                marked.start, marked.stop, k, block.pair_end(k), "mixed", "nominal", "label", cue.last, until
            )
    first = _after_namer(block, cue, limit, grammar)
    last = first
    while last < min(limit, first + LONGEST_LABEL) and _of_label(block, last, first, grammar):
        last += 1
    if last - first < FEWEST_LABEL_WORDS or cue.verb.lemma == "رأى":
        return None
    start, stop = _place(block, first, last)
    return Content(start, stop, first, last, "indirect", "nominal", "label", cue.last, first)


def _after_namer(block: Block, cue: Cue, limit: int, grammar: Grammar) -> int:
    """Return the word after whoever gives the label, where he is printed between: تعتبرها الحكومة منظمة …"""
    k = cue.last
    while k < limit and (_names(block, k) or (block.forms[k] in grammar.words["construct"] and _names(block, k + 1))):
        k += 1
    return k


def _names(block: Block, k: int) -> bool:
    return k < len(block) and (block.definite(k) or k in block.begins_name or k in block.inside_name)


def _of_label(block: Block, k: int, first: int, grammar: Grammar) -> bool:
    """Tell whether word ``k`` is an indefinite noun or adjective, as the words of a label are."""
    form = block.forms[k]
    if (k > first and block.gap(k).strip()) or block.definite(k) or block.pair[k] >= 0 or block.with_pronoun(k):
        return False
    if k in block.begins_name or form.isdigit() or (k > first and (block.bare[k] != form or form[0] in "لب")):
        return False
    return len(form) > 2 and form not in grammar.words["no_label"] and form not in grammar.forms
