"""How many independent origins: copies of one text count once."""

from __future__ import annotations

from musnad.compare.origins import count_origins
from musnad.records import Lineage, Reuse


def passage(left: str, right: str, start: int = 0, stop: int = 100, kind: str = "passage") -> Reuse:
    return Reuse(f"reuse-{left}-{right}-{start}", left, right, start, stop, start, stop, kind, 1.0, "")


def from_agency(child: str, agency: str = "afp") -> Lineage:
    return Lineage(f"lineage-{child}", child, agency, "agency", 0.9, "")


def test_reports_of_their_own_are_one_origin_each() -> None:
    found = count_origins(["b", "a"], reuse=[], lineage=[])
    assert (found.number, found.groups, found.why) == (2, (("a",), ("b",)), ())


def test_copies_of_one_text_count_once_through_others_too() -> None:
    found = count_origins(["a", "b", "c", "d"], reuse=[passage("a", "b"), passage("b", "c")], lineage=[])
    assert found.groups == (("a", "b", "c"), ("d",))
    assert found.why[0] == "passage=reuse-a-b-0 left=a right=b"


def test_a_formula_joins_nothing() -> None:
    assert count_origins(["a", "b"], reuse=[passage("a", "b", kind="formula")], lineage=[]).number == 2


def test_of_a_fact_only_a_passage_over_its_places_counts() -> None:
    places = {"a": (120, 130), "b": (120, 130)}
    assert count_origins(["a", "b"], reuse=[passage("a", "b")], lineage=[], places=places).number == 2
    assert count_origins(["a", "b"], reuse=[passage("a", "b", 110, 140)], lineage=[], places=places).number == 1


def test_two_reports_crediting_one_agency_for_a_fact_count_once() -> None:
    places = {"a": (120, 130), "b": (120, 130)}
    lineage = [from_agency("a"), from_agency("b")]
    assert count_origins(["a", "b"], reuse=[], lineage=lineage, places=places).why == ("agency=afp left=a right=b",)


def test_one_agency_for_different_texts_is_no_reason_without_a_fact() -> None:
    assert count_origins(["a", "b"], reuse=[], lineage=[from_agency("a"), from_agency("b")]).number == 2


def test_a_report_made_from_another_is_no_second_origin() -> None:
    lineage = [Lineage("lineage-b", "b", "a", "report", 1.0, "")]
    assert count_origins(["a", "b"], reuse=[], lineage=lineage).number == 1
