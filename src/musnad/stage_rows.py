"""The rows of a stage: what it reads from the case, and how what it found is written.

Stages compute outside transactions and are written in short ones, so that a person's judgement
never waits long. A kill is harmless anywhere: what a stage has done is marked in the transaction
that holds its last rows, and a mark is taken away by whatever makes the rows stale.
"""

from __future__ import annotations

import sqlite3
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from itertools import islice
from operator import attrgetter
from typing import Any, Literal

from musnad.pieces import all_pieces, pieces_of_reports
from musnad.records import RECORDS, EntityMember, Furniture, Problem, Report
from musnad.store import Case
from musnad.updates import Update

# What this stage learns is cut out of the pieces every other stage reads, so it runs before them.
FURNITURE = "furniture"
# These keep what they found in reports, or in passages of them, in which nothing was found anew.
KEEPING = ("changes", "events")
EVENTS = "events"
# This one says whom the names are in the rows of events.
ENTITIES = "entities"
# Rows are written in transactions of about a second; those of a stage over the whole case so many at a time.
SECONDS_PER_TURN = 1.0
ROWS_PER_WRITE = 2000
# Between them others get their turn: SQLite lets a waiting program ask again every 0.1 s only.
SECONDS_FOR_OTHERS = 0.12
# A row its table can't hold: a stage's mistake with one text, not a fault of the disk.
UNSTORABLE = (sqlite3.IntegrityError, sqlite3.InterfaceError, sqlite3.ProgrammingError, UnicodeError, OverflowError)

# The rows of some reports: table, report id, rows. Those of the whole case: table, rows.
Tables = dict[str, dict[str, list[Any]]]
Rows = dict[str, list[Any]]
_place_of = attrgetter("start", "stop", "id")


@dataclass(frozen=True, slots=True)
class Stage:
    """One step: which tables it reads and writes, over what, and where its function lives."""

    name: str
    over: Literal["report", "case"]
    reads: tuple[str, ...]
    writes: tuple[str, ...]
    run: str  # "module:function" below musnad
    any_language: bool = False  # reports in a language without a pack are its business too
    # the same function for many reports, where that is cheaper: run(reports, *rows, lang=lang) is given the rows of
    # each report for each table, and yields a list for each report
    at_once: str = ""
    # the same over a case most of which is as it was: update(case, reports, then, rows, lang=lang) is told of the
    # reports it has run over before, which have not changed since, and returns an Update
    update: str = ""
    keeps: tuple[str, ...] = ()  # tables in which it keeps what it needs for that

    def function(self, where: str = "") -> Callable[..., Any]:
        module, _, name = (where or self.run).partition(":")
        found: Callable[..., Any] = getattr(import_module(f"musnad.{module}"), name)
        return found


@dataclass(frozen=True, slots=True)
class Findings:
    """What a stage read of some reports and found in them, by report id; not written yet."""

    stage: Stage
    reports: Sequence[Report]
    read: dict[str, list[list[Any]]]
    found: dict[str, list[Any]]


def writes_of_others(case: Case) -> int:
    """Return a number that changes when another connection has written to the case."""
    number: int = case.connection.execute("PRAGMA data_version").fetchone()[0]
    return number


def problem_of(stage: Stage, error: Exception, report: Report | None = None) -> Problem:
    """Return what is told of a stage that failed, with one report or with the whole case."""
    source, item = (report.source, report.id) if report else ("", "")
    return Problem(source, item, stage.name, f"{type(error).__name__}: {error}", "error")


def _forget_problems(case: Case, stage: Stage, items: Sequence[str]) -> None:
    case.delete("problem", "item", items, stage=stage.name)


# --- stages over single reports -------------------------------------------------------------------------


def inputs_of(case: Case, stage: Stage, reports: Sequence[Report], tables: Tables) -> dict[str, list[list[Any]]]:
    """Return what a stage reads of each report, by report id; rows of ``tables`` are not read again."""
    for table in stage.reads:
        known = tables.setdefault(table, {})
        ids = [report.id for report in reports if report.id not in known]
        known.update(pieces_of_reports(case, ids) if table == "piece" else case.rows_of_reports(table, ids))
    return {each.id: [tables[table][each.id] for table in stage.reads] for each in reports}


def add_findings(tables: Tables, findings: Findings) -> None:
    """Add what a stage found to the rows the next stages read: as they will be read from the case."""
    for table in findings.stage.writes:
        known, kind = tables.setdefault(table, {}), RECORDS[table]
        for report_id, rows in findings.found.items():
            mine: list[Any] = [row for row in rows if type(row) is kind]
            first = {row.id: row for row in reversed(mine)}  # of one id the first is stored
            known[report_id] = sorted(first.values(), key=_place_of)


def keep_findings(case: Case, waiting: Sequence[Findings], version: str, seen: int) -> set[str]:
    """Write what stages found, in their order, in transactions of about a second.

    Returns the ids of the reports that are left for another go: those that another program changed (``seen`` is the
    number of its writes before), and those of which a later stage had read rows that could not be stored.
    """
    left: set[str] = set()
    refused, written = False, 0
    with case.much_writing():
        while written < len(waiting):
            if written:
                time.sleep(SECONDS_FOR_OTHERS)
            with case.batch():
                began, before = time.monotonic(), written
                others = writes_of_others(case) != seen
                # each turn gets on, however slow the disk
                while written < len(waiting) and (written == before or time.monotonic() - began < SECONDS_PER_TURN):
                    each = waiting[written]
                    same = _unchanged(case, each) if others or refused else each.reports
                    left.update({report.id for report in each.reports} - {report.id for report in same})
                    refused |= not _write_findings(case, each, same, version)
                    written += 1
    return left


def _unchanged(case: Case, findings: Findings) -> list[Report]:
    """Return the reports that are still as they were when the stage read them."""
    now = inputs_of(case, findings.stage, findings.reports, {})
    return [
        each
        for each in findings.reports
        if case.get("report", each.id) == each and now[each.id] == findings.read[each.id]
    ]


def _write_findings(case: Case, findings: Findings, reports: Sequence[Report], version: str) -> bool:
    """Replace a stage's rows of some reports; return whether all could be stored."""
    stage, ids = findings.stage, [report.id for report in reports]
    _clear_findings(case, stage, ids)
    # what was made over the whole case is stale from here on, also if this run is killed
    case.connection.execute("DELETE FROM done WHERE report_id = '' AND stage != ?", (FURNITURE,))
    for name in KEEPING:
        case.delete("done", "report_id", ids, stage=name)
    whole = True
    try:
        # no savepoint: SQLite would copy every page before it changes it, which took a third as long as the rows
        case.write(row for each in ids for row in findings.found[each])
    except UNSTORABLE:
        whole = False
        _clear_findings(case, stage, ids)
        for report in reports:
            _write_or_tell(case, stage, report, findings.found[report.id])
    case.connection.executemany(
        "INSERT OR REPLACE INTO done VALUES (?, ?, ?)", [(each, stage.name, version) for each in ids]
    )
    return whole


def _clear_findings(case: Case, stage: Stage, ids: Sequence[str]) -> None:
    """Delete what a stage has in the case of some reports: its rows, and what was told of it."""
    for table in stage.writes:
        case.clear(table, ids)
    _forget_problems(case, stage, ids)


def _write_or_tell(case: Case, stage: Stage, report: Report, rows: Sequence[Any]) -> None:
    try:
        with case.part():
            case.write(rows)
    except UNSTORABLE as error:
        case.write([problem_of(stage, error, report)])


# --- stages over the whole case -------------------------------------------------------------------------


def tables_of(case: Case, stage: Stage, reports: Sequence[Report], kept: Rows) -> list[list[Any]]:
    """Return the rows of every table a stage reads; those of reports that were read meanwhile are left out.

    What is read is added to ``kept``, and tables that are there already are not read again.
    """
    if stage.name == FURNITURE:
        return [case.rows(table) for table in stage.reads]
    tables = [rows_of(case, table, kept) for table in stage.reads]
    if case.count("report") == len(reports):
        return tables
    known = {report.id for report in reports}
    return [[row for row in rows if getattr(row, "report_id", None) in known or not hasattr(row, "report_id")]
            for rows in tables]  # fmt: skip


def rows_of(case: Case, table: str, kept: Rows) -> list[Any]:
    """Return all rows of a table, pieces with learned furniture cut out; they are added to what is ``kept``."""
    if table not in kept:
        kept[table] = all_pieces(case) if table == "piece" else case.all_rows(table)
    return kept[table]


def read_anew(case: Case, learned: Iterable[Any]) -> None:
    """Mark the reports whose learned furniture changes as not analysed, before it does."""
    old, new = (
        {(row.report_id, row.start, row.stop) for row in rows if isinstance(row, Furniture) and row.score > 0}
        for rows in (case.rows(FURNITURE), learned)
    )
    changed = sorted({report_id for report_id, _, _ in old ^ new})
    with case.batch():
        case.delete("done", "report_id", changed)
        if changed:
            case.connection.execute("DELETE FROM done WHERE report_id = '' AND stage != ?", (FURNITURE,))


def _tell_moved(case: Case, rows: Iterable[Any]) -> None:
    """Mark the reports whose events name other entities than before as not read for events, before they do.

    ``rows`` are what the stage of the entities is about to write; where they hold no member, it has failed.
    """
    sql = "SELECT report_id FROM done WHERE stage = ? AND report_id != ''"
    marked = {row[0] for row in case.connection.execute(sql, (EVENTS,))}
    if not marked:
        return
    before = dict(case.connection.execute("SELECT mention_id, entity_id FROM entity_member"))
    now = {row.mention_id: row.entity_id for row in rows if isinstance(row, EntityMember)}
    moved = [each for each in before.keys() | now.keys() if before.get(each) != now.get(each)]
    stale = _named_otherwise(case, before, moved) if now else marked
    with case.batch():
        case.delete("done", "report_id", sorted(marked & stale), stage=EVENTS)


def _named_otherwise(case: Case, before: Mapping[str, str], moved: Iterable[str]) -> set[str]:
    """Return the reports in whose events an entity takes part, or is the place, that a name moved from.

    A report with a name that was nobody's is among them, too.
    """
    stale: set[str] = set()
    left: defaultdict[str, set[str]] = defaultdict(set)
    for some in _some(moved):
        sql = f"SELECT id, report_id FROM mention WHERE id IN ({', '.join('?' * len(some))})"
        for mention_id, report_id in case.connection.execute(sql, some):
            if mention_id in before:
                left[report_id].add(before[mention_id])
            else:
                stale.add(report_id)
    for some in _some(left):
        sql = (
            "SELECT report_id, place_id, entity_id FROM event LEFT JOIN event_participant ON event_id = event.id"
            f" WHERE report_id IN ({', '.join('?' * len(some))})"
        )
        for report_id, *entities in case.connection.execute(sql, some):
            if not left[report_id].isdisjoint(entities):
                stale.add(report_id)
    return stale


def write_in_turns(case: Case, stage: Stage, update: Update, claim: str, fingerprint: str, version: str) -> bool:
    """Change a stage's rows in short transactions, the marks that it is done in the last of them.

    Returns False, and leaves the rest, where the claim is gone: a report was changed meanwhile.
    """
    if stage.name == ENTITIES:
        _tell_moved(case, update.rows)
    writing = _writing(case, stage, update, version)
    with case.much_writing():
        while True:
            with case.batch():
                began = time.monotonic()
                sql = "UPDATE done SET version = ? WHERE report_id = '' AND stage = ? AND version = ?"
                if not case.connection.execute(sql, (claim, stage.name, claim)).rowcount:
                    return False
                for _ in writing:  # each turn gets on, however slow the disk
                    if time.monotonic() - began > SECONDS_PER_TURN:
                        break
                else:
                    case.connection.execute(sql, (fingerprint, stage.name, claim))
                    return True
            time.sleep(SECONDS_FOR_OTHERS)


def _writing(case: Case, stage: Stage, update: Update, version: str) -> Iterator[None]:
    """Write an update, some rows at each step. Until the last one the stage has run over no report."""
    run = case.connection.executemany
    case.connection.execute("DELETE FROM done WHERE stage = ? AND report_id != ''", (stage.name,))
    _forget_problems(case, stage, [""])
    if update.gone is None:
        for table in (*stage.writes, *stage.keeps):
            case.connection.execute(f"DELETE FROM {table}")
    for table, (column, values) in (update.gone or {}).items():
        for some in _some(values):
            case.delete(table, column, some)
            yield
    for number, some in enumerate(_some(update.rows)):
        if number:
            yield
        case.write(some)
    for some in _some(update.compared):
        yield
        run("INSERT OR REPLACE INTO compared VALUES (?, ?, ?, ?)", some)
    run("INSERT INTO done VALUES (?, ?, ?)", [(report_id, stage.name, version) for report_id in update.over])


def _some(rows: Iterable[Any]) -> Iterator[list[Any]]:
    """Yield rows, as many at a time as are written at a step."""
    rest = iter(rows)
    while some := list(islice(rest, ROWS_PER_WRITE)):
        yield some
