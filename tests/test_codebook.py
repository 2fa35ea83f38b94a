"""A user's own labels: read, kept in the case, merged with ours, part of the version of the analysis."""

from __future__ import annotations

import zlib
from pathlib import Path

import pytest

from musnad.change_classes import classify_change
from musnad.codebook import keep_labels, labels_of_case, labels_of_text, load_labels, version_of_labels
from musnad.errors import UsageError
from musnad.find.labels import find_labels
from musnad.lang import load_lang
from musnad.pipeline import analyse, version_of_analysis
from musnad.read.sources import read_sources
from musnad.records import Report, Sentence
from musnad.store import open_case

TABLE = "# own words\nfamily\tpole\tforms\nferry\tnegative\tعبارة الموت=\nferry\tneutral\tعبارة|معدية\n"


def test_a_table_has_the_columns_of_ours_and_may_leave_some_out() -> None:
    one, other = labels_of_text(TABLE, "own.tsv")
    assert (one["family"], other["pole"], other["when"]) == ("ferry", "neutral", "")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("family\tforms\nferry\tعبارة\tx\ty\n", "too many|more cells"),
        ("name\tforms\nferry\tعبارة\n", "columns are"),
        ("family\tforms\nferry\t\n", "at least one form"),
        ("family\tforms\twhen\nferry\tعبارة\tsometimes\n", "when is one of"),
    ],
)
def test_a_wrong_table_is_said_with_its_line(text: str, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        labels_of_text(text, "own.tsv")


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    (tmp_path / "own.tsv").write_bytes(b"family\tforms\n\xff\xfe\x81\t\x90\n")
    with pytest.raises(UsageError, match="UTF-8"):
        load_labels([tmp_path / "own.tsv"])


def test_labels_and_changes_use_the_same_words_of_ones_own() -> None:
    lang = load_lang("ar", (TABLE,))
    assert lang is not None
    text = "غرقت عبارة الموت ليلا."
    report = Report("report-1", "x.txt", None, None, None, text, None, "none", "ar", None, "")
    sentence = Sentence("sentence-1", report.id, "body", 0, len(text))
    assert [each.family for each in find_labels(report, [sentence], [], [], lang=lang)] == ["ferry"]
    assert classify_change("عبارة الموت", "المعدية", lang=lang)[0] == "label"
    assert classify_change("عبارة الموت", "المعدية", lang=load_lang("ar"))[0] == "wording"


def test_a_case_remembers_its_labels_and_counts_them_into_the_version(tmp_path: Path) -> None:
    table, page = tmp_path / "own.tsv", tmp_path / "page.txt"
    table.write_text(TABLE, "utf-8")
    page.write_text("غرق سفينة\n\nغرقت عبارة الموت قبالة الساحل ليلا ونجا ركابها جميعا من الغرق.\n", "utf-8")
    with open_case(tmp_path / "c.musnad", create=True) as case:
        keep_labels(case, [table])
        read_sources(case, [str(page)])
        analyse(case)
        assert [row.family for row in case.rows("label")] == ["ferry"]
        assert labels_of_case(case) == (TABLE,)
        versions = {row[0] for row in case.connection.execute("SELECT version FROM done WHERE report_id != ''")}
        assert versions == {version_of_analysis() + version_of_labels(labels_of_case(case))}
        assert versions != {version_of_analysis()}
    with open_case(tmp_path / "c.musnad") as case:
        analyse(case)
        assert [row.family for row in case.rows("label")] == ["ferry"]
        assert TABLE in [zlib.decompress(raw.data).decode() for raw in case.rows("raw")]


def test_a_table_of_the_same_name_replaces_the_old_and_an_empty_one_takes_it_away(tmp_path: Path) -> None:
    table = tmp_path / "own.tsv"
    with open_case(tmp_path / "c.musnad", create=True) as case:
        for text in (TABLE, "family\tforms\nboat\tزورق\n"):
            table.write_text(text, "utf-8")
            keep_labels(case, [table])
        assert labels_of_case(case) == ("family\tforms\nboat\tزورق\n",)
        table.write_text("", "utf-8")
        keep_labels(case, [table])
        assert labels_of_case(case) == ()
    assert version_of_labels(()) == ""
