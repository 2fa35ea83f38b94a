"""Feeds: every entry by itself, titles as plain text, hostile markup refused or harmless."""

from __future__ import annotations

import io
import json
from html import escape

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from musnad.lang import Lang, load_lang
from musnad.read.feeds import (
    ONLY_A_TEASER,
    Feed,
    FeedEntry,
    looks_like_feed,
    page_of_entry,
    pages_of_feed,
    read_feed,
)
from musnad.read.feeds.text import plain_title
from musnad.read.letters.mojibake import repair

SENTENCE = (
    "أعلنت بلدية النخيل أن الأعمال ستبدأ غدا في السوق القديم بعد موافقة المجلس على الخطة التي عرضها"
    " المهندسون أمام سكان الحي في لقاء عام مساء الأحد الماضي."
)
SITE = "http://paper.example/"


def rss(*items: str, head: str = "", root: str = "") -> bytes:
    return (
        f'<?xml version="1.0" encoding="utf-8"?>{head}<rss version="2.0" {root} '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<channel><title>صدى الرمال</title><link>{SITE}</link><language>ar</language>{''.join(items)}</channel></rss>"
    ).encode()


def item(number: int = 1, title: str = "عنوان", more: str = "") -> str:
    return f"<item><title>{title}</title><link>{SITE}{number}</link><guid>g{number}</guid>{more}</item>"


def atom(entry: str, root: str = "") -> bytes:
    return f'<feed xmlns="http://www.w3.org/2005/Atom" {root}><title>صدى</title><entry>{entry}</entry></feed>'.encode()


def first(data: bytes, url: str | None = None) -> FeedEntry:
    feed = read_feed(data, url)
    assert not feed.reason
    return feed.entries[0]


# --- what a feed says --------------------------------------------------------------------------------


def test_rss_says_all_of_an_entry() -> None:
    more = (
        "<pubDate>Fri, 21 Oct 2016 10:00:00 +0300</pubDate><dc:creator>ليلى النخلي</dc:creator>"
        '<source url="http://other.example/">صدى الوادي</source><category>محليات</category><category>ماء</category>'
        f"<description>{escape('<p>موجز</p>')}</description><content:encoded><![CDATA[<p>{SENTENCE}</p>]]></content:encoded>"
    )
    feed = read_feed(rss(item(more=more)))
    assert (feed.kind, feed.title, feed.url, feed.language, feed.remarks) == ("rss", "صدى الرمال", SITE, "ar", ())
    assert feed.entries == (
        FeedEntry(
            "g1", f"{SITE}1", "عنوان", "Fri, 21 Oct 2016 10:00:00 +0300", None, "ليلى النخلي", "صدى الوادي",
            "<p>موجز</p>", f"<p>{SENTENCE}</p>", ("محليات", "ماء"), "entry 1",
        ),
    )  # fmt: skip


def test_atom_says_all_of_an_entry() -> None:
    entry = first(
        atom(
            '<id>tag:1</id><title type="html">a &amp;amp; &lt;b&gt;b&lt;/b&gt;</title><link rel="self" href="/self"/>'
            '<link href="/1"/><published>2016-10-21T10:00:00Z</published><updated>2016-10-22T10:00:00Z</updated>'
            '<author><name>ليلى</name><email>l@paper.example</email></author><category term="ماء"/>'
            "<source><title>صدى الوادي</title></source><summary>5 &lt; 6</summary>"
            '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>one</p><p>two</p></div></content>',
            root='xml:base="http://paper.example/news/"',
        )
    )
    assert (entry.id, entry.url, entry.headline) == ("tag:1", f"{SITE}1", "a & b")
    assert (entry.published, entry.updated) == ("2016-10-21T10:00:00Z", "2016-10-22T10:00:00Z")
    assert (entry.author, entry.outlet, entry.categories) == ("ليلى", "صدى الوادي", ("ماء",))
    assert (entry.summary_html, entry.content_html) == ("5 &lt; 6", "<div><p>one</p><p>two</p></div>")


def test_rdf_and_json_feeds_are_feeds() -> None:
    rdf = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
        f'<channel><title>صدى</title></channel><item rdf:about="{SITE}1"><title>عنوان</title></item></rdf:RDF>'
    ).encode()
    feed = {
        "version": "https://jsonfeed.org/version/1.1", "title": "صدى", "home_page_url": SITE, "language": "ar",
        "items": [{"id": 7, "url": "/1", "title": "a < b", "content_text": "one\n\ntwo < three",
                   "date_published": "2016-10-21", "authors": [{"name": "ليلى"}], "tags": ["ماء"]}],
    }  # fmt: skip
    for data in (rdf, json.dumps(feed).encode()):
        assert looks_like_feed(data)
        assert read_feed(data).title == "صدى"
        assert first(data).url == f"{SITE}1"
    entry = first(json.dumps(feed).encode())
    assert (entry.id, entry.headline, entry.author, entry.categories) == ("7", "a < b", "ليلى", ("ماء",))
    assert entry.content_html == "<p>one</p>\n<p>two &lt; three</p>\n"


@pytest.mark.parametrize(
    "data", [b"<html><body>x</body></html>", b'{"version": "1"}', b"plain", b"", b"<opml/>", b"<rdf:RDF/>"]
)
def test_other_things_are_no_feeds(data: bytes) -> None:
    assert not looks_like_feed(data)
    assert not read_feed(data).entries


def test_a_feed_agrees_with_feedparser() -> None:
    feedparser = pytest.importorskip("feedparser")
    data = rss(*(item(n, f"عنوان {n} &amp; «بقية»", f"<pubDate>{n} Oct 2016</pubDate>") for n in range(1, 20)))
    theirs = feedparser.parse(io.BytesIO(data)).entries
    ours = read_feed(data).entries
    assert [(e.title, e.link, e.published, e.id) for e in theirs] == [
        (e.headline, e.url, e.published, e.id) for e in ours
    ]


# --- titles ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "kind", "plain"),
    [
        ("a &amp; b &quot;c&quot;", "rss", 'a & b "c"'),
        ("&amp;lt;b&amp;gt;", "rss", "&lt;b&gt;"),
        ("a <b>b</b><br/>c <i", "rss", "a b c <i"),
        ("a <script>alert(1)</script> b", "rss", "a b"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;", "rss", "<script>alert(1)</script>"),
        ("use <div> or <table>", "rss", "use <div> or <table>"),
        ('<img src="x" onerror="y"> a', "rss", "a"),
        ("3 < 5 > 2", "rss", "3 < 5 > 2"),
        ("<b>a</b> &amp;amp;", "text", "<b>a</b> &amp;amp;"),
        ("use <div> &lt;b&gt; &amp;amp;", "html", "use <b> &amp;"),
        (" a\n\t b ", "text", "a b"),
    ],
)
def test_titles_are_plain_text(value: str, kind: str, plain: str) -> None:
    assert plain_title(value, kind) == plain


@given(st.text(max_size=60))
@example("Ã¡A")
@settings(max_examples=100)
def test_an_atom_title_of_text_is_kept(title: str) -> None:
    printable = "".join(c for c in title if c.isprintable() and not 0xD800 <= ord(c) < 0xE000) or "x"
    assume(repair(printable)[0] == printable)  # what was encoded twice is put right
    assert first(atom(f"<title>{escape(printable)}</title>")).headline == (" ".join(printable.split()) or None)


# --- damage ------------------------------------------------------------------------------------------


@given(stop=st.integers(0, 4000))
@settings(max_examples=150)
def test_a_cut_feed_gives_the_entries_before_the_cut(stop: int) -> None:
    items = [item(n, more=f"<description>{SENTENCE}</description>") for n in range(6)]
    data = rss(*items)
    cut = data[: stop % len(data)]
    feed = read_feed(cut)
    whole = [n for n in range(6) if data.index(items[n].encode()) + len(items[n].encode()) <= len(cut)]
    assert [entry.id for entry in feed.entries if not entry.is_cut] == [f"g{n}" for n in whole]
    if feed.entries:
        assert "truncated" in "".join(feed.remarks)


def test_half_an_address_is_none(lang: Lang) -> None:
    data = rss(item(1), item(2))
    entry = read_feed(data[: data.index(f"{SITE}2".encode()) + 9]).entries[-1]
    assert entry.is_cut
    assert (entry.headline, entry.url) == ("عنوان", None)


def test_the_text_before_a_cut_is_kept_and_said(lang: Lang) -> None:
    data = rss(item(1, more=f"<description>{SENTENCE} {SENTENCE}</description>"))
    feed = read_feed(data[: data.rindex("المجلس".encode())])
    page = page_of_entry(feed.entries[0], lang)
    assert "أعلنت بلدية النخيل".encode() in page.data
    assert page.remarks == ("truncated: the feed ends inside this entry",)


@pytest.mark.parametrize(
    "broken",
    [
        "<item><title>x</item>", "<item><title>a</b></title></item>", "<item><title a=b>x</title></item>",
        f"<item>{'<a>' * 2000}</item>", "<item>]]></item>", "<item><x:y></item>", "<item", "</channel><item></item>",
    ],
)  # fmt: skip
def test_a_broken_entry_costs_itself(broken: str) -> None:
    found = read_feed(rss(item(1), broken, item(2)))
    assert {entry.id for entry in found.entries} >= {"g1", "g2"}
    assert any("malformed" in remark for remark in found.remarks)


@pytest.mark.parametrize(
    ("title", "plain"),
    [
        ("a & b", "a & b"), ("x&nbsp;y&eacute;", "x yé"), ("&#147;a&#148;", "“a”"), ("a\x0bb\x00", "a b\ufffd"),
        ("5 < 6", "5 < 6"), ("&#0;&#xD800;&#x110000;", "\ufffd\ufffd\ufffd"), ("&nonsense;", "&nonsense;"),
        ("<![CDATA[a & b < c]]>", "a & b < c"), ("?a=1&b=2&amp;c=3", "?a=1&b=2&c=3"),
    ],
)  # fmt: skip
def test_what_feeds_get_wrong_is_put_right(title: str, plain: str) -> None:
    assert first(rss(item(1, title))).headline == plain


def test_junk_before_the_feed_is_passed_over() -> None:
    assert first(b"\n<!-- x -->\nWarning: line 3\n" + rss(item())).headline == "عنوان"


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [("windows-1256", "windows-1256"), ("windows-1256", "utf-8"), ("utf-8", "windows-1256"), ("utf-16", "utf-16"),
     ("utf-16-le", "utf-16"), ("iso-8859-6", "iso-8859-6"), ("utf-8-sig", "utf-8")],
)  # fmt: skip
def test_encodings_are_read_whatever_is_declared(encoding: str, declared: str) -> None:
    title = SENTENCE[:59]
    text = rss(item(1, title, f"<description>{SENTENCE}</description>")).decode().replace('="utf-8"', f'="{declared}"')
    data = text.replace("«", "").encode(encoding)
    assert looks_like_feed(data)
    assert first(data).headline == title


def test_an_encoding_that_lies_is_said() -> None:
    data = rss(item(1, SENTENCE)).replace(b'encoding="utf-8"', b'encoding="iso-8859-1"')
    assert "encoding" in read_feed(data).remarks[0]


# --- hostile feeds -----------------------------------------------------------------------------------

LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'


@pytest.mark.parametrize(
    "head", [LAUGHS, OUTSIDE, LAUGHS.lower(), "<!-- x -->" + LAUGHS, LAUGHS.replace(" [", "\n[\n")]
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_declared_entities_are_refused(head: str, encoding: str) -> None:
    data = rss(item(1, "&b;"), head=head).decode().encode(encoding)
    feed = read_feed(data)
    assert feed.reason.startswith("refused: it declares entities")
    assert not feed.entries


def test_names_of_characters_may_be_declared() -> None:
    head = "<!DOCTYPE x [<!ENTITY space \"&#160;\"> <!ENTITY dash '–'>]>"
    assert first(rss(item(1, "a&space;b&dash;c"), head=head)).headline == "a b–c"


def test_a_document_type_alone_is_no_harm() -> None:
    head = '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.example/rss.dtd">'
    assert first(rss(item(), head=head)).headline == "عنوان"


def test_entities_in_a_text_are_words_about_entities() -> None:
    assert first(rss(item(1, "<![CDATA[<!ENTITY a>]]>"))).headline == "<!ENTITY a>"


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "ftp://a.example/", "http://["]
)
def test_only_web_addresses_are_kept(link: str) -> None:
    assert first(rss(f"<item><title>x</title><link>{link}</link></item>"), None).url is None


@pytest.mark.parametrize(
    ("link", "url"),
    [("/2", "http://paper.example/2"), ("  http://a.example/1?x=1&amp;y=2\n", "http://a.example/1?x=1&y=2"),
     ("//a.example/1", "http://a.example/1"), ("3", "http://paper.example/3")],
)  # fmt: skip
def test_relative_addresses_are_made_whole(link: str, url: str) -> None:
    assert first(rss(f"<item><title>x</title><link>{link}</link></item>"), "http://feeds.example/rss").url == url


def test_an_xml_base_comes_before_the_address_of_the_feed() -> None:
    entry = '<title>x</title><link href="1"/>'
    assert first(atom(entry, 'xml:base="http://a.example/b/"'), "http://c.example/").url == "http://a.example/b/1"
    assert first(atom(entry), "http://c.example/d/feed").url == "http://c.example/d/1"


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "data",
    [
        b"<rss><channel>" + b"<item>" * 5_000,
        b"<rss><channel><item><title "
        + b" ".join(b'a%d="x"' % n for n in range(20_000))
        + b">x</title></item></channel></rss>",
        rss(item())[:-20] + b"<" * 300_000,
        rss(item())[:-20] + b"<!---->" * 100_000,
        rss(item())[:-20] + b"<![CDATA[" * 100_000,
        b"<rss>" + b"&" * 300_000,
        b"<!DOCTYPE " + b"[]" * 100_000,
        b"<?" * 100_000 + b"<rss>",
        rss(item(1, escape("<script>" * 20_000), f"<description>{escape('<!--' * 30_000)}</description>")),
        b'{"version": "https://jsonfeed.org/version/1", "items": [' + b'{"a":[' * 50_000,
    ],
    ids=range(10),
)
def test_hostile_feeds_end_soon(data: bytes, lang: Lang) -> None:
    for _, page in pages_of_feed(read_feed(data), lang):
        assert page.data or page.reason


@given(data=st.binary(max_size=200), at=st.integers(0, 1200), url=st.none() | st.text(max_size=20))
@settings(max_examples=200)
def test_no_bytes_raise(data: bytes, at: int, url: str | None) -> None:
    lang = load_lang("ar")
    assert lang is not None
    whole = rss(item(1, more=f"<description>{SENTENCE}</description>"), item(2))
    for each in (data, whole[:at] + data + whole[at:]):
        looks_like_feed(each)
        for entry, page in pages_of_feed(read_feed(each, url), lang):
            assert entry.at
            assert bool(page.data) != bool(page.reason)


# --- entries with a text of their own ----------------------------------------------------------------


def page_reason(lang: Lang, **parts: str | None) -> str:
    known = dict.fromkeys(
        ("id", "headline", "published", "updated", "author", "outlet", "summary_html", "content_html")
    )
    entry = FeedEntry(**{**known, "url": f"{SITE}1", **parts}, categories=(), at="entry 1")  # type: ignore[arg-type]
    return page_of_entry(entry, lang).reason


@pytest.mark.parametrize(
    "teaser",
    [
        None,
        "",
        "<p></p><img src='x'>",
        "جملة قصيرة.",
        f"{SENTENCE[:-1]} …",
        f"{SENTENCE[:-1]}...",
        f"{SENTENCE} [&hellip;]",
        SENTENCE[:-1],
    ],
)
def test_a_teaser_is_no_report(teaser: str | None, lang: Lang) -> None:
    assert page_reason(lang, summary_html=teaser) == ONLY_A_TEASER


@pytest.mark.parametrize("text", [f"{SENTENCE} {SENTENCE} {SENTENCE} المصدر: وكالات", f"{SENTENCE * 6} …"])
def test_a_long_text_is_one_however_it_ends(text: str, lang: Lang) -> None:
    assert page_reason(lang, content_html=text) == ""


def test_a_draft_in_an_archive_was_never_printed(lang: Lang) -> None:
    more = f"<description>{SENTENCE}</description><wp:status>draft</wp:status>"
    entry = first(rss(item(1, more=more), root='xmlns:wp="http://wordpress.org/export/1.2/"'))
    assert "draft" in page_of_entry(entry, lang).reason


def test_a_text_in_the_feed_is_a_page_with_what_the_feed_says(lang: Lang) -> None:
    data = rss(item(1, "a &lt; b", f"<description>{SENTENCE}</description><pubDate>21 Oct 2016</pubDate>"))
    feed = read_feed(data)
    page = page_of_entry(feed.entries[0], lang, feed)
    assert page.reason == ""
    assert f"<h1>a &lt; b</h1>\n{SENTENCE}".encode() in page.data
    assert (page.facts.url, page.facts.headline, page.facts.published) == (f"{SITE}1", "a < b", "21 Oct 2016")


def test_content_comes_before_a_summary(lang: Lang) -> None:
    summary, content = f"<p>موجز. {SENTENCE}</p>", f"<p>{SENTENCE}</p><p>{SENTENCE}</p>"
    entry = first(
        rss(
            item(
                1,
                more=f"<description>{escape(summary)}</description><content:encoded>{escape(content)}</content:encoded>",
            )
        )
    )
    assert content.encode() in page_of_entry(entry, lang).data


def test_lone_surrogates_do_not_get_through(lang: Lang) -> None:
    text = json.dumps(
        {"version": "https://jsonfeed.org/version/1", "items": [{"title": "\ud800", "content_html": "\udfff"}]}
    )
    entry = first(text.encode())
    assert (entry.headline, entry.content_html) == ("\ufffd", "\ufffd")


def test_an_empty_feed_says_so() -> None:
    assert read_feed(rss()) == Feed("rss", "صدى الرمال", SITE, "ar", (), ("no entries in the feed",))
