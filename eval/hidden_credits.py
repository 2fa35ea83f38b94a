"""Real reports whose agency credit is taken away: what does lineage then name as their source?

Run: ``PYTHONPATH=eval python eval/hidden_credits.py CASE [SEED]`` on an analysed case. Half of those that credit an
agency lose the credit; the truth is that agency, so another paper named by the words is a mistake, an unseen source
or an open answer is none. Not part of the gate: it needs a whole case.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from musnad.lang import load_lang
from musnad.link.lineage import trace_lineage
from musnad.pieces import all_pieces
from musnad.records import Lineage, Report
from musnad.store import Case, open_case


def answers(case: Case, seed: int) -> Counter[str]:
    """Return how many of the reports with a hidden credit got which kinds of answer."""
    reports = {report.id: report for report in case.rows("report")}
    credits = case.rows("credit")
    crediting = sorted({row.report_id for row in credits if row.kind == "agency"})
    hidden = set(random.Random(seed).sample(crediting, len(crediting) // 2))
    left = [row for row in credits if row.kind != "agency" or row.report_id not in hidden]
    reuse = [row for row in case.rows("reuse") if row.kind == "passage"]
    dates, outlets, lang = case.rows("report_date"), case.rows("outlet"), load_lang("ar")
    rows: dict[str, list[Lineage]] = {}
    for row in trace_lineage(list(reports.values()), reuse, left, dates, all_pieces(case), outlets, lang=lang):
        rows.setdefault(row.child_id, []).append(row)
    sharing = {each for row in reuse for each in (row.left_id, row.right_id)}
    return Counter(_kinds(rows.get(each, ()), reports) for each in sorted(hidden & sharing))


def _kinds(rows: Iterable[Lineage], reports: Mapping[str, Report]) -> str:
    found = set()
    for row in rows:
        if row.parent_kind != "report" or row.parent_id is None:
            found.add("unseen" if row.parent_id else "open")
        elif reports[row.parent_id].outlet_id == reports[row.child_id].outlet_id:
            found.add("own outlet")
        elif "agency_report=yes" in row.why or "rule=outlet-credit" in row.why:
            found.add("agency's own report")
        elif "rule=outlet-named" in row.why:
            found.add("paper the text names")
        else:
            found.add("another paper")
    return " + ".join(sorted(found)) or "none"


if __name__ == "__main__":
    counted = answers(open_case(Path(sys.argv[1]), read_only=True), int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    for kinds, number in counted.most_common():
        print(f"{number:6} {kinds}")
