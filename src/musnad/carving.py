"""Rows read straight from the pages of a SQLite file, without its header, its tree or its list of tables.

A leaf page of a table says by itself which rows it holds, so rows can be read although everything
that leads to them is gone. Tables are told apart by the number and kinds of their columns and the
form of their ids. The format is described at https://sqlite.org/fileformat2.html (sections 1.6, 2.1, 4).
"""

from __future__ import annotations

import mmap
import struct
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# SQLite's page size since 2016; a case is never made with another.
PAGE = 4096
LEAF = 0x0D
LOG_HEADER, FRAME_HEADER = 32, 24
# The largest value SQLite stores by default; a longer length is damage.
LONGEST_ROW = 1_000_000_000
_INTEGERS = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}

Row = tuple[Any, ...]


class TornError(ValueError):
    """A row that can't be read to its end."""


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages of a case and of its log, as far as they are there."""

    file: mmap.mmap | bytes
    log: mmap.mmap | bytes
    latest: dict[int, int]  # page number -> where its newest content begins in the log

    def page(self, number: int) -> bytes:
        at = self.latest.get(number)
        if at is not None:
            return bytes(self.log[at : at + PAGE])
        return bytes(self.file[(number - 1) * PAGE : number * PAGE])

    def each(self) -> Iterator[bytes]:
        """Yield every page of the log, the newest first, then every page of the file."""
        frames = range(LOG_HEADER + FRAME_HEADER, len(self.log), PAGE + FRAME_HEADER)
        for at in reversed(frames):
            yield bytes(self.log[at : at + PAGE])
        for at in range(0, len(self.file), PAGE):
            yield bytes(self.file[at : at + PAGE])


def carved_rows(path: Path, log: Path) -> Iterator[Row]:
    """Yield every row of every table whose page can be read; of several states of a row the newest first.

    Page 1 is left out: it begins with the header of the file and holds the list of tables.
    """
    with ExitStack() as stack:
        pages = _pages_of(_mapped(path, stack), _mapped(log, stack))
        for page in pages.each():
            if len(page) == PAGE and page[0] == LEAF:
                yield from _rows_of(page, pages)


def _mapped(path: Path, stack: ExitStack) -> mmap.mmap | bytes:
    try:
        file = stack.enter_context(path.open("rb"))
        return stack.enter_context(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    except (FileNotFoundError, ValueError):  # missing or empty
        return b""


def _pages_of(file: mmap.mmap | bytes, log: mmap.mmap | bytes) -> Pages:
    latest = {}
    for at in range(LOG_HEADER, len(log) - FRAME_HEADER - PAGE + 1, PAGE + FRAME_HEADER):
        latest[int.from_bytes(log[at : at + 4], "big")] = at + FRAME_HEADER
    return Pages(file, log, latest)


def _rows_of(page: bytes, pages: Pages) -> Iterator[Row]:
    cells = int.from_bytes(page[3:5], "big")
    for place in range(8, min(8 + 2 * cells, PAGE - 1), 2):
        at = int.from_bytes(page[place : place + 2], "big")
        try:
            yield _row(_payload(page, at, pages))
        except (TornError, IndexError, UnicodeDecodeError, struct.error):
            continue


def _payload(page: bytes, at: int, pages: Pages) -> bytes:
    length, at = _varint(page, at)
    _, at = _varint(page, at)  # the row's number
    if length > LONGEST_ROW:
        raise TornError
    most, least = PAGE - 35, (PAGE - 12) * 32 // 255 - 23
    if length <= most:
        return page[at : at + length]
    local = least + (length - least) % (PAGE - 4)
    local = local if local <= most else least
    parts = [page[at : at + local]]
    number = int.from_bytes(page[at + local : at + local + 4], "big")
    missing = length - local
    while missing > 0:
        rest = pages.page(number) if number else b""
        if len(rest) < PAGE:
            raise TornError
        number = int.from_bytes(rest[:4], "big")
        parts.append(rest[4 : 4 + missing])
        missing -= PAGE - 4
    return b"".join(parts)


def _row(payload: bytes) -> Row:
    stop, at = _varint(payload, 0)
    body, values = stop, []
    while at < stop:
        kind, at = _varint(payload, at)
        value, body = _value(payload, body, kind)
        values.append(value)
    if body > len(payload):
        raise TornError
    return tuple(values)


def _value(payload: bytes, at: int, kind: int) -> tuple[Any, int]:
    if kind == 0:
        return None, at
    if kind in _INTEGERS:
        stop = at + _INTEGERS[kind]
        return int.from_bytes(payload[at:stop], "big", signed=True), stop
    if kind == 7:
        return struct.unpack_from(">d", payload, at)[0], at + 8
    if kind in (8, 9):
        return kind - 8, at
    if kind < 12:
        raise TornError
    stop = at + (kind - 12) // 2
    if stop > len(payload):
        raise TornError
    return (payload[at:stop].decode("utf-8") if kind % 2 else payload[at:stop]), stop


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for step in range(8):
        byte = data[at + step]
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at + step + 1
    return value << 8 | data[at + 8], at + 9
