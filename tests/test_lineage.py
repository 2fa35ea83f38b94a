"""Where a text comes from: only what the pages say."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musnad.lang import load_lang
from musnad.link.lineage import _without_circles, trace_lineage
from musnad.link.page_sources import in_time
from musnad.link.parentage import Candidate, Facts, not_both
from musnad.records import Credit, Lineage, Outlet, Piece, Report, Reuse, make_id

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


def test_of_two_equal_copies_nothing_says_which_came_first() -> None:
    rows = trace([report("a"), report("b"), report("c")], [passage("a", "b")], [])
    assert [(row.child_id, row.parent_kind, row.parent_id) for row in rows] == [
        ("a", "unseen", None),
        ("b", "unseen", None),
    ]
    assert all(row.why.startswith("rule=undecided") and row.score < 0.5 for row in rows)


def test_two_copies_crediting_one_agency_come_from_it() -> None:
    rows = trace([report("a"), report("b")], [passage("a", "b")], [credit("a", "afp"), credit("b", "afp")])
    assert [(row.child_id, row.parent_id) for row in rows] == [("a", "afp"), ("b", "afp")]


def test_a_report_crediting_the_others_outlet_comes_from_it() -> None:
    reports = [report("a", "sada"), report("b", "afaq")]
    rows = trace(reports, [passage("a", "b")], [credit("b", "sada", "outlet")])
    assert [(row.child_id, row.parent_id, row.parent_kind) for row in rows] == [("b", "a", "report")]


@pytest.mark.parametrize(("day", "kinds"), [("2020-01-02", ["report"]), ("2020-01-06", ["unseen"])])
def test_a_credited_outlets_report_of_days_later_is_another_one(day: str, kinds: list[str]) -> None:
    reports = [report("a", "sada", day), report("b", "afaq", "2020-01-01")]
    rows = trace(reports, [passage("a", "b")], [credit("b", "sada", "outlet")])
    assert [row.parent_kind for row in rows if row.child_id == "b"] == kinds


def test_of_twins_the_later_one_comes_from_the_other() -> None:
    said = {"a": [Lineage("said", "a", "b", "report", 0.5, "rule=twin common=90")], "b": []}
    facts = {"a": Facts(None, 0.0, 24.0), "b": Facts(None, 30.0, 48.0)}
    found = in_time(said, facts)
    assert [(row.child_id, row.parent_id) for row in found["b"]] == [("b", "a")]
    assert found["a"] == []
    assert in_time(said, {"a": Facts(None, 0.0, 48.0), "b": Facts(None, 30.0, 48.0)}) == said


def test_of_reports_that_credit_each_other_one_is_left_open() -> None:
    reports = [report("a", "sada"), report("b", "afaq")]
    rows = trace(reports, [passage("a", "b")], [credit("a", "afaq", "outlet"), credit("b", "sada", "outlet")])
    assert sorted(row.parent_kind for row in rows) == ["report", "unseen"]
    assert [" circle=" in row.why for row in rows if not row.parent_id] == [True]


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
    first, again = report("a", "sada", "2020-01-01"), report("b", "sada", "2020-01-01", version_of="a")
    for later, why in ((replace(again, text=f"{TEXT} ختام"), "rule=version"), (again, "rule=same-page")):
        rows = trace([first, later], [passage("a", "b")], [])
        assert [(row.child_id, row.parent_id, row.why) for row in rows] == [("b", "a", why)]
        assert trace([later, first], [passage("a", "b")], []) == rows


def test_a_report_that_names_its_agency_has_no_unseen_source_and_its_copy_a_hint() -> None:
    rows = trace([report("a"), report("b")], [passage("a", "b")], [credit("a", "afp")])
    assert [(row.child_id, row.parent_kind) for row in rows] == [("a", "agency"), ("b", "unseen")]
    assert rows[1].why.endswith("agencies=afp")


# --- what the words show: each report is a list of departures from one text --------------------------------


def printed(name: str, *changed: int, cut: int = 60, outlet: str = "", published: str | None = None) -> Report:
    """Return a report with the common text, the words ``changed`` exchanged, from the words ``cut`` on nothing."""
    words = [f"غير{number}" if number in changed else f"كلمة{number}" for number in range(cut)]
    outlet_id = make_id("outlet", outlet or name)
    return Report(name, name, None, outlet_id, None, " ".join(words), published, "", "ar", None, "sha")


def shared(reports: list[Report]) -> list[Reuse]:
    """Return one passage for each two: as many words as both have."""
    found = []
    for one, other in combinations(reports, 2):
        size = min(one.text.count(" "), other.text.count(" ")) + 1
        stops = [len(" ".join(each.text.split(" ")[:size])) for each in (one, other)]
        found.append(
            Reuse(f"reuse-{one.id}-{other.id}", one.id, other.id, 0, stops[0], 0, stops[1], "passage", 1.0, "")
        )
    return found


def parents(reports: list[Report], credits: list[Credit] | None = None) -> dict[str, str | None]:
    return {row.child_id: row.parent_id for row in trace(reports, shared(reports), credits or [])}


FAMILY = [
    printed("a"),
    printed("a2", 3),
    printed("b", published="2020-01-01"),
    printed("parent", 10, 20, 30, published="2020-01-01"),
    printed("child", 10, 20, 30, 40, 50, cut=55, published="2020-01-02"),
]


def test_departures_two_papers_share_make_one_the_likeliest_and_never_name_it() -> None:
    """Both may have a second version of the source."""
    (row,) = [row for row in trace(FAMILY, shared(FAMILY), []) if row.child_id == "child"]
    assert (row.parent_id, row.parent_kind) == (None, "unseen")
    assert row.why.startswith("rule=undecided reports=5 odds=parent:")


def test_half_against_half_does_not_say_who_departed() -> None:
    pairs = [printed("a"), printed("b"), printed("c", 10, 20, 30), printed("d", 10, 20, 30)]
    assert not any(row.parent_kind == "report" for row in trace(pairs, shared(pairs), []))


def test_a_parent_has_no_departure_its_copy_lacks() -> None:
    assert parents(FAMILY)["parent"] != "child"


def test_of_two_only_one_can_come_from_the_other_and_a_third_behind_both_gains() -> None:
    def odds_of_a(back: float) -> dict[str, float]:
        left = {
            "a": (("b", 0.5), ("unseen", 0.3), ("own", 0.2)),
            "b": (("a", back), ("unseen", 0.9 - back), ("own", 0.1)),
        }
        weighed = {name: [Candidate(each, {}, odds) for each, odds in some] for name, some in left.items()}
        return {each.report_id: each.odds for each in not_both(weighed)["a"]}

    assert odds_of_a(0.0) == pytest.approx({"b": 0.5, "unseen": 0.3, "own": 0.2})
    assert list(odds_of_a(0.6)) == ["unseen", "b", "own"]
    assert odds_of_a(0.6) == pytest.approx({"unseen": 3 / 7, "b": 2 / 7, "own": 2 / 7})


def test_two_with_departures_of_their_own_are_copies_of_one_third() -> None:
    reports = [printed("a"), printed("b"), printed("c", 5, 15, 25), printed("d", 7, 17, 27)]
    assert not {("c", "d"), ("d", "c")} & set(parents(reports).items())


def test_the_order_of_reading_makes_no_difference() -> None:
    assert trace(FAMILY[::-1], shared(FAMILY)[::-1], []) == trace(FAMILY, shared(FAMILY), [])


def test_an_agencys_own_report_is_where_the_text_begins() -> None:
    reports = [printed("wire", outlet="afp"), printed("copy", 10, published="2020-01-02"), printed("other", 20, 30)]
    up = parents(reports, [credit("copy", "afp")])
    assert "wire" not in up
    assert up["copy"] == "wire"


def wire_and(copy: str, published: str = "2020-01-02") -> list[Report]:
    """Return an agency's report of 60 words, a copy that credits it, and a report that does not."""
    reports = [printed("wire", outlet="afp", published="2020-01-02"), printed("credits", 10, published="2020-01-02")]
    return [*reports, Report("copy", "copy", None, "sada", None, copy, published, "", "ar", None, "sha")]


def source_of_copy(copy: str, published: str = "2020-01-02") -> tuple[str, str | None]:
    reports = wire_and(copy, published)
    rows = trace(reports, shared(reports[:2]) + [passage(each, "copy") for each in ("wire", "credits")], CREDITED)
    (row,) = [row for row in rows if row.child_id == "copy"]
    return row.why.split()[0], row.parent_id


CREDITED = [credit("credits", "afp")]


def test_an_agencys_report_that_has_all_of_a_text_is_its_source() -> None:
    assert source_of_copy(TEXT) == ("rule=stemma", "wire")


def test_who_has_more_than_the_agency_may_have_the_release_itself() -> None:
    more = " ".join(f"زيادة{number}" for number in range(12))
    assert source_of_copy(f"{TEXT} {more}")[1] != "wire"


def test_words_make_nobody_his_own_ancestor() -> None:
    """Of rows that make circles the surest stand; what pages say themselves stands before them."""
    rng = random.Random(1)
    names = [f"r{number}" for number in range(12)]
    guessed = [Lineage(f"{one}-{n}", one, rng.choice(names), "report", rng.random(), "") for one in names for n in "ab"]
    said = {
        "r0": [Lineage("said", "r0", "r1", "report", 0.9, "")],
        "r1": [Lineage("too", "r1", "r2", "report", 0.9, "")],
    }
    rows = [*_without_circles(guessed, said), *said["r0"], *said["r1"]]
    up = {one: {row.parent_id for row in rows if row.child_id == one} - {None} for one in names}
    assert sum(map(len, up.values())) > 8
    assert any("circle=" in row.why for row in rows)
    for one in names:
        above = set(up[one])
        while more := {parent for each in above for parent in up[str(each)]} - above:
            above |= more
        assert one not in above


def test_an_agencys_report_of_a_later_day_is_no_source() -> None:
    assert source_of_copy(TEXT, "2020-01-01")[1] != "wire"


def test_a_report_scraped_days_later_is_no_parent() -> None:
    wire = Report("wire", "w", None, make_id("outlet", "afp"), None, TEXT, None,
                  "field=date_extracted crawl=2020-01-09T10:00:00", "ar", None, "sha")  # fmt: skip
    reports = [wire, *wire_and(TEXT)[1:]]
    rows = trace(reports, shared(reports), CREDITED)
    assert "wire" not in {row.parent_id for row in rows if row.child_id == "copy"}


@pytest.mark.parametrize(
    ("hour", "published", "why", "named"),
    [
        ("16:28+03:00", None, "field=scraped crawl=2020-01-02T18:40:00", True),
        ("16:28+03:00", None, "field=scraped crawl=2020-01-02T12:10:00", False),  # fetched before the agency sent it
        ("16:28+03:00", "2020-01-02T14:05:00Z", "", True),
        ("16:28+03:00", "2020-01-02T12:05:00Z", "", False),
        ("00:30+03:00", "2020-01-02", "", True),  # a day of the paper's own clock
    ],
)
def test_the_hour_at_an_agencys_end_says_who_was_first(hour: str, published: str, why: str, *, named: bool) -> None:
    wire, credits, copy = wire_and(TEXT, published)
    wire, copy = replace(wire, published=f"2020-01-02T{hour}"), replace(copy, published_why=why)
    rows = trace([wire, credits, copy], shared([wire, credits, copy]), CREDITED)
    assert (("copy", "wire") in {(row.child_id, row.parent_id) for row in rows}) == named


def test_who_signs_an_agencys_text_may_have_had_the_release_itself() -> None:
    reports = wire_and(f"سالم البحري - جدة {TEXT}")
    bylines = [Piece("p", "copy", "byline", 0, 17, None, 0, 1.0, "")]
    head = len("سالم البحري - جدة ")
    reuse = shared(reports[:2]) + [
        Reuse(f"r-{each}", each, "copy", 0, len(TEXT), head, head + len(TEXT), "passage", 1.0, "")
        for each in ("wire", "credits")
    ]

    def sources(pieces: list[Piece]) -> set[str | None]:
        rows = trace_lineage(reports, reuse, CREDITED, [], pieces, lang=load_lang("ar"))
        return {row.parent_id for row in rows if row.child_id == "copy"}

    assert sources([]) == {"wire"}
    assert sources(bylines) == {None}


def test_who_is_named_by_all_others_of_a_text_is_where_it_begins() -> None:
    words = " ".join(f"كلمة{number}" for number in range(200))
    first = replace(report("a", "sada", "2020-01-02"), text=words)  # the day of the print edition
    named = "وذكرت صحيفة «صدى الجبل» أمس ما يلي: "
    other = replace(report("b", "afaq", "2020-01-01"), text=named + words)
    reuse = [Reuse("r", "a", "b", 0, len(words), len(named), len(named + words), "passage", 0.9, "")]
    outlets = [Outlet(str(first.outlet_id), "صدى الجبل", None, None, None)]
    rows = trace_lineage([first, other], reuse, [], [], [], outlets, lang=load_lang("ar"))
    assert [(row.child_id, row.parent_id) for row in rows] == [("b", "a")]


def test_a_generic_credit_on_two_reports_does_not_make_one_wire() -> None:
    credits = [credit(each, "agencies", "agencies") for each in ("a", "b")]
    rows = trace([report("a"), report("b")], [], credits)
    assert rows == []


@pytest.mark.parametrize("published", ["", "soon", "0001-01-01T00:00+14:00", "9999-12-31", "2020-02-30"])
def test_odd_times_are_no_times(published: str) -> None:
    reports = [printed("a", published=published or None), printed("b", 3, published="2020-01-01T10:00+03:00")]
    assert list(trace_lineage(reports, shared(reports), [], lang=load_lang("ar")))


@pytest.mark.slow
def test_five_hundred_copies_are_no_trouble() -> None:
    rng = random.Random(2)
    reports = [printed(f"r{n:03}", *rng.sample(range(1, 59), 4)) for n in range(500)]
    assert len(trace(reports, shared(reports), [])) >= 499


def test_an_agency_no_table_knows_is_found_among_the_outlets_of_the_case() -> None:
    """The credit says «الراية», the agency calls itself «وكالة الراية»."""
    wire = printed("wire", outlet="وكاله الرايه")
    reports = [wire, printed("copy", 10, published="2020-01-02"), printed("other", 20, 30)]
    outlets = [Outlet(str(wire.outlet_id), "وكالة الراية", None, None, None)]
    rows = trace_lineage(reports, shared(reports), [credit("copy", "الرايه")], [], [], outlets, lang=None)
    assert ("copy", "wire") in {(row.child_id, row.parent_id) for row in rows}


def test_a_headline_alone_may_be_the_wires_own() -> None:
    """Two of four equal texts share a headline: the others may have changed it."""
    texts = [f"{head}\n{printed(name).text}" for name, head in zip("abcd", ("رأس", "رأس", "غيره", "سواه"), strict=True)]
    reports = [
        Report(name, name, None, name, None, text, None, "", "ar", None, "sha")
        for name, text in zip("abcd", texts, strict=True)
    ]
    pieces = [Piece(each.id, each.id, "headline", 0, each.text.index("\n"), None, 0, 1.0, "") for each in reports]
    rows = [
        Reuse(f"{one.id}{other.id}", one.id, other.id, one.text.index("\n") + 1, len(one.text),
              other.text.index("\n") + 1, len(other.text), "passage", 1.0, "")
        for one, other in combinations(reports, 2)
    ]  # fmt: skip
    assert not any(row.parent_kind == "report" for row in trace_lineage(reports, rows, [], [], pieces, lang=None))


@given(st.lists(st.sets(st.integers(1, 58), max_size=6), min_size=2, max_size=7), st.randoms(use_true_random=False))
def test_laws_of_any_cluster(changes: list[set[int]], rng: random.Random) -> None:
    """Whatever departs: the order does not matter, scores are shares, a row is there once, nobody is his own parent."""
    reports = [printed(f"r{number}", *some, cut=40 + 3 * number) for number, some in enumerate(changes)]
    reuse = shared(reports)
    rows = trace(reports, reuse, [])
    mixed = [*reports], [*reuse]
    for each in mixed:
        rng.shuffle(each)
    assert trace(*mixed, []) == rows
    assert all(0.0 <= row.score <= 1.0 and row.child_id != row.parent_id for row in rows)
    assert len({row.id for row in rows}) == len(rows)


@pytest.mark.parametrize("place", [(0, 0), (-5, 3), (10, 10), (10_000, 20_000), (30, 20)])
def test_odd_places_of_a_passage_do_no_harm(place: tuple[int, int]) -> None:
    odd = Reuse("odd", "a", "b", *place, *place, "passage", 1.0, "")
    assert isinstance(trace([report("a"), report("b")], [odd, passage("a", "b")], []), list)
    assert isinstance(trace([report("a"), report("b")], [odd], []), list)


def test_of_two_alike_that_share_departures_nothing_says_which_was_first() -> None:
    twins = [*FAMILY[:3], printed("one", 10, 20, 30), printed("two", 10, 20, 30)]
    assert not {("one", "two"), ("two", "one")} & set(parents(twins).items())


def test_a_report_of_a_later_day_is_no_parent() -> None:
    late = [printed(each.id, published="2020-01-05") if each.id == "parent" else each for each in FAMILY]
    late[3] = printed("parent", 10, 20, 30, published="2020-01-05")
    assert parents(late)["child"] != "parent"


def test_an_exchange_of_words_met_in_other_texts_too_is_no_sign_of_a_copy() -> None:
    """Every desk writes «أمس» for «اليوم»: two that do so have not copied each other."""
    family = [printed("a"), printed("b"), printed("c"), printed("one", 10), printed("two", 10)]
    other = [(f"{each.id}-x", each.text.replace("كلمة", "لفظ")) for each in family]
    habit = [
        Report(id, id, None, make_id("outlet", id), None, text.replace("لفظ9 ", "كلمة9 ").replace("لفظ10 ", "كلمة10 "),
               None, "", "ar", None, "sha")
        for id, text in other
    ]  # fmt: skip
    rows = trace([*family, *habit], [*shared(family), *shared(habit)], [])
    assert not any(row.parent_kind == "report" for row in rows)


def test_one_outlets_text_at_two_addresses_is_one_witness() -> None:
    reports = [printed("a"), printed("b", 5), printed("c", 10, outlet="sada"), printed("c2", 10, outlet="sada")]
    days = [
        Report(each.id, each.source, None, each.outlet_id, None, each.text, "2020-01-01", "", "ar", None, "sha")
        for each in reports
    ]
    rows = {row.child_id: row for row in trace(days, shared(days), [])}
    assert (rows["c2"].parent_id, rows["c2"].score) == ("c", 0.5)
    assert rows["c2"].why.startswith("rule=twin")
    assert rows["c"].parent_kind == "unseen"


def twins(longer: int, stop: int, score: float = 1.0) -> list[str]:
    """Return the rules for an outlet's two reports of a day: of 60 words, and with ``longer`` more."""
    more = TEXT + " " + " ".join(f"زيادة{number}" for number in range(longer))
    reports = [
        Report(name, name, None, "sada", None, text, f"2020-01-01T{hour}:00", "", "ar", None, "sha")
        for name, text, hour in (("a", TEXT, "08"), ("b", more, "12"))
    ]
    row = Reuse("r", "a", "b", 0, stop, 0, stop, "passage", score, "")
    return [each.why.split()[0] for each in trace(reports, [row], [])]


def test_two_notices_by_one_pattern_are_no_twins() -> None:
    assert twins(0, len(TEXT)) == ["rule=twin"]
    assert twins(0, len(TEXT), 0.7) == []


def test_a_form_filled_in_on_another_day_is_no_earlier_printing() -> None:
    def closing(name: str, day: str, *figures: object) -> Report:
        text = " ".join(f"أغلق مؤشر السوق عند {figure} نقطة في القطاع" for figure in figures)
        return Report(name, name, None, "sada", None, text, day, "", "ar", None, "sha")

    first = closing("a", "2020-01-01", *range(1000, 1010))
    for later, rules in (
        (closing("b", "2020-01-02", *range(1000, 1010)), ["rule=reprint"]),
        (closing("b", "2020-01-02", *range(2000, 2010)), []),
    ):
        row = Reuse("r", "a", "b", 0, len(first.text), 0, len(later.text), "passage", 0.9, "")
        assert [each.why.split()[0] for each in trace([first, later], [row], [])] == rules


def test_a_text_of_every_day_with_other_words_in_it_is_a_form() -> None:
    days = [report(f"r{day}", "sada", f"2020-01-0{day}") for day in range(1, 5)]
    for score, some, count in ((0.85, days[:2], 1), (0.85, days, 0), (1.0, days, 6)):
        pairs = [replace(passage(one.id, other.id), score=score) for one, other in combinations(some, 2)]
        assert len(trace(some, pairs, [])) == count


def test_a_round_up_is_no_twin_of_a_report_it_took_a_passage_of() -> None:
    assert twins(200, len(TEXT) * 3 // 4) == []
    assert twins(200, len(TEXT)) == ["rule=twin"]


def test_a_report_whose_text_gives_another_outlet_as_its_source_comes_from_that_outlet() -> None:
    said = f"{TEXT} بحسب صحيفة «البلد»"
    reports = [
        Report(name, name, None, name, None, text, day, "", "ar", None, "sha")
        for name, text, day in (
            ("balad", TEXT, "2020-01-01"), ("copy", said, "2020-01-02"), ("late", TEXT, "2020-01-09"),
        )
    ]  # fmt: skip
    outlets = [Outlet("balad", "البلد", None, None, None)]
    reuse = [passage("balad", "copy"), passage("late", "copy")]
    rows = list(trace_lineage(reports, reuse, [], [], [], outlets, lang=load_lang("ar")))
    named = [row for row in rows if row.why.startswith("rule=outlet-named")]
    assert [(row.child_id, row.parent_id, row.score) for row in named] == [("copy", "balad", 0.8)]
    credited = trace_lineage(reports, reuse, [credit("copy", "afp")], [], [], outlets, lang=load_lang("ar"))
    assert not any(row.why.startswith("rule=outlet-named") for row in credited)


def test_what_an_outlet_prints_twice_points_to_nobody_else() -> None:
    reports = [report("a", "sada"), report("b", "sada")]
    assert trace(reports, [passage("a", "b")], []) == []


def test_a_notice_by_the_same_pattern_is_hardly_a_reprint() -> None:
    reports = [report("a", "sada", "2020-01-01"), report("b", "sada", "2020-01-02")]
    notice = Reuse("reuse-a-b", "a", "b", 0, len(TEXT), 0, len(TEXT), "passage", 0.7, "")
    assert [row.score for row in trace(reports, [notice], [])] == [0.5]


def test_of_an_agency_the_item_that_is_mostly_here_is_the_source() -> None:
    reports = [report("item", "afp"), report("a", "sada"), report("b", "afaq")]
    rows = [passage("item", "a"), passage("item", "b", stop=len(TEXT) * 2 // 5)]
    found = trace(reports, rows, [credit("a", "afp"), credit("b", "afp")])
    scores = {row.child_id: row.score for row in found if row.parent_id == "item"}
    assert scores["a"] == 0.9
    assert scores.get("b", 0.0) <= 0.5
