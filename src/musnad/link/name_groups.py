"""Distinct names brought together: which of them name one person, body or place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from musnad.find.gazetteer import bare, given_names, name_by_words, particles
from musnad.find.openers import adjectives_of_nation
from musnad.lang import Lang
from musnad.link.names import WORD_BOUND, same_name, skeleton, word_distance
from musnad.text import folded_words

Words = tuple[str, ...]
# Blocks of names with one skeleton stay small; a larger one is junk and only its equal names are joined.
LARGEST_BLOCK = 60


@dataclass(frozen=True, slots=True)
class Group:
    """The group a name belongs to: its key (one of its names) and why this name is in it."""

    key: Words
    why: str


def name_words(printed: str, lang: Lang) -> Words:
    """Return a name's folded words, عبد and what follows it as one."""
    joins = particles("joins", lang)
    words: list[str] = []
    for word in folded_words(printed):
        if words and words[-1] in joins:
            words[-1] += word
        else:
            words.append(word)
    return tuple(words)


@lru_cache(maxsize=100_000)
def is_bare(words: Words, lang: Lang) -> bool:
    """Tell that a person's name is one name alone, particles aside (كارتر, لو دوريان)."""
    return sum(word not in particles("between", lang) for word in words) < 2


def same_surname(one: Words, full: Words, lang: Lang) -> bool:
    """Tell that a bare name is the last of a full one, in whatever spelling."""
    if len(one) >= len(full):
        return False
    if len(one) > 1:
        return same_name(one, full[-len(one) :], lang) is not None
    surname = bare(one[0])
    return (surname == bare(full[-1]) and len(surname) > 3) or word_distance(one[0], full[-1], lang)[0] <= WORD_BOUND


def group_names(
    kind: str, prints: Mapping[Words, int], brackets: Iterable[tuple[Words, Words]], lang: Lang
) -> dict[Words, Group]:
    """Return the group of each distinct name of a kind. ``prints`` counts how often each was printed."""
    joined = _Joined(prints)
    if kind == "PER":
        for one, other, why in _spellings(prints, lang):
            joined.join(one, other, why)
        for one, other, why in _articles(prints, lang):
            joined.join(one, other, why)
        for one, other, why in _parts_of_longer(joined, lang):
            joined.join(one, other, why)
    else:
        listed = name_by_words(kind, lang)
        for one, other, why in _listed_variants(kind, prints, lang):
            joined.join(one, other, why)
        for one, other, why in _other_adjectives(prints, lang):
            joined.join(one, other, why)
        for one, other, why in _loose_heads(kind, prints, lang):
            joined.join(one, other, why)
        for one, other in sorted(set(brackets)):
            if one in prints and other in prints and not (one in listed and other in listed):
                joined.join(one, other, "apposition")
    return joined.groups()


class _Joined:
    """Names joined so far: union-find that remembers why each came in."""

    def __init__(self, prints: Mapping[Words, int]) -> None:
        self.prints = prints
        self.leader = {words: words for words in prints}
        self.why = dict.fromkeys(prints, "same-name")

    def find(self, words: Words) -> Words:
        while self.leader[words] != words:
            words = self.leader[words]
        return words

    def join(self, one: Words, other: Words, why: str) -> None:
        left, right = sorted((self.find(one), self.find(other)), key=self._rank)
        if left != right:
            self.leader[right] = left
            for words in (one, other):
                if self.why[words] == "same-name":
                    self.why[words] = why

    def _rank(self, words: Words) -> tuple[int, int, Words]:
        return (-len(words), -self.prints[words], words)

    def groups(self) -> dict[Words, Group]:
        return {words: Group(self.find(words), self.why[words]) for words in self.leader}


def _spellings(names: Iterable[Words], lang: Lang) -> Iterator[tuple[Words, Words, str]]:
    """Yield pairs of names that are spellings of one, found among those with one skeleton of the last words."""
    blocks: dict[tuple[int, str, str], list[Words]] = defaultdict(list)
    for words in sorted(names):
        blocks[len(words), skeleton(words[0])[:2], skeleton(words[-1])].append(words)
    for block in blocks.values():
        if len(block) > LARGEST_BLOCK:
            continue
        for i, one in enumerate(block):
            for other in block[i + 1 :]:
                rules = same_name(one, other, lang)
                if rules is not None:
                    yield one, other, f"spelling change={rules or 'none'}"


def _articles(names: Iterable[Words], lang: Lang) -> Iterator[tuple[Words, Words, str]]:
    """Yield full names that differ in the article of the surname only (ياسين الدرباس, ياسين درباس).

    Not where the surname is a given name too: محمد سعيد is not محمد السعيد.
    """
    first: dict[Words, Words] = {}
    for words in sorted(names):
        surname = bare(words[-1])
        if len(words) > 1 and len(surname) > 3 and surname not in given_names(lang):
            key = (*words[:-1], surname)
            if first.setdefault(key, words) != words:
                yield first[key], words, "spelling change=article"


def _other_adjectives(prints: Iterable[Words], lang: Lang) -> Iterator[tuple[Words, Words, str]]:
    """Yield names that differ in the spelling of an adjective of nation only (الأميركية, الأمريكية)."""
    nations = adjectives_of_nation(lang)
    first: dict[Words, Words] = {}
    for words in sorted(prints):
        key = tuple(f"{skeleton(bare(word))} {word[-1]}" if bare(word) in nations else word for word in words)
        if len(words) > 1 and first.setdefault(key, words) != words:
            yield first[key], words, "spelling change=adjective"


def _parts_of_longer(joined: _Joined, lang: Lang) -> list[tuple[Words, Words, str]]:
    """Return full names that are part of exactly one longer one: طيب أردوغان in رجب طيب أردوغان.

    Of names with بن only a beginning counts: محمد بن سلمان is not سلمان's father.
    """
    full = [words for words in joined.prints if not is_bare(words, lang)]
    near: dict[tuple[str, Words], list[Words]] = defaultdict(list)
    for words in full:
        if len(words) > 2:
            for key in _part_keys(words):
                near[key].append(words)
    found = []
    for words in sorted(full):
        others = {each for key in _part_keys(words) for each in near.get(key, ()) if len(each) > len(words)}
        parts = (each for each in others if _is_part(words, each))
        longer = {joined.find(each): each for each in sorted(parts)}
        if len(longer) == 1:
            (each,) = longer.values()
            found.append((words, each, "part-of-longer-name"))
    return found


def _part_keys(words: Words) -> tuple[tuple[str, Words], ...]:
    """Return what a name and a longer one it may be part of have one of in common: two words, or both ends."""
    return ("begins", words[:2]), ("ends", words[-2:]), ("both", (words[0], words[-1]))


def _is_part(words: Words, longer: Words) -> bool:
    if longer[: len(words)] == words:
        return "بن" in longer[: len(words) + 1] or len(words) >= 3
    if "بن" in longer or "ابن" in longer:
        return False
    if longer[-len(words) :] == words:
        return True
    return words[0] == longer[0] and words[-1] == longer[-1] and _in_order(words, longer)


def _in_order(words: Sequence[str], longer: Sequence[str]) -> bool:
    rest = iter(longer)
    return all(word in rest for word in words)


def _listed_variants(kind: str, prints: Mapping[Words, int], lang: Lang) -> Iterator[tuple[Words, Words, str]]:
    names = name_by_words(kind, lang)
    first: dict[str, Words] = {}
    for words in sorted(prints):
        name = names.get(words)
        if name:
            if name.key in first:
                yield first[name.key], words, "listed-variant"
            else:
                first[name.key] = words


def _loose_heads(kind: str, prints: Mapping[Words, int], lang: Lang) -> Iterator[tuple[Words, Words, str]]:
    heads = particles("body" if kind == "ORG" else "place", lang)
    for words in sorted(prints):
        rest = words[1:]
        if words[0] in heads and rest in prints:
            yield rest, words, "head-noun"
