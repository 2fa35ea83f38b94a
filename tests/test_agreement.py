"""Agreement of reviewers, against worked examples of the literature."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_case import make_case

from musnad.compare.agreement import Agreement, agreements, alike, alpha, kappa, latest_verdicts
from musnad.records import Judgement
from musnad.store import Case

VERDICTS = st.sampled_from("abc")


def pairs_of(table: Sequence[Sequence[int]]) -> list[tuple[str, str]]:
    return [(str(i), str(j)) for i, row in enumerate(table) for j, number in enumerate(row) for _ in range(number)]


def units_of(*coders: str) -> list[str]:
    """Return the values of each unit from one line a coder, ``*`` where there is none."""
    return ["".join(column).replace("*", "") for column in zip(*(line.split() for line in coders), strict=True)]


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        # three categories, 200 cases: (140 - 82) / (200 - 82)
        ([[88, 14, 18], [10, 40, 10], [2, 6, 12]], 0.492),
        # the example of Bonnardel's kappa program, three diagnoses: po .770, pe .336
        ([[25, 3, 5], [6, 32, 8], [1, 0, 20]], 0.654),
        # two readers of 50 grant proposals, the example everybody gives
        ([[20, 5], [10, 15]], 0.4),
        # and the two tables beside it that have equal percent agreement, 60 of 100
        ([[45, 15], [25, 15]], 0.1304),
        ([[25, 35], [5, 35]], 0.2593),
    ],
)
def test_kappa_is_that_of_published_tables(table: list[list[int]], expected: float) -> None:
    found = kappa(pairs_of(table))
    assert found is not None
    assert found == pytest.approx(expected, abs=5e-4)


@pytest.mark.parametrize(
    ("coders", "expected"),
    [
        # Krippendorff 2011, A: binary data, two observers
        (("0 1 0 0 0 0 0 0 1 0", "1 1 1 0 0 1 0 0 0 0"), 0.095),
        # B: nominal data, two observers
        (("a a b b d c c c e d d a", "b a b b b c c c e d d d"), 0.692),
        # C: nominal data, four observers, data missing
        (
            (
                "1 2 3 3 2 1 4 1 2 * * *", "1 2 3 3 2 2 4 1 2 5 * 3",
                "* 3 3 3 2 3 4 2 2 5 1 *", "1 2 3 3 2 4 4 1 2 5 1 *",
            ),
            0.743,
        ),
        # three coders, fifteen units, much of it missing
        (
            (
                "* * * * * 3 4 1 2 1 1 3 3 * 3", "1 * 2 1 3 3 4 3 * * * * * * *",
                "* * 2 1 3 4 4 * 2 1 1 3 3 * 4",
            ),
            0.691,
        ),
    ],
)  # fmt: skip
def test_alpha_is_that_of_published_examples(coders: tuple[str, ...], expected: float) -> None:
    found = alpha(units_of(*coders))
    assert found is not None
    assert found == pytest.approx(expected, abs=6e-4)


def test_percent_agreement_counts_pairs() -> None:
    assert alike(["aa", "ab", "bb", "ba"]) == 0.5
    assert alike(["aab"]) == pytest.approx(1 / 3)
    assert alike([]) is None


def test_where_all_say_the_same_chance_says_nothing() -> None:
    assert (kappa([("a", "a")] * 5), alpha(["aa"] * 5), alike(["aa"] * 5)) == (None, None, 1.0)
    assert (kappa([]), alpha([]), alpha(["a"])) == (None, None, None)


@given(st.lists(st.lists(VERDICTS, min_size=2, max_size=5), min_size=1, max_size=20))
def test_full_agreement_is_one_and_nothing_is_more(units: list[list[str]]) -> None:
    found = alpha(units)
    assert found is None or found <= 1
    same = alpha([[unit[0]] * len(unit) for unit in units])
    assert same is None or same == 1


@given(st.lists(st.tuples(VERDICTS, VERDICTS), min_size=1, max_size=30))
def test_who_is_named_first_does_not_matter(pairs: list[tuple[str, str]]) -> None:
    found, turned = kappa(pairs), kappa([(other, one) for one, other in pairs])
    assert (found is None) == (turned is None)
    assert found is None or found == pytest.approx(turned)


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return make_case(tmp_path / "judged.musnad")


def judged(case: Case, *rows: str) -> None:
    """Write judgements, each "about verdict reviewer", one after another."""
    with case.batch():
        for number, row in enumerate(rows):
            about, verdict, by = row.split()
            when = f"2026-05-16T10:00:{number:02}Z"
            case.write([Judgement(f"judgement-{number}", about, "", None, None, None, verdict, by, when)])


def test_only_the_latest_verdict_of_a_person_counts(case: Case) -> None:
    judged(case, "same_entity-1 same a", "same_entity-1 different a", "same_entity-1 different b")
    assert sorted((each.judged_by, each.verdict) for each in latest_verdicts(case)) == [
        ("a", "different"),
        ("b", "different"),
    ]
    assert [each.alike for each in agreements(latest_verdicts(case))] == [1.0]


def test_agreement_is_told_by_kind_by_family_and_for_every_two(case: Case) -> None:
    label = case.rows("label")[0]
    judged(
        case, f"{label.id} right a", f"{label.id} wrong b", f"{label.id} wrong c", "same_entity-1 same a",
        "same_entity-1 same b", "same_entity-2 same a", "conflict-9 right a",
    )  # fmt: skip
    told = [
        (each.kind, each.part, "".join(each.reviewers), each.units, each.verdicts)
        for each in agreements(latest_verdicts(case))
    ]
    labels = [("abc", 1, 3), ("ab", 1, 2), ("ac", 1, 2), ("bc", 1, 2)]
    assert told == [
        *(("label", "", *each) for each in labels),
        *(("label", label.family, *each) for each in labels),
        ("same_entity", "", "ab", 1, 2),
    ]


def test_what_one_alone_judged_is_no_agreement(case: Case) -> None:
    judged(case, "same_entity-1 same a", "same_entity-2 same b")
    assert agreements(latest_verdicts(case)) == []


def test_kappa_is_for_two_only(case: Case) -> None:
    judged(
        case,
        *(
            f"same_entity-{n} {v} {by}"
            for n in range(4)
            for by, v in zip("abc", ("same", "different", "same"), strict=True)
        ),
    )
    every, *pairs = agreements(latest_verdicts(case))
    assert isinstance(every, Agreement)
    assert every.kappa is None
    assert [each.kappa for each in pairs] == [0.0, None, 0.0]
