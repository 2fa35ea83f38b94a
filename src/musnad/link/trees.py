"""Trees of what belongs together: each thing has a leader, itself at the top (union-find, Tarjan 1975)."""

from __future__ import annotations

from typing import Protocol, TypeVar

Each = TypeVar("Each", int, str)


class Leaders(Protocol[Each]):
    """Each thing's leader: a list of numbers, or a dict of ids."""

    def __getitem__(self, each: Each, /) -> Each: ...
    def __setitem__(self, each: Each, leader: Each, /) -> None: ...


def top_of(each: Each, leaders: Leaders[Each]) -> Each:
    """Return the top of the tree a thing is in, and let all on the way there know it."""
    top = each
    while leaders[top] != top:
        top = leaders[top]
    while leaders[each] != top:
        leaders[each], each = top, leaders[each]
    return top


def join(one: Each, other: Each, leaders: Leaders[Each]) -> bool:
    """Join the trees of two things under the smaller of their tops; tell whether they were two."""
    low, high = sorted((top_of(one, leaders), top_of(other, leaders)))
    leaders[high] = low
    return low != high
