"""Who holds a role that speaks without a name: «الرئيس الفلاني» here, «الرئيس الفلاني سالم العاني» in the next report.

A role is read from the words between a title and the name behind it. Reports of the days around may name the holder
for one that does not; where they name two, nobody is taken, and both are kept as candidates.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache

from musnad.lang import Lang
from musnad.link.sayings import function_words, stem
from musnad.records import Mention, Report
from musnad.text import fold_word

# A role is told by at most so many words before the name, on its line («رئيس مجلس إدارة النادي الأهلي فلان»).
LONGEST_ROLE = 5
# It is looked for among so many characters.
LONGEST_PRINTED = 80
# One word is no role that a reader of another paper could resolve («الوزير»).
SHORTEST_ROLE = 2
# A report of so many days before or after may name the holder: an office changes hands more seldom.
DAYS_AROUND = 1
# Printed words and phrases looked up once: those of some days of news.
FORMS_KEPT = 50_000
_WORD = re.compile(r"\w+")
_UNBROKEN = re.compile(r"[^.،,؛;:!?؟()«»\"\n]*")

Role = tuple[str, ...]  # stems of its words
Roles = Mapping[tuple[Role, int], frozenset[str]]  # role and day -> entities named with it


def named_roles(
    reports: Mapping[str, Report],
    days: Mapping[str, int | None],
    mentions: Iterable[Mention],
    entity_of: Mapping[str, str],
    lang: Lang | None,
) -> Roles:
    """Return the entities of the people named with a role, by role and day of the report."""
    found: dict[tuple[Role, int], set[str]] = defaultdict(set)
    if lang is None:
        return {}
    for mention in mentions:
        if mention.kind != "PER":
            continue
        report, entity = reports.get(mention.report_id), entity_of.get(mention.id)
        if report is None or entity is None:
            continue
        day = days.get(report.id)
        role = _role_before(report.text, mention.start, lang)
        if role and day is not None:
            found[role, day].add(entity)
    return {key: frozenset(entities) for key, entities in found.items()}


def _role_before(text: str, start: int, lang: Lang) -> Role:
    """Return the role that stands right before a name; empty where none does."""
    backwards = _UNBROKEN.match(text[max(0, start - LONGEST_PRINTED) : start][::-1])
    words = _WORD.findall(text, start - backwards.end(), start)[-LONGEST_ROLE:] if backwards else []
    for at, word in enumerate(words):
        if _is_title(word, lang):
            return _role(tuple(words[at:]), lang)
    return ()


@lru_cache(maxsize=FORMS_KEPT)
def _is_title(word: str, lang: Lang) -> bool:
    return stem(fold_word(word)) in _titles(lang)


@lru_cache(maxsize=FORMS_KEPT)
def _role(printed: tuple[str, ...], lang: Lang) -> Role:
    """Return the stems of a role of one person: a title and whose it is; empty for "an expert", "this director".

    It is one person's where a word has the article, or the last one is a country.
    """
    if not SHORTEST_ROLE <= len(printed) <= LONGEST_ROLE or not _is_title(printed[0], lang):
        return ()
    words = [fold_word(word) for word in printed]
    definite = any(word.startswith(("ال", "لل")) for word in words) or words[-1] in _countries(lang)
    trade = stem(words[0]) in _titles(lang, "trade") and not words[0].startswith("ال")
    if not definite or trade or any(word in function_words(lang) for word in words):
        return ()
    return tuple(stem(word) for word in words)


@cache
def _titles(lang: Lang, kind: str = "") -> frozenset[str]:
    rows = (row for row in lang.rows("titles") if " " not in row["word"] and kind in ("", row["kind"]))
    return frozenset(stem(fold_word(row["word"])) for row in rows)


@cache
def _countries(lang: Lang) -> frozenset[str]:
    return frozenset(fold_word(name) for row in lang.rows("capitals") for name in row["country"].split("|"))


def holders(printed: str, day: int | None, roles: Roles, lang: Lang | None) -> tuple[str, ...]:
    """Return the entities that reports of these days name with a role; empty for words that are no role."""
    if lang is None or day is None:
        return ()
    role = _role(tuple(_WORD.findall(printed)), lang)
    if not role:
        return ()
    near = (roles.get((role, each), frozenset()) for each in range(day - DAYS_AROUND, day + DAYS_AROUND + 1))
    return tuple(sorted(frozenset().union(*near)))
