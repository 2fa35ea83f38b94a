"""Events: what a report says happened, will happen or did not, sentence by sentence.

An event is found where a word of ``events.tsv`` tells one: always in the lead (which decides what a
report is about), further down only where a verb has somebody who does it and a place or a date with
it. Precision before recall: background paragraphs and rhetoric are full of happenings.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Protocol, TypeVar

from musnad.lang import Lang
from musnad.lang.forms import Form, inflected, read_forms, stands_at, stems_of
from musnad.records import (
    Date,
    EntityMember,
    Event,
    EventParticipant,
    Mention,
    Quote,
    Report,
    Sentence,
    likely_day,
    make_id,
)
from musnad.text import Words, find_words, fold_word

# A word that completes a predicate («شن … هجوما») stands at most so far behind it.
NEAR_OBJECT = 6
# A name this near behind the predicate is who does it; Arabic prose puts the subject right after the verb,
# with a title of a few words between.
NEAR_ACTOR = 7
# The lead must say something: a shorter first sentence is a slug or a place line.
SHORTEST_LEAD = 5
# Classes that say what somebody said, not what happened; only a lead makes an event of them.
SAYING = ("statement",)
# Events further down the text need this class to be worth a row without both a place and a date.
_TOGETHER = ("meet", "visit", "agree", "attack", "take", "arrest")
# Classes whose object is the place where it happens.
_OF_A_PLACE = ("take", "visit")
# Scores: a lead told by a verb, told by a noun, a happening further down, a lead nothing is known of.
LEAD_VERB, LEAD_NOUN, BODY_VERB, BODY_NOUN, UNKNOWN = 0.9, 0.8, 0.7, 0.6, 0.3
# Most events of one report: the lead and the happenings a long survey lists.
MOST_EVENTS = 12


@dataclass(frozen=True, slots=True)
class Predicate:
    """A row of the table."""

    name: str
    word: str
    needs: frozenset[str]
    nominal: str


@dataclass(frozen=True, slots=True, eq=False)
class _Tables:
    by_stem: dict[str, list[tuple[Predicate, bool, Form | None]]]
    status: dict[str, tuple[str, int, Form]]
    prepositions: frozenset[str]
    heads: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Hit:
    predicate: Predicate
    index: int
    verb: bool
    future: bool


@dataclass(frozen=True, slots=True)
class _Facts:
    """What other stages found in one report."""

    report: Report
    words: Words
    mentions: Sequence[Mention]
    quotes: Sequence[Quote]
    dates: Sequence[Date]
    entity_of: Mapping[str, str]


@cache
def _tables(lang: Lang) -> _Tables:
    by_stem: dict[str, list[tuple[Predicate, bool, Form | None]]] = {}
    for row in lang.rows("events"):
        word = next(row[name] for name in ("perfect", "nouns") if row[name] != "-").split("|")[0]
        needs = frozenset(stem for form in read_forms(_cell(row["needs"])) for stem, _ in inflected(form.words[0]))
        predicate = Predicate(row["class"], word, needs, row["nominal"])
        for form in _verb_forms(_cell(row["perfect"]), _cell(row["imperfect"])):
            by_stem.setdefault(form, []).append((predicate, True, None))
        for noun in read_forms(_cell(row["nouns"])):
            for stem, _ in inflected(noun.words[0], exact=True):
                by_stem.setdefault(stem, []).append((predicate, False, noun))
    status: dict[str, tuple[str, int, Form]] = {}
    for row in lang.rows("event_status"):
        for cue in read_forms(row["forms"]):
            status.setdefault(cue.words[-1], (row["status"], int(row["within"]), cue))
    grammar = lang.settings("event_grammar")
    prepositions = frozenset(map(fold_word, grammar["place_prepositions"]))
    return _Tables(by_stem, status, prepositions, frozenset(map(fold_word, grammar["place_heads"])))


def _cell(cell: str) -> str:
    return "" if cell == "-" else cell


def _verb_forms(perfect: str, imperfect: str) -> Iterator[str]:
    """Yield the third-person forms of a verb, folded.

    The object pronoun ه is left out: «وزارة» is no «وزاره».
    """
    if perfect:
        base = fold_word(perfect)
        weak = perfect[-1] in "ىا"
        short = base[:-1] if weak else base
        yield from (
            base,
            short + "ت",
            short + "وا",
            base[:-1] + "يا" if weak else base + "ا",
            short + "تا",
            short + "ن",
        )
        yield from (base + "ها", base + "هم", short + "ته", short + "تها", short + "تهم")
        if len(base) == 4 and base[1] == "ا":  # هاجم: هوجم
            yield from (base[0] + "و" + base[2:] + ending for ending in ("", "ت", "وا", "ا"))
    if imperfect:
        base = fold_word(imperfect)[1:]
        short = base[:-1] if base.endswith(("ي", "و")) else base
        for prefix in ("ي", "ت"):
            yield from (
                prefix + base,
                prefix + short + "ون",
                prefix + base + "ان",
                prefix + base + "ها",
            )


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
        facts = _Facts(report, find_words(report.text), names[each], said[each], times[each], entity_of)
        yield from _events_of(facts, inside[each], _tables(lang))


class _Found(Protocol):
    @property
    def report_id(self) -> str: ...


Row = TypeVar("Row", bound=_Found)


def _by_report(rows: Sequence[Row]) -> defaultdict[str, list[Row]]:
    grouped: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        grouped[row.report_id].append(row)
    return grouped


def _events_of(facts: _Facts, sentences: Sequence[Sentence], tables: _Tables) -> Iterator[Event | EventParticipant]:
    lead = _lead(facts.words, sentences)
    quotes, dates = _finder(facts.quotes, _extent), _finder(facts.dates, lambda date: (date.start, date.stop))
    whole, count = facts, 0
    for sentence in sentences:
        if sentence.part not in ("body", "standfirst") and sentence is not lead:
            continue
        is_lead = sentence is lead
        place = sentence.start, sentence.stop
        facts = replace(whole, quotes=quotes(*place), dates=dates(*place))
        clauses = list(_clauses(facts, sentence, is_lead, tables))
        for hit, start, stop in clauses:
            made = _event(facts, hit, sentence, start, stop, is_lead, tables)
            if made and count < MOST_EVENTS:
                count += 1
                yield from made
        if is_lead and not clauses:
            count += 1
            yield from _unknown(facts, sentence)


def _finder(rows: Sequence[Row], extent: Callable[[Row], tuple[int, int]]) -> Callable[[int, int], list[Row]]:
    """Return what gives the rows that touch a stretch, in their order, without going over all of a long report."""
    extents = [extent(row) for row in rows]
    order = sorted(range(len(rows)), key=lambda number: extents[number][0])
    starts = [extents[number][0] for number in order]
    longest = max((stop - start for start, stop in extents), default=0)

    def touching(start: int, stop: int) -> list[Row]:
        near = order[bisect_left(starts, start - longest) : bisect_left(starts, stop)]
        return [rows[number] for number in sorted(near) if extents[number][1] >= start]

    return touching


def _extent(quote: Quote) -> tuple[int, int]:
    places = [(quote.start, quote.stop), *_places(quote.quoted)]
    return min(start for start, _ in places), max(stop for _, stop in places)


def _lead(words: Words, sentences: Sequence[Sentence]) -> Sentence | None:
    """Return the first sentence of the body that says something, else the headline."""
    for part in ("body", "standfirst", "headline"):
        for sentence in sentences:
            if sentence.part == part and len(words.within(sentence.start, sentence.stop)) >= SHORTEST_LEAD:
                return sentence
    return None


def _clauses(facts: _Facts, sentence: Sentence, is_lead: bool, tables: _Tables) -> Iterator[tuple[_Hit, int, int]]:
    """Yield the telling words of a sentence, each with the stretch of words it governs; one a class."""
    place = facts.words.within(sentence.start, sentence.stop)
    hits: list[_Hit] = []
    for hit in _hits(facts, place, is_lead, tables):
        if all(hit.predicate.name != other.predicate.name for other in hits):
            hits.append(hit)
    if any(hit.predicate.name not in SAYING and hit.verb for hit in hits):
        hits = [hit for hit in hits if hit.predicate.name not in SAYING or hit is hits[0]]
    bounds = [*(hit.index for hit in hits[1:]), place.stop][: len(hits)]
    for number, (hit, stop) in enumerate(zip(hits, bounds, strict=True)):
        yield hit, place.start if number == 0 else hit.index, stop


def _hits(facts: _Facts, place: range, is_lead: bool, tables: _Tables) -> Iterator[_Hit]:
    apart = [stretch for quote in facts.quotes for stretch in _places(quote.quoted)]
    apart += [(date.start, date.stop) for date in facts.dates]  # «فجر الخميس» is the dawn
    for index in place:
        if not _may_tell(facts.words.folded[index], tables):
            continue
        found = _hit_at(facts.words, index, place, is_lead, tables)
        start = facts.words.starts[index]
        if found and not any(first <= start < last for first, last in apart):
            yield found


@lru_cache(maxsize=100_000)
def _may_tell(word: str, tables: _Tables) -> bool:
    """Tell whether a folded word is a form of some predicate, however it is read."""
    return any(stem in tables.by_stem for stem, _ in stems_of(word))


def _hit_at(words: Words, index: int, place: range, is_lead: bool, tables: _Tables) -> _Hit | None:
    for stem, article in stems_of(words.folded[index]):
        for predicate, verb, noun in tables.by_stem.get(stem, ()):
            if verb and article:
                continue
            if predicate.name in SAYING and not is_lead:
                continue
            if noun is not None and not (predicate.nominal == "yes" or (predicate.nominal == "lead" and is_lead)):
                continue
            if noun is not None and len(noun.words) > 1 and not stands_at(noun, words, index):
                continue
            if predicate.needs and not _completed(predicate, words, index, place):
                continue
            front = words.folded[index][: len(words.folded[index]) - len(stem)]
            return _Hit(predicate, index, verb, verb and front.endswith("س"))
    return None


def _completed(predicate: Predicate, words: Words, index: int, place: range) -> bool:
    after = range(index + 1, min(place.stop, index + 1 + NEAR_OBJECT))
    return any(
        stem in predicate.needs or words.folded[other] in predicate.needs
        for other in after
        for stem, _ in stems_of(words.folded[other])
    )


def _places(cell: str) -> Iterator[tuple[int, int]]:
    for part in cell.split():
        first, _, last = part.partition("-")
        yield int(first), int(last)


def _event(
    facts: _Facts, hit: _Hit, sentence: Sentence, first: int, stop: int, is_lead: bool, tables: _Tables
) -> list[Event | EventParticipant]:
    """Return the event a telling word makes with its participants, or nothing where too little stands with it."""
    words = facts.words
    begin, end = words.starts[first], words.stops[stop - 1]
    where = _where(facts, hit, begin, end, tables)
    who = _who(facts, hit, begin, end, where)
    when = _when(facts, hit, begin, end)
    if not is_lead and not _worth_a_row(hit, who, where, when):
        return []
    status, because = _status(facts, hit, sentence, when, tables)
    score = (LEAD_VERB if hit.verb else LEAD_NOUN) if is_lead else (BODY_VERB if hit.verb else BODY_NOUN)
    start = words.starts[hit.index]
    name = hit.predicate.name
    why = f"rule={'lead' if is_lead else 'body'} word={hit.predicate.word}" + (f" status={because}" if because else "")
    event = Event(
        make_id("event", facts.report.id, start, end, name), facts.report.id, start, end, name,
        when.value if when else None, facts.entity_of.get(where.id) if where else None, status, score, why,
    )  # fmt: skip
    return [event, *_participants(facts, event, who)]


def _worth_a_row(hit: _Hit, who: Sequence[tuple[Mention, str]], where: Mention | None, when: Date | None) -> bool:
    if hit.predicate.name in _TOGETHER and hit.verb:
        return len(who) >= 2 or bool(who and (where or when))
    if not hit.verb:
        return bool(len(who) >= 2 and where and when)
    return bool(who and where and when)


def _unknown(facts: _Facts, sentence: Sentence) -> Iterator[Event | EventParticipant]:
    """Yield the event of a lead no word of the table tells: it is still what the report is about."""
    who = [mention for mention in facts.mentions if sentence.start <= mention.start < sentence.stop]
    who = [mention for mention in who if mention.kind in ("PER", "ORG")]
    event = Event(
        make_id("event", facts.report.id, sentence.start, sentence.stop, "other"), facts.report.id,
        sentence.start, sentence.stop, "other", None, None, "done", UNKNOWN, "rule=lead word=none",
    )  # fmt: skip
    yield event
    yield from _participants(facts, event, [(mention, "other") for mention in who])


def _participants(facts: _Facts, event: Event, who: Sequence[tuple[Mention, str]]) -> Iterator[EventParticipant]:
    roles: dict[str, str] = {}
    for mention, role in who:
        entity = facts.entity_of.get(mention.id)
        if entity and entity != event.place_id and roles.get(entity) != "actor":
            roles[entity] = role
    for entity in sorted(roles):
        yield EventParticipant(event.id, entity, roles[entity])


def _where(facts: _Facts, hit: _Hit, begin: int, end: int, tables: _Tables) -> Mention | None:
    """Return the place after a preposition of place, the nearest one behind the predicate first."""
    at = facts.words.starts[hit.index]
    if hit.predicate.name in _OF_A_PLACE:
        for mention in facts.mentions:
            if mention.kind == "LOC" and at < mention.start and _right_behind(facts, mention, hit, tables):
                return mention
    found = [
        mention
        for mention in facts.mentions
        if mention.kind == "LOC" and begin <= mention.start and mention.stop <= end and _led_to(facts, mention, tables)
    ]
    return min(found, key=lambda mention: (mention.start < at, abs(mention.start - at)), default=None)


def _right_behind(facts: _Facts, mention: Mention, hit: _Hit, tables: _Tables) -> bool:
    """Tell whether a place is the object: «استعادة مدينة …», «زار …»."""
    index = _word_at(facts.words, mention.start)
    between = facts.words.folded[hit.index + 1 : index]
    return len(between) <= 2 and all(word in tables.heads for word in between)


def _led_to(facts: _Facts, mention: Mention, tables: _Tables) -> bool:
    words = facts.words
    here = words.within(mention.start, mention.stop)
    index = here.start if here else _word_at(words, mention.start)
    if words.starts[index] < mention.start and words.folded[index][:1] == "ب":
        return True
    index -= 1
    while index >= 0 and any(
        stem in tables.heads or words.folded[index] in tables.heads for stem, _ in stems_of(words.folded[index])
    ):
        if words.folded[index].startswith("ب"):
            return True
        index -= 1
    return index >= 0 and any(stem in tables.prepositions for stem, _ in stems_of(words.folded[index]))


def _word_at(words: Words, offset: int) -> int:
    """Return the index of the word that ``offset`` stands in (a clitic may be printed on the name)."""
    return max(0, bisect_right(words.starts, offset) - 1)


def _who(facts: _Facts, hit: _Hit, begin: int, end: int, where: Mention | None) -> list[tuple[Mention, str]]:
    """Return the names of a clause with their role: people and bodies, and places that act as governments."""
    words = facts.words
    at = words.starts[hit.index]
    reach = words.stops[min(len(words) - 1, hit.index + NEAR_ACTOR)]
    names = [
        mention for mention in facts.mentions if begin <= mention.start and mention.stop <= end and mention != where
    ]
    found: list[tuple[Mention, str]] = []
    for mention in names:
        if mention.kind == "LOC" and not _acts(facts, mention, found, hit, begin):
            continue
        near = at <= mention.start < reach and not any(role == "actor" for _, role in found)
        first = mention.start < at and not found
        found.append((mention, "actor" if near or first else "other"))
    return found


def _acts(facts: _Facts, place: Mention, found: Sequence[tuple[Mention, str]], hit: _Hit, begin: int) -> bool:
    """Tell whether a place stands for its government: next to the verb, or joined by و to who acts."""
    words = facts.words
    index = _word_at(words, place.start)
    if hit.verb and index - hit.index == 1:
        return True
    opening = index - _word_at(words, begin)
    if hit.verb and opening <= 1 and index < hit.index:  # «وكانت … اتفقت», «… تعلن»
        return True
    joined = place.start > 0 and words.text[place.start - 1] == "و"
    return joined and bool(found) and found[-1][0].kind == "LOC" and place.start - found[-1][0].stop <= 3


def _when(facts: _Facts, hit: _Hit, begin: int, end: int) -> Date | None:
    """Return the day named in the clause, the nearest one behind the predicate first."""
    at = facts.words.starts[hit.index]
    found = [
        date
        for date in facts.dates
        if date.value and date.kind in ("DATE", "TIME") and not date.vague and begin <= date.start < end
    ]
    return min(found, key=lambda date: (abs(date.start - at), date.start), default=None)


def _status(facts: _Facts, hit: _Hit, sentence: Sentence, when: Date | None, tables: _Tables) -> tuple[str, str]:
    """Return the status and the word or rule that says so."""
    words = facts.words
    if hit.future:
        return "planned", "future"
    first = words.within(sentence.start, sentence.stop).start
    for index in range(hit.index - 1, first - 1, -1):
        for stem, _ in stems_of(words.folded[index]):
            cue = tables.status.get(stem)
            if cue and hit.index - index <= cue[1] and stands_at(cue[2], words, index - len(cue[2].words) + 1):
                return cue[0], words.printed(index)
    published = likely_day(facts.report)
    if when and when.value and published and when.value[:10] > published and when.value[:4].isdigit():
        return "planned", "later"
    at = words.starts[hit.index]
    if hit.predicate.name not in SAYING and any(quote.start <= at < quote.stop for quote in facts.quotes):
        return "claimed", "statement"
    return "done", ""
