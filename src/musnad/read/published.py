"""When a report was published, as far as its page or record says; never inferred.

``date_in`` reads one printed date (a date line of a page), ``date_of_field`` a record's field.
Both answer with an ISO 8601 day or moment, or ``None`` and why.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from functools import cache
from typing import NamedTuple

from musnad.lang import Lang
from musnad.text import fold_word

# Years a news report can be of: the first Arabic newspaper with dated issues to come, and not the far future.
FIRST_YEAR, LAST_YEAR = 1828, 2100
# Seconds since 1970 that lie in years 1973..2100; larger numbers are milliseconds.
FIRST_SECOND, LAST_SECOND = 10**8, 4_102_444_800
# A date field longer than this is no date.
LONGEST_DATE = 120

_ISO = re.compile(
    r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})"
    r"(?:[T ](\d{2}):?(\d{2})(?::?(\d{2})(?:[.,]\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?)?(?!\d)"
)
_NUMBERS = re.compile(r"(?<!\d)(\d{1,4})\s?[/.\-]\s?(\d{1,2})\s?[/.\-]\s?(\d{1,4})(?!\d)")
_TIME = re.compile(r"(?<!\d)\d{1,2}[:.]\d{2}(?::\d{2})?(?!\d)")
_ENGLISH = {
    name: number
    for number, names in enumerate(
        ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
         "september sept sep", "october oct", "november nov", "december dec"), start=1)
    for name in names.split()
}  # fmt: skip


_NUMBERED_MONTH = re.compile(r"(تشرين|كانون)([12])(?=\W)")


def _spelled_month(match: re.Match[str]) -> str:
    return f"{match[1]} {'الاول' if match[2] == '1' else 'الثاني'}"


class Day(NamedTuple):
    """A printed date: ISO 8601 or ``None``, why, and where it stands in the (folded) text looked at."""

    iso: str | None
    why: str
    start: int
    stop: int


def date_in(folded: str, lang: Lang) -> Day | None:
    """Return the first date printed in a folded line, or ``None`` where there is none.

    A month name decides over numbers; a hijri date alone has no ISO value here.
    """
    if "تشرين" in folded or "كانون" in folded:
        folded = _NUMBERED_MONTH.sub(_spelled_month, folded)  # some page software prints تشرين1/اكتوبر
    named = _named_date(folded, lang)
    if named and named.iso:
        return named
    iso = _ISO.search(folded)
    if iso:
        return _day(int(iso[1]), int(iso[2]), int(iso[3]), "printed=iso", iso)
    numbers = _NUMBERS.search(folded)
    if numbers:
        return _numeric(numbers)
    return named


def _named_date(folded: str, lang: Lang) -> Day | None:
    pattern, months = _month_pattern(lang)
    hijri: Day | None = None
    wrong: Day | None = None
    for match in pattern.finditer(folded):
        name = " ".join((match["month"] or match["month2"] or match["month3"]).split())
        number, calendar = months[name]
        if calendar == "hijri":
            hijri = hijri or Day(None, "printed=hijri only", match.start(), match.end())
            continue
        year, day = (
            int(match["year"] or match["year2"] or match["year3"]),
            int(match["day"] or match["day2"] or match["day3"]),
        )
        found = _day(year, number, day, "printed=month name", match)
        if found.iso:
            return found
        wrong = wrong or found
    return wrong or hijri


@cache
def _month_pattern(lang: Lang) -> tuple[re.Pattern[str], dict[str, tuple[int, str]]]:
    months = {fold_word(row["form"]): (int(row["month"]), row["calendar"]) for row in lang.rows("months")}
    months.update({name: (number, "gregorian") for name, number in _ENGLISH.items()})
    names = "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in sorted(months, key=len, reverse=True))
    # a second name of the same month may follow: نوفمبر/ تشرين الثاني, آب (أغسطس)
    second = rf"(?:\s*[/(،,\-]\s*(?:{names})\)?)?"
    weekday = r"[^\W\d]+"
    pattern = (
        rf"(?<!\d)(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s*(?:من\s+)?(?P<month>{names}){second}\s*[,،/\-]?\s*(?P<year>\d{{4}})(?!\d)"
        # year first, as some page software prints it: 2016 الأحد 6 نوفمبر
        rf"|(?<!\d)(?P<year3>\d{{4}})\s+(?:{weekday}\s+)?(?P<day3>\d{{1,2}})\s+(?P<month3>{names})(?!\w)"
        rf"|(?<!\w)(?P<month2>{names}){second}\s+(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\s*[,،]?\s*(?P<year2>\d{{4}})(?!\d)"
    )
    return re.compile(pattern), months


def _numeric(match: re.Match[str]) -> Day:
    first, second, third = (int(part) for part in match.groups())
    if len(match[1]) == 4:
        return _day(first, second, third, "printed=y/m/d", match)
    if len(match[3]) != 4:
        return Day(None, "no four-digit year", match.start(), match.end())
    if first > 12 >= second:
        return _day(third, second, first, "printed=d/m/y", match)
    if second > 12 >= first:
        return _day(third, first, second, "printed=m/d/y", match)
    if first == second:
        return _day(third, first, second, "printed=day equals month", match)
    return Day(None, f"ambiguous: {match[0].strip()} is d/m or m/d", match.start(), match.end())


def _day(year: int, month: int, day: int, why: str, match: re.Match[str]) -> Day:
    try:
        found = date(year, month, day)
    except ValueError:
        return Day(None, f"no such day: {match[0].strip()[:40]}", match.start(), match.end())
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return Day(None, f"year out of range: {year}", match.start(), match.end())
    return Day(found.isoformat(), why, match.start(), match.end())


def date_of_field(name: str, value: object, lang: Lang) -> tuple[str | None, str]:
    """Return a record's date as ISO 8601 and why, or ``None`` and why not.

    A crawl time (``date_extracted``) gives its day only. Numbers are seconds or milliseconds since
    1970. Numeric dates of a record are day first, as d/m/y is how databases of the region print
    them, unless the second number can only be a day.
    """
    why = f"field={name} crawl" if name == "date_extracted" else f"field={name}"
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return None, f"{why} not a date"
    if not isinstance(value, str):
        return _moment(value, why)
    folded = fold_word(value.strip()).upper().strip() if len(value) <= LONGEST_DATE else ""
    if not folded:
        return None, f"{why} {'too long' if value.strip() else 'empty'}"
    if folded.isdigit() and len(folded) > 8:
        return _moment(int(folded[:20]), why)
    iso = _ISO.match(folded)
    if iso:
        return _iso_value(iso, name, why)
    numbers = _NUMBERS.match(folded)
    if numbers and len(numbers[1]) <= 2 and len(numbers[3]) == 4 and int(numbers[2]) <= 12:
        found = _day(int(numbers[3]), int(numbers[2]), int(numbers[1]), "d/m/y", numbers)
        return found.iso, f"{why} {found.why}"
    printed = date_in(folded.lower(), lang)
    if printed:
        return printed.iso, f"{why} {printed.why}"
    return None, f"{why} not a date: {value.strip()[:40]}"


def _iso_value(match: re.Match[str], name: str, why: str) -> tuple[str | None, str]:
    found = _day(int(match[1]), int(match[2]), int(match[3]), "iso", match)
    if found.iso is None or name == "date_extracted" or match[4] is None:
        return found.iso, why if found.iso else f"{why} {found.why}"
    zone = match[7] or ""
    if zone not in ("", "Z") and ":" not in zone:
        zone = f"{zone[:3]}:{zone[3:]}"
    moment = f"{found.iso}T{match[4]}:{match[5]}:{match[6] or '00'}{zone}"
    try:
        datetime.fromisoformat(moment)
    except ValueError:
        return found.iso, f"{why} no such time of day: {match[0][10:40].strip()}"
    return moment, why


def _moment(value: float, why: str) -> tuple[str | None, str]:
    seconds = value / 1000 if LAST_SECOND < value <= 1000 * LAST_SECOND else value
    if not FIRST_SECOND <= seconds <= LAST_SECOND:  # false for nan too
        return None, f"{why} not a date: {str(value)[:40]}"
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), f"{why} since 1970"
