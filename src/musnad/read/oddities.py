"""Characters of a text a reader should know of: kept as printed, except those no case file can hold.

Direction overrides, invisible tags and stacked marks hide or disguise words; private and unassigned
characters show nothing. Each is said once, with how many there are.
"""

from __future__ import annotations

import re
import unicodedata

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


def remarks_on(text: str) -> tuple[str, ...]:
    """Return what a reader should know of a text's characters."""
    if text.isascii() and text.isprintable():
        return ()
    remarks = []
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
