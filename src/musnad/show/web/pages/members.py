"""The reports of a story, and which of them an address asks for: by outlet, by days, by place, part by part."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from musnad.compare.timeline import Moment, timeline
from musnad.show.narrowing import narrow
from musnad.show.web.pages.front import BY_DAY, DAYS, headline_of
from musnad.show.web.pictures.places import Spot
from musnad.show.web.pictures.timeline import falls_in
from musnad.show.web.viewing import Asked, rows_of
from musnad.store import Case

# So many reports are set against each other at once: all pairs of them are read.
PART = 60


@dataclass(frozen=True, slots=True)
class Member:
    """One report of a story: its number there, its outlet (``key`` filters on it), from which day to which."""

    id: str
    number: int
    key: str
    outlet: str | None
    source: str
    headline: str
    days: tuple[str | None, str | None]

    @property
    def name(self) -> str:
        return self.outlet or self.source


@dataclass(frozen=True, slots=True)
class Named:
    """A place with coordinates, and the reports that name it."""

    id: str
    name: str
    lat: float
    lon: float
    reports: frozenset[str]


@dataclass(frozen=True, slots=True)
class Filtered:
    """A story's reports and what each filter of the address keeps of them; ``kept`` pass them all."""

    members: list[Member]
    kept: list[Member]
    by_outlet: frozenset[str]
    by_day: frozenset[str]
    by_place: frozenset[str]
    moments: list[Moment]
    places: list[Named]

    def but_outlet(self) -> frozenset[str]:
        """Return the reports the other filters keep: what a picture that filters on outlets shows."""
        return self.by_day & self.by_place

    def but_day(self) -> frozenset[str]:
        return self.by_outlet & self.by_place

    def but_place(self) -> frozenset[str]:
        return self.by_outlet & self.by_day


def filtered(case: Case, story_id: str, asked: Asked) -> Filtered:
    """Return the reports of a story as the address filters them; the case is narrowed to all of them."""
    members = _members(case, story_id)
    ids = [each.id for each in members]
    every = frozenset(ids)
    places = _places(case, ids, asked.language)
    moments = timeline(narrow(case, ids))
    outlet, day, place = asked.get("outlet"), asked.get("day"), asked.get("place")
    by_outlet = frozenset(each.id for each in members if each.key == outlet) if outlet else every
    by_day = _on(moments, day) & every if day else every
    by_place = next((each.reports for each in places if each.id == place), frozenset()) if place else every
    kept = [each for each in members if each.id in by_outlet & by_day & by_place]
    return Filtered(members, kept, by_outlet, by_day, by_place, moments, places)


def _on(moments: Iterable[Moment], day: str) -> frozenset[str]:
    """Return the reports that were printed on these days, or tell what happened or was said on them."""
    return frozenset(
        place.report_id
        for moment in moments
        if falls_in(moment.earliest, moment.latest, day)
        for place in moment.places
    )


def moments_of(found: Filtered, ids: frozenset[str]) -> list[Moment]:
    """Return the moments that some of these reports tell."""
    return [each for each in found.moments if any(place.report_id in ids for place in each.places)]


def spots_of(found: Filtered, ids: frozenset[str]) -> list[Spot]:
    """Return the places some of these reports name, with how many do."""
    counts = ((each, len(each.reports & ids)) for each in found.places)
    return [Spot(each.id, each.name, each.lat, each.lon, number) for each, number in counts if number]


def outlets_of(members: Iterable[Member]) -> list[tuple[str, str, int]]:
    """Return each outlet: what filters on it, its name, its reports; those with most reports first.

    Of equal ones the first report's number decides, whose colour is then that of its outlet: one report each is the
    rule.
    """
    numbers: dict[str, list[Member]] = defaultdict(list)
    for each in members:
        numbers[each.key].append(each)
    order = sorted(numbers, key=lambda key: (-len(numbers[key]), min(each.number for each in numbers[key])))
    return [(key, numbers[key][0].name, len(numbers[key])) for key in order]


def part_of(kept: list[Member], asked: Asked) -> tuple[list[Member], int, int]:
    """Return the part of the reports that is shown now, its number from 1, and how many parts there are."""
    parts = max(1, -(-len(kept) // PART))
    part = asked.number("part", 1, 1, parts)
    return (kept if asked.whole else kept[(part - 1) * PART : part * PART]), part, parts


def _members(case: Case, story_id: str) -> list[Member]:
    sql = (
        "SELECT report.id, outlet_id, coalesce(name_ar, name_en, outlet.id) AS outlet, source,"
        f" {headline_of('report.id')} AS headline, {DAYS}"
        " FROM story_member JOIN report ON report.id = story_member.report_id LEFT JOIN outlet ON outlet.id = outlet_id"
        " LEFT JOIN report_date ON report_date.report_id = report.id"
        f" WHERE story_id = ? ORDER BY {BY_DAY}, report.id"
    )
    return [
        Member(
            row["id"], number, row["outlet_id"] or row["id"], row["outlet"], row["source"],
            " ".join((row["headline"] or "").split()), (row["earliest"], row["latest"]),
        )
        for number, row in enumerate(rows_of(case, sql, (story_id,)), 1)
    ]  # fmt: skip


def _places(case: Case, ids: list[str], language: str) -> list[Named]:
    """Return the places with coordinates that these reports name."""
    marks = ", ".join("?" * len(ids))
    names = "name_ar, name_en" if language == "ar" else "name_en, name_ar"
    sql = (
        f"SELECT entity.id AS id, coalesce({names}, entity.id) AS name, lat, lon, mention.report_id AS report_id"
        " FROM mention JOIN entity_member ON mention_id = mention.id JOIN entity ON entity.id = entity_id"
        f" WHERE mention.report_id IN ({marks}) AND lat IS NOT NULL AND lon IS NOT NULL GROUP BY 1, 5 ORDER BY 1, 5"
    )
    found: dict[str, list[Mapping[str, object]]] = defaultdict(list)
    for row in rows_of(case, sql, ids):
        found[str(row["id"])].append(row)
    return [
        Named(id, str(some[0]["name"]), float(str(some[0]["lat"])), float(str(some[0]["lon"])),
              frozenset(str(each["report_id"]) for each in some))
        for id, some in found.items()
    ]  # fmt: skip
