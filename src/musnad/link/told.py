"""Quotes made ready for matching: their words weighed, their numbers read, their speakers named."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache
from itertools import groupby
from math import fsum
from operator import attrgetter

from musnad.frozen import quickly_made
from musnad.lang import Lang
from musnad.link.counts import Counts, counts_clash, counts_of
from musnad.link.roles import Roles, holders, named_roles
from musnad.link.sayings import (
    LONGEST_LABEL,
    STOCK_WEIGHT,
    Content,
    Likeness,
    Saying,
    content_reader,
    labelled_thing,
    stem,
)
from musnad.link.speakers import Named, Speaker, speaker_of
from musnad.records import EntityMember, Mention, Quote, Report, likely_day, reading_order
from musnad.text import fold_word

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


@quickly_made
@dataclass(frozen=True, slots=True)
class Told:
    """A quote with all that a close look needs."""

    quote: Quote
    report: Report
    day: int | None
    saying: Saying
    speaker: Speaker
    labelled: tuple[str, ...]  # stems of what a label is given to («… التي تعتبرها أنقرة …»), the nearest last
    is_stance: bool  # what a body feels or holds about an event, as others do in the same words
    lang: Lang | None

    def count(self) -> Counts:
        """Return what the content counts: asked of few, and again and again, so it is read when first asked."""
        return _counts(self.report.text[self.quote.start : self.quote.stop], self.lang)


# Contents whose counts are remembered: those of the reports of some days.
COUNTS_KEPT = 20_000


@lru_cache(maxsize=COUNTS_KEPT)
def _counts(words: str, lang: Lang | None) -> Counts:
    return counts_of(words, 0, len(words), lang)


def prepare(
    reports: Sequence[Report],
    quotes: Sequence[Quote],
    mentions: Sequence[Mention],
    entity_members: Sequence[EntityMember],
    lang: Lang | None,
) -> list[Told]:
    """Return the quotes in reading order with their words weighed and their speakers named."""
    by_id = {report.id: report for report in reports}
    days = {report.id: _day(report) for report in by_id.values()}
    ordered = _in_reading_order(by_id, quotes)
    read = content_reader(lang)
    contents = [read(by_id[quote.report_id].text, quote.start, quote.stop) for quote in ordered]
    sayings = _sayings(ordered, contents)
    speakers = _speakers(ordered, by_id, days, mentions, entity_members, lang)
    return [
        Told(
            quote,
            report := by_id[quote.report_id],
            days[quote.report_id],
            saying,
            speaker,
            labelled_thing(report.text, quote, lang) if lang and len(saying.stems) <= LONGEST_LABEL else (),
            lang is not None and _takes_stance(quote, saying.stems, lang),
            lang,
        )
        for quote, saying, speaker in zip(ordered, sayings, speakers, strict=True)
    ]


def _in_reading_order(reports: Mapping[str, Report], quotes: Sequence[Quote]) -> list[Quote]:
    order = {report.id: at for at, report in enumerate(sorted(reports.values(), key=reading_order))}
    known = (quote for quote in quotes if quote.report_id in reports)
    return sorted(known, key=lambda quote: (order[quote.report_id], quote.start, quote.id))


def _speakers(
    quotes: Sequence[Quote],
    reports: Mapping[str, Report],
    days: Mapping[str, int | None],
    mentions: Sequence[Mention],
    entity_members: Sequence[EntityMember],
    lang: Lang | None,
) -> Iterator[Speaker]:
    """Yield who speaks in each quote; a bare role is whom the reports of its days name with it, if only one."""
    entity_of = {row.mention_id: row.entity_id for row in entity_members}
    roles = named_roles(reports, days, mentions, entity_of, lang)
    named = _by_report(mentions)
    for report_id, of_report in groupby(quotes, key=lambda quote: quote.report_id):
        text = reports[report_id].text
        cast = Named(text, named.get(report_id, ()))
        for quote in of_report:
            speaker = speaker_of(quote, cast, entity_of, lang)
            if speaker.entity_id is None:
                speaker = _resolved(speaker, quote, text, days[report_id], roles, lang)
            yield speaker


def _resolved(speaker: Speaker, quote: Quote, text: str, day: int | None, roles: Roles, lang: Lang | None) -> Speaker:
    """Return the speaker whom the reports of these days name with the role printed, where they name only one."""
    printed = quote.speaker_name
    if quote.speaker_start is not None and quote.speaker_stop is not None:
        printed = text[quote.speaker_start : quote.speaker_stop]
    candidates = holders(printed or "", day, roles, lang)
    if len(candidates) == 1:
        return replace(speaker, entity_id=candidates[0], person=True, unnamed=False, role=True)
    return replace(speaker, candidates=candidates) if candidates else speaker


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


def _sayings(quotes: Sequence[Quote], contents: Sequence[Content]) -> Iterator[Saying]:
    """Yield the contents with their words weighed, the rarest first."""
    worth = _worth(quotes, contents)
    ranked = sorted(worth, key=lambda word: (-worth[word], word))
    rank, weights = {word: at for at, word in enumerate(ranked)}, [worth[word] for word in ranked]
    ready: dict[tuple[object, ...], Saying] = {}
    for each in contents:
        words = each.stems, each.content, each.stock
        if words not in ready:
            ranks = sorted(map(rank.__getitem__, each.content))
            rarest, stock = [ranked[at] for at in ranks], each.stock
            weight = fsum([weights[at] for at in ranks])
            if stock:
                rarest = [word for word in rarest if word not in stock] + sorted(stock)
                weight = fsum([STOCK_WEIGHT if word in stock else worth[word] for word in rarest])
            ready[words] = Saying(each.stems, tuple(rarest), stock, worth, weight, each.numbers)
        yield ready[words]


def _by_report(mentions: Iterable[Mention]) -> dict[str, list[Mention]]:
    found: dict[str, list[Mention]] = {}
    for mention in sorted(mentions, key=attrgetter("report_id", "start", "id")):
        found.setdefault(mention.report_id, []).append(mention)
    return found


def _day(report: Report) -> int | None:
    try:
        return date.fromisoformat(likely_day(report) or "").toordinal()
    except ValueError:
        return None


def _worth(quotes: Sequence[Quote], contents: Sequence[Content]) -> dict[str, float]:
    """Return how much each word of content counts, 0.25 to 1: the fewer reports quote it, the more."""
    often: Counter[str] = Counter()
    total = ASSUMED_REPORTS
    together = zip(quotes, contents, strict=True)
    for _, of_report in groupby(together, key=lambda both: both[0].report_id):
        often.update(set().union(*[content.content for _, content in of_report]))
        total += 1
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
