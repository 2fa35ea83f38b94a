"""Blocks: what the quotes stage reads, words with their sentences, marks and the print between them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import compress
from operator import itemgetter
from typing import Any, NamedTuple

from musnad.find.quotes.marks import Marked, pair_marks
from musnad.records import Mention, Report, Sentence
from musnad.text import Words

Array = Any


class Name(NamedTuple):
    """A mention: words ``first:last`` of its block, its kind, and its print without attached clitics."""

    first: int
    last: int
    kind: str
    print: str


# What a word may be, by its folded form or by what stands before it; bits of ``Block.kinds``.
CUE, ADJUNCT, ENDING, OPENING, COLON, MARK = (1 << bit for bit in range(6))
# Above them: it begins with a و or ف that is none of its own letters.
JOINED = 1 << 6


@dataclass(frozen=True)
class Block:
    """Sentences of one part that stand together, as parallel lists over their words.

    ``bare`` is the folded word without an attached و or ف (where three letters or more are left), ``kinds`` what it
    may be, ``sentence`` the number of its sentence, ``sentence_starts`` and ``sentence_ends`` the numbers of that
    one's first word and of the word after its last, ``pair`` the number of the marked stretch it stands in, or -1.
    """

    text: str
    part: str
    start: int
    stop: int
    starts: list[int]
    stops: list[int]
    forms: list[str]
    bare: list[str]
    kinds: list[int]
    sentence: list[int]
    sentence_starts: list[int]
    sentence_ends: list[int]
    pairs: list[Marked]
    pair: list[int]
    names: list[Name]

    def __len__(self) -> int:
        return len(self.starts)

    def gap(self, k: int) -> str:
        """Return the print before word ``k``."""
        return self.text[self.stops[k - 1] if k else self.start : self.starts[k]]

    def definite(self, k: int) -> bool:
        """Tell whether word ``k`` is printed with the article."""
        return _ARTICLE.match(self.text, self.starts[k]) is not None

    def of_kind(self, kind: int) -> list[int]:
        """Return the words that may be of a kind, in order."""
        kinds = self.kinds
        return [k for k in self._telling if kinds[k] & kind]

    @cached_property
    def _telling(self) -> list[int]:
        """The words that may be anything: one in six."""
        return list(compress(range(len(self.kinds)), self.kinds))

    def mark_from(self, k: int) -> int:
        """Return the first word from ``k`` on that a marked stretch begins with; the number of words if none does."""
        at = bisect_left(self._marks, k)
        return self._marks[at] if at < len(self._marks) else len(self.starts)

    @cached_property
    def _marks(self) -> list[int]:
        return self.of_kind(MARK)

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

    def places_of(self, form: str) -> Sequence[int]:
        """Return the words where a folded form stands, an attached و ف ل ب left off or not."""
        if self._different.isdisjoint((form, "ل" + form, "ب" + form)):
            return ()
        return self._positions.get(form, ())

    @cached_property
    def _different(self) -> frozenset[str]:
        return frozenset(self.bare)

    @cached_property
    def _positions(self) -> dict[str, list[int]]:
        places: defaultdict[str, list[int]] = defaultdict(list)
        for k, bare in enumerate(self.bare):
            places[bare].append(k)
            if bare[0] in "لب" and len(bare) > 3:
                places[bare[1:]].append(k)
        return places

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
        return self.kinds[i] & MARK != 0

    def pair_end(self, i: int) -> int:
        """Return the number of the word after the marked stretch that word ``i`` stands in."""
        return self.word_at(self.pairs[self.pair[i]].stop)

    def word_at(self, offset: int) -> int:
        """Return the number of the first word that begins at or after ``offset``."""
        return bisect_left(self.starts, offset)


# Pieces of one part further apart than this are separate blocks: something else stood between.
WIDEST_GAP = 12


def make_blocks(
    report: Report,
    sentences: Sequence[Sentence],
    mentions: Sequence[Mention],
    words: Words,
    known: Array,
) -> Iterator[Block]:
    """Yield the blocks of a report in the text's order; ``known`` is what each word may be."""
    bare = words.folded.copy()
    for at in (known & JOINED).nonzero()[0].tolist():
        bare[at] = bare[at][1:]
    kinds = (known & JOINED - 1).tolist()
    group: list[Sentence] = []
    for each in sorted(sentences, key=lambda sentence: (sentence.start, sentence.stop)):
        if group and (each.part != group[-1].part or each.start - group[-1].stop > WIDEST_GAP):
            yield _block(report.text, group, mentions, words, bare, kinds)
            group = []
        group.append(each)
    if group:
        yield _block(report.text, group, mentions, words, bare, kinds)


def _block(
    text: str,
    group: list[Sentence],
    mentions: Sequence[Mention],
    words: Words,
    bare: list[str],
    kinds: list[int],
) -> Block:
    start, stop = group[0].start, group[-1].stop
    inside = words.within(start, stop)
    starts = words.starts[inside.start : inside.stop]
    kinds = kinds[inside.start : inside.stop]
    pairs = pair_marks(text, start, stop)
    colon = text.find(":", start, stop)
    while colon >= 0:
        _mark(kinds, bisect_left(starts, colon), COLON)
        colon = text.find(":", colon + 1, stop)
    return Block(
        text=text,
        part=group[0].part,
        start=start,
        stop=stop,
        starts=starts,
        stops=words.stops[inside.start : inside.stop],
        forms=words.folded[inside.start : inside.stop],
        bare=bare[inside.start : inside.stop],
        kinds=kinds,
        **_sentences(starts, [each.stop for each in group]),
        pairs=pairs,
        pair=_pairs_of(starts, pairs, kinds),
        names=sorted(_names(text, starts, stop, mentions), key=itemgetter(0)),
    )


def _mark(kinds: list[int], k: int, kind: int) -> None:
    if k < len(kinds):
        kinds[k] |= kind


# ألفة folds to الفه, so the article is looked for in print.
_ARTICLE = re.compile(r"[وف]?(?:[بك]?ال|لل)(?=\w{2})")


_LETTERS_ALONE = re.compile("[لبو]ـ?\\s*")


def _names(text: str, starts: list[int], stop: int, mentions: Sequence[Mention]) -> Iterator[Name]:
    begin = starts[0] - 1 if starts else stop
    for mention in mentions:
        if begin <= mention.start and mention.stop <= stop:
            # an attached clitic stands before a mention, inside its first word
            first = max(0, bisect_right(starts, mention.start) - 1)
            last, end = bisect_left(starts, mention.stop, first), mention.stop
            letter = last - first > 1 and text[starts[last - 1]] in "لبو"
            if letter and _LETTERS_ALONE.fullmatch(text, starts[last - 1], end):
                last -= 1  # محمد الجريبي لـ«الوطن»
                end = starts[last] - 1
            yield Name(first, last, mention.kind, text[mention.start : end].rstrip())


def _sentences(starts: list[int], stops: list[int]) -> dict[str, list[int]]:
    """Return for each word the number of its sentence, that one's first word, and the word after its last."""
    numbers: list[int] = []
    firsts: list[int] = []
    ends: list[int] = []
    for number, stop in enumerate(stops):
        first, last = len(numbers), bisect_left(starts, stop) if number < len(stops) - 1 else len(starts)
        if first < last:
            numbers += [number] * (last - first)
            firsts += [first] * (last - first)
            ends += [last] * (last - first)
    return {"sentence": numbers, "sentence_starts": firsts, "sentence_ends": ends}


def _pairs_of(starts: list[int], pairs: list[Marked], kinds: list[int]) -> list[int]:
    """Return the number of the marked stretch each word stands in, or -1; their first words are marked as such."""
    numbers = [-1] * len(starts)
    for number, marked in enumerate(pairs):
        first, last = bisect_left(starts, marked.start), bisect_left(starts, marked.stop)
        if first < last:
            numbers[first:last] = [number] * (last - first)
            _mark(kinds, first, MARK)
    return numbers
