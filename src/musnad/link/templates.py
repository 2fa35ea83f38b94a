"""Which passages are a template's, an outlet's standing text or a form filled in, told by counting over the case.

Words that stand together at many places, or come back on many days, say nothing about a copy, however long the
passage; a story's words stand together at as many places as it was printed, within a few days.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from musnad.link.chains import FEWEST_WORDS
from musnad.link.grams import SHORT
from musnad.link.passages import Passages
from musnad.link.spans import Marked, firsts_of, marked, sums

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[Any]]

# Numbers changed in a passage, and more changed than kept, from which on it is a form filled in. An edited
# copy updates a number or two.
_FEWEST_FILLED = 4
NONE, TEMPLATE, STANDING = range(3)


@dataclass(frozen=True, slots=True)
class Counted:
    """What is counted of the words of a case: which begin common words, one outlet's standing text, a number."""

    common: Marked
    standing: Marked
    numeric: Marked


def counted(common: Array, standing: Array, numeric: Array) -> Counted:
    """Return the counts of a case, from a truth value a word each."""
    return Counted(marked(common), marked(standing), marked(numeric))


def common_kinds(case: Counted, left: Array, size: Array, firsts: Array) -> Array:
    """Return for each list of blocks ``TEMPLATE`` or ``STANDING`` where hardly any of its words is informative.

    List ``n`` has the blocks ``firsts[n]:firsts[n + 1]``, each so many words of the case from ``left`` on.
    """
    import numpy as np

    # the last words of a run begin no n-gram of it: they are judged by the last one that lies inside
    judged = np.maximum(1, size - SHORT + 1)
    common = case.common.count(left, left + judged)
    last_common = case.common.count(left + judged - 1, left + judged)
    own = judged - common + np.where(last_common == 0, size - judged, 0)
    standing = np.where(2 * case.standing.count(left, left + judged) > common, size, 0)
    own, shared, standing = (sums(each, firsts) for each in (own, size, standing))
    uninformative = (own < FEWEST_WORDS // 2) & (own < shared // 2)
    kinds: Array = np.where(uninformative, np.where(2 * standing > shared, STANDING, TEMPLATE), NONE)
    return kinds


def filled_in(case: Counted, found: Passages) -> Array:
    """Return which passages are a form filled in with other numbers, as yesterday's market report and today's."""
    import numpy as np

    kept = sums(case.numeric.count(found.left, found.left + found.size), found.firsts)
    inner = np.ones(len(found.left), bool)
    inner[found.firsts[1:] - 1] = False
    before = np.flatnonzero(inner)
    one, other = (
        case.numeric.count((start + found.size)[before], start[before + 1]) for start in (found.left, found.right)
    )
    changed = sums((one > 0) & (other > 0), firsts_of(found.owners[before], len(found)))
    enough = case.numeric.count(found.left_start, found.left_stop) >= _FEWEST_FILLED
    filled: Array = enough & (changed >= _FEWEST_FILLED) & (changed > kept)
    return filled
