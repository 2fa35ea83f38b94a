"""Scores of shared passages, changes and lineage: on the seed pages, and against a slow search on a corpus.

Run: ``PYTHONPATH=eval python eval/reuse.py``. Names are flat: ``seeds.reuse.precision``, ``seeds.changes.class``...
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterable, Iterator
from importlib import import_module
from typing import Any

from gold import DATA, missing, piece_of, report_of, seed_gold, seed_reports

from musnad.lang import load_lang
from musnad.link.changes import find_changes
from musnad.link.reuse import find_reuse
from musnad.records import Change, Piece, Report, Reuse
from musnad.text import find_words

# Articles of one day that are compared with each other word by word, in all pairs.
ORACLE_ARTICLES = 300
ORACLE_RUN = 8
# A change counts as found where it covers half of the annotated one on the two sides together.
FOUND = 0.5


def evaluate() -> dict[str, float]:
    """Return all scores; those without their data are left out."""
    scores: dict[str, float] = {}
    if not missing("seeds", "gold.json"):
        scores |= seed_scores()
    if not missing("corpora", "saudinewsnet", "2015-08-03.zip"):
        scores["saudinewsnet.reuse.runs_found"] = oracle_recall()
    return scores


def seed_scores() -> dict[str, float]:
    """Return precision and recall of the passages by characters, and how many changes are found and classed."""
    seeds = seed_reports()
    names = {report.id: name for name, (report, _) in seeds.items()}
    reports = [report for report, _ in seeds.values()]
    pieces = [piece for _, each in seeds.values() for piece in each]
    rows = list(find_reuse(reports, pieces, lang=load_lang("ar")))
    gold = seed_gold()["reuse_000_001"]["passages"]
    pair = {"000", "001"}
    passages = [row for row in rows if row.kind == "passage"]
    own = [row for row in passages if {names[row.left_id], names[row.right_id]} == pair]
    scores = {"seeds.reuse.other_pairs.false": float(len(passages) - len(own))}
    for side, name in (("a", "000"), ("b", "001")):
        wanted = _characters((each[side]["start"], each[side]["end"]) for each in gold)
        found = _characters(_place(row, name, names) for row in own)
        scores[f"seeds.reuse.{name}.precision"] = len(found & wanted) / len(found) if found else 0.0
        scores[f"seeds.reuse.{name}.recall"] = len(found & wanted) / len(wanted)
    changes = list(find_changes(reports, rows, *_findings(seeds), lang=load_lang("ar")))
    return scores | _change_scores(gold, changes, {row.id: row for row in own}, names)


def _characters(places: Iterable[tuple[int, int]]) -> set[int]:
    return {at for start, stop in places for at in range(start, stop)}


def _place(row: Reuse, name: str, names: dict[str, str]) -> tuple[int, int]:
    return (row.left_start, row.left_stop) if names[row.left_id] == name else (row.right_start, row.right_stop)


def _findings(seeds: dict[str, tuple[Report, list[Piece]]]) -> list[list[Any]]:
    """Return mentions, dates, figures and quotes of the pages, as the pipeline would find them."""
    rows: dict[str, list[Any]] = {"mention": [], "date": [], "figure": [], "quote": []}
    for report, pieces in seeds.values():
        tables: dict[str, list[Any]] = {"piece": pieces}
        for stage in import_module("musnad.pipeline").STAGES:
            if stage.over == "report" and set(stage.reads) <= tables.keys():
                made = stage.function()(report, *[tables[table] for table in stage.reads], lang=load_lang("ar"))
                tables[stage.writes[0]] = list(made)
        for table, found in rows.items():
            found += tables.get(table, [])
    return list(rows.values())


def _change_scores(
    gold: list[dict[str, Any]], changes: list[Change], passages: dict[str, Reuse], names: dict[str, str]
) -> dict[str, float]:
    wanted = [each for passage in gold for each in passage["word_changes"]]
    counts = {"found": 0, "class": 0, "label": 0, "labels_wanted": 0}
    for each in wanted:
        best, share = _best(each, [row for row in changes if row.reuse_id in passages], passages, names)
        right = best is not None and share >= FOUND and best.cls in each["accepted"]
        counts["found"] += share >= FOUND
        counts["class"] += right
        if each["group"] in ("label", "quote wording/join"):
            counts["labels_wanted"] += 1
            counts["label"] += right
    return {
        "seeds.changes.found": counts["found"] / len(wanted),
        "seeds.changes.class": counts["class"] / len(wanted),
        "seeds.changes.label_and_quotation": counts["label"] / counts["labels_wanted"],
    }


def _best(
    wanted: dict[str, Any], changes: list[Change], passages: dict[str, Reuse], names: dict[str, str]
) -> tuple[Change | None, float]:
    best, most = None, 0.0
    for row in changes:
        left, right = (row.left_start, row.left_stop), (row.right_start, row.right_stop)
        if names[passages[row.reuse_id].left_id] == "001":
            left, right = right, left
        share = _share(left, wanted["a"]) + _share(right, wanted["b"])
        if share > most:
            best, most = row, share
    return best, most


def _share(place: tuple[int, int], wanted: dict[str, Any]) -> float:
    """Return intersection over union; an empty place shares nothing."""
    start, stop = wanted["start"], wanted["end"]
    inside = min(place[1], stop) - max(place[0], start)
    return inside / (max(place[1], stop) - min(place[0], start)) if inside > 0 else 0.0


def corpus_reports(days: Iterable[str], most: int) -> tuple[list[Report], list[Piece]]:
    """Return the first different articles of some days of the newspaper corpus, as reading would make them."""
    reports: dict[str, Report] = {}
    pieces: list[Piece] = []
    for record, day in _records(days):
        if len(reports) == most:
            break
        title, body = (record["title"] or "").strip(), (record["content"] or "").strip()
        report = report_of(day, f"{title}\n{body}", published=record["date_extracted"][:10], outlet=record["source"])
        if report.id not in reports:
            reports[report.id] = report
            pieces.append(piece_of(report, "headline", 0, len(title)))
            pieces.append(piece_of(report, "body", len(title) + 1, len(report.text)))
    return list(reports.values()), pieces


def _records(days: Iterable[str]) -> Iterator[tuple[dict[str, Any], str]]:
    for day in days:
        with zipfile.ZipFile(DATA / "corpora" / "saudinewsnet" / f"{day}.zip") as archive:
            for record in json.loads(archive.read(archive.namelist()[0])):
                yield record, day


def oracle_recall() -> float:
    """Return the share of words in runs of eight shared words (by a plain search of all pairs) that lie in a row."""
    reports, pieces = corpus_reports(["2015-08-03"], ORACLE_ARTICLES)
    rows = list(find_reuse(reports, pieces, lang=load_lang("ar")))
    texts = {report.id: report.text for report in reports}
    covered: dict[tuple[str, str], set[int]] = {}
    for row in rows:
        left = find_words(texts[row.left_id]).within(row.left_start, row.left_stop)
        right = find_words(texts[row.right_id]).within(row.right_start, row.right_stop)
        covered.setdefault((row.left_id, row.right_id), set()).update(left)
        covered.setdefault((row.right_id, row.left_id), set()).update(right)
    wanted = words_in_runs(reports)
    hit = sum(len(words & covered.get(pair, set())) for pair, words in wanted.items())
    return hit / sum(len(words) for words in wanted.values())


def words_in_runs(reports: list[Report]) -> dict[tuple[str, str], set[int]]:
    """Return for each ordered pair of reports the words of the first in a run of eight that the second has too."""
    where: dict[tuple[str, ...], dict[str, list[int]]] = {}
    for report in reports:
        headline = len(find_words(report.text).within(0, report.text.index("\n")))
        words = find_words(report.text).folded
        for first, last in ((0, headline), (headline, len(words))):
            for at in range(first, last - ORACLE_RUN + 1):
                where.setdefault(tuple(words[at : at + ORACLE_RUN]), {}).setdefault(report.id, []).append(at)
    wanted: dict[tuple[str, str], set[int]] = {}
    for places in where.values():
        for one, starts in places.items():
            for other in places:
                if one != other:
                    found = wanted.setdefault((one, other), set())
                    for at in starts:
                        found.update(range(at, at + ORACLE_RUN))
    return wanted


if __name__ == "__main__":
    for name, value in evaluate().items():
        print(f"{name:45} {value:.4f}")
