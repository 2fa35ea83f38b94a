from __future__ import annotations

import base64
import hashlib
import re
import shutil
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_case import make_case
from markupsafe import Markup
from test_renderings import CUTS, JOINED, printed, write

from musnad.errors import UsageError
from musnad.records import Lineage, Story, StoryMember
from musnad.show.dossier import cards, render_dossier, write_dossier
from musnad.show.dossier.choice import choose
from musnad.show.dossier.marking import Anchors, Spot, marked, visible, windows
from musnad.show.dossier.remembering import Remembered
from musnad.show.dossier.sections import pairs_of
from musnad.show.dossier.sheet import make_sheet
from musnad.show.words import counted, date_range, sentence, tables, word
from musnad.store import Case, open_case

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return make_case(tmp_path / "small.musnad")


class Page(HTMLParser):
    """Collects what a page could load or run, its ids and its links."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def all(self, attribute: str) -> list[str]:
        return [value for _, attrs in self.tags if (value := attrs.get(attribute))]


def test_every_link_opens_at_a_place_on_the_page(case: Case) -> None:
    page = Page(render_dossier(case))
    ids = page.all("id")
    assert len(ids) == len(set(ids))
    assert {href[1:] for href in page.all("href")} <= set(ids)


@pytest.mark.parametrize("excerpts", [False, True])
def test_nothing_is_loaded_and_nothing_of_a_text_runs(case: Case, excerpts: bool) -> None:
    html = render_dossier(case, excerpts=excerpts)
    page = Page(html)
    assert not [tag for tag, _ in page.tags if tag in ("img", "link", "iframe", "object", "embed", "base", "form")]
    assert [tag for tag, _ in page.tags].count("script") == 1
    assert all(href.startswith("#") for href in page.all("href"))
    assert not page.all("src")
    assert not [name for _, attrs in page.tags for name in attrs if name.startswith("on") or name == "style"]


def test_texts_are_escaped(case: Case) -> None:
    html = render_dossier(case)
    assert "<script>alert(1)" not in html
    assert "&lt;script&gt;alert(1)" in html


def test_direction_overrides_are_shown_not_obeyed(case: Case) -> None:
    html = render_dossier(case)
    assert "U+202E" in html
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", html)


def test_the_policy_names_the_hashes_of_style_and_script(case: Case) -> None:
    html = render_dossier(case)
    for tag in ("style", "script"):
        words = re.search(rf"<{tag}>(.*?)</{tag}>", html, re.S)
        assert words
        digest = base64.b64encode(hashlib.sha256(words[1].encode()).digest()).decode()
        assert f"{tag}-src &#39;sha256-{digest}&#39;" in html or f"{tag}-src 'sha256-{digest}'" in html


def test_changed_words_stand_side_by_side(case: Case) -> None:
    html = render_dossier(case)
    assert re.search(r'<mark class="c l3">متشدداً</mark>', html)
    assert re.search(r'<mark class="c l3">إرهابياً</mark>', html)
    assert 'class="change lv0"' in html


def test_a_card_says_what_a_printing_did_and_draws_the_chain(case: Case) -> None:
    html = render_dossier(case)
    card = html[html.index('<li class="said">') : html.index("</li>\n</ol>")]
    assert "“<bdi>إرهابياً</bdi>” in the place of “<bdi>متشدداً</bdi>”" in card
    assert re.search(r'<span class="kind"><i lang="ar">القائل</i>.*?سالم البحري', card, re.S)
    assert card.count('class="step end"') == 1


def test_the_gravest_difference_stands_first_with_its_speaker(case: Case) -> None:
    html = render_dossier(case)
    glance = html[html.index('<div class="glance">') :].split("</li>")[0]
    assert "متشدداً" in glance
    assert "سالم البحري" in glance
    assert html.index('<div class="glance">') < html.index('<ul class="sources">') < html.index('id="s1-statements"')
    assert html.index('id="s1-statements"') < html.index('id="s1-changes"')


def test_quotations_out_of_context_and_stretches_of_longer_ones_stand_at_their_statement(tmp_path: Path) -> None:
    said, limit = CUTS[0]
    one, other = JOINED[0]
    told = [
        [printed(f"[قال] {{سالم العبيدي}}: «<{said} {limit}>»", "full"),
         printed(f"[قال] {{سالم العبيدي}}: «<{said}>»", "cut")],
        [printed(f"[قال] {{سالم العبيدي}}: <{one}>. [أضاف] {{العبيدي}}: <{other}>", "apart"),
         printed(f"[قال] {{سالم العبيدي}}: <{one}، و{other}>", "joined")],
    ]  # fmt: skip
    with open_case(tmp_path / "a.musnad", create=True) as case:
        for each in told:
            write(case, each)
        html = render_dossier(case)
        found = [cards.statement_of(make_sheet(case, excerpts=False), row.id) for row in case.rows("statement")]
    assert html.count("a quotation cut before its qualification") >= 1
    assert sorted(len(each.joined) for each in found)[-1] == 1
    assert [taken.kind for each in found for view in each.printings for taken in view.taken] == ["cut"]


def test_the_versions_of_a_page_stand_together_and_agencies_have_names(tmp_path: Path) -> None:
    case = make_case(tmp_path / "small.musnad")
    left, right = sorted((row for row in case.rows("report") if row.outlet_id), key=lambda row: row.published)
    with case.batch():
        case.write([Lineage("lineage-1", left.id, "reuters", "agency", 0.9, "rule=credit")])
        case.connection.execute("UPDATE report SET version_of = ? WHERE id = ?", (left.id, right.id))
        case.write([replace(row, story_id=case.rows("story")[0].id, event_id=None, report_id=lone.id)
                    for lone in case.rows("report") if lone.outlet_id is None
                    for row in case.rows("story_member")[:1]])  # fmt: skip
    html = render_dossier(case)
    sources = html[html.index('<ul class="sources">') :].split("</ul>")[0]
    assert sources.count("<li>") == 2
    assert "2 versions" in sources
    assert "Reuters" in sources
    assert "reuters" not in sources


def test_of_a_large_case_the_widest_stories_stand_on_the_page(case: Case) -> None:
    html = render_dossier(case, most=2)
    assert "On this page:" in html
    assert "lone.txt" not in html.split('id="how"')[0]
    assert 'id="r2"' in html
    assert 'id="r3"' not in html
    assert case.count("report") == 3  # the case itself is as it was


def test_a_story_asked_for_stands_alone_and_an_unknown_one_is_refused(case: Case) -> None:
    (story,) = case.rows("story")
    assert choose(case, [story.id], 1).report_ids == {row.report_id for row in case.rows("story_member")}
    assert choose(case, [], 3).report_ids is None
    with pytest.raises(UsageError):
        choose(case, ["story-0"], 9)


def test_stories_that_do_not_fit_are_listed_with_their_id(tmp_path: Path) -> None:
    case = make_case(tmp_path / "small.musnad")
    lone = next(row for row in case.rows("report") if row.outlet_id is None)
    other = replace(lone, id="report-0", text=lone.text + "آخر", version_of=None)
    with case.batch():
        case.write_reports([other])
        case.write([Story("story-1", lone.id, None, None, 1, 1, 1), StoryMember("report-0", "story-1", None)])
        case.write([StoryMember(lone.id, "story-1", None)])
    html = render_dossier(case, most=2)
    assert 'id="rest"' in html
    assert "story-1</code>" in html


def test_the_most_altered_pairs_are_told_and_the_others_counted(case: Case) -> None:
    ids = {row.id for row in case.rows("report")}
    (told,) = pairs_of(make_sheet(case, excerpts=False), ids)
    (counted,) = pairs_of(make_sheet(case, excerpts=False), ids, most=0)
    assert (told.is_told, counted.is_told) == (True, False)
    assert sum(counted.levels.values()) == len(told.changes) > 0
    assert counted.changes == counted.passages == []
    assert pairs_of(make_sheet(case, excerpts=False), ids, told=[ids]) == []


def test_a_table_remembered_answers_as_the_case_does(case: Case) -> None:
    known = Remembered(case)
    ids = [row.id for row in case.rows("report")]
    for table in ("report", "quote", "change", "statement_member", "story", "piece"):
        assert known.rows(table) == case.rows(table)
        for row in case.rows(table):
            value = {"statement_member": {"statement_id": getattr(row, "statement_id", None)}}.get(table)
            asked = value or {"id": row.id}
            assert known.rows(table, **asked) == case.rows(table, **asked)
    assert known.rows_of_reports("quote", ids) == case.rows_of_reports("quote", ids)


def test_printings_that_print_the_same_stand_together(tmp_path: Path) -> None:
    marked = "[قال] {سالم العبيدي} إن <المحطة ستعود إلى العمل قبل نهاية الصيف المقبل>"
    with open_case(tmp_path / "a.musnad", create=True) as case:
        write(case, [printed(marked, name) for name in "abc"])
        said = cards.statement_of(make_sheet(case, excerpts=False), case.rows("statement")[0].id)
    assert [len(view.alike) for view in said.printings] == [2]
    assert said.number == 3


def test_excerpts_leave_out_what_no_finding_touches(case: Case) -> None:
    assert "شارك الخبر" in render_dossier(case)
    assert "شارك الخبر" not in render_dossier(case, excerpts=True)


def test_the_same_case_gives_the_same_page(tmp_path: Path) -> None:
    pages = []
    for name in ("one.musnad", "two.musnad"):
        case = make_case(tmp_path / name)
        write_dossier(case, tmp_path / "page.html")
        pages.append((tmp_path / "page.html").read_bytes())
    assert pages[0] == pages[1]


def test_an_empty_case_still_gives_a_page(tmp_path: Path) -> None:
    assert "</html>" in render_dossier(open_case(tmp_path / "empty.musnad", create=True))


places = st.tuples(st.integers(0, 30), st.integers(0, 30)).map(sorted)


@given(st.text("abc <&\u202eسلام\n", min_size=31, max_size=31), st.lists(places, max_size=8))
def test_marked_text_is_the_text_with_balanced_spans(text: str, some: list[list[int]]) -> None:
    anchors = Anchors({"r": 1})
    hrefs = {anchors.href("r", start, stop) for start, stop in some if start < stop}
    html = marked(text, 0, len(text), "r", anchors)
    bare = re.sub(r"</?span[^>]*>", "", html)
    assert Markup(bare).unescape() == text.replace("\u202e", "U+202E")
    assert {f"#{name}" for name in re.findall(r'id="([^"]+)"', html)} == hrefs
    assert html.count("<span") == html.count("</span>")


@given(st.lists(places, max_size=8), places)
def test_excerpts_lie_apart_in_order_within_their_paragraph(some: list[list[int]], bounds: list[int]) -> None:
    text = "كلمة " * 6
    spots = [Spot(start, stop) for start, stop in some]
    kept = list(windows(spots, *bounds, 2, 9, text[: bounds[1]]))
    edges = [edge for each in kept for edge in (each.start, each.stop)]
    assert edges == sorted(edges)
    assert all(bounds[0] <= edge <= bounds[1] for edge in edges)


def test_control_characters_are_shown() -> None:
    assert visible("a\x1b<b>") == Markup('a<span class="token" dir="ltr">U+001B</span>&lt;b&gt;')


def test_every_word_of_the_interface_is_in_both_languages() -> None:
    for table, entries in tables().items():
        for key, entry in entries.items():
            if table != "months":
                assert entry["ar"], (table, key)
                assert entry["en"], (table, key)


def test_a_reason_becomes_a_sentence() -> None:
    both = sentence("verb=قال sep=colon speaker=subject")
    assert both.en == "the verb of saying is “قال”; followed by a colon; the speaker: subject of the verb"
    assert "نقطتان" in both.ar


def test_a_reason_without_words_is_shown_as_it_stands() -> None:
    assert "strange: thing" in sentence("rule=label strange=thing").en


@pytest.mark.parametrize(
    ("number", "words"),
    [(1, "تقرير واحد"), (2, "تقريران"), (3, "3 تقارير"), (11, "11 تقريراً"), (100, "100 تقرير"), (103, "103 تقارير")],
)
def test_counted_things_take_their_arabic_form(number: int, words: str) -> None:
    assert counted("report", number).ar == words


def test_dates_of_one_month_are_joined() -> None:
    assert date_range("2016-10-21", "2016-10-22").en == "21–22 October 2016"
    assert date_range(None, None) == word("date_unknown")
    assert date_range(None, "2016-10-22").en == "by 22 October 2016"
    assert date_range("2016-10-22", None).en == "since 22 October 2016"


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("script", [True, False])
def test_language_and_level_switch_with_and_without_script(
    browser: Any, case: Case, tmp_path: Path, script: bool
) -> None:
    write_dossier(case, tmp_path / "page.html")
    page = browser.new_page(java_script_enabled=script, viewport={"width": 390, "height": 844})
    asked: list[str] = []
    wrong: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: wrong.append(message.text))
    page.goto(f"file://{tmp_path}/page.html")
    heading = page.locator("#reports > h2")
    assert heading.inner_text() == "التقارير كما نُشرت"
    page.locator("label[for=in-en]").click()
    assert heading.inner_text() == "The reports as printed"
    assert page.locator(".change.lv0").first.is_hidden()
    page.locator("label[for=level-0]").click()
    assert page.locator(".change.lv0").first.is_visible()
    assert len(asked) == 1
    assert wrong == []
    page.close()


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("width", [390, 1440])
def test_no_width_scrolls_sideways_and_a_link_lights_its_place(
    browser: Any, case: Case, tmp_path: Path, width: int
) -> None:
    write_dossier(case, tmp_path / "page.html")
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(f"file://{tmp_path}/page.html")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    page.locator(".change.lv3 a.side").first.click()
    target = page.locator(":target")
    page.wait_for_timeout(700)
    assert target.inner_text() == "متشدداً"
    box = target.bounding_box()
    assert box
    assert 0 <= box["y"] <= 900
    page.close()
