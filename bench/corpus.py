"""What a whole corpus costs: every stage over 1, 3, 6 … days of newspapers, and over all eighteen.

    python bench/corpus.py [--days N ...] [--case FILE]

Each number of days is read and analysed in a process of its own, as ``musnad read`` does it, into a case
that is kept where ``--case`` names it. Shown for each stage: CPU seconds, milliseconds and T an article, the peak
of the resident memory while it ran, and the rows of the tables it wrote. A stage whose milliseconds an article
grow with the days grows faster than the text. A shared machine is twice as fast at one moment as at another, so T is
measured again and again while the stages run, by a process beside. Needs $MUSNAD_DATA (docs/bench.md).
"""

from __future__ import annotations

import argparse
import json
import resource
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
# CPU seconds after which T is measured again.
SECONDS_A_UNIT = 5.0


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
    """Puts down CPU, in seconds and in T, and memory to the stage that tells of its progress."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.units: dict[str, float] = {}
        self.peaks: dict[str, float] = {}
        self.waiting: list[tuple[str, float]] = []
        command = [sys.executable, __file__, "--unit"]
        self.beside = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.unit = self.ask()
        self.last = cpu()

    def ask(self) -> float:
        """Return how many milliseconds T takes now."""
        assert self.beside.stdin
        assert self.beside.stdout
        print(file=self.beside.stdin, flush=True)
        return float(self.beside.stdout.readline())

    def weigh(self) -> None:
        """Count what was put down since T was measured last in the T between then and now."""
        unit, self.unit = self.unit, self.ask()
        for name, spent in self.waiting:
            self.units[name] = self.units.get(name, 0.0) + 2000 * spent / (unit + self.unit)
        self.waiting.clear()

    def __call__(self, name: str, done: int, total: int) -> None:
        del total
        self.put(name if done else "between stages")

    def put(self, name: str) -> None:
        now, peak = cpu(), peak_mb(again=True)
        self.seconds[name] = self.seconds.get(name, 0.0) + now - self.last
        self.peaks[name] = max(self.peaks.get(name, 0.0), peak)
        self.waiting.append((name, now - self.last))
        if sum(spent for _, spent in self.waiting) > SECONDS_A_UNIT:
            self.weigh()
        self.last = cpu()

    def close(self) -> None:
        """Weigh the rest."""
        self.weigh()
        self.beside.communicate("")


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
        watch.close()
        tables = {stage.name: [*stage.writes] for stage in STAGES}
        rows = {name: {table: case.count(table) for table in some} for name, some in tables.items()}
        return {
            "days": days,
            "articles": case.count("report"),
            "seconds": watch.seconds,
            "units": watch.units,
            "peaks": watch.peaks,
            "rows": rows,
            "child": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024,
            "size": path.stat().st_size / 1e6,
        }


def show(measured: dict[str, Any]) -> Iterator[str]:
    """Yield the lines of one run: a line a stage, then the whole."""
    articles, seconds, units = measured["articles"], measured["seconds"], measured["units"]
    yield f"{measured['days']} days, {articles:,} articles, a case of {measured['size']:,.0f} MB"
    for name, spent in seconds.items():
        rows = ", ".join(f"{number:,} {table}" for table, number in measured["rows"].get(name, {}).items())
        peak = measured["peaks"][name]
        yield line(name, spent, units[name], articles, peak) + f"  {rows}"
    analysing, in_units = (sum(each.values()) - each["read"] for each in (seconds, units))
    yield line("analysing", analysing, in_units, articles, max(measured["peaks"].values()))
    yield f"  {'reading process':<16} {'':28} {measured['child']:6.0f} MB"


def line(name: str, spent: float, units: float, articles: int, peak: float) -> str:
    return f"  {name:<16} {spent:8.1f} s {1000 * spent / articles:7.2f} ms {units / articles:6.2f} T {peak:6.0f} MB"


def measure_units() -> None:
    """Print T in milliseconds for each line that comes in: trafilatura's CPU for one of the pinned pages."""
    import trafilatura

    made = pages.pages()
    for page in made:  # what is made once is not counted
        trafilatura.extract(page)
    for _ in sys.stdin:
        begun = time.process_time()
        for page in made:
            trafilatura.extract(page)
        print(1000 * (time.process_time() - begun) / len(made), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--days", type=int, nargs="+", default=DAYS)
    parser.add_argument("--case", type=Path, help="keep the last case here")
    parser.add_argument("--alone", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--unit", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.unit:
        measure_units()
        return
    if asked.alone:
        print(json.dumps(measure(asked.days[0], asked.case)))
        return
    for days in asked.days:
        with tempfile.TemporaryDirectory() as folder:
            case = asked.case if asked.case and days == asked.days[-1] else Path(folder, "corpus.musnad")
            command = [sys.executable, __file__, "--alone", "--days", str(days), "--case", str(case)]
            done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
            print("\n".join(show(json.loads(done.stdout))), flush=True)


if __name__ == "__main__":
    main()
