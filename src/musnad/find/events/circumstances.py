"""Where and when a happening took place, who took part, and whether it took place at all."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from musnad.find.events.telling import NEAR_PLACE, SAYING, Clause, Facts, Hit
from musnad.lang.forms import core_of, stands_at, stems_of
from musnad.records import Date, Mention, likely_day
from musnad.text import Words

# A name this near behind the predicate is who does it; Arabic prose puts the subject right after the verb,
# with a title of a few words between.
NEAR_ACTOR = 7
# Classes whose object is the place where it happens.
_OF_A_PLACE = ("take", "visit")


def find_where(facts: Facts, clause: Clause) -> Mention | None:
    """Return the place after a preposition of place, the nearest one behind the predicate first."""
    words, hit = facts.words, clause.hit
    at = words.starts[hit.index]
    if hit.predicate.name in _OF_A_PLACE:
        beyond = hit.index + NEAR_PLACE + 2
        stop = words.starts[beyond] if beyond < len(words) else len(words.text)
        for mention in facts.names_at(at, stop):
            if mention.kind == "LOC" and at < mention.start and _right_behind(facts, mention, hit):
                return mention
    found = [mention for mention in names_in(facts, clause) if mention.kind == "LOC" and _led_to(facts, mention)]
    return min(found, key=lambda mention: (mention.start < at, abs(mention.start - at)), default=None)


def names_in(facts: Facts, clause: Clause) -> list[Mention]:
    """Return the names that stand in a clause."""
    start, stop = facts.words.starts[clause.first], facts.words.stops[clause.stop - 1]
    return [mention for mention in facts.names_at(start, stop) if start <= mention.start and mention.stop <= stop]


def _right_behind(facts: Facts, mention: Mention, hit: Hit) -> bool:
    """Tell whether a place is the object: «استعادة مدينة …», «زار …»."""
    index = _word_at(facts.words, mention.start)
    between = facts.words.folded[hit.index + 1 : index]
    return len(between) <= NEAR_PLACE and all(word in facts.tables.heads for word in between)


def _led_to(facts: Facts, mention: Mention) -> bool:
    words, tables = facts.words, facts.tables
    here = words.within(mention.start, mention.stop)
    index = here.start if here else _word_at(words, mention.start)
    if words.starts[index] < mention.start and words.folded[index][:1] == "ب":
        return True
    index -= 1
    while index >= 0 and _is_one(words.folded[index], tables.heads):
        if words.folded[index].startswith("ب"):
            return True
        index -= 1
    return index >= 0 and _is_one(words.folded[index], tables.prepositions)


def _is_one(word: str, stems: frozenset[str]) -> bool:
    return any(stem in stems for stem, _ in stems_of(word))


def _word_at(words: Words, offset: int) -> int:
    """Return the index of the word that ``offset`` stands in (a clitic may be printed on the name)."""
    return max(0, bisect_right(words.starts, offset) - 1)


def find_who(facts: Facts, clause: Clause, where: Mention | None) -> list[tuple[Mention, str]]:
    """Return the names of a clause with their role: people and bodies, and places that act as governments."""
    words, hit = facts.words, clause.hit
    at = words.starts[hit.index]
    reach = words.stops[min(len(words) - 1, hit.index + NEAR_ACTOR)]
    found: list[tuple[Mention, str]] = []
    for mention in names_in(facts, clause):
        if mention == where or (mention.kind == "LOC" and not _acts(words, mention, found, clause)):
            continue
        near = at <= mention.start < reach and not any(role == "actor" for _, role in found)
        first = mention.start < at and not found
        found.append((mention, "actor" if near or first else "other"))
    return found


def _acts(words: Words, place: Mention, found: Sequence[tuple[Mention, str]], clause: Clause) -> bool:
    """Tell whether a place stands for its government: next to the verb, or joined by و to who acts."""
    hit = clause.hit
    index = _word_at(words, place.start)
    if hit.verb and index - hit.index == 1:
        return True
    if hit.verb and index - clause.first <= 1 and index < hit.index:  # «وكانت … اتفقت», «… تعلن»
        return True
    joined = place.start > 0 and words.text[place.start - 1] == "و"
    return joined and bool(found) and found[-1][0].kind == "LOC" and place.start - found[-1][0].stop <= 3


def find_when(facts: Facts, clause: Clause) -> Date | None:
    """Return the day named in the clause, the nearest one behind the predicate first."""
    words = facts.words
    at, start, stop = words.starts[clause.hit.index], words.starts[clause.first], words.stops[clause.stop - 1]
    found = [
        date
        for date in clause.dates
        if date.value and date.kind in ("DATE", "TIME") and not date.vague and start <= date.start < stop
    ]
    return min(found, key=lambda date: (abs(date.start - at), date.start), default=None)


def find_status(facts: Facts, clause: Clause, when: Date | None) -> tuple[str, str]:
    """Return the status and the word or rule that says so."""
    hit = clause.hit
    if hit.future:
        return "planned", "future"
    said = _said(facts, clause)
    if said:
        return said
    published = likely_day(facts.report)
    if when and when.value and published and when.value[:10] > published and when.value[:4].isdigit():
        return "planned", "later"
    at = facts.words.starts[hit.index]
    if hit.predicate.name not in SAYING and any(quote.start <= at < quote.stop for quote in clause.quotes):
        return "claimed", "statement"
    return "done", ""


def _said(facts: Facts, clause: Clause) -> tuple[str, str] | None:
    """Return the status that a word before the predicate gives it, the nearest one first."""
    words, tables, index = facts.words, facts.tables, clause.hit.index
    first = max(words.within(clause.sentence.start, clause.sentence.stop).start, index - tables.cue_reach)
    for before in range(index - 1, first - 1, -1):
        if core_of(words.folded[before]) not in tables.cue_cores:
            continue
        for stem, _ in stems_of(words.folded[before]):
            cue = tables.cues.get(stem)
            if cue and index - before <= cue.within and stands_at(cue.form, words, before - len(cue.form.words) + 1):
                return cue.status, words.printed(before)
    return None
