"""What a person writes: judgements and notes. Judgements are only added, notes taken away can be put back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from musnad.errors import MusnadError, UsageError
from musnad.judging import VERDICTS, judge
from musnad.noting import note_down, place_of_words, put_back, take_away
from musnad.show.terminal import plain
from musnad.show.web.guard import local_address
from musnad.show.web.rendering import message_page
from musnad.show.web.viewing import Asked, place_in
from musnad.store import Case, open_case

# A reviewer's name, at most.
LONGEST_NAME = 80


def routes() -> list[Route]:
    base = "/{language:language}"
    return [
        Route(f"{base}/judge", take_judgement, methods=["POST"]),
        Route(f"{base}/notes", take_note, methods=["POST"]),
        Route(f"{base}/notes/take-away", take_note_away, methods=["POST"]),
        Route(f"{base}/notes/put-back", put_note_back, methods=["POST"]),
    ]


async def take_judgement(request: Request) -> Response:
    """Write one judgement, and go back to where it was made."""
    form = await request.form()
    language = request.path_params["language"]
    about, verdict, by = (_said(form, name) for name in ("about", "verdict", "by"))
    if verdict not in VERDICTS or not by or len(by) > LONGEST_NAME:
        return message_page(language, "needs_name", 400)
    back = Asked(language, "review").url(
        "judgements" if form.get("back") == "judgements" else "review",
        by=by,
        kind=about.partition("-")[0],
        second="1" if form.get("second") else "",
        family=_said(form, "family"),
    )
    return await _written(request, lambda case: judge(case, about, verdict, by), back)


async def take_note(request: Request) -> Response:
    """Write a note at a place of a report, or where the words given first stand in it."""
    form = await request.form()
    report_id = _said(form, "report")

    def write(case: Case) -> Any:
        passage = "" if form.get("exact") else _said(form, "passage")
        start, stop = _place(case, report_id, _said(form, "at"), passage)
        return note_down(case, report_id, start, stop, _said(form, "words"), _said(form, "tags"), _said(form, "by"))

    return await _written(request, write, _back(form))


def _place(case: Case, report_id: str, at: str, passage: str) -> tuple[int, int]:
    """Return the place that is meant: ``at`` where its words are those given, else where those stand."""
    report = case.get("report", report_id)
    if report is None:
        raise UsageError(f"nothing in this case has the id {report_id!r}")
    place = place_in(at, len(report.text))
    if place:
        words = report.text[place[0] : place[1]]
        if not passage or _flat(words) == _flat(passage):
            return place[0] + len(words) - len(words.lstrip()), place[0] + len(words.rstrip())
    found = place_of_words(report.text, passage)
    if found is None:
        raise UsageError(f"these words do not stand in the report: {plain(passage)}")
    return found


def _flat(words: str) -> str:
    """Return words as they come back from a form, where ends of lines and what shows nothing may differ."""
    return " ".join(plain(words).split())


async def take_note_away(request: Request) -> Response:
    form = await request.form()
    return await _written(request, lambda case: take_away(case, _said(form, "id"), _said(form, "by")), _back(form))


async def put_note_back(request: Request) -> Response:
    form = await request.form()
    return await _written(request, lambda case: put_back(case, _said(form, "id")), _back(form))


def _said(form: FormData, name: str) -> str:
    return str(form.get(name, "")).strip()


def _back(form: FormData) -> str:
    return f"{local_address(_said(form, 'back'))}#notes"


async def _written(request: Request, write: Callable[[Case], Any], back: str) -> Response:
    """Do what a form asks in the case, and go back; where it can't be done, say why."""

    def run() -> None:
        with open_case(request.app.state.case_path) as case:
            write(case)

    try:
        await run_in_threadpool(run)
    except UsageError as error:
        return message_page(request.path_params["language"], "not_written", 400, str(error))
    except MusnadError as error:
        return message_page(request.path_params["language"], "case_unusable", 503, str(error))
    return RedirectResponse(back, 303)
