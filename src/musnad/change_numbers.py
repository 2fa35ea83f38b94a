"""The numbers in a few words, to tell whether a change is one of value: digits and number words alike."""

from __future__ import annotations

import re
from collections.abc import Sequence

from musnad.change_tables import change_tables
from musnad.lang import Lang
from musnad.text import proclitic_splits

# Digits with letters glued to them: a conjunction, the unit, the letter of a calendar (1435هـ).
_DIGITS = re.compile(r"[وبلفك]?(?:ال)?(\d[\d.,]*)(\D*)")
# A number word from here on multiplies the number before it.
_SMALLEST_SCALE = 1000
# في المئة and بالمئة are percent, no number.
_TEN, _HUNDRED = 10, 100


def numbers_of(words: Sequence[str], lang: Lang | None) -> tuple[float, ...]:
    """Return the values of digits and number words; ones and tens, and a scale behind them, make one number."""
    found: list[float] = []
    open_value: float | None = None  # of the number the next word may add to
    before = ""
    for word in words:
        value, counts = _number_of(word, before, lang)
        if value is not None and open_value is not None and value >= _SMALLEST_SCALE and not word[-1].isdigit():
            found[-1:] = [open_value * value]
            open_value = None
        elif value is not None and open_value is not None and open_value < _TEN <= value < _HUNDRED:
            found = [*(found[:-1] if found and found[-1] == open_value else found), open_value + value]
            open_value = found[-1]
        else:
            found += [value] if value is not None and counts else []
            open_value = value
        before = word
    return tuple(sorted(found))


def _number_of(word: str, before: str, lang: Lang | None) -> tuple[float | None, bool]:
    """Return the value of a word, and whether it is a number by itself: an ordinal is one only before tens."""
    numbers = change_tables(lang).numbers if lang is not None else {}
    digits = _DIGITS.fullmatch(word)
    if digits:
        return _value(digits[1]) * numbers.get(digits[2], 1), True  # 137مليون
    if lang is None:
        return None, False
    for front, stem in proclitic_splits(word):
        percent = numbers.get(stem) == _HUNDRED and (front.startswith("ب") or before == "في")
        if stem in numbers and not percent:
            return numbers[stem], True
        if stem in change_tables(lang).ordinals:
            return change_tables(lang).ordinals[stem], False
    return None, False


def _value(digits: str) -> float:
    """Return the value of digits; groups of three are thousands whichever mark parts them (12.449 = 12,449)."""
    digits = digits.rstrip(".,")
    if re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", digits):
        return float(re.sub("[.,]", "", digits))
    whole, _, rest = digits.replace(",", ".").rpartition(".")
    return float(f"{whole.replace('.', '')}.{rest}") if whole else float(rest)


def same_digits(left: str, right: str) -> bool:
    """Tell whether digits differ only in what parts the thousands, as a mark that parts words: 14،000 / 14.000."""
    one, other = (re.sub(r"(?<=\d)[.,](?=\d{3}(?!\d))", "", each) for each in (left, right))
    return one == other and one.isdigit()
