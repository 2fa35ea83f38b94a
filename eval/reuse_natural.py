"""Scores of shared passages and changes on natural pairs of newspaper articles, labelled by reading.

Run: ``PYTHONPATH=eval python eval/reuse_natural.py`` (``--worst`` lists pairs by what is missed or too much).
``reuse.natural.…`` compares two reports at a time, ``reuse.natural.together.…`` all reports of the set in one
case. Only rows of kind ``passage`` count, on both sides; how the pairs were labelled: docs/stages/reuse_pairs.md.
"""

from __future__ import annotations

import math
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import import_module
from typing import Any

import gold
from label_pairs import articles, read_rows
from pair_candidates import CORPUS

from musnad.lang import load_lang
from musnad.link.changes import find_changes
from musnad.link.reuse import find_reuse
from musnad.records import Change, Piece, Report, Reuse, make_id

Place = tuple[int, int, int, int]
# A change counts as found where it covers half of the labelled one, the two sides taken together.
FOUND = 0.5
# Two empty places are one where no word fits between them.
NEAR = 3
# Changes of what is said; the other classes change how it is written.
MEANING = {"number", "label", "attribution", "quote-boundary", "time-reanchor", "addition", "deletion"}
# Relations without a passage: what is reported there is a mistake.
APART = {
    "formula": "formula only",
    "independent": "same event, independent",
    "unrelated": "unrelated lookalike",
}
WORST = 10


@dataclass(frozen=True, slots=True)
class Pair:
    """A labelled pair with what was found for it; places run left to right as labelled."""

    id: str
    relation: str
    wanted: list[Place]
    found: list[Place]


def evaluate() -> dict[str, float]:
    """Return all scores, or none where the corpus is not at hand."""
    if gold.missing(*CORPUS.parts, "2015-08-03.zip"):
        return {}
    rows = read_rows()
    alone = [found for row in rows for found in find_reuse(*_reports([row]), lang=load_lang("ar"))]
    together = list(find_reuse(*_reports(rows), lang=load_lang("ar")))
    scores = _named("reuse.natural", _pairs(rows, alone)) | _named("reuse.natural.together", _pairs(rows, together))
    return scores | _change_scores(rows, alone)


def _named(name: str, pairs: list[Pair]) -> dict[str, float]:
    return {f"{name}.{key}": value for key, value in passage_scores(pairs).items()}


def _reports(rows: Iterable[dict[str, Any]]) -> tuple[list[Report], list[Piece]]:
    sides = {_key(row, side): None for row in rows for side in ("left", "right")}
    reports = [_report(*key) for key in sides]
    return reports, [gold.piece_of(report, "body", 0, len(report.text)) for report in reports]


def _key(row: dict[str, Any], side: str) -> tuple[str, int]:
    return row[side]["file"], row[side]["index"]


@cache
def _report(day: str, index: int) -> Report:
    """Return an article as a report of its own, though an outlet printed the same text twice."""
    record = articles()[day, index]
    report = gold.report_of(f"{day}/{index}", record["content"], published=day[:10], outlet=record["source"])
    return replace(report, id=make_id("report", day, index))


def _pairs(rows: Sequence[dict[str, Any]], found: Iterable[Reuse]) -> list[Pair]:
    places: dict[tuple[str, str], list[Place]] = {}
    for passage in found:
        if passage.kind == "passage":
            left, right = (passage.left_start, passage.left_stop), (passage.right_start, passage.right_stop)
            places.setdefault((passage.left_id, passage.right_id), []).append((*left, *right))
            places.setdefault((passage.right_id, passage.left_id), []).append((*right, *left))
    pairs = []
    for row in rows:
        wanted = [tuple(each[:4]) for each in row["passages"] if each[4] == "passage"]
        both = (_report(*_key(row, "left")).id, _report(*_key(row, "right")).id)
        pairs.append(Pair(row["id"], row["relation"], wanted, places.get(both, [])))
    return pairs


# --- passages ----------------------------------------------------------------------------------------


def passage_scores(pairs: list[Pair]) -> dict[str, float]:
    """Return precision, recall, granularity and plagdet by character, by relation, and shares of false alarms.

    ``granularity.wrong`` is how many rows more than one a labelled passage that was found came in.
    """
    scores = _character_scores(pairs)
    for relation in sorted({pair.relation for pair in pairs} - set(APART.values())):
        own = [pair for pair in pairs if pair.relation == relation]
        short = relation.split(",")[0].replace(" ", "_")
        scores |= {f"{short}.{key}": value for key, value in _character_scores(own).items() if key != "plagdet"}
    for name, relation in APART.items():
        own = [pair for pair in pairs if pair.relation == relation]
        scores[f"{name}.false"] = sum(bool(pair.found) for pair in own) / len(own)
    return scores


def _character_scores(pairs: list[Pair]) -> dict[str, float]:
    counts = [_counts(pair) for pair in pairs]
    wanted, found, shared = (sum(each[at] for each in counts) for at in range(3))
    precision, recall = shared / found if found else 1.0, shared / wanted if wanted else 1.0
    cut = [number for pair in pairs for number in _cuts(pair)]
    granularity = sum(cut) / len(cut) if cut else 1.0
    both = precision + recall
    plagdet = 2 * precision * recall / both / math.log2(1 + granularity) if both else 0.0
    return {"precision": precision, "recall": recall, "granularity.wrong": granularity - 1, "plagdet": plagdet}


def _counts(pair: Pair) -> tuple[int, int, int]:
    """Return how many characters are labelled, found, and both, on the two sides together."""
    wanted, found = _characters(pair.wanted), _characters(pair.found)
    return len(wanted), len(found), len(wanted & found)


def _characters(places: Iterable[Place]) -> set[tuple[str, int]]:
    return {
        (side, at)
        for place in places
        for side, start, stop in (("left", *place[:2]), ("right", *place[2:]))
        for at in range(start, stop)
    }


def _cuts(pair: Pair) -> Iterator[int]:
    """Yield for each labelled passage that was found how many rows share characters with it on both sides."""
    for wanted in pair.wanted:
        number = sum(_meet(wanted[:2], found[:2]) and _meet(wanted[2:], found[2:]) for found in pair.found)
        if number:
            yield number


def _meet(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return max(one[0], other[0]) < min(one[1], other[1])


# --- changes -----------------------------------------------------------------------------------------


def _change_scores(rows: Sequence[dict[str, Any]], reuse: Iterable[Reuse]) -> dict[str, float]:
    outcomes = [outcome for each in change_outcomes(rows, reuse) for outcome in each[1]]
    scores = {}
    for name, own in (
        ("changes", outcomes),
        ("changes.meaning", [outcome for outcome in outcomes if outcome[0] in MEANING]),
    ):
        scores[f"reuse.natural.{name}.found"] = sum(bool(cls) for _, cls in own) / len(own)
        scores[f"reuse.natural.{name}.class"] = sum(cls == wanted for wanted, cls in own) / len(own)
    return scores


def change_outcomes(
    rows: Sequence[dict[str, Any]], reuse: Iterable[Reuse]
) -> list[tuple[str, list[tuple[str, str | None]]]]:
    """Return for each pair with labelled changes its id, and the class of each beside the class found (or none)."""
    labelled = [row for row in rows if row.get("changes")]
    reports, pieces = _reports(labelled)
    passages = {row.id: row for row in reuse}
    changes: dict[tuple[str, str], list[Change]] = {}
    found = find_changes(reports, passages.values(), *_findings(reports, pieces), lang=load_lang("ar"))
    for change in found:
        row = passages[change.reuse_id]
        changes.setdefault((row.left_id, row.right_id), []).append(change)
    return [(row["id"], [(each[4], _class_found(row, each, changes)) for each in row["changes"]]) for row in labelled]


def _class_found(row: dict[str, Any], wanted: list[Any], changes: dict[tuple[str, str], list[Change]]) -> str | None:
    left, right = (_report(*_key(row, side)).id for side in ("left", "right"))
    best: tuple[float, str | None] = (0.0, None)
    for pair, swapped in (((left, right), False), ((right, left), True)):
        for change in changes.get(pair, []):
            sides = (change.left_start, change.left_stop), (change.right_start, change.right_stop)
            one, other = sides[::-1] if swapped else sides
            share = (_share(one, tuple(wanted[:2])) + _share(other, tuple(wanted[2:4]))) / 2
            cls = (
                {"addition": "deletion", "deletion": "addition"}.get(change.cls, change.cls) if swapped else change.cls
            )
            best = max(best, (share, cls), key=lambda each: each[0])
    return best[1] if best[0] >= FOUND else None


def _share(one: tuple[int, int], other: tuple[int, ...]) -> float:
    """Return intersection over union; two empty places side by side are equal."""
    if one[0] == one[1] and other[0] == other[1]:
        return float(abs(one[0] - other[0]) <= NEAR)
    inside = min(one[1], other[1]) - max(one[0], other[0])
    return inside / (max(one[1], other[1]) - min(one[0], other[0])) if inside > 0 else 0.0


def _findings(reports: Iterable[Report], pieces: Iterable[Piece]) -> list[list[Any]]:
    """Return mentions, dates, figures and quotes of the reports, as the pipeline would find them."""
    rows: dict[str, list[Any]] = {"mention": [], "date": [], "figure": [], "quote": []}
    own = {piece.report_id: piece for piece in pieces}
    for report in reports:
        tables: dict[str, list[Any]] = {"piece": [own[report.id]]}
        for stage in import_module("musnad.pipeline").STAGES:
            if stage.over == "report" and set(stage.reads) <= tables.keys():
                made = stage.function()(report, *[tables[table] for table in stage.reads], lang=load_lang("ar"))
                tables[stage.writes[0]] = list(made)
        for table, found in rows.items():
            found += tables.get(table, [])
    return list(rows.values())


# --- what to look at ---------------------------------------------------------------------------------


def worst(pairs: list[Pair], most: int = WORST) -> list[tuple[str, str, int, int]]:
    """Return id, relation, characters missed and characters too much of the worst pairs."""
    rows = []
    for pair in pairs:
        wanted, found, shared = _counts(pair)
        rows.append((pair.id, pair.relation, wanted - shared, found - shared))
    return sorted(rows, key=lambda row: -(row[2] + row[3]))[:most]


def _show_worst() -> None:
    rows = read_rows()
    alone = [found for row in rows for found in find_reuse(*_reports([row]), lang=load_lang("ar"))]
    print("id, relation, characters missed, characters too much: two at a time, then all together")
    for found in (alone, list(find_reuse(*_reports(rows), lang=load_lang("ar")))):
        for row in worst(_pairs(rows, found)):
            print(*row, sep="\t")
    outcomes = [each for _, own in change_outcomes(rows, alone) for each in own]
    for (wanted, cls), number in sorted(Counter(outcomes).items(), key=lambda each: (each[0][0], -each[1])):
        print(wanted, cls or "not found", number, sep="\t")


if __name__ == "__main__":
    if "--worst" in sys.argv:
        _show_worst()
    else:
        for name, value in evaluate().items():
            print(f"{name:60} {value:.4f}")
