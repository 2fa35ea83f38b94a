"""An outlet's habits: where its reports come from, whether it keeps an agency's name, what it changed later."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from made_case import make_case

from musnad.compare.habits import ORIGINS, habits_of
from musnad.records import Credit, Lineage
from musnad.store import Case


@pytest.fixture
def case(tmp_path: Path) -> Case:
    """Return a case in which two outlets share a long passage."""
    case = make_case(tmp_path / "c.musnad")
    row = case.rows("reuse")[0]
    with case.batch():
        case.connection.execute("DELETE FROM reuse")
        case.write([replace(row, left_start=0, left_stop=300, right_start=0, right_stop=300)])
    return case


def ids(case: Case) -> tuple[str, str]:
    return tuple(case.rows("report", outlet_id=each)[0].id for each in ("nahr", "jisr"))  # type: ignore[return-value]


def add(case: Case, *rows: object) -> None:
    with case.batch():
        case.write(rows)


def lineage(child: str, parent: str | None, kind: str, score: float = 0.6) -> Lineage:
    return Lineage(f"lineage-{child}-{parent}", child, parent, kind, score, "")


@pytest.mark.parametrize(
    ("parent", "kind", "score", "origin"),
    [
        ("afp", "agency", 0.9, "agency"), ("OTHER", "report", 0.8, "report"), ("OTHER", "report", 0.3, "taken"),
        ("unseen-1", "unseen", 0.6, "unseen"), (None, "unseen", 0.3, "open"), ("", "", 0, "taken"),
    ],
)  # fmt: skip
def test_a_report_counts_once_under_the_most_definite(
    case: Case, parent: str | None, kind: str, score: float, origin: str
) -> None:
    own, other = ids(case)
    if kind:
        add(case, lineage(own, other if parent == "OTHER" else parent, kind, score))
    found = habits_of(case, "nahr")
    assert found.origins == {**dict.fromkeys(ORIGINS, 0), origin: 1}
    assert found.reports == 1


@pytest.mark.parametrize(
    ("own_agency", "credit", "what"),
    [("afp", "", "kept"), ("reuters", "", "other"), (None, "agencies", "generic"), (None, "", "dropped")],
)
def test_what_becomes_of_an_agency_that_another_outlet_names(
    case: Case, own_agency: str | None, credit: str, what: str
) -> None:
    own, other = ids(case)
    add(case, lineage(other, "afp", "agency"))
    if own_agency:
        add(case, lineage(own, own_agency, "agency"))
    if credit:
        add(case, Credit("credit-1", own, 0, 5, "agencies", credit, 0.9, ""))
    found = habits_of(case, "nahr").credited
    assert [(each.report_id, each.what, each.agency, each.other_id) for each in found] == [(own, what, "afp", other)]


def test_a_sentence_in_common_says_nothing_about_a_credit(case: Case) -> None:
    _, other = ids(case)
    add(case, lineage(other, "afp", "agency"))
    case.connection.execute("UPDATE reuse SET left_stop = 80, right_stop = 80")
    assert habits_of(case, "nahr").credited == ()


def test_a_page_with_several_texts_is_told_with_its_differences(case: Case) -> None:
    own, other = ids(case)
    case.connection.execute("UPDATE report SET outlet_id = 'nahr', version_of = ? WHERE id = ?", (own, other))
    (page,) = habits_of(case, "nahr").rewritten
    assert (page.page_id, page.versions, page.changes, page.gravest) == (own, 2, 1, 5)
