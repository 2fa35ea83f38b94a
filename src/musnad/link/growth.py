"""How far a passage reaches beyond its runs: as long as equal words outweigh the unshared ones. Pure: arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from musnad.link.alignments import Blocks, equal_blocks
from musnad.link.chains import WIDEST_GAP
from musnad.link.passages import Ground, Passages, hops_before, limits_of, of_blocks
from musnad.link.spans import firsts_of

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[Any]]

# An end moves outwards over up to this many words at a time; each unshared word costs half a shared one.
_WINDOW = 40
_UNSHARED_COST = 0.5
# Reaching the end of a sentence in either text is worth this many shared words.
_SENTENCE_WORTH = 1.0


def moved_out(ground: Ground, found: Passages) -> Passages:
    """Return the passages with both ends moved outwards, to their stretch's ends and their neighbours at most."""
    import numpy as np

    left_low, left_high, right_low, right_high = limits_of(ground, found, found)
    ahead = _grown(ground, found.left_stop, found.right_stop, left_high, right_high, 1)
    back = _grown(ground, found.left_start - 1, found.right_start - 1, left_low - 1, right_low - 1, -1)
    columns = (
        (found.owners, ahead.pair, back.pair),
        (found.left, ahead.left, back.left),
        (found.right, ahead.right, back.right),
        (found.size, ahead.size, back.size),
    )
    return of_blocks(found.pair, *(np.concatenate(each) for each in columns))


def _grown(ground: Ground, left: Array, right: Array, left_end: Array, right_end: Array, step: int) -> Blocks:
    """Return the equal words beyond one end of each passage, as blocks of the corpus.

    ``left, right`` are the first words beyond, in the direction ``step``, and ``left_end, right_end`` the first
    words out of reach.
    """
    import numpy as np

    left, right = left.copy(), right.copy()
    parts = []
    going = np.arange(len(left))
    while len(going):
        room_left, room_right = step * (left_end - left)[going], step * (right_end - right)[going]
        going = going[(room_left > 0) & (room_right > 0)]
        at_left, at_right = left[going], right[going]
        room_left, room_right = (
            np.minimum(_WINDOW, step * (end[going] - at)) for end, at in ((left_end, at_left), (right_end, at_right))
        )
        blocks = equal_blocks(ground.words, at_left, at_right, room_left, room_right, step)
        blocks = _paying(ground, blocks, at_left, at_right, step)
        last = np.flatnonzero(np.append(np.diff(blocks.pair) != 0, True)[: len(blocks.pair)])
        of_last = blocks.pair[last]
        going, at_left, at_right = going[of_last], at_left[of_last], at_right[of_last]
        shift = np.searchsorted(of_last, blocks.pair)
        parts.append(_placed(blocks, going[shift], at_left[shift], at_right[shift], step))
        left[going] += step * (blocks.left + blocks.size)[last]
        right[going] += step * (blocks.right + blocks.size)[last]
    if not parts:
        return Blocks(going, going, going, going)
    pair, left, right, size = (
        np.concatenate([getattr(each, name) for each in parts]) for name in ("pair", "left", "right", "size")
    )
    return Blocks(pair, left, right, size)


def _placed(blocks: Blocks, owners: Array, at_left: Array, at_right: Array, step: int) -> Blocks:
    """Return blocks counted from an end as blocks of the corpus."""
    if step > 0:
        return Blocks(owners, at_left + blocks.left, at_right + blocks.right, blocks.size)
    back = blocks.size - 1
    return Blocks(owners, at_left - blocks.left - back, at_right - blocks.right - back, blocks.size)


def _paying(ground: Ground, blocks: Blocks, at_left: Array, at_right: Array, step: int) -> Blocks:
    """Return the blocks of each end up to where copying pays best: equal words against unshared ones."""
    import numpy as np

    if not len(blocks.pair):
        return blocks
    hops = hops_before(blocks)
    firsts = firsts_of(blocks.pair, len(at_left))
    firsts = firsts[:-1][np.diff(firsts) > 0]
    group = np.cumsum(np.append(True, np.diff(blocks.pair) != 0)) - 1
    score = _running(blocks.size - _UNSHARED_COST * hops, firsts, group)
    wide = _running((hops > WIDEST_GAP).astype(np.int64), firsts, group) > 0
    ends = np.zeros(len(score), bool)
    for starts, at in ((blocks.left, at_left), (blocks.right, at_right)):
        reached = starts + blocks.size
        ends |= ground.opens[at[blocks.pair] + reached if step > 0 else at[blocks.pair] - reached + 1]
    worth = score + _SENTENCE_WORTH * ends
    worth[wide] = -1.0
    best = np.maximum.reduceat(worth, firsts)[group]
    # up to the first of the best
    done = _running((worth == best).astype(np.int64), firsts, group) - (worth == best)
    kept = (best > 0) & (done == 0)
    return Blocks(blocks.pair[kept], blocks.left[kept], blocks.right[kept], blocks.size[kept])


def _running(values: Array, firsts: Array, group: Array) -> Array:
    """Return the sums of each group's values so far."""
    import numpy as np

    total = np.cumsum(values)
    running: Array = total - (total[firsts] - values[firsts])[group]
    return running
