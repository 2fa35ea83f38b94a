"""Text encoded twice: noticed, and put right where nothing is guessed.

UTF-8 read as windows-1252, ISO-8859-1 or windows-1256 and saved again comes out as Ø§Ù„ or ط§ظ„; each
letter has become two or three characters, which give the letter back exactly. Pages in windows-1256 read as
Latin come out as ÇáÚÑÈíÉ. Good text is never touched: a stretch (a line, or what stands between two tags) is
put right only where nearly all its characters outside ASCII belong to such sequences, and the letters that
come out are ones news is printed in.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from musnad.read.letters.odds import mean_odds


def _wrongly_read(codec: str) -> dict[str, int]:
    """Return which byte a character stands for, in text read in ``codec``; undefined bytes are C1 controls."""
    table = {chr(byte): byte for byte in range(0x80, 0xA0)}
    for byte in range(0x80, 0x100):
        char = bytes([byte]).decode(codec, "ignore")
        if char:
            table[char] = byte
    return table


@dataclass(frozen=True, slots=True)
class _Manner:
    """One way of reading UTF-8 wrongly: its name, the bytes of its characters, and its sequences."""

    name: str
    table: Mapping[str, int]
    sequences: re.Pattern[str]
    foreign: re.Pattern[str]
    glued: re.Pattern[str]


def _class(table: Mapping[str, int], first: int, last: int) -> str:
    return "[" + re.escape("".join(char for char, byte in sorted(table.items()) if first <= byte <= last)) + "]"


def _manner(name: str, codec: str) -> _Manner:
    table = _wrongly_read(codec)
    follows = _class(table, 0x80, 0xBF)
    two, three, four = _class(table, 0xC2, 0xDF), _class(table, 0xE0, 0xEF), _class(table, 0xF0, 0xF4)
    # A byte the wrong encoding leaves undefined was often saved as U+FFFD: that letter is lost, not its place.
    lost = follows[:-1] + "\ufffd]"
    sequences = re.compile(f"{two}{lost}|{three}{lost}{{2}}|{four}{lost}{{3}}")
    signs = _class({char: byte for char, byte in table.items() if not char.isalpha()}, 0x80, 0xBF)
    glued = re.compile(f"(?<=[A-Za-z]){two}{signs}|{two}{signs}(?=[A-Za-z])")
    return _Manner(name, table, sequences, re.compile(_class(table, 0x80, 0xFF)), glued)


_MANNERS = (_manner("windows-1252", "cp1252"), _manner("windows-1256", "cp1256"))
# How UTF-8 read as Latin, or as windows-1256, begins for the letters our languages have; good text has hardly any.
_SIGNS = re.compile(
    "[ÂÃÄÅØÙÚÛ×Ð][\u0080-\u00bf\u0152-\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122\ufffd]|â[\u0080€\u0081‡ˆ]|[ðï][\u009fŸ»¬]"
)
_LEADS = "ÃÂØÙÚÛÄÅ×Ð"
# Pairs that begin text encoded twice, and windows-1256 read as Latin (Çá is ال).
_PAIRS = (
    "â€", "â\x80", "ðŸ", "ð\x9f", "Çá", "Åá", "ط§", "ظ„", "ط£", "ط¥", "ط¤", "ط·", "ط¢",
    "أ©", "أ¨", "أں", "أ„", "أ³", "أ±", "أ§", "أ¹", "أھ", "أ®", "أ¢", "أ¤", "أ¼",
    "أ¶", "ؤ±", "إں", "غŒ", "×”", "×گ", "×•",
)  # fmt: skip
_BY_SECOND = tuple(
    (second, tuple(pair for pair in _PAIRS if pair[1] == second))
    for second in dict.fromkeys(pair[1] for pair in _PAIRS)
)
# Letters that come out of a sequence in text we know; anything else is a chance meeting of two signs.
_EXPECTED = re.compile(
    "[\u00a0-\u00ff\u0100-\u0103\u0106-\u010d\u011e-\u011f\u0130\u0131\u0141-\u0144\u0150-\u015f\u0160\u0161\u0178-\u017e\u0192"
    "\u0218-\u021b\u0386-\u0452\u05d0-\u05ea\u060c-\u063a\u0640-\u0670\u0679-\u06d5\u06f0-\u06f9\u200b-\u200f\u2010-\u203a\u20ac\u2116\u2122"
    "\u00d7\u2190-\u21ff\u25a0-\u27bf\ufb50-\ufdff\ufe70-\ufeff\u2066-\u2069\u202a-\u202f\u2600-\u26ff\U0001f300-\U0001faff\ufffd\u0080-\u009f]"
)
LOOKS_LIKE_MOJIBAKE = "mojibake: the text looks like UTF-8 read in another encoding"
# Longer texts than any page are not put right, only flagged: their sequences would fill the memory.
LONGEST_REPAIRED = 4_000_000
# Share of other characters outside ASCII a stretch may have beside its sequences.
OTHERS = 0.25
# Fewer sequences in a whole text prove nothing, unless of three characters, or a letter and a sign glued to a
# word (reculÃ©), which no text prints by chance.
FEWEST = 2
# A stretch of text read in a second wrong encoding is put right once more, at most so often in all.
TIMES = 3
# Letters lost where the wrong encoding left a byte undefined: beyond this share a stretch is only flagged.
LOST = 0.1
# à is Ã and a no-break space, which many programs turn into a plain one, or run together with the next.
_SPACED_A = re.compile(r"Ã (?=([\s,.;:!?)]|$)?)")
_STRETCH = re.compile(r"[^\n<>]+")
# Arabic of windows-1256 read as Latin: words of accented letters only.
_LATIN_WORD = re.compile("[\u0080-\u00ff\u0152-\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]{3,}")
FEWEST_LATIN_LETTERS = 12
# Mean log-likelihood (nats a character) of printed Arabic is about -2.5, of shuffled letters about -4.5.
ARABIC_ODDS = -3.6


def may_be_mojibake(text: str) -> bool:
    """Tell, at little cost, that there is nothing to put right in nearly every good text."""
    if text.isascii():
        return False
    for second, pairs in _BY_SECOND:  # looking for one character is the quickest
        if second in text and any(pair in text for pair in pairs):
            return True
    for lead in _LEADS:
        if lead in text:
            return _SIGNS.search(text) is not None
    return False


def repair(text: str) -> tuple[str, str]:
    """Return ``text`` with what was encoded twice put right, and a remark: "" where there was nothing."""
    if not may_be_mojibake(text):
        return text, ""
    if len(text) > LONGEST_REPAIRED:
        return text, _remark([], len(_SIGNS.findall(text[:LONGEST_REPAIRED])), LONGEST_REPAIRED)
    done: list[str] = []
    for _ in range(TIMES):
        for manner in _MANNERS:
            better, found = _without(text, manner)
            if found:
                text = better
                done.append(f"UTF-8 read as {manner.name} ({found} letters)")
                break
        else:
            break
    better, found = _arabic_read_as_latin(text)
    if found:
        text = better
        done.append(f"windows-1256 read as Latin ({found} letters)")
    left = len(_SIGNS.findall(text)) if not text.isascii() else 0
    return text, _remark(done, left, len(text))


def _remark(done: list[str], left: int, length: int) -> str:
    remark = "mojibake repaired: " + ", then ".join(done) if done else ""
    if left > 2 and 20 * left > length:
        return f"{remark}; {LOOKS_LIKE_MOJIBAKE}" if remark else LOOKS_LIKE_MOJIBAKE
    return remark


def _without(text: str, manner: _Manner) -> tuple[str, int]:
    """Return the text with one reading in ``manner`` undone, and how many letters that gave."""
    if not manner.sequences.search(text):
        return text, 0
    parts: list[str] = []
    found = certain = done = 0
    for match in _STRETCH.finditer(text):
        better, letters, sure = _undone(match.group(), manner)
        if letters:
            parts += (text[done : match.start()], better)
            done = match.end()
            found += letters
            certain += sure
    if not found or (found < FEWEST and not certain):
        return text, 0
    return "".join(parts) + text[done:], found


def _undone(stretch: str, manner: _Manner) -> tuple[str, int, int]:
    """Return a stretch undone, its letters and those sure by themselves; 0 where it is left as it is."""
    sequences = manner.sequences.findall(stretch)
    if not sequences:
        return stretch, 0, 0
    if len(sequences) >= FEWEST and "Ã " in stretch:
        stretch = _SPACED_A.sub(_with_its_space, stretch)
        sequences = manner.sequences.findall(stretch)
    others = len(manner.foreign.findall(stretch)) - sum(len(each) - each.count("\ufffd") for each in sequences)
    letters = {each: _letter(each, manner.table) for each in set(sequences)}
    good = sum(bool(_EXPECTED.fullmatch(letters[each])) for each in sequences)
    lost = sum(letters[each] == "\ufffd" for each in sequences)
    if others + len(sequences) - good > OTHERS * good or lost > LOST * good:
        return stretch, 0, 0
    replaced = manner.sequences.sub(lambda match: letters[match.group()], stretch)
    glued = sum(len(each) == 2 and "\u00c0" <= letters[each] < "\u0250" for each in manner.glued.findall(stretch))
    return replaced, good, glued + sum(len(each) > 2 for each in sequences)


def _with_its_space(match: re.Match[str]) -> str:
    return "Ã\u00a0" if match.group(1) else "Ã\u00a0 "


def _letter(sequence: str, table: Mapping[str, int]) -> str:
    if "\ufffd" in sequence:
        return "\ufffd"
    return bytes(table[char] for char in sequence).decode("utf-8", "ignore")


def _accented_words(text: str) -> bool:
    return sum(len(word) for word in _LATIN_WORD.findall(text)) >= FEWEST_LATIN_LETTERS


def _arabic_read_as_latin(text: str) -> tuple[str, int]:
    """Undo Arabic of windows-1256 read as Latin, stretch by stretch."""
    if text.isascii() or not _accented_words(text):
        return text, 0
    found = 0

    def better(match: re.Match[str]) -> str:
        nonlocal found
        undone = _as_arabic(match.group())
        if undone is None:
            return match.group()
        found += sum("\u0621" <= char <= "\u064a" for char in undone)
        return undone

    return _STRETCH.sub(better, text), found


def _as_arabic(stretch: str) -> str | None:
    words = _LATIN_WORD.findall(stretch)
    letters = sum(map(len, words))
    if not letters or letters < 2 * len(re.findall("[A-Za-z]", stretch)) * OTHERS:
        return None
    table = _MANNERS[0].table
    if any(char > "\x7f" and char not in table for char in stretch):
        return None
    arabic = bytes(table.get(char, ord(char) if char <= "\x7f" else 63) for char in stretch).decode("cp1256")
    return arabic if mean_odds(arabic) > max(ARABIC_ODDS, mean_odds(stretch)) else None
