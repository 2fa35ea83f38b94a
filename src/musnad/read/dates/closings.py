"""The clock an agency prints at the end of its report: «// انتهى // 16:28 ت م», «(النهاية) 1215 جمت»."""

from __future__ import annotations

import re
from functools import cache

from musnad.lang import Lang
from musnad.read.dates.printed import clock_in
from musnad.text import fold_word, folded_words

# A closing line stands within so many characters of the end, the mark of the end before it in so many more.
_LONGEST, _REACH = 60, 40
# A clock without a colon, as wires print it before their zone: 1215, or with the day of the month 121215.
_PLAIN_CLOCK = re.compile(r"(?<![\d:])(?:[0-3]\d)?([01]\d|2[0-3])([0-5]\d)(?=\s*[^\W\d])")


def closing_clock(text: str, lang: Lang) -> str | None:
    """Return the clock that closes a text as ``hh:mm``, with ``±hh:mm`` or ``Z`` if known; ``None`` where none does.

    Only a line that holds nothing else counts, and only behind the words that end a report, or with its zone: a
    length of film or the hour of a match is no closing.
    """
    lines = [line for line in text[-_LONGEST - _REACH :].splitlines() if line.strip()]
    if not lines:
        return None
    ended, line = _behind_end(lines[-1], lang)
    ended = ended or (len(lines) > 1 and _is_end(lines[-2], lang))
    if len(line) > _LONGEST or not any(map(str.isdecimal, line)):
        return None
    folded = fold_word(line).lower()
    clock = clock_in(folded, 0, 0, lang) or clock_in(_PLAIN_CLOCK.sub(r"\1:\2", folded), 0, 0, lang)
    if clock is None or (len(clock) == len("16:28") and not ended):
        return None
    rest = {word.lower().strip("0123456789") for word in folded_words(line)} - _beside(lang)
    return None if rest else clock


def with_closing(published: str | None, why: str, text: str, lang: Lang) -> tuple[str | None, str]:
    """Return the day a text was published, and why, with the clock that closes the text."""
    clock = closing_clock(text, lang) if published and len(published) == len("2015-08-11") else None
    return (f"{published}T{clock}", f"{why}; closing={clock}") if clock else (published, why)


def _behind_end(line: str, lang: Lang) -> tuple[bool, str]:
    """Return what stands behind the last word that ends a report on a line, and whether there is one."""
    found = list(_end_pattern(lang).finditer(line))
    return (True, line[found[-1].end() :]) if found else (False, line)


def _is_end(line: str, lang: Lang) -> bool:
    words = folded_words(line)
    return bool(words) and words[-1] in _words(lang)["end"]


@cache
def _words(lang: Lang) -> dict[str, frozenset[str]]:
    rows = lang.rows("closing_words")
    return {
        role: frozenset(fold_word(row["word"]) for row in rows if row["role"] == role) for role in ("end", "beside")
    }


@cache
def _end_pattern(lang: Lang) -> re.Pattern[str]:
    forms = "|".join(re.escape(row["word"]) for row in lang.rows("closing_words") if row["role"] == "end")
    return re.compile(rf"(?<!\w)(?:{forms})(?!\w)[\W_]*")


@cache
def _beside(lang: Lang) -> frozenset[str]:
    """Return the words that may stand beside a closing clock: names of zones and agencies, and what says it is one."""
    rows = (*lang.rows("time_zones"), *lang.rows("agencies"))
    names = {word.lower() for row in rows for word in folded_words(row["form"])}
    return _words(lang)["beside"] | names | {"gmt", "utc", "z", ""}
