"""Exactness of reuse: every run of eight shared words of one day of newspapers, by a search that can't be wrong.

Run: ``PYTHONPATH=eval python eval/reuse_oracle.py [day...]``. The search is a dictionary of all tuples of
eight folded words: two reports share a run of eight words or more exactly where they share its tuples. Scores:

``runs_found``      share of the words in such runs, pair by pair, that lie in a row of that pair; runs whose
                    tuples stand at more than the cap of the kernels are left out
``places_found``    share of the words in runs of any frequency that lie in some row of their report
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from gold import missing
from reuse import corpus_reports

from musnad.lang import load_lang
from musnad.link.reuse import find_reuse
from musnad.link.shingles import COMMON_PLACES
from musnad.records import Piece, Report, Reuse
from musnad.text import find_words

RUN = 8
DAY = "2015-08-03"
# A tuple and the places it stands at: number of the report, number of the word in its stretch's own count.
Places = dict[tuple[str, ...], list[tuple[int, int]]]


def evaluate() -> dict[str, float]:
    """Return the scores on one day; nothing where the data is missing."""
    if missing("corpora", "saudinewsnet", f"{DAY}.zip"):
        return {}
    return {f"saudinewsnet.reuse.day.{name}": value for name, value in scores([DAY]).items()}


def scores(days: Sequence[str]) -> dict[str, float]:
    """Return both scores of some days together."""
    reports, pieces = corpus_reports(days, sys.maxsize)
    rows = list(find_reuse(reports, pieces, lang=load_lang("ar")))
    numbers = {report.id: number for number, report in enumerate(reports)}
    places = shared_places(reports, pieces)
    in_pair, anywhere = _covered(reports, rows, numbers)
    found = wanted = 0
    shared: set[tuple[int, int]] = set()
    for each in places.values():
        words = {(text, at + step) for text, at in each for step in range(RUN)}
        shared |= words
    for pair, words_of_pair in _wanted(places).items():
        found += len(words_of_pair & in_pair.get(pair, set()))
        wanted += len(words_of_pair)
    return {"runs_found": found / wanted if wanted else 1.0,
            "places_found": len(shared & anywhere) / len(shared) if shared else 1.0}  # fmt: skip


def shared_places(reports: Sequence[Report], pieces: Sequence[Piece]) -> Places:
    """Return the tuples of eight words that stand in more than one report, and where."""
    texts = {report.id: (number, find_words(report.text)) for number, report in enumerate(reports)}
    places: Places = {}
    for piece in pieces:
        number, found = texts[piece.report_id]
        inside = found.within(piece.start, piece.stop)
        for at in range(inside.start, inside.stop - RUN + 1):
            places.setdefault(tuple(found.folded[at : at + RUN]), []).append((number, at))
    return {words: each for words, each in places.items() if len({text for text, _ in each}) > 1}


def _wanted(places: Places) -> dict[tuple[int, int], set[tuple[int, int]]]:
    """Return for each pair of reports the words of both that lie in a run below the cap."""
    wanted: dict[tuple[int, int], set[tuple[int, int]]] = {}
    for each in places.values():
        if len(each) > COMMON_PLACES:
            continue
        for one, at in each:
            for other, _ in each:
                if one != other:
                    wanted.setdefault((min(one, other), max(one, other)), set()).update(
                        (one, at + step) for step in range(RUN)
                    )
    return wanted


def _covered(
    reports: Sequence[Report], rows: Sequence[Reuse], numbers: dict[str, int]
) -> tuple[dict[tuple[int, int], set[tuple[int, int]]], set[tuple[int, int]]]:
    """Return the words that lie in a row, by pair and of all pairs."""
    in_pair: dict[tuple[int, int], set[tuple[int, int]]] = {}
    anywhere: set[tuple[int, int]] = set()
    words = [find_words(report.text) for report in reports]
    for row in rows:
        left, right = numbers[row.left_id], numbers[row.right_id]
        inside = {(left, at) for at in words[left].within(row.left_start, row.left_stop)}
        inside |= {(right, at) for at in words[right].within(row.right_start, row.right_stop)}
        in_pair.setdefault((min(left, right), max(left, right)), set()).update(inside)
        anywhere |= inside
    return in_pair, anywhere


if __name__ == "__main__":
    for name, value in (scores(sys.argv[1:]) if sys.argv[1:] else evaluate()).items():
        print(f"{name:45} {value:.6f}")
