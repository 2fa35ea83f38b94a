"""Agencies named in credits: finding their printed forms, and what may stand in a credit beside them.

Shared by reading, which tells credits from text, and by the stage that writes them down.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from musnad.lang import Lang
from musnad.outlets import longest_name, outlet_of_words
from musnad.text import Words, fold_word, folded_words

# Words a credit may hold beside the agency: "Source: AFP and agencies", "special", "websites".
_BESIDE_WORDS = """
المصدر مصدر المصادر نقلا عن من و وكالة صحيفة جريدة موقع مواقع خاص متابعات متابعة الكترونية انترنت
source via from and with agency
"""
_BESIDE = {fold_word(word) for word in _BESIDE_WORDS.split()}


@dataclass(frozen=True, slots=True)
class Named:
    """An agency or outlet named by words ``first:last`` of a text."""

    key: str
    kind: str  # agency | agencies | outlet
    first: int
    last: int
    conjoined: bool = False  # a conjunction is printed on the first word


@cache
def _forms(lang: Lang) -> tuple[dict[tuple[str, ...], str], int]:
    forms = {tuple(folded_words(row["form"])): row["key"] for row in lang.rows("agencies")}
    return forms, max(map(len, forms))


@cache
def _words(lang: Lang) -> frozenset[tuple[str, ...]]:
    """Return the forms that are also ordinary words or people's names."""
    return frozenset(tuple(folded_words(row["form"])) for row in lang.rows("agencies") if row["note"] == "word")


def _stands_alone(words: Words, first: int, last: int, within: range) -> bool:
    """Tell whether marks part these words from the words before and after them."""
    before = words.text[words.stops[first - 1] : words.starts[first]] if first > within.start else "("
    after = words.text[words.stops[last - 1] : words.starts[last]] if last < within.stop else ")"
    return before.strip() != "" and after.strip() != ""


def named_in(words: Words, within: range, lang: Lang) -> Iterator[Named]:
    """Yield the agencies and known outlets named by these words, the longest name first at each place.

    A conjunction may be printed on a name («ورويترز»).
    """
    forms, longest = _forms(lang)
    index = within.start
    while index < within.stop:
        found = None
        for length in range(min(max(longest, longest_name()), within.stop - index), 0, -1):
            run = tuple(words.folded[index : index + length])
            bare = forms.get(run)
            key = bare or (forms.get((run[0][1:], *run[1:])) if run[0][:1] == "و" else None)
            if key and bare and run in _words(lang) and not _stands_alone(words, index, index + length, within):
                key = None
            if key:
                kind = "agencies" if key == "agencies" else "agency"
                found = Named(key, kind, index, index + length, conjoined=bare is None)
            else:
                outlet = outlet_of_words(run)
                found = Named(outlet.key, "outlet", index, index + length) if outlet else None
            if found:
                break
        if found:
            yield found
        index = found.last if found else index + 1


def is_credit(words: Words, within: range, lang: Lang) -> bool:
    """Tell whether these words name an agency and hold nothing but names and credit words."""
    named = list(named_in(words, within, lang))
    if not any(each.kind != "outlet" for each in named):
        return False
    covered = {index for each in named for index in range(each.first, each.last)}
    return all(index in covered or words.folded[index] in _BESIDE for index in within)
