"""Passages two reports share, edits inside, in any order and any language.

Only what an outlet prints as news is compared: headline, standfirst, body, caption; never furniture.
The kernels of ``link/shingles.py`` find runs of equal words over the whole case; ``link/passages.py``
looks closely at each pair; ``link/formulae.py`` says what is no sign of copying.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import chain, pairwise

from musnad.lang import Lang
from musnad.link import passages
from musnad.link.comparisons import comparison_id, passages_of, text_digest, written
from musnad.link.corpora import Corpus, pack_reports
from musnad.link.evidence import WHOLE, shared_part, thin_reason
from musnad.link.formulae import Commons, common_reason, filled_in, find_commons, mostly_stock
from musnad.link.passages import FEWEST_WORDS, Passage, Run, Side
from musnad.link.retellings import Retellings, find_rare
from musnad.link.rewordings import find_rewordings
from musnad.link.shingles import Limits, PairRuns, runs_by_pair, shared_runs
from musnad.records import Comparison, Piece, Report, Reuse, likely_day, make_id, reading_order

# Begins with a set of characters, so that the search runs from one to the next.
_SENTENCE_END = re.compile(r"[.!?؟…۔\n](?:(?<=\n)|[\"”»’)\]]*(?:(?=\s)|(?=[^\W_])|$))")
# What a sentence worded anew is worth beside one copied with as many equal words.
REWORDED = 0.8
# Texts kept at hand while pairs are looked at: a few megabytes.
_SIDES_AT_HAND = 4096


@dataclass(frozen=True, slots=True)
class Found:
    """What two reports share: numbers of the reports in reading order, and the passages in the left one's order.

    ``id`` names the close look at them, "" where none was needed.
    """

    left: int
    right: int
    passages: list[Passage]
    id: str = ""


def find_reuse(
    reports: Sequence[Report],
    pieces: Iterable[Piece],
    *,
    lang: Lang | None,
    within_days: int | None = None,
    across_outlets: bool = False,
) -> Iterator[Reuse]:
    """Yield a row for each passage two reports share, the earlier report left, in reading order.

    Every run of at least 8 equal folded words lies in a row, unless its words stand together at more
    than ``shingles.MOST_PLACES_LONG`` places of the case or are common: then it lies in a row with the report
    before it. ``kind`` is ``formula`` for stock phrases, templates, standing texts and strings of names.
    ``score`` is the share of equal words (0..1), four fifths of it for a sentence worded anew (``reworded``
    in ``why``). ``within_days`` and ``across_outlets`` leave pairs out before they are made.
    """
    rows = compare_reports(reports, pieces, lang=lang, within_days=within_days, across_outlets=across_outlets)
    return (row for row in rows if isinstance(row, Reuse))


def compare_reports(
    reports: Sequence[Report],
    pieces: Iterable[Piece],
    earlier: Iterable[Comparison] = (),
    *,
    lang: Lang | None,
    within_days: int | None = None,
    across_outlets: bool = False,
) -> Iterator[Reuse | Comparison]:
    """Yield what ``find_reuse`` yields, and a row for each close look, to be given back as ``earlier`` next time.

    What ``earlier`` holds is not looked at again; the rows are the same with and without.
    """
    ordered = sorted(reports, key=reading_order)
    corpus = pack_reports(ordered, pieces)
    runs = shared_runs(corpus, limits_of(ordered, within_days, across_outlets))
    commons = find_commons(runs)
    pairs = runs_by_pair(corpus, runs)
    del runs
    book = _Book(ordered, corpus)
    known = {row.id: row for row in earlier}
    told: set[str] = set()
    for found in _with_retellings(book, _look_closely(book, pairs, commons, known), lang):
        yield from _rows(book, found, commons, lang)
        if found.id and found.id not in told:
            told.add(found.id)
            yield known.get(found.id) or written(found.id, found.passages)


def limits_of(reports: Sequence[Report], within_days: int | None, across_outlets: bool) -> Limits:
    """Return the limits of a comparison of these reports."""
    import numpy as np

    days = [_day_number(likely_day(report)) for report in reports]
    numbers = {outlet: number for number, outlet in enumerate(sorted({each.outlet_id or "" for each in reports}))}
    outlets = [numbers[report.outlet_id] if report.outlet_id else -1 for report in reports]
    return Limits(np.array(days, np.int32), np.array(outlets, np.int32), within_days, across_outlets)


def _day_number(day: str | None) -> int:
    """Return the number of a day, -1 where it is unknown or none of the calendar."""
    try:
        return date.fromisoformat(day).toordinal() if day else -1
    except ValueError:
        return -1


class _Book:
    """The reports and their words, opened where they are needed."""

    def __init__(self, reports: Sequence[Report], corpus: Corpus) -> None:
        self.reports = reports
        self.corpus = corpus
        self.bounds: list[int] = corpus.bounds.tolist()
        self.starts, self.stops = corpus.starts.data, corpus.stops.data
        self.numeric = corpus.numeric.tobytes()
        self.days = [_day_number(likely_day(report)) for report in reports]
        self.side = lru_cache(maxsize=_SIDES_AT_HAND)(self._side)
        self.digest = lru_cache(maxsize=None)(self._digest)

    def _side(self, text: int) -> Side:
        first, last = self.bounds[text], self.bounds[text + 1]
        words = array("Q", self.corpus.words[first:last].tobytes())
        at = self.corpus.stretches.searchsorted((first, last))
        bounds = (self.corpus.stretches[at[0] : at[1] + 1] - first).tolist() if words else [0]
        begins = set(bounds)
        ends = [match.start() for match in _SENTENCE_END.finditer(self.reports[text].text)]
        for low, high in pairwise(bounds):
            after = self.corpus.starts[first + low : first + high].searchsorted(ends, side="right").tolist()
            begins.update(
                low + index
                for end, index in zip(ends, after, strict=True)
                if 0 < index < high - low and self.stops[first + low + index - 1] <= end
            )
        return Side(words, sorted(begins), bounds)

    def _digest(self, text: int) -> bytes:
        """Return what a close look at a text depends on."""
        first, last = self.bounds[text], self.bounds[text + 1]
        at = self.corpus.stretches.searchsorted((first, last))
        stretches = self.corpus.stretches[at[0] : at[1] + 1] - first
        parts = (self.corpus.words[first:last], self.corpus.starts[first:last], stretches)
        return text_digest(
            *(each.tobytes() for each in parts), self.reports[text].text.encode("utf-8", "surrogatepass")
        )

    def place(self, text: int, start: int, stop: int) -> tuple[int, int]:
        """Return the printed place of the words ``start:stop`` of a text."""
        first = self.bounds[text]
        return self.starts[first + start], self.stops[first + stop - 1]

    def size(self, text: int) -> int:
        return self.bounds[text + 1] - self.bounds[text]

    def days_between(self, left: int, right: int) -> int | None:
        """Return how many days apart two reports were printed, ``None`` where one of the days is unknown."""
        one, other = self.days[left], self.days[right]
        return None if one < 0 or other < 0 else abs(one - other)

    def printed(self, text: int) -> Callable[[int], str]:
        """Return what gives a word of a text as printed."""
        first, words = self.bounds[text], self.reports[text].text
        starts, stops = self.starts, self.stops
        return lambda at: words[starts[first + at] : stops[first + at]]


def _look_closely(book: _Book, pairs: PairRuns, commons: Commons, known: Mapping[str, Comparison]) -> Iterator[Found]:
    """Yield what each pair of texts shares; where they share only what is common, the runs as they are."""
    firsts = pairs.firsts.tolist()
    for number, (left, right) in enumerate(zip(pairs.left.tolist(), pairs.right.tolist(), strict=True)):
        rows = pairs.runs[firsts[number] : firsts[number + 1]]
        runs: list[Run] = [tuple(row) for row in rows.tolist()]
        base = book.bounds[left]
        if all(common_reason(commons, base, [run]) for run in runs):
            whole = [passages.of_blocks([run]) for run in runs if run[2] >= FEWEST_WORDS]
            yield Found(left, right, whole)
            continue
        id = comparison_id(book.digest(left), book.digest(right), rows.tobytes())
        if id in known:
            yield Found(left, right, passages_of(known[id]), id)
        else:
            one, other = book.side(left), book.side(right)
            shared = passages.find_passages(one, other, runs)
            yield Found(left, right, shared + find_rewordings(shared, one, other), id)


def _with_retellings(book: _Book, looked: Iterable[Found], lang: Lang | None) -> Iterator[Found]:
    """Yield what was found, and between it, in the order of the pairs, the sentences told in other words."""
    if lang is None:
        yield from looked
        return
    rare = find_rare(book.corpus, book.days, book.printed, lang)
    retellings = Retellings(rare, book.bounds, book.side, book.printed, lang)
    waiting = [(left, right) for left, right in rare.pairs.tolist()]
    at = 0
    for found in chain(looked, [Found(len(book.reports), 0, [])]):
        pair = found.left, found.right
        while at < len(waiting) and waiting[at] < pair:
            yield Found(*waiting[at], retellings.between(*waiting[at], []))
            at += 1
        if found.passages or found.id:
            yield found
        if at < len(waiting) and waiting[at] == pair:
            yield Found(*pair, retellings.between(*pair, found.passages))
            at += 1


def _rows(book: _Book, found: Found, commons: Commons, lang: Lang | None) -> Iterator[Reuse]:
    if not found.id and all(passage.reworded for passage in found.passages):  # weighed when they were found
        yield from (_row(book, found, passage, "") for passage in found.passages)
        return
    base = book.bounds[found.left]
    reasons = [
        common_reason(commons, base, passage.blocks) or _wording_reason(book, found, passage, lang)
        for passage in found.passages
    ]
    telling = [passage for passage, reason in zip(found.passages, reasons, strict=True) if not reason]
    if telling and lang is not None:
        left, right = (book.printed(text) for text in (found.left, found.right))
        sizes = book.size(found.left), book.size(found.right)
        share = shared_part(found.passages, sizes)
        weighed = thin_reason(left, right, telling, share, book.days_between(found.left, found.right), lang)
        if not weighed and share >= WHOLE:
            reasons = ["" if reason == "phrase" else reason for reason in reasons]  # what a copy says of titles, too
        reasons = [reason or weighed for reason in reasons]
    for passage, reason in zip(found.passages, reasons, strict=True):
        yield _row(book, found, passage, reason)


def _row(book: _Book, found: Found, passage: Passage, reason: str) -> Reuse:
    left, right = book.reports[found.left].id, book.reports[found.right].id
    place = (
        *book.place(found.left, passage.left_start, passage.left_stop),
        *book.place(found.right, passage.right_start, passage.right_stop),
    )
    sizes = f"{passage.left_stop - passage.left_start}/{passage.right_stop - passage.right_start}"
    why = f"words={sizes} shared={passage.shared}" + (" reworded" if passage.reworded else "")
    why += f" formula={reason}" if reason else ""
    kind = "formula" if reason else "passage"
    score = passage.share * (REWORDED if passage.reworded else 1.0)
    return Reuse(make_id("reuse", left, right, *place), left, right, *place, kind, round(score, 3), why)


def _wording_reason(book: _Book, found: Found, passage: Passage, lang: Lang | None) -> str:
    """Return why the words of a passage are no sign of copying, or ""."""
    if filled_in(book.numeric, book.bounds[found.left], book.bounds[found.right], passage):
        return "numbers"
    if lang is not None and mostly_stock(book.printed(found.left), passage, lang):
        return "phrase"
    return ""
