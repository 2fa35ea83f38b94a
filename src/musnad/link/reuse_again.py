"""Shared passages brought up to date where reports came to a large case: only what they change is compared.

The words of the reports are kept in the case as they were compared (table ``compared``): hashes, and what was counted
of each word. ``link/newcomers.py`` tells from these which pairs have to be looked at again; the reports of those pairs
are a small case of their own, counted as in the whole one. The rows are those of a run over everything.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from musnad.lang import Lang
from musnad.link.corpora import PARTS, Corpus, pack_reports
from musnad.link.evidence import OTHER_EDITION
from musnad.link.newcomers import (
    BEGINS,
    COMES,
    GOES,
    STAYS,
    Again,
    Recount,
    Texts,
    bits_of,
    counts_of,
    look_again,
    recount,
)
from musnad.link.rare_words import Rare, find_rare
from musnad.link.reuse import Facts, compared, facts_of, passages_of
from musnad.link.shingles import Limits, PairRuns
from musnad.link.spans import once, spread
from musnad.records import Piece, Report, Reuse, likely_day, reading_order
from musnad.store import Case
from musnad.updates import RowsOf, Update

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[Any]]

# Of a case of so many reports, a newsroom's, nothing is kept.
MOST_REPORTS = 4000
# Where more of the reports are new, everything is compared anew: that costs less.
_MOST_NEW = 0.5


@dataclass(frozen=True, slots=True)
class _Kept:
    """What is kept of one report: its day and a digest of what was compared, its words' hashes and bits as bytes."""

    digest: str
    words: bytes
    bits: bytes


def update_reuse(
    case: Case, reports: Sequence[Report], then: Collection[str], rows_of: RowsOf, *, lang: Lang | None
) -> Update:
    """Return how the rows of ``reuse`` change, where reports ``then`` were compared before.

    Nothing is kept of cases of up to ``MOST_REPORTS`` reports: comparing them anew takes seconds.
    """
    import numpy as np

    pieces = rows_of("piece")
    facts = facts_of(reports)
    digests = _digests(facts, pieces)
    kept = _kept(case) if len(then) > MOST_REPORTS else {}
    stays = {each for each in then if each in kept and kept[each].digest == digests.get(each)}
    if len(stays) < _MOST_NEW * len(reports) or len(stays) <= MOST_REPORTS or not kept.keys() <= digests.keys():
        return _anew(facts, pieces, digests, lang)
    order = _order(facts, kept, stays)
    coming = pack_reports([facts.reports[at] for at, state in order if state == COMES], pieces)
    texts = _texts(facts, kept, order, coming)
    rows = rows_of("reuse")
    old = {row.id: row for row in rows if row.left_id in stays and row.right_id in stays}
    left, right = _pairs_of(old.values(), {facts.reports[at].id: number for number, (at, _) in enumerate(order)})
    counted, report_of = recount(texts), [at for at, _ in order]
    rare = _rare(texts, facts.some(np.array(report_of)).covered_by(lang))
    also = np.zeros(len(old), bool)
    also[_flipped(old.values(), left, counted, facts, report_of, pieces)] = True
    also |= np.array(["reworded" in row.why for row in old.values()], bool) & _stirs(texts, left, right)
    # where no text goes, fewer words are rare than before: what is told in other words may cease to be, not begin
    more = rare.pairs[_stirs(texts, *rare.pairs.T) & (texts.states == GOES).any()]
    again = look_again(counted, (np.append(left[also], more[:, 0]), np.append(right[also], more[:, 1])))
    found = {row.id: row for row in _rows(facts, report_of, counted, again, rare, pieces, lang)}
    held = [row.id for row, is_held in zip(old.values(), again.holds(left, right).tolist(), strict=True) if is_held]
    gone = [row.id for row in rows if row.id not in old] + [each for each in held if old[each] != found.get(each)]
    fresh = [row for row in found.values() if old.get(row.id) != row]
    return Update(
        fresh, {"reuse": ("id", gone)}, [each.id for each in reports], _changed(facts, order, counted, digests)
    )


def _anew(facts: Facts, pieces: Sequence[Piece], digests: Mapping[str, str], lang: Lang | None) -> Update:
    """Return the rows of a run over everything, and what is kept of it."""
    corpus = pack_reports(facts.reports, pieces)
    counts, found = compared(corpus, facts, Limits(facts.days, facts.outlets), lang)
    rows = list(found)
    if len(facts.reports) <= MOST_REPORTS:
        return Update(rows)
    ids = [report.id for report in facts.reports]
    kept = _as_kept(ids, corpus.words, bits_of(corpus, counts), corpus.bounds, digests)
    return Update(rows, None, ids, kept)


def _digests(facts: Facts, pieces: Iterable[Piece]) -> dict[str, str]:
    """Return for each report its day's number and a digest of all that its comparison depends on.

    That is its place in order, its day, outlet and language, its pieces.
    """
    printed: dict[str, list[str]] = {}
    for piece in pieces:
        if piece.part in PARTS:
            printed.setdefault(piece.report_id, []).append(f"{piece.part} {piece.start} {piece.stop}")
    found = {}
    for report, day in zip(facts.reports, facts.days.tolist(), strict=True):
        data = "\n".join((
            *reading_order(report), str(likely_day(report)), str(report.outlet_id), report.language or "",
            *sorted(printed.get(report.id, ())),
        ))  # fmt: skip
        hashed = blake2b(data.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
        found[report.id] = f"{day} {hashed}"
    return found


def _kept(case: Case) -> dict[str, _Kept]:
    rows = case.connection.execute("SELECT report_id, digest, words, bits FROM compared")
    return {report_id: _Kept(digest, words, bits) for report_id, digest, words, bits in rows}


def _as_kept(
    ids: Iterable[str], words: Array, bits: Array, bounds: Array, digests: Mapping[str, str]
) -> Iterator[tuple[str, str, bytes, bytes]]:
    """Yield the rows of ``compared`` for texts, one after another in the arrays."""
    for report_id, (first, last) in zip(ids, pairwise(bounds.tolist()), strict=True):
        yield report_id, digests[report_id], words[first:last].tobytes(), bits[first:last].tobytes()


def _order(facts: Facts, kept: Collection[str], stays: Collection[str]) -> list[tuple[int, int]]:
    """Return the texts in order, as places of their reports and states; a report that changed goes, then comes."""
    found = []
    for at, report in enumerate(facts.reports):
        if report.id in stays:
            found.append((at, STAYS))
            continue
        if report.id in kept:
            found.append((at, GOES))
        found.append((at, COMES))
    return found


def _texts(facts: Facts, kept: Mapping[str, _Kept], order: Sequence[tuple[int, int]], coming: Corpus) -> Texts:
    """Return the words of all texts, as they were kept or as they come."""
    import numpy as np

    at, states = np.array(order, np.int64).T
    days = facts.days[at]
    for number in np.flatnonzero(states == GOES).tolist():
        days[number] = int(kept[facts.reports[at[number]].id].digest.split()[0])
    begins = np.zeros(len(coming.words), np.uint8)
    begins[coming.stretches[:-1]] = BEGINS
    cut = (_Kept("", coming.words[a:b].tobytes(), begins[a:b].tobytes()) for a, b in pairwise(coming.bounds.tolist()))
    parts = [next(cut) if state == COMES else kept[facts.reports[number].id] for number, state in order]
    return Texts(
        np.frombuffer(b"".join(each.words for each in parts), np.uint64),
        np.frombuffer(b"".join(each.bits for each in parts), np.uint8),
        np.cumsum([0, *(len(each.bits) for each in parts)]),
        states,
        days,
        facts.outlets[at],
    )


def _pairs_of(rows: Iterable[Reuse], numbers: Mapping[str, int]) -> tuple[Array, Array]:
    """Return the numbers of the texts of each row, left and right."""
    import numpy as np

    found = np.array([(numbers[row.left_id], numbers[row.right_id]) for row in rows], np.int64).reshape(-1, 2)
    return found[:, 0], found[:, 1]


def _flipped(
    rows: Iterable[Reuse],
    left: Array,
    counted: Recount,
    facts: Facts,
    report_of: Sequence[int],
    pieces: Sequence[Piece],
) -> Array:
    """Return which rows have words on their left side that are common or standing text now and were not, or were."""
    import numpy as np

    bounds = counted.texts.bounds
    texts = once(np.searchsorted(bounds, np.flatnonzero(counted.flipped), side="right") - 1)
    corpus = _cut_again(counted.texts, texts, [facts.reports[report_of[each]] for each in texts.tolist()], pieces)
    flipped = counted.flipped[spread(bounds[texts], np.diff(bounds)[texts])]
    found = np.flatnonzero(np.isin(left, texts))
    at = np.searchsorted(texts, left[found])
    place = np.array([(row.left_start, row.left_stop) for row in rows], np.int64).reshape(-1, 2)[found]
    base = np.int64(place.max(initial=0) + corpus.stops.max(initial=0) + 1)  # texts lie apart
    starts = np.repeat(np.arange(len(texts)), np.diff(corpus.bounds)) * base + corpus.starts
    order = np.argsort(starts)
    before = np.append(0, np.cumsum(flipped[order]))
    first, last = (np.searchsorted(starts[order], at * base + side) for side in place.T)
    chosen: Array = found[before[last] > before[first]]
    return chosen


def _rare(texts: Texts, covered: Array) -> Rare:
    """Return the rare words of the texts of the case as it is now."""
    import numpy as np

    there = np.flatnonzero(covered & (texts.states != GOES))
    return find_rare(texts.words, texts.bounds, there, Limits(texts.days, texts.outlets))


def _stirs(texts: Texts, left: Array, right: Array) -> Array:
    """Return for pairs of texts whether other words may be rare in one of them than before."""
    import numpy as np

    changed = once(texts.days[texts.states != STAYS])
    near = spread(changed - OTHER_EDITION + 1, np.full(len(changed), 2 * OTHER_EDITION - 1))
    stirred = (np.isin(texts.days, near) | (texts.days < 0)) & (len(changed) > 0)
    found: Array = stirred[left] | stirred[right]
    return found


def _cut_again(texts: Texts, numbers: Array, reports: Sequence[Report], pieces: Sequence[Piece]) -> Corpus:
    """Return the corpus of some texts. Raises ``ValueError`` where their words are not those kept."""
    import numpy as np

    corpus = pack_reports(reports, pieces)
    if not np.array_equal(corpus.words, texts.words[spread(texts.bounds[numbers], np.diff(texts.bounds)[numbers])]):
        raise ValueError("the words kept of reports are not theirs: musnad analyse --again reuse")
    return corpus


def _rows(
    facts: Facts,
    report_of: Sequence[int],
    counted: Recount,
    again: Again,
    rare: Rare,
    pieces: Sequence[Piece],
    lang: Lang | None,
) -> Iterator[Reuse]:
    """Return the rows of the pairs to look at again: their texts cut anew, counted as in the whole case."""
    import numpy as np

    bounds = counted.texts.bounds
    sharing = rare.pairs[again.holds(*rare.pairs.T)]
    sides = [side for pairs in again.pairs for side in (pairs.left, pairs.right)]
    texts = once(np.concatenate([*sides, sharing.flatten()]))
    at = np.array(report_of, np.int64)[texts]
    some = facts.some(at)
    corpus = _cut_again(counted.texts, texts, some.reports, pieces)
    words = spread(bounds[texts], np.diff(bounds)[texts])
    moved = [_moved(pairs, texts, bounds, corpus.bounds) for pairs in again.pairs]
    still_rare = Rare(rare.words[words], np.searchsorted(texts, sharing))
    return passages_of(corpus, some, counts_of(counted.bits[words]), moved, still_rare, lang)


def _moved(pairs: PairRuns, texts: Array, there: Array, here: Array) -> PairRuns:
    """Return pairs of texts as those of a corpus of some texts only; ``there`` and ``here`` the texts begin."""
    import numpy as np

    left, right = np.searchsorted(texts, pairs.left), np.searchsorted(texts, pairs.right)
    runs, sizes = pairs.runs.copy(), np.diff(pairs.firsts)
    runs[:, 0] += np.repeat(here[left] - there[pairs.left], sizes)
    runs[:, 1] += np.repeat(here[right] - there[pairs.right], sizes)
    return PairRuns(left, right, pairs.firsts, runs)


def _changed(
    facts: Facts, order: Sequence[tuple[int, int]], counted: Recount, digests: Mapping[str, str]
) -> Iterator[tuple[str, str, bytes, bytes]]:
    """Yield what is kept of the texts that come, and of those some of whose words are counted otherwise now."""
    import numpy as np

    texts = counted.texts
    other = np.append(0, np.cumsum(counted.bits != texts.bits))
    kept = np.diff(other[texts.bounds]) > 0
    kept = (kept & (texts.states != GOES)) | (texts.states == COMES)
    for number in np.flatnonzero(kept).tolist():
        words = slice(*texts.bounds[number : number + 2].tolist())
        report_id = facts.reports[order[number][0]].id
        yield report_id, digests[report_id], texts.words[words].tobytes(), counted.bits[words].tobytes()
