"""Learned furniture: lines that an outlet prints on page after page, whatever the page is about.

Reading tells menus and share lines by their wording; what an outlet words in its own way shows only by
recurring. But news recurs too: a quotation in every follow-up, one text under several addresses, a
condolence, a columnist's heading. So a line is learned only where otherwise different reports print it, on
different days, at an edge of the text (or so often that its place does not matter), and where it tells
nothing of what those reports are about. No text changes: a row names the place, and a person can reject it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from musnad.find.recurring import Told, tells_of_the_news
from musnad.lang import Lang
from musnad.records import Furniture, Judgement, Piece, Report, likely_day, make_id, page_of, reading_order

# Parts a recurring line is looked for in: captions, bylines and credits recur by nature, headlines name series.
PARTS = ("body", "standfirst")
# A line is learned from so many pages of an outlet: fewer can be chance, or one story followed up.
FEWEST_PAGES = 4
# In a large outlet from one in so many; one in 512 was as right in 14 outlets. Counted by the power of two below the
# outlet's pages, so that a growing case changes its mind about a line at most once a doubling.
ONE_IN = 256
# The same for what could be text: whole sentences, and the first or last sentences of a paragraph.
FEWEST_OF_A_SENTENCE, ONE_IN_OF_A_SENTENCE = 8, 8
# And a sentence that opens texts on this share of the outlet's pages: those of a series have one.
LONG_OPENING = 0.75
# A line that recurs this often may stand anywhere in a text (an advertisement); else only at its edges.
ONE_IN_ANYWHERE = 8
# On so many different days; where days are few or unknown, on this share of all the outlet's pages instead.
FEWEST_DAYS, INSTEAD_OF_DAYS = 3, 0.25
# A page is another one where so much of its text stands on no other page of the outlet: copies, versions and
# forms filled in are no witnesses.
OWN_SHARE = 0.4
# Furniture is never most of a report.
MOST_OF_A_REPORT = 0.6
# Longer lines are paragraphs, whatever they say.
MOST_WORDS = 60
LONGEST = 600  # characters: no sixty words are longer
# So many words, or so many with a full stop, are a sentence.
WORDS_OF_A_LONG_LINE, WORDS_OF_A_SENTENCE = 12, 6
# One line this short between learned ones, or after them, does not end the edge of a text («كود 12», a clock time).
WORDS_OF_A_BRIDGE = 12
# Sentences told apart at each end of a body.
ENDS = 3
OTHERS_NAMED = 3
# Pages that name no outlet are looked at together: what recurs on them word for word is of one site all the same.
NOBODY = ""

_LINE = re.compile(r"[^\r\n\v\f\x85\u2028\u2029]+")
# The space behind a sentence; begun with the mark itself, which is looked for faster than what a mark precedes.
_SENTENCE_GAP = re.compile(r"[.!؟?…](\s+)(?=\S)")
_LETTER = re.compile(r"[^\W\d_]")
_STOP = re.compile(r"[.!؟?…][\"”»’)\]]*$")


@dataclass(frozen=True, slots=True)
class _Unit:
    """A line of a report, or a sentence at an end of its body: where it stands and its words, spaces evened."""

    start: int
    stop: int
    words: str
    inner: bool  # a sentence of a longer line


@dataclass(frozen=True, slots=True)
class _Page:
    """One report of an outlet and the lines of its text."""

    report: Report
    lines: list[_Unit]
    ends: list[_Unit]  # the first sentence and the last ones, where they are parts of longer lines


@dataclass(slots=True)
class _Line:
    """A recurring line and the reports that print it."""

    words: str
    inner: bool
    opening: list[Report]
    closing: list[Report]
    anywhere: list[Report]


def find_furniture(
    reports: Sequence[Report], pieces: Iterable[Piece], judgements: Iterable[Judgement], *, lang: Lang | None
) -> Iterator[Furniture]:
    """Yield the places of learned furniture, outlet by outlet; ``score`` is 0 where a person rejected the line.

    ``why`` says in how many of the outlet's pages a line recurs, on how many days, and which is the first.
    """
    texts = _pieces_by_report(pieces)
    rejected = [row for row in judgements if row.verdict == "reject" and row.about.startswith("furniture-")]
    by_outlet: dict[str, list[Report]] = defaultdict(list)
    for report in reports:
        if report.id in texts:
            by_outlet[report.outlet_id or NOBODY].append(report)
    for outlet_id in sorted(by_outlet):
        some = by_outlet[outlet_id]
        if len(some) >= FEWEST_PAGES:
            yield from _of_outlet([_page(report, texts[report.id]) for report in some], rejected, lang)


def _pieces_by_report(pieces: Iterable[Piece]) -> dict[str, list[Piece]]:
    found: dict[str, list[Piece]] = defaultdict(list)
    for piece in pieces:
        if piece.part in PARTS:
            found[piece.report_id].append(piece)
    return found


def _page(report: Report, pieces: Sequence[Piece]) -> _Page:
    lines = []
    for piece in sorted(pieces, key=lambda each: each.start):
        for match in _LINE.finditer(report.text, piece.start, piece.stop):
            lines += _unit(report.text, match.start(), match.end())
    ends = [*_first_sentence(report.text, lines[0]), *_last_sentences(report.text, lines[-1])] if lines else []
    return _Page(report, lines, ends)


def _unit(text: str, start: int, stop: int, *, inner: bool = False) -> list[_Unit]:
    """Return a stretch without the space round it; none where it holds nothing else."""
    words = text[start:stop]
    stripped = words.strip()
    if not stripped:
        return []
    start += len(words) - len(words.lstrip())
    evened = stripped if len(stripped) > LONGEST else " ".join(stripped.split())
    return [_Unit(start, start + len(stripped), evened, inner)]


def _of_outlet(pages: Sequence[_Page], rejected: Sequence[Judgement], lang: Lang | None) -> Iterator[Furniture]:
    number = len({page_of(page.report) for page in pages})
    counts = _recurring(pages)
    if not any(count >= FEWEST_PAGES for count in counts.values()):
        return
    need = needed(number)
    found: dict[str, _Line] = {}
    cut: list[tuple[_Page, list[_Unit]]] = []
    for page in pages:
        units = _with_ends(page, counts, need)
        if any(counts.get(unit.words, 0) >= need for unit in units):
            cut.append((page, units))
    for page, units in cut:
        if _own_share(page, counts) >= OWN_SHARE:
            _witness(found, page.report, units, counts, need)
    told = Told([page.report for page in pages], dict(_rest(page, units, counts, need) for page, units in cut), lang)
    learned = {
        words: each
        for words, each in found.items()
        if _is_furniture(each, number) and not tells_of_the_news(told, words, each.anywhere)
    }
    if learned:
        yield from _rows(cut, learned, number, _rejected_words(rejected, cut))


def needed(pages: int, fewest: int = FEWEST_PAGES, one_in: int = ONE_IN) -> int:
    """Return on how many pages of so many a line must stand to be learned."""
    doubling = 1 << (max(1, pages).bit_length() - 1)
    return max(fewest, doubling // one_in)


def _recurring(pages: Sequence[_Page]) -> dict[str, int]:
    """Return on how many pages each line and each sentence at an end stands, of those that stand on several.

    Versions of one page count once. Hashes are counted in one array; the words are kept of what recurs only.
    """
    import numpy as np

    numbers: dict[str, int] = {}
    hashes: list[int] = []
    owners: list[int] = []
    for page in pages:
        owner = numbers.setdefault(page_of(page.report), len(numbers))
        for words in {unit.words for unit in (*page.lines, *page.ends)}:
            hashes.append(hash(words))
            owners.append(owner)
    pairs = np.unique(np.array([hashes, owners], np.int64).reshape(2, -1), axis=1)
    values, counts = np.unique(pairs[0], return_counts=True)
    several = {int(value): int(count) for value, count in zip(values, counts, strict=True) if count > 1}
    return {
        unit.words: several[hash(unit.words)]
        for page in pages
        for unit in (*page.lines, *page.ends)
        if hash(unit.words) in several
    }


def _first_sentence(text: str, line: _Unit) -> list[_Unit]:
    """Return the first sentence of a longer line; none where the line is one, or it is longer than any furniture."""
    gap = _SENTENCE_GAP.search(text, line.start, min(line.stop, line.start + LONGEST))
    return _unit(text, line.start, gap.start(1), inner=True) if gap else []


def _last_sentences(text: str, line: _Unit) -> list[_Unit]:
    """Return the last sentences of a longer line, as far as they could be furniture."""
    first = max(line.start, line.stop - ENDS * LONGEST - 1)
    starts = [gap.end() for gap in _SENTENCE_GAP.finditer(text, first, line.stop)][-ENDS:]
    return [unit for start, stop in pairwise([*starts, line.stop]) for unit in _unit(text, start, stop, inner=True)]


def _with_ends(page: _Page, counts: Mapping[str, int], need: int) -> list[_Unit]:
    """Return the lines of a page; the first and the last in sentences where they don't recur as they are."""
    text, units = page.report.text, list(page.lines)
    if units and counts.get(units[-1].words, 0) < need:
        line, last = units[-1], _last_sentences(text, units[-1])
        if last:
            units[-1:] = [*_unit(text, line.start, last[0].start, inner=True), *last]
    if units and counts.get(units[0].words, 0) < need:
        line, first = units[0], _first_sentence(text, units[0])
        if first:
            units[:1] = [*first, *_unit(text, first[0].stop, line.stop, inner=True)]
    return units


def _rest(page: _Page, units: Sequence[_Unit], counts: Mapping[str, int], need: int) -> tuple[str, str]:
    """Return a report's id and its text without its recurring lines and what stands between them at its edges."""
    edges = _edges(units, lambda words: counts.get(words, 0) >= need)
    rest, done = [], 0
    for index, unit in enumerate(units):
        if index in edges or counts.get(unit.words, 0) >= need:
            rest.append(page.report.text[done : unit.start])
            done = unit.stop
    return page.report.id, " ".join([*rest, page.report.text[done:]])


def _own_share(page: _Page, counts: Mapping[str, int]) -> float:
    """Return which share of a page's text stands on no other page of the outlet."""
    total = sum(len(line.words) for line in page.lines)
    return sum(len(line.words) for line in page.lines if line.words not in counts) / max(1, total)


def _witness(
    found: dict[str, _Line], report: Report, units: Sequence[_Unit], counts: Mapping[str, int], need: int
) -> None:
    """Note the recurring lines of one report."""
    first, last = _bounds(units, lambda words: counts.get(words, 0) >= need)
    for index, unit in enumerate(units):
        if counts.get(unit.words, 0) < need or not _LETTER.search(unit.words):
            continue
        line = found.setdefault(unit.words, _Line(unit.words, unit.inner, [], [], []))
        line.inner = line.inner and unit.inner
        for noted, holds in ((line.anywhere, True), (line.opening, index < first), (line.closing, index >= last)):
            if holds and report not in noted[-1:]:
                noted.append(report)


def _bridges(unit: _Unit) -> bool:
    return unit.words.count(" ") < WORDS_OF_A_BRIDGE and not unit.inner


def _edges(units: Sequence[_Unit], recurring: Callable[[str], bool]) -> set[int]:
    """Return the indexes of the lines that open or close a text with recurring ones, a short line between allowed."""
    first, last = _bounds(units, recurring)
    return {*range(first), *range(last, len(units))}


def _bounds(units: Sequence[_Unit], recurring: Callable[[str], bool]) -> tuple[int, int]:
    """Return where the recurring lines that open a text end, and where those that close it begin."""
    opening = _run(units, recurring)
    return opening, len(units) - _run(units[::-1], recurring)


def _run(units: Sequence[_Unit], recurring: Callable[[str], bool]) -> int:
    """Return how many lines the recurring ones at the start take, up to the last of them."""
    taken, missed = 0, False
    for index, unit in enumerate(units):
        if recurring(unit.words):
            taken, missed = index + 1, False
        elif missed or not _bridges(unit):
            break
        else:
            missed = True
    return taken


def _is_furniture(line: _Line, pages: int) -> bool:
    """Tell whether a line recurs often enough, at its places, on different days, for what it looks like."""
    words = line.words.count(" ") + 1
    if words > MOST_WORDS or len(line.words) > LONGEST:
        return False
    anywhere, at_edge = _pages(line.anywhere), _pages([*line.opening, *line.closing])
    if line.inner or words >= WORDS_OF_A_LONG_LINE or (words >= WORDS_OF_A_SENTENCE and _STOP.search(line.words)):
        need = needed(pages, FEWEST_OF_A_SENTENCE, ONE_IN_OF_A_SENTENCE)
        enough = _pages(line.closing) >= need or _pages(line.opening) >= max(need, LONG_OPENING * pages)
    else:
        enough = at_edge >= needed(pages) or anywhere >= needed(pages, FEWEST_OF_A_SENTENCE, ONE_IN_ANYWHERE)
    days = len(_days(line.anywhere))
    return enough and (days >= FEWEST_DAYS or anywhere >= INSTEAD_OF_DAYS * pages)


def _pages(reports: Iterable[Report]) -> int:
    return len({page_of(report) for report in reports})


def _days(reports: Iterable[Report]) -> set[str]:
    return {day for report in reports if (day := likely_day(report))}


def _rejected_words(rejected: Sequence[Judgement], cut: Sequence[tuple[_Page, list[_Unit]]]) -> set[str]:
    """Return the lines of this outlet a person rejected: by the judgement's words and report, or by its row's id."""
    here = {page.report.id: page.report for page, _ in cut}
    found: set[str] = set()
    about = {row.about for row in rejected}
    for row in rejected:
        report = here.get(row.about_report_id or "")
        if report and row.about_words.strip():
            found.add(" ".join(row.about_words.split()))
        if report and row.about_start is not None and row.about_stop is not None:
            found.add(" ".join(report.text[row.about_start : row.about_stop].split()))
    if about:
        for page, units in cut:
            found.update(unit.words for unit in units if _row_id(page.report, unit) in about)
    return found


def _rows(
    cut: Sequence[tuple[_Page, list[_Unit]]], learned: Mapping[str, _Line], pages: int, rejected: Collection[str]
) -> Iterator[Furniture]:
    whys = {words: _why(line, pages) for words, line in learned.items()}
    anywhere = {
        words
        for words, line in learned.items()
        if _pages(line.anywhere) >= needed(pages, FEWEST_OF_A_SENTENCE, ONE_IN_ANYWHERE) and not line.inner
    }
    for page, units in cut:
        edges = _edges(units, learned.__contains__)
        mine = [
            unit
            for index, unit in enumerate(units)
            if unit.words in learned and (index in edges or unit.words in anywhere)
        ]
        total = sum(len(unit.words) for unit in units)
        if sum(len(unit.words) for unit in mine) > MOST_OF_A_REPORT * total:
            continue
        for unit in mine:
            score = 0.0 if unit.words in rejected else _score(learned[unit.words], pages)
            why = whys[unit.words] + (" verdict=reject" if unit.words in rejected else "")
            yield Furniture(_row_id(page.report, unit), page.report.id, unit.start, unit.stop, score, why)


def _row_id(report: Report, unit: _Unit) -> str:
    return make_id("furniture", report.id, unit.start, unit.stop)


def _score(line: _Line, pages: int) -> float:
    """Return a half at the fewest pages that suffice, nearer to one the more there are."""
    number = _pages(line.anywhere)
    return round(number / (number + needed(pages)), 3)


def _why(line: _Line, pages: int) -> str:
    ordered = sorted(line.anywhere, key=reading_order)
    others = "+".join(report.id for report in ordered[1 : 1 + OTHERS_NAMED])
    place = "sentence" if line.inner else "line"
    return (
        f"rule=recurs reports={_pages(ordered)} of={pages} on_days={len(_days(ordered))} unit={place}"
        f" first={ordered[0].id} others={others}"
    )
