"""Passages of two texts, from the runs of equal words they share. Pure: words in, word ranges out.

Runs are chained where they follow each other in both texts, the words between are aligned, the ends
are moved out as far as edited copying goes and then to the end of the sentence where only a few
words are missing. A passage ends where the order differs or more than ``WIDEST_GAP`` unshared words lie.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from musnad.alignment import equal_blocks

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


@dataclass(frozen=True, slots=True)
class Side:
    """One text: its folded words, where a sentence or a stretch begins (``len(words)`` ends the last)."""

    words: Sequence[str]
    sentence_starts: frozenset[int]
    stretch_starts: Sequence[int]

    def stretch_of(self, index: int) -> tuple[int, int]:
        """Return the stretch (headline, body...) that word ``index`` lies in."""
        bounds = [*self.stretch_starts, len(self.words)]
        for start, stop in zip(bounds, bounds[1:], strict=False):
            if start <= index < stop:
                return start, stop
        return 0, len(self.words)


@dataclass(frozen=True, slots=True)
class Passage:
    """Word ranges of both texts and the equal blocks inside."""

    left_start: int
    left_stop: int
    right_start: int
    right_stop: int
    blocks: tuple[Run, ...]

    @property
    def shared(self) -> int:
        return sum(length for _, _, length in self.blocks)

    @property
    def share(self) -> float:
        return 2 * self.shared / max(1, self.left_stop - self.left_start + self.right_stop - self.right_start)


def find_passages(left: Side, right: Side, runs: Sequence[Run]) -> list[Passage]:
    """Return the passages of two texts in the left one's order."""
    passages: list[Passage] = []
    for chain in _chains(_chosen(runs, left, right)):
        passages.extend(_bridged(chain, left, right))
    passages = [_moved_out(each, passages, left, right) for each in passages]
    passages = [_snapped(each, passages, left, right) for each in _merged(passages, left, right)]
    accepted = _accepted(passages)
    accepted += _continuations(accepted, left, right)
    return sorted(set(accepted), key=lambda each: (each.left_start, each.right_start, each.left_stop, each.right_stop))


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


def _chains(runs: Sequence[Run]) -> list[list[Run]]:
    """Return runs grouped so that each follows the one before closely in both texts."""
    chains: list[list[Run]] = []
    open_chains: list[list[Run]] = []
    for run in runs:
        open_chains = [each for each in open_chains if run[0] - _end(each)[0] <= _WIDEST_TRIED]
        best, best_gap = None, 2 * _WIDEST_TRIED + 1
        for chain in open_chains:
            end_left, end_right = _end(chain)
            gap_left, gap_right = run[0] - end_left, run[1] - end_right
            overlap = max(0, -gap_left, -gap_right)
            fits = overlap == 0 or run[2] - overlap >= _FEWEST_NEW
            if fits and gap_right <= _WIDEST_TRIED and abs(gap_left) + abs(gap_right) < best_gap:
                best, best_gap = chain, abs(gap_left) + abs(gap_right)
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


def _end(chain: Sequence[Run]) -> tuple[int, int]:
    left, right, length = chain[-1]
    return left + length, right + length


def _bridged(chain: Sequence[Run], left: Side, right: Side) -> list[Passage]:
    """Return the passages of a chain: the words between its runs aligned, split where too many are unshared."""
    parts: list[list[Run]] = [[chain[0]]]
    for run in chain[1:]:
        end_left, end_right = _end(parts[-1])
        inner = _blocks_between(left, right, end_left, run[0], end_right, run[1])
        same_stretch = left.stretch_of(end_left - 1) == left.stretch_of(run[0]) and right.stretch_of(
            end_right - 1
        ) == right.stretch_of(run[1])
        if same_stretch and _bridges(inner, run[0] - end_left, run[1] - end_right, end_left, end_right):
            parts[-1].extend([*inner, run])
        else:
            parts.append([run])
    return [_passage(part) for part in parts]


def _blocks_between(left: Side, right: Side, l0: int, l1: int, r0: int, r1: int) -> list[Run]:
    if l0 >= l1 or r0 >= r1:
        return []
    return [(l0 + i, r0 + j, size) for i, j, size in equal_blocks(left.words[l0:l1], right.words[r0:r1])]


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


def _passage(blocks: Sequence[Run]) -> Passage:
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
        end_left, end_right = _end(blocks)
        more = _growth(
            left.words[end_left : min(left_high, end_left + _WINDOW)],
            right.words[end_right : min(right_high, end_right + _WINDOW)],
            [each - end_left for each in left.sentence_starts],
            [each - end_right for each in right.sentence_starts],
        )
        if not more:
            break
        blocks.extend((end_left + i, end_right + j, size) for i, j, size in more)
    while True:
        first_left, first_right, _ = blocks[0]
        more = _growth(
            left.words[max(left_low, first_left - _WINDOW) : first_left][::-1],
            right.words[max(right_low, first_right - _WINDOW) : first_right][::-1],
            [first_left - each for each in left.sentence_starts],
            [first_right - each for each in right.sentence_starts],
        )
        if not more:
            break
        blocks[:0] = [(first_left - i - size, first_right - j - size, size) for i, j, size in reversed(more)]
    return _passage(blocks)


def _growth(
    left: Sequence[str], right: Sequence[str], left_ends: Sequence[int], right_ends: Sequence[int]
) -> list[Run]:
    """Return the equal blocks after an end up to where copying pays best: equal words against unshared ones."""
    if not left or not right:
        return []
    score, best, kept = 0.0, 0.0, 0
    at_left = at_right = 0
    blocks = equal_blocks(left, right)
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
            inner = _blocks_between(
                left, right, before.left_stop, passage.left_start, before.right_stop, passage.right_start
            )
            merged[-1] = _passage([*before.blocks, *inner, *passage.blocks])
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
    """Return the passage with its ends at the ends of the sentences, where only a few words are missing on each side."""
    left_low, left_high, right_low, right_high = _limits(passage, others, left, right)
    rest = min(_SENTENCE_REST, passage.shared // 2)
    l1 = _next_start(passage.left_stop, left_high, left.sentence_starts, rest)
    r1 = _next_start(passage.right_stop, right_high, right.sentence_starts, rest)
    l0 = _start_before(passage.left_start, left_low, left.sentence_starts, rest)
    r0 = _start_before(passage.right_start, right_low, right.sentence_starts, rest)
    if l1 is None or r1 is None:
        l1, r1 = passage.left_stop, passage.right_stop
    if l0 is None or r0 is None:
        l0, r0 = passage.left_start, passage.right_start
    return Passage(l0, l1, r0, r1, passage.blocks)


def _next_start(at: int, high: int, starts: frozenset[int], rest: int) -> int | None:
    return next((index for index in range(at, min(high, at + rest) + 1) if index in starts), None)


def _start_before(at: int, low: int, starts: frozenset[int], rest: int) -> int | None:
    return next((index for index in range(at, max(low, at - rest) - 1, -1) if index in starts), None)


def _accepted(passages: Sequence[Passage]) -> list[Passage]:
    """Return what is long and alike enough; of the rest, the runs that are a passage by themselves."""
    accepted = []
    for each in passages:
        fewest = min(each.left_stop - each.left_start, each.right_stop - each.right_start)
        if fewest >= FEWEST_WORDS and each.share >= _LEAST_SHARE:
            accepted.append(each)
        else:
            accepted.extend(_passage([block]) for block in _joined(each.blocks) if block[2] >= FEWEST_WORDS)
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
    found: list[Passage] = []
    for gap_left in _gaps([(each.left_start, each.left_stop) for each in accepted], left):
        for gap_right in _gaps([(each.right_start, each.right_stop) for each in accepted], right):
            for sentence_left in _sentences(gap_left, left):
                for sentence_right in _sentences(gap_right, right):
                    passage = _sentence_pair(sentence_left, sentence_right, left, right)
                    if passage and _touches(passage, [*accepted, *found]):
                        found.append(passage)
    return found


def _gaps(taken: Sequence[tuple[int, int]], side: Side) -> list[tuple[int, int]]:
    """Return the stretches between places taken."""
    gaps, at = [], 0
    for start, stop in sorted(taken):
        if start > at:
            gaps.append((at, start))
        at = max(at, stop)
    if at < len(side.words):
        gaps.append((at, len(side.words)))
    return gaps


def _sentences(gap: tuple[int, int], side: Side) -> list[tuple[int, int]]:
    """Return the sentences at either end of a gap, if short: only these can continue a passage."""
    starts = [index for index in range(gap[0], gap[1] + 1) if index in side.sentence_starts]
    return [pair for pair in zip(starts, starts[1:], strict=False) if pair[1] - pair[0] >= _SHORT_SENTENCE]


def _sentence_pair(one: tuple[int, int], other: tuple[int, int], left: Side, right: Side) -> Passage | None:
    sizes = one[1] - one[0], other[1] - other[0]
    if max(sizes) < FEWEST_WORDS or max(sizes) > 2 * min(sizes):
        return None
    blocks = _blocks_between(left, right, one[0], one[1], other[0], other[1])
    passage = Passage(one[0], one[1], other[0], other[1], tuple(blocks))
    longest = max((size for _, _, size in blocks), default=0)
    return passage if passage.share >= _LEAST_SHARE and longest >= _SECOND_SEED else None


def _touches(passage: Passage, others: Sequence[Passage]) -> bool:
    return any(
        passage.left_start == each.left_stop
        or passage.left_stop == each.left_start
        or passage.right_start == each.right_stop
        or passage.right_stop == each.right_start
        for each in others
    )
