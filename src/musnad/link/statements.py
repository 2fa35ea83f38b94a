"""Quotes that print one saying: direct and indirect, whole and in part, altered ones included.

Candidates are narrowed by shared passages and by rare words within a story (or within a few days where
stories are unknown); each pair is then looked at closely. Two sayings of one speaker on one theme stay two:
what counts is the share of the *content* found on the other side, in order, not the subject.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import groupby

from musnad.lang import Lang
from musnad.link.counts import counts_agree
from musnad.link.fragments import find_stretches
from musnad.link.groups import kept_apart
from musnad.link.near_quotes import LEAST_SHARED, Pairs, near_quotes
from musnad.link.sayings import Likeness, compare_sayings
from musnad.link.speakers import compare_speakers
from musnad.link.statement_groups import group_quotes
from musnad.link.told import COPIED_WORDS, NEXT_DAY, Told, days_between, prepare, tells_another_day
from musnad.records import (
    EntityMember,
    Judgement,
    Mention,
    Quote,
    Report,
    Reuse,
    SameStatement,
    Statement,
    StatementMember,
    StatementStretch,
    StoryMember,
    make_id,
)

# Both contents lie at least so far in one shared passage, and share so much (idf-weighted) of the lighter one.
PASSAGE_COVER = 0.5
PASSAGE_PART = 0.5
# Two bodies' stances are one only where a whole passage with both was copied, the speaker under another name.
STANCE_COVER = 0.9
COPIED_PART = 0.6
# Numbers that clash need words otherwise the same: then the number is what was altered.
CONFLICT_PART = 0.85
# Without copied words, by what is known of the speakers: least part, whole, shared words of content, words in a
# row. Chosen by reading pairs of two days of ten newspapers, for precision: a theme in common is not a saying.
REWORDED = {
    "same": ((0.75, 0.0, 3, 2), (0.6, 0.45, 6, 3), (0.6, 0.2, 5, 5)),
    "unknown": ((0.75, 0.3, 4, 2), (0.55, 0.45, 10, 3)),
    "other": ((0.8, 0.5, 5, 4), (0.85, 0.3, 7, 4)),
}
# Told or translated anew by somebody else: one known speaker, few days, and neither side's content better found in
# another quote of the other report. Least part, whole, shared words of content, words in a row;
# least share of words in common order.
VERSIONS = ((0.45, 0.3, 6, 3, 0.25), (0.4, 0.25, 7, 3, 0.25), (0.6, 0.55, 4, 3, 0.7))
# The least part of any rule but the one for labels.
LEAST_PART = min(PASSAGE_PART, COPIED_PART, *(bar[0] for bars in (*REWORDED.values(), VERSIONS) for bar in bars))
# So many comparisons are kept: the same words are printed by several outlets of a story, and compared with the same.
SAYINGS_KEPT = 50_000
# On another day an official says much the same of the next matter: then they count one thing alike, or so much of both.
VERSION_LATER = (0.6, 0.45)
LEAST_ORDER = 0.4
SHORT_PART = 0.25
# What a pair of labels for one thing is worth, when the labels share no word: right more often than not.
LABELLING_SCORE = 0.6
SPEAKER_SCORES = {"same": 1.0, "unknown": 0.9, "other": 0.8, "differs": 0.75}


def link_statements(
    reports: Sequence[Report],
    quotes: Sequence[Quote],
    mentions: Sequence[Mention],
    entity_members: Sequence[EntityMember],
    reuse: Sequence[Reuse],
    story_members: Sequence[StoryMember],
    judgements: Sequence[Judgement],
    *,
    lang: Lang | None,
) -> Iterator[SameStatement | Statement | StatementMember | StatementStretch]:
    """Yield links between quotes of one saying, and the statements they make; every quote is in one statement.

    A quote that runs several sayings together prints the others in stretches.
    """
    told = prepare(reports, quotes, mentions, entity_members, lang)
    del quotes, mentions, entity_members  # the rows of hundreds of thousands: let go as soon as they are read
    pairs = near_quotes(told, reuse, story_members)
    links = list(_links(told, pairs, reuse))
    del reuse
    links = list(_without_swallowed(list(_best_versions(links, told)), told))
    statements, statement_of = group_quotes(told, links, judgements)
    yield from links
    yield from statements
    yield from (StatementMember(*each) for each in statement_of.items())
    yield from find_stretches(told, pairs, statement_of, kept_apart(links, judgements), lang)


# --- the close look ----------------------------------------------------------------------------------


def _links(told: Sequence[Told], pairs: Pairs, reuse: Sequence[Reuse]) -> Iterator[SameStatement]:
    """Yield the links between quotes that print one saying, in order."""
    shared = _passages_between(reuse)
    compared = lru_cache(maxsize=SAYINGS_KEPT)(compare_sayings)
    for at, partners in pairs.by_left():
        left = told[at]
        for each in partners:
            right = told[each]
            least = 0.0 if left.labelled and right.labelled else LEAST_PART  # no rule holds for less
            likeness = compared(left.saying, right.saying, least)
            link = _look(left, right, likeness, shared) if likeness is not None else None
            if link is not None:
                yield link


def _one_in_the_other(left: Quote, right: Quote) -> bool:
    """Tell whether two quotes of one report overlap: a saying inside a saying is another saying."""
    return left.report_id == right.report_id and left.start < right.stop and right.start < left.stop


def _cover(quote: Quote, start: int, stop: int) -> float:
    """Return the share of a quote's content inside a passage."""
    return max(0, min(quote.stop, stop) - max(quote.start, start)) / max(1, quote.stop - quote.start)


def _passages_between(reuse: Iterable[Reuse]) -> dict[tuple[str, str], list[Reuse]]:
    found: dict[tuple[str, str], list[Reuse]] = {}
    for row in reuse:
        if row.kind == "passage":
            found.setdefault((row.left_id, row.right_id), []).append(row)
    return found


def _passage_cover(left: Quote, right: Quote, shared: Mapping[tuple[str, str], Sequence[Reuse]]) -> float:
    """Return how much of both contents lies in one passage: the smaller of the two shares, of the best passage."""
    best = 0.0
    for one, other in ((left, right), (right, left)):
        for row in shared.get((one.report_id, other.report_id), ()):
            cover = _cover(one, row.left_start, row.left_stop)
            if cover > best:
                best = max(best, min(cover, _cover(other, row.right_start, row.right_stop)))
    return best


def _look(
    left: Told, right: Told, likeness: Likeness, shared: Mapping[tuple[str, str], Sequence[Reuse]]
) -> SameStatement | None:
    """Return the link between two quotes that print one saying; ``likeness``: what their words share."""
    speaker = compare_speakers(left.speaker, right.speaker)
    passage = _passage_cover(left.quote, right.quote, shared)
    copied = passage >= STANCE_COVER and likeness.run >= COPIED_WORDS
    if left.is_stance and right.is_stance and speaker not in ("same", "unknown") and not copied:
        return None  # two bodies condemn one attack in the words that tell of it
    rule = _rule_of(left, right, likeness, speaker, passage)
    if rule is not None and tells_another_day(left, right, likeness, speaker):
        rule = None
    if rule is None and _one_label(left, right, likeness, speaker):
        rule = "labelling"
    return None if rule is None else _link(left, right, likeness, rule, speaker, passage)


def _link(left: Told, right: Told, like: Likeness, rule: str, speaker: str, passage: float) -> SameStatement:
    why = f"rule={rule} part={like.part:.2f} whole={like.whole:.2f} run={like.run} speaker={speaker}"
    if passage:
        why += f" passage={passage:.2f}"
    if like.numbers != "none":
        why += f" numbers={like.numbers}"
    if left.speaker.role or right.speaker.role:
        why += " role=named-elsewhere"
    if left.speaker.candidates or right.speaker.candidates:
        why += " candidates=" + "|".join(sorted({*left.speaker.candidates, *right.speaker.candidates}))
    ends = left.quote.id, right.quote.id
    score = max(LABELLING_SCORE * (rule == "labelling"), _score(like, speaker, passage))
    return SameStatement(make_id("same_statement", *ends), *ends, score, why)


def _rule_of(left: Told, right: Told, like: Likeness, speaker: str, passage: float) -> str | None:
    """Return the rule by which two quotes of one day, or of days that count alike, are one saying, or ``None``."""
    rule = _rule(like, speaker, passage, left.report.id == right.report.id)
    if rule == "reworded" and speaker != "same" and (left.is_stance or right.is_stance):
        rule = None
    two_outlets = left.report.outlet_id is None or left.report.outlet_id != right.report.outlet_id
    if rule is None and speaker == "same" and two_outlets and _told_anew(left, right, like):
        return "version"
    return rule


def _rule(like: Likeness, speaker: str, passage: float, one_report: bool) -> str | None:
    """Return the rule by which two quotes are one saying, or ``None``."""
    if passage >= PASSAGE_COVER and like.part >= PASSAGE_PART and like.run >= min(3, like.shared):
        return "passage"
    if like.run >= COPIED_WORDS and like.part >= COPIED_PART:
        return "copied"
    if speaker == "differs" or like.shared < LEAST_SHARED:
        return None
    if like.numbers == "conflict" and like.part < CONFLICT_PART:
        return None
    if one_report and speaker != "other":
        return "repeated" if _repeats(like) else None
    return "reworded" if _rewords(like, speaker) else None


def _repeats(like: Likeness) -> bool:
    """Tell whether a report prints a saying twice, as in its headline; few words must be the same words in a row."""
    if like.shared < 4 and like.run < max(2, like.shorter - (like.shorter > 2)):
        return False
    return like.part >= 0.75 and like.ordered >= 0.6


def _rewords(like: Likeness, speaker: str) -> bool:
    """Tell whether one content stands in the other, reworded. The less is known of the speakers, the more it takes."""
    if like.ordered < LEAST_ORDER:
        return False
    if not any(
        like.part >= part and like.whole >= whole and like.shared >= shared and like.run >= run
        for part, whole, shared, run in REWORDED[speaker]
    ):
        return False
    # a short stretch of a long content shares a theme by chance
    return like.whole >= SHORT_PART or (like.part >= 0.85 and like.run >= 4)


def _told_anew(left: Told, right: Told, like: Likeness) -> bool:
    """Tell whether two contents may be two versions of one sentence."""
    days = days_between(left, right)
    if days is None or days > NEXT_DAY or like.numbers == "conflict":
        return False
    enough = any(
        like.part >= part
        and like.whole >= whole
        and like.shared >= shared
        and like.run >= run
        and like.ordered >= order
        for part, whole, shared, run, order in VERSIONS
    )
    if not enough or not days or (like.part >= VERSION_LATER[0] and like.whole >= VERSION_LATER[1]):
        return enough
    return counts_agree(left.count(), right.count())


def _best_versions(links: Sequence[SameStatement], told: Sequence[Told]) -> Iterator[SameStatement]:
    """Leave out links by ``version`` of a quote that the other report prints better elsewhere."""
    report_of = {each.quote.id: each.report.id for each in told}
    best: dict[tuple[str, str], float] = {}
    for link in links:
        for key in ((link.left_id, report_of[link.right_id]), (link.right_id, report_of[link.left_id])):
            best[key] = max(best.get(key, 0.0), link.score)
    for link in links:
        ends = best[link.left_id, report_of[link.right_id]], best[link.right_id, report_of[link.left_id]]
        if not link.why.startswith("rule=version ") or link.score >= max(ends):
            yield link


def _without_swallowed(links: Sequence[SameStatement], told: Sequence[Told]) -> Iterator[SameStatement]:
    """Leave out links of a quote that holds another one, where that one is the saying the link is about.

    "X said that Y said Z" is no printing of Y's Z, nor is a quote that ran on into the next one. Where the other
    quote holds all of it as well, and more of it than of the one inside, the two are one.
    """
    of_quote = {each.quote.id: each.quote for each in told}
    holding = set(_holding_others(told))
    partners: dict[str, list[tuple[Quote, SameStatement]]] = {}
    for link in links:
        partners.setdefault(link.left_id, []).append((of_quote[link.right_id], link))
        partners.setdefault(link.right_id, []).append((of_quote[link.left_id], link))
    for link in links:
        ends = of_quote[link.left_id], of_quote[link.right_id]
        if not any(
            _one_in_the_other(end, rival) and rival.id != end.id and _shorter(rival, end) and _says_more(better, link)
            for end, other in (ends, ends[::-1])
            if end.id in holding
            for rival, better in partners[other.id]
        ):
            yield link


def _holding_others(told: Sequence[Told]) -> Iterator[str]:
    """Yield the quotes that overlap another quote of their report."""
    for _, of_report in groupby(told, key=lambda each: each.report.id):
        quotes = [each.quote for each in of_report]
        for at, left in enumerate(quotes):
            for right in quotes[at + 1 :]:
                if right.start >= left.stop:
                    break  # they are in the order of their starts
                yield left.id
                yield right.id


def _says_more(rival: SameStatement, link: SameStatement) -> bool:
    return rival.score >= link.score and _whole(rival) >= _whole(link)


def _whole(link: SameStatement) -> float:
    """Return the share of the longer content that the shorter one has, as the link's reason gives it."""
    return float(link.why.partition(" whole=")[2].partition(" ")[0])


def _shorter(left: Quote, right: Quote) -> bool:
    return left.stop - left.start < right.stop - right.start


def _one_label(left: Told, right: Told, like: Likeness, speaker: str) -> bool:
    """Tell whether both quotes say what one speaker calls one thing, be it by different words."""
    if left.report.id == right.report.id or not left.labelled or not right.labelled:
        return False
    if speaker == "differs" or (speaker == "unknown" and not like.shared):
        return False
    common = set(left.labelled) & set(right.labelled)
    return len(common) >= LEAST_SHARED or left.labelled[-1] == right.labelled[-1]


def _score(like: Likeness, speaker: str, passage: float) -> float:
    score = 0.5 * like.part + 0.2 * like.whole + 0.2 * min(1.0, like.run / COPIED_WORDS) + 0.1 * passage
    return round(score * SPEAKER_SCORES[speaker], 3)
