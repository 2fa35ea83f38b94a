"""The laws, on the bundled sample: places read back, a second run gives the same rows, order does not matter."""

import json

import pytest
from conftest import SAMPLE

import musnad
from musnad.records import RECORDS, Judgement

# What a person wrote, and the accounting of a run, are no findings.
TABLES = [table for table in RECORDS if table not in ("raw", "item", "judgement", "note")]
FILES = sorted(SAMPLE.iterdir())


def rows_of(case, tables=TABLES):
    return {
        table: sorted(json.dumps(row, ensure_ascii=False) for row in musnad.export_rows(case, table))
        for table in tables
    }


def read_in(tmp_path, name, *goes, analyse_each=False):
    with musnad.open_case(tmp_path / name, create=True) as case:
        for paths in goes:
            musnad.read_sources(case, paths)
            if analyse_each:
                musnad.analyse(case)
        musnad.analyse(case)
        return rows_of(case)


def test_every_stage_runs_over_the_sample_without_a_problem(sample_case):
    assert [problem for problem in sample_case.rows("problem") if problem.kind == "error"] == []
    for table in ("quote", "mention", "date", "figure", "label", "reuse", "change", "statement", "entity", "story"):
        assert sample_case.count(table) > 0, table


def test_the_sample_shows_each_feature(sample_case):
    reuse = sample_case.rows("reuse")
    changes = {each.cls for each in sample_case.rows("change")}
    quoted = {each.cls for each in sample_case.rows("change") if each.in_quote}
    spellings = [each for each in sample_case.rows("same_entity") if "rule=same-name" not in each.why]
    assert {"passage", "formula"} == {each.kind for each in reuse}
    assert {"label", "quote-boundary", "time-reanchor"} <= changes
    assert "label" in quoted
    assert any("rule=spelling" in each.why for each in spellings)
    assert {each.kind for each in sample_case.rows("conflict")} == {"figure"}
    assert any(each.published is None for each in sample_case.rows("report"))
    assert any(each.outlets > each.origins > 1 for each in sample_case.rows("story"))


def test_every_place_lies_in_its_text(sample_case):
    texts = {report.id: report.text for report in sample_case.rows("report")}
    for table in ("piece", "sentence", "credit", "mention", "quote", "date", "figure", "label", "event"):
        for row in sample_case.rows(table):
            assert 0 <= row.start < row.stop <= len(texts[row.report_id]), row
            assert not texts[row.report_id][row.start].isspace(), row
            assert row.why if hasattr(row, "why") else True


def test_every_link_has_two_ends(sample_case):
    ids = {row.id for table in ("report", "quote", "mention", "event") for row in sample_case.rows(table)}
    for table in ("reuse", "same_story", "same_event", "same_entity", "same_statement"):
        for row in sample_case.rows(table):
            assert {row.left_id, row.right_id} <= ids
            assert row.left_id != row.right_id
            assert row.why


@pytest.mark.slow
def test_order_of_reading_does_not_matter(sample_case, tmp_path):
    assert read_in(tmp_path, "b.musnad", FILES[::-1]) == read_in(tmp_path, "a.musnad", FILES) == rows_of(sample_case)


@pytest.mark.slow
def test_reading_in_two_goes_gives_the_same_rows(sample_case, tmp_path):
    assert read_in(tmp_path, "a.musnad", FILES[3:], FILES[:3], analyse_each=True) == rows_of(sample_case)


def test_a_second_read_adds_nothing_and_says_so(tmp_path):
    with musnad.open_case(tmp_path / "a.musnad", create=True) as case:
        first = musnad.read_sources(case, FILES)
        again = musnad.read_sources(case, FILES)
        assert (first.read, first.stored) == (9, 9)
        assert (again.read, again.stored, again.duplicate) == (9, 0, 9)
        assert case.count("report") == case.count("item") == 9


@pytest.mark.slow
def test_a_judgement_survives_a_run_and_beats_the_score(tmp_path):
    with musnad.open_case(tmp_path / "a.musnad", create=True) as case:
        musnad.read_sources(case, FILES)
        musnad.analyse(case)
        link = case.rows("same_statement")[0]
        members = dict(case.connection.execute("SELECT quote_id, statement_id FROM statement_member").fetchall())
        assert members[link.left_id] == members[link.right_id]
        judged = [
            Judgement(f"judgement-{number}", each.id, "", None, None, None, "different", "سلمى", "2026-05-20T10:00:00Z")
            for number, each in enumerate(case.rows("same_statement"))
        ]
        case.write(judged)
        musnad.analyse(case)
        members = dict(case.connection.execute("SELECT quote_id, statement_id FROM statement_member").fetchall())
        assert members[link.left_id] != members[link.right_id]
        assert sorted(case.rows("judgement"), key=str) == sorted(judged, key=str)
