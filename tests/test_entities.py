"""Mentions of one person come together, two people never do, and a judgement beats every rule."""

from __future__ import annotations

import random

import pytest

from musnad.lang import load_lang
from musnad.link.entities import link_entities
from musnad.link.name_groups import name_words
from musnad.link.names import same_name
from musnad.records import Entity, EntityMember, Judgement, Mention, Report, SameEntity, make_id
from musnad.store import Case

LANG = load_lang("ar")
assert LANG is not None


def report_with(*names: str, day: str = "2020-05-01", kind: str = "PER") -> tuple[Report, list[Mention]]:
    """Return a report that is just these names, and its mentions."""
    text = " ، ".join(names)
    report = Report(make_id("report", text, day), "t", None, None, None, text, day, "", "ar", None, "")
    mentions, at = [], 0
    for name in names:
        start = text.index(name, at)
        at = start + len(name)
        mentions.append(Mention(make_id("mention", report.id, start, at), report.id, start, at, kind, 1.0, "rule=test"))
    return report, mentions


def entities_of(*made: tuple[Report, list[Mention]], judgements: list[Judgement] | None = None) -> list[set[str]]:
    reports = [report for report, _ in made]
    mentions = [each for _, own in made for each in own]
    printed = {each.id: report.text[each.start : each.stop] for report, own in made for each in own}
    groups: dict[str, set[str]] = {}
    for row in link_entities(reports, mentions, judgements or [], lang=LANG):
        if isinstance(row, EntityMember):
            groups.setdefault(row.entity_id, set()).add(printed[row.mention_id])
    return sorted(groups.values(), key=sorted)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("آرثر مكنزي", "ارثر ماكنزي"), ("غوردون لامبيرت", "جوردون لامبرت"), ("كلود بيرنار", "كلود برنار"),
        ("عبد الكريم الدرباس", "عبدالكريم الدرباس"),
    ],
)  # fmt: skip
def test_spellings_of_one_name_come_together(one: str, other: str) -> None:
    assert entities_of(report_with(one), report_with(other)) == [{one, other}]


@pytest.mark.parametrize(
    ("one", "other"),
    [("حسن حداد", "حسين حداد"), ("سالم نجار", "سليم نجار"), ("محمد بن سعد", "أحمد بن سعد"), ("علي عمر", "علي عامر")],
)
def test_names_of_two_people_stay_apart(one: str, other: str) -> None:
    assert len(entities_of(report_with(one), report_with(other))) == 2


def test_a_surname_goes_to_the_full_name_of_its_report() -> None:
    assert entities_of(report_with("جون مكنزي", "مكنزي")) == [{"جون مكنزي", "مكنزي"}]


def test_a_surname_two_people_share_joins_neither() -> None:
    assert len(entities_of(report_with("جون مكنزي", "ماري مكنزي", "مكنزي"))) == 3


def test_a_surname_alone_goes_to_the_only_one_of_the_case_in_the_same_days() -> None:
    near = entities_of(report_with("جون مكنزي"), report_with("مكنزي", day="2020-05-03"))
    far = entities_of(report_with("جون مكنزي"), report_with("مكنزي", day="2021-05-03"))
    assert (len(near), len(far)) == (1, 2)


def test_a_given_name_alone_is_not_enough_across_reports() -> None:
    assert len(entities_of(report_with("محمد بن سلمان"), report_with("سلمان"))) == 2


def test_a_father_is_not_his_son() -> None:
    assert len(entities_of(report_with("حمد بن خليفة", "خليفة بن حمد", "فهد بن حمد بن خليفة"))) == 3


def test_listed_variants_are_one_body_with_its_english_name() -> None:
    report, mentions = report_with("داعش", "تنظيم الدولة الإسلامية", kind="ORG")
    rows = list(link_entities([report], mentions, [], lang=LANG))
    (entity,) = [row for row in rows if isinstance(row, Entity)]
    assert entity.name_en == "Islamic State (ISIS)"
    assert any("listed-variant" in row.why for row in rows if isinstance(row, SameEntity))


def test_a_judgement_takes_a_mention_out() -> None:
    made = report_with("جون مكنزي", "مكنزي")
    one, other = (each.id for each in made[1])
    said = Judgement("j", f"{one} {other}", "", None, None, None, "different", "somebody", "2020-06-01")
    assert len(entities_of(made, judgements=[said])) == 2


def test_the_order_of_reading_does_not_matter() -> None:
    made = [report_with("جون مكنزي", "مكنزي"), report_with("جون ماكنزي"), report_with("ماري مكنزي", "مكنزي")]
    reports = [report for report, _ in made]
    mentions = [each for _, own in made for each in own]
    first = set(link_entities(reports, mentions, [], lang=LANG))
    chance = random.Random(1)
    chance.shuffle(reports)
    chance.shuffle(mentions)
    assert set(link_entities(reports, mentions, [], lang=LANG)) == first


def test_an_arab_name_may_not_vary() -> None:
    assert same_name(name_words("نادر سليم", LANG), name_words("نادر سالم", LANG), LANG) is None
    assert same_name(name_words("نيكولاي بتروف", LANG), name_words("نيكولا بيتروف", LANG), LANG) is not None


def test_an_entity_says_how_often_and_in_how_many_reports_it_is_named(sample_case: Case) -> None:
    reports = {each.id: each.report_id for each in sample_case.rows("mention")}
    named: dict[str, list[str]] = {}
    for each in sample_case.rows("entity_member"):
        named.setdefault(each.entity_id, []).append(reports[each.mention_id])
    entities = sample_case.rows("entity")
    assert entities
    assert {each.id: (each.mentions, each.reports) for each in entities} == {
        id: (len(found), len(set(found))) for id, found in named.items()
    }
