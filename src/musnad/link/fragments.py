"""Stretches of one quote that print what another quote says: sayings that a printing runs together.

One outlet prints three sentences of a speech as three quotes, another joins them into one. The joined printing is
no printing of any of the three as a whole; a stretch of it is. Found by looking for the clauses of either content in
a window of the other one.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import fsum

from musnad.alignment import equal_blocks
from musnad.link.sayings import STOCK_WEIGHT, compare_sayings
from musnad.link.speakers import compare_speakers
from musnad.link.told import Told, days_between, tells_another_day
from musnad.records import Quote, StatementStretch, make_id
from musnad.text import find_words

# Up to three clauses in a row are looked for together, since another outlet's comma may stand elsewhere.
MOST_CLAUSES = 3
# A clause of fewer words, or fewer words of content, says too little to be known again; of more it is a whole saying.
SHORTEST_UNIT = 5
LONGEST_UNIT = 40
LEAST_CONTENT = 4
# The window on the other side is so many times as long as the clause, and so many words longer.
WINDOW_TIMES = 1.4
WINDOW_MORE = 4
# By what is known of the speakers, the window holds so much (idf-weighted) of the clause, so many words in a row and
# so many words of content. Chosen on all pairs of printings (docs/stages/statement_pairs.md) and on two days of
# newspapers, so that no near miss is joined: a set phrase of a recall or a notice has four words in a row.
# "later": the same speaker on another day.
MATCHES = {
    "same": ((0.6, 5, 5), (0.75, 4, 5), (0.9, 5, 4)),
    "later": ((0.9, 5, 5), (0.75, 8, 5), (0.6, 9, 6)),
    "unknown": ((0.85, 8, 5), (0.95, 9, 4)),
    "other": ((0.85, 8, 5),),
}
# The least part and the fewest words of content of any of them.
_LEAST = {speaker: (min(bar[0] for bar in bars), min(bar[2] for bar in bars)) for speaker, bars in MATCHES.items()}
LEAST_ORDERED = 0.5
# A stretch that ends so many words before its clause does takes them in: they were put in other words.
EDGE_WORDS = 3
SPEAKER_SCORES = {"same": 1.0, "unknown": 0.9, "other": 0.8}
LEAST_RUN = {"same": 4, "unknown": 5, "other": 8}


@dataclass(frozen=True, slots=True)
class Fragment:
    """A stretch of the left and of the right report that print one saying. ``part``: of the clause looked for."""

    left_start: int
    left_stop: int
    right_start: int
    right_stop: int
    part: float
    run: int


def find_stretches(
    pairs: Iterable[tuple[Told, Told]],
    statement_of: Mapping[str, str],
    told: Sequence[Told],
    apart: Iterable[tuple[str, str]],
) -> Iterator[StatementStretch]:
    """Yield the stretches of quotes that print another statement than their own, each statement once a quote.

    ``pairs`` are those that may be one saying; ``apart`` those a person said are two.
    """
    quotes: dict[str, list[Quote]] = {}
    for each in told:
        quotes.setdefault(each.report.id, []).append(each.quote)
    refused = {frozenset(pair) for pair in apart}
    ready: dict[str, Clauses] = {}
    best: dict[tuple[str, str], StatementStretch] = {}
    for left, right in pairs:
        ends = left.quote.id, right.quote.id
        if left.report.id == right.report.id or statement_of[ends[0]] == statement_of[ends[1]]:
            continue
        row = None if frozenset(ends) in refused else _stretch(left, right, statement_of, quotes, ready)
        if row is not None:
            key = row.quote_id, row.statement_id
            best[key] = max(row, best.get(key, row), key=lambda each: (each.score, each.stop - each.start, each.id))
    yield from (best[key] for key in sorted(best))


def _stretch(
    left: Told,
    right: Told,
    statement_of: Mapping[str, str],
    quotes: Mapping[str, Sequence[Quote]],
    ready: dict[str, Clauses],
) -> StatementStretch | None:
    common = left.saying.weights.keys() & right.saying.weights.keys()
    if len(common) < LEAST_CONTENT or sum(left.saying.weights[each] > STOCK_WEIGHT for each in common) < LEAST_CONTENT:
        return None
    speaker = compare_speakers(left.speaker, right.speaker)
    found = find_fragment(left, right, speaker, ready)
    if found is None or tells_another_day(left, right, compare_sayings(left.saying, right.saying), speaker):
        return None
    sides = (
        (left, found.left_start, found.left_stop, right),
        (right, found.right_start, found.right_stop, left),
    )
    # the joined printing is the one of which the stretch is the smaller share
    one, start, stop, other = min(
        sides, key=lambda side: (side[2] - side[1]) / (side[0].quote.stop - side[0].quote.start)
    )
    if any(_holds(one.quote, each, start, stop) for each in quotes[one.report.id]):
        return None
    why = f"rule=joined part={found.part:.2f} run={found.run} speaker={speaker} with={other.quote.id}"
    ids = one.quote.id, statement_of[other.quote.id]
    score = round(found.part * SPEAKER_SCORES[speaker], 3)
    return StatementStretch(make_id("statement_stretch", *ids), one.report.id, start, stop, *ids, score, why)


def _holds(quote: Quote, inner: Quote, start: int, stop: int) -> bool:
    """Tell whether a stretch of a quote belongs to a quote inside it: "X said that Y said Z" is not X's Z."""
    inside = inner.id != quote.id and quote.start <= inner.start and inner.stop <= quote.stop
    return inside and 2 * (min(stop, inner.stop) - max(start, inner.start)) > stop - start


@dataclass(frozen=True, slots=True)
class Clauses:
    """The clauses of one content to look for, ranges of words with the weights of their content; and all its words."""

    units: list[tuple[int, int, dict[str, float], float]]
    words: frozenset[str]


def clauses_of(told: Told) -> Clauses:
    """Return the clauses of a content that say enough to be looked for."""
    found = []
    for first, last in units(told):
        weights = told.saying.weights
        own = {each: weights[each] for each in told.concepts[first:last] if weights.get(each, 0.0) > STOCK_WEIGHT}
        if len(own) >= LEAST_CONTENT:
            found.append((first, last, own, sum(own.values())))
    return Clauses(found, frozenset(told.concepts))


def _clauses(told: Told, ready: dict[str, Clauses]) -> Clauses:
    if told.quote.id not in ready:
        ready[told.quote.id] = clauses_of(told)
    return ready[told.quote.id]


def find_fragment(left: Told, right: Told, speaker: str, ready: dict[str, Clauses]) -> Fragment | None:
    """Return the longest stretch that both quotes print, or ``None``; ``speaker`` as ``compare_speakers`` has it.

    ``ready`` remembers the clauses of each quote.
    """
    if speaker == "same" and days_between(left, right):
        speaker = "later"
    if speaker not in MATCHES:
        return None
    one, other = _clauses(left, ready), _clauses(right, ready)
    found = list(_stretches(left, one, right, other.words, speaker))
    found += [
        Fragment(each.right_start, each.right_stop, each.left_start, each.left_stop, each.part, each.run)
        for each in _stretches(right, other, left, one.words, speaker)
    ]
    return max(found, key=lambda each: (each.run * each.part, each.left_stop - each.left_start), default=None)


def _stretches(one: Told, clauses: Clauses, other: Told, there: frozenset[str], speaker: str) -> Iterator[Fragment]:
    """Yield the clauses of ``one`` that stand in ``other``, whose words are ``there``; left is ``one``."""
    least_part, least_words = _LEAST[speaker]
    for first, last, weights, total in clauses.units:
        met = [weight for each, weight in weights.items() if each in there]
        if len(met) < least_words or sum(met) < least_part * total:
            continue  # not even the whole of the other content has enough of it
        unit = one.concepts[first:last]
        window = _window(unit, other)
        if window is None:
            continue
        start, stop = window
        blocks = equal_blocks(unit, other.concepts[start:stop])
        matched = [each for at, _, size in blocks for each in unit[at : at + size]]
        kept = {each for each in matched if each in weights}
        part = fsum(weights[each] for each in kept) / (total or 1.0)
        run = max((size for _, _, size in blocks), default=0)
        enough = any(part >= least and run >= row and len(kept) >= words for least, row, words in MATCHES[speaker])
        if enough and len(matched) >= LEAST_ORDERED * len(unit):
            wide = _widened(other, start + blocks[0][1], start + blocks[-1][1] + blocks[-1][2])
            yield Fragment(*_place(one, first, last), *_place(other, *wide), part, run)


def _window(unit: Sequence[str], other: Told) -> tuple[int, int] | None:
    """Return the stretch of words of ``other`` that holds the most weight of a clause's words of content."""
    weights = other.saying.weights
    wanted = {each for each in unit if each in weights and weights[each] > STOCK_WEIGHT}
    if len(wanted) < LEAST_CONTENT:
        return None
    places = [at for at, each in enumerate(other.concepts) if each in wanted]
    length = int(WINDOW_TIMES * len(unit)) + WINDOW_MORE
    best = (0.0, 0, 0, 0)  # of equal ones the shortest, then the first
    for at, place in enumerate(places):
        held = places[at : bisect_left(places, place + length)]
        weight = fsum(weights[each] for each in {other.concepts[i] for i in held})  # the same in any order
        best = max(best, (weight, place - held[-1], -place, held[-1] + 1))
    start, stop = -best[2], best[3]
    before = length - (stop - start)
    return max(0, start - before), min(len(other.concepts), stop + before)


def units(told: Told) -> Iterator[tuple[int, int]]:
    """Yield the clauses of a content, alone and with those after them, as ranges of its words."""
    edges = told.edges
    for first in range(len(edges) - 1):
        for last in range(first + 1, min(first + MOST_CLAUSES, len(edges) - 1) + 1):
            if SHORTEST_UNIT <= edges[last] - edges[first] <= LONGEST_UNIT:
                yield edges[first], edges[last]


def _widened(told: Told, first: int, last: int) -> tuple[int, int]:
    """Return a range of words as far as the clauses it nearly fills reach."""
    edges = told.edges
    starts = [edge for edge in edges if first - EDGE_WORDS <= edge <= first]
    stops = [edge for edge in edges if last <= edge <= last + EDGE_WORDS]
    return max(starts, default=first), min(stops, default=last)


def _place(told: Told, first: int, last: int) -> tuple[int, int]:
    words = find_words(told.report.text)
    inside = words.within(told.quote.start, told.quote.stop)
    return words.starts[inside[first]], words.stops[inside[last - 1]]
