"""Numbers as the press prints them: digits of all scripts, number words, both mixed.

One reader for every stage that meets numbers (dates, figures): «5000», «1,200», «٣٫٥», «5 آلاف»,
«خمسة وعشرين ألفا», «مليون ونصف المليون», «مئتان», «عشرات الآلاف», «الثالث والعشرين». The words are
data: ``lang/<code>/number_words.tsv``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, NamedTuple

from musnad.lang import Lang
from musnad.text import REMEMBERED_LENGTH, Words, find_words, fold_word, printed_offset

if TYPE_CHECKING:  # pages read numbers too, without numpy
    from musnad.word_tables import WordTable

Kind = Literal["digits", "words", "ordinal", "many", "few"]

_PROCLITICS = ("", "و", "ف", "ب", "ل", "وب", "ول", "فب")
_DIGITS = re.compile(r"((?:[وف]?[بكل]?(?:ال|ل)?)?)(\d[\d.,٫٬]*)(ر\d+)?([^\W\d_]*)$")
_TEENS = (1, 2, 3, 4, 5, 6, 7, 8, 9)
_DOTTED = re.compile(r"\d{1,3}\.\d{3}$")
# A run of more digits than this is a phone or account number, never a count.
LONGEST_DIGITS = 15
LONGEST_FRACTION = 2  # digits behind an Arabic comma
# What a word says of itself: it is one of a number; it is not of letters alone.
NUMBER_WORD, NOT_OF_LETTERS = 1, 2
# Letters printed right behind digits that leave the number one: «2014م», «1438هـ» (folded ه), «ق.م».
_SUFFIXES = frozenset(("", "م", "ه", "ا", "ميلادي", "ميلاديه", "هجري", "هجريه"))


class Number(NamedTuple):
    """One number in a text: words ``first:last`` of ``find_words``, printed at ``start:stop`` without proclitics.

    ``low`` and ``high`` differ only for multitudes (عشرات: 10 to 99). ``prefix`` holds the folded
    proclitics; ``scale`` tells whether a scale word (ألف, مليون) takes part; ``suffix`` is what is
    printed right behind the digits (م, ه).
    """

    first: int
    last: int
    start: int
    stop: int
    low: float
    high: float
    kind: Kind
    prefix: str
    scale: bool
    suffix: str

    @property
    def glued(self) -> bool:
        """Whether the counted word is printed right behind the digits, without a space: «17درجة»."""
        return self.suffix not in _SUFFIXES

    @property
    def definite(self) -> bool:
        return self.prefix.endswith("ال") or self.prefix.endswith("لل")


@dataclass(frozen=True, slots=True)
class _Part:
    """One word that can take part in a number."""

    role: str
    value: float
    prefix: str
    length: int  # folded letters of the prefix
    suffix: str = ""
    dotted: bool = False  # 270.800: thousands, but a fraction before a scale word


@lru_cache(maxsize=256)
def find_numbers(text: str, lang: Lang) -> tuple[Number, ...]:
    """Return the numbers of a text in order, none overlapping another. Cached like ``find_words``."""
    return tuple(_read_all(find_words(text), number_places(text, lang), number_words(lang)))


@lru_cache(maxsize=256)
def number_places(text: str, lang: Lang) -> tuple[int, ...]:
    """Return the indexes of the words that can take part in a number: its words, and what is not of letters alone."""
    if len(text) >= REMEMBERED_LENGTH:
        return tuple(signs_of_numbers(lang).places(text))
    return tuple([at for at, word in enumerate(find_words(text).folded) if _sign(word, number_words(lang))])


@cache
def signs_of_numbers(lang: Lang) -> WordTable:
    """Return ``NUMBER_WORD``, ``NOT_OF_LETTERS`` or 0 for each word."""
    from musnad.word_tables import WordTable

    lexicon = number_words(lang)
    return WordTable(lambda forms: [_sign(form, lexicon) for form in forms])


def _sign(word: str, lexicon: Mapping[str, _Part]) -> int:
    return NUMBER_WORD * (word in lexicon) if word.isalpha() else NOT_OF_LETTERS


@cache
def number_words(lang: Lang) -> Mapping[str, _Part]:
    """Return every folded form of a number word, with its proclitics, as the part it plays."""
    forms: dict[str, _Part] = {}
    bare: dict[str, _Part] = {}
    for row in lang.rows("number_words"):
        word, role = fold_word(row["form"]), row["role"]
        bare.setdefault(word, _Part(role, float(row["value"]), "", 0))
        # عشرين may stand for the twentieth, but الاثنين and الأربعاء are days
        articles = ("",) if role in ("two", "none") else ("", "ال")
        for proclitic in _PROCLITICS if role != "none" else ("",):
            for article in articles:
                prefix = proclitic[:-1] + "لل" if article and proclitic.endswith("ل") else proclitic + article
                forms.setdefault(prefix + word, _Part(role, float(row["value"]), prefix, len(prefix)))
    return {form: part for form, part in (forms | bare).items() if part.role != "none"}


def _read_all(words: Words, places: Sequence[int], lexicon: Mapping[str, _Part]) -> Iterator[Number]:
    done = 0
    for at in places:
        if at < done:
            continue
        part = _part(words.folded[at], lexicon)
        number = _read(words, at, part, lexicon) if part else None
        if number is not None:
            yield number
            done = number.last


def _digits(folded: str) -> _Part | None:
    """Return the part that a folded word with digits plays, or ``None`` for codes like F16."""
    match = _DIGITS.match(folded)
    if not match or len(match[2]) > LONGEST_DIGITS:
        return None
    prefix, digits, fraction, suffix = match[1], match[2].rstrip(".,٫٬"), match[3], match[4]
    if suffix not in _SUFFIXES and (len(suffix) < 3 or suffix.isascii()):
        return None
    if fraction:  # agencies print 3.5 as 5ر3: the whole part stands behind, as it is seen from the right
        digits = f"{fraction[1:]}.{digits}" if digits.isdigit() else ""
    value = read_digits(digits) if digits else None
    return (
        None
        if value is None
        else _Part("digits", value, prefix, len(prefix), suffix, _DOTTED.match(digits) is not None)
    )


# Years, days and small counts are most of what is printed.
LENGTH_REMEMBERED = 20
_remembered_digits = lru_cache(maxsize=10_000)(_digits)


def read_digits(digits: str) -> float | None:
    """Return the value of digits with separators; groups of three are thousands, anything else a fraction.

    «1,200» and «1.200» are twelve hundred, «1.25», «0.125» and «1,5» fractions; ``None`` for «1.2.3».
    """
    plain = digits.replace("٫", ".").replace("٬", ",")
    if plain.isdigit():
        return float(int(plain))
    groups = re.split(r"[.,]", plain)
    if all(len(group) == 3 for group in groups[1:]) and 1 <= len(groups[0]) <= 3 and groups[0] != "0":
        return float(int("".join(groups)))
    if len(groups) == 2:
        return float(f"{groups[0]}.{groups[1]}")
    if "," in plain and plain.count(".") == 1 and plain.rfind(".") > plain.rfind(","):
        return read_digits(plain.split(".")[0]) if plain.endswith(".") else _with_fraction(plain)
    return None


def _with_fraction(plain: str) -> float | None:
    whole, _, fraction = plain.rpartition(".")
    value = read_digits(whole)
    return None if value is None or value != int(value) else float(f"{int(value)}.{fraction}")


def _read(words: Words, first: int, part: _Part, lexicon: Mapping[str, _Part]) -> Number | None:
    """Read the longest number that begins with ``part`` at word ``first``."""
    if part.role == "ordinal":
        return _read_ordinal(words, first, part, lexicon)
    if part.role == "many":
        return _read_many(words, first, part, lexicon)
    if part.role == "few":
        return _number(words, first, first + 1, part, (3.0, 9.0), "few", False)
    if part.role == "fraction":
        return _read_fraction(words, first, part, lexicon)
    at = first + 1
    if part.role == "digits" and (fraction := _after_comma(words, first)):  # 8،4
        part = _Part(part.role, float(f"{part.value:.0f}.{fraction}"), part.prefix, part.length)
        at += 1
    sum_ = _Sum(part)
    scale = lexicon.get(part.suffix) if part.suffix else None
    if scale and scale.role == "scale":  # 50ألف
        sum_.multiply(scale.value)
        part = _Part(part.role, part.value, part.prefix, part.length)
    while at < len(words) and part.suffix in _SUFFIXES:
        taken = _extend(sum_, words, at, lexicon)
        if not taken:
            break
        at += taken
    if part.role == "one" and sum_.words == 1 and not words.folded[first].endswith(("واحد", "واحدا", "واحده")):
        return None  # أحد الجنود is one of them, no count
    kind: Kind = "digits" if part.role == "digits" else "words"
    if part.role == "scale" and sum_.words == 1 and part.value == 1000 and words.folded[first].endswith("لاف"):
        return _number(words, first, at, part, (1000.0, 9999.0), "many", True)
    if part.role == "scale" and sum_.words == 1 and words.folded[first].endswith(("لايين", "ليارات")):
        return _number(words, first, at, part, (part.value, part.value * 10 - 1), "many", True)
    value = sum_.value
    return _number(words, first, at, part, (value, value), kind, sum_.scaled)


def _after_comma(words: Words, first: int) -> str:
    """Return the digits of a fraction behind an Arabic comma without spaces, or ""."""
    if first + 1 >= len(words) or words.text[words.stops[first] : words.starts[first + 1]] != "،":
        return ""
    whole, fraction = words.folded[first], words.folded[first + 1]
    return fraction if whole[-1:].isdigit() and fraction.isdigit() and len(fraction) <= LONGEST_FRACTION else ""


class _Sum:
    """A number in the making: what is complete, what the next scale will multiply, what may still be added."""

    __slots__ = ("definite", "dotted", "group", "group_room", "last", "room", "scaled", "total", "words")

    def __init__(self, part: _Part) -> None:
        self.total = 0.0
        self.group = part.value
        self.room = float("inf")  # a further group with its scale must stay below
        self.group_room = 0.0  # what may be added to the group
        self.last = part.role
        self.scaled = part.role in ("scale", "scaled")
        self.words = 1
        self.dotted = part.dotted
        self.definite = part.prefix.endswith(("ال", "لل"))
        if self.scaled:
            self.total, self.group = part.value, 0.0
            self.last = "scale"
            self.room = 1000.0 if part.value < 10**6 else 10.0 ** (3 * ((len(str(int(part.value))) - 1) // 3))
        elif part.role in ("hundred", "hundreds"):
            self.group_room = 100.0

    @property
    def value(self) -> float:
        return self.total + self.group

    def multiply(self, scale: float) -> bool:
        if not self.group or scale >= self.room:
            return False
        self.total += self.group * scale / (1000 if self.dotted else 1)
        self.dotted = False
        self.group, self.room, self.group_room = 0.0, scale, 0.0
        self.scaled, self.last = True, "scale"
        return True

    def add(self, part: _Part) -> bool:
        """Add a part joined by و, where the order of Arabic numbers allows it."""
        role, value = part.role, part.value
        if role in ("scale", "scaled"):
            if self.group or value >= self.room:
                return False
            self.total += value
            self.room, self.last = (1000.0 if value < 10**6 else 10.0**6), "scale"
            return True
        if role == "ten" and self.last in ("one", "two", "unit"):
            self.group += value
            self.group_room, self.last = 0.0, role
            return True
        if self.last == "scale" and not self.group and value < self.room:
            self.group, self.last = value, role
            self.group_room = 100.0 if role in ("hundred", "hundreds") else 0.0
            return True
        if self.group_room > value:
            self.group += value
            self.group_room, self.last = 0.0, role
            return True
        return False


def _extend(sum_: _Sum, words: Words, at: int, lexicon: Mapping[str, _Part]) -> int:
    """Take the next word into the number if it belongs; return how many words were taken."""
    folded = words.folded[at]
    if (folded not in lexicon and folded != "و" and folded.isalpha()) or not _only_space(words, at):
        return 0
    if folded == "و" and at + 1 < len(words) and _only_space(words, at + 1):
        part = _part(words.folded[at + 1], lexicon)
        if part and not part.prefix and _add(sum_, part):
            sum_.words += 2
            return 2
        return 0
    part = _part(folded, lexicon)
    if part is None:
        return 0
    if part.prefix == "وال" and not sum_.definite:  # ثلاثة والخمسين are two
        return 0
    if part.prefix in ("و", "وال"):
        taken = _add(sum_, part)
        if taken and part.role == "fraction":
            return 1 + _repeated_scale(words, at + 1, lexicon)
    else:
        taken = part.prefix in ("", "ال") and _multiply(sum_, part)
    sum_.words += taken
    return int(taken)


def _part(folded: str, lexicon: Mapping[str, _Part]) -> _Part | None:
    if part := lexicon.get(folded):
        return part
    if folded.isalpha():
        return None
    return _remembered_digits(folded) if len(folded) <= LENGTH_REMEMBERED else _digits(folded)


def _add(sum_: _Sum, part: _Part) -> bool:
    if part.role == "fraction":  # مليون ونصف
        if sum_.last != "scale" or sum_.group:
            return False
        sum_.total += part.value * sum_.room
        sum_.last = "fraction"
        return True
    if part.role in ("ordinal", "many", "few") or sum_.last == "fraction":
        return False
    if part.role == "digits" and sum_.last == "digits":
        return False
    return sum_.add(part)


def _multiply(sum_: _Sum, part: _Part) -> bool:
    if part.role == "ten_unit" and sum_.last in ("one", "two", "unit") and sum_.group % 100 in _TEENS:
        sum_.group += part.value
        sum_.group_room, sum_.last = 0.0, "teen"
        return True
    if part.role == "hundred" and sum_.last == "unit" and sum_.group in _TEENS:
        sum_.group *= part.value
        sum_.group_room, sum_.last = 100.0, "hundreds"
        return True
    return part.role == "scale" and part.prefix == "" and sum_.multiply(part.value)


def _repeated_scale(words: Words, at: int, lexicon: Mapping[str, _Part]) -> int:
    """مليون ونصف المليون: the scale is said again."""
    if at < len(words) and _only_space(words, at):
        part = lexicon.get(words.folded[at])
        return int(part is not None and part.role == "scale" and part.prefix in ("", "ال"))
    return 0


def _read_ordinal(words: Words, first: int, part: _Part, lexicon: Mapping[str, _Part]) -> Number:
    value, last = part.value, first + 1
    if value < 10 and last < len(words) and _only_space(words, last):
        after = lexicon.get(words.folded[last])
        if after and after.role == "ten_unit" and not after.prefix:
            value, last = value + 10, last + 1
        elif after and after.role == "ten" and after.prefix in ("و", "وال"):
            value, last = value + after.value, last + 1
    return _number(words, first, last, part, (value, value), "ordinal", False)


def _read_many(words: Words, first: int, part: _Part, lexicon: Mapping[str, _Part]) -> Number:
    """عشرات is ten to ninety-nine, عشرات الآلاف ten thousand to 99,999; مئات stays below a thousand."""
    low, high, last = part.value, part.value * 10 - 1, first + 1
    if last < len(words) and _only_space(words, last):
        after = lexicon.get(words.folded[last])
        if after and after.role == "scale" and after.prefix in ("", "ال"):
            low, high, last = low * after.value, part.value * 10 * after.value - 1, last + 1
    return _number(words, first, last, part, (low, high), "many", last - first > 1)


def _read_fraction(words: Words, first: int, part: _Part, lexicon: Mapping[str, _Part]) -> Number | None:
    """نصف مليون; a fraction of anything else is no number here (نصف السكان, ربع النهائي)."""
    at = first + 1
    if at < len(words) and _only_space(words, at) and not part.prefix.endswith("ال"):
        after = lexicon.get(words.folded[at])
        if after and after.role == "scale" and after.value >= 1000 and after.prefix in ("", "ال"):
            value = part.value * after.value
            return _number(words, first, at + 1, part, (value, value), "words", True)
    return None


def _number(
    words: Words, first: int, last: int, part: _Part, values: tuple[float, float], kind: Kind, scale: bool
) -> Number:
    start = words.starts[first]
    outside = part.length - (2 if part.prefix.endswith("ال") else 1 if part.prefix.endswith("لل") else 0)
    if outside > 0:  # the article stays inside
        start += printed_offset(words.printed(first), outside)
    suffix = part.suffix if last - first == 1 else ""
    stop = words.stops[last - 1]
    if suffix not in _SUFFIXES:
        stop = words.starts[first] + printed_offset(words.printed(first), len(words.folded[first]) - len(suffix))
    return Number(first, last, start, stop, values[0], values[1], kind, part.prefix, scale, suffix)


def _only_space(words: Words, at: int) -> bool:
    """Tell whether only spaces on one line part word ``at`` from the one before it."""
    gap = words.text[words.stops[at - 1] : words.starts[at]]
    return gap.isspace() and "\n" not in gap


def check_order(numbers: tuple[Number, ...]) -> bool:
    """Tell whether numbers stand in order without overlap; the law of :func:`find_numbers`."""
    return all(left.last <= right.first for left, right in pairwise(numbers))
