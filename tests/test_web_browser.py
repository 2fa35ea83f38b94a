"""The web pages in a real browser: nothing fails, nothing runs that a text says, keys and widths work."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browsing import looked_at, opened
from reading_room import Room, full_case, hostile_case, serving

from musnad.show.web.serving import start_page

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    with serving(full_case(tmp_path_factory.mktemp("web") / "small.musnad")) as room:
        yield room


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("make", [full_case, hostile_case])
def test_no_page_complains_asks_outside_or_runs_a_text(
    browser: Any, tmp_path: Path, make: Any, language: str, theme: str
) -> None:
    wrong: list[str] = []
    with (
        serving(make(tmp_path / "case.musnad")) as room,
        opened(browser, room, wrong, color_scheme=theme) as page,
    ):
        for address in looked_at(page, room, language):
            assert page.evaluate("window.ran") is None, address
            assert page.evaluate("document.querySelectorAll('main script, main style, main img, [onload]').length") == 0
    assert wrong == []


@pytest.mark.parametrize("make", [full_case, hostile_case])
@pytest.mark.parametrize(("width", "language"), [(390, "ar"), (390, "en"), (320, "ar")])
def test_no_page_scrolls_sideways_on_a_phone(
    browser: Any, tmp_path: Path, make: Any, width: int, language: str
) -> None:
    wrong: list[str] = []
    size = {"width": width, "height": 844}
    with serving(make(tmp_path / "case.musnad")) as room, opened(browser, room, wrong, viewport=size) as page:
        for address in looked_at(page, room, language):
            wide = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
            assert wide[0] <= wide[1], address


def test_keys_search_move_compare_and_help(browser: Any, room: Room) -> None:
    wrong: list[str] = []
    with opened(browser, room, wrong) as page:
        page.keyboard.press("/")
        page.keyboard.type("الكرمة")
        page.keyboard.press("Enter")
        page.wait_for_url("**/search?q=*")
        page.locator("h1").click()
        page.keyboard.press("j")
        page.keyboard.press("d")
        assert page.locator("[data-row].on.marked").count() == 1
        page.keyboard.press("j")
        page.keyboard.press("d")
        page.wait_for_url("**/compare?base=*")
        assert page.locator(".change.lv3 mark").first.is_visible()
        page.keyboard.press("?")
        assert page.locator("#keys").is_visible()
    assert wrong == []


def test_the_slider_hides_what_is_less_grave_and_the_address_keeps_it(browser: Any, room: Room) -> None:
    one, other = sorted(room.ids("reuse", "left_id") + room.ids("reuse", "right_id"))
    with opened(browser, room, []) as page:
        page.goto(f"{room.url}/en/compare?base={one}&with={other}")
        assert page.locator(".change.lv0").first.is_hidden()
        page.locator("#level").fill("0")
        assert page.locator(".change.lv0").first.is_visible()
        page.reload()
        assert page.locator(".change.lv0").first.is_visible()


def test_a_card_is_judged_by_one_key(browser: Any, tmp_path: Path) -> None:
    with serving(full_case(tmp_path / "j.musnad")) as room, opened(browser, room, []) as page:
        page.goto(f"{room.url}/en/review?kind=same_statement")
        page.locator("input[name=by]").first.fill("Salma")
        page.locator("h1").click()
        page.keyboard.press("j")
        page.keyboard.press("y")
        page.wait_for_url("**/review?*by=Salma*")
        assert "same_statement-1" in room.ids("judgement", "about")


def test_the_pages_work_without_script(browser: Any, room: Room) -> None:
    with opened(browser, room, [], java_script_enabled=False) as page:
        page.locator(".list a.words").first.click()
        page.wait_for_url("**/story/*")
        page.locator(".tongue").click()
        page.wait_for_url("**/en/story/*")
        page.locator("a.side").first.click()
        page.wait_for_url("**/report/*at=*")
        assert page.locator(".layered .at").first.is_visible()


def test_a_file_is_read_with_live_progress(browser: Any, tmp_path: Path) -> None:
    wrong: list[str] = []
    page_of_news = tmp_path / "page.txt"
    page_of_news.write_text("الرافد\nعنوان الخبر\n" + "قال المحافظ إن الجسر أغلق أمس بعد تصدّع فيه. " * 6, "utf-8")
    with serving(full_case(tmp_path / "i.musnad")) as room, opened(browser, room, wrong) as page:
        page.goto(f"{room.url}/en/import")
        page.locator("input[type=file]").set_input_files(page_of_news)
        page.locator("main form button").click()
        page.wait_for_url("**/import/*")
        page.get_by_text("Done").wait_for(timeout=90_000)
        assert "1 read: 1 stored" in page.locator("#run").inner_text()
    assert wrong == []


def test_a_file_page_leads_in_as_a_browser_is_started_with_it(browser: Any, room: Room, tmp_path: Path) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(start_page(tmp_path, room.link).as_uri())
    page.wait_for_url(f"{room.url}/ar/front")
    assert page.locator("h1").inner_text() == "القصص"
    context.close()


def test_a_page_elsewhere_can_neither_send_nor_read(browser: Any, room: Room, tmp_path: Path) -> None:
    before = room.ids("judgement")
    with opened(browser, room, []) as page:
        with page.context.expect_page() as _:
            page.evaluate("window.open('about:blank')")
        stranger = page.context.new_page()
        stranger.goto("data:text/html,<form></form>")
        form = (
            f"<form method=post action='{room.url}/en/judge'><input name=about value=conflict-1>"
            "<input name=verdict value=right><input name=by value=x></form>"
        )
        stranger.set_content(form)
        stranger.evaluate("document.forms[0].submit()")
        stranger.wait_for_load_state()
        stranger.wait_for_timeout(300)
    assert room.ids("judgement") == before
