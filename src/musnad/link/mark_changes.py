"""Quotation marks and an editor's brackets that stand on one side of a passage only, or round other words."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from musnad.alignment import SEVERITY, Op
from musnad.change_names import all_of_kind
from musnad.change_tables import change_tables
from musnad.change_words import bare_word
from musnad.lang import Lang
from musnad.link.change_rows import change_row
from musnad.link.marks import WORDS_OF_SPEECH, speaks
from musnad.link.sides import Side, in_quotation
from musnad.records import Change, Reuse

_MARK = re.compile('["“”„«»{}]')
# An editor's brackets, with what they may hold.
_BRACKETS = re.compile(r"[(\[][^()\[\]\n]{1,120}[)\]]")


def mark_changes(row: Reuse, ops: Sequence[Op], left: Side, right: Side, lang: Lang | None) -> Iterator[Change]:
    """Yield the stretches that stand between quotation marks on one side, and not, or otherwise, on the other."""
    ones, others = _marked_inside(left), _marked_inside(right)
    if not ones and not others:
        return
    to_right = _word_map(ops, len(left.folded))
    added = {op.left_start: op.right_start for op in ops if op.left_start == op.left_stop}
    yield from _glosses(row, left, right, to_right)
    pairs = _paired(ones, others, to_right)
    for one, other in pairs:
        if one is not None and other is not None:
            edges = (one.first, other.first), (one.stop, other.stop)
            if all(added.get(at, to_right[at]) <= there <= to_right[at] for at, there in edges):
                continue  # words that the right side adds before its mark or behind it
            if left.folded[one.first : one.stop] == right.folded[other.first : other.stop]:
                continue  # something was added beside them
            speech = _speech(left, one, lang) or _speech(right, other, lang)
            yield _marks_row(row, one.place, other.place, "moved", speech)
        elif one is not None:
            first, stop = _some_word(to_right[one.first], to_right[one.stop])
            if _in_marks(right, first, stop) or not _same_words(left, right, one.first, one.stop, first, stop):
                continue  # other words stand there: that change says it
            place = right.place(first, stop)
            yield _marks_row(row, one.place, place, "dropped", _speech(left, one, lang))
        elif other is not None:
            first, stop = _some_word(_to_left(to_right, other.first), _to_left(to_right, other.stop))
            if _in_marks(left, first, stop) or not _same_words(left, right, first, stop, other.first, other.stop):
                continue
            place = left.place(first, stop)
            yield _marks_row(row, place, other.place, "added", _speech(right, other, lang))


def _in_marks(side: Side, first: int, stop: int) -> bool:
    """Tell whether marks stand round words that are no stretch, as sloppily printed ones do (قال" نعم ").

    Or the other side's marks are: they close a stretch before the words and open one behind them.
    """
    words, base = side.findings.words, side.inside.start
    before, behind = base + first, base + stop
    gaps = (
        (words.stops[before - 1] if before else 0, words.starts[before]),
        (words.stops[behind - 1], words.starts[behind] if behind < len(words) else len(words.text)),
    )
    return all(_MARK.search(words.text, *gap) for gap in gaps)


def _some_word(first: int, stop: int) -> tuple[int, int]:
    """Return the range, or the word before it where it holds none: what is two words here may be one there."""
    return (max(0, first - 1), stop) if first == stop else (first, stop)


def _same_words(left: Side, right: Side, l0: int, l1: int, r0: int, r1: int) -> bool:
    one, other = left.folded[l0:l1], right.folded[r0:r1]
    if not set(one).isdisjoint(other):
        return True
    whole, rest = "".join(one), "".join(other)  # بـ"الرؤية" is two words, بـالرؤية one
    return bool(whole and rest) and (whole.endswith(rest) or rest.endswith(whole))


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A marked stretch inside a passage: its words there, its printed place with the marks."""

    first: int
    stop: int
    place: tuple[int, int]


def _marked_inside(side: Side) -> list[_Stretch]:
    found = []
    base = side.inside.start
    words = side.findings.words
    first_place, last_place = words.starts[base], words.stops[side.inside.stop - 1]
    for each in side.findings.marked.over(first_place, last_place):
        inner = words.within(max(each.start, first_place), min(each.stop, last_place))
        if len(inner):
            found.append(_Stretch(inner.start - base, inner.stop - base, (each.start, each.stop)))
    return found


def _word_map(ops: Iterable[Op], size: int) -> list[int]:
    """Return for each boundary between words of the left side the boundary of the right one that matches it."""
    to_right = [0] * (size + 1)
    for op in ops:
        for at in range(op.left_start, op.left_stop + 1):
            if op.equal:
                to_right[at] = op.right_start + at - op.left_start
            elif at == op.left_stop:
                to_right[at] = op.right_stop
            elif at > op.left_start:
                to_right[at] = min(op.right_stop, op.right_start + at - op.left_start)
    return to_right


def _to_left(to_right: Sequence[int], at: int) -> int:
    return min(bisect_left(to_right, at), len(to_right) - 1)


def _paired(
    ones: Sequence[_Stretch], others: Sequence[_Stretch], to_right: Sequence[int]
) -> list[tuple[_Stretch | None, _Stretch | None]]:
    pairs: list[tuple[_Stretch | None, _Stretch | None]] = []
    free = list(others)
    for one in ones:
        first, stop = to_right[one.first], to_right[one.stop]
        best = max(free, key=lambda each: min(stop, each.stop) - max(first, each.first), default=None)
        if best is not None and min(stop, best.stop) > max(first, best.first):
            free.remove(best)
            pairs.append((one, best))
        else:
            pairs.append((one, None))
    return [*pairs, *((None, other) for other in free)]


def _speech(side: Side, stretch: _Stretch, lang: Lang | None) -> bool:
    start, stop = stretch.place
    near = side.findings.mentions.over(start, stop)
    if any(each.start <= start + 1 and stop - 1 <= each.stop for each in near):
        return False  # a name, whoever is quoted beside it
    colon = side.findings.text[max(0, start - 3) : start].rstrip().endswith(":")
    if stretch.stop - stretch.first == 1 and not colon:
        return False  # a word set apart
    if lang is not None and stretch.stop - stretch.first < WORDS_OF_SPEECH and _titled(side, stretch, colon, lang):
        return False
    return speaks(side.findings.text, start, stop, stretch.stop - stretch.first, side.findings.quotes)


def _titled(side: Side, stretch: _Stretch, colon: bool, lang: Lang) -> bool:
    """Tell whether a few marked words are the title or name of something, or are set apart as figures and formulae are.

    Two words are, unless «that» or a colon hands them over: بأنه «خطأ فادح».
    """
    tables = change_tables(lang)
    words = side.folded[stretch.first : stretch.stop]
    before = side.folded[stretch.first - 1] if stretch.first else ""
    if bare_word(before) in tables.function["named-thing"] or any(map(str.isdigit, "".join(words))):
        return True
    if bare_word(words[0]) in tables.function["name-head"] or all_of_kind(words, "honorific", lang):
        return True
    text, (start, _) = side.findings.text, stretch.place
    if text[max(0, start - 2) : start].rstrip().endswith("("):
        return True
    return len(words) == 2 and not colon and before not in tables.function["that"]


def _marks_row(row: Reuse, left: tuple[int, int], right: tuple[int, int], how: str, speech: bool) -> Change:
    """Return a change of marks. Speech stands between marks on one side, so it is in a quotation; a name does not."""
    cls = "quote-boundary" if speech else "marks"
    return change_row(row, left, right, cls, SEVERITY[cls] + int(speech), speech, f"rule={cls} marks={how}")


def _glosses(row: Reuse, left: Side, right: Side, to_right: Sequence[int]) -> Iterator[Change]:
    """Yield an editor's brackets inside a quotation that are gone on the other side, their words kept as speech."""
    directions = (left, right, to_right.__getitem__), (right, left, partial(_to_left, to_right))
    for side, other, boundary in directions:
        for first, stop, place in _bracketed(side):
            begin, end = boundary(first), boundary(stop)
            if side.folded[first:stop] != other.folded[begin:end] or _names_body(side, place):
                continue
            theirs = other.place(begin, end)
            text = other.findings.text
            if text[: theirs[0]].rstrip()[-1:] in ("(", "[") or not in_quotation(other, theirs, False):
                continue
            places = (place, theirs) if side is left else (theirs, place)
            yield _marks_row(row, *places, "gloss absorbed" if side is left else "gloss set apart", True)


def _names_body(side: Side, place: tuple[int, int]) -> bool:
    """Tell whether brackets stand round the name of a body, as some papers print it everywhere: (داعش)."""
    start, stop = place
    near = side.findings.mentions.over(start, stop)
    return any(each.kind == "ORG" and each.start <= start + 1 and stop - 1 <= each.stop for each in near)


def _bracketed(side: Side) -> Iterator[tuple[int, int, tuple[int, int]]]:
    """Yield the bracketed words inside quotations of a passage, with the printed place of the brackets.

    A month's second name is no gloss.
    """
    base = side.inside.start
    words = side.findings.words
    first_place, last_place = words.starts[base], words.stops[side.inside.stop - 1]
    if not side.findings.marked.any_over(first_place, last_place):
        return
    for match in _BRACKETS.finditer(words.text, first_place, last_place):
        inner = words.within(*match.span())
        if len(inner) and in_quotation(side, match.span(), False) and not side.findings.dates.any_over(*match.span()):
            yield inner.start - base, inner.stop - base, match.span()
