"""Musnad: many outlets' reports of the same events, as one sourced account.

The public names load on first use, so that ``import musnad`` costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_HOMES = {
    "open_case": "musnad.store",
    "Case": "musnad.store",
    "read_sources": "musnad.read.sources",
    "analyse": "musnad.pipeline",
    "STAGES": "musnad.pipeline",
    "write_dossier": "musnad.show.dossier",
    "export_rows": "musnad.show.exports",
    "MusnadError": "musnad.errors",
}

__all__ = ["__version__", *_HOMES]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'musnad' has no attribute {name!r}")
