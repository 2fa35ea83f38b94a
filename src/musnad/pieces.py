"""The pieces of reports as everything after reading sees them: with learned furniture cut out.

Reading writes ``piece`` and never changes it; the stage ``furniture`` writes what it learns into a
table of its own. Here the two are put together: a body with learned furniture in it becomes the
body before it, the furniture, and the body after it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from musnad.records import Furniture, Piece, make_id
from musnad.store import Case


def pieces_of_reports(case: Case, report_ids: Sequence[str]) -> dict[str, list[Piece]]:
    """Return the pieces of each of the reports, learned furniture cut out, in the text's order."""
    pieces = case.rows_of_reports("piece", report_ids)
    learned = case.rows_of_reports("furniture", report_ids)
    return {report_id: cut_furniture(pieces[report_id], learned[report_id]) for report_id in report_ids}


def all_pieces(case: Case) -> list[Piece]:
    """Return the pieces of all reports, learned furniture cut out, in a stable order."""
    pieces: list[Piece] = case.all_rows("piece")
    learned: dict[str, list[Furniture]] = {}
    for row in case.rows("furniture"):
        learned.setdefault(row.report_id, []).append(row)
    if not learned:
        return pieces
    kept = [piece for piece in pieces if piece.report_id not in learned]
    of_report: dict[str, list[Piece]] = {}
    for piece in pieces:
        if piece.report_id in learned:
            of_report.setdefault(piece.report_id, []).append(piece)
    kept += [cut for each, some in of_report.items() for cut in cut_furniture(some, learned[each])]
    return sorted(kept, key=lambda piece: (piece.report_id, piece.start, piece.stop, piece.id))


def cut_furniture(pieces: Sequence[Piece], learned: Iterable[Furniture]) -> list[Piece]:
    """Return the pieces of one report with learned furniture cut out; what a person rejected stays text."""
    places = sorted((row for row in learned if row.score > 0), key=lambda row: (row.start, row.stop))
    if not places:
        return list(pieces)
    cut = [part for piece in pieces for part in _cut(piece, places)]
    return sorted(cut, key=lambda piece: (piece.start, piece.stop, piece.id))


def _cut(piece: Piece, places: Sequence[Furniture]) -> Iterator[Piece]:
    inside = [row for row in places if piece.start <= row.start and row.stop <= piece.stop]
    if piece.part == "furniture" or not inside:
        yield piece
        return
    done = piece.start
    for row in inside:
        if row.start < done:
            continue
        if done < row.start:
            yield _part(piece, piece.part, done, row.start, piece.score, piece.why)
        yield _part(piece, "furniture", row.start, row.stop, row.score, row.why)
        done = row.stop
    if done < piece.stop:
        yield _part(piece, piece.part, done, piece.stop, piece.score, piece.why)


def _part(piece: Piece, part: str, start: int, stop: int, score: float, why: str) -> Piece:
    """Return a part of a piece; inside a piece of HTML nobody knows where in the source it stands."""
    straight = piece.source_field is not None or piece.source_start == piece.start
    source_start = piece.source_start + (start - piece.start if straight else 0)
    new_id = make_id("piece", piece.report_id, part, start, stop)
    return Piece(new_id, piece.report_id, part, start, stop, piece.source_field, source_start, score, why)
