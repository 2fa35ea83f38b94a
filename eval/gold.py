"""Reads the annotated data ($MUSNAD_DATA, default ../shared/data) in the shapes the evaluations need.

Nothing of the data is copied into the project: without it the evaluations say so and stop.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from musnad.records import Piece, Report, make_id

DATA = Path(os.environ.get("MUSNAD_DATA", Path(__file__).resolve().parent.parent.parent / "shared" / "data"))


def missing(*parts: str) -> str | None:
    """Return why the data can't be used, or ``None`` where it is there."""
    path = DATA.joinpath(*parts)
    return None if path.exists() else f"no annotated data at {path}: set MUSNAD_DATA"


def seed_gold() -> dict[str, Any]:
    """Return ``seeds/gold.json``."""
    gold: dict[str, Any] = json.loads((DATA / "seeds" / "gold.json").read_text("utf-8"))
    return gold


def seed_files() -> list[Path]:
    """Return the five seed pages in order."""
    return sorted((DATA / "seeds").glob("*.txt"))


def report_of(source: str, text: str, *, published: str | None = None, outlet: str | None = None) -> Report:
    """Return a report with this text, as reading would make it."""
    sha = make_id("raw", text)
    return Report(
        make_id("report", outlet, None, text), source, None, outlet, None, text, published, "gold", "ar", None, sha
    )


def piece_of(report: Report, part: str, start: int, stop: int) -> Piece:
    return Piece(make_id("piece", report.id, part, start, stop), report.id, part, start, stop, None, start, 1.0, "gold")


def seed_reports() -> dict[str, tuple[Report, list[Piece]]]:
    """Return each seed (by "000".."004") as a report with headline, standfirst and body pieces from the gold.

    For judging a stage apart from reading. Dates are those the page itself names.
    """
    gold = seed_gold()
    found = {}
    for path in seed_files():
        name = path.name[:3]
        facts = gold["documents"][name]
        date = facts["date"] or {}
        own = date.get("value") if str(date.get("status", "")).startswith("in_text") else None
        report = report_of(path.name, path.read_text("utf-8"), published=own)
        pieces = []
        for part in ("headline", "standfirst", "body"):
            spans = _spans(facts.get(part))
            pieces.extend(piece_of(report, part, span["start"], span["end"]) for span in spans)
        found[name] = (report, sorted(pieces, key=lambda piece: piece.start))
    return found


def _spans(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, dict):
        return [value] if "start" in value else _spans(list(value.values()))
    if isinstance(value, list):
        return [span for each in value for span in _spans(each)]
    return []


def statement_articles() -> list[dict[str, Any]]:
    """Return the 60 articles of ``statements/gold.jsonl``."""
    lines = (DATA / "statements" / "gold.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines if line]


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of a comparison and what follows from them."""

    right: int
    found: int
    wanted: int

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        return self.right / self.wanted if self.wanted else 0.0

    @property
    def f1(self) -> float:
        return 2 * self.right / (self.found + self.wanted) if self.found + self.wanted else 0.0


def overlap(left: tuple[int, int], right: tuple[int, int]) -> float:
    """Return intersection over union of two places."""
    shared = min(left[1], right[1]) - max(left[0], right[0])
    if shared <= 0:
        return 0.0
    return shared / (max(left[1], right[1]) - min(left[0], right[0]))


def match_places(
    found: Sequence[tuple[int, int]], wanted: Sequence[tuple[int, int]], least: float = 0.5
) -> list[tuple[int, int]]:
    """Return pairs (index found, index wanted), one-to-one, best overlap first, each at least ``least``."""
    pairs = sorted(
        ((overlap(one, other), i, j) for i, one in enumerate(found) for j, other in enumerate(wanted)),
        key=lambda pair: (-pair[0], pair[1], pair[2]),
    )
    used_found: set[int] = set()
    used_wanted: set[int] = set()
    matched = []
    for share, i, j in pairs:
        if share < least or share == 0.0:
            break
        if i not in used_found and j not in used_wanted:
            used_found.add(i)
            used_wanted.add(j)
            matched.append((i, j))
    return matched


def score_places(found: Iterable[tuple[int, int]], wanted: Iterable[tuple[int, int]], least: float = 0.5) -> Score:
    """Return the score of places against places, one-to-one."""
    left, right = list(found), list(wanted)
    return Score(len(match_places(left, right, least)), len(left), len(right))


Evaluation = Callable[[], dict[str, float]]
