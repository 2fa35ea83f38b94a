"""Reports of one edition that share several words which few reports of that edition have.

The edition of a report are the reports printed up to a day before or after it: what is rare in the news of one week
does not depend on another's, so that a case may grow by days or years. Of a report without a day all others are its
edition. Words are compared as hashes: of the many that bring two texts together none has to be read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from musnad.link.evidence import OTHER_EDITION
from musnad.link.scratch import room
from musnad.link.shingles import Limits
from musnad.link.spans import counted, once, spread

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[Any]]

# A word is rare in an edition where at most so many of its reports have it; reports are looked at that share so many.
_MOST_HOLDERS = 30
FEWEST_SHARED = 6
# The place of a word among those of its day takes so many bits of a key, its hash the others: the same number as long
# as no day has more than 16 million words, so that words are told apart alike however the case grows.
_PLACE_BITS = 24


@dataclass(frozen=True, slots=True)
class Rare:
    """Which words are rare in the edition of their text, and the pairs of texts that share several.

    ``words`` has a truth value for each word of the corpus, true only where a text has the word first; ``pairs`` are
    two texts a row, the earlier first, in rising order.
    """

    words: Array
    pairs: Array


@dataclass(frozen=True, slots=True)
class _Held:
    """The words that some texts have, each once a text: in order, by word and then by text.

    ``place`` is where in the corpus the text has the word first.
    """

    word: Array
    text: Array
    place: Array

    def some(self, kept: Array) -> _Held:
        return _Held(self.word[kept], self.text[kept], self.place[kept])

    def of_words(self, words: Array) -> _Held:
        """Return what is held of words, given in order."""
        return self.some(_among(self.word, words))


@dataclass(frozen=True, slots=True)
class _Day:
    """The texts of one day (-1: unknown), what they hold, and its different words with the number of their holders."""

    number: int
    held: _Held
    words: Array
    holders: Array

    def holding(self, words: Array) -> Array:
        """Return how many texts hold each word."""
        import numpy as np

        at = np.searchsorted(self.words, words)
        found: Array = np.where(np.append(self.words, 0)[at] == words, np.append(self.holders, 0)[at], 0)
        return found


def find_rare(words: Array, bounds: Array, asked: Array, limits: Limits) -> Rare:
    """Return the rare words of texts and the pairs of texts, of those ``limits`` keeps, that share enough of them.

    ``bounds`` is where each text begins among the words (one more entry closes the last); ``asked`` are the numbers
    of the texts that count, all others have none. ``limits.days`` has their days.
    """
    import numpy as np

    rare = room(len(words), np.bool_)
    rare[:] = False
    keys = [np.empty(0, np.int64)]
    count = len(bounds)
    for one, other in _editions(words, bounds, asked, limits):
        for each in (one, other):
            rare[each.place] = True
        keys.append(_sharing(one, other, count))
    left, right = np.divmod(once(np.concatenate(keys)), count)
    kept = limits.keep(left, right)
    return Rare(rare, np.stack([left[kept], right[kept]], axis=1))


def _editions(words: Array, bounds: Array, asked: Array, limits: Limits) -> Iterator[tuple[_Held, _Held]]:
    """Yield the rare words of the texts of one day beside those of the same day, of the next, and of no day."""
    import numpy as np

    days = limits.days if limits.days is not None else np.full(len(bounds), -1)
    texts = asked[np.argsort(days[asked], kind="stable")]
    groups = np.split(texts, np.flatnonzero(np.diff(days[texts])) + 1) if len(texts) else []
    dated = [group for group in groups if days[group[0]] >= 0]
    of_groups = _days_of(words, bounds, days, max((int(np.diff(bounds)[each].sum()) for each in groups), default=0))
    always: _Held | None = None
    if len(groups) > len(dated):
        (without,) = of_groups(groups[:1])
        always = _rare(without, without.holders + sum(day.holding(without.words) for day in of_groups(dated)))
        yield always, always
    before: tuple[int, _Held] | None = None
    for day, holders in _with_neighbours(of_groups(dated)):
        held = _rare(day, holders)
        yield held, held
        if before and day.number - before[0] < OTHER_EDITION:
            yield before[1], held
        if always is not None:
            yield always.of_words(day.words), day.held.of_words(always.word)
        before = day.number, held


def _days_of(words: Array, bounds: Array, days: Array, most_words: int) -> Callable[[Iterable[Array]], Iterator[_Day]]:
    """Return what yields the days of groups of texts, each with at most so many words."""
    import numpy as np

    bits = np.uint64(max(_PLACE_BITS, most_words.bit_length()))  # room in a key for the place of a word
    sizes = np.diff(bounds)

    def of_groups(groups: Iterable[Array]) -> Iterator[_Day]:
        for texts in groups:
            held = _held(words, spread(bounds[texts], sizes[texts]), np.repeat(texts, sizes[texts]), bits)
            yield _Day(int(days[texts[0]]), held, *counted(held.word))

    return of_groups


def _held(words: Array, places: Array, texts: Array, bits: np.uint64) -> _Held:
    """Return what texts hold, from the words at some places and the text of each, without their last bits."""
    import numpy as np

    keys = (words[places] >> bits << bits) | np.arange(len(places), dtype=np.uint64)
    keys.sort()
    at = (keys & ((np.uint64(1) << bits) - np.uint64(1))).astype(np.int64)
    word, text = keys >> bits, texts[at]
    fresh = np.append(True, (np.diff(word) != 0) | (np.diff(text) != 0))[: len(word)]
    return _Held(word[fresh], text[fresh], places[at[fresh]])


def _with_neighbours(days: Iterable[_Day]) -> Iterator[tuple[_Day, Array]]:
    """Yield each day and how many texts of its edition hold each of its words."""
    before: _Day | None = None
    holders: Array | None = None
    for day in days:
        near = before is not None and day.number - before.number < OTHER_EDITION
        if before is not None and holders is not None:
            yield before, holders + day.holding(before.words) if near else holders
        holders = day.holders + before.holding(day.words) if before is not None and near else day.holders
        before = day
    if before is not None and holders is not None:
        yield before, holders


def _rare(day: _Day, holders: Array) -> _Held:
    """Return the rare words of a day that are not one text's alone, from how many hold each of its words."""
    import numpy as np

    few = (holders > 1) & (holders <= _MOST_HOLDERS)
    return day.held.some(np.repeat(few, day.holders))


def _sharing(one: _Held, other: _Held, count: int) -> Array:
    """Return the keys of the pairs of texts, one on each side, that share enough words: left × count + right."""
    import numpy as np

    if one is other:
        word, text, side = one.word, one.text, None
    else:
        one, other = one.of_words(other.word), other.of_words(one.word)
        order = np.argsort(np.append(one.word, other.word), kind="stable")
        word, text = np.append(one.word, other.word)[order], np.append(one.text, other.text)[order]
        side = order < len(one.word)
    keys = [np.empty(0, np.int64)]
    for step in range(1, len(word)):
        together = word[step:] == word[:-step]
        if not together.any():
            break
        if side is not None:
            together &= side[step:] != side[:-step]
        left, right = text[:-step][together], text[step:][together]
        keys.append(np.minimum(left, right) * count + np.maximum(left, right))
    found, times = counted(np.concatenate(keys))
    enough: Array = found[times >= FEWEST_SHARED]
    return enough


def _among(words: Array, some: Array) -> Array:
    """Return which words are among some, given in order."""
    import numpy as np

    found: Array = np.append(some, 0)[np.searchsorted(some, words)] == words
    return found & (len(some) > 0)
