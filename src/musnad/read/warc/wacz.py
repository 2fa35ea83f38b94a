"""WACZ: a zip with WARC files, the list of their pages and their digests, to captures.

Members that are stored as they are, as the format asks, are read in place; others are unpacked into a
bounded temporary file. A zip cut off before its directory still gives the records that are in it.
"""

from __future__ import annotations

import hashlib
import json
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, MutableMapping
from dataclasses import dataclass, field, replace
from io import RawIOBase
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, cast

from musnad.read.archives import LARGEST_RATIO, MOST_MEMBERS
from musnad.read.captures import Capture
from musnad.read.letters import storable
from musnad.read.warc import captures_in_warc

# 10,000 members with long names; what a zip's directory takes in memory is ten times that.
LARGEST_DIRECTORY = 16 * 1024 * 1024
# A member that is packed in the zip is unpacked to disk up to here, and held in memory up to there.
LARGEST_UNPACKED = 4 * 1024 * 1024 * 1024
LARGEST_HELD = 16 * 1024 * 1024
LARGEST_LIST = 64 * 1024 * 1024
LONGEST_LINE = 64 * 1024
MOST_PAGES = 100_000
LONGEST_TITLE = 1000
STEP = 256 * 1024
_WARC_NAME = re.compile(r"(?:.*/)?archive/[^/]+\.w?arc(?:\.gz|\.zst)?|[^/]+\.w?arc(?:\.gz|\.zst)?", re.I)
_IN_PACKAGE = re.compile(r"archive/[^/]+\.w?arc(?:\.gz|\.zst)?", re.I)
_IN_BYTES = re.compile(rb"PK\x03\x04[\x00-\xff]{26}archive/[^/]{1,200}\.w?arc(?:\.gz|\.zst)?", re.I)
_PAGES_NAME = re.compile(r"pages/[^/]+\.jsonl", re.I)
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    OverflowError,
    OSError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    struct.error,
)


@dataclass(frozen=True, slots=True)
class _Package:
    """What a package says of its members: digests by path, headlines by address."""

    digests: Mapping[str, str] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()


def looks_like_wacz(names: Iterable[str]) -> bool:
    """Return whether a zip with these members is a web archive: a package, or nothing but WARC files."""
    found = [name for name in names if not name.endswith("/")]
    return any(_IN_PACKAGE.fullmatch(name) for name in found) or (
        bool(found) and all(_WARC_NAME.fullmatch(name) for name in found)
    )


def is_wacz(file: BinaryIO) -> bool:
    """Return whether a file that begins as a zip is a package; one cut off is told by its first members.

    ``file`` must be seekable and stands at its beginning afterwards.
    """
    try:
        if _directory_size(file) > LARGEST_DIRECTORY:
            return False
        return looks_like_wacz(zipfile.ZipFile(file).namelist())
    except _BROKEN:
        file.seek(0)
        return bool(_IN_BYTES.search(file.read(STEP)))
    finally:
        file.seek(0)


def captures_in_wacz(file: BinaryIO, *, kinds: MutableMapping[str, int] | None = None) -> Iterator[Capture]:
    """Yield the captures of all WARC files of a package, in the order of its directory.

    ``file`` must be seekable. ``at`` begins with the member's name. A capture carries the headline its
    page has in the package's list. Never raises on what the file holds.
    """
    try:
        archive = zipfile.ZipFile(file) if _directory_size(file) <= LARGEST_DIRECTORY else None
        members = [info for info in archive.infolist() if not info.filename.endswith("/")] if archive else []
    except _BROKEN as error:
        yield _lost("", f"corrupt or truncated zip: {error}; the records found in it follow")
        between = "are no record"  # the zip's own headers
        yield from (each for each in captures_in_warc(file, kinds=kinds) if not each.reason.endswith(between))
        return
    if archive is None or len(members) > MOST_MEMBERS:
        yield _lost("", f"refused: more than {MOST_MEMBERS} files in the zip")
        return
    overlapping = _overlapping(members)
    package = _package(archive, [info for info in members if info.filename not in overlapping])
    for info in members:
        if info.filename in overlapping:
            yield _lost(info.filename, "refused: overlaps another file of the zip")
        elif _WARC_NAME.fullmatch(info.filename):
            yield from _captures_of_member(file, archive, info, package, kinds)
        elif info.filename.lower().endswith(".wacz"):
            yield _lost(info.filename, "refused: a package inside a package")


def _lost(name: str, reason: str) -> Capture:
    return Capture(storable(name)[0], None, None, 0, reason=reason)


def _directory_size(file: BinaryIO) -> int:
    """Return how many bytes the directory of a zip takes, as its end record says; 0 where there is none."""
    size = file.seek(0, 2)
    file.seek(max(size - 65_557, 0))  # the end record with the longest comment
    tail = file.read(65_557)
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) < at + 20:
        return 0
    count, length = struct.unpack_from("<HL", tail, at + 10)
    if length == 0xFFFFFFFF or count == 0xFFFF:
        end64 = tail.rfind(b"PK\x06\x06", 0, at)
        if end64 >= 0 and len(tail) >= end64 + 48:
            length = struct.unpack_from("<Q", tail, end64 + 40)[0]
    return int(length)


def _overlapping(members: Iterable[zipfile.ZipInfo]) -> set[str]:
    """Return the names of members that share bytes: one stretch of data listed many times is a bomb."""
    found: set[str] = set()
    end, last = 0, ""
    for info in sorted(members, key=lambda each: each.header_offset):
        if info.header_offset < end:
            found.update((info.filename, last))
        if info.header_offset + info.compress_size > end:
            end, last = info.header_offset + info.compress_size, info.filename
    return found


def _captures_of_member(
    file: BinaryIO, archive: zipfile.ZipFile, info: zipfile.ZipInfo, package: _Package, kinds: Any
) -> Iterator[Capture]:
    name = storable(info.filename)[0]
    try:
        member = _open(file, archive, info)
    except _BROKEN as error:
        yield _lost(name, f"corrupt: broken in the zip: {error}")
        return
    if isinstance(member, str):
        yield _lost(name, member)
        return
    with member:
        remarks = (*package.remarks, *_wrong_digest(member, info.filename, package.digests))
        for capture in captures_in_warc(member, kinds=kinds):
            title = package.titles.get(capture.url or "")
            at = f"{name} {capture.at}"
            yield replace(capture, at=at, headline=title, remarks=(*capture.remarks, *remarks))


def _open(file: BinaryIO, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> BinaryIO | str:
    """Return a member as a seekable file, or why it is refused."""
    if info.flag_bits & 1:
        return "encrypted in the zip"
    if info.compress_type == zipfile.ZIP_STORED:
        file.seek(info.header_offset)
        head = file.read(30)
        if len(head) < 30 or not head.startswith(b"PK\x03\x04"):
            return "corrupt: no file where the zip says it is"
        start = info.header_offset + 30 + sum(struct.unpack_from("<HH", head, 26))
        return cast(BinaryIO, _Slice(file, start, info.file_size))
    limit = min(LARGEST_UNPACKED, max(LARGEST_HELD, LARGEST_RATIO * info.compress_size))
    if info.file_size > limit:
        return f"refused: unpacks to {info.file_size:,} bytes"
    return _unpacked(archive, info, limit)


def _unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo, limit: int) -> BinaryIO | str:
    """Unpack a member into a temporary file; what a damaged one still gives is read."""
    held = SpooledTemporaryFile(max_size=LARGEST_HELD)  # noqa: SIM115  # closed by the caller
    size = 0
    try:
        with archive.open(info) as packed:
            while data := packed.read(STEP):
                size += len(data)
                if size > limit:
                    held.close()
                    return f"refused: unpacks to more than {limit:,} bytes"
                held.write(data)
    except _BROKEN:
        if not size:
            held.close()
            raise
    held.seek(0)
    return cast(BinaryIO, held)


class _Slice(RawIOBase):
    """A stretch of a file as a file of its own, read in place."""

    def __init__(self, file: BinaryIO, start: int, size: int) -> None:
        self._file, self._start = file, start
        self._size = max(min(size, file.seek(0, 2) - start), 0)
        self._at = 0

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        self._at = max(offset + (0, self._at, self._size)[whence], 0)
        return self._at

    def read(self, size: int = -1) -> bytes:
        left = max(self._size - self._at, 0)
        self._file.seek(self._start + self._at)
        data = self._file.read(left if size < 0 else min(size, left))
        self._at += len(data)
        return data


def _package(archive: zipfile.ZipFile, members: Iterable[zipfile.ZipInfo]) -> _Package:
    """Read what the package says of itself; what is broken or lies is a remark, on every capture."""
    by_name = {info.filename: info for info in members}
    remarks: list[str] = []
    printed = _small_file(archive, by_name.get("datapackage.json"))
    seal = _json(_small_file(archive, by_name.get("datapackage-digest.json")))
    if printed and isinstance(seal.get("hash"), str) and not _agrees(hashlib.sha256(printed).hexdigest(), seal["hash"]):
        remarks.append("datapackage.json is not the one its digest was made of")
    digests = {}
    resources = _json(printed).get("resources")
    for resource in resources if isinstance(resources, list) else ():
        if (
            isinstance(resource, dict)
            and isinstance(resource.get("path"), str)
            and isinstance(resource.get("hash"), str)
        ):
            digests[resource["path"]] = resource["hash"]
    titles: dict[str, str] = {}
    for name in sorted(by_name):
        if _PAGES_NAME.fullmatch(name):
            _read_titles(archive, by_name[name], titles)
    return _Package(digests, titles, tuple(remarks))


def _small_file(archive: zipfile.ZipFile, info: zipfile.ZipInfo | None) -> bytes:
    if info is None:
        return b""
    try:
        with archive.open(info) as file:
            return file.read(LARGEST_HELD)
    except _BROKEN:
        return b""


def _json(data: bytes) -> dict[str, Any]:
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _read_titles(archive: zipfile.ZipFile, info: zipfile.ZipInfo, titles: dict[str, str]) -> None:
    size = 0
    try:
        with archive.open(info) as file:
            while (line := file.readline(LONGEST_LINE)) and size < LARGEST_LIST and len(titles) < MOST_PAGES:
                size += len(line)
                page = _json(line)
                url, title = page.get("url"), page.get("title")
                if isinstance(url, str) and isinstance(title, str) and title.strip() and len(url) <= LONGEST_LINE:
                    titles.setdefault(url, storable(title.strip()[:LONGEST_TITLE].rstrip())[0])
    except _BROKEN:
        return


def _wrong_digest(member: BinaryIO, name: str, digests: Mapping[str, str]) -> list[str]:
    """Return a remark where a member is not the one its digest in the package was made of."""
    printed = digests.get(name)
    if printed is None:
        return ["not listed in datapackage.json"] if digests else []
    algorithm = printed.partition(":")[0].lower() if ":" in printed else "sha256"
    if algorithm not in ("sha256", "md5", "sha1", "sha512"):
        return []
    digest = hashlib.new(algorithm, usedforsecurity=False)
    member.seek(0)
    try:
        while data := member.read(STEP):
            digest.update(data)
        member.seek(0)
    except _BROKEN:
        return []
    if _agrees(digest.hexdigest(), printed):
        return []
    return [f"corrupt: {storable(name)[0]} is not the file its digest in datapackage.json was made of"]


def _agrees(digest: str, printed: str) -> bool:
    return printed.rpartition(":")[2].strip().lower() == digest
