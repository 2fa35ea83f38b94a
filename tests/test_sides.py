"""What was found in a report is asked for by its place: the same as going through all of it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from musnad.link.marks import Marked
from musnad.link.sides import placed

ends = st.tuples(st.integers(0, 40), st.integers(0, 12)).map(lambda pair: (pair[0], sum(pair)))


@given(st.lists(ends, max_size=12), ends)
def test_rows_over_a_place_are_those_that_reach_into_it(
    stretches: list[tuple[int, int]], place: tuple[int, int]
) -> None:
    rows = sorted((Marked(*each) for each in stretches), key=lambda each: each.start)
    start, stop = place
    over = [each for each in rows if each.start < stop and each.stop > start]
    assert list(placed(rows).over(start, stop)) == over
    assert placed(rows).any_over(start, stop) == bool(over)


@given(st.lists(ends, max_size=12), ends)
def test_a_place_is_held_by_a_stretch_round_it(stretches: list[tuple[int, int]], place: tuple[int, int]) -> None:
    start, stop = place
    held = placed(Marked(*each) for each in stretches).any_round(start, stop)
    assert held == any(first <= start and stop <= last for first, last in stretches)
