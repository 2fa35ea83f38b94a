"""All words that are compared, of all reports, as packed arrays: what each report prints as news, part after part."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from musnad.link.scratch import Growing
from musnad.link.spans import once
from musnad.link.word_arrays import WordArrays, blocks_of, words_of_block
from musnad.records import Piece, Report

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[Any]]

# Each of these is a stretch of its own; a body of several pieces is one.
PARTS = ("kicker", "headline", "standfirst", "body", "caption")


@dataclass(frozen=True, slots=True)
class Corpus:
    """The words of many texts, one after another.

    ``words`` are 64-bit hashes; ``starts, stops`` where each was printed in its text; ``numeric``, whether it
    begins with a digit. ``bounds[t]`` is where text ``t`` begins, ``stretches[s]`` where a stretch does
    that no run may cross, and ``sentences[n]`` where a sentence does (each has one more entry, which closes the last).
    """

    words: Array
    starts: Array
    stops: Array
    numeric: Array
    bounds: Array
    stretches: Array
    sentences: Array


def pack_reports(reports: Sequence[Report], pieces: Iterable[Piece]) -> Corpus:
    """Return the corpus of the reports, in their order; furniture, bylines and credits are left out."""
    by_report: dict[str, list[tuple[int, int, int]]] = {}
    ranks = {part: rank for rank, part in enumerate(PARTS)}
    for piece in pieces:
        rank = ranks.get(piece.part)
        if rank is not None:
            by_report.setdefault(piece.report_id, []).append((rank, piece.start, piece.stop))
    return joined(_blocks(reports, by_report))


def _blocks(reports: Sequence[Report], by_report: Mapping[str, list[tuple[int, int, int]]]) -> Iterator[Corpus]:
    """Yield the corpora of some reports at a time. Each report is asked for once: it may come from a file."""
    waiting: list[Report] = []

    def sizes() -> Iterator[int]:
        for report in reports:
            waiting.append(report)
            yield len(report.text)

    for some in blocks_of(sizes()):
        words = words_of_block([report.text for report in waiting], lone=len(some) == len(reports))
        yield _block(words, [sorted(by_report.get(report.id, ())) for report in waiting])
        waiting.clear()


def pack_words(texts: Iterable[Sequence[Sequence[int]]]) -> Corpus:
    """Return the corpus of texts given as stretches of word hashes; a word's place is its number in its text."""
    import numpy as np

    parts = []
    for stretches in texts:
        words = np.array([word for stretch in stretches for word in stretch], np.uint64)
        ends = np.cumsum([0, *map(len, stretches)])
        places = np.arange(len(words), dtype=np.int32)
        bounds = once(ends.copy())
        parts.append(Corpus(words, places, places + 1, places < 0, ends[[0, -1]], bounds, bounds))
    return joined(parts)


def joined(parts: Iterable[Corpus]) -> Corpus:
    """Return several corpora as one."""
    import numpy as np

    columns = {"words": Growing(np.uint64), "starts": Growing(np.int32), "stops": Growing(np.int32),
               "numeric": Growing(bool)}  # fmt: skip
    places: dict[str, list[Array]] = {"bounds": [], "stretches": [], "sentences": []}
    total = 0
    for part in parts:
        for name, column in columns.items():
            column.add(getattr(part, name))
        for name, found in places.items():
            found.append(getattr(part, name)[:-1] + total)
        total += len(part.words)
    end = np.full(1, total)
    bounds, stretches, sentences = (np.concatenate([*found, end]) for found in places.values())
    words, starts, stops, numeric = (column.whole() for column in columns.values())
    return Corpus(words, starts, stops, numeric, bounds, once(stretches), once(sentences))


def _block(found: WordArrays, places: Sequence[Sequence[tuple[int, int, int]]]) -> Corpus:
    """Return the corpus of a few texts, from their words and the parts, starts and stops of their pieces in order."""
    import numpy as np

    rows = [(text, *place) for text, some in enumerate(places) for place in some]
    text, rank, start, stop = np.array(rows, np.int64).reshape(-1, 4).T
    begins = found.begins[text]
    first = np.searchsorted(found.starts, begins + start)
    last = np.searchsorted(found.starts, begins + stop)
    if len(found.stops):  # a word that sticks out of its piece is no part of it
        last -= (last > first) & (found.stops[np.maximum(last, 1) - 1] > begins + stop)
    sizes = last - first
    ends = np.cumsum(sizes)
    total = int(ends[-1]) if len(ends) else 0
    chosen = np.repeat(first - ends + sizes, sizes) + np.arange(total)
    shift = np.repeat(begins, sizes)
    before = np.concatenate(([0], ends))
    apart = np.flatnonzero(np.diff(text * len(PARTS) + rank)) + 1
    stretches = once(np.concatenate(([0], before[apart], [total])))
    begun = np.flatnonzero(np.diff(found.sentence[chosen]) > 0) + 1
    return Corpus(
        found.words[chosen],
        (found.starts[chosen] - shift).astype(np.int32),
        (found.stops[chosen] - shift).astype(np.int32),
        found.numeric[chosen],
        before[np.searchsorted(text, np.arange(len(places) + 1))],
        stretches,
        once(np.concatenate((begun, stretches))),
    )
