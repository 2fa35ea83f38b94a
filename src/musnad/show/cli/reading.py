"""Commands that bring reports in: read, watch, skipped, analyse, rescue."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from musnad.show.cli.frame import ALL_GOOD, NOTHING, PARTLY, case_option, commands, example, json_option, print_json
from musnad.show.terminal import plain

if TYPE_CHECKING:
    from musnad.read.sources import ReadSummary
    from musnad.store import Case


labels_option = click.option(
    "--labels", "labels", multiple=True, type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE",
    help="Your own label families (a table as docs/stages/labels.md shows); kept in the case.",
)  # fmt: skip
private_option = click.option("--private", is_flag=True, help="Allow addresses of private networks.")


@commands.command(
    epilog=example(
        "musnad read pages/ more.jsonl crawl.warc.gz --case raqqa.musnad",
        "musnad read https://news.example/report-1 --case raqqa.musnad",
        "musnad read sitemap.xml --fetch --case raqqa.musnad",
        "musnad read table.csv --map text=content --map outlet=paper --case raqqa.musnad",
        "musnad read pages/ --labels own.tsv --case raqqa.musnad",
    )
)
@click.argument("sources", nargs=-1, required=True, metavar="PATH|URL...")
@case_option
@click.option("--no-analyse", is_flag=True, help="Only read; run `musnad analyse` later.")
@click.option("--map", "columns", multiple=True, metavar="FIELD=COLUMN", help="Which column of a table is which field.")
@click.option("--fetch", is_flag=True, help="Fetch the pages that feeds, sitemaps, lists and tables only name.")
@labels_option
@private_option
@json_option
def read(
    sources: tuple[str, ...], case_path: Path, no_analyse: bool, columns: tuple[str, ...], fetch: bool,
    labels: tuple[Path, ...], private: bool, as_json: bool,
) -> None:  # fmt: skip
    """Read files, folders, archives, tables, feeds and web addresses into a case, and analyse what is new.

    Pages (HTML, plain text), web archives (WARC, WACZ), tables (JSON, JSON lines, CSV, Parquet), feeds (RSS,
    Atom, JSON Feed), zip and gzip. What a file is, is told from its bytes. The case file is made where it is
    missing. The same source again adds nothing; what is left out is named with the reason.
    """
    from musnad.codebook import keep_labels
    from musnad.read.net import Policy
    from musnad.read.sources import is_address, read_sources
    from musnad.read.tables.fields import parse_field_map
    from musnad.show.progress import showing
    from musnad.store import open_case

    mapping = parse_field_map(columns)
    policy = Policy(private=private) if fetch or any(map(is_address, sources)) else None
    with open_case(case_path, create=True) as case:
        keep_labels(case, labels)
        with showing("reading", unit="bytes") as progress:
            outcome = read_sources(case, list(sources), mapping=mapping, policy=policy, follow=fetch, progress=progress)
        sys.exit(_reported(case, outcome, not no_analyse, as_json))


def _reported(case: Case, outcome: ReadSummary, analysing: bool, as_json: bool) -> int:
    """Analyse what was read, say what came of it, and return the exit code."""
    from dataclasses import asdict

    from musnad.pipeline import analyse
    from musnad.show.progress import showing
    from musnad.show.summary import case_summary, read_lines, summary_lines

    if analysing:
        with showing("analysing") as progress:
            analyse(case, progress=progress)
    summary = case_summary(case)
    failed = any(problem["kind"] == "error" for problem in summary["problems"])
    if as_json:
        remarks = [remark._asdict() for remark in outcome.remarks]
        print_json({"read": {**asdict(outcome), "remarks": remarks}, **summary})
    else:
        for line in (*read_lines(outcome), *summary_lines(summary)):
            click.echo(line)
    if not outcome.stored and not outcome.duplicate:
        return NOTHING
    return PARTLY if outcome.skipped or failed else ALL_GOOD


@commands.command(
    epilog=example(
        "musnad watch https://news.example/rss feeds.opml --case raqqa.musnad",
        "musnad watch feeds.txt --once --case raqqa.musnad",
    )
)
@click.argument("feeds", nargs=-1, required=True, metavar="FEEDS...")
@case_option
@click.option("--every", default="15m", show_default=True, metavar="TIME", help="Between two looks at a feed.")
@click.option("--once", is_flag=True, help="Look once and end.")
@click.option("--no-analyse", is_flag=True, help="Only read; run `musnad analyse` later.")
@private_option
def watch(feeds: tuple[str, ...], case_path: Path, every: str, once: bool, no_analyse: bool, private: bool) -> None:
    """Follow feeds: fetch the pages they name, read and analyse what is new, until stopped.

    FEEDS are web addresses of feeds, or files that list some (OPML, one address a line). Stopped and started at
    any time: what is known of each feed is kept in the case.
    """
    from musnad.read.net import Policy
    from musnad.show import watching
    from musnad.show.progress import showing
    from musnad.store import open_case

    with open_case(case_path, create=True) as case, showing("watching") as progress:
        cycles = watching.watch(
            case, list(feeds), policy=Policy(private=private), every=watching.seconds_in(every), once=once,
            analysing=not no_analyse, progress=progress,
        )  # fmt: skip
        failed = False
        for cycle in cycles:
            for line in watching.journal_lines(cycle):
                click.echo(plain(line))
            failed = bool(cycle.failed)
    sys.exit(PARTLY if failed else ALL_GOOD)


@commands.command(
    epilog=example(
        "musnad skipped --case raqqa.musnad",
        "musnad skipped item-81561f01073c8118 --case raqqa.musnad",
        "musnad skipped --retry --case raqqa.musnad",
    )
)
@click.argument("items", nargs=-1, metavar="[ITEM...]")
@case_option
@click.option("--retry", "again", is_flag=True, help="Read them again from the bytes that were kept.")
@json_option
def skipped(items: tuple[str, ...], case_path: Path, again: bool, as_json: bool) -> None:
    """List what was left out, with the reasons; look at the bytes of some; read them again.

    With ITEM (an id of the list) the kept bytes are shown as text.
    """
    from musnad.read.evidence import text_of_item
    from musnad.read.sources import retry
    from musnad.show.checks import accounting
    from musnad.store import open_case

    with open_case(case_path) as case:
        if again:
            sys.exit(_reported(case, retry(case, list(items) or None), True, as_json))
        left_out = [each for each in accounting(case).left_out if each["status"] == "skipped"]
        if items:
            for each in items:
                click.echo(plain(text_of_item(case, each)))
        elif as_json:
            print_json(left_out)
        else:
            for row in left_out:
                click.echo(plain(f"{row['id']}  {row['source']} {row['at']}: {row['reason']}"))
            click.echo(f"{len(left_out)} skipped", err=True)


@commands.command(epilog=example("musnad rescue damaged.musnad --case new.musnad"))
@click.argument("old", type=click.Path(path_type=Path), metavar="OLD")
@case_option
@json_option
def rescue(old: Path, case_path: Path, as_json: bool) -> None:
    """Carry over what a damaged case file still holds: judgements and notes first.

    Reading the sources again into the new case restores what is missing.
    """
    from musnad.rescue import rescue as carry_over
    from musnad.store import open_case

    with open_case(case_path, create=True) as case:
        counts = carry_over(old, case)
    if as_json:
        print_json(counts)
    else:
        click.echo("carried over: " + ", ".join(f"{number} {table}" for table, number in counts.items() if number))
        click.echo(f"read the sources again to restore the rest: musnad read SOURCES --case {plain(str(case_path))}")
    sys.exit(ALL_GOOD if any(counts.values()) else NOTHING)


@commands.command(
    epilog=example(
        "musnad analyse --case raqqa.musnad",
        "musnad analyse --case raqqa.musnad --again quotes",
        "musnad analyse --case raqqa.musnad --labels own.tsv",
    )
)
@case_option
@click.option("--again", multiple=True, metavar="STAGE", help="Run this stage again on all reports (see `stages`).")
@labels_option
@json_option
def analyse(case_path: Path, again: tuple[str, ...], labels: tuple[Path, ...], as_json: bool) -> None:
    """Run the stages on what is new since the last run; with other labels, on all reports."""
    from musnad import pipeline
    from musnad.codebook import keep_labels
    from musnad.show.progress import showing
    from musnad.show.summary import case_summary, summary_lines
    from musnad.store import open_case

    with open_case(case_path) as case:
        keep_labels(case, labels)
        with showing("analysing") as progress:
            pipeline.analyse(case, again=again, progress=progress)
        summary = case_summary(case)
    if as_json:
        print_json(summary)
    else:
        for line in summary_lines(summary):
            click.echo(line)
    sys.exit(PARTLY if any(problem["kind"] == "error" for problem in summary["problems"]) else ALL_GOOD)
