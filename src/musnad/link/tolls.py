"""Tolls: what a count of people is a count of (killed, wounded, …), however a report words it."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from musnad.lang import Lang
from musnad.lang.forms import inflected, light_stem, read_forms, stems_of
from musnad.link.nearby import words_near
from musnad.link.ranges import apart, range_of, said
from musnad.records import Event, Figure, SameStory, StoryMember

# A verb or verbal noun governs a count that follows within so many words: «وأصيب في الهجوم ستة».
GOVERNS_WITHIN = 4
# Classes of events (lang/ar/events.tsv) that leave killed and wounded.
_VIOLENT = {"attack", "clash", "die", "injure", "accident"}


@dataclass(frozen=True, slots=True)
class Toll:
    """What a figure counts: the class of toll, and the stem of whom (``""``: anyone)."""

    name: str
    whom: str


@cache
def _forms(lang: Lang) -> Mapping[str, Mapping[str, str]]:
    forms: dict[str, dict[str, str]] = {"noun": {}, "governor": {}, "anyone": {}}
    for row in lang.rows("tolls"):
        for form in read_forms(row["form"]):
            for stem, _ in inflected(form.words[0], exact=form.exact):
                forms[row["place"]].setdefault(stem, row["toll"])
            if row["place"] == "governor" and not form.exact:
                forms["governor"].setdefault(form.words[0] + "ت", row["toll"])
    return forms


def _look_up(word: str, forms: Mapping[str, str]) -> str | None:
    return next((forms[stem] for stem, _ in stems_of(word) if stem in forms), None)


def toll_of(figure: Figure, text: str, lang: Lang) -> Toll | None:
    """Return the toll a figure gives, by its noun or else by the word that governs it; ``None`` for other counts."""
    if figure.unit or "rule=many" in figure.why or (figure.low is None and figure.high is None):
        return None  # «thousands» is no toll that another could contradict
    forms = _forms(lang)
    noun = _noun(figure, text)
    if noun:
        toll = _look_up(noun, forms["noun"])
        if toll:
            return Toll(toll, "")
    toll = _governor(figure, text, forms["governor"])
    if toll is None:
        return None
    anyone = not noun or _look_up(noun, forms["anyone"]) is not None
    return Toll(toll, "" if anyone else light_stem(noun))


def _noun(figure: Figure, text: str) -> str:
    if figure.noun_start is None or figure.noun_stop is None:
        return ""
    words, offset = words_near(text, figure.noun_start, figure.noun_stop, 0)
    inside = words.within(figure.noun_start - offset, figure.noun_stop - offset)
    return words.folded[inside.start] if inside else ""


def _governor(figure: Figure, text: str, governors: Mapping[str, str]) -> str | None:
    """Return the toll of the nearest governor before a figure, no stop or other count between."""
    words, offset = words_near(text, figure.start, figure.stop, GOVERNS_WITHIN + 1)
    # a number may stand behind a letter of its word (بـ30)
    first = bisect_right(words.starts, figure.start - offset) - 1
    for at in range(first - 1, max(-1, first - 1 - GOVERNS_WITHIN), -1):
        gap = words.text[words.stops[at] : words.starts[at + 1]]
        if any(mark in gap for mark in ".؟!\n:؛") or words.folded[at][0].isdigit():
            return None
        found = _look_up(words.folded[at], governors)
        if found:
            return found
    return None


def clashing_tolls(
    texts: Mapping[str, str],
    figures: Sequence[Figure],
    events: Sequence[Event],
    members: Sequence[StoryMember],
    alike: Sequence[SameStory],
    lang: Lang,
) -> Iterator[tuple[Figure, Figure, str]]:
    """Yield figures of the killed (wounded, …) of one event that can't both be right, and why.

    Only where each of two reports gives one number for them, and the reports are linked themselves, not only
    through others (a story may be long). ``texts`` by report id. The two may be of
    different people («three soldiers», «twenty gunmen»): then they don't clash.
    """
    linked = _linked(alike, _happenings(events, members))
    told: dict[str, set[str]] = defaultdict(set)
    for happening, pairs in linked.items():
        for report_id in {each for pair in pairs for each in pair}:
            told[report_id].add(happening)
    given: dict[tuple[str, str], dict[str, list[tuple[Figure, Toll]]]] = defaultdict(lambda: defaultdict(list))
    for figure in sorted((row for row in figures if row.report_id in told), key=lambda row: (row.report_id, row.start)):
        toll = toll_of(figure, texts[figure.report_id], lang)
        if toll:
            for happening in told[figure.report_id]:
                given[happening, toll.name][figure.report_id].append((figure, toll))
    for (happening, name), by_report in sorted(given.items()):
        single = {each: rows[0] for each, rows in by_report.items() if len({range_of(row[0]) for row in rows}) == 1}
        for left, right in sorted(linked[happening]):
            if left in single and right in single:
                (one, whose), (other, theirs) = single[left], single[right]
                same_people = not whose.whom or not theirs.whom or whose.whom == theirs.whom
                if same_people and apart(range_of(one), range_of(other)):
                    yield one, other, f"rule=toll toll={name} left={said(one)} right={said(other)}"


def _linked(alike: Iterable[SameStory], happenings: Mapping[str, set[str]]) -> dict[str, set[tuple[str, str]]]:
    """Return by happening the pairs of linked reports that both tell of it."""
    linked: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for link in alike:
        left, right = sorted((link.left_id, link.right_id))
        for happening in happenings.get(left, set()) & happenings.get(right, set()):
            linked[happening].add((left, right))
    return linked


def _happenings(events: Sequence[Event], members: Sequence[StoryMember]) -> defaultdict[str, set[str]]:
    """Return by report what it tells of: its own event, and what befell people in its story on one day."""
    happenings: defaultdict[str, set[str]] = defaultdict(set)
    story_of = {row.report_id: row.story_id for row in members}
    for row in members:
        if row.event_id:
            happenings[row.report_id].add(row.event_id)
    for event in events:
        led = event.why.startswith("rule=lead")
        if led and event.predicate in _VIOLENT and event.date and event.report_id in story_of:
            happenings[event.report_id].add(f"{story_of[event.report_id]} {event.predicate} {event.date[:10]}")
    return happenings
