"""What programs can ask of the pages: the description itself, and the same to read."""

from __future__ import annotations

import json
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from musnad.records import RECORDS
from musnad.show.exports import export_columns
from musnad.show.outward import FORMATS
from musnad.show.web.handing import TABLE_MEDIA
from musnad.show.web.openapi import described, openapi
from musnad.show.web.rendering import rendered
from musnad.show.web.viewing import Asked, View


def routes() -> list[Route]:
    return [Route("/openapi.json", description), Route("/{language:language}/api", api)]


def description(request: Request) -> Response:
    """Return the OpenAPI description of this server."""
    words = json.dumps(_description(request), ensure_ascii=False, indent=1)
    return Response(words.encode("utf-8"), media_type="application/json")


def _description(request: Request) -> dict[str, Any]:
    return openapi(request.app.routes, cookie=request.app.state.door.cookie)


def api(request: Request) -> Response:
    """Return the page of the API: formats of the whole case, tables, addresses."""
    asked = Asked(request.path_params["language"], "api")
    words = {key: both[asked.language] for key, both in described()["words"].items()}
    context = {
        "words": words,
        "formats": [(each, f"/{asked.language}/case.{each.ending}") for each in FORMATS],
        "tables": [(table, export_columns(table)) for table in RECORDS],
        "table_forms": list(TABLE_MEDIA),
        "addresses": addresses(_description(request), asked.language),
    }
    return rendered(View("api.html", words["title"], context), asked)


def addresses(told: dict[str, Any], language: str) -> list[dict[str, Any]]:
    """Return each address once, with what it says, takes and gives, in one language.

    Formats and tables stand apart on the page; a CSV stands beside its JSON.
    """
    found = []
    apart = (*(f".{each.ending}" for each in FORMATS), ".jsonl", "{table}.csv")
    for path, operations in told["paths"].items():
        if path.endswith(apart) or (path.endswith(".csv") and f"{path[:-4]}.json" in told["paths"]):
            continue
        beside = " .csv" if path.endswith(".json") and f"{path[:-5]}.csv" in told["paths"] else ""
        for method, operation in operations.items():
            found.append(
                {
                    "method": method.upper(),
                    "path": path.replace("{language}", language) + beside,
                    "says": operation["summary" if language == "en" else "x-summary-ar"],
                    "takes": [*_queries(operation, language), *_form(operation)],
                    "gives": _fields(told, operation),
                }
            )
    return found


def _queries(operation: dict[str, Any], language: str) -> list[tuple[str, str]]:
    key = "description" if language == "en" else "x-description-ar"
    return [(each["name"], each[key]) for each in operation["parameters"] if each["in"] == "query"]


def _form(operation: dict[str, Any]) -> list[tuple[str, str]]:
    for content in operation.get("requestBody", {}).get("content", {}).values():
        schema = content["schema"]
        return [(name, "*" if name in schema["required"] else "") for name in schema["properties"]]
    return []


def _fields(told: dict[str, Any], operation: dict[str, Any]) -> list[str]:
    """Return the names of the fields of a page's JSON, those of a row last."""
    content = operation["responses"].get("200", {}).get("content", {}).get("application/json", {})
    name = content.get("schema", {}).get("$ref", "").rpartition("/")[2]
    if not name:
        return []
    properties = told["components"]["schemas"][name]["properties"]
    rows = properties["rows"]["items"]["properties"]
    return [*(each for each in properties if each != "rows"), f"rows[{', '.join(rows)}]"]
