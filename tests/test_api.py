"""The description of the web pages' addresses: whole, valid, and what the server really does."""

from __future__ import annotations

import json
import runpy
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from reading_room import Room, addresses_of, full_case, hostile_case, serving

from musnad.records import RECORDS
from musnad.show.exports import export_columns
from musnad.show.web.openapi import described, plain_paths, shape
from musnad.store import Case

ROOT = Path(__file__).resolve().parent.parent
# Pages for people without rows of their own, and the ways in.
WITHOUT_ROWS = {"/", "/{language}", "/{language}/", "/{language}/api", "/{language}/import", "/start", "/login",
                "/static/dossier.css"}  # fmt: skip


@pytest.fixture(scope="module", params=["full", "hostile", "sample"])
def room(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, sample_case: Case) -> Iterator[Room]:
    path = tmp_path_factory.mktemp("api") / f"{request.param}.musnad"
    if request.param == "sample":
        shutil.copy(sample_case.path, path)
    else:
        (full_case if request.param == "full" else hostile_case)(path)
    with serving(path) as room:
        yield room


@pytest.fixture(scope="module")
def told(room: Room) -> dict[str, Any]:
    with room.client() as client:
        return dict(client.get("/openapi.json").json())


def test_every_route_is_described_or_a_page_for_people(room: Room, told: dict[str, Any]) -> None:
    from musnad.show.web.app import make_app
    from musnad.show.web.runs import Runs

    app = make_app(room.case_path, room.door, Runs(room.case_path, room.case_path.parent)).app
    for path, _ in plain_paths(app.routes):  # type: ignore[attr-defined]
        assert path in told["paths"] or f"{path}.json" in told["paths"] or path in WITHOUT_ROWS, path


def test_what_is_described_by_hand_is_there(told: dict[str, Any]) -> None:
    paths = told["paths"]
    for name in described()["page"]:
        assert f"/{{language}}/{name}.json" in paths or f"/{{language}}/{name}/{{id}}.json" in paths, name
    for path in (*described()["other"], *described()["write"]):
        assert path in paths, path
    used = {each["name"] for path in paths.values() for operation in path.values() for each in operation["parameters"]}
    assert set(described()["query"]) <= used


def test_every_page_has_its_fields_described(told: dict[str, Any]) -> None:
    for path, operations in told["paths"].items():
        for content in operations.get("get", {"responses": {}})["responses"].get("200", {}).get("content", {}).values():
            named = "$ref" in content["schema"] or path.endswith((".csv", ".jsonl", "/raw", "/text", "openapi.json"))
            assert named or any(path.endswith(f".{each}") for each in ENDINGS), path


ENDINGS = ("bib", "ris", "txt", "jsonld", "prov.json", "geojson", "graphml")


def closed(schema: Any) -> Any:
    """Return a schema that knows no other fields than its own: nothing may be given that is not described."""
    if isinstance(schema, dict):
        more = {"additionalProperties": False} if "properties" in schema else {}
        return {key: closed(value) for key, value in schema.items()} | more
    return [closed(each) for each in schema] if isinstance(schema, list) else schema


def test_every_page_gives_what_is_described_and_nothing_else(room: Room, told: dict[str, Any]) -> None:
    schemas = closed(told["components"]["schemas"])
    with room.client() as client:
        for address in addresses_of(room, "en"):
            path, _, query = address.partition("?")
            name = path.split("/")[2]
            answer = client.get(f"{path}.json?{query}")
            if answer.status_code == 404 and name in ("import", "nothing-here", "api"):
                continue
            root = {"$ref": f"#/components/schemas/{name}", "components": {"schemas": schemas}}
            jsonschema_rs.validator_for(root).validate(answer.json())


def test_the_columns_of_tables_are_those_of_exports(told: dict[str, Any]) -> None:
    tables = told["components"]["schemas"]["Table"]["properties"]
    assert {table: tuple(schema["properties"]) for table, schema in tables.items()} == {
        table: export_columns(table) for table in RECORDS
    }


def test_rows_of_tables_are_of_their_types(room: Room, told: dict[str, Any]) -> None:
    with room.client() as client:
        for table, schema in told["components"]["schemas"]["Table"]["properties"].items():
            validator = jsonschema_rs.validator_for(schema)
            for line in client.get(f"/en/table/{table}.jsonl").text.splitlines():
                validator.validate(json.loads(line))


def test_a_shape_says_what_may_be_null_and_what_is_a_list() -> None:
    made = shape("a b:int c? d:num[] e?[] f[]? g:end? h~")
    fields = made["properties"]
    assert set(fields) - set(made["required"]) == {"h"}
    assert fields["a"] == {"type": "string"}
    assert fields["b"] == {"type": "integer"}
    assert fields["c"] == {"type": ["string", "null"]}
    assert fields["d"] == {"type": "array", "items": {"type": "number"}}
    assert fields["e"] == {"type": "array", "items": {"type": ["string", "null"]}}
    assert fields["f"] == {"type": ["array", "null"], "items": {"type": "string"}}
    assert fields["g"] == {"anyOf": [{"$ref": "#/components/schemas/end"}, {"type": "null"}]}


def test_the_page_of_the_api_is_made_from_the_description() -> None:
    made = runpy.run_path(str(ROOT / "docs" / "make_api.py"))["api_page"]()
    assert (ROOT / "docs" / "api.md").read_text("utf-8") == made


@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_page_shows_every_table_format_and_address(room: Room, language: str) -> None:
    with room.client() as client:
        page = client.get(f"/{language}/api").text
        for href in ("/openapi.json", *(f"/{language}/table/{table}.csv" for table in RECORDS)):
            assert f'href="{href}"' in page
        assert f"GET /{language}/front.json" in page


def asked_for(told: dict[str, Any]) -> Iterator[str]:
    """Yield the described addresses that can be asked for, in English."""
    for path, operations in told["paths"].items():
        if "get" in operations:
            yield path.replace("{language}", "en").replace("{table}", "report")


def test_every_address_gives_what_is_there(room: Room, told: dict[str, Any]) -> None:
    with room.client() as client:
        for path in asked_for(told):
            kind = path.split("/")[2] if "{id}" in path else ""
            if kind != "import":  # no run is there
                id = room.ids(kind)[0] if kind else ""
                assert client.get(path.replace("{id}", id)).status_code == 200, path


def test_nothing_is_given_without_the_cookie(room: Room, told: dict[str, Any]) -> None:
    with room.stranger() as stranger:
        for path in asked_for(told):
            assert stranger.get(path.replace("{id}", "x")).status_code == 403, path
