"""Keys, selected words and light and dark in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browsing import opened
from reading_room import PAYLOAD, Room, addresses_of, full_case, serving

pytestmark = [pytest.mark.browser, pytest.mark.slow]
# Presses a key as a keyboard with other letters on it does: the place of the key, and what stands there.
PRESS = """([key, code, shift]) => document.activeElement.dispatchEvent(
  new KeyboardEvent('keydown', { key, code, shiftKey: shift, bubbles: true, cancelable: true }))"""
SELECT = """([from, to]) => {
  const walker = document.createTreeWalker(document.querySelector('.layered'), NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  let begun = false;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const [start, stop] = [node.data.indexOf(from), node.data.lastIndexOf(to)];
    if (start >= 0 && !begun) { range.setStart(node, start); begun = true; }
    if (stop >= 0 && begun) range.setEnd(node, stop + to.length);
  }
  document.getSelection().removeAllRanges();
  document.getSelection().addRange(range);
}"""


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    with serving(full_case(tmp_path_factory.mktemp("keys") / "small.musnad")) as room:
        yield room


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Room]:
    """Serve a case that may be written to."""
    with serving(full_case(tmp_path / "own.musnad")) as room:
        yield room


def report_of(room: Room, source: str = "nahr.txt") -> str:
    return room.ids(f"report WHERE source = '{source}'")[0]


@pytest.mark.parametrize(
    ("search", "following", "help_"),
    [
        (("/", "Slash", False), ("j", "KeyJ", False), ("?", "Slash", True)),
        (("ظ", "Slash", False), ("ت", "KeyJ", False), ("؟", "Slash", True)),  # Arabic, Windows and Linux
        (("/", "Slash", False), ("ت", "KeyJ", False), ("؟", "Slash", True)),  # Arabic, Mac
        (("ظ", "", False), ("ت", "", False), ("؟", "", True)),  # a keyboard on a screen knows no places
        (("/", "Slash", False), ("о", "KeyJ", False), (",", "Slash", True)),  # another script: by place
    ],
)
def test_keys_work_on_latin_and_arabic_keyboards(
    browser: Any, room: Room, search: Any, following: Any, help_: Any
) -> None:
    wrong: list[str] = []
    with opened(browser, room, wrong) as page:
        page.evaluate(PRESS, following)
        assert page.locator("[data-row].on").count() == 1
        page.evaluate(PRESS, search)
        assert page.evaluate("document.activeElement.id") == "q"
        page.evaluate("document.activeElement.blur()")
        if help_[0] in "?؟":
            page.evaluate(PRESS, help_)
            assert page.locator("#keys").is_visible()
    assert wrong == []


def test_on_every_page_the_keys_do_what_the_list_says(browser: Any, room: Room) -> None:
    wrong: list[str] = []
    with opened(browser, room, wrong) as page:
        for address in addresses_of(room, "en"):
            if "nothing" in address:
                continue
            page.goto(room.url + address)
            page.keyboard.press("j")
            rows = page.locator("[data-row]:visible").count()
            assert page.locator("[data-row].on").count() == min(rows, 1), address
            assert not rows or page.evaluate("document.querySelector('.on').contains(document.activeElement)"), address
            page.keyboard.press("?")
            assert page.locator("#keys").is_visible(), address
            page.keyboard.press("Escape")
            page.keyboard.press("/")
            assert page.evaluate("document.activeElement.id") == "q", address
    assert wrong == []


def test_e_hands_out_the_page_as_a_table(browser: Any, room: Room) -> None:
    with opened(browser, room, []) as page:
        page.goto(f"{room.url}/en/notes?tag=x")
        with page.expect_download() as download:
            page.keyboard.press("e")
        assert download.value.url.endswith("/en/notes.csv?tag=x")


def test_a_report_marked_on_one_page_is_compared_from_another(browser: Any, room: Room) -> None:
    one, other = report_of(room), report_of(room, "jisr.txt")
    with opened(browser, room, []) as page:
        page.goto(f"{room.url}/en/report/{one}")
        page.keyboard.press("d")
        assert "Marked" in page.locator("#told").inner_text()
        page.goto(f"{room.url}/en/report/{other}")
        page.keyboard.press("d")
        page.wait_for_url(f"**/compare?base={one}&with={other}")


def test_single_keys_can_be_switched_off(browser: Any, room: Room) -> None:
    with opened(browser, room, []) as page:
        page.locator("#help").click()
        page.locator("#keys-on").uncheck()
        page.keyboard.press("Escape")
        page.goto(f"{room.url}/en/front")
        page.keyboard.press("?")
        page.keyboard.press("j")
        assert page.locator("#keys").is_hidden()
        assert page.locator("[data-row].on").count() == 0
        page.locator("#help").click()
        page.locator("#keys-on").check()
        page.keyboard.press("Escape")
        page.keyboard.press("?")
        assert page.locator("#keys").is_visible()


def test_letters_typed_into_a_field_are_no_keys(browser: Any, room: Room) -> None:
    with opened(browser, room, []) as page:
        page.locator("#q").press_sequentially("jdey?")
        assert page.locator("#q").input_value() == "jdey?"
        assert page.locator("#keys").is_hidden()


@pytest.mark.parametrize(
    ("source", "first", "last", "words"),
    [
        ("nahr.txt", "أربع", "مضخات", "أربع مضخات"),
        ("nahr.txt", "بلدة", "المهندس", "بلدة الكرمة\nقال المهندس"),  # over two paragraphs
        ("lone.txt", "يسود", "معتدل", "يسود \u202eطقس\u202c معتدل"),  # with characters shown as tokens
    ],
)
def test_selected_words_become_the_place_of_a_note(
    browser: Any, own: Room, source: str, first: str, last: str, words: str
) -> None:
    wrong: list[str] = []
    with opened(browser, own, wrong) as page:
        page.goto(f"{own.url}/ar/report/{report_of(own, source)}")
        assert page.locator("#note-selection").is_hidden()
        page.evaluate(SELECT, [first, last])
        page.locator("#note-selection").wait_for()
        page.keyboard.press("m")
        page.keyboard.type("راجع الأصل")
        page.locator("#new-note [name=tags]").fill("جديد")
        page.locator("#new-note [name=by]").fill("ليلى")
        page.keyboard.press("Enter")
        page.wait_for_url("**#notes")
        assert words in own.ids("note", "quoted")
        assert page.locator(".layered .f-note").first.is_visible()
        assert page.get_by_text("راجع الأصل").first.is_visible()
    assert wrong == []


def test_a_note_is_written_taken_away_and_put_back_without_script(browser: Any, own: Room) -> None:
    with opened(browser, own, [], java_script_enabled=False) as page:
        page.goto(f"{own.url}/en/report/{report_of(own)}?at=0-6")
        page.locator("#new-note [name=words]").fill("check this")
        page.locator("#new-note [name=by]").fill("Layla")
        page.locator("#new-note button").click()
        note = page.locator("#notes li", has_text="check this")
        note.locator("summary").click()
        note.locator("[name=by]").fill("Layla")
        note.locator("button").click()
        page.locator("#removed li", has_text="check this").locator("button").click()
        assert page.locator("#notes > ol li", has_text="check this").is_visible()


def test_no_payload_runs_that_was_typed_into_a_field(browser: Any, own: Room) -> None:
    wrong: list[str] = []
    with opened(browser, own, wrong) as page:
        page.goto(f"{own.url}/en/report/{report_of(own)}?at=0-6")
        for field in ("words", "tags", "by"):
            page.locator(f"#new-note [name={field}]").fill(PAYLOAD[:60].replace("\u202e", ""))
        page.locator("#new-note button").click()
        page.wait_for_url("**#notes")
        page.goto(f"{own.url}/en/review?kind=label")
        page.locator("[name=by]").first.fill(PAYLOAD[:60])
        page.locator("button[data-key=y]").first.click()
        page.wait_for_url("**/review?by=*")
        for address in ("notes", "judgements", "agreement", f"report/{report_of(own)}"):
            page.goto(f"{own.url}/en/{address}")
            assert page.evaluate("window.ran") is None
            assert page.locator("main img").count() == 0
        page.goto(f"{own.url}/en/notes")
        page.locator("main .tag").first.click()
        page.locator(".facets a").last.click()
        assert page.evaluate("window.ran") is None
    assert wrong == []
