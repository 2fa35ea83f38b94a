"""Notes: kept with the words they stand at, found again in another text of the page, taken away and put back."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_case import LEFT, make_case, place

import musnad
from musnad.errors import UsageError
from musnad.migrations import MIGRATIONS
from musnad.noting import find_again, note_down, notes_in, place_of_words, put_back, tags_of, take_away
from musnad.records import Note
from musnad.show.exports import write_export
from musnad.store import Case, open_case

WHEN = datetime(2026, 5, 17, 9, tzinfo=UTC)
PUMPS = "وعطلوا أربع مضخات"


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return make_case(tmp_path / "noted.musnad")


def noted(case: Case, words: str = PUMPS, says: str = "من عدّها؟", tags: str = "أرقام, تحقق") -> Note:
    report = case.rows("report", source="nahr.txt")[0]
    return note_down(case, report.id, *place(report.text, words), says, tags, "سلمى", noted_at=WHEN)


def a_note(text: str, words: str, at: int | None = None) -> Note:
    start = text.index(words) if at is None else at
    stop = start + len(words)
    return Note(
        "note-1", "report-1", start, stop, "x", "", "x", "", words, text[max(0, start - 40) : start], text[stop:][:40]
    )


def test_a_note_keeps_its_place_its_words_and_those_around(case: Case) -> None:
    note = noted(case)
    text = case.get("report", note.report_id).text
    assert note.quoted == text[note.start : note.stop] == PUMPS
    assert text.index(note.before + note.quoted + note.after) == note.start - len(note.before)
    assert (note.tags, note.noted_by, note.noted_at) == ("أرقام, تحقق", "سلمى", "2026-05-17T09:00:00Z")
    assert case.rows("note") == [note]


@pytest.mark.parametrize(
    ("report", "start", "stop", "words", "tags", "by"),
    [
        ("report-0", 0, 3, "x", "", "x"), ("nahr.txt", 3, 3, "x", "", "x"), ("nahr.txt", 5, 3, "x", "", "x"),
        ("nahr.txt", 0, 9999, "x", "", "x"), ("nahr.txt", -1, 3, "x", "", "x"), ("nahr.txt", 0, 3, " ", " ,", "x"),
        ("nahr.txt", 0, 3, "x", "", " "), ("nahr.txt", 0, 3, "x" * 5000, "", "x"),
        ("nahr.txt", 0, 3, "x", "y" * 61, "x"), ("nahr.txt", 0, 3, "x", ",".join(map(str, range(21))), "x"),
    ],
)  # fmt: skip
def test_a_note_at_no_place_saying_nothing_or_by_nobody_is_refused(
    case: Case, report: str, start: int, stop: int, words: str, tags: str, by: str
) -> None:
    ids = {each.source: each.id for each in case.rows("report")}
    with pytest.raises(UsageError):
        note_down(case, ids.get(report, report), start, stop, words, tags, by)
    assert case.rows("note") == []


def test_tags_are_parted_by_commas_of_both_scripts_and_stand_once() -> None:
    assert tags_of(" أرقام، check ؛#تحقق,\nأرقام,Check, two  words ") == ["أرقام", "Check", "تحقق", "two words"]


def test_a_note_taken_away_is_not_exported_and_can_be_put_back(case: Case) -> None:
    note = noted(case)
    take_away(case, note.id, "منى", at=WHEN)
    assert case.get("note", note.id) == replace(note, removed_by="منى", removed_at="2026-05-17T09:00:00Z")
    assert exported(case) == []
    assert notes_in(case, note.report_id) == []
    put_back(case, note.id)
    assert case.get("note", note.id) == note
    assert [row["quoted"] for row in exported(case)] == [PUMPS]


def exported(case: Case) -> list[dict[str, str]]:
    out = io.BytesIO()
    write_export(case, "note", "jsonl", out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_a_note_that_is_not_there_can_not_be_taken_away(case: Case) -> None:
    with pytest.raises(UsageError):
        take_away(case, "note-0", "x")
    with pytest.raises(UsageError, match="name"):
        take_away(case, noted(case).id, " ")


def test_notes_stay_when_everything_is_analysed_and_read_again(sample_case: Case, tmp_path: Path) -> None:
    path = tmp_path / "again.musnad"
    path.write_bytes(sample_case.path.read_bytes())
    with musnad.open_case(path) as case:
        report = case.rows("report")[0]
        note = note_down(case, report.id, 3, 9, "x", "y", "z", noted_at=WHEN)
        musnad.analyse(case, again=["sentences"])
        assert case.rows("note") == [note]
        assert [(each, found.how) for each, found in notes_in(case, report.id)] == [(note, "place")]


def test_a_note_follows_its_page_when_it_is_read_again_with_another_text(tmp_path: Path) -> None:
    told = "قال المحافظ إن الجسر القديم أغلق صباح أمس بعد تصدع فيه.\nوأوضح أن {} عمال أصيبوا عند الإغلاق."
    with open_case(tmp_path / "versions.musnad", create=True) as case:
        reports = []
        for number, words in enumerate((told.format("ثلاثة"), "تحديث.\n" + told.format("سبعة"))):
            line = {"outlet": "الرافد", "url": "https://rafid.example/1", "title": "إغلاق الجسر", "text": words}
            path = tmp_path / f"{number}.jsonl"
            path.write_text(json.dumps(line, ensure_ascii=False), "utf-8")
            musnad.read_sources(case, [path])
            [new] = [each for each in case.rows("report") if each.id not in reports]
            reports.append(new.id)
            if not number:
                for passage in ("الجسر القديم", "ثلاثة عمال أصيبوا عند"):
                    note_down(case, new.id, *place(new.text, passage), "راجع", "", "سلمى")
        found = [(new.text[at.start : at.stop], at.how) for _, at in notes_in(case, new.id)]
        assert found == [("الجسر القديم", "words"), ("سبعة عمال أصيبوا عند", "alike")]
        assert len(notes_in(case, reports[0])) == 2


def test_a_note_is_found_in_another_text_of_its_page(case: Case) -> None:
    note = noted(case)
    with case.batch():
        case.connection.execute("UPDATE report SET address = 'a' WHERE source IN ('nahr.txt', 'jisr.txt')")
    other = case.rows("report", source="jisr.txt")[0]
    [(found, at)] = notes_in(case, other.id)
    assert (found, other.text[at.start : at.stop], at.how) == (note, PUMPS, "words")


@pytest.mark.parametrize(
    ("text", "how", "words"),
    [
        (LEFT, "place", PUMPS),
        ("خبر جديد. " + LEFT, "words", PUMPS),
        (LEFT.replace("أربع", "اربع"), "folded", "وعطلوا اربع مضخات"),
        (LEFT.replace("أربع مضخات", "أربع\nمضخات").replace("قال", "وقال"), "folded", "وعطلوا أربع\nمضخات"),
        (LEFT.replace("أربع", "سبع"), "alike", "وعطلوا سبع مضخات"),
    ],
)
def test_a_note_is_found_by_place_words_spelling_or_the_like(text: str, how: str, words: str) -> None:
    found = find_again(text, a_note(LEFT, PUMPS))
    assert found is not None
    assert (found.how, text[found.start : found.stop].strip(".")) == (how, words)


def test_of_equal_words_those_with_the_same_words_around_are_meant() -> None:
    text = "أربع مضخات في الكرمة. ثم أربع مضخات في السد. ثم أربع مضخات في المرفأ."
    note = a_note(text, "أربع مضخات", text.index("أربع مضخات في السد"))
    changed = "تصحيح: " + text
    found = find_again(changed, note)
    assert found is not None
    assert changed[found.start :].startswith("أربع مضخات في السد")


def test_a_note_whose_words_are_gone_is_found_nowhere() -> None:
    assert find_again("طقس معتدل في السواحل", a_note(LEFT, PUMPS)) is None
    assert find_again("", a_note(LEFT, PUMPS)) is None


@given(st.text(max_size=60), st.text(max_size=60), st.integers(0, 60), st.integers(1, 30))
def test_wherever_a_note_is_found_is_a_place_in_the_text(text: str, other: str, start: int, length: int) -> None:
    note = a_note(text, text[start : start + length], min(start, len(text)))
    found = find_again(other, note)
    assert found is None or 0 <= found.start < found.stop <= len(other)
    if note.quoted:
        assert find_again(text, note) is not None


@given(st.text(max_size=40), st.text(max_size=20))
def test_words_are_found_where_they_stand(text: str, words: str) -> None:
    found = place_of_words(text, words)
    assert found is None or 0 <= found[0] < found[1] <= len(text)
    assert place_of_words(f"{text} {words} {text}", words) is not None or not words.split()


def test_a_case_written_before_gets_the_words_of_its_notes(case: Case) -> None:
    note = noted(case)
    for column in ("quoted", "before", "after", "removed_by", "removed_at"):
        case.connection.execute(f"ALTER TABLE note DROP COLUMN {column}")
    MIGRATIONS[3](case.connection)
    assert case.rows("note") == [note]
