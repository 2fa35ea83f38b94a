"""Who speaks in a quote, and whether two quotes may have one speaker.

A speaker is known by the entity of a mention, by a printed name, or not at all. A capital that stands
for its government and the country are one speaker (``lang/ar/capitals.tsv``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from musnad.lang import Lang
from musnad.link.sayings import function_words, stem
from musnad.records import Mention, Quote
from musnad.text import find_words

# A name of a body or place is the speaker where it covers this share of the speaker's words («البنتاغون»),
# not where it only places an office («وزير خارجية فرنسا»).
LEAST_COVER = 0.5
# Two spellings of one word of a name (كارتر / كارتير) are at least this alike (rapidfuzz ratio, 0-100); chosen so
# that one letter of five may differ.
LEAST_SPELLING = 80.0


@dataclass(frozen=True, slots=True)
class Speaker:
    """A speaker as one quote has it. ``name`` are the stems of the printed name or description."""

    entity_id: str | None
    person: bool
    name: tuple[str, ...]

    @property
    def known(self) -> bool:
        return self.entity_id is not None or bool(self.name)


def speaker_of(
    quote: Quote, text: str, mentions: Sequence[Mention], entity_of: Mapping[str, str], lang: Lang | None
) -> Speaker:
    """Return the speaker of a quote; ``mentions`` are those of its report, in the text's order."""
    mention = _named_in_span(quote, text, mentions) or _named_elsewhere(quote, text, mentions)
    name = quote.speaker_name
    if name is None and quote.speaker_start is not None and quote.speaker_stop is not None:
        name = text[quote.speaker_start : quote.speaker_stop]
    stems = _name_stems(name or "", lang)
    if mention is None:
        return Speaker(None, False, stems)
    return Speaker(entity_of.get(mention.id), mention.kind == "PER", stems or _name_stems(_words(mention, text), lang))


def _named_in_span(quote: Quote, text: str, mentions: Sequence[Mention]) -> Mention | None:
    start, stop = quote.speaker_start, quote.speaker_stop
    if start is None or stop is None:
        return None
    inside = [each for each in mentions if each.start < stop and start < each.stop]
    people = [each for each in inside if each.kind == "PER"]
    if people:
        alike = [each for each in people if quote.speaker_name and _words(each, text) in quote.speaker_name]
        return (alike or people)[0]
    wide = [each for each in inside if (each.stop - each.start) >= LEAST_COVER * (stop - start)]
    return wide[0] if wide else None


def _named_elsewhere(quote: Quote, text: str, mentions: Sequence[Mention]) -> Mention | None:
    """Return the first mention printed exactly as the resolved name."""
    wanted = find_words(quote.speaker_name or "").folded
    if not wanted:
        return None
    return next((each for each in mentions if find_words(_words(each, text)).folded == wanted), None)


def _words(mention: Mention, text: str) -> str:
    return text[mention.start : mention.stop]


def _name_stems(name: str, lang: Lang | None) -> tuple[str, ...]:
    grammar = function_words(lang) if lang else frozenset()
    seats = _governments(lang) if lang else {}
    folded = find_words(name).folded
    whole = " ".join(folded)
    if whole in seats:
        return (seats[whole],)
    return tuple(stem(word) for word in folded if word not in grammar)


@cache
def _governments(lang: Lang) -> dict[str, str]:
    """Return folded country or capital -> one key for the government."""
    found: dict[str, str] = {}
    for row in lang.rows("capitals"):
        names = [" ".join(find_words(name).folded) for name in f"{row['country']}|{row['capital']}".split("|")]
        for name in names:
            found.setdefault(name, f"={names[0]}")
    return found


def compare_speakers(left: Speaker, right: Speaker) -> str:
    """Return ``same``, ``differs``, or ``unknown`` where a side has no speaker or only a description."""
    if left.entity_id is not None and left.entity_id == right.entity_id:
        return "same"
    if not left.known or not right.known:
        return "unknown"
    if left.name and right.name and _names_agree(left.name, right.name):
        return "same"
    if left.person and right.person:
        return "differs"
    # one side a name, the other an office («الوزير»): nothing says yes or no
    return "differs" if left.entity_id and right.entity_id else "unknown"


def _names_agree(left: tuple[str, ...], right: tuple[str, ...]) -> bool:
    """Tell whether the shorter name's words all stand in the longer one, spellings aside."""
    short, long = sorted((left, right), key=lambda name: (len(name), name))
    return all(any(_spelled_alike(word, other) for other in long) for word in short)


def _spelled_alike(left: str, right: str) -> bool:
    if left == right:
        return True
    if left[:1] == "=" or right[:1] == "=":
        return False
    from rapidfuzz.fuzz import ratio

    return bool(ratio(left, right) >= LEAST_SPELLING)
