"""Fetching within bounds: of size, of time, packed or not."""

import gzip
import socket
import time
import zlib
from dataclasses import replace
from operator import mul

import pytest
from fetching import (
    QUICK,
    fetch,
)
from hypothesis import given
from hypothesis import strategies as st
from web_server import Site, raw_server

from musnad.read.net.codings import TooLargeError, Unpacker

# bounds


def test_a_body_is_bounded():
    with Site({"/a": (200, {}, b"x" * 1001)}) as site:
        assert fetch(site.url + "/a", replace(QUICK, size=1000)).reason == "larger than 0.001 MB"
        assert fetch(site.url + "/a", replace(QUICK, size=1001)).reason == ""


def test_a_body_without_a_length_is_bounded_too():
    head = b"HTTP/1.1 200 OK\r\n\r\n"
    with raw_server(head, b"x" * 5000, again=0.001) as url:
        assert fetch(url, replace(QUICK, size=100_000)).reason == "larger than 0.1 MB"


@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress, lambda data: zlib.compress(data)[2:-4]])
def test_a_packed_bomb_is_not_unpacked(pack):
    bomb = pack(b"\0" * 10_000_000)
    coding = "gzip" if bomb[:2] == b"\x1f\x8b" else "deflate"
    with Site({"/a": (200, {"Content-Encoding": coding}, bomb)}) as site:
        got = fetch(site.url + "/a", replace(QUICK, size=1_000_000))
    assert got.reason == "larger than 1 MB when unpacked"


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("gzip", gzip.compress(b"first ", mtime=0) + gzip.compress(b"second", mtime=0)),
        ("x-gzip", gzip.compress(b"first second", mtime=0)),
        ("deflate", zlib.compress(b"first second")),
        ("deflate", zlib.compress(b"first second")[2:-4]),
        ("utf-8", b"first second"),
        ("gzip", b"first second"),
    ],
)
def test_packed_bodies_are_unpacked_as_servers_really_pack_them(coding, body):
    with Site({"/a": (200, {"Content-Encoding": coding}, body)}) as site:
        got = fetch(site.url + "/a")
    assert (got.body, got.reason) == (b"first second", "")


@pytest.mark.parametrize("coding", ["br", "gzip, gzip", "compress", "zstd"])
def test_a_packing_that_is_not_known_is_a_reason(coding):
    with Site({"/a": (200, {"Content-Encoding": coding}, b"first second")}) as site:
        assert fetch(site.url + "/a").reason == f"packed in a way that is not read: {coding}"


def test_a_packed_body_that_is_cut_or_spoiled_is_kept_and_said():
    whole = gzip.compress("خبر طويل من مدينة متخيلة ".encode() * 2000)
    for body, word in ((whole[:60], "truncated"), (whole[:40] + b"\xff" * 40, "corrupt")):
        with Site({"/a": (200, {"Content-Encoding": "gzip"}, body)}) as site:
            got = fetch(site.url + "/a")
        assert got.remarks[0].startswith(word)


def test_a_slow_drip_ends_with_the_time_for_all_of_it():
    slow = replace(QUICK, total=0.3, read=0.2)
    began = time.monotonic()
    with raw_server(b"HTTP/1.1 200 OK\r\n\r\n", b"x", again=0.02) as url:
        assert fetch(url, slow).reason.startswith("no answer within 0.3 s that is complete")
    with raw_server(b"HTTP/1.1 200 OK\r\n", b"a: b\r\n", again=0.02) as url:
        assert fetch(url, slow).reason == "no answer within 0.3 s"
    with raw_server(b"HTTP/1.1 100 Continue\r\n\r\n", again=0.02) as url:
        assert fetch(url, slow).reason == "no answer within 0.3 s"
    assert time.monotonic() - began < 5


def test_silence_ends():
    with raw_server(pause=5) as url, socket.create_server(("127.0.0.1", 0)) as silent:
        silent_url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        assert fetch(silent_url, replace(QUICK, read=0.1)).reason == "no answer within 0.1 s"
        assert fetch(url).reason == "no answer: the site closed the connection"


@given(
    st.builds(mul, st.binary(max_size=60), st.sampled_from([1, 50, 500])),
    st.sampled_from(["gzip", "deflate", ""]),
    st.lists(st.integers(1, 700)),
    st.data(),
)
def test_a_body_is_unpacked_however_it_is_cut_and_never_beyond_the_bound(body, coding, cuts, data):
    packed = {"gzip": gzip.compress, "deflate": zlib.compress, "": bytes}[coding](body)
    spoilt = bytearray(packed)
    if spoilt and data.draw(st.booleans()):
        spoilt[data.draw(st.integers(0, len(spoilt) - 1))] ^= data.draw(st.integers(1, 255))
    unpacker, at = Unpacker(coding, 2000), 0
    try:
        for cut in [*cuts, len(spoilt)]:
            unpacker.feed(bytes(spoilt[at : at + cut]))
            at += cut
    except TooLargeError:
        assert spoilt != packed or len(body) > 2000
    else:
        unpacker.finish()
        assert spoilt != packed or bytes(unpacker.body) == body
    assert len(unpacker.body) <= 2000
