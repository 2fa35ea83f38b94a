"""Reports, quotations and statements in the words of schema.org, as one JSON-LD graph.

A report is a NewsArticle, direct speech in it a Quotation, a statement a Claim that appears in its printings. Where a
text comes from is a matter of odds, for which schema.org has no words: that stands in PROV and GraphML.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from musnad.records import Entity, Outlet, Quote
from musnad.show.outward.chosen import About, Cited, body_of, cited_reports, outlet_called
from musnad.show.outward.links import Links, name_of, web_address
from musnad.show.outward.safe import json_fields, json_items, one_line, without_empty
from musnad.store import Case

CONTEXT = "https://schema.org"
_TYPES = {"PER": "Person", "ORG": "Organization", "LOC": "Place"}
# The printings of a statement in all reports, the longest first; a stretch of a longer quote is one too.
_PRINTINGS = (
    "SELECT quote_id, substr(text, start + 1, stop - start) FROM ("
    "SELECT quote_id, report_id, start, stop FROM main.statement_member JOIN main.quote ON quote.id = quote_id"
    " WHERE statement_id = ?1 UNION ALL"
    " SELECT quote_id, report_id, start, stop FROM main.statement_stretch WHERE statement_id = ?1)"
    " JOIN main.report ON report.id = report_id ORDER BY stop - start DESC, quote_id"
)
_DATE = re.compile(r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?)?)?")


def write_schema_org(case: Case, about: About, links: Links) -> Iterator[str]:
    """Yield a graph: the outlets, names, articles with their quotations, then the statements."""
    yield "{" + json_fields({"@context": CONTEXT}) + ', "@graph": ['
    yield from json_items(_nodes(case, about, links))
    yield "\n]}\n"


def _nodes(case: Case, about: About, links: Links) -> Iterator[dict[str, Any]]:
    wanted = about.id if about.kind == "statement" else ""
    used = {each for (each,) in case.connection.execute("SELECT DISTINCT outlet_id FROM report")}
    for outlet in case.rows("outlet"):
        if outlet.id in used:
            yield _outlet(outlet, links)
    for entity in _entities(case):
        yield _entity(entity, links)
    for cited in cited_reports(case):
        yield _article(case, cited, wanted, links)
    yield from _claims(case, wanted, links)


def _outlet(outlet: Outlet, links: Links) -> dict[str, Any]:
    return without_empty(
        {
            "@id": name_of(outlet.id),
            "@type": "NewsMediaOrganization",
            "name": outlet_called(outlet, "ar"),
            "alternateName": outlet.name_en if outlet.name_ar else None,
            "url": web_address(f"https://{outlet.domain}") if outlet.domain else None,
            "mainEntityOfPage": links.page("outlet", outlet.id),
        }
    )


def _entities(case: Case) -> Iterator[Entity]:
    """Yield the persons, bodies and places the reports name, and the speakers of their statements."""
    sql = (
        "SELECT entity_id FROM entity_member JOIN mention ON mention.id = mention_id UNION"
        " SELECT speaker_entity_id FROM statement WHERE speaker_entity_id IS NOT NULL AND id IN"
        " (SELECT statement_id FROM statement_member UNION SELECT statement_id FROM statement_stretch) ORDER BY 1"
    )
    for (id,) in case.connection.execute(sql).fetchall():
        entity = case.get("entity", id)
        if entity is not None:
            yield entity


def _entity(entity: Entity, links: Links) -> dict[str, Any]:
    geo = None
    if entity.lat is not None and entity.lon is not None:
        geo = {"@type": "GeoCoordinates", "latitude": entity.lat, "longitude": entity.lon}
    return without_empty(
        {
            "@id": name_of(entity.id),
            "@type": _TYPES[entity.kind],
            "name": entity.name_ar or entity.name_en or entity.id,
            "alternateName": entity.name_en if entity.name_ar else None,
            "geo": geo,
            "mainEntityOfPage": links.page("entity", entity.id),
        }
    )


def _article(case: Case, cited: Cited, wanted: str, links: Links) -> dict[str, Any]:
    report = cited.report
    credits = [report.text[each.start : each.stop] for each in case.rows("credit", report_id=report.id)]
    names = (
        "SELECT DISTINCT entity_id FROM entity_member JOIN mention ON mention.id = mention_id WHERE report_id = ?"
        " ORDER BY 1"
    )
    page = links.page("report", report.id)
    return without_empty(
        {
            "@id": name_of(report.id),
            "@type": "NewsArticle",
            "identifier": report.id,
            "headline": cited.headline,
            "datePublished": report.published if _DATE.fullmatch(report.published or "") else None,
            "inLanguage": report.language,
            "url": web_address(report.url),
            "mainEntityOfPage": page,
            "publisher": {"@id": name_of(report.outlet_id)} if report.outlet_id else None,
            # a byline may name persons, desks or an agency: the printed words, and no guess at which
            "creditText": "; ".join(dict.fromkeys(one_line(each) for each in (cited.byline, *credits) if each)),
            "encoding": without_empty(
                {"@type": "MediaObject", "sha256": report.raw_sha, "contentUrl": f"{page}/raw" if page else None}
            ),
            "mentions": [{"@id": name_of(each)} for (each,) in case.connection.execute(names, (report.id,))],
            "articleBody": body_of(cited),
            "hasPart": list(_quotations(case, cited, wanted, links)),
        }
    )


def _quotations(case: Case, cited: Cited, wanted: str, links: Links) -> Iterator[dict[str, Any]]:
    """Yield what is said in a report; what is told in the outlet's own words is no quotation."""
    sql = (
        "SELECT quote_id, statement_member.statement_id, speaker_entity_id FROM statement_member"
        " JOIN quote ON quote.id = quote_id JOIN statement ON statement.id = statement_member.statement_id"
        " WHERE report_id = ?"
    )
    stretched = "SELECT quote_id FROM statement_stretch WHERE report_id = ? AND statement_id = ?"
    stretches = {each for (each,) in case.connection.execute(stretched, (cited.report.id, wanted))}
    groups = {id: (each, speaker) for id, each, speaker in case.connection.execute(sql, (cited.report.id,))}
    quotes: list[Quote] = case.rows("quote", report_id=cited.report.id)
    for quote in quotes:
        statement, speaker = groups.get(quote.id, (None, None))
        if wanted and statement != wanted and quote.id not in stretches:
            continue
        is_told = quote.type == "indirect"
        yield without_empty(
            {
                "@id": name_of(quote.id),
                "@type": "CreativeWork" if is_told else "Quotation",
                "genre": f"{quote.type} speech",
                "text": cited.report.text[quote.start : quote.stop],
                # words without a name behind them: person or body, nobody knows
                "mentions" if is_told else "spokenByCharacter": (
                    {"@id": name_of(speaker)} if speaker else one_line(quote.speaker_name)
                ),
                "isPartOf": {"@id": name_of(cited.report.id)},
                "about": {"@id": name_of(statement)} if statement else None,
                "url": links.place(cited.report.id, quote.start, quote.stop, quote.id),
            }
        )


def _claims(case: Case, wanted: str, links: Links) -> Iterator[dict[str, Any]]:
    """Yield the statements of these reports, each with all its printings, those in other reports by name."""
    sql = (
        "SELECT statement_id FROM statement_member WHERE ?1 IN ('', statement_id) UNION"
        " SELECT statement_id FROM statement_stretch WHERE ?1 IN ('', statement_id) ORDER BY 1"
    )
    for (id,) in case.connection.execute(sql, (wanted,)).fetchall():
        statement = case.get("statement", id)
        printings = case.connection.execute(_PRINTINGS, (id,)).fetchall()
        speaker = statement.speaker_entity_id if statement else None
        yield without_empty(
            {
                "@id": name_of(id),
                "@type": "Claim",
                "text": printings[0][1],  # the longest printing
                "author": {"@id": name_of(speaker)} if speaker else None,
                "appearance": [{"@id": name_of(each)} for each in dict.fromkeys(each for each, _ in printings)],
                "mainEntityOfPage": links.page("statement", id),
            }
        )
