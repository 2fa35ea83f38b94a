"""CPU and recall of the reuse kernels on newspaper articles, with two simple peers in the same run.

Run: ``PYTHONPATH=eval python bench/passages.py [articles]``. Recall is the share of words in runs of eight
shared words that a method covers; the peers are a dictionary of 8-grams (finds every run, knows no
edits) and ``difflib`` over pairs (too slow for more than a few hundred articles).
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from difflib import SequenceMatcher
from itertools import combinations

from reuse import corpus_reports, words_in_runs  # eval/reuse.py

from musnad.lang import load_lang
from musnad.link.reuse import find_reuse
from musnad.records import Piece, Report
from musnad.text import find_words

DAYS = ["2015-08-02", "2015-08-03", "2015-08-04", "2015-08-06"]
RUN = 8
# Pairs difflib is given; its cost grows with the square of the articles.
DIFFLIB_ARTICLES = 40

Covered = dict[tuple[str, str], set[int]]


def by_musnad(reports: list[Report], pieces: list[Piece]) -> Covered:
    covered: Covered = {}
    texts = {report.id: report.text for report in reports}
    for row in find_reuse(reports, pieces, lang=load_lang("ar")):
        for one, other, start, stop in (
            (row.left_id, row.right_id, row.left_start, row.left_stop),
            (row.right_id, row.left_id, row.right_start, row.right_stop),
        ):
            covered.setdefault((one, other), set()).update(find_words(texts[one]).within(start, stop))
    return covered


def by_dictionary(reports: list[Report], pieces: list[Piece]) -> Covered:
    del pieces
    return words_in_runs(reports)


def by_difflib(reports: list[Report], pieces: list[Piece]) -> Covered:
    del pieces
    covered: Covered = {}
    for one, other in combinations(reports, 2):
        matcher = SequenceMatcher(None, find_words(one.text).folded, find_words(other.text).folded, autojunk=False)
        for left, right, size in matcher.get_matching_blocks():
            if size >= RUN:
                covered.setdefault((one.id, other.id), set()).update(range(left, left + size))
                covered.setdefault((other.id, one.id), set()).update(range(right, right + size))
    return covered


def measure(
    method: Callable[[list[Report], list[Piece]], Covered], reports: list[Report], pieces: list[Piece]
) -> dict[str, float]:
    begin = time.process_time()
    covered = method(reports, pieces)
    cpu = time.process_time() - begin
    wanted = words_in_runs(reports)
    found = sum(len(words & covered.get(pair, set())) for pair, words in wanted.items())
    total = sum(len(words) for words in wanted.values())
    return {"articles": len(reports), "cpu_ms_per_article": round(1000 * cpu / len(reports), 3),
            "recall_of_runs": round(found / total, 4) if total else 1.0}  # fmt: skip


def main() -> None:
    most = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    reports, pieces = corpus_reports(DAYS, most)
    print(json.dumps({"method": "musnad", **measure(by_musnad, reports, pieces)}))
    print(json.dumps({"method": "dictionary of 8-grams", **measure(by_dictionary, reports, pieces)}))
    few = reports[:DIFFLIB_ARTICLES]
    print(json.dumps({"method": "musnad", **measure(by_musnad, few, pieces)}))
    print(json.dumps({"method": "difflib, all pairs", **measure(by_difflib, few, pieces)}))


if __name__ == "__main__":
    main()
