"""Scores of the figures stage on the seeds.

Run: ``PYTHONPATH=eval python eval/figures.py``. The seeds' spans hold the counted noun in some rows and not in
others, a figure's own span never does: a place counts as met when the figure, alone or with its noun,
overlaps it by half of their union. ``strict`` counts the figure's own span only.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import gold
import times

from musnad.find.figures import find_figures
from musnad.find.sentences import find_sentences
from musnad.lang import load_lang
from musnad.records import Figure, Piece, Report


def evaluate() -> dict[str, float]:
    """Return metrics by name; empty without the data."""
    if gold.missing("seeds", "gold.json"):
        return {}
    rows = list(seed_judgements())
    found = sum(len(figures) for figures in seed_figures().values())
    right = sum(loose for *_, loose, _ in rows)
    return {
        "seeds.figures.right": right,
        "seeds.figures.strict": sum(strict for *_, strict in rows),
        "seeds.figures.precision": right / found if found else 0.0,
    }


def figures_of(report: Report, pieces: list[Piece]) -> list[Figure]:
    lang = load_lang("ar")
    assert lang
    sentences = list(find_sentences(report, pieces, lang=lang))
    return list(find_figures(report, sentences, times.dates_of(report, pieces), lang=lang))


def seed_figures() -> dict[str, list[Figure]]:
    return {name: figures_of(*each) for name, each in times.seeds().items()}


def seed_judgements() -> Iterator[tuple[dict[str, Any], list[Figure], bool, bool]]:
    """Yield each gold figure, the figures that touch it, and whether one is right (loosely, strictly)."""
    found = seed_figures()
    for row in gold.seed_gold()["figures"]:
        span = row["span"]
        place = (span["start"], span["end"])
        value = row.get("range") or [row["value"], row["value"]]
        near = [each for each in found[span["file"][:3]] if each.start < place[1] and place[0] < each.stop]
        equal = [each for each in near if [each.low, each.high] == value]
        strict = any(gold.overlap((each.start, each.stop), place) >= 0.5 for each in equal)
        loose = any(gold.overlap(_with_noun(each), place) >= 0.5 for each in equal)
        yield row, near, strict or loose, strict


def _with_noun(figure: Figure) -> tuple[int, int]:
    if figure.noun_start is None or figure.noun_stop is None:
        return figure.start, figure.stop
    return min(figure.start, figure.noun_start), max(figure.stop, figure.noun_stop)


def _print() -> None:
    texts = {name: report.text for name, (report, _) in times.seeds().items()}
    for row, near, loose, strict in seed_judgements():
        print("right" if loose else "WRONG", "strict" if strict else "", row["span"]["text"],
              [(f.start, f.low, f.high, f.approx, f.unit) for f in near])  # fmt: skip
    for name, figures in seed_figures().items():
        for f in figures:
            noun = texts[name][f.noun_start : f.noun_stop] if f.noun_start is not None else ""
            print(name, texts[name][f.start : f.stop], "|", noun, f.low, f.high, f.approx, f.unit, f.why)
    for name, value in evaluate().items():
        print(f"{name}\t{value:.3f}")


if __name__ == "__main__":
    _print()
