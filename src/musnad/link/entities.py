"""Mentions of one person, body or place brought together, over the whole case.

First names, then mentions: the distinct names of each kind are grouped by rules that each have a
reason (same name, spelling, listed variant, part of a longer name, brackets), never through a bare
surname; then every mention is linked to the first mention of its group. A surname alone goes to the
one full name of its report that ends so, or else to the only one of the case printed in the same days.
Two full names with different given names never meet. ``docs/stages/entities.md`` has the scores.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from musnad.find.gazetteer import Name, given_names, name_by_words, particles
from musnad.lang import Lang
from musnad.link.groups import components, judged, kept_apart
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


@dataclass(slots=True)
class _Place:
    """One mention with what linking needs of it."""

    mention: Mention
    report: Report
    printed: str
    words: Words


@dataclass(slots=True)
class _Found:
    """Links under way: from a mention id to what it belongs with, and why."""

    links: list[tuple[str, str, str]] = field(default_factory=list)

    def add(self, left: str, right: str, why: str) -> None:
        if left != right:
            self.links.append((left, right, why))


def link_entities(
    reports: Sequence[Report], mentions: Sequence[Mention], judgements: Sequence[Judgement], *, lang: Lang
) -> Iterator[SameEntity | Entity | EntityMember]:
    """Yield the links between mentions, the entities they make, and each mention's entity."""
    by_id = {report.id: report for report in reports}
    places = [_place(mention, by_id[mention.report_id], lang) for mention in mentions if mention.report_id in by_id]
    places.sort(key=lambda each: (reading_order(each.report), each.mention.start, each.mention.id))
    found = _Found()
    for kind in ("PER", "ORG", "LOC"):
        _link_kind(kind, [each for each in places if each.mention.kind == kind], found, lang)
    links = [_link(*each) for each in found.links]
    yield from links
    ids = [each.mention.id for each in places]
    groups = components(ids, judged(links, judgements), apart=kept_apart(links, judgements))
    members: dict[str, list[_Place]] = defaultdict(list)
    for each in places:
        members[groups[each.mention.id]].append(each)
    for first in sorted(members):
        entity = _entity(first, members[first], lang)
        yield entity
        for each in members[first]:
            yield EntityMember(each.mention.id, entity.id)


def _place(mention: Mention, report: Report, lang: Lang) -> _Place:
    printed = report.text[mention.start : mention.stop]
    before = report.text[mention.start - 1 : mention.start]
    if before == "ل" and printed.startswith("ل") and "clitic=" in mention.why:
        printed = "ا" + printed  # للرقة: the article's alef is hidden by the preposition
    return _Place(mention, report, printed, name_words(printed, lang))


def _link(left: str, right: str, why: str) -> SameEntity:
    rule = why.split()[0].removeprefix("rule=")
    return SameEntity(make_id("same_entity", left, right), left, right, SCORES.get(rule, OTHER_SCORE), why)


def _link_kind(kind: str, places: Sequence[_Place], found: _Found, lang: Lang) -> None:
    """Link the mentions of one kind: whole names over the case, then bare ones by their report."""
    heads: dict[Words, _Place] = {}
    prints: Counter[Words] = Counter()
    for each in places:
        if not (kind == "PER" and is_bare(each.words, lang)):
            heads.setdefault(each.words, each)
            prints[each.words] += 1
    groups = group_names(kind, prints, _in_brackets(places) if kind == "ORG" else (), lang)
    firsts: dict[Words, _Place] = {}
    for words, head in heads.items():  # in reading order: a group's head is its first mention
        firsts.setdefault(groups[words].key, head)
    for each in places:
        group = groups.get(each.words)
        if group is None:
            continue
        head = firsts[group.key]
        if heads[each.words] is each:
            why = group.why if each.words != head.words else "same-name"
            found.add(head.mention.id, each.mention.id, f"rule={why}")
        else:
            found.add(head.mention.id, each.mention.id, _why_same(head, each, group.why))
    if kind == "PER":
        keys = {words: group.key for words, group in groups.items()}
        _link_bare(places, keys, firsts, found, lang)


def _why_same(head: _Place, each: _Place, why: str) -> str:
    if each.words != head.words:
        return f"rule={why}"
    return "rule=same-name" + ("" if each.printed == head.printed else " print=orthography")


def _in_brackets(places: Sequence[_Place]) -> Iterator[tuple[Words, Words]]:
    """Yield names of which one follows the other in brackets: (name, name in brackets)."""
    for left, right in pairwise(places):
        if left.report is right.report and 0 < right.mention.start - left.mention.stop <= 3:
            between = left.report.text[left.mention.stop : right.mention.start]
            closing = left.report.text[right.mention.stop : right.mention.stop + 2]
            if between.strip(' "«»“”') == "(" and ")" in closing:
                yield left.words, right.words


def _link_bare(
    places: Sequence[_Place],
    keys: dict[Words, Words],
    firsts: dict[Words, _Place],
    found: _Found,
    lang: Lang,
) -> None:
    """Link single names (a surname, a given name) to the one full name they can stand for."""
    by_report: dict[str, list[_Place]] = defaultdict(list)
    by_surname: dict[str, set[Words]] = defaultdict(set)
    days: dict[Words, set[int]] = defaultdict(set)
    for each in places:
        by_report[each.report.id].append(each)
        if not is_bare(each.words, lang):
            by_surname[each.words[-1]].add(keys[each.words])
            days[keys[each.words]].add(_day(each.report))
    for own in by_report.values():
        seen: dict[Words, _Place] = {}
        for each in own:
            if not is_bare(each.words, lang):
                continue
            first = seen.setdefault(each.words, each)
            if first is not each:
                found.add(first.mention.id, each.mention.id, "rule=same-word-in-report")
                continue
            key, why = _owner_in_report(each, own, keys, lang)
            if not why:
                key, why = _owner_in_case(each, by_surname, days, lang)
            if key:
                found.add(firsts[key].mention.id, each.mention.id, why)


def _owner_in_report(
    bare: _Place, own: Sequence[_Place], keys: dict[Words, Words], lang: Lang
) -> tuple[Words | None, str]:
    """Return the group a bare name stands for in its report; a reason without one: several could be meant."""
    full = [each for each in own if not is_bare(each.words, lang)]
    rules: tuple[tuple[str, Callable[[Words], bool]], ...] = (
        ("surname-in-report", lambda words: same_surname(bare.words, words, lang)),
        (
            "given-name-in-report",
            lambda words: words[0] == bare.words[0] and words[0] not in particles("between", lang),
        ),
    )
    for rule, fits in rules:
        groups = {keys[each.words] for each in full if fits(each.words)}
        if len(groups) == 1:
            return groups.pop(), f"rule={rule}"
        if groups:
            return None, f"rule={rule} several={len(groups)}"
    return None, ""


def _owner_in_case(
    bare: _Place, by_surname: dict[str, set[Words]], days: dict[Words, set[int]], lang: Lang
) -> tuple[Words | None, str]:
    """Return the only full name of the case that ends so. A given name or a plural alone is never enough."""
    if bare.words[-1] in arab_names(lang) or bare.words[-1].endswith(("ين", "ون")):
        return None, ""
    groups = by_surname.get(bare.words[-1], set())
    if len(groups) != 1:
        return None, ""
    (key,) = groups
    if bare.words[-1].startswith("ال") and key[0] not in given_names(lang):
        return None, ""  # any definite noun may follow a word that was taken for a name
    here = _day(bare.report)
    near = any(not there or not here or abs(there - here) <= DAYS_NEAR for there in days[key])
    return (key, "rule=surname-in-case") if near else (None, "")


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
    for each in members:
        name = names.get(each.words) or (names.get(each.words[1:]) if each.words[0] in loose else None)
        if name:
            counted[name.key] += 1
    if not counted:
        return None
    best = min(counted, key=lambda key: (-counted[key], key))
    return names[tuple(best.split())]


def _shown(members: Iterable[_Place]) -> str:
    """Return the printed form to show: of the full names the most frequent, without marks."""
    forms = Counter(" ".join(each.printed.split()).strip("«»“”\"'()") for each in members)
    full = {form: count for form, count in forms.items() if " " in form} or dict(forms)
    return min(full, key=lambda form: (-full[form], -len(form), fold_word(form), form))
