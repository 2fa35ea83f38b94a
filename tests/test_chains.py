"""Origins in words: what a terminal shows."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from musnad.compare.origin_counts import Join
from musnad.records import Lineage
from musnad.show.chains import join_words, origins_words, source_kind
from musnad.show.cli import commands
from musnad.show.words import agency_name, sentence, tables
from musnad.store import Case


def test_a_count_is_one_number_or_a_range() -> None:
    assert origins_words(2, 2).en == "2 independent origins"
    assert origins_words(1, 3).en == "1 to 3 independent origins"


@pytest.mark.parametrize("kind", ["passage", "report", "version", "agency", "outlet"])
def test_every_kind_of_join_has_words(kind: str) -> None:
    sure, perhaps = (join_words(Join("a", "b", kind, is_sure, "row")) for is_sure in (True, False))
    assert kind not in sure.ar
    assert perhaps.en == f"perhaps {sure.en}"


def test_a_source_that_is_open_is_not_called_unseen() -> None:
    assert source_kind(Lineage("l", "a", None, "unseen", 0.4, "rule=undecided")) == "lineage_undecided"


@pytest.mark.parametrize(
    "rule",
    [
        "stemma",
        "undecided",
        "outlet-credit",
        "outlet-named",
        "reprint",
        "reprint-part",
        "twin",
        "version",
        "same-page",
        "shared-passage",
        "credit",
    ],
)
def test_every_rule_of_lineage_has_a_sentence(rule: str) -> None:
    assert rule in tables()["rule"]


def test_agencies_in_a_reason_have_their_names() -> None:
    words = sentence("rule=shared-passage agencies=afp+reuters")
    assert "Agence France-Presse, Reuters" in words.en
    assert "وكالة فرانس برس، رويترز" in words.ar


def test_every_piece_of_evidence_has_words() -> None:
    why = "rule=stemma common=55 innovations=3.0 against=0.5 credited=yes agency_report=yes headline=yes cut=yes"
    why += " beyond=yes earlier=yes later=yes agency_too=yes extra=yes reworded=yes odds=a:0.78+unseen:0.11"
    why += " agencies=afp circle=b"
    assert "=" not in sentence(why).ar
    assert ": yes" not in sentence(why).en


def test_the_chain_is_printed_and_given_to_programs(sample_case: Case) -> None:
    story = next(row for row in sample_case.rows("story") if row.origins > 1)
    asked = ["origins", story.id, "--case", str(sample_case.path)]
    printed = CliRunner().invoke(commands, asked)
    assert "independent origins in" in printed.output
    given = json.loads(CliRunner().invoke(commands, [*asked, "--json"]).output)
    assert len(given["origins"]) == given["at_least"] <= story.origins <= given["at_most"]


def test_a_place_can_be_asked_about(sample_case: Case) -> None:
    row = sample_case.rows("sentence")[0]
    asked = ["origins", f"{row.report_id}:{row.start}-{row.stop}", "--case", str(sample_case.path)]
    assert "1 independent origin in" in CliRunner().invoke(commands, asked).output


def test_an_unknown_id_is_one_line(sample_case: Case) -> None:
    result = CliRunner().invoke(commands, ["origins", "nothing-1", "--case", str(sample_case.path)])
    assert (result.exit_code, result.stderr) == (2, "musnad: no 'nothing-1' in this case\n")


def test_the_dossier_says_the_origins_of_a_statement_and_their_chain(sample_case: Case) -> None:
    from musnad.show.dossier import render_dossier

    page = render_dossier(sample_case, language="en")
    assert '<summary><i lang="ar">أصل مستقل واحد</i>' in page
    assert "shared text" in page


def test_an_agency_is_called_by_its_name() -> None:
    assert agency_name("afp").en == "Agence France-Presse"
    assert agency_name("الراية").ar == "الراية"
