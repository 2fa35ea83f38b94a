"""What is handed on from the pages: whole, with its length and type, and refusals a program can read."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from lxml import etree
from reading_room import Room, full_case, hostile_case, serving

from musnad.records import RECORDS, Change, Credit, Report, Reuse
from musnad.show.exports import export_rows
from musnad.show.outward import FORMATS, write_outward
from musnad.show.outward.chosen import KINDS, About
from musnad.show.outward.links import Links
from musnad.show.web.handing import KEPT_IN_MEMORY
from musnad.show.web.pages.compare import MOST_BESIDE
from musnad.show.web.pages.outlet import LINES
from musnad.store import open_case


@pytest.fixture(scope="module", params=["full", "hostile"])
def room(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    make = full_case if request.param == "full" else hostile_case
    with serving(make(tmp_path_factory.mktemp("handing") / f"{request.param}.musnad")) as room:
        yield room


@pytest.fixture(scope="module")
def client(room: Room) -> Iterator[httpx.Client]:
    with room.client() as client:
        yield client


@pytest.mark.parametrize("kind", ["case", *KINDS])
def test_every_format_is_beside_the_page(room: Room, client: httpx.Client, kind: str) -> None:
    about = About(kind, "" if kind == "case" else room.ids(kind)[0])
    for each in FORMATS:
        answer = client.get(f"/en/{kind}{'/' if about.id else ''}{about.id}.{each.ending}")
        assert answer.status_code == 200, each
        assert answer.headers["content-type"] == each.media
        assert answer.headers["content-disposition"].startswith("attachment")
        assert int(answer.headers["content-length"]) == len(answer.content)
        with open_case(room.case_path, read_only=True) as case:
            assert answer.text == "".join(write_outward(case, each.name, about, Links(room.url, "en")))


def test_what_a_search_finds_can_be_handed_on(tmp_path: Path) -> None:
    with serving(full_case(tmp_path / "found.musnad")) as room, room.client() as client:
        query = {"q": "الكرمة", "outlet": "الجسر"}
        rows = client.get("/en/search.json", params=query).json()["rows"]
        cited = client.get("/en/search.ris", params=query).text
        page = client.get("/en/search", params=query).text
        assert [row["id"] for row in rows] == re.findall("ID  - (.*)\r\n", cited)
        assert len(rows) == 1
        assert "/en/search.ris?q=" in page
        assert client.get("/en/search.bib", params={"q": "nowhere"}).text == ""


@pytest.mark.parametrize("kind", KINDS)
def test_no_id_is_not_the_whole_case(client: httpx.Client, kind: str) -> None:
    assert client.get(f"/en/{kind}/.bib").status_code == 404


def test_a_page_names_its_other_forms_to_programs(room: Room, client: httpx.Client) -> None:
    for kind in KINDS:
        address = f"/en/{kind}/{room.ids(kind)[0]}"
        page = etree.HTML(client.get(address).text)
        links = {link.get("href"): link.get("type") for link in page.iterfind(".//link[@rel='alternate']")}
        assert links == {f"{address}.{each.ending}": each.media for each in FORMATS}
        assert {link.get("href") for link in page.iterfind(".//p[@class='exports']/a")} >= set(links)


def test_every_table_is_there_whole(room: Room, client: httpx.Client) -> None:
    for table in RECORDS:
        with open_case(room.case_path, read_only=True) as case:
            rows = list(export_rows(case, table))
        lines = client.get(f"/en/table/{table}.jsonl").text.splitlines()
        cells = list(csv.reader(io.StringIO(client.get(f"/en/table/{table}.csv").text)))
        assert [json.loads(line) for line in lines] == rows, table
        assert len(cells) == len(rows) + 1
        assert not [cell for row in cells for cell in row if cell.startswith(("=", "+", "@", "\t"))]


def test_the_text_alone_is_what_places_count_in(room: Room, client: httpx.Client) -> None:
    with open_case(room.case_path, read_only=True) as case:
        for report in case.rows("report"):
            answer = client.get(f"/en/report/{report.id}/text")
            assert answer.content.decode() == report.text
            assert answer.headers["content-type"] == "text/plain; charset=utf-8"
            assert answer.headers["content-security-policy"].startswith("sandbox")


def test_annotations_open_at_their_place(room: Room, client: httpx.Client) -> None:
    items = client.get(f"/en/report/{room.ids('quote', 'report_id')[0]}.annotations.jsonld").json()["first"]["items"]
    for each in items[:3]:
        assert each["id"].startswith(room.url)
        page = client.get(each["id"]).text
        assert '<span id="at"></span>' in page
        assert client.get(each["target"][0]["source"]).status_code == 200


@pytest.mark.parametrize(
    "address",
    ["story/x.bib", "report/x/text", "table/x.csv", "story/x.json", "report/x.csv", "nothing.json", "case.doc"],
)
def test_a_program_is_told_why_not_in_json(client: httpx.Client, address: str) -> None:
    answer = client.get(f"/en/{address}")
    assert answer.status_code == answer.json()["status"] == 404
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_stranger_is_handed_nothing(room: Room) -> None:
    with room.stranger() as stranger:
        for address in ("case.bib", "table/report.csv", f"report/{room.ids('report')[0]}/text"):
            assert stranger.get(f"/en/{address}").status_code == 403


def test_a_file_too_large_for_memory_comes_whole(room: Room) -> None:
    with pytest.MonkeyPatch.context() as patch, room.client() as client:
        whole = client.get("/en/table/report.jsonl").content
        assert len(whole) < KEPT_IN_MEMORY
        patch.setattr("musnad.show.web.handing.KEPT_IN_MEMORY", 100)
        patch.setattr("musnad.show.web.handing.BLOCK", 64)
        assert client.get("/en/table/report.jsonl").content == whole


def test_an_export_has_what_the_page_leaves_out(tmp_path: Path) -> None:
    names = [f"agency{number:02}" for number in range(LINES + 5)]
    path = full_case(tmp_path / "many.musnad")
    with open_case(path) as case, case.batch():
        first = case.rows("report", source="nahr.txt")[0]
        case.write(Credit(f"credit-{name}", first.id, 0, 7, name, "agency", 0.9, "rule=x") for name in names)
        others = [replace(first, id=f"report-{number}", source=f"{number}.txt") for number in range(MOST_BESIDE + 2)]
        case.write_reports(others)
        case.write([_shared(first, each) for each in others])
        case.write([_changed(first, each) for each in others])
    with serving(path) as room, room.client() as client:
        credits = client.get(f"/en/outlet/{first.outlet_id}.json").json()["credits"]
        beside = [("base", first.id), *(("with", each.id) for each in others)]
        rows = client.get("/en/compare.json", params=beside).json()["rows"]
    assert {each["agency"] for each in credits} >= set(names)
    assert {row["other_id"] for row in rows} == {each.id for each in others}


def _shared(left: Report, right: Report) -> Reuse:
    place = (0, len(left.text))
    return Reuse(f"reuse-{right.id}", left.id, right.id, *place, *place, "passage", 0.9, "rule=x")


def _changed(left: Report, right: Report) -> Change:
    return Change(f"change-{right.id}", f"reuse-{right.id}", 0, 6, 0, 6, "wording", 2, 0, "rule=x")
