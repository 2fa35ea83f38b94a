"""What all commands share: the group, errors as one line, exit codes, options."""

from __future__ import annotations

import errno
import json
import sys
from pathlib import Path
from typing import Any

import click

from musnad import __version__
from musnad.errors import MusnadError
from musnad.show.stops import STOPPED
from musnad.show.terminal import plain

ALL_GOOD, PARTLY, NOTHING, INTERRUPTED = 0, 1, 2, 130


class Refusal(click.ClickException):
    """An error a user can put right: one line on stderr, exit code 2."""

    exit_code = NOTHING

    def show(self, file: Any = None) -> None:  # noqa: ARG002 click hands one over
        click.echo(f"musnad: {plain(self.message)}", err=True)


class Commands(click.Group):
    """A group that turns the library's errors, and those of the disk, into one line."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except MusnadError as error:
            raise Refusal(str(error)) from error
        except KeyboardInterrupt as stop:
            click.echo(f"musnad: {STOPPED}", err=True)
            ctx.exit(getattr(stop, "exit_code", INTERRUPTED))
        except OSError as error:
            if error.errno == errno.EPIPE:  # the reader of our output has left: click ends quietly
                raise
            raise Refusal(f"{error.strerror or error}: {error.filename}" if error.filename else str(error)) from error
        except Exception as error:
            if type(error).__module__ != "sqlite3":
                raise
            raise Refusal(f"the case file can't be used: {error}") from error


def example(*lines: str) -> str:
    """Return the example at the end of a command's help, kept in its lines by click."""
    return "\b\nExample:\n" + "\n".join(f"  {line}" for line in lines)


case_option = click.option(
    "--case", "case_path", required=True, metavar="FILE", help="The case file.", type=click.Path(path_type=Path)
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object for programs.")


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="musnad")
def commands() -> None:
    """Read many outlets' reports of the same events; get one sourced account back.

    \b
    Try:   musnad demo
    Then:  musnad read reports/ --case mine.musnad
           musnad dossier --case mine.musnad -o mine.html
    """


def print_json(value: Any) -> None:
    """Print JSON in UTF-8; control characters of a text are escaped by JSON, direction marks here."""
    text = json.dumps(value, ensure_ascii=False, indent=1)
    if sys.stdout.isatty():
        text = json.dumps(value, indent=1)
    click.echo(text)
