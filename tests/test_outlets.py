"""Outlets: every file is as it should be, and a page's address or name gives one outlet or none."""

from __future__ import annotations

from pathlib import Path

import pytest

from musnad.errors import UsageError
from musnad.lang import load_lang
from musnad.outlets import load_outlets, outlet_named, outlet_of_url, outlet_row, read_outlets

COUNTRIES = (
    "MA",
    "DZ",
    "TN",
    "LY",
    "EG",
    "SD",
    "MR",
    "YE",
    "OM",
    "AE",
    "QA",
    "BH",
    "KW",
    "SA",
    "IQ",
    "SY",
    "LB",
    "JO",
    "PS",
)
GOOD = """
name_ar = "البيدر"
name_en = "Al Baidar"
kind = "newspaper"
domains = ["baidar.example"]
country = "LB"
printed = ["صحيفة البيدر"]
since = "1931"
"""


def folder_of(tmp_path: Path, **texts: str) -> Path:
    for name, text in texts.items():
        (tmp_path / f"{name}.toml").write_text(text, "utf-8")
    return tmp_path


def test_the_outlets_of_the_package_are_as_they_should_be() -> None:
    outlets = load_outlets()
    assert len(outlets) >= 110
    countries = {outlet.country for outlet in outlets.values()}
    assert countries >= {*COUNTRIES}


def test_an_agencys_outlet_has_the_key_of_its_credits() -> None:
    lang = load_lang("ar")
    assert lang is not None
    keys = {row["key"] for row in lang.rows("agencies")}
    assert {outlet.key for outlet in load_outlets().values() if outlet.kind == "agency"} <= keys


def test_a_person_may_add_a_file(tmp_path: Path) -> None:
    found = read_outlets(folder_of(tmp_path, baidar=GOOD))["baidar"]
    assert (found.name_en, found.domains, found.since, found.owner) == ("Al Baidar", ("baidar.example",), "1931", "")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("since =", "founded ="), "unknown key 'founded'"),
        (('kind = "newspaper"', 'kind = "paper"'), "kind is one of"),
        (('country = "LB"', 'country = "Lebanon"'), "not as it should be written: Lebanon"),
        (('["baidar.example"]', '["https://baidar.example"]'), "not as it should be written: https"),
        (('["baidar.example"]', '"baidar.example"'), "domains must be a list of strings"),
        (('name_en = "Al Baidar"', ""), "missing: name_en"),
        (('"1931"', '"long ago"'), "not as it should be written: long ago"),
        (('"LB"', '"LB'), "Illegal character"),
    ],
)
def test_a_wrong_file_is_named_with_what_is_wrong(tmp_path: Path, change: tuple[str, str], said: str) -> None:
    with pytest.raises(UsageError, match=r"outlets/baidar\.toml: ") as caught:
        read_outlets(folder_of(tmp_path, baidar=GOOD.replace(*change)))
    assert said in str(caught.value)


@pytest.mark.parametrize("change", [("name_", "name_"), ("baidar.example", "other.example")])
def test_a_name_or_domain_of_two_outlets_is_an_error(tmp_path: Path, change: tuple[str, str]) -> None:
    with pytest.raises(UsageError, match=r"also means outlets/baidar\.toml"):
        read_outlets(folder_of(tmp_path, baidar=GOOD, second=GOOD.replace(*change)))


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://www.bbc.com/arabic/world-1", "bbc_arabic"),
        ("https://www.bbc.com/news/world-1", None),
        ("https://www.bbc.com/arabicbooks", None),
        ("http://m.alwatan.com.sa/1", "alwatan_sa"),
        ("https://gate.ahram.org.eg/News/1.aspx", "ahram"),
        ("https://notahram.org.eg/", None),
        ("nonsense", None),
        ("alwatan.com.sa/article/1", "alwatan_sa"),
        ("https://web.archive.org/web/20161106120000/http://www.alwatan.com.sa/1", "alwatan_sa"),
        ("https://web.archive.org/web/20161106120000/http://a.example/1", None),
    ],
)
def test_an_address_gives_its_outlet(url: str, key: str | None) -> None:
    found = outlet_of_url(url)
    assert (found.key if found else None) == key


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("صحيفة الوطن السعودية", "alwatan_sa"),
        ("الوطن", None),
        ("العربيه.نت", "alarabiya"),
        ("واس", "spa"),
        ("ina", None),
    ],
)
def test_a_name_gives_an_outlet_only_where_no_other_has_it(name: str, key: str | None) -> None:
    found = outlet_named(name)
    assert (found.key if found else None) == key


def test_a_shared_name_is_decided_by_the_address() -> None:
    row = outlet_row("الوطن", "https://www.alwatan.com.sa/article/1")
    assert row is not None
    assert row.name_en == "Al-Watan (Saudi Arabia)"
