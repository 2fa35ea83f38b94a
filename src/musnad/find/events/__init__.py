"""Events: what a report says happened, will happen or did not, sentence by sentence.

An event is found where a word of ``events.tsv`` tells one: always in the lead (which decides what a
report is about), further down only where a verb has somebody who does it and a place or a date with
it. Precision before recall: background paragraphs and rhetoric are full of happenings.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol, TypeVar

from musnad.find.events.circumstances import find_status, find_when, find_where, find_who
from musnad.find.events.tables import read_tables
from musnad.find.events.telling import Clause, Facts, find_clauses
from musnad.lang import Lang
from musnad.records import (
    Date,
    EntityMember,
    Event,
    EventParticipant,
    Mention,
    Quote,
    Report,
    Sentence,
    make_id,
)
from musnad.text import Words

# The lead must say something: a shorter first sentence is a slug or a place line.
SHORTEST_LEAD = 5
# Events further down the text need this class to be worth a row without both a place and a date.
_TOGETHER = ("meet", "visit", "agree", "attack", "take", "arrest")
# Scores: a lead told by a verb, told by a noun, a happening further down, a lead nothing is known of.
LEAD_VERB, LEAD_NOUN, BODY_VERB, BODY_NOUN, UNKNOWN = 0.9, 0.8, 0.7, 0.6, 0.3
# Most events of one report: the lead and the happenings a long survey lists.
MOST_EVENTS = 12


def find_events(
    reports: Sequence[Report],
    sentences: Sequence[Sentence],
    mentions: Sequence[Mention],
    entity_members: Sequence[EntityMember],
    quotes: Sequence[Quote],
    dates: Sequence[Date],
    *,
    lang: Lang,
) -> Iterator[Event | EventParticipant]:
    """Yield the events of each report with who took part, as entities."""
    entity_of = {member.mention_id: member.entity_id for member in entity_members}
    inside, names, said = _by_report(sentences), _by_report(mentions), _by_report(quotes)
    times = _by_report(dates)
    for report in reports:
        each = report.id
        yield from events_of_report(report, inside[each], names[each], said[each], times[each], entity_of, lang=lang)


class _Found(Protocol):
    @property
    def report_id(self) -> str: ...


Row = TypeVar("Row", bound=_Found)


def _by_report(rows: Sequence[Row]) -> defaultdict[str, list[Row]]:
    grouped: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        grouped[row.report_id].append(row)
    return grouped


def events_of_report(
    report: Report,
    sentences: Sequence[Sentence],
    mentions: Sequence[Mention],
    quotes: Sequence[Quote],
    dates: Sequence[Date],
    entity_of: Mapping[str, str],
    *,
    lang: Lang,
) -> Iterator[Event | EventParticipant]:
    """Yield the events of one report, each with who took part, from that report's own rows.

    They depend on these rows, on the report's id, text and likely day, on the tables of the language, and on the entity
    each of these mentions belongs to (``entity_of``, by the mention's id), and on nothing else.
    """
    facts = Facts.of(report, mentions, quotes, dates, entity_of, read_tables(lang))
    lead = _lead(facts.words, sentences)
    count = 0
    for sentence in sentences:
        is_lead = sentence is lead
        if sentence.part not in ("body", "standfirst") and not is_lead:
            continue
        clauses = list(find_clauses(facts, sentence, is_lead=is_lead))
        for clause in clauses:
            made = _event(facts, clause, is_lead=is_lead)
            if made and count < MOST_EVENTS:
                count += 1
                yield from made
        if is_lead and not clauses:
            count += 1
            yield from _unknown(facts, sentence)


def _lead(words: Words, sentences: Sequence[Sentence]) -> Sentence | None:
    """Return the first sentence of the body that says something, else the headline."""
    for part in ("body", "standfirst", "headline"):
        for sentence in sentences:
            if sentence.part == part and len(words.within(sentence.start, sentence.stop)) >= SHORTEST_LEAD:
                return sentence
    return None


def _event(facts: Facts, clause: Clause, *, is_lead: bool) -> list[Event | EventParticipant]:
    """Return the event of a clause with its participants, or nothing where too little stands with it."""
    words, hit, report_id = facts.words, clause.hit, facts.report.id
    where = find_where(facts, clause)
    who = find_who(facts, clause, where)
    when = find_when(facts, clause)
    if not is_lead and not _worth_a_row(clause, who, where, when):
        return []
    status, because = find_status(facts, clause, when)
    score = (LEAD_VERB if hit.verb else LEAD_NOUN) if is_lead else (BODY_VERB if hit.verb else BODY_NOUN)
    start, stop = words.starts[hit.index], words.stops[clause.stop - 1]
    name = hit.predicate.name
    why = f"rule={'lead' if is_lead else 'body'} word={hit.predicate.word}" + (f" status={because}" if because else "")
    event = Event(
        make_id("event", report_id, start, stop, name), report_id, start, stop, name,
        when.value if when else None, facts.entity_of.get(where.id) if where else None, status, score, why,
    )  # fmt: skip
    return [event, *_participants(facts, event, who)]


def _worth_a_row(clause: Clause, who: Sequence[tuple[Mention, str]], where: Mention | None, when: Date | None) -> bool:
    hit = clause.hit
    if hit.predicate.name in _TOGETHER and hit.verb:
        return len(who) >= 2 or bool(who and (where or when))
    if not hit.verb:
        return bool(len(who) >= 2 and where and when)
    return bool(who and where and when)


def _unknown(facts: Facts, sentence: Sentence) -> Iterator[Event | EventParticipant]:
    """Yield the event of a lead no word of the table tells: it is still what the report is about."""
    report_id, start, stop = facts.report.id, sentence.start, sentence.stop
    event_id = make_id("event", report_id, start, stop, "other")
    event = Event(
        event_id, report_id, start, stop, "other", None, None, "done", UNKNOWN, "rule=lead word=none"
    )  # fmt: skip
    yield event
    who = [
        (mention, "other")
        for mention in facts.names_at(start, stop)
        if start <= mention.start < stop and mention.kind in ("PER", "ORG")
    ]
    yield from _participants(facts, event, who)


def _participants(facts: Facts, event: Event, who: Sequence[tuple[Mention, str]]) -> Iterator[EventParticipant]:
    roles: dict[str, str] = {}
    for mention, role in who:
        entity = facts.entity_of.get(mention.id)
        if entity and entity != event.place_id and roles.get(entity) != "actor":
            roles[entity] = role
    for entity in sorted(roles):
        yield EventParticipant(event.id, entity, roles[entity])
