"""What a stage's lists know of words, looked up once a folded form and not wherever it stands.

Every form met has a number. A text is then an array of numbers, and what a stage knows is an array with a value for
each form: the words of a report cost it one gather instead of a look-up for each.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from itertools import chain, pairwise
from threading import RLock
from typing import Any

import numpy as np

from musnad.form_numbers import FormNumbers
from musnad.text import find_words

Array = Any

# Forms of so many are known before all begins anew. The papers of eighteen days print 266,000.
KNOWN_FORMS = 300_000
# The numbers of so many texts are remembered, as their words are in ``find_words``.
REMEMBERED_TEXTS = 256
# So many new forms are looked up at a time, however many a text has: names need 1 KB for each meanwhile.
NEW_AT_ONCE = 4096
# Words are numbered so many at a time: the arrays of their letters stay in the processor's cache.
NUMBERED_AT_ONCE = 1 << 13
NO_WORD = 0
# Pages are made by several threads, and read numbers in long texts.
_ONE_AT_A_TIME = RLock()


class _Met:
    """The forms met, and the numbers of the words of the last texts."""

    def __init__(self) -> None:
        self.forms = FormNumbers()
        self.forms.of([""])  # ``NO_WORD``
        self.of_texts: dict[str, Array] = {}

    def add(self, texts: Sequence[str]) -> None:
        """Number the words of some texts."""
        folded = [find_words(text).folded for text in texts]
        forms = [*chain.from_iterable(folded)]
        firsts = range(0, len(forms), NUMBERED_AT_ONCE)
        parts = [self.forms.of(forms[first : first + NUMBERED_AT_ONCE]) for first in firsts]
        numbers = np.concatenate([np.zeros(0, np.int32), *parts])
        stops = np.cumsum([0, *map(len, folded)]).tolist()
        self.of_texts.update(zip(texts, (numbers[start:stop] for start, stop in pairwise(stops)), strict=True))

    def forget(self) -> None:
        """Forget the numbers of all but the last texts."""
        for text in [*self.of_texts][:-REMEMBERED_TEXTS]:
            del self.of_texts[text]


@cache
def _met() -> _Met:
    return _Met()


def numbers_of_words(*texts: str) -> Array:
    """Return the numbers of the words of some texts, one text after another. They hold until others are asked for."""
    with _ONE_AT_A_TIME:
        if len(_met().forms.in_order) > KNOWN_FORMS:
            _met.cache_clear()
        met = _met()
        if new := [text for text in texts if text not in met.of_texts]:
            met.add(new)
        found = [met.of_texts[text] for text in texts]
        if new:
            met.forget()
    return found[0] if len(found) == 1 else np.concatenate([np.zeros(0, np.int32), *found])


class WordTable:
    """A value for each form, by its number; ``tell`` gives those of forms that were not met before."""

    def __init__(self, tell: Callable[[Sequence[str]], Any], kind: Any = np.uint8) -> None:
        self._tell, self._met = tell, _met()
        self._values, self._filled = np.zeros(0, kind), 0

    def __getitem__(self, numbers: Array) -> Array:
        with _ONE_AT_A_TIME:
            met = _met()
            if self._met is not met:
                self._met, self._filled = met, 0
            forms = met.forms.in_order
            while self._filled < len(forms):
                self._fill(forms[self._filled : self._filled + NEW_AT_ONCE])
            return self._values[numbers]

    def of(self, text: str) -> Array:
        """Return the values of a text's words."""
        with _ONE_AT_A_TIME:
            return self[numbers_of_words(text)]

    def places(self, text: str) -> list[int]:
        """Return the words of a text whose value is not 0."""
        found: list[int] = self.of(text).nonzero()[0].tolist()
        return found

    def _fill(self, forms: Sequence[str]) -> None:
        first, last = self._filled, self._filled + len(forms)
        if last > len(self._values):  # a quarter more, so that it is seldom copied
            room = np.zeros(len(forms) + first // 4, self._values.dtype)
            self._values = np.concatenate((self._values[:first], room))
        self._values[first:last] = self._tell(forms)
        self._filled = last
