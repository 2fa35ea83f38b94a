"""Which words say another thing on the other side: days, counts, ordinals, places and persons."""

import pytest

from musnad.lang import load_lang
from musnad.link.facts import fact_bits, other_facts
from musnad.text import folded_words

LANG = load_lang("ar")


def other(one: str, other: str) -> bool:
    assert LANG is not None
    return other_facts(tuple(folded_words(one)), tuple(folded_words(other)), LANG)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("مساء الأحد", "صباح الثلاثاء"),
        ("12 مخبزا", "أربعين مخبزا"),
        ("الطائرة الأولى", "ثالث طائرة"),
        ("بحلب", "في اللاذقية"),
        ("لبناني", "يمنيان"),
        ("إبراهيم الطحان", "محمد بن برهان النجار"),
        ("دمشق", "عمان"),
    ],
)
def test_another_fact_stands_on_the_other_side(one: str, two: str) -> None:
    assert other(one, two)
    assert other(two, one)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("مساء الأحد 12", "صباح الأحد 14"),  # of one day the count may be brought up to date
        ("القاهرة", "مصر"),  # a capital stands for its country
        ("المصري", "في مصر"),
        ("حلب", "سوريا"),  # a town for where it lies
        ("المملكة", "المغرب"),  # any kingdom
        ("محمود الطحان", "أبو سالم"),  # a byname
        ("محمد", "محمد الطحان"),
        ("أوضح", "بين"),
    ],
)
def test_the_same_may_be_meant(one: str, two: str) -> None:
    assert not other(one, two)


def test_words_without_facts_have_no_bits() -> None:
    assert LANG is not None
    bits = [fact_bits(word, LANG) for word in folded_words("شجرة الأحد 12 حلب محمد")]
    assert bits[0] == 0
    assert len(set(bits)) == len(bits)
