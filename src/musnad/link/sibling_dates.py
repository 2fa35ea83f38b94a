"""What siblings say of a report's day: at one place of a passage «اليوم» here, «أمس» of a known day there."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from musnad.records import Date, Reuse
from musnad.text import find_words

# Words that must be equal before or after two expressions for them to stand at the same place.
CONTEXT = 2
# Printed characters taken for a word and what stands after it; where that gives too few words, all are looked at.
_CHARACTERS_A_WORD = 16
# What a finding's ``why`` says of the day it means: so many days off the report's own, a weekday, its number.
DAY_OFF = re.compile(r"rule=day([+-]\d+)\b")
_WEEKDAY = re.compile(r"rule=weekday (past|next|tense=past|tense=future)\b")
SAID = re.compile(r"\bsaid=([1-7])\b")
_DAY = re.compile(r"\d{4}-\d\d-\d\d(?=T|$)")
# How far the day of the report may lie from a weekday it names, in days: least, most.
_REACH = {"past": (1, 7), "next": (-7, -1), "tense=past": (0, 6), "tense=future": (-6, 0)}
# The first day of a report of which only the last possible day is known.
OPEN = date.min


@dataclass(frozen=True, slots=True)
class Span:
    """Days between which a report was written, ends included, and what shows it."""

    first: date
    last: date
    why: str


@dataclass(frozen=True, slots=True)
class Side:
    """A passage seen from one report: its own stretch, the other report and the stretch there."""

    mine: tuple[int, int]
    report_id: str
    its: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Expression:
    """What an expression of time says: a ``day``, or so many days ``off`` the report's own, or a weekday near it."""

    start: int
    stop: int
    day: date | None
    off: int | None
    weekday: int | None
    reach: tuple[int, int] | None  # how far the report's day may lie from that weekday
    can_date: bool  # it may date its own report by a sibling
    is_placed: bool  # a sibling may be dated by it
    is_guessed: bool  # its day counts from a crawl: it is the last it can be


Round = tuple[list[str], list[str]]


@dataclass(frozen=True, slots=True)
class Readings:
    """The expressions of reports and the words round them, each read once: a report stands in many passages."""

    texts: Mapping[str, str]
    dates: Mapping[str, Sequence[Date]]
    read: dict[str, tuple[list[Expression], list[Expression]]] = field(default_factory=dict)
    rounds: dict[tuple[str, int, int], Round] = field(default_factory=dict)

    def of_report(self, report_id: str) -> tuple[list[Expression], list[Expression]]:
        """Return the expressions that can date this report, and those that can date another."""
        if report_id not in self.read:
            every = [_expression(row) for row in self.dates.get(report_id, ())]
            self.read[report_id] = [each for each in every if each.can_date], [each for each in every if each.is_placed]
        return self.read[report_id]

    def round(self, report_id: str, each: Expression) -> Round:
        """Return the words before and after an expression."""
        key = report_id, each.start, each.stop
        if key not in self.rounds:
            self.rounds[key] = words_round(self.texts[report_id], each.start, each.stop, CONTEXT)
        return self.rounds[key]


def sides_of(reuse: Iterable[Reuse], texts: Collection[str], dated: Collection[str]) -> dict[str, list[Side]]:
    """Return for each of these reports that is not ``dated`` its passages, seen from it."""
    found: dict[str, list[Side]] = defaultdict(list)
    for link in reuse:
        if link.kind == "passage" and link.left_id in texts and link.right_id in texts:
            left, right = (link.left_start, link.left_stop), (link.right_start, link.right_stop)
            if link.left_id not in dated:
                found[link.left_id].append(Side(left, link.right_id, right))
            if link.right_id not in dated:
                found[link.right_id].append(Side(right, link.left_id, left))
    return found


def days_by_sibling(mine: str, side: Side, its_days: Span, readings: Readings) -> Iterator[Span]:
    """Yield the days at which ``mine`` was written by each pair of expressions at one place of a passage."""
    its_rows = [row for row in readings.of_report(side.report_id)[1] if _within(row, side.its)]
    if not its_rows:
        return
    for my_row in readings.of_report(mine)[0]:
        if not _within(my_row, side.mine):
            continue
        for its_row in its_rows:
            day = _placed(its_row, its_days)
            span = _written(my_row, day, side.report_id, guessed=its_row.is_guessed) if day else None
            if span and _same_place(readings.round(mine, my_row), readings.round(side.report_id, its_row)):
                yield span


def shifted(day: date, days: int) -> date | None:
    """Return the day so many days later; ``None`` outside the calendar."""
    try:
        return day + timedelta(days)
    except OverflowError:
        return None


def day_of(value: str | None) -> date | None:
    """Return the day a value names, whole or with a time; ``None`` where it names none."""
    match = _DAY.match(value) if value else None
    try:
        return date.fromisoformat(match[0]) if match else None
    except ValueError:
        return None


def _expression(row: Date) -> Expression:
    off, weekday, said = DAY_OFF.search(row.why), _WEEKDAY.search(row.why), SAID.search(row.why)
    day, quoted = day_of(row.value), "in-quotation" in row.why
    return Expression(
        row.start,
        row.stop,
        day,
        int(off[1]) if off else None,
        int(said[1]) if said else None,
        _REACH[weekday[1]] if weekday else None,
        can_date=not quoted and bool(off or (weekday and said)),
        is_placed=not quoted and "contradicts" not in row.why and bool(day or (off and not row.value)),
        is_guessed="anchor=crawl" in row.why,
    )


def _within(row: Expression, place: tuple[int, int]) -> bool:
    return place[0] <= row.start and row.stop <= place[1]


def _placed(row: Expression, days: Span) -> date | None:
    """Return the day an expression of a report means that was written on these days."""
    if row.day or row.off is None:
        return row.day
    return shifted(days.first, row.off) if days.first == days.last else None


def _written(row: Expression, day: date, sibling: str, *, guessed: bool) -> Span | None:
    """Return the days a report may be of that calls ``day`` what this expression calls it.

    ``guessed``: the day counts from a crawl, so it is the last it can be.
    """
    first = last = None
    if row.off is not None:
        first = last = shifted(day, -row.off)
    elif row.reach and row.weekday == day.isoweekday() and not guessed:
        first, last = shifted(day, row.reach[0]), shifted(day, row.reach[1])
    if first is None or last is None:
        return None
    return Span(OPEN if guessed else first, last, f"rule=aligned sibling={sibling}")


def _same_place(mine: Round, its: Round) -> bool:
    """Tell whether the same words stand before or after two expressions."""
    return any(len(one) == CONTEXT and one == other for one, other in zip(mine, its, strict=True))


def words_round(text: str, start: int, stop: int, count: int) -> Round:
    """Return up to ``count`` folded words that begin before ``start``, and as many that begin at ``stop`` or later."""
    reach = count * _CHARACTERS_A_WORD
    # no word holds a space, so that a text cut at spaces has the same words
    first = text.rfind(" ", 0, max(0, start - reach)) + 1
    last = text.find(" ", stop + reach)
    words = find_words(text[first : last if last >= 0 else len(text)])
    before, after = bisect_left(words.starts, start - first), bisect_left(words.starts, stop - first)
    if (before < count and first > 0) or (len(words) - after < count and last >= 0):
        words = find_words(text)
        before, after = bisect_left(words.starts, start), bisect_left(words.starts, stop)
    return words.folded[max(0, before - count) : before], words.folded[after : after + count]
