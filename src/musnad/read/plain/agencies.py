"""Agencies named in credits: finding their printed forms, and what may stand in a credit beside them.

Shared by reading, which tells credits from text, and by the stage that writes them down.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from musnad.lang import Lang
from musnad.outlets import first_words_of_names, longest_name, outlet_of_words
from musnad.text import Words, fold_word, folded_words


@dataclass(frozen=True, slots=True)
class Named:
    """An agency or outlet named by words ``first:last`` of a text."""

    key: str
    kind: str  # agency | agencies | outlet
    first: int
    last: int
    conjoined: bool = False  # a conjunction is printed on the first word


Forms = dict[tuple[str, ...], str]


@cache
def _forms(lang: Lang) -> tuple[Forms, int]:
    forms = {tuple(folded_words(row["form"])): row["key"] for row in lang.rows("agencies")}
    return forms, max(map(len, forms))


@cache
def _first_words(lang: Lang) -> frozenset[str]:
    """Return the words a name can begin with: nearly all others are no agency and no outlet by one look."""
    forms = {form[0] for form in _forms(lang)[0]}
    return frozenset(forms | {"و" + word for word in forms} | first_words_of_names())


@cache
def _notes(lang: Lang) -> dict[tuple[str, ...], str]:
    """Return the forms that are also ordinary words ("word") or people's names ("name")."""
    return {tuple(folded_words(row["form"])): row["note"] for row in lang.rows("agencies") if row["note"]}


@cache
def _words_of(lang: Lang, *roles: str) -> frozenset[str]:
    """Return folded words of credits that play these roles."""
    return frozenset(fold_word(row["form"]) for row in lang.rows("credit_words") if row["role"] in roles)


@cache
def _months(lang: Lang) -> frozenset[str]:
    return frozenset(word for row in lang.rows("months") for word in folded_words(row["form"]))


def _sides(words: Words, first: int, last: int, within: range) -> set[str]:
    """Return what stands before and after words: "mark" between them and the next, "edge" of the stretch, "word"."""
    text = words.text
    before = text[words.stops[first - 1] if first else 0 : words.starts[first]]
    after = text[words.stops[last - 1] : words.starts[last] if last < len(words) else len(text)]
    return {
        "mark" if gap.strip() else "edge" if at_edge else "word"
        for gap, at_edge in ((before, first == within.start), (after, last == within.stop))
    }


def _counts(note: str, sides: set[str], in_credit: bool) -> bool:
    """Tell whether a form that is also a word names an agency here: parted by marks, or all of a credit or byline."""
    if "word" in sides:
        return False
    return "mark" in sides or (in_credit and note == "word")


def named_in(words: Words, within: range, lang: Lang, *, in_credit: bool = True) -> Iterator[Named]:
    """Yield the agencies and known outlets named by these words, the longest name first at each place.

    A conjunction may be printed on a name («ورويترز»). ``in_credit``: the words are a credit, byline or
    dateline for sure, so that a name that is also a word may be all there is.
    """
    index = within.start
    while index < within.stop:
        found = named_at(words, index, within, lang, in_credit=in_credit)
        if found:
            yield found
        index = found.last if found else index + 1


def named_at(words: Words, index: int, within: range, lang: Lang, *, in_credit: bool = True) -> Named | None:
    """Return the agency or known outlet whose name begins at word ``index``, the longest one."""
    if words.folded[index] not in _first_words(lang):
        return None
    forms, longest = _forms(lang)
    for length in range(min(max(longest, longest_name()), within.stop - index), 0, -1):
        found = _named(words, index, index + length, within, forms, lang, in_credit)
        if found:
            return found
    return None


def _named(
    words: Words, first: int, last: int, within: range, forms: Forms, lang: Lang, in_credit: bool
) -> Named | None:
    run = tuple(words.folded[first:last])
    bare = forms.get(run)
    key = bare or (forms.get((run[0][1:], *run[1:])) if run[0][:1] == "و" else None)
    note = _notes(lang).get(run if bare else (run[0][1:], *run[1:]), "")
    if key and note and not (bare and _counts(note, _sides(words, first, last, within), in_credit)):
        return None
    months = _months(lang)
    if run[0] in months and first > 0 and (words.folded[first - 1].isdigit() or words.folded[first - 1] in months):
        return None  # «6 أغسطس (آب)»: the other name of the month
    if key:
        return Named(key, "agencies" if key == "agencies" else "agency", first, last, conjoined=bare is None)
    outlet = outlet_of_words(run)
    if outlet and outlet.kind == "agency":
        return Named(outlet.key, "agency", first, last) if last - first > 1 else None
    return Named(outlet.key, "outlet", first, last) if outlet else None


def is_credit(words: Words, within: range, lang: Lang) -> bool:
    """Tell whether these words name an agency and hold nothing but names and credit words."""
    named = list(named_in(words, within, lang, in_credit=False))
    if not any(each.kind != "outlet" for each in named):
        return False
    covered = {index for each in named for index in range(each.first, each.last)}
    return all(index in covered or words.folded[index] in _words_of(lang, "beside", "picture") for index in within)


def names_outlet(words: Words, lang: Lang) -> bool:
    """Tell whether words are nothing but a known outlet's name and credit words: «(فرانس 24)» behind «المصدر»."""
    named = list(named_in(words, range(len(words)), lang))
    covered = {index for each in named for index in range(each.first, each.last)}
    return bool(named) and all(
        index in covered or words.folded[index] in _words_of(lang, "beside") for index in range(len(words))
    )


def is_of_picture(words: Words, within: range, lang: Lang) -> bool:
    """Tell whether a credit says that it is of a picture or film: «(صور رويترز)»."""
    return any(words.folded[index] in _words_of(lang, "picture") for index in within)
