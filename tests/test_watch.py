"""Watching feeds: what is polled, what is fetched, what is kept, and that nothing is lost in between."""

import gzip
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from web_server import Clock, Site

import musnad
from musnad.errors import SourceError, UsageError
from musnad.read.captures import Capture
from musnad.read.feed_links import feeds_named_in
from musnad.read.fetch import STOPPED, Fetcher, Policy
from musnad.read.same_address import same_address
from musnad.read.watch import LONGEST_WAIT, MOST_PAGES, TRIES, Means, is_due, look_at, time_of, watch_cycle
from musnad.records import FeedState, Item, Raw, Report, make_id
from musnad.show.stopping import stopping
from musnad.show.watching import (
    _known,
    _wait,
    captures_of_urls,
    feed_addresses,
    journal_lines,
    parse_feed,
    seconds_in,
    watch,
)

NOW = datetime(2024, 5, 1, 12, tzinfo=UTC)
FEED = "https://news.example/feed"


@dataclass
class Entry:
    url: str | None
    headline: str | None = None
    published: str | None = None
    updated: str | None = "2024-04-30"
    outlet: str | None = "صحيفة متخيلة"


@dataclass
class AFeed:
    entries: list
    reason: str = ""


def parse(data, url):
    """A feed for tests: an address a line."""
    lines = data.decode().split()
    return AFeed([], reason="not a feed") if lines[:1] == ["bad"] else AFeed([Entry(line) for line in lines])


def answer(*urls, **headers):
    return Capture("", FEED, time_of(NOW), 200, headers, "\n".join(urls).encode())


def refusal(reason, status=0, **headers):
    return Capture("", FEED, time_of(NOW), status, headers, b"", reason)


class World:
    """A net of feeds and pages, and a case that remembers what it was handed."""

    def __init__(self, feeds, pages=None):
        self.feeds, self.pages = feeds, pages or {}
        self.read, self.kept, self.fetched, self.now = {}, {}, [], NOW

    def poll(self, states):
        for state in states:
            yield state, self.feeds[state.url](state) if callable(self.feeds[state.url]) else self.feeds[state.url]

    def fetch(self, wanted):
        for each in wanted:
            self.fetched.append(each.url)
            yield each, self.pages.get(each.url) or Capture("", each.url, time_of(self.now), 200, {}, b"<p>")

    def store(self, captures):
        for capture, facts in captures:
            self.read[capture.url] = facts

    def keep(self, states):
        self.kept |= {each.url: each for each in states}

    def means(self):
        return Means(
            self.poll, parse, lambda urls: set(urls) & set(self.read), self.fetch, self.store, self.keep,
            lambda: self.now,
        )  # fmt: skip

    def cycle(self, *, tries=None, every=900.0):
        states = [self.kept.get(url, FeedState(url)) for url in self.feeds]
        return watch_cycle(states, self.means(), every=every, tries={} if tries is None else tries)


def look(capture, state=FeedState(FEED)):  # noqa: B008 it is frozen
    return look_at(state, capture, parse, now=NOW, every=900.0)


# one feed


def test_a_feed_that_went_well_is_due_again_after_the_time_given():
    state = look(answer("https://news.example/1", etag='"7"', **{"last-modified": "Tue"})).state
    assert state == FeedState(FEED, '"7"', "Tue", "2024-05-01T12:00:00Z", "2024-05-01T12:15:00Z")
    assert not is_due(state, NOW)
    assert is_due(state, NOW, back_off_only=True)
    assert is_due(state, NOW + timedelta(seconds=900))


def test_a_feed_that_did_not_change_keeps_what_it_said():
    before = FeedState(FEED, '"7"', "Tue", failures=3, message="no answer")
    after = look(refusal("not changed", 304), before)
    assert after.unchanged
    assert (after.state.etag, after.state.modified, after.state.failures, after.state.message) == ('"7"', "Tue", 0, "")


def test_each_failure_doubles_the_wait_up_to_a_day():
    state, waits = FeedState(FEED), []
    for _ in range(40):
        state = look(refusal("no answer within 30 s"), state).state
        waits.append((datetime.fromisoformat(state.next_check) - NOW).total_seconds())
    assert waits[:4] == [900, 1800, 3600, 7200]
    assert waits[-1] == LONGEST_WAIT
    assert (state.failures, state.message) == (40, "no answer within 30 s")
    assert not is_due(state, NOW, back_off_only=True)


def test_a_feed_that_asks_for_a_longer_rest_gets_it():
    state = look(refusal("the site answered 503", 503, **{"retry-after": "7200"})).state
    assert state.next_check == "2024-05-01T14:00:00Z"


def test_what_is_no_feed_is_a_failure_with_its_reason():
    assert look(answer("bad")).state.message == "not a feed"


@given(st.integers(0, 10**6), st.integers(60, 10**6), st.sampled_from([0, 304, 404, 429, 503]), st.text(max_size=9))
def test_a_feed_is_always_due_some_time_and_never_at_once(failures, every, status, said):
    capture = refusal("some reason", status, **{"retry-after": said})
    state = look_at(FeedState(FEED, failures=failures), capture, parse, now=NOW, every=every).state
    wait = (datetime.fromisoformat(state.next_check) - NOW).total_seconds()
    assert 59 <= wait <= max(LONGEST_WAIT, every)


# one cycle


def test_pages_not_read_before_are_fetched_and_handed_over_with_what_the_feed_says():
    world = World({FEED: answer("https://news.example/1", "https://news.example/2")})
    world.read["https://news.example/1"] = None
    cycle = world.cycle()
    assert world.fetched == ["https://news.example/2"]
    facts = world.read["https://news.example/2"]
    assert (facts.outlet, facts.published, facts.url) == ("صحيفة متخيلة", "2024-04-30", "https://news.example/2")
    assert (cycle.checked, cycle.pages, cycle.failed) == (1, 1, [])


def test_a_page_named_by_two_feeds_is_fetched_once():
    world = World({FEED: answer("https://a.example/1"), FEED + "2": answer("http://www.a.example/1?utm_source=b")})
    world.cycle()
    assert world.fetched == ["https://a.example/1"]


def test_a_second_cycle_fetches_nothing_again():
    world = World({FEED: answer("https://a.example/1")})
    world.cycle()
    assert world.cycle().pages == 0
    assert len(world.fetched) == 1


def test_a_page_that_can_not_be_had_now_is_tried_in_the_next_cycles_and_then_handed_over_as_it_is():
    world, tries = World({FEED: answer("https://a.example/1", etag='"7"')}), {}
    world.pages["https://a.example/1"] = Capture("", "https://a.example/1", None, 503, reason="the site answered 503")
    for _ in range(TRIES - 1):
        cycle = world.cycle(tries=tries)
        assert cycle.later == [("https://a.example/1", "the site answered 503")]
        assert world.kept[FEED].etag is None  # or the feed would say "not changed", and the page be lost
        assert not world.read
    assert world.cycle(tries=tries).pages == 1
    assert "https://a.example/1" in world.read
    assert world.kept[FEED].etag == '"7"'
    assert not tries


def test_a_page_that_broke_off_is_tried_again_before_it_is_taken_as_it_came():
    world, tries = World({FEED: answer("https://a.example/1")}), {}
    cut = Capture("", "https://a.example/1", None, 200, {}, b"<p>cut", remarks=("truncated: the connection broke off",))
    world.pages["https://a.example/1"] = cut
    assert [world.cycle(tries=tries).pages for _ in range(TRIES)] == [0] * (TRIES - 1) + [1]


def test_a_page_that_is_refused_for_good_is_handed_over_at_once():
    world = World({FEED: answer("https://a.example/1")})
    world.pages["https://a.example/1"] = Capture("", "https://a.example/1", None, 404, reason="the site answered 404")
    assert world.cycle().pages == 1


def test_a_feed_that_names_very_many_pages_gets_its_share_in_each_cycle():
    urls = [f"https://a.example/{n}" for n in range(MOST_PAGES + 20)]
    world = World({FEED: answer(*urls, etag='"7"')})
    first = world.cycle()
    assert (first.pages, first.unfetched, world.kept[FEED].etag) == (MOST_PAGES, 20, None)
    assert (world.cycle().pages, world.kept[FEED].etag) == (20, '"7"')


def test_an_entry_without_a_page_is_said():
    world = World({FEED: answer()})
    means = replace(world.means(), parse=lambda data, url: AFeed([Entry(None), Entry("https://a.example/1")]))
    cycle = watch_cycle([FeedState(FEED)], means, every=900, tries={})
    assert cycle.remarks == [(FEED, "entries without the address of a page: 1")]


def test_a_stop_is_no_failure_and_loses_nothing():
    world = World(
        {FEED: answer("https://a.example/1", "https://a.example/2", etag='"7"'), FEED + "2": refusal(STOPPED)}
    )
    world.pages["https://a.example/2"] = Capture("", "https://a.example/2", None, 0, reason=STOPPED)
    cycle = world.cycle()
    assert (cycle.pages, cycle.unfetched, cycle.failed, cycle.later) == (1, 1, [], [])
    assert world.kept[FEED].etag is None
    assert FEED + "2" not in world.kept


def test_states_are_kept_only_after_the_pages_are_stored():
    world = World({FEED: answer("https://a.example/1")})

    def broken(captures):
        next(iter(captures))
        raise KeyboardInterrupt

    world.store = broken
    with pytest.raises(KeyboardInterrupt):
        world.cycle()
    assert world.kept == {}


@given(st.lists(st.sets(st.integers(0, 6), max_size=6), min_size=1, max_size=5), st.data())
def test_whatever_fails_every_page_is_handed_over_once_in_the_end(rounds, data):
    """Feeds answer "not changed" to who knows their tag; pages fail for now at will, then come."""
    urls = [f"https://a.example/{n}" for n in range(7)]
    named, tries = set(), {}
    world = World({FEED: None})

    def feed(state):
        tag = str(sorted(named))
        return refusal("not changed", 304) if state.etag == tag else answer(*sorted(named), etag=tag)

    world.feeds[FEED] = feed
    for each in rounds:
        named |= {urls[n] for n in each}
        bad = data.draw(st.sets(st.sampled_from(urls)))
        world.pages = {url: Capture("", url, None, 503, reason="the site answered 503") for url in bad}
        world.cycle(tries=tries)
    world.pages = {}
    world.cycle(tries=tries)
    assert set(world.read) == named


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


def run(case, site, *, once=True, now=lambda: NOW, **other):
    clock = Clock()
    fetcher = Fetcher(Policy(private=True), clock=clock, sleep=clock.sleep, now=now, proxies={})
    return watch(
        case, [site.url + "/feed"], once=once, fetcher=fetcher, parse=relative, store=storing(case), analysing=False,
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
    assert time.monotonic() - began < 1
    assert signal.getsignal(signal.SIGTERM) is before


@pytest.mark.slow
def test_a_killed_watch_is_simply_started_again(tmp_path):
    script = f"""
import sys
sys.path.insert(0, {str(Path(__file__).parent)!r})
import musnad, test_watch
class A: url = sys.argv[2]
with musnad.open_case(sys.argv[1], create=True) as case:
    list(test_watch.run(case, A))
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


def test_feeds_are_addresses_or_files():
    assert feed_addresses(["https://me:word@a.example/feed"]) == {
        "https://a.example/feed": "https://me:word@a.example/feed"
    }
    with pytest.raises(SourceError, match="neither"):
        feed_addresses(["no-such-file.opml"])
    with pytest.raises(SourceError, match="no feed"):
        feed_addresses([])


def test_a_file_lists_feeds_as_opml_or_one_a_line(tmp_path):
    lines, opml = tmp_path / "feeds.txt", tmp_path / "feeds.opml"
    lines.write_text("# ours\nhttps://a.example/feed\n\nhttps://b.example/feed\n")
    opml.write_text('<opml><body><outline text="x" xmlUrl="https://c.example/feed"/></body></opml>')
    assert list(feed_addresses([str(lines), str(opml), "https://a.example/feed"])) == [
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
        feed_addresses([str(path)])


def test_a_sitemap_is_watched_as_a_feed():
    sitemap = b"<urlset><url><loc>/1</loc><lastmod>2024-05-01</lastmod></url><url><loc>/2</loc></url></urlset>"
    feed = parse_feed(sitemap, "https://a.example/sitemap.xml")
    assert [(each.url, each.updated) for each in feed.entries] == [
        ("https://a.example/1", "2024-05-01"), ("https://a.example/2", None),
    ]  # fmt: skip
    assert parse_feed(gzip.compress(sitemap), "https://a.example/sitemap.xml.gz").entries == feed.entries
    assert parse_feed(gzip.compress(b" " * 50_000_000), "").reason == "not a feed"
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
    look = look_at(FeedState(FEED), replace(answer(), body=rss), parse_feed, now=NOW, every=900.0)
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
