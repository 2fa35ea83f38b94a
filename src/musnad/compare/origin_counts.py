"""How many independent origins stand behind some reports: copies of one text count once.

Counted twice, since evidence is sure or not: *at least* so many, where every reason given by the rows joins two
reports; *at most* so many, where only sure ones do. Never more because a reason is missing: two that came from one
wire without a word of it in common are two here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from musnad.link import trees
from musnad.link.groups import components
from musnad.link.page_versions import OF_ONE_PAGE, VERSION
from musnad.records import Lineage, Reuse

Place = tuple[int, int]
# A passage of which fewer words are equal may be one thing told twice; a source less likely is no sure join.
SURE_PASSAGE, SURE_SOURCE = 0.5, 0.75
# What may join two reports; of several joins, all sure or none, the first here is told.
KINDS = ("version", "page", "passage", "report", "named", "agency", "reworded", "elsewhere", "unseen", "outlet")
# The reason of a passage that is a sentence told in other words: of one source, or of two who tell one thing.
REWORDED = "reworded"
# Who shares so many characters of text round another place may have what stands here from the same source, worded
# anew: some forty words, as lineage asks.
LEAST_ELSEWHERE = 240


@dataclass(frozen=True, slots=True)
class Join:
    """What makes two reports one origin, and whether surely. ``kind`` is one of ``KINDS``."""

    left_id: str
    right_id: str
    kind: str
    is_sure: bool
    row_id: str  # the passage or lineage row, the key of the agency or source named, the unseen source's or outlet's id

    @property
    def why(self) -> str:
        """The reason as rows give it."""
        of_lineage = self.kind in ("report", "version", "page")
        kind = f"lineage={self.kind}" if of_lineage else f"{self.kind}={self.row_id}"
        return f"{kind} left={self.left_id} right={self.right_id}"


@dataclass(frozen=True, slots=True)
class Origins:
    """``number`` groups of report ids, each one origin: the least there are; ``why`` says what joins them.

    ``at_most``: how many there are where only sure reasons join; ``parts``: for each group its sure groups.
    """

    number: int
    groups: tuple[tuple[str, ...], ...]
    why: tuple[str, ...]
    at_most: int
    parts: tuple[tuple[tuple[str, ...], ...], ...]
    joins: tuple[Join, ...]


def count_origins(
    report_ids: Collection[str],
    *,
    reuse: Iterable[Reuse],
    lineage: Iterable[Lineage],
    places: Mapping[str, Place] | None = None,
    outlets: Mapping[str, str | None] | None = None,
    named: Mapping[str, Collection[str]] | None = None,
) -> Origins:
    """Return the independent origins of these reports, or of what they say at ``places``.

    With ``places`` (a place in each report, such as that of one fact's sentence) two reports are one
    origin only where a shared passage overlaps both places, where both come from the same named
    agency, or one from the other; perhaps, where they share text at other places. Without, any shared passage joins
    them. ``outlets`` (report id -> outlet) joins what one outlet prints twice, not surely; not texts of two agencies.
    ``named`` (report id -> keys): the agencies and outlets the text at its place gives as the source, as may others in
    the same words (surely one), or in others.
    """
    wanted = sorted(set(report_ids))
    known = set(wanted)
    lineage = list(lineage)
    shared = [row for row in reuse if row.left_id in known and row.right_id in known]
    found = [*_by_passage(shared, places), *_by_lineage(known, shared, lineage, places)]
    found += _by_named(shared, lineage, places, {each: set(keys) for each, keys in (named or {}).items()})
    sure = components(wanted, [(join.left_id, join.right_id) for join in found if join.is_sure])
    agencies = _agencies(lineage, sure)
    found = [join for join in found if join.kind != "reworded" or _may_be_one(join.left_id, join.right_id, agencies)]
    found += _by_outlet(wanted, agencies, outlets)
    found.sort(key=lambda join: (join.left_id, join.right_id, KINDS.index(join.kind), join.why, not join.is_sure))
    needed = _needed(wanted, found)
    leader = components(wanted, [(join.left_id, join.right_id) for join in needed])
    groups: dict[str, list[str]] = {}
    for each in wanted:
        groups.setdefault(leader[each], []).append(each)
    parts = tuple(_split(group, sure) for group in groups.values())
    return Origins(
        len(groups),
        tuple(tuple(group) for group in groups.values()),
        tuple(join.why for join in needed),
        sum(len(each) for each in parts),
        parts,
        tuple(needed),
    )


def _needed(wanted: Collection[str], found: Iterable[Join]) -> list[Join]:
    """Return the joins that bring groups together, sure ones first: a tree for each origin, told in order."""
    leaders = {each: each for each in wanted}
    sure_first = sorted(found, key=lambda join: not join.is_sure)
    needed = [join for join in sure_first if trees.join(join.left_id, join.right_id, leaders)]
    return sorted(needed, key=lambda join: (join.left_id, join.right_id, join.why))


def _split(group: Iterable[str], sure: Mapping[str, str]) -> tuple[tuple[str, ...], ...]:
    parts: dict[str, list[str]] = {}
    for each in group:
        parts.setdefault(sure[each], []).append(each)
    return tuple(tuple(part) for part in parts.values())


def _by_passage(shared: Iterable[Reuse], places: Mapping[str, Place] | None) -> Iterator[Join]:
    elsewhere: dict[tuple[str, str], list[Reuse]] = {}
    for row in shared:
        if row.kind == "passage" and _covers(row, places):
            if REWORDED in row.why:
                yield Join(row.left_id, row.right_id, "reworded", False, row.id)
            else:
                yield Join(row.left_id, row.right_id, "passage", row.score >= SURE_PASSAGE, row.id)
        elif row.kind == "passage":
            elsewhere.setdefault((row.left_id, row.right_id), []).append(row)
    for (left, right), rows in elsewhere.items():
        if sum(row.left_stop - row.left_start for row in rows) >= LEAST_ELSEWHERE:
            yield Join(left, right, "elsewhere", False, min(row.id for row in rows))


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
) -> Iterator[Join]:
    """Yield pairs of which one comes from the other, that share a passage (or a fact) and credit one agency, or that
    likely have one source nobody has seen.
    """
    by_agency: dict[str, set[str]] = {}
    by_unseen: dict[str, set[str]] = {}
    first_of_page: dict[str, str] = {}
    for row in lineage:
        if row.child_id not in wanted or row.parent_id is None:
            continue
        if row.why in OF_ONE_PAGE:  # two later versions are one page, also where the first is not asked about
            first = row.parent_id if row.parent_id in wanted else first_of_page.setdefault(row.parent_id, row.child_id)
            left, right = sorted((row.child_id, first))
            if left != right:
                yield Join(left, right, "version" if row.why == VERSION else "page", True, row.id)
        elif row.parent_kind == "report" and row.parent_id in wanted:
            left, right = sorted((row.child_id, row.parent_id))
            yield Join(left, right, "report", row.score >= SURE_SOURCE, row.id)
        elif row.parent_kind == "agency":
            by_agency.setdefault(row.parent_id, set()).add(row.child_id)
        elif row.parent_kind == "unseen":
            by_unseen.setdefault(row.parent_id, set()).add(row.child_id)
    for source, children in sorted(by_unseen.items()):
        for left, right in pairwise(sorted(children)):
            yield Join(left, right, "unseen", False, source)
    partners = _partners(shared)
    for agency, children in sorted(by_agency.items()):
        yield from _of_agency(agency, sorted(children), partners, anywhere=places is not None)


def _partners(shared: Iterable[Reuse]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for row in shared:
        found.setdefault(row.left_id, set()).add(row.right_id)
        found.setdefault(row.right_id, set()).add(row.left_id)
    return found


def _of_agency(
    agency: str, children: list[str], partners: Mapping[str, Collection[str]], *, anywhere: bool
) -> Iterator[Join]:
    """Yield joins of reports that credit one agency: not surely where they share no words, for it sends many texts."""
    for at, left in enumerate(children):
        for right in sorted(partners.get(left, ())):
            if right > left and right in children:
                yield Join(left, right, "agency", True, agency)
        if anywhere and at:
            yield Join(children[at - 1], left, "agency", False, agency)


def _by_named(
    shared: Iterable[Reuse],
    lineage: Iterable[Lineage],
    places: Mapping[str, Place] | None,
    named: Mapping[str, set[str]],
) -> Iterator[Join]:
    """Yield joins of reports that give one source for what stands at their places: by name in the text there, or one
    of them so and the other as the agency it credits. Surely where they share the words.
    """
    keys = {each: set(some) for each, some in named.items()}
    for row in lineage:
        if row.parent_kind == "agency" and row.parent_id and row.child_id in (places or {}):
            keys.setdefault(row.child_id, set()).add(row.parent_id)
    for passage in shared:
        left, right = passage.left_id, passage.right_id
        if passage.kind == "passage" and _covers(passage, places):
            for key in sorted(_named_by_one(keys, named, left, right)):
                yield Join(left, right, "named", True, key)
    by_key: dict[str, list[str]] = {}
    for each, some in sorted(keys.items()):
        for key in some:
            by_key.setdefault(key, []).append(each)
    for key, children in sorted(by_key.items()):
        tellers = [each for each in children if key in named.get(each, ())]
        for each in children if tellers else ():
            if each != tellers[0]:
                yield Join(min(tellers[0], each), max(tellers[0], each), "named", False, key)


def _named_by_one(keys: Mapping[str, set[str]], named: Mapping[str, set[str]], left: str, right: str) -> set[str]:
    """Return the sources two reports have in common that at least one of them names in the text."""
    both = keys.get(left, set()) & keys.get(right, set())
    return both & (named.get(left, set()) | named.get(right, set()))


def _agencies(lineage: Iterable[Lineage], sure: Mapping[str, str]) -> dict[str, set[str | None]]:
    """Return which agencies each report credits, or another that is surely one with it."""
    of_group: dict[str, set[str | None]] = {}
    for row in lineage:
        if row.parent_kind == "agency" and row.child_id in sure:
            of_group.setdefault(sure[row.child_id], set()).add(row.parent_id)
    return {each: of_group.get(leader, set()) for each, leader in sure.items()}


def _by_outlet(
    wanted: Iterable[str], agencies: Mapping[str, set[str | None]], outlets: Mapping[str, str | None] | None
) -> Iterator[Join]:
    """Yield joins of what one outlet prints again, to the last before that is not from another agency."""
    before: dict[str, list[str]] = {}
    for each in wanted if outlets else ():
        outlet = outlets.get(each) if outlets else None
        if not outlet:
            continue
        for other in reversed(before.setdefault(outlet, [])):
            if _may_be_one(each, other, agencies):
                yield Join(other, each, "outlet", False, outlet)
                break
        before[outlet].append(each)


def _may_be_one(one: str, other: str, agencies: Mapping[str, set[str | None]]) -> bool:
    """Tell whether two reports are not from different agencies."""
    return not agencies[one] or not agencies[other] or not agencies[one].isdisjoint(agencies[other])
