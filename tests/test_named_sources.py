"""Whom a report names, in its text, as the source of one saying."""

from __future__ import annotations

from pathlib import Path

import pytest

import musnad
from musnad.compare.named_sources import named_at, named_sources
from musnad.compare.origins import origins_of_place
from musnad.compare.places import Place
from musnad.records import Report
from musnad.show.chains import chain_json, chain_lines
from musnad.store import Case

BEFORE = "افتتحت البلدية الجسر الجديد فوق نهر الرقراق صباح الأحد بحضور كبير من أهالي المدينة.\n"
SAID = "إن أعمال الجسر كلفت تسعة ملايين دينار ودامت أربعة أعوام كاملة بسبب الفيضانات المتكررة."
AFTER = "\nويربط الجسر حي القصب بالسوق القديمة."


def case_of(folder: Path, *texts: str) -> Case:
    """Return an analysed case of texts, one an outlet."""
    for number, text in enumerate(texts):
        (folder / f"{number}.txt").write_text(text, "utf-8")
    case = musnad.open_case(folder / "a.musnad", create=True)
    musnad.read_sources(case, [folder / f"{number}.txt" for number in range(len(texts))])
    musnad.analyse(case)
    return case


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ("وقال المهندس سالم البحري لوكالة فرانس برس", "afp"),
        ("وقال المهندس سالم البحري لرويترز", "reuters"),
        ("وقال المهندس سالم البحري لـ«رويترز»", "reuters"),
        ("وذكرت وكالة الأنباء الألمانية", "dpa"),
        ("وقال المهندس سالم البحري", None),
        ("وقال مدير مكتب رويترز في مدينة الريحان القديمة سالم البحري", None),  # an employer
    ],
)
def test_the_channel_or_the_agency_that_speaks_is_the_source(tmp_path: Path, said: str, key: str | None) -> None:
    with case_of(tmp_path, f"{BEFORE}{said} {SAID}{AFTER}") as case:
        (report,) = case.rows("report")
        at = Place(report.id, report.text.index(SAID), report.text.index(SAID) + len(SAID))
        found = named_at(named_sources(case, [report.id]), [at])
        assert [each.key for each in found.get(report.id, ())] == ([key] if key else [])
        for each in found.get(report.id, ()):
            assert report.text[each.place.start : each.place.stop] in said


def test_a_source_all_name_is_told_with_the_chain(tmp_path: Path) -> None:
    one = f"{BEFORE}وقال المهندس سالم البحري لوكالة فرانس برس {SAID}{AFTER}"
    other = f"دشنت المدينة جسرها.\nوقال سالم البحري لوكالة فرانس برس {SAID}\nويعبره الناس منذ الفجر."
    with case_of(tmp_path, one, other) as case:
        reports: list[Report] = sorted(case.rows("report"), key=lambda each: each.source)
        start = reports[0].text.index(SAID)
        answer = origins_of_place(case, reports[0].id, start, start + len(SAID))
        assert (answer.at_least, answer.at_most, answer.reports) == (1, 1, 2)
        assert answer.origins[0].named_by_all == ("afp",)
        lines = "\n".join(chain_lines(answer, {}))
        assert "the source named by all who print it: Agence France-Presse" in lines.replace("\u2068", "").replace(
            "\u2069", ""
        )
        assert [each["named"][0]["key"] for each in chain_json(answer)["origins"][0]["reports"]] == ["afp", "afp"]
