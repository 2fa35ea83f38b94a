"""Captures written as a web archive (WARC 1.1, each record a gzip member), so that evidence can be replayed elsewhere.

The bodies are kept with their encodings undone, and the header says so: the fields that described the
bytes on the wire go on under ``x-original-...``, as other tools do. The same captures give the same bytes.
"""

from __future__ import annotations

import hashlib
import re
import struct
import uuid
import zlib
from collections.abc import Iterable, Iterator
from http import HTTPStatus
from itertools import chain
from typing import BinaryIO

from musnad.read.captures import Capture
from musnad.read.warc import moment

# The field is mandatory. No page was fetched then, so a reader knows what it means.
NO_DATE = "1970-01-01T00:00:00Z"
# Fields that describe the bytes on the wire, not those that are kept.
_OF_THE_WIRE = {"content-encoding", "transfer-encoding", "content-length"}
_FIELD_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,200}")
_LINE_ENDS = re.compile(r"[\r\n\x00]+[ \t]*")
_GZIP_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"  # no time, no system: the same everywhere


def write_warc(out: BinaryIO, captures: Iterable[Capture], *, software: str) -> int:
    """Write a warcinfo record and a record for every capture that has a body; return how many captures were written.

    A capture with a status becomes a ``response``, one without a ``resource``; the addresses it was
    redirected from stand in a ``metadata`` record behind it. Where the fetch time is not known the
    date is 1970-01-01.
    """
    rest = iter(captures)
    first = next(rest, None)
    known: dict[uuid.UUID, int] = {}
    out.write(_packed(_info(software, _date(first))))
    written = 0
    for capture in chain(() if first is None else (first,), rest):
        if capture.reason or not capture.body:
            continue
        for record in _records(capture, known):
            out.write(_packed(record))
        written += 1
    return written


def _date(capture: Capture | None) -> str:
    fetched = moment(capture.fetched or "")[0] if capture else None
    return fetched or NO_DATE


def _info(software: str, date: str) -> bytes:
    fields = {
        "software": software,
        "format": "WARC File Format 1.1",
        "description": "pages kept as evidence; content and transfer encodings are undone",
    }
    block = _lines(fields)
    name = _name("warcinfo", date, block, {})
    return _record(
        {"WARC-Type": "warcinfo", "WARC-Record-ID": name, "WARC-Date": date}, "application/warc-fields", block
    )


def _records(capture: Capture, known: dict[uuid.UUID, int]) -> Iterator[bytes]:
    uri = _LINE_ENDS.sub("", capture.url or "").replace(" ", "%20")
    uri = uri or f"urn:sha256:{hashlib.sha256(capture.body).hexdigest()}"
    if capture.status:
        kind, media, block = "response", "application/http; msgtype=response", _http(capture) + capture.body
    else:
        kind, block = "resource", capture.body
        media = _LINE_ENDS.sub(" ", capture.headers.get("content-type", "")) or "application/octet-stream"
    name = _name(uri, _date(capture), block, known)
    fields = {
        "WARC-Type": kind,
        "WARC-Record-ID": name,
        "WARC-Target-URI": uri,
        "WARC-Date": _date(capture),
        "WARC-Payload-Digest": f"sha256:{hashlib.sha256(capture.body).hexdigest()}",
        "WARC-Block-Digest": f"sha256:{hashlib.sha256(block).hexdigest()}",
    }
    yield _record(fields, media, block)
    if capture.hops:
        hops = b"".join(_lines({"via": hop}) for hop in capture.hops)
        about = {
            "WARC-Type": "metadata",
            "WARC-Record-ID": _name(name, _date(capture), hops, known),
            "WARC-Concurrent-To": name,
            "WARC-Target-URI": uri,
            "WARC-Date": _date(capture),
        }
        yield _record(about, "application/warc-fields", hops)


def _http(capture: Capture) -> bytes:
    """Return the HTTP header of a body whose encodings are undone."""
    try:
        phrase = HTTPStatus(capture.status).phrase
    except ValueError:
        phrase = ""
    fields = {name: value for name, value in capture.headers.items() if _FIELD_NAME.fullmatch(name)}
    kept = {name: value for name, value in fields.items() if name.lower() not in _OF_THE_WIRE}
    for name in fields.keys() - kept.keys():
        kept.setdefault(f"x-original-{name.lower()}", fields[name])
    kept["content-length"] = str(len(capture.body))
    return f"HTTP/1.1 {capture.status:03d} {phrase}\r\n".encode() + _lines(dict(sorted(kept.items()))) + b"\r\n"


def _lines(fields: dict[str, str]) -> bytes:
    return "".join(f"{name}: {_LINE_ENDS.sub(' ', value)}\r\n" for name, value in fields.items()).encode(
        "utf-8", "replace"
    )


def _name(uri: str, date: str, block: bytes, known: dict[uuid.UUID, int]) -> str:
    """Return the id of a record, made from its content; the same content again gets another."""
    content = f"{uri}\n{date}\n{hashlib.sha256(block).hexdigest()}"
    name = uuid.uuid5(uuid.NAMESPACE_URL, content)
    known[name] = known.get(name, 0) + 1
    if known[name] > 1:
        name = uuid.uuid5(name, str(known[name]))
    return f"<urn:uuid:{name}>"


def _record(fields: dict[str, str], media: str, block: bytes) -> bytes:
    head = {**fields, "Content-Type": media, "Content-Length": str(len(block))}
    return b"WARC/1.1\r\n" + _lines(head) + b"\r\n" + block + b"\r\n\r\n"


def _packed(data: bytes) -> bytes:
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    end = struct.pack("<II", zlib.crc32(data), len(data) & 0xFFFFFFFF)
    return _GZIP_HEAD + packer.compress(data) + packer.flush() + end
