"""The labelled pairs of ``eval/reuse_pairs.jsonl`` hold keys and places, never words of an article."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from musnad.alignment import SEVERITY

ROWS = Path(__file__).resolve().parent.parent / "eval" / "reuse_pairs.jsonl"


def rows() -> list[dict[str, Any]]:
    return [json.loads(line) for line in ROWS.read_text("utf-8").splitlines()]


def test_no_words_of_the_articles_are_kept() -> None:
    assert ROWS.read_text("utf-8").isascii()
    assert {key for row in rows() for key in row} <= {
        "id", "left", "right", "relation", "passages", "changes", "note",
    }  # fmt: skip


def test_ids_and_pairs_are_unique() -> None:
    found = rows()
    assert len({row["id"] for row in found}) == len(found) >= 200
    assert len({json.dumps([row["left"], row["right"]]) for row in found}) == len(found)


def test_each_side_names_an_article_and_its_hash() -> None:
    for row in rows():
        for side in (row["left"], row["right"]):
            assert re.fullmatch(r"2015-0[78]-\d\d\.zip", side["file"])
            assert side["index"] >= 0
            assert re.fullmatch(r"[0-9a-f]{40}", side["sha1"])


def test_every_relation_has_twelve_pairs() -> None:
    relations = [row["relation"] for row in rows()]
    assert len(set(relations)) == 10
    assert min(relations.count(each) for each in set(relations)) >= 12


def test_passages_are_not_empty_and_changes_have_a_known_class() -> None:
    for row in rows():
        for left_start, left_stop, right_start, right_stop, kind, moved in row["passages"]:
            assert 0 <= left_start < left_stop
            assert 0 <= right_start < right_stop
            assert kind in ("passage", "formula")
            assert moved in (True, False)
        for left_start, left_stop, right_start, right_stop, cls in row.get("changes", []):
            assert 0 <= left_start <= left_stop
            assert 0 <= right_start <= right_stop
            assert left_start < left_stop or right_start < right_stop
            assert cls in SEVERITY
