"""Every difference inside a shared passage: where, of which class, how severe, and whether in a quotation.

Words are compared folded, so that a change of a hamza is found as what it is. Quotation marks are
compared by what they enclose. Commas, brackets and other points are ignored: outlets set them by
house style, and a reader sees them in the passage itself.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial

from musnad.alignment import SEVERITY, Facts, align_words, classify_change, differences, respelled
from musnad.change_names import without_titles
from musnad.lang import Lang
from musnad.lang.forms import light_stem
from musnad.link.cuts import cut_changes
from musnad.link.marks import marked_stretches, speaks
from musnad.link.sides import Findings, Side, facts_of, in_quotation
from musnad.records import Change, Date, Figure, Mention, Quote, Report, Reuse, make_id
from musnad.text import find_words, folded_words

# A word printed at so many places of the reports compared is no slip.
_KNOWN_WORD = 3
# Two sentences told in other words, half of their words equal, score this much (reuse gives them four fifths).
_LEAST_REWORDED = 0.4
# What stands on one side only is of one of these classes, unless it says more.
_LONE = ("deletion", "addition", "name-variant")
# Classes of so many changes are remembered: the changes of a few thousand passages.
_REMEMBERED = 20_000
# An editor's brackets, with what they may hold.
_BRACKETS = re.compile(r"[(\[][^()\[\]\n]{1,120}[)\]]")


def find_changes(
    reports: Sequence[Report],
    reuse: Iterable[Reuse],
    mentions: Iterable[Mention],
    dates: Iterable[Date],
    figures: Iterable[Figure],
    quotes: Iterable[Quote],
    *,
    lang: Lang | None,
) -> Iterator[Change]:
    """Yield a row for each difference inside each shared passage, in the left report's order.

    Formulae have none, nor have sentences told in other words, unless half of their words are equal. An addition or
    deletion has an empty place on the other side, where the words would stand.
    """
    by_id = {report.id: report for report in reports}
    passages = (row for row in reuse if _word_by_word(row) and row.left_id in by_id and row.right_id in by_id)
    rows = sorted(passages, key=_order)
    wanted = {report_id for row in rows for report_id in (row.left_id, row.right_id)}
    findings = _findings(by_id, wanted, mentions, dates, figures, quotes)
    known = _known_words((by_id[report_id] for report_id in sorted(wanted)), lang)
    classify = _remembering(lang, known)
    for row in rows:
        left = _side(by_id[row.left_id], row.left_start, row.left_stop, findings)
        right = _side(by_id[row.right_id], row.right_start, row.right_stop, findings)
        words = _moved(list(_word_changes(row, left, right, lang, known, classify)), left, right, lang)
        found = [*words, *_mark_changes(row, left, right)]
        yield from sorted(found, key=lambda each: (each.left_start, each.right_start, each.left_stop, each.id))


def _word_by_word(row: Reuse) -> bool:
    """Tell whether a row can be compared word by word: a passage, no sentence told in other words throughout."""
    return row.kind == "passage" and not ("reworded" in row.why and row.score < _LEAST_REWORDED)


def _order(row: Reuse) -> tuple[str, str, int, int, str]:
    return row.left_id, row.right_id, row.left_start, row.right_start, row.id


def _findings(
    by_id: dict[str, Report],
    wanted: set[str],
    mentions: Iterable[Mention],
    dates: Iterable[Date],
    figures: Iterable[Figure],
    quotes: Iterable[Quote],
) -> dict[str, Findings]:
    found = {each: Findings([], [], [], [], marked_stretches(by_id[each].text)) for each in sorted(wanted)}
    for mention in mentions:
        if mention.report_id in found:
            found[mention.report_id].mentions.append(mention)
    for date in dates:
        if date.report_id in found:
            found[date.report_id].dates.append(date)
    for figure in figures:
        if figure.report_id in found:
            found[figure.report_id].figures.append(figure)
    for quote in quotes:
        if quote.report_id in found:
            found[quote.report_id].quotes.append(quote)
    return found


def _known_words(reports: Iterable[Report], lang: Lang | None) -> Callable[[str], bool]:
    """Return what tells a word that is used elsewhere: in the reports compared, or commonly in the press."""
    counts: Counter[str] = Counter()
    for report in reports:
        counts.update(folded_words(report.text))
    common = frozenset(row["stem"] for row in lang.rows("common_stems")) if lang is not None else frozenset()
    return lambda word: counts[word] >= _KNOWN_WORD or light_stem(word) in common


def _side(report: Report, start: int, stop: int, findings: dict[str, Findings]) -> Side:
    words = find_words(report.text)
    return Side(report, words, words.within(start, stop), findings[report.id])


# --- words -------------------------------------------------------------------------------------------


Classify = Callable[[str, str, Facts, Facts, bool], tuple[str, int, str]]


def _remembering(lang: Lang | None, known: Callable[[str], bool]) -> Classify:
    """Return what classes a change, the same one only once: outlets of one wire differ in the same words."""

    @lru_cache(maxsize=_REMEMBERED)
    def classify(one: str, other: str, left: Facts, right: Facts, in_quote: bool) -> tuple[str, int, str]:
        return classify_change(
            one, other, lang=lang, left_facts=left, right_facts=right, in_quote=in_quote, known=known
        )

    return classify


def _word_changes(
    row: Reuse, left: Side, right: Side, lang: Lang | None, known: Callable[[str], bool], classify: Classify
) -> Iterator[Change]:
    same = partial(respelled, lang=lang, known=known)
    found = differences(left.folded, right.folded, left.printed, right.printed, same)
    for l0, l1, r0, r1 in cut_changes(list(_joined_spellings(found, left, right)), left, right, lang):
        left_place, right_place = left.place(l0, l1), right.place(r0, r1)
        one, other = left.report.text[slice(*left_place)], right.report.text[slice(*right_place)]
        in_quote = in_quotation(left, left_place, l0 < l1) or in_quotation(right, right_place, r0 < r1)
        facts = facts_of(left, left_place, l0, l1), facts_of(right, right_place, r0, r1)
        cls, severity, why = classify(one, other, *facts, in_quote)
        if why.endswith("spacing") and (_marks_stand(left, left_place) or _marks_stand(right, right_place)):
            continue  # بـ"الرؤية" / بـالرؤية: the change of marks says it
        yield _change(row, left_place, right_place, cls, severity, in_quote, why)


def _marks_stand(side: Side, place: tuple[int, int]) -> bool:
    """Tell whether quotation marks open or close between the words at a place."""
    return any(at in range(*place) for each in side.findings.marked for at in (each.start, each.stop - 1))


def _moved(changes: list[Change], left: Side, right: Side, lang: Lang | None) -> list[Change]:
    """Return changes, words deleted at one place and added at another of the passage as moved: order is wording.

    A title more or less makes no other words of a name.
    """
    lone = [each for each in changes if each.cls in _LONE]
    gone = {_said(left, each.left_start, each.left_stop, lang): each.id for each in lone if _empty(each, "right")}
    come = {_said(right, each.right_start, each.right_stop, lang): each.id for each in lone if _empty(each, "left")}
    both = gone.keys() & come.keys()
    moved = {gone[words] for words in both} | {come[words] for words in both}
    return [_as_moved(each) if each.id in moved else each for each in changes]


def _empty(change: Change, side: str) -> bool:
    if side == "left":
        return change.left_start == change.left_stop
    return change.right_start == change.right_stop


def _said(side: Side, start: int, stop: int, lang: Lang | None) -> tuple[str, ...]:
    words = tuple(folded_words(side.report.text[start:stop]))
    return (without_titles(words, lang) or words) if lang is not None else words


def _as_moved(change: Change) -> Change:
    places = change.left_start, change.left_stop, change.right_start, change.right_stop
    return replace(
        change,
        id=make_id("change", change.reuse_id, *places, "wording"),
        cls="wording",
        why=change.why.replace(f"rule={change.cls}", "rule=wording moved"),
    )


def _joined_spellings(
    found: Sequence[tuple[int, int, int, int]], left: Side, right: Side
) -> Iterator[tuple[int, int, int, int]]:
    """Yield differences, those inside one abbreviation printed two ways (أ ب ج / ا.ب.ج) as one."""
    open_place: tuple[int, int, int, int] | None = None
    for place in found:
        if open_place is not None and _one_abbreviation(open_place, place, left, right):
            open_place = (open_place[0], place[1], open_place[2], place[3])
            continue
        if open_place is not None:
            yield open_place
        open_place = place
    if open_place is not None:
        yield open_place


def _one_abbreviation(
    one: tuple[int, int, int, int], other: tuple[int, int, int, int], left: Side, right: Side
) -> bool:
    if other[0] - one[0] != other[2] - one[2] or not one[0] < one[1] <= other[0]:
        return False
    words_left, words_right = left.folded[one[0] : other[1]], right.folded[one[2] : other[3]]
    return words_left == words_right and _dotted(left, one[0], other[1]) != _dotted(right, one[2], other[3])


def _dotted(side: Side, first: int, stop: int) -> bool:
    start, end = side.place(first, stop)
    return not any(char.isspace() for char in side.report.text[start:end])


def _change(
    row: Reuse,
    left: tuple[int, int],
    right: tuple[int, int],
    cls: str,
    severity: int,
    in_quote: bool,
    why: str,
) -> Change:
    return Change(
        make_id("change", row.id, *left, *right, cls),
        row.id,
        *left,
        *right,
        cls,
        severity,
        int(in_quote),
        why,
    )


# --- marks -------------------------------------------------------------------------------------------


def _mark_changes(row: Reuse, left: Side, right: Side) -> Iterator[Change]:
    """Yield the stretches that stand between quotation marks on one side, and not, or otherwise, on the other."""
    ones, others = _marked_inside(left), _marked_inside(right)
    if not ones and not others:
        return
    to_right = _word_map(left, right)
    yield from _glosses(row, left, right, to_right)
    pairs = _paired(ones, others, to_right)
    for one, other in pairs:
        if one is not None and other is not None:
            if (to_right[one.first], to_right[one.stop]) == (other.first, other.stop):
                continue
            if left.folded[one.first : one.stop] == right.folded[other.first : other.stop]:
                continue  # something was added beside them
            speech = _speech(left, one) or _speech(right, other)
            yield _marks_row(row, one.place, other.place, "moved", speech)
        elif one is not None:
            first, stop = _some_word(to_right[one.first], to_right[one.stop])
            if not _same_words(left, right, one.first, one.stop, first, stop):
                continue  # other words stand there: that change says it
            place = right.place(first, stop)
            yield _marks_row(row, one.place, place, "dropped", _speech(left, one))
        elif other is not None:
            from_right = _inverse(to_right, len(right.inside))
            first, stop = _some_word(from_right[other.first], from_right[other.stop])
            if not _same_words(left, right, first, stop, other.first, other.stop):
                continue
            place = left.place(first, stop)
            yield _marks_row(row, place, other.place, "added", _speech(right, other))


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
    first_place, last_place = side.words.starts[base], side.words.stops[side.inside.stop - 1]
    for each in side.findings.marked:
        if each.stop <= first_place or each.start >= last_place:
            continue
        inner = side.words.within(max(each.start, first_place), min(each.stop, last_place))
        if len(inner):
            found.append(_Stretch(inner.start - base, inner.stop - base, (each.start, each.stop)))
    return found


def _word_map(left: Side, right: Side) -> list[int]:
    """Return for each boundary between words of the left side the boundary of the right one that matches it."""
    to_right = [0] * (len(left.inside) + 1)
    for op in align_words(left.folded, right.folded):
        for at in range(op.left_start, op.left_stop + 1):
            if op.equal:
                to_right[at] = op.right_start + at - op.left_start
            elif at == op.left_stop:
                to_right[at] = op.right_stop
            elif at > op.left_start:
                to_right[at] = min(op.right_stop, op.right_start + at - op.left_start)
    return to_right


def _inverse(to_right: Sequence[int], size: int) -> list[int]:
    return [min(bisect_left(to_right, at), len(to_right) - 1) for at in range(size + 1)]


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


def _speech(side: Side, stretch: _Stretch) -> bool:
    start, stop = stretch.place
    if any(each.start <= start + 1 and stop - 1 <= each.stop for each in side.findings.mentions):
        return False  # a name, whoever is quoted beside it
    return speaks(side.report.text, start, stop, stretch.stop - stretch.first, side.findings.quotes)


def _marks_row(row: Reuse, left: tuple[int, int], right: tuple[int, int], how: str, speech: bool) -> Change:
    """Return a change of marks. Speech stands between marks on one side, so it is in a quotation; a name does not."""
    cls = "quote-boundary" if speech else "marks"
    return _change(row, left, right, cls, SEVERITY[cls] + int(speech), speech, f"rule={cls} marks={how}")


def _glosses(row: Reuse, left: Side, right: Side, to_right: Sequence[int]) -> Iterator[Change]:
    """Yield an editor's brackets inside a quotation that are gone on the other side, their words kept as speech."""
    for side, other, boundaries in ((left, right, to_right), (right, left, _inverse(to_right, len(right.inside)))):
        for first, stop, place in _bracketed(side):
            begin, end = boundaries[first], boundaries[stop]
            if side.folded[first:stop] != other.folded[begin:end]:
                continue
            theirs = other.place(begin, end)
            text = other.report.text
            if text[: theirs[0]].rstrip()[-1:] in ("(", "[") or not in_quotation(other, theirs, False):
                continue
            places = (place, theirs) if side is left else (theirs, place)
            yield _marks_row(row, *places, "gloss absorbed" if side is left else "gloss set apart", True)


def _bracketed(side: Side) -> Iterator[tuple[int, int, tuple[int, int]]]:
    """Yield the bracketed words inside quotations of a passage, with the printed place of the brackets."""
    base = side.inside.start
    first_place, last_place = side.words.starts[base], side.words.stops[side.inside.stop - 1]
    for match in _BRACKETS.finditer(side.report.text, first_place, last_place):
        inner = side.words.within(*match.span())
        if len(inner) and in_quotation(side, match.span(), False):
            yield inner.start - base, inner.stop - base, match.span()
