"""Quotes that print one saying: direct and indirect, whole and in part, altered ones included.

Candidates are narrowed by shared passages and by rare words within a story (or within a few days where
stories are unknown); each pair is then looked at closely. Two sayings of one speaker on one theme stay two:
what counts is the share of the *content* found on the other side, in order, not the subject.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from musnad.lang import Lang
from musnad.link.counts import counts_agree
from musnad.link.fragments import find_stretches
from musnad.link.groups import kept_apart
from musnad.link.sayings import Likeness, compare_sayings, shared_part
from musnad.link.speakers import compare_speakers
from musnad.link.statement_groups import group_quotes
from musnad.link.told import COPIED_WORDS, MOST_DAYS, NEXT_DAY, Told, days_between, prepare, tells_another_day
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

# A quote looks for its partners by this many of its rarest words, a long one by half of them: it may join several
# sayings. Partners share at least two.
RAREST_WORDS = 8
LEAST_SHARED = 2
# A word in more quotes than this finds no partners: it is a word of the theme.
MOST_QUOTES_OF_WORD = 120
# Both contents lie at least so far in one shared passage, and share so much (idf-weighted) of the lighter one.
PASSAGE_COVER = 0.5
PASSAGE_PART = 0.5
# Two bodies' stances are one only where a whole passage with both was copied, the speaker under another name.
STANCE_COVER = 0.9
# Inside a passage the order is one, so what belongs together stands at one place, give or take the edits: so many
# characters, and as many as one side of the passage is longer.
PASSAGE_DRIFT = 300
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
# On another day an official says much the same of the next matter: then they count one thing alike, or so much of both.
VERSION_LATER = (0.6, 0.45)
LEAST_ORDER = 0.4
SHORT_PART = 0.25
# What a pair of labels for one thing is worth, when the labels share no word: right more often than not.
LABELLING_SCORE = 0.6
_ANYWHERE = frozenset(("",))
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
    pairs = sorted(_candidates(told, reuse, story_members), key=lambda pair: (pair[0], pair[1]))
    shared = _passages_between(reuse)
    links = [link for i, j in pairs if (link := _look(told[i], told[j], shared)) is not None]
    links = list(_without_swallowed(list(_best_versions(links, told)), told))
    statements, statement_of = group_quotes(told, links, judgements)
    yield from links
    yield from statements
    yield from (StatementMember(*each) for each in statement_of.items())
    near = [(told[i], told[j]) for i, j in pairs]
    yield from find_stretches(near, statement_of, told, kept_apart(links, judgements))


# --- narrowing ---------------------------------------------------------------------------------------


def _candidates(
    told: Sequence[Told], reuse: Sequence[Reuse], story_members: Sequence[StoryMember]
) -> set[tuple[int, int]]:
    """Return pairs of indexes (left before right) worth a close look."""
    stories: dict[str, set[str]] = {}
    for row in story_members:
        stories.setdefault(row.report_id, set()).add(row.story_id)
    pairs = set(_with_shared_passage(told, reuse))
    rare = _with_rare_words(told, [_places(each.report.id, stories) for each in told])
    pairs.update(pair for pair in rare if _may_meet(told[pair[0]], told[pair[1]], stories))
    return {(i, j) for i, j in pairs if not _one_in_the_other(told[i].quote, told[j].quote)}


def _places(report_id: str, stories: Mapping[str, set[str]]) -> frozenset[str]:
    """Return where a quote may meet others: in its report and the report's stories; anywhere without stories."""
    return frozenset({report_id, *stories.get(report_id, ())}) if stories else _ANYWHERE


def _with_rare_words(told: Sequence[Told], places: Sequence[frozenset[str]]) -> Iterator[tuple[int, int]]:
    """Yield the pairs that share rare words and a place."""
    holders: dict[str, list[int]] = {}
    for index, each in enumerate(told):
        number = max(RAREST_WORDS, len(each.saying.weights) // 2)
        rarest = sorted(each.saying.weights, key=lambda word: (-each.saying.weights[word], word))[:number]
        things = [f"@{word}" for word in each.labelled]
        for word in {*rarest, *each.saying.numbers, *things, *(f"={word}" for word in things[-1:])}:
            holders.setdefault(word, []).append(index)
    shared: Counter[tuple[int, int]] = Counter()
    for held in holders.values():
        if 1 < len(held) <= MOST_QUOTES_OF_WORD:
            met: dict[str, list[int]] = {}
            for index in held:
                for place in places[index]:
                    met.setdefault(place, []).append(index)
            groups = [group for group in met.values() if len(group) > 1]
            shared.update({(i, j) for group in groups for at, i in enumerate(group) for j in group[at + 1 :]})
    for (i, j), number in shared.items():
        if number >= LEAST_SHARED or number >= min(len(told[i].saying.weights), len(told[j].saying.weights)):
            yield i, j


def _may_meet(left: Told, right: Told, stories: Mapping[str, set[str]]) -> bool:
    if left.report.id == right.report.id:
        return True
    if stories:
        return bool(stories.get(left.report.id, set()) & stories.get(right.report.id, set()))
    return left.day is None or right.day is None or abs(left.day - right.day) <= MOST_DAYS


def _with_shared_passage(told: Sequence[Told], reuse: Sequence[Reuse]) -> Iterator[tuple[int, int]]:
    """Yield the pairs that lie in one passage, at about one place of it."""
    of_report: dict[str, list[int]] = {}
    for index, each in enumerate(told):
        of_report.setdefault(each.report.id, []).append(index)
    for row in reuse:
        if row.kind != "passage":
            continue
        lefts = [i for i in of_report.get(row.left_id, ()) if _cover(told[i].quote, row.left_start, row.left_stop) > 0]
        rights = [
            j for j in of_report.get(row.right_id, ()) if _cover(told[j].quote, row.right_start, row.right_stop) > 0
        ]
        starts = [told[j].quote.start for j in rights]
        longest = max((told[j].quote.stop - told[j].quote.start for j in rights), default=0)
        drift = PASSAGE_DRIFT + abs((row.left_stop - row.left_start) - (row.right_stop - row.right_start))
        for i in lefts:
            first = told[i].quote.start - row.left_start + row.right_start
            last = told[i].quote.stop - row.left_start + row.right_start
            for j in rights[bisect_left(starts, first - drift - longest) : bisect_left(starts, last + drift)]:
                yield (i, j) if i < j else (j, i)


def _one_in_the_other(left: Quote, right: Quote) -> bool:
    """Tell whether two quotes of one report overlap: a saying inside a saying is another saying."""
    return left.report_id == right.report_id and left.start < right.stop and right.start < left.stop


def _cover(quote: Quote, start: int, stop: int) -> float:
    """Return the share of a quote's content inside a passage."""
    return max(0, min(quote.stop, stop) - max(quote.start, start)) / max(1, quote.stop - quote.start)


# --- the close look ----------------------------------------------------------------------------------


def _passages_between(reuse: Iterable[Reuse]) -> dict[tuple[str, str], list[Reuse]]:
    found: dict[tuple[str, str], list[Reuse]] = {}
    for row in reuse:
        if row.kind == "passage":
            found.setdefault((row.left_id, row.right_id), []).append(row)
    return found


def _passage_cover(left: Quote, right: Quote, shared: Mapping[tuple[str, str], Sequence[Reuse]]) -> float:
    """Return how much of both contents lies in one passage: the smaller of the two shares, of the best passage."""
    best = 0.0
    for row in shared.get((left.report_id, right.report_id), ()):
        best = max(
            best, min(_cover(left, row.left_start, row.left_stop), _cover(right, row.right_start, row.right_stop))
        )
    for row in shared.get((right.report_id, left.report_id), ()):
        best = max(
            best, min(_cover(right, row.left_start, row.left_stop), _cover(left, row.right_start, row.right_stop))
        )
    return best


def _look(left: Told, right: Told, shared: Mapping[tuple[str, str], Sequence[Reuse]]) -> SameStatement | None:
    if shared_part(left.saying, right.saying) < LEAST_PART and not (left.labelled and right.labelled):
        return None  # no rule holds for so little: the words need no aligning
    likeness = compare_sayings(left.saying, right.saying)
    speaker = compare_speakers(left.speaker, right.speaker)
    passage = _passage_cover(left.quote, right.quote, shared)
    one_report = left.report.id == right.report.id
    rule = None
    copied = passage >= STANCE_COVER and likeness.run >= COPIED_WORDS
    if left.is_stance and right.is_stance and speaker not in ("same", "unknown") and not copied:
        return None  # two bodies condemn one attack in the words that tell of it
    if not tells_another_day(left, right, likeness, speaker):
        rule = _rule(likeness, speaker, passage, one_report)
        if rule == "reworded" and speaker != "same" and (left.is_stance or right.is_stance):
            rule = None
        two_outlets = left.report.outlet_id is None or left.report.outlet_id != right.report.outlet_id
        if rule is None and speaker == "same" and two_outlets and _told_anew(left, right, likeness):
            rule = "version"
    if rule is None and _one_label(left, right, likeness, speaker):
        rule = "labelling"
    if rule is None:
        return None
    why = f"rule={rule} part={likeness.part:.2f} whole={likeness.whole:.2f} run={likeness.run} speaker={speaker}"
    if passage:
        why += f" passage={passage:.2f}"
    if likeness.numbers != "none":
        why += f" numbers={likeness.numbers}"
    if left.speaker.role or right.speaker.role:
        why += " role=named-elsewhere"
    if candidates := {*left.speaker.candidates, *right.speaker.candidates}:
        why += " candidates=" + "|".join(sorted(candidates))
    ends = left.quote.id, right.quote.id
    score = max(LABELLING_SCORE * (rule == "labelling"), _score(likeness, speaker, passage))
    return SameStatement(make_id("same_statement", *ends), *ends, score, why)


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
    later = days > 0 and not counts_agree(left.count(), right.count())
    if later and (like.part < VERSION_LATER[0] or like.whole < VERSION_LATER[1]):
        return False
    return any(
        like.part >= part
        and like.whole >= whole
        and like.shared >= shared
        and like.run >= run
        and like.ordered >= order
        for part, whole, shared, run, order in VERSIONS
    )


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
    partners: dict[str, list[tuple[Quote, SameStatement]]] = {}
    for link in links:
        partners.setdefault(link.left_id, []).append((of_quote[link.right_id], link))
        partners.setdefault(link.right_id, []).append((of_quote[link.left_id], link))
    for link in links:
        ends = of_quote[link.left_id], of_quote[link.right_id]
        if not any(
            _one_in_the_other(end, rival) and rival.id != end.id and _shorter(rival, end) and _says_more(better, link)
            for end, other in (ends, ends[::-1])
            for rival, better in partners[other.id]
        ):
            yield link


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
