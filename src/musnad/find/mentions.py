"""Mentions of people, bodies and places: flat, the longest name wins, without titles and clitics.

Three sources propose names, each with its reason: the lists (places, organisations), the nouns that
open a name (وزارة الدفاع, نهر الفرات), and a small trained tagger. A name seen in full then marks its
bare repeats in the same report. ``docs/stages/mentions.md`` has the scores and what goes wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from musnad.find.gazetteer import bare, given_names, listed_names, particles, readings, titles
from musnad.find.openers import adjectives_of_nation, is_stop, opened_names, stop_words
from musnad.find.signs import Signs, gap_kind, read_signs
from musnad.find.tagger import TAGS, load_model, tag_sentences
from musnad.lang import Lang
from musnad.records import Mention, Report, Sentence, make_id
from musnad.text import Words, find_words, printed_offset

# How sure each source is, judged on held-out annotated text (docs/stages/mentions.md).
SCORES = {"listed": 0.95, "opener": 0.85, "tagger": 0.8, "given-name": 0.8, "repeat": 0.9, "apposition": 0.95}
# A sentence longer than this many words is read in pieces, so that a text without stops stays cheap.
LONGEST_SENTENCE = 120
# The tagger takes this many sentences at a time: at most some 30 MB, however long the text.
SENTENCES_AT_ONCE = 200
# Marks (numbers of signs.GAPS) that end a tagged name: a person's also at quotation marks and brackets.
_ENDS = {"PER": (1, 2, 3, 4), "ORG": (1, 4), "LOC": (1, 2, 3, 4)}
_CLOSES = {"«": "»", "“": "”", "(": ")", '"': '"', "‘": "’"}


@dataclass(frozen=True, slots=True)
class Found:
    """A proposed name: words ``first:stop`` of the report, without ``cut`` letters of the first one."""

    first: int
    stop: int
    cut: int
    kind: str
    rule: str
    rank: int = 0  # among overlapping ones: the higher first, then the longer


def find_mentions(report: Report, sentences: Sequence[Sentence], *, lang: Lang) -> Iterator[Mention]:
    """Yield the mentions of a report in the text's order; no two overlap."""
    words = find_words(report.text)
    ranges = list(_ranges(words, sentences))
    signs = [read_signs(words, first, stop, lang) for first, stop in ranges]
    seen = frozenset(words.folded)
    found: list[Found] = []
    for (first, stop), own, tags in zip(ranges, signs, _tags(words, ranges, signs, lang), strict=True):
        found += _listed(words, first, own, tags)
        found += [Found(*each, "opener", 3) for each in opened_names(words, first, stop, own, lang)]
        found += _tagged(words, first, own, tags, seen, lang)
        found += _given_chains(words, first, own, lang)
    chosen = _longest(found)
    chosen = _longest(chosen + list(_repeats(words, ranges, chosen, lang)))
    for each in chosen:
        yield _mention(report, words, each)


def _ranges(words: Words, sentences: Sequence[Sentence]) -> Iterator[tuple[int, int]]:
    for sentence in sentences:
        within = words.within(sentence.start, sentence.stop)
        for first in range(within.start, within.stop, LONGEST_SENTENCE):
            yield first, min(first + LONGEST_SENTENCE, within.stop)


def _tags(words: Words, ranges: Sequence[tuple[int, int]], signs: Sequence[Signs], lang: Lang) -> list[list[int]]:
    model = load_model(lang)
    if model is None:
        return [[0] * (stop - first) for first, stop in ranges]
    found: list[list[int]] = []
    for at in range(0, len(ranges), SENTENCES_AT_ONCE):
        some = slice(at, at + SENTENCES_AT_ONCE)
        sentences = [words.folded[first:stop] for first, stop in ranges[some]]
        found += tag_sentences(model, sentences, [each.flags for each in signs[some]])
    return found


def _listed(words: Words, first: int, signs: Signs, tags: Sequence[int]) -> Iterator[Found]:
    """Yield listed names; one that is an ordinary word too needs the tagger or the print to agree."""
    for i, names in enumerate(signs.listed):
        for cut, size, name in names:
            marked = bool(i) and gap_kind(words.text, words.stops[first + i - 1], words.starts[first + i]) == 2
            agreed = TAGS[tags[i]][2:] == name.kind or (marked and name.kind == "ORG")
            if name.also and not agreed:
                continue
            if name.also == "person" and TAGS[tags[i]][2:] == "PER":
                continue
            if _is_adverb(words, first + i + size - 1):
                continue
            if _joined(words, first + i, first + i + size):
                yield Found(first + i, first + i + size, cut, name.kind, "listed", 2 + (size > 1))
                break


def _is_adverb(words: Words, at: int) -> bool:
    """Tell that the word ends in the two strokes of the indefinite accusative: إسبانياً is no country."""
    return words.printed(at).endswith(("\u064b", "\u064bا"))


def _joined(words: Words, first: int, stop: int) -> bool:
    """Tell that nothing but spaces, quotation marks, brackets or a joining stop stands between the words."""
    return all(gap_kind(words.text, words.stops[i - 1], words.starts[i]) in (0, 2, 3, 5, 6) or
               words.text[words.stops[i - 1] : words.starts[i]] == "." for i in range(first + 1, stop))  # fmt: skip


def _tagged(
    words: Words, first: int, signs: Signs, tags: Sequence[int], seen: frozenset[str], lang: Lang
) -> Iterator[Found]:
    at = 0
    while at < len(tags):
        if not tags[at]:
            at += 1
            continue
        kind = TAGS[tags[at]][2:]
        stop = at + 1
        while stop < len(tags) and _same_name(words, first + stop, TAGS[tags[stop]], kind, lang):
            stop += 1
        start = first + _without_outer(words, first, at, stop, kind, lang)
        if not _is_no_name(words, start, first + stop, lang):
            cut = _cut(words, start, signs.given[start - first], kind, seen, lang)
            yield Found(start, first + stop, cut, kind, "tagger", 1)
        at = stop


def _same_name(words: Words, at: int, tag: str, kind: str, lang: Lang) -> bool:
    """Tell whether word ``at`` goes on with a tagged name; after a particle (بن) the next word always does."""
    gap = gap_kind(words.text, words.stops[at - 1], words.starts[at])
    if gap in _ENDS[kind]:
        return False
    if is_stop(words, at, lang) and not (kind == "PER" and words.folded[at] in particles("between", lang)):
        return False
    return tag == f"I-{kind}" or (kind == "PER" and words.folded[at - 1] in particles("between", lang))


def _given_chains(words: Words, first: int, signs: Signs, lang: Lang) -> Iterator[Found]:
    """Yield a given name with the given names, fathers and family names in الـي that follow it."""
    count = len(signs.given)
    at = 0
    while at < count:
        if signs.given[at] < 0:
            at += 1
            continue
        stop = at + 1
        if not is_stop(words, first + at, lang):
            while stop < count and _goes_on(words, first + stop, signs.given[stop], lang):
                stop += 1
            last = words.folded[first + stop - 1]
            if last in particles("between", lang):
                stop -= 1
            sure = not signs.given_word[at] or stop - at > 2 or _is_family_name(last, lang)
            if stop - at > 1 and sure:
                yield Found(first + at, first + stop, signs.given[at], "PER", "given-name", 0)
        at = max(stop, at + 1)


def _goes_on(words: Words, at: int, given: int, lang: Lang) -> bool:
    if gap_kind(words.text, words.stops[at - 1], words.starts[at]) != 0:
        return False
    word = words.folded[at]
    if is_stop(words, at, lang):
        return False
    return given == 0 or word in ("بن", "ال") or _is_family_name(word, lang)


def _is_family_name(word: str, lang: Lang) -> bool:
    """Tell whether the word is formed like a family name (الأعرجي) and is no adjective of nation."""
    formed = word.startswith("ال") and word.endswith("ي") and len(word) > 5
    return formed and word not in stop_words(lang) and bare(word) not in adjectives_of_nation(lang)


def _without_outer(words: Words, first: int, at: int, stop: int, kind: str, lang: Lang) -> int:
    """Return where the name starts behind a title (وزرائه) or a side (شمال) that was taken for its first word."""
    while at + 1 < stop:
        word = words.folded[first + at]
        side = kind == "LOC" and any(form in particles("side", lang) for _, form in readings(word))
        if not side and not (kind == "PER" and stop - at > 2 and _is_title(word, lang)):
            break
        at += 1
    return at


def _is_title(word: str, lang: Lang) -> bool:
    """Tell whether the word is an office, also with a pronoun on it (رئيسه, وزرائها)."""
    for _, form in readings(word):
        for ending in ("", "ه", "ها", "هم", "نا"):
            stem = bare(form.removesuffix(ending))
            # a hamza at the end is written on a ya before a pronoun: وزراء, وزرائه
            if "office" in (titles(lang).get(stem), titles(lang).get(stem.removesuffix("ي") + "ء")):
                return True
    return False


def _is_no_name(words: Words, start: int, stop: int, lang: Lang) -> bool:
    """Tell that a single tagged word can't be a name: a stop word, or a noun with a pronoun on it (حلفائنا)."""
    word = words.folded[start]
    if is_stop(words, start, lang) or (stop - start == 1 and len(word) < 2):
        return True
    if stop - start == 1 and _is_adverb(words, start):
        return True
    if all(bare(each) in adjectives_of_nation(lang) for each in words.folded[start:stop]):
        return word.endswith("ين") or stop - start > 1
    return stop - start == 1 and len(word) > 5 and word.endswith(("نا", "هم", "هما")) and word not in listed_names(lang)


def _cut(words: Words, at: int, given: int, kind: str, seen: frozenset[str], lang: Lang) -> int:
    """Return how many letters of the word are written on to the name."""
    folded = words.folded[at]
    known = listed_names(lang)
    if folded in known or folded in given_names(lang):
        return 0
    if kind == "PER" and given > 0:
        return given
    for cut, form in readings(folded)[1:]:
        if form in known or (form.startswith("ال") and len(form) > 4) or form in seen:
            return cut
    return 0


def _longest(found: Sequence[Found]) -> list[Found]:
    """Return the names left when of overlapping ones the longest (then the higher rank) stays, in order."""
    taken: set[int] = set()
    chosen = []
    for each in sorted(found, key=lambda each: (each.first - each.stop, -each.rank, each.first, each.kind)):
        span = range(each.first, each.stop)
        if not taken.intersection(span):
            taken.update(span)
            chosen.append(each)
    return sorted(chosen, key=lambda each: each.first)


def _repeats(words: Words, ranges: Sequence[tuple[int, int]], chosen: Sequence[Found], lang: Lang) -> Iterator[Found]:
    """Yield bare repeats of names seen in full: a surname alone, a body's name again."""
    taken = {i for each in chosen for i in range(each.first, each.stop)}
    known: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for each in chosen:
        for key in _short_forms(words, each, lang):
            known.setdefault(key[0], []).append((key, each.kind))
    # a reading of a word keeps its last two letters
    endings = {key[-2:] for key in known}
    for first, stop in ranges:
        for at in range(first, stop):
            if words.folded[at][-2:] not in endings or at in taken:
                continue
            for cut, form in readings(words.folded[at]):
                for key, kind in known.get(form, ()):
                    if tuple(words.folded[at + 1 : at + len(key)]) == key[1:] and at + len(key) <= stop:
                        yield Found(at, at + len(key), cut, kind, "repeat", 0)


def _short_forms(words: Words, each: Found, lang: Lang) -> Iterator[tuple[str, ...]]:
    size = each.stop - each.first
    key = (words.folded[each.first][each.cut :], *words.folded[each.first + 1 : each.stop])
    if size > 1:
        yield key
    if each.kind != "PER" or size < 2:
        return
    last = key[-1]
    if last.startswith("ال") and not _is_family_name(last, lang) and not any(word in given_names(lang) for word in key):
        return
    plain = last not in stop_words(lang) and bare(last) not in adjectives_of_nation(lang)
    if plain and len(last) > 2 and last not in listed_names(lang) and not given_names(lang).get(last, False):
        yield (last,)
        if size > 2 and key[-2] in particles("between", lang):
            yield key[-2:]


def _mention(report: Report, words: Words, each: Found) -> Mention:
    start = words.starts[each.first]
    if each.cut:
        start += printed_offset(words.printed(each.first), each.cut)
    stop = _closed(words.text, start, words.stops[each.stop - 1])
    why = f"rule={each.rule}" + (f" clitic={each.cut}" if each.cut else "")
    return Mention(
        make_id("mention", report.id, start, stop), report.id, start, stop, each.kind, SCORES[each.rule], why
    )


def _closed(text: str, start: int, stop: int) -> int:
    """Return the end with the closing mark that follows, where its opening one stands inside the name."""
    for mark, closing in _CLOSES.items():
        opened = text.count(mark, start, stop)
        missing = opened % 2 if mark == closing else opened - text.count(closing, start, stop)
        if missing == 1 and text[stop : stop + 1] == closing:
            return stop + 1
    return stop
