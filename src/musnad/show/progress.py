"""Progress on stderr: bars on a terminal, nothing elsewhere, so that logs stay readable."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from musnad.pipeline import Progress


@contextmanager
def showing(what: str) -> Iterator[Progress | None]:
    """Give a function to tell progress to (stage, done, total), or ``None`` where nobody watches."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress as Bars

    with Bars(console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task(what, total=None)

        def tell(stage: str, done: int, total: int) -> None:
            bars.update(task, description=f"{what}: {stage}", completed=done, total=total)

        yield tell
