"""One character for each word that can take part in an expression of time.

A sentence becomes a short string of tags, on which plain regular expressions are the grammar
(``patterns.py``): «مساء أمس (الجمعة)» is ``XA(D)``. What stands between two words is a tag too, unless it
is mere space.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from musnad.lang import Lang
from musnad.numbers import Number
from musnad.text import Words, fold_word, printed_offset

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
_WORDS_ONLY = dict.fromkeys(map(ord, "|" + "".join(_GAPS.values())))

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


def tag_words(
    words: Words, span: range, numbers: Mapping[int, Number], lang: Lang, *, numeric: bool
) -> tuple[str, list[Token]]:
    """Return some words as tags, with what is printed between them, and as tokens.

    ``numbers`` are those of the text by their first word; ``numeric`` dates and hours are looked for if asked.
    """
    found = _numeric_tokens(words.text, words.starts[span.start], words.stops[span.stop - 1]) if numeric else []
    tokens = list(_tokens(words, span, entries(lang), numbers, found))
    return _tags(words.text, tokens), tokens


def words_only(tags: str) -> str:
    """Return the tags of the words, one for each token, without those of what is printed between them."""
    return tags.translate(_WORDS_ONLY)


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
    numbers: Mapping[int, Number],
    numeric: Sequence[Token],
) -> Iterator[Token]:
    at, next_numeric = span.start, 0
    while at < span.stop:
        while next_numeric < len(numeric) and numeric[next_numeric].stop <= words.starts[at]:
            next_numeric += 1
        if next_numeric < len(numeric) and numeric[next_numeric].start < words.stops[at]:
            yield numeric[next_numeric]
            while at < span.stop and words.starts[at] < numeric[next_numeric].stop:
                at += 1
            continue
        known = lexicon.get(words.folded[at])
        entry = _first_that_fits(known, words, at, span.stop) if known else None
        number = numbers.get(at)
        if number and (entry is None or (not entry.rest and entry.tag not in "MDTAGXal")):
            yield _number_token(number)
            at = number.last
        elif entry is None:
            yield Token(OTHER, words.starts[at], words.stops[at], words.folded[at])
            at += 1
        else:
            yield _entry_token(words, at, entry)
            at += 1 + len(entry.rest)


def _first_that_fits(known: Sequence[_Entry], words: Words, at: int, stop: int) -> _Entry | None:
    """Return the first of the entries that begin with word ``at`` whose other words follow it."""
    for entry in known:
        last = at + 1 + len(entry.rest)
        if not entry.rest or (last <= stop and tuple(words.folded[at + 1 : last]) == entry.rest):
            return entry
    return None


def _entry_token(words: Words, at: int, entry: _Entry) -> Token:
    start, stop = words.starts[at], words.stops[at + len(entry.rest)]
    if not entry.length:
        return Token(entry.tag, start, stop, entry.value)
    start += printed_offset(words.printed(at), entry.length)
    return Token(entry.tag, start, stop, entry.value, words.folded[at][: entry.length])


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


def _tags(text: str, tokens: Sequence[Token]) -> str:
    parts: list[str] = []
    before: Token | None = None
    for token in tokens:
        gap = text[before.stop : token.start - len(token.proclitic)] if before else " "
        if before and (gap != " " or token.proclitic):
            # «عدد 50 لسنة 1978» counts no years
            apart = token.proclitic and token.tag in _UNITS and before.tag in _NUMBERS
            parts.append("|" if apart else _gap_tag(gap))
        parts.append(token.tag)
        before = token
    return "".join(parts)


def _gap_tag(gap: str) -> str:
    plain = gap.strip(" \t\xa0ـ")
    if not plain:
        return ""
    if len(plain) == 1:
        return _GAPS.get(plain, "|")
    if plain[0] == ")":
        return ")" if len(plain) == 1 else "),"
    return "(" if plain[-1] == "(" and len(plain) <= 3 else "|"
