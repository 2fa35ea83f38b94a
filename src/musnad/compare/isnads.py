"""The chain of one printing: speaker → spokesman or document → teller → channel → source of the report → report.

Each step says where its words are printed. A step nobody printed (a speaker carried on from the sentence before, a text
two reports share) has no place and says why it is there. Nothing is added that the tables do not hold.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from musnad.compare.places import Place
from musnad.lang import Lang, load_lang
from musnad.link.page_versions import OF_ONE_PAGE
from musnad.records import Lineage, Quote, Report, Reuse
from musnad.text import find_words, folded_words

ARTICLE = "ال"


@dataclass(frozen=True, slots=True)
class Step:
    """One link. ``kind``: speaker spokesman document teller channel agency report unseen undecided.

    ``words`` as printed (or the name they stand for), "" where nobody is named; ``ids`` of a source: the agencies'
    keys, or the report's or unseen source's id.
    """

    kind: str
    words: str
    place: Place | None
    why: str
    ids: tuple[str, ...] = ()


def isnad_of(
    quote: Quote,
    report: Report,
    *,
    quotes: Sequence[Quote] = (),
    sources: Sequence[Lineage] = (),
    passages: Sequence[Reuse] = (),
    siblings: Mapping[str, str] | None = None,
) -> tuple[Step, ...]:
    """Return the steps from the speaker to the report, the report itself left out.

    ``quotes`` are those of the report (speech within speech), ``sources`` and ``passages`` its rows of ``lineage``
    and ``reuse``, ``siblings`` the unseen source (``parent_id``) of other reports by their id.
    """
    outer = _teller(quote, quotes)
    steps = [*_said_by(quote, report)]
    if outer is not None and folded_words(outer.speaker_name or "") != folded_words(quote.speaker_name or ""):
        steps.append(Step("teller", outer.speaker_name or "", _speaker_place(outer), "rule=within"))
    if quote.channel_start is not None and quote.channel_stop is not None:
        place = Place(report.id, quote.channel_start, quote.channel_stop, quote.id)
        if all(step.place != place for step in steps):  # a document that speaks is named once
            steps.append(Step("channel", report.text[place.start : place.stop], place, ""))
    return (*steps, *_sources(quote, sources, passages, siblings or {}))


# --- who said it ------------------------------------------------------------------------------------------


def _said_by(quote: Quote, report: Report) -> Iterator[Step]:
    place, name = _speaker_place(quote), quote.speaker_name or ""
    lang = load_lang(report.language)
    if place is None or lang is None:
        yield Step("speaker", name, place, "rule=carried" if name and place is None else "")
        return
    printed = report.text[place.start : place.stop]
    party = _spoken_for(report.text, place, name, lang)
    if party is not None:
        yield Step("speaker", report.text[party.start : party.stop], party, "rule=spokesman")
        yield Step("spokesman", name or printed, place, "")
    elif _is_document(printed, lang):
        if name and folded_words(name) != folded_words(printed):
            yield Step("speaker", name, None, "rule=issuer")
        yield Step("document", printed, place, "")
    else:
        yield Step("speaker", name or printed, place, "")


def _speaker_place(quote: Quote) -> Place | None:
    if quote.speaker_start is None or quote.speaker_stop is None:
        return None
    return Place(quote.report_id, quote.speaker_start, quote.speaker_stop, quote.id)


def _spoken_for(text: str, place: Place, name: str, lang: Lang) -> Place | None:
    """Return the party a printed spokesman speaks for: the words after «باسم» up to the spokesman's own name."""
    words, forms = find_words(text), _forms(lang)
    inside = words.within(place.start, place.stop)
    folded = [words.folded[i] for i in inside]
    title = next((at for at, each in enumerate(folded) if _bare(each) in forms["spokesman"]), None)
    after = next((at for at, each in enumerate(folded) if each in forms["for"]), None)
    if title is None or after is None or after < title:
        return None
    own, stop = folded_words(name), len(folded)
    for at in range(after + 1, len(folded)):
        if own and folded[at : at + len(own)] == own:
            stop = at
            break
    if stop == after + 1:
        return None
    return Place(place.report_id, words.starts[inside[after + 1]], words.stops[inside[stop - 1]], place.row_id)


def _is_document(printed: str, lang: Lang) -> bool:
    words = folded_words(printed)
    return bool(words) and _bare(words[0]) in _forms(lang)["document"]


def _bare(word: str) -> str:
    return word.removeprefix(ARTICLE)


@cache
def _forms(lang: Lang) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {"spokesman": set(), "for": set(), "document": set()}
    for row in lang.rows("go_betweens"):
        found[row["kind"]].update(folded_words(row["form"]))
    return {kind: frozenset(forms) for kind, forms in found.items()}


def _teller(quote: Quote, quotes: Sequence[Quote]) -> Quote | None:
    """Return the nearest quote whose content holds this one's words of saying: who says that it was said."""
    around = [
        each
        for each in quotes
        if each.level < quote.level and each.start <= quote.cue_start and quote.stop <= each.stop
    ]
    return min(around, key=lambda each: (each.stop - each.start, each.id), default=None)


# --- where the report has it from -------------------------------------------------------------------------


def _sources(
    quote: Quote, sources: Sequence[Lineage], passages: Sequence[Reuse], siblings: Mapping[str, str]
) -> Iterator[Step]:
    """Yield the agencies credited, and the source of a shared text where this quote stands in that text."""
    agencies = sorted({row.parent_id for row in sources if row.parent_kind == "agency" and row.parent_id})
    if agencies:
        why = next(row.why for row in sources if row.parent_kind == "agency")
        yield Step("agency", "", None, why, tuple(agencies))
    for row in sources:
        if row.parent_kind == "agency" or row.why in OF_ONE_PAGE or not _shares(quote, row, passages, siblings):
            continue
        kind = "undecided" if row.parent_id is None else row.parent_kind
        yield Step(kind, "", None, row.why, (row.parent_id,) if row.parent_id else ())


def _shares(quote: Quote, source: Lineage, passages: Sequence[Reuse], siblings: Mapping[str, str]) -> bool:
    """Tell whether the quote stands in a passage shared with the parent, or with another child of it."""
    for row in passages:
        mine = row.left_id == quote.report_id
        other = row.right_id if mine else row.left_id
        start, stop = (row.left_start, row.left_stop) if mine else (row.right_start, row.right_stop)
        if row.kind != "passage" or quote.stop <= start or stop <= quote.start:
            continue
        if source.parent_id is None or other == source.parent_id or siblings.get(other) == source.parent_id:
            return True
    return False
