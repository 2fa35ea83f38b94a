"""Numbers without a number word: dual nouns, and the nth day of something."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from musnad.find.figures.lexicon import DUAL_ENDINGS, PROCLITICS, WITH_DUAL, Draft, Lexicon, spaced
from musnad.records import Date
from musnad.text import Words, printed_offset


def find_duals(words: Words, span: range, lexicon: Lexicon) -> Iterator[Draft]:
    """شخصان, دولتين: nouns known to be counted; any noun between أكبر or آخر and its dual ending."""
    for at in span:
        word = words.folded[at]
        if word[-2:] not in DUAL_ENDINGS or len(word) < 5:
            continue
        elative = at > span.start and words.folded[at - 1] in lexicon.elatives and spaced(words, at)
        prefix = next(
            (each for each in PROCLITICS if word.startswith(each) and word[len(each) :] in lexicon.duals), None
        )
        if prefix is not None and not word.startswith("ال"):
            yield _dual(words, span, at, len(prefix), lexicon)
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
