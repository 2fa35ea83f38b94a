"""The command line. Each command is a few lines over a function of the library.

Exit codes: 0 all accepted; 1 something was skipped, failed or is broken, beside good input, and is
listed; 2 nothing could be read or done; 130 and 143 stopped by Ctrl-C or SIGTERM, with what was done
so far kept. Progress goes to stderr, results to stdout.
Everything heavier than click is imported inside the command that needs it.
"""

from __future__ import annotations

import gc
import sys

from musnad.show.cli import reading, results, serving
from musnad.show.cli.frame import commands
from musnad.show.stops import listen_for_stops

__all__ = ["commands", "main", "reading", "results", "serving"]


def main() -> None:
    """Run the command line."""
    # tables and templates make many objects and few cycles: looking for them at every 700 costs a tenth
    gc.set_threshold(100_000, 50, 50)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal without Arabic still gets an answer
    listen_for_stops()
    commands(prog_name="musnad")
