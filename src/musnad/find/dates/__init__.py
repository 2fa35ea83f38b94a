"""Dates: every expression of time that a report prints, placed where the page allows it.

A relative expression counts from the day of the report; in somebody's own words it counts from the
speech, whose day the page seldom says. What can't be placed has no value: a missing date is better
than a wrong one.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

from musnad.find.dates.days import read_day
from musnad.find.dates.patterns import EXPRESSION, OPENERS
from musnad.find.dates.readers import READERS
from musnad.find.dates.readings import Context, Reading
from musnad.find.dates.tags import Tagged, Token, tag_sentence
from musnad.find.dates.values import nearest_weekday
from musnad.lang import Lang
from musnad.records import Date, Piece, Quote, Report, Sentence, likely_day, make_id
from musnad.text import find_words, fold_word

# Marked stretches of at least this many characters are speech, shorter ones names and scare quotes.
LEAST_SPEECH = 25
LONGEST_SPEECH = 1500
_MARKED = re.compile(
    rf"«[^«»]{{0,{LONGEST_SPEECH}}}»|[“”][^“”]{{0,{LONGEST_SPEECH}}}”|\"[^\"\n]{{0,{LONGEST_SPEECH}}}\""
)
# How many words before a weekday may decide whether it lies ahead.
CLAUSE = 14
_FUTURE = re.compile("[وف]?س[يتن]\\w{3,}$")
_EVENT = {"من", "علي"}
_NO_EVENT = {"الان", "الزمن", "الزمان", "اليوم"}  # «قبل عقدين من الزمن» counts from now
_AT = "علي"
# A crawler's day is often the next one.
TRUST_OF_CRAWL = 0.8
TRUST_OF_SHIFT = 0.75


@dataclass(frozen=True, slots=True)
class _Found:
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
    found = [each for span in sorted(set(spans)) for each in _expressions(report.text, *span, lang)]
    if not found:
        return
    speech = _Speech(report.text, quotes)
    context = _context(report, found, speech)
    named = _named_weekdays(report.text, found, context, speech, lang)
    before: tuple[tuple[int, int], Reading] | None = None  # the last day said, and its sentence
    for each in found:
        day = before[1] if before and before[0] == each.sentence else None
        reading = _read(each, report.text, replace(context, day=day), speech, lang)
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


def _expressions(text: str, start: int, stop: int, lang: Lang) -> Iterator[_Found]:
    tagged = tag_sentence(text, start, stop, lang)
    if tagged is None or OPENERS.isdisjoint(tagged.tags):
        return
    for match in EXPRESSION.finditer(tagged.tags):
        tokens = tagged.within(match.start(), match.end())
        if tokens and match.lastgroup and not _is_name(tagged, match.start(), lang):
            yield _Found(match.lastgroup, "".join(token.tag for token in tokens), tokens, (start, stop))


@cache
def _words_of_kind(lang: Lang, kind: str) -> tuple[str, ...]:
    return tuple(fold_word(row["form"]) for row in lang.rows("time_words") if row["kind"] == kind)


def _is_name(tagged: Tagged, place: int, lang: Lang) -> bool:
    """Tell whether «اليوم» or a weekday is part of a name: صحيفة اليوم, سوق الأحد."""
    at = bisect_left(tagged.places, place)
    token = tagged.tokens[at]
    if not at or token.tag not in "TD" or token.proclitic:
        return False
    before = tagged.tokens[at - 1].value
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
            for stretch in quote.quoted.split():
                first, _, last = stretch.partition("-")
                spans.append((int(first), int(last)))
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
    own = {day for each in found if not speech.holds(each.start) and (day := _own_today(each, published))}
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
        return date.fromisoformat((published or "")[:10])
    except ValueError:
        return None


def _own_today(found: _Found, published: date | None) -> date | None:
    """Return which day the report was written if «اليوم الأحد» or «أمس (السبت 5 نوفمبر 2016)» says so."""
    if found.name not in ("day", "vague"):
        return None
    relative = next((token for token in found.tokens if token.tag in "TAG"), None)
    if relative is None or any(token.tag in "PF" for token in found.tokens):
        return None
    offset = timedelta(int(relative.value))
    if any(token.tag in "9J" for token in found.tokens):
        rest = [token for token in found.tokens if token.tag not in "TAGX"]
        reading = read_day("", rest, Context(None))
        day = _day(reading.value) if reading else None
        return day - offset if day else None
    weekday = next((token for token in found.tokens if token.tag == "D"), None)
    if weekday is None or published is None:
        return None
    return nearest_weekday(published + offset, weekday.value) - offset


def _read(found: _Found, text: str, context: Context, speech: _Speech, lang: Lang) -> Reading | None:
    if speech.holds(found.start):
        context = Context(None, 1.0, "in-quotation", day=context.day)
    if found.name in ("offset", "day", "vague", "clock", "month"):
        future = _lies_ahead(text, found, lang)
        event = found.name == "offset" and _counts_from_event(text, found.stop)
        past = _word_before(text, found.start) in _words_of_kind(lang, "since")
        context = replace(context, future=future, past=past, event=event)
        if found.name == "offset" and found.tags[0] == "Q" and _word_before(text, found.start) == _AT:
            return None  # «على بعد ساعة» is a distance
    return READERS[found.name](found.tags, found.tokens, context)


def _named_weekdays(
    text: str, found: Sequence[_Found], context: Context, speech: _Speech, lang: Lang
) -> dict[int, Reading]:
    """Return the day that each weekday means elsewhere in the report, where it is said once and plainly.

    A headline says «الأحد», the body «الأحد المقبل»: they are one day.
    """
    days: dict[int, dict[str, Reading]] = {}
    for each in found:
        weekday = next((token.value for token in each.tokens if token.tag == "D"), None)
        if each.name != "day" or weekday is None or each.tags in ("D", "kD") or speech.holds(each.start):
            continue
        reading = _read(each, text, context, speech, lang)
        if reading and reading.value and "contradicts" not in reading.why and len(reading.value) >= len("2016-10-21"):
            value = reading.value[: len("2016-10-21")]
            why = f"{reading.why} named=elsewhere"
            days.setdefault(weekday, {})[value] = Reading("DATE", value, 0, min(reading.score, 0.8), why)
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
    future, stems = _words_of_kind(lang, "future"), _words_of_kind(lang, "no_future")
    for index in reversed(span[-CLAUSE:]):
        word = words.folded[index]
        if word in future:
            return True
        if _FUTURE.match(word) and not word.lstrip("وف").startswith(stems):
            return True
    return False
