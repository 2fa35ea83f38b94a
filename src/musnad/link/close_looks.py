"""The close look at pairs of texts that share runs of equal words: which passages they have in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from musnad.link.chains import Runs, chained
from musnad.link.growth import moved_out
from musnad.link.left_over import continuations, rewordings, sides_of
from musnad.link.passages import Ground, Passages, accepted, bridged, joined, merged, one_at_each_place, snapped

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[Any]]


@dataclass(frozen=True, slots=True)
class Found:
    """Passages, and which of them are sentences worded anew."""

    passages: Passages
    reworded: Array


def look_closely(ground: Ground, runs: Runs, first: Array, last: Array) -> Found:
    """Return what pairs of texts share, in the order of the pairs and their left texts; sentences worded anew last.

    The texts of pair ``p`` are the words ``first[side, p]`` to ``last[side, p]``, left side first.
    """
    import numpy as np

    found = moved_out(ground, bridged(ground, chained(runs, ground.stretches)))
    found = accepted(snapped(ground, merged(ground, found), found))
    more = continuations(ground, sides_of(found, first, last))
    found = one_at_each_place(joined(found, more))
    anew = rewordings(ground, found, sides_of(found, first, last))
    both = joined(found, anew)
    at = np.argsort(np.concatenate((found.pair, anew.pair)), kind="stable")
    return Found(both, at >= len(found))
