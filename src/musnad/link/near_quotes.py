"""Narrowing: which quotes are worth a close look together.

Pairs that lie at about one place of a shared passage, and pairs that share rare words within a story (within a few
days where stories are unknown). In numpy: of a corpus the words are millions, the pairs hundreds of thousands.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count, pairwise

import numpy as np
from numpy.typing import NDArray

from musnad.link.told import MOST_DAYS, Told
from musnad.records import Reuse, StoryMember

Ints = NDArray[np.int64]

# A quote looks for its partners by this many of its rarest words, a long one by half of them: it may join several
# sayings. Partners share at least two.
RAREST_WORDS = 8
LEAST_SHARED = 2
# A word in more quotes than this finds no partners: it is a word of the theme.
MOST_QUOTES_OF_WORD = 120
# Inside a passage the order is one, so what belongs together stands at one place, give or take the edits: so many
# characters, and as many as one side of the passage is longer.
PASSAGE_DRIFT = 300


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of indexes in order, the left one before the right."""

    lefts: Ints
    rights: Ints

    def by_left(self) -> Iterator[tuple[int, list[int]]]:
        """Yield each left index with its right ones."""
        firsts = np.flatnonzero(np.diff(self.lefts, prepend=-1)).tolist()
        for first, last in pairwise([*firsts, len(self.lefts)]):
            yield int(self.lefts[first]), self.rights[first:last].tolist()


def near_quotes(told: Sequence[Told], reuse: Sequence[Reuse], story_members: Sequence[StoryMember]) -> Pairs:
    """Return the pairs of indexes worth a close look; two quotes of one report that overlap are none."""
    stories: dict[str, list[str]] = {}
    for row in story_members:
        stories.setdefault(row.report_id, []).append(row.story_id)
    keys = _with_rare_words(told, stories)
    keys = np.sort(np.concatenate((keys, np.fromiter(_with_shared_passage(told, reuse), dtype=np.int64))))
    keys = keys[np.diff(keys, prepend=-1) > 0]  # numpy.unique goes through a hash table
    lefts, rights = keys // len(told) if told else keys, keys % len(told) if told else keys
    report, start, stop = _places_of(told)
    overlap = (report[lefts] == report[rights]) & (start[lefts] < stop[rights]) & (start[rights] < stop[lefts])
    return Pairs(lefts[~overlap], rights[~overlap])


def _places_of(told: Sequence[Told]) -> tuple[Ints, Ints, Ints]:
    """Return the number of the report of each quote, and where it starts and stops."""
    numbers: defaultdict[str, int] = defaultdict(count().__next__)
    rows = [(numbers[each.report.id], each.quote.start, each.quote.stop) for each in told]
    report, start, stop = np.array(rows, dtype=np.int64).reshape(len(rows), 3).T
    return report, start, stop


def _with_rare_words(told: Sequence[Told], stories: Mapping[str, Sequence[str]]) -> Ints:
    """Return the pairs that share rare words and a place, as ``left * len(told) + right``, in order."""
    words, holders = _rare_words(told)
    often = np.bincount(words) if len(words) else words
    found = (often[words] > 1) & (often[words] <= MOST_QUOTES_OF_WORD)
    words, holders = words[found], holders[found]
    meetings = [(words, holders, where[holders]) for where in _meeting_places(told, stories)]
    word, holder, place = (np.concatenate(column) for column in zip(*meetings, strict=True))
    met = _met(word[place >= 0], holder[place >= 0], place[place >= 0], len(told))
    if len(meetings) > 1:  # two may meet over one word in two places
        met = np.unique(met, axis=0)
    keys, shared = np.unique(met[:, 0], return_counts=True)
    size = np.array([len(each.saying.content) for each in told], dtype=np.int64)
    lefts, rights = keys // max(1, len(told)), keys % max(1, len(told))
    enough = (shared >= LEAST_SHARED) | (shared >= np.minimum(size[lefts], size[rights]))
    return keys[enough if stories else enough & _days_meet(told, lefts, rights)]


def _rare_words(told: Sequence[Told]) -> tuple[Ints, Ints]:
    """Return the words by which quotes look for partners, as numbers, and who holds each, in order."""
    numbers: defaultdict[str, int] = defaultdict(count().__next__)
    words, holders = array("q"), array("q")
    for index, each in enumerate(told):
        wanted = _looks_for(each)
        words.extend([numbers[word] for word in wanted])
        holders.extend([index] * len(wanted))
    return np.frombuffer(words, dtype=np.int64), np.frombuffer(holders, dtype=np.int64)


def _looks_for(told: Told) -> Sequence[str] | set[str]:
    content = told.saying.content
    rarest = content[: max(RAREST_WORDS, len(content) // 2)]
    if not told.saying.numbers and not told.labelled:
        return rarest
    things = [f"@{word}" for word in told.labelled]
    return {*rarest, *told.saying.numbers, *things, *(f"={word}" for word in things[-1:])}


def _meeting_places(told: Sequence[Told], stories: Mapping[str, Sequence[str]]) -> list[Ints]:
    """Return where quotes may meet, a number for each quote, -1 for none; reports may be in several stories.

    In the report's stories, or in the report where it is in none; anywhere where no stories are known.
    """
    if not stories:
        return [np.zeros(len(told), dtype=np.int64)]
    numbers: defaultdict[str, int] = defaultdict(count().__next__)
    most = max(len(each) for each in stories.values())
    places = np.full((most, len(told)), -1, dtype=np.int64)
    for index, each in enumerate(told):
        for turn, place in enumerate(stories.get(each.report.id, (each.report.id,))):
            places[turn, index] = numbers[place]
    return list(places)


def _met(word: Ints, holder: Ints, place: Ints, number: int) -> Ints:
    """Return a row (pair, word) for every two of ``number`` holders of one word in one place."""
    order = np.lexsort((holder, place, word))
    word, holder, place = word[order], holder[order], place[order]
    met = [np.zeros((0, 2), dtype=np.int64)]
    at, step = np.arange(len(word)), 1
    while len(at):  # everyone with the next one, then with the one after that, as long as they share word and place
        at = at[at + step < len(word)]
        at = at[(word[at] == word[at + step]) & (place[at] == place[at + step])]
        met.append(np.stack([holder[at] * number + holder[at + step], word[at]], axis=1))
        step += 1
    return np.concatenate(met)


def _days_meet(told: Sequence[Told], lefts: Ints, rights: Ints) -> NDArray[np.bool_]:
    """Tell of each pair whether its reports are of about one time, or one of them undated."""
    report, _, _ = _places_of(told)
    day = np.array([-1 if each.day is None else each.day for each in told], dtype=np.int64)
    undated = (day[lefts] < 0) | (day[rights] < 0) | (report[lefts] == report[rights])
    return np.asarray(undated | (abs(day[lefts] - day[rights]) <= MOST_DAYS))


def _with_shared_passage(told: Sequence[Told], reuse: Sequence[Reuse]) -> Iterator[int]:
    """Yield the pairs that lie in one passage, at about one place of it, as ``left * len(told) + right``."""
    quotes: dict[str, list[tuple[int, int, int]]] = {}
    for index, each in enumerate(told):
        quotes.setdefault(each.report.id, []).append((each.quote.start, each.quote.stop, index))
    for row in reuse:
        if row.kind != "passage" or row.left_id not in quotes or row.right_id not in quotes:
            continue
        lefts = _inside(quotes[row.left_id], row.left_start, row.left_stop)
        rights = _inside(quotes[row.right_id], row.right_start, row.right_stop) if lefts else []
        if not rights:
            continue
        longest = max(stop - start for start, stop, _ in rights)
        drift = PASSAGE_DRIFT + abs((row.left_stop - row.left_start) - (row.right_stop - row.right_start))
        shift = row.right_start - row.left_start
        for start, stop, i in lefts:
            first = bisect_left(rights, (start + shift - drift - longest,))
            for _, _, j in rights[first : bisect_left(rights, (stop + shift + drift,))]:
                yield min(i, j) * len(told) + max(i, j)


def _inside(quotes: Sequence[tuple[int, int, int]], start: int, stop: int) -> list[tuple[int, int, int]]:
    """Return the quotes (start, stop, index; in order) that have characters in a passage."""
    return [quote for quote in quotes[: bisect_left(quotes, (stop,))] if quote[1] > start and quote[0] < quote[1]]
