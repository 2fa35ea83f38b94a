"""Where a text comes from: only what the pages say."""

from __future__ import annotations

from musnad.link.lineage import trace_lineage
from musnad.records import Credit, Lineage, Report, Reuse, make_id

TEXT = " ".join(f"كلمة{number}" for number in range(60))


def report(name: str, outlet: str | None = None, published: str | None = None, version_of: str | None = None) -> Report:
    outlet_id = make_id("outlet", outlet) if outlet else None
    return Report(name, name, None, outlet_id, None, TEXT, published, "", "ar", version_of, "sha")


def credit(report_id: str, agency: str, kind: str = "agency") -> Credit:
    return Credit(f"credit-{report_id}-{agency}", report_id, 0, 3, agency, kind, 0.9, "")


def passage(left: str, right: str, stop: int = len(TEXT)) -> Reuse:
    return Reuse(f"reuse-{left}-{right}", left, right, 0, stop, 0, stop, "passage", 1.0, "")


def trace(reports: list[Report], reuse: list[Reuse], credits: list[Credit]) -> list[Lineage]:
    return list(trace_lineage(reports, reuse, credits, lang=None))


def test_a_named_agency_is_a_parent() -> None:
    (row,) = trace([report("a")], [], [credit("a", "afp")])
    assert (row.child_id, row.parent_id, row.parent_kind, row.score) == ("a", "afp", "agency", 0.9)


def test_a_generic_credit_is_no_evidence() -> None:
    assert trace([report("a")], [], [credit("a", "agencies", "agencies")]) == []


def test_two_copies_without_credits_share_one_unseen_source() -> None:
    rows = trace([report("a"), report("b"), report("c")], [passage("a", "b")], [])
    assert [(row.child_id, row.parent_kind) for row in rows] == [("a", "unseen"), ("b", "unseen")]
    assert rows[0].parent_id == rows[1].parent_id
    assert (rows[0].parent_id or "").startswith("unseen-")


def test_two_copies_crediting_one_agency_come_from_it() -> None:
    rows = trace([report("a"), report("b")], [passage("a", "b")], [credit("a", "afp"), credit("b", "afp")])
    assert [(row.child_id, row.parent_id) for row in rows] == [("a", "afp"), ("b", "afp")]


def test_a_report_crediting_the_others_outlet_comes_from_it() -> None:
    reports = [report("a", "sada"), report("b", "afaq")]
    rows = trace(reports, [passage("a", "b")], [credit("b", "sada", "outlet")])
    assert [(row.child_id, row.parent_id, row.parent_kind) for row in rows] == [("b", "a", "report")]


def test_an_outlets_credit_of_itself_says_nothing() -> None:
    assert trace([report("a", "sada")], [], [credit("a", "sada", "outlet")]) == []


def test_an_outlets_later_printing_comes_from_its_earlier_one() -> None:
    reports = [report("a", "sada", "2020-01-01"), report("b", "sada", "2020-01-02")]
    assert [(row.child_id, row.parent_id) for row in trace(reports, [passage("a", "b")], [])] == [("b", "a")]


def test_dates_alone_do_not_say_who_copied() -> None:
    reports = [report("a", "sada", "2020-01-01"), report("b", "afaq", "2020-01-02")]
    assert {row.parent_kind for row in trace(reports, [passage("a", "b")], [])} == {"unseen"}


def test_a_shared_sentence_is_not_a_shared_source() -> None:
    assert trace([report("a"), report("b")], [passage("a", "b", stop=40)], []) == []


def test_a_version_comes_from_what_it_replaces_whatever_the_order_of_reading() -> None:
    reports = [report("a", "sada", "2020-01-01"), report("b", "sada", "2020-01-01", version_of="a")]
    rows = trace(reports, [passage("a", "b")], [])
    assert [(row.child_id, row.parent_id, row.why) for row in rows] == [("b", "a", "rule=version")]
    assert trace(reports[::-1], [passage("a", "b")], []) == rows


def test_a_report_that_names_its_agency_has_no_unseen_source_and_its_copy_a_hint() -> None:
    rows = trace([report("a"), report("b")], [passage("a", "b")], [credit("a", "afp")])
    assert [(row.child_id, row.parent_kind) for row in rows] == [("a", "agency"), ("b", "unseen")]
    assert rows[1].why.endswith("agencies=afp")
