"""The close look at one pair of texts, step by step: what ``musnad.link.close_looks`` does for many in arrays.

Slow and plain; the arrays are held to it by ``tests/test_close_looks.py``.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

Run = tuple[int, int, int]  # left, right, length

# The definition of a passage (docs/stages/reuse.md): at least 8 words on each side, split where more
# than 12 unshared words lie between.
FEWEST_WORDS = 8
WIDEST_GAP = 12
# Wider gaps are still tried up to this, in case shorter shared stretches bridge them...
_WIDEST_TRIED = 2 * WIDEST_GAP
# ...if this share of their words is shared: stray particles reach about a quarter in unrelated prose.
_LEAST_BRIDGE = 0.4
# Below this share of equal words two stretches are told alike, not copied. The heaviest edited passage
# of the development pages has .73, sentences of two independent reports on one event stay under .4.
_LEAST_SHARE = 0.5
# An end moves outwards over up to this many words at a time; each unshared word costs half a shared one.
_WINDOW = 40
_UNSHARED_COST = 0.5
# Reaching the end of a sentence in either text is worth this many shared words.
_SENTENCE_WORTH = 1.0
# Words missing to the end of the sentence that still belong to it (a date dropped, a connective added).
_SENTENCE_REST = 4
# What a run of fewer words than a passage must add that no longer run covers.
_FEWEST_NEW = 4
# Seeds of the second look, into what lies between passages already found.
_SECOND_SEED = 3
# A whole sentence shorter than a passage counts where it continues one: so many words on each side.
_SHORT_SENTENCE = 6
# Where passages cover this share of the shorter text, the sentences left over are looked at for reworded ones...
_COPIED_SHARE = 0.25
# ...of at least FEWEST_WORDS and at most so many words...
_LONGEST_REWORDED = 60
# ...that have so many of the different words of the shorter in common (sentences of two independent reports on one
# event stay under .45), and so many in order.
_LEAST_COMMON = 0.65
_LEAST_IN_ORDER = 0.4


@dataclass(frozen=True, slots=True)
class Side:
    """One text: the hashes of its folded words, and where sentences and stretches (headline, body...) begin.

    Both lists of starts rise and end with ``len(words)``.
    """

    words: array[int]
    sentence_starts: Sequence[int]
    stretch_starts: Sequence[int]

    def find(self, some: array[int]) -> int:
        """Return where these words stand first, or -1."""
        packed, sought, size = self.words.tobytes(), some.tobytes(), self.words.itemsize
        at = packed.find(sought)
        while at % size and at >= 0:
            at = packed.find(sought, at + 1)
        return at // size if at >= 0 else -1

    def stretch_of(self, index: int) -> tuple[int, int]:
        """Return the stretch that word ``index`` lies in."""
        at = bisect_right(self.stretch_starts, index)
        return self.stretch_starts[at - 1], self.stretch_starts[at]

    def sentence_at(self, index: int) -> tuple[int, int] | None:
        """Return the sentence that word ``index`` lies in, ``None`` outside the text."""
        if not 0 <= index < len(self.words):
            return None
        at = bisect_right(self.sentence_starts, index)
        return self.sentence_starts[at - 1], self.sentence_starts[at]

    def starts_between(self, low: int, high: int) -> list[int]:
        """Return the sentence starts from ``low`` to ``high``, both included."""
        first = bisect_left(self.sentence_starts, low)
        return list(self.sentence_starts[first : bisect_right(self.sentence_starts, high)])


@dataclass(frozen=True, slots=True)
class Passage:
    """Word ranges of both texts and the equal blocks inside; ``reworded``: found by its words, not by a run."""

    left_start: int
    left_stop: int
    right_start: int
    right_stop: int
    blocks: tuple[Run, ...]
    reworded: bool = False

    @property
    def shared(self) -> int:
        return sum(length for _, _, length in self.blocks)

    @property
    def share(self) -> float:
        return 2 * self.shared / max(1, self.left_stop - self.left_start + self.right_stop - self.right_start)


def find_passages(left: Side, right: Side, runs: Sequence[Run]) -> list[Passage]:
    """Return the passages of two texts in the left one's order."""
    passages: list[Passage] = []
    for chain in _chains(_chosen(runs, left, right), left, right):
        passages.extend(_bridged(chain, left, right))
    passages = [_moved_out(each, passages, left, right) for each in passages]
    passages = [_snapped(each, passages, left, right) for each in _merged(passages, left, right)]
    accepted = _accepted(passages)
    accepted += _continuations(accepted, left, right)
    return _one_at_each_place(accepted)


def _one_at_each_place(passages: Sequence[Passage]) -> list[Passage]:
    """Return the passages in order, the most alike where two repeated runs grew to the same place."""
    best: dict[tuple[int, int, int, int], Passage] = {}
    for each in sorted(passages, key=lambda each: (-each.shared, each.blocks)):
        best.setdefault((each.left_start, each.right_start, each.left_stop, each.right_stop), each)
    return [best[place] for place in sorted(best)]


def _chosen(runs: Sequence[Run], left: Side, right: Side) -> list[Run]:
    """Return the runs that add something, longest first: every word in a long run stays covered on both sides."""
    left_seen, right_seen = bytearray(len(left.words)), bytearray(len(right.words))
    kept: list[Run] = []
    for run in sorted(runs, key=lambda run: (-run[2], run[0], run[1])):
        if run[2] < FEWEST_WORDS:
            run = _new_part(run, left_seen, right_seen)
            if run[2] < _FEWEST_NEW:
                continue
        elif all(left_seen[run[0] : run[0] + run[2]]) and all(right_seen[run[1] : run[1] + run[2]]):
            continue
        left_seen[run[0] : run[0] + run[2]] = b"\x01" * run[2]
        right_seen[run[1] : run[1] + run[2]] = b"\x01" * run[2]
        kept.append(run)
    return sorted(kept)


def _new_part(run: Run, left_seen: bytearray, right_seen: bytearray) -> Run:
    """Return the first longest part of a run that is covered on neither side yet."""
    best, begin = (run[0], run[1], 0), 0
    for at in range(run[2] + 1):
        if at == run[2] or left_seen[run[0] + at] or right_seen[run[1] + at]:
            if at - begin > best[2]:
                best = (run[0] + begin, run[1] + begin, at - begin)
            begin = at + 1
    return best


def _chains(runs: Sequence[Run], left: Side, right: Side) -> list[list[Run]]:
    """Return runs grouped so that each follows the one before closely in both texts."""
    chains: list[list[Run]] = []
    open_chains: list[list[Run]] = []
    for run in runs:
        open_chains = [each for each in open_chains if run[0] - _end(each)[0] <= _WIDEST_TRIED]
        best, best_gap = None, 2 * _WIDEST_TRIED + 1
        for chain in open_chains:
            end_left, end_right = _end(chain)
            gap = abs(run[0] - end_left) + abs(run[1] - end_right)
            if gap < best_gap and _may_follow(chain[-1], run, left, right):
                best, best_gap = chain, gap
        if best is None:
            best = []
            chains.append(best)
            open_chains.append(best)
            best.append(run)
        else:
            end_left, end_right = _end(best)
            cut = max(0, end_left - run[0], end_right - run[1])
            best.append((run[0] + cut, run[1] + cut, run[2] - cut))
    return chains


def _may_follow(before: Run, run: Run, left: Side, right: Side) -> bool:
    """Tell whether a run continues another, cut where it overlaps it (a word inserted twice gives overlaps)."""
    gap_left, gap_right = run[0] - before[0] - before[2], run[1] - before[1] - before[2]
    overlap = max(0, -gap_left, -gap_right)
    if left.stretch_of(before[0]) != left.stretch_of(run[0]) or right.stretch_of(before[1]) != right.stretch_of(run[1]):
        return False
    if overlap:  # what is cut off must lie inside the passage, so the gap may not split it
        return run[2] - overlap >= _FEWEST_NEW and max(gap_left, gap_right) + overlap <= WIDEST_GAP
    return max(gap_left, gap_right) <= _WIDEST_TRIED


def _end(chain: Sequence[Run]) -> tuple[int, int]:
    left, right, length = chain[-1]
    return left + length, right + length


def _bridged(chain: Sequence[Run], left: Side, right: Side) -> list[Passage]:
    """Return the passages of a chain: the words between its runs aligned, split where too many are unshared."""
    parts: list[list[Run]] = [[chain[0]]]
    for run in chain[1:]:
        end_left, end_right = _end(parts[-1])
        inner = blocks_between(left, right, end_left, run[0], end_right, run[1])
        if _bridges(inner, run[0] - end_left, run[1] - end_right, end_left, end_right):
            parts[-1].extend([*inner, run])
        else:
            parts.append([run])
    return [of_blocks(part) for part in parts]


def blocks_between(left: Side, right: Side, l0: int, l1: int, r0: int, r1: int) -> list[Run]:
    if l0 >= l1 or r0 >= r1:
        return []
    return [(l0 + i, r0 + j, size) for i, j, size in _equal_blocks(left.words[l0:l1], right.words[r0:r1])]


def _equal_blocks(left: array[int], right: array[int]) -> list[Run]:
    """Return the blocks of a longest common subsequence of a few words."""
    blocks = _editops()(left, right).as_matching_blocks()
    return [(block.a, block.b, block.size) for block in blocks if block.size]


@cache
def _editops() -> Callable[[array[int], array[int]], Any]:
    from rapidfuzz.distance import LCSseq

    return LCSseq.editops


def _bridges(inner: Sequence[Run], wide_left: int, wide_right: int, at_left: int, at_right: int) -> bool:
    wide = max(wide_left, wide_right)
    if wide <= WIDEST_GAP:
        return True
    if 2 * sum(size for _, _, size in inner) < _LEAST_BRIDGE * (wide_left + wide_right):
        return False
    ends = [*inner, (at_left + wide_left, at_right + wide_right, 0)]
    for i, j, size in ends:
        if max(i - at_left, j - at_right) > WIDEST_GAP:
            return False
        at_left, at_right = i + size, j + size
    return True


def of_blocks(blocks: Sequence[Run]) -> Passage:
    end_left, end_right = _end(blocks)
    return Passage(blocks[0][0], end_left, blocks[0][1], end_right, tuple(blocks))


def _limits(passage: Passage, others: Sequence[Passage], left: Side, right: Side) -> tuple[int, int, int, int]:
    """Return how far a passage may grow: to its stretch's ends and its neighbours."""
    left_low, left_high = left.stretch_of(passage.left_start)
    right_low, right_high = right.stretch_of(passage.right_start)
    for other in others:
        if other.left_stop <= passage.left_start:
            left_low = max(left_low, other.left_stop)
        if other.left_start >= passage.left_stop:
            left_high = min(left_high, other.left_start)
        if other.right_stop <= passage.right_start:
            right_low = max(right_low, other.right_stop)
        if other.right_start >= passage.right_stop:
            right_high = min(right_high, other.right_start)
    return left_low, left_high, right_low, right_high


def _moved_out(passage: Passage, others: Sequence[Passage], left: Side, right: Side) -> Passage:
    left_low, left_high, right_low, right_high = _limits(passage, others, left, right)
    blocks = list(passage.blocks)
    while True:
        at_left, at_right = _end(blocks)
        if at_left >= left_high or at_right >= right_high:
            break
        high_left, high_right = min(left_high, at_left + _WINDOW), min(right_high, at_right + _WINDOW)
        more = _growth(
            left.words[at_left:high_left],
            right.words[at_right:high_right],
            [each - at_left for each in left.starts_between(at_left, high_left)],
            [each - at_right for each in right.starts_between(at_right, high_right)],
        )
        if not more:
            break
        blocks.extend((at_left + i, at_right + j, size) for i, j, size in more)
    while True:
        at_left, at_right, _ = blocks[0]
        if at_left <= left_low or at_right <= right_low:
            break
        low_left, low_right = max(left_low, at_left - _WINDOW), max(right_low, at_right - _WINDOW)
        more = _growth(
            left.words[low_left:at_left][::-1],
            right.words[low_right:at_right][::-1],
            [at_left - each for each in left.starts_between(low_left, at_left)],
            [at_right - each for each in right.starts_between(low_right, at_right)],
        )
        if not more:
            break
        blocks[:0] = [(at_left - i - size, at_right - j - size, size) for i, j, size in reversed(more)]
    return of_blocks(blocks)


def _growth(left: array[int], right: array[int], left_ends: Sequence[int], right_ends: Sequence[int]) -> list[Run]:
    """Return the equal blocks after an end up to where copying pays best: equal words against unshared ones."""
    if not left or not right:
        return []
    score, best, kept = 0.0, 0.0, 0
    at_left = at_right = 0
    blocks = _equal_blocks(left, right)
    for number, (i, j, size) in enumerate(blocks, 1):
        gap = max(i - at_left, j - at_right)
        if gap > WIDEST_GAP:
            break
        score += size - _UNSHARED_COST * gap
        at_left, at_right = i + size, j + size
        worth = score + (_SENTENCE_WORTH if at_left in left_ends or at_right in right_ends else 0.0)
        if worth > best:
            best, kept = worth, number
    return blocks[:kept]


def _merged(passages: Sequence[Passage], left: Side, right: Side) -> list[Passage]:
    merged: list[Passage] = []
    for passage in sorted(passages, key=lambda each: (each.left_start, each.right_start)):
        before = merged[-1] if merged else None
        if before is not None and _follows(before, passage, left, right):
            inner = blocks_between(
                left, right, before.left_stop, passage.left_start, before.right_stop, passage.right_start
            )
            merged[-1] = of_blocks([*before.blocks, *inner, *passage.blocks])
        else:
            merged.append(passage)
    return merged


def _follows(before: Passage, after: Passage, left: Side, right: Side) -> bool:
    return (
        0 <= after.left_start - before.left_stop <= WIDEST_GAP
        and 0 <= after.right_start - before.right_stop <= WIDEST_GAP
        and left.stretch_of(before.left_start) == left.stretch_of(after.left_start)
        and right.stretch_of(before.right_start) == right.stretch_of(after.right_start)
    )


def _snapped(passage: Passage, others: Sequence[Passage], left: Side, right: Side) -> Passage:
    """Return the passage with its ends at ends of sentences, where only a few words are missing on each side."""
    left_low, left_high, right_low, right_high = _limits(passage, others, left, right)
    rest = min(_SENTENCE_REST, passage.shared // 2)
    l1 = left.starts_between(passage.left_stop, min(left_high, passage.left_stop + rest))[:1]
    r1 = right.starts_between(passage.right_stop, min(right_high, passage.right_stop + rest))[:1]
    l0 = left.starts_between(max(left_low, passage.left_start - rest), passage.left_start)[-1:]
    r0 = right.starts_between(max(right_low, passage.right_start - rest), passage.right_start)[-1:]
    if not l1 or not r1:
        l1, r1 = [passage.left_stop], [passage.right_stop]
    if not l0 or not r0:
        l0, r0 = [passage.left_start], [passage.right_start]
    return Passage(l0[0], l1[0], r0[0], r1[0], passage.blocks)


def _accepted(passages: Sequence[Passage]) -> list[Passage]:
    """Return what is long and alike enough; of the rest, the runs that are a passage by themselves."""
    accepted = []
    for each in passages:
        fewest = min(each.left_stop - each.left_start, each.right_stop - each.right_start)
        if fewest >= FEWEST_WORDS and each.share >= _LEAST_SHARE:
            accepted.append(each)
        else:
            accepted.extend(of_blocks([block]) for block in _joined(each.blocks) if block[2] >= FEWEST_WORDS)
    return accepted


def _joined(blocks: Sequence[Run]) -> list[Run]:
    joined: list[Run] = []
    for left, right, size in blocks:
        if joined and _end(joined) == (left, right):
            joined[-1] = (joined[-1][0], joined[-1][1], joined[-1][2] + size)
        else:
            joined.append((left, right, size))
    return joined


def _continuations(accepted: Sequence[Passage], left: Side, right: Side) -> list[Passage]:
    """Return whole sentences in both texts that directly continue a passage in one of them.

    An outlet that drops a paragraph leaves short sentences between: shorter than a passage, and
    copied all the same.
    """
    taken_left = Taken([(each.left_start, each.left_stop) for each in accepted], left)
    taken_right = Taken([(each.right_start, each.right_stop) for each in accepted], right)
    found: list[Passage] = []
    for one in taken_left.neighbours():
        for other in _sentences_sharing(one, left, right):
            found += _sentence_pair(one, other, left, right) if taken_right.free(other) else []
    for other in taken_right.neighbours():
        for one in _sentences_sharing(other, right, left):
            found += _sentence_pair(one, other, left, right) if taken_left.free(one) else []
    return found


class Taken:
    """The places of one text that passages cover, as seen from its sentences."""

    def __init__(self, places: Sequence[tuple[int, int]], side: Side) -> None:
        self.places = sorted(places)
        self.side = side

    def free(self, place: tuple[int, int]) -> bool:
        return all(stop <= place[0] or place[1] <= start for start, stop in self.places)

    def neighbours(self) -> list[tuple[int, int]]:
        """Return the short sentences that stand right before or right after a passage."""
        found = set()
        for start, stop in self.places:
            for place in (self.side.sentence_at(stop), self.side.sentence_at(start - 1)):
                if place and _SHORT_SENTENCE <= place[1] - place[0] <= 2 * FEWEST_WORDS and self.free(place):
                    found.add(place)
        return sorted(found)


def _sentences_sharing(place: tuple[int, int], here: Side, there: Side) -> list[tuple[int, int]]:
    """Return the sentences of the other text that share three words in a row with a sentence."""
    found = set()
    for at in range(place[0], place[1] - _SECOND_SEED + 1):
        hit = there.find(here.words[at : at + _SECOND_SEED])
        if hit >= 0:
            found.add(there.sentence_at(hit))
    return sorted(each for each in found if each)


def _sentence_pair(one: tuple[int, int], other: tuple[int, int], left: Side, right: Side) -> list[Passage]:
    sizes = one[1] - one[0], other[1] - other[0]
    if max(sizes) < FEWEST_WORDS or min(sizes) < _SHORT_SENTENCE or max(sizes) > 2 * min(sizes):
        return []
    blocks = blocks_between(left, right, one[0], one[1], other[0], other[1])
    passage = Passage(one[0], one[1], other[0], other[1], tuple(blocks))
    return [passage] if passage.share >= _LEAST_SHARE else []


def find_rewordings(accepted: Sequence[Passage], left: Side, right: Side) -> list[Passage]:
    """Return pairs of whole sentences outside the passages of two texts that have most of their words in common.

    Only where the passages make one text a copy of the other in good part: elsewhere two sentences are
    alike because they tell the same thing.
    """
    covered = sum(min(each.left_stop - each.left_start, each.right_stop - each.right_start) for each in accepted)
    if covered < _COPIED_SHARE * min(len(left.words), len(right.words)):
        return []
    lefts, rights = _left_over(accepted, left, 0), _left_over(accepted, right, 1)
    if not lefts or not rights:
        return []
    found: list[tuple[float, Passage]] = []
    bags = [(place, frozenset(right.words[place[0] : place[1]])) for place in rights]
    for start, stop in lefts:
        bag = frozenset(left.words[start:stop])
        for place, other in bags:
            common = len(bag & other)
            if common >= _LEAST_COMMON * min(len(bag), len(other)) and max(len(bag), len(other)) <= 2 * common:
                blocks = blocks_between(left, right, start, stop, *place)
                found.append((common / max(len(bag), len(other)), Passage(start, stop, *place, tuple(blocks), True)))
    return _best_apart([each for each in found if each[1].share >= _LEAST_IN_ORDER])


def _left_over(accepted: Sequence[Passage], side: Side, which: int) -> list[tuple[int, int]]:
    """Return the sentences of a text that no passage touches."""
    places = [
        (each.left_start, each.left_stop) if not which else (each.right_start, each.right_stop) for each in accepted
    ]
    taken = Taken(places, side)
    sentences = pairwise(side.sentence_starts)
    return [each for each in sentences if FEWEST_WORDS <= each[1] - each[0] <= _LONGEST_REWORDED and taken.free(each)]


def _best_apart(found: Sequence[tuple[float, Passage]]) -> list[Passage]:
    """Return the likeliest passages, each sentence in one of them."""
    kept: list[Passage] = []
    for _, passage in sorted(found, key=lambda each: (-each[0], each[1].left_start, each[1].right_start)):
        if all(passage.left_start != other.left_start and passage.right_start != other.right_start for other in kept):
            kept.append(passage)
    return kept
