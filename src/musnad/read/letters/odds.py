"""How likely a stretch of text is as printed Arabic, Latin or Hebrew: what tells 8-bit encodings apart.

The same bytes read in two encodings are two texts of the same length, so their log-likelihoods compare.
A text is taken as one of a few manners of writing (Arabic with foreign words, Latin with accents, ...);
each says how likely a kind of character follows another, and letter pairs counted over Arabic news
(``letter_pairs.tsv``) say the rest. Only pairs with a character outside ASCII count: the others are the
same whatever the encoding.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise
from math import log

_EDGE = "_"
# A letter pair never counted, and a letter never counted: one in so many.
UNSEEN_PAIR = log(1 / 3000)
UNSEEN_LETTER = log(1 / 3000)
# Letters of other scripts are taken as one of so many; ideographs as one of more.
OTHER_LETTER = log(1 / 60)
IDEOGRAPH = log(1 / 2500)
_FIRST_IDEOGRAPH = "\u2e80"
# Hebrew letters that only end words.
_FINALS = frozenset("ךםןףץ")
LETTER_AFTER_FINAL = -6.0

# Kinds of character: l, o ASCII letter and other; a Arabic; x accented Latin; h Hebrew; p printed punctuation;
# d Arabic digit; m mark of direction; g letter of another script; u what news does not print.
_PUNCTUATION = frozenset("«»“”‘’„–—…•·،؛؟٪°€№©®™\u00a0\u200c\u200d£§¡¿\ufeffª²½")
_KINDS = (
    ("a", re.compile("[\u0621-\u063a\u0640-\u065f\u0670-\u06d3\u06d5\ufb50-\ufdff\ufe70-\ufefc]")),
    ("d", re.compile("[\u0660-\u0669\u06f0-\u06f9]")),
    ("m", re.compile("[\u200e\u200f]")),
    ("x", re.compile("[\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f]")),
    ("h", re.compile("[\u05b0-\u05ea]")),
)
# Log-likelihood of a kind after a kind, by manner of writing: (before, kind). "*" stands for any.
# Estimated on news pages by eye; only orders of size matter, since a page has hundreds of pairs.
_MANNERS: dict[str, dict[str, float]] = {
    "arabic": {
        "aa": 0.0, "*a": -0.3, "la": -14.0, "xa": -14.0, "*x": -7.0, "lx": -4.0, "ox": -4.5, "xx": -8.0, "ax": -9.0,
        "*p": -4.0, "lp": -5.0, "*d": -4.0, "dd": -1.0, "*h": -8.0, "*g": -8.0, "*u": -11.0,
        "al": -12.0, "xl": -0.5, "ao": 0.0, "*m": -5.0, "lm": -12.0, "xm": -12.0,
    },
    "latin": {
        "*a": -11.0, "*x": -2.5, "xx": -4.0, "ax": -9.0, "*p": -4.0, "*d": -9.0, "*h": -10.0, "*g": -9.0,
        "*u": -10.0, "*m": -10.0, "xl": -0.3, "xo": -1.0,
    },
    "hebrew": {
        "*a": -10.0, "*x": -7.0, "xx": -9.0, "hx": -9.0, "*p": -4.0, "*d": -9.0, "*h": -0.2, "lh": -6.0, "*g": -8.0,
        "*u": -11.0, "*m": -5.0, "lm": -12.0, "hl": -6.0, "ho": -1.5, "xl": -0.5,
    },
    "other": {
        "*a": -9.0, "*x": -7.0, "*p": -4.0, "*d": -9.0, "*h": -9.0, "*g": -0.2, "lg": -6.0, "*u": -11.0, "*m": -9.0,
        "gl": -6.0, "go": -1.5, "xl": -0.5,
    },
}  # fmt: skip

# A manner is tried only where this kind of character occurs.
_NEEDED = {"arabic": "a", "hebrew": "h", "other": "g"}


def log_odds(text: str) -> float:
    """Return the log-likelihood (nats) of ``text`` in the manner of writing it fits best."""
    pairs = Counter(pairwise(text))
    counted = [(_kind(left) + _kind(right), left, right, count) for (left, right), count in pairs.items()]
    odd = [pair for pair in counted if pair[0] not in ("ll", "lo", "ol", "oo")]
    kinds = {pair[0][1] for pair in odd}
    manners = [manner for manner in _MANNERS if _NEEDED.get(manner, "*") in (*kinds, "*")]
    return max(sum(count * _odds(manner, *pair) for *pair, count in odd) for manner in manners)


def mean_odds(text: str) -> float:
    """Return the log-likelihood of ``text`` for each of its characters outside ASCII (0 where there are none)."""
    foreign = sum(char > "\x7f" for char in text)
    return log_odds(text) / foreign if foreign else 0.0


def _odds(manner: str, kinds: str, left: str, right: str) -> float:
    table = _MANNERS[manner]
    score = table.get(kinds, table.get("*" + kinds[1], 0.0))
    match kinds[1]:
        case "a":
            score += _pair_odds(left if kinds[0] == "a" else _EDGE, right)
        case "x":
            score += _single("latin").get(right, UNSEEN_LETTER)
        case "h":
            score += _single("he").get(right, UNSEEN_LETTER) + (LETTER_AFTER_FINAL if left in _FINALS else 0.0)
        case "g":
            score += IDEOGRAPH if right >= _FIRST_IDEOGRAPH else OTHER_LETTER
        case "o" if kinds[0] == "a":
            score += _pair_odds(left, _EDGE)
    return score


@lru_cache(maxsize=4096)
def _kind(char: str) -> str:
    if char <= "\x7f":
        return "l" if char.isalpha() else "o"
    if char in _PUNCTUATION:
        return "p"
    for kind, pattern in _KINDS:
        if pattern.match(char):
            return kind
    return "g" if char.isalpha() and char != "\ufffd" else "u"


def _pair_odds(left: str, right: str) -> float:
    return _pairs().get(left + right, UNSEEN_PAIR)


@cache
def _rows() -> tuple[tuple[str, str, dict[str, int]], ...]:
    lines = (files("musnad") / "read" / "letters" / "letter_pairs.tsv").read_text("utf-8").splitlines()
    rows = []
    for line in lines:
        if line and not line.startswith(("#", "script")):
            script, first, following = line.split("\t")
            rows.append((script, first, {each[0]: int(each[1:]) for each in following.split()}))
    return tuple(rows)


@cache
def _pairs() -> dict[str, float]:
    """Return how likely a letter follows another, in Arabic or (half as likely) in Persian or Urdu."""
    pairs: dict[str, float] = {}
    for script, first, following in _rows():
        worth = {"ar": 1000, "ur": 2000}.get(script)
        if worth is None:
            continue
        for letter, count in following.items():
            pairs[first + letter] = max(log(count / worth), pairs.get(first + letter, UNSEEN_PAIR))
    return pairs


@cache
def _single(script: str) -> dict[str, float]:
    """Return how likely each letter is among those of a script that stand by themselves in the table."""
    return {
        letter: log(count / 1000)
        for each, _, following in _rows()
        if each == script
        for letter, count in following.items()
    }
