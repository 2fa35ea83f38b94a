"""What a report's own page says of its source: it credits an agency or an outlet, its text names another outlet, or
its outlet printed it before.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain

from musnad.link.lineage_facts import Credited
from musnad.link.named_outlets import OutletNames
from musnad.link.page_versions import SAME_PAGE, VERSION
from musnad.link.parentage import TOO_LATE, Facts, hours_between, order_of
from musnad.link.witnesses import Passage
from musnad.records import Credit, Lineage, Report, likely_day, make_id, page_of, reading_order

# What a report credits is its source; of several agencies credited together each may be.
_SEVERAL = 0.6
# The same outlet printing its own text again on a later day; where the days are those of the crawl, or the text
# is less than half of the later report (both may be from elsewhere), or it was the same day (which came first is open).
_REPRINT, _OPEN = 0.8, 0.5
_TWIN = "rule=twin"
# Twins share half of the later one word for word, or nearly all of the other.
_WHOLE = 0.9
# A report whose text says that another outlet had it, and is mostly that outlet's text.
_NAMED = 0.8
# Less than so much of the words the same, and it may be a notice of something else by the same pattern; fewer words in
# common than this, and less than half of either report, and an outlet's two reports share a background, no more.
_SAME, _FEWEST_WORDS = 0.8, 40
# An outlet's two reports with so many other figures, one for every so many words they share, are a form filled in anew
# (markets, weather). Of 18 days' newspapers 62 pairs are; 14 read were each of another day.
_OTHER_FIGURES, _WORDS_A_FIGURE = 3, 30
# A text that an outlet prints on so many days, with fewer than nine tenths of the words the same, is a form as well
# (the weather): of 37 such pairs 15 were read, and 12 were.
_DAYS_OF_A_FORM, _SAME_OF_A_PRINTING = 3, 0.9
_FIGURE = re.compile(r"\d+(?:[.,٫]\d+)*")


def stated_sources(
    reports: Iterable[Report],
    by_id: Mapping[str, Report],
    neighbours: Mapping[str, Mapping[str, int]],
    equal: Mapping[tuple[str, str], float],
    passages: Mapping[tuple[str, str], Sequence[Passage]],
    credited: Credited,
    names: OutletNames | None,
) -> dict[str, list[Lineage]]:
    """Return the rows of what the page of each report says.

    ``neighbours``: how many words it shares with each other report; ``equal``: the share of these that are the same;
    ``passages``: what two reports share.
    """
    return {
        each.id: [
            *_credits(each, by_id, credited),
            *_earlier_reports(each, neighbours.get(each.id, {}), by_id, equal, passages, credited),
            *(_named_reports(each, neighbours.get(each.id, {}), by_id, credited, names) if names else ()),
        ]
        for each in reports
    }


def in_time(stated: Mapping[str, Iterable[Lineage]], facts: Mapping[str, Facts]) -> dict[str, list[Lineage]]:
    """Return these rows without reports that were printed after those they are said to stand behind.

    Of an outlet's twins, which are met in any order, the later one comes from the other.
    """
    kept: dict[str, list[Lineage]] = {each: [] for each in stated}
    for row in chain.from_iterable(stated.values()):
        child, parent = facts.get(row.child_id), facts.get(row.parent_id or "")
        if not (row.parent_id and child and parent) or row.why in (SAME_PAGE, VERSION):
            kept[row.child_id].append(row)
        elif row.why.startswith(_TWIN) and order_of(child, parent) == 1:
            kept[row.parent_id].append(lineage_row(row.parent_id, row.child_id, "report", row.score, row.why))
        elif hours_between(child, parent) < TOO_LATE:
            kept[row.child_id].append(row)
    return kept


def _credits(report: Report, by_id: Mapping[str, Report], credited: Credited) -> Iterator[Lineage]:
    """Yield the agencies a report credits, and the page it is a later version of."""
    agencies = credited.of_kind(report.id, "agency")
    for credit in agencies:
        score = credit.score * (1.0 if len(agencies) == 1 else _SEVERAL)
        yield lineage_row(report.id, credit.agency, "agency", score, f"rule=credit at={credit.start}-{credit.stop}")
    first = by_id.get(report.version_of or "")
    if first is not None:
        why = SAME_PAGE if first.text == report.text else VERSION
        yield lineage_row(report.id, first.id, "report", 1.0, why)


def _earlier_reports(
    report: Report,
    others: Mapping[str, int],
    by_id: Mapping[str, Report],
    equal: Mapping[tuple[str, str], float],
    passages: Mapping[tuple[str, str], Sequence[Passage]],
    credited: Credited,
) -> Iterator[Lineage]:
    """Yield the reports that share text with this one of which its page says that it comes from them."""
    outlets = {credited.outlet_id(credit): credit for credit in credited.named.get(report.id, [])}
    told = {report.outlet_id, *outlets} - {None}
    for other in _one_a_page(report, [by_id[each] for each in others if by_id[each].outlet_id in told]):
        words = others[other.id]
        same = equal.get((report.id, other.id), equal.get((other.id, report.id), 1.0))
        credit = outlets.get(other.outlet_id or "")
        if credit:
            yield _credited_report(report, other, credit, words, same)
        elif _is_before(other, report):
            daily = same < _SAME_OF_A_PRINTING and _days_printed(report, others, by_id) >= _DAYS_OF_A_FORM
            if not daily and not _is_filled_anew(report, other, passages):
                yield from _reprint(report, other, words, same)


def _days_printed(report: Report, others: Mapping[str, int], by_id: Mapping[str, Report]) -> int:
    """Return on how many days its outlet printed reports that share half of their words with a report, or the other."""
    length = len(report.text.split())
    days = {likely_day(report)}
    for id, words in others.items():
        other = by_id[id]
        if other.outlet_id == report.outlet_id and 2 * words >= max(length, len(other.text.split())):
            days.add(likely_day(other))
    return len(days - {None})


def _is_filled_anew(one: Report, other: Report, passages: Mapping[tuple[str, str], Sequence[Passage]]) -> bool:
    """Tell whether two reports share a form with other figures in it."""
    left, right = (one, other) if (one.id, other.id) in passages else (other, one)
    places = passages.get((left.id, right.id), ())
    figures, its_figures = Counter[str](), Counter[str]()
    words = 0
    for first, stop, its_first, its_stop in places:
        words += left.text.count(" ", first, stop) + 1
        figures.update(_FIGURE.findall(left.text, first, stop))
        its_figures.update(_FIGURE.findall(right.text, its_first, its_stop))
    changed = min((figures - its_figures).total(), (its_figures - figures).total())
    return changed >= _OTHER_FIGURES and changed * _WORDS_A_FIGURE >= words


def _one_a_page(report: Report, others: Iterable[Report]) -> list[Report]:
    """Return these reports, of a page's versions only the last before ``report``, or else the first."""
    best: dict[str, Report] = {}
    for other in sorted(others, key=reading_order):
        if page_of(other) not in best or reading_order(other) <= reading_order(report):
            best[page_of(other)] = other
    return sorted(best.values(), key=lambda each: each.id)


def _credited_report(report: Report, other: Report, credit: Credit, words: int, same: float) -> Lineage:
    """Return the row of a report of the outlet or agency credited: it sends many, so most of one must be here."""
    half = 2 * words >= min(len(report.text.split()), len(other.text.split()))
    score = credit.score if half and same >= _SAME else min(credit.score, _OPEN)
    why = f"rule=outlet-credit at={credit.start}-{credit.stop} common={words}"
    return lineage_row(report.id, other.id, "report", score, why)


def _named_reports(
    report: Report, others: Mapping[str, int], by_id: Mapping[str, Report], credited: Credited, names: OutletNames
) -> Iterator[Lineage]:
    """Yield the report of an outlet that the text gives as its source, of several the one that shares most.

    An agency credited is the source: it may have quoted that outlet.
    """
    if report.id in credited.named:
        return
    best: dict[str, Report] = {}
    for other in _one_a_page(report, [by_id[each] for each in others]):
        outlet = other.outlet_id
        if not outlet or outlet == report.outlet_id or _is_days_after(other, report):
            continue
        if outlet not in best or others[other.id] > others[best[outlet].id]:
            best[outlet] = other
    for outlet, other in sorted(best.items()):
        place = names.place(report.text, outlet)
        if place is None or (report.outlet_id and names.place(other.text, report.outlet_id)):
            continue
        words = others[other.id]
        score = _NAMED if 2 * words >= len(report.text.split()) else _OPEN
        yield lineage_row(
            report.id, other.id, "report", score, f"rule=outlet-named at={place[0]}-{place[1]} common={words}"
        )


def _is_days_after(one: Report, other: Report) -> bool:
    """Tell whether one report was likely printed more than a day after another."""
    try:
        first, second = (date.fromisoformat(likely_day(each) or "") for each in (one, other))
    except ValueError:
        return False
    return (first - second).days > 1


def _is_before(one: Report, other: Report) -> bool:
    """Tell whether ``one`` is the same outlet's report of an earlier day, or of the same day met before the other."""
    if one.outlet_id is None or one.outlet_id != other.outlet_id:
        return False
    first, second = likely_day(one), likely_day(other)
    if first is None or second is None or first != second:
        return first is not None and second is not None and first < second
    return _met(one) < _met(other)


def _met(report: Report) -> tuple[str, int, str]:
    """Sort key of one outlet's reports of one day: when they were met, the fuller first."""
    return report.published or report.published_why, -len(report.text), report.id


def _reprint(report: Report, other: Report, words: int, same: float) -> Iterator[Lineage]:
    length = len(report.text.split())
    if words < _FEWEST_WORDS and 2 * words < length:
        return
    if likely_day(report) == likely_day(other):
        alike = words * same
        if same < _SAME or (2 * alike < length and alike < _WHOLE * len(other.text.split())):
            return  # a round-up with a passage of it, or two notices by one pattern
        yield lineage_row(report.id, other.id, "report", _OPEN, f"{_TWIN} common={words}")
        return
    crawled = None in (other.published, report.published)  # then only the crawls are in this order
    part = 2 * words < length
    sure = not crawled and not part and same >= _SAME
    why = f"rule=reprint{'-part' if part else ''} common={words}{' from=crawl' if crawled else ''}"
    yield lineage_row(report.id, other.id, "report", _REPRINT if sure else _OPEN, why)


def lineage_row(child: str, parent: str | None, kind: str, score: float, why: str) -> Lineage:
    """Return a row of lineage under the id that its child and parent give it."""
    return Lineage(make_id("lineage", child, kind, parent), child, parent, kind, round(score, 3), why)
