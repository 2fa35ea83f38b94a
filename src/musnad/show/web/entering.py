"""Coming in: the start link, and the password where one is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from musnad.show.web.rendering import message_page, rendered
from musnad.show.web.viewing import Asked, View, said

if TYPE_CHECKING:
    from musnad.show.web.guard import Door


def routes() -> list[Route]:
    return [
        Route("/start", start, methods=["GET"]),
        Route("/login", ask_password, methods=["GET"]),
        Route("/login", take_password, methods=["POST"]),
    ]


def start(request: Request) -> Response:
    """Take the token of the start link for a cookie, and go on without it in the address."""
    door: Door = request.app.state.door
    if not door.knows_token(request.query_params.get("token", "")):
        return message_page("ar", "refused_token", 403)
    return _inside(door)


def ask_password(request: Request) -> Response:
    door: Door = request.app.state.door
    if door.password is None:
        return message_page("ar", "refused_token", 403)
    return _form("ar", False)


async def take_password(request: Request) -> Response:
    door: Door = request.app.state.door
    form = await request.form()
    if not door.knows_password(str(form.get("password", ""))):
        return _form("ar", True)
    return _inside(door)


def _form(language: str, is_wrong: bool) -> Response:
    view = View(
        "login.html",
        said("password").in_language(language),
        {"is_wrong": is_wrong},
        status=403 if is_wrong else 200,
    )
    return rendered(view, Asked(language, "front"))


def _inside(door: Door) -> Response:
    # a page that goes on by itself, and no redirect: where another program or page opened the link, a browser
    # would not send a strict cookie along the redirect
    view = View("start.html", said("opening").in_language("ar"), {})
    response = rendered(view, Asked("ar", "front"))
    response.set_cookie(door.cookie, door.session, httponly=True, samesite="strict", path="/")
    return response
