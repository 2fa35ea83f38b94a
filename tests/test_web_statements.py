"""The pages of a statement and of a name: what stands on them beside what a dossier has."""

from __future__ import annotations

from pathlib import Path

import pytest
from made_case import make_case

from musnad.records import StatementStretch
from musnad.show.web.pages.entity import entity
from musnad.show.web.pages.statement import statement
from musnad.show.web.rendering import rendered
from musnad.show.web.viewing import Asked
from musnad.store import Case


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return make_case(tmp_path / "small.musnad")


def asked(path: str, id: str, form: str = "html", **query: str) -> Asked:
    return Asked("en", f"{path}/{id}", id, form, tuple(query.items()))


def page(view: object, question: Asked) -> str:
    return bytes(rendered(view, question).body).decode()


def test_a_statement_says_what_each_printing_did(case: Case) -> None:
    question = asked("statement", case.rows("statement")[0].id, "json")
    view = statement(case, question)
    did = [each["kind"] for row in view.rows for each in row["did"]]
    assert [row["is_fullest"] for row in view.rows] == [True, False]
    assert did[0] == "label"
    assert "mark" in did


def test_the_card_stands_on_the_page_in_either_language(case: Case) -> None:
    question = asked("statement", case.rows("statement")[0].id)
    html = page(statement(case, question), question)
    assert 'class="isnad"' in html
    assert "in the place of" in html
    assert "1 independent origin" in html


def test_a_stretch_of_a_longer_quote_counts_as_a_printing(case: Case) -> None:
    (row,) = case.rows("statement")
    lone = next(report for report in case.rows("report") if report.outlet_id is None)
    stretch = StatementStretch("stretch-1", lone.id, 0, 5, case.rows("quote")[0].id, row.id, 1.0, "rule=joined")
    with case.batch():
        case.write([stretch])
    question = asked("statement", row.id)
    assert "3 printings" in page(statement(case, question), question)


def test_a_name_shows_its_statements_in_the_order_of_time(case: Case) -> None:
    question = asked("entity", "entity-bahri")
    html = page(entity(case, question), question)
    assert '<table class="spoken"' in html
    assert "14 May 2026" in html
    view = entity(case, asked("entity", "entity-bahri", "json"))
    assert [each["printings"] for each in view.data["statements"]] == [2]


def test_a_day_of_the_picture_shows_the_statements_of_that_day(case: Case) -> None:
    for day, number in (("2026-05-14", 1), ("2026-05-15", 0)):
        view = entity(case, asked("entity", "entity-bahri", "json", day=day))
        assert len(view.data["statements"]) == number
