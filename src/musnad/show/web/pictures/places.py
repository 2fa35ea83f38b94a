"""The map of a story: the places it names at their coordinates, with the grid of degrees and nothing from outside.

There is no outline of land on it: none may be shipped. So that a reader finds the way, the countries and seas of the
program's own list of places are named faintly at their middle, as on an old map, and on a map of a region its cities.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from math import ceil, cos, floor, hypot, radians

from markupsafe import Markup

from musnad.find.gazetteer import listed_names
from musnad.lang import load_lang
from musnad.show.terminal import plain
from musnad.show.web.pictures.drawing import fixed, link
from musnad.show.web.viewing import Asked, said

# Pixels: at most so wide and high; room for names at the edges.
WIDEST, HIGHEST, EDGE = 500, 340, 24
# A map of one or two places says little: it is low.
LOW, FEW = 230, 2
# So many cities nobody names show the way, on a map of so many degrees at most.
MOST_CITIES, REGION = 10, 18.0
# A map shows at least so many degrees.
LEAST_SPAN = 4.0
# It shows the places nearest to the middle that make up so much of all mentions, and those up to so many times as far:
# a capital on another continent would press the story's own places into one spot.
CORE, FARTHEST = 0.6, 2.0
# The area of a dot grows with the reports that name the place: radii in pixels.
SMALLEST_DOT, LARGEST_DOT = 3.5, 12.0
# Size of letters, about, in pixels, to keep names apart.
LETTER, LINE = 6.6, 14
DEGREES_WIDE = 38
# Steps of the grid in degrees: about four lines on each side.
_STEPS = (0.5, 1, 2, 5, 10, 15, 30, 45)
_SHOWING_THE_WAY = ("country", "sea", "city")


@dataclass(frozen=True, slots=True)
class Spot:
    """A place of the story: what filters on it, its name, where it is, and how many reports name it."""

    id: str
    name: str
    lat: float
    lon: float
    reports: int


@dataclass(frozen=True, slots=True)
class Atlas:
    """The picture, and the places that lie too far off to be on it."""

    svg: Markup
    outside: list[Spot]


@dataclass(frozen=True, slots=True)
class _View:
    """What part of the world is shown, from north-west, and how large a degree is."""

    west: float
    north: float
    across: float  # pixels a degree of longitude
    down: float  # pixels a degree of latitude
    width: float
    height: float

    def at(self, lat: float, lon: float) -> tuple[float, float]:
        return EDGE + (lon - self.west) * self.across, EDGE + (self.north - lat) * self.down


def place_map(spots: Sequence[Spot], asked: Asked) -> Atlas | None:
    """Return the map of these places; ``None`` where there are none. All of them with ``map=all`` in the address."""
    if not spots:
        return None
    shown = list(spots) if asked.get("map") == "all" else _nearest(spots)
    view = _view(shown)
    taken: list[tuple[float, float, float, float]] = []
    dots = sorted(shown, key=lambda spot: (-spot.reports, spot.id))
    most = dots[0].reports
    grid = list(_grid(view, taken, asked))
    drawn = list(_dots(dots, most, view, taken, asked))
    parts = [*grid, *_faint(view, taken, {spot.name for spot in shown}, asked), *drawn]
    label = said("place_map", "pictures").in_language(asked.language)
    outside = [each for each in spots if each not in shown]
    return Atlas(fixed(view.width, view.height, label, parts, "map-of"), outside)


def _nearest(spots: Sequence[Spot]) -> list[Spot]:
    """Return the places nearest to the middle of all mentions that make up most of them."""
    lat = _middle([(spot.lat, spot.reports) for spot in spots])
    lon = _middle([(spot.lon, spot.reports) for spot in spots])
    near = sorted(spots, key=lambda spot: ((spot.lat - lat) ** 2 + (spot.lon - lon) ** 2, spot.id))
    wanted, kept, found, reach = CORE * sum(spot.reports for spot in spots), 0, [], LEAST_SPAN / 2
    for spot in near:
        away = hypot(spot.lat - lat, spot.lon - lon)
        if kept < wanted:
            reach = max(reach, away)
        elif away > FARTHEST * reach:
            break
        found.append(spot)
        kept += spot.reports
    return found


def _middle(weighted: Sequence[tuple[float, int]]) -> float:
    """Return the median of values that count several times."""
    half, so_far = sum(weight for _, weight in weighted) / 2, 0
    for value, weight in sorted(weighted):
        so_far += weight
        if so_far >= half:
            return value
    return weighted[-1][0]


def _view(spots: Sequence[Spot]) -> _View:
    """Return a view with all of these places; a degree is as wide as it is in the middle of the map."""
    lats, lons = [spot.lat for spot in spots], [spot.lon for spot in spots]
    south, north = _widened(min(lats), max(lats))
    west, east = _widened(min(lons), max(lons))
    squeeze = max(0.2, cos(radians((south + north) / 2)))
    highest = LOW if len(spots) <= FEW else HIGHEST
    scale = min((WIDEST - 2 * EDGE) / ((east - west) * squeeze), (highest - 2 * EDGE) / (north - south))
    width, height = (east - west) * squeeze * scale + 2 * EDGE, (north - south) * scale + 2 * EDGE
    return _View(west, north, squeeze * scale, scale, width, height)


def _widened(least: float, most: float) -> tuple[float, float]:
    more = max((most - least) * 0.1, (LEAST_SPAN - (most - least)) / 2)
    return least - more, most + more


def _grid(view: _View, taken: list[tuple[float, float, float, float]], asked: Asked) -> Iterator[Markup]:
    """Yield the lines of whole degrees, each named at the edge."""
    east = view.west + (view.width - 2 * EDGE) / view.across
    south = view.north - (view.height - 2 * EDGE) / view.down
    step = next((each for each in _STEPS if max(east - view.west, view.north - south) <= each * 5), _STEPS[-1])
    for lon in _multiples(view.west, east, step):
        x, _ = view.at(0, lon)
        yield Markup(
            '<line x1="{0:.1f}" x2="{0:.1f}" y1="{1}" y2="{2:.1f}" class="grid"/>'
            '<text x="{0:.1f}" y="{3:.1f}" class="middle">{4}</text>'
        ).format(x, EDGE, view.height - EDGE, view.height - 8, _degrees(lon, "east", "west", asked))
    for lat in _multiples(south, view.north, step):
        _, y = view.at(lat, 0)
        taken.append((EDGE, y - LINE, EDGE + DEGREES_WIDE, y))
        yield Markup(
            '<line x1="{0}" x2="{1:.1f}" y1="{2:.1f}" y2="{2:.1f}" class="grid"/>'
            '<text x="{3}" y="{4:.1f}" class="start">{5}</text>'
        ).format(EDGE, view.width - EDGE, y, EDGE + 2, y - 3, _degrees(lat, "north", "south", asked))


def _multiples(least: float, most: float, step: float) -> Iterator[float]:
    for number in range(ceil(least / step), floor(most / step) + 1):
        yield number * step


def _degrees(value: float, above: str, below: str, asked: Asked) -> str:
    side = said(above if value >= 0 else below, "pictures").in_language(asked.language)
    return f"{abs(value):g}° {side}" if value else "0°"


def _dots(
    spots: Sequence[Spot], most: int, view: _View, taken: list[tuple[float, float, float, float]], asked: Asked
) -> Iterator[Markup]:
    picked = asked.get("place")
    wide_places = {(lat, lon) for _, _, lat, lon, sort in _listed() if sort == "country"}
    for spot in spots:
        x, y = view.at(spot.lat, spot.lon)
        radius = max(SMALLEST_DOT, LARGEST_DOT * (spot.reports / most) ** 0.5)
        taken.append((x - radius, y - radius, x + radius, y + radius))
    for spot in spots:
        x, y = view.at(spot.lat, spot.lon)
        radius = max(SMALLEST_DOT, LARGEST_DOT * (spot.reports / most) ** 0.5)
        style = "place ring" if (spot.lat, spot.lon) in wide_places else "place"
        body = Markup('<circle cx="{:.1f}" cy="{:.1f}" r="{:.1f}" class="{}"/>').format(x, y, radius, style)
        body += _name(plain(spot.name), x, y, radius, view, taken)
        words = f"{spot.name}: {said('place_reports', 'pictures', n=spot.reports).in_language(asked.language)}"
        href = asked.here(place="" if spot.id == picked else spot.id, part="")
        faint = "faint" if picked and picked != spot.id else ""
        yield link(href, words, body, style=faint, current=spot.id == picked)


def _name(
    name: str, x: float, y: float, radius: float, view: _View, taken: list[tuple[float, float, float, float]]
) -> Markup:
    """Return a place's name above, below or beside it, wherever it covers nothing; else nothing: a finger finds it."""
    size = len(name) * LETTER
    beside = y + 4
    for left, base in (
        (x - size / 2, y - radius - 4),
        (x - size / 2, y + radius + LINE - 2),
        (x + radius + 4, beside),
        (x - radius - 4 - size, beside),
    ):
        box = (left, base - LINE + 3, left + size, base + 3)
        if _is_free(box, view, taken):
            taken.append(box)
            return Markup('<text x="{:.1f}" y="{:.1f}" class="middle">{}</text>').format(left + size / 2, base, name)
    return Markup("")


def _is_free(box: tuple[float, float, float, float], view: _View, taken: Sequence[tuple[float, ...]]) -> bool:
    left, top, right, bottom = box
    if left < 2 or top < 2 or right > view.width - 2 or bottom > view.height - EDGE + 6:
        return False
    return not any(left < other[2] and other[0] < right and top < other[3] and other[1] < bottom for other in taken)


def _faint(
    view: _View, taken: list[tuple[float, float, float, float]], named: set[str], asked: Asked
) -> Iterator[Markup]:
    """Yield what shows the way where nothing of the story stands: countries and seas, in a region its cities."""
    span = max((view.height - 2 * EDGE) / view.down, (view.width - 2 * EDGE) / view.across)
    left = MOST_CITIES if span <= REGION else 0
    for name_ar, name_en, lat, lon, sort in _listed():
        x, y = view.at(lat, lon)
        name = name_ar if asked.language == "ar" else name_en
        if name in named or not (EDGE < x < view.width - EDGE and EDGE < y < view.height - EDGE):
            continue
        size = len(name) * (LETTER + 1.5)
        box = (x - size / 2, y - LINE, x + size / 2, y + 6)
        if (sort == "city" and not left) or not _is_free(box, view, taken):
            continue
        taken.append(box)
        left -= sort == "city"
        if sort == "city":
            yield Markup('<circle cx="{:.1f}" cy="{:.1f}" r="1.5" class="town"/>').format(x, y + 3)
        style = "middle town" if sort == "city" else "middle country"
        yield Markup('<text x="{:.1f}" y="{:.1f}" class="{}">{}</text>').format(x, y - 2, style, name)


@cache
def _listed() -> list[tuple[str, str, float, float, str]]:
    """Return the countries, seas, then cities of the list of places: both names, a point, and the kind."""
    lang = load_lang("ar")
    names = {name for some in listed_names(lang).values() for _, name in some} if lang else set()
    found = {
        (each.shown, each.name_en, each.lat, each.lon, each.sort)
        for each in names
        if each.sort in _SHOWING_THE_WAY and each.lat is not None and each.lon is not None
    }
    return sorted(found, key=lambda row: (_SHOWING_THE_WAY.index(row[4]), row))
