"""Packages of web archives, and archives written from captures: what goes out comes in again."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import zipfile
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musnad.read.captures import Capture
from musnad.read.warc import captures_in_warc
from musnad.read.warc.wacz import captures_in_wacz, is_wacz, looks_like_wacz
from musnad.show.webarchive import write_warc

BODY = "<html><body><p>قال مدير المكتبة إن القاعة الجديدة تتسع لمئتي قارئ.</p></body></html>".encode()


def capture(number: int = 0, **changes) -> Capture:
    made = Capture(
        at="", url=f"https://maktaba.example/{number}", fetched=f"2020-05-0{number + 1}T08:00:00Z", status=200,
        headers={"content-type": "text/html; charset=utf-8", "content-encoding": "br", "etag": f"w{number}"},
        body=BODY + str(number).encode(),
    )  # fmt: skip
    return replace(made, **changes)


def written(captures) -> bytes:
    out = io.BytesIO()
    assert write_warc(out, captures, software="Musnad test") == len([each for each in captures if each.body])
    return out.getvalue()


def read(data: bytes) -> list[Capture]:
    return list(captures_in_warc(io.BytesIO(data)))


# --- writing


words = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Z"]), min_size=1, max_size=20)
captures = st.builds(
    capture,
    st.integers(0, 8),
    url=words.map(lambda path: f"https://maktaba.example/{path}"),
    fetched=st.one_of(
        st.none(), st.datetimes(min_value=__import__("datetime").datetime(1995, 1, 1)).filter(lambda d: d.year < 2100)
        .map(lambda moment: f"{moment:%Y-%m-%dT%H:%M:%S}Z"),
    ),
    body=st.binary(max_size=300).map(lambda data: BODY + data),
    headers=st.fixed_dictionaries(
        {"content-type": st.just("text/html")},
        optional={"x-note": words, "content-encoding": st.just("gzip"), "transfer-encoding": st.just("chunked")},
    ),
    hops=st.lists(words.map(lambda path: f"https://a.example/{path}"), max_size=2).map(tuple),
)  # fmt: skip


@given(st.lists(captures, max_size=5))
@settings(max_examples=40)
def test_what_is_written_is_read_again(made):
    data = written(made)
    found = read(data)
    assert [(each.url, each.fetched, each.status, each.body) for each in found] == [
        (each.url, each.fetched, each.status, each.body) for each in made
    ]
    assert [each.reason for each in found] == [""] * len(made)
    assert [each.headers.get("x-note") for each in found] == [each.headers.get("x-note") for each in made]
    assert written(made) == data


def test_warcio_reads_it_and_its_digests_hold():
    from warcio.archiveiterator import ArchiveIterator

    made = [capture(number, hops=("http://maktaba.example/",)) for number in range(3)]
    kinds, bodies = [], []
    for record in ArchiveIterator(io.BytesIO(written(made)), check_digests="raise"):
        kinds.append(record.rec_type)
        body = record.content_stream().read()
        if record.rec_type == "response":
            bodies.append(body)
            assert record.http_headers.get_header("x-original-content-encoding") == "br"
            assert record.http_headers.get_header("content-encoding") is None
    assert kinds == ["warcinfo"] + ["response", "metadata"] * 3
    assert bodies == [each.body for each in made]


def test_ids_differ_even_where_captures_do_not():
    found = read(written([capture(1), capture(1)]))
    assert found[0].at.split()[2] != found[1].at.split()[2]


def test_an_export_exported_again_keeps_what_was_on_the_wire():
    once = read(written([capture(1)]))
    twice = read(written(once))
    assert twice[0].headers["x-original-content-encoding"] == "br"
    assert twice[0].body == capture(1).body


def test_fields_cannot_smuggle_lines():
    made = capture(1, url="https://a.example/\r\nWARC-Type: request", headers={"x": "a\r\nX-Evil: 1", "b\r\nc": "d"})
    found = read(written([made]))
    assert len(found) == 1
    assert found[0].headers == {"x": "a X-Evil: 1", "content-length": str(len(made.body))}


def test_what_has_no_body_is_left_out_and_no_status_is_a_resource():
    made = [capture(1, body=b""), capture(2, reason="HTTP 404", body=b""), capture(3, status=0)]
    found = read(written(made))
    assert [(each.url, each.status, each.body) for each in found] == [(made[2].url, 0, made[2].body)]
    assert read(written([])) == []


# --- packages

WARC = written([capture(0), capture(1)])
PAGES = (
    b'{"format": "json-pages-1.0", "id": "pages", "title": "All Pages"}\n'
    + json.dumps({"url": capture(1).url, "title": " القاعة الجديدة "}).encode()
    + b"\nnot json\n[1]\n"
    + b'{"url": 3}\n'
)


def package(warc: bytes = WARC, *, digest: str = "", more: dict[str, bytes] | None = None, method: int = 0) -> bytes:
    name = "archive/data.warc.gz"
    digest = digest or f"sha256:{hashlib.sha256(warc).hexdigest()}"
    about = json.dumps({"profile": "data-package", "resources": [{"path": name, "hash": digest}]}).encode()
    files = {name: warc, "pages/pages.jsonl": PAGES, "datapackage.json": about, **(more or {})}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for path, data in files.items():
            archive.writestr(path, data)
    return out.getvalue()


def read_package(data: bytes) -> list[Capture]:
    return list(captures_in_wacz(io.BytesIO(data)))


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_package_gives_its_pages_with_their_headlines(method):
    found = read_package(package(method=method))
    assert [each.body for each in found] == [capture(0).body, capture(1).body]
    assert [each.headline for each in found] == [None, "القاعة الجديدة"]
    assert found[0].at.startswith("archive/data.warc.gz record 2 urn:uuid:")
    assert [each.remarks for each in found] == [(), ()]


def test_packages_are_known_by_their_members():
    assert looks_like_wacz(["datapackage.json", "archive/data.warc.gz"])
    assert not looks_like_wacz(["datapackage.json", "data.csv"])
    assert looks_like_wacz(["a.warc.gz", "b.arc"])
    assert not looks_like_wacz(["a.warc.gz", "b.json"])
    assert not looks_like_wacz([])
    for data in (package(), package()[:600]):
        assert is_wacz(io.BytesIO(data))
    for data in (b"", b"PK\x03\x04", package()[:10]):
        assert not is_wacz(io.BytesIO(data))


def test_wrong_digests_are_said():
    found = read_package(package(digest="sha256:" + "0" * 64))
    assert all("corrupt: archive/data.warc.gz is not the file" in each.remarks[0] for each in found)
    seal = json.dumps({"path": "datapackage.json", "hash": "sha256:" + "0" * 64}).encode()
    found = read_package(package(more={"datapackage-digest.json": seal}))
    assert found[0].remarks == ("datapackage.json is not the one its digest was made of",)
    assert read_package(package(more={"archive/b.warc.gz": WARC}))[2].remarks == ("not listed in datapackage.json",)


@pytest.mark.parametrize("kept", [0.5, 0.9, 0.99])
def test_a_package_cut_off_gives_the_records_in_it(kept):
    data = package(more={"fill": bytes(100)})
    found = read_package(data[: int(len(data) * kept)])
    assert found[0].reason.startswith("corrupt or truncated zip")
    assert found[1].body == capture(0).body


def test_hostile_packages_are_refused():
    inner = read_package(package(more={"archive/inner.wacz": package()}))
    assert inner[-1].reason == "refused: a package inside a package"
    bomb = read_package(package(bytes(20_000_000), method=zipfile.ZIP_DEFLATED))
    assert [each.reason for each in bomb] == ["refused: unpacks to 20,000,000 bytes"]
    nested = read_package(package(gzip.compress(gzip.compress(WARC))))
    assert all(each.reason for each in nested)
    paths = read_package(package(more={"../../archive/e.warc.gz": WARC, "/archive/f.warc.gz": WARC}))
    assert len([each for each in paths if each.body]) == 6


def test_members_that_share_bytes_are_refused():
    data = bytearray(package(more={"archive/z.warc.gz": WARC}))
    first, last = data.find(b"PK\x01\x02"), data.rfind(b"PK\x01\x02")
    data[last + 42 : last + 46] = data[first + 42 : first + 46]
    reasons = [each.reason for each in read_package(bytes(data))]
    assert reasons == ["refused: overlaps another file of the zip"] * 2


@given(st.data())
@settings(max_examples=60)
def test_no_package_raises(data):
    made = bytearray(package(method=data.draw(st.sampled_from([0, 8]))))
    for _ in range(data.draw(st.integers(1, 5))):
        made[data.draw(st.integers(0, len(made) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.one_of(st.just(len(made)), st.integers(0, len(made))))
    found = read_package(bytes(made[:cut]))
    assert all(each.reason or each.body for each in found)


@given(st.binary(max_size=200))
@settings(max_examples=40)
def test_no_bytes_raise(data):
    read_package(data)
    read_package(b"PK\x03\x04" + data + b"PK\x05\x06" + bytes(18))
