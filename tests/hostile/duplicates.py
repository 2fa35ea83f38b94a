"""The same thing twice, or two things by one name: nothing is lost, nothing is counted twice."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from hostile.written import (
    ACCEPTED,
    BODY,
    MARK,
    Case,
    a_file,
    entry,
    feed,
    lines,
    made,
    page,
    record,
    response,
    several,
    text_of,
    zipped,
)

OTHER = "افتتحت مكتبة الرمل قاعة جديدة للقراءة صباح الأحد، وتضم القاعة ألف كتاب للأطفال وأجهزة للاستماع في حي المنارة."
URL = "https://naseem.example/news/1"


def _hard_link(folder: Path) -> None:
    (folder / "a.html").write_text(page(), "utf-8")
    os.link(folder / "a.html", folder / "b.html")


def cases() -> Iterator[Case]:
    same = record(url=URL)
    yield Case("one id, two texts", a_file("a.jsonl", lines(record(), record(text=OTHER))), reports=(2, 2))
    yield Case("one id, one text", a_file("a.jsonl", lines(record(), record())))
    yield Case("a thousand times", made("a.jsonl", lambda: lines(*[same] * 1000)), holds=(MARK,))
    yield Case("one address, two texts", a_file("a.jsonl", lines(same, record(url=URL, text=OTHER))), reports=(2, 2))
    yield Case(
        "one address, spelled apart",
        a_file(
            "a.jsonl",
            lines(
                *(
                    record(url=url)
                    for url in (URL, URL + "?utm_source=x", URL + "#top", URL.replace("https", "HTTPS"), URL + "/")
                )
            ),
        ),
        reports=(1, 5),
    )
    yield Case(
        "one text, two outlets", a_file("a.jsonl", lines(record(), record(source="إذاعة الرمل"))), reports=(2, 2)
    )
    yield Case(
        "one text, ten addresses",
        a_file("a.jsonl", lines(*(record(url=f"{URL}{n}") for n in range(10)))),
        reports=(10, 10),
    )
    yield Case(
        "key twice",
        a_file("a.jsonl", '{"text": "x", "text": "' + OTHER + '", "id": 1, "id": 2}\n'),
        reports=(0, 1),
        expect="accepted|partial|rejected|skipped",
    )
    yield Case(
        "keys for one field", a_file("a.jsonl", lines(record(body=OTHER, content=OTHER, headline="x", media="y")))
    )
    yield Case("hard links", _hard_link, holds=(MARK,))
    yield Case("two names, same bytes", several(a_file("a.txt", text_of()), a_file("b.md", text_of())), holds=(MARK,))
    yield Case(
        "two encodings",
        several(a_file("a.txt", text_of()), a_file("b.txt", text_of().encode("cp1256"))),
        reports=(1, 2),
    )
    yield Case(
        "in a zip and beside it", several(a_file("a.txt", text_of()), a_file("b.zip", zipped({"a.txt": text_of()})))
    )
    yield Case(
        "feed ids",
        a_file("a.xml", feed(*(entry(link=URL, more="<guid>1</guid>"), entry(link=URL, more="<guid>1</guid>")))),
    )
    yield Case("warc ids", a_file("a.warc", response(page(), url=URL) * 3), ACCEPTED, (1, 1), holds=(MARK,))
    letters = "".join(dict.fromkeys(BODY))
    yield Case(
        "one letter apart",
        a_file("a.jsonl", lines(*(record(id=str(n), text=f"{BODY} {char}ـ") for n, char in enumerate(letters)))),
        reports=(2, len(letters)),
        seconds=20,
        slow=True,
    )
