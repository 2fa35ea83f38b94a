"""Places and what happened there, as GeoJSON (RFC 7946): longitude before latitude, WGS 84."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from musnad.show.outward.chosen import About
from musnad.show.outward.links import Links, name_of
from musnad.show.outward.safe import json_fields, json_items, json_text, without_empty
from musnad.store import Case

_ON_EARTH = "lat BETWEEN -90 AND 90 AND lon BETWEEN -180 AND 180"
_NAMED = (
    "FROM mention JOIN entity_member ON mention_id = mention.id JOIN entity ON entity.id = entity_id"
    " WHERE entity.kind = 'LOC'"
)


def write_geojson(case: Case, about: About, links: Links) -> Iterator[str]:  # noqa: ARG001 every writer is called alike
    """Yield a FeatureCollection: a point for each place named, and one for each event at a place known.

    A place without coordinates has no point: how many there are stands in ``unlocated``, with a word in ``note``.
    """
    located, unlocated = case.connection.execute(
        f"SELECT count(DISTINCT iif({_ON_EARTH}, entity.id, NULL)),"
        f" count(DISTINCT iif({_ON_EARTH}, NULL, entity.id)) {_NAMED}"
    ).fetchone()
    head = {"type": "FeatureCollection", "located": located, "unlocated": unlocated}
    yield "{" + json_fields(head) + ', "features": ['
    yield from json_items(_features(case, links))
    yield "\n]"
    if unlocated or not located:
        places = located + unlocated
        why = f"{unlocated} of {places} places have no coordinates" if places else "no place is named"
        yield ', "note": ' + json_text(why)
    yield "}\n"


def _features(case: Case, links: Links) -> Iterator[dict[str, Any]]:
    yield from _places(case, links)
    yield from _events(case, links)


def _places(case: Case, links: Links) -> Iterator[dict[str, Any]]:
    sql = (
        "SELECT entity.id, name_ar, name_en, lat, lon, count(*), count(DISTINCT report_id)"
        f" {_NAMED} AND {_ON_EARTH} GROUP BY entity.id ORDER BY entity.id"
    )
    for id, name_ar, name_en, lat, lon, mentions, reports in case.connection.execute(sql):
        said = {"kind": "place", "name_ar": name_ar, "name_en": name_en, "mentions": mentions, "reports": reports,
                "opens_at": links.page("entity", id)}  # fmt: skip
        yield _feature(id, lat, lon, said)


def _events(case: Case, links: Links) -> Iterator[dict[str, Any]]:
    sql = (
        "SELECT event.id, event.report_id, event.start, event.stop,"
        " substr(text, event.start + 1, event.stop - event.start), predicate, event.date, status, event.score,"
        " place_id, name_ar, name_en, lat, lon FROM event JOIN entity ON entity.id = place_id"
        f" JOIN report ON report.id = event.report_id WHERE {_ON_EARTH} ORDER BY event.date, event.id"
    )
    for row in case.connection.execute(sql):
        id, report_id, start, stop, words, predicate, date, status, score, place_id, name_ar, name_en, lat, lon = row
        said = {"kind": "event", "words": words, "predicate": predicate, "date": date, "status": status, "score": score,
                "place": name_of(place_id), "name_ar": name_ar, "name_en": name_en, "report": name_of(report_id),
                "start": start, "stop": stop, "opens_at": links.place(report_id, start, stop, id)}  # fmt: skip
        yield _feature(id, lat, lon, said)


def _feature(id: str, lat: float, lon: float, said: dict[str, Any]) -> dict[str, Any]:
    point = {"type": "Point", "coordinates": [lon, lat]}
    return {"type": "Feature", "id": name_of(id), "geometry": point, "properties": without_empty(said)}
