"""Differences inside shared passages: where they are, and what kind of change each is."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musnad.alignment import SEVERITY, Facts, align_words, classify_change, differences, equal_blocks
from musnad.lang import load_lang
from musnad.link.changes import find_changes
from musnad.records import Change, Date, Figure, Mention, Quote, Report, Reuse, make_id

CASES = tomllib.loads((Path(__file__).parent / "cases" / "changes.toml").read_text("utf-8"))["case"]
LANG = load_lang("ar")


@pytest.mark.parametrize("case", CASES, ids=[case["rule"] for case in CASES])
def test_class_of_a_change(case: dict[str, Any]) -> None:
    named = case.get("names", False)
    cls, severity, why = classify_change(
        case["left"],
        case["right"],
        lang=LANG,
        left_facts=Facts(named, case["left"] if named else ""),
        right_facts=Facts(named, case["right"] if named else ""),
        in_quote=case.get("quote", False),
    )
    assert cls == case["class"], why
    assert severity == case.get("severity", severity)


def test_spelling_never_ranks_with_a_label_or_a_number() -> None:
    spelling = max(SEVERITY[each] for each in ("orthography", "marks", "typo", "name-variant")) + 1
    assert spelling < min(SEVERITY["label"], SEVERITY["number"])


def test_two_words_used_elsewhere_are_no_slip() -> None:
    assert classify_change("مقاتل", "مقابل", lang=None, known=lambda word: True)[0] == "wording"
    assert classify_change("مقاتل", "مقابل", lang=None, known=lambda word: False)[0] == "typo"


words = st.lists(st.sampled_from("abcde"), max_size=25)


@given(words, words)
def test_alignment_covers_both_sides_in_order(left: list[str], right: list[str]) -> None:
    at_left = at_right = 0
    for op in align_words(left, right):
        assert (op.left_start, op.right_start) == (at_left, at_right)
        at_left, at_right = op.left_stop, op.right_stop
        if op.equal:
            assert left[op.left_start : op.left_stop] == right[op.right_start : op.right_stop]
    assert (at_left, at_right) == (len(left), len(right))


@given(words, words)
def test_differences_leave_equal_words_between_them(left: list[str], right: list[str]) -> None:
    at_left = at_right = 0
    for l0, l1, r0, r1 in [
        *differences(left, right, left, right, lambda *_: False),
        (len(left), len(left), len(right), len(right)),
    ]:
        assert left[at_left:l0] == right[at_right:r0]
        at_left, at_right = l1, r1


def test_long_texts_are_aligned_round_words_that_stand_once() -> None:
    left = [f"w{number}" for number in range(3000)]
    right = [*left[:1000], "new", *left[1500:]]
    assert sum(size for _, _, size in equal_blocks(left, ["x", *right, "y"])) == 2500


def report(text: str, name: str) -> Report:
    return Report(name, name, None, None, None, text, None, "", "ar", None, "sha")


def changes(
    left: str,
    right: str,
    *,
    mentions: list[Mention] | None = None,
    dates: list[Date] | None = None,
    figures: list[Figure] | None = None,
    quotes: list[Quote] | None = None,
) -> list[Change]:
    reports = [report(left, "a"), report(right, "b")]
    row = Reuse("reuse", "a", "b", 0, len(left), 0, len(right), "passage", 1.0, "")
    rows = (mentions or [], dates or [], figures or [], quotes or [])
    return list(find_changes(reports, [row], *rows, lang=LANG))


def printed(left: str, right: str, change: Change) -> tuple[str, str]:
    return left[change.left_start : change.left_stop], right[change.right_start : change.right_stop]


def test_equal_texts_have_no_changes() -> None:
    assert changes("أغلقت البلدية الجسر", "أغلقت البلدية الجسر") == []


def test_an_addition_has_an_empty_place_where_the_words_would_stand() -> None:
    left, right = "أغلقت البلدية الجسر", "أغلقت البلدية أمام الشاحنات الثقيلة الجسر"
    (change,) = changes(left, right)
    assert printed(left, right, change) == ("", "أمام الشاحنات الثقيلة")
    assert left[change.left_start :] == "الجسر"
    assert change.cls == "addition"


def test_neighbouring_changed_words_are_one_change_but_a_respelled_word_is_its_own() -> None:
    left = "عاد الوفد الأميركي مسرعا إلى بلدته"
    right = "عاد الوفد الأمريكي في الصباح إلى بلدته"
    assert [printed(left, right, each) for each in changes(left, right)] == [
        ("الأميركي", "الأمريكي"),
        ("مسرعا", "في الصباح"),
    ]


def test_an_abbreviation_printed_two_ways_is_one_change() -> None:
    left, right = "قال لإذاعة أر جي أل أمس", "قال لإذاعة ار.جي.ال أمس"
    (change,) = changes(left, right)
    assert printed(left, right, change) == ("أر جي أل", "ار.جي.ال")
    assert change.cls == "orthography"


def test_commas_and_brackets_are_no_changes() -> None:
    assert changes("عاد الوفد، مساء (الأحد) إلى بلدته.", "عاد الوفد مساء الأحد إلى بلدته") == []


def test_marks_round_speech_are_a_quotation_boundary_and_round_a_name_marks() -> None:
    said = "لن نغلق الجسر قبل الصيف المقبل"
    (speech,) = changes(f"قال العمدة: «{said}» في اللقاء", f"قال العمدة: {said} في اللقاء")
    (name,) = changes("زار «البيدر» القرية", "زار البيدر القرية")
    assert (speech.cls, name.cls) == ("quote-boundary", "marks")
    assert speech.severity > name.severity
    assert speech.why == "rule=quote-boundary marks=dropped"


def test_a_closing_mark_that_moves_is_a_quotation_boundary() -> None:
    left = "قال: «لن نغلق الجسر قبل الصيف» المقبل"
    right = "قال: «لن نغلق الجسر قبل الصيف المقبل»"
    (change,) = changes(left, right)
    assert (change.cls, change.why) == ("quote-boundary", "rule=quote-boundary marks=moved")


def test_other_glyphs_for_the_same_marks_are_no_change() -> None:
    assert changes("زار «البيدر» القرية", "زار “البيدر” القرية") == []


def test_a_change_between_marks_is_in_the_quotation() -> None:
    left, right = "قال: «هاجم متشددون الحاجز ليلا ثم فروا»", "قال: «هاجم إرهابيون الحاجز ليلا ثم فروا»"
    (change,) = changes(left, right)
    assert (change.cls, change.severity, change.in_quote) == ("label", 5, 1)


def test_a_direct_quote_without_marks_counts_as_quotation() -> None:
    left, right = "قال هاجم متشددون الحاجز", "قال هاجم إرهابيون الحاجز"
    quote = Quote("q", "a", 4, 23, "direct", "verbatim_unmarked", 0, 0, 3, *([None] * 5), "", 1.0, "")
    assert [each.in_quote for each in changes(left, right, quotes=[quote])] == [1]


def test_a_longer_name_of_the_same_person_is_a_name_variant() -> None:
    left, right = "التقى سالم برهان الوفد", "التقى برهان الوفد"
    mentions = [Mention("m", "a", 6, 16, "PER", 1.0, ""), Mention("n", "b", 6, 11, "PER", 1.0, "")]
    assert [each.cls for each in changes(left, right, mentions=mentions)] == ["name-variant"]


def test_a_date_row_makes_a_time_re_anchored() -> None:
    left, right = "وصل الوفد في 3 مارس إلى البلدة", "وصل الوفد قبل يومين إلى البلدة"
    dates = [Date("d", "a", 13, 19, "DATE", "2020-03-03", 0, 1.0, "")]
    assert [each.cls for each in changes(left, right, dates=dates)] == ["time-reanchor"]


def test_changes_read_back_and_do_not_depend_on_the_order_of_rows() -> None:
    left, right = "قال 12 شاهدا إن «الجسر القديم» سقط", "قال 21 شاهدا إن الجسر القديم انهار"
    found = changes(left, right)
    assert [each.cls for each in found] == ["number", "marks", "wording"]
    assert len({each.id for each in found}) == len(found)
    assert found == changes(left, right)


def test_a_label_of_several_words_is_read_with_the_words_round_the_change() -> None:
    left, right = "قصفت الطائرات تنظيم داعش قرب الحدود", "قصفت الطائرات تنظيم الدولة قرب الحدود"
    assert [each.cls for each in changes(left, right)] == ["label"]


def test_of_a_name_kept_apart_the_word_that_keeps_it_apart_is_a_label() -> None:
    left, right = "قصفت تنظيم الدولة الإسلامية قرب الحدود", "قصفت الدولة الإسلامية قرب الحدود"
    assert [each.cls for each in changes(left, right)] == ["label"]


def test_a_hedge_before_a_body_is_a_label() -> None:
    assert [each.cls for each in changes("أعلن مجلس القبائل موعدا", "أعلن ما يسمى مجلس القبائل موعدا")] == ["label"]


def days(one: str, other: str, left: str, right: str) -> list[Change]:
    text, again = f"وصل الوفد {one} إلى البلدة", f"وصل الوفد {other} إلى البلدة"
    dates = [
        Date("d", "a", 10, 10 + len(one), "DATE", left, 0, 1.0, ""),
        Date("e", "b", 10, 10 + len(other), "DATE", right, 0, 1.0, ""),
    ]
    return changes(text, again, dates=dates)


def test_today_and_the_next_papers_yesterday_are_one_day() -> None:
    (change,) = days("اليوم", "أمس", "2024-03-21", "2024-03-21")
    assert (change.cls, change.severity) == ("time-reanchor", SEVERITY["time-reanchor"])
    assert change.why.endswith("day=same")


def test_another_weekday_resolved_otherwise_is_a_fact_changed() -> None:
    (change,) = days("الاثنين", "الثلاثاء", "2024-03-18", "2024-03-19")
    assert (change.cls, change.severity) == ("time-reanchor", 4)
    assert change.why.endswith("day=other")


def test_a_day_counted_from_the_report_may_be_a_day_off() -> None:
    (change,) = days("اليوم", "أمس", "2024-03-21", "2024-03-20")
    assert change.severity == SEVERITY["time-reanchor"]


def test_a_word_that_only_opens_a_date_is_wording() -> None:
    dates = [Date("d", "a", 10, 24, "DATE", "2024-03-24", 0, 1.0, "")]
    (change,) = changes("وصل الوفد بعد ثلاثة أيام هنا", "وصل الوفد إثر ثلاثة أيام هنا", dates=dates)
    assert change.cls == "wording"


def test_the_number_in_a_length_of_time_is_a_number() -> None:
    left, right = "غاب الوفد خمسة أيام كاملة", "غاب الوفد تسعة أيام كاملة"
    dates = [
        Date("d", "a", 10, 20, "DURATION", "P5D", 0, 1.0, ""),
        Date("e", "b", 10, 20, "DURATION", "P9D", 0, 1.0, ""),
    ]
    assert [each.cls for each in changes(left, right, dates=dates)] == ["number"]


def test_a_months_second_name_is_wording() -> None:
    dates = [Date("d", "b", 13, 29, "DATE", "2024-08-05", 0, 1.0, "")]
    (change,) = changes("وصل الوفد في 5 آب إلى البلدة", "وصل الوفد في 5 آب (أغسطس) إلى البلدة", dates=dates)
    assert change.cls == "wording"


def test_the_mark_of_a_year_is_no_title() -> None:
    assert [each.cls for each in changes("افتتح عام 2015 م رسميا", "افتتح عام 2015 رسميا")] != ["honorific"]


def test_an_editors_gloss_absorbed_into_a_quotation_is_a_quotation_boundary() -> None:
    left = "قال: «وصل هؤلاء (العمال) إلى الجسر قبل الفجر بقليل»"
    right = "قال: «وصل هؤلاء العمال إلى الجسر قبل الفجر بقليل»"
    (change,) = changes(left, right)
    assert (change.cls, change.in_quote) == ("quote-boundary", 1)
    assert printed(left, right, change) == ("(العمال)", "العمال")


def test_fragments_joined_are_a_quotation_boundary() -> None:
    left = "قال إن «العمال وصلوا إلى الجسر» و«بدأوا العمل قبل الفجر بقليل»"
    right = "قال إن «العمال وصلوا إلى الجسر وبدأوا العمل قبل الفجر بقليل»"
    assert {each.cls for each in changes(left, right)} >= {"quote-boundary"}


def test_straight_marks_are_paired_by_what_stands_round_them() -> None:
    said = 'قال العمدة "لن نغلق الجسر قبل الصيف" وأضاف "لن نرفع الرسوم هذا العام أبدا"'
    assert changes(f"{said} ثم انصرف", f"بدأ اللقاء 12 عضوا. {said} ثم انصرف")[1:] == []


def test_marks_on_a_word_with_a_tatweel_before_it_are_marks() -> None:
    (change,) = changes('رحب المجلس بـ"الرؤية" الجديدة', "رحب المجلس بـالرؤية الجديدة")
    assert change.cls == "marks"


def test_marks_round_a_mention_are_no_speech() -> None:
    left, right = 'ذكرت "شركة البيدر الوطنية للنقل والشحن" ذلك', "ذكرت شركة البيدر الوطنية للنقل والشحن ذلك"
    mention = Mention("m", "a", 6, 38, "ORG", 1.0, "")
    assert [each.cls for each in changes(left, right, mentions=[mention])] == ["marks"]


def test_an_addition_beside_a_repeated_word_is_one_change() -> None:
    left, right = "عاد الوفد من الجسر", "عاد الوفد بحضور عدد من الخبراء من الجسر"
    (change,) = changes(left, right)
    assert printed(left, right, change) in (("", "بحضور عدد من الخبراء"), ("", "من الخبراء"))


def test_speech_whose_marks_are_gone_counts_as_quoted() -> None:
    said = "لن نغلق الجسر قبل الصيف المقبل"
    (change,) = changes(f"قال العمدة: «{said}» في اللقاء", f"قال العمدة: {said} في اللقاء")
    assert (change.in_quote, change.severity) == (1, SEVERITY["quote-boundary"] + 1)


def test_words_that_make_one_expression_of_time_with_the_next_are_time() -> None:
    assert [each.cls for each in changes("عاد الوفد أمس إلى البلدة", "عاد الوفد أول من أمس إلى البلدة")] == [
        "time-reanchor"
    ]


def test_a_list_that_holds_a_label_as_part_of_a_phrase_is_an_addition() -> None:
    left, right = "أضرب العمال في سجون المدينة", "أضرب العمال في سجون ومعتقلات المدينة"
    assert [each.cls for each in changes(left, right)] == ["addition"]


def test_words_that_stand_elsewhere_in_the_passage_are_moved() -> None:
    left = "وصل سالم البحري إلى الجسر القديم صباحا ثم عاد الوفد إلى البلدة"
    right = "وصل إلى الجسر القديم صباحا ثم عاد سالم البحري الوفد إلى البلدة"
    found = changes(left, right)
    assert [each.cls for each in found] == ["wording", "wording"]
    assert all("moved" in each.why for each in found)


def test_the_words_for_a_percent_sign_are_orthography() -> None:
    left, right = "ارتفع السعر 3 في المائة هذا الصيف", "ارتفع السعر 3% هذا الصيف"
    assert [each.cls for each in changes(left, right)] == ["orthography"]


def test_the_second_word_of_an_expression_of_time_is_time() -> None:
    assert [each.cls for each in changes("عاد الوفد أمس إلى البلدة", "عاد الوفد أمس الأول إلى البلدة")] == [
        "time-reanchor"
    ]


def test_a_year_for_another_year_is_a_number() -> None:
    facts = Facts(dated=True, date_value="1961"), Facts(dated=True, date_value="1967")
    assert classify_change("1961", "1967", lang=LANG, left_facts=facts[0], right_facts=facts[1])[0] == "number"


def test_the_word_for_percent_and_the_sign_are_one_also_behind_a_changed_number_word() -> None:
    sign = Facts(percent=True)
    assert classify_change("ثلاثة في المائة", "3", lang=LANG, right_facts=sign)[:2] == ("orthography", 0)
    assert classify_change("أربعة في المائة", "3", lang=LANG, right_facts=sign)[0] == "number"


def test_a_sentence_dropped_before_a_replaced_word_is_a_change_of_its_own() -> None:
    left = "غرق القارب قرب الميناء وعاد طاقمه سالما إلى البلدة. وأوضح العمدة أن البحث جار"
    right = "غرق القارب قرب الميناء. وقال العمدة أن البحث جار"
    assert [(printed(left, right, each), each.cls) for each in changes(left, right)] == [
        (("وعاد طاقمه سالما إلى البلدة", ""), "deletion"),
        (("وأوضح", "وقال"), "attribution"),
    ]


def test_a_day_beside_other_changed_words_is_a_change_of_its_own() -> None:
    left, right = "وصل الوفد إلى المرفأ مساء أمس محملا بالهدايا", "وصل الوفد إلى المرفأ اليوم وهو يحمل بالهدايا"
    dates = [
        Date("d", "a", 21, 29, "DATE", "2020-03-03", 0, 1.0, ""),
        Date("e", "b", 21, 26, "DATE", "2020-03-03", 0, 1.0, ""),
    ]
    assert [(printed(left, right, each), each.cls) for each in changes(left, right, dates=dates)] == [
        (("مساء أمس", "اليوم"), "time-reanchor"),
        (("محملا", "وهو يحمل"), "wording"),
    ]


def test_a_word_behind_another_preposition_parts_two_changes() -> None:
    left, right = "سلم البحار أوراقه للمرفأ في هدوء ورحل", "سلم البحار أوراقه إلى المرفأ حين وصل ورحل"
    assert [printed(left, right, each) for each in changes(left, right)] == [
        ("للمرفأ", "إلى المرفأ"),
        ("في هدوء", "حين وصل"),
    ]


def test_a_common_word_is_a_label_where_its_condition_stands_by() -> None:
    government, court = Facts(before=("ناشدت", "الحكومه")), Facts(before=("رفعت", "المحكمه"))
    assert classify_change("الشرعية", "", lang=LANG, left_facts=government, right_facts=government)[0] == "label"
    assert classify_change("الشرعية", "", lang=LANG, left_facts=court, right_facts=court)[0] == "deletion"


def test_a_name_moved_with_a_title_more_is_moved() -> None:
    left = "وقال سامر الطحان رئيس البلدية إن الجسر مغلق"
    right = "وقال رئيس البلدية المهندس سامر الطحان إن الجسر مغلق"
    assert [each.cls for each in changes(left, right)] == ["wording", "wording"]


def test_a_sentence_told_in_other_words_is_not_compared_word_by_word() -> None:
    texts = "هدم العمال السور القديم", "رفع البناؤون جدارا آخر"
    for score, found in ((0.3, False), (0.6, True)):
        row = Reuse("reuse", "a", "b", 0, len(texts[0]), 0, len(texts[1]), "passage", score, "words=4/4 reworded")
        reports = [report(texts[0], "a"), report(texts[1], "b")]
        assert bool(list(find_changes(reports, [row], [], [], [], [], lang=LANG))) is found


def test_a_father_named_behind_a_name_makes_it_longer() -> None:
    named, other = Facts(before=("وصل", "الامير", "محمد")), Facts(before=("قرب", "ضفه"))
    assert classify_change("", "بن سالم", lang=LANG, left_facts=named, right_facts=named)[0] == "name-variant"
    assert classify_change("", "بن سالم", lang=LANG, left_facts=other, right_facts=other)[0] == "addition"


def test_a_word_dropped_inside_a_name_makes_it_shorter() -> None:
    left, right = "زار اتحاد المرج الزراعي القرية", "زار اتحاد المرج القرية"
    mentions = [Mention("m", "a", 4, 23, "ORG", 1.0, ""), Mention("n", "b", 4, 15, "ORG", 1.0, "")]
    assert [each.cls for each in changes(left, right, mentions=mentions)] == ["name-variant"]
    assert [each.cls for each in changes(left, right)] == ["deletion"]


def test_changes_have_the_ids_of_their_rows_and_stand_in_the_order_of_the_passages() -> None:
    texts = {
        name: f"وصل الوفد {word} إلى الجسر القديم" for name, word in zip("abc", ("أمس", "مساء", "سرا"), strict=True)
    }
    reports = [report(text, name) for name, text in texts.items()]
    places = [(one, other, len(texts[one]), len(texts[other])) for one, other in (("b", "c"), ("a", "c"), ("a", "b"))]
    rows = [
        Reuse(f"r{one}{other}", one, other, 0, left, 0, right, "passage", 1.0, "") for one, other, left, right in places
    ]
    found = list(find_changes(reports, rows, [], [], [], [], lang=LANG))
    assert [each.reuse_id for each in found] == ["rab", "rac", "rbc"]
    for each in found:
        places_of = each.left_start, each.left_stop, each.right_start, each.right_stop
        assert each.id == make_id("change", each.reuse_id, *places_of, each.cls)


def test_a_day_here_and_other_words_there_are_two_changes() -> None:
    left, right = "وصلت اليوم الأحد سفن محملة بالقمح إلى المرفأ", "وصلت سبع سفن محملة بالقمح إلى المرفأ"
    found = changes(left, right, dates=[Date("d", "a", 5, 16, "DATE", "2020-01-01", 0, 1.0, "")])
    assert [(*printed(left, right, each), each.cls) for each in found] == [
        ("اليوم الأحد", "", "time-reanchor"),
        ("", "سبع", "addition"),
    ]


def test_a_word_that_stands_twice_ends_a_replaced_stretch() -> None:
    left, right = "تراجع السهم بالمئة في أسبوع", "تراجع السهم في المائة في أسبوع"
    assert [printed(left, right, each) for each in changes(left, right)] == [("بالمئة", "في المائة")]


def test_an_amount_in_another_currency_is_added() -> None:
    left, right = "بلغت الكلفة نحو ثمانية مليارات ريال", "بلغت الكلفة نحو 2.1 مليار دولار ثمانية مليارات ريال"
    figures = [
        Figure("f", "a", 17, 30, 8e9, 8e9, "exact", 31, 35, None, 1.0, ""),
        Figure("g", "b", 17, 26, 2.1e9, 2.1e9, "exact", 27, 32, None, 1.0, ""),
    ]
    assert [each.cls for each in changes(left, right, figures=figures)] == ["addition"]


@pytest.mark.parametrize(
    ("more", "wanted"), [("طنا", "addition"), ("حتى", "wording"), ("وسبعين", "number"), ("على الأقل", "number")]
)
def test_only_a_number_or_how_exact_it_is_makes_another_figure(more: str, wanted: str) -> None:
    left, right = "تحمل السفينة بين 150 و200 طن من القمح", f"تحمل السفينة بين 150 {more} و200 طن من القمح"
    end = len(right) - len(" من القمح")
    figures = [
        Figure("f", "a", 17, 20, 150, 150, "exact", 17, 20, None, 1.0, ""),
        Figure("g", "b", 17, end, 150, 200, "range", end - 2, end, None, 1.0, ""),
        Figure("h", "a", 20, 25, 200, 200, "exact", 26, 28, None, 1.0, ""),
    ]
    assert [each.cls for each in changes(left, right, figures=figures)] == [wanted]


def test_a_months_second_name_in_brackets_is_no_gloss() -> None:
    left, right = "وقال: «ينتهي العمل في يوليو (تموز) من هذا العام»", "وقال: «ينتهي العمل في يوليو تموز من هذا العام»"
    dates = [Date("d", "a", 22, 34, "DATE", "2020-07", 0, 1.0, "")]
    assert changes(left, right, dates=dates) == []


@pytest.mark.parametrize(
    ("left", "right", "classes"),
    [
        ('افتتحت البلدية معرض "ألوان البحر والبر" أمس', "افتتحت البلدية معرض ألوان البحر والبر أمس", ["marks"]),
        ('زار الوزير "سفن الوادي" أمس', "زار الوزير سفن الوادي أمس", ["marks"]),
        ('قال إن الأمر "خطأ فادح جدا" حقا', "قال إن الأمر خطأ فادح جدا حقا", ["quote-boundary"]),
        ('قال" لن نغلق الجسر أبدا هذا العام ".', "قال «لن نغلق الجسر أبدا هذا العام».", []),
        ("قال «نغلق الجسر هذا العام فقط»", "قال «سوف نغلق الجسر هذا العام فقط»", ["wording"]),
    ],
    ids=["a title", "two words", "said", "sloppily printed", "a word added inside"],
)
def test_marks_round_titles_are_marks_and_only_what_moves_is_a_boundary(
    left: str, right: str, classes: list[str]
) -> None:
    said = (left.index("خطأ"), left.index("جدا") + 3) if "خطأ" in left else (0, 0)
    marked = f"{said[0]}-{said[1]}"
    quotes = [Quote("q", "a", *said, "direct", "verbatim_marked", 0, 0, 3, *([None] * 5), marked, 1.0, "")]
    assert [each.cls for each in changes(left, right, quotes=quotes)] == classes


def test_a_day_at_the_end_of_words_dropped_is_a_change_of_its_own() -> None:
    left, right = "زار الوزير المرفأ برفقة مدير المصايد مساء أمس وعاد", "زار الوزير المرفأ وعاد"
    start = left.index("مساء")
    dates = [Date("d", "a", start, start + len("مساء أمس"), "DATE", "2015-07-01TEV", False, 1.0, "")]
    found = changes(left, right, dates=dates)
    assert [(printed(left, right, each)[0], each.cls) for each in found] == [
        ("برفقة مدير المصايد", "deletion"),
        ("مساء أمس", "time-reanchor"),
    ]


def test_the_words_for_percent_are_one_with_the_sign_before_the_next_word() -> None:
    left, right = "ارتفع السعر 5% في العام الماضي", "ارتفع السعر 5 في المئة في العام الماضي"
    assert {each.cls for each in changes(left, right)} == {"orthography"}
