"""In how many places of a passage other facts stand on either side, many passages at once.

Each different word is looked up once, and only words between two blocks that may have a fact of one kind on both
sides are compared (``link/facts.py``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from musnad.lang import Lang
from musnad.link.facts import fact_bits, other_facts
from musnad.link.passages import Passages
from musnad.link.spans import spread
from musnad.text import fold_word

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[Any]]


def find_filled(words: Array, found: Passages, printed: Callable[[Array], list[str]], lang: Lang) -> Array:
    """Return for each passage in how many places other facts stand; ``printed`` gives words of the corpus."""
    import numpy as np

    inner = np.ones(len(found.left), bool)
    inner[found.firsts[1:] - 1] = False
    before = np.flatnonzero(inner)
    starts = [(side + found.size)[before] for side in (found.left, found.right)]
    stops = [side[before + 1] for side in (found.left, found.right)]
    replaced = np.flatnonzero((starts[0] < stops[0]) & (starts[1] < stops[1]))
    if not len(replaced):
        return np.zeros(len(found), np.int64)
    begins = np.concatenate([each[replaced] for each in starts])
    sizes = np.concatenate([each[replaced] for each in stops]) - begins
    places = spread(begins, sizes)
    _, first, which = np.unique(words[places], return_index=True, return_inverse=True)
    folded = [fold_word(form) for form in printed(places[first])]
    firsts = np.cumsum(sizes) - sizes
    kinds = np.bitwise_or.reduceat(np.array([fact_bits(word, lang) for word in folded])[which], firsts)
    count = len(replaced)
    filled = [
        number
        for number in np.flatnonzero(kinds[:count] & kinds[count:]).tolist()
        if other_facts(
            *(tuple(folded[at] for at in which[firsts[side] : firsts[side] + sizes[side]].tolist())
              for side in (number, number + count)), lang)
    ]  # fmt: skip
    return np.bincount(found.owners[before[replaced[filled]]], minlength=len(found))
