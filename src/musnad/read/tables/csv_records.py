"""Comma, semicolon and tab separated tables: a header that names the columns, then a record a row.

Python's ``csv`` does the parsing; which mark separates and which encoding it is are told here, from
the beginning of the source. A row that does not fit costs itself: where a quotation mark is never
closed, the lines it swallowed are read again.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from itertools import chain, islice
from typing import Any, BinaryIO

from musnad.read.letters import decode
from musnad.read.tables.bytes_of import LONGEST_LINE, LOOKED_AT, LOOKED_AT_FOR_ENCODING, encoding_of
from musnad.read.tables.fields import FieldMap, Place, knows_columns, name_columns

# Twice the longest text a report may have; csv's own bound (128 KB) is shorter than a long read.
LONGEST_CELL = 4_000_000
SEPARATORS = (",", "\t", ";", "|")
# Lines of one row read again because a quotation mark was not closed, in all of a source: past that, they are lost.
MOST_LINES_AGAIN = 100_000
# A header takes less than this many bytes.
LONGEST_HEADER = 16 * 1024
# A header of more columns is no header of a table of reports.
MOST_COLUMNS = 2_000
# A quotation mark with a backslash before it inside a cell; at a cell's end the backslash may be its last letter.
_ESCAPED = re.compile(r'\\"(?=[^",;\t|\r\n])')
# Excel's hint to itself, a line before the header.
_HINT = re.compile(r'"?sep=(.)"?[\r\n]*', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Form:
    """How a table is written."""

    separator: str
    escape: str | None  # before a quotation mark inside a cell, where it is not doubled
    header: tuple[str, ...]
    known: int  # fields among the columns, by name or by mapping


def looks_like_csv(data: bytes) -> bool:
    """Tell whether a source without a telling name begins with a header of known fields, and rows under it."""
    first = data[:LONGEST_HEADER].lstrip(b"\xef\xbb\xbf\r\n").split(b"\n", 1)[0]
    if b"\x00" not in first:  # every page of text is asked: a cheap look first
        names = first.decode("utf-8", "replace")
        if not any(knows_columns(names.split(separator)) >= 2 for separator in SEPARATORS if separator in names):
            return False
    head = _head_of(data[:LOOKED_AT])
    form = _form_of(head, None)
    if form is None or form.known < 2:
        return False
    rows = csv.reader(head.splitlines(keepends=True), delimiter=form.separator, escapechar=form.escape)
    try:
        return [len(row) for row in islice(filter(None, rows), 2)] == [len(form.header)] * 2
    except csv.Error:
        return False


def csv_records(source: bytes | BinaryIO, mapping: FieldMap | None = None) -> Iterator[Place]:
    """Yield the rows of a table with a header, from bytes or a seekable binary file, in order and lazily."""
    file = BytesIO(source) if isinstance(source, bytes) else source
    sample = file.read(LOOKED_AT_FOR_ENCODING)
    file.seek(0)
    head = _head_of(sample)
    form = _form_of(head, mapping)
    if form is None or not form.known:
        yield Place("header", None, _no_header(sample, form))
        return
    csv.field_size_limit(LONGEST_CELL)  # of the whole process: only ever raised, to the same value
    printed = _printed_lines(file, sample)
    first = next(printed, "")
    yield from _rows(_Lines(printed if _HINT.fullmatch(first) else chain((first,), printed)), form)


def _no_header(sample: bytes, form: Form | None) -> str:
    if decode(sample[:LOOKED_AT]) is None:
        return "binary, no text"
    if form is None:
        return "no rows: no header"
    columns = name_columns(form.header)
    return f"no header recognised: the columns are {columns}; say which is which, as in --map text=COLUMN"


# --- bytes to lines ----------------------------------------------------------------------------------


def _head_of(sample: bytes) -> str:
    """Return the beginning of a table as text."""
    start = sample[: sample.rfind(b"\n", 0, LOOKED_AT) + 1] or sample[:LOOKED_AT]
    decoded = decode(start)
    return decoded.text if decoded else start.decode("utf-8", "replace")  # cells may hold NULs and the like


def _printed_lines(file: BinaryIO, sample: bytes) -> Iterator[str]:
    """Yield the lines of a table with their line ends; too long ones as ``""``."""
    encoding = encoding_of(sample)
    if encoding and encoding.startswith(("utf-16", "utf-32")):
        yield from _wide_lines(file, encoding)
        return
    fallback = encoding if encoding != "utf-8" else None
    old = b"\n" not in sample and b"\r" in sample  # lines of old Macintosh files end in a bare \r
    is_first = True
    while line := file.readline(LONGEST_LINE + 1):
        if len(line) > LONGEST_LINE and not old:
            while line and not line.endswith(b"\n"):
                line = file.readline(LOOKED_AT_FOR_ENCODING)
            yield ""
            continue
        text = _decoded(line.removeprefix(codecs.BOM_UTF8) if is_first else line, fallback)
        is_first = False
        yield from (f"{each}\n" for each in text.split("\r")) if old else (text,)


def _decoded(line: bytes, fallback: str | None) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if fallback:
        return line.decode(fallback, "replace")
    found = decode(line)
    return found.text if found else line.decode("utf-8", "replace")


def _wide_lines(file: BinaryIO, encoding: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    rest, is_first = "", True
    for chunk in chain(iter(lambda: file.read(LOOKED_AT_FOR_ENCODING), b""), (b"",)):
        text = decoder.decode(chunk, final=not chunk)
        lines = (rest + (text.removeprefix("\ufeff") if is_first else text)).split("\n")
        is_first = False
        rest = lines.pop()
        yield from (f"{line}\n" for line in lines)
        if len(rest) > LONGEST_LINE:
            rest = ""
            yield ""
    if rest:
        yield rest


# --- how the table is written ------------------------------------------------------------------------


def _form_of(head: str, mapping: FieldMap | None) -> Form | None:
    """Return the form whose header holds the most known fields, then the most columns; ``None`` without one."""
    hint = _HINT.match(head)
    text = head[hint.end() :] if hint else head
    if not text.strip():
        return None
    escape = "\\" if len(_ESCAPED.findall(text)) > text.count('""') else None
    separators = (hint[1],) if hint and hint[1] in SEPARATORS else SEPARATORS
    forms = [form for separator in separators if (form := _form(text, separator, escape, mapping))]
    return max(forms, key=lambda form: (form.known, len(form.header)), default=None)


def _form(text: str, separator: str, escape: str | None, mapping: FieldMap | None) -> Form | None:
    lines = (line for line in text.splitlines(keepends=True)[:100] if line.strip())
    try:
        header = next(csv.reader(lines, delimiter=separator, escapechar=escape), None)
    except csv.Error:
        return None
    if not header or len(header) > MOST_COLUMNS:
        return None
    names = tuple(name.strip().lstrip("\ufeff") for name in header)
    return Form(separator, escape, names, knows_columns(names, mapping))


# --- rows --------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Lines:
    """The lines of a table, which of them the row in hand took, and those to be read again."""

    source: Iterator[str]
    taken: list[str] = field(default_factory=list)
    again: list[str] = field(default_factory=list)  # the next one last
    read_again: int = 0
    ended: bool = False

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self.again.pop() if self.again else next(self.source, None)
        if line is None:
            self.ended = True
            raise StopIteration
        self.taken.append(line)
        return line

    def put_back(self) -> None:
        """Have the lines of the row in hand read again, all but the first."""
        self.read_again += len(self.taken)
        if self.read_again <= MOST_LINES_AGAIN:
            self.again.extend(reversed(self.taken[1:]))


def _rows(lines: _Lines, form: Form) -> Iterator[Place]:
    number = -1  # the header
    for cells, reason in _read_rows(lines, form):
        number += 1
        if number == 0:
            continue
        at = f"row {number}"
        yield Place(at, None, reason) if reason else _place(at, cells, form)
    if number < 1:
        yield Place("", None, "no rows under the header")


def _read_rows(lines: _Lines, form: Form) -> Iterator[tuple[list[str], str]]:
    """Yield the cells of each row that is not blank, or why it can't be read."""
    reader = _reader(lines, form)
    after_broken = False
    while True:
        lines.taken.clear()
        reason = ""
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:  # strict: text after a closing mark, or a mark never closed
            cells = [] if lines.ended else _leniently(lines.taken, form)
            reason = "" if cells else _fault(lines, error)
        if lines.taken == [""]:
            reason = f"line longer than {LONGEST_LINE // 2**20} MB"
        elif not reason and len(lines.taken) > 1 and len(cells) != len(form.header):
            reason = f"broken row: a quotation mark is not closed, or {_counted(cells, form)}"
        if reason:
            lines.put_back()
            lines.ended = False
            reader = _reader(lines, form)
        elif after_broken and cells and len(cells) != len(form.header):
            reason = "broken row: the rest of the one before"
        after_broken = bool(reason) or (after_broken and not cells)
        if cells or reason:
            yield cells, reason


def _fault(lines: _Lines, error: csv.Error) -> str:
    if "limit" in str(error):
        return f"broken row: a cell longer than {LONGEST_CELL:,} characters, or a quotation mark is not closed"
    if len(lines.taken) > 1 or lines.ended:
        return f"{'truncated' if lines.ended else 'broken'} row: a quotation mark is not closed"
    return "broken row: quotation marks inside a cell are not doubled"


def _reader(lines: Iterable[str], form: Form) -> Iterator[list[str]]:
    return csv.reader(lines, delimiter=form.separator, escapechar=form.escape, strict=True)


def _leniently(taken: list[str], form: Form) -> list[str]:
    """Return the cells of a row with bare quotation marks inside a quoted cell, if there are as many as columns.

    Where a line inside it is a whole row by itself, a mark was not closed, and it is no row.
    """
    columns = len(form.header)
    if any(_count(line, form) == columns for line in taken[1:-1]):
        return []
    try:
        cells = next(csv.reader(taken, delimiter=form.separator, escapechar=form.escape))
    except (csv.Error, StopIteration):
        return []
    return cells if len(cells) == columns else []


def _count(line: str, form: Form) -> int:
    try:
        return len(next(csv.reader([line], delimiter=form.separator, escapechar=form.escape)))
    except (csv.Error, StopIteration):
        return 0


def _counted(cells: list[str], form: Form) -> str:
    return f"{len(cells)} cells under {len(form.header)} columns"


def _place(at: str, cells: list[str], form: Form) -> Place:
    columns = len(form.header)
    if len(cells) > columns and any(cells[columns:]):
        return Place(at, None, f"broken row: {_counted(cells, form)}")
    if not any(cells):
        return Place(at, None, "empty row")
    record: Mapping[str, Any] = dict(zip(form.header, cells, strict=False))
    return Place(at, record, "", (_counted(cells, form),) if len(cells) < columns else ())
