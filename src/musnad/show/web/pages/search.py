"""Search: folded, clitic-aware full text, or the exact spelling; facets; hits in their words."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Any

from markupsafe import Markup

from musnad.search import Hit, Query, hits_of, ids_matching, number_matching, places_in, understood
from musnad.show.dossier.marking import visible
from musnad.show.web.pages.facets import facets_of, filters_of, narrowed_by
from musnad.show.web.pages.front import DAYS, headline_of
from musnad.show.web.viewing import ROWS_SHOWN, Asked, View, rows_of, said
from musnad.store import ROWS_PER_QUERY, Case

# Facets are counted over so many reports, the best matches; where words have to be found side by side or as they
# are spelt, no more are looked for. An export looks at all.
LOOKED_AT = 100
# Characters round a found word; places shown of one report.
AROUND, PLACES_SHOWN = 60, 3
# A query longer than this is no search.
LONGEST_QUERY = 300


def search_page(case: Case, asked: Asked) -> View:
    """Return the reports that print the words asked for, the best first."""
    words = asked.get("q")[:LONGEST_QUERY]
    query = understood(words, exact=bool(asked.get("exact")))
    if asked.whole:
        hits = list(hits_of(case, query, narrowed_by(asked)))
        rows = [{key: value for key, value in row.items() if key != "text"} for row in _reports(case, hits)]
        return View("search.html", words, {}, rows, {"query": words})
    first = asked.number("from_row", 0, 0, 10**9)
    number, best, hits = _found(case, asked, query, first)
    context = {
        "words": words,
        "hits": [_with_words(row) for row in _reports(case, hits)],
        "number": number,
        "is_least": not query.is_settled and number >= LOOKED_AT,
        "looked_at": len(best) if number > len(best) else 0,
        "filters": filters_of(case, asked),
        "facets": facets_of(case, asked, best),
        "more": first + ROWS_SHOWN if number > first + ROWS_SHOWN else None,
    }
    return View("search.html", said("search").in_language(asked.language), context)


def reports_found(case: Case, asked: Asked) -> list[str]:
    """Return the ids of all reports a search finds."""
    query = understood(asked.get("q")[:LONGEST_QUERY], exact=bool(asked.get("exact")))
    return [hit.report_id for hit in hits_of(case, query, narrowed_by(asked))]


def _found(case: Case, asked: Asked, query: Query, first: int) -> tuple[int, list[str], list[Hit]]:
    """Return how many reports match, the ids of the best, and those of the page with their places."""
    narrowed = narrowed_by(asked)
    if query.is_settled:
        ids = list(islice(ids_matching(case, query, narrowed), max(LOOKED_AT, first + ROWS_SHOWN)))
        shown = ids[first : first + ROWS_SHOWN]
        texts = _texts(case, shown)
        return number_matching(case, query, narrowed), ids[:LOOKED_AT], [
            Hit(each, places_in(texts[each], query)) for each in shown
        ]  # fmt: skip
    hits = list(islice(hits_of(case, query, narrowed), LOOKED_AT))
    return len(hits), [hit.report_id for hit in hits], hits[first : first + ROWS_SHOWN]


def _texts(case: Case, ids: Sequence[str]) -> dict[str, str]:
    sql = f"SELECT id, text FROM report WHERE id IN ({', '.join('?' * len(ids))})"
    return dict(case.connection.execute(sql, ids))


def _reports(case: Case, hits: Sequence[Hit]) -> list[dict[str, Any]]:
    """Return what is shown of each report found, in the order of the hits."""
    found: dict[str, dict[str, Any]] = {}
    for first in range(0, len(hits), ROWS_PER_QUERY):
        some = hits[first : first + ROWS_PER_QUERY]
        sql = (
            f"SELECT report.id, {headline_of('report.id')} AS headline,"
            " coalesce(name_ar, name_en, outlet.id) AS outlet,"
            f" outlet_id, report.source, text, {DAYS} FROM report"
            " LEFT JOIN outlet ON outlet.id = outlet_id LEFT JOIN report_date ON report_date.report_id = report.id"
            f" WHERE report.id IN ({', '.join('?' * len(some))})"
        )
        found.update({row["id"]: row for row in rows_of(case, sql, [hit.report_id for hit in some])})
    return [{**found[hit.report_id], "places": [list(place) for place in hit.places]} for hit in hits]


def _with_words(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "found": [_around(row["text"], *place) for place in row["places"][:PLACES_SHOWN]]}


def _around(text: str, start: int, stop: int) -> tuple[Markup, str]:
    """Return a found word with some before and after it, and the place it opens at."""
    first, last = max(0, start - AROUND), min(len(text), stop + AROUND)
    # whole words only: half of one may be another word
    while 0 < first < start and not text[first - 1].isspace():
        first += 1
    while stop < last < len(text) and not text[last].isspace():
        last -= 1
    before, found, after = (visible(_flat(words)) for words in (text[first:start], text[start:stop], text[stop:last]))
    # each part is markup already; Markup.format would take a third of a page's time
    words = Markup(f"{'…' if first else ''}{before}<mark>{found}</mark>{after}{'…' if last < len(text) else ''}")  # noqa: S704
    return words, f"{start}-{stop}"


def _flat(words: str) -> str:
    return words.replace("\n", " ")
