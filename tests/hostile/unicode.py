"""Characters that hide, turn, disguise or break words."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator

from hostile.written import (
    ACCEPTED,
    BODY,
    FIRST,
    HEADLINE,
    MARK,
    PARTIAL,
    Case,
    a_file,
    page,
    paragraphs,
    record,
    text_of,
)

BETWEEN = {  # between the letters of a word
    "tatweel": "ـ" * 3,
    "zero width": "\u200b",
    "joiner": "\u200d",
    "non-joiner": "\u200c",
    "word joiner": "\u2060",
    "bom": "\ufeff",
    "soft hyphen": "\u00ad",
    "right mark": "\u200f",
    "left mark": "\u200e",
    "arabic mark": "\u061c",
    "invisible times": "\u2062",
    "marks": "\u064e\u0651",
    "mongolian": "\u180e",
    "variation": "\ufe0f",
    "filler": "\u3164",
    "tag": "\U000e0061",
    "combining": "\u0301",
}
AROUND = {  # round a whole sentence
    "override": ("\u202e", "\u202c"),
    "override open": ("\u202e", ""),
    "left override": ("\u202d", "\u202c"),
    "embedding": ("\u202a", "\u202c"),
    "isolate": ("\u2066", "\u2069"),
    "isolate open": ("\u2067", ""),
    "pops": ("\u202c\u2069" * 20, "\u202c\u2069" * 20),
    "embeddings deep": ("\u202b" * 130, "\u202c" * 130),
    "nul": ("\0", "\0"),
    "escape": ("\x1b[31m", "\x1b[0m"),
    "noncharacters": ("\ufffe\uffff", "\ufdd0\U0010ffff"),
    "private": ("\ue000\uf8ff", "\U000f0000"),
    "unassigned": ("\u0378\u0379", "\U000e0fff"),
    "separators": ("\u2028", "\u2029"),
    "c1": ("\x85\x9b", "\x90"),
    "replacement": ("\ufffd" * 20, "\ufffd"),
    "ruby": ("\ufff9", "\ufffb"),
    "flags": ("\U0001f1f8\U0001f1fe", "\U0001f3f4\U000e0067\U000e007f"),
    "family": ("\U0001f468\u200d\U0001f469\u200d\U0001f467", "\U0001f44d\U0001f3fd"),
    "flood": ("س" + "\u0300" * 5000, ""),
    "arabic flood": ("س" + "\u064e" * 5000, ""),
    "enclosing": ("س\u20dd", "\u0489"),
    "ligature": ("\ufdfa\ufdfd", "\ufdf2"),
    "spaces": ("\u2000\u2003\u3000\u1680", "\u205f"),
    "interlinear": ("\ufffa", "\U0001d173"),
}


def _between(words: str, char: str) -> str:
    return " ".join(char.join(word) for word in words.split(" "))


def _presentation(words: str) -> str:
    """Return words in isolated presentation forms."""
    forms = {chr(code): chr(code) for code in range(0xFE80, 0xFEFD)}
    single = {unicodedata.normalize("NFKC", form): form for form in forms if "ISOLATED" in unicodedata.name(form, "")}
    return "".join(single.get(char, char) for char in words)


def cases() -> Iterator[Case]:
    for name, char in BETWEEN.items():
        yield Case(
            f"between {name}",
            a_file("a.txt", text_of(body=f"{_between(FIRST, char)}\n\n{BODY}")),
            f"{ACCEPTED}|{PARTIAL}",
            holds=(MARK,),
        )
        yield Case(
            f"all {name}",
            a_file("a.html", page(body=paragraphs(_between(BODY, char)))),
            f"{ACCEPTED}|{PARTIAL}",
            (0, 1),
        )
    for name, (start, stop) in AROUND.items():
        words = f"{start}{FIRST}{stop}"
        yield Case(
            f"around {name}",
            a_file("a.txt", text_of(headline=f"{start}{HEADLINE}{stop}", body=f"{words}\n\n{BODY}")),
            holds=(MARK,),
        )
        row = record(
            title=f"{start}{HEADLINE}{stop}",
            source=f"{start}صحيفة{stop}",
            id=words,
            text=f"{words}\n\n{BODY}",
            author=words,
        )
        yield Case(f"record {name}", a_file("a.jsonl", json.dumps(row) + "\n"), holds=(MARK,))
        yield Case(
            f"page {name}",
            a_file("a.html", page(headline=f"{start}{HEADLINE}", body=f"<p>{words}</p>{paragraphs()}")),
            holds=(MARK,),
        )
    yield Case("told of overrides", a_file("a.txt", text_of(body=f"\u202e{BODY}")), warn="bidi")
    yield Case("told of stacks", a_file("a.txt", text_of(body=f"س{chr(0x300) * 40}\n{BODY}")), warn="stacks of marks")
    yield Case(
        "told of tags",
        a_file("a.txt", text_of(body=f"{BODY} {''.join(chr(0xE0000 + ord(char)) for char in 'buy')}")),
        warn="tag",
    )
    yield Case("told of private use", a_file("a.txt", text_of(body=f"{BODY} \ue000")), warn="private")
    yield Case("presentation forms", a_file("a.txt", _presentation(text_of())), holds=(MARK,))
    for form in ("NFD", "NFKD"):
        yield Case(f"text in {form}", a_file("a.txt", unicodedata.normalize(form, text_of())), holds=(MARK,))
    yield Case(
        "visual order",
        a_file("a.txt", "\n\n".join(each[::-1] for each in text_of().split("\n\n"))),
        f"{ACCEPTED}|skipped",
        (0, 1),
    )
    yield Case(
        "look-alikes",
        a_file("a.txt", text_of(body=BODY.replace("ي", "ی").replace("ك", "ک").replace("ه", "ە"))),
        holds=("خطة",),
    )
    yield Case(
        "mathematical", a_file("a.txt", text_of(body=f"{BODY} \U0001ee00\U0001ee01\U0001ee02 𝕄𝕦𝕤𝕟𝕒𝕕 𝟙𝟚")), holds=(MARK,)
    )
    yield Case(
        "every character",
        a_file("a.txt", text_of(body=BODY + "".join(chr(code) for code in range(1, 0x3000) if code not in (13,)))),
        "accepted|skipped|rejected",
        (0, 1),
    )
    yield Case(
        "every odd character",
        a_file("a.jsonl", json.dumps(record(text=BODY + "".join(chr(code) for code in range(0xD7F0, 0x10000)))) + "\n"),
        holds=(MARK,),
    )
