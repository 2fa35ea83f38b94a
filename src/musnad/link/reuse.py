"""Passages two reports share, edits inside, in any order and any language.

Only what an outlet prints as news is compared: headline, standfirst, body, caption; never furniture.
The kernels of ``link/shingles.py`` find runs of equal words over the whole case; ``link/passages.py``
looks closely at each pair.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from musnad.lang import Lang
from musnad.link import passages
from musnad.link.passages import FEWEST_WORDS, Passage, Side
from musnad.records import Piece, Report, Reuse, make_id, reading_order
from musnad.text import find_words, folded_words, proclitic_splits

if TYPE_CHECKING:
    from musnad.link.shingles import Corpus

# Each of these is a stretch of its own; a body of several pieces is one.
_PARTS = ("kicker", "headline", "standfirst", "body", "caption")
_SENTENCE_END = re.compile(r"[.!?؟…۔][\"”»’)\]]*(?:\s|$)|\n")
# In a case of at least this many reports, how often words stand together says what is a template.
_LARGE_CASE = 500
# A 5-gram at more places than this in such a case is no sign of copying: the most printed wire story
# of 31,000 reports from 14 outlets stood at fewer.
_TEMPLATE_PLACES = 16
# A passage whose shared words are mostly stock phrases is a formula unless it has this many others.
_FEWEST_OWN = 6
# Numbers changed in a passage, and more changed than kept, from which on it is a form filled in. An edited
# copy updates a number or two.
_FEWEST_FILLED = 4
# "Son of": the words on both sides are names.
_SON = "بن"
_SHORTEST_WITH_ARTICLE = 4
_PRONOUNS = ("هما", "هم", "ها", "ه")
_SHORTEST_BARE = 3


@dataclass(frozen=True, slots=True)
class _Stream:
    """The content words of a report, part after part."""

    report: Report
    words: list[str]
    starts: list[int]
    stops: list[int]
    stretch_starts: tuple[int, ...]


def find_reuse(reports: Sequence[Report], pieces: Iterable[Piece], *, lang: Lang | None) -> Iterator[Reuse]:
    """Yield a row for each passage two reports share, the earlier report left, in reading order.

    Every run of at least 8 equal folded words lies in a row, unless its words stand together at more
    than ``shingles.MOST_PLACES_LONG`` places of the case. ``kind`` is ``formula`` for stock phrases,
    templates and strings of names; ``score`` is the share of equal words (0..1).
    """
    from musnad.link import shingles

    streams = _streams(reports, pieces)
    corpus = shingles.pack([_stretches(stream) for stream in streams])
    counts = _template_words(corpus, len(streams))
    sides: dict[int, Side] = {}
    for left, right, runs in shingles.runs_by_pair(corpus, shingles.shared_runs(corpus)):
        for number in (left, right):
            if number not in sides:
                sides[number] = _side(streams[number])
        templates = counts[int(corpus.starts[left]) : int(corpus.starts[left + 1])]
        for passage in passages.find_passages(sides[left], sides[right], runs):
            yield _row(streams[left], streams[right], passage, templates, lang)


def _streams(reports: Sequence[Report], pieces: Iterable[Piece]) -> list[_Stream]:
    by_report: dict[str, list[Piece]] = {}
    for piece in pieces:
        if piece.part in _PARTS:
            by_report.setdefault(piece.report_id, []).append(piece)
    return [_stream(report, by_report.get(report.id, [])) for report in sorted(reports, key=reading_order)]


def _stream(report: Report, pieces: Sequence[Piece]) -> _Stream:
    found = find_words(report.text)
    words: list[str] = []
    starts: list[int] = []
    stops: list[int] = []
    stretch_starts: list[int] = []
    for part in _PARTS:
        stretch_starts.append(len(words))
        for piece in sorted((each for each in pieces if each.part == part), key=lambda each: (each.start, each.stop)):
            inside = found.within(piece.start, piece.stop)
            words += found.folded[inside.start : inside.stop]
            starts += found.starts[inside.start : inside.stop]
            stops += found.stops[inside.start : inside.stop]
    return _Stream(report, words, starts, stops, tuple(sorted({each for each in stretch_starts if each < len(words)})))


def _stretches(stream: _Stream) -> list[list[str]]:
    bounds = [*stream.stretch_starts, len(stream.words)]
    return [stream.words[start:stop] for start, stop in pairwise(bounds)]


def _side(stream: _Stream) -> Side:
    text = stream.report.text
    begins = set(stream.stretch_starts) | {0, len(stream.words)}
    for index in range(1, len(stream.words)):
        between = text[stream.stops[index - 1] : stream.starts[index]]
        if between != " " and _SENTENCE_END.search(between):
            begins.add(index)
    bounds = (*stream.stretch_starts, len(stream.words))
    return Side(stream.words, sorted(begins), sorted(set(bounds)), f" {' '.join(stream.words)} ")


def _template_words(corpus: Corpus, reports: int) -> Any:
    """Return for each word of the case whether it begins words that stand together too often to be a copy."""
    import numpy as np

    from musnad.link import shingles

    if reports < _LARGE_CASE:
        return np.zeros(len(corpus.words), bool)
    return shingles.places_of_ngrams(corpus, shingles.SHORT) > _TEMPLATE_PLACES


def _row(left: _Stream, right: _Stream, passage: Passage, templates: Any, lang: Lang | None) -> Reuse:
    place = (
        left.starts[passage.left_start],
        left.stops[passage.left_stop - 1],
        right.starts[passage.right_start],
        right.stops[passage.right_stop - 1],
    )
    reason = _formula_reason(left.words, right.words, passage, templates, lang)
    sizes = f"{passage.left_stop - passage.left_start}/{passage.right_stop - passage.right_start}"
    why = f"words={sizes} shared={passage.shared}" + (f" formula={reason}" if reason else "")
    return Reuse(
        make_id("reuse", left.report.id, right.report.id, *place),
        left.report.id,
        right.report.id,
        *place,
        "formula" if reason else "passage",
        round(passage.share, 3),
        why,
    )


def _formula_reason(
    words: Sequence[str], others: Sequence[str], passage: Passage, templates: Any, lang: Lang | None
) -> str:
    """Return why a passage is no sign of copying, or ""."""
    if _filled_in(words, others, passage):
        return "numbers"
    shared = [index for left, _, size in passage.blocks for index in range(left, left + size)]
    own = [index for index in shared if not templates[index]]
    if len(own) < FEWEST_WORDS // 2 and len(own) < len(shared) // 2:
        return "template"
    if lang is None:
        return ""
    stock = _stock_words(words[passage.left_start : passage.left_stop], lang)
    own = [index for index in shared if index - passage.left_start not in stock]
    if len(own) < _FEWEST_OWN and len(own) <= len(shared) - len(own):
        return "phrase"
    return ""


def _filled_in(words: Sequence[str], others: Sequence[str], passage: Passage) -> bool:
    """Tell whether a passage is a form filled in with other numbers, as yesterday's market report and today's."""
    kept = sum(words[at][0].isdigit() for left, _, size in passage.blocks for at in range(left, left + size))
    ends = [(left + size, right + size) for left, right, size in passage.blocks]
    changed = 0
    for (left, right), after in zip(ends, passage.blocks[1:], strict=False):
        one, other = words[left : after[0]], others[right : after[1]]
        changed += any(word[0].isdigit() for word in one) and any(word[0].isdigit() for word in other)
    return changed >= _FEWEST_FILLED and changed > kept


def _stock_words(words: Sequence[str], lang: Lang) -> set[int]:
    """Return the indexes of words that belong to a stock phrase, a title or a chain of forefathers."""
    phrases = _phrases(lang)
    bare = [_without_pronoun(word) for word in words]
    found: set[int] = set()
    for index, word in enumerate(words):
        if word == _SON:
            found.update(each for each in (index - 1, index, index + 1) if 0 <= each < len(words))
        for front, stem in proclitic_splits(word):
            if front and front[0] not in "وبل":
                continue
            for phrase in phrases.get(_without_pronoun(stem), ()):
                if tuple(bare[index + 1 : index + len(phrase)]) == phrase[1:]:
                    found.update(range(index, index + len(phrase)))
    return found


def _without_pronoun(word: str) -> str:
    """Return a folded word without ه ها هم هما at its end: a formula is said of one as of many."""
    for ending in _PRONOUNS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_BARE:
            return word[: -len(ending)]
    return word


@cache
def _phrases(lang: Lang) -> dict[str, tuple[tuple[str, ...], ...]]:
    by_first: dict[str, list[tuple[str, ...]]] = {}
    cells = [row["phrase"] for row in lang.rows("formulae")]
    for row in lang.rows("change_words"):
        cells += row["forms"].split("|") if row["kind"] == "honorific" else []
    for cell in cells:
        folded = folded_words(cell)
        rest = tuple(_without_pronoun(word) for word in folded[1:])
        for first in {
            folded[0],
            folded[0].removeprefix("ال") if len(folded[0]) > _SHORTEST_WITH_ARTICLE else folded[0],
        }:
            by_first.setdefault(_without_pronoun(first), []).append((_without_pronoun(first), *rest))
    return {first: tuple(sorted(set(each))) for first, each in by_first.items()}
