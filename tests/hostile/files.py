"""What stands in a folder that is no file of words: pipes, devices, links, holes, locked doors."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path

from hostile.written import MARK, PARTIAL, REJECTED, SKIPPED, Case, a_file, made, page, several, text_of

NONE = f"{REJECTED}|{SKIPPED}"


def _fifo(folder: Path) -> None:
    os.mkfifo(folder / "a.html")


def _socket(folder: Path) -> None:
    here = os.getcwd()
    os.chdir(folder)  # the name of a socket is short
    try:
        with socket.socket(socket.AF_UNIX) as made_here:
            made_here.bind("a.html")
    finally:
        os.chdir(here)


def _link(target: str, name: str = "a.html") -> object:
    return lambda folder: (folder / name).symlink_to(target)


def _link_inside(folder: Path) -> None:
    (folder / "a.html").write_text(page(), "utf-8")
    (folder / "b.html").symlink_to("a.html")


def _outside(folder: Path) -> None:
    outside = folder.parent / "secret.txt"
    outside.write_text(text_of(), "utf-8")
    (folder / "a.txt").symlink_to(outside)


def _loop(folder: Path) -> None:
    (folder / "a").symlink_to("b")
    (folder / "b").symlink_to("a")
    (folder / "self").mkdir()
    (folder / "self" / "up").symlink_to("..")
    (folder / "ok.txt").write_text(text_of(), "utf-8")


def _sparse(folder: Path) -> None:
    with (folder / "a.html").open("wb") as file:
        file.truncate(20 * 2**30)


def _locked(folder: Path) -> None:
    path = folder / "a.html"
    path.write_text(page(), "utf-8")
    path.chmod(0)


def _locked_folder(folder: Path) -> None:
    (folder / "in").mkdir()
    (folder / "in" / "a.html").write_text(page(), "utf-8")
    (folder / "in").chmod(0)


def _deep(folder: Path) -> None:
    for _ in range(60):
        folder = folder / ("مجلد" * 4)
        folder.mkdir()
    (folder / "a.html").write_text(page(), "utf-8")


def _many(folder: Path) -> None:
    for number in range(300):
        (folder / f"{number}.html").touch()
    (folder / "a.html").write_text(page(), "utf-8")


def cases() -> Iterator[Case]:
    is_root = os.geteuid() == 0  # whom no door is locked to
    yield Case("pipe", _fifo, NONE, (0, 0), "not a regular file")
    yield Case("socket", _socket, NONE, (0, 0), "not a regular file")
    for device in ("zero", "random", "full", "tty"):
        yield Case(f"device {device}", _link(f"/dev/{device}"), NONE, (0, 0), "link")
    yield Case("process", _link("/proc/self/mem"), NONE, (0, 0), "link")
    yield Case("link to a password file", _link("/etc/passwd", "a.txt"), NONE, (0, 0), "link", lacks=("root:",))
    yield Case("link to nothing", _link("gone"), NONE, (0, 0), "link")
    yield Case("link to the folder", _link("."), NONE, (0, 0), "link")
    yield Case("link inside", _link_inside, holds=(MARK,))
    yield Case("link outside", _outside, NONE, (0, 0), "link")
    yield Case("links in circles", _loop, PARTIAL, (1, 1), "link", (MARK,))
    yield Case("sparse file", _sparse, NONE, (0, 0), "larger than")
    yield Case("large zeros", made("a.html", lambda: bytes(30 * 2**20)), NONE, (0, 0))
    yield Case("locked file", _locked, "accepted" if is_root else NONE, (0, 1))
    yield Case("locked folder", _locked_folder, "accepted" if is_root else NONE, (0, 1))
    yield Case("deep folders", _deep, holds=(MARK,))
    yield Case("many empty files", _many, PARTIAL, (1, 1), "empty file", (MARK,))
    yield Case("empty file", a_file("a.html", b""), SKIPPED, (0, 0), "empty file")
    yield Case("folder called page", lambda folder: (folder / "a.html").mkdir(), "nothing", (0, 0))
    yield Case("hidden files", several(a_file(".a.html", page()), a_file(".DS_Store", bytes(40))), PARTIAL, (0, 1))
