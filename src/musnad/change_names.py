"""Names and titles in a change: when it is no more than a name or a title that differs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from musnad.change_spelling import slip
from musnad.change_tables import change_tables, listed_names, phrases_in, words_of_names
from musnad.change_words import (
    Stretch,
    bare_word,
    is_title,
    same_words,
    stands_for_name,
    with_article,
    without_letter,
    without_letters,
)
from musnad.lang import Lang
from musnad.lang.forms import light_stem
from musnad.text import folded_words

if TYPE_CHECKING:
    from musnad.change_classes import Facts

# An office with what it is the office of (أمير منطقة ...) has about so many words.
_WORDS_OF_OFFICE = 4

# The folded words before and behind a side of a change.
Around = tuple[Sequence[str], Sequence[str]]


def same_name(one: Stretch, other: Stretch, left: Facts, right: Facts) -> bool:
    """Tell whether a change lengthens, shortens or respells one name. Another word in a name is another name."""
    if not (left.name and right.name) or not (left.named or not one.folded) or not (right.named or not other.folded):
        return False
    if not (one.folded and other.folded) and any(map(str.isdigit, (*one.folded, *other.folded))):
        return False
    if one.folded and other.folded:
        fewer, more = sorted((one.folded, other.folded), key=len)
        if "".join(fewer) not in "".join(more) and not all(
            any(slip(word, each) or light_stem(word) == light_stem(each) for each in more) for word in fewer
        ):
            return False
    left_words, right_words = folded_words(left.name), folded_words(right.name)
    shared = [
        word
        for word in left_words
        if any(slip(word, each) or light_stem(word) == light_stem(each) for each in right_words)
    ]
    return 2 * len(shared) >= min(len(left_words), len(right_words))


def part_of_name(one: Stretch, other: Stretch, left: Facts, right: Facts) -> bool:
    """Tell whether words were added or dropped inside a name both sides print otherwise (بلدية المرج [الكبرى])."""
    if bool(one.folded) == bool(other.folded):
        return False
    words, facts = (one, left) if one.folded else (other, right)
    if any(map(str.isdigit, words.folded)):
        return False  # an item's number in a list
    return facts.named and len(folded_words(facts.name)) > len(words)


def forefathers(one: Stretch, other: Stretch, before: Sequence[str], lang: Lang) -> bool:
    """Tell whether the name of a father was added or dropped behind a name (محمد [بن سالم])."""
    words = _lone_names(one, other)
    if words[:1] != ("بن",):
        return False
    names = change_tables(lang).given
    joined = set(" ".join(words).replace("عبد ", "عبد").split())
    behind = "".join(before[-2:]), "".join(before[-1:])
    return names.issuperset(joined - {"بن"}) and not names.isdisjoint(behind)


def given_names(one: Stretch, other: Stretch, after: Sequence[str], lang: Lang) -> bool:
    """Tell whether given names were added or dropped before the name of a family (عبد الفتاح before السيسي)."""
    words = _lone_names(one, other)
    if not words or not after or not after[0].startswith("ال"):
        return False
    joined = " ".join((without_letter(words[0]), *words[1:])).replace("عبد ", "عبد").split()
    return change_tables(lang).given.issuperset(joined)


def _lone_names(one: Stretch, other: Stretch) -> tuple[str, ...]:
    """Return the words that have no counterpart, if there may be given names among them."""
    if (one.folded and other.folded) or "given" not in (one.kinds or other.kinds):
        return ()
    return one.folded or other.folded


def same_agency(one: Stretch, other: Stretch, lang: Lang) -> bool:
    """Tell whether one agency is named two ways, with nothing else (الصحافة الفرنسية / فرانس برس)."""
    if "agency" not in one.kinds or "agency" not in other.kinds:
        return False
    tables = change_tables(lang)
    found = [list(phrases_in(words.folded, tables.agencies)) for words in (one, other)]
    if not all(found) or any(
        sum(map(len, phrases)) < len(words.content) for phrases, words in zip(found, (one, other), strict=True)
    ):
        return False
    left, right = ({tables.agency_keys[phrase] for phrase in phrases} for phrases in found)
    return left == right


def same_listed(one: Stretch, other: Stretch, around: Around, others: Around, lang: Lang) -> bool:
    """Tell whether a place or body is named two ways that the lists know, the words round the change included."""
    return one.listed and other.listed and bool(_listed(one, *around, lang) & _listed(other, *others, lang))


def _listed(words: Stretch, front: Sequence[str], back: Sequence[str], lang: Lang) -> set[str]:
    """Return the listed names that hold all changed words."""
    names = listed_names(lang)
    found: set[str] = set()
    ahead, behind = _words_in_names(front[::-1], lang), _words_in_names(back, lang)
    for begin in range(len(front) - ahead, len(front) + 1):
        for end in range(behind + 1):
            phrase = (*front[begin:], *words.folded, *back[:end])
            for first in _as_first(phrase[0]) if phrase else ():
                found |= names.get((first, *phrase[1:]), frozenset())
    return found


def _words_in_names(words: Sequence[str], lang: Lang) -> int:
    """Return how many words from the first on may stand in listed names."""
    known = words_of_names(lang)
    return next((at for at, word in enumerate(words) if known.isdisjoint(_as_first(word))), len(words))


def _as_first(word: str) -> set[str]:
    """Return a word as it stands in a name that it is the first of, whatever is printed on it."""
    return {word, without_letters(word), with_article(word)}


def year_mark(one: Stretch, other: Stretch, before: Sequence[str], lang: Lang) -> bool:
    """Tell whether a single letter behind a number marks its calendar (2015 م), no title."""
    return bool(before) and before[-1][-1].isdigit() and may_be_year_mark(one, other, lang)


def may_be_year_mark(one: Stretch, other: Stretch, lang: Lang) -> bool:
    return change_tables(lang).function["year-mark"].issuperset((*one.folded, *other.folded))


def another_office(one: Stretch, other: Stretch, after: Sequence[str], lang: Lang) -> bool:
    """Tell whether a deputy was added or dropped before an office, so that it is another one ([نائب] وزير)."""
    if (one.folded and other.folded) or "deputy" not in one.kinds | other.kinds or not after:
        return False
    deputies = all_of_kind((*one.folded, *other.folded), "deputy", lang)
    return deputies and not change_tables(lang).offices.isdisjoint((after[0], bare_word(after[0])))


def titles_only(one: Stretch, other: Stretch, lang: Lang) -> bool:
    """Tell whether titles and formulae of respect make the whole change, more than a conjunction before one."""
    kinds = one.kinds | other.kinds
    if "formula" in kinds and all_of_kind((*one.folded, *other.folded), "formula", lang):
        return True
    if "honorific" not in kinds or ("no-honour" in kinds and _no_honour(one, other, lang)):
        return False
    if same_words(one.folded, other.folded) or _one_letter_apart(one.folded, other.folded):
        return False
    if all_of_kind((*one.folded, *other.folded), "honorific", lang):
        return True
    if any(words.content and all(stands_for_name(word, lang) for word in words.content) for words in (one, other)):
        return True
    # إلى / لفخامة: a preposition took the title up
    content = one.content, other.content
    return not all(content) and any(content) and all_of_kind((*one.content, *other.content), "honorific", lang)


def _one_letter_apart(left: Sequence[str], right: Sequence[str]) -> bool:
    """Tell whether a word is another of its length misspelled (صاحبت / صاحبة)."""
    return len(left) == len(right) == 1 and len(left[0]) == len(right[0]) and slip(left[0], right[0])


def _no_honour(one: Stretch, other: Stretch, lang: Lang) -> bool:
    """Tell whether a word that only looks like a title stands on a side (سعادته: his happiness)."""
    phrases = change_tables(lang).words["no-honour"]
    return any(any(phrases_in(words.folded, phrases)) for words in (one, other))


def titles_swapped(one: Stretch, other: Stretch, before: Sequence[str], after: Sequence[str], lang: Lang) -> bool:
    """Tell whether titles or offices stand for each other before a name, or titles were put before the same words.

    Also a title for a name behind one: الملك سلمان / الملك المفدى, معالي الوزير / الدكتور سالم.
    """
    if not (one.folded and other.folded) or ("title" not in one.kinds and "title" not in other.kinds):
        return False
    rests = [_behind_titles(words.folded, lang) for words in (one, other)]
    bare = [rest == len(words) for rest, words in zip(rests, (one, other), strict=True)]
    if not any(rests) or _no_honour(one, other, lang):
        return False
    left, right = ([light_stem(word) for word in words.folded[rest:]]
                   for rest, words in zip(rests, (one, other), strict=True))  # fmt: skip
    if left and left == right:
        return True
    if any(bare):
        named = _names_follow(after[:2], lang) or _titled(before[-1:], lang)
        others = other if bare[0] else one
        return (named and len(others) <= _WORDS_OF_OFFICE) or (rests[1 if bare[0] else 0] > 0 and len(others) == 2)
    return False


def _names_follow(words: Sequence[str], lang: Lang) -> bool:
    return _titled(words[:1], lang) or "بن" in words or not change_tables(lang).given.isdisjoint(words[:1])


def _titled(words: Sequence[str], lang: Lang) -> bool:
    return any(is_title(word, lang) for word in words)


def _behind_titles(words: Sequence[str], lang: Lang) -> int:
    """Return how many words of a side are titles, from its beginning."""
    at = 0
    while at < len(words) and is_title(words[at], lang):
        at += 1
    return at


def without_titles(words: Sequence[str], lang: Lang) -> tuple[str, ...]:
    """Return folded words without the titles among them."""
    return tuple(word for word in words if not is_title(word, lang))


def all_of_kind(words: Sequence[str], kind: str, lang: Lang) -> bool:
    phrases = change_tables(lang).words.get(kind, {})
    covered = sum(len(phrase) for phrase in phrases_in(words, phrases))
    return covered == len(words) and covered > 0
