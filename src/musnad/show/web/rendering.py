"""Views as HTML, JSON and CSV."""

from __future__ import annotations

import csv
import io
import json
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape
from starlette.responses import HTMLResponse, Response

from musnad import __version__
from musnad.show.dossier.marking import visible
from musnad.show.exports import defuse
from musnad.show.outward import FORMATS as FORMATS_OF_OTHERS
from musnad.show.outward.chosen import KINDS
from musnad.show.outward.safe import json_text
from musnad.show.terminal import plain
from musnad.show.web.themes import CHOSEN
from musnad.show.web.viewing import Asked, View, said
from musnad.show.words import Both, counted, date_range

if TYPE_CHECKING:
    from jinja2 import Environment

FORMS = ("json", "csv")


def rendered(view: View, asked: Asked) -> Response:
    """Return a view in the form that was asked for."""
    if asked.form == "json":
        body = {"title": view.title, **view.data, "rows": view.rows}
        words = json_text(body, indent=1).encode("utf-8", "replace")
        return Response(words, view.status, media_type="application/json")
    if asked.form == "csv":
        name = asked.path.partition("/")[0]
        headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
        return Response(csv_of(view.rows), view.status, headers, media_type="text/csv; charset=utf-8")
    page = environment(asked.language).get_template(view.template)
    html = page.render(**view.context, title=view.title, asked=asked, theme=CHOSEN.get())
    return HTMLResponse(html.encode("utf-8", "replace"), view.status)


def csv_of(rows: list[dict[str, Any]]) -> bytes:
    """Return rows as CSV; lists and dictionaries as JSON, cells that begin like a formula defused."""
    out = io.StringIO()
    columns = list(dict.fromkeys(key for row in rows for key in row))
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([defuse(_cell(row.get(column))) for column in columns])
    return out.getvalue().encode("utf-8", "replace")


def _cell(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, (list, dict, tuple)) else value


def message_page(language: str, key: str, status: int, detail: str = "") -> Response:
    """Return a page that only says something, without asking the case."""
    view = View("message.html", said(key).in_language(language), {"key": key, "detail": detail}, status=status)
    return rendered(view, Asked(language, "front"))


def refused_page(status: int, key: str, path: str) -> Response:
    """Return the page of a request that is refused; it says how to get in."""
    return message_page("en" if path.startswith("/en/") else "ar", key, status)


@cache
def environment(language: str) -> Environment:
    """Return the templates, speaking one language; jinja2 is imported here, since only this needs it."""
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    made = Environment(
        loader=FunctionLoader(_source),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(
        language=language,
        other="en" if language == "ar" else "ar",
        version=__version__,
        t=lambda key, table="", **values: said(key, table, **values).in_language(language),
        n=lambda key, number: counted(key, number).in_language(language),
        b=lambda both: _in(both, language),
        days=lambda first, last: date_range(first, last).in_language(language),
        formats=FORMATS_OF_OTHERS,
        handed=KINDS,
    )
    made.filters.update(visible=lambda words: visible(str(words or "")), plain=plain)
    return made


def _in(both: Both, language: str) -> Markup:
    """Return one language of a pair; a reason quotes a text, so what would turn the line is shown."""
    words = both.in_language(language)
    return words if isinstance(words, Markup) else visible(words) if words else escape("")


def _source(name: str) -> str:
    return (files("musnad") / "show" / "web" / "templates" / name).read_text("utf-8")
