"""Figures: how many, how much, and how exactly, with what is counted set apart.

A figure's span holds approximator, number and unit («نحو 5 آلاف دولار»); the counted noun stands beside
it in its own columns; a dual noun counts itself («شخصان»). ``low`` and ``high`` are open (``None``)
where the text leaves them open: «أكثر من 20» has no high, «أقل من 20» no low. Dates, hours, phone numbers
and numbers that are names are no figures.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from musnad.find.figures.approximations import approximated, approximator
from musnad.find.figures.duals import find_duals, find_nth_periods, may_be_duals
from musnad.find.figures.lexicon import DUAL_ENDINGS, WITH_DUAL, WITH_NOUN, Draft, Lexicon, read_lexicon, spaced
from musnad.find.figures.nouns import counts_something, is_code, is_name, maybe_year, unit_at, with_unit_and_noun
from musnad.lang import Lang
from musnad.numbers import Number, find_numbers
from musnad.records import Date, Figure, Report, Sentence, make_id
from musnad.text import Words, find_words

_MULTIPLES = (1e12, 1e9, 1e6, 1e3)


def find_figures(
    report: Report, sentences: Sequence[Sentence], dates: Sequence[Date], *, lang: Lang
) -> Iterator[Figure]:
    """Yield the figures of a report in the text's order, none overlapping another or a date."""
    words = find_words(report.text)
    lexicon = read_lexicon(lang)
    numbers = find_numbers(report.text, lang)
    dates = sorted(dates, key=lambda date: date.start)
    number_places = [number.start for number in numbers]
    duals = may_be_duals(words, lexicon, lang)
    places = sorted([*number_places, *(words.starts[at] for at in duals)])
    drafts: list[Draft] = []
    for sentence in sentences:
        next_place = bisect_left(places, sentence.start)
        if next_place == len(places) or places[next_place] >= sentence.stop:
            continue
        span = words.within(sentence.start, sentence.stop)
        first, last = (bisect_left(number_places, at) for at in (sentence.start, sentence.stop))
        inside = [number for number in numbers[first:last] if number.first in span]
        drafts += _counted(words, span, inside, dates, lexicon)
        drafts += find_duals(
            words, span, duals[bisect_left(duals, span.start) : bisect_left(duals, span.stop)], lexicon
        )
    drafts += find_nth_periods(words, dates, lexicon)
    last_stop = -1
    for draft in sorted(drafts, key=lambda each: (each.start, -each.stop)):
        if draft.start >= last_stop:
            last_stop = draft.stop
            yield _figure(report, draft)


def _figure(report: Report, draft: Draft) -> Figure:
    noun = draft.noun or (None, None)
    return Figure(
        make_id("figure", report.id, draft.start, draft.stop),
        report.id,
        draft.start,
        draft.stop,
        draft.low,
        draft.high,
        draft.approx,
        noun[0],
        noun[1],
        draft.unit,
        draft.score,
        draft.why,
    )


def _counted(
    words: Words, span: range, numbers: Sequence[Number], dates: Sequence[Date], lexicon: Lexicon
) -> Iterator[Draft]:
    at, name_until = 0, -1  # «الفصلين 11 و12»: what is joined to a name is one
    while at < len(numbers):
        number = numbers[at]
        joined = _range(words, span, numbers[at : at + 2], lexicon)
        draft = joined or _single(words, span, number, lexicon)
        at += 2 if joined else 1
        if draft is None or (name_until == number.first and number.prefix == "و"):
            name_until = number.last
            continue
        if _is_date(draft, words, dates, lexicon):
            continue
        number = numbers[at - 1]
        draft = with_unit_and_noun(words, span, draft, number, lexicon)
        if _counts(words, span, draft, number, lexicon):
            yield approximated(words, span, draft, lexicon)


def _range(words: Words, span: range, pair: Sequence[Number], lexicon: Lexicon) -> Draft | None:
    """ما بين 5000 و6000, من 10 إلى 20, خمسة أو ستة, 5-6 ملايين."""
    if len(pair) < 2 or any(number.kind not in ("digits", "words") for number in pair):
        return None
    low, high = pair
    if high.first > low.last + 1:
        return None
    before = words.folded[low.first - 1] if low.first > span.start else ""
    gap = words.text[low.stop : words.starts[high.first]].strip()
    between = words.folded[low.last : high.first]
    opened = before in ("بين", "وبين")
    joined = (
        (opened and not gap and high.first == low.last and high.prefix == "و")
        or (between and between[0] in ("الي", "او", "وحتي", "حتي", "و") and len(between) == 1 and before != "")
        or (gap in ("-", "–") and (opened or before == "من" or unit_at(words, span, high.last, lexicon) is not None))
    )
    if not joined or (between == ["و"] and not opened) or any(is_code(words, number) for number in pair):
        return None
    if not opened and maybe_year(low) and not counts_something(words, span, high, lexicon):
        return None
    first = low.low * _multiple(low, high)
    if first > high.high:
        return None
    return Draft(low.first, high.last, low.start, high.stop, first, high.high, "range", "rule=range", WITH_NOUN)


def _multiple(low: Number, high: Number) -> float:
    """«5 إلى 6 ملايين»: the first number shares the second's scale."""
    if low.scale or not high.scale:
        return 1.0
    multiple = next((each for each in _MULTIPLES if each <= high.low), 1.0)
    return multiple if low.low < 1000 and low.low * multiple <= high.high else 1.0


def _single(words: Words, span: range, number: Number, lexicon: Lexicon) -> Draft | None:
    if number.kind == "ordinal":
        return _rank(words, span, number, lexicon)
    if number.kind == "words" and number.low == 2 and number.first > span.start and spaced(words, number.first):
        at = number.first - 1  # مدنيين اثنين
        if words.folded[at][-2:] in DUAL_ENDINGS and words.folded[at] not in lexicon.no_nouns:
            noun = (words.starts[at], words.stops[at])
            return Draft(
                at, number.last, noun[0], number.stop, 2.0, 2.0, "exact", "rule=dual", WITH_NOUN, None, at, noun
            )
    if is_name(words, span, number, lexicon):
        return None
    approx = "about" if number.kind in ("many", "few") else "exact"
    return Draft(
        number.first, number.last, number.start, number.stop, number.low, number.high, approx,
        f"rule={number.kind}", WITH_NOUN,
    )  # fmt: skip


def _rank(words: Words, span: range, number: Number, lexicon: Lexicon) -> Draft | None:
    """ثاني أكبر المدن, ثانية المدن: a place in an order; any other ordinal is no figure."""
    if number.low < 2 or number.definite or number.last >= span.stop or not spaced(words, number.last):
        return None
    after = number.last
    if words.folded[after] in lexicon.elatives:
        after += 1
        if after >= span.stop or not spaced(words, after):
            return None
    elif not _is_definite_plural(words.folded[after]):
        return None
    return Draft(
        number.first, after, number.start, words.stops[after - 1], number.low, number.high, "exact", "rule=rank",
        WITH_DUAL, "rank", None, (words.starts[after], words.stops[after]),
    )  # fmt: skip


def _is_definite_plural(folded: str) -> bool:
    """Tell a definite noun that may be a plural, sound or broken: no name of a day, no singular in ة."""
    return folded.startswith("ال") and len(folded) >= 5 and not folded.endswith("ه")


def _is_date(draft: Draft, words: Words, dates: Sequence[Date], lexicon: Lexicon) -> bool:
    """Tell whether a date covers the number; the count of «قبل ثلاثة أسابيع» is a figure all the same."""
    at = bisect_right(dates, draft.start, key=lambda date: date.stop)  # in order, none inside another
    if at == len(dates) or dates[at].start >= draft.stop:
        return False
    counted = any(rule in dates[at].why for rule in ("rule=offset", "rule=duration", "rule=period"))
    after = words.folded[draft.last] if draft.last < len(words) else ""
    return not (counted and after in lexicon.times)


def _counts(words: Words, span: range, draft: Draft, number: Number, lexicon: Lexicon) -> bool:
    """Tell whether a number without unit or noun still counts: digits do, words only with a scale."""
    if draft.unit or draft.noun:
        return not (number.kind == "words" and number.low == 1)  # واحد is an adjective far more often
    if draft.approx == "range" or number.scale:
        return True
    if number.kind == "digits":
        return not number.definite and _taken(words, span, draft, number, lexicon)
    if number.kind == "words" and not number.definite:
        return number.low > 10 or approximator(words, span, draft, lexicon) is not None
    return False


def _taken(words: Words, span: range, draft: Draft, number: Number, lexicon: Lexicon) -> bool:
    """Tell whether bare digits stand where a count stands: after بلغ, إلى, مقتل or an approximator."""
    if number.prefix in ("ب", "وب") or approximator(words, span, draft, lexicon):
        return True
    before = words.folded[number.first - 1] if number.first > span.start and spaced(words, number.first) else ""
    return before in lexicon.takers or before.lstrip("وف") in lexicon.takers
