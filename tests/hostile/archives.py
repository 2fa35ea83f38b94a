"""Zip, gzip and what else files are packed in."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterator

from hostile.written import (
    ACCEPTED,
    MARK,
    PARTIAL,
    REJECTED,
    SKIPPED,
    Case,
    a_file,
    gzipped,
    lines,
    made,
    page,
    record,
    text_of,
    zipped,
)

PAGE = page()
# Where a member would land if anybody unpacked it.
ESCAPES = {
    "dots": "../../../tmp/escaped.html",
    "absolute": "/etc/escaped.html",
    "backslashes": "..\\..\\escaped.html",
    "drive": "C:\\escaped.html",
    "bidi": "ok\u202elmth.exe",
    "escape codes": "a\x1b[2J\x1b]0;owned\x07.html",
    "line ends": "a\r\nSkipped: 0\r\n.html",
    "long": "a" * 60_000 + ".html",
    "latin": "caf\u00e9=1+1.html",
}
NOT_READ = {
    "7z": b"7z\xbc\xaf\x27\x1c\x00\x04" + bytes(60),
    "rar": b"Rar!\x1a\x07\x01\x00" + bytes(60),
    "bz2": b"BZh91AY&SY" + bytes(range(60)),
    "xz": b"\xfd7zXZ\x00" + bytes(60),
    "zst": b"\x28\xb5\x2f\xfd\x04\x00" + bytes(60),
    "pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /OpenAction << /S /JavaScript >> >>",
    "doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
    "png": b"\x89PNG\r\n\x1a\n" + bytes(64),
    "gif": b"GIF89a<script>alert(1)</script>",
    "elf": b"\x7fELF\x02\x01\x01" + bytes(200),
    "class": b"\xca\xfe\xba\xbe\x00\x00\x00\x41" + bytes(200),
    "sqlite": b"SQLite format 3\x00" + bytes(84),
    "tar": b"page.html".ljust(257, b"\0") + b"ustar\x0000" + bytes(247) + PAGE.encode().ljust(2048, b"\0"),
}


def _changed(data: bytes, old: bytes, new: bytes, at: int = 0) -> bytes:
    place = data.index(old, at)
    return data[:place] + new + data[place + len(old) :]


def _encrypted() -> bytes:
    data = bytearray(zipped({"a.html": PAGE}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def _bad_check_sum() -> bytes:
    data = bytearray(zipped({"a.html": PAGE, "b.txt": text_of()}))
    at = data.index(b"PK\x01\x02") + 16
    data[at : at + 4] = b"\0\0\0\0"
    return bytes(data)


def _unknown_method() -> bytes:
    data = bytearray(zipped({"a.html": PAGE}))
    for at in (8, data.index(b"PK\x01\x02") + 10):
        data[at : at + 2] = struct.pack("<H", 99)
    return bytes(data)


def _lying_size(size: int) -> bytes:
    data = bytearray(zipped({"a.html": PAGE}))
    at = data.index(b"PK\x01\x02") + 24
    data[at : at + 4] = struct.pack("<I", size)
    return bytes(data)


def _overlapping() -> bytes:
    """Many names for one stretch of bytes: how flat zip bombs are made."""
    data = zipped({"a.html": PAGE})
    at, end = data.index(b"PK\x01\x02"), data.index(b"PK\x05\x06")
    one = data[at:end]
    tail = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 20, 20, 20 * len(one), at, 0)
    return data[:at] + one * 20 + tail


def _link_member() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        info = zipfile.ZipInfo("link.html")
        info.external_attr = 0o120777 << 16
        archive.writestr(info, "/etc/passwd")
        archive.writestr("a.html", PAGE)
    return out.getvalue()


def _nested(depth: int) -> bytes:
    data = zipped({"a.html": PAGE})
    for _ in range(depth):
        data = zipped({"inner.zip": data})
    return data


def cases() -> Iterator[Case]:
    yield Case(
        "zip", a_file("a.zip", zipped({"a.html": PAGE, "b.jsonl": lines(record())})), reports=(2, 2), holds=(MARK,)
    )
    for name, member in ESCAPES.items():
        yield Case(f"member {name}", a_file("a.zip", zipped({member: PAGE})), holds=(MARK,))
    yield Case(
        "member nul",
        a_file("a.zip", _changed(zipped({"a!.html": PAGE}), b"!", b"\0")),
        f"{ACCEPTED}|{REJECTED}",
        (0, 1),
    )
    yield Case("encrypted", a_file("a.zip", _encrypted()), REJECTED, (0, 0), "encrypted")
    yield Case("bad check sum", a_file("a.zip", _bad_check_sum()), PARTIAL, (1, 1), "broken")
    yield Case("unknown method", a_file("a.zip", _unknown_method()), REJECTED, (0, 0), "broken in the zip")
    for name, size in (("too small", 10), ("too large", 4_000_000_000)):
        yield Case(f"size {name}", a_file("a.zip", _lying_size(size)), f"{PARTIAL}|{ACCEPTED}|{REJECTED}", (0, 1))
    yield Case("overlapping", a_file("a.zip", _overlapping()), f"{ACCEPTED}|{PARTIAL}|{REJECTED}", (0, 1))
    yield Case("link member", a_file("a.zip", _link_member()), PARTIAL, lacks=("root:",))
    yield Case(
        "same name twice", a_file("a.zip", zipped({"a.txt": text_of(), "b.txt": text_of()}).replace(b"b.txt", b"a.txt"))
    )
    yield Case("cut zip", a_file("a.zip", zipped({"a.html": PAGE})[:-30]), REJECTED, (0, 0), "broken zip")
    yield Case("zip of nothing", a_file("a.zip", zipped({})), SKIPPED, (0, 0), "empty zip")
    yield Case("zip in zip", a_file("a.zip", _nested(1)), holds=(MARK,))
    yield Case("zip in zip in zip", a_file("a.zip", _nested(5)), REJECTED, (0, 0), "archives inside archives")
    yield Case(
        "zip behind words",
        a_file("a.zip", b"MZ" + bytes(50) + zipped({"a.html": PAGE})),
        f"{REJECTED}|{SKIPPED}",
        (0, 0),
    )
    yield Case("zip called html", a_file("a.html", zipped({"a.txt": text_of()})), holds=(MARK,))
    yield Case("page called zip", a_file("a.zip", PAGE), holds=(MARK,))
    yield Case("gzip", a_file("a.html.gz", gzipped(PAGE)), holds=(MARK,))
    packed = gzipped(page(after="<p>" + "كلام آخر في السوق. " * 200))
    yield Case("cut gzip", a_file("a.html.gz", packed[:-20]), f"{PARTIAL}|{REJECTED}", (0, 1), "truncated")
    yield Case(
        "corrupt gzip",
        a_file("a.html.gz", packed[:60] + b"\xff" * 20 + packed[80:]),
        f"{PARTIAL}|{REJECTED}",
        (0, 1),
        "corrupt",
    )
    yield Case(
        "gzip with a tail", a_file("a.html.gz", gzipped(PAGE) + b"junk\0junk"), f"{PARTIAL}|{ACCEPTED}", holds=(MARK,)
    )
    yield Case("gzip of nothing", a_file("a.html.gz", gzipped("")), SKIPPED, (0, 0), "empty")
    yield Case("gzip head only", a_file("a.html.gz", b"\x1f\x8b"), REJECTED, (0, 0))
    yield Case(
        "many empty gzip members",
        made("a.html.gz", lambda: gzipped("") * 150_000 + gzipped(PAGE)),
        f"{ACCEPTED}|{REJECTED}",
        (0, 1),
    )
    for name, data in NOT_READ.items():
        yield Case(f"not read {name}", a_file(f"page.{name}", data), f"{SKIPPED}|{REJECTED}", (0, 0))
        yield Case(f"{name} called html", a_file("page.html", data), f"{SKIPPED}|{REJECTED}", (0, 0), lacks=("alert",))
