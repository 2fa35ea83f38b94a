"""Starting the server: where it listens, who may come in, and the link that lets them."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path

from musnad.errors import CaseError, UsageError
from musnad.show.web.guard import Door, hosts_of, is_loopback
from musnad.store import open_case

# Shorter passwords are guessed.
SHORTEST_PASSWORD = 12
LOOPBACK = ("127.0.0.1", "localhost", "::1")
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 named to be refused without a password


def make_door(host: str, port: int, password: str | None) -> Door:
    """Return who may come in where the server listens on ``host``.

    Raises ``UsageError`` where others can reach the address and there is no password.
    """
    if password is not None and len(password) < SHORTEST_PASSWORD:
        raise UsageError(f"the password has fewer than {SHORTEST_PASSWORD} characters")
    if is_loopback(host):
        return Door(hosts_of({host, *LOOPBACK}, port), password=password, port=port)
    if password is None:
        raise UsageError(f"{host} can be reached from other machines: give a password with --password-file")
    names = {host, *LOOPBACK} if host not in EVERYWHERE else {socket.gethostname(), *LOOPBACK}
    return Door(hosts_of(names, port), any_number=host in EVERYWHERE, password=password, port=port)


def read_password(path: Path) -> str:
    """Return the first line of a password file."""
    lines = path.read_text("utf-8").splitlines()
    return lines[0].strip() if lines else ""


def listening(host: str, port: int) -> socket.socket:
    """Return a socket that listens; port 0 takes a free one. Raises ``UsageError`` where that can't be."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # TCP by name: only then asyncio sends without waiting for more, which costs 40 ms an answer
    made = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((host, port))
        made.listen(128)
    except OSError as error:
        made.close()
        raise UsageError(f"{host}:{port} can't be listened on: {error.strerror or error}") from error
    return made


def start_url(host: str, door: Door) -> str:
    """Return the address that lets its reader in."""
    name = "127.0.0.1" if host in EVERYWHERE else f"[{host}]" if ":" in host else host
    return f"http://{name}:{door.port}/start?token={door.token}"


def start_page(folder: Path, url: str) -> Path:
    """Write a page that leads to the start link, for this user alone.

    A browser is given this page's name: the link itself would stand in the list of processes for all to see.
    """
    page = folder / "start.html"
    page.touch(mode=0o600)
    go = f'<meta http-equiv="refresh" content="0;url={url}"><a href="{url}">Musnad</a>'
    page.write_text(f'<!DOCTYPE html><meta charset="utf-8">{go}', "utf-8")
    return page


def _look_at(case_path: Path) -> None:
    """Say now rather than on every page what is wrong with a case; an older one is brought up to date."""
    try:
        open_case(case_path).close()
    except CaseError:
        open_case(case_path, read_only=True).close()  # one that can't be written to can still be shown


def serve(
    case_path: Path, *, host: str, port: int, password: str | None = None, told: Callable[[str, Path], None]
) -> None:
    """Serve a case until stopped. ``told`` is given the start link and a page that leads to it.

    Raises ``CaseError`` where the file is no case, ``UsageError`` where the address can't be used.
    """
    import uvicorn

    from musnad.show.web.app import make_app
    from musnad.show.web.runs import Runs

    _look_at(case_path)
    make_door(host, port, password)  # refused before anything listens
    with listening(host, port) as at:
        door = make_door(host, at.getsockname()[1], password)
        runs = Runs(case_path)
        server = uvicorn.Server(
            uvicorn.Config(
                make_app(case_path, door, runs), log_level="warning", access_log=False, server_header=False,
                lifespan="off", proxy_headers=False, limit_concurrency=200, timeout_keep_alive=15,
            )
        )  # fmt: skip
        url = start_url(host, door)
        told(url, start_page(runs.folder, url))
        try:
            server.run(sockets=[at])
        finally:
            runs.stop()
