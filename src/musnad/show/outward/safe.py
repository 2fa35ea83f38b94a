"""Words of others, made safe for a format: nothing in them ends a field, turns a line or breaks a file."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from musnad.show.terminal import plain

# What a viewer of JSON would obey when it is printed raw: C1 controls, direction marks, line separators.
_OBEYED = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
# What XML 1.0 can't hold, even escaped, and `plain` leaves.
_NO_CHARACTERS = re.compile("[\ufffe\uffff]")


def one_line(words: str | None) -> str:
    """Return words on one line, spaces joined, without control characters and direction marks."""
    return _NO_CHARACTERS.sub("", " ".join(plain(words or "").split()))


def json_text(value: Any, *, indent: int | None = None) -> str:
    """Return a value as JSON: letters readable, what would turn or break a line escaped, so that it reads back."""
    return _OBEYED.sub(lambda match: f"\\u{ord(match[0]):04x}", json.dumps(value, ensure_ascii=False, indent=indent))


def json_fields(fields: Mapping[str, Any]) -> str:
    """Return the inside of a JSON object, to be written on into."""
    return json_text(fields)[1:-1]


def json_items(items: Iterable[Any]) -> Iterator[str]:
    """Yield the inside of a JSON array, an item a line."""
    for number, item in enumerate(items):
        yield ("\n" if number == 0 else ",\n") + json_text(item)


def json_members(items: Iterable[tuple[str, Any]]) -> Iterator[str]:
    """Yield the inside of a JSON object, a member a line."""
    for number, (key, value) in enumerate(items):
        yield ("\n" if number == 0 else ",\n") + json_text(key) + ": " + json_text(value)


def xml_text(words: str) -> str:
    """Return words as XML, for an element or an attribute in double quotation marks."""
    return html.escape(one_line(words))


def without_empty(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields that say something."""
    return {key: value for key, value in fields.items() if value not in (None, "", [], {})}
