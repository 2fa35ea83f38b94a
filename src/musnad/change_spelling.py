"""Whether two words are one word spelled two ways: by rule, by the lists, by what varies in names, by a slip."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache, lru_cache

from musnad.change_numbers import numbers_of, same_digits, small_number
from musnad.change_tables import letter_variants, variants
from musnad.change_words import bare_word, kinds_of_word, same_word
from musnad.lang import Lang
from musnad.text import proclitic_splits

# Spellings of a word that no list knows differ in so many letters at most: two of a long word, two foreign sounds.
_MOST_APART = 2
# A slip changes one letter of a word of four, two of a word of eight; shorter words become others too easily.
_SHORTEST_TYPO, _LONG_WORD = 4, 8
# Letters that inflect or connect an Arabic word at its edges: a difference there is grammar, not a slip.
_FRONT_LETTERS = frozenset("وفبكلسايتنم")
_BACK_LETTERS = frozenset("اهتينوكم")
# A final م is an ending behind these letters only: هم كم تم.
_BEFORE_MIM = ("ه", "ك", "ت")
# Attached pronouns, folded.
PRONOUNS = ("ه", "ها", "هم", "هن", "هما", "ي", "نا", "ك", "كم")
_HAS_DIGIT = re.compile(r"\d")
# What may stand before and behind a stem; one stem with other ends is another form, no slip.
_END = re.compile("[اهيت]?|ها|هم|نا|ات|[وي]?ون|ي?ين|ان|يه|يا|وا|تين|تان")
_FRONT = re.compile(r"[وف]?(?:[بك]?ال|لل|[بكل])?")
_SHORTEST_CORE = 4
# Shorter words with غ and ج are two Arabic words too often.
_SHORTEST_FOREIGN = 5
_SHORTEST_NAME = 3
# Fewer letters on a number mark its calendar, or are an article or preposition.
_SHORTEST_UNIT = 3
# Shorter words with and without a final alef are two words (هن / هنا).
_SHORTEST_CASE = 3
# Shorter words that end in و or ي, or in تا or تي, are two words too often (يدعو / يدعي).
_SHORTEST_BOUND = 5
_CASE_ENDINGS = ({"ون", "ين"}, {"ان", "ين"}, {"و", "ي"}, {"ا", "ي"})
_CASE = ("typo", "case")
_VALUE = ("orthography", "value=equal")
_NUMBER = frozenset(("number",))
# Kinds of words that say nothing beside a number.
_IN_NUMBERS = frozenset(("number", "small", "percent"))
# Kinds of words that may be one however many letters differ.
_KNOWN_APART = frozenset(("number", "variant"))

# Class and reason.
Spelling = tuple[str, str]


def spelling_classes(
    left: Sequence[str], right: Sequence[str], lang: Lang | None, known: Callable[[str], bool] | None
) -> tuple[Spelling | None, Spelling | None]:
    """Return class and reason where folded words differ only in spelling: of any words, and of those of names."""
    if not left or not right:
        return None, None
    if len(left) == len(right) == 1:
        return _spellings_of_word(left[0], right[0], lang, known)
    if lang is not None and _other_case(left, right):
        return _CASE, _CASE
    whole, other = "".join(left), "".join(right)
    if whole == other or same_digits(whole, other) or _turned(left, right) or _turned(right, left):
        spelling = "orthography", "folded=equal" if left == right else "spacing"
        return spelling, spelling
    if lang is not None and _same_value(left, right, lang) and _same_besides(left, right, lang):
        return _VALUE, _VALUE
    return None, _spelling_of_name(left, right, lang)


def _turned(parts: Sequence[str], whole: Sequence[str]) -> bool:
    """Tell whether a decimal is printed from right to left, with a space in it (6. 1 / 1.6)."""
    return len(parts) == 2 and all(map(str.isdigit, parts)) and tuple(whole) == (f"{parts[1]}.{parts[0]}",)


def _spellings_of_word(
    left: str, right: str, lang: Lang | None, known: Callable[[str], bool] | None
) -> tuple[Spelling | None, Spelling | None]:
    if far_apart(left, right, lang):
        return None, None  # nearly all words
    shared = kinds_of_word(left, lang) & kinds_of_word(right, lang) if lang is not None else _NUMBER
    spelling = _known_spelling(left, right, shared, lang)
    if spelling:
        return spelling, spelling
    spelling = _spelling_of_unlisted(left, right, known)
    return spelling, _spelling_in_name(left, right, lang) or spelling


def far_apart(left: str, right: str, lang: Lang | None) -> bool:
    """Tell whether words are no spellings of one: too many letters differ, and they are no numbers or variants."""
    if abs(len(left) - len(right)) <= _MOST_APART and _letters_apart(left, right) <= _MOST_APART:
        return False
    if lang is None:
        return False  # any may be numbers
    kinds = kinds_of_word(left, lang)
    return kinds.isdisjoint(_KNOWN_APART) or kinds.isdisjoint(kinds_of_word(right, lang) & _KNOWN_APART)


def _known_spelling(left: str, right: str, shared: frozenset[str], lang: Lang | None) -> Spelling | None:
    """Return how words are known to be spelled otherwise; ``shared``: the kinds both are of."""
    if left == right:
        return "orthography", "folded=equal"
    if lang is not None and _case_apart(left, right):
        return _CASE
    if same_digits(left, right):
        return "orthography", "spacing"
    if lang is not None and "number" in shared and _one_value(left, right, lang):
        return _VALUE
    return _listed_variant(left, right, lang) if lang is not None and "variant" in shared else None


def _spelling_in_name(left: str, right: str, lang: Lang | None) -> Spelling | None:
    if _foreign_sound(left, right, _SHORTEST_NAME):
        return "name-variant", "letter"
    if slip(left, right) and not _other_proclitic(left, right):
        return _spelling_of_name([left], [right], lang)
    return None


def _one_value(left: str, right: str, lang: Lang) -> bool:
    if abs(_letters_on(left) - _letters_on(right)) >= _SHORTEST_UNIT and _digits(left) == _digits(right):
        return False  # 30متر is no 30
    return _same_value((left,), (right,), lang) or small_number(left, right, lang) or small_number(right, left, lang)


def _letters_on(word: str) -> int:
    """Return how many letters are printed on the digits of a word."""
    return sum(map(str.isalpha, word)) if _HAS_DIGIT.search(word) else 0


def _digits(word: str) -> str:
    return "".join(filter(str.isdigit, word))


def _same_value(left: Sequence[str], right: Sequence[str], lang: Lang) -> bool:
    if not (_has_number(left, lang) and _has_number(right, lang)):
        return False
    values = numbers_of(left, lang)
    return bool(values) and values == numbers_of(right, lang)


def _same_besides(left: Sequence[str], right: Sequence[str], lang: Lang) -> bool:
    """Tell whether words with the same numbers say the same besides: equal words, or one word that the other lacks."""
    ours, theirs = ([word for word in words if len(word) > 1 and kinds_of_word(word, lang).isdisjoint(_IN_NUMBERS)]
                    for words in (left, right))  # fmt: skip
    if not ours or not theirs:
        return len(ours) + len(theirs) <= 1
    if _listed_variant("".join(ours), "".join(theirs), lang):
        return True  # كيلو متر / كلم
    return len(ours) == len(theirs) and all(
        same_word(one, other) or slip(one, other) for one, other in zip(ours, theirs, strict=True)
    )


def _has_number(words: Sequence[str], lang: Lang) -> bool:
    return any("number" in kinds_of_word(word, lang) for word in words)


def respelled(left: str, right: str, *, lang: Lang | None, known: Callable[[str], bool]) -> bool:
    """Tell whether a folded word is another respelled, so that the two are a change of their own.

    Another case is none: it changes with the words round it.
    """
    spelling, _ = _spellings_of_word(left, right, lang, known)
    return spelling not in (None, _CASE)


def _other_case(left: Sequence[str], right: Sequence[str]) -> bool:
    """Tell whether words differ only by the ending that tells the case: قرار / قرارا, العشرون / العشرين.

    Among the same words only one of them can be right.
    """
    if len(left) != len(right) or left == right:
        return False
    return all(one == other or _case_apart(one, other) for one, other in zip(left, right, strict=True))


def _case_apart(one: str, other: str) -> bool:
    if len(one) == len(other):
        return _other_ending(one, other) or _other_seat(one, other)
    bare, word = (one, other) if len(one) < len(other) else (other, one)
    return _indefinite_object(bare, word) or (bare[-2:] == "ين" and word == bare[:-2] + "يين")  # المصرين


def _indefinite_object(bare: str, word: str) -> bool:
    return word == bare + "ا" and len(bare) >= _SHORTEST_CASE and bare[-1] not in "اويه" and "ال" not in bare[:4]


def _other_ending(one: str, other: str) -> bool:
    """Tell whether plurals or duals of one word are of two cases: عاملون / عاملين, قريتا / قريتي, مديرو / مديري."""
    size = 2 if one[-1] == other[-1] == "ن" else 1
    endings = {one[-size:], other[-size:]}
    if one[:-size] != other[:-size] or endings not in _CASE_ENDINGS:
        return False
    if endings == {"ا", "ي"}:
        return one[-2] == "ت" and len(one) >= _SHORTEST_BOUND
    return len(one) >= (_SHORTEST_CASE + 2 if size == 2 else _SHORTEST_BOUND)


def _other_seat(one: str, other: str) -> bool:
    """Tell whether the seat of a hamza before a pronoun tells another case: أبناؤهم / أبنائهم, folded."""
    apart = [at for at, pair in enumerate(zip(one, other, strict=True)) if pair[0] != pair[1]]
    at = apart[0] if len(apart) == 1 else 0
    return (
        at >= _SHORTEST_CASE and {one[at], other[at]} == {"و", "ي"} and one[at - 1] == "ا" and one[at + 1 :] in PRONOUNS
    )


def _spelling_of_name(left: Sequence[str], right: Sequence[str], lang: Lang | None) -> Spelling | None:
    if len(left) != len(right) or not all(slip(one, other) for one, other in zip(left, right, strict=True)):
        return None
    if all(one == other or _varies(one, other, lang) for one, other in zip(left, right, strict=True)):
        return "name-variant", "name"
    return "typo", "slip in a name"


def _spelling_of_unlisted(left: str, right: str, known: Callable[[str], bool] | None) -> Spelling | None:
    in_use = known is not None and known(left) and known(right)
    if _foreign_sound(left, right, _SHORTEST_FOREIGN if in_use else _SHORTEST_TYPO):
        return "name-variant", "letter"
    if left[:-1] == right[:-1] and {left[-1], right[-1]} == {"ا", "ه"} and len(left) > 3:
        return "orthography", "final=ا/ه"
    if not slip(left, right) or _inflects(left, right) or _HAS_DIGIT.search(left + right):
        return None
    return None if in_use else ("typo", "slip")


def _other_proclitic(left: str, right: str) -> bool:
    """Tell whether only the letter printed on a word before it differs: ومنصور / منصور, لمديرية / بمديرية."""
    bare = {word[1:] if word[0] in "وفبكل" else word for word in (left, right)}
    articles = {"ال" + word[2:] if word[:2] == "لل" else word for word in (left, right)}
    if len(bare) == 1 or len(articles) == 1 or left[1:] == right or right[1:] == left:
        return True
    return bare_word(left) == bare_word(right)  # ولحزب / وحزب


def _foreign_sound(left: str, right: str, shortest: int) -> bool:
    """Tell whether words differ by nothing but the letter for a foreign g (تلغراف / تلجراف)."""
    if len(left) != len(right) or len(left) < shortest:
        return False
    apart = [{one, other} for one, other in zip(left, right, strict=True) if one != other]
    return 0 < len(apart) <= 2 and all(pair == {"غ", "ج"} for pair in apart)


@lru_cache(maxsize=1 << 14)
def _listed_variant(left: str, right: str, lang: Lang) -> Spelling | None:
    forms = variants(lang)
    for front_left, stem_left in proclitic_splits(left):
        for front_right, stem_right in proclitic_splits(right):
            if front_left == front_right:
                for cls, one, other in _pairs_of_forms(stem_left, stem_right, forms):
                    endings = {stem_left[len(one) :], stem_right[len(other) :]}
                    if len(endings) == 1 or endings == {"", "ا"}:
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


@lru_cache(maxsize=1 << 14)
def slip(left: str, right: str) -> bool:
    """Tell whether one word may be a slip or another spelling of the other: one letter, or two of a long word."""
    shortest = min(_stem_length(left), _stem_length(right))
    if shortest < _SHORTEST_TYPO - 1 or max(len(left), len(right)) < _SHORTEST_TYPO:
        return False
    return _letters_apart(left, right) <= (_MOST_APART if shortest >= _LONG_WORD else 1)


def _letters_apart(left: str, right: str) -> int:
    """Return how many letters differ, two that changed places counting once; more than two as three."""
    return _distance()(left, right, score_cutoff=_MOST_APART)


@cache
def _distance() -> Callable[..., int]:
    from rapidfuzz.distance import OSA

    return OSA.distance


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
        return not ("م" in middle and len(left) == len(right) and left[head - 1 : head] not in _BEFORE_MIM)
    if _with_pronoun(left, right) or _with_pronoun(right, left):
        return True
    if _one_stem(left, right):
        return True  # إسرائيل / الإسرائيلي
    if tail <= 1 and len(left) == len(right) and middle <= {"و", "ي", "ا"} and left[-1] in "ن":
        return True  # مسلحون / مسلحين: case
    return head <= 2 and head + tail >= 2 and middle <= _FRONT_LETTERS and _only_front(left, right, head)


def _with_pronoun(bare: str, word: str) -> bool:
    """Tell whether a word is another with a pronoun behind its ta marbuta (إدارة / إدارته)."""
    return bare[-1] == "ه" and word[: len(bare)] == bare[:-1] + "ت" and word[len(bare) :] in PRONOUNS


def _varies(left: str, right: str, lang: Lang | None) -> bool:
    """Tell whether letters differ that names are known to vary in, and not by doubling or by changing places."""
    if lang is None:
        return True
    from rapidfuzz.distance import OSA, Levenshtein

    if OSA.distance(left, right) < Levenshtein.distance(left, right):
        return False
    known = letter_variants(lang)
    for op in Levenshtein.editops(left, right):
        one = left[op.src_pos] if op.tag != "insert" else ""
        other = right[op.dest_pos] if op.tag != "delete" else ""
        word, at = (left, op.src_pos) if op.tag == "delete" else (right, op.dest_pos)
        doubled = op.tag != "replace" and word[at] in (word[at - 1 : at] + word[at + 1 : at + 2])
        if doubled or (one, other) not in known:
            return False
    return True


def _one_stem(left: str, right: str) -> bool:
    one, other = (word[_front(word) :] for word in (left, right))
    size = 0
    while size < min(len(one), len(other)) and one[size] == other[size]:
        size += 1
    return size >= _SHORTEST_CORE and all(_END.fullmatch(word[size:]) for word in (one, other))


def _front(word: str) -> int:
    match = _FRONT.match(word)
    return match.end() if match and len(word) - match.end() >= _SHORTEST_CORE else 0


def _only_front(left: str, right: str, head: int) -> bool:
    return head == 0 or left[:head] in ("و", "ف", "ال", "ب", "ل", "وا") or right[:head] in ("و", "ف", "ال", "ب", "ل")
