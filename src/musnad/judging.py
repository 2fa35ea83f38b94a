"""Judging: what a person decides about a finding, link or group, written down with the words it is about.

Judgements are only added, never changed or taken away; the latest about one thing counts, and beats
every score when the stages run again.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from musnad.errors import UsageError
from musnad.records import RECORDS, Judgement, make_id
from musnad.store import Case, columns_of

# same, different: the two ends of a link; right, wrong: a finding; reject: furniture learned that is none.
VERDICTS = ("same", "different", "right", "wrong", "reject")
# Words kept with a judgement; the whole of a long passage would be a copy of the report.
LONGEST_WORDS = 300


def judge(case: Case, about: str, verdict: str, judged_by: str, *, judged_at: datetime | None = None) -> Judgement:
    """Write a judgement about the row with this id, and return it. The stages heed it when they run next.

    Raises ``UsageError`` for an unknown verdict, or an id that is in no table.
    """
    if verdict not in VERDICTS:
        raise UsageError(f"no verdict {verdict!r}; there are: {', '.join(VERDICTS)}")
    if not judged_by.strip():
        raise UsageError("a judgement needs a name: who judges?")
    row = find_row(case, about)
    report_id, start, stop = place_of(case, row)
    report = case.get("report", report_id) if report_id else None
    words = report.text[start:stop][:LONGEST_WORDS] if report and start is not None and stop is not None else ""
    moment = (judged_at or datetime.now(UTC)).strftime("%Y-%m-%dT%H:%M:%SZ")
    judgement = Judgement(
        make_id("judgement", about, verdict, judged_by, moment), about, words, report_id, start, stop, verdict,
        judged_by, moment,
    )  # fmt: skip
    with case.batch():
        case.write([judgement])
    return judgement


def find_row(case: Case, row_id: str) -> Any:
    """Return the row an id names. Raises ``UsageError`` where there is none."""
    table = row_id.partition("-")[0]
    row = case.get(table, row_id) if table in RECORDS and "id" in columns_of(table) else None
    if row is None:
        raise UsageError(f"nothing in this case has the id {row_id!r}")
    return row


def place_of(case: Case, row: Any) -> tuple[str | None, int | None, int | None]:
    """Return the report and place a row is about: its own, or of a link the left end's."""
    if hasattr(row, "report_id"):
        return row.report_id, getattr(row, "start", None), getattr(row, "stop", None)
    if hasattr(row, "left_id"):
        if hasattr(row, "left_start"):
            return row.left_id, row.left_start, row.left_stop
        return place_of(case, find_row(case, row.left_id))
    return None, None, None
