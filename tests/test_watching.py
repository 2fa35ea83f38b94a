"""Watching feeds into a case: nothing twice, nothing lost, stopped and started at any time."""

import gzip
import os
import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest
from fetching import NOW, AFeed, Entry
from web_server import Clock, Site

import musnad
from musnad.errors import SourceError, UsageError
from musnad.read import sandbox
from musnad.read.captures import Capture
from musnad.read.feeds.links import feeds_named_in
from musnad.read.feeds.watched import parse_feed
from musnad.read.net import Fetcher, Policy
from musnad.read.net.watch import look_at
from musnad.read.same_address import same_address
from musnad.read.sandbox import Sandbox
from musnad.records import FeedState, Item, Raw, Report, make_id
from musnad.show.stopping import stopping
from musnad.show.watching import (
    _known,
    _wait,
    captures_of_urls,
    feed_addresses,
    journal_lines,
    seconds_in,
    watch,
)

FEED = "https://news.example/feed"


# into a case


def storing(case):
    """Put captures into the accounts as reading does."""

    def store(captures):
        for capture, _ in captures:
            source = capture.hops[0] if capture.hops else capture.url
            with case.batch():
                case.write([Item(make_id("item", source), source, "", "skipped", capture.reason, None, None)])

    return store


def a_site(**pages):
    feed = "\n".join(["/1", "/2"])
    return Site(
        {"/1": (200, {}, b"one"), "/2": (200, {}, b"two"), "/feed": (200, {"ETag": '"1"'}, feed.encode())} | pages
    )


def relative(data, url):
    return AFeed([Entry(url.rsplit("/", 1)[0] + line) for line in data.decode().split()])


def run(case, site, *, once=True, now=lambda: NOW, parse=relative, **other):
    clock = Clock()
    fetcher = Fetcher(Policy(private=True), clock=clock, sleep=clock.sleep, now=now, proxies={})
    return watch(
        case, [site.url + "/feed"], once=once, fetcher=fetcher, parse=parse, store=storing(case), analysing=False,
        now=now, **other,
    )  # fmt: skip


@pytest.fixture
def case(tmp_path):
    with musnad.open_case(tmp_path / "a.musnad", create=True) as case:
        yield case


def test_a_watched_feed_brings_its_pages_once_and_is_asked_whether_it_changed(case):
    later = lambda: NOW + timedelta(hours=1)  # noqa: E731
    with a_site() as site:
        (first,) = run(case, site)
        (second,) = run(case, site, now=later)
    assert (first.pages, second.pages) == (2, 0)
    assert first.next_check == "2024-05-01T12:15:00Z"
    assert [path for path in site.paths() if path != "/robots.txt"] == ["/feed", "/1", "/2", "/feed"]
    assert site.asked[-1][1]["if-none-match"] == '"1"'
    (state,) = case.rows("feed")
    assert (state.url, state.etag, state.failures) == (site.url + "/feed", '"1"', 0)


def test_a_page_known_under_the_address_it_was_asked_for_is_not_fetched_again(case):
    with a_site(**{"/1": (302, {"Location": "/2"}, b"")}) as site:
        next(run(case, site))
        case.connection.execute("UPDATE feed SET etag = NULL")
        assert next(run(case, site)).pages == 0


def test_a_page_known_under_another_spelling_is_not_fetched_again(case):
    report = Report(
        "report-1", "a.txt", None, None, "https://www.a.example/1?utm_source=x", "نص", None, "", "ar", None, "s",
        same_address("https://www.a.example/1?utm_source=x"),
    )  # fmt: skip
    with case.batch():
        case.write([Raw("s", "html/1", "utf-8", 0, b""), report])
        case.write([Item("item-1", "https://b.example/%D8%A3", "", "skipped", "no article", None, None)])
    asked = ["http://a.example/1#top", "https://b.example/أ", "https://b.example/أ#top", "https://a.example/2"]
    assert _known(case, asked) == set(asked[:3])


def test_a_feed_that_fails_is_told_and_rests(case):
    with Site({"/feed": (500, {}, b"")}) as site:
        (first,) = run(case, site)
        (second,) = run(case, site)
    assert first.failed == [(site.url + "/feed", "the site answered 500 (a failure of the site)")]
    assert second.checked == 0
    assert "feed failed" in journal_lines(first)[1]


def hangs(data, url):
    while data:
        pass


def crashes(data, url):
    os.kill(os.getpid(), signal.SIGSEGV)


def eats(data, url):
    return len([data * 100_000_000 for _ in range(1_000)])


@pytest.mark.parametrize(
    ("parse", "message"), [(hangs, "took longer than"), (crashes, "crashed the parser"), (eats, "GiB of memory")]
)
def test_a_feed_no_parser_survives_costs_itself_and_rests(case, monkeypatch, parse, message):
    monkeypatch.setattr(sandbox._restart_clock, "__defaults__", (0.3 if parse is hangs else 10.0,))
    monkeypatch.setattr(sandbox, "BYTES_PER_ITEM", 100 * 2**20)
    with a_site() as site:
        (first,) = run(case, site, parse=parse)
        (second,) = run(case, site, now=lambda: NOW + timedelta(hours=1))
    ((url, reason),) = first.failed
    assert (url, first.pages, second.pages) == (site.url + "/feed", 0, 2)
    assert message in reason


def test_a_password_in_the_address_of_a_feed_is_used_and_not_kept(case):
    with a_site() as site:
        fetcher = Fetcher(Policy(private=True, pause=0.0), proxies={})
        secret = site.url.replace("//", "//me:word@") + "/feed"
        list(watch(case, [secret], once=True, fetcher=fetcher, parse=relative, store=storing(case), analysing=False))
    assert ("/feed", "Basic bWU6d29yZA==") in [(path, each.get("authorization")) for path, each in site.asked]
    assert [each.url for each in case.rows("feed")] == [site.url + "/feed"]


def test_a_signal_ends_the_watching_and_the_handlers_are_as_before(case):
    before = signal.getsignal(signal.SIGTERM)
    with a_site() as site:
        cycles = run(case, site, once=False)
        assert next(cycles).pages == 2
        threading.Timer(0.05, os.kill, (os.getpid(), signal.SIGTERM)).start()
        began = time.monotonic()
        assert list(cycles) == []
    assert time.monotonic() - began < 5
    assert signal.getsignal(signal.SIGTERM) is before


@pytest.mark.slow
def test_a_killed_watch_is_simply_started_again(tmp_path):
    script = f"""
import sys
sys.path.insert(0, {str(Path(__file__).parent)!r})
import musnad, test_watching
class A: url = sys.argv[2]
with musnad.open_case(sys.argv[1], create=True) as case:
    list(test_watching.run(case, A))
"""
    path = tmp_path / "a.musnad"
    with a_site(**{"/2": lambda _: time.sleep(0.4) or (200, {}, b"two")}) as site:
        command = [sys.executable, "-c", script, str(path), site.url]
        first = subprocess.Popen(command)
        while "/2" not in site.paths():
            time.sleep(0.01)
        first.kill()
        first.wait()
        subprocess.run(command, check=True)
        with musnad.open_case(path) as case:
            assert sorted(each.source[-2:] for each in case.rows("item")) == ["/1", "/2"]
            assert case.rows("feed")[0].etag == '"1"'


# what is given


def addresses_of(*feeds):
    with Sandbox() as sandbox:
        return feed_addresses(feeds, sandbox)


def test_feeds_are_addresses_or_files():
    assert addresses_of("https://me:word@a.example/feed") == {
        "https://a.example/feed": "https://me:word@a.example/feed"
    }
    with pytest.raises(SourceError, match="neither"):
        addresses_of("no-such-file.opml")
    with pytest.raises(SourceError, match="no feed"):
        addresses_of()


def test_a_file_lists_feeds_as_opml_or_one_a_line(tmp_path):
    lines, opml = tmp_path / "feeds.txt", tmp_path / "feeds.opml"
    lines.write_text("# ours\nhttps://a.example/feed\n\nhttps://b.example/feed\n")
    opml.write_text('<opml><body><outline text="x" xmlUrl="https://c.example/feed"/></body></opml>')
    assert list(addresses_of(str(lines), str(opml), "https://a.example/feed")) == [
        "https://a.example/feed", "https://b.example/feed", "https://c.example/feed",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("<rss version='2.0'><channel><title>x</title></channel></rss>", "is a feed itself"),
        ("<urlset><url><loc>https://a.example/1</loc></url></urlset>", "lists pages"),
        ("no address here", "no addresses"),
    ],
)
def test_a_file_that_lists_no_feeds_says_what_to_do_with_it(tmp_path, words, message):
    path = tmp_path / "feeds"
    path.write_text(words)
    with pytest.raises(SourceError, match=message):
        addresses_of(str(path))


def test_a_sitemap_is_watched_as_a_feed():
    sitemap = b"<urlset><url><loc>/1</loc><lastmod>2024-05-01</lastmod></url><url><loc>/2</loc></url></urlset>"
    feed = parse_feed(sitemap, "https://a.example/sitemap.xml")
    assert [(each.url, each.updated) for each in feed.entries] == [
        ("https://a.example/1", "2024-05-01"), ("https://a.example/2", None),
    ]  # fmt: skip
    assert parse_feed(gzip.compress(sitemap), "https://a.example/sitemap.xml.gz").entries == feed.entries
    assert parse_feed(gzip.compress(b" " * 21_000_000), "").reason == "not a feed"
    index = b"<sitemapindex><sitemap><loc>https://a.example/news.xml</loc></sitemap></sitemapindex>"
    assert parse_feed(index, "").reason == (
        "a list of sitemaps: watch the one of the news, of: https://a.example/news.xml"
    )
    assert (
        "list of feeds" in parse_feed(b'<opml><body><outline xmlUrl="https://c.example/f"/></body></opml>', "").reason
    )


def test_a_page_given_for_its_feed_names_the_feed():
    page = b"""<!doctype html><head><link rel=icon href=x.png><link rel='alternate' TYPE="application/rss+xml"
    href="/rss?a=1&amp;b=2"><link type=application/atom+xml href=atom.xml></head><p>text"""
    assert parse_feed(page, "https://a.example/news/").reason == (
        "not a feed; the feeds it names: https://a.example/rss?a=1&b=2 https://a.example/news/atom.xml"
    )
    assert (
        feeds_named_in(b"<link type=application/rss+xml href='http://[x'>" + b"<link " * 50_000, "https://a.example")
        == []
    )


def test_waiting_goes_by_the_time_of_day(monkeypatch):
    """A computer that slept has not counted the seconds, but its clock has gone on."""
    times, slept = iter([NOW, NOW + timedelta(minutes=14, seconds=50), NOW + timedelta(hours=1)]), []
    monkeypatch.setattr(time, "sleep", slept.append)
    _wait("2024-05-01T12:15:00Z", lambda: next(times))
    assert slept == [30.0, 10.0]


def test_a_signal_ends_at_once_what_may_be_left_anywhere():
    cut = []
    with stopping(lambda: cut.append("cut")) as stop:
        assert stop.do(lambda: None)
        assert not stop.do(lambda: os.kill(os.getpid(), signal.SIGTERM) or time.sleep(5))
        assert (stop.requested, cut) == (True, ["cut"])
        assert not stop.do(lambda: cut.append("done"))
    assert cut == ["cut"]


def test_a_signal_lets_other_work_come_to_its_end():
    with stopping(lambda: None) as stop:
        os.kill(os.getpid(), signal.SIGINT)
        done = "work"
    assert (stop.requested, done) == (True, "work")


def test_rss_is_read():
    rss = b"<rss version='2.0'><channel><title>x</title><item><title>t</title><link>/1</link></item></channel></rss>"
    look = look_at(FeedState(FEED), Capture("", FEED, None, 200, {}, rss), parse_feed, now=NOW, every=900.0)
    assert [(each.url, each.facts.headline) for each in look.links] == [("https://news.example/1", "t")]


@pytest.mark.parametrize(("words", "seconds"), [("15m", 900), ("2h", 7200), ("90", 90), ("1d", 86400), ("60s", 60)])
def test_a_time_is_a_number_and_its_unit(words, seconds):
    assert seconds_in(words) == seconds


@pytest.mark.parametrize("words", ["", "m", "-5m", "1.5h", "5s", "٥m", "soon", "9" * 30, "31d"])
def test_what_is_no_time_is_refused(words):
    with pytest.raises(UsageError):
        seconds_in(words)


def test_addresses_are_fetched_once_each():
    with Site({"/1": (200, {}, b"one")}) as site:
        got = list(captures_of_urls([site.url + "/1", "nothing"], Policy(private=True)))
    assert sorted(each.body for each in got) == [b"", b"one"]
