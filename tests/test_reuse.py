"""Shared passages: what is one, where it begins and ends, and what is only a formula."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musnad.lang import load_lang
from musnad.link import reuse
from musnad.link.reuse import find_reuse
from musnad.records import Piece, Report, Reuse, make_id
from musnad.text import find_words

STORY = (
    "أعلنت بلدية زهران في بيان وزعته مساء الأحد أن فرق الطوارئ أغلقت الطريق الساحلي بعد انهيار جزء من الجسر القديم. "
    "وقال رئيس البلدية إن السكان نقلوا إلى مدرسة قريبة حتى انتهاء أعمال الفحص."
)
OTHER = "تراجع إنتاج الزيتون في قرى الوادي هذا الموسم بسبب الجفاف الذي ضرب المنطقة منذ مطلع الربيع."


def report(text: str, name: str, published: str | None = None) -> Report:
    return Report(f"report-{name}", name, None, name, None, text, published, "", "ar", None, "sha")


def pieces(*reports: Report, part: str = "body") -> list[Piece]:
    return [
        Piece(make_id("piece", each.id, part), each.id, part, 0, len(each.text), None, 0, 1.0, "") for each in reports
    ]


def shared(*texts: str) -> list[Reuse]:
    reports = [report(text, f"r{number}") for number, text in enumerate(texts)]
    return list(find_reuse(reports, pieces(*reports), lang=load_lang("ar")))


def words_of(text: str, start: int, stop: int) -> str:
    return text[start:stop]


def test_a_copy_is_one_passage_from_the_first_word_to_the_last() -> None:
    (row,) = shared(STORY, STORY)
    assert (row.left_start, row.right_start) == (0, 0)
    assert words_of(STORY, row.left_start, row.left_stop) == STORY.rstrip(".")
    assert (row.kind, row.score) == ("passage", 1.0)
    count = len(find_words(STORY))
    assert row.why == f"words={count}/{count} shared={count}"


def test_texts_of_their_own_share_nothing() -> None:
    assert shared(STORY, OTHER) == []


def test_an_edited_copy_is_one_passage() -> None:
    edited = STORY.replace("مساء الأحد ", "أمس ").replace("أغلقت", "اغلقت").replace("الساحلي ", "")
    (row,) = shared(STORY, edited)
    assert words_of(edited, row.right_start, row.right_stop) == edited.rstrip(".")
    assert 0.9 < row.score < 1


def test_a_passage_splits_where_the_order_differs() -> None:
    first, second = STORY.split(". ")
    rows = shared(f"{first}. {second}", f"{second} {first}.")
    assert len(rows) == 2
    assert all(left.right_start > right.right_start for left, right in pairwise(rows))


def test_a_passage_splits_where_more_than_twelve_unshared_words_lie_between() -> None:
    first, second = STORY.split(". ")
    assert len(shared(STORY, f"{first}. {OTHER} {second}")) == 2


def test_seven_shared_words_alone_are_no_passage() -> None:
    seven = " ".join(STORY.split()[8:15])
    assert shared(f"{OTHER} {seven}", f"{seven} وغير ذلك من الأشغال") == []


def test_a_short_sentence_beside_a_passage_is_copied_too() -> None:
    short = "ولم يخف التجار في السوق قلقهم."
    longer = "ولم يخف التجار في السوق من جهتهم قلقهم."
    first, second = STORY.split(". ")
    rows = shared(f"{first}. {short} {OTHER} {second}", f"{second} {first}. {longer}")
    assert any("قلقهم" in longer and row.right_stop - row.right_start < 50 for row in rows) or any(
        row.left_stop > len(first) + 5 for row in rows
    )


def test_a_sentence_of_a_copy_worded_anew_is_found_and_says_so() -> None:
    old = "وحذر خبراء المياه في الوادي من نقص الخزانات قبل نهاية الصيف الحالي"
    new = "خبراء المياه حذروا في الوادي أمس من نقص كبير في الخزانات قبل الصيف"
    rows = shared(f"{STORY} {old}.", f"{new}. {STORY}")
    (row,) = (row for row in rows if "reworded" in row.why)
    assert (row.kind, row.score < 0.7) == ("passage", True)
    assert new.startswith(words_of(f"{new}. {STORY}", row.right_start, row.right_stop)[:20])
    assert not any("reworded" in row.why for row in shared(f"{OTHER} {old}.", f"{new}. {STORY}"))


def test_furniture_is_never_compared() -> None:
    reports = [report(STORY, "a"), report(STORY, "b")]
    assert list(find_reuse(reports, pieces(*reports, part="furniture"), lang=None)) == []


def test_passages_are_found_in_any_language_without_a_pack() -> None:
    text = "the council closed the old bridge on sunday after part of its northern wall fell into the river"
    reports = [report(text, "a"), report(f"a mayor nobody had ever asked before told us yesterday: {text}", "b")]
    (row,) = find_reuse(reports, pieces(*reports), lang=None)
    assert words_of(reports[1].text, row.right_start, row.right_stop) == text


@pytest.mark.parametrize(
    "text",
    [
        "استقبل صاحب السمو الملكي الأمير سعد بن راشد بن ماجد آل راشد أمير منطقة الواحة",
        "بواسع رحمته وأسكنه فسيح جناته وألهم أهله وذويه الصبر والسلوان إنا لله وإنا إليه راجعون",
        "مدير الدفاع المدني بمنطقة الواحة العقيد سالم الراعي والمتحدث الرسمي باسم البلدية المهندس نادر الفلاح",
        "زهران 25 شوال 1436 هـ الموافق 10 أغسطس 2015 م واج",
        "وفتحت الجهات المختصة تحقيقا لمعرفة ملابسات الحادث ونقل المصابين إلى أقرب مستشفى لتلقي العلاج",
        "جميع الحقوق محفوظة ولا يسمح بإعادة نشر هذا المحتوى دون إذن مسبق من إدارة الموقع",
    ],
)
def test_titles_and_stock_phrases_are_formulae(text: str) -> None:
    rows = shared(f"{OTHER} {text}.", f"{text} وحضر اللقاء جمع من الأهالي.")
    assert {row.kind for row in rows} == {"formula"}


@pytest.mark.parametrize(
    "text",
    [
        "وقال وزير الزراعة سالم الراعي إن موسم الزيتون في الوادي سيتأخر أسبوعين بسبب قلة المطر",
        "عثر حرس الحدود على قارب صيد مهجور قرب الميناء القديم وعلى متنه شباك وصناديق فارغة",
    ],
)
def test_a_sentence_with_an_office_or_a_stock_word_in_it_is_no_formula(text: str) -> None:
    assert {row.kind for row in shared(f"{OTHER} {text}.", f"{text} وحضر اللقاء جمع من الأهالي.")} == {"passage"}


def test_the_earlier_report_is_left_and_order_of_reading_does_not_matter() -> None:
    early, late = report(STORY, "z", "2020-01-01"), report(STORY, "a", "2020-01-02")
    rows = [list(find_reuse(each, pieces(*each), lang=None)) for each in ([early, late], [late, early])]
    assert rows[0] == rows[1]
    assert rows[0][0].left_id == early.id


def test_a_text_that_repeats_itself_stays_small() -> None:
    loop = " ".join(["قال", "الناطق", "باسم"] * 60)
    assert len(shared(loop, loop)) <= 60


def slow_places(left: list[str], right: list[str]) -> tuple[set[int], set[int]]:
    """The words of both sides that lie in a run of eight shared words."""
    lefts: set[int] = set()
    rights: set[int] = set()
    for i in range(len(left) - 7):
        for j in range(len(right) - 7):
            if left[i : i + 8] == right[j : j + 8]:
                lefts |= set(range(i, i + 8))
                rights |= set(range(j, j + 8))
    return lefts, rights


@given(st.integers(0, 10**6), st.integers(3, 30))
def test_every_run_of_eight_shared_words_lies_in_a_passage(seed: int, vocabulary: int) -> None:
    chance = random.Random(seed)
    words = [f"w{number}" for number in range(vocabulary)]
    left = [chance.choice(words) for _ in range(chance.randrange(60))]
    right = [chance.choice(words) for _ in range(chance.randrange(60))]
    for _ in range(chance.randrange(4)):
        if left:
            start = chance.randrange(len(left))
            at = chance.randrange(len(right) + 1)
            right[at:at] = left[start : start + chance.randrange(5, 20)]
    rows = shared(" ".join(left), " ".join(right))
    one, other = find_words(" ".join(left)), find_words(" ".join(right))
    swapped = {row.left_id for row in rows} == {"report-r1"}
    covered_left: set[int] = set()
    covered_right: set[int] = set()
    for row in rows:
        assert not swapped
        assert one.starts.count(row.left_start) == 1
        assert other.stops.count(row.right_stop) == 1
        covered_left |= set(one.within(row.left_start, row.left_stop))
        covered_right |= set(other.within(row.right_start, row.right_stop))
    wanted_left, wanted_right = slow_places(left, right)
    assert wanted_left <= covered_left
    assert wanted_right <= covered_right
    assert len({row.id for row in rows}) == len(rows)


@given(st.integers(0, 10**6), st.integers(1, 5))
@settings(max_examples=20)
def test_pairs_looked_at_together_or_few_at_a_time_give_the_same_rows(seed: int, together: int) -> None:
    chance = random.Random(seed)
    sentences = [" ".join(f"w{chance.randrange(12)}" for _ in range(chance.randrange(4, 14))) + "." for _ in range(5)]
    reports = [
        report(" ".join(chance.choices(sentences, k=3)), f"r{at}", f"2020-01-0{1 + chance.randrange(5)}")
        for at in range(6)
    ]
    whole = list(find_reuse(reports, pieces(*reports), lang=load_lang("ar")))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reuse, "_PAIRS_AT_A_TIME", together)
        assert list(find_reuse(reports, pieces(*reports), lang=load_lang("ar"))) == whole


def test_a_copy_at_the_very_start_and_at_the_very_end_is_found_whole() -> None:
    words = STORY.rstrip(".")
    for one, other in (
        (f"{words} {OTHER}", f"{words}، {OTHER[::-1]}"),
        (f"{OTHER} {words}", f"ثم {OTHER[::-1]} {words}"),
    ):
        row = max(shared(one, other), key=lambda row: row.left_stop - row.left_start)
        assert words in words_of(one, row.left_start, row.left_stop)
        assert words in words_of(other, row.right_start, row.right_stop)


def test_tatweel_marks_and_invisible_characters_are_no_change() -> None:
    noisy = STORY.replace("بلدية", "بلـــديـة").replace("بيان", "بَيَانٍ").replace(" أن ", " \u200fأن\u200f ")
    (row,) = shared(STORY, noisy)
    assert row.score == 1.0
    assert words_of(noisy, row.right_start, row.right_stop) == noisy.rstrip(".")


def test_a_report_that_repeats_itself_is_found_at_each_place() -> None:
    sentence = STORY.split(". ")[1]
    rows = shared(f"{sentence} {OTHER} {sentence}", sentence)
    assert len({row.left_start for row in rows}) == 2


def test_reports_shorter_than_a_shingle_share_nothing() -> None:
    assert shared("", "خبر", "خبر قصير", "خبر قصير", "خبر قصير جدا من الوادي") == []


def test_a_run_over_two_pieces_of_a_body_is_one_passage_and_none_crosses_into_the_headline() -> None:
    one = report(STORY, "a")
    other = report(STORY, "b", "2020-01-02")
    middle = len(STORY) // 2
    body = [
        Piece(f"p{at}", one.id, "body", *place, None, 0, 1.0, "")
        for at, place in enumerate(((0, middle), (middle, 999)))
    ]
    (row,) = find_reuse([one, other], [*body, *pieces(other)], lang=None)
    assert row.left_stop - row.left_start == len(STORY) - 1
    cut = STORY.index(" ", middle)
    split = [
        Piece("h", one.id, "headline", 0, cut, None, 0, 1.0, ""),
        Piece("b", one.id, "body", cut, len(STORY), None, 0, 1.0, ""),
    ]
    assert len(list(find_reuse([one, other], [*split, *pieces(other)], lang=None))) == 2


def crowd(number: int, line: str, outlets: int, days: int) -> list[Report]:
    """Reports of their own that all hold one line."""
    return [
        Report(f"report-{at:04}", "s", None, f"outlet-{at % outlets}", None,
               f"{own_words(2 * at)} {line} {own_words(2 * at + 1)}",
               f"2020-01-{1 + at % days:02}", "", "ar", None, "sha")
        for at in range(number)
    ]  # fmt: skip


def own_words(seed: int) -> str:
    chance = random.Random(seed)
    return " ".join(f"ك{chance.randrange(10**9)}" for _ in range(8))


LINE = "تابعونا على صفحات التواصل الاجتماعي ليصلكم كل جديد من أخبار المدينة والقرى المجاورة أولا بأول"


def test_words_that_one_outlet_prints_every_day_are_its_standing_text_however_long() -> None:
    reports = crowd(8, LINE, 1, 8) + crowd(600, "", 9, 9)[8:]
    rows = list(find_reuse(reports, pieces(*reports), lang=None))
    assert rows
    assert {row.kind for row in rows} == {"formula"}
    assert all("formula=standing" in row.why for row in rows)


def test_words_at_many_places_are_a_template_and_cost_a_row_a_place() -> None:
    reports = crowd(600, LINE, 3, 2)
    rows = list(find_reuse(reports, pieces(*reports), lang=None))
    assert {row.kind for row in rows} == {"formula"}
    assert 599 <= len(rows) <= 1200


def test_a_story_that_many_outlets_print_once_is_no_template() -> None:
    reports = crowd(40, STORY, 40, 2) + crowd(600, "", 9, 9)[40:]
    rows = list(find_reuse(reports, pieces(*reports), lang=None))
    assert {row.kind for row in rows} == {"passage"}
    assert len({(row.left_id, row.right_id) for row in rows}) == 40 * 39 // 2
