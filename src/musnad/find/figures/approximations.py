"""How exact a number is said to be: نحو, أكثر من, على الأقل."""

from __future__ import annotations

from musnad.find.figures.lexicon import Draft, Lexicon, spaced
from musnad.text import Words, printed_offset

LONGEST_APPROXIMATOR = 4  # words


def approximated(words: Words, span: range, draft: Draft, lexicon: Lexicon) -> Draft:
    found = approximator(words, span, draft, lexicon)
    if found:
        approx, first, start = found
        draft = draft._replace(first=first, start=start)
    else:
        approx, stop = _approximator_after(words, span, draft, lexicon)
        if not approx:
            return draft
        if stop and draft.noun is None:
            draft = draft._replace(stop=stop)
    if draft.approx == "range":
        return draft._replace(why=f"{draft.why} approx={approx}")
    return _opened(draft, approx)


def _opened(draft: Draft, approx: str) -> Draft:
    why = f"{draft.why} approx={approx}"
    if approx in ("at-least", "more-than"):
        return draft._replace(approx=approx, high=None, why=why)
    if approx in ("at-most", "less-than"):
        return draft._replace(approx="at-most", low=None, why=why)
    return draft._replace(approx=approx, why=why)


def approximator(words: Words, span: range, draft: Draft, lexicon: Lexicon) -> tuple[str, int, int] | None:
    """Return the approximation said before a number, with its first word and printed start."""
    at = draft.first
    if at <= span.start or words.folded[at - 1] not in lexicon.approx_before_ends or not spaced(words, at):
        return None
    for length in range(min(LONGEST_APPROXIMATOR, at - span.start), 0, -1):
        first = at - length
        known = lexicon.approx_before.get(" ".join(words.folded[first:at]))
        if known and all(spaced(words, index) for index in range(first + 1, at)):
            approx, proclitics = known
            start = words.starts[first]
            return approx, first, start + printed_offset(words.printed(first), proclitics) if proclitics else start
    return None


def _approximator_after(words: Words, span: range, draft: Draft, lexicon: Lexicon) -> tuple[str, int]:
    """Return the approximation said behind a figure or its noun («20 شخصا على الأقل»), and where it stops."""
    for at in {draft.last, draft.last if draft.noun_word is None else draft.noun_word + 1}:
        if at >= span.stop or words.folded[at] not in lexicon.approx_after_openings:
            continue
        for length in (2, 1):
            phrase = " ".join(words.folded[at : min(at + length, span.stop)])
            if phrase in lexicon.approx_after:
                last = min(at + length, span.stop)
                return lexicon.approx_after[phrase], words.stops[last - 1] if at == draft.last else 0
    return "", 0
