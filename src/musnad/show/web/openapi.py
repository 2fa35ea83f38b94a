"""The description of what programs can ask of the pages (OpenAPI 3.1), made from the routes, ``api.toml``, the records.

``/openapi.json``, the page of the API and ``docs/api.md`` show what this returns; nothing is described by hand twice.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import fields
from functools import cache
from importlib.resources import files
from typing import Any

from starlette.routing import BaseRoute, Route

from musnad import __version__
from musnad.records import COLUMN_NAMES, RECORDS
from musnad.show.exports import NUMBERS, export_columns
from musnad.show.outward import FORMATS
from musnad.show.web.handing import TABLE_MEDIA
from musnad.show.web.rendering import FORMS
from musnad.show.words import LANGUAGES

HTML, PROBLEM = "text/html; charset=utf-8", "application/problem+json"
PAGE_MEDIA = {"json": "application/json", "csv": "text/csv; charset=utf-8"}
SAYS = (
    "What the pages of a case show, for programs: rows of the pages, whole tables, and the formats of others. Answers"
    " hold everything, whatever its length. A server listens on its own machine; it lets in who opened its start link"
    " (GET /start?token=…), which sets the cookie. What is written must name the server as its Origin."
)
_FIELD = re.compile(r"(\w+?)(?::(\w+))?(\?)?(\[\])?(\?)?~?")
_PARAMETER = re.compile(r"\{(\w+)(?::\w+)?\}")
_TYPES: dict[str, dict[str, Any]] = {
    "string": {"type": "string"},
    "int": {"type": "integer"},
    "num": {"type": "number"},
    "bool": {"type": "boolean"},
    "place": {"type": "array", "items": {"type": "integer"}, "minItems": 2, "maxItems": 2},
}
# How people come in: nothing a program asks.
WAY_IN = "/login"


@cache
def described() -> dict[str, Any]:
    """Return ``api.toml``."""
    return tomllib.loads((files("musnad") / "show" / "web" / "api.toml").read_text("utf-8"))


def openapi(routes: Iterable[BaseRoute], *, cookie: str) -> dict[str, Any]:
    """Return the description of these routes; ``cookie`` is the name of the one that lets a program in."""
    paths: dict[str, dict[str, Any]] = {}
    for path, method, operation in _operations(routes):
        paths.setdefault(path, {})[method] = operation
    return {
        "openapi": "3.1.0",
        "info": {"title": "Musnad", "version": __version__, "description": SAYS, "license": {"name": "Apache-2.0",
                 "identifier": "Apache-2.0"}},
        "servers": [{"url": "/"}],
        "security": [{"session": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {"session": {"type": "apiKey", "in": "cookie", "name": cookie}},
            "schemas": _schemas(),
            "responses": _refusals(),
        },
    }  # fmt: skip


def plain_paths(routes: Iterable[BaseRoute]) -> Iterator[tuple[str, Route]]:
    """Yield each address of the routes as OpenAPI writes it; one that ends in a form, once for each form."""
    for route in routes:
        if isinstance(route, Route):
            for form in FORMS if "{form:form}" in route.path else ("",):
                yield _PARAMETER.sub(r"{\1}", route.path.replace("{form:form}", form)), route


def _operations(routes: Iterable[BaseRoute]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, route in plain_paths(routes):
        if "POST" in (route.methods or ()):
            if path != WAY_IN:
                yield path, "post", _write(path)
        else:
            operation = _read(path)
            if operation:
                yield path, "get", operation


def _read(path: str) -> dict[str, Any] | None:
    """Return what an address gives; ``None`` where it is a page for people."""
    other = described()["other"].get(path)
    if other:
        return _operation(path, other["says"], _given({other["media"]: {"schema": _schema_of(other["media"])}}))
    kind, _, ending = path.removeprefix("/{language}/").partition(".")
    name = kind.partition("/")[0]
    if name == "table":
        says = {"en": "A table, all its rows; the columns stand under Table.", "ar": "جدول بكل صفوفه."}
        return _operation(path, says, _given({TABLE_MEDIA[ending]: {"schema": {"type": "string"}}}))
    if ending in PAGE_MEDIA:
        return _page(path, name, ending)
    for each in FORMATS:
        if ending == each.ending:
            says = {"en": f"{each.label}: {each.says}.", "ar": f"{each.label}: {each.says_ar}."}
            operation = _operation(path, says, _given({each.media: {"schema": _schema_of(each.media)}}))
            operation["parameters"] += _queries(name) if name == "search" else []
            return operation
    return None


def _schema_of(media: str) -> dict[str, Any]:
    return {"type": "object"} if "json" in media.partition(";")[0] else {"type": "string"}


def _page(path: str, name: str, form: str) -> dict[str, Any]:
    """Return what a page gives. One that ``api.toml`` does not know is told without its fields."""
    page = described()["page"].get(name, {"says": {"en": f"The page {name}.", "ar": f"صفحة {name}."}})
    schema = (
        {"$ref": f"#/components/schemas/{name}"}
        if form == "json" and name in described()["page"]
        else ({"type": "object" if form == "json" else "string"})
    )
    operation = _operation(path, page["says"], _given({PAGE_MEDIA[form]: {"schema": schema}}))
    operation["parameters"] += _queries(name)
    return operation


def _queries(name: str) -> list[dict[str, Any]]:
    return [_query(each) for each in described()["page"].get(name, {}).get("query", "").split()]


def _query(name: str) -> dict[str, Any]:
    words = described()["query"][name]
    return {"name": name, "in": "query", "required": False, "schema": {"type": "string"}, "description": words["en"],
            "x-description-ar": words["ar"]}  # fmt: skip


def _write(path: str) -> dict[str, Any]:
    """Return what can be written to an address, by a form."""
    write = described()["write"].get(path, {"says": {"en": path, "ar": path}, "form": "", "needs": ""})
    names, needs = write["form"].split(), write["needs"].split()
    media = "multipart/form-data" if "files" in names else "application/x-www-form-urlencoded"
    kinds = {"files": {"type": "array", "items": {"type": "string", "contentMediaType": "application/octet-stream"}}}
    schema = {"type": "object", "properties": {each: kinds.get(each, {"type": "string"}) for each in names},
              "required": needs}  # fmt: skip
    answers: dict[str, Any] = {
        "303": {"description": "Written; Location is the page to go back to.",
                "headers": {"Location": {"schema": {"type": "string"}}}},
        "400": {"description": "Why it was not written.", "content": {HTML: {"schema": {"type": "string"}}}},
        "403": {"$ref": "#/components/responses/Refused"},
        "404": {"description": "Nothing has this id.", "content": {HTML: {"schema": {"type": "string"}}}},
        "413": {"description": "Too large.", "content": {HTML: {"schema": {"type": "string"}}}},
        "421": {"$ref": "#/components/responses/Refused"},
        "503": {"description": "The case can't be written now.", "content": {HTML: {"schema": {"type": "string"}}}},
    }  # fmt: skip
    operation = _operation(path, write["says"], answers, "post")
    if names:
        operation["requestBody"] = {"required": bool(needs), "content": {media: {"schema": schema}}}
    return operation


def _operation(path: str, says: dict[str, str], answers: dict[str, Any], method: str = "get") -> dict[str, Any]:
    words = re.sub(r"[^a-z0-9]+", "_", f"{method}{path.replace('{language}', '')}".lower()).strip("_")
    return {
        "operationId": words,
        "summary": says["en"],
        "x-summary-ar": says["ar"],
        "parameters": [_in_path(name) for name in _PARAMETER.findall(path)],
        "responses": answers,
    }


def _in_path(name: str) -> dict[str, Any]:
    schemas = {"language": {"type": "string", "enum": list(LANGUAGES)}, "table": {"enum": list(RECORDS)}}
    schema = schemas.get(name, {"type": "string", "minLength": 1})
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _given(content: dict[str, Any]) -> dict[str, Any]:
    """Return the answers of an address that is asked for: what it gives, and the reasons why it may not."""
    names = {"403": "Refused", "404": "Missing", "421": "Refused", "503": "Busy"}
    return {
        "200": {"description": "All of it.", "content": content},
        **{status: {"$ref": f"#/components/responses/{name}"} for status, name in names.items()},
    }


def _refusals() -> dict[str, Any]:
    problem = {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    page = {HTML: {"schema": {"type": "string"}}}
    return {
        "Missing": {"description": "Nothing in this case has this address.", "content": problem},
        "Busy": {"description": "The case can't be read now, or it takes longer than it may.", "content": problem},
        "Refused": {"description": "Without the cookie, from another site, or under another name.", "content": page},
    }


def _schemas() -> dict[str, Any]:
    problem = shape("type title status:int detail")
    made: dict[str, Any] = {"Problem": problem}
    made |= {name: shape(words) for name, words in described()["types"].items()}
    for name, page in described()["page"].items():
        data = shape(f"title {page.get('data', '')}")
        rows = {"type": "array", "items": shape(page["rows"])}
        made[name] = {
            **data,
            "properties": {**data["properties"], "rows": rows},
            "required": [*data["required"], "rows"],
        }
    made["Table"] = {"type": "object", "properties": {table: _row_of(table) for table in RECORDS},
                     "description": "The columns of each table, by its name."}  # fmt: skip
    return made


def shape(words: str) -> dict[str, Any]:
    """Return a list of fields as ``api.toml`` writes it as a schema. More fields may come, these stay."""
    found = {each: _field(each) for each in words.split()}
    needed = [name for each, (name, _) in found.items() if not each.endswith("~")]
    return {"type": "object", "properties": dict(found.values()), "required": needed}


def _field(words: str) -> tuple[str, dict[str, Any]]:
    match = _FIELD.fullmatch(words)
    if match is None:
        raise ValueError(f"no field: {words}")
    name, kind, inner, is_list, outer = match.groups()
    made = _TYPES.get(kind or "string", {"$ref": f"#/components/schemas/{kind}"})
    if not is_list:
        return name, _or_null(made) if inner else made
    made = {"type": "array", "items": _or_null(made) if inner else made}
    return name, _or_null(made) if outer else made


def _or_null(schema: dict[str, Any]) -> dict[str, Any]:
    if "type" in schema:
        return {**schema, "type": [schema["type"], "null"]}
    return {"anyOf": [schema, {"type": "null"}]}


def _row_of(table: str) -> dict[str, Any]:
    """Return the schema of an exported row, from its record."""
    kinds = {COLUMN_NAMES.get(each.name, each.name): str(each.type) for each in fields(RECORDS[table])}
    kinds |= dict.fromkeys(NUMBERS.get(table, ()), "int | None")
    types = {"int": "int", "float": "num", "str": "string"}
    found: dict[str, Any] = {}
    for column in export_columns(table):
        first, _, rest = kinds.get(column, "str | None").partition(" | ")  # what is joined may be missing
        found[column] = _or_null(_TYPES[types[first]]) if rest else _TYPES[types[first]]
    return {"type": "object", "properties": found, "required": list(found)}
