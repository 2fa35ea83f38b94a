"""Trees of what belongs together."""

from hypothesis import given
from hypothesis import strategies as st

from musnad.link.groups import components
from musnad.link.trees import join, top_of

PAIRS = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=20)


@given(PAIRS)
def test_trees_are_the_components_led_by_their_smallest_whatever_things_are(pairs):
    leaders = list(range(10))
    joined = sum(join(one, other, leaders) for one, other in pairs)
    tops = [top_of(each, leaders) for each in range(10)]
    assert len(set(tops)) == 10 - joined
    wanted = components(map(str, range(10)), ((str(one), str(other)) for one, other in pairs))
    assert {str(each): str(top) for each, top in enumerate(tops)} == wanted
