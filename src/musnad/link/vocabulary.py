"""What is known of the different words of a case: each is looked up once, however many passages hold it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from musnad.lang.forms import light_stem
from musnad.link.formulae import StockWord
from musnad.text import fold_word

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[Any]]

# What a word is, as bits; ALONE: it is no word of one's own even where nothing follows.
SON, DATE, NUMBER, ALONE, BEGINS_PHRASE, GIVEN = (1 << bit for bit in range(6))
# Weights are added up as whole numbers of so many in one, so that no sum depends on what else is added up.
GRAINS = 1 << 20
# Of so many words what is known is forgotten, and looked up again: 100 MB.
_MOST_WORDS = 1 << 18


class Vocabulary:
    """The words met so far, by number: what each weighs, what it is, how many words it takes with it, itself counted.

    ``grains`` are weights in whole ``GRAINS``; ``stems`` has the number of each one's light stem; ``stock`` tells with
    which others it makes a stock phrase.
    """

    def __init__(self, look_up: Callable[[str], StockWord], weigh: Callable[[str], float] | None) -> None:
        self._look_up, self._weigh = look_up, weigh
        self._forget()

    def _forget(self) -> None:
        import numpy as np

        self._hashes, self._numbers = np.empty(0, np.uint64), np.empty(0, np.int64)  # in the order of the hashes
        self.stock: list[StockWord] = []
        self.weights, self.grains = np.empty(0), np.empty(0, np.int64)
        self._of_stem: dict[str, int] = {}
        self.stems = np.empty(0, np.int64)
        self.kinds, self.takes = np.empty(0, np.uint8), np.empty(0, np.int8)

    def numbers(self, words: Array, printed: Callable[[Array], list[str]]) -> Array:
        """Return the number of each of some words; ``printed`` gives those at some places among them."""
        import numpy as np

        different, first, which = np.unique(words, return_index=True, return_inverse=True)
        if len(self.stock) + len(different) > _MOST_WORDS:
            self._forget()
        at = np.searchsorted(self._hashes, different)
        known = np.append(self._hashes, np.uint64(0))[at] == different
        known &= at < len(self._hashes)
        fresh = np.flatnonzero(~known)
        if len(fresh):
            numbers = len(self.stock) + np.arange(len(fresh))
            self._learn(printed(first[fresh]))
            self._hashes = np.insert(self._hashes, at[fresh], different[fresh])
            self._numbers = np.insert(self._numbers, at[fresh], numbers)
            at = np.searchsorted(self._hashes, different)
        found: Array = self._numbers[at][which]
        return found

    def _learn(self, forms: list[str]) -> None:
        import numpy as np

        new = [self._look_up(form) for form in forms]
        self.stock += new
        weights = [self._weigh(form) if self._weigh else 0.0 for form in forms]
        self.weights = np.append(self.weights, weights)
        self.grains = np.append(self.grains, np.rint(np.array(weights, np.float64) * GRAINS).astype(np.int64))
        stems = [light_stem(fold_word(form)) for form in forms]
        numbers = [self._of_stem.setdefault(stem, len(self._of_stem)) for stem in stems]
        self.stems = np.append(self.stems, np.array(numbers, np.int64))
        self.kinds = np.append(self.kinds, np.array([_kinds(each) for each in new], np.uint8))
        takes = [1 + each.reach if each.is_stock or each.reach else 0 for each in new]
        self.takes = np.append(self.takes, np.array(takes, np.int8))


def _kinds(word: StockWord) -> int:
    kinds = SON * word.is_son | DATE * word.is_date | NUMBER * word.is_number | GIVEN * word.is_given
    if word.is_stock or word.reach > 0 or word.is_son or word.is_date:
        kinds |= ALONE
    return kinds | BEGINS_PHRASE * bool(word.phrases)
