"""The printings of one statement side by side: who printed what, and every word that differs.

Nothing here says who changed what: each printing is set against a *base*, the fullest one, and the
segments read "the base prints x, this one prints y".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from musnad.change_classes import SEVERITY
from musnad.change_spelling import respelled
from musnad.compare.differences import Compared, Segment, align_places, compare_reports
from musnad.compare.places import Place, Printed, printed_among
from musnad.errors import UsageError
from musnad.find.touching import marked_places
from musnad.lang import Lang, load_lang
from musnad.link.sayings import function_words
from musnad.records import Quote, Report
from musnad.store import Case
from musnad.text import folded_words


@dataclass(frozen=True, slots=True)
class Printing:
    """One printing of a statement: the quote, its words, and how its report introduces them.

    ``quoted`` are the stretches inside ``place`` that stand between quotation marks.
    """

    quote_id: str
    printed: Printed
    place: Place
    words: str
    type: str
    form: str
    speaker_name: str | None
    speaker: Place | None
    speaker_words: str | None
    cue: Place
    cue_words: str
    channel: Place | None
    channel_words: str | None
    quoted: tuple[Place, ...]
    score: float
    why: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One printing against the base (left is the base, right the other printing).

    ``segments`` align the contents. ``marks``: same, dropped (only the base has quotation marks), added (only the
    other), moved (both, but round other words), none (neither). ``cue`` and ``channel`` are segments over the
    verb of saying and the channel; ``channel`` is ``None`` where neither names one. ``link_why``: why the two
    are one statement ("" where only a third printing joins them).
    """

    base_quote_id: str
    quote_id: str
    segments: tuple[Segment, ...]
    marks: str
    cue: Segment
    channel: Segment | None
    link_why: str


@dataclass(frozen=True, slots=True)
class Printings:
    """All printings of one statement.

    ``fullest`` is the quote with the most words of content (then the most between marks, then the earliest), the base
    of ``differences``. ``first`` is ``None`` where the dates don't tell; ``first_why`` says which.
    """

    statement_id: str
    speaker_entity_id: str | None
    speaker_name: str | None
    printings: tuple[Printing, ...]
    fullest: str
    first: str | None
    first_why: str
    differences: tuple[Difference, ...]


def printings(case: Case, statement_id: str) -> Printings:
    """Return the printings of a statement, in the order of their reports' dates.

    Raises ``UsageError`` where the case has no such statement.
    """
    statement = case.get("statement", statement_id)
    members = case.rows("statement_member", statement_id=statement_id)
    if statement is None or not members:
        raise UsageError(f"no statement {statement_id!r} in this case")
    quotes = [quote for row in members if (quote := case.get("quote", row.quote_id)) is not None]
    ids = {quote.report_id for quote in quotes}
    reports: dict[str, Report] = {id: report for id in ids if (report := case.get("report", id)) is not None}
    quotes = once_a_page(quotes, reports)
    printed = {each.report_id: each for each in printed_among(case, reports.values())}
    order = list(printed)
    quotes.sort(key=lambda quote: (order.index(quote.report_id), quote.start, quote.id))
    all_printings = tuple(_printing(quote, printed[quote.report_id], reports[quote.report_id].text) for quote in quotes)
    lang = load_lang(reports[quotes[0].report_id].language)
    base = fullest(all_printings, lang)
    compared = compare_reports(case, ids, base=base.place.report_id)
    first, first_why = printed_first(all_printings)
    return Printings(
        statement_id,
        statement.speaker_entity_id,
        _speaker_name(case, statement.speaker_entity_id, all_printings),
        all_printings,
        base.quote_id,
        first,
        first_why,
        tuple(_difference(case, compared, base, each, lang) for each in all_printings if each is not base),
    )


def once_a_page(quotes: Sequence[Quote], reports: Mapping[str, Report]) -> list[Quote]:
    """Return these quotes without those of a page met again, at another address, with the same text."""
    places = {(quote.report_id, quote.start, quote.stop) for quote in quotes}

    def is_again(quote: Quote) -> bool:
        report = reports[quote.report_id]
        page = reports.get(report.version_of or "")
        return page is not None and page.text == report.text and (page.id, quote.start, quote.stop) in places

    return [quote for quote in quotes if not is_again(quote)]


def _printing(quote: Quote, printed: Printed, text: str) -> Printing:
    speaker = _place(quote, quote.speaker_start, quote.speaker_stop)
    channel = _place(quote, quote.channel_start, quote.channel_stop)
    return Printing(
        quote_id=quote.id,
        printed=printed,
        place=Place(quote.report_id, quote.start, quote.stop, quote.id),
        words=text[quote.start : quote.stop],
        type=quote.type,
        form=quote.form,
        speaker_name=quote.speaker_name,
        speaker=speaker,
        speaker_words=_words(speaker, text),
        cue=Place(quote.report_id, quote.cue_start, quote.cue_stop, quote.id),
        cue_words=text[quote.cue_start : quote.cue_stop],
        channel=channel,
        channel_words=_words(channel, text),
        quoted=tuple(Place(quote.report_id, start, stop, quote.id) for start, stop in marked_places(quote.quoted)),
        score=quote.score,
        why=quote.why,
    )


def between_marks(quote: Quote) -> int:
    """Return how many characters of a quote stand between quotation marks."""
    return sum(stop - start for start, stop in marked_places(quote.quoted))


def differ(quotes: Sequence[Quote], texts: Mapping[str, str]) -> bool:
    """Tell whether two printings differ in words, spelling aside, or in being speech between marks."""
    shapes = {(*folded_words(texts[each.report_id][each.start : each.stop]), each.type) for each in quotes}
    return len(shapes) > 1


def _place(quote: Quote, start: int | None, stop: int | None) -> Place | None:
    return None if start is None or stop is None else Place(quote.report_id, start, stop, quote.id)


def _words(place: Place | None, text: str) -> str | None:
    return None if place is None else text[place.start : place.stop]


def fullest(all_printings: Sequence[Printing], lang: Lang | None = None) -> Printing:
    """Return the printing with the most words; then the most characters between marks, then the earliest.

    Words of grammar count for nothing where the language is known: an «أن» before a clause says no more.
    """

    def rank(each: Printing) -> tuple[int, int]:
        return content_words(each.words, lang), sum(place.stop - place.start for place in each.quoted)

    return max(all_printings, key=rank)


def content_words(words: str, lang: Lang | None) -> int:
    """Return how many words are none of grammar, as far as the language is known."""
    grammar = function_words(lang) if lang else frozenset()
    return sum(word not in grammar for word in folded_words(words))


def is_respelled(left: Sequence[str], right: Sequence[str], lang: Lang | None) -> bool:
    """Tell whether folded words are the same, word by word, but for their spelling."""
    return len(left) == len(right) and all(
        one == other or respelled(one, other, lang=lang, known=_known) for one, other in zip(left, right, strict=True)
    )


def _known(word: str) -> bool:  # noqa: ARG001 none of these is a slip
    return True


def printed_first(all_printings: Sequence[Printing]) -> tuple[str | None, str]:
    """Return the quote printed first and why, or ``None`` and why nobody can say."""
    reports = {each.printed.report_id: each.printed for each in all_printings}
    if len(reports) == 1:
        return all_printings[0].quote_id, "only=1"
    if any(each.earliest is None or each.latest is None for each in reports.values()):
        return None, "undated=" + str(sum(each.earliest is None or each.latest is None for each in reports.values()))
    first = min(reports.values(), key=lambda each: (each.latest or "", each.report_id))
    latest = first.latest or ""
    rivals = [each for each in reports.values() if each is not first and (each.earliest or "")[: len(latest)] <= latest]
    if rivals:
        return None, f"tie={latest} reports={len(rivals) + 1}"
    return next(each.quote_id for each in all_printings if each.printed is first), f"date={latest}"


def _speaker_name(case: Case, entity_id: str | None, all_printings: Sequence[Printing]) -> str | None:
    entity = case.get("entity", entity_id) if entity_id else None
    if entity is not None and (entity.name_ar or entity.name_en):
        name: str = entity.name_ar or entity.name_en
        return name
    names = [each.speaker_name for each in all_printings if each.speaker_name]
    return max(names, key=lambda name: (len(name), name)) if names else None


def _difference(case: Case, compared: Compared, base: Printing, other: Printing, lang: Lang | None) -> Difference:
    links = [
        link.why
        for left, right in ((base, other), (other, base))
        for link in case.rows("same_statement", left_id=left.quote_id, right_id=right.quote_id)
    ]
    return Difference(
        base.quote_id,
        other.quote_id,
        align_places(compared, base.place, other.place, (*base.quoted, *other.quoted)),
        _marks(base, other),
        _named_part(base.cue, other.cue, base.cue_words, other.cue_words, lang),
        _channel(base, other, lang),
        links[0] if links else "",
    )


def _marks(base: Printing, other: Printing) -> str:
    if not base.quoted and not other.quoted:
        return "none"
    if not other.quoted:
        return "dropped"
    if not base.quoted:
        return "added"
    return "same" if _words_between_marks(base) == _words_between_marks(other) else "moved"


def _words_between_marks(printing: Printing) -> list[list[str]]:
    start = printing.place.start
    return [folded_words(printing.words[each.start - start : each.stop - start]) for each in printing.quoted]


def _channel(base: Printing, other: Printing, lang: Lang | None) -> Segment | None:
    if base.channel is None and other.channel is None:
        return None
    return _named_part(base.channel, other.channel, base.channel_words or "", other.channel_words or "", lang)


def _named_part(
    left: Place | None, right: Place | None, left_words: str, right_words: str, lang: Lang | None
) -> Segment:
    """Return the segment over a verb of saying or a channel: another one is a change of attribution."""
    if is_respelled(folded_words(left_words), folded_words(right_words), lang):
        return Segment(left, right, left_words, right_words, "equal", 0, 0, "")
    severity = SEVERITY["attribution"]
    return Segment(left, right, left_words, right_words, "attribution", severity, 0, "rule=attribution")
