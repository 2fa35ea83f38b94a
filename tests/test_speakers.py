"""What a speaker said over time."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from made_case import make_case

from musnad.compare.speakers import spoken
from musnad.lang import load_lang
from musnad.show.cli import commands
from musnad.show.filters import channel_kinds, statements_said_by
from musnad.show.spoken import spoken_lines
from musnad.store import Case


def test_a_statement_has_the_day_of_its_first_printing_where_no_other_is_printed(tmp_path: Path) -> None:
    case = make_case(tmp_path / "small.musnad")
    (each,) = spoken(case, statements_said_by(case, "البحري"))
    assert (each.earliest, each.dated_by, each.printings, each.outlets) == ("2026-05-14", "printed", 2, 2)
    assert each.altered
    assert each.words in next(report.text for report in case.rows("report") if report.id == each.place.report_id)


def test_statements_are_in_the_order_of_time_and_the_undated_last(sample_case: Case) -> None:
    found = spoken(sample_case, [row.id for row in sample_case.rows("statement")])
    assert len(found) == sample_case.count("statement")
    days = [each.earliest or each.latest or "9999" for each in found]
    assert days == sorted(days)
    assert len(list(spoken_lines(found))) == 2 * len(found)


def test_a_speaker_is_named_by_an_entity_or_by_words(tmp_path: Path) -> None:
    case = make_case(tmp_path / "small.musnad")
    assert statements_said_by(case, "entity-bahri") == statements_said_by(case, "سالم البحري")
    assert statements_said_by(case, "أحد آخر") == set()


def test_the_command_lists_a_speakers_statements(tmp_path: Path) -> None:
    make_case(tmp_path / "small.musnad").close()
    asked = ["statements", "البحري", "--case", str(tmp_path / "small.musnad")]
    assert "14 May 2026 (printed)" in CliRunner().invoke(commands, asked).output
    told = json.loads(CliRunner().invoke(commands, [*asked, "--json"]).stdout)
    assert [each["outlets"] for each in told["statements"]] == [2]


@pytest.mark.parametrize(
    ("words", "kind"),
    [("في بيان", "statement"), ("في تصريحاته", "remarks"), ("لإذاعة النهر", "broadcast"),
     ("في مؤتمر صحفي", "press-conference"), ("على متن الطائرة", "travel"), ("لوكالة النهر", "agency")],
)  # fmt: skip
def test_a_channel_has_its_kind(words: str, kind: str) -> None:
    assert kind in channel_kinds(words, load_lang("ar"))
    assert "-" not in channel_kinds(words, load_lang("ar"))
