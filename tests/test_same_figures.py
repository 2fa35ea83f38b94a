"""Which figures are one figure, and that every page counts its origins alike."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from musnad.compare.coverage import coverage
from musnad.compare.origins import counted_figures, origins_of_figure, read_origins
from musnad.compare.same_figures import same_figures
from musnad.records import Figure, Quote, Raw, Report, ReportDate, Statement, StatementMember, Story, StoryMember
from musnad.show.narrowing import narrow
from musnad.store import Case, open_case

# Of one long story: what happened, the event, the last day it can be of.
TELLINGS: tuple[tuple[str, str | None, str | None], ...] = (
    ("انقلبت حافلة عند الجسر وأصيب 7 ركاب", "event-bus", "2031-03-01"),
    ("أصيب 7 ركاب في حافلة الجسر", None, "2031-03-03"),
    ("وفي الميناء أصيب 7 ركاب عبارة", "event-ferry", "2031-03-08"),
    ("تحقيق في انقلاب الحافلة التي أصيب فيها 7 ركاب", "event-bus", "2031-03-09"),
    ("العبارة: أصيب 7 ركاب", None, "2031-03-10"),
    ("أصيب 8 ركاب", None, "2031-03-01"),
    ("أصيب 7 ركاب ولا يعرف متى", None, None),
)
BUS, FERRY = {"0", "1", "3", "6"}, {"2", "4"}


def make_case(path: Path, said: tuple[int, ...] = ()) -> Case:
    """Return a case of these tellings; ``said``: those whose figure stands in one statement."""
    case = open_case(path / "long.musnad", create=True)
    rows: list[Any] = [Story("story-1", "report-0", None, None, 1, 1, 1), Statement("statement-1", None)]
    for n, (text, event, day) in enumerate(TELLINGS):
        at = next(place for place, sign in enumerate(text) if sign.isdigit())
        rows += [
            Figure(f"figure-{n}", f"report-{n}", at, at + 1, int(text[at]), int(text[at]), "exact", at + 2, at + 6,
                   None, 0.9, ""),
            StoryMember(f"report-{n}", "story-1", event),
            ReportDate(f"report-{n}", None, day, ""),
        ]  # fmt: skip
        if n in said:
            rows.append(Quote(f"quote-{n}", f"report-{n}", 0, len(text), "direct", "clause", 0, 0, 1, None, None, None,
                              None, None, "", 1.0, ""))  # fmt: skip
            rows.append(StatementMember(f"quote-{n}", "statement-1"))
    with case.batch():
        case.write(Raw(f"sha{n}", "", "utf-8", 0, b"") for n in range(len(TELLINGS)))
        case.write_reports(
            [
                Report(f"report-{n}", f"{n}.txt", None, None, None, text, None, "", "ar", None, f"sha{n}")
                for n, (text, _, _) in enumerate(TELLINGS)
            ]
        )
        case.write(rows)
    return case


def groups_of(case: Case, ids: list[str]) -> list[set[str]]:
    return [{row.id.removeprefix("figure-") for row in some} for some in same_figures(case, ids)]


IDS = [f"report-{n}" for n in range(len(TELLINGS))]


def test_a_number_that_comes_again_days_later_is_another_figure(tmp_path: Path) -> None:
    """But of the same event it is the same however late; without a day it goes with the first."""
    with make_case(tmp_path) as case:
        assert sorted(groups_of(case, IDS), key=len) == [{"5"}, FERRY, BUS]


def test_in_one_statement_a_value_is_one_figure_however_late(tmp_path: Path) -> None:
    with make_case(tmp_path, said=(1, 4)) as case:
        assert BUS | {"4"} in groups_of(case, IDS)


def test_the_order_of_the_reports_does_not_matter(tmp_path: Path) -> None:
    with make_case(tmp_path) as case:
        for some in list(permutations(IDS))[::997]:
            assert groups_of(case, list(some)) == groups_of(case, IDS)


def test_reports_of_no_story_share_no_figure(tmp_path: Path) -> None:
    with make_case(tmp_path) as case:
        case.connection.execute("DELETE FROM story_member")
        assert all(len(each) == 1 for each in groups_of(case, IDS))


@pytest.mark.parametrize("number", range(len(TELLINGS)))
def test_the_table_of_facts_the_pages_and_the_question_count_alike(tmp_path: Path, number: int) -> None:
    with make_case(tmp_path, said=(2, 4)) as case:
        asked = origins_of_figure(case, f"figure-{number}")
        (fact,) = (
            each
            for each in coverage(case, "story-1").facts
            if each.kind == "figure" and f"report-{number}" in each.cells
        )
        (counted,) = counted_figures(case, IDS, given_by=f"report-{number}")
        assert (asked.at_least, asked.at_most, asked.reports) == (fact.origins, fact.origins_most, len(fact.cells))
        assert (counted.origins.number, counted.origins.at_most, counted.pages) == (
            asked.at_least, asked.at_most, asked.reports,
        )  # fmt: skip


def test_of_a_part_of_a_story_the_origins_are_the_storys(tmp_path: Path) -> None:
    with make_case(tmp_path) as case:
        counted = counted_figures(read_origins(case), IDS)
        narrow(case, ["report-0", "report-1"])
        (fact,) = (each for each in coverage(case, None, counted).facts if each.kind == "figure")
    assert (set(fact.cells), fact.origins) == ({"report-0", "report-1"}, len(BUS))
    assert fact.origins_why == f"origins={len(BUS)} reports={len(BUS)}"
