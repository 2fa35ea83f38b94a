"""What is handed on from the pages: formats of others, whole tables, a report's text alone.

A file is written to the disk before its first byte is sent: all of it comes, with its length, or the reason why not.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterator
from typing import IO

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from musnad.show.exports import write_export
from musnad.show.narrowing import narrow
from musnad.show.outward import FORMATS, Format, write_outward
from musnad.show.outward.chosen import KINDS, WHOLE_CASE, About
from musnad.show.outward.links import Links
from musnad.show.web.answering import answered
from musnad.show.web.pages.search import reports_found
from musnad.show.web.viewing import Asked, MissingError
from musnad.store import Case

# A file up to this size is kept in memory, a larger one on the disk.
KEPT_IN_MEMORY = 4 * 1024 * 1024
BLOCK = 256 * 1024
# Tables as JSON lines and CSV; Parquet has the command line.
TABLE_MEDIA = {"jsonl": "application/jsonl", "csv": "text/csv; charset=utf-8"}
LONGEST_NAME = 80


def routes() -> list[Route]:
    """Return the routes; they come before those of the pages, whose ids may hold dots."""
    base = "/{language:language}"
    made = []
    for each in FORMATS:
        made.append(Route(f"{base}/case.{each.ending}", _outward("case", each)))
        made.append(Route(f"{base}/search.{each.ending}", _outward("search", each)))
        made += [Route(f"{base}/{kind}/{{id:path}}.{each.ending}", _outward(kind, each)) for kind in KINDS]
    made += [Route(f"{base}/table/{{table}}.{form}", _table(form)) for form in TABLE_MEDIA]
    return [*made, Route(f"{base}/report/{{id:path}}/text", text_of_report)]


def _outward(kind: str, form: Format) -> Callable[[Request], Response]:
    def answer(request: Request) -> Response:
        asked = _asked(request, kind, request.path_params.get("id", ""), form.ending)
        about = About(kind, asked.id) if kind in KINDS else WHOLE_CASE
        links = Links(str(request.base_url).rstrip("/"), asked.language)

        def write(case: Case, out: IO[bytes]) -> None:
            if kind == "search":
                narrow(case, reports_found(case, asked))
            for part in write_outward(case, form.name, about, links):
                out.write(part.encode("utf-8", "replace"))

        name = f"{asked.id or kind}.{form.ending}"
        return answered(request, asked, lambda case: _file(case, write, form.media, name))

    return answer


def _table(form: str) -> Callable[[Request], Response]:
    def answer(request: Request) -> Response:
        table = request.path_params["table"]

        def write(case: Case, out: IO[bytes]) -> None:
            write_export(case, table, form, out)  # type: ignore[arg-type]

        asked = _asked(request, "table", table, form)
        return answered(request, asked, lambda case: _file(case, write, TABLE_MEDIA[form], f"{table}.{form}"))

    return answer


def text_of_report(request: Request) -> Response:
    """Return a report's text and nothing else: what all its places count in."""
    asked = _asked(request, "report", request.path_params["id"], "txt")

    def text(case: Case) -> Response:
        row = case.get("report", asked.id)
        if row is None:
            raise MissingError(asked.id)
        headers = {"Content-Security-Policy": "sandbox; default-src 'none'"}
        return Response(row.text.encode("utf-8", "replace"), 200, headers, media_type="text/plain; charset=utf-8")

    return answered(request, asked, text)


def _asked(request: Request, kind: str, id: str, form: str) -> Asked:
    query = tuple((key, value) for key, value in request.query_params.multi_items())
    return Asked(request.path_params["language"], f"{kind}/{id}" if id else kind, id, form, query)


def _file(case: Case, write: Callable[[Case, IO[bytes]], None], media: str, name: str) -> Response:
    out = tempfile.SpooledTemporaryFile(KEPT_IN_MEMORY)  # noqa: SIM115 closed when it is sent
    try:
        write(case, out)
    except BaseException:
        out.close()
        raise
    safe = re.sub(r"[^A-Za-z0-9._-]", "_", name)[-LONGEST_NAME:]
    headers = {"Content-Disposition": f'attachment; filename="{safe}"', "Content-Length": str(out.tell())}
    return StreamingResponse(_blocks(out), 200, headers, media_type=media)


def _blocks(out: IO[bytes]) -> Iterator[bytes]:
    with out:
        out.seek(0)
        while block := out.read(BLOCK):
            yield block
