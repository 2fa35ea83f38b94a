"""`musnad demo`: the whole way from pages to dossier, on the bundled sample."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import as_file, files
from pathlib import Path

from musnad.pipeline import analyse
from musnad.read.sources import read_sources
from musnad.records import RECORDS
from musnad.show.dossier import write_dossier
from musnad.show.exports import write_export
from musnad.show.progress import showing
from musnad.show.summary import case_summary, summary_lines
from musnad.show.terminal import plain
from musnad.store import Case, open_case

# Kept as bytes in the case; an export of it says nothing to a reader of the demo.
NOT_EXPORTED = ("raw",)


def run_demo(folder: Path) -> Iterator[str]:
    """Read the sample into ``folder/demo.musnad``, analyse it, write page and exports; yield what to tell."""
    folder.mkdir(parents=True, exist_ok=True)
    with open_case(folder / "demo.musnad", create=True) as case:
        with as_file(files("musnad") / "sample") as sample, showing("reading", unit="bytes") as progress:
            read_sources(case, [str(sample)], progress=progress)
        with showing("analysing") as progress:
            analyse(case, progress=progress)
        write_dossier(case, folder / "dossier.html")
        written = _export_all(case, folder / "exports")
        yield from summary_lines(case_summary(case))
    place = plain(str(folder))
    yield ""
    yield "The sample is invented; nothing in it happened. Where to look:"
    yield f"  {place}/dossier.html   the account: open it in a browser"
    yield f"  {place}/exports/       {written} tables as JSON lines, changes and quotes as CSV too"
    yield f"  musnad search 'المياه' --case {place}/demo.musnad"
    yield f"  musnad check --case {place}/demo.musnad"


def _export_all(case: Case, folder: Path) -> int:
    """Write every table with rows as JSON lines, and the two people open first as CSV; return how many tables."""
    folder.mkdir(exist_ok=True)
    tables = [table for table in RECORDS if table not in NOT_EXPORTED and case.count(table)]
    for table in tables:
        for form in ("jsonl", "csv") if table in ("change", "quote") else ("jsonl",):
            with open(folder / f"{table}.{form}", "wb") as out:
                write_export(case, table, form, out)
    return len(tables)
