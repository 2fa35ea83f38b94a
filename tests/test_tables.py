"""Tables: whatever rows there are come back as they were; what is broken costs itself only."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musnad.errors import UsageError
from musnad.lang import Lang, load_lang
from musnad.read.tables import Place, page_of, read_record, records_in, table_kind
from musnad.read.tables.fields import parse_field_map
from musnad.read.tables.json_records import LONGEST_LINE

SENTENCE = "أعلنت بلدية النخيل أن الأعمال ستبدأ غدا في السوق القديم بعد موافقة المجلس."


def records(data: bytes | str, name: str = "", mapping: dict[str, str] | None = None) -> list[Any]:
    return [place.record for place in places(data, name, mapping) if place.record is not None]


def places(data: bytes | str, name: str = "", mapping: dict[str, str] | None = None) -> list[Place]:
    return list(records_in(data.encode("utf-8") if isinstance(data, str) else data, name, mapping))


def reasons(data: bytes | str, name: str = "") -> list[tuple[str, str]]:
    return [(place.at, place.reason) for place in places(data, name) if place.reason]


# --- laws --------------------------------------------------------------------------------------------

CELLS = st.text(st.characters(exclude_categories=("Cs",)), max_size=30)
ROWS = st.lists(st.tuples(CELLS, CELLS, CELLS).filter(any), min_size=1, max_size=8)
COLUMNS = ("title", "text", "note")


@given(
    rows=ROWS, separator=st.sampled_from(",;\t|"), end=st.sampled_from(("\r\n", "\n")), quoting=st.sampled_from((0, 1))
)
@settings(max_examples=150)
def test_rows_written_by_csv_come_back(rows: list[tuple[str, ...]], separator: str, end: str, quoting: int) -> None:
    if end == "\n":  # Python 3.11 leaves a bare \r unquoted then
        rows = [tuple(cell.replace("\r", " ") for cell in row) for row in rows]
    table = io.StringIO(newline="")
    writer = csv.writer(table, delimiter=separator, lineterminator=end, quoting=quoting)
    writer.writerows([COLUMNS, *rows])
    found = places(b"\xef\xbb\xbf" + table.getvalue().encode("utf-8"), "a.csv")
    assert [tuple(place.record.values()) for place in found if place.record] == rows
    assert not any(place.reason for place in found)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=5,
)
RECORDS = st.lists(st.dictionaries(st.text(max_size=8), VALUES, max_size=5), min_size=1, max_size=6)


@given(records_=RECORDS, form=st.sampled_from(("lines", "array", "pretty array", "pretty objects", "list")))
@settings(max_examples=60)
def test_json_in_any_form_comes_back(records_: list[dict[str, Any]], form: str) -> None:
    data = {
        "lines": lambda: "\n".join(json.dumps(each) for each in records_),
        "array": lambda: json.dumps(records_, ensure_ascii=False),
        "pretty array": lambda: json.dumps(records_, indent=2),
        "pretty objects": lambda: "\n".join(json.dumps({"text": "", **each}, indent=1) for each in records_),
        "list": lambda: json.dumps({"status": "ok", "articles": records_, "total": 3}),
    }[form]()
    wanted = [{"text": "", **each} for each in records_] if form == "pretty objects" else records_
    assert records(data.encode("utf-8", "surrogatepass"), "a.json") == wanted


@given(data=st.binary(max_size=300), name=st.sampled_from(("", "a.json", "a.csv", "a.tsv", "a.jsonl")))
@settings(max_examples=300)
def test_no_bytes_raise(data: bytes, name: str) -> None:
    lang = load_lang("ar")
    assert lang is not None
    for place in records_in(data, name):
        assert (place.record is None) == bool(place.reason)
        if place.record is not None:
            read_record(place.record, lang)


@given(start=st.integers(0, 400), stop=st.integers(0, 400), junk=st.binary(max_size=20))
@settings(max_examples=200)
def test_damage_costs_no_record_outside_it(start: int, stop: int, junk: bytes) -> None:
    lines = [json.dumps({"id": number, "text": "x" * 30}).encode() + b"\n" for number in range(8)]
    data = b"".join(lines)
    start, stop = sorted((min(start, len(data)), min(stop, len(data))))
    found = {each["id"] for each in records(data[:start] + junk.replace(b"\n", b"") + data[stop:]) if "id" in each}
    whole = {n for n in range(8) if len(b"".join(lines[: n + 1])) <= start or len(b"".join(lines[:n])) >= stop + 1}
    assert whole - {0} <= found | {min(whole, default=0)}  # the first line decides what the source is


def test_a_file_is_read_as_its_bytes_are() -> None:
    data = json.dumps([{"text": SENTENCE * 50, "id": number} for number in range(600)]).encode()
    assert len(data) > 2 * 2**20
    assert [place.record for place in records_in(io.BytesIO(data))] == json.loads(data)


def test_records_come_one_by_one() -> None:
    class Endless(io.RawIOBase):
        """A file that never ends: reading it whole would never come back."""

        def seekable(self) -> bool:
            return True

        def seek(self, offset: int, whence: int = 0) -> int:
            return 0

        def read(self, size: int = -1) -> bytes:
            return (b'{"text": "a"}\n' * (size // 14 + 1))[:size]

        def readline(self, size: int | None = -1) -> bytes:
            return b'{"text": "a"}\n'

    found: Iterator[Place] = records_in(Endless())  # type: ignore[arg-type]
    assert next(found).record == next(found).record == {"text": "a"}


# --- JSON --------------------------------------------------------------------------------------------


LONG_LINE = "a line of 16 MB"  # made in the test: what stands among its parameters is held by every worker


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"text": "b', "broken JSON"),
        ("[1, 2]", "not a JSON object"),
        ('{"text": ' + "[" * 100_000, "nested too deeply"),
        (LONG_LINE, "longer than 16 MB"),
        ("\x00\x00\x00\x00", "broken JSON"),
    ],
)
def test_a_broken_line_costs_itself(line: str, reason: str) -> None:
    line = line.replace(LONG_LINE, '{"text": "' + "x" * LONGEST_LINE + '"}')
    found = places(f'{{"text": "a"}}\n{line}\n{{"text": "c"}}\n')
    assert [place.at for place in found] == ["line 1", "line 2", "line 3"]
    assert [bool(place.reason) for place in found] == [False, True, False]
    assert reason in found[1].reason


@pytest.mark.parametrize(
    "broken", ['{"id": 2, "text": b}', '{"id": 2 "text": "b"}', '{"id": 2, "text": "b" c', '{"id": 2, "text": "b"]']
)
def test_a_broken_element_costs_itself(broken: str) -> None:
    found = places(f'[{{"id": 1, "text": "a"}}, {broken},\n {{"id": 3, "text": "c"}}, {{"id": 4, "text": "d"}}]')
    assert [place.record and place.record["id"] for place in found] == [1, None, 3, 4]
    assert "were passed over" in found[1].reason


def test_objects_inside_a_broken_one_are_no_records() -> None:
    broken = '{"id": 2, "text": "b", "by": [{"name": "x"}, {"name": "y"}], oops}'
    found = places(f'[{{"id": 1, "text": "a", "by": []}}, {broken}, {{"id": 3, "text": "c", "by": []}}]')
    assert [place.record and place.record["id"] for place in found] == [1, None, 3]


@pytest.mark.parametrize(
    ("data", "ids"),
    [
        ('[{"id": 1, "text": "a"}], {"id": 2, "text": "b"}]', [1, 2]),
        ('[{"id": 1, "text": "a"}]\n[{"id": 2, "text": "b"}]\n', [1, 2]),
        ('[{"id": 1, "text": "a"}, ]"id": 2}, {"id": 3, "text": "c"}]', [1, None, 3]),
        ('[{"id": 1, "text": "a"}];\x1a', [1]),
        ('{"articles": [{"id": 1, "text": "a"}], "total": 1}', [1]),
    ],
)
def test_an_array_that_seems_to_end_does_not_hide_records(data: str, ids: list[int | None]) -> None:
    assert [place.record and place.record["id"] for place in places(data, "a.json")] == ids


def test_a_cut_array_gives_what_stands_before() -> None:
    found = places('[{"text": "a"}, {"text": "b"}, {"te')
    assert len([place for place in found if place.record]) == 2
    assert "truncated" in found[-1].reason


def test_a_last_line_without_its_end_is_truncated() -> None:
    assert "truncated" in places('{"text": "a"}\n{"text": "b')[1].reason


def test_raw_control_characters_and_huge_numbers_do_not_cost_the_text() -> None:
    data = '{"text": "a\tb"}\n{"text": "c", "n": ' + "9" * 5000 + '}\n{"text": "d"},\n{"text": "e"}{"text": "f"}\n'
    assert [each["text"] for each in records(data)] == ["a\tb", "c", "d", "e", "f"]
    assert [place.at for place in places(data)][-2:] == ["line 4 record 1", "line 4 record 2"]


def test_not_a_number_is_nothing_and_a_doubled_key_is_said(lang: Lang) -> None:
    found = places('{"text": NaN, "id": Infinity}\n{"text": "a", "text": "b"}\n')
    assert found[0].record == {"text": None, "id": None}
    assert found[1].record == {"text": "b"}
    assert "twice" in found[1].remarks[0]


def test_line_separators_inside_a_text_end_no_line() -> None:
    assert records('{"text": "a\u2028b\u0085c"}\n{"text": "d"}') == [{"text": "a\u2028b\u0085c"}, {"text": "d"}]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "windows-1256"])
def test_json_in_other_encodings(encoding: str) -> None:
    data = json.dumps([{"text": SENTENCE, "id": "1"}], ensure_ascii=False).encode(encoding)
    assert records(data) == [{"text": SENTENCE, "id": "1"}]


def test_a_line_in_another_encoding_is_read_and_said() -> None:
    data = b'{"text": "a"}\n' + f'{{"text": "{SENTENCE}"}}\n'.encode("windows-1256")
    found = places(data)
    assert found[1].record == {"text": SENTENCE}
    assert "windows-1256" in found[1].remarks[0]


# --- CSV ---------------------------------------------------------------------------------------------


def test_columns_are_known_by_their_names_in_any_case(lang: Lang) -> None:
    data = f"URL;Title;Publish Date;Full Text\nhttp://x.example/1;عنوان;14/12/2016;{SENTENCE}\n"
    entry = read_record(records(data)[0], lang)
    assert (entry.url, entry.published, entry.text) == ("http://x.example/1", "2016-12-14", f"عنوان\n\n{SENTENCE}")


def test_a_table_without_known_columns_names_them() -> None:
    assert reasons("a,b\x1b[31m,c\n1,2,3\n", "a.csv") == [
        ("header", "no header recognised: the columns are a, b [31m, c; say which is which, as in --map text=COLUMN")
    ]


def test_a_quotation_mark_never_closed_costs_its_row() -> None:
    data = 'id,text\n1,"a\n2,b\n3,"c\nd"\n4,"e\n'
    found = places(data, "a.csv")
    assert [place.record and place.record["id"] for place in found if place.record] == ["2", "3"]
    assert "quotation mark" in found[0].reason
    assert "truncated" in found[-1].reason


def test_bare_quotation_marks_inside_a_cell_break_no_row() -> None:
    data = 'text,id,note\n"a\nrest, of it\nmore "x" y",1,5\n"say "b", c",2,6\n'
    assert [each["id"] for each in records('text,id\n"a\nmore" x,1\nb,2\n', "a.csv")] == ["1", "2"]
    assert [place.at for place in places(data, "a.csv") if place.reason] == ["row 2"]


def test_the_rest_of_a_broken_row_is_no_row() -> None:
    found = places('id,text,note\n1,"a\nb, c\nd" e, f,g,h\n2,b,c\n', "a.csv")
    assert [place.record and place.record["id"] for place in found][-1] == "2"
    assert "rest of the one before" in found[1].reason


def test_rows_that_do_not_fit_are_told() -> None:
    found = places("id,title,text\n1,a,b,c\n2,a\n,,\n\n3,a,b,,\n", "a.csv")
    assert [place.at for place in found] == ["row 1", "row 2", "row 3", "row 4"]
    assert found[0].reason == "broken row: 4 cells under 3 columns"
    assert found[1].remarks == ("2 cells under 3 columns",)
    assert found[2].reason == "empty row"
    assert found[3].record == {"id": "3", "title": "a", "text": "b"}


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (f"text,title\n{SENTENCE},b\n".encode("windows-1256"), "a.csv"),
        (f"text\ttitle\n{SENTENCE}\tb\n".encode("utf-16"), "a.csv"),
        (f"text\ttitle\r\n{SENTENCE}\tb\r\n".encode("utf-16-be"), "a.csv"),
        (f"text\ttitle\r{SENTENCE}\tb\r".encode(), "a.tsv"),
        (f"sep=;\ntext;title\n{SENTENCE};b\n".encode(), "a.csv"),
        (f'"text","title"\n"{SENTENCE}","b"\n'.encode(), ""),
        (f'title,text\n"say \\"b\\"",x\nb,{SENTENCE}\n'.encode(), "a.csv"),
    ],
)
def test_tables_of_other_tools(data: bytes, name: str) -> None:
    assert records(data, name)[-1] == {"text": SENTENCE, "title": "b"}


def test_a_cell_may_be_longer_than_csv_allows_and_hold_nul() -> None:
    data = f'text,id\n"{"x" * 200_000}\x00",1\n'
    assert records(data, "a.csv")[0]["text"] == "x" * 200_000 + "\x00"


@pytest.mark.parametrize(
    "text", ["الأخبار, الرياضة, المصدر\nسطر\n", "text\n", "a sentence, with commas, in it.\nmore, of it.\n"]
)
def test_a_page_is_no_table(text: str) -> None:
    assert table_kind(text.encode("utf-8"), "a.txt") == ""


@pytest.mark.timeout(20)
def test_open_quotation_marks_take_linear_time() -> None:
    assert len(places("id,text\n" + 'x,"y\n' * 40_000, "a.csv")) > 1


# --- Parquet -----------------------------------------------------------------------------------------


def parquet(**columns: list[Any]) -> bytes:
    pa = pytest.importorskip("pyarrow")
    from pyarrow import parquet as pq

    file = io.BytesIO()
    pq.write_table(pa.table(columns), file, row_group_size=2)
    return file.getvalue()


def test_parquet_gives_the_columns_that_are_known(lang: Lang) -> None:
    import datetime

    day = datetime.datetime(2016, 10, 21, 8, 30)
    data = parquet(text=[SENTENCE, None, "x"], date=[day, day, None], vector=[[0.5], [0.1], []], id=[1, 2, 3])
    found = places(data)
    assert [place.at for place in found] == ["row 1", "row 2", "row 3"]
    assert found[0].record == {"text": SENTENCE, "date": "2016-10-21T08:30:00", "id": 1}
    assert read_record(found[0].record, lang).published == "2016-10-21T08:30:00"


def test_parquet_may_be_mapped_and_names_its_columns() -> None:
    assert records(parquet(a=["x"], b=["y"]), mapping={"body": "b"}) == [{"b": "y"}]
    assert "the columns are a, b" in places(parquet(a=["x"], b=["y"]))[0].reason


@settings(max_examples=60)
@given(at=st.integers(0, 2000), junk=st.binary(min_size=1, max_size=8))
def test_damaged_parquet_is_told(at: int, junk: bytes) -> None:
    data = parquet(text=["a" * 40, "b", "c"], id=[1, 2, 3])
    at %= len(data)
    for place in places(data[:at] + junk + data[at + len(junk) :], "a.parquet"):
        assert (place.record is None) == bool(place.reason)


def test_parquet_without_its_library_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    assert "pip install" in places(b"PAR1....PAR1")[0].reason


# --- fields ------------------------------------------------------------------------------------------


def test_fields_can_be_mapped_to_columns_and_paths(lang: Lang) -> None:
    mapping = parse_field_map(["text=article.body", "author=people.0.name", "outlet=where"])
    record = {"article": {"body": SENTENCE}, "people": [{"name": "ليلى"}], "where": "صدى الرمال", "text": "not this"}
    found = places(json.dumps(record), "a.json", mapping)
    assert found[0].record is not None
    entry = read_record(found[0].record, lang, mapping)
    assert (entry.text, entry.outlet) == (f"ليلى\n\n{SENTENCE}", "صدى الرمال")


def test_a_mapped_column_makes_a_header(lang: Lang) -> None:
    assert records("a,b\n1,2\n", "a.csv", {"body": "b"}) == [{"a": "1", "b": "2"}]


@pytest.mark.parametrize("given_", [["body"], ["nonsense=x"], ["text=a", "content=b"], ["text="]])
def test_a_wrong_mapping_is_a_usage_error(given_: list[str]) -> None:
    with pytest.raises(UsageError):
        parse_field_map(given_)


def test_an_unknown_field_lists_the_fields() -> None:
    with pytest.raises(UsageError, match="headline, published, byline and text"):
        parse_field_map(["nonsense=x"])


SHAPES = {
    "trafilatura": {"title": "t", "author": None, "hostname": "x.example", "date": "2016-10-21", "fingerprint": "ab",
                    "id": None, "raw_text": "raw", "text": SENTENCE, "source": "http://x.example/1",
                    "source-hostname": "صدى الرمال"},
    "news-please": {"maintext": SENTENCE, "title": "t", "date_publish": "2016-10-21 00:00:00", "authors": [],
                    "date_download": "2020-01-01 00:00:00", "source_domain": "x.example", "url": "http://x.example/1"},
    "WordPress": {"id": 7, "date": "2016-10-21T00:00:00", "link": "http://x.example/1", "title": {"rendered": "t"},
                  "content": {"rendered": SENTENCE}},
    "Elasticsearch": {"_index": "a", "_id": "7", "_source": {"title": "t", "text": SENTENCE, "url": "http://x.example/1",
                      "date": "2016-10-21"}},
}  # fmt: skip


@pytest.mark.parametrize("tool", SHAPES)
def test_records_of_other_tools(tool: str, lang: Lang) -> None:
    record = places(json.dumps(SHAPES[tool]))[0].record
    assert record is not None
    entry = read_record(record, lang)
    assert entry.text == f"t\n\n{SENTENCE}"
    assert entry.url == "http://x.example/1"
    assert (entry.published or "").startswith("2016-10-21")


def test_outlets_of_other_tools_are_not_their_addresses(lang: Lang) -> None:
    assert read_record(SHAPES["trafilatura"], lang).outlet == "صدى الرمال"
    assert read_record({"text": "x", "source": "mC4", "url": "http://x.example/1"}, lang).outlet is None


@pytest.mark.parametrize(
    "data",
    [
        "stories_id,title,url,publish_date,media_name,language\n7,t,http://x.example/1,2016-10-21,صدى,ar\n",
        '{"url": "http://x.example/1", "title": "t", "seendate": "20161021T080000Z", "domain": "x.example"}',
        "GKGRECORDID\tDATE\tSourceCommonName\tDocumentIdentifier\n7\t20161021080000\tx.example\thttp://x.example/1\n",
    ],
)
def test_records_without_text_keep_their_address(data: str, lang: Lang) -> None:
    entry = read_record(records(data)[0], lang)
    assert entry.reason == "no text in the record: fetch its address http://x.example/1"
    assert entry.url == "http://x.example/1"
    assert "2016-10-21" in (entry.published or entry.published_why)


def test_when_a_page_was_seen_is_not_when_it_was_printed(lang: Lang) -> None:
    entry = read_record({"text": "x", "seendate": "20161021T080000Z"}, lang)
    assert (entry.published, entry.published_why) == (None, "field=seendate crawl=2016-10-21T08:00:00Z")
    entry = read_record({"text": "x", "date_download": "2020-01-01", "date": "2016-10-21"}, lang)
    assert entry.published == "2016-10-21"


@pytest.mark.parametrize("value", [None, True, {}, [], [None], float("nan"), "", " ", {"a": 1}, [[["x"]]]])
def test_odd_values_are_no_text(value: object, lang: Lang) -> None:
    assert (
        read_record({"text": value, "title": value, "author": value, "url": value}, lang).reason
        == "no text in the record"
    )


def test_lists_are_paragraphs_and_numbers_texts(lang: Lang) -> None:
    record = {"text": ["a", None, "b"], "author": [{"name": "x"}, "y"], "title": 5, "id": 10**5000}
    assert read_record(record, lang).text == "5\n\nx, y\n\na\n\nb"


def test_markup_in_a_text_field_is_a_page(lang: Lang) -> None:
    found = places('{"title": "a < b", "author": "x", "content": "<p>one</p><p>two</p>", "url": "http://x.example/1"}')[
        0
    ]
    assert found.html
    assert found.record is not None
    page, facts, _ = page_of(found.record, lang)
    assert b"<h1>a &lt; b</h1>" in page
    assert b'class="byline">x</div>' in page
    assert b"<p>one</p><p>two</p>" in page
    assert (facts.headline, facts.url) == ("a < b", "http://x.example/1")


@pytest.mark.parametrize("text", ["a < b and <b>bold</b>", "one <br> only", "no markup"])
def test_a_slip_of_markup_stays_text(text: str) -> None:
    assert not places(json.dumps({"text": text}))[0].html


def test_entities_are_said_and_kept(lang: Lang) -> None:
    entry = read_record({"text": "قال &quot;نعم&quot; &amp; مضى"}, lang)
    assert entry.text == "قال &quot;نعم&quot; &amp; مضى"
    assert entry.remarks == ("3 HTML entities stand in the text as printed",)
