"""Markup in records and feeds: read as pages, with each piece placed in its field."""

from __future__ import annotations

import pytest

from musnad.lang import Lang
from musnad.read.entries import Entry
from musnad.read.feeds import ONLY_A_TEASER, read_feed
from musnad.read.marked_up import TOLD_PLAIN, read_feed_entry, read_marked_up_record

SENTENCE = (
    "أعلنت بلدية النخيل أن الأعمال ستبدأ غدا في السوق القديم بعد موافقة المجلس على الخطة التي عرضها"
    " المهندسون أمام سكان الحي في لقاء عام مساء الأحد الماضي."
)
MARKUP = f"<p>{SENTENCE}</p>\n<script>x()</script><p>و{SENTENCE}</p>"


def first_words(entry: Entry) -> list[tuple[str, str | None, int, str]]:
    return [(s.part, field, at, entry.text[s.start : s.start + 10]) for s, field, at in entry.spans]


def test_pieces_of_a_marked_up_record_stand_in_its_fields(lang: Lang) -> None:
    record = {"id": 7, "title": "عنوان الخبر الأول هنا", "author": "ليلى النخلي", "content": MARKUP,
              "url": "http://a.example/1", "date": "2016-10-21", "source": "صدى الرمال"}  # fmt: skip
    entry = read_marked_up_record(record, lang)
    assert (entry.source_id, entry.url, entry.outlet) == ("7", "http://a.example/1", "صدى الرمال")
    assert (entry.published, entry.published_why) == ("2016-10-21", "field=date")
    assert "<" not in entry.text
    for part, field, at, words in first_words(entry):
        assert field == {"headline": "title", "byline": "author"}.get(part, "content")
        assert record[field][at:].startswith(words)  # type: ignore[index]


def test_pieces_of_an_entry_stand_in_its_parts(lang: Lang) -> None:
    data = (
        "<rss><channel><title>صدى</title><item><title>عنوان الخبر الأول هنا</title><link>http://a.example/1</link>"
        f"<guid>g1</guid><pubDate>21 Oct 2016</pubDate><description><![CDATA[{MARKUP}]]></description></item>"
        "</channel></rss>"
    )
    feed = read_feed(data.encode())
    entry = read_feed_entry(feed.entries[0], lang, feed)
    assert (entry.source_id, entry.published) == ("g1", "2016-10-21")
    for part, field, at, words in first_words(entry):
        assert field == ("title" if part == "headline" else "summary")
        assert {"title": feed.entries[0].headline or "", "summary": MARKUP}[field][at:].startswith(words)


def test_a_few_words_of_markup_are_still_a_record(lang: Lang) -> None:
    entry = read_marked_up_record({"title": "عنوان", "content": "<p>نص قصير</p><p>سطر &amp; آخر</p>"}, lang)
    assert entry.text == "عنوان\n\nنص قصير\nسطر & آخر"
    assert TOLD_PLAIN in entry.remarks


def test_a_field_may_hold_a_whole_page(lang: Lang) -> None:
    headline = "عنوان الخبر الأول هنا"
    page = f"<!DOCTYPE html><html><head><title>{headline}</title></head><body><h1>{headline}</h1>{MARKUP}</body></html>"
    entry = read_marked_up_record({"html": page, "url": "http://a.example/1"}, lang)
    assert entry.text.startswith(headline)
    for _, field, at, words in first_words(entry):
        assert field == "html"
        assert page[at:].startswith(words)


def test_a_teaser_keeps_its_address_and_says_why(lang: Lang) -> None:
    feed = read_feed(b"<rss><channel><item><title>x</title><link>http://a.example/1</link></item></channel></rss>")
    entry = read_feed_entry(feed.entries[0], lang, feed)
    assert (entry.reason, entry.url) == (ONLY_A_TEASER, "http://a.example/1")


@pytest.mark.parametrize(
    "content", ["<p></p><p></p>", "<p>\ud800</p><p>x</p>", "<div>" * 5000, "<p>" + "x" * 2_100_000 + "</p><p>"]
)
def test_odd_markup_raises_nothing(content: str, lang: Lang) -> None:
    entry = read_marked_up_record({"title": "عنوان", "content": content}, lang)
    assert bool(entry.text) != bool(entry.reason)
