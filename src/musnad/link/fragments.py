"""Stretches of one quote that print what another quote says: sayings that a printing runs together.

One outlet prints three sentences of a speech as three quotes, another joins them into one. The joined printing is
no printing of any of the three as a whole; a stretch of it is. Found by looking for the clauses of either content in
a window of the other one.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from math import fsum

from musnad.alignment import equal_blocks
from musnad.lang import Lang
from musnad.link.near_quotes import Pairs
from musnad.link.sayings import Saying, compare_sayings, set_of, synonyms
from musnad.link.speakers import compare_speakers
from musnad.link.told import Told, days_between, tells_another_day
from musnad.records import Quote, StatementStretch, make_id
from musnad.text import word_places_within

# Clauses end at these marks, whoever set them.
CLAUSE_END = re.compile(r"[،,؛;.!?؟:…\n]|\s[-–—]\s")
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
# The least part, the fewest words in a row and the fewest words of content of any of them.
_LEAST = {speaker: tuple(map(min, zip(*bars, strict=True))) for speaker, bars in MATCHES.items()}
# Two contents without so many words in a row in common need no closer look.
SHORTEST_RUN = min(row for _, row, _ in _LEAST.values())
LEAST_ORDERED = 0.5
# So many contents' rows of words, and what so many pairs of contents share, are kept: those of some stories.
ROWS_KEPT = 2_000
SAYINGS_KEPT = 50_000
# The places of the words of so many contents: they hold the reports' texts.
PLACES_KEPT = 256
# A stretch that ends so many words before its clause does takes them in: they were put in other words.
EDGE_WORDS = 3
SPEAKER_SCORES = {"same": 1.0, "unknown": 0.9, "other": 0.8}


Range = tuple[int, int]
# The stems of a content in order, words that stand for each other by one of them.
PlainWords = Callable[[Saying], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Fragment:
    """Words of the left and of the right content that print one saying. ``part``: of the clause looked for."""

    left: Range
    right: Range
    part: float
    run: int


def find_stretches(
    told: Sequence[Told],
    pairs: Pairs,
    statement_of: Mapping[str, str],
    apart: Iterable[tuple[str, str]],
    lang: Lang | None,
) -> Iterator[StatementStretch]:
    """Yield the stretches of quotes that print another statement than their own, each statement once a quote.

    ``pairs`` of ``told`` are those that may be one saying; ``apart`` those a person said are two.
    """
    quotes: dict[str, list[Quote]] = {}
    for each in told:
        quotes.setdefault(each.report.id, []).append(each.quote)
    refused = {frozenset(pair) for pair in apart}
    plain = lru_cache(maxsize=ROWS_KEPT)(partial(_plain_words, alike=synonyms(lang) if lang else {}))
    find_fragment = _finder_of_fragments(plain)
    best: dict[tuple[str, str], StatementStretch] = {}
    for left, right in _in_two_statements(told, pairs, statement_of, plain):
        if frozenset((left.quote.id, right.quote.id)) in refused:
            continue
        row = _stretch(left, right, statement_of, quotes, find_fragment)
        if row is not None:
            key = row.quote_id, row.statement_id
            best[key] = max(row, best.get(key, row), key=lambda each: (each.score, each.stop - each.start, each.id))
    yield from (best[key] for key in sorted(best))


def _in_two_statements(
    told: Sequence[Told], pairs: Pairs, statement_of: Mapping[str, str], plain: PlainWords
) -> Iterator[tuple[Told, Told]]:
    """Yield the pairs of two reports' quotes in two statements that share some words, and a few in a row."""

    @lru_cache(maxsize=SAYINGS_KEPT)
    def share_enough(left: Saying, right: Saying) -> bool:
        common = set_of(left.content).intersection(right.content)
        if len(common) < LEAST_CONTENT or (left.stock and len(common - left.stock) < LEAST_CONTENT):
            return False
        return _share_row(plain(left), plain(right), SHORTEST_RUN)

    for at, partners in pairs.by_left():
        left = told[at]
        statement = statement_of[left.quote.id]
        for each in partners:
            right = told[each]
            if left.report.id == right.report.id or statement == statement_of[right.quote.id]:
                continue
            if share_enough(left.saying, right.saying):
                yield left, right


@lru_cache(maxsize=ROWS_KEPT)
def _rows(words: tuple[str, ...], size: int) -> frozenset[tuple[str, ...]]:
    """Return every ``size`` words in a row."""
    return frozenset(_rows_in_order(words, size))


def _rows_in_order(words: tuple[str, ...], size: int) -> Iterator[tuple[str, ...]]:
    return zip(*[words[at:] for at in range(size)], strict=False)


def _share_row(left: tuple[str, ...], right: tuple[str, ...], size: int) -> bool:
    return not _rows(left, size).isdisjoint(_rows(right, size))


def _plain_words(saying: Saying, alike: Mapping[str, str]) -> tuple[str, ...]:
    """Return the stems of a content in order, words that stand for each other by one of them."""
    return tuple([alike.get(each, each) for each in saying.stems])


def _stretch(
    left: Told,
    right: Told,
    statement_of: Mapping[str, str],
    quotes: Mapping[str, Sequence[Quote]],
    find_fragment: Callable[[Told, Told, str], Fragment | None],
) -> StatementStretch | None:
    speaker = compare_speakers(left.speaker, right.speaker)
    found = find_fragment(left, right, speaker)
    likeness = compare_sayings(left.saying, right.saying) if found is not None else None
    if found is None or likeness is None or tells_another_day(left, right, likeness, speaker):
        return None
    sides = (left, *_place(left, found.left), right), (right, *_place(right, found.right), left)
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


@dataclass(frozen=True, slots=True, eq=False)
class Clauses:
    """The words of one content, cut into clauses; printings with the same words and clauses share it.

    ``words`` are its stems in order, words that stand for each other by one of them; ``edges`` where clauses begin,
    as indexes of the words, and where the last one ends; ``units`` the clauses to look for, ``content`` their words
    that say something, ``lightest`` the weight of the lightest one.
    """

    saying: Saying
    words: tuple[str, ...]
    edges: tuple[int, ...]
    units: list[Unit]
    content: frozenset[str]
    lightest: float


@dataclass(frozen=True, slots=True)
class Unit:
    """Clauses that are looked for together: their words ``first:last``, those that say something, and their weight."""

    first: int
    last: int
    content: frozenset[str]
    weight: float


def _reader_of_clauses(plain: PlainWords) -> Callable[[Told], Clauses]:
    """Return the function that cuts a content into clauses; it remembers each quote's."""
    of_quote: dict[str, Clauses] = {}
    ready: dict[tuple[Saying, tuple[int, ...]], Clauses] = {}

    def read(told: Told) -> Clauses:
        found = of_quote.get(told.quote.id)
        if found is None:
            key = told.saying, _edges(told)
            found = ready.get(key)
            if found is None:
                ready[key] = found = _clauses(told.saying, plain(told.saying), key[1])
            of_quote[told.quote.id] = found
        return found

    return read


def _clauses(saying: Saying, words: tuple[str, ...], edges: tuple[int, ...]) -> Clauses:
    units = list(_units(saying, words, edges))
    content = frozenset().union(*(each.content for each in units))
    return Clauses(saying, words, edges, units, content, min((each.weight for each in units), default=0.0))


def _edges(told: Told) -> tuple[int, ...]:
    """Return where the clauses of a content begin, as indexes of its words, and where the last one ends."""
    text, start, stop = told.report.text, told.quote.start, told.quote.stop
    length = len(told.saying.stems)
    starts = [each for each, _ in _word_places(text, start, stop)[:length]]
    marks = (match.end() for match in CLAUSE_END.finditer(text, start, stop))
    return tuple(sorted({bisect_left(starts, mark) for mark in marks} | {0, length}))


def _units(saying: Saying, words: Sequence[str], edges: Sequence[int]) -> Iterator[Unit]:
    """Yield the clauses of a content that say enough to be looked for, alone and with those after them."""
    telling = frozenset(saying.content) - saying.stock
    for at, first in enumerate(edges):
        for last in edges[at + 1 : at + 1 + MOST_CLAUSES]:
            if SHORTEST_UNIT <= last - first <= LONGEST_UNIT:
                own = dict.fromkeys([each for each in words[first:last] if each in telling])
                if len(own) >= LEAST_CONTENT:
                    yield Unit(first, last, frozenset(own), sum([saying.worth[each] for each in own]))


def _finder_of_fragments(plain: PlainWords) -> Callable[[Told, Told, str], Fragment | None]:
    """Return the function that finds the longest stretch that both of two quotes print, ``None`` where there is none.

    Its third argument is as ``compare_speakers`` has it. Pairs of printings with the same words are looked at once.
    """
    clauses = _reader_of_clauses(plain)
    share_row = lru_cache(maxsize=SAYINGS_KEPT)(lambda left, right, size: _share_row(plain(left), plain(right), size))
    fragments = lru_cache(maxsize=SAYINGS_KEPT)(_longest_fragments)

    def find(left: Told, right: Told, speaker: str) -> Fragment | None:
        if speaker == "same" and days_between(left, right):
            speaker = "later"
        if speaker not in MATCHES:
            return None
        _, least_run, _ = _LEAST[speaker]
        if least_run > SHORTEST_RUN and not share_row(left.saying, right.saying, least_run):
            return None
        found = fragments(clauses(left), clauses(right), speaker)
        return found[0] if len(found) == 1 else max(found, key=lambda each: _length(left, each.left), default=None)

    return find


def _longest_fragments(left: Clauses, right: Clauses, speaker: str) -> list[Fragment]:
    """Return the longest stretches that two contents print."""
    found = list(_stretches(left, right, speaker))
    found += [Fragment(each.right, each.left, each.part, each.run) for each in _stretches(right, left, speaker)]
    most = max((each.run * each.part for each in found), default=0.0)
    return [each for each in found if each.run * each.part == most]


def _length(told: Told, words: Range) -> int:
    start, stop = _place(told, words)
    return stop - start


def _stretches(one: Clauses, other: Clauses, speaker: str) -> Iterator[Fragment]:
    """Yield the clauses of ``one`` that stand in ``other``."""
    least_part, least_run, least_words = _LEAST[speaker]
    worth = one.saying.worth
    common = one.content.intersection(other.words)
    if len(common) < least_words or fsum([worth[each] for each in common]) < least_part * one.lightest:
        return
    rows = _rows(other.words, least_run)
    begun = [at for at, row in enumerate(_rows_in_order(one.words, least_run)) if row in rows]
    for sought in one.units:
        at = bisect_left(begun, sought.first)
        if at == len(begun) or begun[at] + least_run > sought.last:
            continue  # no few words in a row stand there
        met = sought.content & common
        if len(met) < least_words or fsum([worth[each] for each in met]) < least_part * sought.weight:
            continue  # not even the whole of the other content has enough of it
        unit = one.words[sought.first : sought.last]
        window = _window(unit, other)
        if window is None:
            continue
        start, stop = window
        blocks = equal_blocks(unit, other.words[start:stop])
        matched = [each for at, _, size in blocks for each in unit[at : at + size]]
        kept = sought.content.intersection(matched)
        part = fsum([worth[each] for each in kept]) / (sought.weight or 1.0)
        run = max((size for _, _, size in blocks), default=0)
        enough = any(part >= least and run >= row and len(kept) >= words for least, row, words in MATCHES[speaker])
        if enough and len(matched) >= LEAST_ORDERED * len(unit):
            wide = _widened(other.edges, start + blocks[0][1], start + blocks[-1][1] + blocks[-1][2])
            yield Fragment((sought.first, sought.last), wide, part, run)


def _window(unit: Sequence[str], other: Clauses) -> Range | None:
    """Return the stretch of the words of ``other`` that holds the most weight of a clause's words of content."""
    saying, words = other.saying, other.words
    wanted = frozenset(unit).intersection(saying.content) - saying.stock
    if len(wanted) < LEAST_CONTENT:
        return None
    places = [at for at, each in enumerate(words) if each in wanted]
    length = int(WINDOW_TIMES * len(unit)) + WINDOW_MORE
    said = [words[at] for at in places]
    best, last = (0.0, 0, 0, 0), 0  # of equal ones the shortest, then the first
    for at, place in enumerate(places):
        before, last = last, bisect_left(places, place + length, last)
        if before == last and said[at - 1] not in said[at:last]:
            continue  # the window before held all of these, and another
        weight = fsum([saying.worth[each] for each in {*said[at:last]}])  # the same in any order
        best = max(best, (weight, place - places[last - 1], -place, places[last - 1] + 1))
    start, stop = -best[2], best[3]
    before = length - (stop - start)
    return max(0, start - before), min(len(words), stop + before)


def _widened(edges: Sequence[int], first: int, last: int) -> Range:
    """Return a range of words as far as the clauses it nearly fills reach."""
    starts = [edge for edge in edges if first - EDGE_WORDS <= edge <= first]
    stops = [edge for edge in edges if last <= edge <= last + EDGE_WORDS]
    return max(starts, default=first), min(stops, default=last)


# Where the words of a content stand is asked for its clauses, and soon again for each stretch found in it.
_word_places = lru_cache(maxsize=PLACES_KEPT)(word_places_within)


def _place(told: Told, words: Range) -> Range:
    """Return where words of a content stand in its report."""
    places = _word_places(told.report.text, told.quote.start, told.quote.stop)
    return places[words[0]][0], places[words[1] - 1][1]
