"""Versions of a page: one page, one origin, one column; what changed in it is shown like any other change."""

import json
import re
from contextlib import contextmanager

import pytest

import musnad
from musnad.compare.alterations import alterations
from musnad.compare.coverage import coverage
from musnad.compare.framing import label_table
from musnad.compare.habits import habits_of
from musnad.compare.origins import origins_of_place
from musnad.compare.speakers import spoken
from musnad.compare.versions import versions
from musnad.link.lineage import trace_lineage
from musnad.records import Credit, Fetch, Report, Reuse, make_id, page_of
from musnad.show.dossier import render_dossier
from musnad.show.joins import statement_columns
from musnad.show.summary import case_summary, summary_lines

URL = "https://raqraq.example/news/12"
TITLE = "حريق في مخزن الحبوب بالمرفأ"
FIRST = (
    "اندلع حريق كبير فجر الثلاثاء في مخزن الحبوب القديم بمرفأ الريحان، وأسفر عن إصابة 4 عمال نقلوا إلى المشفى.\n"
    "وقال مدير المرفأ حازم البيطار إن «مخربين تسللوا ليلا إلى المخزن وأضرموا النار في ثلاث صوامع متجاورة».\n"
    "وأضاف أن فرق الإطفاء احتاجت ست ساعات كاملة حتى سيطرت على النيران في آخر الصوامع.\n"
    "ولم يحضر أي من مسؤولي البلدية إلى المكان رغم نداءات العمال المتكررة طوال النهار."
)
SECOND = (
    FIRST.replace("إصابة 4 عمال", "إصابة 9 عمال").replace("«مخربين تسللوا", "«إرهابيين تسللوا").rpartition("\n")[0]
    + "\nوأعلنت البلدية مساء اليوم فتح تحقيق في أسباب اندلاع الحريق في المرفأ."
)
THIRD = SECOND.replace("ست ساعات كاملة", "سبع ساعات كاملة")
OTHER = (
    "شب حريق فجر الثلاثاء في مخزن للحبوب.\n"
    "وقال مدير المرفأ حازم البيطار إن «مخربين تسللوا ليلا إلى المخزن وأضرموا النار في ثلاث صوامع متجاورة».\n"
    "وأضاف أن فرق الإطفاء احتاجت ست ساعات كاملة حتى سيطرت على النيران في آخر الصوامع."
)


def record(id, text, published, outlet="الرقراق", url=URL, title=TITLE):
    return {"id": id, "source": outlet, "url": url, "title": title, "published": published, "text": text}


PAGES = [
    record("1", FIRST, "2031-03-04T06:00:00Z"),
    record("2", SECOND, "2031-03-04T15:00:00Z", url="http://www.raqraq.example/news/12/?utm_source=feed"),
    record("3", THIRD, "2031-03-05T09:00:00Z", title="إصابة 9 في حريق بالمرفأ"),
    record("4", OTHER, "2031-03-04T20:00:00Z", "الجسر الكبير", "https://jisr.example/1", "حريق في المرفأ"),
]


@contextmanager
def case_of(folder, pages):
    path = folder / "pages.jsonl"
    path.write_text("\n".join(json.dumps(each, ensure_ascii=False) for each in pages), "utf-8")
    with musnad.open_case(folder / "a.musnad", create=True) as case:
        musnad.read_sources(case, [path])
        musnad.analyse(case)
        assert not [problem for problem in case.rows("problem") if problem.kind == "error"]
        yield case


@pytest.fixture(scope="module")
def case(tmp_path_factory):
    with case_of(tmp_path_factory.mktemp("versions"), PAGES) as case:
        yield case


def ids(case):
    return {report.source_id: report.id for report in case.rows("report")}


def test_ways_to_write_an_address_are_one_page_and_the_earliest_is_its_root(case):
    of = {report.source_id: report.version_of for report in case.rows("report")}
    root = ids(case)["1"]
    assert of == {"1": None, "2": root, "3": root, "4": None}


def test_each_version_is_held_against_the_one_before(case):
    (page,) = versions(case)
    known = ids(case)
    assert [each.report_id for each in page.versions] == [known["1"], known["2"], known["3"]]
    assert [(step.before.report_id, step.after.report_id) for step in page.steps] == [
        (known["1"], known["2"]),
        (known["2"], known["3"]),
    ]


def test_labels_numbers_and_quotations_come_first(case):
    first, second = versions(case)[0].steps
    graver = [(change.before_words, change.after_words, change.cls) for change in first.changes[:2]]
    assert set(graver) == {("مخربين", "إرهابيين", "label"), ("4", "9", "number")}
    assert [change.severity for change in first.changes] == sorted(
        (change.severity for change in first.changes), reverse=True
    )
    assert any(change.before_words == "ست" and change.after_words == "سبع" for change in second.changes)


def test_whole_sentences_added_and_dropped_are_told(case):
    first = versions(case)[0].steps[0]
    dropped = [change.before_words for change in first.changes if change.kind == "dropped"]
    added = [change.after_words for change in first.changes if change.kind == "added"]
    assert any("رغم نداءات العمال" in words for words in dropped)
    assert any("فتح تحقيق" in words for words in added)


def test_a_changed_headline_is_told_however_short(case):
    second = versions(case)[0].steps[1]
    texts = {report.id: report.text for report in case.rows("report")}
    stop = texts[second.after.report_id].index("\n")
    assert any(change.after.stop <= stop and change.after_words for change in second.changes)


def test_places_of_changes_read_back(case):
    texts = {report.id: report.text for report in case.rows("report")}
    for step in versions(case)[0].steps:
        for change in step.changes:
            for place, words in ((change.before, change.before_words), (change.after, change.after_words)):
                assert texts[place.report_id][place.start : place.stop] == words


def test_versions_are_one_outlet_and_one_origin(case):
    members = {}
    for row in case.rows("story_member"):
        members.setdefault(row.story_id, set()).add(row.report_id)
    story = next(row for row in case.rows("story") if len(members[row.id]) == 4)
    assert (story.outlets, story.origins) == (2, 1)


def test_stories_link_a_version_to_its_page_only(case):
    page = {report.id: page_of(report) for report in case.rows("report")}
    links = case.rows("same_story")
    across = [link for link in links if page[link.left_id] != page[link.right_id]]
    within = [link for link in links if page[link.left_id] == page[link.right_id]]
    assert len(across) == 1
    assert [link.why for link in within] == ["rule=version"] * 2


def test_a_version_comes_from_its_page_and_nobody_copied_it(case):
    known = ids(case)
    rows = [(row.child_id, row.parent_id, row.why) for row in case.rows("lineage") if row.parent_kind == "report"]
    assert sorted(rows) == sorted((known[each], known["1"], "rule=version") for each in ("2", "3"))
    unseen = [row for row in case.rows("lineage") if row.parent_kind == "unseen"]
    assert {row.child_id for row in unseen} == {known["1"], known["4"]}
    assert all("reports=2" in row.why for row in unseen)


def test_a_report_that_credits_the_outlet_comes_from_the_version_before_it():
    outlet = make_id("outlet", "known")
    texts = [
        Report(f"report-{n}", "s", None, of, None, "كلمة " * 60, f"2031-03-0{day}", "", "ar", first, "sha")
        for n, day, of, first in ((1, 4, outlet, None), (2, 6, outlet, "report-1"), (3, 5, "outlet-b", None))
    ]
    passages = [Reuse(f"reuse-{n}", f"report-{n}", "report-3", 0, 300, 0, 300, "passage", 1.0, "") for n in (1, 2)]
    credit = Credit("credit-1", "report-3", 0, 4, "known", "outlet", 0.9, "")
    rows = list(trace_lineage(texts, passages, [credit], lang=None))
    assert sorted((row.child_id, row.parent_id, row.parent_kind) for row in rows) == [
        ("report-2", "report-1", "report"),
        ("report-3", "report-1", "report"),
    ]


def test_coverage_has_one_column_a_page(case):
    table = coverage(case)
    assert [each.report_id for each in table.reports] == [ids(case)["1"], ids(case)["4"]]
    for fact in table.facts:
        assert set(fact.cells) <= {ids(case)["1"], ids(case)["4"]}
        assert fact.origins <= 2
        for places in fact.cells.values():
            assert len({place.report_id for place in places}) == 1


def test_what_an_outlet_changed_in_its_own_page_is_no_alteration_of_another(case):
    page = {report.id: page_of(report) for report in case.rows("report")}
    for each in alterations(case):
        assert all(page[one.other.report_id] != page[one.own.report_id] for one in each.alterations)


def test_labels_are_counted_once_a_page(case):
    assert all(row.count <= 2 for row in label_table(case))
    last = ids(case)["3"]
    assert {place.report_id for row in label_table(case) for place in row.places} <= {last, ids(case)["4"]}


def test_conflicts_are_with_other_pages(tmp_path):
    """A page corrects its number of wounded, and another has a third."""
    *own, other = PAGES
    other = {**other, "text": OTHER.replace("للحبوب.", "للحبوب، وأسفر عن إصابة 7 عمال نقلوا إلى المشفى.")}
    with case_of(tmp_path, [*own, other]) as case:
        page = {report.id: page_of(report) for report in case.rows("report")}
        report_of = {row.id: row.report_id for row in case.rows("figure")}
        pairs = [(report_of[each.left_id], report_of[each.right_id]) for each in case.rows("conflict")]
    assert pairs
    assert all(page[left] != page[right] for left, right in pairs)


def test_exports_tell_silent_changes(case):
    rows = list(musnad.export_rows(case, "change"))
    reuse = {row["id"]: row for row in musnad.export_rows(case, "reuse")}
    page = {report.id: page_of(report) for report in case.rows("report")}
    assert any(row["version_of"] for row in rows)
    assert any(row["version_of"] is None for row in rows)
    for row in rows:
        sides = {page[reuse[row["reuse_id"]][side]] for side in ("left_id", "right_id")}
        assert (row["version_of"] == ids(case)["1"]) == (sides == {ids(case)["1"]})


def test_the_summary_says_it_in_a_line(case):
    summary = case_summary(case)
    assert [page["url"] for page in summary["silent"]] == [URL]
    assert any(line.startswith("pages changed between two readings: 1;") for line in summary_lines(summary))
    assert all(change["left"]["outlet"] != change["right"]["outlet"] for change in summary["gravest"])


def test_the_dossier_has_a_section_of_silent_changes(case):
    page = render_dossier(case)
    assert 'id="silent"' in page
    assert "تغييرات صامتة" in page
    section = page.partition('id="silent"')[2].partition("</section>")[0]
    assert "إرهابيين" in section
    assert section.index("إرهابيين") < section.index("رغم نداءات العمال")


@pytest.mark.parametrize("excerpts", [False, True])
def test_every_link_of_the_page_leads_somewhere(case, excerpts):
    page = render_dossier(case, excerpts=excerpts)
    there = set(re.findall(r' id="([^"]+)"', page))
    assert set(re.findall(r' href="#([^"]+)"', page)) <= there
    assert 'id="silent"' in page


def test_a_change_repeated_by_versions_is_told_once_in_the_summary(case):
    sides = [sorted((c["left"]["words"], c["right"]["words"])) for c in case_summary(case)["gravest"]]
    assert sides.count(sorted(("مخربين", "إرهابيين"))) == 1


def test_captures_say_the_order_where_all_are_known(case, tmp_path):
    known = ids(case)
    path = tmp_path / "copy.musnad"
    case.connection.execute("VACUUM INTO ?", (str(path),))
    with musnad.open_case(path) as copy:
        for id, day in (("1", 9), ("2", 8), ("3", 7)):
            sha = f"sha-{id}"
            copy.connection.execute("INSERT INTO raw VALUES (?, 'html', 'utf-8', 0, zeroblob(0))", (sha,))
            copy.write([Fetch(f"fetch-{id}", sha, URL, f"2031-03-0{day}T01:02:03Z", 200, "{}", "[]")])
            copy.connection.execute("UPDATE item SET raw_sha = ? WHERE report_id = ?", (sha, known[id]))
        (page,) = versions(copy)
        assert [each.report_id for each in page.versions] == [known["3"], known["2"], known["1"]]
        assert page.versions[0].captured == "2031-03-07T01:02:03Z"
        last = page.steps[-1]
        assert ("إرهابيين", "مخربين") in {(change.before_words, change.after_words) for change in last.changes}
        assert "7 آذار/مارس 2031 01:02" in render_dossier(copy)


@pytest.mark.slow
def test_the_order_of_reading_versions_does_not_matter(case, tmp_path):
    tables = ("report", "furniture", "lineage", "story", "story_member", "same_story", "same_event", "reuse", "change")
    files = []
    for each in PAGES:
        files.append(tmp_path / f"{each['id']}.jsonl")
        files[-1].write_text(json.dumps(each, ensure_ascii=False), "utf-8")
    found = []
    for number, order in enumerate((files, files[::-1], files[2:] + files[:2])):
        with musnad.open_case(tmp_path / f"{number}.musnad", create=True) as other:
            for file in order:
                musnad.read_sources(other, [file])
                musnad.analyse(other)
            found.append({table: list(musnad.export_rows(other, table)) for table in tables})
            steps = [(step.before.report_id, step.after.report_id, step.changes) for step in versions(other)[0].steps]
            found[-1]["steps"] = steps
    assert found[0] == found[1] == found[2]


def test_a_page_of_which_only_the_furniture_differs_is_not_told(tmp_path):
    pages = [record(str(n), f"{FIRST}\n{line}", f"2031-03-0{n}") for n, line in ((4, "اطبع الصفحة"), (5, "شارك الخبر"))]
    path = tmp_path / "pages.jsonl"
    path.write_text("\n".join(json.dumps(each, ensure_ascii=False) for each in pages), "utf-8")
    with musnad.open_case(tmp_path / "a.musnad", create=True) as case:
        musnad.read_sources(case, [path])
        musnad.analyse(case)
        assert [page.is_changed for page in versions(case)] == [False]
        assert case_summary(case)["silent"] == []
        assert 'id="silent"' not in render_dossier(case)


def test_a_case_without_versions_has_no_such_section(sample_case):
    assert versions(sample_case) == []
    assert 'id="silent"' not in render_dossier(sample_case)


def test_a_page_met_at_an_address_with_a_word_behind_it_is_one_page(tmp_path):
    pages = [
        record("1", FIRST, "2031-03-04T06:00:00Z"),
        record("2", FIRST, "2031-03-04T09:00:00Z", url=f"{URL}?weekly"),
        record("3", SECOND, "2031-03-04T10:00:00Z", url=f"{URL}?about"),
        record("4", FIRST, "2031-03-04T09:00:00Z", url=f"{URL}?1213"),
        record("5", FIRST, "2031-03-05T09:00:00Z", "الجسر الكبير", f"{URL}?weekly"),
    ]
    of = {}
    for order in (pages, pages[::-1]):
        path = tmp_path / f"pages{len(of)}.jsonl"
        path.write_text("\n".join(json.dumps(each, ensure_ascii=False) for each in order), "utf-8")
        with musnad.open_case(tmp_path / f"{len(of)}.musnad", create=True) as case:
            musnad.read_sources(case, [path])
            musnad.analyse(case)
            of[len(of)] = {report.source_id: report.version_of for report in case.rows("report")}
            known = ids(case)
            rows = [row for row in case.rows("lineage") if row.why == "rule=same-page"]
            answer = origins_of_place(case, known["1"], 0, len(FIRST))
            joins = {(each.kind, each.is_sure) for origin in answer.origins for each in origin.joins}
            assert versions(case) == []
            columns = statement_columns(case).values()
            assert not any(habits_of(case, outlet.id).rewritten for outlet in case.rows("outlet"))
            said = [spoken(case, [row.id])[0].printings for row in case.rows("statement")]
            assert max(each["printings"] for each in columns) == max(said) == 4  # of five reports
    assert of[0] == of[1] == {"1": None, "2": known["1"], "3": None, "4": None, "5": None}
    assert [(row.child_id, row.parent_id) for row in rows] == [(known["2"], known["1"])]
    assert answer.reports == 4
    assert ("page", True) in joins
