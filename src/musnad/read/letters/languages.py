"""Which language a text is in: a cheap guess from its script, small words, telling letters and word ends.

What tells languages apart is data (``languages.toml``). Enough to choose a language pack; ``und`` where
nothing speaks clearly, as with a name alone.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from musnad.text import ONE_BYTE, fold_word

# A longer text is looked at in three stretches of this many characters: its start may be a caption in
# another language. 300 each are as right as 2,000 on whole news reports, and cost a quarter.
STRETCH = 300
# Points: a small word is worth one.
LETTER = 0.3
START = 0.4
END = 0.25
PART = 0.15
# Starts and ends are looked at in longer words only.
SHORT_WORD = 3
# A text is in a language with at least these points, and so many more than the next one has: a word, or
# half a word more. A text of many words needs a lead of this share of its points.
FEWEST_POINTS = 0.6
LEAD = 0.3
LEAD_SHARE = 0.06
# Names in another script stand in many reports; a script with fewer words than this share is no body.
SCRIPT_SHARE = 0.25
# Words seen are remembered with what they tell: news repeats itself.
WORDS_REMEMBERED = 32_768
_WORDS = re.compile(r"[^\W\d_]+(?:\u200c[^\W\d_]+)*")
_MARKS = re.compile("[\u0640\u064b-\u065f\u0670]")
_SCRIPTS = (("latin", "A", "\u024f"), ("hebrew", "\u0590", "\u05ff"), ("arabic", "\u0600", "\u06ff"))


# What a sign says: for which languages it speaks, and how loud.
Told = tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class _Signs:
    """What tells the languages of one script apart, by kind of sign."""

    words: dict[str, tuple[str, ...]]
    letters: dict[str, Told]
    starts: dict[str, Told]
    ends: dict[str, Told]
    parts: dict[str, Told]


def guess_language(text: str) -> str:
    """Return the language of a text: an ISO 639-1 code (``ckb``, ``kmr`` for Kurdish), or ``und``."""
    sample = _sampled(text)
    return "ar" if _is_plainly_arabic(sample) else _weighed(sample)


def _weighed(sample: str) -> str:
    """Return the language of a sample, word by word."""
    counted: dict[str, int] = {}
    points: dict[str, dict[str, float]] = {}
    for word in _WORDS.findall(_MARKS.sub("", sample.replace("İ", "i").lower())):
        script, told = _told_by(word)
        counted[script] = counted.get(script, 0) + 1
        of_script = points.setdefault(script, {})
        for code, worth in told:
            of_script[code] = of_script.get(code, 0.0) + worth
    if not counted:
        return "und"
    total = sum(counted.values())
    bodies = [script for script in sorted(counted) if counted[script] >= SCRIPT_SHARE * total]
    body = max(bodies, key=lambda script: max(points[script].values(), default=0.0) + counted[script] / total)
    return _clearest(points[body])


def joining_words(folded: Iterable[str]) -> int:
    """Return how many of these folded words are small words that join a sentence."""
    known = _joining()
    return sum(word in known for word in folded)


def _sampled(text: str) -> str:
    if len(text) > 3 * STRETCH:
        middle = len(text) // 2
        return f"{text[:STRETCH]} {text[middle : middle + STRETCH]} {text[-STRETCH:]}"
    return text


# --- nearly every text of an Arabic paper, at a tenth of the cost -------------------------------------


@dataclass(frozen=True, slots=True)
class _Plain:
    """What tells Arabic from its neighbours in a text of the letters Arabic is written in, as bytes of ``ONE_BYTE``.

    Such a text can speak for a neighbour by whole words and single letters only.
    """

    parted: bytes  # table for ``bytes.translate``: what is no letter becomes a space
    dropped: bytes  # marks and tatweel
    refused: bytes  # letters of the neighbours
    foreign: bytes  # letters of other scripts
    ours: bytes  # letters that speak for Arabic, LETTER each
    theirs: bytes  # letters of Arabic that speak for a neighbour
    words: frozenset[bytes]  # of a neighbour


def _is_plainly_arabic(sample: str) -> bool:
    """Tell whether weighing words can only say Arabic: its letters alone outweigh all that may speak for another.

    ``False`` says nothing.
    """
    plain = _plain()
    try:
        encoded = sample.encode(ONE_BYTE)
    except UnicodeEncodeError:
        return False
    letters = encoded.translate(plain.parted, plain.dropped)
    if _count(letters, plain.refused):
        return False
    words = letters.split()
    most = LETTER * _count(letters, plain.theirs) + sum(map(plain.words.__contains__, words))
    if _count(letters, plain.foreign):
        arabic = [word for word in words if not _count(word, plain.foreign)]
        if len(arabic) * SCRIPT_SHARE < len(words) - len(arabic):  # names in Latin letters; more may be the body
            return False
        letters = b" ".join(arabic)
    least = LETTER * _count(letters, plain.ours)
    return least > FEWEST_POINTS + LEAD + most and least * (1 - 2 * LEAD_SHARE) > most


def _count(letters: bytes, wanted: bytes) -> int:
    return len(letters) - len(letters.translate(None, wanted))


@cache
def _plain() -> _Plain:
    chars = {bytes([byte]).decode(ONE_BYTE): byte for byte in range(256)}
    letters = {char: byte for char, byte in chars.items() if _WORDS.match(char) and not _MARKS.match(char)}
    ours = {char for char in letters if "\u0621" <= char <= "\u064a"}
    refused = {char for char in letters if "\u0600" <= char <= "\u06ff"} - ours | {"\u200c"}
    others = [table for code, table in _tables().items() if table.get("script") == "arabic" and code != "ar"]
    theirs = ours & set("".join(table.get("letters", "") for table in others))
    words = {word for table in others for word in table["words"].split() if ours.issuperset(word)}
    return _Plain(
        bytes(byte if char in letters or char in refused else 0x20 for char, byte in chars.items()),
        bytes(byte for char, byte in chars.items() if _MARKS.match(char)),
        bytes(chars[char] for char in sorted(refused)),
        bytes(byte for char, byte in letters.items() if char not in ours | refused),
        bytes(chars[char] for char in sorted(ours & set(_tables()["ar"]["letters"]))),
        bytes(chars[char] for char in sorted(theirs)),
        frozenset(word.encode(ONE_BYTE) for word in words),
    )


@lru_cache(maxsize=WORDS_REMEMBERED)
def _told_by(word: str) -> tuple[str, Told]:
    """Return the script of a word and the points it gives to languages of that script."""
    first = word[0]
    script = next((name for name, low, high in _SCRIPTS if low <= first <= high), "")
    signs = _signs().get(script)
    if signs is None:
        return script, ()
    told = [(code, 1.0) for code in signs.words.get(word, ())]
    for letter in word:
        if letter in signs.letters:
            told += signs.letters[letter]
    if len(word) > SHORT_WORD:
        for size in (2, 3, 4):
            told += signs.starts.get(word[:size], ())
            told += signs.ends.get(word[-size:], ())
    if signs.parts:
        pieces = [word[at : at + size] for size in (1, 2, 3) for at in range(len(word) - size + 1)]
        told += [each for piece in pieces for each in signs.parts.get(piece, ())]
    points: dict[str, float] = {}
    for code, worth in told:
        points[code] = points.get(code, 0.0) + worth
    return script, tuple(points.items())


def _clearest(points: dict[str, float]) -> str:
    ranked = sorted(points, key=lambda code: (-points[code], code))
    if not ranked:
        return "und"
    best = ranked[0]
    rival = points[ranked[1]] if len(ranked) > 1 else 0.0
    if points[best] < FEWEST_POINTS or points[best] - rival < max(LEAD, LEAD_SHARE * points[best]):
        return "und"
    return best if _tables()[best].get("known", True) else "und"


@cache
def _tables() -> dict[str, Any]:
    return tomllib.loads((files("musnad") / "read" / "letters" / "languages.toml").read_text("utf-8"))


@cache
def _joining() -> frozenset[str]:
    return frozenset(fold_word(word) for word in _tables()["joining"]["words"].split())


@cache
def _signs() -> dict[str, _Signs]:
    scripts: dict[str, list[str]] = {}
    for code, table in _tables().items():
        if "script" in table:
            scripts.setdefault(table["script"], []).append(code)
    return {
        script: _Signs(
            _spoken(codes, "words"),
            _told(codes, "letters", LETTER),
            _told(codes, "starts", START),
            _told(codes, "ends", END),
            _told(codes, "parts", PART),
        )
        for script, codes in scripts.items()
    }


def _told(codes: list[str], kind: str, worth: float) -> dict[str, Told]:
    return {sign: tuple((code, worth) for code in each) for sign, each in _spoken(codes, kind).items()}


def _spoken(codes: list[str], kind: str) -> dict[str, tuple[str, ...]]:
    """Return for each sign of a kind the languages that have it."""
    signs: dict[str, tuple[str, ...]] = {}
    for code in codes:
        listed = _tables()[code].get(kind, "")
        for sign in sorted(set(listed if kind == "letters" else listed.split())):
            signs[sign] = (*signs.get(sign, ()), code)
    return signs
