"""Agreement: how far reviewers decided alike, by kind of judgement and by what the codebook calls it.

Percent agreement says how often; it is high by chance where nearly everything gets one verdict. Kappa
(Cohen 1960) takes that away for two reviewers, alpha (Krippendorff 2011, nominal data) for any number, each
of whom may have judged only some things. Each person counts once a thing, with their latest verdict.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from musnad.store import Case

# What a judgement is about is named by a column of the judged row: a label's family, a change's class.
_PARTS = {"label": "family", "change": "class", "conflict": "kind", "mention": "kind", "quote": "type"}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one person last said about one thing."""

    about: str
    kind: str  # the table of what was judged
    part: str  # of a label its family, of a change its class, …; "" where that is not known any more
    judged_by: str
    verdict: str


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far some reviewers agree. ``alike`` and the coefficients are 0..1 (less by chance), ``None`` where undefined.

    ``units``: things that at least two of them judged; ``verdicts``: their verdicts on these. ``kappa`` is
    there for two reviewers only.
    """

    kind: str
    part: str
    reviewers: tuple[str, ...]
    units: int
    verdicts: int
    alike: float | None
    kappa: float | None
    alpha: float | None


def agreements(verdicts: Iterable[Verdict]) -> list[Agreement]:
    """Return the agreement of all reviewers by kind and part, each followed by that of every two of them.

    ``verdicts`` are the latest ones: ``latest_verdicts(case)``.
    """
    groups: dict[tuple[str, str], list[Verdict]] = defaultdict(list)
    for each in verdicts:
        groups[each.kind, ""].append(each)
        if each.part:
            groups[each.kind, each.part].append(each)
    return [row for (kind, part), some in sorted(groups.items()) for row in _rows(kind, part, some)]


def latest_verdicts(case: Case) -> list[Verdict]:
    """Return each person's latest verdict on each thing: who takes back a judgement has decided otherwise."""
    sql = "SELECT about, judged_by, verdict FROM judgement ORDER BY judged_at, rowid"
    last = {(about, by): verdict for about, by, verdict in case.connection.execute(sql)}
    parts = _parts(case)
    return [
        Verdict(about, about.partition("-")[0], parts.get(about, ""), by, said) for (about, by), said in last.items()
    ]


def _parts(case: Case) -> dict[str, str]:
    found: dict[str, str] = {}
    for table, column in _PARTS.items():
        sql = f"SELECT id, {column} FROM {table} WHERE id IN (SELECT about FROM judgement)"
        found.update(case.connection.execute(sql).fetchall())
    return found


def _rows(kind: str, part: str, some: Sequence[Verdict]) -> list[Agreement]:
    every = _of(kind, part, some)
    if every is None:
        return []
    twos = combinations(every.reviewers, 2) if len(every.reviewers) > 2 else ()
    pairs = [_of(kind, part, [each for each in some if each.judged_by in two]) for two in twos]
    return [every, *(each for each in pairs if each)]


def _of(kind: str, part: str, some: Iterable[Verdict]) -> Agreement | None:
    """Return the agreement on what at least two judged; ``None`` where nobody shares anything."""
    units: dict[str, dict[str, str]] = defaultdict(dict)
    for each in some:
        units[each.about][each.judged_by] = each.verdict
    shared = [by for by in units.values() if len(by) > 1]
    if not shared:
        return None
    reviewers = tuple(sorted({name for by in shared for name in by}))
    values = [list(by.values()) for by in shared]
    two = kappa([(by[reviewers[0]], by[reviewers[1]]) for by in shared]) if len(reviewers) == 2 else None
    return Agreement(kind, part, reviewers, len(shared), sum(map(len, values)), alike(values), two, alpha(values))


def alike(units: Iterable[Sequence[str]]) -> float | None:
    """Return the share of pairs of verdicts on one unit that are the same: for two reviewers, percent agreement."""
    same = every = 0
    for values in units:
        counts = Counter(values)
        same += sum(number * (number - 1) for number in counts.values())
        every += len(values) * (len(values) - 1)
    return same / every if every else None


def kappa(pairs: Sequence[tuple[str, str]]) -> float | None:
    """Return Cohen's kappa of two reviewers' verdicts on the same units.

    ``(po - pe) / (1 - pe)``: observed agreement, and that expected from how often each uses each verdict.
    Undefined where both used one verdict only. J. Cohen, "A coefficient of agreement for nominal scales",
    Educational and Psychological Measurement 20(1), 1960, 37-46.
    """
    if not pairs:
        return None
    number = len(pairs)
    left, right = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    observed = sum(one == other for one, other in pairs) / number
    expected = sum(left[value] * right[value] for value in left) / number**2
    return (observed - expected) / (1 - expected) if expected < 1 else None


def alpha(units: Iterable[Sequence[str]]) -> float | None:
    """Return Krippendorff's alpha for nominal data; units with fewer than two verdicts are left out.

    ``1 - Do / De`` from the coincidences of values within units. Undefined where all verdicts are the same.
    K. Krippendorff, "Computing Krippendorff's alpha-reliability", University of Pennsylvania, 2011.
    """
    pairable = [Counter(values) for values in units if len(values) > 1]
    totals: Counter[str] = sum(pairable, Counter())
    number = totals.total()
    observed = sum(_differing(counts) / (counts.total() - 1) for counts in pairable)
    expected = _differing(totals) / (number - 1) if number > 1 else 0
    return 1 - observed / expected if expected else None


def _differing(counts: Mapping[str, int]) -> int:
    """Return how many ordered pairs of these values differ."""
    total = sum(counts.values())
    return sum(number * (total - number) for number in counts.values())
