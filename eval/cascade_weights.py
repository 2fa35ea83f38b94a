"""Fits the weights of ``link/parentage.py`` to the even seeds of the made cascades.

Run: ``PYTHONPATH=eval python eval/cascade_weights.py``; it prints the table to be set there. A conditional logit with
a quadratic penalty, by gradient ascent. Weights are kept at least as far from certainty as the penalty asks.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from cascades import Case, make_case

from musnad.lang import load_lang
from musnad.link import lineage, parentage
from musnad.link.parentage import Candidate
from musnad.link.reuse import find_reuse

TUNING_SEEDS = range(0, 80, 2)
PENALTY = 2.0
STEPS = 1500

Question = tuple[list[Candidate], set[int]]  # candidates, the numbers of the right ones


def questions(case: Case) -> Iterator[Question]:
    """Yield what is weighed for each report, and which candidates are right."""
    rows = list(find_reuse(case.reports, case.pieces, lang=load_lang("ar")))
    asked: list[tuple[str, list[Candidate]]] = []

    def listen(report_id, *given):  # type: ignore[no-untyped-def]
        found = parentage.weigh(report_id, *given)
        asked.append((report_id, found))
        return found

    original, lineage.weigh = lineage.weigh, listen  # type: ignore[assignment]
    try:
        list(lineage.trace_lineage(case.reports, rows, case.credits, [], case.pieces, lang=None))
    finally:
        lineage.weigh = original
    first: set[str] = set()
    for report_id, candidates in asked:
        accepted = case.also.get(report_id, set()) if report_id in first else {case.parent[report_id]}
        first.add(report_id)
        right = {at for at, each in enumerate(candidates) if each.report_id in accepted}
        if right:
            yield candidates, right


def fit() -> dict[str, float]:
    """Return the weights."""
    asked = [question for seed in TUNING_SEEDS for question in questions(make_case(seed))]
    names = sorted({name for candidates, _ in asked for each in candidates for name in each.evidence})
    column = {name: number for number, name in enumerate(names)}
    rows, group, right = [], [], []
    for number, (candidates, wanted) in enumerate(asked):
        for at, each in enumerate(candidates):
            row = np.zeros(len(names))
            for name, value in each.evidence.items():
                row[column[name]] = value
            rows.append(row)
            group.append(number)
            right.append(at in wanted)
    matrix, groups, gold = np.array(rows), np.array(group), np.array(right, float)
    gold /= np.bincount(groups, gold)[groups]
    weights = np.zeros(len(names))
    momentum = np.zeros(len(names))
    for step in range(STEPS):
        sums = matrix @ weights
        tops = np.full(len(asked), -np.inf)
        np.maximum.at(tops, groups, sums)
        shares = np.exp(sums - tops[groups])
        shares /= np.bincount(groups, shares)[groups]
        gradient = matrix.T @ (gold - shares) - PENALTY * weights
        momentum = 0.9 * momentum + gradient / len(asked)
        weights += 0.3 * momentum
        if step % 300 == 0:
            print(step, float(np.sum(gold * np.log(shares + 1e-12)) / len(asked)))
    return dict(zip(names, np.round(weights, 2).tolist(), strict=True))


if __name__ == "__main__":
    for name, value in fit().items():
        print(f'    "{name}": {value},')
