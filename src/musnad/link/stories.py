"""Stories and their events: which reports tell of one thing.

Pairs of reports are scored (:mod:`musnad.link.story_pairs`); average linkage makes stories of them at a low bar and
events of their leads at a high one (:mod:`musnad.link.same_events`). What a person judged comes first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np

from musnad.lang import Lang
from musnad.link.clusters import links_within_clusters
from musnad.link.groups import components, grouped
from musnad.link.independence import independent_outlets
from musnad.link.page_versions import speakers, version_links
from musnad.link.same_events import clashing, leads_of, link_events
from musnad.link.similarity import DIGITS
from musnad.link.story_pairs import Pairs, day_spans, find_pairs
from musnad.records import (
    Event,
    EventParticipant,
    Judgement,
    Lineage,
    Piece,
    Report,
    ReportDate,
    Reuse,
    SameEvent,
    SameStory,
    Story,
    StoryMember,
    make_id,
    page_of,
    reading_order,
)

# Where average linkage stops; chosen on the development storylines, all of them (eval/stories.py),
# where two values to either side cost less than two points.
STORY_BAR = 0.07


def link_stories(
    reports: Sequence[Report],
    pieces: Sequence[Piece],
    report_dates: Sequence[ReportDate],
    reuse: Sequence[Reuse],
    lineage: Sequence[Lineage],
    events: Sequence[Event],
    event_participants: Sequence[EventParticipant],
    judgements: Sequence[Judgement],
    *,
    lang: Lang | None,
) -> Iterator[SameStory | SameEvent | Story | StoryMember]:
    """Yield links between reports and between events, and the stories that follow from them.

    Every report is in one story, be it alone; of a page's versions the longest is compared, the others follow it.
    ``story.outlets`` counts known outlets once and each page of an unknown outlet as its own; ``story.origins``
    counts reports that share a copied passage, or of which one comes from the other, once; ``story.independent``
    the outlets that each have an origin of its own.
    """
    if lang is None or not reports:
        return
    reports = sorted(reports, key=lambda report: report.id)
    speaks = speakers(reports)
    told = [report for report in reports if speaks[report.id] == report.id]
    spans = day_spans(report_dates)
    pairs = find_pairs(told, pieces, spans, reuse, lang)
    story_links = [*_story_links(told, pairs), *version_links(reports, speaks)]
    yield from story_links
    event_links = link_events(told, pairs, events, event_participants, spans, reuse, speaks)
    yield from event_links
    ids = [report.id for report in reports]
    story_of = grouped(ids, story_links, judgements)
    apart = clashing(events, event_links)
    event_of = grouped([event.id for event in events], event_links, judgements, apart=apart)
    central = _centrality(told, pairs, story_of)
    days = {row.report_id: row for row in report_dates}
    yield from _stories(reports, pieces, days, reuse, lineage, central, story_of)
    yield from _members(reports, events, story_of, event_of)


def _story_links(reports: Sequence[Report], pairs: Pairs) -> Iterator[SameStory]:
    scores = pairs.scores()
    for at, one, other in links_within_clusters(len(reports), pairs.left, pairs.right, scores, STORY_BAR):
        left, right = sorted((reports[one], reports[other]), key=reading_order)
        score = round(float(scores[at]), 4)
        yield SameStory(make_id("same_story", left.id, right.id), left.id, right.id, score, pairs.why(at, "words"))


def _stories(
    reports: Sequence[Report],
    pieces: Sequence[Piece],
    days: Mapping[str, ReportDate],
    reuse: Sequence[Reuse],
    lineage: Sequence[Lineage],
    central: Mapping[str, float],
    story_of: Mapping[str, str],
) -> Iterator[Story]:
    members: dict[str, list[Report]] = defaultdict(list)
    for report in reports:
        members[story_of[report.id]].append(report)
    headed = {piece.report_id for piece in pieces if piece.part == "headline"}
    origin_of = components([report.id for report in reports], _one_origin(reuse, lineage))
    for leader in sorted(members):
        group = sorted(members[leader], key=reading_order)
        head = min(group, key=lambda report: (report.id not in headed, -central[report.id], reading_order(report)))
        rows = [days[report.id] for report in group if report.id in days]
        yield Story(
            make_id("story", leader),
            head.id,
            *first_and_last(rows),
            *_outlets_and_origins(group, origin_of),
        )


def _outlets_and_origins(group: Sequence[Report], origin_of: Mapping[str, str]) -> tuple[int, int, int]:
    """Return how many outlets and origins these reports have, and how many of the outlets are independent."""
    origins: dict[str, set[str]] = defaultdict(set)
    for report in group:
        origins[report.outlet_id or page_of(report)].add(origin_of[report.id])
    return len(origins), len(set().union(*origins.values())), independent_outlets(origins)


def first_and_last(rows: Iterable[ReportDate]) -> tuple[str | None, str | None]:
    """Return the days by which the first and the last of these reports were surely printed.

    How far back a report may lie whose day is open (its text only says since when) tells nothing of when a story began.
    """
    by = sorted(row.latest for row in rows if row.latest)
    return (by[0], by[-1]) if by else (None, None)


def _centrality(reports: Sequence[Report], pairs: Pairs, story_of: Mapping[str, str]) -> defaultdict[str, float]:
    """Return how alike each report is to the others of its story, in all."""
    number = {story: at for at, story in enumerate(sorted(set(story_of.values())))}
    story = np.array([number[story_of[report.id]] for report in reports], dtype=np.int64)
    same = np.flatnonzero(story[pairs.left] == story[pairs.right])
    ends = np.stack((pairs.left[same], pairs.right[same]), axis=1).ravel()
    sums = np.bincount(ends, np.repeat(pairs.scores()[same], 2), minlength=len(reports)).round(DIGITS)
    return defaultdict(float, {report.id: float(each) for report, each in zip(reports, sums, strict=True)})


def _one_origin(reuse: Iterable[Reuse], lineage: Iterable[Lineage]) -> list[tuple[str, str]]:
    """Return pairs of reports that are one origin, as ``compare.origins`` counts whole reports."""
    copied = [(row.left_id, row.right_id) for row in reuse if row.kind == "passage"]
    return copied + [(row.child_id, row.parent_id) for row in lineage if row.parent_kind == "report" and row.parent_id]


def _members(
    reports: Sequence[Report], events: Sequence[Event], story_of: Mapping[str, str], event_of: Mapping[str, str]
) -> Iterator[StoryMember]:
    leads = leads_of(events)
    for report in reports:
        lead = leads.get(report.id)
        yield StoryMember(report.id, make_id("story", story_of[report.id]), event_of[lead.id] if lead else None)
