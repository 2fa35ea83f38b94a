"""Whom a report names, in its text, as the source of one saying: «قال لوكالة …», «ذكرت … أن», «نقلت … عن».

An agency or outlet named so is the source of what is said there, not of the report. It is read from the quotes: their
channel, and an agency that speaks itself. An outlet's own name says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from musnad.compare.places import Place, rows_among
from musnad.lang import Lang, load_lang
from musnad.read.plain.agencies import Named, named_in
from musnad.records import make_id
from musnad.store import Case
from musnad.text import find_words, folded_words

# An agency's name with what it is called («وكالة … للأنباء») has at most so many words: in a longer phrase somebody
# else speaks, of its office or its figures.
MOST_WORDS_OF_AN_AGENCY = 6
# The saying must fill so much of the place asked about: a long place holds other sayings.
LEAST_OF_PLACE = 0.5

# What may be printed on the word that names a channel: «لرويترز», «ولـ«رويترز»».
_ATTACHED = re.compile(r"(?<!\w)[وف]?[لب]ـ*\s*")
# A story's phrases are few, and come again.
_PHRASES_KEPT = 4096
_SQL = (
    "SELECT quote.report_id, outlet_id, quote.start, quote.stop, channel_start, channel_stop,"
    " substr(text, channel_start + 1, channel_stop - channel_start), speaker_start, speaker_stop,"
    " substr(text, speaker_start + 1, speaker_stop - speaker_start), quote.id"
    " FROM quote JOIN report ON report.id = quote.report_id WHERE quote.report_id IN"
)


@dataclass(frozen=True, slots=True)
class NamedSource:
    """An agency or outlet that a saying is given as: its key, where it is named, and from where to where it says."""

    key: str
    place: Place
    start: int
    stop: int

    def says(self, place: Place) -> bool:
        """Tell whether the saying is what stands at a place."""
        common = min(self.stop, place.stop) - max(self.start, place.start)
        return common > 0 and common >= LEAST_OF_PLACE * (place.stop - place.start)


def named_sources(case: Case, report_ids: Iterable[str]) -> dict[str, list[NamedSource]]:
    """Return the sources these reports name for what they quote, by report, in the order of the sayings."""
    lang, found = load_lang("ar"), dict[str, list[NamedSource]]()
    for report_id, outlet, start, stop, *phrases, quote_id in rows_among(case, _SQL, sorted(set(report_ids))):
        for only_agencies, (first, last, words) in enumerate((phrases[:3], phrases[3:])):
            key = _source_in(words or "", bool(only_agencies), lang) if lang else None
            if key and make_id("outlet", key) != outlet:
                place = Place(report_id, first, last, quote_id)
                found.setdefault(report_id, []).append(NamedSource(key, place, start, stop))
                break
    return {each: sorted(some, key=lambda named: (named.start, named.stop, named.key)) for each, some in found.items()}


def named_at(sources: Mapping[str, Iterable[NamedSource]], places: Iterable[Place]) -> dict[str, list[NamedSource]]:
    """Return which of these sources are named for what stands at these places, by report."""
    found = {
        each.report_id: [named for named in sources.get(each.report_id, ()) if named.says(each)] for each in places
    }
    return {report_id: some for report_id, some in found.items() if some}


@lru_cache(_PHRASES_KEPT)
def _source_in(phrase: str, only_agencies: bool, lang: Lang) -> str | None:
    """Return the key of the agency, or also outlet, a phrase of a channel or a speaker names."""
    if only_agencies and len(folded_words(phrase)) > MOST_WORDS_OF_AN_AGENCY:
        return None
    found = _first_named(phrase, lang) or _first_named(_ATTACHED.sub("", phrase), lang)
    if found is None or found.kind == "agencies" or (only_agencies and found.kind != "agency"):
        return None
    return found.key


def _first_named(phrase: str, lang: Lang) -> Named | None:
    words = find_words(phrase)
    return next(named_in(words, range(len(words)), lang, in_credit=False), None)
