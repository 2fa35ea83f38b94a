"""Mentions of people, bodies and places: flat, the longest name wins, without titles and clitics.

Three sources propose names, each with its reason: the lists (places, organisations), the nouns that
open a name (وزارة الدفاع, نهر الفرات), and a small trained tagger. A name seen in full then marks its
bare repeats in the same report. ``docs/stages/mentions.md`` has the scores and what goes wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain, pairwise

from musnad.find.gazetteer import attached, bare, given_names, listed_names, particles, readings, titles
from musnad.find.openers import NO_NAME, adjectives_of_nation, is_stop, opened_names, stop_words
from musnad.find.signs import Array, Signs, read_signs
from musnad.find.tagger import TAGS, WORDS_AT_ONCE, load_model, tag_rows
from musnad.frozen import quickly_made
from musnad.lang import Lang
from musnad.records import Mention, Report, Sentence, make_id
from musnad.text import Words, find_words, printed_offset

# How sure each source is, judged on held-out annotated text (docs/stages/mentions.md).
SCORES = {"listed": 0.95, "opener": 0.85, "tagger": 0.8, "given-name": 0.8, "repeat": 0.9, "apposition": 0.95}
# A sentence longer than this many words is read in pieces, so that a text without stops stays cheap.
LONGEST_SENTENCE = 120
_KINDS = tuple(tag[2:] for tag in TAGS)
# Marks (numbers of signs.GAPS) that end a tagged name: a person's also at quotation marks and brackets.
_ENDS = {"PER": (1, 2, 3, 4), "ORG": (1, 4), "LOC": (1, 2, 3, 4)}
_CLOSES = {"«": "»", "“": "”", "(": ")", '"': '"', "‘": "’"}


@quickly_made
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
    [found] = find_mentions_at_once([report], [sentences], lang=lang)
    yield from found


def find_mentions_at_once(
    reports: Sequence[Report], sentences: Sequence[Sequence[Sentence]], *, lang: Lang
) -> Iterator[list[Mention]]:
    """Yield the mentions of each report: what ``find_mentions`` gives, at less cost for many than one by one."""
    some: list[Report] = []
    texts: list[tuple[Words, list[tuple[int, int]]]] = []
    held = 0
    for report, own in zip(reports, sentences, strict=True):
        words = find_words(report.text)
        some.append(report)
        texts.append((words, list(_ranges(words, own))))
        held += len(words)
        if held > WORDS_AT_ONCE:
            yield from _mentions(some, texts, lang)
            some, texts, held = [], [], 0
    yield from _mentions(some, texts, lang)


def _mentions(
    reports: Sequence[Report], texts: Sequence[tuple[Words, Sequence[tuple[int, int]]]], lang: Lang
) -> Iterator[list[Mention]]:
    signs, rows, flags = read_signs(texts, lang)
    for report, own, tags in zip(reports, signs, _tags(signs, rows, flags, lang), strict=True):
        yield [_mention(report, own, each) for each in _names_in(own, tags, lang)]


def _names_in(signs: Signs, tags: Mapping[int, int], lang: Lang) -> list[Found]:
    seen = frozenset(signs.words.folded)
    found = [
        *_listed(signs, tags),
        *[Found(*each, "opener", 3) for each in opened_names(signs, lang)],
        *_tagged(signs, tags, seen, lang),
        *_given_chains(signs, lang),
    ]
    chosen = _longest(found)
    return _longest(chosen + list(_repeats(signs, chosen, seen, lang)))


def _ranges(words: Words, sentences: Sequence[Sentence]) -> Iterator[tuple[int, int]]:
    for sentence in sentences:
        within = words.within(sentence.start, sentence.stop)
        for first in range(within.start, within.stop, LONGEST_SENTENCE):
            yield first, min(first + LONGEST_SENTENCE, within.stop)


def _tags(signs: Sequence[Signs], rows: Array, flags: Array, lang: Lang) -> Iterator[dict[int, int]]:
    """Yield for each report the tags of its words, by the words' numbers, if not "O"."""
    model = load_model(lang)
    if model is None:
        yield from ({} for _ in signs)
        return
    ends = [0, *accumulate(len(each.words) for each in signs)]
    sentences = [(at + first, at + stop) for at, own in zip(ends, signs, strict=False) for first, stop in own.ranges]
    tags = tag_rows(model, rows, flags, sentences)
    for first, last in pairwise(ends):
        tagged = tags[first:last].nonzero()[0]
        yield dict(zip(tagged.tolist(), tags[first:last][tagged].tolist(), strict=True))


def _listed(signs: Signs, tags: Mapping[int, int]) -> Iterator[Found]:
    """Yield listed names; one that is an ordinary word too needs the tagger or the print to agree."""
    for at, names in signs.listed.items():
        tag = _KINDS[tags.get(at, 0)]
        for cut, size, name in names:
            marked = signs.gaps.get(at) == 2
            agreed = tag == name.kind or (marked and name.kind == "ORG")
            if name.also and (not agreed or (name.also == "person" and tag == "PER")):
                continue
            if _is_adverb(signs.words, at + size - 1):
                continue
            if _joined(signs, at, at + size):
                yield Found(at, at + size, cut, name.kind, "listed", 2 + (size > 1))
                break


def _is_adverb(words: Words, at: int) -> bool:
    """Tell that the word ends in the two strokes of the indefinite accusative: إسبانياً is no country."""
    return words.printed(at).endswith(("\u064b", "\u064bا"))


def _joined(signs: Signs, first: int, stop: int) -> bool:
    """Tell that nothing but spaces, quotation marks, brackets or a joining stop stands between the words."""
    words = signs.words
    return stop - first == 1 or all(
        signs.gaps.get(i, 0) in (0, 2, 3, 5, 6) or words.text[words.stops[i - 1] : words.starts[i]] == "."
        for i in range(first + 1, stop)
    )


def _tagged(signs: Signs, tags: Mapping[int, int], seen: frozenset[str], lang: Lang) -> Iterator[Found]:
    words, done = signs.words, 0
    for at, tag in tags.items():
        if at < done:
            continue
        kind, stop, end = _KINDS[tag], at + 1, signs.ends[at]
        while stop < end and _same_name(signs, stop, TAGS[tags.get(stop, 0)], kind, lang):
            stop += 1
        start = _without_outer(words, at, stop, kind, lang)
        if not _is_no_name(words, start, stop, lang):
            cut = _cut(words, start, signs.given.get(start, NO_NAME)[0], kind, seen, lang)
            yield Found(start, stop, cut, kind, "tagger", 1)
        done = stop


def _same_name(signs: Signs, at: int, tag: str, kind: str, lang: Lang) -> bool:
    """Tell whether word ``at`` goes on with a tagged name; after a particle (بن, أبو) the next word always does."""
    words, inner = signs.words, tag == f"I-{kind}"
    if signs.gaps.get(at) in _ENDS[kind]:
        return False
    if kind != "PER":
        return inner and not is_stop(words, at, lang)
    word, before, between = words.folded[at], words.folded[at - 1], particles("between", lang)
    if is_stop(words, at, lang) and word not in between:
        return inner and word in particles("regnal", lang) and _is_kings_name(signs, at - 1, lang)
    # أبي can be «my father» too, unless it stands behind بن
    half = before == "ابو" or (before in particles("joins", lang) and at > 1 and words.folded[at - 2] in between)
    return inner or half or before in between


def _is_kings_name(signs: Signs, at: int, lang: Lang) -> bool:
    """Tell whether a word can be a king's or a pope's name: a given name, or one behind a title, not a trade."""
    return at in signs.given or (at > 0 and titles(lang).get(bare(signs.words.folded[at - 1])) in ("office", "honour"))


def _given_chains(signs: Signs, lang: Lang) -> Iterator[Found]:
    """Yield a given name with the given names, fathers and family names in الـي that follow it."""
    words, done = signs.words, 0
    for at, (cut, common) in signs.given.items():
        if at < done:
            continue
        stop = at + 1
        if not is_stop(words, at, lang):
            while stop < signs.ends[at] and _goes_on(signs, stop, lang):
                stop += 1
            last = words.folded[stop - 1]
            if last in particles("between", lang):
                stop -= 1
            sure = not common or stop - at > 2 or _is_family_name(last, lang)
            if stop - at > 1 and sure:
                yield Found(at, stop, cut, "PER", "given-name", 0)
        done = stop


def _goes_on(signs: Signs, at: int, lang: Lang) -> bool:
    word = signs.words.folded[at]
    if at in signs.gaps or is_stop(signs.words, at, lang):
        return False
    return signs.given.get(at, NO_NAME)[0] == 0 or word in ("بن", "ال") or _is_family_name(word, lang)


def _is_family_name(word: str, lang: Lang) -> bool:
    """Tell whether the word is formed like a family name (الأعرجي) and is no adjective of nation."""
    formed = word.startswith("ال") and word.endswith("ي") and len(word) > 5
    return formed and word not in stop_words(lang) and bare(word) not in adjectives_of_nation(lang)


def _without_outer(words: Words, at: int, stop: int, kind: str, lang: Lang) -> int:
    """Return where the name starts behind a title (وزرائه) or a side (شمال) that was taken for its first word."""
    while at + 1 < stop:
        word = words.folded[at]
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
    word, alone = words.folded[start], stop - start == 1
    if is_stop(words, start, lang) or (alone and (len(word) < 2 or _is_adverb(words, start))):
        return True
    nations = adjectives_of_nation(lang)
    if bare(word) in nations and all(bare(each) in nations for each in words.folded[start + 1 : stop]):
        return word.endswith("ين") or not alone
    return alone and len(word) > 5 and word.endswith(("نا", "هم", "هما")) and word not in listed_names(lang)


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


def _repeats(signs: Signs, chosen: Sequence[Found], seen: frozenset[str], lang: Lang) -> Iterator[Found]:
    """Yield bare repeats of names seen in full: a surname alone, a body's name again."""
    words, folded = signs.words, signs.words.folded
    known: dict[tuple[str, ...], dict[str, None]] = {}
    sizes: dict[str, set[int]] = {}
    for each in chosen:
        for key in _short_forms(words, each, lang):
            known.setdefault(key, {})[each.kind] = None
            sizes.setdefault(key[0], set()).add(len(key))
    spelled = seen.intersection(chain.from_iterable(map(attached, sizes)))
    if not spelled:
        return
    taken = {i for each in chosen for i in range(each.first, each.stop)}
    for at in [at for at, word in enumerate(folded) if word in spelled]:
        if at in taken:
            continue
        for cut, form in readings(folded[at]):
            for stop in [at + size for size in sizes.get(form, ()) if at + size <= signs.ends[at]]:
                for kind in known.get((form, *folded[at + 1 : stop]), ()):
                    yield Found(at, stop, cut, kind, "repeat", 0)


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


def _mention(report: Report, signs: Signs, each: Found) -> Mention:
    words = signs.words
    start, stop = words.starts[each.first], words.stops[each.stop - 1]
    if each.cut:
        start += printed_offset(words.printed(each.first), each.cut)
    if any(i in signs.gaps for i in range(each.first + 1, each.stop)):
        stop = _closed(words.text, start, stop)
    why = f"rule={each.rule} clitic={each.cut}" if each.cut else f"rule={each.rule}"
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
