"""Tables: records of JSON, CSV or Parquet; each becomes a text with its pieces.

What the columns are called is in ``fields.py``. The text of a report is its headline, byline and
body joined by an empty line, each as the record has it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, BinaryIO

from musnad.lang import Lang
from musnad.read.dates import published_by_heads, published_of_fields
from musnad.read.entries import Entry, Facts
from musnad.read.letters import storable
from musnad.read.letters.mojibake import repair
from musnad.read.plain.splits import Span
from musnad.read.tables.body import body_spans
from musnad.read.tables.bytes_of import LOOKED_AT
from musnad.read.tables.csv_records import csv_records, looks_like_csv
from musnad.read.tables.fields import TEXT_FIELDS, FieldMap, Place, columns_of, field_names, normalised, value_at
from musnad.read.tables.json_records import json_records, looks_like_json
from musnad.read.tables.parquet_records import looks_like_parquet, parquet_records

__all__ = [
    "LONGEST_TEXT",
    "Place",
    "date_of_record",
    "looks_like_json",
    "page_of",
    "read_record",
    "records_in",
    "table_kind",
]

JOINT = "\n\n"
# Parts that may print the day a text is of.
HEADS = ("byline", "dateline")
# A text longer than this (a long book) is no news report, and would cost every stage its quadratic worst.
LONGEST_TEXT = 2_000_000
# Identifiers, addresses and names are cut here, none that is meant is as long; in a reason, sooner.
LONGEST_NAME = 2_000
LONGEST_SAID = 200
JSON_NAMES = (".jsonl", ".ndjson", ".json", ".jsonlines")
CSV_NAMES = (".csv", ".tsv", ".tab")
PARQUET_NAMES = (".parquet", ".pq")
_ADDRESS = re.compile(r"https?://\S", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});")


def table_kind(head: bytes, name: str = "") -> str:
    """Return ``json``, ``csv``, ``parquet`` or ``""`` for the first bytes of a source and its name."""
    name = name.lower()
    if looks_like_parquet(head) or name.endswith(PARQUET_NAMES):
        return "parquet"
    if name.endswith(JSON_NAMES) or looks_like_json(head):
        return "json"
    if name.endswith(CSV_NAMES) or looks_like_csv(head):
        return "csv"
    return ""


def records_in(source: bytes | BinaryIO, name: str = "", mapping: FieldMap | None = None) -> Iterator[Place]:
    """Yield the records of a table, given as bytes or as a seekable binary file, in order and lazily.

    ``name`` is the file's name, which decides where the bytes do not; ``mapping`` is field -> column.
    """
    if isinstance(source, bytes):
        head = source[:LOOKED_AT]
    else:
        head = source.read(LOOKED_AT)
        source.seek(0)
    kind = table_kind(head, name)
    if kind == "parquet":
        places = parquet_records(source, mapping)
    elif kind == "csv":
        places = csv_records(source, mapping)
    else:
        places = json_records(source)
    for place in places:
        yield place if place.record is None else _looked_at(place, place.record, mapping)


def _looked_at(place: Place, record: Mapping[str, Any], mapping: FieldMap | None) -> Place:
    """Take a record out of what wraps it, and see whether its text is markup."""
    inner = record if mapping else _unwrapped(record)
    found = chosen(inner, "body", mapping)
    html = found is not None and _holds_markup(as_text(found[1]))
    return place if inner is record and not html else replace(place, record=inner, html=html)


def _holds_markup(text: str) -> bool:
    if "<" not in text:
        return False
    from musnad.read.feeds.markup import holds_markup

    return holds_markup(text)


def _unwrapped(record: Mapping[str, Any]) -> Mapping[str, Any]:
    if len(record) < 12 and not columns_of(record).of["body"]:
        for key, value in record.items():
            if isinstance(value, dict) and key.casefold() in field_names().wrapped:
                return value
    return record


# --- a record's fields -------------------------------------------------------------------------------


def chosen(record: Mapping[str, Any], field: str, mapping: FieldMap | None) -> tuple[str, Any] | None:
    """Return the column and value of a field: of the columns with its names the first that holds something."""
    if mapping and field in mapping:
        value = value_at(record, mapping[field])
        return None if _is_empty(value) else (mapping[field], value)
    for key in columns_of(record).of[field]:
        value = record[key]
        if not _is_empty(value) and _suits(field, value):
            return key, value
    return None


def _is_empty(value: object) -> bool:
    if isinstance(value, str):
        return not value.strip()
    return value is None or (isinstance(value, (list, dict, tuple)) and not value) or value != value  # nan


def _suits(field: str, value: object) -> bool:
    """An address in an outlet field names no outlet; a name in an address field is no address."""
    if field == "url":
        return not isinstance(value, str) or ":" in value or "/" in value
    if field == "outlet":
        text = as_text(value)
        return not _ADDRESS.match(text.lstrip()) and text.strip().casefold() not in field_names().no_outlet
    return True


def as_text(value: object, joint: str = JOINT) -> str:
    """Return a field's text: a string as it is, a number printed, a list's texts as paragraphs, an object's text."""
    if isinstance(value, str):
        return value
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _printed(value)
    if isinstance(value, list):
        return joint.join(filter(None, (each if isinstance(each, str) else _inner(each) for each in value)))
    return _inner(value)


def _printed(value: float) -> str:
    try:
        return str(value)
    except ValueError:  # a whole number of more than 4,300 digits
        return ""


def _inner(value: object) -> str:
    """Return the text of a field that is an object, as {"rendered": "..."}."""
    if isinstance(value, Mapping):
        for name in field_names().inner:
            if isinstance(value.get(name), str):
                return str(value[name])
    return ""


def name_of(record: Mapping[str, Any], field: str, mapping: FieldMap | None) -> str | None:
    found = chosen(record, field, mapping)
    if found is None:
        return None
    return storable(as_text(found[1], ", "))[0].strip()[:LONGEST_NAME].rstrip() or None


# --- a record's report -------------------------------------------------------------------------------


def read_record(record: Mapping[str, Any], lang: Lang, mapping: FieldMap | None = None) -> Entry:
    """Return what a record says, as a report's text with pieces."""
    texts: list[tuple[str, str, str]] = []
    damaged = 0
    mends: list[str] = []
    for part in TEXT_FIELDS:
        found = chosen(record, part, mapping)
        value, replaced = storable(as_text(found[1], JOINT if part == "body" else ", ")) if found else ("", 0)
        damaged += replaced
        value, mended = repair(value)
        mends += [mended] if mended else []
        if found and value.strip():
            texts.append((part, found[0], value))
    names = {field: name_of(record, field, mapping) for field in ("id", "outlet", "url")}
    reason = _no_text(texts, names["url"])
    spans, text = ([], "") if reason else _spans(texts, lang)
    published, why = _published(record, names["url"], lang, mapping)
    if published is None:
        heads = [(each.part, text[each.start : each.stop]) for each, _, _ in spans if each.part in HEADS]
        published, why = published_by_heads(why, heads, lang)
    return Entry(
        text, tuple(spans), names["id"], names["outlet"], names["url"], published, why,
        (*dict.fromkeys(mends), *_remarks(text, damaged)), reason,
    )  # fmt: skip


def _remarks(text: str, damaged: int) -> tuple[str, ...]:
    remarks = [f"{damaged} lone surrogates or NULs stand as U+FFFD"] if damaged else []
    entities = len(_ENTITY.findall(text)) if "&" in text else 0
    if entities:
        remarks.append(f"{entities} HTML entities stand in the text as printed")
    return tuple(remarks)


def _no_text(texts: Sequence[tuple[str, str, str]], url: str | None) -> str:
    if not any(part == "body" for part, _, _ in texts):
        return f"no text in the record: fetch its address {url[:LONGEST_SAID]}" if url else "no text in the record"
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


def _published(
    record: Mapping[str, Any], url: str | None, lang: Lang, mapping: FieldMap | None
) -> tuple[str | None, str]:
    """Return the first date field that can be read, or why none could; what was seen, not printed, is none."""
    if mapping and "published" in mapping:
        fields = [("published", value_at(record, mapping["published"]))]
    else:
        columns = columns_of(record)
        fields = [
            (f"{SEEN if key in columns.seen else ''}{_short(key)}", record[key]) for key in columns.of["published"]
        ]
    found, why = published_of_fields([each for each in fields if not _is_empty(each[1])], url, lang)
    return found, why.replace(f"field={SEEN}", "field=")


# Tells ``published`` that a column says when a page was fetched, whatever its name.
SEEN = "crawled:"


def _short(key: str) -> str:
    return normalised(key)[:60]


# --- a record whose text is markup -------------------------------------------------------------------


def date_of_record(record: Mapping[str, Any], lang: Lang, mapping: FieldMap | None = None) -> tuple[str | None, str]:
    """Return when a record was published by its own fields or address, and why; or ``None`` and why not."""
    return _published(record, name_of(record, "url", mapping), lang, mapping)


def page_of(record: Mapping[str, Any], lang: Lang, mapping: FieldMap | None = None) -> tuple[bytes, Facts, str | None]:
    """Return a record whose text is markup (``Place.html``) as a page, what is known of it, and the record's own id.

    ``Facts.published`` is an ISO 8601 day or moment where the record's date can be read.
    """
    found = chosen(record, "body", mapping)
    markup = storable(as_text(found[1]))[0] if found else ""
    headline = name_of(record, "headline", mapping)
    published, _ = date_of_record(record, lang, mapping)
    from musnad.read.feeds.markup import page_around

    page = page_around(markup, headline=headline or "", byline=name_of(record, "byline", mapping) or "")
    facts = Facts(
        url=name_of(record, "url", mapping), headline=headline, published=published,
        outlet=name_of(record, "outlet", mapping),
    )  # fmt: skip
    return page, facts, name_of(record, "id", mapping)
