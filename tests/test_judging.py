"""Judging: written down with the words it is about, heeded by the next run, never silently about nothing."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

import musnad
from musnad.errors import UsageError
from musnad.judging import judge
from musnad.store import Case

WHEN = datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.fixture
def case(sample_case: Case, tmp_path: Path) -> Case:
    path = tmp_path / "own.musnad"
    shutil.copy(sample_case.path, path)
    return musnad.open_case(path)


def test_a_judgement_about_a_link_keeps_its_words_and_is_heeded(case: Case) -> None:
    link = next(each for each in case.rows("same_entity") if "spelling" in each.why)
    entity_of = {each.mention_id: each.entity_id for each in case.rows("entity_member")}
    assert entity_of[link.left_id] == entity_of[link.right_id]
    judgement = judge(case, link.id, "different", "سلمى", judged_at=WHEN)
    mention = case.get("mention", link.left_id)
    text = case.get("report", mention.report_id).text
    assert judgement.about_words == text[mention.start : mention.stop]
    musnad.analyse(case)
    entity_of = {each.mention_id: each.entity_id for each in case.rows("entity_member")}
    assert entity_of[link.left_id] != entity_of[link.right_id]


@pytest.mark.parametrize(
    ("about", "verdict", "by"), [("mention-0", "wrong", "x"), ("nothing", "same", "x"), ("", "perhaps", "x")]
)
def test_a_judgement_about_nothing_is_refused(case: Case, about: str, verdict: str, by: str) -> None:
    with pytest.raises(UsageError):
        judge(case, about, verdict, by)


def test_a_judgement_needs_a_name(case: Case) -> None:
    with pytest.raises(UsageError, match="who judges"):
        judge(case, case.rows("mention")[0].id, "wrong", " ")
