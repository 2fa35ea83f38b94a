"""Which outlet a text gives as its source: by the words before the name, not by the name alone."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from musnad.lang import Lang, load_lang
from musnad.link.named_outlets import outlet_names
from musnad.records import Outlet

CASES = tomllib.loads((Path(__file__).parent / "cases" / "outlet_sources.toml").read_text("utf-8"))["case"]


def arabic() -> Lang:
    lang = load_lang("ar")
    assert lang is not None
    return lang


@pytest.mark.parametrize("case", CASES, ids=[each["text"][:40] for each in CASES])
def test_an_outlet_is_named_as_a_source(case: dict[str, Any]) -> None:
    names = outlet_names([Outlet("o", case["name"], None, None, None)], arabic())
    place = names.place(case["text"], "o")
    assert (case["text"][slice(*place)] if place else None) == case.get("named")


def test_an_outlet_without_an_arabic_name_is_never_named() -> None:
    names = outlet_names([Outlet("o", None, "Echo", None, None)], arabic())
    assert names.place("نقلا عن «Echo»", "o") is None
    assert names.place("نقلا عن «Echo»", "p") is None
