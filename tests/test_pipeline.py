from itertools import pairwise

import pytest

from musnad import pipeline
from musnad.errors import UsageError
from musnad.pipeline import Stage, analyse
from musnad.records import Mention, Piece, Report, Reuse, Sentence, make_id
from musnad.store import open_case

TEXTS = ["خبر أول عن المدينة", "خبر ثان عن النهر", "خبر ثالث"]
calls: list[tuple[str, int]] = []


def find_first_word(report, pieces, *, lang):
    calls.append(("first", len(pieces)))
    if "ثالث" in report.text:
        raise ValueError("odd text")
    yield Sentence(make_id("sentence", report.id), report.id, "body", 0, 3)


def link_all(reports, sentences, *, lang):
    calls.append(("link", len(reports)))
    for one, other in pairwise(sentences):
        left, right = sorted((one.report_id, other.report_id))
        yield Reuse(make_id("reuse", left, right), left, right, 0, 3, 0, 3, "passage", 1.0, "test")


STAGES = (
    Stage("first", "report", ("piece",), ("sentence",), "-", any_language=True),
    Stage("pairs", "case", ("sentence",), ("reuse",), "-"),
)
FUNCTIONS = {"first": find_first_word, "pairs": link_all}


@pytest.fixture
def case(tmp_path, monkeypatch):
    monkeypatch.setattr(pipeline, "STAGES", STAGES)
    monkeypatch.setattr(Stage, "function", lambda stage: FUNCTIONS[stage.name])
    calls.clear()
    with open_case(tmp_path / "a.musnad", create=True) as case:
        yield case


def add(case, text, language="ar"):
    report = Report(make_id("report", text), "a.txt", None, None, None, text, None, "", language, None, "s")
    case.write_reports([report])
    case.write([Piece(make_id("piece", text), report.id, "body", 0, len(text), None, 0, 1.0, "")])
    return report


def exported(case):
    return [row for table in ("sentence", "reuse") for row in case.rows(table)]


def test_only_what_is_new_is_analysed(case):
    add(case, TEXTS[0])
    analyse(case)
    analyse(case)
    assert calls == [("first", 1), ("link", 1)]
    add(case, TEXTS[1])
    analyse(case)
    assert calls[2:] == [("first", 1), ("link", 2)]


def test_two_goes_give_the_rows_of_one(case, tmp_path):
    for text in TEXTS[:2]:
        add(case, text)
        analyse(case)
    with open_case(tmp_path / "b.musnad", create=True) as other:
        for text in reversed(TEXTS[:2]):
            add(other, text)
        analyse(other)
        assert exported(case) == exported(other) != []


def test_again_runs_a_stage_and_all_that_read_it(case):
    add(case, TEXTS[0])
    analyse(case)
    calls.clear()
    analyse(case, again=["first"])
    assert calls == [("first", 1), ("link", 1)]
    calls.clear()
    analyse(case, again=["pairs"])
    assert calls == [("link", 1)]


def test_an_unknown_stage_is_named_with_those_there_are(case):
    with pytest.raises(UsageError, match="pairs"):
        analyse(case, again=["quotation"])


def test_a_stage_that_fails_on_one_text_goes_on_with_the_rest(case):
    good, bad = add(case, TEXTS[0]), add(case, TEXTS[2])
    analyse(case)
    assert [sentence.report_id for sentence in case.rows("sentence")] == [good.id]
    (problem,) = case.rows("problem")
    assert (problem.item, problem.stage, problem.kind) == (bad.id, "first", "error")
    assert "odd text" in problem.message


def find_first_words(reports, pieces, *, lang):
    calls.append(("at once", len(reports)))
    yield from (list(find_first_word(*each, lang=lang)) for each in zip(reports, pieces, strict=True))


def test_reports_are_gone_through_at_once_where_a_stage_can_and_one_by_one_where_one_is_odd(case, monkeypatch):
    functions = {"": find_first_word, "many": find_first_words}
    monkeypatch.setattr(Stage, "function", lambda stage, where="": functions[where])
    monkeypatch.setattr(pipeline, "STAGES", (Stage("first", "report", ("piece",), ("sentence",), "-", at_once="many"),))
    for text in TEXTS[:2]:
        add(case, text)
    analyse(case)
    assert calls == [("at once", 2), ("first", 1), ("first", 1)]
    add(case, TEXTS[2])
    add(case, "خبر رابع")
    add(case, "a fifth", language="en")
    analyse(case)
    assert case.count("sentence") == 3
    assert sorted(row.message for row in case.rows("problem")) == [
        "ValueError: odd text",
        "language not covered: en",
    ]


def test_a_language_without_a_pack_is_said_not_guessed(case, monkeypatch):
    covered = Stage("first", "report", ("piece",), ("sentence",), "-")
    monkeypatch.setattr(pipeline, "STAGES", (covered,))
    add(case, "a report in English", language="en")
    analyse(case)
    (problem,) = case.rows("problem")
    assert (problem.kind, problem.message) == ("notice", "language not covered: en")
    assert case.rows("sentence") == []


def test_another_version_of_the_analysis_runs_everything_again(case, monkeypatch):
    add(case, TEXTS[0])
    analyse(case)
    calls.clear()
    monkeypatch.setattr(pipeline, "version_of_analysis", lambda *_: "next")
    analyse(case)
    assert calls == [("first", 1), ("link", 1)]


def test_a_run_killed_before_the_links_makes_them_at_the_next(case, monkeypatch):
    for text in TEXTS[:2]:
        add(case, text)
    analyse(case)
    before = exported(case)
    monkeypatch.setitem(FUNCTIONS, "pairs", kill)
    with pytest.raises(KeyboardInterrupt):
        analyse(case, again=["first"])
    monkeypatch.setitem(FUNCTIONS, "pairs", link_all)
    analyse(case)
    assert exported(case) == before


def kill(reports, sentences, *, lang):
    raise KeyboardInterrupt


def find_badly(report, pieces, *, lang):
    yield Sentence(make_id("sentence", report.id), report.id, "body", 0, 3)
    if "ثالث" in report.text:
        yield Sentence(make_id("sentence", report.id, 1), report.id, "body", 4, None)


def find_backwards(report, pieces, *, lang):
    for start in (5, 2, 2):
        yield Sentence(make_id("sentence", report.id, start), report.id, "body", start, start + 1)


def find_mentions_of_sentences(report, sentences, *, lang):
    calls.append(("second", [sentence.start for sentence in sentences]))
    for at in range(len(sentences)):
        yield Mention(make_id("mention", report.id, at), report.id, at, at + 1, "PER", 1.0, "")


@pytest.fixture
def second_reads_the_first(monkeypatch):
    second = Stage("second", "report", ("sentence",), ("mention",), "-", any_language=True)
    monkeypatch.setattr(pipeline, "STAGES", (STAGES[0], second))
    monkeypatch.setitem(FUNCTIONS, "second", find_mentions_of_sentences)


def test_a_stage_that_read_what_could_not_be_stored_runs_again_without(case, monkeypatch, second_reads_the_first):
    monkeypatch.setitem(FUNCTIONS, "first", find_badly)
    good, bad = add(case, TEXTS[0]), add(case, TEXTS[2])
    analyse(case)
    assert [problem.item for problem in case.rows("problem")] == [bad.id]
    assert [each.report_id for table in ("sentence", "mention") for each in case.rows(table)] == [good.id] * 2
    assert sorted(calls[:2]) == [("second", [0]), ("second", [0, 4])]
    assert calls[2:] == [("second", [])]
    analyse(case)
    assert len(calls) == 3


def test_a_stage_reads_what_the_one_before_found_as_it_will_be_stored(case, monkeypatch, second_reads_the_first):
    monkeypatch.setitem(FUNCTIONS, "first", find_backwards)
    add(case, TEXTS[0])
    analyse(case)
    assert calls == [("second", [2, 5])]
    assert [sentence.start for sentence in case.rows("sentence")] == [2, 5]
