"""Where a report's text comes from, as far as the pages say.

A credit names an agency. Another report is named as the source only on evidence: the report credits its
outlet, is a later version of it, or is the same outlet's later printing. Reports that share text
without such evidence have a common source nobody has seen, which is an answer too: most pairs share a wire.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b

from musnad.lang import Lang
from musnad.records import Credit, Lineage, Report, Reuse, likely_day, make_id, page_of, reading_order
from musnad.text import find_words

# Shared text points to a common source from this many words, or this share of the shorter report: a
# quoted sentence or a background paragraph alone travels further than a source.
_SOURCE_WORDS = 40
_SOURCE_SHARE = 0.2
# What a report credits is its source; of several agencies credited together each may be.
_SEVERAL = 0.6
# The same outlet printing its own text again on a later day.
_REPRINT = 0.8
# A common source nobody has seen: as likely as not, one may have copied the other.
_UNSEEN = 0.5


def trace_lineage(
    reports: Sequence[Report], reuse: Iterable[Reuse], credits: Iterable[Credit], *, lang: Lang | None
) -> Iterator[Lineage]:
    """Yield what each report comes from: agencies, other reports, or a source not among the reports.

    ``parent_id`` is an agency's key, a report's id, or ``unseen-…``: one such id for all reports that share the
    unseen source. ``score`` is 0..1; a generic credit ("agencies") is no evidence and gives no row.
    """
    del lang
    ordered = sorted(reports, key=reading_order)
    by_id = {report.id: report for report in ordered}
    named = _credited(credits, by_id)
    shared = _shared_words(reuse, by_id)
    parents: dict[str, set[str]] = {}
    for report in ordered:
        for row in [*_agencies(report, named), *_reports(report, by_id, named, shared)]:
            parents.setdefault(report.id, set()).add(row.parent_id or "")
            yield row
    page = {report.id: page_of(report) for report in ordered if page_of(report) in by_id}
    yield from _unseen(ordered, *_by_page(page, shared, parents, named))


def _credited(credits: Iterable[Credit], by_id: Mapping[str, Report]) -> dict[str, list[Credit]]:
    """Return the named sources of each report: not photo credits, not "agencies", not the outlet itself."""
    named: dict[str, list[Credit]] = {}
    for credit in sorted(credits, key=lambda credit: (credit.report_id, credit.start, credit.id)):
        report = by_id.get(credit.report_id)
        if report and credit.kind in ("agency", "outlet") and _outlet_id(credit) != report.outlet_id:
            rows = named.setdefault(report.id, [])
            if all(credit.agency != each.agency for each in rows):
                rows.append(credit)
    return named


def _outlet_id(credit: Credit) -> str:
    """Return the id of the outlet a credit would name: outlets have the ids of their keys."""
    return make_id("outlet", credit.agency)


def _shared_words(reuse: Iterable[Reuse], by_id: Mapping[str, Report]) -> dict[str, dict[str, int]]:
    """Return how many words of passages reports share, for each two that share enough for a source, both ways."""
    places: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for row in reuse:
        if row.kind == "passage" and row.left_id in by_id and row.right_id in by_id:
            places.setdefault((row.left_id, row.right_id), []).append((row.left_start, row.left_stop))
    involved = sorted({report_id for pair in places for report_id in pair})
    starts = {report_id: find_words(by_id[report_id].text).starts for report_id in involved}
    found: dict[str, dict[str, int]] = {}
    for (left, right), stretches in sorted(places.items()):
        words = _words_in(starts[left], stretches)
        shorter = min(len(starts[left]), len(starts[right]))
        if words >= _SOURCE_WORDS or words >= _SOURCE_SHARE * shorter:
            found.setdefault(left, {})[right] = words
            found.setdefault(right, {})[left] = words
    return found


def _words_in(starts: Sequence[int], stretches: Iterable[tuple[int, int]]) -> int:
    return len(
        {index for start, stop in stretches for index in range(bisect_left(starts, start), bisect_left(starts, stop))}
    )


def _agencies(report: Report, named: Mapping[str, list[Credit]]) -> Iterator[Lineage]:
    credits = named.get(report.id, [])
    agencies = [credit for credit in credits if credit.kind == "agency"]
    for credit in agencies:
        score = credit.score * (1.0 if len(agencies) == 1 else _SEVERAL)
        yield _row(report.id, credit.agency, "agency", score, f"rule=credit at={credit.start}-{credit.stop}")


def _reports(
    report: Report,
    by_id: Mapping[str, Report],
    named: Mapping[str, list[Credit]],
    shared: Mapping[str, Mapping[str, int]],
) -> Iterator[Lineage]:
    if report.version_of in by_id:
        yield _row(report.id, report.version_of, "report", 1.0, "rule=version")
    outlets = {_outlet_id(credit): credit for credit in named.get(report.id, [])}
    nearest = _one_a_page(report, [by_id[each] for each in shared.get(report.id, {})])
    for other_id, words in sorted(shared.get(report.id, {}).items()):
        other = by_id[other_id]
        if page_of(other) == page_of(report) or other_id not in nearest:
            continue
        credit = outlets.get(other.outlet_id or "")
        if credit:
            why = f"rule=outlet-credit at={credit.start}-{credit.stop} shared={words}"
            yield _row(report.id, other.id, "report", credit.score, why)
        elif _earlier_printing(other, report):
            crawled = None in (other.published, report.published)  # then only the crawls are in this order
            score, of = (_UNSEEN, " from=crawl") if crawled else (_REPRINT, "")
            yield _row(report.id, other.id, "report", score, f"rule=reprint shared={words}{of}")


def _one_a_page(report: Report, others: Iterable[Report]) -> set[str]:
    """Return the ids of these reports, of a page's versions only the last before ``report``, or else the first."""
    best: dict[str, Report] = {}
    for other in sorted(others, key=reading_order):
        if page_of(other) not in best or reading_order(other) <= reading_order(report):
            best[page_of(other)] = other
    return {other.id for other in best.values()}


def _earlier_printing(one: Report, other: Report) -> bool:
    """Tell whether ``one`` is the same outlet's report of an earlier day."""
    same = one.outlet_id is not None and one.outlet_id == other.outlet_id
    first, second = likely_day(one), likely_day(other)
    return same and first is not None and second is not None and first < second


def _by_page(
    page: Mapping[str, str],
    shared: Mapping[str, Mapping[str, int]],
    parents: Mapping[str, set[str]],
    named: Mapping[str, list[Credit]],
) -> tuple[dict[str, dict[str, int]], dict[str, set[str]], dict[str, list[Credit]]]:
    """Return the same of pages: the versions of one are one report here, which shares nothing with itself."""
    shares: dict[str, dict[str, int]] = {}
    for left, others in shared.items():
        for right, words in others.items():
            one, other = page.get(left, left), page.get(right, right)
            if one != other:
                shares.setdefault(one, {})[other] = max(words, shares.get(one, {}).get(other, 0))
    known: dict[str, set[str]] = {}
    for child, some in parents.items():
        one = page.get(child, child)
        known.setdefault(one, set()).update(page.get(each, each) for each in some)
    credits: dict[str, list[Credit]] = {}
    for report_id, rows in named.items():
        credits.setdefault(page.get(report_id, report_id), []).extend(rows)
    return shares, {one: some - {one} for one, some in known.items()}, credits


def _unseen(
    ordered: Sequence[Report],
    shared: Mapping[str, Mapping[str, int]],
    parents: Mapping[str, set[str]],
    named: Mapping[str, list[Credit]],
) -> Iterator[Lineage]:
    """Yield one row for each report whose shared text no named parent explains, with one source for each group."""
    unexplained = {
        (left, right): words
        for left, others in shared.items()
        for right, words in others.items()
        if not (_explained(left, right, parents) or _explained(right, left, parents))
    }
    rows = []
    for group in _groups(unexplained):
        node = "unseen-" + blake2b(" ".join(group).encode(), digest_size=8).hexdigest()
        agencies = sorted({credit.agency for each in group for credit in named.get(each, [])})
        hint = f" agencies={'+'.join(agencies)}" if agencies else ""
        for child in group:
            if parents.get(child):  # it says itself where it comes from
                continue
            words = max(unexplained.get((child, other), 0) for other in shared[child])
            why = f"rule=shared-passage reports={len(group)} shared={words}{hint}"
            rows.append(_row(child, node, "unseen", _UNSEEN, why))
    at = {report.id: number for number, report in enumerate(ordered)}
    yield from sorted(rows, key=lambda row: at[row.child_id])


def _explained(left: str, right: str, parents: Mapping[str, set[str]]) -> bool:
    mine, others = parents.get(left, set()), parents.get(right, set())
    return right in mine or bool(mine & others)


def _groups(pairs: Iterable[tuple[str, str]]) -> list[list[str]]:
    """Return the connected components of pairs, each sorted, in order."""
    top: dict[str, str] = {}

    def find(each: str) -> str:
        top.setdefault(each, each)
        while top[each] != each:
            top[each] = top[top[each]]
            each = top[each]
        return each

    for left, right in pairs:
        one, other = sorted((find(left), find(right)))
        top[other] = one
    groups: dict[str, list[str]] = {}
    for each in sorted(top):
        groups.setdefault(find(each), []).append(each)
    return sorted(groups.values())


def _row(child: str, parent: str | None, kind: str, score: float, why: str) -> Lineage:
    return Lineage(make_id("lineage", child, kind, parent), child, parent, kind, round(score, 3), why)
