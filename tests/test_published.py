"""Printed and recorded dates: read where they are clear, left out with a reason where not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musnad.lang import Lang, load_lang
from musnad.read.dates import (
    date_in,
    date_in_url,
    date_of_field,
    first_day,
    judge,
    moment_in,
    published_of_fields,
)
from musnad.read.dates.closings import closing_clock, with_closing
from musnad.text import fold_word


def arabic() -> Lang:
    lang = load_lang("ar")
    assert lang is not None
    return lang


@pytest.mark.parametrize(
    ("printed", "iso"),
    [
        ("٦ نوفمبر ٢٠١٦", "2016-11-06"),
        ("السبت 22 تشرين الأول 2016", "2016-10-22"),
        ("الأربعاء، 28 آب/اغسطس 2013", "2013-08-28"),
        ("6 نوفمبر/ تشرين الثاني 2016", "2016-11-06"),
        ("23 تشرين1/أكتوبر 2016", "2016-10-23"),
        ("GMT 10:30 2016 الأحد 6 نوفمبر", "2016-11-06"),
        ("الجمعة 8 فيفري 2019", "2019-02-08"),
        ("10/22/2016", "2016-10-22"),
        ("22.10.2016", "2016-10-22"),
        ("2016/10/22", "2016-10-22"),
        ("5/5/2017", "2017-05-05"),
        ("October 22, 2016", "2016-10-22"),
        ("21 محرم 1438 هـ - 22 أكتوبر 2016 م", "2016-10-22"),
        ("03/04/2019", None),
        ("31 نوفمبر 2016", None),
        ("9999-99-99", None),
        ("21 محرم 1438", None),
        ("99/99/9999", None),
    ],
)
def test_printed_date(printed: str, iso: str | None) -> None:
    found = date_in(fold_word(printed).lower(), arabic())
    assert found is not None
    assert found.iso == iso


@pytest.mark.parametrize(
    ("name", "value", "iso"),
    [
        ("published", "2017-01-20T18:36:00+01:00", "2017-01-20T18:36:00+01:00"),
        ("published", "2017-01-22T185600", "2017-01-22T18:56:00"),
        ("published", "14/12/2016", "2016-12-14"),
        ("date", "03/04/2016", "2016-04-03"),
        ("date", "2017-01-20T00:00:00+03:00", "2017-01-20"),
        ("date", "Sun, 06 Nov 2016 10:30:00 +0300", "2016-11-06T10:30:00+03:00"),
        ("date", "Sun Nov  6 10:30:00 +0000 2016", "2016-11-06T10:30:00+00:00"),
        ("date", "20161106T103000Z", "2016-11-06T10:30:00Z"),
        ("date", 20161106, "2016-11-06"),
        ("date", "/Date(1477123200000)/", "2016-10-22T08:00:00Z"),
        ("date", "06/11/16 01:45 م", "2016-11-06T13:45"),
        ("date", "2016-11", "2016-11"),
        ("date", "2016", "2016"),
        ("date", "2016-13", None),
        ("date", "2016-11-06 10:30 PM", "2016-11-06T22:30"),
        ("date", "Sun, 06 Nov 16 10:30:00 GMT", "2016-11-06T10:30:00Z"),
        ("date", "نوفمبر 2016", "2016-11"),
        ("date", "6 novembre 2016", "2016-11-06"),
        ("date", "6 Kasım 2016 14:05", "2016-11-06T14:05"),
        ("date", "6 نومبر 2016", "2016-11-06"),
        ("date", "15 آبان 1395", None),
        ("date", 0, None),
        ("date", "1970-01-01T00:00:00Z", None),
        ("date", "0001-01-01T00:00:00", None),
        ("date", 1477123200, "2016-10-22T08:00:00Z"),
        ("date", 1477123200000, "2016-10-22T08:00:00Z"),
        ("date", "٢٠١٦-١٠-٢٢", "2016-10-22"),
        ("date", "2016-10-22T99:99:00", "2016-10-22"),
        ("date", "31/02/2016", None),
        ("date", float("nan"), None),
        ("date", 10**400, None),
        ("date", {"day": 1}, None),
        ("date", "soon", None),
        ("date", "9" * 5000, None),
        ("date", True, None),
    ],
)
def test_recorded_date(name: str, value: object, iso: str | None) -> None:
    found, why = date_of_field(name, value, arabic())
    assert found == iso
    assert why.startswith(f"field={name}")


@pytest.mark.parametrize(
    ("name", "why"),
    [("date_extracted", "crawl=2015-07-21T02:51:32"), ("date_modify", "modified=2015-07-21T02:51:32")],
)
def test_crawled_and_changed_is_not_published(name: str, why: str) -> None:
    assert date_of_field(name, "2015-07-21 02:51:32", arabic()) == (None, f"field={name} {why}")


@pytest.mark.parametrize(
    ("printed", "iso"),
    [
        ("6 نوفمبر 2016 - 10:30 م بتوقيت غرينتش", "2016-11-06T22:30Z"),
        ("٠٦ أوت ٢٠١٦ | ١٨:٣٠", "2016-08-06T18:30"),
        ("10:30 ص بتوقيت مكة المكرمة 6 نوفمبر 2016", "2016-11-06T10:30+03:00"),
        ("آخر تحديث: 06 تشرين الثاني 2016، 14:05 (ت.غ)", "2016-11-06T14:05Z"),
        ("6 يونيو 2016 12:15 ص", "2016-06-06T00:15"),
        ("6 يونيو 2016 12:15 ظهرا", "2016-06-06T12:15"),
        ("Nov 6, 2016 10:30 PM GMT", "2016-11-06T22:30Z"),
        ("6 نوفمبر 2016 00:00", "2016-11-06"),
        ("6 نوفمبر 2016 م", "2016-11-06"),
        ("6 نوفمبر 2016 18:30 بتوقيت القاهرة", "2016-11-06T18:30"),
        ("22/1/1438 هـ - 23/10/2016 م", "2016-10-23"),
        ("25/11/16", "2016-11-25"),
        ("06/11/16", None),
        ("01 يناير 1970", None),
    ],
)
def test_clock_beside_a_printed_date(printed: str, iso: str | None) -> None:
    found = moment_in(fold_word(printed).lower(), arabic())
    assert found is not None
    assert found.iso == iso


@pytest.mark.parametrize(
    ("url", "iso"),
    [
        ("https://a.example/news/2016/11/6/slug", "2016-11-06"),
        ("https://a.example/2016/11/06/", "2016-11-06"),
        ("https://a.example/2016-11-06-slug.html", "2016-11-06"),
        ("https://a.example/ar/20161106-slug", "2016-11-06"),
        ("https://a.example/region/2016/11/161106_slug", "2016-11-06"),
        ("https://a.example/2016/nov/06/slug", "2016-11-06"),
        ("https://a.example/25-11-2016/slug", "2016-11-25"),
        ("https://a.example/%D9%A2%D9%A0%D9%A1%D9%A6/11/06/", "2016-11-06"),
        ("https://a.example/slug-2016-11-06.html", "2016-11-06"),
        ("https://a.example/page?date=2016-11-06", "2016-11-06"),
        ("https://a.example/2016/11/slug", "2016-11"),
        ("https://web.archive.org/web/20161106120000/http://a.example/slug", None),
        ("https://a.example/events-11-9-2001-slug", None),
        ("https://a.example/news/20131301/", None),
        ("https://a.example/news/12345678", None),
        ("https://a.example/06-11-2016/slug", None),
        ("https://a.example/2016/02/31/slug", None),
        ("https://a.example/1985/02/03/slug", None),
        ("http://[bad", None),
        ("", None),
    ],
)
def test_day_in_an_address(url: str, iso: str | None) -> None:
    found = date_in_url(url)
    assert (found.iso if found else None) == iso


def test_an_impossible_day_in_an_address_says_why() -> None:
    found = [date_in_url(f"https://a.example/{day}/slug") for day in ("2016/02/31", "1985/02/03")]
    assert [each.why.partition(":")[0] for each in found if each] == ["no such day", "before the first online pages"]


def test_the_first_trusted_date_that_can_be_is_taken_as_fine_as_others_allow() -> None:
    candidates = [
        ("json-ld=datePublished", "2030-01-01"),
        ("meta=date", "2016-11"),
        ("url", "https://a.example/2016/11/06/slug"),
        ("dateline", "6 نوفمبر 2016 10:30"),
    ]
    published, why = judge(candidates, "2017-01-01T00:00:00Z", arabic())
    assert published == "2016-11-06T10:30"
    assert "rejected: json-ld=datePublished 2030-01-01 is after it was fetched" in why


@pytest.mark.parametrize(
    ("others", "fetched", "iso"),
    [
        ([], None, None),
        ([("url", "https://a.example/2019/03/slug")], None, "2019-03-04"),
        ([("meta=date", "2019-04-03")], None, "2019-04-03"),
        ([], "2019-03-10T00:00:00Z", "2019-03-04"),
        ([], "2019-05-10T00:00:00Z", None),
    ],
)
def test_an_ambiguous_date_is_read_where_something_else_tells(
    others: list[tuple[str, object]], fetched: str | None, iso: str | None
) -> None:
    assert judge([("dateline", "03/04/2019"), *others], fetched, arabic())[0] == iso


def test_an_ambiguous_date_says_so_among_candidates() -> None:
    assert "rejected: dateline ambiguous: 03/04/2019" in judge([("dateline", "03/04/2019")], None, arabic())[1]


def test_american_clocks_leave_the_order_open() -> None:
    assert date_of_field("date", "11/6/2016 10:30:00 AM", arabic())[0] is None
    assert date_of_field("date", "11/26/2016 10:30:00 AM", arabic())[0] == "2016-11-26T10:30:00"


def test_candidates_that_differ_are_named() -> None:
    published, why = judge([("meta=date", "2016-11-06"), ("url", "https://a.example/2011/03/05/slug")], None, arabic())
    assert published == "2016-11-06"
    assert "differs: url 2011-03-05" in why


def test_the_day_of_fetching_is_not_taken_where_the_address_is_older() -> None:
    candidates = [("meta=date", "2017-01-01T09:00:00Z"), ("url", "https://a.example/2011/03/05/slug")]
    published, why = judge(candidates, "2017-01-01T09:00:05Z", arabic())
    assert published == "2011-03-05"
    assert "rejected: meta=date 2017-01-01 is when it was fetched" in why
    assert judge(candidates[:1], "2017-01-01T09:00:05Z", arabic())[0] == "2017-01-01T09:00:00Z"


def test_a_fetch_time_that_is_none_bounds_nothing() -> None:
    assert judge([], "9999-99-99T00:00:00Z", arabic()) == (None, "no date")


def test_without_a_date_the_reason_holds_what_bounds_it() -> None:
    candidates = [("meta=article:modified_time", "2016-12-03"), ("meta=date", "9999-99-99T99:99")]
    published, why = judge(candidates, "2017-01-01T00:00:00Z", arabic())
    assert published is None
    assert "modified=2016-12-03" in why
    assert "crawl=2017-01-01T00:00:00Z" in why
    assert "rejected: meta=date no such day" in why


def test_a_record_without_a_date_field_has_that_of_its_address() -> None:
    url = "https://a.example/2016/11/06/slug"
    assert published_of_fields([], url, arabic()) == ("2016-11-06", "url=y/m/d")
    assert published_of_fields([("crawled_at", "2016-11-08")], url, arabic())[0] == "2016-11-06"


@given(st.text(max_size=60))
def test_nothing_printed_breaks_reading(printed: str) -> None:
    moment_in(fold_word(printed).lower(), arabic())
    date_in_url(f"https://a.example/{printed}")
    for value in (judge([("meta=date", printed)], printed, arabic())[0], date_of_field("date", printed, arabic())[0]):
        assert value is None or first_day(value)


def test_ambiguous_date_says_so() -> None:
    found = date_in("03/04/2019", arabic())
    assert found is not None
    assert found.why.startswith("ambiguous")


@pytest.mark.parametrize(
    ("end", "clock"),
    [
        ("// انتهى //\n 16:28 ت م \n", "16:28+03:00"),
        ("ختام الخبر . // انتهى // ١٦:٢٨ ت م NNNN", "16:28+03:00"),
        ("(النهاية)\nواس 121530 جمت", "15:30Z"),
        ("(14:05 بتوقيت غرينتش)", "14:05Z"),
        ("//يتبع//\n03:25 م", "15:25"),
        ("وتبدأ المباراة في الساعة 16:28 بتوقيت مكة", None),  # a sentence
        ("02:35", None),  # the length of a film
        ("بنسبة 11:20", None),
        ("// انتهى //", None),
        ("انتهى عام 1436 هـ", None),
        ("", None),
    ],
)
def test_the_clock_at_the_end_of_an_agencys_report_is_read(end: str, clock: str | None) -> None:
    assert closing_clock(f"أعلنت البلدية فتح الجسر.\n{end}", arabic()) == clock


def test_a_closing_clock_makes_a_day_a_moment_and_nothing_else() -> None:
    text = "خبر قصير.\n// انتهى //\n16:28 ت م"
    assert with_closing("2031-03-04", "dateline", text, arabic()) == (
        "2031-03-04T16:28+03:00",
        "dateline; closing=16:28+03:00",
    )
    for other in (None, "2031-03", "2031-03-04T09:00:00Z"):
        assert with_closing(other, "why", text, arabic()) == (other, "why")
