"""The ids of rows: from their content, so that a second run makes the same ones. Import from ``musnad.records``."""

from __future__ import annotations

from hashlib import blake2b

# 16 hexadecimal digits = 64 bits: ten million rows of one table collide with a chance of 3 in a million.
ID_BYTES = 8


def make_id(table: str, *parts: object) -> str:
    """Return the id of a row: its table's name and a hash of what makes it that row.

    ``None`` and ``""`` are different parts; the order of the parts matters.
    """
    return f"{table}-{blake2b(b''.join(map(id_part, parts)), digest_size=ID_BYTES).hexdigest()}"


def id_part(part: object) -> bytes:
    """Return a part of a row as its id is made of it: the length of what follows, 1 and its words, or 0 for none."""
    if part is None:
        return _NOTHING
    data = str(part).encode("utf-8", "surrogatepass")
    return (_HEADS[len(data)] if len(data) < len(_HEADS) else _head(len(data))) + data


def _head(length: int) -> bytes:
    return (length + 1).to_bytes(4, "big") + b"\x01"


_NOTHING = b"\x00\x00\x00\x01\x00"
# Nearly every part is shorter; a run makes millions of ids.
_HEADS = tuple(map(_head, range(256)))
