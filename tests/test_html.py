# ruff: noqa: E501  (pages read better unbroken)
"""Pages of HTML: the article and nothing else, each piece where it stands, whatever the page does."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musnad.lang import load_lang
from musnad.read.entries import Entry, Facts
from musnad.read.html import declared_charset, looks_like_html, read_html

ONE = "وافق مجلس بلدة الغدير أمس على خطة توسيع السوق القديم بعد نقاش طويل استمر حتى المساء."
TWO = "وقال رئيس المجلس إن الأشغال ستبدأ مطلع الشهر المقبل وتستمر عاما كاملا دون إغلاق المحال."
THREE = "وأضاف: «لن يدفع التجار شيئا من الكلفة، فهي من موازنة البلدة وحدها»."
TEASER = "سجلت محطات الرصد في الجبال أول تساقط للثلوج هذا الموسم وسط تحذيرات من انجماد الطرق."
HEADLINE = "بلدة الغدير توسع سوقها القديم"
BODY = f"<p>{ONE}</p><p>{TWO}</p><p>{THREE}</p>"
MENU = "<ul><li><a href=/>الرئيسية</a></li><li><a href=/s>رياضة</a></li><li><a href=/e>اقتصاد</a></li></ul>"


def read(page: str | bytes, **facts: str) -> Entry:
    lang = load_lang("ar")
    assert lang is not None
    return read_html(page.encode() if isinstance(page, str) else page, Facts(**facts), lang)


def page(inside: str, head: str = "") -> str:
    return f"<!DOCTYPE html><html lang=ar><head><meta charset=utf-8>{head}</head><body>{inside}</body></html>"


def article(after: str = "", before: str = "", head: str = "") -> str:
    return page(f"{before}<article><h1>{HEADLINE}</h1>{BODY}</article>{after}", head)


def parts(entry: Entry, part: str) -> list[str]:
    return [entry.text[span.start : span.stop] for span, _, _ in entry.spans if span.part == part]


def body(entry: Entry) -> str:
    return "\n\n".join(parts(entry, "body"))


WHOLE = f"{ONE}\n\n{TWO}\n\n{THREE}"


# --- what stands on the page ---------------------------------------------------------------------------


def test_every_part_of_an_article_is_told_apart():
    source = page(
        f"{MENU}<div class=post><h4 class=kicker>محليات</h4><h1>{HEADLINE}</h1>"
        "<p class=subtitle>الأشغال تستمر عاما كاملا والكلفة من موازنة البلدة وحدها</p>"
        "<div class=meta><span class=author>كتب: ماهر الضفة</span><span class=date>الخميس 4 مارس 2021</span></div>"
        f"<figure><img src=a.jpg><figcaption>السوق القديم صباح أمس</figcaption></figure>{BODY}<p>(رويترز)</p></div>"
    )
    entry = read(source)
    assert [span.part for span, _, _ in entry.spans] == [
        "kicker", "headline", "standfirst", "byline", "dateline", "caption", "body", "credit",
    ]  # fmt: skip
    assert body(entry) == WHOLE
    assert entry.published == "2021-03-04"


def test_neighbouring_paragraphs_are_one_piece_so_that_a_quotation_may_cross_them():
    assert parts(read(article()), "body") == [WHOLE]


def test_a_piece_says_where_it_begins_in_the_source():
    source = article(before=MENU, head=f"<title>{HEADLINE}</title>")
    for span, field, at in read(source).spans:
        assert field is None
        assert source.startswith(HEADLINE if span.part == "headline" else ONE, at)


def test_a_place_in_the_source_is_found_through_entities():
    coded = "".join(f"&#{ord(char)};" for char in ONE)
    source = page(f"<h1>{HEADLINE}</h1><p>{coded}</p><p>{TWO}</p>")
    (_, _, _), (span, _, at) = read(source).spans
    assert span.part == "body"
    assert source[at:].startswith(coded[:40])


def test_markup_in_a_headline_stays_text():
    entry = read(page(f"<h1>&lt;b&gt;{HEADLINE}&lt;/b&gt;</h1>{BODY}", f"<title>&lt;b&gt;{HEADLINE}&lt;/b&gt;</title>"))
    assert parts(entry, "headline") == [f"<b>{HEADLINE}</b>"]


def test_a_headline_that_is_only_metadata_says_so():
    entry = read(
        page(BODY, f"<title>{HEADLINE} | صحيفة الغدير</title><meta property=og:site_name content='صحيفة الغدير'>")
    )
    assert parts(entry, "headline") == [HEADLINE]
    assert entry.spans[0][1] == "title"


def test_a_byline_is_printed_linked_or_metadata():
    linked = f"<h1>{HEADLINE}</h1><div>بقلم <a rel=author href=/w/1>ماهر الضفة</a></div><div>{BODY}</div>"
    assert parts(read(page(linked)), "byline")[-1] == "ماهر الضفة"
    entry = read(article(head="<meta name=author content='ماهر الضفة'><meta name=author content='admin'>"))
    assert [(span.part, field) for span, field, _ in entry.spans][1] == ("byline", "meta=author")
    assert parts(entry, "byline") == ["ماهر الضفة"]


def test_lines_parted_by_breaks_are_a_body():
    assert body(read(page(f"<h1>{HEADLINE}</h1><div>{ONE}<br><br>{TWO}<br>{THREE}</div>"))) == WHOLE.replace(
        "\n\n", "\n"
    )


def test_an_old_page_of_tables_without_a_title_is_read():
    lines = "الغدير - رويترز<br>وافق مجلس بلدة الغدير أمس على خطة توسيع<br>السوق القديم بعد نقاش طويل.<br>" + TWO
    cells = (f"<b>{HEADLINE}</b>", "الخميس 20 رجب 1442 هـ الموافق 4 مارس 2021 م العدد 1234", lines)
    entry = read("<table>" + "".join(f"<tr><td>{each}</td></tr>" for each in cells) + "</table>")
    assert parts(entry, "headline") == [HEADLINE]
    assert entry.published == "2021-03-04"
    assert body(entry).startswith("وافق مجلس بلدة الغدير أمس على خطة توسيع\nالسوق القديم")


def test_a_short_last_paragraph_without_a_full_stop_is_kept():
    assert body(read(page(f"<article><h1>{HEADLINE}</h1>{BODY}<p>انتهى</p></article>"))).endswith("انتهى")


# --- what does not belong to it ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "outside",
    [
        f"<article><h1>أول ثلوج الموسم في الجبال</h1><p>{TEASER}</p><p>{TEASER}</p><p>{TEASER}</p></article>",
        f"<div class=related><h3>مواضيع ذات صلة</h3><p>{TEASER}</p></div>",
        f"<div><h3><a href=/1>أول ثلوج الموسم</a></h3><p>{TEASER}</p></div>" * 3,
        f"<div class=comments-area><p>{TEASER}</p>{'<p>تعليق طويل من قارئ لا يوافق على ما جاء هنا.</p>' * 20}</div>",
        f"<h3>التعليقات</h3><div><p>{TEASER}</p></div>",
        "<form><p>إضافة تعليق جديد</p><p>صيغ النص المتاحة: لا يسمح بوسوم في هذه الخانة مطلقا.</p></form>",
        f"<div style='display:none'><p>{TEASER}</p></div>",
        f"<template><p>{TEASER}</p></template><noscript><p>{TEASER}</p></noscript><!-- <p>{TEASER}</p> -->",
        f"<script>var text = '<p>{TEASER}</p>';</script><style>p::before {{ content: 'x' }}</style>",
        "<ul><li><a href=#>فيسبوك</a></li><li><a href=#>تويتر</a></li></ul><p>جميع الحقوق محفوظة</p>",
        "<div><p>نستخدم ملفات تعريف الارتباط لتحسين تجربتك على موقعنا وفق سياسة الخصوصية.</p></div>",
    ],
)
def test_what_stands_outside_the_article_stays_outside(outside):
    assert read(article(after=outside)).text == f"{HEADLINE}\n\n{WHOLE}"


def test_a_box_of_another_report_between_paragraphs_is_left_out():
    box = f"<div><h4><a href=/1>أول ثلوج الموسم</a></h4><p>{TEASER}</p></div><p>اقرأ أيضا: <a href=/2>خبر آخر</a></p>"
    assert (
        body(read(page(f"<article><h1>{HEADLINE}</h1><p>{ONE}</p>{box}<p>{TWO}</p><p>{THREE}</p></article>"))) == WHOLE
    )


def test_menus_are_no_article():
    entry = read(page(MENU * 8, "<title>صحيفة الغدير</title>"))
    assert (entry.reason, entry.text, entry.spans) == ("no article: menus only", "", ())


def test_a_page_filled_in_by_script_says_so():
    assert "scripts" in read(page("<div id=root></div><script>" + "x = 1;" * 500 + "</script>")).reason


def test_text_of_the_metadata_stands_in_for_a_missing_page_and_is_named():
    thing = {"@graph": [{"@type": ["NewsArticle"], "headline": HEADLINE, "articleBody": f"{ONE}\n{TWO}\n{THREE}"}]}
    entry = read(page("<div id=root></div>", f"<script type='application/ld+json'>{json.dumps(thing)}</script>"))
    assert body(entry) == WHOLE
    assert {field for _, field, _ in entry.spans} == {"json-ld=headline", "json-ld=articleBody"}
    assert any("articleBody" in remark for remark in entry.remarks)


# --- pages that would hide their text ------------------------------------------------------------------


DEEP = 3000


@pytest.mark.parametrize(
    "hostile",
    [
        "<div>" * DEEP + article() + "</div>" * DEEP,
        "<table><tr><td>" * DEEP + article(),
        "<b>" * DEEP + article(),
        article(before='<img src="data:image/png;base64,' + "A" * 200_000 + '">'),
        article(before="<p " + " ".join(f"a{i}=1" for i in range(5000)) + "></p>"),
        article(before="<script>var a = 1;\n"),
        article(before="<style>p { color: red }\n"),
        article(before="<!-- never closed\n"),
        article(before="<p>a</p><script>" * 2000),
        f"<title>{HEADLINE}<body><article><h1>{HEADLINE}</h1>{BODY}</article>",
        f"<noscript>{article()}</noscript>",
        f"<div hidden>{article()}</div>",
        article(before="<![CDATA[ ]]>"),
        article().replace("lang=ar", 'lang="ar'),
        article().replace("\n", " ").replace("السوق", "الس\x00وق\x0b").replace("\x00", ""),
        article(head="<meta property=article:published_time content='9999-99-99T99:99'>"),
        article(head="<script type='application/ld+json'>" + "[" * 100_000 + "</script>"),
    ],
    ids=str.__len__,
)
def test_nothing_swallows_the_text(hostile):
    began = time.perf_counter()
    entry = read(hostile)
    assert TWO in body(entry)
    assert time.perf_counter() - began < 5


def test_a_page_that_was_mended_says_how():
    assert any("nested" in remark for remark in read("<div>" * DEEP + article()).remarks)
    assert any("never closed" in remark for remark in read(article(before="<script>x")).remarks)


def test_a_lying_charset_is_seen_through_and_said():
    entry = read(article().encode("windows-1256"))
    assert (body(entry), entry.encoding) == (WHOLE, "windows-1256")
    assert any("encoding: declared utf-8" in remark for remark in entry.remarks)


_PIECES = (
    f"<p>{ONE}", f"<div>{TWO}</div>", "<h1>", HEADLINE, "</h1>", "<br>", "</div>", "<table><tr><td>", "</table>", "<a href=x>",
    "</a>", "<script>", "</script>", "<!--", "-->", "<title>", "</title>", "<span class=author>", "</span>", "&amp;", "&#0;",
    "<li>", "<pre>\n\n", "<time datetime=2020>", "<article>", "</article>", "<meta name=date content=0>", "\x0c", "<", '"',
    "<figure><figcaption>", "<body>", "<form>", "التعليقات", "<link rel=canonical href='http://[x'>", "<svg>", "<select>",
    "<script type=application/ld+json>{\"@type\": \"Article\", \"author\": [1, {}], \"datePublished\": {}}</script>",
)  # fmt: skip


@given(st.lists(st.sampled_from(_PIECES) | st.text(max_size=30), max_size=30).map("".join))
def test_whatever_the_page_the_pieces_are_in_order_and_inside_the_text(source):
    entry = read(source.encode("utf-8", "replace"))
    assert bool(entry.reason) == (entry.text == "")
    before = 0
    for span, _, at in entry.spans:
        assert before <= span.start < span.stop <= len(entry.text)
        assert entry.text[span.start : span.stop].strip() == entry.text[span.start : span.stop]
        assert at >= 0
        before = span.stop


# --- what a page says of itself ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "line", "facts", "published"),
    [
        ("<meta property=article:published_time content='2021-03-04T10:00:00+03:00'>", "", {}, "2021-03-04T10:00:00+03:00"),
        ("<script type='application/ld+json'>{\"@type\": \"NewsArticle\", \"datePublished\": \"2021-03-04\",}</script>",
         "", {}, "2021-03-04"),
        ("<link rel=canonical href='https://ghadir.example/2021/03/04/suq'>", "", {}, "2021-03-04"),
        ("<link rel=canonical href='https://ghadir.example/2021/local/3/4/suq/index.html'>",
         "<p class=date>الأحد 28 مارس 2021، آخر تحديث 14:00</p>", {}, "2021-03-04"),
        ("", "<div class=date>الخميس 4 مارس 2021</div>", {}, "2021-03-04"),
        ("", "<time datetime='2021-03-04T10:00Z'>أمس</time>", {}, "2021-03-04T10:00Z"),
        ("<meta property=article:modified_time content='2021-03-09'>", "", {}, None),
        ("<meta property=article:published_time content='1970-01-01T00:00:00Z'>", "", {}, None),
        ("<meta property=article:published_time content='2035-01-01'>", "", {"fetched": "2021-03-05T00:00:00Z"}, None),
        ("", "", {"fetched": "2021-03-05T00:00:00Z"}, None),
        ("", "", {"published": "Thu, 04 Mar 2021 10:00:00 GMT"}, "2021-03-04T10:00:00Z"),
    ],
)  # fmt: skip
def test_the_date_is_that_of_publication_or_none(head, line, facts, published):
    entry = read(page(f"<article><h1>{HEADLINE}</h1>{line}{BODY}</article>", head), **facts)
    assert entry.published == published, entry.published_why
    assert body(entry) == WHOLE


def test_dates_that_differ_are_said():
    head = "<meta property=article:published_time content='2021-03-04'><link rel=canonical href='https://g.example/2020/01/02/a'>"
    entry = read(article(head=head))
    assert entry.published == "2021-03-04"
    assert "differs: url 2020-01-02" in entry.published_why


def test_an_address_on_another_host_is_not_believed():
    entry = read(article(head="<link rel=canonical href='https://other.example/a'>"), url="https://ghadir.test/a")
    assert entry.url == "https://ghadir.test/a"
    assert any("another host" in remark for remark in entry.remarks)


@pytest.mark.parametrize(
    "href", ["javascript:alert(1)", "ftp://ghadir.test/a", "http://[x", "https://ghadir.test/", "/a?"]
)
def test_what_is_no_address_of_a_page_is_none(href):
    assert read(article(head=f"<link rel=canonical href='{href}'>")).url is None


def test_the_outlet_is_named_by_the_publisher():
    thing = {
        "@type": "NewsArticle",
        "headline": HEADLINE,
        "publisher": {"@type": "Organization", "name": "صحيفة الغدير"},
    }
    assert (
        read(article(head=f"<script type='application/ld+json'>{json.dumps(thing)}</script>")).outlet == "صحيفة الغدير"
    )


@pytest.mark.parametrize(
    ("data", "charset"),
    [
        (b"<meta charset=windows-1256>", "windows-1256"),
        (b"<meta http-equiv='Content-Type' content='text/html; charset=iso-8859-6'>", "iso-8859-6"),
        (b"<?xml version='1.0' encoding='UTF-8'?><html>", "UTF-8"),
        (b"<p>charset=utf-8</p>", None),
        (b"", None),
    ],
)
def test_the_declared_charset_is_found(data, charset):
    assert declared_charset(data) == charset
    assert declared_charset(data, "text/html; charset=cp1256") == "cp1256"


@pytest.mark.parametrize(
    "data", [b"<!DOCTYPE html>", b"\xef\xbb\xbf\n<html>", b"<!-- x --><head>", b"<?xml version='1.0'?><html>"]
)
def test_html_is_known_by_its_beginning(data):
    assert looks_like_html(data)
    assert looks_like_html(b"\xff\xfe" + "<html>".encode("utf-16-le"))


@pytest.mark.parametrize("data", [b"", b"{}", b"<?xml version='1.0'?><rss>", b"<rss>", b"text <b>", b"<!--" * 5000])
def test_what_is_no_html_is_not_taken_for_it(data):
    assert not looks_like_html(data)
