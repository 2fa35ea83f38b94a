"""Light, dark, or as the system says: chosen in the bar of every page, kept in a cookie, no script needed."""

from __future__ import annotations

from contextvars import ContextVar

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from musnad.show.web.guard import local_address

THEMES = ("system", "light", "dark")
COOKIE = "musnad-theme"
COOKIE_SECONDS = 365 * 24 * 3600
# What the request being answered wants. The guard sets it, so that also a page that refuses has it.
CHOSEN: ContextVar[str] = ContextVar("theme", default="system")


def routes() -> list[Route]:
    return [Route("/theme", take_theme, methods=["POST"])]


def theme_of(request: Request) -> str:
    """Return the theme a request's cookie asks for; any other word is the system's."""
    wanted = request.cookies.get(COOKIE, "")
    return wanted if wanted in THEMES else "system"


async def take_theme(request: Request) -> Response:
    """Keep the choice, and go back to the page it was made on."""
    form = await request.form()
    response = RedirectResponse(local_address(str(form.get("back", ""))), 303)
    wanted = str(form.get("theme", ""))
    if wanted in THEMES:
        response.set_cookie(COOKIE, wanted, max_age=COOKIE_SECONDS, httponly=True, samesite="strict", path="/")
    return response
