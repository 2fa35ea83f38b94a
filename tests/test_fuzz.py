"""Every reader on bytes nobody meant: good inputs spoiled, and texts made of what readers look for.

None raises, none takes long, and what comes of it keeps the laws. Reading is done here without the child
that guards it, so that a failure shows as what it is. (Web archives: ``test_warc.py``.)
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from hostile import archives, feeds, tables
from hostile.written import (
    BODY,
    HEADLINE,
    entry,
    feed,
    gzipped,
    lines,
    page,
    paragraphs,
    record,
    response,
    text_of,
    zipped,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from musnad.lang import Lang, load_lang
from musnad.read.accounts import Prepared
from musnad.read.archives import gunzip, unzip
from musnad.read.dates import date_of_field, judge, published_of_fields
from musnad.read.dates.addresses import date_in_url
from musnad.read.feeds.addresses import addresses_in
from musnad.read.formats import Opened, Settings, items_of_data
from musnad.read.letters import decode, storable
from musnad.read.letters.languages import guess_language
from musnad.read.letters.mojibake import repair
from musnad.read.same_address import same_address

# Of computing, for a few kilobytes: a thousand times what they should take.
SECONDS = 5.0
fuzzed = settings(max_examples=150, derandomize=True, suppress_health_check=list(HealthCheck))

GOOD: dict[str, bytes] = {
    "page": page(
        head="<meta property='article:published_time' content='2024-03-05'><link rel=canonical href='https://n.example/2024/03/05/a'>"
    ).encode(),
    "page of cp1256": page(charset="windows-1256").encode("cp1256"),
    "text": text_of().encode(),
    "text utf-16": text_of().encode("utf-16"),
    "feed": feed(
        entry(), entry(link="https://n.example/2", more="<pubDate>Tue, 05 Mar 2024 10:00:00 GMT</pubDate>")
    ).encode(),
    "json feed": feeds._json_feed({"id": "1", "url": "https://n.example/1", "content_html": paragraphs()}).encode(),
    "sitemap": feeds._sitemap("https://n.example/1", "https://n.example/2").encode(),
    "opml": feeds._opml("<outline xmlUrl='https://n.example/rss'/>").encode(),
    "addresses": b"https://n.example/1\nhttps://n.example/2\n",
    "json lines": lines(record(date="2024-03-05"), record(id="2", url="https://n.example/2")).encode(),
    "json array": json.dumps([record(), record(id="2", text=[HEADLINE, BODY])], indent=1).encode(),
    "csv": tables._csv(tables._row(1), tables._row(2, HEADLINE)).encode(),
    "csv of semicolons": tables._csv(tables._row(1), tables._row(2)).replace(",", ";").encode("cp1256"),
    "zip": zipped({"a.html": page(), "b.jsonl": lines(record())}),
    "gzip": gzipped(page()),
    "parquet": tables._parquet(id=["1", "2"], text=[BODY, HEADLINE]),
    "warc": response(page()) + response(page(headline=HEADLINE * 2), url="https://n.example/2"),
}
# What spoils: pieces of syntax, of encodings, of archives.
JUNK = st.binary(max_size=12) | st.sampled_from(
    [
        b"\x00",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"\xed\xa0\x80",
        b"\xc0\x80",
        b"<",
        b">",
        b"</",
        b"<!--",
        b"]]>",
        b"<![CDATA[",
        b"<script>",
        b"<title>",
        b"&#x110000;",
        b"&amp",
        b'"',
        b"'",
        b"{",
        b"}",
        b"[",
        b"]",
        b",",
        b"\\",
        b"\\u",
        b"\\ud800",
        b"\r",
        b"\n",
        b"\x85",
        "\u2028".encode(),
        "\u202e".encode(),
        "«".encode(),
        "ـ".encode(),
        b"PK\x03\x04",
        b"\x1f\x8b\x08",
        b"9" * 40,
        b"-1",
        b"NaN",
        b"1e999",
        b"WARC/1.0\r\n",
        b"Content-Length: 5\r\n",
        b"\r\n\r\n",
        b"<!DOCTYPE a [<!ENTITY b 'c'>]>",
        b"charset=hex",
        b"<div>" * 30,
        b"9999-99-99",
    ]
)
SPOILT = st.lists(
    st.tuples(st.sampled_from(["cut", "put", "over", "drop", "twice"]), st.floats(0, 1), st.integers(0, 60), JUNK),
    min_size=1,
    max_size=4,
)


def spoil(data: bytes, spoils: list[tuple[str, float, int, bytes]]) -> bytes:
    for how, share, size, junk in spoils:
        at = int(share * len(data))
        data = {
            "cut": lambda data=data, at=at: data[:at],
            "put": lambda data=data, at=at, junk=junk: data[:at] + junk + data[at:],
            "over": lambda data=data, at=at, junk=junk: data[:at] + junk + data[at + len(junk) :],
            "drop": lambda data=data, at=at, size=size: data[:at] + data[at + size :],
            "twice": lambda data=data, at=at, size=size: data[: at + size] + data[at:],
        }[how]()
    return data


@pytest.fixture(scope="module")
def lang() -> Lang:
    found = load_lang("ar")
    assert found
    return found


@contextmanager
def bounded() -> Iterator[None]:
    began = time.process_time()
    yield
    assert time.process_time() - began < SECONDS


def rows(data: bytes, lang: Lang) -> list[Prepared]:
    from musnad.read.warc import captures_in_warc, looks_like_warc

    opened = Opened("a", lang, Settings())
    if looks_like_warc(data):
        from io import BytesIO

        from musnad.read.formats import items_of_captures

        items = items_of_captures(opened, captures_in_warc(BytesIO(data)))
    else:
        items = items_of_data(opened, data)
    return [row for item in items for row in item.read() if isinstance(row, Prepared)]


def keeps_the_laws(row: Prepared) -> None:
    if row.report is None:
        assert row.reason
        return
    text = row.report.text
    for value in (
        text,
        row.at,
        row.reason,
        row.report.url,
        row.report.source_id,
        row.report.published_why,
        row.outlet and row.outlet.name_ar,
    ):
        assert storable(value or "")[1] == 0
    before = 0
    for piece in sorted(row.pieces, key=lambda piece: piece.start):
        assert before <= piece.start < piece.stop <= len(text)
        words = text[piece.start : piece.stop]
        assert words == words.strip()
        assert piece.source_start >= 0
        before = piece.stop
    assert row.pieces


@pytest.mark.slow
@pytest.mark.parametrize("kind", GOOD)
@given(spoils=SPOILT)
@fuzzed
def test_spoiled_input_is_read_or_left_out_with_a_reason(
    kind: str, spoils: list[tuple[str, float, int, bytes]], lang: Lang
) -> None:
    with bounded():
        found = rows(spoil(GOOD[kind], spoils), lang)
    for row in found:
        keeps_the_laws(row)


@pytest.mark.parametrize("kind", GOOD)
def test_unspoiled_input_is_read(kind: str, lang: Lang) -> None:
    found = rows(GOOD[kind], lang)
    assert found
    for row in found:
        keeps_the_laws(row)
        assert row.report or kind in ("sitemap", "opml", "addresses")


@pytest.mark.parametrize("kind", ["feed", "json feed", "page", "json lines"])
def test_a_headline_cut_at_its_bound_ends_with_a_word(kind: str, lang: Lang) -> None:
    words = "مجلس الواحة " * 400
    for shift in range(12):
        title = "أ" * shift + words
        data = {
            "feed": feed(entry(title=title)),
            "json feed": feeds._json_feed({"id": "1", "title": title, "content_html": paragraphs()}),
            "page": page(headline=title),
            "json lines": lines(record(title=title)),
        }[kind]
        for row in rows(data.encode(), lang):
            keeps_the_laws(row)


# Values of a record, of any type JSON has.
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30) | st.just(BODY),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
NAMES = st.sampled_from(
    [
        "id",
        "source",
        "outlet",
        "url",
        "title",
        "headline",
        "date",
        "published",
        "author",
        "text",
        "body",
        "content",
        "@id",
        "lead",
    ]
)


@pytest.mark.slow
@given(st.lists(st.dictionaries(NAMES | st.text(max_size=6), VALUES, max_size=6), min_size=1, max_size=4))
@fuzzed
def test_records_of_any_values_are_accounted_for(lang: Lang, records: list[dict[str, object]]) -> None:
    data = "".join(json.dumps(each) + "\n" for each in records).encode("utf-8", "surrogatepass")
    with bounded():
        found = rows(data, lang)
    for row in found:
        keeps_the_laws(row)


@pytest.mark.slow
@given(
    st.text(max_size=200)
    | st.lists(st.sampled_from([*HEADLINE.split(), "«", "»", "\n\n", ".", ":", "قال", "http://n.example/a"])).map(
        " ".join
    )
)
@fuzzed
def test_places_in_a_record_read_back(lang: Lang, words: str) -> None:
    written = record(text=f"{BODY}\n{words}")
    for row in rows(lines(json.dumps(written)).encode(), lang):
        keeps_the_laws(row)
        for piece in row.pieces:
            if (
                row.report
                and piece.source_field == "text"
                and "mojibake" not in row.reason
                and "markup" not in row.reason
            ):
                kept, shift = row.report.text[piece.start : piece.stop], piece.source_start
                if "<" not in words:
                    assert storable(written["text"])[0][shift : shift + len(kept)] == kept


SIGNS = [
    "2024",
    "-",
    "/",
    "T",
    "Z",
    "+03:00",
    " ",
    ":",
    "99",
    "٣",
    "آذار",
    "مارس",
    "الأحد",
    "هـ",
    "1445",
    "م",
    "ص",
    "AM",
    "Mar",
    "0",
    "1970",
    "\u200f",
    "،",
    "في",
    "GMT",
    "9" * 12,
    ".",
    "//",
    "Date(",
]
STRINGS: dict[str, Callable[[str, Lang], object]] = {
    "date": lambda words, lang: date_of_field("date", words, lang),
    "dates": lambda words, lang: published_of_fields([("a", words), ("b", words)], words, lang),
    "judged": lambda words, lang: judge([("meta=a", words), ("text", words)], words[:25], lang),
    "address date": lambda words, lang: date_in_url(f"https://n.example/{words}"),
    "address": lambda words, lang: same_address(f"https://n.example/{words}"),
    "language": lambda words, lang: guess_language(words),
    "mojibake": lambda words, lang: repair(words),
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", STRINGS)
@given(
    words=st.lists(st.sampled_from(SIGNS) | st.text(max_size=4), max_size=25).map("".join) | st.text(max_size=80),
    times=st.sampled_from([1, 1, 50]),
)
@fuzzed
def test_small_readers_never_raise(kind: str, words: str, times: int, lang: Lang) -> None:
    with bounded():
        STRINGS[kind](words * times, lang)


@pytest.mark.slow
@given(
    st.text(max_size=60),
    st.sampled_from(["cp1252", "latin-1", "cp1256", "cp437"]),
    st.sampled_from(["utf-8", "cp1256"]),
)
@fuzzed
def test_what_is_no_mojibake_is_left_alone_and_repair_ends(words: str, wrong: str, right: str) -> None:
    spoiled = words.encode(right, "replace").decode(wrong, "replace")
    mended, remark = repair(spoiled)
    assert mended == spoiled or remark
    again, _ = repair(mended)
    assert len(again) <= len(mended)


@pytest.mark.slow
@given(
    st.binary(max_size=400),
    st.none() | st.sampled_from(["utf-8", "cp1256", "hex", "utf-16", "idna", "unicode_escape"]) | st.text(max_size=8),
)
@fuzzed
def test_whatever_the_bytes_the_text_can_be_stored(data: bytes, declared: str | None) -> None:
    with bounded():
        for bytes_in in (data, data * 20, BODY.encode() + data, BODY.encode("cp1256") + data):
            decoded = decode(bytes_in, declared=declared)
            assert decoded is None or storable(decoded.text)[1] == 0


@pytest.mark.slow
@pytest.mark.parametrize("name", ["overlapping", "encrypted", "nested", "zip", "gzip", "members"])
@given(spoils=SPOILT)
@fuzzed
def test_archives_give_members_or_reasons(name: str, spoils: list[tuple[str, float, int, bytes]]) -> None:
    made = {
        "overlapping": archives._overlapping,
        "encrypted": archives._encrypted,
        "nested": lambda: archives._nested(2),
        "zip": lambda: zipped({"a": b"x" * 500, "b": b"y"}),
        "gzip": lambda: gzipped(BODY),
        "members": lambda: gzipped(BODY) * 5,
    }[name]
    data = spoil(made(), spoils)
    with bounded():
        members = [*unzip(data), gunzip(data)]
    assert all(member.data or member.reason or member is members[-1] for member in members)


@pytest.mark.slow
@given(st.sampled_from(["sitemap", "opml", "addresses"]), SPOILT, st.none() | st.text(max_size=20))
@fuzzed
def test_lists_of_addresses_hold_web_addresses_only(
    kind: str, spoils: list[tuple[str, float, int, bytes]], url: str | None
) -> None:
    with bounded():
        found = addresses_in(spoil(GOOD[kind], spoils), url=url)
    assert all(each.url.startswith(("http://", "https://")) for each in found.urls)
    assert found.urls or found.reason or found.remarks or found.kind
