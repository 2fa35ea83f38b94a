"""Passages two reports share, edits inside, in any order and any language.

Only what an outlet prints as news is compared: headline, standfirst, body, caption; never furniture.
The kernels of ``link/shingles.py`` find runs of equal words over the whole case; ``link/close_looks.py``
looks closely at the pairs that share some, many at once; ``link/reasons.py`` says what is no sign of copying.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from musnad.lang import Lang
from musnad.link.chains import FEWEST_WORDS, Runs
from musnad.link.close_looks import Found, look_closely
from musnad.link.corpora import Corpus, pack_reports
from musnad.link.evidence import weights
from musnad.link.passages import Ground, Passages, as_passages, ground_of, joined, no_passages
from musnad.link.rare_words import Rare, find_rare
from musnad.link.reasons import REASONS, Pages, Pairs, reasons_of, vocabulary_of
from musnad.link.retellings import find_retellings
from musnad.link.scratch import give_back
from musnad.link.shingles import Counts, Limits, PairRuns, drawn_out, find_matches, runs_by_pair
from musnad.link.templates import NONE, common_kinds, counted
from musnad.records import ID_BYTES, Piece, Report, Reuse, id_part, likely_day, reading_order

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[Any]]

# What a sentence worded anew is worth beside one copied with as many equal words.
REWORDED = 0.8
# Pairs looked at together: enough that the cost of a step is that of its arrays, few enough for the cache.
_PAIRS_AT_A_TIME = 1 << 14
# Those whose sentences are looked at hold some seventy rare words each.
_TOLD_AT_A_TIME = 1 << 12


def find_reuse(
    reports: Sequence[Report],
    pieces: Iterable[Piece],
    *,
    lang: Lang | None,
    within_days: int | None = None,
    across_outlets: bool = False,
) -> Iterator[Reuse]:
    """Return a row for each passage two reports share, the earlier report left, in reading order.

    Every run of at least 8 equal folded words lies in a row, unless its words stand together at more
    than ``shingles.MOST_PLACES_LONG`` places of the case or are common: then it lies in a row with the report
    before it. ``kind`` is ``formula`` for stock phrases, templates, standing texts and strings of names.
    ``score`` is the share of equal words (0..1), four fifths of it for a sentence worded anew (``reworded``
    in ``why``). ``within_days`` and ``across_outlets`` leave pairs out before they are made.
    """
    facts = facts_of(reports)
    corpus = pack_reports(facts.reports, pieces)
    _, rows = compared(corpus, facts, Limits(facts.days, facts.outlets, within_days, across_outlets), lang)
    return rows


def compared(corpus: Corpus, facts: Facts, limits: Limits, lang: Lang | None) -> tuple[Counts, Iterator[Reuse]]:
    """Return what is counted of the words of a corpus, and the rows of all pairs of its texts."""
    import numpy as np

    matches = find_matches(corpus, limits)
    pairs = (runs_by_pair(corpus, runs) for runs in drawn_out(corpus, matches.begins, matches.first))
    counts = matches.counts
    del matches
    rare = find_rare(corpus.words, corpus.bounds, np.flatnonzero(facts.covered_by(lang)), limits)
    return counts, passages_of(corpus, facts, counts, pairs, rare, lang)


@dataclass(frozen=True, slots=True)
class Facts:
    """Reports in reading order, and of each: its id, that as a part of others, its language, the numbers of its day
    and of its outlet, -1 where they are unknown.
    """

    reports: Sequence[Report]
    ids: Sequence[str]
    id_parts: Sequence[bytes]
    languages: Sequence[str]
    days: Array
    outlets: Array

    def covered_by(self, lang: Lang | None) -> Array:
        """Return which are in the language of a pack that tells how common its words are."""
        import numpy as np

        code = lang.code if lang is not None and weights(lang) is not None else None
        return np.array([code is not None and each == code for each in self.languages], bool)

    def some(self, numbers: Array) -> Facts:
        """Return those of some of the reports."""
        at = numbers.tolist()
        return Facts(
            [self.reports[each] for each in at],
            [self.ids[each] for each in at],
            [self.id_parts[each] for each in at],
            [self.languages[each] for each in at],
            self.days[numbers],
            self.outlets[numbers],
        )


def passages_of(
    corpus: Corpus, facts: Facts, counts: Counts, pairs: Iterable[PairRuns], rare: Rare, lang: Lang | None
) -> Iterator[Reuse]:
    """Return the rows of pairs of texts of a corpus, in their order, from the runs they share.

    In the ``pairs`` of ``rare`` sentences told in other words are looked for, too.
    """
    marks = counted(counts.common, counts.standing, corpus.numeric)
    pages = Pages(facts.reports, corpus, corpus.bounds.tolist(), marks, vocabulary_of(lang) if lang else None)
    case = _Case(facts, pages, facts.covered_by(lang), ground_of(corpus))
    found = _with_retellings(case, _found(case, pairs, lang), rare)
    return (row for some in found for row in _rows(case, some))


@dataclass(frozen=True, slots=True)
class _Case:
    """The reports in reading order, what they print, and which are in the language of the pack."""

    facts: Facts
    pages: Pages
    covered: Array
    ground: Ground

    def key(self, left: Array, right: Array) -> Array:
        """Return a number for each pair of texts, in their order."""
        key: Array = left.astype("int64") * len(self.facts.ids) + right
        return key


@dataclass(frozen=True, slots=True)
class _Judged:
    """Passages, their ``pair`` as its key; which are worded anew; why they are no sign of copying."""

    passages: Passages
    reworded: Array
    reasons: Array


def _found(case: _Case, parts: Iterable[PairRuns], lang: Lang | None) -> Iterator[_Judged]:
    """Yield what the pairs share, some pairs at a time, in their order."""
    corpus = case.pages.corpus
    for pairs in parts:
        for begin in range(0, len(pairs.left), _PAIRS_AT_A_TIME):
            some = _some_of(pairs, begin, case)
            found = _shared(case.ground, case.pages, some)
            reasons = reasons_of(case.pages, found.passages, some.pairs, lang)
            pair = case.key(some.left, some.right)[found.passages.pair]
            yield _Judged(replace(found.passages, pair=pair), found.reworded, reasons)
        give_back(corpus.words, corpus.starts, corpus.stops)


def _with_retellings(case: _Case, found: Iterable[_Judged], rare: Rare) -> Iterator[_Judged]:
    """Yield what was found, with sentences told in other words added in the order of the pairs."""
    import numpy as np

    keys = case.key(*rare.pairs.T)
    begin = 0
    for some in found:
        end = max(begin, int(np.searchsorted(keys, some.passages.pair[-1:].max(initial=-1), side="right")))
        yield _both(some, _retold(case, some.passages, rare, keys, range(begin, end)))
        begin = end
    yield from _retold(case, no_passages(), rare, keys, range(begin, len(keys)))


def _retold(case: _Case, found: Passages, rare: Rare, keys: Array, numbers: range) -> Iterator[_Judged]:
    """Yield the sentences told in other words of some pairs that share rare words, the keys of all of which rise."""
    import numpy as np

    known = case.pages.known
    if known is None:
        return
    for begin in range(numbers.start, numbers.stop, _TOLD_AT_A_TIME):
        some = slice(begin, min(numbers.stop, begin + _TOLD_AT_A_TIME))
        touched = found.of_pairs(keys[some])
        told = find_retellings(case.pages, known, case.ground, rare.pairs[some], rare.words, touched)
        told = replace(told, pair=keys[some][told.pair])
        yield _Judged(told, np.ones(len(told), bool), np.zeros(len(told), np.int64))


def _both(found: _Judged, more: Iterable[_Judged]) -> _Judged:
    """Return all that was found, in the order of the pairs."""
    import numpy as np

    for each in more:
        passages = found.passages, each.passages
        order = np.argsort(np.concatenate([one.pair for one in passages]), kind="stable")
        columns = ((found.reworded, each.reworded), (found.reasons, each.reasons))
        found = _Judged(joined(*passages), *(np.concatenate(column)[order] for column in columns))
    return found


@dataclass(frozen=True, slots=True)
class _Some:
    """Some of the pairs of a case: numbers of their texts, where those begin and end, runs, what lies between."""

    left: Array
    right: Array
    first: Array
    last: Array
    runs: Runs
    pairs: Pairs


def _some_of(pairs: PairRuns, begin: int, case: _Case) -> _Some:
    import numpy as np

    corpus, days = case.pages.corpus, case.facts.days
    some = slice(begin, begin + _PAIRS_AT_A_TIME)
    texts = np.stack((pairs.left[some], pairs.right[some]))
    first, last = corpus.bounds[texts], corpus.bounds[texts + 1]
    firsts = pairs.firsts[begin : begin + texts.shape[1] + 1]
    left, right, size = pairs.runs[firsts[0] : firsts[-1]].T
    runs = Runs(np.repeat(np.arange(texts.shape[1]), np.diff(firsts)), left, right, size)
    known = (days[texts] >= 0).all(axis=0)
    apart = np.where(known, abs(days[texts[0]] - days[texts[1]]), -1)
    sizes = last - first
    return _Some(
        texts[0], texts[1], first, last, runs, Pairs(sizes[0], sizes[1], apart, case.covered[texts].all(axis=0))
    )


def _shared(ground: Ground, pages: Pages, some: _Some) -> Found:
    """Return what pairs of texts share; where they share only what is common, the runs as they are."""
    import numpy as np

    runs = some.runs
    firsts = np.arange(len(runs.pair) + 1)
    told = common_kinds(pages.counted, runs.left, runs.size, firsts) == NONE
    alone = np.zeros(len(some.left), bool)
    alone[runs.pair[told]] = True
    found = look_closely(ground, _of_runs(runs, alone[runs.pair]), some.first, some.last)
    common = as_passages(_of_runs(runs, ~alone[runs.pair] & (runs.size >= FEWEST_WORDS)))
    reworded = np.append(found.reworded, np.zeros(len(common), bool))
    order = np.argsort(np.append(found.passages.pair, common.pair), kind="stable")
    return Found(joined(found.passages, common), reworded[order])


def _of_runs(runs: Runs, kept: Array) -> Runs:
    return Runs(runs.pair[kept], runs.left[kept], runs.right[kept], runs.size[kept])


def _rows(case: _Case, found: _Judged) -> Iterator[Reuse]:
    import numpy as np

    ids, parts, corpus, passages = case.facts.ids, case.facts.id_parts, case.pages.corpus, found.passages
    left, right = np.divmod(passages.pair, len(ids))
    columns = [
        left, right,
        corpus.starts[passages.left_start], corpus.stops[passages.left_stop - 1],
        corpus.starts[passages.right_start], corpus.stops[passages.right_stop - 1],
        passages.left_stop - passages.left_start, passages.right_stop - passages.right_start,
        passages.shared, passages.share, found.reworded, found.reasons,
    ]  # fmt: skip
    of_place = {place: id_part(place) for place in set(np.concatenate(columns[2:6]).tolist())}
    for left, right, *row in zip(*(each.tolist() for each in columns), strict=True):
        a, b, c, d, wide, other, shared, share, reworded, reason = row
        key = (parts[left], parts[right], of_place[a], of_place[b], of_place[c], of_place[d])
        id = f"reuse-{blake2b(b''.join(key), digest_size=ID_BYTES).hexdigest()}"
        why = f"words={wide}/{other} shared={shared}"
        if reworded:
            why += " reworded"
            share *= REWORDED
        if reason:
            why += f" formula={REASONS[reason]}"
        kind = "formula" if reason else "passage"
        yield Reuse(id, ids[left], ids[right], a, b, c, d, kind, round(share, 3), why)


def facts_of(reports: Sequence[Report]) -> Facts:
    """Return what runs and rows need of reports. Each is asked for once: it may come from a file."""
    import numpy as np

    ids, days, outlets, languages = [], [], [], []
    last = ("", "")
    for report in reports:
        order = reading_order(report)
        if order < last:
            return facts_of(sorted(reports, key=reading_order))
        last = order
        ids.append(report.id)
        days.append(_day_number(likely_day(report)))
        outlets.append(report.outlet_id)
        languages.append(report.language)
    known = {outlet: number for number, outlet in enumerate(sorted(set(filter(None, outlets))))}
    numbers = np.array([known[each] if each else -1 for each in outlets], np.int32)
    return Facts(reports, ids, [id_part(each) for each in ids], languages, np.array(days, np.int32), numbers)


def _day_number(day: str | None) -> int:
    """Return the number of a day, -1 where it is unknown or none of the calendar."""
    try:
        return date.fromisoformat(day).toordinal() if day else -1
    except ValueError:
        return -1
