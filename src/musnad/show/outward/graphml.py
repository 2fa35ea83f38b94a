"""Reports and what links them, as GraphML: shared passages and lineage.

All edges are written as directed, since common readers refuse a mixture; an edge that has no direction says
``symmetric``: that two reports share a passage does not say who copied.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from musnad.records import Lineage
from musnad.show.outward.chosen import About, Cited, cited_reports
from musnad.show.outward.links import Links, web_address
from musnad.show.outward.safe import xml_text
from musnad.show.words import agency_name
from musnad.store import Case

# What is said of a node and of an edge, with its type.
NODE = {"kind": "string", "label": "string", "outlet": "string", "published": "string", "earliest": "string",
        "latest": "string", "language": "string", "url": "string", "story": "string",
        "opens_at": "string"}  # fmt: skip
EDGE = {"kind": "string", "symmetric": "boolean", "passages": "int", "characters": "int", "changes": "int",
        "gravest": "int", "score": "double", "why": "string"}  # fmt: skip


def write_graphml(case: Case, about: About, links: Links) -> Iterator[str]:
    """Yield a graph: reports, agencies and unseen texts; the passages they share and where they come from."""
    lineage: list[Lineage] = case.rows("lineage")
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns"'
    yield ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="'
    yield 'http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">\n'
    for domain, types in (("node", NODE), ("edge", EDGE)):
        for name, kind in types.items():
            yield f'<key id="{domain}-{name}" for="{domain}" attr.name="{name}" attr.type="{kind}"/>\n'
    yield f'<graph id="{xml_text(about.id or "case")}" edgedefault="directed">\n'
    yield from _nodes(case, lineage, links)
    yield from _passages(case)
    yield from _sources(lineage)
    yield "</graph>\n</graphml>\n"


def _nodes(case: Case, lineage: list[Lineage], links: Links) -> Iterator[str]:
    stories = dict(case.connection.execute("SELECT report_id, story_id FROM story_member").fetchall())
    told = set()
    for cited in cited_reports(case):
        told.add(cited.report.id)
        yield _element("node", f'id="{xml_text(cited.report.id)}"', _report(cited, stories, links))
    for row in lineage:
        id = _parent(row)
        if id and id not in told:
            told.add(id)
            agency = agency_name(row.parent_id or "").in_language(links.language)
            label = agency if row.parent_kind == "agency" else None
            yield _element("node", f'id="{xml_text(id)}"', {"kind": row.parent_kind, "label": label})


def _report(cited: Cited, stories: Mapping[str, str], links: Links) -> dict[str, Any]:
    report = cited.report
    return {
        "kind": "report",
        "label": cited.headline,
        "outlet": cited.outlet_name(links.language),
        "published": report.published,
        "earliest": cited.earliest,
        "latest": cited.latest,
        "language": report.language,
        "url": web_address(report.url),
        "story": stories.get(report.id),
        "opens_at": links.page("report", report.id),
    }


def _parent(row: Lineage) -> str | None:
    """Return the node a report comes from."""
    return f"agency-{row.parent_id}" if row.parent_kind == "agency" and row.parent_id else row.parent_id


def _passages(case: Case) -> Iterator[str]:
    """Yield an edge for each pair of reports that share passages; formulae are none."""
    changes = {
        (left, right): (number, gravest)
        for left, right, number, gravest in case.connection.execute(
            "SELECT left_id, right_id, count(*), max(severity) FROM change JOIN reuse ON reuse.id = reuse_id"
            " WHERE kind = 'passage' GROUP BY left_id, right_id"
        )
    }
    sql = (
        "SELECT left_id, right_id, count(*), sum(left_stop - left_start), max(score) FROM reuse"
        " WHERE kind = 'passage' GROUP BY left_id, right_id ORDER BY left_id, right_id"
    )
    for left, right, number, characters, score in case.connection.execute(sql):
        changed, gravest = changes.get((left, right), (0, None))
        said = {"kind": "passage", "symmetric": "true", "passages": number, "characters": characters,
                "changes": changed, "gravest": gravest, "score": score}  # fmt: skip
        yield _edge(left, right, said)


def _sources(lineage: list[Lineage]) -> Iterator[str]:
    """Yield an edge from each report to what it comes from."""
    for row in lineage:
        parent = _parent(row)
        if parent:
            said = {"kind": f"from-{row.parent_kind}", "symmetric": "false", "score": row.score, "why": row.why}
            yield _edge(row.child_id, parent, said)


def _edge(source: str, target: str, said: dict[str, Any]) -> str:
    return _element("edge", f'source="{xml_text(source)}" target="{xml_text(target)}"', said)


def _element(name: str, attributes: str, said: Mapping[str, Any]) -> str:
    data = "".join(
        f'<data key="{name}-{key}">{xml_text(str(value))}</data>'
        for key, value in said.items()
        if value not in (None, "")
    )
    return f"<{name} {attributes}>{data}</{name}>\n"
