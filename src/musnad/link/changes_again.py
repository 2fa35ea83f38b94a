"""Changes brought up to date where a few passages of a case are new: only those are compared word by word.

A passage is compared again where it is new, where what was found in one of its reports was found anew, and where a
word in it has become known, or ceased to be: what is printed elsewhere is no slip (``known_words``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from itertools import chain
from typing import Any

from musnad.change_words import with_letters
from musnad.lang import Lang
from musnad.link.changes import find_changes, rows_compared
from musnad.link.known_words import KNOWN_WORD, word_counts
from musnad.records import Report, Reuse
from musnad.store import Case
from musnad.text import folded_words
from musnad.updates import RowsOf, Update

# What is read of the reports of a passage.
_FINDINGS = ("mention", "date", "figure", "quote")


def update_changes(
    case: Case, reports: Sequence[Report], then: Collection[str], rows_of: RowsOf, *, lang: Lang | None
) -> Update:
    """Return how the rows of ``change`` change, where reports ``then`` were compared before and are as they were."""
    by_id = {report.id: report for report in reports}
    rows = list(rows_compared(rows_of("reuse"), by_id))
    now = {report_id for row in rows for report_id in (row.left_id, row.right_id)}
    if not then or not by_id.keys() >= set(then):
        tables = (rows_of(table) for table in _FINDINGS)
        return Update(list(find_changes(reports, rows, *tables, lang=lang)), None, sorted(now))
    counts = word_counts(by_id[each] for each in sorted(now))
    before = {row[0] for row in case.connection.execute("SELECT DISTINCT reuse_id FROM change")}
    flipped = _flipped(
        counts, [by_id[each] for each in now.difference(then)], [by_id[each] for each in then if each not in now]
    )
    stale = {each for each in now.intersection(then) if not flipped.isdisjoint(folded_words(by_id[each].text))}
    kept = {row.id for row in rows if row.id in before and _as_before(row, then, stale, flipped, by_id)}
    fresh = [row for row in rows if row.id not in kept]
    ids = sorted({report_id for row in fresh for report_id in (row.left_id, row.right_id)})
    found = find_changes([by_id[each] for each in ids], fresh, *_findings(case, ids), lang=lang, counts=counts)
    return Update(list(found), {"change": ("reuse_id", sorted(before - kept))}, sorted(now))


def _findings(case: Case, ids: Sequence[str]) -> list[list[Any]]:
    """Return the findings of some reports, a list for each table."""
    return [list(chain.from_iterable(case.rows_of_reports(table, ids).values())) for table in _FINDINGS]


def _flipped(counts: Counter[str], came: Sequence[Report], went: Sequence[Report]) -> set[str]:
    """Return the words that may be known now and have not been before, or the other way round.

    A word is known, too, where it is without the letters printed on it.
    """
    more, less = word_counts(came), word_counts(went)
    crossed = [
        word
        for word in more.keys() | less.keys()
        if counts[word] - more[word] < KNOWN_WORD <= counts[word] + less[word]
    ]
    return {form for word in crossed for form in (word, *with_letters(word))}


def _as_before(
    row: Reuse, then: Collection[str], stale: Collection[str], flipped: Collection[str], reports: Mapping[str, Report]
) -> bool:
    """Tell whether the changes of a passage are those found before."""
    for report_id, start, stop in (
        (row.left_id, row.left_start, row.left_stop),
        (row.right_id, row.right_start, row.right_stop),
    ):
        if report_id not in then:
            return False
        if report_id in stale and any(word in flipped for word in folded_words(reports[report_id].text[start:stop])):
            return False
    return True
