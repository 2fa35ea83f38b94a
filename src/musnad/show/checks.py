"""Is a case sound? The accounting, the laws, what went wrong, and judgements that lost their place.

The laws: every place lies inside its report's text, every link has both its ends, every row that
names another finds it, and the kept bytes are those that were read.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from musnad.records import RECORDS
from musnad.store import Case, columns_of

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

    @property
    def sound(self) -> bool:
        """True where no law is broken, nothing failed and nothing was skipped."""
        failed = any(problem["kind"] == "error" for problem in self.problems)
        return not (self.broken or failed or self.lost_judgements or self.accounting.skipped)


def check_case(case: Case) -> Check:
    """Return what is in order in a case and what is not. Reads only."""
    problems = tuple(
        {"source": each.source, "item": each.item, "stage": each.stage, "message": each.message, "kind": each.kind}
        for each in case.rows("problem")
    )
    account = accounting(case)
    broken = tuple(_broken_laws(case, account))
    return Check(account, broken, problems, tuple(lost_judgements(case)), _not_analysed(case))


def accounting(case: Case) -> Accounting:
    """Return the count of items by what became of them."""
    counts = dict(case.connection.execute("SELECT status, count(*) FROM item GROUP BY status").fetchall())
    sql = "SELECT source, at, status, reason FROM item WHERE status != 'stored' ORDER BY source, at, id"
    left_out = tuple(dict(zip(("source", "at", "status", "reason"), row, strict=True)) for row in _rows(case, sql))
    stored, duplicate, skipped = (counts.get(status, 0) for status in ("stored", "duplicate", "skipped"))
    return Accounting(case.count("item"), stored, duplicate, skipped, left_out)


def _broken_laws(case: Case, account: Accounting) -> Iterator[str]:
    if not account.adds_up:
        yield f"read {account.read} is not stored + duplicate + skipped"
    stored = _one(case, "SELECT count(DISTINCT report_id) FROM item WHERE status = 'stored'")
    if stored != case.count("report"):
        yield f"{stored} reports are accounted for as stored, the case has {case.count('report')}"
    for (state,) in _rows(case, "PRAGMA quick_check(5)"):
        if state != "ok":
            yield f"the file is damaged: {state}"
    for table, row, parent, _ in _rows(case, "PRAGMA foreign_key_check"):
        yield f"{table} row {row} names a {parent} that is not there"
    yield from _missing_ends(case)
    yield from _places_outside(case)
    yield from _changes_outside_passages(case)
    yield from _changed_bytes(case)


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


def _places_outside(case: Case) -> Iterator[str]:
    lengths = {report_id: len(text) for report_id, text in _rows(case, "SELECT id, text FROM report")}
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
    texts = dict(_rows(case, "SELECT id, text FROM report"))
    for side in ("left", "right"):
        sql = f"SELECT {side}_id, {side}_start, {side}_stop FROM reuse"
        beyond = sum(not _inside(start, stop, len(texts.get(id, ""))) for id, start, stop in _rows(case, sql))
        if beyond:
            yield f"{beyond} passages lie outside their report ({side})"
        # a quotation mark that was dropped may stand just outside the words of its passage
        sql = (
            f"SELECT reuse.{side}_id, change.{side}_start, change.{side}_stop, reuse.{side}_start, reuse.{side}_stop"
            " FROM change JOIN reuse ON reuse.id = reuse_id"
        )
        apart = sum(
            not (first <= stop and start <= last and 0 <= start <= stop <= len(texts.get(id, "")))
            for id, start, stop, first, last in _rows(case, sql)
        )
        if apart:
            yield f"{apart} changes lie apart from their passage ({side})"


def _changed_bytes(case: Case) -> Iterator[str]:
    for sha, data in _rows(case, "SELECT sha, data FROM raw ORDER BY sha"):
        try:
            same = hashlib.sha256(zlib.decompress(data)).hexdigest() == sha
        except zlib.error:
            same = False
        if not same:
            yield f"the kept bytes of {sha[:12]} are not those that were read"


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


def _rows(case: Case, sql: str) -> list[tuple[Any, ...]]:
    return case.connection.execute(sql).fetchall()


def _one(case: Case, sql: str) -> int:
    number: int = case.connection.execute(sql).fetchone()[0]
    return number


def check_lines(check: Check) -> Iterator[str]:
    """Yield a check as lines to read, the verdict last."""
    account = check.accounting
    yield f"read {account.read} = {account.stored} stored + {account.duplicate} duplicate + {account.skipped} skipped"
    for item in account.left_out:
        yield f"  {item['status']}: {item['source']} {item['at']}: {item['reason']}"
    for law in check.broken:
        yield f"broken: {law}"
    for problem in check.problems:
        yield f"{problem['kind']}: {problem['stage']} {problem['source']} {problem['item']}: {problem['message']}"
    for judgement in check.lost_judgements:
        yield f"judgement without its place: {judgement['id']} about {judgement['about']}: {judgement['words']}"
    if check.not_analysed:
        yield f"{check.not_analysed} reports are not analysed yet: musnad analyse"
    yield "all laws hold" if not check.broken else f"{len(check.broken)} laws broken"
