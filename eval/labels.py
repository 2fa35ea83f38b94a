"""Scores of the labels stage on the five seed pages.

The annotated labels are a starting list, not exhaustive, so precision is a lower bound: it counts a
label the annotator did not list as wrong. A place is found where a label overlaps it at all: the
annotated spans take in the noun or the marks around, ours only the word of the table.
"""

from __future__ import annotations

import gold

from musnad.find.labels import find_labels
from musnad.find.sentences import find_sentences
from musnad.lang import load_lang
from musnad.records import Label, Mention, Piece, Report


def seed_labels(report: Report, pieces: list[Piece], mentions: list[Mention]) -> list[Label]:
    """Return the labels of one report, with mentions from the annotation and no quotes."""
    lang = load_lang("ar")
    assert lang is not None
    return list(find_labels(report, list(find_sentences(report, pieces, lang=lang)), mentions, [], lang=lang))


def gold_mentions(report: Report, name: str) -> list[Mention]:
    """Return the annotated mentions of a seed as rows."""
    kinds = {"person": "PER", "place": "LOC", "organisation": "ORG"}
    rows = []
    for entity in gold.seed_gold()["entities"]:
        for span in entity["mentions"]:
            if span["file"].startswith(name) and entity["type"] in kinds:
                start, stop = span["start"], span["end"]
                rows.append(Mention(f"{start}", report.id, start, stop, kinds[entity["type"]], 1.0, "gold"))
    return sorted(rows, key=lambda row: row.start)


def evaluate() -> dict[str, float]:
    """Return recall and (lower-bound) precision by overlap."""
    found_right = found_all = wanted_right = wanted_all = 0
    spans = gold.seed_gold()["labels"]
    for name, (report, pieces) in gold.seed_reports().items():
        found = [(label.start, label.stop) for label in seed_labels(report, pieces, gold_mentions(report, name))]
        inside = [(piece.start, piece.stop) for piece in pieces]
        wanted = [(span["start"], span["end"]) for span in spans if span["file"].startswith(name)]
        wanted = [span for span in wanted if any(first <= span[0] < last for first, last in inside)]
        wanted_right += sum(any(gold.overlap(one, other) > 0 for one in found) for other in wanted)
        found_right += sum(any(gold.overlap(one, other) > 0 for other in wanted) for one in found)
        found_all, wanted_all = found_all + len(found), wanted_all + len(wanted)
    return {
        "seeds.labels.recall": wanted_right / wanted_all,
        "seeds.labels.precision": found_right / found_all,
    }


if __name__ == "__main__":
    for metric, value in evaluate().items():
        print(f"{metric}\t{value:.3f}")
