"""Parsing where it can be killed: a child process with limits reads sources, and hands rows to its parent.

A page that would take forever, eat all memory or crash a parser costs itself: the child dies, the
item is left out with the reason, and a new child goes on behind it. The child runs the same code as
the parent and is no jail: what is bounded is time, memory and the damage of a crash.
"""

from __future__ import annotations

import faulthandler
import mmap
import multiprocessing
import os
import signal
import sys
import time
import warnings
from collections.abc import Callable, Generator, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from musnad.errors import SourceError
from musnad.lang import load_lang
from musnad.outlets import load_outlets
from musnad.read.accounts import Prepared
from musnad.read.entries import NOTHING_KNOWN, Facts
from musnad.read.formats import Opened, Settings, Where, items_of_capture, items_of_data, items_of_file
from musnad.read.rows import Item, Row, skipped

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

    from musnad.read.captures import Capture

# What one item may take: seconds of computing, and bytes of memory beyond what the program itself has.
SECONDS_PER_ITEM = 10.0
# Finding the next item may pass over much that is none: a video in a web archive.
SECONDS_BETWEEN = 60.0
BYTES_PER_ITEM = 1024**3
# A child that says nothing for so long, without computing, waits for something that will not come.
SECONDS_OF_SILENCE = 60.0
Message = tuple[Any, ...]
# Twice the number of the item a child is at, and one more while it reads it; in memory it shares with its parent.
Note = memoryview
NOTE_BYTES = 8
# Words a child sends: an item is begun (number, place), its rows, an item is done (number), all is done; and to a
# question its answer, or why there is none.
BEGUN, ROW, DONE, END = "begun", "row", "done", "end"
ANSWER, REFUSED = "answer", "refused"
# Sent one by one they cost as much as reading a record. So a child gathers them, so many or so long, and notes in
# memory it shares with its parent which item it is at: that is known however it dies. What was not sent yet is read
# again, and up to the item it died at each word is sent as it is said.
MOST_GATHERED = 256
SECONDS_GATHERED = 0.02
_CAUSES = {
    getattr(signal, "SIGPROF", 0): f"took longer than {SECONDS_PER_ITEM:.0f} s",
    getattr(signal, "SIGSEGV", 0): "crashed the parser",
    getattr(signal, "SIGABRT", 0): "crashed the parser",
    getattr(signal, "SIGBUS", 0): "crashed the parser",
}
TOO_LARGE = f"needs more than {BYTES_PER_ITEM // 2**30} GiB of memory"


@dataclass(frozen=True, slots=True)
class Job:
    """A source to read: a file, or a capture, or bytes kept; from which item on."""

    name: str
    settings: Settings
    path: Path | None = None
    capture: Capture | None = None
    facts: Facts = NOTHING_KNOWN
    data: bytes = b""
    sha: str = ""  # of the file, where it is known
    at: str = ""
    skip: int = 0  # items that are done
    lost: str = ""  # why one of the others can't be read
    suspect: int = -1  # its number


@dataclass(frozen=True, slots=True)
class Question:
    """A function of a module and what it is called with; all of it, and the answer, can be pickled."""

    function: Callable[..., Any]
    arguments: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Done:
    """An item, by its number, is done; ``share`` of the source's bytes is behind it, where that is known."""

    number: int
    share: float = 0.0


def items_of(job: Job, where: Where | None = None) -> Iterator[Item]:
    """Yield the items of a job's source, and note ``where`` in it we are."""
    lang = load_lang("ar")
    if lang is None:
        raise RuntimeError("the Arabic language pack is missing from the installation")
    opened = Opened(job.name, lang, job.settings, job.at, job.facts, job.capture, 0, job.sha, where)
    if job.path is not None:
        return items_of_file(opened, job.path)
    if job.capture is not None:
        return items_of_capture(opened, job.capture, job.facts)
    return items_of_data(opened, job.data)


# --- in the child -----------------------------------------------------------------------------------


def serve(connection: Connection, parents: Connection | None, note: Note | None, limited: bool) -> None:
    """Do jobs until there are no more, and send what they yield. ``parents``: the other end, where we have it too."""
    if parents is not None:
        parents.close()  # else we would never learn that the parent is gone
    faulthandler.disable()  # our end is told by the parent, in one line
    with suppress(ValueError, OSError):
        for number in (signal.SIGINT, signal.SIGTERM):  # sent to all of a group; the parent is meant, and ends us
            signal.signal(number, signal.SIG_IGN)
    if limited:
        _limit_memory()
    with suppress(EOFError, BrokenPipeError, ConnectionResetError):
        while True:
            job: Job | Question | None = connection.recv()
            if job is None:
                return
            if isinstance(job, Question):
                connection.send([_answer(job, limited)])
                continue
            for messages in _gathered(job, note, limited):
                connection.send(messages)


def _answer(question: Question, limited: bool) -> Message:
    _restart_clock(limited)
    try:
        said: Message = ANSWER, question.function(*question.arguments)
    except Exception as error:
        said = REFUSED, TOO_LARGE if isinstance(error, MemoryError) else _said(error)
    _restart_clock(limited, SECONDS_BETWEEN)
    return said


def _gathered(job: Job, note: Note | None, limited: bool) -> Iterator[list[Message]]:
    """Yield what is to be sent, several words at a time, and note which item we are at."""
    gathered: list[Message] = []
    since = time.monotonic()
    careful = True
    for message in _messages(job, limited):
        gathered.append(message)
        kind, what = message[:2]
        if kind == BEGUN:
            careful = note is None or what <= job.suspect
        if note is not None and kind != ROW:
            note[0] = 2 * what + 1 if kind == BEGUN else 2 * (what + 1)
        # bytes may be large
        now = careful or len(gathered) >= MOST_GATHERED or (kind == ROW and not isinstance(what, Prepared))
        if now or time.monotonic() - since > SECONDS_GATHERED:
            yield gathered
            gathered = []
            since = time.monotonic()
    yield [*gathered, (END,)]


def _messages(job: Job, limited: bool) -> Iterator[Message]:
    number, at, where = job.skip, job.at, Where()
    try:
        _restart_clock(limited, SECONDS_BETWEEN)
        for number, item in enumerate(items_of(job, where)):
            at = item.at
            if number < job.skip:
                continue
            yield BEGUN, number, item.at
            _restart_clock(limited)
            lost = job.lost if number == job.suspect else ""
            for row in _rows(job, item, lost):
                yield ROW, row
            yield DONE, number, where.share
            _restart_clock(limited, SECONDS_BETWEEN)
    except Exception as error:
        reason = TOO_LARGE if isinstance(error, MemoryError) else _said(error)
        yield ROW, skipped(job.name, at, f"{reason}; nothing after it was read")
        yield DONE, number, 1.0


def _rows(job: Job, item: Item, lost: str) -> Iterator[Row]:
    """Yield the rows of one item; a failure of a reader is the item's alone."""
    if lost:
        yield from _lost(job, item, lost)
        return
    try:
        rows = list(item.read())
    except Exception as error:
        rows = list(_lost(job, item, TOO_LARGE if isinstance(error, MemoryError) else _said(error)))
    yield from rows


def _lost(job: Job, item: Item, reason: str) -> Iterator[Row]:
    from musnad.records import Raw

    sha = None
    for row in item.keep("unknown"):
        sha = row.sha if isinstance(row, Raw) else sha
        yield row
    yield skipped(job.name, item.at, reason, sha)


def _said(error: Exception) -> str:
    if isinstance(error, SourceError):
        return str(error)
    if isinstance(error, RecursionError):
        return "nested too deeply"
    if isinstance(error, OSError) and error.strerror:
        return f"can't be read: {error.strerror}"
    return f"could not be read ({type(error).__name__}: {' '.join(str(error).split())[:120]})"


def _restart_clock(limited: bool, seconds: float = SECONDS_PER_ITEM) -> None:
    """Give the item at hand its time, in seconds of computing: the signal ends the process, whatever it is doing."""
    if limited:
        signal.setitimer(signal.ITIMER_PROF, seconds)


def _limit_memory() -> None:
    import resource

    with suppress(OSError, ValueError):
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
        limit = pages * resource.getpagesize() + BYTES_PER_ITEM
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        resource.setrlimit(resource.RLIMIT_AS, (limit if hard < 0 else min(limit, hard), hard))


# --- in the parent ----------------------------------------------------------------------------------


class Sandbox:
    """A child process that reads sources; started when first needed. A context manager."""

    def __init__(self) -> None:
        self._process: BaseProcess | None = None
        self._connection: Connection | None = None
        self._note: Note | None = None

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(self, *exc: object) -> None:
        self._end()

    def rows(self, job: Job) -> Iterator[Row | Done]:
        """Yield what a source holds, and after each item that it is done."""
        left: Job | None = job
        while left is not None:
            left = yield from self._until_it_ends(left)

    def ask(self, function: Callable[..., Any], *arguments: Any) -> Any:
        """Return what a function of a module says, called in the child under its limits.

        Raises ``SourceError`` with the reason where it raises, takes too long, needs too much or crashes.
        """
        connection = self.start()
        try:
            connection.send(Question(function, arguments))
            ((kind, what),) = self._receive(connection)
        except (EOFError, ConnectionError, _SilentError) as error:
            raise SourceError(self._cause(error)) from None
        except BaseException:
            self._end()  # what it would still send is for nobody
            raise
        if kind == REFUSED:
            raise SourceError(what)
        return what

    def _until_it_ends(self, job: Job) -> Generator[Row | Done, None, Job | None]:
        """Yield what the child sends; return what is left to do where it died."""
        connection = self.start()
        if self._note is not None:
            self._note[0] = 2 * job.skip
        begun: tuple[int, str] | None = None
        done = job.skip - 1
        try:
            connection.send(job)
            while True:
                for message in self._receive(connection):
                    if message[0] == END:
                        return None
                    if message[0] == ROW:
                        yield message[1]
                    elif message[0] == BEGUN:
                        begun = (message[1], message[2])
                    else:
                        done, begun = message[1], None
                        yield Done(done, message[2])
        except (EOFError, ConnectionError, _SilentError) as error:
            reason = self._cause(error)
        except BaseException:
            self._end()  # what it would still send is for nobody
            raise
        suspect = self._note[0] // 2 if self._note is not None else done + 1
        if not (job.lost and suspect == job.suspect == done + 1):
            return replace(job, skip=done + 1, lost=reason, suspect=suspect)
        if begun is None:
            yield skipped(job.name, "", f"{reason}; nothing after it was read")
            return None
        yield skipped(job.name, begun[1], reason)  # it can't even be kept
        yield Done(begun[0])
        return replace(job, skip=begun[0] + 1, lost="")

    def _receive(self, connection: Connection) -> list[Message]:
        if not connection.poll(SECONDS_OF_SILENCE):
            raise _SilentError
        messages: list[Message] = connection.recv()
        return messages

    def start(self) -> Connection:
        """Start the child where none is running; before threads are started is the best time."""
        if self._connection is None or self._process is None or not self._process.is_alive():
            self._end()
            self._fork()
        assert self._connection is not None  # noqa: S101 for the type checker
        return self._connection

    def _fork(self) -> None:
        load_lang("ar")  # both sides need these: loaded before, they are loaded once
        load_outlets()
        # forking is cheap and safe here: the child starts no thread and touches nothing of the parent's
        forks = sys.platform == "linux"
        context = multiprocessing.get_context("fork" if forks else "spawn")
        self._connection, theirs = context.Pipe()
        self._note = memoryview(mmap.mmap(-1, NOTE_BYTES)).cast("q") if forks else None
        ends = (theirs, self._connection if forks else None, self._note)
        process = context.Process(target=serve, args=(*ends, os.name == "posix"), daemon=True)  # type: ignore[attr-defined]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            process.start()
        theirs.close()
        self._process = process

    def _end(self) -> None:
        if self._connection is not None:
            with suppress(OSError, ValueError):
                self._connection.close()
        if self._process is not None:
            self._process.kill()
            self._process.join()
        self._connection = self._process = None

    def _cause(self, error: Exception) -> str:
        """Return why the child died, and clear it away."""
        process = self._process
        if isinstance(error, _SilentError) or process is None:
            self._end()
            return f"no progress for {SECONDS_OF_SILENCE:.0f} s"
        process.join(5)
        code = process.exitcode or 0
        self._end()
        return _CAUSES.get(-code, "the reading process was killed") if code < 0 else "the reading process ended"


class _SilentError(Exception):
    """The child said nothing for too long."""
