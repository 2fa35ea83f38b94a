"""Content codings: the body of an answer, unpacked piece by piece and never beyond a bound."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import Any

# What a request says can be unpacked.
ACCEPTED = "gzip, deflate"
_GZIP, _DEFLATE = ("gzip", "x-gzip"), ("deflate",)
# Words some servers put there although they pack nothing.
_NOT_PACKED = ("", "identity", "none", "binary", "utf-8", "utf8", "windows-1256", "8bit", "text/html")
# gzip may be many packed files in a row; a page is one, an archive of daily files perhaps a few.
MOST_MEMBERS = 100


class TooLargeError(Exception):
    """What comes out is larger than the bound."""


class Unpacker:
    """Collects the body of an answer: ``feed`` it bytes as they come, then take ``body``.

    ``reason`` says why a coding can't be undone, ``remark`` what was odd. Raises ``TooLargeError`` from
    ``feed`` once more than ``limit`` bytes would have come out; no more than that is ever held.
    """

    def __init__(self, coding: str, limit: int) -> None:
        self.body = bytearray()
        self.reason = self.remark = ""
        self._limit = limit
        self._coding = coding.strip().lower()
        self._members = 0
        self._machine: Any = None
        self._fresh = self._machine_for(self._coding)

    def _machine_for(self, coding: str) -> Callable[[], Any] | None:
        if coding in _GZIP:
            return lambda: zlib.decompressobj(wbits=31)
        if coding in _DEFLATE:
            return lambda: zlib.decompressobj(wbits=15)
        if coding not in _NOT_PACKED:
            self.reason = f"packed in a way that is not read: {coding[:40]}"
        return None

    def feed(self, data: bytes) -> None:
        """Take the next bytes as they came over the line."""
        if not data or self.reason:
            return
        if not self._members:
            self._begin(data)
        if self._fresh is None:
            self._keep(data)
        elif not self.remark:
            self._unpack(data)

    def _begin(self, data: bytes) -> None:
        """Look at the first byte: some servers say gzip and send none, or leave out deflate's own head."""
        self._members = 1
        if self._coding in _GZIP and data[0] != 0x1F:
            self._fresh, self.remark = None, f"said to be packed ({self._coding}), but is not"
        elif self._coding in _DEFLATE and data[0] & 0x0F != 8:
            self._fresh = lambda: zlib.decompressobj(wbits=-15)
        self._machine = self._fresh() if self._fresh else None

    def _unpack(self, data: bytes) -> None:
        while data and not self._machine.eof:
            room = self._limit - len(self.body) + 1
            try:
                self._keep(self._machine.decompress(data, room))
            except zlib.error:
                self.remark = f"corrupt: what the site packed can't be unpacked beyond {len(self.body):,} bytes"
                return
            data = self._machine.unconsumed_tail
            if self._machine.eof and self._machine.unused_data[:1] == b"\x1f" and self._members < MOST_MEMBERS:
                data = self._machine.unused_data
                self._machine = self._fresh() if self._fresh else None
                self._members += 1

    def _keep(self, data: bytes) -> None:
        room = self._limit - len(self.body)
        self.body += data[:room]
        if len(data) > room:
            raise TooLargeError

    def finish(self) -> None:
        """Say so where the packed stream stops before its end."""
        if self._machine is not None and not self._machine.eof and not self.remark:
            self.remark = f"truncated: what the site packed breaks off after {len(self.body):,} bytes"
