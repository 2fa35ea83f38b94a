"""Statements from links: connected printings of one saying, cut where their numbers or days say they are two."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from musnad.link.counts import counts_clash
from musnad.link.groups import components, judged, kept_apart
from musnad.link.speakers import Speaker
from musnad.link.told import MOST_DAYS, Told, days_between
from musnad.records import Judgement, Quote, SameStatement, Statement, make_id

# A chain on fewer days has nothing to cut; of a longer one so many quotes are looked at.
LEAST_DAYS = 2
LONGEST_CHAIN = 600


def group_quotes(
    told: Sequence[Told], links: Sequence[SameStatement], judgements: Sequence[Judgement]
) -> tuple[list[Statement], dict[str, str]]:
    """Return the statements, and the statement of each quote; a quote nobody else prints is one alone."""
    of_quote = {each.quote.id: each for each in told}
    pairs = judged(links, judgements)
    apart = [*kept_apart(links, judgements), *_said_apart(told, links), *_days_apart(of_quote, pairs)]
    members: dict[str, list[str]] = {}
    for quote_id, first in components(of_quote, pairs, apart=apart).items():
        members.setdefault(first, []).append(quote_id)
    statements = []
    statement_of = {}
    for first, quote_ids in members.items():
        statement_id = make_id("statement", first)
        statements.append(Statement(statement_id, _speaker_entity([of_quote[each].speaker for each in quote_ids])))
        statement_of.update(dict.fromkeys(quote_ids, statement_id))
    return statements, statement_of


def _said_apart(told: Sequence[Told], links: Sequence[SameStatement]) -> Iterator[tuple[str, str]]:
    """Yield quotes of one report that are two sayings: of two cues, and not linked.

    Without this a report that prints two sayings as one glues the sayings of all others together.
    """
    linked = {(link.left_id, link.right_id) for link in links}
    joinable = {each for pair in linked for each in pair}
    of_report: dict[str, list[Quote]] = {}
    for each in told:
        if each.quote.id in joinable:
            of_report.setdefault(each.report.id, []).append(each.quote)
    for quotes in of_report.values():
        for left, right in combinations(quotes, 2):
            apart = (left.id, right.id) not in linked and (right.id, left.id) not in linked
            if apart and left.cue_start != right.cue_start:
                yield left.id, right.id


def _days_apart(of_quote: Mapping[str, Told], pairs: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield quotes that links would chain together though they tell two days' news.

    Two that nothing joins directly are two where they count one thing differently on two days, or lie further
    apart than a saying lives: the sentences of daily notices lead from each day to the next.
    """
    linked = set(pairs) | {(right, left) for left, right in pairs}
    joined = {each for pair in pairs for each in pair if each in of_quote}
    chains: dict[str, list[str]] = {}
    for each, first in components(joined, pairs).items():
        chains.setdefault(first, []).append(each)
    for chain in chains.values():
        if len({of_quote[each].day for each in chain}) < LEAST_DAYS:
            continue
        for left, right in combinations(sorted(chain)[:LONGEST_CHAIN], 2):
            if (left, right) not in linked and _two_days(of_quote[left], of_quote[right]):
                yield left, right


def _two_days(left: Told, right: Told) -> bool:
    days = days_between(left, right)
    if not days:
        return False
    return days > MOST_DAYS or counts_clash(left.count(), right.count(), implied=True)


def _speaker_entity(speakers: Sequence[Speaker]) -> str | None:
    """Return the entity most printings name as the speaker, people before bodies and places."""
    votes = Counter((each.person, each.entity_id) for each in speakers if each.entity_id is not None)
    if not votes:
        return None
    return max(votes, key=lambda key: (key[0], votes[key], key[1]))[1]
