"""Objects: where a second noun phrase begins after the speaker's, told without case endings."""

from __future__ import annotations

import re

from musnad.find.quotes.blocks import Block
from musnad.find.quotes.channels import channel_at, channel_end
from musnad.find.quotes.cues import Cue, Grammar

# Verbal nouns of the derived forms, folded, with an ending or none: افتعال، استفعال، انفعال،
# تفعيل، تفاعل، مفاعلة، إفعال.
_VERBAL_NOUN = re.compile(
    r"(?:است..?ا.|ا.ت.ا.|ان..ا.|ا..ا.|ت..ي.|ت.ا..|ت.ي.ه|م.ا..ه)(?:ه|ها|هم|ته|تها)?$"
    r"|(?:م.ا..|ا.ا.|است.ا.|ت.ي.)(?:ته|تها|تهم)$|(?:اعا|اقا|اصا|اشا|احا|ازا|اثا|اضا|انا|اتا).ه$|ادانه$"
)
# Abstract nouns: جاهزية, أحقية, إمكانية (an adjective after a definite noun would be definite).
_ABSTRACT = re.compile(r"(?![بل])....+يه$")


_RELATIVES = frozenset(("الذي", "التي", "الذين", "اللذين", "اللتين"))
_PARTICLES = frozenset(
    ("في", "من", "علي", "الي", "عن", "مع", "ان", "انه", "انها", "التي", "الذي", "عبر", "خلال", "منذ", "حول", "بعد",
     "قبل", "ضد", "لدي", "عند", "بين", "حتي", "ثم", "او", "لم", "لن", "لا", "ما", "هو", "هي", "قد", "سوف")
)  # fmt: skip
# Of the asides, those that something must follow.
_GOVERNING = frozenset(
    ("عبر", "حول", "بشان", "بخصوص", "بعد", "قبل", "امام", "منذ", "ضمن", "عند", "تحت", "حسب", "بحسب", "وفق", "عقب",
     "اثر", "ل", "يوم", "ردا", "تعليقا")
)  # fmt: skip
# A verb before its subject is singular: after يطالبون and طالبوا no subject follows.
_PLURALS = ("ون", "وا")


def verbal_noun(form: str) -> bool:
    """Tell whether a folded word without article has the shape of a verbal noun."""
    return _VERBAL_NOUN.match(form) is not None


def begins_act(block: Block, k: int, grammar: Grammar) -> bool:
    """Tell whether word ``k`` is an indefinite verbal noun, which opens contents; اتحاد and ائتلاف are bodies."""
    return verbal_noun(block.forms[k]) and not block.definite(k) and block.forms[k] not in grammar.words["head_nouns"]


def is_head(block: Block, k: int, grammar: Grammar) -> bool:
    """Tell whether word ``k``, a printed ب or ل aside, is a noun that opens contents."""
    heads, bare = grammar.words["content_heads"], block.bare[k]
    return bare in heads or (bare[0] in "بل" and bare[1:] in heads)


# Letters of the shortest noun with the alif of the accusative: قرارا, عاما.
SHORTEST_ACCUSATIVE = 3
# Sound plural with article that after a verb in the singular can only be its object: دعا المتظاهرين إلى …
_ACCUSATIVE = re.compile(r"ال...+ين$")


def is_object(block: Block, cue: Cue, k: int, grammar: Grammar) -> bool:
    """Tell whether word ``k``, right after a verb, can't be its subject: by case, or by gender.

    A verb before its subject agrees with it in gender: دعا الحكومة, دعت الوزير.
    """
    form = block.bare[k]
    if k in block.begins_name and any(name.kind != "ORG" for name in block.names_from(k, k + 1)):
        return False
    if block.forms[cue.first].endswith(_PLURALS):
        return block.definite(k)
    if _ACCUSATIVE.match(form) and form not in grammar.words["no_plurals"]:
        return True
    feminine = block.text[block.stops[k] - 1] == "ة" or (form.endswith("ات") and len(form) > 5)
    feminine = feminine or form in grammar.words["feminine_plurals"]
    title = form.removeprefix("ال") in grammar.words["titles"] or form in grammar.words["honours"]
    verb = block.bare[cue.first]
    if verb.endswith("ت") or (cue.form == "imperfect" and verb[0] == "ت"):
        return title and not feminine and form in grammar.words["masculine"]
    return feminine and block.definite(k) and not title and cue.form in ("perfect", "imperfect")


def second_noun_phrase(
    block: Block, first: int, limit: int, grammar: Grammar, *, addressed: bool = False
) -> int | None:
    """Return the word before ``limit`` where a noun phrase begins after the one that begins at ``first``.

    Arabic prints no case, so the boundary is seen where a phrase that is complete (its last word is
    definite, or a name ends there) is followed by what can't continue it: a noun that opens contents,
    an indefinite verbal noun, a noun with the speaker's pronoun (حرصها), or something definite after a
    person's name. ``addressed``: also by the name of a body or place.
    """
    names = block.names_from(first, limit)
    ends = {name.last: name.kind for name in names}
    bodies: set[int] = set()
    if addressed:  # not after a letter: السفيرة بباريس
        printed = (name for name in names if block.text[block.starts[name.first]] == name.print[0])
        bodies = {name.first for name in printed if name.kind != "PER"}
    skipped = first  # up to here a relative clause of the first phrase
    for k in range(first + 1, limit):
        if k < skipped:
            continue
        if addressed and channel_at(block, k, grammar) not in (None, "-"):
            skipped = channel_end(block, k, limit, grammar)  # طالب السكان في موقع «الصدى» وزير المياه بـ…
        elif block.forms[k] in _RELATIVES or block.forms[k] in grammar.words["anonymity"]:
            skipped = _next_comma(block, k + 1, limit)
        elif block.bare[k] != block.forms[k] and block.bare[k] in grammar.forms:
            return None
        elif _begins_second(block, k, k - first, ends, bodies, grammar, addressed=addressed):
            return k
    return None


def _begins_second(
    block: Block, k: int, length: int, ends: dict[int, str], bodies: set[int], grammar: Grammar, *, addressed: bool
) -> bool:
    if block.forms[k] in grammar.words["deeds"] and block.definite(k - 1):
        return True  # what is condemned, though a mention of the body may have swallowed it
    if k in block.inside_name or block.forms[k - 1] in grammar.words["construct"]:
        return False
    if block.bare[k] in grammar.words["asides"]:
        return False
    before = block.bare[k - 1]
    complete = _complete(block, k, ends) or (before in grammar.words["asides"] and before not in _GOVERNING)
    if block.forms[k] in grammar.words["content_heads"] and (complete or (length >= 2 and not block.definite(k))):
        return True
    indefinite = complete and not block.definite(k) and block.bare[k] == block.forms[k]
    own = block.with_pronoun(k) and block.forms[k] not in grammar.words["with_pronoun"]
    if indefinite and (verbal_noun(block.forms[k]) or own or k in bodies or _ABSTRACT.match(block.forms[k])):
        return True
    if indefinite and _accusative(block, k, grammar):
        return True  # أعلنت النقابة إضرابا عاما
    if ends.get(k) == "PER" and (block.definite(k) or k in bodies):
        return True
    if addressed and ends.get(k) in ("LOC", "ORG") and _begins_person(block, k):
        first = block.forms[k - length].removeprefix("ال")
        return first in grammar.words["head_nouns"]  # اتهمت النيابة العامة في النخيل سامي الرفاعي بـ…
    if addressed and complete and block.bare[k] == block.forms[k] and block.forms[k] in grammar.words["addressees"]:
        return True
    if "،" in block.gap(k) and block.bare[k - 1] in grammar.words["asides"] and _plain_noun(block, k, grammar):
        return True  # أعلن الرئيس، السبت، حالة الطوارئ
    if not addressed and length == 1 and _after_body(block, k, grammar):
        return True
    if addressed and complete and _addressee(block, k, ends, grammar):
        return True
    return addressed and k in ends and block.forms[k] in grammar.words["head_nouns"]


def _accusative(block: Block, k: int, grammar: Grammar) -> bool:
    """Tell whether a noun and its adjective are printed in the accusative; one word alone may be an adverb."""
    known = grammar.words["asides"]
    if k + 1 >= block.sentence_ends[k] or block.gap(k + 1).strip() or k in block.begins_name:
        return False
    return all(
        form.endswith("ا") and len(form) > SHORTEST_ACCUSATIVE and form not in known for form in block.forms[k : k + 2]
    )


def _begins_person(block: Block, k: int) -> bool:
    return any(name.kind == "PER" for name in block.names_from(k, k + 1))


def _addressee(block: Block, k: int, ends: dict[int, str], grammar: Grammar) -> bool:
    """Tell whether a title or a plural in the accusative begins whom a call addresses, the speaker being complete.

    طالبت النقابة الأعضاء أمس مدير المصنع بـ…; a title behind a person's name or title is that person's.
    """
    form, before = block.forms[k], block.forms[k - 1].removeprefix("ال")
    if block.bare[k] != form:
        return False
    if _ACCUSATIVE.match(form) and form not in grammar.words["no_plurals"] and not form.endswith("يين"):
        return block.text[block.stops[k - 1] - 1] == "ة" or block.bare[k - 1] in grammar.words["asides"]
    if form not in grammar.words["titles"] or block.definite(k) or "،" in block.gap(k):
        return False
    aside = block.bare[k - 1] in grammar.words["asides"]
    return aside or (ends.get(k) != "PER" and before not in grammar.words["ranks"])


def _after_body(block: Block, k: int, grammar: Grammar) -> bool:
    """Tell whether an indefinite noun follows a body printed as one definite word: نفت الشركة صحة الأنباء.

    What continues a definite noun is definite, a name (which bodies have, but persons' are indefinite) or set off.
    """
    body = block.forms[k - 1].removeprefix("ال")
    if not block.definite(k - 1) or block.gap(k).strip() or not _plain_noun(block, k, grammar):
        return False
    return block.text[block.stops[k - 1] - 1] == "ة" or body.endswith("ات") or body in grammar.words["head_nouns"]


def _plain_noun(block: Block, k: int, grammar: Grammar) -> bool:
    """Tell whether word ``k`` may be an indefinite noun: no name, particle, known verb, adverb or prefixed word."""
    form = block.forms[k]
    if block.definite(k) or block.bare[k] != form or k in block.begins_name or k in block.inside_name:
        return False
    if block.pair[k] >= 0 or form.isdigit() or len(form) < 3 or form[0] in "لب":
        return False
    known = form in grammar.words["no_noun"] or form in _PARTICLES or form in grammar.forms
    return not known and block.text[block.stops[k] - 1] not in "اً"


def _next_comma(block: Block, k: int, limit: int) -> int:
    while k < limit and "،" not in block.gap(k):
        k += 1
    return k


def _complete(block: Block, k: int, ends: dict[int, str]) -> bool:
    return block.definite(k - 1) or k in ends or "،" in block.gap(k) or block.gap(k).rstrip().endswith(("»", '"', "”"))
