"""Import: files dropped or addresses pasted, read in a process of its own, its progress told while it runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from musnad.show.web.answering import refusal_of
from musnad.show.web.rendering import message_page, rendered
from musnad.show.web.runs import Run, Runs
from musnad.show.web.viewing import Asked, View, said

# Files and addresses of one import, at most.
MOST_FILES, MOST_ADDRESSES = 1000, 500
LONGEST_ADDRESS = 4000
LONGEST_FILE_NAME = 150
COPY_BYTES = 1024 * 1024


def routes() -> list[Route]:
    base = "/{language:language}/import"
    return [
        Route(base, show_import, methods=["GET"]),
        Route(base, start_import, methods=["POST"]),
        Route("/{language:language}/analyse", start_analysing, methods=["POST"]),
        Route(base + "/{id}.{form:form}", show_run, methods=["GET"]),
        Route(base + "/{id}", show_run, methods=["GET"]),
    ]


def show_import(request: Request) -> Response:
    asked = Asked(request.path_params["language"], "import")
    runs: Runs = request.app.state.runs
    view = View("import.html", said("import").in_language(asked.language), {"runs": runs.latest()})
    return rendered(view, asked)


async def start_import(request: Request) -> Response:
    """Keep what was sent in a folder of its own and start to read it."""
    language = request.path_params["language"]
    runs: Runs = request.app.state.runs
    async with request.form(max_files=MOST_FILES, max_fields=10) as form:
        addresses = [line.strip() for line in str(form.get("addresses", "")).splitlines() if line.strip()]
        files = [each for each in form.getlist("files") if isinstance(each, UploadFile) and each.filename]
        wrong = [each for each in addresses if not each.lower().startswith(("http://", "https://"))]
        if wrong or len(addresses) > MOST_ADDRESSES or any(len(each) > LONGEST_ADDRESS for each in addresses):
            return message_page(language, "odd_addresses", 400, " ".join(wrong)[:200])
        if not addresses and not files:
            return message_page(language, "nothing_sent", 400)
        run = runs.new()
        for number, each in enumerate(files):
            await _keep(each, run.folder / "files" / _safe_name(each.filename or "", number))
    await run_in_threadpool(runs.read, run, addresses, bool(files))
    return RedirectResponse(Asked(language, "import").url("import", run.id), 303)


async def start_analysing(request: Request) -> Response:
    """Run the stages that judgements have made stale."""
    runs: Runs = request.app.state.runs
    run = runs.new()
    await run_in_threadpool(runs.analyse, run)
    return RedirectResponse(Asked(request.path_params["language"], "import").url("import", run.id), 303)


async def _keep(sent: UploadFile, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as out:
        while block := await sent.read(COPY_BYTES):
            await run_in_threadpool(out.write, block)


def _safe_name(name: str, number: int) -> str:
    """Return a file name that leads nowhere else; two of one name stay two."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(each if each.isalnum() or each in " ._-()" else "_" for each in last).strip(" .")
    return f"{number:04d}-{kept[-LONGEST_FILE_NAME:] or 'file'}"


def show_run(request: Request) -> Response:
    """Return how far a run is."""
    given = request.path_params
    asked = Asked(given["language"], f"import/{given['id']}", given["id"], given.get("form", "html"))
    runs: Runs = request.app.state.runs
    run = runs.get(given["id"])
    if run is None:
        return refusal_of(asked, "missing", 404)
    state = _state(run)
    view = View("run.html", said("import").in_language(asked.language), {"run": state}, state["problems"], state)
    return rendered(view, asked)


def _state(run: Run) -> dict[str, Any]:
    return {"id": run.id, **run.state()}
