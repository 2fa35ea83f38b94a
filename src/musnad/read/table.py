"""Records: JSON lines, a JSON array or a single object; each becomes a text with its pieces.

The fields a record may have, by the names corpora give them, are in ``FIELDS``. The text of a report
is its headline, byline and body joined by an empty line, each as the record has it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from musnad.lang import Lang
from musnad.read.encodings import decode, storable
from musnad.read.entries import Entry
from musnad.read.published import published_of_fields
from musnad.read.records_body import body_spans
from musnad.read.splits import Span

# What a field may be called; the first that holds something counts.
FIELDS: dict[str, tuple[str, ...]] = {
    "id": ("id", "source_id", "key", "docno", "_id"),
    "outlet": ("outlet", "source", "media", "publisher"),
    "url": ("url", "link"),
    "headline": ("headline", "title"),
    "published": ("published", "date", "publish_date", "date_published", "date_extracted"),
    "byline": ("byline", "author", "authors"),
    "body": ("text", "body", "content"),
}
JOINT = "\n\n"
# A text longer than this (a long book) is no news report, and would cost every stage its quadratic worst.
LONGEST_TEXT = 2_000_000
# Six bytes a character ("\u0627") and room for other fields; a longer line would only fill memory.
LONGEST_LINE = 16 * 1024 * 1024
_SPACE_AND_COMMA = re.compile(r"[\s,]*")


@dataclass(frozen=True, slots=True)
class Place:
    """One record of a source, or why there is none at this place."""

    at: str
    record: Mapping[str, Any] | None
    reason: str


def looks_like_json(data: bytes) -> bool:
    """Tell whether a source without a telling name begins like a record or an array of records."""
    start = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    return bool(re.match(rb'(?:\[\s*)?\{\s*(?:"[^"]{1,80}"\s*:|\})', start))


def records_in(data: bytes) -> Iterator[Place]:
    """Yield the records of JSON bytes: an array, one object, or one object a line, as the bytes begin."""
    wide = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    if wide or data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"[":
        decoded = decode(data)
        yield from _elements(decoded.text) if decoded else [Place("", None, "binary, no text")]
    elif _is_single_object(data):
        decoded = decode(data)
        yield _parsed("", decoded.text) if decoded else Place("", None, "binary, no text")
    else:
        yield from _lines(data)


def _is_single_object(data: bytes) -> bool:
    """A file that begins with an object its first line does not close is one printed over many lines."""
    first = data.lstrip(b"\xef\xbb\xbf \t\r\n").split(b"\n", 1)
    return len(first) == 2 and first[0].strip() in (b"{", b"{{")


def _lines(data: bytes) -> Iterator[Place]:
    start, number = 0, 0
    while start < len(data):
        stop = data.find(b"\n", start)
        stop = len(data) if stop < 0 else stop
        number += 1
        if stop - start > LONGEST_LINE:
            yield Place(f"line {number}", None, f"line longer than {LONGEST_LINE // 2**20} MB")
        else:
            line = data[start:stop].strip(b" \t\r\xef\xbb\xbf" if number == 1 else b" \t\r")
            if line:
                yield _line(f"line {number}", line)
        start = stop + 1


def _line(at: str, line: bytes) -> Place:
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        decoded = decode(line)
        if decoded is None:
            return Place(at, None, "binary, no text")
        text = decoded.text
    return _parsed(at, text)


def _parsed(at: str, text: str) -> Place:
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        return Place(at, None, f"broken JSON: {error.msg} at character {error.pos + 1}")
    except (ValueError, RecursionError) as error:
        return Place(at, None, f"broken JSON: {_why(error)}")
    return _place(at, value)


def _why(error: Exception) -> str:
    return "nested too deeply" if isinstance(error, RecursionError) else str(error)[:120]


def _place(at: str, value: object) -> Place:
    if isinstance(value, dict):
        return Place(at, value, "")
    return Place(at, None, "no record: not a JSON object")


def _elements(text: str) -> Iterator[Place]:
    """Yield the elements of an array one by one, so that what stands before a break is not lost."""
    decoder = json.JSONDecoder()
    position = text.index("[") + 1 if "[" in text else 0
    number = 0
    while True:
        position = _next(text, position)
        if text[position : position + 1] == "]":
            if number == 0:
                yield Place("", None, "no records: empty array")
            return
        number += 1
        if position >= len(text):
            yield Place(f"record {number}", None, "broken JSON: the array is cut off here")
            return
        try:
            value, position = decoder.raw_decode(text, position)
        except json.JSONDecodeError as error:
            reason = f"broken JSON: {error.msg} at character {error.pos + 1}; nothing after it was read"
            yield Place(f"record {number}", None, reason)
            return
        except (ValueError, RecursionError) as error:
            yield Place(f"record {number}", None, f"broken JSON: {_why(error)}; nothing after it was read")
            return
        yield _place(f"record {number}", value)


def _next(text: str, position: int) -> int:
    match = _SPACE_AND_COMMA.match(text, position)
    return match.end() if match else position


def read_record(record: Mapping[str, Any], lang: Lang) -> Entry:
    """Return what a record says, as a report's text with pieces."""
    names = {name: _field(record, name) for name in FIELDS}
    texts: list[tuple[str, str, str]] = []
    damaged = 0
    for part in ("headline", "byline", "body"):
        key = names[part]
        value = _as_text(record[key]) if key else ""
        value, replaced = storable(value)
        damaged += replaced
        if key and value.strip():
            texts.append((part, key, value))
    remarks = [f"{damaged} lone surrogates or NULs stand as U+FFFD"] if damaged else []
    reason = _no_text(texts)
    spans, text = ([], "") if reason else _spans(texts, lang)
    published, why = _published(record, lang)
    found = {name: _plain(record, names[name]) for name in ("id", "outlet", "url")}
    return Entry(text, tuple(spans), found["id"], found["outlet"], found["url"], published, why, tuple(remarks), reason)


def _field(record: Mapping[str, Any], name: str) -> str | None:
    """Return the record's key for a field: the first of its names that holds something."""
    for key in FIELDS[name]:
        value = record.get(key)
        if value is not None and value != "" and not (isinstance(value, str) and not value.strip()):
            return key
    return None


def _as_text(value: object) -> str:
    """Return a field's text: a string as it is, a number printed, a list's texts as paragraphs."""
    if isinstance(value, str):
        return value
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)[:LONGEST_TEXT]
    if isinstance(value, list):
        return JOINT.join(each for each in value if isinstance(each, str))
    return ""


def _plain(record: Mapping[str, Any], key: str | None) -> str | None:
    if key is None:
        return None
    value, _ = storable(_as_text(record[key]))
    return value.strip()[:2000] or None


def _no_text(texts: Sequence[tuple[str, str, str]]) -> str:
    if not any(part == "body" for part, _, _ in texts):
        return "no text in the record"
    if sum(len(value) for _, _, value in texts) > LONGEST_TEXT:
        return f"text longer than {LONGEST_TEXT:,} characters"
    return ""


def _spans(texts: Sequence[tuple[str, str, str]], lang: Lang) -> tuple[list[tuple[Span, str, int]], str]:
    text = JOINT.join(value for _, _, value in texts)
    author = next((value for part, _, value in texts if part == "byline"), "")
    spans: list[tuple[Span, str, int]] = []
    at = 0
    for part, key, value in texts:
        if part == "body":
            found = body_spans(text, at, at + len(value), author, lang)
        else:
            start = at + len(value) - len(value.lstrip())
            found = [Span(part, start, at + len(value.rstrip()), 1.0, f"field={key}")]
        spans.extend((span, key, span.start - at) for span in found)
        at += len(value) + len(JOINT)
    return spans, text


def _published(record: Mapping[str, Any], lang: Lang) -> tuple[str | None, str]:
    """Return when a record was published, as its date fields or its address say, and why; or why not."""
    fields = [(key, record[key]) for key in FIELDS["published"] if record.get(key) not in (None, "")]
    key = _field(record, "url")
    return published_of_fields(fields, _plain(record, key), lang)
