"""Lists of addresses, certificates and proxies."""

import os
import shutil
import signal
import socket
import ssl
import subprocess
import threading
import time
from dataclasses import replace

import pytest
from fetching import HTML, QUICK, at_home, fetch, fetcher, nowhere
from web_server import Site, raw_server, tunnel

from musnad.read.net import LOOK_AHEAD, Fetcher, Wanted, fetch_all, fetch_each, is_passing
from musnad.read.net.hosts import PRIVATE

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
        for number in range(50_000):
            read.append(number)
            yield f"nothing {number}"

    with fetcher() as each:
        first = next(fetch_all(urls(), each))
    assert first.reason.startswith("not a web address")
    assert len(read) <= LOOK_AHEAD + 1


def test_what_was_wanted_stands_beside_its_capture():
    wanted = [Wanted("nothing"), Wanted("http://a.example/", etag='"1"')]
    with fetcher(resolve=nowhere) as each:
        got = {one: capture.reason for one, capture in fetch_each(wanted, each)}
    assert got[wanted[1]] == "no such host: a.example"


def test_stopping_cuts_what_is_under_way():
    with raw_server(b"HTTP/1.1 200 OK\r\n\r\n", b"x", again=0.01) as url, fetcher() as each:
        threading.Timer(0.1, each.stop).start()
        began = time.monotonic()
        assert each.fetch(url).reason == "stopped before it was fetched"
        assert time.monotonic() - began < 5
        assert each.fetch(url).reason == "stopped before it was fetched"


def test_ctrl_c_ends_a_list_at_once():
    with raw_server(b"HTTP/1.1 200 OK\r\n\r\n", b"x", again=0.01) as url:
        threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGINT)).start()
        began = time.monotonic()
        with pytest.raises(KeyboardInterrupt), fetcher() as each:
            list(fetch_all([url], each))
    assert time.monotonic() - began < 5


def test_an_ipv6_host_is_asked_under_its_own_name():
    try:
        site = Site({"/a": HTML}, socket.AF_INET6)
    except OSError:
        pytest.skip("no IPv6 here")
    with site:
        assert fetch(site.url + "/a").status == 200
    assert site.asked[0][1]["host"] == f"[::1]:{site.server.server_port}"


def test_after_a_stop_nothing_is_asked_and_nobody_looked_up():
    looked_up = []
    with fetcher(resolve=lambda host, *_: looked_up.append(host) or ["127.0.0.1"]) as each:
        each.stop()
        got = list(fetch_all([f"http://h{n}.example/" for n in range(50)], each))
    assert {capture.reason for capture in got} == {"stopped before it was fetched"}
    assert (len(got), looked_up) == (50, [])


def test_an_error_in_the_program_is_not_swallowed_by_a_thread():
    with fetcher() as each:
        each.fetch = lambda url, **_: 1 / 0
        with pytest.raises(ZeroDivisionError):
            list(fetch_all(["http://a.example/"], each))


# certificates and proxies


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
