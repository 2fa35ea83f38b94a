"""Progress on stderr: one line with rate and time left on a terminal, nothing elsewhere, so that logs stay readable.

The line is drawn when something is told, at most ten times a second, and by no thread of its own:
reading starts other processes, and results on stdout never meet a half-drawn line.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from musnad.pipeline import Progress
from musnad.show.terminal import plain

if TYPE_CHECKING:
    from rich.console import Console

Unit = Literal["", "bytes"]
Clock = Callable[[], float]

# The rate is that of the last so many seconds: long enough for files of uneven size, short enough
# to follow a stage that slows down.
WINDOW = 20.0
# Before so many seconds and so large a share nothing is said of rate and time left: it would jump.
LEAST_SECONDS, LEAST_SHARE = 2.0, 0.005
# A redraw more often than this flickers and costs.
REDRAW_SECONDS = 0.1
# Names of files longer than this lose their middle.
LONGEST_NAME = 48


@dataclass(slots=True)
class Pace:
    """How fast something goes, and how long it still takes. Tell it every step with the time."""

    total: int
    samples: deque[tuple[float, int]] = field(default_factory=deque)
    began: tuple[float, int] | None = None

    def tell(self, now: float, done: int) -> None:
        """Take note that ``done`` of the total is done at ``now`` seconds."""
        if self.began is None:
            self.began = (now, done)
        if len(self.samples) > 1 and now - self.samples[-2][0] < REDRAW_SECONDS:
            self.samples.pop()  # thousands of records a second need no sample each
        self.samples.append((now, done))
        # the newest sample older than the window stays: a long file tells nothing for a while
        while len(self.samples) > 2 and self.samples[1][0] < now - WINDOW:
            self.samples.popleft()

    def rate(self) -> float | None:
        """Return steps a second of late, or ``None`` where it is too early to say."""
        if self.began is None or self.samples[-1][0] - self.began[0] < LEAST_SECONDS:
            return None
        (first, before), (last, now) = self.samples[0], self.samples[-1]
        if last <= first or now <= before:
            return None
        return (now - before) / (last - first)

    def seconds_left(self) -> float | None:
        """Return the seconds the rest takes, or ``None`` where it is too early to say."""
        rate, done = self.rate(), self.samples[-1][1] if self.samples else 0
        if rate is None or done < self.total * LEAST_SHARE or done > self.total:
            return None
        return (self.total - done) / rate


@contextmanager
def showing(
    what: str, *, unit: Unit = "", console: Console | None = None, clock: Clock = time.monotonic
) -> Iterator[Progress | None]:
    """Give a function to tell progress to (name, done, total), or ``None`` where nobody watches.

    ``unit`` says what is counted: bytes are shown as such. A total of 0 means that nobody knows it.
    """
    watched = _console(console)
    if watched is None:
        yield None
        return
    from rich.live import Live
    from rich.text import Text

    with Live(console=watched, transient=True, auto_refresh=False, redirect_stdout=False) as live:
        paces: dict[str, Pace] = {}
        drawn = -REDRAW_SECONDS

        def tell(name: str, done: int, total: int) -> None:
            nonlocal drawn
            # a stage has its own pace; files of one reading share it
            key = "" if unit else name
            if key not in paces or paces[key].total != total:
                paces.clear()
                paces[key] = Pace(total)
            now = clock()
            paces[key].tell(now, done)
            if now - drawn >= REDRAW_SECONDS or done >= total > 0:
                drawn = now
                line = progress_line(what, name, done, paces[key], unit)
                live.update(Text(line, no_wrap=True, overflow="ellipsis"), refresh=True)

        yield tell


def _console(console: Console | None) -> Console | None:
    """Return the console to draw on, or ``None`` where stderr is no terminal that can redraw a line."""
    if console is None:
        import sys

        if not sys.stderr.isatty():
            return None
        from rich.console import Console

        console = Console(stderr=True)
    return console if console.is_terminal and not console.is_dumb_terminal else None


def progress_line(what: str, name: str, done: int, pace: Pace, unit: Unit = "") -> str:
    """Return the line shown: ``reading a.jsonl · 12 of 300 MB · 4.1 MB/s · 1:10 left``."""
    parts = [f"{what}: {_short(plain(name))}" if name else what]
    if pace.total:
        share = min(done / pace.total, 1)
        parts.append(f"{amount(done, unit)} of {amount(pace.total, unit)} ({share:.0%})")
    rate, left = pace.rate(), pace.seconds_left()
    if rate is not None:
        parts.append(f"{amount(rate, unit)}/s")
    if left is not None:
        parts.append(f"{duration(left)} left")
    return " · ".join(parts)


def _short(name: str) -> str:
    half = LONGEST_NAME // 2
    return name if len(name) <= LONGEST_NAME else f"{name[: half - 1]}…{name[-half:]}"


def amount(number: float, unit: Unit) -> str:
    """Return a number as a person reads it: 12,300 or, of bytes, 4.1 MB."""
    if unit != "bytes":
        return f"{number:,.0f}" if number >= 10 or number == int(number) else f"{number:.1f}"
    for name, size in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if number >= size:
            return f"{number / size:.1f} {name}" if number < 100 * size else f"{number / size:.0f} {name}"
    return f"{number:.0f} B"


def duration(seconds: float) -> str:
    """Return seconds as ``0:07``, ``12:30`` or ``3:04:10``; days as ``2 days``."""
    whole = int(seconds + 0.5)
    if whole >= 2 * 86_400:
        return f"{whole // 86_400} days"
    hours, rest = divmod(whole, 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60}:{rest % 60:02}"
