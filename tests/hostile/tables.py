"""Tables: separators, quotes and cells that don't fit, and Parquet that is none."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

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
    made,
)

ANY = f"{ACCEPTED}|{PARTIAL}|{REJECTED}|{SKIPPED}"
NONE = f"{REJECTED}|{SKIPPED}"


def _csv(*rows: str, head: str = "id,title,text") -> str:
    return "\n".join((head, *rows)) + "\n"


def _row(number: int, text: str = BODY) -> str:
    return f'{number},{HEADLINE},"{text}"'


def _parquet(**columns: Any) -> bytes:
    import pyarrow
    import pyarrow.parquet

    out = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.table(columns), out)
    return out.getvalue()


def cases() -> Iterator[Case]:
    two = f"{SECOND}\n\n{THIRD}"
    good = _csv(_row(1), _row(2, two))
    yield Case("csv", a_file("a.csv", good), reports=(2, 2), holds=(MARK,))
    for name, sign in {"semicolons": ";", "tabs": "\t", "pipes": "|"}.items():
        yield Case(name, a_file("a.csv", good.replace(",", sign)), reports=(2, 2), holds=(MARK,))
    for name, end in {"crlf": "\r\n", "cr": "\r"}.items():
        yield Case(f"ends {name}", a_file("a.csv", good.replace("\n", end).encode()), ANY, (1, 2))
    for name, codec in {"bom": "utf-8-sig", "utf-16": "utf-16", "cp1256": "cp1256"}.items():
        yield Case(name, a_file("a.csv", good.encode(codec)), reports=(2, 2), holds=(MARK,))
    yield Case(
        "quote never closed", a_file("a.csv", _csv(f'1,{HEADLINE},"{FIRST}', _row(2, two), _row(3, THIRD))), ANY, (1, 3)
    )
    yield Case(
        "quote inside", a_file("a.csv", _csv(f'1,{HEADLINE},{FIRST} "كلمة" وأخرى', _row(2, two))), reports=(2, 2)
    )
    yield Case(
        "quotes escaped", a_file("a.csv", _csv(f'1,{HEADLINE},"{FIRST} \\"كلمة\\" وأخرى"', _row(2, two))), ANY, (1, 2)
    )
    yield Case(
        "ragged",
        a_file("a.csv", _csv(_row(1), "2", f"3,x,{SECOND},y,z,,,", _row(4, two))),
        f"{PARTIAL}|{ACCEPTED}",
        (2, 4),
        holds=(MARK,),
    )
    yield Case("no header", a_file("a.csv", _row(1) + "\n" + _row(2, two)), NONE, (0, 0))
    yield Case("header only", a_file("a.csv", "id,title,text\n"), NONE, (0, 0))
    yield Case(
        "same column twice", a_file("a.csv", _csv(f'1,x,"{BODY}","{two}"', head="id,title,text,text")), ANY, (0, 1)
    )
    yield Case(
        "strange header", a_file("a.csv", _csv(f'1,x,"{BODY}",', head='"id\n", title ,TEXT,\u200f')), ANY, (0, 1)
    )
    yield Case("separator line", a_file("a.csv", "sep=;\n" + good.replace(",", ";")), ANY, (0, 2))
    yield Case("nul", a_file("a.csv", good.replace("السوق", "\0").replace("سوق", "س\0")), ANY, (0, 2))
    yield Case("only commas", a_file("a.csv", "," * 200_000), NONE, (0, 0))
    yield Case("only quotes", a_file("a.csv", '"' * 200_001), NONE, (0, 0))
    yield Case("header and quotes", a_file("a.csv", "id,title,text\n" + '"' * 200_001), ANY, (0, 1))
    yield Case(
        "many open quotes", a_file("a.csv", _csv(*(f'{n},x,"{n}' for n in range(3_000)))), ANY, (0, 3_000), seconds=10
    )
    yield Case(
        "large cell",
        made("a.csv", lambda: _csv(_row(1), f'2,x,"{"س" * 3_000_000}"')),
        PARTIAL,
        (1, 1),
        "longer",
        (MARK,),
    )
    yield Case("empty cells", a_file("a.csv", _csv(",,", ",,", _row(3))), PARTIAL, (1, 1), holds=(MARK,))
    yield Case("formula cells", a_file("a.csv", _csv(f'=1+1,@SUM(A1),"=cmd|x {BODY}"')), holds=(MARK,))
    yield Case("words with commas", a_file("a.txt", BODY.replace("،", ",")), holds=(MARK,))
    strings: dict[str, Any] = {"id": ["1", "2"], "text": [BODY, two], "title": [HEADLINE, None]}
    yield Case("parquet", made("a.parquet", lambda: _parquet(**strings)), reports=(2, 2), holds=(MARK,))
    yield Case(
        "parquet of odd types",
        made(
            "a.parquet",
            lambda: _parquet(
                id=[1, 2], text=[BODY, None], date=[1e300, None], author=[["x"], []], url=[{"a": 1}, None]
            ),
        ),
        f"{PARTIAL}|{ACCEPTED}",
        (1, 1),
        holds=(MARK,),
    )
    yield Case("parquet bytes", made("a.parquet", lambda: _parquet(text=[BODY.encode(), b"\xff\xfe\x00"])), ANY, (0, 2))
    yield Case("parquet cut", made("a.parquet", lambda: _parquet(**strings)[:-40]), NONE, (0, 0))
    yield Case(
        "parquet corrupt",
        made("a.parquet", lambda: (data := _parquet(**strings))[:40] + b"\xff" * 60 + data[100:]),
        ANY,
        (0, 2),
    )
    yield Case(
        "parquet footer lies",
        made("a.parquet", lambda: _parquet(**strings)[:-8] + b"\xff\xff\xff\x7fPAR1"),
        NONE,
        (0, 0),
    )
    yield Case("parquet of nothing", a_file("a.parquet", b"PAR1PAR1"), NONE, (0, 0))
    yield Case("parquet of no rows", made("a.parquet", lambda: _parquet(text=[])), NONE, (0, 0))
