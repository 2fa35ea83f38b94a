"""The pipeline: the ordered list of stages, and the loop that runs it.

To add a stage, write a function and name it here. A stage over one report is called as
``run(report, *rows, lang=lang)``: for each table it reads, the rows of that report as a list, in
the text's order. A stage over the whole case is called as ``run(reports, *rows, lang=lang)``: all
reports in reading order, and for each table all its rows. Both yield the records they write.
Stages are imported when they first run, so that starting up stays cheap.

Stages compute outside transactions and are written in short ones, so that a person's judgement
never waits long. A kill is harmless anywhere: what a stage has done is marked in the transaction
that holds its last rows, and a mark is taken away by whatever makes the rows stale.
"""

from __future__ import annotations

import gc
import hashlib
import sqlite3
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from musnad import __version__
from musnad.codebook import labels_of_case, version_of_labels
from musnad.errors import UsageError
from musnad.lang import Lang, data_hashes, load_lang
from musnad.records import Problem, Report, reading_order
from musnad.stage_rows import (
    FURNITURE,
    UNSTORABLE,
    Findings,
    Rows,
    Stage,
    Tables,
    add_findings,
    inputs_of,
    keep_findings,
    problem_of,
    read_anew,
    rows_of,
    tables_of,
    write_in_turns,
    writes_of_others,
)
from musnad.store import Case
from musnad.turns import taking_turns
from musnad.updates import Update

# Every stage runs over so many reports, whose words are remembered meanwhile, then over the next.
REPORTS_PER_BATCH = 100
# What was found in so many reports, or in so many seconds, is written together, stage by stage. Ids are scattered over
# their indexes: in a transaction for each stage and 100 reports, the findings of 30,000 rewrote them 2,000 times, 11 GB
# in all, and cost three times as much; with 2,000 together they still cost a tenth more.
REPORTS_PER_WRITE = 4000
SECONDS_PER_WRITE = 10.0
# A run overtaken by a reading that changes reports begins again so often, then leaves it to the next run.
ATTEMPTS = 3
# `--again search` makes the search index new; it is no stage.
SEARCH = "search"

# fmt: off
STAGES: tuple[Stage, ...] = (
    Stage(FURNITURE, "case", ("piece", "judgement"), (FURNITURE,), "find.furniture:find_furniture", any_language=True),
    Stage("sentences", "report", ("piece",), ("sentence",), "find.sentences:find_sentences", any_language=True),
    Stage("credits", "report", ("piece",), ("credit",), "find.credits:find_credits", any_language=True),
    Stage("mentions", "report", ("sentence",), ("mention",), "find.mentions:find_mentions",
          at_once="find.mentions:find_mentions_at_once"),
    Stage("quotes", "report", ("sentence", "mention"), ("quote",), "find.quotes:find_quotes"),
    Stage("dates", "report", ("sentence", "quote", "piece"), ("date",), "find.dates:find_dates"),
    Stage("figures", "report", ("sentence", "date"), ("figure",), "find.figures:find_figures"),
    Stage("labels", "report", ("sentence", "mention", "quote"), ("label",), "find.labels:find_labels"),
    Stage("reuse", "case", ("piece",), ("reuse",), "link.reuse:find_reuse", any_language=True,
          update="link.reuse_again:update_reuse", keeps=("compared",)),
    Stage("report_dates", "case", ("date", "reuse"), ("report_date",), "link.report_dates:infer_report_dates",
          any_language=True),
    Stage("changes", "case", ("reuse", "mention", "date", "figure", "quote"), ("change",),
          "link.changes:find_changes", any_language=True, update="link.changes_again:update_changes"),
    Stage("entities", "case", ("mention", "judgement"), ("same_entity", "entity", "entity_member"),
          "link.entities:link_entities"),
    Stage("lineage", "case", ("reuse", "credit", "report_date", "piece", "outlet"), ("lineage",),
          "link.lineage:trace_lineage", any_language=True),
    Stage("events", "case", ("sentence", "mention", "entity_member", "quote", "date"), ("event", "event_participant"),
          "find.events:find_events", update="find.events_again:update_events"),
    Stage("stories", "case", ("piece", "report_date", "reuse", "lineage", "event", "event_participant",
          "judgement"), ("same_event", "same_story", "story", "story_member"),
          "link.stories:link_stories"),
    Stage("statements", "case", ("quote", "mention", "entity_member", "reuse", "story_member", "judgement"),
          ("same_statement", "statement", "statement_member", "statement_stretch"),
          "link.statements:link_statements"),
    Stage("conflicts", "case", ("figure", "date", "mention", "entity_member", "sentence", "reuse", "story_member",
          "event", "quote", "statement_member", "same_story"), ("conflict",), "link.conflicts:find_conflicts"),
)
# fmt: on

Progress = Callable[[str, int, int], None]


def version_of_analysis() -> str:
    """Return what the findings depend on besides the reports: this version and its data files.

    A case's own labels are added to it where there are some (``musnad.codebook``).
    """
    data = "\n".join(f"{path} {digest}" for path, digest in sorted(data_hashes().items()))
    return f"{__version__}+{hashlib.sha256(data.encode()).hexdigest()[:12]}"


def analyse(case: Case, *, again: Sequence[str] = (), progress: Progress | None = None) -> None:
    """Run every stage on what is new since the last run.

    ``again`` names stages to run again on all reports, with all that read what they write; "search"
    makes the search index again. ``progress`` is told stage name, done, total. What a stage can't do
    is written to ``problem``, and the rest goes on. Of two analyses of one case the second waits.
    """
    repeat = _with_dependants([name for name in again if name != SEARCH])
    with taking_turns(case.path, waiting=_waiting(progress)), _without_collecting():
        if SEARCH in again:
            case.rebuild_search()
        _complete_search(case)
        _forget_done(case, repeat)
        for _ in range(ATTEMPTS):
            if _run_stages(case, progress):
                return


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Look for no objects that hold each other meanwhile: rows are millions, none does, and no stage leaves any.

    A look at 700,000 new objects takes half a second of processor time: a twelfth of what statements cost.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _waiting(progress: Progress | None) -> Callable[[str], None] | None:
    if progress is None:
        return None
    tell = progress
    return lambda holder: tell(f"waiting for {holder}", 0, 0)


def _complete_search(case: Case) -> None:
    """Make good what a killed rebuild or a lost index left out."""
    if not case.search_is_whole():
        case.complete_search()
        if not case.search_is_whole():
            case.rebuild_search()


def _run_stages(case: Case, progress: Progress | None) -> bool:
    """Run every stage; return whether all are done, and nobody changed a report meanwhile."""
    version = version_of_analysis() + version_of_labels(labels_of_case(case))
    seen = writes_of_others(case)
    reports = sorted(case.rows("report"), key=reading_order)
    whole = True
    for stage in STAGES:
        if stage.name == FURNITURE:
            whole &= _run_over_case(case, stage, reports, version, {}, progress)
    whole &= _run_over_reports(case, reports, version, seen, progress)
    kept: Rows = {}
    for stage in STAGES:
        if stage.over == "case" and stage.name != FURNITURE:
            whole &= _run_over_case(case, stage, reports, version, kept, progress)
            _drop_rows(kept, stage)
            if writes_of_others(case) != seen:
                kept.clear()
    return whole


def _drop_rows(kept: Rows, after: Stage) -> None:
    """Drop the rows a stage has made stale, and those that no stage after it reads."""
    later = {table for stage in STAGES[STAGES.index(after) + 1 :] for table in stage.reads}
    for table in kept.keys() - later | kept.keys() & set(after.writes):
        del kept[table]


def _forget_done(case: Case, stages: set[str]) -> None:
    """Mark stages as not run. Kept at once, so that a run killed half-way is taken up where it stopped."""
    with case.batch():
        case.connection.executemany("DELETE FROM done WHERE stage = ?", [(name,) for name in stages])


def _with_dependants(names: Sequence[str]) -> set[str]:
    """Return the stages named and all that read what these write, directly or not."""
    known = {stage.name for stage in STAGES}
    for name in names:
        if name not in known:
            raise UsageError(f"no stage {name!r}; there are: {', '.join(stage.name for stage in STAGES)}")
    repeat = set(names)
    stale: set[str] = set()
    for stage in STAGES:
        if stage.name in repeat or stale.intersection(stage.reads):
            repeat.add(stage.name)
            stale.update(("piece",) if stage.name == FURNITURE else stage.writes)
    return repeat


def _fingerprint(stage: Stage, reports: Sequence[Report], case: Case, version: str) -> str:
    """Return what a stage over the case was run on: the version, the reports and, if it matters, the judgements."""
    digest = hashlib.sha256(version.encode())
    for report in reports:
        digest.update(report.id.encode())
    if stage.name in _judged():
        for judgement in case.rows("judgement"):
            digest.update(judgement.id.encode())
    return digest.hexdigest()[:16]


def _judged() -> set[str]:
    """Return the stages whose rows depend on what persons judged; that furniture does makes pieces anew by itself."""
    tables, names = {"judgement"}, set()
    for stage in STAGES:
        if tables.intersection(stage.reads):
            names.add(stage.name)
            tables.update(() if stage.name == FURNITURE else stage.writes)
    return names


def _run_over_reports(
    case: Case, reports: Sequence[Report], version: str, seen: int, progress: Progress | None
) -> bool:
    """Run the stages over single reports where they are not done; return whether no report changed meanwhile.

    All stages over some reports, then over the next: their rows and words are read once for all stages.
    """
    stages = [stage for stage in STAGES if stage.over == "report"]
    sql = "SELECT report_id FROM done WHERE stage = ? AND version = ?"
    done = {stage.name: {row[0] for row in case.connection.execute(sql, (stage.name, version))} for stage in stages}
    left = [report for report in reports if any(report.id not in ids for ids in done.values())]
    total = {name: sum(report.id not in ids for report in left) for name, ids in done.items()}
    told = dict.fromkeys(total, 0)
    labels = labels_of_case(case)
    waiting: list[Findings] = []
    again, began = set[str](), time.monotonic()
    for first in range(0, len(left), REPORTS_PER_BATCH):
        batch = left[first : first + REPORTS_PER_BATCH]
        for findings in _findings_of_stages(case, stages, batch, done, labels):
            waiting.append(findings)
            name = findings.stage.name
            told[name] += len(findings.reports)
            if progress:
                progress(name, told[name], total[name])
        gone = first + REPORTS_PER_BATCH
        if gone >= len(left) or gone % REPORTS_PER_WRITE == 0 or time.monotonic() - began > SECONDS_PER_WRITE:
            waiting.sort(key=lambda findings: stages.index(findings.stage))
            again |= keep_findings(case, waiting, version, seen)
            waiting, began = [], time.monotonic()
    if not again or writes_of_others(case) != seen:
        return not again
    return _run_over_reports(case, [report for report in left if report.id in again], version, seen, progress)


def _findings_of_stages(
    case: Case, stages: Sequence[Stage], reports: Sequence[Report], done: dict[str, set[str]], labels: tuple[str, ...]
) -> Iterator[Findings]:
    """Yield what each stage finds in those of some reports where it is not done; the next reads it from memory."""
    tables: Tables = {}
    for stage in stages:
        some = [report for report in reports if report.id not in done[stage.name]]
        if some:
            read = inputs_of(case, stage, some, tables)
            findings = Findings(stage, some, read, _findings_of_reports(stage, some, read, labels))
            add_findings(tables, findings)
            yield findings


def _findings_of_reports(
    stage: Stage, reports: Sequence[Report], read: dict[str, list[list[Any]]], labels: tuple[str, ...]
) -> dict[str, list[Any]]:
    """Return what a stage finds in each of some reports, by report id."""
    found: dict[str, list[Any]] = {}
    if stage.at_once:
        for code in sorted({report.language for report in reports}):
            found |= _findings_at_once(stage, [each for each in reports if each.language == code], read, labels)
    left = [report for report in reports if report.id not in found]
    return found | {report.id: _findings(stage, report, read[report.id], labels) for report in left}


def _findings_at_once(
    stage: Stage, reports: Sequence[Report], read: dict[str, list[list[Any]]], labels: tuple[str, ...]
) -> dict[str, list[Any]]:
    """Return what a stage finds in reports of one language; nothing where they have to be gone through one by one."""
    lang = load_lang(reports[0].language, labels)
    if lang is None and not stage.any_language:
        return {}
    tables = zip(*(read[report.id] for report in reports), strict=True)
    try:
        found = stage.function(stage.at_once)(reports, *tables, lang=lang)
        return {report.id: list(rows) for report, rows in zip(reports, found, strict=True)}
    except Exception:  # which of them is odd is told one by one
        return {}


def _findings(stage: Stage, report: Report, rows: Sequence[list[Any]], labels: tuple[str, ...]) -> list[Any]:
    lang = load_lang(report.language, labels)
    if lang is None and not stage.any_language:
        message = f"language not covered: {report.language}"
        return [Problem(report.source, report.id, stage.name, message, "notice")]
    try:
        return list(stage.function()(report, *rows, lang=lang))
    except Exception as error:  # one odd text must not stop the rest
        return [problem_of(stage, error, report)]


def _run_over_case(
    case: Case, stage: Stage, reports: Sequence[Report], version: str, kept: Rows, progress: Progress | None
) -> bool:
    """Run a stage over the whole case where it is not done; return whether it is now. What it reads is ``kept``."""
    fingerprint = _fingerprint(stage, reports, case, version)
    sql = "SELECT 1 FROM done WHERE report_id = '' AND stage = ? AND version = ?"
    if case.connection.execute(sql, (stage.name, fingerprint)).fetchone():
        return True
    if progress:  # it may take a while, and tells nothing before its end
        progress(stage.name, 0, len(reports))
    claim = f"running {uuid.uuid4().hex}"
    with case.batch():
        case.connection.execute("INSERT OR REPLACE INTO done VALUES ('', ?, ?)", (stage.name, claim))
    try:
        update = _update(case, stage, reports, version, kept)
    except sqlite3.Error:
        raise
    except Exception as error:
        update = Update([problem_of(stage, error)])
    if stage.name == FURNITURE:
        read_anew(case, update.rows)
    try:
        ours = write_in_turns(case, stage, update, claim, fingerprint, version)
    except UNSTORABLE as error:
        ours = write_in_turns(case, stage, Update([problem_of(stage, error)]), claim, fingerprint, version)
    if progress:
        progress(stage.name, len(reports), len(reports))
    return ours


def _update(case: Case, stage: Stage, reports: Sequence[Report], version: str, kept: Rows) -> Update:
    """Return what a stage over the case changes, all of it: one that fails half-way must not leave half its rows."""
    mine = reports if stage.any_language else [report for report in reports if load_lang(report.language)]
    lang = _lang_of(mine, labels_of_case(case))
    if lang is None and not stage.any_language:  # no report is in a language it knows
        return Update([])
    if not stage.update:
        return Update(list(stage.function()(mine, *tables_of(case, stage, reports, kept), lang=lang)))
    sql = "SELECT report_id FROM done WHERE stage = ? AND version = ? AND report_id != ''"
    then = {row[0] for row in case.connection.execute(sql, (stage.name, version))}
    update: Update = stage.function(stage.update)(case, mine, then, lambda table: rows_of(case, table, kept), lang=lang)
    return update


def _lang_of(reports: Sequence[Report], labels: tuple[str, ...]) -> Lang | None:
    """Return the pack of the covered language of these reports; Arabic is the only one yet."""
    for report in reports:
        lang = load_lang(report.language, labels)
        if lang:
            return lang
    return None
