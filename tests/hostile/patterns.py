"""Texts shaped to make a pattern of the readers or finders go over them again and again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hostile.written import ACCEPTED, BODY, PARTIAL, REJECTED, SKIPPED, Case, lines, made, page, record, text_of

ANY = f"{ACCEPTED}|{PARTIAL}|{REJECTED}|{SKIPPED}"
# A text of so many characters: quadratic work takes ten seconds and more, linear a second or two.
LONG = 40_000
SHAPES = {  # one turn of what is repeated
    "open guillemets": "«",
    "closed guillemets": "»",
    "empty guillemets": "«» ",
    "guillemets and a word": "«كلمة ",
    "nested guillemets": "«كلمة «",
    "quotes": '"',
    "quotes apart": '" كلمة ',
    "curly": "“كلمة ",
    "alternating marks": "«“\"'‘„»",
    "brackets": "(",
    "nested brackets": "([{<",
    "brackets and words": "(كلمة ",
    "digits": "5",
    "digits and spaces": "5 ",
    "commas": ",",
    "digits and commas": "5,",
    "digits and points": "5.",
    "digits and slashes": "5/",
    "digits and hyphens": "5-",
    "digits and colons": "5:",
    "arabic digits": "٥",
    "mixed digits": "5٥۵",
    "millions": "مليون و",
    "ands": "و",
    "ands apart": "و ",
    "clitics": "وبال",
    "clitic chain": "وكبالفسأل",
    "articles": "ال",
    "of of": "بن ",
    "sons": "محمد بن ",
    "fathers": "أبو ",
    "servants": "عبد ال",
    "titles": "الرئيس ",
    "title chain": "رئيس مجلس إدارة ",
    "said": "قال ",
    "said that": "قال إن ",
    "said quote": "قال: «",
    "quote said": "» قال «",
    "that": "أن ",
    "who": "الذي ",
    "he added": "وأضاف أن ",
    "on": "على ",
    "spaces": " ",
    "tabs": "\t",
    "line ends": "\n",
    "spaces and line ends": " \n",
    "carriage returns": "\r",
    "no-break spaces": "\u00a0",
    "full stops": ".",
    "stops apart": ". ",
    "ellipses": "…",
    "questions": "؟",
    "hyphens": "-",
    "dashes": "– ",
    "tatweel": "ـ",
    "tatweel words": "كـ",
    "slashes": "/",
    "dashed words": "كلمة - ",
    "colons": ":",
    "colon words": "كلمة: ",
    "at signs": "@",
    "mail": "a@a.",
    "addresses": "http://",
    "address parts": "http://a.b/",
    "hashes": "#كلمة ",
    "marks": "\u064e",
    "vowelled": "كَ",
    "shadda": "كّّ",
    "zero width": "\u200b",
    "joiners": "ك\u200d",
    "right marks": "ك\u200f",
    "months": "كانون الثاني ",
    "weekdays": "الأحد ",
    "month and number": "5 آذار ",
    "days": "يوم ",
    "ago": "قبل ",
    "years": "عام 2020 ",
    "hours": "الساعة 5 ",
    "between": "بين ",
    "from to": "من إلى ",
    "currency": "دولار ",
    "percent": "5% ",
    "agency": "رويترز ",
    "agency marks": "(رويترز) ",
    "dateline": "الرياض - ",
    "photo": "تصوير: ",
    "read also": "اقرأ أيضا: ",
    "share": "شارك ",
    "less than": "<",
    "ampersands": "&",
    "references": "&amp;",
    "tag": "<p",
    "end tag": "</",
    "pipes": "|",
    "latin": "a",
    "latin words": "Ab ",
    "one arabic letter": "س",
    "hamza": "أإآء",
    "capital dots": "U.S.",
    "semicolons": "؛",
    "exclamation": "!",
    "terror": "إرهابي ",
    "so-called": "ما يسمى ",
    "mojibake": "Ø§Ù",
    "question boxes": "\ufffd",
    "underscores": "_",
    "stars": "*",
    "equals": "=",
    "plus": "+",
    "backslashes": "\\",
    "dollar": "$",
    "carets": "^",
    "tildes": "~",
}
LINES = (
    "«كلمة",
    "5/5/2020",
    "عنوان قصير",
    "قال: «نعم»",
    "(",
    "الرياض - واس",
    "كلمة:",
    "- كلمة",
    "http://a.example/b",
    "يوم",
    "صورة",
    "1",
)
FIELDS = (
    "/",
    "1",
    "1-",
    "و ",
    " ",
    "a.",
    "%",
    "٥ ",
    "-",
    "؟",
    ":",
    "http://",
    "بن ",
    "(",
    "T",
    "+",
    "@",
    "<",
    "&amp;",
    "\u200f",
)
FILLED = ("date", "author", "url", "source", "title", "id")


def _text(turn: str, size: int = LONG) -> str:
    return text_of(body=f"{BODY}\n\n{turn * (size // len(turn))}\n\n{BODY}")


def _with_field(field: str, turn: str) -> dict[str, Any]:
    start = "https://naseem.example/" if field == "url" else f"{field} "
    return record(**{field: start + turn * (30_000 // len(turn))})


def _with_head(turn: str) -> str:
    long = (turn * 30_000).replace('"', "").replace("<", "&lt;")
    head = f'<meta name="author" content="{long}"><meta name="date" content="{long}"><link rel="canonical" href="https://naseem.example/{long}">'
    return page(head=head, before=f"<div class='byline date'>{turn * 10_000}</div>")


def cases() -> Iterator[Case]:
    for name, turn in SHAPES.items():
        yield Case(name, made("a.txt", lambda turn=turn: _text(turn)), ANY, (0, 1), seconds=10, slow=True)
    for number, line in enumerate(LINES):
        yield Case(
            f"line {number}", made("a.txt", lambda line=line: f"{line}\n" * 5_000), ANY, (0, 1), seconds=10, slow=True
        )
        yield Case(
            f"paragraph {number}",
            made("a.txt", lambda line=line: text_of(body=f"{line}\n\n" * 3_000 + BODY)),
            ANY,
            (0, 1),
            seconds=10,
            slow=True,
        )
    for number, turn in enumerate(FIELDS):
        yield Case(
            f"fields {number}",
            made("a.jsonl", lambda turn=turn: lines(*(_with_field(field, turn) for field in FILLED))),
            ANY,
            (0, len(FILLED)),
            seconds=10,
            slow=True,
        )
    for number, turn in enumerate(FIELDS):
        yield Case(
            f"page {number}",
            made("a.html", lambda turn=turn: _with_head(turn)),
            ANY,
            (0, 1),
            seconds=5,
            slow=True,
        )
