"""What the comparisons answer, over a small invented case whose rows are written here by hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from musnad.compare.alterations import alterations, totals_of_outlets
from musnad.compare.coverage import coverage
from musnad.compare.events import days_of
from musnad.compare.places import by_day
from musnad.compare.printings import content_words, is_respelled, printed_first, printings
from musnad.compare.timeline import timeline, undated
from musnad.errors import UsageError
from musnad.lang import load_lang
from musnad.records import (
    Change,
    Date,
    Event,
    Figure,
    Outlet,
    Piece,
    Quote,
    Raw,
    Report,
    ReportDate,
    Reuse,
    SameEvent,
    SameStatement,
    Sentence,
    Statement,
    StatementMember,
    Story,
    StoryMember,
)
from musnad.store import Case, open_case

LEFT = (
    "وصلت القوافل أمس إلى معبر السهل.\n"
    "قال نزار الكيلاني أمس إن «نحو 300 متشدد ما زالوا في جبل الريحان».\n"
    "ولم تعلق البلدية على ما قاله الرجل."
)
RIGHT = (
    "وصلت القوافل إلى معبر السهل.\n"
    "زعم نزار الكيلاني أن نحو 300 إرهابي ما زالوا في جبل الريحان.\n"
    "وتقول وكالة مدار إن الطريق مقطوع منذ أيام."
)


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    case = open_case(tmp_path / "small.musnad", create=True)
    left, right = make_report("left", LEFT, "outlet-a", "2031-05-03"), make_report("right", RIGHT, None, None)
    with case.batch():
        case.write([Raw("sha", "test", "utf-8", 0, b""), Outlet("outlet-a", "الميزان", None, None, None)])
        case.write_reports([left, right])
        case.write(rows_of(left, right))
    with case:
        yield case


def make_report(name: str, text: str, outlet: str | None, published: str | None) -> Report:
    return Report(f"report-{name}", f"{name}.txt", None, outlet, None, text, published, "", "ar", None, "sha")


def place(report: Report, words: str) -> tuple[int, int]:
    start = report.text.index(words)
    return start, start + len(words)


def make_quote(report: Report, content: str, cue: str, quoted: bool) -> Quote:
    start, stop = place(report, content)
    marked = f"{start}-{stop}" if quoted else ""
    kind, name = "direct" if quoted else "indirect", "نزار الكيلاني"
    ends = *place(report, cue), *place(report, name)
    return Quote(
        f"quote-{report.id}", report.id, start, stop, kind, "clause", 1, *ends, name, None, None, marked, 1.0, ""
    )


def rows_of(left: Report, right: Report) -> list[object]:
    said = "نحو 300 متشدد ما زالوا في جبل الريحان", "نحو 300 إرهابي ما زالوا في جبل الريحان"
    quotes = [make_quote(left, said[0], "قال", True), make_quote(right, said[1], "زعم", False)]
    spans = [place(left, said[0]), place(right, said[1])]
    heads = [place(left, "القوافل أمس إلى معبر السهل"), place(right, "القوافل إلى معبر السهل")]
    rows: list[object] = [*quotes, Statement("statement-1", None)]
    rows += [StatementMember(quote.id, "statement-1") for quote in quotes]
    rows += [SameStatement("same_statement-1", quotes[0].id, quotes[1].id, 0.9, "rule=passage")]
    for name, (one, other) in {"reuse-1": spans, "reuse-2": heads}.items():
        rows.append(Reuse(name, left.id, right.id, *one, *other, "passage", 1.0, ""))
    rows.append(
        Change("change-1", "reuse-1", *place(left, "متشدد"), *place(right, "إرهابي"), "label", 5, 1, "rule=label")
    )
    at = place(right, "إلى معبر")[0]
    rows.append(Change("change-2", "reuse-2", *place(left, "أمس"), at, at, "deletion", 2, 0, "rule=deletion"))
    for report, noun in ((left, "متشدد"), (right, "إرهابي")):
        figure = place(report, "نحو 300")
        rows.append(
            Figure(f"figure-{report.id}", report.id, *figure, 300, 300, "about", *place(report, noun), None, 1.0, "")
        )
        date = "2031-05-02" if report is left else None
        event = place(report, "وصلت القوافل")
        rows.append(Event(f"event-{report.id}", report.id, *event, "arrive", date, None, "done", 1.0, ""))
        rows.append(StoryMember(report.id, "story-1", f"event-{left.id}"))
        rows.append(Piece(f"piece-{report.id}", report.id, "body", 0, len(report.text), None, 0, 1.0, ""))
        for number, line in enumerate(report.text.split("\n")):
            rows.append(Sentence(f"sentence-{report.id}-{number}", report.id, "body", *place(report, line)))
    at = left.text.index("أمس إن")
    rows.append(Date("date-1", left.id, at, at + 3, "DATE", "2031-05-02", 0, 1.0, ""))
    rows.append(SameEvent("same_event-1", f"event-{left.id}", f"event-{right.id}", 0.9, ""))
    rows.append(Story("story-1", left.id, None, None, 2, 1, 1))
    rows.append(ReportDate(left.id, "2031-05-03", "2031-05-03", "rule=own"))
    rows.append(ReportDate(right.id, None, None, "rule=unknown"))
    return rows


def test_a_changed_word_in_a_quotation_is_a_label_between_marks(case: Case) -> None:
    found = printings(case, "statement-1")
    (difference,) = found.differences
    changed = [each for each in difference.segments if each.cls != "equal"]
    assert [(each.cls, each.in_quote, each.change_id) for each in changed] == [("label", 1, "change-1")]
    words = {changed[0].left_words, changed[0].right_words}
    assert words == {"متشدد", "إرهابي"}


def test_marks_and_verb_of_saying_are_compared(case: Case) -> None:
    found = printings(case, "statement-1")
    (difference,) = found.differences
    assert found.fullest == "quote-report-left"
    assert (difference.marks, difference.cue.cls) == ("dropped", "attribution")
    assert {difference.cue.left_words, difference.cue.right_words} == {"قال", "زعم"}


def test_segments_read_back_to_the_whole_printing(case: Case) -> None:
    found = printings(case, "statement-1")
    texts = {report.id: report.text for report in case.rows("report")}
    for difference in found.differences:
        for segment in difference.segments:
            for where, words in ((segment.left, segment.left_words), (segment.right, segment.right_words)):
                assert words == (texts[where.report_id][where.start : where.stop] if where else "")


def test_nobody_printed_first_where_a_date_is_unknown(case: Case) -> None:
    found = printings(case, "statement-1")
    assert (found.first, found.first_why) == (None, "undated=1")
    assert printed_first(found.printings[:1])[0] == found.printings[0].quote_id


def test_an_unknown_statement_is_said_so(case: Case) -> None:
    with pytest.raises(UsageError, match="no statement"):
        printings(case, "statement-none")


def test_copies_count_as_one_origin(case: Case) -> None:
    facts = {fact.kind: fact for fact in coverage(case, "story-1").facts}
    assert set(facts) == {"statement", "event", "figure"}
    for fact in facts.values():
        assert set(fact.cells) == {"report-left", "report-right"}
        assert fact.outlets == 2
    assert facts["statement"].origins == 1


def test_a_figure_whose_noun_was_changed_is_one_fact(case: Case) -> None:
    (figure,) = (fact for fact in coverage(case, "story-1").facts if fact.kind == "figure")
    assert {place.row_id for cell in figure.cells.values() for place in cell} == {
        "figure-report-left",
        "figure-report-right",
    }


def test_every_cell_opens_at_a_finding(case: Case) -> None:
    for fact in coverage(case).facts:
        for cell in fact.cells.values():
            for where in cell:
                row = case.get((where.row_id or "").split("-")[0], where.row_id or "")
                assert row is not None
                assert (row.report_id, row.start, row.stop) == (where.report_id, where.start, where.stop)


def test_timeline_orders_what_is_dated_and_lists_the_rest_apart(case: Case) -> None:
    dated = [(moment.kind, moment.earliest) for moment in timeline(case, "story-1")]
    assert dated == [("event", "2031-05-02"), ("statement", "2031-05-02"), ("report", "2031-05-03")]
    assert [(moment.kind, moment.id) for moment in undated(case, "story-1")] == [("report", "report-right")]


def test_alterations_are_told_from_each_side(case: Case) -> None:
    left, right = alterations(case)
    assert [(each.kind, each.cls) for each in left.alterations] == [("added", "addition"), ("changed", "label")]
    assert [(each.kind, each.cls) for each in right.alterations] == [("dropped", "deletion"), ("changed", "label")]
    assert left.by_severity == {2: 1, 5: 1}
    assert totals_of_outlets([left, right])["outlet-a"][0] == {"addition": 1, "label": 1}


def test_sentences_of_one_side_only_are_listed_for_both(case: Case) -> None:
    left, right = alterations(case)
    assert [each.row_id for each in left.only_here] == ["sentence-report-left-2"]
    assert [each.row_id for each in left.lacking] == ["sentence-report-right-2"]
    assert left.only_here == right.lacking


def test_an_empty_case_has_nothing_to_compare(tmp_path: Path) -> None:
    with open_case(tmp_path / "empty.musnad", create=True) as empty:
        assert coverage(empty).facts == ()
        assert timeline(empty) == undated(empty) == alterations(empty) == []


@pytest.mark.parametrize(
    ("value", "days"),
    [
        ("2031-05-02", ("2031-05-02", "2031-05-02")),
        ("2031-05-02T18:30", ("2031-05-02", "2031-05-02")),
        ("2031-02", ("2031-02-01", "2031-02-28")),
        ("2031", ("2031-01-01", "2031-12-31")),
        ("2031-W18", ("2031-04-28", "2031-05-04")),
        ("2031-05-02/2031-05-04", ("2031-05-02", "2031-05-04")),
        ("2031-13-40", None),
        ("P3D", None),
        (None, None),
    ],
)
def test_days_of_a_value(value: str | None, days: tuple[str, str] | None) -> None:
    assert days_of(value) == days


def test_words_of_grammar_do_not_make_a_printing_fuller() -> None:
    lang = load_lang("ar")
    assert content_words("أن المضخات وصلت", lang) == content_words("المضخات وصلت", lang) == 2
    assert content_words("أن المضخات وصلت", None) == 3


def test_channels_spelled_otherwise_are_one() -> None:
    lang = load_lang("ar")
    assert is_respelled(["في", "موتمر", "صحفي"], ["في", "موتمر", "صحافي"], lang)
    assert not is_respelled(["في", "بيان"], ["في", "تصريح"], lang)


def test_what_a_crawl_leaves_open_is_ordered_by_the_crawl() -> None:
    assert by_day("1956-01-01", "2026-03-06", "rule=crawl earliest=since") == ("2026-03-06", "2026-03-06")
    assert by_day("2026-03-01", "2026-03-06", "rule=own precision=month") == ("2026-03-01", "2026-03-06")
    assert by_day(None, "2026-03-06", "rule=aligned") == ("2026-03-06", "2026-03-06")
    assert by_day(None, None, "rule=unknown") > by_day("2026-03-06", None, "rule=own")
