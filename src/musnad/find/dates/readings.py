"""What a reading of an expression is, and what it needs to know of the place it stands at."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple

from musnad.find.dates.tags import Token

# Scores say how much a reading leaves open; set by judgement, in the order of the error rates seen on ANT.
CERTAIN, ANCHORED, BY_TENSE, GUESSED, CONTRADICTED = 0.98, 0.9, 0.75, 0.6, 0.5


class Reading(NamedTuple):
    """What an expression says: the columns of its row."""

    kind: str
    value: str | None
    vague: int
    score: float
    why: str


class Context(NamedTuple):
    """Where an expression stands: the day it counts from (``None``: unknown), how sure, and the clause's tense."""

    anchor: date | None
    trust: float = 1.0
    why: str = ""  # why there is no anchor, or why it is not the published day
    future: bool = False
    past: bool = False  # منذ stands before: what it names lies behind
    event: bool = False  # من or على follows: counted from what they name
    day: Reading | None = None  # the last day named before in the sentence


Reader = Callable[[str, Sequence[Token], Context], Reading | None]


def relative(context: Context, kind: str, value: str | None, score: float, why: str) -> Reading:
    """Return a reading that counts from the anchor, without a value where there is none."""
    note = f" {context.why}" if context.why else ""
    if context.anchor is None or value is None:
        return Reading(kind, None, 0, 0.9, f"rule={why}{note or ' unplaced'}")
    return Reading(kind, value, 0, round(score * context.trust, 3), f"rule={why}{note}")


def vague_reading(kind: str, why: str) -> Reading:
    return Reading(kind, None, 1, 0.8, f"rule={why}")


def first_of(tokens: Sequence[Token], tags: str) -> Token | None:
    for token in tokens:
        if token.tag in tags:
            return token
    return None


def side_of(tokens: Sequence[Token]) -> str:
    token = first_of(tokens, "PFCt")
    return token.tag.replace("t", "C") if token else ""
