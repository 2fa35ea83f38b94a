"""What somebody said over time: statements in the order of the days they were said, or else first printed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from musnad.compare.places import Place, Printed, by_day, count_outlets, printed_among
from musnad.compare.printings import between_marks, content_words, differ, once_a_page
from musnad.compare.timeline import Moment, statement_moments
from musnad.lang import load_lang
from musnad.records import Quote, Report
from musnad.store import Case


@dataclass(frozen=True, slots=True)
class Spoken:
    """One statement on the line of time.

    ``words`` are those of the fullest printing, at ``place``. ``dated_by``: said (a date stands beside the words of
    saying), printed (the days of the first printing) or "" (no date); ``why``: the rule behind the days. ``altered``:
    two printings differ in words or in being direct speech.
    """

    statement_id: str
    speaker_name: str | None
    words: str
    place: Place
    earliest: str | None
    latest: str | None
    dated_by: str
    why: str
    printings: int
    reports: tuple[Printed, ...]
    outlets: int
    altered: bool


def spoken(case: Case, statement_ids: Iterable[str]) -> list[Spoken]:
    """Return these statements in the order of time, those without a day last."""
    quotes = _quotes_of(case, statement_ids)
    report_ids = sorted({quote.report_id for some in quotes.values() for quote in some})
    reports: dict[str, Report] = {id: row for id in report_ids if (row := case.get("report", id)) is not None}
    quotes = {id: once_a_page(some, reports) for id, some in quotes.items()}
    texts = {id: report.text for id, report in reports.items()}
    printed = {each.report_id: each for each in printed_among(case, reports.values())}
    said = {moment.id: moment for moment in statement_moments(case, report_ids, texts)}
    found = [_spoken(id, some, printed, reports, said.get(id)) for id, some in quotes.items()]
    return sorted(found, key=_order)


def _order(each: Spoken) -> tuple[str, str, str, int]:
    return (*by_day(each.earliest, each.latest, each.why), each.place.report_id, each.place.start)


def _quotes_of(case: Case, statement_ids: Iterable[str]) -> dict[str, list[Quote]]:
    found: dict[str, list[Quote]] = {}
    for id in sorted(set(statement_ids)):
        quotes = [case.get("quote", row.quote_id) for row in case.rows("statement_member", statement_id=id)]
        known = [quote for quote in quotes if quote is not None]
        if known:
            found[id] = known
    return found


def _spoken(
    id: str, quotes: Sequence[Quote], printed: Mapping[str, Printed], read: Mapping[str, Report], said: Moment | None
) -> Spoken:
    order = list(printed)
    reports = tuple(printed[each] for each in order if any(quote.report_id == each for quote in quotes))
    full = max(
        quotes,
        key=lambda quote: (_length(quote, read[quote.report_id]), between_marks(quote), -order.index(quote.report_id)),
    )
    first = reports[0]
    days = (said.earliest, said.latest) if said else (first.earliest, first.latest)
    names = sorted({quote.speaker_name for quote in quotes if quote.speaker_name}, key=lambda name: (-len(name), name))
    return Spoken(
        id,
        names[0] if names else None,
        read[full.report_id].text[full.start : full.stop],
        Place(full.report_id, full.start, full.stop, full.id),
        *days,
        "said" if said else "printed" if any(days) else "",
        said.why if said else first.date_why,
        len(quotes),
        reports,
        count_outlets(reports),
        differ(quotes, {quote.report_id: read[quote.report_id].text for quote in quotes}),
    )


def _length(quote: Quote, report: Report) -> int:
    return content_words(report.text[quote.start : quote.stop], load_lang(report.language))
