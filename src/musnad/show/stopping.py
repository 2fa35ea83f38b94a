"""Stopping on SIGINT and SIGTERM: at once where nothing is lost by it, else at the next good place."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types import FrameType


class StopNow(BaseException):
    """Leaves work that may be left anywhere; no handling of errors must catch it on the way."""


class Stop:
    """Whether somebody asked us to stop. While ``at_once``, asking raises ``StopNow`` in the main thread.

    Plain attributes, since a signal's handler must not wait for a lock that the code below it may hold.
    """

    def __init__(self) -> None:
        self.requested = self.at_once = False

    def do(self, work: Callable[[], object]) -> bool:
        """Do what may be left anywhere; return whether it came to its end."""
        try:
            self.at_once = True
            if self.requested:
                return False
            work()
        except StopNow:
            return False
        finally:
            self.at_once = False
        return True


@contextmanager
def stopping(cut: Callable[[], object]) -> Iterator[Stop]:
    """Hand out what says whether to stop; on the first signal ``cut`` is called, a second one ends the program."""
    stop = Stop()
    before: dict[signal.Signals, Any] = {}

    def restore() -> None:
        for each, handler in before.items():
            signal.signal(each, handler)

    def end(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 signals hand both over
        restore()
        stop.requested = True
        cut()
        if stop.at_once:
            raise StopNow

    if threading.current_thread() is threading.main_thread():
        heard = [each for each in (signal.SIGINT, signal.SIGTERM) if signal.getsignal(each) is not signal.SIG_IGN]
        before |= {each: signal.signal(each, end) for each in heard}  # nohup and background jobs ignore some
    try:
        yield stop
    finally:
        restore()
