"""Dates as pages print them: the first day in a line, and the clock beside it.

Everything works on folded lower-case text, where digits of all scripts are the same. A date that
can't be is answered with why, never with another date.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from musnad.lang import Lang
from musnad.text import fold_word

# Years a news report can be of: the first Arabic newspaper with dated issues to come, and not the far future.
FIRST_YEAR, LAST_YEAR = 1828, 2100
# Years that can only be hijri: 1300 AH is 1882, 1500 AH is 2077.
HIJRI_YEARS = range(1300, 1501)
# Days that software prints for "no date": year one, FILETIME, Excel, SQL, Macintosh, Unix and its time zones, DOS.
NULL_DAYS = {
    date(1, 1, 1), date(1601, 1, 1), date(1899, 12, 30), date(1899, 12, 31), date(1900, 1, 1), date(1904, 1, 1),
    date(1969, 12, 31), date(1970, 1, 1), date(1980, 1, 1),
}  # fmt: skip
# A two-digit year up to this is of this century (POSIX, strptime).
LAST_SHORT_YEAR = 68
# A clock stands within so many characters of its date on the line.
REACH_OF_A_CLOCK = 60

_ISO = re.compile(r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
_NUMBERS = re.compile(r"(?<![\d.])(\d{1,4})\s?[/.\-]\s?(\d{1,2})\s?[/.\-]\s?(\d{1,4})(?![\d%])")
_NUMBERED_MONTH = re.compile(r"(تشرين|كانون)([12])(?=\W)")
_CLOCK = re.compile(
    r"(?<![\d:])(?P<hour>\d{1,2})\s?:\s?(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?(?![\d:])"
    r"\s*(?P<half>صباحا|مساء|ظهرا|ص(?!\w)|م(?!\w)|a\.?m\b\.?|p\.?m\b\.?)?"
)
_OFFSET = re.compile(r"\s*(?:(?:gmt|utc)\s*)?(?P<sign>[+\-])(?P<hours>\d{2}):?(?P<minutes>\d{2})(?!\d)")
_UNIVERSAL = re.compile(r"[\s(]*(?:gmt|utc|z)(?![\w+\-])")


class Day(NamedTuple):
    """A printed date: ISO 8601 or ``None``, why, and where it stands in the (folded) text looked at."""

    iso: str | None
    why: str
    start: int
    stop: int


@cache
def other_months() -> dict[str, tuple[int, str]]:
    """Return folded names of months in other languages of the region: month and language."""
    lines = (files("musnad") / "lang" / "other_months.tsv").read_text("utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {fold_word(form).lower(): (int(month), code) for form, month, code in rows if month.isdigit()}


def english_months() -> dict[str, int]:
    """Return English names of months, long and short."""
    return {name: month for name, (month, code) in other_months().items() if code == "en"}


def date_in(folded: str, lang: Lang) -> Day | None:
    """Return the first date printed in a folded line, or ``None`` where there is none.

    A month name decides over numbers; a hijri date alone has no ISO value here.
    """
    if "تشرين" in folded or "كانون" in folded:
        folded = _NUMBERED_MONTH.sub(_spelled_month, folded)  # some page software prints تشرين1/اكتوبر
    named = _first(_named_dates(folded, lang))
    if named and named.iso:
        return named
    iso = _first(_iso_dates(folded))
    if iso and iso.iso:
        return iso
    return _first(each for each in (*filter(None, (iso,)), *_numeric_dates(folded), *filter(None, (named,))))


def moment_in(folded: str, lang: Lang) -> Day | None:
    """Return the first date in a folded line with the clock beside it, to the minute or second, and its zone.

    Midnight is what software prints for "no time": it adds nothing.
    """
    found = date_in(folded, lang)
    if not found or not found.iso:
        return found
    clock = clock_in(folded, found.start, found.stop, lang)
    return found._replace(iso=f"{found.iso}T{clock}") if clock else found


def _first(days: Iterable[Day]) -> Day | None:
    """Return the first date that can be, else the first one, which says why it can't."""
    wrong: Day | None = None
    for day in days:
        if day.iso:
            return day
        wrong = wrong or day
    return wrong


def _spelled_month(match: re.Match[str]) -> str:
    return f"{match[1]} {'الاول' if match[2] == '1' else 'الثاني'}"


def _named_dates(folded: str, lang: Lang) -> Iterator[Day]:
    pattern, months = _month_pattern(lang)
    for match in pattern.finditer(folded):
        name = next(match[each] for each in ("month", "month2", "month3", "month4") if match[each])
        number, calendar = months[" ".join(name.split())]
        year = _full_year(next(match[each] for each in ("year", "year2", "year3", "year4") if match[each]))
        day = int(next(match[each] for each in ("day", "day2", "day3", "day4") if match[each]))
        if calendar == "hijri":
            yield Day(None, f"printed=hijri only: {year}-{number:02}-{day:02}", match.start(), match.end())
        else:
            yield day_of(year, number, day, "printed=month name", match)


def _full_year(printed: str) -> int:
    if len(printed) == 4:
        return int(printed)
    return int(printed) + (2000 if int(printed) <= LAST_SHORT_YEAR else 1900)


def month_in(folded: str, lang: Lang) -> str | None:
    """Return ``YYYY-MM`` where a folded text is nothing but a month's name and a year."""
    _, months = _month_pattern(lang)
    found = re.fullmatch(r"\W*(?:شهر\s+)?(?P<month>[^\d_]+?)\s*[,،]?\s*(?P<year>\d{4})(?:\s*م)?\W*", folded)
    number, calendar = months.get(" ".join(found["month"].split()), (0, "")) if found else (0, "")
    if not found or calendar != "gregorian" or not FIRST_YEAR <= int(found["year"]) <= LAST_YEAR:
        return None
    return f"{found['year']}-{number:02}"


@cache
def _month_pattern(lang: Lang) -> tuple[re.Pattern[str], dict[str, tuple[int, str]]]:
    months = {fold_word(row["form"]): (int(row["month"]), row["calendar"]) for row in lang.rows("months")}
    months = {name: (month, "gregorian") for name, (month, _) in other_months().items()} | months
    names = "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in sorted(months, key=len, reverse=True))
    # a second name of the same month may follow: نوفمبر/ تشرين الثاني, آب (أغسطس)
    second = rf"(?:\s*[/(،,\-]\s*(?:{names})\)?)?"
    weekday = r"[^\W\d]+"
    clock = r"\d{1,2}:\d{2}(?::\d{2})?"
    pattern = (
        rf"(?<!\d)(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|\.)?[\s\-/]*(?:من\s+)?(?P<month>{names}){second}\.?\s*[,،/\-]?\s*(?:من\s+عام\s+|عام\s+|سنه\s+)?(?P<year>\d{{4}}|\d\d(?=\s+{clock}))(?!\d)"
        # year first, as some page software prints it: 2016 الأحد 6 نوفمبر
        rf"|(?<!\d)(?P<year3>\d{{4}})\s+(?:{weekday}\s+)?(?P<day3>\d{{1,2}})\s+(?P<month3>{names})(?!\w)"
        rf"|(?<!\w)(?P<month2>{names}){second}\.?\s+(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\s*[,،]?\s*(?P<year2>\d{{4}})(?!\d)"
        # as Unix prints it: Sun Nov 6 10:30:00 +0000 2016
        rf"|(?<!\w)(?P<month4>{names})\s+(?P<day4>\d{{1,2}})\s+{clock}\s+(?:[+\-]\d{{4}}\s+|[a-z]{{3,4}}\s+)?(?P<year4>\d{{4}})(?!\d)"
    )
    return re.compile(pattern), months


def _iso_dates(folded: str) -> Iterator[Day]:
    for match in _ISO.finditer(folded):
        yield day_of(int(match[1]), int(match[2]), int(match[3]), "printed=iso", match)


def _numeric_dates(folded: str) -> Iterator[Day]:
    for match in _NUMBERS.finditer(folded):
        yield _numeric(match)


def _numeric(match: re.Match[str]) -> Day:
    """Read numbers between slashes, dots or dashes: year first, or last with four or two digits."""
    first, second, third = (int(part) for part in match.groups())
    if len(match[1]) == 4:
        return day_of(first, second, third, "printed=y/m/d", match)
    if len(match[3]) == 2 and len(match[1]) <= 2:
        if first <= 12 and second <= 12 and first != second:
            return Day(None, f"ambiguous: {match[0].strip()} is d/m, m/d or y/m", match.start(), match.end())
        third = _full_year(match[3])
    elif len(match[3]) != 4 or len(match[1]) > 2:
        return Day(None, f"no year: {match[0].strip()}", match.start(), match.end())
    if first > 12 >= second:
        return day_of(third, second, first, "printed=d/m/y", match)
    if second > 12 >= first:
        return day_of(third, first, second, "printed=m/d/y", match)
    if first == second:
        return day_of(third, first, second, "printed=day equals month", match)
    return Day(None, f"ambiguous: {match[0].strip()} is d/m or m/d", match.start(), match.end())


def day_of(year: int, month: int, day: int, why: str, match: re.Match[str]) -> Day:
    """Return a day read from a match, or why there is no such day or no such day of news."""
    try:
        found = date(year, month, day)
    except ValueError:
        return Day(None, f"no such day: {match[0].strip()[:40]}", match.start(), match.end())
    if found in NULL_DAYS:
        return Day(None, f"no date: {found.isoformat()} is what software prints for none", match.start(), match.end())
    if year in HIJRI_YEARS:
        return Day(None, f"printed=hijri only: {year}-{month:02}-{day:02}", match.start(), match.end())
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return Day(None, f"year out of range: {year}", match.start(), match.end())
    return Day(found.isoformat(), why, match.start(), match.end())


def clock_in(folded: str, start: int, stop: int, lang: Lang) -> str | None:
    """Return the clock beside a date at ``start:stop`` as ``hh:mm``, ``hh:mm:ss``, with ``±hh:mm`` or ``Z`` if known.

    The clock after the date counts before the one in front of it.
    """
    behind = _CLOCK.search(folded, stop, stop + REACH_OF_A_CLOCK)
    found = behind or _CLOCK.search(folded, start, stop) or _last_clock(folded, start)
    if not found:
        return None
    hour, minute, second = int(found["hour"]), int(found["minute"]), int(found["second"] or 0)
    hour = _of_24(hour, found["half"] or _half_before(folded, found.start()))
    if hour > 23 or minute > 59 or second > 59 or hour == minute == second == 0:
        return None
    seconds = f":{second:02}" if found["second"] else ""
    return f"{hour:02}:{minute:02}{seconds}{_zone(folded, found, lang)}"


def _last_clock(folded: str, start: int) -> re.Match[str] | None:
    clocks = list(_CLOCK.finditer(folded, max(0, start - REACH_OF_A_CLOCK), start))
    return clocks[-1] if clocks else None


def _half_before(folded: str, at: int) -> str:
    """Return the half of the day printed in front of a clock, as right-to-left layouts leave it: م 10:30."""
    before = folded[max(0, at - 8) : at].rstrip()
    return next((half for half in ("am", "pm", "صباحا", "مساء") if before.endswith(half)), "")


def _of_24(hour: int, half: str) -> int:
    if not half or hour > 12:
        return hour
    late = half[0] in "pم" or half == "ظهرا"
    if half == "ظهرا" and hour >= 11:  # 11:30 and 12:30 at noon
        return hour
    return hour % 12 + (12 if late else 0)


def _zone(folded: str, clock: re.Match[str], lang: Lang) -> str:
    """Return the zone printed after a clock, or in front of it as «GMT 10:30», or ""."""
    offset = _OFFSET.match(folded, clock.end())
    if offset:
        return "" if int(offset["hours"]) > 14 else f"{offset['sign']}{offset['hours']}:{offset['minutes']}"
    if _UNIVERSAL.match(folded, clock.end()) or re.search(r"\b(?:gmt|utc)\s*$", folded[: clock.start()]):
        return "Z"
    pattern, offsets = _zone_pattern(lang)
    named = pattern.match(folded, clock.end())
    if not named:
        return ""
    found = offsets[" ".join(named["zone"].replace(".", " ").split())]
    return "Z" if found == "+00:00" else found


@cache
def _zone_pattern(lang: Lang) -> tuple[re.Pattern[str], dict[str, str]]:
    offsets = {fold_word(row["form"]): row["offset"] for row in lang.rows("time_zones")}
    names = "|".join(
        re.escape(name).replace(r"\ ", r"(?:\s+|\.\s?)") for name in sorted(offsets, key=len, reverse=True)
    )
    return re.compile(rf"[\s(،,\-–]*(?:ب?(?:ال)?توقيت\s+)?(?P<zone>{names})(?!\w)"), offsets
