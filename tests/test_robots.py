"""What sites ask of programs: robots.txt, pauses between requests, rest."""

import time
from dataclasses import replace

import pytest
from fetching import HTML, NOW, QUICK, an_answer, fetch, fetcher, obeying, only_numbers, redirect, robots_txt
from web_server import Clock, Site

from musnad.read.net import is_passing, retry_after
from musnad.read.net.connections import Answer
from musnad.read.net.hosts import PRIVATE, Turns
from musnad.read.net.robots import NOT_NOW, REFUSED

# robots.txt


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
        return an_answer(location="http://10.0.0.1/robots.txt")

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
    assert time.monotonic() - began < 5


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
