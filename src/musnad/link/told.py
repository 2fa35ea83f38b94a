"""Quotes made ready for matching: their words weighed, their numbers read, their speakers named."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from musnad.lang import Lang
from musnad.link.counts import Counts, counts_clash, counts_of
from musnad.link.sayings import STOCK_WEIGHT, Likeness, Saying, content_stems, labelled_thing, numbers_of, synonyms
from musnad.link.speakers import Speaker, speaker_of
from musnad.records import EntityMember, Mention, Quote, Report, likely_day, reading_order

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


@dataclass(frozen=True, slots=True)
class Told:
    """A quote with all that a close look needs."""

    quote: Quote
    report: Report
    day: int | None
    saying: Saying
    speaker: Speaker
    counts: Counts
    concepts: tuple[str, ...]  # all stems in order, words that stand for each other by one of them
    labelled: tuple[str, ...]  # stems of what a label is given to («… التي تعتبرها أنقرة …»), the nearest last


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
    stems = [content_stems(by_id[quote.report_id].text, quote.start, quote.stop, lang) for quote in ordered]
    alike = synonyms(lang) if lang else {}
    weight = _weights(ordered, [content for _, content, _ in stems])
    return [
        Told(
            quote,
            by_id[quote.report_id],
            _day(by_id[quote.report_id]),
            _saying(every, content, stock, weight),
            speaker_of(quote, by_id[quote.report_id].text, named.get(quote.report_id, []), entity_of, lang),
            counts_of(by_id[quote.report_id].text, quote.start, quote.stop, lang),
            tuple(alike.get(each, each) for each in every),
            labelled_thing(by_id[quote.report_id].text, quote, lang) if lang else (),
        )
        for quote, (every, content, stock) in zip(ordered, stems, strict=True)
    ]


def _saying(every: Sequence[str], content: Sequence[str], stock: set[str], weight: Mapping[str, float]) -> Saying:
    weights = {each: STOCK_WEIGHT if each in stock else weight[each] for each in content}
    return Saying(tuple(every), weights, numbers_of(every))


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
        return speaker != "differs" and counts_clash(left.counts, right.counts, implied=True)
    return False
