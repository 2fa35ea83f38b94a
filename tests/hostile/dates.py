"""Dates that are none, or that no calendar, clock or number holds."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import escape

from hostile.written import BODY, MARK, Case, a_file, entry, feed, lines, page, record, response, several, text_of

# As a page's own field gives them: no date may come of any.
ABSURD = (
    "9999-99-99T99:99",
    "0000-00-00",
    "0001-01-01T00:00:00Z",
    "2021-02-30",
    "2021-13-01",
    "31/11/2021",
    "30 صفر",
    "-1",
    "0",
    "1e400",
    "NaN",
    "inf",
    "99999999999999999999",
    "-62135596800000",
    "2021-02-31T25:61:61+99:99",
    "٩٩٩٩٩٩٩٩٩٩٩٩٩٩٩٩٩٩٩٩٩٩٩٩٩٩",
    "2" * 10_000,
    "/" * 10_000,
    "2021-" * 5_000,
    "\u202e4002-30-40",
    "'; DROP TABLE report; --",
    "<script>alert(1)</script>",
    "{{ now() }}",
    "\x00",
    "T",
    "أمس",
    "1970-01-01T00:00:00Z",
    "1899-12-30",
    "3021-01-01",
)
# As a record gives them: of any type.
VALUES = (
    10**30,
    -(10**30),
    1e308,
    -0.0,
    True,
    False,
    [],
    {},
    [[]],
    {"$date": {}},
    {"$date": 10**40},
    {"year": {}},
    ["2021-99-99"],
    2**63,
    -(2**63),
    0.1,
    "١٢٣٤",
    " ",
    "\n",
)
IN_TEXT = (
    "يوم ٣١ تشرين الثاني ٢٠٢٠",
    "في 30 شباط/فبراير 2021",
    "في 99/99/9999",
    "منذ 99999999999999999999 عاما",
    "قبل مليار مليار سنة",
    "في 30 صفر 1500 هـ",
    "في عام 0",
    "في 5/4",
    "في الساعة 99:99",
    "بعد 10000000000 يوم",
    "قبل 3000000000 شهر",
    "سنة 9999",
    "يوم الأحد الاثنين الثلاثاء",
    "بين 31 و0 من آذار",
    "في 29 فبراير 1900",
    "عام ٢٠١٩٢٠٢٠٢٠٢١",
    "في القرن ٩٩٩٩",
    "بعد غد أمس غدا",
)


def _meta(value: str) -> str:
    return f'<meta property="article:published_time" content="{escape(value, quote=True)}">'


def cases() -> Iterator[Case]:
    for number, value in enumerate(ABSURD):
        yield Case(f"meta {number}", a_file("a.html", page(head=_meta(value))), holds=(MARK,), published=None)
    for number, value in enumerate(ABSURD[:10]):
        json_ld = json.dumps({"@type": "NewsArticle", "datePublished": value})
        yield Case(
            f"json-ld {number}",
            a_file("a.html", page(head=f"<script type=application/ld+json>{json_ld}</script>")),
            holds=(MARK,),
            published=None,
        )
    rows = [
        record(id=str(n), date=value, url=f"https://naseem.example/{n}")
        for n, value in enumerate((*VALUES, *ABSURD[:16]))
    ]
    yield Case("records", a_file("a.jsonl", lines(*rows)), reports=(len(rows), len(rows)), published=None)
    yield Case(
        "records not numbers",
        a_file("a.jsonl", lines('{"text": ' + json.dumps(BODY) + ', "date": NaN}')),
        reports=(0, 1),
        expect="accepted|partial|rejected",
        published=None,
    )
    items = [
        entry(link=f"https://naseem.example/{n}", more=f"<pubDate>{escape(value.strip(chr(0)))}</pubDate>")
        for n, value in enumerate(ABSURD)
    ]
    yield Case("feed", a_file("a.xml", feed(*items)), reports=(len(items), len(items)), published=None)
    for number, words in enumerate(IN_TEXT):
        yield Case(
            f"text {number}",
            a_file("a.txt", text_of(body=f"{BODY}\n\nوقال المجلس إن السوق افتتح {words} كما نقل الأهالي.")),
        )
    yield Case(
        "all in a text",
        a_file("a.txt", text_of(body=f"{BODY}\n\nوقال المجلس إن ذلك كان {' و'.join(IN_TEXT * 20)} كما نقل.")),
    )
    yield Case(
        "address",
        several(
            *(
                a_file(f"{n}.html", page(head=f'<link rel="canonical" href="https://naseem.example/{path}/a">'))
                for n, path in enumerate(
                    ("9999/99/99", "2021/02/30", "0000/00/00", "20219999", "2021/2022/2023/2024", "1/2/3", "2" * 3_000)
                )
            )
        ),
        reports=(7, 7),
        holds=(MARK,),
        published=None,
    )
    late = response(page(), headers="Last-Modified: Thu, 99 Foo 99999 99:99:99 GMT\r\nDate: never\r\n")
    yield Case(
        "warc",
        a_file("a.warc", late.replace(b"2024-03-05T06:07:08Z", b"99999-99-99T99:99Z")),
        "accepted|partial",
        (0, 1),
    )
