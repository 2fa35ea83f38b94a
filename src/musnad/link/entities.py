"""Mentions of one person, body or place brought together, over the whole case.

First names, then mentions: the distinct names of each kind are grouped by rules that each have a
reason (same name, spelling, listed variant, part of a longer name, brackets), never through a bare
surname; then every mention is linked to the first mention of its group. A surname alone goes to the
one full name of its report that ends so, or else to the only one of the case printed in the same days.
Two full names with different given names never meet. ``docs/stages/entities.md`` has the scores.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from operator import attrgetter

from musnad.find.gazetteer import Name, given_names, name_by_words, particles
from musnad.lang import Lang
from musnad.link.groups import grouped
from musnad.link.name_groups import group_names, is_bare, name_words, same_surname
from musnad.link.names import arab_names
from musnad.records import (
    Entity,
    EntityMember,
    Judgement,
    Mention,
    Report,
    SameEntity,
    likely_day,
    make_id,
    reading_order,
)
from musnad.text import fold_word

# A bare surname is given to the only full name of the case when a report with that name lies this near.
DAYS_NEAR = 10
SCORES = {"same-name": 0.95, "listed-variant": 0.95, "apposition": 0.9, "surname-in-report": 0.9,
          "given-name-in-report": 0.8, "surname-in-case": 0.7, "same-word-in-report": 0.8}  # fmt: skip
# Rules not named above: spellings and parts of a name.
OTHER_SCORE = 0.85

Words = tuple[str, ...]


@dataclass(slots=True, eq=False)
class _Named:
    """One distinct name of a kind: where it stands first, and what it belongs to.

    ``key`` and ``first`` are of the group it belongs to: its key and its first mention; ``None`` for bare names.
    """

    words: Words
    prints: int = 0
    head: _Place | None = None
    key: Words | None = None
    first: _Place | None = None
    why: str = ""


@dataclass(slots=True, eq=False)
class _Place:
    """One mention with what linking needs of it."""

    mention: Mention
    report: Report
    printed: str
    name: _Named


@dataclass(slots=True)
class _Found:
    """Links under way, and the score of each reason met."""

    links: list[SameEntity] = field(default_factory=list)
    scores: dict[str, float] = field(default_factory=dict)

    def add(self, left: str, right: str, why: str) -> None:
        if left != right:
            score = self.scores.get(why)
            if score is None:
                score = self.scores[why] = SCORES.get(why.split()[0].removeprefix("rule="), OTHER_SCORE)
            self.links.append(SameEntity(make_id("same_entity", left, right), left, right, score, why))


def link_entities(
    reports: Sequence[Report], mentions: Sequence[Mention], judgements: Sequence[Judgement], *, lang: Lang
) -> Iterator[SameEntity | Entity | EntityMember]:
    """Yield the links between mentions, the entities they make, and each mention's entity."""
    places = _places(reports, mentions, lang)
    found = _Found()
    for kind in ("PER", "ORG", "LOC"):
        _link_kind(kind, [each for each in places if each.mention.kind == kind], found, lang)
    links = sorted(found.links, key=attrgetter("id"))  # rows in the order of their ids are written in half the time
    yield from links
    groups = grouped([each.mention.id for each in places], links, judgements)
    members: dict[str, list[_Place]] = defaultdict(list)
    for each in places:
        members[groups[each.mention.id]].append(each)
    for first in sorted(members):
        entity = _entity(first, members[first], lang)
        yield entity
        for each in members[first]:
            yield EntityMember(each.mention.id, entity.id)


def _places(reports: Iterable[Report], mentions: Iterable[Mention], lang: Lang) -> list[_Place]:
    """Return the mentions in reading order. Words are found once for each printed form."""
    by_report: dict[str, list[Mention]] = {report.id: [] for report in reports}
    for mention in mentions:
        if mention.report_id in by_report:
            by_report[mention.report_id].append(mention)
    by_print: dict[str, dict[str, _Named]] = defaultdict(dict)
    by_words: dict[tuple[str, Words], _Named] = {}
    places = []
    for report in sorted(reports, key=reading_order):
        for mention in sorted(by_report[report.id], key=attrgetter("start", "id")):
            printed = _printed(mention, report.text)
            name = by_print[mention.kind].get(printed)
            if name is None:
                words = name_words(printed, lang)
                name = by_print[mention.kind][printed] = by_words.setdefault((mention.kind, words), _Named(words))
            places.append(_Place(mention, report, printed, name))
    return places


def _printed(mention: Mention, text: str) -> str:
    printed = text[mention.start : mention.stop]
    if printed.startswith("ل") and text[mention.start - 1 : mention.start] == "ل" and "clitic=" in mention.why:
        return "ا" + printed  # للرقة: the article's alef is hidden by the preposition
    return printed


def _link_kind(kind: str, places: Sequence[_Place], found: _Found, lang: Lang) -> None:
    """Link the mentions of one kind: whole names over the case, then bare ones by their report."""
    names: list[_Named] = []  # in reading order
    for each in places:
        if each.name.head is None:
            each.name.head = each
            names.append(each.name)
        each.name.prints += 1
    if kind == "PER":
        names = [name for name in names if not is_bare(name.words, lang)]
    prints = {name.words: name.prints for name in names}
    groups = group_names(kind, prints, _in_brackets(places) if kind == "ORG" else (), lang)
    firsts: dict[Words, _Place | None] = {}
    for name in names:  # a group's first mention is that of its first name
        group = groups[name.words]
        name.key, name.first, name.why = group.key, firsts.setdefault(group.key, name.head), f"rule={group.why}"
    for each in places:
        if each.name.first is not None:
            found.add(each.name.first.mention.id, each.mention.id, _why_same(each.name.first, each))
    if kind == "PER":
        _link_bare(places, names, found, lang)


def _why_same(first: _Place, each: _Place) -> str:
    if each.name is not first.name:
        return each.name.why
    return "rule=same-name" if each.printed == first.printed else "rule=same-name print=orthography"


def _in_brackets(places: Sequence[_Place]) -> Iterator[tuple[Words, Words]]:
    """Yield names of which one follows the other in brackets: (name, name in brackets)."""
    for left, right in pairwise(places):
        if left.report is right.report and 0 < right.mention.start - left.mention.stop <= 3:
            between = left.report.text[left.mention.stop : right.mention.start]
            closing = left.report.text[right.mention.stop : right.mention.stop + 2]
            if between.strip(' "«»“”') == "(" and ")" in closing:
                yield left.name.words, right.name.words


def _link_bare(places: Sequence[_Place], names: Iterable[_Named], found: _Found, lang: Lang) -> None:
    """Link single names (a surname, a given name) to the one full name they can stand for."""
    by_report: dict[str, list[_Place]] = defaultdict(list)
    for each in places:
        by_report[each.report.id].append(each)
    by_surname: dict[str, dict[Words | None, _Place | None]] = defaultdict(dict)
    for name in names:
        by_surname[name.words[-1]][name.key] = name.first
    days: dict[Words | None, set[int]] = defaultdict(set)
    for own in by_report.values():
        day = _day(own[0].report)
        for each in own:
            days[each.name.key].add(day)
    for own in by_report.values():
        full = [name for name in dict.fromkeys(each.name for each in own) if name.first is not None]
        seen: dict[_Named, _Place] = {}
        for each in own:
            if each.name.first is not None:
                continue
            earlier = seen.setdefault(each.name, each)
            if earlier is not each:
                found.add(earlier.mention.id, each.mention.id, "rule=same-word-in-report")
                continue
            owner, why = _owner_in_report(each.name.words, full, lang)
            if not why:
                owner, why = _owner_in_case(each, by_surname, days, lang)
            if owner:
                found.add(owner.mention.id, each.mention.id, why)


def _owner_in_report(bare: Words, full: Iterable[_Named], lang: Lang) -> tuple[_Place | None, str]:
    """Return the first mention of whom a bare name stands for, among the full names of its report.

    A reason without a mention: several could be meant.
    """
    rules: tuple[tuple[str, Callable[[Words], bool]], ...] = (
        ("surname-in-report", lambda words: same_surname(bare, words, lang)),
        (
            "given-name-in-report",
            lambda words: words[0] == bare[0] and words[0] not in particles("between", lang),
        ),
    )
    for rule, fits in rules:
        groups = {name.key: name.first for name in full if fits(name.words)}
        if len(groups) == 1:
            return groups.popitem()[1], f"rule={rule}"
        if groups:
            return None, f"rule={rule} several={len(groups)}"
    return None, ""


def _owner_in_case(
    bare: _Place,
    by_surname: Mapping[str, Mapping[Words | None, _Place | None]],
    days: Mapping[Words | None, set[int]],
    lang: Lang,
) -> tuple[_Place | None, str]:
    """Return the only full name of the case that ends so. A given name or a plural alone is never enough."""
    surname = bare.name.words[-1]
    if surname in arab_names(lang) or surname.endswith(("ين", "ون")):
        return None, ""
    groups = by_surname.get(surname, {})
    if len(groups) != 1:
        return None, ""
    ((key, first),) = groups.items()
    if key is None or (surname.startswith("ال") and key[0] not in given_names(lang)):
        return None, ""  # any definite noun may follow a word that was taken for a name
    here = _day(bare.report)
    near = any(not there or not here or abs(there - here) <= DAYS_NEAR for there in days[key])
    return (first, "rule=surname-in-case") if near else (None, "")


def _day(report: Report) -> int:
    """Return the report's day as a number; 0 where it is not known."""
    try:
        return date.fromisoformat(likely_day(report) or "").toordinal()
    except ValueError:
        return 0


def _entity(first: str, members: Sequence[_Place], lang: Lang) -> Entity:
    kind = members[0].mention.kind
    listed = _listed(members, lang)
    return Entity(
        make_id("entity", kind, first),
        kind,
        listed.shown if listed else _shown(members),
        (listed.name_en or None) if listed else None,
        listed.lat if listed else None,
        listed.lon if listed else None,
        len(members),
        len({each.report.id for each in members}),
    )


def _listed(members: Sequence[_Place], lang: Lang) -> Name | None:
    """Return the listed name most of the members are printings of."""
    kind = members[0].mention.kind
    names = name_by_words(kind, lang)
    loose = particles("body" if kind == "ORG" else "place", lang)
    counted: Counter[str] = Counter()
    for named, count in Counter([each.name for each in members]).items():
        words = named.words
        name = names.get(words) or (names.get(words[1:]) if words[0] in loose else None)
        if name:
            counted[name.key] += count
    if not counted:
        return None
    best = min(counted, key=lambda key: (-counted[key], key))
    return names[tuple(best.split())]


def _shown(members: Iterable[_Place]) -> str:
    """Return the printed form to show: of the full names the most frequent, without marks."""
    forms: Counter[str] = Counter()
    for printed, count in Counter([each.printed for each in members]).items():
        forms[" ".join(printed.split()).strip("«»“”\"'()")] += count
    if len(forms) == 1:
        return next(iter(forms))
    full = {form: count for form, count in forms.items() if " " in form} or dict(forms)
    return min(full, key=lambda form: (-full[form], -len(form), fold_word(form), form))
