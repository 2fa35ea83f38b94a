"""What kind of change it is where two printings differ: its class, its severity, and why.

The classes are those of ``docs/stages/changes.md``. Everything known about a language comes from its
tables (``spelling``, ``change_words``, ``labels``, ``cues``, ``agencies``, ``number_words``); without a
pack only spelling, additions and deletions are told apart.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from musnad.change_labels import label_change, may_be_label
from musnad.change_names import (
    all_of_kind,
    another_office,
    forefathers,
    given_names,
    may_be_year_mark,
    part_of_name,
    same_agency,
    same_listed,
    same_name,
    titles_only,
    titles_swapped,
    year_mark,
)
from musnad.change_numbers import numbers_of
from musnad.change_speech import attribution_change, cues_in, medium_only, saying_clause
from musnad.change_spelling import spelling_classes
from musnad.change_tables import change_tables, phrases_in
from musnad.change_times import counted_from_today, re_anchored, same_date_longer, same_day, tells_the_hour
from musnad.change_words import Stretch, is_pronoun, kinds_of_word, particles_apart, read_stretch, without_conjunction
from musnad.lang import Lang
from musnad.lang.forms import light_stem
from musnad.numbers import find_numbers
from musnad.text import fold_word

# For a reader, not measured: what can change the facts or the judgement stands on top, spelling at the
# bottom. A change that stands in a quotation counts one more, so spelling is 0 or 1, a label 4 or 5.
SEVERITY = {
    "orthography": 0,
    "marks": 0,
    "typo": 0,
    "name-variant": 0,
    "honorific": 1,
    "wording": 2,
    "time-reanchor": 2,
    "addition": 2,
    "deletion": 2,
    "attribution": 3,
    "quote-boundary": 3,
    "number": 4,
    "label": 4,
}
# A negation on one side only turns the sense round, whatever the class.
_NEGATION = 4
# Another day than the other side names, both resolved, is a fact changed. Not so where one of them is counted from
# the day of the report: that day may be a day off (a morning paper's page bears the date of the evening before).
_OTHER_DAY = 4
# Of several classes at one place the first is the class.
_RANKING = (
    "label",
    "number",
    "attribution",
    "quote-boundary",
    "time-reanchor",
    "addition",
    "deletion",
    "honorific",
    "wording",
    "name-variant",
    "orthography",
)
# In more words than this a label, a date or a verb of saying is part of what was added, not the change itself.
_FEW_WORDS = 6
# A clause that hands a sentence to a source may be longer (وذكر البيان الذي نشرته الوكالة أن).
_CLAUSE_OF_SAYING = 12


class Facts(NamedTuple):
    """What the findings say about one side of a change."""

    named: bool = False  # all its words stand in mentions
    name: str = ""  # the mention its words stand in, as printed, also beyond the change
    dated: bool = False  # a date stands in it
    date_value: str | None = None
    figures: tuple[tuple[float | None, float | None], ...] = ()
    before: tuple[str, ...] = ()  # the folded words before and behind it that both sides share
    after: tuple[str, ...] = ()
    percent: bool = False  # a percent sign stands beside it


NO_FACTS = Facts()
# Class, severity outside quotations, reason.
Verdict = tuple[str, int, str]
# Letters that bear a hamza inside a word; after alef before a pronoun the seat tells the case (وكلاؤهم / وكلائهم).
_SEATS = re.compile("(?<=\\w)(?:[ؤئء]|أ)(?=\\w)")
_FINAL = re.compile("(?<=\\w\\w)ى(?!\\w)")  # جنوى / جنوا
_HAMZA_SEAT = ("orthography", SEVERITY["orthography"], "rule=orthography hamza seat")
_YEAR = re.compile(r"[12]\d{3}")
_CASE_SEAT = re.compile("ا[ؤئ](?:ه|ك|نا)")
# Kinds of word that are read with the words round the change; where words have no counterpart, and where they have.
_READ_ALONE = frozenset(("cue", "date", "time", "number", "given", "deputy"))
_READ_IN_PAIRS = frozenset(("cue", "date", "time", "number", "title"))
# Kinds of word that may tell a time or a value.
_VALUES = frozenset(("date", "time", "number"))


def classify_change(
    left: str,
    right: str,
    *,
    lang: Lang | None,
    left_facts: Facts = NO_FACTS,
    right_facts: Facts = NO_FACTS,
    in_quote: bool = False,
    known: Callable[[str], bool] | None = None,
) -> tuple[str, int, str]:
    """Return ``class, severity, why`` of a change between two printed stretches (either may be empty).

    ``known`` tells whether a folded word is used elsewhere too, so that two real words are not taken
    for a slip. Severity is 0 (spelling) to 5 (a label or a number in a quotation).
    """
    one, other = read_stretch(left, lang), read_stretch(right, lang)
    spelling = _percent(one, other, left_facts, right_facts, lang)
    if spelling:
        cls, severity, why = _verdict(*spelling)
    else:
        named = left_facts.named and right_facts.named
        cls, severity, why = spellings(left, right, lang, known)[named] or class_of_meaning(
            left, right, left_facts, right_facts, lang
        )
    return cls, lifted(severity, in_quote), why


def spellings(
    left: str, right: str, lang: Lang | None, known: Callable[[str], bool] | None
) -> tuple[Verdict | None, Verdict | None]:
    """Return what a change is where only the spelling differs: of any words, and of the words of names."""
    one, other = read_stretch(left, lang), read_stretch(right, lang)
    if not (one.folded and other.folded):
        return None, None
    if one.skeleton == other.skeleton and one.folded != other.folded and _same_seat(left, right):
        return _HAMZA_SEAT, _HAMZA_SEAT
    plain, named = spelling_classes(one.folded, other.folded, lang, known)
    of_any = _verdict(*plain) if plain else None
    return of_any, of_any if named == plain else _verdict(*named) if named else None


def class_of_meaning(left: str, right: str, left_facts: Facts, right_facts: Facts, lang: Lang | None) -> Verdict:
    """Return what a change is that is no spelling."""
    one, other = read_stretch(left, lang), read_stretch(right, lang)
    cls, severity, why = _change_of_meaning(one, other, left_facts, right_facts, lang)
    return cls, severity, f"rule={cls} {why}".strip()


def _verdict(cls: str, why: str) -> Verdict:
    return cls, SEVERITY[cls], f"rule={cls} {why}"


def read_in_context(left: str, right: str, lang: Lang | None) -> bool:
    """Tell whether the words round a change may bear on its class; most changed words mean the same anywhere."""
    if lang is None:
        return False
    one, other = read_stretch(left, lang), read_stretch(right, lang)
    kinds = _READ_IN_PAIRS if one.folded and other.folded else _READ_ALONE
    return (
        not kinds.isdisjoint(one.kinds)
        or not kinds.isdisjoint(other.kinds)
        or (one.listed and other.listed)
        or may_be_label(one, other)
        or may_be_year_mark(one, other, lang)
    )


def lifted(severity: int, in_quote: bool) -> int:
    """Return the severity of a change that stands in a quotation, or not."""
    return min(5, severity + (1 if in_quote else 0))


def _change_of_meaning(
    one: Stretch, other: Stretch, left: Facts, right: Facts, lang: Lang | None
) -> tuple[str, int, str]:
    """Return class, severity and evidence of what is no spelling."""
    found = dict(_meanings(one, other, left, right, lang))
    cls, *others = [each for each in _RANKING if each in found] if len(found) > 1 else found
    why = " ".join(filter(None, (found[cls], *(f"also={each}" for each in others if each != "wording"))))
    if lang is not None and cls != "honorific" and _negated(one, other, lang):
        return cls, max(SEVERITY[cls], _NEGATION), f"negation {why}"
    today = left.after or right.after
    if cls == "time-reanchor" and "day=other" in why and not counted_from_today(one, other, today, lang):
        return cls, _OTHER_DAY, why
    return cls, SEVERITY["wording" if why.startswith("mild") else cls], why


def _same_seat(left: str, right: str) -> bool:
    """Tell whether only the seat of a hamza differs (أنشأوا / أنشئوا); it may tell the case, too."""
    if _CASE_SEAT.search(left + " " + right):
        return False
    plain = (text.replace("ىء", "ئ").replace("يء", "ئ") for text in (left, right))  # الطوارىء / الطوارئ
    one, other = (fold_word(_FINAL.sub("ا", _SEATS.sub("ء", text))) for text in plain)
    return one == other and fold_word(left) != fold_word(right)


def _percent(one: Stretch, other: Stretch, left: Facts, right: Facts, lang: Lang | None) -> tuple[str, str] | None:
    """Return orthography where one side prints the words for a percent sign on the other, and the same number."""
    if lang is None or left.percent == right.percent:
        return None
    signed, worded, before = (one, other, right.before) if left.percent else (other, one, left.before)
    if not signed.folded and before[-1:] == worded.folded[-1:]:
        worded = read_stretch(" ".join((*before[-1:], *worded.folded[:-1])), lang)  # في [المائة في]
    if "percent" not in worded.kinds:
        return None
    phrases = list(phrases_in(worded.folded, change_tables(lang).words.get("percent", {})))
    rest = " ".join(worded.folded)[: -len(" ".join(phrases[0]))].rstrip() if len(phrases) == 1 else ""
    same = len(phrases) == 1 and [each.low for each in find_numbers(rest, lang)] == [
        each.low for each in find_numbers(" ".join(signed.folded), lang)
    ]
    plain = all_of_kind(worded.folded, "percent", lang) if not signed.folded else same and bool(rest)
    return ("orthography", "percent") if plain else None


def _negated(one: Stretch, other: Stretch, lang: Lang) -> bool:
    """Tell whether a few words gained or lost a negation."""
    if max(len(one), len(other)) > _FEW_WORDS or ("negation" not in one.kinds and "negation" not in other.kinds):
        return False
    negations = change_tables(lang).words.get("negation", {})
    # only a conjunction may stand before one: كلم is no «ك + لم»
    left, right = ({without_conjunction(word) for word in words.folded} for words in (one, other))
    return left.isdisjoint(negations) != right.isdisjoint(negations)


# --- meaning ---------------------------------------------------------------------------------------


def _meanings(one: Stretch, other: Stretch, left: Facts, right: Facts, lang: Lang | None) -> Iterator[tuple[str, str]]:
    """Yield each class that fits, with its evidence; the plain ones (addition, deletion, wording) always."""
    few = max(len(one), len(other)) <= _FEW_WORDS
    apart = lang is not None and particles_apart(one, other)
    if lang is not None and few:
        cues = cues_in(one, left.after, lang), cues_in(other, right.after, lang)
        around = (left.before, left.after), (right.before, right.after)
        label = "" if apart else label_change(one, other, around, lang, saying=all(cues))
        if label:
            yield "label", f"label={label}"
        yield from attribution_change(one, other, *cues, lang)
    elif lang is not None and max(len(one), len(other)) <= _CLAUSE_OF_SAYING:
        yield from saying_clause(one, other, lang)
    longer = same_date_longer(one, other, left.before or right.before, left.after or right.after, lang)
    if few and not (apart or longer):
        yield from _value_change(one, other, left, right, lang)
    yield _plain_meaning(one, other, left, right, lang, few, "particle" if apart else "date" if longer else "")


def _value_change(
    one: Stretch, other: Stretch, left: Facts, right: Facts, lang: Lang | None
) -> Iterator[tuple[str, str]]:
    """Yield a change of time or, where it is none, of number."""
    told = not (_VALUES.isdisjoint(one.kinds) and _VALUES.isdisjoint(other.kinds))
    if lang is not None and not told and not (left.figures and right.figures):
        return
    if lang is not None and titles_only(one, other, lang) and not year_mark(one, other, left.before, lang):
        return  # رمضان المبارك
    dated = (left.dated or right.dated) and not _other_length(one, other, left, right, lang)
    dated = dated and not _other_year(one, other)
    dated = dated or (bool(numbers_of(one.folded, lang)) and tells_the_hour(left.before, lang))
    if re_anchored(one, other, dated, lang, left.before or right.before, left.after or right.after):
        yield "time-reanchor", f"date={left.date_value or ''}/{right.date_value or ''}{_day(left, right)}"
    else:
        yield from _number_change(one, other, left, right, lang)


def _plain_meaning(
    one: Stretch, other: Stretch, left: Facts, right: Facts, lang: Lang | None, few: bool, style: str
) -> tuple[str, str]:
    """Return what a change is besides; ``style`` says what of it is mere wording."""
    if style == "particle":
        return "wording", style
    if lang is not None:
        if year_mark(one, other, left.before, lang):
            return "orthography", "year mark"
        titled = _titles(one, other, left, right, lang, few)
        if titled:
            return "honorific", titled
    named = _name(one, other, left, right, lang) if few else ""
    if named:
        return "name-variant", named
    if medium_only(one, other, lang):
        return "name-variant", "medium"
    if style:
        return "wording", style
    if one.folded and other.folded:
        return "wording", "names=differ" if left.named and right.named else ""
    lone = (*one.folded, *other.folded)
    if lang is not None and (all_of_kind(lone, "particle", lang) or all(is_pronoun(word, lang) for word in lone)):
        return "wording", "particle"
    return ("addition", "") if other.folded else ("deletion", "")


def _titles(one: Stretch, other: Stretch, left: Facts, right: Facts, lang: Lang, few: bool) -> str:
    """Return how titles make the whole change, or ""."""
    if titles_only(one, other, lang):
        return "" if another_office(one, other, left.after, lang) else "title"
    if few and titles_swapped(one, other, left.before or right.before, left.after, lang):
        return "titles"
    return ""


def _name(one: Stretch, other: Stretch, left: Facts, right: Facts, lang: Lang | None) -> str:
    """Return how both sides of a change of few words name the same, or ""."""
    before, after = left.before or right.before, left.after or right.after
    around = (left.before, left.after), (right.before, right.after)
    if lang is not None and same_listed(one, other, *around, lang):
        return "listed"
    if part_of_name(one, other, left, right):
        return "part"
    if lang is not None and forefathers(one, other, before, lang):
        return "father"
    if same_name(one, other, left, right) or (lang is not None and given_names(one, other, after, lang)):
        return "name"
    return "agency" if lang is not None and same_agency(one, other, lang) else ""


def _day(left: Facts, right: Facts) -> str:
    same = same_day(left.date_value, right.date_value)
    return "" if same is None else " day=same" if same else " day=other"


def _other_length(one: Stretch, other: Stretch, left: Facts, right: Facts, lang: Lang | None) -> bool:
    """Tell whether the number in a length of time changed (ثلاثة أيام / خمسة أيام): a number, no other day."""
    values = [facts.date_value for facts in (left, right) if facts.date_value]
    return (
        bool(values)
        and all(value.startswith("P") for value in values)
        and numbers_of(one.folded, lang) != numbers_of(other.folded, lang)
    )


def _other_year(one: Stretch, other: Stretch) -> bool:
    """Tell whether a year stands for another one (1980 / 1988), with nothing else: a number, no other day."""
    return all(len(words) == 1 and _YEAR.fullmatch(words.folded[0]) is not None for words in (one, other))


def _number_change(
    one: Stretch, other: Stretch, left: Facts, right: Facts, lang: Lang | None
) -> Iterator[tuple[str, str]]:
    low, high = numbers_of(one.folded, lang), numbers_of(other.folded, lang)
    if low != high and low and high:
        if _of_other_things(one, other, lang):
            return
        yield "number", f"values={_listed(low)}/{_listed(high)}"
    elif _other_figure(one, other, left, right, lang) and not _whole_figure(one, other, lang):
        yield "number", "figure"
    elif lang is not None and bool(low) != bool(high) and _vague(one if high else other, lang):
        yield "number", f"values={_listed(low)}/{_listed(high)}"


def _whole_figure(one: Stretch, other: Stretch, lang: Lang | None) -> bool:
    """Tell whether a number with its unit has no counterpart: the same in another currency, told beside the first."""
    words, others = (one, other) if numbers_of(one.folded, lang) else (other, one)
    return len(words) - len(others) > 2 and bool(numbers_of(words.folded, lang)) and not numbers_of(others.folded, lang)


def _other_figure(one: Stretch, other: Stretch, left: Facts, right: Facts, lang: Lang | None) -> bool:
    """Tell whether figures differ, more than by the words for a percent sign that stands beside the other.

    A unit, or a word between the ends of a range, makes no other number of it (بين 6 [أمتار] و33 مترا).
    """
    if not (left.figures and right.figures) or left.figures == right.figures:
        return False
    if not (_says_how_many(one, lang) or _says_how_many(other, lang)):
        return False
    return left.percent == right.percent or "percent" not in one.kinds | other.kinds  # 5 [في المئة] / 5% [ليصل]


def _of_other_things(one: Stretch, other: Stretch, lang: Lang | None) -> bool:
    """Tell whether both sides name things with their numbers, and no thing is the same."""
    if lang is None:
        return False
    ours, theirs = ({light_stem(word) for word in words.content if _VALUES.isdisjoint(kinds_of_word(word, lang))}
                    for words in (one, other))  # fmt: skip
    return min(len(ours), len(theirs)) > 1 and ours.isdisjoint(theirs)


def _says_how_many(words: Stretch, lang: Lang | None) -> bool:
    """Tell whether a number may stand among words, or what says how exact one is."""
    exactness = change_tables(lang).exactness if lang is not None else {}
    return "number" in words.kinds or any(phrases_in(words.folded, exactness))


def _vague(words: Stretch, lang: Lang) -> bool:
    """Tell whether words give a quantity without a number."""
    return "quantity" in words.kinds and any(phrases_in(words.folded, change_tables(lang).words.get("quantity", {})))


def _listed(values: Sequence[float]) -> str:
    return "+".join(f"{value:g}" for value in values)
