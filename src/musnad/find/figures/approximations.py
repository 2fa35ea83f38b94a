"""How exact a number is said to be: نحو, أكثر من, على الأقل."""

from __future__ import annotations

from dataclasses import replace

from musnad.find.figures.lexicon import PROCLITICS, Draft, Lexicon, spaced
from musnad.text import Words, printed_offset

LONGEST_APPROXIMATOR = 4  # words


def approximated(words: Words, span: range, draft: Draft, lexicon: Lexicon) -> Draft:
    found = approximator(words, span, draft, lexicon)
    if found:
        approx, first, start = found
        draft = replace(draft, first=first, start=start)
    else:
        approx, stop = _approximator_after(words, span, draft, lexicon)
        if not approx:
            return draft
        if stop and draft.noun is None:
            draft = replace(draft, stop=stop)
    if draft.approx == "range":
        return replace(draft, why=f"{draft.why} approx={approx}")
    return _opened(draft, approx)


def _opened(draft: Draft, approx: str) -> Draft:
    why = f"{draft.why} approx={approx}"
    if approx in ("at-least", "more-than"):
        return replace(draft, approx=approx, high=None, why=why)
    if approx in ("at-most", "less-than"):
        return replace(draft, approx="at-most", low=None, why=why)
    return replace(draft, approx=approx, why=why)


def approximator(words: Words, span: range, draft: Draft, lexicon: Lexicon) -> tuple[str, int, int] | None:
    """Return the approximation said before a number, with its first word and printed start."""
    if not spaced(words, draft.first):
        return None
    for length in range(min(LONGEST_APPROXIMATOR, draft.first - span.start), 0, -1):
        first = draft.first - length
        if not all(spaced(words, index) for index in range(first + 1, draft.first)):
            continue
        phrase = " ".join(words.folded[first : draft.first])
        for proclitic in PROCLITICS:
            if phrase.startswith(proclitic) and phrase[len(proclitic) :] in lexicon.approx_before:
                start = words.starts[first]
                if proclitic:
                    start += printed_offset(words.printed(first), len(proclitic))
                return lexicon.approx_before[phrase[len(proclitic) :]], first, start
    return None


def _approximator_after(words: Words, span: range, draft: Draft, lexicon: Lexicon) -> tuple[str, int]:
    """Return the approximation said behind a figure or its noun («20 شخصا على الأقل»), and where it stops."""
    for at in {draft.last, draft.last if draft.noun_word is None else draft.noun_word + 1}:
        for length in (2, 1):
            phrase = " ".join(words.folded[at : min(at + length, span.stop)])
            if phrase in lexicon.approx_after:
                last = min(at + length, span.stop)
                return lexicon.approx_after[phrase], words.stops[last - 1] if at == draft.last else 0
    return "", 0
