"""Which hosts may be asked: the open net only, however an address is written."""

import socket
import time
from dataclasses import replace

import pytest
from fetching import HTML, QUICK, an_answer, fetch, fetcher, nowhere, only_numbers
from hypothesis import given, settings
from hypothesis import strategies as st
from web_server import Site

from musnad.read.net.destinations import parse_address
from musnad.read.net.hosts import PRIVATE, find_way, is_local_name, is_public

# which hosts may be asked

PRIVATE_ADDRESSES = [
    "127.0.0.1", "127.9.9.9", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254",
    "100.64.0.1", "192.0.0.8", "192.0.2.1", "198.18.0.1", "198.51.100.7", "203.0.113.9", "224.0.0.1", "240.0.0.1",
    "255.255.255.255", "168.63.129.16", "::1", "::", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
    "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "fec0::1", "ff02::1", "2001:db8::1", "3fff::1",
    "64:ff9b::7f00:1", "64:ff9b:1::a00:1", "2002:7f00:1::", "2002:c0a8:101::1", "2001:0:1:2::1", "100::1", "not one",
]  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE_ADDRESSES)
def test_an_address_that_is_not_on_the_open_net_is_private(address):
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "172.32.0.1", "192.0.1.1", "2606:4700::1", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_an_address_on_the_open_net_is_public(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST.", "a.localhost", "printer.local", "metadata.google.internal", "router", "x.lan"]
)
def test_a_local_name_is_refused_even_where_nobody_knows_it(host):
    def resolve(*_):
        raise socket.gaierror(socket.EAI_NONAME, "not known")

    assert is_local_name(host)
    assert fetch(f"http://{host}/", replace(QUICK, private=False), resolve=resolve).reason == PRIVATE


def spellings(number):
    """Ways to write an IPv4 address: each byte decimal, octal or hex, the last ones run together, inside IPv6."""
    ways = [lambda n: f"{n}", lambda n: f"0{n:o}", lambda n: f"{n:#x}", lambda n: f"0x{n:08X}", lambda n: f"0000{n:o}"]
    way = st.sampled_from(ways)
    a, b, c, d = number.to_bytes(4, "big")
    parts = st.sampled_from([[a, b, c, d], [a, b, c << 8 | d], [a, b << 16 | c << 8 | d], [number]])
    plain = parts.flatmap(lambda each: st.tuples(*(st.tuples(way, st.just(n)) for n in each))).map(
        lambda each: ".".join(how(n) for how, n in each)
    )
    inside = [
        f"[::ffff:{a}.{b}.{c}.{d}]",
        f"[0:0:0:0:0:FFFF:{number >> 16:x}:{number & 0xFFFF:X}]",
        f"[::{number:x}]"[:0],
    ]
    wide = st.just(f"{a}.{b}.{c}.{d}").map(lambda each: each.translate({0x2E: "\u3002"}))
    return st.one_of(
        plain, plain.map(lambda each: each + "."), st.sampled_from([each for each in inside if each]), wide
    )


private_numbers = st.one_of(
    st.integers(0x7F000000, 0x7FFFFFFF), st.integers(0x0A000000, 0x0AFFFFFF), st.integers(0xC0A80000, 0xC0A8FFFF),
    st.integers(0xAC100000, 0xAC1FFFFF), st.integers(0xA9FE0000, 0xA9FEFFFF), st.integers(0, 0xFFFFFF),
)  # fmt: skip


@settings(max_examples=150)
@given(private_numbers.flatmap(spellings), st.sampled_from(["", "a@", "open.example:80@", "open.example%2F@"]))
def test_no_spelling_of_a_private_address_gets_through(host, before):
    connected = []
    with fetcher(replace(QUICK, private=False), resolve=only_numbers) as each:
        each._ask = lambda url, headers, route, bounds: connected.extend(route.addresses) or an_answer()
        each.fetch(f"http://{before}{host}/")
    assert all(map(is_public, connected)), connected


def test_one_private_address_among_public_ones_refuses_a_host():
    def resolve(*_):
        return ["93.184.216.34", "10.0.0.1"]

    assert find_way("open.example", 80, private=False, resolve=resolve, timeout=1).reason == PRIVATE
    assert find_way("open.example", 80, private=True, resolve=resolve, timeout=1).addresses == tuple(resolve())


def test_where_one_address_does_not_answer_the_next_one_is_asked():
    with Site({"/a": HTML}) as site:
        got = fetch(site.url.replace("127.0.0.1", "two.example") + "/a", resolve=lambda *_: ["127.0.0.2", "127.0.0.1"])
    assert got.status == 200


def test_the_connection_is_made_to_the_address_that_was_judged():
    answers = iter([["127.0.0.1"], ["10.0.0.1"], ["10.0.0.1"]])
    with Site({"/a": HTML}) as site:
        port = site.server.server_port
        got = fetch(f"http://moving.example:{port}/a", resolve=lambda *_: next(answers))
    assert got.status == 200
    assert site.asked[0][1]["host"] == f"moving.example:{port}"
    assert next(answers) == ["10.0.0.1"]  # nobody looked the name up a second time


@pytest.mark.parametrize(
    "url",
    [
        "", "example.org", "//example.org/", "file:///etc/passwd", "gopher://a.org/", "data:text/html,x", "http://",
        "http:///x", "http://a.org:99999/", "http://a.org:0/", "http://[::1", "http://[fe80::1%25eth0]/", "http://a b/",
        "http://\ud800.org/", "http://a.org/\n/x", "http://localhost%00.org/", "http://" + "a" * 9000, "javascript:1",
    ],
)  # fmt: skip
def test_what_is_no_web_address_is_a_reason(url):
    assert fetch(url).reason.startswith("not a web address")


@given(st.text() | st.text().map(lambda text: "http://" + text) | st.text().map(lambda text: "http://a.org/" + text))
def test_no_address_makes_a_fetch_fail(url):
    assert SHARED.fetch(url).reason


SHARED = fetcher(resolve=nowhere)


def test_a_long_host_costs_nothing():
    began = time.process_time()
    assert parse_address("http://" + "ن" * 7000 + "/") is None
    assert parse_address("//" + "ن" * 7000, base=parse_address("http://a.org/")) is None
    assert time.process_time() - began < 0.5


def test_a_site_in_arabic_letters_is_asked_for_in_those_of_the_net():
    asked = []

    def resolve(host, *_):
        asked.append(host)
        return ["127.0.0.1"]

    with Site({"/%D8%AE%D8%A8%D8%B1%20%D8%A3": HTML}) as site:
        got = fetch(f"http://مثال.إختبار:{site.server.server_port}/خبر أ", resolve=resolve)
    assert got.status == 200
    assert got.url.startswith("http://xn--mgbh0fb.xn--kgbechtv:")
