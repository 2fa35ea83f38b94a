"""The rows of table ``change``."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from hashlib import blake2b

from musnad.records import ID_BYTES, Change, Reuse, id_part

# The changes of a passage have its row and, as other passages have, some places in common.
_id_part = lru_cache(maxsize=1 << 13)(id_part)


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
    parts = map(_id_part, (row.id, *left, *right, cls))
    return f"change-{blake2b(b''.join(parts), digest_size=ID_BYTES).hexdigest()}"


def moved_row(change: Change, row: Reuse) -> Change:
    left, right = (change.left_start, change.left_stop), (change.right_start, change.right_stop)
    return replace(
        change,
        id=_id(row, left, right, "wording"),
        cls="wording",
        why=change.why.replace(f"rule={change.cls}", "rule=wording moved"),
    )
