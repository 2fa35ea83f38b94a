"""Language packs: one folder a language, the same file names in each, all of it commented data.

A pack is read once into a frozen :class:`Lang` and handed to the stages.
"""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

Row = dict[str, str]

# Languages with a pack of their own; others are read, compared for reuse and shown.
COVERED = ("ar",)


@dataclass(frozen=True, eq=False)
class Lang:
    """One language's tables. Equal only to itself, so that caches may be keyed on it."""

    code: str
    folder: Traversable = field(repr=False)

    def rows(self, name: str) -> tuple[Row, ...]:
        """Return the rows of ``name.tsv``: the first line that is no comment names the columns."""
        return _read_rows(self.folder / f"{name}.tsv")

    def settings(self, name: str) -> dict[str, Any]:
        """Return ``name.toml`` as a dictionary."""
        return tomllib.loads((self.folder / f"{name}.toml").read_text("utf-8"))


def _read_rows(path: Traversable) -> tuple[Row, ...]:
    lines = [line for line in path.read_text("utf-8").splitlines() if line.strip() and not line.startswith("#")]
    if not lines:
        return ()
    columns = lines[0].split("\t")
    rows = []
    for line in lines[1:]:
        cells = [cell.strip() for cell in line.split("\t")]
        if len(cells) > len(columns):
            raise ValueError(f"{path.name}: more cells than columns in: {line}")
        rows.append(dict(zip(columns, cells + [""] * (len(columns) - len(cells)), strict=True)))
    return tuple(rows)


@cache
def load_lang(code: str) -> Lang | None:
    """Return the pack of a language (ISO 639-1), or ``None`` where there is none."""
    if code not in COVERED:
        return None
    return Lang(code, files("musnad") / "lang" / code)


@cache
def data_hashes() -> dict[str, str]:
    """Return the SHA-256 (first 12 hexadecimal digits) of each data file the stages read, by its path."""
    root = files("musnad")
    hashes: dict[str, str] = {}
    for folder in ("lang", "lang/ar", "outlets"):
        for entry in sorted((root / folder).iterdir(), key=lambda entry: entry.name):
            if entry.name.endswith((".tsv", ".toml", ".npz", ".json")):
                hashes[f"{folder}/{entry.name}"] = hashlib.sha256(entry.read_bytes()).hexdigest()[:12]
    return hashes
