"""What kind of change it is where two printings differ: its class, its severity, and why.

The classes are those of ``docs/stages/changes.md``. Everything known about a language comes from its
tables (``spelling``, ``change_words``, ``labels``, ``cues``, ``agencies``, ``number_words``); without a
pack only spelling, additions and deletions are told apart.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from musnad.lang import Lang, Row
from musnad.lang.forms import Form, inflected, read_forms, stands_at, stems_of
from musnad.text import Words, find_words, fold_word, proclitic_splits

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


@dataclass(frozen=True, slots=True)
class Facts:
    """What the findings say about one side of a change."""

    named: bool = False  # all its words stand in mentions
    name: str = ""  # the mention its words stand in, as printed, also beyond the change
    dated: bool = False  # a date stands in it
    date_value: str | None = None
    figures: tuple[tuple[float | None, float | None], ...] = ()


NO_FACTS = Facts()


@dataclass(frozen=True, slots=True)
class _Term:
    family: str
    name: str
    form: Form
    alone: bool  # needs no company to be a label


@dataclass(frozen=True, slots=True)
class _Tables:
    terms: dict[str, list[_Term]]
    cues: dict[str, tuple[str, bool]]  # form -> lemma, certain
    words: dict[str, dict[str, list[tuple[str, ...]]]]  # kind -> first word -> phrases
    numbers: dict[str, float]
    agencies: dict[str, list[tuple[str, ...]]]


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
    return cls, _lifted(SEVERITY[cls], in_quote), f"rule={cls} {why}".strip()


def _lifted(severity: int, in_quote: bool) -> int:
    return min(5, severity + (1 if in_quote else 0))


def _negated(one: Words, other: Words, lang: Lang) -> bool:
    """Tell whether a few words gained or lost a negation."""
    if max(len(one), len(other)) > _FEW_WORDS:
        return False
    phrases = _tables(lang).words.get("negation", {})
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
    if "".join(left) == "".join(right):
        return ("orthography", "folded=equal" if list(left) == list(right) else "spacing")
    if lang is not None and _numbers_of(left, lang) and _numbers_of(left, lang) == _numbers_of(right, lang):
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
    if not _slip(left, right) or _inflects(left, right):
        return None
    if known is not None and known(left) and known(right):
        return None
    return "typo", "slip"


def _listed_variant(left: str, right: str, lang: Lang) -> tuple[str, str] | None:
    forms = _variants(lang)
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


@cache
def _variants(lang: Lang) -> dict[str, list[tuple[str, tuple[str, ...]]]]:
    forms: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for row in lang.rows("spelling"):
        group = tuple(fold_word(form.strip()) for form in row["forms"].split("|"))
        for form in group:
            forms.setdefault(form, []).append((row["class"], group))
    return forms


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
    if few and (left.dated or right.dated or (lang is not None and _timed(one, other, lang))):
        yield "time-reanchor", f"date={left.date_value or ''}/{right.date_value or ''}"
    elif few:
        yield from _number_change(one, other, left, right, lang)
    if few and _same_name(one, other, left, right):
        yield "name-variant", "name"
    elif lang is not None and _all_of_kind([*one.folded, *other.folded], "honorific", lang):
        yield "honorific", "title"
    elif one.folded and other.folded:
        yield "wording", "names=differ" if left.named and right.named else ""
    elif lang is not None and _all_of_kind([*one.folded, *other.folded], "particle", lang):
        yield "wording", "particle"
    else:
        yield ("addition", "") if other.folded else ("deletion", "")


def _label_change(one: Words, other: Words, lang: Lang) -> Iterator[tuple[str, str]]:
    left, right = _terms_in(one, lang), _terms_in(other, lang)
    left_names, right_names = {term.name for term in left}, {term.name for term in right}
    if left_names == right_names:
        return
    if (left and right) or any(term.alone for term in [*left, *right]):
        yield "label", f"label={'+'.join(sorted(left_names))}/{'+'.join(sorted(right_names))}"


def _terms_in(words: Words, lang: Lang) -> list[_Term]:
    """Return the label terms in the words, the longest at each place."""
    terms = _tables(lang).terms
    found: list[_Term] = []
    index = 0
    while index < len(words):
        best: _Term | None = None
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
        yield "attribution", f"cue={'+'.join(sorted(left))}/{'+'.join(sorted(right))}"
    elif not (one.folded and other.folded) and any([*left.values(), *right.values()]):
        yield "attribution", f"cue={'+'.join(sorted({*left, *right}))}"
    elif _sources_in(one, lang) != _sources_in(other, lang):
        yield "attribution", "source"


def _cues_in(words: Words, lang: Lang) -> dict[str, bool]:
    cues = _tables(lang).cues
    found: dict[str, bool] = {}
    for word in words.folded:
        for front, stem in proclitic_splits(word):
            if front in ("", "و", "ف") and stem in cues:
                lemma, certain = cues[stem]
                found[lemma] = certain
    return found


def _sources_in(words: Words, lang: Lang) -> set[str]:
    tables = _tables(lang)
    sources = {" ".join(phrase) for phrase in _phrases_in(words.folded, tables.agencies)}
    return sources | {" ".join(phrase) for phrase in _phrases_in(words.folded, tables.words.get("attribution", {}))}


def _timed(one: Words, other: Words, lang: Lang) -> bool:
    time = _tables(lang).words.get("time", {})
    return any(next(_phrases_in(words.folded, time), None) for words in (one, other))


def _number_change(one: Words, other: Words, left: Facts, right: Facts, lang: Lang | None) -> Iterator[tuple[str, str]]:
    low, high = _numbers_of(one.folded, lang), _numbers_of(other.folded, lang)
    if low != high and low and high:
        yield "number", f"values={_listed(low)}/{_listed(high)}"
    elif left.figures and right.figures and left.figures != right.figures:
        yield "number", "figure"
    elif one.folded and other.folded and bool(low) != bool(high):
        yield "number", f"values={_listed(low)}/{_listed(high)}"


def _listed(values: Sequence[float]) -> str:
    return "+".join(f"{value:g}" for value in values)


def _numbers_of(words: Sequence[str], lang: Lang | None) -> tuple[float, ...]:
    numbers = _tables(lang).numbers if lang is not None else {}
    found = []
    for word in words:
        digits = re.fullmatch(r"[وبلف]?(\d[\d.,]*)", word)
        if digits:
            found.append(_value(digits[1]))
        elif numbers:
            found.extend({numbers[stem] for _, stem in proclitic_splits(word) if stem in numbers})
    return tuple(sorted(found))


def _value(digits: str) -> float:
    plain = re.sub(r",(?=\d{3}(?:\D|$))", "", digits).replace(",", ".").rstrip(".")
    return float(plain) if plain.count(".") <= 1 else float(plain.replace(".", ""))


def _same_name(one: Words, other: Words, left: Facts, right: Facts) -> bool:
    """Tell whether a change lengthens, shortens or respells one name."""
    if not (left.name and right.name) or not (left.named or not one.folded) or not (right.named or not other.folded):
        return False
    left_words, right_words = find_words(left.name).folded, find_words(right.name).folded
    shared = [word for word in left_words if any(word == each or _slip(word, each) for each in right_words)]
    return 2 * len(shared) >= min(len(left_words), len(right_words))


def _all_of_kind(words: Sequence[str], kind: str, lang: Lang) -> bool:
    phrases = _tables(lang).words.get(kind, {})
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


# --- tables ----------------------------------------------------------------------------------------


@cache
def _tables(lang: Lang) -> _Tables:
    words: dict[str, dict[str, list[tuple[str, ...]]]] = {}
    for row in lang.rows("change_words"):
        for form in row["forms"].split("|"):
            phrase = tuple(find_words(form).folded)
            words.setdefault(row["kind"], {}).setdefault(phrase[0], []).append(phrase)
    for kind in words.values():
        for phrases in kind.values():
            phrases.sort(key=lambda phrase: (-len(phrase), phrase))
    return _Tables(_label_terms(lang), _cue_forms(lang), words, _number_values(lang), _agency_forms(lang))


def _rows(lang: Lang, name: str) -> tuple[Row, ...]:
    """Return the rows of a table that another subject keeps; a pack may do without it."""
    try:
        return lang.rows(name)
    except FileNotFoundError:
        return ()


def _label_terms(lang: Lang) -> dict[str, list[_Term]]:
    terms: dict[str, list[_Term]] = {}
    for row in _rows(lang, "labels"):
        name = f"{row['family']}:{row['forms'].split('|')[0].rstrip('= ')}"
        alone = row["when"].split(" ")[0] in ("", "change", "report")
        for form in read_forms(row["forms"]):
            exact = form.exact or len(form.words) > 1
            for stem, _ in inflected(form.words[0], exact=exact):
                terms.setdefault(stem, []).append(_Term(row["family"], name, form, alone))
    return terms


def _cue_forms(lang: Lang) -> dict[str, tuple[str, bool]]:
    forms: dict[str, tuple[str, bool]] = {}
    for row in _rows(lang, "cues"):
        perfect, imperfect = fold_word(row["perfect"]), fold_word(row["imperfect"])
        certain = not row["needs"]
        for ending in ("", "ت", "وا", "ا", "تا"):
            if len(perfect) > 1:
                forms.setdefault(perfect + ending, (row["lemma"], certain))
        for base in (imperfect, "ت" + imperfect[1:]):
            for ending in ("", "ون", "ان"):
                if len(imperfect) > 2:
                    forms.setdefault(base + ending, (row["lemma"], certain))
    return forms


def _number_values(lang: Lang) -> dict[str, float]:
    numbers: dict[str, float] = {}
    for row in _rows(lang, "number_words"):
        if row["role"] in ("unit", "ten_unit", "ten", "hundred", "hundreds", "scale", "scaled", "many"):
            try:
                numbers[fold_word(row["form"])] = float(row["value"])
            except ValueError:
                continue
    return numbers


def _agency_forms(lang: Lang) -> dict[str, list[tuple[str, ...]]]:
    agencies: dict[str, list[tuple[str, ...]]] = {}
    for row in _rows(lang, "agencies"):
        phrase = tuple(find_words(row["form"]).folded)
        if phrase and (len(phrase) > 1 or len(phrase[0]) > 2):
            agencies.setdefault(phrase[0], []).append(phrase)
    return agencies


__all__ = ["NO_FACTS", "SEVERITY", "Facts", "classify_change", "spelling_class"]
