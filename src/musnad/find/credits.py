"""Credits: the agencies and outlets a report names as its source, and its photo credits.

Looked for where reading found a credit, byline or dateline, so that an agency merely mentioned in a
sentence is no credit. One row for each name; its place is the name's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from musnad.lang import Lang
from musnad.read.agencies import Named, named_in
from musnad.records import Credit, Piece, Report, make_id
from musnad.text import Words, find_words, folded_words

CREDITED = ("credit", "byline", "dateline")
# A name in a line that is nothing but a credit is surer than one in a byline, where it can be a surname.
# why of a credit piece that is a name in brackets on a line of its own
BRACKETED = "rule=name in brackets"
SCORES = {"credit": 0.95, "dateline": 0.95, "byline": 0.85}


def find_credits(report: Report, pieces: Sequence[Piece], *, lang: Lang) -> Iterator[Credit]:
    """Yield one credit for each agency, "agencies" and outlet named in the credit pieces of a report."""
    credited = [piece for piece in pieces if piece.part in CREDITED]
    if not credited:
        return
    words = find_words(report.text)
    for piece in credited:
        photo = "photo" in piece.why
        if piece.why == BRACKETED:
            yield _unknown(report, piece)
        for named in named_in(words, words.within(piece.start, piece.stop), lang):
            own = named.kind == "outlet" and piece.part != "credit" and make_id("outlet", named.key) == report.outlet_id
            if not own:  # a byline that names the outlet itself says nothing of a source
                yield _credit(report, piece, words, named, photo)


def _unknown(report: Report, piece: Piece) -> Credit:
    """Return the credit of a name no table knows, alone in brackets below the text: its folded words are its key."""
    start, stop = piece.start + 1, piece.stop - 1
    name = " ".join(folded_words(report.text[start:stop]))
    row_id = make_id("credit", report.id, start, stop, name, "agency")
    return Credit(row_id, report.id, start, stop, name, "agency", 0.5, "piece=credit rule=unknown name in brackets")


def _credit(report: Report, piece: Piece, words: Words, named: Named, photo: bool) -> Credit:
    start, stop = words.starts[named.first], words.stops[named.last - 1]
    if named.conjoined:
        start += 1  # the conjunction is not part of the name
    kind = "photo" if photo else named.kind
    why = f"piece={piece.part} form={' '.join(words.folded[named.first : named.last])}"
    row_id = make_id("credit", report.id, start, stop, named.key, kind)
    return Credit(row_id, report.id, start, stop, named.key, kind, SCORES[piece.part], why)
