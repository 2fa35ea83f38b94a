"""A case that grows day by day holds the rows of one that was read at once, and compares only what is new."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

import musnad
from musnad import stage_rows
from musnad.find import events_again
from musnad.link import changes_again, entities, rare_words, reuse_again, shingles
from musnad.records import RECORDS, Judgement, Piece, Report, Reuse, make_id
from musnad.store import open_case

OUTLETS = ("ضفاف النهر", "جسر اليوم", "سنابل برس")
WORDS = [
    f"{one}{other}" for one in ("مطر", "بحر", "قلم", "باب", "شجر", "نهر") for other in ("وق", "اش", "يد", "ام", "وج")
]
SLOGAN = "تنشر هذه الصفحة أخبار المدينة كل صباح ومساء على قرائها الكرام جميعا"
TABLES = ("reuse", "change", "lineage", "story", "story_member", "conflict", "statement", "entity", "event",
          "event_participant")  # fmt: skip
PEOPLE = ("سليم مراد", "هاني الخطيب", "نبيل حداد", "سمير مراد", "كريم عواد")
TITLES = ("الوزير", "الرئيس", "المدير")
PLACES = ("بيروت", "القاهرة", "بغداد", "الرباط")


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


def add(case: musnad.Case, reports: Sequence[Report]) -> None:
    case.write_reports(reports)
    case.write(
        Piece(make_id("piece", each.id), each.id, "body", 0, len(each.text), None, 0, 1.0, "") for each in reports
    )


def analysed(path: Path, days: list[list[Report]]) -> musnad.Case:
    """A case into which reports were read and analysed day by day."""
    path.write_bytes(file_of(tuple(map(tuple, days)), (shingles.LARGE_CASE, rare_words._MOST_HOLDERS)))
    return open_case(path)


@lru_cache(16)  # many tests begin with the same days, or end with what they give at once
def file_of(days: tuple[tuple[Report, ...], ...], caps: tuple[int, ...]) -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder, "made.musnad")
        with open_case(path, create=True) as case:
            for day in days:
                add(case, day)
                musnad.analyse(case)
        return path.read_bytes()


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


@pytest.mark.parametrize("stage", ["reuse", "changes", "entities", "events"])
@pytest.mark.parametrize("turn", [1, 2, 5])
def test_a_day_stopped_while_it_is_written_is_made_whole_by_the_next_run(small_caps, tmp_path, stage, turn) -> None:
    days = [[*one, *other] for one, other in zip(reports_of(1), meetings(1), strict=True)]
    case = analysed(tmp_path / "days.musnad", days[:-1])
    add(case, days[-1])
    stop_while_writing(case, stage, turn)
    musnad.analyse(case)
    assert rows(case) == rows(analysed(tmp_path / "all.musnad", [[*chain(*days)]]))


def stop_while_writing(case: musnad.Case, stage: str, turn: int) -> None:
    """Analyse a case, and stop after so many turns of writing a stage's rows, two at a time."""
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


@pytest.mark.parametrize("seed", range(4))
def test_a_day_that_comes_when_entities_were_stopped_half_way_is_told_with_the_right_people(tmp_path, seed) -> None:
    *days, one, other = meetings(seed)
    case = analysed(tmp_path / "days.musnad", [[*chain(*days)]])
    add(case, one)
    stop_while_writing(case, "entities", 1)
    add(case, other)
    musnad.analyse(case)
    assert rows(case) == rows(analysed(tmp_path / "all.musnad", [[*chain(*days), *one, *other]]))


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


def meetings(seed: int) -> list[list[Report]]:
    """Some days on which people meet, some of them told by a surname that one or two people have.

    Some things are told that name nobody, and some people are named that do nothing.
    """
    draw = random.Random(seed)
    return [
        [report(". ".join(meeting(draw) for _ in range(draw.randint(1, 3))), draw.choice(OUTLETS), day)
         for _ in range(draw.randint(2, 4))]
        for day in range(1, 6)
    ]  # fmt: skip


def meeting(draw: random.Random) -> str:
    one, other = draw.sample(PEOPLE, 2)
    kind = draw.random()
    if kind < 0.2:
        return f"انفجرت قنبلة كبيرة ليلا في {draw.choice(PLACES)}"
    if kind < 0.4:
        return f"وكتاب {draw.choice(TITLES)} {one} في المكتبات منذ شهور طويلة"
    who = f"{draw.choice(TITLES)} {draw.choice((one, one.split()[1]))} أمس {draw.choice(TITLES)} {other}"
    return f"{draw.choice(('التقى', 'زار', 'استقبل'))} {who} في {draw.choice(PLACES)}"


@pytest.fixture
def reading(monkeypatch) -> list[set[str]]:
    """The reports that were read for events, a set for each run."""
    read: list[set[str]] = []
    find = events_again.find_events

    def finding(reports, *tables, **more):
        read.append({each.id for each in reports})
        return find(reports, *tables, **more)

    monkeypatch.setattr(events_again, "find_events", finding)
    return read


@pytest.mark.parametrize("seed", range(4))
def test_who_met_is_told_day_by_day_as_at_once(tmp_path, seed) -> None:
    days = meetings(seed)
    everything = analysed(tmp_path / "all.musnad", [[*chain(*days)]])
    assert everything.count("event_participant") > 20
    assert rows(analysed(tmp_path / "days.musnad", random.Random(seed).sample(days, len(days)))) == rows(everything)


@pytest.mark.parametrize("seed", range(4))
def test_read_for_events_are_new_reports_and_those_whose_events_name_others_than_before(
    tmp_path, reading, seed
) -> None:
    *days, last = meetings(seed)
    case = analysed(tmp_path / "days.musnad", [[*chain(*days)]])
    before = told(case)
    add(case, last)
    musnad.analyse(case)
    now = told(case)
    assert reading[-1] == {each for each in now if before.get(each) != now[each]}
    assert {each.id for each in last} <= reading[-1] < now.keys()


def told(case: musnad.Case) -> dict[str, list[str]]:
    """The events of each report, and who took part."""
    who = [f"{each.event_id} {each.entity_id} {each.role}" for each in case.rows("event_participant")]
    return {
        each.id: [
            *(text for event in case.rows("event", report_id=each.id)
              for text in (repr(event), *(row for row in who if row.startswith(event.id))))
        ]
        for each in case.rows("report")
    }  # fmt: skip


def test_findings_made_anew_are_read_for_events_again(tmp_path, reading) -> None:
    case = analysed(tmp_path / "days.musnad", meetings(0))
    changed = case.rows("report")[3].id
    case.connection.execute("DELETE FROM done WHERE stage = 'mentions' AND report_id = ?", (changed,))
    musnad.analyse(case)
    assert reading[-1] == {changed}


def test_a_report_that_turns_out_to_be_in_another_language_tells_no_events(tmp_path) -> None:
    case = analysed(tmp_path / "days.musnad", meetings(0))
    [*_, changed] = (each.report_id for each in case.rows("event"))
    case.connection.execute("UPDATE report SET language = 'fr' WHERE id = ?", (changed,))
    case.connection.execute("DELETE FROM done WHERE report_id IN (?, '')", (changed,))
    musnad.analyse(case)
    assert case.count("event")
    assert not case.rows("event", report_id=changed)


def test_whom_a_judgement_sets_apart_take_part_as_two_and_other_reports_are_not_read(tmp_path, reading) -> None:
    days = meetings(2)
    case, anew = (analysed(tmp_path / f"{name}.musnad", [[*chain(*days)]]) for name in ("days", "anew"))
    link = next(row for row in case.rows("same_entity") if row.why.startswith("rule=same-name"))
    for each in (case, anew):
        each.write([Judgement("judgement-1", link.id, "", None, None, None, "different", "me", "2016-05-01")])
    musnad.analyse(anew, again=["events"])
    before = told(case)
    musnad.analyse(case)
    assert rows(case) == rows(anew)
    assert reading[-1] == {each for each, events in told(case).items() if events != before[each]} != set()


def test_events_name_nobody_where_entities_fail_and_the_right_ones_again_afterwards(tmp_path, monkeypatch) -> None:
    *days, last = meetings(1)
    case = analysed(tmp_path / "days.musnad", [[*chain(*days)]])
    add(case, last)

    link = entities.link_entities

    def failing(*tables, **more):
        rows = [*link(*tables, **more)]
        return [*rows[:2], replace(rows[-1], entity_id=None), *rows[2:]]  # its table can't hold that

    with monkeypatch.context() as patch:
        patch.setattr(stage_rows, "ROWS_PER_WRITE", 2)
        patch.setattr(stage_rows, "SECONDS_PER_TURN", 0.0)
        patch.setattr("musnad.stage_rows.time.sleep", lambda seconds: None)
        patch.setattr(entities, "link_entities", failing)
        musnad.analyse(case)
    assert case.count("event")
    assert not case.count("event_participant")
    musnad.analyse(case, again=["entities"])
    assert rows(case) == rows(analysed(tmp_path / "all.musnad", [[*chain(*days), *last]]))


def test_a_report_is_not_read_again_for_a_name_that_takes_part_in_none_of_its_events(tmp_path, reading) -> None:
    first = report(f"انفجرت قنبلة كبيرة ليلا في بيروت. وكتاب الوزير {PEOPLE[0]} في المكتبات منذ شهور", OUTLETS[0], 1)
    case = analysed(tmp_path / "days.musnad", [[first]])
    before = {row.entity_id for row in case.rows("entity_member")}
    last = [report(f"سافر {title} {PEOPLE[0]} إلى {place}", OUTLETS[1], 2) for title in TITLES for place in PLACES[1:]]
    add(case, last)
    musnad.analyse(case)
    assert before - {row.entity_id for row in case.rows("entity_member")}, "no name has moved"
    assert reading[-1] == {each.id for each in last}
