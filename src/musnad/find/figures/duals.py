"""Numbers without a number word: dual nouns, and the nth day of something."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from musnad.find.figures.lexicon import DUAL_ENDINGS, WITH_DUAL, Draft, Lexicon, read_lexicon, spaced
from musnad.lang import Lang
from musnad.records import Date
from musnad.text import Words, printed_offset
from musnad.word_tables import WordTable

SHORTEST_DUAL = 5  # letters


def may_be_duals(words: Words, lexicon: Lexicon, lang: Lang) -> list[int]:
    """Return the words that can be duals which count themselves: of nouns known to be counted, or behind أكبر, آخر."""
    found: set[int] = set()
    for at in _dual_signs(lang).places(words.text):
        if words.folded[at] in lexicon.duals:
            found.add(at)
        if words.folded[at] in lexicon.elatives and "".join(words.folded[at + 1 : at + 2]).endswith(DUAL_ENDINGS):
            found.add(at + 1)
    return sorted(found)


@cache
def _dual_signs(lang: Lang) -> WordTable:
    """Return 1 for duals, and for elatives."""
    signs = read_lexicon(lang).dual_signs
    return WordTable(lambda forms: [form in signs for form in forms])


def find_duals(words: Words, span: range, some: Iterable[int], lexicon: Lexicon) -> Iterator[Draft]:
    """شخصان, دولتين: nouns known to be counted; any noun between أكبر or آخر and its dual ending."""
    for at in some:
        word = words.folded[at]
        if len(word) < SHORTEST_DUAL:
            continue
        elative = at > span.start and words.folded[at - 1] in lexicon.elatives and spaced(words, at)
        prefix = lexicon.duals.get(word)
        if prefix is not None:
            yield _dual(words, span, at, prefix, lexicon)
        elif elative and not word.startswith("ال") and word not in lexicon.units:
            yield _dual(words, span, at, 0, lexicon)


def _dual(words: Words, span: range, at: int, prefix: int, lexicon: Lexicon) -> Draft:
    start = words.starts[at] + (printed_offset(words.printed(at), prefix) if prefix else 0)
    first = at
    while not prefix and first > span.start and words.folded[first - 1] in lexicon.elatives and spaced(words, first):
        first -= 1
        start = words.starts[first]
    return Draft(
        at,
        at + 1,
        start,
        words.stops[at],
        2.0,
        2.0,
        "exact",
        "rule=dual",
        WITH_DUAL,
        None,
        at,
        (start, words.stops[at]),
    )


def find_nth_periods(words: Words, dates: Sequence[Date], lexicon: Lexicon) -> Iterator[Draft]:
    """يومه الخامس: how long something has lasted."""
    for date in dates:
        if date.why != "rule=nth" or not date.value:
            continue
        span = words.within(date.start, date.stop)
        unit = lexicon.its_units.get(words.folded[span.start]) if span else None
        if unit:
            count = float(date.value.strip("PTYMWDHS"))
            yield Draft(
                span.start, span.stop, date.start, date.stop, count, count, "exact", "rule=nth", WITH_DUAL, unit
            )
