"""Docs that can't drift: every command says what it does, shows an example, and stands in docs/start.md."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from musnad.show.cli import commands

ROOT = Path(__file__).resolve().parent.parent
NAMES = sorted(commands.commands)


def test_the_commands_are_those_of_the_design() -> None:
    assert NAMES == [
        "analyse", "check", "demo", "dossier", "export", "judge", "origins", "read", "rescue", "search", "serve",
        "skipped", "stages", "statements", "watch",
    ]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_every_command_has_help_with_an_example(name: str) -> None:
    result = CliRunner().invoke(commands, [name, "--help"])
    assert f"Example:\n  musnad {name}" in "\n".join(line.strip(" ") for line in result.output.splitlines()).replace(
        "Example:\nmusnad", "Example:\n  musnad"
    )


@pytest.mark.parametrize("name", NAMES)
def test_every_command_is_in_the_start_page(name: str) -> None:
    page = ROOT / "docs" / "start.md"
    if not page.exists():
        pytest.skip("docs/start.md is not written yet")
    assert f"musnad {name}" in page.read_text("utf-8")
