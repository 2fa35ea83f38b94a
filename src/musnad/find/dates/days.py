"""Days and hours: today, weekdays, full dates, the hour."""

# One signature for all readings, though some need no context.
# ruff: noqa: ARG001

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from musnad.find.dates.readings import (
    ANCHORED,
    BY_TENSE,
    CERTAIN,
    CONTRADICTED,
    GUESSED,
    Context,
    Reading,
    first_of,
    relative,
    side_of,
)
from musnad.find.dates.tags import Month, Token
from musnad.find.dates.values import (
    day_of,
    hijri_day,
    hijri_year_of,
    nearest,
    nearest_weekday,
    numeric_day,
    period,
    shift_months,
    weekday_after,
    weekday_before,
)

HALF_YEAR = 183  # days; a month without a year farther off than this can't be
_LATE = {"EV": 12, "NI": 12, "AF": 12, "MI": 12}


def read_day(tags: str, tokens: Sequence[Token], context: Context) -> Reading | None:
    """Today, a weekday, a date, any two of them together, with the part of the day."""
    part = first_of(tokens, "X")
    reading = _absolute_day(tokens, context)
    if reading is None and not (first_of(tokens, "D") and first_of(tokens, "PF")):  # «اليوم الأحد القادم» is no today
        reading = _relative_day(tokens, context)
    reading = reading or _weekday(tokens, context)
    if reading is None or part is None or (reading.value and len(reading.value) != len("2016-10-21")):
        return reading
    value = f"{reading.value}T{part.value}" if reading.value else None
    return Reading("TIME", value, reading.vague, reading.score, reading.why)


def _absolute_day(tokens: Sequence[Token], context: Context) -> Reading | None:
    numeric = first_of(tokens, "9")
    if numeric:
        found = _numeric(numeric, context)
    elif first_of(tokens, "MN") and first_of(tokens, "#O"):
        found = _day_and_month(tokens, context)
    elif first_of(tokens, "j") and first_of(tokens, "#O"):
        found = _day_of_this_month(tokens, context)
    else:
        return None
    weekday = first_of(tokens, "D")
    if found and found.value and weekday and len(found.value) == len("2016-10-21"):
        if date.fromisoformat(found.value).isoweekday() != weekday.value:
            return Reading(found.kind, found.value, 0, min(found.score, GUESSED), f"{found.why} weekday=contradicts")
        return Reading(found.kind, found.value, 0, max(found.score, ANCHORED), f"{found.why} weekday=agrees")
    return found


def _numeric(token: Token, context: Context) -> Reading | None:
    first, second, third = token.value
    if len(second) > 2 or (len(first) == 3) or (len(first) == 4 and len(third) > 2):
        return None
    day, why = numeric_day(int(first), int(second), int(third), context.anchor, len(first) == 4)
    if day is None or day.year < 1000:
        return None
    return Reading("DATE", str(day), 0, GUESSED if "ambiguous" in why else CERTAIN, f"rule=numeric order={why}")


def _day_and_month(tokens: Sequence[Token], context: Context) -> Reading | None:
    at = next(index for index, token in enumerate(tokens) if token.tag in "MN")
    month: Month = tokens[at].value
    days = [int(token.value.low) for token in tokens[:at] if token.tag in "#O"]
    if not days and tokens[at + 1 : at + 2] and tokens[at + 1].tag == "#":  # month first: نوفمبر 6, 2016
        days = [int(tokens[at + 1].value.low)]
    if not days or not all(1 <= day <= 31 for day in days):
        return None
    found = [_full_day(day, month, tokens[at + 1 :], context) for day in days]
    if found[-1] is None:
        return None
    day, score, why = found[-1]
    if day is None:
        return relative(context, "DATE", None, score, why)
    if len(found) > 1 and found[0] and found[0][0] and found[0][0] < day:
        return Reading("DATE", f"{found[0][0]}/{day}", 0, score, f"rule={why} range")
    return Reading("DATE", str(day), 0, score, f"rule={why}")


def _day_of_this_month(tokens: Sequence[Token], context: Context) -> Reading | None:
    """الرابع من الشهر الجاري; of two days («من 14 إلى 27 من الشهر الجاري») an interval."""
    numbers = [int(token.value.low) for token in tokens if token.tag in "#O"]
    if not all(1 <= number <= 31 for number in numbers):
        return None
    if context.anchor is None:
        return relative(context, "DATE", None, ANCHORED, "day-of-month")
    year, month = shift_months(context.anchor, {"P": -1, "F": 1}.get(side_of(tokens), 0))
    days = [str(day) for number in numbers if (day := day_of(year, month, number))]
    return relative(context, "DATE", "/".join(days) if len(days) == len(numbers) else None, ANCHORED, "day-of-month")


def _full_day(
    day: int, month: Month, after: Sequence[Token], context: Context
) -> tuple[date | None, float, str] | None:
    """Return the day of a day number and a month with what follows it, its score and why; ``None``: no such day."""
    build = hijri_day if month.hijri else day_of
    year = first_of(after, "J")
    if year:
        found = build(int(year.value.low), month.number, day)
        return (found, CERTAIN, "day-month-year") if found else None
    if context.anchor is None:
        return None, ANCHORED, "day-month"
    base = hijri_year_of(context.anchor) if month.hijri else context.anchor.year
    if base is None:
        return None
    side = side_of(after)
    if first_of(after, "z") and side in ("P", "F"):  # 31 مارس من العام الماضي
        found = build(base + (1 if side == "F" else -1), month.number, day)
    elif side == "C":
        found = build(base, month.number, day)
    else:
        days = [near for each in (base - 1, base, base + 1) if (near := build(each, month.number, day))]
        found = nearest(context.anchor, days, side or ("P" if context.past else "F" if context.future else ""))
        if found and not side and abs(found - context.anchor).days > HALF_YEAR:
            found = nearest(context.anchor, days)
    sure = ANCHORED if side or (found and abs(found - context.anchor).days < HALF_YEAR // 2) else BY_TENSE
    return (found, round(sure * context.trust, 3), "day-month year=anchor") if found else None


def _relative_day(tokens: Sequence[Token], context: Context) -> Reading | None:
    token = first_of(tokens, "TAG")
    if token is None:
        return None
    offset = int(token.value)
    weekday = first_of(tokens, "D")
    if context.anchor is None:
        return relative(context, "DATE", None, ANCHORED, f"day{offset:+d}{_said(weekday)}")
    day = context.anchor + timedelta(offset)
    if weekday is None:
        return relative(context, "DATE", str(day), ANCHORED, f"day{offset:+d}")
    stated = nearest_weekday(day, weekday.value)
    if stated == day:
        return relative(context, "DATE", str(day), CERTAIN, f"day{offset:+d} weekday=agrees")
    return relative(context, "DATE", str(stated), CONTRADICTED, f"day{offset:+d} weekday=contradicts")


def _said(weekday: Token | None) -> str:
    """Return the weekday as the note by which undated reports are placed later."""
    return f" said={weekday.value}" if weekday else ""


def _weekday(tokens: Sequence[Token], context: Context) -> Reading | None:
    token = first_of(tokens, "D")
    if token is None:
        return None
    adjective = first_of(tokens, "PFCSR")
    side = adjective.tag if adjective else ""
    if side in ("S", "R"):
        return Reading("DATE", None, 0, 0.7, "rule=weekday event-relative")
    if context.anchor is None:
        tense = {"P": " past", "F": " next"}.get(side, " tense=future" if context.future else " tense=past")
        return relative(context, "DATE", None, ANCHORED, f"weekday{tense}{_said(token)}")
    if side == "P":
        return relative(
            context, "DATE", str(weekday_before(context.anchor, token.value, strictly=True)), ANCHORED, "weekday past"
        )
    if side == "F":
        return relative(
            context, "DATE", str(weekday_after(context.anchor, token.value, strictly=True)), ANCHORED, "weekday next"
        )
    if context.future:
        day = weekday_after(context.anchor, token.value, strictly=False)
        return relative(context, "DATE", str(day), BY_TENSE, "weekday tense=future")
    day = weekday_before(context.anchor, token.value, strictly=False)
    return relative(context, "DATE", str(day), BY_TENSE, "weekday tense=past")


def read_night(tags: str, tokens: Sequence[Token], context: Context) -> Reading | None:
    """الليلة, الليلة الماضية."""
    value = None
    if context.anchor:
        value = f"{context.anchor - timedelta(1) if 'P' in tags else context.anchor}TNI"
    return relative(context, "TIME", value, ANCHORED, "night")


def read_this_part(tags: str, tokens: Sequence[Token], context: Context) -> Reading | None:
    """هذا الصباح."""
    return relative(context, "TIME", f"{context.anchor}T{tokens[-1].value}", ANCHORED, "this-part")


def read_other_day(tags: str, tokens: Sequence[Token], context: Context) -> Reading | None:
    """اليوم التالي is counted from an event; اليوم الوطني is a name."""
    return Reading("DATE", None, 0, 0.7, "rule=event-relative") if tokens[1].value == "relative" else None


def read_nth(tags: str, tokens: Sequence[Token], context: Context) -> Reading | None:
    """يومه الخامس: what began has lasted five days."""
    unit = tokens[0].value if tokens[0].tag == "o" else "D"
    count = tokens[1].value.low
    if count < 2:
        return None
    return Reading("DURATION", period(unit, count), 0, 0.8, "rule=nth")


def read_clock(tags: str, tokens: Sequence[Token], context: Context) -> Reading | None:
    """الساعة الثامنة من مساء الجمعة; without a day, on the anchor's."""
    time = _time_of_day(tokens)
    if time is None:
        return None
    zone = first_of(tokens, "g")
    mark = zone.value if zone else ""
    rest = [token for token in tokens if token.tag not in "c8agX"]
    number = first_of(rest, "#O")
    if number and not first_of(tokens, "8"):
        rest.remove(number)
    day = read_day("", rest, context) if rest else None
    if day is None and context.day is None:
        return relative(context, "TIME", f"{context.anchor}T{time}{mark}", GUESSED, "clock day=anchor")
    day = day or context.day
    if day is None:
        return None
    value = f"{day.value}T{time}{mark}" if day.value and len(day.value) == len("2016-10-21") else None
    return Reading("TIME", value, 0, day.score, f"{day.why} clock")


def _time_of_day(tokens: Sequence[Token]) -> str | None:
    number = first_of(tokens, "8")
    if number:
        hour, minute = number.value
    else:
        number = first_of(tokens, "#O")
        if number is None or not 1 <= number.value.low <= 24:
            return None
        hour, minute = int(number.value.low), round(number.value.low % 1 * 100)
    half = first_of(tokens, "a")
    minutes = hour * 60 + minute + (int(half.value) if half else 0)
    part = first_of(tokens, "X")
    if part and minutes < 720 and part.value in _LATE and not (part.value == "NI" and hour < 6):
        minutes += 720
    if part and part.value == "MI" and 22 * 60 <= minutes < 24 * 60:  # eleven at noon is before twelve
        minutes -= 720
    return f"{minutes // 60 % 24:02}:{minutes % 60:02}" if 0 <= minute < 60 and minutes <= 24 * 60 else None
