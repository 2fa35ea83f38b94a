from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_case import make_case

from musnad.search import (
    Narrowed,
    _places_of_words,
    number_matching,
    places_in,
    search,
    understood,
    word_variants,
)
from musnad.store import Case
from musnad.text import find_words


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


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("الكرمة", {"الكرمة"}),
        ("كرمة", set()),
        ("ليلاً", {"ليلاً"}),
        ("ليلا", {"ليلاً"}),
        ("ليلٌا", set()),
        ("الكرمـة", {"الكرمة"}),
        ('"قال المهندس"', {"قال المهندس"}),
    ],
)
def test_the_exact_spelling_is_that_typed(case: Case, typed: str, printed: set[str]) -> None:
    texts = {report.id: report.text for report in case.rows("report")}
    hits = search(case, typed, exact=True)
    assert {texts[hit.report_id][start:stop] for hit in hits for start, stop in hit.places} == printed


def test_a_search_is_narrowed_by_any_condition_on_reports(case: Case) -> None:
    river = Narrowed("report.outlet_id = ?", ("nahr",))
    assert [hit.report_id for hit in search(case, "الكرمة", narrowed=river)] == [
        report.id for report in case.rows("report", outlet_id="nahr")
    ]
    query = understood("الكرمة")
    assert (number_matching(case, query), number_matching(case, query, river)) == (2, 1)


LETTERS = st.text("ابتثرقةهيىوأإ ـًَ\u200c\u200f_.,12x'’،«»\n", max_size=80)


@given(LETTERS, st.integers(0, 20), st.integers(1, 3))
def test_places_are_those_of_the_words_however_they_are_found(text: str, first: int, number: int) -> None:
    words = find_words(text)
    looked_for = " ".join(words.printed(each) for each in range(first, min(first + number, len(words))))
    query = understood(f'"{looked_for}"')
    if query.phrases:
        (phrase,) = query.phrases
        assert set(places_in(text, query)) == _places_of_words(phrase, words)
        assert places_in(text, query)


def test_the_best_match_comes_first_and_the_limit_holds(case: Case) -> None:
    assert len(search(case, "الكرمة")) == 2
    assert len(search(case, "الكرمة", limit=1)) == 1


@pytest.mark.parametrize("query", ["", '"', "*", "NEAR(", "a AND", 'words:"x', "^", "-", "'); DROP TABLE report; --"])
def test_no_query_is_read_as_a_command(case: Case, query: str) -> None:
    assert search(case, query) == []
    assert case.count("report") == 3
