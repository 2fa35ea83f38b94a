"""Feeds, lists of feeds and sitemaps as they really come, and as somebody hostile writes them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import escape

from hostile.written import (
    ACCEPTED,
    BODY,
    HEADLINE,
    MARK,
    PARTIAL,
    REJECTED,
    SKIPPED,
    Case,
    a_file,
    entry,
    feed,
    paragraphs,
)

ANY = f"{ACCEPTED}|{PARTIAL}|{REJECTED}|{SKIPPED}"
NONE = f"{REJECTED}|{SKIPPED}"
LINKS = (
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "file:///etc/passwd",
    "//evil.example/x",
    "../../../x",
    "",
    "http://[",
    "http://127.0.0.1:22/",
    "http://user:pass@naseem.example/",
    "http://naseem.example/" + "a" * 20_000,
    "http://",
    "ht\ttp://x",
    "http://naseem.example:99999999/",
    "http://نسيم.example/خبر",
    "http://xn--a.example/%00%0d%0aX: y",
    "vbscript:x",
)


def _atom(content: str, start: str = "") -> str:
    return (
        f'<?xml version="1.0"?>{start}<feed xmlns="http://www.w3.org/2005/Atom"><title>واحة</title><entry><title>{HEADLINE}</title>'
        f'<id>1</id><link href="https://naseem.example/1"/>{content}</entry></feed>'
    )


def _json_feed(*items: object) -> str:
    return json.dumps(
        {"version": "https://jsonfeed.org/version/1.1", "title": "واحة", "items": items}, ensure_ascii=False
    )


def _opml(inner: str) -> str:
    return f'<?xml version="1.0"?><opml version="2.0"><body>{inner}</body></opml>'


def _sitemap(*urls: str) -> str:
    return f"<?xml version='1.0'?><urlset>{''.join(f'<url><loc>{escape(each)}</loc></url>' for each in urls)}</urlset>"


def cases() -> Iterator[Case]:
    yield Case(
        "rss", a_file("a.xml", feed(entry(), entry(link="https://naseem.example/2"))), reports=(2, 2), holds=(MARK,)
    )
    whole = feed(entry(), entry(link="https://naseem.example/2"), entry(link="https://naseem.example/3"))
    for share in (30, 60, 90):
        yield Case(
            f"cut at {share}",
            a_file("a.xml", whole[: len(whole) * share // 100]),
            f"{PARTIAL}|{REJECTED}",
            (0, 3),
            "malformed",
        )
    for number, link in enumerate(LINKS):
        yield Case(f"link {number}", a_file("a.xml", feed(entry(link=escape(link)))), ANY, (0, 1))
    yield Case(
        "ampersands",
        a_file("a.xml", feed(entry(title="سوق & مجلس &copy; &nbsp; &#0; &#x110000; &#xD800;"))),
        ANY,
        (0, 1),
    )
    yield Case("control characters", a_file("a.xml", feed(entry(title="سوق\x00\x0b\x1b[31m"))), ANY, (0, 1))
    yield Case("no closing tags", a_file("a.xml", whole.replace("</item>", "").replace("</title>", "")), ANY, (0, 3))
    yield Case("open cdata", a_file("a.xml", feed(entry(text=f"<![CDATA[{paragraphs()}"))), ANY, (0, 1))
    yield Case(
        "cdata in cdata", a_file("a.xml", feed(entry(text=f"<![CDATA[{paragraphs()}<![CDATA[x]]>]]>"))), ANY, (0, 1)
    )
    yield Case("markup unescaped", a_file("a.xml", feed(entry(text=paragraphs() + "<br><img src=x>"))), ANY, (0, 1))
    yield Case("markup escaped twice", a_file("a.xml", feed(entry(text=escape(escape(paragraphs()))))), ANY, (0, 1))
    yield Case(
        "unknown prefixes", a_file("a.xml", feed(entry(more="<zz:x>1</zz:x><dc:date>x</dc:date>"))), holds=(MARK,)
    )
    yield Case(
        "wrong encoding", a_file("a.xml", feed(entry(), start='<?xml version="1.0" encoding="utf-16"?>')), ANY, (0, 1)
    )
    yield Case(
        "cp1256",
        a_file("a.xml", feed(entry(), start='<?xml version="1.0" encoding="windows-1256"?>').encode("cp1256")),
        holds=(MARK,),
    )
    yield Case("white space before", a_file("a.xml", "\n\n  " + feed(entry())), holds=(MARK,))
    yield Case(
        "warning before", a_file("a.xml", "<b>Warning</b>: mysql_connect() in /x.php\n" + feed(entry())), ANY, (0, 1)
    )
    yield Case(
        "stylesheet",
        a_file("a.xml", feed(entry(), start='<?xml version="1.0"?><?xml-stylesheet href="http://127.0.0.1:9/x.xsl"?>')),
        holds=(MARK,),
    )
    yield Case("no items", a_file("a.xml", feed()), SKIPPED, (0, 0))
    yield Case("empty items", a_file("a.xml", feed("<item/>" * 20)), NONE, (0, 0))
    yield Case(
        "titles only", a_file("a.xml", feed(*(f"<item><title>عنوان {n}</title></item>" for n in range(5)))), ANY, (0, 5)
    )
    yield Case(
        "script in titles",
        a_file("a.xml", feed(entry(title="&lt;script&gt;alert(1)&lt;/script&gt; السوق"))),
        holds=(MARK,),
    )
    yield Case(
        "script in text",
        a_file(
            "a.xml",
            feed(entry(text=escape("<script>alert(1)</script>" + paragraphs() + "<img src=x onerror=alert(2)>"))),
        ),
        holds=(MARK,),
        lacks=("alert(",),
    )
    yield Case(
        "atom xhtml",
        a_file(
            "a.xml",
            _atom(f'<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">{paragraphs()}</div></content>'),
        ),
        holds=(MARK,),
    )
    yield Case(
        "atom base",
        a_file(
            "a.xml", _atom(f'<content type="html" xml:base="javascript:alert(1)//">{escape(paragraphs())}</content>')
        ),
        holds=(MARK,),
    )
    yield Case(
        "atom type",
        a_file(
            "a.xml",
            _atom(f'<content type="application/x-evil" src="file:///etc/passwd">{escape(paragraphs())}</content>'),
        ),
        ANY,
        (0, 1),
    )
    yield Case(
        "json feed",
        a_file("a.json", _json_feed({"id": "1", "url": "https://naseem.example/1", "content_html": paragraphs()})),
        holds=(MARK,),
    )
    odd = (
        None,
        1,
        [],
        "x",
        {},
        {"id": {}, "url": [], "title": 1, "content_html": {}},
        {"id": "1", "content_text": BODY, "authors": "x"},
    )
    yield Case("json feed of odd things", a_file("a.json", _json_feed(*odd)), ANY, (0, 2))
    yield Case("json feed cut", a_file("a.json", _json_feed({"id": "1", "content_text": BODY})[:-40]), ANY, (0, 1))
    yield Case(
        "json feed items no list",
        a_file("a.json", '{"version": "https://jsonfeed.org/version/1", "items": {"a": 1}}'),
        NONE,
        (0, 0),
    )
    yield Case(
        "opml", a_file("a.opml", _opml("".join(f"<outline xmlUrl='{escape(each)}'/>" for each in LINKS))), NONE, (0, 0)
    )
    yield Case("opml nested", a_file("a.opml", _opml("<outline>" * 20_000)), NONE, (0, 0))
    yield Case("sitemap", a_file("a.xml", _sitemap(*LINKS)), NONE, (0, 0))
    yield Case("sitemap cut", a_file("a.xml", _sitemap(*LINKS)[:150]), NONE, (0, 0))
    yield Case("list of addresses", a_file("a.txt", "\n".join(["https://naseem.example/1", *LINKS])), ANY, (0, 1))
