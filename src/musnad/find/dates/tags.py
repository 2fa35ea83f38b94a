"""One character for each word that can take part in an expression of time.

A sentence becomes a short string of tags, on which plain regular expressions are the grammar
(``patterns.py``): «مساء أمس (الجمعة)» is ``XA(D)``. What stands between two words is a tag too, unless it
is mere space.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from musnad.find.dates.patterns import OPENERS
from musnad.lang import Lang
from musnad.numbers import Number, find_numbers
from musnad.text import Words, find_words, fold_word, printed_offset

# kind in lang/<code>/time_words.tsv -> tag. What the letters mean is said once, here.
TAGS = {
    "day": "T",  # today; yesterday and the like are "A", tomorrow "G"
    "part": "X",
    "night": "r",
    "past": "P",
    "next": "F",
    "current": "C",
    "recent": "R",
    "other": "S",
    "which": "!",
    "phrase": "x",
    "before": "B",
    "after": "Q",
    "since": "I",
    "during": "L",
    "every": "K",
    "this": "t",
    "in": "f",
    "from": "w",
    "and": "&",
    "edge": "m",
    "several": "b",
    "vague": "V",
    "set": "Y",
    "clock": "c",
    "half": "a",
    "zone": "g",
    "decade": "l",
    "season": "s",
    "feast": "E",
}
WEEKDAY, A_WEEKDAY, MONTH, LONE_MONTH, APPROX, OTHER = "D", "i", "M", "N", "n", "x"
DIGITS, NUMBER_WORDS, ORDINAL, YEAR, NUMERIC_DATE, TIME_OF_DAY = "#", "#", "O", "J", "9", "8"
# units: one (يوم k, شهر h, عام y, others u), the same definite (شهر j, عام z, others v), dual, plural
_ONE = {"D": "k", "M": "h", "Y": "y"}
_THE_ONE = {"M": "j", "Y": "z"}
DUAL, THE_DUAL, MANY, THE_MANY, ITS = "d", "e", "p", "q", "o"
_ITS = ("ه", "ها", "هم")  # يومه الخامس

# Proclitics with which a word of time is printed; ``the`` marks those that hide or end in the article.
_BEFORE_BARE = ("", "و", "ف", "ب", "ل", "ك", "وب", "ول", "فب")
_BEFORE_THE = {"ال": "", "وال": "و", "بال": "ب", "فال": "ف", "كال": "ك", "لل": "ل", "ولل": "ول", "وبال": "وب"}
# Kinds whose words take no proclitic but و and ف.
_PARTICLES = {
    "before",
    "after",
    "since",
    "during",
    "this",
    "in",
    "from",
    "and",
    "vague",
    "half",
    "zone",
    "every",
    "several",
}
_GAPS = {"(": "(", ")": ")", "،": ",", ",": ",", "/": "/", "\\": "/", "-": "-", "–": "-", "[": "(", "]": ")"}

_UNITS, _NUMBERS = "ukhydp", "#JO"

_NUMERIC = re.compile(
    r"(?<![\d/.\-])(\d{1,4})\s?([/\-.\\])\s?(\d{1,2})\s?\2\s?(\d{2,4})(?![\d/]|\.\d)"  # 10/22/2016, 2016-10-22
)
_CLOCK = re.compile(r"(?<![\d:.])([01]?\d|2[0-4])[:٫.]([0-5]\d)(?![\d:])")
LEAST_YEAR, LAST_YEAR = 1200, 2199  # four digits that may be a year, Islamic ones included


class Token(NamedTuple):
    """A word, or several that are one thing: its tag, printed place, and what it stands for."""

    tag: str
    start: int
    stop: int
    value: Any
    proclitic: str = ""


@dataclass(frozen=True, slots=True)
class Tagged:
    """A sentence as tags: ``tags[places[i]]`` is the tag of ``tokens[i]``."""

    tags: str
    places: Sequence[int]
    tokens: Sequence[Token]

    def within(self, start: int, stop: int) -> Sequence[Token]:
        """Return the tokens of ``tags[start:stop]``."""
        return self.tokens[bisect_left(self.places, start) : bisect_left(self.places, stop)]


@dataclass(frozen=True, slots=True)
class _Entry:
    tag: str
    value: Any
    length: int  # folded letters of the proclitics
    rest: tuple[str, ...] = ()  # further words


@dataclass(frozen=True, slots=True)
class Month:
    number: int
    hijri: bool


@cache
def entries(lang: Lang) -> Mapping[str, tuple[_Entry, ...]]:
    """Return the entries of each folded first word with its proclitics, those of more words first."""
    found: dict[str, dict[tuple[str, ...], _Entry]] = {}

    def add(form: str, tag: str, value: Any, proclitics: Sequence[str], article: bool = False) -> None:
        first, *rest = fold_word(form).split()
        for proclitic in proclitics:
            forms = found.setdefault(proclitic + first, {})
            entry = _Entry(tag, value, len(_BEFORE_THE[proclitic]) if article else len(proclitic), tuple(rest))
            old = forms.get(entry.rest)
            if old is None or entry.length < old.length:
                forms[entry.rest] = entry

    for form, tag, value, kind in _words(lang):
        if kind == "the":
            add(form, tag, value, tuple(_BEFORE_THE), article=True)
        else:
            add(form, tag, value, ("", "و", "ف") if kind == "particle" else _BEFORE_BARE)
            stem = fold_word(form)
            if kind == "word" and stem.startswith("ال"):  # لليوم, للأسبوع
                add(stem[2:], tag, value, ("لل", "ولل"), article=True)
    for row in lang.rows("time_words"):
        if row["kind"] == "none":
            found.pop(fold_word(row["form"]), None)
    return {word: tuple(sorted(forms.values(), key=lambda entry: -len(entry.rest))) for word, forms in found.items()}


def _words(lang: Lang) -> Iterator[tuple[str, str, Any, str]]:
    """Yield form, tag, value and how it takes proclitics: word, particle, the (with the article added)."""
    for row in lang.rows("time_words"):
        kind, value = row["kind"], row["value"]
        if kind in ("future", "no_future", "no_day", "none"):
            continue
        tag = TAGS[kind]
        if kind == "day":
            tag = "T" if value == "0" else "A" if int(value) < 0 else "G"
        yield row["form"], tag, value, "particle" if kind in _PARTICLES else "word"
        if kind == "decade":
            yield row["form"].removeprefix("ال"), tag, value, "word"
        if kind in ("part", "season") and not row["form"].startswith("ال"):
            yield row["form"], tag, value, "the"
    for row in lang.rows("approximators"):
        if row["place"] == "before":
            yield row["form"], APPROX, row["approx"], "word"
    for row in lang.rows("weekdays"):
        yield row["form"], WEEKDAY if row["form"].startswith("ال") else A_WEEKDAY, int(row["day"]), "word"
    for row in lang.rows("months"):
        tag = LONE_MONTH if "ambiguous" in row["note"] else MONTH
        yield row["form"], tag, Month(int(row["month"]), row["calendar"] == "hijri"), "word"
    yield from _units(lang)


def _units(lang: Lang) -> Iterator[tuple[str, str, Any, str]]:
    for row in lang.rows("time_units"):
        unit = row["unit"]
        for column, bare, the in (
            ("one", _ONE.get(unit, "u"), _THE_ONE.get(unit, "v")),
            ("dual", DUAL, THE_DUAL),
            ("many", MANY, THE_MANY),
        ):
            for form in row[column].split("|"):
                yield form, bare, unit, "word"
                if unit not in ("D", "H") or column != "one":  # اليوم is today, الساعة the clock
                    yield form, the, unit, "the"
        if unit in ("D", "W", "M", "Y"):
            stem = fold_word(row["one"].split("|")[0])
            for suffix in _ITS:
                yield stem + suffix, ITS, unit, "word"


def tag_sentence(text: str, start: int, stop: int, lang: Lang) -> Tagged | None:
    """Return the tags of ``text[start:stop]``, or ``None`` where no expression of time can begin in it."""
    words = find_words(text)
    span = words.within(start, stop)
    numbers = find_numbers(text, lang)
    first_number = bisect_left(numbers, span.start, key=lambda number: number.first)
    digits_ahead = first_number < len(numbers) and numbers[first_number].first < span.stop
    if not digits_ahead and _opening_words(lang).isdisjoint(words.folded[span.start : span.stop]):
        return None
    numeric = _numeric_tokens(text, start, stop) if digits_ahead else []
    last_number = bisect_left(numbers, span.stop, key=lambda number: number.first)
    return _join(text, list(_tokens(words, span, entries(lang), numbers[first_number:last_number], numeric)))


@cache
def _opening_words(lang: Lang) -> frozenset[str]:
    """Return the folded words, with proclitics, at which an expression can begin."""
    return frozenset(word for word, found in entries(lang).items() if any(entry.tag in OPENERS for entry in found))


def _numeric_tokens(text: str, start: int, stop: int) -> list[Token]:
    found = [
        Token(NUMERIC_DATE, match.start(), match.end(), match.group(1, 3, 4))
        for match in _NUMERIC.finditer(text, start, stop)
    ]
    clocks: list[Token] = []
    stops = [token.stop for token in found]
    for match in _CLOCK.finditer(text, start, stop):
        next_date = bisect_right(stops, match.start())
        if next_date == len(stops) or match.end() <= found[next_date].start:  # not inside 22.10.16
            clocks.append(Token(TIME_OF_DAY, match.start(), match.end(), (int(match[1]), int(match[2]))))
    return sorted(found + clocks, key=lambda token: token.start)


def _tokens(
    words: Words,
    span: range,
    lexicon: Mapping[str, tuple[_Entry, ...]],
    numbers: Sequence[Number],
    numeric: Sequence[Token],
) -> Iterator[Token]:
    counted = {number.first: number for number in numbers}
    at, next_numeric = span.start, 0
    while at < span.stop:
        if not numeric and at not in counted and words.folded[at] not in lexicon:  # most words
            yield Token(OTHER, words.starts[at], words.stops[at], words.folded[at])
            at += 1
            continue
        while next_numeric < len(numeric) and numeric[next_numeric].stop <= words.starts[at]:
            next_numeric += 1
        if next_numeric < len(numeric) and numeric[next_numeric].start < words.stops[at]:
            yield numeric[next_numeric]
            while at < span.stop and words.starts[at] < numeric[next_numeric].stop:
                at += 1
            continue
        taken, token = _entry_token(words, at, span.stop, lexicon)
        number = counted.get(at)
        if number and (token is None or (taken == 1 and token.tag not in "MDTAGXal")):
            yield _number_token(number)
            at = number.last
            continue
        if token is None:
            token = Token(OTHER, words.starts[at], words.stops[at], words.folded[at])
            taken = 1
        yield token
        at += taken


def _entry_token(
    words: Words, at: int, stop: int, lexicon: Mapping[str, tuple[_Entry, ...]]
) -> tuple[int, Token | None]:
    for entry in lexicon.get(words.folded[at], ()):
        last = at + 1 + len(entry.rest)
        if entry.rest and (last > stop or tuple(words.folded[at + 1 : last]) != entry.rest):
            continue
        start = words.starts[at]
        proclitic = words.folded[at][: entry.length]
        if entry.length:
            start += printed_offset(words.printed(at), entry.length)
        return last - at, Token(entry.tag, start, words.stops[last - 1], entry.value, proclitic)
    return 0, None


def _number_token(number: Number) -> Token:
    if number.kind == "ordinal":
        tag = ORDINAL
    elif number.kind in ("many", "few"):
        tag = "b"
    elif number.kind == "digits" and not number.scale and LEAST_YEAR <= number.low <= LAST_YEAR and _is_year(number):
        tag = YEAR
    else:
        tag = DIGITS
    return Token(tag, number.start, number.stop, number, number.prefix)


def _is_year(number: Number) -> bool:
    return number.stop - number.start - len(number.suffix) <= 5 and number.low == int(number.low)


def _join(text: str, tokens: Sequence[Token]) -> Tagged:
    parts: list[str] = []
    places: list[int] = []
    length = 0
    before: Token | None = None
    for token in tokens:
        gap = text[before.stop : token.start - len(token.proclitic)] if before else " "
        if before and (gap != " " or token.proclitic):
            tag = _gap_tag(gap)
            if token.proclitic and token.tag in _UNITS and before.tag in _NUMBERS:
                tag = "|"  # «عدد 50 لسنة 1978» counts no years
            parts.append(tag)
            length += len(tag)
        places.append(length)
        parts.append(token.tag)
        length += 1
        before = token
    return Tagged("".join(parts), places, tokens)


def _gap_tag(gap: str) -> str:
    plain = gap.strip(" \t\xa0ـ")
    if not plain:
        return ""
    if len(plain) == 1:
        return _GAPS.get(plain, "|")
    if plain[0] == ")":
        return ")" if len(plain) == 1 else "),"
    return "(" if plain[-1] == "(" and len(plain) <= 3 else "|"
