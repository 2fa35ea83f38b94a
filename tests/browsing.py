"""A tab of a real browser on the pages of a case, for the tests that need one; what goes wrong in it is collected."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from reading_room import Room, addresses_of

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"


@contextmanager
def chromium() -> Iterator[Any]:
    """Start Debian's Chromium; where there is none, the test is skipped."""
    sync = pytest.importorskip("playwright.sync_api")
    if not Path(CHROMIUM).exists():
        pytest.skip("no Chromium on this machine")
    with sync.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


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
    """Open every page of a case, one after another."""
    for address in addresses_of(room, language):
        if "nothing" not in address:  # Chromium writes every 404 to its console
            answer = page.goto(room.url + address)
            assert answer.status == 200, address
            yield address
