"""Which quotes are one statement. All reports here are invented."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musnad.lang import load_lang
from musnad.link.statements import link_statements
from musnad.link.told import prepare
from musnad.records import (
    EntityMember,
    Judgement,
    Mention,
    Quote,
    Report,
    Reuse,
    SameStatement,
    Statement,
    StatementMember,
    StatementStretch,
    make_id,
)

CASES = tomllib.loads((Path(__file__).parent / "cases" / "statements.toml").read_text("utf-8"))["case"]


def make_report(text: str, name: str, published: str | None = "2031-05-02") -> Report:
    return Report(make_id("report", name, text), name, None, name, None, text, published, "", "ar", None, "sha")


def make_quote(report: Report, content: str, speaker: str | None = None, cue: str | None = None) -> Quote:
    start = report.text.index(content)
    at = report.text.index(cue) if cue else start
    stop = at + len(cue or "")
    return Quote(make_id("quote", report.id, start, start + len(content)), report.id, start, start + len(content),
                 "indirect", "clause", 1, at, stop, None, None, speaker, None, None, "", 1.0, "")  # fmt: skip


def run(
    reports: list[Report], quotes: list[Quote], reuse: list[Reuse] | None = None, judgements: Any = ()
) -> list[Any]:
    return list(link_statements(reports, quotes, [], [], reuse or [], [], list(judgements), lang=load_lang("ar")))


def pair(case: dict[str, Any]) -> tuple[list[Report], list[Quote]]:
    reports = [
        make_report(case[side]["text"], side, case[side].get("published", "2031-05-02")) for side in ("left", "right")
    ]
    quotes = [
        make_quote(report, case[side]["content"], case[side].get("speaker"), case[side].get("cue"))
        for report, side in zip(reports, ("left", "right"), strict=True)
    ]
    return reports, quotes


def statements_of(rows: list[Any]) -> dict[str, str]:
    return {row.quote_id: row.statement_id for row in rows if isinstance(row, StatementMember)}


@pytest.mark.parametrize("case", CASES, ids=[case["rule"] for case in CASES])
def test_statements_are_told_apart_by_content(case: dict[str, Any]) -> None:
    reports, quotes = pair(case)
    rows = run(reports, quotes)
    assert (len(set(statements_of(rows).values())) == 1) == case["same"]


def test_every_quote_is_in_exactly_one_statement() -> None:
    reports, quotes = pair(CASES[0])
    rows = run(reports, quotes)
    members = [row.quote_id for row in rows if isinstance(row, StatementMember)]
    assert sorted(members) == sorted(quote.id for quote in quotes)
    assert {row.id for row in rows if isinstance(row, Statement)} == set(statements_of(rows).values())


def test_order_of_rows_does_not_matter() -> None:
    reports, quotes = pair(CASES[0])
    assert sorted(map(repr, run(reports, quotes))) == sorted(map(repr, run(reports[::-1], quotes[::-1])))


def test_a_person_keeps_two_quotes_apart() -> None:
    reports, quotes = pair(next(case for case in CASES if case["same"]))
    link = next(row for row in run(reports, quotes) if isinstance(row, SameStatement))
    apart = Judgement("judgement-1", link.id, "", None, None, None, "different", "a reader", "2031-05-03T10:00:00")
    assert len(set(statements_of(run(reports, quotes, judgements=[apart])).values())) == 2


def test_a_repeated_quotation_in_one_report_is_one_statement() -> None:
    words = "لن نغلق محطة تحلية المياه قبل نهاية الصيف"
    report = make_report(f"الوزيرة: {words}\nقالت الوزيرة سلمى الحداد «{words}» للصحفيين.", "one")
    head = make_quote(report, words, "سلمى الحداد")
    start = report.text.rindex(words)
    body = Quote("quote-b", report.id, start, start + len(words), *_rest(head))
    assert len(set(statements_of(run([report], [head, body])).values())) == 1


def test_a_report_that_runs_two_sayings_together_does_not_join_them_elsewhere() -> None:
    one, other = "سنفتح المعبر الغربي أمام القوافل صباح الأحد المقبل", "لن نسلم مفاتيح المخازن لأي جهة قبل التوقيع"
    apart = make_report(f"قال سالم العبيدي: {one}. وأضاف العبيدي: {other}.", "apart")
    joined = make_report(f"قال سالم العبيدي: {one} و{other}.", "joined")
    quotes = [make_quote(apart, one, "سالم العبيدي", "قال"), make_quote(apart, other, "سالم العبيدي", "وأضاف")]
    quotes.append(make_quote(joined, f"{one} و{other}", "سالم العبيدي"))
    found = statements_of(run([apart, joined], quotes))
    assert found[quotes[0].id] != found[quotes[1].id]
    assert found[quotes[2].id] in (found[quotes[0].id], found[quotes[1].id])


def test_a_joined_printing_prints_the_other_saying_in_a_stretch() -> None:
    one, other = "سنفتح المعبر الغربي أمام القوافل صباح الأحد المقبل", "لن نسلم مفاتيح المخازن لأي جهة قبل التوقيع"
    apart = make_report(f"قال سالم العبيدي: {one}. وأضاف العبيدي: {other}.", "apart")
    joined = make_report(f"قال سالم العبيدي: {one}، و{other}.", "joined")
    quotes = [make_quote(apart, one, "سالم العبيدي", "قال"), make_quote(apart, other, "سالم العبيدي", "وأضاف")]
    quotes.append(make_quote(joined, f"{one}، و{other}", "سالم العبيدي"))
    rows = run([apart, joined], quotes)
    own = statements_of(rows)
    stretches = [row for row in rows if isinstance(row, StatementStretch)]
    assert [row.quote_id for row in stretches] == [quotes[2].id]
    told = {own[quotes[2].id], stretches[0].statement_id}
    assert told == {own[quotes[0].id], own[quotes[1].id]}
    assert joined.text[stretches[0].start : stretches[0].stop] in (one, "و" + other)


def test_days_of_a_notice_are_not_chained_into_one_statement() -> None:
    counts = ["3 إصابات", "7 إصابات", "5 إصابات", "9 إصابات"]
    tail = "بحمى الوادي في منطقة السهل وقالت إن فرقها تواصل رش المستنقعات ومتابعة المخالطين في كل القرى المجاورة"
    reports = [make_report(f"أعلنت دائرة الصحة تسجيل {each} {tail}.", f"n{day}", f"2031-05-0{2 + 2 * day}")
               for day, each in enumerate(counts)]  # fmt: skip
    quotes = [make_quote(report, report.text[report.text.index("تسجيل") : -1], "دائرة الصحة") for report in reports]
    assert len(set(statements_of(run(reports, quotes)).values())) == len(counts)


def test_a_quote_that_holds_anothers_saying_is_no_printing_of_it() -> None:
    words = "سنفتح المعبر الغربي أمام القوافل صباح الأحد المقبل"
    nested = make_report(f"قال وديع شاهين إن سالم العبيدي أعلن أمام الصحفيين في البلدة: {words}.", "nested")
    plain = make_report(f"قال سالم العبيدي: {words}.", "plain")
    outer = make_quote(nested, f"إن سالم العبيدي أعلن أمام الصحفيين في البلدة: {words}", "وديع شاهين", "قال")
    inner, said = make_quote(nested, words, "سالم العبيدي", "أعلن"), make_quote(plain, words, "سالم العبيدي", "قال")
    found = statements_of(run([nested, plain], [outer, inner, said]))
    assert found[inner.id] == found[said.id] != found[outer.id]


def _role_case(*holders: str) -> tuple[list[Report], list[Quote], list[Mention], list[EntityMember]]:
    """A report whose speaker is a bare role, and reports of the day that name its holders."""
    role = "وزير الري الكرماني"
    reports = [make_report(f"قال {role} إن السد الشرقي امتلأ.", "bare")]
    quotes = [make_quote(reports[0], "إن السد الشرقي امتلأ", role, "قال")]
    mentions, members = [], []
    for at, name in enumerate(holders):
        reports.append(make_report(f"قال {role} {name} إن السد الشرقي امتلأ.", f"named{at}"))
        start = reports[-1].text.index(name)
        mentions.append(Mention(f"m{at}", reports[-1].id, start, start + len(name), "PER", 1.0, ""))
        members.append(EntityMember(f"m{at}", f"entity-{name}"))
    return reports, quotes, mentions, members


def test_a_bare_role_is_who_the_reports_of_the_day_name_with_it() -> None:
    speaker = prepare(*_role_case("سالم العبيدي", "سالم العبيدي"), load_lang("ar"))[0].speaker
    assert (speaker.entity_id, speaker.role, speaker.candidates) == ("entity-سالم العبيدي", True, ())


def test_a_role_of_two_holders_stays_unknown_with_its_candidates() -> None:
    speaker = prepare(*_role_case("سالم العبيدي", "وديع شاهين"), load_lang("ar"))[0].speaker
    assert speaker.entity_id is None
    assert set(speaker.candidates) == {"entity-سالم العبيدي", "entity-وديع شاهين"}


def _rest(quote: Quote) -> list[Any]:
    names = ("type", "form", "level", "cue_start", "cue_stop", "speaker_start", "speaker_stop", "speaker_name",
             "channel_start", "channel_stop", "quoted", "score", "why")  # fmt: skip
    return [getattr(quote, name) for name in names]


@given(st.lists(st.text(alphabet="ابتلوينرم 0123456789«»\n\u200f.", min_size=1, max_size=60), min_size=1, max_size=5))
def test_odd_text_breaks_nothing(texts: list[str]) -> None:
    reports = [make_report(text, str(number)) for number, text in enumerate(texts)]
    quotes = [make_quote(report, report.text) for report in reports]
    rows = run(reports, quotes)
    assert sorted(statements_of(rows)) == sorted(quote.id for quote in quotes)
    assert len({row.id for row in rows if isinstance(row, SameStatement)}) == len(
        [row for row in rows if isinstance(row, SameStatement)]
    )


def test_days_apart_without_stories_are_no_candidates() -> None:
    case = next(case for case in CASES if case["same"])
    left = make_report(case["left"]["text"], "left", "2031-05-02")
    right = make_report(case["right"]["text"], "right", "2031-07-02")
    quotes = [make_quote(left, case["left"]["content"]), make_quote(right, case["right"]["content"])]
    assert len(set(statements_of(run([left, right], quotes)).values())) == 2
