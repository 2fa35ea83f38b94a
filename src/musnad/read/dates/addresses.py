"""The day in an address: outlets file their pages by date, and the address was given when the page was made."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from musnad.outlets import original_address
from musnad.read.dates.printed import Day, day_of, english_months
from musnad.text import fold_word

# The first newspapers went online in 1994, the first Arabic ones in 1995.
FIRST_ONLINE_YEAR = 1995
LONGEST_ADDRESS = 2000

_MONTHS = "|".join(sorted(english_months(), key=len, reverse=True))
_YEAR = r"(?P<year>(?:19|20)\d{2})"
# In the order they are tried; each begins with a slash, so that numbers inside the words of a title stay out.
_FULL = (
    ("y/m/d", re.compile(rf"/{_YEAR}[/\-_.](?P<month>\d{{1,2}})[/\-_.](?P<day>\d{{1,2}})(?=[/\-_.?#&]|$)")),
    ("y/month/d", re.compile(rf"/{_YEAR}[/\-_](?P<name>{_MONTHS})[/\-_](?P<day>\d{{1,2}})(?=[/\-_.?#]|$)")),
    ("y/section/m/d", re.compile(rf"/{_YEAR}/[a-z][a-z_\-]{{1,30}}/(?P<month>\d{{1,2}})/(?P<day>\d{{1,2}})(?=/)")),
    ("y/m/yymmdd", re.compile(rf"/{_YEAR}/(?P<month>\d\d)/(?P<short>\d\d)(?P<month2>\d\d)(?P<day>\d\d)(?=[/\-_.]|$)")),
    ("yyyymmdd", re.compile(rf"/{_YEAR}(?P<month>\d{{2}})(?P<day>\d{{2}})(?=[/\-_.?#]|$)")),
    ("d-m-y", re.compile(rf"/(?P<day>\d{{1,2}})[/\-_.](?P<month>\d{{1,2}})[/\-_.]{_YEAR}(?=[/\-_.?#]|$)")),
    ("slug ends y-m-d", re.compile(rf"[\-_]{_YEAR}-(?P<month>\d{{2}})-(?P<day>\d{{2}})(?=(?:\.\w{{2,5}})?/?$)")),
    ("slug ends yyyymmdd", re.compile(rf"[\-_]{_YEAR}(?P<month>\d{{2}})(?P<day>\d{{2}})(?=(?:\.\w{{2,5}})?/?$)")),
)  # fmt: skip
_MONTH = re.compile(rf"/{_YEAR}[/\-](?P<month>0[1-9]|1[0-2]|[1-9])(?=/)")
_QUERY = re.compile(
    rf"(?:^|&)(?:date|day|pubdate|publish_date)={_YEAR}[/\-]?(?P<month>\d{{2}})[/\-]?(?P<day>\d{{2}})(?!\d)"
)


def date_in_url(url: str) -> Day | None:
    """Return the day (or ``YYYY-MM`` where there is only a month) an address names, or ``None``.

    ``iso`` is ``None`` and ``why`` says so where the date can't be: no such day, or before the first
    online pages. Places are those of the unquoted, folded path. An archive's own moment in front of
    the address it keeps is not looked at.
    """
    path, query = _path_and_query(url)
    wrong: Day | None = None
    for name, pattern in _FULL:
        match = pattern.search(path)
        if not match:
            continue
        found = _read(match, f"url={name}")
        if found.iso:
            return found
        wrong = wrong or (found if name in ("y/m/d", "y/month/d") else None)
    asked = _QUERY.search(query)
    if asked and (found := _read(asked, "url=query")).iso:
        return found
    month = _MONTH.search(path)
    if month and not wrong and int(month["year"]) >= FIRST_ONLINE_YEAR:
        return Day(f"{month['year']}-{int(month['month']):02}", "url=y/m", month.start(), month.end())
    return wrong


def _path_and_query(url: str) -> tuple[str, str]:
    url = url.strip()[:LONGEST_ADDRESS]
    try:
        parts = urlsplit(original_address(url))
    except ValueError:
        return "", ""
    path = fold_word(unquote(parts.path)).lower()
    return path if path.startswith("/") else f"/{path}", parts.query


def _read(match: re.Match[str], why: str) -> Day:
    groups = match.groupdict()
    month = english_months()[groups["name"]] if groups.get("name") else int(groups["month"])
    year = int(groups["year"])
    if groups.get("short") and (int(groups["short"]), int(groups["month2"])) != (year % 100, month):
        return Day(None, "no date in the address", match.start(), match.end())
    found = day_of(year, month, int(groups["day"]), why, match)
    if found.iso and why == "url=d-m-y" and int(groups["day"]) <= 12 and int(groups["day"]) != month:
        return Day(None, f"ambiguous: {match[0][1:]} is d/m or m/d", match.start(), match.end())
    if found.iso and year < FIRST_ONLINE_YEAR:
        return Day(None, f"before the first online pages: {match[0][1:]}", match.start(), match.end())
    return found
