"""One analysis of a case at a time: the second waits, and can say for whom.

The lock is the operating system's, on a small file beside the case: it is gone when its holder is,
however that ended. Reading needs none: every batch of it is one transaction. Where there are no
such locks (Windows) or no file can be made, nobody waits, and the marks in ``done`` alone keep two
analyses apart: the one that was overtaken begins again.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

# How often the second asks again, in seconds.
ASKING_AGAIN = 0.2
# A longer note about the holder is not from us.
LONGEST_NOTE = 200


@contextmanager
def taking_turns(case: Path, *, waiting: Callable[[str], None] | None = None) -> Iterator[None]:
    """Hold the analysis of ``case`` while the block runs; ``waiting`` is told for whom we wait."""
    held = None
    while held is None:
        try:
            held = _take(_lock_of(case))
        except OSError:  # a read-only folder or no locks here: see above
            break
        if held is None:
            if waiting:
                waiting(_holder(_lock_of(case)))
            time.sleep(ASKING_AGAIN)
    try:
        yield
    finally:
        if held is not None:
            _give_back(held, _lock_of(case))


def _lock_of(case: Path) -> Path:
    return case.with_name(case.name + "-turn")


def _take(path: Path) -> int | None:
    """Return the handle of the locked file, or ``None`` where another holds it."""
    try:
        import fcntl
    except ImportError as error:
        raise OSError("no locks here") from error
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o666)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        # the holder before us takes the file away: what we locked must still be the one others see
        if os.path.samestat(os.fstat(handle), os.stat(path)):
            os.ftruncate(handle, 0)
            os.write(handle, f"process {os.getpid()}, since {time.strftime('%H:%M:%S')}".encode())
            return handle
    except (BlockingIOError, FileNotFoundError):
        pass
    except BaseException:
        os.close(handle)
        raise
    os.close(handle)
    return None


def _give_back(handle: int, path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    finally:
        os.close(handle)


def _holder(path: Path) -> str:
    """Return who holds the turn, as it wrote."""
    try:
        note = path.read_bytes()[:LONGEST_NOTE].decode("ascii", "replace")
    except OSError:
        note = ""
    return note or "another run"
