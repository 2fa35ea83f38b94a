"""Stops: the words of a block before which a content ends."""

from __future__ import annotations


class Stops:
    """Marks per word: another statement begins here; an attribution or an aside; any cue with a content."""

    def __init__(self, size: int) -> None:
        self.statement = bytearray(size + 1)
        self.cue = bytearray(size + 1)
        self.phrase = bytearray(size + 1)

    def next(self, first: int, last: int) -> int:
        """Return the first of the words ``first:last`` before which a content stops, or ``last``."""
        statement, phrase = self.statement.find(1, first, last), self.phrase.find(1, first, last)
        if statement < 0 or phrase < 0:
            return last if statement == phrase else max(statement, phrase)
        return min(statement, phrase)
