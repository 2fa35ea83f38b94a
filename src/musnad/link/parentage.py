"""Which of the reports of one text stands behind a report: the evidence for each, and the odds it gives.

Every candidate (another report, a wire nobody has seen, nobody at all) gets the sum of its evidence
times weights; the odds among the candidates are what a conditional logit makes of these sums. Evidence is of two
kinds: what points at a candidate (a credit, an agency's own report that has nearly all of the text), and what only fits
(slips both print, a headline, an earlier day, more of the text). What only fits never names a parent.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from musnad.link.witnesses import CommonText, Witness

# Candidates looked at for one report, beside those it credits: those who share most departures, the earliest, the
# fullest, so many of each kind. In a text of at most MOST_ALL reports all are.
MOST_ALL = 24
MOST_OF_A_KIND = 8
# Words one has at an end of the text that the other lacks, from which it is a cut.
CUT = 4
# Less than so many words of an agency's report may be a saying it quotes, as others do.
FEWEST_WORDS = 40
# Words two share beside the text from which they count: as many as make a passage.
FEWEST_EXTRA = 8
# A report of which a larger share, beside its headline, is not word for word its parent's may have another version of
# the text: of 36 real reports laid beside an agency's own ten of the twelve with more had a release instead.
MOST_ELSE = 0.1
# Departures counted for or against: more say no more.
MOST_COUNTED = 6.0
# A report printed so many hours after another is not its parent: a paper's day may be one ahead of the screen's.
TOO_LATE = 24.0

# Weights in natural logarithms of odds, fitted by eval/cascade_weights.py to the even seeds of the made cascades
# (eval/cascades.py): they hold for how often things happen there, which is guessed. See docs/stages/lineage.md.
WEIGHTS: Mapping[str, float] = {
    "against": 0.05,
    "against_log": -1.15,
    "agency_dropped": -0.7,
    "agency_from_nowhere": -1.73,
    "agency_own": 2.27,
    "agency_parent": 1.82,
    "agency_whole": 0.83,
    "among": -0.07,
    "apart": -1.2,
    "beyond": -0.58,
    "clean": -0.06,
    "clean_shared": 0.34,
    "credited": 2.13,
    "credits_other": -0.32,
    "earlier": 0.3,
    "extra": 0.05,
    "few_words": -0.96,
    "headline": 0.78,
    "headline_common": 0.61,
    "later": -0.28,
    "neither_departs": 0.45,
    "other_agency": -0.41,
    "own": -0.04,
    "own_among": 0.01,
    "own_credited": 1.9,
    "own_credits": -3.01,
    "own_departs": -0.36,
    "own_departures": 0.29,
    "own_first": 0.17,
    "own_fullest": -0.16,
    "own_habit": -0.69,
    "own_is_agency": 0.9,
    "own_later": -0.06,
    "own_others_credit": -0.28,
    "own_plain": 0.6,
    "own_wire_here": 0.1,
    "parent_credited": 1.59,
    "parent_credits": -0.6,
    "parent_departs": -0.5,
    "parent_first": 0.1,
    "report": -0.13,
    "rest": -1.88,
    "same_agency": 0.37,
    "same_cut": 0.33,
    "same_outlet": 0.41,
    "same_outlet_credit": 3.01,
    "shared": -0.05,
    "shared_log": 1.14,
    "shared_surely": 0.39,
    "undated": 0.07,
    "unseen": 0.17,
    "unseen_agency": 0.66,
    "unseen_credited_elsewhere": 1.48,
    "unseen_departs": 0.08,
    "unseen_first": 0.21,
    "unseen_generic": 0.02,
    "unseen_habit": -0.8,
    "unseen_outlet": -1.56,
    "unseen_plain": -0.04,
    "unseen_wire_here": -0.28,
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a report beside its text. Times are hours since year 1; credits are keys."""

    outlet_id: str | None
    earliest: float | None = None
    latest: float | None = None
    headline: tuple[str, ...] = ()
    agencies: frozenset[str] = frozenset()
    outlets: frozenset[str] = frozenset()  # ids of the outlets it credits
    agency_outlets: frozenset[str] = frozenset()  # ids of the outlets the agencies would be
    papers: frozenset[tuple[str, str]] = frozenset()  # key and id of those outlets
    generic: bool = False
    is_agency: bool = False
    length: int = 0  # words of its text, by its spaces
    habit: float = 0.0  # share of its outlet's other reports that credit a wire
    likely: float | None = None  # when the day it was scraped begins
    signed: bool = False  # a person's name stands above it


@dataclass(frozen=True, slots=True)
class Setting:
    """One text, the facts of its witnesses, and what is counted over all of them once."""

    text: CommonText
    facts: Mapping[str, Facts]
    headlines: Counter[tuple[str, ...]]
    stops: list[int]  # where witnesses end, in order
    credited: frozenset[str]  # ids of the outlets its reports credit
    first_stop: float  # hour by which the first of them was printed
    agencies: int  # how many are an agency's own reports, credit an agency, credit an agency or «agencies»
    naming: int
    crediting: int
    departed: Mapping[str, float]  # how much each departs, all departures together
    parents: Mapping[str, Mapping[str, float]]  # the evidence for each as a parent that is the same for all children


def setting_of(text: CommonText, facts: Mapping[str, Facts]) -> Setting:
    """Return a text with the facts of its witnesses."""
    headlines = Counter(facts[each].headline for each in text.witnesses)
    credited = frozenset(outlet for each in text.witnesses for outlet in facts[each].outlets)
    first_stop = min((stop for each in text.witnesses if (stop := facts[each].latest) is not None), default=0.0)
    departed = {each: sum(witness.departures.values()) for each, witness in text.witnesses.items()}
    common = {"report": 1.0, "among": math.log(len(text.witnesses))}
    parents = {}
    for each, departs in departed.items():
        its = facts[each]
        own = {
            "parent_departs": math.log1p(departs),
            "parent_credited": float(its.outlet_id in credited),
            "parent_credits": float(bool(its.agencies) or its.generic or bool(its.outlets)),
            "parent_first": float(its.latest is not None and its.latest <= first_stop),
            "agency_parent": float(its.is_agency),
        }
        parents[each] = common | _nonzero(own)
    stops = sorted(each.stop for each in text.witnesses.values())
    all_facts = [facts[each] for each in text.witnesses]
    return Setting(
        text,
        facts,
        headlines,
        stops,
        credited,
        first_stop,
        sum(each.is_agency for each in all_facts),
        sum(bool(each.agencies) for each in all_facts),
        sum(bool(each.agencies) or each.generic for each in all_facts),
        departed,
        parents,
    )


def _nonzero(evidence: Mapping[str, float]) -> dict[str, float]:
    return {name: value for name, value in evidence.items() if value}


@dataclass(frozen=True, slots=True)
class Candidate:
    """``report_id`` (or ``unseen``, ``own``), the evidence by name, and its share of the odds (0..1)."""

    report_id: str
    evidence: Mapping[str, float]
    odds: float = 0.0

    def is_told(self) -> bool:
        """Tell whether the page itself points at it: it credits it, or its agency."""
        return bool(self.evidence.get("credited") or self.evidence.get("agency_own"))

    def points(self) -> bool:
        """Tell whether anything but words points at it: a credit, or it is an agency's own report, no later, that has
        nearly all of the text.

        Departures two papers share never do: so does a second version of their source (of 30 real ones one was a copy).
        """
        told = self.evidence
        if self.is_told():
            return True
        return bool(told.get("agency_whole")) and not any(map(told.get, ("few_words", "other_agency", "later")))


def weigh(
    report_id: str, setting: Setting, kin: Sequence[str], extra: Mapping[str, int], alike: Mapping[str, float]
) -> list[Candidate]:
    """Return the candidates for what stands behind a report, the likeliest first.

    ``kin`` are the reports of the text to look at (see ``likely_kin``), ``extra`` the words each shares with
    this one beside the text, ``alike`` the words of all its passages with this one that are the same.
    """
    evidence = {
        each: report_evidence(report_id, each, setting, extra.get(each, 0), alike.get(each, 0.0)) for each in kin
    }
    evidence["unseen"] = unseen_evidence(report_id, setting)
    evidence["own"] = own_evidence(report_id, setting)
    sums = [sum([WEIGHTS.get(name, 0.0) * value for name, value in told.items()]) for told in evidence.values()]
    top = max(sums)
    shares = [math.exp(each - top) for each in sums]
    whole = sum(shares)
    weighed = [
        Candidate(each, told, share / whole) for (each, told), share in zip(evidence.items(), shares, strict=True)
    ]
    return sorted(weighed, key=lambda each: (-each.odds, each.report_id))


def not_both(weighed: Mapping[str, Sequence[Candidate]]) -> dict[str, list[Candidate]]:
    """Return the candidates of each report with the odds that are left when of two only one can come from the other.

    Two texts alike word for word are each the likeliest parent of the other: nothing then says which, and that a
    third stands behind both gains.
    """
    odds = {report_id: {each.report_id: each.odds for each in some} for report_id, some in weighed.items()}
    return {report_id: _less_turned(report_id, some, odds) for report_id, some in weighed.items()}


def _less_turned(
    report_id: str, candidates: Sequence[Candidate], odds: Mapping[str, Mapping[str, float]]
) -> list[Candidate]:
    shares = [each.odds * (1.0 - odds.get(each.report_id, {}).get(report_id, 0.0)) for each in candidates]
    whole = sum(shares)
    left = [
        Candidate(each.report_id, each.evidence, share / whole) for each, share in zip(candidates, shares, strict=True)
    ]
    return sorted(left, key=lambda each: (-each.odds, each.report_id))


def likely_kin(setting: Setting) -> dict[str, list[str]]:
    """Return for each report of a text the others that may stand behind it: all, or the likeliest of many."""
    text, facts = setting.text, setting.facts
    ids = sorted(text.witnesses)
    if len(ids) <= MOST_ALL:
        return {each: [other for other in ids if other != each] for each in ids}
    first = sorted(ids, key=lambda each: (facts[each].earliest is None, facts[each].earliest or 0.0, each))
    fullest = sorted(ids, key=lambda each: (-text.witnesses[each].size(), each))
    common = [*first[:MOST_OF_A_KIND], *fullest[:MOST_OF_A_KIND], *(each for each in ids if facts[each].is_agency)]
    by_outlet: dict[str | None, list[str]] = defaultdict(list)
    for each in ids:
        by_outlet[facts[each].outlet_id].append(each)
    sharing = _sharing(text)
    found = {}
    for each in ids:
        credited = [other for outlet in facts[each].outlets for other in by_outlet[outlet]]
        some = {*common, *credited[: MOST_OF_A_KIND * 2], *by_outlet[facts[each].outlet_id][:MOST_OF_A_KIND]}
        some.update(sharing.get(each, ()))
        found[each] = sorted(some - {each})
    return found


def _sharing(text: CommonText) -> dict[str, list[str]]:
    """Return for each report those who share most of its departures; departures of very many say little."""
    holders: dict[object, list[str]] = defaultdict(list)
    for report_id, witness in sorted(text.witnesses.items()):
        for departure in witness.departures:
            holders[departure].append(report_id)
    shared: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for some in holders.values():
        if 1 < len(some) <= MOST_ALL:
            for one in some:
                for other in some:
                    shared[one][other] += 1.0 / len(some)
    return {
        one: sorted(others, key=lambda each: (each == one, -others[each], each))[:MOST_OF_A_KIND]
        for one, others in shared.items()
    }


# --- evidence ----------------------------------------------------------------------------------------


def report_evidence(child_id: str, parent_id: str, setting: Setting, extra: int, alike: float) -> dict[str, float]:
    """Return the evidence that one report was made from another."""
    text, facts = setting.text, setting.facts
    child, parent = text.witnesses[child_id], text.witnesses[parent_id]
    common = (child.covered & parent.covered).bit_count()
    apart = 1.0 - common / max(child.size(), 1)
    evidence = {**setting.parents[parent_id], **_departure_evidence(child, parent)}
    if child.stop > parent.stop + CUT or child.first < parent.first - CUT:
        evidence["beyond"] = 1.0
    if child.stop == parent.stop and _is_cut(child.stop, setting):
        evidence["same_cut"] = 1.0
    if apart:
        evidence["apart"] = apart
    if extra >= FEWEST_EXTRA:
        evidence["extra"] = math.log1p(extra)
    if common < FEWEST_WORDS:
        evidence["few_words"] = 1.0
    rest = 1.0 - alike / max(facts[child_id].length - len(facts[child_id].headline), 1)
    if rest > 0:
        evidence["rest"] = rest
    # who signs a text an agency has too may have had the release itself
    if rest <= MOST_ELSE and facts[parent_id].is_agency and "beyond" not in evidence and not facts[child_id].signed:
        evidence["agency_whole"] = 1.0
    evidence.update(_facts_evidence(facts[child_id], facts[parent_id], setting))
    return evidence


def _departure_evidence(child: Witness, parent: Witness) -> dict[str, float]:
    if not parent.departures and not child.departures:
        return {"clean": 1.0, "neither_departs": 1.0}
    shared, sure, against, own = _departures(child, parent)
    return _nonzero(
        {
            "shared": min(shared, MOST_COUNTED),
            "against": min(against, MOST_COUNTED),
            "clean": float(against < 0.5),
            "clean_shared": float(against < 0.5 and shared >= 1.0),
            "own_departures": float(own >= 0.5),
            "shared_log": math.log1p(shared),
            "against_log": math.log1p(against),
            "shared_surely": math.log1p(sure),
        }
    )


def _departures(child: Witness, parent: Witness) -> tuple[float, float, float, float]:
    """Return how much both depart alike, of that surely, the parent alone (where the child has text), the child alone.

    Where half the witnesses stand against half, who shares a reading is plain, but not that it is a departure.
    """
    weights, inherited = parent.departures, child.departures
    both = inherited.keys() & weights.keys()
    shared = sure = 0.0
    if both:  # added up exactly: a set has no order
        shared = math.fsum([weights[each] for each in both])
        sure = math.fsum([weights[each] for each in both - parent.ties])
    first, stop = child.first, child.stop
    against = [weight for each, weight in weights.items() if first < each[0] and each[1] < stop and each not in both]
    if not first:  # the text's beginning is spanned
        against += [weight for each, weight in weights.items() if not each[0] and each[1] < stop and each not in both]
    own = math.fsum(inherited.values()) - shared
    return shared, sure, math.fsum(against), own


def _is_cut(stop: int, setting: Setting) -> bool:
    """Tell whether most go on where some end."""
    beyond = len(setting.stops) - bisect_right(setting.stops, stop + CUT)
    return 2 * beyond >= len(setting.stops)


def _facts_evidence(mine: Facts, its: Facts, setting: Setting) -> dict[str, float]:
    alike = bool(mine.headline) and mine.headline == its.headline
    few = alike and 2 * setting.headlines[mine.headline] <= len(setting.stops)
    order = order_of(its, mine)
    evidence = {
        "headline": float(few),
        "headline_common": float(alike and not few),
        "earlier": float(order > 0),
        "later": float(order < 0),
        "undated": float(mine.earliest is None or its.earliest is None),
        "same_outlet": float(mine.outlet_id is not None and mine.outlet_id == its.outlet_id),
    }
    if mine.outlets or mine.agencies or its.agencies:
        evidence |= _credit_evidence(mine, its)
    return _nonzero(evidence)


def _credit_evidence(mine: Facts, its: Facts) -> dict[str, float]:
    return {
        "credited": float(its.outlet_id in mine.outlets) if its.outlet_id else 0.0,
        "credits_other": float(bool(mine.outlets) and its.outlet_id not in mine.outlets),
        "same_outlet_credit": float(bool(mine.outlets & its.outlets)),
        "agency_own": float(its.is_agency and its.outlet_id in mine.agency_outlets),
        "other_agency": float(its.is_agency and bool(mine.agencies) and its.outlet_id not in mine.agency_outlets),
        "same_agency": float(bool(mine.agencies & its.agencies)),
        "agency_from_nowhere": float(bool(mine.agencies - its.agencies) and not its.is_agency),
        "agency_dropped": float(bool(its.agencies) and not mine.agencies),
    }


def order_of(one: Facts, other: Facts) -> int:
    """Return 1 where the first was printed before the other, -1 after, 0 where the times don't tell."""
    if one.latest is not None and other.earliest is not None and other.earliest - one.latest >= 0:
        return 1
    if other.latest is not None and one.earliest is not None and one.earliest - other.latest >= 0:
        return -1
    return 0


def hours_between(one: Facts, other: Facts) -> float:
    """Return the hours between the printing of the first and of the second, as far as known, 0 where it may be less."""
    begun = other.likely if other.earliest is None else other.earliest
    return 0.0 if one.latest is None or begun is None else max(begun - one.latest, 0.0)


def unseen_evidence(report_id: str, setting: Setting) -> dict[str, float]:
    """Return the evidence that a report comes from a source that is not among the reports."""
    text, facts = setting.text, setting.facts
    mine, witness = facts[report_id], text.witnesses[report_id]
    evidence = {
        "unseen": 1.0,
        "unseen_agency": float(bool(mine.agencies)),
        "unseen_generic": float(mine.generic),
        "unseen_wire_here": float(setting.agencies > mine.is_agency),
        "unseen_credited_elsewhere": float(setting.naming > bool(mine.agencies)),
        "unseen_habit": mine.habit,
        "unseen_departs": min(setting.departed[report_id], MOST_COUNTED),
        "unseen_outlet": float(bool(mine.outlets)),
        "unseen_plain": float(not witness.departures),
        "unseen_first": float(mine.latest is not None and mine.latest <= setting.first_stop),
    }
    return _nonzero(evidence)


def own_evidence(report_id: str, setting: Setting) -> dict[str, float]:
    """Return the evidence that nothing stands behind a report: that the others come from it."""
    text, facts = setting.text, setting.facts
    mine, witness = facts[report_id], text.witnesses[report_id]
    orders = [order_of(mine, facts[each]) for each in text.witnesses if each != report_id]
    evidence = {
        "own": 1.0,
        "own_is_agency": float(mine.is_agency),
        "own_credited": float(mine.outlet_id in setting.credited),
        "own_first": float(all(order >= 0 for order in orders) and any(order > 0 for order in orders)),
        "own_later": float(any(order < 0 for order in orders)),
        "own_credits": float(bool(mine.agencies) or mine.generic or bool(mine.outlets)),
        "own_wire_here": float(setting.agencies > mine.is_agency),
        "own_departs": min(setting.departed[report_id], MOST_COUNTED),
        "own_fullest": float(all(witness.size() >= each.size() for each in text.witnesses.values())),
        "own_others_credit": float(setting.crediting > (bool(mine.agencies) or mine.generic)),
        "own_habit": mine.habit,
        "own_plain": float(not witness.departures),
        "own_among": math.log(len(text.witnesses)),
    }
    return _nonzero(evidence)
