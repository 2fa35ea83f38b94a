"""Web archives: what is cut, corrupt, mislabelled or no answer costs its record."""

from __future__ import annotations

import json
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
    made,
    page,
    response,
    warc_record,
    zipped,
)

ANY = f"{ACCEPTED}|{PARTIAL}|{REJECTED}|{SKIPPED}"
NONE = f"{REJECTED}|{SKIPPED}"
GOOD = [response(page(headline=f"خبر السوق {n}"), url=f"https://naseem.example/{n}") for n in range(4)]
PACKED = [gzipped(each) for each in GOOD]
HEADERS = {
    "encoding that lies": "Content-Encoding: gzip\r\n",
    "encoding unknown": "Content-Encoding: x-evil\r\n",
    "encodings": "Content-Encoding: gzip, gzip, gzip, br\r\n",
    "chunked that lies": "Transfer-Encoding: chunked\r\n",
    "length too long": "Content-Length: 99999999999\r\n",
    "length too short": "Content-Length: 10\r\n",
    "length negative": "Content-Length: -1\r\n",
    "length no number": "Content-Length: ٥\r\n",
    "flood": "X-A: b\r\n" * 20_000,
    "long": f"X-A: {'b' * 500_000}\r\n",
    "nul": "X-A: \0\r\n",
    "no colon": "X-A\r\n",
    "folded": "X-A: b\r\n c\r\n\td\r\n",
    "type picture": "Content-Type: image/png\r\n",
    "charset": "Content-Type: text/html; charset=base64\r\n",
    "location": "Location: javascript:alert(1)\r\n",
    "set cookie": "Set-Cookie: a=\x1b[31m\r\n",
    "bytes": "X-A: \u00ff\u0100\r\n",
}
STATUSES = (
    "404 Not Found",
    "500 x",
    "301 Moved",
    "204 No Content",
    "206 Partial",
    "99999 x",
    "abc",
    "",
    "200",
    "200 OK\x1b[31m",
)


def _wacz(**files: bytes | str) -> bytes:
    package = json.dumps(
        {"profile": "data-package", "resources": [{"name": "x", "path": "../../../etc/passwd", "hash": "sha256:00"}]}
    )
    return zipped(
        {
            "datapackage.json": package,
            **{name.replace("__", "/").replace("_gz", ".gz"): data for name, data in files.items()},
        }
    )


def cases() -> Iterator[Case]:
    yield Case("plain", a_file("a.warc", b"".join(GOOD)), reports=(4, 4), holds=(MARK,))
    yield Case("gzip", a_file("a.warc.gz", b"".join(PACKED)), reports=(4, 4), holds=(MARK,))
    yield Case("gzip in one", a_file("a.warc.gz", gzipped(b"".join(GOOD))), ANY, (4, 4), holds=(MARK,))
    cut = b"".join(PACKED)
    for share in (30, 60, 95):
        yield Case(
            f"cut at {share}", a_file("a.warc.gz", cut[: len(cut) * share // 100]), ANY, (share // 25, 4), "truncated"
        )
    spoiled = PACKED[1][:60] + b"\xff" * 30 + PACKED[1][90:]
    yield Case(
        "corrupt inside",
        a_file("a.warc.gz", b"".join((PACKED[0], spoiled, *PACKED[2:]))),
        PARTIAL,
        (3, 3),
        "corrupt",
        (MARK,),
    )
    yield Case("junk between", a_file("a.warc.gz", b"\0junk\x1f\x8b\x08junk".join(PACKED)), ANY, (3, 4), holds=(MARK,))
    yield Case("junk before", a_file("a.warc", b"junk\r\n" + b"".join(GOOD)), ANY, (0, 4))
    yield Case("line ends", a_file("a.warc", b"".join(GOOD).replace(b"\r\n", b"\n")), ANY, (0, 4))
    for name, length in {"too short": 100, "too long": 5_000, "huge": 10**30, "negative": 0}.items():
        lied = warc_record(
            "response",
            GOOD[1].split(b"\r\n\r\n", 1)[1],
            url="https://naseem.example/9",
            kind="application/http; msgtype=response",
            length=length,
        )
        yield Case(f"length {name}", a_file("a.warc", GOOD[0] + lied + GOOD[2]), ANY, (1, 3), holds=(MARK,))
    for name, headers in HEADERS.items():
        yield Case(
            f"header {name}",
            a_file("a.warc", GOOD[0] + response(page(), headers=headers, url="https://naseem.example/9") + GOOD[2]),
            ANY,
            (2, 3),
            holds=(MARK,),
        )
    for number, status in enumerate(STATUSES):
        yield Case(
            f"status {number}",
            a_file("a.warc", GOOD[0] + response(page(), status=status, url="https://naseem.example/9")),
            ANY,
            (1, 2),
            holds=(MARK,),
        )
    for kind in (
        "request",
        "metadata",
        "warcinfo",
        "resource",
        "conversion",
        "revisit",
        "continuation",
        "evil\x1b[31m",
    ):
        yield Case(
            f"record {kind.partition(chr(27))[0]}",
            a_file(
                "a.warc", GOOD[0] + warc_record(kind, page().encode(), url="https://naseem.example/9", kind="text/html")
            ),
            ANY,
            (1, 2),
        )
    yield Case(
        "no answers", a_file("a.warc", warc_record("warcinfo", b"software: x\r\n") * 20), f"{NONE}|nothing", (0, 0)
    )
    yield Case("head only", a_file("a.warc", b"WARC/1.0\r\n"), NONE, (0, 0))
    yield Case("heads only", a_file("a.warc", b"WARC/1.0\r\n\r\n" * 5_000), f"{NONE}|nothing", (0, 0))
    yield Case(
        "header lines flood",
        made("a.warc", lambda: GOOD[0] + b"WARC/1.0\r\n" + b"X: y\r\n" * 100_000 + b"\r\n" + GOOD[1]),
        ANY,
        (1, 2),
    )
    yield Case("version", a_file("a.warc", b"".join(GOOD).replace(b"WARC/1.0", b"WARC/9.9")), ANY, (0, 4))
    yield Case("wacz", a_file("a.wacz", _wacz(archive__data_warc_gz=b"".join(PACKED).replace(b"", b""))), ANY, (0, 4))
    yield Case(
        "wacz corrupt inside",
        a_file("a.wacz", zipped({"datapackage.json": "{", "archive/a.warc.gz": PACKED[0] + spoiled + PACKED[2]})),
        PARTIAL,
        (2, 2),
        holds=(MARK,),
    )
    yield Case(
        "wacz without archives",
        a_file("a.wacz", zipped({"datapackage.json": "{}", "pages/pages.jsonl": "x", "indexes/index.cdx": "x"})),
        NONE,
        (0, 0),
    )
    yield Case(
        "wacz path out",
        a_file("a.wacz", zipped({"datapackage.json": "{}", "archive/../../../etc/a.warc.gz": PACKED[0]})),
        ANY,
        (0, 1),
    )
    titles = json.dumps({"url": "https://naseem.example/0", "title": "<script>alert(1)</script>\x1b[31m"}) + "\n[[[\n"
    yield Case(
        "wacz titles",
        a_file(
            "a.wacz", zipped({"datapackage.json": "{}", "archive/a.warc.gz": PACKED[0], "pages/pages.jsonl": titles})
        ),
        ANY,
        (1, 1),
        holds=(MARK,),
    )
