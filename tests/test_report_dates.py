from __future__ import annotations

from bisect import bisect_left

import pytest

from musnad.find.dates import find_dates
from musnad.lang import load_lang
from musnad.link.report_dates import infer_report_dates
from musnad.link.sibling_dates import words_round
from musnad.records import Date, Report, ReportDate, Reuse, Sentence
from musnad.text import find_words

LANG = load_lang("ar")
assert LANG
UNDATED = "افتتح الوزير اليوم الجمعة جسر الوادي بحضور أهل القرية كلهم."
NEXT_DAY = "افتتح الوزير أمس جسر الوادي بحضور أهل القرية كلهم."


def report(name: str, text: str, published: str | None, why: str = "dateline") -> Report:
    return Report(f"report-{name}", f"{name}.txt", None, None, None, text, published, why, "ar", None, "0")


def dates_of(each: Report) -> list[Date]:
    return list(find_dates(each, [Sentence("sentence-1", each.id, "body", 0, len(each.text))], [], lang=LANG))


def passage(left: Report, right: Report) -> Reuse:
    return Reuse(
        f"reuse-{left.id}-{right.id}", left.id, right.id, 0, len(left.text), 0, len(right.text), "passage", 1, ""
    )


def inferred(reports: list[Report], reuse: list[Reuse]) -> dict[str, ReportDate]:
    dates = [date for each in reports for date in dates_of(each)]
    return {row.report_id: row for row in infer_report_dates(reports, dates, reuse, lang=LANG)}


def test_a_printed_day_stays() -> None:
    one = report("a", NEXT_DAY, "2016-10-22T08:00")
    assert inferred([one], [])[one.id] == ReportDate(one.id, "2016-10-22", "2016-10-22", "rule=own")


def test_today_beside_a_siblings_yesterday_dates_a_report() -> None:
    undated, dated = report("a", UNDATED, None), report("b", NEXT_DAY, "2016-10-22")
    row = inferred([undated, dated], [passage(undated, dated)])[undated.id]
    assert (row.earliest, row.latest) == ("2016-10-21", "2016-10-21")
    assert "sibling=report-b" in row.why
    assert "weekday=agrees" in row.why


def test_a_weekday_that_does_not_fit_leaves_the_day_open() -> None:
    undated, dated = report("a", UNDATED, None), report("b", NEXT_DAY, "2016-10-25")
    row = inferred([undated, dated], [passage(undated, dated)])[undated.id]
    assert (row.earliest, row.latest, row.why) == (None, None, "rule=unknown")


def test_a_bare_weekday_gives_a_range() -> None:
    undated = report("a", "افتتح الوزير الجمعة جسر الوادي بحضور أهل القرية كلهم.", None)
    dated = report("b", NEXT_DAY, "2016-10-22")
    row = inferred([undated, dated], [passage(undated, dated)])[undated.id]
    assert (row.earliest, row.latest) == ("2016-10-21", "2016-10-27")


def test_a_crawl_bounds_a_report_from_above() -> None:
    one = report(
        "a", "افتتح الوزير جسر الوادي بحضور أهل القرية كلهم.", None, "field=date_extracted crawl=2016-10-22T03:00:00"
    )
    assert inferred([one], [])[one.id] == ReportDate(one.id, None, "2016-10-22", "rule=crawl")


def test_a_text_is_not_older_than_the_day_it_tells_of() -> None:
    text = "افتتح الوزير جسر الوادي في 19 أكتوبر 2016 بحضور أهل القرية كلهم."
    one = report("a", text, None, "field=crawled_at crawl=2016-10-22")
    assert inferred([one], [])[one.id] == ReportDate(one.id, "2016-10-19", "2016-10-22", "rule=crawl earliest=told")


def test_a_day_ahead_bounds_nothing() -> None:
    text = "سيفتتح الوزير جسر الوادي في 20 أكتوبر 2016 بحضور أهل القرية كلهم."
    one = report("a", text, None, "field=crawled_at crawl=2016-10-22")
    assert inferred([one], [])[one.id].earliest is None


def test_the_weekday_of_today_dates_a_scraped_record() -> None:
    one = report("a", UNDATED, None, "field=date_extracted crawl=2016-10-23T03:00:00")
    assert inferred([one], [])[one.id] == ReportDate(one.id, "2016-10-21", "2016-10-21", "rule=weekday from=crawl")


def test_the_weekday_does_not_date_a_page_of_an_archive() -> None:
    one = report("a", UNDATED, None, "no date; crawl=2019-10-23T03:00:00Z")
    assert inferred([one], [])[one.id] == ReportDate(one.id, None, "2019-10-23", "rule=crawl")


def test_a_crawled_siblings_yesterday_is_the_last_it_can_be() -> None:
    undated = report("a", UNDATED.replace(" الجمعة", ""), None)
    crawled = report("b", NEXT_DAY, None, "field=date_extracted crawl=2016-10-22T03:00:00")
    row = inferred([undated, crawled], [passage(undated, crawled)])[undated.id]
    assert (row.earliest, row.latest) == (None, "2016-10-21")


@pytest.mark.parametrize(
    ("published", "days", "precision"),
    [("2016-02", ("2016-02-01", "2016-02-29"), "month"), ("2016", ("2016-01-01", "2016-12-31"), "year")],
)
def test_a_coarse_date_is_a_range(published: str, days: tuple[str, str], precision: str) -> None:
    one = report("a", "افتتح الوزير جسر الوادي.", published)
    assert inferred([one], [])[one.id] == ReportDate(one.id, *days, f"rule=own precision={precision}")


def test_the_order_of_reports_does_not_matter() -> None:
    undated, dated = report("a", UNDATED, None), report("b", NEXT_DAY, "2016-10-22")
    link = passage(undated, dated)
    assert inferred([undated, dated], [link]) == inferred([dated, undated], [link])


def test_an_undated_report_is_not_older_than_what_it_looks_back_on() -> None:
    one = report("a", "يعمل المرفأ منذ 16 جويلية 2015 بلا توقف.", None)
    assert inferred([one], [])[one.id] == ReportDate(one.id, "2015-07-16", None, "rule=since")


def test_the_last_day_of_the_calendar_is_no_trouble() -> None:
    undated, dated = report("a", NEXT_DAY, None), report("b", NEXT_DAY, "9999-12-31")
    at = NEXT_DAY.index("أمس")
    rows = [
        Date(f"date-{each.id}", each.id, at, at + 3, "DATE", None, 0, 1.0, f"rule=day{off:+d}")
        for each, off in ((undated, -1), (dated, 1))
    ]
    found = {
        row.report_id: row for row in infer_report_dates([undated, dated], rows, [passage(undated, dated)], lang=None)
    }
    assert found[undated.id].why == "rule=unknown"


@pytest.mark.parametrize(("start", "stop"), [(0, 0), (0, 4), (30, 30), (31, 38), (5, 2000), (9000, 9001)])
@pytest.mark.parametrize(
    "text", [NEXT_DAY, NEXT_DAY.replace(" ", "/"), f"{NEXT_DAY} 4.5 " * 40, " ، ، ، " * 60 + NEXT_DAY]
)
def test_the_words_round_a_place_are_those_of_the_whole_text(text: str, start: int, stop: int) -> None:
    words = find_words(text)
    before, after = bisect_left(words.starts, start), bisect_left(words.starts, stop)
    whole = words.folded[max(0, before - 2) : before], words.folded[after : after + 2]
    assert words_round(text, start, stop, 2) == whole
