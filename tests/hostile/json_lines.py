"""Records in JSON: broken lines, odd line ends, fields of any type."""

from __future__ import annotations

import json
from collections.abc import Iterator

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
    gzipped,
    lines,
    paragraphs,
    record,
)

ANY = f"{ACCEPTED}|{PARTIAL}|{REJECTED}|{SKIPPED}"
NONE = f"{REJECTED}|{SKIPPED}"
BROKEN = {
    "cut": '{"id": "2", "text": "كلام',
    "bare": "كلام بلا أقواس",
    "single quotes": "{'id': '2', 'text': 'كلام'}",
    "python": "{'text': None}",
    "number": "7",
    "null": "null",
    "string": '"كلام"',
    "list": "[1, 2]",
    "empty object": "{}",
    "brackets": "}{",
    "comma": ",",
    "comment": "// كلام",
    "nul": "\0",
    "unicode escape": '{"text": "\\u12"}',
    "control": '{"text": "a\x01"}',
    "html": "<p>كلام</p>",
    "log": "2024-01-01 ERROR something",
    "git conflict": "<<<<<<< HEAD",
    "no text": '{"id": "2"}',
    "null text": '{"text": null}',
    "empty text": '{"text": ""}',
    "white text": '{"text": " \\n\\t "}',
    "number text": '{"text": 7}',
    "bool text": '{"text": true}',
}
ODD: tuple[object, ...] = (
    None,
    7,
    -1.5,
    True,
    [],
    {},
    [[]],
    ["x", 1],
    {"a": {"b": []}},
    "",
    " ",
    "\n",
    "x" * 10_000,
    "\ud800",
    "\x00",
)


def cases() -> Iterator[Case]:
    two = record(id="3", url="https://naseem.example/3")
    for name, line in BROKEN.items():
        yield Case(
            f"line {name}",
            a_file("a.jsonl", lines(record(), line, two)),
            f"{PARTIAL}|{ACCEPTED}",
            (2, 3),
            holds=(MARK,),
        )
    for field in ("id", "source", "url", "title", "date", "author", "text"):
        rows = [{**record(url=f"https://naseem.example/{n}"), field: value} for n, value in enumerate(ODD)]
        yield Case(
            f"odd {field}", a_file("a.jsonl", "".join(json.dumps(each) + "\n" for each in rows)), ANY, (1, len(ODD))
        )
    for name, end in {
        "crlf": "\r\n",
        "cr": "\r",
        "2028": "\u2028\n",
        "nel": "\x85\n",
        "none": "",
        "blank": "\n\n \n",
        "comma": ",\n",
    }.items():
        text = end.join(json.dumps(each, ensure_ascii=False) for each in (record(), two)) + end
        yield Case(f"ends {name}", a_file("a.jsonl", text), ANY, (1, 2), holds=(MARK,))
    inside = record(text=BODY.replace(" ", "\u2028", 3).replace(" ", "\u2029", 3).replace("،", "\x85", 1))
    yield Case("separators inside", a_file("a.jsonl", lines(inside, two)), reports=(2, 2), holds=(MARK,))
    for form, start, stop in (
        ("array", "[", "]"),
        ("object of lists", '{"items": [', "]}"),
        ("cut array", "[", ""),
        ("array with a tail", "[", "] x"),
    ):
        yield Case(
            form,
            a_file("a.json", start + ", ".join(map(json.dumps, (record(), two))) + stop),
            ANY,
            (2, 2),
            holds=(MARK,),
        )
    yield Case(
        "array broken inside",
        a_file("a.json", f"[{json.dumps(record())}, {{'x': }}, {json.dumps(two)}]"),
        ANY,
        (1, 2),
        holds=(MARK,),
    )
    yield Case(
        "printed over lines", a_file("a.json", json.dumps(record(), indent=4, ensure_ascii=False)), holds=(MARK,)
    )
    yield Case("bom", a_file("a.jsonl", "\ufeff" + lines(record())), holds=(MARK,))
    yield Case(
        "bom on each line",
        a_file("a.jsonl", "\ufeff" + json.dumps(record()) + "\n\ufeff" + json.dumps(two)),
        ANY,
        (1, 2),
    )
    yield Case(
        "bad bytes", a_file("a.jsonl", lines(record(), two).encode().replace("سوق".encode(), b"\xff\xfe")), ANY, (1, 2)
    )
    yield Case(
        "lone surrogates",
        a_file("a.jsonl", json.dumps(record(text=f"{BODY} \ud83d \udc00\ud83d", title="\udfff" + HEADLINE)) + "\n"),
        holds=(MARK,),
    )
    yield Case("surrogate in a key", a_file("a.jsonl", json.dumps(record(**{"\ud800": "x"})) + "\n"), holds=(MARK,))
    yield Case(
        "surrogate in an address",
        a_file("a.jsonl", json.dumps(record(url="https://naseem.example/\ud800")) + "\n"),
        holds=(MARK,),
    )
    yield Case(
        "nul everywhere",
        a_file(
            "a.jsonl",
            json.dumps(record(text=BODY.replace(" ", "\0 "), id="\0", url="https://a\0b/", source="\0")) + "\n",
        ),
        holds=(MARK,),
    )
    yield Case(
        "prototype",
        a_file("a.jsonl", lines(record(__proto__={"text": "x"}, constructor=1, __class__="x"))),
        holds=(MARK,),
    )
    yield Case("many keys", a_file("a.jsonl", lines(record(**{f"k{n}": n for n in range(20_000)}))), holds=(MARK,))
    yield Case("long key", a_file("a.jsonl", lines(record(**{"k" * 500_000: 1}))), holds=(MARK,))
    yield Case("text in parts", a_file("a.jsonl", lines(record(text=BODY.split("\n\n")))), holds=(MARK,))
    yield Case(
        "text is a page",
        a_file("a.jsonl", lines(record(text=paragraphs() + "<script>alert(1)</script>"))),
        holds=(MARK,),
        lacks=("alert(1)",),
    )
    yield Case("called html", a_file("a.html", lines(record(), two)), reports=(2, 2), holds=(MARK,))
    yield Case("called nothing", a_file("data", lines(record(), two)), reports=(2, 2), holds=(MARK,))
    yield Case("two on a line", a_file("a.jsonl", json.dumps(record()) + json.dumps(two)), ANY, (1, 2), holds=(MARK,))
    yield Case(
        "gzip cut",
        a_file(
            "a.jsonl.gz",
            gzipped(
                lines(*(record(id=str(n), url=f"https://n.example/{n}", text=f"{BODY} {n * 7919}") for n in range(50)))
            )[:-60],
        ),
        PARTIAL,
        (10, 50),
        "truncated",
        (MARK,),
    )
    yield Case("only blank lines", a_file("a.jsonl", "\n" * 10_000), NONE, (0, 0))
    yield Case("braces", a_file("a.jsonl", "{\n" * 20_000), NONE, (0, 0))
    yield Case("quotes", a_file("a.jsonl", '{"' * 100_000), NONE, (0, 0))
    yield Case("backslashes", a_file("a.jsonl", '{"text": "' + "\\" * 200_001 + "\n"), NONE, (0, 0))
    yield Case(
        "escapes", a_file("a.jsonl", lines(record(text="".join(f"\\u{ord(char):04x}" for char in BODY)))), ANY, (0, 1)
    )
    yield Case(
        "ids as numbers and words",
        a_file(
            "a.jsonl", lines(*(record(id=each, text=f"{BODY} {n}ـ") for n, each in enumerate((1, "1", 1.0, True, "١"))))
        ),
        reports=(5, 5),
    )
