"""What a person writes: judgements. They are only added; undo is a later judgement."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from musnad.errors import MusnadError
from musnad.judging import VERDICTS, judge
from musnad.show.web.rendering import message_page
from musnad.show.web.viewing import Asked
from musnad.store import open_case

# A reviewer's name, at most.
LONGEST_NAME = 80


def routes() -> list[Route]:
    return [Route("/{language:language}/judge", take_judgement, methods=["POST"])]


async def take_judgement(request: Request) -> Response:
    """Write one judgement, and go back to where it was made."""
    form = await request.form()
    language = request.path_params["language"]
    about, verdict, by = (str(form.get(name, "")).strip() for name in ("about", "verdict", "by"))
    if verdict not in VERDICTS or not by or len(by) > LONGEST_NAME:
        return message_page(language, "needs_name", 400)
    try:
        await run_in_threadpool(_write, request, about, verdict, by)
    except MusnadError as error:
        return message_page(language, "missing", 404, str(error))
    back = Asked(language, "review").url(
        "judgements" if form.get("back") == "judgements" else "review",
        by=by,
        kind=_table(about),
        second="1" if form.get("second") else "",
    )
    return RedirectResponse(back, 303)


def _table(about: str) -> str:
    return about.partition("-")[0]


def _write(request: Request, about: str, verdict: str, by: str) -> None:
    with open_case(request.app.state.case_path) as case:
        judge(case, about, verdict, by)
