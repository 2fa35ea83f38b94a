"""Shared words that belong to no stock phrase, and what they weigh, for many passages at once.

What ``formulae.own_words`` finds word by word and ``evidence`` weighs: each different word is looked up once,
each place of a text once, however many passages cover it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from musnad.link.formulae import StockWord
from musnad.link.passages import Passages
from musnad.link.spans import spread, sums

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[Any]]

# Further back than any passage begins.
_FAR = 1 << 40


@dataclass(frozen=True, slots=True)
class Own:
    """Of each passage: how many of its shared words are its own, and what those weigh.

    ``unsure`` are the numbers of passages that end inside a stock phrase of their text: they are for the caller to
    look at word by word.
    """

    count: Array
    weight: Array
    unsure: Array


@dataclass(frozen=True, slots=True)
class _Places:
    """The places that passages cover, each once: stretches one after another, ``which`` of the words at each."""

    starts: Array
    offsets: Array
    which: Array
    ends: Array  # whether a stretch ends behind the place

    def at(self, places: Array) -> Array:
        """Return the numbers of some places of the corpus among these."""
        import numpy as np

        stretch = np.searchsorted(self.starts, places, side="right") - 1
        numbers: Array = self.offsets[stretch] + places - self.starts[stretch]
        return numbers


def find_own(
    words: Array,
    found: Passages,
    printed: Callable[[Array], list[str]],
    look_up: Callable[[str], StockWord],
    weigh: Callable[[str], float] | None,
) -> Own:
    """Return the own words of passages: ``printed`` gives words of the corpus, the others what each is and weighs."""
    import numpy as np

    if not len(found):
        return Own(found.pair, found.pair.astype(float), found.pair)
    places, first = _places(words, found)
    forms = printed(first)
    stock = [look_up(form) for form in forms]
    ends, phrases = _stock_ends(places, stock)
    reach = np.maximum(ends, phrases)
    far = int(reach.max())
    back, back_before = (_back(reach, least, far) for least in (0, 1))
    sizes = found.size
    owner = np.repeat(found.owners, sizes)
    place = spread(found.left, sizes)
    at = np.repeat(places.at(found.left) - found.left, sizes) + place
    own = back[at] > place - found.left_start[owner]
    # the last word is seen without the one behind it
    alone = np.array([each.is_stock or each.reach > 0 or each.is_son or each.is_date for each in stock])
    last = np.flatnonzero(place == found.left_stop[owner] - 1)
    own[last] = back_before[at[last]] > (place - found.left_start[owner])[last]
    own[last] &= ~alone[places.which[at[last]]]
    firsts = np.append(0, np.cumsum(sizes))[found.firsts]
    weight = np.zeros(len(found))
    if weigh is not None:
        weights = np.array([weigh(form) for form in forms])
        weight = np.add.reduceat(np.append(np.where(own, weights[places.which[at]], 0.0), 0.0), firsts[:-1])
    return Own(sums(own, firsts), weight, _cut_phrases(found, places, phrases, far))


def _places(words: Array, found: Passages) -> tuple[_Places, Array]:
    """Return the places that the left sides of passages cover, and where each different word stands first."""
    import numpy as np

    order = np.argsort(found.left_start, kind="stable")
    starts, stops = found.left_start[order], np.maximum.accumulate(found.left_stop[order])
    fresh = np.append(True, starts[1:] > stops[:-1])
    starts, stops = starts[fresh], stops[np.append(fresh[1:], True)]
    all_places = spread(starts, stops - starts)
    _, first, which = np.unique(words[all_places], return_index=True, return_inverse=True)
    ends = np.zeros(len(all_places), bool)
    offsets = np.cumsum(stops - starts)
    ends[offsets - 1] = True
    places = _Places(starts, offsets - stops + starts, which, ends)
    return places, all_places[first]


def _stock_ends(places: _Places, stock: Sequence[StockWord]) -> tuple[Array, Array]:
    """Return for each place how many words its stock word takes, itself counted, and how many its stock phrase does."""
    import numpy as np

    which = places.which
    alone = np.array([1 + each.reach if each.is_stock or each.reach else 0 for each in stock], np.int8)[which]
    son, date, number = (
        np.array([getattr(each, name) for each in stock])[which] for name in ("is_son", "is_date", "is_number")
    )
    next_son, next_date, next_number = (np.append(each[1:], False) & ~places.ends for each in (son, date, number))
    two = son | (date & next_number)
    one = next_son | date | (number & next_date)
    ends = np.maximum(alone, np.where(two, 2, one).astype(np.int8))
    phrases = np.zeros(len(which), np.int8)
    begins = np.array([bool(each.phrases) for each in stock])[which]
    at = np.flatnonzero(begins & ~places.ends)
    keys, pair = np.unique(which[at] * np.int64(len(stock)) + which[at + 1], return_inverse=True)
    both = (divmod(key, len(stock)) for key in keys.tolist())
    rests = [stock[one].phrases.get(stock[other].bare, ()) for one, other in both]
    likely = np.array([bool(rest) for rest in rests], bool)[pair] if len(at) else np.zeros(0, bool)
    for place, number_of_pair in zip(at[likely].tolist(), pair[likely].tolist(), strict=True):
        phrases[place] = _longest(places, stock, place, rests[number_of_pair])
    return ends, phrases


def _longest(places: _Places, stock: Sequence[StockWord], place: int, rests: Sequence[Sequence[str]]) -> int:
    """Return how many words the longest stock phrase at a place has."""
    longest = 0
    for rest in rests:
        at = place + 1
        for bare in rest:
            if places.ends[at] or stock[places.which[at + 1]].bare != bare:
                break
            at += 1
        else:
            longest = max(longest, at + 1 - place)
    return longest


def _back(reach: Array, least: int, far: int) -> Array:
    """Return how far back the last place is, at least so many words, whose stock phrase covers a place."""
    import numpy as np

    back = np.full(len(reach), _FAR, np.int64)
    for step in range(far - 1, least - 1, -1):
        covers = np.flatnonzero(reach[: len(reach) - step] > step)
        back[covers + step] = step
    return back


def _cut_phrases(found: Passages, places: _Places, phrases: Array, far: int) -> Array:
    """Return the numbers of passages that end inside a stock phrase of two words or more."""
    import numpy as np

    cut = np.zeros(len(found), bool)
    stop = places.at(found.left_stop - 1) + 1
    size = found.left_stop - found.left_start
    for step in range(2, far):
        inside = np.flatnonzero(size >= step)
        cut[inside] |= phrases[stop[inside] - step] > step
    return np.flatnonzero(cut)
