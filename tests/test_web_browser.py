"""The web pages in a real browser: nothing fails, nothing runs that a text says, keys and widths work."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from reading_room import Room, addresses_of, full_case, hostile_case, serving

from musnad.show.web.serving import start_page

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
# What nobody can name: controls and links without words, and ids that stand twice.
NAMELESS = """[
  ...[...document.querySelectorAll('input:not([type=hidden]), textarea')]
    .filter((e) => !e.labels.length && !e.ariaLabel),
  ...[...document.querySelectorAll('a, button, summary')].filter((e) => !e.textContent.trim() && !e.ariaLabel),
  ...[...document.querySelectorAll('[id]')].filter((e) => document.querySelectorAll('#' + CSS.escape(e.id)).length > 1),
].map((e) => e.outerHTML.slice(0, 120))"""
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    sync = pytest.importorskip("playwright.sync_api")
    if not Path(CHROMIUM).exists():
        pytest.skip("no Chromium on this machine")
    with sync.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    with serving(full_case(tmp_path_factory.mktemp("web") / "small.musnad")) as room:
        yield room


@contextmanager
def opened(browser: Any, room: Room, wrong: list[str], **settings: Any) -> Iterator[Any]:
    """Open a tab that came in by the start link; what goes wrong is collected."""
    settings.setdefault("viewport", {"width": 1280, "height": 900})
    context = browser.new_context(**settings)
    page = context.new_page()
    page.on("console", lambda message: wrong.append(f"{page.url}: {message.text}"))
    page.on("pageerror", lambda error: wrong.append(f"{page.url}: {error}"))
    page.on("dialog", lambda dialog: (wrong.append(f"{page.url}: a dialog"), dialog.dismiss()))
    page.on("request", lambda asked: asked.url.startswith(room.url) or wrong.append(f"outside: {asked.url}"))
    page.goto(room.link)
    page.wait_for_url(f"{room.url}/ar/front")
    yield page
    context.close()


def looked_at(page: Any, room: Room, language: str) -> Iterator[str]:
    for address in addresses_of(room, language):
        if "nothing" not in address:  # Chromium writes every 404 to its console
            answer = page.goto(room.url + address)
            assert answer.status == 200, address
            yield address


@pytest.mark.slow
@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("make", [full_case, hostile_case])
def test_no_page_complains_asks_outside_or_runs_a_text(browser: Any, tmp_path: Path, make: Any, language: str) -> None:
    wrong: list[str] = []
    with serving(make(tmp_path / "case.musnad")) as room, opened(browser, room, wrong) as page:
        for address in looked_at(page, room, language):
            assert page.evaluate("window.ran") is None, address
            assert page.evaluate(NAMELESS) == [], address
            assert page.evaluate("document.querySelectorAll('main script, main style, main img, [onload]').length") == 0
    assert wrong == []


@pytest.mark.slow
@pytest.mark.parametrize("make", [full_case, hostile_case])
def test_no_page_scrolls_sideways_on_a_phone(browser: Any, tmp_path: Path, make: Any) -> None:
    wrong: list[str] = []
    size = {"width": 390, "height": 844}
    with serving(make(tmp_path / "case.musnad")) as room, opened(browser, room, wrong, viewport=size) as page:
        for address in looked_at(page, room, "ar"):
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


@pytest.mark.slow
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
