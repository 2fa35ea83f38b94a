"""What would act on a reader's machine: script, formulas, addresses, paths, terminal codes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import escape

from hostile.written import (
    BODY,
    FIRST,
    HEADLINE,
    MARK,
    SECOND,
    Case,
    a_file,
    entry,
    feed,
    lines,
    made,
    page,
    paragraphs,
    record,
    response,
    text_of,
)

SCRIPTS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg/onload=alert(1)>',
    "'-alert(1)-'",
    "</title><script>alert(1)</script>",
    "</script><script>alert(1)//",
    "{{constructor.constructor('alert(1)')()}}",
    "<!--<script>",
    '<a href="javascript:alert(1)">x</a>',
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<style>@import'http://127.0.0.1:9/x'</style>",
    "</style><link rel=stylesheet href=//127.0.0.1:9/x>",
    "\u2028alert(1)//",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
)
FORMULAS = (
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    '=HYPERLINK("http://127.0.0.1:9/"&A1)',
    "=cmd|' /C calc'!A0",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    " =1+1",
    "\u200f=1+1",
    "\ufeff=1+1",
    "＝1+1",
    "＋1",
    "＠SUM(A1)",
    "'=1+1",
    '";=1+1',
    "\u202a=1+1",
    "\u00a0=1+1",
    "%0A=1+1",
    "−1+1",
    "﹦1+1",
)
ADDRESSES = (
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\nscript:alert(1)",
    " javascript:alert(1)",
    "data:text/html;base64,PHNjcmlwdD4=",
    "vbscript:x",
    "file:///etc/passwd",
    "//127.0.0.1:9/x",
    'http://127.0.0.1:9/x" onmouseover="alert(1)',
    "http://169.254.169.254/latest/meta-data/",
    "https://naseem.example/\u202egpj.exe",
    "https://naseem.example/\r\nSet-Cookie: a=b",
    "../../../../etc/passwd",
    "\\\\127.0.0.1\\share",
    "ftp://x",
    "https://naseem.example/<script>alert(1)</script>",
    "http://user:secret@naseem.example/",
    "https://naseem.example@127.0.0.1/",
    "blob:x",
    "about:blank",
)
LOGS = (
    "\r\nread 999 · skipped 0",
    "\x1b[2J\x1b[H",
    "\x1b]8;;http://127.0.0.1:9/\x07x\x1b]8;;\x07",
    "\x9b31m",
    "\x08" * 20,
    "\u202eكلام",
    "\x07",
    "\u2028\u2029",
    "\x7f",
    "\x00",
)


def _tracking() -> str:
    return (
        "<img src='http://127.0.0.1:9/t.gif'><link rel=prefetch href='http://127.0.0.1:9/'><iframe src='http://127.0.0.1:9/'></iframe>"
        "<script src='http://127.0.0.1:9/t.js'></script><video poster='http://127.0.0.1:9/p'></video><object data='http://127.0.0.1:9/o'></object>"
    )


def cases() -> Iterator[Case]:
    for number, words in enumerate(SCRIPTS):
        told = json.dumps({"@type": "NewsArticle", "headline": words, "publisher": {"name": words}}).replace(
            "</", "<\\/"
        )
        head = f"<meta name=author content='{escape(words)}'><script type=application/ld+json>{told}</script>"
        yield Case(
            f"script in a page {number}",
            a_file("a.html", page(headline=f"{HEADLINE} {words}", head=head)),
            holds=(MARK,),
        )
        row = record(
            title=f"{words} {HEADLINE}",
            source=words,
            author=words,
            id=words,
            url=f"https://naseem.example/{words}",
            text=f"{BODY}\n\n{words}",
        )
        yield Case(
            f"script in a record {number}", a_file("a.jsonl", lines(row)), "accepted|partial|rejected|skipped", (0, 1)
        )
        yield Case(
            f"script in a text {number}",
            a_file("a.txt", text_of(headline=f"{HEADLINE} {words}", body=f"{FIRST} {words}\n\n{SECOND}")),
            holds=(HEADLINE,),
        )
    for number, words in enumerate(FORMULAS):
        row = record(title=words, source=words, author=words, id=words, text=f"{words}\n{BODY}")
        yield Case(f"formula {number}", a_file("a.jsonl", lines(row)), holds=(MARK,))
        yield Case(
            f"formula in a page {number}",
            a_file("a.html", page(headline=f"{words} {HEADLINE}", body=f"<p>{words} {FIRST}</p>{paragraphs()}")),
            holds=(MARK,),
        )
    for number, url in enumerate(ADDRESSES):
        yield Case(f"address {number}", a_file("a.jsonl", lines(record(url=url))), holds=(MARK,))
        yield Case(
            f"canonical {number}",
            a_file("a.html", page(head=f'<link rel="canonical" href="{escape(url)}"><base href="{escape(url)}">')),
            holds=(MARK,),
        )
    yield Case(
        "feed addresses",
        a_file("a.xml", feed(*(entry(link=escape(url), more=f"<guid>{n}</guid>") for n, url in enumerate(ADDRESSES)))),
        "accepted|partial",
        (1, len(ADDRESSES)),
    )
    yield Case(
        "warc addresses",
        a_file("a.warc", b"".join(response(page(), url=" ".join(url.split())) for url in ADDRESSES)),
        "accepted|partial",
        (1, len(ADDRESSES)),
    )
    for number, words in enumerate(LOGS):
        row = record(
            id=words,
            title=f"{HEADLINE}{words}",
            source=f"صحيفة{words}",
            url=f"https://naseem.example/{words}",
            text=f"{BODY}{words}",
        )
        yield Case(
            f"log {number}",
            a_file("a.jsonl", json.dumps(row) + f'\n{{"id": {json.dumps(words)}, "text": ""}}\nbroken {words}\n'),
            "partial|accepted",
            (1, 1),
        )
        yield Case(
            f"log of a page {number}", a_file("a.html", page(headline=f"{HEADLINE}{words}", after=words)), holds=(MARK,)
        )
    yield Case("remote things", a_file("a.html", page(before=_tracking(), after=_tracking())), holds=(MARK,))
    yield Case("huge id", made("a.jsonl", lambda: lines(record(id="x" * 1_000_000))), holds=(MARK,))
    yield Case("huge outlet", made("a.jsonl", lambda: lines(record(source="صحيفة " * 100_000))), holds=(MARK,))
    yield Case(
        "huge headline",
        made("a.jsonl", lambda: lines(record(title="سوق " * 100_000))),
        holds=(MARK,),
        seconds=10,
        slow=True,
    )
    yield Case(
        "words that are our own",
        a_file("a.jsonl", lines(record(id="report-0000000000000000", source="NULL", url="report", title="id"))),
        holds=(MARK,),
    )
    yield Case(
        "sql",
        a_file(
            "a.jsonl",
            lines(record(id="'; DROP TABLE report; --", source="' OR 1=1 --", title='"); DELETE FROM item; --')),
        ),
        holds=(MARK,),
    )
    yield Case(
        "search words", a_file("a.jsonl", lines(record(text=f'{BODY} NEAR("x" AND * OR (( ) "" : ^ -'))), holds=(MARK,)
    )
