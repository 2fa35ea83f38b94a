"""Two hundred records of two corpora, read by hand: who printed each, when, crediting whom.

``hand_checked.tsv`` holds keys and values only, no text: the file and number of a record, the key of its
outlet, its day or moment of publication (empty where nothing but the crawl says when), the day of the crawl,
and its credits as ``agency:kind@field:start-stop``, parted by `` | ``. Drawn at
random, a few from each source (15 of them from records that name an agency or source in their last words); one
reader, one pass; seen while rules were written.
"""

from __future__ import annotations

import gzip
import json
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from gold import DATA, missing

from musnad.find.credits import find_credits
from musnad.lang import load_lang
from musnad.outlets import outlet_row
from musnad.read.entries import Entry
from musnad.read.tables import read_record
from musnad.records import Credit, Outlet, Piece, Report, make_id

SAMPLE = Path(__file__).resolve().parent / "hand_checked.tsv"


class Checked(NamedTuple):
    """What a person read of one record."""

    key: str
    outlet: str
    published: str
    crawl: str
    credits: str


class Read(NamedTuple):
    """What reading makes of it."""

    entry: Entry
    outlet: Outlet | None
    credits: list[str]


def sample() -> list[Checked]:
    """Return the rows of the sample, or nothing where the corpora are missing."""
    if missing("corpora", "saudinewsnet") or missing("corpora", "ant", "ant.jsonl.gz"):
        return []
    lines = SAMPLE.read_text("utf-8").splitlines()
    return [Checked(*line.split("\t")) for line in lines[1:] if line and not line.startswith("#")]


def record_of(key: str) -> dict[str, Any]:
    """Return the record a key names: ``2015-07-24.zip#631`` or ``ant#4784``."""
    name, _, number = key.partition("#")
    return _records(name)[int(number)]


@cache
def _records(name: str) -> list[dict[str, Any]]:
    if name == "ant":
        with gzip.open(DATA / "corpora" / "ant" / "ant.jsonl.gz", "rt", encoding="utf-8") as lines:
            return [json.loads(line) for line in lines]
    with zipfile.ZipFile(DATA / "corpora" / "saudinewsnet" / name) as archive:
        members = (each for each in archive.namelist() if each.endswith(".json"))
        return [record for each in members for record in json.loads(archive.read(each))]


def read_one(record: dict[str, Any]) -> Read:
    """Return what reading and the credits stage make of a record."""
    lang = load_lang("ar")
    assert lang is not None
    entry = read_record(record, lang)
    outlet = outlet_row(entry.outlet, entry.url)
    report = Report(
        "report", "record", None, outlet.id if outlet else None, entry.url, entry.text, None, "", "ar", None, "sha"
    )
    pieces = [
        Piece(make_id("piece", s.start, s.stop), "report", s.part, s.start, s.stop, field, at, s.score, s.why)
        for s, field, at in entry.spans
    ]
    return Read(entry, outlet, list(_printed(find_credits(report, pieces, lang=lang), pieces)))


def _printed(credits: Iterator[Credit], pieces: list[Piece]) -> Iterator[str]:
    for credit in credits:
        piece = next(each for each in pieces if each.start <= credit.start < each.stop)
        start = credit.start - piece.start + piece.source_start
        yield f"{credit.agency}:{credit.kind}@{piece.source_field}:{start}-{start + credit.stop - credit.start}"
