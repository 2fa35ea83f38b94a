"""Where each stretch of a report's text comes from, as far as passages and lineage say.

A passage says that two reports share words; lineage says what may stand behind each of the two. Together: these words
come from that report, from that agency, from a source nobody has seen; or they begin here and others have them from
here; or nothing decides. The words of no passage are the report's own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from musnad.records import Lineage
from musnad.store import Case

# Which one is told where several passages lie over the same words: the most definite.
_ORDER = ("report", "agency", "unseen", "taken", "open")
# Passages over the same words begin and end a few words apart: what is left over there is no stretch of its own.
SHORTEST = 24


@dataclass(frozen=True, slots=True, order=True)
class Source:
    """What words come from. ``kind``: report, agency, unseen; taken (they begin here); open (nothing decides).

    ``id`` is the report's, the agency's or the unseen source's; "" for the last two.
    """

    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words from one source; stretches of a report don't overlap."""

    start: int
    stop: int
    source: Source


@dataclass(frozen=True, slots=True)
class Sourced:
    """A report's stretches in the text's order; by source, the reports that print such words too, most words first."""

    stretches: tuple[Stretch, ...]
    sharing: Mapping[Source, tuple[str, ...]]

    def characters(self) -> Counter[Source]:
        """Return how many characters come from each source."""
        found: Counter[Source] = Counter()
        for each in self.stretches:
            found[each.source] += each.stop - each.start
        return found


def stretches_of(case: Case, report_id: str, passages: Sequence[tuple[int, int, str]]) -> Sourced:
    """Return the sources of a report's words. ``passages``: its own place, and the other report that has it."""
    others = sorted({other for _, _, other in passages})
    rows = _lineage(case, [report_id, *others])
    source_of = {other: _source(report_id, other, rows) for other in others}
    shared: dict[Source, Counter[str]] = {}
    for start, stop, other in passages:
        shared.setdefault(source_of[other], Counter())[other] += stop - start
    sharing = {source: tuple(id for id, _ in counts.most_common()) for source, counts in shared.items()}
    swept = _swept((start, stop, source_of[other]) for start, stop, other in passages)
    return Sourced(tuple(_without_slivers(swept)), sharing)


def _lineage(case: Case, ids: Sequence[str]) -> dict[str, list[Lineage]]:
    found: dict[str, list[Lineage]] = {}
    for id in ids:
        found[id] = case.rows("lineage", child_id=id)
    return found


def _source(own: str, other: str, rows: Mapping[str, Sequence[Lineage]]) -> Source:
    """Return what the words come from that two reports share."""
    mine, theirs = rows[own], rows[other]
    if any(row.parent_id == other for row in mine):
        return Source("report", other)
    if any(row.parent_id == own for row in theirs):
        return Source("taken", "")
    known = {(row.parent_kind, row.parent_id) for row in theirs if row.parent_id}
    common = [row for row in mine if (row.parent_kind, row.parent_id) in known]
    # two that have one source have it from there; else what this report says of itself
    for row in sorted(common or mine, key=lambda row: (_ORDER.index(row.parent_kind), -row.score, row.id)):
        if row.parent_id and (common or row.parent_kind != "report"):
            return Source(row.parent_kind, row.parent_id)
    return Source("open", "") if mine else Source("taken", "")


def _swept(passages: Iterable[tuple[int, int, Source]]) -> Iterator[Stretch]:
    """Yield stretches of one source, in order, from passages that lie over each other."""
    ends: list[tuple[int, int, Source]] = []
    for start, stop, source in passages:
        ends += [(start, 1, source), (stop, -1, source)]
    ends.sort(key=lambda each: each[0])
    over: Counter[Source] = Counter()
    begun, before = 0, None
    for place, step, source in ends:
        over[source] += step
        now = _best(over)
        if now != before:
            if before is not None and place > begun:
                yield Stretch(begun, place, before)
            begun, before = place, now


def _without_slivers(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Return stretches with those too short to be words joined to the one they touch."""
    found: list[Stretch] = []
    for each in stretches:
        last = found[-1] if found and found[-1].stop == each.start else None
        if last and (last.source == each.source or each.stop - each.start < SHORTEST):
            found[-1] = Stretch(last.start, each.stop, last.source)
        elif last and last.stop - last.start < SHORTEST:
            found[-1] = Stretch(last.start, each.stop, each.source)
        else:
            found.append(each)
    return found


def _best(over: Counter[Source]) -> Source | None:
    there = [(_ORDER.index(source.kind), source.id, source) for source, number in over.items() if number > 0]
    return min(there)[2] if there else None
