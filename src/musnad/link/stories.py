"""Stories and their events: which reports tell of one thing.

Pairs of reports are scored by their words (:mod:`musnad.link.similarity`), by copied passages and
by how far apart they were printed; average linkage makes stories of them at a low bar and events of
their leads at a high one. Happenings further down are one event where class, day, place and people
agree. What a person judged comes first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import combinations

import numpy as np

from musnad.lang import Lang
from musnad.lang.forms import light_stem
from musnad.link.clusters import average_linkage, connected
from musnad.link.groups import components, judged, kept_apart
from musnad.link.page_versions import lead_pairs, speakers, version_links, within_pages
from musnad.link.similarity import Floats, Ints, pair_scores
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
from musnad.text import find_words

# Where average linkage stops; chosen on the development storylines, all of them (eval/stories.py),
# where two values to either side cost less than two points.
STORY_BAR, EVENT_BAR = 0.07, 0.15
# Reports this many days apart are as near as reports of one day; from there the score of a pair
# falls to nought. Not measured: no annotated stories run over weeks.
NEAR_DAYS, FAR_DAYS = 3, 45
# Lead events lie within so many days of each other (a print paper follows the web by a day or two).
EVENT_DAYS = 2
# A report whose day nobody knows could be of another day: its lead is the same event only on better evidence.
UNDATED = 0.5
# Copied text counts only beside this much likeness of words: two obituaries may share half of their formulae.
SOME_WORDS = 0.1
# From this share of the shorter report on, two reports are one text.
ONE_TEXT = 0.8
# A copied passage counts as this times the share of the shorter report it covers.
COPIED = 0.9
# Links kept for one report beside those that hold a story together.
MOST_LINKS = 10
# A name in more happenings of one class than this tells nothing, and would make too many pairs.
MOST_SHARING = 50
# Classes that tell nothing by themselves: such happenings are one only as leads.
_VAGUE = ("other", "statement")
# How far two happenings may stand apart inside a copied passage, as a part of it.
SAME_PLACE = 0.1
# The least number of shared participants that make two happenings further down one event.
SHARED_WHO = 2


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Pairs of reports by number, a place in each array for a pair: ``left < right``, in this order."""

    left: Ints
    right: Ints
    words: Floats
    copied: Floats
    days: Ints  # between them; -1: unknown

    def scores(self) -> Floats:
        """Return how likely each two are of one story, 0..1."""
        gap = np.maximum(0, self.days - NEAR_DAYS)
        copied = np.where((self.words >= SOME_WORDS) | (self.copied >= ONE_TEXT), self.copied, 0.0)
        return np.asarray(np.maximum(self.words, COPIED * copied) * np.maximum(0.0, 1 - gap / FAR_DAYS))

    def event_scores(self) -> Floats:
        """Return how likely each two lead with one event, 0..1.

        Copied text says so only where nearly all is copied: a long report may copy another's background.
        """
        one_text = self.copied >= ONE_TEXT
        best = np.maximum(self.words, np.where(one_text, COPIED * self.copied, 0.0))
        dated = np.where(self.days <= EVENT_DAYS, best, 0.0)
        return np.where(self.days < 0, np.where(one_text, best, UNDATED * best), dated)

    def why(self, at: int) -> str:
        gap = "unknown" if self.days[at] < 0 else str(self.days[at])
        return f"rule=words words={self.words[at]:.2f} copied={self.copied[at]:.2f} days={gap}"


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
    counts reports that share a copied passage, or of which one comes from the other, once.
    """
    if lang is None or not reports:
        return
    reports = sorted(reports, key=lambda report: report.id)
    days = {row.report_id: row for row in report_dates}
    speaks = speakers(reports)
    told = [report for report in reports if speaks[report.id] == report.id]
    pairs = _pairs(told, pieces, days, reuse, lang)
    story_links = [*_story_links(told, pairs), *version_links(reports, speaks)]
    yield from story_links
    happened = [event for event in events if speaks.get(event.report_id) == event.report_id]
    followed = _version_events(events, speaks, reuse)
    found = _body_links(happened, event_participants, days, reuse)
    event_links = _unique([*_lead_links(told, pairs, happened), *found, *followed])
    yield from event_links
    ids = [report.id for report in reports]
    story_of = components(ids, judged(story_links, judgements), apart=kept_apart(story_links, judgements))
    apart = [*kept_apart(event_links, judgements), *_clashing(events, event_links)]
    event_of = components([event.id for event in events], judged(event_links, judgements), apart=apart)
    central = _centrality(told, pairs, story_of)
    yield from _stories(reports, pieces, days, reuse, lineage, central, story_of)
    yield from _members(reports, events, story_of, event_of)


def _version_events(events: Sequence[Event], speaks: Mapping[str, str], reuse: Sequence[Reuse]) -> Iterator[SameEvent]:
    """Yield links between the happenings of versions and those of the version that stands for the page."""
    by_id = {event.id: event for event in events if event.report_id in speaks}
    rows = within_pages(reuse, speaks)
    for left, right in sorted(
        lead_pairs(_leads(events), speaks) | (_copies([*by_id.values()], rows) if rows else set())
    ):
        one, other = by_id[left], by_id[right]
        if one.report_id != other.report_id and not _clash(one, other):
            yield _same_event(one, other, 1.0, "rule=version")


@cache
def _background(lang: Lang) -> dict[str, float]:
    return {row["stem"]: int(row["in_10000"]) / 10000 for row in lang.rows("common_stems")}


def _pairs(
    reports: Sequence[Report],
    pieces: Sequence[Piece],
    days: Mapping[str, ReportDate],
    reuse: Sequence[Reuse],
    lang: Lang,
) -> _Pairs:
    heads, bodies = _stems(reports, pieces)
    copied = _copied(reports, reuse)
    # a pair is one number: the left report's times their count, and the right one's
    keys, words = [np.zeros(0, dtype=np.int64)], [np.zeros(0)]
    for number, others, scores in pair_scores(heads, bodies, _background(lang)):
        keys.append(number * len(reports) + others)
        words.append(scores)
    alike, likeness = np.concatenate(keys), np.concatenate(words)
    shared = np.array([one * len(reports) + other for one, other in copied], dtype=np.int64)
    both = np.union1d(alike, shared)
    told, parts = np.zeros(len(both)), np.zeros(len(both))
    told[np.searchsorted(both, alike)] = likeness
    parts[np.searchsorted(both, shared)] = [*copied.values()]
    left, right = np.divmod(both, max(1, len(reports)))
    return _Pairs(left, right, told, parts, _days_between(left, right, [_span(days.get(each.id)) for each in reports]))


def _stems(reports: Sequence[Report], pieces: Sequence[Piece]) -> tuple[list[list[str]], list[list[str]]]:
    """Return the light stems of each report's headline, and of its kicker, standfirst and body."""
    at = {report.id: number for number, report in enumerate(reports)}
    heads: list[list[str]] = [[] for _ in reports]
    bodies: list[list[str]] = [[] for _ in reports]
    for piece in sorted(pieces, key=lambda piece: (piece.report_id, piece.start, piece.id)):
        number = at.get(piece.report_id)
        if number is None or piece.part not in ("headline", "kicker", "standfirst", "body"):
            continue
        words = find_words(reports[number].text)
        stems = [light_stem(words.folded[index]) for index in words.within(piece.start, piece.stop)]
        (heads if piece.part == "headline" else bodies)[number].extend(stems)
    return heads, bodies


def _copied(reports: Sequence[Report], reuse: Sequence[Reuse]) -> dict[tuple[int, int], float]:
    """Return for each pair with copied passages the share of the shorter report they cover."""
    at = {report.id: number for number, report in enumerate(reports)}
    sizes: dict[tuple[int, int], int] = defaultdict(int)
    for row in reuse:
        if row.kind == "passage" and row.left_id in at and row.right_id in at:
            left, right = sorted((at[row.left_id], at[row.right_id]))
            sizes[left, right] += min(row.left_stop - row.left_start, row.right_stop - row.right_start)
    lengths = [max(1, len(report.text)) for report in reports]
    return {pair: min(1.0, size / min(lengths[pair[0]], lengths[pair[1]])) for pair, size in sizes.items()}


def _days_between(left: Ints, right: Ints, spans: Sequence[tuple[date, date] | None]) -> Ints:
    """Return the least number of days between each two reports, -1 where one has no day."""
    known = np.array([span is not None for span in spans])
    first = np.array([span[0].toordinal() if span else 0 for span in spans])
    last = np.array([span[1].toordinal() if span else 0 for span in spans])
    gap = np.maximum(0, np.maximum(first[right] - last[left], first[left] - last[right]))
    return np.where(known[left] & known[right], gap, -1)


def _span(row: ReportDate | None) -> tuple[date, date] | None:
    if row is None or not (row.earliest or row.latest):
        return None
    # a crawl is soon after printing; what the text looks back on may lie years before it
    first = _day(row.latest if row.why.startswith("rule=crawl") else row.earliest or row.latest)
    last = _day(row.latest or row.earliest)
    return (first, last) if first and last else None


def _day(value: str | None) -> date | None:
    try:
        return date.fromisoformat((value or "")[:10])
    except ValueError:
        return None


def _story_links(reports: Sequence[Report], pairs: _Pairs) -> Iterator[SameStory]:
    for at, score in _within_clusters(len(reports), pairs, pairs.scores(), STORY_BAR):
        ends = reports[pairs.left[at]], reports[pairs.right[at]]
        left, right = sorted(ends, key=reading_order)
        yield SameStory(make_id("same_story", left.id, right.id), left.id, right.id, round(score, 4), pairs.why(at))


def _within_clusters(count: int, pairs: _Pairs, scores: Floats, bar: float) -> list[tuple[int, float]]:
    """Return the pairs inside clusters that hold them together, and the best others of each report, with scores."""
    # clusters join over a pair at the bar or above: what lies in two components of such pairs never meets
    sure = np.flatnonzero(scores >= bar)
    near = np.array(connected(count, zip(pairs.left[sure].tolist(), pairs.right[sure].tolist(), strict=True)))
    some = np.flatnonzero((scores > 0) & (near[pairs.left] == near[pairs.right]))
    rows = zip(pairs.left[some].tolist(), pairs.right[some].tolist(), scores[some].tolist(), strict=True)
    cluster = np.array(average_linkage(count, rows, bar))
    inside = some[cluster[pairs.left[some]] == cluster[pairs.right[some]]]
    inside = inside[np.lexsort((pairs.right[inside], pairs.left[inside], -scores[inside]))]
    leader = list(range(count))
    links = [0] * count
    kept = []
    for at in inside.tolist():
        left, right, score = int(pairs.left[at]), int(pairs.right[at]), float(scores[at])
        joins = _join(leader, left, right)
        if joins or (score >= bar and max(links[left], links[right]) < MOST_LINKS):
            links[left] += 1
            links[right] += 1
            kept.append((at, score))
    return kept


def _join(leader: list[int], left: int, right: int) -> bool:
    """Join two trees; tell whether they were two."""
    one, other = left, right
    while leader[one] != one:
        one = leader[one]
    while leader[other] != other:
        other = leader[other]
    leader[max(one, other)] = min(one, other)
    return one != other


# --- events -----------------------------------------------------------------------------------------


def _leads(events: Iterable[Event]) -> dict[str, Event]:
    """Return the event each report leads with."""
    leads: dict[str, Event] = {}
    for event in sorted(events, key=lambda event: (event.report_id, event.start, event.id)):
        if event.why.startswith("rule=lead"):
            leads.setdefault(event.report_id, event)
    return leads


def _lead_links(reports: Sequence[Report], pairs: _Pairs, events: Sequence[Event]) -> Iterator[SameEvent]:
    leads = _leads(events)
    for at, score in _within_clusters(len(reports), pairs, pairs.event_scores(), EVENT_BAR):
        left, right = leads.get(reports[pairs.left[at]].id), leads.get(reports[pairs.right[at]].id)
        if left and right and not _clash(left, right):
            yield _same_event(left, right, score, pairs.why(at).replace("rule=words", "rule=lead"))


def _same_event(left: Event, right: Event, score: float, why: str) -> SameEvent:
    left, right = sorted((left, right), key=lambda event: event.id)
    return SameEvent(make_id("same_event", left.id, right.id), left.id, right.id, round(score, 4), why)


def _clash(left: Event, right: Event) -> bool:
    """Tell whether two happenings of one class name different days or places."""
    if left.predicate != right.predicate:
        return False
    one, other = _day(left.date), _day(right.date)
    return bool(
        (one and other and one != other) or (left.place_id and right.place_id and left.place_id != right.place_id)
    )


def _clashing(events: Sequence[Event], links: Sequence[SameEvent]) -> list[tuple[str, str]]:
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
    days: Mapping[str, ReportDate],
    reuse: Sequence[Reuse],
) -> Iterator[SameEvent]:
    """Yield links between happenings of one class, with the same people, on the same day or in one passage."""
    who: dict[str, set[str]] = defaultdict(set)
    for row in participants:
        who[row.event_id].add(row.entity_id)
    by_id = {event.id: event for event in events}
    copies = _copies(events, reuse)
    for left, right in sorted(_meeting(events, who) | copies):
        one, other = by_id[left], by_id[right]
        if one.report_id == other.report_id or one.predicate in _VAGUE or _clash(one, other):
            continue
        shared = len(who[left] & who[right])
        if (left, right) in copies:
            yield _same_event(one, other, 0.9, "rule=passage")
        elif _one_day(one, other, days) and (shared >= SHARED_WHO or (shared and one.place_id == other.place_id)):
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
    found = set()
    for row in reuse:
        if row.kind != "passage":
            continue
        for one in by_report.get(row.left_id, ()):
            for other in by_report.get(row.right_id, ()):
                if one.predicate == other.predicate and _same_place(one, other, row):
                    found.add((min(one.id, other.id), max(one.id, other.id)))
    return found


def _same_place(one: Event, other: Event, row: Reuse) -> bool:
    if not (row.left_start <= one.start < row.left_stop and row.right_start <= other.start < row.right_stop):
        return False
    left = (one.start - row.left_start) / (row.left_stop - row.left_start)
    right = (other.start - row.right_start) / (row.right_stop - row.right_start)
    return abs(left - right) <= SAME_PLACE


def _one_day(one: Event, other: Event, days: Mapping[str, ReportDate]) -> bool:
    """Tell whether two happenings may be of one day, and something says so: their own days, or their reports'."""
    left, right = _day(one.date), _day(other.date)
    if left and right:
        return left == right
    span, second = _span(days.get(one.report_id)), _span(days.get(other.report_id))
    if span is None or second is None:
        return False
    return (second[0] - span[1]).days <= EVENT_DAYS and (span[0] - second[1]).days <= EVENT_DAYS


def _unique(links: Iterable[SameEvent]) -> list[SameEvent]:
    """Return one link a pair, the best."""
    best: dict[str, SameEvent] = {}
    for link in links:
        if link.id not in best or link.score > best[link.id].score:
            best[link.id] = link
    return [best[each] for each in sorted(best)]


# --- groups -----------------------------------------------------------------------------------------


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
            min((row.earliest for row in rows if row.earliest), default=None),
            max((row.latest for row in rows if row.latest), default=None),
            len({report.outlet_id or page_of(report) for report in group}),
            len({origin_of[report.id] for report in group}),
        )


def _centrality(reports: Sequence[Report], pairs: _Pairs, story_of: Mapping[str, str]) -> defaultdict[str, float]:
    """Return how alike each report is to the others of its story, in all."""
    number = {story: at for at, story in enumerate(sorted(set(story_of.values())))}
    story = np.array([number[story_of[report.id]] for report in reports], dtype=np.int64)
    same = np.flatnonzero(story[pairs.left] == story[pairs.right])
    ends = np.stack((pairs.left[same], pairs.right[same]), axis=1).ravel()
    sums = np.bincount(ends, np.repeat(pairs.scores()[same], 2), minlength=len(reports))
    return defaultdict(float, {report.id: float(each) for report, each in zip(reports, sums, strict=True)})


def _one_origin(reuse: Iterable[Reuse], lineage: Iterable[Lineage]) -> list[tuple[str, str]]:
    """Return pairs of reports that are one origin, as ``compare.origins`` counts whole reports."""
    copied = [(row.left_id, row.right_id) for row in reuse if row.kind == "passage"]
    return copied + [(row.child_id, row.parent_id) for row in lineage if row.parent_kind == "report" and row.parent_id]


def _members(
    reports: Sequence[Report], events: Sequence[Event], story_of: Mapping[str, str], event_of: Mapping[str, str]
) -> Iterator[StoryMember]:
    leads = _leads(events)
    for report in reports:
        lead = leads.get(report.id)
        yield StoryMember(report.id, make_id("story", story_of[report.id]), event_of[lead.id] if lead else None)
