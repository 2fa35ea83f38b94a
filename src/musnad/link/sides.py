"""One side of a passage: its words in the report, and what was found there.

What is known of a report is put in order once for all its passages, so that a place is looked up and nothing
is gone through.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from operator import attrgetter
from typing import Generic, Protocol, TypeVar

from musnad.alignment import NO_FACTS, Facts
from musnad.link.marks import Marked, marked_stretches
from musnad.records import Date, Figure, Mention, Quote
from musnad.text import Words, find_words

# A label term reaches at most so many words out of a change.
_CONTEXT = 3
# A percent sign stands so near behind a change, at most.
_NEAR_SIGN = 3
_PERCENT = re.compile("[%٪]")
_start, _stop = attrgetter("start"), attrgetter("stop")


class _Row(Protocol):
    @property
    def start(self) -> int: ...
    @property
    def stop(self) -> int: ...


Row = TypeVar("Row", bound=_Row)


@dataclass(frozen=True, slots=True)
class Placed(Generic[Row]):
    """Rows of one report in the text's order, to be asked for by their place."""

    rows: Sequence[Row]
    starts: Sequence[int]
    furthest: Sequence[int]  # the last stop of this row and of all before it

    def over(self, start: int, stop: int) -> Sequence[Row]:
        """Return the rows that reach into a place."""
        first, last = bisect_right(self.furthest, start), bisect_left(self.starts, stop)
        return [each for each in self.rows[first:last] if each.stop > start] if first < last else ()

    def any_over(self, start: int, stop: int) -> bool:
        """Tell whether a row reaches into a place."""
        last = bisect_left(self.starts, stop)
        return last > 0 and self.furthest[last - 1] > start

    def any_round(self, start: int, stop: int) -> bool:
        """Tell whether a row holds all of a place."""
        last = bisect_right(self.starts, start)
        return last > 0 and self.furthest[last - 1] >= stop


def placed(rows: Iterable[Row]) -> Placed[Row]:
    ordered = sorted(rows, key=_start)
    return Placed(ordered, list(map(_start, ordered)), list(accumulate(map(_stop, ordered), max)))


@dataclass(frozen=True, slots=True)
class Findings:
    """A report's words, and what stages found in it, in the text's order."""

    text: str
    words: Words
    printed: Sequence[str]  # the words as printed
    told: Placed[Mention | Date | Figure]  # all that may bear on a change
    mentions: Placed[Mention]
    dates: Placed[Date]
    figures: Placed[Figure]
    quotes: Sequence[Quote]
    marked: Placed[Marked]
    direct: Placed[Quote]  # somebody's own words
    percents: Sequence[int]  # where percent signs stand


def findings_of(
    text: str, mentions: Sequence[Mention], dates: Sequence[Date], figures: Sequence[Figure], quotes: Sequence[Quote]
) -> Findings:
    """Return what is known of a report's text, for all its passages."""
    words = find_words(text)
    marked = marked_stretches(text)
    return Findings(
        text,
        words,
        [text[start:stop] for start, stop in zip(words.starts, words.stops, strict=True)],
        placed([*mentions, *dates, *figures]),
        placed(mentions),
        placed(dates),
        placed(figures),
        quotes,
        placed(marked),
        placed(each for each in quotes if _direct(each, quotes)),
        [match.start() for match in _PERCENT.finditer(text)] if "%" in text or "٪" in text else (),
    )


def _direct(quote: Quote, quotes: Sequence[Quote]) -> bool:
    """Tell whether a quote is somebody's own words; without marks only if it holds no other quote's beginning."""
    if quote.type != "direct":
        return False
    return quote.form == "verbatim_marked" or not any(quote.start < each.start < quote.stop for each in quotes)


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a passage: its words in the report, folded and as printed, and what was found in the report."""

    findings: Findings
    inside: range
    folded: tuple[str, ...]
    printed: Sequence[str]

    def place(self, first: int, stop: int) -> tuple[int, int]:
        """Return the printed place of the words ``first:stop`` of the passage; of none, the point before the next."""
        words, base = self.findings.words, self.inside.start
        if first < stop:
            return words.starts[base + first], words.stops[base + stop - 1]
        at = words.starts[base + first] if first < len(self.folded) else words.stops[base + first - 1]
        return at, at

    def text(self, place: tuple[int, int]) -> str:
        """Return what is printed at a place of the report."""
        return self.findings.text[place[0] : place[1]]


def side_of(findings: Findings, start: int, stop: int) -> Side:
    """Return the words of a report between two offsets as a side of a passage."""
    inside = findings.words.within(start, stop)
    first, last = inside.start, inside.stop
    return Side(findings, inside, tuple(findings.words.folded[first:last]), findings.printed[first:last])


def facts_of(side: Side, place: tuple[int, int], first: int, last: int, percent: bool, *, in_context: bool) -> Facts:
    """Return what the findings say about the words ``first:last`` at a place; ``in_context``: and what stands by.

    ``percent``: a percent sign stands near, as ``percent_near`` tells.
    """
    start, stop = place
    found = side.findings
    told = found.told.any_over(start - 2, stop + 1)
    if not (told or percent or in_context):
        return NO_FACTS
    before = side.folded[max(0, first - _CONTEXT) : first] if in_context else ()
    after = side.folded[last : last + _CONTEXT] if in_context else ()
    if not told:
        return Facts(before=before, after=after, percent=percent)
    # beside an empty place a mention may end before the space
    mentions = found.mentions.over(start, stop) if start < stop else found.mentions.over(start - 2, start + 1)
    dates, figures = found.dates.over(start, stop), found.figures.over(start, stop)
    named = bool(mentions) and _named(found.text, place, mentions)
    return Facts(
        named,
        found.text[mentions[0].start : mentions[0].stop] if named else "",
        bool(dates),
        dates[0].value if dates else None,
        tuple((each.low, each.high) for each in figures),
        before,
        after,
        percent,
    )


def _named(text: str, place: tuple[int, int], mentions: Sequence[Mention]) -> bool:
    """Tell whether mentions hold all letters of a place."""
    start, stop = place
    if len(mentions) == 1 and start < stop <= mentions[0].stop and mentions[0].start <= start + 3:
        return True  # an article or proclitic before a name does not make it less of a name
    at = start
    for each in mentions:
        if any(map(str.isalpha, text[at : each.start])):
            return False
        at = max(at, each.stop)
    return not any(map(str.isalpha, text[at:stop]))


def percent_near(side: Side, place: tuple[int, int], first: int) -> bool:
    """Tell whether a percent sign stands beside a place, between the word before it and a little behind it.

    Before an empty place a word may stand between that the words of the other side end with: 5% في / 5 في [المئة في].
    """
    percents = side.findings.percents
    if not percents:
        return False
    start, stop = place
    index = side.inside.start + first
    behind = index - (2 if start == stop else 1)
    begin = min(side.findings.words.stops[behind] if behind >= 0 else 0, max(0, start - 2))
    return bisect_left(percents, begin) < bisect_left(percents, stop + _NEAR_SIGN)


def in_quotation(side: Side, place: tuple[int, int], any_words: bool) -> bool:
    """Tell whether a place stands between quotation marks or, if there are words, in somebody's own words."""
    start, stop = place
    found = side.findings
    return found.marked.any_round(start - 1, stop + 1) or (any_words and found.direct.any_round(start, stop))
