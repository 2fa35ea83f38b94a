"""What a page says of itself: its outlet, its own address, its date; never guessed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from musnad.lang import Lang
from musnad.outlets import KnownOutlet, outlet_named, outlet_of_url
from musnad.read.dates import moment_in
from musnad.read.plain.lines import ENDS, WORDS_OF_A_HEADLINE, Line
from musnad.text import fold_word

Part = tuple[str, str]  # the part, and why
CLOSING_OUTLET: Part = ("credit", "rule=closing outlet line")

LONGEST_CLOSING_LINE = 60

# A page's title line: its headline, a separator, the outlet's name.
_TITLE_SEPARATOR = re.compile(r"\s*[|\-–—:»]\s*(?=[^|]{2,40}$)")


def title_stop(text: str, line: Line) -> tuple[int, KnownOutlet | None]:
    """Return where a title line's headline ends, and the known outlet named after it."""
    printed = text[line.start : line.stop]
    for separator in reversed(list(_TITLE_SEPARATOR.finditer(printed))):
        outlet = outlet_named(printed[separator.end() :])
        if outlet and outlet.kind == "agency" and "|" not in separator.group():
            continue  # «… - wire»: who says so, not whose page it is
        if outlet and separator.start() > 0:
            return line.start + separator.start(), outlet
    return line.stop, None


def published_on(text: str, lines: Sequence[Line], parts: Sequence[Part], lang: Lang) -> tuple[str | None, str]:
    """Return the date of the date line that belongs to the article, with its clock, and why.

    That is the first one below the headline, else the last one above it (a page's head may begin
    with today's date), never one after the article is over.
    """
    best: tuple[int, str | None, str] = (9, None, "no date line")
    titled = next((index for index, (part, _) in enumerate(parts) if part in ("headline", "body")), len(parts))
    begun = False
    for index, (line, (part, _)) in enumerate(zip(lines, parts, strict=True)):
        begun = begun or part == "body"
        if begun and line.kind in ENDS and part == "furniture":
            break
        if line.kind != "date" or part == "body":
            continue
        found = moment_in(fold_word(text[line.start : line.stop]).lower(), lang)
        above = index < titled
        rank = (1 if above else 0) + (0 if found and found.iso else 2)
        if found and (rank < best[0] or (rank == best[0] and above)):
            best = (rank, found.iso, f"rule=date line {found.why}")
    return best[1], best[2]


def own_url(text: str, lines: Sequence[Line], parts: Sequence[Part]) -> str | None:
    """Return the address on a line of its own above the body, where a known outlet's."""
    for line, (part, _) in zip(lines, parts, strict=True):
        if part == "body":
            return None
        printed = text[line.start : line.stop]
        if line.kind == "url" and "@" not in printed and outlet_of_url(printed):
            return printed
    return None


def outlet_on(text: str, lines: Sequence[Line], parts: Sequence[Part]) -> KnownOutlet | None:
    """Return the outlet the page names: own address, closing line, skip link, title line, byline; never guessed."""
    url = own_url(text, lines, parts)
    if url:
        return outlet_of_url(url)
    begun = False
    for line, (part, why) in zip(lines, parts, strict=True):
        printed = text[line.start : line.stop]
        begun = begun or part == "body"
        named = None if begun else _named_above(text, line, part)
        if named:
            return named
        if why == CLOSING_OUTLET[1]:
            return closing_outlet(printed)
        if line.kind in ("skip", "legal"):
            named = _last_words_name(printed)
            if named:
                return named
    return None


def _named_above(text: str, line: Line, part: str) -> KnownOutlet | None:
    """Return the outlet a title line ends with, or that stands in a byline («place - outlet»)."""
    if line.words <= WORDS_OF_A_HEADLINE[1] + 4 and line.kind in ("short", "text"):
        named = title_stop(text, line)[1]
        if named:
            return named
    if part != "byline":
        return None
    items = re.split(r"[:\-–—ـ/|()«»،,]", text[line.start : line.stop])
    outlets = (outlet_named(item) for item in items if item.strip())
    return next((outlet for outlet in outlets if outlet and outlet.kind != "agency"), None)


def _last_words_name(printed: str) -> KnownOutlet | None:
    """Return the outlet the last words of a skip link name («المزيد من صفحات DW»)."""
    words = printed.split()
    for length in range(min(4, len(words) - 1), 0, -1):
        named = outlet_named(" ".join(words[-length:]))
        if named:
            return named
    return None


def closing_outlet(printed: str) -> KnownOutlet | None:
    """Return the outlet a line of its own below the body names; an agency there is a credit."""
    outlet = outlet_named(printed) if len(printed) <= LONGEST_CLOSING_LINE else None
    return None if outlet and outlet.kind == "agency" else outlet


# «© 2022 the outlet. All rights reserved», «جميع الحقوق محفوظة لصحيفة … 2022»
_RIGHTS = (
    re.compile(
        r"(?:©|copyright)\s*(?:\d{4}\s*(?:[-–]\s*\d{4})?)?\s*(?P<name>[^\d©.|,،\-–\n]{2,40}?)\s*[.|,،\-–]?\s*"
        r"(?:جميع الحقوق|كل الحقوق|الحقوق محفوظة|all rights)",
        re.IGNORECASE,
    ),
    re.compile(
        r"الحقوق محفوظة\s+(?:©\s*)?(?:لصحيفة|لموقع|لجريدة|لوكالة|لقناة|لشبكة|ل)\s?(?P<name>[^\d©.|,،\-–\n]{2,40})"
    ),
)
LONGEST_RIGHTS_LINE = 160


def name_in_rights(text: str, lines: Sequence[Line]) -> str | None:
    """Return the name that a page's rights line gives its owner, as printed."""
    for line in lines:
        if line.kind != "legal" or line.stop - line.start > LONGEST_RIGHTS_LINE:
            continue
        for pattern in _RIGHTS:
            found = pattern.search(text, line.start, line.stop)
            if found and found["name"].strip():
                return found["name"].strip()
    return None
