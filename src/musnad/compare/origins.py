"""How many independent origins stand behind some reports: copies of one text count once.

Counted carefully: reports are one origin as soon as the rows give a reason, and never more because a
reason is missing. Two reports crediting the same named agency for the same passage are one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from musnad.records import Lineage, Reuse

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Origins:
    """``number`` groups of report ids, each one origin; ``why`` says for each joining pair what joins it."""

    number: int
    groups: tuple[tuple[str, ...], ...]
    why: tuple[str, ...]


def count_origins(
    report_ids: Collection[str],
    *,
    reuse: Iterable[Reuse],
    lineage: Iterable[Lineage],
    places: Mapping[str, Place] | None = None,
) -> Origins:
    """Return the independent origins of these reports, or of what they say at ``places``.

    With ``places`` (a place in each report, such as that of one fact's sentence) two reports are one
    origin only where a shared passage overlaps both places, or where both come from the same named
    agency or one from the other. Without, any shared passage joins them.
    """
    wanted = sorted(set(report_ids))
    top = {each: each for each in wanted}
    reasons = []
    shared = [row for row in reuse if row.left_id in top and row.right_id in top]
    for left, right, why in sorted({*_by_passage(shared, places), *_by_lineage(wanted, shared, lineage, places)}):
        one, other = sorted((_top(left, top), _top(right, top)))
        if one != other:
            top[other] = one
            reasons.append(f"{why} left={left} right={right}")
    groups: dict[str, list[str]] = {}
    for each in wanted:
        groups.setdefault(_top(each, top), []).append(each)
    return Origins(len(groups), tuple(tuple(group) for _, group in sorted(groups.items())), tuple(reasons))


def _top(each: str, top: dict[str, str]) -> str:
    while top[each] != each:
        each = top[each]
    return each


def _by_passage(shared: Iterable[Reuse], places: Mapping[str, Place] | None) -> Iterator[tuple[str, str, str]]:
    for row in shared:
        if row.kind == "passage" and _covers(row, places):
            yield row.left_id, row.right_id, f"passage={row.id}"


def _covers(row: Reuse, places: Mapping[str, Place] | None) -> bool:
    if places is None:
        return True
    left, right = places.get(row.left_id), places.get(row.right_id)
    return (
        left is not None
        and right is not None
        and row.left_start < left[1]
        and left[0] < row.left_stop
        and row.right_start < right[1]
        and right[0] < row.right_stop
    )


def _by_lineage(
    wanted: Collection[str],
    shared: Iterable[Reuse],
    lineage: Iterable[Lineage],
    places: Mapping[str, Place] | None,
) -> Iterator[tuple[str, str, str]]:
    """Yield pairs of which one comes from the other, or that share a passage (or a fact) and credit one agency."""
    pairs = {frozenset((row.left_id, row.right_id)) for row in shared}
    by_agency: dict[str, set[str]] = {}
    first_of_page: dict[str, str] = {}
    for row in lineage:
        if row.child_id not in wanted or row.parent_id is None:
            continue
        if row.why == "rule=version":  # two later versions are one page, also where the first is not asked about
            left, right = sorted((row.child_id, first_of_page.setdefault(row.parent_id, row.child_id)))
            if left != right:
                yield left, right, "lineage=version"
        if row.parent_kind == "report" and row.parent_id in wanted:
            left, right = sorted((row.child_id, row.parent_id))
            yield left, right, "lineage=report"
        elif row.parent_kind == "agency":
            by_agency.setdefault(row.parent_id, set()).add(row.child_id)
    for agency, children in sorted(by_agency.items()):
        for left in sorted(children):
            for right in sorted(each for each in children if each > left):
                if places is not None or frozenset((left, right)) in pairs:
                    yield left, right, f"agency={agency}"
