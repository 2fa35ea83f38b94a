"""The command that serves the web pages."""

from __future__ import annotations

from pathlib import Path

import click

from musnad.show.cli.frame import case_option, commands, example
from musnad.show.terminal import plain

# Any free port would do, but an address that stays can be kept.
PORT = 8737


@commands.command(
    epilog=example(
        "musnad serve --case raqqa.musnad",
        "musnad serve --case raqqa.musnad --host 192.0.2.7 --password-file password.txt",
    )
)
@case_option
@click.option("--port", type=click.IntRange(0, 65535), default=PORT, show_default=True, help="0: any free one.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Another than loopback needs a password.")
@click.option(
    "--password-file", type=click.Path(path_type=Path), metavar="FILE", help="Its first line is the password."
)
@click.option("--no-browser", is_flag=True, help="Only print the link.")
def serve(case_path: Path, port: int, host: str, password_file: Path | None, no_browser: bool) -> None:
    """Serve the case as web pages, in Arabic and English, on this machine only.

    Open the printed link: it lets that browser in. Stop with Ctrl-C. Works offline; reading and watching may go on
    meanwhile.
    """
    from musnad.show.web import serving

    def told(url: str, page: Path) -> None:
        click.echo(plain(f"{case_path.name}: {url}"))
        if not no_browser:
            click.launch(str(page))

    password = serving.read_password(password_file) if password_file else None
    serving.serve(case_path, host=host, port=port, password=password, told=told)
