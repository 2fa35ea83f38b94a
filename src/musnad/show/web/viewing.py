"""What a page is asked and what it answers: one view, shown as HTML, JSON or CSV."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from musnad.errors import MusnadError
from musnad.show.words import Both, tables, word
from musnad.store import Case, open_case

# A page that works for longer than this is stopped: others wait. Counted in processor time, since twenty readers of
# one large story are each slow by the others; by the clock it may take so many times as long.
SECONDS_FOR_A_PAGE = 10.0
SECONDS_FOR_AN_EXPORT = 120.0
TIMES_BY_THE_CLOCK = 6
# SQLite asks whether to go on after so many of its steps: some thousand times a second.
STEPS_BETWEEN = 20_000
# Rows of a list shown at once; its .json and .csv have all.
ROWS_SHOWN = 50


class MissingError(MusnadError):
    """The address names nothing in this case."""


class TooSlowError(MusnadError):
    """The page asked the case for more than it may."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: the language, the page's path without language and form, what stands in it, and the query."""

    language: str
    path: str
    id: str = ""
    form: str = "html"
    query: tuple[tuple[str, str], ...] = ()

    @property
    def whole(self) -> bool:
        """Return whether all rows are wanted: exports are complete."""
        return self.form != "html"

    def get(self, name: str, otherwise: str = "") -> str:
        """Return the last value of a parameter."""
        return next((value for key, value in reversed(self.query) if key == name), otherwise)

    def all(self, name: str) -> list[str]:
        return [value for key, value in self.query if key == name and value]

    def number(self, name: str, otherwise: int, least: int, most: int) -> int:
        """Return a parameter as a number within bounds."""
        words = self.get(name)
        known = words.isascii() and words.isdigit() and len(words) <= 9
        return max(least, min(most, int(words))) if known else otherwise

    def here(self, *, form: str = "html", language: str = "", **changed: Any) -> str:
        """Return this view's own address, some parameters changed; an empty value takes one out."""
        kept = [(key, value) for key, value in self.query if key not in changed and value]
        kept += [(key, str(value)) for key, value in changed.items() if value not in ("", None)]
        suffix = "" if form == "html" else f".{form}"
        return f"/{language or self.language}/{quote(self.path)}{suffix}" + ("?" + urlencode(kept) if kept else "")

    def url(self, path: str, *ids: str, **query: Any) -> str:
        """Return the address of another view in the same language."""
        parts = "/".join([path, *(quote(each, safe="") for each in ids)])
        kept = [(key, str(value)) for key, value in query.items() if value not in ("", None)]
        return f"/{self.language}/{parts}" + ("?" + urlencode(kept) if kept else "")


@dataclass(frozen=True, slots=True)
class View:
    """What a page shows.

    ``rows`` are the page's main list, one dictionary each, complete where ``asked.whole``: its CSV, and in its
    JSON beside ``data``. ``context`` is for the template alone.
    """

    template: str
    title: str
    context: Mapping[str, Any]
    rows: list[dict[str, Any]] = field(default_factory=list)
    data: Mapping[str, Any] = field(default_factory=dict)
    status: int = 200


@contextmanager
def reading(path: Path, *, seconds: float = SECONDS_FOR_A_PAGE) -> Iterator[Case]:
    """Open a case to read only, for so many seconds of processor time at most.

    Raises ``TooSlowError`` inside where they are over.
    """
    until, at_last = time.thread_time() + seconds, time.monotonic() + TIMES_BY_THE_CLOCK * seconds

    def is_over() -> bool:
        return time.thread_time() > until or time.monotonic() > at_last

    with open_case(path, read_only=True) as case:
        case.connection.set_progress_handler(is_over, STEPS_BETWEEN)
        try:
            yield case
        except sqlite3.OperationalError as error:
            if "interrupted" not in str(error):
                raise
            raise TooSlowError(f"stopped after {seconds:.0f} seconds") from error


def place_in(words: str, length: int) -> tuple[int, int] | None:
    """Return the place an address names, as far as the text has it."""
    start, _, stop = words.partition("-")
    if not (start.isascii() and start.isdigit() and stop.isascii() and stop.isdigit() and len(words) < 24):
        return None
    first, last = min(int(start), length), min(int(stop), length)
    return (first, last) if first < last else None


def rows_of(case: Case, sql: str, values: Any = ()) -> list[dict[str, Any]]:
    """Return the rows of a query as dictionaries in the order of its columns."""
    cursor = case.connection.execute(sql, values)
    names = [each[0] for each in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]


def said(key: str, table: str = "", **values: object) -> Both:
    """Return words of the interface: those of the web pages, then those of the dossier."""
    if table:
        return word(key, table, **values)
    return word(key, "web" if key in tables()["web"] else "plain", **values)
