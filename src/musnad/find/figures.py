"""Figures: how many, how much, and how exactly, with what is counted set apart.

A figure's span holds approximator, number and unit («نحو 5 آلاف دولار»); the counted noun stands beside
it in its own columns; a dual noun counts itself («شخصان»). ``low`` and ``high`` are open (``None``)
where the text leaves them open: «أكثر من 20» has no high, «أقل من 20» no low. Dates, hours, phone numbers
and numbers that are names are no figures.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from musnad.lang import Lang
from musnad.numbers import Number, find_numbers
from musnad.records import Date, Figure, Report, Sentence, make_id
from musnad.text import Words, find_words, fold_word, printed_offset

# Scores by what confirms that the number counts something; set by judgement after reading ANT articles.
WITH_UNIT, WITH_NOUN, WITH_DUAL, BARE = 0.95, 0.9, 0.8, 0.6
# A bare whole number in this range is a year more often than a count.
YEARS = (1900, 2100)
# Digits without separators as long as this are a phone number or a code.
PHONE = 7
LONGEST_APPROXIMATOR = 4  # words
_DUAL_ENDINGS = ("ان", "ين")
_PROCLITICS = ("", "و", "ف", "ب", "ل", "ك", "وب", "ول")
_TIME_KEYS = {"TS": "second", "TM": "minute", "H": "hour", "D": "day", "N": "night", "W": "week", "M": "month",
              "Y": "year", "YY": "decade", "CC": "century"}  # fmt: skip
_NAMING = ("رقم", "الساعه")  # what follows them is never a count
_MULTIPLES = (1e12, 1e9, 1e6, 1e3)


@dataclass(frozen=True, slots=True)
class _Lexicon:
    """The tables of this stage by folded form; several words are joined by one space."""

    approx_before: Mapping[str, str]
    approx_after: Mapping[str, str]
    units: Mapping[str, str]
    times: frozenset[str]
    duals: frozenset[str]
    singulars: frozenset[str]
    elatives: frozenset[str]
    numbered: frozenset[str]
    no_nouns: frozenset[str]
    takers: frozenset[str]
    its_units: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Draft:
    """A figure in the making: word indexes of its span, printed place, values."""

    first: int
    last: int
    start: int
    stop: int
    low: float | None
    high: float | None
    approx: str
    why: str
    score: float
    unit: str | None = None
    noun_word: int | None = None
    noun: tuple[int, int] | None = None  # printed place of what is counted


@cache
def _lexicon(lang: Lang) -> _Lexicon:
    words: dict[str, set[str]] = {
        "counted": set(),
        "elative": set(),
        "numbered": set(),
        "no_noun": set(),
        "taker": set(),
    }
    words["counted_an"], words["counted_in"] = set(), set()
    for row in lang.rows("figure_words"):
        words[row["kind"]].add(fold_word(row["form"]))
    units: dict[str, str] = {}
    times: set[str] = set()
    its: dict[str, str] = {}
    for row in lang.rows("units"):
        units[fold_word(row["form"])] = row["unit"]
        units.setdefault("ال" + fold_word(row["form"]), row["unit"])
    for row in lang.rows("time_units"):
        for form in f"{row['one']}|{row['many']}".split("|"):
            units.setdefault(fold_word(form), _TIME_KEYS[row["unit"]])
            times.add(fold_word(form))
        stem = fold_word(row["one"].split("|")[0])
        its |= {stem + suffix: _TIME_KEYS[row["unit"]] for suffix in ("ه", "ها", "هم")}
    places = {"before": {}, "after": {}}  # type: dict[str, dict[str, str]]
    for row in lang.rows("approximators"):
        places[row["place"]][fold_word(row["form"])] = row["approx"]
    duals = {dual for noun in words["counted"] for dual in _dual_forms(noun)}
    duals |= {_dual_forms(noun)[0] for noun in words["counted_an"]}
    duals |= {_dual_forms(noun)[1] for noun in words["counted_in"]}
    return _Lexicon(
        places["before"],
        places["after"],
        units,
        frozenset(times),
        frozenset(duals),
        frozenset(words["counted"] | words["counted_an"]),
        frozenset(words["elative"]),
        frozenset(words["numbered"]),
        frozenset(words["no_noun"]),
        frozenset(words["taker"]),
        its,
    )


def _dual_forms(noun: str) -> tuple[str, str]:
    """Return the two indefinite duals of a folded noun, -ان and -ين: ة opens to ت, a final alef to ي."""
    stem = noun[:-1] + "ت" if noun.endswith("ه") else noun[:-1] + "ي" if noun.endswith("ا") else noun
    return stem + _DUAL_ENDINGS[0], stem + _DUAL_ENDINGS[1]


def find_figures(
    report: Report, sentences: Sequence[Sentence], dates: Sequence[Date], *, lang: Lang
) -> Iterator[Figure]:
    """Yield the figures of a report in the text's order, none overlapping another or a date."""
    words = find_words(report.text)
    lexicon = _lexicon(lang)
    numbers = find_numbers(report.text, lang)
    drafts: list[_Draft] = []
    for sentence in sentences:
        span = words.within(sentence.start, sentence.stop)
        first = bisect_left(numbers, span.start, key=lambda number: number.first)
        last = bisect_left(numbers, span.stop, key=lambda number: number.first)
        if first < last:
            drafts += _counted(words, span, numbers[first:last], dates, lexicon)
        drafts += _duals(words, span, lexicon)
    drafts += _nth_periods(words, dates, lexicon)
    last_stop = -1
    for draft in sorted(drafts, key=lambda each: (each.start, -each.stop)):
        if draft.start >= last_stop:
            last_stop = draft.stop
            yield _figure(report, draft)


def _figure(report: Report, draft: _Draft) -> Figure:
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


# --- numbers --------------------------------------------------------------------------------------------


def _counted(
    words: Words, span: range, numbers: Sequence[Number], dates: Sequence[Date], lexicon: _Lexicon
) -> Iterator[_Draft]:
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
        draft = _with_unit_and_noun(words, span, draft, number, lexicon)
        if _counts(words, span, draft, number, lexicon):
            yield _approximated(words, span, draft, lexicon)


def _range(words: Words, span: range, pair: Sequence[Number], lexicon: _Lexicon) -> _Draft | None:
    """ما بين 5000 و6000, من 10 إلى 20, خمسة أو ستة, 5-6 ملايين."""
    if len(pair) < 2 or any(number.kind not in ("digits", "words") for number in pair):
        return None
    low, high = pair
    before = words.folded[low.first - 1] if low.first > span.start else ""
    gap = words.text[low.stop : words.starts[high.first]].strip()
    between = words.folded[low.last : high.first]
    opened = before in ("بين", "وبين")
    joined = (
        (opened and not gap and high.first == low.last and high.prefix == "و")
        or (between and between[0] in ("الي", "او", "وحتي", "حتي", "و") and len(between) == 1 and before != "")
        or (gap in ("-", "–") and (opened or before == "من" or _unit_at(words, span, high.last, lexicon) is not None))
    )
    if not joined or (between == ["و"] and not opened) or any(_is_code(words, number) for number in pair):
        return None
    if not opened and _maybe_year(low) and not _follows_noun(words, span, high, lexicon):
        return None
    first = low.low * _multiple(low, high)
    if first > high.high:
        return None
    return _Draft(low.first, high.last, low.start, high.stop, first, high.high, "range", "rule=range", WITH_NOUN)


def _is_code(words: Words, number: Number) -> bool:
    """Tell a phone number or the like: a long run of digits without separators."""
    digits = words.text[number.start : number.stop]
    return len(digits) >= PHONE and digits.isdigit()


def _multiple(low: Number, high: Number) -> float:
    """«5 إلى 6 ملايين»: the first number shares the second's scale."""
    if low.scale or not high.scale:
        return 1.0
    multiple = next((each for each in _MULTIPLES if each <= high.low), 1.0)
    return multiple if low.low < 1000 and low.low * multiple <= high.high else 1.0


def _follows_noun(words: Words, span: range, number: Number, lexicon: _Lexicon) -> bool:
    return number.glued or (
        _unit_at(words, span, number.last, lexicon) is not None
        or _noun_at(words, span, number.last, lexicon, number) is not None
    )


def _single(words: Words, span: range, number: Number, lexicon: _Lexicon) -> _Draft | None:
    if number.kind == "ordinal":
        return _rank(words, span, number, lexicon)
    if number.kind == "words" and number.low == 2 and number.first > span.start and _spaced(words, number.first):
        at = number.first - 1  # مدنيين اثنين
        if words.folded[at][-2:] in _DUAL_ENDINGS and words.folded[at] not in lexicon.no_nouns:
            noun = (words.starts[at], words.stops[at])
            return _Draft(
                at, number.last, noun[0], number.stop, 2.0, 2.0, "exact", "rule=dual", WITH_NOUN, None, at, noun
            )
    if _is_name(words, span, number, lexicon):
        return None
    approx = "about" if number.kind in ("many", "few") else "exact"
    return _Draft(
        number.first, number.last, number.start, number.stop, number.low, number.high, approx,
        f"rule={number.kind}", WITH_NOUN,
    )  # fmt: skip


def _rank(words: Words, span: range, number: Number, lexicon: _Lexicon) -> _Draft | None:
    """ثاني أكبر المدن, ثانية المدن: a place in an order; any other ordinal is no figure."""
    if number.low < 2 or number.definite or number.last >= span.stop or not _spaced(words, number.last):
        return None
    after = number.last
    if words.folded[after] in lexicon.elatives:
        after += 1
        if after >= span.stop or not _spaced(words, after):
            return None
    elif not _is_definite_plural(words.folded[after]):
        return None
    return _Draft(
        number.first, after, number.start, words.stops[after - 1], number.low, number.high, "exact", "rule=rank",
        WITH_DUAL, "rank", None, (words.starts[after], words.stops[after]),
    )  # fmt: skip


def _is_definite_plural(folded: str) -> bool:
    """Tell a definite noun that may be a plural, sound or broken: no name of a day, no singular in ة."""
    return folded.startswith("ال") and len(folded) >= 5 and not folded.endswith("ه")


def _is_name(words: Words, span: range, number: Number, lexicon: _Lexicon) -> bool:
    """Tell whether a number is part of a name or code: المادة 7, 3-0, 5+1, بوينغ 737."""
    text = words.text
    near = text[max(0, number.start - 2) : number.start] + text[number.stop : number.stop + 2]
    if any(mark in near for mark in "+/:@_#=") or _beside_hyphen(text, number):
        return True
    before = words.folded[number.first - 1] if number.first > span.start else ""
    bare = not _follows_noun(words, span, number, lexicon)
    if before in lexicon.numbered or before.lstrip("وبلف") in lexicon.numbered:
        return bare or before in _NAMING or words.folded[number.last : number.last + 1] == ["من"]
    if before.isascii() and before.isalpha() and bare and _spaced(words, number.first):
        return True
    if number.kind == "digits" and bare and not number.scale:
        return _is_code(words, number) or _maybe_year(number)
    return before[-1:].isdigit() and _spaced(words, number.first)  # «بـ50 ألف» printed in one with its verb


def _beside_hyphen(text: str, number: Number) -> bool:
    """Tell whether digits are joined to others by a hyphen: a score, a code, a season."""
    before, after = text[max(0, number.start - 4) : number.start], text[number.stop : number.stop + 4]
    left = before.rstrip().endswith(("-", "–")) and before.rstrip(" -–")[-1:].isdigit()
    right = after.lstrip().startswith(("-", "–")) and after.lstrip(" -–")[:1].isdigit()
    return number.kind == "digits" and (left or right)


def _is_date(draft: _Draft, words: Words, dates: Sequence[Date], lexicon: _Lexicon) -> bool:
    """Tell whether a date covers the number; the count of «قبل ثلاثة أسابيع» is a figure all the same."""
    for date in dates:
        if date.start < draft.stop and draft.start < date.stop:
            counted = any(mark in date.why for mark in ("rule=offset", "rule=duration", "rule=period"))
            after = words.folded[draft.last] if draft.last < len(words) else ""
            return not (counted and after in lexicon.times)
    return False


def _with_unit_and_noun(words: Words, span: range, draft: _Draft, number: Number, lexicon: _Lexicon) -> _Draft:
    if draft.unit == "rank" or draft.noun:
        return draft
    if number.glued:  # 17درجة
        return _with_glued(words, draft, number, lexicon)
    unit = _unit_at(words, span, draft.last, lexicon) or _sign(words.text, draft)
    if unit:
        key, last, start, stop = unit
        return replace(draft, unit=key, last=max(last, draft.last), start=min(start, draft.start) if start else
                       draft.start, stop=max(stop, draft.stop), score=WITH_UNIT)  # fmt: skip
    before = _noun_before(words, span, number)
    if before is not None and words.folded[before] in lexicon.units:  # الأسابيع الثلاثة
        return replace(draft, unit=lexicon.units[words.folded[before]], first=before, start=words.starts[before],
                       score=WITH_UNIT)  # fmt: skip
    noun = before if before is not None else _noun_at(words, span, draft.last, lexicon, number)
    if noun is not None:
        return replace(draft, noun=(words.starts[noun], words.stops[noun]), noun_word=noun)
    return replace(draft, score=BARE)


def _with_glued(words: Words, draft: _Draft, number: Number, lexicon: _Lexicon) -> _Draft:
    stop = words.stops[number.last - 1]
    unit = lexicon.units.get(number.suffix)
    if unit:
        return replace(draft, unit=unit, stop=stop, score=WITH_UNIT)
    return replace(draft, noun=(number.stop, stop))


def _unit_at(words: Words, span: range, at: int, lexicon: _Lexicon) -> tuple[str, int, int, int] | None:
    """Return unit, last word, 0 and stop of the longest unit that begins at word ``at``."""
    for length in (3, 2, 1):
        if at + length <= span.stop and all(_spaced(words, index) for index in range(at, at + length)):
            unit = lexicon.units.get(" ".join(words.folded[at : at + length]))
            if unit:
                return unit, at + length, 0, words.stops[at + length - 1]
    return None


_SIGNS = {"%": "percent", "٪": "percent", "$": "dollar", "€": "euro", "£": "pound"}


def _sign(text: str, draft: _Draft) -> tuple[str, int, int, int] | None:
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


def _noun_at(words: Words, span: range, at: int, lexicon: _Lexicon, number: Number) -> int | None:
    """Return the word that a number before it counts; «خمسة من الجنود» counts what stands after من."""
    if at >= span.stop or not _spaced(words, at):
        return None
    word = words.folded[at]
    if word == "من" and at + 1 < span.stop and _spaced(words, at + 1):  # خمسة من عناصر الأمن
        after = words.folded[at + 1]
        return at + 1 if after not in lexicon.no_nouns and after.isalpha() and len(after) > 3 else None
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
    if _maybe_year(number) and (word.startswith("ب") or not word.endswith(("ا", "ه", "ات"))):
        return at if word in lexicon.singulars else None
    return at


def _maybe_year(number: Number) -> bool:
    return number.kind == "digits" and YEARS[0] <= number.low <= YEARS[1] and number.stop - number.start == len("2016")


def _noun_before(words: Words, span: range, number: Number) -> int | None:
    """الدول الـ28, الدول الخمس: a definite number counts the definite noun before it."""
    before = number.first - 1
    if before > span.start and words.folded[before] == "ال":  # الـ printed apart
        before -= 1
    text = words.text
    definite = number.definite or text[max(0, number.start - 5) : number.start].strip(" ـ").endswith("ال")
    if definite and before >= span.start and words.folded[before].startswith("ال") and words.folded[before] != "ال":
        return before
    return None


def _counts(words: Words, span: range, draft: _Draft, number: Number, lexicon: _Lexicon) -> bool:
    """Tell whether a number without unit or noun still counts: digits do, words only with a scale."""
    if draft.unit or draft.noun:
        return not (number.kind == "words" and number.low == 1)  # واحد is an adjective far more often
    if draft.approx == "range" or number.scale:
        return True
    if number.kind == "digits":
        return not number.definite and _taken(words, span, draft, number, lexicon)
    if number.kind == "words" and not number.definite:
        return number.low > 10 or _approximator(words, span, draft, lexicon) is not None
    return False


def _taken(words: Words, span: range, draft: _Draft, number: Number, lexicon: _Lexicon) -> bool:
    """Tell whether bare digits stand where a count stands: after بلغ, إلى, مقتل or an approximator."""
    if number.prefix in ("ب", "وب") or _approximator(words, span, draft, lexicon):
        return True
    before = words.folded[number.first - 1] if number.first > span.start and _spaced(words, number.first) else ""
    return before in lexicon.takers or before.lstrip("وف") in lexicon.takers


def _approximated(words: Words, span: range, draft: _Draft, lexicon: _Lexicon) -> _Draft:
    found = _approximator(words, span, draft, lexicon)
    if found:
        approx, first, start = found
        draft = replace(draft, first=first, start=start)
    else:
        approx, stop = _approximator_after(words, span, draft, lexicon)
        if not approx:
            return draft
        if stop and draft.noun is None:
            draft = replace(draft, stop=stop)
    if draft.approx == "range":
        return replace(draft, why=f"{draft.why} approx={approx}")
    return _opened(draft, approx)


def _opened(draft: _Draft, approx: str) -> _Draft:
    why = f"{draft.why} approx={approx}"
    if approx in ("at-least", "more-than"):
        return replace(draft, approx=approx, high=None, why=why)
    if approx in ("at-most", "less-than"):
        return replace(draft, approx="at-most", low=None, why=why)
    return replace(draft, approx=approx, why=why)


def _approximator(words: Words, span: range, draft: _Draft, lexicon: _Lexicon) -> tuple[str, int, int] | None:
    """Return the approximation said before a number, with its first word and printed start."""
    if not _spaced(words, draft.first):
        return None
    for length in range(min(LONGEST_APPROXIMATOR, draft.first - span.start), 0, -1):
        first = draft.first - length
        if not all(_spaced(words, index) for index in range(first + 1, draft.first)):
            continue
        phrase = " ".join(words.folded[first : draft.first])
        for proclitic in _PROCLITICS:
            if phrase.startswith(proclitic) and phrase[len(proclitic) :] in lexicon.approx_before:
                start = words.starts[first]
                if proclitic:
                    start += printed_offset(words.printed(first), len(proclitic))
                return lexicon.approx_before[phrase[len(proclitic) :]], first, start
    return None


def _approximator_after(words: Words, span: range, draft: _Draft, lexicon: _Lexicon) -> tuple[str, int]:
    """Return the approximation said behind a figure or its noun («20 شخصا على الأقل»), and where it stops."""
    for at in {draft.last, draft.last if draft.noun_word is None else draft.noun_word + 1}:
        for length in (2, 1):
            phrase = " ".join(words.folded[at : min(at + length, span.stop)])
            if phrase in lexicon.approx_after:
                last = min(at + length, span.stop)
                return lexicon.approx_after[phrase], words.stops[last - 1] if at == draft.last else 0
    return "", 0


# --- duals and the like ------------------------------------------------------------------------------------


def _duals(words: Words, span: range, lexicon: _Lexicon) -> Iterator[_Draft]:
    """شخصان, دولتين: nouns known to be counted; any noun between أكبر or آخر and its dual ending."""
    for at in span:
        word = words.folded[at]
        if word[-2:] not in _DUAL_ENDINGS or len(word) < 5:
            continue
        elative = at > span.start and words.folded[at - 1] in lexicon.elatives and _spaced(words, at)
        prefix = next(
            (each for each in _PROCLITICS if word.startswith(each) and word[len(each) :] in lexicon.duals), None
        )
        if prefix is not None and not word.startswith("ال"):
            yield _dual(words, span, at, len(prefix), lexicon)
        elif elative and not word.startswith("ال") and word not in lexicon.units:
            yield _dual(words, span, at, 0, lexicon)


def _dual(words: Words, span: range, at: int, prefix: int, lexicon: _Lexicon) -> _Draft:
    start = words.starts[at] + (printed_offset(words.printed(at), prefix) if prefix else 0)
    first = at
    while not prefix and first > span.start and words.folded[first - 1] in lexicon.elatives and _spaced(words, first):
        first -= 1
        start = words.starts[first]
    return _Draft(
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


def _nth_periods(words: Words, dates: Sequence[Date], lexicon: _Lexicon) -> Iterator[_Draft]:
    """يومه الخامس: how long something has lasted."""
    for date in dates:
        if date.why != "rule=nth" or not date.value:
            continue
        span = words.within(date.start, date.stop)
        unit = lexicon.its_units.get(words.folded[span.start]) if span else None
        if unit:
            count = float(date.value.strip("PTYMWDHS"))
            yield _Draft(
                span.start, span.stop, date.start, date.stop, count, count, "exact", "rule=nth", WITH_DUAL, unit
            )


def _spaced(words: Words, at: int) -> bool:
    """Tell whether only space parts word ``at`` from the one before it."""
    if at == 0:
        return False
    gap = words.text[words.stops[at - 1] : words.starts[at]]
    return gap.isspace() and "\n" not in gap
