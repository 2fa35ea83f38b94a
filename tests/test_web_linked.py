"""Linked views in a real browser: pictures filter the page, lineage lights up, changes are jumped to."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from browsing import opened
from reading_room import Room, serving

from musnad.store import Case

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory, sample_case: Case) -> Iterator[Room]:
    path = tmp_path_factory.mktemp("linked") / "sample.musnad"
    shutil.copy(sample_case.path, path)
    with serving(path) as room:
        yield room


@pytest.fixture(scope="module")
def story(sample_case: Case) -> str:
    sql = "SELECT story_id FROM story_member GROUP BY 1 ORDER BY count(*) DESC LIMIT 1"
    return "story/" + sample_case.connection.execute(sql).fetchone()[0]


@pytest.mark.parametrize("picture", [".days-of", ".bar-of", ".map-of"])
def test_a_click_in_a_picture_filters_the_page_and_a_second_lets_go(
    browser: Any, room: Room, story: str, picture: str
) -> None:
    wrong: list[str] = []
    with opened(browser, room, wrong) as page:
        page.goto(f"{room.url}/en/{story}")
        every = page.locator("#reports [data-row]").count()
        page.locator(f"{picture} a").last.click(force=True)
        page.wait_for_url("**?*=*")
        assert 0 < page.locator("#reports [data-row]").count() <= every
        assert page.locator(".filter").is_visible()
        page.locator(f"{picture} a[aria-current]").first.click(force=True)
        page.wait_for_url(f"**/{story}")
        assert page.locator("#reports [data-row]").count() == every
    assert wrong == []


def test_pointing_at_a_report_lights_up_what_stands_behind_it(browser: Any, room: Room, story: str) -> None:
    with opened(browser, room, []) as page:
        page.goto(f"{room.url}/ar/{story}")
        line = page.locator("svg.lineage-of path[data-to]").first
        child = line.get_attribute("data-to").split(" ")[0]
        page.locator(f"[data-node='{child}']").hover()
        assert page.locator("svg.lineage-of.tracing").count() == 1
        assert page.locator("svg.lineage-of path.lit").count() >= 1
        assert page.locator("svg.lineage-of [data-node].lit").count() >= 2
        page.locator("h1").hover()
        assert page.locator("svg.lineage-of.tracing").count() == 0


def test_keys_jump_from_one_visible_change_to_the_next_in_the_texts(
    browser: Any, room: Room, sample_case: Case
) -> None:
    left, right = sample_case.connection.execute(
        "SELECT left_id, right_id FROM reuse JOIN change ON reuse_id = reuse.id GROUP BY 1, 2"
        " ORDER BY count(DISTINCT severity) DESC, count(*) DESC LIMIT 1"
    ).fetchone()
    with opened(browser, room, []) as page:
        page.goto(f"{room.url}/en/compare?base={left}&with={right}&level=3")
        visible = page.locator("#texts [data-row]:visible").count()
        page.locator("#level").fill("0")
        assert page.locator("#texts [data-row]:visible").count() >= visible
        for _ in range(page.locator("#differences [data-row]:visible").count() + 1):
            page.keyboard.press("j")
        assert page.locator("#texts [data-row].on").count() == 1
        page.get_by_role("link", name="Make it the base").first.click()
        page.wait_for_url(f"**base={right}*")
        assert f"with={left}" in page.url
