"""Members of a web archive: the gzip members, zstd frames or plain bytes a file is made of, unpacked in steps.

A member never raises: it ends, or it is damaged and says how. Nothing is held but a window of a few
hundred kilobytes, whatever the member unpacks to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from io import BytesIO
from typing import Any, BinaryIO, Protocol

GZIP = b"\x1f\x8b\x08"
ZSTD = b"\x28\xb5\x2f\xfd"
# The skippable frame that carries a dictionary, first in a .warc.zst.
DICTIONARY = b"\x5d\x2a\x4d\x18"
_SKIPPABLE = re.compile(rb"[\x50-\x5f]\x2a\x4d\x18")
# Read from the file, and unpacked, at once.
STEP = 64 * 1024
# What is left over after a small member is copied, so the first step is shorter: most records end in it.
FIRST_STEP = 32 * 1024
# Unpacked at once; a step of gzip can unpack to a thousand times its size.
UNPACKED_AT_ONCE = 1024 * 1024
# Web pages shrink to a tenth; what shrinks to less than this share, beyond this size, is a bomb.
LARGEST_RATIO = 200
RATIO_COUNTS_FROM = 8 * 1024 * 1024
# Twice the window zstd's own tool takes without being asked would be 256 MB of memory.
LARGEST_ZSTD_WINDOW = 128 * 1024 * 1024
LARGEST_DICTIONARY = 16 * 1024 * 1024
# A block of zstd is never larger.
_LARGEST_BLOCK = 128 * 1024
NO_ZSTD = "packed with zstd: it can be read with the library zstandard (pip install musnad[zstd])"


def _fastest_zlib() -> Any:
    """Return zlib-ng where it is installed: it unpacks in half the time."""
    try:
        return import_module("zlib_ng.zlib_ng")
    except ImportError:
        return import_module("zlib")


ZLIB = _fastest_zlib()


class Packed:
    """The archive's own bytes, read in steps from any place; ``at`` is the place of the next byte."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._window = b""
        self._next = 0  # in the window
        self._file_at = 0  # where the window ends in the file
        self.error = ""
        try:
            self.size = file.seek(0, 2)
            file.seek(0)
        except (OSError, ValueError) as error:
            self.size = 0
            self.error = f"can't be read: {error}"

    @property
    def at(self) -> int:
        return self._file_at - len(self._window) + self._next

    def read(self, size: int = STEP) -> bytes:
        """Return the next bytes, at most ``size``; none at the end or where the disk fails."""
        if self._next >= len(self._window):
            self._window, self._next = self._from_file(), 0
        data = self._window[self._next : self._next + size]
        self._next += len(data)
        return data

    def _from_file(self) -> bytes:
        try:
            data = self._file.read(STEP)
        except (OSError, ValueError) as error:
            self.error = f"can't be read: {error}"
            return b""
        self._file_at += len(data)
        return data

    def give_back(self, size: int) -> None:
        """Put back that many bytes of what was just read."""
        self._next -= size

    def exactly(self, size: int) -> bytes:
        """Return the next ``size`` bytes, fewer at the end."""
        parts: list[bytes] = []
        while size > 0 and (data := self.read(size)):
            parts.append(data)
            size -= len(data)
        return b"".join(parts)

    def peek(self, size: int) -> bytes:
        """Return the next ``size`` bytes without reading on, fewer at the end."""
        while len(self._window) - self._next < size and (more := self._from_file()):
            self._window, self._next = self._window[self._next :] + more, 0
        return self._window[self._next : self._next + size]

    def look_at(self, at: int, size: int) -> bytes:
        """Return bytes from another place, staying here."""
        try:
            self._file.seek(at)
            data = self._file.read(size)
            self._file.seek(self._file_at)
        except (OSError, ValueError) as error:
            self.error = f"can't be read: {error}"
            return b""
        return data

    def go_to(self, at: int) -> None:
        """Stand at another place of the file."""
        first = self._file_at - len(self._window)
        if first <= at <= self._file_at:
            self._next = at - first
            return
        self._window, self._next = b"", 0
        try:
            self._file_at = self._file.seek(at)
        except (OSError, ValueError) as error:
            self.error = f"can't be read: {error}"


class Member(Protocol):
    """A stretch of a file that unpacks by itself."""

    start: int  # its first byte in the file
    ended: bool  # unpacked to its proper end
    damage: str  # why it can't be unpacked further, or ""
    is_checked: bool  # it has a checksum, which held if it ended

    def more(self) -> bytes:
        """Return the next unpacked bytes; none at the end or where it is damaged."""
        ...


class Plain:
    """Bytes that are not packed, up to the end of the file."""

    def __init__(self, packed: Packed) -> None:
        self._packed = packed
        self.start = packed.at
        self.ended = False
        self.damage = ""
        self.is_checked = False

    def more(self) -> bytes:
        data = self._packed.read()
        self.ended = not data
        return data


class Gzip:
    """One gzip member."""

    def __init__(self, packed: Packed) -> None:
        self._packed = packed
        self._unpacker = ZLIB.decompressobj(31)
        self._rest = b""
        self._size = 0
        self.start = packed.at
        self.ended = False
        self.damage = ""
        self.is_checked = True

    def more(self) -> bytes:
        while not (self.ended or self.damage):
            data = self._rest or self._packed.read(STEP if self._size else FIRST_STEP)
            if not data:
                self.damage = f"truncated gzip member at byte {self.start}"
                break
            out = self._unpack(data)
            if out:
                return out
        return b""

    def _unpack(self, data: bytes) -> bytes:
        before = self._unpacker.copy() if self._size else None
        try:
            out: bytes = self._unpacker.decompress(data, UNPACKED_AT_ONCE)
        except ZLIB.error as error:
            why = str(error).partition(": ")[2] or str(error)
            self.damage = f"corrupt gzip member at byte {self.start}: {why}"
            return _before_the_damage(before or ZLIB.decompressobj(31), data)
        self._size += len(out)
        self._rest = self._unpacker.unconsumed_tail
        if self._unpacker.eof:
            self.ended = True
            self._packed.give_back(len(self._unpacker.unused_data))
        elif self._size > RATIO_COUNTS_FROM:
            read = self._packed.at - len(self._rest) - self.start
            if self._size > LARGEST_RATIO * read:
                self.damage = f"refused: a bomb, {read} bytes at byte {self.start} unpack to {self._size} and more"
        return out


def _before_the_damage(unpacker: Any, data: bytes) -> bytes:
    """Return what ``data`` unpacks to before the place where it breaks, found in ever smaller steps."""
    parts: list[bytes] = []
    step = 1024
    at = 0
    while at < len(data) and step:
        last = unpacker.copy()
        try:
            parts.append(unpacker.decompress(data[at : at + step]))
            at += step
        except ZLIB.error:
            unpacker = last
            step //= 32
    return b"".join(parts)


class Zstd:
    """One frame of zstd; its blocks are fed one by one, so that each step unpacks to 128 kB at most."""

    def __init__(self, packed: Packed, unpacker: Any) -> None:
        self.start = packed.at
        self.ended = False
        self.damage = "" if unpacker else NO_ZSTD
        self.is_checked = bool(packed.peek(5)[-1] & 4)
        self._pieces = _pieces_of_frame(packed)
        self._unpacker: Any = unpacker.decompressobj() if unpacker else None
        self._read = self._size = 0

    def more(self) -> bytes:
        while not (self.ended or self.damage):
            try:
                piece = next(self._pieces, b"")
                if not piece:
                    self.ended = bool(self._unpacker.eof)
                    self.damage = "" if self.ended else f"corrupt zstd frame at byte {self.start}"
                    break
                out: bytes = self._unpacker.decompress(piece)
            except EOFError:
                self.damage = f"truncated zstd frame at byte {self.start}"
            except Exception as error:  # ZstdError, of a library that may not be there
                self.damage = f"corrupt zstd frame at byte {self.start}: {error}"
            else:
                self._read += len(piece)
                self._size += len(out)
                if self._size > max(RATIO_COUNTS_FROM, LARGEST_RATIO * self._read):
                    self.damage = f"refused: a bomb, {self._read} bytes at byte {self.start} unpack to {self._size}"
                if out:
                    return out
        return b""


def _pieces_of_frame(packed: Packed) -> Iterator[bytes]:
    """Yield the header, the blocks and the checksum of a zstd frame (RFC 8878, 3.1.1)."""
    start = _whole(packed, 5)
    flags = start[4]
    single = flags >> 5 & 1
    size = (1, 2, 4, 8)[flags >> 6] if flags >> 6 else single
    rest = 1 - single + (0, 1, 2, 4)[flags & 3] + size
    yield start + _whole(packed, rest)
    last = 0
    while not last:
        head = _whole(packed, 3)
        number = int.from_bytes(head, "little")
        last, kind, length = number & 1, number >> 1 & 3, number >> 3
        if kind == 3 or length > _LARGEST_BLOCK:
            raise ValueError("no block of zstd")
        yield head + _whole(packed, 1 if kind == 1 else length)
    if flags & 4:
        yield _whole(packed, 4)


def _whole(packed: Packed, size: int) -> bytes:
    data = packed.exactly(size)
    if len(data) < size:
        raise EOFError
    return data


class Opener:
    """Opens the member at a place, by its first bytes; keeps the dictionary of a .warc.zst."""

    def __init__(self, packed: Packed) -> None:
        self.packed = packed
        self._dictionary = b""
        self._unpacker: Any = None

    def open(self) -> Member:
        """Return the member at the place the packed bytes stand at; skippable frames are passed over."""
        head = self.packed.peek(8)
        if head.startswith(GZIP):
            return Gzip(self.packed)
        while len(head) == 8 and _SKIPPABLE.match(head):
            size = 8 + int.from_bytes(head[4:8], "little")
            stop = self.packed.at + size
            is_dictionary = head.startswith(DICTIONARY) and size <= LARGEST_DICTIONARY and stop <= self.packed.size
            if is_dictionary and not self._dictionary:
                self._dictionary = _unpacked_dictionary(self.packed.exactly(size)[8:])
                self._unpacker = None
            elif is_dictionary or self._member_begins_at(stop):
                self.packed.go_to(stop)
            else:
                break  # bytes that only look like one: the length they name would hide what follows
            head = self.packed.peek(8)
        if head.startswith(GZIP):
            return Gzip(self.packed)
        if head.startswith(ZSTD):
            self._unpacker = self._unpacker or _zstd_unpacker(self._dictionary)
            return Zstd(self.packed, self._unpacker)
        return Plain(self.packed)

    def _member_begins_at(self, at: int) -> bool:
        """Return whether the file ends there, or another member begins."""
        head = self.packed.look_at(at, 4)
        return at == self.packed.size or head.startswith((GZIP, ZSTD)) or bool(_SKIPPABLE.match(head))


def _zstd_unpacker(dictionary: bytes) -> Any:
    """Return an unpacker of zstd, or ``None`` where the library is missing."""
    try:
        import zstandard
    except ImportError:
        return None
    try:
        kept = zstandard.ZstdCompressionDict(dictionary) if dictionary else None
        return zstandard.ZstdDecompressor(dict_data=kept, max_window_size=LARGEST_ZSTD_WINDOW)
    except (zstandard.ZstdError, ValueError, MemoryError):  # a broken dictionary: the frames will say so
        return zstandard.ZstdDecompressor(max_window_size=LARGEST_ZSTD_WINDOW)


def _unpacked_dictionary(data: bytes) -> bytes:
    """Return a dictionary, which may itself be a frame of zstd; a broken one as it is."""
    if not data.startswith(ZSTD):
        return data
    member = Zstd(Packed(BytesIO(data)), _zstd_unpacker(b""))
    parts: list[bytes] = []
    size = 0
    while (part := member.more()) and size <= LARGEST_DICTIONARY:
        parts.append(part)
        size += len(part)
    return b"".join(parts)


def first_bytes(data: bytes, size: int) -> bytes:
    """Return up to ``size`` unpacked bytes of what begins with ``data``, none where it can't be unpacked."""
    if data.startswith(GZIP):
        try:
            found: bytes = ZLIB.decompressobj(31).decompress(data, size)
            return found
        except ZLIB.error:
            return b""
    if data.startswith((ZSTD, DICTIONARY)):
        return Opener(Packed(BytesIO(data))).open().more()[:size]
    return data[:size]
