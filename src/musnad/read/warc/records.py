"""Records of a web archive told apart, whatever their lengths claim: what is whole is given whole, damage is said.

A length is believed where the record ends as records do: at the end of its member, at an empty line
and the next record, at the end of the file. Where it does not, the next start of a record decides,
unless the HTTP header or the block's digest bears the length out.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO

from musnad.read.warc.headers import NUMBER, arc_fields, declared_length, end_of_header, read_fields, simple_fields
from musnad.read.warc.members import GZIP, ZSTD
from musnad.read.warc.streams import LONGEST_START, START, Unpacked

# The largest body kept, and what may stand before it.
LARGEST_BODY = 32 * 1024 * 1024
LARGEST_HEADER = 64 * 1024
USUAL_HEADER = 4096
LARGEST_BLOCK = LARGEST_BODY + LARGEST_HEADER
# Empty lines and the first line of the next record are looked at behind a block.
LINE_LOOKED_AT = 64
# Of a body this much tells whether it is a page.
LOOKED_AT = 4096
# Up to here a block that is not wanted is held rather than passed over, to look at its end.
SMALL_BLOCK = 1024 * 1024
# A damaged line end between two records, not text that belongs to the first.
SHORT_GAP = 16
_BLANK = b"\r\n\x00 \t"
# Kinds that are only counted; of their fields nothing else is read.
PASSED_OVER = re.compile(rb"\r\nWARC-Type: (request|metadata|warcinfo)(?=\r\n|$)")
_LENGTH = re.compile(rb"\r\nContent-Length: (\d{1,18})\r\n")
_HTTP_LENGTH = re.compile(rb"(?im)^content-length[ \t]*:[ \t]*(\d{1,15})[ \t]*\r?$")
_HTTP_CHUNKED = re.compile(rb"(?im)^transfer-encoding[ \t]*:[^\n]*chunked")
_DIGEST = re.compile(r"(sha-?1|sha-?256|md5)[:=]([A-Za-z0-9+/=_-]{16,100})", re.I)

Wants = Callable[[Mapping[str, str], bytes], bool]


@dataclass(slots=True)
class Record:
    """One record: its header with names in lower case and its block; or where it stood and why it is lost."""

    number: int  # counted over the archive from 1, lost ones included
    place: int  # byte in the file, of it or of the member it is in
    headers: dict[str, str] = field(default_factory=dict)
    begin: bytes = b""  # the first bytes of the block
    kept: bytes = b""  # what holds the block, without copying it; empty where it was not wanted
    start: int = 0
    stop: int = 0
    length: int = 0  # of the block in the archive
    remarks: list[str] = field(default_factory=list)
    reason: str = ""  # why it can't be used: "corrupt ...", "truncated ..."
    is_checked: bool = False  # by the checksum of its member

    @property
    def block(self) -> bytes:
        return self.kept[self.start : self.stop]

    def rest_of_block(self, start: int) -> bytes:
        """Return the block from a place in it."""
        return self.kept[self.start + start : self.stop]


def records_in(file: BinaryIO, wants: Wants) -> Iterator[Record]:
    """Yield all records of an archive in their order.

    ``wants`` is given a record's header and the beginning of its block, and says whether the block is kept.
    """
    return _Framing(file, wants).records()


class _Framing:
    """The place in the archive, and how it has been so far."""

    def __init__(self, file: BinaryIO, wants: Wants) -> None:
        self.stream = Unpacked(file)
        self.wants = wants
        self.number = 0
        self.runs = 0  # packed runs that are over
        self.one_each = True  # every packed run so far held one record
        self.found_again = False

    @property
    def aligned(self) -> bool:
        """Whether a packed run can be expected to hold one record."""
        return not self.stream.is_plain and self.runs > 0 and self.one_each

    def records(self) -> Iterator[Record]:
        stream = self.stream
        while stream.next_run():
            simple = self._simple_record()
            if simple:
                self.runs += 1
                yield simple
                continue
            first = self.number
            damage_said = False
            while self._at_something():
                record = self._record(is_first=self.number == first)
                if record is None:
                    break
                damage_said = bool(stream.damage) and record.reason.endswith(stream.damage)
                yield record
            if stream.damage:
                if not damage_said:
                    yield self._lost(stream.damage)
                stream.resynchronise()
                self.found_again = True
            elif not stream.is_plain:
                self.runs += 1
                self.one_each = self.one_each and self.number - first <= 1
        if stream.packed.error:
            yield self._lost(stream.packed.error)

    def _simple_record(self) -> Record | None:
        """Return the record where a whole member is just one without any oddity, which is nearly always; else ``None``.

        What is not simple is left for the careful way, which comes to the same result where both apply.
        """
        stream = self.stream
        if not stream.whole_member(SMALL_BLOCK):
            return None
        data = stream.buffer
        end = data.find(b"\r\n\r\n", 0, LARGEST_HEADER)
        if end < 0 or not START.match(data) or not data.startswith(b"WARC/") or data.find(b"WARC/", 5, end) > 0:
            return None
        passed = PASSED_OVER.search(data, 0, end)
        headers = {"warc-type": passed[1].decode()} if passed else simple_fields(data[:end])
        printed = _LENGTH.search(data, 0, end + 2) if passed else None
        length = printed[1].decode() if printed else headers.get("content-length", "")
        begin = end + 4
        if not headers or not NUMBER.fullmatch(length) or len(data) != begin + int(length) + 4:
            return None
        if not data.endswith(b"\r\n\r\n") or data.find(b"\nHTTP/", 0, end) > 0:
            return None
        self.number += 1
        self.found_again = False
        record = Record(self.number, stream.member.start, headers, length=len(data) - begin - 4)
        record.is_checked = stream.member.is_checked
        http_end = data.find(b"\r\n\r\n", begin, begin + LARGEST_HEADER) + 4
        looked_at = http_end + LOOKED_AT if http_end > 3 else begin + LARGEST_HEADER
        record.begin = data[begin : min(looked_at, len(data) - 4)]
        if self.wants(headers, record.begin):
            record.kept, record.start, record.stop = data, begin, len(data) - 4
        stream.pos = len(data)
        return record

    def _at_something(self) -> bool:
        """Go to the next byte that is not blank; False at the end of the run."""
        stream = self.stream
        while True:
            if stream.pos >= len(stream.buffer) and stream.fill(1) < 1:
                return False
            rest = stream.buffer[stream.pos : stream.pos + 4096]
            blank = len(rest) - len(rest.lstrip(_BLANK))
            stream.pos += blank
            if blank < len(rest):
                return True

    def _lost(self, reason: str, headers: dict[str, str] | None = None) -> Record:
        self.number += 1
        return Record(self.number, self.stream.place, headers or {}, reason=reason)

    def _record(self, *, is_first: bool) -> Record | None:
        """Return the next record, or ``None`` where another kind of member begins or the search goes on elsewhere."""
        stream = self.stream
        stream.fill(LONGEST_START if stream.is_arc else 16)
        if not START.match(stream.buffer, stream.pos):
            return self._no_record()
        place = stream.place
        size = _header_size(stream)
        if size is None:
            return self._no_header(place)
        head = stream.buffer[stream.pos : stream.pos + size]
        inner = stream.starts_within(size)
        if inner:
            stream.pos += inner
            return self._lost(f"corrupt: the header of the record at byte {place} breaks off")
        stream.pos += size
        headers, remarks = read_fields(head) if head.startswith(b"WARC/") else arc_fields(head)
        self.number += 1
        record = Record(self.number, place, headers, remarks=remarks)
        if self.found_again and (stream.is_plain or not is_first):  # a whole packed member is no guess
            record.remarks.append("found again behind damage")
        self.found_again = False
        self._read_block(record)
        if stream.damage and is_first and not record.reason and not stream.buffer[stream.pos :].strip(_BLANK):
            record.reason = stream.damage
        return record

    def _no_record(self) -> Record | None:
        """Pass over what is no record."""
        stream = self.stream
        if stream.is_plain and stream.buffer.startswith((GZIP, ZSTD), stream.pos):
            stream.packed.go_to(stream.place)
            stream.pos = len(stream.buffer)
            return None
        lost = self._lost("")
        if stream.is_plain:
            passed = stream.resynchronise()
        else:
            passed = _skip_to_start(stream)
            if stream.damage:
                lost.reason = stream.damage
                return lost
        lost.reason = f"corrupt: {passed} bytes at byte {lost.place} are no record"
        self.found_again = True
        return lost

    def _no_header(self, place: int) -> Record:
        """Say what became of a record whose header does not end."""
        stream = self.stream
        if len(stream.buffer) - stream.pos >= LARGEST_HEADER:
            lost = self._lost(f"corrupt: a header larger than {LARGEST_HEADER // 1024} kB at byte {place}")
            stream.pos += 1
            self._no_record_after(lost)
            return lost
        lost = self._lost(stream.damage or f"truncated: the header of the record at byte {place} does not end")
        stream.pos = len(stream.buffer)
        return lost

    def _no_record_after(self, lost: Record) -> None:
        if self.stream.is_plain:
            self.stream.resynchronise()
        else:
            _skip_to_start(self.stream)
            if self.stream.damage:
                lost.reason = f"{lost.reason}; {self.stream.damage}"

    def _read_block(self, record: Record) -> None:
        stream = self.stream
        declared, remark = declared_length(record.headers)
        begin = stream.at
        looked_at = LARGEST_HEADER if declared is None else min(LARGEST_HEADER, declared)
        stream.fill(looked_at)
        record.begin = stream.buffer[stream.pos : stream.pos + looked_at]
        wanted = self.wants(record.headers, record.begin)
        if declared is not None and declared > (LARGEST_BLOCK if wanted else SMALL_BLOCK):
            if not stream.is_plain or _ends_well(stream, declared):
                record.length = stream.skip(declared)
                if record.length == declared and (stream.is_plain or _ends_well(stream, 0)):
                    record.reason = f"refused: larger than {LARGEST_BODY // 2**20} MB" if wanted else ""
                    return
                if stream.damage or not stream.go_back(begin):
                    record.reason = stream.damage or f"corrupt: the record at byte {record.place} does not end"
                    return
        elif declared is not None and _ends_well(stream, declared):
            self._take(record, declared, wanted=wanted)
            return
        self._read_doubtful(record, declared)
        if remark:
            record.remarks.append(remark)

    def _take(self, record: Record, length: int, *, wanted: bool) -> None:
        stream = self.stream
        record.length = length
        if not wanted:
            stream.skip(length)
            return
        have = stream.fill(length)
        if have < length:
            record.reason = stream.damage or f"truncated: {have} of {length} bytes of the record at byte {record.place}"
            stream.pos = len(stream.buffer)
            return
        record.kept, record.start, record.stop = stream.buffer, stream.pos, stream.pos + length
        stream.pos += length

    def _read_doubtful(self, record: Record, declared: int | None) -> None:
        """Find the end of a block whose length is wrong or missing."""
        stream = self.stream
        start = None if self.aligned else stream.find_start(0, LARGEST_BLOCK)
        have = stream.fill(LARGEST_BLOCK + 1, join=not self.aligned) if start is None else start
        if start is None and stream.damage and have <= LARGEST_BLOCK:
            record.reason = stream.damage
            stream.pos = len(stream.buffer)
            return
        if start is None and have > LARGEST_BLOCK:
            record.reason = f"corrupt: the record at byte {record.place} does not end within {LARGEST_BLOCK} bytes"
            _skip_to_start(stream)
            return
        data = stream.buffer[stream.pos : stream.pos + have]
        length = _best_length(data, declared, record.headers, next_found=start is not None)
        at_end = start is None and stream.is_plain
        if at_end and declared is not None and declared > len(data) and not _looks_whole(data, record.headers):
            record.reason = f"truncated: {len(data)} of {declared} bytes of the record at byte {record.place}"
        elif declared is not None and length != declared:
            record.remarks.append(f"wrong Content-Length: {declared} declared, {length} found")
        record.begin = data[: min(length, LARGEST_HEADER)]
        wanted = self.wants(record.headers, record.begin)  # a wrong length may have hidden what it is
        self._take(record, length, wanted=wanted and not record.reason)


def _skip_to_start(stream: Unpacked) -> int:
    """Go to the next start of a record in a run, or to its end; return how many bytes were passed over."""
    passed = 0
    while True:
        start = stream.find_start(0, LARGEST_BODY)
        if start is not None:
            stream.pos += start
            return passed + start
        have = len(stream.buffer) - stream.pos
        step = have if stream.walled else max(have - LONGEST_START, 0)
        stream.pos += step
        passed += step
        if stream.walled:
            return passed


def _ends_well(stream: Unpacked, length: int) -> bool:
    """Return whether the record may end after ``length`` more bytes: before a start or the end of the run."""
    size = LONGEST_START if stream.is_arc else LINE_LOOKED_AT
    if stream.is_plain:
        return length <= stream.left and _is_end(stream.look_ahead(length, size), is_plain=True)
    have = stream.fill(length + 5)
    if have < length:
        have = stream.fill(length + 5, join=True)
    if have < length:
        return False
    end = stream.pos + length
    if have <= length + 4 and stream.is_over and not stream.buffer[end:].strip(_BLANK):
        return not stream.damage or _is_blank_line(stream.buffer[end:])
    stream.fill(length + size, join=True)
    end = stream.pos + length
    rest = stream.buffer[end : end + size]
    return _is_end(rest, is_plain=False) and not (stream.damage and rest.isspace() and not _is_blank_line(rest))


def _is_end(rest: bytes, *, is_plain: bool) -> bool:
    """Return whether what follows a block is the next record, empty lines before it, or nothing."""
    blank = len(rest) - len(rest.lstrip(b"\r\n"))
    return blank == len(rest) or bool(START.match(rest, blank)) or (is_plain and rest.startswith((GZIP, ZSTD), blank))


def _is_blank_line(rest: bytes) -> bool:
    return rest.startswith((b"\r\n\r\n", b"\n\n"))


def _best_length(data: bytes, declared: int | None, headers: Mapping[str, str], *, next_found: bool) -> int:
    """Return where a block ends in ``data``, the bytes up to the next start or the end of the run."""
    whole = len(data) - len(_blank_end(data))
    if declared is None or declared > len(data):
        return whole
    gap = data[declared:]
    if not gap.strip(_BLANK) or (len(gap) <= SHORT_GAP and next_found):
        return declared
    if _is_blank_line(gap) or is_borne_out(data[:declared], headers):
        return declared
    return whole


def _blank_end(data: bytes) -> bytes:
    """Return the two line ends that close a record, or what there is of them."""
    for end in (b"\r\n\r\n", b"\n\n", b"\r\n", b"\n"):
        if data.endswith(end):
            return end
    return b""


def _looks_whole(data: bytes, headers: Mapping[str, str]) -> bool:
    return data.endswith(b"\r\n\r\n") or is_borne_out(data, headers)


def is_borne_out(block: bytes, headers: Mapping[str, str]) -> bool:
    """Return whether a block's own HTTP header or its digest agrees with where it ends."""
    digest = block_digest_agrees(block, headers.get("warc-block-digest", ""))
    if digest is not None:
        return digest
    end = block.find(b"\r\n\r\n", 0, LARGEST_HEADER)
    if end < 0 or not block.startswith(b"HTTP/"):
        return False
    if _HTTP_CHUNKED.search(block, 0, end):
        return block.endswith(b"\r\n0\r\n\r\n")
    length = _HTTP_LENGTH.search(block, 0, end + 1)
    return bool(length) and int(length[1]) == len(block) - end - 4 if length else False


def block_digest_agrees(data: bytes, printed: str) -> bool | None:
    """Return whether bytes have the digest printed in base 32 or 16; ``None`` where it can't be told."""
    found = _DIGEST.fullmatch(printed.strip())
    if not found:
        return None
    name = found[1].lower().replace("-", "")
    digest = hashlib.new(name, data, usedforsecurity=False).digest()
    value = found[2].rstrip("=")
    if len(value) == 2 * len(digest):
        return value.lower() == digest.hex()
    if len(value) == len(base64.b32encode(digest).rstrip(b"=")):
        return value.upper() == base64.b32encode(digest).decode().rstrip("=")
    return None


def _header_size(stream: Unpacked) -> int | None:
    """Return how long the header at this place is with its empty line; ``None`` where it does not end."""
    if stream.buffer.startswith(b"WARC/", stream.pos):
        stream.fill(USUAL_HEADER)
        found = end_of_header(stream.buffer, stream.pos, stream.pos + USUAL_HEADER)
        if not found:
            stream.fill(LARGEST_HEADER, join=True)
            inner = stream.starts_within(LARGEST_HEADER)  # a header that breaks off is said by the caller
            found = end_of_header(stream.buffer, stream.pos, stream.pos + (inner + 1 if inner else LARGEST_HEADER))
            found = found or (stream.pos + inner + 1 if inner else 0)
        return found - stream.pos if found else None
    end = stream.buffer.find(b"\n", stream.pos)
    return end + 1 - stream.pos if end >= 0 else None
