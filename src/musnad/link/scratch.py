"""Room for arrays: memory while they are small, files that are gone with the process where they are not."""

from __future__ import annotations

import mmap
import tempfile
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[Any]]

# Arrays of more bytes lie in a file of the temporary folder: those of a case of some 50,000 reports.
LARGEST_IN_MEMORY = 1 << 27


def room(size: int, dtype: Any) -> Array:
    """Return an array of so many entries, not filled."""
    import numpy as np

    if size * np.dtype(dtype).itemsize <= LARGEST_IN_MEMORY:
        return np.empty(size, dtype)
    with _file() as file:  # the map holds it from here on
        return np.asarray(np.memmap(file, dtype, "w+", shape=(size,)))


def give_back(*arrays: Array) -> None:
    """Give back the memory of arrays that lie in files: what is asked for again is read again."""
    import numpy as np

    for array in arrays:
        base: Any = array
        while isinstance(base, np.ndarray):
            base = base.base
        if isinstance(base, mmap.mmap) and hasattr(mmap, "MADV_DONTNEED"):
            base.madvise(mmap.MADV_DONTNEED)


class Growing:
    """An array that grows at its end."""

    def __init__(self, dtype: Any) -> None:
        self.dtype = dtype
        self.parts: list[Array] = []
        self.size = 0
        self.file: Any = None

    def add(self, part: Array) -> None:
        part = part.astype(self.dtype, copy=False)
        self.size += part.nbytes
        if self.file is not None:
            part.tofile(self.file)
            return
        self.parts.append(part)
        if self.size > LARGEST_IN_MEMORY:
            self.file = _file()
            while self.parts:
                self.parts.pop(0).tofile(self.file)

    def whole(self) -> Array:
        """Return what was added, in order."""
        import numpy as np

        if self.file is None:
            return np.concatenate([*self.parts, np.empty(0, self.dtype)])
        with self.file as file:
            file.flush()
            return np.asarray(np.memmap(file, self.dtype, "r+"))  # a plain array: memmap looks up at every step


def _file() -> Any:
    return tempfile.TemporaryFile(prefix="musnad-")
