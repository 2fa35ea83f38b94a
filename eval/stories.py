"""Scores of stories and events on the annotated days of SaudiNewsNet, beside a plain baseline.

BCubed F1 over all 861 reports. The bars are constants of the stage, chosen on these same reports, so
all of it is a development score; one half of the storylines (by the hash of their name) is told apart
to show how far halves differ.
The baseline is average linkage over tf·idf cosines of headline and body words, at its best threshold.
"""

from __future__ import annotations

import json
import math
import zipfile
import zlib
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

import gold
import numpy as np

from musnad.find.events import find_events
from musnad.find.sentences import find_sentences
from musnad.lang import load_lang
from musnad.link.clusters import average_linkage
from musnad.link.stories import link_stories
from musnad.records import Event, Piece, Report, ReportDate, StoryMember
from musnad.text import find_words


def story_rows() -> list[dict[str, Any]]:
    """Return the annotated rows with ``title`` and ``content`` joined from the corpus."""
    lines = (gold.DATA / "stories" / "saudi_events_dev.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines if line]
    days: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        name = row["file"].rsplit("/", 1)[-1]
        if name not in days:
            with zipfile.ZipFile(gold.DATA / "corpora" / "saudinewsnet" / name) as archive:
                days[name] = json.loads(archive.read(archive.namelist()[0]))
        row.update(title=days[name][row["index"]]["title"] or "", content=days[name][row["index"]]["content"] or "")
    return rows


def reports_of(rows: Sequence[dict[str, Any]]) -> tuple[list[Report], list[Piece]]:
    """Return the rows as reports with a headline and a body."""
    reports, pieces = [], []
    for row in rows:
        text = f"{row['title']}\n{row['content']}"
        report = gold.report_of(row["id"], text, published=row["date"], outlet=row["outlet"])
        reports.append(report)
        pieces.append(gold.piece_of(report, "headline", 0, len(row["title"])))
        pieces.append(gold.piece_of(report, "body", len(row["title"]) + 1, len(text)))
    return reports, pieces


def bcubed(
    found: Sequence[str | int], wanted: Sequence[str], over: Sequence[int] | None = None
) -> tuple[float, float, float]:
    """Return BCubed precision, recall and F1 (Amigó et al. 2009), averaged over the rows ``over`` (all)."""
    both = Counter(zip(found, wanted, strict=True))
    mine, theirs = Counter(found), Counter(wanted)
    items = range(len(found)) if over is None else over
    shared = [(both[found[at], wanted[at]], mine[found[at]], theirs[wanted[at]]) for at in items]
    precision = sum(count / size for count, size, _ in shared) / len(shared)
    recall = sum(count / size for count, _, size in shared) / len(shared)
    return precision, recall, 2 * precision * recall / (precision + recall)


def linked(rows: Sequence[dict[str, Any]]) -> tuple[list[str], list[str]]:
    """Return the story and the event of each row, as the stage links them without names and copies."""
    lang = load_lang("ar")
    assert lang is not None
    every, pieces = reports_of(rows)
    reports = [*{report.id: report for report in every}.values()]  # one outlet printed two of them twice
    pieces = [*{piece.id: piece for piece in pieces}.values()]
    by_report: dict[str, list[Piece]] = defaultdict(list)
    for piece in pieces:
        by_report[piece.report_id].append(piece)
    sentences = [each for report in reports for each in find_sentences(report, by_report[report.id], lang=lang)]
    events = [row for row in find_events(reports, sentences, [], [], [], [], lang=lang) if isinstance(row, Event)]
    dates = [ReportDate(report.id, report.published, report.published, "") for report in reports]
    out = list(link_stories(reports, pieces, dates, [], [], events, [], [], lang=lang))
    members = {row.report_id: row for row in out if isinstance(row, StoryMember)}
    stories = [members[report.id].story_id for report in every]
    return stories, [members[report.id].event_id or report.id for report in every]


def baseline(rows: Sequence[dict[str, Any]]) -> dict[str, float]:
    """Return the best F1 of plain tf·idf cosines for events and for storylines, over all thresholds."""
    counts = [Counter(find_words(row["title"] + " " + row["content"]).folded) for row in rows]
    terms = {term: at for at, term in enumerate(sorted({term for count in counts for term in count}))}
    weights = np.zeros((len(rows), len(terms)), dtype=np.float32)
    frequency = Counter(term for count in counts for term in count)
    for at, count in enumerate(counts):
        for term, number in count.items():
            weights[at, terms[term]] = (1 + math.log(number)) * math.log(len(rows) / frequency[term])
    weights /= np.linalg.norm(weights, axis=1, keepdims=True) + 1e-9
    cosines = weights @ weights.T
    left, right = np.nonzero(np.triu(cosines >= 0.02, 1))
    scores = cosines[left, right]
    best = {"cluster": 0.0, "storyline": 0.0}
    for threshold in np.arange(0.05, 0.5, 0.03):
        found = average_linkage(len(rows), left, right, scores, float(threshold)).tolist()
        for key in best:
            best[key] = max(best[key], bcubed(found, [row[key] for row in rows])[2])
    return best


def halves(rows: Sequence[dict[str, Any]]) -> list[list[int]]:
    """Return the rows of each half of the storylines."""
    parts: list[list[int]] = [[], []]
    for at, row in enumerate(rows):
        parts[zlib.crc32(row["storyline"].encode()) % 2].append(at)
    return parts


def evaluate() -> dict[str, float]:
    """Return BCubed scores of the stage, and F1 over the reports of the second half of the storylines."""
    rows = story_rows()
    stories, events = linked(rows)
    found: dict[str, float] = {}
    for name, mine, key in (("storylines", stories, "storyline"), ("events", events, "cluster")):
        wanted = [row[key] for row in rows]
        precision, recall, f1 = bcubed(mine, wanted)
        found[f"stories.{name}.second_half.f1"] = bcubed(mine, wanted, halves(rows)[1])[2]
        found |= {f"stories.{name}.precision": precision, f"stories.{name}.recall": recall, f"stories.{name}.f1": f1}
    return found


if __name__ == "__main__":
    for metric, value in evaluate().items():
        print(f"{metric}\t{value:.3f}")
    for name, value in baseline(story_rows()).items():
        print(f"baseline {name}\t{value:.3f}")
