"""Printed and recorded dates: read where they are clear, left out with a reason where not."""

from __future__ import annotations

import pytest

from musnad.lang import Lang, load_lang
from musnad.read.published import date_in, date_of_field
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
        ("date_extracted", "2015-07-21 02:51:32", "2015-07-21"),
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


def test_crawl_time_says_so() -> None:
    assert date_of_field("date_extracted", "2015-07-21 02:51:32", arabic())[1] == "field=date_extracted crawl"


def test_ambiguous_date_says_so() -> None:
    found = date_in("03/04/2019", arabic())
    assert found is not None
    assert found.why.startswith("ambiguous")
