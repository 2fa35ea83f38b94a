"""Every page for everybody: what WCAG 2.2 AA asks and a browser can tell, in both languages and both themes.

Twice: by checks of our own (``accessible.js``, Chromium's own tree of names, the tab key), and by axe-core.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from browsing import opened
from reading_room import Room, addresses_of, serving

from musnad.judging import judge
from musnad.noting import note_down, take_away
from musnad.store import Case, open_case

CHECK = (Path(__file__).parent / "accessible.js").read_text("utf-8")
THEMES = ("light", "dark")
# Roles whose elements are nothing without a name.
NAMED = {"link", "button", "textbox", "searchbox", "checkbox", "slider", "combobox", "image", "DisclosureTriangle"}
OPEN_ALL = "document.querySelectorAll('details').forEach((each) => { each.open = true; })"
AXE = """async () => (await axe.run(document, { resultTypes: ['violations'], runOnly: { type: 'tag', values:
  ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] } })).violations
  .map((each) => each.id + ' ' + each.impact + ': ' + each.nodes.map((node) => node.html.slice(0, 140)).join(' | '))"""
# What holds the focus, whether one sees it, and whether something lies over it.
FOCUS = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const style = getComputedStyle(at);
  const box = at.getBoundingClientRect();
  const hit = document.elementFromPoint(box.x + Math.min(box.width / 2, 5), box.y + Math.min(box.height / 2, 5));
  return { words: at.outerHTML.slice(0, 120), ring: style.outlineStyle === 'none' ? 0 : parseFloat(style.outlineWidth),
    free: !hit || at.contains(hit) || hit.contains(at) || at.matches('.skip') || Boolean(at.labels?.length),
    inside: box.bottom > 0 && box.top < innerHeight, place: [...document.querySelectorAll('*')].indexOf(at) };
}"""
pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory, sample_case: Case) -> Iterator[Room]:
    """Serve the bundled sample, which has far more to show than a case made by hand, with what people wrote in it."""
    path = tmp_path_factory.mktemp("access") / "rich.musnad"
    shutil.copy(sample_case.path, path)
    with open_case(path) as case:
        report, label = case.rows("report")[0], case.rows("label")[0]
        note = note_down(case, report.id, 3, 9, "من عدّها؟", "أرقام, تحقق", "سلمى")
        note_down(case, report.id, 20, 40, "راجع", "", "منى")
        take_away(case, note.id, "سلمى")
        for by, verdict in (("سلمى", "right"), ("منى", "wrong"), ("ليلى", "right")):
            judge(case, label.id, verdict, by)
    with serving(path) as room:
        yield room


def unfolded(page: Any, room: Room, language: str) -> Iterator[str]:
    """Open one page after another, all of each unfolded."""
    for address in addresses_of(room, language):
        page.goto(room.url + address)
        page.evaluate(OPEN_ALL)
        yield address


def nameless(page: Any) -> list[str]:
    """Return the elements for which Chromium has nothing to read out."""
    session = page.context.new_cdp_session(page)
    nodes = [node for node in session.send("Accessibility.getFullAXTree")["nodes"] if not node["ignored"]]
    session.detach()
    told = [(node.get("role", {}).get("value"), node.get("name", {}).get("value", "")) for node in nodes]
    return [f"{role} without a name" for role, name in told if role in NAMED and not name.strip()]


# colours do not depend on the width
@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (1280, "dark"), (390, "light")])
@pytest.mark.parametrize("language", ["ar", "en"])
def test_every_page_passes_our_own_check(browser: Any, room: Room, language: str, theme: str, width: int) -> None:
    wrong, pairs = [], set()
    size = {"width": width, "height": 900}
    with opened(browser, room, [], color_scheme=theme, viewport=size) as page:
        for address in unfolded(page, room, language):
            found = page.evaluate(CHECK)
            pairs.update(found["pairs"])
            wrong += [f"{address}: {each}" for each in (*found["wrong"], *nameless(page))]
    assert wrong == []
    assert len(pairs) > 20  # the check has looked at colours


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("language", ["ar", "en"])
def test_axe_finds_nothing(browser: Any, room: Room, language: str, theme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python").__name__
    script = (files(axe) / "axe.min.js").read_text("utf-8")
    wrong = []
    with opened(browser, room, [], color_scheme=theme) as page:
        for address in unfolded(page, room, language):
            page.evaluate(script)
            wrong += [f"{address}: {each}" for each in page.evaluate(AXE)]
    assert wrong == []


@pytest.mark.parametrize("key", ["Tab", "Shift+Tab"])
def test_the_tab_key_goes_through_a_page_in_its_order_and_is_always_seen(browser: Any, room: Room, key: str) -> None:
    wrong: list[str] = []
    size = {"width": 1000, "height": 500}
    with opened(browser, room, [], viewport=size, reduced_motion="reduce") as page:
        for address in unfolded(page, room, "ar"):
            if key == "Shift+Tab":
                page.evaluate("scrollTo(0, document.body.scrollHeight)")
            steps = [
                f"{address}: {at}" for at in walked(page, key) if at["ring"] < 2 or not at["free"] or not at["inside"]
            ]
            wrong += steps
    assert wrong == []


def walked(page: Any, key: str) -> Iterator[dict[str, Any]]:
    """Press a key until the focus leaves the page or turns back, and yield where it was."""
    last = -1 if key == "Tab" else 10**9
    first = last
    for _ in range(60):
        page.keyboard.press(key)
        at = page.evaluate(FOCUS)
        if at is None or (key == "Tab") != (at["place"] > last):
            break
        last = at["place"]
        yield at
    assert last != first, page.url


def test_a_choice_of_colours_beats_the_system(browser: Any, room: Room) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"
    with opened(browser, room, [], color_scheme="light") as page:
        light = page.evaluate(ground)
        for theme in ("dark", "light", "system"):
            page.locator(f".theme [value={theme}]").click()
            page.wait_for_function(f"document.querySelector('.theme [value={theme}]').ariaPressed === 'true'")
            assert (page.evaluate(ground) == light) == (theme != "dark")
            assert page.evaluate(CHECK)["wrong"] == []


def test_the_page_that_asks_for_a_password_is_sound_too(browser: Any, sample_case: Case) -> None:
    with serving(sample_case.path, password="a long password") as room:
        page = browser.new_page()
        page.goto(f"{room.url}/login")
        assert page.evaluate("document.activeElement.name") == "password"
        assert page.evaluate(CHECK)["wrong"] == []
        page.locator(".theme [value=dark]").click()
        assert page.locator("html[data-theme=dark]").count() == 1


def test_what_is_printed_is_light_legible_and_without_menus(browser: Any, room: Room) -> None:
    wrong = []
    with opened(browser, room, [], color_scheme="dark") as page:
        page.locator(".theme [value=dark]").click()
        page.emulate_media(media="print")
        for address in unfolded(page, room, "ar"):
            wrong += [f"{address}: {each}" for each in page.evaluate(CHECK)["wrong"] if each.startswith("contrast")]
            assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)", address
            assert not page.locator("header, .exports, form:visible, dialog").locator("visible=true").count(), address
        assert page.pdf()[:5] == b"%PDF-"
    assert wrong == []


@pytest.mark.parametrize("theme", THEMES)
def test_the_list_of_keys_and_the_page_behind_it_are_sound(browser: Any, room: Room, theme: str) -> None:
    with opened(browser, room, [], color_scheme=theme) as page:
        page.keyboard.press("?")
        assert page.locator("#keys").is_visible()
        assert page.evaluate(CHECK)["wrong"] == []
