"""How many independent origins: copies of one text count once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from musnad.compare.origins import count_origins, origins_of, origins_of_place, origins_of_statement, read_origins
from musnad.compare.places import Place
from musnad.errors import UsageError
from musnad.records import (
    Figure,
    Lineage,
    Quote,
    Raw,
    Report,
    ReportDate,
    Reuse,
    Statement,
    StatementMember,
    Story,
    StoryMember,
)
from musnad.store import Case, open_case


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


def test_what_only_an_agency_joins_may_be_two() -> None:
    """An agency sends many texts: without a word in common, two that credit it may tell of two of them."""
    places = {"a": (120, 130), "b": (120, 130)}
    lineage = [from_agency("a"), from_agency("b")]
    found = count_origins(["a", "b"], reuse=[], lineage=lineage, places=places)
    assert (found.number, found.at_most, found.parts) == (1, 2, ((("a",), ("b",)),))
    shared = count_origins(["a", "b"], reuse=[passage("a", "b", 0, 50)], lineage=lineage, places=places)
    assert (shared.number, shared.at_most) == (1, 1)


def test_one_outlet_twice_may_be_one_origin() -> None:
    found = count_origins(["a", "b"], reuse=[], lineage=[], outlets={"a": "sada", "b": "sada"})
    assert (found.number, found.at_most) == (1, 2)


def test_one_outlet_that_prints_the_texts_of_two_agencies_has_two_origins() -> None:
    """Whether the report credits the agency itself, or one with the same text does."""
    outlets = {"a": "sada", "b": "sada", "c": "afaq"}
    credits = [Lineage("l1", "a", "afp", "agency", 0.9, ""), Lineage("l2", "c", "reuters", "agency", 0.9, "")]
    shared = [Reuse("r", "b", "c", 0, 100, 0, 100, "passage", 1.0, "")]
    assert count_origins(["a", "b", "c"], reuse=shared, lineage=credits, outlets=outlets).number == 2
    assert count_origins(["a", "b", "c"], reuse=shared, lineage=credits[:1], outlets=outlets).number == 1


def test_a_likely_source_joins_only_perhaps() -> None:
    row = Lineage("lineage-b", "b", "a", "report", 0.6, "rule=stemma")
    assert count_origins(["a", "b"], reuse=[], lineage=[row]).at_most == 2


# --- the chain ---------------------------------------------------------------------------------------------

SAID = "أعلنت بلدية الواحة أن السد الجديد سيفتح أبوابه للزوار في الربيع المقبل"
OTHERS = [
    "انطلقت أمس أعمال ترميم السوق القديم بحضور عدد كبير من سكان الحي والتجار.",
    "قال رئيس النادي إن الفريق سيخوض مباراته القادمة خارج أرضه أمام جمهور كبير.",
    "شهدت الطرقات المؤدية إلى الميناء ازدحاما شديدا طوال ساعات النهار بسبب الأمطار.",
]


def make_case(path: Path, texts: list[str], rows: list[Any]) -> Case:
    case = open_case(path / "made.musnad", create=True)
    reports = [
        Report(f"report-{n}", f"{n}.txt", None, None, None, text, f"2020-01-0{n + 1}", "", "ar", None, f"sha{n}")
        for n, text in enumerate(texts)
    ]
    with case.batch():
        case.write(Raw(f"sha{n}", "", "utf-8", 0, b"") for n in range(len(texts)))
        case.write_reports(reports)
        case.write(rows)
    return case


def told(number: int, before: str = "") -> tuple[str, Place]:
    """Return a report that prints the sentence, and where."""
    text = f"{OTHERS[number]} {before}{SAID}."
    start = text.index(SAID)
    return text, Place(f"report-{number}", start, start + len(SAID))


def link(left: Place, right: Place, score: float = 1.0) -> Reuse:
    name = f"reuse-{left.report_id}-{right.report_id}"
    return Reuse(
        name, left.report_id, right.report_id, left.start, left.stop, right.start, right.stop, "passage", score, ""
    )


def test_whoever_prints_a_sentence_is_found_through_others(tmp_path: Path) -> None:
    (one, first), (two, second), (three, third) = (told(n) for n in range(3))
    with make_case(tmp_path, [one, two, three], [link(first, second), link(second, third)]) as case:
        answer = origins_of_place(case, "report-0", first.start, first.stop)
    assert (answer.at_least, answer.at_most, answer.reports, answer.words) == (1, 1, 3, SAID)
    assert [carrier.words for carrier in answer.origins[0].carriers] == [SAID] * 3
    assert [join.kind for join in answer.origins[0].joins] == ["passage", "passage"]


def test_a_passage_beside_a_sentence_does_not_carry_it(tmp_path: Path) -> None:
    (one, first), (two, second) = told(0), told(1)
    beside = [Place(each.report_id, 0, each.start - 1) for each in (first, second)]
    with make_case(tmp_path, [one, two], [link(*beside)]) as case:
        assert origins_of_place(case, "report-0", first.start, first.stop).reports == 1


def test_where_only_a_loose_passage_joins_the_count_is_a_range(tmp_path: Path) -> None:
    (one, first), (two, second) = told(0), told(1)
    with make_case(tmp_path, [one, two], [link(first, second, 0.4)]) as case:
        answer = origins_of_place(case, "report-0", first.start, first.stop)
    assert (answer.at_least, answer.at_most, len(answer.origins[0].parts)) == (1, 2, 2)


def test_what_stands_behind_a_carrier_comes_with_it(tmp_path: Path) -> None:
    (one, first), (two, second) = told(0), told(1)
    row = Lineage("lineage-0", "report-1", "report-0", "report", 0.9, "rule=stemma innovations=2.0")
    with make_case(tmp_path, [one, two], [link(first, second), row]) as case:
        (origin,) = origins_of_place(case, "report-1", second.start, second.stop).origins
    assert [carrier.sources for carrier in origin.carriers] == [(), (row,)]


@pytest.mark.parametrize(("days", "event", "reports"), [("4", None, 2), ("9", None, 1), ("9", "event-1", 2)])
def test_a_number_printed_days_later_is_of_the_same_event(
    tmp_path: Path, days: str, event: str | None, reports: int
) -> None:
    """Else the story only counts as many of the same in something that came later."""
    texts = ["انقلبت حافلة وأصيب 7 ركاب", "وفي الميناء أصيب 7 ركاب"]
    figures = [
        Figure(f"figure-{n}", f"report-{n}", at, at + 1, 7, 7, "exact", at + 2, at + 6, None, 0.9, "")
        for n, at in enumerate(text.index("7") for text in texts)
    ]
    story = Story("story-1", "report-0", None, None, 1, 1, 1)
    members = [StoryMember("report-0", "story-1", "event-1"), StoryMember("report-1", "story-1", event)]
    dates = [
        ReportDate("report-0", "2020-01-01", "2020-01-01", ""),
        ReportDate("report-1", None, f"2020-01-0{days}", ""),
    ]
    case = make_case(tmp_path, texts, [*figures, story, *members, *dates])
    assert origins_of(case, "figure-0").reports == reports


def test_a_statement_printed_twice_in_one_text_has_one_origin(tmp_path: Path) -> None:
    (one, first), (two, second) = told(0), told(1)
    said: list[Any] = ["indirect", "clause", 0, 0, 1, None, None, None, None, None, "", 1.0, ""]
    quotes = [
        Quote(f"quote-{n}", each.report_id, each.start, each.stop, *said) for n, each in enumerate((first, second))
    ]
    rows = [*quotes, Statement("statement-0", None), *(StatementMember(each.id, "statement-0") for each in quotes)]
    with make_case(tmp_path, [one, two], [*rows, link(first, second)]) as case:
        assert origins_of_statement(case, "statement-0").at_most == 1
        assert origins_of(case, "statement-0") == origins_of_statement(read_origins(case), "statement-0")


@pytest.mark.parametrize(
    "id", ["", "nonsense", "statement-0", "figure-0", "story-0", "report-9", "quote-9", "outlet-1"]
)
def test_what_is_not_there_is_said(tmp_path: Path, id: str) -> None:
    with make_case(tmp_path, [told(0)[0]], []) as case, pytest.raises(UsageError):
        origins_of(case, id)


def test_every_figure_and_sentence_of_the_sample_has_an_answer(sample_case: Case) -> None:
    tables = read_origins(sample_case)
    for row in [*sample_case.rows("figure"), *sample_case.rows("sentence")[:60], *sample_case.rows("story")]:
        answer = origins_of(tables, row.id)
        assert 1 <= answer.at_least <= answer.at_most <= max(answer.reports, len(answer.origins))
        members = [carrier.printed.report_id for origin in answer.origins for carrier in origin.carriers]
        assert len(members) == len(set(members))


def test_who_shares_text_at_another_place_is_perhaps_one_origin() -> None:
    elsewhere = passage("a", "b", start=300, stop=700)
    origins = count_origins(["a", "b"], reuse=[elsewhere], lineage=[], places={"a": (0, 50), "b": (0, 50)})
    assert (origins.number, origins.at_most, origins.joins[0].kind) == (1, 2, "elsewhere")


def test_one_unseen_source_joins_only_perhaps() -> None:
    rows = [Lineage(f"lineage-{each}", each, "unseen-1", "unseen", 0.6, "rule=shared-passage") for each in "ab"]
    origins = count_origins(["a", "b"], reuse=[], lineage=rows, places={"a": (0, 50), "b": (0, 50)})
    assert (origins.number, origins.at_most, origins.joins[0].kind) == (1, 2, "unseen")


def reworded(left: str, right: str) -> Reuse:
    return Reuse(f"retold-{left}-{right}", left, right, 0, 100, 0, 100, "passage", 0.6, "words=20/20 reworded")


def test_a_sentence_told_in_other_words_is_perhaps_one_origin() -> None:
    places = {"a": (10, 20), "b": (10, 20)}
    found = count_origins(["a", "b"], reuse=[reworded("a", "b")], lineage=[], places=places)
    assert (found.number, found.at_most, [join.kind for join in found.joins]) == (1, 2, ["reworded"])


def test_two_agencies_that_tell_one_thing_in_other_words_are_two_origins() -> None:
    lineage = [from_agency("a"), from_agency("b", "dpa")]
    places = {"a": (10, 20), "b": (10, 20)}
    assert count_origins(["a", "b"], reuse=[reworded("a", "b")], lineage=lineage, places=places).number == 2


@pytest.mark.parametrize(
    ("named", "lineage", "reuse", "counted"),
    [
        ({"a": ["afp"], "b": ["afp"]}, [], [], (1, 2)),
        ({"a": ["afp"], "b": ["afp"]}, [], [reworded("a", "b")], (1, 1)),  # what is told in other words, by one name
        ({"a": ["afp"]}, [from_agency("b")], [], (1, 2)),  # one credits it for its whole text
        ({"a": ["afp"], "b": ["dpa"]}, [], [], (2, 2)),
        ({}, [from_agency("b")], [], (2, 2)),
    ],
)
def test_a_source_named_in_the_text_is_one_origin(
    named: dict[str, list[str]], lineage: list[Lineage], reuse: list[Reuse], counted: tuple[int, int]
) -> None:
    places = {"a": (10, 20), "b": (10, 20)}
    found = count_origins(["a", "b"], reuse=reuse, lineage=lineage, places=places, named=named)
    assert (found.number, found.at_most) == counted
