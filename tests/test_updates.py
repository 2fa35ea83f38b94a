"""A case that grows day by day holds the rows of one that was read at once, and compares only what is new."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import chain
from pathlib import Path

import pytest

import musnad
from musnad import stage_rows
from musnad.link import changes_again, rare_words, reuse_again, shingles
from musnad.records import RECORDS, Judgement, Piece, Report, Reuse, make_id
from musnad.store import open_case

OUTLETS = ("ضفاف النهر", "جسر اليوم", "سنابل برس")
WORDS = [
    f"{one}{other}" for one in ("مطر", "بحر", "قلم", "باب", "شجر", "نهر") for other in ("ون", "ات", "ية", "ان", "وي")
]
SLOGAN = "تنشر هذه الصفحة أخبار المدينة كل صباح ومساء على قرائها الكرام جميعا"
TABLES = ("reuse", "change", "lineage", "story", "story_member", "conflict", "statement", "entity")


@pytest.fixture
def small_caps(monkeypatch):
    """Few reports make a large case, few places a template."""
    monkeypatch.setattr(reuse_again, "MOST_REPORTS", 4)
    for name, value in {"LARGE_CASE": 6, "COMMON_PLACES": 3, "STANDING_DAYS": 2, "MOST_PLACES_SHORT": 4}.items():
        monkeypatch.setattr(shingles, name, value)


def reports_of(seed: int) -> list[list[Report]]:
    """Some days of reports that copy one another with other words, their numbers changed, under a slogan."""
    draw = random.Random(seed)
    printed: list[str] = []
    days = []
    for day in range(1, 6):
        texts = []
        for _ in range(draw.randint(2, 6)):
            words = (draw.choice(printed) if printed and draw.random() < 0.6 else sentence(draw)).split()
            words[draw.randrange(len(words))] = draw.choice([*WORDS, str(draw.randint(2, 40))])
            text = " ".join(words)
            printed.append(text)
            texts.append(f"{text}. {SLOGAN}" if draw.random() < 0.5 else text)
        days.append([report(text, draw.choice(OUTLETS), day) for text in dict.fromkeys(texts)])
    return days


def sentence(draw: random.Random) -> str:
    return " ".join(
        f"{draw.choice(WORDS)} {draw.choice(WORDS)} {draw.randint(2, 40)}" for _ in range(draw.randint(4, 8))
    )


def report(text: str, outlet: str, day: int | None) -> Report:
    published = f"2016-05-{day:02}T08:00:00Z" if day else None
    return Report(make_id("report", text, outlet), "a.txt", None, make_id("outlet", outlet), None, text, published, "",
                  "ar", None, "s")  # fmt: skip


def add(case: musnad.Case, reports: list[Report]) -> None:
    case.write_reports(reports)
    case.write(
        Piece(make_id("piece", each.id), each.id, "body", 0, len(each.text), None, 0, 1.0, "") for each in reports
    )


def analysed(path: Path, days: list[list[Report]]) -> musnad.Case:
    """A case into which reports were read and analysed day by day."""
    case = open_case(path, create=True)
    for day in days:
        add(case, day)
        musnad.analyse(case)
    return case


def rows(case: musnad.Case) -> dict[str, list[str]]:
    return {table: sorted(map(repr, case.rows(table))) for table in RECORDS if table in TABLES}


@pytest.mark.parametrize("seed", range(6))
def test_a_case_read_day_by_day_holds_the_rows_of_one_read_at_once(small_caps, tmp_path, seed) -> None:
    days = reports_of(seed)
    grown = analysed(tmp_path / "days.musnad", random.Random(seed).sample(days, len(days)))
    case = analysed(tmp_path / "all.musnad", [[each for day in days for each in day]])
    assert rows(grown) == rows(case)
    assert case.count("change")
    compared = "SELECT * FROM compared ORDER BY 1"
    assert grown.connection.execute(compared).fetchall() == case.connection.execute(compared).fetchall() != []


@pytest.mark.parametrize("seed", [1, 5, 7, 8])
def test_sentences_told_in_other_words_are_found_day_by_day_as_at_once(small_caps, tmp_path, monkeypatch, seed) -> None:
    monkeypatch.setattr(rare_words, "_MOST_HOLDERS", 4)
    draw = random.Random(seed)
    days = told_days(draw)
    everything = analysed(tmp_path / "all.musnad", [[*chain(*days)]])
    before, now = (
        {row.id for row in case.rows("reuse") if "reworded" in row.why}
        for case in (analysed(tmp_path / "four.musnad", [[*chain(*days[:4])]]), everything)
    )
    assert before - now, "no word ceases to be rare"
    assert now - before
    assert rows(analysed(tmp_path / "days.musnad", draw.sample(days, len(days)))) == rows(everything)


def test_a_report_that_moves_to_another_day_makes_words_rare_again(small_caps, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(rare_words, "_MOST_HOLDERS", 4)
    days = told_days(random.Random(8))
    reports = [replace(each, published=f"2016-05-0{day}") for day, some in enumerate(days, 1) for each in some]
    case = analysed(tmp_path / "moved.musnad", [reports])
    before = {row.id for row in case.rows("reuse") if "reworded" in row.why}
    moved = [each for each in reports if len(each.text.split()) > 80]
    case.connection.executemany(
        "UPDATE report SET published = '2016-06-30' WHERE id = ?", [(each.id,) for each in moved]
    )
    case.connection.execute("DELETE FROM done WHERE report_id = ''")
    musnad.analyse(case)
    assert {row.id for row in case.rows("reuse") if "reworded" in row.why} - before
    anew = [replace(each, published="2016-06-30") if each in moved else each for each in reports]
    assert rows(case) == rows(analysed(tmp_path / "anew.musnad", [anew]))


def told_days(draw: random.Random) -> list[list[Report]]:
    """Some days on which several tell the same sentences, and a digest has many words of all that was told so far."""
    days, words = [], []
    for day in range(1, 6):
        texts = []
        for _ in range(2):
            said = [f"{draw.choice(WORDS)}{draw.choice('بتثجحخد')}" for _ in range(14)]
            words += said
            for _ in range(draw.randint(2, 3)):
                other = [f"{draw.choice(WORDS)}{draw.choice('زسشصض')}" for _ in said]
                texts.append(" ".join(draw.choices(pair, (8, 2))[0] for pair in zip(said, other, strict=True)))
        texts.append(" ".join(draw.choices(words[-56:], k=90)))
        days.append([report(text, draw.choice(OUTLETS), draw.choice((day, day, None))) for text in texts])
    return days


def test_one_more_day_compares_and_writes_only_what_is_new(small_caps, tmp_path, monkeypatch) -> None:
    *days, last = reports_of(1)
    case = analysed(tmp_path / "days.musnad", days)
    before = {*case.rows("reuse"), *case.rows("change")}
    compared: list[int] = []
    compare, write = changes_again.find_changes, case.write

    def comparing(reports, reuse, *rest, **more):
        compared.append(len(reuse))
        return compare(reports, reuse, *rest, **more)

    def writing(records):
        records = list(records)
        assert before.isdisjoint(each for each in records if isinstance(each, Reuse))
        write(records)

    monkeypatch.setattr(changes_again, "find_changes", comparing)
    monkeypatch.setattr(case, "write", writing)
    add(case, last)
    musnad.analyse(case)
    assert 0 < sum(compared) < len([row for row in case.rows("reuse") if row.kind == "passage"])


@pytest.mark.parametrize("stage", ["reuse", "changes"])
@pytest.mark.parametrize("turn", [1, 2])
def test_a_day_stopped_while_it_is_written_is_made_whole_by_the_next_run(small_caps, tmp_path, stage, turn) -> None:
    *days, last = reports_of(3)
    case = analysed(tmp_path / "days.musnad", days)
    add(case, last)
    running = "SELECT stage FROM done WHERE version LIKE 'running%'"
    turns: list[float] = []

    def stopping(seconds: float) -> None:
        if case.connection.execute(running).fetchall() == [(stage,)]:
            turns.append(seconds)
        if len(turns) == turn:
            raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stage_rows, "ROWS_PER_WRITE", 2)
        patch.setattr(stage_rows, "SECONDS_PER_TURN", 0.0)
        patch.setattr("musnad.stage_rows.time.sleep", stopping)
        with pytest.raises(KeyboardInterrupt):
            musnad.analyse(case)
    musnad.analyse(case)
    assert rows(case) == rows(analysed(tmp_path / "all.musnad", [[each for day in [*days, last] for each in day]]))


def test_a_judgement_compares_no_passage_again(tmp_path) -> None:
    case = analysed(tmp_path / "days.musnad", reports_of(2)[:1])
    case.write([Judgement("judgement-1", "story-1", "", None, None, None, "same", "me", "2016-05-01")])
    ran: list[str] = []
    musnad.analyse(case, progress=lambda name, done, total: ran.append(name))
    assert "stories" in ran
    assert {"reuse", "report_dates", "changes", "lineage"}.isdisjoint(ran)


def test_a_word_that_becomes_known_is_no_slip_any_more_in_passages_compared_before(small_caps, tmp_path) -> None:
    said = "فتحت البلدية صباح اليوم الجسر القديم أمام المارة بعد إصلاح {} من الحديد والخشب في شهرين"
    more = "وزار الضيوف {} الكبير فرسموا تماثيل النحاسين بأقلام الفحم وغنوا مواويل الصيادين حول مواقد السمك المدخن"
    draw = random.Random(0)
    texts = [said.format("سياجه"), said.format("سياحه"), more.format("قصره"), *(sentence(draw) for _ in range(3))]
    first = [report(text, OUTLETS[number % 3], 1) for number, text in enumerate(texts)]
    last = [report(more.format("سياحه ثم سياحه ثم سياجه ثم سياجه"), OUTLETS[1], 2)]
    grown = analysed(tmp_path / "days.musnad", [first])
    assert "typo" in {row.cls for row in grown.rows("change")}
    add(grown, last)
    musnad.analyse(grown)
    assert "typo" not in {row.cls for row in grown.rows("change")}
    assert rows(grown) == rows(analysed(tmp_path / "all.musnad", [[*first, *last]]))
