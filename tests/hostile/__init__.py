"""Difficult and hostile inputs of our own, by category: each a few lines, with what must become of it.

All words are invented; bytes are made when a case is written. A module of a category has
``cases()``. To add a case, add a line there.
"""

from __future__ import annotations

from collections.abc import Iterator

from hostile import (
    archives,
    bombs,
    dates,
    duplicates,
    encodings,
    feeds,
    files,
    html,
    json_lines,
    names,
    numbers,
    patterns,
    quotes,
    security,
    sizes,
    tables,
    unicode,
    warc,
)
from hostile.written import Case

CATEGORIES = (
    archives,
    bombs,
    dates,
    duplicates,
    encodings,
    feeds,
    files,
    html,
    json_lines,
    names,
    numbers,
    patterns,
    quotes,
    security,
    sizes,
    tables,
    unicode,
    warc,
)


def all_cases() -> Iterator[tuple[str, Case]]:
    """Yield each case with its whole name: category and name."""
    for module in CATEGORIES:
        for case in module.cases():
            yield f"{module.__name__.rpartition('.')[2]}-{case.name}", case
