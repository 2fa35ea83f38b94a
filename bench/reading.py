"""What reading costs beside the least it could: JSON lines, and pages.

    python bench/reading.py

JSON lines into a case, without analysis, against ``msgspec`` decoding the same lines and a bare
SQLite insert of the same rows; HTML pages against ``trafilatura.extract`` with its defaults on the
same pages. CPU of both processes counts (the reading child too). ``--large`` reads a million lines
and shows the peak memory.
"""

from __future__ import annotations

import json
import os
import resource
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import pages

ROUNDS = 5
LINES = 20_000  # so many that the start of the reading process does not count
MILLION = 1_000_000


def cpu() -> float:
    """Return the CPU seconds of this process and its ended children."""
    both = (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in both)


def cost(work: Callable[[], object]) -> float:
    begun = cpu()
    work()
    return cpu() - begun


def write_lines(path: Path, number: int) -> None:
    """Write articles as JSON lines, told apart by a number where they have to be repeated."""
    articles = pages.articles()
    with path.open("w", encoding="utf-8") as out:
        for index in range(number):
            article = articles[index % len(articles)]
            record = {
                "id": index, "outlet": "jawharafm", "title": article["title"], "text": f"{article['text']}\n{index}",
                "date": "2016-05-01", "url": f"https://news.example/{index}",
            }  # fmt: skip
            out.write(json.dumps(record, ensure_ascii=False) + "\n")


def read_lines(path: Path, folder: Path) -> Path:
    import musnad

    case_path = Path(tempfile.mkstemp(dir=folder, suffix=".musnad")[1])
    case_path.unlink()
    with musnad.open_case(case_path, create=True) as case:
        musnad.read_sources(case, [path])
    return case_path


def bare(path: Path, case_path: Path, folder: Path) -> float:
    """Return the CPU of decoding the lines and inserting the rows of the case, and nothing else."""
    import msgspec

    tables = ("outlet", "item", "report", "piece", "raw")
    with sqlite3.connect(case_path) as source:
        schema = [row[0] for row in source.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")
                  if "folded_" not in row[0]]  # fmt: skip
        rows = {table: source.execute(f"SELECT * FROM {table}").fetchall() for table in tables}
        folded = source.execute("SELECT rowid, words FROM folded").fetchall()

    def work() -> None:
        decoder = msgspec.json.Decoder()
        for line in path.read_bytes().splitlines():
            decoder.decode(line)
        with sqlite3.connect(folder / f"{time.monotonic_ns()}.db", isolation_level=None) as target:
            target.execute("PRAGMA journal_mode = WAL")
            target.execute("PRAGMA synchronous = NORMAL")
            for statement in schema:
                target.execute(statement)
            for first in range(0, len(rows["report"]), 500):
                target.execute("BEGIN")
                for table in tables:
                    some = rows[table][first : first + 500]
                    if some:
                        target.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(some[0]))})", some)
                target.executemany("INSERT INTO folded (rowid, words) VALUES (?, ?)", folded[first : first + 500])
                target.execute("COMMIT")

    return cost(work)


def measure_lines(folder: Path) -> dict[str, float]:
    path = folder / "lines.jsonl"
    write_lines(path, LINES)
    ours, theirs = [], []
    for _ in range(ROUNDS):
        cases: list[Path] = []
        ours.append(cost(lambda cases=cases: cases.append(read_lines(path, folder))))
        theirs.append(bare(path, cases[0], folder))
    one, other = statistics.median(ours), statistics.median(theirs)
    return {"JSON line, ms": 1000 * one / LINES, "JSON line, bare decodings and inserts": one / other}


def measure_pages() -> dict[str, float]:
    import trafilatura

    from musnad.lang import load_lang
    from musnad.read.entries import Facts
    from musnad.read.html import read_html

    lang, html = load_lang("ar"), pages.pages()
    texts, raw = html, [page.encode() for page in html]
    for text, data in zip(texts[:10], raw[:10], strict=True):
        trafilatura.extract(text)
        read_html(data, Facts(), lang)
    ours, theirs = [], []
    for _ in range(ROUNDS):
        theirs.append(cost(lambda: [trafilatura.extract(text) for text in texts]))
        ours.append(cost(lambda: [read_html(data, Facts(), lang) for data in raw]))
    one, other = statistics.median(ours), statistics.median(theirs)
    return {"HTML page, ms": 1000 * one / len(raw), "HTML page, trafilatura alone": one / other}


def measure_large(folder: Path) -> dict[str, float]:
    path = folder / "million.jsonl"
    write_lines(path, MILLION)
    begun = time.monotonic()
    read_lines(path, folder)
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return {"a million lines, s": time.monotonic() - begun, "peak memory, MB": peak / 1024,
            "size, MB": os.path.getsize(path) / 1e6}  # fmt: skip


LIMITS = {
    "JSON line, bare decodings and inserts": "at most 3",
    "HTML page, trafilatura alone": "at most 1.25",
    "peak memory, MB": "below 500",
}


def measures(folder: Path) -> Iterator[tuple[str, float]]:
    if "--large" in sys.argv:
        yield from measure_large(folder).items()
        return
    yield from measure_pages().items()
    try:
        import msgspec  # noqa: F401
    except ImportError:
        print("msgspec is missing: JSON lines are not compared", file=sys.stderr)
    else:
        yield from measure_lines(folder).items()


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name, value in measures(Path(folder)):
            print(f"{name:<50} {value:10.2f}   {LIMITS.get(name, '')}".rstrip())


if __name__ == "__main__":
    main()
