"""The generator of edited copies: what it says is copied and changed stands where it says."""

from __future__ import annotations

import random
import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "eval"))

import edits
from edit_kinds import edits_of

TEXT = (
    "قال المتحدث باسم البلدية أمس إن 14 إرهابيا هاجموا الجسر القديم قرب السوق في ساعة مبكرة من الصباح. "
    "وأوضح الدكتور سالم البحري أن «العمال أغلقوا الطريق أمام الشاحنات الثقيلة قبل وصول المسلحين إلى المكان» وغادروا. "
    "وذكرت صحيفة محلية أن المشروع الأمريكي بدأ خلال الفترة الحالية بكلفة كبيرة جدا ومن أجل تحقيق هدف المدينة الكبيرة."
)


@pytest.fixture
def tables() -> dict[str, Any]:
    return edits.lists()


@pytest.mark.parametrize("kind", [*edits.EDITED, "rewrite"])
def test_an_edit_changes_what_it_says_and_nothing_round_it(kind: str, tables: dict[str, Any]) -> None:
    found = [edit for seed in range(12) for edit in edits_of(kind, TEXT, tables, random.Random(seed))]
    assert found
    for edit in found:
        old = TEXT[edit.start : edit.stop]
        assert old[slice(*edit.left)] != edit.printed[slice(*edit.right)] or edit.left != edit.right
        assert old[: edit.left[0]].strip(" ،") == edit.printed[: edit.right[0]].strip(" ،")


def test_units_hold_whole_quotations_and_all_of_the_text(tables: dict[str, Any]) -> None:
    units = edits.units_of(TEXT)
    assert len(units) == 3
    assert all(bit.printed == TEXT[bit.start : bit.stop] for unit in units for bit in unit)
    assert not any(unit[0].printed.count("«") != unit[0].printed.count("»") for unit in units)


def copied(kind: str, tables: dict[str, Any], seed: int = 3) -> edits.Copied:
    source, other = edits.Article(TEXT, "2015-08-03"), edits.Article(TEXT.replace("الجسر", "المرفأ"), "2015-08-05")
    chance = random.Random(seed)
    units = edits.units_of(source.text)
    if kind != "verbatim":
        units = edits._edited(units, kind, chance, tables, edits.WORDS_AN_EDIT)
    return edits._rendered(kind, source, other, units, chance)


@pytest.mark.parametrize("seed", range(4))
def test_a_verbatim_passage_reads_back_the_same_on_both_sides(seed: int, tables: dict[str, Any]) -> None:
    pair = copied("verbatim", tables, seed)
    assert pair.passages
    for left, right in pair.passages:
        assert pair.left.text[slice(*left)].split() == pair.right.text[slice(*right)].split()


@pytest.mark.parametrize("seed", range(4))
def test_changes_lie_in_passages_and_a_copy_dated_earlier_stands_left(seed: int, tables: dict[str, Any]) -> None:
    pair = copied("synonyms", tables, seed)
    assert (pair.left.published or "") < (pair.right.published or "")
    assert pair.changes
    for change in pair.changes:
        assert pair.left.text[slice(*change.left)] != pair.right.text[slice(*change.right)]
        assert any(left[0] <= change.left[0] and change.left[1] <= left[1] for left, _ in pair.passages)


@pytest.mark.slow
@pytest.mark.data
def test_the_same_seed_makes_the_same_copies() -> None:
    if not edits.articles(1, 1):
        pytest.skip("no corpora")
    one, other = (edits.make_pairs(1, 1, ("labels", "shuffled")) for _ in range(2))
    assert [pair.right.id for pair in one] == [pair.right.id for pair in other]
