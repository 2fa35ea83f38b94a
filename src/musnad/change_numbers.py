"""The numbers in a few words, to tell whether a change is one of value: digits and number words alike."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from musnad.lang import Lang
from musnad.numbers import find_numbers, number_words
from musnad.text import fold_word, folded_words

# Words for one and two are articles, pronouns and parts of names (واحد, أول, كانون الثاني) more often than counts.
_SMALLEST_WORD = 3
_DIGIT = re.compile(r"\d")
_DIGITS = re.compile(r"\d[\d.,]*")
# What parts thousands, or words where it is printed with a mark that parts words (14،000).
_THOUSANDS = re.compile(r"(?<=\d)[.,](?=\d{3}(?!\d))")
# A number printed on the word before it (بقيمة7.2); letters of a code (F16) stay with their digits.
_PRINTED_ON = re.compile(r"(?<=[\u0621-\u064a]{3})(?=\d)")
_NOTHING = re.compile(r"(?!)")
# Right-to-left marks inside a number turn its parts round on the page: 80.‏54 is 54.80.
_TURNED = re.compile(r"(\d+)([.,])\u200f(\d+)")
# The Arabic comma parts decimals where other digits than three follow it (80،4), else thousands.
_ARABIC_DECIMAL = re.compile(r"(?<=\d)[،٫](?=\d{1,2}(?!\d)|\d{4,})")
_ARABIC_THOUSANDS = re.compile(r"(?<=\d)[،٬](?=\d{3}(?!\d))")


def plain_numbers(text: str) -> str:
    """Return printed text with its numbers as «54.80» and «14,000», whatever marks stand in them."""
    if not text.isascii() and _DIGIT.search(text):
        text = _ARABIC_DECIMAL.sub(".", _TURNED.sub(r"\3\2\1", _PRINTED_ON.sub(" ", text)))
        return _ARABIC_THOUSANDS.sub(",", text)
    return text


def numbers_of(words: Sequence[str], lang: Lang | None) -> tuple[float, ...]:
    """Return the values of the numbers in folded words, sorted; without a language those of its digits."""
    return _numbers_of(tuple(words), lang)


@lru_cache(maxsize=1 << 14)
def _numbers_of(words: tuple[str, ...], lang: Lang | None) -> tuple[float, ...]:
    text = " ".join(words)
    if lang is None:
        return tuple(sorted(_value(each) for each in _DIGITS.findall(text)))
    forms = _number_forms(lang)
    plain = _percent_words(lang).sub(" ", " ".join(words)).split()  # في المائة is no hundred
    text = " ".join(_without_article(word, forms) for word in plain)
    found = [each for each in find_numbers(text, lang) if each.kind == "digits" or each.low >= _SMALLEST_WORD]
    return tuple(sorted(each.low for each in found))


def _without_article(word: str, forms: frozenset[str]) -> str:
    """Return a number word without its article, a conjunction before it kept (والعشرين)."""
    front = "و" if word.startswith("وال") else ""
    rest = word[len(front) + 2 :]
    return front + rest if word.startswith(f"{front}ال") and rest in forms else word


@cache
def _percent_words(lang: Lang) -> re.Pattern[str]:
    """Return what finds the words for a percent sign in folded words."""
    rows = [row["forms"] for row in lang.rows("change_words") if row["kind"] == "percent"]
    phrases = [" ".join(folded_words(form)) for forms in rows for form in forms.split("|")]
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, phrases))})\b") if phrases else _NOTHING


def small_number(word: str, digits: str, lang: Lang) -> bool:
    """Tell whether a word is the number one or two that stands beside it in digits (واحد / 1)."""
    return digits in ("1", "2") and any(
        each.low == float(digits) and each.kind != "digits" for each in find_numbers(word, lang)
    )


def may_be_number(word: str, lang: Lang | None) -> bool:
    """Tell whether a folded word may take part in a number: words of which none may have no number among them."""
    if lang is None:
        return _DIGIT.search(word) is not None
    return not word.isalpha() or word in number_words(lang) or (word[:2] == "ال" and word[2:] in _number_forms(lang))


@cache
def _number_forms(lang: Lang) -> frozenset[str]:
    """Return the number words that may stand behind an article (الاثني عشر)."""
    return frozenset(fold_word(row["form"]) for row in lang.rows("number_words") if " " not in row["form"])


def _value(digits: str) -> float:
    whole, _, rest = _THOUSANDS.sub("", digits).replace(",", ".").rstrip(".").rpartition(".")
    return float(f"{whole.replace('.', '')}.{rest}") if whole else float(rest)


def same_digits(left: str, right: str) -> bool:
    """Tell whether digits differ only in what parts the thousands: 14،000 / 14.000."""
    if not (left[:1].isdigit() and right[:1].isdigit()):
        return False
    one, other = _THOUSANDS.sub("", left), _THOUSANDS.sub("", right)
    return one == other and one.isdigit()
