"""The command line. Each command is a few lines over a function of the library.

Exit codes: 0 all accepted; 1 something was skipped, failed or is broken, beside good input, and is
listed; 2 nothing could be read or done; 130 and 143 stopped by Ctrl-C or SIGTERM, with what was done
so far kept. Progress goes to stderr, results to stdout.
Everything heavier than click is imported inside the command that needs it.
"""

from __future__ import annotations

import errno
import gc
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from musnad import __version__
from musnad.errors import MusnadError
from musnad.show.stops import STOPPED, listen_for_stops
from musnad.show.terminal import isolated, plain

if TYPE_CHECKING:
    from musnad.search import Hit
    from musnad.store import Case

ALL_GOOD, PARTLY, NOTHING, INTERRUPTED = 0, 1, 2, 130
# A search in a terminal shows so many reports unless told otherwise.
HITS_SHOWN = 20
# Printed characters shown on each side of a found word.
CONTEXT = 60
PLACES_SHOWN = 3


class Refusal(click.ClickException):
    """An error a user can put right: one line on stderr, exit code 2."""

    exit_code = NOTHING

    def show(self, file: Any = None) -> None:  # noqa: ARG002 click hands one over
        click.echo(f"musnad: {plain(self.message)}", err=True)


class Ended(Refusal):
    """A person or the system stopped the run: one line on stderr."""

    def __init__(self, exit_code: int) -> None:
        super().__init__(STOPPED)
        self.exit_code = exit_code


class Commands(click.Group):
    """A group that turns the library's errors, and those of the disk, into one line."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except MusnadError as error:
            raise Refusal(str(error)) from error
        except KeyboardInterrupt as stop:
            raise Ended(getattr(stop, "exit_code", INTERRUPTED)) from stop
        except OSError as error:
            if error.errno == errno.EPIPE:  # the reader of our output has left: click ends quietly
                raise
            raise Refusal(f"{error.strerror or error}: {error.filename}" if error.filename else str(error)) from error
        except Exception as error:
            if type(error).__module__ != "sqlite3":
                raise
            raise Refusal(f"the case file can't be used: {error}") from error


def example(*lines: str) -> str:
    """Return the example at the end of a command's help, kept in its lines by click."""
    return "\b\nExample:\n" + "\n".join(f"  {line}" for line in lines)


case_option = click.option(
    "--case", "case_path", required=True, metavar="FILE", help="The case file.", type=click.Path(path_type=Path)
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object for programs.")


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="musnad")
def commands() -> None:
    """Read many outlets' reports of the same events; get one sourced account back.

    \b
    Try:   musnad demo
    Then:  musnad read reports/ --case mine.musnad
           musnad dossier --case mine.musnad -o mine.html
    """


@commands.command(epilog=example("musnad read pages/ more.jsonl --case raqqa.musnad"))
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@case_option
@click.option("--no-analyse", is_flag=True, help="Only read; run `musnad analyse` later.")
@json_option
def read(paths: tuple[str, ...], case_path: Path, no_analyse: bool, as_json: bool) -> None:
    """Read files, folders and archives into a case, and analyse what is new.

    The case file is made where it is missing. The same source again adds nothing.
    """
    sys.exit(_read(paths, case_path, not no_analyse, as_json))


def _read(paths: Iterable[str], case_path: Path, analysing: bool, as_json: bool) -> int:
    from dataclasses import asdict

    from musnad.pipeline import analyse
    from musnad.read.sources import read_sources
    from musnad.show.progress import showing
    from musnad.show.summary import case_summary, read_lines, summary_lines
    from musnad.store import open_case

    with open_case(case_path, create=True) as case:
        with showing("reading") as progress:
            outcome = read_sources(case, list(paths), progress=progress)
        if analysing:
            with showing("analysing") as progress:
                analyse(case, progress=progress)
        summary = case_summary(case)
        failed = any(problem["kind"] == "error" for problem in summary["problems"])
    if as_json:
        remarks = [remark._asdict() for remark in outcome.remarks]
        _print_json({"read": {**asdict(outcome), "remarks": remarks}, **summary})
    else:
        for line in (*read_lines(outcome), *summary_lines(summary)):
            click.echo(line)
    if not outcome.stored and not outcome.duplicate:
        return NOTHING
    return PARTLY if outcome.skipped or failed else ALL_GOOD


@commands.command(
    epilog=example("musnad analyse --case raqqa.musnad", "musnad analyse --case raqqa.musnad --again quotes")
)
@case_option
@click.option("--again", multiple=True, metavar="STAGE", help="Run this stage again on all reports (see `stages`).")
@json_option
def analyse(case_path: Path, again: tuple[str, ...], as_json: bool) -> None:
    """Run the stages on what is new since the last run."""
    from musnad import pipeline
    from musnad.show.progress import showing
    from musnad.show.summary import case_summary, summary_lines
    from musnad.store import open_case

    with open_case(case_path) as case:
        with showing("analysing") as progress:
            pipeline.analyse(case, again=again, progress=progress)
        summary = case_summary(case)
    if as_json:
        _print_json(summary)
    else:
        for line in summary_lines(summary):
            click.echo(line)
    sys.exit(PARTLY if any(problem["kind"] == "error" for problem in summary["problems"]) else ALL_GOOD)


@commands.command(
    epilog=example("musnad export quote --case raqqa.musnad --format csv -o quotes.csv")
    + "\n\n\b\nIn CSV, words that begin with = + - @ or a tab get an apostrophe before them, so that no spreadsheet\n"
    "runs them; take JSON lines where offsets matter."
)
@click.argument("table")
@case_option
@click.option("--format", "form", default="jsonl", show_default=True, metavar="jsonl|csv|parquet", help="File format.")
@click.option("-o", "--output", default="-", metavar="FILE", help="Where to write; - is the standard output.")
def export(table: str, case_path: Path, form: str, output: str) -> None:
    """Write the rows of a table: report, quote, change, mention, … (`musnad export tables` names them all)."""
    from musnad.records import RECORDS
    from musnad.show.exports import FORMATS, export_columns, write_export
    from musnad.store import open_case

    if table == "tables":
        for name in RECORDS:
            click.echo(f"{name}: {' '.join(export_columns(name))}")
        return
    export_columns(table)
    if form not in FORMATS:
        raise Refusal(f"no format {form!r}; there are: {', '.join(FORMATS)}")
    with open_case(case_path, read_only=True) as case:
        if output == "-":
            write_export(case, table, form, sys.stdout.buffer)
            return
        with open(output, "wb") as out:
            number = write_export(case, table, form, out)
    click.echo(f"{number} rows of {table} in {plain(output)}", err=True)


@commands.command(epilog=example("musnad dossier --case raqqa.musnad -o raqqa.html"))
@case_option
@click.option(
    "-o", "--output", required=True, metavar="FILE", type=click.Path(path_type=Path), help="The page to write."
)
@click.option("--excerpts", is_flag=True, help="Show the passages round findings, not whole reports.")
@click.option(
    "--language", type=click.Choice(["ar", "en"]), default="ar", show_default=True, help="Language shown first."
)
def dossier(case_path: Path, output: Path, excerpts: bool, language: str) -> None:
    """Write the case as one self-contained page, to read, print or send."""
    from musnad.show.dossier import write_dossier
    from musnad.store import open_case

    with open_case(case_path, read_only=True) as case:
        write_dossier(case, output, excerpts=excerpts, language=language)
    click.echo(f"written: {plain(str(output))}", err=True)


@commands.command(epilog=example("musnad search 'الرقة \"وزير الدفاع\"' --case raqqa.musnad"))
@click.argument("words", nargs=-1, required=True)
@case_option
@click.option("--limit", type=click.IntRange(1), default=HITS_SHOWN, show_default=True, help="So many reports at most.")
@json_option
def search(words: tuple[str, ...], case_path: Path, limit: int, as_json: bool) -> None:
    """Find the reports that print all the words; words in quotation marks stand side by side.

    Spelling of hamza, ya and ta marbuta, marks and attached particles make no difference.
    """
    from musnad.search import search as search_case
    from musnad.store import open_case

    with open_case(case_path, read_only=True) as case:
        found = list(_found(case, search_case(case, " ".join(words), limit=limit)))
    if as_json:
        _print_json({"query": " ".join(words), "hits": found})
    else:
        for hit in found:
            click.echo(f"{isolated(hit['outlet'])} · {plain(hit['source'])} · {hit['report_id']}")
            for line in hit["words"]:
                click.echo(f"    {isolated(line)}")
        click.echo(f"{len(found)} reports", err=True)


def _found(case: Case, hits: Iterable[Hit]) -> Iterator[dict[str, Any]]:
    from musnad.show.joins import report_names

    names = report_names(case)
    for hit in hits:
        for report in case.rows("report", id=hit.report_id):
            yield {
                "report_id": report.id,
                "outlet": names[report.id],
                "source": report.source,
                "places": [list(place) for place in hit.places],
                "words": [_around(report.text, *place) for place in hit.places[:PLACES_SHOWN]],
            }


def _around(text: str, start: int, stop: int) -> str:
    first, last = max(0, start - CONTEXT), min(len(text), stop + CONTEXT)
    before, after = ("…" if first else ""), ("…" if last < len(text) else "")
    return before + plain(text[first:start]) + "[" + plain(text[start:stop]) + "]" + plain(text[stop:last]) + after


@commands.command(epilog=example("musnad check --case raqqa.musnad"))
@case_option
@json_option
def check(case_path: Path, as_json: bool) -> None:
    """Say whether the case is sound: the accounting, the laws, what went wrong and where."""
    from dataclasses import asdict

    from musnad.show.checks import check_case, check_lines
    from musnad.store import open_case

    with open_case(case_path, read_only=True) as case:
        result = check_case(case)
    if as_json:
        _print_json({"sound": result.sound, **asdict(result)})
    else:
        for line in check_lines(result):
            click.echo(plain(line))
    sys.exit(ALL_GOOD if result.sound else PARTLY)


@commands.command(epilog=example("musnad demo"))
@click.option("--folder", default="musnad-demo", show_default=True, type=click.Path(path_type=Path), help="Written to.")
def demo(folder: Path) -> None:
    """Run all of it on the bundled sample: read, analyse, dossier, exports.

    Writes into ./musnad-demo and touches nothing else; may be run again.
    """
    from musnad.show.demo import run_demo

    for line in run_demo(folder):
        click.echo(line)


@commands.command(epilog=example("musnad stages"))
@json_option
def stages(as_json: bool) -> None:
    """Print the pipeline: each stage, what it reads and what it writes."""
    from musnad.pipeline import STAGES

    if as_json:
        _print_json(
            [{"name": s.name, "over": s.over, "reads": s.reads, "writes": s.writes, "run": s.run} for s in STAGES]
        )
        return
    for stage in STAGES:
        click.echo(f"{stage.name:<13} {stage.over:<7} {', '.join(stage.reads)}  →  {', '.join(stage.writes)}")


def _print_json(value: Any) -> None:
    """Print JSON in UTF-8; control characters of a text are escaped by JSON, direction marks here."""
    text = json.dumps(value, ensure_ascii=False, indent=1)
    if sys.stdout.isatty():
        text = json.dumps(value, indent=1)
    click.echo(text)


def main() -> None:
    """Run the command line."""
    # tables and templates make many objects and few cycles: looking for them at every 700 costs a tenth
    gc.set_threshold(100_000, 50, 50)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal without Arabic still gets an answer
    listen_for_stops()
    commands(prog_name="musnad")
