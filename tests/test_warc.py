"""Web archives: every response comes out, damage costs one record, lies about lengths and encodings are seen."""

from __future__ import annotations

import gzip
import hashlib
import io
import random
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musnad.read.warc import captures_in_warc, looks_like_warc, moment

zstandard = pytest.importorskip("zstandard")
SENTENCE = "قالت بلدية النخيل إن السوق القديم يفتح غدا. "


def page(number: int) -> bytes:
    return f"<html><body><p>{SENTENCE * 5} {number}</p></body></html>".encode()


def http(body: bytes, *, status: str = "200 OK", kind: str = "text/html; charset=utf-8", more: str = "") -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n{more}\r\n".encode() + body


def record(block: bytes, number: int = 0, *, kind: str = "response", length: object = None, more: str = "") -> bytes:
    length = len(block) if length is None else length
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{number:012d}>\r\n"
        f"WARC-Target-URI: https://nakhil.example/{number}\r\nWARC-Date: 2016-10-21T10:00:00Z\r\n"
        f"Content-Type: application/http; msgtype={kind}\r\n{more}"
    )
    if length != "none":
        head += f"Content-Length: {length}\r\n"
    return head.encode() + b"\r\n" + block + b"\r\n\r\n"


def good(number: int) -> bytes:
    return record(http(page(number), more=f"Content-Length: {len(page(number))}\r\n"), number)


def read(data: bytes, **options):
    return list(captures_in_warc(io.BytesIO(data), **options))


def bodies(data: bytes) -> list[bytes]:
    return [each.body for each in read(data) if not each.reason]


def only(data: bytes):
    captures = read(data)
    assert len(captures) == 1, captures
    return captures[0]


RECORDS = [good(number) for number in range(6)]
PAGES = [page(number) for number in range(6)]


def zstd_with_dictionary(records: list[bytes]) -> bytes:
    dictionary = zstandard.ZstdCompressionDict(b"".join(RECORDS)[:4096])
    packed = zstandard.ZstdCompressor().compress(dictionary.as_bytes())
    packer = zstandard.ZstdCompressor(dict_data=dictionary, write_checksum=True)
    frame = b"\x5d\x2a\x4d\x18" + len(packed).to_bytes(4, "little") + packed
    return frame + b"".join(packer.compress(each) for each in records)


def blocks_of_gzip(records: list[bytes]) -> bytes:
    """Members cut anywhere, as block compressors leave them."""
    data = b"".join(records)
    return b"".join(gzip.compress(data[at : at + 500], mtime=0) for at in range(0, len(data), 500))


PACKINGS = {
    "plain": b"".join,
    "gzip per record": lambda records: b"".join(gzip.compress(each, mtime=0) for each in records),
    "gzip as one stream": lambda records: gzip.compress(b"".join(records), mtime=0),
    "gzip in blocks": blocks_of_gzip,
    "zstd per record": lambda records: b"".join(
        zstandard.ZstdCompressor(write_checksum=True).compress(each) for each in records
    ),
    "zstd as one stream": lambda records: zstandard.ZstdCompressor().compress(b"".join(records)),
    "zstd with dictionary": zstd_with_dictionary,
    "plain, then gzip": lambda records: b"".join(records[:3]) + b"".join(gzip.compress(each) for each in records[3:]),
    "gzip, then plain": lambda records: b"".join(gzip.compress(each) for each in records[:3]) + b"".join(records[3:]),
}
BY_RECORD = ("plain", "gzip per record", "zstd per record")


@pytest.mark.parametrize("packing", PACKINGS)
def test_all_pages_come_out_of_every_packing(packing):
    data = PACKINGS[packing](RECORDS)
    assert looks_like_warc(data)
    captures = read(data)
    assert [each.body for each in captures] == PAGES
    assert [each.remarks for each in captures] == [()] * 6
    assert captures[2].at == "record 3 urn:uuid:00000000-0000-4000-8000-000000000002"
    assert captures[2].url == "https://nakhil.example/2"
    assert captures[2].fetched == "2016-10-21T10:00:00Z"
    assert captures[2].headers["content-type"] == "text/html; charset=utf-8"


def test_arc_is_read():
    def arc(number):
        block = http(page(number))
        return (
            f"http://nakhil.example/{number} 10.0.0.1 20161021100000 text/html {len(block)}\n".encode() + block + b"\n"
        )

    info = b"1 0 Musnad\nURL IP-address Archive-date Content-type Archive-length\n"
    head = f"filedesc://a.arc 0.0.0.0 20161021100000 text/plain {len(info)}\n".encode() + info + b"\n"
    for data in (head + arc(1) + arc(2), b"".join(map(gzip.compress, (head, arc(1), arc(2))))):
        assert looks_like_warc(data)
        assert [each.body for each in read(data)] == [page(1), page(2)]
        assert read(data)[0].fetched == "2016-10-21T10:00:00Z"


@pytest.mark.parametrize(
    "data", [b"", b"<html>", b"\x1f\x8b\x08", gzip.compress(b"text", mtime=0), b"WARC", b"{}", b"PK\x03\x04"]
)
def test_other_files_are_no_archive(data):
    assert not looks_like_warc(data)
    assert not bodies(data)


@pytest.mark.parametrize("ends", [b"\n", b"\r\n"])
def test_lines_may_end_in_either_way_and_names_may_be_lower_case(ends):
    data = record(http(page(1)).replace(b"\r\n", ends), 1)
    head, _, rest = data.partition(b"\r\n\r\n")
    data = head.lower().replace(b"warc/1.0", b"WARC/1.0").replace(b"\r\n", ends) + ends * 2 + rest
    assert only(data).body == page(1)


def test_folded_fields_are_joined_and_missing_empty_lines_seen():
    folded = record(http(page(1), more="X-Note: a\r\n  b\r\n"), 1)
    assert only(folded).headers["x-note"] == "a b"
    missing = good(2).replace(b"\r\n\r\nHTTP/", b"\r\nHTTP/").rstrip(b"\r\n") + good(3)
    assert [each.body for each in read(missing)] == [page(2), page(3)]
    markup = record(http(page(4)).replace(b"\r\n\r\n<", b"\r\n<"), 4)
    assert only(markup).body == page(4)


@pytest.mark.parametrize("length", ["none", -5, "many", 10, 300, 99_999, 2**60, "12, 13", ""])
@pytest.mark.parametrize("packing", ["plain", "gzip per record", "gzip as one stream"])
def test_wrong_length_costs_nothing(packing, length):
    wrong = record(http(page(1)), 1, length=length)
    data = PACKINGS[packing]([good(0), wrong, good(2)])
    captures = read(data)
    assert [each.body for each in captures] == [page(0), page(1), page(2)]
    assert "Content-Length" in captures[1].remarks[0]


def test_a_record_inside_a_page_is_no_record():
    forged = record(http(b"<html>" + SENTENCE.encode() + b"\r\n\r\n" + good(7) + b"</html>"), 1)
    for packing in PACKINGS.values():
        assert [each.url for each in read(packing([good(0), forged, good(2)]))] == [
            "https://nakhil.example/0", "https://nakhil.example/1", "https://nakhil.example/2",
        ]  # fmt: skip


def test_only_responses_are_given_and_the_rest_is_counted():
    kinds: dict[str, int] = {}
    data = b"".join(record(b"x: y", kind=kind) for kind in ("warcinfo", "request", "metadata", "conversion")) + good(1)
    assert [each.at[:8] for each in read(data, kinds=kinds)] == ["record 5"]
    assert kinds == {"warcinfo": 1, "request": 1, "metadata": 1, "conversion": 1, "response": 1}


@pytest.mark.parametrize(
    ("block", "reason"),
    [
        (http(b"gone", status="404 Not Found"), "HTTP 404"),
        (
            http(b"", status="301 Moved", more="Location: https://a.example/\r\n"),
            "HTTP 301: redirected to https://a.ex",
        ),
        (http(b"\x89PNG", kind="image/png"), "image/png: not a page"),
        (http(b"body {}", kind="text/css"), "text/css: not a page"),
        (http(b""), "empty body"),
        (http(b"\x00\x01\x02", kind="application/octet-stream"), "no content type, and no text"),
        (b"", "empty"),
    ],
)
def test_what_is_no_page_says_why(block, reason):
    capture = only(record(block, 1))
    assert capture.reason.startswith(reason)
    assert capture.body == b""
    assert capture.url == "https://nakhil.example/1"


def test_a_response_without_http_header_is_judged_by_its_bytes():
    assert only(record(page(1))).body == page(1)
    assert only(record(page(1))).remarks == ("no HTTP header",)
    assert only(record(b"\x00\x01")).reason == "no content type, and no text"
    names = record(b"20161021100000\nnakhil.example").replace(b"https://nakhil.example/0", b"dns:nakhil.example")
    assert only(names).reason == "dns: not a page"


def test_crawlers_own_cuts_are_said():
    assert only(record(http(page(1)), more="WARC-Truncated: length\r\n")).remarks == (
        "truncated by the crawler: length",
    )
    assert "one segment" in only(record(http(page(1)), more="WARC-Segment-Number: 1\r\n")).remarks[0]
    short = only(record(http(page(1), more="Content-Length: 9999\r\n")))
    assert short.remarks == (f"truncated: {len(page(1))} of 9999 bytes announced by the server",)


def test_controls_of_a_header_reach_no_terminal():
    moved = http(b"", status="302 Found", more="Location: https://a.example/\x1b[2J\u202e\r\n")
    capture = only(record(moved))
    assert capture.reason == "HTTP 302: redirected to https://a.example/\ufffd[2J\ufffd"
    assert "\x1b" not in capture.headers["location"]
    odd = only(record(http(page(1))).replace(b"nakhil.example", b"nakhil\x1b.example"))
    assert (odd.url, odd.remarks) == (None, ("control characters in the address",))


def test_a_failing_disk_is_a_reason():
    class Failing(io.BytesIO):
        def read(self, size=-1):
            if self.tell() > 100_000:
                raise OSError("input/output error")
            return super().read(size)

    found = list(captures_in_warc(Failing(b"".join(RECORDS * 100))))
    assert found[0].body == PAGES[0]
    assert "input/output error" in found[-1].reason


def test_markup_called_something_else_is_a_page():
    capture = only(record(http(page(1), kind="application/pdf")))
    assert capture.body == page(1)
    assert capture.remarks == ("declared application/pdf, is markup",)
    assert only(record(http(page(1), kind=""))).body == page(1)


def test_resource_with_a_page_is_read():
    data = record(page(1), 1, kind="resource").replace(b"application/http; msgtype=resource", b"text/html")
    assert only(data).body == page(1)


def test_revisit_names_what_it_repeats():
    digest = "WARC-Payload-Digest: sha1:ABCDEFGHIJKLMNOPQRSTUVWXYZ234567\r\n"
    first = record(http(page(1)), 1, more=digest)
    again = record(http(b""), 2, kind="revisit", more=digest)
    told = record(b"", 3, kind="revisit", more="WARC-Refers-To-Target-URI: https://a.example/x\r\n")
    captures = read(first + again + told)
    assert captures[1].reason == "revisit of https://nakhil.example/1 2016-10-21T10:00:00Z"
    assert captures[1].url == "https://nakhil.example/2"
    assert captures[2].reason == "revisit of https://a.example/x (not among the pages before it in this archive)"


def chunked(body: bytes, size: int = 40) -> bytes:
    parts = (body[at : at + size] for at in range(0, len(body), size))
    return b"".join(f"{len(part):x};x=y\r\n".encode() + part + b"\r\n" for part in parts) + b"0\r\n\r\n"


PAGE = page(1)
RAW_DEFLATE = zlib.compress(PAGE, wbits=-15)
ENCODED = {
    "gzip": ("gzip", gzip.compress(PAGE), ""),
    "x-gzip": ("x-gzip", gzip.compress(PAGE), ""),
    "two members": ("gzip", gzip.compress(PAGE[:99]) + gzip.compress(PAGE[99:]), ""),
    "deflate": ("deflate", zlib.compress(PAGE), ""),
    "raw deflate": ("deflate", RAW_DEFLATE, ""),
    "zstd": ("zstd", zstandard.ZstdCompressor().compress(PAGE), ""),
    "twice": ("gzip, deflate", zlib.compress(gzip.compress(PAGE)), ""),
    "none": ("identity", PAGE, ""),
    "gzip that is none": ("gzip", PAGE, "is not"),
    "br that is none": ("br", PAGE, "is not"),
    "deflate that is none": ("deflate", PAGE, "is not"),
    "unknown": ("rot13", PAGE, "unknown content encoding"),
    "gzip that says nothing": ("identity", gzip.compress(PAGE), "without saying so"),
    "gzip twice, said once": ("gzip", gzip.compress(gzip.compress(PAGE)), "without saying so"),
    "junk behind": ("gzip", gzip.compress(PAGE) + b"\r\njunk", ""),
}


@pytest.mark.parametrize("name", ENCODED)
@pytest.mark.parametrize("chunks", [False, True])
def test_encodings_are_undone_and_lies_seen(name, chunks):
    encoding, body, remark = ENCODED[name]
    more = f"Content-Encoding: {encoding}\r\n" + ("Transfer-Encoding: chunked\r\n" if chunks else "")
    capture = only(record(http(chunked(body) if chunks else body, more=more)))
    assert (capture.reason, capture.body) == ("", PAGE)
    assert remark in " ".join(capture.remarks)
    assert bool(remark) == bool(capture.remarks)


@pytest.mark.parametrize(
    ("body", "expected", "remark"),
    [
        (PAGE, PAGE, "said to be chunked, is not"),
        (b"bed and breakfast\n" + PAGE, b"bed and breakfast\n" + PAGE, "said to be chunked, is not"),
        (chunked(PAGE)[:-5], PAGE, "truncated: the last chunk"),
        (chunked(PAGE, 10_000)[:-107], PAGE[:-100], "truncated: 100 bytes of a chunk"),
        (
            chunked(PAGE[:40])[:-5] + b"zz\r\n" + PAGE[40:],
            PAGE[:40] + b"zz\r\n" + PAGE[40:],
            "corrupt chunking at byte",
        ),
        (chunked(PAGE).replace(b"\r\n", b"\n"), PAGE, ""),
        (b"FFFFFFFFFFFFFFF\r\n" + PAGE, PAGE, "truncated"),
    ],
)
def test_broken_chunks_lose_no_text(body, expected, remark):
    capture = only(record(http(body, more="Transfer-Encoding: chunked\r\n")))
    assert capture.body == expected
    assert remark in " ".join(capture.remarks)


def test_damaged_encodings_give_what_they_hold():
    text = b"<html>" + "".join(f"{SENTENCE}{number}" for number in range(9000)).encode()
    packed = gzip.compress(text)
    more = "Content-Encoding: gzip\r\n"
    cut = only(record(http(packed[: len(packed) // 2], more=more)))
    assert cut.body
    assert text.startswith(cut.body)
    assert cut.remarks[0].startswith("truncated gzip body")
    broken = bytearray(packed)
    broken[-4000:-3000] = bytes(1000)
    capture = only(record(http(bytes(broken), more=more)))
    assert capture.remarks[0].startswith("corrupt gzip body")
    assert only(record(http(b"\x1f\x8b\x08\x00", more=more))).reason == "corrupt gzip body"


def test_bombs_are_refused_and_what_follows_is_read():
    zeros = gzip.compress(bytes(50_000_000))
    body = record(http(zeros, more="Content-Encoding: gzip\r\n"), 1)
    many = record(http(b"x", more="Content-Encoding: " + "gzip, " * 9 + "gzip\r\n"), 2)
    member = gzip.compress(record(http(b"<html>" + bytes(50_000_000)), 3))
    frame = zstandard.ZstdCompressor().compress(record(http(b"<html>" + bytes(50_000_000)), 4))
    data = gzip.compress(body) + gzip.compress(many) + member + frame + gzip.compress(good(5))
    captures = read(data)
    assert [each.reason[:7] for each in captures] == ["refused"] * 4 + [""]
    assert captures[4].body == page(5)


def test_large_bodies_are_refused_without_being_held():
    large = record(http(b"<html>" + random.Random(1).randbytes(2**20) * 33), 1)
    assert [each.reason for each in read(large + good(2))] == ["refused: larger than 32 MB", ""]


def test_a_header_bomb_costs_its_record():
    bomb = record(http(page(1)), 1, more="X-Fill: " + "x" * 100_000 + "\r\n")
    for packing in BY_RECORD:
        captures = read(PACKINGS[packing]([good(0), bomb, good(2)]))
        assert [each.body for each in captures if not each.reason] == [page(0), page(2)]
        assert "header larger" in next(each.reason for each in captures if each.reason)
    fields = record(http(page(1), more="A: b\r\n" * 5000), 1)
    assert "header fields" in " ".join(only(fields).remarks)


@pytest.mark.parametrize("packing", BY_RECORD)
def test_a_cut_archive_says_truncated(packing):
    data = PACKINGS[packing](RECORDS[:3])
    captures = read(data[:-60])
    assert [each.body for each in captures if not each.reason] == PAGES[:2]
    assert "truncated" in captures[-1].reason


def test_corrupt_member_costs_one_record_and_names_the_byte():
    members = [gzip.compress(each) for each in RECORDS]
    broken = bytearray(members[2])
    broken[100:110] = b"\xff" * 10
    captures = read(b"".join([*members[:2], bytes(broken), *members[3:]]))
    assert [each.body for each in captures if not each.reason] == PAGES[:2] + PAGES[3:]
    assert captures[2].reason.startswith(f"corrupt gzip member at byte {len(members[0]) + len(members[1])}")


def test_wrong_checksum_is_corrupt():
    members = [bytearray(gzip.compress(each)) for each in RECORDS]
    members[2][-6] ^= 1
    captures = read(b"".join(map(bytes, members)))
    assert [bool(each.reason) for each in captures] == [False, False, True, False, False, False]
    assert "corrupt" in captures[2].reason


def test_digest_that_disagrees_is_said():
    digest = hashlib.sha1(http(page(1))).hexdigest()
    right = record(http(page(1)), more=f"WARC-Block-Digest: sha1:{digest}\r\n")
    assert only(right).remarks == ()
    assert "corrupt" in only(right.replace(SENTENCE.encode(), SENTENCE.upper().encode()[::-1], 1)).remarks[0]


def test_records_before_the_damage_in_one_stream_come_out():
    data = gzip.compress(b"".join(RECORDS * 50), 1)
    middle = len(data) // 2
    captures = read(data[:middle] + b"\xff\xff\xff\xff" + data[middle + 4 :])
    assert len([each for each in captures if not each.reason]) > 50
    assert "corrupt" in captures[-1].reason


@pytest.mark.parametrize(
    ("printed", "iso"),
    [
        ("2016-10-21T10:00:00Z", "2016-10-21T10:00:00Z"),
        ("2016-10-21T10:00:00.123456789Z", "2016-10-21T10:00:00.123456789Z"),
        ("2016-10-21T10:00:00.500Z", "2016-10-21T10:00:00.5Z"),
        ("2016-10-21T10:00Z", "2016-10-21T10:00:00Z"),
        ("2016-10-21", "2016-10-21"),
        ("2016-10-21T10:00:00+03:00", "2016-10-21T07:00:00Z"),
        ("20161021100000", "2016-10-21T10:00:00Z"),
        ("2016-13-41T10:00:00Z", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("1970-01-01T00:00:00Z", None),
        ("9999-12-31T23:59:59-23:00", None),
        ("٢٠١٦-١٠-٢١T10:00:00Z", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_moments_are_iso_or_odd(printed, iso):
    found, remarks = moment(printed)
    assert found == iso
    assert bool(remarks) == (iso is None)


def test_a_missing_library_is_a_reason(monkeypatch):
    data = PACKINGS["zstd per record"](RECORDS)
    monkeypatch.setitem(__import__("sys").modules, "zstandard", None)
    assert looks_like_warc(data)
    assert {each.reason for each in read(data)} == {read(data)[0].reason}
    assert "zstandard" in read(data)[0].reason


@pytest.mark.parametrize("magic", [b"\x50\x2a\x4d\x18", b"\x5d\x2a\x4d\x18"])
@pytest.mark.parametrize("packing", ["plain", "gzip per record", "zstd per record"])
def test_what_only_looks_like_a_skippable_frame_hides_no_record(packing, magic):
    assert bodies(magic + PACKINGS[packing](RECORDS))[1:] == PAGES[1:]


# --- any damage


def untouched(spans: list[tuple[int, int]], begin: int, end: int) -> list[int]:
    return [number for number, (first, last) in enumerate(spans) if last <= begin or first >= end]


def packed_records(packing: str) -> tuple[bytes, list[tuple[int, int]]]:
    pack = PACKINGS[packing]
    parts = [pack([each]) for each in RECORDS]
    ends = [sum(map(len, parts[: number + 1])) for number in range(len(parts))]
    return b"".join(parts), [(end - len(part), end) for end, part in zip(ends, parts, strict=True)]


ARCHIVES = {packing: packed_records(packing) for packing in BY_RECORD}


@given(st.sampled_from(BY_RECORD), st.data())
def test_any_damage_leaves_the_other_records(packing, data):
    """Bytes changed, taken out or put in: every record they are not in is given as before."""
    archive, spans = ARCHIVES[packing]
    begin = data.draw(st.integers(0, len(archive) - 1))
    end = min(begin + data.draw(st.integers(0, 300)), len(archive))
    new = data.draw(st.binary(max_size=20))
    found = set(bodies(archive[:begin] + new + archive[end:]))
    for number in untouched(spans, begin, max(end, begin + 1)):
        assert PAGES[number] in found, number


@given(st.sampled_from(sorted(PACKINGS)), st.data())
@settings(max_examples=60)
def test_nothing_raises_and_reading_is_repeatable(packing, data):
    archive = bytearray(PACKINGS[packing](RECORDS[:3]))
    for _ in range(data.draw(st.integers(1, 4))):
        archive[data.draw(st.integers(0, len(archive) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(archive)))
    spliced = bytes(archive[:cut] + archive[data.draw(st.integers(0, cut)) :])
    assert read(spliced) == read(spliced)


@given(st.binary(max_size=400))
def test_no_bytes_raise(data):
    read(data)
    read(b"WARC/1.0\r\n" + data)
    read(record(http(data, more="Content-Encoding: gzip, br\r\nTransfer-Encoding: chunked\r\n")))
    read(record(data))
    looks_like_warc(data)
