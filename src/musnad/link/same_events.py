"""Which happenings are one event: the leads of reports that are alike, and happenings further down.

Leads are one event where average linkage of their reports' words says so. Happenings further down are one where class,
day, place and people agree, or where they stand at the same place of a copied passage.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations

from musnad.link.clusters import links_within_clusters
from musnad.link.groups import components
from musnad.link.page_versions import lead_pairs, within_pages
from musnad.link.story_pairs import EVENT_DAYS, Pairs, Span, day_of
from musnad.records import Event, EventParticipant, Report, Reuse, SameEvent, make_id

# Where average linkage of leads stops; chosen on the development storylines, all of them (eval/stories.py),
# where two values to either side cost less than two points.
EVENT_BAR = 0.15
# A name in more happenings of one class than this tells nothing, and would make too many pairs.
MOST_SHARING = 50
# Classes that tell nothing by themselves: such happenings are one only as leads.
_VAGUE = ("other", "statement")
# How far two happenings may stand apart inside a copied passage, as a part of it.
SAME_PLACE = 0.1
# The least number of shared participants that make two happenings further down one event.
SHARED_WHO = 2


def link_events(
    reports: Sequence[Report],
    pairs: Pairs,
    events: Sequence[Event],
    participants: Sequence[EventParticipant],
    spans: Mapping[str, Span],
    reuse: Sequence[Reuse],
    speaks: Mapping[str, str],
) -> list[SameEvent]:
    """Return the links between happenings, the best for each two.

    ``pairs`` are of ``reports``, which stand for their pages; ``speaks`` says for each version which one does.
    """
    happened = [event for event in events if speaks.get(event.report_id) == event.report_id]
    body = _body_links(happened, participants, spans, reuse)
    return _unique([*_lead_links(reports, pairs, happened), *body, *_version_links(events, speaks, reuse)])


def leads_of(events: Iterable[Event]) -> dict[str, Event]:
    """Return the event each report leads with."""
    leads: dict[str, Event] = {}
    for event in sorted(events, key=lambda event: (event.report_id, event.start, event.id)):
        if event.why.startswith("rule=lead"):
            leads.setdefault(event.report_id, event)
    return leads


def _lead_links(reports: Sequence[Report], pairs: Pairs, events: Sequence[Event]) -> Iterator[SameEvent]:
    leads = leads_of(events)
    scores = pairs.event_scores()
    for at, one, other in links_within_clusters(len(reports), pairs.left, pairs.right, scores, EVENT_BAR):
        left, right = leads.get(reports[one].id), leads.get(reports[other].id)
        if left and right and not _clash(left, right):
            yield _same_event(left, right, float(scores[at]), pairs.why(at, "lead"))


def _version_links(events: Sequence[Event], speaks: Mapping[str, str], reuse: Sequence[Reuse]) -> Iterator[SameEvent]:
    """Yield links between the happenings of versions and those of the version that stands for the page."""
    by_id = {event.id: event for event in events if event.report_id in speaks}
    rows = within_pages(reuse, speaks)
    copies = _copies([*by_id.values()], rows) if rows else set()
    for left, right in sorted(lead_pairs(leads_of(events), speaks) | copies):
        one, other = by_id[left], by_id[right]
        if one.report_id != other.report_id and not _clash(one, other):
            yield _same_event(one, other, 1.0, "rule=version")


def _same_event(left: Event, right: Event, score: float, why: str) -> SameEvent:
    left, right = sorted((left, right), key=lambda event: event.id)
    return SameEvent(make_id("same_event", left.id, right.id), left.id, right.id, round(score, 4), why)


def _clash(left: Event, right: Event) -> bool:
    """Tell whether two happenings of one class name different days or places."""
    if left.predicate != right.predicate:
        return False
    if left.place_id and right.place_id and left.place_id != right.place_id:
        return True
    one, other = day_of(left.date), day_of(right.date)
    return bool(one and other and one != other)


def clashing(events: Sequence[Event], links: Sequence[SameEvent]) -> list[tuple[str, str]]:
    """Return the pairs of linked events that clash with each other though no link joins them directly."""
    linked = {each for link in links for each in (link.left_id, link.right_id)}
    by_class: dict[str, list[Event]] = defaultdict(list)
    group = components(sorted(linked), [(link.left_id, link.right_id) for link in links])
    for event in sorted(events, key=lambda event: event.id):
        if event.id in linked and (event.date or event.place_id):
            by_class[group[event.id] + event.predicate].append(event)
    return [
        (one.id, other.id)
        for same in by_class.values()
        for one, other in combinations(same, 2)
        if one.report_id != other.report_id and _clash(one, other)
    ]


def _body_links(
    events: Sequence[Event],
    participants: Sequence[EventParticipant],
    spans: Mapping[str, Span],
    reuse: Sequence[Reuse],
) -> Iterator[SameEvent]:
    """Yield links between happenings of one class, with the same people, on the same day or in one passage."""
    by_id = {event.id: event for event in events if event.predicate not in _VAGUE}
    who: dict[str, set[str]] = defaultdict(set)
    for row in participants:
        if row.event_id in by_id:
            who[row.event_id].add(row.entity_id)
    copies = _copies([*by_id.values()], reuse)
    for left, right in sorted(_meeting([*by_id.values()], who) | copies):
        one, other = by_id[left], by_id[right]
        if one.report_id == other.report_id or _clash(one, other):
            continue
        if (left, right) in copies:
            yield _same_event(one, other, 0.9, "rule=passage")
            continue
        shared = len(who[left] & who[right])
        if (shared >= SHARED_WHO or one.place_id == other.place_id) and _one_day(one, other, spans):
            yield _same_event(one, other, 0.7, f"rule=who shared={shared}")


def _meeting(events: Sequence[Event], who: Mapping[str, set[str]]) -> set[tuple[str, str]]:
    """Return the pairs of events of one class that share somebody, not those of a name too common to tell."""
    postings: dict[tuple[str, str], list[str]] = defaultdict(list)
    for event in events:
        for entity in who.get(event.id, ()):
            postings[event.predicate, entity].append(event.id)
    return {pair for same in postings.values() if len(same) <= MOST_SHARING for pair in combinations(sorted(same), 2)}


def _copies(events: Sequence[Event], reuse: Sequence[Reuse]) -> set[tuple[str, str]]:
    """Return the pairs of events of one class that stand at the same place of a copied passage."""
    by_report: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        by_report[event.report_id].append(event)
    found: set[tuple[str, str]] = set()
    for row in reuse:
        if row.kind != "passage" or row.left_id not in by_report or row.right_id not in by_report:
            continue
        its = [each for each in by_report[row.right_id] if row.right_start <= each.start < row.right_stop]
        for one in by_report[row.left_id] if its else ():
            if row.left_start <= one.start < row.left_stop:
                found.update(
                    (min(one.id, other.id), max(one.id, other.id))
                    for other in its
                    if one.predicate == other.predicate and _same_place(one, other, row)
                )
    return found


def _same_place(one: Event, other: Event, row: Reuse) -> bool:
    left = (one.start - row.left_start) / (row.left_stop - row.left_start)
    right = (other.start - row.right_start) / (row.right_stop - row.right_start)
    return abs(left - right) <= SAME_PLACE


def _one_day(one: Event, other: Event, spans: Mapping[str, Span]) -> bool:
    """Tell whether two happenings may be of one day, and something says so: their own days, or their reports'."""
    left, right = day_of(one.date), day_of(other.date)
    if left and right:
        return left == right
    span, second = spans.get(one.report_id), spans.get(other.report_id)
    if span is None or second is None:
        return False
    return second[0] - span[1] <= EVENT_DAYS and span[0] - second[1] <= EVENT_DAYS


def _unique(links: Iterable[SameEvent]) -> list[SameEvent]:
    """Return one link a pair, the best."""
    best: dict[str, SameEvent] = {}
    for link in links:
        if link.id not in best or link.score > best[link.id].score:
            best[link.id] = link
    return [best[each] for each in sorted(best)]
