"""Conflicts: two things that can't both be right, only where the pages put them in one place."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from musnad.lang import load_lang
from musnad.link.conflicts import find_conflicts
from musnad.link.tolls import Toll, toll_of
from musnad.records import (
    Conflict,
    Date,
    EntityMember,
    Figure,
    Mention,
    Quote,
    Report,
    Reuse,
    SameStory,
    Sentence,
    StatementMember,
    StoryMember,
)


def report(number: int, text: str) -> Report:
    return Report(f"report-{number}", f"{number}.txt", None, None, None, text, None, "", "ar", None, "")


def name(on: Report, words: str, entity: str) -> tuple[Mention, EntityMember]:
    start = on.text.index(words)
    mention = Mention(f"mention-{on.id}-{start}", on.id, start, start + len(words), "PER", 1.0, "")
    return mention, EntityMember(mention.id, entity)


def figure(on: Report, words: str, low: float, approx: str = "exact") -> Figure:
    start = on.text.index(words)
    return Figure(
        f"figure-{on.id}-{start}", on.id, start, start + len(words), low, low, approx, None, None, None, 1, ""
    )


def date(on: Report, words: str, value: str) -> Date:
    start = on.text.index(words)
    return Date(f"date-{on.id}-{start}", on.id, start, start + len(words), "DATE", value, 0, 1.0, "")


def said(on: Report, words: str, speaker: str, cue: str = "قال") -> Quote:
    start, at = on.text.index(words), on.text.index(speaker)
    cue_at = on.text.rindex(cue, 0, at)
    return Quote(
        f"quote-{on.id}-{start}", on.id, start, start + len(words), "indirect", "clause", 1, cue_at, cue_at + len(cue),
        at, at + len(speaker), speaker, None, None, "", 1.0, "",
    )  # fmt: skip


def whole(left: Report, right: Report) -> Reuse:
    return Reuse("reuse-1", left.id, right.id, 0, len(left.text), 0, len(right.text), "passage", 1.0, "")


def conflicts(reports: list[Report], **rows: list[Any]) -> list[Conflict]:
    tables = (
        "figures",
        "dates",
        "mentions",
        "members",
        "sentences",
        "reuse",
        "stories",
        "events",
        "quotes",
        "statements",
        "alike",
    )
    stories = rows.pop("stories", [StoryMember(each.id, "story-1", None) for each in reports])
    sentences = [Sentence(f"s-{each.id}", each.id, "body", 0, len(each.text)) for each in reports]
    given = {"stories": stories, "sentences": sentences, **rows}
    return list(find_conflicts(reports, *(given.get(table, []) for table in tables), lang=load_lang("ar")))


def test_conflicts_of_figures_in_one_copied_sentence() -> None:
    left = report(0, "قال الدفاع المدني إن الحريق أتى على 40 دكانا في السوق القديم ليلا")
    right = report(1, "قال الدفاع المدني إن الحريق أتى على 60 دكانا في السوق القديم ليلا")
    rows = {"reuse": [whole(left, right)], "figures": [figure(left, "40", 40), figure(right, "60", 60)]}
    found = conflicts([left, right], **rows)
    assert [(row.kind, row.why) for row in found] == [("figure", "rule=passage left=40 right=60")]


def test_conflicts_not_between_a_figure_and_its_lower_bound() -> None:
    left = report(0, "قال الدفاع المدني إن الحريق أتى على 40 دكانا في السوق القديم ليلا")
    right = report(1, "قال الدفاع المدني إن الحريق أتى على 35 دكانا في السوق القديم ليلا")
    rows = {"reuse": [whole(left, right)], "figures": [figure(left, "40", 40), figure(right, "35", 35, "at-least")]}
    assert conflicts([left, right], **rows) == []


def test_conflicts_of_days_but_not_of_words_for_one_day() -> None:
    left = report(0, "وصل الوفد التجاري إلى النبعة الأحد الماضي للتوقيع على العقد الجديد")
    right = report(1, "وصل الوفد التجاري إلى النبعة الاثنين الماضي للتوقيع على العقد الجديد")
    one = date(left, "الأحد الماضي", "2026-03-01")
    for value, count in (("2026-03-02", 1), ("2026-03-01", 0)):
        rows = {"reuse": [whole(left, right)], "dates": [one, date(right, "الاثنين الماضي", value)]}
        assert len(conflicts([left, right], **rows)) == count


def test_conflicts_of_one_person_with_two_portfolios() -> None:
    left = report(0, "استقبل وزير الدفاع التونسي سالم العاني الوفد")
    right = report(1, "وقال وزير الخارجية التونسي سالم العاني إن اللقاء مثمر")
    named = [name(left, "سالم العاني", "p1"), name(right, "سالم العاني", "p1")]
    rows = {"mentions": [each[0] for each in named], "members": [each[1] for each in named]}
    assert [row.kind for row in conflicts([left, right], **rows)] == ["role"]


def test_conflicts_not_for_a_former_office_or_a_deputy() -> None:
    left = report(0, "استقبل وزير الدفاع التونسي السابق سالم العاني الوفد")
    right = report(1, "وقال نائب وزير الداخلية التونسي سالم العاني إن اللقاء مثمر")
    more = report(2, "وقال وزير الخارجية التونسي سالم العاني إن اللقاء مثمر")
    named = [name(each, "سالم العاني", "p1") for each in (left, right, more)]
    rows = {"mentions": [each[0] for each in named], "members": [each[1] for each in named]}
    assert conflicts([left, right, more], **rows) == []


def test_conflicts_of_an_unnamed_office_with_the_next_speaker() -> None:
    text = (
        "اجتمع وزيرا الدفاع التونسي سالم العاني والليبي كمال بدر في النبعة. "
        "وأكد وزير الخارجية التونسي أهمية الاجتماع. وقال العاني إن الاجتماع ناجح."
    )
    only = report(0, text)
    named = [name(only, "سالم العاني", "p1"), name(only, "كمال بدر", "p2")]
    start = text.rindex("العاني")
    last = Mention("mention-last", only.id, start, start + 6, "PER", 1.0, "")
    rows = {
        "mentions": [*(each[0] for each in named), last],
        "members": [*(each[1] for each in named), EntityMember(last.id, "p1")],
        "quotes": [
            said(only, "أهمية الاجتماع", "وزير الخارجية التونسي", "أكد"),
            Quote("quote-2", only.id, start + 10, len(text) - 1, "indirect", "clause", 1, start - 4, start - 1, start,
                  start + 6, "العاني", None, None, "", 1.0, ""),
        ],
    }  # fmt: skip
    found = conflicts([only], **rows)
    assert [(row.kind, row.why) for row in found] == [
        ("role", "rule=next-speaker country=تونس left=defence right=foreign")
    ]


def test_conflicts_of_two_names_for_one_office() -> None:
    left = report(0, "استقبل وزير الدفاع التونسي سالم العاني الوفد")
    right = report(1, "استقبل وزير الدفاع التونسي نبيل حداد الوفد")
    named = [name(left, "سالم العاني", "p1"), name(right, "نبيل حداد", "p2")]
    rows = {"mentions": [each[0] for each in named], "members": [each[1] for each in named]}
    assert [row.kind for row in conflicts([left, right], **rows)] == ["name"]


def test_conflicts_of_two_speakers_of_one_statement() -> None:
    left = report(0, "قال سالم العاني إن السد متين")
    right = report(1, "قال نبيل حداد إن السد متين")
    named = [name(left, "سالم العاني", "p1"), name(right, "نبيل حداد", "p2")]
    quotes = [said(left, "السد متين", "سالم العاني"), said(right, "السد متين", "نبيل حداد")]
    rows = {
        "mentions": [each[0] for each in named],
        "members": [each[1] for each in named],
        "quotes": quotes,
        "statements": [StatementMember(each.id, "statement-1") for each in quotes],
    }
    assert [row.kind for row in conflicts([left, right], **rows)] == ["attribution"]


def toll_rows(left_words: str, right_words: str) -> tuple[list[Report], dict[str, list[Any]]]:
    left, right = report(0, f"{left_words} في حريق سوق النبعة"), report(1, f"{right_words} في حريق سوق النبعة")
    one, other = figure(left, "ستة", 6), figure(right, "تسعة", 9)
    noun = right.text.find("جرحى")
    if noun >= 0:
        other = replace(other, noun_start=noun, noun_stop=noun + len("جرحى"))
    happened = [StoryMember(each.id, "story-1", "event-1") for each in (left, right)]
    return [left, right], {"figures": [one, other], "stories": happened}


@pytest.mark.parametrize(
    ("left", "right", "linked", "told"),
    [
        ("أصيب ستة آخرون", "المستشفى استقبل تسعة جرحى", True, ["rule=toll toll=wounded left=6 right=9"]),
        ("أصيب ستة آخرون", "المستشفى استقبل تسعة جرحى", False, []),
        ("أصيب ستة آخرون", "أعلن مقتل تسعة", True, []),
        ("أصيب ستة آخرون", "وصلت تسعة صهاريج", True, []),
    ],
)
def test_conflicts_of_tolls_told_in_different_words(left: str, right: str, linked: bool, told: list[str]) -> None:
    reports, rows = toll_rows(left, right)
    alike = [SameStory("same_story-1", reports[0].id, reports[1].id, 1.0, "")] if linked else []
    assert [row.why for row in conflicts(reports, alike=alike, **rows)] == told


def test_toll_of_a_number_behind_a_letter_that_ends_a_text() -> None:
    last, lang = report(0, "أصيب العمال وهم ب6"), load_lang("ar")
    assert lang
    assert toll_of(figure(last, "6", 6), last.text, lang) == Toll("wounded", "")
