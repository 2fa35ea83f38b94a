"""Addresses of one page have one key; addresses of two pages never do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musnad.read.same_address import same_address

PAGE = "https://www.nahr.example/news/2024/5/dam?id=12"


@pytest.mark.parametrize(
    "other",
    [
        "http://www.nahr.example/news/2024/5/dam?id=12",
        "https://nahr.example/news/2024/5/dam?id=12",
        "https://m.nahr.example/news/2024/5/dam?id=12",
        "HTTPS://WWW.Nahr.Example:443/news/2024/5/dam/?id=12",
        "https://www.nahr.example/news//2024/5/dam?id=12#comments",
        "https://www.nahr.example/news/2024/5/dam?utm_source=x&id=12&fbclid=abc",
        "https://www.nahr.example/news/2024/5/dam/index.html?id=12",
        " https://www.nahr.example/news/2024/5/dam;jsessionid=AB12?id=12&xtor=RSS-3 ",
        "https://www.nahr.example/news/2024/5/d%61m?id=12&page=",
    ],
)
def test_ways_to_write_one_address_have_one_key(other):
    assert same_address(other) == same_address(PAGE)


@pytest.mark.parametrize(
    "other",
    [
        "https://www.nahr.example/news/2024/5/dam?id=13",
        "https://www.nahr.example/news/2024/5/dam",
        "https://www.nahr.example/news/2024/5/dam?id=12&page=2",
        "https://www.nahr.example/news/2024/5/Dam?id=12",
        "https://ar.nahr.example/news/2024/5/dam?id=12",
        "https://www.nahr.example/news/2024/5/dam/amp?id=12",
        "https://amp.nahr.example/news/2024/5/dam?id=12",
        "https://www.nahr.example/news/2024/5/dam?id=12&outputType=amp",
        "https://www.nahr.example:8080/news/2024/5/dam?id=12",
        "https://www.nahr.example/news/2024/5/dam?id=12#!/story/7",
        "https://www.nahr.example/news/2024/5/dam?id=12&ref=7781",
        "https://www.nahr.example/news/2024%2F5/dam?id=12",
    ],
)
def test_addresses_that_may_print_something_else_stay_apart(other):
    assert same_address(other) != same_address(PAGE)


def test_letters_count_not_how_they_are_encoded():
    assert same_address("http://nahr.example/%D8%B3%D8%AF") == same_address("https://nahr.example/سد/")


def test_parameters_count_in_any_order():
    assert same_address("http://a.example/?b=2&a=1") == same_address("http://a.example?a=1&b=2")


def test_a_bare_number_in_the_query_names_an_article():
    assert same_address("http://a.example/?123") != same_address("http://a.example/?124")


@pytest.mark.parametrize(
    "odd", ["", "  ", "no address", "mailto:a@b.example", "http://[", "http:///x", "file:///x", "http://a:99999/"]
)
def test_what_is_no_web_address_is_its_own_key(odd):
    assert same_address(odd) == odd.strip()


def test_a_site_called_m_keeps_its_name():
    assert same_address("http://m.example/x") == "m.example/x"


@given(st.text(max_size=60))
def test_nothing_raises_and_the_key_of_a_key_is_the_key(words):
    key = same_address("https://a.example/" + words)
    assert same_address("https://" + key) == key
