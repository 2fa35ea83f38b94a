"""Events: what happened, where, who took part, and whether it has happened at all."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from musnad.find.events import events_of_report, find_events
from musnad.lang import load_lang
from musnad.records import Date, EntityMember, Event, EventParticipant, Mention, Report, Sentence

CASES = tomllib.loads((Path(__file__).parent / "cases" / "events.toml").read_text("utf-8"))["case"]


def events_of(
    text: str, names: dict[str, list[str]], times: list[str] | None = None
) -> tuple[list[Event], list[EventParticipant]]:
    report = Report("report-1", "x.txt", None, None, None, text, "2026-05-10", "none", "ar", None, "")
    mentions, members = [], []
    for kind, words in names.items():
        for name in words:
            start = text.index(name)
            mentions.append(Mention(f"mention-{start}", report.id, start, start + len(name), kind, 1.0, ""))
            members.append(EntityMember(f"mention-{start}", name))
    sentence = Sentence("sentence-1", report.id, "body", 0, len(text))
    mentions.sort(key=lambda mention: mention.start)
    dates = []
    for words in times or []:
        start = text.index(words)
        dates.append(Date(f"date-{start}", report.id, start, start + len(words), "DATE", "2026-05-07", 0, 1.0, ""))
    rows = list(find_events([report], [sentence], mentions, members, [], dates, lang=load_lang("ar")))  # type: ignore[arg-type]
    return (
        [row for row in rows if isinstance(row, Event)],
        [row for row in rows if isinstance(row, EventParticipant)],
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["rule"])
def test_events_cases(case: dict[str, Any]) -> None:
    events, participants = events_of(case["text"], case["names"], case.get("dates"))
    assert [f"{event.predicate} {event.status} {event.place_id or '-'}" for event in events] == case["events"]
    if "actor" in case:
        assert [each.entity_id for each in participants if each.role == "actor"] == [case["actor"]]


def test_events_of_background_need_names_and_a_place() -> None:
    report = Report(
        "report-1", "x.txt", None, None, None, "أعيد فتح الطريق الساحلي أمس.\nواجتمعوا طويلا.", None, "", "ar", None, ""
    )
    sentences = [Sentence("s1", report.id, "body", 0, 28), Sentence("s2", report.id, "body", 29, len(report.text))]
    rows = list(find_events([report], sentences, [], [], [], [], lang=load_lang("ar")))  # type: ignore[arg-type]
    assert [row.start for row in rows if isinstance(row, Event)] == [0]


def test_events_of_a_report_come_from_its_own_rows_alone() -> None:
    lang = load_lang("ar")
    assert lang
    texts = {"one": "التقى سالم المازني وهبة الراوي في صنعاء.", "two": "زار ربيع العامري بيروت زيارة قصيرة."}
    reports = [Report(each, "", None, None, None, text, None, "", "ar", None, "") for each, text in texts.items()]
    sentences = [Sentence(f"s-{each.id}", each.id, "body", 0, len(each.text)) for each in reports]
    mentions = [
        Mention(f"mention-{name}", each.id, each.text.index(name), each.text.index(name) + len(name), kind, 1.0, "")
        for each in reports
        for kind, name in [("PER", "سالم المازني"), ("PER", "هبة الراوي"), ("LOC", "صنعاء"), ("PER", "ربيع العامري")]
        if name in each.text
    ]
    members = [EntityMember(mention.id, f"entity-{mention.id}") for mention in mentions]
    entity_of = {member.mention_id: member.entity_id for member in members}
    alone = [
        row
        for each, sentence in zip(reports, sentences, strict=True)
        for row in events_of_report(
            each, [sentence], [row for row in mentions if row.report_id == each.id], [], [], entity_of, lang=lang
        )
    ]
    assert alone == list(find_events(reports, sentences, mentions, members, [], [], lang=lang))
    assert {row.report_id for row in alone if isinstance(row, Event)} == {"one", "two"}
