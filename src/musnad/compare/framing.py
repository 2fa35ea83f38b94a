"""Framing: which words each outlet chose for a group, an act or a place, out of how many choices.

A count without its denominator says nothing: every row gives how often the outlet used any word of
the family, and how many words it printed. Each count opens at its places.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from musnad.compare.places import Place, Printed, one_a_page, printed_reports, texts_of
from musnad.pieces import pieces_of_reports
from musnad.records import Label, Piece
from musnad.store import Case
from musnad.text import find_words

# What an outlet says in its own news: captions and credits are often the agency's, furniture is nobody's.
_COUNTED = ("kicker", "headline", "standfirst", "body")


@dataclass(frozen=True, slots=True)
class Framing:
    """How often one outlet used one term in one voice.

    ``outlet`` is the outlet's id, or the report's where the outlet is unknown; ``outlet_name`` is ``None`` then
    and the page shows ``source``. ``denominator``: uses of any term of the family by this outlet, in
    all voices; ``share`` = ``count / denominator`` (0..1). ``words``: words this outlet printed in all, so
    that ``1000 * count / words`` compares outlets.
    """

    outlet: str
    outlet_name: str | None
    source: str
    family: str
    term: str
    pole: str
    voice: str
    count: int
    denominator: int
    share: float
    words: int
    places: tuple[Place, ...]


def label_table(case: Case, story_id: str | None = None) -> list[Framing]:
    """Return the labels of a story (or of the whole case), by family, then outlet, the most used term first."""
    # a page that was changed speaks once, with its last words
    printed = {each.report_id: each for each in one_a_page(printed_reports(case, story_id), latest=True)}
    labels = case.rows_of_reports("label", sorted(printed))
    pieces = _news_pieces(case, printed)
    words = _words_printed(case, printed, pieces)
    uses: dict[tuple[str, str, str, str, str], list[Label]] = defaultdict(list)
    totals: dict[tuple[str, str], int] = defaultdict(int)
    for report_id, rows in labels.items():
        outlet = printed[report_id].outlet
        for label in rows:
            if not any(piece.start <= label.start < piece.stop for piece in pieces[report_id]):
                continue
            uses[outlet, label.family, label.term, pole_of(label), label.voice].append(label)
            totals[outlet, label.family] += 1
    first = {each.outlet: each for each in reversed(printed.values())}
    rows = [_row(first[key[0]], key, found, totals, words) for key, found in uses.items()]
    return sorted(rows, key=lambda row: (row.family, row.outlet, -row.count, row.term, row.voice))


def pole_of(label: Label) -> str:
    """Return how the term colours what it names: negative neutral positive official self."""
    fields = dict(part.split("=", 1) for part in label.why.split() if "=" in part)
    return fields.get("pole", "neutral")


def _row(
    printed: Printed,
    key: tuple[str, str, str, str, str],
    found: Iterable[Label],
    totals: Mapping[tuple[str, str], int],
    words: Mapping[str, int],
) -> Framing:
    outlet, family, term, pole, voice = key
    places = tuple(Place(label.report_id, label.start, label.stop, label.id) for label in found)
    count, denominator = len(places), totals[outlet, family]
    return Framing(
        outlet, printed.outlet_name, printed.source, family, term, pole, voice,
        count, denominator, count / denominator, words[outlet], places,
    )  # fmt: skip


def _news_pieces(case: Case, printed: Mapping[str, Printed]) -> dict[str, list[Piece]]:
    pieces: dict[str, list[Piece]] = pieces_of_reports(case, sorted(printed))
    return {report_id: [piece for piece in rows if piece.part in _COUNTED] for report_id, rows in pieces.items()}


def _words_printed(case: Case, printed: Mapping[str, Printed], pieces: Mapping[str, list[Piece]]) -> dict[str, int]:
    """Return how many words each outlet printed as news in these reports."""
    texts = texts_of(case, printed)
    counts: dict[str, int] = defaultdict(int)
    for report_id, rows in pieces.items():
        found = find_words(texts[report_id])
        counts[printed[report_id].outlet] += sum(len(found.within(piece.start, piece.stop)) for piece in rows)
    return counts
