"""Which rows an export is asked for."""

from __future__ import annotations

from pathlib import Path

import pytest
from made_case import make_case

from musnad.errors import UsageError
from musnad.show.exports import export_columns, export_rows
from musnad.show.filters import row_filter
from musnad.store import Case


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    path: Path = tmp_path_factory.mktemp("small") / "small.musnad"
    return make_case(path)


def kept(case: Case, table: str, *where: str, altered: bool | None = None, one_origin: bool = False) -> int:
    keep = row_filter(case, table, export_columns(table), where, altered=altered, one_origin=one_origin)
    return sum(keep is None or keep(row) for row in export_rows(case, table))


def test_nothing_asked_keeps_all(case: Case) -> None:
    assert kept(case, "quote") == case.count("quote") > 0


def test_quotes_are_asked_for_by_the_words_of_their_speaker(case: Case) -> None:
    assert kept(case, "quote", "speaker=سالم البحري") > 0
    assert kept(case, "quote", "speaker=البحري سالم", "type=direct") <= kept(case, "quote", "speaker=البحري")
    assert kept(case, "quote", "speaker=رجل آخر") == kept(case, "statement", "speaker=رجل آخر") == 0


def test_a_statement_is_kept_where_a_printing_is(case: Case) -> None:
    assert kept(case, "statement", "speaker=البحري") == 1


def test_a_statement_printed_with_and_without_marks_is_altered(case: Case) -> None:
    assert kept(case, "statement", altered=True) == 1
    assert kept(case, "quote", altered=True) == 2


def test_statements_printed_alike_are_the_others(case: Case) -> None:
    assert kept(case, "statement", altered=False) == case.count("statement") - kept(case, "statement", altered=True)


def test_a_statement_is_asked_for_by_the_type_of_its_printings(case: Case) -> None:
    assert kept(case, "statement", "type=indirect", "form=verbatim_marked") == 1
    assert kept(case, "statement", "type=direct") == 0


def test_a_speaker_is_asked_for_by_any_name_of_the_entity(tmp_path: Path) -> None:
    case = make_case(tmp_path / "named.musnad")
    case.connection.execute("UPDATE entity SET name_en = 'Salem al-Bahri'")
    assert kept(case, "quote", "speaker=Salem") == 2


def test_a_statement_says_what_became_of_it(case: Case) -> None:
    (row,) = export_rows(case, "statement")
    assert list(row) == list(export_columns("statement"))
    assert row["words"].startswith("ما بين 40 و50 متشدداً")
    told = [row[name] for name in ("speaker_name", "printings", "outlets", "altered")]
    assert told == ["سالم البحري", 2, 2, 1]


def test_one_origin_is_counted_as_origins_are(case: Case) -> None:
    assert kept(case, "statement", one_origin=True) <= case.count("statement")


def test_a_column_of_any_table_can_be_asked_for(case: Case) -> None:
    assert kept(case, "report", "language=ar") == case.count("report")


@pytest.mark.parametrize("where", ["speaker", "colour=red"])
def test_an_unknown_name_is_refused(case: Case, where: str) -> None:
    with pytest.raises(UsageError):
        kept(case, "quote", where)


def test_flags_are_for_quotes_and_statements(case: Case) -> None:
    with pytest.raises(UsageError):
        kept(case, "report", altered=True)
