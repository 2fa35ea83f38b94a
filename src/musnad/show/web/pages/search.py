"""Search: folded, clitic-aware full text; facets of outlet and year and month; hits in their words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from musnad.search import Hit, search
from musnad.show.dossier.marking import visible
from musnad.show.web.pages.front import DAYS, headline_of
from musnad.show.web.viewing import ROWS_SHOWN, Asked, View, rows_of, said
from musnad.store import ROWS_PER_QUERY, Case

# Facets are counted over so many reports, the best matches; an export looks at all.
LOOKED_AT = 100
# Characters round a found word; places shown of one report.
AROUND, PLACES_SHOWN = 60, 3
# A query longer than this is no search.
LONGEST_QUERY = 300


def search_page(case: Case, asked: Asked) -> View:
    """Return the reports that print the words asked for, the best first."""
    words = asked.get("q")[:LONGEST_QUERY]
    _filter(case, asked)
    hits = search(case, words, limit=None if asked.whole else LOOKED_AT)
    rows = _reports(case, hits)
    outlets = Counter(row["outlet"] or "" for row in rows)
    months = Counter(_month(row) for row in rows)
    first = asked.number("from_row", 0, 0, 10**9)
    shown = rows if asked.whole else rows[first : first + ROWS_SHOWN]
    context = {
        "words": words,
        "hits": [_found(row) for row in shown],
        "number": len(rows),
        "is_cut": len(hits) >= LOOKED_AT,
        "outlets": outlets.most_common(20),
        "months": sorted(months.items(), reverse=True)[:24],
        "more": first + ROWS_SHOWN if len(rows) > first + ROWS_SHOWN else None,
    }  # fmt: skip
    exported = [{key: value for key, value in row.items() if key != "text"} for row in rows] if asked.whole else []
    return View("search.html", said("search").in_language(asked.language), context, exported, {"query": words})


def _found(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "found": [_around(row["text"], *place) for place in row["places"][:PLACES_SHOWN]]}


def _month(row: dict[str, Any]) -> str:
    """Return the month a report was printed in, where it can be only one."""
    first, last = (row["earliest"] or "")[:7], (row["latest"] or "")[:7]
    return first if first == last else ""


def _filter(case: Case, asked: Asked) -> None:
    """Let the case show only the reports of the outlet and month asked for: a search then looks at no others."""
    day = (
        "SELECT iif(substr(earliest, 1, 7) = substr(latest, 1, 7), latest, '') FROM main.report_date"
        " WHERE report_id = main.report.id"
    )
    where = {
        "outlet": "outlet_id IN (SELECT id FROM main.outlet WHERE coalesce(name_ar, name_en, id) = {value})",
        "month": f"substr(coalesce(({day}), published), 1, 7) = {{value}}",
    }
    wanted = [words.format(value=_literal(asked.get(name))) for name, words in where.items() if asked.get(name)]
    if wanted:
        # a view has no row numbers of its own, and the search index is joined by them
        sql = f"SELECT rowid AS rowid, * FROM main.report WHERE {' AND '.join(wanted)}"
        case.connection.execute(f"CREATE TEMP VIEW report AS {sql}")


def _literal(value: str) -> str:
    """Return a value as SQL: a view takes no parameters. As bytes in hexadecimal it can't be anything but a value."""
    return f"CAST(x'{value.encode('utf-8', 'replace').hex()}' AS TEXT)"


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


def _around(text: str, start: int, stop: int) -> tuple[Markup, str]:
    """Return a found word with some before and after it, and the place it opens at."""
    first, last = max(0, start - AROUND), min(len(text), stop + AROUND)
    # whole words only: half of one may be another word
    while 0 < first < start and not text[first - 1].isspace():
        first += 1
    while stop < last < len(text) and not text[last].isspace():
        last -= 1
    words = Markup("{}{}<mark>{}</mark>{}{}").format(
        "…" if first else "", visible(_flat(text[first:start])), visible(text[start:stop]),
        visible(_flat(text[stop:last])), "…" if last < len(text) else "",
    )  # fmt: skip
    return words, f"{start}-{stop}"


def _flat(words: str) -> str:
    return words.replace("\n", " ")
