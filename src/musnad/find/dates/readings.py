"""What each kind of expression means: one function for each name in ``patterns.py``.

A reading gets the expression's tokens and its context, and returns kind, value, vagueness, score and why;
``None`` where the words turn out to be no time at all. A value is given only where it can be placed.
"""

# One signature for all readings, though some need no context.
# ruff: noqa: ARG001

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from musnad.find.dates.tags import Month, Token
from musnad.find.dates.values import (
    calendar_unit,
    day_of,
    hijri_day,
    hijri_month,
    hijri_year,
    hijri_year_of,
    nearest,
    nearest_weekday,
    numeric_day,
    period,
    shifted,
    weekday_after,
    weekday_before,
)

# Scores say how much a reading leaves open; set by judgement, in the order of the error rates seen on ANT.
CERTAIN, ANCHORED, BY_TENSE, GUESSED, CONTRADICTED = 0.98, 0.9, 0.75, 0.6, 0.5
HALF_YEAR = 183  # days; a month without a year farther off than this can't be
_LATE = {"EV": 12, "NI": 12, "AF": 12, "MI": 12}


@dataclass(frozen=True, slots=True)
class Reading:
    kind: str
    value: str | None
    vague: int
    score: float
    why: str


@dataclass(frozen=True, slots=True)
class Context:
    """Where an expression stands: the day it counts from (``None``: unknown), how sure, and the clause's tense."""

    anchor: date | None
    trust: float = 1.0
    why: str = ""  # why there is no anchor, or why it is not the published day
    future: bool = False
    past: bool = False  # منذ stands before: what it names lies behind
    event: bool = False  # من or على follows: counted from what they name
    day: Reading | None = None  # the last day named before in the sentence


Reader = Callable[[str, Sequence[Token], Context], Reading | None]


def _relative(context: Context, kind: str, value: str | None, score: float, why: str) -> Reading:
    """Return a reading that counts from the anchor, without a value where there is none."""
    note = f" {context.why}" if context.why else ""
    if context.anchor is None or value is None:
        return Reading(kind, None, 0, 0.9, f"rule={why}{note or ' unplaced'}")
    return Reading(kind, value, 0, round(score * context.trust, 3), f"rule={why}{note}")


def _vague(kind: str, why: str) -> Reading:
    return Reading(kind, None, 1, 0.8, f"rule={why}")


def _one(tokens: Sequence[Token], tags: str) -> Token | None:
    return next((token for token in tokens if token.tag in tags), None)


# --- days -----------------------------------------------------------------------------------------


def read_day(tags: str, tokens: Sequence[Token], context: Context) -> Reading | None:
    """Today, a weekday, a date, any two of them together, with the part of the day."""
    part = _one(tokens, "X")
    reading = _absolute_day(tokens, context)
    if reading is None and not (_one(tokens, "D") and _one(tokens, "PF")):  # «اليوم الأحد القادم» is no today
        reading = _relative_day(tokens, context)
    reading = reading or _weekday(tokens, context)
    if reading is None or part is None or (reading.value and len(reading.value) != len("2016-10-21")):
        return reading
    value = f"{reading.value}T{part.value}" if reading.value else None
    return Reading("TIME", value, reading.vague, reading.score, reading.why)


def _absolute_day(tokens: Sequence[Token], context: Context) -> Reading | None:
    numeric = _one(tokens, "9")
    if numeric:
        found = _numeric(numeric, context)
    elif _one(tokens, "MN") and _one(tokens, "#O"):
        found = _day_and_month(tokens, context)
    else:
        return None
    weekday = _one(tokens, "D")
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
        return _relative(context, "DATE", None, score, why)
    if len(found) > 1 and found[0] and found[0][0] and found[0][0] < day:
        return Reading("DATE", f"{found[0][0]}/{day}", 0, score, f"rule={why} range")
    return Reading("DATE", str(day), 0, score, f"rule={why}")


def _full_day(
    day: int, month: Month, after: Sequence[Token], context: Context
) -> tuple[date | None, float, str] | None:
    """Return the day of a day number and a month with what follows it, its score and why; ``None``: no such day."""
    build = hijri_day if month.hijri else day_of
    year = _one(after, "J")
    if year:
        found = build(int(year.value.low), month.number, day)
        return (found, CERTAIN, "day-month-year") if found else None
    if context.anchor is None:
        return None, ANCHORED, "day-month"
    base = hijri_year_of(context.anchor) if month.hijri else context.anchor.year
    if base is None:
        return None
    side = _side(after)
    if _one(after, "z") and side in ("P", "F"):  # 31 مارس من العام الماضي
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


def _side(tokens: Sequence[Token]) -> str:
    token = _one(tokens, "PFCt")
    return token.tag.replace("t", "C") if token else ""


def _relative_day(tokens: Sequence[Token], context: Context) -> Reading | None:
    token = _one(tokens, "TAG")
    if token is None:
        return None
    offset = int(token.value)
    weekday = _one(tokens, "D")
    if context.anchor is None:
        return _relative(context, "DATE", None, ANCHORED, f"day{offset:+d}{_said(weekday)}")
    day = context.anchor + timedelta(offset)
    if weekday is None:
        return _relative(context, "DATE", str(day), ANCHORED, f"day{offset:+d}")
    stated = nearest_weekday(day, weekday.value)
    if stated == day:
        return _relative(context, "DATE", str(day), CERTAIN, f"day{offset:+d} weekday=agrees")
    return _relative(context, "DATE", str(stated), CONTRADICTED, f"day{offset:+d} weekday=contradicts")


def _said(weekday: Token | None) -> str:
    """Return the weekday as the note by which undated reports are placed later."""
    return f" said={weekday.value}" if weekday else ""


def _weekday(tokens: Sequence[Token], context: Context) -> Reading | None:
    token = _one(tokens, "D")
    if token is None:
        return None
    adjective = _one(tokens, "PFCSR")
    side = adjective.tag if adjective else ""
    if side in ("S", "R"):
        return Reading("DATE", None, 0, 0.7, "rule=weekday event-relative")
    if context.anchor is None:
        tense = {"P": " past", "F": " next"}.get(side, " tense=future" if context.future else " tense=past")
        return _relative(context, "DATE", None, ANCHORED, f"weekday{tense}{_said(token)}")
    if side == "P":
        return _relative(
            context, "DATE", str(weekday_before(context.anchor, token.value, strictly=True)), ANCHORED, "weekday past"
        )
    if side == "F":
        return _relative(
            context, "DATE", str(weekday_after(context.anchor, token.value, strictly=True)), ANCHORED, "weekday next"
        )
    if context.future:
        day = weekday_after(context.anchor, token.value, strictly=False)
        return _relative(context, "DATE", str(day), BY_TENSE, "weekday tense=future")
    day = weekday_before(context.anchor, token.value, strictly=False)
    return _relative(context, "DATE", str(day), BY_TENSE, "weekday tense=past")


def read_night(tags: str, tokens: Sequence[Token], context: Context) -> Reading | None:
    """الليلة, الليلة الماضية."""
    value = None
    if context.anchor:
        value = f"{context.anchor - timedelta(1) if 'P' in tags else context.anchor}TNI"
    return _relative(context, "TIME", value, ANCHORED, "night")


def read_this_part(tags: str, tokens: Sequence[Token], context: Context) -> Reading | None:
    """هذا الصباح."""
    return _relative(context, "TIME", f"{context.anchor}T{tokens[-1].value}", ANCHORED, "this-part")


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


# --- hours ------------------------------------------------------------------------------------------


def read_clock(tags: str, tokens: Sequence[Token], context: Context) -> Reading | None:
    """الساعة الثامنة من مساء الجمعة; without a day, on the anchor's."""
    time = _time_of_day(tokens)
    if time is None:
        return None
    zone = _one(tokens, "g")
    mark = zone.value if zone else ""
    rest = [token for token in tokens if token.tag not in "c8agX"]
    number = _one(rest, "#O")
    if number and not _one(tokens, "8"):
        rest.remove(number)
    day = read_day("", rest, context) if rest else None
    if day is None and context.day is None:
        return _relative(context, "TIME", f"{context.anchor}T{time}{mark}", GUESSED, "clock day=anchor")
    day = day or context.day
    if day is None:
        return None
    value = f"{day.value}T{time}{mark}" if day.value and len(day.value) == len("2016-10-21") else None
    return Reading("TIME", value, 0, day.score, f"{day.why} clock")


def _time_of_day(tokens: Sequence[Token]) -> str | None:
    number = _one(tokens, "8")
    if number:
        hour, minute = number.value
    else:
        number = _one(tokens, "#O")
        if number is None or not 1 <= number.value.low <= 24:
            return None
        hour, minute = int(number.value.low), round(number.value.low % 1 * 100)
    half = _one(tokens, "a")
    minutes = hour * 60 + minute + (int(half.value) if half else 0)
    part = _one(tokens, "X")
    if part and minutes < 720 and part.value in _LATE and not (part.value == "NI" and hour < 6):
        minutes += 720
    if part and part.value == "MI" and 22 * 60 <= minutes < 24 * 60:  # eleven at noon is before twelve
        minutes -= 720
    return f"{minutes // 60 % 24:02}:{minutes % 60:02}" if 0 <= minute < 60 and minutes <= 24 * 60 else None


# --- months, years and longer -------------------------------------------------------------------------


def read_month(tags: str, tokens: Sequence[Token], context: Context) -> Reading | None:
    """حزيران/يونيو 2014, نوفمبر الماضي, شهر رمضان."""
    token = _one(tokens, "MN")
    if token is None:
        return None
    month: Month = token.value
    after = tokens[tokens.index(token) + 1 :]
    other = _one(after, "MN")
    if other and other.value != month:  # سبتمبر/أكتوبر: two months, no name twice
        return Reading("DATE", None, 0, 0.7, "rule=months")
    year = _one(after, "J")
    if year:
        return _month_of_year(month, int(year.value.low))
    if context.anchor is None:
        return _relative(context, "DATE", None, ANCHORED, "month")
    value, score = _month_near(month, after, context.anchor, "P" if context.past else "")
    return _relative(context, "DATE", value, score, "month year=anchor")


def _month_of_year(month: Month, year: int) -> Reading:
    value = hijri_month(year, month.number) if month.hijri else f"{year:04}-{month.number:02}"
    return Reading("DATE", value, 0, CERTAIN, "rule=month-year" + (" hijri" if month.hijri else ""))


def _month_near(month: Month, after: Sequence[Token], anchor: date, default: str) -> tuple[str | None, float]:
    base = hijri_year_of(anchor) if month.hijri else anchor.year
    if base is None:
        return None, GUESSED
    side = _side(after) or default
    middle = hijri_day if month.hijri else day_of
    days = {day: year for year in (base - 1, base, base + 1) if (day := middle(year, month.number, 15))}
    if _one(after, "z") and side in ("P", "F"):
        year = base + (1 if side == "F" else -1)
    elif side == "C":
        year = base
    else:
        found = nearest(anchor, list(days), side)
        if found is None:
            return None, GUESSED
        year = days[found]
    value = hijri_month(year, month.number) if month.hijri else f"{year:04}-{month.number:02}"
    return value, ANCHORED if side else BY_TENSE


def read_year(tags: str, tokens: Sequence[Token], context: Context) -> Reading | None:
    """عام 2014, في 2014, عام 1438هـ, العام الماضي."""
    token = _one(tokens, "J")
    if token is None:
        return read_period(tags, tokens, context)
    year, suffix = int(token.value.low), token.value.suffix
    if suffix.startswith("ه") or (1300 <= year <= 1500 and suffix != "م"):
        value = hijri_year(year)
        return Reading("DATE", value, 0, 0.8, "rule=year hijri") if value else None
    return Reading("DATE", f"{year:04}", 0, CERTAIN if len(tokens) > 1 else ANCHORED, "rule=year")


def read_century(tags: str, tokens: Sequence[Token], context: Context) -> Reading | None:
    """القرن التاسع عشر; anything else of this form (الأسبوع الماضي) is a period."""
    if tags[1] == "P":
        return read_period(tags, tokens, context)
    number = tokens[1].value
    if tokens[0].value != "CC" or not 1 < number.low <= 21 or not number.definite:
        return None
    return Reading("DATE", f"{int(number.low) - 1:02}", 0, ANCHORED, "rule=century")


def read_decade(tags: str, tokens: Sequence[Token], context: Context) -> Reading | None:
    """الستينيات, ستينيات القرن الماضي."""
    return Reading("DATE", str(tokens[0].value), 0, BY_TENSE if len(tokens) == 1 else ANCHORED, "rule=decade")


def read_season(tags: str, tokens: Sequence[Token], context: Context) -> Reading | None:
    """صيف 2014, الصيف الماضي."""
    season = _one(tokens, "s")
    year = _one(tokens, "J")
    if season is None:
        return None
    if year:
        return Reading("DATE", f"{int(year.value.low):04}-{season.value}", 0, ANCHORED, "rule=season")
    if context.anchor is None:
        return _relative(context, "DATE", None, ANCHORED, "season")
    month = {"SP": 4, "SU": 7, "FA": 10, "WI": 1}[season.value]
    days = [date(context.anchor.year + off, month, 15) for off in (-1, 0, 1)]
    found = nearest(context.anchor, days, _side(tokens).replace("C", ""))
    return _relative(context, "DATE", f"{found.year}-{season.value}" if found else None, BY_TENSE, "season")


def read_period(tags: str, tokens: Sequence[Token], context: Context) -> Reading | None:
    """الأسبوع الماضي, هذا العام, الأيام الثلاثة الماضية, السنوات الأخيرة."""
    unit = _one(tokens, "vzjeqT")
    if unit is None:
        return None
    side = next((token.tag for token in tokens if token.tag in "PFCR"), "")
    if unit.tag in "eq":
        number = _one(tokens, "#O")
        if unit.tag == "q" and number is None:
            return _vague("DATE", "period vague")
        count = number.value.low if number else 2
        return Reading("DURATION", period(unit.value, count), 0, BY_TENSE, "rule=period")
    if side == "R":
        return _vague("DATE", "period vague")
    if unit.tag == "T":
        return _relative(context, "DATE", str(context.anchor), ANCHORED, "day+0")
    value = None
    if context.anchor and unit.value in ("W", "M", "Y", "YY", "CC"):
        value = calendar_unit(context.anchor, unit.value, {"P": -1, "F": 1}.get(side, 0))
    return _relative(context, "DATE", value, ANCHORED, f"period unit={unit.value}")


def read_edge(tags: str, tokens: Sequence[Token], context: Context) -> Reading | None:
    """منتصف ديسمبر, نهاية العام الجاري: the period, with its edge in why."""
    edge = next(index for index, token in enumerate(tokens) if token.tag == "m")
    inner = [token for token in tokens[edge + 1 :] if token.tag not in "w(" or len(tokens) > edge + 2]
    kinds = "".join(token.tag for token in inner)
    if "l" in kinds:
        found = read_decade(kinds, [token for token in inner if token.tag == "l"], context)
    elif "M" in kinds or "N" in kinds:
        found = read_month(kinds, inner, context)
    elif "J" in kinds:
        found = read_year(kinds, inner, context)
    elif _one(inner, "h"):
        found = _relative(context, "DATE", None, GUESSED, "month unnamed")
    else:
        found = read_period(kinds, inner, context)
    if found is None:
        return None
    score = found.score if _one(inner, "MNJPFCt") else min(found.score, GUESSED)
    return Reading(found.kind, found.value, found.vague, score, f"{found.why} mod={tokens[edge].value}")


# --- counted from here ------------------------------------------------------------------------------------


def _counted(tokens: Sequence[Token]) -> tuple[str, float] | None:
    """Return unit and count of «ثلاثة أسابيع», «عام», «يومين»; ``None`` where the number is not said."""
    unit = _one(tokens, "ukhydpq")
    number = _one(tokens, "#J")
    if unit is None or _one(tokens, "b") or (unit.tag in "pq" and number is None):
        return None
    count = number.value.low if number else 1
    return unit.value, count * (2 if unit.tag == "d" else 1)


def read_offset(tags: str, tokens: Sequence[Token], context: Context) -> Reading | None:
    """قبل ثلاثة أسابيع, منذ يومين, بعد عدة أشهر."""
    counted = _counted(tokens)
    if counted is None:
        return _vague("DATE", "offset vague")
    unit, count = counted
    about = " about" if "n" in tags else ""
    if context.event or (tags[0] == "Q" and not context.future):
        return Reading("DURATION", period(unit, count), 0, BY_TENSE, f"rule=offset event-relative{about}")
    if unit in ("H", "TM", "TS", "CC"):
        return Reading("DATE", None, 0, 0.7, "rule=offset finer-than-day")
    value = shifted(context.anchor, unit, count if tags[0] == "Q" else -count) if context.anchor else None
    return _relative(context, "DATE", value, BY_TENSE if about else ANCHORED, f"offset unit={unit}{about}")


def read_duration(tags: str, tokens: Sequence[Token], context: Context) -> Reading | None:
    """ثلاثة أشهر, لمدة أسبوع, أكثر من عام."""
    counted = _counted(tokens)
    if counted is None:
        return _vague("DURATION", "duration vague")
    approx = _one(tokens, "n")
    why = f"rule=duration mod={approx.value}" if approx else "rule=duration"
    return Reading("DURATION", period(*counted), 0, ANCHORED, why)


def read_repeated(tags: str, tokens: Sequence[Token], context: Context) -> Reading | None:
    """كل يوم, كل يوم سبت, سنويا."""
    if tags == "Y":
        return Reading("SET", tokens[0].value, 0, ANCHORED, "rule=set")
    weekday = _one(tokens, "Di")
    if weekday:
        return Reading("SET", f"XXXX-WXX-{weekday.value}", 0, ANCHORED, "rule=set")
    counted = _counted(tokens)
    return Reading("SET", period(*counted), 0, ANCHORED, "rule=set") if counted else None


def read_vague(tags: str, tokens: Sequence[Token], context: Context) -> Reading | None:
    """مؤخرا; «في وقت سابق اليوم» is placed by its day."""
    rest = tokens[1:]
    placed = read_day(tags[1:], rest, context) if rest else None
    return placed or _vague("DATE", "vague")


def read_feast(tags: str, tokens: Sequence[Token], context: Context) -> Reading | None:
    """بعد عيد الفطر: which day it was, the page does not say."""
    return _vague("DATE", "feast")


READERS: dict[str, Reader] = {
    "clock": read_clock,
    "vague": read_vague,
    "repeated": read_repeated,
    "edge": read_edge,
    "night": read_night,
    "this_part": read_this_part,
    "day": read_day,
    "decade": read_decade,
    "century": read_century,
    "year": read_year,
    "season": read_season,
    "month": read_month,
    "its_nth": read_nth,
    "nth": read_nth,
    "other_day": read_other_day,
    "period": read_period,
    "offset": read_offset,
    "feast": read_feast,
    "duration": read_duration,
}
