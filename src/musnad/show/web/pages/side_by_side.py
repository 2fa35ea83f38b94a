"""Printings side by side: the base sentence by sentence, and beside each what the others print of it.

Where the words stand in the other report is read off the shared passages, word by word. What only the other has comes
after the words it follows there. Words that stand in another order there are moved: both places lead to each other.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from musnad.alignment import Op, align_words
from musnad.records import Change, Reuse
from musnad.show.dossier.sections import changes_by_passage, coloured
from musnad.show.dossier.sheet import Sheet, Source, level_of
from musnad.text import Words, find_words

# What is more on one side is less seen from the other.
_TURNED = {"addition": "deletion", "deletion": "addition"}
# Fewer words that only the other has, between two sentences, are not worth a row: they are changes already.
LEAST_OWN_WORDS = 3
# Of changes of these classes the ends are coloured where they are longer than so many characters.
_BOUNDS, LONGEST_COLOURED = ("quote-boundary", "marks"), 30


@dataclass(frozen=True, slots=True)
class Cell:
    """What one report prints in a row. ``moved``: the row whose words it follows there, where it stands elsewhere."""

    words: Markup
    href: str
    moved: int | None = None
    is_own: bool = False


@dataclass(slots=True)
class Row:
    """A sentence of the base, or words only another has; ``here``: rows whose words stand here in another report."""

    cells: list[Cell | None]
    level: int = -1
    classes: list[str] = field(default_factory=list)
    here: list[tuple[Source, int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Part:
    """Words of another report that print a sentence of the base: the sentence's row, and the words."""

    row: int
    first: int
    stop: int


def side_by_side(sheet: Sheet, base: Source, others: Sequence[Source]) -> list[Row]:
    """Return the rows, the base in the first column, the others in their order."""
    sentences = _sentences(sheet, base)
    rows = [Row([None] * (len(others) + 1)) for _ in sentences]
    changes = changes_by_passage(sheet)
    marks: list[tuple[int, int, int]] = []
    after: dict[int, list[Row]] = {}
    for column, other in enumerate(others, 1):
        passages = _passages(sheet, base, other)
        theirs = [_seen_from(change, turned=row.left_id != base.id) for row in passages for change in changes[row.id]]
        marks += [mark for each in theirs for mark in _marks(each, base.text, each.left_start, each.left_stop)]
        _note_changes(rows, sentences, theirs)
        parts = list(_parts(base, other, sentences, passages))
        _fill(sheet, rows, after, column, other, parts, theirs)
    for row, (start, stop) in zip(rows, sentences, strict=True):
        row.cells[0] = Cell(coloured(base.text, start, stop, marks), sheet.link(base.id, start, stop))
    return [*after.get(-1, ()), *(each for number, row in enumerate(rows) for each in (row, *after.get(number, ())))]


def _sentences(sheet: Sheet, base: Source) -> list[tuple[int, int]]:
    """Return the sentences of a report; its pieces, where it has none."""
    rows = sheet.case.rows_of_reports("sentence", [base.id])[base.id]
    return [(row.start, row.stop) for row in rows] or [
        (piece.start, piece.stop) for piece in base.pieces if piece.part != "furniture"
    ]


def _passages(sheet: Sheet, base: Source, other: Source) -> list[Reuse]:
    """Return the passages two reports share, the longest first."""
    found = [
        row
        for row in sheet.rows("reuse")
        if row.kind == "passage" and {row.left_id, row.right_id} == {base.id, other.id}
    ]
    return sorted(found, key=lambda row: (row.left_start - row.left_stop, row.id))


def _seen_from(change: Change, *, turned: bool) -> Change:
    """Return a change with the base on its left."""
    if not turned:
        return change
    cls = _TURNED.get(change.cls, change.cls)
    return Change(
        change.id, change.reuse_id, change.right_start, change.right_stop, change.left_start, change.left_stop, cls,
        change.severity, change.in_quote, change.why,
    )  # fmt: skip


def _note_changes(rows: Sequence[Row], sentences: Sequence[tuple[int, int]], changes: Iterable[Change]) -> None:
    """Write the classes of changes, the gravest first, to the rows of their sentences."""
    stops = [stop for _, stop in sentences]
    for change in sorted(changes, key=lambda each: (-each.severity, each.left_start, each.id)):
        number = bisect_left(stops, max(change.left_stop, change.left_start))
        if number < len(rows):
            rows[number].level = max(rows[number].level, level_of(change.cls, change.severity))
            if change.cls not in rows[number].classes:
                rows[number].classes.append(change.cls)


def _parts(
    base: Source, other: Source, sentences: Sequence[tuple[int, int]], passages: Iterable[Reuse]
) -> Iterator[_Part]:
    """Yield which words of the other print each sentence; no word of the base twice."""
    mine, its = find_words(base.text), find_words(other.text)
    done: set[int] = set()
    ranges = [mine.within(start, stop) for start, stop in sentences]
    for row in passages:
        own, their = _sides(row, base.id)
        own_words, their_words = mine.within(*own), its.within(*their)
        left, right = mine.folded[own_words.start : own_words.stop], its.folded[their_words.start : their_words.stop]
        ops = align_words(left, right)
        for number, words in enumerate(ranges):
            first, stop = max(words.start, own_words.start), min(words.stop, own_words.stop)
            # a passage that ends a word into the next sentence does not print that
            if stop - first < min(LEAST_OWN_WORDS, len(words)) or done.intersection(range(first, stop)):
                continue
            done.update(range(first, stop))
            ends = [_across(ops, place - own_words.start, len(right)) + their_words.start for place in (first, stop)]
            if ends[1] - ends[0] >= min(LEAST_OWN_WORDS, stop - first):
                yield _Part(number, *ends)


def _sides(row: Reuse, base_id: str) -> tuple[tuple[int, int], tuple[int, int]]:
    left, right = (row.left_start, row.left_stop), (row.right_start, row.right_stop)
    return (left, right) if row.left_id == base_id else (right, left)


def _across(ops: Sequence[Op], place: int, length: int) -> int:
    """Return before which word of the right side the place before a word of the left side stands."""
    for op in ops:
        if place < op.left_stop or (place == op.left_stop == op.left_start):
            return op.right_start + (place - op.left_start if op.equal else 0)
    return length


def _marks(change: Change, text: str, start: int, stop: int) -> list[tuple[int, int, int]]:
    """Return what to colour of a change: of the bounds of a quotation the marks at its ends, not every word of it."""
    level = level_of(change.cls, change.severity)
    if change.cls in _BOUNDS and stop - start > LONGEST_COLOURED:
        return [(place, place + 1, level) for place in (start, stop - 1) if not text[place].isalnum()]
    return [(start, stop, level)]


def _fill(
    sheet: Sheet, rows: list[Row], after: dict[int, list[Row]], column: int, other: Source, parts: list[_Part],
    changes: Sequence[Change],
) -> None:  # fmt: skip
    """Write a report's words into its column, what only it has after the words it follows."""
    words = find_words(other.text)
    marks = [mark for each in changes for mark in _marks(each, other.text, each.right_start, each.right_stop)]
    in_order = sorted(parts, key=lambda part: part.first)
    moved = _moved(sorted(parts, key=lambda part: (part.row, part.first)))
    for place, part in enumerate(in_order):
        before = in_order[place - 1].row if place else None
        cell = _cell(sheet, other, words, part.first, part.stop, marks, before if part in moved else None)
        if part in moved and before is not None:
            rows[before].here.append((other, part.row))
        known = rows[part.row].cells[column]
        rows[part.row].cells[column] = cell if known is None else _joined(known, cell)
    for first, stop, row in _only_there(sheet, other, words, in_order):
        alone = Row([None] * len(rows[0].cells) if rows else [None] * (column + 1))
        own = _cell(sheet, other, words, first, stop, marks, None)
        alone.cells[column] = Cell(own.words, own.href, is_own=True)
        after.setdefault(row, []).append(alone)


def _cell(
    sheet: Sheet,
    other: Source,
    words: Words,
    first: int,
    stop: int,
    marks: Sequence[tuple[int, int, int]],
    moved: int | None,
) -> Cell:
    start, end = words.starts[first], words.stops[stop - 1]
    # marks and points that stand beside the last word belong to it
    while end < len(other.text) and not other.text[end].isalnum() and not other.text[end].isspace():
        end += 1
    return Cell(coloured(other.text, start, end, marks), sheet.link(other.id, start, end), moved)


def _joined(one: Cell, other: Cell) -> Cell:
    moved = one.moved if one.moved is not None else other.moved
    return Cell(one.words + Markup(" […] ") + other.words, one.href, moved)


def _moved(parts: Sequence[_Part]) -> set[_Part]:
    """Return the parts that stand in another order than the base has: all but the longest run in its order."""
    best: list[list[_Part]] = []  # by length, the run of that length that ends first
    for part in parts:
        ends = [run[-1].first for run in best]
        place = bisect_left(ends, part.first)
        run = [*(best[place - 1] if place else []), part]
        best[place : place + 1] = [run]
    return set(parts) - set(best[-1] if best else [])


def _only_there(sheet: Sheet, other: Source, words: Words, parts: Sequence[_Part]) -> Iterator[tuple[int, int, int]]:
    """Yield the words of a report that no part has, sentence by sentence, and the row they follow (-1: none)."""
    for start, stop in _sentences(sheet, other):
        inside = words.within(start, stop)
        first, row = inside.start, -1
        for part in parts:
            if part.first >= inside.stop:
                break
            row = part.row
            if part.stop > inside.start:
                if part.first - first >= LEAST_OWN_WORDS:
                    yield first, part.first, row
                first = max(first, part.stop)
        if inside.stop - first >= LEAST_OWN_WORDS:
            yield first, inside.stop, row
