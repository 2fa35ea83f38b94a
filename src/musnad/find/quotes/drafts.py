"""Drafts: the statements of one block, each with its cue, content, speaker's words and channel."""

from __future__ import annotations

from dataclasses import dataclass, replace

from musnad.find.quotes.adjuncts import Adjunct, find_adjuncts
from musnad.find.quotes.blocks import ENDING, Block
from musnad.find.quotes.channels import channel_at
from musnad.find.quotes.contents import LONGEST_CONTENT, Content, find_content
from musnad.find.quotes.cues import Cue, Grammar, ends_content, find_cues
from musnad.find.quotes.openings import FEWEST_SPOKEN_WORDS
from musnad.find.quotes.speakers import Range, find_source, led_by, subject_within
from musnad.find.quotes.stops import Stops
from musnad.frozen import quickly_made

# A clause attributed by an adjunct has at least so many words.
FEWEST_CLAUSE_WORDS = 3
# Words after which a finite verb begins a statement of its own, not one nested in the content before.
# Verbs with the letters of a noun or of another verb: كتب, رد, نقل, طلب, ذكر.
_NOUN_LIKE = frozenset(
    ("بين", "رأى", "نقل", "طلب", "رد", "وعد", "واصل", "ذكر", "كتب", "رفض", "تابع", "ختم", "علق", "جدد", "حذر", "وصف",
     "عبر", "أورد", "روى", "سأل", "نفى", "حث", "خلص", "زعم", "ورد", "جاء")
)  # fmt: skip
# Words that turn to what somebody else says, and how far before his verb.
_CONTRASTS = frozenset(("لكن", "بينما", "فيما", "الا"))
FARTHEST_CONTRAST = 6
# Words between a quotation and the verb after it: «…»، هكذا قال فلان; «…»، بهذه الكلمات رد فلان.
_SO = frozenset(("هكذا", "كذلك", "بهذا", "بهذه", "الكلمات", "العبارة", "العبارات"))
LONGEST_LINK = 3
# Words from a verb to the قائلا that goes with it.
NEAREST_VERB = 4
_WITHIN = frozenset(("فيه", "فيها", "خلاله", "خلالها"))
# After a long attribution the clause is taken up with one of these, so many words on.
_RESUMED = frozenset(("فان", "فانه", "فانها", "فقد"))
FARTHEST_RESUMED = 20
# The speaker speaks of himself: قالت إنها تناشد الأطراف.
_OWN_SUBJECTS = frozenset(("انه", "انها", "انهم", "بانه", "بانها", "بانهم"))
_RELATIVES = frozenset(("الذي", "التي", "الذين"))
_KEEPS_READING = frozenset(("كما", "حيث", "ثم", "فيما", "بينما", "كان", "كانت", "اذ"))
_BEFORE_VERB = _KEEPS_READING | {"الذي", "التي", "ان"}
_NO_NOUN = _KEEPS_READING | _OWN_SUBJECTS


@quickly_made
@dataclass(frozen=True, slots=True)
class Draft:
    """A statement before its speaker has a name. ``cue`` counts words, ``mark`` is a place in the text.

    ``mark`` stands for the cue where that is no word: a headline's colon or opening mark.
    """

    block: Block
    cue: Range
    content: Content
    speaker: Range | None
    channel: Range | None
    level: int
    rule: str
    lemma: str
    mark: tuple[int, int] | None = None


def make_drafts(block: Block, grammar: Grammar) -> list[Draft]:
    """Return the statements of a block in the order of their cues."""
    stops = Stops(len(block))
    adjuncts = find_adjuncts(block, grammar)
    for adjunct in adjuncts:
        stops.phrase[adjunct.first] = True
    _add_endings(block, grammar, stops)
    taken = {k for adjunct in adjuncts for k in range(adjunct.first, max(adjunct.speaker[0], adjunct.first + 1))}
    cues = [cue for cue in find_cues(block, grammar) if cue.first not in taken]
    contents: dict[int, Content] = {}
    for cue in reversed(cues):
        content = find_content(block, cue, grammar, stops)
        if content is not None:
            contents[cue.first] = content
            stops.cue[cue.first] = True
            _add_stop(block, cue, content, stops, grammar)
        elif cue.form == "participle" and "،" in block.gap(cue.first):
            _add_stop(block, cue, None, stops, grammar)  # «، داعيا الله أن»: no statement, but the one before ends
    drafts = []
    for cue in cues:
        if cue.first in contents:
            draft = _draft(block, cue, contents[cue.first], grammar)
            if not _describes(block, cue, draft, grammar):
                drafts.append(draft)
        else:
            drafts.extend(_said_before(block, cue, grammar))
    drafts = [_with_document(block, draft, adjuncts, grammar) for draft in _without_doubles(drafts)]
    drafts.extend(_attributed(block, adjuncts, drafts, grammar))
    return _with_levels(sorted(drafts, key=lambda draft: (draft.cue, draft.content.start)))


def _with_document(block: Block, draft: Draft, adjuncts: list[Adjunct], grammar: Grammar) -> Draft:
    """Return the draft with the document or outlet that an adjunct beside it names as its channel: «…، وفق البلاغ»."""
    if draft.channel is not None:
        return draft
    for adjunct in adjuncts:
        if block.sentence[adjunct.first] != block.sentence[draft.cue[0]]:
            continue
        between = draft.cue[0] < adjunct.first < draft.content.first
        if between or draft.content.last == adjunct.first or adjunct.speaker[1] == draft.cue[0]:
            k = adjunct.speaker[0]
            noun = block.forms[k].removeprefix("لل").removeprefix("ال") if k < len(block) else ""
            if adjunct.speaker[0] < adjunct.speaker[1] and noun.removeprefix("ل") in grammar.words["papers"]:
                return replace(draft, channel=(adjunct.first, adjunct.speaker[1]))
    return draft


def _add_endings(block: Block, grammar: Grammar, stops: Stops) -> None:
    last = len(block) - 1
    for k in block.of_kind(ENDING):
        if 0 < k < last and block.gap(k) != " " and ends_content(block, k, grammar.endings):
            stops.phrase[k] = True


def _add_stop(block: Block, cue: Cue, content: Content | None, stops: Stops, grammar: Grammar) -> None:
    """Mark where the content before this statement stops, unless the statement is nested in it."""
    k = cue.first
    joined = block.bare[k] != block.forms[k]
    comma = bool(block.gap(k).strip(' "«»“”'))
    before = block.bare[k - 1] if k else ""
    if cue.form == "participle":
        if joined or comma or cue.verb.lemma != "قال" or not _acted_before(block, k, grammar):
            stops.statement[k] = True
    elif cue.form in ("perfect", "imperfect"):
        if joined or k == block.sentence_starts[k]:
            stops.statement[k] = True
        elif before in _KEEPS_READING and block.sentence[k - 1] == block.sentence[k]:
            stops.statement[k - 1] = True
        elif comma and (led := led_by(block, k)) is not None:
            stops.statement[led] = True  # «…، وحول الأسعار، قال إن …»
        elif comma and content is not None and content.separator in ("colon", "marks") and _has_subject(block, cue):
            stops.statement[k] = True  # «…، وعن ذلك، أجاب فلان: «…»
        else:
            _stop_at_contrast(block, k, stops)


def _has_subject(block: Block, cue: Cue) -> bool:
    """Tell whether a noun follows the verb, where «قال لها: …» goes on with the subject before."""
    k = cue.last
    return k < block.sentence_ends[cue.first] and ":" not in block.gap(k) and not block.forms[k].startswith("ل")


def _acted_before(block: Block, k: int, grammar: Grammar) -> bool:
    """Tell whether a قائلا goes with a verb right before it inside the other content: انتقد الخطوة قائلا."""
    known = (grammar.forms.get(block.forms[i]) for i in range(max(0, k - NEAREST_VERB), k))
    return any(each is not None and each[1] in ("perfect", "imperfect") for each in known)


def _stop_at_contrast(block: Block, k: int, stops: Stops) -> None:
    """Mark the word that turns to another speaker: «… لكن المدير قال إن», «… قبل أن يضيف»."""
    for i in range(k - 1, max(block.sentence_starts[k], k - FARTHEST_CONTRAST), -1):
        if stops.cue[i] or "." in block.gap(i + 1):
            return
        if block.bare[i] in _CONTRASTS and (i < k - 1 or block.bare[i] != "ان"):
            stops.statement[i] = True
            return
    if k >= 2 and block.bare[k - 1] == "ان" and block.bare[k - 2] == "قبل":
        stops.statement[k - 2] = True


def _draft(block: Block, cue: Cue, content: Content, grammar: Grammar) -> Draft:
    source = find_source(block, cue, content, grammar)
    words = (cue.first, cue.last)
    if content.until == cue.last and (
        content.separator in ("الي", "علي", "من", "عن") or content.separator.startswith("an+")
    ):
        words = (cue.first, cue.last + 1)
    return Draft(block, words, content, source.speaker, source.channel, 1, source.rule, cue.verb.lemma)


def _describes(block: Block, cue: Cue, draft: Draft, grammar: Grammar) -> bool:
    """Tell whether a verb only describes a noun: مسلحون يطالبون بـ… (no subject), أظهرت التجارب أن (of things)."""
    if draft.speaker is not None and draft.rule in ("subject", "before"):
        noun = block.bare[draft.speaker[0]].removeprefix("ال")
        if noun in grammar.words["things"]:
            return True
    if block.bare[cue.last] in _WITHIN and draft.content.form == "clause":
        return False  # أصدرت البلدية بيانا تفيد فيه أن …
    if cue.form != "imperfect" or draft.rule != "prodrop" or cue.first == block.sentence_starts[cue.first]:
        return False
    before = block.bare[cue.first - 1]
    return block.bare[cue.first] == block.forms[cue.first] and before not in _NO_NOUN


def _said_before(block: Block, cue: Cue, grammar: Grammar) -> list[Draft]:
    """«…»، قال فلان: the marked words stand before the cue."""
    k = cue.first - 1
    while k >= 0 and k > cue.first - 1 - LONGEST_LINK and block.forms[k] in _SO:
        k -= 1  # «…»، هكذا قال فلان
    if k < 0 or cue.form not in ("perfect", "imperfect") or block.pair[k] < 0 or "قول" not in cue.verb.governs:
        return []
    if block.pair_end(k) != k + 1 or block.bare[cue.first] != block.forms[cue.first]:
        return []
    marked = block.pairs[block.pair[k]]
    first = block.word_at(marked.start)
    if k + 1 - first < FEWEST_SPOKEN_WORDS:
        return []
    end = block.sentence_ends[cue.first - 1] if cue.last >= len(block) else block.sentence_ends[cue.first]
    limit = next((i for i in range(cue.last, end) if "،" in block.gap(i) or ":" in block.gap(i)), end)
    speaker, channel = subject_within(block, cue.last, limit, grammar)
    content = Content(marked.start, marked.stop, first, k + 1, "direct", "verbatim_marked", "after", cue.last, limit)
    return [Draft(block, (cue.first, cue.last), content, speaker, channel, 1, "after", cue.verb.lemma)]


def _attributed(block: Block, adjuncts: list[Adjunct], drafts: list[Draft], grammar: Grammar) -> list[Draft]:
    found = []
    said = [False] * len(block)  # words that some draft's content covers
    cues: dict[int, list[int]] = {}  # cues by the first word of their sentence, in order
    for draft in drafts:
        if draft.cue[0] and block.bare[draft.cue[0] - 1] in _RELATIVES and draft.content.form == "clause":
            continue  # in a relative clause: what the adjunct attributes goes round it
        said[draft.content.first : draft.content.last] = [True] * (draft.content.last - draft.content.first)
        cues.setdefault(block.sentence_starts[draft.cue[0]], []).append(draft.cue[0])
    for adjunct, relayed in _relays(block, adjuncts):
        if adjunct.repeats:
            continue
        inside = cues.get(block.sentence_starts[adjunct.first], [])
        content = None
        if not said[adjunct.first - 1] and not (inside and inside[0] < adjunct.first):
            content = _before_adjunct(block, adjunct)
        content = content or _after_adjunct(block, adjunct, inside)
        if content is not None:
            cue = (adjunct.first, relayed[0] if relayed else adjunct.speaker[0])
            lemma = block.printed(*cue)
            speaker, channel = _told_to(block, adjunct.speaker, grammar)
            found.append(Draft(block, cue, content, speaker, relayed or channel, 1, "adjunct", lemma))
    return found


def _told_to(block: Block, words: Range, grammar: Grammar) -> tuple[Range, Range | None]:
    """Part «مصدر لوكالة الصدى» into who speaks and whom he told."""
    for k in range(words[0] + 1, words[1]):
        if block.forms[k][0] == "ل" and channel_at(block, k, grammar) not in (None, "-"):
            return (words[0], k), (k, words[1])
    return words, None


def _relays(block: Block, adjuncts: list[Adjunct]) -> list[tuple[Adjunct, Range | None]]:
    """Join «حسب وكالة كذا نقلا عن فلان»: the last is the speaker, the one before it the channel."""
    joined: list[tuple[Adjunct, Range | None]] = []
    for adjunct in adjuncts:
        if joined and joined[-1][0].speaker[1] == adjunct.first and block.forms[adjunct.first] == "نقلا":
            before = joined.pop()[0]
            joined.append((Adjunct(before.first, adjunct.speaker, adjunct.repeats), before.speaker))
        else:
            joined.append((adjunct, None))
    return joined


def _before_adjunct(block: Block, adjunct: Adjunct) -> Content | None:
    """The clause before a trailing adjunct."""
    at = adjunct.first
    start = block.sentence_starts[at]
    if not FEWEST_CLAUSE_WORDS <= at - start <= LONGEST_CONTENT:
        return None
    begin, stop = block.bare_start(start), block.stops[at - 1]
    number = block.pair[at - 1]
    if number >= 0 and block.pairs[number].opened >= begin:
        stop = max(stop, block.pairs[number].closed)
    return Content(begin, stop, start, at, "indirect", "clause", "adjunct", at, at)


def _after_adjunct(block: Block, adjunct: Adjunct, cues: list[int]) -> Content | None:
    """The clause after an adjunct that opens the sentence, up to the sentence's first other cue."""
    at, first = adjunct.first, adjunct.speaker[1]
    if at != block.sentence_starts[at] or first >= block.sentence_ends[at]:
        return None
    last = min([block.sentence_ends[at], first + LONGEST_CONTENT, *(cue for cue in cues if cue >= first)])
    for k in range(first + 1, min(last, first + FARTHEST_RESUMED)):
        if block.forms[k] in _RESUMED:
            first = k  # وحسب فلان، وزير كذا، فإن …
            break
    if last - first < FEWEST_CLAUSE_WORDS:
        return None
    stop = block.stops[last - 1]
    return Content(block.starts[first], stop, first, last, "indirect", "clause", "adjunct", first, first)


def _without_doubles(drafts: list[Draft]) -> list[Draft]:
    """Keep one draft for each content: the one whose cue stands nearest."""
    best: dict[int, Draft] = {}
    for draft in drafts:
        known = best.get(draft.content.start)
        if known is None or _nearer(draft):
            best[draft.content.start] = draft
    return [draft for draft in drafts if best[draft.content.start] is draft]


def _nearer(draft: Draft) -> bool:
    """Tell whether a draft has a better claim to a content than one whose cue stands before its own.

    A finite verb between another cue and its clause is more often a noun of the same letters (شركة نقل)
    than a verb, unless it is joined or relative.
    """
    block, k = draft.block, draft.cue[0]
    if draft.rule in ("participle", "relayed", "pronoun") or draft.lemma not in _NOUN_LIKE:
        return True
    return block.bare[k] != block.forms[k] or (k > 0 and block.bare[k - 1] in _BEFORE_VERB)


def _with_levels(drafts: list[Draft]) -> list[Draft]:
    """Return the drafts with level 2 where a cue stands in another's content, incidental ones left out."""
    outers = _outer_drafts(drafts)
    kept = []
    for draft, outer in zip(drafts, outers, strict=True):
        if outer is None:
            kept.append(draft)
        elif not _incidental(draft, outer):
            kept.append(replace(draft, level=2))
    return kept


def _outer_drafts(drafts: list[Draft]) -> list[Draft | None]:
    """Return for each draft (sorted by cue) the one whose content its cue stands in; one sweep over both."""
    by_start = sorted(drafts, key=lambda draft: draft.content.start)
    outers: list[Draft | None] = []
    farthest: Draft | None = None
    taken = 0
    for draft in drafts:
        at = draft.block.starts[draft.cue[0]]
        while taken < len(by_start) and by_start[taken].content.start <= at:
            if farthest is None or by_start[taken].content.stop > farthest.content.stop:
                farthest = by_start[taken]
            taken += 1
        outers.append(farthest if farthest is not None and at < farthest.content.stop else None)
    return outers


def _incidental(draft: Draft, outer: Draft) -> bool:
    """Tell whether a nested draft only tells of somebody's act inside another statement: عندما شددت على المسار."""
    content = draft.content
    if content.form == "verbatim_marked":
        return content.last - content.first < FEWEST_SPOKEN_WORDS
    if content.form != "nominal" or content.separator == "label":
        return False
    k = draft.cue[0]
    own = k > 0 and draft.block.bare[k - 1] in _OWN_SUBJECTS
    told = draft.rule == "subject" or own or (draft.rule == "before" and draft.block.with_pronoun(k))
    return not told or outer.content.form == "verbatim_marked"
