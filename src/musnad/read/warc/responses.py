"""HTTP responses as archives keep them: status, header and body, with chunking and content encodings undone.

Both are lied about: a body said to be chunked or packed often is neither, because the crawler undid it
and kept the header. So the bytes decide, and a remark says where the header was wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from musnad.read.warc.headers import read_fields
from musnad.read.warc.members import ZLIB
from musnad.read.warc.records import LARGEST_BODY, LARGEST_HEADER

# Pages shrink to a tenth; what shrinks to less than this share, beyond this size, is a bomb.
LARGEST_RATIO = 200
RATIO_COUNTS_FROM = 1024 * 1024
# "gzip, gzip" exists; more is a trap.
MOST_ENCODINGS = 3
STEP = 64 * 1024
_GZIP = b"\x1f\x8b\x08"
_STATUS = re.compile(rb"HTTP/\d(?:\.\d)?[ \t]+(\d{3})(?=[ \t\r\n]|$)")
_CHUNK = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,15})[ \t]*(?:;[^\r\n]{0,4096})?\r?\n")
_NOT_TEXT = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_NOTHING = {"", "identity", "none", "binary", "8bit", "7bit", "utf-8", "utf8", "chunked", "aws-chunked"}


@dataclass(frozen=True, slots=True)
class Response:
    """One response: status (0 where there is no HTTP header), header with names in lower case, bytes of the body."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    start: int = 0  # of the body in the block
    remarks: tuple[str, ...] = ()


def read_head(block: bytes) -> Response:
    """Return the status and header of an HTTP response, and where its body starts."""
    status = _STATUS.match(block)
    if not status:
        return Response(0, remarks=("no HTTP header",))
    remarks: list[str] = []
    crlf = block.find(b"\n\r\n", 0, LARGEST_HEADER)
    lf = block.find(b"\n\n", 0, crlf if crlf >= 0 else LARGEST_HEADER)
    end = lf + 2 if lf >= 0 else crlf + 3 if crlf >= 0 else 0
    markup = block.find(b"\n<", 0, end or LARGEST_HEADER)
    if markup >= 0:
        remarks.append("no empty line after the HTTP header")
        end = markup + 1
    elif not end:
        remarks.append("the HTTP header does not end")
        end = len(block)
    headers, odd = read_fields(block[: min(end, LARGEST_HEADER)])
    return Response(int(status[1]), headers, end, (*remarks, *odd))


def plain_body(body: bytes, headers: Mapping[str, str]) -> tuple[bytes, str, list[str]]:
    """Return a body with transfer and content encodings undone, why it can't be used or "", and remarks."""
    remarks: list[str] = []
    if "chunked" in headers.get("transfer-encoding", "").lower():
        body = _unchunk(body, remarks)
    names = [name.strip().lower() for name in headers.get("content-encoding", "").split(",")]
    names = [name for name in names if name not in _NOTHING]
    if len(names) > MOST_ENCODINGS:
        return b"", f"refused: {len(names)} content encodings", remarks
    for name in reversed(names):
        body, reason = _undo(body, name, remarks)
        if reason:
            return b"", reason, remarks
    for _ in range(MOST_ENCODINGS):
        if not body.startswith(_GZIP):
            return body, "", remarks
        remarks.append("packed with gzip without saying so")
        body, reason = _undo(body, "gzip", remarks)
        if reason:
            return b"", reason, remarks
    return b"", "refused: gzip inside gzip", remarks


def _unchunk(body: bytes, remarks: list[str]) -> bytes:
    found = _CHUNK.match(body)
    if not found:
        if body:
            remarks.append("said to be chunked, is not")
        return body
    out = bytearray()  # a chunk may be one byte, so they are not held apart
    at = count = 0
    while found and (size := int(found[1], 16)):
        out += body[found.end() : found.end() + size]
        count += 1
        at = found.end() + size
        if at > len(body):
            remarks.append(f"truncated: {at - len(body)} bytes of a chunk are missing")
            return bytes(out)
        at += 2 if body.startswith(b"\r\n", at) else 1 if body.startswith(b"\n", at) else 0
        found = _CHUNK.match(body, at)
    if not found and at < len(body):
        if count <= 1 and not _looks_chunked(body):
            remarks.append("said to be chunked, is not")
            return body
        remarks.append(f"corrupt chunking at byte {at} of the body")
        out += body[at:]
    elif not found:
        remarks.append("truncated: the last chunk is missing")
    return bytes(out)


def _looks_chunked(body: bytes) -> bool:
    """Return whether the first line is a chunk's, not a word like "bed" that opens a text."""
    return bool(re.match(rb"[ \t]*[0-9A-Fa-f]+[ \t]*(?:;[^\r\n]*)?\r\n", body)) and b"\r\n" in body


def _undo(body: bytes, name: str, remarks: list[str]) -> tuple[bytes, str]:
    if not body:
        return body, ""
    if name in ("gzip", "x-gzip"):
        if body.startswith(b"\x1f\x8b"):
            return _inflate(body, 31, name, remarks)
    elif name == "deflate":
        if body[0] & 0x0F == 8 and int.from_bytes(body[:2], "big") % 31 == 0:
            return _inflate(body, 15, name, remarks)
        if _NOT_TEXT.search(body, 0, 512):
            return _inflate(body, -15, name, remarks)
    elif name in ("br", "zstd", "compress", "x-compress"):
        if looks_packed(body):
            return _by_library(body, name, remarks)
    else:
        remarks.append(f"unknown content encoding {name[:40]!a}")
        return body, ""
    remarks.append(f"said to be packed with {name}, is not")
    return body, ""


def looks_packed(body: bytes) -> bool:
    """Return whether bytes are no text: control characters, or no UTF-8 and no markup."""
    head = body[:4096]
    if _NOT_TEXT.search(head):
        return True
    if head.lstrip()[:1] == b"<":
        return False
    try:
        head[:-4].decode("utf-8")
    except UnicodeDecodeError:
        return True
    return False


def _inflate(body: bytes, bits: int, name: str, remarks: list[str]) -> tuple[bytes, str]:
    """Unpack gzip or deflate in steps; what a damaged body still gives is kept, and said."""
    parts: list[bytes] = []
    size = at = 0
    most = min(LARGEST_BODY, max(RATIO_COUNTS_FROM, LARGEST_RATIO * len(body)))
    unpacker = ZLIB.decompressobj(bits)
    while not unpacker.eof:
        data = unpacker.unconsumed_tail
        if not data:
            data = body[at : at + STEP]
            at += len(data)
        if not data:
            remarks.append(f"truncated {name} body: cut after {size} bytes")
            break
        try:
            part = unpacker.decompress(data, most - size + 1)
        except ZLIB.error:
            remarks.append(f"corrupt {name} body: cut after {size} bytes")
            break
        parts.append(part)
        size += len(part)
        if size > most:
            return b"", f"refused: the {name} body unpacks to {size} bytes and more"
        if unpacker.eof and bits == 31:  # another member may follow
            at -= len(unpacker.unused_data)
            if body.startswith(b"\x1f\x8b", at):
                unpacker = ZLIB.decompressobj(bits)
    return b"".join(parts), "" if size or unpacker.eof else f"corrupt {name} body"


def _by_library(body: bytes, name: str, remarks: list[str]) -> tuple[bytes, str]:
    """Unpack with a library that need not be there."""
    try:
        step = _stepper(name)
    except ImportError:
        return b"", f"packed with {name}: no library for it"
    parts: list[bytes] = []
    size = 0
    most = min(LARGEST_BODY, max(RATIO_COUNTS_FROM, LARGEST_RATIO * len(body)))
    try:
        for part in step(body):
            parts.append(part)
            size += len(part)
            if size > most:
                return b"", f"refused: the {name} body unpacks to {size} bytes and more"
    except Exception as error:  # each library has its own
        remarks.append(f"corrupt or truncated {name} body: {type(error).__name__}")
    return b"".join(parts), "" if size else f"corrupt {name} body"


def _stepper(name: str) -> Callable[[bytes], Iterator[bytes]]:
    """Return a function that yields what a body unpacks to, step by step."""
    if name == "zstd":
        import zstandard

        return lambda body: iter(zstandard.ZstdDecompressor(max_window_size=2**27).read_to_iter(body))
    if name == "br":
        brotli = import_module("brotli")
        return lambda body: _brotli_steps(brotli.Decompressor(), body)
    raise ImportError(name)


def _brotli_steps(unpacker: Any, body: bytes) -> Iterator[bytes]:
    # Few bytes can unpack to 16 MB, so they are fed a few at a time.
    for at in range(0, len(body), 16):
        yield unpacker.process(body[at : at + 16])
