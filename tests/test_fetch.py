"""Fetching: what a server may do to us, and what we do to it."""

import gzip
import os
import shutil
import signal
import socket
import ssl
import subprocess
import threading
import time
import zlib
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from web_server import Clock, Site, answering, raw_server, tunnel

from musnad.read.codings import TooLargeError, Unpacker
from musnad.read.fetch import UNCHANGED, Fetcher, Policy, Wanted, fetch_all, fetch_each, is_passing, retry_after
from musnad.read.hosts import PRIVATE, Turns, find_way, is_local_name, is_public, look_up
from musnad.read.robots import NOT_NOW, REFUSED

HTML = (200, {"Content-Type": "text/html; charset=utf-8", "ETag": '"1"'}, "<p>خبر من مدينة متخيلة</p>".encode())
NOW = datetime(2024, 5, 1, 12, tzinfo=UTC)
QUICK = Policy(private=True, pause=0.0, robots=False, tries=1)


def fetcher(policy=QUICK, clock=None, **other):
    clock = clock or Clock()
    return Fetcher(policy, clock=clock, sleep=clock.sleep, now=lambda: NOW, proxies={}, **other)


def fetch(url, policy=QUICK, **other):
    with fetcher(policy, **other) as each:
        return each.fetch(url)


def redirect(to, status=302):
    return (status, {"Location": to}, b"")


# what comes back


def test_a_page_comes_back_with_its_bytes_headers_and_time():
    with Site({"/a": HTML}) as site:
        got = fetch(site.url + "/a#part")
    assert (got.status, got.body, got.reason, got.hops) == (200, HTML[2], "", ())
    assert got.url == site.url + "/a"
    assert got.fetched == "2024-05-01T12:00:00Z"
    assert got.headers["content-type"] == "text/html; charset=utf-8"


def test_a_request_says_who_asks_and_brings_no_cookies():
    with Site({"/a": (200, {"Set-Cookie": "who=you"}, b"x")}) as site, fetcher(replace(QUICK, contact="a@b.org")) as f:
        f.fetch(site.url + "/a")
        f.fetch(site.url + "/a")
    headers = site.asked[1][1]
    assert headers["user-agent"].startswith("Musnad/")
    assert headers["user-agent"].endswith("(+a@b.org)")
    assert "cookie" not in {name.lower() for name in headers}


def test_what_did_not_change_is_said_to_be_so():
    def page(headers):
        return (304, {}, b"") if headers.get("if-none-match") == '"1"' else HTML

    with Site({"/a": page}) as site, fetcher() as f:
        first = f.fetch(site.url + "/a")
        second = f.fetch(site.url + "/a", etag=first.headers["etag"], modified="Mon, 29 Apr 2024 10:00:00 GMT")
    assert (second.status, second.reason) == (304, UNCHANGED)
    assert site.asked[1][1]["if-modified-since"].startswith("Mon, 29")


@pytest.mark.parametrize(
    ("status", "words"), [(404, "404 (not found)"), (403, "403 (forbidden)"), (500, "500"), (418, "418")]
)
def test_an_answer_that_is_no_page_is_a_reason(status, words):
    with Site({"/a": (status, {}, b"<p>sorry</p>")}) as site:
        got = fetch(site.url + "/a")
    assert got.status == status
    assert got.reason.startswith(f"the site answered {words}")
    assert got.body == b""


def test_an_empty_answer_is_a_reason():
    with Site({"/a": (200, {}, b"")}) as site:
        assert fetch(site.url + "/a").reason == "an empty answer"


# redirects


def test_redirects_are_followed_and_kept():
    with Site({"/a": redirect("b"), "/b": redirect("/%D8%AE%D8%A8%D8%B1", 301), "/%D8%AE%D8%A8%D8%B1": HTML}) as site:
        got = fetch(site.url + "/a")
    assert got.status == 200
    assert got.hops == (site.url + "/a", site.url + "/b")
    assert got.url == site.url + "/%D8%AE%D8%A8%D8%B1"


def test_a_redirect_in_bare_utf_8_is_followed():
    with Site({"/a": redirect("/خبر"), "/%D8%AE%D8%A8%D8%B1": HTML}) as site:
        assert fetch(site.url + "/a").status == 200


def test_a_redirect_in_a_circle_ends():
    with Site({"/a": redirect("/b"), "/b": redirect("/a")}) as site:
        got = fetch(site.url + "/a")
    assert got.reason.startswith("redirected in a circle")
    assert len(site.asked) == 2


def test_a_redirect_without_an_end_ends():
    pages = {f"/{number}": redirect(f"/{number + 1}") for number in range(50)}
    with Site(pages) as site:
        got = fetch(site.url + "/0")
    assert got.reason == "redirected more than 8 times"
    assert len(site.asked) == 9


@pytest.mark.parametrize("to", ["file:///etc/passwd", "ftp://a.org/x", "javascript:alert(1)", "http://a b/"])
def test_a_redirect_to_something_else_than_the_web_is_refused(to):
    with Site({"/a": redirect(to)}) as site:
        assert "not a web address" in fetch(site.url + "/a").reason


def test_a_redirect_into_a_private_network_is_refused():
    with Site({"/secret": HTML}) as inside, Site({"/a": redirect(inside.url + "/secret")}) as site:
        # the outer site is reached under a name that leads, for this test, to a public address
        port = site.server.server_port
        with fetcher(replace(QUICK, private=False), resolve=lambda host, *_: ["93.184.216.34"]) as f:
            through = f._ask
            f._ask = lambda url, headers, route, bounds: through(
                url, headers, replace(route, addresses=("127.0.0.1",)), bounds
            )
            f._resolve = lambda host, *_: ["93.184.216.34"] if host == "open.example" else look_up(host, 0, 1)
            got = f.fetch(f"http://open.example:{port}/a")
        assert got.reason == PRIVATE
        assert got.hops == (f"http://open.example:{port}/a",)
        assert inside.asked == []


def test_a_password_is_sent_to_its_own_site_only_and_kept_nowhere():
    with Site({"/x": HTML}) as other, Site({"/a": redirect("/b"), "/b": redirect(other.url + "/x")}) as site:
        got = fetch(site.url.replace("//", "//me:secret@") + "/a")
    assert [headers.get("authorization") for _, headers in site.asked] == ["Basic bWU6c2VjcmV0"] * 2
    assert "authorization" not in other.asked[0][1]
    assert "secret" not in repr(got)


def test_a_redirect_from_https_to_http_is_said():
    with fetcher(resolve=lambda *_: ["127.0.0.1"]) as each:
        each._ask = lambda url, *_: _answer(**{"location": "http://a.example/"} if url.scheme == "https" else {})
        assert each.fetch("https://a.example/").remarks == ("redirected from https to http",)


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
        ("gzip", gzip.compress(b"first ") + gzip.compress(b"second")),
        ("x-gzip", gzip.compress(b"first second")),
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
    assert time.monotonic() - began < 2


def test_silence_ends():
    with raw_server(pause=5) as url, socket.create_server(("127.0.0.1", 0)) as silent:
        silent_url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        assert fetch(silent_url, replace(QUICK, read=0.1)).reason == "no answer within 0.1 s"
        assert fetch(url).reason == "no answer: the site closed the connection"


# answers that are odd


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (b"SSH-2.0-OpenSSH_9.6\r\n\r\n", "the answer is not HTTP"),
        (b"\x15\x03\x01\x00\x02\x02\x46", "the answer is not HTTP"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\nbody", "the answer is not HTTP"),
        (b"HTTP/1.1 200 OK\r\n" + b"a: " + b"b" * 200_000 + b"\r\n\r\n", "the answer is not HTTP"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nbody!", "the answer is not HTTP"),
        (b"", "no answer: the site closed the connection"),
    ],
)
def test_what_is_no_answer_is_a_reason(answer, reason):
    with raw_server(answer) as url:
        got = fetch(url)
    assert got.status == 0
    assert got.reason.startswith(reason)


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 400\r\n\r\n<p>cut",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n<p>cut\r\n5\r\nab",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n<p>cut\r\nzz\r\nab",
    ],
)
def test_a_body_that_breaks_off_is_kept_and_said(answer):
    with raw_server(answer) as url:
        got = fetch(url)
    assert got.body.startswith(b"<p>cut")
    assert got.remarks[0].startswith("truncated: the connection broke off after")


def test_a_body_longer_than_it_says_is_cut_where_it_says():
    with raw_server(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbody and more") as url:
        assert fetch(url).body == b"body"


def test_a_body_that_broke_off_is_asked_for_once_more():
    answers = iter([(200, {"Content-Length": "400"}, b"cut"), (200, {}, b"whole")])
    with Site({"/a": lambda _: next(answers)}) as site:
        got = fetch(site.url + "/a", replace(QUICK, tries=2))
    assert (got.body, got.remarks) == (b"whole", ())


def test_nobody_there_is_a_reason():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    assert fetch(f"http://127.0.0.1:{port}/").reason.startswith("no connection")


def test_a_host_without_an_address_is_a_reason():
    def resolve(*_):
        raise socket.gaierror(socket.EAI_NONAME, "not known")

    got = fetch("https://nowhere.example/", resolve=resolve)
    assert got.reason == "no such host: nowhere.example"
    assert is_passing(got)


def test_a_name_that_is_not_looked_up_in_time_is_a_reason(monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: time.sleep(0.3) or [])
    got = fetch("https://slow.example/", replace(QUICK, connect=0.05), resolve=look_up)
    assert got.reason.startswith("no answer within")


@pytest.fixture
def secure(tmp_path):
    """A site under https, with a certificate for secure.example that nobody believes; and its certificate."""
    if not shutil.which("openssl"):
        pytest.skip("no openssl to make a certificate with")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    make = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1 -subj /CN=secure.example"
    names = ["-addext", "subjectAltName=DNS:secure.example", "-keyout", key, "-out", certificate]
    subprocess.run([*make.split(), *names], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with Site({"/a": HTML}) as site:
        site.server.socket = context.wrap_socket(site.server.socket, server_side=True)
        site.server.handle_error = lambda *_: None
        site.certificate, site.secure_url = certificate, f"https://secure.example:{site.server.server_port}/a"
        yield site


def at_home(*_):
    return ["127.0.0.1"]


def test_a_certificate_that_is_not_believed_is_a_reason(secure):
    got = fetch(secure.secure_url, resolve=at_home)
    assert got.reason.startswith("certificate not valid: ")
    assert not is_passing(got)


def test_the_name_is_the_sites_also_where_the_connection_goes_to_a_number(secure, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(secure.certificate))
    assert fetch(secure.secure_url, resolve=at_home).status == 200
    assert "mismatch" in fetch(secure.secure_url.replace("secure.", "other."), resolve=at_home).reason


def test_a_site_under_https_is_reached_through_a_proxy(secure, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(secure.certificate))
    with tunnel(secure.server.server_port) as (proxy, asked), Fetcher(QUICK, proxies={"https": proxy}) as each:
        assert each.fetch(secure.secure_url).status == 200
    assert asked[0].startswith(f"CONNECT secure.example:{secure.server.server_port} HTTP/1.1".encode())
    with raw_server(b"HTTP/1.1 407 Log in\r\n\r\n") as url, Fetcher(QUICK, proxies={"https": url}) as each:
        assert each.fetch(secure.secure_url).reason.startswith("no connection: the proxy refuses")


def test_an_answer_of_any_bytes_makes_no_fetch_fail():
    answers, body = (
        [],
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
    )

    @settings(max_examples=60, deadline=None)
    @given(st.binary(max_size=80) | st.lists(st.tuples(st.integers(0, len(body) - 1), st.integers(0, 255)), max_size=6))
    def spoil(damage):
        data = bytearray(body)
        if isinstance(damage, bytes):
            data = damage
        else:
            for at, byte in damage:
                data[at] = byte
        answers.append(bytes(data))
        with fetcher(replace(QUICK, total=2.0)) as each:
            got = each.fetch(url)
        assert got.body or got.reason

    with answering(lambda: answers[-1]) as url:
        spoil()


@given(st.binary(max_size=3000), st.sampled_from(["gzip", "deflate", ""]), st.lists(st.integers(1, 700)), st.data())
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


def only_numbers(host, port, timeout):
    """The system's own reading of numbers, which is the widest there is; names lead to the open net."""
    try:
        found = socket.getaddrinfo(host, port, flags=socket.AI_NUMERICHOST)
    except (OSError, UnicodeError):
        return ["93.184.216.34"]
    return [each[4][0] for each in found]


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


@settings(deadline=None, max_examples=150)
@given(private_numbers.flatmap(spellings), st.sampled_from(["", "a@", "open.example:80@", "open.example%2F@"]))
def test_no_spelling_of_a_private_address_gets_through(host, before):
    connected = []
    with fetcher(replace(QUICK, private=False), resolve=only_numbers) as each:
        each._ask = lambda url, headers, route, bounds: connected.extend(route.addresses) or _answer()
        each.fetch(f"http://{before}{host}/")
    assert all(map(is_public, connected)), connected


def _answer(**headers):
    from musnad.read.connections import Answer

    return Answer(302 if headers else 200, headers, b"x")


def test_one_private_address_among_public_ones_refuses_a_host():
    def resolve(*_):
        return ["93.184.216.34", "10.0.0.1"]

    assert find_way("open.example", 80, private=False, resolve=resolve, timeout=1).reason == PRIVATE
    assert find_way("open.example", 80, private=True, resolve=resolve, timeout=1).addresses == tuple(resolve())


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
    with SHARED as each:
        assert isinstance(each.fetch(url).reason, str)


def _nowhere(*_):
    raise socket.gaierror(socket.EAI_NONAME, "not known")


SHARED = fetcher(resolve=_nowhere)


def test_a_site_in_arabic_letters_is_asked_for_in_those_of_the_net():
    asked = []

    def resolve(host, *_):
        asked.append(host)
        return ["127.0.0.1"]

    with Site({"/%D8%AE%D8%A8%D8%B1%20%D8%A3": HTML}) as site:
        got = fetch(f"http://مثال.إختبار:{site.server.server_port}/خبر أ", resolve=resolve)
    assert got.status == 200
    assert got.url.startswith("http://xn--mgbh0fb.xn--kgbechtv:")


# robots.txt


def obeying(**other):
    return replace(QUICK, robots=True, **other)


def robots_txt(words):
    return (200, {}, words.encode())


def test_robots_txt_is_obeyed_and_asked_for_once():
    rules = "User-agent: *\nDisallow: /\n\nUser-agent: Musnad\nDisallow: /closed*\nAllow: /closed/not\n"
    with Site({"/robots.txt": robots_txt(rules), "/a": HTML, "/closed/not": HTML}) as site, fetcher(obeying()) as each:
        assert each.fetch(site.url + "/a").status == 200
        assert each.fetch(site.url + "/closed/1").reason == REFUSED
        assert each.fetch(site.url + "/closed/not").status == 200
    assert site.paths() == ["/robots.txt", "/a", "/closed/not"]


def test_a_redirect_to_a_closed_page_is_refused():
    with Site({"/robots.txt": robots_txt("User-agent: *\nDisallow: /b"), "/a": redirect("/b"), "/b": HTML}) as site:
        assert fetch(site.url + "/a", obeying()).reason == REFUSED
        assert "/b" not in site.paths()


@pytest.mark.parametrize(
    ("status", "allowed"), [(404, True), (401, True), (403, True), (500, False), (503, False), (429, False)]
)
def test_no_robots_txt_allows_all_and_a_broken_one_nothing_for_now(status, allowed):
    with Site({"/robots.txt": (status, {}, b""), "/a": HTML}) as site:
        got = fetch(site.url + "/a", obeying())
    assert (got.status == 200) == allowed
    assert allowed or (got.reason.startswith("refused for now") and is_passing(got))


def test_a_robots_txt_that_leads_into_a_private_network_refuses_for_now():
    def ask(url, headers, route, bounds):
        if "private" in url.host or route.reason:
            return Answer(reason=route.reason or "asked!")
        return _answer(location="http://10.0.0.1/robots.txt")

    from musnad.read.connections import Answer

    with fetcher(replace(obeying(), private=False), resolve=only_numbers) as each:
        each._ask = ask
        assert each.fetch("http://a.example/x").reason == f"{NOT_NOW} ({PRIVATE})"


def test_of_a_long_robots_txt_the_start_counts():
    rules = "User-agent: *\nDisallow: /a\n" + "#" * 600_000
    with Site({"/robots.txt": robots_txt(rules), "/a": HTML, "/b": HTML}) as site, fetcher(obeying()) as each:
        assert each.fetch(site.url + "/a").reason == REFUSED
        assert each.fetch(site.url + "/b").status == 200


def test_a_robots_txt_is_believed_for_a_day():
    clock = Clock()
    with (
        Site({"/robots.txt": robots_txt("User-agent: *\nDisallow: /a"), "/a": HTML}) as site,
        fetcher(obeying(), clock) as f,
    ):
        f.fetch(site.url + "/a")
        site.pages["/robots.txt"] = robots_txt("")
        clock.sleep(80_000)
        assert f.fetch(site.url + "/a").reason == REFUSED
        clock.sleep(7_000)
        assert f.fetch(site.url + "/a").status == 200


@pytest.mark.parametrize(
    "hostile",
    [
        "".join(f"User-agent: a{n}\n" for n in range(15_000)) + "Disallow: /x\n" * 15_000,
        "User-agent: *\nDisallow: /" + "*a" * 100_000 + "b\n",
        "User-agent: *\nCrawl-delay: 1e999\nDisallow: /\x00\ufffe\n",
        "<html><body>" + "x" * 600_000,
        "User-agent: *\nDisallow: /closed\n" + "#" * 600_000,
    ],
    ids=["names", "stars", "numbers", "page", "long"],
)
def test_a_hostile_robots_txt_costs_little(hostile):
    with Site({"/robots.txt": robots_txt(hostile), "/aaa": HTML}) as site:
        began = time.monotonic()
        assert fetch(site.url + "/aaa", obeying()).status == 200
    assert time.monotonic() - began < 1.5


# pauses


def test_between_two_requests_to_a_host_lies_a_pause():
    clock = Clock()
    with Site({"/a": HTML, "/b": redirect("/a")}) as site, fetcher(replace(QUICK, pause=1.0), clock) as each:
        each.fetch(site.url + "/a")
        assert clock.slept == []
        each.fetch(site.url + "/b")
        assert clock.slept == [1.0, 1.0]


def test_crawl_delay_is_kept_up_to_a_bound():
    for wish, slept in (("5", 5.0), ("4000", 30.0)):
        clock = Clock()
        site = Site({"/robots.txt": robots_txt(f"User-agent: *\nCrawl-delay: {wish}"), "/a": HTML})
        with site, fetcher(obeying(pause=1.0), clock) as each:
            each.fetch(site.url + "/a")
            each.fetch(site.url + "/a")
        assert clock.slept == [slept]


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_site_is_asked_again_when_it_says(status):
    clock, answers = Clock(), iter([(status, {"Retry-After": "7"}, b""), (status, {}, b""), HTML])
    with Site({"/a": lambda _: next(answers)}) as site, fetcher(replace(QUICK, tries=3), clock) as each:
        got = each.fetch(site.url + "/a")
    assert got.status == 200
    assert clock.slept == [7.0, 4.0]


def test_a_site_that_wants_a_long_rest_gets_it_and_the_fetch_says_so():
    clock = Clock()
    busy = (503, {"Retry-After": "Wed, 01 May 2024 13:00:00 GMT"}, b"")
    with Site({"/a": busy, "/b": HTML}) as site, fetcher(replace(QUICK, tries=3), clock) as each:
        first, second = each.fetch(site.url + "/a"), each.fetch(site.url + "/b")
        assert (first.status, first.reason) == (503, "the site asks to wait 3600 s")
        assert (second.status, second.reason) == (0, "the site asks to wait 3600 s")
        assert is_passing(second)
        clock.sleep(3601)
        assert each.fetch(site.url + "/b").status == 200


@pytest.mark.parametrize(
    ("said", "seconds"),
    [("120", 120.0), ("Wed, 01 May 2024 12:00:30 GMT", 30.0), ("Wed, 01 May 2024 11:00:00 GMT", 0.0), ("", None),
     ("soon", None), ("-5", None), ("9" * 400, 999999999.0), ("Wed, 99 May 99999 11:00:00 GMT", None)],
)  # fmt: skip
def test_retry_after_is_a_number_or_a_date(said, seconds):
    assert retry_after({"retry-after": said}, NOW) == seconds


def test_hosts_that_were_asked_long_ago_are_forgotten():
    clock = Clock()
    turns = Turns(clock, clock.sleep)
    for number in range(10_005):
        turns.take(f"h{number}", 1.0, 60.0)
        clock.sleep(2.0)
    assert len(turns._next) < 10_005


# proxies


def test_a_proxy_of_the_environment_is_asked_unless_the_host_is_excepted(monkeypatch):
    with Site({"http://open.example/a": HTML, "/a": HTML}) as proxy:
        port = proxy.server.server_port
        monkeypatch.setenv("http_proxy", f"http://me:word@127.0.0.1:{port}")
        monkeypatch.setenv("no_proxy", "other.example,.127.0.0.1")
        for name in ("HTTP_PROXY", "NO_PROXY", "ALL_PROXY", "all_proxy", "REQUEST_METHOD"):
            monkeypatch.delenv(name, raising=False)
        with Fetcher(replace(QUICK, private=False)) as each:
            assert each.fetch("http://open.example/a").status == 200
            assert each.fetch(f"http://127.0.0.1:{port}/a").reason == PRIVATE
            assert each.fetch("http://2130706433/").reason == PRIVATE
        assert proxy.asked[0][1]["Proxy-Authorization"] == "Basic bWU6d29yZA=="


def test_a_proxy_of_another_kind_is_a_reason():
    with Fetcher(QUICK, proxies={"all": "socks5://me:word@127.0.0.1:9"}) as each:
        reason = each.fetch("http://open.example/a").reason
    assert reason == "no connection: the proxy socks5://127.0.0.1:9 is not one for http"


# lists


def test_a_list_is_fetched_host_by_host_and_each_host_in_order():
    pages = {f"/{number}": HTML for number in range(8)}
    with Site(pages) as one, Site(pages) as two, fetcher(resolve=lambda *_: ["127.0.0.1"]) as each:
        ports = (one.server.server_port, two.server.server_port)
        urls = [f"http://h{n % 2}.example:{ports[n % 2]}/{n}" for n in range(8)]
        got = [capture.url for capture in fetch_all(urls, each)]
    assert sorted(got) == sorted(urls)
    assert one.paths() == ["/0", "/2", "/4", "/6"]
    assert two.paths() == ["/1", "/3", "/5", "/7"]


def test_one_host_is_asked_by_one_thread_at_a_time_and_others_meanwhile():
    now, most = {"a": 0, "b": 0}, {"a": 0, "b": 0, "all": 0}
    lock = threading.Lock()

    def fetch(url, **_):
        host = url[7]
        with lock:
            now[host] += 1
            most[host], most["all"] = max(most[host], now[host]), max(most["all"], sum(now.values()))
        time.sleep(0.005)
        with lock:
            now[host] -= 1

    with fetcher() as each:
        each.fetch = fetch
        assert len(list(fetch_all([f"http://{host}/{n}" for n in range(9) for host in "ab"], each))) == 18
    assert most == {"a": 1, "b": 1, "all": 2}


def test_a_list_is_read_only_so_far_ahead():
    read = []

    def urls():
        for number in range(5000):
            read.append(number)
            yield f"nothing {number}"

    with fetcher() as each:
        first = next(fetch_all(urls(), each))
    assert first.reason.startswith("not a web address")
    assert len(read) <= 1001


def test_what_was_wanted_stands_beside_its_capture():
    wanted = [Wanted("nothing"), Wanted("http://a.example/", etag='"1"')]
    with fetcher(resolve=_nowhere) as each:
        got = {one: capture.reason for one, capture in fetch_each(wanted, each)}
    assert got[wanted[1]] == "no such host: a.example"


def test_stopping_cuts_what_is_under_way():
    with raw_server(b"HTTP/1.1 200 OK\r\n\r\n", b"x", again=0.01) as url, fetcher() as each:
        threading.Timer(0.1, each.stop).start()
        began = time.monotonic()
        assert each.fetch(url).reason == "stopped before it was fetched"
        assert time.monotonic() - began < 1
        assert each.fetch(url).reason == "stopped before it was fetched"


def test_ctrl_c_ends_a_list_at_once():
    with raw_server(b"HTTP/1.1 200 OK\r\n\r\n", b"x", again=0.01) as url:
        threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGINT)).start()
        began = time.monotonic()
        with pytest.raises(KeyboardInterrupt), fetcher() as each:
            list(fetch_all([url], each))
    assert time.monotonic() - began < 1


def test_an_ipv6_host_is_asked_under_its_own_name():
    try:
        site = Site({"/a": HTML}, socket.AF_INET6)
    except OSError:
        pytest.skip("no IPv6 here")
    with site:
        assert fetch(site.url + "/a").status == 200
    assert site.asked[0][1]["host"] == f"[::1]:{site.server.server_port}"


def test_an_error_in_the_program_is_not_swallowed_by_a_thread():
    with fetcher() as each:
        each.fetch = lambda url, **_: 1 / 0
        with pytest.raises(ZeroDivisionError):
            list(fetch_all(["http://a.example/"], each))
