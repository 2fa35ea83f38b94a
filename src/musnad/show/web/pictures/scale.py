"""A scale of days: how fine it is, where each day stands on it, and which days are named below it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from musnad.show.words import Both, date_range, tables

# Up to so many days the columns are days, then weeks, then months, then years: some sixty columns at most.
MOST_DAYS, MOST_DAYS_OF_WEEKS, MOST_DAYS_OF_MONTHS = 62, 62 * 7, 62 * 31
# Days of a shorter stretch than this are drawn in the middle of so many: three days would be three walls.
LEAST_DAYS = 9
# Years a source may name and that no calendar of news has are no days.
FIRST_YEAR, LAST_YEAR = 1000, 9000
# Names along the scale, at most: on a phone they still stand apart.
MOST_NAMES = 7
# A day long ago that a text looks back on would squeeze all others into one column: at most this share of all things,
# at either end, stands outside where that makes the scale at least so many times finer.
FEW, FINER = 0.05, 4
_STEPS = {"day": (1, 2, 5, 7, 14), "week": (1, 2, 3, 6, 12), "month": (1, 2, 3, 6, 12), "year": (1, 2, 5, 10, 50, 100)}


@dataclass(frozen=True, slots=True)
class Scale:
    """Days from ``first`` to before ``stop``, in columns of one ``unit``: day, week, month or year."""

    first: date
    stop: date
    unit: str

    @property
    def days(self) -> int:
        return (self.stop - self.first).days

    def at(self, day: date) -> float:
        """Return where a day begins, in per cent of the scale."""
        return 100 * (day - self.first).days / self.days


@dataclass(frozen=True, slots=True)
class Tick:
    """A named place of the scale: where, in per cent, the short name below it, and a longer one where a new begins."""

    at: float
    name: Both
    over: Both | None


def scale_of(days: Sequence[date]) -> Scale:
    """Return the scale all of these days stand on; it begins and ends with whole columns."""
    first, last = min(days), max(days)
    span = (last - first).days + 1
    unit = "day" if span <= MOST_DAYS else "week" if span <= MOST_DAYS_OF_WEEKS else "month"
    unit = "year" if span > MOST_DAYS_OF_MONTHS else unit
    more = max(0, LEAST_DAYS - span)
    first, last = first - timedelta(more // 2), last + timedelta(more - more // 2)
    return Scale(column_of(first, unit)[0], column_of(last, unit)[1], unit)


def core_of(numbers: Mapping[date, int]) -> tuple[date, date]:
    """Return the first and the last day worth drawing, of days with how many things fall on each: all, or nearly all.

    From the days that hold all but the few at either end it reaches on to days no further off than they are long.
    """
    days = sorted(numbers)
    first, last = _without_few(days, numbers), _without_few(days[::-1], numbers)
    reach = max(last - first, timedelta(LEAST_DAYS))
    first, last = min(day for day in days if first - day <= reach), max(day for day in days if day - last <= reach)
    finer = (days[-1] - days[0]) >= FINER * max(last - first, timedelta(LEAST_DAYS))
    return (first, last) if finer else (days[0], days[-1])


def _without_few(days: Sequence[date], numbers: Mapping[date, int]) -> date:
    left = FEW * sum(numbers.values())
    for day in days:
        left -= numbers[day]
        if left < 0:
            return day
    return days[-1]


def column_of(day: date, unit: str) -> tuple[date, date]:
    """Return the first day of a day's column, and the first after it. Weeks are those of ISO 8601: from Monday."""
    if unit == "day":
        return day, day + timedelta(1)
    if unit == "week":
        first = day - timedelta(day.weekday())
        return first, first + timedelta(7)
    if unit == "month":
        return day.replace(day=1), (day.replace(day=1) + timedelta(31)).replace(day=1)
    return date(day.year, 1, 1), date(day.year + 1, 1, 1)


def key_of(first: date, stop: date) -> str:
    """Return a column as it stands in an address: a day, or the first and the last joined as ISO 8601 does."""
    last = stop - timedelta(1)
    return first.isoformat() if last == first else f"{first.isoformat()}/{last.isoformat()}"


def words_of(key: str) -> Both:
    """Return a column's days in words."""
    first, _, last = key.partition("/")
    return date_range(first, last or first)


def day_of(words: str | None) -> date | None:
    """Return the day an ISO date or moment names, ``None`` where it names no whole day of the years of news."""
    try:
        day = date.fromisoformat((words or "")[:10])
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year < LAST_YEAR else None


def ticks(scale: Scale) -> Iterator[Tick]:
    """Yield the named columns from first to last, few enough to stand apart."""
    columns = list(_columns(scale))
    step = next((each for each in _STEPS[scale.unit] if len(columns) <= each * MOST_NAMES), len(columns))
    known = None
    for first in columns[::step]:
        over = _over(first, scale.unit)
        yield Tick(scale.at(first), _name(first, scale.unit), over if over != known else None)
        known = over


def _columns(scale: Scale) -> Iterator[date]:
    first = scale.first
    while first < scale.stop:
        yield first
        first = column_of(first, scale.unit)[1]


def _name(first: date, unit: str) -> Both:
    if unit in ("day", "week"):
        return Both(str(first.day), str(first.day))
    return _month(first) if unit == "month" else Both(str(first.year), str(first.year))


def _over(first: date, unit: str) -> Both | None:
    """Return what a name belongs to: days to a month, months to a year."""
    if unit in ("day", "week"):
        month = _month(first)
        return Both(f"{month.ar} {first.year}", f"{month.en} {first.year}")
    return Both(str(first.year), str(first.year)) if unit == "month" else None


def _month(day: date) -> Both:
    """Return a month's name as it is known in the Levant and in Egypt and the Gulf both, or in English."""
    names = tables()["months"]
    return Both(str(names["ar"][day.month - 1]), str(names["en"][day.month - 1]))
