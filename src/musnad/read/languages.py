"""Which language a text is in: a cheap guess from its script, telling letters and stop words.

Enough to choose a language pack; only Arabic has one. ``und`` where nothing speaks clearly.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from musnad.text import fold_word

# Looked at from the start of the text: enough for any stop word to show.
LOOKED_AT = 1500
# Share of a language's own letters among the Arabic-script letters, or of stop words among the words,
# from which it is taken for that language; Arabic with a few foreign names stays below.
OWN_LETTERS = 0.02
STOP_WORDS = 0.03
_WORDS = re.compile(r"[^\W\d_]+")
_ARABIC = re.compile("[\u0621-\u064a\u0671-\u06d3\u06d5\u06ee\u06ef\u06fa-\u06fc\ufb50-\ufdff\ufe70-\ufefc]")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")
_OWN = {"ckb": re.compile("[ڕڵۆێە]"), "ur": re.compile("[ٹڈڑںہے]"), "fa": re.compile("[پچژگ]")}
_STOPS = {
    "ar": {"في", "من", "على", "الى", "ان", "عن", "التي", "الذي", "هذا", "هذه", "ما", "لا", "مع", "بعد", "قال", "كان"},
    "fa": {"از", "به", "در", "را", "با", "است", "که", "این", "برای", "شد", "می"},
    "en": {"the", "of", "and", "to", "in", "is", "that", "for", "on", "was", "said", "by", "with", "a", "has"},
    "fr": {"le", "la", "les", "de", "des", "et", "du", "en", "un", "une", "est", "que", "dans", "au", "pour", "par"},
}
_FOLDED_STOPS = {code: {fold_word(word) for word in words} for code, words in _STOPS.items()}
_EVERY_STOP = frozenset().union(*_FOLDED_STOPS.values())


def guess_language(text: str) -> str:
    """Return ``ar``, ``fa``, ``ur``, ``ckb``, ``en``, ``fr`` or ``und`` for a text."""
    start = text[:LOOKED_AT]
    arabic = len(_ARABIC.findall(start))
    latin = len(_LATIN.findall(start))
    if arabic == 0 and latin == 0:
        return "und"
    words = [fold_word(word) for word in _WORDS.findall(start)]
    if arabic >= latin:
        return _in_arabic_script(start, arabic, words)
    best = max(("en", "fr"), key=lambda code: _share(words, code))
    return best if _share(words, best) > STOP_WORDS else "und"


def joining_words(folded: Iterable[str]) -> int:
    """Return how many of these folded words are stop words of a language known here."""
    return sum(word in _EVERY_STOP for word in folded)


def _in_arabic_script(text: str, letters: int, words: list[str]) -> str:
    if _share(words, "ar") > STOP_WORDS and _share(words, "ar") >= _share(words, "fa"):
        own = "ar"
    else:
        own = "fa" if _share(words, "fa") > STOP_WORDS else "ar"
    for code in ("ckb", "ur"):
        if len(_OWN[code].findall(text)) > OWN_LETTERS * letters * 2:
            return code
    if own == "ar" and _share(words, "ar") <= STOP_WORDS and len(_OWN["fa"].findall(text)) > OWN_LETTERS * letters:
        return "fa"
    return own


def _share(words: list[str], code: str) -> float:
    if not words:
        return 0.0
    return sum(word in _FOLDED_STOPS[code] for word in words) / len(words)
