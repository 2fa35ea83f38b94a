"""Where the reports of a story stand in its lineage picture: who beside whom, what below what.

Time runs along the columns: a column is the reports of one stretch of days, what comes from a report of the same
stretch stands one step further in it. Each independent origin is a band. Reports of one stretch that come from the
same source in the same way, and that nothing comes from, stand together as one block: a wire printed by sixty
outlets is one block of sixty, not sixty lines. A source stands again in each stretch in which something comes from it,
so that its lines are short.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import ceil, sqrt

# A block is at most so many reports wide.
WIDEST_BLOCK = 8
# A chain of more steps within one stretch of days is drawn in one.
MOST_STEPS = 40
# From these scores on a source is called sure (as origins are counted), or likely.
SURE, LIKELY = 0.75, 0.5


@dataclass(frozen=True, slots=True)
class Parent:
    """What may stand behind a report: a report, an agency or an unseen source ("": undecided), how sure, and why."""

    child: str
    parent: str
    kind: str
    score: float
    why: str

    @property
    def certainty(self) -> str:
        return "sure" if self.score >= SURE else "likely" if self.score >= LIKELY else "open"


@dataclass(frozen=True, slots=True)
class Block:
    """Reports that stand together, or one source; ``row`` counts from the top of the picture."""

    ids: tuple[str, ...]
    column: int
    step: int
    row: int
    wide: int
    high: int
    is_source: bool


@dataclass(frozen=True, slots=True)
class Band:
    """One origin, or all reports that share nothing (``is_alone``): its rows."""

    first_row: int
    stop_row: int
    reports: int
    is_alone: bool


@dataclass(frozen=True, slots=True)
class Tree:
    blocks: list[Block]
    bands: list[Band]
    parents: list[Parent]
    rows: int


def source_of(id: str) -> str:
    """Return which agency or unseen source a source's block stands for."""
    return id.rpartition("@")[0]


@dataclass(slots=True)
class _Growing:
    """What is known while a tree is laid out."""

    columns: Mapping[str, int]
    steps: dict[str, int]
    of_child: dict[str, list[Parent]] = field(default_factory=dict)
    children: dict[str, list[str]] = field(default_factory=dict)
    free: dict[tuple[int, int], int] = field(default_factory=dict)  # the first free row of a column's step


def family_tree(columns: Mapping[str, int], parents: Iterable[Parent], origins: Iterable[Sequence[str]]) -> Tree:
    """Return where everything stands. ``columns``: report -> column; ``origins``: the reports of each origin."""
    kept = [each for each in parents if each.parent and each.child in columns]
    kept = [
        each if each.kind == "report" else replace(each, parent=f"{each.parent}@{columns[each.child]}")
        for each in kept
        if each.kind != "report" or each.parent in columns
    ]
    growing = _Growing(columns, {})
    for each in kept:
        growing.of_child.setdefault(each.child, []).append(each)
        growing.children.setdefault(each.parent, []).append(each.child)
    groups = sorted((list(each) for each in origins), key=lambda ids: (-len(ids), min(columns[id] for id in ids), ids))
    several = [ids for ids in groups if len(ids) > 1 or _has_parent(growing, ids[0])]
    alone = [ids[0] for ids in groups if len(ids) == 1 and not _has_parent(growing, ids[0])]
    blocks: list[Block] = []
    bands: list[Band] = []
    row = 0
    for ids, is_alone in [*((each, False) for each in several), *([(alone, True)] if alone else [])]:
        placed = list(_placed(growing, ids, row))
        stop = max(block.row + block.high for block in placed)
        blocks += placed
        bands.append(Band(row, stop, len(ids), is_alone))
        row = stop
        growing.free = dict.fromkeys(growing.free, row)
    return Tree(blocks, bands, kept, row)


def _has_parent(growing: _Growing, id: str) -> bool:
    return id in growing.of_child or id in growing.children


def _placed(growing: _Growing, ids: Sequence[str], first_row: int) -> Iterator[Block]:
    """Yield the blocks of one origin: sources first, each followed by what comes from it."""
    known = set(ids)
    sources = sorted({each.parent for id in ids for each in growing.of_child.get(id, ()) if each.kind != "report"})
    _steps(growing, ids)
    alike = _alike(growing, ids)
    column_of = {id: growing.columns[id] for id in ids}
    column_of |= {source: int(source.rpartition("@")[2]) for source in sources}
    done: set[str] = set()
    from_report = {id for id in ids if any(each.kind == "report" for each in growing.of_child.get(id, ()))}
    roots = sorted((id for id in ids if id not in from_report), key=lambda id: (column_of[id], id))
    todo = [(source, first_row) for source in sorted(sources, key=lambda id: (column_of[id], id))]
    todo += [(root, first_row) for root in roots]
    todo += [(id, first_row) for id in ids]  # what a circle of sources would leave out
    while todo:
        id, row = todo.pop(0)
        if id in done:
            continue
        together = alike.get(id, [id])
        done.update(together)
        block = _block(growing, together, column_of[id], row, first_row, is_source=id in sources)
        yield block
        behind = [child for each in together for child in growing.children.get(each, ()) if child in known]
        todo[:0] = [(child, block.row) for child in sorted(behind, key=lambda child: (column_of[child], child))]


def _steps(growing: _Growing, ids: Sequence[str]) -> None:
    """Find how many steps into its column each report stands; sources have step 0."""
    steps = growing.steps = growing.steps | dict.fromkeys(ids, 1)
    for _ in range(MOST_STEPS):
        is_still = True
        for id in ids:
            above = [
                steps[each.parent]
                for each in growing.of_child.get(id, ())
                if each.parent in steps and growing.columns.get(each.parent) == growing.columns[id]
            ]
            step = min(MOST_STEPS, max(above, default=0) + 1)
            is_still, steps[id] = is_still and steps[id] == step, step
        if is_still:
            break


def _alike(growing: _Growing, ids: Sequence[str]) -> dict[str, list[str]]:
    """Return for each report those that stand in one block with it: itself alone where something comes from it."""
    groups: dict[tuple[object, ...], list[str]] = {}
    for id in ids:
        behind = sorted((each.parent, each.certainty) for each in growing.of_child.get(id, ()))
        alone = id if growing.children.get(id) else ""
        groups.setdefault((growing.columns[id], growing.steps[id], tuple(behind), alone), []).append(id)
    return {id: some for some in groups.values() for id in some}


def _block(growing: _Growing, ids: list[str], column: int, row: int, first_row: int, *, is_source: bool) -> Block:
    step = 0 if is_source else growing.steps[ids[0]]
    wide = min(WIDEST_BLOCK, ceil(sqrt(len(ids))))
    high = ceil(len(ids) / wide)
    at = max(row, growing.free.get((column, step), first_row))
    growing.free[column, step] = at + high
    return Block(tuple(ids), column, step, at, wide, high, is_source)
