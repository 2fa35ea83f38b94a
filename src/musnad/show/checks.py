"""Is a case sound? The accounting, the laws, what went wrong, and judgements that lost their place.

The laws: every place lies inside its report's text, every link has both its ends, every row that
names another finds it, and the file is whole (``musnad.show.damage``).
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from musnad.faults import one_line, rescue_advice
from musnad.records import RECORDS
from musnad.show.damage import damage, only_search_index
from musnad.store import Case, columns_of

Found = TypeVar("Found")

# A judgement whose finding is gone attaches to the finding of the same table that covers this much of its place.
LEAST_OVERLAP = 0.5
# (table, columns of a row's two ends) -> table the ends are in; conflicts may tie findings of any table.
_ENDS = {
    ("reuse", "left_id right_id"): "report",
    ("same_story", "left_id right_id"): "report",
    ("same_entity", "left_id right_id"): "mention",
    ("same_statement", "left_id right_id"): "quote",
    ("change", "reuse_id"): "reuse",
    ("event", "place_id"): "entity",
    ("event_participant", "entity_id"): "entity",
    ("statement", "speaker_entity_id"): "entity",
}
_FREE_ENDS = (("conflict", "left_id"), ("conflict", "right_id"), ("same_event", "left_id"), ("same_event", "right_id"))
_STRETCH = re.compile(r"(\d+)-(\d+)")


@dataclass(frozen=True, slots=True)
class Accounting:
    """What became of everything that was read, and what was left out, with the reason."""

    read: int
    stored: int
    duplicate: int
    skipped: int
    left_out: tuple[dict[str, str], ...]
    remarked: tuple[dict[str, str], ...]  # stored, with what is odd about it

    @property
    def adds_up(self) -> bool:
        return self.read == self.stored + self.duplicate + self.skipped


@dataclass(frozen=True, slots=True)
class Check:
    accounting: Accounting
    broken: tuple[str, ...]  # laws that don't hold, one sentence each
    problems: tuple[dict[str, str], ...]
    lost_judgements: tuple[dict[str, str], ...]
    not_analysed: int  # reports no stage has run over
    advice: str = ""  # what to do about a damaged file

    @property
    def sound(self) -> bool:
        """True where no law is broken, nothing failed and nothing was skipped."""
        failed = any(problem["kind"] == "error" for problem in self.problems)
        return not (self.broken or failed or self.lost_judgements or self.accounting.skipped)


def check_case(case: Case) -> Check:
    """Return what is in order in a case and what is not. Reads only.

    A damaged file is looked at as far as it can be read.
    """
    wrong = damage(case)
    if not wrong:
        account = accounting(case)
        broken = (*_broken_laws(case, account),)
        return Check(account, broken, _problems(case), tuple(lost_judgements(case)), _not_analysed(case))
    nobody: tuple[dict[str, str], ...] = ()
    account = _as_far(wrong, lambda: accounting(case), Accounting(0, 0, 0, 0, (), ()))
    broken = _as_far(wrong, lambda: (*_broken_laws(case, account),), ())
    problems = _as_far(wrong, lambda: _problems(case), nobody)
    lost = _as_far(wrong, lambda: tuple(lost_judgements(case)), nobody)
    unread = _as_far(wrong, lambda: _not_analysed(case), 0)
    advice = f"make the search index again: musnad analyse --case {case.path} --again search"
    if not only_search_index(wrong):
        advice = rescue_advice(case.path)
    return Check(account, (*dict.fromkeys((*wrong, *broken)),), problems, lost, unread, advice)


def _as_far(wrong: list[str], look: Callable[[], Found], otherwise: Found) -> Found:
    """Return what ``look`` finds; where the damage stops it, ``otherwise``."""
    try:
        return look()
    except (sqlite3.Error, TypeError, ValueError, KeyError) as error:
        wrong.append(f"not all of it can be read: {one_line(str(error))}")
        return otherwise


def _problems(case: Case) -> tuple[dict[str, str], ...]:
    return tuple(
        {"source": each.source, "item": each.item, "stage": each.stage, "message": each.message, "kind": each.kind}
        for each in case.rows("problem")
    )


def accounting(case: Case) -> Accounting:
    """Return the count of items by what became of them."""
    counts = dict(case.connection.execute("SELECT status, count(*) FROM item GROUP BY status").fetchall())
    left_out, remarked = (
        tuple(_items(case, which)) for which in ("status != 'stored'", "status = 'stored' AND reason != ''")
    )
    stored, duplicate, skipped = (counts.get(status, 0) for status in ("stored", "duplicate", "skipped"))
    return Accounting(case.count("item"), stored, duplicate, skipped, left_out, remarked)


def _items(case: Case, which: str) -> Iterator[dict[str, str]]:
    columns = ("id", "source", "at", "status", "reason")
    for row in _rows(case, f"SELECT {', '.join(columns)} FROM item WHERE {which} ORDER BY source, at, id"):
        yield dict(zip(columns, row, strict=True))


def _broken_laws(case: Case, account: Accounting) -> Iterator[str]:
    if not account.adds_up:
        yield f"read {account.read} is not stored + duplicate + skipped"
    stored = _one(case, "SELECT count(DISTINCT report_id) FROM item WHERE status = 'stored'")
    if stored != case.count("report"):
        yield f"{stored} reports are accounted for as stored, the case has {case.count('report')}"
    for table, row, parent, _ in _rows(case, "PRAGMA foreign_key_check"):
        yield f"{table} row {row} names a {parent} that is not there"
    yield from _missing_ends(case)
    yield from _places_outside(case)
    yield from _changes_outside_passages(case)


def _missing_ends(case: Case) -> Iterator[str]:
    for (table, columns), target in _ENDS.items():
        for column in columns.split():
            sql = (
                f"SELECT count(*) FROM {table} WHERE {column} IS NOT NULL AND {column} NOT IN (SELECT id FROM {target})"
            )
            if number := _one(case, sql):
                yield f"{number} rows of {table} have a {column} that is no {target}"
    for table, column in _FREE_ENDS:
        for (end,) in _rows(case, f"SELECT DISTINCT {column} FROM {table} ORDER BY 1"):
            if not _exists(case, end):
                yield f"{table} has a {column} that is nowhere: {end}"


def _exists(case: Case, id: str) -> bool:
    table = id.partition("-")[0]
    return table in RECORDS and "id" in columns_of(table) and case.get(table, id) is not None


def _lengths(case: Case) -> dict[str, int]:
    """Return the length of every report's text; the texts themselves may be more than memory holds."""
    return {report_id: len(text) for report_id, text in _rows(case, "SELECT id, text FROM report")}


def _places_outside(case: Case) -> Iterator[str]:
    lengths = _lengths(case)
    for table in RECORDS:
        columns = columns_of(table)
        pairs = [(column, f"{column[:-5]}stop") for column in columns if column == "start" or column.endswith("_start")]
        pairs = [pair for pair in pairs if pair[1] in columns]
        if "report_id" in columns and pairs:
            yield from _places_of_table(case, table, pairs, lengths)


def _places_of_table(
    case: Case, table: str, pairs: Sequence[tuple[str, str]], lengths: dict[str, int]
) -> Iterator[str]:
    wanted = ", ".join(f"{start}, {stop}" for start, stop in pairs)
    outside = 0
    for report_id, *places in _rows(case, f"SELECT report_id, {wanted} FROM {table}"):
        for start, stop in zip(places[::2], places[1::2], strict=True):
            outside += not _inside(start, stop, lengths.get(report_id, 0))
    if table == "quote":
        for report_id, quoted in _rows(case, "SELECT report_id, quoted FROM quote"):
            for start, stop in _STRETCH.findall(quoted):
                outside += not _inside(int(start), int(stop), lengths.get(report_id, 0))
    if outside:
        yield f"{outside} places of {table} lie outside their report"


def _inside(start: int | None, stop: int | None, length: int) -> bool:
    if start is None or stop is None:
        return start is stop
    return 0 <= start < stop <= length


def _changes_outside_passages(case: Case) -> Iterator[str]:
    lengths = _lengths(case)
    for side in ("left", "right"):
        sql = f"SELECT {side}_id, {side}_start, {side}_stop FROM reuse"
        beyond = sum(not _inside(start, stop, lengths.get(id, 0)) for id, start, stop in _rows(case, sql))
        if beyond:
            yield f"{beyond} passages lie outside their report ({side})"
        # a quotation mark that was dropped may stand just outside the words of its passage
        sql = (
            f"SELECT reuse.{side}_id, change.{side}_start, change.{side}_stop, reuse.{side}_start, reuse.{side}_stop"
            " FROM change JOIN reuse ON reuse.id = reuse_id"
        )
        apart = sum(
            not (first <= stop and start <= last and 0 <= start <= stop <= lengths.get(id, 0))
            for id, start, stop, first, last in _rows(case, sql)
        )
        if apart:
            yield f"{apart} changes lie apart from their passage ({side})"


def lost_judgements(case: Case) -> Iterator[dict[str, str]]:
    """Yield the judgements that no longer attach to anything, with the words they were about."""
    for judgement in case.rows("judgement"):
        if not _exists(case, judgement.about) and not _attaches(case, judgement):
            yield {"id": judgement.id, "about": judgement.about, "words": judgement.about_words}


def _attaches(case: Case, judgement: Any) -> bool:
    table = judgement.about.partition("-")[0]
    start, stop = judgement.about_start, judgement.about_stop
    if table not in RECORDS or start is None or stop is None or "start" not in columns_of(table):
        return False
    for other in case.rows(table, report_id=judgement.about_report_id):
        shared = min(stop, other.stop) - max(start, other.start)
        if shared > 0 and shared / (max(stop, other.stop) - min(start, other.start)) >= LEAST_OVERLAP:
            return True
    return False


def _not_analysed(case: Case) -> int:
    return _one(case, "SELECT count(*) FROM report WHERE id NOT IN (SELECT report_id FROM done)")


def _rows(case: Case, sql: str) -> Iterator[tuple[Any, ...]]:
    return case.connection.execute(sql)


def _one(case: Case, sql: str) -> int:
    number: int = case.connection.execute(sql).fetchone()[0]
    return number


def check_lines(check: Check) -> Iterator[str]:
    """Yield a check as lines to read, the verdict last."""
    account = check.accounting
    yield f"read {account.read} = {account.stored} stored + {account.duplicate} duplicate + {account.skipped} skipped"
    for item in account.left_out:
        yield f"  {item['status']}: {item['source']} {item['at']}: {item['reason']}"
    for item in account.remarked:
        yield f"  note: {item['source']} {item['at']}: {item['reason']}"
    for law in check.broken:
        yield f"broken: {law}"
    for problem in check.problems:
        yield f"{problem['kind']}: {problem['stage']} {problem['source']} {problem['item']}: {problem['message']}"
    for judgement in check.lost_judgements:
        yield f"judgement without its place: {judgement['id']} about {judgement['about']}: {judgement['words']}"
    if check.not_analysed:
        yield f"{check.not_analysed} reports are not analysed yet: musnad analyse"
    if check.advice:
        yield check.advice
    yield "all laws hold" if not check.broken else f"{len(check.broken)} laws broken"
