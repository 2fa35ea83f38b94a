"""Bytes in every encoding, and declarations that lie about it or name what is none."""

from __future__ import annotations

from collections.abc import Iterator

from hostile.written import (
    ACCEPTED,
    BODY,
    MARK,
    PARTIAL,
    REJECTED,
    SKIPPED,
    Case,
    a_file,
    gzipped,
    lines,
    page,
    record,
    response,
    text_of,
)

ANY = f"{ACCEPTED}|{PARTIAL}|{REJECTED}|{SKIPPED}"
TRUE = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1256", "iso8859_6", "mac_arabic", "cp720")
# Python knows some of these as codecs; none is how a page is written.
DECLARED = (
    "base64",
    "hex",
    "zip",
    "rot13",
    "unicode_escape",
    "raw_unicode_escape",
    "idna",
    "punycode",
    "undefined",
    "utf-7",
    "mbcs",
    "utf-8; charset=cp1256",
    "x" * 5_000,
    "../../etc/passwd",
    "\u202eutf-8",
    "",
    "iso-8859-1",
    "us-ascii",
    "gb18030",
    "ebcdic",
    "utf-32",
    "utf-16",
    "x-user-defined",
    "none",
    "'\"><script>alert(1)</script>",
)
WRONG = (
    ("cp1256", "utf-8"),
    ("utf-8", "cp1256"),
    ("iso8859_6", "cp1256"),
    ("utf-8", "iso-8859-1"),
    ("cp1256", "iso-8859-6"),
)
TWICE = ("cp1252", "latin-1", "cp1256")


def _twice(text: str, codec: str) -> str:
    return "".join(bytes([byte]).decode(codec, "ignore") or chr(byte) for byte in text.encode("utf-8"))


def cases() -> Iterator[Case]:
    for codec in TRUE:
        yield Case(f"text {codec}", a_file("a.txt", text_of().encode(codec, "replace")), ANY, (0, 1), lacks=("\ufffd",))
        yield Case(
            f"page {codec}",
            a_file("a.html", page(charset=codec).encode(codec, "replace")),
            ANY,
            (0, 1),
            lacks=("\ufffd",),
        )
    yield Case("text utf-32", a_file("a.txt", text_of().encode("utf-32")), ANY, (0, 1))
    for number, declared in enumerate(DECLARED):
        yield Case(f"declared {number}", a_file("a.html", page(charset=declared)), holds=(MARK,), lacks=("alert(1)",))
    for real, said in WRONG:
        yield Case(
            f"{real} said {said}",
            a_file("a.html", page(charset=said).encode(real, "replace")),
            holds=(MARK,),
            lacks=("\ufffd",),
            warn="encoding" if (real, said) != ("utf-8", "iso-8859-1") else "",
        )
    for codec in TWICE:
        yield Case(f"twice {codec}", a_file("a.txt", _twice(text_of(), codec)), ANY, (0, 1), "mojibake")
        yield Case(f"record twice {codec}", a_file("a.jsonl", lines(record(text=_twice(BODY, codec)))), warn="mojibake")
    good = text_of().encode()
    yield Case("cut in a letter", a_file("a.txt", good.rstrip()[:-1]), holds=("ثمانية أسابيع",))
    yield Case("one bad byte", a_file("a.txt", good.replace("سوق".encode(), b"\xff", 1)), holds=(MARK,))
    yield Case("many bad bytes", a_file("a.txt", good.replace(b" ", b"\xff\xfe ")), ANY, (0, 1))
    yield Case(
        "overlong", a_file("a.txt", good + b"\xc0\xbc\xe0\x80\xbcscript\xc0\xbe"), ANY, (0, 1), lacks=("<script",)
    )
    yield Case(
        "surrogates as utf-8",
        a_file("a.txt", good + b" \xed\xa0\xbd\xed\xb8\x80 \xed\xa0\x80"),
        ANY,
        (0, 1),
        holds=(MARK,),
    )
    yield Case("two encodings", a_file("a.txt", text_of().encode() + f"\n{BODY}".encode("cp1256")), holds=(MARK,))
    yield Case("bom inside", a_file("a.txt", text_of(body="\ufeff" + BODY.replace(" ", " \ufeff"))), ANY, (0, 1))
    yield Case("two boms", a_file("a.txt", b"\xef\xbb\xbf\xef\xbb\xbf" + good), holds=(MARK,))
    yield Case("bom that lies", a_file("a.txt", b"\xff\xfe" + good), ANY, (0, 1))
    yield Case("bom only", a_file("a.txt", b"\xef\xbb\xbf"), SKIPPED, (0, 0))
    yield Case("utf-16 of odd length", a_file("a.txt", text_of().encode("utf-16")[:-1]), ANY, (0, 1))
    yield Case(
        "utf-16 half pairs",
        a_file("a.txt", b"\xff\xfe" + b"\x00\xd8" * 3_000),
        f"{REJECTED}|{SKIPPED}|{ACCEPTED}",
        (0, 1),
    )
    yield Case("random bytes", a_file("a.txt", bytes(range(256)) * 200), f"{REJECTED}|{SKIPPED}", (0, 0))
    yield Case(
        "header against meta",
        a_file(
            "a.warc",
            response(page(charset="utf-8").encode(), headers="X-Y: z\r\n").replace(
                b"text/html", b"text/html;charset=cp1256"[:9]
            ),
        ),
        holds=(MARK,),
    )
    yield Case(
        "xml declaration",
        a_file("a.html", page(start='<?xml version="1.0" encoding="windows-1256"?><!DOCTYPE html>')),
        holds=(MARK,),
    )
    yield Case(
        "meta far down",
        a_file("a.html", page(charset="", head=f"<!--{'x' * 5000}--><meta charset=windows-1256>").encode("cp1256")),
        holds=(MARK,),
    )
    yield Case(
        "records cp1256",
        a_file("a.jsonl", lines(record(), record(id="2", url="u")).encode("cp1256")),
        ANY,
        (1, 2),
        holds=(MARK,),
    )
    yield Case("records utf-16", a_file("a.jsonl", lines(record()).encode("utf-16")), holds=(MARK,))
    yield Case("csv cp1256", a_file("a.csv", f'id,text\n1,"{BODY}"\n'.encode("cp1256")), holds=(MARK,))
    yield Case("gzip of utf-16", a_file("a.gz", gzipped(text_of().encode("utf-16"))), holds=(MARK,))
    yield Case("iso-2022", a_file("a.html", page(charset="iso-2022-jp", after="\x1b$B" + "x" * 40)), holds=(MARK,))
