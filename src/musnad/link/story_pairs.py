"""Pairs of reports that may tell of one thing: how alike their words are, what they copied, how far apart they lie.

:mod:`musnad.link.similarity` compares the words; here copied passages and days are laid beside it, and all of it
becomes two scores: of one story, and of leading with one event.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

import numpy as np

from musnad.lang import Lang
from musnad.link.similarity import DIGITS, pair_scores
from musnad.link.spans import once
from musnad.link.stem_weights import Floats, Ints, weigh_stems
from musnad.records import Piece, Report, ReportDate, Reuse

# Reports this many days apart are as near as reports of one day; from there the score of a pair
# falls to nought. Not measured: no annotated stories run over weeks.
NEAR_DAYS, FAR_DAYS = 3, 45
# Lead events lie within so many days of each other (a print paper follows the web by a day or two).
EVENT_DAYS = 2
# A report whose day nobody knows could be of another day: its lead is the same event only on better evidence.
UNDATED = 0.5
# Copied text counts only beside this much likeness of words: two obituaries may share half of their formulae.
SOME_WORDS = 0.1
# From this share of the shorter report on, two reports are one text.
ONE_TEXT = 0.8
# A copied passage counts as this times the share of the shorter report it covers.
COPIED = 0.9

# First and last day a report may be of, as ordinals of the calendar.
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of reports by number, a place in each array for a pair: ``left < right``, in this order."""

    left: Ints
    right: Ints
    words: Floats
    copied: Floats
    days: Ints  # between them; -1: unknown

    def scores(self) -> Floats:
        """Return how likely each two are of one story, 0..1."""
        gap = np.maximum(0, self.days - NEAR_DAYS)
        copied = np.where((self.words >= SOME_WORDS) | (self.copied >= ONE_TEXT), self.copied, 0.0)
        return np.asarray(np.maximum(self.words, COPIED * copied) * np.maximum(0.0, 1 - gap / FAR_DAYS))

    def event_scores(self) -> Floats:
        """Return how likely each two lead with one event, 0..1.

        Copied text says so only where nearly all is copied: a long report may copy another's background.
        """
        one_text = self.copied >= ONE_TEXT
        best = np.maximum(self.words, np.where(one_text, COPIED * self.copied, 0.0))
        dated = np.where(self.days <= EVENT_DAYS, best, 0.0)
        return np.where(self.days < 0, np.where(one_text, best, UNDATED * best), dated)

    def why(self, at: int, rule: str) -> str:
        gap = "unknown" if self.days[at] < 0 else str(self.days[at])
        return f"rule={rule} words={self.words[at]:.2f} copied={self.copied[at]:.2f} days={gap}"


def find_pairs(
    reports: Sequence[Report], pieces: Sequence[Piece], spans: Mapping[str, Span], reuse: Sequence[Reuse], lang: Lang
) -> Pairs:
    """Return the pairs of reports that share rare words or a passage."""
    copied = _copied(reports, reuse)
    # a pair is one number: the left report's times their count, and the right one's
    keys, words = [np.zeros(0, dtype=np.int64)], [np.zeros(0)]
    for number, others, scores in pair_scores(weigh_stems(_texts(reports, pieces), _background(lang))):
        keys.append(number * len(reports) + others)
        words.append(scores)
    alike, likeness = np.concatenate(keys), np.concatenate(words).round(DIGITS)
    shared = np.array([one * len(reports) + other for one, other in copied], dtype=np.int64)
    both = once(np.concatenate((alike, shared)))
    told, parts = np.zeros(len(both)), np.zeros(len(both))
    told[np.searchsorted(both, alike)] = likeness
    parts[np.searchsorted(both, shared)] = [*copied.values()]
    left, right = np.divmod(both, max(1, len(reports)))
    return Pairs(left, right, told, parts, _days_between(left, right, [spans.get(each.id) for each in reports]))


@cache
def _background(lang: Lang) -> dict[str, float]:
    return {row["stem"]: int(row["in_10000"]) / 10000 for row in lang.rows("common_stems")}


def _texts(reports: Sequence[Report], pieces: Sequence[Piece]) -> Iterator[tuple[str, str]]:
    """Yield the headline of each report, and its kicker, standfirst and body."""
    by_report: dict[str, list[Piece]] = defaultdict(list)
    for piece in pieces:
        if piece.part in ("headline", "kicker", "standfirst", "body"):
            by_report[piece.report_id].append(piece)
    for report in reports:
        head: list[str] = []
        body: list[str] = []
        for piece in sorted(by_report[report.id], key=lambda piece: (piece.start, piece.id)):
            (head if piece.part == "headline" else body).append(report.text[piece.start : piece.stop])
        yield "\n".join(head), "\n".join(body)


def _copied(reports: Sequence[Report], reuse: Sequence[Reuse]) -> dict[tuple[int, int], float]:
    """Return for each pair with copied passages the share of the shorter report they cover."""
    at = {report.id: number for number, report in enumerate(reports)}
    sizes: dict[tuple[int, int], int] = defaultdict(int)
    for row in reuse:
        if row.kind == "passage" and row.left_id in at and row.right_id in at:
            left, right = sorted((at[row.left_id], at[row.right_id]))
            sizes[left, right] += min(row.left_stop - row.left_start, row.right_stop - row.right_start)
    lengths = [max(1, len(report.text)) for report in reports]
    return {pair: min(1.0, size / min(lengths[pair[0]], lengths[pair[1]])) for pair, size in sizes.items()}


def _days_between(left: Ints, right: Ints, spans: Sequence[Span | None]) -> Ints:
    """Return the least number of days between each two reports, -1 where one has no day."""
    known = np.array([span is not None for span in spans])
    first, last = np.array([span or (0, 0) for span in spans]).reshape(-1, 2).T
    gap = np.maximum(0, np.maximum(first[right] - last[left], first[left] - last[right]))
    return np.where(known[left] & known[right], gap, -1)


def day_spans(report_dates: Sequence[ReportDate]) -> dict[str, Span]:
    """Return by report the days it may be of; reports of which nobody knows are left out."""
    spans = {}
    for row in report_dates:
        # a crawl is soon after printing; what the text looks back on may lie years before it
        first = day_of(row.latest if row.why.startswith("rule=crawl") else row.earliest or row.latest)
        last = day_of(row.latest or row.earliest)
        if first and last:
            spans[row.report_id] = (first, last)
    return spans


# Days are few and asked for again and again.
@lru_cache(maxsize=1 << 14)
def day_of(value: str | None) -> int:
    """Return the day of an ISO 8601 value as its ordinal in the calendar; 0 where it names none."""
    try:
        return date.fromisoformat((value or "")[:10]).toordinal()
    except ValueError:
        return 0
