"""What a whole corpus costs: every stage over 1, 3, 6 … days of newspapers, and over all eighteen.

    python bench/corpus.py [--days N ...] [--case FILE]

Each number of days is read and analysed in a process of its own, as ``musnad read`` does it, into a case
that is kept where ``--case`` names it. Shown for each stage: CPU seconds, milliseconds an article, the peak
of the resident memory while it ran, and the rows of the tables it wrote. A stage whose milliseconds an article
grow with the days grows faster than the text. Needs $MUSNAD_DATA (docs/bench.md).
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
import pages

FOLDER = pages.DATA / "corpora" / "saudinewsnet"
DAYS = (1, 3, 6)


def cpu() -> float:
    """Return the CPU seconds of this process and its ended children, user and system."""
    both = (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in both)


def peak_mb(*, again: bool = False) -> float:
    """Return the peak of this process's resident memory since it was last asked to begin ``again``."""
    try:
        lines = Path("/proc/self/status").read_text().splitlines()
        peak = next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024
        if again:
            Path("/proc/self/clear_refs").write_text("5")
    except OSError:  # not Linux: the peak of the whole run
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return peak


class Watch:
    """Puts down CPU and memory to the stage that tells of its progress."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.peaks: dict[str, float] = {}
        self.last = cpu()

    def __call__(self, name: str, done: int, total: int) -> None:
        del total
        self.put(name if done else "between stages")

    def put(self, name: str) -> None:
        now, peak = cpu(), peak_mb(again=True)
        self.seconds[name] = self.seconds.get(name, 0.0) + now - self.last
        self.peaks[name] = max(self.peaks.get(name, 0.0), peak)
        self.last = now


def measure(days: int, path: Path) -> dict[str, Any]:
    """Read and analyse so many days into a new case; return seconds and peaks a stage, and rows a table."""
    import musnad
    from musnad.pipeline import STAGES

    sources = sorted(FOLDER.glob("*.zip"))[:days]
    with musnad.open_case(path, create=True) as case:
        watch = Watch()
        musnad.read_sources(case, sources)
        watch.put("read")
        musnad.analyse(case, progress=watch)
        tables = {stage.name: [*stage.writes] for stage in STAGES}
        rows = {name: {table: case.count(table) for table in some} for name, some in tables.items()}
        return {
            "days": days,
            "articles": case.count("report"),
            "seconds": watch.seconds,
            "peaks": watch.peaks,
            "rows": rows,
            "child": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024,
            "size": path.stat().st_size / 1e6,
        }


def show(measured: dict[str, Any]) -> Iterator[str]:
    """Yield the lines of one run: a line a stage, then the whole."""
    articles, seconds = measured["articles"], measured["seconds"]
    yield f"{measured['days']} days, {articles:,} articles, a case of {measured['size']:,.0f} MB"
    for name, spent in seconds.items():
        rows = ", ".join(f"{number:,} {table}" for table, number in measured["rows"].get(name, {}).items())
        peak = measured["peaks"][name]
        yield f"  {name:<16} {spent:8.1f} s {1000 * spent / articles:7.2f} ms {peak:6.0f} MB  {rows}"
    analysing = sum(seconds.values()) - seconds["read"]
    peak = max(measured["peaks"].values())
    yield f"  {'analysing':<16} {analysing:8.1f} s {1000 * analysing / articles:7.2f} ms {peak:6.0f} MB"
    yield f"  {'reading process':<16} {'':10} {'':10} {measured['child']:6.0f} MB"


def unit() -> float:
    """Return T in milliseconds: trafilatura's CPU for one of the pinned pages, the median of five goes through all.

    On a shared machine single goes, half a second each, lie up to half apart.
    """
    import trafilatura

    made = pages.pages()
    goes = []
    for _ in range(5):
        begun = time.process_time()
        for page in made:
            trafilatura.extract(page)
        goes.append(1000 * (time.process_time() - begun) / len(made))
    return statistics.median(goes)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--days", type=int, nargs="+", default=DAYS)
    parser.add_argument("--case", type=Path, help="keep the last case here")
    parser.add_argument("--alone", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.alone:
        print(json.dumps(measure(asked.days[0], asked.case)))
        return
    print(f"T = {unit():.2f} ms")
    for days in asked.days:
        with tempfile.TemporaryDirectory() as folder:
            case = asked.case if asked.case and days == asked.days[-1] else Path(folder, "corpus.musnad")
            command = [sys.executable, __file__, "--alone", "--days", str(days), "--case", str(case)]
            done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
            print("\n".join(show(json.loads(done.stdout))), flush=True)


if __name__ == "__main__":
    main()
