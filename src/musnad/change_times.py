"""Whether a change is one of time, and whether both sides still name the same day."""

from __future__ import annotations

import re
from collections.abc import Sequence

from musnad.change_tables import change_tables, phrases_in
from musnad.change_words import Stretch, kinds_of_word
from musnad.lang import Lang

# Kinds of words that may begin an expression of time.
_OF_TIME = frozenset(("date", "time", "number"))
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def re_anchored(
    one: Stretch,
    other: Stretch,
    dated: bool,
    lang: Lang | None,
    before: Sequence[str] = (),
    after: Sequence[str] = (),
) -> bool:
    """Tell whether the change is one of time: a date row says so, or words of time are half of each side that has any.

    A date alone is not enough: in «بعد / إثر ثلاثة أيام» and «ختام / نهاية الأسبوع» a word that opens it changed.
    المقبل for القادم is a synonym.
    """
    if lang is None:
        return dated
    if _completed(one, other, before, after, lang):
        told = True
    elif dated and _told_first(one, other, lang):
        told = False
    elif dated:
        told = _has_date_word(one, lang) or _has_date_word(other, lang) or _half_of_time(one, other, lang)
    else:
        told = _half_of_time(one, other, lang)
    return told and not _synonyms(one, other, lang)


def _has_date_word(words: Stretch, lang: Lang) -> bool:
    return any(word[0].isdigit() for word in words.folded) or (
        "date" in words.kinds and any(phrases_in(words.folded, change_tables(lang).dates))
    )


def _told_first(one: Stretch, other: Stretch, lang: Lang) -> bool:
    """Tell whether words without a counterpart say something before they name a time (بطل الدوري في 1999)."""
    if one.folded and other.folded:
        return False
    words = one.content or other.content
    first = next((at for at, word in enumerate(words) if not _OF_TIME.isdisjoint(kinds_of_word(word, lang))), 0)
    return first > 1


def _half_of_time(one: Stretch, other: Stretch, lang: Lang) -> bool:
    """Tell whether words of time stand on a side, and are half of each side that has any."""
    if "time" not in one.kinds and "time" not in other.kinds:
        return False
    time = change_tables(lang).words.get("time", {})
    counts = [sum(len(phrase) for phrase in phrases_in(words.folded, time)) for words in (one, other)]
    return any(counts) and all(
        2 * count >= len(words) for count, words in zip(counts, (one, other), strict=True) if count
    )


def _completed(one: Stretch, other: Stretch, before: Sequence[str], after: Sequence[str], lang: Lang) -> bool:
    """Tell whether words added or dropped make one expression of time with the next or the last (أول من + أمس)."""
    if (one.folded and other.folded) or "date" not in (one.kinds or other.kinds):
        return False
    words = one.folded or other.folded
    dates = change_tables(lang).dates
    phrases = ((*words, *after[:1]), (*before[-1:], *words))
    return any(len(phrase) > len(words) and phrase in dates.get(phrase[0], ()) for phrase in phrases)


def _synonyms(one: Stretch, other: Stretch, lang: Lang) -> bool:
    tables = change_tables(lang)
    groups = tables.words.get("synonym", {})
    left, right = (list(phrases_in(words.folded, groups)) for words in (one, other))
    if len(left) != len(one) or len(right) != len(other) or not left or not right:
        return False
    return {tables.groups[phrase] for phrase in left} == {tables.groups[phrase] for phrase in right}


def same_date_longer(
    one: Stretch, other: Stretch, before: Sequence[str], after: Sequence[str], lang: Lang | None
) -> bool:
    """Tell whether a date is only printed longer: a month's second name (آب / أغسطس), or شهر before it."""
    if lang is None or (one.content and other.content) or "date" not in one.kinds | other.kinds:
        return False
    tables = change_tables(lang)
    words = one.content or other.content
    months = {tables.months[phrase] for phrase in phrases_in(words, tables.dates) if phrase in tables.months}
    beside = (*before[-2:], *after[:3])
    near = {tables.months[phrase] for phrase in phrases_in(beside, tables.dates) if phrase in tables.months}
    if months:
        return len(months) == 1 and months <= near
    return (
        len(words) == 1
        and words[0] in tables.periods
        and (any(phrases_in(beside, tables.dates)) or any(word[0].isdigit() for word in beside))
    )


def tells_the_hour(before: Sequence[str], lang: Lang | None) -> bool:
    """Tell whether the words before a number are those of the clock (الساعة)."""
    return lang is not None and any(phrases_in(before[-1:], change_tables(lang).clock))


def counted_from_today(one: Stretch, other: Stretch, after: Sequence[str], lang: Lang | None) -> bool:
    """Tell whether either side has a day counted from the report's own, which stands and falls with its date."""
    if lang is None:
        return False
    relative = change_tables(lang).relative
    return any(any(phrases_in((*words.folded, *after[:1]), relative)) for words in (one, other))  # أول من + أمس


def same_day(left: str | None, right: str | None) -> bool | None:
    """Tell whether two values name one day, ``None`` where either is no day."""
    one, other = (_DAY.match(value or "") for value in (left, right))
    return one.group() == other.group() if one and other else None
