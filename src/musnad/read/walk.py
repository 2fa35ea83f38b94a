"""Paths to files: which files the arguments name, in a stable order, and what is left aside and why."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from musnad.read.letters import storable

# A file of one page or one archive is held in memory, and kept whole in the case; tables and web archives may be
# larger, since they are read piece by piece.
LARGEST_FILE = 256 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Found:
    """A file to read, or a path left aside with the reason; ``name`` is relative to its argument."""

    name: str
    path: Path
    reason: str


def find_files(argument: str | Path) -> Iterator[Found]:
    """Yield the files an argument names: itself, or all below a folder, sorted by name."""
    path = Path(argument)
    try:
        kind = os.stat(path).st_mode
    except (OSError, ValueError) as error:
        yield Found(_name(path, path), path, _why(error))
        return
    if stat.S_ISDIR(kind):
        yield from _below(path, path)
    else:
        yield _file(path.name, path)


def _below(root: Path, folder: Path) -> Iterator[Found]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: os.fsencode(entry.name))
    except OSError as error:
        yield Found(_name(folder, root), folder, _why(error))
        return
    for entry in entries:
        path = Path(entry.path)
        if entry.is_dir(follow_symlinks=False):
            yield from _below(root, path)
        elif entry.is_symlink() and not _link_stays(path, root):
            yield Found(_name(path, root), path, "a link to a folder, to nothing, or out of the folder read")
        else:
            yield _file(_name(path, root), path)


def _link_stays(path: Path, root: Path) -> bool:
    try:
        target = path.resolve(strict=True)
    except (OSError, RuntimeError):
        return False
    return target.is_file() and target.is_relative_to(root.resolve())


def _name(path: Path, root: Path) -> str:
    name = path.name if path == root else path.relative_to(root).as_posix()
    return storable(name or str(path))[0]


def _file(name: str, path: Path) -> Found:
    name = storable(name)[0]
    try:
        found = os.stat(path)
    except OSError as error:
        return Found(name, path, _why(error))
    if not stat.S_ISREG(found.st_mode):
        return Found(name, path, "not a regular file")
    if found.st_size == 0:
        return Found(name, path, "empty file")
    return Found(name, path, "")


def _why(error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        return "no such file or folder"
    if isinstance(error, PermissionError):
        return "no permission to read it"
    return f"can't be read: {getattr(error, 'strerror', None) or error}"


def sha_of_file(path: Path) -> tuple[str, str]:
    """Return the SHA-256 of a file's bytes, or why it can't be read. Never waits on a pipe."""
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        with os.fdopen(handle, "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                return "", "not a regular file"
            return hashlib.file_digest(file, "sha256").hexdigest(), ""
    except OSError as error:
        return "", _why(error)
