"""When a report was published, as far as its page or record says; never inferred.

``date_of_field`` reads one recorded value, ``judge`` decides between several that a page gives. The
answer is an ISO 8601 year, month, day or moment, as fine as printed, or ``None``, and why. When a page was crawled
or changed is not when it was published: such a time only stands in the reason, ``crawl=…``, ``modified=…``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from musnad.lang import Lang
from musnad.read.dates.addresses import date_in_url
from musnad.read.dates.printed import LAST_SHORT_YEAR, LAST_YEAR, Day, date_in, day_of, moment_in, month_in
from musnad.text import fold_word

__all__ = [
    "Day",
    "crawl_why",
    "date_in",
    "date_in_url",
    "date_of_field",
    "judge",
    "moment_in",
    "published_by_heads",
    "published_of_fields",
]

# Seconds since 1970 that lie in years 1973..2100; larger numbers are milli-, micro- or nanoseconds.
FIRST_SECOND, LAST_SECOND = 10**8, 4_102_444_800
# A date field longer than this is no date.
LONGEST_DATE = 120
# A page may be dated this much after it was fetched: clocks and time zones.
FETCHED_EARLY = timedelta(days=1)
# Two sources that lie further apart say different things of a page; less may be a time zone.
ZONES_APART = timedelta(days=1)
# What the names of fields call the moment somebody fetched a page, and the moment it was changed.
_CRAWLED = re.compile(r"extract|crawl|scrap|fetch|download|retriev|collect|access|harvest|captur")
_CRAWL_IN_WHY = re.compile(r"\bcrawl=(\d{4}-\d\d-\d\d)")
_CHANGED = re.compile(r"modif|updat|revis|lastmod")

_ISO_MOMENT = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})"
    r"(?:[T ]\s*(\d{2}):?(\d{2})(?::?(\d{2})(?:[.,]\d+)?)?\s*(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?)?(?!\d)"
)
_HALF_OF_DAY = re.compile(r"\s*(?:[AP]\.?M\b|صباحا|مساء|[صم](?!\w))")
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})(?:[T ]?(\d{2})(\d{2})(\d{2})?(?:\.\d+)?(Z|[+-]\d{2}:?\d{2})?)?$")
_COARSE = re.compile(r"((?:19|20)\d{2})(?:[-/](\d{1,2}))?$")
_DAY_FIRST = re.compile(r"(\d{1,2})\s?[/.\-]\s?(\d{1,2})\s?[/.\-]\s?(\d{4}|\d{2})(?!\d)")
_DOT_NET = re.compile(r"/?DATE\((-?\d{1,16})(?:[+-]\d{4})?\)/?$")


class Candidate(NamedTuple):
    """One thing a page says of its date: where it stands (``meta=article:published_time``) and the value."""

    name: str
    value: object


class _Read(NamedTuple):
    name: str
    iso: str
    why: str


def date_of_field(name: str, value: object, lang: Lang) -> tuple[str | None, str]:
    """Return a record's date as ISO 8601 and why, or ``None`` and why not.

    The times of crawlers (``date_extracted``, ``crawled_at``) and of changes (``date_modified``) are no
    dates of publication: they stand in the reason. Numbers are seconds or parts of seconds since
    1970. Numeric dates of a record are day first, as databases of the region print them, unless the
    second number can only be a day.
    """
    found, why = _value(value, f"field={name}", lang)
    if found and _CRAWLED.search(name.lower()):
        return None, f"field={name} {crawl_why(found)}"
    if found and _CHANGED.search(name.lower()):
        return None, f"field={name} modified={found}"
    return found, why


def published_of_fields(fields: Iterable[tuple[str, object]], url: str | None, lang: Lang) -> tuple[str | None, str]:
    """Return when a record was published and why: its first date field that can be, else the day in its address."""
    reasons: list[str] = []
    for name, value in fields:
        found, why = date_of_field(name, value, lang)
        if found:
            return found, why
        reasons.append(why)
    in_url = date_in_url(url) if url else None
    if in_url and in_url.iso:
        return in_url.iso, "; ".join((in_url.why, *reasons))
    return None, "; ".join(reasons) or "no date field"


def published_by_heads(why: str, heads: Iterable[tuple[str, str]], lang: Lang) -> tuple[str | None, str]:
    """Return the first whole date that bylines and datelines print, for a record whose fields give none.

    ``why`` says why they give none; ``heads`` are part and print, in the text's order.
    """
    crawl = _CRAWL_IN_WHY.search(why)
    for part, printed in heads:
        found = moment_in(fold_word(printed[:LONGEST_DATE]).lower(), lang)
        if found and found.iso and not _impossible(found.iso, crawl[1] if crawl else None):
            return found.iso, "; ".join(filter(None, (f"{part} {found.why}", why)))
    return None, why


def crawl_why(moment: str) -> str:
    """Return how a reason says when a page was crawled or fetched."""
    return f"crawl={moment}"


def judge(candidates: Iterable[tuple[str, object]], fetched: str | None, lang: Lang) -> tuple[str | None, str]:
    """Return when a page was published, and why: the first candidate that can be, as fine as the others allow.

    Candidates come in the order they are trusted, each named for where it stands: ``json-ld=datePublished``,
    ``meta=article:published_time``, ``feed``, ``url`` (the value is the address), ``dateline``, ``text``. A name that
    speaks of changing or crawling gives no date, only ``modified=…`` or ``crawl=…`` in the reason. Impossible
    ones (no such day, what software prints for none, after ``fetched``) are left out with their reason. One
    that gives only the month yields to a day within it; a day to a moment of that day.
    """
    read, doubtful, rejected, bounds = _sort_out(candidates, fetched, lang)
    ordered = _ordered_by(doubtful, read, fetched)
    read = [*read, *ordered]
    open_ones = {(each.name, each.why) for each in doubtful} if not ordered else set()
    rejected += [f"rejected: {name} {why}" for name, why in sorted(open_ones)]
    read, fresh = _without_fetched(read, fetched)
    rejected += fresh
    if fetched and not read and first_day(fetched):
        bounds.append(crawl_why(fetched))
    if not read:
        return None, "; ".join(("no date" if not rejected else "no possible date", *rejected, *dict.fromkeys(bounds)))
    best = _finest(read)
    also = [f"also={each.name}" for each in read if each is not best and _agree(each.iso, best.iso)][:1]
    differ = [f"differs: {each.name} {each.iso[:10]}" for each in read if not _agree(each.iso, best.iso)]
    return best.iso, "; ".join((" ".join((best.why, *also)), *differ, *rejected))


def _sort_out(
    candidates: Iterable[tuple[str, object]], fetched: str | None, lang: Lang
) -> tuple[list[_Read], list[_Read], list[str], list[str]]:
    """Return the dates that can be read, the readings of ambiguous ones, why others were rejected, and bounds."""
    read: list[_Read] = []
    doubtful: list[_Read] = []
    rejected: list[str] = []
    bounds: list[str] = []
    for name, value in candidates:
        iso, why = _candidate(name, value, lang)
        impossible = _impossible(iso, fetched)
        orders = _both_orders(why) if iso is None else []
        if orders:
            doubtful += [_Read(name, each, why) for each in orders]
        elif iso is None or impossible:
            rejected += [f"rejected: {name} {impossible or why}"] if impossible or why else []
        elif _CRAWLED.search(name.lower()) or _CHANGED.search(name.lower()):
            bounds.append(crawl_why(iso) if _CRAWLED.search(name.lower()) else f"modified={iso}")
        else:
            read.append(_Read(name, iso, why))
    return read, doubtful, rejected, bounds


def _candidate(name: str, value: object, lang: Lang) -> tuple[str | None, str]:
    if name == "url":
        found = date_in_url(value) if isinstance(value, str) else None
        return (found.iso, found.why) if found else (None, "")
    if name.startswith(("dateline", "text")) and isinstance(value, str):  # print: the order of numbers is not known
        found = moment_in(fold_word(value[:LONGEST_DATE]).lower(), lang)
        return (found.iso, f"{name} {found.why}" if found.iso else found.why) if found else (None, "")
    iso, why = _value(value, name, lang)
    return iso, why if iso else why.removeprefix(name).strip()


def _impossible(iso: str | None, fetched: str | None) -> str:
    """Return why a date that can be read can't be of a page fetched at ``fetched``, or ""."""
    if iso is None or not fetched:
        return ""
    limit = first_day(fetched)
    start = first_day(iso)
    if limit and start and start > limit + FETCHED_EARLY:
        return f"{iso} is after it was fetched ({fetched[:10]})"
    return ""


_TWO_ORDERS = re.compile(r"ambiguous: (\d{1,2})\s?[/.\-]\s?(\d{1,2})\s?[/.\-]\s?(\d{4})")


def _both_orders(why: str) -> list[str]:
    """Return the two days a numeric date may mean, from the reason it was left open."""
    found = _TWO_ORDERS.search(why)
    if not found:
        return []
    first, second, year = int(found[1]), int(found[2]), found[3]
    return [f"{year}-{second:02}-{first:02}", f"{year}-{first:02}-{second:02}"]


def _ordered_by(doubtful: list[_Read], read: list[_Read], fetched: str | None) -> list[_Read]:
    """Return the readings of ambiguous dates that another date holds, or that alone lie before the fetching."""
    held = [
        each._replace(why=f"{each.name} order by {other.name}")
        for each in doubtful
        for other in read
        if each.iso.startswith(other.iso[:10])
    ]
    possible = [each for each in doubtful if not _impossible(each.iso, fetched)]
    if read or len(possible) != 1:
        return held
    return [possible[0]._replace(why=f"{possible[0].name} the other order is after it was fetched")]


def _without_fetched(read: list[_Read], fetched: str | None) -> tuple[list[_Read], list[str]]:
    """Return the dates without those that are the day of fetching, where the address names an earlier one, and why."""
    limit = first_day(fetched) if fetched else None
    address = next((day for each in read if each.name == "url" and (day := _full_day(each.iso))), None)
    if not limit or not address or limit - address <= 2 * FETCHED_EARLY:
        return read, []
    fresh = [each for each in read if (day := _full_day(each.iso)) and abs(limit - day) <= FETCHED_EARLY]
    kept = [each for each in read if each not in fresh]
    return kept, [f"rejected: {each.name} {each.iso[:10]} is when it was fetched" for each in fresh]


def _full_day(iso: str) -> date | None:
    return first_day(iso) if len(iso) >= 10 else None


def _finest(read: list[_Read]) -> _Read:
    """Return the first date, or the finest of those that lie within it."""
    best = read[0]
    for each in read[1:]:
        if len(each.iso) > len(best.iso) and each.iso.startswith(best.iso[:10]):
            best = each
    return best


def _agree(one: str, other: str) -> bool:
    if one.startswith(other) or other.startswith(one):
        return True
    first, second = first_day(one), first_day(other)
    if min(len(one), len(other)) < 10 or not first or not second:
        return False
    return abs(first - second) <= ZONES_APART


def first_day(iso: str) -> date | None:
    """Return the first day of an ISO 8601 year, month, day or moment; ``None`` where it is none."""
    try:
        return date.fromisoformat((iso + "-01-01"[len(iso) - 4 :] if len(iso) in (4, 7) else iso)[:10])
    except ValueError:
        return None


def _value(value: object, why: str, lang: Lang) -> tuple[str | None, str]:
    """Read one value of a record or a page's metadata."""
    if isinstance(value, dict) and len(value) == 1:  # {"$date": …} of a document database
        value = next(iter(value.values()))
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return None, f"{why} not a date"
    if not isinstance(value, str):
        return _number(value, why)
    folded = fold_word(value.strip()).upper().strip() if len(value) <= LONGEST_DATE else ""
    if not folded:
        return None, f"{why} {'too long' if value.strip() else 'empty'}"
    return _text_value(folded, value, why, lang)


def _text_value(folded: str, printed: str, why: str, lang: Lang) -> tuple[str | None, str]:
    dot_net = _DOT_NET.match(folded)
    if dot_net:
        return _number(int(dot_net[1]), why)
    iso = _ISO_MOMENT.match(folded)
    if iso and not _HALF_OF_DAY.match(folded, iso.end()):
        return _iso_value(iso, why)
    compact = _COMPACT.match(folded)
    if compact and int(compact[2]) <= 12:
        return _iso_value(compact, why)
    if re.fullmatch(r"\d{9,20}(?:\.\d{1,9})?", folded):
        return _number(float(folded) if "." in folded else int(folded), why)
    coarse = _COARSE.match(folded)
    if coarse:
        return _coarse_value(coarse, why)
    day_first = _DAY_FIRST.match(folded)
    if day_first and int(day_first[2]) <= 12:
        return _day_first_value(day_first, folded, why, lang)
    lower = fold_word(printed.strip()).lower()
    found = moment_in(lower, lang)
    if found:
        return found.iso, f"{why} {found.why}"
    month = month_in(lower, lang)
    if month:
        return month, f"{why} only the month"
    return None, f"{why} not a date: {printed.strip()[:40]}"


def _day_first_value(match: re.Match[str], folded: str, why: str, lang: Lang) -> tuple[str | None, str]:
    if int(match[1]) <= 12 and match[1] != match[2] and re.search(r"\d\s*[AP]\.?M\b", folded):
        return None, f"{why} ambiguous: {match[0]} is d/m or m/d"  # what American software prints
    year = int(match[3]) + (0 if len(match[3]) == 4 else 2000 if int(match[3]) <= LAST_SHORT_YEAR else 1900)
    found = day_of(year, int(match[2]), int(match[1]), "d/m/y", match)
    if not found.iso:
        return None, f"{why} {found.why}"
    moment = moment_in(f"{found.iso}{folded[match.end() :].lower()}", lang)
    return (moment.iso if moment else found.iso), f"{why} {found.why}"


def _coarse_value(match: re.Match[str], why: str) -> tuple[str | None, str]:
    if match[2] is None:
        return (match[1], f"{why} only the year") if int(match[1]) <= LAST_YEAR else (None, f"{why} year out of range")
    month = int(match[2])
    if not 1 <= month <= 12:
        return None, f"{why} no such month: {match[0]}"
    return f"{match[1]}-{month:02}", f"{why} only the month"


def _iso_value(match: re.Match[str], why: str) -> tuple[str | None, str]:
    found = day_of(int(match[1]), int(match[2]), int(match[3]), "iso", match)
    if found.iso is None or match[4] is None:
        return found.iso, why if found.iso else f"{why} {found.why}"
    seconds = f":{match[6]}" if match[6] else ""
    moment = f"{found.iso}T{match[4]}:{match[5]}{seconds}"
    try:
        clock = datetime.fromisoformat(moment + _zone(match[7])).time()
    except ValueError:
        return found.iso, f"{why} no such time of day: {match[0][10:40].strip()}"
    if not (clock.hour or clock.minute or clock.second):
        return found.iso, why  # midnight is what software writes for "no time"
    return moment + _zone(match[7]), why


def _zone(printed: str | None) -> str:
    if not printed or printed in ("Z", "UTC", "GMT"):
        return "Z" if printed else ""
    digits = printed[1:].replace(":", "").ljust(4, "0")
    return f"{printed[0]}{digits[:2]}:{digits[2:]}"


def _number(value: float, why: str) -> tuple[str | None, str]:
    """Read a number: yyyymmdd, or seconds (milli-, micro-, nanoseconds) since 1970."""
    compact = _COMPACT.match(str(value)) if isinstance(value, int) and 10**7 < value < 10**8 else None
    if compact:
        return _iso_value(compact, why)
    if value == 0:
        return None, f"{why} no date: zero is what software writes for none"
    seconds: float = value
    for _ in range(3):
        seconds = seconds / 1000 if LAST_SECOND < seconds < 10**20 else seconds
    if not FIRST_SECOND <= seconds <= LAST_SECOND:  # false for nan too
        return None, f"{why} not a date: {str(value)[:40]}"
    return datetime.fromtimestamp(int(seconds), UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), f"{why} since 1970"
