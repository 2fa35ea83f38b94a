"""Being stopped: Ctrl-C and SIGTERM end a run between two transactions, with one line and the exit code of a shell."""

from __future__ import annotations

import signal
import threading
from typing import Any

# What a shell gives a program that a signal ended.
EXIT_CODES = {signal.SIGINT: 130, signal.SIGTERM: 143}
STOPPED = "stopped; what was done so far is kept: run the same command again to go on"


class Stopped(KeyboardInterrupt):
    """A signal asked the program to stop; ``exit_code`` is the one a shell expects."""

    def __init__(self, number: int) -> None:
        super().__init__(STOPPED)
        self.exit_code = EXIT_CODES.get(signal.Signals(number), 1)


def listen_for_stops() -> None:
    """Let Ctrl-C and SIGTERM raise :class:`Stopped`; a second one ends the program at once, which harms no case."""
    if threading.current_thread() is not threading.main_thread():
        return
    for number in EXIT_CODES:
        if signal.getsignal(number) is not signal.SIG_IGN:  # nohup, or a shell's background job
            signal.signal(number, _stop)


def _stop(number: int, frame: Any) -> None:
    del frame
    for each in EXIT_CODES:
        signal.signal(each, signal.SIG_DFL)
    raise Stopped(number)
