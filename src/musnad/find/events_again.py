"""Events brought up to date where a few reports of a case are new: only these are read for happenings again.

A report's events stay as they are where what was found in it does, and each name in them belongs to the entity it
belonged to. Whatever changes either takes away the mark that the stage has run over the report (``stage_rows``).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import chain
from typing import Any

from musnad.find.events import find_events
from musnad.lang import Lang
from musnad.records import Report
from musnad.store import Case
from musnad.updates import RowsOf, Update

# What is read of all reports, as ``find_events`` takes it, and of some: of their names all entities are asked.
_READS = ("sentence", "mention", "entity_member", "quote", "date")
_FINDINGS = ("sentence", "mention", "quote", "date")


def update_events(
    case: Case, reports: Sequence[Report], then: Collection[str], rows_of: RowsOf, *, lang: Lang
) -> Update:
    """Return how the rows of ``event`` and ``event_participant`` change.

    Reports ``then`` were read before, and neither they nor the entities in their events have changed since.
    """
    ids = [report.id for report in reports]
    stays = set(ids).intersection(then)
    if not stays:
        return Update(list(find_events(reports, *map(rows_of, _READS), lang=lang)), None, ids)
    fresh = [report for report in reports if report.id not in stays]
    some = [report.id for report in fresh]
    sentences, mentions, quotes, dates = (_findings(case, table, some) for table in _FINDINGS)
    rows = list(find_events(fresh, sentences, mentions, rows_of("entity_member"), quotes, dates, lang=lang))
    before = case.connection.execute("SELECT id, report_id FROM event")
    gone = [event_id for event_id, report_id in before if report_id not in stays]
    return Update(rows, {"event_participant": ("event_id", gone), "event": ("id", gone)}, ids)


def _findings(case: Case, table: str, ids: Sequence[str]) -> list[Any]:
    return list(chain.from_iterable(case.rows_of_reports(table, ids).values()))
