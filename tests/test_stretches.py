"""Where each stretch of a report's text comes from."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some
from made_case import make_case

from musnad.compare.stretches import SHORTEST, Source, Stretch, _swept, _without_slivers, stretches_of
from musnad.records import Lineage
from musnad.store import Case

OWN, OTHER = "report-own", "report-other"


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return make_case(tmp_path / "c.musnad")


def told(case: Case, *rows: tuple[str, str | None, str]) -> Source:
    """Return the source of words that OWN shares with OTHER, where these (child, parent, kind) are known."""
    one, other = (row.id for row in case.rows("report")[:2])
    ids = {OWN: one, OTHER: other}
    with case.batch():
        case.write(
            Lineage(f"l{number}", ids[child], ids.get(parent or "", parent), kind, 0.6, "")
            for number, (child, parent, kind) in enumerate(rows)
        )
    found = stretches_of(case, one, [(0, 50, other)])
    assert [(each.start, each.stop) for each in found.stretches] == [(0, 50)]
    assert found.sharing[found.stretches[0].source] == (other,)
    source = found.stretches[0].source
    return Source(source.kind, {one: OWN, other: OTHER}.get(source.id, source.id))


def test_words_of_a_report_that_stands_behind_this_one_come_from_it(case: Case) -> None:
    assert told(case, (OWN, OTHER, "report"), (OWN, "afp", "agency")) == Source("report", OTHER)


def test_words_that_others_have_from_here_begin_here(case: Case) -> None:
    assert told(case, (OTHER, OWN, "report"), (OWN, "afp", "agency")) == Source("taken", "")


def test_words_of_two_reports_with_one_source_come_from_that(case: Case) -> None:
    rows = (OWN, "afp", "agency"), (OWN, "unseen-1", "unseen"), (OTHER, "unseen-1", "unseen")
    assert told(case, *rows) == Source("unseen", "unseen-1")


def test_a_report_is_believed_what_it_credits(case: Case) -> None:
    assert told(case, (OWN, "afp", "agency")) == Source("agency", "afp")


def test_what_nothing_decides_is_said_to_be_open(case: Case) -> None:
    assert told(case, (OWN, None, "unseen")) == Source("open", "")


PASSAGES = some.lists(
    some.tuples(some.integers(0, 300), some.integers(1, 200), some.sampled_from(["report", "agency", "open"])),
    max_size=8,
)


@given(PASSAGES)
def test_stretches_cover_what_passages_cover_and_never_overlap(passages: list[tuple[int, int, str]]) -> None:
    given_ = [(start, start + size, Source(kind, kind)) for start, size, kind in passages]
    found = _without_slivers(_swept(given_))
    covered = {place for start, stop, _ in given_ for place in range(start, stop)}
    assert [place for each in found for place in range(each.start, each.stop)] == sorted(covered)


def test_a_few_letters_at_the_edge_of_a_passage_are_no_stretch() -> None:
    one, other = Source("report", "a"), Source("open", "")
    edge = [Stretch(0, 100, one), Stretch(100, 100 + SHORTEST - 1, other)]
    assert _without_slivers(edge) == [Stretch(0, 100 + SHORTEST - 1, one)]
