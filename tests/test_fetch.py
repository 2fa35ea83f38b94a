"""Fetching: what comes back from a server, whatever it does."""

import socket
import time
from dataclasses import replace

import pytest
from fetching import HTML, QUICK, an_answer, fetch, fetcher, redirect
from hypothesis import given, settings
from hypothesis import strategies as st
from web_server import Site, answering, raw_server

from musnad.read.net import UNCHANGED, is_passing
from musnad.read.net.hosts import PRIVATE, look_up

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


def test_a_password_is_sent_to_its_own_site_only_and_keptnowhere():
    with Site({"/x": HTML}) as other, Site({"/a": redirect("/b"), "/b": redirect(other.url + "/x")}) as site:
        got = fetch(site.url.replace("//", "//me:secret@") + "/a")
    assert [headers.get("authorization") for _, headers in site.asked] == ["Basic bWU6c2VjcmV0"] * 2
    assert "authorization" not in other.asked[0][1]
    assert "secret" not in repr(got)


def test_a_redirect_from_https_to_http_is_said():
    with fetcher(resolve=lambda *_: ["127.0.0.1"]) as each:
        each._ask = lambda url, *_: an_answer(**{"location": "http://a.example/"} if url.scheme == "https" else {})
        assert each.fetch("https://a.example/").remarks == ("redirected from https to http",)


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


def test_a_body_that_breaks_off_at_once_says_so_instead_of_being_empty():
    with raw_server(b"HTTP/1.1 200 OK\r\nContent-Length: 400\r\n\r\n") as url:
        assert fetch(url).reason.startswith("truncated: the connection broke off after 0 bytes")


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


def test_an_answer_of_any_bytes_makes_no_fetch_fail():
    answers, body = (
        [],
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
    )

    @settings(max_examples=60)
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
