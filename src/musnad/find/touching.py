"""Rows of one report by where they stand, without going over all of a long report for each question."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from typing import TypeVar

Row = TypeVar("Row")
Place = tuple[int, int]


def finder(rows: Sequence[Row], extent: Callable[[Row], Place]) -> Callable[[int, int], list[Row]]:
    """Return what gives the rows that touch a stretch of the text, or end or begin at it, in their order."""
    extents = list(map(extent, rows))
    order = sorted(range(len(rows)), key=extents.__getitem__)
    starts = [extents[number][0] for number in order]
    longest = max((stop - start for start, stop in extents), default=0)

    def touching(start: int, stop: int) -> list[Row]:
        near = order[bisect_left(starts, start - longest) : bisect_left(starts, stop)]
        return [rows[number] for number in sorted(near) if extents[number][1] >= start]

    return touching


def marked_places(quoted: str) -> list[Place]:
    """Return the stretches of a quote that stand between quotation marks, from its ``quoted``."""
    return [(int(first), int(last)) for first, _, last in (cell.partition("-") for cell in quoted.split())]
