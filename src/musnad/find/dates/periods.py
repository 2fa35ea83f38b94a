"""Months, years and longer; lengths of time, and what is counted by them."""

# One signature for all readings, though some need no context.
# ruff: noqa: ARG001

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from musnad.find.dates.days import read_day
from musnad.find.dates.readings import (
    ANCHORED,
    BY_TENSE,
    CERTAIN,
    GUESSED,
    Context,
    Reading,
    first_of,
    relative,
    side_of,
    vague_reading,
)
from musnad.find.dates.tags import Month, Token
from musnad.find.dates.values import (
    calendar_unit,
    day_of,
    hijri_day,
    hijri_month,
    hijri_year,
    hijri_year_of,
    nearest,
    period,
    shifted,
)

# Four digits after «في» or «منذ» alone are taken for a year in this range only.
BARE_YEARS = (1800, 2100)


def read_month(tags: str, tokens: Sequence[Token], context: Context) -> Reading | None:
    """حزيران/يونيو 2014, نوفمبر الماضي, شهر رمضان."""
    token = first_of(tokens, "MN")
    if token is None:
        return None
    month: Month = token.value
    after = tokens[tokens.index(token) + 1 :]
    other = first_of(after, "MN")
    if other and other.value != month:  # سبتمبر/أكتوبر: two months, no name twice
        return Reading("DATE", None, 0, 0.7, "rule=months")
    year = first_of(after, "J")
    if year:
        return _month_of_year(month, int(year.value.low))
    if context.anchor is None:
        return relative(context, "DATE", None, ANCHORED, "month")
    value, score = _month_near(month, after, context.anchor, "P" if context.past else "")
    return relative(context, "DATE", value, score, "month year=anchor")


def _month_of_year(month: Month, year: int) -> Reading:
    value = hijri_month(year, month.number) if month.hijri else f"{year:04}-{month.number:02}"
    return Reading("DATE", value, 0, CERTAIN, "rule=month-year" + (" hijri" if month.hijri else ""))


def _month_near(month: Month, after: Sequence[Token], anchor: date, default: str) -> tuple[str | None, float]:
    base = hijri_year_of(anchor) if month.hijri else anchor.year
    if base is None:
        return None, GUESSED
    side = side_of(after) or default
    middle = hijri_day if month.hijri else day_of
    days = {day: year for year in (base - 1, base, base + 1) if (day := middle(year, month.number, 15))}
    if first_of(after, "z") and side in ("P", "F"):
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
    token = first_of(tokens, "J")
    if token is None:
        return read_period(tags, tokens, context)
    year, suffix = int(token.value.low), token.value.suffix
    if len(tokens) == 1 and not suffix and not BARE_YEARS[0] <= year <= BARE_YEARS[1]:
        return None  # «في 1621 قضية» is a count
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
    season = first_of(tokens, "s")
    year = first_of(tokens, "J")
    if season is None:
        return None
    if year:
        return Reading("DATE", f"{int(year.value.low):04}-{season.value}", 0, ANCHORED, "rule=season")
    if context.anchor is None:
        return relative(context, "DATE", None, ANCHORED, "season")
    month = {"SP": 4, "SU": 7, "FA": 10, "WI": 1}[season.value]
    days = [date(context.anchor.year + off, month, 15) for off in (-1, 0, 1)]
    found = nearest(context.anchor, days, side_of(tokens).replace("C", ""))
    return relative(context, "DATE", f"{found.year}-{season.value}" if found else None, BY_TENSE, "season")


def read_period(tags: str, tokens: Sequence[Token], context: Context) -> Reading | None:
    """الأسبوع الماضي, هذا العام, الأيام الثلاثة الماضية, السنوات الأخيرة."""
    unit = first_of(tokens, "vzjeqT")
    if unit is None:
        return None
    side = next((token.tag for token in tokens if token.tag in "PFCR"), "")
    if unit.tag in "eq":
        number = first_of(tokens, "#O")
        if unit.tag == "q" and number is None:
            return vague_reading("DATE", "period vague")
        count = number.value.low if number else 2
        return Reading("DURATION", period(unit.value, count), 0, BY_TENSE, "rule=period")
    if side == "R":
        return vague_reading("DATE", "period vague")
    if unit.tag == "T":
        return relative(context, "DATE", str(context.anchor), ANCHORED, "day+0")
    value = None
    if context.anchor and unit.value in ("W", "M", "Y", "YY", "CC"):
        value = calendar_unit(context.anchor, unit.value, {"P": -1, "F": 1}.get(side, 0))
    return relative(context, "DATE", value, ANCHORED, f"period unit={unit.value}")


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
    elif first_of(inner, "h"):
        found = relative(context, "DATE", None, GUESSED, "month unnamed")
    else:
        found = read_period(kinds, inner, context)
    if found is None:
        return None
    score = found.score if first_of(inner, "MNJPFCt") else min(found.score, GUESSED)
    return Reading(found.kind, found.value, found.vague, score, f"{found.why} mod={tokens[edge].value}")


def _counted(tokens: Sequence[Token]) -> tuple[str, float] | None:
    """Return unit and count of «ثلاثة أسابيع», «عام», «يومين»; ``None`` where the number is not said."""
    unit = first_of(tokens, "ukhydpq")
    number = first_of(tokens, "#J")
    if unit is None or first_of(tokens, "b") or (unit.tag in "pq" and number is None):
        return None
    count = number.value.low if number else 1
    return unit.value, count * (2 if unit.tag == "d" else 1)


def read_offset(tags: str, tokens: Sequence[Token], context: Context) -> Reading | None:
    """قبل ثلاثة أسابيع, منذ يومين, بعد عدة أشهر."""
    counted = _counted(tokens)
    if counted is None:
        return vague_reading("DATE", "offset vague")
    unit, count = counted
    about = " about" if "n" in tags else ""
    if context.event or (tags[0] == "Q" and not context.future):
        return Reading("DURATION", period(unit, count), 0, BY_TENSE, f"rule=offset event-relative{about}")
    if unit in ("H", "TM", "TS", "CC"):
        return Reading("DATE", None, 0, 0.7, "rule=offset finer-than-day")
    value = shifted(context.anchor, unit, count if tags[0] == "Q" else -count) if context.anchor else None
    return relative(context, "DATE", value, BY_TENSE if about else ANCHORED, f"offset unit={unit}{about}")


def read_duration(tags: str, tokens: Sequence[Token], context: Context) -> Reading | None:
    """ثلاثة أشهر, لمدة أسبوع, أكثر من عام."""
    counted = _counted(tokens)
    if counted is None:
        return vague_reading("DURATION", "duration vague")
    approx = first_of(tokens, "n")
    why = f"rule=duration mod={approx.value}" if approx else "rule=duration"
    return Reading("DURATION", period(*counted), 0, ANCHORED, why)


def read_repeated(tags: str, tokens: Sequence[Token], context: Context) -> Reading | None:
    """كل يوم, كل يوم سبت, سنويا."""
    if tags == "Y":
        return Reading("SET", tokens[0].value, 0, ANCHORED, "rule=set")
    weekday = first_of(tokens, "Di")
    if weekday:
        return Reading("SET", f"XXXX-WXX-{weekday.value}", 0, ANCHORED, "rule=set")
    counted = _counted(tokens)
    return Reading("SET", period(*counted), 0, ANCHORED, "rule=set") if counted else None


def read_vague(tags: str, tokens: Sequence[Token], context: Context) -> Reading | None:
    """مؤخرا; «في وقت سابق اليوم» is placed by its day."""
    rest = tokens[1:]
    placed = read_day(tags[1:], rest, context) if rest else None
    return placed or vague_reading("DATE", "vague")


def read_feast(tags: str, tokens: Sequence[Token], context: Context) -> Reading | None:
    """بعد عيد الفطر: which day it was, the page does not say."""
    return vague_reading("DATE", "feast")
