"""Findings and notes as W3C Web Annotations: one collection, one page of it, all in it.

Each points at its place three ways: the words with some before and after, the numbers of the characters, and a fragment
of the plain text (RFC 5147). Characters are counted in the text Musnad keeps, which a server gives at
``…/report/ID/text``; at the outlet's own address only the words can be looked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from musnad import __version__
from musnad.records import Date, Event, Figure, Label, Mention, Quote, Report
from musnad.show.outward.chosen import About, cited_reports, findings_of
from musnad.show.outward.links import TERMS, Links, name_of, web_address
from musnad.show.outward.safe import json_fields, json_items, without_empty
from musnad.store import Case

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
# What is marked in a text; sentences and pieces are its frame.
TABLES = ("quote", "mention", "date", "figure", "label", "event", "credit", "note")
# Characters of context: what annotation tools for the web keep, so that theirs and ours look alike.
CONTEXT_CHARACTERS = 32
_TAGS = re.compile(r"[,،;؛\n]+")


def write_annotations(case: Case, about: About, links: Links) -> Iterator[str]:
    """Yield an AnnotationCollection of all findings and notes."""
    own = links.page(about.kind, about.id) if about.id else None
    head = {
        "@context": [CONTEXT, {"musnad": TERMS}],
        "id": f"{own}.annotations.jsonld" if own else name_of(about.id or "case"),
        "type": "AnnotationCollection",
        "label": about.id or "case",
        "generator": {"id": name_of("software"), "type": "Software", "name": f"Musnad {__version__}"},
    }
    page = {"id": f"{head['id']}#page", "type": "AnnotationPage", "startIndex": 0}
    number = 0

    def counted() -> Iterator[dict[str, Any]]:
        nonlocal number
        for each in _annotations(case, links):
            number += 1
            yield each

    yield "{" + json_fields(head) + ', "first": {' + json_fields(page) + ', "items": ['
    yield from json_items(counted())
    # how many there are is known when all are written: a field may come last
    yield f'\n]}}, "total": {number}}}\n'


def _annotations(case: Case, links: Links) -> Iterator[dict[str, Any]]:
    entity_of = dict(case.connection.execute("SELECT mention_id, entity_id FROM entity_member").fetchall())
    statement_of = dict(case.connection.execute("SELECT quote_id, statement_id FROM statement_member").fetchall())
    for cited in cited_reports(case):
        for table, row in findings_of(case, TABLES, cited.report.id):
            if table == "note" and row.removed_at:
                continue
            group = {"mention": entity_of, "quote": statement_of}.get(table, {}).get(row.id)
            yield _annotation(table, row, cited.report, group, links)


def _annotation(table: str, row: Any, report: Report, group: str | None, links: Links) -> dict[str, Any]:
    made = {
        "id": links.place(report.id, row.start, row.stop, row.id) or name_of(row.id),
        "type": "Annotation",
        "canonical": name_of(row.id),
        "motivation": "commenting" if table == "note" else "identifying" if group else "classifying",
        "body": [*_bodies(table, row), *([{"source": name_of(group), "purpose": "identifying"}] if group else [])],
        "target": list(_targets(row.start, row.stop, report, links)),
        "musnad:table": table,
    }
    if table == "note":
        return {**made, "creator": {"type": "Person", "name": row.noted_by}, "created": row.noted_at}
    return {**made, "musnad:score": row.score, "musnad:why": row.why}


def _bodies(table: str, row: Any) -> Iterator[dict[str, str]]:
    if table != "note":
        yield _said(_words_of(table, row), "classifying")
        return
    if row.words:
        yield _said(row.words, "commenting")
    for tag in _TAGS.split(row.tags):
        if tag.strip():
            yield _said(tag.strip(), "tagging")


def _said(words: str, purpose: str) -> dict[str, str]:
    return {"type": "TextualBody", "value": words, "format": "text/plain", "purpose": purpose}


def _words_of(table: str, row: Any) -> str:
    """Return what a finding says of its place, as one line of words."""
    match row:
        case Quote():
            parts: Sequence[Any] = ("quote", row.type, row.speaker_name)
        case Mention():
            parts = ("name", row.kind)
        case Date():
            parts = ("date", row.value or "vague")
        case Figure():
            parts = ("figure", row.approx, row.low, row.high if row.high != row.low else None, row.unit)
        case Label():
            parts = ("label", row.voice, row.family, row.term)
        case Event():
            parts = ("event", row.predicate, row.status, row.date)
        case _:
            parts = (table, row.kind, row.agency)
    return " ".join(f"{part:g}" if isinstance(part, float) else str(part) for part in parts if part not in (None, ""))


def _targets(start: int, stop: int, report: Report, links: Links) -> Iterator[dict[str, Any]]:
    words = without_empty(
        {
            "type": "TextQuoteSelector",
            "exact": report.text[start:stop],
            "prefix": report.text[max(0, start - CONTEXT_CHARACTERS) : start],
            "suffix": report.text[stop : stop + CONTEXT_CHARACTERS],
        }
    )
    yield {
        "source": links.text(report.id),
        "selector": [
            words,
            {"type": "TextPositionSelector", "start": start, "end": stop},
            {
                "type": "FragmentSelector",
                "conformsTo": "http://tools.ietf.org/rfc/rfc5147",
                "value": f"char={start},{stop}",
            },
        ],
    }
    url = web_address(report.url)
    if url:
        yield {"source": url, "selector": words}
