"""The pipeline: the ordered list of stages, and the loop that runs it.

To add a stage, write a function and name it here. A stage over one report is called as
``run(report, *rows, lang=lang)``: for each table it reads, the rows of that report as a list, in
the text's order. A stage over the whole case is called as ``run(reports, *rows, lang=lang)``: all
reports in reading order, and for each table all its rows. Both yield the records they write.
Stages are imported when they first run, so that starting up stays cheap.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Literal

from musnad import __version__
from musnad.errors import UsageError
from musnad.lang import Lang, data_hashes, load_lang
from musnad.records import Problem, Report, reading_order
from musnad.store import Case

# One transaction holds at most this many reports, so that a person's judgement never waits long.
REPORTS_PER_BATCH = 100


@dataclass(frozen=True, slots=True)
class Stage:
    """One step: which tables it reads and writes, over what, and where its function lives."""

    name: str
    over: Literal["report", "case"]
    reads: tuple[str, ...]
    writes: tuple[str, ...]
    run: str  # "module:function" below musnad
    any_language: bool = False  # reports in a language without a pack are its business too

    def function(self) -> Callable[..., Iterable[Any]]:
        module, _, name = self.run.partition(":")
        found: Callable[..., Iterable[Any]] = getattr(import_module(f"musnad.{module}"), name)
        return found


# fmt: off
STAGES: tuple[Stage, ...] = (
    Stage("sentences", "report", ("piece",), ("sentence",), "find.sentences:find_sentences", any_language=True),
    Stage("credits", "report", ("piece",), ("credit",), "find.credits:find_credits"),
    Stage("mentions", "report", ("sentence",), ("mention",), "find.mentions:find_mentions"),
    Stage("quotes", "report", ("sentence", "mention"), ("quote",), "find.quotes:find_quotes"),
    Stage("dates", "report", ("sentence", "quote", "piece"), ("date",), "find.dates:find_dates"),
    Stage("figures", "report", ("sentence", "date"), ("figure",), "find.figures:find_figures"),
    Stage("labels", "report", ("sentence", "mention", "quote"), ("label",), "find.labels:find_labels"),
    Stage("reuse", "case", ("piece",), ("reuse",), "link.reuse:find_reuse", any_language=True),
    Stage("report_dates", "case", ("date", "reuse"), ("report_date",), "link.report_dates:infer_report_dates"),
    Stage("changes", "case", ("reuse", "mention", "date", "figure", "quote"), ("change",),
          "link.changes:find_changes", any_language=True),
    Stage("entities", "case", ("mention", "judgement"), ("same_entity", "entity", "entity_member"),
          "link.entities:link_entities"),
    Stage("lineage", "case", ("reuse", "credit"), ("lineage",), "link.lineage:trace_lineage", any_language=True),
    Stage("events", "case", ("sentence", "mention", "entity_member", "quote", "date"), ("event", "event_participant"),
          "find.events:find_events"),
    Stage("stories", "case", ("piece", "report_date", "reuse", "lineage", "mention", "entity_member", "event",
          "event_participant", "judgement"), ("same_event", "same_story", "story", "story_member"),
          "link.stories:link_stories"),
    Stage("statements", "case", ("quote", "mention", "entity_member", "reuse", "story_member", "judgement"),
          ("same_statement", "statement", "statement_member"), "link.statements:link_statements"),
    Stage("conflicts", "case", ("figure", "date", "mention", "entity_member", "sentence", "reuse", "story_member",
          "event", "quote", "statement_member", "same_story"), ("conflict",), "link.conflicts:find_conflicts"),
)
# fmt: on

Progress = Callable[[str, int, int], None]


def version_of_analysis() -> str:
    """Return what the findings depend on besides the reports: this version and its data files."""
    data = "\n".join(f"{path} {digest}" for path, digest in sorted(data_hashes().items()))
    return f"{__version__}+{hashlib.sha256(data.encode()).hexdigest()[:12]}"


def analyse(case: Case, *, again: Sequence[str] = (), progress: Progress | None = None) -> None:
    """Run every stage on what is new since the last run.

    ``again`` names stages to run again on all reports, with all that read what they write.
    ``progress`` is told stage name, done, total. What a stage can't do is written to ``problem``,
    and the rest goes on.
    """
    version = version_of_analysis()
    _forget_done(case, _with_dependants(again))
    reports = sorted(case.rows("report"), key=reading_order)
    for stage in STAGES:
        if stage.over == "report":
            _run_over_reports(case, stage, reports, version, progress)
    fingerprint = _fingerprint(reports, case, version)
    for stage in STAGES:
        if stage.over == "case":
            _run_over_case(case, stage, reports, fingerprint, progress)


def _forget_done(case: Case, stages: Iterable[str]) -> None:
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
            stale.update(stage.writes)
    return repeat


def _fingerprint(reports: Sequence[Report], case: Case, version: str) -> str:
    digest = hashlib.sha256(version.encode())
    for report in reports:
        digest.update(report.id.encode())
    for judgement in case.rows("judgement"):
        digest.update(judgement.id.encode())
    return digest.hexdigest()[:16]


def _run_over_reports(
    case: Case, stage: Stage, reports: Sequence[Report], version: str, progress: Progress | None
) -> None:
    sql = "SELECT report_id FROM done WHERE stage = ? AND version = ?"
    done = {row[0] for row in case.connection.execute(sql, (stage.name, version))}
    todo = [report for report in reports if report.id not in done]
    for first in range(0, len(todo), REPORTS_PER_BATCH):
        some = todo[first : first + REPORTS_PER_BATCH]
        ids = [report.id for report in some]
        tables = [case.rows_of_reports(table, ids) for table in stage.reads]
        with case.batch():
            for table in stage.writes:
                case.clear(table, ids)
            _forget_problems(case, stage, ids)
            # what was made over the whole case is stale from here on, also if this run is killed
            case.connection.execute("DELETE FROM done WHERE report_id = ''")
            for report in some:
                case.write(_findings(stage, report, [rows[report.id] for rows in tables]))
            case.connection.executemany(
                "INSERT OR REPLACE INTO done VALUES (?, ?, ?)", [(each, stage.name, version) for each in ids]
            )
        if progress:
            progress(stage.name, first + len(some), len(todo))


def _findings(stage: Stage, report: Report, rows: Sequence[list[Any]]) -> list[Any]:
    lang = load_lang(report.language)
    if lang is None and not stage.any_language:
        message = f"language not covered: {report.language}"
        return [Problem(report.source, report.id, stage.name, message, "notice")]
    try:
        return list(stage.function()(report, *rows, lang=lang))
    except Exception as error:  # one odd text must not stop the rest
        return [Problem(report.source, report.id, stage.name, f"{type(error).__name__}: {error}", "error")]


def _forget_problems(case: Case, stage: Stage, items: Sequence[str]) -> None:
    case.connection.executemany(
        "DELETE FROM problem WHERE item = ? AND stage = ?", [(item, stage.name) for item in items]
    )


def _run_over_case(
    case: Case, stage: Stage, reports: Sequence[Report], fingerprint: str, progress: Progress | None
) -> None:
    sql = "SELECT 1 FROM done WHERE report_id = '' AND stage = ? AND version = ?"
    if case.connection.execute(sql, (stage.name, fingerprint)).fetchone():
        return
    mine = reports if stage.any_language else [report for report in reports if load_lang(report.language)]
    tables = [case.rows(table) for table in stage.reads]
    with case.batch():
        for table in stage.writes:
            case.clear(table)
        _forget_problems(case, stage, [""])
        try:
            # materialised first: a stage that fails half-way must not leave half its rows
            case.write(list(stage.function()(mine, *tables, lang=_lang_of(mine))))
        except Exception as error:
            case.write([Problem("", "", stage.name, f"{type(error).__name__}: {error}", "error")])
        case.connection.execute("INSERT OR REPLACE INTO done VALUES ('', ?, ?)", (stage.name, fingerprint))
    if progress:
        progress(stage.name, len(mine), len(mine))


def _lang_of(reports: Sequence[Report]) -> Lang | None:
    """Return the pack of the covered language of these reports; Arabic is the only one yet."""
    for report in reports:
        lang = load_lang(report.language)
        if lang:
            return lang
    return None
