"""Small inputs that would grow, or nest, without end."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator

from hostile.written import (
    ACCEPTED,
    MARK,
    PARTIAL,
    REJECTED,
    SKIPPED,
    Case,
    a_file,
    entry,
    feed,
    gzipped,
    lines,
    made,
    page,
    paragraphs,
    record,
    response,
    zipped,
)

DEEP = 30_000
ANY = f"{ACCEPTED}|{PARTIAL}|{REJECTED}|{SKIPPED}"


def zeros(megabytes: int, byte: bytes = b"\0") -> bytes:
    """Return so many megabytes of one byte, as gzip."""
    packer = zlib.compressobj(9, wbits=31)
    block = byte * 2**20
    return b"".join(packer.compress(block) for _ in range(megabytes)) + packer.flush()


def _entities(depth: int, width: int) -> str:
    rows = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * width}">' for n in range(1, depth))
    return f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY e0 "كلام">{rows}]>'


QUADRATIC = f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY e "{"كلام " * 10_000}">]>'
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
PARAMETERS = '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY % a SYSTEM "http://127.0.0.1:9/x.dtd"> %a;]>'
NESTED = {
    "div": "<div>",
    "b": "<b>",
    "table": "<table><tr><td>",
    "a": "<a href=x>",
    "form": "<form>",
    "ul": "<ul><li>",
    "blockquote": "<blockquote>",
    "svg": "<svg><g>",
    "select": "<select><option>",
    "font": "<font color=red>",
}


def cases() -> Iterator[Case]:
    yield Case("gzip of zeros", made("a.html.gz", lambda: zeros(40)), REJECTED, (0, 0), "refused")
    yield Case("gzip of spaces", made("a.txt.gz", lambda: zeros(40, b" ")), REJECTED, (0, 0), "refused")
    yield Case("gzip of members", made("a.txt.gz", lambda: zeros(1, b" ") * 40), REJECTED, (0, 0), "refused")
    yield Case(
        "zip of zeros", made("a.zip", lambda: zipped({"a.html": bytes(40 * 2**20)})), REJECTED, (0, 0), "refused"
    )
    yield Case(
        "zip beside a page",
        made("a.zip", lambda: zipped({"0.html": bytes(40 * 2**20), "a.html": page()})),
        PARTIAL,
        (1, 1),
        "refused",
        (MARK,),
    )
    yield Case(
        "zip of many files",
        made("a.zip", lambda: zipped({f"{n}.txt": "" for n in range(10_050)})),
        REJECTED,
        (0, 0),
        "refused",
    )
    for depth in (2, 4):
        data = page().encode()
        for _ in range(depth):
            data = gzipped(data)
        yield Case(f"gzip {depth} deep", a_file("a.html.gz", data), f"{REJECTED}|{ACCEPTED}", (0, 1))
    item = entry(text="&e{};")
    yield Case(
        "entities",
        a_file("a.xml", feed(item.format("e9"), start=_entities(10, 10))),
        f"{REJECTED}|{PARTIAL}|{SKIPPED}",
        (0, 1),
        "entit",
    )
    yield Case(
        "entities in a title",
        a_file("a.xml", feed(entry(title="&e9;"), start=_entities(10, 10))),
        f"{REJECTED}|{PARTIAL}",
        (0, 1),
        "entit",
    )
    yield Case(
        "quadratic entities",
        a_file("a.xml", feed(entry(text="&e;" * 5_000), start=QUADRATIC)),
        f"{REJECTED}|{PARTIAL}|{SKIPPED}",
        (0, 1),
    )
    yield Case(
        "outside entity", a_file("a.xml", feed(entry(title="&e;"), start=OUTSIDE)), ANY, (0, 1), lacks=("root:",)
    )
    yield Case("parameter entity", a_file("a.xml", feed(entry(), start=PARAMETERS)), ANY, (0, 1))
    for kind, row in (("urlset", "<url><loc>&e9;</loc></url>"), ("opml", "<body><outline xmlUrl='&e9;'/></body>")):
        start = _entities(10, 10).replace("rss", kind)
        yield Case(
            f"entities in {kind}", a_file("a.xml", f"{start}<{kind}>{row}</{kind}>"), f"{REJECTED}|{SKIPPED}", (0, 0)
        )
    for name, tag in NESTED.items():
        yield Case(
            f"html {name} nested",
            made("a.html", lambda tag=tag: page(body=tag * DEEP + paragraphs())),
            ANY,
            (0, 1),
            seconds=10,
            slow=True,
        )
    yield Case(
        "html attributes",
        made("a.html", lambda: page(before="<div " + " ".join(f"a{n}=x" for n in range(100_000)) + ">")),
        ANY,
        (0, 1),
    )
    yield Case(
        "html tag of a megabyte", made("a.html", lambda: page(before=f"<p class='{'x' * 2**20}'>")), holds=(MARK,)
    )
    yield Case("html open brackets", made("a.html", lambda: page(after="<" * 500_000)), ANY, (0, 1))
    yield Case("html open tags", made("a.html", lambda: page(after="<p" * 300_000)), ANY, (0, 1))
    yield Case("html open comments", made("a.html", lambda: page(after="<!--" * 200_000)), ANY, (0, 1))
    yield Case("html references", made("a.html", lambda: page(after="&amp" * 200_000)), ANY, (0, 1))
    yield Case(
        "html data address",
        made("a.html", lambda: page(before=f"<img src='data:image/png;base64,{'A' * 3_000_000}'>")),
        holds=(MARK,),
    )
    yield Case("html style", made("a.html", lambda: page(head=f"<style>{'a{b:c}' * 300_000}</style>")), holds=(MARK,))
    yield Case(
        "html json-ld nested",
        a_file("a.html", page(head=f"<script type=application/ld+json>{'[' * DEEP}</script>")),
        holds=(MARK,),
    )
    yield Case(
        "html links",
        made("a.html", lambda: page(after="<a href=/x>خبر</a> " * 20_000)),
        ANY,
        (0, 1),
        seconds=10,
        slow=True,
    )
    yield Case("json nested", a_file("a.json", "[" * 100_000), f"{REJECTED}|{SKIPPED}", (0, 0))
    yield Case("json objects nested", made("a.json", lambda: '{"a":' * 100_000), f"{REJECTED}|{SKIPPED}", (0, 0))
    yield Case(
        "json line nested",
        a_file("a.jsonl", lines(record(), '{"text": ' + "[" * 100_000, record(id="2", text=BODY_TWO))),
        PARTIAL,
        (2, 2),
        "line 2",
    )
    deep: object = BODY_TWO
    for _ in range(500):
        deep = {"text": deep}
    yield Case("json text nested", a_file("a.jsonl", lines(record(), record(id="2", text=deep))), ANY, (1, 2))
    yield Case(
        "json huge number",
        a_file("a.jsonl", lines(record(id=7), '{"id": ' + "9" * 100_000 + ', "text": "x"}')),
        ANY,
        (1, 2),
    )
    yield Case(
        "json huge exponent",
        a_file("a.jsonl", lines(json.dumps(record())[:-1] + ', "date": 1e400, "n": 1e-999999}')),
        holds=(MARK,),
    )
    yield Case(
        "csv columns",
        made(
            "a.csv",
            lambda: "id,title,text," + ",".join(f"c{n}" for n in range(50_000)) + f"\n1,{HEAD},{WORDS}" + ",x" * 50_000,
        ),
        ANY,
        (0, 1),
    )
    yield Case("feed nested", a_file("a.xml", feed(entry(text="<x>" * DEEP))), ANY, (0, 1))
    yield Case(
        "feed items",
        made("a.xml", lambda: feed(*(f"<item><title>{n}</title></item>" for n in range(10_000)))),
        ANY,
        (0, 10_000),
        seconds=20,
        slow=True,
    )
    yield Case(
        "warc body",
        made(
            "a.warc",
            lambda: (
                response(zeros(40, b" "), headers="Content-Encoding: gzip\r\n")
                + response(page(), url="https://naseem.example/2")
            ),
        ),
        PARTIAL,
        (1, 1),
        holds=(MARK,),
    )


BODY_TWO = (
    "افتتحت مكتبة الرمل قاعة جديدة للقراءة صباح الأحد، وتضم القاعة ألف كتاب للأطفال وأجهزة للاستماع في حي المنارة."
)
HEAD, WORDS = "توسعة السوق القديم", "أقر مجلس الواحة خطة لتوسعة السوق القديم في مطلع الشهر المقبل بعد مشاورات طويلة."
