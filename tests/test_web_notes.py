"""Notes over HTTP: written at a place or at words, listed, filtered, exported, taken away and put back."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from reading_room import Room, full_case, serving


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    with serving(full_case(tmp_path / "notes.musnad")) as room:
        yield room


@pytest.fixture
def client(room: Room) -> Iterator[httpx.Client]:
    with room.client() as client:
        client.headers["origin"] = room.url
        yield client


def report_of(client: httpx.Client) -> str:
    return str(client.get("/en/search.json?q=متشددا").json()["rows"][0]["id"])


def write(client: httpx.Client, **form: str) -> httpx.Response:
    report = report_of(client)
    sent = {"report": report, "words": "تحقق", "tags": "أرقام، جديد", "by": "ليلى", "back": f"/en/report/{report}"}
    return client.post("/en/notes", data=sent | form)


def latest(client: httpx.Client) -> dict[str, str]:
    return dict(client.get("/en/notes.json?by=ليلى").json()["rows"][0])


def test_a_note_is_written_at_the_place_of_the_address(client: httpx.Client) -> None:
    answer = write(client, at="6-12", passage="")
    assert (answer.status_code, answer.headers["location"][-6:]) == (303, "#notes")
    note = latest(client)
    assert (note["start"], note["stop"], note["words"], note["tags"]) == (7, 12, "تحقق", "أرقام, جديد")
    page = client.get(f"/en/report/{note['report_id']}").text
    assert f'id="{note["id"]}"' in page
    assert "f-note" in page


def test_without_a_place_the_words_are_looked_for_in_the_report(client: httpx.Client) -> None:
    assert write(client, passage="اربع  مضخات").status_code == 303
    assert latest(client)["quoted"] == "أربع مضخات"


def test_words_beside_a_place_that_has_others_are_looked_for(client: httpx.Client) -> None:
    write(client, at="0-4", passage="أربع مضخات")
    assert latest(client)["quoted"] == "أربع مضخات"


@pytest.mark.parametrize(
    "form",
    [
        {"passage": "كلمات ليست هنا"}, {"report": "report-0", "at": "0-3"}, {"at": "0-3", "by": " "}, {"passage": ""},
        {"at": "0-3", "words": "", "tags": ""}, {"at": "0-3", "words": "x" * 5000}, {"at": "9-3"}, {"report": "<b>"},
    ],
)  # fmt: skip
def test_a_note_that_can_not_be_kept_is_said_and_not_kept(
    room: Room, client: httpx.Client, form: dict[str, str]
) -> None:
    before = room.ids("note")
    answer = write(client, **form)
    assert answer.status_code == 400
    assert "Not kept" in answer.text
    assert room.ids("note") == before


def test_a_form_leads_back_to_our_own_pages_only(client: httpx.Client) -> None:
    assert write(client, at="0-5", back="//news.example/x").headers["location"] == "/#notes"


def test_a_note_is_taken_away_and_put_back(room: Room, client: httpx.Client) -> None:
    assert client.post("/en/notes/take-away", data={"id": "note-1", "by": ""}).status_code == 400
    assert client.post("/en/notes/take-away", data={"id": "note-0", "by": "x"}).status_code == 400
    client.post("/en/notes/take-away", data={"id": "note-1", "by": "منى", "back": "/en/notes"})
    assert "note-1" not in [row["id"] for row in client.get("/en/notes.json").json()["rows"]]
    assert "note-1" in client.get("/en/notes?removed=note-1").text
    client.post("/en/notes/put-back", data={"id": "note-1", "back": "/en/notes"})
    assert "note-1" in [row["id"] for row in client.get("/en/notes.json").json()["rows"]]


def test_notes_are_filtered_by_tag_reader_and_report(client: httpx.Client) -> None:
    def found(query: str) -> list[str]:
        rows = list(csv.DictReader(io.StringIO(client.get(f"/ar/notes.csv?{query}").text)))
        return sorted(row["id"] for row in rows)

    assert found("") == ["note-1", "note-3"]
    assert found("tag=ارقام") == ["note-1"]
    assert found("tag=تحقق&by=منى") == ["note-3"]
    assert found("report=report-lost") == ["note-3"]
    assert found("tag=nothing") == []


def test_a_note_whose_report_is_lost_is_listed_all_the_same(client: httpx.Client) -> None:
    page = client.get("/en/notes").text
    assert "the report is not in the case" in page
    assert "report-lost" not in page.replace("report=report-lost", "")


def test_nothing_is_noted_from_elsewhere(room: Room, client: httpx.Client) -> None:
    before = room.ids("note")
    client.headers["origin"] = "http://news.example"
    for address in ("notes", "notes/take-away", "notes/put-back"):
        assert client.post(f"/en/{address}", data={"id": "note-1", "by": "x"}).status_code == 403
    assert room.ids("note") == before
