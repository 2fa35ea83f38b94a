"""Two places word by word: what stands on both, what only on one, and of which class each change is.

Where the two reports share a passage, the differences found there (table ``change``) are used, so that
one difference never has two classes; elsewhere they are classed in the same way.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from musnad.alignment import differences, respelled
from musnad.change_classes import NO_FACTS, Facts, classify_change
from musnad.codebook import labels_of_case
from musnad.compare.places import Place
from musnad.lang import Lang, load_lang
from musnad.records import Change, Report
from musnad.store import Case, columns_of
from musnad.text import Words, find_words, folded_words

# A word printed at so many places of the reports compared is no slip (as in the changes of passages).
KNOWN_WORD = 3
# Seen from the other side an addition is a deletion.
_MIRRORED = {"addition": "deletion", "deletion": "addition"}


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of two aligned places.

    ``cls`` is "equal" or a class of change; a side is ``None`` where nothing stands there. ``change_id`` is the
    row of table ``change`` it is known by, if any.
    """

    left: Place | None
    right: Place | None
    left_words: str
    right_words: str
    cls: str
    severity: int
    in_quote: int
    why: str
    change_id: str | None = None


@dataclass(frozen=True, slots=True)
class Compared:
    """What is known about the reports whose places are aligned; made once by :func:`compare_reports`."""

    reports: Mapping[str, Report]
    findings: Mapping[str, Mapping[str, list[Any]]]  # table -> report id -> rows
    changes: Mapping[tuple[str, str], Sequence[Change]]
    known: Callable[[str], bool]
    labels: tuple[str, ...] = ()  # a user's own tables of labels


def compare_reports(case: Case, report_ids: Iterable[str], *, base: str | None = None) -> Compared:
    """Return what aligning places of these reports needs; of ``base`` with the others only, where it is given."""
    ids = sorted(set(report_ids))
    reports = {id: report for id in ids if (report := case.get("report", id)) is not None}
    counts: Counter[str] = Counter()
    for report in reports.values():
        counts.update(folded_words(report.text))
    findings = {table: case.rows_of_reports(table, ids) for table in ("mention", "date", "figure")}
    changes = _changes_between(case, ids) if base is None else _changes_with(case, base, set(ids))
    return Compared(reports, findings, changes, lambda word: counts[word] >= KNOWN_WORD, labels_of_case(case))


def _changes_with(case: Case, base: str, ids: Collection[str]) -> dict[tuple[str, str], list[Change]]:
    """Return the differences found in the passages of one report and the others: of copies not all with all."""
    found: dict[tuple[str, str], list[Change]] = {}
    rows = [*case.rows("reuse", left_id=base), *case.rows("reuse", right_id=base)]
    for row in (row for row in rows if row.left_id in ids and row.right_id in ids):
        found.setdefault((row.left_id, row.right_id), []).extend(case.rows("change", reuse_id=row.id))
    return found


def _changes_between(case: Case, ids: Sequence[str]) -> dict[tuple[str, str], list[Change]]:
    """Return the differences found in passages, by the pair of reports as the rows have it."""
    found: dict[tuple[str, str], list[Change]] = {}
    # asked at once: sixty copies of one text are thousands of passages
    columns = ", ".join(f"change.{each}" for each in columns_of("change"))
    sql = (
        f"SELECT left_id, right_id, {columns} FROM reuse JOIN change ON change.reuse_id = reuse.id"
        " WHERE left_id IN (SELECT value FROM json_each(:ids)) AND right_id IN (SELECT value FROM json_each(:ids))"
        " ORDER BY reuse.id, change.id"
    )
    for left_id, right_id, *row in case.connection.execute(sql, {"ids": json.dumps(ids)}) if len(ids) > 1 else ():
        found.setdefault((left_id, right_id), []).append(Change(*row))
    return found


def _mirrored(change: Change) -> Change:
    cls = _MIRRORED.get(change.cls, change.cls)
    return replace(
        change,
        left_start=change.right_start,
        left_stop=change.right_stop,
        right_start=change.left_start,
        right_stop=change.left_stop,
        cls=cls,
        why=change.why.replace(f"rule={change.cls}", f"rule={cls}"),
    )


def align_places(compared: Compared, left: Place, right: Place, quoted: Sequence[Place] = ()) -> tuple[Segment, ...]:
    """Return two places aligned, in the left order, equal stretches between the changed ones.

    ``quoted`` are stretches of either report that stand between quotation marks.
    """
    ours, theirs = (find_words(compared.reports[each.report_id].text) for each in (left, right))
    lefts, rights = ours.within(left.start, left.stop), theirs.within(right.start, right.stop)
    lang = load_lang(compared.reports[left.report_id].language, compared.labels)
    same = partial(respelled, lang=lang, known=compared.known)
    found = differences(
        [ours.folded[i] for i in lefts],
        [theirs.folded[j] for j in rights],
        [ours.printed(i) for i in lefts],
        [theirs.printed(j) for j in rights],
        same,
    )
    segments = []
    at_left = at_right = 0
    for l0, l1, r0, r1 in [*found, (len(lefts), len(lefts), len(rights), len(rights))]:
        if l0 > at_left:
            segments.append(
                _equal(_span(left, ours, lefts[at_left:l0]), _span(right, theirs, rights[at_right:r0]), compared)
            )
        if l1 > l0 or r1 > r0:
            ends = _span(left, ours, lefts[l0:l1]), _span(right, theirs, rights[r0:r1])
            segments.append(_changed(compared, left, right, *ends, quoted, lang))
        at_left, at_right = l1, r1
    return tuple(segments)


def _span(place: Place, words: Words, inside: range) -> Place | None:
    if not inside:
        return None
    return Place(place.report_id, words.starts[inside[0]], words.stops[inside[-1]], place.row_id)


def _words(compared: Compared, place: Place | None) -> str:
    return "" if place is None else compared.reports[place.report_id].text[place.start : place.stop]


def _equal(left: Place | None, right: Place | None, compared: Compared) -> Segment:
    return Segment(left, right, _words(compared, left), _words(compared, right), "equal", 0, 0, "")


def _changed(
    compared: Compared,
    left_all: Place,
    right_all: Place,
    left: Place | None,
    right: Place | None,
    quoted: Sequence[Place],
    lang: Lang | None,
) -> Segment:
    words = _words(compared, left), _words(compared, right)
    known = _known_change(compared, left_all.report_id, right_all.report_id, left, right)
    if known is not None:
        return Segment(left, right, *words, known.cls, known.severity, known.in_quote, known.why, known.id)
    in_quote = any(_inside(place, quoted) for place in (left, right) if place is not None)
    cls, severity, why = classify_change(
        *words,
        lang=lang,
        left_facts=_facts(compared, left),
        right_facts=_facts(compared, right),
        in_quote=in_quote,
        known=compared.known,
    )
    return Segment(left, right, *words, cls, severity, int(in_quote), why)


def _known_change(
    compared: Compared, left_id: str, right_id: str, left: Place | None, right: Place | None
) -> Change | None:
    """Return the row that says the same; where a side is empty, its own side is a point."""
    forward, backward = compared.changes.get((left_id, right_id), ()), compared.changes.get((right_id, left_id), ())
    for change in (*forward, *map(_mirrored, backward)):
        ours, theirs = (change.left_start, change.left_stop), (change.right_start, change.right_stop)
        same_left = ours == (left.start, left.stop) if left is not None else ours[0] == ours[1]
        same_right = theirs == (right.start, right.stop) if right is not None else theirs[0] == theirs[1]
        if same_left and same_right:
            return change
    return None


def _inside(place: Place, quoted: Sequence[Place]) -> bool:
    return any(q.report_id == place.report_id and q.start <= place.start and place.stop <= q.stop for q in quoted)


def _facts(compared: Compared, place: Place | None) -> Facts:
    """Return what the findings say about the words at a place."""
    if place is None:
        return NO_FACTS
    mentions, dates, figures = (
        [
            row
            for row in compared.findings[table].get(place.report_id, ())
            if row.start < place.stop and place.start < row.stop
        ]
        for table in ("mention", "date", "figure")
    )
    # an article or proclitic before a name does not make it less of a name
    name = next((row for row in mentions if row.start <= place.start + 3 and row.stop >= place.stop), None)
    text = compared.reports[place.report_id].text
    return Facts(
        named=name is not None,
        name=text[name.start : name.stop] if name is not None else "",
        dated=bool(dates),
        date_value=dates[0].value if dates else None,
        figures=tuple((row.low, row.high) for row in figures),
    )
