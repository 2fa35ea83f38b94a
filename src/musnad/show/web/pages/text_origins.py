"""A report against those it shares words with: where its words come from, and what it has more, less and otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from musnad.compare.alterations import Alteration
from musnad.compare.stretches import Source, Sourced
from musnad.show.dossier.sections import Differing
from musnad.show.dossier.sheet import Sheet, level_of
from musnad.show.dossier.sheet import Source as Printing
from musnad.show.web.pictures.drawing import colour_of
from musnad.show.web.viewing import Asked, said
from musnad.show.words import Both, agency_name
from musnad.store import Case

# Reports that share such words, named in the legend; differences of one kind shown.
MOST_SHARING, MOST_SHOWN = 6, 40
KINDS = ("changed", "added", "dropped")


@dataclass(frozen=True, slots=True)
class TextOrigin:
    """One source of a report's words: its colour, what it is called, its share of the text, and who prints it too."""

    source: Source
    colour: int
    words: str
    share: float
    report: Printing | None
    sharing: list[tuple[str, str]]  # report id, outlet
    more: int


@dataclass(frozen=True, slots=True)
class Did:
    """One difference from this report's side, and all reports that print it otherwise."""

    change: Differing
    others: list[Printing]


def outlet_names(case: Case, ids: Iterable[str]) -> dict[str, str]:
    """Return what the outlets of these reports are called, by report; where unknown, the file."""
    sql = (
        "SELECT coalesce(name_ar, name_en, outlet.id, source) FROM report LEFT JOIN outlet ON outlet.id = outlet_id"
        " WHERE report.id = ?"
    )
    return {id: case.connection.execute(sql, (id,)).fetchone()[0] for id in ids}


def origins_of_text(
    sourced: Sourced, sheet: Sheet, outlets: Mapping[str, str], length: int, asked: Asked
) -> list[TextOrigin]:
    """Return the sources of a report's words, the one of most words first."""
    counts = sourced.characters()
    found = []
    for place, (source, number) in enumerate(sorted(counts.items(), key=lambda each: (-each[1], each[0]))):
        sharing = [each for each in sourced.sharing[source] if each != source.id]
        found.append(
            TextOrigin(
                source, colour_of(place), _words(source, outlets, asked), number / max(1, length),
                sheet.sources.get(source.id), [(id, outlets[id]) for id in sharing[:MOST_SHARING]],
                max(0, len(sharing) - MOST_SHARING),
            )
        )  # fmt: skip
    return found


def _words(source: Source, outlets: Mapping[str, str], asked: Asked) -> str:
    if source.kind == "agency":
        return agency_name(source.id).in_language(asked.language)
    if source.kind == "report":
        return outlets.get(source.id, source.id)
    return said(f"text_{source.kind}", "pictures").in_language(asked.language)


def own_share(sourced: Sourced, length: int) -> float:
    """Return which part of a text stands in no shared passage."""
    return 1 - sum(each.stop - each.start for each in sourced.stretches) / max(1, length)


def did_of(sheet: Sheet, report_id: str) -> dict[str, list[Did]]:
    """Return what a report has otherwise than those it shares words with, by kind, the gravest first, each once."""
    rows = next((each for each in sheet.rows("alterations") if each.printed.report_id == report_id), None)
    grave = [each for each in (rows.alterations if rows else ()) if level_of(each.cls, each.severity) > 0]
    found: dict[str, list[Did]] = {kind: [] for kind in KINDS}
    seen: dict[tuple[object, ...], Did] = {}
    for each in sorted(grave, key=lambda one: (-one.severity, one.own.start, one.other.report_id, one.other.start)):
        key = (each.kind, each.own.start, each.own.stop, " ".join(each.other_words.split()))
        if key not in seen:
            seen[key] = Did(_differing(sheet, each), [])
            found[each.kind].append(seen[key])
        other = sheet.sources[each.other.report_id]
        if other not in seen[key].others:
            seen[key].others.append(other)
    return found


def _differing(sheet: Sheet, each: Alteration) -> Differing:
    level = level_of(each.cls, each.severity)
    own, other = (sheet.shown(place, f"c l{level}") for place in (each.own, each.other))
    return Differing(each.cls, level, bool(each.in_quote), Both("", ""), own, other)
