"""Where texts come from, as W3C PROV in JSON (the Member Submission of 2013).

What is sure and what is likely look alike in PROV: a derivation holds ``musnad:score`` and ``musnad:why``, the evidence
Musnad has. Two reports that share a passage without more are no derivation; GraphML has them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from musnad import __version__
from musnad.link.page_versions import VERSION
from musnad.records import Lineage
from musnad.show.outward.chosen import About, Cited, cited_reports, outlet_called
from musnad.show.outward.links import NAMESPACE, TERMS, Links, web_address
from musnad.show.outward.safe import json_fields, json_members, without_empty
from musnad.show.words import agency_name
from musnad.store import Case

SOFTWARE = "case:software-musnad"

Member = tuple[str, dict[str, Any]]


def write_prov(case: Case, about: About, links: Links) -> Iterator[str]:  # noqa: ARG001 every writer is called alike
    """Yield a PROV document: reports, kept sources and unseen texts; outlets and agencies; what comes from what."""
    lineage: list[Lineage] = case.rows("lineage")
    sections: Mapping[str, Iterator[Member]] = {
        "entity": _entities(case, lineage, links),
        "activity": _readings(case),
        "agent": _agents(case, lineage, links),
        "wasAttributedTo": _attributions(case, lineage),
        "wasDerivedFrom": _derivations(case, lineage),
        "wasAssociatedWith": _associations(case),
    }
    yield "{" + json_fields({"prefix": {"case": NAMESPACE, "musnad": TERMS}})
    for name, members in sections.items():
        yield f',\n"{name}": {{'
        yield from json_members(members)
        yield "\n}"
    yield "}\n"


def _id(id: str) -> str:
    """Return a qualified name: letters PROV has no place for in it are written as numbers."""
    return "case:" + quote(id, safe="").replace("~", "%7E").replace(".", "%2E")


def _type(name: str) -> dict[str, str]:
    return {"$": name, "type": "prov:QUALIFIED_NAME"}


def _entities(case: Case, lineage: list[Lineage], links: Links) -> Iterator[Member]:
    undecided = {row.child_id: row.why for row in lineage if row.parent_kind == "unseen" and row.parent_id is None}
    told = set()
    for cited in cited_reports(case):
        told.add(cited.report.id)
        yield _id(cited.report.id), _report(cited, undecided.get(cited.report.id), links)
    sources = (
        "SELECT sha, size, min(fetched) FROM raw LEFT JOIN fetch ON fetch.raw_sha = sha"
        " WHERE sha IN (SELECT raw_sha FROM report) GROUP BY sha ORDER BY sha"
    )
    for sha, size, fetched in case.connection.execute(sources):
        fields = {"prov:type": _type("musnad:Source"), "musnad:sha256": sha, "musnad:bytes": size,
                  "musnad:fetched": fetched}  # fmt: skip
        yield _source_id(sha), without_empty(fields)
    for row in lineage:
        if row.parent_id and row.parent_kind != "agency" and row.parent_id not in told:
            told.add(row.parent_id)
            kind = "musnad:Report" if row.parent_kind == "report" else "musnad:UnseenText"
            yield _id(row.parent_id), {"prov:type": _type(kind)}


def _report(cited: Cited, undecided: str | None, links: Links) -> dict[str, Any]:
    report = cited.report
    return without_empty(
        {
            "prov:type": _type("musnad:Report"),
            "prov:label": cited.headline,
            "prov:location": links.page("report", report.id),
            "musnad:url": web_address(report.url),
            "musnad:published": report.published,
            "musnad:earliest": cited.earliest,
            "musnad:latest": cited.latest,
            "musnad:language": report.language,
            "musnad:undecided": undecided,
        }
    )


def _source_id(sha: str) -> str:
    return _id(f"sha256-{sha}")


def _readings(case: Case) -> Iterator[Member]:
    for reader in _readers(case):
        yield _id(f"reading-{reader}"), {"prov:type": _type("musnad:Reading"), "musnad:reader": reader}


def _readers(case: Case) -> list[str]:
    sql = "SELECT DISTINCT reader FROM raw WHERE sha IN (SELECT raw_sha FROM report) ORDER BY reader"
    return [each for (each,) in case.connection.execute(sql)]


def _agents(case: Case, lineage: list[Lineage], links: Links) -> Iterator[Member]:
    organisation = _type("prov:Organization")
    used = {each for (each,) in case.connection.execute("SELECT DISTINCT outlet_id FROM report")}
    for outlet in case.rows("outlet"):
        if outlet.id in used:
            name = outlet_called(outlet, links.language)
            fields = {"prov:type": organisation, "prov:label": name, "musnad:domain": outlet.domain}
            yield _id(outlet.id), without_empty(fields)
    for key in sorted({row.parent_id for row in lineage if row.parent_kind == "agency" and row.parent_id}):
        name = agency_name(key).in_language(links.language)
        yield _id(f"agency-{key}"), {"prov:type": organisation, "prov:label": name}
    yield SOFTWARE, {"prov:type": _type("prov:SoftwareAgent"), "prov:label": f"Musnad {__version__}"}


def _attributions(case: Case, lineage: list[Lineage]) -> Iterator[Member]:
    sql = "SELECT id, outlet_id FROM report WHERE outlet_id IS NOT NULL ORDER BY id"
    for number, (report_id, outlet_id) in enumerate(case.connection.execute(sql)):
        yield f"_:printed{number}", {"prov:entity": _id(report_id), "prov:agent": _id(outlet_id)}
    for row in lineage:
        if row.parent_kind == "agency" and row.parent_id:
            ends = {"prov:entity": _id(row.child_id), "prov:agent": _id(f"agency-{row.parent_id}")}
            yield _id(row.id), {**ends, "prov:type": _type("musnad:Credit"), **_evidence(row)}


def _derivations(case: Case, lineage: list[Lineage]) -> Iterator[Member]:
    sql = "SELECT report.id, raw_sha, reader FROM report JOIN raw ON sha = raw_sha ORDER BY report.id"
    for number, (report_id, sha, reader) in enumerate(case.connection.execute(sql)):
        yield (
            f"_:read{number}",
            {
                "prov:generatedEntity": _id(report_id),
                "prov:usedEntity": _source_id(sha),
                "prov:activity": _id(f"reading-{reader}"),
            },
        )
    for row in lineage:
        if row.parent_kind != "agency" and row.parent_id:
            ends = {"prov:generatedEntity": _id(row.child_id), "prov:usedEntity": _id(row.parent_id)}
            kind = {"prov:type": _type("prov:Revision")} if row.why == VERSION else {}
            yield _id(row.id), {**ends, **kind, **_evidence(row)}


def _evidence(row: Lineage) -> dict[str, Any]:
    return {"musnad:score": row.score, "musnad:why": row.why}


def _associations(case: Case) -> Iterator[Member]:
    for number, reader in enumerate(_readers(case)):
        yield f"_:by{number}", {"prov:activity": _id(f"reading-{reader}"), "prov:agent": SOFTWARE}
