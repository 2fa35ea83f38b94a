"""Calendar arithmetic: from what an expression says to an ISO 8601 / TIMEX3 value.

Weeks are ISO weeks; Islamic days follow the Umm al-Qura calendar (hijridate), 1343 to 1500.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

FIRST_HIJRI, LAST_HIJRI = 1343, 1500
# Two-digit years: 00-68 are 2000-2068, the rest 1969-1999, as POSIX has it.
PIVOT = 69


def day_of(year: int, month: int, day: int) -> date | None:
    """Return the day, or ``None`` where the calendar has none."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def hijri_day(year: int, month: int, day: int) -> date | None:
    """Return the Gregorian day of an Islamic one, or ``None`` outside the tables."""
    if not FIRST_HIJRI <= year <= LAST_HIJRI:
        return None
    from hijridate import Hijri  # heavy, and rare

    try:
        found = Hijri(year, month, day).to_gregorian()
    except (ValueError, OverflowError):
        return None
    return date(found.year, found.month, found.day)


def hijri_month(year: int, month: int) -> str | None:
    """Return the days of an Islamic month as an ISO interval."""
    first = hijri_day(year, month, 1)
    after = hijri_day(year + month // 12, month % 12 + 1, 1)
    return f"{first}/{after - timedelta(1)}" if first and after else None


def hijri_year(year: int) -> str | None:
    """Return the days of an Islamic year as an ISO interval."""
    first, after = hijri_day(year, 1, 1), hijri_day(year + 1, 1, 1)
    return f"{first}/{after - timedelta(1)}" if first and after else None


def hijri_year_of(day: date) -> int | None:
    """Return the Islamic year a day lies in."""
    from hijridate import Gregorian

    try:
        return int(Gregorian(day.year, day.month, day.day).to_hijri().year)
    except (ValueError, OverflowError):
        return None


def numeric_day(first: int, second: int, third: int, anchor: date | None, wide_first: bool) -> tuple[date | None, str]:
    """Read three numbers as a day; return it and why.

    A first number of four digits is the year; else the day comes first, as the Arabic press prints
    it, unless only month first makes a day, or makes the report's own.
    """
    if wide_first:
        year, month, day = first, second, third
        if FIRST_HIJRI <= year <= LAST_HIJRI:
            return hijri_day(year, month, day), "hijri"
        return day_of(year, month, day), "ymd"
    year = third if third > 99 else third + (2000 if third < PIVOT else 1900)
    if FIRST_HIJRI <= year <= LAST_HIJRI:
        return hijri_day(year, second, first), "hijri"
    day_first, month_first = day_of(year, second, first), day_of(year, first, second)
    if day_first and month_first and day_first != month_first:
        return (month_first, "mdy=anchor") if anchor == month_first else (day_first, "dmy ambiguous")
    return (day_first, "dmy") if day_first else (month_first, "mdy")


def weekday_before(anchor: date, weekday: int, *, strictly: bool) -> date:
    """Return the last day of that ISO weekday before (or, unless ``strictly``, on) the anchor."""
    back = (anchor.isoweekday() - weekday) % 7
    return anchor - timedelta(back or (7 if strictly else 0))


def weekday_after(anchor: date, weekday: int, *, strictly: bool) -> date:
    """Return the next day of that ISO weekday after (or on) the anchor."""
    ahead = (weekday - anchor.isoweekday()) % 7
    return anchor + timedelta(ahead or (7 if strictly else 0))


def nearest_weekday(day: date, weekday: int) -> date:
    """Return the day of that ISO weekday nearest to a day: at most three days off."""
    return day + timedelta((weekday - day.isoweekday() + 3) % 7 - 3)


# News looks back: a day ahead must be this much nearer than one behind to be the one meant.
BACKWARD = 1.5


def nearest(anchor: date, days: list[date], side: str = "") -> date | None:
    """Return the day nearest to the anchor; ``side`` P only on or before it, F only on or after."""
    if side == "P":
        days = [day for day in days if day <= anchor]
    elif side == "F":
        days = [day for day in days if day >= anchor]
    return min(days, key=lambda day: ((day - anchor).days * BACKWARD if day > anchor else (anchor - day).days, day),
               default=None)  # fmt: skip


def week_of(day: date) -> str:
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def shift_months(day: date, months: int) -> tuple[int, int]:
    """Return year and month that many months off."""
    count = day.year * 12 + day.month - 1 + months
    return count // 12, count % 12 + 1


def shifted(anchor: date, unit: str, count: float) -> str | None:
    """Return the day, week, month or year that lies ``count`` units off, no finer than the unit."""
    if count != int(count) or abs(count) > 100_000:
        return None
    count = int(count)
    steps: dict[str, Callable[[], str]] = {
        "D": lambda: str(anchor + timedelta(count)),
        "N": lambda: str(anchor + timedelta(count)),
        "W": lambda: week_of(anchor + timedelta(7 * count)),
        "M": lambda: "{:04}-{:02}".format(*shift_months(anchor, count)),
        "Y": lambda: f"{anchor.year + count:04}",
        "YY": lambda: f"{anchor.year + 10 * count:04}",
    }
    step = steps.get(unit)
    if step is None:
        return None
    try:
        value = step()
    except OverflowError:
        return None
    return value if not value.startswith("-") else None


def period(unit: str, count: float) -> str:
    """Return a TIMEX3 duration: P3W, PT2H, P1.5Y."""
    many = f"{count:g}" if count < 1e6 else str(int(count))
    if unit in ("H", "TM", "TS"):
        return f"PT{many}{unit[-1]}"
    if unit == "YY":
        return f"P{count * 10:g}Y"
    if unit == "CC":
        return f"P{count * 100:g}Y"
    return f"P{many}{'D' if unit == 'N' else unit}"


def calendar_unit(anchor: date, unit: str, count: int) -> str | None:
    """Return the week, month or year ``count`` off the anchor's, as last week or this year mean it."""
    if unit == "CC":
        return f"{anchor.year // 100 + count:02}"
    if unit == "YY":
        return f"{anchor.year // 10 + count:03}"
    return shifted(anchor, unit, count)
