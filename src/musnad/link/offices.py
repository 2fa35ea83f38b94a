"""Who a report says holds which office: «وزير الدفاع الفلاني سالم العاني», two of them in one dual, or nobody named."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from musnad.lang import Lang
from musnad.lang.forms import Form, inflected, read_forms, stands_among, stands_at, stems_of
from musnad.records import Mention, Report
from musnad.text import Words, find_words, fold_word, folded_words

# Words between an office and its holder's name: the nationality, «فخامة», a second title word.
NEAR_NAME = 3


@dataclass(frozen=True, slots=True)
class Held:
    """An office at a place of a report, with its holder's name, mention and entity ("" where nobody is named there)."""

    report_id: str
    start: int
    stop: int
    office: str
    group: str
    country: str | None
    name: str
    mention_id: str
    person: str


@dataclass(frozen=True, slots=True)
class _Tables:
    offices: dict[str, list[tuple[str, str, Form]]]
    endings: tuple[str, ...]  # of every word that opens an office, none of them another's
    countries: dict[str, list[tuple[str, Form]]]
    others: frozenset[str]
    past: frozenset[str]
    duals: dict[str, str]
    titles: frozenset[str]


@cache
def _tables(lang: Lang) -> _Tables:
    offices: dict[str, list[tuple[str, str, Form]]] = {}
    for row in lang.rows("roles"):
        for form in read_forms(row["forms"]):
            offices.setdefault(form.words[0], []).append((row["office"], row["group"], form))
    countries: dict[str, list[tuple[str, Form]]] = {}
    for row in lang.rows("demonyms"):
        for form in read_forms(row["forms"]):
            for stem in (form.words[0], form.words[0] + "ه"):
                countries.setdefault(stem, []).append((row["country"], form))
    grammar = lang.settings("role_grammar")
    past = frozenset(stem for word in grammar["past"] for stem, _ in inflected(fold_word(word)))
    others = frozenset(stem for word in grammar["others"] for stem, _ in inflected(fold_word(word), exact=True))
    duals = {fold_word(dual): fold_word(single) for dual, single in grammar["duals"].items()}
    titles = frozenset(stem for word in grammar["titles"] for stem, _ in inflected(fold_word(word), exact=True))
    return _Tables(offices, _shortest((*offices, *duals)), countries, others, past, duals, titles)


def _shortest(endings: Sequence[str]) -> tuple[str, ...]:
    """Return the endings that end with no other of them."""
    return tuple(each for each in endings if not any(each != other and each.endswith(other) for other in endings))


def find_offices(
    report: Report, mentions: Sequence[Mention], entity_of: Mapping[str, str], *, lang: Lang
) -> list[Held]:
    """Return the offices of one report in the text's order; offices of former holders and of deputies are left out."""
    tables = _tables(lang)
    at_offices = list(_offices(report.text, tables, lang))
    if not at_offices:
        return []  # most reports: where their words are printed is not asked
    words = find_words(report.text)
    people = {mention.start: mention for mention in mentions if mention.kind == "PER"}
    found: list[Held] = []
    for index, (dual, office, group, count) in at_offices:
        for country, mention, last in _holders(words, index + count, people, dual, tables):
            place = (words.starts[index], words.stops[last - 1])
            who = ("", "", "")
            if mention:
                name = report.text[mention.start : mention.stop]
                who = (name, mention.id, entity_of.get(mention.id, ""))
            found.append(Held(report.id, *place, office, group, country, *who))
    return found


def _offices(text: str, tables: _Tables, lang: Lang) -> Iterator[tuple[int, tuple[bool, str, str, int]]]:
    """Yield the words of a text, by number, where an office stands that is its holder's own; see ``_office_at``."""
    folded = folded_words(text)
    line = " ".join((*folded, ""))
    endings = tuple(ending for ending in tables.endings if f"{ending} " in line)
    if not endings:
        return
    for index in [at for at, word in enumerate(folded) if word.endswith(endings)]:
        for found in _office_at(folded, index, lang)[:1]:
            if not _of_another(folded, index, tables):
                yield index, found


def _office_at(folded: Sequence[str], index: int, lang: Lang) -> list[tuple[bool, str, str, int]]:
    """Return the offices that stand at a word, the longest title first: dual?, office, group, words."""
    found = [
        (dual, office, group, count)
        for dual, office, group, rest, count in _opened(folded[index], lang)
        if not rest.words or stands_among(rest, folded, index + 1)
    ]
    return sorted(found, key=lambda each: -each[3])


@lru_cache(maxsize=100_000)
def _opened(word: str, lang: Lang) -> tuple[tuple[bool, str, str, Form, int], ...]:
    """Return the titles a folded word may open: dual?, office, group, the words that must follow, words in all."""
    tables = _tables(lang)
    return tuple(
        (stem in tables.duals, office, group, Form(form.words[1:], form.definite[1:], True), len(form.words))
        for stem, _ in stems_of(word)
        for office, group, form in tables.offices.get(tables.duals.get(stem, stem), ())
    )


def _of_another(folded: Sequence[str], index: int, tables: _Tables) -> bool:
    return index > 0 and any(stem in tables.others for stem, _ in stems_of(folded[index - 1]))


def _holders(
    words: Words, index: int, people: Mapping[int, Mention], dual: bool, tables: _Tables
) -> Iterator[tuple[str | None, Mention | None, int]]:
    """Yield country, name and the word behind, for the one holder or the two of a dual; none of a former holder."""
    for _ in range(2 if dual else 1):
        country, after = _country_at(words, index, tables)
        index = after
        mention = None
        for at in range(index, min(len(words), index + NEAR_NAME)):
            if any(stem in tables.past for stem, _ in stems_of(words.folded[at])):
                return
            mention = people.get(words.starts[at])
            if mention:
                index = max(at + 1, words.within(mention.start, mention.stop).stop)
                break
            gap = words.text[words.stops[at - 1] : words.starts[at]]
            if gap.strip() or "\n" in gap or not any(stem in tables.titles for stem, _ in stems_of(words.folded[at])):
                break  # a mark, a line or any word but a title ends the office
        yield country, mention, index


def _country_at(words: Words, index: int, tables: _Tables) -> tuple[str | None, int]:
    """Return the country of an adjective at a word, and the word behind it."""
    if index >= len(words):
        return None, index
    for stem, article in stems_of(words.folded[index]):
        for country, form in tables.countries.get(stem, ()):
            rest = Form(form.words[1:], form.definite[1:], True)
            if article and (not rest.words or stands_at(rest, words, index + 1)):
                return country, index + len(form.words)
    return None, index
