"""Dates: every expression of time that a report prints, placed where the page allows it.

A relative expression counts from the day of the report; in somebody's own words it counts from the
speech, whose day the page seldom says. What can't be placed has no value: a missing date is better
than a wrong one.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import NamedTuple

from musnad.find.dates.days import read_day
from musnad.find.dates.patterns import EXPRESSION
from musnad.find.dates.readers import READERS
from musnad.find.dates.readings import Context, Reading, first_of
from musnad.find.dates.runs import Run, find_runs
from musnad.find.dates.tags import Token, tag_words, words_only
from musnad.find.dates.values import nearest_weekday
from musnad.find.touching import marked_places
from musnad.lang import Lang
from musnad.numbers import find_numbers
from musnad.records import Date, Piece, Quote, Report, Sentence, likely_day, make_id
from musnad.text import Words, find_words, fold_word

# Marked stretches of at least this many characters are speech, shorter ones names and scare quotes.
LEAST_SPEECH = 25
LONGEST_SPEECH = 1500
_MARKED = re.compile(
    rf"«[^«»]{{0,{LONGEST_SPEECH}}}»|“[^“”]{{0,{LONGEST_SPEECH}}}”|”[^“”]{{0,{LONGEST_SPEECH}}}”"
    rf"|\"[^\"\n]{{0,{LONGEST_SPEECH}}}\""
)
# How many words before a weekday may decide whether it lies ahead.
CLAUSE = 14
_FUTURE = re.compile("[وف]?س[يتن]\\w{3,}$")
_FUTURE_LETTERS = "وفس"
_EVENT = {"من", "علي"}
_NO_EVENT = {"الان", "الزمن", "الزمان", "اليوم"}  # «قبل عقدين من الزمن» counts from now
# Expressions that what stands before them can move, and the tags of those that may lie ahead.
_IN_CLAUSE = ("offset", "day", "vague", "clock", "month")
_OF_CLAUSE = frozenset("DMNQ")
# Tags of a weekday or a date; of what lies before or after it.
_SAYS_WHEN, _PASSED = frozenset("D9J"), frozenset("PF")
_AT = "علي"
# Years of reports: 9999-12-31 is no day but a date left open, and nothing can be counted on from it.
_YEARS = range(1600, 3000)
# A crawler's day is often the next one.
TRUST_OF_CRAWL = 0.8
TRUST_OF_SHIFT = 0.75


class _Found(NamedTuple):
    """An expression before it is read."""

    name: str
    tags: str
    tokens: Sequence[Token]
    sentence: tuple[int, int]

    @property
    def start(self) -> int:
        return self.tokens[0].start

    @property
    def stop(self) -> int:
        return self.tokens[-1].stop


def find_dates(
    report: Report,
    sentences: Sequence[Sentence],
    quotes: Sequence[Quote],
    pieces: Sequence[Piece] = (),
    *,
    lang: Lang,
) -> Iterator[Date]:
    """Yield the expressions of time in sentences and datelines, in the text's order, none inside another."""
    spans = [(sentence.start, sentence.stop) for sentence in sentences]
    spans += [(piece.start, piece.stop) for piece in pieces if _is_dateline(piece)]
    found = list(_expressions(report.text, sorted(set(spans)), lang))
    if not found:
        return
    speech = _Speech(report.text, quotes)
    context = _context(report, found, speech)
    bare = any(each.tags == "D" for each in found)
    named = _named_weekdays(report.text, found, context, speech, lang) if bare else {}
    before: tuple[tuple[int, int], Reading] | None = None  # the last day said, and its sentence
    for each in found:
        day = before[1] if before and before[0] == each.sentence else None
        reading = _read(each, report.text, context, speech, lang, day)
        if reading is None:
            continue
        if each.tags == "D" and reading.value and "tense=past" in reading.why:
            reading = named.get(each.tokens[0].value, reading)
        if each.name == "day":
            before = (each.sentence, reading)
        start, stop = _printed(report.text, each)
        yield Date(
            make_id("date", report.id, start, stop),
            report.id,
            start,
            stop,
            reading.kind,
            reading.value,
            reading.vague,
            reading.score,
            reading.why,
        )


def _is_dateline(piece: Piece) -> bool:
    """Tell a line that holds the page's date, also where it stands in a list of furniture."""
    return piece.part == "dateline" or (piece.part == "furniture" and piece.why.startswith("rule=date"))


def _expressions(text: str, spans: Sequence[tuple[int, int]], lang: Lang) -> Iterator[_Found]:
    """Yield the expressions of time in some stretches of a text, which are in order."""
    words = find_words(text)
    numbers = {number.first: number for number in find_numbers(text, lang)}
    for span, some, run in _runs_in(words, spans, find_runs(words, lang)):
        tags, tokens = tag_words(words, some, numbers, lang, numeric=run.numeric)
        matches = _remembered_matches(tags) if len(tags) <= LENGTH_REMEMBERED else _matches(tags)
        for name, first, last, inner in matches:
            if not _is_name(tokens, first, lang):
                yield _Found(name, inner, tokens[first:last], span)


def _runs_in(
    words: Words, spans: Sequence[tuple[int, int]], runs: Sequence[Run]
) -> Iterator[tuple[tuple[int, int], range, Run]]:
    """Yield each stretch of the text with the words of a run that stand in it, and one before and behind them."""
    done = 0
    for start, stop in spans:
        while done < len(runs) and words.stops[runs[done].last - 1] <= start:
            done += 1
        at = done
        while at < len(runs) and words.starts[runs[at].first] < stop:
            run = runs[at]
            at += 1
            some = range(max(run.first - 1, 0), min(run.last + 1, len(words)))
            if words.starts[some.start] < start or words.stops[some.stop - 1] > stop:
                inside = words.within(start, stop)
                some = range(max(some.start, inside.start), min(some.stop, inside.stop))
            if some:
                yield (start, stop), some, run


def _matches(tags: str) -> tuple[tuple[str, int, int, str], ...]:
    """Return the expressions in a string of tags: each one's name, its tokens ``first:last`` and their tags."""
    found = []
    seen = tokens = 0
    for match in EXPRESSION.finditer(tags):
        first = tokens + len(words_only(tags[seen : match.start()]))
        inner = words_only(match.group())
        seen, tokens = match.end(), first + len(inner)
        if inner and match.lastgroup:
            found.append((match.lastgroup, first, tokens, inner))
    return tuple(found)


# Most runs are short, and a few thousand strings of tags are nearly all there are of that length.
LENGTH_REMEMBERED = 24
_remembered_matches = lru_cache(maxsize=10_000)(_matches)


@cache
def _words_of_kind(lang: Lang, kind: str) -> tuple[str, ...]:
    return tuple(fold_word(row["form"]) for row in lang.rows("time_words") if row["kind"] == kind)


def _is_name(tokens: Sequence[Token], at: int, lang: Lang) -> bool:
    """Tell whether «اليوم» or a weekday is part of a name: صحيفة اليوم, سوق الأحد."""
    token = tokens[at]
    if not at or token.tag not in "TD" or token.proclitic:
        return False
    before = tokens[at - 1].value
    names = _words_of_kind(lang, "no_day")
    return isinstance(before, str) and (before in names or before.lstrip("وبل") in names)


def _printed(text: str, found: _Found) -> tuple[int, int]:
    """Return the place of an expression; a bracket opened inside it is closed inside it."""
    start, stop = found.start, found.stop
    if found.tags[0] == "L" and len(found.tokens) > 1:  # خلال, لمدة stay outside
        start = found.tokens[1].start
    words = text[start:stop]
    if words.count("(") > words.count(")") and text[stop : stop + 1] == ")":
        stop += 1
    return start, stop


class _Speech:
    """Where somebody else speaks: direct quotations, and marked stretches long enough to be speech."""

    def __init__(self, text: str, quotes: Sequence[Quote]) -> None:
        marked = (match.span() for match in _MARKED.finditer(text))
        spans = [(start, stop) for start, stop in marked if stop - start > LEAST_SPEECH]
        for quote in quotes:
            if quote.type == "direct":
                spans.append((quote.start, quote.stop))
            spans += marked_places(quote.quoted)
        self.spans = sorted(set(spans))
        self.starts = [start for start, _ in self.spans]

    def holds(self, at: int) -> bool:
        """Tell whether a place stands in speech; looks at the nearest spans only, they hardly nest."""
        index = bisect_right(self.starts, at)
        return any(stop > at for _, stop in self.spans[max(0, index - 3) : index])


def _context(report: Report, found: Sequence[_Found], speech: _Speech) -> Context:
    """Return what relative expressions count from.

    That is the published day, unless the text itself says of its «today» or «yesterday» which weekday or
    date it was and all such places agree on another day.
    """
    published = _day(likely_day(report))
    todays = (_own_today(each, published) for each in found if not speech.holds(each.start))
    own = {day for day in todays if day and day.year in _YEARS}
    if published is None:
        if len(own) == 1:
            return Context(own.pop(), 0.95, "anchor=in-text")
        return Context(None, 1.0, "no-anchor")
    trust = TRUST_OF_CRAWL if report.published is None else 1.0
    if len(own) == 1 and published not in own:
        return Context(own.pop(), TRUST_OF_SHIFT, "anchor=weekday")
    if published in own:
        trust = 1.0
    return Context(published, trust, "anchor=crawl" if trust < 1 else "")


def _day(published: str | None) -> date | None:
    try:
        day = date.fromisoformat((published or "")[:10])
        return day if day.year in _YEARS else None
    except ValueError:
        return None


def _own_today(found: _Found, published: date | None) -> date | None:
    """Return which day the report was written if «اليوم الأحد» or «أمس (السبت 5 نوفمبر 2016)» says so."""
    if found.name not in ("day", "vague") or _SAYS_WHEN.isdisjoint(found.tags) or not _PASSED.isdisjoint(found.tags):
        return None
    relative = first_of(found.tokens, "TAG")
    if relative is None:
        return None
    offset = timedelta(int(relative.value))
    if first_of(found.tokens, "9J"):
        rest = [token for token in found.tokens if token.tag not in "TAGX"]
        reading = read_day("", rest, Context(None))
        day = _day(reading.value) if reading else None
        return day - offset if day else None
    weekday = first_of(found.tokens, "D")
    if weekday is None or published is None:
        return None
    return nearest_weekday(published + offset, weekday.value) - offset


def _read(
    found: _Found, text: str, context: Context, speech: _Speech, lang: Lang, day: Reading | None = None
) -> Reading | None:
    """Read an expression where it stands; ``day`` is the last one named before it in its sentence."""
    future = past = event = False
    if found.name in _IN_CLAUSE:
        if found.name == "offset" and found.tags[0] == "Q" and _word_before(text, found.start) == _AT:
            return None  # «على بعد ساعة» is a distance
        future = not _OF_CLAUSE.isdisjoint(found.tags) and _lies_ahead(text, found, lang)
        event = found.name == "offset" and _counts_from_event(text, found.stop)
        past = _word_before(text, found.start) in _words_of_kind(lang, "since")
    anchor = (None, 1.0, "in-quotation") if speech.holds(found.start) else (context.anchor, context.trust, context.why)
    return READERS[found.name](found.tags, found.tokens, Context(*anchor, future, past, event, day))


def _named_weekdays(
    text: str, found: Sequence[_Found], context: Context, speech: _Speech, lang: Lang
) -> dict[int, Reading]:
    """Return the day that each weekday means elsewhere in the report, where it is said once and plainly.

    A headline says «الأحد», the body «الأحد المقبل»: they are one day.
    """
    days: dict[int, dict[str, Reading]] = {}
    for each in found:
        weekday = first_of(each.tokens, "D")
        if each.name != "day" or weekday is None or each.tags in ("D", "kD") or speech.holds(each.start):
            continue
        reading = _read(each, text, context, speech, lang)
        if reading and reading.value and "contradicts" not in reading.why and len(reading.value) >= len("2016-10-21"):
            value = reading.value[: len("2016-10-21")]
            why = f"{reading.why} named=elsewhere"
            days.setdefault(weekday.value, {})[value] = Reading("DATE", value, 0, min(reading.score, 0.8), why)
    return {weekday: next(iter(values.values())) for weekday, values in days.items() if len(values) == 1}


def _counts_from_event(text: str, at: int) -> bool:
    """Tell whether «بعد يومين» goes on «من دخول …»."""
    words = find_words(text)
    index = bisect_right(words.starts, at)
    if index >= len(words) or not text[at : words.starts[index]].isspace() or words.folded[index] not in _EVENT:
        return False
    return words.folded[index + 1 : index + 2] == [] or words.folded[index + 1] not in _NO_EVENT


def _word_before(text: str, at: int) -> str:
    words = find_words(text)
    index = bisect_right(words.stops, at) - 1
    return words.folded[index] if index >= 0 else ""


def _lies_ahead(text: str, found: _Found, lang: Lang) -> bool:
    """Tell whether a future verb or word (سيعقد, المقرر) stands in the clause before an expression."""
    words = find_words(text)
    span = words.within(found.sentence[0], found.start)
    future = _future_words(lang)
    return any(
        word in future or _is_future_verb(word, lang)
        for word in words.folded[max(span.start, span.stop - CLAUSE) : span.stop]
    )


@cache
def _future_words(lang: Lang) -> frozenset[str]:
    return frozenset(_words_of_kind(lang, "future"))


def _is_future_verb(word: str, lang: Lang) -> bool:
    if word[0] not in _FUTURE_LETTERS or not _FUTURE.match(word):
        return False
    return not word.lstrip("وف").startswith(_words_of_kind(lang, "no_future"))
