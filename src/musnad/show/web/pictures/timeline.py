"""The timeline of a story: reports, events and statements by day on a scale; each column filters the page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from markupsafe import Markup

from musnad.compare.timeline import Moment
from musnad.show.web.pictures.drawing import from_start, link, wide
from musnad.show.web.pictures.scale import Scale, column_of, core_of, day_of, key_of, scale_of, ticks, words_of
from musnad.show.web.viewing import Asked, said

KINDS = ("report", "event", "statement")
# Pixels: the columns, and the two lines of names below them.
COLUMNS_HIGH, NAMES_HIGH = 90, 38
# So much of a column's width is left empty.
GAP = 0.14
# Names of months that belong to a day behind this part of the scale, in per cent, end at it.
LAST_TO_LEAD = 70


@dataclass(frozen=True, slots=True)
class Column:
    """What happened, was said and printed in one stretch of days; ``key`` filters on it."""

    key: str
    words: str
    href: str
    numbers: dict[str, int]
    is_picked: bool

    @property
    def total(self) -> int:
        return sum(self.numbers.values())


@dataclass(frozen=True, slots=True)
class Timeline:
    """The picture, its columns as a table, and how many moments have no day of their own.

    ``outside``: what came before all columns and after them, on few days far away; the table has it, too.
    """

    svg: Markup
    columns: list[Column]
    unplaced: int
    outside: list[Column]


def timeline_picture(moments: Sequence[Moment], asked: Asked) -> Timeline | None:
    """Return the picture of a story's moments; ``None`` where no day is known."""
    dated = Counter((day, moment.kind) for moment in moments if (day := known_day(moment)) is not None)
    return days_picture(dated, len(moments) - dated.total(), asked)


def days_picture(dated: Mapping[tuple[date, str], int], unplaced: int, asked: Asked) -> Timeline | None:
    """Return the picture of how many things of each kind there are on each day; ``None`` where there is none."""
    if not dated:
        return None
    first, last = core_of(_by_day(dated))
    scale = scale_of([first, last])
    drawn = _columns({cell: number for cell, number in dated.items() if first <= cell[0] <= last}, scale, asked)
    highest = max(column.total for column in drawn)
    parts = [*_axis(scale, highest, asked), *(_drawn(each, scale, highest, asked) for each in drawn)]
    label = said("timeline").in_language(asked.language)
    before = _outside({cell: number for cell, number in dated.items() if cell[0] < first}, asked)
    after = _outside({cell: number for cell, number in dated.items() if cell[0] > last}, asked)
    svg = wide(COLUMNS_HIGH + NAMES_HIGH, label, parts, "days-of")
    return Timeline(svg, [*before, *drawn, *after], unplaced, [*before, *after])


def known_day(moment: Moment) -> date | None:
    """Return the day of a moment; ``None`` where it may be several days."""
    first, last = (moment.earliest or "")[:10], (moment.latest or "")[:10]
    return day_of(first) if first == last else None


def falls_in(earliest: str | None, latest: str | None, key: str) -> bool:
    """Tell whether something surely lies within the days an address names."""
    first, _, last = key.partition("/")
    return bool(earliest and latest) and first <= str(earliest)[:10] and str(latest)[:10] <= (last or first)


def _by_day(dated: Mapping[tuple[date, str], int]) -> Counter[date]:
    numbers: Counter[date] = Counter()
    for (day, _), number in dated.items():
        numbers[day] += number
    return numbers


def _columns(dated: Mapping[tuple[date, str], int], scale: Scale, asked: Asked) -> list[Column]:
    counts: dict[tuple[date, date], Counter[str]] = {}
    for (day, kind), number in dated.items():
        counts.setdefault(column_of(day, scale.unit), Counter())[kind] += number
    return [_column(key_of(*ends), numbers, asked) for ends, numbers in sorted(counts.items())]


def _outside(dated: Mapping[tuple[date, str], int], asked: Asked) -> list[Column]:
    """Return one column of all these, from their first day to their last; none where there are none."""
    if not dated:
        return []
    numbers: Counter[str] = Counter()
    for (_, kind), number in dated.items():
        numbers[kind] += number
    days = sorted(_by_day(dated))
    return [_column(key_of(days[0], days[-1] + timedelta(1)), numbers, asked)]


def _column(key: str, numbers: Counter[str], asked: Asked) -> Column:
    picked = asked.get("day")
    href = asked.here(day="" if key == picked else key, part="", from_row="")
    words = words_of(key).in_language(asked.language)
    return Column(key, words, href, {kind: numbers[kind] for kind in KINDS}, key == picked)


def _drawn(column: Column, scale: Scale, highest: int, asked: Asked) -> Markup:
    first = day_of(column.key) or scale.first
    start, stop = scale.at(first), scale.at(column_of(first, scale.unit)[1])
    size = (stop - start) * (1 - GAP)
    left = from_start(start + (stop - start) * GAP / 2, size, asked.language)
    # the whole height can be hit, however low the column
    parts = [_rect(left, 0, size, COLUMNS_HIGH, "hit")]
    top = float(COLUMNS_HIGH)
    for kind in KINDS:
        high = (COLUMNS_HIGH - 14) * column.numbers[kind] / highest
        top -= high
        if high:
            parts.append(_rect(left, top, size, high, f"m-{kind}"))
    told = [
        f"{said('moment_' + kind).in_language(asked.language)} {column.numbers[kind]}"
        for kind in KINDS
        if column.numbers[kind]
    ]
    faint = "faint" if asked.get("day") and not column.is_picked else ""
    words = f"{column.words}: {' · '.join(told)}"
    return link(column.href, words, Markup("").join(parts), style=faint, current=column.is_picked)


def _rect(left: float, top: float, size: float, high: float, style: str) -> Markup:
    return Markup('<rect x="{:.2f}%" y="{:.1f}" width="{:.2f}%" height="{:.1f}" class="{}"/>').format(
        left, top, size, high, style
    )


def _axis(scale: Scale, highest: int, asked: Asked) -> Iterator[Markup]:
    """Yield the height of the highest column, the ground, and the named days."""
    text = Markup('<text x="{}%" y="10" class="{}">{}</text>')
    yield Markup('<line x1="0" x2="100%" y1="14" y2="14" class="grid"/>')
    yield text.format(*((0, "start") if asked.language == "en" else (100, "end")), highest)
    yield Markup('<line x1="0" x2="100%" y1="{0}" y2="{0}" class="ground"/>').format(COLUMNS_HIGH)
    for tick in ticks(scale):
        at = from_start(tick.at, 0, asked.language)
        yield Markup('<line x1="{0:.2f}%" x2="{0:.2f}%" y1="{1}" y2="{2}" class="ground"/>').format(
            at, COLUMNS_HIGH, COLUMNS_HIGH + 5
        )
        yield _label(at, COLUMNS_HIGH + 16, tick.name.in_language(asked.language), leads=True, asked=asked)
        if tick.over is not None:
            # a long name near the end would leave the picture: it ends where it belongs
            leads = tick.at < LAST_TO_LEAD
            yield _label(at, COLUMNS_HIGH + 32, tick.over.in_language(asked.language), leads=leads, asked=asked)


def _label(at: float, y: int, words: str, *, leads: bool, asked: Asked) -> Markup:
    """Return a name below the ground: it leads away from its place, or ends there."""
    side = "start" if leads == (asked.language == "en") else "end"
    return Markup('<text x="{:.2f}%" y="{}" class="{}">{}</text>').format(at, y, side, words)
