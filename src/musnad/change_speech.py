"""Who says it, in a few changed words: verbs of saying, speakers, sources."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from musnad.change_names import all_of_kind
from musnad.change_tables import Phrase, change_tables, phrase_at, phrases_in
from musnad.change_words import Stretch
from musnad.lang import Lang
from musnad.text import proclitic_splits

# Kinds of words that may name a source.
_SOURCES = frozenset(("source", "agency"))
# Words that hand a sentence to a source open a clause (بحسب قناة …): with a conjunction, «according», one more.
_OPENING = 3


def attribution_change(
    one: Stretch, other: Stretch, left: dict[str, bool], right: dict[str, bool], lang: Lang
) -> Iterator[tuple[str, str]]:
    """Yield ``attribution`` with its evidence where a few words change who says it, or with which verb.

    ``left, right`` are the verbs of saying on either side, as ``cues_in`` gives them.
    """
    if not (left or right) and _SOURCES.isdisjoint(one.kinds) and _SOURCES.isdisjoint(other.kinds):
        return
    sure = any(left.values()) or any(right.values())
    if left and right and left.keys() != right.keys():
        mild = all(lemma in change_tables(lang).mild for lemma in [*left, *right])
        yield "attribution", f"{'mild ' if mild else ''}cue={'+'.join(sorted(left))}/{'+'.join(sorted(right))}"
    elif left and right:
        if sure and _speaker_added(one, other, lang):
            yield "attribution", f"speaker cue={'+'.join(sorted(left))}"
    elif _adds_to_it(one, other, lang) or (
        sure and (not (one.content and other.content) or _hands_over(one if left else other, lang))
    ):
        yield "attribution", f"cue={'+'.join(sorted({*left, *right}))}"
    elif _sources_in(one, lang) != _sources_in(other, lang) and not medium_only(one, other, lang):
        yield "attribution", "source"


def _adds_to_it(one: Stretch, other: Stretch, lang: Lang) -> bool:
    """Tell whether a verb of saying by itself opens a sentence that one side prints without it (وأضاف / حيث)."""
    words = one.content or other.content
    if (one.content and other.content) or len(words) != 1 or words[0][0] != "و":
        return False
    tables = change_tables(lang)
    return tables.cues.get(words[0][1:], ("",))[0] in tables.plain


def _speaker_added(one: Stretch, other: Stretch, lang: Lang) -> bool:
    """Tell whether one verb of saying stands alone on one side, with words that say who speaks on the other."""
    particles = change_tables(lang).words.get("particle", {})
    sizes = sorted(len(words) - sum(map(len, phrases_in(words.folded, particles))) for words in (one, other))
    return sizes[0] == 1 and sizes[1] > 1


def saying_clause(one: Stretch, other: Stretch, lang: Lang) -> Iterator[tuple[str, str]]:
    """Yield a change of who says it where clauses too long for the closer look hand a sentence to somebody."""
    found = [cues_in(words, (), lang) for words in (one, other)]
    cues = [
        each if any(each.values()) or _opens_with_saying(words, lang) else {}
        for each, words in zip(found, (one, other), strict=True)
    ]
    if all(cues):
        if cues[0].keys() != cues[1].keys():
            yield "attribution", f"cue={'+'.join(sorted(cues[0]))}/{'+'.join(sorted(cues[1]))}"
    elif any(cues):
        longer, shorter = (one, other) if cues[0] else (other, one)
        if _hands_over(longer, lang) and not cues_in(shorter, (), lang):
            yield "attribution", f"cue={'+'.join(sorted(cues[0] or cues[1]))}"
    elif not (one.folded and other.folded) and _according((one.folded or other.folded)[:_OPENING], lang):
        yield "attribution", "source"


def _hands_over(words: Stretch, lang: Lang) -> bool:
    """Tell whether a verb of saying opens the words or closes them, and what is said follows: وبين مدير المرفأ أن."""
    that = change_tables(lang).function["that"]
    if words.folded[-1:] and words.folded[-1] in that and _are_cues(words.folded[-2:-1], lang):
        return True
    return _opens_with_saying(words, lang) and (bool(words.told) or not that.isdisjoint(words.folded[1:]))


def _opens_with_saying(words: Stretch, lang: Lang) -> bool:
    """Tell whether a verb of saying is the first word that is more than a particle, or the very first."""
    return _are_cues((*words.folded[:1], *words.content[:1]), lang)


def _are_cues(words: Sequence[str], lang: Lang) -> bool:
    cues = change_tables(lang).cues
    return any(front in ("", "و", "ف") and stem in cues for word in words for front, stem in proclitic_splits(word))


def cues_in(words: Stretch, after: Sequence[str], lang: Lang) -> dict[str, bool]:
    """Return the verbs of saying in a few words, each with whether it surely is one; ``after``: what follows."""
    if "cue" not in words.kinds:
        return {}
    tables = change_tables(lang)
    found: dict[str, bool] = {}
    that, pointing = tables.function["that"], tables.function["pointing"]
    particles, silent = tables.words.get("particle", {}), tables.words.get("no-speech", {})
    followed = (*words.folded, *after[:2])
    for at, word in enumerate(words.folded):
        if at and words.folded[at - 1] in tables.function["name-part"]:
            continue
        # by itself عبر is «via» more often than «expressed»
        free = (word,) not in particles.get(word, ()) or words.folded[at + 1 : at + 2] == ("عن",)
        for front, stem in proclitic_splits(word):
            if front in ("", "و", "ف") and stem in tables.cues and not phrase_at(followed, at, silent):
                lemma, certain = tables.cues[stem]
                says_that = word in words.told or not that.isdisjoint(followed[at + 1 : at + 3])
                says_that = says_that or (
                    stem in tables.pointing and not pointing.isdisjoint(followed[at + 1 : at + 2])
                )
                found[lemma] = (certain and free) or says_that
    return found


def medium_only(one: Stretch, other: Stretch, lang: Lang | None) -> bool:
    """Tell whether the word for a medium was added to its name or dropped (قناة); the name stands on both sides."""
    if lang is None or (one.folded and other.folded) or "medium" not in (one.kinds or other.kinds):
        return False
    return all_of_kind((*one.folded, *other.folded), "medium", lang)


def _sources_in(words: Stretch, lang: Lang) -> set[str]:
    if _SOURCES.isdisjoint(words.kinds):
        return set()
    tables = change_tables(lang)
    left = _without_phrases(words.folded, tables.words.get("no-source", {}))
    named = set(phrases_in(left, tables.agencies)) - tables.other_words
    sources = {tables.agency_keys[phrase] for phrase in named}
    if _according(left, lang):
        sources.add("according")
    for kind in ("attribution", "medium"):
        sources |= {" ".join(phrase) for phrase in phrases_in(left, tables.words.get(kind, {}))}
    return sources


def _without_phrases(words: Sequence[str], phrases: dict[str, list[Phrase]]) -> list[str]:
    kept: list[str] = []
    at = 0
    while at < len(words):
        found = phrase_at(words, at, phrases)
        kept += [] if found else [words[at]]
        at += len(found) if found else 1
    return kept


def _according(words: Sequence[str], lang: Lang) -> bool:
    """Tell whether words hand a sentence to a source, more than say what is done by a plan or rule (وفقا للخطة)."""
    tables = change_tables(lang).words
    according, norms = tables.get("according", {}), tables.get("norm", {})
    for at in range(len(words)):
        found = phrase_at(words, at, according)
        if found and not any(phrases_in(words[at + len(found) : at + len(found) + 1], norms)):
            return True
    return False
