"""People, organisations and places, each with every spelling printed and the reason it counts as the same."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from musnad.records import Mention
from musnad.show.dossier.sheet import Sheet, Source
from musnad.show.words import Both, sentence

# So many places of a spelling are linked in one report; the count says the rest.
LINKS_EACH = 1
# So many different reasons are told for one name.
REASONS_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Spelling:
    words: str
    count: int
    opens: list[tuple[Source, str]]  # one link a report


@dataclass(frozen=True, slots=True)
class Name:
    kind: str
    name: str
    mentions: int
    reports: int
    spellings: list[Spelling]
    reasons: list[Both]


def names_of(sheet: Sheet) -> list[Name]:
    """Return the names of a case: those of most reports first, then the most frequent."""
    entity_of = {row.mention_id: row.entity_id for row in sheet.rows("entity_member")}
    mentions: dict[str, list[Mention]] = defaultdict(list)
    for mention in sheet.rows("mention"):
        if mention.id in entity_of:
            mentions[entity_of[mention.id]].append(mention)
    reasons: dict[str, Counter[str]] = defaultdict(Counter)
    for link in sheet.rows("same_entity"):
        if link.left_id in entity_of:
            reasons[entity_of[link.left_id]][link.why] += 1
    found = [
        _name(sheet, entity.kind, entity.name_ar or entity.name_en, mentions[entity.id], reasons[entity.id])
        for entity in sheet.rows("entity")
        if mentions[entity.id]
    ]
    return sorted(found, key=lambda name: (-name.reports, -name.mentions, name.name, name.kind))


def _name(sheet: Sheet, kind: str, name: str | None, mentions: Sequence[Mention], whys: Counter[str]) -> Name:
    by_words: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        words = " ".join(sheet.sources[mention.report_id].text[mention.start : mention.stop].split())
        by_words[words].append(mention)
    spellings = [_spelling(sheet, words, some) for words, some in by_words.items()]
    spellings.sort(key=lambda each: (-each.count, each.words))
    # a reason is told where there is something to explain: more than one spelling
    told = sorted(whys, key=lambda why: (-whys[why], why))[:REASONS_SHOWN] if len(spellings) > 1 else []
    return Name(
        kind,
        name or spellings[0].words,
        len(mentions),
        len({mention.report_id for mention in mentions}),
        spellings,
        [sentence(why) for why in told],
    )


def _spelling(sheet: Sheet, words: str, mentions: Sequence[Mention]) -> Spelling:
    opens: list[tuple[Source, str]] = []
    seen: Counter[str] = Counter()
    for mention in mentions:
        seen[mention.report_id] += 1
        if seen[mention.report_id] <= LINKS_EACH:
            source = sheet.sources[mention.report_id]
            opens.append((source, sheet.link(mention.report_id, mention.start, mention.stop)))
    opens.sort(key=lambda each: each[0].number)
    return Spelling(words, len(mentions), opens)
