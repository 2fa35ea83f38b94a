"""Five tasks of a desk, done on the pages as a new reader would: by what stands there, click by click.

Each begins at the first page. The number of clicks is part of the promise (docs/tasks.md).
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from browsing import opened
from hostile.written import page as page_of
from hostile.written import response
from reading_room import Room, serving

from musnad.store import Case

pytestmark = [pytest.mark.browser, pytest.mark.slow]
STORY = "هجوم على محطة ضخ تل النعمان يقطع المياه عن ثلاث بلدات"


@dataclass
class Reader:
    """A reader at a page: what they do is counted, what they see is asked for in words."""

    page: Any
    did: list[str] = field(default_factory=list)
    began: float = field(default_factory=time.monotonic)

    def click(self, words: str, role: str = "link", within: str = "main") -> None:
        self.page.locator(within).get_by_role(role, name=words).first.click()
        self.page.wait_for_load_state()
        self.did.append(f"click {words}")

    def sees(self, words: str, within: str = "main") -> bool:
        self.page.locator(within, has_text=words).first.wait_for()
        return True

    @property
    def report(self) -> str:
        return f"{len(self.did)} steps, {time.monotonic() - self.began:.1f} s: {'; '.join(self.did)}"


@pytest.fixture
def room(tmp_path: Path, sample_case: Case) -> Iterator[Room]:
    path = tmp_path / "sample.musnad"
    shutil.copy(sample_case.path, path)
    with serving(path) as room:
        yield room


@pytest.fixture
def reader(browser: Any, room: Room) -> Iterator[Reader]:
    wrong: list[str] = []
    with opened(browser, room, wrong) as page:
        found = Reader(page)
        yield found
    print(found.report)
    assert wrong == []


def test_which_outlets_changed_this_quotation_and_how(reader: Reader) -> None:
    reader.click(STORY)
    card = (
        reader.page.locator("section, article, div.card, li", has_text="40 و50 مسلحاً").filter(has_text="4 طبعات").last
    )
    card.get_by_role("link", name="صفحة القول").first.click()
    reader.did.append("click the statement's page")
    assert reader.sees("وصف «إرهابياً» في موضع «مسلحاً»")
    assert reader.sees("ضفاف")
    assert len(reader.did) <= 2


def test_how_many_origins_this_figure_has(reader: Reader) -> None:
    reader.click(STORY)
    reader.click("من ذكر ماذا")
    row = reader.page.locator("tr", has_text="ما بين 40 و50 مسلحاً وعطلوا أربع").filter(has_text="رقم").first
    assert row.locator("td").first.inner_text().split()[0] == "1"
    row.get_by_text("لماذا؟").click()
    reader.did.append("click why")
    assert len(reader.did) <= 3


def test_what_somebody_said_this_week(reader: Reader) -> None:
    reader.click("الأسماء", within="header")
    reader.click("كريستينا بيرغمان")
    assert reader.sees("كل مضخة تتوقف تعني آلاف العائلات")
    assert len(reader.did) <= 2


def test_what_this_outlet_dropped(reader: Reader) -> None:
    reader.click(STORY)
    reader.click("إرهابيون يقطعون المياه عن ثلاث بلدات")
    reader.page.get_by_text("جمل عند غيرها وليست هنا").click()
    reader.did.append("open the sentences others have")
    assert reader.page.locator("details[open]", has_text="جمل عند غيرها وليست هنا").locator("li").count() == 3
    assert len(reader.did) <= 3


def test_import_an_archive_and_find_what_is_new(reader: Reader, tmp_path: Path) -> None:
    archive = tmp_path / "new.warc"
    headline = "عودة الضخ إلى تل النعمان بعد خمسة أيام"
    archive.write_bytes(response(page_of(headline=headline), url="https://wahat.example/2026/05/19/pump"))
    reader.click("استيراد", within="header")
    reader.page.set_input_files("input[type=file]", str(archive))
    reader.did.append("choose the file")
    reader.click("اقرأ", role="button")
    assert reader.sees("انتهى")
    assert reader.sees("حُفظ 1")
    reader.click("القصص", within="header")
    assert reader.sees(headline)
    assert len(reader.did) <= 4
