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
from typing import TypeVar

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
_T = TypeVar("_T")


@dataclass(slots=True, eq=False)
class _Named:
    """One distinct name of a kind, and the group it belongs to.

    ``key`` is one name of the group, ``first`` its first mention as a place among all (-1: a bare name, of no group),
    ``first_id`` and ``first_print`` that mention's id and how it is printed, ``why`` says why this name is in it.
    """

    kind: str
    words: Words
    head: int  # where this name itself stands first
    prints: int = 0
    key: Words = ()
    first: int = -1
    first_id: str = ""
    first_print: str | None = None  # None: this is not the first mention's name
    why: str = ""


@dataclass(slots=True)
class _Places:
    """The mentions in reading order with what linking needs of each, as parallel lists; and each name once."""

    mentions: list[Mention] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)
    printed: list[str] = field(default_factory=list)
    named: list[_Named] = field(default_factory=list)
    names: list[_Named] = field(default_factory=list)


@dataclass(slots=True)
class _Links:
    """Links under way, and for each mention the one it is linked to."""

    rows: list[SameEntity] = field(default_factory=list)
    to: dict[str, str] = field(default_factory=dict)
    scores: dict[str, float] = field(default_factory=dict)

    def add(self, left: str, right: str, why: str) -> None:
        score = self.scores.get(why)
        if score is None:
            score = self.scores[why] = SCORES.get(why.split()[0].removeprefix("rule="), OTHER_SCORE)
        self.rows.append(SameEntity(make_id("same_entity", left, right), left, right, score, why))
        self.to[right] = left


def link_entities(
    reports: Sequence[Report], mentions: Sequence[Mention], judgements: Sequence[Judgement], *, lang: Lang
) -> Iterator[SameEntity | Entity | EntityMember]:
    """Yield the links between mentions, the entities they make, and each mention's entity."""
    places = _places(reports, mentions, lang)
    for kind in ("PER", "ORG", "LOC"):
        _group_kind(kind, places, lang)
    found = _Links()
    _link_named(places, found)
    _link_bare(places, found, lang)
    links = sorted(found.rows, key=attrgetter("id"))  # rows in the order of their ids are written in half the time
    yield from links
    groups = _members(places, found, links, judgements)
    entities = [_entity(first, group, places, lang) for first, group in groups]
    for entity, (_, group) in sorted(zip(entities, groups, strict=True), key=lambda each: each[0].id):
        yield entity
        for at in group:
            yield EntityMember(places.mentions[at].id, entity.id)


def _places(reports: Iterable[Report], mentions: Iterable[Mention], lang: Lang) -> _Places:
    """Return the mentions in reading order. Words are found once for each printed form."""
    by_report: dict[str, list[Mention]] = {report.id: [] for report in reports}
    for mention in mentions:
        if mention.report_id in by_report:
            by_report[mention.report_id].append(mention)
    places = _Places()
    by_print: dict[tuple[str, str], _Named] = {}
    by_words: dict[tuple[str, Words], _Named] = {}
    for report in sorted(reports, key=reading_order):
        for mention in sorted(by_report[report.id], key=attrgetter("start", "id")):
            printed = _printed(mention, report.text)
            name = by_print.get((mention.kind, printed))
            if name is None:
                words = name_words(printed, lang)
                fresh = _Named(mention.kind, words, len(places.mentions))
                name = by_print[mention.kind, printed] = by_words.setdefault((mention.kind, words), fresh)
            name.prints += 1
            places.mentions.append(mention)
            places.reports.append(report)
            places.printed.append(printed)
            places.named.append(name)
    places.names.extend(by_words.values())
    return places


def _members(
    places: _Places, found: _Links, links: Sequence[SameEntity], judgements: Sequence[Judgement]
) -> list[tuple[str, list[int]]]:
    """Return the mentions of each entity, with the smallest id among them."""
    ids = [mention.id for mention in places.mentions]
    # each mention has one link at most, to its group's first mention or to one that has a link to that
    group_of = grouped(ids, links, judgements) if judgements else found.to
    members: dict[str, list[int]] = defaultdict(list)
    for at, each in enumerate(ids):
        first = group_of.get(each, each)
        members[group_of.get(first, first)].append(at)
    return sorted((min([ids[at] for at in group]), group) for group in members.values())


def _printed(mention: Mention, text: str) -> str:
    printed = text[mention.start : mention.stop]
    if printed.startswith("ل") and text[mention.start - 1 : mention.start] == "ل" and "clitic=" in mention.why:
        return "ا" + printed  # للرقة: the article's alef is hidden by the preposition
    return printed


def _group_kind(kind: str, places: _Places, lang: Lang) -> None:
    """Find the group of each whole name of a kind."""
    names = [name for name in places.names if name.kind == kind]
    if kind == "PER":
        names = [name for name in names if not is_bare(name.words, lang)]
    prints = {name.words: name.prints for name in names}
    groups = group_names(kind, prints, _in_brackets(places) if kind == "ORG" else (), lang)
    heads: dict[Words, _Named] = {}
    for name in names:  # in reading order: a group's first mention is that of its first name
        group = groups[name.words]
        head = heads.setdefault(group.key, name)
        name.key, name.why = group.key, f"rule={group.why}"
        name.first, name.first_id = head.head, places.mentions[head.head].id
        name.first_print = places.printed[head.head] if head is name else None


def _in_brackets(places: _Places) -> Iterator[tuple[Words, Words]]:
    """Yield names of bodies of which one follows the other in brackets: (name, name in brackets)."""
    bodies = [at for at, name in enumerate(places.named) if name.kind == "ORG"]
    for one, other in pairwise(bodies):
        left, right, text = places.mentions[one], places.mentions[other], places.reports[one].text
        if left.report_id == right.report_id and 0 < right.start - left.stop <= 3:
            between, closing = text[left.stop : right.start], text[right.stop : right.stop + 2]
            if between.strip(' "«»“”') == "(" and ")" in closing:
                yield places.named[one].words, places.named[other].words


def _link_named(places: _Places, found: _Links) -> None:
    """Link each mention of a name to the first one of its group."""
    for mention, printed, name in zip(places.mentions, places.printed, places.named, strict=True):
        if name.first < 0 or mention.id == name.first_id:
            continue
        if name.first_print is None:
            why = name.why
        else:
            why = "rule=same-name" if printed == name.first_print else "rule=same-name print=orthography"
        found.add(name.first_id, mention.id, why)


def _link_bare(places: _Places, found: _Links, lang: Lang) -> None:
    """Link single names of people (a surname, a given name) to the one full name they can stand for."""
    by_report: dict[str, list[int]] = defaultdict(list)
    for at, name in enumerate(places.named):
        if name.kind == "PER":
            by_report[places.mentions[at].report_id].append(at)
    by_surname: dict[str, dict[Words, str]] = defaultdict(dict)
    for name in places.names:
        if name.kind == "PER" and name.first >= 0:
            by_surname[name.words[-1]][name.key] = name.first_id
    days: dict[Words, set[int]] = defaultdict(set)
    for own in by_report.values():
        day = _day(places.reports[own[0]])
        for at in own:
            days[places.named[at].key].add(day)
    for own in by_report.values():
        full = [name for name in dict.fromkeys(places.named[at] for at in own) if name.first >= 0]
        day = _day(places.reports[own[0]])
        seen: dict[_Named, str] = {}
        for at in own:
            name, mine = places.named[at], places.mentions[at].id
            if name.first >= 0:
                continue
            if seen.setdefault(name, mine) != mine:
                found.add(seen[name], mine, "rule=same-word-in-report")
                continue
            owner, why = _owner_in_report(name.words, full, lang)
            if not why:
                owner, why = _owner_in_case(name.words[-1], day, by_surname, days, lang)
            if owner:
                found.add(owner, mine, why)


def _owner_in_report(bare: Words, full: Iterable[_Named], lang: Lang) -> tuple[str, str]:
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
        groups = {name.key: name.first_id for name in full if fits(name.words)}
        if len(groups) == 1:
            return groups.popitem()[1], f"rule={rule}"
        if groups:
            return "", f"rule={rule} several={len(groups)}"
    return "", ""


def _owner_in_case(
    surname: str,
    here: int,
    by_surname: Mapping[str, Mapping[Words, str]],
    days: Mapping[Words, set[int]],
    lang: Lang,
) -> tuple[str, str]:
    """Return the only full name of the case that ends so, near this day. A given name or a plural is never enough."""
    if surname in arab_names(lang) or surname.endswith(("ين", "ون")):
        return "", ""
    groups = by_surname.get(surname, {})
    if len(groups) != 1:
        return "", ""
    ((key, first),) = groups.items()
    if surname.startswith("ال") and key[0] not in given_names(lang):
        return "", ""  # any definite noun may follow a word that was taken for a name
    near = any(not there or not here or abs(there - here) <= DAYS_NEAR for there in days[key])
    return (first, "rule=surname-in-case") if near else ("", "")


def _day(report: Report) -> int:
    """Return the report's day as a number; 0 where it is not known."""
    try:
        return date.fromisoformat(likely_day(report) or "").toordinal()
    except ValueError:
        return 0


def _entity(first: str, members: Sequence[int], places: _Places, lang: Lang) -> Entity:
    kind = places.named[members[0]].kind
    listed = _listed(kind, [places.named[at].words for at in members], lang)
    return Entity(
        make_id("entity", kind, first),
        kind,
        listed.shown if listed else _shown([places.printed[at] for at in members]),
        (listed.name_en or None) if listed else None,
        listed.lat if listed else None,
        listed.lon if listed else None,
        len(members),
        len({places.mentions[at].report_id for at in members}),
    )


def _counts(members: Sequence[_T]) -> Iterable[tuple[_T, int]]:
    """Return each different member and how often it occurs; most entities have one mention."""
    return Counter(members).items() if len(members) > 1 else ((members[0], 1),)


def _listed(kind: str, members: Sequence[Words], lang: Lang) -> Name | None:
    """Return the listed name most of the members are printings of."""
    names = name_by_words(kind, lang)
    loose = particles("body" if kind == "ORG" else "place", lang)
    counted: Counter[str] = Counter()
    for words, count in _counts(members):
        name = names.get(words) or (names.get(words[1:]) if words[0] in loose else None)
        if name:
            counted[name.key] += count
    if not counted:
        return None
    best = min(counted, key=lambda key: (-counted[key], key))
    return names[tuple(best.split())]


def _shown(members: Sequence[str]) -> str:
    """Return the printed form to show: of the full names the most frequent, without marks."""
    forms: Counter[str] = Counter()
    for printed, count in _counts(members):
        forms[" ".join(printed.split()).strip("«»“”\"'()")] += count
    if len(forms) == 1:
        return next(iter(forms))
    full = {form: count for form, count in forms.items() if " " in form} or dict(forms)
    return min(full, key=lambda form: (-full[form], -len(form), fold_word(form), form))
