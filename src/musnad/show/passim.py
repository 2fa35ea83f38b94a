"""Passages in the shapes passim writes, for the viewers and pipelines that read those.

``pairs``: a line for two aligned passages (``id, begin, end, id2, begin2, end2, s1, s2, matches``, as passim's
``--pairwise``). ``clusters``: a line for each passage of a cluster of passages that are all reprints of one
another (``uid, cluster, size, id, series, date, begin, end, text``, as its ``out.json``). ``begin, end`` are places
in the report's text. Formulae are left out, as passim leaves out what stands too often.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, BinaryIO

from musnad.errors import UsageError
from musnad.link.groups import components
from musnad.records import Report, Reuse
from musnad.show.exports import write_jsonl
from musnad.store import Case

SHAPES = ("passim-pairs", "passim-clusters")
FORMATS = ("jsonl", "tsv")
# Of two places in one report that are joined into one member of a cluster, the longer lies in the other by this share:
# passim's own default (--relover).
_OVERLAP = 0.5
_GAP = "-"

Place = tuple[str, int, int]


def passim_pairs(case: Case) -> Iterator[dict[str, Any]]:
    """Yield a row for each passage two reports share, their characters aligned; ``-`` stands for one missing."""
    reports = {report.id: report for report in case.rows("report")}
    for row in _passages(case):
        left, right = reports[row.left_id], reports[row.right_id]
        one, other = left.text[row.left_start : row.left_stop], right.text[row.right_start : row.right_stop]
        s1, s2, matches = _aligned(one, other)
        yield {"id": left.id, "series": left.outlet_id, "date": left.published,
               "begin": row.left_start, "end": row.left_stop, "len": len(left.text),
               "id2": right.id, "series2": right.outlet_id, "date2": right.published,
               "begin2": row.right_start, "end2": row.right_stop, "len2": len(right.text),
               "matches": matches, "score": row.score, "s1": s1, "s2": s2}  # fmt: skip


def passim_clusters(case: Case) -> Iterator[dict[str, Any]]:
    """Yield a row for each passage of each cluster, the largest cluster first."""
    reports = {report.id: report for report in case.rows("report")}
    clusters = sorted(clustered(_passages(case)), key=lambda places: (-len(places), places))
    uid = 0
    for number, places in enumerate(clusters):
        for place in sorted(places, key=lambda place: (reports[place[0]].published or "9999", place)):
            yield _member(uid, number, len(places), reports[place[0]], place)
            uid += 1


def clustered(passages: Iterable[Reuse]) -> list[list[Place]]:
    """Return the clusters of passages: places linked by a row, or lying in one report over each other; one a report.

    Single linkage, as passim's: what two rows say of one place joins them.
    """
    links: list[tuple[str, str]] = []
    of_report: dict[str, set[Place]] = {}
    for row in passages:
        ends = ((row.left_id, row.left_start, row.left_stop), (row.right_id, row.right_start, row.right_stop))
        links.append((_key(ends[0]), _key(ends[1])))
        for end in ends:
            of_report.setdefault(end[0], set()).add(end)
    places = {_key(place): place for some in of_report.values() for place in some}
    for some in of_report.values():
        links += _overlapping(sorted(some))
    members: dict[str, dict[str, Place]] = {}
    for key, leader in components(places, links).items():
        report_id, start, stop = places[key]
        cluster = members.setdefault(leader, {})
        _, first, last = cluster.get(report_id, (report_id, start, stop))
        cluster[report_id] = (report_id, min(first, start), max(last, stop))
    return [sorted(cluster.values()) for cluster in members.values()]


def write_passim(case: Case, shape: str, form: str, out: BinaryIO) -> int:
    """Write a shape to ``out`` and return the number of rows. Raises ``UsageError`` for an unknown shape or format."""
    if shape not in SHAPES or form not in FORMATS:
        raise UsageError(f"no {shape} as {form}; there are: {', '.join(SHAPES)} as {' or '.join(FORMATS)}")
    rows = passim_pairs(case) if shape == SHAPES[0] else passim_clusters(case)
    return _write_tsv(rows, out) if form == "tsv" else write_jsonl(rows, out)


def _passages(case: Case) -> list[Reuse]:
    return [row for row in case.rows("reuse") if row.kind == "passage"]


def _member(uid: int, cluster: int, size: int, report: Report, place: Place) -> dict[str, Any]:
    _, start, stop = place
    return {"uid": uid, "cluster": cluster, "size": size, "id": report.id, "series": report.outlet_id,
            "date": report.published, "url": report.url, "begin": start, "end": stop,
            "text": report.text[start:stop]}  # fmt: skip


def _key(place: Place) -> str:
    return f"{place[0]} {place[1]} {place[2]}"


def _overlapping(places: Sequence[Place]) -> Iterator[tuple[str, str]]:
    """Yield the pairs of places of one report, in order, that lie over each other."""
    near: list[Place] = []
    for place in places:
        near = [each for each in near if each[2] > place[1]]
        for other in near:
            shared = min(other[2], place[2]) - max(other[1], place[1])
            if shared >= _OVERLAP * max(other[2] - other[1], place[2] - place[1]):
                yield _key(other), _key(place)
        near.append(place)


def _aligned(one: str, other: str) -> tuple[str, str, int]:
    """Return two printings with gaps, as long as each other, and how many characters are equal in place."""
    from rapidfuzz.distance import Indel

    left, right, matches = [], [], 0
    for op in Indel.opcodes(one, other):
        taken, given = one[op.src_start : op.src_end], other[op.dest_start : op.dest_end]
        matches += len(taken) if op.tag == "equal" else 0
        width = max(len(taken), len(given))
        left.append(taken.ljust(width, _GAP))
        right.append(given.ljust(width, _GAP))
    return "".join(left), "".join(right), matches


def _write_tsv(rows: Iterable[dict[str, Any]], out: BinaryIO) -> int:
    # not closed here: the stream is the caller's
    text = io.TextIOWrapper(out, "utf-8", errors="replace", newline="")
    writer = csv.writer(text, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_NONE, escapechar="\\")
    number = 0
    for number, row in enumerate(rows, 1):
        if number == 1:
            writer.writerow(row)
        writer.writerow(" ".join(cell.split()) if isinstance(cell, str) else cell for cell in row.values())
    text.detach()
    return number
