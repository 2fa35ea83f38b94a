"""What a printing did to a saying, and quotations out of their context, as phrases in both languages."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from musnad.compare.contextomy import Contextomy, contextomies
from musnad.compare.places import Place
from musnad.compare.printings import Printing
from musnad.compare.renderings import Rendered, Rendering
from musnad.show.dossier.marking import visible
from musnad.show.dossier.sheet import GRAVE_SEVERITY, QUOTED_SEVERITY, Sheet, Shown, shortened
from musnad.show.words import Both, sentence, tables, word

# Words of a rendering longer than this are cut in the middle: the text above has them in full.
LONGEST_DID = 90
# Another particle («يتعين» / «ويتعين») is no change of words a reader looks for.
PARTICLE = "particle"
# Kinds whose reason says more than the phrase does.
_WHY_TOLD = {"label", "number", "day", "cue"}
_MARKS = re.compile('[«»“”"‹›]')
_STANCE = re.compile(r"stance=(\w+)>(\w+)")


@dataclass(frozen=True, slots=True)
class Did:
    """One thing a printing did: its kind and phrase, the level it is shown at, the reason."""

    kind: Both
    words: Both
    level: int
    why: Both
    what: Rendering


@dataclass(frozen=True, slots=True)
class Taken:
    """A quotation out of its context. ``missing``: the qualification where another report prints it."""

    kind: str
    quoted: Shown
    missing: Shown | None
    why: Both


def did_of(rendered: Rendered, base: Printing) -> list[Did]:
    """Return what a printing did against the base, the gravest first."""
    bounded = any(each.kind == "boundary" for each in rendered.did)
    return [
        _did(each, base, rendered.printing)
        for each in rendered.did
        if not (bounded and each.kind == "mark" and each.why.startswith("marks="))  # told with the bounds
    ]


def level_of_rendering(each: Rendering) -> int:
    """Return the level a rendering is shown at: 3 gravest, 0 spelling and particles."""
    if PARTICLE in each.why.split():
        return 0
    if each.severity >= GRAVE_SEVERITY:
        return 3
    return 2 if each.severity >= QUOTED_SEVERITY else 1 if each.severity and each.kind != "name" else 0


def _did(each: Rendering, base: Printing, own: Printing) -> Did:
    why = sentence(each.why) if each.kind in _WHY_TOLD else Both("", "")
    return Did(word(each.kind, "rendering"), _phrase(each, base, own), level_of_rendering(each), why, each)


def _phrase(each: Rendering, base: Printing, own: Printing) -> Both:
    if each.kind == "boundary" or (each.kind == "mark" and each.why.startswith("marks=")):
        return _bounds(each.why.rpartition("marks=")[2], base.type, own.type)
    left, right = (_short(words) for words in (each.base_words, each.own_words))
    if each.kind == "gloss" and not (left and right):
        return _filled("gloss_absorbed" if left else "gloss_apart", words=left or right)
    if each.kind == "cue":
        stances = _STANCE.search(each.why)
        plain = stances is None or stances[1] == stances[2]
        told = Both("", "") if plain or stances is None else word(stances[2], "stance")
        phrase = _filled("instead", own=right, base=left)
        return phrase if plain else Both(phrase.ar + f" ({told.ar})", phrase.en + f" ({told.en})")
    key = "instead" if left and right else "lacks" if left else "has"
    return _filled(key, own=right, base=left, words=left or right)


def _short(words: str) -> Markup:
    """Return words for a phrase that sets them between marks of its own."""
    return visible(" ".join(shortened(_MARKS.sub("", words), LONGEST_DID).split()))


def _bounds(marks: str, base_type: str, own_type: str) -> Both:
    """Return what became of the quotation marks, and of speech told directly or not."""
    parts = [word(f"marks_{marks}")] if marks in ("dropped", "added", "moved") else []
    if base_type != own_type:
        own, base = word(own_type, "type"), word(base_type, "type")
        parts.append(Both(word("type_instead", own=own.ar, base=base.ar).ar,
                          word("type_instead", own=own.en, base=base.en).en))  # fmt: skip
    return Both("؛ ".join(each.ar for each in parts), "; ".join(each.en for each in parts))


def _filled(key: str, **words: Markup) -> Both:
    """Return a phrase with printed words in it, each in an isolate of its own."""
    entry = tables()["rendering"][key]
    isolated = {name: Markup("<bdi>{}</bdi>").format(value) for name, value in words.items()}
    return Both(*(Markup(entry[language]).format(**isolated) for language in ("ar", "en")))  # noqa: S704 our own words


# --- quotations out of their context ----------------------------------------------------------------------


def taken_by_quote(sheet: Sheet) -> dict[str, list[Taken]]:
    """Return the quotations out of their context by the quote they are, read once a page."""
    if "taken" not in sheet.read:
        found: dict[str, list[Taken]] = defaultdict(list)
        for each in contextomies(sheet.case):
            found[each.place.row_id or ""].append(_taken(sheet, each))
        sheet.read["taken"] = [found]
    known: dict[str, list[Taken]] = sheet.read["taken"][0]
    return known


def taken_in(sheet: Sheet, report_ids: set[str]) -> list[Taken]:
    """Return the quotations out of their context in these reports, in the page's order."""
    found = [each for some in taken_by_quote(sheet).values() for each in some if each.quoted.source.id in report_ids]
    return sorted(found, key=lambda each: (each.quoted.source.number, each.quoted.href))


def _taken(sheet: Sheet, each: Contextomy) -> Taken:
    missing = None if each.missing is None else _shown(sheet, each.missing)
    return Taken(each.kind, _shown(sheet, each.place), missing, sentence(each.why))


def _shown(sheet: Sheet, place: Place) -> Shown:
    return sheet.shown(place, "q", context=0)


def gravest(did: Sequence[Did]) -> int:
    """Return the level of the gravest of some renderings."""
    return max((each.level for each in did), default=0)
