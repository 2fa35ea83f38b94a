"""In how many places of a passage other counts or days of the week stand on either side, many passages at once.

What ``evidence.filled_places`` counts one by one: each different word is looked up once, and only words between
two blocks that both have a count or a day are compared.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from musnad.lang import Lang
from musnad.link.evidence import other_facts, weekdays_of
from musnad.link.passages import Passages
from musnad.link.spans import spread
from musnad.numbers import number_words
from musnad.text import fold_word

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[Any]]

# What a word may say, as bits.
_DAY, _COUNT = 1, 2


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
    kinds = np.bitwise_or.reduceat(np.array([_kind(word, lang) for word in folded])[which], firsts)
    count = len(replaced)
    filled = [
        number
        for number in np.flatnonzero(kinds[:count] & kinds[count:]).tolist()
        if other_facts(
            *(tuple(folded[at] for at in which[firsts[side] : firsts[side] + sizes[side]].tolist())
              for side in (number, number + count)), lang)
    ]  # fmt: skip
    return np.bincount(found.owners[before[replaced[filled]]], minlength=len(found))


@lru_cache(maxsize=1 << 16)
def _kind(folded: str, lang: Lang) -> int:
    """Return what a word may say: a number begins with no others."""
    kind = _DAY if folded in weekdays_of(lang) else 0
    bare = folded.removeprefix("ال")
    return kind | (_COUNT if not folded.isalpha() or not number_words(lang).keys().isdisjoint((folded, bare)) else 0)
