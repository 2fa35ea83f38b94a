"""The pictures of the web pages: scales, the lineage of a story, its map, its bars, and what they may hold."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some
from reading_room import PAYLOAD, hostile_case

from musnad.compare.places import Place
from musnad.compare.timeline import Moment, timeline
from musnad.show.web.pictures.bars import coverage_bar, shares_of, strip
from musnad.show.web.pictures.family_tree import Parent, Tree, family_tree, source_of
from musnad.show.web.pictures.lineage import Node, lineage_picture
from musnad.show.web.pictures.places import Spot, place_map
from musnad.show.web.pictures.scale import column_of, core_of, day_of, key_of, scale_of, ticks, words_of
from musnad.show.web.pictures.timeline import falls_in, timeline_picture
from musnad.show.web.viewing import Asked
from musnad.store import open_case

MAY_HOLD = {"svg", "a", "rect", "title", "line", "text", "circle", "path", "g"}
ENGLISH, ARABIC = Asked("en", "story/x", "x"), Asked("ar", "story/x", "x")
DAYS = some.dates(date(1990, 1, 1), date(2060, 1, 1))


class Seen(HTMLParser):
    """Collects what a browser sees: each tag with each of its attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [(tag, name) for name, _ in [*attrs, ("", "")]]


def told(day: str, kind: str = "report", report: str = "r") -> Moment:
    return Moment(kind, "m", day, day, "", (Place(report, 0, 1),), "")


def node(id: str, number: int, day: str | None = "2026-03-02", name: str = "A") -> Node:
    return Node(id, number, name, day, day or "", "words", 0, f"/en/report/{id}")


def attributes(drawn: str, name: str) -> list[float]:
    return [float(each) for each in re.findall(rf' {name}="(-?[0-9.]+)', drawn)]


# the scale


@given(some.lists(DAYS, min_size=1, max_size=5))
def test_every_day_stands_on_its_scale_in_one_column(days: list[date]) -> None:
    scale = scale_of(days)
    for day in days:
        first, stop = column_of(day, scale.unit)
        assert first <= day < stop
        assert 0 <= scale.at(first) < scale.at(stop) <= 100
        assert falls_in(day.isoformat(), day.isoformat(), key_of(first, stop))


@given(some.lists(DAYS, min_size=1, max_size=3))
def test_names_along_a_scale_are_few_and_in_order(days: list[date]) -> None:
    names = list(ticks(scale_of(days)))
    assert 1 <= len(names) <= 7
    assert [each.at for each in names] == sorted({each.at for each in names})


@pytest.mark.parametrize(("span", "unit"), [(1, "day"), (62, "day"), (63, "week"), (500, "month"), (3000, "year")])
def test_a_longer_story_has_coarser_columns(span: int, unit: str) -> None:
    first = date(2026, 1, 1)
    assert scale_of([first, first + timedelta(span - 1)]).unit == unit


@pytest.mark.parametrize("words", [None, "", "2026", "2026-03", "0001-01-01", "9999-12-31", "2026-02-30", "x"])
def test_what_names_no_day_of_the_years_of_news_is_not_drawn(words: str | None) -> None:
    assert day_of(words) is None


def test_days_are_written_as_readers_of_both_languages_write_them() -> None:
    assert words_of("2026-03-02/2026-03-08").ar == "2–8 آذار/مارس 2026"
    assert words_of("2026-03-02").en == "2 March 2026"


# the timeline


def test_a_column_filters_on_its_days_and_a_picked_one_lets_go() -> None:
    moments = [told("2026-03-02"), told("2026-03-02", "event"), told("2026-03-04")]
    first = timeline_picture(moments, ENGLISH).columns[0]
    assert (first.href, first.numbers) == ("/en/story/x?day=2026-03-02", {"report": 1, "event": 1, "statement": 0})
    picked = timeline_picture(moments, Asked("en", "story/x", "x", query=(("day", "2026-03-02"),)))
    assert picked.columns[0].href == "/en/story/x"


def test_a_day_that_is_not_known_is_told_apart_and_not_drawn() -> None:
    unknown = Moment("event", "m", "2026-03-01", "2026-03-09", "", (), "")
    assert timeline_picture([told("2026-03-02"), unknown], ENGLISH).unplaced == 1
    assert timeline_picture([unknown], ENGLISH) is None


# half a year of days, two things on each
BUSY = {date(2026, 3, 1) + timedelta(day): 2 for day in range(180)}


def test_a_few_days_far_off_do_not_squeeze_the_scale() -> None:
    assert core_of({**BUSY, date(1956, 1, 1): 1, date(2033, 1, 1): 2}) == (min(BUSY), max(BUSY))
    assert core_of({**BUSY, date(1956, 1, 1): 20})[0] == date(1956, 1, 1)  # not few
    assert core_of({**BUSY, date(2026, 1, 1): 1})[0] == date(2026, 1, 1)  # not far
    assert core_of({date(1956, 1, 1): 1, date(2026, 3, 1): 4}) == (date(1956, 1, 1), date(2026, 3, 1))


@given(some.dictionaries(DAYS, some.integers(1, 300), min_size=1, max_size=12))
def test_what_stands_outside_the_scale_is_little(numbers: dict[date, int]) -> None:
    first, last = core_of(numbers)
    outside = [number for day, number in numbers.items() if not first <= day <= last]
    assert sum(outside) <= 0.1 * sum(numbers.values())


def test_what_stands_outside_the_picture_is_told_beside_it_and_in_the_table() -> None:
    moments = [told(str(day)) for day in BUSY] + [told("1956-05-01"), told("1957-02-03", "event")]
    drawn = timeline_picture(moments, ENGLISH)
    assert [(each.key, each.total) for each in drawn.outside] == [("1956-05-01/1957-02-03", 2)]
    assert sum(each.total for each in drawn.columns) == len(moments)
    assert "1956" not in str(drawn.svg)


# the lineage


def tree(columns: dict[str, int], *parents: tuple[str, str, str], together: list[list[str]]) -> Tree:
    return family_tree(columns, [Parent(*each, 0.8, "") for each in parents], together)


def test_copies_of_one_wire_on_one_day_stand_in_one_block() -> None:
    ids = [f"r{number}" for number in range(60)]
    found = tree(dict.fromkeys(ids, 0), *((id, "unseen-1", "unseen") for id in ids), together=[ids])
    assert [(len(block.ids), block.is_source) for block in found.blocks] == [(1, True), (60, False)]
    assert source_of(found.blocks[0].ids[0]) == "unseen-1"


def test_what_comes_from_a_report_of_the_same_day_stands_one_step_further() -> None:
    found = tree({"a": 0, "b": 0, "c": 0}, ("b", "a", "report"), ("c", "b", "report"), together=[["a", "b", "c"]])
    assert {block.ids[0]: block.step for block in found.blocks} == {"a": 1, "b": 2, "c": 3}


def test_each_origin_is_a_band_and_those_that_share_nothing_one_more() -> None:
    found = tree(dict.fromkeys("abcd", 0), ("b", "a", "report"), together=[["a", "b"], ["c"], ["d"]])
    assert [(band.reports, band.is_alone) for band in found.bands] == [(2, False), (2, True)]


REPORTS = [f"r{number}" for number in range(12)]
LINKS = some.lists(
    some.tuples(some.sampled_from(REPORTS), some.sampled_from([*REPORTS, "afp", "unseen-1"])), max_size=20
)


@given(some.lists(some.integers(0, 3), min_size=12, max_size=12), LINKS)
def test_every_report_has_one_place_whatever_the_links(columns: list[int], links: list[tuple[str, str]]) -> None:
    parents = [
        (child, parent, "report" if parent in REPORTS else "agency") for child, parent in links if child != parent
    ]
    found = tree(dict(zip(REPORTS, columns, strict=True)), *parents, together=[REPORTS])
    placed = [id for block in found.blocks if not block.is_source for id in block.ids]
    assert sorted(placed) == sorted(REPORTS)
    cells = [
        (block.column, block.step, row) for block in found.blocks for row in range(block.row, block.row + block.high)
    ]
    assert len(cells) == len(set(cells))


def test_the_lineage_picture_runs_the_way_the_page_is_read() -> None:
    nodes = [node("a", 1), node("b", 2, "2026-03-03"), node("c", 3, None)]
    parents = [Parent("b", "a", "report", 0.9, "because"), Parent("c", "", "unseen", 0.3, "nothing decides")]
    english, arabic = (lineage_picture(nodes, parents, [["a", "b", "c"]], {}, each) for each in (ENGLISH, ARABIC))
    left, right = attributes(english, "cx"), attributes(arabic, "cx")
    assert left == sorted(left)
    assert right == sorted(right, reverse=True)
    assert "because" in english
    assert 'class="s0 undecided"' in english
    assert "no date" in english


def test_a_report_whose_source_is_filtered_away_still_has_one() -> None:
    drawn = lineage_picture(
        [node("b", 2), node("c", 3)], [Parent("b", "a", "report", 0.9, "")], [["b"], ["c"]], {}, ENGLISH
    )
    assert drawn.count("s0 derived") == 1
    assert "<path" not in drawn


def test_three_hundred_reports_make_a_picture_that_can_be_looked_at() -> None:
    nodes = [node(f"r{number}", number, f"2026-03-{1 + number % 12:02}") for number in range(300)]
    parents = [Parent(each.id, f"unseen-{each.number % 3}", "unseen", 0.6, "") for each in nodes]
    drawn = lineage_picture(nodes, parents, [[each.id for each in nodes]], {}, ENGLISH)
    wide, high = attributes(drawn, "width")[0], attributes(drawn, "height")[0]
    assert drawn.count("<circle") == 300
    assert wide < 6000
    assert high < 2000


# the map


def dots(drawn: str) -> list[tuple[float, float]]:
    """Return where the places of the story are drawn, not those that only show the way."""
    found = re.findall(r'<circle cx="([0-9.-]+)" cy="([0-9.-]+)" r="[0-9.]+" class="place', drawn)
    return [(float(x), float(y)) for x, y in found]


SPOTS = [Spot("a", "Basra", 30.5, 47.8, 9), Spot("b", "Amara", 31.8, 47.1, 4), Spot("c", "Washington", 38.9, -77.0, 1)]


def test_north_is_up_and_east_is_right_in_both_languages() -> None:
    for asked in (ENGLISH, ARABIC):
        (x1, y1), (x2, y2) = dots(place_map(SPOTS[:2], asked).svg)
        assert x1 > x2  # Basra lies east of Amara
        assert y1 > y2  # and south of it


def test_a_place_far_off_is_named_beside_the_map_until_all_are_asked_for() -> None:
    assert [each.id for each in place_map(SPOTS, ENGLISH).outside] == ["c"]
    assert place_map(SPOTS, Asked("en", "story/x", "x", query=(("map", "all"),))).outside == []


def test_cities_show_the_way_on_a_map_of_a_region_and_filter_nothing() -> None:
    drawn = place_map(SPOTS[:2], ENGLISH).svg
    assert 0 < drawn.count('class="middle town"') <= 10
    assert drawn.count("<a ") == 2
    assert 'class="middle town"' not in place_map(SPOTS, Asked("en", "story/x", "x", query=(("map", "all"),))).svg


def test_a_place_filters_and_nothing_comes_from_outside() -> None:
    drawn = place_map(SPOTS, ENGLISH).svg
    assert "/en/story/x?place=a" in drawn
    assert "http" not in drawn


@given(some.lists(some.tuples(some.floats(-90, 90), some.floats(-180, 180)), min_size=1, max_size=6))
def test_all_places_lie_on_the_map_of_all(points: list[tuple[float, float]]) -> None:
    spots = [Spot(str(number), "x", lat, lon, 1) for number, (lat, lon) in enumerate(points)]
    drawn = place_map(spots, Asked("en", "story/x", "x", query=(("map", "all"),))).svg
    wide, high = attributes(drawn, "width")[0], attributes(drawn, "height")[0]
    assert len(dots(drawn)) == len(spots)
    assert all(0 <= x <= wide + 1 and 0 <= y <= high + 1 for x, y in dots(drawn))


# bars, and what no picture may hold


def test_a_strip_begins_where_its_language_begins() -> None:
    arabic, english = (strip(100, [(0, 10, 1, "x")], Asked(each, "report/x", "x")) for each in ("ar", "en"))
    assert 'x="90.00%"' in arabic
    assert 'x="0.00%"' in english


def test_outlets_beyond_the_bar_are_its_last_stretch() -> None:
    shares = shares_of([(f"o{number}", f"O{number}", 1) for number in range(30)])
    drawn = coverage_bar(shares, ENGLISH)
    assert drawn.count("<a ") == 24
    assert "other outlets: 6" in drawn


@pytest.mark.parametrize("asked", [ENGLISH, ARABIC])
def test_pictures_hold_no_words_that_act(tmp_path: Path, asked: Asked) -> None:
    with open_case(hostile_case(tmp_path / "h.musnad"), read_only=True) as case:
        days = timeline_picture([*timeline(case), told("2026-03-02")], asked)
    drawn = days.svg
    drawn += coverage_bar(shares_of([(PAYLOAD, PAYLOAD, 3), ("b", "b", 1)]), asked)
    drawn += strip(100, [(0, 10, 1, PAYLOAD), (90, 100, 2, "")], asked)
    drawn += place_map([Spot(PAYLOAD, PAYLOAD, 30, 40, 1)], asked).svg
    nodes = [node("a", 1, name=PAYLOAD), node("b", 2, name=PAYLOAD)]
    parents = [Parent("a", "unseen-1", "unseen", 0.5, PAYLOAD), Parent("b", "a", "report", 0.5, PAYLOAD)]
    drawn += lineage_picture(nodes, parents, [["a", "b"]], {"unseen-1": PAYLOAD}, asked)
    seen = Seen()
    seen.feed(drawn)
    assert {tag for tag, _ in seen.found} <= MAY_HOLD
    assert not [name for _, name in seen.found if name == "style" or name.startswith("on")]
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", drawn)
