"""Groups from links: what a person judged first, then connected components.

A judgement is about a link's id, or about ``"left_id right_id"``. The latest judgement on a pair
holds. ``same`` adds or keeps the link, ``different`` takes it out *and* keeps the two apart, however
they might be joined through others.

    group_of = grouped(ids, links, judgements)

which is ``components(ids, judged(links, judgements), apart=kept_apart(links, judgements))``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from musnad.link.trees import top_of
from musnad.records import Judgement

Pair = tuple[str, str]


class Link(Protocol):
    """What the link records have in common."""

    @property
    def id(self) -> str: ...
    @property
    def left_id(self) -> str: ...
    @property
    def right_id(self) -> str: ...
    @property
    def score(self) -> float: ...


def judged(links: Iterable[Link], judgements: Sequence[Judgement]) -> list[Pair]:
    """Return the pairs that hold after judgements: those a person joined first, then by score, best first."""
    links = list(links)
    verdicts = _verdicts(links, judgements)
    said = [pair for pair, verdict in reversed(verdicts.items()) if verdict == "same"]
    rest = sorted((-link.score, _pair(link.left_id, link.right_id)) for link in links)
    return said + [pair for _, pair in rest if pair not in verdicts]


def kept_apart(links: Iterable[Link], judgements: Sequence[Judgement]) -> list[Pair]:
    """Return the pairs a person said are different things."""
    return [pair for pair, verdict in _verdicts(list(links), judgements).items() if verdict == "different"]


def grouped(
    ids: Iterable[str], links: Iterable[Link], judgements: Sequence[Judgement], *, apart: Sequence[Pair] = ()
) -> dict[str, str]:
    """Return for each id the smallest id of its group: what links join after judgements.

    ``apart`` are further pairs that are kept apart.
    """
    links = list(links)
    if not judgements and not apart:  # the order of the links counts only where some are kept apart
        return components(ids, ((link.left_id, link.right_id) for link in links))
    return components(ids, judged(links, judgements), apart=[*kept_apart(links, judgements), *apart])


def components(ids: Iterable[str], links: Iterable[Pair], *, apart: Iterable[Pair] = ()) -> dict[str, str]:
    """Return for each id the smallest id of its connected component.

    Links are taken in order; one that would bring two ids of ``apart`` together is left out, so that
    the order says which counts more. Links to ids not in ``ids`` are ignored.
    """
    leader = {each: each for each in ids}
    enemies: dict[str, set[str]] = {}
    for left, right in apart:
        if left in leader and right in leader and left != right:
            enemies.setdefault(left, set()).add(right)
            enemies.setdefault(right, set()).add(left)
    for left, right in links:
        one, other = leader.get(left), leader.get(right)
        if one is None or other is None:
            continue
        one = one if leader[one] == one else top_of(left, leader)
        other = other if leader[other] == other else top_of(right, leader)
        if one > other:
            one, other = other, one
        if one != other and not any(top_of(enemy, leader) == one for enemy in enemies.get(other, ())):
            leader[other] = one
            if other in enemies:
                enemies.setdefault(one, set()).update(enemies.pop(other))
    return {each: root if leader[root] == root else top_of(each, leader) for each, root in leader.items()}


def _pair(left: str, right: str) -> Pair:
    return (left, right) if left <= right else (right, left)


def _verdicts(links: Sequence[Link], judgements: Sequence[Judgement]) -> dict[Pair, str]:
    """Return the verdict on each judged pair, the latest judgement last."""
    if not judgements:
        return {}
    pair_of = {link.id: _pair(link.left_id, link.right_id) for link in links}
    verdicts: dict[Pair, str] = {}
    for judgement in sorted(judgements, key=lambda each: (each.judged_at, each.id)):
        ends = judgement.about.split()
        pair = _pair(*ends) if len(ends) == 2 else pair_of.get(judgement.about)
        if pair is not None and judgement.verdict in ("same", "different"):
            verdicts.pop(pair, None)
            verdicts[pair] = judgement.verdict
    return verdicts
