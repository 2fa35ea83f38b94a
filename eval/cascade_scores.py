"""Scores of lineage on made cascades (``eval/cascades.py``), odd seeds; the weights were fitted to the even ones.

Run: ``PYTHONPATH=eval python eval/cascade_scores.py``. An answer is the report named (before one that is only credited
as an outlet), an unseen source (or the agency credited, where that is unseen), or "nothing behind it" (no row);
a row without a parent, and an answer under a threshold, leave the question open.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from cascades import Case, make_case
from gold import missing

from musnad.lang import load_lang
from musnad.link.lineage import trace_lineage
from musnad.link.reuse import find_reuse
from musnad.records import Lineage

SEEDS = range(1, 40, 2)
THRESHOLDS = (0.0, 0.5, 0.6, 0.7, 0.8)
# An answer this sure is meant to be relied on.
CERTAIN = 0.8


@dataclass(frozen=True, slots=True)
class Answer:
    """One report of a cascade: what was answered, how surely, and what is true (and what else would be)."""

    said: str | None  # a report's id, unseen, own; None: left open
    score: float
    true: str
    also: frozenset[str]
    holds: bool  # the row says no more than is true: the agency, or report, does stand behind it, if not next to it

    def is_right(self) -> bool:
        return self.said == self.true or self.said in self.also


def answers(case: Case) -> Iterator[Answer]:
    """Yield an answer for each report that shares a text with another of its cascade."""
    reuse = list(find_reuse(case.reports, case.pieces, lang=load_lang("ar")))
    rows: dict[str, list[Lineage]] = {}
    for row in trace_lineage(case.reports, reuse, case.credits, [], case.pieces, lang=None):
        rows.setdefault(row.child_id, []).append(row)
    shared = {each for row in reuse for each in (row.left_id, row.right_id)}
    for report in case.reports:
        if report.id in shared:
            said, score, agency = _answer(rows.get(report.id, []))
            also = frozenset(case.also.get(report.id, ()))
            true = case.parent[report.id]
            holds = said == true or said in also | case.behind[report.id] or (agency and agency == case.wire[report.id])
            yield Answer(said, score, true, also, bool(holds))


def _answer(rows: Sequence[Lineage]) -> tuple[str | None, float, str | None]:
    """Return what some rows of one report say: parent, score, and the agency where it is one that is not seen."""
    named = [row for row in rows if row.parent_kind == "report"]
    shown = [row for row in named if row.why.startswith("rule=stemma")] or named
    if shown:
        best = max(shown, key=lambda row: (row.score, row.id))
        return best.parent_id, best.score, None
    for row in rows:
        if row.parent_kind == "agency":
            return "unseen", row.score, row.parent_id
    for row in rows:
        return (None, 0.0, None) if row.parent_id is None else ("unseen", row.score, None)
    return "own", 0.5, None


def evaluate() -> dict[str, float]:
    """Return the scores; nothing where the corpora are missing."""
    if missing("corpora", "ant", "ant.jsonl.gz") or missing("corpora", "saudinewsnet", "2015-08-04.zip"):
        return {}
    return scores([answer for seed in SEEDS for answer in answers(make_case(seed))])


def scores(found: Sequence[Answer]) -> dict[str, float]:
    """Return accuracy, coverage at thresholds, unseen recall and precision, and the share of certain mistakes."""
    answered = [each for each in found if each.said is not None]
    named = [each for each in answered if each.said not in ("unseen", "own")]
    said_unseen = [each for each in answered if each.said == "unseen"]
    truly_unseen = [each for each in found if each.true == "unseen"]
    certain = [each for each in answered if each.score >= CERTAIN]
    result = {
        "cascades.parent.accuracy": _share(answered, len(found)),
        "cascades.named.precision": _share(named, len(named)),
        "cascades.named.recall": _share(named, sum(each.true not in ("unseen", "own") for each in found)),
        "cascades.unseen.recall": _share([each for each in said_unseen if each.true == "unseen"], len(truly_unseen)),
        "cascades.unseen.precision": _share(said_unseen, len(said_unseen)),
        "cascades.certain.wrong": sum(not each.holds for each in certain) / max(len(certain), 1),
        "cascades.certain.answered": len(certain) / len(found),
    }
    for bar in THRESHOLDS:
        some = [each for each in answered if each.score >= bar]
        result[f"cascades.at_{bar:.1f}.accuracy"] = _share(some, len(some))
        result[f"cascades.at_{bar:.1f}.answered"] = len(some) / len(found)
    return result


def _share(some: Sequence[Answer], of: int) -> float:
    return sum(each.is_right() for each in some) / of if of else 0.0


def confusion(found: Sequence[Answer]) -> Mapping[tuple[str, str], int]:
    """Return how often each kind of truth got each kind of answer."""

    def kind(each: str | None) -> str:
        return "open" if each is None else each if each in ("unseen", "own") else "report"

    return Counter(
        (kind(each.true), "right report" if kind(each.said) == "report" and each.is_right() else kind(each.said))
        for each in found
    )


if __name__ == "__main__":
    everything = [answer for seed in SEEDS for answer in answers(make_case(seed))]
    for name, value in scores(everything).items():
        print(f"{name:40} {value:.3f}")
    for (true, said), count in sorted(confusion(everything).items()):
        print(f"{true:8} {said:14} {count}")
