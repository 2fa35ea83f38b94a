"""The versions of one page: one speaks for the page, the others follow it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from musnad.records import Event, Report, Reuse, SameStory, make_id, page_of, reading_order

# Reasons of lineage that say a report is its page again: with a later text, or the same text at another address.
VERSION, SAME_PAGE = "rule=version", "rule=same-page"
OF_ONE_PAGE = frozenset({VERSION, SAME_PAGE})


def speakers(reports: Sequence[Report]) -> dict[str, str]:
    """Return for each report the version that stands for its page: the longest."""
    best: dict[str, Report] = {}
    for report in reports:
        other = best.setdefault(page_of(report), report)
        if (-len(report.text), report.id) < (-len(other.text), other.id):
            best[page_of(report)] = report
    return {report.id: best[page_of(report)].id for report in reports}


def version_links(reports: Sequence[Report], speaks: Mapping[str, str]) -> Iterator[SameStory]:
    """Yield a link from each other version to the one that speaks for the page."""
    by_id = {report.id: report for report in reports}
    for report in reports:
        if speaks[report.id] != report.id:
            left, right = sorted((report, by_id[speaks[report.id]]), key=reading_order)
            yield SameStory(make_id("same_story", left.id, right.id), left.id, right.id, 1.0, "rule=version")


def lead_pairs(leads: Mapping[str, Event], speaks: Mapping[str, str]) -> set[tuple[str, str]]:
    """Return the lead of each version with that of the version that speaks, the smaller id first."""
    found = set()
    for report_id, lead in leads.items():
        other = leads.get(speaks.get(report_id, ""))
        if other is not None:
            found.add((min(lead.id, other.id), max(lead.id, other.id)))
    return found


def within_pages(reuse: Iterable[Reuse], speaks: Mapping[str, str]) -> list[Reuse]:
    """Return the passages a version shares with the one that speaks for its page."""
    return [row for row in reuse if row.right_id == speaks.get(row.left_id) or row.left_id == speaks.get(row.right_id)]
