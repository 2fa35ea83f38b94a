"""How many outlets tell of one thing independently: those that can each be given an origin of its own."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Set


def independent_outlets(origins: Mapping[str, Set[str]]) -> int:
    """Return the most outlets that can each be given another of their origins; ``origins`` are those of each outlet.

    Ten outlets that print one wire are one; one outlet with ten texts of its own is one, too. It is the size of the
    largest matching of outlets and origins, found by augmenting paths (Berge 1957).
    """
    given: dict[str, str] = {}  # to which outlet each origin is
    for outlet in sorted(origins, key=lambda each: (len(origins[each]), each)):
        given.update(_gifts(outlet, origins, given))
    return len(given)


def _gifts(outlet: str, origins: Mapping[str, Set[str]], given: Mapping[str, str]) -> dict[str, str]:
    """Return which origins go to whom so that this outlet gets one and nobody loses his; none where it can't be."""
    seen: set[str] = set()
    waiting: deque[tuple[str, dict[str, str]]] = deque([(outlet, {})])
    while waiting:
        asker, gifts = waiting.popleft()
        for origin in sorted(origins[asker] - seen):
            seen.add(origin)
            now = {**gifts, origin: asker}
            if origin not in given:
                return now
            waiting.append((given[origin], now))
    return {}
