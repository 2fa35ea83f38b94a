"""Where a report's text comes from, as far as the pages say.

Reports that share text are laid against each other as witnesses of one text (``link/witnesses.py``); a parent is
named where a credit, the text or an agency's own report points at it (``link/parentage.py``).
Else they have a common source nobody has seen, or it is left open: most pairs share a wire or a release.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b

from musnad.lang import Lang
from musnad.link.groups import components
from musnad.link.lineage_facts import facts_of, read_credits
from musnad.link.named_outlets import outlet_names
from musnad.link.page_sources import in_time, lineage_row, stated_sources
from musnad.link.parentage import TOO_LATE, Candidate, Facts, hours_between, likely_kin, not_both, setting_of, weigh
from musnad.link.witnesses import CommonText, Exchange, Passage, common_texts, exchange_at, mark_departures, readings_of
from musnad.records import (
    Credit,
    Lineage,
    Outlet,
    Piece,
    Report,
    ReportDate,
    Reuse,
    likely_day,
    make_id,
    page_of,
    reading_order,
)  # fmt: skip

# Shared text points to a common source from this many words, or this share of the shorter report: a
# quoted sentence or a background paragraph alone travels further than a source.
_SOURCE_WORDS = 40
_SOURCE_SHARE = 0.2
# Two reports of one outlet that share so much of the longer are one text.
_TWIN = 0.9
# A parent is named from these odds on, where the page or an agency's own text points at it; else it is left open.
_NAMED = 0.5
# What a page says is sure from here on: most of its text is the report's of the outlet it names.
_SURELY_NAMED = 0.75
# What is left open claims nothing, however likely the first of the candidates.
_OPEN = 0.4
# A text begins with one report, if with any of those seen: by odds so far apart.
_CLEARLY = 0.1
# However clear the evidence of the words, somebody unseen may have printed them first; and that somebody unseen did
# is never seen itself.
_MOST, _MOST_BY_WORDS, _MOST_UNSEEN = 0.9, 0.7, 0.6
# A passage whose reason says so is a sentence told in other words: only the words that are the same are shared text.
_REWORDED = "reworded"
# Of evidence the reason tells this much: what moved the odds.
_CANDIDATES_TOLD = 3


@dataclass(frozen=True, slots=True)
class _Shares:
    """Passages, and how many words, of each pair (left, right by id) that shares enough for a source."""

    passages: dict[tuple[str, str], list[Passage]]
    sizes: dict[tuple[str, str], int]
    equal: dict[tuple[str, str], float]  # the share of these words that are the same
    retold: frozenset[tuple[str, str]]  # those that share only sentences told in other words

    def alike(self, one: str, other: str, most: int) -> float:
        """Return how many words, of at most so many, two reports have the same in their passages."""
        pair = (one, other) if (one, other) in self.sizes else (other, one)
        return min(self.sizes.get(pair, 0), most) * self.equal.get(pair, 0.0)


def trace_lineage(
    reports: Sequence[Report],
    reuse: Iterable[Reuse],
    credits: Iterable[Credit],
    report_dates: Iterable[ReportDate] = (),
    pieces: Iterable[Piece] = (),
    outlets: Iterable[Outlet] = (),
    *,
    lang: Lang | None,
) -> Iterator[Lineage]:
    """Yield what each report comes from: agencies, other reports, or a source not among the reports.

    ``parent_id`` is an agency's key, a report's id, ``unseen-…`` (one such id for all reports that share the unseen
    source), or ``None`` where the evidence does not decide. ``score`` is 0..1. A report that shares text and has no
    row is likely where the text begins. A generic credit ("agencies") is no evidence of one source and gives no row.
    """
    ordered = sorted(reports, key=reading_order)
    by_id = {report.id: report for report in ordered}
    outlets = list(outlets)
    credited = read_credits(credits, by_id, outlets)
    shares = _shares(reuse, by_id)
    neighbours = _neighbours(shares.sizes)
    names = outlet_names(outlets, lang) if lang else None
    stated = stated_sources(ordered, by_id, neighbours, shares.equal, shares.passages, credited, names)
    involved = {each for pair in shares.sizes for each in pair}
    facts = facts_of(involved, by_id, credited, report_dates, pieces, lang)
    stated = in_time(stated, facts)
    rows = [*_without_circles([row for some in stated.values() for row in some], {})]
    rows += _weighed(by_id, shares, neighbours, stated, facts)
    at = {report.id: number for number, report in enumerate(ordered)}
    unique = {row.id: row for row in reversed(rows)}  # of one parent the first reason
    order = {"agency": 0, "report": 1, "unseen": 2}
    yield from sorted(
        unique.values(), key=lambda row: (at[row.child_id], order[row.parent_kind], row.parent_id or "", row.id)
    )


# --- who shares how much -----------------------------------------------------------------------------


def _shares(reuse: Iterable[Reuse], by_id: Mapping[str, Report]) -> _Shares:
    """Return what reports share, of pairs that share enough for a source and are not versions of one page."""
    pages = {each: page_of(report) for each, report in by_id.items()}
    places: dict[tuple[str, str], list[Passage]] = {}
    copied: dict[tuple[str, str], list[Passage]] = {}
    retold_words: dict[tuple[str, str], float] = defaultdict(float)
    equal: dict[tuple[str, str], float] = defaultdict(float)
    for row in reuse:
        left, right = pages.get(row.left_id), pages.get(row.right_id)
        if row.kind == "passage" and left is not None and right is not None and left != right:
            place = row.left_start, row.left_stop, row.right_start, row.right_stop
            places.setdefault((row.left_id, row.right_id), []).append(place)
            if _REWORDED in row.why:
                words = by_id[row.left_id].text[row.left_start : row.left_stop].split()
                retold_words[row.left_id, row.right_id] += row.score * len(words)
            else:
                copied.setdefault((row.left_id, row.right_id), []).append(place)
            equal[row.left_id, row.right_id] += row.score * (row.left_stop - row.left_start)
    sizes = {}
    for one, other in sorted(places):
        size = _words_in(by_id[one].text, copied.get((one, other), ())) + round(retold_words.get((one, other), 0))
        if size >= _SOURCE_WORDS or size >= _SOURCE_SHARE * min(_length(by_id[one]), _length(by_id[other])):
            sizes[one, other] = size
    passages = {pair: places[pair] for pair in sizes}
    shares = {pair: equal[pair] / _characters(passages[pair]) for pair in sizes}
    return _Shares(passages, sizes, shares, frozenset(sizes.keys() - copied.keys()))


def _characters(stretches: Iterable[Passage]) -> int:
    return max(sum(stop - first for first, stop, _, _ in stretches), 1)


def _length(report: Report) -> int:
    return len(report.text.split())


def _words_in(text: str, stretches: Iterable[Passage]) -> int:
    """Return how many words, by the spaces between them, of the left report lie in some of these passages."""
    count, done = 0, 0
    for first, stop, _, _ in sorted(stretches):
        count += len(text[max(first, done) : max(stop, done)].split())
        done = max(done, stop)
    return count


# --- what the words show -----------------------------------------------------------------------------


def _weighed(
    by_id: Mapping[str, Report],
    shares: _Shares,
    neighbours: Mapping[str, Mapping[str, int]],
    stated: Mapping[str, Sequence[Lineage]],
    facts: Mapping[str, Facts],
) -> Iterator[Lineage]:
    """Yield the likeliest source of each report that shares text, cluster by cluster."""
    clusters = []
    counts: Counter[Exchange] = Counter()
    for sizes in _clusters(_one_version(shares.sizes, by_id)):
        passages = {pair: shares.passages[pair] for pair in sizes}
        printed = {each: by_id[each].text for each in sorted({each for pair in sizes for each in pair})}
        texts = [(text, readings_of(text)) for text in common_texts(passages, sizes, printed)]
        counts.update(exchange_at(text, reading) for text, holders in texts for reading in holders)
        clusters.append((list(printed), texts))
    for ids, texts in clusters:
        trusted = {each for each in ids if facts[each].is_agency}
        for text, holders in texts:
            mark_departures(text, holders, trusted, counts)
        own = {each: stated[each] for each in ids}
        rows = list(_cluster_rows([text for text, _ in texts], shares, neighbours, stated, facts))
        yield from _without_circles(rows, own)


def _one_version(sizes: Mapping[tuple[str, str], int], by_id: Mapping[str, Report]) -> dict[tuple[str, str], int]:
    """Return the pairs between the versions of pages, and an outlet's twins, that share most.

    Two texts of one page, or one text at two addresses of an outlet, are one witness.
    """
    weight: dict[str, int] = defaultdict(int)
    for (one, other), size in sizes.items():
        weight[one] += size
        weight[other] += size
    pages = {page_of(by_id[each]) for each in weight}
    page = components(
        sorted(pages), [(page_of(by_id[one]), page_of(by_id[other])) for one, other in _twins(sizes, by_id)]
    )
    speaks: dict[str, str] = {}
    for each in sorted(weight, key=lambda each: (-weight[each], reading_order(by_id[each]))):
        speaks.setdefault(page[page_of(by_id[each])], each)
    heard = set(speaks.values())
    return {pair: size for pair, size in sizes.items() if heard.issuperset(pair)}


def _twins(sizes: Mapping[tuple[str, str], int], by_id: Mapping[str, Report]) -> Iterator[tuple[str, str]]:
    """Yield the pairs of one outlet's reports of one day that are nearly word for word alike."""
    for (one, other), size in sizes.items():
        left, right = by_id[one], by_id[other]
        same = left.outlet_id is not None and left.outlet_id == right.outlet_id
        that_day = likely_day(left) is not None and likely_day(left) == likely_day(right)
        if same and that_day and size >= _TWIN * max(_length(left), _length(right)):
            yield one, other


def _clusters(sizes: Mapping[tuple[str, str], int]) -> list[dict[tuple[str, str], int]]:
    """Return the pairs of each connected group of reports."""
    leader = components(sorted({each for pair in sizes for each in pair}), list(sizes))
    found: dict[str, dict[tuple[str, str], int]] = {}
    for pair, size in sizes.items():
        found.setdefault(leader[pair[0]], {})[pair] = size
    return [found[each] for each in sorted(found)]


def _neighbours(sizes: Mapping[tuple[str, str], int]) -> dict[str, dict[str, int]]:
    """Return for each report how many words it shares with each other."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for (one, other), size in sizes.items():
        found[one][other] = found[other][one] = size
    return found


def _cluster_rows(
    texts: Sequence[CommonText],
    shares: _Shares,
    neighbours: Mapping[str, Mapping[str, int]],
    stated: Mapping[str, Sequence[Lineage]],
    facts: Mapping[str, Facts],
) -> Iterator[Lineage]:
    looked_at: dict[str, set[str]] = defaultdict(set)
    for text in sorted(texts, key=lambda text: (-len(text.witnesses), text.base_id)):
        if len({facts[each].outlet_id or each for each in text.witnesses}) == 1:
            continue  # what an outlet prints in several reports of its own points to nobody else
        weighed = not_both(_candidates(text, shares, neighbours, looked_at, stated, facts))
        begins = _named_by_all(text, stated) or _beginning(weighed)
        for report_id, candidates in weighed.items():
            second = bool(looked_at[report_id])
            row = _answer(report_id, candidates, text, neighbours[report_id], begins=begins == report_id, second=second)
            looked_at[report_id] |= text.witnesses.keys() - {report_id}
            if row is not None and not _said_already(row, stated[report_id]):
                yield _with_hint(_if_retold(row, text, shares), text, facts)


def _candidates(
    text: CommonText,
    shares: _Shares,
    neighbours: Mapping[str, Mapping[str, int]],
    looked_at: Mapping[str, set[str]],
    stated: Mapping[str, Sequence[Lineage]],
    facts: Mapping[str, Facts],
) -> dict[str, list[Candidate]]:
    """Return the candidates for each report of a text that has reports it was not yet held against."""
    setting = setting_of(text, facts)
    found = {}
    for report_id, kin in sorted(likely_kin(setting).items()):
        if text.witnesses.keys() - {report_id} <= looked_at.get(report_id, set()):
            continue  # a second text of the same reports is evidence, no question of its own
        kin = [
            each
            for each in kin
            if hours_between(facts[report_id], facts[each]) < TOO_LATE
            and all(row.parent_id != report_id for row in stated[each])
        ]
        length = facts[report_id].length - len(facts[report_id].headline)
        extra = {each: max(0, neighbours[report_id].get(each, 0) - _common(text, report_id, each)) for each in kin}
        found[report_id] = weigh(
            report_id, setting, kin, extra, {each: shares.alike(report_id, each, length) for each in kin}
        )
    return found


def _named_by_all(text: CommonText, stated: Mapping[str, Sequence[Lineage]]) -> str | None:
    """Return the report of a text that all others of it surely come from by what their pages say."""
    for each in text.witnesses:
        others = text.witnesses.keys() - {each}
        if others and all(any(_is_sure(row, each) for row in stated[other]) for other in others):
            return each
    return None


def _is_sure(row: Lineage, parent_id: str) -> bool:
    return row.parent_id == parent_id and row.score >= _SURELY_NAMED


def _beginning(weighed: Mapping[str, Sequence[Candidate]]) -> str | None:
    """Return the report a text begins with, where one is likelier than not and clearly before the others; or else
    the one agency's own report among them.
    """
    own = {report_id: _own(candidates) for report_id, candidates in weighed.items()}
    ranked = sorted(own, key=lambda each: (-own[each].odds, each))
    if not ranked:
        return None
    clear = len(ranked) == 1 or own[ranked[0]].odds - own[ranked[1]].odds >= _CLEARLY
    if clear and own[ranked[0]].odds >= _NAMED:
        return ranked[0]
    agencies = [each for each in ranked if _begins_perhaps(own[each])]
    return agencies[0] if len(agencies) == 1 else None


def _own(candidates: Sequence[Candidate]) -> Candidate:
    return next(each for each in candidates if each.report_id == "own")


def _begins_perhaps(own: Candidate) -> bool:
    """Tell whether a report is an agency's own and none was surely printed before it."""
    return bool(own.evidence.get("own_is_agency")) and not own.evidence.get("own_later")


def _node(text: CommonText) -> str:
    """Return the id of the unseen source of a text: that of its witnesses."""
    return "unseen-" + blake2b(" ".join(sorted(text.witnesses)).encode(), digest_size=8).hexdigest()


def _common(text: CommonText, one: str, other: str) -> int:
    return (text.witnesses[one].reach & text.witnesses[other].reach).bit_count()


def _said_already(row: Lineage, stated: Sequence[Lineage]) -> bool:
    """Tell whether a report's own page names its source, so that this row, or an unseen one, would say less."""
    if row.parent_kind == "report":
        return any(each.parent_id == row.parent_id for each in stated)
    return bool(stated)


def _if_retold(row: Lineage, text: CommonText, shares: _Shares) -> Lineage:
    """Return an unseen source with that reason where the report shares only sentences told in other words."""
    child = row.child_id
    pairs = [(child, each) if (child, each) in shares.sizes else (each, child) for each in text.witnesses]
    if row.parent_kind != "unseen" or any(pair in shares.sizes and pair not in shares.retold for pair in pairs):
        return row
    return replace(row, why=f"{row.why} reworded=yes")


def _with_hint(row: Lineage, text: CommonText, facts: Mapping[str, Facts]) -> Lineage:
    """Return an unseen source with whom some report of the text credits: a hint, no claim."""
    here = {facts[each].outlet_id for each in text.witnesses}
    keys = {key for each in text.witnesses for key in facts[each].agencies}
    keys |= {key for each in text.witnesses for key, outlet in facts[each].papers if outlet not in here}
    keys -= {key for key in keys if make_id("outlet", key) == facts[row.child_id].outlet_id}
    if row.parent_kind != "unseen" or not keys:
        return row
    return replace(row, why=f"{row.why} agencies={'+'.join(sorted(keys))}")


def _answer(
    report_id: str,
    candidates: Sequence[Candidate],
    text: CommonText,
    neighbours: Mapping[str, int],
    *,
    begins: bool,
    second: bool,
) -> Lineage | None:
    """Return the row of the likeliest candidate.

    None where the text likely ``begins`` with this report; nor for what a ``second`` text of a report leaves open.
    """
    if begins:
        return None
    best = next(each for each in candidates if each.report_id != "own")
    odds = min(best.odds, _MOST if best.is_told() else _MOST_BY_WORDS)
    if second and odds < _NAMED:
        return None
    own = _own(candidates)
    if best.report_id == "unseen" and best.odds >= own.odds and not _begins_perhaps(own):
        why = f"rule=shared-passage reports={len(text.witnesses)} common={max(neighbours.values())}"
        return lineage_row(report_id, _node(text), "unseen", min(odds, _MOST_UNSEEN), why + _rivals(candidates))
    if odds >= _NAMED and best.points():
        why = f"rule=stemma common={neighbours.get(best.report_id, 0)}{_told(best)}{_rivals(candidates)}"
        return lineage_row(report_id, best.report_id, "report", odds, why)
    if second:
        return None
    return _open(report_id, odds, f" reports={len(text.witnesses)}{_rivals(candidates)}")


def _open(report_id: str, odds: float, why: str) -> Lineage:
    """Return the row that says: it shares text, and nothing decides where that comes from."""
    return lineage_row(report_id, None, "unseen", min(odds, _OPEN), f"rule=undecided{why}")


def _without_circles(rows: Sequence[Lineage], stated: Mapping[str, Sequence[Lineage]]) -> Iterator[Lineage]:
    """Yield rows, the surest first; one that would make a report its own ancestor is left open."""
    parents: dict[str, list[str]] = defaultdict(list)
    for some in stated.values():
        for row in some:
            if row.parent_kind == "report" and row.parent_id:
                parents[row.child_id].append(row.parent_id)
    for row in sorted(rows, key=lambda row: (-row.score, row.id)):
        if row.parent_kind == "report" and row.parent_id:
            if _is_behind(row.child_id, row.parent_id, parents):
                yield _open(row.child_id, row.score, f" circle={row.parent_id}")
                continue
            parents[row.child_id].append(row.parent_id)
        yield row


def _is_behind(ancestor: str, report_id: str, parents: Mapping[str, Sequence[str]]) -> bool:
    seen, todo = {report_id}, [report_id]
    while todo:
        each = todo.pop()
        if each == ancestor:
            return True
        new = [parent for parent in parents.get(each, ()) if parent not in seen]
        seen.update(new)
        todo += new
    return False


# Evidence a reader is told of, in this order: name in parentage -> key of ``why``. Counts are given as numbers.
_TOLD = (
    ("credited", "credited"), ("agency_parent", "agency_report"), ("shared", "innovations"), ("against", "against"),
    ("headline", "headline"), ("same_cut", "cut"), ("beyond", "beyond"), ("earlier", "earlier"), ("later", "later"),
    ("same_agency", "agency_too"), ("extra", "extra"),
)  # fmt: skip


def _told(candidate: Candidate) -> str:
    parts = []
    for name, key in _TOLD:
        value = candidate.evidence.get(name, 0.0)
        if value:
            parts.append(f" {key}={value:.1f}" if name in ("shared", "against") else f" {key}=yes")
    return "".join(parts)


def _rivals(candidates: Sequence[Candidate]) -> str:
    """Return the odds of the likeliest candidates as the end of a reason."""
    some = [f"{each.report_id}:{each.odds:.2f}" for each in candidates[:_CANDIDATES_TOLD]]
    return f" odds={'+'.join(some)}"
