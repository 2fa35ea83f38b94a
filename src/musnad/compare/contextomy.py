"""Quotations taken out of their context: what a headline quotes and the body has not, and what is cut before a "but".

Only what the pages show is said: "the headline prints x between marks; the body has it nowhere", "A's quotation ends
where B's goes on: but …". Why it was done is nobody's business here. Where the evidence is thin, nothing is said.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from musnad.alignment import equal_blocks
from musnad.compare.places import Place
from musnad.find.touching import marked_places
from musnad.lang import Lang, load_lang
from musnad.link.sayings import function_words, stem, synonyms
from musnad.records import Piece, Quote, Report
from musnad.store import Case
from musnad.text import find_words, folded_words

# A headline's quotation of fewer words of content is a name or a catchword; a body of fewer words was cut off.
LEAST_CONTENT = 4
SHORTEST_BODY = 60
# In no stretch of the body, of so many words for each of the quotation's, more than this share of its content: above
# it the headline shortens what the body tells, which headlines do.
MOST_IN_BODY = 0.4
STRETCH_TIMES = 4
# Two printings are one up to the cut where the shorter one's last words are the other's, word for word.
WORDS_BEFORE_CUT = 4
# The qualification says so many words of content, of which no stretch of so many words anywhere in the cutting report
# has more than this share: a condition may be printed first, or in the next sentence.
LEAST_QUALIFICATION = 2
MOST_TOLD = 0.4
STRETCH = 40
_MARKED = ("direct", "mixed")


@dataclass(frozen=True, slots=True)
class Contextomy:
    """One quotation out of its context.

    ``kind``: headline (the body does not contain what the headline quotes) or cut (the quotation stops before its
    qualification). ``place`` is the quotation; ``missing`` the qualification in the report that prints it, ``None``
    for a headline. ``why`` gives the rule and what was measured.
    """

    kind: str
    place: Place
    words: str
    missing: Place | None
    missing_words: str
    why: str


def contextomies(case: Case) -> list[Contextomy]:
    """Return the quotations out of their context, by report and place."""
    reports = {report.id: report for report in case.rows("report")}
    quotes: dict[str, list[Quote]] = defaultdict(list)
    for quote in case.rows("quote"):
        quotes[quote.report_id].append(quote)
    pieces: dict[str, list[Piece]] = defaultdict(list)
    for piece in case.rows("piece"):
        pieces[piece.report_id].append(piece)
    found = [
        *(each for id in sorted(quotes) for each in _headlines(reports[id], quotes[id], pieces[id])),
        *_cuts(case, reports, {quote.id: quote for some in quotes.values() for quote in some}),
    ]
    return sorted(found, key=lambda each: (each.place.report_id, each.place.start, each.kind, each.why))


# --- headlines ------------------------------------------------------------------------------------------


def _headlines(report: Report, quotes: Sequence[Quote], pieces: Sequence[Piece]) -> Iterator[Contextomy]:
    lang = load_lang(report.language)
    heads = [piece for piece in pieces if piece.part == "headline"]
    if lang is None or not heads:
        return
    body = [piece for piece in pieces if piece.part in ("body", "standfirst", "caption")]
    told = [each for piece in body for each in _concepts(report.text, piece.start, piece.stop, lang)]
    if len(told) < SHORTEST_BODY:
        return
    for quote in quotes:
        if not any(head.start <= quote.start and quote.stop <= head.stop for head in heads):
            continue
        for start, stop in marked_places(quote.quoted):
            wanted = _content(report.text, start, stop, lang)
            share = _share_in(told, wanted, STRETCH_TIMES * len(find_words(report.text).within(start, stop)))
            if len(wanted) >= LEAST_CONTENT and share <= MOST_IN_BODY:
                words = report.text[start:stop]
                why = f"rule=headline share={share:.2f} content={len(wanted)} body={len(told)}"
                yield Contextomy("headline", Place(report.id, start, stop, quote.id), words, None, "", why)


def _concepts(text: str, start: int, stop: int, lang: Lang) -> list[str]:
    words, alike = find_words(text), synonyms(lang)
    stems = [stem(words.folded[i]) for i in words.within(start, stop)]
    return [alike.get(each, each) for each in stems]


def _content(text: str, start: int, stop: int, lang: Lang) -> set[str]:
    words, alike = find_words(text), synonyms(lang)
    grammar = function_words(lang)
    stems = [stem(words.folded[i]) for i in words.within(start, stop) if words.folded[i] not in grammar]
    return {alike.get(each, each) for each in stems}


def _share_in(told: Sequence[str], wanted: set[str], length: int) -> float:
    """Return the largest share of the wanted words that a stretch of so many words holds."""
    places = [at for at, each in enumerate(told) if each in wanted]
    best = 0
    for at, place in enumerate(places):
        last = bisect_left(places, place + length)
        best = max(best, len({told[i] for i in places[at:last]}))
    return best / (len(wanted) or 1)


# --- cut before the qualification -----------------------------------------------------------------------


def _cuts(case: Case, reports: Mapping[str, Report], quotes: Mapping[str, Quote]) -> Iterator[Contextomy]:
    members: dict[str, list[Quote]] = defaultdict(list)
    for row in case.rows("statement_member"):
        members[row.statement_id].append(quotes[row.quote_id])
    for id in sorted(members):
        some = sorted(members[id], key=lambda quote: (quote.stop - quote.start, quote.id))
        for at, short in enumerate(some):
            cuts = (_cut(short, full, reports) for full in reversed(some[at + 1 :]))
            found = next((cut for cut in cuts if cut is not None), None)
            if found is not None:
                yield found


def _cut(short: Quote, full: Quote, reports: Mapping[str, Report]) -> Contextomy | None:
    """Return the cut where ``short`` ends right before the qualification that ``full`` goes on with."""
    here, there = reports[short.report_id], reports[full.report_id]
    lang = load_lang(here.language)
    if lang is None or here.id == there.id or short.type not in _MARKED:
        return None
    left, right = find_words(here.text), find_words(there.text)
    own, other = left.within(short.start, short.stop), right.within(full.start, full.stop)
    after = _after_common_end([left.folded[i] for i in own], [right.folded[i] for i in other])
    if after is None or after >= len(other):
        return None
    kind = _qualifies([right.folded[i] for i in other[after:]], lang)
    start = right.starts[other[after]] if after < len(other) else full.stop
    missing = Place(there.id, start, full.stop, full.id)
    wanted = _content(there.text, start, full.stop, lang)
    if kind is None or len(wanted) < LEAST_QUALIFICATION:
        return None
    share = _share_in(_concepts(here.text, 0, len(here.text), lang), wanted, STRETCH)
    if share > MOST_TOLD:
        return None
    why = f"rule=cut kind={kind} told={share:.2f} content={len(wanted)}"
    place = Place(here.id, short.start, short.stop, short.id)
    return Contextomy("cut", place, here.text[short.start : short.stop], missing, there.text[start : full.stop], why)


def _after_common_end(own: Sequence[str], other: Sequence[str]) -> int | None:
    """Return where ``other`` goes on after the words that ``own`` ends with; ``None`` where they end differently."""
    blocks = equal_blocks(own, other)
    if not blocks:
        return None
    at, there, size = blocks[-1]
    return there + size if at + size == len(own) and size >= min(WORDS_BEFORE_CUT, len(own)) else None


def _qualifies(words: Sequence[str], lang: Lang) -> str | None:
    """Return the kind of qualification that some words open with, or ``None``."""
    for form, kind in _qualifiers(lang).items():
        first = words[: len(form)]
        if first and (tuple(first) == form or (first[0][:1] in "وف" and (first[0][1:], *first[1:]) == form)):
            return kind
    return None


@cache
def _qualifiers(lang: Lang) -> dict[tuple[str, ...], str]:
    """Return the folded words that open a qualification, the longest first."""
    rows = [(tuple(folded_words(row["form"])), row["kind"]) for row in lang.rows("qualifiers")]
    return dict(sorted(rows, key=lambda row: -len(row[0])))
