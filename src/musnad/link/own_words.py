"""Shared words that belong to no stock phrase, and what they weigh, for many passages at once.

What ``formulae.own_words`` finds word by word: each different word is looked up once, each place of a text once,
however many passages cover it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from musnad.link.formulae import StockWord
from musnad.link.passages import Passages
from musnad.link.spans import firsts_of, spread, sums
from musnad.link.vocabulary import ALONE, BEGINS_PHRASE, DATE, GIVEN, GRAINS, NUMBER, SON, Vocabulary

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[Any]]

# Further back than any passage begins.
_FAR = 1 << 40
# Bits of a weight in ``GRAINS``, the heaviest of 1 included.
_GRAIN_BITS = GRAINS.bit_length()


@dataclass(frozen=True, slots=True)
class Own:
    """The shared words that are passages' own: the passage of each, in order, and its number among those known."""

    owner: Array
    which: Array

    def some(self, kept: Array) -> Own:
        return Own(self.owner[kept], self.which[kept])

    def weights(self, pairs: Array, known: Vocabulary, count: int) -> Array:
        """Return what each of ``count`` pairs' own words weigh, in ``GRAINS``; ``pairs`` is the pair of each passage.

        A stem counts once, however often a pair shares it, with the heaviest of its words.
        """
        import numpy as np

        grains = known.grains[self.which]
        some = np.flatnonzero(grains)
        width = np.int64(len(known.stock) + 1)
        keys = (pairs[self.owner[some]] * width + known.stems[self.which[some]]) << _GRAIN_BITS | grains[some]
        keys.sort()
        last = np.append(keys[1:] >> _GRAIN_BITS != keys[:-1] >> _GRAIN_BITS, True)[: len(keys)]
        pair, grains = keys[last] >> _GRAIN_BITS, keys[last] & ((1 << _GRAIN_BITS) - 1)
        return sums(grains, firsts_of(pair // width, count))


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
    known: Vocabulary,
    look: Callable[[int], list[int]],
) -> Own:
    """Return the own words of passages: ``printed`` gives words of the corpus, ``known`` what each is.

    ``look`` gives the places of the own words of one passage, by its number, where it must be looked at word by word.
    """
    import numpy as np

    if not len(found):
        return Own(found.pair, found.pair)
    places = _places(words, found, printed, known)
    ends, phrases = _stock_ends(places, known)
    reach = np.maximum(ends, phrases)
    far = int(reach.max())
    back, back_before = (_back(reach, least, far) for least in (0, 1))
    sizes = found.size
    owner = np.repeat(found.owners, sizes)
    place = spread(found.left, sizes)
    at = np.repeat(places.at(found.left) - found.left, sizes) + place
    own = back[at] > place - found.left_start[owner]
    # the last word is seen without the one behind it
    last = np.flatnonzero(place == found.left_stop[owner] - 1)
    own[last] = back_before[at[last]] > (place - found.left_start[owner])[last]
    own[last] &= known.kinds[places.which[at[last]]] & ALONE == 0
    cut = _cut_phrases(found, places, phrases, far)
    firsts = np.append(0, np.cumsum(sizes))[found.firsts]
    for number in cut.tolist():
        some = slice(firsts[number], firsts[number + 1])
        own[some] = np.isin(place[some], look(number))
    return Own(owner[own], places.which[at[own]])


def own_of_ranges(which: Array, firsts: Array, known: Vocabulary) -> Array:
    """Return which words of ranges belong to no stock phrase and stand behind no given name, each range by itself.

    ``which`` are their numbers among those known, one range after another; ``firsts`` where each range begins, and
    where the last ends.
    """
    import numpy as np

    sizes = np.diff(firsts)
    last = np.zeros(len(which), bool)
    last[firsts[1:][sizes > 0] - 1] = True
    reach = np.maximum(*_stock_ends(_Places(firsts, firsts, which, last), known))
    place = np.arange(len(which)) - np.repeat(firsts[:-1], sizes)
    named = np.append(False, (known.kinds[which] & GIVEN != 0) & ~last)[: len(which)]
    own: Array = (_back(reach, 0, int(reach.max(initial=0))) > place) & ~named
    return own


def _places(words: Array, found: Passages, printed: Callable[[Array], list[str]], known: Vocabulary) -> _Places:
    """Return the places that the left sides of passages cover."""
    import numpy as np

    order = np.argsort(found.left_start, kind="stable")
    starts, stops = found.left_start[order], np.maximum.accumulate(found.left_stop[order])
    fresh = np.append(True, starts[1:] > stops[:-1])
    starts, stops = starts[fresh], stops[np.append(fresh[1:], True)]
    all_places = spread(starts, stops - starts)
    which = known.numbers(words[all_places], lambda some: printed(all_places[some]))
    ends = np.zeros(len(all_places), bool)
    offsets = np.cumsum(stops - starts)
    ends[offsets - 1] = True
    return _Places(starts, offsets - stops + starts, which, ends)


def _stock_ends(places: _Places, known: Vocabulary) -> tuple[Array, Array]:
    """Return for each place how many words its stock word takes, itself counted, and how many its stock phrase does."""
    import numpy as np

    which, stock = places.which, known.stock
    kinds = known.kinds[which]
    son, date, number = (kinds & kind != 0 for kind in (SON, DATE, NUMBER))
    next_son, next_date, next_number = (np.append(each[1:], False) & ~places.ends for each in (son, date, number))
    two = son | (date & next_number)
    one = next_son | date | (number & next_date)
    ends = np.maximum(known.takes[which], np.where(two, 2, one).astype(np.int8))
    phrases = np.zeros(len(which), np.int8)
    at = np.flatnonzero((kinds & BEGINS_PHRASE != 0) & ~places.ends)
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
