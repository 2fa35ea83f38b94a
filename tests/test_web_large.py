"""Large stories and long reports stay usable; what filters a story filters all of it."""

from __future__ import annotations

import re
import time
import zlib
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from large_story import write_large

import musnad
from musnad.records import Mention, Outlet, Piece, Quote, Raw, Report, Reuse, make_id
from musnad.show.web.pages.report import report
from musnad.show.web.pages.story import story
from musnad.show.web.rendering import rendered
from musnad.show.web.viewing import Asked, View, reading
from musnad.store import Case, open_case

# Megabytes and seconds of processor time of a page: what a phone still loads, and two answers a second on one core.
LARGEST_PAGE, SLOWEST_PAGE = 2.0, 4.0


def ask(path: Path, page: Any, id: str, language: str = "en", form: str = "html", **query: object) -> tuple[View, str]:
    name = page.__name__
    asked = Asked(language, f"{name}/{id}", id, form, tuple((key, str(value)) for key, value in query.items()))
    with reading(path, seconds=60) as case:
        view = page(case, asked)
    return view, bytes(rendered(view, asked).body).decode()


def one(path: Path, sql: str) -> Any:
    with open_case(path, read_only=True) as case:
        return case.connection.execute(sql).fetchone()[0]


LARGEST = "SELECT story_id FROM story_member GROUP BY 1 ORDER BY count(*) DESC LIMIT 1"


# filters


def reports_of(path: Path, id: str, **query: object) -> set[str]:
    view, _ = ask(path, story, id, form="json", **query)
    return {each["id"] for each in view.data["reports"]}


def test_outlet_days_and_place_filter_together(sample_case: Case) -> None:
    path = sample_case.path
    id = one(path, LARGEST)
    everything = reports_of(path, id)
    outlet = one(path, "SELECT outlet_id FROM report JOIN story_member ON report_id = report.id ORDER BY 1 LIMIT 1")
    day = "2026-05-15"
    by_outlet, by_day = reports_of(path, id, outlet=outlet), reports_of(path, id, day=day)
    assert by_outlet < everything
    assert by_day <= everything
    assert reports_of(path, id, outlet=outlet, day=day) == by_outlet & by_day
    assert reports_of(path, id, place="no-such-place") == set()


def test_a_picture_shows_what_the_other_filters_keep(sample_case: Case) -> None:
    id = one(sample_case.path, LARGEST)
    view, html = ask(sample_case.path, story, id, day="2026-05-15")
    shares = sum(share.number for share in view.context["shares"])
    assert shares == len(view.context["found"].kept) < len(view.context["found"].members)
    assert 'aria-current="true"' in html


def test_a_section_alone_has_all_of_its_rows_and_no_other_section(sample_case: Case) -> None:
    id = one(sample_case.path, LARGEST)
    _, html = ask(sample_case.path, story, id, show="statements")
    assert 'id="statements"' in html
    assert 'id="changes"' not in html
    assert 'id="lineage"' not in html


def test_numbers_of_reports_stay_whatever_is_filtered(sample_case: Case) -> None:
    id = one(sample_case.path, LARGEST)
    whole, _ = ask(sample_case.path, story, id)
    part, _ = ask(sample_case.path, story, id, day="2026-05-16")
    numbers = {each.id: each.number for each in whole.context["sources"]}
    assert part.context["sources"]
    assert {each.id: each.number for each in part.context["sources"]}.items() <= numbers.items()


# a story of many reports


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("large")
    with musnad.open_case(folder / "large.musnad", create=True) as case:
        musnad.read_sources(case, [write_large(folder, 130)])
        musnad.analyse(case)
    return folder / "large.musnad"


@pytest.mark.slow
def test_every_report_of_a_large_story_is_reached_part_by_part(large: Path) -> None:
    id = one(large, LARGEST)
    number = one(large, f"SELECT count(*) FROM story_member WHERE story_id = '{id}'")
    assert number > 120
    seen: set[str] = set()
    for part in (1, 2, 3):
        before = time.process_time()
        _, html = ask(large, story, id, part=part)
        assert time.process_time() - before < SLOWEST_PAGE
        assert len(html.encode()) < LARGEST_PAGE * 1e6
        assert html.count("data-node") >= number
        seen |= set(re.findall(r'data-row data-report="([^"]+)"', html))
    assert len(seen) == number


@pytest.mark.slow
def test_the_export_of_a_large_story_has_all_of_it(large: Path) -> None:
    id = one(large, LARGEST)
    view, _ = ask(large, story, id, form="json")
    assert len(view.data["reports"]) == one(large, f"SELECT count(*) FROM story_member WHERE story_id = '{id}'")
    assert max(len(row["reports"]) for row in view.rows) > 60


# a long report


WORDS = ("النهر", "ارتفع", "عند", "الجسر", "القديم", "بعد", "انهيار", "السدة", "الترابية", "شرق", "المدينة", "أمس")
LINE = 40  # words


def long_case(path: Path, words: int) -> str:
    """Make a case with a report of so many words, a name in every line, quotes, passages; return its id."""
    lines = [" ".join(WORDS[(line + place) % len(WORDS)] for place in range(LINE)) for line in range(words // LINE)]
    text = "\n".join(["عنوان التقرير", *lines])
    sha = sha256(text.encode()).hexdigest()
    outlets = [Outlet("o1", "الضفة", None, None, None), Outlet("o2", "الساحل", None, None, None)]
    both = [
        Report(make_id("report", each.id, words), f"{each.id}.txt", None, each.id, None, text, "2026-03-02", "", "ar",
               None, sha)
        for each in outlets
    ]  # fmt: skip
    own, other = both
    rows: list[Any] = [piece for each in both for piece in _pieces(each)]
    start = text.index("\n") + 1
    for number, line in enumerate(lines):
        rows.append(Mention(f"mention-{number}", own.id, start, start + 5, "LOC", 0.9, ""))
        if number % 3 == 0:
            said = start + 10, start + len(line)
            rows.append(
                Quote(
                    f"quote-{number}", own.id, *said, "indirect", "clause", 1, start, start + 5, None, None, None, None,
                    None, "", 0.9, "",
                )
            )  # fmt: skip
        if number % 4 == 0:
            stop = start + len(line)
            rows.append(
                Reuse(f"reuse-{number}", own.id, other.id, start, stop, start, stop, "passage", 0.9, "rule=chain")
            )
        start += len(line) + 1
    with open_case(path, create=True) as case, case.batch():
        case.write(outlets)
        case.write([Raw(sha, "plain 1", "utf-8", len(text), zlib.compress(text.encode()))])
        case.write_reports(both)
        case.write(rows)
    return own.id


def _pieces(each: Report) -> list[Piece]:
    head = each.text.index("\n")
    spans = (("headline", 0, head), ("body", head + 1, len(each.text)))
    return [Piece(f"{part}-{each.id}", each.id, part, *ends, None, 0, 1.0, "") for part, *ends in spans]


@pytest.mark.slow
def test_a_report_page_grows_with_its_length_and_no_faster(tmp_path: Path) -> None:
    seconds = {}
    for words in (12_500, 50_000):
        path = tmp_path / f"{words}.musnad"
        id = long_case(path, words)
        ask(path, report, id)
        before = time.process_time()
        _, html = ask(path, report, id)
        seconds[words] = time.process_time() - before
    # four times the words: four times the time, and half as much again for what else the machine does
    assert seconds[50_000] < 6 * seconds[12_500]
    assert seconds[50_000] < SLOWEST_PAGE
    assert re.findall(r'<nav class="jump.*?</nav>', html)[0].count("<a ") == 11
    assert len(html.encode()) < LARGEST_PAGE * 1e6
