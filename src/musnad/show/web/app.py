"""The application: its addresses, and how a request becomes a view.

Pages are plain functions, run in threads; each opens the case for itself, to read only.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.convertors import Convertor, register_url_convertor
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from musnad.show.web import entering, handing, themes, writing
from musnad.show.web.answering import answered, refusal_of
from musnad.show.web.guard import Door, Guard
from musnad.show.web.pages import (
    api,
    compare,
    entity,
    front,
    imports,
    notes,
    outlet,
    report,
    review,
    search,
    statement,
    story,
)
from musnad.show.web.rendering import FORMS, message_page, rendered
from musnad.show.web.viewing import Asked, View
from musnad.show.words import LANGUAGES
from musnad.store import Case

if TYPE_CHECKING:
    from musnad.show.web.runs import Runs

Page = Callable[[Case, Asked], View]
# The pages by the first part of their address, and whether an id follows.
PAGES: dict[str, tuple[Page, bool]] = {
    "front": (front.front, False),
    "story": (story.story, True),
    "report": (report.report, True),
    "compare": (compare.compare, False),
    "search": (search.search_page, False),
    "entity": (entity.entity, True),
    "entities": (entity.entities, False),
    "statement": (statement.statement, True),
    "outlet": (outlet.outlet, True),
    "outlets": (outlet.outlets, False),
    "review": (review.review, False),
    "judgements": (review.judgements, False),
    "agreement": (review.agreement, False),
    "notes": (notes.notes, False),
    "problems": (front.problems, False),
}


class _Language(Convertor[str]):
    regex = "|".join(LANGUAGES)

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


class _Form(_Language):
    regex = "|".join(FORMS)


register_url_convertor("language", _Language())
register_url_convertor("form", _Form())


def make_app(case_path: Path, door: Door, runs: Runs) -> Guard:
    """Return the application over a case; ``runs`` starts and watches what is read in the background.

    The guard stands outside everything, so that a page that fails has its headers too.
    """
    app = Starlette(
        routes=[
            *_odd_routes(),
            *handing.routes(),
            *api.routes(),
            *_page_routes(),
            *entering.routes(),
            *themes.routes(),
            *writing.routes(),
            *imports.routes(),
        ],
        exception_handlers={404: _not_found, 405: _not_found, 500: _failed},
    )
    app.state.case_path, app.state.door, app.state.runs = case_path, door, runs
    return Guard(app, door=door)


def _page_routes() -> list[Route]:
    routes = []
    for name, (page, has_id) in PAGES.items():
        path = f"/{{language:language}}/{name}" + ("/{id:path}" if has_id else "")
        endpoint = _endpoint(page)
        routes += [Route(path + ".{form:form}", endpoint), Route(path, endpoint)]
    return routes


def _odd_routes() -> list[Route | Mount]:
    folder = Path(str(files("musnad") / "show" / "web" / "static"))
    return [
        Route("/", lambda _: RedirectResponse("/ar/front", 303)),
        Route("/{language:language}", _to_front),
        Route("/{language:language}/", _to_front),
        Route("/{language:language}/report/{id:path}/raw", report.raw_bytes),
        Route("/static/dossier.css", _dossier_style),
        Mount("/static", StaticFiles(directory=folder)),
    ]


def _endpoint(page: Page) -> Callable[[Request], Response]:
    def answer(request: Request) -> Response:
        asked = asked_of(request)
        return answered(request, asked, lambda case: rendered(page(case, asked), asked))

    return answer


def asked_of(request: Request) -> Asked:
    """Return what a request asks, from its address alone."""
    given = request.path_params
    path = request.scope["path"].split("/", 2)[2]
    form = given.get("form", "html")
    if form != "html":
        path = path.removesuffix(f".{form}")
    query = tuple((key, value) for key, value in request.query_params.multi_items())
    return Asked(given["language"], path, given.get("id", ""), form, query)


def _to_front(request: Request) -> Response:
    return RedirectResponse(f"/{request.path_params['language']}/front", 303)


def _dossier_style(_: Request) -> Response:
    style = (files("musnad") / "show" / "dossier" / "page.css").read_bytes()
    return Response(style, media_type="text/css")


def _not_found(request: Request, error: Exception) -> Response:
    language = "en" if request.url.path.startswith("/en/") else "ar"
    last = request.url.path.rpartition("/")[2]
    # what has an ending, or is no page, was asked for by a program
    form = "json" if "." in last or last in ("raw", "text") else "html"
    return refusal_of(Asked(language, "front", form=form), "missing", getattr(error, "status_code", 404))


def _failed(request: Request, error: Exception) -> Response:  # noqa: ARG001 the server logs it
    language = "en" if request.url.path.startswith("/en/") else "ar"
    return message_page(language, "failed", 500)
