from __future__ import annotations

import itertools
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musnad.find.dates import find_dates
from musnad.find.dates.patterns import EXPRESSION, OPENERS
from musnad.find.dates.runs import RUN
from musnad.find.dates.tags import words_only
from musnad.lang import load_lang
from musnad.records import Date, Piece, Quote, Report, Sentence

CASES = tomllib.loads((Path(__file__).parent / "cases" / "dates.toml").read_text("utf-8"))
LANG = load_lang("ar")
assert LANG


def report_of(text: str, published: str | None, why: str = "dateline") -> Report:
    return Report("report-1", "page.txt", None, None, None, text, published, why, "ar", None, "0")


def dates_of(text: str, published: str | None, why: str = "dateline", quotes: list[Quote] | None = None) -> list[Date]:
    sentence = Sentence("sentence-1", "report-1", "body", 0, len(text))
    return list(find_dates(report_of(text, published, why), [sentence], quotes or [], lang=LANG))


@pytest.mark.parametrize("case", CASES["case"], ids=lambda case: case["rule"])
def test_expression(case: dict[str, Any]) -> None:
    before, _, rest = case["text"].partition("[")
    inside, _, after = rest.partition("]")
    found = dates_of(before + inside + after, case["published"] or None)
    place = (len(before), len(before) + len(inside))
    near = [date for date in found if date.start < place[1] and place[0] < date.stop]
    assert [(date.value or "", date.kind) for date in near] == [
        (case["value"], case.get("kind", near[0].kind if near and not case["value"] else "DATE"))
    ]


@pytest.mark.parametrize("case", CASES["nothing"], ids=lambda case: case["rule"])
def test_no_expression(case: dict[str, Any]) -> None:
    assert dates_of(case["text"], "2016-11-06") == []


def test_a_direct_quotation_row_hides_the_reports_day() -> None:
    text = "نبدأ العمل غدا، قال الوزير."
    quote = Quote("quote-1", "report-1", 0, 14, "direct", "verbatim_unmarked", 0, 16, 19, None, None, None, None, None,
                  "", 1.0, "")  # fmt: skip
    assert [date.value for date in dates_of(text, "2016-11-06")] == ["2016-11-07"]
    assert [date.value for date in dates_of(text, "2016-11-06", quotes=[quote])] == [None]


@pytest.mark.parametrize("published", ["9999-12-31", "0001-01-01", "9999-12-31T23:59:59Z"])
def test_nothing_is_counted_from_a_day_left_open(published: str) -> None:
    text = "وصل الوفد أمس ويغادر غدا، وقبل عامين زار المدينة في 12 مايو 2014."
    assert [date.value for date in dates_of(text, published)] == [None, None, None, "2014-05-12"]


def test_a_crawlers_day_gives_way_to_the_weekday_of_today() -> None:
    found = dates_of("وصل الوفد اليوم (الجمعة). وكان غادر أمس المرفأ.", "2016-10-22", "crawl")
    assert [date.value for date in found] == ["2016-10-21", "2016-10-20"]
    assert all(date.score < 0.9 for date in found)


def test_a_full_date_beside_today_dates_an_undated_report() -> None:
    found = dates_of("وصل الوفد اليوم الأحد 6 نوفمبر 2016. وكان غادر أمس المرفأ.", None)
    assert [date.value for date in found] == ["2016-11-06", "2016-11-05"]


def test_a_bare_weekday_is_the_day_named_elsewhere() -> None:
    found = dates_of("الأحد.. السوق تفتح أبوابها\nتفتح السوق الأحد المقبل.", "2015-08-06")
    assert [date.value for date in found] == ["2015-08-09", "2015-08-09"]


def test_a_dateline_is_read_though_it_is_no_sentence() -> None:
    text = "٦ نوفمبر ٢٠١٦\nوصل الوفد."
    piece = Piece("piece-1", "report-1", "dateline", 0, 13, None, 0, 1.0, "")
    found = list(find_dates(report_of(text, None), [], [], [piece], lang=LANG))
    assert [(date.start, date.stop, date.value) for date in found] == [(0, 13, "2016-11-06")]


WORDS = [
    "اليوم",
    "أمس",
    "(",
    ")",
    "الجمعة",
    "6",
    "نوفمبر",
    "/",
    "قبل",
    "ثلاثة",
    "أسابيع",
    "2016",
    "الساعة",
    "14:30",
    "»",
]


@given(st.lists(st.sampled_from(WORDS), max_size=30), st.sampled_from([None, "2016-11-06", "خطأ"]))
def test_places_are_in_order_and_inside_the_text(words: list[str], published: str | None) -> None:
    text = " ".join(words)
    found = dates_of(text, published)
    assert all(0 <= date.start < date.stop <= len(text) for date in found)
    assert all(left.stop <= right.start for left, right in itertools.pairwise(found))
    assert len({date.id for date in found}) == len(found)


@given(st.text("".join(set(OPENERS + "fw&xSi!g" + "(),/-|")), max_size=8))
def test_every_expression_stands_in_a_run(tags: str) -> None:
    runs = [match.span() for match in RUN.finditer(words_only(f"x{tags}x").encode())]
    for match in EXPRESSION.finditer(f"x{tags}x"):
        first, last = (len(words_only(f"x{tags}x"[:at])) for at in match.span())
        assert any(start <= first and last <= stop for start, stop in runs)


def test_junk_is_quick() -> None:
    assert dates_of("7/" * 20_000 + "(" * 20_000, "2016-11-06") is not None
    assert dates_of("من " * 20_000 + "اليوم 7 " * 20_000, "2016-11-06") is not None
