"""What kind of change it is where two printings differ: its class, its severity, and why.

The classes are those of ``docs/stages/changes.md``. Everything known about a language comes from its
tables (``spelling``, ``change_words``, ``labels``, ``cues``, ``agencies``, ``number_words``); without a
pack only spelling, additions and deletions are told apart.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from musnad.change_numbers import numbers_of, same_digits
from musnad.change_tables import Term, change_tables, variants
from musnad.lang import Lang
from musnad.lang.forms import Form, stands_at, stems_of
from musnad.text import Words, find_words, folded_words, proclitic_splits

# For a reader, not measured: what can change the facts or the judgement stands on top, spelling at the
# bottom. A change that stands in a quotation counts one more, so spelling is 0 or 1, a label 4 or 5.
SEVERITY = {
    "orthography": 0,
    "marks": 0,
    "typo": 0,
    "name-variant": 0,
    "honorific": 1,
    "wording": 2,
    "time-reanchor": 2,
    "addition": 2,
    "deletion": 2,
    "attribution": 3,
    "quote-boundary": 3,
    "number": 4,
    "label": 4,
}
# A negation on one side only turns the sense round, whatever the class.
_NEGATION = 4
# Of several classes at one place the first is the class.
_RANKING = (
    "label",
    "number",
    "attribution",
    "quote-boundary",
    "time-reanchor",
    "addition",
    "deletion",
    "honorific",
    "wording",
    "name-variant",
)
# In more words than this a label, a date or a verb of saying is part of what was added, not the change itself.
_FEW_WORDS = 6
# A slip changes one letter of a word of four, two of a word of eight; shorter words become others too easily.
_SHORTEST_TYPO, _LONG_WORD = 4, 8
# Letters that inflect or connect an Arabic word at its edges: a difference there is grammar, not a slip.
_FRONT_LETTERS = frozenset("وفبكلسايتنم")
_BACK_LETTERS = frozenset("اهتينوكم")
_HAS_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Facts:
    """What the findings say about one side of a change."""

    named: bool = False  # all its words stand in mentions
    name: str = ""  # the mention its words stand in, as printed, also beyond the change
    dated: bool = False  # a date stands in it
    date_value: str | None = None
    figures: tuple[tuple[float | None, float | None], ...] = ()


NO_FACTS = Facts()


def classify_change(
    left: str,
    right: str,
    *,
    lang: Lang | None,
    left_facts: Facts = NO_FACTS,
    right_facts: Facts = NO_FACTS,
    in_quote: bool = False,
    known: Callable[[str], bool] | None = None,
) -> tuple[str, int, str]:
    """Return ``class, severity, why`` of a change between two printed stretches (either may be empty).

    ``known`` tells whether a folded word is used elsewhere too, so that two real words are not taken
    for a slip. Severity is 0 (spelling) to 5 (a label or a number in a quotation).
    """
    one, other = find_words(left), find_words(right)
    spelling = spelling_class(one.folded, other.folded, lang, left_facts.named and right_facts.named, known)
    if spelling:
        cls, why = spelling
    else:
        found = dict(_meanings(one, other, left_facts, right_facts, lang))
        cls = next(each for each in _RANKING if each in found)
        rest = [f"also={each}" for each in _RANKING if each in found and each != cls and each != "wording"]
        why = " ".join([part for part in (found[cls],) if part] + rest)
        if lang is not None and _negated(one, other, lang):
            return cls, _lifted(max(SEVERITY[cls], _NEGATION), in_quote), f"rule={cls} negation {why}".strip()
        if why.startswith("mild"):
            return cls, _lifted(SEVERITY["wording"], in_quote), f"rule={cls} {why}"
    return cls, _lifted(SEVERITY[cls], in_quote), f"rule={cls} {why}".strip()


def _lifted(severity: int, in_quote: bool) -> int:
    return min(5, severity + (1 if in_quote else 0))


def _negated(one: Words, other: Words, lang: Lang) -> bool:
    """Tell whether a few words gained or lost a negation."""
    if max(len(one), len(other)) > _FEW_WORDS:
        return False
    phrases = change_tables(lang).words.get("negation", {})
    return any(_phrases_in(one.folded, phrases)) != any(_phrases_in(other.folded, phrases))


# --- spelling --------------------------------------------------------------------------------------


def spelling_class(
    left: Sequence[str],
    right: Sequence[str],
    lang: Lang | None,
    named: bool,
    known: Callable[[str], bool] | None = None,
) -> tuple[str, str] | None:
    """Return ``class, why`` where folded words differ only in spelling, else ``None``."""
    if not left or not right:
        return None
    if "".join(left) == "".join(right) or same_digits("".join(left), "".join(right)):
        return ("orthography", "folded=equal" if list(left) == list(right) else "spacing")
    if lang is not None and numbers_of(left, lang) and numbers_of(left, lang) == numbers_of(right, lang):
        return "orthography", "value=equal"
    if len(left) != 1 or len(right) != 1:
        return _spelling_of_name(left, right) if named else None
    return _spelling_of_word(left[0], right[0], lang, named, known)


def _spelling_of_name(left: Sequence[str], right: Sequence[str]) -> tuple[str, str] | None:
    if len(left) == len(right) and all(_slip(one, other) for one, other in zip(left, right, strict=True)):
        return "name-variant", "name"
    return None


def _spelling_of_word(
    left: str, right: str, lang: Lang | None, named: bool, known: Callable[[str], bool] | None
) -> tuple[str, str] | None:
    if lang is not None:
        listed = _listed_variant(left, right, lang)
        if listed:
            return listed
    if named and _slip(left, right):
        return "name-variant", "name"
    if left[:-1] == right[:-1] and {left[-1], right[-1]} == {"ا", "ه"} and len(left) > 3:
        return "orthography", "final=ا/ه"
    if not _slip(left, right) or _inflects(left, right) or _HAS_DIGIT.search(left + right):
        return None
    if known is not None and known(left) and known(right):
        return None
    return "typo", "slip"


def _listed_variant(left: str, right: str, lang: Lang) -> tuple[str, str] | None:
    forms = variants(lang)
    for front_left, stem_left in proclitic_splits(left):
        for front_right, stem_right in proclitic_splits(right):
            if front_left == front_right:
                for cls, one, other in _pairs_of_forms(stem_left, stem_right, forms):
                    if stem_left[len(one) :] == stem_right[len(other) :]:
                        return cls, "variant"
    return None


def _pairs_of_forms(
    left: str, right: str, forms: dict[str, list[tuple[str, tuple[str, ...]]]]
) -> Iterator[tuple[str, str, str]]:
    for size in range(2, len(left) + 1):
        for cls, group in forms.get(left[:size], ()):
            for other in group:
                if right.startswith(other) and other != left[:size]:
                    yield cls, left[:size], other


@lru_cache(maxsize=4096)
def _slip(left: str, right: str) -> bool:
    """Tell whether one word may be a slip or another spelling of the other: one letter, or two of a long word."""
    from rapidfuzz.distance import OSA

    shortest = min(_stem_length(left), _stem_length(right))
    if shortest < _SHORTEST_TYPO - 1 or max(len(left), len(right)) < _SHORTEST_TYPO:
        return False
    return bool(OSA.distance(left, right) <= (2 if shortest >= _LONG_WORD else 1))


def _stem_length(word: str) -> int:
    return len(word[2:]) if word.startswith("ال") and len(word) > 4 else len(word)


def _inflects(left: str, right: str) -> bool:
    """Tell whether two words differ by letters that inflect or connect: another form, not a slip."""
    head = 0
    while head < min(len(left), len(right)) and left[head] == right[head]:
        head += 1
    tail = 0
    while tail < min(len(left), len(right)) - head and left[-1 - tail] == right[-1 - tail]:
        tail += 1
    middle = set(left[head : len(left) - tail]) | set(right[head : len(right) - tail])
    if tail == 0 and middle <= _BACK_LETTERS:
        return True
    if tail <= 1 and len(left) == len(right) and middle <= {"و", "ي", "ا"} and left[-1] in "ن":
        return True  # مسلحون / مسلحين: case
    return head <= 2 and head + tail >= 2 and middle <= _FRONT_LETTERS and _only_front(left, right, head)


def _only_front(left: str, right: str, head: int) -> bool:
    return head == 0 or left[:head] in ("و", "ف", "ال", "ب", "ل", "وا") or right[:head] in ("و", "ف", "ال", "ب", "ل")


# --- meaning ---------------------------------------------------------------------------------------


def _meanings(one: Words, other: Words, left: Facts, right: Facts, lang: Lang | None) -> Iterator[tuple[str, str]]:
    """Yield each class that fits, with its evidence; the plain ones (addition, deletion, wording) always."""
    few = max(len(one), len(other)) <= _FEW_WORDS
    if lang is not None and few:
        yield from _label_change(one, other, lang)
        yield from _attribution_change(one, other, lang)
    if few and _re_anchored(one, other, left, right, lang):
        yield "time-reanchor", f"date={left.date_value or ''}/{right.date_value or ''}"
    elif few:
        yield from _number_change(one, other, left, right, lang)
    if few and _same_name(one, other, left, right):
        yield "name-variant", "name"
    elif lang is not None and _titles_only(one, other, lang):
        yield "honorific", "title"
    elif one.folded and other.folded:
        yield "wording", "names=differ" if left.named and right.named else ""
    elif lang is not None and _all_of_kind([*one.folded, *other.folded], "particle", lang):
        yield "wording", "particle"
    else:
        yield ("addition", "") if other.folded else ("deletion", "")


def _label_change(one: Words, other: Words, lang: Lang) -> Iterator[tuple[str, str]]:
    left, right = _terms_in(one, lang), _terms_in(other, lang)
    if _cues_in(one, lang) and _cues_in(other, lang):  # قال / زعم is a verb of saying, whatever it hints
        left, right = ([term for term in terms if term.family != "hedge"] for terms in (left, right))
    left_names, right_names = _telling(left, right, one), _telling(right, left, other)
    if left_names != right_names:
        yield "label", f"label={'+'.join(sorted(left_names))}/{'+'.join(sorted(right_names))}"


def _telling(terms: Sequence[Term], others: Sequence[Term], words: Words) -> set[str]:
    """Return the terms that make a label here: common words only against another of their family.

    A name alone, without a word for it on the other side, is somebody added or dropped.
    """
    families = {term.family for term in others}
    found = set()
    for term in terms:
        free = term.alone and len(words) <= _FEW_WORDS and (others or not term.family.endswith("-name"))
        if free or term.family in families:
            found.add(term.name)
    return found


def _terms_in(words: Words, lang: Lang) -> list[Term]:
    """Return the label terms in the words, the longest at each place."""
    terms = change_tables(lang).terms
    found: list[Term] = []
    index = 0
    while index < len(words):
        best: Term | None = None
        for stem, article in stems_of(words.folded[index]):
            for term in terms.get(stem, ()):
                longer = best is None or len(term.form.words) > len(best.form.words)
                if longer and (article or not term.form.definite[0]) and _rest_stands(term.form, words, index):
                    best = term
        if best:
            found.append(best)
        index += len(best.form.words) if best else 1
    return found


def _rest_stands(form: Form, words: Words, index: int) -> bool:
    if len(form.words) == 1:
        return True
    return stands_at(Form(form.words[1:], form.definite[1:], True), words, index + 1) > 0


def _attribution_change(one: Words, other: Words, lang: Lang) -> Iterator[tuple[str, str]]:
    left, right = _cues_in(one, lang), _cues_in(other, lang)
    if left and right and left.keys() != right.keys():
        mild = all(lemma in change_tables(lang).mild for lemma in [*left, *right])
        yield "attribution", f"{'mild ' if mild else ''}cue={'+'.join(sorted(left))}/{'+'.join(sorted(right))}"
    elif not (one.folded and other.folded) and any([*left.values(), *right.values()]):
        yield "attribution", f"cue={'+'.join(sorted({*left, *right}))}"
    elif _sources_in(one, lang) != _sources_in(other, lang):
        yield "attribution", "source"


def _cues_in(words: Words, lang: Lang) -> dict[str, bool]:
    cues = change_tables(lang).cues
    found: dict[str, bool] = {}
    for word in words.folded:
        for front, stem in proclitic_splits(word):
            if front in ("", "و", "ف") and stem in cues:
                lemma, certain = cues[stem]
                found[lemma] = certain
    return found


def _sources_in(words: Words, lang: Lang) -> set[str]:
    tables = change_tables(lang)
    sources = {" ".join(phrase) for phrase in _phrases_in(words.folded, tables.agencies)}
    return sources | {" ".join(phrase) for phrase in _phrases_in(words.folded, tables.words.get("attribution", {}))}


def _re_anchored(one: Words, other: Words, left: Facts, right: Facts, lang: Lang | None) -> bool:
    """Tell whether the change is one of time: words of time are half of each side that has any, or a date row says so.

    المقبل for القادم is a synonym.
    """
    if lang is None:
        return left.dated or right.dated
    if _synonyms(one, other, lang):
        return False
    if left.dated or right.dated:
        return True
    time = change_tables(lang).words.get("time", {})
    counts = [sum(len(phrase) for phrase in _phrases_in(words.folded, time)) for words in (one, other)]
    return any(counts) and all(
        2 * count >= len(words) for count, words in zip(counts, (one, other), strict=True) if count
    )


def _synonyms(one: Words, other: Words, lang: Lang) -> bool:
    groups = change_tables(lang).words.get("synonym", {})
    left, right = (list(_phrases_in(words.folded, groups)) for words in (one, other))
    if len(left) != len(one) or len(right) != len(other) or not left or not right:
        return False
    return {change_tables(lang).groups[phrase] for phrase in left} == {
        change_tables(lang).groups[phrase] for phrase in right
    }


def _number_change(one: Words, other: Words, left: Facts, right: Facts, lang: Lang | None) -> Iterator[tuple[str, str]]:
    low, high = numbers_of(one.folded, lang), numbers_of(other.folded, lang)
    if low != high and low and high:
        yield "number", f"values={_listed(low)}/{_listed(high)}"
    elif left.figures and right.figures and left.figures != right.figures:
        yield "number", "figure"
    elif lang is not None and bool(low) != bool(high) and _vague(one if high else other, lang):
        yield "number", f"values={_listed(low)}/{_listed(high)}"


def _vague(words: Words, lang: Lang) -> bool:
    """Tell whether words give a quantity without a number."""
    return any(_phrases_in(words.folded, change_tables(lang).words.get("quantity", {})))


def _listed(values: Sequence[float]) -> str:
    return "+".join(f"{value:g}" for value in values)


def _same_name(one: Words, other: Words, left: Facts, right: Facts) -> bool:
    """Tell whether a change lengthens, shortens or respells one name."""
    if not (left.name and right.name) or not (left.named or not one.folded) or not (right.named or not other.folded):
        return False
    left_words, right_words = folded_words(left.name), folded_words(right.name)
    shared = [word for word in left_words if any(word == each or _slip(word, each) for each in right_words)]
    return 2 * len(shared) >= min(len(left_words), len(right_words))


def _titles_only(one: Words, other: Words, lang: Lang) -> bool:
    """Tell whether titles and formulae of respect make the whole change, more than a conjunction before one."""
    bare = [[word[1:] if word[0] in "وف" else word for word in words.folded] for words in (one, other)]
    return bare[0] != bare[1] and _all_of_kind([*one.folded, *other.folded], "honorific", lang)


def _all_of_kind(words: Sequence[str], kind: str, lang: Lang) -> bool:
    phrases = change_tables(lang).words.get(kind, {})
    covered = sum(len(phrase) for phrase in _phrases_in(words, phrases))
    return covered == len(words) and covered > 0


def _phrases_in(words: Sequence[str], phrases: dict[str, list[tuple[str, ...]]]) -> Iterator[tuple[str, ...]]:
    index = 0
    while index < len(words):
        found = next(
            (
                phrase
                for _, stem in proclitic_splits(words[index])
                for phrase in phrases.get(stem, ())
                if tuple(words[index + 1 : index + len(phrase)]) == phrase[1:]
            ),
            None,
        )
        if found:
            yield found
        index += len(found) if found else 1


__all__ = ["NO_FACTS", "SEVERITY", "Facts", "classify_change", "spelling_class"]
