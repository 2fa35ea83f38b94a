"""Changes read among the other changes of their passage."""

from __future__ import annotations

import pytest

from musnad.lang import load_lang
from musnad.link.changes import find_changes
from musnad.records import Change, Mention, Report, Reuse

LANG = load_lang("ar")


def report(text: str, name: str) -> Report:
    return Report(name, name, None, None, None, text, None, "", "ar", None, "sha")


def classes(left: str, right: str, *names: str) -> list[tuple[str, str, str]]:
    """Return the words on both sides and the class of each change that is no spelling; ``names`` are persons."""
    row = Reuse("reuse", "a", "b", 0, len(left), 0, len(right), "passage", 1.0, "")
    mentions = [
        Mention(f"{side}{name}", side, text.index(name), text.index(name) + len(name), "PER", 1.0, "")
        for side, text in (("a", left), ("b", right))
        for name in names
        if name in text
    ]
    found: list[Change] = list(
        find_changes([report(left, "a"), report(right, "b")], [row], mentions, [], [], [], lang=LANG)
    )
    return [
        (left[each.left_start : each.left_stop], right[each.right_start : each.right_stop], each.cls)
        for each in found
        if each.severity
    ]


def test_a_verb_before_its_subject_here_and_behind_it_there_is_moved() -> None:
    assert classes(
        "ورمم الفريق سور القلعة القديمة وستفتح البلدية أبوابها للزوار",
        "ورمم الفريق سور القلعة القديمة وأن البلدية ستفتح أبوابها للزوار",
    ) == [("وستفتح", "وأن", "wording"), ("", "ستفتح", "wording")]


def test_words_that_stand_nowhere_else_are_added() -> None:
    found = classes("وستفتح البلدية أبوابها للزوار", "وستفتح البلدية أبوابها الجنوبية للزوار")
    assert found == [("", "الجنوبية", "addition")]


@pytest.mark.parametrize(
    ("left", "right", "cls"),
    [
        ("وأضاف أن المرفأ سيغلق غدا", "وأضاف المهندس الوادي أن المرفأ سيغلق غدا", "attribution"),
        ("وأعرب عن أمله في الصلح", "وأعرب رئيس النقابة عن أمله في الصلح", "attribution"),
        ("وأضاف أن المرفأ سيغلق", "وأضاف الوادي بأن المرفأ سيغلق", "attribution"),
        ("وأكد أن المرفأ سيغلق", "وأكد بلهجة هادئة أن المرفأ سيغلق", "addition"),
        ("ودعا إلى الهدوء", "ودعا الصيادين إلى الهدوء", "addition"),
    ],
    ids=["a speaker", "before a preposition", "another that", "no speaker", "whom a call addresses"],
)
def test_who_speaks_stands_between_the_verb_and_what_is_said(left: str, right: str, cls: str) -> None:
    assert [each[2] for each in classes(left, right)] == [cls]


def test_a_name_beside_its_office_is_a_variant() -> None:
    left, right = "وصل وزير المصايد إلى المرفأ", "وصل وزير المصايد سالم الوادي إلى المرفأ"
    assert classes(left, right, "سالم الوادي") == []


def test_another_person_in_a_row_is_added() -> None:
    left, right = "وصل وزير المصايد إلى المرفأ", "وصل وزير المصايد وسالم الوادي إلى المرفأ"
    assert classes(left, right, "سالم الوادي") == [("", "وسالم الوادي", "addition")]


def test_a_verb_of_saying_that_stands_a_few_words_on_is_no_change_of_attribution() -> None:
    left = "وكان مدير المرفأ الجديد قال إن الرافعة تعطلت"
    right = "وقال مدير المرفأ الجديد إن الرافعة تعطلت"
    assert {each[2] for each in classes(left, right)} == {"wording"}


def test_who_died_is_told_once_or_twice() -> None:
    left = "نال الشهيد وساما من البلدية وهو يدافع عن بلدته"
    right = "نال الشهيد وساما من البلدية إذ استشهد وهو يدافع عن بلدته"
    assert classes(left, right) == [("", "إذ استشهد", "addition")]
    assert [each[2] for each in classes(left.replace("الشهيد", "الجندي"), right.replace("الشهيد", "الجندي"))] == [
        "label"
    ]


@pytest.mark.parametrize(
    ("left", "right", "cls"),
    [
        ("عاد المدرب إلى فريق الوادي بعد عامين", "عاد المدرب إلى الوادي بعد عامين", "name-variant"),
        ("عاد المدرب إلى مدينة الوادي بعد عامين", "عاد المدرب إلى الوادي بعد عامين", "wording"),
        ("عاد المدرب إلى ملعب الوادي بعد عامين", "عاد المدرب إلى الوادي بعد عامين", "deletion"),
    ],
    ids=["a body", "a place", "another thing"],
)
def test_what_bears_a_name_says_nothing_new_before_it(left: str, right: str, cls: str) -> None:
    row = Reuse("reuse", "a", "b", 0, len(left), 0, len(right), "passage", 1.0, "")
    names = [
        Mention(side, side, text.index("الوادي"), text.index("الوادي") + 6, "ORG", 1.0, "")
        for side, text in (("a", left), ("b", right))
    ]
    (change,) = find_changes([report(left, "a"), report(right, "b")], [row], names, [], [], [], lang=LANG)
    assert change.cls == cls


def test_a_letter_printed_apart_from_its_number_is_spacing() -> None:
    left, right = "سلم المصنع 7 شاحنات جديدة لـ 45 سائقا", "سلم المصنع 7 شاحنات جديدة لـ45 سائقا"
    assert classes(left, right) == []


def test_words_that_open_speech_are_an_attribution() -> None:
    left, right = "سيغلق المرفأ غدا. وختم الوادي مقاله: هكذا يفتح من جديد", "سيغلق المرفأ غدا. هكذا يفتح من جديد"
    assert classes(left, right) == [("وختم الوادي مقاله", "", "attribution")]


def test_a_label_that_stands_near_by_among_the_changes_is_moved() -> None:
    left = "قال المدير إن المتشددين لم يفروا من المرفأ أمس"
    right = "قال المدير لم يفر المتشددون من المرفأ أمس"
    assert "label" not in {each[2] for each in classes(left, right)}


def test_a_deputy_makes_another_office_but_before_a_name_it_is_a_title() -> None:
    assert classes("وصل نائب وزير المصايد مساء", "وصل وزير المصايد مساء") == [("نائب", "", "deletion")]
    assert classes("وصل النائب سالم مساء", "وصل سالم مساء") == [("النائب", "", "honorific")]


def test_the_number_of_an_item_is_wording() -> None:
    left, right = "غيرت البلدية الخطة.\n2- سالم الوادي مديرا", "غيرت البلدية الخطة.\nسالم الوادي مديرا"
    assert classes(left, right) == [("2", "", "wording")]


def test_a_participle_of_saying_before_speech_is_an_attribution() -> None:
    left, right = "زار المرفأ متسائلا «من يدفع ثمن الرافعة الجديدة»", "زار المرفأ «من يدفع ثمن الرافعة الجديدة»"
    assert classes(left, right) == [("متسائلا", "", "attribution")]


def test_a_name_is_read_with_its_office_over_several_words_but_not_over_a_sentence() -> None:
    left = "وصل رئيس الهيئة الوطنية العليا للمصايد القديمة إلى المرفأ"
    right = "وصل رئيس الهيئة الوطنية العليا للمصايد القديمة سالم الوادي إلى المرفأ"
    assert classes(left, right, "سالم الوادي") == []
    ended = [text.replace("الوطنية", "أمس. وفي") for text in (left, right)]
    assert classes(*ended, "سالم الوادي") == [("", "سالم الوادي", "addition")]


def test_a_word_taken_up_with_a_pronoun_is_moved() -> None:
    left, right = "واصل رعاية الصيادين ودعم المرفأ", "واصل دعم المرفأ ورعايته الصيادين"
    assert {each[2] for each in classes(left, right)} == {"wording"}


def test_a_unit_printed_on_its_number_is_spelling() -> None:
    assert classes("شق طريقا بعرض 30متر أمام المرفأ", "شق طريقا بعرض 30 مترا أمام المرفأ") == []


def test_to_whom_something_was_said_is_an_attribution() -> None:
    left, right = "قال سكان لمجلة الوادي إن المرفأ سيغلق", "قال سكان إن المرفأ سيغلق"
    row = Reuse("reuse", "a", "b", 0, len(left), 0, len(right), "passage", 1.0, "")
    name = Mention("m", "a", left.index("مجلة"), left.index("الوادي") + len("الوادي"), "ORG", 1.0, "")
    (change,) = find_changes([report(left, "a"), report(right, "b")], [row], [name], [], [], [], lang=LANG)
    assert change.cls == "attribution"
