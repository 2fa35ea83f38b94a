"""What Musnad costs, in units that travel between machines.

    python bench/cost.py

T is the CPU of ``trafilatura.extract(page)`` over the pinned pages (bench/pages.py), median of five
rounds; reading and analysing the same articles is measured in the same run, round by round. Prints
one line a measure: name, value, limit where there is one. ``--size`` also installs the package into
an empty folder and weighs it.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import pages

ROUNDS = 5
SEEDS = pages.DATA / "seeds"


def cpu_of(work: Callable[[], object]) -> float:
    """Return the CPU seconds of one call in this process."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


def cpu_of_command(*command: str) -> float:
    """Return the CPU seconds (user and system) of a command run from a cold start.

    Bytecode is kept, as it is after an ordinary installation: what is measured is running, not compiling.
    """
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, capture_output=True, env=kept)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def median_of_commands(*command: str, rounds: int = 11) -> float:
    return statistics.median(cpu_of_command(*command) for _ in range(rounds))


def measure_articles() -> dict[str, float]:
    """Return T, and the cost of reading and of analysing an article, in milliseconds and in T."""
    import trafilatura

    import musnad

    html_pages = pages.pages()
    rows = [json.dumps(article, ensure_ascii=False) for article in pages.articles()]
    units, readings, analyses = [], [], []
    for _ in range(ROUNDS):
        units.append(cpu_of(lambda: [trafilatura.extract(page) for page in html_pages]))
        with tempfile.TemporaryDirectory() as folder:
            source = Path(folder, "ant.jsonl")
            source.write_text("\n".join(rows), "utf-8")
            with musnad.open_case(Path(folder, "bench.musnad"), create=True) as case:
                readings.append(cpu_of(lambda case=case, source=source: musnad.read_sources(case, [source])))
                analyses.append(cpu_of(lambda case=case: musnad.analyse(case)))
    unit = statistics.median(units) / pages.ARTICLES
    reading = statistics.median(readings) / pages.ARTICLES
    analysis = statistics.median(analyses) / pages.ARTICLES
    return {
        "T, ms": unit * 1000,
        "read an article, ms": reading * 1000,
        "analyse an article, ms": analysis * 1000,
        "analyse an article, T": analysis / unit,
        "peak memory, MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def measure_start() -> dict[str, float]:
    """Return the cost of cold starts, against the imports they are compared with."""
    python, musnad = sys.executable, str(Path(sys.executable).parent / "musnad")
    heavy = median_of_commands(python, "-c", "import trafilatura, numpy", rounds=ROUNDS)
    runs = []
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory() as folder:
            files = [str(path) for path in sorted(SEEDS.glob("*.txt"))]
            runs.append(
                cpu_of_command(musnad, "read", *files, "--case", f"{folder}/a.musnad")
                + cpu_of_command(musnad, "dossier", "--case", f"{folder}/a.musnad", "-o", f"{folder}/a.html")
            )
    seeds = statistics.median(runs)
    light = median_of_commands(python, "-c", "import json")
    own = median_of_commands(python, "-c", "import musnad")
    return {
        "import trafilatura, numpy, s": heavy,
        "read + dossier of the seeds, s": seeds,
        "read + dossier of the seeds, imports of trafilatura and numpy": seeds / heavy,
        "import musnad, imports of json": own / light,
    }


def measure_size() -> dict[str, float]:
    """Return the installed size in MB: the package and all it needs, without bytecode."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(__file__).resolve().parent.parent
        pip = [sys.executable, "-m", "pip", "install", "-q", "--no-compile", "--target", folder, str(root)]
        subprocess.run(pip, check=True, capture_output=True)
        total = sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file() and path.suffix != ".pyc")
    return {"installed size, MB": total / 1e6}


LIMITS = {
    "analyse an article, T": 3.0,
    "read + dossier of the seeds, imports of trafilatura and numpy": 4.0,
    "import musnad, imports of json": 5.0,
    "installed size, MB": 200.0,
}


def main() -> int:
    measured = measure_articles() | measure_start()
    if "--size" in sys.argv:
        measured |= measure_size()
    over = 0
    for name, value in measured.items():
        limit = LIMITS.get(name)
        over += limit is not None and value > limit
        print(f"{name:64} {value:9.2f}{'' if limit is None else f'   at most {limit:g}'}")
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
