"""What runs in the background: reading and analysing, each in a process of its own that the pages can ask about.

The process is the command line itself, so that what is read here is read as everywhere else; when it
is killed, the case is as whole as after any other kill.
"""

from __future__ import annotations

import json
import secrets
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

# Of what a run prints, so much is shown.
LONGEST_TAIL = 20_000
RUNS_LISTED = 20
REMARKS_SHOWN = 200
_COMMAND = "import sys; from musnad.show.web.runs import work; work(sys.argv[1:])"


@dataclass(slots=True)
class Run:
    """One background run: its folder holds what was sent, how far it is, and what it said."""

    id: str
    folder: Path
    process: subprocess.Popen[bytes] | None = None

    def state(self) -> dict[str, Any]:
        """Return how far it is: running, what is being done, how much of it, and then what came of it."""
        code = self.process.poll() if self.process else None
        told = _json_of(self.folder / "progress.json") or {}
        result = _json_of(self.folder / "result.json") or {}
        problems = [each for each in result.get("remarks", []) if each.get("status") != "duplicate"]
        return {
            "running": code is None,
            "exit_code": code,
            "doing": told.get("doing", ""),
            "done": told.get("done", 0),
            "total": told.get("total", 0),
            "read": result.get("read"),
            "stored": result.get("stored"),
            "duplicate": result.get("duplicate"),
            "skipped": result.get("skipped"),
            "problems": problems[:REMARKS_SHOWN],
            "errors": _tail(self.folder / "stderr") if code not in (None, 0) else "",
        }


@dataclass(slots=True)
class Runs:
    """The background runs of this server over one case; one at a time writes, the others wait their turn."""

    case_path: Path
    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="musnad-serve-")))
    known: dict[str, Run] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def new(self) -> Run:
        run = Run(secrets.token_hex(8), Path(tempfile.mkdtemp(dir=self.folder)))
        with self.lock:
            self.known[run.id] = run
        return run

    def get(self, id: str) -> Run | None:
        return self.known.get(id)

    def latest(self) -> list[Run]:
        return list(reversed(self.known.values()))[:RUNS_LISTED]

    def read(self, run: Run, addresses: list[str], has_files: bool) -> None:
        """Start to read what was sent, then analyse."""
        sources = [str(run.folder / "files")] if has_files else []
        self._start(run, ["read", *sources, *addresses])

    def analyse(self, run: Run) -> None:
        self._start(run, ["analyse"])

    def _start(self, run: Run, words: list[str]) -> None:
        case = str(self.case_path.resolve())
        with (run.folder / "stderr").open("wb") as errors:
            run.process = subprocess.Popen(  # noqa: S603 our own program, arguments as a list
                [sys.executable, "-c", _COMMAND, str(run.folder), case, *words],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=errors,
            )

    def stop(self) -> None:
        """End what still runs; it can be run again at any time."""
        import shutil

        for run in self.known.values():
            if run.process and run.process.poll() is None:
                run.process.terminate()
                run.process.wait(timeout=30)
        shutil.rmtree(self.folder, ignore_errors=True)


def work(arguments: list[str]) -> None:
    """Be the background process: read or analyse, and tell how far it is in a file."""
    from dataclasses import asdict

    from musnad.pipeline import analyse
    from musnad.read.net import Policy
    from musnad.read.sources import read_sources
    from musnad.store import open_case

    folder, case_path, command, *sources = arguments
    told = Path(folder) / "progress.json"
    with open_case(case_path) as case:
        if command == "read":
            policy = Policy() if any(each.startswith("http") for each in sources) else None
            outcome = read_sources(case, sources, policy=policy, progress=_telling(told))
            result = {**asdict(outcome), "remarks": [each._asdict() for each in outcome.remarks]}
            _write(Path(folder) / "result.json", result)
        analyse(case, progress=_telling(told))


def _telling(path: Path) -> Any:
    import time

    last = 0.0

    def tell(doing: str, done: int, total: int) -> None:
        nonlocal last
        if time.monotonic() - last > 0.2 or done >= total:
            last = time.monotonic()
            _write(path, {"doing": doing, "done": done, "total": total})

    return tell


def _write(path: Path, value: Any) -> None:
    """Write JSON so that a reader sees the old file or the new one, never half."""
    beside = path.with_suffix(".new")
    beside.write_text(json.dumps(value, ensure_ascii=False, default=str), "utf-8", errors="replace")
    beside.replace(path)


def _json_of(path: Path) -> Any:
    try:
        return json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None


def _tail(path: Path) -> str:
    try:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - LONGEST_TAIL))
            return file.read().decode("utf-8", "replace")
    except OSError:
        return ""
