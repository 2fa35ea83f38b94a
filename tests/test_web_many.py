"""A case of 2,000 reports: list pages and search cost no more than some bare queries of the same case, in the same run.

Processor time, and ratios only: the machine may be slow or busy. ``bench/serving.py`` measures whole answers beside
Datasette on cases twenty times as large.
"""

from __future__ import annotations

import json
import random
import sqlite3
import time
import zlib
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from musnad.records import (
    Change,
    Entity,
    EntityMember,
    Label,
    Mention,
    Outlet,
    Piece,
    Raw,
    Report,
    ReportDate,
    Reuse,
    SameEntity,
    Story,
    StoryMember,
    make_id,
)
from musnad.show.web.app import PAGES
from musnad.show.web.rendering import rendered
from musnad.show.web.viewing import Asked, reading
from musnad.store import open_case

REPORTS, OUTLETS, NAMES = 2_000, 12, 400
IN_A_STORY, IN_THE_LARGEST = 5, 300
LETTERS = "ابتجحدرزسشصضطعغفقكلمنهوي"
WORDS_OF_A_REPORT = 160
MENTIONS_OF_A_REPORT = 12
# The page may cost so many times what it asks at the least: fifty rows of reports with their texts, made into cells of
# a table; the word looked for in the index, ranked, and the fifty best. Measured: up to 10 of both.
LIST, SEARCH = 30, 30


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("many") / "many.musnad"
    rows = list(_rows(random.Random(5)))
    reports = [row for row in rows if isinstance(row, Report)]
    with open_case(path, create=True) as case, case.batch():
        case.write_reports(reports)
        case.write(row for row in rows if not isinstance(row, Report))
    return path


def _rows(chance: random.Random) -> Iterator[Any]:
    vocabulary = ["".join(chance.choices(LETTERS, k=chance.randint(3, 7))) for _ in range(5_000)]
    often = [1 / (rank + 3) for rank in range(len(vocabulary))]
    raw = zlib.compress(b"made")
    sha = sha256(b"made").hexdigest()
    yield Raw(sha, "plain 1", "utf-8", 4, raw)
    yield from (Outlet(f"outlet-{number}", f"صحيفة {number}", None, None, None) for number in range(OUTLETS))
    yield from (
        Entity(f"entity-{number}", "PER", vocabulary[number], None, None, None, 60, 50) for number in range(NAMES)
    )
    first = story = ""
    for number in range(REPORTS):
        text = " ".join(chance.choices(vocabulary, often, k=WORDS_OF_A_REPORT))
        day = f"2026-03-{1 + number % 28:02}"
        outlet = f"outlet-{number % OUTLETS}"
        id = make_id("report", outlet, number, text)
        yield Report(id, f"{number}.txt", None, outlet, None, text, day, "", "ar", None, sha)
        yield ReportDate(id, day, day, "rule=printed")
        yield Piece(f"piece-{number}", id, "headline", 0, 30, None, 0, 1.0, "")
        yield Label(f"label-{number}", id, 0, 4, f"family{number % 9}", "term", "own", number % 50 / 50, "pole=neutral")
        yield from _names(number, id, text, chance)
        if number == 0 or (number >= IN_THE_LARGEST and number % IN_A_STORY == 0):
            first, story = id, f"story-{number}"
            yield Story(story, id, day, day, IN_A_STORY, 1 + number % 4, 1 + number % 4)
        else:
            yield Reuse(f"reuse-{number}", first, id, 0, 90, 0, 90, "passage", 0.9, "rule=chain")
            yield Change(f"change-{number}", f"reuse-{number}", 0, 4, 0, 4, "wording", number % 6, 0, "")
        yield StoryMember(id, story, None)


def _names(number: int, id: str, text: str, chance: random.Random) -> Iterator[Any]:
    for place in range(MENTIONS_OF_A_REPORT):
        start = chance.randrange(len(text) - 10)
        mention = f"mention-{number}-{place}"
        yield Mention(mention, id, start, start + 6, "PER", 0.9, "")
        yield EntityMember(mention, f"entity-{int(NAMES * chance.random() ** 2)}")
        if place:
            yield SameEntity(f"same-{number}-{place}", mention, f"mention-{number}-0", chance.random(), "rule=name")


def seconds(do: Callable[[], object]) -> float:
    """Return the processor time of the quickest of some runs; the first one is not counted."""
    do()
    found = []
    for _ in range(5):
        before = time.process_time()
        do()
        found.append(time.process_time() - before)
    return min(found)


def page(path: Path, name: str, id: str = "", form: str = "html", **query: str) -> Callable[[], bytes]:
    def ask() -> bytes:
        asked = Asked("en", f"{name}/{id}" if id else name, id, form, tuple(query.items()))
        with reading(path) as case:
            return bytes(rendered(PAGES[name][0](case, asked), asked).body)

    return ask


def bare(path: Path, sql: str, *values: str) -> Callable[[], str]:
    """Return what opens the case, asks one query and puts the values into cells."""

    def ask() -> str:
        connection = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)
        rows = connection.execute(sql, values).fetchall()
        connection.close()
        return "".join(f"<tr>{''.join(f'<td>{cell}' for cell in row)}" for row in rows)

    return ask


LISTS = [
    ("front", {}),
    ("entities", {}),
    ("outlets", {}),
    ("problems", {}),
    ("notes", {}),
    ("review", {"kind": "same_entity"}),
    ("review", {"kind": "same_story"}),
    ("review", {"kind": "label"}),
]


@pytest.mark.slow
def test_lists_cost_some_times_as_much_as_fifty_rows_of_a_table(many: Path) -> None:
    least = seconds(bare(many, "SELECT * FROM report LIMIT 50"))
    for name, query in LISTS:
        assert seconds(page(many, name, **query)) < LIST * least, (name, query)


@pytest.mark.slow
def test_a_search_costs_some_times_as_much_as_the_index_alone(many: Path) -> None:
    with open_case(many, read_only=True) as case:
        words = [
            word for (word,) in case.connection.execute("SELECT substr(text, 1, 40) FROM report ORDER BY id LIMIT 3")
        ]
    for word in (each.split()[1] for each in words):
        sql = (
            "SELECT report.*, rank FROM folded JOIN report ON report.rowid = folded.rowid WHERE folded MATCH ?"
            " ORDER BY rank LIMIT 50"
        )
        least = seconds(bare(many, sql, f'"{word}"'))
        print(word, least)
        assert seconds(page(many, "search", q=word)) < SEARCH * least, word


@pytest.mark.slow
def test_a_story_of_300_reports_answers_and_its_export_has_all(many: Path) -> None:
    html = page(many, "story", "story-0")().decode()
    assert html.count("data-node") >= IN_THE_LARGEST
    assert len(json.loads(page(many, "story", "story-0", "json")())["reports"]) == IN_THE_LARGEST
