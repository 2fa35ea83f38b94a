"""How well credits are found, on the records read by hand: each with its agency, kind and exact place."""

from __future__ import annotations

from gold import Score
from hand_checked import read_one, record_of, sample


def evaluate() -> dict[str, float]:
    """Return precision and recall of credits, and how many are wrong; nothing where the corpora are missing."""
    rows = sample()
    if not rows:
        return {}
    right = found = wanted = 0
    for row in rows:
        mine, theirs = set(read_one(record_of(row.key)).credits), {each for each in row.credits.split(" | ") if each}
        right, found, wanted = right + len(mine & theirs), found + len(mine), wanted + len(theirs)
    score = Score(right, found, wanted)
    return {"hand_checked.credits.precision": score.precision, "hand_checked.credits.recall": score.recall}


if __name__ == "__main__":
    for name, value in evaluate().items():
        print(f"{name:40} {value:.3f}")
