"""Language packs: one folder a language, the same file names in each, all of it commented data.

A pack is read once into a frozen :class:`Lang` and handed to the stages.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable
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
    labels: tuple[str, ...] = field(default=(), repr=False)  # texts of a user's own tables of labels

    def rows(self, name: str) -> tuple[Row, ...]:
        """Return the rows of ``name.tsv``: the first line that is no comment names the columns.

        A user's own labels go before ours, and so win where both have a word.
        """
        return _rows_of(self, name)

    def settings(self, name: str) -> dict[str, Any]:
        """Return ``name.toml`` as a dictionary."""
        return tomllib.loads((self.folder / f"{name}.toml").read_text("utf-8"))


def _with_columns(rows: Iterable[Row]) -> list[Row]:
    """Return a user's rows with the columns they may do without."""
    return [{"pole": "neutral", "not": "", "when": "", "note": "", **row} for row in rows]


@cache
def _rows_of(lang: Lang, name: str) -> tuple[Row, ...]:
    """Return a table's rows, read once: several stages read the same table, and none changes a row."""
    own = [row for text in lang.labels for row in rows_of_table(text, name)] if name == "labels" else []
    path = lang.folder / f"{name}.tsv"
    return (*_with_columns(own), *rows_of_table(path.read_text("utf-8"), path.name))


def rows_of_table(text: str, name: str) -> tuple[Row, ...]:
    """Return the rows of a table in the shape of the data files. Raises ``ValueError`` for too many cells."""
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    if not lines:
        return ()
    columns = lines[0].split("\t")
    rows = []
    for line in lines[1:]:
        cells = [cell.strip() for cell in line.split("\t")]
        if len(cells) > len(columns):
            raise ValueError(f"{name}: more cells than columns in: {line}")
        rows.append(dict(zip(columns, cells + [""] * (len(columns) - len(cells)), strict=True)))
    return tuple(rows)


@cache
def load_lang(code: str, labels: tuple[str, ...] = ()) -> Lang | None:
    """Return the pack of a language (ISO 639-1), or ``None`` where there is none.

    ``labels`` are texts of a user's own tables of labels (``musnad.codebook``).
    """
    if code not in COVERED:
        return None
    return Lang(code, files("musnad") / "lang" / code, labels)


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
