"""The case in the formats of others: citations, annotations, linked data, provenance, maps, graphs.

One function a format, ``write_…(case, about, links)``, yields the file in pieces of text; the command line
(``musnad export``) and the web pages (``/ar/report/ID.bib``) write what it yields. ``docs/stages/outward.md`` says
what maps to what.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module

from musnad.errors import UsageError
from musnad.show.outward.chosen import About, narrowed
from musnad.show.outward.links import Links
from musnad.store import Case

Write = Callable[[Case, About, Links], Iterator[str]]


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its name on the command line and for readers, the ending of its addresses, its type, who writes it."""

    name: str
    label: str
    ending: str
    media: str
    writer: str  # module:function
    says: str
    says_ar: str


FORMATS = (
    Format(
        "bibtex", "BibTeX", "bib", "text/x-bibtex; charset=utf-8", "citations:write_bibtex",
        "citations for BibTeX, biblatex", "مراجع لـ BibTeX وbiblatex",
    ),
    Format(
        "ris", "RIS", "ris", "application/x-research-info-systems", "citations:write_ris",
        "citations for Zotero, EndNote", "مراجع لـ Zotero وEndNote",
    ),
    Format(
        "citations", "TXT", "txt", "text/plain; charset=utf-8", "citations:write_plain",
        "citations, a line each", "مراجع، كلٌّ في سطر",
    ),
    Format(
        "annotations", "Web Annotation", "annotations.jsonld",
        'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"', "annotations:write_annotations",
        "findings and notes as Web Annotations", "ما وُجد والملاحظات بصيغة Web Annotation",
    ),
    Format(
        "schema-org", "schema.org", "jsonld", "application/ld+json", "schema_org:write_schema_org",
        "articles and what they quote", "المقالات وما تقتبسه",
    ),
    Format(
        "prov", "PROV", "prov.json", "application/json", "prov:write_prov",
        "where texts come from, as W3C PROV", "مصادر النصوص بصيغة W3C PROV",
    ),
    Format(
        "geojson", "GeoJSON", "geojson", "application/geo+json", "geojson:write_geojson",
        "places and what happened there", "الأماكن وما جرى فيها",
    ),
    Format(
        "graphml", "GraphML", "graphml", "application/graphml+xml", "graphml:write_graphml",
        "reports and what links them", "التقارير وما يربطها",
    ),
)  # fmt: skip
NAMES = tuple(each.name for each in FORMATS)


def format_named(name: str) -> Format:
    """Return a format by its name or ending. Raises ``UsageError`` for one that is not there."""
    for each in FORMATS:
        if name in (each.name, each.ending):
            return each
    raise UsageError(f"no format {name!r}; there are: {', '.join(NAMES)}")


def write_outward(case: Case, name: str, about: About, links: Links) -> Iterator[str]:
    """Yield a format of the whole case, or of what ``about`` names, in pieces; all of it, whatever its length.

    The case is narrowed to the reports asked for from now on. Raises ``UsageError`` for a format or thing that is not
    there, before anything is yielded.
    """
    module, _, function = format_named(name).writer.partition(":")
    write: Write = getattr(import_module(f"musnad.show.outward.{module}"), function)
    return _in_one_state(case, write(narrowed(case, about), about, links))


def _in_one_state(case: Case, parts: Iterator[str]) -> Iterator[str]:
    """Yield the parts as the case is now, whatever is read in meanwhile."""
    if case.connection.in_transaction:
        yield from parts
        return
    case.connection.execute("BEGIN")
    try:
        yield from parts
    finally:
        with suppress(sqlite3.ProgrammingError):  # whoever wanted the rest has closed the case
            case.connection.execute("ROLLBACK")
