"""Headers of records and of HTTP: where they end, and their fields, however they are written."""

from __future__ import annotations

import re
from collections.abc import Mapping

# Real records have ten to twenty fields.
MOST_FIELDS = 500
_PLAIN_NAMES = re.compile(r"[a-z0-9_\n-]+", re.A)
NUMBER = re.compile(r"\d{1,18}", re.A)


def end_of_header(data: bytes, begin: int, stop: int) -> int:
    """Return where the block begins: behind the first empty line, or at an HTTP line where that is missing; or 0."""
    crlf = data.find(b"\n\r\n", begin, stop)
    lf = data.find(b"\n\n", begin, crlf if crlf >= 0 else stop)
    end = lf + 2 if lf >= 0 else crlf + 3 if crlf >= 0 else 0
    http = data.find(b"\nHTTP/", begin, end or stop)
    return http + 1 if http >= 0 else end


def read_fields(head: bytes) -> tuple[dict[str, str], list[str]]:
    """Return the fields of a header, names in lower case, folded lines joined, and remarks. The first line is left out.

    A field that comes again is joined to the first by a comma, as HTTP has it.
    """
    if b"\r\n\r\n" in head[-4:]:
        simple = simple_fields(head[:-4])
        if simple:
            return simple, []
    try:
        text = head.decode("utf-8")
    except UnicodeDecodeError:
        text = head.decode("latin-1")
    fields: dict[str, str] = {}
    remarks: list[str] = []
    name = ""
    lines = text.split("\n")
    for line in lines[1 : MOST_FIELDS + 1]:
        if line[:1] in (" ", "\t") and name:
            fields[name] = f"{fields[name]} {line.strip()}".strip()
            continue
        name, colon, value = line.partition(":")
        name = name.strip().lower()
        if not colon or not name:
            name = ""
            continue
        value = value.strip()
        fields[name] = f"{fields[name]}, {value}" if name in fields else value
    if len(lines) > MOST_FIELDS + 1:
        remarks.append(f"more than {MOST_FIELDS} header fields")
    return fields, remarks


def simple_fields(head: bytes) -> dict[str, str]:
    """Return the fields of a header that is plain in every way; nothing where it takes a careful reading."""
    try:
        lines = head.decode("utf-8").split("\r\n")
    except UnicodeDecodeError:
        return {}
    fields: dict[str, str] = {}
    for line in lines[1:]:
        name, _, value = line.partition(": ")
        fields[name.lower()] = value
    if len(fields) != len(lines) - 1 or len(fields) > MOST_FIELDS or not _PLAIN_NAMES.fullmatch("\n".join(fields)):
        return {}
    return fields


def arc_fields(line: bytes) -> tuple[dict[str, str], list[str]]:
    """Return the line of an ARC record as the fields a WARC record has."""
    parts = line.decode("utf-8", "replace").split()
    is_info = line.startswith(b"filedesc:")
    fields = {
        "warc-type": "warcinfo" if is_info else "response",
        "warc-target-uri": parts[0],
        "warc-date": parts[2],
        "content-length": parts[-1],
        "content-type": "application/http",
    }
    return fields, []


def declared_length(headers: Mapping[str, str]) -> tuple[int | None, str]:
    printed = headers.get("content-length")
    if printed is None:
        return None, "no Content-Length"
    values = {each.strip() for each in printed.split(",")}
    if len(values) == 1 and NUMBER.fullmatch(value := values.pop()):
        return int(value), ""
    return None, f"wrong Content-Length: {printed[:40]!a}"
