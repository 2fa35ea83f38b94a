"""The rows of table ``change``."""

from __future__ import annotations

from dataclasses import replace
from functools import cache, lru_cache
from hashlib import blake2b

from musnad.records import ID_BYTES, Change, Reuse, id_part

# The changes of a passage have its row in common, and there are few classes.
_id_part = lru_cache(maxsize=1 << 6)(id_part)
# Places in texts up to this long, nearly all, are looked up as parts of ids.
_PLACES = 1 << 13


def change_row(
    row: Reuse,
    left: tuple[int, int],
    right: tuple[int, int],
    cls: str,
    severity: int,
    in_quote: bool,
    why: str,
) -> Change:
    return Change(
        _id(row, left, right, cls),
        row.id,
        *left,
        *right,
        cls,
        severity,
        int(in_quote),
        why,
    )


def _id(row: Reuse, left: tuple[int, int], right: tuple[int, int], cls: str) -> str:
    """Return what ``make_id`` gives for a change."""
    known = _parts_of_places()
    try:
        places = known[left[0]], known[left[1]], known[right[0]], known[right[1]]
    except IndexError:
        places = id_part(left[0]), id_part(left[1]), id_part(right[0]), id_part(right[1])
    parts = b"".join((_id_part(row.id), *places, _id_part(cls)))
    return f"change-{blake2b(parts, digest_size=ID_BYTES).hexdigest()}"


@cache
def _parts_of_places() -> tuple[bytes, ...]:
    return tuple(map(id_part, range(_PLACES)))


def moved_row(change: Change, row: Reuse) -> Change:
    left, right = (change.left_start, change.left_stop), (change.right_start, change.right_stop)
    return replace(
        change,
        id=_id(row, left, right, "wording"),
        cls="wording",
        why=change.why.replace(f"rule={change.cls}", "rule=wording moved"),
    )
