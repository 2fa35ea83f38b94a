"""What close looks at pairs of texts gave, kept for the next run: one more day costs that day's pairs.

A comparison's id is a hash of everything it depends on: the words of both texts and their places, the
runs they share, the method. So it can never be stale, only unused; what is not used is not kept.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b

from musnad import __version__
from musnad.link.passages import Passage
from musnad.records import ID_BYTES, Comparison

# Raised whenever the same texts and runs would give other passages than before.
METHOD = 2


def comparison_id(left: bytes, right: bytes, runs: bytes) -> str:
    """Return the id of a comparison of two texts, given by their digests, that share these runs."""
    digest = blake2b(f"{__version__} {METHOD}".encode(), digest_size=ID_BYTES)
    for part in (left, right, runs):
        digest.update(part)
    return f"comparison-{digest.hexdigest()}"


def text_digest(*parts: bytes) -> bytes:
    """Return the digest of a text: its words, their places, where stretches and sentences begin."""
    digest = blake2b(digest_size=16)
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.digest()


def written(id: str, passages: Iterable[Passage]) -> Comparison:
    """Return passages as a row."""
    return Comparison(id, ";".join(" ".join(map(str, _numbers(each))) for each in passages))


def passages_of(comparison: Comparison) -> list[Passage]:
    """Return the passages of a row. Raises ``ValueError`` where it was damaged."""
    return list(_passages(comparison.passages))


def _numbers(passage: Passage) -> Sequence[int]:
    place = (passage.left_start, passage.left_stop, passage.right_start, passage.right_stop)
    numbers = array("q", (*place, passage.reworded))
    for block in passage.blocks:
        numbers.extend(block)
    return numbers


def _passages(text: str) -> Iterator[Passage]:
    for part in filter(None, text.split(";")):
        left_start, left_stop, right_start, right_stop, reworded, *rest = map(int, part.split())
        blocks = tuple(zip(rest[::3], rest[1::3], rest[2::3], strict=True))
        yield Passage(left_start, left_stop, right_start, right_stop, blocks, bool(reworded))
