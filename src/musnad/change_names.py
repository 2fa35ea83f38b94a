"""Names, titles and small words in a change: when it is no more than a name, a title or a particle that differs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from musnad.change_spelling import slip
from musnad.change_tables import change_tables, listed_names, phrases_in, title_words, words_of_names
from musnad.lang import Lang
from musnad.lang.forms import light_stem
from musnad.text import Words, folded_words

if TYPE_CHECKING:
    from musnad.change_classes import Facts

# What is printed on a word before it, in words long enough to have it: باليمن, لليمن / اليمن.
_PROCLITICS = re.compile(r"^(?:[وف]?[بكل]?ال|[وف]?لل|[وف]?[بكل]|[وف])")
_LETTERS = re.compile(r"^(?:[وف]?[بكل](?=ال)|[وف](?=ال)|ل(?=ل))")
_SHORTEST_PROCLITIC = 4
# An office with what it is the office of (أمير منطقة ...) has about so many words.
_WORDS_OF_OFFICE = 4


def same_name(one: Words, other: Words, left: Facts, right: Facts) -> bool:
    """Tell whether a change lengthens, shortens or respells one name. Another word in a name is another name."""
    if not (left.name and right.name) or not (left.named or not one.folded) or not (right.named or not other.folded):
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


def part_of_name(one: Words, other: Words, left: Facts, right: Facts) -> bool:
    """Tell whether words were added or dropped inside a name both sides print otherwise (بلدية المرج [الكبرى])."""
    if bool(one.folded) == bool(other.folded):
        return False
    words, facts = (one, left) if one.folded else (other, right)
    return facts.named and len(folded_words(facts.name)) > len(words)


def forefathers(one: Words, other: Words, before: str, lang: Lang) -> bool:
    """Tell whether the name of a father was added or dropped behind a name (محمد [بن سالم])."""
    words = (one.folded or other.folded) if not (one.folded and other.folded) else []
    names = change_tables(lang).given
    joined = " ".join(words).replace("عبد ", "عبد").split()
    behind = "".join(folded_words(before)[-2:]), "".join(folded_words(before)[-1:])
    return joined[:1] == ["بن"] and names.issuperset(set(joined) - {"بن"}) and not names.isdisjoint(behind)


def given_names(one: Words, other: Words, after: str, lang: Lang | None) -> bool:
    """Tell whether given names were added or dropped before the name of a family (عبد الفتاح before السيسي)."""
    if lang is None or (one.folded and other.folded):
        return False
    words = [word[1:] if at == 0 and word[0] in "ولب" and len(word) > 4 else word
             for at, word in enumerate(one.folded or other.folded)]  # fmt: skip
    names = change_tables(lang).given
    joined = " ".join(words).replace("عبد ", "عبد").split()
    return folded_words(after)[:1] != [] and folded_words(after)[0].startswith("ال") and names.issuperset(joined)


def same_agency(one: Words, other: Words, lang: Lang) -> bool:
    """Tell whether one agency is named two ways, with nothing else (الصحافة الفرنسية / فرانس برس)."""
    tables = change_tables(lang)
    found = [list(phrases_in(words.folded, tables.agencies)) for words in (one, other)]
    if not all(found) or any(
        sum(map(len, phrases)) < len(content_words(words, lang))
        for phrases, words in zip(found, (one, other), strict=True)
    ):
        return False
    left, right = ({tables.agency_keys[phrase] for phrase in phrases} for phrases in found)
    return left == right


def same_listed(one: Words, other: Words, around: tuple[str, str], others: tuple[str, str], lang: Lang) -> bool:
    """Tell whether a place or body is named two ways that the lists know, the words round the change included."""
    words = words_of_names(lang)
    if not all(_without_letters(word) in words or word in words for word in (*one.folded, *other.folded)):
        return False
    return bool(_listed(one, *around, lang) & _listed(other, *others, lang))


def _listed(words: Words, before: str, after: str, lang: Lang) -> set[str]:
    """Return the listed names that hold all changed words."""
    front, back = folded_words(before), folded_words(after)
    names = listed_names(lang)
    found: set[str] = set()
    for ahead in range(len(front) + 1):
        for behind in range(len(back) + 1):
            phrase = (*front[len(front) - ahead :], *words.folded, *back[:behind])
            if phrase:
                found |= names.get(phrase, frozenset()) | names.get(
                    (_without_letters(phrase[0]), *phrase[1:]), frozenset()
                )
    return found


def _without_letters(word: str) -> str:
    """Return a folded word without the conjunction or preposition printed on it, with its article."""
    return _LETTERS.sub("", word) if len(word) >= _SHORTEST_PROCLITIC else word


def particles_apart(one: Words, other: Words, lang: Lang) -> bool:
    """Tell whether two sides differ by nothing but a preposition or conjunction, free or printed on the word."""
    if not one.folded or not other.folded or one.folded == other.folded:
        return False
    left, right = (content_words(words, lang) for words in (one, other))
    return bool(left) and len(left) == len(right) and all(map(same_word, left, right))


def same_word(one: str, other: str) -> bool:
    """Tell whether two words are one behind other prepositions or conjunctions (باليمن / لليمن, ووزير / وزير)."""
    fronts = one.removesuffix(other), other.removesuffix(one)
    return bare_word(one) == bare_word(other) or any(front in ("و", "ف", "ب", "ل", "ك") for front in fronts)


def bare_word(word: str) -> str:
    """Return a folded word without the conjunction, preposition and article printed on it."""
    return _PROCLITICS.sub("", word) if len(word) >= _SHORTEST_PROCLITIC else word


def content_words(words: Words, lang: Lang) -> list[str]:
    """Return the folded words that are no particles."""
    return [word for word in words.folded if not is_particle(word, lang)]


def is_particle(word: str, lang: Lang) -> bool:
    """Tell whether a folded word is a particle, a conjunction before it or not."""
    particles = change_tables(lang).words.get("particle", {})
    rest = word[1:] if word[0] in "وف" and len(word) > 2 else word
    return (word,) in particles.get(word, ()) or (rest,) in particles.get(rest, ())


def _stands_for_name(word: str, lang: Lang) -> bool:
    """Tell whether a title with its pronoun is printed for a name (معاليه, سموه, فضيلته)."""
    titles = change_tables(lang).words.get("honorific", {})
    bare = word[1:] if word[0] in "وفلب" and word not in titles else word
    return bare.endswith("ه") and bare in titles and (bare[:-1] in titles or f"{bare[:-2]}ه" in titles)


def year_mark(one: Words, other: Words, left: Facts) -> bool:
    """Tell whether a single letter behind a number marks its calendar (2015 م), no title."""
    return left.before[-1:].isdigit() and all(len(word) == 1 for word in (*one.folded, *other.folded))


def titles_only(one: Words, other: Words, lang: Lang) -> bool:
    """Tell whether titles and formulae of respect make the whole change, more than a conjunction before one."""
    if len(one) == len(other) and all(map(same_word, one.folded, other.folded)):
        return False
    if all_of_kind([*one.folded, *other.folded], "honorific", lang):
        return True
    if any(words.folded and all(_stands_for_name(word, lang) for word in content_words(words, lang))
           and content_words(words, lang) for words in (one, other)):  # fmt: skip
        return True
    # إلى / لفخامة: a preposition took the title up
    content = [content_words(words, lang) for words in (one, other)]
    return not all(content) and any(content) and all_of_kind([*content[0], *content[1]], "honorific", lang)


def titles_swapped(one: Words, other: Words, before: str, after: str, lang: Lang) -> bool:
    """Tell whether titles or offices stand for each other before a name, or titles were put before the same words.

    Also a title for a name behind one: الملك سلمان / الملك المفدى, معالي الوزير / الدكتور سالم.
    """
    if not (one.folded and other.folded):
        return False
    rests = [_behind_titles(words, lang) for words in (one, other)]
    bare = [rest == len(words) for rest, words in zip(rests, (one, other), strict=True)]
    if not any(rests):
        return False
    left, right = ([light_stem(word) for word in words.folded[rest:]]
                   for rest, words in zip(rests, (one, other), strict=True))  # fmt: skip
    if left and left == right:
        return True
    if any(bare):
        named = _names_follow(folded_words(after)[:2], lang) or _titled(folded_words(before)[-1:], lang)
        others = other if bare[0] else one
        return (named and len(others) <= _WORDS_OF_OFFICE) or (rests[1 if bare[0] else 0] > 0 and len(others) == 2)
    return False


def _names_follow(words: Sequence[str], lang: Lang) -> bool:
    return _titled(words[:1], lang) or "بن" in words or not change_tables(lang).given.isdisjoint(words[:1])


def _behind_titles(words: Words, lang: Lang) -> int:
    """Return how many words of a side are titles, from its beginning."""
    at = 0
    while at < len(words) and _titled(words.folded[at : at + 1], lang):
        at += 1
    return at


def without_titles(words: Sequence[str], lang: Lang) -> tuple[str, ...]:
    """Return folded words without the titles among them."""
    return tuple(word for word in words if not _titled([word], lang))


def _titled(words: Sequence[str], lang: Lang) -> bool:
    """Tell whether a word is a title or an office, or part of one (صاحب السمو الملكي)."""
    return any(bare_word(word) in title_words(lang) or word in title_words(lang) for word in words)


def all_of_kind(words: Sequence[str], kind: str, lang: Lang) -> bool:
    phrases = change_tables(lang).words.get(kind, {})
    covered = sum(len(phrase) for phrase in phrases_in(words, phrases))
    return covered == len(words) and covered > 0
