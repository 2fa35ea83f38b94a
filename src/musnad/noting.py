"""Noting: what a person writes beside a passage, with tags, kept with the words that were printed there.

A report's text never changes, but its page may be read again, or by a better reader, as another
report: the printed words and those around them say where a note belongs in that text. A note that is
taken away is only hidden, so that it can be put back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from musnad.errors import UsageError
from musnad.records import Note, make_id
from musnad.store import Case
from musnad.text import fold, fold_word

# What may be written in one note; longer is an article of one's own.
LONGEST_NOTE = 4000
LONGEST_NAME = 80
LONGEST_TAG, MOST_TAGS = 60, 20
# The printed words are kept beside the note: of a longer passage they would be a copy of the report.
LONGEST_PASSAGE = 5000
# Printed characters kept on each side, to tell places with the same words apart (Web Annotation's prefix and suffix).
AROUND = 40
# A passage counts as the same where so much of its folded letters stands in one stretch, in percent: one changed
# word in a clause of six stays, another sentence about the same thing does not. Tried on passages made for the tests.
LEAST_ALIKE = 80.0
# Looking for what is merely alike costs length times length: of very long texts it is left out.
LONGEST_SEARCHED = 400_000
_WORD = re.compile(r"\S+")
_PARTING = re.compile(r"[,،;؛#\n]+")


@dataclass(frozen=True, slots=True)
class Found:
    """Where a note belongs in a text, and how that is known: ``place``, ``words``, ``folded`` or ``alike``."""

    start: int
    stop: int
    how: str


def note_down(
    case: Case,
    report_id: str,
    start: int,
    stop: int,
    words: str,
    tags: str,
    noted_by: str,
    *,
    noted_at: datetime | None = None,
) -> Note:
    """Write a note at ``start, stop`` of a report, and return it. ``tags`` are parted by commas or ``#``.

    Raises ``UsageError`` where there is no such report or place, nothing is said, or it is too long.
    """
    report = case.get("report", report_id)
    if report is None:
        raise UsageError(f"nothing in this case has the id {report_id!r}")
    if not 0 <= start < stop <= len(report.text):
        raise UsageError(f"{start}-{stop} is no place in this report of {len(report.text)} characters")
    if stop - start > LONGEST_PASSAGE:
        raise UsageError(f"a note stands at {LONGEST_PASSAGE} characters at most, not {stop - start}")
    words, by, listed = words.strip().replace("\r\n", "\n"), noted_by.strip(), ", ".join(tags_of(tags))
    _check(words, by, listed)
    moment = _moment(noted_at)
    note = Note(
        make_id("note", report_id, start, stop, words, listed, by, moment), report_id, start, stop, words, listed, by,
        moment, report.text[start:stop], report.text[max(0, start - AROUND) : start],
        report.text[stop : stop + AROUND],
    )  # fmt: skip
    with case.batch():
        case.write([note])
    return note


def _check(words: str, by: str, listed: str) -> None:
    if not by:
        raise UsageError("a note needs a name: who writes it?")
    if not words and not listed:
        raise UsageError("a note needs words or a tag")
    if len(by) > LONGEST_NAME or len(words) > LONGEST_NOTE:
        raise UsageError(f"a note has {LONGEST_NOTE} characters at most, a name {LONGEST_NAME}")


def tags_of(written: str) -> list[str]:
    """Return the tags in a line as they are kept: parted, white space as one space, none twice.

    Raises ``UsageError`` where there are too many, or one is too long.
    """
    tags = {fold_word(tag): tag for part in _PARTING.split(written) if (tag := " ".join(part.split()))}
    if len(tags) > MOST_TAGS or any(len(tag) > LONGEST_TAG for tag in tags.values()):
        raise UsageError(f"a note has {MOST_TAGS} tags at most, a tag {LONGEST_TAG} characters")
    return list(tags.values())


def take_away(case: Case, note_id: str, by: str, *, at: datetime | None = None) -> Note:
    """Hide a note, and return it. Raises ``UsageError`` where there is none, or nobody says who takes it away."""
    if not by.strip():
        raise UsageError("taking a note away needs a name: who does it?")
    return _mark(case, note_id, by.strip()[:LONGEST_NAME], _moment(at))


def put_back(case: Case, note_id: str) -> Note:
    """Undo ``take_away``."""
    return _mark(case, note_id, None, None)


def _mark(case: Case, note_id: str, by: str | None, at: str | None) -> Note:
    with case.batch():
        note = case.get("note", note_id)
        if note is None:
            raise UsageError(f"nothing in this case has the id {note_id!r}")
        case.connection.execute("UPDATE note SET removed_by = ?, removed_at = ? WHERE id = ?", (by, at, note_id))
    marked: Note = replace(note, removed_by=by, removed_at=at)
    return marked


def _moment(at: datetime | None) -> str:
    return (at or datetime.now(UTC)).strftime("%Y-%m-%dT%H:%M:%SZ")


def notes_in(case: Case, report_id: str) -> list[tuple[Note, Found]]:
    """Return the notes that belong in a report, in the text's order: its own, and those of other texts of its page."""
    report = case.get("report", report_id)
    if report is None:
        return []
    sql = "SELECT id FROM report WHERE address = ? AND id != ? ORDER BY id"
    others = [each for (each,) in case.connection.execute(sql, (report.address, report_id))]
    found = []
    for notes in case.rows_of_reports("note", [report_id, *others]).values():
        for note in notes:
            place = None if note.removed_at else find_again(report.text, note)
            if place:
                found.append((note, place))
    return sorted(found, key=lambda each: (each[1].start, each[1].stop, each[0].noted_at, each[0].id))


def find_again(text: str, note: Note) -> Found | None:
    """Return where a note belongs in a text: its place, the words printed there, their spelling, the like; or none."""
    if note.quoted and text[note.start : note.stop] == note.quoted:
        return Found(note.start, note.stop, "place")
    starts = list(_places(text, note.quoted))
    if starts:
        start = max(starts, key=lambda at: (_fits(text, at, note), -abs(at - note.start)))
        return Found(start, start + len(note.quoted), "words")
    place = place_of_words(text, note.quoted)
    return Found(*place, "folded") if place else _alike(text, note.quoted)


def place_of_words(text: str, words: str) -> tuple[int, int] | None:
    """Return where words first stand in a text, spelling and white space apart; ``None`` where they do not."""
    start = text.find(words.strip()) if words.strip() else -1
    if start >= 0:
        return start, start + len(words.strip())
    wanted = [re.escape(part) for part in fold_word(words).split()]
    if not wanted:
        return None
    folded = fold(text)
    match = re.search(r"\s+".join(wanted), folded.text)
    return folded.printed(*match.span()) if match else None


def _places(text: str, words: str) -> Iterator[int]:
    at = text.find(words) if words else -1
    while at >= 0:
        yield at
        at = text.find(words, at + 1)


def _fits(text: str, at: int, note: Note) -> int:
    """Return how many of the characters kept around a note stand around this place too."""
    before, after = text[max(0, at - AROUND) : at], text[at + len(note.quoted) :][:AROUND]
    return _shared(before[::-1], note.before[::-1]) + _shared(after, note.after)


def _shared(one: str, other: str) -> int:
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _alike(text: str, words: str) -> Found | None:
    """Return the words most like those wanted, where enough of their letters is the same."""
    wanted = fold_word(words)
    if len(text) > LONGEST_SEARCHED or not wanted or len(wanted) > len(text):
        return None
    from rapidfuzz.fuzz import partial_ratio_alignment

    folded = fold(text)
    best = partial_ratio_alignment(wanted, folded.text, score_cutoff=LEAST_ALIKE)
    if best is None or best.dest_start == best.dest_end:
        return None
    start, stop = folded.printed(best.dest_start, best.dest_end)
    within = [match.span() for match in _WORD.finditer(text, *_widened(text, start, stop))]
    # a word belongs where half of it does
    mostly = [(a, b) for a, b in within if 2 * (min(b, stop) - max(a, start)) >= b - a]
    return Found(mostly[0][0], mostly[-1][1], "alike") if mostly else None


def _widened(text: str, start: int, stop: int) -> tuple[int, int]:
    """Return a stretch with the words at its edges whole."""
    while start > 0 and not text[start - 1].isspace():
        start -= 1
    while stop < len(text) and not text[stop].isspace():
        stop += 1
    return start, stop
