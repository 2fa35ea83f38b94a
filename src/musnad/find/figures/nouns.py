"""What a number counts: its unit, its noun; and numbers that count nothing, being names."""

from __future__ import annotations

from musnad.find.figures.lexicon import BARE, WITH_UNIT, Draft, Lexicon, spaced
from musnad.lang.forms import core_of
from musnad.numbers import Number
from musnad.text import Words, proclitic_splits

# A bare whole number in this range is a year more often than a count.
YEARS = (1900, 2100)
# Digits without separators as long as this are a phone number or a code.
PHONE = 7
_JOINING = frozenset("+/:@_#=")  # beside digits: no count
_HYPHENS = frozenset("-–")
_NAMING = ("رقم", "الساعه")  # what follows them is never a count
# «عدد …» within so many words before «إلى ثلاثة»
COUNT_TOLD_WITHIN = 6
_COUNTS = ("عدد", "عداد", "اعداد", "حصيله", "اجمالي", "مجموع")  # as lstrip of proclitics leaves them
_REACHES = ("الي", "بلغ", "يبلغ", "بلغت", "تبلغ")
_SIGNS = {"%": "percent", "٪": "percent", "$": "dollar", "€": "euro", "£": "pound"}


def with_unit_and_noun(words: Words, span: range, draft: Draft, number: Number, lexicon: Lexicon) -> Draft:
    if draft.unit == "rank" or draft.noun:
        return draft
    if number.glued:  # 17درجة
        return _with_glued(words, draft, number, lexicon)
    unit = unit_at(words, span, draft.last, lexicon) or _sign(words.text, draft)
    if unit:
        key, last, start, stop = unit
        return draft._replace(unit=key, last=max(last, draft.last), start=min(start, draft.start) if start else
                       draft.start, stop=max(stop, draft.stop), score=WITH_UNIT)  # fmt: skip
    before = _noun_before(words, span, number)
    if before is not None and words.folded[before] in lexicon.units:  # الأسابيع الثلاثة
        return draft._replace(unit=lexicon.units[words.folded[before]], first=before, start=words.starts[before],
                       score=WITH_UNIT)  # fmt: skip
    noun = before if before is not None else noun_at(words, span, draft.last, lexicon, number)
    if noun is None:
        noun = _noun_after_of(words, span, draft.last, lexicon)
    if noun is None:
        noun = _noun_of_count(words, span, draft.first)
    if noun is not None:
        return draft._replace(noun=(words.starts[noun], words.stops[noun]), noun_word=noun)
    return draft._replace(score=BARE)


def _with_glued(words: Words, draft: Draft, number: Number, lexicon: Lexicon) -> Draft:
    stop = words.stops[number.last - 1]
    unit = lexicon.units.get(number.suffix)
    if unit:
        return draft._replace(unit=unit, stop=stop, score=WITH_UNIT)
    return draft._replace(noun=(number.stop, stop))


def unit_at(words: Words, span: range, at: int, lexicon: Lexicon) -> tuple[str, int, int, int] | None:
    """Return unit, last word, 0 and stop of the longest unit that begins at word ``at``."""
    if at >= span.stop or words.folded[at] not in lexicon.unit_openings:
        return None
    for length in (3, 2, 1):
        unit = lexicon.units.get(" ".join(words.folded[at : at + length])) if at + length <= span.stop else None
        if unit and all(spaced(words, index) for index in range(at, at + length)):
            return unit, at + length, 0, words.stops[at + length - 1]
    return None


def _sign(text: str, draft: Draft) -> tuple[str, int, int, int] | None:
    """Return the unit of a sign printed beside the digits: 5%, %5, $5."""
    after, before = draft.stop, draft.start - 1
    if text[after : after + 1] == " ":
        after += 1
    if text[after : after + 1] in _SIGNS and text[after : after + 1]:
        return _SIGNS[text[after]], 0, 0, after + 1
    if before >= 0 and text[before] == " ":
        before -= 1
    if before >= 0 and text[before] in _SIGNS:
        return _SIGNS[text[before]], 0, before, draft.stop
    return None


def noun_at(words: Words, span: range, at: int, lexicon: Lexicon, number: Number) -> int | None:
    """Return the word that a number before it counts; «خمسة من الجنود» counts what stands after من."""
    if at >= span.stop or not spaced(words, at):
        return None
    word = words.folded[at]
    if word in lexicon.no_nouns or (word[:1] == "و" and word[1:] in lexicon.no_nouns) or not word.isalpha():
        return None
    if (
        word.startswith(("وال", "بال", "لل"))
        or word.endswith("وا")
        or len(word) < 3
        or (number.kind == "words" and number.low == 2)
    ):
        return None
    if word.startswith("ال") and not (number.kind == "many" or word in lexicon.singulars):
        return None  # only عشرات and the like stand before a definite noun
    if maybe_year(number) and (word.startswith("ب") or not word.endswith(("ا", "ه", "ات"))):
        return at if word in lexicon.singulars else None
    return at


def _noun_before(words: Words, span: range, number: Number) -> int | None:
    """الدول الـ28, الدول الخمس: a definite number counts the definite noun before it."""
    before = number.first - 1
    if before > span.start and words.folded[before] == "ال":  # الـ printed apart
        before -= 1
    if before < span.start or not words.folded[before].startswith("ال") or words.folded[before] == "ال":
        return None
    definite = number.definite or words.text[max(0, number.start - 5) : number.start].strip(" ـ").endswith("ال")
    return before if definite else None


def counts_something(words: Words, span: range, number: Number, lexicon: Lexicon) -> bool:
    return number.glued or (
        unit_at(words, span, number.last, lexicon) is not None
        or noun_at(words, span, number.last, lexicon, number) is not None
    )


def is_name(words: Words, span: range, number: Number, lexicon: Lexicon) -> bool:
    """Tell whether a number is part of a name or code: المادة 7, 3-0, 5+1, بوينغ 737."""
    text = words.text
    near = text[max(0, number.start - 2) : number.start] + text[number.stop : number.stop + 2]
    if not _JOINING.isdisjoint(near) or _beside_hyphen(text, number):
        return True
    before = words.folded[number.first - 1] if number.first > span.start else ""
    if _is_numbered(before, lexicon):
        after = words.folded[number.last] if number.last < span.stop else ""
        # the noun counted would be «شخصا», which only 11 to 99 take: «ويندوز 10 مجانا» counts nothing
        if before in _NAMING or not (after.endswith("ا") and number.low % 100 > 10):
            return True
        return not counts_something(words, span, number, lexicon)
    bare_digits = number.kind == "digits" and not number.scale
    named = before.isascii() and before.isalpha() and spaced(words, number.first)
    joined = before[-1:].isdigit() and spaced(words, number.first)  # «بـ50 ألف» printed in one with its verb
    odd = bare_digits and (is_code(words, number) or maybe_year(number))
    if not (named or joined or odd):  # most numbers
        return False
    if counts_something(words, span, number, lexicon):
        return joined
    return named or odd or (joined and not bare_digits)


def _is_numbered(word: str, lexicon: Lexicon) -> bool:
    """Tell whether a word is one of those that are numbered: المادة, وللفصل."""
    if core_of(word) not in lexicon.numbered_cores:
        return False
    return any(stem in lexicon.numbered for _, stem in proclitic_splits(word)) or _article(word) in lexicon.numbered


def _article(word: str) -> str:
    """Return للفصل as الفصل, والفصل too; other words as they are."""
    for prefix in ("لل", "ولل", "وال", "بال", "فال"):
        if word.startswith(prefix):
            return "ال" + word[len(prefix) :]
    return word


def is_code(words: Words, number: Number) -> bool:
    """Tell a phone number or the like: a long run of digits without separators."""
    digits = words.text[number.start : number.stop]
    return len(digits) >= PHONE and digits.isdigit()


def _noun_after_of(words: Words, span: range, at: int, lexicon: Lexicon) -> int | None:
    """خمسة من عناصر الأمن: what the number is taken from."""
    if at + 1 >= span.stop or words.folded[at] != "من" or not spaced(words, at) or not spaced(words, at + 1):
        return None
    after = words.folded[at + 1]
    return at + 1 if after not in lexicon.no_nouns and after.isalpha() and len(after) > 3 else None


def _noun_of_count(words: Words, span: range, first: int) -> int | None:
    """«عدد القتلى ارتفع إلى ثلاثة»: the noun whose number is told, the number last."""
    if first <= span.start or words.folded[first - 1] not in _REACHES or not spaced(words, first):
        return None
    for at in range(first - 2, max(span.start - 1, first - 2 - COUNT_TOLD_WITHIN), -1):
        if any(mark in words.text[words.stops[at] : words.starts[at + 1]] for mark in ".،؛:\n"):
            return None
        if _article(words.folded[at + 1]).startswith("ال") and words.folded[at].lstrip("وبفل") in _COUNTS:
            return at + 1
    return None


def maybe_year(number: Number) -> bool:
    return number.kind == "digits" and YEARS[0] <= number.low <= YEARS[1] and number.stop - number.start == len("2016")


def _beside_hyphen(text: str, number: Number) -> bool:
    """Tell whether digits are joined to others by a hyphen: a score, a code, a season."""
    if number.kind != "digits":
        return False
    before, after = text[max(0, number.start - 4) : number.start], text[number.stop : number.stop + 4]
    if _HYPHENS.isdisjoint(before + after):
        return False
    left = before.rstrip().endswith(("-", "–")) and before.rstrip(" -–")[-1:].isdigit()
    right = after.lstrip().startswith(("-", "–")) and after.lstrip(" -–")[:1].isdigit()
    return left or right
