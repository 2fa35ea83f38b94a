"""Exports in the formats of others: their options, and how they are written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from musnad.show.terminal import plain

_OPTIONS = (
    click.option("--about", metavar="ID", default="", help="Formats of others: only this report, story, statement, …"),
    click.option("--base", metavar="URL", default="", help="Formats of others: the server whose pages they link to."),
    click.option(
        "--language", type=click.Choice(["ar", "en"]), default="ar", show_default=True,
        help="Formats of others: the language of names and links.",
    ),
)  # fmt: skip


def outward_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options that only the formats of others have."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def export_outward(case_path: Path, name: str, output: str, *, about: str, base: str, language: str) -> None:
    """Write the case, or what ``about`` names, in a format of others."""
    from musnad.show.outward import write_outward
    from musnad.show.outward.chosen import WHOLE_CASE, about_of
    from musnad.show.outward.links import Links
    from musnad.store import open_case

    with open_case(case_path, read_only=True) as case:
        links = Links(base.rstrip("/"), language)
        parts = write_outward(case, name, about_of(about) if about else WHOLE_CASE, links)
        with click.open_file(output, "wb") as out:
            for part in parts:
                out.write(part.encode("utf-8", "replace"))
    click.echo(f"{name} in {plain(output)}", err=True)
