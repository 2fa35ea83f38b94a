"""The gate: every evaluation of this folder against its pinned floor.

Run as ``python eval/gate.py`` (or ``--pin`` to raise floors to what is measured now; a floor is
lowered only by hand, in a commit of its own that says why). Exit code 1 when a score is under its
floor. Where the annotated data is missing it says so and passes.
"""

from __future__ import annotations

import hashlib
import importlib
import sys
import time
import tomllib
from pathlib import Path

HERE = Path(__file__).resolve().parent
FLOORS = HERE / "floors.toml"
# Scores are pinned this far under what was measured: room for rounding, none for a lost finding.
SLACK = 0.005
# Metrics that count mistakes: their pin is a ceiling.
MISTAKES = ("wrong", "false", "leaked", "lost")
# What the scores were measured on.
ANNOTATIONS = (
    "seeds/gold.json",
    "statements/gold.jsonl",
    "statements/alteration_pairs.jsonl",
    "stories/saudi_events_dev.jsonl",
    "time/expressions.jsonl",
)

sys.path.insert(0, str(HERE))
import gold  # noqa: E402 - found through the line above


def evaluations() -> list[str]:
    """Return the names of the modules here that define ``evaluate``."""
    modules = sorted(path for path in HERE.glob("*.py") if path.stem != "gate")
    return [path.stem for path in modules if "\ndef evaluate(" in path.read_text("utf-8")]


def measure() -> dict[str, float]:
    """Run every evaluation; return all metrics by name."""
    metrics: dict[str, float] = {}
    for name in evaluations():
        begun = time.process_time()
        found = importlib.import_module(name).evaluate()
        print(f"{name}: {len(found)} metrics, {time.process_time() - begun:.1f} s of CPU", file=sys.stderr)
        metrics.update(found)
    return metrics


def read_floors() -> dict[str, float]:
    """Return the pinned floors."""
    if not FLOORS.exists():
        return {}
    floors: dict[str, float] = tomllib.loads(FLOORS.read_text("utf-8"))["floors"]
    return floors


def data_hash() -> str:
    """Return a hash of the annotations, so that a score is never compared across two versions of them."""
    digest = hashlib.sha256()
    for name in ANNOTATIONS:
        digest.update((gold.DATA / name).read_bytes())
    return digest.hexdigest()[:16]


def same_data() -> bool:
    """Tell whether the floors were pinned on the annotations at hand; say so where not."""
    pinned = tomllib.loads(FLOORS.read_text("utf-8")).get("data") if FLOORS.exists() else None
    if pinned in (None, data_hash()):
        return True
    print(f"the annotations changed since the floors were pinned ({pinned} is now {data_hash()}): pin them anew")
    return False


def counts_mistakes(name: str) -> bool:
    return name.endswith(MISTAKES)


def holds(name: str, value: float | None, pinned: float) -> bool:
    """Tell whether a metric is still measured and on the right side of its pin."""
    if value is None:
        return False
    return value <= pinned if counts_mistakes(name) else value >= pinned


def tightened(name: str, value: float, pinned: float | None) -> float:
    """Return the pin after measuring ``value``: never looser than before."""
    if counts_mistakes(name):
        near = round(value + SLACK, 3)
        return near if pinned is None else min(near, pinned)
    near = round(value - SLACK, 3)
    return near if pinned is None else max(near, pinned)


def pin(metrics: dict[str, float], floors: dict[str, float]) -> None:
    """Write pins tightened to what was measured; none is loosened."""
    raised = floors | {name: tightened(name, value, floors.get(name)) for name, value in metrics.items()}
    lines = [f'"{name}" = {value}' for name, value in sorted(raised.items())]
    head = (
        "# Pinned scores; `python eval/gate.py --pin` raises them. Lower one only by hand, with the reason beside it.\n"
    )
    FLOORS.write_text(f'{head}data = "{data_hash()}"\n\n[floors]\n' + "\n".join(lines) + "\n", "utf-8")


def main() -> int:
    why = gold.missing("seeds", "gold.json")
    if why:
        print(f"eval gate skipped: {why}")
        return 0
    metrics, floors = measure(), read_floors()
    if "--pin" in sys.argv:
        pin(metrics, floors)
        floors = read_floors()
    under = [name for name, floor in floors.items() if not holds(name, metrics.get(name), floor)]
    for name, value in sorted(metrics.items()):
        floor = floors.get(name)
        mark = "  WORSE THAN PINNED" if name in under else ""
        print(f"{name:48} {value:8.3f}   pinned {'-' if floor is None else f'{floor:.3f}'}{mark}")
    for name in under:
        if name not in metrics:
            print(f"{name:48}  no longer measured   WORSE THAN PINNED")
    print(f"{len(floors) - len(under)} scores hold, {len(under)} are worse than pinned")
    return 1 if under or not same_data() else 0


if __name__ == "__main__":
    sys.exit(main())
