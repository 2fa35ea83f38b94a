"""Pages that are open, broken, empty, or say something else than they show."""

from __future__ import annotations

import json
from collections.abc import Iterator

from hostile.written import (
    ACCEPTED,
    BODY,
    FIRST,
    HEADLINE,
    MARK,
    PARTIAL,
    REJECTED,
    SECOND,
    SKIPPED,
    THIRD,
    Case,
    a_file,
    page,
    paragraphs,
)

ANY = f"{ACCEPTED}|{PARTIAL}|{REJECTED}|{SKIPPED}"
NONE = f"{REJECTED}|{SKIPPED}"
MENU = (
    "<ul>"
    + "".join(
        f"<li><a href=/{n}>{words}</a></li>"
        for n, words in enumerate(["الرئيسية", "محليات", "رياضة", "اقتصاد", "ثقافة", "صور", "اتصل"])
    )
    + "</ul>"
)
SPOILED = {  # what stands before an article, and may swallow it
    "open title": "<title>",
    "open comment": "<!-- ",
    "open attribute": '<a href="',
    "open cdata": "<![CDATA[",
    "plaintext": "<plaintext>",
    "open noscript": "<noscript>",
    "open iframe": "<iframe>",
    "open noframes": "<noframes>",
    "open xmp": "<xmp>",
    "open textarea": "<textarea>",
    "open template": "<template>",
    "open math": "<math>",
    "open svg": "<svg><title>",
    "open script": "<script>",
    "open style": "<style>",
    "open select": "<select><option>",
    "open object": "<object>",
    "open processing": "<?php echo ",
    "open doctype": "<!DOCTYPE ",
    "open canvas": "<canvas>",
    "open dialog": "<dialog>",
}
BODIES = {  # ways to set the same three paragraphs
    "line breaks": "<br>".join((FIRST, SECOND, THIRD)),
    "line breaks doubled": "<br/><br/>".join((FIRST, SECOND, THIRD)),
    "spans": "".join(f"<span>{each}</span><br>" for each in (FIRST, SECOND, THIRD)),
    "table": f"<table><tr><td>{'</td></tr><tr><td>'.join((FIRST, SECOND, THIRD))}</td></tr></table>",
    "custom elements": "".join(f"<x-para>{each}</x-para>" for each in (FIRST, SECOND, THIRD)),
    "letters apart": "".join(
        f"<p>{''.join(f'<span>{char}</span>' for char in each)}</p>" for each in (FIRST, SECOND, THIRD)
    ),
    "links inside": "".join(f"<p><a href='/t'>{each[:40]}</a>{each[40:]}</p>" for each in (FIRST, SECOND, THIRD)),
    "bold": f"<b>{paragraphs()}</b>",
    "list": "<ul>" + "".join(f"<li>{each}</li>" for each in (FIRST, SECOND, THIRD)) + "</ul>",
    "pre": f"<pre>{BODY}</pre>",
    "references": "".join(f"<p>{''.join(f'&#{ord(char)};' for char in each)}</p>" for each in (FIRST, SECOND, THIRD)),
    "unclosed": f"<p>{FIRST}<p>{SECOND}<p>{THIRD}",
    "uppercase": f"<P>{FIRST}</P><DIV>{SECOND}</DIV><P>{THIRD}",
    "nul in tags": paragraphs().replace("<p>", "<p\0>"),
    "form feed": paragraphs().replace("<p>", "<p\x0c>"),
}


def _json_ld(thing: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(thing)}</script>'


ODD_THING = {"@type": {"a": 1}, "author": [[], {}], "headline": 7, "image": None}
HEADS = {
    "meta refresh": '<meta http-equiv="refresh" content="0;url=http://127.0.0.1/">',
    "base": '<base href="javascript:alert(1)//">',
    "canonical": '<link rel="canonical" href="http://[::1">',
    "json-ld broken": '<script type="application/ld+json">{"@type": "NewsArticle", </script>',
    "json-ld odd": _json_ld([None, 1, ODD_THING]),
    "json-ld of itself": _json_ld({"@id": "#a", "mainEntity": {"@id": "#a"}, "@graph": [{"@id": "#a"}]}),
    "json-ld body lies": _json_ld({"@type": "NewsArticle", "articleBody": "x" * 100_000}),
    "many titles": "<title>" + "</title><title>".join(["آخر"] * 200) + "</title>",
    "many og": '<meta property="og:title" content="آخر">' * 500,
    "long title": f"<title>{'سوق ' * 20_000}</title>",
    "long meta": f"<meta name=description content='{'سوق ' * 50_000}'>",
    "site name": '<meta property="og:site_name" content="&lt;img src=x onerror=alert(1)&gt;">',
}


def cases() -> Iterator[Case]:
    for name, start in SPOILED.items():
        yield Case(name, a_file("a.html", page(before=start)), ANY, (0, 1))
    for name, body in BODIES.items():
        yield Case(f"body in {name}", a_file("a.html", page(body=body)), f"{ACCEPTED}|{PARTIAL}", holds=(MARK,))
    for name, head in HEADS.items():
        yield Case(f"head {name}", a_file("a.html", page(head=head)), holds=(MARK,), lacks=("x" * 1000,))
    yield Case("menu only", a_file("a.html", f"<html><body>{MENU * 8}</body></html>"), SKIPPED, (0, 0), "no article")
    yield Case(
        "cookie notice only",
        a_file("a.html", f"<html><body>{MENU}<div>نستخدم ملفات تعريف الارتباط. اقبل</div></body></html>"),
        SKIPPED,
        (0, 0),
        "no article",
    )
    yield Case(
        "script only",
        a_file("a.html", "<html><body><div id=app></div><script>render()</script></body></html>"),
        SKIPPED,
        (0, 0),
    )
    yield Case(
        "error page",
        a_file("a.html", "<html><title>404</title><body><h1>Not Found</h1></body></html>"),
        SKIPPED,
        (0, 0),
    )
    yield Case(
        "frames", a_file("a.html", "<html><frameset><frame src=http://127.0.0.1/></frameset></html>"), SKIPPED, (0, 0)
    )
    yield Case("doctype only", a_file("a.html", "<!DOCTYPE html>"), SKIPPED, (0, 0))
    yield Case("one tag", a_file("a.html", "<html>"), SKIPPED, (0, 0))
    yield Case("empty body", a_file("a.html", page(body="", headline="")), SKIPPED, (0, 0))
    yield Case("pictures only", a_file("a.html", page(body="<img src=a.jpg>" * 50)), ANY, (0, 1))
    yield Case("no html tag", a_file("a.html", f"<h1>{HEADLINE}</h1>{paragraphs()}"), holds=(MARK,))
    yield Case("bare words", a_file("a.html", BODY), holds=(MARK,))
    yield Case("two pages", a_file("a.html", page() + page(headline="آخر")), ANY, (0, 1))
    yield Case("cut page", a_file("a.html", page()[:-300]), ANY, (0, 1))
    yield Case(
        "xhtml",
        a_file(
            "a.xhtml",
            page(start='<?xml version="1.0"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0" "http://127.0.0.1:9/x">'),
        ),
        holds=(MARK,),
    )
    yield Case(
        "hidden words",
        a_file("a.html", page(before=f"<div style='display:none'>{'كلام مخفي لا يرى. ' * 30}</div>")),
        holds=(MARK,),
        lacks=("كلام مخفي",),
    )
    yield Case("nuls between letters", a_file("a.html", page().replace("سوق", "س\0وق")), ANY, (0, 1))
    linked = "".join(f"<p><a href='/t'>{each}</a></p>" for each in (FIRST, SECOND, THIRD))
    yield Case(
        "body in links", a_file("a.html", page(body=linked)), ANY, (0, 1)
    )  # told from a list of teasers by nothing
    yield Case("many paragraphs", a_file("a.html", page(body=paragraphs() * 700)), ANY, (0, 1), seconds=30, slow=True)
    yield Case(
        "many empty paragraphs", a_file("a.html", page(before="<p></p>" * 50_000)), holds=(MARK,), seconds=10, slow=True
    )
    yield Case(
        "mail",
        a_file(
            "a.mhtml",
            f"From: x\r\nContent-Type: multipart/related\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n{page()}",
        ),
        ANY,
        (0, 1),
    )
