"""Commands that give something back or judge it: export, dossier, search, statements, origins, judge, check, demo."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, cast

import click

from musnad import __version__
from musnad.show.cli.frame import ALL_GOOD, PARTLY, Refusal, case_option, commands, example, json_option, print_json
from musnad.show.cli.handing import export_outward, outward_options
from musnad.show.terminal import isolated, plain

if TYPE_CHECKING:
    from musnad.search import Hit
    from musnad.store import Case

# A search in a terminal shows so many reports unless told otherwise.
HITS_SHOWN = 20
# Printed characters shown on each side of a found word.
CONTEXT = 60
PLACES_SHOWN = 3


@commands.command(
    epilog=example(
        "musnad export quote --case raqqa.musnad --format csv -o quotes.csv",
        "musnad export statement --case raqqa.musnad --where speaker=كارتر --altered",
        "musnad export warc --case raqqa.musnad -o pages.warc.gz",
        "musnad export bibtex --case raqqa.musnad --about story-1f2e3d4c5b6a7988 -o story.bib",
    )
    + "\n\n\b\nIn CSV, words that begin with = + - @ or a tab get an apostrophe before them, so that no spreadsheet\n"
    "runs them; take JSON lines where offsets matter."
)
@click.argument("table")
@case_option
@click.option("--format", "form", default="jsonl", show_default=True, metavar="jsonl|csv|parquet", help="File format.")
@click.option("-o", "--output", default="-", metavar="FILE", help="Where to write; - is the standard output.")
@click.option(
    "--where",
    multiple=True,
    metavar="NAME=VALUE",
    help="Only rows with this value; quotes also by speaker, channel, outlet, cue.",
)
@click.option(
    "--altered/--not-altered",
    default=None,
    help="Only quotes and statements that printings give differently, or that they all give alike.",
)
@click.option("--one-origin", is_flag=True, help="Only quotes and statements that one origin carries.")
@outward_options
def export(
    table: str,
    case_path: Path,
    form: str,
    output: str,
    where: tuple[str, ...],
    altered: bool | None,
    one_origin: bool,
    **handed: str,
) -> None:
    """Write the rows of a table: report, quote, change, mention, … (`musnad export tables` names them all).

    `musnad export warc` writes the kept bytes of all pages as a web archive, with the address, time and
    headers they were fetched with; `musnad export passim-pairs` and `passim-clusters` write the passages as
    passim does, as jsonl or tsv.

    In the formats of others: bibtex, ris, citations (lines of text), annotations (Web Annotation), schema-org
    (JSON-LD), prov (W3C PROV), geojson, graphml.
    """
    from musnad.records import RECORDS
    from musnad.show.exports import FORMATS, export_columns, write_export
    from musnad.show.filters import row_filter
    from musnad.show.outward import NAMES
    from musnad.show.passim import SHAPES
    from musnad.store import open_case

    if table in NAMES:
        if where or altered is not None or one_origin:
            raise Refusal("--where, --altered and --one-origin choose rows of tables; this format takes --about ID")
        export_outward(case_path, table, output, **handed)
        return
    if handed["about"] or handed["base"]:
        raise Refusal(f"--about and --base are for {', '.join(NAMES)}")
    if table == "warc":
        _export_pages(case_path, output)
        return
    if table in SHAPES:
        _export_passim(case_path, table, form, output)
        return
    if table == "tables":
        for name in RECORDS:
            click.echo(f"{name}: {' '.join(export_columns(name))}")
        return
    export_columns(table)
    if form not in FORMATS:
        raise Refusal(f"no format {form!r}; there are: {', '.join(FORMATS)}")
    with open_case(case_path, read_only=True) as case:
        keep = row_filter(case, table, export_columns(table), where, altered=altered, one_origin=one_origin)
        if output == "-":
            write_export(case, table, form, sys.stdout.buffer, keep=keep)
            return
        with open(output, "wb") as out:
            number = write_export(case, table, form, out, keep=keep)
    click.echo(f"{number} rows of {table} in {plain(output)}", err=True)


def _export_passim(case_path: Path, shape: str, form: str, output: str) -> None:
    from musnad.show.passim import write_passim
    from musnad.store import open_case

    with open_case(case_path, read_only=True) as case, click.open_file(output, "wb") as out:
        number = write_passim(case, shape, form, cast(BinaryIO, out))
    click.echo(f"{number} rows of {shape} in {plain(output)}", err=True)


def _export_pages(case_path: Path, output: str) -> None:
    from musnad.read.evidence import captures_of_case
    from musnad.show.webarchive import write_warc
    from musnad.store import open_case

    with open_case(case_path, read_only=True) as case, click.open_file(output, "wb") as out:
        number = write_warc(cast(BinaryIO, out), captures_of_case(case), software=f"Musnad/{__version__}")
    click.echo(f"{number} pages in {plain(output)}", err=True)


@commands.command(
    epilog=example(
        "musnad dossier --case raqqa.musnad -o raqqa.html",
        "musnad dossier --case raqqa.musnad --story story-1f2e3d4c5b6a7988 -o story.html",
    )
)
@case_option
@click.option(
    "-o", "--output", required=True, metavar="FILE", type=click.Path(path_type=Path), help="The page to write."
)
@click.option("--excerpts", is_flag=True, help="Show the passages round findings, not whole reports.")
@click.option(
    "--language", type=click.Choice(["ar", "en"]), default="ar", show_default=True, help="Language shown first."
)
@click.option("--story", "stories", multiple=True, metavar="ID", help="Only this story; may be repeated.")
@click.option(
    "--reports", "most", type=click.IntRange(1), help="So many reports on the page at most, the widest stories first."
)
def dossier(
    case_path: Path, output: Path, excerpts: bool, language: str, stories: tuple[str, ...], most: int | None
) -> None:
    """Write the case as one self-contained page, to read, print or send.

    Of a case of more than 200 reports the widest stories stand on it and the others are listed: a browser does not
    open pages of any length. --story and --reports choose otherwise.
    """
    from musnad.show.dossier import write_dossier
    from musnad.show.dossier.choice import REPORTS_SHOWN
    from musnad.store import open_case

    with open_case(case_path, read_only=True) as case:
        write_dossier(case, output, excerpts=excerpts, language=language, stories=stories, most=most or REPORTS_SHOWN)
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
        print_json({"query": " ".join(words), "hits": found})
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


@commands.command(epilog=example("musnad statements كارتر --case raqqa.musnad"))
@click.argument("speaker")
@case_option
@json_option
def statements(speaker: str, case_path: Path, as_json: bool) -> None:
    """List what a speaker said over time: the day, the words, how many outlets print it, whether they differ.

    SPEAKER is the id of an entity, or words that all stand in the speaker's name, spelling aside. A day is the one
    printed beside the words of saying, or else that of the first printing.
    """
    from musnad.compare.speakers import spoken
    from musnad.show.filters import statements_said_by
    from musnad.show.spoken import spoken_json, spoken_lines
    from musnad.store import open_case

    with open_case(case_path, read_only=True) as case:
        found = spoken(case, statements_said_by(case, speaker))
    if as_json:
        print_json({"speaker": speaker, "statements": [spoken_json(each) for each in found]})
        return
    for line in spoken_lines(found):
        click.echo(line)
    click.echo(f"{len(found)} statements", err=True)


@commands.command(
    epilog=example(
        "musnad origins statement-1f2e3d4c5b6a7988 --case raqqa.musnad",
        "musnad origins report-1f2e3d4c5b6a7988:120-188 --case raqqa.musnad",
    )
)
@click.argument("about", metavar="ID")
@case_option
@json_option
def origins(about: str, case_path: Path, as_json: bool) -> None:
    """Say how many independent origins a statement, figure, sentence, story or report has, and show the chain.

    ID is that of a row (`musnad export` and the dossier name them), or a report's with a place in it. Copies of one
    text count once. Where the evidence leaves it open, the answer is a range.
    """
    from musnad.compare.origins import origins_of, origins_of_place
    from musnad.show.chains import chain_json, chain_lines
    from musnad.show.joins import report_names
    from musnad.store import open_case

    report_id, _, place = about.partition(":")
    start, _, stop = place.partition("-")
    with open_case(case_path, read_only=True) as case:
        if start.isdecimal() and stop.isdecimal():
            answer = origins_of_place(case, report_id, int(start), int(stop))
        else:
            answer = origins_of(case, about)
        names = report_names(case)
    if as_json:
        print_json(chain_json(answer))
        return
    for line in chain_lines(answer, names):
        click.echo(line)


@commands.command(epilog=example("musnad judge same_entity-1f2e3d4c5b6a7988 different --by Salma --case raqqa.musnad"))
@click.argument("about", metavar="ID")
@click.argument("verdict", metavar="same|different|right|wrong|reject")
@case_option
@click.option("--by", "judged_by", required=True, metavar="NAME", help="Who judges.")
@click.option("--no-analyse", is_flag=True, help="Only write it down; run `musnad analyse` later.")
def judge(about: str, verdict: str, case_path: Path, judged_by: str, no_analyse: bool) -> None:
    """Overrule Musnad: write down what you decide about a finding or link, by its id.

    `same` or `different` about a link (of names, statements, stories), `reject` about furniture that was learned
    and is none: the stages heed these. `right` or `wrong` about any finding is kept beside it. Judgements are kept
    for good, with your name; the latest counts.
    """
    from musnad.judging import judge as write_judgement
    from musnad.pipeline import analyse
    from musnad.store import open_case

    with open_case(case_path) as case:
        judgement = write_judgement(case, about, verdict, judged_by)
        if not no_analyse:
            analyse(case)
    click.echo(plain(f"{judgement.id}: {verdict} {about} {isolated(judgement.about_words)}".rstrip()))


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
        print_json({"sound": result.sound, **asdict(result)})
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
        print_json(
            [{"name": s.name, "over": s.over, "reads": s.reads, "writes": s.writes, "run": s.run} for s in STAGES]
        )
        return
    for stage in STAGES:
        click.echo(f"{stage.name:<13} {stage.over:<7} {', '.join(stage.reads)}  →  {', '.join(stage.writes)}")
