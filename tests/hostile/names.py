"""Names of files and folders that lie, break a line, or are words in no encoding."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from hostile.written import MARK, Case, Write, page

NAMES: dict[str, bytes | str] = {
    "line end": "a\nskipped 0.html",
    "carriage return": "a\rread 99.html",
    "escape codes": "\x1b[31m\x1b]0;x\x07.html",
    "tab": "a\tb.html",
    "formula": "=1+1.html",
    "formula at": "@SUM(1).html",
    "formula minus": "-2+3+cmd|' C calc'!A0.html",
    "formula plus": "+1.html",
    "option": "--case.html",
    "help": "--help",
    "bidi": "a\u202elmth.exe",
    "isolate": "\u2066\u2067a\u2069.html",
    "zero width": "a\u200b\u200d.html",
    "tags": "a\U000e0041.html",
    "not utf-8": b"caf\xe9 \xff.html",
    "cp1256": "سوق.html".encode("cp1256"),
    "half a letter": "سوق".encode()[:-1] + b".html",
    "surrogate as utf-8": b"\xed\xa0\x80.html",
    "longest": "a" * 250 + ".html",
    "longest arabic": "س" * 125 + ".html",
    "space": " .html",
    "script": "<img src=x onerror=alert(1)>.html",
    "quote": "'\"`$(id);&|.html",
    "percent": "%00%2e%2e%2f.html",
    "backslash": "..\\..\\a.html",
    "dots": "...html",
    "dot": ".html",
    "no suffix": "page",
    "wrong suffix": "page.jpg",
    "many suffixes": "a.tar.gz.zip.warc.csv.json",
    "uppercase": "A.HTML",
    "address": "https:__naseem.example_1.html",
    "template": "{{7*7}}${7*7}<%= 7 %>.html",
    "sql": "'; DROP TABLE report; --.html",
    "emoji": "\U0001f4f0.html",
    "combining": "a" + "\u0300" * 60 + ".html",
    "presentation": "\ufefb\ufee1.html",
    "case": "case.musnad",
    "glob": "*?[a].html",
    "tilde": "~root.html",
    "device": "CON.html",
    "nel": "a\x85\u2028b.html",
    "del": "a\x7f\x9b31m.html",
}


def _named(name: bytes | str) -> Write:
    encoded = name if isinstance(name, bytes) else name.encode()

    def write(folder: Path) -> None:
        with open(os.path.join(os.fsencode(folder), encoded), "wb") as file:
            file.write(page().encode())

    return write


def _in_folder(name: bytes | str) -> Write:
    encoded = name if isinstance(name, bytes) else name.encode()

    def write(folder: Path) -> None:
        inner = os.path.join(os.fsencode(folder), encoded)
        os.mkdir(inner)
        with open(os.path.join(inner, b"a.html"), "wb") as file:
            file.write(page().encode())

    return write


def cases() -> Iterator[Case]:
    for name, printed in NAMES.items():
        yield Case(name, _named(printed), holds=(MARK,))
    for name in ("line end", "not utf-8", "bidi", "formula", "escape codes", "option"):
        yield Case(f"folder {name}", _in_folder(NAMES[name]), holds=(MARK,))
