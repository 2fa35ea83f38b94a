"""Archives: zip files and gzip, unpacked in memory and within bounds; nothing is written to disk."""

from __future__ import annotations

import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from musnad.read.letters import storable

# Unpacked, one member may take this much; all of an archive twice that.
LARGEST_MEMBER = 128 * 1024 * 1024
LARGEST_ARCHIVE = 2 * LARGEST_MEMBER
MOST_MEMBERS = 10_000
# News text shrinks to a fifth, very repetitive records to a fiftieth; what shrinks more is a bomb.
LARGEST_RATIO = 200
# Below this size the ratio says nothing.
RATIO_COUNTS_FROM = 1024 * 1024
# gzip is unpacked so many bytes at a time.
WINDOW = 64 * 1024
# What taking apart a broken member may raise.
_BROKEN = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, OSError, EOFError, NotImplementedError, RuntimeError,
    ValueError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Member:
    """A file inside an archive, or why it was left aside."""

    name: str
    data: bytes
    reason: str


def unzip(data: bytes) -> Iterator[Member]:
    """Yield the members of a zip in the order they are listed; a broken or hostile one as a reason."""
    try:
        archive = zipfile.ZipFile(BytesIO(data))
        members = [info for info in archive.infolist() if not info.filename.endswith("/")]
    except (zipfile.BadZipFile, struct.error, ValueError, OSError, NotImplementedError) as error:
        yield Member("", b"", f"broken zip: {error}")
        return
    if len(members) > MOST_MEMBERS:
        yield Member("", b"", f"refused: more than {MOST_MEMBERS} files in the zip")
        return
    if not members:
        yield Member("", b"", "empty zip")
    total = 0
    for info in members:
        member = _member(archive, info, LARGEST_ARCHIVE - total)
        total += len(member.data)
        yield member


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, left: int) -> Member:
    name = storable(info.filename)[0]
    if info.flag_bits & 1:
        return Member(name, b"", "encrypted in the zip")
    if info.file_size > min(LARGEST_MEMBER, left) or _is_bomb(info.file_size, info.compress_size):
        return Member(name, b"", f"refused: unpacks to {info.file_size:,} bytes")
    limit = min(LARGEST_MEMBER, left)
    try:
        with archive.open(info) as file:
            data = file.read(limit + 1)  # the size the zip declares may be a lie
    except _BROKEN as error:
        return Member(name, b"", f"broken in the zip: {error}")
    if len(data) > limit:
        return Member(name, b"", f"refused: unpacks to more than {limit:,} bytes")
    return Member(name, data, "" if data else "empty file")


def _is_bomb(size: int, packed: int) -> bool:
    return size > RATIO_COUNTS_FROM and size > LARGEST_RATIO * max(packed, 1)


def gunzip(data: bytes) -> Member:
    """Return the unpacked bytes of a gzip file (all its members), or why they can't be had.

    What a cut or corrupt file still gives is returned with the reason beside it.
    """
    parts: list[bytes] = []
    total = at = 0
    reason = ""
    while data[at : at + 2] == b"\x1f\x8b":
        unpacker = zlib.decompressobj(31)
        while at < len(data) and not unpacker.eof:
            # a window at a time: behind the end of each of many small members stands a copy of the rest
            window = data[at : at + WINDOW]
            try:
                part = unpacker.decompress(unpacker.unconsumed_tail + window, LARGEST_MEMBER - total + 1)
            except zlib.error as error:
                return Member("", b"".join(parts), f"corrupt gzip: {error}")
            at += len(window) - len(unpacker.unused_data)
            total += len(part)
            if total > LARGEST_MEMBER or _is_bomb(total, len(data)):
                return Member("", b"", f"refused: unpacks to more than {min(total, LARGEST_MEMBER):,} bytes")
            parts.append(part)
        if not unpacker.eof:
            reason = "truncated gzip"
    return Member("", b"".join(parts), reason)
