"""How many outlets are independent."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musnad.link.independence import independent_outlets


@pytest.mark.parametrize(
    ("origins", "wanted"),
    [
        ({}, 0),
        ({"a": {"wire"}, "b": {"wire"}, "c": {"wire"}}, 1),
        ({"a": {"own 1", "own 2", "own 3"}}, 1),
        ({"a": {"wire", "own"}, "b": {"wire"}}, 2),
        ({"a": {"wire", "own 1", "own 2"}, "b": {"wire"}, "c": {"wire"}}, 2),
    ],
)
def test_outlets_of_one_origin_are_one(origins: dict[str, set[str]], wanted: int) -> None:
    assert independent_outlets(origins) == wanted


OUTLETS = st.dictionaries(st.sampled_from("abcde"), st.sets(st.sampled_from("12345"), min_size=1), max_size=5)


@given(OUTLETS)
def test_it_is_the_most_that_any_way_of_giving_reaches(origins: dict[str, set[str]]) -> None:
    ways = permutations("12345", len(origins))
    most = max(sum(one in own for one, own in zip(way, origins.values(), strict=True)) for way in ways)
    assert independent_outlets(origins) == most
