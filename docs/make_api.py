"""Make docs/api.md from the description of the web pages' addresses. Run: python docs/make_api.py"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from musnad.records import RECORDS
from musnad.show.outward import FORMATS
from musnad.show.outward.chosen import KINDS
from musnad.show.web.app import make_app
from musnad.show.web.guard import Door
from musnad.show.web.openapi import SAYS, described, openapi
from musnad.show.web.pages.api import addresses
from musnad.show.web.runs import Runs

HEAD = """# The API

<!-- made by docs/make_api.py from the routes, show/web/api.toml and the records; edit those -->

{says}

`/openapi.json` of a running server says the same as OpenAPI 3.1; `/en/api` and `/ar/api` show it with links.

    curl -s -c jar -o /dev/null 'http://127.0.0.1:8737/start?token=…'      # the link `musnad serve` prints
    curl -s -b jar http://127.0.0.1:8737/en/front.json
    curl -s -b jar http://127.0.0.1:8737/en/table/quote.jsonl > quotes.jsonl

A refusal of a program is JSON (`application/problem+json`, RFC 9457) with `title`, `status`, `detail`: 404 where
nothing has the address, 503 where the case can't be read now; 403 and 421 (no cookie, another site or name) are pages.

"""


def api_page() -> str:
    """Return the page as Markdown."""
    app = make_app(Path("case.musnad"), Door(frozenset()), Runs(Path("case.musnad"), Path("runs"))).app
    told = openapi(app.routes, cookie="musnad-PORT")  # type: ignore[attr-defined] it is the application the guard guards
    parts = [HEAD.format(says=SAYS), _formats(), _tables(), "## Addresses\n\n`LANGUAGE` is `ar` or `en`.\n\n"]
    parts += [_address(each) for each in addresses(told, "en")]
    return "".join([*parts, _types()]).rstrip() + "\n"


def _formats() -> str:
    kinds = ", ".join(f"`/LANGUAGE/{kind}/ID`" for kind in KINDS)
    rows = "".join(f"| `{each.ending}` | {each.says} | `{each.media}` |\n" for each in FORMATS)
    return (
        f"## Formats of others\n\nAfter `/LANGUAGE/case`, `/LANGUAGE/search` (with its query), {kinds} and a dot "
        f"([what maps to what](stages/outward.md)):\n\n| ending | gives | type |\n|---|---|---|\n{rows}\n"
    )


def _tables() -> str:
    names = ", ".join(f"`{name}`" for name in RECORDS)
    return (
        "## Tables\n\n`/LANGUAGE/table/TABLE.jsonl` and `.csv` give all rows of a table with the columns of an export"
        f" ([tables](tables.md)): {names}.\n\n"
    )


def _address(each: dict[str, Any]) -> str:
    lines = [f"### {each['method']} {each['path'].replace('/en/', '/LANGUAGE/', 1)}", "", each["says"], ""]
    lines += [f"- `{name}` {says.replace('*', '(needed)')}".rstrip() for name, says in each["takes"]]
    if each["gives"]:
        lines += ["", f"Gives `{' '.join(each['gives'])}`"]
    return "\n".join([*lines, "", ""]).replace("\n\n\n", "\n\n")


def _types() -> str:
    rows = "".join(f"| {name} | `{words}` |\n" for name, words in described()["types"].items())
    return f"## Parts of rows\n\n| name | fields |\n|---|---|\n{rows}"


if __name__ == "__main__":
    (Path(__file__).parent / "api.md").write_text(api_page(), "utf-8")
