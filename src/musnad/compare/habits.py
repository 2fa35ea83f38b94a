"""An outlet's habits, each count with what it is a share of and the reports it comes from.

Where its reports come from, whether it names the agency others name over the same words, and which of its pages it
changed later. That an agency is not named says nothing about why: the words may have come by a way without the name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from musnad.link.page_versions import SAME_PAGE
from musnad.store import Case

# Where a report comes from, the most definite first; each report counts once.
ORIGINS = ("agency", "report", "unseen", "open", "taken", "own")
# A source named with less than this is as likely not one.
LEAST_SCORE = 0.5
# Two reports print one text where they share so many characters in passages: some forty words, as lineage asks.
LEAST_SHARED = 240
KEPT = ("kept", "other", "generic", "dropped")


@dataclass(frozen=True, slots=True)
class Credited:
    """A report over whose words another report names an agency, and what this one does.

    ``what``: kept (it names the same), other (another agency), generic («وكالات»), dropped (none). ``other_id`` is one
    report that names ``agency`` over the same words.
    """

    report_id: str
    what: str
    agency: str
    other_id: str


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A page of which the case has several texts, its first one, and how many differences lie between them."""

    page_id: str
    versions: int
    changes: int
    gravest: int


@dataclass(frozen=True, slots=True)
class Habits:
    """``origins``: reports by where they come from, all kinds of ``ORIGINS``; together they are ``reports``."""

    reports: int
    origins: Mapping[str, int]
    credited: tuple[Credited, ...]
    rewritten: tuple[Rewritten, ...]

    def kept(self) -> Counter[str]:
        """Return how often it did what with an agency's name; together they are ``len(credited)``."""
        return Counter(each.what for each in self.credited)


def habits_of(case: Case, outlet_id: str) -> Habits:
    """Return the habits of an outlet."""
    origins = _origins(case, outlet_id)
    return Habits(sum(origins.values()), origins, tuple(_credited(case, outlet_id)), tuple(_rewritten(case, outlet_id)))


def _origins(case: Case, outlet_id: str) -> dict[str, int]:
    sql = (
        "SELECT CASE"
        " WHEN EXISTS (SELECT 1 FROM lineage WHERE child_id = own.id AND parent_kind = 'agency') THEN 'agency'"
        " WHEN EXISTS (SELECT 1 FROM lineage JOIN report AS p ON p.id = parent_id WHERE child_id = own.id"
        "  AND parent_kind = 'report' AND score >= :least AND p.outlet_id IS NOT :outlet) THEN 'report'"
        " WHEN EXISTS (SELECT 1 FROM lineage WHERE child_id = own.id AND parent_kind = 'unseen'"
        "  AND parent_id IS NOT NULL) THEN 'unseen'"
        " WHEN EXISTS (SELECT 1 FROM lineage WHERE child_id = own.id AND parent_kind = 'unseen') THEN 'open'"
        " WHEN EXISTS (SELECT 1 FROM reuse WHERE left_id = own.id AND kind = 'passage')"
        "  OR EXISTS (SELECT 1 FROM reuse WHERE right_id = own.id AND kind = 'passage') THEN 'taken'"
        " ELSE 'own' END AS origin, count(*) FROM report AS own WHERE outlet_id = :outlet GROUP BY origin"
    )
    found = dict(case.connection.execute(sql, {"outlet": outlet_id, "least": LEAST_SCORE}).fetchall())
    return {kind: found.get(kind, 0) for kind in ORIGINS}


def _credited(case: Case, outlet_id: str) -> list[Credited]:
    """Return the reports over whose words another outlet's report names an agency, in the order of their ids."""
    # two halves, and not one OR: each has an index to start from
    sql = (
        "SELECT own_id, parent_id, min(other_id) FROM ("
        "  SELECT left_id AS own_id, right_id AS other_id, left_stop - left_start AS size FROM reuse"
        "   WHERE kind = 'passage' AND left_id IN (SELECT id FROM report WHERE outlet_id = :outlet)"
        "  UNION ALL SELECT right_id, left_id, right_stop - right_start FROM reuse"
        "   WHERE kind = 'passage' AND right_id IN (SELECT id FROM report WHERE outlet_id = :outlet))"
        " JOIN report AS other ON other.id = other_id AND other.outlet_id IS NOT :outlet"
        " JOIN lineage ON child_id = other_id AND parent_kind = 'agency'"
        " GROUP BY own_id, other_id, parent_id HAVING sum(size) >= :least ORDER BY own_id, parent_id, other_id"
    )
    named: dict[str, dict[str, str]] = {}
    for own, agency, other in case.connection.execute(sql, {"outlet": outlet_id, "least": LEAST_SHARED}):
        named.setdefault(own, {}).setdefault(agency, other)
    own_names, generic = _names(case, outlet_id)
    return [_what(id, others, own_names.get(id, set()), id in generic) for id, others in named.items()]


def _names(case: Case, outlet_id: str) -> tuple[dict[str, set[str]], set[str]]:
    """Return which agencies each of its reports names, and which reports name agencies without saying which."""
    sql = "SELECT child_id, parent_id FROM lineage JOIN report ON report.id = child_id WHERE parent_kind = 'agency'"
    named: dict[str, set[str]] = {}
    for id, agency in case.connection.execute(f"{sql} AND outlet_id = ?", (outlet_id,)):
        named.setdefault(id, set()).add(agency)
    sql = "SELECT report_id FROM credit JOIN report ON report.id = report_id WHERE kind = 'agencies' AND outlet_id = ?"
    return named, {id for (id,) in case.connection.execute(sql, (outlet_id,))}


def _what(id: str, others: Mapping[str, str], own: set[str], is_generic: bool) -> Credited:
    same = sorted(own & set(others))
    agency = same[0] if same else min(others)
    what = "kept" if same else "other" if own else "generic" if is_generic else "dropped"
    return Credited(id, what, agency, others[agency])


def _rewritten(case: Case, outlet_id: str) -> list[Rewritten]:
    """Return the pages of which there are several texts, the most gravely changed first."""
    sql = (
        "WITH page AS (SELECT id, coalesce(version_of, id) AS page_id FROM report WHERE outlet_id = :outlet"
        " AND id NOT IN (SELECT child_id FROM lineage WHERE why = :again))"
        " SELECT page_id, count(*), (SELECT count(*) FROM page AS one JOIN reuse ON left_id = one.id"
        "  JOIN page AS other ON other.id = right_id AND other.page_id = one.page_id JOIN change ON reuse_id = reuse.id"
        "  WHERE one.page_id = page.page_id AND severity > 0),"
        " (SELECT coalesce(max(severity), 0) FROM page AS one JOIN reuse ON left_id = one.id"
        "  JOIN page AS other ON other.id = right_id AND other.page_id = one.page_id JOIN change ON reuse_id = reuse.id"
        "  WHERE one.page_id = page.page_id)"
        " FROM page GROUP BY page_id HAVING count(*) > 1"
    )
    rows = [Rewritten(*row) for row in case.connection.execute(sql, {"outlet": outlet_id, "again": SAME_PAGE})]
    return sorted(rows, key=lambda row: (-row.gravest, -row.changes, row.page_id))
