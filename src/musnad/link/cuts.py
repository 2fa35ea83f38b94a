"""Where a changed stretch holds several changes: a sentence dropped, a day moved, a word with another preposition."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from musnad.change_tables import change_tables, phrases_in
from musnad.change_words import bare_word, is_particle, kinds_of_word
from musnad.lang import Lang
from musnad.lang.forms import stems_of
from musnad.link.sides import Side

Place = tuple[int, int, int, int]

_SENTENCE_END = re.compile(r"[.!?؟…]\W*\s|\n")
# A word of fewer letters is too little to know it again behind another preposition.
_SHORTEST_KNOWN = 4
_SHORTEST_JOINED = 3
_OF_TIME = frozenset(("time", "date"))
# Fewer words dropped before or behind a sentence's end belong to what replaced them.
_FEWEST_DROPPED = 2
# Pairs of stretches remembered that were cut: copies of one text differ in the same words.
_REMEMBERED = 1 << 12


def cut_changes(places: Sequence[Place], left: Side, right: Side, lang: Lang | None) -> Iterator[Place]:
    """Yield the places of changes, those that hold several changes cut into them.

    A place is ``left_start, left_stop, right_start, right_stop`` in words of the passage.
    """
    for place in places:
        if _is_whole(place):
            if lang is not None and max(place[1] - place[0], place[3] - place[2]) > _FEWEST_DROPPED:
                yield from _at_time_told_beside(place, left, right, lang)
            else:
                yield place
            continue
        for sentence in _at_sentences(place, left, right):
            if lang is None:
                yield sentence
                continue
            for part in _at_known_words(sentence, left, right, lang):
                yield from _at_times(part, left, right, lang)


def _is_whole(place: Place) -> bool:
    """Tell whether there is nothing to cut: a word for a word, or words on one side only."""
    l0, l1, r0, r1 = place
    return l0 == l1 or r0 == r1 or l1 - l0 + r1 - r0 == 2


def _at_sentences(place: Place, left: Side, right: Side) -> Iterator[Place]:
    """Cut where one side drops a sentence's end or beginning and what is left over replaces the other side."""
    l0, l1, r0, r1 = place
    for one, other, turned in ((left, right, False), (right, left, True)):
        first, stop, begin, end = (r0, r1, l0, l1) if turned else place
        ends = [at for at in range(first + 1, stop) if _ends_sentence(one, at)]
        if not ends or any(_ends_sentence(other, at) for at in range(begin + 1, end)):
            continue
        if _ends_sentence(other, begin) and ends[-1] - first >= _FEWEST_DROPPED:
            cuts = ((first, ends[-1], begin, begin), (ends[-1], stop, begin, end))
        elif _ends_sentence(other, end) and stop - ends[0] >= _FEWEST_DROPPED:
            cuts = ((first, ends[0], begin, end), (ends[0], stop, end, end))
        else:
            continue
        yield from ((c, d, a, b) if turned else (a, b, c, d) for a, b, c, d in cuts)
        return
    yield place


def _ends_sentence(side: Side, at: int) -> bool:
    """Tell whether a sentence ends before word ``at`` of the passage."""
    index, words = side.inside.start + at, side.findings.words
    if not 0 < index < len(words):
        return True
    before, begin = words.stops[index - 1], words.starts[index]
    if before - words.starts[index - 1] < 2:  # د. محمد
        return False
    if begin - before == 1:  # mostly a space
        return words.text[before] == "\n"
    return bool(_SENTENCE_END.search(words.text, before, begin))


def _at_known_words(place: Place, left: Side, right: Side, lang: Lang) -> Iterator[Place]:
    """Cut at words that both sides have, with another preposition or conjunction printed on them."""
    l0, l1, r0, r1 = place
    if _is_whole(place):
        yield place
        return
    for a, b, c, d in _known_words(left.folded[l0:l1], right.folded[r0:r1], lang):
        yield l0 + a, l0 + b, r0 + c, r0 + d


@lru_cache(maxsize=_REMEMBERED)
def _known_words(ours: tuple[str, ...], theirs: tuple[str, ...], lang: Lang) -> tuple[Place, ...]:
    """Return the parts of two changed stretches, cut at words that both have."""
    if "".join(ours) == "".join(theirs):
        return ((0, len(ours), 0, len(theirs)),)
    parts: list[Place] = []
    endings = [word[-2:] for word in theirs]
    at_left = at_right = 0
    for i, word in enumerate(ours):
        for j in range(at_right, len(theirs)):
            if endings[j] == word[-2:] and _known_again(word, theirs[j], lang):
                start = _without_particles(ours, at_left, i, lang), _without_particles(theirs, at_right, j, lang)
                if start[0] > at_left or start[1] > at_right:
                    parts.append((at_left, start[0], at_right, start[1]))
                parts.append((start[0], i + 1, start[1], j + 1))
                at_left, at_right = i + 1, j + 1
                break
    if at_left < len(ours) or at_right < len(theirs):
        parts.append((at_left, len(ours), at_right, len(theirs)))
    return tuple(parts)


def _known_again(one: str, other: str, lang: Lang) -> bool:
    """Tell whether two words are one behind other prepositions; a label or a source is read with its neighbours."""
    if "و" in (one.removesuffix(other), other.removesuffix(one)) and min(len(one), len(other)) >= _SHORTEST_JOINED:
        return True
    if len(bare_word(one)) < _SHORTEST_KNOWN or bare_word(one) != bare_word(other):
        return False
    tables = change_tables(lang)
    kept = (tables.terms, tables.words.get("attribution", {}), tables.words.get("medium", {}))
    return not any(stem in forms for word in (one, other) for stem, _ in stems_of(word) for forms in kept)


def _without_particles(words: Sequence[str], first: int, stop: int, lang: Lang) -> int:
    """Return where the particles before word ``stop`` begin: إلى الشرطة is للشرطة."""
    particles = change_tables(lang).words.get("particle", {})
    if sum(map(len, phrases_in(words[first:stop], particles))) == stop - first:
        return first  # من جهة أخرى
    while stop > first and is_particle(words[stop - 1], lang):
        stop -= 1
    return stop


def _at_times(place: Place, left: Side, right: Side, lang: Lang) -> Iterator[Place]:
    """Cut the words of time off that open or close a changed stretch, where either side has others too."""
    l0, l1, r0, r1 = place
    if _is_whole(place) or not (_has_date(left, l0, l1) or _has_date(right, r0, r1)):
        yield place
        return
    heads = _opening_time(left, l0, l1, lang), _opening_time(right, r0, r1, lang)
    tails = _closing_time(left, l0, l1, lang), _closing_time(right, r0, r1, lang)
    if heads != (l0, r0) and heads[0] < l1 and heads[1] < r1:
        yield l0, heads[0], r0, heads[1]
        yield heads[0], l1, heads[1], r1
    elif tails != (l1, r1) and tails[0] > l0 and tails[1] > r0:
        yield l0, tails[0], r0, tails[1]
        yield tails[0], l1, tails[1], r1
    elif heads == (l1, r0) and _tells_no_time(right.folded[r0:r1], lang):
        yield l0, l1, r0, r0
        yield l1, l1, r0, r1
    elif heads == (l0, r1) and _tells_no_time(left.folded[l0:l1], lang):
        yield l0, l0, r0, r1
        yield l0, l1, r1, r1
    else:
        yield place


def _at_time_told_beside(place: Place, left: Side, right: Side, lang: Lang) -> Iterator[Place]:
    """Cut the words of time off that open or close words without a counterpart, where those tell more than a word."""
    l0, l1, r0, r1 = place
    side, first, stop = (left, l0, l1) if l0 < l1 else (right, r0, r1)
    at = first
    if _has_date(side, first, stop):
        head, tail = _opening_time(side, first, stop, lang), _closing_time(side, first, stop, lang)
        if _names_day(side, first, head, lang) and _content(side, head, stop, lang) >= _FEWEST_DROPPED:
            at = head
        elif _names_day(side, tail, stop, lang) and _content(side, first, tail, lang) >= _FEWEST_DROPPED:
            at = tail
    if at == first:
        yield place
    elif l0 < l1:
        yield from ((l0, at, r0, r1), (at, l1, r0, r1))
    else:
        yield from ((l0, l1, r0, at), (l0, l1, at, r1))


def _names_day(side: Side, first: int, stop: int, lang: Lang) -> bool:
    """Tell whether words name a day, as the press does by and by (أمس, الخميس), more than a length or a year."""
    return any(phrases_in(side.folded[first:stop], change_tables(lang).words.get("time", {})))


def _content(side: Side, first: int, stop: int, lang: Lang) -> int:
    """Return how many words are no particles."""
    return sum(not is_particle(word, lang) for word in side.folded[first:stop])


def _opening_time(side: Side, first: int, stop: int, lang: Lang) -> int:
    """Return where the words of time end that open a stretch, a particle before them included."""
    at = first
    while at < stop and is_particle(side.folded[at], lang):
        at += 1
    begin = at
    while at < stop and _has_date(side, at, at + 1):
        at += 1
    return at if _tells_time(side.folded[begin:at], lang) else first


def _closing_time(side: Side, first: int, stop: int, lang: Lang) -> int:
    """Return where the words of time begin that close a stretch, a particle before them included."""
    at = stop
    while at > first and _has_date(side, at - 1, at):
        at -= 1
    return _without_particles(side.folded, first, at, lang) if _tells_time(side.folded[at:stop], lang) else stop


def _tells_time(words: Sequence[str], lang: Lang) -> bool:
    """Tell whether words name a day or an hour, more than a number that belongs to one."""
    tables = change_tables(lang)
    return any(any(phrases_in(words, forms)) for forms in (tables.dates, tables.clock))


def _tells_no_time(words: Sequence[str], lang: Lang) -> bool:
    """Tell whether words say something, and nothing of time, so that they stand for none (اليوم / سبع)."""
    kinds = [kinds_of_word(word, lang) for word in words]
    return (
        any("small" not in each for each in kinds)
        and all(each.isdisjoint(_OF_TIME) for each in kinds)
        and not any(word[-1].isdigit() or word[0].isdigit() for word in words)  # 10 / 1436
    )


def _has_date(side: Side, first: int, stop: int) -> bool:
    return side.findings.dates.any_over(*side.place(first, stop))
