"""What kind of change it is where two printings differ: its class, its severity, and why.

The classes are those of ``docs/stages/changes.md``. Everything known about a language comes from its
tables (``spelling``, ``change_words``, ``labels``, ``cues``, ``agencies``, ``number_words``); without a
pack only spelling, additions and deletions are told apart.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from musnad.change_labels import label_change
from musnad.change_names import (
    all_of_kind,
    content_words,
    forefathers,
    given_names,
    part_of_name,
    particles_apart,
    same_agency,
    same_listed,
    same_name,
    titles_only,
    titles_swapped,
    year_mark,
)
from musnad.change_numbers import numbers_of, plain_numbers
from musnad.change_spelling import spelling_class
from musnad.change_tables import change_tables, phrases_in
from musnad.change_times import counted_from_today, re_anchored, same_date_longer, same_day, tells_the_hour
from musnad.lang import Lang
from musnad.numbers import find_numbers
from musnad.text import Words, find_words, fold_word, folded_words, proclitic_splits

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
)
# In more words than this a label, a date or a verb of saying is part of what was added, not the change itself.
_FEW_WORDS = 6
# A clause that hands a sentence to a source may be longer (وذكر البيان الذي نشرته الوكالة أن), with so much behind it.
_CLAUSE_OF_SAYING = 12
_REST_OF_SAYING = 1


@dataclass(frozen=True, slots=True)
class Facts:
    """What the findings say about one side of a change."""

    named: bool = False  # all its words stand in mentions
    name: str = ""  # the mention its words stand in, as printed, also beyond the change
    dated: bool = False  # a date stands in it
    date_value: str | None = None
    figures: tuple[tuple[float | None, float | None], ...] = ()
    before: str = ""  # the words before and behind it that both sides share
    after: str = ""
    percent: bool = False  # a percent sign stands beside it


NO_FACTS = Facts()
# What a verb or participle of saying governs, folded: with it, it is one.
_THAT = ("ان", "بان", "انه", "انها", "انهم", "بانه", "بانها")
# Letters that bear a hamza inside a word; after alef before a pronoun the seat tells the case (وكلاؤهم / وكلائهم).
_SEATS = re.compile("(?<=\\w)(?:[ؤئء]|أ)(?=\\w)")
_FINAL = re.compile("(?<=\\w\\w)ى(?!\\w)")  # جنوى / جنوا
_YEAR = re.compile(r"[12]\d{3}")
_CASE_SEAT = re.compile("ا[ؤئ](?:ه|ك|نا)")


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
    one, other = find_words(plain_numbers(left)), find_words(plain_numbers(right))
    spelling = (
        _same_seat(left, right)
        or _percent(one, other, left_facts, right_facts, lang)
        or spelling_class(one.folded, other.folded, lang, left_facts.named and right_facts.named, known)
    )
    if spelling:
        cls, why = spelling
    else:
        found = dict(_meanings(one, other, left_facts, right_facts, lang))
        cls = next(each for each in _RANKING if each in found)
        rest = [f"also={each}" for each in _RANKING if each in found and each != cls and each != "wording"]
        why = " ".join([part for part in (found[cls],) if part] + rest)
        if lang is not None and _negated(one, other, lang):
            return cls, _lifted(max(SEVERITY[cls], _NEGATION), in_quote), f"rule={cls} negation {why}".strip()
        if (
            cls == "time-reanchor"
            and "day=other" in why
            and not counted_from_today(one, other, left_facts.after or right_facts.after, lang)
        ):
            return cls, _lifted(_OTHER_DAY, in_quote), f"rule={cls} {why}"
        if why.startswith("mild"):
            return cls, _lifted(SEVERITY["wording"], in_quote), f"rule={cls} {why}"
    return cls, _lifted(SEVERITY[cls], in_quote), f"rule={cls} {why}".strip()


def _same_seat(left: str, right: str) -> tuple[str, str] | None:
    """Return orthography where only the seat of a hamza differs (أنشأوا / أنشئوا); it may tell the case, too."""
    if not (left and right) or left == right or _CASE_SEAT.search(left + " " + right):
        return None
    plain = (text.replace("ىء", "ئ").replace("يء", "ئ") for text in (left, right))  # الطوارىء / الطوارئ
    one, other = (fold_word(_FINAL.sub("ا", _SEATS.sub("ء", text))) for text in plain)
    return ("orthography", "hamza seat") if one == other and fold_word(left) != fold_word(right) else None


def _percent(one: Words, other: Words, left: Facts, right: Facts, lang: Lang | None) -> tuple[str, str] | None:
    """Return orthography where one side prints the words for a percent sign on the other, and the same number."""
    if lang is None or left.percent == right.percent:
        return None
    signed, worded = (one, other) if left.percent else (other, one)
    phrases = list(phrases_in(worded.folded, change_tables(lang).words.get("percent", {})))
    rest = " ".join(worded.folded)[: -len(" ".join(phrases[0]))].rstrip() if len(phrases) == 1 else ""
    same = len(phrases) == 1 and [each.low for each in find_numbers(rest, lang)] == [
        each.low for each in find_numbers(" ".join(signed.folded), lang)
    ]
    plain = all_of_kind(worded.folded, "percent", lang) if not signed.folded else same and bool(rest)
    return ("orthography", "percent") if plain else None


def _lifted(severity: int, in_quote: bool) -> int:
    return min(5, severity + (1 if in_quote else 0))


def _negated(one: Words, other: Words, lang: Lang) -> bool:
    """Tell whether a few words gained or lost a negation."""
    if max(len(one), len(other)) > _FEW_WORDS:
        return False
    negations = change_tables(lang).words.get("negation", {})
    # only a conjunction may stand before one: كلم is no «ك + لم»
    left, right = ({word.removeprefix("و").removeprefix("ف") for word in words.folded} for words in (one, other))
    return left.isdisjoint(negations) != right.isdisjoint(negations)


# --- meaning ---------------------------------------------------------------------------------------


def _meanings(one: Words, other: Words, left: Facts, right: Facts, lang: Lang | None) -> Iterator[tuple[str, str]]:
    """Yield each class that fits, with its evidence; the plain ones (addition, deletion, wording) always."""
    few = max(len(one), len(other)) <= _FEW_WORDS
    apart = lang is not None and particles_apart(one, other, lang)
    if lang is not None and few:
        cues = _cues_in(one, left.after, lang), _cues_in(other, right.after, lang)
        around = (left.before, left.after), (right.before, right.after)
        label = "" if apart else label_change(one, other, around, lang, saying=all(cues))
        if label:
            yield "label", f"label={label}"
        yield from _attribution_change(one, other, *cues, lang)
    elif lang is not None and max(len(one), len(other)) <= _CLAUSE_OF_SAYING:
        yield from _saying_clause(one, other, lang)
    longer = same_date_longer(one, other, left.before or right.before, left.after or right.after, lang)
    if few and not (apart or longer):
        yield from _value_change(one, other, left, right, lang)
    yield _plain_meaning(one, other, left, right, lang, few, "particle" if apart else "date" if longer else "")


def _value_change(one: Words, other: Words, left: Facts, right: Facts, lang: Lang | None) -> Iterator[tuple[str, str]]:
    """Yield a change of time or, where it is none, of number."""
    dated = (left.dated or right.dated) and not _other_length(one, other, left, right, lang)
    dated = dated and not _other_year(one, other)
    dated = dated or (bool(numbers_of(one.folded, lang)) and tells_the_hour(left.before, lang))
    if re_anchored(one, other, dated, lang, left.before or right.before, left.after or right.after):
        yield "time-reanchor", f"date={left.date_value or ''}/{right.date_value or ''}{_day(left, right)}"
    else:
        yield from _number_change(one, other, left, right, lang)


def _plain_meaning(
    one: Words, other: Words, left: Facts, right: Facts, lang: Lang | None, few: bool, style: str
) -> tuple[str, str]:
    """Return what a change is besides; ``style`` says what of it is mere wording."""
    if style == "particle":
        return "wording", style
    if lang is not None and titles_only(one, other, lang) and not year_mark(one, other, left):
        return "honorific", "title"
    if lang is not None and few and titles_swapped(one, other, left.before or right.before, left.after, lang):
        return "honorific", "titles"
    if (
        lang is not None
        and few
        and same_listed(one, other, (left.before, left.after), (right.before, right.after), lang)
    ):
        return "name-variant", "listed"
    if few and part_of_name(one, other, left, right):
        return "name-variant", "part"
    if lang is not None and few and forefathers(one, other, left.before or right.before, lang):
        return "name-variant", "father"
    if few and (same_name(one, other, left, right) or given_names(one, other, left.after or right.after, lang)):
        return "name-variant", "name"
    if lang is not None and few and same_agency(one, other, lang):
        return "name-variant", "agency"
    if lang is not None and _medium_only(one, other, lang):
        return "name-variant", "medium"
    if style:
        return "wording", style
    if one.folded and other.folded:
        return "wording", "names=differ" if left.named and right.named else ""
    if lang is not None and all_of_kind([*one.folded, *other.folded], "particle", lang):
        return "wording", "particle"
    return ("addition", "") if other.folded else ("deletion", "")


def _day(left: Facts, right: Facts) -> str:
    same = same_day(left.date_value, right.date_value)
    return "" if same is None else " day=same" if same else " day=other"


def _other_length(one: Words, other: Words, left: Facts, right: Facts, lang: Lang | None) -> bool:
    """Tell whether the number in a length of time changed (ثلاثة أيام / خمسة أيام): a number, no other day."""
    lengths = [(facts.date_value or "").startswith("P") for facts in (left, right)]
    return any(lengths) and numbers_of(one.folded, lang) != numbers_of(other.folded, lang)


def _other_year(one: Words, other: Words) -> bool:
    """Tell whether a year stands for another one (1980 / 1988), with nothing else: a number, no other day."""
    return all(len(words) == 1 and _YEAR.fullmatch(words.folded[0]) is not None for words in (one, other))


def _attribution_change(
    one: Words, other: Words, left: dict[str, bool], right: dict[str, bool], lang: Lang
) -> Iterator[tuple[str, str]]:
    if left and right and left.keys() != right.keys():
        mild = all(lemma in change_tables(lang).mild for lemma in [*left, *right])
        yield "attribution", f"{'mild ' if mild else ''}cue={'+'.join(sorted(left))}/{'+'.join(sorted(right))}"
    elif any([*left.values(), *right.values()]) and left.keys() == right.keys() and _speaker_added(one, other, lang):
        yield "attribution", f"speaker cue={'+'.join(sorted(left))}"
    elif any([*left.values(), *right.values()]) and (
        not (content_words(one, lang) and content_words(other, lang))
        or _only_says(one, left, other, lang)
        or _only_says(other, right, one, lang)
    ):
        yield "attribution", f"cue={'+'.join(sorted({*left, *right}))}"
    elif _sources_in(one, lang) != _sources_in(other, lang) and not _medium_only(one, other, lang):
        yield "attribution", "source"


def _speaker_added(one: Words, other: Words, lang: Lang) -> bool:
    """Tell whether one verb of saying stands alone on one side, with words that say who speaks on the other."""
    particles = change_tables(lang).words.get("particle", {})
    sizes = sorted(len(words) - sum(map(len, phrases_in(words.folded, particles))) for words in (one, other))
    return sizes[0] == 1 and sizes[1] > 1


def _only_says(words: Words, cues: dict[str, bool], other: Words, lang: Lang) -> bool:
    """Tell whether a side is a verb of saying and no more (مؤكدا أن), the other a word or two."""
    that = any(word in _THAT for word in words.folded)
    return that and any(cues.values()) and len(content_words(words, lang)) == 1 == len(content_words(other, lang))


def _saying_clause(one: Words, other: Words, lang: Lang) -> Iterator[tuple[str, str]]:
    """Yield a change of who says it where longer clauses do nothing but hand a sentence to somebody."""
    cues = [_cues_in(words, "", lang) if _opens_with_saying(words, lang) else {} for words in (one, other)]
    if all(cues):
        yield "attribution", f"cue={'+'.join(sorted(cues[0]))}/{'+'.join(sorted(cues[1]))}"
    elif any(cues):
        longer, shorter = (one, other) if cues[0] else (other, one)
        if len(shorter) <= _REST_OF_SAYING and any(word in _THAT for word in longer.folded[-_REST_OF_SAYING - 1 :]):
            yield "attribution", f"cue={'+'.join(sorted(cues[0] or cues[1]))}"


def _opens_with_saying(words: Words, lang: Lang) -> bool:
    content = content_words(words, lang)
    return bool(content) and any(
        front in ("", "و", "ف") and stem in change_tables(lang).cues for front, stem in proclitic_splits(content[0])
    )


def _cues_in(words: Words, after: str, lang: Lang) -> dict[str, bool]:
    """Return the verbs of saying in a few words, each with whether it surely is one; ``after``: what follows."""
    cues = change_tables(lang).cues
    found: dict[str, bool] = {}
    particles = change_tables(lang).words.get("particle", {})
    followed = [*words.folded, *folded_words(after)[:2]]
    for at, word in enumerate(words.folded):
        # by itself عبر is «via» more often than «expressed»
        free = (word,) not in particles.get(word, ()) or words.folded[at + 1 : at + 2] == ["عن"]
        for front, stem in proclitic_splits(word):
            if front in ("", "و", "ف") and stem in cues:
                lemma, certain = cues[stem]
                says_that = any(each in _THAT for each in followed[at + 1 : at + 3])
                found[lemma] = (certain and free) or says_that
    return found


def _medium_only(one: Words, other: Words, lang: Lang) -> bool:
    """Tell whether the word for a medium was added to its name or dropped (قناة); the name stands on both sides."""
    return not (one.folded and other.folded) and all_of_kind([*one.folded, *other.folded], "medium", lang)


def _sources_in(words: Words, lang: Lang) -> set[str]:
    tables = change_tables(lang)
    sources = {tables.agency_keys[phrase] for phrase in phrases_in(words.folded, tables.agencies)}
    if any(phrases_in(words.folded, tables.words.get("according", {}))):
        sources.add("according")
    for kind in ("attribution", "medium"):
        sources |= {" ".join(phrase) for phrase in phrases_in(words.folded, tables.words.get(kind, {}))}
    return sources


def _number_change(one: Words, other: Words, left: Facts, right: Facts, lang: Lang | None) -> Iterator[tuple[str, str]]:
    low, high = numbers_of(one.folded, lang), numbers_of(other.folded, lang)
    if low != high and low and high:
        yield "number", f"values={_listed(low)}/{_listed(high)}"
    elif left.figures and right.figures and left.figures != right.figures:
        yield "number", "figure"
    elif lang is not None and bool(low) != bool(high) and _vague(one if high else other, lang):
        yield "number", f"values={_listed(low)}/{_listed(high)}"


def _vague(words: Words, lang: Lang) -> bool:
    """Tell whether words give a quantity without a number."""
    return any(phrases_in(words.folded, change_tables(lang).words.get("quantity", {})))


def _listed(values: Sequence[float]) -> str:
    return "+".join(f"{value:g}" for value in values)


__all__ = ["NO_FACTS", "SEVERITY", "Facts", "classify_change", "spelling_class"]
