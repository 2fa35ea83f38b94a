"""Characters of a text a reader should know of: kept as printed, except those no case file can hold.

Direction overrides, invisible tags and stacked marks hide or disguise words; private and unassigned
characters show nothing. Each is said once, with how many there are.
"""

from __future__ import annotations

import re
import unicodedata

from musnad.read.letters.mojibake import LOOKS_LIKE_MOJIBAKE, may_be_mojibake, repair

_UNSTORABLE = re.compile("[\ud800-\udfff\x00]")
_OVERRIDES = re.compile("[\u202a-\u202e\u2066-\u2069]")
# More marks on one letter than any vocalised text has (shadda, vowel, dagger alef, a sign of recitation).
STACKED_MARKS = 6
_MARKS = "\u0300-\u036f\u0483-\u0489\u064b-\u065f\u0670\u20d0-\u20ff"
_KINDS = (
    ("private-use characters", re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")),
    ("invisible tag characters", re.compile("[\U000e0000-\U000e007f]")),
    ("noncharacters", re.compile("[\ufdd0-\ufdef\ufffe\uffff]")),
    ("control characters", re.compile("[\x01-\x08\x0b\x0e-\x1f\x7f-\x9f]")),
    ("stacks of marks on one letter", re.compile(f"[{_MARKS}]{{{STACKED_MARKS},}}")),
)
# Unassigned characters are looked for among those outside the blocks news is printed in.
_RARE = re.compile("[\u0870-\u1fff\u2070-\u209f\u2b00-\uabff\U00010000-\U000dffff]")
RARE_LOOKED_AT = 2000


# The bytes in UTF-8 such characters begin with: a page without any of them, which most are, is passed at once.
# Marks of Arabic are left out here, since they would be looked at on every page.
_LEADS = (b"\xee", b"\xf0", b"\xf1", b"\xf2", b"\xf3", b"\xf4", b"\xcc", b"\xcd", b"\x00", b"\x08", b"\x1b")
# ... or begin with, when the next byte too is looked at.
_THEN = (
    (b"\xe2", frozenset(b"\x80" + bytes([byte]) for byte in range(0xAA, 0xAF))),
    (b"\xe2", frozenset(b"\x81" + bytes([byte]) for byte in range(0xA6, 0xAA))),
    (b"\xef", frozenset(bytes([high, low]) for high in range(0x80, 0xA4) for low in range(0x80, 0xC0))),
    (b"\xef", frozenset(b"\xb7" + bytes([byte]) for byte in range(0x90, 0xB0))),
    (b"\xef", frozenset((b"\xbf\xbe", b"\xbf\xbf"))),
    (b"\xed", frozenset(bytes([high, low]) for high in range(0xA0, 0xC0) for low in range(0x80, 0xC0))),
)
_ODD_AFTER = {lead: frozenset().union(*(two for each, two in _THEN if each == lead)) for lead, _ in _THEN}


def may_be_odd(data: bytes) -> bool:
    """Tell from UTF-8 bytes, at little cost, whether there may be something for ``remarks_on``."""
    if any(lead in data for lead in _LEADS):
        return True
    for lead, odd in _ODD_AFTER.items():
        at = data.find(lead)
        while at >= 0:
            if data[at + 1 : at + 3] in odd:
                return True
            at = data.find(lead, at + 1)
    return False


def remarks_on(text: str) -> tuple[str, ...]:
    """Return what a reader should know of a text's characters, and whether it looks encoded twice."""
    remarks = []
    if may_be_mojibake(text) and repair(text)[1]:
        remarks.append(LOOKS_LIKE_MOJIBAKE)
    if not may_be_odd(text.encode("utf-8", "surrogatepass")):
        return tuple(remarks)
    if _OVERRIDES.search(text):
        remarks.append("bidi control characters in the text")
    for name, pattern in _KINDS:
        found = len(pattern.findall(text))
        if found:
            remarks.append(f"{found} {name}")
    unassigned = sum(unicodedata.category(char) == "Cn" for char in _RARE.findall(text)[:RARE_LOOKED_AT])
    if unassigned:
        remarks.append(f"{unassigned} unassigned characters")
    return tuple(remarks)


def storable(value: str) -> tuple[str, int]:
    """Return ``value`` with each lone surrogate and NUL as one U+FFFD, and how many there were."""
    if not _UNSTORABLE.search(value):
        return value, 0
    return _UNSTORABLE.subn("\ufffd", value)
