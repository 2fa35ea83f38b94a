import re
import sqlite3
from dataclasses import fields
from hashlib import blake2b

import pytest

from musnad.errors import CaseError, UsageError
from musnad.migrations import MIGRATIONS, SCHEMA_VERSION, drop_derived
from musnad.records import COLUMN_NAMES, RECORDS, Judgement, Outlet, Raw, Report, Sentence, Story, make_id
from musnad.store import MUCH_WRITING, USUAL, open_case, schema_sql


def a_report(text="نص قصير", **other):
    values = {"source": "a.txt", "source_id": None, "outlet_id": None, "url": None, "published": None}
    values |= {"published_why": "", "language": "ar", "version_of": None, "raw_sha": "s"} | other
    return Report(id=make_id("report", None, None, text), text=text, **values)


@pytest.fixture
def case(tmp_path):
    with open_case(tmp_path / "a.musnad", create=True) as case:
        yield case


@pytest.mark.parametrize("table", RECORDS)
def test_a_record_has_the_columns_of_its_table_in_their_order(case, table):
    columns = [row[1] for row in case.connection.execute(f"PRAGMA table_info({table})")]
    assert columns == [COLUMN_NAMES.get(each.name, each.name) for each in fields(RECORDS[table])]


def test_every_table_of_the_schema_says_what_it_holds():
    for match in re.finditer(r"(.*)\nCREATE TABLE IF NOT EXISTS (\w+)", schema_sql()):
        name = match.group(2)
        assert name in RECORDS or name in ("done", "compared"), name


def test_column_names_need_no_quoting(case):
    reserved = {"end", "left", "right", "by", "group", "order", "when"}
    for table in RECORDS:
        assert not reserved.intersection(row[1] for row in case.connection.execute(f"PRAGMA table_info({table})"))


def test_what_is_written_is_read_back_as_it_was(case):
    report = a_report("نص\u200f «مقتبس»\r\nوسطر", published="2026-05-14")
    sentence = Sentence(make_id("sentence", report.id, 0, 3), report.id, "body", 0, 3)
    case.write_reports([report])
    case.write([sentence, Outlet("o", "ضفاف", None, None, None), Raw("s", "plain/1", "utf-8", 3, b"\x00\xff")])
    assert case.rows("report") == [report]
    assert case.rows_of_reports("sentence", [report.id]) == {report.id: [sentence]}
    assert case.rows("raw")[0].data == b"\x00\xff"
    assert case.get("outlet", "o").name_ar == "ضفاف"
    assert case.get("outlet", "none") is None


def test_writing_the_same_row_again_changes_nothing(case):
    case.write_reports([a_report()])
    case.write_reports([a_report()])
    assert case.count("report") == 1
    assert case.connection.execute("SELECT count(*) FROM folded").fetchone()[0] == 1


def test_a_batch_that_fails_leaves_nothing(case):
    def write_half():
        with case.batch():
            case.write_reports([a_report()])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_half()
    assert case.count("report") == 0


def test_a_reader_reads_while_a_run_writes(case):
    with case.batch():
        case.write_reports([a_report()])
        with open_case(case.path, read_only=True) as reader:
            assert reader.count("report") == 0
    with open_case(case.path, read_only=True) as reader:
        assert reader.count("report") == 1


def test_an_unknown_table_is_named_with_those_there_are(case):
    with pytest.raises(UsageError, match="report"):
        case.rows("articles")


def test_a_missing_case_says_how_to_make_one(tmp_path):
    with pytest.raises(CaseError, match="musnad read"):
        open_case(tmp_path / "none.musnad")


def test_a_file_that_is_no_case_is_left_alone(tmp_path):
    text, other = tmp_path / "a.txt", tmp_path / "b.db"
    text.write_text("ليس قضية " * 2000, "utf-8")
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE mine (x)")
    for path in (text, other):
        before = path.read_bytes()
        with pytest.raises(CaseError, match="no case"):
            open_case(path)
        assert path.read_bytes() == before


def test_a_case_of_a_newer_version_is_refused(case):
    case.connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    with pytest.raises(CaseError, match="newer"):
        open_case(case.path)


def test_a_migration_keeps_reports_and_judgements(case, monkeypatch):
    judgement = Judgement("j", "quote-1", "كلمات", None, None, None, "right", "سلمى", "2026-05-15T10:00:00Z")
    report = a_report()
    case.write_reports([report])
    case.write([judgement, Sentence("s", report.id, "body", 0, 3)])
    case.close()
    monkeypatch.setitem(MIGRATIONS, SCHEMA_VERSION, drop_derived)
    monkeypatch.setattr("musnad.store.SCHEMA_VERSION", SCHEMA_VERSION + 1)
    with open_case(case.path) as again:
        assert again.rows("report") == [report]
        assert again.rows("judgement") == [judgement]
        assert again.rows("sentence") == []


def test_stories_of_an_older_case_are_counted_again(case):
    report = a_report()
    case.write_reports([report])
    case.write([Story("story-1", report.id, None, None, 3, 2, 0)])
    case.connection.executescript(
        "ALTER TABLE story DROP COLUMN independent; PRAGMA user_version = 8;"
        "INSERT INTO done VALUES ('', 'stories', '1'), ('', 'reuse', '1');"
    )
    case.close()
    with open_case(case.path) as again:
        assert [row.independent for row in again.rows("story")] == [2]
        assert again.connection.execute("SELECT stage FROM done").fetchall() == [("reuse",)]


@pytest.mark.parametrize("part", [None, "", 7, 1.5, True, "نص", "نص " * 200, "\ud800"])
def test_an_id_is_made_of_the_length_of_each_part_and_its_words(part):
    data = b"\x00" if part is None else b"\x01" + str(part).encode("utf-8", "surrogatepass")
    hashed = blake2b(len(data).to_bytes(4, "big") + data, digest_size=8).hexdigest()
    assert make_id("label", part) == f"label-{hashed}"


def test_all_rows_of_a_table_hold_equal_words_once(tmp_path):
    with open_case(tmp_path / "a.musnad", create=True) as case:
        case.write(Sentence(f"sentence-{at}", f"report-{at // 2}", "body", at, at + 1) for at in range(9))
        rows = case.all_rows("sentence")
        assert rows == case.rows("sentence")
        assert rows[0].report_id is rows[1].report_id
        with pytest.raises(UsageError):
            case.all_rows("sentences")


def test_settings_for_much_writing_are_set_back_and_leave_others_alone(tmp_path):
    with open_case(tmp_path / "a.musnad", create=True) as case:
        settings = {name: f"PRAGMA {name}" for name in USUAL}
        case.connection.execute("PRAGMA wal_autocheckpoint = 3")
        with case.much_writing():
            set_now = {name: case.connection.execute(sql).fetchone()[0] for name, sql in settings.items()}
        assert set_now == {**MUCH_WRITING, "wal_autocheckpoint": 3}
        after = {name: case.connection.execute(sql).fetchone()[0] for name, sql in settings.items()}
        assert after == {**USUAL, "wal_autocheckpoint": 3}
