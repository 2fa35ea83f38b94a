"""Cost of reuse beside its peers: CPU, wall, peak memory, and recall against an exact join, in one run.

Run: ``python bench/reuse.py [--peers PYTHON] [--days N ...]`` with $MUSNAD_DATA set. Each method has
a process of its own, so that its memory is its own. ``--peers`` names a Python that has datasketch and rensa;
what it lacks is left out. The methods get the same articles, in memory:

- ``bare scan``: fold, split, hash every word, nothing more (the floor of any Python method);
- ``musnad``: passages with their equal words, and formulae, as rows;
- ``exact join``: a dictionary of 8-grams, pairs of articles that share one; no passages, no edits;
- ``datasketch``, ``rensa``: MinHash of 5-grams, 128 permutations, LSH at a Jaccard of .5: pairs of near-duplicates.

Recall is told twice: over the pairs of articles that share a run of eight words at no more than 16 places of the
corpus, and over near-duplicates (half of the 5-grams shared), which is all the peers look for. Machines
differ and are shared: compare the lines of one run only.
"""

from __future__ import annotations

import argparse
import json
import os
import pickle
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

# in place of this folder: the evaluation of the same name is the one imported
sys.path[0] = str(Path(__file__).resolve().parent.parent / "eval")

SOURCE = Path(__file__).resolve().parent.parent / "src"
RUN, SHINGLE = 8, 5
RAREST = 16  # places of an 8-gram: the cap of the guarantee
PERMUTATIONS, JACCARD = 128, 0.5
Pairs = set[tuple[int, int]]


# --- methods: each gets the articles and returns pairs, and what they cost ----------------


def by_musnad(articles: Sequence[Any]) -> tuple[Pairs, dict[str, Any]]:
    from musnad.lang import load_lang
    from musnad.link.reuse import find_reuse

    reports = [each[0] for each in articles]
    pieces = [piece for each in articles for piece in each[1]]
    numbers = {report.id: number for number, report in enumerate(reports)}
    begin = time.process_time()
    rows = list(find_reuse(reports, pieces, lang=load_lang("ar")))
    cpu = time.process_time() - begin
    kinds = {kind: sum(row.kind == kind for row in rows) for kind in ("passage", "formula")}
    pairs = {tuple(sorted((numbers[row.left_id], numbers[row.right_id]))) for row in rows}
    return pairs, {"cpu": cpu, **kinds}  # type: ignore[return-value]


def by_bare_scan(articles: Sequence[Any]) -> tuple[Pairs, dict[str, Any]]:
    from musnad.text import folding_table

    texts = [each[0].text for each in articles]
    table = folding_table()
    begin = time.process_time()
    for text in texts:
        for word in text.translate(table).split():
            hash(word)
    return set(), {"cpu": time.process_time() - begin}


def shingles_of(articles: Sequence[str], size: int) -> Iterator[list[str]]:
    """Yield the n-grams of each article's headline and body, folded as everywhere."""
    from musnad.text import folded_words  # needs nothing but the standard library: the peers' Python has it too

    for each in articles:
        shingles = []
        for part in each.split("\n", 1):
            words = folded_words(part)
            shingles += [" ".join(words[at : at + size]) for at in range(len(words) - size + 1)]
        yield shingles


def by_exact_join(articles: Sequence[str]) -> tuple[Pairs, dict[str, Any]]:
    begin = time.process_time()
    places: dict[int, list[int]] = {}
    for number, shingles in enumerate(shingles_of(articles, RUN)):
        for shingle in shingles:
            places.setdefault(hash(shingle), []).append(number)
    pairs = {
        (one, other)
        for each in places.values()
        if 1 < len(each) <= RAREST
        for at, one in enumerate(each)
        for other in each[at + 1 :]
        if one != other
    }
    return pairs, {"cpu": time.process_time() - begin}


def by_datasketch(articles: Sequence[str]) -> tuple[Pairs, dict[str, Any]]:
    from datasketch import MinHash, MinHashLSH

    begin = time.process_time()
    index = MinHashLSH(threshold=JACCARD, num_perm=PERMUTATIONS)
    pairs: Pairs = set()
    for number, shingles in enumerate(shingles_of(articles, SHINGLE)):
        if shingles:
            sketch = MinHash(num_perm=PERMUTATIONS)
            sketch.update_batch([shingle.encode("utf-8", "surrogatepass") for shingle in set(shingles)])
            pairs.update((other, number) for other in index.query(sketch))
            index.insert(number, sketch)
    return pairs, {"cpu": time.process_time() - begin}


def by_rensa(articles: Sequence[str]) -> tuple[Pairs, dict[str, Any]]:
    from rensa import RMinHash, RMinHashLSH

    begin = time.process_time()
    index = RMinHashLSH(threshold=JACCARD, num_perm=PERMUTATIONS, num_bands=32)
    pairs: Pairs = set()
    for number, shingles in enumerate(shingles_of(articles, SHINGLE)):
        if shingles:
            sketch = RMinHash(num_perm=PERMUTATIONS, seed=1)
            sketch.update(shingles)
            pairs.update((other, number) for other in index.query(sketch))
            index.insert(number, sketch)
    return pairs, {"cpu": time.process_time() - begin}


METHODS = {"bare scan": by_bare_scan, "musnad": by_musnad, "exact join": by_exact_join,
           "datasketch": by_datasketch, "rensa": by_rensa}  # fmt: skip
PEERS = ("datasketch", "rensa")
OF_REPORTS = ("bare scan", "musnad")


# --- the run ---------------------------------------------------------------------------------------------------


def run_one(name: str, source: Path, target: Path) -> None:
    """Run one method in this process; write its pairs and what it cost."""
    articles = pickle.loads(source.read_bytes())
    before = peak_mb()
    begun = time.monotonic()
    try:
        pairs, cost = METHODS[name](articles)
    except ImportError as error:
        print(f"{name} is left out: {error}", file=sys.stderr)
        return
    cost |= {"wall": time.monotonic() - begun, "start_mb": before, "peak_mb": peak_mb()}
    target.write_bytes(pickle.dumps((pairs, cost)))


def peak_mb() -> float:
    """Return the most memory this process has held so far, without that of the process that started it."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(status.read_text().partition("VmHWM:")[2].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(days: Sequence[str], peers: str) -> Iterator[dict[str, Any]]:
    from reuse import corpus_reports  # eval/reuse.py

    reports, pieces = corpus_reports(days, sys.maxsize)
    of_report: dict[str, list[Any]] = {}
    for piece in pieces:
        of_report.setdefault(piece.report_id, []).append(piece)
    texts = [report.text for report in reports]
    with tempfile.TemporaryDirectory() as folder:
        whole, words = Path(folder, "reports"), Path(folder, "words")
        whole.write_bytes(pickle.dumps([(report, of_report[report.id]) for report in reports]))
        words.write_bytes(pickle.dumps(texts))
        found: dict[str, tuple[Pairs, dict[str, Any]]] = {}
        for name in METHODS:
            target = Path(folder, "found")
            python = peers if name in PEERS else sys.executable
            source = whole if name in OF_REPORTS else words
            environment = {**os.environ, "PYTHONHASHSEED": "0", "PYTHONPATH": str(SOURCE)}
            subprocess.run([python, __file__, "--one", name, str(source), str(target)], check=True, env=environment)
            if target.exists():
                found[name] = pickle.loads(target.read_bytes())
                target.unlink()
    exact = found["exact join"][0]
    near = near_duplicates(texts, exact.union(*(found[name][0] for name in PEERS if name in found)))
    for name, (pairs, cost) in found.items():
        yield told(name, len(reports), pairs, cost, exact, near)


def near_duplicates(texts: Sequence[str], pairs: Iterable[tuple[int, int]]) -> Pairs:
    """Return the pairs that share half of their 5-grams."""
    known: dict[int, frozenset[int]] = {}

    def grams(number: int) -> frozenset[int]:
        if number not in known:
            (shingles,) = shingles_of([texts[number]], SHINGLE)
            known[number] = frozenset(map(hash, shingles))
        return known[number]

    return {
        (one, other)
        for one, other in pairs
        if len(grams(one) & grams(other)) >= JACCARD * max(1, len(grams(one) | grams(other)))
    }


def told(name: str, articles: int, pairs: Pairs, cost: dict[str, Any], exact: Pairs, near: Pairs) -> dict[str, Any]:
    line: dict[str, Any] = {"method": name, "articles": articles}
    line |= {key: round(value, 2) if isinstance(value, float) else value for key, value in cost.items()}
    if name != "bare scan":
        line |= {"pairs": len(pairs), "recall_of_runs": round(len(pairs & exact) / max(1, len(exact)), 4),
                 "recall_of_near_duplicates": round(len(pairs & near) / max(1, len(near)), 4)}  # fmt: skip
    return line


def main() -> None:
    if sys.argv[1:2] == ["--one"]:
        run_one(sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4]))
        return
    parser = argparse.ArgumentParser(description="Cost of reuse beside its peers")
    parser.add_argument("--peers", default=sys.executable, metavar="PYTHON")
    parser.add_argument("--days", type=int, nargs="*", default=[1, 5])
    asked = parser.parse_args()
    from gold import DATA  # eval/gold.py

    days = sorted(path.stem for path in (DATA / "corpora" / "saudinewsnet").glob("*.zip"))
    for number in asked.days:
        for line in measure(days[-number:], asked.peers):
            print(json.dumps({"days": number, **line}), flush=True)


if __name__ == "__main__":
    main()
