"""Stories: reports of one thing go together, whatever the order of reading, and judgements win."""

from __future__ import annotations

import random
from itertools import combinations
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from musnad.lang import load_lang
from musnad.link.clusters import average_linkage
from musnad.link.stem_weights import different_words
from musnad.link.stories import first_and_last, link_stories
from musnad.records import (
    Event,
    EventParticipant,
    Judgement,
    Piece,
    Report,
    ReportDate,
    SameEvent,
    SameStory,
    Story,
    StoryMember,
)

DAM = "انهيار سد النبعة بعد أمطار غزيرة\nانهار سد النبعة الترابي بعد أمطار غزيرة وغمرت المياه حقول الزيتون والمدرسة"
DAM_TOO = "مياه سد النبعة تغمر حقول الزيتون\nغمرت مياه سد النبعة المنهار حقول الزيتون ومدرسة البلدة بعد أمطار غزيرة"
MUSEUM = "افتتاح متحف الخزف\nافتتحت نقيبة النحاتين متحف الخزف الجديد وعرضت فيه جرارا فخارية قديمة ومنحوتات"


def rows_of(texts: list[str], days: list[str | None]) -> tuple[list[Report], list[Piece], list[ReportDate]]:
    reports = [
        Report(f"report-{at}", f"{at}.txt", None, f"outlet-{at}", None, text, day, "", "ar", None, "")
        for at, (text, day) in enumerate(zip(texts, days, strict=True))
    ]
    pieces = []
    for report in reports:
        cut = report.text.index("\n")
        for part, start, stop in (("headline", 0, cut), ("body", cut + 1, len(report.text))):
            pieces.append(Piece(f"piece-{report.id}-{part}", report.id, part, start, stop, None, 0, 1.0, ""))
    return reports, pieces, [ReportDate(report.id, report.published, report.published, "") for report in reports]


def link(
    texts: list[str],
    days: list[str | None],
    judgements: list[Judgement] | None = None,
    events: list[Event] | None = None,
    who: list[EventParticipant] | None = None,
    order: Any = None,
) -> list[Any]:
    reports, pieces, dates = rows_of(texts, days)
    if order:
        order.shuffle(reports)
        order.shuffle(pieces)
    return list(
        link_stories(reports, pieces, dates, [], [], events or [], who or [], judgements or [], lang=load_lang("ar"))
    )


def stories_of(rows: list[Any]) -> dict[str, str]:
    return {row.report_id: row.story_id for row in rows if isinstance(row, StoryMember)}


def event(number: int, predicate: str, day: str | None, place: str | None) -> Event:
    return Event(f"event-{number}", f"report-{number}", 40, 60, predicate, day, place, "done", 0.7, "rule=body word=x")


def test_stories_hold_what_is_alike_and_nothing_else() -> None:
    found = stories_of(link([DAM, DAM_TOO, MUSEUM], ["2026-03-01", "2026-03-02", "2026-03-01"]))
    assert found["report-0"] == found["report-1"] != found["report-2"]


def test_stories_a_year_apart_are_two() -> None:
    found = stories_of(link([DAM, DAM_TOO], ["2026-03-01", "2027-03-01"]))
    assert found["report-0"] != found["report-1"]


def test_stories_do_not_depend_on_the_order_of_reading() -> None:
    days: list[str | None] = ["2026-03-01", "2026-03-02", None]
    assert set(link([DAM, DAM_TOO, MUSEUM], days)) == set(link([DAM, DAM_TOO, MUSEUM], days, order=random.Random(7)))


def test_stories_count_outlets_days_and_origins() -> None:
    story = next(row for row in link([DAM, DAM_TOO], ["2026-03-01", "2026-03-02"]) if isinstance(row, Story))
    assert (story.first, story.last) == ("2026-03-01", "2026-03-02")
    assert (story.outlets, story.origins, story.independent) == (2, 2, 2)


def test_how_far_back_an_undated_report_may_lie_is_not_where_its_story_begins() -> None:
    rows = [("1956-01-01", "2026-03-06"), (None, "2026-03-02"), ("2026-03-03", "2026-03-03"), ("2026-03-05", None)]
    spans = [ReportDate(f"report-{at}", *span, "") for at, span in enumerate(rows)]
    assert first_and_last(spans) == ("2026-03-02", "2026-03-06")
    assert first_and_last(spans[3:]) == (None, None)


def test_stories_a_judgement_beats_the_score() -> None:
    apart = Judgement(
        "judgement-1", "report-0 report-1", "", None, None, None, "different", "me", "2026-03-03T00:00:00"
    )
    found = stories_of(link([DAM, DAM_TOO], ["2026-03-01", "2026-03-02"], [apart]))
    assert found["report-0"] != found["report-1"]
    joined = Judgement("judgement-2", "report-0 report-2", "", None, None, None, "same", "me", "2026-03-03T00:00:00")
    found = stories_of(link([DAM, DAM_TOO, MUSEUM], [None, None, None], [joined]))
    assert len(set(found.values())) == 1


def test_stories_two_meetings_of_one_pair_in_two_cities_stay_two_events() -> None:
    events = [event(0, "meet", None, "town-a"), event(1, "meet", None, "town-b")]
    who = [EventParticipant(each.id, person, "actor") for each in events for person in ("one", "two")]
    rows = link([DAM, DAM_TOO], ["2026-03-01", "2026-03-02"], events=events, who=who)
    assert any(isinstance(row, SameStory) for row in rows)
    assert not any(isinstance(row, SameEvent) for row in rows)


def test_stories_one_meeting_told_twice_is_one_event() -> None:
    events = [event(0, "meet", None, "town-a"), event(1, "meet", None, None)]
    who = [EventParticipant(each.id, person, "actor") for each in events for person in ("one", "two")]
    rows = link([DAM, DAM_TOO], ["2026-03-01", "2026-03-02"], events=events, who=who)
    assert [(row.left_id, row.right_id) for row in rows if isinstance(row, SameEvent)] == [("event-0", "event-1")]


def test_clusters_do_not_chain() -> None:
    assert len(set(average_linkage(5, [0, 1, 2, 3], [1, 2, 3, 4], [0.5] * 4, 0.3).tolist())) > 1
    assert average_linkage(3, [0, 1, 0], [1, 2, 2], [0.5, 0.5, 0.4], 0.3).tolist() == [0, 0, 0]


# Sixteenths: their sums are exact, so that equal averages are equal in both ways of joining.
PAIRS = st.dictionaries(
    st.tuples(st.integers(0, 7), st.integers(0, 7)).filter(lambda pair: pair[0] < pair[1]),
    st.integers(0, 16),
    max_size=28,
)


def joined(pairs: list[tuple[tuple[int, int], int]]) -> list[int]:
    left, right = [left for (left, _), _ in pairs], [right for (_, right), _ in pairs]
    return average_linkage(8, left, right, [score / 16 for _, score in pairs], 0.2).tolist()


def joined_one_by_one(pairs: dict[tuple[int, int], int]) -> list[int]:
    clusters = [[each] for each in range(8)]
    while True:
        averages = [
            (-sum(pairs.get((min(a, b), max(a, b)), 0) for a in one for b in other) / 16 / (len(one) * len(other)), at)
            for at, (one, other) in enumerate(combinations(clusters, 2))
        ]
        best, at = min(averages, default=(0.0, 0))
        if -best < 0.2:
            return [min(next(one for one in clusters if each in one)) for each in range(8)]
        one, other = list(combinations(clusters, 2))[at]
        one += other
        clusters.remove(other)


@given(PAIRS, st.randoms())
def test_clusters_do_not_depend_on_order(pairs: dict[tuple[int, int], int], order: Any) -> None:
    shuffled = list(pairs.items())
    order.shuffle(shuffled)
    assert joined(list(pairs.items())) == joined(shuffled)


@given(PAIRS)
def test_clusters_joined_many_at_a_time_are_those_of_joining_the_best_two_of_all(
    pairs: dict[tuple[int, int], int],
) -> None:
    assert joined(list(pairs.items())) == joined_one_by_one(pairs)


@given(st.lists(st.integers(0, 40) | st.integers(0, 2**64 - 1), max_size=60))
def test_words_numbered_by_their_first_places_are_those_words(hashes: list[int]) -> None:
    words = np.array(hashes, np.uint64)
    firsts, which = different_words(words)
    assert words[firsts][which].tolist() == hashes
    assert set(firsts.tolist()) >= {hashes.index(each) for each in hashes}


def test_stories_a_report_without_words_stands_alone() -> None:
    found = stories_of(link(["\n", "؟\n!", DAM, DAM_TOO], ["2026-03-01"] * 4))
    assert len(set(found.values())) == 3
    assert stories_of(link(["\n"], [None])).keys() == {"report-0"}
