"""The bytes of a table: bounds that all kinds share, and which encoding its text is in."""

from __future__ import annotations

import codecs

from musnad.read.letters import decode

# Six bytes a character ("\u0627") and room for other fields; a longer line would only fill memory.
LONGEST_LINE = 16 * 1024 * 1024
# Looked at to tell what a source is, and to tell its encoding.
LOOKED_AT = 64 * 1024
LOOKED_AT_FOR_ENCODING = 1024 * 1024
CHUNK = 1024 * 1024


def encoding_of(sample: bytes) -> str | None:
    """Return the encoding of a text by its first bytes, or ``None`` where they are no text."""
    if b"\x00" not in sample[:LOOKED_AT] and not sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            codecs.getincrementaldecoder("utf-8")("strict").decode(sample)  # a letter cut at the end is no fault
            return "utf-8"
        except UnicodeDecodeError:
            pass
    decoded = decode(sample[: sample.rfind(b"\n") + 1] or sample)
    return decoded.encoding if decoded else None
