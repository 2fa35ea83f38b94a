"""Reading sources into a case: every one accounted for, whatever its state and whatever the order."""

from __future__ import annotations

import gzip
import io
import json
import os
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from musnad.read.sources import ReadSummary, read_sources
from musnad.read.tables import LONGEST_TEXT
from musnad.records import Outlet, Piece, Raw, Report
from musnad.store import Case, open_case, row_of

PAGES = Path(__file__).parent / "pages"
SENTENCE = "أعلنت بلدية النخيل أن الأعمال ستبدأ غدا في السوق القديم بعد موافقة المجلس."


def new_case(folder: Path, name: str = "case.musnad") -> Case:
    return open_case(folder / name, create=True)


def read(tmp_path: Path, name: str, data: bytes | str) -> tuple[Case, ReadSummary]:
    path = tmp_path / name
    path.write_bytes(data.encode("utf-8") if isinstance(data, str) else data)
    case = new_case(tmp_path)
    return case, read_sources(case, [path])


def lines(*records: dict[str, Any]) -> str:
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


def exported(case: Case) -> list[tuple[Any, ...]]:
    return sorted(row_of(row) for table in ("outlet", "report", "piece") for row in case.rows(table))


def test_folder_is_accounted_for_and_a_second_read_adds_nothing(tmp_path: Path) -> None:
    case = new_case(tmp_path)
    first = read_sources(case, [PAGES])
    before = exported(case)
    assert (
        first.read
        == first.stored + first.duplicate + first.skipped
        == len([path for path in PAGES.rglob("*") if path.is_file()])
    )
    assert ("menus_only.txt", "", "skipped", "no article text: only menus") in first.remarks
    second = read_sources(case, [PAGES])
    assert (second.stored, second.duplicate) == (0, first.stored)
    assert exported(case) == before
    assert case.count("item") == first.read


def test_pieces_stand_where_the_text_says(tmp_path: Path) -> None:
    case = new_case(tmp_path)
    read_sources(case, [PAGES])
    texts = {report.id: report.text for report in case.rows("report")}
    for piece in case.rows("piece"):
        words = texts[piece.report_id][piece.start : piece.stop]
        assert words
        assert words == words.strip()
        assert piece.source_start == piece.start


def test_text_of_a_page_is_the_decoded_file(tmp_path: Path) -> None:
    page = (PAGES / "brief.txt").read_text("utf-8").replace("\n", "\r\n")
    case, _ = read(tmp_path, "a.txt", b"\xef\xbb\xbf" + page.encode("utf-8"))
    assert case.rows("report")[0].text == page


def test_raw_bytes_come_back(tmp_path: Path) -> None:
    import zlib

    case, _ = read(tmp_path, "a.txt", (PAGES / "brief.txt").read_bytes())
    raw: Raw = case.rows("raw")[0]
    assert zlib.decompress(raw.data) == (PAGES / "brief.txt").read_bytes()
    assert raw.encoding == "utf-8"
    assert raw.size == len(zlib.decompress(raw.data))


RECORDS = (
    {"id": "1", "source": "صدى الرمال", "url": "http://r.example/1", "title": "عنوان أول", "text": SENTENCE},
    {"id": "2", "source": "صدى الرمال", "url": "http://r.example/1", "title": "عنوان ثان", "text": SENTENCE,
     "date": "2020-05-06"},
    {"id": "3", "source": "صدى الوادي", "url": "http://w.example/9", "title": "عنوان أول", "text": SENTENCE},
    {"id": "4", "source": "صدى الوادي", "url": "http://w.example/9", "title": "عنوان أول", "text": SENTENCE,
     "date": "2020-05-07"},
)  # fmt: skip


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 2, 1, 0), (1, 3, 0, 2)])
def test_order_of_reading_does_not_matter(tmp_path: Path, order: tuple[int, ...]) -> None:
    paths = []
    for number, record in enumerate(RECORDS):
        paths.append(tmp_path / f"{number}.jsonl")
        paths[-1].write_text(lines(record), "utf-8")
    straight, mixed = new_case(tmp_path, "one.musnad"), new_case(tmp_path, "two.musnad")
    read_sources(straight, paths)
    for number in order:
        read_sources(mixed, [paths[number]])
    assert exported(mixed) == exported(straight)
    assert straight.count("report") == 3
    assert straight.count("item") == 4


def test_same_address_with_another_text_is_a_version_of_the_earliest(tmp_path: Path) -> None:
    case, _ = read(tmp_path, "a.jsonl", lines(*RECORDS[:2]))
    by_id: dict[str, Report] = {report.source_id: report for report in case.rows("report")}
    assert by_id["2"].version_of is None
    assert by_id["1"].version_of == by_id["2"].id


def test_same_text_of_another_outlet_is_another_report(tmp_path: Path) -> None:
    case, summary = read(tmp_path, "a.jsonl", lines(RECORDS[0], {**RECORDS[0], "source": "صدى الوادي"}))
    assert summary.stored == 2
    assert case.count("outlet") == 2


def test_broken_line_is_skipped_with_its_number_and_the_rest_is_read(tmp_path: Path) -> None:
    data = lines(RECORDS[0]) + '{"text": "broken\n\n' + lines(RECORDS[2])
    _, summary = read(tmp_path, "a.jsonl", data)
    assert (summary.stored, summary.skipped) == (2, 1)
    assert summary.remarks[0].at == "line 2"
    assert "broken JSON" in summary.remarks[0].reason


def test_what_stands_before_the_break_of_an_array_is_read(tmp_path: Path) -> None:
    data = json.dumps([RECORDS[0], RECORDS[2]], ensure_ascii=False)[:-20]
    _, summary = read(tmp_path, "a.json", data)
    assert (summary.stored, summary.skipped) == (1, 1)
    assert summary.remarks[0].at == "record 2"
    assert "at character" in summary.remarks[0].reason


def zipped(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "/"), data)
    return buffer.getvalue()


def test_records_in_archives_are_read_in_memory(tmp_path: Path) -> None:
    array = json.dumps([RECORDS[0]]).encode()
    data = zipped(**{"..__..__up.json": array, "b.jsonl": lines(RECORDS[2]).encode(), "c.txt": b"x", "d.json": b""})
    _, summary = read(tmp_path, "a.zip", data)
    assert summary.stored == 2
    assert {remark.at for remark in summary.remarks} == {"c.txt", "d.json"}
    assert sorted(path.name for path in tmp_path.iterdir() if "musnad" not in path.name) == ["a.zip"]


def test_gzip_of_records_is_read(tmp_path: Path) -> None:
    _, summary = read(tmp_path, "a.jsonl.gz", gzip.compress(lines(*RECORDS).encode()))
    assert (summary.stored, summary.duplicate) == (3, 1)


# made in the test: what stands among its parameters is made by every worker
@pytest.mark.parametrize(
    "make",
    [lambda: zipped(**{"a.json": b"0" * 50_000_000}), lambda: gzip.compress(b"0" * 50_000_000, 1)],
    ids=["zip", "gzip"],
)
def test_bomb_is_refused(tmp_path: Path, make: Callable[[], bytes]) -> None:
    _, summary = read(tmp_path, "bomb", make())
    assert summary.stored == 0
    assert "refused" in summary.remarks[0].reason


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty file"),
        (bytes(range(256)), "binary"),
        (b" \n\t\n", "no text"),
        (b"<!DOCTYPE html><html><body>x</body></html>", "no article"),
        (b'<?xml version="1.0"?><rss></rss>', "a feed without entries"),
        (b"%PDF-1.4 x", "PDF is not read"),
        (b"PK\x03\x04 broken", "broken zip"),
        (b"[" * 100_000, "nested too deeply"),
        (b"[]", "no records"),
    ],
)
def test_what_cannot_be_read_is_skipped_with_its_reason(tmp_path: Path, data: bytes, reason: str) -> None:
    name = "a.json" if data[:1] == b"[" else "a.txt"
    _, summary = read(tmp_path, name, data)
    assert (summary.read, summary.skipped) == (1, 1)
    assert reason in summary.remarks[0].reason


def test_a_text_of_megabytes_is_skipped_with_its_reason(tmp_path: Path) -> None:
    _, summary = read(tmp_path, "a.txt", "ا ب ".encode() * (LONGEST_TEXT + 1))
    assert (summary.read, summary.skipped) == (1, 1)
    assert "longer than" in summary.remarks[0].reason


def test_hostile_folder_is_walked_to_its_end(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    (folder / "sub").mkdir(parents=True)
    shutil.copy(PAGES / "brief.txt", folder / "sub" / "b.txt")
    (folder / "a.txt").symlink_to("sub/b.txt")
    (folder / "dangling").symlink_to("nowhere")
    (folder / "outside").symlink_to(PAGES / "english.txt")
    (folder / "sub" / "loop").symlink_to("..")
    os.mkfifo(folder / "pipe")
    summary = read_sources(new_case(tmp_path), [folder, tmp_path / "missing"])
    assert (summary.stored, summary.duplicate, summary.skipped) == (1, 1, 5)
    assert ("missing", "", "skipped", "no such file or folder") in summary.remarks


def test_same_page_twice_is_one_report_at_the_smaller_place(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt"):
        shutil.copy(PAGES / "brief.txt", tmp_path / name)
    case = new_case(tmp_path)
    read_sources(case, [tmp_path / "b.txt"])
    read_sources(case, [tmp_path / "a.txt"])
    assert [report.source for report in case.rows("report")] == ["a.txt"]
    assert sorted(item.source for item in case.rows("item")) == ["a.txt", "b.txt"]


def test_lone_surrogates_are_replaced_one_to_one_and_said(tmp_path: Path) -> None:
    case, summary = read(tmp_path, "a.jsonl", '{"text": "\\ud800' + SENTENCE + '\\u0000"}\n')
    assert case.rows("report")[0].text == f"\ufffd{SENTENCE}\ufffd"
    assert "2 lone surrogates" in summary.remarks[0].reason


def test_direction_overrides_are_kept_and_said(tmp_path: Path) -> None:
    case, summary = read(tmp_path, "a.txt", f"\u202e{SENTENCE}\u202c")
    assert "\u202e" in case.rows("report")[0].text
    assert "bidi" in summary.remarks[0].reason


def test_pieces_of_a_record_say_their_field_and_place_in_it(tmp_path: Path) -> None:
    record = {"title": "  عنوان", "author": "النخيل : (رويترز)", "content": f" {SENTENCE}\n\n(أ ف ب) ", "media": "صدى"}
    case, _ = read(tmp_path, "a.jsonl", lines(record))
    report: Report = case.rows("report")[0]
    pieces: list[Piece] = case.rows("piece")
    assert report.text == f"{record['title']}\n\n{record['author']}\n\n{record['content']}"
    assert [piece.part for piece in pieces] == ["headline", "byline", "body", "credit"]
    for piece in pieces:
        assert piece.source_field is not None
        words = report.text[piece.start : piece.stop]
        assert record[piece.source_field][piece.source_start :].startswith(words)


def test_outlet_is_the_one_the_record_names(tmp_path: Path) -> None:
    records = (
        {"text": SENTENCE, "source": "عنب بلدي"},
        {"text": SENTENCE, "source": "الوطن", "url": "http://alwatan.com.sa/1"},
        {"text": SENTENCE, "url": "https://www.paper.example.org/x"},
        {"text": SENTENCE, "url": "https://t.co/x"},
    )
    case, _ = read(tmp_path, "a.jsonl", lines(*records))
    outlets: dict[str, Outlet] = {outlet.id: outlet for outlet in case.rows("outlet")}
    assert {outlet.domain for outlet in outlets.values()} == {"enabbaladi.net", "alwatan.com.sa", "paper.example.org"}
    assert sum(report.outlet_id is None for report in case.rows("report")) == 1
