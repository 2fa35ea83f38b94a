"""The evaluation pairs of printings (``eval/statement_pairs.jsonl``) keep the rules they were made by."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

PAIRS = Path(__file__).resolve().parent.parent / "eval" / "statement_pairs.jsonl"
MOST_OF_TWO_ARTICLES = 6
MOST_OF_A_SPEAKER = 20
KINDS = {
    True: {"verbatim", "altered", "direct-indirect", "other version", "partial", "joined fragments"},
    False: {
        "other saying same theme",
        "other saying other theme",
        "other speaker",
        "other day's same formula",
    },
}
CHANGES = {
    "word", "label", "number", "mark", "boundary", "joined", "gloss", "attribution", "cue verb", "omission",
}  # fmt: skip


def rows() -> list[dict[str, Any]]:
    return [json.loads(line) for line in PAIRS.read_text("utf-8").splitlines()]


def test_no_words_of_the_articles_are_kept() -> None:
    assert not any("\u0600" <= letter <= "\u06ff" for letter in PAIRS.read_text("utf-8"))
    assert "\\u06" not in PAIRS.read_text("utf-8")


def test_there_are_enough_pairs_and_near_misses() -> None:
    assert Counter(row["same"] for row in rows()).most_common()[-1][1] >= 150


def test_every_row_has_its_own_id_and_known_classes() -> None:
    every = rows()
    assert len({row["id"] for row in every}) == len(every)
    for row in every:
        assert row["kind"] in KINDS[row["same"]]
        assert set(row["changed"]) <= (CHANGES if row["same"] else set())


def test_no_pair_stands_twice_and_sides_are_two_articles() -> None:
    places = [
        tuple(
            (row[side]["file"], row[side]["index"], row[side]["start"], row[side]["stop"]) for side in ("left", "right")
        )
        for row in rows()
    ]
    assert len({frozenset(pair) for pair in places}) == len(places)
    assert all(left[:2] != right[:2] for left, right in places)


def test_neither_two_articles_nor_a_speaker_weigh_too_much() -> None:
    articles = Counter(tuple((row[side]["file"], row[side]["index"]) for side in ("left", "right")) for row in rows())
    speakers = Counter(name for row in rows() for name in {row["left"]["speaker"], row["right"]["speaker"]})
    assert max(articles.values()) <= MOST_OF_TWO_ARTICLES
    assert max(speakers.values()) <= MOST_OF_A_SPEAKER


def test_a_cue_lies_outside_its_content() -> None:
    for row in rows():
        for side in (row["left"], row["right"]):
            assert side["start"] < side["stop"]
            assert side["cue_start"] < side["cue_stop"]
            assert side["cue_stop"] <= side["start"] or side["cue_start"] >= side["stop"]
