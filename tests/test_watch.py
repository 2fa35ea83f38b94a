"""Watching feeds: what is polled, what is fetched, what is kept, and that nothing is lost in between."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from fetching import NOW, AFeed, Entry
from hypothesis import given
from hypothesis import strategies as st

from musnad.read.captures import Capture
from musnad.read.net import STOPPED
from musnad.read.net.watch import LONGEST_WAIT, MOST_PAGES, TRIES, Means, is_due, look_at, time_of, watch_cycle
from musnad.records import FeedState

FEED = "https://news.example/feed"


def parse(data, url):
    """A feed for tests: an address a line."""
    lines = data.decode().split()
    entries = [Entry(line, updated="2024-04-30", outlet="صحيفة متخيلة") for line in lines]
    return AFeed([], reason="not a feed") if lines[:1] == ["bad"] else AFeed(entries)


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
