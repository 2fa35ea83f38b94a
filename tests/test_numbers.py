from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musnad.lang import load_lang
from musnad.numbers import check_order, find_numbers, read_digits

LANG = load_lang("ar")
assert LANG


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("خمسة وعشرين ألفا وثلاثمئة", 25_300),
        ("5 آلاف و300", 5_300),
        ("مليون ونصف المليون", 1_500_000),
        ("مليونين و300 ألف", 2_300_000),
        ("مئتان وخمسون", 250),
        ("ثلاث مئة وخمسة عشر ألف", 315_000),
        ("ألف و 200", 1_200),
        ("نصف مليون", 500_000),
        ("5ر3 مليون", 3_500_000),
        ("٣٫٥", 3.5),
        ("8،4", 8.4),
        ("270.800 ألف", 270_800),
        ("۱۲", 12),
        ("أحد عشر", 11),
        ("ثماني عشرة", 18),
        ("الثالث والعشرين", 23),
        ("الثامن عشر", 18),
    ],
)
def test_one_number_has_one_value(text: str, value: float) -> None:
    (number,) = find_numbers(text, LANG)
    assert (number.low, number.high, number.start, number.stop) == (value, value, 0, len(text))


def test_two_numbers_joined_by_and_stay_two() -> None:
    assert [number.low for number in find_numbers("5000 و6000", LANG)] == [5000, 6000]
    assert [number.low for number in find_numbers("ثلاثة وأربعة", LANG)] == [3, 4]


@pytest.mark.parametrize("text", ["الاثنين", "أحد الجنود", "لست", "بالمئة", "F16", "نصف السكان"])
def test_no_number(text: str) -> None:
    assert find_numbers(text, LANG) == ()


def test_proclitics_stay_outside_the_article_inside() -> None:
    text = "لـ13 وبثلاثة والخمسين"
    assert [text[number.start : number.stop] for number in find_numbers(text, LANG)] == ["13", "ثلاثة", "الخمسين"]


@pytest.mark.parametrize(
    ("digits", "value"),
    [("1,200", 1200), ("1.200", 1200), ("1.25", 1.25), ("0.125", 0.125), ("1,5", 1.5), ("1.200.000", 1_200_000),
     ("12,345.67", 12345.67), ("1.2.3", None)],
)  # fmt: skip
def test_groups_of_three_are_thousands(digits: str, value: float | None) -> None:
    assert read_digits(digits) == value


@given(st.lists(st.sampled_from(["ثلاثة", "وعشرين", "ألف", "و5", "مئة", "12", "مليون", "ونصف", "عشر", "x", "\n"])))
def test_numbers_never_overlap(words: list[str]) -> None:
    assert check_order(find_numbers(" ".join(words), LANG))
