"""Printings side by side: the base sentence by sentence, beside it what the others print of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import musnad
from musnad.show.web.pages.side_by_side import Row, side_by_side
from musnad.show.web.viewing import Asked
from musnad.show.web.windows import window
from musnad.store import Case

FIRST = "أعلنت هيئة الجسور أن فرق الصيانة بدأت قبل الفجر إصلاح الدعامة الثالثة للجسر القديم شرق المدينة."
SECOND = "وقال المهندس سالم البحري إن العمل يستغرق تسعة أيام إذا بقي منسوب النهر على حاله ولم تهطل أمطار."
THIRD = "وكانت القوارب قد جرفت نحو الدعامة نفسها في الفيضان الذي أغرق السوق ومخازن الحبوب قبل عامين."
OWN = "ورأى مراسلنا تلاميذ يعبرون إلى مدارسهم على ألواح خشبية ربطها الصيادون بالحبال عند الضفة الغربية."
ELSE = "وطالب مجلس البلدة الوزارة بأن تقيم جسراً عائماً للمشاة ريثما تنتهي الأعمال وأن تعفي أصحاب المتاجر من الرسوم."
PRINTED = {
    "الضفة": (FIRST, SECOND, THIRD),
    "الساحل": (SECOND.replace("تسعة", "سبعة"), FIRST, OWN, THIRD),
    "الجبل": (FIRST, THIRD, ELSE),
}


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    folder = tmp_path_factory.mktemp("abreast")
    records = [
        {"id": name, "outlet": name, "text": "\n".join(some), "published": "2026-03-02"}
        for name, some in PRINTED.items()
    ]
    source = Path(folder / "a.jsonl")
    source.write_text("\n".join(json.dumps(each, ensure_ascii=False) for each in records), "utf-8")
    case = musnad.open_case(folder / "c.musnad", create=True)
    musnad.read_sources(case, [source])
    musnad.analyse(case)
    return case


def rows_of(case: Case, *outlets: str) -> list[Row]:
    # a window hides the other reports of the case
    known = dict(case.connection.execute("SELECT source_id, id FROM main.report").fetchall())
    ids = [known[each] for each in outlets]
    sheet = window(case, ids, Asked("en", "compare"))
    return side_by_side(sheet, sheet.sources[ids[0]], [sheet.sources[each] for each in ids[1:]])


def words(row: Row, column: int) -> str:
    cell = row.cells[column]
    return cell.words.striptags() if cell else ""


def test_a_sentence_stands_beside_its_printing_though_the_order_differs(case: Case) -> None:
    rows = [row for row in rows_of(case, "الضفة", "الساحل") if row.cells[0]]
    assert [words(row, 1) for row in rows] == [FIRST, SECOND.replace("تسعة", "سبعة"), THIRD]


def test_a_moved_sentence_and_its_place_there_lead_to_each_other(case: Case) -> None:
    rows = [row for row in rows_of(case, "الضفة", "الساحل") if row.cells[0]]
    moved = [number for number, row in enumerate(rows) if row.cells[1] and row.cells[1].moved is not None]
    assert len(moved) == 1
    assert [there for row in rows for _, there in row.here] == moved


def test_what_only_the_other_prints_follows_what_it_follows_there(case: Case) -> None:
    rows = rows_of(case, "الضفة", "الساحل")
    own = next(number for number, row in enumerate(rows) if not row.cells[0])
    assert (words(rows[own], 1), words(rows[own - 1], 1)) == (OWN, FIRST)


def test_a_row_says_how_grave_its_changes_are(case: Case) -> None:
    rows = [row for row in rows_of(case, "الضفة", "الساحل") if row.cells[0]]
    assert [(row.level, row.classes) for row in rows] == [(-1, []), (3, ["number"]), (-1, [])]
    assert "<mark" in rows[1].cells[0].words


def test_several_printings_each_have_their_column(case: Case) -> None:
    rows = [row for row in rows_of(case, "الضفة", "الجبل", "الساحل") if row.cells[0]]
    assert [bool(row.cells[1]) for row in rows] == [True, False, True]
    assert all(row.cells[2] for row in rows)


def test_every_word_of_every_printing_is_shown_once(case: Case) -> None:
    rows = rows_of(case, "الساحل", "الضفة", "الجبل")
    for column, outlet in enumerate(("الساحل", "الضفة", "الجبل")):
        shown = sorted(word for row in rows for word in words(row, column).split())
        assert shown == sorted(" ".join(PRINTED[outlet]).split())
