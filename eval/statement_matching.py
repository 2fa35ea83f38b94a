"""Scores of matching quotes into statements: on the gold quotes of the seeds, and on the quotes really found.

``altered`` and ``matches``: the share of the gold's pairs of which a quote overlapping the one side and a quote
overlapping the other are in one statement. ``left_alone``: of the statements told on one page only, those not
joined to another page. ``joined_named``: of the joined pairs across pages, those one of the two lists names
(to be read: the lists are not exhaustive).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

import gold
from gold import DATA, missing, seed_gold, seed_reports

from musnad.lang import load_lang
from musnad.link.statements import link_statements
from musnad.records import Quote, Report, Reuse, SameStatement, StatementMember, make_id

# Below this intersection over union a side of a pair is no annotated statement, but one inside it or around it.
LEAST_OVERLAP = 0.3
Side = tuple[str, int, int]  # seed, start, stop


def evaluate() -> dict[str, float]:
    """Return found, false and extra pairs; empty where the annotated data is missing."""
    if missing("seeds", "gold.json") or missing("statements", "alteration_pairs.jsonl"):
        return {}
    scores = {f"seeds.statements.gold.{name}": value for name, value in score(*from_gold()).items()}
    found = from_stages()
    if found:
        scores.update({f"seeds.statements.stages.{name}": value for name, value in score(*found).items()})
    return scores


def alteration_pairs() -> list[dict[str, Any]]:
    lines = (DATA / "statements" / "alteration_pairs.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines if line]


def side_of(side: dict[str, Any]) -> Side:
    return side["file"][:3], side["content"][0], side["content"][1]


def score(names: dict[str, str], quotes: Sequence[Quote], rows: Iterable[Any]) -> dict[str, float]:
    """Return the shares; ``names`` gives the seed of a report id."""
    group = {row.quote_id: row.statement_id for row in rows if isinstance(row, StatementMember)}
    altered, matches = _altered(), _gold_matches()
    alone = [side_of(row["a"] or row["b"]) for row in alteration_pairs() if row["kind"] != "altered"]
    joined = list(joined_pairs(quotes, group))
    extra = extra_pairs(names, quotes, group)
    return {
        "altered": sum(_together(a, b, names, quotes, group) for a, b in altered) / len(altered),
        "matches": sum(_together(a, b, names, quotes, group) for a, b in matches) / len(matches),
        "left_alone": sum(_left_alone(side, names, quotes, group) for side in alone) / len(alone),
        "joined_named": 1 - len(extra) / len(joined) if joined else 0.0,
    }


def _altered() -> list[tuple[Side, Side]]:
    return [(side_of(row["a"]), side_of(row["b"])) for row in alteration_pairs() if row["kind"] == "altered"]


def _together(one: Side, other: Side, names: dict[str, str], quotes: Sequence[Quote], group: dict[str, str]) -> bool:
    left, right = ({group[quote.id] for quote in _at(side, quotes, names)} for side in (one, other))
    return bool(left & right)


def _left_alone(side: Side, names: dict[str, str], quotes: Sequence[Quote], group: dict[str, str]) -> bool:
    here = {group[quote.id] for quote in _at(side, quotes, names)}
    return not any(group[quote.id] in here for quote in quotes if names[quote.report_id] != side[0])


def joined_pairs(quotes: Sequence[Quote], group: dict[str, str]) -> Iterable[tuple[Quote, Quote]]:
    """Yield the pairs of quotes of two pages that are in one statement."""
    for at, left in enumerate(quotes):
        for right in quotes[at + 1 :]:
            if left.report_id != right.report_id and group[left.id] == group[right.id]:
                yield left, right


def extra_pairs(names: dict[str, str], quotes: Sequence[Quote], group: dict[str, str]) -> list[tuple[Quote, Quote]]:
    """Return joined pairs that neither list names."""
    known = _gold_matches() + _altered()
    named = {
        (a.id, b.id)
        for one, other in known
        for x, y in ((one, other), (other, one))
        for a in _at(x, quotes, names)
        for b in _at(y, quotes, names)
    }
    return [pair for pair in joined_pairs(quotes, group) if (pair[0].id, pair[1].id) not in named]


def _at(side: Side, quotes: Sequence[Quote], names: dict[str, str]) -> list[Quote]:
    """Return the quotes that lie at least half inside a side, or the side at least half inside them."""
    seed, start, stop = side
    inside = []
    for quote in quotes:
        if names[quote.report_id] == seed:
            shared = min(stop, quote.stop) - max(start, quote.start)
            if 2 * shared >= min(stop - start, quote.stop - quote.start):
                inside.append(quote)
    return inside


def _gold_matches() -> list[tuple[Side, Side]]:
    rows = {row["id"]: row for row in seed_gold()["statements"]}
    pairs = []
    for row in rows.values():
        pairs.extend((_content(row), _content(rows[other])) for other in gold_list(row.get("matches")))
    return pairs


def gold_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if value else []


def _content(row: dict[str, Any]) -> Side:
    span = row.get("clause") or row["span"]
    return span["file"][:3], span["start"], span["end"]


# --- the quotes of the gold ----------------------------------------------------------------------------


def from_gold() -> tuple[dict[str, str], list[Quote], list[Any]]:
    """Return the seeds' names by report id, the gold's quotes, and what matching makes of them."""
    reports = {name: report for name, (report, _) in seed_reports().items()}
    quotes = gold_quotes(reports)
    rows = link_statements(list(reports.values()), quotes, [], [], gold_reuse(reports), [], [], lang=load_lang("ar"))
    return {report.id: name for name, report in reports.items()}, quotes, list(rows)


def gold_quotes(reports: dict[str, Report]) -> list[Quote]:
    """Return the annotated statements as rows; those only the pairs name come from the pairs."""
    entities = {row["id"]: row for row in seed_gold()["entities"]}
    quotes = []
    for row in seed_gold()["statements"]:
        ids = [each.split()[0] for each in gold_list(row["speaker"])]
        name = "؛".join(entities[each]["canonical_ar"] or each for each in ids if each in entities) or None
        seed, start, stop = _content(row)
        cue = row.get("speech_verb") or {"start": start, "end": start}
        quotes.append(_quote(reports[seed], start, stop, cue["start"], cue["end"], name))
    names = {report.id: name for name, report in reports.items()}
    for row in alteration_pairs():
        for side in filter(None, (row["a"], row["b"])):
            seed, start, stop = side_of(side)
            near = (gold.overlap((start, stop), (q.start, q.stop)) for q in quotes if names[q.report_id] == seed)
            if max(near, default=0.0) < LEAST_OVERLAP:
                quotes.append(_quote(reports[seed], start, stop, *side["cue"], side["speaker_name"]))
    return quotes


def _quote(report: Report, start: int, stop: int, cue_start: int, cue_stop: int, name: str | None) -> Quote:
    return Quote(make_id("quote", report.id, start, stop), report.id, start, stop, "indirect", "clause", 1,
                 cue_start, cue_stop, None, None, name, None, None, "", 1.0, "gold")  # fmt: skip


def gold_reuse(reports: dict[str, Report]) -> list[Reuse]:
    found = []
    for row in seed_gold()["reuse_000_001"]["passages"]:
        a, b = row["a"], row["b"]
        left, right = reports[a["file"][:3]], reports[b["file"][:3]]
        places = a["start"], a["end"], b["start"], b["end"]
        found.append(
            Reuse(make_id("reuse", left.id, right.id, *places), left.id, right.id, *places, "passage", 1.0, "gold")
        )
    return found


# --- the quotes of the stages ---------------------------------------------------------------------------


def from_stages() -> tuple[dict[str, str], list[Quote], list[Any]] | None:
    """Return the same from a real run over the five pages; ``None`` while nothing finds quotes."""
    import tempfile
    from pathlib import Path

    from musnad.pipeline import analyse
    from musnad.read.sources import read_sources
    from musnad.store import open_case

    with tempfile.TemporaryDirectory() as folder, open_case(Path(folder) / "seeds.musnad", create=True) as case:
        read_sources(case, gold.seed_files())
        analyse(case)
        names = {report.id: Path(report.source).name[:3] for report in case.rows("report")}
        rows = [*case.rows("same_statement"), *case.rows("statement_member")]
        quotes = case.rows("quote")
    return (names, quotes, rows) if quotes and rows else None


def show() -> None:
    """Print the pairs missed and the extra ones, for a person to read."""
    names, quotes, rows = from_gold()
    by_id = {quote.id: quote for quote in quotes}
    texts = {report.id: report.text for report, _ in seed_reports().values()}
    for row in rows:
        if isinstance(row, SameStatement):
            left, right = by_id[row.left_id], by_id[row.right_id]
            for quote in (left, right):
                print(names[quote.report_id], quote.speaker_name, "|", texts[quote.report_id][quote.start : quote.stop])
            print("   ", row.score, row.why, "\n")


if __name__ == "__main__":
    show()
    for key, value in evaluate().items():
        print(key, value)
