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
    l0, l1 = left
    r0, r1 = right
    return Change(_id(row.id, (l0, l1, r0, r1), cls), row.id, l0, l1, r0, r1, cls, severity, int(in_quote), why)


def _id(row_id: str, places: tuple[int, int, int, int], cls: str) -> str:
    """Return what ``make_id`` gives for a change."""
    l0, l1, r0, r1 = places
    known = _parts_of_places()
    try:
        parts = _id_part(row_id), known[l0], known[l1], known[r0], known[r1], _id_part(cls)
    except IndexError:
        parts = _id_part(row_id), id_part(l0), id_part(l1), id_part(r0), id_part(r1), _id_part(cls)
    return f"change-{blake2b(b''.join(parts), digest_size=ID_BYTES).hexdigest()}"


@cache
def _parts_of_places() -> tuple[bytes, ...]:
    return tuple(map(id_part, range(_PLACES)))


def moved_row(change: Change, row: Reuse) -> Change:
    places = change.left_start, change.left_stop, change.right_start, change.right_stop
    return replace(
        change,
        id=_id(row.id, places, "wording"),
        cls="wording",
        why=change.why.replace(f"rule={change.cls}", "rule=wording moved"),
    )
