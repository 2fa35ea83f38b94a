"""Page dumps: each stretch of a page is one piece, and the right one."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musnad.lang import load_lang
from musnad.read.plain import NO_ARTICLE, Page, read_page

PAGES = Path(__file__).parent / "pages"
EXPECTED = tomllib.loads((PAGES / "expected.toml").read_text("utf-8"))

LINES = (
    "الرئيسية", "شارك", "2021-03-04", "(وكالات)", "كتب: ماهر الضفة", "اتفاق جديد بين البلدتين على مياه النهر", "• 12",
    "قال المتحدث باسم البلدية إن الأعمال ستبدأ غدا. وأضاف أن الكلفة غير معروفة حتى الآن.", "https://p.example/x",
    "وافق المجلس على الخطة بعد نقاش طويل استمر حتى المساء.", "اقرأ أيضا: خبر آخر", "تصوير: رائد الموج", "", "  ", "\t",
    "س.م/ر.ع (رويترز)", "اشترك في نشرتنا البريدية", "Caption in Latin letters", "عن الكاتب", "«", "مواضيع ذات صلة",
)  # fmt: skip


def read(text: str) -> Page:
    lang = load_lang("ar")
    assert lang is not None
    return read_page(text, lang)


def body(text: str) -> str:
    return "\n".join(text[span.start : span.stop] for span in read(text).spans if span.part == "body")


@pytest.mark.parametrize("name", sorted(path.name for path in PAGES.glob("*.txt")))
def test_page_is_told_apart_piece_by_piece(name: str) -> None:
    text = (PAGES / name).read_bytes().decode("utf-8")
    page = read(text)
    expected = EXPECTED[name]
    found = [(span.part, " ".join(text[span.start : span.stop].split())) for span in page.spans]
    wanted = [tuple(piece) for piece in expected.get("pieces", [])]
    assert [part for part, _ in found] == [part for part, _ in wanted]
    assert all(words.startswith(first) for (_, words), (_, first) in zip(found, wanted, strict=True))
    assert page.reason == expected.get("reason", "")
    assert page.published == expected.get("published")
    assert (page.outlet.key if page.outlet else None) == expected.get("outlet")


@given(st.lists(st.sampled_from(LINES) | st.text(max_size=60), max_size=25), st.sampled_from(["\n", "\r\n", "\n\n"]))
def test_every_visible_character_belongs_to_exactly_one_piece(lines: list[str], joint: str) -> None:
    text = joint.join(lines)
    page = read(text)
    if page.reason:
        assert page.reason == NO_ARTICLE
        return
    covered = 0
    before = 0
    for span in page.spans:
        assert before <= span.start < span.stop
        assert not text[before : span.start].strip()
        assert text[span.start : span.stop] == text[span.start : span.stop].strip()
        before = span.stop
        covered += 1
    assert not text[before:].strip()
    assert covered


def test_windows_line_ends_change_no_piece() -> None:
    text = (PAGES / "breadcrumb.txt").read_text("utf-8")
    parts = [span.part for span in read(text).spans]
    assert [span.part for span in read(text.replace("\n", "\r\n")).spans] == parts


def test_page_that_starts_with_a_paragraph_has_no_headline() -> None:
    text = (PAGES / "one_paragraph.txt").read_text("utf-8")
    assert [span.part for span in read(text).spans] == ["body"]


def test_agency_in_a_sentence_is_no_closing_credit() -> None:
    text = "قال الوزير إن الاتفاق سيوقع غدا في العاصمة بحضور الوفود كلها، حسب ما نقلته «رويترز»."
    assert [span.part for span in read(text).spans] == ["body"]


def test_unknown_closing_line_names_no_outlet() -> None:
    text = (PAGES / "brief.txt").read_text("utf-8") + "\nصدى الرمال\n"
    assert read(text).outlet is None


def test_name_shared_by_several_outlets_names_none() -> None:
    text = (PAGES / "brief.txt").read_text("utf-8") + "\nالوطن\n"
    assert read(text).outlet is None


def test_closing_line_of_a_known_outlet_names_it() -> None:
    page = read((PAGES / "brief.txt").read_text("utf-8") + "\nعنب بلدي\n")
    assert page.outlet is not None
    assert page.outlet.key == "enabbaladi"
    assert page.spans[-1].why == "rule=closing outlet line"


def test_tables_of_numbers_stay_in_the_body() -> None:
    first = "أعلنت البلدية نتائج التصويت في الأحياء الثلاثة مساء أمس بعد فرز الأصوات كلها."
    last = "وقالت البلدية إن النتائج نهائية ولن تجري إعادة للفرز."
    assert "1200" in body(f"{first}\n\n1200\n\n{last}\n")


def test_junk_of_a_million_characters_is_read_in_linear_time() -> None:
    for junk in ("«" * 200_000, "( " * 200_000, "صورة " * 100_000, "1/2/" * 100_000, "ا.ب/" * 100_000, "- " * 300_000):
        read(junk)
        read(f"قال المتحدث إن الأعمال ستبدأ غدا في البلدة. {junk}")


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("© 2022 صدى الرمال. جميع الحقوق محفوظة", "صدى الرمال"),
        ("جميع الحقوق محفوظة لصحيفة صدى الرمال 2022", "صدى الرمال"),
        ("Copyright 2022 The Sand Echo. All rights reserved.", "The Sand Echo"),
        ("جميع الحقوق محفوظة © 2022", None),
    ],
)
def test_rights_line_names_the_outlet(line: str, name: str | None) -> None:
    page = read((PAGES / "brief.txt").read_text("utf-8") + f"\n{line}\n")
    assert page.outlet_name == name
    assert page.spans[-1].part == "furniture"


def test_notice_above_the_page_is_no_text_of_it() -> None:
    text = "تنويه: هذه الصفحة كتبت للتجربة ولم يقع شيء مما فيها على الإطلاق.\n\n"
    assert [span.part for span in read(text + (PAGES / "brief.txt").read_text("utf-8")).spans] == [
        "furniture",
        "headline",
        "body",
    ]


def test_title_like_line_below_the_widgets_is_a_caption() -> None:
    text = (PAGES / "brief.txt").read_text("utf-8").replace("الرمال\n", "الرمال\n\nشارك\n\nآثار الهزة في السوق\n", 1)
    assert [span.part for span in read(text).spans] == ["headline", "furniture", "caption", "body"]
