"""Who may ask the server anything: everything is refused that this program's own pages did not ask for.

Other pages in the same browser can send requests to a server on loopback, and can give it a name of
their own (DNS rebinding). So a request must name an address we gave out (``Host``), carry the cookie
that the start link sets, and, where it writes, come from one of our pages (``Origin``).
"""

from __future__ import annotations

import hmac
import ipaddress
import secrets
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

# 32 bytes of chance: nobody tries them all.
TOKEN_BYTES = 32
# So many wrong passwords a minute are answered; the rest wait.
WRONG_PASSWORDS_A_MINUTE = 10
# A form without files is small; an upload may be an archive.
LARGEST_FORM = 1024 * 1024
LARGEST_UPLOAD = 4 * 1024**3
SAFE_METHODS = ("GET", "HEAD")
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self';"
    " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # not no-referrer: with it a browser hides the Origin of our own forms
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), browsing-topics=()",
    "Cache-Control": "no-store",
}


@dataclass(slots=True)
class Door:
    """What lets somebody in: the hosts we answer to, the start token, the cookie, and a password if there is one."""

    hosts: frozenset[str]
    any_number: bool = False  # also any address written as a number: nobody can rebind that
    password: str | None = None
    port: int = 0
    token: str = field(default_factory=lambda: secrets.token_urlsafe(TOKEN_BYTES))
    session: str = field(default_factory=lambda: secrets.token_urlsafe(TOKEN_BYTES))
    wrong: list[float] = field(default_factory=list)  # when wrong passwords came

    @property
    def cookie(self) -> str:
        """Return the cookie's name: cookies know no ports, so that two cases need two names."""
        return f"musnad-{self.port}"

    def knows_host(self, host: str) -> bool:
        return host.lower() in self.hosts or (self.any_number and is_number(host))

    def knows_token(self, token: str) -> bool:
        return hmac.compare_digest(token.encode(), self.token.encode())

    def knows_session(self, cookie: str) -> bool:
        return hmac.compare_digest(cookie.encode(), self.session.encode())

    def knows_password(self, word: str) -> bool:
        """Tell whether a password is right; after some wrong ones in a minute none is."""
        now = time.monotonic()
        self.wrong[:] = [moment for moment in self.wrong if moment > now - 60]
        if self.password is None or len(self.wrong) >= WRONG_PASSWORDS_A_MINUTE:
            return False
        right = hmac.compare_digest(word.encode("utf-8", "replace"), self.password.encode())
        if not right:
            self.wrong.append(now)
        return right


def is_number(host: str) -> bool:
    """Tell whether a ``Host`` names a machine by its number."""
    name = host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0]
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def is_loopback(address: str) -> bool:
    """Tell whether only this machine can reach an address."""
    if address == "localhost":
        return True
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def hosts_of(addresses: Iterable[str], port: int) -> frozenset[str]:
    """Return the ``Host`` headers that name these addresses."""
    names = {f"[{each}]" if ":" in each else each.lower() for each in addresses}
    return frozenset({f"{name}:{port}" for name in names} | (names if port == 80 else set()))


def refusal(door: Door, request: Request) -> tuple[int, str] | None:
    """Return the status and key of the reason why a request is refused; ``None`` where it may pass."""
    if len(request.headers.getlist("host")) != 1 or not door.knows_host(request.headers["host"]):
        return 421, "refused_host"
    site = request.headers.get("sec-fetch-site", "same-origin")
    if request.method not in SAFE_METHODS:
        own = f"{request.url.scheme}://{request.headers['host'].lower()}"
        if request.headers.get("origin", "").lower() != own or site != "same-origin":
            return 403, "refused_origin"
    length = request.headers.get("content-length", "0")
    if not length.isdecimal() or int(length) > largest_body(request.url.path):
        return 413, "too_large"
    path = request.url.path
    if path.startswith("/static/") or path in ("/start", "/login", "/theme"):
        return None
    if site not in ("same-origin", "none") and request.headers.get("sec-fetch-mode") != "navigate":
        return 403, "refused_origin"
    if not door.knows_session(request.cookies.get(door.cookie, "")):
        return 403, "refused_token"
    return None


def largest_body(path: str) -> int:
    """Return how many bytes may be sent to an address."""
    return LARGEST_UPLOAD if path.endswith("/import") else LARGEST_FORM


def local_address(address: str) -> str:
    """Return an address if it leads to this server, else the front page's: browsers take ``/\\`` for ``//``."""
    if address.startswith("/") and address[1:2] not in ("/", "\\") and address.isprintable():
        return address
    return "/"


class Guard:
    """ASGI middleware: refuses what ``refusal`` refuses, bounds bodies, and puts the headers on every answer."""

    def __init__(self, app: ASGIApp, *, door: Door) -> None:
        self.app = app
        self.door = door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return  # no websockets here
        from starlette.requests import Request

        from musnad.show.web.themes import CHOSEN, theme_of

        request = Request(scope)
        CHOSEN.set(theme_of(request))
        refused = refusal(self.door, request)
        if refused:
            await self._refused(request, *refused)(scope, receive, _with_headers(send))
            return
        most = largest_body(request.url.path)
        await self.app(scope, _bounded(receive, most), _with_headers(send))

    def _refused(self, request: Request, status: int, key: str) -> Response:
        from starlette.responses import RedirectResponse

        from musnad.show.web.rendering import refused_page

        if key == "refused_token" and self.door.password is not None and request.method in SAFE_METHODS:
            return RedirectResponse("/login", 303)
        return refused_page(status, key, request.url.path)


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            there = {name.lower() for name, _ in message["headers"]}
            message["headers"] = [
                *message["headers"],
                *((k.lower().encode(), v.encode()) for k, v in HEADERS.items() if k.lower().encode() not in there),
            ]
        await send(message)

    return sending


def _bounded(receive: Receive, most: int) -> Receive:
    """Return a body that is refused where it grows past ``most`` bytes, whatever length it was sent with."""
    from starlette.exceptions import HTTPException

    taken = 0

    async def receiving() -> Message:
        nonlocal taken
        message = await receive()
        if message["type"] == "http.request":
            taken += len(message.get("body", b""))
            if taken > most:
                raise HTTPException(413)
        return message

    return receiving
