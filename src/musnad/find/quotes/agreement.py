"""Agreement: whether a verb without a subject can have somebody as its speaker, by gender and number."""

from __future__ import annotations

from musnad.find.quotes.cues import Grammar
from musnad.find.quotes.drafts import Draft
from musnad.find.quotes.names import TOGETHER, Cast

# Earlier speakers looked at for one that agrees.
NEAREST_SPEAKERS = 8


def form_of(draft: Draft, grammar: Grammar) -> str | None:
    """Return how the cue of a draft is inflected: ``m f p`` (masculine, feminine, plural or dual), or ``None``."""
    block, k = draft.block, draft.cue[0]
    known = grammar.forms.get(block.bare[k])
    if known is None or known[2] or block.forms[k] in grammar.words["sayings"]:
        return None
    form, last = block.bare[k], block.text[block.stops[k] - 1]
    if known[1] == "perfect":
        if form.endswith("وا"):
            return "p"
        return "f" if form.endswith("ت") and known[0].folded[-1] != "ت" else "m"
    if known[1] == "imperfect":
        return "p" if form.endswith("ون") else "f" if form[0] == "ت" else "m"
    if known[1] == "participle":
        return "p" if form.endswith("ين") else "f" if last == "ة" or form.endswith("ه") else "m"
    return None


def agreeing(name: str | None, form: str | None, cast: Cast) -> str | None:
    """Return a carried speaker's name, or that of the last speaker who agrees with the verb where it doesn't.

    A verb in the plural, or of the other sex than a person is known to be, has no known speaker where nobody agrees.
    """
    if name is None or form is None or (_agrees(name, form, cast) and (form != "p" or _spoke(name, cast))):
        return name
    for _, other in reversed(cast.met[-NEAREST_SPEAKERS:]):
        if _agrees(other, form, cast) and (form == "p" or cast.forms.get(other) == form):
            return other
    return None if form == "p" or name in cast.persons else name


def _spoke(name: str, cast: Cast) -> bool:
    return TOGETHER in name or any(name == other for _, other in cast.met)


def _agrees(name: str, form: str, cast: Cast) -> bool:
    if form == "p":
        return name not in cast.persons or TOGETHER in name
    return cast.forms.get(name, form) == form
