"""Speakers: the noun phrase that says what a cue reports, and the channel printed beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from musnad.find.quotes.blocks import Block
from musnad.find.quotes.channels import channel_at, channel_end
from musnad.find.quotes.contents import Content
from musnad.find.quotes.cues import Cue, Grammar
from musnad.frozen import quickly_made

Range = tuple[int, int]  # words first:last of the block

# A subject printed before its verb is looked for this many words back.
LONGEST_SUBJECT = 16
# A subject that comes later than this after its verb is somebody else's: في تصريح على هامش ندوة حضرتها …
FARTHEST_SUBJECT = 10
# Letters of لها, لهما; a noun with ل and a pronoun has more.
LONGEST_PARTICLE = 5
# A verb before its subject is singular: after يطالبون no subject follows.
_PLURALS = ("ون", "وا")
_RELAYS = frozenset(("نقلا", "نقل"))
# Two words that end the speaker's phrase: أول من أمس, دون أن يقدم تفاصيل.
_NO_MORE = frozenset((("اول", "امس"), ("اول", "من"), ("دون", "ان"), ("دون", "ذكر"), ("من", "دون")))
# A document that speaks is the channel as well: وقال البيان إن …
_PAPERS = frozenset(("بيان", "بلاغ", "تعميم"))
# Verbs by which an outlet hands on what another said: نقلت الوكالة عن فلان قوله.
_RELAYING = frozenset(("نقلت", "نقل", "تنقل", "ينقل", "نقلوا", "نسبت", "نسب"))
_RELATIVES = frozenset(("الذي", "التي", "الذين", "اللذان", "اللذين", "اللتين", "اللاتي"))
_CLAUSE_OPENERS = frozenset(
    (
        "كان",
        "كانت",
        "عندما",
        "حينما",
        "بعدما",
        "لكن",
        "اما",
        "بينما",
        "فيما",
        "حيث",
        "ان",
        "فان",
        "بان",
        "لان",
        "كما",
        "حين",
        "كانا",
        "كانوا",
        "اذ",
        "لكنه",
        "لكنها",
        "وهو",
    )
)
# These take a noun phrase of their own, which is no speaker: أفاد لدى استجوابه بأنه.
_TIMED = frozenset(("حتي", "بعد", "قبل", "عقب", "اثر", "لدي", "اثناء", "عند", "حول", "بشان", "بخصوص", "امام"))
# A verb of the third person feminine, by its shape: أصدرت, تمكنت.
_FEMININE = re.compile("(?!ال).{2,}[^اي]ت$")
_PREPOSITIONS = frozenset(("في", "من", "علي", "الي", "عن", "مع", "بين", "خلال", "منذ", "بعد", "قبل", "عبر", "حول"))
# Words that lead up to what is said next by its theme, and how long that is.
_THEMES = frozenset(("وحول", "وعن", "وبشان", "وبخصوص", "وعما", "وعند", "ولدي", "وفيما", "وبسواله", "وبسوالها"))
LONGEST_THEME = 25


@quickly_made
@dataclass(frozen=True, slots=True)
class Source:
    """Who and where: words of the speaker and of the channel, and the rule that found the speaker."""

    speaker: Range | None
    channel: Range | None
    rule: str


def find_source(block: Block, cue: Cue, content: Content, grammar: Grammar) -> Source:
    """Return the speaker and channel printed round a cue; a speaker of ``None`` is carried on from before."""
    begin = content.begin
    if cue.verb.needs == "في" and block.forms[begin] == "في":
        # جاء في البيان أن: the document is speaker and channel
        end = _phrase_end(block, begin + 1, content.until, grammar)
        return Source((begin + 1, end), (begin, end), "document")
    speaker, channel = subject_within(block, begin, content.until, grammar)
    relay = _relay_within(block, content.begin, content.until, by_verb=cue.verb.cls == "relay")
    if relay is not None and speaker is not None:
        # "A relayed from B": the speaker is B, A the channel
        source = _phrase_end(block, relay, content.until, grammar)
        outlet = (speaker[0], min(speaker[1], relay - (1 if block.forms[relay - 2] not in _RELAYS else 2)))
        return Source((relay, source), outlet if outlet[0] < outlet[1] else None, "relayed")
    if cue.form == "participle":
        if (
            speaker is not None
            and speaker[0] == cue.last
            and cue.last in block.begins_name
            and cue.last < content.until
        ):
            return Source(speaker, channel, "subject")  # موضحا الرفاعي أنه
        return Source(None, channel, "participle")
    if cue.form == "noun" and cue.object_pronoun:
        return _relayed(block, cue, channel)
    plural = cue.form in ("perfect", "imperfect") and block.forms[cue.first].endswith(_PLURALS)
    if speaker is not None and not (plural and not cue.addressed) and not _is_time(block, speaker):
        document = block.forms[speaker[0]].removeprefix("ال") in _PAPERS
        return Source(speaker, channel or (speaker if document else None), "subject")
    before = None if led_by(block, cue.first) is not None else _subject_before(block, cue, grammar)
    if before is not None:
        inner, beside = subject_within(block, *before, grammar)
        if inner is not None:
            return Source(inner, channel or beside, "before")
    return Source(None, channel, "prodrop")


def _relay_within(block: Block, first: int, last: int, *, by_verb: bool) -> int | None:
    """Return the word after «نقلا عن», or after عن alone where the verb itself relays (نقلت الوكالة عن …)."""
    for k in range(first, last - 1):
        if block.forms[k] == "عن" and (by_verb or (k > first and block.forms[k - 1] in _RELAYS)):
            return k + 1
    return None


def subject_within(block: Block, first: int, last: int, grammar: Grammar) -> tuple[Range | None, Range | None]:
    """Return the noun phrase among words ``first:last`` and the channel phrase after or before it."""
    speaker: Range | None = None
    channel: Range | None = None
    k = first
    while k < last:
        if channel_at(block, k, grammar) not in (None, "-"):
            end = channel_end(block, k, last, grammar)
            channel = channel or (k, end)
            k = end
        elif speaker is not None:
            k += 1
        elif block.bare[k] in _TIMED or block.forms[k] in _PREPOSITIONS:
            k = _after_comma(block, k, last)
        elif block.bare[k] in grammar.words["time_heads"]:
            k = _after_time(block, k, last, grammar)
        elif _is_aside(block, k, grammar) or block.forms[k].startswith("بال") or _was(block, k, last, grammar):
            k += 1
        elif (told := _told_person(block, k)) is not None:
            k = told
        elif k - first > FARTHEST_SUBJECT:
            break
        else:
            end = _phrase_end(block, k, last, grammar)
            speaker, k = (k, end), end
    return speaker, channel


def _was(block: Block, k: int, last: int, grammar: Grammar) -> bool:
    """Tell whether word ``k`` is a copula before its subject: وكانت أنقرة …, no part of the name."""
    form = block.forms[k].removeprefix("و")
    return k + 1 < last and form in grammar.words["copulas"]


def _told_person(block: Block, k: int) -> int | None:
    """Return the word after a person or body with ل printed on it, who is told: يؤكد للوزير أهمية …"""
    kin = block.forms[k][0] == "ل" and len(block.forms[k]) > LONGEST_PARTICLE and block.with_pronoun(k)  # قالت لوالديها
    if not (block.forms[k].startswith("لل") or kin) or (k in block.begins_name and not _with_letter(block, k)):
        return None
    return next((name.last for name in block.names_from(k, k + 1)), k + 1)


def _with_letter(block: Block, k: int) -> bool:
    """Tell whether the name that begins with word ``k`` is printed with a clitic on it."""
    return any(not block.text.startswith(name.print, block.starts[k]) for name in block.names_from(k, k + 1))


def _is_time(block: Block, words: Range) -> bool:
    """Tell whether a phrase is a date: فيفري 2017."""
    return words[1] - words[0] == 2 and block.forms[words[1] - 1].isdigit()


def _accusative(block: Block, k: int) -> bool:
    """Tell whether word ``k`` is printed in the accusative, indefinite: an adverb, or the object (دائماً, ضباطًا)."""
    ending = block.text[block.stops[k] - 2 : block.stops[k]]
    return ending[-1:] == "\u064b" or ending == "\u064bا"


def _is_aside(block: Block, k: int, grammar: Grammar) -> bool:
    if _accusative(block, k):
        return True
    if block.forms[k] == "اول" and k + 1 < len(block) and block.forms[k + 1] in ("امس", "من"):
        return True
    if 0 < k < len(block) - 1 and block.forms[k - 1].isdigit() and block.forms[k + 1].isdigit():
        return True  # a month between its day and its year
    if block.bare[k] in grammar.words["asides"] or block.bare[k] in grammar.words["with_pronoun"]:
        return True
    return channel_at(block, k, grammar) == "-" or block.forms[k].isdigit()


def _after_time(block: Block, k: int, last: int, grammar: Grammar) -> int:
    """Return the word after a phrase of time: بداية الأسبوع الجاري, مطلع العام."""
    k += 1
    while k < last and block.forms[k] in grammar.words["time_tails"]:
        k += 1
    return k


def _after_comma(block: Block, k: int, last: int) -> int:
    k += 1
    while k < last and "،" not in block.gap(k) and "," not in block.gap(k):
        k += 1
    return k


def _phrase_end(block: Block, first: int, last: int, grammar: Grammar) -> int:
    k = first + 1
    while k < last:
        if k not in block.inside_name:
            if channel_at(block, k, grammar) is not None and (block.bare[k] != "خلال" or k > first):
                break
            if (block.forms[k], block.forms[k + 1] if k + 1 < last else "") in _NO_MORE:
                break
            if block.bare[k] in grammar.words["asides"] and not block.forms[k - 1].startswith(("صلاه", "خطيب", "امام")):
                break
            gap = block.gap(k)
            if gap != " " and ("؛" in gap or ("-" in gap and block.bare[k] in ("هو", "هي"))):
                break
        k += 1
    while k - first > 1 and _accusative(block, k - 1) and not block.forms[k - 2].isdigit():
        k -= 1  # سالم الراشد مازحًا, not (45 عاماً)
    return k


def _relayed(block: Block, cue: Cue, channel: Range | None) -> Source:
    """نقلت وكالة عن فلان قوله: the speaker stands between عن and قوله."""
    floor = max(block.sentence_starts[cue.first], cue.first - LONGEST_SUBJECT)
    for k in range(cue.first - 1, floor, -1):
        if block.forms[k] in ("عن", "الي") and k + 1 < cue.first:
            verb = next((i for i in range(k - 1, floor - 1, -1) if block.bare[i] in _RELAYING), None)
            if verb is not None and verb + 1 < k:
                return Source((k + 1, cue.first), channel or (verb + 1, k), "relayed")
            if block.forms[k] == "عن":
                return Source((k + 1, cue.first), channel, "relayed")
    return Source(None, channel, "pronoun")


def _subject_before(block: Block, cue: Cue, grammar: Grammar) -> Range | None:
    floor = max(block.sentence_starts[cue.first], cue.first - LONGEST_SUBJECT)
    end = cue.first
    while end > floor and block.bare[end - 1] in ("قد", "لقد", "ايضا"):
        end -= 1
    if end > floor and block.forms[end - 1] in ("وقد", "فقد"):
        return None
    if end > floor and block.bare[end - 1] in _RELATIVES:
        if block.bare[end - 1] != block.forms[end - 1] and block.bare[cue.last] not in ("فيه", "فيها", "فيهما"):
            return None  # … إلى نيويورك، والتي أوضحت أنها …: whoever the sentence is about
        return _antecedent(block, floor, end - 1)
    if block.bare[cue.first] != block.forms[cue.first]:
        return None
    for k in range(end - 1, floor - 1, -1):
        if block.bare[k] == "قد":
            end = k
        if block.forms[k] in grammar.words["complementisers"]:
            return (k + 1, end) if k + 1 < end else None
        if block.bare[k] in _CLAUSE_OPENERS:
            return (k + 1, end) if k + 1 < end and not acts(block, k + 1, grammar) else None
        gap = block.gap(k)
        if gap != " " and any(mark in gap for mark in ".:؛!؟"):
            return (k, end) if _begins_subject(block.forms[k], grammar) else None
        if block.bare[k] in grammar.forms and k < end and (k == floor or block.bare[k] != block.forms[k]):
            return None
    if acts(block, floor, grammar) and floor == block.sentence_starts[cue.first]:
        return None
    if floor == block.sentence_starts[cue.first] and floor < end and _begins_subject(block.forms[floor], grammar):
        return (floor, end) if end - floor <= LONGEST_SUBJECT and block.forms[floor] not in _PREPOSITIONS else None
    return None


def acts(block: Block, k: int, grammar: Grammar) -> bool:
    """Tell whether word ``k`` is a verb that tells of an act: كما تلقى الرئيس اتصالا …, أصدرت البلدية بيانا تؤكد …"""
    form = block.bare[k]
    if k in block.begins_name or block.pair[k] >= 0:
        return False
    return form in grammar.words["acting"] or _FEMININE.match(form) is not None


def _begins_subject(form: str, grammar: Grammar) -> bool:
    """Tell whether a sentence's first word may begin its subject: وتم begins with a conjunction, وزير does not."""
    return form[0] not in "وف" or form in grammar.words["own_letters"]


def led_by(block: Block, k: int) -> int | None:
    """Return the word that begins the theme a verb is led up to by, set off by commas: وحول الأسعار، قال …"""
    first = max(block.sentence_starts[k], k - LONGEST_THEME)
    if _THEMES.isdisjoint(block.forms[first:k]):
        return None
    for i in range(k - 1, first, -1):
        if block.gap(i).strip(' "«»“”'):
            return i if block.forms[i] in _THEMES else None
    return None


def _antecedent(block: Block, floor: int, end: int) -> Range | None:
    k = end - 1
    while k > floor:
        if block.forms[k - 1] in _PREPOSITIONS or block.gap(k).strip(' "«»“”'):
            break
        k -= 1
    return (k, end) if floor <= k < end else None
