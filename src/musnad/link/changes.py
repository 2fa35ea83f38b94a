"""Every difference inside a shared passage: where, of which class, how severe, and whether in a quotation.

Words are compared folded, so that a change of a hamza is found as what it is. Quotation marks are
compared by what they enclose. Commas, brackets and other points are ignored: outlets set them by
house style, and a reader sees them in the passage itself.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from operator import attrgetter
from typing import TypeVar

from musnad.alignment import (
    Facts,
    Op,
    Verdict,
    align_words,
    class_of_meaning,
    classify_change,
    lifted,
    other_words,
    printed_apart,
    read_in_context,
    respelled,
    spellings,
)
from musnad.change_names import without_titles
from musnad.change_spelling import far_apart
from musnad.lang import Lang
from musnad.link.change_rows import change_row, moved_row
from musnad.link.cuts import Place, cut_changes
from musnad.link.groups import components
from musnad.link.known_words import counted_often, known_words, printed_often
from musnad.link.mark_changes import mark_changes
from musnad.link.sides import Findings, Side, facts_of, findings_of, in_quotation, percent_near, side_of
from musnad.link.wider_looks import LOOKED_AT, MOVED, look_wider
from musnad.records import Change, Date, Figure, Mention, Quote, Report, Reuse, reading_order

_Finding = TypeVar("_Finding", Mention, Date, Figure, Quote)

# Two sentences told in other words, half of their words equal, score this much (reuse gives them four fifths).
_LEAST_REWORDED = 0.4
# What stands on one side only is of one of these classes, unless it says more.
_LONE = ("deletion", "addition", "name-variant")
# Pairs of words and changes remembered: outlets of one wire differ in the same words, within a day or two.
_REMEMBERED = 1 << 15
_place_of_change = attrgetter("left_start", "right_start", "left_stop", "id")
# Passages whose words are aligned: copies of one text follow each other.
_ALIGNED = 1 << 9
# Reports whose words and findings are kept at hand (70 KB each): of those that share texts with one another.
_AT_HAND = 512


def find_changes(
    reports: Sequence[Report],
    reuse: Iterable[Reuse],
    mentions: Iterable[Mention],
    dates: Iterable[Date],
    figures: Iterable[Figure],
    quotes: Iterable[Quote],
    *,
    lang: Lang | None,
    counts: Mapping[str, int] | None = None,
) -> Iterator[Change]:
    """Yield a row for each difference inside each shared passage, in the left report's order.

    Passages come in the order of their ids: so the index by passage grows at its end, which is written sooner.
    Formulae have none, nor have sentences told in other words, unless half of their words are equal. An addition or
    deletion has an empty place on the other side, where the words would stand. ``counts`` are those of the words of
    all reports that are compared, where these rows are not all of them.
    """
    by_id = {report.id: report for report in reports}
    rows = sorted(rows_compared(reuse, by_id), key=_order)
    compared = {report_id: by_id[report_id] for row in rows for report_id in (row.left_id, row.right_id)}
    often = printed_often(compared.values()) if counts is None else counted_often(counts)
    judge = _judge(lang, known_words(often, lang))
    look_up = _findings(compared, mentions, dates, figures, quotes)
    found: dict[str, list[Change]] = {}
    for row in _by_group(rows, compared):
        left = side_of(look_up(row.left_id), row.left_start, row.left_stop)
        right = side_of(look_up(row.right_id), row.right_start, row.right_stop)
        found[row.id] = sorted(_changes_of(row, left, right, lang, judge), key=_place_of_change)
    yield from chain.from_iterable(found[row_id] for row_id in sorted(found))


def rows_compared(reuse: Iterable[Reuse], reports: Container[str]) -> Iterator[Reuse]:
    """Return the rows between some reports that are compared word by word."""
    return (row for row in reuse if _word_by_word(row) and row.left_id in reports and row.right_id in reports)


def _word_by_word(row: Reuse) -> bool:
    """Tell whether a row can be compared word by word: a passage, no sentence told in other words throughout."""
    return row.kind == "passage" and not ("reworded" in row.why and row.score < _LEAST_REWORDED)


def _order(row: Reuse) -> tuple[str, str, int, int, str]:
    return row.left_id, row.right_id, row.left_start, row.right_start, row.id


def _by_group(rows: Sequence[Reuse], reports: Mapping[str, Report]) -> list[Reuse]:
    """Return rows so that those between reports of one text stand together, in the order of the reports' days.

    What was worked out for one copy serves the next: in any other order much of it is worked out again.
    """
    group = components(reports, ((row.left_id, row.right_id) for row in rows))
    rank = {report.id: number for number, report in enumerate(sorted(reports.values(), key=reading_order))}
    return sorted(rows, key=lambda row: (group[row.left_id], rank[row.left_id], rank[row.right_id], row.left_start))


def _findings(
    reports: Mapping[str, Report],
    mentions: Iterable[Mention],
    dates: Iterable[Date],
    figures: Iterable[Figure],
    quotes: Iterable[Quote],
) -> Callable[[str], Findings]:
    """Return what gives the words and findings of a report by its id."""
    mentions_of, dates_of = _by_report(mentions, reports), _by_report(dates, reports)
    figures_of, quotes_of = _by_report(figures, reports), _by_report(quotes, reports)

    @lru_cache(maxsize=_AT_HAND)
    def look_up(report_id: str) -> Findings:
        return findings_of(
            reports[report_id].text,
            mentions_of.get(report_id, ()),
            dates_of.get(report_id, ()),
            figures_of.get(report_id, ()),
            quotes_of.get(report_id, ()),
        )

    return look_up


def _by_report(rows: Iterable[_Finding], reports: Mapping[str, Report]) -> dict[str, list[_Finding]]:
    found: dict[str, list[_Finding]] = {}
    for row in rows:
        if row.report_id in reports:
            found.setdefault(row.report_id, []).append(row)
    return found


# --- words -------------------------------------------------------------------------------------------


# The words of a passage aligned, and the places of those that are not equal after folding.
Aligned = tuple[list[Op], list[Place]]


@dataclass(frozen=True, slots=True)
class _Judge:
    """What aligns words, and tells changes of spelling and the class of a change: each asked once for the same."""

    align: Callable[[tuple[str, ...], tuple[str, ...]], Aligned]
    spellings: Callable[[str, str], tuple[Verdict | None, Verdict | None]]
    in_context: Callable[[str, str], bool]
    meaning: Callable[[str, str, Facts, Facts], Verdict]
    classify: Callable[[str, str, Facts, Facts], Verdict]


def _judge(lang: Lang | None, known: Callable[[str], bool]) -> _Judge:
    remember = lru_cache(maxsize=_REMEMBERED)
    near = remember(lambda one, other: respelled(one, other, lang=lang, known=known))

    def same(one: str, other: str) -> bool:
        return not far_apart(one, other, lang) and near(one, other)

    @lru_cache(maxsize=_ALIGNED)
    def align(left: tuple[str, ...], right: tuple[str, ...]) -> Aligned:
        ops = align_words(left, right)
        return ops, other_words(ops, left, right, same)

    return _Judge(
        align,
        remember(lambda one, other: spellings(one, other, lang, known)),
        remember(lambda one, other: read_in_context(one, other, lang)),
        remember(lambda one, other, left, right: class_of_meaning(one, other, left, right, lang)),
        remember(
            lambda one, other, left, right: classify_change(
                one, other, lang=lang, left_facts=left, right_facts=right, known=known
            )
        ),
    )


def _changes_of(row: Reuse, left: Side, right: Side, lang: Lang | None, judge: _Judge) -> list[Change]:
    ops, other = judge.align(left.folded, right.folded)
    found = sorted([*other, *printed_apart(ops, left.printed, right.printed)])
    words = _moved(list(_word_changes(row, found, left, right, lang, judge)), row, left, right, lang)
    return [*words, *mark_changes(row, ops, left, right, lang)]


def _word_changes(
    row: Reuse, found: Sequence[Place], left: Side, right: Side, lang: Lang | None, judge: _Judge
) -> Iterator[Change]:
    places = list(cut_changes(list(_joined_spellings(found, left, right)), left, right, lang))
    for place in places:
        l0, l1, r0, r1 = place
        left_place, right_place = left.place(l0, l1), right.place(r0, r1)
        verdict = _class_of(place, left_place, right_place, left, right, judge)
        if verdict[0] in LOOKED_AT and lang is not None:
            verdict = look_wider(verdict, place, places, left, right, lang)
        cls, severity, why = verdict
        if why.endswith("spacing") and (_marks_stand(left, left_place) or _marks_stand(right, right_place)):
            continue  # بـ"الرؤية" / بـالرؤية: the change of marks says it
        in_quote = in_quotation(left, left_place, l0 < l1) or in_quotation(right, right_place, r0 < r1)
        yield change_row(row, left_place, right_place, cls, lifted(severity, in_quote), in_quote, why)


def _class_of(
    place: Place,
    left_place: tuple[int, int],
    right_place: tuple[int, int],
    left: Side,
    right: Side,
    judge: _Judge,
) -> Verdict:
    """Return what a change is: by its words alone where only the spelling differs, else with what stands there."""
    one, other = left.text(left_place), right.text(right_place)
    l0, l1, r0, r1 = place
    plain, named = judge.spellings(one, other)
    percents = percent_near(left, left_place, l0), percent_near(right, right_place, r0)
    settled = plain == named and percents[0] == percents[1]
    if settled and plain is not None:
        return plain
    in_context = judge.in_context(one, other)
    left_facts = facts_of(left, left_place, l0, l1, percents[0], in_context=in_context)
    right_facts = facts_of(right, right_place, r0, r1, percents[1], in_context=in_context)
    return (judge.meaning if settled else judge.classify)(one, other, left_facts, right_facts)


def _marks_stand(side: Side, place: tuple[int, int]) -> bool:
    """Tell whether quotation marks open or close between the words at a place."""
    return any(at in range(*place) for each in side.findings.marked.rows for at in (each.start, each.stop - 1))


def _moved(changes: list[Change], row: Reuse, left: Side, right: Side, lang: Lang | None) -> list[Change]:
    """Return changes, words deleted at one place and added at another of the passage as moved: order is wording.

    A title more or less makes no other words of a name.
    """
    lone = [each for each in changes if each.cls in _LONE or each.why == MOVED]
    dropped = [each for each in lone if each.right_start == each.right_stop]
    added = [each for each in lone if each.left_start == each.left_stop]
    if not (dropped and added):
        return changes
    gone = {_said(left, each.left_start, each.left_stop, lang): each.id for each in dropped}
    come = {_said(right, each.right_start, each.right_stop, lang): each.id for each in added}
    both = gone.keys() & come.keys()
    moved = {gone[words] for words in both} | {come[words] for words in both}
    return [moved_row(each, row) if each.id in moved and each.why != MOVED else each for each in changes]


def _said(side: Side, start: int, stop: int, lang: Lang | None) -> tuple[str, ...]:
    inside = side.findings.words.within(start, stop)
    words = tuple(side.findings.words.folded[inside.start : inside.stop])
    return (without_titles(words, lang) or words) if lang is not None else words


def _joined_spellings(found: Sequence[Place], left: Side, right: Side) -> Iterator[Place]:
    """Yield differences, those inside one abbreviation printed two ways (أ ب ج / ا.ب.ج) as one."""
    open_place: Place | None = None
    for place in found:
        if open_place is not None and _one_abbreviation(open_place, place, left, right):
            open_place = (open_place[0], place[1], open_place[2], place[3])
            continue
        if open_place is not None:
            yield open_place
        open_place = place
    if open_place is not None:
        yield open_place


def _one_abbreviation(one: Place, other: Place, left: Side, right: Side) -> bool:
    if other[0] - one[0] != other[2] - one[2] or not one[0] < one[1] <= other[0]:
        return False
    if left.folded[one[0]] != right.folded[one[2]]:
        return False
    words_left, words_right = left.folded[one[0] : other[1]], right.folded[one[2] : other[3]]
    return words_left == words_right and _dotted(left, one[0], other[1]) != _dotted(right, one[2], other[3])


def _dotted(side: Side, first: int, stop: int) -> bool:
    return not any(map(str.isspace, side.text(side.place(first, stop))))
