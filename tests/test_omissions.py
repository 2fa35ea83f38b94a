"""The common text of reports that share passages, and what each leaves out of it or adds."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from musnad.compare.omissions import common_texts
from musnad.pipeline import analyse
from musnad.read.sources import read_sources
from musnad.store import Case, open_case

BRIDGE = "أغلقت بلدية الواحة صباح أمس الجسر القديم أمام الشاحنات الثقيلة بعد ظهور تشققات في قواعده."
DETOUR = "وحولت الشرطة حركة السير إلى الطريق الساحلي حتى إشعار آخر بحسب بيان وزعته على وسائل الإعلام."
WORKS = "وتستمر أعمال الترميم ثلاثة أشهر وتتولاها شركة محلية فازت بالعقد في المناقصة الأخيرة."
ANGER = "واحتج أصحاب المتاجر في الحي على القرار وطالبوا بتعويضات عن الخسائر التي لحقت بهم."
OWN = "وكان الجسر قد أغلق مرتين خلال العقد الماضي للأسباب نفسها دون إصلاح جذري."


@pytest.fixture
def case(tmp_path: Path) -> Case:
    bodies = {
        "one": [BRIDGE, DETOUR, WORKS, ANGER],
        "two": [BRIDGE, DETOUR, WORKS],
        "three": [BRIDGE, WORKS, ANGER, OWN],
    }
    lines = [
        json.dumps({"source": name, "title": f"خبر {name}", "date": f"2024-03-0{day}", "content": "\n".join(body)})
        for day, (name, body) in enumerate(bodies.items(), 1)
    ]
    (tmp_path / "r.jsonl").write_text("\n".join(lines), "utf-8")
    found = open_case(tmp_path / "c.musnad", create=True)
    read_sources(found, [str(tmp_path / "r.jsonl")])
    analyse(found)
    return found


def test_the_common_text_has_the_sentences_two_outlets_print_in_the_order_of_most(case: Case) -> None:
    (common,) = common_texts(case)
    assert [each.words for each in common.sentences] == [BRIDGE, DETOUR, WORKS, ANGER]
    assert [each.outlets for each in common.sentences] == [3, 2, 3, 2]


def test_each_report_shows_what_it_leaves_out_and_what_only_it_prints(case: Case) -> None:
    (common,) = common_texts(case)
    names = {row.id: row.outlet_id for row in case.rows("report")}
    texts = {row.id: row.text for row in case.rows("report")}
    omitted = {names[own.report.report_id]: [each.words for each in own.omitted] for own in common.reports}
    added = {
        names[own.report.report_id]: [texts[place.report_id][place.start : place.stop] for place in own.added]
        for own in common.reports
    }
    assert sorted(omitted.values()) == sorted([[], [ANGER], [DETOUR]])
    assert sorted(added.values()) == [[], [], [OWN]]


def test_every_sentence_of_the_common_text_opens_at_its_words(case: Case) -> None:
    (common,) = common_texts(case)
    texts = {row.id: row.text for row in case.rows("report")}
    for sentence in common.sentences:
        place = sentence.opens_at
        assert texts[place.report_id][place.start : place.stop] in sentence.words


def test_a_case_without_shared_passages_has_no_common_text(tmp_path: Path) -> None:
    with open_case(tmp_path / "c.musnad", create=True) as case:
        assert common_texts(case) == ()
