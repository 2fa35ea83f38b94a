"""Nothing, next to nothing, and far too much."""

from __future__ import annotations

from collections.abc import Iterator

from hostile.written import (
    ACCEPTED,
    BODY,
    FIRST,
    HEADLINE,
    MARK,
    PARTIAL,
    REJECTED,
    SKIPPED,
    Case,
    a_file,
    lines,
    made,
    page,
    record,
    text_of,
)

ANY = f"{ACCEPTED}|{PARTIAL}|{REJECTED}|{SKIPPED}"
SMALL = {
    "one letter": "س",
    "one word": "سوق",
    "one number": "7",
    "one mark": "«",
    "one line end": "\n",
    "one space": " ",
    "one bracket": "{",
    "one angle": "<",
    "one comma": ",",
    "one tatweel": "ـ",
    "one emoji": "\U0001f600",
    "one sentence": FIRST,
    "one headline": HEADLINE,
}


def cases() -> Iterator[Case]:
    for name, words in SMALL.items():
        for suffix in ("txt", "html", "jsonl", "csv"):
            yield Case(f"{name} {suffix}", a_file(f"a.{suffix}", words), ANY, (0, 1))
    rows = [record(id=str(n), title=words, text=words) for n, words in enumerate(SMALL.values())]
    yield Case("small records", a_file("a.jsonl", lines(*rows)), ANY, (1, len(rows)))
    yield Case(
        "too long a text",
        made("a.txt", lambda: text_of(body=FIRST * 20_000)),
        f"{REJECTED}|{SKIPPED}",
        (0, 0),
        "longer than",
    )
    yield Case(
        "too long a record",
        made("a.jsonl", lambda: lines(record(text=FIRST * 20_000), record(id="2"))),
        PARTIAL,
        (1, 1),
        "longer than",
    )
    yield Case(
        "one long word",
        made("a.txt", lambda: text_of(body=f"{BODY}\n\n{'س' * 300_000}")),
        ANY,
        (0, 1),
        seconds=10,
        slow=True,
    )
    yield Case(
        "one long line",
        made("a.txt", lambda: " ".join([BODY.replace("\n\n", " ")] * 300)),
        ANY,
        (0, 1),
        seconds=30,
        slow=True,
    )
    yield Case(
        "many lines",
        made("a.txt", lambda: text_of(body="\n".join(f"{FIRST} {n}" for n in range(1_500)))),
        ANY,
        (0, 1),
        seconds=30,
        slow=True,
    )
    yield Case("many short lines", made("a.txt", lambda: "سوق\n" * 100_000), ANY, (0, 1), seconds=10, slow=True)
    yield Case("white space", a_file("a.txt", " \n\t\u00a0" * 100_000), SKIPPED, (0, 0), "white space")
    yield Case("white space around", a_file("a.txt", "\n" * 200_000 + text_of() + " " * 200_000), holds=(MARK,))
    yield Case(
        "one long page line",
        made("a.html", lambda: page(after="<p>" + "كلام آخر في السوق. " * 5_000)),
        ANY,
        (0, 1),
        seconds=10,
        slow=True,
    )
    yield Case(
        "many records",
        made("a.jsonl", lambda: lines(*(record(id=str(n), text=f"{FIRST} {n}ـ {n * 31}ـ") for n in range(1_500)))),
        reports=(1_500, 1_500),
        seconds=180,
        slow=True,
    )
    yield Case(
        "the same sentence",
        made("a.txt", lambda: text_of(body="\n\n".join([FIRST] * 200))),
        ANY,
        (0, 1),
        seconds=10,
        slow=True,
    )
