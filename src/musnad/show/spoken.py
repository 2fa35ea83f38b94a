"""A speaker's statements over time: as lines for a terminal, as plain values for programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from musnad.compare.speakers import Spoken
from musnad.show.terminal import isolated
from musnad.show.words import counted, date_range, word

# A saying longer than this many characters is cut in a terminal.
LONGEST_WORDS = 140


def spoken_lines(found: Iterable[Spoken]) -> Iterator[str]:
    """Yield two lines a statement: when, who, how often printed; then its words."""
    for each in found:
        day = date_range(each.earliest, each.latest).en
        dated = f" ({word(f'dated_{each.dated_by}').en})" if each.dated_by else ""
        parts = [day + dated, isolated(each.speaker_name or word("speaker_unknown").en)]
        parts.append(counted("outlet", each.outlets).en)
        parts += [word("altered").en] if each.altered else []
        yield " · ".join([*parts, each.statement_id])
        flat = " ".join(each.words.split())
        yield "    " + isolated(flat if len(flat) <= LONGEST_WORDS else flat[: LONGEST_WORDS - 2] + " …")


def spoken_json(each: Spoken) -> dict[str, Any]:
    """Return a statement as plain values; its words stand at ``start:stop`` of the report."""
    return {
        "statement_id": each.statement_id,
        "speaker_name": each.speaker_name,
        "earliest": each.earliest,
        "latest": each.latest,
        "dated_by": each.dated_by,
        "why": each.why,
        "words": each.words,
        "report_id": each.place.report_id,
        "start": each.place.start,
        "stop": each.place.stop,
        "printings": each.printings,
        "reports": [report.report_id for report in each.reports],
        "outlets": each.outlets,
        "altered": each.altered,
    }
