"""Lists of addresses: OPML, sitemaps, one address a line; each address once, nothing but web addresses."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musnad.read.feeds.addresses import (
    Address,
    addresses_in,
    looks_like_opml,
    looks_like_sitemap,
    looks_like_url_list,
)
from musnad.read.feeds.web_addresses import web_address

A = "http://a.example/"


def opml(*outlines: str) -> bytes:
    return f'<?xml version="1.0"?><opml version="2.0"><head/><body>{"".join(outlines)}</body></opml>'.encode()


def sitemap(*urls: str, root: str = "urlset") -> bytes:
    return (
        f'<?xml version="1.0"?><{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" '
        f'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">{"".join(urls)}</{root}>'
    ).encode()


def urls(data: bytes, url: str | None = None) -> list[str]:
    return [each.url for each in addresses_in(data, url=url).urls]


def test_feeds_of_an_opml_are_found_in_folders() -> None:
    found = addresses_in(
        opml(
            f'<outline text="صحف"><outline text="صدى &amp; رمال" type="rss" xmlUrl="{A}1"/></outline>',
            '<outline XMLURL="feed://b.example/2"/><outline text="empty folder"/><outline xmlUrl="javascript:x"/>',
        )
    )
    assert found.kind == "opml"
    assert found.urls[0] == Address(f"{A}1", at="outline 2", headline="صدى & رمال")
    assert found.urls[1].url == "http://b.example/2"
    assert found.remarks == ("outline 5: no web address",)


def test_a_sitemap_says_when_and_what() -> None:
    news = (
        f"<url><image:image><image:loc>{A}1.jpg</image:loc><image:title>no</image:title></image:image>"
        f"<loc> {A}1?a=1&b=2 </loc><lastmod>2016-10-21</lastmod><news:news><news:publication><news:name>صدى</news:name>"
        "<news:language>ar</news:language></news:publication><news:publication_date>2016-10-20</news:publication_date>"
        "<news:title>عنوان</news:title></news:news></url>"
    )
    found = addresses_in(sitemap(news))
    assert found.kind == "sitemap"
    assert found.urls == (Address(f"{A}1?a=1&b=2", "2016-10-21", "url 1", "عنوان", "2016-10-20", "صدى", "ar"),)


def test_an_index_is_of_sitemaps() -> None:
    found = addresses_in(sitemap(f"<sitemap><loc>{A}1.xml</loc></sitemap>", root="sitemapindex"))
    assert (found.kind, [each.url for each in found.urls]) == ("sitemap index", [f"{A}1.xml"])


def test_a_cut_sitemap_gives_what_stands_before() -> None:
    data = sitemap(*(f"<url><loc>{A}{n}</loc></url>" for n in range(5)))
    found = addresses_in(data[: data.index(f"{A}3".encode()) + 8])
    assert [each.url for each in found.urls] == [f"{A}{n}" for n in range(3)]
    assert "truncated" in found.remarks[0]


def test_declared_entities_are_refused() -> None:
    data = sitemap(f"<url><loc>{A}&a;</loc></url>").replace(b"?>", b'?><!DOCTYPE x [<!ENTITY a "bc">]>', 1)
    assert addresses_in(data).reason.startswith("refused: it declares entities")


def test_a_list_is_read_line_by_line() -> None:
    data = f"\ufeff# my list\n{A}1\n\n  - <{A}2>  \r\nb.example/3\nnot an address\n{A}1\nHTTPS://C.example/4 a note\nhttp://[\n"
    found = addresses_in(data.encode())
    assert [(each.at, each.url) for each in found.urls] == [
        ("line 2", f"{A}1"), ("line 4", f"{A}2"), ("line 5", "https://b.example/3"), ("line 8", "HTTPS://C.example/4"),
    ]  # fmt: skip
    assert found.remarks == ("line 6: no web address", "line 9: no web address", "1 addresses stand more than once")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "windows-1256"])
def test_addresses_in_arabic_letters_are_kept(encoding: str) -> None:
    assert urls(f"{A}خبر\n{A}عاجل/الثاني\n".encode(encoding)) == [f"{A}خبر", f"{A}عاجل/الثاني"]


def test_what_a_list_is_is_told_by_its_bytes() -> None:
    assert looks_like_opml(opml())
    assert looks_like_sitemap(sitemap())
    assert looks_like_url_list(f"# x\n{A}1\n\n{A}2".encode())
    for data in (
        b"",
        b"text",
        f"{A}1\na sentence about it\n".encode(),
        b"<html>http://a.example/</html>",
        b'{"a": "http://b"}',
    ):
        assert not (looks_like_opml(data))
        assert not (looks_like_sitemap(data))
        assert not (looks_like_url_list(data))


@pytest.mark.parametrize("data", [b"", b"\x00\x01", b"words only", opml(), sitemap(), b"<opml"])
def test_a_list_without_addresses_says_so(data: bytes) -> None:
    found = addresses_in(data)
    assert found.urls == ()
    assert found.reason


@given(data=st.binary(max_size=200), at=st.integers(0, 400))
@settings(max_examples=40)
def test_no_bytes_raise(data: bytes, at: int) -> None:
    whole = sitemap(f"<url><loc>{A}1</loc></url>")
    for each in (data, whole[:at] + data + whole[at:], opml()[:at] + data):
        looks_like_url_list(each)
        found = addresses_in(each)
        assert bool(found.urls) != bool(found.reason)
        assert all(each.url.lower().startswith(("http://", "https://")) for each in found.urls)


@given(st.text(max_size=40), st.none() | st.text(max_size=20) | st.just(A))
@settings(max_examples=150)
def test_an_address_has_no_spaces_and_no_other_scheme(printed: str, base: str | None) -> None:
    found = web_address(printed, base)
    if found is not None:
        assert found.lower().startswith(("http://", "https://"))
        assert not set(found) & set(" \n\r\t\x00\u202e")


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "data", [b"<urlset>" + b"<url>" * 10_000, b"http://a.example/x\n" * 20_000, b"h" * 2_000_000, b"\n" * 2_000_000]
)
def test_hostile_lists_end_soon(data: bytes) -> None:
    assert len(addresses_in(data).urls) <= 1
