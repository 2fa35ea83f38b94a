"""Bytes to text: which encoding a source is in, and what had to be replaced.

In this order: a byte-order mark; text of 16 or 32 bits without one; valid UTF-8; UTF-8 with damaged places
or with stretches of an older encoding; else the 8-bit encoding whose letters follow one another as printed
text does (``letter_odds``), where what a source declares counts as much as a few letters: it often lies.
Then text encoded twice is put right where that loses nothing (``mojibake``): the text of the source, in
which places count, is the repaired one. The raw bytes are kept by the caller.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from musnad.read.letters.mojibake import may_be_mojibake, repair
from musnad.read.letters.oddities import may_be_odd
from musnad.read.letters.oddities import remarks_on as remarks_on
from musnad.read.letters.oddities import storable as storable
from musnad.read.letters.odds import log_odds

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WIDE = ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be")
# Text of 16 or 32 bits is looked for in windows of this many bytes at the start, middle and end.
WINDOW = 4096
# ... and holds at least this share of characters that news pages print.
WIDE_SHARE = 0.95
# ... and in a script not looked for, where it is declared, a space among so many.
LONGEST_WORD = 40
_NEWS = re.compile("[\t\n\r\x20-\x7e\u00a0-\u00ffğĞıİşŞœŒšŠžŽ\u0590-\u06ff\u2000-\u206f\ufb50-\ufdff\ufe70-\ufeff]")
# Control characters beyond this share of the bytes: no text. Random bytes have 11 %, damaged pages hardly any.
BINARY_SHARE = 0.05
LOOKED_AT_FOR_CONTROLS = 1 << 20
_CONTROLS = bytes((*range(9), *range(14, 27), *range(28, 32), 0x7F))
# Files allotted before they were written end in NULs; less text than this before them is no text.
SHORTEST_PADDED = 32

# 8-bit encodings told apart, by Python's names, and their head starts (nats: a pair of letters is worth two or
# three). Equal texts go to the first; DOS and Macintosh pages are rare enough to need evidence. cp864 prints
# shapes, not letters, and is read only where declared.
_EIGHT_BIT = {
    "windows-1252": 0.0, "windows-1256": -0.1, "windows-1254": -1.0, "iso-8859-6": -1.0, "windows-1255": -3.0,
    "mac-arabic": -25.0, "cp720": -8.0,
}  # fmt: skip
# What a declaration is worth: two letters. Measured in eval/decoding.py: with 5 all pages but those with one or two
# accents are read right whatever they declare; with 12 some lies win, and without it nothing is lost but those.
DECLARED_ODDS = 5.0
# Bytes with letters outside ASCII looked at to tell 8-bit encodings apart.
SAMPLE = 4000
_FOREIGN = re.compile(rb"[\x00-\x7f]?(?:[\x80-\xff]{1,50}[\x00-\x7f]{0,2}){1,40}")

# A stretch of high bytes, and the well-formed multi-byte letters in it.
_HIGH = re.compile(rb"[\x80-\xff]+")
_MULTIBYTE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]"
    rb"|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}"
)
# A stretch in another encoding inside UTF-8 has at least this many bytes outside ASCII; less is damage.
SHORTEST_STRETCH = 6
# Latin letters stand alone between ASCII ones: places no further apart are one stretch.
LONGEST_GAP = 80
# ... and each is worth as much as a word's half: damage leaves second bytes alone, hardly a first one.
LONE_LETTER = 3
# Where UTF-8 letters are not so many times the others, both readings are weighed.
UNSURE = 4
# In 8-bit text fewer of the high bytes than this form UTF-8 letters.
BY_CHANCE = 0.05
STRETCHES_LOOKED_AT = 500
MEGABYTE = 1 << 20

# Names charsets go by that Python does not know, or that stand for another in practice (WHATWG).
_ALIASES = {
    "iso-8859-1": "windows-1252", "latin1": "windows-1252", "ascii": "windows-1252", "us-ascii": "windows-1252",
    "iso-8859-9": "windows-1254", "iso-8859-6-e": "iso-8859-6", "iso-8859-6-i": "iso-8859-6",
    "asmo-708": "iso-8859-6", "ecma-114": "iso-8859-6", "arabic": "windows-1256", "x-cp1256": "windows-1256",
    "cp-1256": "windows-1256", "win-1256": "windows-1256", "ansi-1256": "windows-1256", "ms-arab": "windows-1256",
    "x-mac-arabic": "mac-arabic", "macarabic": "mac-arabic", "dos-720": "cp720", "iso-8859-8-i": "iso-8859-8",
    "unicode": "utf-16-le", "ucs-2": "utf-16-le", "utf-16": "utf-16-le", "utf-8-sig": "utf-8",
    "unicode-1-1-utf-8": "utf-8", "utf8mb4": "utf-8",
    "unicodefffe": "utf-16-be", "gb2312": "gb18030", "gbk": "gb18030", "x-sjis": "shift_jis",
}  # fmt: skip
# Declared encodings that are no encodings of pages, or would let ASCII hide other text: never used.
_REFUSED = re.compile(
    r"utf-?7|utf_7|punycode|idna|unicode_?escape|undefined|mbcs|oem|hz|iso-?2022|utf-?(16|32)|utf-?8|_codec$"
)
_C1 = {byte: bytes([byte]).decode("cp1252", "replace").replace("\ufffd", chr(byte)) for byte in range(0x80, 0xA0)}


@dataclass(frozen=True, slots=True)
class Decoded:
    """A decoded source: the text without its byte-order mark, the encoding, and remarks."""

    text: str
    encoding: str
    remarks: tuple[str, ...]


def decode(data: bytes, *, declared: str | None = None) -> Decoded | None:
    """Return the text of a source, or ``None`` where the bytes are no text.

    ``declared`` is the charset a header or the source itself names, as printed there; it may lie. What was
    read otherwise than declared is said in a remark. Never raises; time and memory grow with the data.
    """
    data, marked, remarks = _unmarked(data)
    name = canonical(declared)
    encoding = marked or _wide(data) or _declared_wide(data, name)
    if encoding is None and _is_binary(data):
        return None
    padding = len(data) - len(data.rstrip(b"\x00")) if encoding in (None, "utf-8") else 0
    if padding:
        data = data[:-padding]
        remarks.append(f"{padding} NUL bytes at the end left out")
    text, encoding, more = _read(data, encoding, name)
    remarks += more
    if declared and declared.strip() and not text.isascii() and not _same(name, encoding):
        remarks.insert(0, f"encoding: declared {_printable(declared)}, read as {encoding}")
    return _checked(text, encoding, remarks, data if encoding == "utf-8" else text.encode("utf-8", "replace"))


def canonical(declared: str | None) -> str | None:
    """Return one name for a charset by any of its names, or ``None`` where it is unknown."""
    if not declared:
        return None
    label = declared.strip().strip("\"';").strip().lower().replace("_", "-")[:40]
    label = re.sub(r"^(?:charset=)?(?:x-)?(windows|win|cp|iso|utf)-?(?=\d)", r"\1-", label)
    for name in (label, label.replace("win-", "windows-"), label.replace("cp-", "windows-")):
        if name in _ALIASES:
            return _ALIASES[name]
        if name in _EIGHT_BIT:
            return name
    try:
        name = codecs.lookup(label).name
    except (LookupError, ValueError, UnicodeError):
        return None
    name = name.replace("_", "-").replace("iso8859-", "iso-8859-").replace("cp125", "windows-125")
    return _ALIASES.get(name, name)


def _same(declared: str | None, encoding: str) -> bool:
    return declared == encoding or ((declared or "").startswith("utf-16") and encoding.startswith("utf-16"))


def _printable(declared: str) -> str:
    return re.sub(r"[^\x21-\x7e]", "?", declared.strip())[:40]


def _unmarked(data: bytes) -> tuple[bytes, str | None, list[str]]:
    """Return the data without its byte-order mark, the encoding that says, and remarks where it lies."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            rest = data[len(mark) :]
            if encoding == "utf-8":
                return rest.removeprefix(mark), None, []
            if _is_narrow(rest):
                return rest, None, [f"encoding: the byte-order mark says {encoding}, the text is not"]
            return rest, encoding, []
    return data, None, []


def _is_narrow(rest: bytes) -> bool:
    """After a mark of wide text: words of plain 8-bit text, which wide text hardly is by chance."""
    start = rest[:WINDOW]
    if len(start) < 8 or b"\x00" in start or b"\x06" in start:
        return False
    return len(re.findall(rb"[A-Za-z ]{4}", start)) * 10 > len(start)


def _wide(data: bytes) -> str | None:
    """Return the encoding of text of 16 or 32 bits without a mark; Arabic letters have a 6, Latin a 0 each."""
    start = data[:WINDOW]
    if b"\x00" not in start and start.count(b"\x06") * 8 < len(start):
        return None
    for encoding in _WIDE:
        unit = int(encoding[4:6]) // 8
        places = {0, len(data) // 2 // unit * unit, (len(data) - WINDOW) // unit * unit}
        if len(data) <= WINDOW:
            places = {0}
        if all(_prints(data[at : at + WINDOW], encoding, unit) for at in places):
            return encoding
    return None


def _declared_wide(data: bytes, declared: str | None) -> str | None:
    """Return the declared 16-bit encoding where the bytes may well be text in it, whatever its script."""
    if declared not in ("utf-16-le", "utf-16-be") or b"\x00" not in data[:WINDOW]:
        return None
    for encoding in (declared, "utf-16-le", "utf-16-be"):  # "utf-16" alone does not say which
        text = data[:WINDOW].decode(encoding, "replace").rstrip("\x00")
        printed = sum(char.isalnum() or " " <= char <= "~" or char.isspace() for char in text)
        spaces = sum(char in " \n" for char in text)
        if printed >= WIDE_SHARE * len(text) and spaces * LONGEST_WORD >= len(text):
            return encoding
    return None


def _prints(window: bytes, encoding: str, unit: int) -> bool:
    text = window[: len(window) // unit * unit].decode(encoding, "replace").rstrip("\x00")
    return len(text) >= 2 and len(_NEWS.findall(text)) >= WIDE_SHARE * len(text) - (2 if len(text) > 16 else 0)


def _is_binary(data: bytes) -> bool:
    if b"\x00" not in data and _valid_utf8_start(data):
        return False
    start = data[:LOOKED_AT_FOR_CONTROLS]
    written = start.rstrip(b"\x00")
    start = written if len(written) >= SHORTEST_PADDED else start
    controls = len(start) - len(start.translate(None, _CONTROLS))
    return controls > BINARY_SHARE * len(start)


def _valid_utf8_start(data: bytes) -> bool:
    try:
        data[:WINDOW].decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start > min(len(data), WINDOW) - 4
    return True


def _read(data: bytes, encoding: str | None, declared: str | None) -> tuple[str, str, list[str]]:
    if encoding:
        return data.decode(encoding, "replace"), encoding, []
    try:
        return data.decode("utf-8"), "utf-8", []
    except UnicodeDecodeError:
        pass
    try:  # letters beyond U+FFFF written as two surrogates (CESU-8), and lone ones
        text = data.decode("utf-8", "surrogatepass")
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace"), "utf-8", []
    except UnicodeDecodeError:
        return _nearly_utf8(data, declared)


def _nearly_utf8(data: bytes, declared: str | None) -> tuple[str, str, list[str]]:
    """Read bytes that are not valid UTF-8: damaged, mixed, or in an 8-bit encoding altogether."""
    letters, high = _letters(data), _letters(data, _HIGH)
    if letters < BY_CHANCE * high:
        encoding = best_of(data, declared)
        return decode_8bit(data, encoding), encoding, []
    foreign = list(_foreign_stretches(data)) if high - letters >= SHORTEST_STRETCH else []
    if not foreign:
        return data.decode("utf-8", "replace"), "utf-8", []
    encoding = best_of(data, declared)
    other = sum(_letters(data[start:stop], _HIGH) for start, stop in foreign)
    outside = letters - sum(_letters(data[start:stop]) for start, stop in foreign)
    if not outside or (letters <= UNSURE * other and _is_rather(data, encoding, declared)):
        return decode_8bit(data, encoding), encoding, []
    return _mixed(data, foreign, declared)


def _letters(data: bytes, pattern: re.Pattern[bytes] = _MULTIBYTE) -> int:
    windows = (data[start : start + MEGABYTE] for start in range(0, len(data), MEGABYTE))  # no list of a whole archive
    return sum(sum(map(len, pattern.findall(window))) for window in windows)


def _is_rather(data: bytes, encoding: str, declared: str | None) -> bool:
    """Tell whether a short text is likelier as 8-bit text than as UTF-8 with foreign stretches."""
    sample = _sample(data)
    mixed, _, _ = _mixed(sample, list(_foreign_stretches(sample)), declared)
    return _odds_of(sample, encoding) >= log_odds(mixed)


def _mixed(data: bytes, foreign: list[tuple[int, int]], declared: str | None) -> tuple[str, str, list[str]]:
    sample = b"\n".join(data[start:stop] for start, stop in foreign[:STRETCHES_LOOKED_AT])
    encoding = best_of(sample, declared if declared != "utf-8" else None)
    parts = []
    done = 0
    for start, stop in foreign:
        parts.append(data[done:start].decode("utf-8", "replace"))
        parts.append(decode_8bit(data[start:stop], encoding))
        done = stop
    parts.append(data[done:].decode("utf-8", "replace"))
    stretches = "1 stretch" if len(foreign) == 1 else f"{len(foreign)} stretches"
    return "".join(parts), "utf-8", [f"encoding: {stretches} of utf-8 text read as {encoding}"]


def _foreign_stretches(data: bytes) -> Iterator[tuple[int, int]]:
    """Yield the stretches whose bytes outside ASCII are not UTF-8, long enough to be no mere damage."""
    start = stop = size = 0
    for match in _HIGH.finditer(data):
        run = match.group()
        broken = len(run) - sum(map(len, _MULTIBYTE.findall(run)))
        worth = LONE_LETTER if len(run) == 1 and run >= b"\xc4" else len(run)
        if 2 * broken > len(run) and size and match.start() - stop <= LONGEST_GAP:
            stop, size = match.end(), size + worth
            continue
        if size >= SHORTEST_STRETCH:
            yield start, stop
        start, stop, size = match.start(), match.end(), worth if 2 * broken > len(run) else 0
    if size >= SHORTEST_STRETCH:
        yield start, stop


def best_of(data: bytes, declared: str | None) -> str:
    """Return the 8-bit encoding (or the declared one of another kind) the bytes most likely are in."""
    sample = _sample(data)
    names = dict(_EIGHT_BIT)
    if declared and declared not in names and not _REFUSED.search(declared):
        names[declared] = 0.0
    if declared in names:
        names[declared] += DECLARED_ODDS
    odds = {name: start + _odds_of(sample, name) for name, start in names.items()}
    return max(odds, key=lambda name: odds[name])


def _sample(data: bytes) -> bytes:
    parts = []
    size = 0
    for match in _FOREIGN.finditer(data):
        parts.append(match.group()[:200])
        size += len(parts[-1])
        if size > SAMPLE:
            break
    return b"\n".join(parts)


def _odds_of(sample: bytes, encoding: str) -> float:
    if encoding == "mac-arabic":
        return log_odds(sample.decode("latin-1").translate(_mac_letters()))
    text = decode_8bit(sample, encoding)
    return log_odds(unicodedata.normalize("NFKC", text) if encoding == "cp864" else text)


@cache
def _mac_letters() -> dict[int, str]:
    """Return MacArabic with its second set of ASCII, from right to left, told apart: space, marks, the rest."""
    table = {}
    for byte in range(0x80, 0x100):
        char = bytes([byte]).decode("mac-arabic", "replace")
        table[byte] = char if char > "\x7f" or char == " " else "·" if char in ".,:!()-/" else "\u0080"
    return table


def decode_8bit(data: bytes, encoding: str) -> str:
    """Return the text of bytes in an encoding; bytes it leaves undefined are U+FFFD (windows-1252: C1 controls)."""
    if encoding in ("windows-1252", "windows-1254"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            pass
        text = data.decode("latin-1" if encoding == "windows-1252" else "iso-8859-9")
        return text.translate(_C1)
    try:
        return data.decode(encoding, "replace")
    except (UnicodeError, LookupError, ValueError):
        return data.decode("utf-8", "replace")


def _checked(text: str, encoding: str, remarks: list[str], utf8: bytes) -> Decoded:
    if may_be_mojibake(text):
        text, remark = repair(text)
        remarks += [remark] if remark else []
    if text.startswith("\ufeff"):
        text = text.lstrip("\ufeff")
    damaged = text.count("\ufffd")
    odd = may_be_odd(utf8)
    if odd:
        text, unstorable = storable(text)
        if unstorable:
            remarks.append(f"{unstorable} NUL characters or lone surrogates stand as U+FFFD")
    if damaged:
        remarks.append(f"{damaged} damaged or unknown characters stand as U+FFFD")
    remarks += remarks_on(text) if odd else ()
    return Decoded(text, encoding, tuple(dict.fromkeys(remarks)))
