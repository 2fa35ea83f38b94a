"""Bytes to text: which encoding a source is in, and what had to be replaced.

A byte-order mark decides; else UTF-8 if the bytes are valid UTF-8, or so nearly that a damaged place
explains the rest; else windows-1256, the encoding of Arabic pages before UTF-8.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# A UTF-8 text cut or damaged in places still has this many valid multi-byte letters for each damaged
# byte; windows-1256 text read as UTF-8 has hardly any.
VALID_PER_DAMAGE = 20
# A text without a mark is binary if it holds a NUL; this many bytes are looked at.
LOOKED_AT_FOR_NUL = 1 << 20
# Arabic written in UTF-8 and read as Latin comes out as these pairs: Ø§Ù„.
_MOJIBAKE = re.compile(r"[ÃØÙ][\u0080-\u00bf\u0160-\u0178\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122§„…]")
MOJIBAKE_SHARE = 0.1
_UNSTORABLE = re.compile("[\ud800-\udfff\x00]")
_OVERRIDES = re.compile("[\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A decoded source: the text without its byte-order mark, the encoding, and remarks."""

    text: str
    encoding: str
    remarks: tuple[str, ...]


def decode(data: bytes, *, declared: str | None = None) -> Decoded | None:
    """Return the text of a source, or ``None`` where the bytes are no text.

    ``declared`` is the charset a header or the source itself names, as printed there; it may lie. What
    differs from it is said in a remark.
    """
    decoded = _decoded(data)
    if decoded is None or declared is None or not declared.strip() or decoded.text.isascii():
        return decoded
    try:
        same = codecs.lookup(declared.strip()).name == codecs.lookup(decoded.encoding).name
    except LookupError:
        same = False
    if same:
        return decoded
    remark = f"encoding: declared {declared.strip()[:40]!a}, read as {decoded.encoding}"
    return Decoded(decoded.text, decoded.encoding, (remark, *decoded.remarks))


def _decoded(data: bytes) -> Decoded | None:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            text = data[len(mark) :].decode(encoding, "replace")
            return _checked(text, encoding)
    if b"\x00" in data[:LOOKED_AT_FOR_NUL]:
        return None
    try:
        return _checked(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        pass
    text = data.decode("utf-8", "replace")
    damaged = text.count("\ufffd")
    foreign = sum(1 for byte in data if byte >= 0xC0)  # first bytes of multi-byte letters
    if foreign - damaged >= VALID_PER_DAMAGE * damaged:
        return _checked(text, "utf-8")
    return _checked(data.decode("cp1256", "replace"), "windows-1256")


def _checked(text: str, encoding: str) -> Decoded:
    remarks = []
    damaged = text.count("\ufffd")
    if damaged:
        remarks.append(f"{damaged} damaged or unknown characters stand as U+FFFD")
    return Decoded(text, encoding, (*remarks, *remarks_on(text)))


def remarks_on(text: str) -> tuple[str, ...]:
    """Return what a reader should know of a text: hidden direction overrides, double encoding."""
    remarks = []
    if _OVERRIDES.search(text):
        remarks.append("bidi control characters in the text")
    if len(text) and 2 * len(_MOJIBAKE.findall(text)) > MOJIBAKE_SHARE * len(text):
        remarks.append("mojibake: the text looks like UTF-8 read in another encoding")
    return tuple(remarks)


def storable(value: str) -> tuple[str, int]:
    """Return ``value`` with each lone surrogate and NUL as one U+FFFD, and how many there were."""
    if not _UNSTORABLE.search(value):
        return value, 0
    return _UNSTORABLE.subn("\ufffd", value)
