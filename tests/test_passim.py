"""Passages in passim's shapes: places and words that read back, reprints in one cluster."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from musnad.errors import UsageError
from musnad.pipeline import analyse
from musnad.records import Piece, Report, Reuse, make_id
from musnad.show.passim import clustered, passim_clusters, passim_pairs, write_passim
from musnad.store import Case, open_case

STORY = "أعلنت بلدية زهران في بيان وزعته مساء الأحد أن فرق الطوارئ أغلقت الطريق الساحلي بعد انهيار الجسر القديم"
EDITED = STORY.replace("مساء الأحد", "أمس").replace("أغلقت", "اغلقت")
OTHER = "تراجع إنتاج الزيتون في قرى الوادي هذا الموسم بسبب الجفاف الذي ضرب المنطقة منذ مطلع الربيع"


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    texts = [STORY, EDITED, f"{OTHER}. {STORY}", OTHER]
    with open_case(tmp_path / "a.musnad", create=True) as case:
        for number, text in enumerate(texts):
            id = f"report-{number}"
            case.write_reports(
                [Report(id, "s", None, None, None, text, f"2020-01-0{number + 1}", "", "ar", None, "sha")]
            )
            case.write([Piece(make_id("piece", id), id, "body", 0, len(text), None, 0, 1.0, "")])
        analyse(case)
        yield case


def test_aligned_characters_are_the_printed_ones_with_gaps(case: Case) -> None:
    reports = {report.id: report for report in case.rows("report")}
    rows = list(passim_pairs(case))
    assert {(row["id"], row["id2"]) for row in rows} >= {("report-0", "report-1"), ("report-2", "report-3")}
    for row in rows:
        assert len(row["s1"]) == len(row["s2"])
        assert row["s1"].replace("-", "") == reports[row["id"]].text[row["begin"] : row["end"]]
        assert row["s2"].replace("-", "") == reports[row["id2"]].text[row["begin2"] : row["end2"]]
        assert row["matches"] == sum(a == b for a, b in zip(row["s1"], row["s2"], strict=True))


def test_reprints_of_one_passage_are_one_cluster(case: Case) -> None:
    rows = list(passim_clusters(case))
    assert [(row["cluster"], row["size"], row["id"]) for row in rows] == [
        (0, 3, "report-0"), (0, 3, "report-1"), (0, 3, "report-2"), (1, 2, "report-2"), (1, 2, "report-3")]  # fmt: skip
    assert rows[0]["text"] == STORY


def test_places_that_hardly_touch_are_apart() -> None:
    def row(left: tuple[str, int, int], right: tuple[str, int, int]) -> Reuse:
        return Reuse("r", left[0], right[0], *left[1:], *right[1:], "passage", 1.0, "")

    found = clustered([row(("a", 0, 50), ("b", 0, 50)), row(("a", 45, 90), ("c", 0, 45))])
    assert sorted(found) == [[("a", 0, 50), ("b", 0, 50)], [("a", 45, 90), ("c", 0, 45)]]
    found = clustered([row(("a", 0, 50), ("b", 0, 50)), row(("a", 10, 55), ("c", 0, 45))])
    assert found == [[("a", 0, 55), ("b", 0, 50), ("c", 0, 45)]]


@pytest.mark.parametrize("shape", ["passim-pairs", "passim-clusters"])
def test_json_lines_and_tab_separated_lines_hold_the_same_rows(case: Case, shape: str) -> None:
    written: dict[str, list[Any]] = {}
    for form in ("jsonl", "tsv"):
        out = io.BytesIO()
        number = write_passim(case, shape, form, out)
        written[form] = out.getvalue().decode("utf-8").splitlines()
        assert number == len(written[form]) - (form == "tsv")
    assert written["tsv"][0].split("\t") == list(json.loads(written["jsonl"][0]))


def test_an_unknown_shape_is_refused(case: Case) -> None:
    with pytest.raises(UsageError, match="passim-pairs"):
        write_passim(case, "passim-trees", "jsonl", io.BytesIO())
