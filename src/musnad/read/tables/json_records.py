"""JSON sources: one object a line, an array, objects printed one after another, a list inside an object.

Nothing is read whole: lines one by one, arrays element by element. What is broken costs itself: a
line its record, an element of an array what stands up to the next element that can be told.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any, BinaryIO

from musnad.read.letters import decode
from musnad.read.tables.bytes_of import CHUNK, LONGEST_LINE, LOOKED_AT, LOOKED_AT_FOR_ENCODING, encoding_of
from musnad.read.tables.fields import Place, field_names, knows_columns

# After a broken element this many places are tried for the next one, in one source this many in all.
TRIES_A_BREAK, TRIES_A_SOURCE = 1_000, 5_000
# Python refuses longer numbers, since reading them takes time with the square of their length.
LONGEST_NUMBER = 4_000
_SPACE = b"\xef\xbb\xbf \t\r\n"  # and a byte-order mark
_SPACE_AND_COMMA = re.compile(r"[\s,]*")
_NEXT_RECORD = re.compile(r'[}\n][\s,]{0,64}(?=\{\s{0,64}")')
# Fields of an object before the list of records in it: short scalars only.
_SCALAR = r'(?:"[^"\\]{0,500}"|-?[\d.eE+]{1,40}|true|false|null)'
_LISTED = re.compile(rf'\s*\{{(?:\s*"[^"\\]{{1,80}}"\s*:\s*{_SCALAR}\s*,)*\s*"([^"\\]{{1,80}})"\s*:\s*\[\s*(?=[{{\]])')
_JSON = re.compile(rb'(?:\[\s*)?\{\s*(?:"[^"]{1,80}"\s*:|\})')


class Doubled(dict[str, Any]):
    """An object in which a key stands twice; the last one counts, as everywhere."""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    return found if len(found) == len(pairs) else Doubled(found)


def _nothing(_: str) -> None:
    """NaN and Infinity are how tables print an empty cell."""


def _number(printed: str) -> int | str:
    return int(printed) if len(printed) <= LONGEST_NUMBER else printed


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_nothing)
# For a line that the strict one refuses: raw tabs and line breaks in strings, numbers of thousands of digits.
_LENIENT = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_nothing, parse_int=_number, strict=False)


def looks_like_json(data: bytes) -> bool:
    """Tell whether a source without a telling name begins like a record or an array of records."""
    start = data[:4096].lstrip(_SPACE)
    return bool(_JSON.match(start))


def json_records(source: bytes | BinaryIO) -> Iterator[Place]:
    """Yield the records of JSON bytes, or of a seekable binary file of them, in order and lazily."""
    file = BytesIO(source) if isinstance(source, bytes) else source
    head = file.read(LOOKED_AT)
    file.seek(0)
    if b"\x00" in head and (encoding_of(head) or "").startswith(("utf-16", "utf-32")):
        yield from _values(file, "", "")
        return
    start = head.lstrip(_SPACE)
    listed = _LISTED.match(start.decode("utf-8", "ignore")) if start[:1] == b"{" else None
    if listed and listed[1].casefold() in field_names().lists:
        yield from _values(file, listed[0], "]")
    elif start[:1] == b"[":
        yield from _values(file, "[", "]")
    elif _is_printed_over_lines(start):
        yield from _values(file, "", "")
    else:
        yield from _lines(file)


def _is_printed_over_lines(start: bytes) -> bool:
    """A file whose first line opens an object and breaks off where a printer breaks lines."""
    first, newline, _ = start.partition(b"\n")
    first = first.rstrip()
    if not newline or first[:1] != b"{" or first[-1:] not in (b"{", b"[", b","):
        return False
    try:
        _DECODER.decode(first.rstrip(b",").decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return True
    return False  # one whole object a line, with a comma behind it


# --- one object a line -------------------------------------------------------------------------------


def _lines(file: BinaryIO) -> Iterator[Place]:
    number = 0
    while line := file.readline(LONGEST_LINE + 1):
        number += 1
        at = f"line {number}"
        if len(line) > LONGEST_LINE:
            _skip_line(file, line)
            yield Place(at, None, f"line longer than {LONGEST_LINE // 2**20} MB")
            continue
        stripped = line.strip(_SPACE if number == 1 else b" \t\r\n")
        if stripped:
            yield from _line(at, stripped, is_whole=line.endswith(b"\n"))


def _skip_line(file: BinaryIO, line: bytes) -> None:
    while line and not line.endswith(b"\n"):
        line = file.readline(CHUNK)


def _line(at: str, line: bytes, *, is_whole: bool) -> Iterator[Place]:
    remarks: tuple[str, ...] = ()
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        decoded = decode(line)
        if decoded is None:
            yield Place(at, None, "binary, no text")
            return
        text = decoded.text
        remarks = (f"encoding: not UTF-8, read as {decoded.encoding}", *decoded.remarks)
    try:
        value = _DECODER.decode(text)
    except (ValueError, RecursionError) as error:
        yield from _second_try(at, text, remarks, error, is_whole=is_whole)
        return
    yield _place(at, value, remarks)


def _second_try(at: str, text: str, remarks: tuple[str, ...], error: Exception, *, is_whole: bool) -> Iterator[Place]:
    """Read a line the strict reader refuses: several objects, a comma after one, raw control characters."""
    found: list[Place] = []
    position = 0
    try:
        while position < len(text):
            value, stop = _LENIENT.raw_decode(text, position)
            found.append(_place(at, value, (*remarks, "broken JSON, but readable")))
            position = _next(text, stop)
    except (ValueError, RecursionError):
        pass
    # a fragment of a broken record may be an object too
    found = [place for place in found if place.record is not None and knows_columns(place.record)]
    if position < len(text):  # what is left can't be read
        found.append(Place(at, None, _why(error, cut=not is_whole)))
    if len(found) == 1:
        yield found[0]
        return
    for number, place in enumerate(found, start=1):
        yield Place(f"{at} record {number}", place.record, place.reason, place.remarks)


def _why(error: Exception, *, cut: bool = False, dropped: int = 0) -> str:
    start = "truncated: broken JSON" if cut else "broken JSON"
    if isinstance(error, RecursionError):
        return "broken JSON: nested too deeply"
    if isinstance(error, json.JSONDecodeError):
        return f"{start}: {error.msg.removesuffix(' at')} at character {dropped + error.pos + 1}"
    return f"{start}: {str(error)[:120]}"


def _place(at: str, value: object, remarks: tuple[str, ...] = ()) -> Place:
    if not isinstance(value, dict):
        return Place(at, None, "no record: not a JSON object")
    if type(value) is Doubled:
        remarks = (*remarks, "a key stands twice in the record: the last one counts")
    return Place(at, value, "", remarks)


# --- an array, or objects one after another ----------------------------------------------------------


@dataclass(slots=True)
class _Window:
    """The part of a source's text in hand: values begin at ``start``."""

    chunks: Iterator[str]
    text: str = ""
    start: int = 0
    dropped: int = 0  # characters before text[0]
    ended: bool = False
    lost: bool = False  # nothing more can be told after a broken value
    tries: int = 0
    keys: frozenset[str] = frozenset()  # of the first record, to know another by


def _values(file: BinaryIO, opening: str, closing: str) -> Iterator[Place]:
    """Yield the objects of a text that follow ``opening``, until ``closing`` or its end."""
    window = _Window(_chunks(file))
    _refill(window)
    first = window.text.find("{" if opening != "[" else "[")
    if window.text.startswith("\x00") or first < 0:
        yield Place("", None, "binary, no text" if "\x00" in window.text[:LOOKED_AT] else "no records")
        return
    window.start = first + len(opening.lstrip()) if opening != "[" else first + 1
    number = 0
    while not _is_over(window):
        at = f"record {number + 1}"
        if closing and window.text.startswith(closing, window.start):
            follows = _what_follows(window)
            if follows == "records":
                continue
            if opening != "[" or not follows:  # what stands behind a list inside an object is not the records' affair
                break
            yield _broken(window, at, ValueError("text after the end of the array"))
        else:
            yield _value(window, at)
        number += 1
    else:
        if closing and not window.lost:
            yield Place(f"record {number + 1}", None, "truncated: broken JSON: the array is cut off here")
        return
    if number == 0:
        yield Place("", None, "no records: empty array")


# What may stand behind an array and means nothing: the end of a script, of a DOS file, of a padded one.
_END = re.compile(r"[\s,;)\x00\x1a]*")


def _what_follows(window: _Window) -> str:
    """Pass over the end of an array; tell whether ``records`` follow it, ``text``, or nothing.

    Records do where another array begins, or where the end was none.
    """
    window.start += 1
    if _is_over(window):
        return ""
    window.start = _END.match(window.text, window.start).end()  # type: ignore[union-attr]
    if _is_over(window):
        return ""
    if window.text[window.start] not in "[{":
        return "text"
    window.start += window.text[window.start] == "["
    return "records"


def _is_over(window: _Window) -> bool:
    """Move to the next value; tell whether there is none."""
    window.start = _next(window.text, window.start)
    while window.start >= len(window.text) and _refill(window):
        window.start = _next(window.text, window.start)
    return window.start >= len(window.text)


def _value(window: _Window, at: str) -> Place:
    while True:
        try:
            value, stop = _DECODER.raw_decode(window.text, window.start)
            break
        except (ValueError, RecursionError) as error:
            if len(window.text) - window.start <= LONGEST_LINE and _refill(window):
                continue
            lenient = _leniently(window)
            if lenient is None:
                return _broken(window, at, error)
            value, stop = lenient
            break
    damaged = window.text.count("\ufffd", window.start, stop)
    window.start = stop
    if not window.keys and isinstance(value, dict):
        window.keys = frozenset(value)
    return _place(at, value, (f"{damaged} damaged or unknown characters stand as U+FFFD",) if damaged else ())


def _leniently(window: _Window) -> tuple[object, int] | None:
    """Read a value with raw control characters or huge numbers in it; ``None`` where it is broken otherwise."""
    try:
        value, stop = _LENIENT.raw_decode(window.text, window.start)
    except (ValueError, RecursionError):
        return None
    # a string that was never closed may run into the next record and end there by chance
    alike = isinstance(value, dict) and (not window.keys or window.keys == value.keys())
    return (value, stop) if alike else None


def _broken(window: _Window, at: str, error: Exception) -> Place:
    """Pass over a broken value to the next one that can be told, and say what was passed over."""
    why = _why(error, dropped=window.dropped)
    began = window.dropped + window.start
    if _find_next(window):
        passed = window.dropped + window.start - began
        return Place(at, None, f"{why}; {passed:,} characters were passed over")
    window.start = len(window.text)
    window.chunks = iter(())
    window.ended = window.lost = True
    return Place(at, None, f"{'' if 'deeply' in why else 'truncated or '}{why}; nothing after it was read")


def _find_next(window: _Window) -> bool:
    """Set the window to the next object like the records before it; ``False`` where none is found."""
    position = window.start
    for _ in range(TRIES_A_BREAK):
        match = _NEXT_RECORD.search(window.text, position)
        while match is None and not window.ended:
            window.start = max(window.start, len(window.text) - 128)
            _refill(window)
            match = _NEXT_RECORD.search(window.text, window.start)
        window.tries += 1
        if match is None or window.tries > TRIES_A_SOURCE:
            return False
        window.start = position = match.end()
        if _is_record_at(window):
            return True
        position = window.start + 1
    return False


def _is_record_at(window: _Window) -> bool:
    while True:
        try:
            value, _ = _DECODER.raw_decode(window.text, window.start)
        except (ValueError, RecursionError):
            if len(window.text) - window.start <= LONGEST_LINE and _refill(window):
                continue
            return False
        if not isinstance(value, dict):
            return False
        if window.keys:
            return 2 * len(window.keys & value.keys()) >= len(window.keys | value.keys())
        return knows_columns(value) > 1


def _next(text: str, position: int) -> int:
    match = _SPACE_AND_COMMA.match(text, position)
    return match.end() if match else position


def _refill(window: _Window) -> bool:
    """Put more text behind what is in hand, at least as much again, so that long values cost linear time."""
    rest = window.text[window.start :]
    parts, more = [rest], 0
    for chunk in window.chunks:
        parts.append(chunk)
        more += len(chunk)
        if more >= max(CHUNK, len(rest)):
            break
    else:
        window.ended = True
    window.dropped += window.start
    window.text, window.start = "".join(parts), 0
    return more > 0


def _chunks(file: BinaryIO) -> Iterator[str]:
    """Yield the text of a file; its encoding is told from its beginning."""
    sample = file.read(LOOKED_AT_FOR_ENCODING)
    encoding = encoding_of(sample)
    if encoding is None:
        yield "\x00"
        return
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    yield decoder.decode(sample).removeprefix("\ufeff")
    while sample := file.read(CHUNK):
        yield decoder.decode(sample)
    yield decoder.decode(b"", final=True)
