"""Whether a change is one of time, and whether both sides still name the same day."""

from __future__ import annotations

import re

from musnad.change_tables import change_tables, phrases_in
from musnad.lang import Lang
from musnad.text import Words, folded_words

_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def re_anchored(one: Words, other: Words, dated: bool, lang: Lang | None, before: str = "", after: str = "") -> bool:
    """Tell whether the change is one of time: a date row says so, or words of time are half of each side that has any.

    A date alone is not enough: in «بعد / إثر ثلاثة أيام» and «ختام / نهاية الأسبوع» a word that opens it changed.
    المقبل for القادم is a synonym.
    """
    if lang is None:
        return dated
    if _synonyms(one, other, lang):
        return False
    if _completed(one, other, before, after, lang):
        return True
    if dated:
        content = change_tables(lang).dates
        return any(
            word[0].isdigit() or any(phrases_in(words.folded, content))
            for words in (one, other)
            for word in words.folded
        )
    time = change_tables(lang).words.get("time", {})
    counts = [sum(len(phrase) for phrase in phrases_in(words.folded, time)) for words in (one, other)]
    return any(counts) and all(
        2 * count >= len(words) for count, words in zip(counts, (one, other), strict=True) if count
    )


def _completed(one: Words, other: Words, before: str, after: str, lang: Lang) -> bool:
    """Tell whether words added or dropped make one expression of time with the next or the last (أول من + أمس)."""
    words = one.folded or other.folded
    if one.folded and other.folded:
        return False
    dates = change_tables(lang).dates
    phrases = ((*words, *folded_words(after)[:1]), (*folded_words(before)[-1:], *words))
    return any(len(phrase) > len(words) and phrase in dates.get(phrase[0], ()) for phrase in phrases)


def _synonyms(one: Words, other: Words, lang: Lang) -> bool:
    tables = change_tables(lang)
    groups = tables.words.get("synonym", {})
    left, right = (list(phrases_in(words.folded, groups)) for words in (one, other))
    if len(left) != len(one) or len(right) != len(other) or not left or not right:
        return False
    return {tables.groups[phrase] for phrase in left} == {tables.groups[phrase] for phrase in right}


def same_date_longer(one: Words, other: Words, before: str, after: str, lang: Lang | None) -> bool:
    """Tell whether a date is only printed longer: a month's second name (آب / أغسطس), or شهر before it."""
    if lang is None or (one.folded and other.folded):
        return False
    tables = change_tables(lang)
    words = one.folded or other.folded
    months = {tables.months[phrase] for phrase in phrases_in(words, tables.dates) if phrase in tables.months}
    beside = [*folded_words(before)[-2:], *folded_words(after)[:2]]
    near = {tables.months[phrase] for phrase in phrases_in(beside, tables.dates) if phrase in tables.months}
    if months:
        return len(months) == 1 and months <= near
    return (
        len(words) == 1
        and words[0] in tables.periods
        and (any(phrases_in(beside, tables.dates)) or any(word.isdigit() for word in beside))
    )


def tells_the_hour(before: str, lang: Lang | None) -> bool:
    """Tell whether the words before a number are those of the clock (الساعة)."""
    if lang is None or not before:
        return False
    return any(phrases_in(folded_words(before)[-1:], change_tables(lang).clock))


def counted_from_today(one: Words, other: Words, after: str, lang: Lang | None) -> bool:
    """Tell whether either side has a day counted from the report's own, which stands and falls with its date."""
    if lang is None:
        return False
    relative = change_tables(lang).relative
    beside = folded_words(after)[:1]  # أول من + أمس
    return any(any(phrases_in([*words.folded, *beside], relative)) for words in (one, other))


def same_day(left: str | None, right: str | None) -> bool | None:
    """Tell whether two values name one day, ``None`` where either is no day."""
    one, other = (_DAY.match(value or "") for value in (left, right))
    return one.group() == other.group() if one and other else None
