"""Quotes made ready for matching: their words weighed, their numbers read, their speakers named."""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, partial

from musnad.lang import Lang
from musnad.link.counts import Counts, counts_clash, counts_of
from musnad.link.roles import Roles, holders, named_roles
from musnad.link.sayings import (
    STOCK_WEIGHT,
    Likeness,
    Saying,
    content_stems,
    labelled_thing,
    numbers_of,
    stem,
    synonyms,
)
from musnad.link.speakers import Speaker, speaker_of
from musnad.records import EntityMember, Mention, Quote, Report, likely_day, reading_order
from musnad.text import find_words, fold_word

# Clauses end at these marks, whoever set them.
CLAUSE_END = re.compile(r"[،,؛;.!?؟:…\n]|\s[-–—]\s")
# So many reports are taken as read before the first one, so that in a case of five reports a word shared by
# two is not already common.
ASSUMED_REPORTS = 100
LEAST_WEIGHT = 0.25
# A saying is printed within this many days of its first printing, unless a later report cites it word for word.
MOST_DAYS = 4
# So many words in a row are copied (a passage is as long); the contents must still share most of the lighter one.
COPIED_WORDS = 8
# A copied sentence with another number is an altered one up to the next day's papers; later it is later news.
NEXT_DAY = 1
# Longer apart than MOST_DAYS, two quotes are one saying only where the lighter one is found so far in the other.
LATE_PART = 0.85


# Classes of the cue table (cues.tsv) by which a body takes its stance on an event.
_STANCES = frozenset(("evaluative", "expressive"))


@dataclass(frozen=True, slots=True)
class Told:
    """A quote with all that a close look needs."""

    quote: Quote
    report: Report
    day: int | None
    saying: Saying
    speaker: Speaker
    count: Callable[[], Counts]  # what it counts: asked of few, so it is read when first asked
    concepts: tuple[str, ...]  # all stems in order, words that stand for each other by one of them
    edges: tuple[int, ...]  # where clauses begin, as indexes of the words, and where the last one ends
    labelled: tuple[str, ...]  # stems of what a label is given to («… التي تعتبرها أنقرة …»), the nearest last
    is_stance: bool  # what a body feels or holds about an event, as others do in the same words


def prepare(
    reports: Sequence[Report],
    quotes: Sequence[Quote],
    mentions: Sequence[Mention],
    entity_members: Sequence[EntityMember],
    lang: Lang | None,
) -> list[Told]:
    """Return the quotes in reading order with their words weighed and their speakers named."""
    by_id = {report.id: report for report in reports}
    entity_of = {row.mention_id: row.entity_id for row in entity_members}
    named = _by_report(mentions)
    ordered = sorted(
        (q for q in quotes if q.report_id in by_id), key=lambda q: (*reading_order(by_id[q.report_id]), q.start, q.id)
    )
    days = {report.id: _day(report) for report in by_id.values()}
    read = [_read(quote, by_id[quote.report_id].text, lang) for quote in ordered]  # report by report: words are kept
    weight = _weights(ordered, [each.content for each in read])
    alike = synonyms(lang) if lang else {}
    roles = named_roles(by_id, days, mentions, entity_of, lang)
    return [
        Told(
            quote,
            by_id[quote.report_id],
            days[quote.report_id],
            _saying(each, weight),
            _speaker(quote, by_id[quote.report_id], named.get(quote.report_id, []), entity_of, days, roles, lang),
            cache(partial(_counts, quote, by_id[quote.report_id].text, lang)),
            tuple([alike.get(one, one) for one in each.stems]),
            each.edges,
            each.labelled,
            lang is not None and _takes_stance(quote, each.stems, lang),
        )
        for quote, each in zip(ordered, read, strict=True)
    ]


def _speaker(
    quote: Quote,
    report: Report,
    mentions: Sequence[Mention],
    entity_of: Mapping[str, str],
    days: Mapping[str, int | None],
    roles: Roles,
    lang: Lang | None,
) -> Speaker:
    """Return who speaks; a bare role is resolved where the reports of its days name one holder, and only one."""
    speaker = speaker_of(quote, report.text, mentions, entity_of, lang)
    if speaker.entity_id is not None:
        return speaker
    printed = quote.speaker_name
    if quote.speaker_start is not None and quote.speaker_stop is not None:
        printed = report.text[quote.speaker_start : quote.speaker_stop]
    candidates = holders(printed or "", days[report.id], roles, lang)
    if len(candidates) == 1:
        return replace(speaker, entity_id=candidates[0], person=True, unnamed=False, role=True)
    return replace(speaker, candidates=candidates) if candidates else speaker


@dataclass(frozen=True, slots=True)
class _Content:
    """What one quote's words give before it is known how rare they are."""

    stems: list[str]
    content: list[str]
    stock: set[str]
    edges: tuple[int, ...]
    labelled: tuple[str, ...]


def _read(quote: Quote, text: str, lang: Lang | None) -> _Content:
    stems, content, stock = content_stems(text, quote.start, quote.stop, lang)
    return _Content(
        stems,
        content,
        stock,
        _edges(text, quote, len(stems)),
        labelled_thing(text, quote, lang) if lang else (),
    )


def _takes_stance(quote: Quote, stems: Sequence[str], lang: Lang) -> bool:
    """Tell whether a content is a noun phrase under a verb of praise or blame, or begins with a noun of stance."""
    if quote.form != "nominal":
        return False
    verb = quote.why.removeprefix("verb=").partition(" sep=")[0]
    return _classes(lang).get(verb) in _STANCES or any(each in _stances(lang) for each in stems[:1])


@cache
def _stances(lang: Lang) -> frozenset[str]:
    return frozenset(stem(fold_word(row["noun"])) for row in lang.rows("stances"))


@cache
def _classes(lang: Lang) -> dict[str, str]:
    return {row["lemma"]: row["class"] for row in lang.rows("cues")}


def _counts(quote: Quote, text: str, lang: Lang | None) -> Counts:
    words = text[quote.start : quote.stop]
    return counts_of(words, 0, len(words), lang)


def _edges(text: str, quote: Quote, length: int) -> tuple[int, ...]:
    """Return where the clauses of a content begin, as indexes of its words, and where the last one ends."""
    starts = find_words(text).starts
    inside = find_words(text).within(quote.start, quote.stop)[:length]
    if not inside:
        return (0,)
    marks = (match.end() for match in CLAUSE_END.finditer(text, quote.start, quote.stop))
    edges = {bisect_left(starts, mark, inside[0], inside[-1] + 1) - inside[0] for mark in marks}
    return tuple(sorted(edges | {0, length}))


def _saying(read: _Content, weight: Mapping[str, float]) -> Saying:
    weights = {each: STOCK_WEIGHT if each in read.stock else weight[each] for each in read.content}
    return Saying(tuple(read.stems), weights, sum(weights.values()), numbers_of(read.stems))


def _by_report(mentions: Iterable[Mention]) -> dict[str, list[Mention]]:
    found: dict[str, list[Mention]] = {}
    for mention in sorted(mentions, key=lambda each: (each.report_id, each.start, each.id)):
        found.setdefault(mention.report_id, []).append(mention)
    return found


def _day(report: Report) -> int | None:
    try:
        return date.fromisoformat(likely_day(report) or "").toordinal()
    except ValueError:
        return None


def _weights(quotes: Sequence[Quote], contents: Sequence[Sequence[str]]) -> dict[str, float]:
    """Return how much each stem counts, 0.25 to 1: the fewer reports quote it, the more."""
    seen = {(quote.report_id, each) for quote, content in zip(quotes, contents, strict=True) for each in content}
    often = Counter(each for _, each in seen)
    total = len({quote.report_id for quote in quotes}) + ASSUMED_REPORTS
    return {each: max(LEAST_WEIGHT, math.log(total / number) / math.log(total)) for each, number in often.items()}


def days_between(left: Told, right: Told) -> int | None:
    """Return how many days lie between two reports; ``None`` where one is undated."""
    return None if left.day is None or right.day is None else abs(left.day - right.day)


def tells_another_day(left: Told, right: Told, like: Likeness, speaker: str) -> bool:
    """Tell whether two quotes give two days' news in one sentence: other counts on another day."""
    days = days_between(left, right)
    if not days:
        return False
    if days > MOST_DAYS and (like.part < LATE_PART or like.shorter < COPIED_WORDS):
        return True  # months of notices share their sentences; a saying cited weeks later is cited as it was
    if days > NEXT_DAY or like.run < COPIED_WORDS:
        return speaker != "differs" and counts_clash(left.count(), right.count(), implied=True)
    return False
