"""Scores of passages and changes on generated copies (``edits.py``), for each kind of edit.

Run: ``PYTHONPATH=eval python eval/edit_scores.py [--all] [--confusion] [SEED...]``. Even seeds are for development,
odd ones for reporting. Passages are scored as at PAN: precision and recall by character over found and given
passages, granularity, plagdet. A change counts as found where a row covers half of it on the two sides together.
"""

from __future__ import annotations

import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from math import log2
from typing import Any

from edits import KINDS, PLAIN_KINDS, REWRITES, Copied, GoldChange, formula_pairs, make_pairs

from musnad.lang import load_lang
from musnad.link.changes import find_changes
from musnad.link.reuse import find_reuse
from musnad.records import Change, Piece, Report, Reuse

# The gate takes so many copies of each kind and this seed; reports take more of both.
GATE_SEED, GATE_COPIES, GATE_FORMULAE = 11, 6, 28
FOUND = 0.5
# Stages whose findings the changes use.
FINDINGS = ("mention", "date", "figure", "quote")

Span = tuple[int, int]


@dataclass
class Tally:
    """What was counted: passages and changes by kind, the classes given for the classes meant."""

    precisions: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    recalls: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    splits: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    wanted: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    classes: Counter[tuple[str, str]] = field(default_factory=Counter)
    spurious: int = 0
    rows: int = 0
    wrong: list[tuple[str, str, str, str, str]] = field(default_factory=list)


def evaluate() -> dict[str, float]:
    """Return the scores of a fixed subset, none without the corpora."""
    pairs = make_pairs(GATE_SEED, GATE_COPIES)
    if not pairs:
        return {}
    tally = measure(pairs)
    scores = summary(tally)
    return {f"edits.{name}": value for name, value in scores.items()} | formula_scores(GATE_SEED, GATE_FORMULAE)


def formula_scores(seed: int, count: int) -> dict[str, float]:
    """Return the share of pairs with nothing but a stock text in common that are reported as reuse."""
    pairs = formula_pairs(seed, count)
    rows = _reuse(pairs)
    taken = {row.left_id for row in rows if row.kind == "passage"}
    return {"edits.formula.false": sum(pair.left.id in taken or pair.right.id in taken for pair in pairs) / len(pairs)}


def measure(pairs: Sequence[Copied]) -> Tally:
    """Return what the stages make of all pairs, read as one case."""
    tally = Tally()
    rows = _reuse(pairs)
    by_pair: dict[tuple[str, str], list[Reuse]] = defaultdict(list)
    for row in rows:
        if row.kind == "passage":
            by_pair[row.left_id, row.right_id].append(row)
    reports = [report for pair in pairs for report in (pair.left, pair.right)]
    wanted = {row.left_id for row in rows} | {row.right_id for row in rows}
    findings = _findings([report for report in reports if report.id in wanted], pairs)
    changes: dict[str, list[Change]] = defaultdict(list)
    for change in find_changes(reports, rows, *findings, lang=load_lang("ar")):
        changes[change.reuse_id].append(change)
    for pair in pairs:
        own = by_pair[pair.left.id, pair.right.id]
        _passages(tally, pair, own)
        if pair.kind not in REWRITES:
            _changes(tally, pair, own, [change for row in own for change in changes[row.id]])
    return tally


def _reuse(pairs: Sequence[Copied]) -> list[Reuse]:
    reports = {report.id: report for pair in pairs for report in (pair.left, pair.right)}
    pieces = {piece.id: piece for pair in pairs for piece in pair.pieces}
    return list(find_reuse(list(reports.values()), list(pieces.values()), lang=load_lang("ar")))


def _findings(reports: Sequence[Report], pairs: Sequence[Copied]) -> list[list[Any]]:
    """Return mentions, dates, figures and quotes, as the pipeline would find them."""
    pieces: dict[str, list[Piece]] = defaultdict(list)
    for pair in pairs:
        for piece in pair.pieces:
            pieces[piece.report_id].append(piece)
    rows: dict[str, list[Any]] = {table: [] for table in FINDINGS}
    lang = load_lang("ar")
    stages = [stage for stage in import_module("musnad.pipeline").STAGES if stage.over == "report"]
    needed = [stage for stage in stages if stage.writes[0] in ("sentence", *FINDINGS)]
    for report in reports:
        tables: dict[str, list[Any]] = {"piece": pieces[report.id]}
        for stage in needed:
            tables[stage.writes[0]] = list(
                stage.function()(report, *[tables[table] for table in stage.reads], lang=lang)
            )
        for table, found in rows.items():
            found += tables[table]
    return list(rows.values())


# --- passages -------------------------------------------------------------------------------------------


def _passages(tally: Tally, pair: Copied, rows: Sequence[Reuse]) -> None:
    found = [((row.left_start, row.left_stop), (row.right_start, row.right_stop)) for row in rows]
    for each in found:
        touched = [gold for gold in pair.passages if _meet(each, gold)]
        tally.precisions[pair.kind].append(_covered(each, touched))
    for gold in pair.passages:
        touched = [each for each in found if _meet(each, gold)]
        tally.recalls[pair.kind].append(_covered(gold, touched))
        if touched:
            tally.splits[pair.kind].append(len(touched))


def _meet(one: tuple[Span, Span], other: tuple[Span, Span]) -> bool:
    return all(max(a[0], b[0]) < min(a[1], b[1]) for a, b in zip(one, other, strict=True))


def _covered(one: tuple[Span, Span], others: Iterable[tuple[Span, Span]]) -> float:
    """Return the share of the characters of both sides that the others cover."""
    kept = [list(others)] * 2
    covered = sum(
        len(set().union(*(range(max(a, b), min(c, d)) for b, d in [each[side] for each in kept[side]])))
        for side, (a, c) in enumerate(one)
    )
    return covered / sum(stop - start for start, stop in one)


def plagdet(tally: Tally, kinds: Sequence[str]) -> tuple[float, float, float, float]:
    """Return precision, recall, granularity and plagdet over some kinds."""
    precisions, recalls, splits = (
        [value for kind in kinds for value in table[kind]] for table in (tally.precisions, tally.recalls, tally.splits)
    )
    if not precisions or not recalls:
        return 0.0, 0.0, 1.0, 0.0
    precision, recall = sum(precisions) / len(precisions), sum(recalls) / len(recalls)
    granularity = sum(splits) / len(splits) if splits else 1.0
    both = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return precision, recall, granularity, both / log2(1 + granularity)


# --- changes --------------------------------------------------------------------------------------------


def _changes(tally: Tally, pair: Copied, rows: Sequence[Reuse], changes: Sequence[Change]) -> None:
    matched: set[str] = set()
    for gold in pair.changes:
        if not any(_inside(gold, row) for row in rows):
            continue  # a passage that was not found is counted above
        best = max(changes, key=lambda each: (_share(each, gold), each.cls in gold.classes), default=None)
        tally.wanted[gold.kind] += 1
        if best is None or _share(best, gold) < FOUND:
            tally.classes[gold.classes[0], "-"] += 1
            tally.wrong.append((gold.kind, gold.classes[0], "-", *_printed(pair, gold.left, gold.right)))
            continue
        matched.add(best.id)
        tally.found[gold.kind] += 1
        right = best.cls in gold.classes
        tally.right[gold.kind] += right
        tally.classes[gold.classes[0], gold.classes[0] if right else best.cls] += 1
        if not right:
            places = (best.left_start, best.left_stop), (best.right_start, best.right_stop)
            tally.wrong.append((gold.kind, gold.classes[0], f"{best.cls} {best.why}", *_printed(pair, *places)))
    tally.rows += len(changes)
    for each in changes:
        if each.id not in matched and not any(_touches(each, gold) for gold in pair.changes):
            tally.spurious += 1
            places = (each.left_start, each.left_stop), (each.right_start, each.right_stop)
            tally.wrong.append((pair.kind, "-", f"{each.cls} {each.why}", *_printed(pair, *places)))


def _printed(pair: Copied, left: Span, right: Span) -> tuple[str, str]:
    return pair.left.text[slice(*left)], pair.right.text[slice(*right)]


def _inside(gold: GoldChange, row: Reuse) -> bool:
    left = row.left_start <= gold.left[0] and gold.left[1] <= row.left_stop
    return left and row.right_start <= gold.right[0] and gold.right[1] <= row.right_stop


def _touches(change: Change, gold: GoldChange) -> bool:
    return (
        change.left_start <= gold.left[1] and gold.left[0] <= change.left_stop
        and change.right_start <= gold.right[1] and gold.right[0] <= change.right_stop
    )  # fmt: skip


def _share(change: Change, gold: GoldChange) -> float:
    sides = ((change.left_start, change.left_stop), gold.left), ((change.right_start, change.right_stop), gold.right)
    return sum(_overlap(one, other) for one, other in sides)


def _overlap(one: Span, other: Span) -> float:
    inside = min(one[1], other[1]) - max(one[0], other[0])
    return inside / (max(one[1], other[1]) - min(one[0], other[0])) if inside > 0 else 0.0


# --- what is shown ----------------------------------------------------------------------------------------


def summary(tally: Tally) -> dict[str, float]:
    """Return the scores by name."""
    scores = {f"{kind}.plagdet": plagdet(tally, [kind])[3] for kind in KINDS}
    scores["plain.plagdet"] = plagdet(tally, PLAIN_KINDS)[3]
    scores["changes.found"] = sum(tally.found.values()) / max(1, sum(tally.wanted.values()))
    scores["changes.class"] = sum(tally.right.values()) / max(1, sum(tally.found.values()))
    scores["changes.spurious.false"] = tally.spurious / max(1, tally.rows)
    return scores


def report(tally: Tally, confusion: bool) -> list[str]:
    """Return all figures as lines."""
    lines = []
    for kind in (*KINDS, "plain"):
        values = plagdet(tally, PLAIN_KINDS if kind == "plain" else [kind])
        lines.append(f"{kind:14} precision {values[0]:.3f} recall {values[1]:.3f} granularity {values[2]:.2f} "
                     f"plagdet {values[3]:.3f}")  # fmt: skip
    for kind in sorted(tally.wanted):
        wanted, found, right = tally.wanted[kind], tally.found[kind], tally.right[kind]
        lines.append(f"{kind:16} changes {wanted:4}  found {found / wanted:.3f}  class {right / max(1, found):.3f}")
    names = sorted({name for pair in tally.classes for name in pair})
    lines.append(f"{'meant / given':16}" + "".join(f"{name[:7]:>8}" for name in names))
    for meant in sorted({meant for meant, _ in tally.classes}):
        row = "".join(f"{tally.classes[meant, given] or '.':>8}" for given in names)
        lines += [f"{meant:16}{row}"]
    if confusion:
        lines += [" | ".join(each) for each in tally.wrong]
    return lines


def main() -> None:
    seeds = [int(each) for each in sys.argv[1:] if each.isdigit()] or [GATE_SEED]
    each = 20 if "--all" in sys.argv else GATE_COPIES
    begun = time.process_time()
    for seed in seeds:
        tally = measure(make_pairs(seed, each))
        print("\n".join(report(tally, "--confusion" in sys.argv)))
        for name, value in (summary(tally) | formula_scores(seed, 28 if each < 20 else 112)).items():
            print(f"{name:32} {value:.4f}")
    print(f"{time.process_time() - begun:.1f} s of CPU")


if __name__ == "__main__":
    main()
