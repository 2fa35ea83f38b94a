"""Blocks: what the quotes stage reads, words with their sentences, marks and the print between them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from musnad.find.quotes.marks import Marked, pair_marks
from musnad.records import Mention, Report, Sentence
from musnad.text import Words


@dataclass(frozen=True, slots=True)
class Name:
    """A mention: words ``first:last`` of its block, its kind, and its print without attached clitics."""

    first: int
    last: int
    kind: str
    print: str


@dataclass(frozen=True)
class Block:
    """Sentences of one part that stand together, as parallel lists over their words.

    ``bare`` is the folded word without an attached و or ف (where three letters or more are left),
    ``sentence`` the number of its sentence, ``pair`` the number of the marked stretch it stands
    in, or -1. ``definite`` tells whether it is printed with the article. ``gaps[i]`` is the print before word ``i``.
    """

    text: str
    part: str
    start: int
    stop: int
    starts: list[int]
    stops: list[int]
    forms: list[str]
    bare: list[str]
    gaps: list[str]
    definite: list[bool]
    sentence: list[int]
    pairs: list[Marked]
    pair: list[int]
    names: list[Name]

    def __len__(self) -> int:
        return len(self.starts)

    @cached_property
    def sentence_ends(self) -> list[int]:
        """Word number after the last word of each word's sentence."""
        ends = [len(self)] * len(self)
        for i in range(len(self) - 2, -1, -1):
            ends[i] = ends[i + 1] if self.sentence[i] == self.sentence[i + 1] else i + 1
        return ends

    @cached_property
    def inside_name(self) -> set[int]:
        """The words that continue a name begun before them."""
        return {k for name in self.names for k in range(name.first + 1, name.last)}

    @cached_property
    def begins_name(self) -> set[int]:
        """The words a name begins with."""
        return {name.first for name in self.names}

    @cached_property
    def _name_firsts(self) -> list[int]:
        return [name.first for name in self.names]

    def names_from(self, first: int, last: int) -> list[Name]:
        """Return the names that begin with one of words ``first:last``, in order."""
        return self.names[bisect_left(self._name_firsts, first) : bisect_left(self._name_firsts, last)]

    @cached_property
    def positions(self) -> dict[str, list[int]]:
        """The words where each folded form stands, an attached و ف ل ب left off or not."""
        places: dict[str, list[int]] = {}
        for k, bare in enumerate(self.bare):
            places.setdefault(bare, []).append(k)
            if bare[0] in "لب" and len(bare) > 3:
                places.setdefault(bare[1:], []).append(k)
        return places

    @cached_property
    def sentence_starts(self) -> list[int]:
        """Word number of the first word of each word's sentence."""
        firsts = [0] * len(self)
        for i in range(1, len(self)):
            firsts[i] = firsts[i - 1] if self.sentence[i] == self.sentence[i - 1] else i
        return firsts

    def printed(self, first: int, last: int) -> str:
        """Return the print from word ``first`` to before word ``last``."""
        if first >= last:
            return ""
        start, stop, number = self.starts[first], self.stops[last - 1], self.pair[last - 1]
        if number >= 0 and start < self.pairs[number].opened:
            stop = max(stop, self.pairs[number].closed)
        return self.text[start:stop]

    def with_pronoun(self, k: int) -> bool:
        """Tell whether word ``k`` ends in a pronoun of the third person: حرصها, سعيه (not ة)."""
        last = self.text[self.stops[k] - 1]
        return len(self.forms[k]) > 3 and (last == "ه" or self.forms[k].endswith(("ها", "هم", "هما")))

    def bare_start(self, i: int) -> int:
        """Return where word ``i`` begins without its attached و or ف."""
        return self.starts[i] + (1 if self.bare[i] != self.forms[i] else 0)

    def opens(self, i: int) -> bool:
        """Tell whether a marked stretch begins with word ``i``."""
        number = self.pair[i]
        return number >= 0 and (i == 0 or self.pair[i - 1] != number)

    def pair_end(self, i: int) -> int:
        """Return the number of the word after the marked stretch that word ``i`` stands in."""
        number, j = self.pair[i], i
        while j < len(self) and self.pair[j] == number:
            j += 1
        return j

    def word_at(self, offset: int) -> int:
        """Return the number of the first word that begins at or after ``offset``."""
        return bisect_left(self.starts, offset)


# Pieces of one part further apart than this are separate blocks: something else stood between.
WIDEST_GAP = 12


def make_blocks(
    report: Report, sentences: Sequence[Sentence], mentions: Sequence[Mention], words: Words, own: frozenset[str]
) -> Iterator[Block]:
    """Yield the blocks of a report in the text's order. ``own``: folded words whose و or ف is no conjunction."""
    group: list[Sentence] = []
    for each in sorted(sentences, key=lambda sentence: (sentence.start, sentence.stop)):
        if group and (each.part != group[-1].part or each.start - group[-1].stop > WIDEST_GAP):
            yield _block(report.text, group, mentions, words, own)
            group = []
        group.append(each)
    if group:
        yield _block(report.text, group, mentions, words, own)


def _block(text: str, group: list[Sentence], mentions: Sequence[Mention], words: Words, own: frozenset[str]) -> Block:
    start, stop = group[0].start, group[-1].stop
    inside = words.within(start, stop)
    starts = words.starts[inside.start : inside.stop]
    stops = words.stops[inside.start : inside.stop]
    forms = words.folded[inside.start : inside.stop]
    gaps = [text[before:after] for before, after in zip([start, *stops], starts, strict=False)]
    pairs = pair_marks(text, start, stop)
    return Block(
        text=text,
        part=group[0].part,
        start=start,
        stop=stop,
        starts=starts,
        stops=stops,
        forms=forms,
        bare=[form if form in own else _bare(form) for form in forms],
        gaps=gaps,
        definite=[_ARTICLE.match(text, at) is not None for at in starts],
        sentence=_numbers(starts, [each.stop for each in group]),
        pairs=pairs,
        pair=_pairs_of(starts, pairs),
        names=sorted(_names(text, starts, stop, mentions), key=lambda name: name.first),
    )


# ألفة folds to الفه, so the article is looked for in print.
_ARTICLE = re.compile(r"[وف]?(?:[بك]?ال|لل)(?=\w{2})")


_LETTERS_ALONE = re.compile("[لبو]ـ?\\s*")


def _names(text: str, starts: list[int], stop: int, mentions: Sequence[Mention]) -> Iterator[Name]:
    for mention in mentions:
        if starts and starts[0] <= mention.start + 1 and mention.stop <= stop:
            # an attached clitic stands before a mention, inside its first word
            first = max(0, bisect_right(starts, mention.start) - 1)
            last, end = bisect_left(starts, mention.stop), mention.stop
            if last - first > 1 and _LETTERS_ALONE.fullmatch(text, starts[last - 1], end):
                last -= 1  # محمد الجريبي لـ«الوطن»
                end = starts[last] - 1
            yield Name(first, last, mention.kind, text[mention.start : end].rstrip())


def _bare(form: str) -> str:
    return form[1:] if form[0] in "وف" and len(form) > 3 else form


def _numbers(starts: list[int], ends: list[int]) -> list[int]:
    numbers, current = [], 0
    for start in starts:
        while current < len(ends) - 1 and start >= ends[current]:
            current += 1
        numbers.append(current)
    return numbers


def _pairs_of(starts: list[int], pairs: list[Marked]) -> list[int]:
    numbers, current = [], 0
    for start in starts:
        while current < len(pairs) and start >= pairs[current].stop:
            current += 1
        numbers.append(current if current < len(pairs) and start >= pairs[current].start else -1)
    return numbers
