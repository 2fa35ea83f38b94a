from __future__ import annotations

from musnad.find.dates import find_dates
from musnad.lang import load_lang
from musnad.link.report_dates import infer_report_dates
from musnad.records import Date, Report, ReportDate, Reuse, Sentence

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


def test_a_crawled_sibling_may_be_a_day_late() -> None:
    undated = report("a", UNDATED.replace(" الجمعة", ""), None)
    dated = report("b", NEXT_DAY, "2016-10-22", "crawl")
    row = inferred([undated, dated], [passage(undated, dated)])[undated.id]
    assert (row.earliest, row.latest) == ("2016-10-20", "2016-10-21")


def test_the_order_of_reports_does_not_matter() -> None:
    undated, dated = report("a", UNDATED, None), report("b", NEXT_DAY, "2016-10-22")
    link = passage(undated, dated)
    assert inferred([undated, dated], [link]) == inferred([dated, undated], [link])


def test_an_undated_report_is_not_older_than_what_it_looks_back_on() -> None:
    one = report("a", "يعمل المرفأ منذ 16 جويلية 2015 بلا توقف.", None)
    assert inferred([one], [])[one.id] == ReportDate(one.id, "2015-07-16", None, "rule=since")
