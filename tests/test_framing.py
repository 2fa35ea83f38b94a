"""Framing: no count without its denominator and its places."""

from __future__ import annotations

from pathlib import Path

from made_case import make_case

from musnad.compare.framing import label_table
from musnad.find.labels import find_labels
from musnad.lang import load_lang
from musnad.records import Sentence


def test_framing_counts_each_outlets_words_out_of_its_choices(tmp_path: Path) -> None:
    lang = load_lang("ar")
    assert lang is not None
    with make_case(tmp_path / "made.musnad") as case:
        with case.batch():
            case.clear("label")
            for report in case.rows("report"):
                whole = Sentence("s", report.id, "body", 0, len(report.text))
                case.write(find_labels(report, [whole], [], [], lang=lang))
        rows = {(row.outlet, row.term): row for row in label_table(case) if row.family == "militant"}
        assert ("nahr", "متشدد") in rows
        assert rows["jisr", "إرهابي"].pole == "negative"
        for row in rows.values():
            assert row.count == len(row.places)
            assert 0 < row.count <= row.denominator <= row.words
            assert row.share == row.count / row.denominator
