"""Credits: the agencies and outlets a report names as its source, and its photo credits.

Looked for where reading found a credit, byline, dateline or caption, so that an agency merely mentioned
in a sentence is no credit: that is an attribution. One row for each name; its place is the name's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from musnad.lang import Lang, load_lang
from musnad.read.plain.agencies import Named, is_credit, is_of_picture, named_in
from musnad.records import Credit, Piece, Report, make_id
from musnad.text import Words, find_words, folded_words

CREDITED = ("credit", "byline", "dateline")
# A name in a line that is nothing but a credit is surer than one in a byline, where it can be a surname.
# why of a credit piece that is a name in brackets on a line of its own
BRACKETED = "rule=name in brackets"
SCORES = {"credit": 0.95, "dateline": 0.95, "byline": 0.85, "caption": 0.9}
_LAST_BRACKET = re.compile(r"(?:[(\[]([^()\[\]\n]{2,60})[)\]]|©\s*([^\n©]{2,60}))[\s.]*$")
LONGEST_CAPTION_LOOKED_AT = 600


def find_credits(report: Report, pieces: Sequence[Piece], *, lang: Lang | None) -> Iterator[Credit]:
    """Yield one credit for each agency, "agencies" and outlet named in the credit pieces of a report.

    Agencies are known by their Arabic and Latin forms, whatever the language of the report.
    """
    lang = lang or load_lang("ar")
    credited = [piece for piece in pieces if piece.part in CREDITED or piece.part == "caption"]
    if not credited or lang is None:
        return
    words = find_words(report.text)
    for piece in credited:
        if piece.part == "caption":
            yield from _in_caption(report, piece, words, lang)
        else:
            yield from _in_credit(report, piece, words, lang)


def _in_credit(report: Report, piece: Piece, words: Words, lang: Lang) -> Iterator[Credit]:
    start, stop = _source_in(report.text, piece, lang) if piece.part == "credit" else (piece.start, piece.stop)
    within = words.within(start, stop)
    # «واس - تصوير: …» credits the agency with the text; «صور وكالة …» with the pictures
    opening = within if piece.part == "credit" else within[:1]
    photo = "photo" in piece.why or (piece.part != "dateline" and is_of_picture(words, opening, lang))
    found = list(named_in(words, within, lang))
    if piece.why == BRACKETED:
        yield _unknown(report, piece.start + 1, piece.stop - 1, "agency")
    elif not found and not photo and start > piece.start:
        what = _patterns(lang)[1].match(report.text, start, stop)
        start = what.end() if what else start
        if folded_words(report.text[start:stop]):
            yield _unknown(report, start, stop, "outlet")
    for named in found:
        own = named.kind == "outlet" and piece.part != "credit" and make_id("outlet", named.key) == report.outlet_id
        if not own:  # a byline that names the outlet itself says nothing of a source
            yield _credit(report, piece, words, named, photo)


@cache
def _patterns(lang: Lang) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Return what finds the words before the name of a source, the word for what it is, and the name's end."""
    leads, media, ours = (_forms(lang, role) for role in ("lead", "medium", "ours"))
    return (
        re.compile(rf"[\s*•\-–—(\[]*{leads}[\s:«\"“({{]*", re.IGNORECASE),
        re.compile(rf"(?:{media}\s+)?[«\"“({{]*"),
        re.compile(rf"[»\"”)}}\]]|\s{ours}(?!\w)"),
    )


def _forms(lang: Lang, role: str) -> str:
    """Return a pattern of the words of one role, the longest first."""
    forms = sorted((row["form"] for row in lang.rows("credit_words") if row["role"] == role), key=len, reverse=True)
    any_of = "|".join(re.escape(form) for form in forms)
    return f"(?:{any_of})"


def _source_in(text: str, piece: Piece, lang: Lang) -> tuple[int, int]:
    """Return the place of the name behind «المصدر:» or «بالاتفاق مع», else that of the whole piece."""
    leads, _, ends = _patterns(lang)
    lead = leads.match(text, piece.start, piece.stop)
    if not lead or lead.end() >= piece.stop:
        return piece.start, piece.stop
    end = ends.search(text, lead.end(), piece.stop)
    stop = end.start() if end else piece.stop
    return lead.end(), lead.end() + len(text[lead.end() : stop].rstrip(" \t\n\xa0.*"))


def _in_caption(report: Report, piece: Piece, words: Words, lang: Lang) -> Iterator[Credit]:
    """Yield the agencies in the bracket a caption ends with, or that are all of it: a picture's credit."""
    window = max(piece.start, piece.stop - LONGEST_CAPTION_LOOKED_AT)
    last = _LAST_BRACKET.search(report.text, window, piece.stop)
    start, stop = last.span() if last else (piece.start, piece.stop)
    within = words.within(start, stop)
    if last or is_credit(words, within, lang):
        for named in named_in(words, within, lang):
            if named.kind != "outlet":
                yield _credit(report, piece, words, named, True)


def _unknown(report: Report, start: int, stop: int, kind: str) -> Credit:
    """Return the credit of a name no table knows: its folded words are its key."""
    name = " ".join(folded_words(report.text[start:stop]))
    rule = "unknown name in brackets" if kind == "agency" else "unknown source named"
    row_id = make_id("credit", report.id, start, stop, name, kind)
    return Credit(row_id, report.id, start, stop, name, kind, 0.5, f"piece=credit rule={rule}")


def _credit(report: Report, piece: Piece, words: Words, named: Named, photo: bool) -> Credit:
    start, stop = words.starts[named.first], words.stops[named.last - 1]
    if named.conjoined:
        start += 1  # the conjunction is not part of the name
    kind = "photo" if photo else named.kind
    why = f"piece={piece.part} form={' '.join(words.folded[named.first : named.last])}"
    row_id = make_id("credit", report.id, start, stop, named.key, kind)
    return Credit(row_id, report.id, start, stop, named.key, kind, SCORES[piece.part], why)
