"""Stops: the words of a block before which a content ends."""

from __future__ import annotations


class Stops:
    """Marks per word: another statement begins here; an attribution or an aside; any cue with a content."""

    def __init__(self, size: int) -> None:
        self.statement = [False] * (size + 1)
        self.cue = [False] * (size + 1)
        self.phrase = [False] * (size + 1)

    def at(self, word: int) -> bool:
        """Tell whether a content stops before ``word``."""
        return self.statement[word] or self.phrase[word]
