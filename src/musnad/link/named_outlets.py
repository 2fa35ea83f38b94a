"""Where a report says in its text that another outlet had it: «بحسب صحيفة …», «في حديث لـ«…»»."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from musnad.lang import Lang
from musnad.records import Outlet

# Letters printed for each other, in printed text: hamza seats, the two yas, ta marbuta.
_ALIKE = {letter: f"[{some}]" for some in ("اأإآٱ", "يىی", "ةه", "كک") for letter in some}
# Signs that may stand between letters, and marks of quotation, opening and closing.
_SIGNS = "[\u0640\u064b-\u0652\u0670]*"
_OPENING, _CLOSING = "[«\"“”„'‘’<({]", "[»\"“”'‘’>)}]"
# Before a name so many characters are looked at: the longest of the words, with marks.
_BEFORE = 30


@dataclass(frozen=True, slots=True)
class OutletNames:
    """The names of outlets as patterns, by outlet; and what must stand before one."""

    patterns: Mapping[str, tuple[re.Pattern[str], tuple[str, ...]]]  # and what stands in any text that has the name
    medium: re.Pattern[str]
    according: re.Pattern[str]

    def place(self, text: str, outlet_id: str) -> tuple[int, int] | None:
        """Return where a text first gives something as this outlet's: the place of its name."""
        pattern, runs = self.patterns.get(outlet_id, (None, ()))
        if pattern is None or not all(run in text for run in runs):
            return None
        return next(self._places(text, pattern), None)

    def _places(self, text: str, pattern: re.Pattern[str]) -> Iterator[tuple[int, int]]:
        for found in pattern.finditer(text):
            before = text[max(found.start() - _BEFORE, 0) : found.start()]
            medium = self.medium.search(before)
            if medium:
                named = medium["staff"] is None
            else:
                marked = re.match(rf"\s?{_CLOSING}", text[found.end() : found.end() + 2])
                named = marked is not None and self.according.search(before) is not None
            if named:
                yield found.span()


def outlet_names(outlets: Iterable[Outlet], lang: Lang) -> OutletNames:
    """Return what finds the Arabic names of these outlets in a text; a word for the medium at its head left out."""
    words = {kind: [row["form"] for row in lang.rows("outlet_sources") if row["kind"] == kind] for kind in _KINDS}
    media, staff = set(words["medium"]), _any_of(words["staff"])
    patterns = {}
    for outlet in outlets:
        name = (outlet.name_ar or "").split()
        core = name[1:] if len(name) > 1 and name[0] in media else name
        if core:
            letters = "".join(_ALIKE.get(letter, letter) for letter in "\\s+".join(map(re.escape, core)))
            runs = re.findall(rf"[^\s{''.join(_ALIKE)}]+", " ".join(core))
            patterns[outlet.id] = re.compile(rf"(?<!\w){letters}(?!\w)"), tuple(runs)
    medium = rf"(?<!\w)(?P<staff>{staff}\s+)?[ولبف]{{0,2}}{_any_of(words['medium'])}\s+(?:{_OPENING}\s?)?$"
    according = rf"(?<!\w)[وف]?{_any_of(words['according'])}\s*{_OPENING}\s?$"
    return OutletNames(patterns, re.compile(medium), re.compile(according))


_KINDS = ("medium", "staff", "according")


def _any_of(forms: Iterable[str]) -> str:
    return f"(?:{'|'.join(map(_printed, forms))})"


def _printed(form: str) -> str:
    """Return a pattern of the ways a form is printed."""
    letters = [r"\s+" if letter == " " else _ALIKE.get(letter, re.escape(letter)) + _SIGNS for letter in form]
    return "".join(letters)
