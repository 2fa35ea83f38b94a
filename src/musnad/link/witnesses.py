"""Reports as witnesses of one text, in the manner of textual criticism: what each keeps, and where it departs.

The reports of a cluster are laid against the fullest of them (the base), not against each other: five
hundred copies cost five hundred alignments. Where most read otherwise than the base, the base departed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from sys import intern

from musnad.alignment import align_words
from musnad.text import folded_words

# Two reports share a text besides the common one from this many words.
FEWEST_LEFT = 40
# A place in a shared passage is (left_start, left_stop, right_start, right_stop) in printed characters.
Passage = tuple[int, int, int, int]
# A departure: the words of the base it stands for (first, stop), what is printed there instead; None says "kept",
# where the others read otherwise.
Departure = tuple[int, int, tuple[str, ...] | None]
Holders = dict[tuple[int, int, tuple[str, ...]], list[str]]
# Some words, and those that stand for them.
Exchange = tuple[tuple[str, ...], tuple[str, ...]]


@dataclass(slots=True)
class Witness:
    """What one report has of a base, a bit for each word: ``covered`` the words it prints, ``reach`` also those it
    prints otherwise; from which to which; and its departures, of which ``ties`` may be the others'.
    """

    covered: int = 0
    reach: int = 0
    first: int = 0
    stop: int = 0
    readings: set[tuple[int, int, tuple[str, ...]]] = field(default_factory=set)
    departures: dict[Departure, float] = field(default_factory=dict)
    ties: set[Departure] = field(default_factory=set)

    def spans(self, first: int, stop: int) -> bool:
        """Tell whether it has text before and after these words of the base (so that it says something of them)."""
        return self.first < max(first, 1) and stop < self.stop

    def size(self) -> int:
        return self.covered.bit_count()


@dataclass(frozen=True, slots=True)
class CommonText:
    """One text and its witnesses by report id, the base among them."""

    base_id: str
    words: list[str]
    witnesses: dict[str, Witness]


def common_texts(
    passages: Mapping[tuple[str, str], Sequence[Passage]],
    sizes: Mapping[tuple[str, str], int],
    texts: Mapping[str, str],
) -> Iterator[CommonText]:
    """Yield the texts that explain what the reports of a cluster share, the widest first.

    ``passages`` of each pair (left, right); ``sizes``: words shared by each pair; ``texts`` as printed.
    A report stands in several texts
    where it shares different words with different reports.
    """
    left = dict(sizes)
    while left:
        weight: Counter[str] = Counter()
        for (one, other), size in left.items():
            weight[one] += size
            weight[other] += size
        base = min(weight, key=lambda each: (-weight[each], each))
        text = _text(base, [each for pair in left for each in pair if base in pair and each != base], passages, texts)
        yield text
        left = {pair: size for pair, size in left.items() if not _explained(pair, size, text)}


def _explained(pair: tuple[str, str], size: int, text: CommonText) -> bool:
    if text.base_id in pair:
        return True
    one, other = text.witnesses.get(pair[0]), text.witnesses.get(pair[1])
    if one is None or other is None:
        return False
    return size - (one.covered & other.covered).bit_count() < max(FEWEST_LEFT, size / 2)


def _text(
    base: str,
    others: Iterable[str],
    passages: Mapping[tuple[str, str], Sequence[Passage]],
    texts: Mapping[str, str],
) -> CommonText:
    others = sorted(set(others))
    places = {
        other: [
            *passages.get((base, other), ()),
            *((r0, r1, l0, l1) for l0, l1, r0, r1 in passages.get((other, base), ())),
        ]
        for other in others
    }
    words, at = _cut_words(texts[base], {end for some in places.values() for place in some for end in place[:2]})
    witnesses = {}
    for other, some in places.items():
        witness = Witness()
        for first, stop, its_first, its_stop in some:
            its = folded_words(texts[other][max(its_first, 0) : max(its_stop, 0)])
            _lay(witness, words[at[first] : at[stop]], at[first], its)
        if witness.covered:
            _close(witness)
            witnesses[other] = witness
    whole = Witness()
    for witness in witnesses.values():
        whole.covered |= witness.covered
        whole.reach |= witness.reach
    if whole.covered:
        whole.first, whole.stop = _first(whole.covered), whole.covered.bit_length()
    return CommonText(base, words, {base: whole, **witnesses})


def _cut_words(text: str, cuts: Iterable[int]) -> tuple[list[str], dict[int, int]]:
    """Return the folded words of a text, and how many of them stand before each of these places between words."""
    words: list[str] = []
    at, done = {}, 0
    for cut in sorted(cuts):
        words += map(intern, folded_words(text[done : max(cut, 0)]))  # many texts are held at once: each word once
        at[cut], done = len(words), max(cut, 0)
    words += map(intern, folded_words(text[done:]))
    return words, at


def _lay(witness: Witness, words: Sequence[str], begin: int, its_words: Sequence[str]) -> None:
    """Add one passage to what a witness has of the base: ``words`` of the base from number ``begin`` on."""
    if words == its_words:
        witness.covered |= ((1 << len(words)) - 1) << begin
        return
    for op in align_words(words, its_words):
        first, stop = begin + op.left_start, begin + op.left_stop
        span = ((1 << (stop - first)) - 1) << first
        if op.equal:
            witness.covered |= span
            continue
        instead = tuple(its_words[op.right_start : op.right_stop])
        if instead:
            witness.reach |= span
        witness.readings.add((first, stop, instead))


def _close(witness: Witness) -> None:
    """Set the bounds, and add what is left out between passages as readings."""
    witness.first, witness.stop = _first(witness.covered), witness.covered.bit_length()
    witness.reach |= witness.covered
    # where two passages give one place, the words kept count
    witness.readings = {each for each in witness.readings if not _kept(witness.covered, each[0], each[1])}
    said = 0
    for first, stop, _ in witness.readings:
        said |= ((1 << (stop - first)) - 1) << first
    lacking = ~(witness.covered | said) & ((1 << witness.stop) - 1)
    lacking = lacking >> witness.first << witness.first
    while lacking:
        first = _first(lacking)
        run = _first(~(lacking >> first))
        witness.readings.add((first, first + run, ()))
        lacking &= ~(((1 << run) - 1) << first)


def _first(bits: int) -> int:
    return (bits & -bits).bit_length() - 1


def _kept(covered: int, first: int, stop: int) -> bool:
    span = (1 << (stop - first)) - 1
    return first < stop and covered >> first & span == span


# --- who departs from the rest ----------------------------------------------------------------------


def readings_of(text: CommonText) -> Holders:
    """Return who has each reading of a text: which words of it, and what is printed instead."""
    holders: Holders = defaultdict(list)
    for report_id, witness in text.witnesses.items():
        for reading in witness.readings:
            holders[reading].append(report_id)
    return holders


def exchange_at(text: CommonText, reading: tuple[int, int, tuple[str, ...]]) -> Exchange:
    """Return which words a reading exchanges for which."""
    return tuple(text.words[reading[0] : reading[1]]), reading[2]


def mark_departures(
    text: CommonText, holders: Holders, trusted: Collection[str], counts: Mapping[Exchange, int]
) -> None:
    """Write into each witness its departures with their weights: how surely each is one, and how telling.

    ``holders``: who has which reading. One of fewer than half of those who have the place departs. Half against half,
    either may: half the weight. What a ``trusted`` report (an agency's own) prints never departs. An exchange of words
    met at many places of the case (``counts``) is a habit of desks, which two have by themselves: its weight is split
    among them.
    """
    having = _having(text)
    sure = sorted(trusted & text.witnesses.keys())
    for reading, some in sorted(holders.items()):
        _mark(text, reading, some, having, sure, 1.0 / counts[exchange_at(text, reading)])


def _having(text: CommonText) -> list[int]:
    """Return for each word of the base how many witnesses have text there or round it."""
    steps = [0] * (len(text.words) + 2)
    for witness in text.witnesses.values():
        steps[witness.first] += 1
        steps[witness.stop] -= 1
    having, now = [], 0
    for step in steps:
        now += step
        having.append(now)
    return having


def _mark(
    text: CommonText,
    reading: tuple[int, int, tuple[str, ...]],
    holders: Sequence[str],
    having: Sequence[int],
    trusted: Sequence[str],
    telling: float,
) -> None:
    first, stop, _ = reading
    count = min(having[max(first - 1, 0)], having[min(stop, len(text.words))])
    judges = [each for each in trusted if text.witnesses[each].spans(first, stop)]
    if judges:
        departs = not any(each in holders for each in judges)
        share = 0.0 if departs else 1.0
    else:
        share = len(holders) / max(count, len(holders))
    if share <= 0.5:
        weight = telling * (0.5 if share == 0.5 else 1.0)
        for each in holders:
            text.witnesses[each].departures[reading] = weight
            if share == 0.5:
                text.witnesses[each].ties.add(reading)
    if share >= 0.5:
        weight = telling * (0.5 if share == 0.5 else 1.0)
        for witness in text.witnesses.values():
            if witness.spans(first, stop) and _kept_or_point(witness, reading):
                witness.departures[first, stop, None] = weight
                if share == 0.5:
                    witness.ties.add((first, stop, None))


def _kept_or_point(witness: Witness, reading: tuple[int, int, tuple[str, ...]]) -> bool:
    """Tell whether a witness prints the base's words there (for words put in: puts nothing in)."""
    first, stop, _ = reading
    if first < stop:
        return _kept(witness.covered, first, stop)
    return not any(each[0] <= first <= each[1] for each in witness.readings)
