from __future__ import annotations

from pathlib import Path

import pytest
from made_case import make_case

from musnad.search import search, word_variants
from musnad.store import Case


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return make_case(tmp_path / "small.musnad")


def found(case: Case, query: str) -> set[str]:
    texts = {report.id: report.text for report in case.rows("report")}
    return {texts[hit.report_id][start:stop] for hit in search(case, query) for start, stop in hit.places}


@pytest.mark.parametrize("printed", ["الرقة", "بالرقة", "والرقة", "للرقة", "وللرقة", "لرقة", "رقة", "فبالرقة"])
def test_a_word_is_found_with_every_proclitic(printed: str) -> None:
    from musnad.text import fold_word

    assert fold_word(printed) in word_variants(fold_word("رقة"))


@pytest.mark.parametrize("typed", ["الرقة", "بالرقة", "للرقة", "والرقة"])
def test_the_typed_article_is_taken_off(typed: str) -> None:
    from musnad.text import fold_word

    assert "رقه" in word_variants(fold_word(typed))


def test_a_short_word_keeps_its_first_letters() -> None:
    assert "له" not in word_variants("الله")


def test_spelling_makes_no_difference(case: Case) -> None:
    assert found(case, "كرمه") == {"الكرمة", "الكرمه"}


def test_the_places_are_printed_places(case: Case) -> None:
    assert found(case, "رقة") == {"للرقة"}


def test_all_words_must_be_there(case: Case) -> None:
    assert search(case, "الكرمة السواحل") == []


def test_a_phrase_stands_side_by_side(case: Case) -> None:
    assert found(case, '"أربع مضخات"') == {"أربع مضخات"}
    assert found(case, "«مضخات أربع»") == set()


def test_the_best_match_comes_first_and_the_limit_holds(case: Case) -> None:
    assert len(search(case, "الكرمة")) == 2
    assert len(search(case, "الكرمة", limit=1)) == 1


@pytest.mark.parametrize("query", ["", '"', "*", "NEAR(", "a AND", 'words:"x', "^", "-", "'); DROP TABLE report; --"])
def test_no_query_is_read_as_a_command(case: Case, query: str) -> None:
    assert search(case, query) == []
    assert case.count("report") == 3
