"""All Unicode knowledge: folding with a map back to print, words, proclitics.

Folding makes two printings of one word equal: hamza seats, ya and alef maqsura, ta marbuta,
diacritics, tatweel, presentation forms, zero-width and bidi marks, digits of all scripts, Latin
case. What is folded is data: ``lang/folding.tsv``.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import accumulate

# A word: letters and digits of any script with the marks, tatweel and invisible characters that
# print inside it. Joined by at most one inner apostrophe, or one . or , between digits (4.5, 1,200).
INVISIBLE = "\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
MARKS = "\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u08d3-\u08ff"
_PART = rf"[^\W_][\w{MARKS}{INVISIBLE}]*"
CONTINUES = re.compile(rf"[{MARKS}{INVISIBLE}]")
WORD = re.compile(rf"{_PART}(?:(?:(?<=\d)[.,٫٬](?=\d)|(?<=[a-zA-Z])['’](?=[a-zA-Z])){_PART})*")


@lru_cache(maxsize=1)
def folding_table() -> dict[int, str]:
    """Return the character map for ``str.translate``: code point -> folded string ("" drops it)."""
    table: dict[int, str] = {}
    lines = (files("musnad") / "lang" / "folding.tsv").read_text("utf-8").splitlines()
    for line in lines:
        if not line or line.startswith("#"):
            continue
        codes, folded = line.split("\t")[:2]
        first, _, last = codes.partition("-")
        for code in range(int(first, 16), int(last or first, 16) + 1):
            table[code] = folded
    for code in (*range(0xFB50, 0xFE00), *range(0xFE70, 0xFEFD), *range(0xFF01, 0xFF5F)):
        plain = unicodedata.normalize("NFKC", chr(code))
        if plain != chr(code):
            table[code] = plain.translate(table).lower()
    for code in range(0x24F):
        if chr(code).lower() != chr(code):
            table.setdefault(code, chr(code).lower())
    return table


def fold_word(word: str) -> str:
    """Return ``word`` folded, without a map. Folding twice changes nothing more."""
    if len(word) >= SHORTEST_IN_BYTES and (encoded := _in_bytes(word)) is not None:
        folding = _folding_of_bytes()
        return encoded.translate(folding.of_text, folding.dropped).decode(ONE_BYTE)
    return word.translate(folding_table())


# Nearly every text can be written with a byte a character, and folded with one look into a table of 256 for each:
# a tenth of the time. The encoding holds Arabic letters, marks and punctuation, ASCII and what French needs.
ONE_BYTE = "cp1256"
# Shorter texts are done sooner letter by letter.
SHORTEST_IN_BYTES = 48
_DIGITS = tuple((chr(0x660 + digit), str(digit)) for digit in range(10))
# Signs that join two halves of a word where digits, or Latin letters, stand on both sides; here: where none do.
_NO_JOINT = {
    b".": re.compile(rb"\.(?!(?<=\d.)\d)"),
    b",": re.compile(rb",(?!(?<=\d.)\d)"),
    b"'": re.compile(rb"'(?!(?<=[a-zA-Z].)[a-zA-Z])"),
    b"\x92": re.compile(rb"\x92(?!(?<=[a-zA-Z].)[a-zA-Z])"),
}


@dataclass(frozen=True, slots=True)
class _FoldingOfBytes:
    """Folding in ``ONE_BYTE``: tables for ``bytes.translate``, what is dropped, and what can't be folded so."""

    of_text: bytes
    of_words: bytes  # what stands in no word becomes a space
    dropped: bytes
    refused: bytes
    drops: re.Pattern[bytes]  # one dropped character
    inner: bytes  # what stands in words, but begins none
    misplaced: re.Pattern[bytes]  # such characters behind a space


@lru_cache(maxsize=1)
def _folding_of_bytes() -> _FoldingOfBytes:
    table = folding_table()
    inside = re.compile(rf"[\w{MARKS}{INVISIBLE}]")
    of_text, of_words = bytearray(range(256)), bytearray(range(256))
    dropped, refused = bytearray(), bytearray()
    for byte in range(256):
        char = bytes([byte]).decode(ONE_BYTE)
        folded = table.get(ord(char), char).encode(ONE_BYTE, "replace")
        if not folded:
            dropped.append(byte)
        elif len(folded) > 1 or (folded == b"?") != (char == "?") or re.match(rf"[{MARKS}{INVISIBLE}]", char):
            refused.append(byte)
        else:
            of_text[byte] = folded[0]
            of_words[byte] = folded[0] if inside.match(char) or bytes([byte]) in _NO_JOINT else 0x20
    drops = re.compile(b"[" + re.escape(bytes(dropped)) + b"]")
    chars = [bytes([byte]).decode(ONE_BYTE) for byte in range(256)]
    inner = "".join(char for char in chars if inside.match(char) and not WORD.match(char)).encode(ONE_BYTE)
    misplaced = re.compile(b" [" + re.escape(inner) + b"]+")
    return _FoldingOfBytes(bytes(of_text), bytes(of_words), bytes(dropped), bytes(refused), drops, inner, misplaced)


def _in_bytes(text: str) -> bytes | None:
    """Return a text with a byte a character, Arabic digits as 0-9; ``None`` where it has others than these."""
    try:
        encoded = text.encode(ONE_BYTE)
    except UnicodeEncodeError:
        for digit, plain in _DIGITS:
            text = text.replace(digit, plain)
        try:
            encoded = text.encode(ONE_BYTE)
        except UnicodeEncodeError:
            return None
    refused = _folding_of_bytes().refused
    return encoded if not refused or len(encoded) == len(encoded.translate(None, refused)) else None


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded text and where each of its characters was printed.

    ``starts[i]`` is the printed offset of folded character ``i``; ``starts[len(text)]`` is the
    printed length, so that ``printed(i, j)`` gives a half-open printed range for a folded one.
    """

    text: str
    starts: array[int]

    def printed(self, start: int, stop: int) -> tuple[int, int]:
        """Return the printed range of the folded range ``start, stop``."""
        if stop <= start:
            return self.starts[start], self.starts[start]
        return self.starts[start], self.starts[stop - 1] + 1


def fold(text: str) -> Folded:
    """Return ``text`` folded, with the map from each folded character to its printed offset."""
    table = folding_table()
    lengths = {char: len(table.get(ord(char), char)) for char in set(text)}
    if max(lengths.values(), default=0) <= 1:  # nearly every text: no ligature
        dropped = {char for char, length in lengths.items() if not length}
        kept = [offset for offset, char in enumerate(text) if char not in dropped]
        return Folded(text.translate(table), array("l", [*kept, len(text)]))
    parts: list[str] = []
    starts = array("l")
    for offset, char in enumerate(text):
        folded = table.get(ord(char), char)
        parts.append(folded)
        for _ in folded:
            starts.append(offset)
    starts.append(len(text))
    return Folded("".join(parts), starts)


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one text, in order: printed ranges and folded forms (parallel lists)."""

    text: str
    starts: list[int]
    stops: list[int]
    folded: list[str]

    def __len__(self) -> int:
        return len(self.starts)

    def within(self, start: int, stop: int) -> range:
        """Return the indexes of the words that lie wholly in ``start:stop``."""
        first = bisect_left(self.starts, start)
        last = bisect_left(self.starts, stop)
        while last > first and self.stops[last - 1] > stop:
            last -= 1
        return range(first, last)

    def printed(self, index: int) -> str:
        """Return word ``index`` as printed."""
        return self.text[self.starts[index] : self.stops[index]]


# From this length on places are found in an array; what reading looks at is shorter.
LONG_TEXT = 1000
# Texts at least this long are remembered: reports, not names and phrases.
REMEMBERED_LENGTH = 200


def find_words(text: str) -> Words:
    """Return the words of ``text``. The last few long texts are remembered, since every stage asks; phrases longer."""
    return _remembered_words(text) if len(text) >= REMEMBERED_LENGTH else _remembered_phrases(text)


def folded_words(text: str) -> list[str]:
    """Return the folded words of ``text`` without their places: what ``find_words(text).folded`` gives."""
    encoded = _in_bytes(text) if len(text) >= SHORTEST_IN_BYTES else None
    folding = _folding_of_bytes()
    if encoded is None or b"_" in encoded:
        table = folding_table()
        return [form for word in WORD.findall(text) if (form := word.translate(table))]
    return _without_signs(encoded).translate(folding.of_words, folding.dropped).decode(ONE_BYTE).split()


def _without_signs(encoded: bytes) -> bytes:
    """Return a text with a space for each sign that could join the halves of a word, but joins none."""
    encoded = encoded.replace(b". ", b"  ").replace(b".\n", b"  ")  # most of what the pattern would find
    for sign, pattern in _NO_JOINT.items():
        if sign in encoded:
            encoded = pattern.sub(b" ", encoded)
    return encoded


# What may join two halves of a word: WORD says between what.
_JOINTS = frozenset(".,٫٬'’")


def folded_words_within(text: str, start: int, stop: int) -> list[str]:
    """Return the folded words that lie wholly in ``text[start:stop]``, at the cost of these alone.

    They are what ``find_words(text)`` has within that range.
    """
    if _may_cut(text, stop):
        words, inside, _ = _words_round(text, start, stop)
        return words.folded[inside.start : inside.stop]
    return folded_words(text[_behind_cut_word(text, start) if _may_cut(text, start) else start : stop])


def _behind_cut_word(text: str, at: int) -> int:
    """Return where the word that ``at`` lies inside stops; ``at`` itself where it lies in none."""
    first = text.rfind(" ", 0, at) + 1
    for match in WORD.finditer(text, first):
        if match.end() > at:
            return match.end() if match.start() < at else at
    return at


def word_places_within(text: str, start: int, stop: int) -> list[tuple[int, int]]:
    """Return where the words that ``find_words(text)`` has wholly in ``start:stop`` start and stop, at their cost."""
    words, inside, before = _words_round(text, start, stop)
    return [(words.starts[at] + before, words.stops[at] + before) for at in inside]


def _words_round(text: str, start: int, stop: int) -> tuple[Words, range, int]:
    """Return the words from the space before a range to the one behind, which lie within, and what is before them."""
    first, last = text.rfind(" ", 0, start) + 1, text.find(" ", stop)
    words = find_words(text[first : last if last >= 0 else len(text)])
    return words, words.within(start - first, stop - first), first


def _may_cut(text: str, at: int) -> bool:
    """Tell whether place ``at`` may lie inside a word."""
    if not 0 < at < len(text):
        return False
    before, after = text[at - 1], text[at]
    if before.isspace() or after.isspace():
        return False
    if after in _JOINTS:
        return text[at + 1 : at + 2].isalnum()
    return before.isalnum() or before in _JOINTS or before == "_" or CONTINUES.match(before) is not None


def _find_words(text: str) -> Words:
    encoded = _in_bytes(text) if len(text) >= SHORTEST_IN_BYTES else None
    if encoded is not None:  # nearly every text
        return (_words_of_bytes if len(text) < LONG_TEXT else _words_of_long_text)(text, encoded)
    starts: list[int] = []
    stops: list[int] = []
    folded: list[str] = []
    table = folding_table()
    for match in WORD.finditer(text):
        form = match.group().translate(table)
        if form:
            starts.append(match.start())
            stops.append(match.end())
            folded.append(form)
    return Words(text, starts, stops, folded)


def _words_of_bytes(text: str, encoded: bytes) -> Words:
    """Return the words of a text written with a byte a character: each letter keeps its place."""
    folding = _folding_of_bytes()
    parts = _word_of_bytes().split(encoded)  # what stands between, a word, what stands between, …
    ends = list(accumulate(map(len, parts)))
    starts, stops = ends[:-1:2], ends[1::2]
    folded = b" ".join(parts[1::2]).translate(folding.of_text, folding.dropped).decode(ONE_BYTE).split(" ")
    if "" in folded:  # a word of nothing but marks is none
        kept = [at for at, form in enumerate(folded) if form]
        starts, stops = [starts[at] for at in kept], [stops[at] for at in kept]
        folded = [folded[at] for at in kept]
    return Words(text, starts, stops, folded)


def _words_of_long_text(text: str, encoded: bytes) -> Words:
    """Return what ``_words_of_bytes`` gives, in two thirds of the time where a text is long."""
    import numpy as np  # reading does without it

    folding = _folding_of_bytes()
    spaced = b" " + _without_signs(encoded).translate(folding.of_words) + b" "
    if len(spaced.translate(None, folding.inner)) < len(spaced):
        spaced = folding.misplaced.sub(lambda match: b" " * len(match[0]), spaced)
    inside = np.frombuffer(spaced, np.uint8) != 0x20
    edges = (inside[1:] != inside[:-1]).nonzero()[0].tolist()
    words = Words(text, edges[::2], edges[1::2], spaced.translate(None, folding.dropped).decode(ONE_BYTE).split())
    return words if len(words) == len(words.folded) else _words_of_bytes(text, encoded)


@lru_cache(maxsize=1)
def _word_of_bytes() -> re.Pattern[bytes]:
    """Return ``WORD`` for texts in ``ONE_BYTE``, as a group."""
    chars = [bytes([byte]).decode(ONE_BYTE) for byte in range(256)]
    first = b"".join(re.escape(char.encode(ONE_BYTE)) for char in chars if re.match(r"[^\W_]", char))
    inner = b"".join(re.escape(char.encode(ONE_BYTE)) for char in chars if re.match(rf"[\w{MARKS}{INVISIBLE}]", char))
    part = b"[" + first + b"][" + inner + b"]*"
    return re.compile(rb"(" + part + rb"(?:(?:(?<=\d)[.,](?=\d)|(?<=[a-zA-Z])['\x92](?=[a-zA-Z]))" + part + rb")*)")


@dataclass(frozen=True, slots=True)
class FoldedWithoutMarks:
    """A text folded, and the printed places of the characters that were dropped, in order."""

    text: str
    dropped: list[int]

    def printed_word(self, start: int, stop: int) -> tuple[int, int] | None:
        """Return the printed range of the words in a folded range; ``None`` where the first may begin before it."""
        first, last = self._printed(start), self._printed(stop - 1) + 1
        before = bisect_left(self.dropped, first)
        if before and self.dropped[before - 1] == first - 1:
            return None
        after = bisect_left(self.dropped, last)
        while after < len(self.dropped) and self.dropped[after] == last:
            last, after = last + 1, after + 1
        return first, last

    def _printed(self, offset: int) -> int:
        """Return the printed place of a folded character: behind all dropped before it."""
        low, high = 0, len(self.dropped)
        while low < high:  # how many dropped characters stand before it: dropped[i] - i kept ones before the i-th
            middle = (low + high) // 2
            if self.dropped[middle] - middle <= offset:
                low = middle + 1
            else:
                high = middle
        return offset + low


def folded_without_marks(text: str) -> FoldedWithoutMarks | None:
    """Return a text folded with its places, at a tenth of the cost of ``fold``; ``None`` where that is not sure."""
    encoded = _in_bytes(text)
    if encoded is None:
        return None
    folding = _folding_of_bytes()
    folded = encoded.translate(folding.of_text, folding.dropped).decode(ONE_BYTE)
    dropped = [match.start() for match in folding.drops.finditer(encoded)] if len(folded) < len(text) else []
    return FoldedWithoutMarks(folded, dropped)


_remembered_words = lru_cache(maxsize=256)(_find_words)
_remembered_phrases = lru_cache(maxsize=1 << 14)(_find_words)


# Conjunctions, then prepositions and the future س, then the article; لل hides an alef.
_PROCLITICS = tuple(map(re.compile, (r"[وف]", r"[وف]?[بكلس]", r"[وف]?[بك]?ال", r"[وف]?لل")))
_PROCLITICS_BEGIN = frozenset("وفبكلسا")
# A stem shorter than this is more often a word that merely begins with these letters.
SHORTEST_STEM = 2


@lru_cache(maxsize=1 << 16)
def proclitic_splits(folded: str) -> tuple[tuple[str, str], ...]:
    """Return every way to see proclitics on a folded word, nothing split off first.

    Each is ``(proclitics, stem)`` with ``proclitics + stem == folded``, the stem without the article
    too where it has one (للرقه gives ``لل, رقه``). Which is right is for the asker's lexicon to say:
    nothing is lost and nothing decided here.
    """
    ends = [0]
    for pattern in _PROCLITICS if folded[:1] in _PROCLITICS_BEGIN else ():
        match = pattern.match(folded)
        if match and match.end() not in ends and len(folded) - match.end() >= SHORTEST_STEM:
            ends.append(match.end())
    return tuple((folded[:end], folded[end:]) for end in ends)


def printed_offset(word: str, folded_length: int) -> int:
    """Return how many printed characters of ``word`` its first ``folded_length`` folded ones take.

    Marks that follow the last of them count with it: they are printed on it.
    """
    table = folding_table()
    done = 0
    for offset, char in enumerate(word):
        if done >= folded_length and table.get(ord(char), char):
            return offset
        done += len(table.get(ord(char), char))
    return len(word)
