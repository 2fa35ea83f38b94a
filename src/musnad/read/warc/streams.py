"""The unpacked bytes of a web archive with a look ahead: runs of members, walls between them, the way past damage.

A *run* is what is read as one: a plain file; a gzip member or zstd frame that begins with a record; and
the members after it that begin in the middle of one, as block compressors leave them. Between runs
stands a wall that no record crosses, so a wrong length costs one record only.
"""

from __future__ import annotations

import re
from typing import BinaryIO

from musnad.read.warc.members import GZIP, STEP, ZSTD, Member, Opener, Packed, Plain, first_bytes

# How a record begins. The line of ARC has five fields or ten; address, then a date of 14 digits, and last the length.
_WARC_LINE = rb"WARC/\d\.\d{1,2}[ \t]*\r?\n"
_ARC_LINE = rb"[a-z][a-z0-9+.-]{1,20}:[^\s]{1,8000} [0-9A-Fa-f.:-]{1,45} \d{14} [^\r\n]{1,1000}\r?\n"
START = re.compile(_WARC_LINE + b"|" + _ARC_LINE)
# In the midst of bytes a field of such a header must follow; where bytes were lost no line need begin there.
_WARC_INNER = _WARC_LINE + rb"(?i:WARC-|Content-)[A-Za-z-]{1,60}[ \t]*:"
_INNER = re.compile(_WARC_INNER + rb"|(?<=\n)" + _ARC_LINE)
_ARC_AT_START = re.compile(rb"filedesc:")
# The longest start looked for; windows overlap by this much.
LONGEST_START = 16 * 1024
_IN_PACKED = re.compile(rb"\x1f\x8b\x08[\x00-\x1f]|\x28\xb5\x2f\xfd")
_IN_PLAIN = re.compile(
    _IN_PACKED.pattern + b"|" + _WARC_INNER + rb"|(?<=\n)[a-z][a-z0-9+.-]{1,20}:(?=[^\s]{1,8000} [0-9])"
)
# A look ahead larger than this reads a quarter more than is asked.
READ_AHEAD_FROM = 1024 * 1024
# Unpacked bytes that tell whether a member begins with a record.
ENOUGH_TO_TELL = 16
# Packed bytes that one look at a possible member takes.
LOOK = 8 * 1024
# Members that turn out damaged after much was unpacked are gone over again to find the next one. So much
# is gone over in all, beside once the size of the file; then the search goes on where unpacking stopped.
GONE_OVER_AGAIN = 256 * 1024 * 1024
# Going back in a packed run means unpacking it again from its start.
MOST_RETURNS = 16


class Unpacked:
    """A look ahead over the unpacked bytes: ``buffer[pos:]`` is what comes next in the run."""

    def __init__(self, file: BinaryIO) -> None:
        self.packed = Packed(file)
        self.opener = Opener(self.packed)
        self.buffer = b""
        self.pos = 0
        self.member: Member = Plain(self.packed)
        self.walled = True  # nothing comes after the buffer in this run
        self.damage = ""
        self.is_arc = False
        self._run_start = 0  # in the file
        self._base = 0  # of the buffer in the run
        self._next: tuple[Member, bytes] | None = None  # the first of the next run, already opened
        self._again = GONE_OVER_AGAIN + self.packed.size
        self._returns = 0

    @property
    def is_plain(self) -> bool:
        return isinstance(self.member, Plain)

    @property
    def at(self) -> int:
        """The place in the run."""
        return self._base + self.pos

    @property
    def place(self) -> int:
        """The place in the file: of the byte, or of the member it is in."""
        return self.member.start + self.at if self.is_plain else self.member.start

    @property
    def left(self) -> int:
        """How many bytes of the file come after this place, in a plain run."""
        return self.packed.size - self.place

    def look_ahead(self, from_: int, size: int) -> bytes:
        """Return ``size`` bytes that come ``from_`` bytes ahead in a plain run, without reading on."""
        first = self.pos + from_
        if first + size <= len(self.buffer):
            return self.buffer[first : first + size]
        return self.packed.look_at(self.place + from_, size)

    def next_run(self) -> bool:
        """Open the next run; False at the end of the file."""
        if self._next:
            self.member, self.buffer = self._next
            self._next = None
        elif self.packed.peek(1):
            self.member = self.opener.open()
            self.buffer = self.member.more()
        else:
            return False
        self._begin(self.member)
        if self._run_start == 0 and _ARC_AT_START.match(self.buffer):
            self.is_arc = True
        return True

    def _begin(self, member: Member) -> None:
        self._run_start = member.start
        self._base = self.pos = 0
        self.walled = False
        self.damage = ""

    def fill(self, size: int, *, join: bool = False) -> int:
        """Have ``size`` bytes in the buffer, fewer where the run ends; return how many there are.

        ``join`` goes on with the next member, if it goes on with the record; else this one's end is the run's.
        """
        have = len(self.buffer) - self.pos
        if have >= size or self.walled:
            return have
        parts = [self.buffer[self.pos :]]
        if size > READ_AHEAD_FROM:  # else each small step in a large look ahead would copy all of it
            size += size // 4
        while have < size and (data := self._more(join=join)):
            parts.append(data)
            have += len(data)
        self._base += self.pos
        self.buffer = b"".join(parts)
        self.pos = 0
        return have

    def _more(self, *, join: bool) -> bytes:
        while not self.walled:
            data = self.member.more()
            if data:
                return data
            self.damage = self.member.damage or self.packed.error
            if self.damage:
                self.walled = True
            elif not join and not self.is_plain:
                break
            elif data := self._join():
                return data
        return b""

    def _join(self) -> bytes:
        """Open the next member; its first bytes if it goes on with this run, else a wall."""
        if self.is_plain or not self.packed.peek(4).startswith((GZIP, ZSTD)):
            self.walled = True
            return b""
        member = self.opener.open()
        data = more = member.more()
        while more and len(data) < ENOUGH_TO_TELL:
            more = member.more()
            data += more
        if member.damage or START.match(data.lstrip(b"\r\n")):
            self._next = member, data
            self.walled = True
            return b""
        self.member = member
        return data

    def whole_member(self, most: int) -> bool:
        """Have the run's first member in the buffer, if it is packed and takes ``most`` bytes or little more."""
        member = self.member
        if self.pos or self._base or self.walled or isinstance(member, Plain):
            return False
        if not member.ended:
            parts = [self.buffer]
            size = len(self.buffer)
            while size < most and (data := member.more()):
                parts.append(data)
                size += len(data)
            self.buffer = b"".join(parts)
        return member.ended

    @property
    def is_over(self) -> bool:
        """Whether the run has nothing beyond the buffer, as far as is known without reading on."""
        return self.walled or (self.member.ended and not self.is_plain)

    def skip(self, size: int) -> int:
        """Go on by ``size`` bytes, fewer where the run ends; return by how many."""
        done = min(size, len(self.buffer) - self.pos)
        self.pos += done
        if self.is_plain and done < size:
            rest = min(size - done, self.packed.size - self.packed.at)
            self._base += self.pos + rest
            self.buffer, self.pos = b"", 0
            self.packed.go_to(self.packed.at + rest)
            return done + rest
        while done < size and self.fill(1, join=True):
            step = min(size - done, len(self.buffer) - self.pos)
            self.pos += step
            done += step
        return done

    def go_back(self, at: int) -> bool:
        """Go back to a place in the run; False where that would cost too much."""
        if at >= self._base:
            self.pos = at - self._base
            return True
        if self.is_plain:
            self.packed.go_to(self.member.start + at)
            self.buffer, self._base, self.pos = b"", at, 0
            self.walled = False
            return True
        self._returns += 1
        if self._returns > MOST_RETURNS:
            return False
        self._next = None
        self.packed.go_to(self._run_start)
        self.next_run()
        return self.skip(at) == at

    def find_start(self, from_: int, most: int) -> int | None:
        """Return how far ahead the next record begins, from ``from_`` bytes ahead; ``None`` if not within ``most``."""
        if not from_ and self.fill(LONGEST_START, join=True) and START.match(self.buffer, self.pos):
            return 0
        size = max(from_ + STEP, 2 * LONGEST_START)
        looked = from_
        while True:
            have = self.fill(min(size, most), join=True)
            found = _INNER.search(self.buffer, self.pos + looked, self.pos + have)
            if found:
                return found.start() - self.pos
            if have < size or size >= most:
                return None
            looked = max(from_, have - LONGEST_START)
            size *= 2

    def starts_within(self, size: int) -> int:
        """Return how far ahead another record begins within the next ``size`` bytes, 0 where none does."""
        if self.buffer.find(b"WARC/", self.pos + 5, self.pos + size) < 0:
            return 0
        found = _INNER.search(self.buffer, self.pos + 5, self.pos + size)
        return found.start() - self.pos if found else 0

    def resynchronise(self) -> int:
        """Go to the next place in the file where a record begins; return how many bytes were passed over.

        After damage that is sought from the member's second byte: what broke it may have hidden where it
        ended. The run is given up.
        """
        stopped = self.packed.at
        begin = self.place + 1
        if not self.is_plain:
            if self._next:
                return 0
            cost = stopped - begin
            begin = stopped if self._again < cost or self.damage.startswith("refused") else begin
            self._again -= max(cost, 0)
        found = self._find_member(begin, _IN_PLAIN if self.is_plain else _IN_PACKED)
        self.packed.go_to(found)
        self.buffer, self.pos, self.walled = b"", 0, True
        return found - begin + 1

    def _find_member(self, begin: int, pattern: re.Pattern[bytes]) -> int:
        """Return the next place at or after ``begin`` where a record begins, packed or plain; else the file's end."""
        at = max(begin - 1, 0)  # the byte before tells whether a line begins
        while at < self.packed.size:
            self.packed.go_to(at)
            window = self.packed.peek(STEP + LOOK)
            if not window:
                break
            last = STEP if len(window) == STEP + LOOK else len(window)
            for found in pattern.finditer(window, begin - at if begin > at else 0):
                first = found.start()
                if first < last and self._begins(window[first : first + LOOK], at + first):
                    return at + first
            if last == len(window):
                break
            begin = at + last
            at = begin - 1
        return self.packed.size

    def _begins(self, data: bytes, at: int) -> bool:
        if data.startswith(ZSTD):  # its first block may be longer than the window
            if self._again < 0:
                return False
            self._again -= LOOK
            self.packed.go_to(at)
            return bool(START.match(self.opener.open().more()))
        return bool(START.match(first_bytes(data, LONGEST_START)))
