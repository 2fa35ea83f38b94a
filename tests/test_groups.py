"""Groups are components of links, and a person's judgement beats every score."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from musnad.link.groups import components, grouped, judged, kept_apart
from musnad.records import Judgement, SameEntity


def link(left: str, right: str, score: float = 0.9) -> SameEntity:
    return SameEntity(f"{left}-{right}", left, right, score, "rule=test")


def says(about: str, verdict: str, at: str = "2020-01-01") -> Judgement:
    return Judgement(f"j{about}{verdict}{at}", about, "", None, None, None, verdict, "somebody", at)


def test_a_component_is_named_by_its_smallest_id() -> None:
    assert components("dcba", [("c", "d"), ("b", "c")]) == {"a": "a", "b": "b", "c": "b", "d": "b"}


def test_links_to_unknown_ids_are_ignored() -> None:
    assert components("a", [("a", "x")]) == {"a": "a"}


def test_different_takes_a_link_out_by_its_id_or_by_its_ends() -> None:
    assert judged([link("a", "b")], [says("a-b", "different")]) == []
    assert judged([link("a", "b")], [says("b a", "different")]) == []


def test_same_adds_a_link_that_no_rule_found() -> None:
    assert judged([], [says("b a", "same")]) == [("a", "b")]


def test_the_latest_judgement_holds() -> None:
    both = [says("a b", "different", "2020-01-02"), says("a b", "same", "2020-01-01")]
    assert judged([link("a", "b")], both) == []


def test_different_keeps_two_apart_even_through_a_third() -> None:
    links = [link("a", "b", 0.9), link("b", "c", 0.8)]
    judgements = [says("a c", "different")]
    groups = components("abc", judged(links, judgements), apart=kept_apart(links, judgements))
    assert groups == {"a": "a", "b": "a", "c": "c"}


IDS = st.sampled_from("abcdefgh")
PAIRS = st.lists(st.tuples(IDS, IDS), max_size=12)


@given(PAIRS, st.randoms())
def test_the_order_of_links_does_not_matter(pairs: list[tuple[str, str]], random) -> None:  # type: ignore[no-untyped-def]
    shuffled = random.sample(pairs, len(pairs))
    assert components("abcdefgh", pairs) == components("abcdefgh", shuffled)


@given(PAIRS, PAIRS)
def test_apart_is_never_joined(pairs: list[tuple[str, str]], apart: list[tuple[str, str]]) -> None:
    groups = components("abcdefgh", pairs, apart=apart)
    assert all(groups[left] != groups[right] for left, right in apart if left != right)


@given(PAIRS, st.sampled_from([[], ["a c"], ["a b", "c d"]]))
def test_groups_are_the_components_of_what_was_judged(pairs: list[tuple[str, str]], parted: list[str]) -> None:
    links = [link(*pair) for pair in pairs]
    judgements = [says(about, "different") for about in parted]
    apart = kept_apart(links, judgements)
    assert grouped("abcdefgh", links, judgements) == components("abcdefgh", judged(links, judgements), apart=apart)
