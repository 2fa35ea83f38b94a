"""What a stage over the whole case changes, where most of the case is as it was when the stage ran last."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

# Gives all rows of a table; those of a table that is asked for again are not read again.
RowsOf = Callable[[str], list[Any]]


@dataclass(frozen=True, slots=True)
class Update:
    """Rows to take away and rows to write.

    ``gone`` names, for each table, a column and the values in it whose rows go; ``None`` takes all rows of the stage's
    tables, and what it keeps. ``over`` are the ids of the reports the rows are then about: told to the stage the next
    time, but for those that changed. ``compared`` are rows of the table of that name, in the place of older ones.
    """

    rows: Sequence[Any]
    gone: Mapping[str, tuple[str, Sequence[str]]] | None = None
    over: Sequence[str] = ()
    compared: Iterable[tuple[str, str, bytes, bytes]] = field(default=())
