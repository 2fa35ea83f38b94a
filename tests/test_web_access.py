"""Every page for everybody: what WCAG 2.2 AA asks and a browser can tell, in both languages and both themes.

Twice: by checks of our own (``accessible.js``, Chromium's own tree of names, the tab key), and by axe-core.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from reading_room import Room, addresses_of, full_case, serving

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
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
    with serving(full_case(tmp_path_factory.mktemp("access") / "small.musnad")) as room:
        yield room


def tab(browser: Any, room: Room, **settings: Any) -> Any:
    settings.setdefault("viewport", {"width": 1280, "height": 900})
    context = browser.new_context(**settings)
    page = context.new_page()
    page.goto(room.link)
    page.wait_for_url(f"{room.url}/ar/front")
    return page


def opened(page: Any, room: Room, language: str) -> Iterator[str]:
    """Open one page after another, all of each unfolded."""
    for address in addresses_of(room, language):
        page.goto(room.url + address)
        page.evaluate(OPEN_ALL)
        yield address


def nameless(page: Any) -> list[str]:
    """Return the elements for which Chromium has nothing to read out."""
    session = page.context.new_cdp_session(page)
    tree = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    told = [
        (node.get("role", {}).get("value", ""), node.get("name", {}).get("value", ""), node.get("backendDOMNodeId"))
        for node in tree
        if not node["ignored"]
    ]
    return [f"{role} without a name" for role, name, _ in told if role in NAMED and not name.strip()]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("width", [1280, 390])
def test_every_page_passes_our_own_check(browser: Any, room: Room, language: str, theme: str, width: int) -> None:
    page = tab(browser, room, color_scheme=theme, viewport={"width": width, "height": 900})
    wrong, pairs = [], set()
    for address in opened(page, room, language):
        found = page.evaluate(CHECK)
        pairs.update(found["pairs"])
        wrong += [f"{address}: {each}" for each in (*found["wrong"], *nameless(page))]
    page.context.close()
    assert wrong == []
    assert len(pairs) > 20  # the check has looked at colours


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("language", ["ar", "en"])
def test_axe_finds_nothing(browser: Any, room: Room, language: str, theme: str) -> None:
    axe = import_module("axe_playwright_python").__name__
    script = (files(axe) / "axe.min.js").read_text("utf-8")
    page = tab(browser, room, color_scheme=theme)
    wrong = []
    for address in opened(page, room, language):
        page.evaluate(script)
        wrong += [f"{address}: {each}" for each in page.evaluate(AXE)]
    page.context.close()
    assert wrong == []


@pytest.mark.parametrize("key", ["Tab", "Shift+Tab"])
def test_the_tab_key_goes_through_a_page_in_its_order_and_is_always_seen(browser: Any, room: Room, key: str) -> None:
    page = tab(browser, room, viewport={"width": 1000, "height": 500}, reduced_motion="reduce")
    wrong: list[str] = []
    for address in opened(page, room, "ar"):
        if key == "Shift+Tab":
            page.evaluate("scrollTo(0, document.body.scrollHeight)")
        last = -1 if key == "Tab" else 10**9
        for _ in range(60):
            page.keyboard.press(key)
            at = page.evaluate(FOCUS)
            if at is None or (key == "Tab") != (at["place"] > last):
                break
            last = at["place"]
            if at["ring"] < 2 or not at["free"] or not at["inside"]:
                wrong.append(f"{address}: {at}")
        assert last not in (-1, 10**9), address
    page.context.close()
    assert wrong == []


def test_a_choice_of_colours_beats_the_system(browser: Any, room: Room) -> None:
    page = tab(browser, room, color_scheme="light")
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    for theme in ("dark", "light", "system"):
        page.locator(f".theme [value={theme}]").click()
        page.wait_for_function(f"document.querySelector('.theme [value={theme}]').ariaPressed === 'true'")
        assert (page.evaluate(ground) == light) == (theme != "dark")
        assert page.evaluate(CHECK)["wrong"] == []
    page.context.close()


def test_the_list_of_keys_and_the_page_behind_it_are_sound(browser: Any, room: Room) -> None:
    for theme in THEMES:
        page = tab(browser, room, color_scheme=theme)
        page.keyboard.press("?")
        assert page.locator("#keys").is_visible()
        assert page.evaluate(CHECK)["wrong"] == []
        page.context.close()
