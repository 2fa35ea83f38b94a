"""The names of agencies by their keys, in every language that lists them."""

from __future__ import annotations

from functools import cache

from musnad.lang import load_lang


@cache
def agency_names() -> dict[str, str]:
    """Return what an agency is called, by its key; an agency nobody listed is called by its key."""
    lang = load_lang("ar")
    return {row["key"]: row["name_en"] for row in lang.rows("agencies") if row["name_en"]} if lang else {}
