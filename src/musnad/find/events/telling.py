"""The words of a sentence that tell a happening, and how far each one's clause goes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import compress
from operator import attrgetter

from musnad.find.events.tables import Predicate, Tables
from musnad.find.touching import Place, finder, marked_places
from musnad.frozen import quickly_made
from musnad.lang.forms import Form, core_of, cores_of, stands_at, stems_of
from musnad.records import Date, Mention, Quote, Report, Sentence
from musnad.text import Words, find_words

# A word that completes a predicate («شن … هجوما») stands at most so far behind it.
NEAR_OBJECT = 6
# The place that is a happening's object («استعادة مدينة …») stands so near behind its word.
NEAR_PLACE = 2
_place = attrgetter("start", "stop")
# Classes that say what somebody said, not what happened; only a lead makes an event of them.
SAYING = ("statement",)


@quickly_made
@dataclass(frozen=True, slots=True)
class Facts:
    """A report's words, and what other stages found in it, by place."""

    report: Report
    words: Words
    names_at: Callable[[int, int], list[Mention]]
    quotes_at: Callable[[int, int], list[Quote]]
    dates_at: Callable[[int, int], list[Date]]
    entity_of: Mapping[str, str]
    tables: Tables

    @classmethod
    def of(
        cls,
        report: Report,
        mentions: Sequence[Mention],
        quotes: Sequence[Quote],
        dates: Sequence[Date],
        entity_of: Mapping[str, str],
        tables: Tables,
    ) -> Facts:
        return cls(
            report,
            find_words(report.text),
            finder(mentions, _place),
            finder(quotes, _extent),
            finder(dates, _place),
            entity_of,
            tables,
        )


@quickly_made
@dataclass(frozen=True, slots=True)
class Hit:
    """A word that tells a happening."""

    predicate: Predicate
    index: int
    verb: bool
    future: bool


@quickly_made
@dataclass(frozen=True, slots=True)
class Clause:
    """The words ``first:stop`` a telling word governs, in its sentence."""

    hit: Hit
    sentence: Sentence
    first: int
    stop: int
    quotes: Sequence[Quote]  # that touch the sentence
    dates: Sequence[Date]


def _extent(quote: Quote) -> Place:
    if not quote.quoted:
        return quote.start, quote.stop
    places = [(quote.start, quote.stop), *marked_places(quote.quoted)]
    return min(start for start, _ in places), max(stop for _, stop in places)


def find_clauses(facts: Facts, sentence: Sentence, *, is_lead: bool) -> Iterator[Clause]:
    """Yield the clauses of a sentence that tell something, one a class."""
    start, stop = sentence.start, sentence.stop
    dates = facts.dates_at(start, stop)
    if not is_lead and not _may_be_worth_a_row(facts, sentence, dates):
        return
    place = facts.words.within(start, stop)
    found = list(_hits(facts, place, is_lead))
    if not found:
        return
    quotes = facts.quotes_at(start, stop)
    apart = [stretch for quote in quotes for stretch in marked_places(quote.quoted)]
    apart += [(date.start, date.stop) for date in dates]  # «فجر الخميس» is the dawn
    hits = _one_a_class(hit for hit in found if not _stands_in(apart, facts.words.starts[hit.index]))
    bounds = [*(hit.index for hit in hits[1:]), place.stop][: len(hits)]
    for number, (hit, end) in enumerate(zip(hits, bounds, strict=True)):
        yield Clause(hit, sentence, place.start if number == 0 else hit.index, end, quotes, dates)


def _one_a_class(found: Iterable[Hit]) -> list[Hit]:
    """Return the first telling word of each class; what somebody said is none beside what happened."""
    first_of: dict[str, Hit] = {}
    for hit in found:
        first_of.setdefault(hit.predicate.name, hit)
    hits = list(first_of.values())
    if any(hit.predicate.name not in SAYING and hit.verb for hit in hits):
        hits = [hit for hit in hits if hit.predicate.name not in SAYING or hit is hits[0]]
    return hits


def _stands_in(places: Iterable[Place], start: int) -> bool:
    return any(first <= start < last for first, last in places)


def _may_be_worth_a_row(facts: Facts, sentence: Sentence, dates: Sequence[Date]) -> bool:
    """Tell whether enough stands in a sentence that is no lead: two names, or a name and a date.

    The place of a happening may be the object that its last word has in the next sentence.
    """
    start, stop, words = sentence.start, sentence.stop, facts.words
    names = facts.names_at(start, stop)
    if len(names) != 1 or dates:
        return bool(names)
    beyond = words.within(start, stop).stop + NEAR_PLACE + 1
    return len(facts.names_at(start, words.starts[beyond] if beyond < len(words) else len(words.text))) > 1


def _hits(facts: Facts, place: range, is_lead: bool) -> Iterator[Hit]:
    """Yield what the words of a sentence tell, each for the first reading that holds there."""
    folded = facts.words.folded
    cores = cores_of(folded[place.start : place.stop])
    for index in compress(place, map(facts.tables.cores.__contains__, cores)):
        for predicate, noun, future in _readings(folded[index], facts.tables):
            if _holds(facts, predicate, noun, index, place, is_lead):
                yield Hit(predicate, index, noun is None, future)
                break


def _holds(facts: Facts, predicate: Predicate, noun: Form | None, index: int, place: range, is_lead: bool) -> bool:
    if predicate.name in SAYING and not is_lead:
        return False
    if noun is not None:
        if not (predicate.nominal == "yes" or (predicate.nominal == "lead" and is_lead)):
            return False
        if len(noun.words) > 1 and not stands_at(noun, facts.words, index):
            return False
    return not predicate.needs or _completed(facts, predicate, index, place)


# Some 5,000 words have the core of a predicate.
@lru_cache(maxsize=20_000)
def _readings(word: str, tables: Tables) -> tuple[tuple[Predicate, Form | None, bool], ...]:
    """Return the predicates a folded word may be: each with the form of a noun, or none, and whether it lies ahead."""
    return tuple(
        (predicate, noun, noun is None and word[: len(word) - len(stem)].endswith("س"))
        for stem, article in stems_of(word)
        for predicate, noun in tables.by_stem.get(stem, ())
        if noun is not None or not article
    )


def _completed(facts: Facts, predicate: Predicate, index: int, place: range) -> bool:
    """Tell whether a word that completes a predicate stands behind it."""
    return any(
        stem in predicate.needs
        for other in range(index + 1, min(place.stop, index + 1 + NEAR_OBJECT))
        if core_of(facts.words.folded[other]) in predicate.needed_cores
        for stem, _ in stems_of(facts.words.folded[other])
    )
