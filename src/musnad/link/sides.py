"""One side of a passage: its words in the report, and what was found there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from musnad.alignment import Facts
from musnad.link.marks import Marked
from musnad.records import Date, Figure, Mention, Quote, Report
from musnad.text import Words

# A label term reaches at most so many words out of a change.
_CONTEXT = 3


@dataclass(frozen=True, slots=True)
class Findings:
    """What stages found in one report, each list in the text's order."""

    mentions: list[Mention]
    dates: list[Date]
    figures: list[Figure]
    quotes: list[Quote]
    marked: list[Marked]


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a passage: its words in the report, and what was found in the report."""

    report: Report
    words: Words
    inside: range
    findings: Findings

    def place(self, first: int, stop: int) -> tuple[int, int]:
        """Return the printed place of the words ``first:stop`` of the passage; of none, the point before the next."""
        base = self.inside.start
        if first < stop:
            return self.words.starts[base + first], self.words.stops[base + stop - 1]
        if first < len(self.inside):
            return self.words.starts[base + first], self.words.starts[base + first]
        return self.words.stops[base + first - 1], self.words.stops[base + first - 1]

    @property
    def folded(self) -> list[str]:
        return self.words.folded[self.inside.start : self.inside.stop]

    @property
    def printed(self) -> list[str]:
        return [self.words.printed(index) for index in self.inside]


def facts_of(side: Side, place: tuple[int, int], first: int, last: int) -> Facts:
    start, stop = place
    before, after = _around(side, first, last)
    percent = any(sign in side.report.text[_behind(side, first, start) : stop + 3] for sign in "%٪")
    mentions = [each for each in side.findings.mentions if each.start < max(stop, start + 1) and each.stop > start]
    dates = [each for each in side.findings.dates if each.start < stop and each.stop > start]
    figures = [each for each in side.findings.figures if each.start < stop and each.stop > start]
    if start == stop:
        mentions = [each for each in side.findings.mentions if each.start <= start and each.stop >= start - 1]
    if not (mentions or dates or figures):
        return Facts(before=before, after=after, percent=percent)
    covered = bool(mentions) and all(
        any(each.start <= at < each.stop for each in mentions)
        for at in range(start, stop)
        if side.report.text[at].isalpha()
    )
    # an article or proclitic before a name does not make it less of a name
    named = covered or (
        len(mentions) == 1 and stop > start and mentions[0].stop >= stop and mentions[0].start <= start + 3
    )
    text = side.report.text
    return Facts(
        named,
        text[mentions[0].start : mentions[0].stop] if named else "",
        bool(dates),
        dates[0].value if dates else None,
        tuple((each.low, each.high) for each in figures),
        before,
        after,
        percent,
    )


def _behind(side: Side, first: int, start: int) -> int:
    """Return where what stands between the word before a place and the place begins; a character at least."""
    index = side.inside.start + first
    return min(side.words.stops[index - 1] if index else 0, max(0, start - 2))


def _around(side: Side, first: int, stop: int) -> tuple[str, str]:
    """Return the few words before and behind the words ``first:stop`` of a passage."""
    before, after = max(0, first - _CONTEXT), min(len(side.inside), stop + _CONTEXT)
    text = side.report.text
    return text[slice(*side.place(before, first))], text[slice(*side.place(stop, after))]


def in_quotation(side: Side, place: tuple[int, int], any_words: bool) -> bool:
    start, stop = place
    for each in side.findings.marked:
        if each.start < start and stop < each.stop:
            return True
    if not any_words:
        return False
    quotes = side.findings.quotes
    return any(_direct(each, quotes) and each.start <= start and stop <= each.stop for each in quotes)


def _direct(quote: Quote, quotes: Sequence[Quote]) -> bool:
    """Tell whether a quote is somebody's own words; without marks only if it holds no other quote's beginning."""
    if quote.type != "direct":
        return False
    return quote.form == "verbatim_marked" or not any(quote.start < each.start < quote.stop for each in quotes)
