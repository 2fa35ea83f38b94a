"""What lineage knows of a report beside its text: whom it credits, when it was printed, its headline."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from musnad.lang import Lang
from musnad.link.parentage import Facts
from musnad.read.plain.datelines import is_person
from musnad.records import Credit, Outlet, Piece, Report, ReportDate, likely_day, make_id
from musnad.text import folded_words

# Hours are those of the clock of Mecca, so that days and moments without a time zone, which are of some clock near it,
# can be laid beside moments with one.
_MECCA = timedelta(hours=3)
# A moment without a time zone may be of any between these: the Arab world spans three hours and the summer's one.
_ZONES_HOURS = 2.0
# A page was printed before it was fetched. Who fetches Arabic pages has their clock, or the universal one: so many
# hours behind Mecca's.
_FETCHING_HOURS = 3.0
# What stands between the names of a byline: «name - town», «town (agency)».
_BETWEEN_NAMES = re.compile(r"[:\-–—ـ/|،,()«»\n]")
_FETCHED = re.compile(r"\bcrawl=(\d{4}-\d\d-\d\dT\S+)")


@dataclass(frozen=True, slots=True)
class Credited:
    """The credits of each report. ``named``: agencies and outlets, not its own; ``generic``: «(وكالات)»."""

    named: Mapping[str, list[Credit]]
    generic: frozenset[str]
    outlet_of: Mapping[str, str]  # a credited name -> the outlet of the case that has it, where no table knows it

    def outlet_id(self, credit: Credit) -> str:
        """Return the id of the outlet a credit would name: outlets have the ids of their keys."""
        return self.outlet_of.get(credit.agency) or make_id("outlet", credit.agency)

    def of_kind(self, report_id: str, kind: str) -> list[Credit]:
        """Return the credits of a report that name an ``agency``, or an ``outlet``."""
        return [each for each in self.named.get(report_id, ()) if each.kind == kind]


def read_credits(credits: Iterable[Credit], by_id: Mapping[str, Report], outlets: Iterable[Outlet]) -> Credited:
    """Return who is credited where: not photo credits, not an outlet's credit of itself."""
    rows = sorted(
        (each for each in credits if each.report_id in by_id), key=lambda each: (each.report_id, each.start, each.id)
    )
    known = Credited({}, frozenset(), _outlets_by_short_name(outlets))
    named: dict[str, list[Credit]] = {}
    for credit in rows:
        own = known.outlet_id(credit) == by_id[credit.report_id].outlet_id
        if credit.kind in ("agency", "outlet") and not own:
            some = named.setdefault(credit.report_id, [])
            if all(credit.agency != each.agency for each in some):
                some.append(credit)
    return Credited(named, frozenset(each.report_id for each in rows if each.kind == "agencies"), known.outlet_of)


def _outlets_by_short_name(outlets: Iterable[Outlet]) -> dict[str, str]:
    """Return the outlets of the case by their names without the first word («وكالة», «صحيفة»), where that names one."""
    found: dict[str, set[str]] = defaultdict(set)
    for outlet in outlets:
        for name in (outlet.name_ar, outlet.name_en):
            words = folded_words(name or "")
            if len(words) > 1 and outlet.id == make_id("outlet", " ".join(words)):  # else a table knows its key
                found[" ".join(words[1:])].add(outlet.id)
    return {name: min(ids) for name, ids in found.items() if len(ids) == 1}


def facts_of(
    report_ids: Collection[str],
    by_id: Mapping[str, Report],
    credited: Credited,
    report_dates: Iterable[ReportDate],
    pieces: Iterable[Piece],
    lang: Lang | None,
) -> dict[str, Facts]:
    """Return what is known of these reports."""
    dates = {row.report_id: row for row in report_dates if row.report_id in report_ids}
    headlines: dict[str, tuple[str, ...]] = {}
    signed = set[str]()
    for piece in pieces:
        if piece.report_id in report_ids and piece.part in ("headline", "byline"):
            printed = by_id[piece.report_id].text[piece.start : piece.stop]
            if piece.part == "headline":
                headlines[piece.report_id] = tuple(folded_words(printed))
            elif lang and any(is_person(folded_words(some), lang) for some in _BETWEEN_NAMES.split(printed)):
                signed.add(piece.report_id)
    crediting = credited.generic | {each for each in credited.named if credited.of_kind(each, "agency")}
    habits = credit_habits({each: report.outlet_id for each, report in by_id.items()}, crediting)
    # an outlet is an agency where others credit it as one
    agencies = {credited.outlet_id(row) for each in credited.named for row in credited.of_kind(each, "agency")}
    found = {}
    for each in report_ids:
        report, papers = by_id[each], credited.of_kind(each, "outlet")
        found[each] = Facts(
            report.outlet_id,
            *_hours(report, dates.get(each)),
            headline=headlines.get(each, ()),
            agencies=frozenset(row.agency for row in credited.of_kind(each, "agency")),
            agency_outlets=frozenset(credited.outlet_id(row) for row in credited.of_kind(each, "agency")),
            outlets=frozenset(credited.outlet_id(row) for row in papers),
            papers=frozenset((row.agency, credited.outlet_id(row)) for row in papers),
            generic=each in credited.generic,
            is_agency=report.outlet_id in agencies,
            length=report.text.count(" ") + 1,
            habit=habits[each],
            likely=_day(likely_day(report), 0),
            signed=each in signed,
        )
    return found


def credit_habits(outlets: Mapping[str, str | None], crediting: Collection[str]) -> dict[str, float]:
    """Return for each report the share of its outlet's other reports that credit a wire; of few, near 0.

    Two reports that credit none are added to each outlet, so that one credit is no habit.
    """
    of_outlet: dict[str, int] = defaultdict(int)
    credit: dict[str, int] = defaultdict(int)
    for report_id, outlet in outlets.items():
        if outlet is not None:
            of_outlet[outlet] += 1
            credit[outlet] += report_id in crediting
    return {
        report_id: (credit[outlet] - (report_id in crediting)) / (of_outlet[outlet] + 1) if outlet else 0.0
        for report_id, outlet in outlets.items()
    }


def _hours(report: Report, row: ReportDate | None) -> tuple[float | None, float | None]:
    """Return the hours (since year 1, by the clock of Mecca) between which a report was published, as far as known."""
    published = report.published or ""
    moment = _moment(published) if len(published) > 10 else None
    if moment is not None:
        slack = _ZONES_HOURS if moment.tzinfo is None else 0.0
        at = _hours_of(moment)
        return at - slack, at + slack
    first = _day(row.earliest if row else published[:10] or None, 0)
    last = _day(row.latest if row else published[:10] or None, 1)
    fetched = _fetched(report)
    if fetched is not None:
        last = max(fetched if last is None else min(last, fetched), first or 0.0)
    return first, last


def _fetched(report: Report) -> float | None:
    """Return the hour by which a report's page was fetched."""
    found = _FETCHED.search(report.published_why)
    moment = _moment(found[1]) if found else None
    return _hours_of(moment) + (_FETCHING_HOURS if moment.tzinfo is None else 0.0) if moment else None


def _moment(value: str) -> datetime | None:
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        return None


def _day(day: str | None, after: int) -> float | None:
    try:
        return _hours_of(datetime.fromisoformat(day[:10]) + timedelta(days=after)) if day else None
    except (ValueError, OverflowError):
        return None


def _hours_of(moment: datetime) -> float:
    offset = moment.utcoffset()
    turned = timedelta(0) if offset is None else _MECCA - offset
    return ((moment.replace(tzinfo=None) - datetime.min) + turned).total_seconds() / 3600
