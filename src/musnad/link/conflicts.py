"""Conflicts: two findings that can't both be right, each with both values.

Only where the pages put two things in one place: the same words of a copied passage, the lead of one
event, one person, one office, one statement. A conflict says "A prints x, B prints y", never who is right.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, islice, pairwise
from operator import attrgetter
from typing import Protocol, TypeVar

from musnad.lang import Lang
from musnad.lang.forms import light_stem
from musnad.link.nearby import words_near
from musnad.link.offices import Held, find_offices
from musnad.link.ranges import apart, range_of, said
from musnad.link.tolls import clashing_tolls
from musnad.records import (
    Conflict,
    Date,
    EntityMember,
    Event,
    Figure,
    Mention,
    Quote,
    Report,
    Reuse,
    SameStory,
    Sentence,
    StatementMember,
    StoryMember,
    make_id,
    page_of,
)
from musnad.text import find_words

# How far two findings may stand apart inside a copied passage, as a part of it, and the equal words
# round them that make sure.
SAME_PLACE, SAME_WORDS = 0.12, 2
# Words on either side of a figure or date that are looked at.
CONTEXT = 4
# Sentences of a report (headline first) that tell its event's figures.
LEAD_SENTENCES = 3
# Two names this alike (share of equal letter pairs) are one name, spelled twice.
ALIKE = 0.5
# «today», «yesterday»: their day is the report's, which the web and the print paper tell differently.
_DEICTIC = "rule=day"
# Words of a name that surely tells one person from another: a single word may be a title read as a name.
FULL_NAME = 2
# How sure: equal words round both; the same event; one person in two sentences; told by the next speaker.
COPIED, ONE_EVENT, ONE_PERSON, NEXT_SPEAKER, ONE_OFFICE, ONE_STATEMENT = 0.9, 0.6, 0.8, 0.7, 0.6, 0.7


class _Finding(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def report_id(self) -> str: ...
    @property
    def start(self) -> int: ...
    @property
    def stop(self) -> int: ...


Row = TypeVar("Row", bound=_Finding)
_place_of = attrgetter("start", "stop", "id")


@dataclass(frozen=True, slots=True)
class _Case:
    """The rows a search for conflicts looks at, by report; of mentions those of people."""

    reports: dict[str, Report]
    people: Mapping[str, list[Mention]]
    sentences: Mapping[str, list[Sentence]]
    quotes: Mapping[str, list[Quote]]
    entity_of: dict[str, str]
    story_of: dict[str, str]
    event_of: dict[str, str]


def find_conflicts(
    reports: Sequence[Report],
    figures: Sequence[Figure],
    dates: Sequence[Date],
    mentions: Sequence[Mention],
    entity_members: Sequence[EntityMember],
    sentences: Sequence[Sentence],
    reuse: Sequence[Reuse],
    story_members: Sequence[StoryMember],
    events: Sequence[Event],
    quotes: Sequence[Quote],
    statement_members: Sequence[StatementMember],
    same_story: Sequence[SameStory],
    *,
    lang: Lang | None,
) -> Iterator[Conflict]:
    """Yield conflicts of figures, dates, roles, names and attributions; each is told once."""
    if lang is None:
        return
    case = _Case(
        {report.id: report for report in reports}, _by_report(row for row in mentions if row.kind == "PER"),
        _by_report(sentences), _by_report(quotes),
        {row.mention_id: row.entity_id for row in entity_members},
        {row.report_id: row.story_id for row in story_members},
        {row.report_id: row.event_id for row in story_members if row.event_id},
    )  # fmt: skip
    passages = sorted((link for link in reuse if link.kind == "passage"), key=attrgetter("id"))
    found: dict[str, Conflict] = {}
    for conflict in (
        *_copied(case, _by_report(figures), passages, "figure", _figures_clash),
        *_copied(case, _by_report(dates), passages, "date", _dates_clash),
        *_leads(case, figures),
        *_tolls(case, figures, events, story_members, same_story, lang),
        *_offices(case, lang),
        *_attributions(case, quotes, statement_members),
    ):
        found.setdefault(conflict.id, conflict)
    yield from _told_once([found[each] for each in sorted(found)], case, (figures, dates, mentions, quotes))


def _told_once(
    conflicts: Sequence[Conflict], case: _Case, findings: Iterable[Sequence[_Finding]]
) -> Iterator[Conflict]:
    """Yield one conflict of those that many copies of two texts repeat: the same values in the same story."""
    told = {each for row in conflicts for each in (row.left_id, row.right_id)}
    report_of = {row.id: row.report_id for rows in findings for row in rows if row.id in told}
    seen = set()
    for conflict in conflicts:
        values = frozenset(part.partition("=")[2] for part in conflict.why.split() if part[:5] in ("left=", "right"))
        left, right = (report_of.get(each, each) for each in (conflict.left_id, conflict.right_id))
        if (
            left != right
            and {left, right} <= case.reports.keys()
            and _one_page(case.reports[left], case.reports[right])
        ):
            continue  # what an outlet changed in a page of its own clashes with nobody
        key = (conflict.kind, case.story_of.get(left, left), values)
        if key not in seen:
            seen.add(key)
            yield conflict


def _one_page(left: Report, right: Report) -> bool:
    return page_of(left) == page_of(right)


def _by_report(rows: Iterable[Row]) -> defaultdict[str, list[Row]]:
    """Return the rows of each report in the text's order."""
    grouped: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        grouped[row.report_id].append(row)
    for some in grouped.values():
        some.sort(key=_place_of)
    return grouped


def _conflict(left_id: str, right_id: str, kind: str, score: float, why: str) -> Conflict:
    return Conflict(make_id("conflict", left_id, right_id, kind), left_id, right_id, kind, score, why)


# --- one place of a copied passage ------------------------------------------------------------------


def _copied(
    case: _Case,
    rows: Mapping[str, list[Row]],
    passages: Iterable[Reuse],
    kind: str,
    clash: Callable[[Row, Row], str],
) -> Iterator[Conflict]:
    """Yield the findings of two reports that stand between the same copied words and clash."""
    for link in passages:
        ours = [row for row in rows.get(link.left_id, ()) if link.left_start <= row.start < link.left_stop]
        theirs = [row for row in rows.get(link.right_id, ()) if link.right_start <= row.start < link.right_stop]
        # a list of such values («على بعد 66 …، وعلى بعد 20 …») has each of them on both sides
        lonely = [row for row in theirs if all(clash(left, row) for left in ours)] if ours else []
        for left in ours if lonely else ():
            if all(clash(left, row) for row in theirs):
                for right in lonely:
                    if _same_place(left, right, link, case):
                        yield _conflict(left.id, right.id, kind, COPIED, f"rule=passage {clash(left, right)}")


def _same_place(left: _Finding, right: _Finding, link: Reuse, case: _Case) -> bool:
    one = (left.start - link.left_start) / (link.left_stop - link.left_start)
    other = (right.start - link.right_start) / (link.right_stop - link.right_start)
    if abs(one - other) > SAME_PLACE:
        return False
    before, after = _around(left, case)
    earlier, later = _around(right, case)
    return before[-1:] == earlier[-1:] and after[:1] == later[:1] and _equal(before, earlier, after, later)


def _equal(before: list[str], earlier: list[str], after: list[str], later: list[str]) -> bool:
    return len(set(before) & set(earlier)) + len(set(after) & set(later)) >= 2 * SAME_WORDS


def _around(row: _Finding, case: _Case) -> tuple[list[str], list[str]]:
    words, offset = words_near(case.reports[row.report_id].text, row.start, row.stop, CONTEXT)
    inside = words.within(row.start - offset, row.stop - offset)
    before = words.folded[max(0, inside.start - CONTEXT) : inside.start]
    after = words.folded[inside.stop : inside.stop + CONTEXT]
    return [light_stem(word) for word in before], [light_stem(word) for word in after]


def _figures_clash(left: Figure, right: Figure) -> str:
    if left.unit != right.unit or not apart(range_of(left), range_of(right)):
        return ""
    return f"left={said(left)} right={said(right)}"


def _dates_clash(left: Date, right: Date) -> str:
    one, other = left.value or "", right.value or ""
    if _DEICTIC in left.why or _DEICTIC in right.why:
        return ""
    full = len(one) >= 10 and len(other) >= 10 and left.kind == right.kind == "DATE"
    return f"left={one} right={other}" if full and one[:10] != other[:10] else ""


# --- leads of one event -----------------------------------------------------------------------------


def _leads(case: _Case, figures: Sequence[Figure]) -> Iterator[Conflict]:
    """Yield figures of the same counted thing in the leads of reports of one event."""
    reports_of = Counter(case.event_of.values())
    shared = {report_id: event for report_id, event in case.event_of.items() if reports_of[event] > 1}
    counted: dict[tuple[str, str, str], list[Figure]] = defaultdict(list)
    for figure in sorted(
        (row for row in figures if row.report_id in shared), key=lambda row: (row.report_id, row.start)
    ):
        noun = _noun(figure, case) if _in_lead(figure, case) else ""
        if noun:
            counted[shared[figure.report_id], noun, figure.unit or ""].append(figure)
    for (_, noun, _), rows in sorted(counted.items()):
        by_report = _by_report(rows)
        single = [by_report[each][0] for each in sorted(by_report) if len(by_report[each]) == 1]
        for one, other in combinations(single, 2):
            if apart(range_of(one), range_of(other)) and _governed_alike(one, other, case):
                why = f"rule=event noun={noun} left={said(one)} right={said(other)}"
                yield _conflict(one.id, other.id, "figure", ONE_EVENT, why)


def _noun(figure: Figure, case: _Case) -> str:
    if figure.noun_start is None or figure.noun_stop is None:
        return ""
    words, offset = words_near(case.reports[figure.report_id].text, figure.noun_start, figure.noun_stop, 0)
    inside = words.within(figure.noun_start - offset, figure.noun_stop - offset)
    return " ".join(light_stem(words.folded[at]) for at in inside[:1])


def _in_lead(figure: Figure, case: _Case) -> bool:
    told = (row for row in case.sentences.get(figure.report_id, ()) if row.part in ("headline", "standfirst", "body"))
    return any(row.start <= figure.start < row.stop for row in islice(told, LEAD_SENTENCES))


def _governed_alike(left: Figure, right: Figure, case: _Case) -> bool:
    """Tell whether the word that governs both figures is the same: «مقتل», «إصابة», «اعتقال»."""
    one, other = _around(left, case)[0], _around(right, case)[0]
    return bool(set(one[-2:]) & set(other[-2:]))


def _tolls(
    case: _Case,
    figures: Sequence[Figure],
    events: Sequence[Event],
    members: Sequence[StoryMember],
    alike: Sequence[SameStory],
    lang: Lang,
) -> Iterator[Conflict]:
    texts = {report_id: report.text for report_id, report in case.reports.items()}
    for left, right, why in clashing_tolls(texts, figures, events, members, alike, lang):
        yield _conflict(left.id, right.id, "figure", ONE_EVENT, why)


# --- offices ----------------------------------------------------------------------------------------


def _offices(case: _Case, lang: Lang) -> Iterator[Conflict]:
    stories: dict[str, list[Held]] = defaultdict(list)
    for report_id in sorted(case.people.keys() & case.reports.keys()):  # who is not named holds no office
        rows = find_offices(case.reports[report_id], case.people[report_id], case.entity_of, lang=lang)
        if any(each.person for each in rows):
            yield from _unnamed(rows, case)
            stories[case.story_of.get(report_id, report_id)].extend(each for each in rows if each.person)
    for story in sorted(stories):
        yield from _two_offices(stories[story], case)
        yield from _two_names(stories[story])


def _two_offices(rows: Sequence[Held], case: _Case) -> Iterator[Conflict]:
    """Yield one person with two offices of one group, unless one sentence gives both."""
    for left, right in _first_of_each(rows, lambda row: (row.person, row.group), lambda row: row.office):
        if not _one_country(left, right) or _together(left, right, rows, case):
            continue
        why = f"rule=two-offices left={left.office} right={right.office}"
        yield _conflict(left.mention_id, right.mention_id, "role", ONE_PERSON, why)


def _two_names(rows: Sequence[Held]) -> Iterator[Conflict]:
    """Yield one office of one country with two people whose names are unlike."""
    national = [row for row in rows if row.country]
    for left, right in _first_of_each(national, lambda row: (row.office, row.country or ""), lambda row: row.person):
        if not _alike(left.name, right.name):
            why = f"rule=two-names office={left.office} country={left.country} left={left.name} right={right.name}"
            yield _conflict(left.mention_id, right.mention_id, "name", ONE_OFFICE, why)


def _first_of_each(
    rows: Sequence[Held], same: Callable[[Held], tuple[str, str]], different: Callable[[Held], str]
) -> Iterator[tuple[Held, Held]]:
    """Yield pairs of rows equal in ``same`` and not in ``different``, the first row of each value."""
    groups: dict[tuple[str, str], dict[str, Held]] = defaultdict(dict)
    for row in rows:
        groups[same(row)].setdefault(different(row), row)
    for key in sorted(groups):
        values = sorted(groups[key])
        for one, other in combinations(values, 2):
            yield groups[key][one], groups[key][other]


def _one_country(left: Held, right: Held) -> bool:
    return left.country is None or right.country is None or left.country == right.country


def _together(left: Held, right: Held, rows: Sequence[Held], case: _Case) -> bool:
    """Tell whether some sentence names the person with both offices (who holds two, or acts for another)."""
    wanted = {left.office, right.office}
    for report_id in {left.report_id, right.report_id}:
        for sentence in case.sentences.get(report_id, ()):
            inside = {
                row.office
                for row in rows
                if row.report_id == report_id
                and row.person == left.person
                and sentence.start <= row.start < sentence.stop
            }
            if wanted <= inside:
                return True
    return False


def _unnamed(rows: Sequence[Held], case: _Case) -> Iterator[Conflict]:
    """Yield an unnamed office whose holder the next speaker shows to be somebody of another office.

    «قال وزير الخارجية الفلاني … وأضاف العاني …» where the same report calls العاني the defence minister of that
    country, and names nobody as its foreign minister.
    """
    for row in rows:
        if row.mention_id or row.country is None or any(_holds(other, row) for other in rows):
            continue
        for named in rows:
            if not (named.mention_id and named.person and named.group == row.group and named.country == row.country):
                continue
            if named.office != row.office and _next_speaker(row, case) == named.person:
                why = f"rule=next-speaker country={row.country} left={named.office} right={row.office}"
                quote = _quote_of(row, case)
                if quote:
                    yield _conflict(named.mention_id, quote.id, "role", NEXT_SPEAKER, why)
                    break


def _holds(other: Held, row: Held) -> bool:
    return other.mention_id != "" and other.office == row.office and other.country in (row.country, None)


def _quote_of(row: Held, case: _Case) -> Quote | None:
    """Return the quote this office speaks in."""
    for quote in case.quotes.get(row.report_id, ()):
        start, stop = quote.speaker_start, quote.speaker_stop
        if start is not None and stop is not None and start < row.stop and row.start < stop:
            return quote
    return None


def _next_speaker(row: Held, case: _Case) -> str | None:
    """Return the person who speaks in the quote that follows this office's own, where it is a named one."""
    quotes = sorted(case.quotes.get(row.report_id, ()), key=lambda quote: quote.cue_start)
    own = _quote_of(row, case)
    for quote, following in pairwise(quotes):
        if own is quote and following.speaker_start is not None and following.speaker_stop is not None:
            return _person(following, case)
    return None


def _person(quote: Quote, case: _Case) -> str | None:
    if quote.speaker_start is None or quote.speaker_stop is None:
        return None
    for mention in case.people.get(quote.report_id, ()):
        if quote.speaker_start <= mention.start and mention.stop <= quote.speaker_stop:
            return case.entity_of.get(mention.id)
    return None


def _alike(left: str, right: str) -> bool:
    """Tell whether two names share a word, or enough pairs of letters."""
    one, other = find_words(left).folded, find_words(right).folded
    if set(one) & set(other):
        return True
    first, second = (({*pairwise(" ".join(words))}) for words in (one, other))
    return bool(first and second) and 2 * len(first & second) / (len(first) + len(second)) >= ALIKE


# --- one statement ----------------------------------------------------------------------------------


def _attributions(case: _Case, quotes: Sequence[Quote], members: Sequence[StatementMember]) -> Iterator[Conflict]:
    """Yield printings of one statement in two reports that name two people."""
    printings = Counter(row.statement_id for row in members)
    statement_of = {row.quote_id: row.statement_id for row in members if printings[row.statement_id] > 1}
    said: dict[str, dict[str, Quote]] = defaultdict(dict)
    several = (quote for quote in quotes if quote.id in statement_of)
    for quote in sorted(several, key=lambda quote: (quote.report_id, quote.start, quote.id)):
        person = _person(quote, case)
        if person and len(find_words(quote.speaker_name or "")) >= FULL_NAME:
            said[statement_of[quote.id]].setdefault(person, quote)
    for statement in sorted(said):
        for one, other in combinations(sorted(said[statement]), 2):
            left, right = said[statement][one], said[statement][other]
            if left.report_id != right.report_id and not _alike(left.speaker_name or "", right.speaker_name or ""):
                why = f"rule=statement left={left.speaker_name} right={right.speaker_name}"
                yield _conflict(left.id, right.id, "attribution", ONE_STATEMENT, why)
