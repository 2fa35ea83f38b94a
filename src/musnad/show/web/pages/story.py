"""The page of a story: who covers it, where it comes from, what differs, what was said and told, when and where."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from musnad.compare.origins import CountedFigure, counted_figures, read_origins
from musnad.show.dossier import cards, facts, sections
from musnad.show.dossier.labels import labels_of
from musnad.show.dossier.sheet import Sheet
from musnad.show.narrowing import narrow
from musnad.show.web.pages import members
from musnad.show.web.pages.altered import altered_pairs
from musnad.show.web.pages.behind import ancestry_of, lineage_of
from musnad.show.web.pages.told import told_by_outlet
from musnad.show.web.pictures.bars import coverage_bar, shares_of
from musnad.show.web.pictures.places import place_map
from musnad.show.web.pictures.scale import words_of
from musnad.show.web.pictures.timeline import timeline_picture
from musnad.show.web.viewing import Asked, MissingError, View
from musnad.show.web.windows import window
from musnad.show.words import date_range
from musnad.store import Case

# Rows of each section shown at first; ``show=SECTION`` shows one section with all of its rows.
FIRST_ROWS = {
    "reports": 15, "lineage": 80, "changes": 8, "statements": 8, "figures": 12, "coverage": 20, "timeline": 40,
    "alterations": 12,
}  # fmt: skip
SECTIONS = ("lineage", "changes", "statements", "figures", "coverage", "labels", "timeline", "alterations")
COUNTING = ("", "figures", "coverage")  # sections that say how many origins a figure has
# A statement of more printings is shown with so many, the most altered first; its own page has all.
MOST_PRINTINGS = 8


def story(case: Case, asked: Asked) -> View:
    """Return a story, its reports filtered by outlet, days and place where the address says so."""
    row = case.get("story", asked.id)
    if row is None:
        raise MissingError(asked.id)
    found = members.filtered(case, asked.id, asked)
    shown, part, parts = members.part_of(found.kept, asked)
    wanted = asked.get("show") if asked.get("show") in SECTIONS else ""
    # counted while the case is narrowed to the whole story: what the address filters out is an origin too
    counts = asked.whole or wanted in COUNTING
    tables = read_origins(case) if counts else None
    counted = counted_figures(tables, [each.id for each in found.members]) if tables else []
    pictures = {} if asked.whole else _pictures(case, found, asked, wanted)
    outlets = {each.id: each.name for each in found.members}
    sheet = window(case, [each.id for each in shown], asked, {each.id: each.number for each in found.members})
    if tables:
        sheet.read["origin tables"] = [tables]
    if asked.whole:
        return View("story.html", "", {}, _exported(sheet, counted), _data(row, found))
    headline = next((each.headline for each in found.members if each.id == row.headline_report_id), asked.id)
    context = {
        "row": row,
        "headline": headline,
        "date": date_range(row.first, row.last),
        "found": found,
        "shown": shown,
        "part": part,
        "parts": parts,
        "sources": list(sheet.sources.values()),
        "lineage": lineage_of(sheet, outlets),
        "wanted": wanted,
        "limits": {} if wanted else FIRST_ROWS,
        **pictures,
        **_sections(sheet, wanted, counted),
    }
    return View("story.html", headline, context)


def _data(row: Any, found: members.Filtered) -> dict[str, Any]:
    reports = [
        {"number": each.number, "id": each.id, "outlet": each.outlet, "headline": each.headline, "days": each.days}
        for each in found.kept
    ]
    return {
        "id": row.id, "first": row.first, "last": row.last, "outlets": row.outlets, "origins": row.origins,
        "reports": reports,
    }  # fmt: skip


def _pictures(case: Case, found: members.Filtered, asked: Asked, wanted: str) -> dict[str, Any]:
    """Return the pictures; each shows what the other filters keep, so that it says what a click will give."""
    outlets = {each.id: each.name for each in found.members}
    every = shares_of(members.outlets_of(found.members))
    colours = {share.key: share.colour for share in every}
    passing = [each for each in found.members if each.id in found.but_outlet()]
    numbers = {key: number for key, _, number in members.outlets_of(passing)}
    shares = [replace(share, number=numbers[share.key]) for share in every if share.key in numbers]
    place = next((each.name for each in found.places if each.id == asked.get("place")), asked.get("place"))
    kept = narrow(case, [each.id for each in found.kept])
    return {
        "shares": shares,
        "bar": coverage_bar(shares, asked),
        "days_picture": timeline_picture(members.moments_of(found, found.but_day()), asked),
        "atlas": place_map(members.spots_of(found, found.but_place()), asked),
        "ancestry": ancestry_of(kept, found.kept, colours, outlets, asked) if wanted in ("", "lineage") else None,
        "picked": {
            "outlet": next((share.name for share in every if share.key == asked.get("outlet")), asked.get("outlet")),
            "day": words_of(asked.get("day")).in_language(asked.language) if asked.get("day") else "",
            "place": place,
        },
    }


def _sections(sheet: Sheet, wanted: str, counted: list[CountedFigure]) -> dict[str, Any]:
    """Return the sections of these reports; where one is wanted, the others are left out."""
    ids = set(sheet.sources)
    making: dict[str, Callable[[], dict[str, Any]]] = {
        "changes": lambda: _changes(sheet),
        "statements": lambda: _statements(sheet, ids),
        "figures": lambda: {
            "conflicts": facts.conflicts_of(sheet, ids),
            "figures": facts.figures_of(sheet, ids, counted),
        },
        "coverage": lambda: {"coverage": told_by_outlet(sheet, counted)},
        "labels": lambda: {"labels_of": labels_of(sheet)},
        "timeline": lambda: dict(zip(("dated", "undated"), facts.timeline_of(sheet, None), strict=True)),
        "alterations": lambda: {"accounts": sections.accounts_of(sheet, ids)},
    }
    empty: dict[str, Any] = {
        "altered": None, "glance": [], "several": [], "single": [], "conflicts": [], "figures": [], "coverage": None,
        "labels_of": [], "dated": [], "undated": [], "accounts": [],
    }  # fmt: skip
    for name, make in making.items():
        if wanted in ("", name):
            empty.update(make())
    return empty


def _changes(sheet: Sheet) -> dict[str, Any]:
    pairs = altered_pairs(sheet)
    return {"altered": pairs, "glance": sections.glance_of(pairs.open) if pairs else []}


def _statements(sheet: Sheet, ids: set[str]) -> dict[str, Any]:
    several, single = cards.statements_of(sheet, ids)
    return {"several": [_shortened(each) for each in several], "single": single}


def _shortened(said: cards.Said) -> tuple[cards.Said, int]:
    """Return a statement with the base and its most altered printings, and how many are left out."""
    if len(said.printings) <= MOST_PRINTINGS:
        return said, 0
    kept = sorted(said.printings, key=lambda each: (not each.base, not each.first, -each.level))[:MOST_PRINTINGS]
    return replace(said, printings=kept), len(said.printings) - MOST_PRINTINGS


def _exported(sheet: Sheet, counted: list[CountedFigure]) -> list[dict[str, Any]]:
    """Return the story's facts against its reports: what an export holds."""
    columns, told = facts.coverage_of(sheet, None, counted)
    return [
        {
            "kind": row.kind,
            "words": row.words,
            "origins": row.origins,
            "origins_most": row.origins_most,
            "reports": [source.id for source in columns if source.id in row.cells],
            "outlets": [source.name for source in columns if source.id in row.cells],
            "opens_at": row.href,
        }
        for row in told
    ]
