"""The fields of a record: what they are called, which column is which, and where a record stands in its source.

The names are in ``lang/field_names.toml``; ``--map text=column`` adds a person's own.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from musnad.errors import UsageError

# The fields a record may have, in the order they are explained to a person; body is called text there.
FIELDS = ("id", "outlet", "url", "headline", "published", "byline", "body")
# What a text is called, by field: its headline, byline and body.
TEXT_FIELDS = ("headline", "byline", "body")
# A record of more columns than this has its names looked up anew each time: a cache of them would fill memory.
MOST_COLUMNS_REMEMBERED = 200
# Columns named to a person who has to say which is the text.
MOST_COLUMNS_NAMED = 12
LONGEST_COLUMN_NAMED = 40
_BETWEEN = re.compile(r"[\s.\-]+")

FieldMap = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Place:
    """One record of a source, or why there is none at this place."""

    at: str  # "line 3", "record 3", "row 3", counted from 1 (rows without the header)
    record: Mapping[str, Any] | None
    reason: str = ""
    remarks: tuple[str, ...] = ()  # what is odd about it, though it can be used
    html: bool = False  # the text field holds markup: read it as a page (``table.page_of``)


@dataclass(frozen=True, slots=True)
class FieldNames:
    """What ``lang/field_names.toml`` says; all names normalised."""

    fields: dict[str, tuple[str, ...]]
    seen: tuple[str, ...]
    wrapped: frozenset[str]
    lists: frozenset[str]
    inner: tuple[str, ...]
    no_outlet: frozenset[str]
    shapes: tuple[dict[str, Any], ...]


@cache
def field_names() -> FieldNames:
    """Return the names of fields, read once."""
    table = tomllib.loads((files("musnad") / "lang" / "field_names.toml").read_text("utf-8"))
    return FieldNames(
        {name: tuple(table["fields"][name]) for name in FIELDS},
        tuple(table["seen"]["published"]),
        frozenset(table["wrapped"]["names"]),
        frozenset(table["lists"]["names"]),
        tuple(table["inner"]["names"]),
        frozenset(table["no_outlet"]["names"]),
        tuple(table["shapes"]),
    )


def normalised(name: str) -> str:
    """Return a column's name in the form names are compared in."""
    return _BETWEEN.sub("_", name.strip().strip("\ufeff\"'").casefold())


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns of a record hold which field, the preferred first."""

    of: dict[str, tuple[str, ...]]
    seen: frozenset[str]  # columns of ``published`` that say when a page was fetched


def columns_of(record: Mapping[str, Any]) -> Columns:
    """Return which of a record's keys are which field."""
    keys = tuple(record)
    if len(keys) > MOST_COLUMNS_REMEMBERED:
        return _columns(keys)
    return _remembered(keys)


def _columns(keys: tuple[str, ...]) -> Columns:
    names = field_names()
    by_name: dict[str, str] = {}
    for key in keys:
        by_name.setdefault(normalised(key), key)
        by_name[key] = key  # a name as the table has it stands before one that only looks like it
    shape = next((each for each in names.shapes if all(key in by_name for key in each["keys"])), {})
    seen = [by_name[name] for name in (*shape.get("seen", ()), *names.seen) if name in by_name]
    of = {
        field: tuple(dict.fromkeys(by_name[name] for name in shape.get(field, names.fields[field]) if name in by_name))
        for field in FIELDS
    }
    of["published"] = tuple(dict.fromkeys((*of["published"], *seen)))
    return Columns(of, frozenset(seen))


# Kinds of record in one run: a handful; hostile ones only push each other out.
_remembered = lru_cache(maxsize=64)(_columns)


def knows_columns(keys: Iterable[str], mapping: FieldMap | None = None) -> int:
    """Return how many fields these columns hold: 0 where no text and no address is among them."""
    keys = tuple(keys)
    found = {field for field, columns in _columns(keys).of.items() if columns}
    found.update(field for field, column in (mapping or {}).items() if column in keys or column.split(".")[0] in keys)
    return len(found) if found & {"body", "url"} else 0


def name_columns(keys: Iterable[str]) -> str:
    """Return columns as a person is told of them: the first few, short, nothing that could move a terminal."""
    names = [
        " ".join("".join(c if c.isprintable() else " " for c in key[:LONGEST_COLUMN_NAMED]).split()) for key in keys
    ]
    more = f" and {len(names) - MOST_COLUMNS_NAMED} more" if len(names) > MOST_COLUMNS_NAMED else ""
    return ", ".join(name or "(empty)" for name in names[:MOST_COLUMNS_NAMED]) + more


def parse_field_map(given: Iterable[str]) -> dict[str, str]:
    """Return ``--map`` arguments (``text=content``, ``text=article.body``) as field -> column.

    The field may have any of its usual names. Raises :class:`UsageError` for an unknown or doubled field.
    """
    aliases = {name: field for field, names in field_names().fields.items() for name in names}
    mapping: dict[str, str] = {}
    for each in given:
        name, sign, column = each.partition("=")
        field = aliases.get(normalised(name))
        if not sign or not column.strip():
            raise UsageError(f"--map takes field=column, as text=content; not {each!r}")
        if field is None:
            raise UsageError(f"no field {name.strip()!r}: the fields are {', '.join(FIELDS[:-1])} and text")
        if field in mapping:
            raise UsageError(f"field {name.strip()!r} is mapped twice: to {mapping[field]} and to {column.strip()}")
        mapping[field] = column.strip()
    return mapping


def value_at(record: Mapping[str, Any], path: str) -> object:
    """Return what stands at a column or a dotted path (``article.body``, ``authors.0``), or ``None``."""
    if path in record:
        return record[path]
    value: object = record
    for step in path.split("."):
        if isinstance(value, Mapping):
            value = value.get(step)
        elif isinstance(value, list) and step.isdecimal() and len(step) < 6 and int(step) < len(value):
            value = value[int(step)]
        else:
            return None
    return value
